"""Own windows where people see them: reports, tables, histories and the copies that are handed back."""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from builder import FIRST_ROW, at, save, workbook
from collected import run_in, send
from owning import FIRST, REASON, SECOND, own_run
from ytaexcel.cli.show import print_difference
from ytaexcel.inbox import sent_file, sent_files
from ytaexcel.texts import LANGUAGES, Language
from ytaexcel.timeline import Scope
from ytaexcel.workflow import (
    Run,
    assessed_picture,
    check_files,
    difference_of,
    export_tables,
    give_feedback,
    history_lines,
    history_workbook,
    make_discussions,
    make_reports,
    make_templates,
    merge_files,
)

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
OWN = {
    "own_start": date(2021, 7, 15),
    "own_end": date(2021, 8, 15),
    "own_critical": "ei",
    "reason": REASON,
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """05 sets an end in July that has passed in August, and calls the second item critical; 17 sets nothing."""
    run = own_run(tmp_path_factory.mktemp("shown") / "workspace")
    raised = {"own_critical": "kyllä", "reason": "=Valtuuston päätös."}
    started = {FIRST: {"status": "Käynnissä"}}
    send(run, started, own={FIRST: OWN, SECOND: raised}, name="05.xlsx")
    send(run, started, organisation="17", name="17.xlsx")
    send(run, started, month="2021-08", name="elo.xlsx")
    run = run_in(run.workspace, date(2021, 9, 10))
    merge_files(run, sent_files(run.workspace.input))
    return run


def report(run: Run, audience: str, language: Language = "fi", month: str = "2021-08") -> Workbook:
    paths = make_reports(run_in(run.workspace, run.today, language), month, [audience])
    return load_workbook(next(path for path in paths if "17" not in path.stem.split("_")))


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """The table from row 5 on, by its headers."""
    header, *values = sheet.iter_rows(min_row=5, values_only=True)
    return [dict(zip(header, row, strict=True)) for row in values]


def test_a_discussion_shows_the_window_by_which_the_organisation_is_judged(run: Run) -> None:
    for organisation, end in (("05", datetime(2021, 8, 15)), ("17", datetime(2021, 7, 31))):
        (path,) = make_discussions(run, "2021-08", organisation, {organisation: "fi"})
        header, *values = load_workbook(path)["Keskustelu"].iter_rows(min_row=4, values_only=True)
        found = next(dict(zip(header, each, strict=True)) for each in values if each[0] == FIRST)
        assert found["Loppu"] == end
        assert f"{end.day}.{end.month}.{end.year}" in found["Miksi keskustellaan"]


# --- reports -----------------------------------------------------------------------------------------------------


def test_the_list_of_what_is_behind_marks_own_windows_with_the_roadmaps_beside(run: Run) -> None:
    told = {
        row["Organisaatio"]: row
        for row in rows(report(run, "ministry")["Jäljessä"])
        if row["Tunnus"] == FIRST
    }
    assert told["Varsinais-Suomi"]["Määräpäivä"].date() == date(2021, 8, 15)
    assert told["Varsinais-Suomi"]["Oma aikataulu *"] == (
        "* Oma aikataulu; tiekartassa 1.7.2021 – 31.7.2021. "
        f"Oman arvion mukaan ei kriittinen; tiekartassa kyllä. Perustelu: {REASON}"
    )
    (other,) = [row for name, row in told.items() if name != "Varsinais-Suomi"]
    assert (other["Määräpäivä"].date(), other["Oma aikataulu *"]) == (date(2021, 7, 31), None)


def test_a_sheet_lists_all_that_holds(run: Run) -> None:
    first, second = rows(report(run, "ministry")["Omat aikataulut"])
    assert (first["Tunnus"], first["Loppu nyt"].date(), first["Tiekartan loppu"].date()) == (
        FIRST,
        date(2021, 8, 15),
        date(2021, 7, 31),
    )
    assert (first["Oma kriittisyys"], first["Tiekartassa kriittinen"], first["Jäljessä nyt"]) == (
        "ei",
        "kyllä",
        "kyllä",
    )
    assert (second["Tunnus"], second["Oma kriittisyys"], second["Tiekartassa kriittinen"]) == (
        SECOND,
        "kyllä",
        "ei",
    )
    assert second["Organisaation perustelu"] == "=Valtuuston päätös."
    assert second["Lähde"] == "05.xlsx · Omat aikataulut!F6"


def test_the_method_counts_own_windows(run: Run) -> None:
    said = {row[0]: row[1] for row in report(run, "ministry")["Menetelmä"].iter_rows(values_only=True)}
    assert (
        "omia aikatauluja 1, omalla päätöksellä kriittisiä 1, organisaatioita 1." in said["Omat aikataulut *"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_audience_gets_the_sheet_in_its_language(run: Run, language: Language) -> None:
    name = run.programme.workbook.sheet("own_windows").names[language]
    for audience in ("ministry", "organisation", "group", "discussion"):
        assert name in report(run, audience, language).sheetnames


def test_no_organisation_is_shown_the_own_windows_of_another(run: Run) -> None:
    paths = make_reports(run, "2021-08", ["organisation", "group"])
    of_others = [path for path in paths if "17" in path.stem.split("_")]
    assert of_others
    for path in of_others:
        book = load_workbook(path)
        texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
        assert not [text for text in texts if REASON in text or "Valtuuston" in text]
        assert (
            book["Omat aikataulut"]["A5"].value
            == "Yksikään organisaatio ei ole päättänyt omasta aikataulusta."
        )


def test_where_nobody_has_set_anything_the_lists_have_no_column_for_it(tmp_path: Path) -> None:
    run = own_run(tmp_path / "w")
    send(run, {FIRST: {"status": "Käynnissä"}})
    merge_files(run, sent_files(run.workspace.input))
    picture = assessed_picture(run, "2021-07")
    assert picture.own_windows.empty
    sheet = report(run, "ministry", month="2021-07")["Jäljessä"]
    assert "Oma aikataulu *" not in [cell.value for cell in sheet[5]]


def test_counts_follow_own_windows(run: Run) -> None:
    """The second item is followed in 05 alone, and the first is behind in both."""
    figures = assessed_picture(run, "2021-08").figures
    followed = figures[figures["group"] == "HTT"].set_index("organisation")["followed"]
    assert followed.to_dict() == {"05": 4, "17": 3}


# --- tables ------------------------------------------------------------------------------------------------------


def test_the_tables_have_own_windows_and_the_roadmaps_values_beside(run: Run, tmp_path: Path) -> None:
    export_tables(run, tmp_path, "csv")

    def table(name: str) -> list[dict[str, str]]:
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    first, second = table("own_windows")
    assert {
        key: first[key] for key in ("month", "organisation", "group", "item", "own_start", "own_end")
    } == {
        "month": "2021-07",
        "organisation": "05",
        "group": "HTT",
        "item": FIRST,
        "own_start": "2021-07-15",
        "own_end": "2021-08-15",
    }
    assert (first["own_critical"], first["withdrawn"], first["row"]) == ("no", "0", "5")
    assert (second["reason"], second["sheet"]) == ("'=Valtuuston päätös.", "Omat aikataulut")
    rows = {(row["month"], row["organisation"], row["item"]): row for row in table("assessment")}
    own, other = rows["2021-08", "05", FIRST], rows["2021-08", "17", FIRST]
    assert (own["own_window"], own["planned_end"], own["national_planned_end"]) == (
        "1",
        "2021-08-15",
        "2021-07-31",
    )
    assert own["national_planned_start"] == "2021-07-01"
    assert (other["own_window"], other["planned_end"], other["national_planned_end"]) == (
        "0",
        "2021-07-31",
        "2021-07-31",
    )
    raised = rows["2021-08", "05", SECOND]
    assert (raised["critical"], raised["national_critical"]) == ("yes", "no")
    (sent,) = [row for row in table("submissions") if row["file_name"] == "05.xlsx"]
    assert (sent["in_force"], sent["rows_accepted"]) == ("1", "3")


def test_a_workbook_that_only_sets_windows_is_in_force(tmp_path: Path) -> None:
    run = own_run(tmp_path / "w")
    send(run, {}, own={FIRST: OWN})
    merge_files(run, sent_files(run.workspace.input))
    export_tables(run, tmp_path / "tables", "csv")
    submissions = pd.read_csv(tmp_path / "tables" / "submissions.csv")
    assert submissions["in_force"].tolist() == [1]


def test_the_difference_names_what_was_set_since(tmp_path: Path) -> None:
    run = own_run(tmp_path / "w")
    send(run, {FIRST: {"status": "Käynnissä"}})
    merge_files(run, sent_files(run.workspace.input))
    later = run_in(run.workspace, date(2021, 8, 20))
    send(later, {}, own={FIRST: OWN}, name="b.xlsx")
    merge_files(later, sent_files(run.workspace.input))
    found = difference_of(later, date(2021, 8, 15)).set_index("field")
    assert found.loc["own_end", ["before", "after"]].tolist() == [None, "2021-08-15"]
    assert found.loc["own_critical", "after"] == "no"
    assert set(difference_of(later, date(2021, 8, 1))["field"]) >= {"status", "own_start", "own_end"}
    with later.history() as history:
        ids = history.submissions(later.programme.id).set_index("file_name")["submission_id"]
    assert found.loc["own_end", "submission_id"] == ids["b.xlsx"]


def test_the_difference_says_own_windows_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = own_run(tmp_path / "w")
    send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: OWN})
    merge_files(run, sent_files(run.workspace.input))
    print_difference(difference_of(run, date(2021, 8, 1)), run.programme, "fi")
    told = capsys.readouterr().out.splitlines()
    assert f"  2021-07 05 {FIRST:<12} oma loppu: tyhjä → 15.8.2021" in told
    assert f"  2021-07 05 {FIRST:<12} oma kriittisyys: tyhjä → ei" in told


# --- histories ---------------------------------------------------------------------------------------------------


def test_the_history_of_an_item_tells_what_was_set_with_its_cells(run: Run) -> None:
    lines = history_lines(run, Scope(FIRST, "05"))
    july = next(line for line in lines if line.startswith(" 7/2021"))
    assert "; oma aikataulu 15.7.2021 – 15.8.2021, tiekartassa 1.7.2021 – 31.7.2021" in july
    assert "           Omat aikataulut!G5    Oma loppu: 15.8.2021" in lines
    assert f"           Omat aikataulut!I5    Perustelu: {REASON}" in lines
    assert any(
        "kriittinen alueen omalla päätöksellä" in line for line in history_lines(run, Scope(SECOND, "05"))
    )
    assert not [line for line in history_lines(run, Scope(FIRST, "17")) if "oma" in line]


def test_the_workbook_of_a_history_has_what_was_set_and_withdrawn(tmp_path: Path) -> None:
    run = own_run(tmp_path / "w")
    send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: OWN})
    send(run, {}, own={FIRST: {**OWN, "withdrawn": "x"}}, month="2021-08")
    merge_files(run, sent_files(run.workspace.input))
    path = history_workbook(run, Scope(FIRST, "05"), tmp_path / "historia.xlsx")
    sheet = load_workbook(path)["Arvot"]
    told = {(row[0], row[4]): row[5] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert told["7/2021", "Oma alku"] == "15.7.2021"
    assert told["7/2021", "Meille kriittinen"] == "ei"
    assert told["8/2021", "Peru oma"] == "x"
    assert ("8/2021", "Oma alku") not in told


# --- what is handed back -----------------------------------------------------------------------------------------


def test_the_marked_copy_marks_faulty_cells_of_the_sheet_and_can_be_mended_and_sent_back(
    tmp_path: Path,
) -> None:
    run = own_run(tmp_path / "w")
    (path,) = make_templates(run, "2021-07", "05", "HTT", {"05": ["fi"]})
    book = load_workbook(path)
    cells = {field: at(run.programme, field, FIRST_ROW, "own_windows") for field in ("own_end", "reason")}
    book["Omat aikataulut"][cells["own_end"]] = date(2021, 9, 30)
    sent = save(book, tmp_path / "sent.xlsx")
    (submission,) = check_files(run, [sent_file(sent)], feedback=False)
    assert [(each.code, each.cell) for each in submission.findings] == [("R024", cells["reason"])]
    marked_path = give_feedback(run, submission)
    marked = load_workbook(marked_path)
    comment = marked["Omat aikataulut"][cells["reason"]].comment
    assert comment is not None
    assert "perustelu" in comment.text
    assert any(
        "R024" in str(cell.value) or "perustelu" in str(cell.value)
        for row in marked.worksheets[0].iter_rows()
        for cell in row
    )
    marked["Omat aikataulut"][cells["reason"]] = REASON
    mended = save(marked, tmp_path / "mended.xlsx")
    (again,) = check_files(run, [sent_file(mended)], feedback=False)
    assert (again.outcome, [row.values["reason"] for row in again.accepted]) == ("accepted", [REASON])


def test_a_reason_is_looked_through_for_personal_data_as_any_text(tmp_path: Path) -> None:
    run = own_run(tmp_path / "w")
    book = workbook(run.programme, {}, own={FIRST: {**OWN, "reason": "Kysy maija@example.org"}})
    sent = save(book, tmp_path / "sent.xlsx")
    (submission,) = check_files(run, [sent_file(sent)], feedback=False)
    assert ("C040", "Omat aikataulut") in {(each.code, each.sheet) for each in submission.findings}
