"""Where the parts of a package stand, and the same workbook packed anew in the one plain form that calamine reads.

Programs name parts and write targets in many ways that the format allows. What calamine is given names none of
them: it sees the sheets that were found here, and no others.
"""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from ytaexcel.findings import finding
from ytaexcel.read.package import Parts
from ytaexcel.read.scan import Attributes, Refused, scan

_CUSTOM = ("custom-properties", "customProperties")
"""What the relation to the custom properties is called, in the strict form of the format too."""
_TRUE = ("1", "true", "on", "t")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)[\"']")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another, or of something outside."""

    kind: str
    """The last word of its type: worksheet, hyperlink ..."""
    target: str
    """Name of the part as the package has it; of something outside its address; empty where it is not there."""
    is_outside: bool


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of the workbook."""

    name: str
    part: str
    """Name of its part; empty for what has no cells (a chart) or is not there."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A package as a workbook."""

    sheets: list[SheetPart]
    styles: str
    """Name of the part, like `strings`; empty where there is none."""
    strings: str
    core: str
    """The part of the document's own properties; like `custom` empty where there is none."""
    custom: str
    is_1904: bool
    """True when days are counted from 1.1.1904 on."""
    relations: Mapping[str, Relation] = field(default_factory=dict)
    """Those of the workbook, by id."""


def laid_out(parts: Parts) -> Layout:
    """The layout of a package; refuses one that is no workbook."""
    names = {name.lower(): name for name in parts}
    main = _main_part(parts, names)
    relations = relations_of(parts, main, names)
    of_package = {each.kind: each.target for each in relations_of(parts, "", names).values()}
    listed: list[tuple[str, str]] = []
    is_1904 = False

    def sheet(attributes: Attributes) -> None:
        identity = next((value for key, value in attributes.items() if key.split(":")[-1] == "id"), "")
        listed.append((attributes.get("name", ""), identity))

    def properties(attributes: Attributes) -> None:
        nonlocal is_1904
        is_1904 = attributes.get("date1904", "").strip().lower() in _TRUE

    scan(parts[main], {"sheet": sheet, "workbookPr": properties})
    if not listed:
        raise Refused(finding("F003"))
    sheets = []
    for name, identity in listed:
        relation = relations.get(identity, Relation("", "", is_outside=False))
        sheets.append(SheetPart(name, relation.target if relation.kind == "worksheet" else ""))
    of_kind = {each.kind: each.target for each in relations.values()}
    folder = posixpath.dirname(main)
    styles = of_kind.get("styles") or names.get(f"{folder}/styles.xml".lower(), "")
    strings = of_kind.get("sharedStrings") or names.get(f"{folder}/sharedstrings.xml".lower(), "")
    core = of_package.get("core-properties") or names.get("docprops/core.xml", "")
    custom = next((of_package[kind] for kind in _CUSTOM if of_package.get(kind)), "")
    custom = custom or names.get("docprops/custom.xml", "")
    return Layout(sheets, styles, strings, core, custom, is_1904, relations)


def _main_part(parts: Parts, names: Mapping[str, str]) -> str:
    root = relations_of(parts, "", names) if "_rels/.rels" in names else {}
    stated = [each.target for each in root.values() if each.kind == "officeDocument" and each.target]
    for name in (*stated, names.get("xl/workbook.xml", "")):
        tags: list[Attributes] = []
        if name:
            scan(parts[name], {"workbook": tags.append})
        if tags:
            return name
    raise Refused(finding("F002"))


def relations_of(parts: Parts, part: str, names: Mapping[str, str] | None = None) -> dict[str, Relation]:
    """The relations of a part by their ids; of the package itself for the part "". None for a part without any."""
    names = names or {name.lower(): name for name in parts}
    folder, name = posixpath.split(part)
    listing = names.get(posixpath.join(folder, "_rels", f"{name}.rels").lower())
    found: dict[str, Relation] = {}

    def relation(attributes: Attributes) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "")
        is_outside = attributes.get("TargetMode", "") == "External"
        if not is_outside:
            whole = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
            target = names.get(whole.lower(), "")
        found[attributes.get("Id", "")] = Relation(kind, target, is_outside)

    if listing is not None:
        scan(parts[listing], {"Relationship": relation})
    return found


def packed_plainly(layout: Layout, parts: Parts) -> bytes:
    """The workbook as a new package in which its sheets are called 1, 2, 3 ... in their order.

    A package can name one size, part or target to one reader and another to the next; this one cannot: what
    calamine sees in it is what the guards saw.
    """
    content = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": _listing([("officeDocument", "xl/workbook.xml")]),
    }
    sheets: list[str] = []
    relations: list[tuple[str, str]] = []
    written: dict[str, bytes] = {}
    for number, sheet in enumerate(layout.sheets, start=1):
        if sheet.part:
            sheets.append(f'<sheet name="{number}" sheetId="{number}" r:id="rId{len(relations) + 1}"/>')
            relations.append(("worksheet", f"worksheets/sheet{number}.xml"))
            written[f"xl/worksheets/sheet{number}.xml"] = plain_xml(parts[sheet.part])
    for part, kind in ((layout.styles, "styles"), (layout.strings, "sharedStrings")):
        if part:
            relations.append((kind, f"{kind}.xml"))
            written[f"xl/{kind}.xml"] = plain_xml(parts[part])
    date1904 = "1" if layout.is_1904 else "0"
    content["xl/workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{date1904}"/>'
        f"<sheets>{''.join(sheets)}</sheets></workbook>"
    )
    content["xl/_rels/workbook.xml.rels"] = _listing(relations)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, xml in content.items():
            package.writestr(zipfile.ZipInfo(name), xml)
        for name, data in written.items():
            package.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def _listing(relations: list[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def plain_xml(xml: bytes) -> bytes:
    """The same document in UTF-8 and without CDATA: calamine passes over the text of others in silence."""
    encoding = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf"))
    is_utf_8 = xml[:1] != b"\xff" and xml[:1] != b"\xfe" and b"\0" not in xml[:4]
    if is_utf_8 and encoding is not None:
        is_utf_8 = encoding[1].lower() in (b"utf-8", b"utf8", b"us-ascii", b"ascii")
    return xml if is_utf_8 and b"<![CDATA[" not in xml else _rewritten(xml)


def _rewritten(xml: bytes) -> bytes:
    pieces: list[str] = []

    def begin(tag: str, attributes: Attributes) -> None:
        pieces.append(
            f"<{tag}{''.join(f' {name}={quoteattr(value)}' for name, value in attributes.items())}>"
        )

    def refuse(*_: object) -> None:
        raise Refused(finding("F003"))

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda tag: pieces.append(f"</{tag}>")
    parser.CharacterDataHandler = lambda text: pieces.append(escape(text, {"\r": "&#13;"}))
    parser.Parse(xml, True)
    return "".join(pieces).encode("utf-8")
