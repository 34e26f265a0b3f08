"""The archive keeps what was received: written once, whole or not at all, and found out when somebody changes it."""

import hashlib
import json
import os
import shutil
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
    assert {**written, "hash": ""} == {"kind": "receipt", **said, "hash": ""}


def test_a_receipt_that_was_written_before_receipts_carried_a_hash_is_read(archive: Archive) -> None:
    receipt = receipt_of()
    archive.add(DATA, receipt)
    path = archive.folder / f"{receipt.sha256}.json"
    path.write_text(json.dumps({"kind": "receipt", **asdict(receipt)}), encoding="utf-8")
    assert list(archive.receipts()) == [receipt]
    assert list(archive.problems()) == []


def test_a_changed_receipt_is_told_and_a_whole_copy_of_it_counts(archive: Archive) -> None:
    receipt = receipt_of()
    archive.add(DATA, receipt)
    path = archive.folder / f"{receipt.sha256}.json"
    shutil.copy(path, path.with_name(f"{path.stem}-PC2.json"))
    earlier = path.read_text(encoding="utf-8").replace("2021-08-12", "2020-08-12")
    path.write_text(earlier, encoding="utf-8")
    assert list(archive.receipts()) == [receipt]
    (problem,) = archive.problems()
    assert problem == f"{path.name}, the receipt of 05_HTT.xlsx, has been changed."


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


@pytest.mark.parametrize("step", ["fsync", "hardlink_to"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_run_that_is_killed_leaves_no_half_file_and_the_next_one_completes(
    step: str, times: int, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while writing the submission (1) or its receipt (2)."""
    seen = []
    link = Path.hardlink_to

    def kill(*arguments: object) -> None:
        seen.append(step)
        if len(seen) == times:
            raise Killed
        if step == "hardlink_to":
            link(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", kill) if step == "fsync" else patch.setattr(Path, step, kill)
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


def test_acts_come_oldest_first_and_the_newest_decision_on_a_file_counts(
    archive: Archive, tmp_path: Path
) -> None:
    newest = act_of("2021-09-02T08:00:00+00:00", "2021-08")
    other = act_of(data=b"another")
    for act in (act_of(), newest, other):
        archive.record(act)
    assert archive.acts() == sorted([act_of(), other, newest], key=lambda act: (act.at, act.id))
    assert archive.acceptances() == {newest.sha256: newest, other.sha256: other}
    assert newest.acceptance == Acceptance("05", "HTT", "2021-08")


def test_an_older_act_that_arrives_late_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    """Another facilitator's act comes by the synchronised folder, in whatever order."""
    newest = archive.record(act_of("2021-09-02T08:00:00+00:00", "2021-08"))
    elsewhere = Archive(tmp_path / "elsewhere")
    elsewhere.record(act_of())
    for path in elsewhere.folder.iterdir():
        shutil.copy(path, archive.folder)
    assert archive.acceptances() == {newest.sha256: newest}


def test_what_is_decided_after_another_decision_counts_even_if_the_clock_went_back(archive: Archive) -> None:
    archive.record(act_of("2021-09-02T08:00:00+00:00", "2021-08"))
    kept = archive.record(act_of("2021-09-01T08:00:00+00:00", "2021-09"))
    assert kept.at == "2021-09-02T08:00:01+00:00"
    assert archive.acceptances()[kept.sha256] == kept


def test_the_same_act_twice_is_one_and_lies_under_its_own_hash(archive: Archive) -> None:
    assert archive.record(act_of()) == archive.record(act_of())
    ((name, data),) = contents(archive).items()
    assert name == f"act-{hashlib.sha256(data).hexdigest()}.json"


def test_what_is_excluded_stays_so_until_it_is_reinstated(archive: Archive) -> None:
    sha256 = act_of().sha256
    archive.record(replace(act_of(), kind="exclude"))
    assert set(archive.excluded()) == {sha256}
    archive.record(replace(act_of(), kind="reinstate"))
    assert archive.excluded() == {}
    archive.record(replace(act_of(), kind="exclude", at="2021-08-14T12:00:00+00:00"))
    assert archive.excluded()[sha256].at == "2021-08-14T12:00:00+00:00"


# --- copies that a synchronised folder makes -----------------------------------------------------------------------


def copied(archive: Archive, other: Archive) -> None:
    """Brings all files of `other`; a name that is there with other content comes beside, as OneDrive does."""
    archive.folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(other.folder.iterdir()):
        target = archive.folder / path.name
        if target.exists() and target.read_bytes() != path.read_bytes():
            target = target.with_name(f"{path.stem}-PC2{path.suffix}")
        shutil.copy(path, target)


def test_of_two_receipts_of_one_file_the_earlier_counts_for_both_facilitators(
    archive: Archive, tmp_path: Path
) -> None:
    other = Archive(tmp_path / "elsewhere")
    later = replace(receipt_of(name="kopio.xlsx"), received_at="2021-08-13T12:00:00+00:00")
    archive.add(DATA, receipt_of())
    other.add(DATA, later)
    copied(archive, other)
    copied(other, archive)
    assert len(contents(archive)) == len(contents(other)) == 3
    assert list(archive.receipts()) == list(other.receipts()) == [receipt_of()]
    assert other.receipt(later.sha256) == receipt_of()
    assert list(archive.problems()) == list(other.problems()) == []


def test_a_copy_of_a_submission_is_passed_over_and_a_changed_one_told(archive: Archive) -> None:
    archive.add(DATA, receipt_of())
    path = archive.path(receipt_of())
    copy = path.with_name(f"{path.stem}-PC2{path.suffix}")
    copy.write_bytes(DATA)
    assert list(archive.problems()) == []
    copy.write_bytes(b"other")
    (problem,) = archive.problems()
    assert copy.name in problem


def test_a_copy_of_an_act_is_the_same_act(archive: Archive) -> None:
    act = archive.record(act_of())
    (path,) = archive.folder.iterdir()
    shutil.copy(path, path.with_name(f"{path.stem} (1){path.suffix}"))
    assert archive.acts() == [act]
    assert list(archive.problems()) == []


def test_a_file_that_another_run_has_just_kept_is_left_as_it_is(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.add(DATA, receipt_of())
    later = replace(receipt_of(), received_at="2021-08-13T12:00:00+00:00")
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert archive.add(DATA, later) == receipt_of()


def test_a_file_system_without_links_keeps_files_too(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    assert archive.add(DATA, receipt_of()) == receipt_of()
    assert list(archive.problems()) == []


def test_a_file_without_a_receipt_is_told_when_it_is_asked_for(archive: Archive) -> None:
    archive.folder.mkdir(parents=True)
    with pytest.raises(StoreError, match="no receipt"):
        archive.receipt("0" * 64)


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
