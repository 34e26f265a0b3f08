"""Clears what killed runs have left behind: temporary files and folders that no living run can own any more.

Nothing ever takes them for submissions, acts or outputs; they only take room, and may hold what is redacted later.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ytaexcel.workflow.placing import TEMPORARY
from ytaexcel.workspace import Workspace

LIVES = timedelta(days=1)
"""What has not been touched for so long is of no living run."""
_OF_THE_ARCHIVE = re.compile(r"\.(?:[a-z]+-)?[0-9a-f]{64}.*\.\d+\.tmp")


def clear_leftovers(workspace: Workspace, now: datetime) -> list[Path]:
    """Deletes temporary files of the archive, the outputs and beside the database; those that are gone now.

    `now` is the time by the computer's own clock, which also dated the files. What cannot be deleted stays.
    """
    cleared = []
    for path in _temporary(workspace):
        with suppress(OSError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) > now - LIVES:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            cleared.append(path)
    return cleared


def _temporary(workspace: Workspace) -> Iterator[Path]:
    yield from (path for path in _in(workspace.archive, ".*.tmp") if _OF_THE_ARCHIVE.fullmatch(path.name))
    folders = {workspace.output, workspace.database.parent}
    for month in (path for path in _in(workspace.output, "*") if path != workspace.archive):
        folders |= {month, *_in(month, "*")}
    for folder in sorted(folders):
        yield from _in(folder, f"{TEMPORARY}*")


def _in(folder: Path, names: str) -> list[Path]:
    return sorted(folder.glob(names)) if folder.is_dir() else []
