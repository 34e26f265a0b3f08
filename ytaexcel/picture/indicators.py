"""How each indicator stands in each organisation: its latest value, the one before, and whether the target is reached.

A target that nobody has decided is neither reached nor missed; a value stands until a newer one comes, with its month.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from ytaexcel.programme import Programme
from ytaexcel.programme.indicators import Indicator, Measure

Reached = Literal["reached", "not_yet", "no_value", "undecided"]
COLUMNS = [
    "indicator",
    "organisation",
    "measure",
    "month",
    "before",
    "course",
    "others",
    "reached",
    "is_missing",
    "as_of",
    "origin",
    "remark",
    "source",
]
NOTHING_MEASURED = pd.DataFrame(columns=["organisation", "month"])
"""The values of a programme without indicators."""


@dataclass(frozen=True)
class Indicators:
    """The indicators of one picture."""

    frame: pd.DataFrame
    """One row per indicator of the month and organisation, in their orders. Columns: indicator, organisation, measure
    (a number in its unit, or the code of a state; None: never reported), month (of the value, "" if never), before (the
    value before it), course (better, worse, same; "" where that cannot be said), others (of other areas), reached,
    is_missing (bool: due this month and not reported), as_of (day), origin and remark (as written), source (file, sheet
    and cell)."""
    courses: Mapping[tuple[str, str], Mapping[str, Measure]]
    """(indicator, organisation) -> month -> value, up to this month."""
    months: Sequence[str]
    """The months in which anything was reported, up to this one."""


def indicators(
    values: pd.DataFrame,
    month: str,
    organisation: str | None,
    group: str | None,
    programme: Programme,
    place_of: Callable[[str, str, int], str],
) -> Indicators:
    """`values`: those in force, of all months up to `month`, as the dataset gives them.

    `place_of`: (submission, sheet, row) -> file, sheet and cell of a value.
    """
    states = _states(programme)
    wanted = programme.indicators_in(month, group)
    kept = values[values["organisation"] == organisation] if organisation is not None else values
    by_place: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in kept.sort_values("month", kind="stable").to_dict("records"):
        by_place.setdefault((row["indicator"], row["organisation"]), []).append(
            {str(k): v for k, v in row.items()}
        )
    owing = {(place[1], place[0]) for place in programme.expected_in(month)}
    rows = []
    for each in wanted:
        for code in (known.code for known in programme.organisations):
            told = by_place.get((each.id, code), [])
            owes = (each.group, code) in owing and organisation in (None, code)
            if told or owes:
                rows.append(_row(each, code, told, month, states, place_of, is_owed=owes))
    shown = {(row["indicator"], row["organisation"]) for row in rows}
    courses = {
        place: {row["month"]: _measure(row) for row in told}
        for place, told in by_place.items()
        if place in shown
    }
    months = sorted({month for course in courses.values() for month in course})
    return Indicators(pd.DataFrame(rows, columns=COLUMNS), courses, months)


def _row(
    indicator: Indicator,
    organisation: str,
    told: Sequence[Mapping[str, Any]],
    month: str,
    states: Sequence[str],
    place_of: Callable[[str, str, int], str],
    *,
    is_owed: bool,
) -> dict[str, object]:
    latest = told[-1] if told else None
    measure = _measure(latest) if latest else None
    before = _measure(told[-2]) if len(told) > 1 else None
    is_of_now = latest is not None and latest["month"] == month
    return {
        "indicator": indicator.id,
        "organisation": organisation,
        "measure": measure,
        "month": latest["month"] if latest else "",
        "before": before,
        "course": _course(indicator, measure, before, states),
        "others": latest["others"] if latest else None,
        "reached": _reached(indicator, measure, states),
        "is_missing": is_owed and indicator.is_due(month) and not is_of_now,
        "as_of": _day(latest["as_of"]) if latest else None,
        "origin": latest["source"] if latest else None,
        "remark": latest["remark"] if latest else None,
        "source": place_of(latest["submission_id"], latest["sheet"], latest["row"]) if latest else "",
    }


def _states(programme: Programme) -> list[str]:
    """The codes of the states, from the one that is furthest from the target."""
    for sheet in programme.workbook.sheets:
        if sheet.kind == "indicators":
            return [choice.code for choice in sheet.field("value").choices]
    return []


def _measure(row: Mapping[str, Any]) -> Measure:
    return str(row["state"]) if pd.isna(row["value"]) else float(row["value"])


def _day(stored: Any) -> date | None:
    """A day as the dataset has it."""
    return None if pd.isna(stored) else date.fromisoformat(stored)


def _course(
    indicator: Indicator, now: Measure | None, before: Measure | None, states: Sequence[str]
) -> Literal["better", "worse", "same", ""]:
    """Better or worse by the indicator's direction; nothing is said while nobody has decided that."""
    if now is None or before is None:
        return ""
    first, second = _place(before, states), _place(now, states)
    if first == second:
        return "same"
    if indicator.direction == "undetermined":
        return ""
    return "better" if (second > first) == (indicator.direction == "up") else "worse"


def _reached(indicator: Indicator, now: Measure | None, states: Sequence[str]) -> Reached:
    if indicator.target is None:
        return "undecided"
    if now is None:
        return "no_value"
    value, target = _place(now, states), _place(indicator.target, states)
    is_reached = value >= target if indicator.direction == "up" else value <= target
    return "reached" if is_reached else "not_yet"


def _place(measure: Measure, states: Sequence[str]) -> float:
    """A number itself; of a state its place in their list, before all others where it is no longer in it."""
    if not isinstance(measure, str):
        return measure
    return states.index(measure) if measure in states else -1
