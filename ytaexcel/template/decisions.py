"""The sheet of decisions: for each item and each body of its chain how far the matter is, on which day, by what.

There only where a body decides for the organisation on an item of the group. A row says itself what it lacks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ytaexcel.errors import DefinitionError
from ytaexcel.imprint import DECISION, Held, held
from ytaexcel.programme import Field, Item
from ytaexcel.programme.bodies import APPROVED, ON_AGENDA
from ytaexcel.programme.chain import ChainStep, chain
from ytaexcel.style import (
    FILL_HEADER,
    LACKING_FILL,
    LACKING_INK,
    LATE_FILL,
    LATE_INK,
    MUTED,
    READY_INK,
)
from ytaexcel.style.measure import column_pixels, lines
from ytaexcel.template.draft import FIRST, HEADER, TITLE, Draft, letters
from ytaexcel.template.fields import add_filter, add_validation, look, write_headers
from ytaexcel.template.lacking import COMPLETE, REFERENCE_DAY
from ytaexcel.template.order import PreviousDecision
from ytaexcel.template.page import DAY_NOUGHT, Formula, Value, quoted

KIND = "decisions"
EXPLANATION = TITLE + 1
KEPT = ("decided_on", "reference", "version", "next_review")
"""The fields that start with what was last known."""
COMPARED = 200
"""So many characters of a text are compared with what was sent: formulas take no long texts."""


@dataclass(frozen=True, slots=True)
class _Row:
    item: Item
    step: ChainStep
    known: PreviousDecision | None


def write_decisions(draft: Draft) -> None:
    """Writes the sheet with a row for each item and body; nothing where nobody decides on the group's items."""
    if KIND not in draft.pages:
        return
    page, sheet, rows = draft.pages[KIND], draft.sheet(KIND), _rows(draft)
    codes = [field.code for field in sheet.fields]
    page.grows_from = FIRST
    draft.set_up(KIND, remark=(TITLE, codes.index("body")))
    page.put(EXPLANATION, 0, draft.text("decisions.explanation"), draft.formats(font_color=MUTED))
    write_headers(draft, KIND)
    last = FIRST + len(rows) - 1
    for place, row in enumerate(rows, start=FIRST):
        _write_row(draft, place, row)
    for field in sheet.filled_fields:
        add_validation(draft, KIND, field, last)
    add_filter(draft, KIND, last)
    _mark(draft, last)
    page.freeze_panes(FIRST, codes.index("item") + 2)
    page.set_selection(FIRST, codes.index("state"), FIRST, codes.index("state"))
    page.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:{xl_col_to_name(len(codes) - 1)}{last + 1}"})
    page.repeat_rows(HEADER)
    page.set_tab_color(FILL_HEADER)
    draft.protect(KIND)


def sent_decisions(draft: Draft) -> dict[str, dict[str, Held]]:
    """`decision.<item>/<body>` -> field -> what its cell holds when the workbook is sent; of the state its code."""
    if KIND not in draft.pages:
        return {}
    return {
        f"{DECISION}{row.item.id}/{row.step.body.code}": {
            "previous_state": row.known.state if row.known else None,
            **{code: held(_kept(row, code), is_free_text=True) for code in KEPT},
        }
        for row in _rows(draft)
    }


def _rows(draft: Draft) -> list[_Row]:
    order = draft.order
    return [
        _Row(item, step, order.decisions.get((item.id, step.body.code)))
        for item in draft.programme.items_in(order.month, order.group)
        for step in chain(draft.programme, item, order.month, order.organisation)
    ]


def _write_row(draft: Draft, place: int, row: _Row) -> None:
    page, needed = draft.pages[KIND], 1
    for column, field in enumerate(draft.sheet(KIND).fields):
        properties: dict[str, Any] = {**look(field), "valign": "top"}
        if field.code in KEPT and row.known is not None:
            properties |= {"font_color": MUTED, "italic": True}
        value = _value(draft, place, row, field)
        page.put(place, column, value, draft.formats(**properties))
        if isinstance(value, str):
            size = properties.get("font_size", 11)
            needed = max(needed, lines(value, column_pixels(field.width), size=size))
    page.set_height(place, needed)


def _value(draft: Draft, place: int, row: _Row, field: Field) -> Value:
    """What a field holds when the workbook is sent."""
    language, window = draft.order.language, row.step.window
    match field.code:
        case "item":
            return row.item.id
        case "lacking":
            return Formula(_missing(draft, place, row), "")
        case "schedule":
            return row.item.schedule_text
        case "body":
            return row.step.body.names[language]
        case "body_start":
            return window.start if window else None
        case "body_end":
            return window.end if window else None
        case "previous_state":
            return _states(draft)[row.known.state] if row.known else None
        case level if level in row.item.levels:
            return row.item.levels[level][1]
    if field.is_filled:
        return _kept(row, field.code) if field.code in KEPT else None
    raise DefinitionError(
        [f'workbook.toml: nothing is known to show in the field "{field.code}" of the decisions.']
    )


def _kept(row: _Row, code: str) -> Any:
    return getattr(row.known, code) if row.known else None


def _states(draft: Draft) -> Mapping[str, str]:
    choices = draft.sheet(KIND).field("state").choices
    return {choice.code: choice.names[draft.order.language] for choice in choices}


def _words(draft: Draft) -> dict[str, str]:
    """What stands under Missing: the headers of the state and of the day, or that the day is too late."""
    language, month = draft.order.language, draft.order.month
    headers = {
        code: draft.sheet(KIND).field(code).header(language, month) for code in ("state", "decided_on")
    }
    words = {code: f"{header[0].lower()}{header[1:]}" for code, header in headers.items()}
    return {**words, "later": draft.text("decisions.later")}


def _missing(draft: Draft, place: int, row: _Row) -> str:
    """The formula of what a row lacks; nothing in a row that is as it was sent."""
    cells = {code: f"${letter}{place + 1}" for code, letter in letters(draft.sheet(KIND)).items()}
    words = {code: quoted(word) for code, word in _words(draft).items()}
    state, day = cells["state"], cells["decided_on"]
    agenda, approved = (f"{state}={quoted(_states(draft)[code])}" for code in (ON_AGENDA, APPROVED))
    touched = ",".join([f'{cells["remark"]}<>""', *(_changed(row, code, cells[code]) for code in KEPT)])
    later = f'IF(AND({approved},ISNUMBER({day}),{day}>={REFERENCE_DAY}),{words["later"]},"{COMPLETE}")'
    given = f'IF(AND(OR({agenda},{approved}),{day}=""),{words["decided_on"]},{later})'
    return f'IF({state}="",IF(OR({touched}),{words["state"]},""),{given})'


def _changed(row: _Row, code: str, cell: str) -> str:
    """Holds where a cell is no longer as it was sent."""
    value = _kept(row, code)
    if value is None:
        return f'{cell}<>""'
    if isinstance(value, str):
        return f"NOT(EXACT(LEFT({cell},{COMPARED}),{quoted(value[:COMPARED])}))"
    return f"{cell}<>{(value - DAY_NOUGHT).days}"


def _mark(draft: Draft, last_row: int) -> None:
    """What lacks is amber, what lacks nothing has a green sign, a review that is past is red."""
    sheet = draft.sheet(KIND)
    columns = {field.code: column for column, field in enumerate(sheet.fields)}
    cells = {code: f"${letter}{FIRST + 1}" for code, letter in letters(sheet).items()}
    missing, review = cells["lacking"], cells["next_review"]
    words = {code: f"{missing}={quoted(word)}" for code, word in _words(draft).items()}
    amber = {"bg_color": LACKING_FILL, "font_color": LACKING_INK}

    def mark(code: str, criteria: str, look: Mapping[str, Any]) -> None:
        draft.mark(KIND, (FIRST, last_row), (columns[code], columns[code]), criteria, look)

    mark("lacking", f'AND({missing}<>"",{missing}<>"{COMPLETE}")', {**amber, "bold": True})
    mark("lacking", f'{missing}="{COMPLETE}"', {"font_color": READY_INK})
    mark("state", words["state"], amber)
    mark("decided_on", f"OR({words['decided_on']},{words['later']})", amber)
    late = {"bg_color": LATE_FILL, "font_color": LATE_INK, "bold": True}
    mark("next_review", f"AND(ISNUMBER({review}),{review}<{REFERENCE_DAY})", late)
