"""Reads a schedule text, Finnish or Swedish: all of it, or nothing.

A text is parted at semicolons and full stops into duties, and at commas into pieces; a piece of which a word is
left over, or that can be read in two ways, is a `Fault`. docs/schedule-texts.md has the grammar.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from ytaexcel.schedule.duties import composed
from ytaexcel.schedule.moments import Trouble, is_mark
from ytaexcel.schedule.records import Duty, Fault, Reason, Schedule, Term
from ytaexcel.schedule.segments import Segment, longest_read, segments
from ytaexcel.schedule.words import Token, phrases, plain, tokens

LONGEST_TEXT = 300
"""Characters; longer texts are prose."""
REFUSED: tuple[Reason, ...] = ("negation", "changed", "vague", "season_unfixed", "uneven")
"""Kinds of words that change what the rest says in ways that no date can hold."""
Piece = Sequence[Token]


class _Unread(Exception):
    """Part of a text that is not understood: why, and from which place to which."""

    def __init__(self, reason: Reason, at: int, end: int) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.at, self.end = at, end


def read_schedule(raw: str, term: Term | None = None) -> Schedule | Fault:
    """What the text says, or why it cannot be read. An empty text, or a dash, is the kind `none`.

    `term` is the agreement term: a text that speaks of it needs it, and what recurs without limits of its own
    recurs from its first day to its last.
    """
    return _with_nearest(_read(raw, term), term)


def _read(raw: str, term: Term | None) -> Schedule | Fault:
    text = plain(raw)
    words = tokens(text)
    try:
        return _whole(raw, words, term)
    except _Unread as fault:
        return Fault(raw, fault.reason, " ".join(text[fault.at : fault.end].split()), fault.at + 1)


def _whole(raw: str, words: Piece, term: Term | None) -> Schedule:
    if all(word.written == "-" or "nothing" in word.kinds for word in words) and len(words) <= 1:
        return Schedule(raw, (Duty("none"),))
    if words[-1].end > LONGEST_TEXT:
        raise _Unread("too_long", words[0].at, words[-1].end)
    for place, word in enumerate(words):
        for reason in REFUSED:
            if reason in word.kinds and not _is_half(words, place):
                raise _Unread(reason, word.at, word.end)
    groups = [[(piece, _segment(piece, term)) for piece in _pieces(group)] for group in _groups(words)]
    found = composed([[segment for _, segment in group] for group in groups], term)
    if isinstance(found, Trouble):
        group = [] if found.first < 0 else [word for piece, _ in groups[found.first] for word in piece]
        raise _Unread(found.reason, (group or words)[0].at, (group or words)[-1].end)
    duties, assumptions = found
    return Schedule(raw, duties, assumptions)


def _is_half(words: Piece, place: int) -> bool:
    """True for kesä in kesä–elokuu, which is no summer."""
    return bool(words[place].of("month_short")) and is_mark(words, place + 1, "-")


def _groups(words: Piece) -> Iterator[Piece]:
    """The text parted where a duty ends: at semicolons, and at full stops before a capital letter."""
    group: list[Token] = []
    for place, word in enumerate(words):
        ends = word.written == "." and _ends_sentence(words, place)
        if word.written == ";" or ends:
            yield from [group] if group else _nothing(word)
            group = []
        else:
            group.append(word)
    if group:
        yield group


def _ends_sentence(words: Piece, place: int) -> bool:
    if place == 0:
        return False
    if place + 1 == len(words):
        return True
    before, after = words[place - 1], words[place + 1]
    is_year = before.number is not None and len(before.written) == 4
    return (before.is_word or is_year) and after.written[0].isupper() and after.at > words[place].end


def _pieces(group: Piece) -> Iterator[Piece]:
    """The group parted at commas, colons after a word, dashes between blanks after a body, and parentheses."""
    piece: list[Token] = []
    depth = 0
    for place, word in enumerate(group):
        depth += (word.written == "(") - (word.written == ")")
        is_colon = word.written == ":" and place > 0 and group[place - 1].is_word
        if depth not in (0, 1) or (depth and place + 1 == len(group)):
            raise _Unread("unread", word.at, word.end)
        if word.written in (",", "(", ")") or is_colon or _parts_body(group, place):
            if not piece and word.written in (",", ":"):
                yield from _nothing(word)
            if piece:
                yield piece
            piece = []
        else:
            piece.append(word)
    if piece:
        yield piece


def _parts_body(group: Piece, place: int) -> bool:
    """True for the dash of "YTA-johtoryhmä – syksy 2025", which is no range."""
    if group[place].written != "-" or place in (0, len(group) - 1):
        return False
    before, dash, after = group[place - 1 : place + 2]
    return "body" in before.kinds and before.end < dash.at and dash.end < after.at


def _nothing(word: Token) -> Iterator[Piece]:
    raise _Unread("unread", word.at, word.end)


def _segment(piece: Piece, term: Term | None) -> Segment:
    """The one reading of a piece."""
    readings = segments(piece, term)
    sound = [each for each in readings if isinstance(each, Segment)]
    if len(sound) == 1:
        return sound[0]
    if sound:
        raise _Unread("ambiguous", piece[0].at, piece[-1].end)
    # A year that is missing is told last: half of a range that has another fault may look like that, too.
    troubles = [each for each in readings if isinstance(each, Trouble)]
    for trouble in sorted(troubles, key=lambda each: each.reason == "no_year"):
        raise _Unread(trouble.reason, piece[trouble.first].at, piece[trouble.last - 1].end)
    raise _Unread("unread", piece[longest_read(piece, term)].at, piece[-1].end)


def _with_nearest(found: Schedule | Fault, term: Term | None) -> Schedule | Fault:
    """A fault with a form of the same text that is understood, if a single change makes one."""
    if isinstance(found, Schedule):
        return found
    for reason, nearest, word in _changed(found):
        if isinstance(_read(nearest, term), Schedule):
            return replace(found, reason=reason, found=word.written, at=word.at + 1, nearest=nearest)
    return found


def _changed(fault: Fault) -> Iterator[tuple[Reason, str, Token]]:
    """The text with one word put as the vocabulary has it, or with a year of four digits."""
    text = plain(fault.raw)
    known = [" ".join(phrase) for phrase in phrases() if len(phrase) == 1 and len(phrase[0]) > 3]
    for word in tokens(text):
        if fault.reason == "short_year" and len(word.written) == 2 and word.number is not None:
            yield "short_year", f"{text[: word.at]}20{text[word.at :]}", word
        if fault.reason == "unread" and word.is_word and not word.kinds:
            for close in get_close_matches(word.folded, known, n=3, cutoff=0.8):
                yield "unknown_word", f"{text[: word.at]}{close}{text[word.end :]}", word
