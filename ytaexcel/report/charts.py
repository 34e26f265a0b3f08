"""The native charts of the trend: lines over the rows of its table, the last points labelled, no legend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.report.edition import Edition, done, put
from ytaexcel.report.table import MONTH, NUMBER
from ytaexcel.report.trend_table import COLUMNS, TABLE_ROW, printed
from ytaexcel.report.words import Row
from ytaexcel.texts import NO_BREAK, month_short

CLOSE, LOW = 0.09, 0.04
"""Shares nearer to each other, or to the axis, than this would write their labels over one another or over it."""
HIGH = 0.9
"""A label above a share over this would write over the chart's title."""
MANY_MONTHS = 12
MONTH_WIDTH, MONTH_TURNED = 46, 20
"""Pixels that the label of a month takes on its line, and turned."""
MONTHS_APART = (1, 2, 3, 6, 12)
"""Months from one label of the axis to the next: the first that has room."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart."""

    column: str
    label: str
    """Key of the words at its last point."""
    color: str
    marker: str | None
    dash: str = "solid"
    width: float = 2.5
    label_at: str = "right"


ROADMAP = (
    Series("opened_share", "chart.started", style.STARTED_LINE, "diamond"),
    Series("closed_share", "chart.done", style.DONE_LINE, "circle"),
)
READINESS = (
    Series("ready_started_share", "chart.started", style.STARTED_LINE, "diamond"),
    Series("ready_done_share", "chart.done", style.DONE_LINE, "circle"),
)
BURN_UP = (
    Series("ready", "chart.all", style.PLAN_LINE, None, "round_dot", 1.25, "above"),
    Series("planned", "chart.plan", style.PLAN_LINE, None, "dash", 2.0, "left"),
    Series("closed_done", "chart.done_of_due", style.DONE_LINE, "circle"),
)


def add_chart(
    edition: Edition,
    sheet: Worksheet,
    head: str,
    series: Sequence[Series],
    rows: Sequence[Row],
    month_count: int,
    place: tuple[int, int],
    size: Mapping[str, int],
    skipped: int,
) -> None:
    """A line chart over the rows; labels stand at the last month that has a state.

    `skipped`: how many rows of the table stand before them.
    """
    drawn = [each for each in series if any(row[each.column] is not None for row in rows)]
    if not drawn:
        put(sheet, *place, f"{head}: {edition.say('chart.none')}", edition.formats(font_color=style.GREY))
        return
    is_share = series[0].column.endswith("_share")
    chart = edition.book.add_chart({"type": "line"})
    for each in _parted(drawn, rows):
        chart.add_series(_series(edition, each, rows, month_count, skipped))
    font = {"name": style.FONT, "size": 10, "color": style.GREY}
    name_font = {"name": style.FONT, "size": 12, "bold": True, "color": style.INK}
    chart.set_title(
        {"name": head, "name_font": name_font, "overlay": False, "layout": {"x": 0.02, "y": 0.02}}
    )
    chart.set_legend({"none": True})
    line = {"color": style.MUTED, "width": 0.75}
    # Room on the right for the words at the last points.
    width = 0.68 if is_share else 0.84
    # The months of a whole programme would touch each other at the size of the other labels.
    month_font = {**font, "size": 9} if len(rows) > MANY_MONTHS else font
    room = width * size["width"]
    if len(rows) * MONTH_WIDTH > room:
        month_font = {**month_font, "rotation": -45}
    chart.set_x_axis(
        {
            "num_font": month_font,
            "num_format": MONTH,
            "text_axis": True,
            "line": line,
            "major_tick_mark": "none",
            "interval_unit": _months_apart(len(rows), room),
        }
    )
    limits = {"min": 0, "max": 1, "major_unit": 0.25} if is_share else {"min": 0}
    grid = {"visible": True, "line": {"color": style.GRID, "width": 0.75}}
    axis = {"num_font": font, "line": {"none": True}, "major_gridlines": grid, "major_tick_mark": "none"}
    chart.set_y_axis({**axis, **limits, "num_format": style.PERCENT if is_share else NUMBER})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_plotarea({"layout": {"x": 0.1, "y": 0.15, "width": width, "height": 0.7}})
    chart.set_size(dict(size))
    chart.show_blanks_as("gap")
    described = {"description": _description(edition, head, drawn, rows), "object_position": 2}
    done(sheet.insert_chart(*place, chart, {**described, "x_offset": 2}))


def _months_apart(months: int, room: float) -> int:
    return next((each for each in MONTHS_APART if months / each * MONTH_TURNED <= room), MONTHS_APART[-1])


def _parted(drawn: Sequence[Series], rows: Sequence[Row]) -> Sequence[Series]:
    """Two lines of shares that end close to each other get their labels above and below."""
    ends = [[row[each.column] for row in rows if row[each.column] is not None][-1] for each in drawn]
    if len(drawn) != 2 or abs(ends[0] - ends[1]) >= CLOSE:
        return drawn
    upper = 0 if ends[0] >= ends[1] else 1
    over = "right" if ends[upper] > HIGH else "above"
    return [replace(each, label_at=over if place == upper else "below") for place, each in enumerate(drawn)]


def _series(
    edition: Edition, series: Series, rows: Sequence[Row], month_count: int, skipped: int
) -> dict[str, Any]:
    name = edition.sheet_name("trend")
    column = [each for each, _ in COLUMNS].index(series.column)
    first, last = TABLE_ROW + 1 + skipped, TABLE_ROW + skipped + len(rows)
    said = edition.say(series.label).replace(" ", NO_BREAK)
    labelled = max(place for place in range(len(rows)) if rows[place][series.column] is not None)
    if series.column == "planned":
        # At the left edge there is no room beside the point: the label then stands in the middle of the line.
        labelled = month_count - 1 if month_count > 2 else len(rows) // 2
    highest = 1 if series.column.endswith("_share") else max(row["ready"] or 0 for row in rows)
    is_on_the_axis = rows[labelled][series.column] < LOW * highest
    position = "above" if is_on_the_axis else series.label_at
    shown = f"{said}{NO_BREAK}{printed(rows[labelled], series.column)}"
    if position == "left":
        shown += 3 * NO_BREAK  # else it ends on the line, which rises to the point
    font = {"name": style.FONT, "size": 10, "color": series.color}
    custom = [
        {"value": shown, "font": font} if place == labelled else {"delete": True}
        for place in range(len(rows))
    ]
    marker: dict[str, Any] = {"type": "none"}
    if series.marker:
        fill = {"color": series.color}
        marker = {"type": series.marker, "size": 7, "fill": fill, "border": fill}
    return {
        "name": said,
        "categories": [name, first, 0, last, 0],
        "values": [name, first, column, last, column],
        "line": {"color": series.color, "width": series.width, "dash_type": series.dash},
        "marker": marker,
        "data_labels": {"value": True, "custom": custom, "position": position, "font": font},
    }


def _description(edition: Edition, head: str, series: Sequence[Series], rows: Sequence[Row]) -> str:
    """Alternative text: kind of chart, period, first and last value of each line."""
    told = []
    for each in series:
        known = [row for row in rows if row[each.column] is not None]
        told.append(
            f"{edition.say(each.label)} {printed(known[0], each.column)} → {printed(known[-1], each.column)}"
        )
    first, last = month_short(rows[0]["month"]), month_short(rows[-1]["month"])
    return edition.say("chart.description", head=head, first=first, last=last, values="; ".join(told))
