"""What a strict reader would complain about in a workbook's package: Excel offers to repair such a file.

Read with the standard library's parser, independently of the code that marks workbooks.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

ORDER = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios "
    "autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting "
    "dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties "
    "cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls "
    "webPublishItems tableParts extLst"
).split()
WORKBOOK_ORDER = (
    "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences "
    "definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing "
    "fileRecoveryPr webPublishObjects extLst"
).split()
STYLES_ORDER = (
    "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst".split()
)
ALTERNATIVE = "AlternateContent"


def local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def ids(element: Element) -> list[str]:
    return [value for key, value in element.attrib.items() if key.endswith("}id")]


class Opened:
    """A package, taken apart."""

    def __init__(self, data: bytes) -> None:
        with ZipFile(BytesIO(data)) as package:
            self.names = package.namelist()
            self.parts = {name: package.read(name) for name in self.names}

    def tree(self, name: str) -> Element:
        return fromstring(self.parts[name])

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id -> (kind, target); what lies outside is left out."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.parts:
            return {}
        found = {}
        for each in self.tree(rels):
            if each.get("TargetMode") != "External":
                target = each.attrib["Target"]
                whole = (
                    target[1:]
                    if target.startswith("/")
                    else posixpath.normpath(posixpath.join(folder, target))
                )
                found[each.attrib["Id"]] = (each.attrib["Type"].rsplit("/", 1)[-1], whole)
        return found

    def sheets(self) -> dict[str, str]:
        """Name -> part, in their order."""
        relations = self.relations("xl/workbook.xml")
        entries = next(each for each in self.tree("xl/workbook.xml") if local(each.tag) == "sheets")
        return {each.attrib["name"]: relations[ids(each)[0]][1] for each in entries}


def complaints(data: bytes) -> list[str]:
    """All that is wrong with a package."""
    package = Opened(data)
    return [
        *_packaging(package),
        *_workbook(package),
        *_styles(package),
        *(told for name, part in package.sheets().items() for told in _sheet(package, name, part)),
    ]


def _packaging(package: Opened) -> Iterator[str]:
    yield from (f"{name} twice" for name, times in Counter(package.names).items() if times > 1)
    types = package.tree("[Content_Types].xml")
    overrides = [each.attrib["PartName"][1:] for each in types if local(each.tag) == "Override"]
    defaults = {each.attrib["Extension"].lower() for each in types if local(each.tag) == "Default"}
    yield from (f"override of {name}, which is not there" for name in overrides if name not in package.parts)
    yield from (f"two overrides of {name}" for name, times in Counter(overrides).items() if times > 1)
    for name in package.parts:
        if (
            name != "[Content_Types].xml"
            and name not in overrides
            and name.rsplit(".", 1)[-1].lower() not in defaults
        ):
            yield f"{name} has no content type"
        if name.endswith(".rels"):
            folder, own = posixpath.split(name)
            part = posixpath.join(posixpath.dirname(folder), own.removesuffix(".rels"))
            if part and part not in package.parts and own != ".rels":
                yield f"{name} belongs to nothing"
            for target in package.relations(part if own != ".rels" else "").values():
                if target[1] not in package.parts:
                    yield f"{name} leads to {target[1]}, which is not there"


def _in_order(element: Element, order: list[str], what: str) -> Iterator[str]:
    places = [order.index(local(each.tag)) for each in element if local(each.tag) != ALTERNATIVE]
    if places != sorted(places):
        yield f"{what}: {[order[place] for place in places]}"


def _workbook(package: Opened) -> Iterator[str]:
    tree = package.tree("xl/workbook.xml")
    yield from _in_order(tree, WORKBOOK_ORDER, "workbook")
    children = {local(each.tag): each for each in tree}
    sheets = list(children["sheets"])
    for key in ("name", "sheetId"):
        values = [each.attrib[key].casefold() for each in sheets]
        yield from (f"two sheets with {key} {value}" for value, times in Counter(values).items() if times > 1)
    names = list(children.get("definedNames", []))
    keys = Counter((each.attrib["name"].casefold(), each.get("localSheetId")) for each in names)
    yield from (f"name {key} twice" for key, times in keys.items() if times > 1)
    yield from (
        f"{each.attrib['name']} is of sheet {each.attrib['localSheetId']}"
        for each in names
        if int(each.get("localSheetId", 0)) >= len(sheets)
    )
    for view in children.get("bookViews", []):
        if int(view.get("activeTab", 0)) >= len(sheets):
            yield "the active sheet is not there"


def _styles(package: Opened) -> Iterator[str]:
    tree = package.tree("xl/styles.xml")
    yield from _in_order(tree, STYLES_ORDER, "styles")
    sizes = {}
    for each in tree:
        sizes[local(each.tag)] = len(each)
        if int(each.get("count", len(each))) != len(each):
            yield f"{local(each.tag)} counts {each.get('count')}, has {len(each)}"
    for each in next(child for child in tree if local(child.tag) == "cellXfs"):
        for key, where in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            if int(each.get(key, 0)) >= sizes[where]:
                yield f"a format has {key} {each.get(key)}"


def _sheet(package: Opened, name: str, part: str) -> Iterator[str]:
    tree = package.tree(part)
    if local(tree.tag) != "worksheet":
        return
    yield from (f"{name}: {told}" for told in _in_order(tree, ORDER, "sheet"))
    styles = package.tree("xl/styles.xml")
    sizes = {local(each.tag): len(each) for each in styles}
    rows = [each for each in tree.iter() if local(each.tag) == "row"]
    numbers = [int(each.attrib["r"]) for each in rows if "r" in each.attrib]
    if numbers != sorted(set(numbers)):
        yield f"{name}: rows out of order"
    for row in rows:
        columns = [column_number(cell.attrib["r"]) for cell in row if "r" in cell.attrib]
        if columns != sorted(set(columns)):
            yield f"{name}: cells of row {row.get('r')} out of order"
        for cell in row:
            if int(cell.get("s", 0)) >= sizes["cellXfs"]:
                yield f"{name}!{cell.get('r')} has format {cell.get('s')}"
    rules = [each for each in tree.iter() if local(each.tag) == "cfRule"]
    priorities = Counter(each.attrib["priority"] for each in rules if "priority" in each.attrib)
    yield from (f"{name}: two rules of priority {each}" for each, times in priorities.items() if times > 1)
    for rule in rules:
        if int(rule.get("dxfId", 0)) >= max(1, sizes.get("dxfs", 0)):
            yield f"{name}: a rule has format {rule.get('dxfId')}"
    relations = package.relations(part)
    for each in tree.iter():
        yield from (
            f"{name}: no relation {wanted}" for wanted in ids(each) if wanted not in every_id(package, part)
        )
    yield from _notes(package, name, tree, relations)


def every_id(package: Opened, part: str) -> set[str]:
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    return {each.attrib["Id"] for each in package.tree(rels)} if rels in package.parts else set()


def _notes(package: Opened, name: str, tree: Element, relations: dict[str, tuple[str, str]]) -> Iterator[str]:
    texts = [target for kind, target in relations.values() if kind == "comments"]
    drawings = [ids(each)[0] for each in tree if local(each.tag) == "legacyDrawing"]
    if len(texts) > 1 or len(drawings) > 1:
        yield f"{name}: more than one part of notes"
    noted = [
        each.attrib["ref"]
        for target in texts
        for each in package.tree(target).iter()
        if local(each.tag) == "comment"
    ]
    authors = sum(
        1 for target in texts for each in package.tree(target).iter() if local(each.tag) == "author"
    )
    for target in texts:
        for each in package.tree(target).iter():
            if local(each.tag) == "comment" and int(each.attrib["authorId"]) >= authors:
                yield f"{name}: a note without an author"
    vml = b"".join(package.parts[relations[each][1]] for each in drawings)
    places = [
        (int(row), int(column))
        for row, column in re.findall(
            rb"<x:Row>\s*(\d+)\s*</x:Row>\s*<x:Column>\s*(\d+)\s*</x:Column>", vml, re.IGNORECASE
        )
    ]
    if sorted(places) != sorted((int(re.sub(r"\D", "", ref)) - 1, column_number(ref) - 1) for ref in noted):
        yield f"{name}: notes at {noted}, boxes at {places}"
    shapes = Counter(re.findall(rb"""id=["'](_x0000_s\d+)["']""", vml))
    yield from (f"{name}: shape {each!r} twice" for each, times in shapes.items() if times > 1)


def column_number(ref: str) -> int:
    number = 0
    for letter in re.sub(r"[^A-Z]", "", ref):
        number = number * 26 + ord(letter) - 64
    return number
