"""Opens a submitted workbook: cells with their addresses, error cells, formulas, document properties.

The only module that opens what people send. It knows no programme: sheets come out as they stand. Guards run
before any parser; python-calamine reads the values, and one pass over each sheet's XML finds what calamine
does not tell.
"""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, ZipError

from ytaexcel.findings import Finding, finding
from ytaexcel.passport import SHEET as PASSPORT_SHEET
from ytaexcel.read.bounds import check_extent, check_sheets, check_texts
from ytaexcel.read.cells import Address, address, cell_name, column_letters
from ytaexcel.read.controls import without_controls
from ytaexcel.read.marks import Marks, mark_cells, percent_styles
from ytaexcel.read.package import (
    MOST_BYTES,
    check_kind,
    custom_properties,
    modified_at,
    repack,
    sheet_parts,
    too_large_a_file,
    unpack,
)
from ytaexcel.read.scan import Refused

__all__ = [
    "MOST_BYTES",
    "Address",
    "ReadSheet",
    "ReadWorkbook",
    "address",
    "cell_name",
    "column_letters",
    "read_workbook",
    "too_large_a_file",
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
    findings: list[Finding] = field(default_factory=list)
    """What is odd about the file, though it can be read."""


_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    expat.ExpatError,
    CalamineError,
    ZipError,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
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


def _read(data: bytes, passed_over: Collection[str]) -> ReadWorkbook:
    parts = unpack(data)
    listed = sheet_parts(parts)
    check_sheets([name for name, _ in listed])
    percents = percent_styles(parts["xl/styles.xml"]) if "xl/styles.xml" in parts else set()
    marks = {
        sheet: mark_cells(parts[part], sheet, percents, has_gaps=parts.blank_rows.get(part, 0) > 0)
        for sheet, part in listed
        if part in parts and sheet not in passed_over
    }
    check_extent(marks)
    check_texts(parts, marks)
    told = [
        finding("F014", sheet=sheet, found=str(parts.blank_rows[part]))
        for sheet, part in listed
        if sheet in marks and parts.blank_rows.get(part)
    ]
    unseen = {part for part in parts if part.startswith("xl/worksheets/")} - {
        part for sheet, part in listed if sheet in marks
    }
    properties = custom_properties(parts["docProps/custom.xml"]) if "docProps/custom.xml" in parts else {}
    modified = modified_at(parts["docProps/core.xml"]) if "docProps/core.xml" in parts else None
    has_escapes = any(b"_x00" in part for part in parts.values())
    package = BytesIO(repack(parts, unseen))
    del parts  # the same bytes twice would be a good part of the memory that there is
    sheets = []
    passport_rows: dict[str, str] = {}
    with CalamineWorkbook.from_filelike(package) as book:
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) if sheet in marks else []
            if sheet == PASSPORT_SHEET:
                passport_rows = {str(row[0]): str(row[1]) for row in rows if len(row) > 1 and row[0] != ""}
                continue
            if has_escapes:
                told += without_controls(sheet, rows)
            sheets.append(_sheet(sheet, rows, marks.get(sheet, Marks())))
    return ReadWorkbook(sheets, properties, passport_rows, modified, told)


def _sheet(name: str, rows: list[list[Any]], marks: Marks) -> ReadSheet:
    """Rows reach as far as the marks do: calamine ends them at the last value, a formula may stand below it."""
    last = max((row for row, _ in (*marks.errors, *marks.hollow)), default=-1)
    rows = rows + [[] for _ in range(len(rows), last + 1)]
    return ReadSheet(name, rows, marks.errors, frozenset(marks.hollow), frozenset(marks.percents))
