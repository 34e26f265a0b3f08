"""What recurs, occurrence by occurrence: each has a period, and is behind when its period ended without it.

A month's report says what has been done by the end of that month, so an occurrence counts as done when a month that
ends in its period, or later, was reported as done. Pure functions; no clock.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ytaexcel.months import day_after, first_day, last_day, shifted
from ytaexcel.schedule.records import Rhythm, Schedule

MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6}
"""Rhythm -> months of its period."""
COUNCIL_TERM_YEARS, A_COUNCIL_TERM = 4, 2021
"""A council's term begins on 1 June of the year of its election: 1.6.2021, 1.6.2025 and so on."""

_FAR = timedelta(days=366 * (COUNCIL_TERM_YEARS + 1))
"""Within so many days of any day lies an occurrence of whatever still recurs."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of something that recurs. It may be done on any day of its period, both ends included."""

    start: date
    end: date
    number: int = 1
    """Which of the period's occurrences it is."""


def occurrences(schedule: Schedule, since: date, until: date) -> list[Occurrence]:
    """The occurrences of what recurs whose periods share a day with `since`–`until`; none of what does not recur.

    A period that reaches over the limits of the schedule (the agreement term) is cut there. An occurrence that has
    a part of the year ("vuosittain maaliskuussa") is one only if that part begins within the limits.
    """
    rhythm = schedule.rhythm
    if rhythm is None:
        return []
    first, last = schedule.start or date.min, schedule.end or date.max
    found = []
    for start, end in _periods(rhythm, max(since, first), min(until, last)):
        is_part = rhythm.opens != (1, 1) or rhythm.closes != (12, 31)
        if is_part and not first <= start <= last:
            continue
        cut = max(start, first), min(end, last)
        found += [Occurrence(*cut, number) for number in range(1, rhythm.times + 1)]
    return found


def occurrence_in(schedule: Schedule, month: str) -> Occurrence | None:
    """The occurrence that a report of the month is about, whatever has been done; None: there is none any more.

    That is the last one whose period ends in the month, else the one that is running, else the next.
    """
    d = day_after(month)
    near = occurrences(schedule, first_day(month), d + _FAR)
    ending = [each for each in near if each.end < d]
    return next(iter([*ending[-1:], *near[:1]]), None)


def deciding_occurrence(
    schedule: Schedule, month: str, done_months: Collection[str], since: date = date.min
) -> Occurrence | None:
    """The occurrence by which something that recurs is judged after `month`; None for what does not recur.

    That is the last one whose period has ended, as long as nothing has been done since it began; else the one that
    is running; between two, the one that is done; before the first, that one. `done_months`: the months (YYYY-MM)
    for which it was reported as done anew; a status that is only carried on says nothing of a new period. What
    ended before `since`, when nobody followed it yet, does not count.
    """
    d = day_after(month)
    near = [each for each in occurrences(schedule, d - _FAR, d + _FAR) if each.end >= since]
    ended = [each for each in near if each.end < d]
    if ended and not is_done(ended[-1], month, done_months):
        return ended[-1]
    begun = [each for each in near if each.start < d]
    waiting = [each for each in begun if each.end >= d and not is_done(each, month, done_months)]
    return next(iter([*waiting[:1], *begun[-1:], *near[:1]]), None)


def is_done(occurrence: Occurrence, month: str, done_months: Collection[str]) -> bool:
    """True when it was reported as done after the occurrence's period began, up to `month`.

    Of several occurrences in one period the second needs a second month of which it was reported, and so on.
    """
    counted = {each for each in done_months if each <= month and last_day(each) >= occurrence.start}
    return len(counted) >= occurrence.number


def _periods(rhythm: Rhythm, since: date, until: date) -> Iterator[tuple[date, date]]:
    """First and last day of the periods that share a day with `since`–`until`, in order."""
    if rhythm.every == "weekly":
        monday = since - timedelta(days=since.weekday())
        while monday <= until:
            yield monday, monday + timedelta(days=6)
            monday += timedelta(days=7)
    elif rhythm.every == "yearly":
        for year in range(since.year, until.year + 1):
            start, end = _in_year(rhythm.opens, year), _in_year(rhythm.closes, year)
            if start <= until and end >= since:
                yield start, end
    elif rhythm.every == "council_term":
        years = since.year - (since < date(since.year, 6, 1))
        year = years - (years - A_COUNCIL_TERM) % COUNCIL_TERM_YEARS
        while date(year, 6, 1) <= until:
            yield date(year, 6, 1), date(year + COUNCIL_TERM_YEARS, 5, 31)
            year += COUNCIL_TERM_YEARS
    else:
        length = MONTHS[rhythm.every]
        month = f"{since.year:04d}-{(since.month - 1) // length * length + 1:02d}"
        while first_day(month) <= until:
            yield first_day(month), last_day(shifted(month, length - 1))
            month = shifted(month, length)


def _in_year(day: tuple[int, int], year: int) -> date:
    month, number = day
    return date(year, month, min(number, monthrange(year, month)[1]))
