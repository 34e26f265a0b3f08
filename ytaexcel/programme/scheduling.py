"""The schedule texts of the roadmap: read with the programme's agreement term, and put in where a row has no window.

A window that stands in the row outranks its text. What cannot be read is a problem of the definitions, unless the
row says itself when the item is due.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ytaexcel.programme.records import UNDETERMINED, Item, Programme
from ytaexcel.schedule import ASSUMPTIONS, Assumption, Fault, Schedule, Term, read_schedule

COLUMN = "schedule"
"""Of roadmap.csv; a programme may leave it out. The same word in `window_source`: the window is that of the text."""

NEVER_DUE = ("continuous", "on_demand")
"""Kinds of schedule that have no last day."""


def term_of(general: Mapping[str, Any]) -> Term | None:
    """The agreement term that programme.toml gives, if any."""
    term = general.get("term")
    return Term(term["start"], term["end"]) if term else None


def misscheduled(row: Mapping[str, str], term: Term | None) -> Iterator[str]:
    """What keeps the row's schedule text from giving its window."""
    if row["planned_end"]:
        return
    found = read_schedule(row.get(COLUMN, ""), term)
    if isinstance(found, Fault):
        yield f"{found.sentence('en')} Mend the text, or give planned_end and window_source in the row."
    elif found.planned_end and row["planned_start"] > found.planned_end.isoformat():
        yield (
            f"planned_start {row['planned_start']} is after {found.planned_end}, "
            f'the last day of the schedule "{found.raw}".'
        )


def scheduled(item: Item, row: Mapping[str, str], term: Term | None) -> Item:
    """The item with its schedule, and with the window of that where the row leaves it open."""
    if COLUMN not in row:
        return item
    read = read_schedule(row[COLUMN], term)
    found = read if isinstance(read, Schedule) else None
    item = replace(item, schedule_text=row[COLUMN], schedule=found)
    if found is None or item.planned_end or found.kind == "none":
        return item
    return replace(
        item,
        planned_start=item.planned_start or found.planned_start,
        planned_end=found.planned_end,
        window_source=COLUMN if item.window_source in ("", UNDETERMINED) else item.window_source,
        timing="recurring" if found.rhythm else "never" if found.kind in NEVER_DUE else "once",
        assumptions=found.assumptions,
    )


def has_assumed_end(item: Item) -> bool:
    """True where the planned end rests on a reading that the text does not settle; standing follow-up has no end."""
    return item.timing != "never" and bool(set(item.assumptions) - {"standing_follow_up"})


def assumptions_in(items: Iterable[Item]) -> dict[Assumption, list[Item]]:
    """Each assumption about these items, in the order of the grammar, and the items that it is about."""
    found: dict[Assumption, list[Item]] = {}
    for item in items:
        for each in item.assumptions:
            found.setdefault(each, []).append(item)
    return {each: found[each] for each in ASSUMPTIONS if each in found}


def followed_since(programme: Programme, item: str) -> str:
    """The first month in which any version of the item was followed."""
    return min(each.valid_from for each in programme.items if each.id == item)
