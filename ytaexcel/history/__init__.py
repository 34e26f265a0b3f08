"""The dataset: a SQLite projection of the archive, in which every value keeps submission, sheet and row.

Can be deleted at any time; the archive makes an equal one. What is in force is a view, worked out from the
submissions and the acts each time; so is what was in force by what was known on an earlier day.
"""

import hashlib
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from ytaexcel.archive import Act
from ytaexcel.errors import ReadOnlyError, StoreError
from ytaexcel.findings import Finding
from ytaexcel.history.assessed_months import AssessedMonths
from ytaexcel.history.database import NOW, SCHEMA_VERSION, Database
from ytaexcel.history.decided import Decided
from ytaexcel.history.discussions import Discussions
from ytaexcel.history.indicators import Indicators
from ytaexcel.history.own import OwnSets
from ytaexcel.history.proof import problems, tables
from ytaexcel.history.storing import Received, insert, insert_act
from ytaexcel.history.typed import typed_texts
from ytaexcel.programme import Programme

__all__ = ["NOW", "SCHEMA_VERSION", "History", "Received"]


class History:
    """The dataset in one file. Use as a context manager; makes the file where there is none.

    What SQLite cannot do within it is a `StoreError` that says what to do.

    `horizon`: a moment (UTC, ISO 8601). What was received, accepted or decided later does not count in what is read.
    """

    def __init__(self, path: Path, horizon: str = NOW) -> None:
        self._file = Database(path, horizon)
        self.is_of_now = horizon == NOW
        """False where only what was known by an earlier moment counts."""
        self._database = self._file.connection

    def __enter__(self) -> "History":
        return self

    def __exit__(self, _: object, fault: BaseException | None, __: object) -> None:
        self._database.close()
        if isinstance(fault, (sqlite3.Error, pd.errors.DatabaseError)):
            raise self._file.unusable(fault) from fault

    def store(self, received: Sequence[Received], programme: Programme) -> None:
        """Puts submissions in, in one transaction: all or none. One that is there already is replaced whole."""
        with self._file.transaction() as cursor:
            for each in received:
                submission = insert(cursor, each, programme)
                if cursor.execute("SELECT 1 FROM lost_rows WHERE submission_id = ?", [submission]).fetchone():
                    raise StoreError(f"Rows of submission {submission} would be lost; nothing was stored.")

    def record(self, acts: Sequence[Act]) -> None:
        """Puts acts in, those that are not there yet."""
        known = self.acts()
        new = [act for act in acts if act.id not in known]
        if new:
            with self._file.transaction() as cursor:
                for act in new:
                    insert_act(cursor, act)

    def acts(self) -> set[str]:
        """The ids of all acts that were put in."""
        return {row[0] for row in self._database.execute("SELECT act_id FROM act")}

    def forget_traces(self) -> None:
        """Takes out what was worked out of earlier contents, and every trace of deleted rows from the file."""
        with self._file.transaction() as cursor:
            cursor.execute("DELETE FROM assessed_month")
        try:
            self._database.execute("VACUUM")
        except sqlite3.Error as fault:
            raise self._file.unusable(fault) from fault

    def stamps(self) -> dict[str, str]:
        """Hash -> the stamp that its receipt had in the archive when it was last looked at."""
        return dict(self._database.execute("SELECT sha256, stamp FROM receipt_stamp").fetchall())

    def note_stamps(self, stamps: Mapping[str, str]) -> None:
        """Remembers the stamps of receipts; where nothing can be written, they are looked at again each time."""
        noted = self.stamps() if stamps else {}
        new = [each for each in stamps.items() if noted.get(each[0]) != each[1]]
        if new:
            with suppress(ReadOnlyError), self._file.transaction() as cursor:
                cursor.executemany("INSERT OR REPLACE INTO receipt_stamp VALUES (?, ?)", new)

    def outcomes(self, programme: str) -> dict[str, str]:
        """Hash -> outcome of every submission of a programme."""
        rows = self._database.execute(
            "SELECT sha256, outcome FROM submission WHERE programme = ?", [programme]
        )
        return dict(rows.fetchall())

    def distrusted(self, programme: str) -> set[str]:
        """The hashes of the submissions that were refused whole because nothing vouched for whose they are."""
        rows = self._database.execute(
            "SELECT DISTINCT s.sha256 FROM submission s JOIN finding f USING (submission_id)"
            " WHERE s.programme = ? AND s.outcome = 'refused' AND f.severity = 'error' AND f.code LIKE 'W%'",
            [programme],
        )
        return {row[0] for row in rows}

    def hashes(self) -> set[str]:
        """The hashes of all submissions."""
        return {row[0] for row in self._database.execute("SELECT sha256 FROM submission")}

    def judged_otherwise(self, programme: Programme) -> int:
        """How many submissions were judged under other definitions than these."""
        row = self._database.execute(
            "SELECT count(*) FROM submission LEFT JOIN judgement USING (submission_id)"
            " WHERE programme = ? AND coalesce(definitions, '') <> ?",
            [programme.id, programme.definitions],
        ).fetchone()
        return int(row[0])

    def receipts(self) -> dict[str, tuple[str, str, str | None]]:
        """Hash -> received_at, file name and folder month of every submission, as its receipt says them."""
        rows = self._database.execute("SELECT sha256, received_at, file_name, folder_month FROM submission")
        return {row[0]: (row[1], row[2], row[3]) for row in rows}

    def decisions(self) -> dict[str, str]:
        """Hash -> ORGANISATION/GROUP/MONTH of every submission that stands there by a decision."""
        rows = self._database.execute(
            "SELECT s.sha256, json_extract(f.found, '$.found') FROM finding f"
            " JOIN submission s USING (submission_id) WHERE f.code = 'W010'"
        )
        return dict(rows.fetchall())

    def submissions(
        self, programme: str, month: str | None = None, *, with_excluded: bool = False
    ) -> pd.DataFrame:
        """One row per known submission that counts, by month, organisation, group, newest last.

        Columns of table `submission`, and known_from (UTC), is_excluded (0, 1: nothing in it counts), is_discussion
        (0, 1: of a discussion with the organisation, without a group).
        """
        return self._frame(
            f"SELECT * FROM known_submission WHERE programme = ? {'' if with_excluded else 'AND NOT is_excluded'}"
            ' ORDER BY month, organisation, "group", modified_at, sha256',
            programme,
            month,
        )

    def submissions_of(self, ids: Collection[str]) -> pd.DataFrame:
        """The submissions with these ids, whatever counts; columns of table `submission`."""
        return pd.read_sql_query(
            "SELECT * FROM submission WHERE submission_id IN (SELECT value FROM json_each(?)) ORDER BY submission_id",
            self._database,
            params=[json.dumps(sorted(ids))],
        )

    def collected(self, programme: str) -> list[str]:
        """The months of which at least one workbook of a group counts, wholly or partly accepted."""
        rows = self._database.execute(
            "SELECT DISTINCT month FROM known_submission WHERE programme = ? AND NOT is_excluded"
            " AND NOT is_discussion AND outcome <> 'refused' ORDER BY month",
            [programme],
        )
        return [row[0] for row in rows]

    def contents(self, programme: str) -> dict[str, str]:
        """Month -> hash of all that counts in it and whose it is: the same where the values in force are the same."""
        rows = self._database.execute(
            "SELECT month, sha256, organisation, \"group\", modified_at, coalesce(content, '')"
            " FROM known_submission LEFT JOIN judgement USING (submission_id)"
            " WHERE programme = ? AND NOT is_excluded AND outcome <> 'refused' ORDER BY month, modified_at, sha256",
            [programme],
        )
        hashes: dict[str, Any] = {}
        for month, *said in rows:
            hashes.setdefault(month, hashlib.sha256()).update("\n".join(said).encode())
        return {month: each.hexdigest() for month, each in hashes.items()}

    @property
    def assessed_months(self) -> AssessedMonths:
        """What is kept of the months that have been assessed."""
        return AssessedMonths(self._file, self.is_of_now)

    def check_writable(self) -> None:
        """Raises `ReadOnlyError`, which says what to do, where nothing can be written."""
        self._file.check_writable()

    def items_in_force(self, programme: str, month: str | None = None) -> pd.DataFrame:
        """One row per month, organisation and item with an accepted row: that of the newest submission.

        Columns: programme, month, organisation, group, submission_id, sheet, row, item, no_change, status,
        percent_done, forecast_end (ISO text), red_flag, texts (JSON: field -> text).
        """
        frame = self._frame(
            "SELECT * FROM item_in_force WHERE programme = ? ORDER BY month, organisation, item",
            programme,
            month,
        )
        return frame.drop(columns="place")

    def item_rows(
        self,
        programme: str,
        item: str | None = None,
        organisation: str | None = None,
        group: str | None = None,
    ) -> pd.DataFrame:
        """Every accepted row of an item, organisation or group, oldest month first, newest submission first.

        Columns of `item_row`, and month, organisation, group, file_name, columns (JSON: sheet -> field -> letters),
        is_excluded (0, 1), in_force (bool).
        """
        return self._every_row("item_row", programme, item, organisation, group)

    def notes_in_force(self, programme: str, month: str | None = None) -> pd.DataFrame:
        """One row per note in force; columns of `note_row` and whose it is, and the workbook's language."""
        frame = self._frame(
            'SELECT * FROM note_in_force WHERE programme = ? ORDER BY month, organisation, "group", sheet, row',
            programme,
            month,
        )
        return frame.drop(columns="place")

    @property
    def indicators(self) -> Indicators:
        """Values of indicators."""
        return Indicators(self._frame, partial(self._every_row, about="indicator"))

    @property
    def decided(self) -> Decided:
        """What bodies have decided about items."""
        return Decided(self._frame, self._every_row)

    @property
    def own(self) -> OwnSets:
        """What organisations set for themselves."""
        return OwnSets(self._frame, self._every_row)

    @property
    def discussions(self) -> Discussions:
        """What was discussed, and what was agreed."""
        return Discussions(self._database, self._frame)

    def findings(self, programme: str) -> list[tuple[str, str, Finding]]:
        """(submission_id, file name, finding), by month, organisation, group and number."""
        rows = self._database.execute(
            "SELECT f.submission_id, s.file_name, f.code, f.severity, f.sheet, f.cell, f.item, f.found"
            " FROM finding f JOIN known_submission s USING (submission_id) WHERE s.programme = ?"
            ' ORDER BY s.month, s.organisation, s."group", s.sha256, f.number',
            [programme],
        )
        return [
            (row[0], row[1], Finding(row[2], row[3], row[4], row[5], row[6], json.loads(row[7])))
            for row in rows
        ]

    def typed_texts(self, programme: str) -> pd.DataFrame:
        """Every text in the rows of a programme, refused rows too: one row for each, oldest month first.

        Columns: sha256, file_name, month, language, columns (JSON: sheet -> field -> letters), sheet, row, field,
        text.
        """
        return typed_texts(self._database, programme)

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every table's rows in a fixed order: what `rebuild` must give again."""
        return tables(self._database)

    def problems(self) -> list[str]:
        """One sentence for each thing in the database that does not hold."""
        return problems(self._database)

    def totals(self, programme: str) -> Mapping[str, int]:
        """Submissions, rows accepted, refused and ignored of a programme."""
        row = self._database.execute(
            "SELECT count(*), total(rows_accepted), total(rows_refused), total(rows_ignored)"
            " FROM submission WHERE programme = ?",
            [programme],
        ).fetchone()
        return dict(zip(("submissions", "accepted", "refused", "ignored"), map(int, row), strict=True))

    def _every_row(
        self,
        table: str,
        programme: str,
        item: str | None,
        organisation: str | None,
        group: str | None,
        about: str = "item",
    ) -> pd.DataFrame:
        wanted = {f"i.{about}": item, "s.organisation": organisation, 's."group"': group}
        asked = {name: value for name, value in wanted.items() if value is not None}
        frame = pd.read_sql_query(
            'SELECT i.*, s.month, s.organisation, s."group", s.file_name, s.columns, s.is_excluded'
            f" FROM {table} i JOIN known_submission s USING (submission_id) WHERE s.programme = ?"
            + "".join(f" AND {name} = ?" for name in asked)
            + f" ORDER BY s.month, s.organisation, i.{about}, s.is_excluded, s.modified_at DESC, s.sha256 DESC",
            self._database,
            params=[programme, *asked.values()],
        )
        is_first = ~frame.duplicated(["month", "organisation", about])
        return frame.assign(in_force=is_first & (frame["is_excluded"] == 0))

    def _frame(self, query: str, programme: str, month: str | None) -> pd.DataFrame:
        if month is not None:
            query = query.replace("programme = ?", "programme = ? AND month = ?")
        parameters = [programme] if month is None else [programme, month]
        try:
            return pd.read_sql_query(query, self._database, params=parameters)
        except (sqlite3.Error, pd.errors.DatabaseError) as fault:
            raise self._file.unusable(fault) from fault
