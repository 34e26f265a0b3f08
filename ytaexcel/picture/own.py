"""What organisations have set for themselves, as a picture shows it: own windows and own items."""

import json
from collections.abc import Mapping

import pandas as pd

from ytaexcel.picture.lists import OWN_COLUMNS, Source, described
from ytaexcel.programme import Programme
from ytaexcel.programme.own_details import asked_details, own_details
from ytaexcel.programme.succession import names_in

_WINDOW_COLUMNS = [
    *("organisation", "group", "item", "name", "planned_start", "planned_end", "critical"),
    *(column for column in OWN_COLUMNS if column != "own_window"),
    *("own_since", "behind", "source"),
]
_ITEM_COLUMNS = [
    *("organisation", "group", "item", "name", "status", "percent_done", "planned_start", "planned_end"),
    *("forecast_end", "behind", "days_late", "red_flag", "latest_text", "last_reported", "source"),
    *("own_details", "lacking", "reasons"),
    *("discussed", "reported_status", "reported_percent_done", "reported_forecast_end"),
]


def own_windows(assessed: pd.DataFrame, programme: Programme, sources: Mapping[str, Source]) -> pd.DataFrame:
    """Own windows and criticalities that hold, by organisation and roadmap; empty where there are none."""
    if not programme.allows_own_windows:
        return pd.DataFrame()
    rows = assessed[assessed["own_window"]]
    names = names_in(programme, next(iter(rows["month"]), ""))
    rows = rows.assign(name=rows["item"].map(names), source=_places(rows, sources, "own_start"))
    return rows[_WINDOW_COLUMNS].reset_index(drop=True)


def own_items(assessed: pd.DataFrame, programme: Programme, sources: Mapping[str, Source]) -> pd.DataFrame:
    """Own items in the order of organisations, groups and places; empty where there are none."""
    if not programme.allows_own_items:
        return pd.DataFrame()
    rows = assessed[assessed["own_item"]]
    rows = described(rows, assessed, programme, sources)
    rows = rows.assign(
        name=rows["own_name"], source=_places(rows, sources, "name"), lacking=_lacking(rows, programme)
    )
    return rows[_ITEM_COLUMNS].reset_index(drop=True)


def _lacking(rows: pd.DataFrame, programme: Programme) -> pd.Series:
    """The fields, joined by ;, that a rule wants filled and nobody has filled."""
    fields, rules = own_details(programme.workbook), programme.rules.values()
    found = []
    for each in rows.itertuples(index=False):
        asked = asked_details(rules, each.month, each.organisation)
        said = json.loads(each.own_details)
        found.append(
            ";".join(field.code for field in fields if field.code in asked and field.code not in said)
        )
    return pd.Series(found, index=rows.index, dtype="object")


def _places(rows: pd.DataFrame, sources: Mapping[str, Source], field: str) -> pd.Series:
    """Where each was set."""
    places = [
        sources[each.own_submission_id].place(each.own_sheet, each.own_row, field)
        for each in rows.itertuples(index=False)
    ]
    return pd.Series(places, index=rows.index, dtype="object")
