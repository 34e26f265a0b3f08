"""The archive: every submission as received, its receipt, and the facilitator's acts. The truth of the dataset.

Immutable small files named by their content, written once (temporary name, flush, rename), never changed; so two
facilitators on one synchronised folder cannot destroy each other's work.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from ytaexcel.conform import Acceptance
from ytaexcel.errors import StoreError
from ytaexcel.read import Opened

T = TypeVar("T")
ACT_PREFIX = "act-"
_OPENED_PREFIX = "opened-"
_OPTIONAL = ("opened_by", "opened_sha256")
"""Fields of a receipt that are left out where they say nothing."""


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
    """A recorded decision that a file is the workbook of an organisation, group and month."""

    kind: str
    """accept-as"""
    sha256: str
    programme: str
    organisation: str
    group: str
    month: str
    by: str
    at: str
    why: str

    @property
    def acceptance(self) -> Acceptance:
        return Acceptance(self.organisation, self.group, self.month)


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive in a folder."""

    folder: Path

    def add(self, data: bytes, receipt: Receipt, opened: Opened | None = None) -> None:
        """Keeps a submission, what it was opened to, and its receipt; nothing happens to those already there."""
        if hashlib.sha256(data).hexdigest() != receipt.sha256:
            raise StoreError(f"{receipt.file_name} changed while it was being merged; merge it again.")
        self._write_once(f"{receipt.sha256}.{receipt.extension}", data)
        if opened is not None:
            self._write_once(_opened_name(receipt), opened.data)
        table = {key: value for key, value in asdict(receipt).items() if value or key not in _OPTIONAL}
        self._write_once(f"{receipt.sha256}.json", _json({"kind": "receipt", **table}))

    def opened(self, receipt: Receipt) -> Opened | None:
        """What a submission was opened to when it was merged; None where it was read as it is.

        Raises `OSError` where that file is not there (yet) or is not what its name says: no other reading may
        take its place.
        """
        if not receipt.opened_sha256:
            return None
        data = (self.folder / _opened_name(receipt)).read_bytes()
        if hashlib.sha256(data).hexdigest() != receipt.opened_sha256:
            raise OSError(f"{_opened_name(receipt)} has been changed.")
        return Opened(data, tuple(receipt.opened_by.split()))

    def record(self, act: Act) -> None:
        """Keeps an act."""
        data = _json(asdict(act))
        self._write_once(f"{ACT_PREFIX}{hashlib.sha256(data).hexdigest()}.json", data)

    def hashes(self) -> set[str]:
        """The hashes of all submissions that have a receipt."""
        return {path.stem for path in self._receipt_paths()}

    def receipts(self) -> Iterator[Receipt]:
        """All receipts, by hash."""
        for path in sorted(self._receipt_paths()):
            table = _table(path)
            table.pop("kind", None)
            yield _record(path, Receipt, table)

    def acts(self) -> list[Act]:
        """All acts, oldest first."""
        paths = sorted(self.folder.glob(f"{ACT_PREFIX}*.json")) if self.folder.is_dir() else []
        acts = [_record(path, Act, _table(path)) for path in paths]
        return sorted(acts, key=lambda act: (act.at, act.sha256, act.month))

    def acceptances(self) -> dict[str, Act]:
        """Hash -> the newest decision whose workbook that file is."""
        return {act.sha256: act for act in self.acts() if act.kind == "accept-as"}

    def path(self, receipt: Receipt) -> Path:
        """Where a submission lies."""
        return self.folder / f"{receipt.sha256}.{receipt.extension}"

    def problems(self) -> Iterator[str]:
        """One sentence for each file that is not what its name says, is missing, or stands alone."""
        for receipt in self.receipts():
            path = self.path(receipt)
            if not path.is_file():
                yield f"{path.name} ({receipt.file_name}) is missing from the archive."
            elif hashlib.sha256(path.read_bytes()).hexdigest() != receipt.sha256:
                yield f"{path.name} ({receipt.file_name}) has been changed: its hash is another."
            if receipt.opened_sha256 and not (self.folder / _opened_name(receipt)).is_file():
                yield f"{_opened_name(receipt)} ({receipt.file_name}) is missing from the archive."
        known = self.hashes()
        for path in sorted(self.folder.glob("[!.]*")) if self.folder.is_dir() else []:
            if path.stem.startswith(_OPENED_PREFIX):
                if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem.removeprefix(_OPENED_PREFIX):
                    yield f"{path.name} has been changed: its hash is another."
            elif path.suffix != ".json" and path.stem not in known:
                yield f"{path.name} has no receipt; merge the file again, or move it out of the archive."
        for path in sorted(self.folder.glob(f"{ACT_PREFIX}*.json")):
            if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem.removeprefix(ACT_PREFIX):
                yield f"{path.name} has been changed: its hash is another."

    def _receipt_paths(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return [path for path in self.folder.glob("*.json") if len(path.stem) == 64]

    def _write_once(self, name: str, data: bytes) -> None:
        target = self.folder / name
        if target.exists():
            return
        temporary = self.folder / f".{name}.{os.getpid()}.tmp"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        except OSError as fault:
            with suppress(OSError):
                temporary.unlink()
            raise StoreError(f"{target} cannot be written: {fault.strerror}.") from fault


def _opened_name(receipt: Receipt) -> str:
    return f"{_OPENED_PREFIX}{receipt.opened_sha256}.xlsx"


def extension_of(name: str) -> str:
    """The extension under which a file is kept: its own where that is plain, else bin."""
    suffix = Path(name).suffix.lower().removeprefix(".")
    is_plain = suffix.isascii() and suffix.isalnum() and len(suffix) <= 5
    return suffix if is_plain and suffix != "json" else "bin"


def _json(table: Mapping[str, Any]) -> bytes:
    return json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8") + b"\n"


def _table(path: Path) -> dict[str, Any]:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise StoreError(f"{path} in the archive cannot be read: {fault}.") from fault
    if not isinstance(table, dict):
        raise StoreError(f"{path} in the archive is not a receipt or an act.")
    return table


def _record(path: Path, kind: type[T], table: Mapping[str, Any]) -> T:
    try:
        return kind(**table)
    except TypeError as fault:
        raise StoreError(f"{path} in the archive is not a {kind.__name__.lower()}: {fault}.") from fault
