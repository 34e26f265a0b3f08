"""Single times in a schedule text: a day, week, month, quarter, half-year, season or year, with or without its year.

Every function yields each way in which the words from a place on can be read, as (value, place after it). A time
that is well written but cannot be (31.2.2025) is read as a `Trouble`, so that the fault can say what is wrong.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, TypeVar

from ytaexcel.schedule.records import Assumption, Precision, Reason
from ytaexcel.schedule.words import Token

Words = Sequence[Token]
Case = Literal["", "from", "to"]
"""Finnish endings that say a direction: maaliskuusta (from), maaliskuuhun (to)."""
T = TypeVar("T")
Readings = Iterator[tuple[T, int]]
FIRST_YEAR, LAST_YEAR = 2000, 2099
PARTS: dict[str, int] = {"quarter": 3, "third": 4, "half_year": 6}
"""Part of the year -> its months."""
SEASONS: tuple[tuple[Assumption, int, int], ...] = (("spring", 1, 6), ("autumn", 8, 12))
"""With their first and last month, as the sources use the words: autumn stretches to December."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Words that say a time which cannot be, or cannot be known: why, and from which to which place."""

    reason: Reason
    first: int
    last: int
    """The place after its last word."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A period of the calendar, both days included."""

    start: date
    end: date
    precision: Precision
    case: Case = ""
    assumes: tuple[Assumption, ...] = ()
    is_numbered: bool = False
    """True for 4/2026, which could be the number of a meeting."""


@dataclass(frozen=True, slots=True)
class Partial:
    """A period without its year; `number` is the month's, quarter's …; `day` of a day."""

    precision: Precision
    number: int
    day: int = 0
    case: Case = ""
    joint: Literal["none", "stroke", "dot"] = "none"
    """What must stand between it and the year: none or a stroke for Q3, a stroke for 3/2025, a dot for 31.3.2025."""


def has(words: Words, place: int, kind: str) -> bool:
    return place < len(words) and kind in words[place].kinds


def is_mark(words: Words, place: int, mark: str) -> bool:
    return place < len(words) and words[place].written == mark


def small_number(words: Words, place: int) -> int | None:
    """The number of one or two digits at the place."""
    if place < len(words) and len(words[place].written) <= 2:
        return words[place].number
    return None


def moments(words: Words, place: int) -> Readings[Moment | Trouble]:
    """Every reading as a period with its year."""
    yield from _years(words, place)
    yield from _iso(words, place)
    yield from _weekdays(words, place)
    for partial, after in partials(words, place):
        yield from _with_year(words, place, partial, after)
    for year, after in years(words, place):
        has_stroke = is_mark(words, after, "/") and not has(words, place, "year")
        for partial, last in partials(words, after + has_stroke):
            if partial.joint == "none" and partial.precision not in ("day", "week"):
                yield checked(year, partial, place, last), last


def years(words: Words, place: int) -> Readings[int | Trouble]:
    """A year of four digits with or without the word for it; one of two digits is a trouble."""
    start = place
    if has(words, place, "year"):
        place += 1
    if place >= len(words) or words[place].number is None:
        return
    length = len(words[place].written)
    if length == 4:
        year = int(words[place].written)
        is_near = FIRST_YEAR <= year <= LAST_YEAR
        yield year if is_near else Trouble("far_year", start, place + 1), place + 1
    elif length == 2:
        yield Trouble("short_year", start, place + 1), place + 1


def partials(words: Words, place: int) -> Readings[Partial]:
    """Every reading as a period without its year."""
    place += has(words, place, "the")
    if place >= len(words):
        return
    yield from _days(words, place)
    yield from _named_months(words, place)
    yield from _parts_of_the_year(words, place)
    case: Case
    for case, kind in (("", "season"), ("from", "season_from"), ("to", "season_to")):
        if number := words[place].of(kind):
            yield Partial("season", int(number), case=case), place + 1
    if has(words, place, "week"):
        after = place + 1 + is_mark(words, place + 1, ".")
        if (number_of_week := small_number(words, after)) is not None:
            yield Partial("week", number_of_week), after + 1
    if has(words, place, "week_short"):
        number_of_week = small_number(words, place + 1)
        if number_of_week and number_of_week > 12:  # up to 12 it may be a month: v. is a year in Finnish
            yield Partial("week", number_of_week), place + 2


def moment_of(partial: Partial, year: int) -> Moment | Reason:
    """The period in that year, or why there is none."""
    number = partial.number
    try:
        match partial.precision:
            case "day":
                day = date(year, number, partial.day)
                return Moment(day, day, "day", partial.case)
            case "week":
                monday = date.fromisocalendar(year, number, 1)
                return Moment(monday, monday + timedelta(days=6), "week")
            case "season":
                assumption, first, last = SEASONS[number - 1]
                return replace(_months(year, first, last, "season", partial.case), assumes=(assumption,))
            case "month":
                is_numbered = partial.joint == "stroke"
                return replace(_months(year, number, number, "month", partial.case), is_numbered=is_numbered)
            case part:
                length = PARTS[part]
                return _months(year, (number - 1) * length + 1, number * length, part)
    except ValueError:
        return "impossible"


def _months(year: int, first: int, last: int, precision: Precision, case: Case = "") -> Moment:
    start = date(year, first, 1)
    return Moment(start, date(year, last, monthrange(year, last)[1]), precision, case)


def _weekdays(words: Words, place: int) -> Readings[Moment | Trouble]:
    """A day with its weekday: ke 30.9.2026, onsdagen den 30 september 2026. Where they differ there is none."""
    if place < len(words) and (weekday := words[place].of("weekday")):
        for moment, after in moments(words, place + 1):
            if isinstance(moment, Trouble):
                yield moment, after
            elif moment.precision == "day":
                is_that = moment.start.isoweekday() == int(weekday)
                yield moment if is_that else Trouble("impossible", place, after), after


def checked(year: int | Trouble, partial: Partial, first: int, last: int) -> Moment | Trouble:
    """The period in that year, or the trouble with it, from the `first` place to the `last`."""
    found = year if isinstance(year, Trouble) else moment_of(partial, year)
    return found if isinstance(found, Moment | Trouble) else Trouble(found, first, last)


def _years(words: Words, place: int) -> Readings[Moment | Trouble]:
    case: Case = "from" if has(words, place, "year_from") else "to" if has(words, place, "year_to") else ""
    for year, after in years(words, place + bool(case)):
        if isinstance(year, int):
            yield Moment(date(year, 1, 1), date(year, 12, 31), "year", case), after
        elif year.reason == "far_year" or has(words, place, "year") or case:
            yield year, after


def _iso(words: Words, place: int) -> Readings[Moment | Trouble]:
    """2025-03-31, and 2025-03."""
    numbers = [words[each].written if each < len(words) else "" for each in range(place, place + 5)]
    if len(numbers[0]) != 4 or numbers[1] != "-" or len(numbers[2]) != 2 or not numbers[2].isdecimal():
        return
    for year, _ in years(words, place):
        if numbers[3] == "-" and len(numbers[4]) == 2 and numbers[4].isdecimal():
            yield (
                checked(year, Partial("day", int(numbers[2]), int(numbers[4])), place, place + 5),
                place + 5,
            )
        elif int(numbers[2]) <= 12:
            yield checked(year, Partial("month", int(numbers[2])), place, place + 3), place + 3
        else:
            yield Trouble("short_year", place, place + 3), place + 3


def _with_year(words: Words, first: int, partial: Partial, after: int) -> Readings[Moment | Trouble]:
    """The period with the year that follows; without one it is a trouble."""
    if partial.joint == "none":
        has_joint = has(words, after, "of") or (is_mark(words, after, "/") and partial.precision != "day")
        joints = [after, after + 1] if has_joint else [after]
    else:
        joints = [after] if words[after - 1].written == {"stroke": "/", "dot": "."}[partial.joint] else []
    is_dotted_month = partial.precision == "month" and partial.joint == "dot"
    for joint in joints:
        for year, last in years(words, joint):
            if isinstance(year, int) or not is_dotted_month:  # 30.11. is a day without its year
                yield checked(year, partial, first, last), last
    if partial.joint != "stroke":
        yield Trouble("no_year", first, after), after


def _days(words: Words, place: int) -> Readings[Partial]:
    """31.3. and 31. maaliskuuta; 3/ and 3. (before a year) for a month's number."""
    number = small_number(words, place)
    if number is None:
        return
    has_dot = is_mark(words, place + 1, ".")
    after = place + 1 + has_dot
    month = small_number(words, after)
    if has_dot and month is not None:
        yield Partial("day", month, number, joint="dot"), after + 1
        if is_mark(words, after + 1, "."):
            yield Partial("day", month, number, joint="dot"), after + 2
    if after < len(words) and (named := words[after].of("dated")):
        yield Partial("day", int(named), number), after + 1
        if is_mark(words, after + 1, "."):
            yield Partial("day", int(named), number), after + 2
    if is_mark(words, place + 1, "/") or has_dot:
        yield Partial("month", number, joint="dot" if has_dot else "stroke"), place + 2


def _named_months(words: Words, place: int) -> Readings[Partial]:
    """Months in words; an abbreviation may have its dot."""
    case: Case
    for case, kind in (("", "month"), ("from", "month_from"), ("to", "month_to")):
        if place < len(words) and (number := words[place].of(kind)):
            yield Partial("month", int(number), case=case), place + 1
            if is_mark(words, place + 1, "."):
                yield Partial("month", int(number), case=case), place + 2


def _parts_of_the_year(words: Words, place: int) -> Readings[Partial]:
    """Q3, 3. kvartaali, 1:a halvåret, kvartal 3, kolmas neljännes."""
    precision: Precision
    for precision in ("quarter", "third", "half_year"):
        if has(words, place, f"letter.{precision}") or has(words, place, f"part.{precision}"):
            number = small_number(words, place + 1)
            if number is not None:
                yield Partial(precision, number), place + 2
        for number, after in _ordinals(words, place):
            if has(words, after, f"part.{precision}"):
                yield Partial(precision, number), after + 1
        if has(words, place, "ordinal_last") and has(words, place + 1, f"part.{precision}"):
            yield Partial(precision, 12 // PARTS[precision]), place + 2
    if half := words[place].of("half"):
        yield Partial("half_year", int(half)), place + 1


def _ordinals(words: Words, place: int) -> Readings[int]:
    if ordinal := words[place].of("ordinal"):
        yield int(ordinal), place + 1
    number = small_number(words, place)
    if number is not None and is_mark(words, place + 1, "."):
        yield number, place + 2
    if number is not None and is_mark(words, place + 1, ":") and has(words, place + 2, "ordinal_mark"):
        yield number, place + 3
