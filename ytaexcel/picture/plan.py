"""The plan item by item: its state in each organisation, and how far what it refers to has come."""

import pandas as pd

from ytaexcel.programme import Programme
from ytaexcel.programme.details import part_name
from ytaexcel.programme.details import referred as referred_of

STATES = ["organisation", "item", "status", "percent_done", "reported", "behind", "red_flag"]
REFERRED = ["item", "code", "name", "done", "rows"]


def states(assessed: pd.DataFrame) -> pd.DataFrame:
    """One row per organisation × item valid in the month, the optional ones included (see `Picture.states`)."""
    followed = assessed["behind"].where(assessed["is_followed"], 0)
    return assessed.assign(behind=followed)[STATES].reset_index(drop=True)


def referred(programme: Programme, month: str, assessed: pd.DataFrame) -> pd.DataFrame:
    """How many of the items referred to are done, over the organisations of these rows (see `Picture.referred`)."""
    applicable = assessed[assessed["status"] != "not_applicable"]
    rows = []
    for item in programme.items_in(month):
        for code, meant in referred_of(programme, item, month).items():
            found = applicable[applicable["item"].isin([each.id for each in meant])]
            name = part_name(meant, code)
            rows.append([item.id, code, name, int((found["status"] == "done").sum()), len(found)])
    return pd.DataFrame(rows, columns=REFERRED)
