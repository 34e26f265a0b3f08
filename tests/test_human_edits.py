"""A filled real template says the same after everything that people do to it in Excel."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from builder import FIRST_ROW, column, few
from templates import GROUP, MONTH, order
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme, Sheet
from ytaexcel.template import Previous, write_template
from ytaexcel.texts import LANGUAGES, Language

Judge = Callable[..., Submission]
Edit = Callable[[Workbook, Programme], object]
STATE, NOTES = "Tilannekuva", "Huomiot"
RENAMED = "Ryhmän huomiot 11"
COUNT = 8
ANSWERS: tuple[dict[str, Any], ...] = (
    {"status": "Valmis", "percent_done": 1, "where_now": "Päätetty."},
    {"status": "Käynnissä", "percent_done": 0.4, "forecast_end": date(2022, 2, 28)},
    {"no_change": "x"},
    {},
    {"status": "Ei aloitettu", "red_flag": "kyllä", "challenges": "Tekijöitä on vähän."},
    {"status": "Ei koske aluetta"},
    {"status": "Käynnissä", "percent_done": 0.05, "owner": "Kehittämisjohtaja"},
    {},
)
LATE_WITHOUT_A_WORD = "R012"
"""A rule that some of the answers break, edited or not."""
REMARKS: tuple[dict[str, Any], ...] = (
    {"kind": "Riski", "text": "Asiantuntijat ovat vähissä.", "scope": "sote", "likelihood": 4, "effect": 5},
    {"kind": "Toive", "text": "Yhteinen ohje.", "shareable": "kyllä", "scope": "molemmat"},
)


@pytest.fixture(scope="session")
def eight(decided: Programme) -> Programme:
    return few(decided, COUNT)


@pytest.fixture(scope="session")
def sent(eight: Programme, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The template of the month with the answers typed into it."""
    path: Path = tmp_path_factory.mktemp("edits") / "template.xlsx"
    items = eight.items_in(MONTH, GROUP)
    previous = {items[2].id: Previous("started", 30.0, date(2022, 3, 31), {"owner": "Talousjohtaja"})}
    write_template(path, eight, order(eight, "fi", previous))
    book = load_workbook(path)
    for kind, name, rows in (("items", STATE, ANSWERS), ("notes", NOTES, REMARKS)):
        sheet = eight.workbook.sheet(kind)
        for number, values in enumerate(rows, start=FIRST_ROW):
            for code, value in values.items():
                book[name].cell(number, column(sheet, code)).value = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def right(sent: bytes, eight: Programme, judged: Judge) -> list[tuple[str, str, dict[str, Any]]]:
    submission = judged(sent, programme=eight)
    assert (submission.outcome, len(submission.accepted)) == ("accepted", 8)
    assert {each.code for each in submission.findings} <= {LATE_WITHOUT_A_WORD}
    return said(submission)


def said(submission: Submission) -> list[tuple[str, str, dict[str, Any]]]:
    """What the accepted rows say, in the order of the items and not of the rows."""
    return sorted(((row.kind, row.item, dict(row.values)) for row in submission.accepted), key=repr)


# --- what people do --------------------------------------------------------------------------------------------------


def header_row(page: Worksheet) -> int:
    """Where the header stands by now: the row that has most texts among the first hundred."""
    counts = {row: sum(isinstance(cell.value, str) for cell in page[row]) for row in range(1, 100)}
    return max(counts, key=lambda row: (counts[row], -row))


def rows_of_items(page: Worksheet) -> Iterator[int]:
    for row in range(header_row(page) + 1, page.max_row + 1):
        if any(str(cell.value).startswith(f"{GROUP}.") for cell in page[row]):
            yield row


def notes_of(book: Workbook) -> Worksheet:
    """The sheet of notes, whatever it is called by now."""
    page = book[NOTES if NOTES in book.sheetnames else RENAMED]
    assert isinstance(page, Worksheet)
    return page


def contents(page: Worksheet, row: int) -> list[tuple[Any, str]]:
    return [(cell.value, cell.number_format) for cell in page[row]]


def put(page: Worksheet, row: int, values: list[tuple[Any, str]]) -> None:
    for number, (value, number_format) in enumerate(values, start=1):
        cell = page.cell(row, number)
        cell.value, cell.number_format = value, number_format


def unmerged(page: Worksheet) -> None:
    for area in list(page.merged_cells.ranges):
        page.unmerge_cells(str(area))


def insert_rows(book: Workbook, _: Programme) -> None:
    unmerged(book[STATE])
    book[STATE].insert_rows(FIRST_ROW + 2, 2)


def insert_columns(book: Workbook, _: Programme) -> None:
    for page in (book[STATE], notes_of(book)):
        unmerged(page)
        page.insert_cols(1)
        page.insert_cols(6, 2)


def push_header_down(book: Workbook, _: Programme) -> None:
    unmerged(book[STATE])
    book[STATE].insert_rows(1, 3)
    book[STATE]["A1"] = "Täyttäjä: sihteeri"


def move_rows(book: Workbook, _: Programme) -> None:
    """Sorted the other way round."""
    page = book[STATE]
    rows = list(rows_of_items(page))
    held = [contents(page, row) for row in rows]
    for row, values in zip(rows, reversed(held), strict=True):
        put(page, row, values)


def move_columns(book: Workbook, _: Programme) -> None:
    page, head = book[STATE], header_row(book[STATE])
    unmerged(page)
    for row in range(head, page.max_row + 1):
        put(page, row, list(reversed(contents(page, row))))


def hide_and_filter(book: Workbook, _: Programme) -> None:
    page = book[STATE]
    for row in list(rows_of_items(page))[::2]:
        page.row_dimensions[row].hidden = True
    for letter in "CKLM":
        page.column_dimensions[letter].hidden = True
    page.auto_filter.ref = page.dimensions
    notes_of(book).sheet_state = "hidden"


def merge_remark(book: Workbook, _: Programme) -> None:
    """A remark of the group's own below the items, merged over some columns."""
    page = book[STATE]
    last = max(rows_of_items(page)) + 2
    page.cell(last, 2).value = "Käsitelty ryhmän kokouksessa"
    page.merge_cells(start_row=last, end_row=last, start_column=2, end_column=5)


def subtotal(book: Workbook, _: Programme) -> None:
    page = book[STATE]
    unmerged(page)
    row = list(rows_of_items(page))[3]
    page.insert_rows(row)
    first = next(cell for cell in page[row + 1] if str(cell.value).startswith(f"{GROUP}."))
    page.cell(row, first.column).value = "Yhteensä"


def repeat_header(book: Workbook, _: Programme) -> None:
    page = book[STATE]
    unmerged(page)
    head, row = header_row(page), list(rows_of_items(page))[4]
    page.insert_rows(row)
    put(page, row, contents(page, head))


def rename_sheets(book: Workbook, _: Programme) -> None:
    book[NOTES].title = RENAMED


def add_sheets_and_columns(book: Workbook, _: Programme) -> None:
    book.create_sheet("Laskelma", 0)["B2"] = 12
    page = book[STATE]
    page.cell(header_row(page), page.max_column + 1).value = "Projektinumero"


def translate_headers(book: Workbook, programme: Programme) -> None:
    for kind, page in (("items", book[STATE]), ("notes", notes_of(book))):
        known = {
            field.header("fi", MONTH): field.header("sv", MONTH)
            for field in programme.workbook.sheet(kind).fields
        }
        for cell in page[header_row(page)]:
            cell.value = known.get(str(cell.value), cell.value)


def decompose_letters(book: Workbook, _: Programme) -> None:
    """As a file made on a Mac has them."""
    page = book[STATE]
    for row in page.iter_rows(min_row=header_row(page)):
        for cell in row:
            if isinstance(cell.value, str) and not cell.value.startswith("=") and len(cell.value) < 40:
                cell.value = unicodedata.normalize("NFD", cell.value)


def spoil_ids(book: Workbook, _: Programme) -> None:
    page = book[STATE]
    for number, row in enumerate(rows_of_items(page)):
        cell = next(each for each in page[row] if str(each.value).startswith(f"{GROUP}."))
        cell.value = (cell.value.replace(".", ""), None, 44470 + number, cell.value.lower())[number % 4]


def delete_locked_columns(book: Workbook, programme: Programme) -> None:
    page, sheet = book[STATE], programme.workbook.sheet("items")
    unmerged(page)
    for code in ("critical", "task", "lacking"):
        header = sheet.field(code).header("fi", MONTH)
        place = next((cell.column for cell in page[header_row(page)] if cell.value == header), None)
        if place is not None:
            page.delete_cols(place)


EDITS: tuple[Edit, ...] = (
    insert_rows,
    insert_columns,
    push_header_down,
    move_rows,
    move_columns,
    hide_and_filter,
    merge_remark,
    subtotal,
    repeat_header,
    add_sheets_and_columns,
    translate_headers,
    decompose_letters,
    delete_locked_columns,
    rename_sheets,
)


def edited(sent: bytes, programme: Programme, *edits: Edit) -> Workbook:
    book = load_workbook(BytesIO(sent))
    for edit in edits:
        edit(book, programme)
    return book


def plain_letters(rows: list[tuple[str, str, dict[str, Any]]]) -> list[tuple[str, str, dict[str, Any]]]:
    """Texts are kept as they were typed: for comparing them letters are composed."""
    return [
        (
            kind,
            item,
            {
                code: unicodedata.normalize("NFC", each) if isinstance(each, str) else each
                for code, each in values.items()
            },
        )
        for kind, item, values in rows
    ]


@pytest.mark.parametrize("edit", [*EDITS, spoil_ids], ids=lambda each: each.__name__)
def test_an_edit_changes_nothing_of_what_is_said(
    edit: Edit, sent: bytes, right: list[Any], eight: Programme, judged: Judge
) -> None:
    submission = judged(edited(sent, eight, edit), programme=eight)
    assert plain_letters(said(submission)) == right
    assert submission.refused == []
    assert submission.outcome == "accepted"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=st.lists(st.sampled_from(EDITS), min_size=2, max_size=5, unique=True))
def test_no_mixture_of_edits_does_either(
    edits: list[Edit], sent: bytes, right: list[Any], eight: Programme, judged: Judge
) -> None:
    submission = judged(edited(sent, eight, *edits), programme=eight)
    assert plain_letters(said(submission)) == right
    assert submission.refused == []


def test_spoilt_ids_are_told_one_by_one(sent: bytes, eight: Programme, judged: Judge) -> None:
    """In the rows that say something; in the others there is nothing to be wrong about."""
    submission = judged(edited(sent, eight, spoil_ids), programme=eight)
    found = Counter(each.code for each in submission.findings if each.code != LATE_WITHOUT_A_WORD)
    assert found == {"C013": 2, "C020": 4}


HUMAN: dict[str, tuple[list[Any], Any]] = {
    "percent_done": (
        [0.4, 40, "40", "40 %", "40,0", "noin 40 %", "n. 40", "ca 40", "40 pros.", " 40\u00a0% "],
        40,
    ),
    "forecast_end": (
        [
            date(2022, 9, 30),
            *("30.9.2022", "30.9.22", "pe 30.9.2022", "30. syyskuuta 2022", "9/2022", "Q3/2022", 44834),
            *("3. kvartaali 2022", "syyskuun loppu 2022", "2022-09-30", "senast den 30 september 2022"),
        ],
        date(2022, 9, 30),
    ),
    "status": (
        ["Käynnissä", "KÄYNNISSÄ", "pågår", "In progress.", "kesken", "Ka\u0308ynnissa\u0308 "],
        "started",
    ),
    "red_flag": (["kyllä", "Kyllä!", "ja", "YES", "x"], True),
}
"""Field -> ways of writing one value, and that value."""


@pytest.mark.parametrize(
    ("field", "written"), [(code, each) for code, (forms, _) in HUMAN.items() for each in forms]
)
def test_one_value_in_many_forms_is_one_value(
    field: str, written: object, sent: bytes, eight: Programme, judged: Judge
) -> None:
    """In the cells of the real template, with the formats that they have."""
    sheet: Sheet = eight.workbook.sheet("items")
    book = load_workbook(BytesIO(sent))
    cells = {code: book[STATE].cell(FIRST_ROW + 1, column(sheet, code)) for code in ("challenges", field)}
    cells["challenges"].value = "Resurssit."
    cells[field].value = written
    if isinstance(written, int) and field == "forecast_end":
        cells[field].number_format = "General"
    submission = judged(book, programme=eight)
    item = eight.items_in(MONTH, GROUP)[1].id
    (row,) = (row for row in submission.accepted if row.item == item)
    value = HUMAN[field][1]
    assert row.values[field] == value
    assert {each.code for each in submission.findings} <= {"C013", LATE_WITHOUT_A_WORD}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headers_are_found_in_every_language(
    language: Language, eight: Programme, tmp_path: Path, judged: Judge
) -> None:
    """A template of each language with one row typed."""
    path = tmp_path / "template.xlsx"
    write_template(path, eight, order(eight, language))
    book = load_workbook(path)
    sheet = eight.workbook.sheet("items")
    book[sheet.names[language]].cell(FIRST_ROW, column(sheet, "status")).value = "Valmis"
    buffer = BytesIO()
    book.save(buffer)
    submission = judged(buffer.getvalue(), programme=eight)
    assert [row.values["status"] for row in submission.accepted] == ["done"]
    assert submission.accepted[0].row == FIRST_ROW
