"""The sheet of the trend: three native charts, and under them the table that they are drawn from."""

from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.report.charts import BURN_UP, READINESS, ROADMAP, add_chart
from ytaexcel.report.edition import Edition, add_headed_sheet, put
from ytaexcel.report.trend_table import COLUMNS, TABLE_ROW, phases_shown, trend_rows, write_table
from ytaexcel.texts import day, number

CHART_ROW = 4
SMALL_CHART = {"width": 500, "height": 250}
LARGE_CHART = {"width": 1000, "height": 510}


def write_trend(edition: Edition) -> None:
    """How the shares have moved from month to month, and how far the plan still goes."""
    picture = edition.picture
    due = picture.roadmap.done
    sentence = edition.say("trend.sentence", count=number(due.denominator - due.numerator))
    sheet = add_headed_sheet(edition, "trend", sentence)
    rows = trend_rows(picture)
    if not rows:
        put(sheet, CHART_ROW, 0, edition.say("figures.none"), edition.formats(bold=True))
        return
    write_table(edition, sheet, rows)
    so_far = [row for row in rows if row["month"] <= picture.month]
    months, ready_on = len(so_far), day(picture.programme.readiness_day)
    roadmap = edition.say("chart.roadmap")
    add_chart(edition, sheet, roadmap, ROADMAP, so_far, months, (CHART_ROW, 0), SMALL_CHART)
    readiness = edition.say("chart.readiness", day=ready_on)
    add_chart(edition, sheet, readiness, READINESS, so_far, months, (CHART_ROW + 13, 0), SMALL_CHART)
    burn_up = edition.say("chart.burn_up", day=ready_on)
    add_chart(edition, sheet, burn_up, BURN_UP, rows, months, (CHART_ROW, 6), LARGE_CHART)
    last = _put_phases(edition, sheet, TABLE_ROW + len(rows) + 1)
    sheet.print_area(0, 0, last - 1, len(COLUMNS) - 1)
    sheet.fit_to_pages(1, 1)


def _put_phases(edition: Edition, sheet: Worksheet, row: int) -> int:
    """What the numbers of the phases stand for, in one line; answers with the first free row."""
    phases = phases_shown(edition.picture)
    if not phases:
        return row
    named = "; ".join(f"{phase.number} = {phase.names[edition.language]}" for phase in phases)
    put(sheet, row, 0, edition.say("trend.phases", named=named), edition.formats(font_color=style.GREY))
    return row + 1
