"""A workspace whose roadmap changes in September: templates, late workbooks, reports and histories all follow."""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from collected import PROGRAMME, run_in, send, small_workspace
from oracle import assessments
from ytaexcel.inbox import sent_files
from ytaexcel.timeline import Scope
from ytaexcel.workflow import (
    Run,
    assessed_picture,
    export_tables,
    history_lines,
    history_workbook,
    make_templates,
    merge_files,
    rebuild,
    rejudge,
)

KEPT, OLD, WHOLE, GONE = (f"HTT.A.1.{number}" for number in range(1, 5))
HEIR, PART, OTHER_PART, NEW = (f"HTT.A.1.{number}" for number in range(92, 96))


def change_roadmap(folder: Path) -> None:
    """From September on one item has another name and window, one another id, one is split, one gone, one new."""
    path = folder / "roadmap.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_id = {row["id"]: row for row in rows}

    def since(old: str, new: str, name: str, **values: str) -> dict[str, str]:
        return {**by_id[old], "id": new, "sub_task_name": name, "valid_from": "2021-09", **values}

    window = {"planned_start": "2021-07-01", "window_source": "johtoryhmä"}
    by_id[KEPT] |= {"planned_end": "2021-08-15", **window}
    added = [
        since(KEPT, KEPT, "Järjestely uudella nimellä", planned_end="2021-12-31"),
        since(OLD, HEIR, "Asettaminen toisella tunnuksella"),
        since(WHOLE, PART, "Ensimmäinen osa kokonaisuudesta"),
        since(WHOLE, OTHER_PART, "Toinen osa kokonaisuudesta"),
        since(GONE, NEW, "Kokonaan uusi työ"),
    ]
    for code in (KEPT, OLD, WHOLE, GONE):
        by_id[code]["valid_to"] = "2021-08"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, *added])
    pairs = [(OLD, HEIR), (WHOLE, PART), (WHOLE, OTHER_PART)]
    lines = [
        "item,successor,from,source",
        *(f"{old},{new},2021-09,johtoryhmä 1.9.2021" for old, new in pairs),
    ]
    (folder / "successors.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """July's workbook came in time, August's comes in October, after the roadmap has changed; September's as well."""
    workspace = small_workspace(tmp_path_factory.mktemp("versions") / "workspace", items=4)
    run = run_in(workspace)
    started = {"status": "Käynnissä", "percent_done": 0.4, "where_now": "Luonnos."}
    send(run, {KEPT: started, OLD: started, WHOLE: {"status": "Valmis", "percent_done": 1}, GONE: started})
    merge_files(run_in(workspace), sent_files(workspace.input))
    change_roadmap(workspace.programme_folder(PROGRAMME))
    run = run_in(workspace, date(2021, 10, 8))
    send(
        run,
        {
            OLD: {"status": "Käynnissä", "percent_done": 0.6, "where_now": "Lausunnolla."},
            HEIR: {"status": "Valmis"},
        },
        month="2021-08",
        name="elo.xlsx",
        modified_at=datetime(2021, 10, 7),
    )
    send(run, {KEPT: {"no_change": "x"}, PART: {"status": "Käynnissä"}}, month="2021-09", name="syys.xlsx")
    merge_files(run, sent_files(workspace.input))
    return run_in(workspace, date(2021, 10, 8))


def assessment(run: Run, folder: Path, month: str, organisation: str = "05") -> dict[str, dict[str, str]]:
    """Item -> row of the exported assessment."""
    export_tables(run, folder, "csv")
    with (folder / "assessment.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["item"]: row
            for row in csv.DictReader(file)
            if (row["month"], row["organisation"], row["group"]) == (month, organisation, "HTT")
        }


def test_each_month_has_the_items_windows_and_ids_that_held_then(run: Run, tmp_path: Path) -> None:
    august, september = (assessment(run, tmp_path, month) for month in ("2021-08", "2021-09"))
    assert list(august) == [KEPT, OLD, WHOLE, GONE]
    assert set(september) == {KEPT, HEIR, PART, OTHER_PART, NEW}
    assert (august[KEPT]["planned_end"], august[KEPT]["behind"]) == ("2021-08-15", "1")
    assert (september[KEPT]["planned_end"], september[KEPT]["behind"]) == ("2021-12-31", "0")


def test_a_late_workbook_of_an_old_month_is_judged_by_that_months_ids(run: Run, tmp_path: Path) -> None:
    """August's 60 % under the former id goes in and is carried on; the id that holds from September on does not."""
    with run.history() as history:
        told = history.findings(run.programme.id)
    (found,) = (each for _, name, each in told if name == "elo.xlsx" and each.code == "C006")
    assert found.values["found"] == HEIR
    september = assessment(run, tmp_path, "2021-09")
    heir = september[HEIR]
    assert (heir["status"], heir["reported"], heir["months_in_state"]) == ("started", "carried", "3")
    assert (september[PART]["reported"], september[OTHER_PART]["reported"]) == ("yes", "never")
    assert september[NEW]["reported"] == "never"


def test_the_oracle_follows_the_roadmap_to_the_same_assessment(run: Run, tmp_path: Path) -> None:
    export_tables(run, tmp_path, "csv")
    with (tmp_path / "assessment.csv").open(encoding="utf-8", newline="") as file:
        ours = {(row["month"], row["organisation"], row["item"]): row for row in csv.DictReader(file)}
    theirs = assessments(run.workspace.root, run.programme.id)
    assert ours.keys() == theirs.keys()
    for place, row in ours.items():
        found = theirs[place]
        told = (row["status"], row["reported"], row["behind"], row["days_late"], row["months_in_state"])
        numbers = (str(each) for each in (found.behind, found.days_late, found.months_in_state))
        assert told == (found.status, found.reported, *numbers), place
        assert set(filter(None, row["reasons"].split(";"))) == found.reasons, place
        assert row["planned_end"] == found.planned_end.isoformat(), place


def test_the_template_of_the_month_knows_the_item_under_its_new_id(run: Run) -> None:
    (path,) = make_templates(run, "2021-09", "05", "HTT")
    book = load_workbook(path)
    sheet = book["Tilannekuva"]
    header = {cell.value: number for number, cell in enumerate(sheet[4])}
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=5)}
    assert {KEPT, HEIR, PART, OTHER_PART, NEW} <= rows.keys()
    assert not {OLD, WHOLE, GONE} & rows.keys()
    state = run.programme.workbook.sheet("items")
    codes = ("previous_status", "previous_percent", "where_now")
    places = [header[state.field(code).header("fi", "2021-09")] for code in codes]
    assert [rows[HEIR][place] for place in places] == ["Käynnissä", 0.6, "Lausunnolla."]
    assert [rows[PART][place] for place in places] == [None, None, None]
    guide = [str(row[2].value) for row in book["Ohje"].iter_rows()]
    assert sum("Valmis 100 %. Ilmoitetaan nyt alusta." in line for line in guide) == 2


def test_the_picture_names_items_as_they_were_called_in_the_month(run: Run) -> None:
    august, september = (assessed_picture(run, month) for month in ("2021-08", "2021-09"))
    assert august.roadmap_changes == ()
    assert [step.changes[0] for step in september.roadmap_changes].count("split") == 2
    behind = august.behind[august.behind["organisation"] == "05"].set_index("item")
    assert behind.loc[KEPT, "name"] != "Järjestely uudella nimellä"
    recovered = september.changes.set_index(["organisation", "item"])
    assert recovered.loc[("05", KEPT), "name"] == "Järjestely uudella nimellä"
    assert recovered.loc[("05", KEPT), "change"] == "recovered"


@pytest.mark.parametrize("asked", [OLD, HEIR])
def test_the_history_follows_an_item_from_one_id_to_the_next(run: Run, asked: str) -> None:
    lines = history_lines(run, Scope(asked, "05"))
    assert lines[0].startswith(f"{asked} ")
    assert [line.strip() for line in lines if line[:9].strip()][1:] == [
        f"7/2021  {OLD}: Käynnissä 40 % – ilmoitettu",
        f"8/2021  {OLD}: Käynnissä 60 % – ilmoitettu",
        (
            f"9/2021  {OLD} VATE:n asettaminen → {HEIR} Asettaminen toisella tunnuksella: korvattu toisella, "
            "uusi nimi. Päätös: johtoryhmä 1.9.2021."
        ),
        f"9/2021  {HEIR}: Käynnissä 60 % – ei uutta tietoa, edellinen voimassa [ei tietoa]",
    ]


def test_the_history_of_a_part_begins_with_the_whole_and_leaves_the_other_part_out(run: Run) -> None:
    lines = history_lines(run, Scope(PART, "05"))
    assert any(f"{WHOLE}: Valmis 100 %" in line for line in lines)
    assert any(f"{PART}: Käynnissä – ilmoitettu" in line for line in lines)
    assert not any(f"{OTHER_PART}:" in line for line in lines)
    whole = history_lines(run, Scope(WHOLE, "05"))
    assert any(f"{OTHER_PART}: Ei aloitettu – ei koskaan ilmoitettu" in line for line in whole)


def test_the_history_of_an_item_that_goes_on_tells_its_new_name_and_window(run: Run) -> None:
    lines = history_lines(run, Scope(KEPT, "05"))
    assert lines[0].startswith(f"{KEPT} Järjestely uudella nimellä – ")
    assert any(
        "uusi nimi, uusi aikataulu. Aikataulu 1.7.2021–15.8.2021 → 1.7.2021–31.12.2021." in line
        for line in lines
    )


def test_the_history_of_an_item_everywhere_follows_it_too(run: Run) -> None:
    lines = history_lines(run, Scope(OLD))
    assert sum("Osatehtäviä 2: käynnissä 1" in line for line in lines) == 3
    assert any("korvattu toisella" in line for line in lines)


def test_the_workbook_of_a_history_has_all_ids_and_a_sheet_of_the_changes(run: Run, tmp_path: Path) -> None:
    book = load_workbook(history_workbook(run, Scope(HEIR, "05"), tmp_path / "history.xlsx"))
    values = [[cell.value for cell in row] for row in book["Arvot"].iter_rows(min_row=4)]
    assert {row[2] for row in values} == {OLD}
    assert [row[0] for row in values] == sorted(row[0] for row in values)
    (change,) = book["Tiekartta"].iter_rows(min_row=4, values_only=True)
    assert change[0] == "9/2021"
    assert change[2] == "johtoryhmä 1.9.2021"
    still = load_workbook(
        history_workbook(run, Scope(organisation="05", group="JO"), tmp_path / "still.xlsx")
    )
    assert "Tiekartta" not in still.sheetnames


def test_a_workbook_that_was_sent_out_before_the_change_is_taken_in_as_far_as_it_can_be(
    tmp_path: Path,
) -> None:
    """The replaced item's row is read under its new id; rows of the others are passed over, or refused if filled."""
    workspace = small_workspace(tmp_path / "workspace", items=4)
    before = run_in(workspace)
    filled = {OLD: {"status": "Käynnissä", "percent_done": 0.2}, KEPT: {"status": "Valmis"}}
    note = {"kind": "Toive", "text": "Ohje kaivataan.", "item": OLD}
    path = send(before, filled, month="2021-09", notes=[note], name="syys.xlsx")
    send(before, {WHOLE: {"status": "Valmis"}}, month="2021-09", organisation="17", name="osa.xlsx")
    change_roadmap(workspace.programme_folder(PROGRAMME))
    run = run_in(workspace, date(2021, 10, 8))
    by_name = {each.source.name: each for each in merge_files(run, sent_files(workspace.input))}
    taken, refused = by_name[path.name], by_name["osa.xlsx"]
    assert taken.outcome == "accepted"
    told = {each.code: each.values for each in taken.findings}
    assert told["S018"]["allowed"] == f"{OLD} → {HEIR}"
    assert (told["S019"]["found"], told["S019"]["allowed"]) == ("2", f"{WHOLE}, {GONE}")
    assert not told.keys() & {"C006", "R021"}
    assert [each.values["allowed"] for each in refused.findings if each.code == "R021"] == [
        f"{PART}, {OTHER_PART}"
    ]
    with run.history() as history:
        rows = history.items_in_force(run.programme.id, "2021-09").set_index(["organisation", "item"])
        notes = history.notes_in_force(run.programme.id, "2021-09")
    assert set(rows.index) == {("05", KEPT), ("05", HEIR)}
    assert rows.loc[("05", HEIR), "percent_done"] == 20
    assert list(notes["item"]) == [HEIR]


def test_a_template_sent_out_before_the_change_is_held_to_what_was_sent_in_it(tmp_path: Path) -> None:
    """Names, windows and last month's values in it are those of then: nobody has changed them."""
    workspace = small_workspace(tmp_path / "workspace", items=4)
    before = run_in(workspace)
    send(before, {OLD: {"status": "Käynnissä", "percent_done": 0.2}}, name="heinä.xlsx")
    merge_files(before, sent_files(workspace.input))
    (template,) = make_templates(before, "2021-09", "05", "HTT")
    book = load_workbook(template)
    typed_ids = [cell.value for cell in book["Tilannekuva"]["A"]]
    header = [cell.value for cell in book["Tilannekuva"][4]]
    mark = before.programme.workbook.sheet("items").field("no_change").header("fi", "2021-09")
    for item in (KEPT, OLD):
        book["Tilannekuva"].cell(typed_ids.index(item) + 1, header.index(mark) + 1).value = "x"
    (workspace.input / "2021-09").mkdir()
    book.save(workspace.input / "2021-09" / "syys.xlsx")
    change_roadmap(workspace.programme_folder(PROGRAMME))
    run = run_in(workspace, date(2021, 10, 8))
    (submission,) = merge_files(
        run, [each for each in sent_files(workspace.input) if each.path.name == "syys.xlsx"]
    )
    assert [each.item for each in submission.accepted] == [KEPT, HEIR]
    assert {each.code for each in submission.findings if each.item == HEIR} == set()
    assert {each.code for each in submission.findings} >= {"S018", "S019"}
    assert not {"C031", "C033", "C034", "C006"} & {each.code for each in submission.findings}


def test_what_came_under_a_former_id_before_the_change_goes_on_once_it_is_judged_again(
    tmp_path: Path,
) -> None:
    workspace = small_workspace(tmp_path / "workspace", items=4)
    before = run_in(workspace)
    send(before, {OLD: {"status": "Valmis"}}, month="2021-09")
    merge_files(before, sent_files(workspace.input))
    change_roadmap(workspace.programme_folder(PROGRAMME))
    run = run_in(workspace, date(2021, 10, 8))
    assert assessment(run, tmp_path / "before", "2021-09")[HEIR]["status"] == "not_started"
    assert rejudge(run, store=True).gained[("S018", "info")] == 1
    heir = assessment(run, tmp_path / "after", "2021-09")[HEIR]
    assert (heir["status"], heir["reported"]) == ("done", "yes")


def test_a_month_added_after_the_change_is_worked_out_as_all_months_anew_are(tmp_path: Path) -> None:
    """What is looked back at is kept under the former id."""
    workspace = small_workspace(tmp_path / "workspace", items=4)
    send(run_in(workspace), {OLD: {"status": "Käynnissä", "percent_done": 0.4}}, month="2021-08")
    change_roadmap(workspace.programme_folder(PROGRAMME))
    run = run_in(workspace, date(2021, 11, 8))
    merge_files(run, sent_files(workspace.input))
    kept = assessment(run, tmp_path / "first", "2021-08")
    assert kept[OLD]["status"] == "started"
    send(run, {HEIR: {"status": "Käynnissä", "percent_done": 0.3}}, month="2021-09")
    merge_files(run, sent_files(workspace.input))
    added = assessment(run, tmp_path / "added", "2021-09")
    assert "regressed" in added[HEIR]["reasons"]
    rebuild(run)
    assert assessment(run, tmp_path / "anew", "2021-09") == added
