"""Every text that people typed, wherever in the dataset it stands."""

import sqlite3

import pandas as pd

_COLUMNS = "s.sha256, s.file_name, s.month, s.language, s.columns, r.sheet, r.row"
_PLACES = (
    ("item_row r, json_each(r.texts) t", "t.key", "t.value"),
    ("note_row r", "'text'", "r.text"),
    ("indicator_row r", "'source'", "r.source"),
    ("indicator_row r", "'remark'", "r.remark"),
    ("decision_row r", "'reference'", "r.reference"),
    ("decision_row r", "'version'", "r.version"),
    ("decision_row r", "'remark'", "r.remark"),
    ("own_window_row r", "'reason'", "r.reason"),
    ("own_item_row r", "'name'", "r.name"),
    ("own_item_row r, json_each(r.details) t", "t.key", "t.value"),
    ("discussed_row r", "'agreed'", "r.agreed"),
    ("discussed_row r", "'agreed_by'", "r.agreed_by"),
    ("refused_row r, json_each(r.typed) t", "t.key", "t.value"),
)
"""The rows `r`, the field and the text."""
_QUERY = (
    " UNION ALL ".join(
        f"SELECT {_COLUMNS}, {field} AS field, {said} AS text FROM {rows}"
        " JOIN submission s ON s.submission_id = r.submission_id"
        f" WHERE s.programme = :programme AND {said} <> ''"
        for rows, field, said in _PLACES
    )
    + " ORDER BY month, sha256, sheet, row, field"
)


def typed_texts(database: sqlite3.Connection, programme: str) -> pd.DataFrame:
    """What `History.typed_texts` gives."""
    return pd.read_sql_query(_QUERY, database, params={"programme": programme})
