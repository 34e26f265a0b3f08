"""Where the parts of a package stand, and the same workbook packed anew in the one plain form that calamine reads.

Programs name parts and write targets in many ways that the format allows. What calamine is given names none of
them: it sees the sheets that were found here, and no others.
"""

import posixpath
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from ytaexcel.findings import finding
from ytaexcel.read.package import Parts
from ytaexcel.read.scan import Attributes, Refused, scan

Contents = Mapping[str, bytes]
"""Name in the package -> content, of the parts that are XML."""
_CUSTOM = ("custom-properties", "customProperties")
"""What the relation to the custom properties is called, in the strict form of the format too."""
_TRUE = ("1", "true", "on", "t")
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


def laid_out(parts: Contents) -> Layout:
    """The layout of a package; refuses one that is no workbook."""
    names = _names(parts)
    main = _main_part(parts, names)
    relations = relations_of(parts, main, names)
    of_package = {each.kind: each.target for each in relations_of(parts, "", names).values()}
    listed, is_1904 = _listed(parts[main])
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


def _listed(xml: bytes) -> tuple[list[tuple[str, str]], bool]:
    """((name, id of the relation) of each sheet, whether days are counted from 1904 on).

    What would be up to the reader is damage: a sheet beside the list or of two ids, days counted in two ways.
    """
    listed: list[tuple[str, str]] = []
    counted: set[bool] = set()
    is_inside = False

    def begin(_: Attributes) -> None:
        nonlocal is_inside
        is_inside = True

    def finish() -> None:
        nonlocal is_inside
        is_inside = False

    def sheet(attributes: Attributes) -> None:
        ids = [value for key, value in attributes.items() if key.split(":")[-1] == "id"]
        if len(ids) > 1 or not is_inside:
            raise Refused(finding("F003"))
        listed.append((attributes.get("name", ""), ids[0] if ids else ""))

    def properties(attributes: Attributes) -> None:
        counted.add(attributes.get("date1904", "").strip().lower() in _TRUE)

    scan(xml, {"sheets": begin, "sheet": sheet, "workbookPr": properties}, ends={"sheets": finish})
    if not listed or len(counted) > 1:
        raise Refused(finding("F003"))
    return listed, counted == {True}


def _main_part(parts: Contents, names: Mapping[str, str]) -> str:
    root = relations_of(parts, "", names).values()
    stated = [each.target for each in root if each.kind == "officeDocument" and each.target]
    for name in (*stated, names.get("xl/workbook.xml", "")):
        tags: list[Attributes] = []
        if name:
            scan(parts[name], {"workbook": tags.append})
        if tags:
            return name
    raise Refused(finding("F002"))


def _names(parts: Contents) -> dict[str, str]:
    """Name in small letters -> name: programs write targets in another case than the parts have."""
    return {name.lower(): name for name in parts}


def relations_of(parts: Contents, part: str, names: Mapping[str, str] | None = None) -> dict[str, Relation]:
    """The relations of a part by their ids; of the package itself for the part "". None for a part without any."""
    names = names or _names(parts)
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
        each = Relation(kind, target, is_outside)
        if found.setdefault(attributes.get("Id", ""), each) != each:
            raise Refused(finding("F003"))  # which of the two counts would be up to the reader

    if listing is not None:
        scan(parts[listing], {"Relationship": relation})
    return found


def packed_plainly(layout: Layout, parts: Parts, seen: Collection[str]) -> bytes:
    """The sheets named in `seen` as a new package, in which they are called 1, 2, 3 ... by their place in the workbook.

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
        if sheet.name in seen:
            sheets.append(f'<sheet name="{number}" sheetId="{number}" r:id="rId{len(relations) + 1}"/>')
            relations.append(("worksheet", f"worksheets/sheet{number}.xml"))
            written[f"xl/worksheets/sheet{number}.xml"] = parts.plain(sheet.part)
    for part, kind in ((layout.styles, "styles"), (layout.strings, "sharedStrings")):
        if part:
            relations.append((kind, f"{kind}.xml"))
            written[f"xl/{kind}.xml"] = parts.plain(part)
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
