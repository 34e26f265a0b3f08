"""The agenda of each body's coming meetings as lines for a terminal, at most 80 characters wide."""

from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import wrap

from ytaexcel.picture.agenda import Entry, Sitting
from ytaexcel.programme import Programme
from ytaexcel.report.handling import body_name, state_name, waiting, why
from ytaexcel.texts import Language, day, month_name, number

WIDTH = 80


def agenda_lines(
    programme: Programme, month: str, sittings: Iterable[Sitting], as_of: date, language: Language
) -> Iterator[str]:
    """A head, then each body with its meetings, their matters, and what no listed meeting takes."""
    yield from _wrapped(
        programme.text("calendars.title", language, month=month_name(month, language), day=day(as_of)), ""
    )
    last = ""
    for sitting in sittings:
        name = body_name(programme, sitting.body, sitting.organisation, language)
        if name != last:
            yield ""
            yield from _wrapped(name, "")
        last = name
        yield from _wrapped(_meeting(programme, sitting, language), "  ")
        for entry in sitting.entries:
            yield from _matter(programme, month, entry, language)
    if not last:
        yield programme.text("report.agenda.none", language)


def _meeting(programme: Programme, sitting: Sitting, language: Language) -> str:
    """`18.6.2026, 4/2026: 12`; without a day that no meeting is listed."""
    if sitting.day is None:
        said = programme.text("report.agenda.no_meeting", language)
    elif sitting.is_listed:
        said = ", ".join(part for part in (day(sitting.day), sitting.number, sitting.note) if part)
    else:
        said = programme.text("report.agenda.not_listed", language, day=day(sitting.day))
    count = number(len(sitting.entries))
    return f"{said}: {count if sitting.entries else programme.text('report.agenda.nothing', language)}"


def _matter(programme: Programme, month: str, entry: Entry, language: Language) -> Iterator[str]:
    """The item on one line or more, under it why it comes up, how far it is, and whom it waits for."""
    matter = entry.matter
    yield from _wrapped(f"{matter.item.id}  {matter.item.name}", "    ", "            ")
    said = [
        why(programme, entry, month, language),
        programme.text("calendars.state", language, state=state_name(programme, matter.state, language)),
        programme.text("calendars.by", language, by=day(matter.end))
        if matter.end
        else programme.text("calendars.schedule", language, schedule=matter.item.schedule_text),
    ]
    if matter.waits_for:
        said.append(programme.text("calendars.waits_for", language, bodies=waiting(entry, language)))
    yield from _wrapped(" · ".join(said), "            ")


def _wrapped(said: str, indent: str, later: str = "") -> list[str]:
    return wrap(said, WIDTH, initial_indent=indent, subsequent_indent=later or indent, break_on_hyphens=False)
