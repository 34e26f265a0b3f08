"""What a workbook holds beside the values of its cells, and that is therefore not read: told, so that nothing is lost
in silence.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

from ytaexcel.findings import Finding, finding
from ytaexcel.read.layout import Layout, Relation, relations_of
from ytaexcel.read.package import Parts
from ytaexcel.read.scan import Attributes, scan

FEEDBACK_AUTHOR = "ytaexcel"
"""Whose comments are our own: those of a marked copy that was corrected and sent again."""
FEEDBACK_SIGN = f"— {FEEDBACK_AUTHOR} – "
"""What our comment begins with, for not every program keeps authors; below a comment of the group's, too."""
_MOST_NAMED = 5
_DATA = ("connections", "queryTable")


@dataclass(frozen=True, slots=True)
class Beside:
    """What one sheet holds beside its values; cells and ranges as Excel names them."""

    links: tuple[str, ...] = ()
    """Cells with a link that leads out of the workbook."""
    comments: tuple[str, ...] = ()
    """Cells with a comment that somebody has written."""
    merged: tuple[str, ...] = ()
    """Ranges that are merged."""
    outside: tuple[str, ...] = ()
    """Cells whose formulas take values from other workbooks."""


def beside_sheet(
    parts: Parts, part: str, links: Sequence[tuple[str, str]], merged: Sequence[str], outside: Sequence[str]
) -> Beside:
    """`links`: (cell, id of the relation) of each hyperlink."""
    relations = relations_of(parts, part)
    outward = {each for each, to in relations.items() if to.is_outside and not to.target.startswith("#")}
    return Beside(
        tuple(cell for cell, identity in links if identity in outward),
        tuple(
            cell for each in relations.values() if each.kind == "comments" for cell in _comments(parts, each)
        ),
        tuple(merged),
        tuple(outside),
    )


def beside_workbook(parts: Parts, layout: Layout) -> list[Finding]:
    """What the workbook as a whole holds: macros, links to files, connections, embedded files, text boxes."""
    of_workbook = list(layout.relations.values())
    of_sheets = [
        each for sheet in layout.sheets if sheet.part for each in relations_of(parts, sheet.part).values()
    ]
    told = []
    if any(each.kind.lower() in ("vbaproject", "xlmacrosheet", "xlintlmacrosheet") for each in of_workbook):
        told.append(finding("W022"))
    if layout.is_1904:
        told.append(finding("W023"))
    linked = [_linked(parts, each) for each in of_workbook if each.kind == "externalLink"]
    files = [name for is_file, name in linked if is_file]
    if files:
        told.append(finding("W024", found=_named(files)))
    data = [name for is_file, name in linked if not is_file]
    data += [
        name for each in (*of_workbook, *of_sheets) if each.kind in _DATA for name in _names(parts, each)
    ]
    if data:
        told.append(finding("W025", found=_named(data)))
    embedded = [each.kind for each in of_sheets if each.kind in ("oleObject", "package", "control")]
    boxes = [text for each in of_sheets if each.kind == "drawing" for text in _boxes(parts, each)]
    if embedded or boxes:
        told.append(finding("W026", found=_named([*embedded, *(f'"{text}"' for text in boxes)])))
    return told


def _look(xml: bytes, *handlers: Any) -> None:
    """Scans a part that is not read: LibreOffice writes some that are no XML, and the values are whole all the same."""
    with suppress(expat.ExpatError):
        scan(xml, *handlers)


def _named(names: Sequence[str]) -> str:
    each = list(dict.fromkeys(names))
    return ", ".join(each[:_MOST_NAMED]) + (
        f" … (+{len(each) - _MOST_NAMED})" if len(each) > _MOST_NAMED else ""
    )


def _comments(parts: Parts, relation: Relation) -> Iterator[str]:
    """The cells with a comment that is not ours."""
    authors: list[list[str]] = []
    comments: list[tuple[str, str, list[str]]] = []
    heard: list[str] = []

    def author(_: Attributes) -> None:
        nonlocal heard
        heard = []
        authors.append(heard)

    def comment(attributes: Attributes) -> None:
        nonlocal heard
        heard = []
        comments.append((attributes.get("ref", ""), attributes.get("authorId", ""), heard))

    def text(found: str) -> None:
        heard.append(found)

    if relation.target:
        _look(parts[relation.target], {"author": author, "comment": comment}, text)
    names = {str(number): "".join(name).strip() for number, name in enumerate(authors)}
    for cell, by, said in comments:
        if names.get(by) != FEEDBACK_AUTHOR and not "".join(said).strip().startswith(FEEDBACK_SIGN):
            yield cell


def _linked(parts: Parts, relation: Relation) -> tuple[bool, str]:
    """(whether it is a file, its name) of what a workbook is linked with; else it is a running program (DDE)."""
    services: list[str] = []

    def dde(attributes: Attributes) -> None:
        services.append(f"DDE {attributes.get('ddeService', '')}|{attributes.get('ddeTopic', '')}")

    if relation.target:
        _look(parts[relation.target], {"ddeLink": dde})
    if services:
        return False, services[0]
    targets = [each.target for each in relations_of(parts, relation.target).values() if each.is_outside]
    path = unquote(targets[0]) if targets else "?"
    return True, posixpath.basename(re.sub(r"[\\/]+", "/", path).rstrip("/")) or path


def _names(parts: Parts, relation: Relation) -> list[str]:
    """The names that connections or a query give themselves."""
    names: list[str] = []

    def named(attributes: Attributes) -> None:
        names.append(attributes.get("name", "?"))

    if relation.target:
        _look(parts[relation.target], {"connection": named, "queryTable": named})
    return names


def _boxes(parts: Parts, relation: Relation) -> list[str]:
    """The texts of the text boxes and shapes on a sheet."""
    boxes: list[str] = []
    is_inside = is_text = False

    def shape(_: Attributes) -> None:
        nonlocal is_inside
        is_inside = True
        boxes.append("")

    def end_shape() -> None:
        nonlocal is_inside
        is_inside = False

    def begin_text(_: Attributes) -> None:
        nonlocal is_text
        is_text = is_inside

    def end_text() -> None:
        nonlocal is_text
        is_text = False

    def text(found: str) -> None:
        if is_text:
            boxes[-1] += found

    if relation.target:
        starts, ends = {"sp": shape, "t": begin_text}, {"sp": end_shape, "t": end_text}
        _look(parts[relation.target], starts, text, ends)
    return [each for each in boxes if each.strip()]
