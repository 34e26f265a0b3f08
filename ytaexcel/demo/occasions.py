"""The true course of an item that its plan times otherwise than by a window: once in each period, on demand, by a day.

An item with a window, or without anything that says when it is due, has the course of `course`.
"""

from dataclasses import replace
from datetime import date, timedelta

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.course import Course, course
from ytaexcel.months import first_day, shifted
from ytaexcel.programme import Item, Programme
from ytaexcel.programme.bodies import bodies_named
from ytaexcel.schedule import Schedule
from ytaexcel.schedule.occurrences import Occurrence, occurrence_in

OFTEN_DAYS = 31
"""What recurs within so many days is done as it comes; what has a longer period is worked on first."""
NEEDED_AFTER = (2, 6)
"""How many months after the first a need arises, at least and at most."""
SLIPS_PAST_THE_DAY = (0.1, 0.6)
"""Share of the items with a last day alone that are not done by it: of a group without trouble, and how much
trouble adds."""
MISSED, OFTEN_MISSED = (0.1, 0.5), (0.02, 0.2)
"""The same of occurrences that are not done in their period; the second of those that come often."""
STUCK = 0.12
"""Share of the items that were due before anybody followed them and find nobody to finish them."""


def course_in(
    programme: Programme, organisation: str, item: Item, month: str, trouble: float, chance: Chance
) -> Course:
    """The course of the item's work that a report of the month is about."""
    if _is_of_another(programme, organisation, item):
        never = date.max
        return Course(organisation, item.id, never, never, never, never, concerns=False)
    if item.schedule is None or item.planned_start is not None:
        return course(programme, organisation, item, trouble, chance)
    first = first_day(programme.first_month)
    occurrence = occasion(item, month)
    if occurrence is not None:
        return _of_occurrence(organisation, item, occurrence, trouble, chance)
    if item.timing == "never":
        return _open_ended(programme, organisation, item, item.schedule, chance)
    if item.planned_end is not None and item.planned_end > first:
        return _by_a_day(organisation, item, first, item.planned_end, trouble, chance)
    run = course(programme, organisation, item, trouble, chance)
    if item.planned_end is not None and chance.happens(STUCK, "stuck", organisation, item.id):
        return replace(
            run, start=first, end=first + timedelta(days=chance.whole(300, 700, "stuck for", item.id))
        )
    return run


def occasion(item: Item, month: str) -> Occurrence | None:
    """The occurrence that a report of the month is about; None for what does not recur."""
    return occurrence_in(item.schedule, month) if item.schedule and item.timing == "recurring" else None


def _is_of_another(programme: Programme, organisation: str, item: Item) -> bool:
    """True when the bodies that decide on it are those of another organisation."""
    named = item.schedule.bodies if item.schedule else ()
    return bool(bodies_named(programme.bodies, named)) and not bodies_named(
        programme.bodies, named, organisation
    )


def _of_occurrence(
    organisation: str, item: Item, occurrence: Occurrence, trouble: float, chance: Chance
) -> Course:
    """The work of one period: mostly done in it, now and then after its end."""
    name = (organisation, item.id, occurrence.start, occurrence.number)
    length = (occurrence.end - occurrence.start).days
    start = occurrence.start + timedelta(days=int(length * 0.5 * chance.share("occurrence begins", *name)))
    is_often = length < OFTEN_DAYS
    if chance.happens(_rate(OFTEN_MISSED if is_often else MISSED, trouble), "occurrence missed", *name):
        end = occurrence.end + timedelta(days=7 + chance.days(40, "occurrence delay", *name))
    elif is_often:
        end = start
    else:
        end = occurrence.end - timedelta(
            days=int((occurrence.end - start).days * 0.8 * chance.share("occurrence done", *name))
        )
    return Course(organisation, item.id, start, occurrence.end, start, end)


def _open_ended(
    programme: Programme, organisation: str, item: Item, schedule: Schedule, chance: Chance
) -> Course:
    """What goes on all the time; or waits for a need, which arises everywhere at once."""
    first = programme.first_month
    if schedule.kind == "on_demand":
        needed = first_day(shifted(first, chance.whole(*NEEDED_AFTER, "needed", item.id)))
        start = needed + timedelta(days=chance.whole(0, 40, "opened", organisation, item.id))
        end = start + timedelta(days=chance.whole(90, 200, "closed", organisation, item.id))
    else:
        start, end = first_day(first), programme.hard_deadline + timedelta(days=366)
    return Course(organisation, item.id, start, end, start, end)


def _by_a_day(
    organisation: str, item: Item, first: date, closes: date, trouble: float, chance: Chance
) -> Course:
    """What has a last day but no first one: nobody does it all in the last weeks."""
    name = (organisation, item.id)
    whole = (closes - first).days
    end = first + timedelta(days=int(whole * (0.3 + 0.68 * chance.share("done at", *name))))
    start = first + timedelta(days=int((end - first).days * 0.4 * chance.share("begun at", *name)))
    if chance.happens(_rate(SLIPS_PAST_THE_DAY, trouble), "past the day", *name):
        end = closes + timedelta(days=15 + chance.days(20 + 110 * trouble, "end delay", *name))
    return Course(organisation, item.id, start, closes, start, max(end, start + timedelta(days=10)))


def _rate(least_and_more: tuple[float, float], trouble: float) -> float:
    least, more = least_and_more
    return least + more * trouble
