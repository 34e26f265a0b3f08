"""What was agreed in discussions, as a list of things to do; and how many values they corrected."""

from collections.abc import Mapping

import pandas as pd

from ytaexcel.discussed import NOTHING_SAID
from ytaexcel.months import first_day
from ytaexcel.picture.lists import Source
from ytaexcel.programme import Programme
from ytaexcel.programme.succession import heir, version

NOTHING_SAID_YET = NOTHING_SAID.assign(programme="", month="")
"""What was discussed where nothing ever was."""
COLUMNS = [
    "month",
    "organisation",
    "group",
    "item",
    "name",
    "agreed",
    "agreed_by",
    "agreed_until",
    "status",
    "percent_done",
    "source",
]
_KEY = ["organisation", "item"]
_FIELDS = ("agreed", "agreed_by", "agreed_until")


def agreed(
    discussed: pd.DataFrame,
    assessed: pd.DataFrame,
    organisation: str | None,
    group: str | None,
    month: str,
    programme: Programme,
    sources: Mapping[str, Source],
) -> pd.DataFrame:
    """What was agreed and is still to be done in `month`, what is due first; see `Picture.agreed`.

    `assessed`: the month's rows of the picture. Of what was agreed about an item the newest month's counts.
    """
    said = discussed[(discussed["month"] <= month) & discussed["field"].isin(_FIELDS)]
    if organisation is not None:
        said = said[said["organisation"] == organisation]
    found = [
        {
            "month": of_month,
            "organisation": whose,
            "item": item,
            **dict.fromkeys(_FIELDS),
            **dict(zip(rows["field"], rows["value"], strict=True)),
            "source": _source(rows, sources),
        }
        for (of_month, whose, item, _, _), rows in said.assign(
            _submission=said["submission_id"].where(said["item"] == "", ""),
            _row=said["row"].where(said["item"] == "", 0),
        ).groupby(["month", "organisation", "item", "_submission", "_row"], sort=True)
        if (rows["field"] == "agreed").any()
    ]
    frame = pd.DataFrame(found, columns=["month", "organisation", "item", *_FIELDS, "source"])
    frame["agreed_until"] = pd.to_datetime(frame["agreed_until"])
    # What was agreed about an item goes on with the one that took its place.
    frame["item"] = frame["item"].map(lambda each: heir(programme, each, month) or each).astype("object")
    is_of_item = frame["item"] != ""
    frame = frame[~is_of_item | ~frame.duplicated(_KEY, keep="last")]
    is_running = frame["agreed_until"] >= pd.Timestamp(first_day(month))
    frame = frame[(frame["month"] == month) | is_running]
    known = {item.id for item in (*programme.items, *programme.own_items)}
    items = {each: version(programme, each, month) for each in frame["item"].unique() if each in known}
    own = {} if "own_name" not in assessed else assessed.set_index(_KEY)["own_name"].dropna().to_dict()
    frame = frame.assign(
        group=[items[each].group if each in items else "" for each in frame["item"]],
        name=[
            own.get((whose, each)) or (items[each].name if each in items else "")
            for whose, each in zip(frame["organisation"], frame["item"], strict=True)
        ],
    )
    if group is not None:
        frame = frame[frame["group"] == group]
    frame = frame.merge(assessed[[*_KEY, "status", "percent_done"]], on=_KEY, how="left")
    places = {each.code: place for place, each in enumerate(programme.organisations)}
    ordered = frame.assign(_place=frame["organisation"].map(places)).sort_values(
        ["_place", "agreed_until", "item", "month"], kind="stable", na_position="last"
    )
    return ordered[COLUMNS].reset_index(drop=True)


def _source(rows: pd.DataFrame, sources: Mapping[str, Source]) -> str:
    """Where what was agreed stands."""
    row = rows[rows["field"] == "agreed"].iloc[0]
    return sources[row["submission_id"]].place(row["sheet"], int(row["row"]), "agreed")


def discussed_count(assessed: pd.DataFrame) -> int:
    """How many values of the month a discussion gave."""
    said = assessed["discussed"]
    return int(said.map(lambda fields: len(fields.split(";")) if fields else 0).sum())
