"""What one group sends in one file, as a value: who, when, under which name, and what is typed where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from ytaexcel.programme.sheets import SheetKind
from ytaexcel.texts import Language

Fault = Literal[
    "row_inserted",
    "column_inserted",
    "header_changed",
    "remarks_added",
    "notes_sheet_missing",
    "items_sheet_missing",
    "damaged",
    "lock_file",
]
"""What somebody or something did to the file as a whole, after it was filled."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A value pasted from elsewhere: it stands in the cell as it is and brings its own number format."""

    value: object


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that the group typed; its result is not saved in the file. Begins with `=`."""

    text: str


@dataclass(frozen=True, slots=True)
class Filling:
    """One file of one group."""

    organisation: str
    group: str
    """Empty: of a discussion."""
    month: str
    """The month of the template that was filled."""
    language: Language
    """The language of the template."""
    file_name: str
    folder_month: str
    """The month's folder of the inbox in which the file lands; nearly always `month`."""
    received_on: date
    modified_at: datetime
    """Last-modified time in the file's own properties (UTC, naive)."""
    rows: Mapping[str, Mapping[str, object]]
    """Item id -> field code -> what is typed. Codes of statuses and choices are typed as their labels,
    percents as 0-100; other texts, `Pasted` and `Formula` stand as they are. An id that is not in the
    template is typed into a row of its own under the last item."""
    notes: tuple[Mapping[str, object], ...]
    """Field code -> what is typed, one row each."""
    fault: Fault | None
    beside: Mapping[SheetKind, Mapping[str, Mapping[str, object]]] = field(default_factory=dict)
    """The same of the other sheets that have rows with ids: kind of the sheet -> id -> field code -> what is typed."""
