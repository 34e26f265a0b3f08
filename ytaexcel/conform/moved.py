"""Whether the texts of items have changed places since the workbook was sent: answers sorted apart from their ids."""

from collections import Counter
from collections.abc import Mapping

FEWEST = 3
"""So many rows with the texts of others are a sorting; one or two may be somebody's correction."""
Digests = tuple[str, ...]
"""A stand-in for each prefilled text of a row; "" where it is blank."""


def moved_texts(sent: Mapping[str, Digests], now: Mapping[str, Digests]) -> dict[str, str]:
    """Item -> the item whose text stands in its row, both in the order of the rows; empty where nothing was sorted.

    A text has moved only where it was one item's alone and is another's alone now: whoever copies a text leaves it
    where it was, or puts it into several rows. A sorting leaves hardly a row in its range as it was: from the first
    to the last row there are more with the texts of others than with their own, and `FEWEST` at least.
    """
    found: dict[str, str] = {}
    for field in range(max(map(len, sent.values()), default=0)):
        before, after = _owners(sent, field), _owners(now, field)
        moved = {item: before[text] for text, item in after.items() if before.get(text, item) != item}
        found = {**moved, **found}
    rows = list(now)
    ordered = {item: found[item] for item in rows if item in found}
    if len(ordered) < FEWEST:
        return {}
    places = [rows.index(item) for item in ordered]
    between = rows[places[0] : places[-1] + 1]
    stayed = sum(any(now[item]) and now[item] == sent[item] for item in between)
    return ordered if len(ordered) > stayed else {}


def _owners(rows: Mapping[str, Digests], field: int) -> dict[str, str]:
    """Text -> the item that has it alone."""
    counts = Counter(digests[field] for digests in rows.values())
    return {
        digests[field]: item
        for item, digests in rows.items()
        if digests[field] and counts[digests[field]] == 1
    }
