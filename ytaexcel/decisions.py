"""Decisions known for a month: how far each item is with each body of its chain, by the newest word about it.

A state stands until another one is told; of what recurs only within its occurrence. Two organisations that tell
different states of one joint body both stand there. Pure functions; nothing is judged here.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from ytaexcel.months import last_day, months_between, shifted
from ytaexcel.programme import Item, Programme
from ytaexcel.programme.chain import chain, occurrence
from ytaexcel.programme.succession import heirs

COLUMNS = [
    "organisation",
    "group",
    "item",
    "body",
    "state",
    "decided_on",
    "reference",
    "version",
    "next_review",
    "remark",
    "month",
    "since",
    "submission_id",
    "sheet",
    "row",
]
_DAYS = ("decided_on", "next_review")
_TEXTS = ("reference", "version", "remark")
Place = tuple[str, str, str]
"""Organisation, item, body."""


def decisions_known(told: pd.DataFrame, month: str, programme: Programme) -> pd.DataFrame:
    """One row per organisation, item and body of which anything is known after `month`.

    `told`: what the months have told, as `History.decided.in_force` gives it. In the order of the organisations, of
    the roadmap and of the chain, with the columns of `COLUMNS`: `item` is the id of `month`, also of what was told of
    the item whose place it took; `body` and `state` are codes; `decided_on` (day of the meeting) and `next_review`
    are dates or None, `reference`, `version` and `remark` texts or None, all of the newest row about it; `month` is
    the month of that row and `since` the first one of those that told this state without another between; then its
    submission, sheet and row. What nobody has told has no row, nor has a body that is no longer in the chain.
    """
    by_place: dict[Place, list[Mapping[str, Any]]] = {}
    for row in _by_ids_of(told[told["month"] <= month], month, programme):
        by_place.setdefault((row["organisation"], row["item"], row["body"]), []).append(row)
    found = [
        _known(rows, item)
        for organisation in (each.code for each in programme.organisations)
        for item in programme.items_in(month)
        for step in chain(programme, item, month, organisation)
        if (rows := _of_this_time(by_place.get((organisation, item.id, step.body.code), []), item, month))
    ]
    return pd.DataFrame(found, columns=COLUMNS, dtype="object")


def _by_ids_of(told: pd.DataFrame, month: str, programme: Programme) -> Iterator[dict[str, Any]]:
    """The rows, oldest first, each by the id that its item has in `month`."""
    since = min(told["month"], default=month)
    taken_over = {each: heirs(programme, each) for each in months_between(since, month)}
    for row in told.sort_values("month", kind="stable").to_dict("records"):
        item = row["item"]
        for each in months_between(shifted(row["month"], 1), month) if row["month"] < month else ():
            item = taken_over[each].get(item, item)
        yield {**{str(key): value for key, value in row.items()}, "item": item}


def _of_this_time(rows: list[Mapping[str, Any]], item: Item, month: str) -> list[Mapping[str, Any]]:
    """The rows that are about the occurrence of the month; of what does not recur all of them."""
    now = occurrence(item, month)
    if now is None:
        return rows
    return [row for row in rows if (_day(row["decided_on"]) or last_day(row["month"])) >= now.start]


def _known(rows: list[Mapping[str, Any]], item: Item) -> dict[str, Any]:
    newest = rows[-1]
    since = newest["month"]
    for row in reversed(rows):
        if row["state"] != newest["state"]:
            break
        since = row["month"]
    days = {code: _day(newest[code]) for code in _DAYS}
    texts = {code: newest[code] if isinstance(newest[code], str) else None for code in _TEXTS}
    return {**newest, **days, **texts, "group": item.group, "since": since}


def _day(written: object) -> date | None:
    return date.fromisoformat(written) if isinstance(written, str) else None
