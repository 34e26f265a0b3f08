"""Inserts a row or a column into a workbook as a spreadsheet program does: what points there moves along.

openpyxl moves cells only. Formulas on all sheets, defined names, validations, conditional formats, filters,
heights and widths follow here.
"""

import re
from dataclasses import dataclass
from typing import Literal

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")


@dataclass(frozen=True, slots=True)
class Insertion:
    """One row or column, inserted before the row or column with this number (from 1)."""

    sheet: str
    axis: Literal["row", "column"]
    before: int

    def shifted(self, reference: str) -> str:
        """`$K5:K127` as it reads after the insertion."""
        return _CELL.sub(self._shifted_cell, reference)

    def in_formula(self, formula: str, own_sheet: str) -> str:
        """The formula of a cell on `own_sheet`, with its references to the changed sheet shifted."""
        tokenizer = Tokenizer(formula)
        for token in tokenizer.items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                sheet, mark, reference = token.value.rpartition("!")
                if (sheet.strip("'").replace("''", "'") or own_sheet) == self.sheet:
                    token.value = f"{sheet}{mark}{self.shifted(reference)}"
        return "=" + "".join(token.value for token in tokenizer.items)

    def _shifted_cell(self, cell: re.Match[str]) -> str:
        column, row = column_index_from_string(cell[2]), int(cell[4])
        if self.axis == "row":
            row += row >= self.before
        else:
            column += column >= self.before
        return f"{cell[1]}{get_column_letter(column)}{cell[3]}{row}"


def insert(book: Workbook, insertion: Insertion) -> None:
    """Carries the insertion out in the whole workbook. The new cells are empty and plain."""
    for sheet in book.worksheets:
        _shift_formulas(sheet, insertion)
        _shift_conditional_formats(sheet, insertion)
        _shift_validations(sheet, insertion)
    for name in book.defined_names.values():
        name.attr_text = insertion.in_formula(f"={name.attr_text}", "").removeprefix("=")
    sheet = book[insertion.sheet]
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = insertion.shifted(sheet.auto_filter.ref)
    _move_cells(sheet, insertion)


def _move_cells(sheet: Worksheet, insertion: Insertion) -> None:
    last_row, last_column = sheet.max_row, get_column_letter(sheet.max_column)
    if insertion.axis == "row":
        sheet.move_range(f"A{insertion.before}:{last_column}{last_row}", rows=1)
        for row in range(last_row, insertion.before - 1, -1):
            sheet.row_dimensions[row + 1].height = sheet.row_dimensions[row].height
    else:
        sheet.move_range(f"{get_column_letter(insertion.before)}1:{last_column}{last_row}", cols=1)
        _move_widths(sheet, insertion.before)


def _move_widths(sheet: Worksheet, before: int) -> None:
    """Columns of one width lie under the first of them in openpyxl; here each gets its own entry again."""
    looks = {}
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min or 1, (dimension.max or 1) + 1):
            looks[column + (column >= before)] = (dimension.width, dimension.hidden)
    sheet.column_dimensions.clear()
    for column, (width, hidden) in looks.items():
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width, dimension.hidden = width, hidden


def _shift_formulas(sheet: Worksheet, insertion: Insertion) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, ArrayFormula):
                cell.value.text = insertion.in_formula(str(cell.value.text), sheet.title)
            elif cell.data_type == "f":
                cell.value = insertion.in_formula(str(cell.value), sheet.title)
            if cell.hyperlink and cell.hyperlink.location:
                link = insertion.in_formula(f"={cell.hyperlink.location}", sheet.title)
                cell.hyperlink.location = link.removeprefix("=")


def _shift_conditional_formats(sheet: Worksheet, insertion: Insertion) -> None:
    shifted = ConditionalFormattingList()
    for formatting in sheet.conditional_formatting:
        cells = str(formatting.sqref)
        for rule in formatting.rules:
            rule.formula = [
                insertion.in_formula(f"={each}", sheet.title).removeprefix("=") for each in rule.formula
            ]
            shifted.add(insertion.shifted(cells) if sheet.title == insertion.sheet else cells, rule)
    sheet.conditional_formatting = shifted


def _shift_validations(sheet: Worksheet, insertion: Insertion) -> None:
    for validation in sheet.data_validations.dataValidation:
        for part in ("formula1", "formula2"):
            if (formula := getattr(validation, part)) is not None:
                setattr(validation, part, insertion.in_formula(f"={formula}", sheet.title).removeprefix("="))
        if sheet.title == insertion.sheet:
            validation.sqref = type(validation.sqref)(insertion.shifted(str(validation.sqref)))
