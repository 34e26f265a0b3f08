"""What the sheets of every programme's workbook must ask for, and which kinds of sheets it may do without."""

from collections.abc import Mapping

from ytaexcel.programme.sheets import SheetKind

NEEDED: Mapping[str, Mapping[str, str]] = {
    "items": {
        "item": "item",
        "previous_status": "status",
        "previous_percent": "percent",
        "no_change": "mark",
        "status": "status",
        "percent_done": "percent",
        "forecast_end": "date",
        "red_flag": "flag",
    },
    "notes": {"kind": "choice", "text": "text", "item": "item", "shareable": "flag"},
    "indicators": {
        "item": "item",
        "name": "text",
        "previous": "measure",
        "value": "measure",
        "others": "measure",
        "as_of": "date",
        "source": "text",
        "remark": "text",
    },
    "decisions": {
        "item": "item",
        "lacking": "text",
        "body": "text",
        "previous_state": "text",
        "state": "choice",
        "decided_on": "date",
        "reference": "text",
        "version": "text",
        "next_review": "date",
        "remark": "text",
    },
    "own_windows": {
        "item": "item",
        "own_start": "date",
        "own_end": "date",
        "own_critical": "choice",
        "reason": "text",
        "withdrawn": "mark",
    },
    "own_items": {
        "item": "item",
        "name": "text",
        "own_start": "date",
        "own_end": "date",
        "previous_status": "status",
        "previous_percent": "percent",
        "no_change": "mark",
        "status": "status",
        "percent_done": "percent",
        "forecast_end": "date",
        "red_flag": "flag",
        "dropped": "mark",
    },
    "discussion": {
        "item": "item",
        "status": "status",
        "percent_done": "percent",
        "forecast_end": "date",
        "agreed": "text",
        "agreed_by": "text",
        "agreed_until": "date",
    },
}
"""Kind of sheet -> field -> its type: what every programme must ask for, because the assessment lives on it."""
OPTIONAL: tuple[SheetKind, ...] = ("discussion", "indicators", "decisions")
"""Kinds of sheets that a programme may do without."""
