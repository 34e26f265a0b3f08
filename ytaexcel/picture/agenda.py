"""What comes up in the coming meetings of each body: what is on the agenda, what is ready for it, what is due.

Meetings are those of the programme's list. What no listed meeting can be said to take stands apart, by its time in the
schedule text; no day of a meeting is ever guessed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from ytaexcel.picture.decisions import Matter
from ytaexcel.programme import Programme
from ytaexcel.programme.bodies import ON_AGENDA, Body, Meeting

Why = Literal["on_agenda", "untold", "prepared", "overdue", "due", "later", "undated"]
"""Why a matter stands there: it is on the agenda; it was, and what was decided is not told; it is prepared and waits;
its time has passed; its time ends before the next meeting; its time ends later; its schedule text gives it no time."""
WHYS: tuple[Why, ...] = ("on_agenda", "untold", "prepared", "overdue", "due", "later", "undated")


@dataclass(frozen=True, slots=True)
class Entry:
    """A matter, and why it stands on an agenda."""

    matter: Matter
    why: Why


@dataclass(frozen=True, slots=True)
class Sitting:
    """A coming meeting of a body with what comes up in it."""

    body: Body
    organisation: str
    """Whose body it is; empty for a joint one."""
    day: date | None
    """None: of what stands here no meeting is listed."""
    number: str
    note: str
    is_listed: bool
    """False for a day that only the organisations name."""
    entries: tuple[Entry, ...]
    """In the order of their reasons, then of their times."""


def agenda(programme: Programme, matters: Sequence[Matter], month: str, as_of: date) -> tuple[Sitting, ...]:
    """The coming meetings (from `as_of` on) of each body, in the order of the bodies; each body's rest at its end.

    Left out is what has been approved, and what is done without anybody having told of a decision.
    """
    found: list[Sitting] = []
    for body in programme.bodies:
        places = [""] if body.kind == "joint" else [each.code for each in programme.organisations]
        for place in places:
            of_body = [each for each in matters if (each.body.code, each.organisation) == (body.code, place)]
            if of_body:
                found += _sittings(
                    body, place, of_body, _coming(programme.meetings, body, place, as_of), month, as_of
                )
    return tuple(found)


def _coming(meetings: Iterable[Meeting], body: Body, organisation: str, as_of: date) -> dict[date, Meeting]:
    return {
        each.day: each
        for each in meetings
        if (each.body, each.organisation) == (body.code, organisation) and each.day >= as_of
    }


def _sittings(
    body: Body, place: str, matters: Iterable[Matter], meetings: dict[date, Meeting], month: str, as_of: date
) -> Iterator[Sitting]:
    taken: dict[date | None, list[Entry]] = {day: [] for day in meetings}
    for matter in matters:
        if not matter.is_decided and not matter.is_quiet:
            day, why = _meeting_of(matter, sorted(meetings), month, as_of)
            taken.setdefault(day, []).append(Entry(matter, why))
    for day in sorted(day for day in taken if day is not None):
        meeting = meetings.get(day)
        number, note = (meeting.number, meeting.note) if meeting else ("", "")
        yield Sitting(body, place, day, number, note, meeting is not None, _ordered(taken[day]))
    if None in taken:
        yield Sitting(body, place, None, "", "", False, _ordered(taken[None]))


def _meeting_of(matter: Matter, days: Sequence[date], month: str, as_of: date) -> tuple[date | None, Why]:
    """In which meeting a matter comes up, and why; without a day where no listed one can be said to take it."""
    first = days[0] if days else None
    coming = [day for day in matter.agenda_days if day >= as_of]
    if coming:
        return coming[0], "on_agenda"
    states = {each.state for each in matter.accounts}
    if ON_AGENDA in states:
        return first, "untold"
    if "prepared" in states:
        return first, "prepared"
    if matter.is_overdue(month):
        return first, "overdue"
    if matter.end is None:
        return None, "undated"
    for day, following in pairwise(days):
        if matter.end < following:
            return day, "due"
    if days and matter.end <= days[-1]:
        return days[-1], "due"
    return None, "later"


def _ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda each: (WHYS.index(each.why), each.matter.end or date.max)))
