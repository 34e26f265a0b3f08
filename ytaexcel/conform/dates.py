"""A day from what people write: dates with and without words, and periods, of which the last day is meant.

Nothing is guessed. A text that may mean two days, or says a period whose end nobody has fixed, gives the code of
the finding that says so.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from ytaexcel.conform.words import plain
from ytaexcel.conform.written import symbols

NO_DATE, NO_YEAR, UNCLEAR, OTHER_WEEKDAY = "C004", "C016", "C017", "C018"
"""Codes of what a text is when it is no day: none at all, one without year, one of several, one of another weekday."""
FIRST_SERIAL, LAST_SERIAL = 36526, 73050
"""Excel's numbers of 1.1.2000 and 31.12.2099: a bare number between them in a date column is a date."""
LONGEST = 60
"""Longer texts are sentences."""
SPRING_ENDS, AUTUMN_ENDS = (6, 30), (12, 31)
"""As the sources use the words: spring to the end of June, autumn to the end of the year."""
_TIME = re.compile(
    r"(?:t| (?:klo |kl\.? |at )?)([01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?z?", re.IGNORECASE
)
_YEAR, _NUMBER = r"(\d{4})", r"(\d{1,2})"


@dataclass(frozen=True, slots=True)
class _Form:
    """One way of writing a day or a period: its pattern over symbols, and the day that the groups give."""

    pattern: re.Pattern[str]
    day: Callable[..., date | str]


def written_day(written: str) -> date | str:
    """The day that the text names, of a period the last; or the code of the finding on it.

    A year of two digits counts from 2000, and only behind day and month. ISO weeks end on Sunday.
    """
    text = plain(written)
    if len(text) > LONGEST:
        return NO_DATE
    if re.fullmatch(r"\d{5}", text):
        return serial_day(int(text))
    found = symbols(_without_time(text).strip("!?*;:()[]\"'”").rstrip("."))
    telling = [each for each in found or () if each not in ("~", "_")]
    signs = re.sub(r" ?([./,-]) ?", r"\1", " ".join(telling))
    return _read(re.sub(r"(?<=[A-Z]\d),|,(?=[A-Z])|(?<=\d),(?= ?\d{4}$)", " ", signs))


def serial_day(number: float) -> date | str:
    """The day with this number in Excel, from 2000 to 2099."""
    if FIRST_SERIAL <= number < LAST_SERIAL + 1:
        return date(1899, 12, 30) + timedelta(days=int(number))
    return NO_DATE


def _without_time(text: str) -> str:
    match = _TIME.search(text)
    return text[: match.start()] if match and match.end() == len(text) and match.start() > 0 else text


def _read(signs: str) -> date | str:
    """The day from symbols."""
    signs = re.sub(r"J-(?=M)", "M6-", signs)  # "kesä-heinäkuu" is June to July; "kesä" alone is summer
    is_end = "E" in signs
    if "?" in signs or "J" in signs or (">" in signs and not is_end):
        return UNCLEAR
    weekdays = re.findall(r"W\d", signs)
    bare = _joined(re.sub(r"W\d[.,]?|[EB<>]", " ", signs))
    for form in _DAYS:
        if match := form.pattern.fullmatch(bare):
            return _on_weekday(_made(form, match), weekdays) if "B" not in signs else UNCLEAR
    if weekdays:
        return UNCLEAR if re.search(r"\d{4}", bare) else NO_YEAR
    if "B" in signs:
        return date(int(bare), 1, 1) if re.fullmatch(r"[1-9]\d{3}", bare) else UNCLEAR
    if "<" in signs and not is_end:
        return UNCLEAR
    for form in _PERIODS:
        if match := form.pattern.fullmatch(bare):
            return _made(form, match)
    return _unread(signs, bare)


def _unread(signs: str, bare: str) -> str:
    """What is wrong with symbols that are no day and no period."""
    years = re.findall(r"(?<!\d)\d{4}(?!\d)", bare)
    if len(years) > 1 or re.match(r"\d{1,2}\.\d{1,2}\.?-", bare):
        return UNCLEAR
    has_words = re.search(r"[A-Z]", signs) is not None
    if not years:
        return NO_YEAR if has_words or re.fullmatch(r"\d{1,2}\.(1[0-2]|0?[1-9])", bare) else NO_DATE
    return UNCLEAR if has_words else NO_DATE


def _joined(signs: str) -> str:
    return " ".join(signs.split()).strip(" ,./-")


def _made(form: _Form, match: re.Match[str]) -> date | str:
    try:
        return form.day(*match.groups())
    except ValueError:
        return NO_DATE


def _on_weekday(day: date | str, weekdays: list[str]) -> date | str:
    if not isinstance(day, date) or not weekdays:
        return day
    return day if set(weekdays) == {f"W{day.isoweekday()}"} else OTHER_WEEKDAY


def _day(day: str, month: str, year: str) -> date:
    return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))


def _either(first: str, second: str, year: str) -> date | str:
    """Day and month parted by strokes come in both orders; read only where one order alone is a date."""
    numbers = int(first), int(second)
    days = {date(int(year), month, day) for day, month in (numbers, numbers[::-1]) if month <= 12}
    return days.pop() if len(days) == 1 else UNCLEAR if days else NO_DATE


def _month_end(month: str, year: str) -> date:
    return date(int(year), int(month), monthrange(int(year), int(month))[1])


def _range_end(first: str, last: str, year: str) -> date | str:
    return _month_end(last, year) if 1 <= int(first) < int(last) else UNCLEAR


def _season_end(season: str, year: str) -> date:
    return date(int(year), *(SPRING_ENDS if season == "1" else AUTUMN_ENDS))


def _part_end(kind: str, number: str, year: str) -> date | str:
    """The end of a quarter, half or third of the year, or of a week."""
    if kind == "V":
        return date.fromisocalendar(int(year), int(number), 7)
    months = {"Q": 3, "H": 6, "T": 4}[kind]
    year = f"20{year}" if len(year) == 2 else year
    return _month_end(str(int(number) * months), year) if 1 <= int(number) <= 12 // months else NO_DATE


def _form(pattern: str, day: Callable[..., date | str]) -> _Form:
    return _Form(re.compile(pattern.replace("YEAR", _YEAR).replace("NN", _NUMBER)), day)


_DAYS = (
    _form(r"NN\.NN\.(\d{4}|\d\d)", _day),
    _form(r"YEAR([-/.])NN\2NN", lambda year, _, month, day: _day(day, month, year)),
    _form(r"NN([-/])NN\2YEAR", lambda first, _, second, year: _either(first, second, year)),
    _form(r"NN[. ]{1,2}M(\d+)[. ]{1,2}YEAR", _day),
    _form(r"M(\d+)[. ]{1,2}NN[., ]{1,2}YEAR", lambda month, day, year: _day(day, month, year)),
)
"""Ways of writing one day."""
_PERIODS = (
    _form(r"(?:V[. ]{1,2})?YEAR", lambda year: _month_end("12", year)),
    _form(r"NN[/.]YEAR", _month_end),
    _form(r"YEAR-(\d\d)", lambda year, month: _month_end(month, year)),
    _form(r"M(\d+)[./ ]{1,2}YEAR", _month_end),
    _form(r"YEAR[/ ]M(\d+)", lambda year, month: _month_end(month, year)),
    _form(r"NN-NN/YEAR", _range_end),
    _form(r"M(\d+)-M(\d+)[/ ]YEAR", _range_end),
    _form(r"S(\d)[/ ]YEAR", _season_end),
    _form(r"YEAR[/ ]S(\d)", lambda year, season: _season_end(season, year)),
    _form(r"([QHTV])[. ]{0,2}NN[/ ]YEAR", _part_end),
    _form(r"([QHT])[. ]{0,2}NN/(\d\d)", _part_end),
    _form(r"NN[. ]{0,2}([QHTV])[/ ]YEAR", lambda number, kind, year: _part_end(kind, number, year)),
    _form(r"YEAR[-/ ]([QHTV])[. ]{0,2}NN", lambda year, kind, number: _part_end(kind, number, year)),
    _form(r"YEAR[-/ ]NN[. ]{0,2}([QHTV])", lambda year, number, kind: _part_end(kind, number, year)),
    _form(r"O(\d)[. ]{0,2}([QHT])[/ ]YEAR", lambda number, kind, year: _part_end(kind, number, year)),
    _form(r"YEAR[/ ]O(\d)[. ]{0,2}([QHT])", lambda year, number, kind: _part_end(kind, number, year)),
)
"""Ways of writing a period; its last day is meant."""
