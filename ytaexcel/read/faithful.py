"""Holds a conversion to the values that were saved: LibreOffice works some formulas anew, which nobody has sent.

Both files are read by calamine in a process of its own, which a hostile file may end without harm. A cell that came
out otherwise is left without a result in the converted workbook, so that its row is refused (C011).
"""

import multiprocessing
import os
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum

from ytaexcel.read.cells import cell_name
from ytaexcel.read.layout import laid_out
from ytaexcel.read.package import Parts

if sys.platform == "linux":
    import resource

MOST_SECONDS = 60
_MOST_MEMORY = 4_000_000_000
"""Bytes of address space of the process, where the system can hold it to that."""
_MOST_ALTERED = 10_000
"""More than so many cells that came out otherwise are no conversion of that workbook."""
_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
"""A cell as LibreOffice writes it."""
_FIRST_DAYS = (datetime(1899, 12, 30), datetime(1904, 1, 1))

Altered = tuple[str, str]
"""Sheet and cell."""


def altered_cells(original: bytes, converted: bytes) -> list[Altered] | None:
    """The cells whose values differ, sheet by sheet; None where that could not be found out."""
    spawning = multiprocessing.get_context("spawn")
    receiver, sender = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_compare, args=(sender, original, converted), daemon=True)
    process.start()
    sender.close()
    try:
        found: list[Altered] | None = receiver.recv() if receiver.poll(MOST_SECONDS) else None
    except (EOFError, OSError):
        found = None
    finally:
        process.kill()
        process.join()
        receiver.close()
    return found


def without_results(converted: bytes, altered: Sequence[Altered]) -> tuple[bytes, list[Altered]]:
    """The converted workbook with these cells left without a result, and those of them that it does not have."""
    parts = Parts(converted)
    wanted: dict[str, set[str]] = {}
    names = {sheet.name: sheet.part for sheet in laid_out(parts).sheets}
    for sheet, cell in altered:
        wanted.setdefault(names.get(sheet, ""), set()).add(cell)
    lost = [(sheet, cell) for sheet, cell in altered if not names.get(sheet)]
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(converted)) as source, zipfile.ZipFile(buffer, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            cells = wanted.get(part.filename)
            if cells:
                content, found = _emptied(content, cells)
                lost += [
                    each for each in altered if names.get(each[0]) == part.filename and each[1] not in found
                ]
            target.writestr(zipfile.ZipInfo(part.filename), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue(), lost


def _emptied(xml: bytes, cells: set[str]) -> tuple[bytes, set[str]]:
    found: set[str] = set()

    def empty(match: re.Match[bytes]) -> bytes:
        name = match[1].decode("ascii")
        if name not in cells:
            return match[0]
        found.add(name)
        return b'<c r="' + match[1] + b'"><f>NA()</f></c>'

    return _CELL.sub(empty, xml), found


def _compare(
    sender: "Connection[list[Altered] | None, list[Altered] | None]", original: bytes, converted: bytes
) -> None:
    """What the process does: sends the cells, or ends without a word on a file that calamine cannot read."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    nowhere = os.open(os.devnull, os.O_WRONLY)  # what calamine says when it panics is no news to the user
    os.dup2(nowhere, 2)
    altered = list(islice(differences(original, converted), _MOST_ALTERED + 1))
    sender.send(altered if len(altered) <= _MOST_ALTERED else None)
    sender.close()


def differences(original: bytes, converted: bytes) -> Iterator[Altered]:
    """The cells whose values differ, sheet by sheet. An error value is a blank to calamine, in both files."""
    with (
        CalamineWorkbook.from_filelike(BytesIO(original)) as before,
        CalamineWorkbook.from_filelike(BytesIO(converted)) as after,
    ):
        kept = set(after.sheet_names)
        for sheet in before.sheets_metadata:
            if sheet.typ is not SheetTypeEnum.WorkSheet or sheet.name not in kept:
                continue
            old = before.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            new = after.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            for row in range(max(len(old), len(new))):
                yield from (
                    (sheet.name, cell_name(row, column)) for column in _differ(_at(old, row), _at(new, row))
                )


def _at(rows: Sequence[list[Any]], row: int) -> list[Any]:
    return rows[row] if row < len(rows) else []


def _differ(old: list[Any], new: list[Any]) -> Iterator[int]:
    if old == new:
        return
    for column in range(max(len(old), len(new))):
        before = old[column] if column < len(old) else ""
        after = new[column] if column < len(new) else ""
        if not _is_same(before, after):
            yield column


def _is_same(before: Any, after: Any) -> bool:
    """True for values that say the same: a day may have become its number, blanks at the end of a text may be gone."""
    if before == after:
        return True
    if isinstance(before, str) and isinstance(after, str):
        return before.split() == after.split()
    if isinstance(before, str) or isinstance(after, str):
        return False
    return any(
        abs(old - new) < 1e-6 * max(1, abs(old)) for old in _numbers(before) for new in _numbers(after)
    )


def _numbers(value: Any) -> tuple[float, ...]:
    """A value as Excel's number, counted from 1900 and from 1904."""
    if isinstance(value, timedelta):
        return (value / timedelta(days=1),)
    if isinstance(value, time):
        value = datetime.combine(_FIRST_DAYS[0], value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if isinstance(value, datetime):
        return tuple((value - first) / timedelta(days=1) for first in _FIRST_DAYS)
    return (float(value),)
