"""The tables of what was discussed: its rows, and the statuses in which a discussion outranks what was reported."""

import pandas as pd

from ytaexcel.discussed import FIELDS, source_of

_KEY = ["month", "organisation", "item"]
_PLACE = ("submission_id", "sheet", "row")


def discussed_table(rows: pd.DataFrame, in_force: pd.DataFrame) -> pd.DataFrame:
    """One row for each row of a discussion that counts, with those of its fields that are in force."""
    held = in_force.groupby(list(_PLACE))["field"].agg(";".join)
    fields = [
        held.get((each.submission_id, each.sheet, each.row), "") for each in rows.itertuples(index=False)
    ]
    return rows.assign(in_force=pd.Series(fields, index=rows.index, dtype="object"))


def with_discussed(reported: pd.DataFrame, assessment: pd.DataFrame) -> pd.DataFrame:
    """The rows in force, one for each item that was reported or discussed in the month.

    `reported`: those that were reported, "no change" resolved. Where a discussion gave a value, the row is its own
    and the reported values and their place stand in columns beside; what it did not give is as it was known.
    """
    beside = reported.assign(
        **{f"reported_{field}": reported[field] for field in FIELDS},
        **{f"reported_{part}": reported[part] for part in _PLACE},
        discussed="",
    )
    said = assessment[assessment["discussed"] != ""]
    if said.empty:
        return beside
    places = [source_of(row) for row in said.to_dict("records")]
    said = said.assign(
        source="discussed",
        forecast_end=said["forecast_end"].dt.strftime("%Y-%m-%d"),
        reported_forecast_end=said["reported_forecast_end"].dt.strftime("%Y-%m-%d"),
        status=said["status"].where(said["reported"] != "never", None),
        **{part: [getattr(place, part) for place in places] for part in _PLACE},
    )
    own = ["programme", *_KEY, "group", "source", "discussed", *FIELDS, *_PLACE]
    kept = [f"reported_{field}" for field in FIELDS]
    others = [each for each in beside.columns if each not in (*own, *kept)]
    discussed = said[[*own, *kept]].merge(beside[[*_KEY, *others]], on=_KEY, how="left")
    is_said = pd.MultiIndex.from_frame(beside[_KEY]).isin(pd.MultiIndex.from_frame(said[_KEY]))
    # Kept as objects: a column that one of the two lacks would change the types of the other.
    parts = [frame.astype("object") for frame in (beside[~is_said], discussed)]
    whole = pd.concat(parts, ignore_index=True).sort_values(_KEY, kind="stable", ignore_index=True)
    whole["red_flag"] = whole["red_flag"].where(whole["red_flag"].notna(), 0)
    counts = ["red_flag", "row", "reported_row"]
    return whole.infer_objects().astype(dict.fromkeys(counts, "Int64"))
