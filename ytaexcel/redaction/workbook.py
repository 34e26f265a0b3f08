"""A workbook without some of its texts: cells, their comments, and wherever else in the package the texts stand.

All other bytes of its parts stay, so that everything else is read as before. Cells of other rows that hold the same
text are left alone: they may be another matter, and are told.
"""

import html
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import NamedTuple
from xml.parsers import expat

from ytaexcel.feedback.package import WORKBOOK, Package
from ytaexcel.feedback.splice import (
    Edit,
    Element,
    Unmarkable,
    applied,
    elements,
    escaped,
    prefix_of,
    with_attributes,
    written,
)

_LEAST_SWEPT = 8
"""Characters: a shorter text is no one's own, and may stand in a part for another reason."""
_UNSWEPT = re.compile(
    r"\[Content_Types\]\.xml|.*\.rels|xl/(workbook|styles|sharedStrings)\.xml|xl/(worksheets|theme)/.*"
)
"""Parts that hold the workbook together, and cells, which are taken out one by one."""
_THUMBNAIL = re.compile(r"docProps/thumbnail\..*", re.IGNORECASE)
_UNREADABLE = (zipfile.BadZipFile, expat.ExpatError, KeyError, ValueError, EOFError, OSError)


class Irredactable(Exception):
    """Single texts cannot be taken out of the file."""


class NoSuchCell(Irredactable):
    """The file has no such cell or sheet; others could be taken out."""


class _Cell(NamedTuple):
    element: Element
    text: str
    string: int | None
    """Number of its text among the shared ones."""
    is_formula: bool


def redacted(data: bytes, cells: Mapping[str, str]) -> bytes:
    """The workbook with other texts (or none) in some cells, named `Sheet!K17`, and without their former ones.

    The result depends on the workbook and the set of cells alone, whether they are given at once or one by one.
    Raises `Irredactable` where a cell is not there or the package has a form that cannot be changed in place.
    """
    try:
        return _redacted(Package(data), cells)
    except (Unmarkable, *_UNREADABLE) as fault:
        raise Irredactable("its package has a form that cannot be changed in place") from fault


def cell_texts(data: bytes, cells: Iterable[str]) -> dict[str, str]:
    """What stands in these cells; the empty text where nothing does. Raises `Irredactable`."""
    try:
        package = Package(data)
        sheets, strings = _sheets(package), _strings(package)
        found = {}
        for place in cells:
            sheet, cell = _parted(place)
            held = _cells(package, _part(sheets, sheet), strings).get(cell)
            found[place] = "" if held is None else held.text
        return found
    except (Unmarkable, *_UNREADABLE) as fault:
        raise Irredactable("its package has a form that cannot be changed in place") from fault


def standing(data: bytes, texts: Iterable[str]) -> bool:
    """True when one of the texts stands in the file: as it is, or in a part of it where it is a package."""
    wanted = [form for text in texts for form in _forms(text)]
    if any(form in data for form in wanted):
        return True
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return any(standing(package.read(name), texts) for name in package.namelist())
    except _UNREADABLE:
        return False
    except (RuntimeError, NotImplementedError):  # a member under a password, or packed in another way
        return False


def _redacted(package: Package, cells: Mapping[str, str]) -> bytes:
    sheets, strings = _sheets(package), _strings(package)
    by_sheet: dict[str, dict[str, str]] = {}
    for place, text in cells.items():
        sheet, cell = _parted(place)
        by_sheet.setdefault(sheet, {})[cell] = text
    gone: dict[str, str] = {}
    dropped: set[int] = set()
    for sheet, wanted in by_sheet.items():
        part = _part(sheets, sheet)
        held = _cells(package, part, strings)
        edits: list[Edit] = []
        for cell, text in wanted.items():
            if cell not in held:
                raise NoSuchCell(f"there is no cell {cell} on the sheet {sheet}")
            found = held[cell]
            edits.append(_emptied(package.parts[part], found.element, text))
            if found.text != text:
                gone[found.text] = text
            if found.string is not None:
                dropped.add(found.string)
            if found.is_formula:
                _without_chain(package)
        package.parts[part] = applied(package.parts[part], edits)
        _redact_comments(package, part, wanted)
    _drop_strings(package, sheets, dropped)
    for name in [each for each in package.parts if not _UNSWEPT.fullmatch(each)]:
        if _THUMBNAIL.fullmatch(name):
            package.drop(name)
            package.unrelate("", name)
        else:
            package.parts[name] = _swept(package.parts[name], gone)
    return package.zipped()


def _emptied(xml: bytes, cell: Element, text: str) -> Edit:
    """The cell with a text of ours, or with nothing but its looks."""
    tag = prefix_of(xml, cell)
    head = with_attributes(
        xml[cell.start : cell.inner], {"t": "inlineStr" if text else None, "cm": None, "vm": None}
    )
    if cell.is_empty:
        head = head[:-2].rstrip() + b">"
    said = f'<{tag}is><{tag}t xml:space="preserve">{escaped(text)}</{tag}t></{tag}is>' if text else ""
    return cell.start, cell.end, head + written(f"{said}</{tag}c>")


def _cells(package: Package, part: str, strings: list[str]) -> dict[str, _Cell]:
    """Name -> cell of every cell that the sheet has, blank ones too."""
    xml = package.parts[part]
    found: dict[str, _Cell] = {}
    inside = elements(xml, {"c", "v", "t", "f"})
    cell: Element | None = None
    for each in inside:
        if each.name == "c":
            cell = each
            found[each.attributes["r"]] = _Cell(each, "", None, is_formula=False)
        elif cell is not None and each.start < cell.end:
            name = cell.attributes["r"]
            before = found[name]
            text = _inner(xml, each)
            if each.name == "f":
                found[name] = before._replace(is_formula=True)
            elif each.name == "v" and cell.attributes.get("t") == "s":
                found[name] = before._replace(text=strings[int(text)], string=int(text))
            else:
                found[name] = before._replace(text=before.text + text)
    return found


def _sheets(package: Package) -> dict[str, str]:
    """Name of each sheet -> its part."""
    targets = {each.id: each.target for each in package.relations(WORKBOOK)}
    found = {}
    for each in elements(package.parts[WORKBOOK], {"sheet"}):
        key = next(value for name, value in each.attributes.items() if name.endswith(":id"))
        if targets.get(key, "") in package.parts:
            found[each.attributes["name"]] = targets[key]
    return found


def _part(sheets: Mapping[str, str], sheet: str) -> str:
    if sheet not in sheets:
        raise NoSuchCell(f'there is no sheet "{sheet}"; there are: {", ".join(sheets)}')
    return sheets[sheet]


def _parted(place: str) -> tuple[str, str]:
    """`Tilannekuva!K17` -> the sheet and the cell."""
    sheet, _, cell = place.rpartition("!")
    return sheet, cell


def _strings_part(package: Package) -> str:
    relation = package.related(WORKBOOK, "sharedStrings")
    return relation.target if relation is not None and relation.target in package.parts else ""


def _strings(package: Package) -> list[str]:
    part = _strings_part(package)
    return [text for _, text in _shared(package.parts[part])] if part else []


def _shared(xml: bytes) -> list[tuple[Element, str]]:
    """The shared texts, those in several fonts put together."""
    found: list[tuple[Element, str]] = []
    for each in elements(xml, {"si", "t"}):
        if each.name == "si":
            found.append((each, ""))
        elif each.parent != "rPh":
            entry, text = found[-1]
            found[-1] = entry, text + _inner(xml, each)
    return found


def _drop_strings(package: Package, sheets: Mapping[str, str], dropped: set[int]) -> None:
    """Blanks the shared texts that no cell shows any more."""
    part = _strings_part(package)
    if not part or not dropped:
        return
    used = {
        int(_inner(package.parts[sheet], each))
        for sheet in set(sheets.values())
        for cell, each in _values(package.parts[sheet])
        if cell.attributes.get("t") == "s"
    }
    xml = package.parts[part]
    shared = _shared(xml)
    tags = {number: prefix_of(xml, shared[number][0]) for number in dropped - used}
    package.parts[part] = applied(
        xml,
        [
            (shared[number][0].start, shared[number][0].end, written(f"<{tag}si><{tag}t></{tag}t></{tag}si>"))
            for number, tag in sorted(tags.items())
        ],
    )


def _values(xml: bytes) -> Iterator[tuple[Element, Element]]:
    cell: Element | None = None
    for each in elements(xml, {"c", "v"}):
        if each.name == "c":
            cell = each
        elif cell is not None and each.start < cell.end:
            yield cell, each


def _redact_comments(package: Package, part: str, wanted: Mapping[str, str]) -> None:
    """What comments and discussions about these cells say is taken out; their boxes stay."""
    for relation in package.relations(part):
        if relation.kind not in ("comments", "threadedComment") or relation.target not in package.parts:
            continue
        xml = package.parts[relation.target]
        owner: Element | None = None
        edits: list[Edit] = []
        for each in elements(xml, {"comment", "threadedComment", "t", "text"}):
            if each.name in ("comment", "threadedComment"):
                owner = each
            elif (
                owner is not None
                and each.start < owner.end
                and owner.attributes.get("ref") in wanted
                and (each.name == "t" or owner.name == "threadedComment")
            ):
                edits.append((each.inner, each.tail, b""))
        package.parts[relation.target] = applied(xml, edits)


def _without_chain(package: Package) -> None:
    """Takes out the order of computing, which Excel makes anew: it must name no cell without a formula."""
    relation = package.related(WORKBOOK, "calcChain")
    if relation is not None:
        package.drop(relation.target)
        package.unrelate(WORKBOOK, relation.target)


def _swept(part: bytes, gone: Mapping[str, str]) -> bytes:
    """A part that holds no cells, without the texts that were taken out of cells."""
    for text in sorted(gone, key=len, reverse=True):
        if len(text) >= _LEAST_SWEPT:
            for form in _forms(text):
                part = part.replace(form, written(escaped(gone[text])))
    return part


def _forms(text: str) -> list[bytes]:
    """The ways in which XML may write a text, and the text itself."""
    if not text:
        return []
    plain = html.escape(text, quote=False)
    forms = [
        escaped(text),
        html.escape(text),
        plain,
        plain.replace("\n", "&#10;"),
        plain.replace("\n", "&#xA;"),
        text,
    ]
    forms += [each.replace("\n", "\r\n") for each in (plain, text)]
    encoded = [written(escaped(text)), *(each.encode("utf-8") for each in forms), text.encode("utf-16-le")]
    return list(dict.fromkeys(encoded))


def _inner(xml: bytes, element: Element) -> str:
    return html.unescape(xml[element.inner : element.tail].decode("utf-8"))
