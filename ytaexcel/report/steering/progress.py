"""How far each part of the plan has come, by organisation too, and beside it what is behind and since when."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.picture import Share
from ytaexcel.picture.steering import WHOLE
from ytaexcel.report.cells import whole, words_of
from ytaexcel.report.edition import Edition, link, put
from ytaexcel.report.lists import records
from ytaexcel.report.steering.columns import (
    CENTRE,
    HEAD_ROW,
    HEADER_LINE,
    NAME_WIDTH,
    RIGHT,
    TEXT_WIDTH,
    WHERE,
    organisation_headers,
    organisations_of,
)
from ytaexcel.report.summary.figures import CHANGED, changed
from ytaexcel.report.summary.grid import (
    Cell,
    Grid,
    Header,
    put_block,
    put_head,
    put_remark,
)
from ytaexcel.report.summary.heat import HeatCell, colour, heat_cell, is_coloured
from ytaexcel.report.table import CENTRED, COUNT, MONTHLY, NAMED, TEXT, WRAP, Value
from ytaexcel.report.words import Row, month_day
from ytaexcel.style.measure import lines, row_height, shortened
from ytaexcel.texts import NONE, number

LEAST_LATE = 6
"""So many items that are behind are shown where the plan has fewer parts."""
LATE = "▲"
DUE_COLUMN = 7
"""Column of the share done of what was due."""


def put_progress(edition: Edition, sheet: Worksheet, grid: Grid, top: int) -> int:
    """The parts on the left, what is behind on the right; answers with the first free row."""
    parts = records(edition.picture.steering.parts)
    late = records(edition.picture.steering.late.head(max(LEAST_LATE, len(parts))))
    put_head(edition, sheet, top, 0, "steering_parts")
    put_head(edition, sheet, top, grid.right, "steering_late")
    sheet.set_row(top, HEAD_ROW)
    sheet.set_row(top + 1, 3 * HEADER_LINE)
    rows = [_part(edition, row) for row in parts]
    put_block(edition, sheet, grid, (top + 1, 0), "steering_parts", _headers(edition), rows)
    _colour(edition, sheet, parts, top + 2)
    _put_late(edition, sheet, grid, late, top + 1)
    where_width = grid.widths[grid.right + WHERE]
    for place in range(max(len(parts), len(late))):
        names = [(_named(edition, row), NAME_WIDTH) for row in parts[place : place + 1]]
        names += [(_late_name(row), TEXT_WIDTH) for row in late[place : place + 1]]
        names += [(_where(edition, row), where_width) for row in late[place : place + 1]]
        height = max(lines(name, width - 12) for name, width in names)
        sheet.set_row(top + 2 + place, row_height(height))
    below = top + 2 + len(parts)
    put_remark(edition, sheet, below, 0, edition.say("steering.counted"))
    here = [edition.say("steering.counted_here")] if organisations_of(edition) else []
    put_remark(edition, sheet, below + 1, 0, " ".join([edition.say("steering.never_and_signs"), *here]))
    return max(below + 2, top + 3 + len(late))


def _headers(edition: Edition) -> list[Header]:
    level = next(iter(edition.picture.programme.level_names.values()))[edition.language]
    keys = (
        "items",
        "n",
        "started",
        "done",
        "change",
        "closed",
        "closed_done",
        "behind",
        "behind_change",
        "since",
        "open",
        "never",
    )
    figures = [
        Header(edition.say(f"steering.{key}"), CENTRE if key == "closed_done" else RIGHT) for key in keys
    ]
    return [Header(level), *figures, *organisation_headers(edition)]


def _named(edition: Edition, row: Row) -> str:
    if row["part"] == WHOLE:
        return edition.say("steering.whole")
    return f"{row['part']} {row['name']}"


def _part(edition: Edition, row: Row) -> list[Cell]:
    """The figures of a part, or of the whole."""
    rule: dict[str, Any] = {"top": 1, "top_color": style.INK, "bold": True} if row["part"] == WHOLE else {}
    followed, done, before = int(row["followed"]), int(row["done"]), whole(row["done_before"])
    done_before = None if before is None else Share(before, followed)
    behind_before = whole(row["behind_before"])
    counts: list[tuple[Value, Any]] = [
        (int(row["items"]), COUNT),
        (followed, COUNT),
        (int(row["started"]), COUNT),
        (done, {**COUNT, "bold": True}),
        (changed(Share(done, followed), done_before), CHANGED),
        (int(row["closed"]), COUNT),
    ]
    later: list[tuple[Value, Any]] = [
        (int(row["behind"]), {**COUNT, "bold": True}),
        (NONE if behind_before is None else int(row["behind"]) - behind_before, CHANGED),
        (month_day(row["since"]) or NONE, MONTHLY),
        (int(row["open_windows"]), COUNT),
        (int(row["never"]), COUNT),
    ]
    due = heat_cell(edition, _due(row))
    return [
        Cell(_named(edition, row), {**NAMED, "bold": True, **rule}),
        *(Cell(value, {**properties, **rule}) for value, properties in counts),
        _share(due, rule),
        *(Cell(value, {**properties, **rule}) for value, properties in later),
        *(Cell(_here(edition, row["part"], code), {**CENTRED, **rule}) for code in organisations_of(edition)),
    ]


def _share(due: Cell, rule: Mapping[str, Any]) -> Cell:
    """A share in its band; what has none, ruled like its neighbours."""
    if isinstance(due.value, str):
        return Cell(due.value, {**CENTRED, **rule})
    return Cell(due.value, {**due.properties, "bold": bool(rule)})


def _due(row: Row) -> Row:
    """As the heat map has its rows."""
    return {
        "organisation": WHOLE,
        "numerator": row["closed_done"],
        "denominator": row["closed"],
        "reported": True,
        "carried": False,
    }


def _here(edition: Edition, part: str, organisation: str) -> str:
    """`5/10 ▲2`: done of all, and how many are behind, of a part in one organisation."""
    places = edition.picture.steering.places
    rows = records(places[(places["part"] == part) & (places["organisation"] == organisation)])
    if not rows:
        return NONE  # the part does not concern it
    found = rows[0]
    if not found["reported"]:
        return f"{NONE} {LATE}{found['behind']}" if found["behind"] else NONE
    said = f"{number(found['done'])}/{number(found['followed'])}"
    return f"{said} {LATE}{found['behind']}" if found["behind"] else said


def _colour(edition: Edition, sheet: Worksheet, parts: list[Row], top: int) -> None:
    cells = [
        HeatCell(xl_rowcol_to_cell(top + place, DUE_COLUMN), is_carried=False)
        for place, row in enumerate(parts)
        if is_coloured(edition, _due(row))
    ]
    colour(edition, sheet, cells)


def _put_late(edition: Edition, sheet: Worksheet, grid: Grid, late: list[Row], top: int) -> None:
    if not late:
        put(sheet, top, grid.right, edition.none_behind, edition.formats(valign="vcenter"))
        return
    headers = [
        Header(edition.say("column.item")),
        Header(edition.say("steering.since"), RIGHT),
        Header(edition.say("steering.where"), {"align": "left", "indent": 1}),
        Header(edition.item_word, {"align": "left", "indent": 1}),
    ]
    cells = [
        [
            Cell(words_of(row["item"]), {**TEXT, "bold": True}),
            Cell(month_day(row["since"]), MONTHLY),
            Cell(_where(edition, row), WRAP),
            Cell(_late_name(row), WRAP),
        ]
        for row in late
    ]
    put_block(edition, sheet, grid, (top, grid.right), "steering_late", headers, cells)
    every = len(edition.picture.steering.late)
    if every > len(late) and edition.has_sheet("behind"):
        more = edition.say("steering.late_all", count=number(every), sheet=edition.sheet_name("behind"))
        link(edition, sheet, top + len(late) + 1, grid.right, "behind", "A1", more)


def _where(edition: Edition, row: Row) -> str:
    return ", ".join(edition.words.organisation(code) for code in row["organisations"].split(";"))


def _late_name(row: Row) -> str:
    """The name on at most two lines."""
    return shortened(words_of(row["name"]), 2 * TEXT_WIDTH - 60)
