"""The vocabulary of schedule texts, Finnish and Swedish at once, and a text as its words.

What each word stands for is said in `words.csv`: kind -> words, parted by |, and phrases of several words.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SUFFIX, STEM = ("body", "agreement", "passive", "no_name"), "changed"
"""Kinds of which the vocabulary has only the ends, or the beginnings, of words; marked with * in words.csv."""
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_PIECE = re.compile(r"\d+|[^\W\d_]+(?:[:'’-][^\W\d_]+)*(?:-(?=\s))?|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, phrase, number or mark of a text."""

    written: str
    """As it stands in the text, but for its dashes and blanks."""
    at: int
    end: int
    """Its place in the text, and the place after it, counted from 0."""
    kinds: frozenset[str]
    """What it may stand for; nothing: the word is not known."""

    @property
    def folded(self) -> str:
        return self.written.casefold()

    @property
    def number(self) -> int | None:
        return int(self.written) if self.written.isdecimal() and self.written.isascii() else None

    @property
    def is_word(self) -> bool:
        return self.written[0].isalpha()

    def of(self, kind: str) -> str:
        """What follows the dot of its kind: "3" for a month. "" if it is not of that kind or has none."""
        return next((each.partition(".")[2] for each in self.kinds if each.partition(".")[0] == kind), "")


def plain(raw: str) -> str:
    """NFC, dashes of one kind, no invisible characters; the places of tokens are counted in this."""
    return unicodedata.normalize("NFC", raw.translate(_INVISIBLE)).translate(_DASHES)


def tokens(text: str) -> list[Token]:
    """The words of a plain text in order, known phrases as one each."""
    return list(_merged(text, list(_pieces(text))))


@cache
def phrases() -> Mapping[tuple[str, ...], frozenset[str]]:
    """The words of a phrase -> what it may stand for."""
    found: dict[tuple[str, ...], set[str]] = {}
    for kind, phrase in _vocabulary():
        if not kind.endswith("*"):
            found.setdefault(tuple(_PIECE.findall(phrase)), set()).add(kind)
    return {phrase: frozenset(kinds) for phrase, kinds in found.items()}


@cache
def _affixes() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind, phrase in _vocabulary():
        if kind.endswith("*"):
            found[kind[:-1]] = (*found.get(kind[:-1], ()), phrase)
    return found


def _vocabulary() -> Iterator[tuple[str, str]]:
    """(kind, phrase) of each word in the file."""
    source = files("ytaexcel") / "schedule" / "words.csv"
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        for phrase in f"{row['fi']}|{row['sv']}".split("|"):
            if phrase:
                yield row["kind"], phrase


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """(piece, place); words joined by a dash that is a range (maalis-huhtikuu) are parted."""
    for match in _PIECE.finditer(text):
        parts = [(part.group(), match.start() + part.start()) for part in re.finditer(r"[^-]+|-", match[0])]
        if len(parts) > 1 and (parts[0][0].casefold(),) in phrases():
            yield from parts
        else:
            yield match[0], match.start()


def _merged(text: str, pieces: Sequence[tuple[str, int]]) -> Iterator[Token]:
    place = 0
    while place < len(pieces):
        size, kinds = _longest(pieces[place : place + _most_words()])
        at, (last, begins) = pieces[place][1], pieces[place + size - 1]
        end = begins + len(last)
        yield Token(" ".join(text[at:end].split()), at, end, kinds)
        place += size


def _longest(pieces: Sequence[tuple[str, int]]) -> tuple[int, frozenset[str]]:
    """The longest known phrase that the pieces begin with: of how many pieces it is, and what it may stand for."""
    folded = tuple(piece.casefold() for piece, _ in pieces)
    for size in range(len(folded), 0, -1):
        if kinds := phrases().get(folded[:size]):
            return size, kinds
    return 1, _guessed(folded[0])


@cache
def _most_words() -> int:
    return max(map(len, phrases()))


def _guessed(word: str) -> frozenset[str]:
    """The kinds of a word that is not in the vocabulary, from its end or its beginning."""
    affixes = _affixes()
    if word.startswith(affixes[STEM]):
        return frozenset({STEM})
    return frozenset(kind for kind in SUFFIX if word.endswith(affixes[kind]))
