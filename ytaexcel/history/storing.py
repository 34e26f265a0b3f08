"""How a judged submission becomes rows of the dataset."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ytaexcel.archive import Act, Receipt
from ytaexcel.conform import ConformedRow
from ytaexcel.conform.own import defines, reports
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme
from ytaexcel.programme.own_details import own_details


@dataclass(frozen=True, slots=True)
class Received:
    """A judged submission and its receipt: one unit of storing."""

    submission: Submission
    receipt: Receipt


def insert(cursor: sqlite3.Cursor, received: Received, programme: Programme) -> str:
    """Puts a submission in, in the place of what is there of it; its id."""
    submission, receipt = received.submission, received.receipt
    submission_id = receipt.sha256[:16]
    identity = submission.identity
    accepted, refused = submission.accepted, submission.refused
    cursor.execute("INSERT INTO judging VALUES (?)", [submission_id])
    cursor.execute("DELETE FROM submission WHERE submission_id = ?", [submission_id])
    cursor.execute(
        f"INSERT INTO submission VALUES ({', '.join('?' * 17)})",
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
        ],
    )
    text_fields = [
        field.code for field in programme.workbook.sheet("items").filled_fields if field.type == "text"
    ]
    told = [row for row in accepted if row.kind == "items" or (row.kind == "own_items" and reports(row))]
    items = [_item_values(submission_id, row, text_fields) for row in told]
    notes = [_note_values(submission_id, row) for row in accepted if row.kind == "notes"]
    cursor.executemany("INSERT INTO item_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", items)
    cursor.executemany("INSERT INTO note_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", notes)
    values = [_indicator_values(submission_id, row) for row in accepted if row.kind == "indicators"]
    cursor.executemany("INSERT INTO indicator_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    decided = [_decision_values(submission_id, row) for row in accepted if row.kind == "decisions"]
    cursor.executemany("INSERT INTO decision_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", decided)
    own = [_own_window_values(submission_id, row) for row in accepted if row.kind == "own_windows"]
    cursor.executemany("INSERT INTO own_window_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", own)
    details = own_details(programme.workbook)
    defined = [row for row in accepted if row.kind == "own_items" and defines(row, details)]
    own_items = [_own_item_values(submission_id, row, [each.code for each in details]) for row in defined]
    cursor.executemany("INSERT INTO own_item_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", own_items)
    discussed = [_discussed_values(submission_id, row) for row in accepted if row.kind == "discussion"]
    if identity.is_discussion:
        cursor.execute("INSERT INTO discussion VALUES (?)", [submission_id])
    cursor.executemany("INSERT INTO discussed_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", discussed)
    said = [items, notes, values, decided, own, own_items, discussed]
    content = hashlib.sha256(_json(said).encode()).hexdigest()
    cursor.execute("INSERT INTO judgement VALUES (?, ?, ?)", [submission_id, programme.definitions, content])
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
    cursor.execute("DELETE FROM judging")
    return submission_id


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
        values.get("theme"),
    )


def _indicator_values(submission_id: str, row: ConformedRow) -> tuple[Any, ...]:
    values = row.values
    return (
        submission_id,
        row.sheet,
        row.row,
        row.item,
        values.get("value"),
        values.get("state"),
        values.get("others"),
        _day(values.get("as_of")),
        values.get("source"),
        values.get("remark"),
    )


def _decision_values(submission_id: str, row: ConformedRow) -> tuple[Any, ...]:
    values = row.values
    return (
        submission_id,
        row.sheet,
        row.row,
        row.item,
        values["body"],
        values["state"],
        _day(values.get("decided_on")),
        values.get("reference"),
        values.get("version"),
        _day(values.get("next_review")),
        values.get("remark"),
    )


def _own_window_values(submission_id: str, row: ConformedRow) -> tuple[Any, ...]:
    """A withdrawal sets nothing, whatever still stands in its row."""
    values = row.values
    withdrawn = bool(values.get("withdrawn"))
    kept = dict.fromkeys(values) if withdrawn else values
    return (
        submission_id,
        row.sheet,
        row.row,
        row.item,
        _day(kept.get("own_start")),
        _day(kept.get("own_end")),
        kept.get("own_critical"),
        values.get("reason") or "",
        int(withdrawn),
    )


def _own_item_values(submission_id: str, row: ConformedRow, details: Sequence[str]) -> tuple[Any, ...]:
    values = row.values
    dropped = bool(values.get("dropped"))
    kept = [] if dropped else [code for code in details if values.get(code) is not None]
    return (
        submission_id,
        row.sheet,
        row.row,
        row.item,
        values.get("name") or "",
        _json({code: values[code] for code in kept}),
        None if dropped else _day(values.get("own_start")),
        None if dropped else _day(values.get("own_end")),
        int(dropped),
    )


def _discussed_values(submission_id: str, row: ConformedRow) -> tuple[Any, ...]:
    values = row.values
    return (
        submission_id,
        row.sheet,
        row.row,
        row.item,
        values.get("status"),
        values.get("percent_done"),
        _day(values.get("forecast_end")),
        values.get("agreed"),
        values.get("agreed_by"),
        _day(values.get("agreed_until")),
    )


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _moment(value: datetime | None) -> str:
    return "" if value is None else value.isoformat(timespec="seconds")


def _json(table: Any) -> str:
    return json.dumps(table, ensure_ascii=False)


def insert_act(cursor: sqlite3.Cursor, act: Act) -> None:
    """Puts an act in; nothing happens to one that is there already."""
    cursor.execute(
        "INSERT OR IGNORE INTO act VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            act.id,
            act.kind,
            act.sha256,
            act.programme,
            act.organisation,
            act.group,
            act.month,
            act.at,
            act.by,
            act.why,
        ],
    )
