"""Puts outputs where they belong, whole or not at all, and beside a file that another program holds open."""

import gc
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from itertools import starmap
from pathlib import Path

from xlsxwriter.exceptions import XlsxFileError

from ytaexcel.errors import WorkspaceError

_BESIDE = re.compile(r"(.+) \(\d\)")
_MOST_BESIDE = 9
TEMPORARY = ".ytaexcel-"
"""Begins the names of files and folders that are there only while something is written."""
FEW = 2
"""So many jobs one process does before another has loaded all libraries anew."""
SHARES = 8
"""Into how many parts each process gets its jobs: many enough that none waits long for another at the end."""


def placed(target: Path, write: Callable[[Path], object]) -> Path:
    """Has `write` write to a temporary path and puts that to `target`; the path at which it now stands.

    Where the target is open in another program (Excel locks it), that is beside it, as "name (2).xlsx"; ask
    `stands_for`. Raises `WorkspaceError` when there is no place beside it either.
    """
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=target.suffix, prefix=TEMPORARY, dir=target.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            write(temporary)
            temporary.chmod(0o644)
            return _put(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Raises `WorkspaceError` with what to do where what is done within cannot be written: no room, or no right."""
    try:
        yield
    except (OSError, XlsxFileError) as fault:
        raise WorkspaceError(
            f"{target} cannot be written: {getattr(fault, 'strerror', None) or fault}. Check that you may write there "
            "and that the disk has room, and run the command again."
        ) from fault


def stands_for(path: Path) -> Path | None:
    """The file beside which an output was put because it was open; None for one that stands where it should."""
    match = _BESIDE.fullmatch(path.stem)
    return path.with_name(match[1] + path.suffix) if match else None


def in_processes(workers: int, work: Callable[..., Path], *arguments: Iterable[object]) -> Iterator[Path]:
    """`work` over the arguments, in their order; in several processes where there are workers and much to do."""
    jobs = list(zip(*arguments, strict=False))
    if workers < 2 or len(jobs) <= FEW:
        yield from starmap(work, jobs)
        return
    # What many jobs share, such as the programme, is handed over once for each share of them.
    share = max(1, len(jobs) // (workers * SHARES))
    # What is loaded by now stays to the end: looking it over for garbage again and again takes time.
    with ProcessPoolExecutor(workers, initializer=gc.freeze) as pool:
        yield from pool.map(work, *zip(*jobs, strict=True), chunksize=share)


def _put(temporary: Path, target: Path) -> Path:
    for number in range(1, _MOST_BESIDE + 1):
        place = target if number == 1 else target.with_name(f"{target.stem} ({number}){target.suffix}")
        with suppress(PermissionError):
            return temporary.replace(place)
    raise WorkspaceError(f"{target} cannot be written; close it in Excel and try again.")
