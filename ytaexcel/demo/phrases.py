"""What groups write: sentences of the catalogue that fit an item's subject, in the workbook's language.

The catalogue names themes by the stems of words that items' names contain; a sentence's key is
`demo.<kind>.<theme>.<number>`. Nothing here speaks of real people: the responsible are job titles.
"""

from datetime import date, timedelta
from functools import cache
from typing import Literal

from ytaexcel.demo.chance import Chance
from ytaexcel.months import day_after, last_day
from ytaexcel.programme import Item
from ytaexcel.texts import Language, catalogue, day, text

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
]
ANY = "any"
SYSTEMS = "systems"
"""The theme whose work goes slower than other work everywhere."""
RESCUE = "rescue"
_THEME = "demo.theme."
_FROM_ANY_THEME = 0.2


def theme_of(item: Item) -> str:
    """What the item is about, by the first stem found in its name, else in the names above it."""
    return next((theme for _, name in reversed(list(item.levels.values())) if (theme := _theme(name))), ANY)


def phrase(kind: Kind, theme: str, language: Language, month: str, chance: Chance, *name: object) -> str:
    """A sentence as a group could write it about the state at the end of `month`."""
    return spelled(_key(kind, theme, chance, *name), language, month, chance, *name)


def spelled(key: str, language: Language, month: str, chance: Chance, *name: object) -> str:
    """The sentence under a key, with drawn numbers, a past day of the month and a day to come."""
    return text(
        key,
        language,
        n=chance.whole(12, 480, "n", *name),
        k=chance.whole(2, 9, "k", *name),
        share=10 * chance.whole(3, 9, "share", *name),
        past=day(_weekday(last_day(month) - timedelta(days=chance.whole(2, 26, "past", *name)))),
        day=day(_weekday(day_after(month) + timedelta(days=chance.whole(10, 45, "day", *name)))),
    )


def keys(kind: str, theme: str) -> tuple[str, ...]:
    """The keys of all sentences of a kind about a theme, in the catalogue's order."""
    return _keys().get(f"demo.{kind}.{theme}.", ())


def _key(kind: Kind, theme: str, chance: Chance, *name: object) -> str:
    own = keys(kind, theme)
    if not own or chance.happens(_FROM_ANY_THEME, "any theme", *name):
        own = keys(kind, ANY)
    return chance.pick(own, "phrase", *name)


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
