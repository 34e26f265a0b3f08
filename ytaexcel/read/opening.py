"""Makes a file readable that is no plain workbook: takes its password off, has another format converted to .xlsx.

What it cannot do is told as a finding with the way out. The file itself is never changed.
"""

import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import cast

from ytaexcel.findings import Finding, finding
from ytaexcel.read.bundle import excess
from ytaexcel.read.faithful import altered_cells, without_results
from ytaexcel.read.kind import Kind, kind_of
from ytaexcel.read.office import converted
from ytaexcel.read.package import MOST_BYTES
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


def opened(data: bytes, means: Means) -> Opened | Finding | None:
    """What the file opens to, or why it cannot be opened; None for a file that is read, or refused, as it is."""
    kind = kind_of(data)
    steps: tuple[str, ...] = ()
    if kind in ("protected", *_CONVERTED) and len(data) > MOST_BYTES:
        return finding("F005", found=f"{len(data)} B", allowed=f"{MOST_BYTES} B")
    if kind == "sealed":
        return finding("F026")
    if kind == "protected":
        plain = decrypted(data, means.passwords)
        if isinstance(plain, Finding):
            return plain
        data, kind, steps = plain, kind_of(plain), (_PASSWORD,)
    if kind in _CONVERTED:
        plain = _converted(data, kind, means)
        if isinstance(plain, Finding):
            return plain
        data, steps = plain, (*steps, kind)
    return Opened(data, steps) if steps else None


def _converted(data: bytes, kind: Kind, means: Means) -> bytes | Finding:
    if means.office is None:
        return finding("F020", found=f".{kind}")
    if kind != "xls":
        with zipfile.ZipFile(BytesIO(data)) as package:
            fault = excess(package)
        if fault is not None:
            return fault
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
