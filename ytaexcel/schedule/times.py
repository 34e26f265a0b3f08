"""From single times to windows: within a period, by a day, from a day on, before, and from one time to another."""

from dataclasses import dataclass, replace
from datetime import timedelta

from ytaexcel.schedule.moments import (
    Case,
    Moment,
    Partial,
    Readings,
    Trouble,
    Words,
    checked,
    has,
    is_mark,
    moment_of,
    moments,
    partials,
    small_number,
    years,
)
from ytaexcel.schedule.records import Assumption, Window


@dataclass(frozen=True, slots=True)
class Timed:
    """A window, what its reading assumes, and how it may be used."""

    window: Window
    assumes: tuple[Assumption, ...] = ()
    is_numbered: bool = False
    """True for 4/2026, which could be the number of a meeting."""
    is_due: bool = False
    """True when the text says by when ("mennessä", "senast", "ennen"), and no period."""


def times(words: Words, place: int) -> Readings[Timed | Trouble]:
    """Every reading of the words from `place` on as a window."""
    yield from _within(words, place)
    for limit in (_due, _before, _dashed):
        for found, after in limit(words, place):
            yield (replace(found, is_due=True) if isinstance(found, Timed) else found), after
    yield from _until(words, place)
    yield from _from(words, place)
    if has(words, place, "year_end"):
        yield Trouble("no_year", place, place + 1), place + 1
    yield from _ranges(words, place)


def starts(words: Words, place: int) -> list[int]:
    """Where a period may begin: here, and after a Swedish preposition that stands here (under våren, i mars)."""
    has_preposition = has(words, place, "during_before") or has(words, place, "in_before")
    return [place, place + 1] if has_preposition else [place]


def _cased(words: Words, place: int, *cases: Case) -> Readings[Moment | Trouble]:
    """The times in one of these cases; numbers have none, and may stand for any."""
    for moment, after in moments(words, place):
        if isinstance(moment, Trouble) or moment.case in cases:
            yield moment, after


def _within(words: Words, place: int) -> Readings[Timed | Trouble]:
    """A period: syksy 2025, vuoden 2026 aikana, under våren 2025."""
    for begins in starts(words, place):
        is_in = begins > place and has(words, place, "in_before")
        for moment, after in _cased(words, begins, ""):
            if is_in and isinstance(moment, Moment) and moment.precision in ("day", "year"):
                continue  # no Swedish: I 2025 may be a Roman numeral
            for last in {after, after + has(words, after, "during_after")}:
                yield _timed(moment), last


def _due(words: Words, place: int) -> Readings[Timed | Trouble]:
    """By the end of a period."""
    is_told = has(words, place, "by_before")
    for begins in starts(words, place + 1) if is_told else [place]:
        yield from _due_at(words, begins, is_told=is_told)
    if has(words, place, "before"):
        for moment, after in _ends(words, place + 1):
            yield _by(moment), after
    if is_told:
        for moment, after in _cased(words, place + 1, ""):
            if has(words, after, "during_after"):
                yield _by(moment), after + 1
    for moment, after in _cased(words, place, ""):
        if has(words, after, "begin_to"):
            first_day = moment
            if isinstance(moment, Moment):
                first_day = replace(moment, end=moment.start, precision="day")
            yield _by(first_day), after + 1 + has(words, after + 1, "by_after")


def _due_at(words: Words, place: int, *, is_told: bool) -> Readings[Timed | Trouble]:
    """A period by which something is due; `is_told`: "viimeistään" or "senast" stands before it."""
    for moment, after in _ends(words, place):
        told_after = has(words, after, "by_after")
        yield (_by(moment) if is_told or told_after else _by(moment, "end_of_period")), after + told_after
    for moment, after in _cased(words, place, "", "to"):
        told_after = has(words, after, "by_after")
        if told_after or is_told:
            is_plain = is_told and not told_after
            yield (_by(moment) if is_plain else _limited(moment, place, after)), after + told_after


def _until(words: Words, place: int) -> Readings[Timed | Trouble]:
    """31.12.2023 asti, till och med mars 2025."""
    for moment, after in _cased(words, place, "", "to"):
        if has(words, after, "until_after"):
            yield _limited(moment, place, after), after + 1
    for moment, after in _ends(words, place):
        if has(words, after, "until_after"):
            yield _by(moment), after + 1
    if has(words, place, "until_before"):
        for moment, after in [*_cased(words, place + 1, ""), *_ends(words, place + 1)]:
            yield _by(moment), after
    if has(words, place, "to"):
        for moment, after in _ends(words, place + 1):
            yield _by(moment), after
        for moment, after in _cased(words, place + 1, ""):
            is_period = isinstance(moment, Moment) and moment.precision != "day"
            yield (Trouble("unclear_limit", place, after) if is_period else _by(moment)), after


def _before(words: Words, place: int) -> Readings[Timed | Trouble]:
    """Before a period begins: the day before is the last."""
    if has(words, place, "before"):
        for moment, after in _cased(words, place + 1, ""):
            day_before = moment
            if isinstance(moment, Moment):
                day_before = replace(moment, end=moment.start - timedelta(days=1), precision="day")
            yield _by(day_before), after + has(words, after, "begin")


def _dashed(words: Words, place: int) -> Readings[Timed | Trouble]:
    """A day after a dash with nothing before it: –30.6.2026. Before a period it may be the dash of a list."""
    is_first = place == 0 or "body" in words[place - 1].kinds
    if is_mark(words, place, "-") and is_first:
        for moment, after in _cased(words, place + 1, ""):
            if isinstance(moment, Trouble) or moment.precision == "day":
                yield _by(moment), after


def _from(words: Words, place: int) -> Readings[Timed | Trouble]:
    """From the first day of a period on, without an end."""
    for moment, after in _begins(words, place):
        yield _open(moment), after
    for moment, after in _cased(words, place, ""):
        if is_mark(words, after, "-"):
            yield _open(moment), after + 1


def _begins(words: Words, place: int) -> Readings[Moment | Trouble]:
    """1.3.2025 alkaen, vuodesta 2026 lähtien, vuoden 2026 alusta, från och med mars 2025."""
    for moment, after in _cased(words, place, "", "from"):
        if has(words, after, "from_after"):
            yield moment, after + 1
        if has(words, after, "begin_from"):
            yield moment, after + 1 + has(words, after + 1, "from_after")
    if has(words, place, "from_before") or has(words, place, "from_begin_of"):
        yield from _cased(words, place + 1, "")


def _ends(words: Words, place: int) -> Readings[Moment | Trouble]:
    """The end of a period: vuoden 2025 loppuun, slutet av mars 2025."""
    for moment, after in _cased(words, place, ""):
        if has(words, after, "end"):
            yield moment, after + 1
    if has(words, place, "end_of"):
        yield from _cased(words, place + 1, "")


def _ranges(words: Words, place: int) -> Readings[Timed | Trouble]:
    """From one time to another; the year may stand at the end only."""
    place += has(words, place, "during_before")
    for left, middle in moments(words, place):
        for right, after in _right(words, middle, left.case if isinstance(left, Moment) else ""):
            for last in {after, after + has(words, after, "during_after")}:
                yield _spanned(left, right, place, last), last
    for left, middle in _begins(words, place):
        for right, after in moments(words, middle):
            if has(words, after, "until_after"):
                yield _spanned(left, right, place, after + 1), after + 1
        if has(words, middle, "until_before") or has(words, middle, "to"):
            for right, after in _cased(words, middle + 1, ""):
                yield _spanned(left, right, place, after), after
    yield from _between(words, place)
    yield from _weeks(words, place)
    yield from _ranges_with_one_year(words, place)


def _between(words: Words, place: int) -> Readings[Timed | Trouble]:
    """Between two times: mellan 1.1.2026 och 31.3.2026, 1.1.2026 ja 31.3.2026 välillä."""
    is_told = has(words, place, "between")
    for left, middle in _cased(words, place + is_told, ""):
        if has(words, middle, "and"):
            for right, after in _cased(words, middle + 1, ""):
                if is_told or has(words, after, "between_after"):
                    last = after if is_told else after + 1
                    yield _spanned(left, right, place, last), last


def _weeks(words: Words, place: int) -> Readings[Timed | Trouble]:
    """With one word and one year for both: viikot 40–42/2026."""
    first, second = small_number(words, place + 1), small_number(words, place + 3)
    if has(words, place, "week") and is_mark(words, place + 2, "-") and None not in (first, second):
        for year, after in years(words, place + 4 + is_mark(words, place + 4, "/")):
            left, right = (
                checked(year, Partial("week", each or 0), place, after) for each in (first, second)
            )
            for last in {after, after + has(words, after, "during_after")}:
                yield _spanned(left, right, place, last), last


def _right(words: Words, middle: int, case: Case) -> Readings[Moment | Trouble]:
    """What stands right of a dash, or in the case that answers to the left one's."""
    if case == "from":
        yield from _cased(words, middle, "to")
    elif is_mark(words, middle, "-") or has(words, middle, "to"):
        yield from _cased(words, middle + 1, "")


def _ranges_with_one_year(words: Words, place: int) -> Readings[Timed | Trouble]:
    """1.1.–31.3.2025, tammi–maaliskuu 2025, maaliskuusta toukokuuhun 2025, från mars till maj 2025."""
    told = has(words, place, "from_before")
    for left, middle in _lefts(words, place + told):
        if told and not has(words, middle, "to"):
            continue
        for right, after in _right(words, middle, left.case):
            if isinstance(right, Trouble):
                yield right, after
            elif (left.joint, left.precision) == ("dot", "month"):
                yield Trouble("ambiguous", place, after), after  # 1.–2.2026 may be days of a month left out
            elif right.precision == left.precision:
                begun = moment_of(_completed(left, right), right.start.year)
                span = begun if isinstance(begun, Moment) else Trouble(begun, place, middle)
                for last in {after, after + has(words, after, "during_after")}:
                    yield _spanned(span, right, place, last), last


def _lefts(words: Words, place: int) -> Readings[Partial]:
    """Periods without a year as they stand left of a dash: also 1. (of 1.–15.3.), 1 (of 1–3/2025) and tammi."""
    yield from ((each, after) for each, after in partials(words, place) if each.joint != "stroke")
    if place < len(words) and (short := words[place].of("month_short")):
        yield Partial("month", int(short)), place + 1
    number = small_number(words, place)
    if number is not None:
        if is_mark(words, place + 1, "-"):
            yield Partial("month", number), place + 1
        for after in {place + 1, place + 1 + is_mark(words, place + 1, ".")}:
            yield Partial("day", 0, number), after


def _completed(left: Partial, right: Moment) -> Partial:
    """1. of 1.–15.3.2025 is of the month that stands right."""
    return left if left.number else replace(left, number=right.start.month)


def _spanned(left: Moment | Trouble, right: Moment | Trouble, first: int, last: int) -> Timed | Trouble:
    if isinstance(left, Trouble):
        return left
    if isinstance(right, Trouble):
        return right
    if (left.precision == "year") != (right.precision == "year"):
        return Trouble("ambiguous", first, last)  # "kevät 2025–2026" may be two springs
    if left.start >= right.start or left.end >= right.end:
        return Trouble("reversed", first, last)
    window = Window(left.start, right.end, right.precision, left.precision)
    return Timed(window, _joined(left.assumes, right.assumes))


def _joined(*assumptions: tuple[Assumption, ...]) -> tuple[Assumption, ...]:
    return tuple(dict.fromkeys(each for some in assumptions for each in some))


def _timed(moment: Moment | Trouble) -> Timed | Trouble:
    if isinstance(moment, Trouble):
        return moment
    return Timed(Window(moment.start, moment.end, moment.precision), moment.assumes, moment.is_numbered)


def _by(moment: Moment | Trouble, *assumes: Assumption) -> Timed | Trouble:
    """Due on the period's last day."""
    if isinstance(moment, Trouble):
        return moment
    window = Window(None, moment.end, moment.precision)
    return Timed(window, (*moment.assumes, *assumes))


def _open(moment: Moment | Trouble) -> Timed | Trouble:
    if isinstance(moment, Trouble):
        return moment
    return Timed(Window(moment.start, None, moment.precision, moment.precision), moment.assumes)


def _limited(moment: Moment | Trouble, first: int, last: int) -> Timed | Trouble:
    """By a period, which may mean its first day or its last.

    Of a month the last day is taken, which is told; of longer periods nobody could tell.
    """
    if isinstance(moment, Trouble) or moment.precision == "day":
        return _by(moment)
    if moment.precision == "month":
        return _by(moment, "end_of_month")
    return Trouble("unclear_limit", first, last)
