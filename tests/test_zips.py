"""A zip of workbooks: each member is judged as if it had been sent alone, and a hostile zip does no harm."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import pytest

from builder import packed, workbook
from variants import locked, ods, ole, protected, zipped
from ytaexcel import sources as looking
from ytaexcel.apart import Lost
from ytaexcel.findings import Finding
from ytaexcel.inbox import Sent, is_left_beside, sent_file
from ytaexcel.programme import Programme
from ytaexcel.read import Means, bundle, directory, members
from ytaexcel.read.bundle import Member
from ytaexcel.sources import Settled, Source, sources_of


@pytest.fixture(scope="session")
def one(small: Programme) -> bytes:
    return packed(workbook(small, {"HTT.A.1.1": {"status": "Valmis"}}))


@pytest.fixture(scope="session")
def other(small: Programme) -> bytes:
    return packed(workbook(small, {"HTT.A.1.1": {"status": "Käynnissä"}}))


def inside(data: bytes, *passwords: str) -> list[Member]:
    found = members(data, passwords, is_left_beside)
    assert isinstance(found, list), found
    return found


def refusal(data: bytes) -> str:
    found = members(data, (), is_left_beside)
    assert isinstance(found, Finding), found
    return found.code


def code(member: Member) -> str:
    assert isinstance(member.content, Finding)
    return member.content.code


def test_the_members_are_given_by_their_names_with_their_folders(one: bytes, other: bytes) -> None:
    found = inside(zipped({"pohjoinen/HTT/b.xlsx": one, "a.xlsx": other, "pohjoinen/": b""}))
    assert found == [Member("a.xlsx", other), Member("pohjoinen/HTT/b.xlsx", one)]


@pytest.mark.parametrize(
    "junk",
    [
        "__MACOSX/._a.xlsx",
        ".DS_Store",
        "kansio/~$a.xlsx",
        "Thumbs.db",
        "__MACOSX/kansio/a.xlsx",
        "readme.txt",
    ],
)
def test_what_nobody_meant_to_send_is_passed_over(junk: str, one: bytes) -> None:
    assert [each.name for each in inside(zipped({"a.xlsx": one, junk: b"x"}))] == ["a.xlsx"]


def test_what_is_no_workbook_is_given_so_that_it_can_be_told_of(one: bytes) -> None:
    assert [each.name for each in inside(zipped({"a.xlsx": one, "liite.pdf": b"%PDF"}))] == [
        "a.xlsx",
        "liite.pdf",
    ]


@pytest.mark.parametrize(
    "files", [{}, {"a.txt": b"a"}, {"a.pdf": b"%PDF", "b/c.csv": b"a;b"}, {".DS_Store": b"x"}]
)
def test_a_zip_without_a_workbook_is_told_as_one(files: dict[str, bytes]) -> None:
    assert refusal(zipped(files)) == "F025"


def test_workbooks_of_every_format_make_a_zip_one_of_workbooks(one: bytes) -> None:
    for content in (ods(), protected(one, "x"), one):
        assert len(inside(zipped({"a": content}))) == 1


def test_a_zip_in_a_zip_is_not_opened(one: bytes) -> None:
    nested = inside(zipped({"a.xlsx": one, "b.zip": zipped({"c.xlsx": one})}))
    assert (nested[0].content, code(nested[1])) == (one, "F024")


# --- names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("../../etc/a.xlsx", "etc/a.xlsx"),
        ("/a.xlsx", "a.xlsx"),
        ("C:\\Omat\\a.xlsx", "C_/Omat/a.xlsx"),
        ("a!b.xlsx", "a_b.xlsx"),
        ("a\x07b?.xlsx", "a_b_.xlsx"),
        ("./a.xlsx", "a.xlsx"),
        ("La\u0308nsi.xlsx", "L\u00e4nsi.xlsx"),
    ],
)
def test_a_members_name_is_a_name_and_leads_nowhere(written: str, shown: str, one: bytes) -> None:
    assert [each.name for each in inside(zipped({written: one}))] == [shown]


def test_names_in_utf_8_that_do_not_say_so_are_understood(one: bytes) -> None:
    """As the archive program of a Mac writes them; to the format they would be of another code page."""
    data = zipped({"Lansi-Pohja.xlsx": one}).replace(b"Lansi-Pohja", "Länsi-Poh".encode() + b"a")
    assert [each.name for each in inside(data)] == ["Länsi-Poha.xlsx"]


def test_names_of_an_old_windows_are_understood(one: bytes) -> None:
    data = zipped({"Lansi.xlsx": one}).replace(b"Lansi", b"L\x84nsi")
    assert [each.name for each in inside(data)] == ["Länsi.xlsx"]


# --- passwords ----------------------------------------------------------------------------------------------------


def test_a_protected_member_is_opened_with_the_password_that_fits(one: bytes) -> None:
    data = locked("a.xlsx", one, "sälainen".encode())
    assert inside(data, "väärä", "sälainen") == [Member("a.xlsx", one)]
    assert code(inside(data)[0]) == "F021"
    assert code(inside(data, "väärä", "toinen")[0]) == "F022"


def test_a_member_protected_in_a_way_that_python_does_not_know_is_told(one: bytes) -> None:
    data = bytearray(zipped({"a.xlsx": one}))
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    data[place + 10 : place + 12] = (99).to_bytes(2, "little")
    assert code(inside(bytes(data))[0]) == "F026"


# --- hostile zips -------------------------------------------------------------------------------------------------


def test_a_zip_that_grows_too_large_is_refused_whole(one: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(zipped({"a.xlsx": one, "b.bin": bytes(40_000_000)})) == "F005"
    data = zipped({"a.xlsx": one})
    monkeypatch.setattr(bundle, "MOST_BYTES_OF_ZIP", len(one) - 1)
    assert refusal(data) == "F005"


def test_a_zip_of_thousands_of_files_is_refused_whole(one: bytes) -> None:
    assert refusal(zipped({f"{number}.xlsx": b"x" for number in range(directory.MOST_PARTS + 1)})) == "F010"


def test_a_member_too_large_to_be_a_workbook_costs_that_member(
    one: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "MOST_BYTES", len(one))
    found = inside(zipped({"a.xlsx": one, "b.xlsx": one + b"\0"}))
    assert (found[0].content, code(found[1])) == (one, "F015")


def test_a_member_packed_in_a_way_that_asks_for_any_memory_costs_that_member(one: bytes) -> None:
    buffer = BytesIO(zipped({"a.xlsx": one}))
    with ZipFile(buffer, "a") as package:
        package.writestr("b.xlsx", one, ZIP_LZMA)
    found = inside(buffer.getvalue())
    assert (found[0].content, code(found[1])) == (one, "F003")


def test_a_container_of_the_old_kind_is_a_workbook_by_what_it_holds() -> None:
    """It is not parsed for that."""
    assert len(inside(zipped({"a.xls": ole("Workbook", b"x")}))) == 1
    text = ole("WordDocument", b"x").replace("Encrypted".encode("utf-16-le"), "Decrypted".encode("utf-16-le"))
    assert refusal(zipped({"a.doc": text})) == "F025"


def test_a_damaged_member_costs_that_member(one: bytes, other: bytes) -> None:
    data = bytearray(zipped({"a.xlsx": one, "b.xlsx": other}))
    with ZipFile(BytesIO(bytes(data))) as package:
        place = package.getinfo("b.xlsx").header_offset + 60
    data[place : place + 20] = bytes(20)
    found = inside(bytes(data))
    assert (found[0].content, code(found[1])) == (one, "F003")


def test_a_damaged_zip_is_told(one: bytes) -> None:
    data = zipped({"a.xlsx": one, "b.xlsx": one})
    assert refusal(data[: len(data) // 2]) == "F003"


# --- as sources ---------------------------------------------------------------------------------------------------


@pytest.fixture
def zip_file(tmp_path: Path, one: bytes, other: bytes) -> Path:
    path = tmp_path / "2021-07" / "posti.zip"
    path.parent.mkdir()
    path.write_bytes(zipped({"x/a.xlsx": one, "y/a.xlsx": other, "z.txt": b"Hei"}))
    return path


def sources(path: Path, *, known: dict[str, str] | None = None) -> list[Source | Settled]:
    return list(sources_of([sent_file(path)], known or {}, Means()))


def test_each_member_is_a_source_of_its_own(zip_file: Path, one: bytes) -> None:
    found = [each for each in sources(zip_file) if isinstance(each, Source)]
    assert [each.name for each in found] == ["posti.zip!x/a.xlsx", "posti.zip!y/a.xlsx", "posti.zip!z.txt"]
    assert [each.given for each in found] == [
        f"{zip_file}!{name}" for name in ("x/a.xlsx", "y/a.xlsx", "z.txt")
    ]
    assert {each.folder_month for each in found} == {"2021-07"}
    assert found[0].read() == found[0].workbook() == one
    stems = ["posti.zip - x - a", "posti.zip - y - a", "posti.zip - z.txt"]
    assert [each.stem for each in found] == stems


def test_one_member_may_be_named(zip_file: Path) -> None:
    (found,) = sources(Path(f"{zip_file}!y/a.xlsx"))
    assert isinstance(found, Source)
    assert found.name == "posti.zip!y/a.xlsx"
    (gone,) = sources(zip_file.with_name("posti.zip!poissa.xlsx"))
    assert isinstance(gone, Settled)
    assert (gone.fault.code, gone.source.name) == ("F006", "posti.zip!poissa.xlsx")


def test_a_file_whose_name_has_the_sign_in_it_is_a_file(tmp_path: Path, one: bytes) -> None:
    path = tmp_path / "Valmis!.xlsx"
    path.write_bytes(one)
    assert sent_file(path) == Sent(path, None)
    assert sent_file(tmp_path / "Poissa!a.xlsx") == Sent(tmp_path / "Poissa!a.xlsx", None)


@pytest.mark.parametrize("name", ["posti.xlsx", "posti.zip", "posti"])
def test_a_workbook_or_a_zip_is_known_by_its_content(name: str, tmp_path: Path, one: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(zipped({"a.xlsx": one}))
    assert [each.name for each in sources(path) if isinstance(each, Source)] == [f"{name}!a.xlsx"]
    path.write_bytes(one)
    assert [each.name for each in sources(path) if isinstance(each, Source)] == [name]


def test_the_same_workbook_twice_in_a_zip_counts_once(tmp_path: Path, one: bytes) -> None:
    path = tmp_path / "posti.zip"
    path.write_bytes(zipped({"a.xlsx": one, "b.xlsx": one}))
    first, second = sources(path)
    assert isinstance(first, Source)
    assert isinstance(second, Settled)
    assert (second.fault.code, second.fault.values["found"]) == ("W009", "posti.zip!a.xlsx")


def test_two_members_of_one_name_are_two(tmp_path: Path, one: bytes, other: bytes) -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        package.writestr(ZipInfo("a.xlsx"), one)
        with pytest.warns(UserWarning, match="Duplicate"):
            package.writestr(ZipInfo("a.xlsx"), other)
    path = tmp_path / "posti.zip"
    path.write_bytes(buffer.getvalue())
    assert {each.read() for each in sources(path) if isinstance(each, Source)} == {one, other}


def test_a_file_that_vanishes_while_it_is_looked_into_costs_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ods"
    path.write_bytes(ods())
    real: Callable[[Path], bytes] = Path.read_bytes
    reads: list[Path] = []

    def once(self: Path) -> bytes:
        reads.append(self)
        if len(reads) > 1:
            raise PermissionError(13, "Permission denied")
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", once)
    (found,) = sources(path)
    assert isinstance(found, Settled)
    assert found.fault.code == "F006"


@pytest.mark.parametrize(
    ("lost", "code"), [(Lost("died"), "F017"), (Lost("too_slow"), "F018"), (Lost("out_of_memory"), "F019")]
)
def test_a_container_that_ends_its_process_costs_that_file(
    lost: Lost, code: str, tmp_path: Path, one: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xls").write_bytes(ole("Workbook", b"x"))
    (tmp_path / "b.xlsx").write_bytes(one)
    monkeypatch.setattr(looking, "each_apart", lambda *given: [lost for _ in given[2]])
    sent = [sent_file(tmp_path / name) for name in ("a.xls", "b.xlsx")]
    first, second = sources_of(sent, {}, Means())
    assert isinstance(first, Settled)
    assert first.fault.code == code
    assert isinstance(second, Source)


def test_a_container_that_vanishes_before_it_is_looked_into_costs_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(ole("Workbook", b"x"))
    real = looking.each_apart

    def gone(*given: Any) -> Any:
        path.unlink(missing_ok=True)
        return real(*given)

    monkeypatch.setattr(looking, "each_apart", gone)
    (found,) = sources(path)
    assert isinstance(found, Settled)
    assert found.fault.code == "F006"
