"""The table under the charts of the trend: a row for each month, from the first collected to the hard deadline's.

The months still to come have a plan but no state: their cells stay empty, and the lines of the charts end.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ytaexcel.months import last_day
from ytaexcel.picture import Picture
from ytaexcel.programme import Programme
from ytaexcel.programme.records import Phase
from ytaexcel.report.cells import whole
from ytaexcel.report.edition import HEAD, Edition, put
from ytaexcel.report.lists import records
from ytaexcel.report.table import COUNT, MONTHLY, SHARE, Value, add_table, header_of, look, put_value
from ytaexcel.report.words import Row, month_day
from ytaexcel.style.measure import row_height, wrapped
from ytaexcel.texts import number, share

TABLE_ROW = 32
"""Zero-based row of the table's header; the charts stand above it."""
WIDTH = 84
"""Pixels of each column of the table."""
HEADER_WIDTH = 76
"""The headers stay narrower, so that neighbours do not touch."""
COLUMNS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("month", MONTHLY),
    ("opened_share", SHARE),
    ("opened_started", COUNT),
    ("opened", COUNT),
    ("closed_share", SHARE),
    ("closed_done", COUNT),
    ("closed", COUNT),
    ("ready_started_share", SHARE),
    ("ready_done_share", SHARE),
    ("ready_started", COUNT),
    ("ready_done", COUNT),
    ("ready", COUNT),
    ("planned", COUNT),
    ("behind", COUNT),
    ("help_count", COUNT),
    ("received", COUNT),
    ("expected", COUNT),
    ("phase", COUNT),
)
"""The table's columns and how they look; charts find theirs by the same names."""


def trend_rows(picture: Picture) -> list[Row]:
    """The rows of the table; charts and cells read the same."""
    ready = picture.readiness.done.denominator
    return [
        {**_row(row, picture.month, ready), "phase": _phase(picture.programme, row["month"])}
        for row in records(picture.trend)
    ]


def phases_shown(picture: Picture) -> list[Phase]:
    """The phases of the reform that the months of the table lie in; none where the programme gives no dates."""
    days = [last_day(month) for month in picture.trend["month"]]
    found = [phase for each in days if (phase := picture.programme.phase_on(each))]
    return list({phase.number: phase for phase in found}.values())


def _phase(programme: Programme, month: str) -> int | None:
    """The number of the phase in which the month ends."""
    phase = programme.phase_on(last_day(month))
    return phase.number if phase else None


def _row(row: Row, month: str, ready: int) -> dict[str, Any]:
    """What the table shows of a month: shares beside their counts, nothing for what is still to come."""
    counts = {name: whole(row[name]) for name, _ in COLUMNS if name in row and name != "month"}
    is_to_come = row["month"] > month
    # The line of all items goes on to the last month, as the plan stands now.
    counts["ready"] = ready if is_to_come else counts["ready"]
    return {
        **counts,
        "month": row["month"],
        "help_count": whole(row["help"]),
        "opened_share": _share(counts["opened_started"], counts["opened"]),
        "closed_share": _share(counts["closed_done"], counts["closed"]),
        "ready_started_share": _share(counts["ready_started"], None if is_to_come else counts["ready"]),
        "ready_done_share": _share(counts["ready_done"], None if is_to_come else counts["ready"]),
    }


def _share(numerator: int | None, denominator: int | None) -> float | None:
    # Nothing instead of a dash: a chart would draw a text as zero.
    return numerator / denominator if numerator is not None and denominator else None


def write_table(edition: Edition, sheet: Worksheet, rows: Sequence[Row]) -> None:
    """A native table; the row of the month itself is bold."""
    put(sheet, TABLE_ROW - 1, 0, edition.say("trend.table"), edition.formats(**HEAD))
    sheet.set_column_pixels(0, len(COLUMNS) - 1, WIDTH)
    columns = [each for each in COLUMNS if each[0] != "phase" or phases_shown(edition.picture)]
    said = [header_of(edition, f"trend.{name}") for name, _ in columns]
    headers = ["\n".join(wrapped(each, HEADER_WIDTH, size=10, is_bold=True)) for each in said]
    height = max(header.count("\n") + 1 for header in headers)
    sheet.set_row(TABLE_ROW, row_height(height, size=10, space=2))
    right = {"align": "right", "valign": "bottom"}
    add_table(edition, sheet, TABLE_ROW, 0, len(rows), [(header, right) for header in headers], name="trend")
    for place, row in enumerate(rows, start=TABLE_ROW + 1):
        is_now = row["month"] == edition.picture.month
        for number_, (name, properties) in enumerate(columns):
            value: Value = month_day(row["month"]) if name == "month" else row[name]
            put_value(sheet, place, number_, value, look(edition, {**properties, "bold": is_now}))


def printed(row: Row, column: str) -> str:
    """A value of the table as it is printed."""
    parts = {
        "opened_share": ("opened_started", "opened"),
        "closed_share": ("closed_done", "closed"),
        "ready_started_share": ("ready_started", "ready"),
        "ready_done_share": ("ready_done", "ready"),
    }
    if column in parts:
        numerator, denominator = parts[column]
        return share(row[numerator], row[denominator])
    return number(row[column])
