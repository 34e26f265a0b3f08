"""The texts that people read, in Finnish, Swedish and English, and how numbers and dates are written.

The texts lie in `catalogue/*.csv` (key, fi, sv, en). Nothing here knows what a text is used for.
"""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Literal, get_args

from ytaexcel.errors import UsageError

Language = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
NO_BREAK = "\u00a0"
MINUS = "\u2212"
NONE = "\u2013"
"""What stands for a number that does not exist (a share of nothing)."""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All texts: key -> language -> text."""
    found: dict[str, dict[str, str]] = {}
    for source in sorted((files("ytaexcel") / "catalogue").iterdir(), key=lambda each: each.name):
        if source.name.endswith(".csv"):
            rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
            found |= {row["key"]: {language: row[language] for language in LANGUAGES} for row in rows}
    return found


def text(key: str, language: Language, **values: object) -> str:
    """The catalogue's text for `key`, its `{places}` filled in. An unknown key is our fault: KeyError."""
    return filled(catalogue()[key][language], values)


def filled(pattern: str, values: Mapping[str, object]) -> str:
    """The pattern with its places filled in; as it is where there is nothing to fill in.

    A place may say what is counted, for one and for more: `{rows:row|rows}` becomes `1 row`, `2 rows`.
    """
    return _FILLING.vformat(pattern, (), values) if values else pattern


class _Filling(Formatter):
    """Fills places in; a count takes the word behind it along, in the form that fits."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, parted, many = format_spec.partition("|")
        if not parted:
            return str(super().format_field(value, format_spec))
        return f"{number(value)} {one if value == 1 else many}"


_FILLING = _Filling()


def parse_language(code: str) -> Language:
    for language in LANGUAGES:
        if language == code:
            return language
    raise UsageError(f'"{code}" is not a language of the workbooks; use fi, sv or en.')


def month_name(month: str, language: Language, case: Literal["name", "in"] = "name") -> str:
    """`marraskuu 2021` (name) or the form after "than" and "in" without the year: `marraskuussa`."""
    number = int(month[5:])
    if case == "in":
        return text(f"month.in.{number}", language)
    return f"{text(f'month.{number}', language)} {month[:4]}"


def month_short(month: str) -> str:
    """`11/2021`, alike in the three languages."""
    return f"{int(month[5:])}/{month[:4]}"


def day(value: date | None) -> str:
    """`1.12.2021`, alike in the three languages; nothing for no date."""
    return "" if value is None else f"{value.day}.{value.month}.{value.year}"


def number(value: int) -> str:
    """`7 096`: thousands parted by a no-break blank."""
    return f"{value:,}".replace(",", NO_BREAK).replace("-", MINUS)


def share(numerator: int, denominator: int) -> str:
    """`47 %`, rounded half up; a dash when there is nothing to take a share of."""
    return NONE if denominator == 0 else f"{percent_points(numerator, denominator)}{NO_BREAK}%"


def percent_points(numerator: int, denominator: int) -> int:
    """The share in whole percent, halves up: the figure that is printed, and that changes are counted from."""
    return (200 * numerator + denominator) // (2 * denominator)


def change(points: int) -> str:
    """`▲ +6`, `▼ −5`, `= 0`; the triangle means more or less, never better or worse."""
    if points == 0:
        return f"={NO_BREAK}0"
    return f"▲{NO_BREAK}+{points}" if points > 0 else f"▼{NO_BREAK}{MINUS}{-points}"
