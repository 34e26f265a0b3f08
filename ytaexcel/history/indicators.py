"""The values of indicators, as the dataset has them."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ytaexcel.history.own import EveryRow


@dataclass(frozen=True, slots=True)
class Indicators:
    """Reads what was measured; `frame` runs a query of a programme and month, `every_row` reads a table whole."""

    frame: Callable[[str, str, str | None], pd.DataFrame]
    every_row: EveryRow

    def rows(self, programme: str, organisation: str | None = None, group: str | None = None) -> pd.DataFrame:
        """Every accepted row of an organisation or group, as `History.item_rows` gives those of items.

        Columns of `indicator_row` and the further ones.
        """
        return self.every_row("indicator_row", programme, None, organisation, group)

    def in_force(self, programme: str, until: str = "9999") -> pd.DataFrame:
        """One row per month up to `until`, organisation and indicator; columns of `indicator_row` and whose it is."""
        query = "SELECT * FROM indicator_in_force WHERE programme = ? ORDER BY month, organisation, indicator"
        known = self.frame(query, programme, None).drop(columns="place")
        return known[known["month"] <= until].reset_index(drop=True)
