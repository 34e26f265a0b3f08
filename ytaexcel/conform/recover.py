"""Which item a row is about, also where Excel or people have changed its id.

An id that lost its dots, became a number or a date, or is gone, is found again by what it may have been and by the
name of the item in its row. Where both leave a doubt, nothing is found.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from ytaexcel.conform.values import is_blank, shown
from ytaexcel.conform.words import alike, plain
from ytaexcel.programme import Item

NEAR, CLEAR = 92.0, 4.0
"""How like a name must be to be taken for an item's, and by how much more than for any other's (0–100)."""
SHORTEST = 10
"""Shorter names are too much alike to be found by likeness."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the id and the name of a row say."""

    item: str = ""
    """Known id; empty: none for certain."""
    is_plain: bool = True
    """The id stands there in its official form."""
    is_by_name: bool = False
    """The id alone would not have told."""


class Roadmap:
    """The items that a workbook's group may report on in its month, by id and by name."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._names: dict[str, frozenset[str]] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_letters: dict[str, set[str]] = defaultdict(set)
        for item in items:
            self._names[item.id] = frozenset({alike(item.name), alike(item.printed)})
            self._by_letters[_letters(item.id)].add(item.id)
            for name in self._names[item.id]:
                self._by_name[name].add(item.id)
        self._shapes = {_shape(each) for each in self._names}

    def find(self, written: Any, name: str = "") -> Recovered:
        """The item of a row. `written`: its id as it stands; `name`: the item's name in that row, or nothing."""
        typed = plain(written) if isinstance(written, str) else ""
        official = typed.replace(" ", "").replace("-", ".").upper()
        if official in self._names:
            return Recovered(official, is_plain=official == typed)
        if not self._is_damaged(written):
            return Recovered()
        owners = self._by_name.get(alike(name)) or self._by_name.get(alike(typed)) or set()
        possible = {each for each in self._possible(written) if not owners or each in owners}
        if len(possible) == 1:
            return Recovered(possible.pop(), is_plain=False)
        named = next(iter(owners)) if len(owners) == 1 else "" if owners else self._near(name)
        return Recovered(named, is_plain=False, is_by_name=bool(named))

    def _possible(self, written: Any) -> set[str]:
        """The items whose id may have become this."""
        if isinstance(written, str):
            return set(self._by_letters.get(_letters(written), ()))
        return {each for each in _before_excel(written) if each in self._names}

    def _is_damaged(self, written: Any) -> bool:
        """True unless it is written as ids are: then it is another id, and no name makes it ours."""
        return not isinstance(written, str) or _shape(plain(written).upper()) not in self._shapes

    def _near(self, name: str) -> str:
        """The one item whose name is nearly this one."""
        word = alike(name)
        if len(word) < SHORTEST:
            return ""
        ranked = sorted(
            ((max(fuzz.ratio(word, each) for each in names), item) for item, names in self._names.items()),
            reverse=True,
        )
        (best, item), second = ranked[0], ranked[1][0] if len(ranked) > 1 else 0.0
        return item if best >= NEAR and best - second >= CLEAR else ""


def _before_excel(value: Any) -> Iterator[str]:
    """What may have been typed where Excel shows a number or a date: "1.10" becomes 1.1 or 1 October."""
    if isinstance(value, bool) or is_blank(value):
        return
    if isinstance(value, date):
        day, month, year = value.day, value.month, value.year
        heads = [f"{day}.{month}", f"{day}.{month:02d}", f"{day:02d}.{month:02d}", f"{month}.{day}"]
        yield from heads
        yield from (f"{head}.{each}" for head in heads for each in (year, year % 100))
        yield from (f"{month}.{each}" for each in (year, year % 100) if day == 1)
    elif isinstance(value, int | float):
        number = shown(float(value))
        yield number
        yield from (number + "0" * zeros if "." in number else f"{number}.{'0' * zeros}" for zeros in (1, 2))


def _letters(written: str) -> str:
    """Letters and digits alone: what is left of an id that lost its dots."""
    return re.sub(r"[\W_]", "", plain(written)).upper()


def _shape(item: str) -> str:
    """HTT.A.1.10 -> A.A.9.9: runs of letters and digits, whatever they are."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", item))
