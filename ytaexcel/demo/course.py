"""The true course of an item's work in an organisation, and what its group believes of it month by month.

Nobody sees the course itself; groups report the state at each month's end from it. Organisations differ in
pace, and work on information systems goes slower everywhere.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.phrases import SYSTEMS, theme_of
from ytaexcel.months import day_after, first_day, last_day, month_of, shifted
from ytaexcel.programme import Item, Programme

NOT_APPLICABLE = 0.012
DONE_BEFORE = 0.10
HALTED = 0.10
"""Share of items whose work stands still for most of its time."""
HALTED_AT, GOES_ON_AT = 0.15, 0.9
"""From which to which share of its time it stands still."""
SET_BACK = 0.06
REOPENED = 0.006
CARELESS = 0.07
"""Share of late items whose forecast nobody brings up to date."""
NO_PERCENT = 0.015
"""Share of started items of which nobody gives a percent."""
ODD_PERCENT = 0.004
"""Share of items that are reported as done at 90 %, or as not started at 5 %."""
HELP_WANTED = 0.13
HELP_WANTED_EARLY = 0.004
AWARE_DAYS = 75
"""How long before the planned end, at most, a group admits that it will be late."""


@dataclass(frozen=True, slots=True)
class Course:
    """One item in one organisation: from when to when it was planned, and is really done."""

    organisation: str
    item: str
    planned_start: date
    planned_end: date
    start: date
    end: date
    concerns: bool = True
    """False: it is another organisation's alone."""


@dataclass(frozen=True, slots=True)
class State:
    """What a group holds true of an item at a month's end. Percent 0-100; None where people give none."""

    status: str
    percent_done: int | None = None
    forecast_end: date | None = None
    is_late: bool = False
    wants_help: bool = False
    is_halted: bool = False


def troubles(programme: Programme, chance: Chance) -> Mapping[tuple[str, str], float]:
    """How hard each group has it (0-1): its organisation's lot, the subject of its items, its own luck."""
    found = {}
    for group in programme.groups:
        themes = [theme_of(item) == SYSTEMS for item in programme.items if item.group == group.code]
        systems = sum(themes) / max(len(themes), 1)
        for organisation in programme.organisations:
            lot = chance.share("organisation", organisation.code) ** 1.5
            luck = chance.share("group", organisation.code, group.code)
            found[organisation.code, group.code] = min(0.06 + 0.5 * lot + 0.3 * systems + 0.18 * luck, 0.95)
    return found


def course(programme: Programme, organisation: str, item: Item, trouble: float, chance: Chance) -> Course:
    """The course of one item; where it has no window, one is drawn that nobody else knows."""
    name = (organisation, item.id)
    first = first_day(programme.first_month)
    opens = item.planned_start or first + timedelta(days=chance.whole(0, 120, "hidden start", *name))
    closes = item.planned_end or programme.hard_deadline - timedelta(
        days=chance.whole(0, 120, "hidden end", *name)
    )
    opens = min(opens, closes - timedelta(days=20))
    if chance.happens(DONE_BEFORE * (1 - trouble), "done before", *name):
        return Course(*name, opens, closes, start=first - timedelta(days=90), end=first)
    start, end = opens, closes
    if chance.happens(0.5 * trouble, "late start", *name):
        start += timedelta(days=chance.days(12 + 45 * trouble, "start delay", *name))
    if chance.happens(trouble, "late end", *name):
        end += timedelta(days=chance.days(20 + 110 * trouble, "end delay", *name))
    else:
        end -= timedelta(days=chance.days(12, "early end", *name))
    return Course(*name, opens, closes, start, max(end, start + timedelta(days=10)))


def state(course: Course, month: str, chance: Chance) -> State:
    """What the group holds true at the end of `month`."""
    name = (course.organisation, course.item)
    if not course.concerns or chance.happens(NOT_APPLICABLE, "not applicable", *name):
        return State("not_applicable")
    on = last_day(month)
    reopened = month == shifted(month_of(course.end), 1) and chance.happens(REOPENED, "reopened", *name)
    is_odd = chance.happens(ODD_PERCENT, "odd percent", *name)
    if on >= course.end and not reopened:
        return State("done", 90 if is_odd else 100)
    if on >= course.start:
        is_late = on >= course.planned_end
        is_halted = chance.happens(HALTED, "halted", *name)
        has_percent = not chance.happens(NO_PERCENT, "no percent", *name)
        percent = _percent(course, on, is_halted, chance) if has_percent else None
        wants_help = _wants_help(course, course.planned_end, month, chance)
        return State("started", percent, _forecast(course, month, chance), is_late, wants_help, is_halted)
    if on >= course.planned_start:
        wants_help = _wants_help(course, course.planned_start, month, chance)
        return State("not_started", 5 if is_odd else None, _forecast(course, month, chance), True, wants_help)
    return State("not_started", 5 if is_odd else None)


def _percent(course: Course, on: date, is_halted: bool, chance: Chance) -> int:
    """Progress in steps of five. Halted work stands still in the middle; a set-back takes some away."""
    name = (course.organisation, course.item)
    share = min(((on - course.start).days + 1) / (course.end - course.start).days, 1)
    if is_halted:
        share = HALTED_AT if HALTED_AT < share < GOES_ON_AT else share
    share = math.pow(share, 0.6 + 0.8 * chance.share("shape", *name))
    if chance.happens(SET_BACK, "set back", *name) and share > 0.3 + 0.4 * chance.share("set back at", *name):
        share *= 0.6
    return min(max(5 * round(20 * share), 5), 95)


def _forecast(course: Course, month: str, chance: Chance) -> date:
    """The plan, until the group admits a delay; then the month's end half-way, and at last the truth."""
    name = (course.organisation, course.item)
    planned, truth = course.planned_end, course.end
    if truth <= planned or chance.happens(CARELESS, "careless", *name):
        return planned
    aware_on = planned - timedelta(days=chance.whole(0, AWARE_DAYS, "aware", *name))
    if last_day(month) < aware_on:
        return planned
    halfway = last_day(month_of(planned + (truth - planned) / 2))
    return halfway if halfway >= day_after(shifted(month, 1)) else last_day(month_of(truth))


def _wants_help(course: Course, late_on: date, month: str, chance: Chance) -> bool:
    """Help is asked for in the first months after an item became late, and rarely before."""
    name = (course.organisation, course.item)
    since = month_of(late_on)
    if since <= month and chance.happens(HELP_WANTED, "help", *name):
        return month <= shifted(since, chance.whole(1, 5, "help lasts", *name))
    return chance.happens(HELP_WANTED_EARLY, "help early", *name, month)
