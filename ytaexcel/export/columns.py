"""What each column of the tidy tables is: the one place that tables, files and their description are made from.

The order of columns is a promise to readers; further columns may follow.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, cast

ColumnType = Literal["string", "integer", "number", "date", "datetime"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    type: ColumnType
    unit: str
    is_key: bool
    """One of the columns that name a row."""
    meaning: str


def _read() -> Mapping[str, tuple[Column, ...]]:
    text = (files("ytaexcel.export") / "columns.csv").read_text(encoding="utf-8")
    tables: dict[str, list[Column]] = {}
    for row in csv.DictReader(text.splitlines()):
        kind = cast(ColumnType, row["type"])
        column = Column(row["column"], kind, row["unit"], row["is_key"] == "1", row["meaning"])
        tables.setdefault(row["table"], []).append(column)
    return MappingProxyType({name: tuple(columns) for name, columns in tables.items()})


COLUMNS: Mapping[str, tuple[Column, ...]] = _read()
"""Table -> its columns, in their order; after them statuses has the text fields of the programme's workbook, and
own_items what the programme asks of an own item beside its name."""
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: tuple(column.name for column in columns) for name, columns in COLUMNS.items()}
)
"""Table -> the names of its columns."""
OWN_TABLES = ("own_windows", "own_items")
"""The tables that are there only where a programme allows what they hold."""
TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: columns for name, columns in NAMES.items() if name not in OWN_TABLES}
)
"""The tables of every programme, likewise."""


def columns_of(table: str, names: list[str]) -> list[Column]:
    """The columns that a table has; those that only its programme has are texts."""
    known = {column.name: column for column in COLUMNS[table]}
    return [
        known.get(name, Column(name, "string", "", is_key=False, meaning="text field of the workbook"))
        for name in names
    ]
