"""The tidy tables for those who work on with the dataset: CSV, Parquet or one Excel workbook, and their description."""

from ytaexcel.export.columns import COLUMNS, NAMES, TABLES
from ytaexcel.export.describe import DESCRIPTION, write_description
from ytaexcel.export.tables import tables
from ytaexcel.export.write import Format, write_csv, write_tables

__all__ = [
    "COLUMNS",
    "DESCRIPTION",
    "NAMES",
    "TABLES",
    "Format",
    "tables",
    "write_csv",
    "write_description",
    "write_tables",
]
