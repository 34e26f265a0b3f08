"""Findings go back in a copy of the group's own workbook: marked, listed, and good to be sent again."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment

from builder import column, save
from collected import items_of, run_in, send, small_workspace
from ytaexcel import style
from ytaexcel.feedback import feedback_name
from ytaexcel.findings import Finding
from ytaexcel.inbox import sent_file
from ytaexcel.merge import Submission
from ytaexcel.texts import LANGUAGES, Language, text
from ytaexcel.workflow import Run, check_files, give_feedback, make_templates, merge_files

HEADER, FIRST = 5, 6
"""Rows of the list of findings."""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_in(small_workspace(tmp_path / "workspace", items=4))


def faulty_rows(run: Run) -> dict[str, dict[str, Any]]:
    """One good row, one of three faults, one with a warning."""
    items = items_of(run)
    return {
        items[0]: {"status": "Käynnissä", "percent_done": 0.4, "where_now": "Luonnos lausunnolla."},
        items[1]: {"status": "valmiss", "percent_done": 1.7, "forecast_end": "joskus"},
        items[2]: {"status": "Valmis", "percent_done": 0.5},
    }


def checked(run: Run, path: Path) -> tuple[Submission, Workbook]:
    """The submission and its feedback, opened."""
    (submission,) = check_files(run, [sent_file(path)], feedback=False)
    return submission, load_workbook(give_feedback(run, submission))


def listed(book: Workbook) -> list[list[Any]]:
    rows = book.worksheets[0].iter_rows(min_row=FIRST, max_col=4, values_only=True)
    return [list(row) for row in rows if row[0] is not None]


def is_marked(cell: Cell) -> bool:
    return cell.fill.fgColor.rgb == "00" + style.LATE_FILL.removeprefix("#") and cell.comment is not None


def test_the_marked_copy_lies_in_the_months_feedback_under_the_files_own_name(run: Run) -> None:
    path = send(run, faulty_rows(run), name="Satakunta HTT.xlsx")
    (submission,) = check_files(run, [sent_file(path)], feedback=True)
    assert feedback_name(submission, "sv") == "Satakunta HTT - respons.xlsx"
    assert [each.name for each in (run.workspace.output / "2021-07" / "feedback").iterdir()] == [
        "Satakunta HTT - palaute.xlsx"
    ]


def test_the_groups_own_file_is_not_touched(run: Run) -> None:
    path = send(run, faulty_rows(run))
    before = path.read_bytes()
    checked(run, path)
    assert path.read_bytes() == before


def test_what_the_group_typed_still_stands_in_the_copy(run: Run) -> None:
    path = send(run, faulty_rows(run), notes=[{"kind": "Toive", "text": "Tukea."}])
    _, copy = checked(run, path)
    sent = load_workbook(path)
    assert copy.sheetnames == ["Palaute", *sent.sheetnames]
    for sheet in sent.worksheets:
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert [[cell.value for cell in row] for row in copy[sheet.title].iter_rows()] == cells
    assert [copy[each.title].sheet_state for each in sent.worksheets] == [
        each.sheet_state for each in sent.worksheets
    ]


def test_faulty_cells_are_coloured_and_their_comment_says_what_is_wrong(run: Run) -> None:
    """All cells with a finding and no others."""
    submission, copy = checked(run, send(run, faulty_rows(run)))
    pointed = {(each.sheet, each.cell) for each in submission.findings if each.cell}
    marked = {
        (sheet.title, cell.coordinate)
        for sheet in copy.worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell, Cell) and is_marked(cell)
    }
    assert marked == pointed
    assert {each.code for each in submission.findings} >= {"C001", "C003", "C004", "R004"}
    for each in submission.findings:
        comment = copy[each.sheet][each.cell].comment
        assert comment is not None
        if each.severity == "error":
            assert comment.text == each.message("fi")


def test_where_a_cell_has_several_findings_the_gravest_stands_in_its_comment(run: Run) -> None:
    submission, _ = checked(run, send(run, faulty_rows(run)))
    error = submission.findings[0]
    later = Finding("C013", "info", error.sheet, error.cell, error.item, {"found": "x", "allowed": "y"})
    doubled = Submission(
        submission.source, "refused", submission.identity, None, findings=[*submission.findings, later]
    )
    copy = load_workbook(give_feedback(run, doubled))
    assert copy[error.sheet][error.cell].comment.text == error.message("fi")


def test_the_list_stands_first_and_links_to_each_cell(run: Run) -> None:
    submission, copy = checked(run, send(run, faulty_rows(run)))
    page = copy.worksheets[0]
    assert copy.active is page
    assert [cell.value for cell in page[HEADER]][:4] == [
        "Vakavuus",
        "Taulukko",
        "Solu",
        "Mitä on vialla ja mitä tehdä",
    ]
    assert listed(copy) == [
        [text(f"severity.{each.severity}", "fi"), each.sheet or None, each.cell or None, each.message("fi")]
        for each in submission.findings
    ]
    for number, each in enumerate(submission.findings, start=FIRST):
        link = page.cell(number, 3).hyperlink
        assert link is not None
        assert (link.location or link.target).lstrip("#") == f"'{each.sheet}'!{each.cell}"


def test_findings_stand_worst_first_and_the_head_counts_the_rows(run: Run) -> None:
    _, copy = checked(run, send(run, faulty_rows(run)))
    severities = [row[0] for row in listed(copy)]
    assert severities == sorted(severities, key=["virhe", "varoitus", "tiedoksi"].index)
    assert severities[0] == "virhe"
    page = copy.worksheets[0]
    assert page["A1"].value == "Työkirja otettiin mukaan osittain: korjaa merkityt kohdat"
    assert page["A2"].value == "05_HTT.xlsx: rivejä mukaan 2 · hylättiin 1"


def test_text_that_a_group_typed_is_never_a_formula_in_the_list(run: Run) -> None:
    _, copy = checked(run, send(run, {items_of(run)[0]: {"status": "=1+1"}}))
    messages = [
        cell for cell in copy.worksheets[0]["D"] if isinstance(cell.value, str) and "=1+1" in cell.value
    ]
    assert messages
    assert {cell.data_type for cell in messages} == {"s"}


def test_corrected_and_sent_again_it_is_accepted_and_the_list_is_passed_over(
    run: Run, tmp_path: Path
) -> None:
    path = send(run, faulty_rows(run))
    merge_files(run, [sent_file(path)])
    _, copy = checked(run, path)
    sheet, fields = copy["Tilannekuva"], run.programme.workbook.sheet("items")
    row = next(cell.row for cell in sheet["A"] if cell.value == items_of(run)[1])
    for code, value in (("status", "Valmis"), ("percent_done", 1), ("forecast_end", date(2021, 8, 1))):
        sheet.cell(row, column(fields, code)).value = value
    corrected = save(copy, run.workspace.input / "2021-07" / "korjattu.xlsx")
    (submission,) = merge_files(run, [sent_file(corrected)])
    assert submission.outcome == "accepted"
    assert {each.code for each in submission.findings} <= {"C013", "R004"}
    with run.history() as history:
        rows = history.items_in_force(run.programme.id).set_index("item")
    assert rows["status"].to_dict() == dict(zip(items_of(run), ["started", "done", "done"], strict=False))


def test_a_second_feedback_marks_only_what_is_still_wrong(run: Run) -> None:
    path = send(run, faulty_rows(run))
    _, first = checked(run, path)
    sheet, fields = first["Tilannekuva"], run.programme.workbook.sheet("items")
    row = next(cell.row for cell in sheet["A"] if cell.value == items_of(run)[1])
    sheet.cell(row, column(fields, "status")).value = "Valmis"
    path = save(first, run.workspace.input / "2021-07" / "toinen.xlsx")
    submission, second = checked(run, path)
    mended = second["Tilannekuva"].cell(row, column(fields, "status"))
    assert mended.comment is None
    assert mended.fill.fill_type is None
    assert {each.code for each in submission.findings if each.severity == "error"} == {"C003", "C004"}
    assert second.sheetnames.count("Palaute") == 1


def test_a_comment_of_the_groups_own_is_kept_under_ours(run: Run) -> None:
    path = send(run, faulty_rows(run))
    book = load_workbook(path)
    sheet, fields = book["Tilannekuva"], run.programme.workbook.sheet("items")
    row = next(cell.row for cell in sheet["A"] if cell.value == items_of(run)[1])
    sheet.cell(row, column(fields, "status")).comment = Comment("Tarkista tämä.", "Maija")
    save(book, path)
    submission, copy = checked(run, path)
    comment = copy["Tilannekuva"].cell(row, column(fields, "status")).comment
    error = next(each for each in submission.findings if each.code == "C001")
    assert comment.text == f"{error.message('fi')}\n\nMaija: Tarkista tämä."


def test_a_real_template_keeps_its_dropdowns_protection_and_looks(run: Run) -> None:
    """The copy is the group's own workbook: lists, locked cells, frozen panes and column widths are as sent."""
    (template,) = make_templates(run, "2021-07", "05", "HTT")
    book = load_workbook(template)
    sheet = book["Tilannekuva"]
    row = next(cell.row for cell in sheet["A"] if cell.value == items_of(run)[0])
    header = next(
        each for each in sheet.iter_rows(max_row=20) if any(cell.value == "Tila nyt" for cell in each)
    )
    status = next(cell.column for cell in header if cell.value == "Tila nyt")
    sheet.cell(row, status).value = "valmiss"
    path = save(book, run.workspace.input / "2021-07" / "tayte.xlsx")
    _, copy = checked(run, path)
    assert is_marked(copy["Tilannekuva"].cell(row, status))
    for own, again in ((each, copy[each.title]) for each in load_workbook(path).worksheets):
        assert validations(again) == validations(own)
        assert again.protection.sheet == own.protection.sheet
        assert again.freeze_panes == own.freeze_panes
        assert {key: each.width for key, each in again.column_dimensions.items()} == {
            key: each.width for key, each in own.column_dimensions.items()
        }
    assert validations(copy["Tilannekuva"])


def validations(sheet: Any) -> list[tuple[str, str, str]]:
    return sorted(
        (str(each.sqref), each.type, each.formula1) for each in sheet.data_validations.dataValidation
    )


def test_a_finding_on_a_cell_that_the_group_has_merged_away_does_not_stop_the_feedback(run: Run) -> None:
    """Two rows' ids merged into one: the second row has a status and no id."""
    items = items_of(run)
    path = send(run, {items[0]: {"status": "Valmis"}, items[1]: {"status": "Valmis"}})
    book = load_workbook(path)
    book["Tilannekuva"].merge_cells("A5:A6")
    save(book, path)
    submission, copy = checked(run, path)
    assert [(each.code, each.cell) for each in submission.findings if each.severity == "error"] == [
        ("C007", "A6")
    ]
    assert is_marked(copy["Tilannekuva"]["A5"])
    assert listed(copy)[0][2] == "A6"


def test_a_damaged_file_gives_one_page_that_says_what_to_do(run: Run) -> None:
    path = send(run, faulty_rows(run))
    path.write_bytes(path.read_bytes()[:800])
    submission, copy = checked(run, path)
    assert len(copy.sheetnames) == 1
    assert [row[3] for row in listed(copy)] == [submission.findings[0].message("fi")]
    assert submission.findings[0].code == "F003"
    assert copy.worksheets[0]["A3"].value == "Toimi alla olevan ohjeen mukaan ja lähetä työkirja uudelleen."
    assert copy.worksheets[0]["A1"].value == "Työkirjaa ei otettu mukaan: korjaa merkityt kohdat"


def test_a_workbook_that_is_none_of_ours_gives_one_page_without_its_content(run: Run) -> None:
    path = run.workspace.input / "2021-07" / "muu.xlsx"
    path.parent.mkdir(parents=True)
    book = Workbook()
    book.active["A1"] = "salaista"  # type: ignore[index]
    book.save(path)
    _, copy = checked(run, path)
    assert len(copy.sheetnames) == 1
    assert "Työkirjasta puuttuu" in listed(copy)[0][3]
    assert not any("salaista" in str(cell.value) for row in copy.worksheets[0].iter_rows() for cell in row)


def test_the_feedback_of_a_demonstration_says_that_it_is_one(run: Run) -> None:
    path = send(run, faulty_rows(run))
    assert checked(run, path)[1].worksheets[0]["A4"].value is None
    shown = replace(run, programme=replace(run.programme, is_demonstration=True))
    assert (
        checked(shown, path)[1].worksheets[0]["A4"].value == "ESITTELY: työkirja ja sen virheet on keksitty."
    )


def test_lock_files_and_files_that_are_not_there_get_no_feedback(run: Run, tmp_path: Path) -> None:
    lock = tmp_path / "~$05_HTT.xlsx"
    lock.write_bytes(b"\0" * 165)
    check_files(run, [sent_file(lock), sent_file(tmp_path / "puuttuu.xlsx")], feedback=True)
    assert not list(run.workspace.output.rglob("feedback/*"))


def test_feedback_on_a_file_that_does_not_say_its_month_goes_to_a_folder_of_its_own(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "rikki.xlsx"
    path.write_bytes(b"PK rikki")
    check_files(run, [sent_file(path)], feedback=True)
    assert [each.name for each in (run.workspace.output / "unknown" / "feedback").iterdir()] == [
        "rikki - palaute.xlsx"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_gets_its_feedback_in_its_own_language(run: Run, language: Language) -> None:
    """Whatever language the facilitator works in."""
    status = {"fi": "valmiss", "sv": "klarr", "en": "completedd"}[language]
    path = send(run, {items_of(run)[0]: {"status": status}}, language=language)
    submission, copy = checked(run, path)
    assert copy.sheetnames[0] == run.programme.workbook.words["feedback"][language]
    assert [row[3] for row in listed(copy)] == [each.message(language) for each in submission.findings]
    assert copy.worksheets[0]["A1"].value == text("feedback.title.refused", language)
    assert copy.worksheets[0].cell(HEADER, 4).value == text("feedback.message", language)
    status_name = run.programme.status_name("done", language)
    assert re.search(rf"\b{re.escape(status_name)}\b", listed(copy)[0][3])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_says_no_language_gets_the_facilitators(
    run: Run, tmp_path: Path, language: Language
) -> None:
    path = tmp_path / "rikki.xlsx"
    path.write_bytes(b"PK rikki")
    (submission,) = check_files(run, [sent_file(path)], feedback=False)
    copy = load_workbook(give_feedback(run_in(run.workspace, run.today, language), submission))
    assert listed(copy)[0][3] == submission.findings[0].message(language)
