"""What a programme calls what the texts of the catalogue speak of: its items, its plan, its groups.

The catalogue speaks of sub-tasks of a roadmap; wording.csv says which word stands instead, form by form. Only
texts of the catalogue are changed, never what stands in their places.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ytaexcel import texts
from ytaexcel.texts import LANGUAGES, Language


@dataclass(frozen=True)
class Wording:
    """Words and what is said instead, in each language; without any the texts stay as they are."""

    instead: Mapping[Language, Mapping[str, str]] = field(default_factory=dict)
    """Language -> word in small letters, as the catalogue has it -> what is said instead."""

    def text(self, key: str, language: Language, **values: object) -> str:
        """The catalogue's text, reworded, its places filled in. An unknown key is our fault: KeyError."""
        return texts.filled(self.reworded(texts.text(key, language), language), values)

    def reworded(self, pattern: str, language: Language) -> str:
        """The text with whole words replaced, capitals kept; the names of its places are left alone."""
        found = self._patterns.get(language)
        if found is None:
            return pattern
        return found.sub(lambda match: self._said(match[0], language), pattern)

    def _said(self, word: str, language: Language) -> str:
        said = self.instead[language][word.lower()]
        return said[:1].upper() + said[1:] if word[0].isupper() else said

    @cached_property
    def _patterns(self) -> dict[Language, re.Pattern[str]]:
        """For each language any of its words, the longest first."""
        return {
            language: re.compile(
                rf"(?<![\w{{]){_any(words)}(?!\w)",
                re.IGNORECASE,
            )
            for language, words in self.instead.items()
            if words
        }


AS_IT_IS = Wording()
"""Every text as the catalogue has it."""


def wording_of(rows: Iterable[Mapping[str, str]]) -> Wording:
    """Of the rows of wording.csv, which have been found sound before."""
    found: dict[Language, dict[str, str]] = {language: {} for language in LANGUAGES}
    for row in rows:
        language = next(each for each in LANGUAGES if each == row["language"])
        found[language][row["word"].lower()] = row["instead"]
    return Wording(found)


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=lambda word: -len(word)))})"
