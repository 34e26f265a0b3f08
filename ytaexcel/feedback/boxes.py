"""The boxes in which notes are shown: shapes in the old drawing language (VML), which Excel still wants for them.

Excel's own drawings of this kind are not always well-formed XML, so they are taken as text: a box is known by the
row and column that it names.
"""

import re
from collections.abc import Callable, Collection, Mapping

from ytaexcel.feedback.grid import Grid
from ytaexcel.feedback.splice import Unmarkable, written
from ytaexcel.read import Address
from ytaexcel.style.measure import lines

_SHAPE = re.compile(rb"\s*<v:shape[\s>].*?</v:shape>", re.DOTALL)
_ROW, _COLUMN = (
    re.compile(rb"<x:%s>\s*(\d+)\s*</x:%s>" % (name, name), re.IGNORECASE) for name in (b"Row", b"Column")
)
_NUMBER = re.compile(rb"_x0000_s(\d+)")
_NAMESPACES = (
    b"urn:schemas-microsoft-com:vml",
    b"urn:schemas-microsoft-com:office:office",
    b"urn:schemas-microsoft-com:office:excel",
)
_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BLOCK = 1024
_WIDTH = 330
"""Pixels of a box."""
_SIZE = 10
_LINE = 17
"""Pixels of a line of that size, as generously as Excel sets it."""
_GAP = 15
"""Pixels between the cell and its box."""


def no_boxes(wanted: int) -> bytes:
    """A drawing without any shape, in which so many may be put: shapes are numbered in blocks of 1,024."""
    blocks = ",".join(str(number) for number in range(1, wanted // _BLOCK + 2))
    return written(
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
        f'<o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout></xml>'
    )


def without_boxes(drawing: bytes, places: Collection[Address]) -> bytes:
    """The drawing without the boxes of these cells."""

    def kept(match: re.Match[bytes]) -> bytes:
        row, column = _ROW.search(match[0]), _COLUMN.search(match[0])
        is_gone = row and column and (int(row[1]), int(column[1])) in places
        return b"" if is_gone else match[0]

    return _SHAPE.sub(kept, drawing)


def with_boxes(drawing: bytes, grid: Grid, texts: Mapping[Address, str]) -> bytes:
    """The drawing with a hidden box for each of these cells, large enough for its text."""
    end = drawing.rfind(b"</xml>")
    if end < 0 or not all(each in drawing for each in _NAMESPACES):
        raise Unmarkable
    first = max([_BLOCK, *(int(each) for each in _NUMBER.findall(drawing))]) + 1
    shapes = [
        _box(number, place, text, grid) for number, (place, text) in enumerate(texts.items(), start=first)
    ]
    kind = "" if b'"_x0000_t202"' in drawing else _TYPE
    return drawing[:end] + written(kind + "".join(shapes)) + drawing[end:]


def _box(number: int, place: Address, text: str, grid: Grid) -> str:
    row, column = place
    height = (lines(text, _WIDTH - 10, size=_SIZE) + 1) * _LINE
    left, top = column + 1, max(row - 1, 0)
    right, right_part = _reached(left, _GAP + _WIDTH, grid.column_width)
    bottom, bottom_part = _reached(top, 4 + height, grid.row_height)
    anchor = f"{left}, {_GAP}, {top}, 4, {right}, {right_part}, {bottom}, {bottom_part}"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
        f"margin-top:2pt;width:{_WIDTH * 3 // 4}pt;height:{height * 3 // 4}pt;z-index:{number - _BLOCK};"
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def _reached(first: int, pixels: float, size: Callable[[int], float]) -> tuple[int, int]:
    """The row or column in which so many pixels from the beginning of the first end, and how far into it."""
    at = first
    while pixels > size(at) and at < first + 200:
        pixels -= size(at)
        at += 1
    return at, int(min(pixels, size(at)))
