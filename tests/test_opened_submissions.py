"""What had to be opened to be read: the archive keeps what was sent and what was read, and a rebuild needs no more."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builder import packed, workbook
from collected import items_of, run_in, send, small_workspace
from variants import ods, protected, zipped
from ytaexcel.conform import Acceptance
from ytaexcel.errors import UsageError
from ytaexcel.inbox import sent_file, sent_files
from ytaexcel.merge import Submission
from ytaexcel.read import Means, opening
from ytaexcel.workflow import Run, catch_up, check_files, merge_files, rebuild, verify

PASSWORD = "Salainen 1"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_in(small_workspace(tmp_path / "workspace", items=3))


@pytest.fixture
def knowing(run: Run) -> Run:
    """The same run, with a password file."""
    return replace(run, means=Means((PASSWORD,)))


@pytest.fixture
def a_book(run: Run) -> Callable[..., bytes]:
    def make(
        status: str = "Valmis", organisation: str = "05", group: str = "HTT", month: str = "2021-07"
    ) -> bytes:
        rows = {items_of(run, month, group)[0]: {"status": status}}
        return packed(workbook(run.programme, rows, organisation=organisation, group=group, month=month))

    return make


def lay(run: Run, name: str, data: bytes, month: str = "2021-07") -> Path:
    path = run.workspace.input / month / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def everything(run: Run) -> list[Submission]:
    return merge_files(run, sent_files(run.workspace.input))


def outcomes(submissions: list[Submission]) -> list[tuple[str, str, list[str]]]:
    return [(each.source.name, each.outcome, [f.code for f in each.findings]) for each in submissions]


def dataset(run: Run) -> dict[str, list[tuple[Any, ...]]]:
    with run.history() as history:
        return history.tables()


def archive(run: Run) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in run.workspace.archive.iterdir()}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- protected ----------------------------------------------------------------------------------------------------


def test_a_protected_workbook_stays_in_the_inbox_until_its_password_is_given(
    run: Run, knowing: Run, a_book: Callable[..., bytes]
) -> None:
    lay(run, "a.xlsx", protected(a_book(), PASSWORD))
    assert outcomes(everything(run)) == [("a.xlsx", "refused", ["F021"])]
    assert outcomes(everything(replace(run, means=Means(("toinen",))))) == [("a.xlsx", "refused", ["F022"])]
    assert not run.workspace.archive.exists()
    assert outcomes(everything(knowing)) == [("a.xlsx", "accepted", ["W021"])]
    assert outcomes(everything(run)) == [("a.xlsx", "duplicate", ["W009"])]


def test_the_archive_keeps_what_was_sent_and_what_was_read(
    knowing: Run, a_book: Callable[..., bytes]
) -> None:
    data = a_book()
    locked = protected(data, PASSWORD)
    lay(knowing, "a.xlsx", locked)
    everything(knowing)
    kept = archive(knowing)
    assert set(kept) == {f"{sha256(locked)}.xlsx", f"{sha256(locked)}.json", f"opened-{sha256(data)}.xlsx"}
    assert kept[f"{sha256(locked)}.xlsx"] == locked
    assert kept[f"opened-{sha256(data)}.xlsx"] == data
    receipt = json.loads(kept[f"{sha256(locked)}.json"])
    assert (receipt["opened_by"], receipt["opened_sha256"]) == ("password", sha256(data))
    assert verify(knowing) == []


def test_a_rebuild_needs_neither_password_nor_libreoffice(
    run: Run, knowing: Run, a_book: Callable[..., bytes]
) -> None:
    lay(run, "a.xlsx", protected(a_book(), PASSWORD))
    everything(knowing)
    before = dataset(run)
    assert rebuild(run) == 1
    assert dataset(run) == before
    run.workspace.database.unlink()
    assert catch_up(run) == 1
    assert dataset(run) == before


def test_what_was_read_is_waited_for_when_it_has_not_arrived_and_no_other_reading_takes_its_place(
    knowing: Run, a_book: Callable[..., bytes]
) -> None:
    """A synchronised folder may bring the receipt before the rest."""
    lay(knowing, "a.xlsx", protected(a_book(), PASSWORD))
    everything(knowing)
    before = dataset(knowing)
    (plain,) = knowing.workspace.archive.glob("opened-*")
    data = plain.read_bytes()
    plain.unlink()
    assert rebuild(knowing) == 0
    assert any("missing" in each and plain.name in each for each in verify(knowing))
    plain.write_bytes(data + b"\0")
    assert rebuild(knowing) == 0
    assert any("changed" in each and plain.name in each for each in verify(knowing))
    plain.write_bytes(data)
    assert rebuild(knowing) == 1
    assert dataset(knowing) == before


def test_a_protected_workbook_of_a_wrong_folder_is_taken_in_when_that_is_mended(
    run: Run, knowing: Run, a_book: Callable[..., bytes]
) -> None:
    """The password is not needed a second time: what was read lies in the archive."""
    path = lay(run, "a.xlsx", protected(a_book(), PASSWORD), month="2021-08")
    assert outcomes(everything(knowing)) == [("a.xlsx", "refused", ["W004", "W021"])]
    path.rename(lay(run, "b.xlsx", b""))
    assert outcomes(everything(run)) == [("b.xlsx", "accepted", ["W010", "W021"])]


def test_feedback_is_given_on_what_could_not_be_opened_and_on_what_was_opened(
    run: Run, knowing: Run, a_book: Callable[..., bytes]
) -> None:
    path = lay(run, "a.xlsx", protected(a_book("melkein"), PASSWORD))
    written: list[Path] = []
    check_files(run, [sent_file(path)], feedback=True, written=written.append)
    check_files(knowing, [sent_file(path)], feedback=True, written=written.append)
    assert [each.parent.parent.name for each in written] == ["2021-07", "2021-07"]
    assert written[1].stat().st_size > 0


# --- converted ----------------------------------------------------------------------------------------------------


def test_a_converted_workbook_is_the_same_on_a_computer_without_libreoffice(
    run: Run, a_book: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(run, "a.ods", ods())
    assert outcomes(everything(run)) == [("a.ods", "refused", ["F020"])]
    data = a_book()
    monkeypatch.setattr(opening, "converted", lambda *_: data)
    monkeypatch.setattr(opening, "altered_cells", lambda *_: [])
    with_office = replace(run, means=Means(office=Path("soffice")))
    assert outcomes(everything(with_office)) == [("a.ods", "accepted", ["W020"])]
    before = dataset(run)
    rebuild(run)
    assert dataset(run) == before
    assert f"{sha256(ods())}.ods" in archive(run)


# --- zips ---------------------------------------------------------------------------------------------------------


def test_each_workbook_of_a_zip_is_a_submission_and_merging_it_twice_changes_nothing(
    run: Run, a_book: Callable[..., bytes]
) -> None:
    files = {
        "b/a.xlsx": a_book(),
        "a/a.xlsx": a_book("melkein", "17"),
        "~$a.xlsx": b"lock",
        "liite.pdf": b"%PDF",
    }
    lay(run, "posti.zip", zipped(files))
    assert outcomes(everything(run)) == [
        ("posti.zip!a/a.xlsx", "refused", ["C001"]),
        ("posti.zip!b/a.xlsx", "accepted", []),
        ("posti.zip!liite.pdf", "refused", ["F002"]),
    ]
    before, kept = dataset(run), archive(run)
    assert [each.outcome for each in everything(run)] == ["duplicate", "duplicate", "refused"]
    assert merge_files(run, sent_files(run.workspace.input), tell_known=False)[0].source.name.endswith("pdf")
    assert (dataset(run), archive(run)) == (before, kept)
    names = {receipt.file_name for receipt in run.archive.receipts()}
    assert names == {"posti.zip!a/a.xlsx", "posti.zip!b/a.xlsx"}
    assert set(kept) == {
        f"{sha256(files[n])}.{ext}" for n in ("a/a.xlsx", "b/a.xlsx") for ext in ("xlsx", "json")
    }
    rebuild(run)
    assert dataset(run) == before
    assert verify(run) == []


def test_a_member_that_was_sent_alone_too_is_a_duplicate(run: Run, a_book: Callable[..., bytes]) -> None:
    lay(run, "a.xlsx", a_book())
    everything(run)
    lay(run, "posti.zip", zipped({"b.xlsx": a_book()}))
    told = {each.source.name: each.findings[0].values["found"] for each in everything(run)}
    assert told == {"a.xlsx": "a.xlsx", "posti.zip!b.xlsx": "a.xlsx"}


def test_the_month_of_the_folder_holds_for_the_members(run: Run, a_book: Callable[..., bytes]) -> None:
    lay(run, "posti.zip", zipped({"a.xlsx": a_book()}), month="2021-08")
    assert outcomes(everything(run)) == [("posti.zip!a.xlsx", "refused", ["W004"])]


def test_a_decision_is_about_one_member(run: Run, a_book: Callable[..., bytes]) -> None:
    path = lay(run, "posti.zip", zipped({"a.xlsx": a_book(), "b.xlsx": a_book("Käynnissä")}))
    decision = Acceptance("17", "HTT", "2021-07")
    with pytest.raises(UsageError, match=r"posti\.zip!a\.xlsx.*posti\.zip!b\.xlsx"):
        merge_files(run, [sent_file(path)], accept_as=decision)
    assert not run.workspace.archive.exists()
    named = sent_file(Path(f"{path}!b.xlsx"))
    assert outcomes(merge_files(run, [named], accept_as=decision)) == [
        ("posti.zip!b.xlsx", "accepted", ["W010"])
    ]
    assert outcomes(merge_files(run, [named])) == [("posti.zip!b.xlsx", "duplicate", ["W009"])]


def test_each_member_has_feedback_of_its_own(run: Run, a_book: Callable[..., bytes]) -> None:
    path = lay(run, "posti.zip", zipped({"a/a.xlsx": a_book("melkein"), "b/a.xlsx": a_book("melkein", "17")}))
    written: list[Path] = []
    check_files(run, [sent_file(path)], feedback=True, written=written.append)
    assert len({each.name for each in written}) == 2
    assert all(each.is_file() for each in written)


def test_a_zip_without_a_workbook_is_told_and_not_kept(run: Run) -> None:
    lay(run, "posti.zip", zipped({"a.txt": b"Hei"}))
    assert outcomes(everything(run)) == [("posti.zip", "refused", ["F025"])]
    assert not run.workspace.archive.exists()


def test_many_members_are_judged_by_several_processes_alike(run: Run, a_book: Callable[..., bytes]) -> None:
    groups = ("HTT", "JO", "PJ", "YP", "ICT")
    files = {f"{o}/{g}.xlsx": a_book("Valmis", o, g) for o in ("05", "17") for g in groups}
    files["locked.xlsx"] = protected(a_book("Käynnissä"), PASSWORD)
    path = lay(run, "posti.zip", zipped(files))
    means = Means((PASSWORD,))
    alone = check_files(replace(run, means=means), [sent_file(path)], feedback=False)
    together = check_files(replace(run, means=means, workers=2), [sent_file(path)], feedback=False)
    assert together == alone
    assert {each.outcome for each in alone} == {"accepted"}


def test_a_zip_beside_ordinary_files_keeps_the_order(run: Run, a_book: Callable[..., bytes]) -> None:
    send(run, {items_of(run)[1]: {"status": "Valmis"}}, name="z.xlsx")
    lay(run, "m.zip", zipped({"2.xlsx": a_book(), "1.xlsx": a_book("Käynnissä")}))
    send(run, {items_of(run)[2]: {"status": "Valmis"}}, name="a.xlsx")
    assert [each.source.name for each in everything(run)] == [
        "a.xlsx",
        "m.zip!1.xlsx",
        "m.zip!2.xlsx",
        "z.xlsx",
    ]
