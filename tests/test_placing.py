"""Outputs are put where they belong, and made by as many processes as pay."""

from pathlib import Path

import pytest

from ytaexcel.workflow import placing
from ytaexcel.workflow.placing import in_processes


def joined(folder: Path, name: str) -> Path:
    return folder / name


def test_many_tasks_are_shared_among_processes_and_keep_their_order(tmp_path: Path) -> None:
    names = [f"{number}.xlsx" for number in range(7)]
    assert list(in_processes(2, joined, [tmp_path] * 7, names)) == [tmp_path / name for name in names]


def test_a_task_or_two_are_done_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process would first load every library, which takes longer than writing a workbook."""
    monkeypatch.setattr(placing, "ProcessPoolExecutor", None)
    assert list(in_processes(4, joined, [tmp_path] * 2, ["a", "b"])) == [tmp_path / "a", tmp_path / "b"]
