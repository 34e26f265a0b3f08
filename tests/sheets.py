"""Real templates as workbooks that a test can type into, by field and item."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from builder import FIRST_ROW, at
from templates import GROUP, order
from ytaexcel.programme import Programme
from ytaexcel.template import Previous, write_template
from ytaexcel.texts import Language


def sent_book(
    programme: Programme, folder: Path, previous: Mapping[str, Previous], language: Language = "fi"
) -> Workbook:
    """The template of November of a group, as it is sent, prefilled with what was last known."""
    path = folder / "sent.xlsx"
    write_template(path, programme, order(programme, language, dict(previous)))
    return load_workbook(path)


def row_of(programme: Programme, item: str) -> int:
    """The row of an item in the template of its group."""
    ids = [each.id for each in programme.items_in("2021-11", GROUP)]
    return FIRST_ROW + ids.index(item)


def page(book: Workbook, programme: Programme, kind: str = "items", language: Language = "fi") -> Worksheet:
    return book[programme.workbook.sheet(kind).names[language]]


def typed(
    book: Workbook,
    programme: Programme,
    item: str | int,
    values: Mapping[str, Any],
    kind: str = "items",
    language: Language = "fi",
) -> None:
    """Types values into the row of an item; or into the n-th row, from 0, of a sheet."""
    row = FIRST_ROW + item if isinstance(item, int) else row_of(programme, item)
    for code, value in values.items():
        cell = page(book, programme, kind, language)[at(programme, code, row, kind)]
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "d.m.yyyy"
        elif code.startswith(("percent", "previous_percent")) and not isinstance(value, str):
            cell.number_format = "0 %"
