"""The dataset: a SQLite projection of the archive, in which every value keeps submission, sheet and row.

Can be deleted at any time; the archive makes an equal one. No write-ahead log: the file may lie on a
synchronised or network folder. What is in force is a view, worked out from the submissions each time.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from ytaexcel.archive import Receipt
from ytaexcel.conform import ConformedRow
from ytaexcel.errors import StoreError
from ytaexcel.findings import Finding
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme

SCHEMA_VERSION = 2
_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Received:
    """A judged submission and its receipt: one unit of storing."""

    submission: Submission
    receipt: Receipt


class History:
    """The dataset in one file. Use as a context manager; makes the file where there is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
            self._database.execute("PRAGMA foreign_keys = ON")
        except (sqlite3.Error, OSError) as fault:
            raise StoreError(_unreadable(path, fault)) from fault
        try:
            self._prepare()
        except (sqlite3.Error, StoreError) as fault:
            self._database.close()
            raise fault if isinstance(fault, StoreError) else StoreError(_unreadable(path, fault)) from fault

    def __enter__(self) -> "History":
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def store(self, received: Sequence[Received], programme: Programme) -> None:
        """Puts submissions in, in one transaction: all or none. One that is there already is replaced whole."""
        with self._transaction() as cursor:
            for each in received:
                _insert(cursor, each, programme)
            lost = cursor.execute("SELECT submission_id FROM lost_rows").fetchall()
            if lost:
                raise StoreError(f"Rows of submission {lost[0][0]} would be lost; nothing was stored.")

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
            "SELECT count(*) FROM submission WHERE programme = ? AND definitions <> ?",
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

    def submissions(self, programme: str, month: str | None = None) -> pd.DataFrame:
        """One row per submission, by month, organisation, group, newest last; columns of table `submission`."""
        return self._frame(
            'SELECT * FROM submission WHERE programme = ? ORDER BY month, organisation, "group", modified_at, sha256',
            programme,
            month,
        )

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

    def item_rows(self, programme: str, item: str, organisation: str) -> pd.DataFrame:
        """Every accepted row of one item, oldest month first, newest submission first; with its file and sheet.

        Columns of `item_row`, and month, file_name, columns (JSON: sheet -> field -> letters), in_force (bool).
        """
        frame = pd.read_sql_query(
            "SELECT i.*, s.month, s.file_name, s.columns FROM item_row i JOIN submission s USING (submission_id)"
            " WHERE s.programme = ? AND i.item = ? AND s.organisation = ?"
            " ORDER BY s.month, s.modified_at DESC, s.sha256 DESC",
            self._database,
            params=[programme, item, organisation],
        )
        return frame.assign(in_force=~frame["month"].duplicated())

    def notes_in_force(self, programme: str, month: str | None = None) -> pd.DataFrame:
        """One row per note in force; columns of `note_row` and whose it is, and the workbook's language."""
        frame = self._frame(
            'SELECT * FROM note_in_force WHERE programme = ? ORDER BY month, organisation, "group", sheet, row',
            programme,
            month,
        )
        return frame.drop(columns="place")

    def findings(self, programme: str) -> list[tuple[str, str, Finding]]:
        """(submission_id, file name, finding), by month, organisation, group and number."""
        rows = self._database.execute(
            "SELECT f.submission_id, s.file_name, f.code, f.severity, f.sheet, f.cell, f.item, f.found"
            " FROM finding f JOIN submission s USING (submission_id) WHERE s.programme = ?"
            ' ORDER BY s.month, s.organisation, s."group", s.sha256, f.number',
            [programme],
        )
        return [
            (row[0], row[1], Finding(row[2], row[3], row[4], row[5], row[6], json.loads(row[7])))
            for row in rows
        ]

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every table's rows in a fixed order: what `rebuild` must give again."""
        names = ("submission", "item_row", "note_row", "refused_row", "finding")
        return {
            name: sorted(self._database.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in names
        }

    def problems(self) -> list[str]:
        """One sentence for each thing in the database that does not hold."""
        checks = [str(row[0]) for row in self._database.execute("PRAGMA integrity_check")]
        problems = [f"The database is damaged: {each}." for each in checks if each != "ok"]
        for table, *_ in self._database.execute("PRAGMA foreign_key_check"):
            problems.append(f"The database has rows in {table} that belong to no submission.")
        for (submission,) in self._database.execute("SELECT submission_id FROM lost_rows"):
            problems.append(f"Submission {submission}: the rows counted are not those kept.")
        return problems

    def totals(self, programme: str) -> Mapping[str, int]:
        """Submissions, rows accepted, refused and ignored of a programme."""
        row = self._database.execute(
            "SELECT count(*), total(rows_accepted), total(rows_refused), total(rows_ignored)"
            " FROM submission WHERE programme = ?",
            [programme],
        ).fetchone()
        return dict(zip(("submissions", "accepted", "refused", "ignored"), map(int, row), strict=True))

    def _prepare(self) -> None:
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA_VERSION:
            return
        if version != 0:
            raise StoreError(
                f"{self._path} was made by another version of ytaexcel (schema {version}). "
                "Delete it and run `ytaexcel rebuild`: nothing is lost, the archive has everything."
            )
        script = (files("ytaexcel.history") / "tables.sql").read_text(encoding="utf-8")
        self._database.executescript(f"BEGIN;\n{script}\nPRAGMA user_version = {SCHEMA_VERSION};\nCOMMIT;")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Cursor]:
        try:
            cursor = self._database.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")
        except sqlite3.Error as fault:
            raise StoreError(_unreadable(self._path, fault)) from fault

    def _frame(self, query: str, programme: str, month: str | None) -> pd.DataFrame:
        if month is not None:
            query = query.replace("programme = ?", "programme = ? AND month = ?")
        parameters = [programme] if month is None else [programme, month]
        try:
            return pd.read_sql_query(query, self._database, params=parameters)
        except (sqlite3.Error, pd.errors.DatabaseError) as fault:
            raise StoreError(_unreadable(self._path, fault)) from fault


def _insert(cursor: sqlite3.Cursor, received: Received, programme: Programme) -> None:
    submission, receipt = received.submission, received.receipt
    submission_id = receipt.sha256[:16]
    identity = submission.identity
    accepted, refused = submission.accepted, submission.refused
    cursor.execute("DELETE FROM submission WHERE submission_id = ?", [submission_id])
    cursor.execute(
        f"INSERT INTO submission VALUES ({', '.join('?' * 18)})",
        [
            submission_id,
            receipt.sha256,
            programme.id,
            identity.month,
            identity.organisation,
            identity.group,
            identity.language or "",
            receipt.received_at,
            _moment(submission.modified_at),
            receipt.file_name,
            receipt.folder_month,
            submission.outcome,
            len(accepted) + len(refused),
            len(accepted),
            len(refused),
            submission.ignored,
            _json(submission.columns),
            programme.definitions,
        ],
    )
    text_fields = [
        field.code for field in programme.workbook.sheet("items").filled_fields if field.type == "text"
    ]
    cursor.executemany(
        "INSERT INTO item_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_item_values(submission_id, row, text_fields) for row in accepted if row.kind == "items"],
    )
    cursor.executemany(
        "INSERT INTO note_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_note_values(submission_id, row) for row in accepted if row.kind == "notes"],
    )
    cursor.executemany(
        "INSERT INTO refused_row VALUES (?, ?, ?, ?, ?)",
        [(submission_id, row.sheet, row.row, row.item, _json(row.typed)) for row in refused],
    )
    cursor.executemany(
        "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                submission_id,
                number,
                each.code,
                each.severity,
                each.sheet,
                each.cell,
                each.item,
                _json(each.values),
            )
            for number, each in enumerate(submission.findings)
        ],
    )


def _item_values(submission_id: str, row: ConformedRow, text_fields: Sequence[str]) -> tuple[Any, ...]:
    values = row.values
    return (
        submission_id,
        row.sheet,
        row.row,
        row.item,
        int(bool(values.get("no_change")) and values.get("status") is None),
        values.get("status"),
        values.get("percent_done"),
        _day(values.get("forecast_end")),
        int(bool(values.get("red_flag"))),
        _json({field: values[field] for field in text_fields if values.get(field) is not None}),
    )


def _note_values(submission_id: str, row: ConformedRow) -> tuple[Any, ...]:
    values = row.values
    return (
        submission_id,
        row.sheet,
        row.row,
        values["kind"],
        values["text"],
        row.item,
        values.get("scope"),
        values.get("likelihood"),
        values.get("effect"),
        int(bool(values.get("shareable"))),
    )


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _moment(value: datetime | None) -> str:
    return "" if value is None else value.isoformat(timespec="seconds")


def _json(table: Any) -> str:
    return json.dumps(table, ensure_ascii=False)


def _unreadable(path: Path, fault: Exception) -> str:
    return (
        f"The dataset {path} cannot be used: {fault}. If another run is using it, wait; "
        "if it is damaged, delete it and run `ytaexcel rebuild`: the archive has everything."
    )
