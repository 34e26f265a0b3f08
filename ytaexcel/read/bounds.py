"""Bounds on the workbook as a whole, which no single part shows: how many sheets, how large an area, how much text.

All are held before calamine is asked: it lays out the whole area of a sheet, and writes a shared text out anew for
each cell that has it.
"""

from collections.abc import Mapping, Sequence

from ytaexcel.findings import finding
from ytaexcel.read.cells import cell_name
from ytaexcel.read.directory import too_large
from ytaexcel.read.layout import SheetPart
from ytaexcel.read.marks import Marks, has_two_texts
from ytaexcel.read.scan import Attributes, Refused, Start, scan

MOST_SHEETS = 200
MOST_AREA = 2_000_000
"""Cells of all sheets, blank ones too, up to the last row and column of each that hold something."""
MOST_SIGNS = 20_000_000
"""In all cells with shared texts together."""


def check_sheets(sheets: Sequence[SheetPart]) -> None:
    """Refuses more sheets than a workbook of ours can have use for, and two of one name or one part."""
    if len(sheets) > MOST_SHEETS:
        raise Refused(finding("F011", found=str(len(sheets)), allowed=str(MOST_SHEETS)))
    parts = [each.part for each in sheets if each.part]
    if len({each.name.casefold() for each in sheets}) < len(sheets) or len(set(parts)) < len(parts):
        raise Refused(finding("F003"))


def check_extent(marks: Mapping[str, Marks]) -> None:
    """Refuses sheets that together reach over too large an area, at the one that goes beyond it."""
    left = MOST_AREA
    for sheet, each in marks.items():
        row, column = each.furthest
        area = (row + 1) * (column + 1)
        if area > left:
            allowed = cell_name(max(left // (column + 1), 1) - 1, column)
            raise Refused(finding("F007", sheet=sheet, found=cell_name(row, column), allowed=allowed))
        left -= area


def check_texts(xml: bytes, marks: Mapping[str, Marks]) -> None:
    """Refuses shared texts that are not in order, or that would become too much when written into every cell."""
    lengths = _lengths(xml)
    numbers = (int(each) for mark in marks.values() for each in mark.shared if each)
    signs = sum(lengths[number] for number in numbers if number < len(lengths))
    if signs > MOST_SIGNS:
        raise too_large(signs, MOST_SIGNS)


def _lengths(xml: bytes) -> list[int]:
    """How long each shared text is; refuses a text in a text, after which readers number them differently."""
    lengths: list[int] = []
    inside: list[str] = []

    def begin(tag: str) -> Start:
        def started(_: Attributes) -> None:
            if tag in inside:
                raise Refused(finding("F003"))
            inside.append(tag)
            if tag == "si":
                lengths.append(0)

        return started

    def other() -> None:
        if inside[-1:] == ["t"]:
            raise Refused(finding("F003"))

    def end() -> None:
        inside.pop()

    def text(found: str) -> None:
        if inside:
            lengths[-1] += len(found)

    scan(xml, {"si": begin("si"), "t": begin("t")}, text, {"si": end, "t": end}, other)
    if has_two_texts(xml):
        raise Refused(finding("F003"))
    return lengths
