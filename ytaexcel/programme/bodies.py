"""The bodies that decide on the items of a programme, and the days of their meetings.

They stand in `bodies.csv` and `meetings.csv`, which a programme may leave out. Who decides on an item, its schedule
text says; here stands which body is meant by the names that such texts use.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from re import fullmatch
from typing import Literal, get_args

from ytaexcel.texts import LANGUAGES, Language

FILE, MEETINGS_FILE = FILES = ("bodies.csv", "meetings.csv")
BodyKind = Literal["joint", "own"]
"""One body for all organisations together, or one in each of them."""
APPROVED, ON_AGENDA = "approved", "on_agenda"
STATES = ("not_prepared", "prepared", ON_AGENDA, APPROVED, "returned")
"""How far a matter is with a body; each can follow on any other."""
COLUMNS = ["code", *(f"name_{language}" for language in LANGUAGES), "forms", "kind", "organisation", "order"]
"""The columns that bodies.csv must have."""
MEETING_COLUMNS = ["body", "organisation", "date", "number", "note"]
"""The columns that meetings.csv must have."""
Rows = Sequence[tuple[int, Mapping[str, str]]]
"""Rows of a table with their lines in the file."""


@dataclass(frozen=True, slots=True)
class Body:
    """Who decides: a row of bodies.csv."""

    code: str
    names: Mapping[Language, str]
    forms: tuple[str, ...]
    """What schedule texts call it beside its names."""
    kind: BodyKind
    organisation: str = ""
    """Of an own body the one organisation that has it; empty: each has one."""
    order: int = 0
    """Its place in every chain; 0: as the schedule text has it."""

    @property
    def words(self) -> tuple[str, ...]:
        """All that it may be called, each once."""
        return tuple(dict.fromkeys((*self.names.values(), *self.forms)))

    def decides_for(self, organisation: str) -> bool:
        """True when the organisation has a decision of this body to tell of."""
        return self.organisation in ("", organisation)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A day on which a body meets: a row of meetings.csv."""

    body: str
    organisation: str
    """Whose body meets; empty for a joint one."""
    day: date
    number: str
    """Of the meeting as the body counts, `4/2026`; empty: not given."""
    note: str


@dataclass(frozen=True, slots=True)
class Deciding:
    """What the two files say."""

    bodies: tuple[Body, ...]
    meetings: tuple[Meeting, ...]
    """In the order of their days."""


def folded(name: str) -> str:
    """A body's name as it is compared: blanks and case do not count."""
    return " ".join(name.split()).casefold()


def bodies_named(bodies: Sequence[Body], names: Iterable[str], organisation: str = "") -> list[Body]:
    """The bodies that are meant by the names of a schedule text, in their order.

    With `organisation` those that decide for it.
    """
    known = {folded(word): body for body in bodies for word in body.words}
    meant = (known.get(folded(name)) for name in names)
    return [
        body for body in meant if body is not None and body.decides_for(organisation or body.organisation)
    ]


def deciding(rows: Rows, meeting_rows: Rows, organisations: set[str]) -> tuple[Deciding, list[str]]:
    """Of the rows without a problem, and the problems. No known organisations: their file is at fault, not the rows."""
    bodies, problems = _bodies(rows, organisations)
    meetings, more_problems = _meetings(meeting_rows, bodies, organisations)
    return Deciding(tuple(bodies.values()), meetings), problems + more_problems


def _bodies(rows: Rows, organisations: set[str]) -> tuple[dict[str, Body], list[str]]:
    found: dict[str, Body] = {}
    problems: list[str] = []
    meant: dict[str, str] = {}
    for line, row in rows:
        told = list(_misfits(row, organisations))
        if row["code"] in found:
            told.append("the code stands there twice.")
        body = _body(row)
        for word in body.words:
            other = meant.setdefault(folded(word), body.code)
            if other != body.code:
                told.append(f'"{word}" stands for {other} and for {body.code}.')
        problems += [f"{FILE} line {line} ({row['code']}): {each}" for each in told]
        if not told:
            found[body.code] = body
    ordered = {bool(body.order) for body in found.values()}
    if len(ordered) > 1:
        problems.append(f"{FILE}: order is given for some bodies; give it for all of them, or for none.")
    return found, problems


def _meetings(
    rows: Rows, bodies: Mapping[str, Body], organisations: set[str]
) -> tuple[tuple[Meeting, ...], list[str]]:
    found: dict[tuple[str, str, date], Meeting] = {}
    problems: list[str] = []
    for line, row in rows:
        told = list(_misplaced(row, bodies, organisations))
        day = _day(row["date"])
        if day is None:
            told.append(f'date is "{row["date"]}", not a date like 2026-12-31.')
        elif not told:
            body = bodies[row["body"]]
            place = (body.code, row["organisation"] or body.organisation, day)
            if place in found:
                told.append(f"the meeting of {body.code} on {day} stands there twice.")
            found.setdefault(place, Meeting(*place, row["number"], row["note"]))
        problems += [f"{MEETINGS_FILE} line {line}: {each}" for each in told]
    return tuple(sorted(found.values(), key=lambda each: (each.day, each.body, each.organisation))), problems


def _body(row: Mapping[str, str]) -> Body:
    return Body(
        code=row["code"],
        names={language: row[f"name_{language}"] for language in LANGUAGES},
        forms=tuple(filter(None, (each.strip() for each in row["forms"].split(";")))),
        kind="own" if row["kind"] == "own" else "joint",
        organisation=row["organisation"],
        order=int(row["order"]) if row["order"].isdecimal() else 0,
    )


def _misfits(row: Mapping[str, str], organisations: set[str]) -> Iterator[str]:
    if not fullmatch(r"[\w.-]+", row["code"]):
        yield f'code is "{row["code"]}"; a code has letters, digits, . _ and -.'
    yield from (f"name_{each} is empty." for each in LANGUAGES if not row[f"name_{each}"])
    if row["kind"] not in get_args(BodyKind):
        yield f'kind is "{row["kind"]}"; allowed: {", ".join(get_args(BodyKind))}.'
    if row["organisation"] and row["kind"] == "joint":
        yield "a joint body belongs to no organisation; leave organisation empty, or make it own."
    elif row["organisation"] and organisations and row["organisation"] not in organisations:
        yield f'organisation "{row["organisation"]}" is not in organisations.csv.'
    if row["order"] and not fullmatch(r"[1-9]\d{0,2}", row["order"]):
        yield f'order is "{row["order"]}"; it is a whole number from 1 to 999, or empty.'


def _misplaced(row: Mapping[str, str], bodies: Mapping[str, Body], organisations: set[str]) -> Iterator[str]:
    body = bodies.get(row["body"])
    if body is None:
        yield f'body "{row["body"]}" is not in {FILE}.'
        return
    if row["organisation"] and organisations and row["organisation"] not in organisations:
        yield f'organisation "{row["organisation"]}" is not in organisations.csv.'
    elif body.kind == "joint" and row["organisation"]:
        yield f"{body.code} is joint; leave organisation empty."
    elif body.organisation and not body.decides_for(row["organisation"] or body.organisation):
        yield f"{body.code} is the body of {body.organisation}, not of {row['organisation']}."
    elif body.kind == "own" and not (row["organisation"] or body.organisation):
        yield f"{body.code} is in each organisation; organisation must say in which one it meets."


def _day(written: str) -> date | None:
    """The day of the written form 2026-12-31, and of no other."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if found.isoformat() == written else None
