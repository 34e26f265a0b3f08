"""The sheet of decisions: each item with each body of its chain, and what every organisation tells of it.

Where organisations tell different things of a joint body, all of it stands there and the row says so.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from ytaexcel.picture.decisions import DIFFERS, Account, Matter
from ytaexcel.report.edition import Edition
from ytaexcel.report.handling import LATE, state_name, unparted
from ytaexcel.report.table import DAY, INDENTED, NAMED, TEXT, WRAP, Column, add_list_sheet
from ytaexcel.report.words import Row
from ytaexcel.texts import NONE, day, number

SOURCES_WIDTH = 300


def write_decisions(edition: Edition) -> None:
    """A row for each item and body, in the order of the plan and of the chain."""
    rows = list(_rows(edition.picture.matters))
    matters = edition.picture.matters
    month = edition.picture.month
    add_list_sheet(
        edition,
        "decisions",
        sentence=edition.say(
            "decisions.sentence",
            count=number(len(matters)),
            approved=number(sum(each.is_decided for each in matters)),
            overdue=number(sum(each.is_overdue(month) for each in matters)),
            differing=number(sum(each.state == DIFFERS for each in matters)),
            reviews=number(sum(each.is_review_overdue(month) for each in matters)),
        ),
        if_empty=edition.say("decisions.none"),
        columns=[
            Column("item", 72, lambda row: _first(row).item.id, TEXT),
            Column("name", 262, lambda row: _first(row).item.name, WRAP),
            Column(
                "body", 170, lambda row: _first(row).body.names[edition.language], {**NAMED, "bold": True}
            ),
            Column("handled_by", 112, lambda row: handled_by(_first(row)), {**DAY, "text_wrap": True}),
            Column("decision_state", 150, lambda row: _together(edition, _of(row)), {**WRAP, "bold": True}),
            *(
                Column(
                    each.code,
                    150,
                    partial(_told, edition, each.code),
                    WRAP,
                    header=each.short[edition.language],
                )
                for each in edition.picture.programme.organisations
                if edition.picture.organisation in (None, each.code)
            ),
            Column("version", 84, lambda row: _versions(_of(row)), {**INDENTED, "text_wrap": True}),
            Column("next_review", 84, lambda row: _review(_of(row)), DAY),
            Column("notable", 220, lambda row: _notable(edition, _of(row)), WRAP),
            Column(
                "source",
                SOURCES_WIDTH,
                lambda row: "; ".join(account.source for account in _accounts(_of(row))),
                TEXT,
                is_printed=False,
            ),
        ],
        rows=rows,
        frozen=3,
    )


def handled_by(matter: Matter) -> date | str:
    """The day by which the body decides; the words of the schedule where they give none."""
    return matter.end or matter.item.schedule_text


def _state(edition: Edition, code: str) -> str:
    return state_name(edition.picture.programme, code, edition.language)


def _rows(matters: Sequence[Matter]) -> Iterator[Row]:
    """The matters of one item and body in one row."""
    together: dict[tuple[str, str], list[Matter]] = {}
    for matter in matters:
        together.setdefault((matter.item.id, matter.body.code), []).append(matter)
    yield from ({"matters": each} for each in together.values())


def _of(row: Row) -> list[Matter]:
    return list(row["matters"])


def _first(row: Row) -> Matter:
    return _of(row)[0]


def _accounts(matters: Sequence[Matter]) -> list[Account]:
    return [account for matter in matters for account in matter.accounts]


def _together(edition: Edition, matters: Sequence[Matter]) -> str:
    """The state that is told; of a body in several organisations how many of them have approved."""
    if len(matters) == 1:
        return _state(edition, matters[0].state)
    approved = number(sum(matter.is_decided for matter in matters))
    return edition.say("decisions.approved_of", approved=approved, count=number(len(matters)))


def _told(edition: Edition, organisation: str, row: Row) -> str:
    """`Hyväksytty 12.3.2026, § 12`: what an organisation tells."""
    account = next((each for each in _accounts(_of(row)) if each.organisation == organisation), None)
    if account is None:
        return NONE
    said = f"{_state(edition, account.state)} {day(account.decided_on)}".strip()
    return ", ".join(part for part in (said, unparted(account.reference)) if part)


def _versions(matters: Sequence[Matter]) -> str:
    return ", ".join(dict.fromkeys(each.version for each in _accounts(matters) if each.version))


def _review(matters: Sequence[Matter]) -> date | None:
    return min((each.next_review for each in matters if each.next_review), default=None)


def _notable(edition: Edition, matters: Sequence[Matter]) -> str:
    """What to look at: time passed, review passed, an earlier body that has not approved."""
    month = edition.picture.month
    said = []
    if any(each.is_overdue(month) for each in matters):
        said.append(f"{LATE} {edition.say('decisions.overdue')}")
    if any(each.is_review_overdue(month) for each in matters):
        said.append(f"{LATE} {edition.say('decisions.review_overdue')}")
    if any(each.state == DIFFERS for each in matters):
        said.append(edition.say("decisions.differing"))
    waiting = dict.fromkeys(
        body.names[edition.language] for each in matters if not each.is_decided for body in each.waits_for
    )
    if waiting:
        said.append(edition.say("decisions.waits_for", bodies=", ".join(waiting)))
    if any(each.is_quiet for each in matters):
        said.append(edition.say("decisions.quiet"))
    return "; ".join(said)
