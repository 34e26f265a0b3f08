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
from ytaexcel.read.beside import FEEDBACK_AUTHOR, FEEDBACK_SIGN, Beside, beside_sheet, beside_workbook
from ytaexcel.read.bundle import members
from ytaexcel.read.cells import Address, address, cell_name, column_letters
from ytaexcel.read.kind import kind_of
from ytaexcel.read.layout import SheetPart, laid_out, packed_plainly
from ytaexcel.read.marks import Marks, mark_cells, percent_styles
from ytaexcel.read.office import find_office
from ytaexcel.read.opening import Means, Opened, opened
from ytaexcel.read.package import Parts, check_kind, custom_properties, modified_at, unpack
from ytaexcel.read.scan import Refused

__all__ = [
    "FEEDBACK_AUTHOR",
    "FEEDBACK_SIGN",
    "Address",
    "Beside",
    "Means",
    "Opened",
    "ReadSheet",
    "ReadWorkbook",
    "address",
    "cell_name",
    "column_letters",
    "find_office",
    "kind_of",
    "members",
    "opened",
    "read_workbook",
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
    """What the workbook holds beside its sheets, and which is not read."""


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
    layout = laid_out(parts)
    percents = percent_styles(parts[layout.styles]) if layout.styles else set()
    marks = [
        mark_cells(parts[sheet.part], percents) if sheet.part and sheet.name not in passed_over else None
        for sheet in layout.sheets
    ]
    sheets = []
    passport_rows: dict[str, str] = {}
    with CalamineWorkbook.from_filelike(BytesIO(packed_plainly(layout, parts))) as book:
        for number, (sheet, found) in enumerate(zip(layout.sheets, marks, strict=True), start=1):
            rows = []
            if found is not None:
                rows = book.get_sheet_by_name(str(number)).to_python(skip_empty_area=False)
            if sheet.name == PASSPORT_SHEET:
                passport_rows = {str(row[0]): str(row[1]) for row in rows if len(row) > 1 and row[0] != ""}
                continue
            sheets.append(_sheet(sheet, rows, found or Marks(), parts, is_1904=layout.is_1904))
    return ReadWorkbook(
        sheets,
        custom_properties(parts[layout.custom]) if layout.custom else {},
        passport_rows,
        modified_at(parts[layout.core]) if layout.core else None,
        beside_workbook(parts, layout),
    )


def _sheet(
    sheet: SheetPart, rows: list[list[Any]], marks: Marks, parts: Parts, *, is_1904: bool
) -> ReadSheet:
    """Rows reach as far as the marks do: calamine ends them at the last value, a formula may stand below it."""
    last = max((row for row, _ in (*marks.errors, *marks.hollow, *marks.texts)), default=-1)
    rows = rows + [[] for _ in range(len(rows), last + 1)]
    for (row, column), text in marks.texts.items():
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = rows[row][column] or text
    beside = beside_sheet(parts, sheet.part, marks.links, marks.merged, marks.outside) if rows else Beside()
    return ReadSheet(
        sheet.name, rows, marks.errors, frozenset(marks.hollow), frozenset(marks.percents), beside, is_1904
    )
