"""Wherever in a file personal or secret data stands it is found, told with its place, and never repeated."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from builder import FIRST_ROW, at, packed, with_part, workbook
from templates import order
from temporary_codes import DASHES, SEPARATORS, code, mistyped
from ytaexcel.findings import Finding
from ytaexcel.identity_codes import has_code
from ytaexcel.personal import MOST_TOLD, find_personal, is_refusal, lookout
from ytaexcel.personal.parts import parts_of
from ytaexcel.programme import Programme
from ytaexcel.programme.personal_rules import PersonalRules
from ytaexcel.template import write_template
from ytaexcel.texts import LANGUAGES, text

STATE, NOTES = "Tilannekuva", "Huomiot"
ITEM = "HTT.A.1.1"
CODE = code()
SAID = f"Asiakkaan {CODE} asia"
Place = tuple[str, str, str]
"""Sheet, cell, end of the key of the kind of place."""
Change = Callable[[Workbook], object]


def found_in(data: bytes, programme: Programme, name: str = "05_HTT.xlsx", *folders: str) -> list[Finding]:
    return find_personal(data, name, folders, lookout(programme))


def places(findings: list[Finding]) -> list[Place]:
    return [
        (each.sheet, each.cell, each.values["where"].removeprefix("personal.where.")) for each in findings
    ]


def a_book(
    programme: Programme, row: Mapping[str, Any] | None = None, change: Change = lambda _: None
) -> bytes:
    book = workbook(programme, {ITEM: {"status": "Käynnissä", **(row or {})}})
    change(book)
    return packed(book)


def with_parts(data: bytes, parts: Mapping[str, bytes], kind: int = ZIP_DEFLATED) -> bytes:
    """The package with parts added."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w", kind) as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name), source.read(name), kind)
        for name, content in parts.items():
            target.writestr(ZipInfo(name), content, kind)
    return buffer.getvalue()


# Changes that put a text somewhere.


def in_cell(sheet: str, cell: str, value: Any) -> Change:
    def change(book: Workbook) -> None:
        if sheet not in book.sheetnames:
            book.create_sheet(sheet)
        book[sheet][cell] = value

    return change


def hidden(name: str, state: str) -> Change:
    def change(book: Workbook) -> None:
        in_cell(name, "C7", SAID)(book)
        book[name].sheet_state = state

    return change


def commented(written: str, author: str) -> Change:
    def change(book: Workbook) -> None:
        book[STATE]["K5"].comment = Comment(written, author)

    return change


def in_footer(book: Workbook) -> None:
    book[NOTES].oddFooter.center.text = SAID


def in_validation(book: Workbook) -> None:
    validation = DataValidation(type="whole", operator="between", formula1="0", formula2="100")
    validation.promptTitle, validation.prompt = "Ohje", SAID
    validation.add("L5")
    book[STATE].add_data_validation(validation)


def in_list(book: Workbook) -> None:
    validation = DataValidation(type="list", formula1=f'"kyllä,{CODE}"')
    validation.add("L5")
    book[STATE].add_data_validation(validation)


def as_title(book: Workbook) -> None:
    book.create_sheet(f"Hetu {CODE}")["A1"] = 1


def defined(book: Workbook) -> None:
    book.defined_names["Oma"] = DefinedName("Oma", attr_text=f'"{CODE}"')


def as_property(book: Workbook) -> None:
    book.properties.title = SAID


def as_custom_property(book: Workbook) -> None:
    book.custom_doc_props.append(StringProperty(name="Asia", value=SAID))


def linked(book: Workbook) -> None:
    book[STATE]["O6"] = "liite"
    book[STATE]["O6"].hyperlink = f"https://example.org/{CODE}?x=1"


def charted(book: Workbook) -> None:
    sheet = book.create_sheet("Oma kuvio")
    sheet["A1"] = 5
    chart = BarChart()
    chart.title = SAID
    chart.add_data(Reference(sheet, min_col=1, min_row=1))
    sheet.add_chart(chart, "C3")


def in_runs(book: Workbook) -> None:
    bold = InlineFont(b=True)
    runs = ("Hetu ", CODE[:4], CODE[4:7], CODE[7:])
    book[STATE]["O5"] = CellRichText(
        *(TextBlock(bold, run) if number % 2 else run for number, run in enumerate(runs))
    )


IN_BOOK: dict[str, tuple[Change, Place]] = {
    "a text field": (in_cell(STATE, "O5", SAID), (STATE, "O5", "cell")),
    "a note": (in_cell(NOTES, "D5", SAID), (NOTES, "D5", "cell")),
    "a locked cell": (in_cell(STATE, "B6", SAID), (STATE, "B6", "cell")),
    "far below": (in_cell(STATE, "T9000", SAID), (STATE, "T9000", "cell")),
    "runs of several fonts": (in_runs, (STATE, "O5", "cell")),
    "a sheet of the group's own": (in_cell("Omat laskelmat", "B2", SAID), ("Omat laskelmat", "B2", "cell")),
    "a sheet that reading passes over": (in_cell("Palaute", "D6", SAID), ("Palaute", "D6", "cell")),
    "a hidden sheet": (hidden("Piilo", "hidden"), ("Piilo", "C7", "cell")),
    "a very hidden sheet": (hidden("Piilo", "veryHidden"), ("Piilo", "C7", "cell")),
    "a formula": (in_cell(STATE, "O5", f'="{CODE}"&" x"'), (STATE, "O5", "formula")),
    "a comment": (commented(SAID, "Maija"), (STATE, "K5", "comment")),
    "the author of a comment": (commented("Katso!", SAID), ("", "", "author")),
    "a footer": (in_footer, (NOTES, "", "header")),
    "an input message": (in_validation, (STATE, "", "validation")),
    "a list of allowed values": (in_list, (STATE, "", "validation")),
    "the name of a sheet": (as_title, ("Hetu XXXXXX-XXXX", "", "sheet_name")),
    "a defined name": (defined, ("", "", "defined_name")),
    "a property": (as_property, ("", "", "property")),
    "a property of their own": (as_custom_property, ("", "", "property")),
    "a link": (linked, (STATE, "O6", "link")),
    "the title of a chart": (charted, ("Oma kuvio", "", "chart")),
}


@pytest.mark.parametrize("case", IN_BOOK)
def test_a_code_is_found_wherever_it_stands_and_is_not_repeated(case: str, small: Programme) -> None:
    change, place = IN_BOOK[case]
    findings = found_in(a_book(small, change=change), small)
    assert {each.code for each in findings} == {"W030"}
    assert place in places(findings)
    assert all(is_refusal(each) for each in findings)
    for each in findings:
        assert not has_code(repr(each) + "".join(map(each.message, LANGUAGES)))


def _drawing(inside: str) -> bytes:
    return (
        '<xdr:wsDr xmlns:xdr="urn:x" xmlns:a="urn:a"><xdr:sp><xdr:txBody><a:p>'
        f"{inside}</a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
    ).encode()


HALVES = f"<a:r><a:t>{CODE[:6]}</a:t></a:r><a:r><a:rPr b='1'/><a:t>{CODE[6:]}</a:t></a:r>"
ADDED: dict[str, tuple[dict[str, bytes], str]] = {
    "a text box in two runs": ({"xl/drawings/drawing9.xml": _drawing(HALVES)}, "drawing"),
    "an alternative text": (
        {"xl/drawings/drawing9.xml": f'<d><cNvPr id="1" name="Kuva" descr="{SAID}"/></d>'.encode()},
        "drawing",
    ),
    "an old text box": (
        {"xl/drawings/vmlDrawing1.vml": f"<xml><div><font>{CODE[:3]}</font>{CODE[3:]}</div></xml>".encode()},
        "drawing",
    ),
    "a threaded comment's person": (
        {"xl/persons/person.xml": f'<personList><person displayName="{SAID}"/></personList>'.encode()},
        "author",
    ),
    "a threaded comment": (
        {
            "xl/threadedComments/threadedComment1.xml": (
                f'<ThreadedComments><threadedComment ref="K5"><text>{SAID}</text></threadedComment></ThreadedComments>'
            ).encode()
        },
        "comment",
    ),
    "a text box of two lines": (
        {
            "xl/drawings/drawing9.xml": _drawing(
                f"<a:r><a:t>Hetu</a:t></a:r><a:br/><a:r><a:t>{CODE}</a:t></a:r>"
            )
        },
        "drawing",
    ),
    "a link to another workbook": (
        {
            "xl/externalLinks/_rels/externalLink1.xml.rels": (
                f'<Relationships><Relationship Id="rId1" Target="file:///C:/{CODE.replace("-", "%2D")}.xlsx"/>'
                "</Relationships>"
            ).encode()
        },
        "link",
    ),
    "values kept of another workbook": (
        {"xl/externalLinks/externalLink1.xml": f"<externalLink><v>{CODE}</v></externalLink>".encode()},
        "part",
    ),
    "a string that no cell shows": (
        {"xl/sharedStrings.xml": f"<sst><si><t>a</t></si><si><t>{CODE}</t></si></sst>".encode()},
        "part",
    ),
    "macros": ({"xl/vbaProject.bin": b"\0\x01Const Hetu = " + CODE.encode() + b"\0\xff"}, "part"),
    "a picture's own words": (
        {"xl/media/image1.png": b"\x89PNG\r\n" + SAID.encode("utf-16-le")},
        "part",
    ),
    "words of two bytes at an odd place": (
        {"xl/printerSettings1.bin": b"x" + SAID.encode("utf-16-le")},
        "part",
    ),
    "XML of two bytes for a letter": (
        {"customXml/item1.xml": f'<?xml version="1.0" encoding="UTF-16"?><a>{CODE}</a>'.encode("utf-16")},
        "part",
    ),
    "XML that is broken": ({"customXml/item1.xml": f"<a><b>{CODE}</a>".encode()}, "part"),
    "XML with a document type": (
        {"customXml/item1.xml": f"<!DOCTYPE a [<!ENTITY b 'c'>]><a>{CODE}</a>".encode()},
        "part",
    ),
    "references instead of letters": (
        {"customXml/item1.xml": ("<a>" + "".join(f"&#{ord(each)};" for each in CODE) + "</a>").encode()},
        "part",
    ),
    "XML with remarks in between": (
        {"customXml/item1.xml": f"<a>{CODE[:5]}<!-- -->{CODE[5:]}</a>".encode()},
        "part",
    ),
    "letters written as Excel escapes them": (
        {"customXml/item1.xml": f"<a>{CODE.replace('-', '_x002D_')}</a>".encode()},
        "part",
    ),
}


@pytest.mark.parametrize("case", ADDED)
def test_a_code_is_found_in_parts_that_no_reader_opens(case: str, small: Programme) -> None:
    parts, where = ADDED[case]
    findings = found_in(with_parts(a_book(small), parts), small)
    assert [(each.code, place[2]) for each, place in zip(findings, places(findings), strict=True)] == [
        ("W030", where)
    ]


def test_a_workbook_inside_the_workbook_is_looked_through(small: Programme) -> None:
    inner = a_book(small, {"where_now": SAID})
    outer = with_parts(a_book(small), {"xl/embeddings/Book1.xlsx": inner})
    assert {each.code for each in found_in(outer, small)} == {"W030"}


@pytest.mark.parametrize("name", [f"{CODE}.xlsx", f"05_{CODE}.xlsx", f"kuori.zip!{CODE}.xlsx"])
def test_the_name_of_the_file_is_a_place(name: str, small: Programme) -> None:
    assert places(found_in(a_book(small), small, name)) == [("", "", "file_name")]


def test_the_names_of_its_folders_are_places(small: Programme) -> None:
    assert places(found_in(a_book(small), small, "05_HTT.xlsx", "HTT", SAID)) == [("", "", "folder")]


NOT_WORKBOOKS = {
    "a CSV file": SAID.encode("utf-8"),
    "with a dash of three bytes": SAID.replace("-", "\u2013").encode("utf-8"),
    "a CSV file of Windows": ("ääkköset;" + SAID).encode("cp1252"),
    "a text of two bytes": SAID.encode("utf-16"),
    "an old workbook": b"\xd0\xcf\x11\xe0" + b"\0" * 40 + SAID.encode("utf-16-le"),
    "a zip archive": with_parts(packed(Workbook()), {"hetut.csv": SAID.encode()}),
}


@pytest.mark.parametrize("case", NOT_WORKBOOKS)
def test_files_that_are_no_workbooks_of_ours_are_looked_through(case: str, small: Programme) -> None:
    assert {each.code for each in found_in(NOT_WORKBOOKS[case], small, "x.bin")} == {"W030"}


@pytest.mark.parametrize("kind", [ZIP_DEFLATED, ZIP_STORED])
def test_a_damaged_workbook_gives_what_can_still_be_unpacked(kind: int, small: Programme) -> None:
    whole = with_parts(a_book(small, {"where_now": SAID}), {}, kind)
    assert {each.code for each in found_in(whole[: len(whole) * 9 // 10], small)} == {"W030"}


def test_a_part_whose_sum_does_not_hold_is_unpacked_all_the_same(small: Programme) -> None:
    data = a_book(small, {"where_now": SAID})
    page = parts_of(data)["xl/worksheets/sheet1.xml"]
    right = zlib.crc32(page).to_bytes(4, "little")
    assert data.count(right) == 2
    assert {each.code for each in found_in(data.replace(right, b"\0\1\2\3"), small)} == {"W030"}


def test_what_unpacks_without_end_is_looked_through_up_to_a_limit(
    small: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ytaexcel.personal.parts.MOST_BYTES", 1_000_000)
    bomb = with_parts(packed(Workbook()), {f"xl/{n}.xml": b"<a>" + b" " * 400_000 for n in range(9)})
    assert sum(map(len, parts_of(bomb).values())) <= 1_000_000 + len(bomb)
    assert found_in(bomb, small) == []


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 60, b"PK\x03\x04" * 20, b"<a", b"\0" * 99]
)
def test_rubbish_holds_nothing_and_stops_nothing(data: bytes, small: Programme) -> None:
    assert found_in(data, small) == []


@given(st.binary(max_size=400), st.integers(0, 100))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_a_workbook_damaged_anyhow_stops_nothing(small: Programme, noise: bytes, where: int) -> None:
    data = a_book(small)
    at_byte = len(data) * where // 100
    found_in(data[:at_byte] + noise + data[at_byte + len(noise) :], small)


# Other signs.


def rules(**severities: Any) -> PersonalRules:
    return PersonalRules(**{"secrecy_marks": ("salassa pidettäv", "TL IV", "SALAINEN"), **severities})


SIGNS = {
    "W031": [mistyped(), f"hetu {mistyped()}."],
    "W032": [
        "SALASSA PIDETTÄVÄ",
        "Salassa pidettävä",
        "asia on salassa pidettävää",
        "Salassapidettävä",
        "SEKRETESSBELAGD",
        "sekretessbelagda uppgifter",
        "TL IV",
        "(TL III)",
        "TL-II",
        "TLIV",
        "Suojaustaso IV",
        "turvallisuusluokka IV",
        "Turvallisuusluokiteltu",
        "ST IV",
        "KÄYTTÖ RAJOITETTU",
        "ERITTÄIN SALAINEN",
        "säkerhetsklassificerad",
        "BEGRÄNSAD TILLGÅNG",
    ],
    "C040": ["maija.virtanen@example.org", "Kysy: a-b_c+d@posti.example.org.", "<x@y.fi>"],
    "C041": [
        "040 123 4567",
        "0401234567",
        "050-555 1234",
        "+358 40 123 4567",
        "+358 (0)40 123 4567",
        "00358401234567",
        "puh. 09 310 1691",
        "(09) 310 1691",
        "029 516 001",
        "0295 163 000",
        "+46 8 123 456 78",
        "040\u00a0123\u00a04567",
    ],
}


@pytest.mark.parametrize(
    ("expected", "typed"), [(key, each) for key, texts in SIGNS.items() for each in texts]
)
def test_other_signs_are_warnings_at_their_cell(expected: str, typed: str, small: Programme) -> None:
    findings = found_in(a_book(small, {"where_now": typed}), small)
    assert [(each.code, each.severity) for each in findings] == [(expected, "warning")]
    assert findings[0].place == f"{STATE}!{at(small, 'where_now', FIRST_ROW)}"
    assert not any(is_refusal(each) for each in findings)
    assert typed not in repr(findings)


PLAIN = [
    "Valmis 5.8.2021, budjetti 1 200 000 euroa",
    "kk 05 12 2021 ja 02 2021 2022",
    "Y-tunnus 0245437-2",
    "STM/1234/2021, VN/13045/2021-5, ICT.D.4.1",
    "hinta 0,40 123 456",
    "viite 20401234567",
    "htl 0.5 – 0.75, ALV 24 %",
    "Salaisuus, salainen ja luottamuksellinen ilmapiiri",
    "stl iv, STIV2, HTL IV, TL V, tl i",
    "@viittaus ja tiimi@ ja @",
    "rivit 010190 ja 020290",
    "IBAN FI21 1234 5600 0007 85",
]


@pytest.mark.parametrize("typed", PLAIN)
def test_plain_texts_are_left_alone(typed: str, small: Programme) -> None:
    assert found_in(a_book(small, {"where_now": typed}), small) == []


def test_what_the_roadmap_says_of_secrecy_is_no_mark(programme: Programme) -> None:
    item = next(each for each in programme.items if "TL IV" in each.name)
    book = workbook(programme, {item.id: {"sub_task": item.name}}, group=item.group)
    assert found_in(packed(book), programme) == []
    book = workbook(programme, {item.id: {"sub_task": f"{item.name} TL IV"}}, group=item.group)
    assert [each.code for each in found_in(packed(book), programme)] == ["W032"]


def test_what_the_template_says_of_secrecy_is_no_mark(
    decided: Programme, written: Callable[..., Any], language: Any
) -> None:
    assert found_in(written(language).read_bytes(), decided) == []


def test_what_the_imprint_keeps_of_such_a_name_is_no_mark(programme: Programme, tmp_path: Path) -> None:
    """The hidden sheet of a real template has the item's name once more, spelled as JSON."""
    item = next(each for each in programme.items if "TL IV" in each.name)
    write_template(tmp_path / "a.xlsx", programme, order(programme, group=item.group))
    assert found_in((tmp_path / "a.xlsx").read_bytes(), programme) == []


@pytest.mark.parametrize("typed", ["maija@example.org", "040 123 4567, maija@example.org"])
def test_contact_fields_hold_addresses_and_numbers_by_right(typed: str, small: Programme) -> None:
    assert found_in(a_book(small, {"owner": typed}), small) == []
    cell = at(small, "owner", FIRST_ROW)

    def mailed(book: Workbook) -> None:
        book[STATE][cell].hyperlink = "mailto:maija@example.org"
        book[STATE][cell].comment = Comment(typed, "maija@example.org")

    assert found_in(a_book(small, {"owner": typed}, mailed), small) == []


def test_the_column_of_a_contact_field_is_found_wherever_it_has_moved(small: Programme) -> None:
    moved = a_book(small, {"owner": "maija@example.org"}, lambda book: book[STATE].insert_cols(3, 2))
    assert found_in(moved, small) == []


def test_a_contact_field_holds_no_code(small: Programme) -> None:
    assert [each.code for each in found_in(a_book(small, {"owner": CODE}), small)] == ["W030"]


def test_the_months_contact_person_stands_where_the_template_asks_for_it(small: Programme) -> None:
    def asked(book: Workbook) -> None:
        book.create_sheet("Ohje")["C6"] = "Maija Virtanen, maija@example.org"
        book.defined_names["contact_person"] = DefinedName("contact_person", attr_text="'Ohje'!$C$6")

    assert found_in(a_book(small, change=asked), small) == []


def test_what_programs_write_by_themselves_is_not_told(small: Programme) -> None:
    def saved(book: Workbook) -> None:
        book.properties.creator = book.properties.lastModifiedBy = "maija@example.org"
        book[STATE]["K5"].comment = Comment("Katso!", "maija@example.org")

    assert found_in(a_book(small, change=saved), small) == []


def test_addresses_and_numbers_outside_cells_have_codes_of_their_own(small: Programme) -> None:
    def footers(book: Workbook) -> None:
        book[STATE].oddFooter.left.text = "maija@example.org"
        book[NOTES].oddFooter.left.text = "040 123 4567"

    findings = found_in(a_book(small, change=footers), small)
    assert [(each.code, each.sheet) for each in findings] == [("W033", STATE), ("W034", NOTES)]


def test_the_rules_decide_what_is_looked_for_and_how_grave_it_is(small: Programme) -> None:
    data = a_book(small, {"where_now": "TL IV", "next_steps": "a@example.org", "challenges": "0401234567"})

    def found(**severities: Any) -> dict[str, str]:
        personal = rules(**severities)
        return {each.code: each.severity for each in found_in(data, replace(small, personal=personal))}

    assert found() == {}
    assert found(secrecy="error") == {"W032": "error"}
    assert found(e_mail="info", phone="warning") == {"C040": "info", "C041": "warning"}
    assert found(e_mail="error", phone="error", secrecy="error") == dict.fromkeys(
        ("W032", "C040", "C041"), "error"
    )


def test_a_code_is_looked_for_whatever_the_rules_say(small: Programme) -> None:
    silent = replace(small, personal=PersonalRules())
    assert [each.code for each in found_in(a_book(small, {"owner": CODE}), silent)] == ["W030"]


def test_very_many_places_are_told_up_to_a_number_and_counted(small: Programme) -> None:
    def full(book: Workbook) -> None:
        for row in range(1, MOST_TOLD + 1):
            book[NOTES].cell(100 + row, 4, f"a{row}@example.org")
            book[NOTES].cell(100 + row, 5, CODE)

    findings = found_in(a_book(small, change=full), small)
    assert len(findings) == MOST_TOLD + 1
    assert {each.code for each in findings[:-1]} == {"W030"}
    assert (findings[-1].code, findings[-1].severity) == ("W035", "error")
    assert findings[-1].values["found"] == str(MOST_TOLD)


def test_shared_strings_are_told_at_every_cell_that_shows_them(small: Programme) -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        state, notes = book.add_worksheet(STATE), book.add_worksheet(NOTES)
        bold = book.add_format({"bold": True})
        state.write_row(3, 0, ["Tunnus", "Vastuuhenkilö", "Missä mennään"])
        state.write_row(4, 0, ["HTT.A.1.1", "maija@example.org", "maija@example.org"])
        state.write_rich_string(5, 2, "Hetu ", bold, CODE[:6], CODE[6:])
        state.write_string(6, 2, SAID)
        notes.write_string(6, 3, SAID)
    data = buffer.getvalue()
    assert "xl/sharedStrings.xml" in parts_of(data)
    assert [(each.code, each.place) for each in found_in(data, small)] == [
        ("C040", f"{STATE}!C5"),
        ("W030", f"{STATE}!C6"),
        ("W030", f"{STATE}!C7"),
        ("W030", f"{NOTES}!D7"),
    ]


@pytest.mark.parametrize("header", [f"&L&8{CODE}", f'&C&"Calibri,Bold"&K6B2C91{CODE}', f"&R&14 {CODE}&P"])
def test_the_signs_of_a_header_for_its_looks_hide_nothing(header: str, small: Programme) -> None:
    def headed(page: bytes) -> bytes:
        written = escape(header)
        return page.replace(
            b"</worksheet>",
            f"<headerFooter><oddHeader>{written}</oddHeader></headerFooter></worksheet>".encode(),
        )

    data = with_part(a_book(small), "xl/worksheets/sheet1.xml", headed)
    assert places(found_in(data, small)) == [(STATE, "", "header")]


def test_cells_without_addresses_are_counted(small: Programme) -> None:
    def unnamed(page: bytes) -> bytes:
        rows = f'<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>{CODE}</t></is></c></row>'
        return (
            page[: page.index(b"<sheetData>")] + b"<sheetData>" + rows.encode() + b"</sheetData></worksheet>"
        )

    data = with_part(a_book(small), "xl/worksheets/sheet1.xml", unnamed)
    assert places(found_in(data, small)) == [(STATE, "B1", "cell")]


def test_every_kind_of_place_has_a_name_in_every_language() -> None:
    wheres = {place[2] for _, place in IN_BOOK.values()} | {where for _, where in ADDED.values()}
    for where in wheres | {"file_name", "folder", "file", "sheet"}:
        for language in LANGUAGES:
            assert text(f"personal.where.{where}", language, name="x")


@given(
    day=st.dates(min_value=date(1900, 1, 1)).map(lambda each: each.strftime("%d%m%y")),
    separator=st.sampled_from(SEPARATORS + DASHES),
    number=st.integers(900, 999),
    blanks=st.sampled_from(["", " ", "\u00a0", "\u200b", "\n"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_code_in_a_cell_is_found(
    small: Programme, day: str, separator: str, number: int, blanks: str
) -> None:
    if not has_code(code(day, separator, number)):
        return  # the day does not exist in the century of the separator
    typed = code(day, f"{blanks}{separator}{blanks}", number)
    data = a_book(small, {"where_now": f"Huomio: {typed}."})
    refusals = [each for each in found_in(data, small) if is_refusal(each)]
    assert [each.place for each in refusals] == [f"{STATE}!{at(small, 'where_now', FIRST_ROW)}"]
