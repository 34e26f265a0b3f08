"""What calamine does not tell of a sheet: error cells, formulas without a saved result, links, merged cells.

Also the guard that must run before calamine: one far cell, or a number that its dates cannot hold, would end the
whole process; and what is out of its place it would read otherwise than Excel, without a word.
"""

import re
from dataclasses import dataclass, field

from ytaexcel.findings import finding
from ytaexcel.read.cells import Address, address, cell_name
from ytaexcel.read.scan import Attributes, Refused, scan

MOST_ROWS = 5_000
MOST_COLUMNS = 256
"""Calamine lays out every cell up to the furthest one that holds something."""
_LEAST_NUMBER, _MOST_NUMBER = -1e11, 1e300
"""Beyond them calamine's sums with dates overflow; NaN and the infinities are no numbers in a workbook either."""
_NAMELESS = "#?"
"""An error value that does not say which it is."""
_NOWHERE: Address = (-1, -1)
_KINDS = frozenset({"", "n", "s", "str", "inlineStr", "b", "e", "d"})
_NAMESPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
_ANCHOR = "xdr:row"
"""The row at which an embedded object or a control is fixed: no row of cells."""
_TWO_TEXTS = re.compile(rb"</t>\s*<t[\s/>]")
_OUTSIDE = re.compile(r"(?:^|[^\w\[\]])\[\d+\]")
"""The number of another workbook in a formula: [1]Sheet!A1. A column of a table, Table[1], follows a name."""
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(slots=True)
class Marks:
    """What the pass over one sheet's XML found."""

    errors: dict[Address, str] = field(default_factory=dict)
    hollow: set[Address] = field(default_factory=set)
    percents: set[Address] = field(default_factory=set)
    texts: dict[Address, str] = field(default_factory=dict)
    """Texts that stand where calamine does not look for them: it would show a blank."""
    links: list[tuple[str, str]] = field(default_factory=list)
    """(cell, id of the relation) of hyperlinks that lead elsewhere."""
    merged: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    """Cells whose formulas take values from other workbooks."""
    furthest: Address = _NOWHERE
    """Last row and last column that hold something."""
    shared: list[str] = field(default_factory=list)
    """Number of the shared text of each cell that has one, as it is written."""


def mark_cells(xml: bytes, sheet: str, percent_styles: set[str], *, has_gaps: bool = False) -> Marks:
    """The marks of a sheet; refuses one that reaches too far, or in which cells do not stand in their order.

    `has_gaps`: rows were let go from it, so that every row left must say where it stands.
    """
    if has_two_texts(xml):
        raise _damaged()
    marker = _Marker(sheet, percent_styles, has_gaps)
    scan(
        xml,
        {
            "worksheet": marker.sheet,
            "sheetData": marker.data,
            "row": marker.row,
            _ANCHOR: marker.anchor,
            "c": marker.cell,
            "f": marker.formula,
            "v": marker.value,
            "is": marker.rich_text,
            "t": marker.plain_text,
            "hyperlink": marker.link,
            "mergeCell": marker.merge,
        },
        marker.text,
        {
            "v": marker.end_value,
            "f": marker.end_formula,
            "is": marker.end_rich_text,
            "t": marker.end_plain_text,
            "c": marker.end_cell,
            "row": marker.end_row,
            _ANCHOR: lambda: None,
            "sheetData": marker.end_data,
        },
        marker.other,
    )
    return marker.marks


def has_two_texts(xml: bytes) -> bool:
    """True when a text is given twice in one place: one reader takes both, the next the last."""
    return _TWO_TEXTS.search(xml) is not None


class _Marker:
    """Goes along the cells of one sheet, and holds where it is.

    What stands otherwise than the format has it (a value in a value, two values in a cell, cells out of their
    order, two tables of cells) is read by one reader so and by the next otherwise, or not at all: it is damage.
    """

    __slots__ = (
        "_collected",
        "_has_data",
        "_has_formula",
        "_has_gaps",
        "_has_value",
        "_here",
        "_inside",
        "_kind",
        "_percent_styles",
        "_sheet",
        "marks",
    )

    def __init__(self, sheet: str, percent_styles: set[str], has_gaps: bool) -> None:
        self.marks = Marks()
        self._sheet = sheet
        self._percent_styles = percent_styles
        self._here = _NOWHERE
        self._inside = ""
        self._kind = ""
        self._has_data = False
        self._has_formula = self._has_value = False
        self._has_gaps = has_gaps
        self._collected: list[str] = []

    def sheet(self, attributes: Attributes) -> None:
        if _NAMESPACES.isdisjoint(value for name, value in attributes.items() if name.startswith("xmlns")):
            raise _damaged()

    def data(self, _: Attributes) -> None:
        if self._has_data:
            raise _damaged()
        self._has_data = True
        self._inside = "sheetData"

    def end_data(self) -> None:
        self._inside = ""

    def row(self, attributes: Attributes) -> None:
        named = attributes.get("r")
        if self._inside != "sheetData" or (self._has_gaps and named is None):
            raise _damaged()
        row = self._here[0] + 1 if named is None else _number(named) - 1
        if row <= self._here[0]:
            raise _damaged()
        self._here = (row, -1)
        self._inside = "row"

    def anchor(self, _: Attributes) -> None:
        if self._inside:
            raise _damaged()

    def end_row(self) -> None:
        self._inside = "sheetData"

    def cell(self, attributes: Attributes) -> None:
        named = attributes.get("r")
        row, column = (self._here[0], self._here[1] + 1) if named is None else address(named)
        kind = attributes.get("t", "")
        is_in_order = row == self._here[0] and column > self._here[1]
        if self._inside != "row" or not is_in_order or kind not in _KINDS:
            raise _too_far(self._sheet, row, column) if _is_far(row, column) else _damaged()
        self._inside = "c"
        self._here = (row, column)
        self._kind = kind
        self._has_formula = self._has_value = False
        if attributes.get("s") in self._percent_styles:
            self.marks.percents.add(self._here)

    def formula(self, _: Attributes) -> None:
        if self._inside == "c":
            self._reach()
            self._has_formula = True
            self._inside = "f"
            self._collected = []
        elif self._inside:
            raise _damaged()

    def end_formula(self) -> None:
        if self._inside != "f":
            return
        self._inside = "c"
        formula = "".join(self._collected)
        if "[" in formula and _OUTSIDE.search(_QUOTED.sub("", formula)):
            self.marks.outside.append(cell_name(*self._here))

    def value(self, _: Attributes) -> None:
        if self._inside != "c" or self._has_value:
            raise _damaged()
        self._reach()
        self._inside = "v"
        self._collected = []

    def rich_text(self, _: Attributes) -> None:
        if self._inside != "c" or self._has_value or self._kind != "inlineStr":
            raise _damaged()
        self._reach()
        self._has_value = True
        self._inside = "is"

    def end_rich_text(self) -> None:
        self._inside = "c"

    def plain_text(self, _: Attributes) -> None:
        if self._inside in ("c", "v", "f", "t"):
            raise _damaged()
        if self._inside == "is":
            self._inside = "t"

    def end_plain_text(self) -> None:
        if self._inside == "t":
            self._inside = "is"

    def other(self) -> None:
        """Elements of other kinds may stand in a text of several formats and round the cells, but not among them."""
        if self._inside in ("c", "v", "f", "t"):
            raise _damaged()

    def link(self, attributes: Attributes) -> None:
        self.other()
        identity = next((value for key, value in attributes.items() if key.split(":")[-1] == "id"), "")
        if identity:
            self.marks.links.append((attributes.get("ref", ""), identity))

    def merge(self, attributes: Attributes) -> None:
        self.other()
        self.marks.merged.append(attributes.get("ref", ""))

    def text(self, found: str) -> None:
        if self._inside in ("v", "f"):
            self._collected.append(found)
        elif self._inside == "c" and not found.isspace():
            raise _damaged()

    def end_value(self) -> None:
        value = "".join(self._collected)
        self._inside = "c"
        self._has_value = bool(value) or self._kind == "str"
        if self._kind == "s":
            if value and not _is_whole(value):
                raise _damaged()
            self.marks.shared.append(value)
        elif self._kind == "e":
            self.marks.errors[self._here] = value or _NAMELESS
        elif self._kind == "inlineStr" and value:
            if _is_number(value):  # of a shared text, or a value whose kind was lost
                raise _damaged()
            self.marks.texts[self._here] = value
        elif self._kind in ("", "n") and value and not _is_bearable(value):
            raise _damaged()

    def end_cell(self) -> None:
        self._inside = "row"
        if self._kind == "e":
            if self._here not in self.marks.errors:
                self._reach()
                self.marks.errors[self._here] = _NAMELESS
        elif self._has_formula and not self._has_value:
            self.marks.hollow.add(self._here)

    def _reach(self) -> None:
        """The cell holds something: it must not stand too far away."""
        row, column = self._here
        last_row, last_column = self.marks.furthest
        if row > last_row or column > last_column:
            if _is_far(row, column):
                raise _too_far(self._sheet, row, column)
            self.marks.furthest = (max(row, last_row), max(column, last_column))


def _is_far(row: int, column: int) -> bool:
    return row >= MOST_ROWS or column >= MOST_COLUMNS


def _too_far(sheet: str, row: int, column: int) -> Refused:
    furthest = cell_name(MOST_ROWS - 1, MOST_COLUMNS - 1)
    return Refused(finding("F007", sheet=sheet, found=cell_name(row, column), allowed=furthest))


def _damaged() -> Refused:
    return Refused(finding("F003"))


def _number(written: str) -> int:
    """The number of a row."""
    if not _is_whole(written):
        raise _damaged()
    return int(written)


def _is_whole(written: str) -> bool:
    """Other signs than 0 to 9 make no number here, though Python and calamine know more."""
    return written.isascii() and written.isdigit()


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _is_bearable(value: str) -> bool:
    """False for a number that no workbook holds; what is not a number at all comes out as text."""
    try:
        return _LEAST_NUMBER <= float(value) <= _MOST_NUMBER
    except ValueError:
        return True
