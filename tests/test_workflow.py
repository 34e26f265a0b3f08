"""The month, step by step: what must hold whatever comes, in whatever order, however often."""

import hashlib
import json
import os
import pickle
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from collected import PROGRAMME, decide, items_of, run_in, send, small_workspace
from ytaexcel import archive as archive_module
from ytaexcel import sources as sources_module
from ytaexcel import take_in
from ytaexcel.apart import Lost
from ytaexcel.archive import records
from ytaexcel.conform import Acceptance
from ytaexcel.errors import DefinitionError, StoreError, UsageError, WorkspaceError
from ytaexcel.inbox import sent_file, sent_files
from ytaexcel.merge import Submission
from ytaexcel.passport import Passport
from ytaexcel.workflow import (
    Run,
    catch_up,
    check_files,
    export_tables,
    make_reports,
    make_templates,
    merge_files,
    placed,
    previous_values,
    rebuild,
    stands_for,
    status_of,
    verify,
)

HERE = Acceptance("05", "HTT", "2021-07")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_in(small_workspace(tmp_path / "workspace", items=3))


def dataset(run: Run) -> dict[str, list[tuple[Any, ...]]]:
    with run.history() as history:
        return history.tables()


def archive(run: Run) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in run.workspace.archive.iterdir()}


def everything(run: Run) -> list[Submission]:
    return merge_files(run, sent_files(run.workspace.input))


def statuses(run: Run) -> dict[tuple[str, str], str]:
    with run.history() as history:
        rows = history.items_in_force(run.programme.id)
    return {(row.month, row.item): row.status for row in rows.itertuples()}


def two_months(run: Run) -> None:
    """Workbooks of two organisations and months: good ones, a faulty row, a damaged file, one in a wrong folder."""
    items = items_of(run)
    send(run, {items[0]: {"status": "Käynnissä", "where_now": "Luonnos."}, items[1]: {"status": "valmiss"}})
    send(
        run,
        {items[0]: {"status": "Käynnissä"}},
        organisation="17",
        notes=[{"kind": "Toive", "text": "Tukea."}],
    )
    send(run, {items[0]: {"no_change": "x"}}, month="2021-08")
    send(
        run,
        {items[2]: {"status": "Valmis"}},
        organisation="17",
        month="2021-08",
        folder="2021-07",
        name="väärä.xlsx",
    )
    broken = send(
        run, {items[0]: {"status": "Valmis"}}, organisation="17", month="2021-08", name="rikki.xlsx"
    )
    broken.write_bytes(broken.read_bytes()[:600])


# --- merging ----------------------------------------------------------------------------------------------------


def test_merging_twice_changes_nothing(run: Run) -> None:
    two_months(run)
    first = everything(run)
    tables, files = dataset(run), archive(run)
    again = everything(run)
    assert dataset(run) == tables
    assert archive(run) == files
    assert [each.outcome for each in first] == [
        "partly_accepted",
        "accepted",
        "refused",
        "accepted",
        "refused",
    ]
    assert [each.outcome for each in again] == ["duplicate"] * 5


def test_the_default_merge_tells_only_of_what_is_new(run: Run) -> None:
    two_months(run)
    everything(run)
    path = send(run, {items_of(run)[2]: {"status": "Valmis"}}, name="uusi.xlsx")
    told = merge_files(run, sent_files(run.workspace.input), tell_known=False)
    assert [each.source.path for each in told] == [path]


def test_a_merge_and_a_report_read_no_receipt_of_what_is_known(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a command costs must not grow with the archive: of a file that is known the dataset says all."""
    for month in ("2021-07", "2021-08"):
        send(run, {items_of(run)[0]: {"status": "Valmis"}}, month=month)
    everything(run)
    make_reports(run, "2021-08", ["ministry"])
    opened: list[str] = []

    def table_in(path: Path) -> dict[str, Any]:
        opened.append(path.name)
        return records.table_in(path)

    monkeypatch.setattr(archive_module, "table_in", table_in)
    path = send(run, {items_of(run)[0]: {"status": "Käynnissä"}}, month="2021-09")
    merge_files(run, [sent_file(path)])
    make_reports(run, "2021-09", ["ministry"])
    assert set(opened) == {f"{hashlib.sha256(path.read_bytes()).hexdigest()}.json"}


def test_the_input_folder_is_never_changed(run: Run) -> None:
    two_months(run)
    before = {path: path.read_bytes() for path in run.workspace.input.rglob("*.xlsx")}
    everything(run)
    assert {path: path.read_bytes() for path in run.workspace.input.rglob("*.xlsx")} == before


def test_files_in_any_order_and_in_any_number_of_merges_give_equal_datasets(run: Run, tmp_path: Path) -> None:
    two_months(run)
    send(
        run, {items_of(run)[0]: {"status": "Valmis"}}, name="uudempi.xlsx", modified_at=datetime(2021, 8, 11)
    )
    sent = sent_files(run.workspace.input)
    merge_files(run, sent)
    expected = dataset(run)
    for number, order in enumerate((sent[::-1], sent[3:] + sent[:3])):
        other = replace(run, workspace=small_workspace(tmp_path / f"other{number}", items=3))
        for each in order:
            merge_files(other, [each])
        assert dataset(other) == expected


def test_rows_in_are_rows_accepted_and_refused(run: Run) -> None:
    two_months(run)
    everything(run)
    with run.history() as history:
        assert history.totals(run.programme.id) == {
            "submissions": 5,
            "accepted": 4,
            "refused": 1,
            "ignored": 0,
        }
        assert history.problems() == []


def test_a_newer_file_fills_in_over_an_older_one(run: Run) -> None:
    """Row by row: what the newer one leaves blank or has refused stands as the older one said it."""
    one, two, three = items_of(run)
    send(
        run,
        {one: {"status": "Käynnissä"}, two: {"status": "Käynnissä"}, three: {"status": "Käynnissä"}},
        name="a.xlsx",
    )
    send(
        run,
        {one: {"status": "Valmis"}, two: {"status": "valmiss"}},
        name="b.xlsx",
        modified_at=datetime(2021, 8, 11),
    )
    everything(run)
    assert statuses(run) == {
        ("2021-07", one): "done",
        ("2021-07", two): "started",
        ("2021-07", three): "started",
    }


def test_newer_is_what_was_saved_later_and_not_what_came_later(run: Run) -> None:
    (item, *_) = items_of(run)
    newer = send(run, {item: {"status": "Valmis"}}, name="a.xlsx", modified_at=datetime(2021, 8, 11))
    older = send(run, {item: {"status": "Käynnissä"}}, name="b.xlsx", modified_at=datetime(2021, 8, 10))
    merge_files(run, [sent_file(newer)])
    merge_files(run_in(run.workspace, date(2021, 8, 20)), [sent_file(older)])
    assert statuses(run) == {("2021-07", item): "done"}


def test_notes_in_force_are_those_of_the_newest_workbook_that_has_any(run: Run) -> None:
    (item, *_) = items_of(run)
    rows = {item: {"status": "Valmis"}}
    for name, day, texts in (("a", 10, ["vanha"]), ("b", 11, ["yksi", "kaksi"]), ("c", 12, [])):
        notes = [{"kind": "Huomio", "text": text} for text in texts]
        send(run, rows, notes=notes, name=f"{name}.xlsx", modified_at=datetime(2021, 8, day))
    everything(run)
    with run.history() as history:
        assert history.notes_in_force(run.programme.id)["text"].tolist() == ["yksi", "kaksi"]


def test_one_bad_file_does_not_stop_the_others(run: Run) -> None:
    """Damaged, a lock file, no workbook, not there: each is told, the good one goes in."""
    folder = run.workspace.input / "2021-07"
    good = send(run, {items_of(run)[0]: {"status": "Valmis"}})
    (folder / "~$05_HTT.xlsx").write_bytes(b"\0" * 165)
    (folder / "muistio.txt").write_text("muistio", encoding="utf-8")
    (folder / "rikki.xlsx").write_bytes(good.read_bytes()[:500])
    told = merge_files(run, [*sent_files(run.workspace.input), sent_file(folder / "puuttuu.xlsx")])
    codes = {each.source.name: (each.outcome, [finding.code for finding in each.findings]) for each in told}
    assert codes == {
        "05_HTT.xlsx": ("accepted", []),
        "muistio.txt": ("refused", ["F002"]),
        "puuttuu.xlsx": ("refused", ["F006"]),
        "rikki.xlsx": ("refused", ["F003"]),
        "~$05_HTT.xlsx": ("refused", ["F001"]),
    }
    assert {name.split(".")[-1] for name in archive(run)} == {"xlsx", "json"}
    assert len(archive(run)) == 4


def test_a_passport_that_nobody_sealed_may_claim_nonsense_without_stopping_the_others(run: Run) -> None:
    """Neither the dataset's constraints nor the folder of the feedback are reached by what it claims."""
    forged = Passport(run.programme.id, "05", "HTT", "../../heinäkuu", "1", "fi", "0" * 64)
    good = send(run, {items_of(run)[0]: {"status": "Valmis"}})
    send(run, {items_of(run)[0]: {"status": "Valmis"}}, passport=forged, name="väärennös.xlsx")
    told = merge_files(run, sent_files(run.workspace.input), feedback=True)
    assert {each.source.name: each.outcome for each in told} == {
        good.name: "accepted",
        "väärennös.xlsx": "refused",
    }
    assert [finding.code for finding in told[1].findings] == ["W002"]
    written = [path.relative_to(run.workspace.root) for path in run.workspace.root.rglob("*palaute*")]
    assert written == [Path("output/2021-07/feedback/väärennös - palaute.xlsx")]


def test_a_file_that_changes_while_it_is_merged_is_refused_and_taken_in_the_next_time(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The spreadsheet program saves it between judging and archiving."""
    path = send(run, {items_of(run)[0]: {"status": "Valmis"}})
    other = send(run, {items_of(run)[1]: {"status": "Valmis"}}, organisation="17")
    later = send(
        run, {items_of(run)[0]: {"status": "Käynnissä"}}, name="tmp.xlsx", modified_at=datetime(2021, 8, 12)
    )
    newest = later.read_bytes()
    later.unlink()
    read_bytes, reads = Path.read_bytes, []

    def read(self: Path) -> bytes:
        if self == path:
            reads.append(self)
            if len(reads) == 3:  # the first time to know it, the second to judge it
                path.write_bytes(newest)
        return read_bytes(self)

    monkeypatch.setattr(Path, "read_bytes", read)
    told = merge_files(run, [sent_file(path), sent_file(other)])
    assert [(each.outcome, [finding.code for finding in each.findings]) for each in told] == [
        ("refused", ["F008"]),
        ("accepted", []),
    ]
    assert [each.outcome for each in everything(run)] == ["accepted", "duplicate"]
    assert verify(run) == []


def test_a_merge_that_is_broken_off_is_finished_by_whatever_is_done_next(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each file of the archive that is written, and before the dataset is."""
    two_months(run)
    sent = sent_files(run.workspace.input)
    merge_files(run, sent)
    expected = dataset(run)
    link = Path.hardlink_to
    for steps in range(len(archive(run))):
        broken = replace(run, workspace=small_workspace(tmp_path / f"broken{steps}", items=3))
        left = [steps]

        def break_off(self: Path, target: Path, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
            link(self, target)

        monkeypatch.setattr(Path, "hardlink_to", break_off)
        with pytest.raises(KeyboardInterrupt):
            merge_files(broken, sent)
        monkeypatch.setattr(Path, "hardlink_to", link)
        assert len(dataset(broken)["submission"]) == 0
        assert merge_files(broken, sent)
        assert dataset(broken) == expected


def test_what_is_stored_does_not_depend_on_the_language_of_the_call(run: Run, tmp_path: Path) -> None:
    """A file without a passport does not say its language; the workspace's decides, in a rebuild too."""
    bare = without_passport(send(run, {items_of(run)[0]: {"status": "valmiss"}}), tmp_path / "oma.xlsx")
    merge_files(run, [sent_file(bare)], accept_as=HERE)
    swedish = run_in(small_workspace(tmp_path / "other", items=3), language="sv")
    merge_files(swedish, [sent_file(bare)], accept_as=HERE)
    assert any("Valmis" in str(row) for row in dataset(run)["finding"])
    assert dataset(swedish)["finding"] == dataset(run)["finding"]
    expected = dataset(swedish)
    rebuild(swedish)
    assert dataset(swedish) == expected


def without_passport(path: Path, target: Path) -> Path:
    """A copy of a workbook from which somebody has taken the passport."""
    book = load_workbook(path)
    del book["_ytaexcel"]
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    book.save(target)
    return target


# --- wrong folder, no passport: decisions -----------------------------------------------------------------------


def test_moved_to_the_right_folder_and_merged_again_it_is_accepted_and_an_act_says_so(run: Run) -> None:
    path = send(run, {items_of(run)[0]: {"status": "Valmis"}}, month="2021-08", folder="2021-07")
    (refused,) = everything(run)
    assert (refused.outcome, [each.code for each in refused.findings]) == ("refused", ["W004"])
    assert run.archive.acts() == []
    target = run.workspace.input / "2021-08" / path.name
    target.parent.mkdir()
    path.rename(target)
    (accepted,) = everything(run)
    assert accepted.outcome == "accepted"
    assert statuses(run) == {("2021-08", items_of(run)[0]): "done"}
    (act,) = run.archive.acts()
    assert (act.kind, act.acceptance, act.by) == ("accept-as", Acceptance("05", "HTT", "2021-08"), "tester")
    assert "folder" in act.why
    tables, files = dataset(run), archive(run)
    assert [each.outcome for each in everything(run)] == ["duplicate"]
    assert (dataset(run), archive(run)) == (tables, files)
    rebuild(run)
    assert dataset(run) == tables


def test_a_file_without_a_passport_goes_in_by_a_recorded_decision(run: Run, tmp_path: Path) -> None:
    sent = send(run, {items_of(run)[0]: {"status": "Valmis"}})
    bare = without_passport(sent, tmp_path / "oma taulukko.xlsx")
    (refused,) = merge_files(run, [sent_file(bare)])
    assert [each.code for each in refused.findings] == ["W001"]
    (accepted,) = merge_files(run, [sent_file(bare)], accept_as=HERE)
    assert accepted.outcome == "accepted"
    assert statuses(run) == {("2021-07", items_of(run)[0]): "done"}
    (act,) = run.archive.acts()
    assert (act.acceptance, act.why, act.at) == (HERE, "merge --accept-as", "2021-08-12T12:00:00+00:00")
    tables, files = dataset(run), archive(run)
    assert [each.outcome for each in merge_files(run, [sent_file(bare)], accept_as=HERE)] == ["duplicate"]
    assert (dataset(run), archive(run)) == (tables, files)


def test_the_newest_decision_about_a_file_counts(run: Run) -> None:
    path = send(run, {items_of(run)[0]: {"status": "Valmis"}}, folder="2021-09")
    for day, month in ((12, "2021-08"), (13, "2021-09")):
        on = run_in(run.workspace, date(2021, 8, day))
        merge_files(on, [sent_file(path)], accept_as=Acceptance("05", "HTT", month))
    assert statuses(run) == {("2021-09", items_of(run)[0]): "done"}
    assert len(run.archive.acts()) == 2


def test_a_decision_about_a_file_that_cannot_be_read_is_not_recorded(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "rikki.xlsx"
    broken.write_bytes(b"PK rikki")
    (told,) = merge_files(run, [sent_file(broken)], accept_as=HERE)
    assert told.outcome == "refused"
    assert run.archive.acts() == []


def test_a_decision_for_an_unknown_organisation_is_refused_before_anything_is_archived(run: Run) -> None:
    path = send(run, {items_of(run)[0]: {"status": "Valmis"}})
    with pytest.raises(UsageError, match='no organisation "99"'):
        merge_files(run, [sent_file(path)], accept_as=Acceptance("99", "HTT", "2021-07"))
    assert not run.workspace.archive.exists()


# --- archive and dataset ----------------------------------------------------------------------------------------


def test_rebuild_gives_an_equal_dataset_table_by_table(run: Run) -> None:
    two_months(run)
    everything(run)
    expected = dataset(run)
    assert all(expected[name] for name in ("submission", "item_row", "note_row", "refused_row", "finding"))
    assert rebuild(run) == 5
    for name, rows in dataset(run).items():
        assert rows == expected[name], name
    assert list(run.workspace.output.glob(".*")) == []


def test_a_deleted_database_is_made_again_by_whatever_is_done_next(run: Run, tmp_path: Path) -> None:
    two_months(run)
    everything(run)
    expected = dataset(run)
    works = {
        "template": lambda: make_templates(run, "2021-09", "05", "HTT"),
        "merge": lambda: merge_files(run, []),
        "report": lambda: make_reports(run, "2021-08", ["ministry"]),
        "status": lambda: status_of(run, "2021-08"),
        "export": lambda: export_tables(run, tmp_path / "tables", "csv"),
        "verify": lambda: verify(run),
    }
    for name, work in works.items():
        run.workspace.database.unlink()
        work()
        assert dataset(run) == expected, name


def test_catching_up_takes_in_only_what_is_not_there(run: Run) -> None:
    two_months(run)
    everything(run)
    assert catch_up(run) == 0
    run.workspace.database.unlink()
    assert catch_up(run) == 5


def test_two_databases_on_one_archive_hold_the_same(run: Run, tmp_path: Path) -> None:
    """Two facilitators, each with a database of their own, on a folder that is synchronised between them."""
    here, there = run, run_in(small_workspace(tmp_path / "there", items=3))
    two_months(here)
    everything(here)
    synchronise(here, there)
    catch_up(there)
    assert dataset(there) == dataset(here)
    send(there, {items_of(there)[2]: {"status": "Valmis"}}, name="toiselta.xlsx")
    everything(there)
    synchronise(there, here)
    catch_up(here)
    assert dataset(there) == dataset(here)


def test_a_decision_that_arrives_after_its_file_is_taken_in_too(run: Run, tmp_path: Path) -> None:
    """The other one has the file as refused already when the act comes through."""
    here, there = run, run_in(small_workspace(tmp_path / "there", items=3))
    path = send(here, {items_of(here)[0]: {"status": "Valmis"}}, folder="2021-09")
    everything(here)
    synchronise(here, there)
    catch_up(there)
    assert status_of(there, "2021-07").workbooks[0].state == "refused"
    merge_files(here, [sent_file(path)], accept_as=Acceptance("05", "HTT", "2021-09"))
    synchronise(here, there)
    assert catch_up(there) == 1
    assert dataset(there) == dataset(here)
    assert statuses(there) == {("2021-09", items_of(here)[0]): "done"}


def test_a_receipt_whose_file_has_not_arrived_yet_waits_for_it(run: Run, tmp_path: Path) -> None:
    """A synchronised folder brings small files first; nothing is stored as damaged in the meantime."""
    here, there = run, run_in(small_workspace(tmp_path / "there", items=3))
    send(here, {items_of(here)[0]: {"status": "Valmis"}})
    everything(here)
    there.workspace.archive.mkdir(parents=True)
    for path in here.workspace.archive.glob("*.json"):
        shutil.copy(path, there.workspace.archive)
    assert catch_up(there) == 0
    assert "is missing from the archive" in verify(there)[0]
    synchronise(here, there)
    assert catch_up(there) == 1
    assert (dataset(there), verify(there)) == (dataset(here), [])


def synchronise(source: Run, target: Run) -> None:
    shutil.copytree(source.workspace.archive, target.workspace.archive, dirs_exist_ok=True)


def test_verify_finds_a_changed_archive_file(run: Run) -> None:
    two_months(run)
    everything(run)
    assert verify(run) == []
    victim = next(iter(sorted(run.workspace.archive.glob("*.xlsx"))))
    victim.write_bytes(victim.read_bytes() + b"x")
    (problem,) = verify(run)
    assert victim.name in problem
    assert "has been changed" in problem


def test_verify_finds_a_changed_receipt(run: Run) -> None:
    two_months(run)
    everything(run)
    path = next(iter(sorted(run.workspace.archive.glob("*.json"))))
    receipt = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**receipt, "received_at": "2021-01-01T00:00:00+00:00"}), encoding="utf-8")
    (problem,) = verify(run)
    assert problem == f"{path.name}, the receipt of {receipt['file_name']}, has been changed."


def test_verify_finds_rows_that_were_taken_out_of_the_dataset(run: Run) -> None:
    two_months(run)
    everything(run)
    with closing(sqlite3.connect(run.workspace.database)) as database, database:
        database.execute("DROP TRIGGER item_row_remains")
        database.execute("DELETE FROM item_row")
    assert any("rows counted are not those kept" in problem for problem in verify(run))
    rebuild(run)
    assert verify(run) == []


def test_a_rebuild_leaves_out_what_the_archive_has_lost_and_says_how_many_it_holds(run: Run) -> None:
    two_months(run)
    everything(run)
    victim = next(iter(sorted(run.workspace.archive.glob("*.xlsx"))))
    victim.unlink()
    assert rebuild(run) == 4
    assert len(dataset(run)["submission"]) == 4


def test_a_damaged_database_is_told_with_the_way_out_and_rebuilt(run: Run) -> None:
    two_months(run)
    everything(run)
    expected = dataset(run)
    run.workspace.database.write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match="ytaexcel rebuild"):
        status_of(run, "2021-07")
    rebuild(run)
    assert dataset(run) == expected


# --- templates --------------------------------------------------------------------------------------------------


def test_templates_are_made_for_those_who_owe_them(run: Run) -> None:
    paths = make_templates(run, "2021-07")
    assert len(paths) == len(run.programme.expected_in("2021-07")) == 10
    assert {path.parent for path in paths} == {run.workspace.output / "2021-07" / "templates"}
    assert [path.name for path in make_templates(run, "2021-08", "17", "JO")] == [
        path.name.replace("2021-07", "2021-08") for path in paths if "_17_JO_" in path.name
    ]


def test_an_organisation_gets_its_workbooks_in_its_own_languages(run: Run) -> None:
    """One in each, until somebody asks for others; who names none gets the workspace's."""
    languages = {"05": ("fi", "sv")}
    organisations = tuple(
        replace(each, languages=languages.get(each.code, ())) for each in run.programme.organisations
    )
    own = replace(run, programme=replace(run.programme, organisations=organisations))
    made = [path.stem[-9:] for path in make_templates(own, "2021-07", group="HTT")]
    assert made == ["05_HTT_fi", "05_HTT_sv", "17_HTT_fi"]
    asked = make_templates(own, "2021-07", "05", "HTT", {"05": ("en",)})
    assert [path.stem[-9:] for path in asked] == ["05_HTT_en"]


def test_a_template_is_prefilled_from_the_last_accepted_month(run: Run) -> None:
    """From what was told before the month, carried over silence; a later month and the month itself stay out."""
    one, two, three = items_of(run)
    facts = {
        "percent_done": 0.4,
        "forecast_end": date(2021, 12, 1),
        "where_now": "Luonnos.",
        "owner": "Maija",
    }
    send(run, {one: {"status": "Käynnissä", "red_flag": "kyllä", **facts}, three: {"status": "valmiss"}})
    send(run, {two: {"status": "Valmis"}}, month="2021-08")
    send(run, {one: {"status": "Valmis"}}, month="2021-09")
    everything(run)
    with run.history() as history:
        known = previous_values(history, run.programme, "2021-09")
        assert previous_values(history, run.programme, "2021-07") == {}
    assert set(known) == {"05"}
    assert set(known["05"]) == {one, two}
    first = known["05"][one]
    assert (first.status, first.percent_done, first.forecast_end) == ("started", 40.0, date(2021, 12, 1))
    assert first.texts == {"where_now": "Luonnos.", "owner": "Maija"}
    (path,) = make_templates(run, "2021-09", "05", "HTT")
    shown = {
        "Viime kk tila": "Käynnissä",
        "Ennuste valmis": datetime(2021, 12, 1),
        "Missä mennään": "Luonnos.",
        "Vastuuhenkilö": "Maija",
        "Tila nyt": None,
        "Valmiina %": None,
        "Ei muutosta": None,
    }
    row = row_of(path, one)
    assert {header: row[header] for header in shown} == shown


def test_no_change_where_nothing_was_known_prefills_no_status(run: Run) -> None:
    """The forecast of such a row is known, its status is not; a template can still be made."""
    (item, *_) = items_of(run)
    send(run, {item: {"no_change": "x", "forecast_end": date(2021, 12, 1)}})
    everything(run)
    with run.history() as history:
        (previous,) = previous_values(history, run.programme, "2021-08")["05"].values()
    assert (previous.status, previous.forecast_end, previous.texts) == (None, date(2021, 12, 1), {})
    (path,) = make_templates(run, "2021-08", "05", "HTT")
    assert row_of(path, item)["Viime kk tila"] in (None, "–")


def row_of(path: Path, item: str) -> dict[str, object]:
    """Header -> value of an item's row in a template."""
    sheet = load_workbook(path)["Tilannekuva"]
    head = next(row for row in sheet.iter_rows(max_row=20) if any(cell.value == "Tila nyt" for cell in row))
    found = next(row for row in sheet.iter_rows() if any(cell.value == item for cell in row[:3]))
    return {str(header.value): cell.value for header, cell in zip(head, found, strict=False)}


def test_a_template_that_nobody_fills_is_accepted_without_rows_and_told(run: Run) -> None:
    (path,) = make_templates(run, "2021-07", "05", "HTT")
    (submission,) = check_files(run, [sent_file(path)], feedback=False)
    assert (submission.outcome, submission.accepted, submission.refused) == ("accepted", [], [])
    assert [each.code for each in submission.findings] == ["W008"]


def test_a_month_in_which_nothing_is_owed_is_refused(run: Run) -> None:
    with pytest.raises(UsageError, match=r"expected\.csv names no workbook for 2020-01"):
        make_templates(run, "2020-01")


def test_definitions_that_cannot_hold_are_told_from_a_worker_process_as_from_this_one() -> None:
    """Exceptions come back from other processes pickled."""
    fault = DefinitionError(["roadmap.csv line 2: one.", "roadmap.csv line 3: two."])
    again = pickle.loads(pickle.dumps(fault))
    assert (str(again), again.problems) == (str(fault), fault.problems)


# --- checking ---------------------------------------------------------------------------------------------------


def test_checking_stores_nothing(run: Run) -> None:
    path = send(run, {items_of(run)[0]: {"status": "valmiss"}})
    written: list[Path] = []
    (submission,) = check_files(run, [sent_file(path)], feedback=True, written=written.append)
    assert submission.outcome == "refused"
    assert not run.workspace.archive.exists()
    assert not run.workspace.database.exists()
    assert [each.name for each in written] == ["05_HTT - palaute.xlsx"]


# --- reports ----------------------------------------------------------------------------------------------------


def test_a_rerun_on_the_same_day_gives_the_same_bytes(run: Run) -> None:
    """Every kind of output, also from a dataset that was made anew."""
    items = items_of(run)
    decide(
        run.workspace.programme_folder(run.programme.id), items[0], planned_end="2021-07-20", critical="yes"
    )
    two_months(run)
    run = run_in(run.workspace, date(2021, 9, 10))
    merge_files(run, sent_files(run.workspace.input), feedback=True)

    def outputs() -> dict[str, bytes]:
        make_reports(run, "2021-08", ["ministry", "organisation"])
        make_templates(run, "2021-09", "05", "HTT")
        check_files(run, sent_files(run.workspace.input), feedback=True)
        return {path.name: path.read_bytes() for path in run.workspace.output.glob("2021-*/*/*.xlsx")}

    first = outputs()
    assert len(first) >= 6
    rebuild(run)
    assert outputs() == first


def test_each_audience_gets_its_workbooks(run: Run) -> None:
    two_months(run)
    everything(run)
    names = {
        audience: sorted(path.stem.split("_", 2)[2] for path in make_reports(run, "2021-07", [audience]))
        for audience in ("ministry", "organisation", "discussion")
    }
    assert names == {
        "ministry": ["ministry_fi"],
        "organisation": ["organisation_05_fi", "organisation_17_fi"],
        "discussion": ["discussion_05_fi", "discussion_17_fi"],
    }


def test_a_group_without_items_in_a_month_owes_nothing(tmp_path: Path) -> None:
    workspace = small_workspace(tmp_path / "workspace", items=2)
    roadmap = workspace.programme_folder(PROGRAMME) / "roadmap.csv"
    lines = roadmap.read_text(encoding="utf-8").splitlines()
    ended = [f"{line}2021-08" if line.startswith("ICT") else line for line in lines]
    roadmap.write_text("\n".join(ended) + "\n", encoding="utf-8")
    run = run_in(workspace, date(2021, 10, 1))
    assert len(make_templates(run, "2021-08", "05")) == 5
    assert {path.name.split("_")[3] for path in make_templates(run, "2021-09", "05")} == {
        "HTT",
        "JO",
        "PJ",
        "YP",
    }
    with pytest.raises(UsageError, match="names no workbook for 2021-09"):
        make_templates(run, "2021-09", "05", "ICT")
    send(run, {items_of(run)[0]: {"status": "Valmis"}}, month="2021-09")
    everything(run)
    assert "ICT" not in {each.group for each in status_of(run, "2021-09").workbooks}
    assert len(make_reports(run, "2021-09", ["group"])) == 8


def test_there_is_no_report_before_anything_is_collected_nor_for_an_audience_that_is_not_defined(
    run: Run,
) -> None:
    with pytest.raises(
        UsageError, match="nothing to report for 2021-07: nothing is collected or discussed yet"
    ):
        make_reports(run, "2021-07", ["ministry"])
    two_months(run)
    everything(run)
    with pytest.raises(UsageError, match="no audience press"):
        make_reports(run, "2021-07", ["press"])


def test_a_month_after_the_last_collected_one_can_be_reported(run: Run) -> None:
    two_months(run)
    everything(run)
    (path,) = make_reports(run, "2021-10", ["ministry"])
    assert path.name == f"{run.programme.id}_2021-10_ministry_fi.xlsx"


# --- outputs that are open in Excel -----------------------------------------------------------------------------


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Files that another program holds open: they cannot be replaced, as on Windows."""
    held: set[Path] = set()
    rename = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target) in held:
            raise PermissionError(13, "in use", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    return held


def test_an_output_that_is_open_in_excel_lands_beside_it(run: Run, locked: set[Path]) -> None:
    two_months(run)
    everything(run)
    (path,) = make_reports(run, "2021-07", ["ministry"])
    before = path.read_bytes()
    locked.add(path)
    (beside,) = make_reports(run_in(run.workspace, date(2021, 8, 13)), "2021-07", ["ministry"])
    assert beside == path.with_name(f"{path.stem} (2).xlsx")
    assert path.read_bytes() == before != beside.read_bytes()
    assert stands_for(beside) == path
    assert stands_for(path) is None
    locked.add(beside)
    (third,) = make_reports(run, "2021-07", ["ministry"])
    assert third.name == f"{path.stem} (3).xlsx"
    assert sorted(each.name for each in path.parent.iterdir()) == sorted([path.name, beside.name, third.name])


def test_tables_that_are_open_in_excel_are_exported_beside(
    run: Run, tmp_path: Path, locked: set[Path]
) -> None:
    two_months(run)
    everything(run)
    paths = export_tables(run, tmp_path / "tables", "csv")
    locked.add(paths[0])
    again = export_tables(run, tmp_path / "tables", "csv")
    assert [path.name for path in again] == ["submissions (2).csv", *(path.name for path in paths[1:])]


def test_an_output_that_cannot_be_put_anywhere_is_told_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "in use", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WorkspaceError, match="close it in Excel"):
        placed(tmp_path / "a.xlsx", lambda path: path.write_bytes(b"x"))
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_fails_leaves_the_former_output_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"former")

    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        raise RuntimeError("broken off")

    with pytest.raises(RuntimeError):
        placed(target, fail)
    assert target.read_bytes() == b"former"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


# --- files that cannot be read to their end --------------------------------------------------------------------------


def hopeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every file is too much for its process."""
    lost = Lost("out_of_memory")
    monkeypatch.setattr(take_in, "each_apart", lambda *given: [lost for _ in given[2]])


def test_a_file_that_was_too_much_is_not_archived_and_comes_again(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, apart = send(run, {items_of(run)[0]: {"status": "Valmis"}}), replace(run, workers=1)
    with monkeypatch.context() as patch:
        hopeless(patch)
        (told,) = merge_files(apart, [sent_file(path)])
    assert (told.outcome, [each.code for each in told.findings]) == ("refused", ["F019"])
    assert not list(run.workspace.archive.glob("*"))
    assert [each.outcome for each in merge_files(apart, [sent_file(path)])] == ["accepted"]


def test_a_rebuild_leaves_nothing_out_that_was_too_much_this_time(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge_files(run, [sent_file(send(run, {items_of(run)[0]: {"status": "Valmis"}}))])
    before = run.workspace.database.read_bytes()
    hopeless(monkeypatch)
    with pytest.raises(StoreError, match="could not be read to its end"):
        rebuild(replace(run, workers=1))
    assert run.workspace.database.read_bytes() == before


def test_a_file_too_large_to_be_looked_at_is_told_and_left_where_it_is(run: Run) -> None:
    path = run.workspace.input / "2021-07" / "05_HTT.xlsx"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(60_000_000)
    (told,) = merge_files(run, [sent_file(path)])
    assert (told.outcome, [each.code for each in told.findings]) == ("refused", ["F015"])
    assert not list(run.workspace.archive.glob("*"))


@pytest.mark.skipif(
    not hasattr(os, "mkfifo"),
    reason="named pipes in folders exist on POSIX systems only: on Windows there is none to send",
)
def test_what_is_no_file_and_would_never_end_is_told(run: Run) -> None:
    pipe = run.workspace.root / "05_HTT.xlsx"
    os.mkfifo(pipe)
    (told,) = check_files(run, [sent_file(pipe)], feedback=False)
    assert [each.code for each in told.findings] == ["F006"]


def test_files_that_a_synchronised_folder_has_not_brought_are_told_and_taken_in_when_they_come(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two empty files are no copies of each other; nothing of either is kept, nor of one that is only in the cloud."""
    whole = send(run, {items_of(run)[0]: {"status": "Valmis"}})
    data = whole.read_bytes()
    folder = whole.parent
    for name in ("a.xlsx", "b.xlsx"):
        (folder / name).write_bytes(b"")
    (folder / ".c.xlsx.icloud").write_bytes(b"bplist00")
    read = Path.read_bytes

    def fetch(path: Path) -> bytes:
        if path == whole:
            raise OSError(22, "The cloud operation was unsuccessful")
        return read(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", fetch)
        patch.setattr(sources_module, "is_in_the_cloud", lambda _: True)
        told = everything(run)
    assert {each.source.name: each.findings[0].code for each in told} == {
        ".c.xlsx.icloud": "F029",
        "05_HTT.xlsx": "F029",
        "a.xlsx": "F028",
        "b.xlsx": "F028",
    }
    assert list(run.archive.receipts()) == []
    for name in ("a.xlsx", "b.xlsx", ".c.xlsx.icloud"):
        (folder / name).unlink()
    whole.write_bytes(data)
    assert [each.outcome for each in everything(run)] == ["accepted"]
