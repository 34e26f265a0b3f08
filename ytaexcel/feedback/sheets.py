"""Which sheets a workbook has, and how the list of findings becomes its first, in place of a former list.

A list is known by a defined name that points at it, so that a sheet of the group's that happens to be called alike
is never taken for it.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ytaexcel.feedback.package import WORKBOOK, Package
from ytaexcel.feedback.splice import (
    Edit,
    Element,
    Unmarkable,
    applied,
    elements,
    escaped,
    prefix_of,
    put_inside,
    with_attributes,
    written,
)
from ytaexcel.read import Address, address

LIST_NAME = "_ytaexcel_feedback"
"""The defined name that points at the list of findings."""
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!(]+))!\$?([A-Za-z]{1,3})\$?(\d+)")
_SELECTED = re.compile(rb"""\s+tabSelected\s*=\s*(?:"[^"]*"|'[^']*')""")
_LONGEST_NAME = 31


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of the workbook and the part in which it stands."""

    name: str
    part: str
    number: str
    """Its sheetId."""
    entry: Element


def sheet_parts(package: Package) -> list[SheetPart]:
    """The sheets in their order."""
    targets = {each.id: each.target for each in package.relations(WORKBOOK)}
    found = []
    for each in elements(package.parts[WORKBOOK], {"sheet"}):
        if each.parent == "sheets":
            ids = (value for key, value in each.attributes.items() if key.split(":")[-1] == "id")
            part = targets.get(next(ids, ""), "")
            if part not in package.parts:
                raise Unmarkable
            found.append(
                SheetPart(each.attributes.get("name", ""), part, each.attributes.get("sheetId", "0"), each)
            )
    return found


def former_list(package: Package) -> SheetPart | None:
    """The list of an earlier feedback that came back with the workbook."""
    xml = package.parts[WORKBOOK]
    for each in elements(xml, {"definedName"}):
        if each.attributes.get("name") == LIST_NAME:
            place = reference(html.unescape(xml[each.inner : each.tail].decode("utf-8")))
            return next((sheet for sheet in sheet_parts(package) if place and sheet.name == place[0]), None)
    return None


def reference(formula: str) -> tuple[str, Address] | None:
    """IFERROR(LEFT('Oma sivu'!$K$5,0),"") -> the sheet and cell that it names first."""
    match = _REFERENCE.search(formula)
    if match is None:
        return None
    return (match[1] or match[2]).replace("''", "'"), address(f"{match[3]}{match[4]}")


def quoted(sheet: str, cell: str) -> str:
    """A reference as formulas and links write it."""
    name = sheet.replace("'", "''")
    return f"'{name}'!{cell}"


def free_sheet_name(package: Package, wanted: Sequence[str]) -> str:
    """The first of the names that no sheet has; the former list's own name is free."""
    former = former_list(package)
    taken = {each.name.casefold() for each in sheet_parts(package) if former is None or each != former}
    numbered = (f"{wanted[0][: _LONGEST_NAME - 5]} ({number})" for number in range(2, len(taken) + 3))
    return next(name for name in (*wanted, *numbered) if name.casefold() not in taken)


def put_first(package: Package, name: str, xml: bytes) -> None:
    """Makes a worksheet the first and the only one selected; a former list goes."""
    former, sheets = former_list(package), sheet_parts(package)
    kept = [each for each in sheets if each != former]
    if former is not None:
        _drop(package, former)
    for each in kept:
        package.parts[each.part] = _unselected(package.parts[each.part])
    part = package.free_name("xl/worksheets/sheet{}.xml")
    package.parts[part] = xml
    package.declare(part, _SHEET_TYPE)
    relation = package.relate(WORKBOOK, "worksheet", part)
    number = max(int(each.number) for each in sheets) + 1
    package.parts[WORKBOOK] = _listed(package, name, number, relation, sheets, kept)


def _drop(package: Package, former: SheetPart) -> None:
    """Takes the former list out, what belongs to it alone, and the order of calculation, which names its cells."""
    for each in package.relations(former.part):
        if each.target:
            package.drop(each.target)
    package.unrelate(WORKBOOK, former.part)
    package.drop(former.part)
    chain = package.related(WORKBOOK, "calcChain")
    if chain is not None:
        package.unrelate(WORKBOOK, chain.target)
        package.drop(chain.target)


def _unselected(xml: bytes) -> bytes:
    """The sheet not selected: with two selected sheets Excel would write what is typed into both."""
    end = xml.find(b"sheetData")
    head = xml if end < 0 else xml[:end]
    return _SELECTED.sub(b"", head) + xml[len(head) :]


def _listed(
    package: Package,
    name: str,
    number: int,
    relation: str,
    sheets: Sequence[SheetPart],
    kept: Sequence[SheetPart],
) -> bytes:
    """The workbook's part with the new sheet in front; what counts sheets counts them anew."""
    xml = package.parts[WORKBOOK]
    places = {old: kept.index(each) + 1 for old, each in enumerate(sheets) if each in kept}
    found = elements(xml, {"sheets", "workbookView", "definedNames", "definedName", "functionGroups"})
    found += elements(xml, {"externalReferences"})
    by_name = {each.name: each for each in found}
    root = by_name["sheets"]
    prefix = prefix_of(xml, root)
    base = package.relation_base().rstrip("/")
    entry = f'<{prefix}sheet name="{escaped(name)}" sheetId="{number}" xmlns:r="{base}" r:id="{relation}"/>'
    edits: list[Edit] = [(root.inner, root.inner, written(entry))]
    edits += [(each.entry.start, each.entry.end, b"") for each in sheets if each not in kept]
    for each in found:
        if each.name == "workbookView":
            head = with_attributes(xml[each.start : each.inner], {"activeTab": None, "firstSheet": None})
            edits.append((each.start, each.inner, head))
        elif each.name == "definedName":
            edits += _renumbered(xml, each, places)
    label = f'<{prefix}definedName name="{LIST_NAME}" hidden="1">{escaped(quoted(name, "$A$1"))}</{prefix}definedName>'
    if "definedNames" in by_name:
        return applied(xml, [*edits, *put_inside(xml, by_name["definedNames"], label)])
    before = max(
        each.end for each in found if each.name in ("sheets", "functionGroups", "externalReferences")
    )
    names = f"<{prefix}definedNames>{label}</{prefix}definedNames>"
    return applied(xml, [*edits, (before, before, written(names))])


def _renumbered(xml: bytes, each: Element, places: dict[int, int]) -> list[Edit]:
    """A name that holds for one sheet follows it; one that held for the former list goes, and its own name."""
    own = each.attributes.get("localSheetId")
    if each.attributes.get("name") == LIST_NAME or (own is not None and int(own) not in places):
        return [(each.start, each.end, b"")]
    if own is None:
        return []
    head = with_attributes(xml[each.start : each.inner], {"localSheetId": places[int(own)]})
    return [(each.start, each.inner, head)]
