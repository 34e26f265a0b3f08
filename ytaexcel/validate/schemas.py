"""The limits of single values as pandera schemas, built from the fields of `workbook.toml`.

All rows of all workbooks of a run are judged in one call; a failure names the row and the finding's code.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pandera.pandas as pa

from ytaexcel.programme import Field, Programme, Sheet


@dataclass(frozen=True, slots=True)
class Failure:
    """A value that its field does not allow."""

    position: int
    """Row of the judged frame."""
    field: str
    code: str


def sheet_schema(sheet: Sheet, programme: Programme) -> pa.DataFrameSchema:
    """The schema of the values of a sheet: one column for each field that groups fill."""
    statuses = [status.code for status in programme.statuses]
    columns = {field.code: _column(field, statuses) for field in sheet.filled_fields if field.code != "item"}
    return pa.DataFrameSchema(columns, strict=False)


def failures(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> Iterator[Failure]:
    """Every value that the schema does not allow. `frame`: one row per row of a workbook, index 0…n−1."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for column, check, index in errors.failure_cases[["column", "check", "index"]].itertuples(
            index=False
        ):
            yield Failure(int(index), str(column), str(check))


def typed_column(values: list[object], field: Field) -> pd.Series:
    """The values of a field as a column of the type that its schema expects."""
    match field.type:
        case "percent" | "whole":
            return pd.Series(values, dtype="float64")
        case "date":
            return pd.to_datetime(pd.Series(values, dtype="object"))
        case "mark" | "flag":
            return pd.Series([bool(value) for value in values], dtype="bool")
        case _:
            return pd.Series(values, dtype="object")


def _column(field: Field, statuses: list[str]) -> pa.Column:
    return pa.Column(None, checks=list(_checks(field, statuses)), nullable=True)


def _checks(field: Field, statuses: list[str]) -> Iterator[pa.Check]:
    match field.type:
        case "status":
            yield pa.Check.isin(statuses, error="C001")
        case "choice":
            yield pa.Check.isin([choice.code for choice in field.choices], error="C012")
        case "percent" | "whole":
            yield pa.Check.in_range(field.least, field.most, error="C003")
        case "date":
            yield pa.Check.in_range(_moment(field.least), _moment(field.most), error="C005")
        case "text":
            if isinstance(field.most, int):
                yield pa.Check.str_length(max_value=field.most, error="C009")


def _moment(limit: float | date | None) -> pd.Timestamp:
    if not isinstance(limit, date):
        raise TypeError(f"a date field needs dates as its limits, not {limit!r}")
    return pd.Timestamp(limit)
