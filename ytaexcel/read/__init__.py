"""Opens a submitted workbook: cells with their addresses, error cells, formulas, document properties.

The only module that opens what people send. It knows no programme: sheets come out as they stand. Guards run
before any parser; python-calamine reads the values, and one pass over each sheet's XML finds what calamine
does not tell.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, ZipError

from ytaexcel.findings import Finding, finding
from ytaexcel.passport import SHEET as PASSPORT_SHEET
from ytaexcel.read.beside import FEEDBACK_AUTHOR, FEEDBACK_SIGN, Beside, beside_sheet, beside_workbook
from ytaexcel.read.bounds import check_extent, check_sheets, check_texts
from ytaexcel.read.broken import BROKEN_PACKAGE
from ytaexcel.read.bundle import MOST_BYTES_OF_ZIP, members
from ytaexcel.read.cells import Address, address, cell_name, column_letters
from ytaexcel.read.controls import without_controls
from ytaexcel.read.kind import Kind, is_container, kind_of
from ytaexcel.read.layout import Layout, laid_out, packed_plainly
from ytaexcel.read.marks import Marks, mark_cells
from ytaexcel.read.office import find_office
from ytaexcel.read.opening import Means, Opened, Unlocked, opened, unlocked
from ytaexcel.read.package import (
    MOST_BYTES,
    Parts,
    check_kind,
    custom_properties,
    modified_at,
    too_large_a_file,
)
from ytaexcel.read.scan import Refused
from ytaexcel.read.styles import percent_styles

__all__ = [
    "FEEDBACK_AUTHOR",
    "FEEDBACK_SIGN",
    "MOST_BYTES",
    "MOST_BYTES_OF_ZIP",
    "Address",
    "Beside",
    "Kind",
    "Means",
    "Opened",
    "ReadSheet",
    "ReadWorkbook",
    "Unlocked",
    "address",
    "cell_name",
    "column_letters",
    "find_office",
    "is_container",
    "kind_of",
    "members",
    "opened",
    "read_workbook",
    "too_large_a_file",
    "unlocked",
]


@dataclass(frozen=True)
class ReadSheet:
    """One sheet. `rows[r][c]` is the value of row r+1, column c+1; blank cells are ""."""

    name: str
    rows: list[list[Any]]
    errors: Mapping[Address, str]
    """Cells that hold an error value, and which (#N/A ...)."""
    hollow: frozenset[Address]
    """Cells that hold a formula whose result was not saved."""
    percents: frozenset[Address]
    """Numbers that the workbook shows as percents: 0.4 is seen as 40 %."""
    beside: Beside = field(default_factory=Beside)
    """What stands there beside the values."""
    is_1904: bool = False
    """True when a bare number of a day counts from 1.1.1904."""


@dataclass(frozen=True)
class ReadWorkbook:
    """A workbook as it was sent."""

    sheets: list[ReadSheet]
    properties: Mapping[str, str]
    """Custom document properties."""
    passport_rows: Mapping[str, str]
    """Column A -> column B of the hidden passport sheet."""
    modified_at: datetime | None
    """Last-modified time of the file's own properties, UTC."""
    told: list[Finding] = field(default_factory=list)
    """What is odd about the workbook, and what it holds beside its sheets, which is not read."""


_ESCAPE = b"_x00"
"""How a control character in a text is written."""
_UNREADABLE = (CalamineError, ZipError, *BROKEN_PACKAGE)
"""What the parsers raise on a file that is not whole."""


def read_workbook(data: bytes, name: str, passed_over: Collection[str] = ()) -> ReadWorkbook | Finding:
    """The workbook in `data`, or the finding that says why it cannot be read.

    Sheets named in `passed_over` come without rows: nobody will look into them.
    """
    try:
        check_kind(data, name)
        return _read(data, passed_over)
    except Refused as refused:
        return refused.fault
    except _UNREADABLE:
        return finding("F003")
    except BaseException as fault:
        if (
            type(fault).__name__ != "PanicException"
        ):  # calamine's own faults have no class that one could import
            raise
        return finding("F003")


@dataclass(frozen=True)
class _Guarded:
    """What the guards let through, and all that was seen on the way; marks and what stands beside by sheets' names."""

    package: bytes
    """For calamine; nothing else of the file is kept: it would be a good part of the memory that there is."""
    layout: Layout
    marks: Mapping[str, Marks]
    beside: Mapping[str, Beside]
    properties: Mapping[str, str]
    modified_at: datetime | None
    told: list[Finding]


def _read(data: bytes, passed_over: Collection[str]) -> ReadWorkbook:
    guarded = _guarded(data, passed_over)
    told, marks = list(guarded.told), guarded.marks
    has_escapes = _ESCAPE in guarded.package
    sheets = []
    passport_rows: dict[str, str] = {}
    with CalamineWorkbook.from_filelike(BytesIO(guarded.package)) as book:
        for number, sheet in enumerate(guarded.layout.sheets, start=1):
            found = marks.get(sheet.name, Marks())
            rows: list[list[Any]] = []
            if sheet.name in marks:
                rows = _filled(book.get_sheet_by_name(str(number)).to_python(skip_empty_area=False), found)
            if sheet.name == PASSPORT_SHEET:
                passport_rows = {str(row[0]): str(row[1]) for row in rows if len(row) > 1 and row[0] != ""}
                continue
            if has_escapes:
                told += without_controls(sheet.name, rows)
            beside = guarded.beside[sheet.name] if rows else Beside()
            hollow, percents = frozenset(found.hollow), frozenset(found.percents)
            is_1904 = guarded.layout.is_1904
            sheets.append(ReadSheet(sheet.name, rows, found.errors, hollow, percents, beside, is_1904))
    return ReadWorkbook(sheets, guarded.properties, passport_rows, guarded.modified_at, told)


def _guarded(data: bytes, passed_over: Collection[str]) -> _Guarded:
    parts = Parts(data)
    layout = laid_out(parts)
    check_sheets(layout.sheets)
    percents = percent_styles(parts[layout.styles]) if layout.styles else set()
    marks: dict[str, Marks] = {}
    beside: dict[str, Beside] = {}
    told = beside_workbook(parts, layout)
    for sheet in layout.sheets:
        if not sheet.part or sheet.name in passed_over:
            continue
        xml, blank_rows = parts.sheet(sheet.part)
        found = mark_cells(xml, sheet.name, percents, has_gaps=blank_rows > 0)
        if blank_rows:
            told.append(finding("F014", sheet=sheet.name, found=str(blank_rows)))
        marks[sheet.name] = found
        beside[sheet.name] = beside_sheet(parts, sheet.part, found.links, found.merged, found.outside)
    check_extent(marks)
    if layout.strings:
        check_texts(parts.plain(layout.strings), marks)
    return _Guarded(
        packed_plainly(layout, parts, marks.keys()),
        layout,
        marks,
        beside,
        custom_properties(parts[layout.custom]) if layout.custom else {},
        modified_at(parts[layout.core]) if layout.core else None,
        told,
    )


def _filled(rows: list[list[Any]], marks: Marks) -> list[list[Any]]:
    """Rows reach as far as the marks do: calamine ends them at the last value, a formula may stand below it."""
    last = max((row for row, _ in (*marks.errors, *marks.hollow, *marks.texts)), default=-1)
    rows = rows + [[] for _ in range(len(rows), last + 1)]
    for (row, column), text in marks.texts.items():
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = rows[row][column] or text
    return rows
