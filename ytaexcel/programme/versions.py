"""What changed in the roadmap between two months, item by item: for those who read figures of both.

The roadmap and its successors say it all; nothing is worked out here but the difference.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ytaexcel.months import shifted
from ytaexcel.programme.records import UNDETERMINED, Item, Programme

Change = Literal["came", "went", "replaced", "split", "merged", "renamed", "moved", "window", "criticality"]
COMPARED: tuple[Change, ...] = ("renamed", "moved", "window", "criticality")
"""What an item that goes on, under its own id or another, can change in."""


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one item, or of one item and one of those in its place, from a month on."""

    month: str
    changes: tuple[Change, ...]
    """At least one. replaced: one item for one; split, merged: one pair of several, may be both."""
    before: Item | None
    """As it was in the month before; None where it came."""
    after: Item | None
    """As it is in `month`; None where it went."""
    source: str
    """Who decided it, as far as the roadmap says."""

    def is_of(self, codes: Collection[str]) -> bool:
        """True when either of the two ids is among `codes`."""
        return any(item is not None and item.id in codes for item in (self.before, self.after))


def steps(programme: Programme, since: str, month: str, group: str | None = None) -> list[Step]:
    """What changed in the months after `since` up to `month` (of a group, if asked), oldest first.

    In each month in the order of the roadmap, by the former item where there is one. The month in which the roadmap
    begins is no change.
    """
    begun = {item.valid_from for item in programme.items}
    ended = {shifted(item.valid_to, 1) for item in programme.items if item.valid_to}
    return [
        step
        for each in sorted(begun | ended)
        if since < each <= month
        for step in _in_month(programme, each)
        if group is None or group in {item.group for item in (step.before, step.after) if item}
    ]


def _in_month(programme: Programme, month: str) -> Iterator[Step]:
    # As roadmap.csv has them: the occurrence that a month of what recurs is about is no change of the roadmap.
    before = {item.id: item for item in programme.items if item.is_valid(shifted(month, -1))}
    after = {item.id: item for item in programme.items if item.is_valid(month)}
    if not before:
        return
    found = [*_handed_over(programme, month, before, after), *_own(programme, month, before, after)]
    places = {code: place for place, code in enumerate(dict.fromkeys(item.id for item in programme.items))}
    yield from sorted(found, key=lambda step: [places[item.id] for item in (step.before, step.after) if item])


def _handed_over(
    programme: Programme, month: str, before: Mapping[str, Item], after: Mapping[str, Item]
) -> Iterator[Step]:
    """The items in whose place others stand."""
    rows = [each for each in programme.successors if each.since == month and each.successor]
    for row in rows:
        parts = {each.successor for each in rows if each.item == row.item}
        sources = {each.item for each in rows if each.successor == row.successor} | (
            {row.successor} & before.keys()
        )
        old, new = before[row.item], after[row.successor]
        changes: tuple[Change, ...]
        if len(parts) == len(sources) == 1:
            changes = ("replaced", *_differences(old, new))
        else:
            split: tuple[Change, ...] = ("split",) if len(parts) > 1 else ()
            changes = (*split, "merged") if len(sources) > 1 else split
        yield Step(month, changes, old, new, _sources(row.source, new, changes))


def _own(
    programme: Programme, month: str, before: Mapping[str, Item], after: Mapping[str, Item]
) -> Iterator[Step]:
    """The items that came, went, or go on otherwise under their own id."""
    rows = [each for each in programme.successors if each.since == month]
    handed_over = {each.item for each in rows if each.successor}
    taken_up = {each.successor for each in rows}
    ends = {each.item: each.source for each in rows if not each.successor}
    for code, new in after.items():
        if code in before:
            changes = _differences(before[code], new)
            if changes:
                yield Step(month, changes, before[code], new, _sources("", new, changes))
        elif code not in taken_up:
            yield Step(month, ("came",), None, new, _sources("", new, ("came",)))
    for code, old in before.items():
        if code not in after and code not in handed_over:
            yield Step(month, ("went",), old, None, ends.get(code, ""))


def _differences(old: Item, new: Item) -> tuple[Change, ...]:
    differs = {
        "renamed": old.name != new.name,
        "moved": (old.group, list(old.levels.values())[:-1]) != (new.group, list(new.levels.values())[:-1]),
        "window": _window(old) != _window(new),
        "criticality": (old.critical, old.start_first) != (new.critical, new.start_first),
    }
    return tuple(each for each in COMPARED if differs[each])


def _window(item: Item) -> tuple[object, ...]:
    """When the item is due, whatever the month: another occurrence of what recurs is no other window."""
    due = item.schedule_text if item.timing == "recurring" else item.planned_end
    return item.timing, item.planned_start, due


def _sources(told: str, new: Item, changes: tuple[Change, ...]) -> str:
    """Who decided it: for the change itself, and for the window and criticality that came with it."""
    said = [told, new.valid_source]
    said += [new.window_source] if {"window", "came"} & set(changes) else []
    said += [new.critical_source] if {"criticality", "came"} & set(changes) else []
    return "; ".join(dict.fromkeys(each for each in said if each not in ("", UNDETERMINED)))
