"""Findings go back in a copy of the group's own workbook: marked, listed, and good to be sent again."""

import re
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter

from builder import column, save
from collected import items_of, run_in, send, small_workspace
from ytaexcel import style
from ytaexcel.conform import Identity
from ytaexcel.feedback import feedback_name, one_page
from ytaexcel.findings import SEVERITIES, Finding, Severity, kinds
from ytaexcel.inbox import sent_file
from ytaexcel.merge import Source, Submission
from ytaexcel.texts import LANGUAGES, Language, text
from ytaexcel.workflow import Run, check_files, give_feedback, make_templates, merge_files

SEVERITY, PLACE, FOUND, REMEDY, COUNT, CELLS = range(1, 7)
"""Columns of the list of findings."""


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


def blocks(book: Workbook, language: Language = "fi") -> list[list[tuple[Cell, ...]]]:
    """The causes, and behind them all findings, if they are listed one by one: rows of cells."""
    found: list[list[tuple[Cell, ...]]] = []
    words = {text(f"severity.{each}", language) for each in SEVERITIES}
    for row in book.worksheets[0].iter_rows(max_col=CELLS + 4):
        if row[0].value == text("feedback.severity", language):
            found.append([])
        elif row[0].value in words:
            found[-1].append(row)  # type: ignore[arg-type]
    return found


def listed(book: Workbook, language: Language = "fi") -> list[list[Any]]:
    """[severity, place, found, remedy] of all findings, one by one."""
    return [[cell.value for cell in row[:REMEDY]] for row in blocks(book, language)[-1]]


def head(book: Workbook) -> list[str]:
    """The sentences above the lists."""
    column = [cell.value for cell in book.worksheets[0]["A"]]
    return [each for each in column[: column.index(text("feedback.severity", "fi"))] if each]


def goes_to(cell: Cell) -> str:
    """Where a click leads."""
    assert cell.hyperlink is not None
    return (cell.hyperlink.location or cell.hyperlink.target).lstrip("#")


def is_marked(cell: Cell, severity: Severity = "error") -> bool:
    fill = cell.fill.fgColor.rgb == "FF" + style.MARK_FILLS[severity].removeprefix("#")
    return fill and cell.border.left.style == "medium" and cell.comment is not None


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


def test_faulty_cells_are_framed_and_coloured_and_their_note_says_what_is_wrong(run: Run) -> None:
    """All cells with a finding and no others, each in the colour of its gravest."""
    submission, copy = checked(run, send(run, faulty_rows(run)))
    pointed = {(each.sheet, each.cell): each.severity for each in reversed(submission.findings) if each.cell}
    marked = {
        (sheet.title, cell.coordinate): severity
        for sheet in copy.worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        for severity in SEVERITIES
        if isinstance(cell, Cell) and is_marked(cell, severity)
    }
    assert marked == pointed
    assert {each.code for each in submission.findings} >= {"C001", "C003", "C004", "R004"}
    for each in submission.findings:
        comment = copy[each.sheet][each.cell].comment
        assert comment is not None
        if each.severity == "error":
            assert comment.text == f"— ytaexcel – Virhe\n{each.found('fi')}\n{each.remedy('fi')}"


def test_where_a_cell_has_several_findings_the_gravest_stands_in_its_note(run: Run) -> None:
    submission, _ = checked(run, send(run, faulty_rows(run)))
    error = submission.findings[0]
    later = Finding("C013", "info", error.sheet, error.cell, error.item, {"found": "x", "allowed": "y"})
    same = replace(error, code="C010")
    doubled = replace(submission, findings=[error, same, later])
    copy = load_workbook(give_feedback(run, doubled))
    said = [f"{each.found('fi')}\n{each.remedy('fi')}" for each in (error, same)]
    assert copy[error.sheet][error.cell].comment.text == "— ytaexcel – Virhe\n" + "\n\n".join(said)


def test_the_list_stands_first_and_links_to_each_cell(run: Run) -> None:
    submission, copy = checked(run, send(run, faulty_rows(run)))
    assert copy.active is copy.worksheets[0]
    rows = blocks(copy)[-1]
    assert [[row[0].value, row[FOUND - 1].value, row[REMEDY - 1].value] for row in rows] == [
        [text(f"severity.{each.severity}", "fi"), each.found("fi"), each.remedy("fi")]
        for each in submission.findings
    ]
    for row, each in zip(rows, submission.findings, strict=True):
        assert goes_to(row[CELLS - 1]) == f"'{each.sheet}'!{each.cell}"
        assert row[PLACE - 1].value.startswith(f"{each.sheet}: ")


def test_findings_stand_worst_first_and_the_head_says_how_it_went_and_what_to_do(run: Run) -> None:
    _, copy = checked(run, send(run, faulty_rows(run)))
    severities = [row[0] for row in listed(copy)]
    assert severities == sorted(severities, key=["virhe", "varoitus", "tiedoksi"].index)
    assert severities[0] == "virhe"
    assert head(copy) == [
        "Työkirja hyväksyttiin osittain – korjaa merkityt kohdat",
        "05_HTT.xlsx: hyväksyttyjä rivejä 2 · hylättyjä 1",
        *(
            f"{number}. {text(f'feedback.step.{key}', 'fi')}"
            for number, key in enumerate(("mark", "save", "send"), 1)
        ),
        text("feedback.ask", "fi"),
    ]


def test_what_one_cause_made_many_times_is_one_line_with_links_and_all_stands_below(run: Run) -> None:
    words = ("valmiss", "melkein", "ehkä", "joo", "pian", "huomenna")
    run = run_in(small_workspace(run.workspace.root.parent / "more", items=6))
    submission, copy = checked(
        run, send(run, {item: {"status": word} for item, word in zip(items_of(run), words, strict=True)})
    )
    causes, everything = blocks(copy)
    (cause,) = [row for row in causes if row[0].value == "virhe"]
    assert cause[FOUND - 1].value == f"Esimerkiksi: {submission.findings[0].found('fi')}"
    assert cause[COUNT - 1].value == 6
    cells = [each.cell for each in submission.findings]
    assert [goes_to(cell) for cell in cause[CELLS - 1 : CELLS + 3]] == [
        f"'Tilannekuva'!{each}" for each in cells[:4]
    ]
    assert cause[CELLS + 3].value == "+ 2 ↓"
    assert goes_to(cause[CELLS + 3]) == f"'Palaute'!A{everything[0][0].row}"
    assert [row[COUNT - 1].value for row in everything] == cells
    assert [row[CELLS - 1].value for row in everything] == [each.item for each in submission.findings]


def test_causes_of_one_cell_each_are_not_told_twice(run: Run) -> None:
    _, copy = checked(run, send(run, faulty_rows(run)))
    assert len(blocks(copy)) == 1


def test_a_missing_column_is_one_line_and_marks_the_header_that_was_changed(run: Run) -> None:
    """The unknown header and the rows without a status only follow from it."""
    path = send(run, {item: {"status": "Valmis", "percent_done": 1} for item in items_of(run)})
    book = load_workbook(path)
    where = f"{get_column_letter(column(run.programme.workbook.sheet('items'), 'status'))}4"
    book["Tilannekuva"][where] = "Tila nyt kk"
    save(book, path)
    submission, copy = checked(run, path)
    assert [each.code for each in submission.findings] == ["S003", "S002", *["R003"] * 4, "W008"]
    causes, everything = blocks(copy)
    assert len(causes) == 1
    assert causes[0][1].value == "Tilannekuva"
    assert goes_to(causes[0][CELLS - 1]) == f"'Tilannekuva'!{where}"
    assert [row[REMEDY - 1].value for row in everything[1:]] == [f"Korjaantuu samalla kuin {where}."] * 6
    noted = [cell.coordinate for row in copy["Tilannekuva"] for cell in row if cell.comment]
    assert noted == [where]


def test_many_causes_still_fit_on_the_first_screen(run: Run) -> None:
    submission, _ = checked(run, send(run, faulty_rows(run)))
    codes = [code for code in kinds() if code[0] == "C"] + ["R009", "R001", "R002"]
    values = dict.fromkeys(
        (
            "found",
            "allowed",
            "hint",
            "other",
            "count",
            "group",
            "id",
            "header",
            "where",
            "whose",
            "until",
            "rows",
        ),
        "x",
    )
    findings = [
        Finding(code, "error", "Tilannekuva", f"K{number}", "", {**values, "where": "personal.where.cell"})
        for number, code in enumerate(codes, 5)
    ]
    copy = load_workbook(give_feedback(run, replace(submission, findings=findings)))
    causes, everything = blocks(copy)
    assert (len(causes), len(everything)) == (14, len(codes))
    last = copy.worksheets[0].cell(causes[-1][0].row + 1, FOUND)
    assert last.value == f"… ja {len(codes) - 14} muuta syytä, katso alla."
    assert goes_to(last) == f"'Palaute'!A{everything[0][0].row}"


def test_alike_findings_of_many_kinds_are_put_together_before_any_is_left_for_below(run: Run) -> None:
    submission, _ = checked(run, send(run, faulty_rows(run)))
    findings = [
        Finding(
            "C008", "error", "Tilannekuva", f"A{row}", "", {"found": str(row), "allowed": f"{row}, {row + 1}"}
        )
        for row in range(5, 25)
    ]
    copy = load_workbook(give_feedback(run, replace(submission, findings=findings)))
    assert [row[COUNT - 1].value for row in blocks(copy)[0]] == [20]


def test_more_findings_than_anybody_mends_are_counted(run: Run) -> None:
    submission, _ = checked(run, send(run, faulty_rows(run)))
    findings = [Finding("S007", "info", f"Sivu {number}", "", "", {"found": "x"}) for number in range(5003)]
    copy = load_workbook(give_feedback(run, replace(submission, outcome="accepted", findings=findings)))
    assert len(blocks(copy)[-1]) == 5000
    assert copy.worksheets[0].cell(blocks(copy)[-1][-1][0].row + 1, 1).value == "… ja 3 muuta."


def test_a_workbook_that_only_leaves_questions_says_that_nothing_need_be_done(run: Run) -> None:
    items = items_of(run)
    _, copy = checked(run, send(run, {items[0]: {"status": "KÄYNNISSÄ"}}))
    assert head(copy)[0] == "Työkirja hyväksyttiin – mitään ei tarvitse korjata"
    assert head(copy)[2:] == [text("feedback.nothing", "fi")]
    _, copy = checked(run, send(run, {items[0]: {"status": "Valmis", "percent_done": 0.5}}))
    assert head(copy)[0] == "Työkirja hyväksyttiin – tarkista merkityt kohdat"


def test_the_list_is_ready_to_be_printed_and_nothing_of_its_record_is_seen(run: Run) -> None:
    _, copy = checked(run, send(run, faulty_rows(run)))
    page = copy.worksheets[0]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (None, 0)
    assert page.column_dimensions["K"].hidden
    assert {cell.value[:5] for cell in page["K"] if cell.value} == {"=IFER"}


def test_text_that_a_group_typed_is_never_a_formula_in_the_list(run: Run) -> None:
    _, copy = checked(run, send(run, {items_of(run)[0]: {"status": "=1+1"}}))
    messages = [
        cell for cell in copy.worksheets[0]["C"] if isinstance(cell.value, str) and "=1+1" in cell.value
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
    corrected = save(copy, run.workspace.input / "2021-07" / "korjattu.xlsx", datetime(2021, 8, 12))
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


def test_a_cell_that_is_marked_still_has_the_note_of_the_group(run: Run) -> None:
    path = send(run, faulty_rows(run))
    book = load_workbook(path)
    sheet, fields = book["Tilannekuva"], run.programme.workbook.sheet("items")
    row = next(cell.row for cell in sheet["A"] if cell.value == items_of(run)[1])
    sheet.cell(row, column(fields, "status")).comment = Comment("Tarkista tämä.", "Maija")
    save(book, path)
    submission, copy = checked(run, path)
    comment = copy["Tilannekuva"].cell(row, column(fields, "status")).comment
    error = next(each for each in submission.findings if each.code == "C001")
    ours = f"— ytaexcel – Virhe\n{error.found('fi')}\n{error.remedy('fi')}"
    assert (comment.author, comment.text) == ("Maija", f"Tarkista tämä.\n\n{ours}")


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
    assert goes_to(blocks(copy)[0][0][CELLS - 1]) == "'Tilannekuva'!A6"


def test_a_damaged_file_gives_one_page_that_says_what_to_do(run: Run) -> None:
    path = send(run, faulty_rows(run))
    path.write_bytes(path.read_bytes()[:800])
    submission, copy = checked(run, path)
    assert len(copy.sheetnames) == 1
    (fault,) = submission.findings
    assert listed(copy) == [["virhe", "Koko tiedosto", fault.found("fi"), fault.remedy("fi")]]
    assert fault.code == "F003"
    assert head(copy) == [
        "Työkirjaa ei voitu hyväksyä",
        "05_HTT.xlsx",
        "Toimi alla olevan ohjeen mukaan ja lähetä työkirja uudelleen.",
        text("feedback.ask", "fi"),
    ]


def test_a_file_that_was_refused_whole_for_its_cells_names_them_without_its_content(run: Run) -> None:
    """Where the workbook itself may not go back: sheet and cell are enough to find them."""
    who = Identity("", "", "", None, is_trusted=False)
    source = Source(Path("05_HTT.xlsx"), "05_HTT.xlsx", "", "2021-07")
    faults = [Finding("C010", "error", "Tilannekuva", f"O{row}", "", {"found": "#N/A"}) for row in (5, 6)]
    page = one_page(
        Submission(source, "refused", who, None, findings=faults), run.programme, "fi", datetime(2021, 8, 12)
    )
    copy = load_workbook(BytesIO(page))
    assert copy.sheetnames == ["Palaute"]
    (cause,) = blocks(copy)[0]
    assert [cell.value for cell in cause[CELLS - 1 : CELLS + 1]] == ["O5", "O6"]
    assert not any(cell.hyperlink for row in copy.worksheets[0] for cell in row)
    assert f"1. {text('feedback.step.find', 'fi')}" in head(copy)


def test_a_file_that_has_gone_since_it_was_read_gets_the_page(run: Run) -> None:
    path = send(run, faulty_rows(run))
    (submission,) = check_files(run, [sent_file(path)], feedback=False)
    path.unlink()
    assert load_workbook(give_feedback(run, submission)).sheetnames == ["Palaute"]


def test_a_workbook_that_is_none_of_ours_gives_one_page_without_its_content(run: Run) -> None:
    path = run.workspace.input / "2021-07" / "muu.xlsx"
    path.parent.mkdir(parents=True)
    book = Workbook()
    book.active["A1"] = "salaista"  # type: ignore[index]
    book.save(path)
    _, copy = checked(run, path)
    assert len(copy.sheetnames) == 1
    assert "Työkirjasta puuttuu" in listed(copy)[0][FOUND - 1]
    assert not any("salaista" in str(cell.value) for row in copy.worksheets[0].iter_rows() for cell in row)


def test_the_feedback_of_a_demonstration_says_that_it_is_one(run: Run) -> None:
    path = send(run, faulty_rows(run))
    said = "ESITTELY: työkirja ja sen virheet on keksitty."
    assert said not in head(checked(run, path)[1])
    shown = replace(run, programme=replace(run.programme, is_demonstration=True))
    page = checked(shown, path)[1].worksheets[0]
    assert said in [cell.value for cell in page["A"]]
    assert page.oddHeader.center.text == said


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
    rows = listed(copy, language)
    assert [row[2:] for row in rows] == [
        [each.found(language), each.remedy(language)] for each in submission.findings
    ]
    assert copy.worksheets[0]["A1"].value == text("feedback.title.refused", language)
    status_name = run.programme.status_name("done", language)
    assert re.search(rf"\b{re.escape(status_name)}\b", rows[0][2])
    note = copy.worksheets[1][submission.findings[0].cell].comment
    assert note.text.startswith(f"— ytaexcel – {text('severity.error', language).capitalize()}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_says_no_language_gets_the_facilitators(
    run: Run, tmp_path: Path, language: Language
) -> None:
    path = tmp_path / "rikki.xlsx"
    path.write_bytes(b"PK rikki")
    (submission,) = check_files(run, [sent_file(path)], feedback=False)
    copy = load_workbook(give_feedback(run_in(run.workspace, run.today, language), submission))
    assert listed(copy, language)[0][FOUND - 1] == submission.findings[0].found(language)
