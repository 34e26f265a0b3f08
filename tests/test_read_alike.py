"""What two readers of XML or zip would read differently is said plainly first, or is damage: never another value."""

from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile, ZipInfo

import pytest
from openpyxl import Workbook

from builder import packed, with_cell, with_part
from damage import with_shared_texts
from ytaexcel.findings import Finding
from ytaexcel.read import ReadWorkbook, bounds, read_workbook
from ytaexcel.read.canonical import canonical

SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
READS = [
    ("<c r='B1'><v>4<!-- -->2</v></c>", 42.0),
    ("<c r='B1'><v><![CDATA[42]]></v></c>", 42.0),
    ("<c r='B1'><v>&#52;2</v></c>", 42.0),
    ("<c r='B1'><v>4<?x y?>2</v></c>", 42.0),
    ("<c r='B1' t='str'><v>a &amp; b &#10;&#8364;</v></c>", "a & b \n€"),
    ("<c r='B1' t='inlineStr'><is><t>a&#10;b<!-- --><![CDATA[<c>]]></t></is></c>", "a\nb<c>"),
    ("<c r='B1' t='inlineStr'><is><r><t>a</t></r><r><t>b</t></r></is></c>", "ab"),
    ("<c r='B1' t='b'><v>1</v></c>", True),
]
DAMAGE = [
    "<c r='B1'><v>1</v><v>2</v></c>",
    "<c r='B1'><v>5<x>6</x></v></c>",
    "<c r='B1'><v>5<v>6</v></v></c>",
    "<c r='B1'><x><v>5</v></x></c>",
    "<c r='B1'>5</c>",
    "<c r='B1'><c r='C1'><v>5</v></c></c>",
    "<c r='B1' t='inlineStr'><is><t>a</t></is><is><t>b</t></is></c>",
    "<c r='B1' t='inlineStr'><is><t>a</t><t>b</t></is></c>",
    "<c r='B1' t='inlineStr'><is><t>a<t>b</t></t></is></c>",
    "<c r='B1' t='inlineStr'><is><t>a<b/></t></is></c>",
    "<c r='B1' t='inlineStr'><is><f>1</f><t>a</t></is></c>",
    "<c r='B1' t='inlineStr'><v>3</v></c>",
    "<c r='B1' t='zz'><is><t>a</t></is></c>",
    "<c r='B1'><is><t>a</t></is></c>",
    "<c r='B1' t='q'><v>3</v></c>",
    "<c r='B1' t='s'><v>1_0</v></c>",
    "<c r='B1' t='s'><v>99</v></c>",
    "<c r='B1'><f>1<x/></f><v>3</v></c>",
    "<c r='B1'><t>3</t></c>",
    "<c r='A1'><v>3</v></c>",
    "<c r='C1'><v>3</v></c><c r='B1'><v>4</v></c>",
    "<c r='B7'><v>3</v></c>",
    "<c r=' B1'><v>3</v></c>",
    "<c r='+1'><v>3</v></c>",
    "</row><row r='1'><c r='B1'><v>3</v></c>",
    "</row><row r='٥'><c><v>3</v></c>",
    "</row><row r='2'><row r='3'><c><v>3</v></c></row>",
    "</row><rox r='2'><c r='A2'><v>3</v></c></rox><row r='3'>",
    "</row></sheetData><sheetData><row r='1'><c r='B1'><v>8</v></c>",
]


@pytest.fixture(scope="module")
def data() -> bytes:
    book = Workbook()
    book.worksheets[0]["A1"], book.worksheets[0]["B1"], book.worksheets[0]["C9"] = "eka", 5, "toka"
    return packed(book)


def read(data: bytes) -> ReadWorkbook:
    book = read_workbook(data, "a.xlsx")
    assert isinstance(book, ReadWorkbook), book
    return book


def code(data: bytes) -> str:
    fault = read_workbook(data, "a.xlsx")
    assert isinstance(fault, Finding), "it was read"
    return fault.code


@pytest.mark.parametrize(("xml", "value"), READS)
def test_a_value_is_read_however_its_xml_is_written(xml: str, value: object, data: bytes) -> None:
    assert read(with_cell(data, "B1", xml)).sheets[0].rows[0] == ["eka", value, ""]


@pytest.mark.parametrize("xml", DAMAGE)
def test_what_is_out_of_its_place_is_damage(xml: str, data: bytes) -> None:
    assert code(with_cell(data, "B1", xml)) == "F003"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "latin-1"])
def test_other_encodings_are_read_alike(encoding: str, data: bytes) -> None:
    name = "utf-16" if "16" in encoding else "utf-8" if "sig" in encoding else "ISO-8859-1"

    def recoded(xml: bytes) -> bytes:
        text = xml.decode("utf-8").replace("eka", "ykkönen")
        mark = "\ufeff" if encoding == "utf-16-le" else ""
        return (mark + f'<?xml version="1.0" encoding="{name}"?>' + text).encode(encoding)

    assert read(with_part(data, SHEET, recoded)).sheets[0].rows[0] == ["ykkönen", 5.0, ""]


def test_a_blank_cell_far_away_is_no_reason_to_refuse_a_sheet(data: bytes) -> None:
    sheet = read(with_cell(data, "B1", '<c r="B1"><v>5</v></c><c r="XFD1" s="1"/>')).sheets[0]
    assert sheet.rows[0] == ["eka", 5.0, ""]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<si><t>eka</t></si>", b"<si><si><t>x</t></si><t>eka</t></si>"),
        (b"<t>eka</t>", b"<t>eka</t><t>x</t>"),
        (b"<t>eka</t>", b"<t>eka<v>1</v></t>"),
        (b"</si>", b""),
    ],
)
def test_shared_texts_that_readers_would_count_differently_are_damage(
    old: bytes, new: bytes, data: bytes
) -> None:
    shared = with_shared_texts(data)
    assert read(shared).sheets == read(data).sheets
    assert code(with_part(shared, STRINGS, lambda xml: xml.replace(old, new, 1))) == "F003"


def test_shared_texts_are_read_however_their_xml_is_written(data: bytes) -> None:
    written = with_part(
        with_shared_texts(data), STRINGS, lambda xml: xml.replace(b"eka", b"<!-- -->e&#107;<![CDATA[a]]>")
    )
    assert read(written).sheets == read(data).sheets


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (BOOK, b"<sheets>", b"<row>"),
        (BOOK, b"r:id=", b'x:id="rId2" xmlns:x="y" r:id='),
        (BOOK, b"</sheets>", b'<sheet name="SHEET" sheetId="9" r:id="rId1" xmlns:r="y"/></sheets>'),
        (SHEET, b"spreadsheetml/2006/main", b"spreadsheetml/2006/other"),
        (SHEET, b"xmlns=", b"q="),
    ],
)
def test_sheets_that_only_some_readers_would_find_are_damage(
    part: str, old: bytes, new: bytes, data: bytes
) -> None:
    def change(xml: bytes) -> bytes:
        assert old in xml
        return xml.replace(old, new).replace(b"</sheets>", b"</row>" if new == b"<row>" else b"</sheets>")

    assert code(with_part(data, part, change)) == "F003"


def repacked(data: bytes, method: int) -> bytes:
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w") as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name), source.read(name), method)
    return buffer.getvalue()


def test_a_package_may_be_packed_or_not_but_only_as_excel_packs(data: bytes) -> None:
    assert read(repacked(data, ZIP_STORED)).sheets == read(data).sheets
    assert code(repacked(data, ZIP_BZIP2)) == "F003"


def test_a_part_by_another_name_than_the_directory_says_is_a_contradiction(data: bytes) -> None:
    name = SHEET.encode()
    assert code(data.replace(name, name.replace(b"sheet1", b"sheet2"), 1)) == "F013"


def test_after_blank_rows_were_let_go_each_row_must_say_where_it_stands(data: bytes) -> None:
    """Else it would move up to the place of one that is not there any more."""
    blank = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(20, 120_020))

    def change(end: bytes) -> bytes:
        return with_part(data, SHEET, lambda xml: xml.replace(b"</sheetData>", blank + end + b"</sheetData>"))

    assert [each.code for each in read(change(b"")).told] == ["F014"]
    assert code(change(b"<row><c><v>1</v></c></row>")) == "F003"
    assert code(change(b'<row r="200000"><c r="A200000"><v>1</v></c></row>')) == "F007"
    kept = read(change(b'<row r="200000"><c r="A200000" s="1"/></row>')).sheets[0]
    assert kept.rows == read(data).sheets[0].rows


def test_plain_xml_stays_as_it_is_and_other_is_said_plainly() -> None:
    plain = b'<?xml version="1.0" encoding="UTF-8"?><a b="c">d&#10;e</a>'
    assert canonical(plain) is plain
    assert (
        canonical(b'<a b="&quot;&#10;&lt;"><!-- c -->&lt;&amp;</a>')
        == b'<a b="&quot;&#10;&lt;">&lt;&amp;</a>'
    )


# --- bounds on the whole -------------------------------------------------------------------------------------------


def test_the_area_of_all_sheets_together_is_bounded_and_told_at_the_sheet_that_goes_beyond(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_AREA", 27)
    read(data)
    monkeypatch.setattr(bounds, "MOST_AREA", 26)
    fault = read_workbook(data, "a.xlsx")
    assert isinstance(fault, Finding)
    assert (fault.code, fault.sheet) == ("F007", "Sheet")
    assert fault.values == {"found": "C9", "allowed": "C8"}


def test_shared_texts_count_once_for_each_cell_that_has_them(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = with_shared_texts(data)
    monkeypatch.setattr(bounds, "MOST_SIGNS", len("eka") + len("toka"))
    read(shared)
    monkeypatch.setattr(bounds, "MOST_SIGNS", len("eka") + len("toka") - 1)
    assert code(shared) == "F005"


def test_a_stream_that_ends_before_or_after_its_part_is_refused(data: bytes) -> None:
    """What follows the end of the packed content, and what does not come to its end."""
    with ZipFile(BytesIO(data)) as package:
        part = package.getinfo(SHEET)
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(SHEET.encode()))
    for other in (part.compress_size - 1, part.compress_size - 30):
        shorter = data[: entry + 20] + other.to_bytes(4, "little") + data[entry + 24 :]
        assert code(shorter) in ("F003", "F013")
    begin = part.header_offset + 30 + len(SHEET)
    early = b"\x03\x00" + data[begin + 2 : begin + part.compress_size]  # an empty stream, then what was there
    assert code(data[:begin] + early + data[begin + part.compress_size :]) == "F013"
