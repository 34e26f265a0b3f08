"""The file of the dataset: opened, made, brought to this version, written in whole transactions.

No write-ahead log: the file may lie on a synchronised or network folder.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from ytaexcel.errors import ReadOnlyError, StoreError

SCHEMA_VERSION = 2
_WAIT_SECONDS = 30.0
_KIND_OF_FAULT = 0xFF
"""The bits of SQLite's codes that tell the kind."""
_READ_ONLY = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
NOW = "9999"
"""A horizon after all times: everything that is known today."""
_SCRIPTS = (
    "tables.sql",
    "guards.sql",
    "themes.sql",
    "indicators.sql",
    "decisions.sql",
    "own.sql",
    "discussed.sql",
    "totals.sql",
    "in_force.sql",
    "indexes.sql",
)
"""What makes a dataset of this version."""
_LATER_SCRIPTS = {
    1: ("DROP VIEW item_in_force;\nDROP VIEW note_in_force;", *_SCRIPTS[1:]),
}
"""Version -> what makes the next one of it: SQL, or the files with it."""


class Database:
    """One connection to the dataset; makes the file where there is none.

    `horizon`: only what was known by then counts in the views (UTC, ISO 8601).
    """

    def __init__(self, path: Path, horizon: str = NOW) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
            self.connection.execute("PRAGMA foreign_keys = ON")
            self.connection.execute(
                "PRAGMA secure_delete = ON"
            )  # what is redacted must be gone from the file
        except (sqlite3.Error, OSError) as fault:
            raise self.unusable(fault) from fault
        try:
            self._prepare()
            if horizon != NOW:
                self.connection.executescript(_views(horizon, "TEMP"))
        except (sqlite3.Error, StoreError) as fault:
            self.connection.close()
            raise fault if isinstance(fault, StoreError) else self.unusable(fault) from fault

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Cursor]:
        """All or nothing; waits a while for another run that is writing."""
        try:
            cursor = self.connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")
        except sqlite3.Error as fault:
            raise self.unusable(fault) from fault

    def check_writable(self) -> None:
        """Raises `ReadOnlyError` where nothing can be written; changes nothing."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                self.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            finally:
                self.connection.execute("ROLLBACK")
        except sqlite3.Error as fault:
            raise self.unusable(fault) from fault

    def unusable(self, fault: Exception) -> StoreError:
        """What to tell a user about a database that fails."""
        code = getattr(fault, "sqlite_errorcode", 0) & _KIND_OF_FAULT
        if code in _READ_ONLY:
            return ReadOnlyError(
                f"Nothing can be written into the dataset {self._path}: {fault}. Give yourself the right to write to "
                "the file and its folder, or name another place as `database` in ytaexcel.toml and run `ytaexcel "
                "rebuild`."
            )
        if code == sqlite3.SQLITE_FULL:
            return StoreError(
                f"The dataset {self._path} is as before: {fault}. Make room on the disk and run the command again."
            )
        return StoreError(
            f"The dataset {self._path} cannot be used: {fault}. If another run is using it, wait; "
            "if it is damaged, delete it and run `ytaexcel rebuild`: the archive has everything."
        )

    def _prepare(self) -> None:
        version = self._version()
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"{self._path} was made by a newer version of ytaexcel (schema {version}). Update ytaexcel, or "
                "delete the file and run `ytaexcel rebuild`: nothing is lost, the archive has everything."
            )
        if version == SCHEMA_VERSION:
            return
        self.connection.execute("BEGIN IMMEDIATE")
        version = self._version()  # another run may have done it while this one waited
        scripts = [*_SCRIPTS] if version == 0 else []
        for each in range(version, SCHEMA_VERSION) if version else ():
            scripts += _LATER_SCRIPTS[each]
        for statement in _statements("\n".join(map(_script, scripts))):
            self.connection.execute(statement)
        self.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        self.connection.execute("COMMIT")

    def _version(self) -> int:
        return int(self.connection.execute("PRAGMA user_version").fetchone()[0])


def _script(source: str) -> str:
    """The SQL of a script's file, or the SQL that stands in its place."""
    if not source.endswith(".sql"):
        return source
    return _views(NOW) if source == "in_force.sql" else _text(source)


def _views(horizon: str, temporary: str = "") -> str:
    scripts = "\n".join(map(_text, ("in_force.sql", "discussed_in_force.sql")))
    return scripts.format(horizon=horizon, temporary=temporary)


def _text(name: str) -> str:
    return (files("ytaexcel.history") / name).read_text(encoding="utf-8")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
