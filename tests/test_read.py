"""Whatever bytes come, reading gives the workbook as it stands or one finding that says why it cannot be read."""

import warnings
from datetime import UTC, date, datetime, time
from io import BytesIO
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart

from builder import MODIFIED_AT, packed, with_cell, with_part, workbook
from ytaexcel import read as reading
from ytaexcel.findings import Finding
from ytaexcel.passport import SHEET
from ytaexcel.programme import Programme
from ytaexcel.read import (
    ReadSheet,
    ReadWorkbook,
    address,
    cell_name,
    column_letters,
    directory,
    package,
    read_workbook,
)
from ytaexcel.read.directory import MOST_PARTS
from ytaexcel.read.layout import laid_out
from ytaexcel.read.package import Parts

SHEET_1 = "xl/worksheets/sheet1.xml"
FIRST = "HTT.A.1.1"


@pytest.fixture(scope="session")
def data(small: Programme) -> bytes:
    """A filled workbook as a file."""
    row = {
        "status": "Käynnissä",
        "percent_done": 0.4,
        "forecast_end": date(2022, 2, 28),
        "where_now": "Luonnos.",
    }
    return packed(workbook(small, {FIRST: row}, notes=[{"kind": "Huomio", "text": "Odottaa."}]))


def read(data: bytes, name: str = "05_HTT.xlsx") -> ReadWorkbook:
    book = read_workbook(data, name)
    assert isinstance(book, ReadWorkbook), book
    return book


def refusal(data: bytes, name: str = "05_HTT.xlsx") -> str:
    fault = read_workbook(data, name)
    assert isinstance(fault, Finding), "it was read"
    return fault.code


def sheet_of(cells: dict[str, Any], formats: dict[str, str] | None = None) -> ReadSheet:
    """A sheet with these cells, written with openpyxl and read."""
    book = Workbook()
    for name, value in cells.items():
        book.worksheets[0][name] = value
    for name, number_format in (formats or {}).items():
        book.worksheets[0][name].number_format = number_format
    return read(packed(book)).sheets[0]


def zipped(**parts: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# --- cells -------------------------------------------------------------------------------------------------------


def test_every_value_stands_at_its_address_also_after_blank_rows_and_columns() -> None:
    sheet = sheet_of({"C4": "otsikko", "E7": 5, "C8": date(2021, 8, 5), "D8": True})
    assert sheet.rows[3][2] == "otsikko"
    assert sheet.rows[6][4] == 5.0
    assert sheet.rows[7][2:4] == [date(2021, 8, 5), True]
    assert all(value == "" for row in sheet.rows[:3] for value in row)


def test_times_and_moments_stay_what_they_are() -> None:
    sheet = sheet_of({"A1": time(12, 30), "B1": datetime(2021, 8, 5, 14, 0)})
    assert sheet.rows[0] == [time(12, 30), datetime(2021, 8, 5, 14, 0)]


def test_an_error_cell_is_told_with_its_error_and_not_taken_for_a_blank() -> None:
    sheet = sheet_of({"A1": "x", "B2": "#N/A", "C3": "#DIV/0!"})
    assert sheet.errors == {(1, 1): "#N/A", (2, 2): "#DIV/0!"}


def test_a_formula_whose_result_is_an_error_is_an_error_cell(data: bytes) -> None:
    sheet = read(with_cell(data, "K5", '<c r="K5" t="e"><f>1/0</f><v>#DIV/0!</v></c>')).sheets[0]
    assert sheet.errors == {(4, 10): "#DIV/0!"}
    assert not sheet.hollow


def test_a_formula_without_a_saved_result_is_told() -> None:
    sheet = sheet_of({"A1": "x", "B2": "=1+1"})
    assert sheet.hollow == {(1, 1)}


def test_a_formula_without_a_saved_result_below_everything_else_is_within_the_rows() -> None:
    """The reader of values ends the sheet at its last value."""
    sheet = sheet_of({"A1": "x", "B9": "=1+1"})
    assert sheet.hollow == {(8, 1)}
    assert len(sheet.rows) == 9


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ('<c r="K5"><f>2*21</f><v>42</v></c>', 42.0),
        ('<c r="K5" t="str"><f>"Val"&amp;"mis"</f><v>Valmis</v></c>', "Valmis"),
        ('<c r="K5" t="b"><f>1=1</f><v>1</v></c>', True),
        ('<c r="K5" t="str"><f>""</f><v></v></c>', ""),
    ],
)
def test_a_formula_with_a_saved_result_is_read_as_that_result(xml: str, value: object, data: bytes) -> None:
    sheet = read(with_cell(data, "K5", xml)).sheets[0]
    assert sheet.rows[4][10] == value
    assert not sheet.hollow


def test_numbers_that_are_shown_as_percents_are_told() -> None:
    formats = {"A1": "0%", "B1": "0.00 %", "C1": "General", "D1": '0" %"', "E1": "[Red]0.0%;-0.0%"}
    sheet = sheet_of(dict.fromkeys(formats, 0.4), formats)
    assert sheet.percents == {(0, 0), (0, 1), (0, 4)}


def test_cells_that_do_not_say_where_they_stand_are_counted(data: bytes) -> None:
    """Some programs leave out the addresses, which the format allows."""

    def change(xml: bytes) -> bytes:
        rows = b'<row><c t="e"><v>#N/A</v></c><c><v>2</v></c></row><row><c/><c><f>1</f></c></row>'
        before, rest = xml.split(b"<sheetData>")
        return before + b"<sheetData>" + rows + b"</sheetData>" + rest.split(b"</sheetData>")[1]

    sheet = read(with_part(data, SHEET_1, change)).sheets[0]
    assert sheet.errors == {(0, 0): "#N/A"}
    assert sheet.rows[0][1] == 2.0
    assert sheet.hollow == {(1, 1)}


def test_elements_with_a_prefix_are_understood(data: bytes) -> None:
    """`<x:c>` for `<c>`: the same to XML, and a way round a guard that looks for `<c`."""
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        b'<x:worksheet xmlns:x="' + namespace + b'"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c>'
        b'<x:c r="C2" t="e"><x:v>#REF!</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    found = read(with_part(data, SHEET_1, lambda _: sheet)).sheets[0]
    assert found.rows[1][1] == 7.0
    assert found.errors == {(1, 2): "#REF!"}
    assert refusal(with_part(data, SHEET_1, lambda _: sheet.replace(b"B2", b"XFD2"))) == "F007"


def test_a_word_in_the_place_of_a_number_is_read_as_a_word(data: bytes) -> None:
    assert read(with_cell(data, "L5", '<c r="L5"><v>puolet</v></c>')).sheets[0].rows[4][11] == "puolet"


# --- the workbook --------------------------------------------------------------------------------------------------


def test_the_passport_is_read_from_both_places_and_its_sheet_is_none_of_the_groups(data: bytes) -> None:
    book = read(data)
    assert [sheet.name for sheet in book.sheets] == ["Tilannekuva", "Huomiot"]
    assert book.properties == book.passport_rows
    assert book.properties["ytaexcel.organisation"] == "05"


def test_a_workbook_without_properties_is_read(data: bytes) -> None:
    bare = zipped(**{name: part for name, part in Parts(data).items() if not name.startswith("docProps/")})
    book = read(bare)
    assert (book.properties, book.modified_at) == ({}, None)
    assert book.sheets == read(data).sheets


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        (b"2021-08-10T09:00:00Z", datetime(2021, 8, 10, 9, tzinfo=UTC)),
        (b"2021-08-10T12:00:00+03:00", datetime(2021, 8, 10, 9, tzinfo=UTC)),
        (b"2021-08-10T09:00:00", datetime(2021, 8, 10, 9, tzinfo=UTC)),
        (b"viime viikolla", None),
        (b"", None),
        (b"0001-01-01T00:00:00+05:00", None),
        (b"9999-12-31T23:59:59-05:00", None),
    ],
)
def test_the_last_modified_time_is_that_of_the_files_own_properties(
    written: bytes, moment: datetime | None, data: bytes
) -> None:
    known = MODIFIED_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    changed = with_part(data, "docProps/core.xml", lambda xml: xml.replace(known, written))
    assert read(changed).modified_at == moment


def test_sheets_that_nobody_looks_into_come_without_rows(data: bytes) -> None:
    book = read_workbook(data, "05_HTT.xlsx", ("Huomiot",))
    assert isinstance(book, ReadWorkbook)
    assert [(sheet.name, bool(sheet.rows)) for sheet in book.sheets] == [
        ("Tilannekuva", True),
        ("Huomiot", False),
    ]


def test_a_sheet_that_is_a_chart_has_no_rows_and_does_no_harm(small: Programme) -> None:
    book = workbook(small, {FIRST: {"status": "Valmis"}})
    book.create_chartsheet("Kaavio").add_chart(BarChart())
    assert {sheet.name: len(sheet.rows) for sheet in read(packed(book)).sheets}["Kaavio"] == 0


@pytest.mark.parametrize("name", ["a.xlsx", "A.XLSX", "a.xlsm", "ei päätettä"])
def test_a_workbook_is_known_by_its_content_and_not_by_its_name(name: str, data: bytes) -> None:
    assert read(data, name).sheets == read(data).sheets


# --- what is no workbook -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "F003"),
        (b"", "a.txt", "F003"),
        (b"Tilannekuva;HTT\n", "a.xlsx", "F003"),
        (b"Tilannekuva;HTT\n", "a.csv", "F002"),
        (b"%PDF-1.7", "a.pdf", "F002"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "a.xlsx", "F004"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "a.xls", "F004"),
        (b"\x06tester" + bytes(158), "~$05_HTT.xlsx", "F001"),
        (b"PK\x03\x04", "a.xlsx", "F003"),
        (b"PK\x05\x06" + bytes(18), "a.xlsx", "F002"),
        (zipped(**{"word/document.xml": b"<a/>"}), "a.docx", "F002"),
        (zipped(**{"a.xlsx": b"PK"}), "a.zip", "F002"),
        (zipped(**{"xl/workbook.xml": b"<workbook/>"}), "a.xlsx", "F003"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_workbook_is_refused_for_what_it_is(content: bytes, name: str, code: str) -> None:
    assert refusal(content, name) == code


def test_a_file_too_large_to_be_a_workbook_is_not_even_unpacked(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MOST_BYTES", len(data))
    assert isinstance(read_workbook(data, "a.xlsx"), ReadWorkbook)
    assert refusal(data + b" ") == "F015"


def test_a_lock_file_is_one_by_its_name_even_if_it_is_whole(data: bytes) -> None:
    assert refusal(data, "~$05_HTT.xlsx") == "F001"


def test_a_file_that_ends_too_early_is_damaged_wherever_it_ends(data: bytes) -> None:
    assert {refusal(data[:length]) for length in range(0, len(data) - 1, 97)} == {"F003"}


def test_random_bytes_are_never_a_workbook() -> None:
    chance = Random(1)
    for start in (b"", b"PK", b"PK\x03\x04", b"PK\x05\x06"):
        assert refusal(start + chance.randbytes(3_000)) == "F003"


def test_a_package_with_a_locked_part_is_protected(data: bytes) -> None:
    place = data.index(b"PK\x01\x02") + 8
    assert refusal(data[:place] + bytes([data[place] | 1]) + data[place + 1 :]) == "F004"


# --- hostile files -------------------------------------------------------------------------------------------------


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test when calamine is asked: what it would do is end the whole process."""

    class Asked:
        @staticmethod
        def from_filelike(_: object) -> None:
            pytest.fail("the guard let it through")

    monkeypatch.setattr(reading, "CalamineWorkbook", Asked)


@pytest.mark.parametrize(
    "xml",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        '<c r="xfd1048576"><v>1</v></c>',
        '<c r="A1048576"><v>1</v></c>',
        '<c r="ZZZZZZZZ99999999999999999999"><v>1</v></c>',
        '<c r="A5"/></row><row r="1048576"><c><v>1</v></c></row><row r="6">',
        '<c r="A5"/></row><row r="900000"><c r="A900000"><v>1</v></c></row><row r="2"><c r="A2"/>',
    ],
)
@pytest.mark.usefixtures("no_parser")
def test_a_cell_too_far_away_is_refused_before_calamine_sees_it(xml: str, data: bytes) -> None:
    assert refusal(with_cell(data, "A5", xml)) == "F007"


@pytest.mark.usefixtures("no_parser")
def test_a_far_cell_on_the_hidden_sheet_is_refused_too(data: bytes) -> None:
    assert [sheet.name for sheet in laid_out(Parts(data)).sheets][2] == SHEET
    assert refusal(with_cell(data, "A1", '<c r="XFD1048576"><v>1</v></c>', sheet=3)) == "F007"


@pytest.mark.parametrize("number", ["NaN", "-inf", "inf", "1e400", "-1e300", "-1e15"])
@pytest.mark.usefixtures("no_parser")
def test_a_number_that_no_workbook_holds_is_refused_before_calamine_sees_it(number: str, data: bytes) -> None:
    """Calamine's sums with dates overflow on some of these and end with a panic."""
    changed = with_cell(data, "M5", f'<c r="M5" s="2"><v>{number}</v></c>')
    assert refusal(changed) == "F003"


@pytest.mark.parametrize(
    "part",
    [
        SHEET_1,
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
        "docProps/core.xml",
        "docProps/custom.xml",
    ],
)
def test_a_document_type_is_refused_in_every_part_that_is_parsed(part: str, data: bytes) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    assert (
        refusal(
            with_part(data, part, lambda xml: bomb + xml.partition(b"?>")[2] if b"?>" in xml else bomb + xml)
        )
        == "F012"
    )


def test_an_outside_entity_is_not_fetched(data: bytes) -> None:
    outside = b'<!DOCTYPE a SYSTEM "file:///etc/passwd">'
    assert refusal(with_part(data, SHEET_1, lambda xml: outside + xml)) == "F012"


@pytest.mark.parametrize("encoding", ["nonsense", "utf-7", "big5"])
def test_an_encoding_that_nobody_uses_is_damage(encoding: str, data: bytes) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    assert refusal(with_part(data, SHEET_1, lambda xml: declared + xml)) == "F003"


def with_added(data: bytes, name: str, content: bytes) -> bytes:
    buffer = BytesIO(data)
    with ZipFile(buffer, "a", ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile tells of a name that is there already
        archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.usefixtures("no_parser")
def test_a_small_file_with_one_huge_part_is_refused(data: bytes) -> None:
    bomb = with_added(data, "xl/media/kuva.bin", bytes(40_000_000))
    assert len(bomb) < 100_000
    assert refusal(bomb) == "F005"


def test_a_package_that_grows_too_large_is_refused_however_well_it_is_packed(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ZipFile(BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    monkeypatch.setattr(directory, "MOST_UNPACKED_BYTES", unpacked)
    assert isinstance(read_workbook(data, "a.xlsx"), ReadWorkbook)
    monkeypatch.setattr(directory, "MOST_UNPACKED_BYTES", unpacked - 1)
    assert refusal(data) == "F005"


@pytest.mark.usefixtures("no_parser")
def test_a_package_of_thousands_of_parts_is_refused() -> None:
    assert refusal(zipped(**{f"xl/{number}.xml": b"" for number in range(MOST_PARTS + 1)})) == "F010"


def test_of_two_parts_of_one_name_none_counts(data: bytes) -> None:
    """To one reader of zip packages the first counts, to another the last."""
    assert refusal(with_added(data, SHEET_1, Parts(data)[SHEET_1])) == "F013"
    assert refusal(with_added(data, SHEET_1.upper(), b"<worksheet/>")) == "F013"


def lying(data: bytes, name: str, **said: int) -> bytes:
    """The package with another checksum (`crc`) or unpacked size (`size`) in the directory's entry of a part."""
    changed = bytearray(data)
    entry = changed.rindex(b"PK\x01\x02", 0, changed.rindex(name.encode()))
    for place, each in ((16, "crc"), (24, "size")):
        if each in said:
            changed[entry + place : entry + place + 4] = said[each].to_bytes(4, "little")
    return bytes(changed)


def test_a_part_that_is_longer_or_shorter_than_the_package_says_is_refused(data: bytes) -> None:
    """A size that lies must not let another reader unpack more than the guards have counted."""
    with ZipFile(BytesIO(data)) as archive:
        honest = archive.getinfo(SHEET_1)
    longer = with_part(data, SHEET_1, lambda xml: xml + b" " * 100_000)
    assert refusal(lying(longer, SHEET_1, crc=honest.CRC, size=honest.file_size)) == "F013"
    assert refusal(lying(data, SHEET_1, size=honest.file_size + 1)) == "F013"
    assert refusal(lying(data, SHEET_1, crc=honest.CRC ^ 1)) == "F003"


def broken(chance: Random, data: bytes) -> bytes:
    """The file with some of its bytes, or of those of one part, changed, left out or repeated."""

    def change(content: bytes) -> bytes:
        changed = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(max(1, len(changed)))
            match chance.randrange(3):
                case 0 if changed:
                    changed[place] = chance.choice(b'0123456789<>/"=&; eEnNiI-.rcstv\xff')
                case 1:
                    del changed[place : place + chance.randint(1, 30)]
                case _:
                    changed[place:place] = changed[chance.randrange(max(1, len(changed))) :][:40]
        return bytes(changed)

    if chance.random() < 0.4:
        return change(data)
    return with_part(data, chance.choice(sorted(Parts(data))), change)


@settings(max_examples=250, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else_happens(seed: int, data: bytes) -> None:
    result = read_workbook(broken(Random(seed), data), "05_HTT.xlsx")
    assert isinstance(result, ReadWorkbook) or result.code[0] == "F"


def test_a_panic_of_the_parser_costs_one_file(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes as an exception that no clause for ordinary ones catches."""
    panic = type("PanicException", (BaseException,), {})

    class Falls:
        @staticmethod
        def from_filelike(_: object) -> None:
            raise panic

    monkeypatch.setattr(reading, "CalamineWorkbook", Falls)
    assert refusal(data) == "F003"


def test_stopping_the_program_is_not_taken_for_a_damaged_file(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "packed_plainly", stop)
    with pytest.raises(KeyboardInterrupt):
        read_workbook(data, "05_HTT.xlsx")


# --- addresses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "place"),
    [("A1", (0, 0)), ("K5", (4, 10)), ("Z9", (8, 25)), ("AA10", (9, 26)), ("XFD1048576", (1048575, 16383))],
)
def test_addresses_are_those_of_excel(name: str, place: tuple[int, int]) -> None:
    assert address(name) == place
    assert cell_name(*place) == name
    assert address(name.lower()) == place


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_an_address_comes_back_from_its_name(row: int, column: int) -> None:
    assert address(cell_name(row, column)) == (row, column)
    assert cell_name(row, column) == f"{column_letters(column)}{row + 1}"
