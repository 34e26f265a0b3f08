"""What became known between two days: the values of the months that are no longer what they were."""

from collections.abc import Mapping

import pandas as pd

from ytaexcel.discussed import brought_by

FIELDS = ("status", "percent_done", "forecast_end", "red_flag", "reported", "behind", "reasons")
OWN_FIELDS = ("own_start", "own_end", "own_critical")
"""What an organisation has set for itself; compared where the programme allows that."""
_DATES = ("forecast_end", "own_start", "own_end")
COLUMNS = ["month", "organisation", "group", "item", "field", "before", "after", "submission_id"]
_KEY = ["organisation", "item"]


def difference(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row for each value that differs: month, organisation, group, item, field, before, after, submission_id.

    `before` and `after`: month -> frame of `assess`, by what was known on the two days. A month that was not there
    yet stands with all values that were reported in it. Values are as in the exported tables; missing ones are
    None. `submission_id` is that of the later value: the report, the discussion or the own window that gave it.
    """
    found = [
        _month(month, before.get(month), after.get(month), {**before, **after}[month])
        for month in sorted({*before, *after})
    ]
    rows = [each for each in found if not each.empty]
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    whole = pd.concat(rows, ignore_index=True).sort_values(["month", "organisation", "item"], kind="stable")
    return whole.astype("object").where(whole.notna(), None).reset_index(drop=True)


def _month(
    month: str, before: pd.DataFrame | None, after: pd.DataFrame | None, there: pd.DataFrame
) -> pd.DataFrame:
    """`there`: the later of the two that there is; its rows are compared."""
    said = there[there["reported"] == "yes"] if before is None or after is None else there
    index = pd.MultiIndex.from_frame(said[_KEY])
    place = said.set_index(_KEY)
    old, new = (_values(frame, index) for frame in (before, after))
    found = []
    for field in _fields(there):
        differs = (old[field] != new[field]).fillna(True) & ~(old[field].isna() & new[field].isna())
        rows = place[differs.to_numpy()]
        found.append(
            pd.DataFrame(
                {
                    "month": month,
                    "organisation": rows.index.get_level_values("organisation"),
                    "group": rows["group"].to_numpy(),
                    "item": rows.index.get_level_values("item"),
                    "field": field,
                    "before": old.loc[differs.to_numpy(), field].to_numpy(dtype="object"),
                    "after": new.loc[differs.to_numpy(), field].to_numpy(dtype="object"),
                    "submission_id": new.loc[differs.to_numpy(), f"{field}_by"].to_numpy(dtype="object"),
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def _fields(frame: pd.DataFrame) -> list[str]:
    return [*FIELDS, *(field for field in OWN_FIELDS if field in frame)]


def _values(frame: pd.DataFrame | None, index: pd.MultiIndex) -> pd.DataFrame:
    """The compared values of one month as objects, missing ones NA."""
    if frame is None:
        fields = [*FIELDS, *OWN_FIELDS]
        columns = [*fields, *(f"{field}_by" for field in fields)]
        return pd.DataFrame(pd.NA, index=index, columns=columns, dtype="object")
    values = frame.set_index(_KEY)
    fields = _fields(frame)
    values = values.assign(**{f"{field}_by": _brought_by(values, field) for field in fields})
    values = values[[*fields, *(f"{field}_by" for field in fields)]].reindex(index)
    values = values.assign(
        **{field: values[field].dt.strftime("%Y-%m-%d") for field in _DATES if field in values},
        red_flag=values["red_flag"].astype("Int64"),
        reasons=values["reasons"].replace("", pd.NA),
    )
    return values.astype("object").where(values.notna(), pd.NA)


def _brought_by(values: pd.DataFrame, field: str) -> pd.Series:
    """For each row the submission that the value of a field comes from."""
    if field in OWN_FIELDS:
        return values["own_submission_id"]
    return values["submission_id"] if field == "red_flag" else brought_by(values, field)
