"""Values are found by sheet, header and item id, never by position; what cannot be found is told, and where."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from builder import FIRST_ROW, HEADER_ROW, at, column, workbook
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme
from ytaexcel.programme.sheets import Field, Headers
from ytaexcel.texts import LANGUAGES, Language

Judge = Callable[..., Submission]
STATE, NOTES = "Tilannekuva", "Huomiot"
ROWS: dict[str, dict[str, Any]] = {
    "HTT.A.1.1": {"status": "Valmis", "percent_done": 1, "where_now": "Päätetty."},
    "HTT.A.1.2": {"status": "Käynnissä", "percent_done": 0.4, "forecast_end": date(2022, 2, 28)},
    "HTT.A.1.4": {
        "status": "Käynnissä",
        "red_flag": "kyllä",
        "challenges": "Tilat puuttuvat.",
        "owner": "Johtaja",
    },
}
REMARKS = [
    {"kind": "Riski", "text": "Tekijöitä on vähän.", "item": "HTT.A.1.2", "likelihood": 4, "effect": 5},
    {"kind": "Toive", "text": "Yhteinen ohje.", "shareable": "kyllä"},
]


@pytest.fixture
def book(small: Programme) -> Workbook:
    return workbook(small, ROWS, notes=REMARKS)


@pytest.fixture(scope="session")
def right(small: Programme, judged: Judge) -> list[tuple[str, str, dict[str, Any]]]:
    """What the workbook says when nobody has moved anything."""
    submission = judged(workbook(small, ROWS, notes=REMARKS))
    assert (submission.outcome, submission.findings, len(submission.accepted)) == ("accepted", [], 5)
    return said(submission)


def said(submission: Submission) -> list[tuple[str, str, dict[str, Any]]]:
    """What the accepted rows say, wherever they stand."""
    return [(row.kind, row.item, dict(row.values)) for row in submission.accepted]


def codes(submission: Submission) -> list[str]:
    return [each.code for each in submission.findings]


# --- rows and columns that people insert and move ------------------------------------------------------------------


def test_columns_may_stand_in_any_order(book: Workbook, right: object, judged: Judge) -> None:
    for name in (STATE, NOTES):
        page = book[name]
        for cells in page.iter_rows(min_row=HEADER_ROW):
            values = [(cell.value, cell.number_format) for cell in reversed(cells)]
            for cell, (value, number_format) in zip(cells, values, strict=True):
                cell.value, cell.number_format = value, number_format
    submission = judged(book)
    assert said(submission) == right
    assert submission.findings == []


def test_inserted_rows_and_columns_change_nothing(book: Workbook, right: object, judged: Judge) -> None:
    for name in (STATE, NOTES):
        book[name].insert_cols(1, 2)
        book[name].insert_cols(7)
        book[name].insert_rows(FIRST_ROW + 1, 3)
        book[name].insert_rows(FIRST_ROW)
    submission = judged(book)
    assert said(submission) == right
    assert (submission.findings, submission.ignored) == ([], 0)


@pytest.mark.parametrize("rows", [1, 40])
def test_the_header_row_may_be_pushed_down(rows: int, book: Workbook, right: object, judged: Judge) -> None:
    book[STATE].insert_rows(1, rows)
    book[STATE]["B1"] = "Täyttäjä: valmisteluryhmän sihteeri"
    submission = judged(book)
    assert said(submission) == right
    assert {row.row for row in submission.accepted if row.kind == "items"} == {5 + rows, 6 + rows, 8 + rows}


def test_the_rows_above_the_header_may_be_gone(book: Workbook, right: object, judged: Judge) -> None:
    for name in (STATE, NOTES):
        book[name].delete_rows(1, HEADER_ROW - 1)
    assert said(judged(book)) == right


def test_hidden_and_filtered_rows_and_columns_are_read(book: Workbook, right: object, judged: Judge) -> None:
    page = book[STATE]
    for row in range(FIRST_ROW, FIRST_ROW + 4):
        page.row_dimensions[row].hidden = True
    page.column_dimensions["K"].hidden = True
    page.auto_filter.ref = "A4:R8"
    page.sheet_state = "hidden"
    assert said(judged(book)) == right


def test_rows_may_stand_in_any_order(book: Workbook, right: list[Any], judged: Judge) -> None:
    page = book[STATE]
    for number in range(1, page.max_column + 1):
        above, below = page.cell(FIRST_ROW, number), page.cell(FIRST_ROW + 3, number)
        above.value, below.value = below.value, above.value
        above.number_format, below.number_format = below.number_format, above.number_format
    moved = said(judged(book))
    assert moved != right
    assert sorted(moved, key=repr) == sorted(right, key=repr)


def test_a_finding_names_the_cell_where_the_value_was_moved_to(small: Programme, judged: Judge) -> None:
    book = workbook(small, {"HTT.A.1.2": {"status": "Käynnissä", "percent_done": 1.7}})
    place = column(small.workbook.sheet("items"), "percent_done")
    book[STATE].insert_cols(place - 2, 3)
    book[STATE].insert_rows(FIRST_ROW, 2)
    (fault,) = judged(book).findings
    assert (fault.code, fault.sheet, fault.item) == ("C003", STATE, "HTT.A.1.2")
    assert fault.cell == f"{get_column_letter(place + 3)}{FIRST_ROW + 1 + 2}"


EDITS: dict[str, Callable[[Workbook, int], object]] = {
    "a column": lambda book, place: book[STATE].insert_cols(place),
    "a column on the notes": lambda book, place: book[NOTES].insert_cols(place),
    "rows": lambda book, place: book[STATE].insert_rows(place, 2),
    "rows on the notes": lambda book, place: book[NOTES].insert_rows(place),
    "a sheet": lambda book, place: book.create_sheet(f"Oma {place}", 0),
}


@settings(max_examples=30, deadline=None)
@given(
    edits=st.lists(
        st.tuples(st.sampled_from(sorted(EDITS)), st.integers(1, 9)), max_size=5, unique_by=lambda e: e
    )
)
def test_no_mixture_of_such_edits_changes_what_is_read(
    edits: list[tuple[str, int]], small: Programme, right: object, judged: Judge
) -> None:
    book = workbook(small, ROWS, notes=REMARKS)
    for name, place in edits:
        EDITS[name](book, place)
    assert said(judged(book)) == right


# --- headers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", LANGUAGES)
def test_headers_and_sheets_are_known_in_every_language_whatever_the_passport_says(
    language: Language, told: Language, small: Programme, right: object, judged: Judge
) -> None:
    book = workbook(small, ROWS, notes=REMARKS, language=told)
    for kind in ("items", "notes"):
        sheet = small.workbook.sheet(kind)
        page = book[sheet.names[told]]
        page.title = sheet.names[language]
        for number, field in enumerate(sheet.fields, start=1):
            page.cell(HEADER_ROW, number, field.header(language, "2021-07"))
    submission = judged(book)
    assert said(submission) == right
    assert submission.findings == []


def test_headers_are_known_in_any_case_and_form(book: Workbook, right: object, judged: Judge) -> None:
    odd = {
        "Tila nyt": "TILA  NYT",
        "Valmiina %": "Valmiina\u00a0%",
        "Missä mennään": "Missa\u0308 menna\u0308a\u0308n",
        "Ennuste valmis": "Ennuste\nvalmis",
        "Tuen tarve": " Tuen tarve: ",
        "Vastuuhenkilö": "Vastuu\u00adhenkilö*",
    }
    for cell in book[STATE][HEADER_ROW]:
        cell.value = odd.pop(cell.value, cell.value)
    assert odd == {}
    submission = judged(book)
    assert said(submission) == right
    assert submission.findings == []


def with_new_header(programme: Programme, since: str) -> Programme:
    """The programme in which the status has another header from a month on."""

    def changed(field: Field) -> Field:
        if field.code != "status":
            return field
        new = Headers(
            since, {"fi": "Osatehtävän tilanne", "sv": "Deluppgiftens läge", "en": "State of the sub-task"}
        )
        return replace(field, headers=(*field.headers, new))

    sheets = tuple(
        replace(sheet, fields=tuple(changed(field) for field in sheet.fields))
        for sheet in programme.workbook.sheets
    )
    return replace(programme, workbook=replace(programme.workbook, sheets=sheets))


def test_the_headers_of_an_older_and_of_a_newer_month_are_both_known(
    small: Programme, right: object, judged: Judge
) -> None:
    changed = with_new_header(small, "2021-09")
    assert changed.workbook.sheet("items").field("status").header("fi", "2021-10") == "Osatehtävän tilanne"
    old, new = (workbook(changed, ROWS, notes=REMARKS, month=month) for month in ("2021-07", "2021-10"))
    assert {"Tila nyt", "Osatehtävän tilanne"} == {
        page[STATE][at(small, "status", HEADER_ROW)].value for page in (old, new)
    }
    assert said(judged(old, programme=changed)) == right
    assert said(judged(new, programme=changed)) == right


def rename(book: Workbook, old: str, new: str | None, name: str = STATE) -> str:
    """Another header in the place of `old`; the cell's address."""
    (cell,) = (cell for cell in book[name][HEADER_ROW] if cell.value == old)
    cell.value = new
    return str(cell.coordinate)


def test_a_header_almost_like_a_known_one_is_read_as_that_and_told(
    book: Workbook, right: object, judged: Judge
) -> None:
    where = rename(book, "Ennuste valmis", "Enuste valmis")
    submission = judged(book)
    assert said(submission) == right
    (told,) = submission.findings
    assert (told.code, told.severity, told.cell) == ("S008", "info", where)
    assert dict(told.values) == {"found": "Enuste valmis", "allowed": "Ennuste valmis"}


def test_how_like_a_header_must_be_is_said_by_the_programme(
    small: Programme, book: Workbook, judged: Judge
) -> None:
    rename(book, "Ennuste valmis", "Enuste valmis")
    assert codes(judged(book, programme=replace(small, near_header=100))) == ["S003", "S002"]


def test_an_unknown_header_is_told_with_the_known_one_that_may_be_meant(
    book: Workbook, judged: Judge
) -> None:
    where = rename(book, "Ennuste valmis", "Ennuste")
    submission = judged(book)
    assert codes(submission) == ["S003", "S002"]
    missing, unknown = submission.findings
    assert missing.values["allowed"] == "Ennuste valmis"
    assert (unknown.severity, unknown.cell, unknown.values["found"]) == ("warning", where, "Ennuste")
    assert "Ennuste valmis" in unknown.values["hint"]
    assert [row.values.get("forecast_end") for row in submission.accepted[:3]] == [None, None, None]
    assert submission.outcome == "partly_accepted"


def test_a_column_of_the_groups_own_is_told_without_a_guess(
    book: Workbook, right: object, judged: Judge
) -> None:
    book[STATE]["S4"] = "Projektinumero"
    book[STATE]["S5"] = "P-17"
    submission = judged(book)
    assert said(submission) == right
    assert [(each.code, each.cell, each.values["hint"]) for each in submission.findings] == [
        ("S002", "S4", "")
    ]
    assert submission.outcome == "accepted"


def test_a_known_header_is_never_given_away_to_a_column_that_only_resembles_it(
    book: Workbook, right: object, judged: Judge
) -> None:
    book[STATE]["S4"] = "Ennuste valmis 2"
    book[STATE]["S5"] = date(2030, 1, 1)
    submission = judged(book)
    assert said(submission) == right
    assert codes(submission) == ["S002"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [("items", code) for code in ("no_change", "status", "percent_done", "red_flag", "owner")]
    + [("notes", code) for code in ("scope", "item", "effect", "shareable")],
)
def test_a_missing_column_is_told_for_every_field_that_groups_fill(
    kind: str, code: str, book: Workbook, small: Programme, judged: Judge
) -> None:
    sheet = small.workbook.sheet(kind)
    header = sheet.field(code).header("fi", "2021-07")
    book[sheet.names["fi"]].delete_cols(column(sheet, code))
    (told,) = (each for each in judged(book).findings if each.code == "S003")
    assert (told.severity, told.sheet, told.cell) == ("error", sheet.names["fi"], "A4")
    assert told.values["allowed"] == header


@pytest.mark.parametrize("code", ["sub_task", "lacking", "planned_end", "previous_percent"])
def test_a_column_that_only_shows_something_may_be_missing(
    code: str, book: Workbook, small: Programme, right: object, judged: Judge
) -> None:
    book[STATE].delete_cols(column(small.workbook.sheet("items"), code))
    submission = judged(book)
    assert said(submission) == right
    assert submission.findings == []


def test_without_the_ids_no_row_can_be_read_and_neighbours_are_not_guessed(
    book: Workbook, judged: Judge
) -> None:
    book[STATE].delete_cols(1)
    submission = judged(book)
    assert codes(submission) == ["S003"]
    assert [row.kind for row in submission.accepted] == ["notes", "notes"]


def test_of_two_columns_of_one_header_the_first_is_read_where_they_do_not_differ(
    book: Workbook, right: object, judged: Judge
) -> None:
    page = book[STATE]
    page["S4"], page["T4"] = "Tila nyt", "Status nu"
    for row in range(FIRST_ROW, FIRST_ROW + 4):
        page[f"S{row}"] = page[at_status(row)].value
    submission = judged(book)
    assert said(submission) == right
    assert [(each.code, each.cell) for each in submission.findings] == [("S005", "S4"), ("S005", "T4")]


def test_where_two_columns_of_one_header_differ_the_row_is_refused_because_neither_is_certain(
    book: Workbook, judged: Judge
) -> None:
    """The columns of two months side by side: the first need not be this month's."""
    page = book[STATE]
    page["S4"], page["S5"], page["S7"] = "Tila nyt", "Valmis", "Käynnissä"
    submission = judged(book)
    assert [row.item for row in submission.accepted if row.kind == "items"] == ["HTT.A.1.1"]
    assert [row.item for row in submission.refused] == ["HTT.A.1.2", "HTT.A.1.3", "HTT.A.1.4"]
    faults = [each for each in submission.findings if each.code == "C021"]
    assert [(each.cell, each.values["found"], each.values["allowed"]) for each in faults] == [
        (at_status(6), "Käynnissä", "–"),
        (at_status(7), "–", "Käynnissä"),
        (at_status(8), "Käynnissä", "–"),
    ]
    assert codes(submission)[0] == "S005"


def test_a_second_column_of_texts_is_in_the_way_only_where_it_says_something_else(
    book: Workbook, right: list[Any], judged: Judge
) -> None:
    page = book[STATE]
    page["S4"], page["S8"] = "Vastuuhenkilö", "Sihteeri"
    submission = judged(book)
    assert said(submission) == [each for each in right if each[1] != "HTT.A.1.4"]
    assert codes(submission) == ["S005", "C021"]


def at_status(row: int) -> str:
    return f"K{row}"


def test_the_header_row_is_the_one_with_most_headers(book: Workbook, right: object, judged: Judge) -> None:
    book[STATE]["A2"], book[STATE]["B2"], book[STATE]["C2"] = "Tunnus", "Tila nyt", "Loppu"
    assert said(judged(book)) == right


def test_a_header_that_is_an_error_cell_is_a_missing_column(book: Workbook, judged: Judge) -> None:
    rename(book, "Vastuuhenkilö", "#REF!")
    assert codes(judged(book)) == ["S003"]


def test_a_sheet_without_headers_is_told(book: Workbook, judged: Judge) -> None:
    book[STATE].delete_rows(HEADER_ROW)
    submission = judged(book)
    assert [(each.code, each.sheet) for each in submission.findings] == [("S006", STATE)]
    assert submission.outcome == "partly_accepted"


def test_one_known_word_makes_no_header_row(book: Workbook, judged: Judge) -> None:
    book[STATE].delete_rows(HEADER_ROW)
    book[STATE]["B2"] = "Loppu"
    assert codes(judged(book)) == ["S006"]


# --- sheets --------------------------------------------------------------------------------------------------------


def test_a_renamed_sheet_is_known_by_its_headers_and_told(
    book: Workbook, right: object, judged: Judge
) -> None:
    book[STATE].title = "HTT heinäkuu"
    submission = judged(book)
    assert said(submission) == right
    (told,) = submission.findings
    assert (told.code, told.sheet) == ("S004", "HTT heinäkuu")
    assert dict(told.values) == {"found": "HTT heinäkuu", "allowed": STATE}
    assert {row.sheet for row in submission.accepted} == {"HTT heinäkuu", NOTES}


@pytest.mark.parametrize(
    "name", ["TILANNEKUVA", " Tilannekuva ", "Tilannekuva.", "Lägesbild", "situation picture"]
)
def test_the_name_of_a_sheet_is_known_in_any_case_and_language(
    name: str, book: Workbook, right: object, judged: Judge
) -> None:
    page = book[STATE]
    page.title = "muu"  # openpyxl takes another case of the same name for a name that is taken
    page.title = name
    submission = judged(book)
    assert said(submission) == right
    assert submission.findings == []


def test_a_missing_sheet_is_told_with_those_that_there_are(book: Workbook, judged: Judge) -> None:
    del book[STATE]
    book.create_sheet("Taul1")["A1"] = "muistiinpanoja"
    submission = judged(book)
    assert codes(submission) == ["S001", "S007"]
    assert dict(submission.findings[0].values) == {"allowed": STATE, "found": f"{NOTES}, Taul1"}
    assert submission.outcome == "partly_accepted"
    assert [row.kind for row in submission.accepted] == ["notes", "notes"]


def test_a_sheet_that_has_but_a_few_of_the_headers_is_not_taken_for_the_missing_one(
    book: Workbook, judged: Judge
) -> None:
    del book[STATE]
    page = book.create_sheet("Omat")
    for number, header in enumerate(["Tunnus", "Tila nyt", "Valmiina %", "Missä mennään"], start=1):
        page.cell(1, number, header)
    page["A2"], page["B2"] = "HTT.A.1.1", "Valmis"
    submission = judged(book)
    assert codes(submission) == ["S001", "S007"]
    assert [row.kind for row in submission.accepted] == ["notes", "notes"]


def test_a_workbook_with_none_of_the_sheets_is_refused(book: Workbook, judged: Judge) -> None:
    del book[STATE]
    del book[NOTES]
    book.create_sheet("Ohje")["A1"] = "Näin täytät"
    submission = judged(book)
    assert (submission.outcome, codes(submission)) == ("refused", ["S001", "S001", "W008"])


def test_a_sheet_of_the_groups_own_is_told_unless_it_is_empty(
    book: Workbook, right: object, judged: Judge
) -> None:
    book.create_sheet("Laskelma", 0)["C3"] = 12
    book.create_sheet("Tyhjä", 0)
    submission = judged(book)
    assert said(submission) == right
    assert [(each.code, each.severity, each.sheet) for each in submission.findings] == [
        ("S007", "info", "Laskelma")
    ]


@pytest.mark.parametrize("name", ["Lists", "Summary", "Instruktioner", "Sammanfattning"])
def test_a_sheet_called_as_one_of_ours_in_another_language_is_told_beside_ours(
    name: str, book: Workbook, right: object, judged: Judge
) -> None:
    """Its content is not looked at: what is told is that nobody reads it."""
    for own in ("Ohje", "Yhteenveto", "Listat"):
        book.create_sheet(own)["A1"] = "Ohje"
    book.create_sheet(name)["A1"] = "omia laskelmia"
    submission = judged(book)
    assert said(submission) == right
    assert [(each.code, each.sheet) for each in submission.findings] == [("S007", name)]


def test_a_second_sheet_with_the_same_headers_is_told_and_not_read(
    book: Workbook, right: object, judged: Judge
) -> None:
    """Two months in one file: what is read is the sheet that has the name."""
    for name, new in ((STATE, "Elokuu"), (NOTES, "Huomiot (2)")):
        copy = book.copy_worksheet(book[name])
        copy.title = new
        copy.cell(FIRST_ROW, 11, "Ei aloitettu")
    book.move_sheet("Elokuu", -3)
    submission = judged(book)
    assert said(submission) == right
    assert [(each.code, each.severity, each.sheet) for each in submission.findings] == [
        ("S010", "warning", "Elokuu"),
        ("S010", "warning", "Huomiot (2)"),
    ]


def test_of_two_sheets_with_the_headers_but_without_the_name_neither_is_read(
    book: Workbook, judged: Judge
) -> None:
    book[STATE].title = "Heinäkuu"
    book.copy_worksheet(book["Heinäkuu"]).title = "Elokuu"
    submission = judged(book)
    (told,) = submission.findings
    assert (told.code, told.severity) == ("S011", "error")
    assert dict(told.values) == {"allowed": STATE, "found": "Heinäkuu, Elokuu"}
    assert [row.kind for row in submission.accepted] == ["notes", "notes"]


def test_a_sheet_that_is_only_called_as_ours_does_not_hide_ours_under_another_name(
    book: Workbook, right: object, judged: Judge
) -> None:
    book[NOTES].title = "Ryhmän huomiot"
    book.create_sheet("Notes")["A1"] = "omia muistiinpanoja"
    submission = judged(book)
    assert said(submission) == right
    assert [(each.code, each.sheet) for each in submission.findings] == [
        ("S004", "Ryhmän huomiot"),
        ("S007", "Notes"),
    ]


# --- rows that are gone, and templates of other months ---------------------------------------------------------------


def test_rows_that_were_deleted_are_told_and_their_neighbours_read(
    book: Workbook, right: list[Any], judged: Judge
) -> None:
    book[STATE].delete_rows(FIRST_ROW + 1)
    submission = judged(book)
    assert said(submission) == [each for each in right if each[:2] != ("items", "HTT.A.1.2")]
    (told,) = submission.findings
    assert (told.code, told.severity, told.sheet) == ("S013", "info", STATE)
    assert dict(told.values) == {"found": "1", "allowed": "HTT.A.1.2"}


def test_rows_are_not_told_to_be_gone_while_an_id_is_a_riddle(book: Workbook, judged: Judge) -> None:
    book[STATE]["A6"] = "?"
    assert codes(judged(book)) == ["C006"]


def test_the_headers_of_an_older_template_are_told_with_its_month(small: Programme, judged: Judge) -> None:
    """They are read all the same."""
    changed = with_new_header(small, "2021-09")
    book = workbook(changed, ROWS, month="2021-10")
    book[STATE][at(small, "status", HEADER_ROW)] = "Tila nyt"
    submission = judged(book, programme=changed)
    (told,) = submission.findings
    assert (told.code, told.severity, told.sheet) == ("S014", "warning", STATE)
    assert dict(told.values) == {"found": "2021-08", "allowed": "2021-10"}
    assert len(submission.accepted) == 3


def test_the_headers_of_a_newer_template_are_told_with_its_month(small: Programme, judged: Judge) -> None:
    changed = with_new_header(small, "2021-09")
    book = workbook(changed, ROWS)
    book[STATE][at(small, "status", HEADER_ROW)] = "Osatehtävän tilanne"
    (told,) = judged(book, programme=changed).findings
    assert (told.code, told.values["found"]) == ("S014", "2021-09")


@pytest.mark.parametrize(
    ("span", "template"),
    [({"valid_to": "2021-06"}, "2021-06"), ({"valid_from": "2021-09"}, "2021-09")],
)
def test_items_of_another_months_template_name_it(
    span: dict[str, str], template: str, book: Workbook, small: Programme, judged: Judge
) -> None:
    items = tuple(replace(each, **span) if each.id == "HTT.A.1.2" else each for each in small.items)
    submission = judged(book, programme=replace(small, items=items))
    (told,) = (each for each in submission.findings if each.code == "S014")
    assert (told.sheet, told.values["found"]) == (STATE, template)
    assert ("C006", "A6") in [(each.code, each.cell) for each in submission.findings]
    assert [row.item for row in submission.accepted if row.kind == "items"] == ["HTT.A.1.1", "HTT.A.1.4"]


# --- columns whose dates have changed places -------------------------------------------------------------------------


def with_plan(programme: Programme) -> Programme:
    days = {"planned_start": date(2021, 8, 1), "planned_end": date(2021, 11, 30)}
    return replace(programme, items=tuple(replace(each, **days) for each in programme.items))


def planned_book(programme: Programme, plan: str, forecast: str) -> Workbook:
    """Three reports with the plan's end and a forecast, in the columns of these fields."""
    end, expected = date(2021, 11, 30), date(2022, 2, 28)
    values = {"planned_start": date(2021, 8, 1), plan: end, forecast: expected, "status": "Käynnissä"}
    return workbook(programme, {item: dict(values) for item in list(ROWS)})


def test_two_columns_of_dates_that_were_swapped_are_told_and_the_groups_is_not_read(
    small: Programme, judged: Judge
) -> None:
    planned = with_plan(small)
    submission = judged(planned_book(planned, "forecast_end", "planned_end"), programme=planned)
    (told,) = submission.findings
    assert (told.code, told.severity, told.cell) == ("S012", "error", at(small, "forecast_end", HEADER_ROW))
    assert dict(told.values) == {"found": "Loppu", "allowed": "Ennuste valmis"}
    assert [row.values.get("forecast_end") for row in submission.accepted] == [None, None, None]
    assert submission.outcome == "partly_accepted"


def test_columns_of_dates_in_their_places_are_read(small: Programme, judged: Judge) -> None:
    planned = with_plan(small)
    submission = judged(planned_book(planned, "planned_end", "forecast_end"), programme=planned)
    assert submission.findings == []
    assert {row.values["forecast_end"] for row in submission.accepted} == {date(2022, 2, 28)}


def test_the_plans_own_columns_of_dates_that_were_swapped_are_told(small: Programme, judged: Judge) -> None:
    planned = with_plan(small)
    book = planned_book(planned, "planned_end", "forecast_end")
    for row in range(FIRST_ROW, FIRST_ROW + 4):
        start, end = (book[STATE][at(small, code, row)] for code in ("planned_start", "planned_end"))
        start.value, end.value = end.value, start.value
    submission = judged(book, programme=planned)
    assert [(each.code, each.cell) for each in submission.findings] == [
        ("S012", at(small, "planned_end", HEADER_ROW))
    ]
    assert {row.values["forecast_end"] for row in submission.accepted} == {date(2022, 2, 28)}


def test_a_forecast_that_is_the_plans_end_is_nobodys_swap(small: Programme, judged: Judge) -> None:
    """One row whose plan was changed by hand shows nothing; nor do rows where some speak against it."""
    planned = with_plan(small)
    for rows in (1, 3):
        book = planned_book(planned, "planned_end", "forecast_end")
        for row in range(FIRST_ROW, FIRST_ROW + rows):
            book[STATE][at(small, "planned_end", row)] = date(2021, 12, 31)
        book[STATE][at(small, "forecast_end", FIRST_ROW)] = date(2021, 11, 30)
        submission = judged(book, programme=planned)
        assert "S012" not in codes(submission)
        assert submission.accepted[0].values["forecast_end"] == date(2021, 11, 30)


@pytest.mark.parametrize("first", [True, False])
def test_a_sheet_of_the_groups_own_that_is_called_as_ours_in_another_language_does_not_replace_ours(
    first: bool, book: Workbook, right: object, judged: Judge
) -> None:
    """A Finnish group may well keep a private sheet called "Notes"."""
    book.create_sheet("Notes", 0 if first else None)["A1"] = "omia muistiinpanoja"
    submission = judged(book)
    assert said(submission) == right
    assert [(each.code, each.sheet) for each in submission.findings] == [("S007", "Notes")]


def test_the_sheet_of_feedback_that_was_handed_back_is_passed_over(
    book: Workbook, right: object, small: Programme, judged: Judge
) -> None:
    book.create_sheet(small.workbook.words["feedback"]["fi"], 0)["A1"] = "Korjattavaa"
    submission = judged(book)
    assert said(submission) == right
    assert submission.findings == []
