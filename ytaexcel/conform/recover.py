"""Which item a row is about, also where Excel or people have changed its id.

An id that lost its dots, became a number or a date, or is gone, is found again by what it may have been and by the
name of the item in its row. Where both leave a doubt, nothing is found.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz

from ytaexcel.conform.values import is_blank, official_id, shown
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
    """The items that a workbook's group may report on in its month, by id and by name.

    `own`: the places for items of the organisation's own, which have no names here. `is_of_all_groups`: the workbook
    is of no group, so that only whole ids say which place is meant.
    """

    def __init__(
        self, items: Sequence[Item], own: Sequence[Item] = (), *, is_of_all_groups: bool = False
    ) -> None:
        self._items = {item.id: item for item in items}
        short = [] if is_of_all_groups else own
        self._own = {_letters(item.id): item.id for item in own}
        self._own |= {_letters(item.own_id): item.id for item in short}
        self._own_ids = {item.own_id for item in short} or {item.id for item in own}

    def find(self, written: Any, name: str = "") -> Recovered:
        """The item of a row. `written`: its id as it stands; `name`: the item's name in that row, or nothing."""
        typed = plain(written) if isinstance(written, str) else ""
        official = official_id(typed)
        if official in self._items:
            return Recovered(official, is_plain=official == typed)
        if own := self._own.get(_letters(typed)):
            return Recovered(own, is_plain=typed in self._own_ids)
        if not self._is_damaged(written):
            return Recovered()
        named = self._by_name.get(alike(name)) or self._by_name.get(alike(typed)) or self._near(name)
        possible = {each for each in self._possible(written) if not named or each in named}
        if len(possible) == 1:
            return Recovered(next(iter(possible)), is_plain=False)
        if len(named) == 1:
            return Recovered(next(iter(named)), is_plain=False, is_by_name=True)
        return Recovered(is_plain=False)

    # What is needed only where an id is not as it should be is worked out only then.

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        return {
            item.id: frozenset(filter(None, (alike(item.name), alike(item.printed))))
            for item in self._items.values()
        }

    @cached_property
    def _by_name(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for item, names in self._names.items():
            for name in names:
                found.setdefault(name, set()).add(item)
        return found

    @cached_property
    def _by_letters(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for item in self._items:
            found.setdefault(_letters(item), set()).add(item)
        return found

    @cached_property
    def _shapes(self) -> frozenset[str]:
        return frozenset(map(_shape, self._items))

    def _possible(self, written: Any) -> set[str]:
        """The items whose id may have become this."""
        if isinstance(written, str):
            return set(self._by_letters.get(_letters(written), ()))
        return {each for each in _before_excel(written) if each in self._items}

    def _is_damaged(self, written: Any) -> bool:
        """True unless it is written as ids are: then it is another id, and no name makes it ours."""
        return not isinstance(written, str) or _shape(plain(written).upper()) not in self._shapes

    def _near(self, name: str) -> set[str]:
        """The one item whose name is nearly this one."""
        word = alike(name)
        if len(word) < SHORTEST or not self._items:
            return set()
        ranked = sorted(
            (
                (max((fuzz.ratio(word, each) for each in names), default=0.0), item)
                for item, names in self._names.items()
            ),
            reverse=True,
        )
        (best, item), second = ranked[0], ranked[1][0] if len(ranked) > 1 else 0.0
        return {item} if best >= NEAR and best - second >= CLEAR else set()


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
