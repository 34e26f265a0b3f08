"""A database where other computers write is told, by name, mark, address or kind of file system; others are not."""

import os
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from typing import cast

import pytest
from click.testing import CliRunner

from collected import small_workspace
from ytaexcel.cli import commands
from ytaexcel.cli.context import Settings
from ytaexcel.whereabouts import _network_address, is_in_the_cloud, shared_by, stands_for_another

NO_MOUNTS = Path("there-is-no-such-list")


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - Hyvinvointialue", "OneDrive"),
        ("CloudStorage/OneDrive-Hyvinvointialue", "OneDrive"),
        ("SharePoint - Tilannekuva", "SharePoint"),
        ("Dropbox (Oma)", "Dropbox"),
        ("Google Drive", "Google Drive"),
        ("GoogleDrive-maija", "Google Drive"),
        ("Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("iCloudDrive", "iCloud"),
        ("Nextcloud", "Nextcloud"),
        ("Library/CloudStorage/Muu", "CloudStorage"),
        ("Tilannekuva", ""),
        ("onedriver", ""),
        ("Nextcloud-ohjeet", ""),
    ],
)
def test_a_folder_of_a_service_is_known_by_its_name(folder: str, service: str, tmp_path: Path) -> None:
    assert shared_by(tmp_path / folder / "työ" / "history.sqlite", {}, NO_MOUNTS) == service


@pytest.mark.parametrize(
    ("mark", "service"),
    [
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
        (".dropbox", "Dropbox"),
        (".sync_0a1b2c.db", "Nextcloud"),
        (".tmp.drivedownload", "Google Drive"),
        (".dropboxes", ""),
    ],
)
def test_a_folder_of_a_service_is_known_by_what_the_service_leaves_there(
    mark: str, service: str, tmp_path: Path
) -> None:
    (tmp_path / mark).write_bytes(b"")
    assert shared_by(tmp_path / "Työt" / "history.sqlite", {}, NO_MOUNTS) == service


def test_settings_of_a_service_in_the_home_folder_are_no_mark(tmp_path: Path) -> None:
    (tmp_path / ".dropbox").mkdir()
    assert shared_by(tmp_path / "history.sqlite", {}, NO_MOUNTS) == ""


def test_a_folder_that_the_environment_names_is_known(tmp_path: Path) -> None:
    environment = {"OneDriveCommercial": str(tmp_path / "Pilvi"), "OneDrive": ""}
    assert shared_by(tmp_path / "Pilvi" / "a" / "history.sqlite", environment, NO_MOUNTS) == "OneDrive"
    assert shared_by(tmp_path / "Pilvinen" / "history.sqlite", environment, NO_MOUNTS) == ""


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (r"\\palvelin\jako\työ\history.sqlite", r"\\palvelin\jako"),
        ("//palvelin/jako/history.sqlite", r"\\palvelin\jako"),
        (r"C:\ytaexcel\history.sqlite", ""),
        (r"\\?\C:\ytaexcel\history.sqlite", ""),
    ],
)
def test_an_address_in_the_network_is_known(path: str, address: str) -> None:
    assert _network_address(PureWindowsPath(path)) == address


def test_a_file_system_of_the_network_is_known_by_the_nearest_mount(tmp_path: Path) -> None:
    home, share = tmp_path / "koti", tmp_path / "koti" / "yhteinen jako"
    mounts = tmp_path / "mounts"
    lines = [
        "/dev/sda1 / ext4 rw 0 0",
        f"//palvelin/jako {share.as_posix().replace(' ', chr(92) + '040')} cifs rw 0 0",
        f"/dev/sdb1 {share.as_posix().replace(' ', chr(92) + '040')}/levy ext4 rw 0 0",
        "rikki",
    ]
    mounts.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert shared_by(share / "history.sqlite", {}, mounts) == "//palvelin/jako"
    assert shared_by(share / "levy" / "history.sqlite", {}, mounts) == ""
    assert shared_by(home / "history.sqlite", {}, mounts) == ""


def test_the_warning_stands_on_standard_error_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        monkeypatch.delenv(variable, raising=False)
    workspace = small_workspace(tmp_path / "OneDrive - Alue" / "tyo", items=1)
    words = ["--workspace", str(workspace.root), "--lang", "en", "merge", "--json"]
    result = CliRunner().invoke(commands, words, obj=Settings(), standalone_mode=False)
    assert result.stdout == '{\n "files": []\n}\n'
    assert result.stderr.count("OneDrive") >= 1
    assert 'database = "C:/ytaexcel/history.sqlite"' in result.stderr
    settings = workspace.root / "ytaexcel.toml"
    local = (tmp_path / "oma" / "history.sqlite").as_posix()
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("output/history.sqlite", local, 1), encoding="utf-8"
    )
    assert CliRunner().invoke(commands, words, obj=Settings(), standalone_mode=False).stderr == ""


# --- files that are not here ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "is_away"),
    [
        ({"st_file_attributes": 0x20}, False),
        ({"st_file_attributes": 0x1000}, True),
        ({"st_file_attributes": 0x400020}, True),
        ({"st_file_attributes": 0x40000}, True),
        ({"st_flags": 0x40000000}, True),
        ({"st_flags": 0x8000}, False),
        ({}, False),
    ],
)
def test_a_file_of_which_only_the_name_is_here(about: dict[str, int], is_away: bool) -> None:
    """As Windows (OneDrive) and macOS (iCloud) mark them; Linux has no such mark."""
    assert is_in_the_cloud(cast(os.stat_result, SimpleNamespace(**about))) is is_away


def test_what_icloud_lays_in_the_place_of_a_file() -> None:
    assert stands_for_another(".05_HTT.xlsx.icloud") == "05_HTT.xlsx"
    assert [stands_for_another(each) for each in ("05_HTT.xlsx", ".DS_Store", "a.icloud")] == ["", "", ""]
