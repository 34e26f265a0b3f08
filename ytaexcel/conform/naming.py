"""Whether the name that stands beside an id is that item's: halves of a sheet get sorted apart from each other.

Small changes of a name are let pass with a word; the name of another item is a contradiction that nobody can settle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from ytaexcel.conform.words import alike
from ytaexcel.programme import Item

_SAME, _ANOTHERS = 80, 92
"""Likeness (0–100) from which a name is taken for a changed own one, and for that of another item."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says about the id beside it."""

    verdict: Literal["own", "changed", "anothers"]
    other: str = ""
    """Id of the item whose name it is."""


class Names:
    """The names of all items that are followed in a month."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = {item.id: item for item in items}
        self._of: dict[str, str] = {}
        for item in items:
            for name in (item.name, item.printed):
                self._of.setdefault(alike(name), item.id)

    def judged(self, item: str, written: str, sent: str = "") -> Named:
        """What `written` says of `item`; `sent` is the name that the workbook was sent with, if that is known."""
        word = alike(written)
        known = self._items[item]
        own = {alike(each) for each in (known.name, known.printed, sent) if each}
        if word in own:
            return Named("own")
        if word in self._of:
            return Named("anothers", self._of[word])
        if max(fuzz.ratio(word, each) for each in own) >= _SAME:
            return Named("changed")
        near = process.extractOne(word, self._of.keys(), scorer=fuzz.ratio, score_cutoff=_ANOTHERS)
        return Named("changed") if near is None else Named("anothers", self._of[near[0]])
