"""The list of findings as a sheet: the outcome in words, what to do, the causes on the first screen, then everything.

It is made as a workbook of its own: for a file that cannot be marked that is the answer, else its sheet is put in
front of the group's own.
"""

import warnings
from io import BytesIO

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.errors import WritingError
from ytaexcel.feedback.causes import MOST_LINES, Cause, Line
from ytaexcel.feedback.order import ListOrder
from ytaexcel.feedback.sheets import quoted
from ytaexcel.findings import Finding
from ytaexcel.style.measure import column_pixels, lines, row_height
from ytaexcel.style.written import cell_text
from ytaexcel.texts import text

_WIDTHS = (13, 29, 60, 40, 8, 9, 9, 9, 9, 9)
_SEVERITY, _PLACE, _FOUND, _REMEDY, _COUNT, _CELLS = range(6)
_MOST_LINKS = 4
_MORE = _CELLS + _MOST_LINKS
RECORD = _MORE + 1
"""The hidden column in which each marked cell leaves its former format; one row for each, from the first row on."""
_MOST_FINDINGS = 5_000
"""Findings listed one by one; more than these nobody mends by hand."""


def list_workbook(order: ListOrder) -> bytes:
    """A workbook whose only sheet is the list."""
    buffer = BytesIO()
    with warnings.catch_warnings():
        # XlsxWriter warns and goes on without what it was told to write.
        warnings.simplefilter("error", UserWarning)
        try:
            title = f"{order.submission.source.name} – {order.name}"
            book = style.new_workbook(buffer, created=order.created, title=title, language=order.language)
            _Page(order, book.add_worksheet(order.name), style.Formats(book)).write()
            book.close()
        except UserWarning as warning:
            raise WritingError(f"{order.submission.source.name}: {warning}") from warning
    return buffer.getvalue()


class _Page:
    """The sheet while it is written, row by row."""

    def __init__(self, order: ListOrder, sheet: Worksheet, formats: style.Formats) -> None:
        self._order = order
        self._sheet = sheet
        self._formats = formats
        self._row = 0
        self._headers = order.headers()

    def write(self) -> None:
        order, sheet = self._order, self._sheet
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        self._head()
        causes = order.told.causes
        self._columns("place", "found", "remedy", *(("count", "cells") if self._has_cells else ()))
        shown = causes if len(causes) <= MOST_LINES else causes[: MOST_LINES - 1]
        has_more = len(order.told.lines) > len(shown)
        # Behind the causes stand a blank row and two rows of headings.
        below = self._row + min(len(causes), MOST_LINES) + 3
        for each in shown:
            self._cause(each, below if has_more else None)
        if len(shown) < len(causes):
            more = text("feedback.more", order.language, count=len(causes) - len(shown))
            self._go(_FOUND, quoted(order.name, xl_rowcol_to_cell(below, 0)), more)
            self._next(1)
        if has_more:
            self._row += 1
            self._text(text("feedback.all", order.language), size=13, bold=True, color=style.FILL_HEADER)
            self._columns("place", "found", "remedy", "cell", "item")
            for line in order.told.lines[:_MOST_FINDINGS]:
                self._line(line)
            rest = len(order.told.lines) - _MOST_FINDINGS
            if rest > 0:
                self._text(text("feedback.rest", order.language, count=rest))
        self._record()
        footer = f"{order.submission.source.name} – {order.name}"
        header = text("feedback.demonstration", order.language) if order.programme.is_demonstration else ""
        style.set_up_print(sheet, footer=footer, header=header)

    @property
    def _has_cells(self) -> bool:
        return any(each.finding.cell for each in self._order.told.lines)

    # --- the head ---------------------------------------------------------------------------------------------

    def _head(self) -> None:
        order, submission = self._order, self._order.submission
        self._text(self._title(), size=16, bold=True, color=style.FILL_HEADER)
        counts = {"accepted": len(submission.accepted), "refused": len(submission.refused)}
        said = submission.source.name
        if any(counts.values()):
            said = text("feedback.counts", order.language, file=said, **counts)
        self._text(said, color=style.MUTED)
        if order.programme.is_demonstration:
            self._text(text("feedback.demonstration", order.language), bold=True, color=style.DEMONSTRATION)
        self._row += 1
        for sentence in (*self._steps(), *order.remarks):
            self._text(sentence)
        self._row += 1

    def _title(self) -> str:
        outcome = self._order.submission.outcome
        if outcome == "accepted":
            worst = self._order.told.lines[0].finding.severity
            return text(f"feedback.title.accepted.{worst}", self._order.language)
        if not self._has_cells:
            return text("feedback.title.whole", self._order.language)
        if not self._order.is_marked:
            return text("feedback.title.listed", self._order.language)
        return text(f"feedback.title.{outcome}", self._order.language)

    def _steps(self) -> list[str]:
        """What to do, in the order in which it is done."""
        language = self._order.language
        if all(each.finding.severity == "info" for each in self._order.told.lines):
            return [text("feedback.nothing", language)]
        if not self._has_cells:
            return [text("feedback.how_whole", language), text("feedback.ask", language)]
        first = "mark" if self._order.is_marked else "find"
        save = "save" if self._order.is_marked else "save_own"
        steps = (f"feedback.step.{first}", f"feedback.step.{save}", "feedback.step.send")
        numbered = [f"{number}. {text(key, language)}" for number, key in enumerate(steps, start=1)]
        return [*numbered, text("feedback.ask", language)]

    # --- the two lists ----------------------------------------------------------------------------------------

    def _columns(self, *keys: str) -> None:
        look = self._formats(bold=True, font_color="#FFFFFF", bg_color=style.FILL_HEADER, valign="vcenter")
        last = _MORE if self._has_cells else _REMEDY
        for column in range(last + 1):
            self._put(column, "", look)
        for column, key in enumerate(("severity", *keys)):
            self._put(column, self._order.programme.text(f"feedback.{key}", self._order.language), look)
        self._next(1)

    def _cause(self, cause: Cause, below: int | None) -> None:
        first, language = cause.first, self._order.language
        reworded = self._order.programme.wording.reworded
        found = first.found(language, reworded)
        if not cause.is_one_text:
            found = text("feedback.example", language, found=found)
        count = self._told(first, found, first.remedy(language, reworded))
        if self._has_cells:
            self._number(_COUNT, len(cause.findings))
        for column, each in enumerate(cause.findings[:_MOST_LINKS], start=_CELLS):
            self._link(column, each)
        rest = len(cause.findings) - _MOST_LINKS
        if rest > 0 and below is not None:
            self._go(_MORE, quoted(self._order.name, xl_rowcol_to_cell(below, 0)), f"+ {rest} ↓")
        self._next(count)

    def _line(self, line: Line) -> None:
        each, language = line.finding, self._order.language
        reworded = self._order.programme.wording.reworded
        remedy = each.remedy(language, reworded)
        if line.follows is not None:
            cause = line.follows
            place = cause.cell or cause.sheet or cause.values["allowed"]
            remedy = text("feedback.follows", language, place=place)
        count = self._told(each, each.found(language, reworded), remedy)
        self._link(_COUNT, each)
        self._put(_CELLS, each.item, self._look())
        self._next(count)

    def _told(self, each: Finding, found: str, remedy: str) -> int:
        """Writes what both lists say of a finding; the lines that it takes."""
        language = self._order.language
        ink, fill = style.MARK_INKS[each.severity], style.MARK_FILLS[each.severity]
        self._put(
            _SEVERITY,
            text(f"severity.{each.severity}", language),
            self._formats(bold=True, font_color=ink, bg_color=fill, bottom=1, bottom_color=style.RULE),
        )
        texts = {_PLACE: self._place(each), _FOUND: found, _REMEDY: remedy}
        for column, said in texts.items():
            self._put(column, said, self._look(text_wrap=True))
        for column in range(_COUNT, (_MORE if self._has_cells else _REMEDY) + 1):
            self._put(column, "", self._look())
        return max(lines(said, column_pixels(_WIDTHS[column])) for column, said in texts.items())

    def _place(self, each: Finding) -> str:
        """The sheet, and the header of the column where that is known."""
        if not each.sheet:
            return text("feedback.whole", self._order.language)
        letters = each.cell.rstrip("0123456789")
        is_id = self._order.submission.columns.get(each.sheet, {}).get("item") == letters
        if each.code.startswith("S") or (each.code.startswith("R") and is_id):
            # What is said of a sheet, a header or a whole row stands in a cell that is not at fault itself.
            return each.sheet
        header = self._headers.get((each.sheet, letters))
        return f"{each.sheet}: {header}" if header else each.sheet

    def _link(self, column: int, each: Finding) -> None:
        if each.cell and self._order.is_marked:
            self._go(column, quoted(each.sheet, each.cell), each.cell)
        elif each.cell:
            self._put(column, each.cell, self._look())

    # --- cells ------------------------------------------------------------------------------------------------

    def _look(self, **more: object) -> Format:
        return self._formats(bottom=1, bottom_color=style.RULE, **more)

    def _text(self, said: str, *, size: int = 11, bold: bool = False, color: str = style.INK) -> None:
        """A line of text over the whole width."""
        self._put(0, said, self._formats(font_size=size, bold=bold, font_color=color))
        self._next(1, size)

    def _next(self, count: int, size: int = 11) -> None:
        self._sheet.set_row(self._row, row_height(count, size=size))
        self._row += 1

    def _put(self, column: int, said: str, look: Format) -> None:
        if said:
            self._checked(self._sheet.write_string(self._row, column, cell_text(said), look))
        else:
            self._checked(self._sheet.write_blank(self._row, column, None, look))

    def _number(self, column: int, number: int) -> None:
        self._checked(self._sheet.write_number(self._row, column, number, self._look(align="center")))

    def _go(self, column: int, place: str, said: str) -> None:
        look = self._look(font_color=style.LINK, underline=1)
        self._checked(self._sheet.write_url(self._row, column, f"internal:{place}", look, said))

    def _record(self) -> None:
        for row, (sheet, cell) in enumerate(self._order.marked):
            # A reference follows its cell when rows are inserted above it; nothing of the cell is to be seen here.
            self._checked(
                self._sheet.write_formula(
                    row, RECORD, f'=IFERROR(LEFT({quoted(sheet, cell)},0),"")', None, ""
                )
            )
        if self._order.marked:
            self._sheet.set_column(RECORD, RECORD, 2, None, {"hidden": True})

    def _checked(self, failed: int) -> None:
        if failed:
            raise WritingError(f"{self._order.submission.source.name}: the list could not be written.")
