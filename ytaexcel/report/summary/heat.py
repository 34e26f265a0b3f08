"""The heat map of page one: a share of the roadmap view by organisation and group.

Cells stay numbers: fill, sign and the star of an earlier month's state come from conditional formats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.picture import Share
from ytaexcel.programme.thresholds import Band
from ytaexcel.report.cells import whole
from ytaexcel.report.edition import Edition, done, link, put
from ytaexcel.report.summary.figures import CHANGED, RIGHT
from ytaexcel.report.summary.grid import (
    NAME_WIDTH,
    SECOND_ROW,
    Cell,
    Grid,
    Header,
    put_block,
    put_head,
    put_remark,
)
from ytaexcel.report.summary.heat_rows import Places, columns_of, heat_rows, is_turned, shows_done
from ytaexcel.report.table import BOLD, COUNT, NUMBER, TEXT, Value, add_bar
from ytaexcel.report.words import Row
from ytaexcel.style.measure import shortened
from ytaexcel.texts import NO_BREAK, NONE, percent_points

HEAT: dict[str, Any] = {
    "font_name": style.SYMBOL_FONT,
    "font_size": 10,
    "align": "center",
    "valign": "vcenter",
    "num_format": style.PERCENT,
    "border": 1,
    "border_color": "#FFFFFF",
}
STAR = "*"


@dataclass(frozen=True, slots=True)
class HeatCell:
    """Where a share stands in the sheet, and whether it is of an earlier month."""

    address: str
    is_carried: bool


def put_heat_map(edition: Edition, sheet: Worksheet, grid: Grid) -> int:
    """The map with its legend; answers with the first free row."""
    picture = edition.picture
    across_codes, turned = columns_of(picture), is_turned(picture)
    by_place = heat_rows(picture)
    down_codes = list(dict.fromkeys(code for code, _ in by_place))
    down_codes.sort(key=lambda code: code == "")  # the whole stands last
    put_head(edition, sheet, SECOND_ROW, 0, "heat" if shows_done(picture) else "heat_started")
    if not down_codes:
        put_remark(edition, sheet, SECOND_ROW + 1, 0, edition.say("figures.none"))
        return SECOND_ROW + 2
    headers = [Header(edition.say("column.group" if turned else "column.organisation"))]
    headers += [Header(_header(edition, by_place, code), {"align": "center"}) for code in (*across_codes, "")]
    headers += [Header(edition.say("heat.change"), RIGHT), Header(edition.say("heat.behind"), RIGHT)]
    rows = [
        _row(edition, code, [by_place.get((code, across)) for across in (*across_codes, "")])
        for code in down_codes
    ]
    top = SECOND_ROW + 1
    put_block(edition, sheet, grid, (top, 0), "heat", headers, rows)
    cells = [
        HeatCell(xl_rowcol_to_cell(top + down, across), is_starred(found))
        for down, code in enumerate(down_codes, start=1)
        for across, other in enumerate((*across_codes, ""), start=1)
        if (found := by_place.get((code, other))) is not None and is_coloured(edition, found)
    ]
    colour(edition, sheet, cells)
    if down_codes[0]:
        last = top + sum(1 for code in down_codes if code)
        add_bar(sheet, top + 1, last, len(across_codes) + 3)
    below = put_legend(edition, sheet, top + len(rows) + 1)
    if not edition.has_sheet("direction"):
        return below
    towards = edition.say("heat.direction", sheet=edition.sheet_name("direction"))
    link(edition, sheet, below, 0, "direction", "A1", towards)
    return below + 1


def heat_value(edition: Edition, row: Row) -> Value:
    """A share as a number; a fraction as text where it is of few items; a dash for what nobody ever reported."""
    numerator, denominator = whole(row["numerator"]) or 0, whole(row["denominator"]) or 0
    if not denominator or not row["reported"]:
        return NONE
    if denominator < edition.picture.programme.thresholds.small_denominator:
        return f"{numerator}/{denominator}{STAR if is_starred(row) else ''}"
    return numerator / denominator


def heat_cell(edition: Edition, row: Row | None) -> Cell:
    """The cell as it stands without its band: the star is there in every program."""
    if row is None:
        return Cell(NONE, HEAT)
    star = f'"{STAR}"' if is_starred(row) else ""
    return Cell(heat_value(edition, row), {**HEAT, "num_format": f"{style.PERCENT}{star}"})


def is_starred(row: Row) -> bool:
    """True where a workbook is missing; not of the whole, of which almost always one is."""
    return bool(row["carried"]) and row["organisation"] != ""


def is_coloured(edition: Edition, row: Row) -> bool:
    """True for the cells that hold a number, unless no schedule is decided that it could be judged by."""
    return not isinstance(heat_value(edition, row), str) and not edition.has_no_schedule


def colour(edition: Edition, sheet: Worksheet, cells: Sequence[HeatCell]) -> None:
    """Band colours, signs and stars for these cells, which need not touch each other."""
    bands = edition.picture.programme.bands
    for is_carried in (False, True):
        addresses = [cell.address for cell in cells if cell.is_carried == is_carried]
        for band in bands if addresses else ():
            properties = {
                "bg_color": band.fill,
                "font_color": band.text,
                "bold": band is bands[-1],
                "num_format": _signed(band, is_carried),
            }
            rule = {
                "type": "cell",
                "criteria": ">",
                "value": band.above,
                "format": edition.book.add_format(properties),
                "stop_if_true": True,
                "multi_range": " ".join(addresses),
            }
            done(sheet.conditional_format(addresses[0], rule))


def put_legend(edition: Edition, sheet: Worksheet, row: int) -> int:
    """Bands with their signs, the star, the dash and what n is; answers with the first free row."""
    bands = edition.picture.programme.bands
    if edition.has_no_schedule:
        put_remark(edition, sheet, row, 0, edition.say("heat.no_schedule"))
        return row + 1
    put(sheet, row, 0, edition.say("heat.legend"), edition.formats(font_size=10, bold=True, valign="vcenter"))
    for place, band in enumerate(bands, start=1):
        properties = {**HEAT, "bg_color": band.fill, "font_color": band.text, "bold": band is bands[-1]}
        put(sheet, row, place, f"{band.sign}{NO_BREAK}{limits(bands, band)}", edition.formats(**properties))
    put_remark(edition, sheet, row, len(bands) + 1, edition.say("heat.star"))
    fewest = edition.picture.programme.thresholds.small_denominator
    put_remark(edition, sheet, row + 1, 0, edition.say("heat.remark", fewest=fewest))
    return row + 2


def limits(bands: Sequence[Band], band: Band) -> str:
    """`> 90 %`; of the last band, which has no lower limit, `≤ 25 %`."""
    if band is bands[-1]:
        return f"≤{NO_BREAK}{_percent(bands[-2].above)}" if len(bands) > 1 else ""
    return f">{NO_BREAK}{_percent(band.above)}"


def _percent(share: float) -> str:
    return f"{round(100 * share)}{NO_BREAK}%"


def _signed(band: Band, is_carried: bool) -> str:
    star = f'"{STAR}"' if is_carried else ""
    return f'"{band.sign}{NO_BREAK}"0"{NO_BREAK}"%{star}'


def _header(edition: Edition, by_place: Places, code: str) -> str:
    """`Hallinto` and under it the number of items that were due there; of a turned map those of all groups."""
    turned = is_turned(edition.picture)
    named = edition.words.organisation if turned else edition.words.group
    name = named(code) if code else edition.say("heat.all")
    counts = [
        whole(row["denominator"]) or 0
        for (down, across), row in by_place.items()
        if (down == "") == turned and across == code
    ]
    return f"{name}\nn{NO_BREAK}={NO_BREAK}{max(counts, default=0)}"


def _row(edition: Edition, code: str, found: Sequence[Row | None]) -> list[Cell]:
    """The cells of an organisation: its groups, all of them, the change, how many are behind. Turned: of a group."""
    is_whole, turned = not code, is_turned(edition.picture)
    named = edition.words.group if turned else edition.words.organisation
    rule: dict[str, Any] = {"bold": True, "top": 1, "top_color": style.INK} if is_whole else {}
    name = edition.say("groups.all" if turned else "heat.whole") if is_whole else named(code)
    name = shortened(name, NAME_WIDTH, is_bold=is_whole)
    cells = [Cell(name, {**(BOLD if is_whole else TEXT), **rule})]
    bold = {"bold": True} if is_whole else {}
    shares = [heat_cell(edition, row) for row in found]
    cells += [Cell(share.value, {**share.properties, **bold}) for share in shares]
    total = found[-1]
    if total is None:
        return [*cells, Cell(NONE, {**CHANGED, **rule}), Cell(NONE, {**COUNT, **rule})]
    behind = whole(total["behind"]) if total["reported"] else NONE
    return [
        *cells,
        Cell(points_changed(total), {**CHANGED, **rule}),
        Cell(behind, {**COUNT, "num_format": NUMBER, **rule}),
    ]


def points_changed(row: Row) -> Value:
    """The difference of the printed percents of a row of the heat map."""
    share, before = (
        Share(whole(row["numerator"]) or 0, whole(row["denominator"]) or 0),
        whole(row["points_before"]),
    )
    if before is None or not share.denominator or not row["reported"]:
        return NONE
    return percent_points(share.numerator, share.denominator) - before
