"""What groups write: sentences that fit an item's subject, in the workbook's language.

The catalogue has sentences for any programme, and names themes by the stems of words that items' names contain; a
sentence's key is `demo.<kind>.<theme>.<number>`. A programme may have sentences of its own in
`demonstration/phrases.csv`. Nothing here speaks of real people: the responsible are job titles.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from ytaexcel.demo.chance import Chance
from ytaexcel.months import day_after, last_day
from ytaexcel.programme import Item
from ytaexcel.programme.wording import AS_IT_IS, Wording
from ytaexcel.texts import LANGUAGES, Language, catalogue, day, text

Kind = Literal[
    "started",
    "waiting",
    "done",
    "not_applicable",
    "next",
    "challenge",
    "owner",
    "observation",
    "wish",
    "risk",
    "agreed",
    "reason",
    "matter",
]
OWN_SENTENCES = "demonstration/phrases.csv"
"""In a programme's folder: kind, theme, fi, sv, en; its sentences stand for all of the catalogue's of their kinds."""
OWN_MATTERS = "demonstration/own_items.csv"
"""In a programme's folder: for each own item `<field>` or `<field>_fi`, `_sv`, `_en` of its sheet."""
ANY = "any"
SYSTEMS = "systems"
"""The theme whose work goes slower than other work everywhere."""
RESCUE = "rescue"
_THEME = "demo.theme."
_FROM_ANY_THEME = 0.2


Matter = Mapping[str, str]
"""Column -> what stands there."""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The sentences of one programme's groups."""

    wording: Wording = AS_IT_IS
    """In which the catalogue's sentences are said."""
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Key -> language -> sentence, of the programme's own."""
    own_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """`demo.<kind>.<theme>.` -> keys."""
    matters: tuple[Matter, ...] = ()
    """What the programme's groups may follow as items of their own."""

    def phrase(
        self, kind: Kind, theme: str, language: Language, month: str, chance: Chance, *name: object
    ) -> str:
        """A sentence as a group could write it about the state at the end of `month`."""
        return self._spelled(self._key(kind, theme, chance, *name), language, month, chance, *name)

    def _spelled(self, key: str, language: Language, month: str, chance: Chance, *name: object) -> str:
        pattern = self.own[key][language] if key in self.own else self.wording.text(key, language)
        return pattern.format(**_drawn(month, chance, *name))

    def _key(self, kind: Kind, theme: str, chance: Chance, *name: object) -> str:
        is_own = any(stem.startswith(f"demo.{kind}.") for stem in self.own_keys)
        known = self.own_keys if is_own else _keys()
        found = known.get(f"demo.{kind}.{theme}.", ())
        if not found or chance.happens(_FROM_ANY_THEME, "any theme", *name):
            found = known.get(f"demo.{kind}.{ANY}.", found)
        return chance.pick(found, "phrase", *name)


def phrasebook(folder: Path, wording: Wording) -> Phrasebook:
    """The sentences for the programme of a folder."""
    own: dict[str, dict[str, str]] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for row in _rows(folder / OWN_SENTENCES):
        stem = f"demo.{row['kind']}.{row['theme']}."
        key = f"{stem}{len(keys.get(stem, ())) + 1}"
        keys[stem] = (*keys.get(stem, ()), key)
        own[key] = {language: row[language] for language in LANGUAGES}
    return Phrasebook(wording, own, keys, _rows(folder / OWN_MATTERS))


def _rows(path: Path) -> tuple[Matter, ...]:
    """The rows of a table; none where there is no such file."""
    return tuple(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.is_file() else ()


def theme_of(item: Item) -> str:
    """What the item is about, by the first stem found in its name, else in the names above it."""
    return theme_in(name for _, name in reversed(list(item.levels.values())))


def theme_in(names: Iterable[str]) -> str:
    """What is spoken of, by the first stem found in the first of the names that has any."""
    return next((theme for name in names if (theme := _theme(name))), ANY)


def spelled(key: str, language: Language, month: str, chance: Chance, *name: object) -> str:
    """The catalogue's sentence under a key, with drawn numbers, a past day of the month and a day to come."""
    return text(key, language, **_drawn(month, chance, *name))


def keys(kind: str, theme: str) -> tuple[str, ...]:
    """The keys of all sentences of a kind about a theme, in the catalogue's order."""
    return _keys().get(f"demo.{kind}.{theme}.", ())


def _drawn(month: str, chance: Chance, *name: object) -> dict[str, object]:
    return {
        "n": chance.whole(12, 480, "n", *name),
        "k": chance.whole(2, 9, "k", *name),
        "share": 10 * chance.whole(3, 9, "share", *name),
        "past": day(_weekday(last_day(month) - timedelta(days=chance.whole(2, 26, "past", *name)))),
        "day": day(_weekday(day_after(month) + timedelta(days=chance.whole(10, 45, "day", *name)))),
    }


def _weekday(on: date) -> date:
    return on - timedelta(days=max(on.weekday() - 4, 0))


@cache
def _theme(name: str) -> str | None:
    return next((theme for theme, stems in _themes() if any(stem in name.casefold() for stem in stems)), None)


@cache
def _themes() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (key.removeprefix(_THEME), tuple(stem for words in stems.values() for stem in words.split(";")))
        for key, stems in catalogue().items()
        if key.startswith(_THEME)
    )


@cache
def _keys() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key in catalogue():
        if key.startswith("demo.") and key[-1].isdigit():
            stem = key.rstrip("0123456789")
            found[stem] = (*found.get(stem, ()), key)
    return found
