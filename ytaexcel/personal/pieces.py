"""Every text of a workbook's XML with the place where it stands: a cell, its comment, a header, a property.

Walks any part of any package; a text that is parted into runs comes out whole. Judges nothing.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote
from xml.parsers import expat

from ytaexcel.personal.signs import without_looks
from ytaexcel.read.cells import Address, address, cell_name
from ytaexcel.read.layout import laid_out
from ytaexcel.read.scan import Refused

_BLOCKS = frozenset("si is p h text comment div v f author".split())
"""Elements whose text belongs together, whatever runs and fonts it is parted into."""
_BREAKS = frozenset(("br", "tab", "line-break", "s"))
_HEADERS = frozenset(f"{which}{what}" for which in ("odd", "even", "first") for what in ("Header", "Footer"))
_REFERRING = frozenset(("comment", "threadedComment", "hyperlink"))
"""Elements that name the cell to which they belong."""
_NAMED = {"property": "name", "definedName": "name", "Relationship": "Id"}
"""Element -> the attribute that names it."""
WORKBOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"
_LEAST = 3
"""Shorter attributes say nothing."""
_PLAIN_KINDS = ("", "n", "b", "d")
"""Types of cells whose value is no text."""
_CELL = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
_REFERENCE = re.compile(r"(.+)!\$([A-Z]+)\$([0-9]+)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and its place. `where` is the end of a key `personal.where.…` of the catalogue."""

    text: str
    where: str
    sheet: str = ""
    cell: str = ""
    name: str = ""
    """What the place is called where it has no cell: a property, a defined name, a part of the package."""


@dataclass(slots=True)
class _Raw:
    """A text as the walk meets it."""

    text: str
    tag: str
    """The element, or `element@attribute`."""
    cell: str
    kind: str
    """The cell's type, as Excel codes it."""
    name: str
    """Of a property or a defined name."""


class _Walk:
    """Goes through one part and gathers its texts."""

    def __init__(self) -> None:
        self.found: list[_Raw] = []
        self.links: dict[str, str] = {}
        """Id of a relation -> the cell that it is the link of."""
        self._here: Address = (-1, -1)
        self._open = 0
        self._buffer: list[str] = []
        self._cell = self._kind = self._name = self._tag = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag[tag.rfind(":") + 1 :]
        if not self._open:
            self._flush()
            self._tag = tag
        if tag == "row":
            self._here = (int(attributes["r"]) - 1 if "r" in attributes else self._here[0] + 1, -1)
        elif tag == "c":
            self._here = address(attributes["r"]) if "r" in attributes else (self._here[0], self._here[1] + 1)
            self._cell, self._kind = cell_name(*self._here), attributes.get("t", "")
        else:
            self._element(tag, attributes)
        if tag in _BLOCKS:
            self._open += 1
        elif self._open and tag in _BREAKS:
            self._buffer.append("\n")

    def _element(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _REFERRING and "ref" in attributes:
            first = attributes["ref"].partition(":")[0]
            self._cell = first if _CELL.fullmatch(first) else ""
        if tag in _NAMED:
            self._name = attributes.get(_NAMED[tag], "")
        if tag == "hyperlink":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.links[relation] = self._cell
        for key, value in attributes.items():
            if len(value) >= _LEAST:
                self._add(value, f"{tag}@{key[key.rfind(':') + 1 :]}")

    def text(self, found: str) -> None:
        self._buffer.append(found)

    def end(self, tag: str) -> None:
        tag = tag[tag.rfind(":") + 1 :]
        if tag in _BLOCKS:
            self._open -= 1
            self._buffer.append("\n")
        if not self._open:
            self._flush(is_counted=tag == "si")
        if tag == "c" or tag in _REFERRING:
            self._cell = self._kind = ""

    def _flush(self, *, is_counted: bool = False) -> None:
        """Shared strings are counted, so that an empty one is kept too."""
        text = "".join(self._buffer).strip()
        self._buffer.clear()
        if text or is_counted:
            self._add(text, self._tag)

    def _add(self, text: str, tag: str) -> None:
        self.found.append(_Raw(_unescaped(text), tag, self._cell, self._kind, self._name))


def _unescaped(text: str) -> str:
    """`_x002D_` -> `-`, as Excel writes what XML cannot hold."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _walked(xml: bytes) -> _Walk | None:
    """None where the part is no XML, or brings definitions of its own along."""
    walk = _Walk()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, _Foreign, LookupError, ValueError):
        return None
    return walk


class _Foreign(Exception):
    """A document type of its own."""


def _refuse(*_: object) -> None:
    raise _Foreign


class Pieces:
    """The texts of one file's parts."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._sheets = _sheets(parts)
        """Part -> name of the sheet to which it belongs."""
        self._own = {part for _, part in _listed(parts)}
        self._strings: list[str] | None = None

    def of(self, name: str) -> Iterator[Piece] | None:
        """The texts of a part; None when it cannot be walked. Shared strings have no place: see `of_strings`."""
        walk = _walked(self._parts.get(name, b""))
        if walk is None:
            return None
        if name in self._own:
            return self._of_sheet(walk, self._sheets[name])
        return (self._placed(each, name) for each in walk.found)

    def of_cells(self) -> Iterator[Piece]:
        """The texts of every sheet."""
        for name in sorted(self._own & self._parts.keys()):
            yield from self.of(name) or ()

    def named_cells(self, name: str) -> set[tuple[str, str]]:
        """(sheet, cell) of what the workbook calls so."""
        places = (
            each for each in self.of(WORKBOOK) or () if each.where == "defined_name" and each.name == name
        )
        found = (_REFERENCE.fullmatch(each.text) for each in places)
        return {(match[1].strip("'").replace("''", "'"), match[2] + match[3]) for match in found if match}

    def _of_sheet(self, walk: _Walk, sheet: str) -> Iterator[Piece]:
        for raw in walk.found:
            if raw.tag == "v" and raw.cell and raw.kind == "s":
                strings = self._shared()
                text = strings[int(raw.text)] if raw.text.isdecimal() and int(raw.text) < len(strings) else ""
                yield Piece(text, "cell", sheet, raw.cell)
            elif raw.tag == "v" and raw.kind in _PLAIN_KINDS:
                continue
            elif raw.tag.startswith("hyperlink"):
                yield Piece(unquote(raw.text), "link", sheet, raw.cell)
            elif raw.tag.startswith(("dataValidation", "formula1", "formula2")):
                yield Piece(raw.text, "validation", sheet)
            elif raw.tag in _HEADERS:
                yield Piece(without_looks(raw.text), "header", sheet)
            elif raw.cell:
                yield Piece(raw.text, "formula" if raw.tag == "f" else "cell", sheet, raw.cell)
            else:
                yield Piece(raw.text, "sheet", sheet)

    def _shared(self) -> list[str]:
        """The shared strings by number."""
        if self._strings is None:
            walk = _walked(self._parts.get(STRINGS, b"")) or _Walk()
            self._strings = [each.text for each in walk.found if each.tag == "si"]
        return self._strings

    def _placed(self, raw: _Raw, part: str) -> Piece:
        """The place of a text that stands in no sheet of its own."""
        sheet = self._sheets.get(part, "")
        if raw.tag == "author" or "persons/" in part:
            return Piece(raw.text, "author")
        if raw.tag.startswith(("comment", "threadedComment", "text")) and raw.cell:
            return Piece(raw.text, "comment", sheet, raw.cell)
        if part.startswith("docProps/"):
            return Piece(raw.text, "property", name=raw.name or raw.tag)
        if part == WORKBOOK and raw.tag == "sheet@name":
            return Piece(raw.text, "sheet_name", sheet=raw.text)
        if part == WORKBOOK and raw.tag.startswith("definedName"):
            return Piece(raw.text, "defined_name", name=raw.name)
        if part.endswith(".rels"):
            return self._of_relation(raw, part, sheet)
        if "/charts/" in f"/{part}":
            return Piece(raw.text, "chart", sheet)
        if "/drawings/" in f"/{part}":
            return Piece(raw.text, "drawing", sheet)
        return Piece(raw.text, "part", sheet, name=part)

    def _of_relation(self, raw: _Raw, part: str, sheet: str) -> Piece:
        """Where a relation leads; of a link on a sheet with the cell that bears it."""
        folder, base = posixpath.split(part)
        source = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
        walk = _walked(self._parts[source]) if source in self._own else None
        cell = walk.links.get(raw.name, "") if walk else ""
        return Piece(unquote(raw.text), "link", sheet, cell, name="" if cell else part)


def _listed(parts: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """(sheet, part); none where the file is no workbook of Excel or its list cannot be read."""
    try:
        sheets = laid_out(parts).sheets
    except (KeyError, ValueError, expat.ExpatError, Refused):
        return []
    return [(each.name, each.part) for each in sheets if each.part in parts]


def _sheets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Part -> sheet, for the sheets themselves and whatever hangs on them: comments, drawings, charts in those."""
    known: dict[str, str] = {}
    waiting = [(part, sheet) for sheet, part in _listed(parts)]
    while waiting:
        part, sheet = waiting.pop()
        if part in known:
            continue
        known[part] = sheet
        folder, base = posixpath.split(part)
        relations = f"{folder}/_rels/{base}.rels"
        if relations in parts:
            known[relations] = sheet
            for target in re.findall(rb'Target="([^"]*)"', parts[relations]):
                path = target.decode("utf-8", errors="replace")
                joined = path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path)
                found = posixpath.normpath(joined)
                if found in parts:
                    waiting.append((found, sheet))
    return known
