"""Takes the decided roadmap back into roadmap.csv, whole or not at all."""

import csv
import io
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from ytaexcel.errors import DefinitionError, WorkspaceError
from ytaexcel.months import shifted
from ytaexcel.programme.edit.columns import DECIDED, Row, means_the_same
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
    begun: int = 0
    """Of the rows, those that stay as they were until the month before and go on in a row of their own."""
    redecided: int = 0
    """Of the rows, those in which something that had been decided is now otherwise for all months."""


def import_roadmap(programme: Programme, folder: Path, path: Path, since: str | None = None) -> Change:
    """Rewrites roadmap.csv of `folder` with the decisions that stand in the workbook, if every cell fits.

    Columns are found by header in any language, rows by id and month; the other columns of roadmap.csv stay.
    The decisions hold for all months of their row, or from the month `since` on: a row that began before it then
    ends, and another begins.
    Raises `DefinitionError` with a sentence for each cell that does not fit, in the workbook's language;
    nothing has been changed then.
    """
    rows = read_table(folder / "roadmap.csv")
    found, known = find_roadmap(programme, path), {(row["id"], row["valid_from"]): row for row in rows}
    reading = Reading(programme, found, known, since)
    decided = reading.rows()
    if reading.problems:
        raise DefinitionError(reading.problems)
    counts: Counter[str] = Counter()
    new: dict[Key, list[Row]] = {}
    begun = redecided = 0
    for key, row in known.items():
        changed = {
            column: decided[key][column]
            for column in DECIDED
            if not means_the_same(row[column], decided[key][column])
        }
        counts.update(changed.keys())
        if not changed:
            continue
        if since is not None and row["valid_from"] < since:
            new[key] = [
                {"valid_to": shifted(since, -1)},
                {"valid_from": since, "valid_source": "", **changed},
            ]
            begun += 1
        else:
            new[key] = [changed]
            redecided += any(row[column] not in ("", UNDETERMINED) for column in changed)
    if new:
        _replace(folder / "roadmap.csv", new)
    return Change(len(new), dict(counts), begun, redecided)


def _replace(path: Path, new: Mapping[Key, Sequence[Row]]) -> None:
    """Rewrites rows of roadmap.csv; the rest stays to the letter.

    `new`: for a row the rows in its place, each as what is otherwise in it.
    """
    before = path.read_bytes()
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    every = list(csv.reader(io.StringIO(before.decode("utf-8-sig"), newline="")))
    header = next(cells for cells in every if cells and not is_remark(cells))
    places = {code: place for place, code in enumerate(header)}
    after = io.StringIO(newline="")
    writer = csv.writer(after, lineterminator="\r\n" if b"\r\n" in before else "\n")
    for cells in filter(None, every):
        if cells is header or is_remark(cells):
            writer.writerow(cells)
            continue
        key = (cells[places["id"]].strip(), cells[places["valid_from"]].strip())
        for otherwise in new.get(key, [{}]):
            put = {places[code]: value for code, value in otherwise.items() if code in places}
            writer.writerow([put.get(place, cell) for place, cell in enumerate(cells)])
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
