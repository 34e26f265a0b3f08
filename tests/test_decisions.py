"""Decisions of bodies: the sheet that groups fill, how it is read and judged, what is kept and known."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from deciding import (
    BOARD,
    COMMITTEE,
    CONTRACT,
    COUNTY,
    DEVELOPMENT,
    EXECUTIVE,
    FOLDER,
    SHEET,
    STRATEGY,
    column_of,
    sent_to_decide,
    type_decision,
)
from libreoffice import convert
from ytaexcel.programme import Programme, load_programme
from ytaexcel.template import PreviousDecision
from ytaexcel.texts import LANGUAGES, Language

APPROVED = PreviousDecision("approved", date(2026, 2, 10), "§ 12", "1.0", date(2027, 1, 31))
ON_AGENDA = PreviousDecision("on_agenda", date(2026, 4, 10), None, "0.9", None)


@pytest.fixture(scope="module")
def plan() -> Programme:
    return load_programme(FOLDER)


# --- the sheet ------------------------------------------------------------------------------------------------------


def test_each_item_has_a_row_for_each_body_of_its_chain(plan: Programme, tmp_path: Path) -> None:
    page = sent_to_decide(plan, tmp_path, {(CONTRACT, "johtoryhma"): APPROVED})[SHEET]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=5, max_col=14)]
    assert [(row[0], row[4]) for row in rows] == [
        (STRATEGY, BOARD),
        (COMMITTEE, EXECUTIVE),
        ("4A.2.2", EXECUTIVE),
        (CONTRACT, BOARD),
        (CONTRACT, COUNTY),
        (DEVELOPMENT, BOARD),
    ]
    assert rows[0][3] == "YTA-johtoryhmä 2026"
    assert [rows[0][place].date() for place in (5, 6)] == [date(2026, 1, 1), date(2026, 12, 31)]
    assert rows[3][7:9] == ["Hyväksytty", None]
    assert [rows[3][9].date(), *rows[3][10:12], rows[3][12].date()] == [
        date(2026, 2, 10),
        "§ 12",
        "1.0",
        date(2027, 1, 31),
    ]
    assert rows[4][5:14] == [None] * 9


def test_another_countys_body_has_no_row_and_a_group_without_rows_no_sheet(
    plan: Programme, tmp_path: Path
) -> None:
    page = sent_to_decide(plan, tmp_path, organisation="06")[SHEET]
    assert [page.cell(row, 1).value for row in range(5, page.max_row + 1)] == [
        STRATEGY,
        CONTRACT,
        CONTRACT,
        DEVELOPMENT,
    ]
    assert SHEET in sent_to_decide(plan, tmp_path, group="5B").sheetnames
    other = sent_to_decide(plan, tmp_path, organisation="06", group="5B")
    assert SHEET not in other.sheetnames
    assert not any(SHEET in str(cell.value) for row in other["Ohje"].iter_rows() for cell in row)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_speaks_the_language_of_its_workbook(
    plan: Programme, tmp_path: Path, language: Language
) -> None:
    sheet = plan.workbook.sheet("decisions")
    book = sent_to_decide(plan, tmp_path, {(CONTRACT, "johtoryhma"): APPROVED}, language=language)
    page = book[sheet.names[language]]
    assert [cell.value for cell in page[4]] == [field.header(language, "2026-03") for field in sheet.fields]
    approved = next(each for each in sheet.field("state").choices if each.code == "approved")
    assert page.cell(8, 8).value == approved.names[language]
    assert page.cell(8, 5).value == plan.bodies[0].names[language]
    guide = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert any(sheet.names[language] in each for each in guide)


def test_only_what_is_filled_is_open_and_has_its_message(plan: Programme, tmp_path: Path) -> None:
    page = sent_to_decide(plan, tmp_path)[SHEET]
    sheet = plan.workbook.sheet("decisions")
    assert page.protection.sheet
    for column, field in enumerate(sheet.fields, start=1):
        assert page.cell(5, column).protection.locked != field.is_filled
    asked = {
        str(each.sqref).split(":")[0].rstrip("0123456789"): each
        for each in page.data_validations.dataValidation
    }
    for column, field in enumerate(sheet.fields, start=1):
        if field.is_filled:
            validation = asked[page.cell(5, column).column_letter]
            assert validation.prompt == (field.help or {})["fi"]
            assert validation.error
    assert asked["I"].type == "list"
    assert page.print_title_rows == "$4:$4"


@pytest.mark.office
def test_the_column_of_what_is_missing_says_so_while_a_row_is_filled(plan: Programme, tmp_path: Path) -> None:
    known = {(CONTRACT, "johtoryhma"): APPROVED, (DEVELOPMENT, "johtoryhma"): ON_AGENDA}
    book = sent_to_decide(plan, tmp_path, known)
    type_decision(book, STRATEGY, state="Esityslistalla")
    type_decision(book, COMMITTEE, EXECUTIVE, state="Hyväksytty", decided_on=date(2026, 4, 1))
    type_decision(book, "4A.2.2", EXECUTIVE, remark="Siirtyi.")
    type_decision(book, CONTRACT, version="1.1")
    type_decision(book, CONTRACT, COUNTY, state="Valmisteltu")
    book.save(tmp_path / "typed.xlsx")
    (tmp_path / "again").mkdir()
    again = convert(tmp_path / "typed.xlsx", "xlsx", tmp_path / "again", recalculate=True)
    page = openpyxl.load_workbook(again, data_only=True)[SHEET]
    column = column_of(page, "lacking")
    assert [page.cell(row, column).value or "" for row in range(5, 11)] == [
        "kokouspäivä",
        "päivä kuukauden jälkeen?",
        "käsittelyn tila",
        "käsittelyn tila",
        "✓",
        "",
    ]
