"""However a program packs, names and spells the parts of a workbook, the same cells are read from it."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from builder import packed, with_cell, with_part, workbook
from variants import (
    OFFICE,
    RELATIONS,
    SHEET_1,
    WORKBOOK,
    Parts,
    changed,
    renamed,
    strict,
    unzipped,
    with_1904,
)
from ytaexcel.findings import Finding
from ytaexcel.programme import Programme
from ytaexcel.read import ReadWorkbook, read_workbook

FIRST = "HTT.A.1.1"


@pytest.fixture(scope="session")
def data(small: Programme) -> bytes:
    row = {
        "status": "Käynnissä",
        "percent_done": 0.4,
        "forecast_end": date(2022, 2, 28),
        "where_now": "Luonnos <5 %> & lausunto\nPäätös",
    }
    rows = {FIRST: row, "HTT.A.1.2": {"status": "#N/A"}, "HTT.A.1.3": {"status": '=IF(1,"Valmis","")'}}
    return packed(workbook(small, rows, notes=[{"kind": "Huomio", "text": "Odottaa."}]))


def read(data: bytes) -> ReadWorkbook:
    book = read_workbook(data, "05_HTT.xlsx")
    assert isinstance(book, ReadWorkbook), book
    return book


def refusal(data: bytes) -> str:
    fault = read_workbook(data, "05_HTT.xlsx")
    assert isinstance(fault, Finding), "it was read"
    return fault.code


def targets(pattern: bytes) -> Callable[[Parts], object]:
    """Every target of the workbook's relations, written after this pattern."""
    return lambda parts: parts.update(
        {RELATIONS: re.sub(rb'Target="/?(?:xl/)?', b'Target="' + pattern, parts[RELATIONS])}
    )


def moved(parts: Parts, old: str, new: str) -> None:
    """Another name for a part, and the workbook's relation to it."""
    renamed(parts, old, new)
    parts[RELATIONS] = parts[RELATIONS].replace(
        old.rpartition("/")[2].encode(), new.rpartition("/")[2].encode()
    )


def all_renamed(change: Callable[[str], str]) -> Callable[[Parts], object]:
    return lambda parts: [renamed(parts, name, change(name)) for name in list(parts)]


def main_part_moved(parts: Parts) -> None:
    """As Excel on the web names it."""
    renamed(parts, WORKBOOK, "xl/workbook2.xml")
    renamed(parts, RELATIONS, "xl/_rels/workbook2.xml.rels")
    for name in ("_rels/.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"xl/workbook.xml", b"xl/workbook2.xml")


def in_encoding(part: str, encoding: str) -> Callable[[Parts], object]:
    def change(parts: Parts) -> None:
        text = re.sub(r"^<\?xml.*?\?>", "", parts[part].decode("utf-8"))
        declared = f'<?xml version="1.0" encoding="{encoding}"?>{text}'
        parts[part] = declared.encode(encoding, "xmlcharrefreplace")

    return change


def with_cdata(part: str) -> Callable[[Parts], object]:
    def change(parts: Parts) -> None:
        parts[part] = re.sub(
            r"<t>(.*?)</t>",
            lambda match: f"<t><![CDATA[{unescape(match[1])}]]></t>",
            parts[part].decode("utf-8"),
            flags=re.DOTALL,
        ).encode("utf-8")

    return change


SAME: dict[str, Callable[[Parts], object]] = {
    "absolute targets": targets(b"/xl/"),
    "relative targets": targets(b""),
    "targets with a dot": targets(b"./"),
    "targets by way of the parent": targets(b"../xl/"),
    "another case": lambda parts: renamed(parts, SHEET_1, "xl/worksheets/Sheet1.xml"),
    "everything in capitals": all_renamed(str.upper),
    "backslashes": all_renamed(lambda name: name.replace("/", "\\")),
    "names from the root": all_renamed(lambda name: f"/{name}"),
    "the main part elsewhere": main_part_moved,
    "styles elsewhere": lambda parts: moved(parts, "xl/styles.xml", "xl/muotoilut.xml"),
    "a sheet without .xml at its usual place": lambda parts: moved(parts, SHEET_1, "xl/worksheets/taulu.xml"),
    "no content types": lambda parts: parts.pop("[Content_Types].xml"),
    "no relations of the package": lambda parts: parts.pop("_rels/.rels"),
    "no application properties": lambda parts: parts.pop("docProps/app.xml"),
    "no theme": lambda parts: parts.pop("xl/theme/theme1.xml"),
    "a wrong dimension": lambda parts: parts.update(
        {SHEET_1: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', parts[SHEET_1])}
    ),
    "remarks and instructions": lambda parts: parts.update(
        {SHEET_1: parts[SHEET_1].replace(b"<sheetData>", b"<sheetData><!-- x --><?pi y?>")}
    ),
    "UTF-16": in_encoding(SHEET_1, "utf-16"),
    "Latin-1": in_encoding(SHEET_1, "iso-8859-1"),
    "a byte-order mark": lambda parts: parts.update({SHEET_1: b"\xef\xbb\xbf" + parts[SHEET_1]}),
    "CDATA": with_cdata(SHEET_1),
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_is_read_however_the_package_is_made(name: str, data: bytes) -> None:
    variant = changed(data, SAME[name])
    assert variant != data
    assert read(variant) == read(data)


def test_strict_ooxml_with_its_dates_as_texts_is_read_alike(data: bytes) -> None:
    variant = strict(data)
    assert b't="d"' in unzipped(variant)[SHEET_1]
    book, usual = read(variant), read(data)
    assert (book.properties, book.modified_at) == (usual.properties, usual.modified_at)
    forecast = book.sheets[0].rows[4][12]
    assert forecast == datetime(2022, 2, 28)
    assert [row[:12] for row in book.sheets[0].rows] == [row[:12] for row in usual.sheets[0].rows]


def test_a_sheet_whose_part_is_not_there_has_no_rows(data: bytes) -> None:
    assert [len(each.rows) for each in read(changed(data, lambda p: p.pop(SHEET_1))).sheets] == [0, 5]
    dangling = changed(data, targets(b"nowhere/"))
    assert [len(each.rows) for each in read(dangling).sheets] == [0, 0]


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: parts.update({WORKBOOK: b"<document/>"}),
        lambda parts: parts.pop(WORKBOOK),
    ],
)
def test_a_package_without_a_workbook_is_none(change: Callable[[Parts], object], data: bytes) -> None:
    assert refusal(changed(data, change)) == "F002"


def test_a_workbook_without_sheets_is_damaged(data: bytes) -> None:
    empty = re.sub(rb"<sheets>.*</sheets>", b"", unzipped(data)[WORKBOOK])
    assert refusal(changed(data, lambda parts: parts.update({WORKBOOK: empty}))) == "F003"


def test_a_sheet_in_no_namespace_is_damaged(data: bytes) -> None:
    """Excel does not open it, and other readers find no cells in it."""
    bare = re.sub(rb' xmlns="[^"]*"', b"", unzipped(data)[SHEET_1], count=1)
    assert refusal(changed(data, lambda parts: parts.update({SHEET_1: bare}))) == "F003"


def test_a_row_at_which_a_control_is_fixed_is_no_row_of_cells(data: bytes) -> None:
    """As Excel writes it of buttons and embedded objects, after the cells and with a prefix of its own."""
    anchor = (
        b'<controls xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"><control><controlPr>'
        b"<anchor><from><xdr:col>1</xdr:col><xdr:row>3</xdr:row></from></anchor></controlPr></control></controls>"
    )
    after = with_part(data, SHEET_1, lambda xml: xml.replace(b"</worksheet>", anchor + b"</worksheet>"))
    assert read(after).sheets == read(data).sheets
    within = with_part(data, SHEET_1, lambda xml: xml.replace(b"</sheetData>", anchor + b"</sheetData>"))
    assert refusal(within) == "F003"


@pytest.mark.parametrize("name", [f"/{SHEET_1}", SHEET_1.replace("/", "\\")])
def test_a_name_written_otherwise_than_its_neighbours_is_a_contradiction(name: str, data: bytes) -> None:
    assert refusal(changed(data, lambda parts: renamed(parts, SHEET_1, name))) == "F013"


@pytest.mark.parametrize("kind", ["worksheet", "styles"])
def test_two_parts_under_one_id_are_damage(kind: str, data: bytes) -> None:
    first = unzipped(data)[RELATIONS].partition(b' Id="')[2].partition(b'"')[0].decode()
    more = f'<Relationship Id="{first}" Type="{OFFICE}/{kind}" Target="elsewhere.xml"/></Relationships>'
    doubled = unzipped(data)[RELATIONS].replace(b"</Relationships>", more.encode())
    assert refusal(changed(data, lambda parts: parts.update({RELATIONS: doubled}))) == "F003"


def test_two_sheets_of_one_part_and_days_counted_in_two_ways_are_damage(data: bytes) -> None:
    same = unzipped(data)[RELATIONS].replace(b"sheet2.xml", b"sheet1.xml")
    assert refusal(changed(data, lambda parts: parts.update({RELATIONS: same}))) == "F003"
    twice = unzipped(data)[WORKBOOK].replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
    assert refusal(changed(data, lambda parts: parts.update({WORKBOOK: twice}))) == "F003"


def test_a_document_type_is_refused_in_a_part_that_is_written_anew(data: bytes) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "b">]><a><![CDATA[x]]></a>'
    assert refusal(changed(data, lambda parts: parts.update({"xl/sharedStrings.xml": bomb}))) == "F012"


# --- days ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["1", "true", "on"])
def test_days_counted_from_1904_are_read_as_what_they_mean(written: str, small: Programme) -> None:
    book = workbook(small, {FIRST: {"forecast_end": date(2022, 2, 28)}})
    book.epoch = CALENDAR_MAC_1904
    sheet = read(
        changed(
            packed(book),
            lambda p: p.update(
                {WORKBOOK: p[WORKBOOK].replace(b'date1904="1"', f'date1904="{written}"'.encode())}
            ),
        )
    ).sheets[0]
    assert sheet.rows[4][12] == date(2022, 2, 28)
    assert sheet.is_1904


@pytest.mark.parametrize("written", ["0", "false", ""])
def test_days_are_counted_from_1900_where_nothing_else_is_said(written: str, data: bytes) -> None:
    assert read(with_1904(data, written)).sheets == read(data).sheets


# --- cells ------------------------------------------------------------------------------------------------------

CELLS: dict[str, tuple[str, Any]] = {
    "text in the cell": ('<c r="K5" t="inlineStr"><is><t>Valmis</t></is></c>', "Valmis"),
    "rich text": (
        '<c r="K5" t="inlineStr"><is><r><t>Val</t></r><r><rPr><b/></rPr><t xml:space="preserve">mis </t></r></is></c>',
        "Valmis ",
    ),
    "reading aids": (
        '<c r="K5" t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></is></c>',
        "東京",
    ),
    "escapes": ('<c r="K5" t="str"><v>a_x000D_b_x005F_x000D_c</v></c>', "a\rb_x000D_c"),
    "blanks that are kept": ('<c r="K5" t="str"><v xml:space="preserve">  a  </v></c>', "  a  "),
    "a text where a text is not looked for": ('<c r="K5" t="inlineStr"><v>Valmis</v></c>', "Valmis"),
    "CDATA": ('<c r="K5" t="str"><v><![CDATA[Val]]>mis</v></c>', "Valmis"),
    "a remark within": ('<c r="K5" t="str"><v>Val<!-- x -->mis</v></c>', "Valmis"),
    "letters by number": ('<c r="K5" t="str"><v>&#228;&amp;&#x1F600;</v></c>', "ä&😀"),
    "a day as text": ('<c r="K5" t="d"><v>2022-02-28</v></c>', date(2022, 2, 28)),
    "a moment as text": ('<c r="K5" t="d"><v>2022-02-28T12:30:00</v></c>', datetime(2022, 2, 28, 12, 30)),
    "true": ('<c r="K5" t="b"><v>true</v></c>', True),
    "an array formula": ('<c r="K5"><f t="array" ref="K5">SUM(A1:A2)</f><v>3</v></c>', 3.0),
    "a shared formula": ('<c r="K5"><f t="shared" si="0"/><v>7</v></c>', 7.0),
    "a formula with a text in the cell": (
        '<c r="K5" t="inlineStr"><f>"a"</f><is><t>Valmis</t></is></c>',
        "Valmis",
    ),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_is_read_however_it_is_written(name: str, data: bytes) -> None:
    xml, value = CELLS[name]
    assert read(with_cell(data, "K5", xml)).sheets[0].rows[4][10] == value


@pytest.mark.parametrize(
    "xml", ['<c r="K5" t="e"/>', '<c r="K5" t="e"><v></v></c>', '<c r="K5" t="e"><f>1/0</f></c>']
)
def test_an_error_that_does_not_say_which_is_one_all_the_same(xml: str, data: bytes) -> None:
    sheet = read(with_cell(data, "K5", xml)).sheets[0]
    assert sheet.errors[4, 10] == "#?"
    assert (4, 10) not in sheet.hollow


@pytest.mark.parametrize(
    "xml", ["<v>7</v>", "<v>0.4</v>", "<is><t>a</t></is><v>b</v>", "<v>b</v><is><t>a</t></is>"]
)
def test_a_text_in_the_place_of_a_value_is_damage_unless_it_is_certainly_one(xml: str, data: bytes) -> None:
    """A number would be that of a shared text, or a value that has lost its kind."""
    assert refusal(with_cell(data, "K5", f'<c r="K5" t="inlineStr">{xml}</c>')) == "F003"


def test_a_text_beyond_the_last_value_of_its_row_is_within_the_rows(data: bytes) -> None:
    page = b'<c r="Z99" t="inlineStr"><v>Loppu</v></c>'
    variant = with_part(
        data,
        SHEET_1,
        lambda xml: xml.replace(b"</sheetData>", b'<row r="99">' + page + b"</row></sheetData>"),
    )
    assert read(variant).sheets[0].rows[98][25] == "Loppu"


def shared_strings(*strings: str) -> bytes:
    """A workbook whose first column holds these shared strings, written as XML."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for row in range(len(strings)):
            book.add_worksheet() if not book.worksheets() else None
            book.worksheets()[0].write_string(row, 0, f"teksti {row}")
    items = "".join(f"<si>{each}</si>" for each in strings)
    table = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{items}</sst>'
    return changed(buffer.getvalue(), lambda parts: parts.update({"xl/sharedStrings.xml": table.encode()}))


def test_shared_strings_are_read_however_they_are_written() -> None:
    written = {
        "<t>Valmis</t>": "Valmis",
        "<t/>": "",
        '<r><t xml:space="preserve">Val </t></r><r><rPr><strike/></rPr><t>mis</t></r>': "Val mis",
        "<t>東</t><rPh sb='0' eb='1'><t>ヒガシ</t></rPh>": "東",
        "<t>a_x000D_b _x005F_x0041_</t>": "a\rb _x0041_",
        "<t><![CDATA[5 < 6 & 7]]></t>": "5 < 6 & 7",
    }
    rows = read(shared_strings(*written)).sheets[0].rows
    assert [row[0] for row in rows] == list(written.values())


# --- against another reader ----------------------------------------------------------------------------------------

VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12).filter(
        lambda text: not text.startswith("=") and "_x" not in text and not text.startswith("#")
    ),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9, allow_nan=False),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.sampled_from(["#N/A", "#DIV/0!", "=1+1", "=[1]Taul!A1"]),
)
FORMATS = st.sampled_from(
    [
        "General",
        "0 %",
        "0.00%",
        "d.m.yyyy",
        "yyyy-mm-dd hh:mm",
        '0" pv"',
        "@",
        "# ##0",
        "[Red]0",
        "[$-40B]d. mmmm",
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(st.tuples(st.integers(1, 12), st.integers(1, 8), VALUES, FORMATS), max_size=20),
    is_mac=st.booleans(),
    form=st.sampled_from(["plain", "strict", "utf-16", "capitals"]),
)
def test_openpyxl_sees_the_same_cells(
    cells: list[tuple[int, int, Any, str]], is_mac: bool, form: str
) -> None:
    book = Workbook()
    if is_mac:
        book.epoch = CALENDAR_MAC_1904
    for row, column, value, number_format in cells:
        cell = book.worksheets[0].cell(row, column, value)
        if not isinstance(value, date):
            cell.number_format = number_format if isinstance(value, str) else "General"
    data = packed(book)
    seen = load_workbook(BytesIO(data), data_only=True).worksheets[0]
    made: dict[str, Callable[[bytes], bytes]] = {
        "plain": lambda data: data,
        "strict": strict,
        "utf-16": lambda data: changed(data, in_encoding(SHEET_1, "utf-16")),
        "capitals": lambda data: changed(data, all_renamed(str.upper)),
    }
    sheet = read(made[form](data)).sheets[0]
    for row, column, value, _ in cells:
        expected = seen.cell(row, column).value
        where = (row - 1, column - 1)
        if book.worksheets[0].cell(row, column).data_type == "f":
            assert where in sheet.hollow
            continue
        held = next(iter(sheet.rows[row - 1][column - 1 :]), "") if row <= len(sheet.rows) else ""
        assert sheet.errors.get(where, same(held)) == same(expected), (row, column, value)


def same(value: Any) -> Any:
    """A value as both readers can give it: a day without a time, a blank as None, a number to nine digits."""
    if isinstance(value, datetime):
        rounded = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return rounded.date() if rounded.time() == time() else rounded
    if isinstance(value, float | int) and not isinstance(value, bool):
        return float(f"{value:.9g}")
    return None if value in ("", None) else value
