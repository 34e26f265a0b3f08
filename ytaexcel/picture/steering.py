"""How far each part of the plan has come, for those who steer it: by the widest level of the roadmap.

Counts are over items × organisations that are followed and applicable, as everywhere in a picture; what has changed is
counted over the items of this month, so that a changed roadmap is no change of the state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ytaexcel.months import day_after
from ytaexcel.picture.indicators import Indicators
from ytaexcel.programme import Item, Programme

WHOLE = ""
"""Stands for all parts, and for all objectives."""
PARTS = [
    "part",
    "name",
    "items",
    "open_windows",
    "followed",
    "started",
    "done",
    "done_before",
    "closed",
    "closed_done",
    "behind",
    "behind_before",
    "since",
    "never",
]
MARKS = {
    "is_counted": "followed",
    "is_started": "started",
    "is_done": "done",
    "was_done": "done_before",
    "is_closed": "closed",
    "is_closed_done": "closed_done",
    "is_behind": "behind",
    "was_behind": "behind_before",
    "is_never": "never",
}
"""What is marked in a row -> what is counted of it."""
PLACES = ["part", "organisation", "followed", "done", "behind", "reported"]
LATE = ["item", "name", "organisations", "since", "days_late"]
OBJECTIVES = [
    "objective",
    "rows",
    "values",
    "targets",
    "reached",
    "better",
    "same",
    "worse",
    "open",
    "missing",
]


@dataclass(frozen=True)
class Steering:
    """The parts of the plan in one picture."""

    parts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=PARTS))
    """One row per part of the widest level, in the order of the roadmap, and part "" for the whole. Columns: part
    (code), name, items (of the roadmap), open_windows (of these, without a planned end of their own), followed (items ×
    organisations), started (or done), done, done_before (of the same items, in the month before; NA: there is none),
    closed and closed_done (by the roadmap view), behind, behind_before, since (the first month since when one has been
    behind without a break, "" if none is), never (of `followed`, never reported)."""
    places: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=PLACES))
    """One row per part and organisation of which anything is followed there, likewise. Columns: part, organisation,
    followed, done, behind, reported (bool: anything ever)."""
    late: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LATE))
    """One row per item that is behind anywhere: first what is behind in most organisations, then what is latest.
    Columns: item, name, organisations (codes joined by ;), since (the earliest month), days_late (the most)."""
    objectives: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=OBJECTIVES))
    """One row per objective of the indicators, in their order, and objective "" for all. Columns: objective (code),
    rows (indicators × organisations), values (rows with a value), targets (rows with a decided target), reached,
    better, same, worse (course of the values), open (rows without a decided target), missing (due this
    month and not reported)."""


def steering(
    programme: Programme, counted: pd.DataFrame, month: str, group: str | None, *, has_before: bool
) -> Steering:
    """`counted`: the month's rows that shares are taken of; `has_before`: there is a month to compare with."""
    items = programme.items_in(month, group)
    part_of = {item.id: _part(item) for item in items}
    rows = _marked(counted[counted["item"].isin(list(part_of))], month)
    rows = rows.assign(part=[part_of[each] for each in rows["item"]])
    codes = [*dict.fromkeys(code for code in part_of.values() if code != WHOLE), WHOLE]
    both = pd.concat([rows, rows.assign(part=WHOLE)]) if len(codes) > 1 else rows
    return Steering(
        _parts(both, items, codes, has_before=has_before),
        _places(both, codes, programme),
        _late(rows[rows["is_behind"]], items),
    )


def objectives(found: Indicators, programme: Programme) -> pd.DataFrame:
    """The rows of `Steering.objectives`; none without indicators."""
    frame = found.frame
    objective_of = {each.id: each.objective_code for each in programme.indicators}
    frame = frame.assign(objective=[objective_of[each] for each in frame["indicator"]])
    codes = list(dict.fromkeys(frame["objective"]))
    rows = [_objective(code, frame[frame["objective"] == code]) for code in codes]
    return pd.DataFrame([*rows, _objective(WHOLE, frame)] if rows else [], columns=OBJECTIVES)


def _part(item: Item) -> str:
    """The code of the part of the widest level; of an item that is itself of that level the whole's."""
    levels = list(item.levels.values())
    return levels[0][0] if len(levels) > 1 else WHOLE


def _name(item: Item) -> str:
    return next(iter(item.levels.values()))[1] if _part(item) != WHOLE else ""


def _of_part(items: Sequence[Item], code: str) -> list[Item]:
    return [item for item in items if code in (WHOLE, _part(item))]


def _marked(rows: pd.DataFrame, month: str) -> pd.DataFrame:
    """The rows with a bool for each thing that is counted."""
    is_done = rows["status"] == "done"
    is_closed = rows["planned_end"] < pd.Timestamp(day_after(month))
    return rows.assign(
        is_counted=True,
        is_done=is_done,
        is_started=is_done | (rows["status"] == "started"),
        is_closed=is_closed,
        is_closed_done=is_closed & is_done,
        is_behind=rows["behind"] == 1,
        was_behind=rows["behind_before"],
        was_done=rows["status_before"] == "done",
        is_never=rows["reported"] == "never",
    )


def _parts(
    rows: pd.DataFrame, items: Sequence[Item], codes: Sequence[str], *, has_before: bool
) -> pd.DataFrame:
    """`rows`: those of each part and again of the whole."""
    sums = rows.groupby("part")[list(MARKS)].sum()
    since = rows[rows["is_behind"]].groupby("part")["behind_since"].min()
    names = {_part(item): _name(item) for item in items}
    found = [
        {
            "part": code,
            "name": names.get(code, ""),
            **_items(_of_part(items, code)),
            **_counts(sums, code, has_before=has_before),
            "since": since.get(code, ""),
        }
        for code in codes
    ]
    return pd.DataFrame(found, columns=PARTS)


def _places(rows: pd.DataFrame, codes: Sequence[str], programme: Programme) -> pd.DataFrame:
    sums = rows.groupby(["part", "organisation"])[list(MARKS)].sum().reset_index().rename(columns=MARKS)
    parts = {code: place for place, code in enumerate(codes)}
    organisations = {each.code: place for place, each in enumerate(programme.organisations)}
    ordered = sums.assign(
        reported=sums["never"] < sums["followed"],
        _part=sums["part"].map(parts),
        _organisation=sums["organisation"].map(organisations),
    ).sort_values(["_part", "_organisation"])
    return ordered[PLACES].reset_index(drop=True)


def _items(items: Sequence[Item]) -> Mapping[str, int]:
    """How many there are, and of how many nobody has said when they are due."""
    is_open = [item.planned_end is None and item.timing == "once" for item in items]
    return {"items": len(items), "open_windows": sum(is_open)}


def _counts(sums: pd.DataFrame, code: str, *, has_before: bool) -> Mapping[str, Any]:
    counts = {name: int(sums.at[code, mark]) if code in sums.index else 0 for mark, name in MARKS.items()}
    return counts if has_before else counts | {"done_before": pd.NA, "behind_before": pd.NA}


def _late(behind: pd.DataFrame, items: Sequence[Item]) -> pd.DataFrame:
    order = {item.id: place for place, item in enumerate(items)}
    names = {item.id: item.name for item in items}
    found = behind.groupby("item").agg(
        organisations=("organisation", ";".join),
        since=("behind_since", "min"),
        days_late=("days_late", "max"),
        count=("organisation", "size"),
    )
    found = found.reset_index()
    ordered = found.assign(name=found["item"].map(names), _item=found["item"].map(order)).sort_values(
        ["count", "days_late", "_item"], ascending=[False, False, True]
    )
    return ordered[LATE].reset_index(drop=True)


def _objective(code: str, rows: pd.DataFrame) -> Mapping[str, Any]:
    has_value, is_open = rows["month"] != "", rows["reached"] == "undecided"
    return {
        "objective": code,
        "rows": len(rows),
        "values": int(has_value.sum()),
        "targets": int((~is_open).sum()),
        "reached": int((rows["reached"] == "reached").sum()),
        **{course: int((rows["course"] == course).sum()) for course in ("better", "same", "worse")},
        "open": int(is_open.sum()),
        "missing": int(rows["is_missing"].sum()),
    }
