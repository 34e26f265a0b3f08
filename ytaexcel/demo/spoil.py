"""What people do to a workbook as a whole: rows, columns, remarks and headers of their own, a lost sheet."""

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.filling import Filling
from ytaexcel.demo.insertion import Insertion, insert
from ytaexcel.demo.phrases import keys, spelled
from ytaexcel.errors import WritingError
from ytaexcel.programme import Programme, Sheet
from ytaexcel.texts import text

_CHANGEABLE_HEADERS = ("percent_done", "next_steps", "where_now")
"""Fields whose headers people rename. Never the id and the status: without these nobody could read a row."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet of a workbook with the places of its fields. Rows and columns count from 1."""

    worksheet: Worksheet
    sheet: Sheet
    header_row: int
    columns: Mapping[str, int]

    def cell(self, row: int, code: str) -> Cell:
        cell = self.worksheet.cell(row, self.columns[code])
        if not isinstance(cell, Cell):
            raise WritingError(f"{self.worksheet.title}!{cell.coordinate} is part of a merged cell.")
        return cell


def spoil(book: Workbook, items: Grid, filling: Filling, programme: Programme) -> None:
    """Does to the filled workbook what `filling.fault` says; faults of the file itself are not done here."""
    # Which row or header is hit is part of no plan: it follows from whose file it is.
    chance = Chance(sum(f"{filling.organisation}{filling.group}{filling.month}".encode()))
    match filling.fault:
        case "row_inserted":
            _insert_row(book, items, filling, chance)
        case "column_inserted":
            _insert_column(book, items, text(chance.pick(keys("column", "own"), "column"), filling.language))
        case "header_changed":
            code = chance.pick([code for code in _CHANGEABLE_HEADERS if code in items.columns], "header")
            header = text(chance.pick(keys("header", code), "words"), filling.language)
            items.cell(items.header_row, code).value = header
        case "remarks_added":
            _add_remarks(items, filling, chance)
        case "items_sheet_missing":
            book.remove(items.worksheet)
        case "notes_sheet_missing":
            book.remove(book[programme.workbook.sheet("notes").names[filling.language]])
        case _:
            pass


def _insert_row(book: Workbook, items: Grid, filling: Filling, chance: Chance) -> None:
    """A row with a remark between two items."""
    last = items.worksheet.max_row
    row = chance.whole(items.header_row + 2, max(last - 1, items.header_row + 2), "row")
    insert(book, Insertion(items.worksheet.title, "row", row))
    items.cell(row, _remark_field(items)).value = _remark(filling, chance)


def _insert_column(book: Workbook, items: Grid, header: str) -> None:
    """A column of the group's own in the midst of those to fill, with something in it."""
    place = items.columns[items.sheet.filled_fields[-2].code]
    insert(book, Insertion(items.worksheet.title, "column", place))
    sheet = items.worksheet
    sheet.cell(items.header_row, place).value = header
    sheet.column_dimensions[get_column_letter(place)].width = 16
    for row in range(items.header_row + 1, items.header_row + 12, 3):
        sheet.cell(row, place).value = "ok"


def _add_remarks(items: Grid, filling: Filling, chance: Chance) -> None:
    """Under the last item a sum of the group's own and a remark."""
    below = items.worksheet.max_row + 2
    started = sum(row.get("status") == "started" for row in filling.rows.values())
    items.cell(below, _remark_field(items)).value = text(keys("remark", "sum")[0], filling.language)
    items.cell(below, "percent_done").value = started
    items.cell(below, "percent_done").number_format = "General"
    items.cell(below + 1, _remark_field(items)).value = _remark(filling, chance)


def _remark_field(items: Grid) -> str:
    """Where people put remarks: beside the id, in the first column of text."""
    return next(field.code for field in items.sheet.fields if field.type == "text")


def _remark(filling: Filling, chance: Chance) -> str:
    key = chance.pick(keys("remark", "own"), "remark")
    return spelled(key, filling.language, filling.month, chance, "remark")
