"""The sheet of the trend: three native charts, and under them the table that they are drawn from."""

from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.report.charts import BURN_UP, READINESS, ROADMAP, add_chart
from ytaexcel.report.edition import Edition, add_headed_sheet, put
from ytaexcel.report.trend_table import COLUMNS, TABLE_ROW, phases_shown, trend_rows, write_table
from ytaexcel.texts import day, number

CHART_ROW = 4
SMALL_CHART = {"width": 500, "height": 250}
MOST_CHARTED = 24
"""So many months up to this one the charts show: the lines of more would be a smear. The table has all."""
ONE_PAGE = 40
"""So many rows of the table can be read on the page of the charts; more go on to the next."""
LARGE_CHART = {"width": 1000, "height": 510}


def write_trend(edition: Edition) -> None:
    """How the shares have moved from month to month, and how far the plan still goes."""
    picture = edition.picture
    due = picture.roadmap.done
    sentence = edition.say("trend.sentence", count=number(due.denominator - due.numerator))
    rows = trend_rows(picture)
    so_far = [row for row in rows if row["month"] <= picture.month]
    skipped = max(0, len(so_far) - MOST_CHARTED)
    if skipped:
        sentence += f" {edition.say('trend.latest', count=MOST_CHARTED)}"
    sheet = add_headed_sheet(edition, "trend", sentence)
    if not rows:
        put(sheet, CHART_ROW, 0, edition.say("figures.none"), edition.formats(bold=True))
        return
    write_table(edition, sheet, rows)
    so_far, charted = so_far[skipped:], rows[skipped:]
    months, ready_on = len(so_far), day(picture.programme.readiness_day)
    roadmap = edition.say("chart.roadmap")
    add_chart(edition, sheet, roadmap, ROADMAP, so_far, months, (CHART_ROW, 0), SMALL_CHART, skipped)
    readiness = edition.say("chart.readiness", day=ready_on)
    add_chart(edition, sheet, readiness, READINESS, so_far, months, (CHART_ROW + 13, 0), SMALL_CHART, skipped)
    burn_up = edition.say("chart.burn_up", day=ready_on)
    add_chart(edition, sheet, burn_up, BURN_UP, charted, months, (CHART_ROW, 6), LARGE_CHART, skipped)
    last = _put_phases(edition, sheet, TABLE_ROW + len(rows) + 1)
    sheet.print_area(0, 0, last - 1, len(COLUMNS) - 1)
    is_long = len(rows) > ONE_PAGE
    sheet.fit_to_pages(1, 0 if is_long else 1)
    if is_long:
        sheet.repeat_rows(TABLE_ROW)


def _put_phases(edition: Edition, sheet: Worksheet, row: int) -> int:
    """What the numbers of the phases stand for, in one line; answers with the first free row."""
    phases = phases_shown(edition.picture)
    if not phases:
        return row
    named = "; ".join(f"{phase.number} = {phase.names[edition.language]}" for phase in phases)
    put(sheet, row, 0, edition.say("trend.phases", named=named), edition.formats(font_color=style.GREY))
    return row + 1
