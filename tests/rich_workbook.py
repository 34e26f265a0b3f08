"""A workbook with all that groups bring along and other libraries lose: made to see that marking loses nothing.

XlsxWriter writes what it can; what it cannot (discussions, a signature) is put into the package by hand.
"""

import zlib
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter

STATE, OTHER, HIDDEN = "Tilannekuva", "Oma 'sivu' & muuta", "Piilossa"
DISCUSSED, NOTED = "C3", "B3"
"""Cells with a discussion and with a note of the group's."""
THREAD = (
    b'<?xml version="1.0" encoding="UTF-8"?><ThreadedComments '
    b'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    b'<threadedComment ref="C3" dT="2021-08-01T10:00:00" personId="{0}" id="{1}"><text>Kumpi?</text>'
    b"</threadedComment></ThreadedComments>"
)


def rich_workbook(*, with_macros: bool = False, is_signed: bool = False) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.set_properties({"title": "Rikas", "created": datetime(2021, 8, 1)})
    state, other, hidden = (book.add_worksheet(name) for name in (STATE, OTHER, HIDDEN))
    chart_page = book.add_chartsheet("Kaavio")
    bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red", "num_format": "0.00"})
    state.write_string("A1", "Tunnus")
    state.write_rich_string("B1", "Tila ", bold, "nyt", " (valitse)")
    state.write_formula("A2", "=SUM(D1:D9)*2", red, 42.5)
    state.write_formula("B2", '=IF(A2>1,"Valmis","")', None, "Valmis")
    state.write_array_formula("D5:D6", "{=ROW(A1:A2)}", None, 1)
    state.write_string("B3", "melkein")
    state.write_string("C3", "ehkä", red)
    state.write_comment("B3", "Tarkista tämä.", {"author": "Maija"})
    state.write_comment("C3", "[Threaded comment]", {"author": "tc={1}"})
    state.write_comment("E9", "Muu huomio", {"author": "Ville"})
    state.write_url("A9", "https://example.fi/", string="linkki")
    state.merge_range("F3:G5", "yhdessä", bold)
    state.data_validation("B3:B9", {"validate": "list", "source": "='Piilossa'!$A$1:$A$3"})
    state.conditional_format("B3:B9", {"type": "cell", "criteria": "==", "value": '"x"', "format": red})
    state.conditional_format("D1:D9", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    state.conditional_format("C1:C9", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    state.add_sparkline("H1", {"range": f"{STATE}!D1:D9"})
    state.insert_textbox("J2", "Oma muistiinpano", {"width": 120})
    state.insert_image("J9", "kuva.png", {"image_data": BytesIO(picture())})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"={STATE}!$D$1:$D$9"})
    state.insert_chart("J15", chart)
    page = book.add_chart({"type": "line"})
    page.add_series({"values": f"={STATE}!$D$1:$D$9"})
    chart_page.set_chart(page)
    state.set_column("E:E", 20, bold)
    state.set_row(9, 30, bold)
    state.set_header("&L&G", {"image_left": "kuva.png", "image_data_left": BytesIO(picture())})
    state.protect("salasana")
    state.autofilter("A1:D9")
    state.repeat_rows(0)
    for row in range(9):
        state.write_number(row, 3, row + 0.5)
    other.write_string("A1", "=ei kaava")
    other.add_table("C3:D6", {"columns": [{"header": "x"}, {"header": "y"}]})
    other.activate()
    other.insert_button("F2", {"caption": "Paina"})
    hidden.write_column("A1", ["Valmis", "Käynnissä", "Ei"])
    hidden.hide()
    book.define_name("oma_alue", f"={HIDDEN}!$A$1:$A$3")
    book.define_name(f"{HIDDEN}!vain_taalla", f"={HIDDEN}!$A$1")
    if with_macros:
        book.add_vba_project(BytesIO(b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 20), is_stream=True)
    book.close()
    return _with_more(buffer.getvalue(), is_signed)


def picture() -> bytes:
    """A PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = (1).to_bytes(4) + (1).to_bytes(4) + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0abc"))
        + chunk(b"IEND", b"")
    )


def repacked(data: bytes, changed: dict[str, bytes]) -> bytes:
    """The package with parts changed or added; b"" takes one out."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        parts = {name: source.read(name) for name in source.namelist()} | changed
        for name, content in parts.items():
            if content:
                target.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return buffer.getvalue()


def _with_more(data: bytes, is_signed: bool) -> bytes:
    with ZipFile(BytesIO(data)) as package:
        rels = package.read("xl/worksheets/_rels/sheet1.xml.rels")
        types = package.read("[Content_Types].xml")
        root = package.read("_rels/.rels")
    thread = (
        b'<Relationship Id="rIdT" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        b'Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    )
    said = (
        b'<Override PartName="/xl/threadedComments/threadedComment1.xml" '
        b'ContentType="application/vnd.ms-excel.threadedcomments+xml"/>'
    )
    changed = {
        "xl/threadedComments/threadedComment1.xml": THREAD,
        "xl/worksheets/_rels/sheet1.xml.rels": rels.replace(b"</Relationships>", thread),
    }
    if is_signed:
        origin = (
            b'<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
            b'digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>'
        )
        said += (
            b'<Override PartName="/_xmlsignatures/origin.sigs" '
            b'ContentType="application/vnd.openxmlformats-package.digital-signature-origin"/>'
        )
        changed["_rels/.rels"] = root.replace(b"</Relationships>", origin)
        changed["_xmlsignatures/origin.sigs"] = b" "
    changed["[Content_Types].xml"] = types.replace(b"</Types>", said + b"</Types>")
    return repacked(data, changed)
