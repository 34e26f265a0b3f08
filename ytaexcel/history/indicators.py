"""The values of indicators, as the dataset has them."""

import sqlite3
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Indicators:
    """Reads what was measured."""

    database: sqlite3.Connection

    def in_force(self, programme: str, until: str = "9999") -> pd.DataFrame:
        """One row per month up to `until`, organisation and indicator; columns of `indicator_row` and whose it is."""
        frame = pd.read_sql_query(
            "SELECT * FROM indicator_in_force WHERE programme = ? AND month <= ?"
            " ORDER BY month, organisation, indicator",
            self.database,
            params=[programme, until],
        )
        return frame.drop(columns="place")
