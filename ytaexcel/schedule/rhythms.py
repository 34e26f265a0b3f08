"""What recurs: how often, in which part of the year, and from when to when."""

from dataclasses import dataclass, replace
from datetime import timedelta

from ytaexcel.schedule.moments import (
    Moment,
    Partial,
    Readings,
    Trouble,
    Words,
    has,
    is_mark,
    moment_of,
    partials,
    small_number,
)
from ytaexcel.schedule.records import EVERY, Assumption, Rhythm, Window
from ytaexcel.schedule.times import Timed, starts, times

DAYS = {"weekly": 7, "monthly": 31, "quarterly": 92, "half_yearly": 184, "yearly": 366, "council_term": 1461}
"""The longest period of each rhythm: what recurs must be given longer than one, or it does not recur."""
ANY_YEAR = 2024
"""A leap year, so that 29.2. is a day."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """A rhythm, the limits that the text sets to it, and what its reading assumes."""

    rhythm: Rhythm
    limits: Window | None = None
    assumes: tuple[Assumption, ...] = ()


def recurring(words: Words, place: int) -> Readings[Recurring | Trouble]:
    """Every reading as something that recurs, its limits before or after it."""
    for found, after in _paced(words, place):
        yield found, after
        if isinstance(found, Recurring):
            for timed, last in times(words, after):
                yield _limited(found, timed, place, last), last
    for timed, middle in times(words, place):
        for found, after in _paced(words, middle):
            if isinstance(found, Recurring):
                yield _limited(found, timed, place, after), after


def _limited(found: Recurring, timed: Timed | Trouble, first: int, last: int) -> Recurring | Trouble:
    """The rhythm within a window; a window with room for one occurrence only is a trouble, and so is a due day."""
    if isinstance(timed, Trouble):
        return timed
    window = timed.window
    is_short = (
        window.start and window.end and window.end - window.start < timedelta(DAYS[found.rhythm.every] + 1)
    )
    if is_short or timed.is_due:
        return Trouble("recurs_once", first, last)
    return replace(found, limits=window, assumes=(*found.assumes, *timed.assumes))


def _paced(words: Words, place: int) -> Readings[Recurring | Trouble]:
    """A rhythm and, of a yearly one, the part of the year."""
    is_least = has(words, place, "at_least")
    for rhythm, after in _rhythms(words, place + is_least):
        found = replace(rhythm, is_least=is_least)
        yield Recurring(found, assumes=_assumed(words, after - 1, found)), after
        if found == Rhythm("yearly", is_least=is_least):
            for part, last in _parts(words, after):
                yield _placed(found, part, place, last), last
    for part, middle in _parts(words, place):
        for rhythm, after in _rhythms(words, middle):
            if rhythm == Rhythm("yearly"):
                yield _placed(rhythm, part, place, after), after
    if place < len(words) and (season := words[place].of("every_season")):
        yield _placed(Rhythm("yearly"), _Part(Partial("season", int(season))), place, place + 1), place + 1


def _rhythms(words: Words, place: int) -> Readings[Rhythm]:
    for every in EVERY:
        if has(words, place, f"every.{every}"):
            yield Rhythm(every), place + 1
    if has(words, place, "annual_plan"):
        yield Rhythm("yearly"), place + 1
    if has(words, place, "every.yearly") and has(words, place + 1, "annual_plan"):
        yield Rhythm("yearly"), place + 2
    if place < len(words) and (times_a_year := words[place].of("times_a_year")):
        yield Rhythm("yearly", times=int(times_a_year)), place + 1
    if has(words, place + 1, "times_a_year"):
        number = int(words[place].of("numeral") or small_number(words, place) or 0)
        if 1 <= number <= 12:
            yield Rhythm("yearly", times=number), place + 2


def _assumed(words: Words, place: int, rhythm: Rhythm) -> tuple[Assumption, ...]:
    """A yearly rhythm of which no month is said has the whole calendar year."""
    if has(words, place, "annual_plan"):
        return ("annual_plan",)
    if rhythm.every == "yearly":
        return ("calendar_year",)
    return ("council_term",) if rhythm.every == "council_term" else ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the year: one period, or from one to another, or by the end of one."""

    first: Partial
    last: Partial | None = None
    is_due: bool = False
    assumes: tuple[Assumption, ...] = ()


def _parts(words: Words, place: int) -> Readings[_Part]:
    """maaliskuussa, på hösten, tammi–maaliskuussa, 31.3. mennessä, senast den 31 mars, maaliskuun loppuun mennessä."""
    if has(words, place, "by_before"):
        for begins in starts(words, place + 1):
            for part, after in _yearless(words, begins):
                yield _Part(part, is_due=True), after
    for begins in starts(words, place):
        for part, after in _yearless(words, begins):
            yield from _limits(words, part, after)
        yield from _spans(words, begins)
    yield from _by_ends(words, place)
    if has(words, place, "year_end"):
        yield _Part(Partial("month", 12), is_due=True), place + 1


def _limits(words: Words, part: Partial, after: int) -> Readings[_Part]:
    """The part of the year itself, or by its end."""
    if part.case == "":
        yield _Part(part), after
        if has(words, after, "during_after"):
            yield _Part(part), after + 1
    if has(words, after, "by_after") and part.precision in ("day", "month"):
        yield _Part(part, is_due=True, assumes=_by_month(part)), after + 1
    if has(words, after, "end"):
        if has(words, after + 1, "by_after"):
            yield _Part(part, is_due=True), after + 2
        else:
            yield _Part(part, is_due=True, assumes=("end_of_period",)), after + 1


def _by_ends(words: Words, place: int) -> Readings[_Part]:
    """By the end of a part: i slutet av mars, före utgången av mars, senast i slutet av mars."""
    is_told = has(words, place, "by_before") or has(words, place, "before")
    if has(words, place + is_told, "end_of"):
        for part, after in _yearless(words, place + is_told + 1):
            yield _Part(part, is_due=True, assumes=() if is_told else ("end_of_period",)), after


def _spans(words: Words, place: int) -> Readings[_Part]:
    """tammi–maaliskuussa, 1.2.–31.3."""
    lefts = list(_yearless(words, place))
    if place < len(words) and (short := words[place].of("month_short")):
        lefts.append((Partial("month", int(short)), place + 1))
    for left, after in lefts:
        if is_mark(words, after, "-"):
            for right, last in _yearless(words, after + 1):
                if right.precision == left.precision:
                    yield _Part(left, right), last


def _by_month(part: Partial) -> tuple[Assumption, ...]:
    return ("end_of_month",) if part.precision == "month" else ()


def _yearless(words: Words, place: int) -> Readings[Partial]:
    """Periods of the year in words, and days; a bare number would need its year."""
    for part, after in partials(words, place):
        is_bare = part.precision == "month" and part.joint != "none"
        if part.precision != "week" and not is_bare:
            yield part, after


def _placed(rhythm: Rhythm, part: _Part, place: int, after: int) -> Recurring | Trouble:
    """The rhythm in its part of the year; one that runs over the turn of the year is a trouble."""
    first = moment_of(part.first, ANY_YEAR)
    last = moment_of(part.last or part.first, ANY_YEAR)
    if not isinstance(first, Moment) or not isinstance(last, Moment):
        return Trouble("impossible", place, after)
    if part.last and last.start <= first.start:
        return Trouble("reversed", place, after)
    opens = (1, 1) if part.is_due else (first.start.month, first.start.day)
    return Recurring(
        replace(rhythm, opens=opens, closes=(last.end.month, last.end.day)),
        assumes=tuple(dict.fromkeys((*first.assumes, *last.assumes, *part.assumes))),
    )
