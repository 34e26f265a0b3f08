"""What a killed run leaves behind is taken for nothing, and cleared when no living run can own it any more."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from collected import items_of, run_in, send, small_workspace
from ytaexcel.cli import commands
from ytaexcel.cli.context import Settings
from ytaexcel.inbox import sent_files
from ytaexcel.workflow import Run, clear_leftovers, make_reports, merge_files, placed, rebuild, verify

NOW = datetime(2021, 8, 12, 12, tzinfo=UTC)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A workspace with one month merged and reported."""
    run = run_in(small_workspace(tmp_path / "workspace", items=3))
    send(run, {items_of(run)[0]: {"status": "Valmis"}})
    merge_files(run, sent_files(run.workspace.input))
    make_reports(run, "2021-07", ["ministry"])
    return run


def left(run: Run, hours: float) -> list[Path]:
    """What runs that were killed so many hours ago have left: in the archive, outputs and beside the database."""
    (receipt,) = run.archive.receipts()
    output = run.workspace.output
    made = [
        output / "archive" / f".{receipt.sha256}.xlsx.77.tmp",
        output / "archive" / f".{receipt.sha256}.json.77.tmp",
        output / "archive" / f".act-{'0' * 64}.json.77.tmp",
        output / "archive" / f".opened-{'0' * 64}.xlsx.77.tmp",
        output / "2021-07" / "reports" / ".ytaexcel-abcdefgh.xlsx",
        output / "2021-07" / ".ytaexcel-abcdefgh.csv",
        output / ".ytaexcel-abcdefgh" / "history.sqlite",
    ]
    for path in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    made[-1] = made[-1].parent
    moment = (NOW - timedelta(hours=hours)).timestamp()
    for path in made:
        os.utime(path, (moment, moment))
    return made


def everything(run: Run) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in run.workspace.output.rglob("*") if path.is_file()}


def test_what_is_older_than_a_day_is_cleared_and_nothing_else(run: Run) -> None:
    before = everything(run)
    moment = (NOW - timedelta(days=400)).timestamp()
    for path in before:
        os.utime(path, (moment, moment))
    made = left(run, hours=25)
    assert set(clear_leftovers(run.workspace, NOW)) == set(made)
    assert everything(run) == before


@pytest.mark.parametrize(
    "hours", [0, 23, -48], ids=["just now", "yesterday", "before the clock was put back"]
)
def test_what_a_living_run_may_own_stays(hours: float, run: Run) -> None:
    made = left(run, hours)
    assert clear_leftovers(run.workspace, NOW) == []
    assert all(path.exists() for path in made)


def test_what_is_left_is_taken_for_no_submission_and_no_act(run: Run) -> None:
    with run.history() as history:
        before = history.tables()
    left(run, hours=1)
    assert verify(run) == []
    assert rebuild(run) == 1
    with run.history() as history:
        assert history.tables() == before


def test_what_cannot_be_deleted_stays_without_a_word(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    made = left(run, hours=25)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        patch.setattr(shutil, "rmtree", refuse)
        assert clear_leftovers(run.workspace, NOW) == []
    assert set(clear_leftovers(run.workspace, NOW)) == set(made)


def test_an_output_is_written_under_a_name_that_is_cleared(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill leaves just what the writer was given."""
    given: list[Path] = []

    def write(path: Path) -> None:
        path.write_bytes(b"half")
        given.append(path)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    with pytest.raises(KeyboardInterrupt):
        placed(run.workspace.month_output("2021-07", "reports") / "a.xlsx", write)
    monkeypatch.undo()
    assert given[0].exists()
    later = datetime.now(UTC) + timedelta(days=2)
    assert clear_leftovers(run.workspace, later) == given


def test_a_workspace_without_outputs_has_nothing_to_clear(tmp_path: Path) -> None:
    workspace = small_workspace(tmp_path / "workspace")
    shutil.rmtree(workspace.output)
    assert clear_leftovers(workspace, NOW) == []


@pytest.mark.parametrize("command", [["merge"], ["verify"], ["rebuild"], ["run", "--month", "2021-07"]])
def test_the_commands_that_write_clear_by_the_computers_clock(command: list[str], run: Run) -> None:
    """Not by the day that stands in for today."""
    made = left(run, hours=0)  # years ago by the computer's clock, today by --as-of
    arguments = ["--workspace", str(run.workspace.root), "--as-of", "2021-08-12", *command]
    CliRunner().invoke(commands, arguments, obj=Settings(), standalone_mode=False)
    assert not any(path.exists() for path in made)
