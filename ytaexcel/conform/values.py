"""One cell's value, read by the meaning of its field: percents, dates, statuses, marks as people write them.

A value that cannot be read is an `Unreadable`; one that was not plain comes with what it was read from.
Whether a readable value is allowed (range, length, list) is judged later, in `validate`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from ytaexcel.conform.words import Vocabulary, alike, plain
from ytaexcel.months import last_day
from ytaexcel.programme.records import FieldType

_NUMBER = re.compile(r"([+\-\u2212]?\d+(?:[.,]\d+)?) ?(%?)")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(\d{1,2})/(\d{4})")
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050
"""Excel's numbers of 1.1.2000 and 31.12.2099: a bare number between them in a date column is a date."""
_DAYS_TO_1904 = 1462
_MOST = 1e300


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as understood; `is_plain` is False where a reader may want to check the understanding."""

    value: Any
    is_plain: bool = True


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No value of the field's type can be understood; `code` is the finding's."""

    code: str


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
        return f"{value:.10g}"
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
    return _READERS[kind](field, cell, words)


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
    """0–100, from a share in a percent cell (0.4), a number (40) or a text ("40 %", "40,0").

    In a percent cell a share is what Excel stores; a whole number over 1 was put there by a program that
    meant the percent itself, and 1.7 is what a person sees as 170 % (but the text "1,7" as 1.7). Elsewhere 0.4
    is taken as a share.
    """
    number, has_sign = cell.value, False
    if isinstance(number, str):
        match = _NUMBER.fullmatch(plain(number))
        if match is None:
            return Unreadable("C002")
        number, has_sign = _float(match[1]), bool(match[2])
        if has_sign:
            return Reading(number, is_plain=False)
    if not _is_number(number):
        return Unreadable("C002")
    is_text = isinstance(cell.value, str)
    if cell.is_percent:
        if abs(number) <= 1:
            return Reading(round(number * 100, 6), is_plain=not is_text)
        is_seen = not is_text and abs(number) <= 10 and number != int(number)
        return Reading(round(number * 100, 6), is_plain=True) if is_seen else Reading(number, is_plain=False)
    if 0 < number < 1:
        return Reading(round(number * 100, 6), is_plain=False)
    return Reading(number, is_plain=not is_text)


def _date(_field: str, cell: Cell, _words: Vocabulary) -> Reading | Unreadable:
    value = cell.value
    if isinstance(value, datetime):
        return Reading(value.date(), is_plain=value.time() == time())
    if isinstance(value, date):
        return Reading(value)
    if isinstance(value, str):
        day = _written_day(plain(value))
        return Unreadable("C004") if day is None else Reading(day, is_plain=False)
    if _is_number(value):
        serial = value + _DAYS_TO_1904 if cell.is_1904 else value
        if _FIRST_SERIAL <= serial <= _LAST_SERIAL:
            return Reading(date(1899, 12, 30) + timedelta(days=int(serial)), is_plain=False)
    return Unreadable("C004")


def _written_day(text: str) -> date | None:
    """5.8.2021, 2021-08-05, or 8/2021 as the last day of that month."""
    try:
        if match := _DAY.fullmatch(text.rstrip(".")):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _ISO_DAY.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _MONTH.fullmatch(text):
            return last_day(f"{int(match[2]):04d}-{date(int(match[2]), int(match[1]), 1).month:02d}")
    except ValueError:
        return None
    return None


def _whole(_field: str, cell: Cell, _words: Vocabulary) -> Reading | Unreadable:
    number = cell.value
    if isinstance(number, str):
        match = _NUMBER.fullmatch(plain(number))
        if match is None or match[2]:
            return Unreadable("C002")
        number = _float(match[1])
    if not _is_number(number) or number != int(number):
        return Unreadable("C002")
    return Reading(int(number), is_plain=not isinstance(cell.value, str))


def _item(_field: str, cell: Cell, _words: Vocabulary) -> Reading | Unreadable:
    """The id in its official form: HTT.A.1.10 from "htt-a-1.10" too. Whether it exists is another question."""
    written = shown(cell.value)
    official = plain(written).replace(" ", "").replace("-", ".").upper()
    return Reading(official, is_plain=official == plain(written))


def _is_number(value: Any) -> bool:
    """A finite number; neither TRUE nor what a file may hold in a number's place (NaN, the infinities)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _MOST


def _float(text: str) -> float:
    return float(text.replace(",", ".").replace("\u2212", "-"))


_READERS: Mapping[FieldType, Callable[[str, Cell, Vocabulary], Reading | Unreadable]] = {
    "text": _text,
    "status": _status,
    "choice": _choice,
    "mark": _mark,
    "flag": _flag,
    "percent": _percent,
    "date": _date,
    "whole": _whole,
    "item": _item,
}
