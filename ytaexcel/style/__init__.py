"""The one visual language of every workbook that ytaexcel writes: colours, fonts, widths, print set-up.

Contrast of each pair of ink and fill is at least 4.5:1; no meaning is carried by colour alone.
"""

from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FONT = "Calibri"
SYMBOL_FONT = "Segoe UI Symbol"
INK = "#1F2933"
GREY = "#4B5563"
MUTED = "#5B6570"
LOCKED_FILL = "#F1F3F5"
LOCKED_HEADER_FILL = "#DCE1E7"
FILL_HEADER = "#1F4E79"
LACKING_INK, LACKING_FILL = "#3A2A00", "#FFE08A"
LATE_INK, LATE_FILL = "#8A1C0B", "#FBE5DC"
FLAG_INK, FLAG_FILL = "#FFFFFF", "#8A1C0B"
READY_INK = "#1B5E3B"
LINK = "#1D4F91"
MARK_INKS = {"error": "#9B1C0A", "warning": "#7A3E00", "info": "#1D4F91"}
MARK_FILLS = {"error": "#FAC0B2", "warning": "#FFCF99", "info": "#D3E5F8"}
"""What marks a finding in a group's own workbook. Nothing else has these fills: a mark is known by its own."""
DEMONSTRATION = "#6B2C91"
RULE = "#CBD2D9"
BAR = "#DDE3EA"
GRID = "#E3E7EB"
STARTED_LINE, DONE_LINE, PLAN_LINE = "#3A86B7", "#0B4F6C", "#5F6B7A"

DATE = "d.m.yyyy"
ASSUMED = "≈"
"""Stands before a day that rests on a reading which the text does not settle."""
ASSUMED_DATE = f'"{ASSUMED} "{DATE}'
PERCENT = '0"\u00a0"%'

EPOCH = datetime(2000, 1, 1)
"""The creation time written into workbooks whose bytes must not depend on the clock."""


class Formats:
    """The formats of one workbook, made once for each combination of properties."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """The format with these XlsxWriter properties on top of the house font."""
        wanted = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]


def new_workbook(path: str | BytesIO, *, created: datetime, title: str, language: str) -> xlsxwriter.Workbook:
    """A workbook in the house style. Text is never turned into formulas, links or numbers."""
    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # In memory: a temporary file for each part takes longer, most of all where a scanner looks at each.
    book = xlsxwriter.Workbook(path, {**as_text, "in_memory": True})
    book.set_properties({"title": title, "created": created, "comments": f"Language: {language}"})
    book.set_size(2400, 1500)
    return book


def set_up_print(sheet: Worksheet, *, footer: str, landscape: bool = True, header: str = "") -> None:
    """A4, one page wide, quiet margins, footer with the page number."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.55)
    sheet.fit_to_pages(1, 0)
    # The blank keeps a footer that begins with a digit from being read into the font size.
    sheet.set_footer(f"&L&8 {footer.replace('&', '&&')}&R&8&P / &N")
    if header:
        sheet.set_header(f"&C&8&K{DEMONSTRATION.removeprefix('#')}{header.replace('&', '&&')}")
