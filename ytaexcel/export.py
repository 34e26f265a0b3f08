"""The tidy tables for those who work on with the dataset: CSV, Parquet or one Excel workbook.

Column order is a promise to readers; further columns may follow. In CSV, text that a spreadsheet would take for
a formula gets a leading apostrophe.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pandas as pd
import xlsxwriter

from ytaexcel.assess import COLUMNS
from ytaexcel.errors import WritingError
from ytaexcel.findings import Finding
from ytaexcel.style.written import cell_text
from ytaexcel.texts import Language

Format = Literal["csv", "parquet", "xlsx"]
TABLES: Mapping[str, tuple[str, ...]] = {
    "submissions": (
        "submission_id",
        "programme",
        "month",
        "organisation",
        "group",
        "received_at",
        "modified_at",
        "file_name",
        "sha256",
        "outcome",
        "in_force",
        "rows_accepted",
        "rows_refused",
        "rows_ignored",
    ),
    "statuses": (
        "programme",
        "month",
        "organisation",
        "group",
        "item",
        "status",
        "percent_done",
        "forecast_end",
        "red_flag",
        "source",
        "submission_id",
        "sheet",
        "row",
    ),
    "notes": (
        "programme",
        "month",
        "organisation",
        "group",
        "item",
        "kind",
        "text",
        "shareable",
        "submission_id",
        "sheet",
        "row",
        "scope",
        "likelihood",
        "effect",
    ),
    "findings": ("submission_id", "file_name", "code", "severity", "sheet", "cell", "item", "message"),
    "assessment": (
        *COLUMNS,
        "percent_done",
        "red_flag",
        "behind_since",
        "last_reported",
        "submission_id",
        "sheet",
        "row",
    ),
}
_FORMULA_START = re.compile("'*[=+@\t\r-]")
"""A text that has such a beginning already behind apostrophes gets one more, so that taking one off gives it back."""


def tables(
    submissions: pd.DataFrame,
    items_in_force: pd.DataFrame,
    notes_in_force: pd.DataFrame,
    findings: Sequence[tuple[str, str, Finding]],
    assessed: Mapping[str, pd.DataFrame],
    text_fields: Sequence[str],
    language: Language,
) -> dict[str, pd.DataFrame]:
    """The tables by name, with the columns of `TABLES` and, in statuses, the text fields of the workbook.

    `findings` are (submission_id, file name, finding); their messages are in `language`.
    """
    assessment = pd.concat(assessed.values(), ignore_index=True) if assessed else pd.DataFrame()
    used = {*items_in_force["submission_id"], *notes_in_force["submission_id"]}
    made = {
        "submissions": submissions.assign(in_force=submissions["submission_id"].isin(used).astype("int64")),
        "statuses": _statuses(items_in_force, assessment, text_fields),
        "notes": notes_in_force,
        "findings": pd.DataFrame(
            [
                (
                    submission,
                    name,
                    each.code,
                    each.severity,
                    each.sheet,
                    each.cell,
                    each.item,
                    each.message(language),
                )
                for submission, name, each in findings
            ],
            columns=list(TABLES["findings"]),
        ),
        "assessment": _without_zero_rows(assessment),
    }
    columns = {**TABLES, "statuses": (*TABLES["statuses"], *text_fields)}
    return {name: made[name].reindex(columns=list(columns[name])) for name in TABLES}


def _without_zero_rows(assessment: pd.DataFrame) -> pd.DataFrame:
    """An item that was never reported stands in no row."""
    if assessment.empty:
        return assessment
    return assessment.assign(row=assessment["row"].where(assessment["row"] > 0).astype("Int64"))


def _statuses(
    items_in_force: pd.DataFrame, assessment: pd.DataFrame, text_fields: Sequence[str]
) -> pd.DataFrame:
    """The rows in force, "no change" resolved to the status and percent that it reports anew."""
    written = [json.loads(each) for each in items_in_force["texts"]]
    texts = {field: pd.Series([each.get(field) for each in written], dtype="object") for field in text_fields}
    rows = items_in_force.assign(source="reported", **texts)
    if assessment.empty:
        return rows
    key = ["month", "organisation", "item"]
    known = assessment.loc[assessment["reported"] == "yes", [*key, "status", "percent_done"]]
    resolved = rows.merge(known, on=key, how="left", suffixes=("_typed", ""))
    # A row that the roadmap of today knows no more is in no assessment: it says what was typed.
    is_lost = resolved["status"].isna() & resolved["status_typed"].notna()
    return resolved.assign(
        status=resolved["status"].where(~is_lost, resolved["status_typed"]),
        percent_done=resolved["percent_done"].where(~is_lost, resolved["percent_done_typed"]),
    )


def write_tables(folder: Path, made: Mapping[str, pd.DataFrame], kind: Format) -> list[Path]:
    """Writes the tables into `folder`; the paths written. One file for each table, or one workbook."""
    folder.mkdir(parents=True, exist_ok=True)
    match kind:
        case "csv":
            return [_write_csv(folder / f"{name}.csv", frame) for name, frame in made.items()]
        case "parquet":
            return [_write_parquet(folder / f"{name}.parquet", frame) for name, frame in made.items()]
        case "xlsx":
            return [_write_workbook(folder / "tables.xlsx", made)]


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


def _write_csv(path: Path, frame: pd.DataFrame) -> Path:
    safe = _written(frame).map(_defused)
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", float_format="%.10g")
    return path


def _defused(value: object) -> object:
    """Text that a spreadsheet would take for a formula, with an apostrophe before it. Numbers are left as they are."""
    return f"'{value}" if isinstance(value, str) and _FORMULA_START.match(value) else value


def _write_parquet(path: Path, frame: pd.DataFrame) -> Path:
    texts = {name: "string" for name, column in frame.items() if column.dtype == object}
    _written(frame).astype(texts).to_parquet(path, index=False)
    return path


def _write_workbook(path: Path, made: Mapping[str, pd.DataFrame]) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    for name, frame in made.items():
        sheet = book.add_worksheet(name)
        rows = _written(frame).astype("object")
        rows = rows.where(rows.notna(), None)
        if sheet.add_table(
            0,
            0,
            max(len(rows), 1),
            len(rows.columns) - 1,
            {"name": f"t_{name}", "columns": [{"header": column} for column in rows.columns]},
        ):
            raise WritingError(f"The table {name} could not be written to {path}.")
        for number, row in enumerate(rows.itertuples(index=False, name=None), start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, cell_text(value))
                elif value is not None:
                    sheet.write_number(number, column, value)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    book.close()
    return path
