"""Months as `YYYY-MM` texts, and the few sums that the rest of the package does with them.

A month is the state at its end; `day_after` of a month is the D of the assessment.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from ytaexcel.errors import UsageError

LAST_MONTH = "9999-12"
"""After all others: what holds in it is what holds last."""
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
"""Of this century, as are all days that are read: no slip of the finger makes a dataset of thousands of years."""


def is_month(text: str) -> bool:
    """True for `2021-07`, not for `2021-7`, `2021-13` or `0221-07`."""
    return _MONTH.fullmatch(text) is not None


def parse_month(text: str) -> str:
    """The month as given, or a `UsageError` that says how a month is written."""
    if not is_month(text):
        raise UsageError(
            f'"{text}" is not a month of the years 2000–2099; write it as YYYY-MM, for example 2021-11.'
        )
    return text


def first_day(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)


def shifted(month: str, months: int) -> str:
    """The month so many months later (earlier if negative)."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def day_after(month: str) -> date:
    """D: the first day of the month after `month`."""
    return first_day(shifted(month, 1))


def last_day(month: str) -> date:
    return day_after(month) - timedelta(days=1)


def month_of(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def months_between(first: str, last: str) -> Iterator[str]:
    """Every month from `first` to `last`, both included; none if `last` is before `first`."""
    month = first
    while month <= last:
        yield month
        month = shifted(month, 1)
