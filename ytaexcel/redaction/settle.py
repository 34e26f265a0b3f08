"""Holds the archive's files to its redactions: what was taken out is taken out again whenever it comes back.

A redaction arrives from another facilitator, a synchronised folder brings a deleted file again, a run is killed half
way: the next command finishes what the acts say. Nothing happens where all is done.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from ytaexcel.archive import REDACTING, Act, Archive, Receipt, Redaction
from ytaexcel.errors import StoreError
from ytaexcel.redaction.workbook import Irredactable, redacted


@dataclass(frozen=True, slots=True)
class Settled:
    """A file whose content, or name, was taken out of the archive just now."""

    act: Act
    file_name: str


def settle(archive: Archive) -> list[Settled]:
    """Takes out of the archive's files what its redactions say; the files of which something was taken out now.

    A file whose redacted workbook has not arrived is redacted here, and that workbook recorded beside; where there
    is nothing to redact, it waits.
    """
    settled: dict[str, Settled] = {}
    if not any(act.kind in REDACTING for act in archive.acts()):
        return []
    redactions, renamings, hashes = archive.redactions(), archive.renamings(), archive.hashes()
    for sha256, recorded in redactions.items():
        receipt = archive.receipt(sha256) if sha256 in hashes else None
        redaction = _replaced(archive, recorded, receipt)
        if not redaction.is_whole and archive.replacement(redaction) is None:
            continue
        gone = archive.bytes_of(sha256, _opened_hash(archive, receipt), redaction)
        for path in gone:
            try:
                path.unlink(missing_ok=True)
            except OSError as fault:
                raise StoreError(
                    f"{path} was redacted and cannot be deleted: {fault.strerror}. Close what uses it and try again."
                ) from fault
        if gone:
            name = receipt.file_name if receipt else sha256[:16]
            settled[sha256] = Settled(redaction.act, name)
    for sha256, act in renamings.items():
        if sha256 in hashes and archive.rename(sha256, act.file_name_now):
            settled[sha256] = Settled(act, act.file_name_now)
    return list(settled.values())


def _replaced(archive: Archive, redaction: Redaction, receipt: Receipt | None) -> Redaction:
    """The redaction with a workbook without any of the texts: where it is not here, made of whatever is."""
    if redaction.is_whole or archive.replacement(redaction) is not None:
        return redaction
    for path in _bases(archive, redaction, receipt):
        try:
            data = redacted(path.read_bytes(), redaction.cells)
        except (Irredactable, OSError):
            continue
        sha256 = archive.keep_replacement(data)
        if sha256 in redaction.replacements:
            return redaction
        newest = redaction.acts[-1]
        act = archive.record(
            replace(newest, cells=tuple(sorted(redaction.cells.items())), replacement=sha256)
        )
        return Redaction((*redaction.acts, act))
    return redaction


def _bases(archive: Archive, redaction: Redaction, receipt: Receipt | None) -> list[Path]:
    """The files of which the redacted workbook can be made: what was read comes first."""
    if receipt is None:
        return []
    opened = f"opened-{receipt.opened_sha256}.xlsx"
    paths = archive.bytes_of(receipt.sha256, receipt.opened_sha256, redaction)
    usable = [path for path in paths if path.suffix != ".tmp"]
    return sorted(usable, key=lambda path: (path.name != opened, path.name))


def _opened_hash(archive: Archive, receipt: Receipt | None) -> str:
    """Of what the file was opened to, unless another submission was opened to the very same."""
    if receipt is None or not receipt.opened_sha256:
        return ""
    redactions = archive.redactions()
    others = (
        each
        for each in archive.receipts()
        if each.opened_sha256 == receipt.opened_sha256 and each.sha256 not in {receipt.sha256, *redactions}
    )
    return "" if any(others) else receipt.opened_sha256
