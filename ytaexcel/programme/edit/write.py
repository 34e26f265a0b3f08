"""Writes the workbook in which the facilitator decides the roadmap: one row for each row of roadmap.csv."""

import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from ytaexcel import style
from ytaexcel.errors import WritingError
from ytaexcel.programme.edit.columns import (
    FIRST_DAY,
    LAST_DAY,
    LONGEST_SOURCE,
    PROPERTY,
    Column,
    Row,
    columns,
    decisions,
    shown,
)
from ytaexcel.programme.load import read_table
from ytaexcel.programme.records import UNDETERMINED, Programme
from ytaexcel.style.measure import column_pixels, lines, row_height
from ytaexcel.style.written import cell_text
from ytaexcel.texts import Language, text

TITLE, HOW, COUNTS, HEADER, FIRST = 0, 1, 3, 4, 5
"""Rows from 0; two rows of instructions stand from HOW on."""
SMALL, INDENT = 10, 2
"""Size of what is locked, in points, and what an indent takes of a column's width."""


def export_roadmap(programme: Programme, folder: Path, path: Path, language: Language) -> None:
    """Writes the roadmap of `folder` to `path`; same roadmap, same bytes.

    Raises `WritingError` when a part could not be written as it was meant.
    """
    with warnings.catch_warnings():
        # XlsxWriter warns and goes on without what it was told to write.
        warnings.simplefilter("error", UserWarning)
        try:
            _Export(programme, read_table(folder / "roadmap.csv"), path, language).write()
        except UserWarning as warning:
            raise WritingError(f"{path.name}: {warning}") from warning


class _Export:
    """The workbook in the making."""

    def __init__(self, programme: Programme, rows: Sequence[Row], path: Path, language: Language) -> None:
        self._programme, self._rows, self._language = programme, rows, language
        self._columns = columns(programme)
        self._places = {column.code: place for place, column in enumerate(self._columns)}
        *_, self._item = programme.level_names
        self._last = FIRST + len(rows) - 1
        self._words = decisions(programme, language)
        self._title = self._text("title", roadmap=programme.roadmap_names[language])
        self._book = style.new_workbook(str(path), created=style.EPOCH, title=self._title, language=language)
        self._sheet = self._book.add_worksheet(self._text("sheet"))
        self._formats = style.Formats(self._book)

    def write(self) -> None:
        self._write_head()
        for place, column in enumerate(self._columns):
            self._write_column(place, column)
        for number, row in enumerate(self._rows, start=FIRST):
            self._sheet.set_row(number, self._height(row))
        self._mark()
        self._set_up()
        self._sound(self._book.set_custom_property(PROPERTY, self._programme.id, "text"))
        self._book.close()

    def _write_head(self) -> None:
        plain = self._formats(valign="vcenter")
        title = self._formats(bold=True, font_size=15, font_color=style.FILL_HEADER)
        self._sound(self._sheet.write_string(TITLE, 0, self._title, title))
        self._sheet.set_row(TITLE, 24)
        for number in (1, 2):
            self._sound(self._sheet.write_string(HOW + number - 1, 0, self._text(f"how.{number}"), plain))
        if self._programme.is_demonstration:
            remark = self._formats(bold=True, font_color=style.DEMONSTRATION)
            self._sound(self._sheet.write_string(COUNTS, 0, self._text("demonstration"), remark))

    def _write_column(self, place: int, column: Column) -> None:
        is_locked = column.kind == "locked"
        fill, ink = (style.LOCKED_HEADER_FILL, style.INK) if is_locked else (style.FILL_HEADER, "#FFFFFF")
        head = self._formats(
            bold=True,
            font_color=ink,
            bg_color=fill,
            text_wrap=True,
            align="left",
            indent=1,
            bottom=2,
            bottom_color=style.INK,
        )
        self._sheet.set_column(place, place, column.width)
        self._sound(self._sheet.write_string(HEADER, place, column.headers[self._language], head))
        look = self._look(column)
        for number, row in enumerate(self._rows, start=FIRST):
            self._put(number, place, column, row, look)
        if not is_locked:
            self._validate(place, column)
            self._count(place, column)

    def _look(self, column: Column) -> Format:
        properties: dict[str, Any] = {"align": "left", "indent": 1, "border_color": style.RULE}
        if column.kind == "locked":
            properties |= {"bg_color": style.LOCKED_FILL, "font_size": SMALL, "bottom": 1}
            properties |= {"bold": column.code == "id", "text_wrap": column.code == self._item}
        else:
            number = {"date": style.DATE, "source": "@"}.get(column.kind, "General")
            properties |= {"locked": False, "num_format": number, "border": 1}
        return self._formats(**properties)

    def _put(self, number: int, place: int, column: Column, row: Row, look: Format) -> None:
        value = shown(self._programme, column.code, row) if column.kind == "locked" else row[column.code]
        if column.kind == "decision":
            value = self._words[value]
        elif column.kind == "source" and value == UNDETERMINED:
            value = ""
        if not value:
            failed = self._sheet.write_blank(number, place, None, look)
        elif column.kind == "date":
            failed = self._sheet.write_datetime(number, place, date.fromisoformat(value), look)
        else:
            failed = self._sheet.write_string(number, place, cell_text(value), look)
        self._sound(failed)

    def _height(self, row: Row) -> float:
        """The height that the name needs; programs other than Excel do not grow rows by themselves."""
        width = column_pixels(self._columns[self._places[self._item]].width - INDENT)
        return row_height(lines(shown(self._programme, self._item, row), width, size=SMALL), size=SMALL)

    def _validate(self, place: int, column: Column) -> None:
        header = column.headers[self._language]
        allowed = column.allowed(self._programme, self._language, {})
        options: dict[str, Any] = {
            "input_title": header,
            "input_message": self._text(f"help.{column.code}"),
            "error_title": self._text("wrong"),
            "error_message": f"{header}: {allowed}.",
        }
        if column.kind == "decision":
            options |= {"validate": "list", "source": list(self._words.values()), "ignore_blank": False}
        elif column.kind == "source":
            options |= {"validate": "length", "criteria": "<=", "value": LONGEST_SOURCE}
        else:
            least = _formula_of(FIRST_DAY)
            if column.code == "planned_end":
                least = f"MAX({self._first('planned_start')},{least})"
            options |= {
                "validate": "date",
                "criteria": "between",
                "minimum": f"={least}",
                "maximum": f"={_formula_of(LAST_DAY)}",
            }
        self._sound(self._sheet.data_validation(FIRST, place, self._last, place, options))

    def _count(self, place: int, column: Column) -> None:
        """Above the header: how many rows are still open, or decided without a source."""
        cells = self._cells(column.code)
        if column.kind == "decision":
            open_word = self._words[UNDETERMINED]
            formula = f'=COUNTIF({cells},"{open_word}")'
            count = sum(row[column.code] == UNDETERMINED for row in self._rows)
        elif column.kind == "date":
            formula, count = f"=COUNTBLANK({cells})", sum(not row[column.code] for row in self._rows)
        else:
            formula = f'=SUMPRODUCT(--(({self._is_decided(column.code, whole=True)})>0),--({cells}=""))'
            count = 0  # the programme was loaded, so whatever is decided has its source
        unit = self._text("count.unsourced" if column.kind == "source" else "count.open")
        look = self._formats(bold=True, align="left", indent=1, num_format=f'0" {unit}"')
        self._sound(self._sheet.write_formula(COUNTS, place, formula, look, count))

    def _is_decided(self, source: str, *, whole: bool) -> str:
        """A formula over 0 where what `source` vouches for is decided: of all rows, or of the first one."""
        if source == "critical_source":
            test, parts = f'<>"{self._words[UNDETERMINED]}"', ("critical", "start_first")
        else:
            test, parts = '<>""', ("planned_start", "planned_end")
        return "+".join(f"({self._cells(part) if whole else self._first(part)}{test})" for part in parts)

    def _mark(self) -> None:
        lacking = {"bg_color": style.LACKING_FILL, "font_color": style.LACKING_INK}
        for code in ("critical_source", "window_source"):
            self._mark_where(
                code, f'=AND(({self._is_decided(code, whole=False)})>0,{self._first(code)}="")', lacking
            )
        for code in ("critical", "start_first"):
            is_open = f'={self._first(code)}="{self._words[UNDETERMINED]}"'
            self._mark_where(code, is_open, {"italic": True, "font_color": style.MUTED})
        late = {"bg_color": style.LATE_FILL, "font_color": style.LATE_INK}
        start, end = self._first("planned_start"), self._first("planned_end")
        self._mark_where("planned_end", f'=AND({start}<>"",{end}<>"",{end}<{start})', late)

    def _mark_where(self, code: str, criteria: str, look: dict[str, Any]) -> None:
        place = self._places[code]
        options = {"type": "formula", "criteria": criteria, "format": self._book.add_format(look)}
        self._sound(self._sheet.conditional_format(FIRST, place, self._last, place, options))

    def _set_up(self) -> None:
        sheet, last = self._sheet, len(self._columns) - 1
        self._sound(sheet.autofilter(HEADER, 0, self._last, last))
        sheet.freeze_panes(FIRST, 2)
        sheet.set_row(HEADER, 33)
        sheet.set_zoom(90)
        sheet.hide_gridlines(2)
        sheet.set_selection(FIRST, self._places["critical"], FIRST, self._places["critical"])
        sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
        sheet.repeat_rows(HEADER)
        remark = self._text("demonstration") if self._programme.is_demonstration else ""
        footer = self._text(
            "footer", programme=self._programme.names[self._language], sheet=self._text("sheet")
        )
        style.set_up_print(sheet, footer=footer, header=remark)
        sheet.print_area(TITLE, 0, self._last, last)

    def _cells(self, code: str) -> str:
        letter = xl_col_to_name(self._places[code])
        return f"${letter}${FIRST + 1}:${letter}${self._last + 1}"

    def _first(self, code: str) -> str:
        """The column's cell in the first row, as formulas that move down with the rows name it."""
        return str(xl_rowcol_to_cell(FIRST, self._places[code], col_abs=True))

    def _text(self, key: str, **values: object) -> str:
        return text(f"edit.{key}", self._language, **values)

    def _sound(self, failed: object) -> None:
        """XlsxWriter tells by a negative number that it has not written something."""
        if failed not in (0, None):
            raise WritingError(f"{self._sheet.name}: a part of the workbook could not be written ({failed}).")


def _formula_of(day: date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"
