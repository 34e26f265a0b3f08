"""From the pieces of a schedule text to its duties: who decides and when, in which order, and what goes on beside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ytaexcel.schedule.moments import Trouble
from ytaexcel.schedule.records import EVERY, Assumption, Duty, Step, Term, Window
from ytaexcel.schedule.segments import Segment, Timing

BESIDE = ("continuous", "on_demand")
"""Kinds that may stand beside another duty."""
Composed = tuple[tuple[Duty, ...], tuple[Assumption, ...]]


@dataclass(frozen=True, slots=True)
class _Said:
    """What the pieces of one duty have said so far."""

    steps: tuple[Step, ...] = ()
    timing: Timing | None = None
    beside: tuple[Timing, ...] = ()
    agreement: str = ""
    subject: str = ""
    is_statutory: bool = False
    is_running: bool = False
    assumes: tuple[Assumption, ...] = ()


def composed(groups: Sequence[Sequence[Segment]], term: Term | None) -> Composed | Trouble:
    """The duties of a text, the main one first, and what their reading assumes.

    `groups` are the pieces of each duty. A trouble names the group by its place; -1 is the whole text.
    """
    duties: list[Duty] = []
    assumes: list[Assumption] = []
    for place, group in enumerate(groups):
        said = _said(group, place)
        if isinstance(said, Trouble):
            return said
        if said.timing is None and not (said.steps or said.subject or said.agreement):
            return Trouble("unread", place, place)
        if duties and said.agreement and said == _Said(agreement=said.agreement):
            duties[-1] = replace(duties[-1], agreement=said.agreement)
            continue
        duty, assumed = _duty(said, term)
        if _is_empty(duty.window):
            return Trouble("outside_term" if duty.rhythm else "backwards", place, place)
        duties += [duty, *(Duty(each.kind, each.window) for each in said.beside)]
        assumes += assumed
    duties.sort(key=lambda duty: duty.kind in BESIDE)
    if any(duty.kind != duties[0].kind and duty.kind not in BESIDE for duty in duties):
        return Trouble("mixed", -1, -1)
    if duties[0].kind in EVERY and any(duty.kind in EVERY for duty in duties[1:]):
        return Trouble("two_times", -1, -1)
    return tuple(duties), tuple(dict.fromkeys(assumes))


def _said(group: Sequence[Segment], place: int) -> _Said | Trouble:
    said = _Said()
    for segment in group:
        timing = segment.timings[0] if segment.timings else None
        if said.timing and timing and timing.kind in BESIDE:
            said = replace(said, beside=(*said.beside, timing))
        elif timing:
            merged = _merged(said, timing, bool(segment.bodies))
            if merged is None:
                return Trouble("two_times", place, place)
            said = merged
        if (segment.agreement and said.agreement) or (segment.subject and said.subject):
            return Trouble("unread", place, place)
        window = timing.window if timing and timing.kind == "once" else None
        said = replace(
            said,
            steps=(*_dated(said.steps, segment, window), *(Step(body, window) for body in segment.bodies)),
            beside=(*said.beside, *segment.timings[1:]),
            agreement=said.agreement or segment.agreement,
            subject=said.subject or segment.subject,
            is_statutory=said.is_statutory or segment.is_statutory,
            is_running=said.is_running or segment.is_running,
            assumes=(*said.assumes, *(each for timing in segment.timings for each in timing.assumes)),
        )
    return Trouble("backwards", place, place) if _runs_back(said.steps) else said


def _dated(steps: tuple[Step, ...], segment: Segment, window: Window | None) -> tuple[Step, ...]:
    """A time that stands alone belongs to the body before it (YTA-johtoryhmä, syksy 2025)."""
    if segment.bodies or not window or not steps or steps[-1].window:
        return steps
    return (*steps[:-1], replace(steps[-1], window=window))


def _merged(said: _Said, timing: Timing, has_body: bool) -> _Said | None:
    """With the timing of another piece; None where it cannot be told to which of two times the duty belongs."""
    if said.timing is None:
        return replace(said, timing=timing)
    first, last = said.timing.window, timing.window
    is_chain = has_body and said.steps and (said.timing.kind, timing.kind) == ("once", "once")
    if not is_chain or first is None or last is None:
        return None
    window = Window(first.start, last.end, last.precision, first.begins)
    return replace(said, timing=replace(timing, window=window, is_numbered=said.timing.is_numbered))


def _runs_back(steps: Sequence[Step]) -> bool:
    """True for an approval chain in which a later body decides before an earlier one."""
    ends = [step.window.end for step in steps if step.window and step.window.end]
    return ends != sorted(ends)


def _duty(said: _Said, term: Term | None) -> tuple[Duty, list[Assumption]]:
    assumes = list(said.assumes)
    timing = said.timing or Timing("continuous" if said.subject else "none")
    if said.timing is None and said.subject:
        assumes.append("standing_follow_up")
    if timing.is_numbered and said.steps:
        assumes.append("month_not_meeting")
    duty = Duty(
        kind=timing.kind,
        window=_limits(timing.window, term) if timing.rhythm else timing.window,
        rhythm=timing.rhythm,
        steps=said.steps,
        subject=said.subject,
        agreement=said.agreement,
        is_statutory=said.is_statutory,
        is_running=said.is_running,
    )
    return duty, assumes


def _is_empty(window: Window | None) -> bool:
    return bool(window and window.start and window.end and window.start > window.end)


def _limits(window: Window | None, term: Term | None) -> Window | None:
    """From when to when something recurs: ends that the text leaves open are those of the agreement term."""
    if term is None:
        return window
    if window is None:
        return Window(term.start, term.end, "term")
    return replace(window, start=window.start or term.start, end=window.end or term.end)
