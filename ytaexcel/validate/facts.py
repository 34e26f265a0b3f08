"""The rows of all workbooks of a run as one frame: what groups filled in, and what rules look at beside that.

A fact comes from the roadmap, from what was known the month before, or from the notes and own windows of the same
workbook; the end of an item that recurs is that of the occurrence which the workbook showed.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pandas as pd

from ytaexcel.conform import Conformed, ConformedRow
from ytaexcel.months import day_after
from ytaexcel.programme import Field, Item, Programme, Sheet
from ytaexcel.programme.rules import FACTS, FACTS_DISCUSSED
from ytaexcel.validate.conditions import CHANGED
from ytaexcel.validate.schemas import typed_column

READ_FROM: Mapping[str, tuple[str, ...]] = {"reported_status": ("status",), "is_late": ("status",)}
"""Fact -> the fields that it is worked out from: where one of them could not be read, it is not known."""


def frame_of(
    sheet: Sheet, books: Sequence[Conformed], positions: Sequence[tuple[int, int]], programme: Programme
) -> pd.DataFrame:
    """All rows of one kind: a column for each filled field but the id, and on items and discussions for each fact."""
    rows = [books[number].rows[index] for number, index in positions]
    columns = {
        each.code: typed_column([row.values.get(each.code) for row in rows], each)
        for each in sheet.filled_fields
        if each.code != "item"
    }
    frame = pd.DataFrame(columns)
    if sheet.kind == "items":
        frame[CHANGED] = pd.Series([row.changed for row in rows], dtype="object")
        _add_facts(frame, rows, [books[number] for number, _ in positions], programme)
    elif sheet.kind == "own_items":
        frame[CHANGED] = pd.Series([row.changed for row in rows], dtype="object")
        _add_reported(frame, rows)
        days = [day_after(books[number].identity.month) for number, _ in positions]
        frame["day_after"] = typed_column(list(days), _as_field("day_after"))
    elif sheet.kind == "discussion":
        _add_planned(frame, rows, [books[number] for number, _ in positions], programme, FACTS_DISCUSSED)
    return frame


def _add_planned(
    frame: pd.DataFrame,
    rows: Sequence[ConformedRow],
    books: Sequence[Conformed],
    programme: Programme,
    names: Sequence[str],
) -> None:
    """What the roadmap and the month say of each row."""
    months = {book.identity.month for book in books}
    items = {month: {item.id: item for item in programme.items_in(month)} for month in months}
    facts: dict[str, list[Any]] = {name: [] for name in names}
    for row, book in zip(rows, books, strict=True):
        item: Item | None = items[book.identity.month].get(row.item)
        own = book.own_windows.get(row.item, {})
        end = row.values.get("planned_end") or (item and programme.end_of(item))
        facts["critical"].append("yes" if own.get("own_critical") == "yes" else item and item.critical)
        facts["start_first"].append(item and item.start_first)
        facts["planned_start"].append(own.get("own_start") or (item and item.planned_start))
        facts["planned_end"].append(own.get("own_end") or end)
        facts["day_after"].append(day_after(book.identity.month))
    for name, values in facts.items():
        frame[name] = typed_column(values, _as_field(name))


def _add_facts(
    frame: pd.DataFrame, rows: Sequence[ConformedRow], books: Sequence[Conformed], programme: Programme
) -> None:
    _add_planned(frame, rows, books, programme, FACTS_DISCUSSED)
    _add_reported(frame, rows)
    noted = {id(book): _noted(book) for book in books}
    is_noted = [bool(row.item) and row.item in noted[id(book)] for row, book in zip(rows, books, strict=True)]
    frame["is_noted"] = typed_column(list(is_noted), _as_field("is_noted"))
    frame["is_late"] = _is_late(frame, programme)


def _add_reported(frame: pd.DataFrame, rows: Sequence[ConformedRow]) -> None:
    """What each row says against the month before it; nothing else than before where it gives no status."""
    before = [row.values.get("previous_status") for row in rows]
    facts: Mapping[str, list[Any]] = {
        "previous_status": before,
        "previous_percent": [row.values.get("previous_percent") for row in rows],
        "reported_status": [
            row.values.get("status") or known for row, known in zip(rows, before, strict=True)
        ],
    }
    for name, values in facts.items():
        frame[name] = typed_column(values, _as_field(name))


def _is_late(frame: pd.DataFrame, programme: Programme) -> pd.Series:
    """Overdue or not started in time, by the status that the row reports: the assessment's `behind`."""
    grace = timedelta(days=programme.thresholds.grace_days)
    is_open = frame["reported_status"].isin(["not_started", "started"])
    is_overdue = is_open & (frame["planned_end"] < frame["day_after"])
    is_due = frame["planned_start"] + grace < frame["day_after"]
    return is_overdue | (is_due & (frame["reported_status"] == "not_started"))


def _noted(book: Conformed) -> set[str]:
    """The items that the workbook's notes say something about."""
    return {row.item for row in book.rows if row.kind == "notes" and row.item and "text" in row.typed}


def _as_field(name: str) -> Field:
    """A field of the type that a fact has, so that its column is made like any other."""
    return Field(name, "locked", FACTS[name], 0, (), None, (), None, None)  # type: ignore[arg-type]
