"""The tests that rules are made of, each over a column of all rows at once: True where it holds.

A blank cell passes no test but `blank = true` and `changed`; a status that has no place in the order (not applicable)
is neither above nor below another.
"""

from datetime import date
from typing import Any, cast

import pandas as pd

from ytaexcel.programme.records import STATUSES
from ytaexcel.programme.rules import COMPARED, Case, Condition

CHANGED = "changed"
"""Column of the fields that were changed since the workbook was sent, as sets; None where that is not known."""
_ORDER = {status: place for place, status in enumerate(STATUSES[:3])}


def any_holds(cases: tuple[Case, ...], frame: pd.DataFrame) -> pd.Series:
    """True where one of the cases holds; nowhere without any."""
    found = pd.Series(False, index=frame.index)
    for case in cases:
        found |= all_hold(case, frame)
    return found


def all_hold(case: Case, frame: pd.DataFrame) -> pd.Series:
    """True where every condition of the case holds."""
    found = pd.Series(True, index=frame.index)
    for condition in case:
        found &= holds(condition, frame)
    return found


def holds(condition: Condition, frame: pd.DataFrame) -> pd.Series:
    """True where the condition holds. Columns: one for each field, `changed` where a condition asks for it."""
    column, wanted = frame[condition.field], condition.wanted
    match condition.test:
        case "is":
            return column.isin(cast(tuple[Any, ...], wanted))
        case "not":
            return ~_is_blank(column) & ~column.isin(cast(tuple[Any, ...], wanted))
        case "blank":
            return _is_blank(column) == wanted
        case "changed":
            is_changed = [fields is not None and condition.field in fields for fields in frame[CHANGED]]
            return pd.Series(is_changed, index=frame.index) == wanted
        case "same":
            other = frame[cast(str, wanted)]
            return ~_is_blank(column) & (column == other).fillna(False).astype(bool)
        case _:
            return _compared(condition, frame)


def _compared(condition: Condition, frame: pd.DataFrame) -> pd.Series:
    wanted = condition.wanted
    own = _ordered(frame[condition.field])
    other: Any = _ordered(frame[wanted]) if isinstance(wanted, str) else wanted
    if isinstance(wanted, date):
        other = pd.Timestamp(wanted)
    least, most, above, _ = COMPARED
    found = (
        own >= other
        if condition.test == least
        else own <= other
        if condition.test == most
        else own > other
        if condition.test == above
        else own < other
    )
    return found.fillna(False).astype(bool)


def _ordered(column: pd.Series) -> pd.Series:
    """The column in its own order; statuses in that in which work goes on."""
    return column.map(_ORDER).astype("float64") if column.dtype == "object" else column


def _is_blank(column: pd.Series) -> pd.Series:
    if column.dtype != "object":
        return column.isna()
    return column.isna() | column.map(lambda value: isinstance(value, str) and not value.strip())
