"""Judges the rows of decisions: the day that a state needs, listed meetings, the order of the chain, what goes back.

Two organisations that tell different states of one joint body are both kept: nobody here knows which is right.
"""

from collections.abc import Iterator, Mapping, Sequence

from ytaexcel.conform import Conformed, ConformedRow
from ytaexcel.findings import Finding
from ytaexcel.months import last_day
from ytaexcel.programme import Programme
from ytaexcel.programme.bodies import APPROVED, ON_AGENDA
from ytaexcel.texts import day
from ytaexcel.validate.telling import Position, Teller

DATED = (ON_AGENDA, APPROVED)
"""States that are those of a meeting: they need its day."""
CLOSED = ("done", "not_applicable")
_NAMED = 3
"""So many of the listed meetings, the nearest ones, are named."""
States = Mapping[tuple[str, str], str]
"""(item, body) -> state."""


def judge_decisions(
    books: Sequence[Conformed], positions: Sequence[Position], programme: Programme, teller: Teller
) -> Iterator[tuple[Position, Finding]]:
    """Findings C051–C053, R036, R037 and R039 on the rows that could be read."""
    sound = [position for position in positions if not _row(books, position).is_faulty]
    told: dict[int, dict[tuple[str, str], str]] = {}
    last: dict[tuple[int, str], Position] = {}
    for position in sound:
        row = _row(books, position)
        told.setdefault(position[0], {})[row.item, row.values["body"]] = row.values["state"]
        last[position[0], row.item] = position
    for position in sound:
        number = position[0]
        row = _row(books, position)
        for found in (
            _of_the_day(position, books[number], row, programme, teller),
            _of_the_chain(position, row, told[number], teller),
            _back(position, row, teller),
        ):
            yield from ((position, each) for each in found)
        if last[number, row.item] == position:
            for each in _all_approved(position, books[number], row, told[number], programme, teller):
                yield position, each


def _row(books: Sequence[Conformed], position: Position) -> ConformedRow:
    return books[position[0]].rows[position[1]]


def _of_the_day(
    position: Position, book: Conformed, row: ConformedRow, programme: Programme, teller: Teller
) -> Iterator[Finding]:
    """What is amiss with the day of the meeting."""
    state, decided_on = row.values["state"], row.values.get("decided_on")
    end = last_day(book.identity.month)
    if decided_on is None:
        if state in DATED:
            values = {
                "found": teller.spoken(position, "state"),
                "allowed": teller.header(position, "decided_on"),
            }
            yield teller.own(position, "C051", "decided_on", values)
        return
    if state == APPROVED and decided_on > end:
        yield teller.later(position, "C052", "decided_on", end)
    places = ((row.values["body"], ""), (row.values["body"], book.identity.organisation))
    days = [each.day for each in programme.meetings if (each.body, each.organisation) in places]
    if days and decided_on not in days and state in (*DATED, "returned"):
        nearest = sorted(sorted(days, key=lambda each: abs(each - decided_on))[:_NAMED])
        values = {"found": day(decided_on), "allowed": ", ".join(map(day, nearest))}
        yield teller.own(position, "C053", "decided_on", values)


def _of_the_chain(position: Position, row: ConformedRow, told: States, teller: Teller) -> Iterator[Finding]:
    """Approved by a body while one before it in the chain has not approved."""
    if row.values["state"] != APPROVED:
        return
    bodies = list(row.values["before"])
    earlier = bodies[: bodies.index(row.values["body"])]
    waiting = [each for each in earlier if _known(row, each, told) != APPROVED]
    if waiting:
        names = ", ".join(teller.body(position, each) for each in waiting)
        values = {"found": teller.body(position, row.values["body"]), "allowed": names}
        yield teller.own(position, "R036", "state", values)


def _back(position: Position, row: ConformedRow, teller: Teller) -> Iterator[Finding]:
    """No longer approved, and no word about why."""
    state = row.values["state"]
    if row.values["previous"] == APPROVED and state != APPROVED and not row.values.get("remark"):
        names = {choice.code: choice for choice in teller.choices("state")}
        before = names[APPROVED].names[teller.language(position)]
        values = {"found": teller.spoken(position, "state"), "before": before}
        yield teller.own(position, "R037", "state", values)


def _all_approved(
    position: Position,
    book: Conformed,
    row: ConformedRow,
    told: States,
    programme: Programme,
    teller: Teller,
) -> Iterator[Finding]:
    """Every body has approved, and the group reports the item as not done: its own word stands, but is told."""
    if any(_known(row, body, told) != APPROVED for body in row.values["before"]):
        return
    reports = (each for each in book.rows if each.kind == "items" and each.item == row.item)
    for report in reports:
        status = report.values.get("status") or report.values.get("previous_status")
        if status and status not in CLOSED:
            name = programme.status_name(status, teller.language(position))
            yield teller.own(position, "R039", "state", {"found": name})


def _known(row: ConformedRow, body: str, told: States) -> str | None:
    """The state of a body by this workbook, else by what was known before."""
    return told.get((row.item, body)) or row.values["before"].get(body)
