"""A programme whose items bodies decide on, and the sheet of decisions as it goes out and is filled."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from builder import KEY, passport_of
from ytaexcel.programme import Programme, deadline
from ytaexcel.template import Order, PreviousDecision, write_template
from ytaexcel.texts import Language

ROOT = Path(__file__).parent.parent
PLAN = "lansi-suomi-yta"
FOLDER = ROOT / "schemas" / PLAN
SHEET = "Päätökset"
MONTH, ORGANISATION, GROUP = "2026-03", "05", "4A"
STRATEGY, COMMITTEE, CONTRACT, DEVELOPMENT = "4A.1.1", "4A.2.1", "4A.2.4", "4A.3.1"
"""Items of the group: of the joint body, of one county's own, of both one after the other, and one more."""
YEARLY = "1B.1.1"
"""An item that the joint body decides on each year."""
BOARD, COUNTY, EXECUTIVE = "YTA-johtoryhmä", "Hyvinvointialue", "Varsinais-Suomen aluehallitus"
HEADERS = {
    "item": "Tunnus",
    "body": "Toimielin",
    "lacking": "Puuttuu",
    "previous_state": "Viimeksi tiedossa",
    "state": "Käsittelyn tila",
    "decided_on": "Kokouspäivä",
    "reference": "Päätöksen viite",
    "version": "Asiakirjan versio",
    "next_review": "Seuraava tarkistus",
    "remark": "Lisätiedot",
}
Known = Mapping[tuple[str, str], PreviousDecision]
"""(item, code of the body) -> what was last known."""


def order_of(
    programme: Programme,
    known: Known | None = None,
    month: str = MONTH,
    organisation: str = ORGANISATION,
    group: str = GROUP,
    language: Language = "fi",
) -> Order:
    passport = passport_of(programme, organisation, group, month, language)
    due = deadline(programme.calendar, month)
    return Order(organisation, group, month, language, passport, due, {}, KEY, decisions=known or {})


def sent_to_decide(programme: Programme, folder: Path, known: Known | None = None, **order: Any) -> Workbook:
    """The workbook as it goes out; `known`: what was last known of each item and body."""
    path = folder / "pohja.xlsx"
    write_template(path, programme, order_of(programme, known, **order))
    return load_workbook(path)


def column_of(page: Worksheet, field: str) -> int:
    return next(cell.column for cell in page[4] if cell.value == HEADERS[field])


def row_of(page: Worksheet, item: str, body: str) -> int:
    ids, bodies = column_of(page, "item"), column_of(page, "body")
    rows = range(5, page.max_row + 1)
    return next(
        row for row in rows if (page.cell(row, ids).value, page.cell(row, bodies).value) == (item, body)
    )


def type_decision(book: Workbook, item: str, whose: str = BOARD, /, **values: Any) -> Workbook:
    """Fills the row of an item and of the body `whose`; a field is named by its code."""
    page = book[SHEET]
    row = row_of(page, item, whose)
    for code, value in values.items():
        page.cell(row, column_of(page, code)).value = value
    return book
