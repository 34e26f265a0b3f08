"""One file holds all that cannot be made again; what comes out of it is the workspace that went in."""

import errno
import json
import zipfile
from pathlib import Path

import pytest

from collected import items_of, run_in, send, small_workspace
from ytaexcel.backup import CONTENTS, restore_backup, write_backup
from ytaexcel.errors import UsageError, WorkspaceError
from ytaexcel.inbox import sent_files
from ytaexcel.workflow import Run, back_up, decide, merge_files, rebuild, verify
from ytaexcel.workspace import KEY


@pytest.fixture
def run(tmp_path: Path) -> Run:
    run = run_in(small_workspace(tmp_path / "workspace", items=3))
    for number, item in enumerate(items_of(run)):
        send(run, {item: {"status": "Valmis"}}, name=f"työ {number}.xlsx")
    merge_files(run, sent_files(run.workspace.input))
    decide(run, "exclude", "työ 0.xlsx", "koe")
    return run


def names(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as package:
        return set(package.namelist())


def test_a_restored_workspace_has_an_equal_dataset(run: Run, tmp_path: Path) -> None:
    backup = tmp_path / "varmuuskopio.zip"
    assert write_backup(backup, run.workspace, with_key=True, with_input=True) == len(names(backup)) - 1
    restored = run_in(restore_backup(backup, tmp_path / "new" / "place"))
    assert rebuild(restored) == 3
    with run.history() as here, restored.history() as there:
        assert here.tables() == there.tables()
    assert verify(restored) == []
    assert restored.workspace.key() == run.workspace.key()
    assert sorted(path.name for path in restored.workspace.input.rglob("*.xlsx")) == [
        f"työ {number}.xlsx" for number in range(3)
    ]


def test_the_key_and_the_inbox_stay_at_home_unless_asked(run: Run, tmp_path: Path) -> None:
    backup = tmp_path / "b.zip"
    write_backup(backup, run.workspace, with_key=False, with_input=False)
    found = names(backup)
    assert KEY not in found
    assert not [name for name in found if name.startswith("input/") or name.endswith(".sqlite")]
    restored = restore_backup(backup, tmp_path / "new")
    assert not restored.has_key()
    assert restored.input.is_dir()


def test_a_key_that_is_not_there_cannot_go_along(run: Run, tmp_path: Path) -> None:
    (run.workspace.root / KEY).unlink()
    with pytest.raises(WorkspaceError, match=r"ytaexcel\.key is missing"):
        back_up(run, tmp_path / "b.zip", with_key=True)
    assert list(tmp_path.glob("*.zip")) == []
    assert back_up(run, tmp_path / "b.zip")[0].is_file()


def test_the_same_workspace_gives_the_same_backup(run: Run, tmp_path: Path) -> None:
    one, other = tmp_path / "1.zip", tmp_path / "2.zip"
    for path in (one, other):
        write_backup(path, run.workspace, with_key=False, with_input=True)
    assert one.read_bytes() == other.read_bytes()


def test_a_backup_goes_into_an_empty_folder_only(run: Run, tmp_path: Path) -> None:
    backup = tmp_path / "b.zip"
    write_backup(backup, run.workspace, with_key=False, with_input=False)
    (tmp_path / "empty").mkdir()
    restore_backup(backup, tmp_path / "empty")
    with pytest.raises(UsageError, match="not empty"):
        restore_backup(backup, tmp_path / "empty")


@pytest.mark.parametrize(
    "spoilt", ["cut", "no zip", "other zip", "changed file", "way out", "drive", "missing"]
)
def test_what_is_no_whole_backup_is_told_and_leaves_nothing(spoilt: str, run: Run, tmp_path: Path) -> None:
    backup = tmp_path / "b.zip"
    write_backup(backup, run.workspace, with_key=False, with_input=False)
    with zipfile.ZipFile(backup) as package:
        contents = {name: package.read(name) for name in package.namelist()}
    hashes = json.loads(contents[CONTENTS])
    match spoilt:
        case "cut":
            backup.write_bytes(backup.read_bytes()[:-200])
        case "no zip":
            backup.write_bytes(b"varmuuskopio")
        case "other zip":
            rewrite(backup, {"a.txt": b"x"})
        case "changed file":
            rewrite(backup, {**contents, "ytaexcel.toml": b"x"})
        case "way out" | "drive":
            name = "../outside.txt" if spoilt == "way out" else "C:/outside.txt"
            listed = {**hashes, name: "0"}
            rewrite(backup, {**contents, name: b"x", CONTENTS: json.dumps(listed).encode()})
        case "missing":
            del contents["ytaexcel.toml"]
            rewrite(backup, contents)
    with pytest.raises(WorkspaceError, match="no whole backup"):
        restore_backup(backup, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "workspace"]


def rewrite(path: Path, contents: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as package:
        for name, data in contents.items():
            package.writestr(name, data)


def test_a_workspace_for_which_there_is_no_room_is_told_and_nothing_is_left(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup is whole: the fault is not its own."""
    backup = tmp_path / "b.zip"
    write_backup(backup, run.workspace, with_key=True, with_input=True)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(WorkspaceError, match="cannot be made: No space left on device"):
            restore_backup(backup, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "workspace"]
