"""One cell's value, read by the meaning of its field: percents, dates, statuses, marks as people write them.

A value that cannot be read is an `Unreadable`; one that was not plain comes with what it was read from.
Whether a readable value is allowed (range, length, list) is judged later, in `validate`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from ytaexcel.conform.dates import NO_DATE, serial_day, written_day
from ytaexcel.conform.numbers import is_number, percent_readings, written_number
from ytaexcel.conform.words import Vocabulary, alike, plain
from ytaexcel.months import last_day
from ytaexcel.programme.sheets import FieldType

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""A bare number between them in a date column is a year, as if it were written as text."""
DASHES = ("-", "\u2013", "\u2014")
"""What people put where there is nothing to say."""
_LONG = 1e6
_DAYS_TO_1904 = 1462
"""So many days later begins the count of a workbook that counts from 1904."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as understood; `is_plain` is False where a reader may want to check the understanding."""

    value: Any
    is_plain: bool = True


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No value of the field's type can be understood; `code` is the finding's."""

    code: str
    readings: tuple[float, ...] = ()
    """What it may mean, where that is more than one thing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds, and whether the workbook shows it as a percent."""

    value: Any
    is_percent: bool = False
    is_1904: bool = False
    """True where the workbook counts its days from 1.1.1904."""


def shown(value: Any) -> str:
    """A cell's value as text: what a message quotes and a text field stores."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # Ten digits hide what arithmetic leaves behind (0.30000000000000004); a long number keeps all that Excel holds.
        return f"{value:.{10 if abs(value) < _LONG else 15}g}"
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.day}.{value.month}.{value.year}"
    return str(value)


def is_blank(value: Any) -> bool:
    """Nothing, or only blanks that cannot be seen."""
    if isinstance(value, str):
        return not value or (not value[0].isalnum() and not plain(value))
    return value is None


def read_value(kind: FieldType, field: str, cell: Cell, words: Vocabulary) -> Reading | Unreadable:
    """The cell's value by its field's type; a blank cell gives None (for marks and flags: False)."""
    if is_blank(cell.value):
        return Reading(False if kind in ("mark", "flag") else None)
    if (
        kind in ("percent", "date", "whole", "measure")
        and isinstance(cell.value, str)
        and plain(cell.value) in DASHES
    ):
        return Reading(None, is_plain=False)
    return _READERS[kind](field, cell, words)


def official_id(written: str) -> str:
    """An id in its official form, HTT.A.1.10, from "htt-a-1.10" too."""
    return plain(written).replace(" ", "").replace("-", ".").upper()


def _text(_field: str, cell: Cell, _words: Vocabulary) -> Reading | Unreadable:
    return Reading(shown(cell.value).replace("\r\n", "\n").replace("\r", "\n"))


def _status(_field: str, cell: Cell, words: Vocabulary) -> Reading | Unreadable:
    return _listed(words.statuses, cell, words, "C001")


def _choice(field: str, cell: Cell, words: Vocabulary) -> Reading | Unreadable:
    return _listed(words.choices[field], cell, words, "C012")


def _listed(codes: Mapping[str, str], cell: Cell, words: Vocabulary, code: str) -> Reading | Unreadable:
    found = codes.get(alike(cell.value)) if isinstance(cell.value, str) else None
    if found is None:
        return Unreadable(code)
    return Reading(found, is_plain=cell.value in words.labels)


def _mark(_field: str, cell: Cell, words: Vocabulary) -> Reading | Unreadable:
    written = shown(cell.value)
    word = alike(written)
    if word in words.mark or word in words.yes:
        return Reading(True, is_plain=written.casefold() in words.mark)
    return Reading(False, is_plain=False) if word in words.no or word == "-" else Unreadable("C012")


def _flag(_field: str, cell: Cell, words: Vocabulary) -> Reading | Unreadable:
    written = shown(cell.value)
    word = alike(written)
    if word in words.yes or word in words.mark:
        return Reading(True, is_plain=written.casefold() in words.yes)
    if word in words.no or word == "-":
        return Reading(False, is_plain=written.casefold() in words.no)
    return Unreadable("C012")


def _percent(_field: str, cell: Cell, _words: Vocabulary) -> Reading | Unreadable:
    """0–100, from a share in a percent cell (0.4), a number (40) or a text ("40 %", "noin 40", "40,0").

    A number that may be one percent as well as another is refused with both.
    """
    number, is_text = cell.value, isinstance(cell.value, str)
    if is_text:
        written = written_number(number)
        if written is None:
            return Unreadable("C002")
        number, has_sign = written
        if has_sign:
            return Reading(number, is_plain=False)
    if not is_number(number):
        return Unreadable("C002")
    readings = percent_readings(number, is_text=is_text, is_percent_cell=cell.is_percent)
    if len(readings) > 1:
        return Unreadable("C019", readings)
    is_stored_so = readings[0] != number if cell.is_percent else readings[0] == number
    return Reading(readings[0], is_plain=not is_text and (is_stored_so or number == 0))


def _date(_field: str, cell: Cell, _words: Vocabulary) -> Reading | Unreadable:
    """A day; of a written period its last one. A time of day alone is none."""
    value = cell.value
    if isinstance(value, datetime):
        return Reading(value.date(), is_plain=value.time() == time())
    if isinstance(value, date):
        return Reading(value)
    day: date | str = NO_DATE
    if isinstance(value, str):
        day = written_day(value)
    elif is_number(value):
        serial = value + _DAYS_TO_1904 if cell.is_1904 else value
        is_year = FIRST_YEAR <= value <= LAST_YEAR and value == int(value)
        day = last_day(f"{int(value)}-12") if is_year else serial_day(serial)
    return Unreadable(day) if isinstance(day, str) else Reading(day, is_plain=False)


def _whole(_field: str, cell: Cell, _words: Vocabulary) -> Reading | Unreadable:
    number = cell.value
    if isinstance(number, str):
        written = written_number(number)
        if written is None or written[1]:
            return Unreadable("C002")
        number = written[0]
    if not is_number(number) or number != int(number):
        return Unreadable("C002")
    return Reading(int(number), is_plain=not isinstance(cell.value, str))


def _measure(_field: str, cell: Cell, _words: Vocabulary) -> Reading | Unreadable:
    """The cell as it stands: only the row's indicator says in which unit it is to be read."""
    return Reading(cell)


def _item(_field: str, cell: Cell, _words: Vocabulary) -> Reading | Unreadable:
    """The id in its official form: HTT.A.1.10 from "htt-a-1.10" too. Whether it exists is another question."""
    written = shown(cell.value)
    official = official_id(written)
    return Reading(official, is_plain=official == plain(written))


_READERS: Mapping[FieldType, Callable[[str, Cell, Vocabulary], Reading | Unreadable]] = {
    "text": _text,
    "status": _status,
    "choice": _choice,
    "mark": _mark,
    "flag": _flag,
    "percent": _percent,
    "date": _date,
    "whole": _whole,
    "measure": _measure,
    "item": _item,
}
