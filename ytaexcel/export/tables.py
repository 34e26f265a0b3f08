"""The tidy tables, made from the dataset: one frame for each, with the columns that readers are promised."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from ytaexcel.export.columns import NAMES
from ytaexcel.export.discussed import discussed_table, with_discussed
from ytaexcel.findings import Finding
from ytaexcel.texts import Language


def tables(
    submissions: pd.DataFrame,
    items_in_force: pd.DataFrame,
    notes_in_force: pd.DataFrame,
    findings: Sequence[tuple[str, str, Finding]],
    assessed: Mapping[str, pd.DataFrame],
    text_fields: Sequence[str],
    language: Language,
    discussed_rows: pd.DataFrame,
    discussed_in_force: pd.DataFrame,
    own: Mapping[str, pd.DataFrame] = MappingProxyType({}),
    indicators_in_force: pd.DataFrame | None = None,
    decisions_in_force: pd.DataFrame | None = None,
    own_details: Sequence[str] = (),
) -> dict[str, pd.DataFrame]:
    """The tables by name, with the columns of `NAMES`; then, in statuses, the text fields of the workbook, and in
    own_items the fields `own_details`, which the programme asks for beside the name.

    `findings` are (submission_id, file name, finding); their messages are in `language`. `own`: the tables
    of what organisations set for themselves, by name, as far as the programme allows it. `indicators_in_force` and
    `decisions_in_force`: None, and no such table, where the programme has no indicators or bodies.
    """
    assessment = pd.concat(assessed.values(), ignore_index=True) if assessed else pd.DataFrame()
    optional = {"indicators": indicators_in_force, "decisions": decisions_in_force}
    further = {name: each for name, each in optional.items() if each is not None}
    in_force = (items_in_force, notes_in_force, discussed_in_force, *own.values(), *further.values())
    used = {submission for rows in in_force for submission in rows["submission_id"]}
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
            columns=list(NAMES["findings"]),
        ),
        "assessment": _with_national(_without_zero_rows(assessment)),
        **{name: _with_details(rows) for name, rows in own.items()},
        "discussed": discussed_table(discussed_rows, discussed_in_force),
        **further,
    }
    more = {"statuses": text_fields, "own_items": own_details}
    columns = {name: (*NAMES[name], *more.get(name, ())) for name in NAMES}
    return {name: made[name].reindex(columns=list(columns[name])) for name in made}


def _with_details(own: pd.DataFrame) -> pd.DataFrame:
    """What own items are, field by field; own windows have nothing of the kind."""
    if "details" not in own:
        return own
    said = [json.loads(each) for each in own["details"]]
    fields = dict.fromkeys(field for each in said for field in each)
    texts = {field: pd.Series([each.get(field) for each in said], own.index, "object") for field in fields}
    return own.assign(**texts)


def _without_zero_rows(assessment: pd.DataFrame) -> pd.DataFrame:
    """An item that was never reported stands in no row."""
    if assessment.empty:
        return assessment
    return assessment.assign(row=assessment["row"].where(assessment["row"] > 0).astype("Int64"))


def _with_national(assessment: pd.DataFrame) -> pd.DataFrame:
    """The roadmap's values beside those that were used; they are the same where nobody may set own ones."""
    if assessment.empty:
        return assessment
    if "own_window" not in assessment:
        assessment = assessment.assign(
            own_item=False,
            own_window=False,
            national_critical=assessment["critical"],
            national_start=assessment["planned_start"],
            national_end=assessment["planned_end"],
        )
    national = {"national_start": "national_planned_start", "national_end": "national_planned_end"}
    return assessment.rename(columns=national)


def _statuses(
    items_in_force: pd.DataFrame, assessment: pd.DataFrame, text_fields: Sequence[str]
) -> pd.DataFrame:
    """The rows in force, "no change" resolved to the status and percent that it reports anew."""
    written = [json.loads(each) for each in items_in_force["texts"]]
    texts = {field: pd.Series([each.get(field) for each in written], dtype="object") for field in text_fields}
    rows = items_in_force.assign(source="reported", **texts)
    if assessment.empty:
        return rows
    return with_discussed(_resolved(rows, assessment), assessment)


def _resolved(rows: pd.DataFrame, assessment: pd.DataFrame) -> pd.DataFrame:
    key = ["month", "organisation", "item"]
    known = assessment.loc[
        assessment["reported"] == "yes", [*key, "reported_status", "reported_percent_done"]
    ].rename(columns={"reported_status": "status", "reported_percent_done": "percent_done"})
    resolved = rows.merge(known, on=key, how="left", suffixes=("_typed", ""))
    # A row that the roadmap of today knows no more is in no assessment: it says what was typed.
    is_lost = resolved["status"].isna() & resolved["status_typed"].notna()
    return resolved.assign(
        status=resolved["status"].where(~is_lost, resolved["status_typed"]),
        percent_done=resolved["percent_done"].where(~is_lost, resolved["percent_done_typed"]),
    )
