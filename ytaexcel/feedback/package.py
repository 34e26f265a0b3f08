"""The parts of a workbook's package while it is being marked: their relations and content types, in and out of a zip.

What is not changed here goes out byte for byte as it came in.
"""

import posixpath
import zipfile
from dataclasses import dataclass
from io import BytesIO

from ytaexcel.feedback.splice import Unmarkable, applied, elements, escaped, prefix_of, put_inside

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
_PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_TIME = (1980, 1, 1, 0, 0, 0)
MAIN_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MAIN_NAMESPACES = (MAIN_NAMESPACE, "http://purl.oclc.org/ooxml/spreadsheetml/main")
_EMPTY_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part has to do with another."""

    id: str
    kind: str
    """The last word of its type: worksheet, comments, vmlDrawing ..."""
    type: str
    target: str
    """Name of the other part; empty for something outside the package."""


class Package:
    """The parts by name. A name begins without a stroke: xl/workbook.xml."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = dict.fromkeys(name for name in package.namelist() if not name.endswith("/"))
            self.parts = {name: package.read(name) for name in names}
        if CONTENT_TYPES not in self.parts or WORKBOOK not in self.parts:
            raise Unmarkable

    def zipped(self) -> bytes:
        """The package as a file whose bytes depend on its parts alone."""
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
            for name, data in self.parts.items():
                package.writestr(zipfile.ZipInfo(name, _TIME), data, zipfile.ZIP_DEFLATED, 6)
        return buffer.getvalue()

    def relations(self, part: str) -> list[Relation]:
        xml = self.parts.get(_relations_part(part))
        if xml is None:
            return []
        found = []
        for each in elements(xml, {"Relationship"}):
            kind = each.attributes.get("Type", "")
            is_outside = each.attributes.get("TargetMode") == "External"
            target = "" if is_outside else _resolved(part, each.attributes.get("Target", ""))
            found.append(Relation(each.attributes.get("Id", ""), kind.split("/")[-1], kind, target))
        return found

    def related(self, part: str, kind: str) -> Relation | None:
        """The first relation of a kind."""
        return next((each for each in self.relations(part) if each.kind == kind), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Makes a relation; its id."""
        name = _relations_part(part)
        xml = self.parts.get(name, _EMPTY_RELATIONS)
        taken = {each.id for each in self.relations(part)}
        number = next(number for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        (root,) = elements(xml, {"Relationships"})
        prefix = prefix_of(xml, root)
        nearest = posixpath.relpath(target, posixpath.dirname(part))
        entry = (
            f'<{prefix}Relationship Id="rId{number}" Type="{self.relation_base()}{kind}" '
            f'Target="{escaped(nearest)}"/>'
        )
        self.parts[name] = applied(xml, put_inside(xml, root, entry))
        return f"rId{number}"

    def relation_base(self) -> str:
        """What the types of relations begin with: strict packages have addresses of their own."""
        sheet = self.related(WORKBOOK, "worksheet")
        if sheet is None:
            raise Unmarkable
        return sheet.type.removesuffix("worksheet")

    def main_namespace(self) -> str:
        """The namespace of workbook and sheets: strict packages have another."""
        (workbook,) = elements(self.parts[WORKBOOK], {"workbook"})
        found = (value for key, value in workbook.attributes.items() if key.startswith("xmlns"))
        known = [value for value in found if value in _MAIN_NAMESPACES]
        if not known:
            raise Unmarkable
        return known[0]

    def declare(self, part: str, content_type: str) -> None:
        """Says what a new part is."""
        self._add_type(f'Override PartName="/{escaped(part)}" ContentType="{content_type}"')

    def declare_extension(self, extension: str, content_type: str) -> None:
        """Says what parts with an extension are, unless the package says it already."""
        defaults = elements(self.parts[CONTENT_TYPES], {"Default"})
        if all(each.attributes.get("Extension", "").lower() != extension for each in defaults):
            self._add_type(f'Default Extension="{extension}" ContentType="{content_type}"', at_start=True)

    def _add_type(self, entry: str, *, at_start: bool = False) -> None:
        xml = self.parts[CONTENT_TYPES]
        (root,) = elements(xml, {"Types"})
        tag = f"<{prefix_of(xml, root)}{entry}/>".encode("ascii", "xmlcharrefreplace")
        place = root.inner if at_start else root.tail
        self.parts[CONTENT_TYPES] = applied(xml, [(place, place, tag)])

    def drop(self, part: str) -> None:
        """Takes a part out, with its own relations and what is said of its type; not what leads to it."""
        self.parts.pop(part, None)
        self.parts.pop(_relations_part(part), None)
        xml = self.parts[CONTENT_TYPES]
        name = f"/{part}".lower()
        overrides = [
            each
            for each in elements(xml, {"Override"})
            if each.attributes.get("PartName", "").lower() == name
        ]
        self.parts[CONTENT_TYPES] = applied(xml, [(each.start, each.end, b"") for each in overrides])

    def unrelate(self, part: str, target: str) -> None:
        """Takes away the relations of `part` to `target`."""
        name = _relations_part(part)
        xml = self.parts.get(name, _EMPTY_RELATIONS)
        gone = [
            each
            for each in elements(xml, {"Relationship"})
            if each.attributes.get("TargetMode") != "External"
            and _resolved(part, each.attributes.get("Target", "")) == target
        ]
        self.parts[name] = applied(xml, [(each.start, each.end, b"") for each in gone])

    def free_name(self, pattern: str) -> str:
        """A part name that is not taken; `{}` in the pattern stands for a number."""
        taken = {name.lower() for name in self.parts}
        numbers = range(1, len(taken) + 2)
        return next(pattern.format(each) for each in numbers if pattern.format(each).lower() not in taken)


def with_macros_allowed(data: bytes) -> bytes:
    """The workbook declared as one that may hold macros, as the ending .xlsm demands; one that is so already stays."""
    package = Package(data)
    types = package.parts[CONTENT_TYPES]
    package.parts[CONTENT_TYPES] = types.replace(_PLAIN_TYPE, _MACRO_TYPE)
    return data if package.parts[CONTENT_TYPES] == types else package.zipped()


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
