"""Whether the texts of items have changed places since the workbook was sent: answers sorted apart from their ids."""

from collections import Counter
from collections.abc import Mapping

FEWEST = 3
"""So many rows with the texts of others are a sorting; one or two may be somebody's correction."""
Digests = tuple[str, ...]
"""A stand-in for each prefilled text of a row; "" where it is blank."""


def moved_texts(sent: Mapping[str, Digests], now: Mapping[str, Digests]) -> dict[str, str]:
    """Item -> the item whose texts stand in its row; empty where fewer than `FEWEST` changed places.

    A text has moved only where it was one item's alone and has left that item's row: whoever copies a text to
    another row leaves it where it was. Texts rewritten since then, and rows without any, say nothing.
    """
    counts = Counter(sent.values())
    owners = {digests: item for item, digests in sent.items() if any(digests) and counts[digests] == 1}
    found = {}
    for item, digests in now.items():
        owner = owners.get(digests)
        if owner is not None and owner != item and now.get(owner) != digests:
            found[item] = owner
    return found if len(found) >= FEWEST else {}
