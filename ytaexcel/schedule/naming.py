"""Bodies, agreements and what is followed up: the names that stand beside the times of a schedule text.

Names are free words, so only what is built like one is taken: words that stand before a noun of the vocabulary
(johtoryhmä, styrelse, sopimus, uppföljning) in a form that can stand there.
"""

from ytaexcel.schedule.moments import Readings, Words, has
from ytaexcel.schedule.words import Token

LONGEST_NAME = 10
"""Words before the noun."""
LONGEST_ACRONYM = 6
"""Letters: PHHYKY; longer ones are words of a text in capitals."""


def bodies(words: Words, place: int) -> Readings[tuple[str, ...]]:
    """One body, or several joined by "and"."""
    for name, after in _names(words, place, "body"):
        yield (name,), after
        if has(words, after, "and"):
            for others, last in bodies(words, after + 1):
                yield (name, *others), last


def agreements(words: Words, place: int) -> Readings[str]:
    """An agreement or network; of several joined by "and" the text as it stands."""
    for _, after in _names(words, place, "agreement"):
        yield _written(words, place, after), after
        if has(words, after, "and"):
            for _, last in agreements(words, after + 1):
                yield _written(words, place, last), last


def subjects(words: Words, place: int) -> Readings[str]:
    """What is followed up: häiriötilanteiden seuranta YTA-tasoisessa tilannekuvassa."""
    for middle in _befores(words, place):
        if has(words, middle, "follow_up"):
            for last in _behind(words, middle + 1):
                yield _written(words, place, last), last


def _names(words: Words, place: int, noun: str) -> Readings[str]:
    for middle in _befores(words, place):
        if middle < len(words) and words[middle].kinds == {noun}:
            for last in (middle + 1, *_postposed(words, middle + 1)):
                yield _written(words, place, last), last + (noun == "body" and has(words, last, "decides"))


def _befores(words: Words, place: int) -> list[int]:
    """The places at which the noun may stand: after none, one or more words that can stand before it."""
    found = [place]
    for after in range(place, min(place + LONGEST_NAME, len(words))):
        is_joint = has(words, after, "and") and after > place and after + 1 < len(words)
        if not _stands_before(words[after]) and not is_joint:
            break
        found.append(after + 1)
    return found


def _stands_before(word: Token) -> bool:
    """True for a Finnish genitive or adjective, a Swedish genitive, the first part of a compound, an acronym."""
    if word.kinds & {"name", "separate", "the"}:
        return True
    if word.kinds - {"agreement"} or not word.is_word or len(word.written) < 2:
        return False
    is_acronym = word.written.isupper() and len(word.written) <= LONGEST_ACRONYM
    return word.folded.endswith(("n", "s", "-")) or is_acronym


def _postposed(words: Words, place: int) -> list[int]:
    """The places at which a Swedish name may end that goes on with "för …"; of unknown words only."""
    found = []
    if has(words, place, "for"):
        for after in range(place + 1, min(place + LONGEST_NAME, len(words))):
            is_joint = has(words, after, "and") and after > place + 1
            if (words[after].kinds or not words[after].is_word) and not is_joint:
                break
            if not is_joint:
                found.append(after + 1)
    return found


def _behind(words: Words, place: int) -> list[int]:
    """The places at which what is followed up may end: Finnish inessives, Swedish "av …" and "i …"."""
    found = [place]
    is_joined = False
    for after in range(place, min(place + LONGEST_NAME, len(words))):
        word = words[after]
        if word.folded in ("av", "i", "för"):
            is_joined = True
        elif word.is_word and not word.kinds and (is_joined or word.folded.endswith(("ssa", "ssä", "n"))):
            found.append(after + 1)
        else:
            break
    return found


def _written(words: Words, first: int, last: int) -> str:
    return " ".join(word.written for word in words[first:last])
