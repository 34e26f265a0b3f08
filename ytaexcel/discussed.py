"""Lays what was discussed in a month over what was reported, field by field; both stay in view. Pure functions.

A value keeps the place of the discussion that it comes from for as long as it is carried.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

FIELDS = ("status", "percent_done", "forecast_end")
"""What a discussion may correct."""
NOTHING_SAID = pd.DataFrame(
    columns=["organisation", "item", "field", "value", "submission_id", "sheet", "row"]
)
_KEY = ["organisation", "item"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a discussed value stands."""

    submission_id: str
    sheet: str
    row: int

    def written(self) -> str:
        """As a column holds it."""
        return f"{self.submission_id} {self.row} {self.sheet}"


def place_of(written: str) -> Place | None:
    """The place that a column of `<field>_from` holds; None for a value that was reported."""
    if not written:
        return None
    submission_id, row, sheet = written.split(" ", 2)
    return Place(submission_id, sheet, int(row))


def source_of(row: Mapping[str, object]) -> Place | None:
    """The place of the first value of a row (status, percent, forecast) that comes from a discussion of any month."""
    return next((place for field in FIELDS if (place := place_of(str(row[f"{field}_from"])))), None)


def brought_by(values: pd.DataFrame, field: str) -> pd.Series:
    """For each row the submission that the value of a field comes from.

    Of one of `FIELDS` that is its own; of any other the month's discussion where there was one, else the newest report.
    """
    reported = values["submission_id"]
    if field in FIELDS:
        places = values[f"{field}_from"]
    else:
        places = values["discussed"].where(values["discussed"] == "", _first_places(values))
    submissions = places.str.partition(" ")[0]
    return submissions.where(submissions != "", reported)


def _first_places(values: pd.DataFrame) -> pd.Series:
    """The place of the first value of each row that comes from a discussion."""
    places = values[f"{FIELDS[0]}_from"]
    for field in FIELDS[1:]:
        places = places.where(places != "", values[f"{field}_from"])
    return places


def nothing_discussed(values: pd.DataFrame) -> pd.DataFrame:
    """The values in force with the columns of this module, when nothing has been discussed yet.

    `discussed`: the fields that were discussed in the month, joined by ;. `<field>_from`: the place of the
    discussion that the value in force comes from; empty when it was reported. `reported_<field>`: the value without
    what was discussed in the month.
    """
    return values.assign(
        discussed=pd.Series("", index=values.index, dtype="object"),
        **{f"{field}_from": pd.Series("", index=values.index, dtype="object") for field in FIELDS},
        **{f"reported_{field}": values[field] for field in FIELDS},
    )


def with_discussed(values: pd.DataFrame, discussed: pd.DataFrame, month: str) -> pd.DataFrame:
    """The values in force of a month after its discussion; a discussed status counts as a report.

    `values`: indexed by organisation and item, with the places from which carried values come. `discussed`: the
    month's, as `History.discussions.in_force` gives it.
    """
    after = values.assign(
        discussed=pd.Series("", index=values.index, dtype="object"),
        **{f"reported_{field}": values[field] for field in FIELDS},
    )
    for field in FIELDS:
        rows = discussed[(discussed["field"] == field) & (discussed["item"] != "")]
        at = after.index.get_indexer(pd.MultiIndex.from_frame(rows[_KEY]))
        rows, at = rows[at >= 0], at[at >= 0]
        if not len(at):
            continue
        said = rows["value"]
        if field == "percent_done":
            said = said.astype("float64")
        elif field == "forecast_end":
            said = pd.to_datetime(said).astype("datetime64[ns]")
        places = [
            Place(each.submission_id, each.sheet, int(each.row)).written()
            for each in rows.itertuples(index=False)
        ]
        column = after.columns.get_loc
        after.iloc[at, column(field)] = said.to_numpy()
        after.iloc[at, column(f"{field}_from")] = places
        told = after["discussed"].iloc[at]
        after.iloc[at, column("discussed")] = (
            told + told.map(lambda each: ";" if each else "") + field
        ).to_numpy()
        if field == "status":
            after.iloc[at, column("reported")] = "yes"
            after.iloc[at, column("last_reported")] = month
    return after
