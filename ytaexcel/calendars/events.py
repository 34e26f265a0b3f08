"""Calendar files (RFC 5545): the coming meetings of one body, a whole day each, with what comes up in them.

A meeting keeps its identifier: a file read into a calendar again puts the new agenda in the place of the former one.
Free text of organisations is not in them: calendars are shared further than workbooks.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

from icalendar import Calendar, Event

from ytaexcel.picture.agenda import Sitting
from ytaexcel.programme import Programme
from ytaexcel.programme.bodies import Body
from ytaexcel.report.handling import body_name, waiting, why
from ytaexcel.texts import Language, month_name, number

FIRST_DAY = date(2000, 1, 1)
"""The days since it number the versions of a meeting: a calendar keeps the one with the highest number."""


def calendar_name(programme: Programme, month: str, body: Body, organisation: str, language: Language) -> str:
    """`<programme>_2026-05_johtoryhma_fi.ics`."""
    parts = [programme.id, month, body.code, organisation, language]
    return "_".join(part for part in parts if part) + ".ics"


def calendar_file(
    programme: Programme, month: str, sittings: Iterable[Sitting], as_of: date, language: Language
) -> bytes:
    """The file of one body's sittings that have a day; the same sittings on the same day give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", f"-//ytaexcel//{programme.id}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for sitting in sittings:
        if sitting.day is not None:
            calendar.add_component(_event(programme, month, sitting, sitting.day, as_of, language))
    made: bytes = calendar.to_ical()
    return made


def _event(
    programme: Programme, month: str, sitting: Sitting, on: date, as_of: date, language: Language
) -> Event:
    made = datetime.combine(as_of, time(), tzinfo=UTC)
    event = Event()
    event.add("uid", _identifier(programme, sitting, on))
    event.add("dtstamp", made)
    event.add("last-modified", made)
    event.add("sequence", max(0, (as_of - FIRST_DAY).days))
    event.add("dtstart", on)
    event.add("summary", _summary(programme, sitting, language))
    event.add("description", "\n".join(_description(programme, month, sitting, language)))
    event.add("transp", "TRANSPARENT")  # a day of a meeting keeps nobody's calendar busy
    return event


def _identifier(programme: Programme, sitting: Sitting, on: date) -> str:
    """By the meeting's number, where it has one: a meeting that is moved to another day stays the same meeting."""
    place = "-".join(part for part in (programme.id, sitting.body.code, sitting.organisation) if part)
    meeting = sitting.number.replace("/", "-").replace(" ", "") or on.isoformat()
    return f"{place}-{meeting}@ytaexcel"


def _summary(programme: Programme, sitting: Sitting, language: Language) -> str:
    name = body_name(programme, sitting.body, sitting.organisation, language)
    return programme.text(
        "calendars.summary",
        language,
        body=f"{name} {sitting.number}".strip(),
        count=number(len(sitting.entries)),
    )


def _description(programme: Programme, month: str, sitting: Sitting, language: Language) -> Iterator[str]:
    """A line for each matter: what it is, why it comes up, whom it waits for."""
    if not sitting.is_listed:
        yield programme.text("calendars.not_listed", language)
    for entry in sitting.entries:
        said = f"{entry.matter.item.id} {entry.matter.item.name} ({why(programme, entry, month, language)})"
        if entry.matter.waits_for:
            before = waiting(entry, language)
            said += f"; {programme.text('calendars.waits_for', language, bodies=before)}"
        yield said
    if not sitting.entries:
        yield programme.text("report.agenda.nothing", language)
    yield programme.text("calendars.source", language, month=month_name(month, language))
