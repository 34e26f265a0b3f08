"""What was discussed and agreed with the organisations, as the dataset has it."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ytaexcel.months import months_between


@dataclass(frozen=True, slots=True)
class Discussions:
    """Reads what was discussed; `frame` runs a query of a programme and month."""

    database: sqlite3.Connection
    frame: Callable[[str, str, str | None], pd.DataFrame]

    def months(self, programme: str) -> set[str]:
        """The months of which something was discussed that counts."""
        rows = self.database.execute(
            "SELECT DISTINCT month FROM discussed_known WHERE programme = ?", [programme]
        )
        return {row[0] for row in rows}

    def in_force(self, programme: str, month: str | None = None) -> pd.DataFrame:
        """What was discussed, field by field: a row for each value that counts.

        Columns: programme, month, organisation, item ("" = agreed about no item), field (status, percent_done,
        forecast_end, agreed, agreed_by, agreed_until), value (text or number), submission_id, sheet, row.
        """
        query = (
            "SELECT * FROM discussed_in_force WHERE programme = ?"
            " ORDER BY month, organisation, item, sheet, row, field"
        )
        return self.frame(query, programme, month)

    def agreed(self, programme: str, month: str, since: str) -> pd.DataFrame:
        """As `in_force`, of `month` and of those before it from the first in which something is due from `since` on.

        `since`: ISO day.
        """
        row = self.database.execute(
            "SELECT min(s.month) FROM discussed_row d JOIN submission s USING (submission_id)"
            " WHERE s.programme = ? AND s.month <= ? AND d.agreed_until >= ?",
            [programme, month, since],
        ).fetchone()
        months = months_between(row[0] or month, month)
        return pd.concat([self.in_force(programme, each) for each in months], ignore_index=True)

    def rows(self, programme: str, month: str | None = None) -> pd.DataFrame:
        """Every row of the discussions that count, superseded ones too: by month, organisation, item, newest first.

        Columns of `discussed_row`, and programme, month, organisation, file_name, columns (JSON: sheet -> field ->
        letters), age (1: of the newest workbook that speaks of the item).
        """
        query = (
            "SELECT * FROM discussed_known WHERE programme = ?"
            " ORDER BY month, organisation, item, age, sheet, row"
        )
        return self.frame(query, programme, month)
