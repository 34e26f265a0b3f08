"""Takes the decided roadmap back into roadmap.csv, whole or not at all."""

import csv
import io
import os
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from ytaexcel.errors import DefinitionError, WorkspaceError
from ytaexcel.programme.edit.columns import DECIDED, Row
from ytaexcel.programme.edit.find import find_roadmap
from ytaexcel.programme.edit.read import Key, Reading
from ytaexcel.programme.load import is_remark, read_table
from ytaexcel.programme.records import UNDETERMINED, Programme


@dataclass(frozen=True, slots=True)
class Change:
    """What an import changed in roadmap.csv."""

    rows: int
    columns: Mapping[str, int]
    """Column of roadmap.csv -> number of rows in which it changed; columns without a change are left out."""


def import_roadmap(programme: Programme, folder: Path, path: Path) -> Change:
    """Rewrites roadmap.csv of `folder` with the decisions that stand in the workbook, if every cell fits.

    Columns are found by header in any language, rows by id and month; the other columns of roadmap.csv stay.
    Raises `DefinitionError` with a sentence for each cell that does not fit, in the workbook's language;
    nothing has been changed then.
    """
    rows = read_table(folder / "roadmap.csv")
    reading = Reading(
        programme, find_roadmap(programme, path), {(row["id"], row["valid_from"]): row for row in rows}
    )
    decided = reading.rows()
    if reading.problems:
        raise DefinitionError(reading.problems)
    changed: Counter[str] = Counter()
    changed_rows = 0
    for row in rows:
        new = decided[row["id"], row["valid_from"]]
        differing = [column for column in DECIDED if not _means_the_same(row[column], new[column])]
        row.update({column: new[column] for column in differing})
        changed.update(differing)
        changed_rows += bool(differing)
    if changed_rows:
        _replace(folder / "roadmap.csv", {(row["id"], row["valid_from"]): row for row in rows})
    return Change(changed_rows, dict(changed))


def _means_the_same(old: str, new: str) -> bool:
    """A source that is not named may stand in roadmap.csv as nothing or as undetermined."""
    return old == new or {old, new} == {"", UNDETERMINED}


def _replace(path: Path, rows: Mapping[Key, Row]) -> None:
    """Rewrites the decided columns of roadmap.csv in place; the rest stays to the letter."""
    before = path.read_bytes()
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    every = list(csv.reader(io.StringIO(before.decode("utf-8-sig"), newline="")))
    header = next(cells for cells in every if cells and not is_remark(cells))
    places = {code: header.index(code) for code in ("id", "valid_from", *DECIDED)}
    after = io.StringIO(newline="")
    writer = csv.writer(after, lineterminator="\r\n" if b"\r\n" in before else "\n")
    for cells in every:
        if cells and cells is not header and not is_remark(cells):
            row = rows[cells[places["id"]].strip(), cells[places["valid_from"]].strip()]
            for code in DECIDED:
                cells[places[code]] = row[code]
        if cells:
            writer.writerow(cells)
    handle, name = mkstemp(dir=path.parent, prefix=".roadmap.", suffix=".csv")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(mark + after.getvalue().encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode)
        temporary.replace(path)
    except OSError as fault:
        raise WorkspaceError(f"{path} cannot be written ({fault.strerror}); is it open in Excel?") from fault
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
