"""The tidy tables as files: CSV, Parquet with a file for each month, or one Excel workbook.

In CSV, text that a spreadsheet would take for a formula gets a leading apostrophe. Days are days wherever the form
knows them, and ISO texts in CSV.
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pandas as pd
import pyarrow as pa
import xlsxwriter
from pyarrow import parquet

from ytaexcel.errors import WritingError
from ytaexcel.export.columns import ColumnType, columns_of
from ytaexcel.style.written import cell_text

Format = Literal["csv", "parquet", "xlsx"]
MOST_SHEET_ROWS = 1_000_000
"""Rows of a table on one sheet; Excel ends at 1,048,576. The rest stands on further sheets."""
NO_MONTH = "unknown"
"""Name of the Parquet file with the rows that belong to no month."""
_FORMULA_START = re.compile("'*[=+@\t\r-]")
"""A text that has such a beginning already behind apostrophes gets one more, so that taking one off gives it back."""
_ARROW: Mapping[ColumnType, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "datetime": pa.string(),
}


def write_tables(folder: Path, made: Mapping[str, pd.DataFrame], kind: Format) -> list[Path]:
    """Writes the tables into `folder`; the paths written.

    CSV: one file for each table. Parquet: a folder `<table>.parquet` with a file for each month; the findings, which
    are of no month, are one file in it. Excel: one workbook.
    """
    folder.mkdir(parents=True, exist_ok=True)
    match kind:
        case "csv":
            return [write_csv(folder / f"{name}.csv", frame) for name, frame in made.items()]
        case "parquet":
            return [path for name, frame in made.items() for path in _write_parquet(folder, name, frame)]
        case "xlsx":
            return [_write_workbook(folder / "tables.xlsx", made)]


def write_csv(path: Path, frame: pd.DataFrame) -> Path:
    """Writes one table as CSV to `path`; the path."""
    safe = _written(frame).map(_defused)
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", float_format="%.10g")
    return path


def _written(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as ISO texts, flags as 0 and 1, missing values as missing."""
    columns = {}
    for name, column in frame.items():
        if pd.api.types.is_datetime64_any_dtype(column):
            columns[name] = column.dt.strftime("%Y-%m-%d")
        elif pd.api.types.is_bool_dtype(column):
            columns[name] = column.astype("int64")
        else:
            columns[name] = column
    return pd.DataFrame(columns, index=frame.index)


def _defused(value: object) -> object:
    """Text that a spreadsheet would take for a formula, with an apostrophe before it. Numbers are left as they are."""
    return f"'{value}" if isinstance(value, str) and _FORMULA_START.match(value) else value


def _write_parquet(folder: Path, name: str, frame: pd.DataFrame) -> Iterator[Path]:
    """Every file of a table has the same columns of the same types, also where all of a month's values are missing."""
    target = folder / f"{name}.parquet"
    target.mkdir(parents=True, exist_ok=True)
    columns = columns_of(name, list(frame.columns))
    schema = pa.schema([pa.field(column.name, _ARROW[column.type]) for column in columns])
    parts = dict(iter(frame.groupby("month", sort=True))) if "month" in frame.columns else {"all": frame}
    if not parts:
        parts = {NO_MONTH: frame}
    for month, rows in parts.items():
        arrays = [
            pa.array([_plain(value, column.type) for value in rows[column.name]], type=_ARROW[column.type])
            for column in columns
        ]
        path = target / f"{month or NO_MONTH}.parquet"
        parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")
        yield path


def _plain(value: object, kind: ColumnType) -> object:
    """A value as plain Python has it; None where it is missing."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    match kind:
        case "integer":
            return int(value)  # type: ignore[call-overload]
        case "number":
            return float(value)  # type: ignore[arg-type]
        case "date":
            return pd.Timestamp(value).date()
        case _:
            return str(value)


def _write_workbook(path: Path, made: Mapping[str, pd.DataFrame]) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, frame in made.items():
        for number, begin in enumerate(range(0, max(len(frame), 1), MOST_SHEET_ROWS), start=1):
            title = name if number == 1 else f"{name} {number}"
            _write_sheet(book, title, name, frame.iloc[begin : begin + MOST_SHEET_ROWS], days)
    book.close()
    return path


def _write_sheet(
    book: xlsxwriter.Workbook, title: str, name: str, frame: pd.DataFrame, days: xlsxwriter.format.Format
) -> None:
    sheet = book.add_worksheet(title)
    columns = columns_of(name, list(frame.columns))
    area = (0, 0, max(len(frame), 1), len(columns) - 1)
    head = [{"header": column.name} for column in columns]
    if sheet.add_table(*area, {"name": f"t_{title.replace(' ', '_')}", "columns": head}):
        raise WritingError(f"The table {title} could not be written to {book.filename}.")
    for place, column in enumerate(columns):
        for number, value in enumerate(frame[column.name], start=1):
            plain = _plain(value, column.type)
            if plain is None:
                continue
            match column.type:
                case "integer" | "number":
                    sheet.write_number(number, place, plain)
                case "date":
                    sheet.write_datetime(number, place, plain, days)
                case _:
                    sheet.write_string(number, place, cell_text(str(plain)))
    sheet.freeze_panes(1, 0)
    sheet.autofit()
