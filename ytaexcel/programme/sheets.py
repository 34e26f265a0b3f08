"""Which sheets and fields a workbook has: the records of workbook.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ytaexcel.programme.template_versions import reaches
from ytaexcel.texts import Language

Names = Mapping[Language, str]
"""A name in each of the three languages."""

FieldRole = Literal["locked", "formula", "input", "prefilled"]
FieldType = Literal["item", "text", "date", "percent", "status", "mark", "flag", "choice", "whole", "measure"]
SheetKind = Literal[
    "instructions",
    "items",
    "notes",
    "indicators",
    "decisions",
    "own_windows",
    "own_items",
    "overview",
    "lists",
    "discussion",
]
FILLED_KINDS: tuple[SheetKind, ...] = (
    "items",
    "notes",
    "indicators",
    "decisions",
    "own_windows",
    "own_items",
    "discussion",
)
"""The kinds of sheets that are filled: by groups, and the last one in the discussion."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a list: the code that is stored and what people see."""

    code: str
    names: Names
    accepted: tuple[str, ...] = ()
    """Other words for it that are understood when reading."""


@dataclass(frozen=True, slots=True)
class Headers:
    """A field's header texts from one month on."""

    since: str
    names: Names


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet of the workbook."""

    code: str
    role: FieldRole
    type: FieldType
    width: float
    """Column width in characters."""
    headers: tuple[Headers, ...]
    """Oldest first; all are understood when reading."""
    help: Names | None
    choices: tuple[Choice, ...]
    least: float | date | None
    """Smallest number or earliest day allowed."""
    most: float | date | None
    """Largest number, latest day or most characters allowed."""
    is_contact: bool = False
    """True when names, e-mail addresses and phone numbers belong in it."""
    since_version: str = ""
    """Version of the template from which workbooks have it; empty: all have."""
    is_voluntary: bool = False
    """True for a choice that may be wrong without costing the row: it is told and left out."""

    @property
    def is_filled(self) -> bool:
        """True when the group writes into it."""
        return self.role in ("input", "prefilled")

    def is_in(self, version: str) -> bool:
        """True when a workbook made from that version of the template has it; of no known version: only the first."""
        return reaches(version, self.since_version)

    def spoken(self, code: str, language: Language) -> str:
        """What the code of one of its choices is called; any other text as it is."""
        return next((choice.names[language] for choice in self.choices if choice.code == code), code)

    def header(self, language: Language, month: str) -> str:
        """The header that a workbook of `month` carries."""
        held = [headers for headers in self.headers if headers.since <= month]
        return (held or list(self.headers))[-1].names[language]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the workbook that groups fill."""

    code: str
    kind: SheetKind
    names: Names
    fields: tuple[Field, ...]
    rows: int
    """Prepared empty rows (sheets of notes and of the discussion)."""

    def field(self, code: str) -> Field:
        return next(field for field in self.fields if field.code == code)

    @property
    def filled_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.is_filled)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The workbook that a group fills, as `workbook.toml` defines it."""

    version: str
    sheets: tuple[Sheet, ...]
    words: Mapping[str, Names]
    """mark, yes, no, undetermined, start_first, feedback (the sheet of findings that is handed back)."""

    def sheet(self, kind: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.kind == kind)

    def has(self, kind: str) -> bool:
        return any(sheet.kind == kind for sheet in self.sheets)
