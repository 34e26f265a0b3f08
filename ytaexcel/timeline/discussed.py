"""What was discussed, told value by value: each with its header, whether it is in force, and its cell."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from ytaexcel.passport import DISCUSSION
from ytaexcel.programme import Programme
from ytaexcel.texts import Language, day

FIELDS = ("status", "percent_done", "forecast_end", "agreed", "agreed_by", "agreed_until")


@dataclass(frozen=True)
class Discussed:
    """The rows of discussions that count, and which of their values are in force."""

    rows: pd.DataFrame
    """As `History.discussions.rows` gives them."""
    in_force: Collection[tuple[str, str, int, str]]
    """(submission_id, sheet, row, field)."""


@dataclass(frozen=True, slots=True)
class Said:
    """One value of a discussion."""

    header: str
    value: str
    cell: str
    is_in_force: bool


def discussed_of(rows: pd.DataFrame, in_force: pd.DataFrame) -> Discussed:
    """`in_force`: as `History.discussions.in_force` gives it."""
    held = in_force[["submission_id", "sheet", "row", "field"]].itertuples(index=False, name=None)
    return Discussed(rows, frozenset(held))


def said(
    row: Mapping[str, object], discussed: Discussed, programme: Programme, language: Language
) -> Iterator[Said]:
    """The values of one row of a discussion."""
    letters = json.loads(str(row["columns"])).get(row["sheet"], {})
    fields = programme.workbook.sheet(DISCUSSION)
    for code in FIELDS:
        value = row[code]
        if pd.isna(value):
            continue
        yield Said(
            fields.field(code).header(language, str(row["month"])),
            _spoken(code, value, programme, language),
            f"{letters.get(code, '?')}{row['row']}",
            (row["submission_id"], row["sheet"], row["row"], code) in discussed.in_force,
        )


def _spoken(code: str, value: object, programme: Programme, language: Language) -> str:
    match code:
        case "status":
            return programme.status_name(str(value), language)
        case "percent_done":
            return f"{value:.10g} %"
        case "forecast_end" | "agreed_until":
            return day(pd.Timestamp(str(value)).date())
        case _:
            return str(value)
