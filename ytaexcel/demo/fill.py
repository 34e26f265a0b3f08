"""Types a group's answers into its real template, as a person would, and saves the file.

Columns are found by their headers and rows by their ids. Same template and filling, same bytes: the file's
own last-modified time is the simulated one, and no clock is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook

from ytaexcel.demo.filling import Filling, Formula, Pasted
from ytaexcel.demo.package import LOCK_FILE, damaged
from ytaexcel.demo.spoil import Grid, spoil
from ytaexcel.errors import WritingError
from ytaexcel.programme import Field, Programme, Sheet
from ytaexcel.style.packed import packed

MOST_HEADER_ROW = 20
"""The header stands in one of so many first rows."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be made: from which template, and where to."""

    template: Path
    target: Path
    filling: Filling


def fill(template: Path, target: Path, filling: Filling, programme: Programme) -> None:
    """Makes the file that `filling` describes. Raises `WritingError` where the template lacks its sheets."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if filling.fault == "lock_file":
        target.write_bytes(LOCK_FILE)
        return
    book = load_workbook(template)
    for kind, rows in filling.beside.items():
        _type_rows(grid_of(book, programme.workbook.sheet(kind), filling), rows, filling, programme)
    if filling.group:
        items = grid_of(book, programme.workbook.sheet("items"), filling)
        _type_rows(items, filling.rows, filling, programme)
        _type_notes(grid_of(book, programme.workbook.sheet("notes"), filling), filling, programme)
        spoil(book, items, filling, programme)
    content = packed(book, filling.modified_at)
    target.write_bytes(damaged(content) if filling.fault == "damaged" else content)


def fill_all(jobs: Sequence[Job], programme: Programme, pool: Executor) -> Iterator[Path]:
    """Makes all files in the pool's processes; yields each target, in the order of the jobs."""
    return pool.map(partial(_filled, programme), jobs, chunksize=4)


def _filled(programme: Programme, job: Job) -> Path:
    fill(job.template, job.target, job.filling, programme)
    return job.target


def grid_of(book: Workbook, sheet: Sheet, filling: Filling) -> Grid:
    """Where the fields of a sheet stand."""
    name = sheet.names[filling.language]
    if name not in book.sheetnames:
        raise WritingError(f'The template of {filling.organisation} {filling.group} has no sheet "{name}".')
    worksheet = book[name]
    headers = {_squeezed(field.header(filling.language, filling.month)): field.code for field in sheet.fields}
    for number, row in enumerate(worksheet.iter_rows(max_row=MOST_HEADER_ROW, values_only=True), start=1):
        found = {headers.get(_squeezed(value)): column for column, value in enumerate(row, start=1)}
        columns = {code: column for code, column in found.items() if code is not None}
        if len(columns) == len(headers):
            return Grid(worksheet, sheet, number, columns)
    raise WritingError(f'The sheet "{name}" of {filling.organisation} {filling.group} lacks its header row.')


def _type_rows(
    grid: Grid, typed: Mapping[str, Mapping[str, object]], filling: Filling, programme: Programme
) -> None:
    rows = _rows_of_items(grid)
    below = max(rows.values(), default=grid.header_row) + 1
    for item, answers in typed.items():
        if item not in rows:
            rows[item], below = below, below + 1
            if item:
                _type(grid.cell(rows[item], "item"), item)
        for code, value in answers.items():
            _type_field(grid, rows[item], code, value, filling, programme)


def _rows_of_items(grid: Grid) -> dict[str, int]:
    """Id -> row; where an item has a row for each body `<id>/<body>`."""
    columns = [grid.columns[code] for code in ("item", "body") if code in grid.columns]
    found = {}
    for row in range(grid.header_row + 1, grid.worksheet.max_row + 1):
        values = [grid.worksheet.cell(row, column).value for column in columns]
        if values[0] is not None:
            found["/".join(map(str, values))] = row
    return found


def _type_notes(grid: Grid, filling: Filling, programme: Programme) -> None:
    for row, note in enumerate(filling.notes, start=grid.header_row + 1):
        for code, value in note.items():
            _type_field(grid, row, code, value, filling, programme)


def _type_field(
    grid: Grid, row: int, code: str, value: object, filling: Filling, programme: Programme
) -> None:
    field, cell = grid.sheet.field(code), grid.cell(row, code)
    if isinstance(value, Pasted):
        cell.number_format = "General"
        _type(cell, value.value)
    elif isinstance(value, Formula):
        cell.value = value.text
    elif field.type == "percent" and isinstance(value, int | float) and "%" in cell.number_format:
        _type(cell, value / 100)
    elif isinstance(value, str):
        _type(cell, _labels(field, filling, programme).get(value, value))
    else:
        _type(cell, value)


def _labels(field: Field, filling: Filling, programme: Programme) -> Mapping[str, str]:
    """Code -> what stands in the dropdown, for fields that have one."""
    choices = programme.statuses if field.type == "status" else field.choices
    return {choice.code: choice.names[filling.language] for choice in choices}


def _type(cell: Cell, value: object) -> None:
    """Puts a value in a cell; text is text, whatever it begins with."""
    if value is not None and not isinstance(value, str | int | float | date):
        raise WritingError(f"{cell.coordinate}: {value!r} cannot be typed into a cell.")
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _squeezed(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str) else ""
