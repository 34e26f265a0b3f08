"""How the handling of a matter is said: its state, the body, why it comes up, whom it waits for."""

import re

from ytaexcel.picture.agenda import Entry
from ytaexcel.picture.decisions import DIFFERS
from ytaexcel.programme import Programme
from ytaexcel.programme.bodies import Body
from ytaexcel.texts import NO_BREAK, NONE, Language

LATE = "▲"
_BY_SECTION_SIGN = re.compile(r"(?<=§) +(?=\d)|(?<=\d) +(?=§)")


def state_name(programme: Programme, code: str, language: Language) -> str:
    """The name that the sheet of decisions gives to a state; a dash while nobody has told any."""
    if code == DIFFERS:
        return programme.text("report.decisions.differs", language)
    fields = (sheet.field("state") for sheet in programme.workbook.sheets if sheet.kind == "decisions")
    names = {choice.code: choice.names[language] for field in fields for choice in field.choices}
    return names[code] if code else NONE


def unparted(reference: str) -> str:
    """The reference of a decision; "§" and its number stay on one line."""
    return _BY_SECTION_SIGN.sub(NO_BREAK, reference)


def body_name(programme: Programme, body: Body, organisation: str, language: Language) -> str:
    """The body; one that each organisation has with the organisation."""
    if not organisation or body.organisation:
        return body.names[language]
    return f"{body.names[language]}, {programme.organisation(organisation).short[language]}"


def why(programme: Programme, entry: Entry, month: str, language: Language) -> str:
    """Why a matter comes up; `▲` where its time has passed by the end of the month."""
    said = programme.text(f"report.agenda.why.{entry.why}", language)
    if not entry.matter.is_overdue(month):
        return said
    if entry.why == "overdue":
        return f"{LATE} {said}"
    return f"{said}; {LATE} {programme.text('report.agenda.why.overdue', language)}"


def waiting(entry: Entry, language: Language) -> str:
    """The bodies that have not approved before."""
    return ", ".join(body.names[language] for body in entry.matter.waits_for)
