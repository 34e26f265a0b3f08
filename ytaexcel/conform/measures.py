"""What people write as the value of an indicator: a number with or without its unit, or a state in words."""

import re

from ytaexcel.conform.numbers import is_number, percent_readings
from ytaexcel.conform.values import Cell, Reading, Unreadable
from ytaexcel.conform.words import Vocabulary, alike, plain
from ytaexcel.programme.indicators import Indicator

_NUMBER = re.compile(
    r"(?P<about>noin |n\. ?|ca\.? |c\. ?|about |ungefär |~ ?)?"
    r"(?P<sign>[+-])? ?(?P<whole>\d{1,3}(?: \d{3})+|\d+)(?:(?P<mark>[.,])(?P<rest>\d+))?(?P<unit>.*)"
)
_MINUS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_PERCENT = ("%", "prosenttia", "pros", "procent", "per cent", "percent")
_UNREADABLE = "C039"
_TWO_READINGS = "C019"
_THOUSANDS = 3
"""So many digits after a comma or point may be a group of thousands: nobody can tell."""


def read_measure(indicator: Indicator, cell: Cell, words: Vocabulary) -> Reading | Unreadable:
    """The value in the indicator's own unit, or the code of its state; never of another unit.

    A number with a unit is not plain. In a cell that shows percents only an indicator in percent has a value.
    """
    value = cell.value
    if indicator.kind == "state":
        code = words.choices["value"].get(alike(value)) if isinstance(value, str) else None
        return Unreadable(_UNREADABLE) if code is None else Reading(code, is_plain=value in words.labels)
    if isinstance(value, str):
        return _written(indicator, value)
    if not is_number(value) or (cell.is_percent and not indicator.is_percent):
        return Unreadable(_UNREADABLE)
    if not cell.is_percent:
        return Reading(float(value))
    readings = percent_readings(value, is_text=False, is_percent_cell=True)
    return Unreadable(_TWO_READINGS, readings) if len(readings) > 1 else Reading(readings[0])


def _written(indicator: Indicator, written: str) -> Reading | Unreadable:
    match = _NUMBER.fullmatch(plain(written).casefold().translate(_MINUS).rstrip(" ."))
    if match is None or not _is_own_unit(indicator, match["unit"]):
        return Unreadable(_UNREADABLE)
    rest = match["rest"] or ""
    if len(rest) == _THOUSANDS and len(match["whole"]) <= _THOUSANDS and match["whole"] != "0":
        return Unreadable(_UNREADABLE)
    number = float(f"{match['sign'] or ''}{match['whole'].replace(' ', '')}.{rest or 0}")
    return Reading(number, is_plain=False)


def _is_own_unit(indicator: Indicator, written: str) -> bool:
    own = {alike(each) for each in (*indicator.unit.values(), *indicator.unit_accepted)}
    own |= {alike(each) for each in _PERCENT} if indicator.is_percent else set()
    return alike(written) in own | {""}
