"""What is no plain workbook is known by its content, opened where that can be done, and told with a way out where not."""

import logging
import sys
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from struct import pack
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from builder import packed, workbook
from variants import (
    Parts,
    changed,
    ods,
    ole,
    protected,
    protected_as_2007,
    records,
    unzipped,
    zipped,
)
from ytaexcel.findings import Finding
from ytaexcel.programme import Programme
from ytaexcel.read import (
    Means,
    Opened,
    ReadWorkbook,
    faithful,
    find_office,
    kind_of,
    office,
    opened,
    opening,
    protection,
    read_workbook,
)
from ytaexcel.read.faithful import altered_cells, differences, without_results

FIRST = "HTT.A.1.1"
PASSWORD = "Sålainen päivä 7!"


@pytest.fixture(scope="session")
def data(small: Programme) -> bytes:
    return packed(workbook(small, {FIRST: {"status": "Valmis"}}))


@pytest.fixture(scope="session")
def locked_today(data: bytes) -> bytes:
    return protected(data, PASSWORD)


@pytest.fixture(scope="session")
def locked_in_2007(data: bytes) -> bytes:
    return protected_as_2007(data, PASSWORD)


def fault(data: bytes, means: Means | None = None) -> str:
    found = opened(data, means or Means())
    assert isinstance(found, Finding), found
    return found.code


# --- kinds ------------------------------------------------------------------------------------------------------


FILE_PASS = 0x2F
"""The record of an old .xls that says how it is protected."""


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (ole("Workbook", records()), "xls"),
        (ole("Workbook", records((FILE_PASS, bytes(6)))), "protected"),
        (ole("Workbook", b"no records"), "workbook"),
        (ole("Book", records()), "workbook"),
        (ole("WordDocument", bytes(2_000)), "other"),
        (ole("Muistio", b"Hei"), "workbook"),
    ],
)
def test_a_container_of_the_old_kind_is_known_by_its_streams(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


def test_a_protection_that_nobody_here_can_open_is_told(locked_in_2007: bytes) -> None:
    extensible = locked_in_2007.replace(pack("<HHI", 4, 2, 0x24), pack("<HHI", 4, 3, 0x10))
    assert kind_of(extensible) == "sealed"
    assert fault(extensible, Means((PASSWORD,))) == "F026"


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (bytes(6), "F022"),
        (pack("<H", 1) + pack("<HH", 9, 9) + bytes(48), "F026"),
        (pack("<H", 1) + pack("<HH", 1, 1) + bytes(48), "F022"),
    ],
)
def test_a_protected_xls_is_told_by_what_can_be_done_about_it(record: bytes, code: str) -> None:
    assert fault(ole("Workbook", records((FILE_PASS, record))), Means((PASSWORD,))) == code


def test_a_protected_xls_too_large_for_the_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protection, "_MOST_OLD_BYTES", 1_000)
    assert fault(ole("Workbook", records((FILE_PASS, bytes(6)))), Means((PASSWORD,))) == "F015"


def as_binary(parts: Parts) -> None:
    parts["xl/workbook.bin"] = b"\0"
    del parts["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "other"),
        (b"Tunnus;Tila\n", "other"),
        (b"%PDF-1.7", "other"),
        (b"<html><table><tr><td>Tunnus</td></tr></table></html>", "other"),
        (b"Rar!\x1a\x07\x00", "other"),
        (b"PK\x03\x04", "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook"),
        (ods(), "ods"),
        (ods(is_protected=True), "sealed"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "other"),
        (zipped({"mimetype": b"application/epub+zip"}), "other"),
        (zipped({"mimetype": b"omia sanoja", "a.txt": b"a"}), "zip"),
        (zipped({"Index/Document.iwa": b"a"}), "other"),
        (zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "workbook"),
        (zipped({"kansio/xl/workbook.xml": b"<a/>"}), "zip"),
        (zipped({"xl/styles.xml": b"<a/>", "docProps/app.xml": b"<a/>"}), "workbook"),
        (zipped({"xl/a.txt": b"a"}), "zip"),
        (zipped({"a.txt": b"a"}), "zip"),
        (b"PK\x05\x06" + bytes(18), "zip"),
    ],
)
def test_a_file_is_known_by_its_content(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


def test_workbooks_are_known_in_each_of_their_forms(
    data: bytes, locked_today: bytes, locked_in_2007: bytes
) -> None:
    assert kind_of(data) == "workbook"
    assert kind_of(changed(data, as_binary)) == "xlsb"
    assert {kind_of(locked_today), kind_of(locked_in_2007)} == {"protected"}


def test_a_plain_workbook_and_what_is_none_are_left_as_they_are(data: bytes) -> None:
    assert opened(data, Means()) is None
    assert opened(b"%PDF-1.7", Means()) is None


# --- protection ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["locked_today", "locked_in_2007"])
def test_a_protected_workbook_is_opened_with_the_password_that_fits(
    form: str, data: bytes, request: pytest.FixtureRequest
) -> None:
    locked = request.getfixturevalue(form)
    assert opened(locked, Means(("väärä", PASSWORD, "toinen"))) == Opened(data, ("password",))
    assert fault(locked) == "F021"
    assert fault(locked, Means(("väärä", PASSWORD.upper()))) == "F022"


def test_what_excel_opens_without_asking_is_opened_without_a_password(data: bytes) -> None:
    assert opened(protected(data, protection.KNOWN_TO_EXCEL), Means()) == Opened(data, ("password",))


def test_passwords_stand_in_no_log_and_in_nothing_that_is_printed(
    locked_today: bytes, locked_in_2007: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    means = Means((PASSWORD, "väärä"))
    with caplog.at_level(logging.DEBUG):
        for locked in (locked_today, locked_in_2007):
            found = opened(locked, means)
            assert PASSWORD not in repr(found)
    assert PASSWORD not in caplog.text + repr(means)
    assert "väärä" not in caplog.text + repr(means)


def test_a_file_that_asks_for_hours_of_guessing_is_left_alone(
    locked_today: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protection, "_MOST_TURNS", 99_999)
    assert fault(locked_today, Means((PASSWORD,))) == "F026"


def test_a_protected_file_too_large_to_be_a_workbook_is_not_opened(
    locked_today: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST_BYTES", len(locked_today) - 1)
    assert fault(locked_today, Means((PASSWORD,))) == "F015"


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_protected_file_is_opened_or_told_and_nothing_else_happens(
    seed: int, locked_in_2007: bytes
) -> None:
    chance = Random(seed)
    broken = bytearray(locked_in_2007)
    for _ in range(chance.randint(1, 6)):
        broken[chance.randrange(min(len(broken), 4_096))] = chance.randrange(256)
    found = opened(bytes(broken[: chance.choice((len(broken), 5_000))]), Means((PASSWORD,)))
    assert found is None or isinstance(found, Opened) or found.code in ("F003", "F021", "F022", "F026")


def test_what_is_protected_may_be_of_another_format_still(data: bytes) -> None:
    """Excel protects .xlsb in the same way; what comes out must be converted."""
    locked = protected(changed(data, as_binary), PASSWORD)
    assert fault(locked, Means((PASSWORD,))) == "F020"


# --- conversion ---------------------------------------------------------------------------------------------------


@pytest.fixture
def obliging(monkeypatch: pytest.MonkeyPatch, data: bytes) -> Means:
    """A LibreOffice that always gives the same workbook: what the real one does is tested with the real one."""
    monkeypatch.setattr(opening, "converted", lambda *_: data)
    monkeypatch.setattr(opening, "altered_cells", lambda *_: [])
    return Means(office=Path("soffice"))


def test_what_was_converted_is_told_with_what_it_was(obliging: Means, data: bytes) -> None:
    found = opened(ods(), obliging)
    assert found == Opened(data, ("ods",))
    assert [(each.code, each.values) for each in found.told()] == [("W020", {"found": ".ods"})]  # type: ignore[union-attr]


def test_without_libreoffice_the_way_out_is_told(data: bytes) -> None:
    assert fault(ods()) == "F020"
    assert fault(changed(data, as_binary)) == "F020"


def test_a_package_that_grows_too_large_is_not_given_to_libreoffice(obliging: Means) -> None:
    bomb = unzipped(ods()) | {"content.xml": bytes(30_000_000)}
    assert fault(zipped(bomb), obliging) == "F005"


def test_a_program_that_gives_no_workbook_costs_one_file() -> None:
    assert fault(ods(), Means(office=Path(sys.executable))) == "F023"
    assert fault(ods(), Means(office=Path("ei ole olemassa"))) == "F023"


with_a_stand_in = pytest.mark.skipif(
    sys.platform == "win32",
    reason="the stand-in for LibreOffice is a script with #!, which Windows does not start as a program; what Windows"
    " does with the real one only a machine with both can tell",
)


def a_program(folder: Path, lines: str) -> Path:
    """A program that stands in LibreOffice's place."""
    script = folder / "soffice"
    script.write_text(f"#!{sys.executable}\n{lines}", encoding="utf-8")
    script.chmod(0o755)
    return script


@with_a_stand_in
def test_a_program_that_does_not_end_is_stopped_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "MOST_SECONDS", 1)
    child = "import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    found = opened(ods(), Means(office=a_program(tmp_path, child + "time.sleep(600)\n")))
    assert isinstance(found, Finding)
    assert (found.code, found.values["found"]) == ("F023", "> 1 s")


@with_a_stand_in
@pytest.mark.parametrize(("crashes", "code"), [(1, None), (2, "F023")])
def test_a_conversion_that_a_signal_ended_is_tried_once_more(
    crashes: int, code: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "altered_cells", lambda *_: [])
    crash = (
        "import os, pathlib, signal, sys\n"
        f"crashed = pathlib.Path({str(tmp_path / 'crashed')!r})\n"
        "before = len(crashed.read_text()) if crashed.exists() else 0\n"
        f"if before < {crashes}:\n"
        "    crashed.write_text('x' * (before + 1))\n"
        "    os.kill(os.getpid(), signal.SIGSEGV)\n"
        "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "out.mkdir()\n"
        "(out / 'workbook.xlsx').write_bytes(pathlib.Path(sys.argv[-1]).read_bytes())\n"
    )
    found = opened(ods(), Means(office=a_program(tmp_path, crash)))
    assert getattr(found, "code", None) == code
    assert (tmp_path / "crashed").read_text() == "x" * crashes


@with_a_stand_in
def test_libreoffice_is_asked_without_macros_links_and_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it is told stands in a profile of its own, that lasts no longer than the one conversion."""
    monkeypatch.setattr(opening, "altered_cells", lambda *_: [])
    keep = tmp_path / "kept"
    copy = (
        "import pathlib, sys, urllib.parse, urllib.request\n"
        "profile = sys.argv[1].removeprefix('-env:UserInstallation=')\n"
        "root = pathlib.Path(urllib.request.url2pathname(urllib.parse.urlparse(profile).path))\n"
        f"pathlib.Path({str(keep)!r}).write_text((root / 'user/registrymodifications.xcu').read_text())\n"
        "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "out.mkdir()\n"
        "(out / 'workbook.xlsx').write_bytes(pathlib.Path(sys.argv[-1]).read_bytes())\n"
    )
    assert opened(ods(), Means(office=a_program(tmp_path, copy))) == Opened(ods(), ("ods",))
    told = keep.read_text(encoding="utf-8")
    for setting in (
        "DisableMacrosExecution",
        "MacroSecurityLevel",
        "Link",
        "ooInetProxyType",
        "OOXMLRecalcMode",
    ):
        assert f'oor:name="{setting}"' in told


def test_libreoffice_is_the_one_that_is_stated_or_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = a_program(tmp_path, "")
    assert find_office(str(program)) == program
    assert find_office("none") is None
    assert find_office(str(tmp_path / "poissa")) is None
    monkeypatch.setattr(office.shutil, "which", lambda name: str(program) if name == "libreoffice" else None)
    assert find_office() == program
    monkeypatch.setattr(office.shutil, "which", lambda _: None)
    monkeypatch.setattr(office, "_PLACES", (str(tmp_path / "poissa"), str(program)))
    assert find_office() == program
    monkeypatch.setattr(office, "_PLACES", ())
    assert find_office() is None


# --- values that a conversion changes -------------------------------------------------------------------------------

CELLS: dict[str, Any] = {
    "A1": 1,
    "A2": "teksti  loppuun ",
    "A3": date(2021, 8, 5),
    "A4": 0.1 + 0.2,
    "A5": True,
    "A6": time(12, 30),
    "A7": datetime(2021, 8, 5, 12, 30),
}


def saved(cells: Mapping[str, Any], title: str = "Tilannekuva", **more: Any) -> bytes:
    book = Workbook()
    book.worksheets[0].title = title
    for name, value in (cells | more).items():
        book.worksheets[0][name] = value
    return packed(book)


@pytest.mark.parametrize(
    ("before", "after", "altered"),
    [
        ({}, {}, []),
        ({}, {"A2": "teksti loppuun"}, []),
        ({}, {"A3": 44413, "A4": 0.30000000000000001, "A6": 0.5208333333}, []),
        ({}, {"A1": 2}, ["A1"]),
        ({}, {"A1": "1"}, ["A1"]),
        ({}, {"A1": None, "A2": "toinen"}, ["A1", "A2"]),
        ({}, {"A3": date(2021, 8, 6)}, ["A3"]),
        ({}, {"A5": False}, ["A5"]),
        ({}, {"C9": "uusi"}, ["C9"]),
        ({"C9": 4}, {}, ["C9"]),
    ],
)
def test_a_value_that_came_out_otherwise_is_found(
    before: dict[str, Any], after: dict[str, Any], altered: list[str]
) -> None:
    found = list(differences(saved(CELLS | before), saved(CELLS | after)))
    assert found == [("Tilannekuva", cell) for cell in altered]


def test_files_are_compared_in_a_process_of_their_own() -> None:
    assert altered_cells(saved(CELLS), saved(CELLS | {"A1": 2})) == [("Tilannekuva", "A1")]
    assert altered_cells(saved(CELLS), saved(CELLS)) == []
    assert altered_cells(b"PK", saved(CELLS)) is None


def test_a_comparison_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faithful, "MOST_SECONDS", 0)
    assert altered_cells(saved(CELLS), saved(CELLS)) is None


def test_a_cell_that_came_out_otherwise_has_no_result() -> None:
    """Its row is refused (C011), and its neighbours go in."""
    plain, lost = without_results(
        saved(CELLS), [("Tilannekuva", "A1"), ("Tilannekuva", "Z99"), ("Poissa", "A1")]
    )
    assert lost == [("Poissa", "A1"), ("Tilannekuva", "Z99")]
    book = read_workbook(plain, "a.xlsx")
    assert isinstance(book, ReadWorkbook)
    assert book.sheets[0].hollow == {(0, 0)}
    assert book.sheets[0].rows[2][0] == date(2021, 8, 5)


def test_what_a_conversion_changes_is_not_taken_in(
    obliging: Means, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def altered(cells: list[tuple[str, str]] | None) -> Opened | Finding | None:
        monkeypatch.setattr(opening, "altered_cells", lambda *_: cells)
        return opened(ods(), obliging)

    emptied = altered([("Tilannekuva", "A5")])
    assert isinstance(emptied, Opened)
    book = read_workbook(emptied.data, "a.xlsx")
    assert isinstance(book, ReadWorkbook)
    assert book.sheets[0].hollow == {(4, 0)}
    lost = altered([("Tilannekuva", f"Z{number}") for number in range(1, 6)])
    assert isinstance(lost, Finding)
    assert (lost.code, lost.values["found"]) == ("F027", "Tilannekuva!Z1, Tilannekuva!Z2, Tilannekuva!Z3 …")
    unknown = altered(None)
    assert isinstance(unknown, Finding)
    assert unknown.code == "F023"


def test_what_libreoffice_gives_and_nobody_can_read_is_told(
    obliging: Means, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "converted", lambda *_: b"half a workbook")
    monkeypatch.setattr(opening, "altered_cells", lambda *_: [("Tilannekuva", "A5")])
    assert fault(ods(), obliging) == "F023"
