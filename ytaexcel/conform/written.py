"""What single words of written dates and numbers mean, in the three languages at once.

The words stand in `catalogue/written.csv`; a text becomes a row of symbols, from which `dates` and `numbers` read.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from ytaexcel.conform.words import plain
from ytaexcel.texts import LANGUAGES, text

SYMBOLS = {
    "spring": "S1",
    "autumn": "S2",
    "summer": "J",
    "quarter": "Q",
    "half": "H",
    "third": "T",
    "week": "V",
    "end": "E",
    "start": "B",
    "by": "<",
    "before": ">",
    "vague": "?",
    "about": "~",
    "percent": "%",
    "filler": "_",
}
"""Kind of word -> symbol; a filler changes nothing in a date."""
NUMBERED = {"month": ("M", 12), "weekday": ("W", 7), "ordinal": ("O", 4)}
"""Kind of word -> letter of its symbols and how many there are: August is M8."""
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_MARKS = frozenset("./-,%+")


def symbols(written: str) -> list[str] | None:
    """The text as numbers, marks and symbols.

    None when a word or mark in it is not known: such a text says more than a date or a number.
    """
    known = _known()
    found: list[str] = []
    for token in _TOKEN.findall(plain(written).casefold().translate(_DASHES)):
        if token.isdecimal() or token in _MARKS:
            found.append(token)
        elif token in known:
            found.append(known[token])
        else:
            return None
    return found


@cache
def _known() -> Mapping[str, str]:
    """Word -> symbol."""
    return {"≈": SYMBOLS["about"], "~": SYMBOLS["about"], **dict(_words())}


def _words() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for kind, symbol in SYMBOLS.items():
            for word in text(f"written.{kind}", language).casefold().split():
                yield word, symbol
        for kind, (letter, count) in NUMBERED.items():
            for number in range(1, count + 1):
                for word in text(f"written.{kind}.{number}", language).casefold().split():
                    yield word, f"{letter}{number}"
