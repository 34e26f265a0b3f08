"""Makes a file readable that is no plain workbook: takes its password off, has another format converted to .xlsx.

What it cannot do is told as a finding with the way out. The file itself is never changed.
"""

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from ytaexcel.findings import Finding, finding
from ytaexcel.read.directory import check_zip
from ytaexcel.read.faithful import altered_cells, without_results
from ytaexcel.read.kind import Kind, is_container, kind_of
from ytaexcel.read.office import converted
from ytaexcel.read.package import MOST_BYTES, too_large_a_file
from ytaexcel.read.protection import FAULTS, decrypted
from ytaexcel.read.scan import Refused

_CONVERTED: tuple[Kind, ...] = ("xls", "xlsb", "ods")
_PASSWORD = "password"
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Means:
    """With what files are opened that cannot be read as they are."""

    passwords: tuple[str, ...] = field(default=(), repr=False)
    """Those that the facilitator was told; all are tried."""
    office: Path | None = None
    """LibreOffice's program; None where it is not installed or not wanted."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file was opened to."""

    data: bytes = field(repr=False)
    """A workbook that can be read as it is."""
    steps: tuple[str, ...]
    """How it came about, in order: `password`, then `xls`, `xlsb` or `ods` where it was converted from that."""

    def told(self) -> list[Finding]:
        """That it was opened, for those who judge what was read."""
        return [
            finding("W021") if step == _PASSWORD else finding("W020", found=f".{step}") for step in self.steps
        ]


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a file is, once a password is taken off it."""

    kind: Kind
    data: bytes | None = field(default=None, repr=False)
    """Its bytes without the password; none where there was none."""


Unlock = Callable[[bytes, Sequence[str]], Unlocked | Finding]


def unlocked(data: bytes, passwords: Sequence[str]) -> Unlocked | Finding:
    """Takes the password off, where there is one and it is known. Parses what nobody vouches for."""
    kind = kind_of(data)
    if kind != "protected":
        return Unlocked(kind)
    plain = decrypted(data, passwords)
    return plain if isinstance(plain, Finding) else Unlocked(kind_of(plain), plain)


def opened(data: bytes, means: Means, unlock: Unlock = unlocked) -> Opened | Finding | None:
    """What the file opens to, or why it cannot be opened; None for a file that is read, or refused, as it is.

    `unlock`: how passwords are taken off; in a process of its own, for one.
    """
    if is_container(data) and len(data) > MOST_BYTES:
        return too_large_a_file(len(data))
    found = unlock(data, means.passwords)
    if isinstance(found, Finding):
        return found
    steps: tuple[str, ...] = ()
    kind = found.kind
    if found.data is not None:
        data, steps = found.data, (_PASSWORD,)
    if kind == "sealed":
        return finding("F026")
    if kind in _CONVERTED:
        plain = _converted(data, kind, means)
        if isinstance(plain, Finding):
            return plain
        data, steps = plain, (*steps, kind)
    return Opened(data, steps) if steps else None


def _converted(data: bytes, kind: Kind, means: Means) -> bytes | Finding:
    if means.office is None:
        return finding("F020", found=f".{kind}")
    if len(data) > MOST_BYTES:
        return too_large_a_file(len(data))
    if kind != "xls":
        try:
            check_zip(data)
        except Refused as refused:
            return refused.fault
    plain = converted(data, cast(str, kind), means.office)
    if isinstance(plain, Finding):
        return plain
    return _as_saved(data, plain, kind)


def _as_saved(original: bytes, plain: bytes, kind: Kind) -> bytes | Finding:
    """The converted workbook without the results that nobody saved; or that values were lost on the way."""
    altered = altered_cells(original, plain)
    if not altered:
        return finding("F023", found=f".{kind}") if altered is None else plain
    try:
        plain, lost = without_results(plain, altered)
    except (Refused, zipfile.BadZipFile, *FAULTS):
        return finding("F023", found=f".{kind}")
    named = ", ".join(f"{sheet}!{cell}" for sheet, cell in lost[:_MOST_NAMED])
    return finding("F027", found=named + (" …" if len(lost) > _MOST_NAMED else "")) if lost else plain
