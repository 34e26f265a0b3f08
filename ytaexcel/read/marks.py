"""What calamine does not tell of a sheet: error cells, formulas without a saved result, numbers shown as percents.

Also the guard that must run before calamine: one far cell, or a number that its dates cannot hold, would end the
whole process.
"""

import re
from dataclasses import dataclass, field

from ytaexcel.findings import finding
from ytaexcel.read.cells import Address, address, cell_name
from ytaexcel.read.scan import Attributes, Refused, scan

MOST_ROWS = 20_000
MOST_COLUMNS = 256
"""Calamine lays out every cell up to the furthest one: the two limits together bound its memory."""
_OUTSIDE = re.compile(r"(?:^|[^\w\[\]])\[\d+\]")
"""The number of another workbook in a formula: [1]Sheet!A1. A column of a table, Table[1], follows a name."""
_QUOTED = re.compile(r'"[^"]*"')
_LEAST_NUMBER, _MOST_NUMBER = -1e11, 1e300
"""Beyond them calamine's sums with dates overflow; NaN and the infinities are no numbers in a workbook either."""


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


def mark_cells(xml: bytes, percent_styles: set[str]) -> Marks:
    """The marks of a sheet; refuses one that reaches too far."""
    marker = _Marker(percent_styles)
    scan(
        xml,
        {
            "row": marker.row,
            "c": marker.cell,
            "f": marker.formula,
            "v": marker.value,
            "hyperlink": marker.link,
            "mergeCell": marker.merge,
        },
        marker.text,
        {"v": marker.end_value, "f": marker.end_formula, "c": marker.end_cell},
    )
    return marker.marks


class _Marker:
    """Goes along the cells of one sheet, and holds where it is."""

    __slots__ = ("_collected", "_has_formula", "_has_value", "_here", "_kind", "_percent_styles", "marks")

    def __init__(self, percent_styles: set[str]) -> None:
        self.marks = Marks()
        self._percent_styles = percent_styles
        self._here: Address = (-1, -1)
        self._kind = ""
        self._has_formula = self._has_value = False
        self._collected: str | None = None

    def row(self, attributes: Attributes) -> None:
        self._here = (int(attributes["r"]) - 1 if "r" in attributes else self._here[0] + 1, -1)

    def cell(self, attributes: Attributes) -> None:
        row, column = address(attributes["r"]) if "r" in attributes else (self._here[0], self._here[1] + 1)
        if row >= MOST_ROWS or column >= MOST_COLUMNS:
            furthest = cell_name(MOST_ROWS - 1, MOST_COLUMNS - 1)
            raise Refused(finding("F007", found=cell_name(row, column), allowed=furthest))
        self._here = (row, column)
        self._kind = attributes.get("t", "")
        self._has_formula = self._has_value = False
        if attributes.get("s") in self._percent_styles:
            self.marks.percents.add(self._here)

    def formula(self, _: Attributes) -> None:
        self._has_formula = True
        self._collected = ""

    def end_formula(self) -> None:
        formula, self._collected = self._collected or "", None
        if "[" in formula and _OUTSIDE.search(_QUOTED.sub("", formula)):
            self.marks.outside.append(cell_name(*self._here))

    def link(self, attributes: Attributes) -> None:
        identity = next((value for key, value in attributes.items() if key.split(":")[-1] == "id"), "")
        if identity:
            self.marks.links.append((attributes.get("ref", ""), identity))

    def merge(self, attributes: Attributes) -> None:
        self.marks.merged.append(attributes.get("ref", ""))

    def value(self, _: Attributes) -> None:
        self._collected = ""

    def text(self, found: str) -> None:
        if self._collected is not None:
            self._collected += found

    def end_value(self) -> None:
        value, self._collected = self._collected or "", None
        self._has_value = bool(value) or self._kind == "str"
        if self._kind == "e":
            self.marks.errors[self._here] = value or "#?"
        elif self._kind == "inlineStr" and value:
            self.marks.texts[self._here] = value
        elif self._kind in ("", "n") and value and not _is_bearable(value):
            raise Refused(finding("F003"))

    def end_cell(self) -> None:
        if self._kind == "e" and self._here not in self.marks.errors:
            self.marks.errors[self._here] = "#?"
        elif self._has_formula and not self._has_value:
            self.marks.hollow.add(self._here)


def _is_bearable(value: str) -> bool:
    """False for a number that no workbook holds; what is not a number at all comes out as text."""
    try:
        return _LEAST_NUMBER <= float(value) <= _MOST_NUMBER
    except ValueError:
        return True


def percent_styles(xml: bytes) -> set[str]:
    """Numbers (as the cells name them) of the cell styles that show a percent."""
    percent_formats = {"9", "10"}
    styles: set[str] = set()
    is_inside = False
    count = 0

    def number_format(attributes: Attributes) -> None:
        if "%" in re.sub(r'"[^"]*"', "", attributes.get("formatCode", "")):
            percent_formats.add(attributes.get("numFmtId", ""))

    def begin(_: Attributes) -> None:
        nonlocal is_inside
        is_inside = True

    def finish() -> None:
        nonlocal is_inside
        is_inside = False

    def style(attributes: Attributes) -> None:
        nonlocal count
        if is_inside:
            if attributes.get("numFmtId") in percent_formats:
                styles.add(str(count))
            count += 1

    scan(xml, {"numFmt": number_format, "cellXfs": begin, "xf": style}, ends={"cellXfs": finish})
    return styles
