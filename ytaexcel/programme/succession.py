"""Successors: which item took the place of which, from what month on, and what that means for what is known.

One item for one is the same work under another id: its values go on. Parts of an item, and an item made of several,
are new work of which nobody has said anything yet: nothing is carried into them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ytaexcel.months import is_month, shifted
from ytaexcel.programme.records import Item, Programme
from ytaexcel.programme.successor import Successor


def version(programme: Programme, code: str, month: str) -> Item:
    """An item as it is in `month`; where it is not followed then, as it last was, else as it first will be."""
    every = (*programme.items, *programme.own_items)
    versions = sorted((item for item in every if item.id == code), key=lambda item: item.valid_from)
    return [item for item in versions if item.valid_from <= month or item is versions[0]][-1]


def names_in(programme: Programme, month: str) -> dict[str, str]:
    """Item -> its name in `month`; of items that are not followed then, the last or else the first one."""
    found: dict[str, str] = {}
    for item in sorted(programme.items, key=lambda item: item.valid_from):
        if item.valid_from <= month or item.id not in found:
            found[item.id] = item.name
    return found


def heirs(programme: Programme, month: str) -> dict[str, str]:
    """Item -> the one that stands alone in its place from `month` on, and in the place of no other."""
    pairs = [each for each in programme.successors if each.since == month and each.successor]
    if not pairs:
        return {}
    followed_before = {item.id for item in programme.items_in(shifted(month, -1))}
    parts = Counter(each.item for each in pairs)
    sources = Counter(each.successor for each in pairs)
    return {
        each.item: each.successor
        for each in pairs
        if parts[each.item] == sources[each.successor] == 1 and each.successor not in followed_before
    }


def heir(programme: Programme, item: str, month: str) -> str:
    """The item that an item which ended is in `month`, one for one whatever its ids were between; empty: none."""
    last = item
    for since in sorted({each.since for each in programme.successors}):
        last = heirs(programme, since).get(last, last) if since <= month else last
    return last if last != item and successors_of(programme, last, month) == [last] else ""


def successors_of(programme: Programme, item: str, month: str) -> list[str]:
    """What stands in the place of an item in `month`: itself while it is followed, else what took its place since.

    Empty where it ended without a successor, or is not followed yet.
    """
    if item in {each.id for each in programme.items_in(month)}:
        return [item]
    next_ones = [each.successor for each in programme.successors if each.item == item and each.since <= month]
    return list(
        dict.fromkeys(last for each in next_ones if each for last in successors_of(programme, each, month))
    )


def lineage(programme: Programme, item: str) -> list[str]:
    """The ids under which the work of an item has been followed: what it came from, itself, what came of it.

    In the order of the months in which they begin; parts of a former item that are not `item` are left out.
    """
    children: dict[str, set[str]] = {}
    parents: dict[str, set[str]] = {}
    for each in programme.successors:
        if each.successor:
            children.setdefault(each.item, set()).add(each.successor)
            parents.setdefault(each.successor, set()).add(each.item)
    found = {item} | _reached(item, parents) | _reached(item, children)
    begins: dict[str, str] = {}
    for each_item in programme.items:
        if each_item.id in found:
            begins[each_item.id] = min(each_item.valid_from, begins.get(each_item.id, each_item.valid_from))
    return sorted(begins, key=lambda each: begins[each])


def misfits(rows: Sequence[tuple[int, Successor]], items: Sequence[Item]) -> Iterator[str]:
    """A sentence for each row of successors.csv (with its line) that cannot hold beside the roadmap."""
    versions: dict[str, list[Item]] = {}
    for item in items:
        versions.setdefault(item.id, []).append(item)
    children: dict[str, set[str]] = {}
    for _, row in rows:
        children.setdefault(row.item, set()).add(row.successor)
    seen: set[tuple[str, str]] = set()
    for line, row in rows:
        where = f"successors.csv line {line} ({row.item})"
        yield from (f"{where}: {problem}" for problem in _misfit(row, versions, children))
        if (row.item, row.successor) in seen:
            yield f'{where}: successor "{row.successor}" stands there twice.'
        seen.add((row.item, row.successor))


def _misfit(
    row: Successor, versions: Mapping[str, Sequence[Item]], children: Mapping[str, set[str]]
) -> Iterator[str]:
    named = {"item": row.item, **({"successor": row.successor} if row.successor else {})}
    unknown = [
        f'{name} "{code}" is not in roadmap.csv.' for name, code in named.items() if code not in versions
    ]
    if not is_month(row.since):
        unknown.append(f'from is "{row.since}", not a month like 2021-10.')
    if unknown:
        yield from unknown
        return
    if not row.successor and len(children[row.item]) > 1:
        yield "one row names a successor and another none; leave the one without it out."
    if row.item in {row.successor} | _reached(row.successor, children):
        yield (
            f"{row.item} and {row.successor} succeed each other in a cycle; an item that goes on needs no row, "
            "and one that comes back needs an id of its own."
        )
        return
    yield from _ill_timed(row, versions)


def _ill_timed(row: Successor, versions: Mapping[str, Sequence[Item]]) -> Iterator[str]:
    """The item's last month must be the one before, and its successor must be followed from then on."""
    before = shifted(row.since, -1)
    lasts = [item.valid_to for item in versions[row.item]]
    heir = row.successor or "nothing"
    if "" in lasts or max(lasts) >= row.since:
        yield (
            f"overlap: {row.item} is still valid in {row.since}, when {heir} takes its place; "
            f"its valid_to in roadmap.csv must be {before}."
        )
    elif max(lasts) < before:
        yield (
            f"gap: {row.item} ends with {max(lasts)}, but {heir} takes its place from {row.since} on; "
            f"from must be {shifted(max(lasts), 1)}, or its valid_to in roadmap.csv {before}."
        )
    if row.successor and not any(item.is_valid(row.since) for item in versions[row.successor]):
        firsts = ", ".join(f"{item.valid_from}–{item.valid_to}" for item in versions[row.successor])
        yield f"successor {row.successor} is not valid in {row.since}; roadmap.csv has it in {firsts}."


def _reached(start: str, steps: Mapping[str, set[str]]) -> set[str]:
    """All that is reached from `start`, itself only where a way leads back to it."""
    found: set[str] = set()
    waiting = list(steps.get(start, ()))
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += steps.get(each, ())
    return found
