"""What organisations set for themselves, as the dataset has it: own windows, and what own items are."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

EveryRow = Callable[[str, str, str | None, str | None, str | None], pd.DataFrame]
"""All accepted rows of a table: of a programme, and of an item, organisation or group where one is named."""


@dataclass(frozen=True, slots=True)
class OwnSets:
    """Reads what was set; `frame` runs a query of a programme and month, `every_row` reads a table whole."""

    frame: Callable[[str, str, str | None], pd.DataFrame]
    every_row: EveryRow

    def windows(self, programme: str, month: str | None = None) -> pd.DataFrame:
        """One row per month, organisation and item for which the organisation set, changed or withdrew something.

        What was set holds until a later month changes or withdraws it. Columns: programme, month, organisation, group,
        submission_id, sheet, row, item, own_start and own_end (ISO text), own_critical (yes, no), reason, withdrawn.
        """
        return self._set("own_window_set", programme, month)

    def items(self, programme: str, month: str | None = None) -> pd.DataFrame:
        """One row per month, organisation and item of its own that it defined, changed or dropped; likewise.

        Columns: programme, month, organisation, group, submission_id, sheet, row, item, name, details (JSON: field ->
        text or code, of the fields that the programme asks for beside the name), own_start and own_end (ISO text),
        dropped.
        """
        return self._set("own_item_set", programme, month)

    def both(self, programme: str, month: str) -> pd.DataFrame:
        """Windows and items of a month, one row per organisation and item: columns of `windows`, name and details.

        An own item has a name, no reason, and is withdrawn when it was dropped.
        """
        items = self.items(programme, month).rename(columns={"dropped": "withdrawn"})
        windows = self.windows(programme, month).assign(name=None, details=None)
        both = [items.assign(own_critical=None, reason=None), windows]
        return pd.concat([each.astype("object") for each in both], ignore_index=True)

    def rows(
        self,
        programme: str,
        item: str | None = None,
        organisation: str | None = None,
        group: str | None = None,
    ) -> pd.DataFrame:
        """Every accepted row, as `History.item_rows` gives those of items: of windows first, then of items.

        Columns of `own_window_row`, `own_item_row` and the further ones, and kind (own_windows, own_items). What a
        row of its kind does not have is missing.
        """
        windows = self.every_row("own_window_row", programme, item, organisation, group)
        items = self.every_row("own_item_row", programme, item, organisation, group)
        both = [windows.assign(kind="own_windows"), items.assign(kind="own_items")]
        return pd.concat([each.astype("object") for each in both], ignore_index=True)

    def _set(self, view: str, programme: str, month: str | None) -> pd.DataFrame:
        query = f"SELECT * FROM {view} WHERE programme = ? ORDER BY month, organisation, item"
        return self.frame(query, programme, month).drop(columns="place")
