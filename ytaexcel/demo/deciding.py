"""What a group types on the sheet of decisions: how far each of its items is with the bodies of its chain.

A matter is prepared, goes on an agenda, and is approved at a meeting near the day on which its work is done; some come
back from the meeting before. A row is filled where that has changed since the month before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ytaexcel.demo.occasions import course_in
from ytaexcel.demo.sender import Sender
from ytaexcel.months import last_day, shifted
from ytaexcel.programme import Item
from ytaexcel.programme.bodies import APPROVED, ON_AGENDA, Body
from ytaexcel.programme.chain import chain

PREPARED_BEFORE, ON_AGENDA_BEFORE = timedelta(days=75), timedelta(days=30)
"""How long before its meeting a matter is prepared, and on the agenda."""
NEXT_BODY_AFTER = timedelta(days=20)
RETURNED = 0.15
"""Share of the matters that a meeting sends back before they are approved."""
LACKS_DAY = 0.05
JOINT_TROUBLE = 0.4
"""How hard the organisations together have it, 0-1."""
READY_BEFORE = timedelta(days=25)
"""How long before its work is done a matter may be decided."""
REVIEWED_AFTER_YEARS = 2


@dataclass(frozen=True, slots=True)
class _Step:
    """How far a matter is with one body."""

    state: str
    day: date | None = None
    """Of the meeting that it is about."""


def decisions(sender: Sender, month: str) -> Mapping[str, Mapping[str, object]]:
    """`<item>/<body's name>` -> field code -> what is typed."""
    found: dict[str, Mapping[str, object]] = {}
    for item in sender.programme.items_in(month, sender.group):
        earlier = {body.code: step for body, step in _steps(sender, item, shifted(month, -1))}
        for body, step in _steps(sender, item, month):
            is_known = shifted(month, -1) in sender.sent and earlier.get(body.code) == step
            if not is_known:
                owner = "" if body.kind == "joint" else sender.organisation
                found[f"{item.id}/{body.names[sender.language]}"] = _row(
                    sender, step, (owner, item.id, body.code)
                )
    return found


def _row(sender: Sender, step: _Step, name: Sequence[str]) -> Mapping[str, object]:
    row: dict[str, object] = {"state": step.state}
    who = (sender.organisation, step.state, *name)
    if step.day is not None and not sender.chance.happens(LACKS_DAY, "lacks day", *who):
        row["decided_on"] = step.day
    if step.state == APPROVED and step.day is not None:
        row["reference"] = f"§ {sender.chance.whole(4, 60, 'section', *name)}"
        row["version"] = "1.0"
        row["next_review"] = date(step.day.year + REVIEWED_AFTER_YEARS, step.day.month, 1)
    return row


def _steps(sender: Sender, item: Item, month: str) -> Iterator[tuple[Body, _Step]]:
    """Each body that decides for the organisation, with how far the matter is at the month's end."""
    after = date.min
    for each in chain(sender.programme, item, month, sender.organisation):
        meetings = _meetings(sender, each.body)
        ready = max(_ready(sender, item, each.body, month), after)
        days = [day for day in meetings if day >= ready]
        if not days:
            yield each.body, _Step("not_prepared")
            continue
        earlier = [day for day in meetings if day < days[0]]
        is_returned = (
            sender.chance.happens(RETURNED, "returned", item.id, each.body.code) and after == date.min
        )
        yield each.body, _at(last_day(month), days[0], earlier[-1] if earlier and is_returned else None)
        after = days[0] + NEXT_BODY_AFTER


def _at(on: date, approval: date, returned: date | None) -> _Step:
    """How far the matter is on a day; `returned`: the meeting that sends it back."""
    if on >= approval:
        return _Step(APPROVED, approval)
    if returned is not None and on >= returned:
        return _Step("returned", returned)
    first = returned or approval
    if on >= first - ON_AGENDA_BEFORE:
        return _Step(ON_AGENDA, first)
    return _Step("prepared" if on >= first - PREPARED_BEFORE else "not_prepared")


def _ready(sender: Sender, item: Item, body: Body, month: str) -> date:
    """From when on it can be decided: of what a joint body decides alike for all, whoever tells of it."""
    programme, is_joint = sender.programme, body.kind == "joint"
    preparing = programme.organisations[0].code if is_joint else sender.organisation
    trouble = JOINT_TROUBLE if is_joint else sender.trouble
    return course_in(programme, preparing, item, month, trouble, sender.chance).end - READY_BEFORE


def _meetings(sender: Sender, body: Body) -> list[date]:
    owners = {"", body.organisation, sender.organisation}
    return [
        each.day
        for each in sender.programme.meetings
        if each.body == body.code and each.organisation in owners
    ]
