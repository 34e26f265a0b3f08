"""The decision calendar: what comes up in the coming meetings of each body, and what no listed meeting takes."""

from ytaexcel.picture.agenda import Entry, Sitting
from ytaexcel.report.decisions import handled_by
from ytaexcel.report.edition import Edition
from ytaexcel.report.handling import body_name, state_name, waiting, why
from ytaexcel.report.table import DAY, INDENTED, NAMED, TEXT, WRAP, Column, Value, add_list_sheet
from ytaexcel.report.words import Row
from ytaexcel.texts import day, number

MEETING_DAY = {**DAY, "text_wrap": True, "align": "left"}
"""A day, or words where there is none."""


def write_agenda(edition: Edition) -> None:
    """A row for each matter of each meeting; a meeting of which nothing is known to come has one of its own."""
    sittings = edition.picture.agenda
    meetings = [each for each in sittings if each.day is not None]
    add_list_sheet(
        edition,
        "agenda",
        sentence=edition.say(
            "agenda.sentence",
            meetings=number(len(meetings)),
            matters=number(sum(len(each.entries) for each in meetings)),
            others=number(sum(len(each.entries) for each in sittings if each.day is None)),
            day=day(edition.picture.as_of),
        ),
        if_empty=edition.say("agenda.none"),
        columns=[
            Column("body", 190, lambda row: _body(edition, row["sitting"]), {**NAMED, "bold": True}),
            Column(
                "meeting",
                118,
                lambda row: _meeting(edition, row["sitting"]),
                MEETING_DAY,
            ),
            Column("meeting_number", 72, lambda row: row["sitting"].number, TEXT),
            Column("item", 76, lambda row: row["entry"].matter.item.id if row["entry"] else "", TEXT),
            Column("name", 300, lambda row: _name(edition, row), WRAP),
            Column("why_here", 196, lambda row: _why(edition, row["entry"]), WRAP),
            Column("decision_state", 140, lambda row: _state(edition, row["entry"]), WRAP),
            Column(
                "handled_by",
                112,
                lambda row: handled_by(row["entry"].matter) if row["entry"] else None,
                {**DAY, "text_wrap": True},
            ),
            Column(
                "waits_for",
                170,
                lambda row: waiting(row["entry"], edition.language) if row["entry"] else "",
                WRAP,
            ),
            Column("meeting_note", 150, lambda row: row["sitting"].note, {**INDENTED, "text_wrap": True}),
        ],
        rows=[
            {"sitting": sitting, "entry": entry}
            for sitting in sittings
            for entry in (sitting.entries or (None,))
        ],
        frozen=2,
    )


def _body(edition: Edition, sitting: Sitting) -> str:
    return body_name(edition.picture.programme, sitting.body, sitting.organisation, edition.language)


def _meeting(edition: Edition, sitting: Sitting) -> Value:
    if sitting.day is None:
        return edition.say("agenda.no_meeting")
    return sitting.day if sitting.is_listed else edition.say("agenda.not_listed", day=day(sitting.day))


def _name(edition: Edition, row: Row) -> str:
    return row["entry"].matter.item.name if row["entry"] else edition.say("agenda.nothing")


def _why(edition: Edition, entry: Entry | None) -> str:
    return why(edition.picture.programme, entry, edition.picture.month, edition.language) if entry else ""


def _state(edition: Edition, entry: Entry | None) -> str:
    return state_name(edition.picture.programme, entry.matter.state, edition.language) if entry else ""
