"""A workspace is a folder with settings, schemas and a key; what is wrong with one is said in one sentence."""

from pathlib import Path

import pytest

from builder import KEY
from ytaexcel.errors import UsageError, WorkspaceError
from ytaexcel.workspace import (
    SETTINGS,
    SHIPPED,
    Workspace,
    create_workspace,
    open_workspace,
    shipped_programmes,
    shipped_schemas,
)

GOOD = 'programme = "p"\nlanguages = ["fi"]\ndatabase = "output/history.sqlite"\n'


def settings(folder: Path, text: str | bytes) -> Path:
    (folder / SETTINGS).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def test_a_new_workspace_has_settings_schemas_inbox_output_and_key(tmp_path: Path) -> None:
    programme = shipped_programmes()[0]
    made = create_workspace(tmp_path / "uusi", KEY, programme)
    assert made == open_workspace(tmp_path / "uusi")
    assert made.key() == KEY
    assert made.programme == programme
    assert made.languages == ("fi", "sv", "en")
    assert (made.input.is_dir(), made.output.is_dir()) == (True, True)
    copied = {path.relative_to(made.schemas) for path in made.schemas.rglob("*.*")}
    shipped = {path.relative_to(shipped_schemas()) for path in shipped_schemas().rglob("*.*")}
    assert shipped - copied == {Path(SHIPPED)}
    assert copied < shipped
    assert made.programme_folder(programme).is_dir()


def test_a_new_workspace_is_not_made_where_something_lies(tmp_path: Path) -> None:
    (tmp_path / "muistio.txt").write_text("oma")
    with pytest.raises(UsageError, match="not empty"):
        create_workspace(tmp_path, KEY, "p")
    assert [path.name for path in tmp_path.iterdir()] == ["muistio.txt"]


def test_a_folder_without_settings_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="init"):
        open_workspace(tmp_path)


def test_settings_are_read_with_the_byte_order_mark_that_editors_put_before_them(tmp_path: Path) -> None:
    opened = open_workspace(settings(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()))
    assert opened == Workspace(tmp_path, "p", ("fi",), tmp_path / "output" / "history.sqlite")


def test_the_database_may_lie_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "muualla" / "h.sqlite"
    text = GOOD.replace("output/history.sqlite", elsewhere.as_posix())
    assert open_workspace(settings(tmp_path, text)).database == elsewhere


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("programme = ", "TOML"),
        (GOOD.replace("output", "työ").encode("latin-1"), "UTF-8"),
        (GOOD + 'colour = "red"\n', "unknown: colour"),
        ('languages = ["fi"]\ndatabase = "x"\n', "missing: programme"),
        (GOOD.replace('["fi"]', "[]"), "at least one"),
        (GOOD.replace('["fi"]', '"fi"'), "a list"),
        (GOOD.replace('"p"', "5"), "as texts"),
        (GOOD + "libreoffice = 5\n", "as texts"),
        (GOOD.replace('"output/history.sqlite"', "5"), "as texts"),
    ],
)
def test_settings_that_cannot_be_used_are_told_with_what_is_wrong(
    text: str | bytes, named: str, tmp_path: Path
) -> None:
    with pytest.raises(WorkspaceError, match=named):
        open_workspace(settings(tmp_path, text))


def test_where_libreoffice_is_may_be_stated(tmp_path: Path) -> None:
    assert open_workspace(settings(tmp_path, GOOD)).libreoffice == ""
    assert open_workspace(settings(tmp_path, GOOD + 'libreoffice = "none"\n')).libreoffice == "none"


def test_an_unknown_language_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="de"):
        open_workspace(settings(tmp_path, GOOD.replace("fi", "de")))


def test_an_unknown_programme_is_told_with_those_that_there_are(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match=workspace.programme):
        workspace.programme_folder("toinen")


@pytest.mark.parametrize(
    "damaged", [b"", b"abc", b"zz" * 32, b"\xff\xfe" + b"ab" * 32, KEY.hex().encode()[:-1]]
)
def test_a_damaged_key_is_told_and_never_used(damaged: bytes, workspace: Workspace) -> None:
    (workspace.root / "ytaexcel.key").write_bytes(damaged)
    with pytest.raises(WorkspaceError, match="damaged"):
        workspace.key()


def test_a_missing_key_is_told(workspace: Workspace) -> None:
    (workspace.root / "ytaexcel.key").unlink()
    assert not workspace.has_key()
    with pytest.raises(WorkspaceError, match="missing"):
        workspace.key()


def test_a_key_is_never_overwritten(workspace: Workspace) -> None:
    with pytest.raises(FileExistsError):
        workspace.write_key(bytes(32))
    assert workspace.key() == KEY


def test_the_folders_of_a_month_are_made_when_they_are_asked_for(workspace: Workspace) -> None:
    folder = workspace.month_output("2021-07", "feedback")
    assert folder == workspace.output / "2021-07" / "feedback"
    assert folder.is_dir()
