"""Nothing is lost: a merge killed at any moment, two at once, two facilitators who exchange their archives, a full disk."""

import errno
import multiprocessing
import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest
from pyarrow import parquet
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from collected import items_of, run_in, send, small_workspace
from ytaexcel.archive import Act
from ytaexcel.errors import ReadOnlyError, StoreError, WorkspaceError
from ytaexcel.history import History
from ytaexcel.inbox import sent_files
from ytaexcel.timeline import Scope
from ytaexcel.workflow import (
    Run,
    back_up,
    catch_up,
    decide,
    export_tables,
    history_lines,
    make_reports,
    merge_files,
    rebuild,
    redact_name,
    status_of,
    verify,
)
from ytaexcel.workspace import Workspace, open_workspace

METHODS = multiprocessing.get_all_start_methods()
PROCESSES = multiprocessing.get_context("forkserver" if "forkserver" in METHODS else "spawn")
PROCESSES.set_forkserver_preload(["ytaexcel.workflow", "openpyxl"])
"""Where it can, a process begins with all libraries loaded: of two hundred that are killed nearly all work by then."""
Process = multiprocessing.process.BaseProcess


def merge_some(root: Path, first: int, step: int, ready: Connection) -> None:
    """A merge in a process of its own: every so many-th file of the inbox."""
    run = run_in(open_workspace(root))
    ready.send(True)
    merge_files(run, sent_files(run.workspace.input)[first::step])


def merging(workspace: Workspace, first: int = 0, step: int = 1) -> Process:
    """A process that has read its definitions and is about to merge."""
    is_ready, ready = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=merge_some, args=(workspace.root, first, step, ready))
    process.start()
    assert is_ready.recv()
    return process


def finished(process: Process) -> None:
    process.join(timeout=600)
    assert process.exitcode == 0


def workspace_with(folder: Path, files: int) -> Run:
    """A workspace in whose inbox so many workbooks lie, many of them versions of one another."""
    run = run_in(small_workspace(folder, items=3))
    items = items_of(run)
    for number in range(files):
        status = ("Käynnissä", "Valmis", "valmiss")[number % 3]
        send(
            run,
            {items[number % 3]: {"status": status, "where_now": f"Vaihe {number}."}},
            organisation=("05", "17")[number % 2],
            notes=[{"kind": "Toive", "text": f"Toive {number}."}] if number % 4 == 0 else [],
            name=f"{number:03d}.xlsx",
            modified_at=datetime(2021, 8, 1 + number % 28, number % 24),
        )
    return run


def copy_of(run: Run, folder: Path) -> Run:
    shutil.copytree(run.workspace.root, folder)
    return run_in(
        Workspace(
            folder, run.workspace.programme, run.workspace.languages, folder / "output" / "history.sqlite"
        )
    )


def dataset(run: Run) -> dict[str, list[tuple[Any, ...]]]:
    with run.history() as history:
        assert history.problems() == []
        return history.tables()


def archive(run: Run) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in run.workspace.archive.glob("[!.]*")}


# --- killed ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kills", "files"), [(10, 12), pytest.param(200, 40, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_a_merge_that_is_killed_at_any_moment_loses_nothing(kills: int, files: int, tmp_path: Path) -> None:
    chance = random.Random(kills)
    undisturbed = workspace_with(tmp_path / "undisturbed", files)
    fresh = copy_of(undisturbed, tmp_path / "killed")
    process = merging(undisturbed.workspace)
    begin = time.monotonic()
    finished(process)
    duration = time.monotonic() - begin
    expected, kept = dataset(undisturbed), archive(undisturbed)
    struck = 0
    for _ in range(kills):
        process = merging(fresh.workspace)
        time.sleep(chance.uniform(0, duration))
        process.kill()
        process.join()
        struck += process.exitcode != 0
        if not fresh.workspace.database.exists():
            continue
        found = dataset(fresh)
        stored = {row[0] for row in found["submission"]}
        assert {row[1] for row in found["submission"]} <= fresh.archive.hashes()
        for table, rows in expected.items():
            assert found[table] == [row for row in rows if table == "act" or row[0] in stored], table
        if len(stored) == files:  # all of it is in: begin anew
            shutil.rmtree(fresh.workspace.output)
            fresh.workspace.output.mkdir()
    assert struck >= kills // 4, "hardly a run was killed while it worked"
    finished(merging(fresh.workspace))
    assert (dataset(fresh), archive(fresh)) == (expected, kept)
    assert verify(fresh) == []


# --- two at once ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("files", [24, pytest.param(400, marks=pytest.mark.slow)])
def test_two_merges_at_once_lose_nothing(files: int, tmp_path: Path) -> None:
    """Half of the files each, and both the first of them."""
    alone = workspace_with(tmp_path / "alone", files)
    together = copy_of(alone, tmp_path / "together")
    finished(merging(alone.workspace))
    for process in [merging(together.workspace, first, 2) for first in (0, 1)]:
        finished(process)
    assert dataset(together) == dataset(alone)
    assert archive(together) == archive(alone)
    assert verify(together) == []


def test_two_merges_of_the_same_files_at_once_keep_each_once(tmp_path: Path) -> None:
    alone = workspace_with(tmp_path / "alone", 12)
    together = copy_of(alone, tmp_path / "together")
    finished(merging(alone.workspace))
    for process in [merging(together.workspace) for _ in range(3)]:
        finished(process)
    assert dataset(together) == dataset(alone)
    assert archive(together) == archive(alone)


# --- two facilitators -----------------------------------------------------------------------------------------------


def bring(source: Run, target: Run, chance: random.Random, *, everything: bool) -> None:
    """What a synchronised folder does: some files now, the others later; another content of a name comes beside it."""
    paths = [path for path in source.workspace.archive.glob("[!.]*") if "-PC" not in path.name]
    target.workspace.archive.mkdir(parents=True, exist_ok=True)
    for path in chance.sample(paths, len(paths) if everything else chance.randint(0, len(paths))):
        place = target.workspace.archive / path.name
        if place.exists() and place.read_bytes() != path.read_bytes():
            place = place.with_name(f"{path.stem}-PC{source.by}{path.suffix}")
        shutil.copy(path, place)


@pytest.mark.parametrize("seed", range(6))
def test_two_facilitators_who_exchange_their_archives_end_with_equal_datasets(
    seed: int, tmp_path: Path
) -> None:
    """Files merged by one or by both, at different times, decided about, and exchanged piece by piece in any order."""
    chance = random.Random(seed)
    first = workspace_with(tmp_path / "first", 12)
    second = copy_of(first, tmp_path / "second")
    runs = [replace_by(first, "1", 1), replace_by(second, "2", 7)]
    for round_ in range(3):
        for run in runs:
            sent = sent_files(run.workspace.input)
            merge_files(run, chance.sample(sent, 5))
            with run.history() as history:
                known = history.submissions(run.programme.id, with_excluded=True)
            place = chance.randrange(len(known))
            name, is_excluded = known.loc[place, ["file_name", "is_excluded"]]
            decide(run, "reinstate" if is_excluded else "exclude", name, f"päätös {round_}")
        for source, target in (runs, runs[::-1]):
            bring(source, target, chance, everything=False)
            catch_up(target)
    for source, target in (runs, runs[::-1], runs):
        bring(source, target, chance, everything=True)
        catch_up(target)
    catch_up(runs[0])
    assert dataset(runs[0]) == dataset(runs[1])
    assert [verify(run) for run in runs] == [[], []]


def replace_by(run: Run, name: str, minute: int) -> Run:
    return Run(run.workspace, run.programme, run.language, run.now.replace(minute=minute), run.today, 1, name)


# --- the disk -------------------------------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_dataset_as_before_and_the_next_merge_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = workspace_with(tmp_path / "workspace", 6)
    sent = sent_files(run.workspace.input)
    merge_files(run, sent[:2])
    before = dataset(run)
    opened = Run.history

    def full(self: Run) -> History:
        history = opened(self)
        pages = history._database.execute("PRAGMA page_count").fetchone()[0]
        history._database.execute(f"PRAGMA max_page_count = {pages}")
        return history

    with monkeypatch.context() as patch:
        patch.setattr(Run, "history", full)
        with pytest.raises(StoreError, match="full"):
            merge_files(run, sent)
    assert dataset(run) == before
    merge_files(run, sent)
    assert len(dataset(run)["submission"]) == 6
    assert verify(run) == []


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = workspace_with(tmp_path / "workspace", 4)
    sent = sent_files(run.workspace.input)
    merge_files(run, sent[:2])
    before = dataset(run), archive(run)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(StoreError, match="Permission denied"):
            merge_files(run, sent)
    assert (dataset(run), archive(run)) == before


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def full_for_excel(*_: object) -> None:
    raise FileCreateError(OSError(errno.ENOSPC, "No space left on device"))


@pytest.mark.parametrize(
    ("owner", "name", "fault", "work"),
    [
        (Path, "write_bytes", full, lambda run, _: make_reports(run, "2021-07", ["ministry"])),
        (pd.DataFrame, "to_csv", full, lambda run, folder: export_tables(run, folder, "csv")),
        (parquet, "write_table", full, lambda run, folder: export_tables(run, folder, "parquet")),
        (Workbook, "close", full_for_excel, lambda run, folder: export_tables(run, folder, "xlsx")),
        (ZipFile, "writestr", full, lambda run, folder: back_up(run, folder / "varmuus.zip")),
        (tempfile, "mkdtemp", full, lambda run, _: rebuild(run)),
    ],
    ids=["report", "csv", "parquet", "xlsx", "backup", "rebuild"],
)
def test_an_output_for_which_there_is_no_room_is_told_and_leaves_nothing_behind(
    owner: object,
    name: str,
    fault: Callable[..., None],
    work: Callable[[Run, Path], object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = workspace_with(tmp_path / "workspace", 4)
    merge_files(run, sent_files(run.workspace.input))
    make_reports(run, "2021-07", ["ministry"])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, fault)
        with pytest.raises(WorkspaceError, match="No space left on device"):
            work(run, tmp_path / "taulut")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    work(run, tmp_path / "taulut")
    assert verify(run) == []


def test_a_receipt_for_whose_new_name_there_is_no_room_is_renamed_by_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = workspace_with(tmp_path / "workspace", 1)
    merge_files(run, sent_files(run.workspace.input))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(StoreError, match="No space left"):
            redact_name(run, "000.xlsx", "nimi")
    assert not list(run.workspace.archive.glob(".*"))
    catch_up(run)
    (receipt,) = run.archive.receipts()
    assert receipt.file_name == f"{receipt.sha256[:16]}.xlsx"
    assert verify(run) == []


# --- only to be read ------------------------------------------------------------------------------------------------


@pytest.fixture
def read_only(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on SQLite opens databases only to read them, as it does where nobody may write."""
    connect = sqlite3.connect

    def only_read(path: Path, **options: Any) -> sqlite3.Connection:
        return connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, **options)

    return lambda: monkeypatch.setattr(sqlite3, "connect", only_read)


@pytest.mark.parametrize("is_kept", [True, False], ids=["with kept months", "without"])
def test_what_only_reads_works_on_a_dataset_that_can_only_be_read(
    is_kept: bool, tmp_path: Path, read_only: Callable[[], None]
) -> None:
    run = workspace_with(tmp_path / "workspace", 4)
    merge_files(run, sent_files(run.workspace.input))
    (path,) = make_reports(run, "2021-07", ["ministry"])
    expected = path.read_bytes()
    if not is_kept:
        rebuild(run)
    for receipt in run.workspace.archive.glob("*.json"):
        os.utime(receipt)  # as after a copy: the receipts are looked at again, which cannot be noted
    read_only()
    (path,) = make_reports(run, "2021-07", ["ministry"])
    assert path.read_bytes() == expected
    assert status_of(run, "2021-07").workbooks
    assert history_lines(run, Scope(organisation="05"))
    assert export_tables(run, tmp_path / "taulut", "csv")
    assert verify(run) == []


def test_nothing_is_half_merged_into_a_dataset_that_can_only_be_read(
    tmp_path: Path, read_only: Callable[[], None]
) -> None:
    run = workspace_with(tmp_path / "workspace", 4)
    sent = sent_files(run.workspace.input)
    merge_files(run, sent[:2])
    before = dataset(run), archive(run)
    read_only()
    with pytest.raises(ReadOnlyError, match="Nothing can be written into the dataset"):
        merge_files(run, sent)
    assert (dataset(run), archive(run)) == before


def test_news_that_a_dataset_cannot_take_in_are_told(tmp_path: Path, read_only: Callable[[], None]) -> None:
    """A report that silently left them out would be wrong."""
    run = workspace_with(tmp_path / "workspace", 4)
    sent = sent_files(run.workspace.input)
    merge_files(run, sent[:2])
    other = copy_of(run, tmp_path / "other")
    merge_files(other, sent_files(other.workspace.input))
    for path in other.workspace.archive.iterdir():
        shutil.copy(path, run.workspace.archive)
    read_only()
    with pytest.raises(ReadOnlyError, match="rebuild"):
        make_reports(run, "2021-07", ["ministry"])


def test_an_act_of_a_newer_program_is_kept_and_does_no_harm(tmp_path: Path) -> None:
    run = workspace_with(tmp_path / "workspace", 2)
    merge_files(run, sent_files(run.workspace.input))
    receipt = next(run.archive.receipts())
    act = Act("later-invented", receipt.sha256, receipt.programme, "", "", "", "maija", "2021-09-01", "x")  # type: ignore[arg-type]
    run.archive.record(act)
    before = dataset(run)["submission"]
    catch_up(run)
    assert dataset(run)["submission"] == before
    assert verify(run) == []
