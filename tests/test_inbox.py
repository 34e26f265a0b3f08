"""The inbox gives every file that was sent, with the month of its folder, and opens and changes none."""

from pathlib import Path

import pytest

from ytaexcel.errors import UsageError
from ytaexcel.inbox import Sent, sent_file, sent_files


def put(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_files_come_month_by_month_in_the_order_of_their_paths(tmp_path: Path) -> None:
    put(tmp_path / "2021-08" / "a.xlsx")
    put(tmp_path / "2021-07" / "b.xlsx")
    put(tmp_path / "2021-07" / "a.xlsx")
    assert [(each.folder_month, each.name) for each in sent_files(tmp_path)] == [
        ("2021-07", "a.xlsx"),
        ("2021-07", "b.xlsx"),
        ("2021-08", "a.xlsx"),
    ]
    assert [each.folder_month for each in sent_files(tmp_path, "2021-08")] == ["2021-08"]


def test_folders_in_a_month_belong_to_the_month(tmp_path: Path) -> None:
    path = put(tmp_path / "2021-07" / "Kanta-Häme" / "HTT" / "a.xlsx")
    assert sent_files(tmp_path) == [Sent(path, "2021-07")]


@pytest.mark.parametrize("name", ["A.XLSX", "a.xls", "a.ods", "a.pdf", "a.zip", "~$a.xlsx", "ilman_tyyppiä"])
def test_a_file_of_any_kind_is_given_so_that_it_can_be_told_of(name: str, tmp_path: Path) -> None:
    put(tmp_path / "2021-07" / name)
    assert [each.name for each in sent_files(tmp_path)] == [name]


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini", "README.md", ".~lock.a.xlsx#"])
def test_what_systems_and_people_leave_beside_is_not_sent(name: str, tmp_path: Path) -> None:
    put(tmp_path / "2021-07" / name)
    assert sent_files(tmp_path) == []


def test_what_lies_outside_the_months_folders_is_not_looked_for(tmp_path: Path) -> None:
    put(tmp_path / "a.xlsx")
    put(tmp_path / "luonnokset" / "a.xlsx")
    put(tmp_path / "2021-13" / "a.xlsx")
    assert sent_files(tmp_path) == []
    assert sent_files(tmp_path / "ei ole") == []


def test_a_file_that_is_named_has_a_month_only_in_a_months_folder(tmp_path: Path) -> None:
    assert sent_file(put(tmp_path / "2021-07" / "a.xlsx")).folder_month == "2021-07"
    assert sent_file(put(tmp_path / "postista" / "a.xlsx")).folder_month is None


def test_a_folder_in_the_place_of_a_file_is_a_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="folder"):
        sent_file(tmp_path)


def test_a_file_that_is_not_there_is_given_all_the_same(tmp_path: Path) -> None:
    """Judging tells of it, so that one wrong name does not stop the others."""
    assert sent_file(tmp_path / "2021-07" / "poissa.xlsx").name == "poissa.xlsx"
