"""A worksheet as the template needs it, and what writing into one takes: row heights, live sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

from ytaexcel.errors import WritingError
from ytaexcel.style.written import cell_text

LINE, PADDING, HIGHEST = 15, 2, 409
"""Points: one line of text, what a row needs besides, and the most that Excel allows."""

DAY_NOUGHT = date(1899, 12, 30)
"""The day that Excel counts dates from; right for all days since March 1900."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without its equals sign, and the value that it has in the workbook as it is sent."""

    expression: str
    value: str | float

    @property
    def number(self) -> float:
        """The value of a formula that counts."""
        if isinstance(self.value, str):
            raise TypeError(f"{self.expression} is not a number")
        return self.value


Value = str | float | date | Formula | None


class _Cell(NamedTuple):
    """A cell with its content as it stands in the sheet's XML, after the cell's place and look."""

    look: Format
    content: str


class Page(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose rows can grow with what is typed, and whose cells are written as they stand.

    XlsxWriter looks each value over for what it might be meant as, and each formula for some sixty functions
    newer than Excel 2016. Here every value says what it is and no formula uses those; looking took a third
    of the time of a workbook.
    """

    grows_from: int | None = None
    """The first row (from 0) that grows; None: none does."""

    def put(self, row: int, column: int, value: Value, look: Format) -> None:
        """Writes the value as what it is: free text never becomes a formula, a number or a link."""
        if self._check_dimensions(row, column):
            raise WritingError(f'Sheet "{self.name}", row {row + 1}: a value could not be written.')
        self.table[row][column] = _Cell(look, self._content(value))

    def set_height(self, row: int, lines: int) -> None:
        """The height that so many lines of 11 points need."""
        self.set_row(row, min(HIGHEST, LINE * lines + PADDING))

    def _content(self, value: Value) -> str:
        if value is None or value == "":
            return "/>"
        if isinstance(value, str):
            index = self.str_table._get_shared_string_index(cell_text(value))  # noqa: SLF001 (the only way)
            return f' t="s"><v>{index}</v></c>'
        if isinstance(value, Formula):
            kind = ' t="str"' if isinstance(value.value, str) and value.value else ""
            return f"{kind}><f>{escape(value.expression)}</f><v>{escape(str(value.value))}</v></c>"
        number = (value - DAY_NOUGHT).days if isinstance(value, date) else value
        return f"><v>{number:.16G}</v></c>"

    def _write_cell(self, row: int, column: int, cell: Any) -> None:
        if not isinstance(cell, _Cell):  # a link
            super()._write_cell(row, column, cell)
            return
        place = xl_rowcol_to_cell_fast(row, column)
        look = cell.look._get_xf_index()  # noqa: SLF001 (the only way)
        self.fh.write(f'<c r="{place}" s="{look}"{cell.content}')

    def _prepare_formula(self, formula: str, *_: object, **__: object) -> str:
        return formula.removeprefix("=")

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        # A row marked as of custom height would stay as it is when somebody types five lines into it.
        if tag == "row" and self.grows_from is not None and attributes[0][1] > self.grows_from:
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


def quoted(text: str) -> str:
    """The text as a literal in a formula."""
    return '"' + text.replace('"', '""') + '"'


def added(first: Formula, second: Formula) -> Formula:
    return Formula(f"{first.expression}+{second.expression}", first.number + second.number)


def sentence(pattern: str, **parts: Formula | str) -> Formula:
    """A sentence whose `{places}` are live: one formula that joins the words and the parts."""
    expressions, values, words = [], [], ""
    for literal, place, _, _ in Formatter().parse(pattern):
        words += literal
        part = parts[place] if place else ""
        if isinstance(part, str):
            words += part
            continue
        expressions += [quoted(words), part.expression] if words else [part.expression]
        values += [words, str(part.value)]
        words = ""
    if words:
        expressions.append(quoted(words))
    return Formula("&".join(expressions), "".join([*values, words]))
