"""Hostile files are refused for what they are, quickly and cheaply: the whole program is measured on each of them.

The limits (2 s, 512 MiB for all processes together) are the requirement. Time is the processors' time, and is
compared with that of an ordinary workbook of the same run: a busy or slow machine is slow on both.
"""

import io
import json
import os
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from builder import packed, with_cell, with_part, workbook
from collected import PROGRAMME, small_workspace
from variants import ole, protected, records, zipped
from ytaexcel.programme import load_programme
from ytaexcel.read.protection import KNOWN_TO_EXCEL
from ytaexcel.workspace import Workspace

ROOT = Path(__file__).parent.parent
MOST_TIMES = 8
"""So many times what an ordinary small workbook takes, most of which is starting the program (about 0.8 s)."""
MOST_MIB = 512
S1, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
FIRST = "HTT.A.1.1"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Make = Callable[[bytes], bytes]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
measured = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured through /proc")


@dataclass(frozen=True)
class Outcome:
    """What the program said of a file, and what that took."""

    outcome: str
    codes: list[str]
    accepted: int
    seconds: float
    mib: float


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return small_workspace(tmp_path_factory.mktemp("hostile") / "workspace", items=4)


@pytest.fixture(scope="module")
def good(place: Workspace) -> bytes:
    """A filled workbook of that workspace."""
    programme = load_programme(place.programme_folder(PROGRAMME))
    return packed(workbook(programme, {FIRST: {"status": "Valmis", "where_now": "Luonnos."}}))


@pytest.fixture(scope="module")
def usual(place: Workspace, good: bytes) -> float:
    """Seconds of processor time that an ordinary workbook takes."""
    return max(check(place, good).seconds for _ in range(2))


def check(place: Workspace, data: bytes) -> Outcome:
    """`ytaexcel check` on one file, in processes of its own, watched."""
    (outcome,) = check_all(place, data)
    return outcome


def check_all(place: Workspace, data: bytes, name: str = "05_HTT.xlsx") -> list[Outcome]:
    """The same on a file that may hold several; time and memory are those of all together."""
    path = place.root / name
    path.write_bytes(data)
    before = os.times()
    process = subprocess.Popen(
        [sys.executable, "-c", "from ytaexcel.cli import main; main()",
         "--workspace", str(place.root), "check", "--json", str(path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    with watched(process.pid) as peak:
        said, complaint = process.communicate(timeout=120)
    after = os.times()
    assert "Traceback" not in complaint
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return [
        Outcome(
            entry["outcome"],
            [each["code"] for each in entry["findings"]],
            entry["rows_accepted"],
            seconds,
            max(peak) / 2**20,
        )
        for entry in json.loads(said)["files"]
    ]


@contextmanager
def watched(pid: int) -> Iterator[list[int]]:
    """What the process and all below it hold in memory, looked at every few milliseconds; bytes."""
    seen, is_over = [0], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.005):
            seen.append(held(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        is_over.set()
        watcher.join()


def held(pid: int) -> int:
    """Bytes in memory of a process and its descendants; of a page that several share each has its part."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        kibibytes = next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))
        below = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except (OSError, StopIteration):
        return 0
    return kibibytes * 1024 + sum(map(held, below))


# --- the attacks -----------------------------------------------------------------------------------------------------


def with_added(name: str, content: bytes = b"<a/>") -> Make:
    def change(data: bytes) -> bytes:
        buffer = io.BytesIO(data)
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr(zipfile.ZipInfo("x" * len(name)), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue().replace(
            b"x" * len(name), name.encode()
        )  # also names that zipfile would mend

    return change


def with_sheet(xml: str) -> Make:
    """The package with other rows after those of the first sheet."""
    return lambda data: with_part(
        data, S1, lambda page: page.replace(b"</sheetData>", xml.encode() + b"</sheetData>")
    )


def huge_part(data: bytes) -> bytes:
    """A sheet of 4 GB of blanks in 4 MB is too slow to make here; 190 MB show the same, and 250 its declared size."""
    return with_part(
        data, S1, lambda page: page.replace(b"</sheetData>", b" " * 190_000_000 + b"</sheetData>")
    )


def lying_size(data: bytes) -> bytes:
    """The directory says 8 kB of a part that unpacks to 190 MB."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        honest = package.getinfo(S1).file_size
    bomb = bytearray(huge_part(data))
    entry = bomb.rindex(b"PK\x01\x02", 0, bomb.rindex(S1.encode()))
    bomb[entry + 24 : entry + 28] = struct.pack("<I", honest)
    return bytes(bomb)


def directory_of_a_million(_: bytes) -> bytes:
    return b"PK\x03\x04" + (b"PK\x01\x02" + bytes(42)) * 1_000_000 + b"PK\x05\x06" + bytes(18)


def overlapping(data: bytes) -> bytes:
    """A hundred more names for the bytes of one part: each would be unpacked anew."""
    end = data.rindex(b"PK\x05\x06")
    count, size, place = (
        struct.unpack("<H", data[end + 10 : end + 12])[0],
        *struct.unpack("<II", data[end + 12 : end + 20]),
    )
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(S1.encode(), 0, end))
    length = 46 + sum(struct.unpack("<HHH", data[entry + 28 : entry + 34]))
    copies = b"".join(
        data[entry : entry + length].replace(b"sheet1", b"s%05d" % number) for number in range(100)
    )
    tail = struct.pack("<HHII", count + 100, count + 100, size + len(copies), place)
    return data[:end] + copies + data[end : end + 8] + tail + data[end + 20 :]


def blank_rows(data: bytes) -> bytes:
    rows = "".join(f'<row r="{row}" ht="15"><c r="A{row}" s="1"/></row>' for row in range(1_000, 1_048_577))
    return with_sheet(rows)(data)


def with_doctype(declarations: str) -> Make:
    return lambda data: with_part(data, S1, lambda page: declarations.encode() + page)


def entity_bomb() -> str:
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    return f'<!DOCTYPE worksheet [<!ENTITY e0 "ha">{levels}]>'


def thousand_sheets(data: bytes) -> bytes:
    listed = "".join(f'<sheet name="Oma{n}" sheetId="{n + 100}" r:id="rId1"/>' for n in range(1_000)).encode()
    changed = with_part(data, "xl/workbook.xml", lambda xml: xml.replace(b"</sheets>", listed + b"</sheets>"))
    return changed if listed.replace(b"r:id", b"id") else data


def shared_texts(length: int, cells: int) -> Make:
    """One text that stands in many cells: short in the package, without end when it is written out."""

    def change(data: bytes) -> bytes:
        texts = f'<sst xmlns="{MAIN}"><si><t>{"a" * length}</t></si></sst>'
        rows = "".join(
            f'<row r="{row}">' + f'<c r="A{row}" t="s"><v>0</v></c>' + "</row>"
            for row in range(1_000, 1_000 + cells)
        )
        return with_sheet(rows)(with_added(STRINGS, texts.encode())(data))

    return change


def prefixed_far_cell(data: bytes) -> bytes:
    rows = '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
    return with_part(
        data,
        S1,
        lambda _: f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'.encode(),
    )


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
REFUSED: dict[str, tuple[Make, str]] = {
    "a huge part": (huge_part, "F005"),
    "a part that is larger than it says": (lying_size, "F013"),
    "thousands of parts": (lambda data: directory_of_parts(data, 5_000), "F010"),
    "a directory of a million entries": (directory_of_a_million, "F010"),
    "overlapping parts": (overlapping, "F013"),
    "an entity bomb": (with_doctype(entity_bomb()), "F012"),
    "an external entity": (with_doctype('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "F012"),
    "a path out of the package": (with_added("../../evil.xml"), "F013"),
    "an absolute path": (with_added("/etc/evil.xml"), "F013"),
    "a drive": (with_added("C:/evil.xml"), "F013"),
    "a backslash": (with_added("xl\\evil.xml"), "F013"),
    "a name that stands twice": (with_added(S1), "F013"),
    "names that differ in case only": (with_added(S1.replace("sheet1", "SHEET1")), "F013"),
    "wrong first bytes": (lambda data: b"MZ" + data[2:], "F003"),
    "random bytes": (lambda _: b"PK\x03\x04" + Random(1).randbytes(1_000_000), "F003"),
    "half a file": (lambda data: data[: len(data) // 2], "F003"),
    "a thousand sheets": (thousand_sheets, "F011"),
    "a far cell": (with_sheet(FAR), "F007"),
    "a far cell with a prefix": (prefixed_far_cell, "F007"),
    "a far cell before near ones": (with_sheet(FAR + '<row r="7"><c r="A7"><v>1</v></c></row>'), "F007"),
    "a text in many cells": (shared_texts(32_767, 4_000), "F005"),
    "texts of 150 MB in one": (shared_texts(150_000_000, 1), "F005"),
}  # fmt: skip


def directory_of_parts(data: bytes, count: int) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as package:
        for number in range(count):
            package.writestr(f"xl/media/{number}.png", b"")
    return buffer.getvalue()


@measured
@pytest.mark.parametrize("attack", REFUSED)
def test_a_hostile_file_is_refused_for_what_it_is_quickly_and_cheaply(
    attack: str, place: Workspace, good: bytes, usual: float
) -> None:
    make, code = REFUSED[attack]
    found = check(place, make(good))
    assert (found.outcome, found.codes) == ("refused", [code])
    assert found.seconds < MOST_TIMES * usual
    assert 50 < found.mib < MOST_MIB


def zipped_blanks(_: bytes) -> bytes:
    """A zip of two files that unpack to 90 MB, with something that packs badly beside them."""
    blanks = b"PK" + bytes(45_000_000)
    return zipped({"a.xlsx": blanks, "b.xlsx": blanks + b"b", "c.bin": Random(1).randbytes(500_000)})


def as_member(make: Make) -> Make:
    return lambda data: zipped({"05_HTT.xlsx": make(data)})


OPENED: dict[str, tuple[Make, set[str]]] = {
    "a zip of large blanks": (zipped_blanks, {"F003", "F002"}),
    "a zip that unpacks to more": (lambda _: zipped({"a.xlsx": bytes(120_000_000)}), {"F005"}),
    "a zip of thousands of files": (lambda _: zipped({f"{n}.xlsx": b"x" for n in range(5_000)}), {"F010"}),
    "a hostile workbook in a zip": (as_member(with_sheet(FAR)), {"F007"}),
    "a huge part in a zip": (as_member(huge_part), {"F005"}),
    "a protected bomb": (lambda data: protected(huge_part(data), KNOWN_TO_EXCEL), {"F005", "W021"}),
    "a container of chance": (lambda _: OLE + Random(1).randbytes(20_000_000), {"F004"}),
    "a container without a bottom": (lambda _: ole("Workbook", records())[:512] + bytes(4_096), {"F004"}),
}


@measured
@pytest.mark.parametrize("attack", OPENED)
def test_what_has_to_be_opened_first_is_refused_quickly_and_cheaply_too(
    attack: str, place: Workspace, good: bytes, usual: float
) -> None:
    make, codes = OPENED[attack]
    found = check_all(place, make(good))
    assert {each.outcome for each in found} == {"refused"}
    assert {code for each in found for code in each.codes} == codes
    assert found[0].seconds < MOST_TIMES * usual
    assert 50 < found[0].mib < MOST_MIB


@measured
def test_a_million_blank_formatted_rows_are_passed_over_and_told(
    place: Workspace, good: bytes, usual: float
) -> None:
    """An honest mistake: what was typed is read all the same, and the message says how to mend the file."""
    found = check(place, blank_rows(good))
    assert (found.outcome, found.codes, found.accepted) == ("accepted", ["F014"], 1)
    assert found.seconds < MOST_TIMES * usual
    assert 50 < found.mib < MOST_MIB


@measured
def test_the_longest_text_that_excel_knows_and_control_characters_cost_one_row(
    place: Workspace, good: bytes, usual: float
) -> None:
    data = with_cell(good, "A5", '<c r="A5" t="inlineStr"><is><t>HTT.A.1.1_x0007_</t></is></c>')
    long = with_sheet('<row r="30"><c r="A30" t="inlineStr"><is><t>' + "Ä" * 32_767 + "</t></is></c></row>")(
        data
    )
    found = check(place, long)
    assert (found.outcome, found.accepted) == ("accepted", 1)
    assert sorted(found.codes) == ["C015", "F016"]
    assert found.seconds < MOST_TIMES * usual
    assert found.mib < MOST_MIB


@measured
def test_a_file_that_ends_its_process_is_told_and_the_next_one_is_read(place: Workspace, good: bytes) -> None:
    """The far cell without the guard before it: calamine asks for 549 GB and ends the process."""
    far, near = place.root / "far.xlsx", place.root / "near.xlsx"
    far.write_bytes(with_sheet(FAR)(good))
    near.write_bytes(good)
    unguarded = (
        "import sys; from pathlib import Path\n"
        "from ytaexcel import take_in\n"
        "from ytaexcel.apart import each_apart\n"
        "import unguarded\n"
        "print(*each_apart(unguarded.make, (), sys.argv[1:], 1, take_in.LIMITS), sep='\\n')\n"
    )
    (place.root / "unguarded.py").write_text(
        "from io import BytesIO\nfrom pathlib import Path\nfrom python_calamine import CalamineWorkbook\n"
        "def make():\n    return lambda path: CalamineWorkbook.from_filelike(BytesIO(Path(path).read_bytes()))"
        ".get_sheet_by_index(0).height\n",
        encoding="utf-8",
    )
    said = subprocess.run(
        [sys.executable, "-c", unguarded, str(far), str(near)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(place.root)))},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout.splitlines()
    assert said == ["Lost(why='out_of_memory', how='')", "8"]


def test_the_attacks_are_what_they_say(good: bytes) -> None:
    """Else a file would be refused for a slip of this test."""
    with zipfile.ZipFile(io.BytesIO(overlapping(good))) as package:
        assert len(package.namelist()) > 100
        assert len({each.header_offset for each in package.infolist()}) == len(package.namelist()) - 100
    with zipfile.ZipFile(io.BytesIO(lying_size(good))) as package:
        assert package.getinfo(S1).file_size < 100_000
        assert package.getinfo(S1).compress_size > 150_000
    assert len(directory_of_a_million(good)) < 50_000_000
