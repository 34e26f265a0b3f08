"""What stands in a workbook beside the values of its cells is told, once, and none of it that is ours."""

import re
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from builder import at, packed, with_cell, workbook
from variants import (
    SHEET_1,
    WORKBOOK,
    Parts,
    changed,
    related,
    with_comment,
    with_connection,
    with_dde,
    with_embedded,
    with_links,
    with_macros,
    with_text_box,
)
from ytaexcel.findings import Finding
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme
from ytaexcel.read import FEEDBACK_AUTHOR

FIRST, SECOND = "HTT.A.1.1", "HTT.A.1.2"
STATE, NOTES = "Tilannekuva", "Huomiot"
Judge = Callable[..., Submission]


@pytest.fixture
def book(small: Programme) -> Workbook:
    rows = {FIRST: {"status": "Valmis"}, SECOND: {"status": "Käynnissä"}}
    return workbook(small, rows, notes=[{"kind": "Huomio", "text": "Odottaa."}])


def told(submission: Submission) -> list[tuple[str, str, str]]:
    """(code, place, what was found) of what is not about values."""
    return [
        (each.code, each.place, each.values.get("found", ""))
        for each in submission.findings
        if each.code[:3] in ("W02", "S02")
    ]


def broken(part: str) -> Callable[[Parts], object]:
    return lambda parts: parts.update({part: b"<a"})


# --- the workbook -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code", "found"),
    [
        (with_macros, "W022", ""),
        (with_links, "W024", "Laskenta 2021.xlsx"),
        (lambda data: with_links(data, "/Omat/a.xlsx"), "W024", "a.xlsx"),
        (lambda data: with_links(data, "https://example.org/kansio/b.xlsx"), "W024", "b.xlsx"),
        (lambda data: with_links(data, "\\\\palvelin\\jako\\c.xlsx"), "W024", "c.xlsx"),
        (with_dde, "W025", "DDE cmd|/c calc"),
        (with_connection, "W025", "Kysely - Talous"),
        (with_text_box, "W026", '"Muistakaa liite!"'),
        (with_embedded, "W026", "oleObject"),
    ],
)
def test_what_is_not_read_is_told_by_its_name(
    change: Callable[[bytes], bytes], code: str, found: str, book: Workbook, judged: Judge
) -> None:
    submission = judged(change(packed(book)))
    assert submission.outcome == "accepted"
    assert told(submission) == [(code, "", found)]


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: related(parts, WORKBOOK, "externalLink", "externalLinks/poissa.xml"),
        lambda parts: related(parts, WORKBOOK, "connections", "poissa.xml"),
        lambda parts: related(parts, SHEET_1, "drawing", "../drawings/poissa.xml"),
        lambda parts: related(parts, SHEET_1, "comments", "../poissa.xml"),
    ],
)
def test_a_part_that_is_not_there_does_no_harm(
    change: Callable[[Parts], object], book: Workbook, judged: Judge
) -> None:
    assert judged(changed(packed(book), change)).outcome == "accepted"


@pytest.mark.parametrize(
    ("make", "part", "code"),
    [
        (with_links, "xl/externalLinks/externalLink1.xml", "W024"),
        (with_connection, "xl/connections.xml", None),
        (with_text_box, "xl/drawings/drawing1.xml", None),
    ],
)
def test_a_part_that_is_no_xml_does_no_harm_to_the_values(
    make: Callable[[bytes], bytes], part: str, code: str | None, book: Workbook, judged: Judge
) -> None:
    """LibreOffice writes such parts of old workbooks."""
    submission = judged(changed(make(packed(book)), broken(part)))
    assert (submission.outcome, len(submission.accepted)) == ("accepted", 3)
    assert [each[0] for each in told(submission)] == ([code] if code else [])


def test_many_names_are_cut_short(book: Workbook, judged: Judge) -> None:
    data = packed(book)
    names = "".join(f'<connection id="{n}" name="Kysely {n}"/>' for n in range(8))
    data = changed(
        with_connection(data),
        lambda parts: parts.update({"xl/connections.xml": f"<connections>{names}</connections>".encode()}),
    )
    (found,) = told(judged(data))
    assert found[2] == "Kysely 0, Kysely 1, Kysely 2, Kysely 3, Kysely 4 … (+3)"


def test_nothing_is_told_of_a_workbook_that_is_not_trusted(small: Programme, judged: Judge) -> None:
    assert told(judged(with_macros(packed(Workbook())))) == []


# --- the sheets ---------------------------------------------------------------------------------------------------


def test_a_plain_workbook_has_nothing_beside_its_values(book: Workbook, judged: Judge) -> None:
    assert judged(book).findings == []


def test_links_that_lead_out_are_told_once_for_a_sheet_and_those_within_are_not(
    book: Workbook, judged: Judge
) -> None:
    for cell in ("O5", "O6"):
        book[STATE][cell] = "Esitys"
        book[STATE][cell].hyperlink = "https://example.org/esitys"
    book[STATE]["O7"].hyperlink = f"#{NOTES}!A1"
    book[NOTES]["D5"].hyperlink = "mailto:maija@example.org"
    assert told(judged(book)) == [("S021", STATE, "O5, O6"), ("S021", NOTES, "D5")]


def test_comments_are_told_but_not_those_of_our_own_feedback(book: Workbook, judged: Judge) -> None:
    with_comment("K5")(book)
    with_comment("K6", FEEDBACK_AUTHOR)(book)
    with_comment("C5", FEEDBACK_AUTHOR, NOTES)(book)
    assert told(judged(book)) == [("S023", STATE, "K5")]


@pytest.mark.parametrize(
    "formula", ["[1]Taul!A1", "SUM('[12]Oma taulu'!A1:A9)", "1+[3]!nimi", "VLOOKUP(A1,[1]T!$A:$B,2,0)"]
)
def test_values_of_another_workbook_are_taken_and_told(formula: str, book: Workbook, judged: Judge) -> None:
    data = with_cell(packed(book), "K5", f'<c r="K5" t="str"><f>{formula}</f><v>Käynnissä</v></c>')
    submission = judged(data)
    assert told(submission) == [("S020", STATE, "K5")]
    assert submission.accepted[0].values["status"] == "started"


@pytest.mark.parametrize("formula", ["Table1[1]", "Taulu[[#This Row],[Tila]]", '"[1]"&A1', "Omat[[1]]"])
def test_a_column_of_a_table_is_no_other_workbook(formula: str, book: Workbook, judged: Judge) -> None:
    quoted = formula.replace("&", "&amp;").replace('"', "&quot;")
    data = with_cell(packed(book), "K5", f'<c r="K5" t="str"><f>{quoted}</f><v>Käynnissä</v></c>')
    assert told(judged(data)) == []


# --- merged cells -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("area", ["K5:K6", "J5:K5", "L4:L6"])
def test_merged_cells_that_hide_a_cell_to_be_filled_are_told(
    area: str, book: Workbook, judged: Judge
) -> None:
    book[STATE].merge_cells(area)
    found: list[Finding] = [each for each in judged(book).findings if each.code == "S022"]
    assert [(each.cell, each.values["found"], each.severity) for each in found] == [
        (area.split(":", maxsplit=1)[0], area, "warning")
    ]


@pytest.mark.parametrize("area", ["A1:R1", "B5:C6", "D5:D7", "K4:K4"])
def test_merged_cells_that_hide_nothing_are_not_told(area: str, book: Workbook, judged: Judge) -> None:
    book[STATE].merge_cells(area)
    assert [each for each in judged(book).findings if each.code == "S022"] == []


def test_a_note_that_was_merged_over_blank_rows_loses_nothing(
    small: Programme, book: Workbook, judged: Judge
) -> None:
    text = at(small, "text", 5, "notes")
    book[NOTES].merge_cells(f"{text}:{text[0]}8")
    submission = judged(book)
    assert [each.code for each in submission.findings] == []
    assert [each.values["text"] for each in submission.accepted if each.kind == "notes"] == ["Odottaa."]


def test_only_the_first_of_merged_cells_has_the_value(book: Workbook, judged: Judge) -> None:
    book[STATE].merge_cells("K5:K6")
    submission = judged(book)
    assert [each.item for each in submission.accepted if each.kind == "items"] == [FIRST]


# --- days from 1904 -----------------------------------------------------------------------------------------------


def test_a_bare_number_in_a_column_of_dates_counts_as_the_workbook_counts(
    small: Programme, judged: Judge
) -> None:
    """LibreOffice writes results of formulas so: 43098 is 30.12.2021 there, and 29.12.2017 elsewhere."""
    place = at(small, "forecast_end", 5)
    data = packed(workbook(small, {FIRST: {"status": "Käynnissä", "forecast_end": 43098}}))
    days = [
        row.values["forecast_end"].isoformat()
        for submission in (judged(data), judged(changed(data, as_1904)))
        for row in (*submission.accepted, *submission.refused)
    ]
    assert days == ["2017-12-29", "2021-12-30"]
    assert [each.cell for each in judged(data).findings if each.code == "C013"] == [place]


def as_1904(parts: Parts) -> None:
    marked, times = re.subn(rb"<workbookPr ?/>", b'<workbookPr date1904="1"/>', parts[WORKBOOK])
    assert times == 1, "openpyxl writes the blank with one XML library and not with the other"
    parts[WORKBOOK] = marked
