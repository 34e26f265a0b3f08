"""A worksheet as the template needs it, and what writing into one takes: row heights, live sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ytaexcel.errors import WritingError
from ytaexcel.style.written import cell_text

LINE, PADDING, HIGHEST = 15, 2, 409
"""Points: one line of text, what a row needs besides, and the most that Excel allows."""


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


class Page(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose rows can grow with what is typed, and whose formulas are written as they stand."""

    grows_from: int | None = None
    """The first row (from 0) that grows; None: none does."""

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        # A row marked as of custom height would stay as it is when somebody types five lines into it.
        if tag == "row" and self.grows_from is not None and attributes[0][1] > self.grows_from:
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _prepare_formula(self, formula: str, *_: object, **__: object) -> str:
        # XlsxWriter looks through every formula for each of some forty functions newer than Excel 2016;
        # the template uses none, and looking takes longer than all the rest.
        return formula.removeprefix("=")

    def put(self, row: int, column: int, value: Value, look: Format) -> None:
        """Writes the value as what it is: free text never becomes a formula, a number or a link."""
        if isinstance(value, Formula):
            failed = self.write_formula(row, column, "=" + value.expression, look, value.value)
        elif value is None or value == "":
            failed = self.write_blank(row, column, None, look)
        elif isinstance(value, str):
            failed = self.write_string(row, column, cell_text(value), look)
        elif isinstance(value, date):
            failed = self.write_datetime(row, column, value, look)
        else:
            failed = self.write_number(row, column, value, look)
        if failed:
            raise WritingError(f'Sheet "{self.name}", row {row + 1}: a value could not be written.')

    def set_height(self, row: int, lines: int) -> None:
        """The height that so many lines of 11 points need."""
        self.set_row(row, min(HIGHEST, LINE * lines + PADDING))


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
