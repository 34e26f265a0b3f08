"""A table of distributions with its chart: rows of groups, questions or rounds; the answers in their order.

Hidden rows have the same sign in every cell. Charts and cells read the same numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.report.edition import HEAD, done, put
from ytaexcel.report.table import COUNT, HEADER, NAMED, SHARE
from ytaexcel.style.measure import LINE, lines, row_height, wrapped
from ytaexcel.style.written import cell_text
from ytaexcel.survey.records import Answer, Scale
from ytaexcel.survey.report.edition import HIDDEN, Edition
from ytaexcel.survey.tables import Distribution

NAME_WIDTH, COUNT_WIDTH, ANSWER_WIDTH, GAP = 300, 64, 82, 16
CHART_COLUMNS, COLUMN = 10, 64
"""Columns under a chart, and the pixels of each."""
ROW_POINTS = 18
LEAST_CHART_ROWS = 5
"""A table takes so many rows at least, so that its chart can be read."""
HIDDEN_LOOK: Mapping[str, Any] = {"align": "right", "font_color": style.MUTED, "bg_color": style.LOCKED_FILL}
SUM_FILL = "#EEF4F9"
_GOOD = ("#0B4F6C", "#3A86B7", "#A9CFE5")
_BAD = ("#9A3D00", "#E08A3C", "#F6CFA5")
_MIDDLE = ("#C9CED4", "#E1E4E8", "#B5BCC4")
_CANNOT_SAY = "#F1F3F5"
LABEL = f'[<0.08]"";{style.PERCENT}'
"""Parts too narrow for their percent have none."""
_DARK = (_GOOD[0], _BAD[0])


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    name: str
    distribution: Distribution
    is_bold: bool = False


def set_widths(sheet: Worksheet, scales: Sequence[Scale]) -> int:
    """The widths of a sheet of blocks; the column in which its charts stand."""
    most = max(len(each.answers) for each in scales)
    chart = 2 + most + 2 + 1
    sheet.set_column_pixels(0, 0, NAME_WIDTH)
    sheet.set_column_pixels(1, 1, COUNT_WIDTH)
    sheet.set_column_pixels(2, chart - 2, ANSWER_WIDTH)
    sheet.set_column_pixels(chart - 1, chart - 1, GAP)
    sheet.set_column_pixels(chart, chart + CHART_COLUMNS - 1, COLUMN)
    return chart


def width_of(scales: Sequence[Scale]) -> int:
    """Pixels from the first column to the right edge of the charts."""
    most = max(len(each.answers) for each in scales)
    return NAME_WIDTH + COUNT_WIDTH + (most + 2) * ANSWER_WIDTH + GAP + CHART_COLUMNS * COLUMN


def rows_of(lines_: Sequence[Line]) -> int:
    """Rows that a block takes on paper, with two lines of wording, a header of two and the blank one after it."""
    return 5 + max(len(lines_), LEAST_CHART_ROWS) + 1


def write_block(
    edition: Edition,
    sheet: Worksheet,
    top: int,
    chart_column: int,
    heading: str,
    wording: str,
    scale: Scale,
    rows: Sequence[Line],
) -> int:
    """Heading, table and chart from row `top` (from 0) on; answers with the first free row."""
    put(sheet, top, 0, heading, edition.formats(**HEAD))
    columns = _columns(edition, scale)
    room = NAME_WIDTH + COUNT_WIDTH + (len(columns) - 1) * ANSWER_WIDTH
    said = wrapped(wording, room)
    for place, part in enumerate(said, start=top + 1):
        put(sheet, place, 0, part, edition.formats(font_color=style.GREY))
    head = top + 1 + len(said)
    header = _write_header(edition, sheet, head, columns, sums=len(_sums(edition, scale)))
    heights = [ROW_POINTS * lines(line.name, NAME_WIDTH, is_bold=line.is_bold) for line in rows]
    heights += [ROW_POINTS] * (LEAST_CHART_ROWS - len(rows))
    for place, height in enumerate(heights, start=head + 1):
        sheet.set_row(place, height)
    for place, line in enumerate(rows, start=head + 1):
        _write_line(edition, sheet, place, line, scale)
    chart = _chart(edition, sheet, head + 1, scale, rows)
    points = LINE * (1 + len(said)) + header + sum(heights)
    chart.set_size({"width": CHART_COLUMNS * COLUMN - GAP, "height": int(points * 4 / 3)})
    described = _description(edition, heading, scale)
    done(sheet.insert_chart(top, chart_column, chart, {"description": described, "object_position": 2}))
    return head + 1 + len(heights) + 1


def _in_base(edition: Edition, scale: Scale) -> list[Answer]:
    """The answers that make the hundred percent, in their order."""
    left_out = scale.on("cannot_say") if edition.base == "opinions" else frozenset()
    return [each for each in scale.answers if each.code not in left_out]


def _columns(edition: Edition, scale: Scale) -> list[str]:
    """The headers after the name."""
    shown = [each.names[edition.language] for each in _in_base(edition, scale)]
    aside = [each for each in scale.answers if each.code in scale.on("cannot_say")]
    counted = [f"{each.names[edition.language]}, n" for each in aside if edition.base == "opinions"]
    return ["N", *shown, *counted, *(name for name, _ in _sums(edition, scale))]


def _sums(edition: Edition, scale: Scale) -> list[tuple[str, frozenset[str]]]:
    """Name and answers of each side that several answers make up; one answer by itself has its column already."""
    sides = ((scale.good, scale.on("good")), (scale.bad, scale.on("bad")))
    return [
        (f"{edition.say('sum')} {name[edition.language]}", codes) for name, codes in sides if len(codes) > 1
    ]


def _write_header(
    edition: Edition, sheet: Worksheet, row: int, columns: Sequence[str], *, sums: int
) -> float:
    """The height of the row, in points. `sums`: so many columns at the end are sums of others."""
    head = edition.formats(**{**HEADER, "align": "right", "valign": "bottom"})
    summed = edition.formats(**{**HEADER, "align": "right", "valign": "bottom", "font_color": style.LINK})
    put(sheet, row, 0, "", edition.formats(**HEADER))
    for column, name in enumerate(columns, start=1):
        put(sheet, row, column, name, summed if column > len(columns) - sums else head)
    height = row_height(max(lines(name, ANSWER_WIDTH, size=10, is_bold=True) for name in columns), size=10)
    sheet.set_row(row, height)
    return height


def _write_line(edition: Edition, sheet: Worksheet, row: int, line: Line, scale: Scale) -> None:
    bold = {"bold": True} if line.is_bold else {}
    put(sheet, row, 0, cell_text(line.name), edition.formats(**{**NAMED, **bold}))
    each = line.distribution
    count = len(_columns(edition, scale))
    if each.hidden is not None:
        look = edition.formats(**{**COUNT, **HIDDEN_LOOK})
        put(sheet, row, 1, edition.hidden(each), look)
        for column in range(2, 1 + count):
            put(sheet, row, column, HIDDEN, look)
        return
    shares = [
        each.share(frozenset((answer.code,)), scale, edition.base) for answer in _in_base(edition, scale)
    ]
    base = shares[0].denominator if shares[0] else 0
    done(sheet.write_number(row, 1, base, edition.formats(**{**COUNT, **bold})))
    column = 2
    for share in shares:
        _write_share(edition, sheet, row, column, share, bold)
        column += 1
    if edition.base == "opinions" and scale.has_cannot_say:
        silent = each.answered - base
        done(sheet.write_number(row, column, silent, edition.formats(**{**COUNT, **bold})))
        column += 1
    for _, codes in _sums(edition, scale):
        share = each.share(codes, scale, edition.base)
        _write_share(edition, sheet, row, column, share, {**bold, "bg_color": SUM_FILL})
        column += 1


def _write_share(
    edition: Edition, sheet: Worksheet, row: int, column: int, share: Any, extra: Mapping[str, Any]
) -> None:
    look = edition.formats(**{**SHARE, **extra})
    if share is None:
        put(sheet, row, column, "–", look)
    else:
        done(sheet.write_number(row, column, share.numerator / share.denominator, look))


def _chart(edition: Edition, sheet: Worksheet, first: int, scale: Scale, rows: Sequence[Line]) -> Chart:
    """A bar for each row, stacked from its answers in their order; the first row stands on top."""
    name, last = sheet.get_name(), first + len(rows) - 1
    chart = edition.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    font = {"name": style.FONT, "size": 9, "color": style.GREY}
    colours = _colours(scale)
    for column, answer in enumerate(_in_base(edition, scale), start=2):
        colour = colours[answer.code]
        ink = "#FFFFFF" if colour in _DARK else style.INK
        chart.add_series(
            {
                "name": answer.names[edition.language],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                "fill": {"color": colour},
                "border": {"color": "#FFFFFF", "width": 0.75},
                "gap": 35,
                "data_labels": {
                    "value": True,
                    "num_format": LABEL,
                    "font": {"name": style.FONT, "size": 9, "color": ink},
                },
            }
        )
    chart.set_title({"none": True})
    chart.set_legend({"position": "top", "font": font})
    chart.set_y_axis(
        {"reverse": True, "num_font": font, "line": {"color": style.MUTED}, "major_tick_mark": "none"}
    )
    grid = {"visible": True, "line": {"color": style.GRID, "width": 0.75}}
    chart.set_x_axis(
        {
            "num_font": font,
            "num_format": "0%",
            "min": 0,
            "max": 1,
            "major_unit": 0.25,
            "major_gridlines": grid,
        }
    )
    chart.set_chartarea({"border": {"none": True}})
    return chart


def _description(edition: Edition, heading: str, scale: Scale) -> str:
    """What the chart shows, for those who do not see it."""
    answers = ", ".join(each.names[edition.language] for each in _in_base(edition, scale))
    return edition.say("chart.description", question=heading, answers=answers)


def _colours(scale: Scale) -> dict[str, str]:
    """Blue for the good side, orange for the bad one, the strongest farthest from the middle; greys between."""
    found = dict.fromkeys(scale.on("cannot_say"), _CANNOT_SAY)
    ordered = [each for each in scale.answers if each.side != "cannot_say"]
    for side, tones in (("good", _GOOD), ("bad", _BAD), ("middle", _MIDDLE)):
        own = [each for each in ordered if each.side == side]
        if own and own[0] is not ordered[0] and side != "middle":
            own.reverse()  # this side ends the scale: its last answer is the strongest
        found |= {each.code: tones[min(place, len(tones) - 1)] for place, each in enumerate(own)}
    return found
