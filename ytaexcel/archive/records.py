"""What the archive says of submissions beside their bytes: receipts and acts, each a small JSON file."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from ytaexcel.conform import Acceptance
from ytaexcel.errors import StoreError

T = TypeVar("T")
ActKind = Literal["accept-as", "exclude", "reinstate", "redact", "redact-name", "waive", "withdraw-waiver"]
_OPTIONAL = ("opened_by", "opened_sha256", "cells", "replacement", "file_name_now", "rule", "until")
"""Fields of receipts and acts that are left out where they say nothing."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of a submission beside its bytes. Times are UTC, ISO 8601."""

    sha256: str
    file_name: str
    extension: str
    size: int
    """Bytes."""
    received_at: str
    folder_month: str | None
    programme: str
    """The programme under which it was merged."""
    opened_by: str = ""
    """How the file was opened to the workbook that was read: `password`, `xls`, `password ods` ...; empty: as it is."""
    opened_sha256: str = ""
    """Hash of that workbook, which lies beside the file."""


@dataclass(frozen=True, slots=True)
class Act:
    """A recorded decision of the facilitator about a submission. Empty texts where a kind does not need them."""

    kind: ActKind
    """accept-as: whose workbook it is; exclude: nothing in it counts; reinstate: it counts again; redact: the file,
    or texts of it, were taken out for data protection; redact-name: only its name was; waive: an organisation need not
    keep a rule from that month on; withdraw-waiver: it must again."""
    sha256: str
    programme: str
    organisation: str
    group: str
    month: str
    by: str
    at: str
    """UTC, ISO 8601."""
    why: str
    cells: tuple[tuple[str, str], ...] = ()
    """redact: each cell (`Tilannekuva!O17`) and what stands in it now; none: the whole file was taken out."""
    replacement: str = ""
    """redact: hash of the workbook without those texts, which lies in the file's place."""
    file_name_now: str = ""
    """redact, redact-name: what the file is called from now on; empty: as it was."""
    rule: str = ""
    """waive, withdraw-waiver: name of the rule. `sha256` then stands for programme, rule, organisation and month."""
    until: str = ""
    """waive: the last month; empty: open."""

    @property
    def id(self) -> str:
        """The hash of what the act says: its name in the archive."""
        return hash_of(said(self))

    @property
    def acceptance(self) -> Acceptance:
        return Acceptance(self.organisation, self.group, self.month)


@dataclass(frozen=True, slots=True)
class Redaction:
    """What all redactions of one file come to. Of several facilitators' the texts of all are taken out."""

    acts: tuple[Act, ...]
    """Oldest first."""

    @property
    def is_whole(self) -> bool:
        return any(not act.cells for act in self.acts)

    @property
    def act(self) -> Act:
        """The one that says most: the newest about the whole file, else the newest."""
        return [act for act in self.acts if not act.cells or not self.is_whole][-1]

    @property
    def cells(self) -> dict[str, str]:
        """Cell -> what stands in it now."""
        return {cell: text for act in self.acts for cell, text in act.cells}

    @property
    def replacements(self) -> list[str]:
        """The hashes of workbooks without any of the texts, that of the newest act first."""
        wanted = self.cells.keys()
        return [
            act.replacement
            for act in reversed(self.acts)
            if act.replacement and wanted <= dict(act.cells).keys()
        ]


def said(record: Receipt | Act) -> dict[str, Any]:
    """A record's fields, without optional ones that say nothing: older records lack them."""
    return {key: value for key, value in asdict(record).items() if value or key not in _OPTIONAL}


def sealed(table: Mapping[str, Any]) -> bytes:
    return as_json({**table, "hash": hash_of(table)})


def is_as_written(table: Mapping[str, Any]) -> bool:
    """False for a receipt that is not as it was written; the first ones carried no hash of themselves."""
    said = {key: value for key, value in table.items() if key != "hash"}
    return "hash" not in table or table["hash"] == hash_of(said)


def hash_of(table: Mapping[str, Any]) -> str:
    return hashlib.sha256(as_json(table)).hexdigest()


def as_json(table: Mapping[str, Any]) -> bytes:
    return json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8") + b"\n"


def table_in(path: Path) -> dict[str, Any]:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise StoreError(f"{path} in the archive cannot be read: {fault}.") from fault
    if not isinstance(table, dict):
        raise StoreError(f"{path} in the archive is not a receipt or an act.")
    return table


def record_in(path: Path, kind: type[T], table: Mapping[str, Any]) -> T:
    try:
        pairs = {"cells": tuple(tuple(each) for each in table["cells"])} if "cells" in table else {}
        return kind(**{**table, **pairs})
    except TypeError as fault:
        raise StoreError(f"{path} in the archive is not a {kind.__name__.lower()}: {fault}.") from fault
