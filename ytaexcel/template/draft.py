"""One workbook in the making: what every sheet of it needs to know, gathered once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from ytaexcel import texts
from ytaexcel.errors import WritingError
from ytaexcel.months import day_after
from ytaexcel.programme import Programme, Sheet
from ytaexcel.style import DEMONSTRATION, FILL_HEADER, Formats, set_up_print
from ytaexcel.template.facts import Plan
from ytaexcel.template.order import Order
from ytaexcel.template.page import Page

TITLE, HEADER, FIRST = 0, 3, 4
"""Rows (from 0) of the title, the headers and the first row of data on the sheets that are filled."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The workbook, its pages by kind of sheet, and what they are made from."""

    programme: Programme
    order: Order
    book: xlsxwriter.Workbook
    formats: Formats
    pages: Mapping[str, Page]
    plan: Plan

    @property
    def reference_day(self) -> date:
        """D: what was planned before this day should be so by now."""
        return day_after(self.order.month)

    def text(self, key: str, **values: object) -> str:
        """A text of the template in the workbook's language."""
        return self.programme.text(f"template.{key}", self.order.language, **values)

    def word(self, code: str) -> str:
        """What the programme calls a mark, a flag or a criticality."""
        return self.programme.workbook.words[code][self.order.language]

    def status(self, code: str) -> str:
        return self.programme.status_name(code, self.order.language)

    def place(self, code: str) -> int:
        """The number of a status in the list of statuses, from 1; formulas compare these."""
        return [status.code for status in self.programme.statuses].index(code) + 1

    def sheet(self, kind: str) -> Sheet:
        return self.programme.workbook.sheet(kind)

    def name(self, kind: str) -> str:
        """The sheet's name in the workbook's language."""
        return self.sheet(kind).names[self.order.language]

    def quoted_name(self, kind: str) -> str:
        """The sheet's name as a formula or a link needs it."""
        return str(quote_sheetname(self.name(kind)))

    def due(self, form: str) -> str:
        """The day of return with its weekday: `ti 7.12.2021` (short) or `tiistaina 7.12.2021` (long)."""
        day = self.order.due
        return f"{self.text(f'weekday.{form}.{day.weekday()}')} {texts.day(day)}"

    def set_up(self, kind: str, *, remark: tuple[int, int]) -> None:
        """What all sheets share: title in A1, the demonstration's remark (row, column), and how they print."""
        order, page = self.order, self.pages[kind]
        organisation = self.programme.organisation(order.organisation).short[order.language]
        values = {
            "sheet": self.name(kind),
            "month": texts.month_short(order.month),
            "organisation": organisation,
        }
        page.put(
            TITLE,
            0,
            self.text("title", group=order.group, **values),
            self.formats(bold=True, font_size=15, font_color=FILL_HEADER),
        )
        page.set_row(TITLE, 21)
        if self.programme.is_demonstration:
            look = self.formats(bold=True, font_color=DEMONSTRATION, valign="vcenter")
            page.put(*remark, self.text("demonstration"), look)
        set_up_print(
            page,
            footer=self.text("footer", group=order.group, **values),
            header=self.text("demonstration") if self.programme.is_demonstration else "",
        )
        page.hide_gridlines(2)

    def mark(
        self,
        kind: str,
        rows: tuple[int, int],
        columns: tuple[int, int],
        criteria: str,
        look: Mapping[str, Any],
    ) -> None:
        """Cells look so where the criteria, written for the first of them, hold. First and last, from 0."""
        options = {"type": "formula", "criteria": f"={criteria}", "format": self.book.add_format(dict(look))}
        if self.pages[kind].conditional_format(rows[0], columns[0], rows[1], columns[1], options):
            raise WritingError(f"{self.name(kind)}: the mark {criteria} could not be written.")

    def protect(self, kind: str) -> None:
        """Locks what is not to be filled, without a password; filters and widths stay usable."""
        allowed = {"autofilter": True, "format_columns": True, "format_rows": True}
        self.pages[kind].protect("", allowed)


def letters(sheet: Sheet) -> dict[str, str]:
    """Field code -> the letter of its column."""
    return {field.code: str(xl_col_to_name(column)) for column, field in enumerate(sheet.fields)}
