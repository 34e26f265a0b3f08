"""Marking changes the looks of faulty cells, their notes and the list in front, and not a byte of anything else."""

import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, tostring
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet

from rich_workbook import DISCUSSED, HIDDEN, NOTED, OTHER, STATE, repacked, rich_workbook
from sound import Opened, complaints, local
from ytaexcel import style
from ytaexcel.conform import Identity
from ytaexcel.errors import WritingError
from ytaexcel.feedback import feedback_name, mark, write_feedback
from ytaexcel.feedback.sheets import LIST_NAME, reference
from ytaexcel.feedback.splice import Unmarkable, applied, head_end
from ytaexcel.findings import Finding, Severity, finding, worst_first
from ytaexcel.merge import Source, Submission
from ytaexcel.programme import Programme
from ytaexcel.texts import text

# openpyxl tells so of extensions that it does not keep: it is only looked through here.
pytestmark = pytest.mark.filterwarnings("ignore:.* is not supported and will be removed:UserWarning")
DAY = datetime(2021, 8, 12, 12, tzinfo=UTC).replace(tzinfo=None)
FAULTY = (NOTED, DISCUSSED, "A2", "B2", "D5", "G4", "E20", "B10", "A300")
"""Of all sorts: with a note, a discussion, a formula, an array, merged away, blank in a column, in a row, far down."""


def submission(findings: Sequence[Finding], name: str = "05 HTT.xlsx") -> Submission:
    who = Identity("05", "HTT", "2021-07", "fi", is_trusted=True)
    source = Source(Path(name), name, "0" * 64, None)
    return Submission(source, "partly_accepted", who, None, findings=worst_first(list(findings)))


def at(*cells: str, sheet: str = STATE, severity: Severity = "error") -> list[Finding]:
    return [
        finding("C001", sheet=sheet, cell=cell, severity=severity, found=f"arvo {cell}", allowed="Valmis")
        for cell in cells
    ]


def marked(
    programme: Programme, data: bytes, findings: Sequence[Finding], name: str = "05 HTT.xlsx"
) -> bytes:
    return mark(data, submission(findings, name), programme, "fi", DAY)


def cells_of(package: Opened, part: str) -> Iterator[tuple[str, Element]]:
    for each in package.tree(part).iter():
        if local(each.tag) == "c":
            yield each.attrib["r"], each


def said(cell: Element) -> str:
    """All of a cell but its format: kind, formula, cached result, text with its runs."""
    kept = Element(cell.tag, {key: value for key, value in cell.attrib.items() if key != "s"})
    kept.extend(list(cell))
    return tostring(kept, encoding="unicode")


@pytest.fixture(scope="module")
def sent() -> bytes:
    return rich_workbook()


@pytest.fixture
def answer(small: Programme, sent: bytes) -> bytes:
    return marked(
        small, sent, [*at(*FAULTY), *at("A1", sheet=OTHER), *at("A2", sheet=HIDDEN, severity="warning")]
    )


def test_a_strict_reader_has_nothing_to_complain_about(sent: bytes, answer: bytes) -> None:
    assert complaints(sent) == []
    assert complaints(answer) == []


def test_every_other_part_is_the_same_byte_for_byte(sent: bytes, answer: bytes) -> None:
    before, after = Opened(sent), Opened(answer)
    touched = {name for name in before.parts if after.parts.get(name) != before.parts[name]}
    sheets = set(before.sheets().values())
    assert touched <= sheets | {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/worksheets/_rels/sheet2.xml.rels",
        "xl/drawings/vmlDrawing2.vml",
        "xl/drawings/vmlDrawing3.vml",
    }
    for kept in ("xl/sharedStrings.xml", "xl/threadedComments/threadedComment1.xml", "xl/charts/chart1.xml"):
        assert kept not in touched
    assert any(name.startswith("xl/media/") for name in before.parts)


def test_every_cell_holds_what_it_held(sent: bytes, answer: bytes) -> None:
    """Values, formulas with their last results, rich texts; what is new is an empty cell that is marked."""
    before, after = Opened(sent), Opened(answer)
    parts = after.sheets()
    for name, part in before.sheets().items():
        own = {ref: said(cell) for ref, cell in cells_of(before, part)}
        now = {ref: said(cell) for ref, cell in cells_of(after, parts[name])}
        assert {ref: now[ref] for ref in own} == own
        added = now.keys() - own.keys()
        assert added <= set(FAULTY)
        assert all("><" not in now[ref] and "</" not in now[ref] for ref in added)


def test_other_readers_see_the_same_values(sent: bytes, answer: bytes) -> None:
    with (
        CalamineWorkbook.from_filelike(BytesIO(sent)) as before,
        CalamineWorkbook.from_filelike(BytesIO(answer)) as after,
    ):
        assert after.sheet_names == ["Palaute", *before.sheet_names]
        for name in (STATE, OTHER, HIDDEN):
            rows = before.get_sheet_by_name(name).to_python(skip_empty_area=False)
            again = after.get_sheet_by_name(name).to_python(skip_empty_area=False)
            assert again[: len(rows)] == rows
            assert not any(map(any, again[len(rows) :]))


def test_all_else_of_a_sheet_stands_as_it_stood(sent: bytes, answer: bytes) -> None:
    """Validations that name another sheet, rules, bars, sparklines, pictures, header, filter, protection."""
    before, after = Opened(sent), Opened(answer)
    part = before.sheets()[STATE]

    def rest(package: Opened) -> list[str]:
        kept = []
        for each in package.tree(part):
            if local(each.tag) in ("sheetData", "sheetViews") or "ytaexcel" in tostring(each, "unicode"):
                continue
            kept.append(re.sub(r' priority="\d+"', "", tostring(each, "unicode")))
        return kept

    assert rest(after) == rest(before)
    assert sum("sparkline" in each for each in rest(after)) == 1
    assert sum("Piilossa" in each for each in rest(after)) == 1


def test_a_marked_cell_has_all_of_its_format_but_fill_and_frame(sent: bytes, answer: bytes) -> None:
    before, after = load_workbook(BytesIO(sent))[STATE], load_workbook(BytesIO(answer))[STATE]
    for ref in (*FAULTY, "F3"):
        if ref in ("G4", "E20", "B10"):  # merged away; blank in a column and a row that have a format
            continue
        own, now = before[ref], after[ref]
        assert now.fill.fgColor.rgb == "FF" + style.MARK_FILLS["error"][1:]
        assert now.border.left.style == now.border.top.style == "medium"
        kept = ("number_format", "font", "protection", "alignment")
        assert [repr(getattr(now, each)) for each in kept] == [repr(getattr(own, each)) for each in kept]
    assert after["E20"].font.b
    assert after["B10"].font.b
    assert after["A5"].fill.fill_type is None


def test_the_mark_lies_over_the_colours_of_rules(answer: bytes) -> None:
    """A rule of ours comes first on a sheet that has rules; on others there is none."""
    book = load_workbook(BytesIO(answer))
    rules = sorted(
        (
            rule.priority,
            str(block.sqref),
            rule.formula,
            rule.dxf.fill.bgColor.rgb if rule.dxf and rule.dxf.fill else "",
        )
        for block in book[STATE].conditional_formatting
        for rule in block.rules
    )
    first = rules[0]
    assert first[0] == 1
    assert set(first[1].split()) == {*FAULTY, "F3"} - {"G4"}
    assert first[3] == "FF" + style.MARK_FILLS["error"][1:]
    assert [each[0] for each in rules[1:]] == [2, 3, 4]
    assert not list(book[HIDDEN].conditional_formatting)


def test_a_note_of_the_groups_stays_and_ours_follows_it(answer: bytes) -> None:
    sheet = load_workbook(BytesIO(answer))[STATE]
    assert sheet[NOTED].comment.author == "Maija"
    assert sheet[NOTED].comment.text == (
        'Tarkista tämä.\n\n— ytaexcel – Virhe\n"arvo B3" ei ole tila. Sallitut: Valmis.\nValitse tila luettelosta.'
    )
    assert (sheet["E9"].comment.author, sheet["E9"].comment.text) == ("Ville", "Muu huomio")
    assert sheet["A2"].comment.author == "ytaexcel"
    assert sheet["A2"].comment.text.startswith('— ytaexcel – Virhe\n"arvo A2" ei ole tila.')
    assert sheet["F3"].comment is not None


def test_a_cell_with_a_discussion_is_coloured_and_the_list_says_why_it_has_no_note(answer: bytes) -> None:
    book = load_workbook(BytesIO(answer))
    assert book[STATE][DISCUSSED].comment.text == "[Threaded comment]"
    assert book[STATE][DISCUSSED].fill.fgColor.rgb == "FF" + style.MARK_FILLS["error"][1:]
    told = [cell.value for cell in book.worksheets[0]["A"]]
    assert text("feedback.discussed", "fi", cells=DISCUSSED) in told


def test_the_list_is_the_first_sheet_and_the_only_one_selected(answer: bytes) -> None:
    package = Opened(answer)
    assert next(iter(package.sheets())) == "Palaute"
    selected = [name for name, part in package.sheets().items() if b'tabSelected="1"' in package.parts[part]]
    assert selected == ["Palaute"]
    assert load_workbook(BytesIO(answer)).active.title == "Palaute"


def test_names_of_one_sheet_still_belong_to_it(sent: bytes, answer: bytes) -> None:
    before, after = load_workbook(BytesIO(sent)), load_workbook(BytesIO(answer))
    assert after.defined_names.keys() == {*before.defined_names.keys(), LIST_NAME}
    for sheet in before.sheetnames:
        if sheet != "Kaavio":
            assert after[sheet].defined_names.keys() == before[sheet].defined_names.keys()
            assert after[sheet].print_title_rows == before[sheet].print_title_rows


def test_a_second_feedback_gives_the_marks_back_and_lists_anew(
    small: Programme, sent: bytes, answer: bytes
) -> None:
    """What is mended looks as it did before; the list is replaced, and nothing of ours heaps up."""
    again = marked(small, answer, at("A2"))
    assert complaints(again) == []
    before, after = Opened(sent), Opened(again)
    assert list(after.sheets()) == ["Palaute", *before.sheets()]
    part = before.sheets()[STATE]
    own = {ref: cell.get("s") for ref, cell in cells_of(before, part)}
    now = {ref: cell.get("s") for ref, cell in cells_of(after, part)}
    assert {ref: now[ref] for ref in own if ref != "A2"} == {
        ref: own[ref] or "0" for ref in own if ref != "A2"
    } | {ref: own[ref] for ref in own if ref not in (*FAULTY, "F3")}
    sheet = load_workbook(BytesIO(again))[STATE]
    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == [
        "A2",
        NOTED,
        DISCUSSED,
        "E9",
    ]
    assert sheet[NOTED].comment.text == "Tarkista tämä."
    assert load_workbook(BytesIO(again))[OTHER]["A1"].comment is None


def test_feedback_on_feedback_is_the_same_whether_it_came_back_or_not(small: Programme, sent: bytes) -> None:
    """Three rounds of the same findings: the package does not grow but for unused formats."""
    once = marked(small, sent, at("A2", "B3"))
    twice = marked(small, once, at("A2", "B3"))
    thrice = marked(small, twice, at("A2", "B3"))
    sizes = [len(Opened(each).parts) for each in (once, twice, thrice)]
    assert sizes == [sizes[0]] * 3
    texts = [
        [
            (cell.coordinate, cell.comment.text)
            for row in load_workbook(BytesIO(each))[STATE]
            for cell in row
            if cell.comment
        ]
        for each in (once, twice, thrice)
    ]
    assert texts[0] == texts[1] == texts[2]


def test_a_copy_of_a_marked_cell_loses_the_mark_too(small: Programme, sent: bytes) -> None:
    """Somebody copies a faulty cell over others: nobody knows how those looked, so they get neither fill nor frame."""
    book = load_workbook(BytesIO(marked(small, sent, at("A2"))))
    book[STATE]["A7"]._style = book[STATE]["A2"]._style
    buffer = BytesIO()
    book.save(buffer)
    again = load_workbook(BytesIO(marked(small, buffer.getvalue(), at("B2"))))[STATE]
    assert again["A7"].fill.fill_type is None
    assert again["A7"].border.left.style is None
    assert again["A7"].number_format == "0.00"
    assert again["A2"].fill.fill_type is None


def test_marks_are_found_again_after_rows_were_inserted_above_them(small: Programme, plain: bytes) -> None:
    """Row 2 moves to row 7: the record on the list follows its cell, as every reference does."""
    once = marked(small, plain, at("B2"))
    package = Opened(once)
    part, page = package.sheets()[STATE], package.sheets()["Palaute"]
    sheet = package.parts[part].replace(b'<row r="2"', b'<row r="7"').replace(b'"B2"', b'"B7"')
    record = package.parts[page].replace(f"'{STATE}'!B2,0".encode(), f"{STATE}!$B$7,0".encode())
    assert record != package.parts[page]
    again = Opened(marked(small, repacked(once, {part: sheet, page: record}), at("A1")))
    formats = {ref: cell.get("s") for ref, cell in cells_of(again, part)}
    own = {ref: cell.get("s", "0") for ref, cell in cells_of(Opened(plain), part)}
    assert formats["B7"] == own["B2"]


def test_a_sheet_of_the_groups_own_that_is_called_like_the_list_is_kept(small: Programme) -> None:
    book = load_workbook(BytesIO(rich_workbook()))
    book.create_sheet("palaute")["A1"] = "omaa"
    buffer = BytesIO()
    book.save(buffer)
    answer = load_workbook(BytesIO(marked(small, buffer.getvalue(), at("A2"))))
    assert answer.sheetnames[0] == "Respons"
    assert answer["palaute"]["A1"].value == "omaa"


def test_an_order_of_calculation_that_names_the_former_list_goes(small: Programme, sent: bytes) -> None:
    once = marked(small, sent, at("A2"))
    package = Opened(once)
    chain = (
        b'<Relationship Id="rIdC" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" '
        b'Target="calcChain.xml"/></Relationships>'
    )
    said = (
        b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.calcChain+xml"/></Types>'
    )
    rels = package.parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", chain)
    types = package.parts["[Content_Types].xml"].replace(b"</Types>", said)
    calculated = repacked(
        once,
        {
            "xl/calcChain.xml": b"<calcChain/>",
            "xl/_rels/workbook.xml.rels": rels,
            "[Content_Types].xml": types,
        },
    )
    again = marked(small, calculated, at("A2"))
    assert "xl/calcChain.xml" not in Opened(again).parts
    assert complaints(again) == []


def test_a_workbook_with_macros_keeps_them_and_its_ending(small: Programme, tmp_path: Path) -> None:
    data = rich_workbook(with_macros=True)
    (tmp_path / "05 HTT.xlsm").write_bytes(data)
    one = submission(at("A2"), "05 HTT.xlsm")
    told = Submission(
        Source(tmp_path / "05 HTT.xlsm", "05 HTT.xlsm", "", None),
        one.outcome,
        one.identity,
        None,
        findings=one.findings,
    )
    assert feedback_name(told, "fi") == "05 HTT - palaute.xlsm"
    path = tmp_path / feedback_name(told, "fi")
    write_feedback(path, told, small, "fi", DAY)
    before, after = Opened(data), Opened(path.read_bytes())
    assert after.parts["xl/vbaProject.bin"] == before.parts["xl/vbaProject.bin"]
    assert b"macroEnabled" in after.parts["[Content_Types].xml"]
    assert complaints(path.read_bytes()) == []


def test_a_page_for_a_workbook_with_macros_is_one_too(small: Programme, tmp_path: Path) -> None:
    """Its ending promises macros; Excel refuses a file that is something else."""
    sent = tmp_path / "05 HTT.xlsm"
    sent.write_bytes(b"PK")
    one = submission(at("A2"))
    told = Submission(
        Source(sent, sent.name, "", None), one.outcome, one.identity, None, findings=one.findings
    )
    path = tmp_path / "x.xlsm"
    write_feedback(path, told, small, "fi", DAY)
    assert b"macroEnabled" in Opened(path.read_bytes()).parts["[Content_Types].xml"]
    assert load_workbook(path).sheetnames == ["Palaute"]


def test_a_signature_goes_and_the_list_says_so(small: Programme) -> None:
    answer = marked(small, rich_workbook(is_signed=True), at("A2"))
    assert not any("signature" in name for name in Opened(answer).parts)
    assert complaints(answer) == []
    told = [cell.value for cell in load_workbook(BytesIO(answer)).worksheets[0]["A"]]
    assert text("feedback.signature", "fi") in told


def test_a_converted_file_is_said_to_be_one(small: Programme, sent: bytes) -> None:
    answer = marked(small, sent, at("A2"), name="05 HTT.ods")
    told = [cell.value for cell in load_workbook(BytesIO(answer)).worksheets[0]["A"]]
    assert text("feedback.converted", "fi", ending=".ods") in told


def prefixed(xml: bytes) -> bytes:
    """The part with its main namespace under a prefix, as some programs write it."""
    xml = re.sub(rb"<(/?)(?![?!\w]*:)(?=[A-Za-z])", rb"<\1x:", xml)
    return xml.replace(b' xmlns="http', b' xmlns:x="http', 1)


def changed_parts(data: bytes, change: object) -> bytes:
    package = Opened(data)
    names = [
        name for name in package.parts if re.fullmatch(r"xl/(workbook|styles|worksheets/sheet\d+)\.xml", name)
    ]
    return repacked(data, {name: change(package.parts[name]) for name in names})  # type: ignore[operator]


@pytest.fixture(scope="module")
def plain() -> bytes:
    """A workbook without extensions."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = STATE
    sheet["A1"], sheet["B2"] = "Tunnus", "melkein"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_prefixed_elements_are_marked_with_their_prefix(small: Programme, plain: bytes) -> None:
    answer = marked(small, changed_parts(plain, prefixed), at("B2", "B4", "D9"))
    assert complaints(answer) == []
    xml = Opened(answer).parts["xl/worksheets/sheet1.xml"]
    assert b"<x:c " in xml
    assert b"<c " not in xml
    sheet = load_workbook(BytesIO(answer))[STATE]
    assert sheet["B2"].comment is not None
    assert sheet["D9"].fill.fgColor.rgb == "FF" + style.MARK_FILLS["error"][1:]


def strict(xml: bytes) -> bytes:
    xml = xml.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    return xml.replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )


def test_a_strict_package_stays_strict(small: Programme, plain: bytes) -> None:
    data = changed_parts(plain, strict)
    rels = strict(Opened(data).parts["xl/_rels/workbook.xml.rels"])
    answer = marked(small, repacked(data, {"xl/_rels/workbook.xml.rels": rels}), at("B2"))
    assert complaints(answer) == []
    package = Opened(answer)
    ours = [
        name for name in package.parts if name.startswith(("xl/worksheets", "xl/comments", "xl/workbook"))
    ]
    assert not any(b"schemas.openxmlformats.org/spreadsheetml" in package.parts[name] for name in ours)
    assert not any(
        b"schemas.openxmlformats.org/officeDocument/2006/relationships" in package.parts[name]
        for name in ours
    )
    with CalamineWorkbook.from_filelike(BytesIO(answer)) as book:
        assert book.sheet_names == ["Palaute", STATE]


def test_cells_and_rows_without_an_address_are_found_by_counting(small: Programme, plain: bytes) -> None:
    def bare(xml: bytes) -> bytes:
        return re.sub(rb'(<(?:row|c)) r="\w+"', rb"\1", xml.replace(b'<row r="2"', b'<row r="2"'))

    answer = marked(small, changed_parts(plain, bare), at("A1", "C1"))
    sheet = Opened(answer).parts["xl/worksheets/sheet1.xml"]
    assert b'<c r="C1" s=' in sheet
    assert re.search(rb'<row[^>]*><c[^>]* s="\d+"[^>]*>', sheet)


@pytest.mark.parametrize(
    "rows",
    [b"<sheetData/>", b"<sheetData></sheetData>", b'<sheetData><row r="4"/><row r="8"></row></sheetData>'],
)
def test_a_sheet_without_cells_gets_those_that_are_marked(
    small: Programme, plain: bytes, rows: bytes
) -> None:
    def empty(xml: bytes) -> bytes:
        return re.sub(rb"<sheetData>.*</sheetData>", rows, xml, flags=re.DOTALL)

    answer = marked(small, changed_parts(plain, empty), at("B2", "A4", "C4", "D9"))
    assert complaints(answer) == []
    sheet = load_workbook(BytesIO(answer))[STATE]
    for ref in ("B2", "A4", "C4", "D9"):
        assert sheet[ref].fill.fgColor.rgb == "FF" + style.MARK_FILLS["error"][1:]


def without(name: str, data: bytes) -> bytes:
    return repacked(data, {name: b""})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: without("xl/styles.xml", data),
        lambda data: without("xl/worksheets/sheet1.xml", data),
        lambda data: without("[Content_Types].xml", data),
        lambda data: changed_parts(
            data, lambda xml: xml.replace(b"<fills", b"<fulls").replace(b"</fills", b"</fulls")
        ),
        lambda data: changed_parts(data, lambda xml: xml[:-20]),
        lambda data: changed_parts(data, lambda xml: b"<!DOCTYPE x>" + xml.split(b"?>", 1)[-1]),
        lambda data: changed_parts(data, lambda xml: xml.decode().encode("utf-16")),
        lambda data: changed_parts(
            data, lambda xml: xml.replace(b"spreadsheetml/2006/main", b"spreadsheetml/2099/main")
        ),
        lambda data: data[:200],
        lambda _: b"",
    ],
)
def test_a_package_that_cannot_be_marked_gets_one_page_with_the_cells_to_mend(
    small: Programme, plain: bytes, spoil: object
) -> None:
    answer = marked(small, spoil(plain), at("B2"))  # type: ignore[operator]
    book = load_workbook(BytesIO(answer))
    assert book.sheetnames == ["Palaute"]
    told = [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert text("feedback.unmarked", "fi") in told
    assert "B2" in told
    assert not any(cell.hyperlink for row in book.worksheets[0].iter_rows() for cell in row)


def test_marking_is_the_same_every_time(small: Programme, sent: bytes, answer: bytes) -> None:
    findings = [*at(*FAULTY), *at("A1", sheet=OTHER), *at("A2", sheet=HIDDEN, severity="warning")]
    assert marked(small, sent, findings) == answer


def test_thousands_of_marks_keep_the_package_sound(small: Programme, plain: bytes) -> None:
    answer = marked(small, plain, at(*(f"C{row}" for row in range(1, 1500))))
    assert complaints(answer) == []
    assert b'data="1,2"' in Opened(answer).parts["xl/drawings/vmlDrawing1.vml"]
    with ZipFile(BytesIO(answer)) as package:
        assert {each.compress_type for each in package.infolist()} == {ZIP_DEFLATED}


def part_changed(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    xml = Opened(data).parts[name]
    changed = re.sub(old, new, xml, flags=re.DOTALL)
    assert changed != xml
    return repacked(data, {name: changed})


def test_a_workbook_without_names_and_without_formats_for_rules_gets_both(
    small: Programme, plain: bytes
) -> None:
    data = part_changed(
        plain, "xl/workbook.xml", rb"<definedNames\s*/>|<definedNames>.*?</definedNames>", b""
    )
    assert b"dxfs" not in Opened(data).parts["xl/styles.xml"]
    rule = (
        b'</sheetData><conditionalFormatting sqref="A1"><cfRule type="containsBlanks" priority="1">'
        b"<formula>LEN(TRIM(A1))=0</formula></cfRule></conditionalFormatting>"
    )
    data = part_changed(data, "xl/worksheets/sheet1.xml", b"</sheetData>", rule)
    answer = marked(small, data, at("B2"))
    assert complaints(answer) == []
    book = load_workbook(BytesIO(answer))
    assert LIST_NAME in book.defined_names
    first = min(
        (each for block in book[STATE].conditional_formatting for each in block.rules),
        key=lambda x: x.priority,
    )
    assert first.dxf.fill.bgColor.rgb == "FF" + style.MARK_FILLS["error"][1:]


def test_what_hangs_on_a_former_list_goes_with_it(small: Programme, plain: bytes) -> None:
    """Excel gives each printed sheet a part with the settings of the printer."""
    once = marked(small, plain, at("B2"))
    page = Opened(once).sheets()["Palaute"]
    rels = f"xl/worksheets/_rels/{page.rsplit('/', 1)[1]}.rels"
    settings = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/printerSettings" '
        b'Target="../printerSettings/printerSettings1.bin"/><Relationship Id="rId2" TargetMode="External" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        b'Target="https://example.fi/"/></Relationships>'
    )
    printed = repacked(once, {rels: settings, "xl/printerSettings/printerSettings1.bin": b"hp"})
    again = marked(small, printed, at("B2"))
    assert complaints(again) == []
    assert not any("printerSettings" in name for name in Opened(again).parts)


def test_a_list_that_the_group_moved_and_named_otherwise_is_still_the_former_one(
    small: Programme, plain: bytes
) -> None:
    book = load_workbook(BytesIO(marked(small, plain, at("B2"))))
    book["Palaute"].title = "Vanha palaute"
    book.move_sheet("Vanha palaute", 1)
    buffer = BytesIO()
    book.defined_names[LIST_NAME].value = "'Vanha palaute'!$A$1"
    book.save(buffer)
    again = marked(small, buffer.getvalue(), at("B2"))
    assert load_workbook(BytesIO(again)).sheetnames == ["Palaute", STATE]


def test_an_empty_note_of_the_groups_takes_ours_in(small: Programme, sent: bytes) -> None:
    data = part_changed(sent, "xl/comments1.xml", rb'(ref="B3"[^>]*>)<text>.*?</text>', rb"\1<text/>")
    answer = marked(small, data, at("B3"))
    assert load_workbook(BytesIO(answer))[STATE]["B3"].comment.text.startswith("— ytaexcel – Virhe\n")
    assert complaints(answer) == []


def test_a_note_without_runs_is_kept_whole_and_given_back_whole(small: Programme, sent: bytes) -> None:
    """openpyxl writes a note as one text: ours is cut off it again."""
    book = load_workbook(BytesIO(marked(small, sent, at("B3", "A2"))))
    buffer = BytesIO()
    book.save(buffer)
    sheet = load_workbook(BytesIO(marked(small, buffer.getvalue(), at("B2"))))[STATE]
    assert sheet["B3"].comment.text == "Tarkista tämä."
    assert sheet["A2"].comment is None


def unmarked(small: Programme, data: bytes, *cells: str) -> bool:
    """True when the answer is the one page."""
    return load_workbook(BytesIO(marked(small, data, at(*cells)))).sheetnames == ["Palaute"]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/comments1.xml", b"authors", b"writers"),
        ("xl/drawings/vmlDrawing1.vml", b"urn:schemas-microsoft-com:vml", b"urn:example"),
        ("xl/worksheets/sheet1.xml", rb'<c r="A2" s="\d+"', b'<c r="A2" s="9999"'),
        ("xl/worksheets/sheet1.xml", rb'<c r="A2" s="\d+"', b'<c r="A2" s="red"'),
        ("xl/_rels/workbook.xml.rels", b"relationships/worksheet", b"relationships/paper"),
        ("xl/worksheets/sheet1.xml", rb"<sheetData>.*</sheetData>", b"<sheetDatum/>"),
    ],
)
def test_a_form_that_nobody_writes_gets_the_page_and_no_exception(
    small: Programme, sent: bytes, part: str, old: bytes, new: bytes
) -> None:
    assert unmarked(small, part_changed(sent, part, old, new), "A2", "B2")


def test_edits_of_the_same_bytes_are_refused() -> None:
    with pytest.raises(Unmarkable):
        applied(b"<a><b/></a>", [(3, 7, b""), (5, 7, b"")])
    with pytest.raises(Unmarkable):
        head_end(b"<a", 0)


@pytest.mark.parametrize("formula", ["1+1", "SUM(A1:A2)", ""])
def test_a_formula_that_names_no_sheet_is_no_record(formula: str) -> None:
    assert reference(formula) is None


def test_a_list_that_cannot_be_written_is_our_fault_and_says_so(
    small: Programme, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Worksheet, "write_string", lambda *_: -1)
        with pytest.raises(WritingError, match="05 HTT"):
            marked(small, sent, at("A2"))
    with monkeypatch.context() as patched:
        patched.setattr(
            Worksheet, "write_url", lambda *_: warnings.warn("too many links", UserWarning, stacklevel=1)
        )
        with pytest.raises(WritingError, match="too many links"):
            marked(small, sent, at("A2"))
