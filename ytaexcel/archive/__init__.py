"""The archive: every submission as received, its receipt, and the facilitator's acts. The truth of the dataset.

Immutable small files named by their content, written once (temporary name, flush, link), never changed; so two
facilitators on one synchronised folder cannot destroy each other's work. Where the folder brings a file twice
(`name-PC2.json`), the copies are one: what counts does not depend on which of them came first.
"""

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Set
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from pathlib import Path

from ytaexcel.archive.records import (
    Act,
    ActKind,
    Receipt,
    Redaction,
    as_json,
    is_as_written,
    record_in,
    said,
    sealed,
    table_in,
)
from ytaexcel.errors import StoreError
from ytaexcel.read import Opened

__all__ = ["ACT_PREFIX", "REDACTING", "Act", "ActKind", "Archive", "Receipt", "Redaction"]

ACT_PREFIX = "act-"
REDACTING = ("redact", "redact-name")
"""Kinds of acts that take something out of archive and dataset."""
_OPENED_PREFIX = "opened-"
_REDACTED_PREFIX = "redacted-"
_HASH = r"([0-9a-f]{64})"
_RECEIPT = re.compile(_HASH + r"(?![0-9a-f]).*\.json")
_ACT = re.compile(ACT_PREFIX + _HASH + r"(?![0-9a-f]).*\.json")
_OPENED = re.compile(_OPENED_PREFIX + _HASH + r"(?![0-9a-f]).*\.xlsx")
_REDACTED = re.compile(_REDACTED_PREFIX + _HASH + r"(?![0-9a-f]).*\.xlsx")
_SUBMISSION = re.compile(_HASH + r"(?![0-9a-f]).*\.(?!json$)[^.]+")


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive in a folder."""

    folder: Path

    def add(self, data: bytes, receipt: Receipt, opened: Opened | None = None) -> Receipt:
        """Keeps a submission, what it was opened to, and its receipt; nothing happens to those already there.

        Returns the receipt that counts: another run may have kept the same file a moment before.
        """
        if hashlib.sha256(data).hexdigest() != receipt.sha256:
            raise StoreError(f"{receipt.file_name} changed while it was being merged; merge it again.")
        self._write_once(f"{receipt.sha256}.{receipt.extension}", data)
        if opened is not None:
            self._write_once(_opened_name(receipt), opened.data)
        name = f"{receipt.sha256}.json"
        self._write_once(name, sealed({"kind": "receipt", **said(receipt)}))
        return _counting([self.folder / name])

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

    def record(self, act: Act) -> Act:
        """Keeps an act, and returns it as kept: later than every act about the same file, whatever the clock says."""
        others = [each for each in self.acts() if each.sha256 == act.sha256 and each != act]
        latest = max((each.at for each in others), default="")
        if act.at <= latest:
            act = replace(act, at=(datetime.fromisoformat(latest) + timedelta(seconds=1)).isoformat())
        self._write_once(f"{ACT_PREFIX}{act.id}.json", as_json(said(act)))
        return act

    def hashes(self) -> set[str]:
        """The hashes of all submissions that have a receipt."""
        return {match[1] for match in self._named(_RECEIPT)}

    def stamps(self) -> dict[str, str]:
        """Hash -> what tells, without opening a file, whether its receipts are still the same."""
        stamps: dict[str, list[str]] = defaultdict(list)
        with os.scandir(self.folder) as entries:
            for entry in entries:
                match = _RECEIPT.fullmatch(entry.name)
                if match is not None:
                    about = entry.stat()
                    stamps[match[1]].append(f"{entry.name}:{about.st_size}:{about.st_mtime_ns}")
        return {sha256: ";".join(sorted(each)) for sha256, each in stamps.items()}

    def receipts(self) -> Iterator[Receipt]:
        """All receipts, by hash."""
        for paths in self._copies(_RECEIPT).values():
            yield _counting(paths)

    def receipts_of(self, hashes: Set[str]) -> list[Receipt]:
        """The receipts of some submissions, by hash. Raises `StoreError` where there is none of one."""
        if not hashes:
            return []
        # Listed once for all: an archive of years has thousands of files.
        copies = self._copies(_RECEIPT, hashes)
        missing = min(hashes - copies.keys(), default="")
        if missing:
            raise StoreError(f"{self.folder} has no receipt of {missing[:16]}.")
        return [_counting(copies[sha256]) for sha256 in sorted(hashes)]

    def receipt(self, sha256: str) -> Receipt:
        """The receipt of one submission. Raises `StoreError` where there is none."""
        return self.receipts_of({sha256})[0]

    def acts(self) -> list[Act]:
        """All acts, oldest first."""
        acts = {
            record_in(path, Act, table_in(path)) for paths in self._copies(_ACT).values() for path in paths
        }
        return sorted(acts, key=lambda act: (act.at, act.id))

    def acceptances(self) -> dict[str, Act]:
        """Hash -> the newest decision whose workbook that file is."""
        return {act.sha256: act for act in self.acts() if act.kind == "accept-as"}

    def excluded(self) -> dict[str, Act]:
        """Hash -> the decision by which nothing in that file counts."""
        newest = {act.sha256: act for act in self.acts() if act.kind in ("exclude", "reinstate")}
        return {sha256: act for sha256, act in newest.items() if act.kind == "exclude"}

    def waivers(self, programme: str) -> list[Act]:
        """The waivers of a programme's rules that hold: the newest act about each that has not been withdrawn."""
        kinds = ("waive", "withdraw-waiver")
        newest = {act.sha256: act for act in self.acts() if act.kind in kinds and act.programme == programme}
        return [act for act in newest.values() if act.kind == "waive"]

    def redactions(self) -> dict[str, Redaction]:
        """Hash -> what was taken out of that file."""
        acts: dict[str, list[Act]] = defaultdict(list)
        for act in self.acts():
            if act.kind == "redact":
                acts[act.sha256].append(act)
        return {sha256: Redaction(tuple(each)) for sha256, each in acts.items()}

    def renamings(self) -> dict[str, Act]:
        """Hash -> the newest act by which that file is called otherwise than it was sent."""
        return {act.sha256: act for act in self.acts() if act.file_name_now}

    def replacement(self, redaction: Redaction) -> tuple[str, bytes] | None:
        """The workbook that lies in the place of a file that texts were taken out of, and its hash; None: not there."""
        for sha256 in redaction.replacements:
            for path in self._copies(_REDACTED, {sha256}).get(sha256, ()):
                data = path.read_bytes()
                if hashlib.sha256(data).hexdigest() == sha256:
                    return sha256, data
        return None

    def keep_replacement(self, data: bytes) -> str:
        """Keeps a workbook without the texts that were taken out; its hash."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._write_once(f"{_REDACTED_PREFIX}{sha256}.xlsx", data)
        return sha256

    def bytes_of(self, sha256: str, opened_sha256: str, redaction: Redaction | None = None) -> list[Path]:
        """Every file that holds a submission's content: as received, opened, redacted too little, half written."""
        kept = set() if redaction is None or redaction.is_whole else set(redaction.replacements)
        own = {act.replacement for act in redaction.acts if act.replacement} - kept if redaction else set()
        names = [sha256, *([opened_sha256] if opened_sha256 else []), *own]
        return [
            *self._copies(_SUBMISSION, {sha256}).get(sha256, ()),
            *self._copies(_OPENED, {opened_sha256}).get(opened_sha256, ()),
            *(path for each in sorted(own) for path in self._copies(_REDACTED, {each}).get(each, ())),
            *(
                path
                for path in sorted(self.folder.glob(".*.tmp"))
                if any(name in path.name for name in names) and ".json." not in path.name
            ),
        ]

    def rename(self, sha256: str, file_name: str) -> bool:
        """Has every receipt of a submission call it so; False where they did already."""
        changed = False
        for path in self._copies(_RECEIPT, {sha256}).get(sha256, ()):
            table = table_in(path)
            if table.get("file_name") == file_name:
                continue
            table.pop("hash", None)
            self._write(path, sealed({**table, "file_name": file_name}), Path.replace)
            changed = True
        return changed

    def path(self, receipt: Receipt) -> Path:
        """Where a submission lies."""
        return self.folder / f"{receipt.sha256}.{receipt.extension}"

    def problems(self) -> Iterator[str]:
        """One sentence for each file that is not what its name says, is missing, or stands alone."""
        yield from self._changed_submissions()
        yield from self._strays()
        for path in (path for paths in self._copies(_RECEIPT).values() for path in paths):
            table = table_in(path)
            if not is_as_written(table):
                yield f"{path.name}, the receipt of {table.get('file_name')}, has been changed."
        for sha256, paths in self._copies(_ACT).items():
            for path in paths:
                if not _has_hash(path, sha256):
                    yield f"{path.name} has been changed: its hash is another."

    def _changed_submissions(self) -> Iterator[str]:
        redactions = self.redactions()
        for receipt in self.receipts():
            path = self.path(receipt)
            redaction = redactions.get(receipt.sha256)
            if redaction is not None:
                if not redaction.is_whole and self.replacement(redaction) is None:
                    yield f"What {receipt.file_name} was redacted to is missing from the archive, or has been changed."
                continue
            if not path.is_file():
                yield f"{path.name} ({receipt.file_name}) is missing from the archive."
            elif not _has_hash(path, receipt.sha256):
                yield f"{path.name} ({receipt.file_name}) has been changed: its hash is another."
            if receipt.opened_sha256 and not (self.folder / _opened_name(receipt)).is_file():
                yield f"{_opened_name(receipt)} ({receipt.file_name}) is missing from the archive."

    def _strays(self) -> Iterator[str]:
        """Files that belong to no receipt, and copies that are no copies."""
        known = self._copies(_RECEIPT)
        for path in sorted(self.folder.glob("[!.]*")) if self.folder.is_dir() else []:
            if path.suffix == ".json":
                continue
            opened = _OPENED.fullmatch(path.name) or _REDACTED.fullmatch(path.name)
            if opened is not None:
                if not _has_hash(path, opened[1]):
                    yield f"{path.name} has been changed: its hash is another."
                continue
            match = _SUBMISSION.fullmatch(path.name)
            if match is None or match[1] not in known:
                yield f"{path.name} has no receipt; merge the file again, or move it out of the archive."
            elif path.stem != match[1] and not _has_hash(path, match[1]):
                yield f"{path.name} is a copy that has been changed; move it out of the archive."

    def _copies(self, names: re.Pattern[str], wanted: Set[str] | None = None) -> dict[str, list[Path]]:
        """Hash in the name -> the files so called: one, or more where a synchronised folder made copies.

        `wanted`: the hashes that are looked for; None: all.
        """
        found: dict[str, list[Path]] = defaultdict(list)
        matches = (match for match in self._named(names) if wanted is None or match[1] in wanted)
        for match in sorted(matches, key=itemgetter(0)):
            found[match[1]].append(self.folder / match[0])
        return found

    def _named(self, names: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The files with such a name, and no others, in any order."""
        listed = os.listdir(self.folder) if self.folder.is_dir() else []  # noqa: PTH208 - names are enough
        return filter(None, map(names.fullmatch, listed))

    def _write_once(self, name: str, data: bytes) -> None:
        target = self.folder / name
        if not target.exists():
            self._write(target, data, _put_once)

    def _write(self, target: Path, data: bytes, put: Callable[[Path, Path], object]) -> None:
        """Has `put` give a file, when it is whole on the disk, the name of the target."""
        temporary = self.folder / f".{target.name}.{os.getpid()}.tmp"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            put(temporary, target)
        except OSError as fault:
            raise StoreError(
                f"{target} cannot be written: {fault.strerror}. Check that you may write there and that the disk has "
                "room, and run the command again."
            ) from fault
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _put_once(temporary: Path, target: Path) -> None:
    """Gives the file its name, unless another run has just done so."""
    try:
        target.hardlink_to(temporary)
    except FileExistsError:
        return
    except OSError:  # a file system without links, such as that of a USB stick or some network shares
        if not target.exists():
            temporary.replace(target)


def _counting(paths: list[Path]) -> Receipt:
    """Of several receipts of one file the one that came first: all facilitators then agree."""
    tables = [(path, table_in(path)) for path in paths]
    whole = [(path, table) for path, table in tables if is_as_written(table)]
    receipts = [
        record_in(path, Receipt, {key: value for key, value in table.items() if key not in ("kind", "hash")})
        for path, table in whole or tables
    ]
    return min(receipts, key=lambda each: (each.received_at, as_json(asdict(each))))


def _has_hash(path: Path, sha256: str) -> bool:
    return hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _opened_name(receipt: Receipt) -> str:
    return f"{_OPENED_PREFIX}{receipt.opened_sha256}.xlsx"


def extension_of(name: str) -> str:
    """The extension under which a file is kept: its own where that is plain, else bin."""
    suffix = Path(name).suffix.lower().removeprefix(".")
    is_plain = suffix.isascii() and suffix.isalnum() and len(suffix) <= 5
    return suffix if is_plain and suffix != "json" else "bin"
