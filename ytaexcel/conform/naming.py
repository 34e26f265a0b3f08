"""Whether the name that stands beside an id is that item's: halves of a sheet get sorted apart from each other.

Small changes of a name are let pass with a word; the name of another item is a contradiction that nobody can settle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
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

    def judged(self, item: str, written: str, sent: str = "") -> Named:
        """What `written` says of `item`; `sent` is the name that the workbook was sent with, if that is known."""
        known = self._items[item]
        if written in (known.name, known.printed, sent):
            return Named("own")
        word = alike(written)
        own = {alike(each) for each in (known.name, known.printed, sent) if each}
        if word in own:
            return Named("own")
        if word in self._of:
            return Named("anothers", self._of[word])
        if max(fuzz.ratio(word, each) for each in own) >= _SAME:
            return Named("changed")
        near = process.extractOne(word, self._of.keys(), scorer=fuzz.ratio, score_cutoff=_ANOTHERS)
        return Named("changed") if near is None else Named("anothers", self._of[near[0]])

    @cached_property
    def _of(self) -> dict[str, str]:
        """Name -> id. Made only when a name is not the own one: mostly all are."""
        found: dict[str, str] = {}
        for item in self._items.values():
            for name in (item.name, item.printed):
                found.setdefault(alike(name), item.id)
        return found
