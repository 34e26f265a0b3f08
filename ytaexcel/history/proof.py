"""What proves that the dataset is whole, and equal to another."""

import sqlite3
from typing import Any

_FACTS = (
    "submission",
    "item_row",
    "note_row",
    "indicator_row",
    "decision_row",
    "own_window_row",
    "own_item_row",
    "discussion",
    "discussed_row",
    "refused_row",
    "finding",
    "act",
)
"""The tables that come from the archive; the others are worked out."""


def tables(database: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """What `History.tables` gives."""
    return {name: sorted(database.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in _FACTS}


def problems(database: sqlite3.Connection) -> list[str]:
    """What `History.problems` gives."""
    checks = [str(row[0]) for row in database.execute("PRAGMA integrity_check")]
    found = [f"The database is damaged: {each}." for each in checks if each != "ok"]
    for table, *_ in database.execute("PRAGMA foreign_key_check"):
        found.append(f"The database has rows in {table} that belong to no submission.")
    for (submission,) in database.execute("SELECT submission_id FROM judging"):
        found.append(f"The database is open for changes of submission {submission}.")
    for (submission,) in database.execute("SELECT submission_id FROM lost_rows"):
        found.append(f"Submission {submission}: the rows counted are not those kept.")
    return found
