"""The two small tables at the top of page one: the two views, and the figures of the month."""

from typing import Any

from xlsxwriter.worksheet import Worksheet

from ytaexcel.picture import Count, Share, View
from ytaexcel.report.edition import Edition
from ytaexcel.report.summary.grid import VIEWS_ROW, Cell, Grid, Header, put_block, put_head, put_remark
from ytaexcel.report.table import BOLD, COUNT, INDENTED, SHARE, Value
from ytaexcel.style.measure import shortened
from ytaexcel.texts import MINUS, NO_BREAK, NONE, day, month_name, number, percent_points

CHANGE = f'"▲{NO_BREAK}+"0;"▼{NO_BREAK}{MINUS}"0;"={NO_BREAK}"0'
"""Number format of changes: the triangle means more or less, never better or worse."""
CHANGED = {**COUNT, "num_format": CHANGE}
LARGE: dict[str, Any] = {"bold": True, "font_size": 14}
RIGHT = {"align": "right"}


def put_views(edition: Edition, sheet: Worksheet, grid: Grid) -> None:
    """Shares started and done by the roadmap and by readiness, with numerators, denominators and changes."""
    picture = edition.picture
    put_head(edition, sheet, VIEWS_ROW, 0, "views")
    keys = (
        "started",
        "started_count",
        "started_of",
        "started_change",
        "done",
        "done_count",
        "done_of",
        "done_change",
    )
    headers = [Header(edition.say("views.view"))]
    headers += [Header(edition.say(f"views.{key}"), RIGHT) for key in keys]
    readiness = edition.say("views.readiness", day=day(picture.programme.readiness_day))
    rows = [
        _view(edition.say("views.roadmap"), picture.roadmap),
        _view(readiness, picture.readiness),
    ]
    put_block(edition, sheet, grid, (VIEWS_ROW + 1, 0), "views", headers, rows)
    remark = edition.say("views.remark", day=edition.last_day, deadline=day(picture.programme.hard_deadline))
    put_remark(edition, sheet, VIEWS_ROW + 4, 0, remark)


def put_month(edition: Edition, sheet: Worksheet, grid: Grid) -> None:
    """Behind, help asked and workbooks received: now, change and what it is counted from."""
    picture = edition.picture
    put_head(edition, sheet, VIEWS_ROW, grid.right, "month")
    headers = [
        Header(edition.say("month.now"), RIGHT),
        Header(edition.say("month.what"), {"align": "left", "indent": 1}),
        Header(edition.say("month.change"), RIGHT),
        Header(edition.say("month.explanation"), {"align": "left", "indent": 1}),
    ]
    of = edition.say(f"month.of.{edition.noun}", count=number(picture.followed))
    workbooks = edition.say("month.of_workbooks", count=number(picture.expected))
    rows = [
        _figure(edition, "behind", picture.behind_count, of),
        _figure(edition, "help", picture.help_count, of),
        _figure(edition, "received", picture.received, workbooks),
    ]
    put_block(edition, sheet, grid, (VIEWS_ROW + 1, grid.right), "month", headers, rows, is_ruled_on=True)
    put_remark(edition, sheet, VIEWS_ROW + 5, grid.right, _time(edition, grid.right_width))


def _time(edition: Edition, width: int) -> str:
    """How far it is to the hard deadline, and in which phase of the reform the month ends."""
    picture = edition.picture
    deadline = day(picture.programme.hard_deadline)
    amount = "passed" if picture.days_left < 0 else "one" if picture.days_left == 1 else "many"
    said = [edition.say(f"time.left.{amount}", days=number(picture.days_left), deadline=deadline)]
    if picture.phase is not None:
        name = picture.phase.names[edition.language]
        said.append(edition.say("time.phase", number=picture.phase.number, name=name))
        if picture.phase.until is not None:
            said[-1] += " " + edition.say("time.until", day=day(picture.phase.until))
    return shortened(" · ".join(said), width, size=10)


def changed(now: Share, before: Share | None) -> Value:
    """The difference of the printed percents; a dash when one of them does not exist."""
    if before is None or not before.denominator or not now.denominator:
        return NONE
    return percent_points(now.numerator, now.denominator) - percent_points(
        before.numerator, before.denominator
    )


def fraction(share: Share) -> Value:
    """The share as a number from 0 to 1; a dash when there is nothing to take a share of."""
    return share.numerator / share.denominator if share.denominator else NONE


def _view(name: str, view: View) -> list[Cell]:
    return [
        Cell(name, BOLD),
        *_shares(view.started, view.started_before),
        *_shares(view.done, view.done_before),
    ]


def _shares(now: Share, before: Share | None) -> list[Cell]:
    return [
        Cell(fraction(now), {**SHARE, **LARGE}),
        Cell(now.numerator, COUNT),
        Cell(now.denominator, COUNT),
        Cell(changed(now, before), CHANGED),
    ]


def _figure(edition: Edition, key: str, count: Count, of: str) -> list[Cell]:
    before = ""
    if count.before is not None and edition.picture.month_before is not None:
        month = month_name(edition.picture.month_before, edition.language, "in")
        before = edition.say("month.before", month=month, count=number(count.before))
    return [
        Cell(count.now, {**COUNT, **LARGE}),
        Cell(edition.say(f"month.{key}"), {**INDENTED, "bold": True}),
        Cell(NONE if count.before is None else count.now - count.before, CHANGED),
        Cell(of + before, INDENTED),
    ]
