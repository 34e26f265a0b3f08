"""Own items: an organisation follows matters of its own beside the roadmap, which count in no share."""

import csv
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from builder import FIRST_ROW, at, save, workbook
from collected import PROGRAMME, run_in, send
from owning import FIRST, own_run, own_workspace, row_of
from ytaexcel.errors import DefinitionError, UsageError
from ytaexcel.inbox import sent_file, sent_files
from ytaexcel.ledger import assessed
from ytaexcel.merge import Submission
from ytaexcel.programme import load_programme
from ytaexcel.texts import LANGUAGES, Language
from ytaexcel.timeline import Scope
from ytaexcel.workflow import (
    Run,
    assessed_picture,
    check_files,
    export_tables,
    give_feedback,
    history_lines,
    history_workbook,
    make_reports,
    make_templates,
    merge_files,
    rebuild,
    verify,
)

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
SHEET = "Omat rivit"
OWN = "HTT.OWN-1"
MATTER = {
    "name": "Sairaalan väistötilat",
    "own_start": date(2021, 7, 1),
    "own_end": date(2021, 8, 15),
    "status": "Käynnissä",
    "percent_done": 0.4,
    "forecast_end": date(2021, 9, 1),
    "where_now": "=Suunnittelu käynnissä.",
}
PLAIN = {**MATTER, "where_now": "Suunnittelu käynnissä."}
"""The same for workbooks that are saved as they are: there openpyxl would make a formula of the text."""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return own_run(tmp_path / "workspace")


def merged(run: Run) -> list[Submission]:
    return merge_files(run, sent_files(run.workspace.input), tell_known=False)


def codes(submission: Submission) -> set[str]:
    return {each.code for each in submission.findings}


def own_rows(run: Run, month: str) -> pd.DataFrame:
    with run.history() as history:
        frame = assessed(history, run.programme).months[month]
    return frame[frame["own_item"]]


def template(run: Run, month: str, language: Language = "fi") -> Path:
    (path,) = make_templates(run, month, "05", "HTT", {"05": [language]})
    return path


def returned(run: Run, path: Path, month: str, values: Mapping[tuple[int, str], Any]) -> Submission:
    """The template with fields of its n-th own row filled, merged."""
    book = load_workbook(path)
    for (place, field), value in values.items():
        book[SHEET][at(run.programme, field, FIRST_ROW + place - 1, "own_items")].value = value
    save(book, run.workspace.input / month / "palautettu.xlsx")
    return next(each for each in merged(run) if each.source.name == "palautettu.xlsx")


# --- what an own item is, and how far it is ----------------------------------------------------------------------


def test_an_own_item_is_assessed_in_its_organisation_and_in_no_other(run: Run) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}}, own_items={"OWN-1": MATTER})
    send(run, {FIRST: {"status": "Käynnissä"}}, month="2021-08")
    send(run, {FIRST: {"status": "Käynnissä"}}, month="2021-08", organisation="17")
    (july, *_) = merged(run)
    assert (july.outcome, len(july.accepted)) == ("accepted", 2)
    row = row_of(run, "2021-08", OWN)
    assert (row["own_name"], row["status"], row["percent_done"]) == ("Sairaalan väistötilat", "started", 40)
    assert (row["reported"], row["behind"], row["days_late"]) == ("carried", 1, 17)
    assert (row["critical"], row["is_followed"], row["is_expected"], row["own_window"]) == (
        "no",
        False,
        False,
        False,
    )
    assert own_rows(run, "2021-08")["organisation"].tolist() == ["05"]
    assert row_of(run, "2021-07", OWN)["where_now"] == "=Suunnittelu käynnissä."


def test_own_items_are_in_no_figure(run: Run) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}}, own_items={"OWN-1": {**MATTER, "own_end": date(2021, 7, 15)}})
    merged(run)
    picture = assessed_picture(run, "2021-07")
    assert OWN not in {*picture.behind["item"], *picture.warnings["item"], *picture.changes["item"]}
    assert picture.figures["followed"].sum() == 2 * (4 * 5 - 1)
    assert picture.own_items["item"].tolist() == [OWN]
    assert picture.items == 20


def test_it_keeps_its_place_is_renamed_and_is_dropped_with_all_that_was_known(run: Run) -> None:
    send(run, {}, own_items={"OWN-1": MATTER})
    send(run, {}, own_items={"OWN-1": {**MATTER, "name": "Väistötilat", "status": "Valmis"}}, month="2021-08")
    send(run, {}, own_items={"OWN-1": {"name": "Väistötilat", "dropped": "x"}}, month="2021-09")
    send(run, {}, own_items={"OWN-1": {"name": "Aivan muu asia"}}, month="2021-10")
    merged(run)
    assert row_of(run, "2021-08", OWN)[["own_name", "status"]].tolist() == ["Väistötilat", "done"]
    assert own_rows(run, "2021-09").empty
    again = row_of(run, "2021-10", OWN)
    assert (again["own_name"], again["status"], again["reported"]) == (
        "Aivan muu asia",
        "not_started",
        "never",
    )
    assert (again["where_now"], again["last_reported"]) == (None, "")


def test_the_same_place_of_two_groups_is_two_items(run: Run) -> None:
    send(run, {}, own_items={"OWN-1": MATTER})
    send(run, {}, own_items={"OWN-1": {**MATTER, "name": "Muu"}}, group="JO")
    merged(run)
    assert set(own_rows(run, "2021-07")["item"]) == {"HTT.OWN-1", "JO.OWN-1"}


@pytest.mark.parametrize("written", ["OWN-1", "own-1", "OWN 1", "HTT.OWN-1", "htt own 1", " OWN-1 "])
def test_its_id_is_understood_however_it_is_written(written: str, run: Run) -> None:
    book = workbook(run.programme, {}, own_items={"OWN-1": PLAIN})
    book[SHEET]["A5"] = written
    save(book, run.workspace.input / "2021-07" / "a.xlsx")
    (submission,) = merged(run)
    assert [row.item for row in submission.accepted] == [OWN]
    assert codes(submission) - {"R006"} == (set() if written.strip() == "OWN-1" else {"C013"})


def test_a_note_may_name_an_own_item(run: Run) -> None:
    note = {"kind": "Huomio", "text": "Odottaa päätöstä.", "item": "OWN-1"}
    send(run, {}, own_items={"OWN-1": MATTER}, notes=[note])
    (submission,) = merged(run)
    assert {row.item for row in submission.accepted} == {OWN}
    assert len(submission.accepted) == 2
    assert assessed_picture(run, "2021-07").notes[["item", "name"]].to_numpy().tolist() == [[OWN, OWN]]


# --- what is asked of a row --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"status": "Käynnissä"}, "R029", "name"),
        ({"own_end": date(2021, 9, 1)}, "R029", "name"),
        ({"name": "Asia", "own_start": date(2021, 9, 1), "own_end": date(2021, 8, 1)}, "R025", "own_start"),
        ({"name": "Asia", "own_start": date(2023, 9, 1)}, "R025", "own_start"),
        ({"name": "Asia", "status": "melkein"}, "C001", "status"),
        ({"name": "Asia", "status": "Käynnissä", "percent_done": 1.7}, "C003", "percent_done"),
        ({"name": "a" * 201}, "C009", "name"),
    ],
)
def test_a_faulty_row_is_refused_at_its_cell_and_counted(
    values: Mapping[str, Any], code: str, field: str, run: Run
) -> None:
    send(run, {}, own_items={"OWN-1": values, "OWN-2": MATTER})
    (submission,) = merged(run)
    told = next(each for each in submission.findings if each.code == code)
    assert (told.sheet, told.cell, told.item) == (
        SHEET,
        at(run.programme, field, FIRST_ROW, "own_items"),
        OWN,
    )
    assert (submission.outcome, len(submission.accepted), len(submission.refused)) == (
        "partly_accepted",
        1,
        1,
    )
    with run.history() as history:
        assert history.problems() == []
        assert history.totals(PROGRAMME) == {"submissions": 1, "accepted": 1, "refused": 1, "ignored": 0}


def test_a_place_that_the_sheet_does_not_have_and_a_row_without_a_place_are_refused(run: Run) -> None:
    book = workbook(run.programme, {}, own_items={"OWN-11": PLAIN, "OWN-1": PLAIN})
    book[SHEET][at(run.programme, "name", FIRST_ROW + 15, "own_items")] = "Ilman tunnusta"
    save(book, run.workspace.input / "2021-07" / "a.xlsx")
    (submission,) = merged(run)
    assert {"C006", "C007"} <= codes(submission)
    assert (len(submission.accepted), len(submission.refused)) == (1, 2)


def test_the_same_place_twice_is_refused(run: Run) -> None:
    book = workbook(run.programme, {}, own_items={"OWN-1": PLAIN, "OWN-2": {**PLAIN, "name": "Muu"}})
    book[SHEET]["A6"] = "OWN-1"
    save(book, run.workspace.input / "2021-07" / "a.xlsx")
    (submission,) = merged(run)
    assert ("C008" in codes(submission), len(submission.refused)) == (True, 2)


# --- there and back ----------------------------------------------------------------------------------------------


def test_the_next_template_is_prefilled_and_an_untouched_one_is_empty(run: Run) -> None:
    send(run, {}, own_items={"OWN-2": MATTER})
    merged(run)
    path = template(run, "2021-08")
    page = load_workbook(path)[SHEET]
    there = {
        field.code: page[at(run.programme, field.code, FIRST_ROW + 1, "own_items")].value
        for field in run.programme.workbook.sheet("own_items").fields
    }
    assert there == {
        **dict.fromkeys(there),
        "item": "OWN-2",
        "name": "Sairaalan väistötilat",
        "own_start": datetime(2021, 7, 1),
        "own_end": datetime(2021, 8, 15),
        "previous_status": "Käynnissä",
        "previous_percent": 0.4,
        "forecast_end": datetime(2021, 9, 1),
        "where_now": "=Suunnittelu käynnissä.",
    }
    submission = returned(run, path, "2021-08", {})
    assert (submission.outcome, codes(submission)) == ("accepted", {"W008"})


def test_no_change_reports_anew_without_defining_anew(run: Run) -> None:
    send(run, {}, own_items={"OWN-1": MATTER})
    merged(run)
    path = template(run, "2021-08")
    # Meanwhile July is corrected: what stands prefilled in August must not bring the old name back.
    corrected = {"OWN-1": {**MATTER, "name": "Korjattu nimi"}}
    send(run, {}, own_items=corrected, name="uusi.xlsx", modified_at=datetime(2021, 8, 12))
    submission = returned(run, path, "2021-08", {(1, "no_change"): "x"})
    assert len(submission.accepted) == 1
    row = row_of(run, "2021-08", OWN)
    assert (row["own_name"], row["status"], row["reported"], row["percent_done"]) == (
        "Korjattu nimi",
        "started",
        "yes",
        40,
    )
    with run.history() as history:
        assert history.problems() == []
        assert len(history.tables()["own_item_row"]) == 2


def test_values_that_go_nowhere_and_rows_that_were_only_emptied_are_told(run: Run) -> None:
    send(run, {}, own_items={"OWN-1": MATTER, "OWN-2": MATTER})
    merged(run)
    emptied = dict.fromkeys(
        (2, each) for each in ("name", "own_start", "own_end", "forecast_end", "where_now")
    )
    submission = returned(run, template(run, "2021-08"), "2021-08", {(1, "percent_done"): 0.6, **emptied})
    told = {each.code: each for each in submission.findings}
    assert set(told) == {"R003", "R027", "W008"}
    assert (told["R003"].item, told["R003"].values["found"]) == (OWN, "Valmiina %")
    assert told["R027"].item == "HTT.OWN-2"
    assert len(own_rows(run, "2021-08")) == 2


def test_a_header_that_was_broken_into_lines_is_told_on_one(run: Run) -> None:
    send(run, {}, own_items={"OWN-1": MATTER})
    merged(run)
    values = {(0, "percent_done"): "Valmiina\n%", (1, "percent_done"): 0.6}
    submission = returned(run, template(run, "2021-08"), "2021-08", values)
    told = {each.code: each for each in submission.findings}
    assert set(told) == {"R003", "W008"}
    assert told["R003"].values["found"] == "Valmiina %"


def test_last_month_is_taken_as_it_was_sent(run: Run) -> None:
    send(run, {}, own_items={"OWN-1": MATTER})
    merged(run)
    values = {(1, "previous_status"): "Valmis", (1, "no_change"): "x"}
    submission = returned(run, template(run, "2021-08"), "2021-08", values)
    assert codes(submission) == {"C034"}
    assert row_of(run, "2021-08", OWN)["status"] == "started"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_reads_back_what_was_typed_in_every_language(language: Language, run: Run) -> None:
    book = load_workbook(template(run, "2021-07", language))
    sheet = run.programme.workbook.sheet("own_items")
    typed = {
        **MATTER,
        "status": run.programme.status_name("started", language),
        "owner": "Johtaja",
        "red_flag": run.programme.workbook.words["yes"][language],
    }
    for field, value in typed.items():
        cell = book[sheet.names[language]][at(run.programme, field, FIRST_ROW, "own_items")]
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    save(book, run.workspace.input / "2021-07" / "a.xlsx")
    (submission,) = merged(run)
    (row,) = submission.accepted
    read = {field: row.values[field] for field in typed}
    assert read == {**typed, "status": "started", "percent_done": 40, "red_flag": True}


# --- dataset, tables, histories, reports -------------------------------------------------------------------------


def test_rebuild_gives_the_same_and_verify_finds_nothing(run: Run) -> None:
    send(run, {}, own_items={"OWN-1": MATTER, "OWN-2": {"name": "Ilman tilaa"}})
    send(run, {}, own_items={"OWN-1": {"dropped": "x"}}, month="2021-08")
    merged(run)
    with run.history() as history:
        before = history.tables()
    assert (len(before["own_item_row"]), len(before["item_row"])) == (3, 1)
    run.workspace.database.unlink()
    rebuild(run)
    with run.history() as history:
        assert history.tables() == before
    assert verify(run) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE own_item_row SET name = 'muu'",
        "DELETE FROM own_item_row",
        "INSERT INTO own_item_row SELECT * FROM own_item_row",
    ],
)
def test_the_database_itself_forbids_change_of_own_items(change: str, run: Run) -> None:
    send(run, {}, own_items={"OWN-1": MATTER})
    merged(run)
    with (
        run.history() as history,
        pytest.raises(Exception, match=r"never changed|never deleted|come from judging"),
    ):
        history._database.execute(change)


def test_the_tables_have_own_items(run: Run, tmp_path: Path) -> None:
    send(run, {}, own_items={"OWN-1": MATTER})
    merged(run)
    export_tables(run, tmp_path / "t", "csv")

    def table(name: str) -> list[dict[str, str]]:
        with (tmp_path / "t" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    (own,) = table("own_items")
    assert (own["item"], own["name"], own["own_end"], own["dropped"]) == (
        OWN,
        "Sairaalan väistötilat",
        "2021-08-15",
        "0",
    )
    (status,) = table("statuses")
    assert (status["item"], status["status"], status["sheet"]) == (OWN, "started", SHEET)
    (row,) = [row for row in table("assessment") if row["own_item"] == "1"]
    assert (row["item"], row["critical"], row["planned_end"]) == (OWN, "no", "2021-08-15")


def test_the_history_of_an_own_item_is_told(run: Run, tmp_path: Path) -> None:
    send(run, {}, own_items={"OWN-1": MATTER}, name="a.xlsx")
    merged(run)
    lines = history_lines(run, Scope(OWN, "05"))
    assert lines[0] == "HTT.OWN-1 Sairaalan väistötilat – Varsinais-Suomen hyvinvointialue"
    assert "           Omat rivit!B5    Oma asia: Sairaalan väistötilat" in lines
    assert any(line.endswith("Tila nyt: Käynnissä") and "Omat rivit!" in line for line in lines)
    path = history_workbook(run, Scope(OWN, "05"), tmp_path / "h.xlsx")
    told = {row[4]: row[5] for row in load_workbook(path)["Arvot"].iter_rows(min_row=4, values_only=True)}
    assert (told["Oma asia"], told["Tila nyt"]) == ("Sairaalan väistötilat", "Käynnissä")
    with pytest.raises(UsageError, match="no item"):
        history_lines(run, Scope("HTT.OWN-11", "05"))


def test_reports_list_own_items_apart_and_no_other_organisation_sees_them(run: Run) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}}, own_items={"OWN-1": MATTER}, name="05.xlsx")
    send(run, {FIRST: {"status": "Käynnissä"}}, organisation="17")
    merged(run)
    (path,) = make_reports(run, "2021-07", ["ministry"])
    header, row = list(load_workbook(path)[SHEET].iter_rows(min_row=5, values_only=True))
    told = dict(zip(header, row, strict=True))
    assert (told["Tunnus"], told["Tila"], told["Määräpäivä"].date()) == (
        OWN,
        "käynnissä 40\N{NO-BREAK SPACE}%",
        date(2021, 8, 15),
    )
    assert told["Lähde"] == "05.xlsx · Omat rivit!B5"
    said = {row[0]: row[1] for row in load_workbook(path)["Menetelmä"].iter_rows(values_only=True)}
    assert "tiekartan lisäksi: 1." in said["Omat rivit"]
    others = [path for path in make_reports(run, "2021-07", ["organisation", "group"]) if "_17_" in path.name]
    assert others
    for path in others:
        book = load_workbook(path)
        assert book[SHEET]["A5"].value == "Organisaatioilla ei ole omia rivejä."
        assert not [
            cell
            for sheet in book
            for cells in sheet.iter_rows()
            for cell in cells
            if "väistötilat" in str(cell.value)
        ]


def test_the_marked_copy_marks_faulty_cells_of_the_sheet(run: Run, tmp_path: Path) -> None:
    book = load_workbook(template(run, "2021-07"))
    book[SHEET][at(run.programme, "status", FIRST_ROW, "own_items")] = "Käynnissä"
    sent = save(book, tmp_path / "sent.xlsx")
    (submission,) = check_files(run, [sent_file(sent)], feedback=False)
    marked = load_workbook(give_feedback(run, submission))
    comment = marked[SHEET]["B5"].comment
    assert comment is not None
    assert "puuttuu nimi" in comment.text


# --- where the programme does not allow it -----------------------------------------------------------------------


def test_own_items_are_allowed_by_themselves_and_windows_set_before_hold_no_more(tmp_path: Path) -> None:
    workspace = own_workspace(tmp_path / "w")
    run = run_in(workspace)
    window = {"own_end": date(2021, 12, 31), "reason": "Päätös."}
    send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: window}, own_items={"OWN-1": MATTER})
    merged(run)
    assert row_of(run, "2021-07", FIRST)["own_window"]
    path = workspace.programme_folder(PROGRAMME) / "programme.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("own_windows = true ", "own_windows = false"), encoding="utf-8")
    run = run_in(workspace)
    row = row_of(run, "2021-07", FIRST)
    assert (row["own_window"], row["planned_end"]) == (False, pd.Timestamp(2021, 7, 31))
    assert row_of(run, "2021-07", OWN)["own_name"] == "Sairaalan väistötilat"
    names = load_workbook(template(run, "2021-08")).sheetnames
    assert ("Omat rivit" in names, "Omat aikataulut" in names) == (True, False)
    assert "own_windows.csv" not in {path.name for path in export_tables(run, tmp_path / "t", "csv")}


def test_a_sheet_without_rows_is_told(tmp_path: Path) -> None:
    folder = own_workspace(tmp_path / "w").programme_folder(PROGRAMME)
    path = folder / "workbook.toml"
    whole = path.read_text(encoding="utf-8")
    begin = whole.index('code = "own_items"')
    part = whole[begin:].replace("rows = 10\n", "", 1)
    path.write_text(whole[:begin] + part, encoding="utf-8")
    with pytest.raises(DefinitionError) as told:
        load_programme(folder)
    assert "rows: how many rows are prepared for own_items is missing" in str(told.value)


def test_without_the_columns_that_say_what_it_is_no_own_item_is_taken_in(run: Run) -> None:
    book = workbook(run.programme, {FIRST: {"status": "Käynnissä"}}, own_items={"OWN-1": PLAIN})
    book[SHEET][at(run.programme, "own_end", 4, "own_items")] = None
    save(book, run.workspace.input / "2021-07" / "a.xlsx")
    (submission,) = merged(run)
    assert "S003" in codes(submission)
    assert [row.kind for row in submission.refused] == ["own_items"]


def test_a_second_sheet_of_items_is_not_taken_for_own_items(run: Run) -> None:
    book = workbook(run.programme, {FIRST: {"status": "Käynnissä"}})
    book.copy_worksheet(book["Tilannekuva"]).title = "Tilannekuva (2)"
    book.remove(book[SHEET])
    save(book, run.workspace.input / "2021-07" / "a.xlsx")
    (submission,) = merged(run)
    assert {"S010", "S024"} <= codes(submission)
    assert len(submission.accepted) == 1
