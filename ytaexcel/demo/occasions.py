"""The true course of an item that its plan times otherwise than by a window: once in each period, on demand, by a day.

An item with a window, or without anything that says when it is due, has the course of `course`.
"""

from datetime import date, timedelta

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.course import Course, course
from ytaexcel.months import first_day, shifted
from ytaexcel.programme import Item, Organisation, Programme
from ytaexcel.programme.records import every_name
from ytaexcel.schedule import Schedule
from ytaexcel.schedule.occurrences import Occurrence, occurrence_in

OFTEN_DAYS = 31
"""What recurs within so many days is done as it comes; what has a longer period is worked on first."""
NEEDED_AFTER = (2, 6)
"""How many months after the first a need arises, at least and at most."""
SLIPS_PAST_THE_DAY = 0.45
"""Share, at most, of the items with a last day alone that are not done by it."""


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
    if item.timing == "once" and item.planned_end is not None and item.planned_end > first:
        return _by_a_day(organisation, item, first, item.planned_end, trouble, chance)
    return course(programme, organisation, item, trouble, chance)


def occasion(item: Item, month: str) -> Occurrence | None:
    """The occurrence that a report of the month is about; None for what does not recur."""
    return occurrence_in(item.schedule, month) if item.schedule and item.timing == "recurring" else None


def _is_of_another(programme: Programme, organisation: str, item: Item) -> bool:
    """True when a body that decides about it belongs to another organisation: `Varsinais-Suomen aluehallitus`."""
    bodies = item.schedule.bodies if item.schedule else ()
    owners = {
        each.code
        for each in programme.organisations
        if any(body.startswith(word) for body in bodies for word in _first_words(each))
    }
    return bool(owners) and organisation not in owners


def _first_words(organisation: Organisation) -> list[str]:
    return [f"{name.split()[0]} " for name in every_name(organisation.names)]


def _of_occurrence(
    organisation: str, item: Item, occurrence: Occurrence, trouble: float, chance: Chance
) -> Course:
    """The work of one period: mostly done in it, now and then after its end."""
    name = (organisation, item.id, occurrence.start, occurrence.number)
    length = (occurrence.end - occurrence.start).days
    start = occurrence.start + timedelta(days=int(length * 0.5 * chance.share("occurrence begins", *name)))
    is_often = length < OFTEN_DAYS
    if chance.happens(trouble * (0.2 if is_often else 0.55), "occurrence missed", *name):
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
    if chance.happens(SLIPS_PAST_THE_DAY * trouble, "past the day", *name):
        end = closes + timedelta(days=15 + chance.days(20 + 110 * trouble, "end delay", *name))
    return Course(organisation, item.id, start, closes, start, max(end, start + timedelta(days=10)))
