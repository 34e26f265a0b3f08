"""The notes of a sheet: ours are added and taken away, the group's own stay.

A note stands in two parts: its text among the comments, its box in a drawing (VML). Ours begins with a sign, for not
every program keeps authors; where a cell already has a note of the group's, ours follows below it.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ytaexcel import style
from ytaexcel.feedback.boxes import no_boxes, with_boxes, without_boxes
from ytaexcel.feedback.grid import Grid
from ytaexcel.feedback.package import Package
from ytaexcel.feedback.splice import (
    Edit,
    Element,
    Unmarkable,
    applied,
    elements,
    escaped,
    prefix_of,
    put_inside,
    written,
)
from ytaexcel.findings import Severity
from ytaexcel.read import FEEDBACK_AUTHOR, FEEDBACK_SIGN, Address, address, cell_name

AUTHOR, SIGN = FEEDBACK_AUTHOR, FEEDBACK_SIGN
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_T = re.compile(r"(<(?:\w+:)?t(?:\s[^>]*)?)(?:/>|>(.*?)</(?:\w+:)?t>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Note:
    """What a note says."""

    severity: Severity
    heading: str
    text: str


def threads(package: Package, part: str) -> frozenset[Address]:
    """The cells of a sheet that hold a discussion: they can have no note beside it."""
    return frozenset(
        address(each.attributes["ref"])
        for relation in package.relations(part)
        if relation.kind == "threadedComment" and relation.target in package.parts
        for each in elements(package.parts[relation.target], {"threadedComment"})
    )


def without_notes(package: Package, part: str, grid: Grid) -> None:
    """Takes our notes off a sheet, and what we added to the group's."""
    comments = package.related(part, "comments")
    if comments is None or comments.target not in package.parts:
        return
    xml = package.parts[comments.target]
    ours, edits = set(), []
    found = _Comments(xml)
    for each in found.comments:
        cut = found.cut(each)
        if cut == [(each.start, each.end, b"")]:
            ours.add(address(each.attributes["ref"]))
        edits += cut
    package.parts[comments.target] = applied(xml, edits)
    drawing = _drawing(package, part, grid)
    if ours and drawing:
        package.parts[drawing] = without_boxes(package.parts[drawing], ours)


def with_notes(package: Package, part: str, grid: Grid, notes: Mapping[Address, Note]) -> list[Edit]:
    """Puts notes on a sheet; the edits that the sheet's own XML needs for them."""
    if not notes:
        return []
    relation = package.related(part, "comments")
    name = relation.target if relation else package.free_name("xl/comments{}.xml")
    if relation is None:
        package.parts[name] = _no_comments(package)
        package.declare(name, _COMMENTS_TYPE)
        package.relate(part, "comments", name)
    found = _Comments(package.parts[name])
    package.parts[name] = found.with_notes(notes)
    texts = {place: f"{SIGN}{note.heading}\n{note.text}" for place, note in notes.items()}
    return _drawn(
        package, part, grid, {place: text for place, text in texts.items() if place not in found.places()}
    )


class _Comments:
    """A part of comments."""

    def __init__(self, xml: bytes) -> None:
        self._xml = xml
        found = elements(xml, {"comments", "authors", "author", "commentList", "comment", "text", "t", "r"})
        self.comments = [each for each in found if each.name == "comment"]
        self._texts = [each for each in found if each.name == "text"]
        self._runs = [each for each in found if each.name == "r" and each.parent == "text"]
        self._plain = [each for each in found if each.name == "t" and each.parent == "text"]
        by_name = {each.name: each for each in found}
        if not {"authors", "commentList"} <= by_name.keys():
            raise Unmarkable
        self._author_list, self._list = by_name["authors"], by_name["commentList"]
        self._authors = [
            html.unescape(xml[each.inner : each.tail].decode("utf-8"))
            for each in found
            if each.name == "author"
        ]
        self._prefix = prefix_of(xml, self._list)

    def author(self, comment: Element) -> str:
        number = int(comment.attributes.get("authorId", -1))
        return self._authors[number] if 0 <= number < len(self._authors) else ""

    def places(self) -> frozenset[Address]:
        return frozenset(address(each.attributes["ref"]) for each in self.comments)

    def cut(self, comment: Element) -> list[Edit]:
        """What takes our part of a note away, and the whole note where nobody else has said anything."""
        if self.author(comment) == AUTHOR:
            return [(comment.start, comment.end, b"")]
        edits: list[Edit] = []
        is_ours, kept = False, ""
        for piece in [*self._inside(comment, self._runs)] or [*self._inside(comment, self._plain)]:
            text = self._xml[piece.start : piece.end].decode("utf-8")
            match = _T.search(text)
            said = html.unescape(match[2] or "") if match else ""
            if not is_ours and SIGN in said and match is not None:
                is_ours = True
                said = said[: said.index(SIGN)].rstrip("\n")
                changed = text[: match.start(2)] + escaped(said) + text[match.end(2) :]
                edits.append((piece.start, piece.end, written(changed) if said else b""))
            elif is_ours:
                edits.append((piece.start, piece.end, b""))
                continue
            kept += said
        return [(comment.start, comment.end, b"")] if is_ours and not kept.strip() else edits

    def with_notes(self, notes: Mapping[Address, Note]) -> bytes:
        number, edits = len(self._authors), []
        if AUTHOR in self._authors:
            number = self._authors.index(AUTHOR)
        else:
            edits = put_inside(
                self._xml, self._author_list, f"<{self._prefix}author>{AUTHOR}</{self._prefix}author>"
            )
        own = {address(each.attributes["ref"]): each for each in self.comments}
        added = []
        for place, note in notes.items():
            if place in own:
                edits += self._below(own[place], note)
            else:
                p = self._prefix
                added.append(
                    f'<{p}comment ref="{cell_name(*place)}" authorId="{number}" shapeId="0">'
                    f"<{p}text>{self._said(note)}</{p}text></{p}comment>"
                )
        if added:
            edits += put_inside(self._xml, self._list, "".join(added))
        return applied(self._xml, edits)

    def _below(self, comment: Element, note: Note) -> list[Edit]:
        """Our note under the group's: a text without runs becomes a run, or what follows would not be shown."""
        (text,) = self._inside(comment, self._texts)
        p = self._prefix
        edits: list[Edit] = []
        for plain in self._inside(comment, self._plain):
            edits += [
                (plain.start, plain.start, written(f"<{p}r>")),
                (plain.end, plain.end, written(f"</{p}r>")),
            ]
        if text.is_empty:
            return put_inside(self._xml, text, self._said(note))
        return [*edits, (text.tail, text.tail, written(self._said(note, "\n\n")))]

    def _said(self, note: Note, before: str = "") -> str:
        p, ink = self._prefix, style.MARK_INKS[note.severity].removeprefix("#")
        font = f'<{p}rFont val="{style.FONT}"/><{p}family val="2"/>'
        return (
            f'<{p}r><{p}rPr><{p}b/><{p}sz val="10"/><{p}color rgb="FF{ink}"/>{font}</{p}rPr>'
            f'<{p}t xml:space="preserve">{escaped(f"{before}{SIGN}{note.heading}")}&#10;</{p}t></{p}r>'
            f'<{p}r><{p}rPr><{p}sz val="10"/><{p}color indexed="81"/>{font}</{p}rPr>'
            f'<{p}t xml:space="preserve">{escaped(note.text)}</{p}t></{p}r>'
        )

    @staticmethod
    def _inside(whole: Element, parts: list[Element]) -> Iterator[Element]:
        return (each for each in parts if whole.start < each.start < whole.end)


def _no_comments(package: Package) -> bytes:
    return written(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<comments xmlns="{package.main_namespace()}"><authors></authors><commentList></commentList></comments>'
    )


def _drawing(package: Package, part: str, grid: Grid) -> str:
    """The part that draws a sheet's notes (not the pictures in its header); empty: there is none."""
    found = (each.target for each in package.relations(part) if each.id == grid.notes_id)
    return next((target for target in found if target in package.parts), "")


def _drawn(package: Package, part: str, grid: Grid, texts: Mapping[Address, str]) -> list[Edit]:
    """Draws a box for each note; the edits that the sheet's XML needs where it had no drawing."""
    drawing = _drawing(package, part, grid)
    edits: list[Edit] = []
    if not drawing:
        drawing = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.parts[drawing] = no_boxes(len(texts))
        package.declare_extension("vml", _VML_TYPE)
        number = package.relate(part, "vmlDrawing", drawing)
        address_of_relations = package.relation_base().rstrip("/")
        tag = f'<{grid.prefix}legacyDrawing xmlns:r="{address_of_relations}" r:id="{number}"/>'
        edits.append((grid.notes_place, grid.notes_place, written(tag)))
    package.parts[drawing] = with_boxes(package.parts[drawing], grid, texts)
    return edits
