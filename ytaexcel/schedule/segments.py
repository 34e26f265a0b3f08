"""One piece of a schedule text, between commas: a body, a time, a rhythm, a state, in any order, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ytaexcel.schedule.moments import Readings, Trouble, Words, has
from ytaexcel.schedule.naming import agreements, bodies, subjects
from ytaexcel.schedule.records import Assumption, Kind, Rhythm, Term, Window
from ytaexcel.schedule.rhythms import recurring
from ytaexcel.schedule.times import times


@dataclass(frozen=True, slots=True)
class Timing:
    """When: once, again and again, through the term, all the time, or when it is needed."""

    kind: Kind
    window: Window | None = None
    rhythm: Rhythm | None = None
    assumes: tuple[Assumption, ...] = ()
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """What a piece says; each part at most once, but for timings joined by "and"."""

    timings: tuple[Timing, ...] = ()
    bodies: tuple[str, ...] = ()
    agreement: str = ""
    subject: str = ""
    is_statutory: bool = False
    is_running: bool = False


def segments(words: Words, term: Term | None) -> list[Segment | Trouble]:
    """Every different way in which all the words can be read as one piece, troubles among them."""
    return list(dict.fromkeys(_read(words, 0, Segment(), term)))


def longest_read(words: Words, term: Term | None) -> int:
    """How many words from the first on can be read as a piece: what is not understood begins there."""
    return max((size for size in range(len(words)) if segments(words[:size], term) and size), default=0)


def _read(words: Words, place: int, said: Segment, term: Term | None) -> Iterator[Segment | Trouble]:
    """The rest of the words, added to what was said before."""
    if place == len(words):
        if said != Segment():
            yield said
        return
    for found, after in _parts(words, place, said, term):
        if isinstance(found, Trouble):
            if after == len(words) or any(True for _ in _read(words, after, Segment(), term)):
                yield found
        else:
            yield from _read(words, after, found, term)


def _parts(words: Words, place: int, said: Segment, term: Term | None) -> Readings[Segment | Trouble]:
    """What was said, with one part more."""
    yield from _named(words, place, said)
    if has(words, place, "statutory") and not said.is_statutory:
        yield replace(said, is_statutory=True), place + 1
    if has(words, place, "running") and not said.is_running:
        yield replace(said, is_running=True), place + 1
    joined = len(said.timings) == 1 and has(words, place, "and")
    if not said.timings or joined:
        for timing, after in _timings(words, place + joined, term):
            if isinstance(timing, Trouble):
                yield timing, after
            elif not said.timings or timing.kind in ("continuous", "on_demand"):
                yield replace(said, timings=(*said.timings, timing)), after


def _named(words: Words, place: int, said: Segment) -> Readings[Segment]:
    if not said.bodies:
        for names, after in bodies(words, place):
            yield replace(said, bodies=names), after
    if not said.agreement:
        for name, after in agreements(words, place):
            yield replace(said, agreement=name), after
    if not said.subject:
        for name, after in subjects(words, place):
            yield replace(said, subject=name), after


def _timings(words: Words, place: int, term: Term | None) -> Readings[Timing | Trouble]:
    yield from _dated(words, place)
    for recurs, after in recurring(words, place):
        if isinstance(recurs, Trouble):
            yield recurs, after
            continue
        timing = Timing(recurs.rhythm.every, recurs.limits, recurs.rhythm, recurs.assumes)
        yield timing, after
        if recurs.limits is None:
            yield from _within_term(timing, words, after, term)
    if has(words, place, "continuous"):
        timing = Timing("continuous")
        yield timing, place + 1
        yield from _within_term(timing, words, place + 1, term)
        for found, after in _dated(words, place + 1):
            yield (replace(found, kind="continuous") if isinstance(found, Timing) else found), after
    if has(words, place, "on_demand"):
        yield Timing("on_demand"), place + 1
    yield from _within_term(Timing("term"), words, place, term)


def _dated(words: Words, place: int) -> Readings[Timing | Trouble]:
    for timed, after in times(words, place):
        if isinstance(timed, Trouble):
            yield timed, after
        else:
            yield Timing("once", timed.window, None, timed.assumes, timed.is_numbered), after


def _within_term(timing: Timing, words: Words, place: int, term: Term | None) -> Readings[Timing | Trouble]:
    """The timing in the agreement term, or by its end."""
    is_end = has(words, place, "term_end")
    if is_end or has(words, place, "term"):
        if term is None:
            yield Trouble("no_term", place, place + 1), place + 1
        elif not is_end or timing.kind == "term":
            window = Window(None if is_end else term.start, term.end, "term")
            yield replace(timing, window=window), place + 1
