"""The approval chain of an item: which bodies decide on it, one after the other, and when.

The schedule text names them; `bodies.csv` says who is meant. A programme without that file has no chains.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ytaexcel.programme.bodies import FILE, STATES, Body, bodies_named
from ytaexcel.programme.records import Item, Programme
from ytaexcel.schedule import Duty, Step, Window
from ytaexcel.schedule.occurrences import Occurrence, occurrence_in
from ytaexcel.schedule.records import Every, Precision

PERIODS: Mapping[Every, Precision] = {
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "half_yearly": "half_year",
    "yearly": "year",
    "council_term": "term",
}
"""How precisely an occurrence of a rhythm is dated."""


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One body of an item's chain."""

    body: Body
    window: Window | None
    """When it decides, both days included; None: the schedule text gives this body no time."""


def chain(programme: Programme, item: Item, month: str, organisation: str = "") -> tuple[ChainStep, ...]:
    """The bodies that decide on the item, in their order; empty where its schedule text names none.

    A body has its own time where the text gives it one. Where the text has one time for the whole chain, that is
    everybody's; of what recurs it is the occurrence that `month` is about. A body that a text names twice decides
    where it is named first. With `organisation` only the bodies for which that organisation has something to tell:
    a joint one, its own, not another's.
    """
    found: dict[str, ChainStep] = {}
    for duty, step in _steps(item):
        for body in bodies_named(programme.bodies, [step.body], organisation):
            found.setdefault(body.code, ChainStep(body, _window(item, duty, step, month)))
    return tuple(sorted(found.values(), key=lambda each: each.body.order))


def occurrence(item: Item, month: str) -> Occurrence | None:
    """Of an item that recurs the occurrence that the month is about: what was decided before it counts no more."""
    if item.schedule is None or item.timing != "recurring":
        return None
    return occurrence_in(item.schedule, month)


def problems(programme: Programme) -> Iterator[str]:
    """A sentence for each body that a schedule text names and bodies.csv does not, and for what the file lacks."""
    yield from _sheet_problems(programme)
    yield from _audience_problems(programme)
    for item in programme.items if programme.bodies else ():
        for _, step in _steps(item):
            if not bodies_named(programme.bodies, [step.body]):
                yield (
                    f'roadmap.csv: {item.id}: the schedule "{item.schedule_text}" names the body "{step.body}", '
                    f"which is not in {FILE}; add it, or give that name as a form of one that is."
                )


def _audience_problems(programme: Programme) -> Iterator[str]:
    """A sentence for each sheet of a report that shows what bodies decide, where there are none."""
    for audience in programme.audiences.values() if not programme.bodies else ():
        for sheet in (each for each in audience.sheets if each in ("decisions", "agenda")):
            yield f"programme.toml, audiences, {audience.code}: asks for the sheet {sheet}, but there is no {FILE}."


def _sheet_problems(programme: Programme) -> Iterator[str]:
    """Bodies need the sheet of decisions, and that sheet them; its states are those that the program knows."""
    sheet = next((each for each in programme.workbook.sheets if each.kind == "decisions"), None)
    if sheet is None and programme.bodies:
        yield f"workbook.toml, sheets: there is none of the kind decisions, but there is {FILE}."
    if sheet is None:
        return
    if not programme.bodies:
        yield f"workbook.toml, sheets {sheet.code}: is of the kind decisions, but there is no {FILE}."
    for field in sheet.fields:
        found = tuple(choice.code for choice in field.choices)
        if field.code == "state" and found != STATES:
            yield (
                f"workbook.toml, sheets {sheet.code}, fields state: found {', '.join(found) or 'no choices'}; "
                f"expected these in this order: {', '.join(STATES)}."
            )


def _steps(item: Item) -> Iterator[tuple[Duty, Step]]:
    """Each body that the schedule text names, with the duty of which it is part."""
    for duty in item.schedule.duties if item.schedule else ():
        yield from ((duty, step) for step in duty.steps)


def _window(item: Item, duty: Duty, step: Step, month: str) -> Window | None:
    if step.window or any(each.window for each in duty.steps):
        return step.window
    if duty.rhythm is None:
        return duty.window
    found = occurrence(item, month)
    return Window(found.start, found.end, PERIODS[duty.rhythm.every]) if found else None
