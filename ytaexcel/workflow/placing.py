"""Puts outputs where they belong, whole or not at all, and beside a file that another program holds open."""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from itertools import starmap
from pathlib import Path

from ytaexcel.errors import WorkspaceError

_BESIDE = re.compile(r"(.+) \(\d\)")
_MOST_BESIDE = 9
CHUNK = 2
"""So many tasks go to a process at a time."""


def placed(target: Path, write: Callable[[Path], object]) -> Path:
    """Has `write` write to a temporary path and puts that to `target`; the path at which it now stands.

    Where the target is open in another program (Excel locks it), that is beside it, as "name (2).xlsx"; ask
    `stands_for`. Raises `WorkspaceError` when there is no place beside it either.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=target.suffix, prefix=".", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o644)
        return _put(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def stands_for(path: Path) -> Path | None:
    """The file beside which an output was put because it was open; None for one that stands where it should."""
    match = _BESIDE.fullmatch(path.stem)
    return path.with_name(match[1] + path.suffix) if match else None


def in_processes(workers: int, work: Callable[..., Path], *arguments: Iterable[object]) -> Iterator[Path]:
    """`work` over the arguments, in their order; in several processes where there are workers and much to do."""
    tasks = list(zip(*arguments, strict=False))
    if workers < 2 or len(tasks) <= CHUNK:
        # Another process would first have to load all libraries anew.
        yield from starmap(work, tasks)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(work, *zip(*tasks, strict=True), chunksize=CHUNK)


def _put(temporary: Path, target: Path) -> Path:
    for number in range(1, _MOST_BESIDE + 1):
        place = target if number == 1 else target.with_name(f"{target.stem} ({number}){target.suffix}")
        with suppress(PermissionError):
            return temporary.replace(place)
    raise WorkspaceError(f"{target} cannot be written; close it in Excel and try again.")
