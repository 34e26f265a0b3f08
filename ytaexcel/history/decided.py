"""What bodies have decided about items, as the dataset has it."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ytaexcel.history.own import EveryRow


@dataclass(frozen=True, slots=True)
class Decided:
    """Reads decisions; `frame` runs a query of a programme and month, `every_row` reads a table whole."""

    frame: Callable[[str, str, str | None], pd.DataFrame]
    every_row: EveryRow

    def in_force(self, programme: str, until: str = "9999") -> pd.DataFrame:
        """One row per month up to `until`, organisation, item and body; columns of `decision_row` and whose it is.

        What a month says of an item and a body is what the newest submission says in which that row was accepted.
        """
        query = "SELECT * FROM decision_in_force WHERE programme = ? ORDER BY month, organisation, item, row"
        known = self.frame(query, programme, None).drop(columns="place")
        return known[known["month"] <= until].reset_index(drop=True)

    def rows(
        self,
        programme: str,
        item: str | None = None,
        organisation: str | None = None,
        group: str | None = None,
    ) -> pd.DataFrame:
        """Every accepted row, as `History.item_rows` gives those of items; of the kind decisions."""
        rows = self.every_row("decision_row", programme, item, organisation, group)
        is_first = ~rows.duplicated(["month", "organisation", "item", "body"])
        in_force = is_first & (rows["is_excluded"] == 0)
        return rows.assign(in_force=in_force, kind="decisions").astype("object")
