"""Where the rows and cells of a sheet stand in the bytes of its XML, and what else marking has to know of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from xml.parsers import expat

from ytaexcel.feedback.splice import Unmarkable, guarded_parser, head_end
from ytaexcel.read import Address, address

_BEHIND_NOTES = frozenset(
    "legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst".split()
)
"""What stands in a sheet behind the reference to its notes."""
_WIDTH, _HEIGHT = 64.0, 20.0
"""Pixels of a column and a row where the sheet says nothing."""


@dataclass(slots=True)
class Cell:
    """A cell that is written down; its format is the number in `s`."""

    column: int
    start: int
    format: int


@dataclass(slots=True)
class Row:
    """A row as it is written."""

    number: int
    """From 0."""
    start: int
    inner: int
    is_empty: bool
    format: int
    height: float | None
    """Pixels; None: the sheet's own."""
    tail: int
    cells: list[Cell] = field(default_factory=list)


@dataclass
class Grid:
    """One sheet as it is written."""

    prefix: str = ""
    rows: list[Row] = field(default_factory=list)
    data: tuple[int, int, int] = (-1, -1, -1)
    """Where the element of the rows begins, where its content begins and ends."""
    columns: list[tuple[int, int, int, float]] = field(default_factory=list)
    """(first, last, format, width in pixels)."""
    merged: list[tuple[Address, Address]] = field(default_factory=list)
    notes_id: str = ""
    """The relation to the drawing of the notes; empty where the sheet has none."""
    notes_place: int = -1
    """Where a reference to such a drawing belongs."""
    width: float = _WIDTH
    height: float = _HEIGHT

    @cached_property
    def by_number(self) -> dict[int, Row]:
        return {row.number: row for row in self.rows}

    def shown(self, place: Address) -> Address:
        """The cell itself, or the one that shows where it has been merged away."""
        for first, last in self.merged:
            if first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1]:
                return first
        return place

    def formats(self) -> Iterator[tuple[Address, int]]:
        """Each cell that is written down, and its format."""
        for row in self.rows:
            yield from (((row.number, cell.column), cell.format) for cell in row.cells)

    def format_at(self, place: Address) -> int:
        """The format of a cell; a cell that is not written down takes that of its row or column."""
        row = self.by_number.get(place[0])
        if row is not None:
            for cell in row.cells:
                if cell.column == place[1]:
                    return cell.format
            if row.format:
                return row.format
        return next((number for first, last, number, _ in self.columns if first <= place[1] <= last), 0)

    def column_width(self, column: int) -> float:
        return next((width for first, last, _, width in self.columns if first <= column <= last), self.width)

    def row_height(self, number: int) -> float:
        row = self.by_number.get(number)
        return self.height if row is None or row.height is None else row.height


def grid_of(xml: bytes) -> Grid:
    """The grid of a worksheet. Cells and rows without an address stand behind the one before them."""
    reader = _Reader(xml)
    reader.parser.Parse(xml, True)
    if reader.grid.data[0] < 0:
        raise Unmarkable
    return reader.grid


class _Reader:
    """Goes through a sheet once, and holds where it is."""

    def __init__(self, xml: bytes) -> None:
        self.grid = Grid()
        self.parser: expat.XMLParserType = guarded_parser(xml)
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._finish
        self._xml = xml
        self._depth = 0
        self._top = 0
        """Where the child of the sheet began in which the parser is."""
        self._top_name = ""
        self._row, self._column = -1, -1

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag[tag.rfind(":") + 1 :]
        if self._depth == 1:
            self._top, self._top_name = self.parser.CurrentByteIndex, name
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._begin_row(attributes)
        elif name in _BEHIND_NOTES and self.grid.notes_place < 0 and self._is_on_top():
            self.grid.notes_place = self._top
        else:
            self._other(name, tag, attributes)
        self._depth += 1

    def _is_on_top(self) -> bool:
        """True for a child of the sheet, also one that stands there in alternatives; rules have an extLst too."""
        return self._depth == 1 or self._top_name == "AlternateContent"

    def _other(self, name: str, tag: str, attributes: dict[str, str]) -> None:
        grid = self.grid
        if name == "sheetData":
            start = self.parser.CurrentByteIndex
            inner = head_end(self._xml, start)
            grid.data = (start, inner, inner)
            grid.prefix = tag[: tag.rfind(":") + 1]
        elif name == "col":
            width = _pixels(attributes.get("width"), 7, grid.width)
            is_hidden = attributes.get("hidden") in ("1", "true")
            grid.columns.append(
                (
                    int(attributes["min"]) - 1,
                    int(attributes["max"]) - 1,
                    int(attributes.get("style", 0)),
                    0.0 if is_hidden else width,
                )
            )
        elif name == "sheetFormatPr":
            grid.width = _pixels(attributes.get("defaultColWidth"), 7, _WIDTH)
            grid.height = _pixels(attributes.get("defaultRowHeight"), 4 / 3, _HEIGHT)
        elif name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            grid.merged.append((address(first), address(last or first)))
        elif name == "legacyDrawing":
            ids = (value for key, value in attributes.items() if key.split(":")[-1] == "id")
            grid.notes_id = next(ids, "")

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
        self._column = -1
        start = self.parser.CurrentByteIndex
        inner = head_end(self._xml, start)
        is_hidden = attributes.get("hidden") in ("1", "true")
        height = _pixels(attributes["ht"], 4 / 3, _HEIGHT) if "ht" in attributes else None
        is_empty = self._xml[inner - 2 : inner] == b"/>"
        number = int(attributes.get("s", 0))
        self.grid.rows.append(
            Row(self._row, start, inner, is_empty, number, 0.0 if is_hidden else height, inner)
        )

    def _cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            _, self._column = address(attributes["r"])
        else:
            self._column += 1
        number = int(attributes.get("s", 0))
        self.grid.rows[-1].cells.append(Cell(self._column, self.parser.CurrentByteIndex, number))

    def _finish(self, tag: str) -> None:
        self._depth -= 1
        name = tag[tag.rfind(":") + 1 :]
        if name == "row" and not self.grid.rows[-1].is_empty:
            self.grid.rows[-1].tail = self.parser.CurrentByteIndex
        elif name == "sheetData":
            start, inner, _ = self.grid.data
            is_empty = self._xml[inner - 2 : inner] == b"/>"
            self.grid.data = (start, inner, inner if is_empty else self.parser.CurrentByteIndex)
        elif self._depth == 0 and self.grid.notes_place < 0:
            self.grid.notes_place = self.parser.CurrentByteIndex


def _pixels(size: str | None, unit: float, otherwise: float) -> float:
    return float(size) * unit if size else otherwise
