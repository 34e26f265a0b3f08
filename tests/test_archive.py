"""The archive keeps what was received: written once, whole or not at all, and found out when somebody changes it."""

import hashlib
import json
import os
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from ytaexcel.archive import Act, Archive, Receipt, extension_of
from ytaexcel.conform import Acceptance
from ytaexcel.errors import StoreError

DATA = b"a workbook"


def receipt_of(data: bytes = DATA, name: str = "05_HTT.xlsx") -> Receipt:
    return Receipt(
        sha256=hashlib.sha256(data).hexdigest(),
        file_name=name,
        extension=extension_of(name),
        size=len(data),
        received_at="2021-08-12T12:00:00+00:00",
        folder_month="2021-07",
        programme="tiekartta",
    )


def act_of(at: str = "2021-08-12T12:00:00+00:00", month: str = "2021-07", data: bytes = DATA) -> Act:
    return Act(
        kind="accept-as",
        sha256=receipt_of(data).sha256,
        programme="tiekartta",
        organisation="05",
        group="HTT",
        month=month,
        by="tester",
        at=at,
        why="merge --accept-as",
    )


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "output" / "archive")


def contents(archive: Archive) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in archive.folder.iterdir()}


# --- submissions ---------------------------------------------------------------------------------------------------


def test_a_submission_is_kept_under_its_hash_with_its_receipt(archive: Archive) -> None:
    receipt = receipt_of()
    archive.add(DATA, receipt)
    assert set(contents(archive)) == {f"{receipt.sha256}.xlsx", f"{receipt.sha256}.json"}
    assert archive.path(receipt).read_bytes() == DATA
    assert list(archive.receipts()) == [receipt]
    assert archive.hashes() == {receipt.sha256}
    written = json.loads((archive.folder / f"{receipt.sha256}.json").read_text(encoding="utf-8"))
    said = {key: value for key, value in asdict(receipt).items() if not key.startswith("opened")}
    assert written == {"kind": "receipt", **said}


def test_names_with_letters_of_every_kind_come_back(archive: Archive) -> None:
    receipt = receipt_of(name="Etelä-Pohjanmaa – HTT (2) “uusi”.xlsx")
    archive.add(DATA, receipt)
    assert next(archive.receipts()).file_name == receipt.file_name


def test_what_is_there_is_never_written_again(archive: Archive) -> None:
    archive.add(DATA, receipt_of())
    before = contents(archive)
    archive.add(DATA, replace(receipt_of(), received_at="2022-01-01T00:00:00+00:00", file_name="toinen.xlsx"))
    assert contents(archive) == before


def test_bytes_that_are_not_those_of_the_receipt_are_not_kept(archive: Archive) -> None:
    with pytest.raises(StoreError, match="changed while"):
        archive.add(DATA + b"!", receipt_of())
    assert not archive.folder.exists()


def test_receipts_come_in_the_order_of_their_hashes(archive: Archive) -> None:
    for number in range(5):
        archive.add(b"%d" % number, receipt_of(b"%d" % number))
    hashes = [receipt.sha256 for receipt in archive.receipts()]
    assert hashes == sorted(hashes)
    assert archive.hashes() == set(hashes)


def test_an_archive_that_is_not_there_yet_is_empty(archive: Archive) -> None:
    assert (list(archive.receipts()), archive.acts(), archive.hashes(), list(archive.problems())) == (
        [],
        [],
        set(),
        [],
    )


# --- whole or not at all -------------------------------------------------------------------------------------------


class Killed(BaseException):
    """What stops the program at once."""


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_run_that_is_killed_leaves_no_half_file_and_the_next_one_completes(
    step: str, times: int, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while writing the submission (1) or its receipt (2)."""
    seen = []
    replace_path = Path.replace

    def kill(*arguments: object) -> None:
        seen.append(step)
        if len(seen) == times:
            raise Killed
        if step == "replace":
            replace_path(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", kill) if step == "fsync" else patch.setattr(Path, "replace", kill)
        with pytest.raises(Killed):
            archive.add(DATA, receipt_of())
    assert archive.hashes() == set()
    for name, data in contents(archive).items():
        assert name.startswith(".") or data == DATA
    archive.add(DATA, receipt_of())
    assert archive.hashes() == {receipt_of().sha256}
    assert list(archive.problems()) == []


def test_a_full_disk_is_told_and_leaves_nothing_behind(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        archive.add(DATA, receipt_of())
    assert contents(archive) == {}


def test_a_file_in_the_place_of_the_folder_is_told(archive: Archive) -> None:
    archive.folder.parent.mkdir()
    archive.folder.write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be written"):
        archive.add(DATA, receipt_of())


# --- acts ----------------------------------------------------------------------------------------------------------


def test_acts_come_oldest_first_and_the_newest_decision_on_a_file_counts(archive: Archive) -> None:
    newest = act_of("2021-09-02T08:00:00+00:00", "2021-08")
    other = act_of(data=b"another")
    for act in (newest, act_of(), other):
        archive.record(act)
    assert archive.acts() == sorted([act_of(), other, newest], key=lambda act: (act.at, act.sha256))
    assert archive.acceptances() == {newest.sha256: newest, other.sha256: other}
    assert newest.acceptance == Acceptance("05", "HTT", "2021-08")


def test_the_same_act_twice_is_one_and_lies_under_its_own_hash(archive: Archive) -> None:
    archive.record(act_of())
    archive.record(act_of())
    ((name, data),) = contents(archive).items()
    assert name == f"act-{hashlib.sha256(data).hexdigest()}.json"


def test_acts_are_no_receipts(archive: Archive) -> None:
    archive.record(act_of())
    assert archive.hashes() == set()
    assert list(archive.receipts()) == []


# --- problems ------------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(archive: Archive) -> Archive:
    archive.add(DATA, receipt_of())
    archive.add(b"another", receipt_of(b"another", "06_JO.xlsx"))
    archive.record(act_of())
    return archive


def test_an_archive_as_it_was_written_has_no_problems(filled: Archive) -> None:
    assert list(filled.problems()) == []


def test_a_changed_submission_is_found(filled: Archive) -> None:
    filled.path(receipt_of()).write_bytes(DATA + b"!")
    (problem,) = filled.problems()
    assert receipt_of().sha256 in problem
    assert "05_HTT.xlsx" in problem
    assert "changed" in problem


def test_a_missing_submission_is_found(filled: Archive) -> None:
    filled.path(receipt_of()).unlink()
    (problem,) = filled.problems()
    assert "05_HTT.xlsx" in problem
    assert "missing" in problem


def test_a_submission_without_its_receipt_is_found(filled: Archive) -> None:
    (filled.folder / f"{receipt_of().sha256}.json").unlink()
    (problem,) = filled.problems()
    assert "no receipt" in problem


def test_a_stray_file_is_found_but_not_what_a_killed_run_left_half_written(filled: Archive) -> None:
    (filled.folder / "muistio.txt").write_bytes(b"oma")
    (filled.folder / f".{'0' * 64}.xlsx.123.tmp").write_bytes(b"half")
    (problem,) = filled.problems()
    assert problem.startswith("muistio.txt")


def test_a_changed_act_is_found(filled: Archive) -> None:
    (path,) = filled.folder.glob("act-*.json")
    path.write_text(path.read_text(encoding="utf-8").replace("2021-07", "2021-08"), encoding="utf-8")
    (problem,) = filled.problems()
    assert path.name in problem


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b'{"sha256": "x"}', b'{"kind": "receipt", "odd": 1}']
)
def test_a_receipt_that_cannot_be_read_is_told_by_its_name(content: bytes, filled: Archive) -> None:
    path = filled.folder / f"{receipt_of().sha256}.json"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=path.name):
        list(filled.receipts())


def test_an_act_that_cannot_be_read_is_told_by_its_name(filled: Archive) -> None:
    (path,) = filled.folder.glob("act-*.json")
    path.write_bytes(b"{")
    with pytest.raises(StoreError, match=path.name):
        filled.acts()


# --- extensions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("a.xlsx", "xlsx"),
        ("A.XLSX", "xlsx"),
        ("a.b.xls", "xls"),
        ("a", "bin"),
        (".xlsx", "bin"),
        ("a.", "bin"),
        ("a.json", "bin"),
        ("a.JSON", "bin"),
        ("a.päätös", "bin"),
        ("a.xls x", "bin"),
        ("a.lomake2021", "bin"),
        ("a.xlsx ", "bin"),
    ],
)
def test_a_file_keeps_its_extension_where_that_is_plain(name: str, extension: str) -> None:
    """Never `json`: that is what receipts and acts end with."""
    assert extension_of(name) == extension


def test_a_submission_that_calls_itself_json_is_not_taken_for_a_receipt(archive: Archive) -> None:
    data = b'{"kind": "receipt"}'
    archive.add(data, receipt_of(data, "vastaus.json"))
    assert [receipt.file_name for receipt in archive.receipts()] == ["vastaus.json"]
    assert archive.path(receipt_of(data, "vastaus.json")).read_bytes() == data
    assert list(archive.problems()) == []
