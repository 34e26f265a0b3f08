"""The values of a picture's frames as plain Python.

Frames mark what is missing as None, NaN, NaT or NA; here it is always None.
"""

from datetime import date, datetime
from typing import Any

import pandas as pd


def whole(value: Any) -> int | None:
    """A count or a percent, in whole numbers."""
    return None if pd.isna(value) else round(value)


def day_of(value: Any) -> date | None:
    """A day, whether the frame holds dates or timestamps."""
    if pd.isna(value):
        return None
    if isinstance(value, datetime):  # pandas' Timestamp is one
        return value.date()
    if isinstance(value, date):
        return value
    raise TypeError(f"{value!r} is not a day")


def words_of(value: Any) -> str:
    """A text; empty where there is none."""
    return "" if pd.isna(value) else str(value)
