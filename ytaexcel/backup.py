"""All that a workspace cannot make again, in one file, and a workspace made from it.

That is the settings, the definitions and the archive. The key and what lies in the inbox go along only if asked.
"""

import errno
import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ytaexcel.errors import UsageError, WorkspaceError
from ytaexcel.workspace import KEY, SETTINGS, Workspace, open_workspace

CONTENTS = "contents.json"
"""Name in the backup of the list of its files with their hashes."""
_NOT_THE_BACKUP = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS)
"""Faults of the place where the workspace is to be."""
_FIRST_TIME = (1980, 1, 1, 0, 0, 0)
"""Zip's earliest time: the same files give the same backup."""


def write_backup(path: Path, workspace: Workspace, *, with_key: bool, with_input: bool) -> int:
    """Writes the backup to `path`; how many files it holds."""
    hashes: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for file in _files(workspace, with_key=with_key, with_input=with_input):
            data = file.read_bytes()
            name = file.relative_to(workspace.root).as_posix()
            hashes[name] = hashlib.sha256(data).hexdigest()
            package.writestr(_entry(name), data)
        package.writestr(_entry(CONTENTS), json.dumps(hashes, ensure_ascii=False, indent=1))
    return len(hashes)


def restore_backup(path: Path, folder: Path) -> Workspace:
    """A workspace in the new or empty `folder`, as the backup holds it. Nothing is left behind where that fails.

    Raises `UsageError` for a folder that is not empty, `WorkspaceError` for a file that is no whole backup.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty; name a new folder for the workspace.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".restore-") as temporary:
        made = Path(temporary) / "workspace"
        try:
            _unpack(path, made)
        except OSError as fault:
            if fault.errno in _NOT_THE_BACKUP:
                raise WorkspaceError(f"{folder} cannot be made: {fault.strerror}.") from fault
            raise WorkspaceError(f"{path} is no whole backup of a workspace: {fault}.") from fault
        except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError, EOFError) as fault:
            raise WorkspaceError(f"{path} is no whole backup of a workspace: {fault}.") from fault
        open_workspace(made)
        for needed in ("input", "output"):
            (made / needed).mkdir(exist_ok=True)
        if folder.exists():
            folder.rmdir()
        shutil.move(made, folder)
    return open_workspace(folder)


def _files(workspace: Workspace, *, with_key: bool, with_input: bool) -> Iterator[Path]:
    yield workspace.root / SETTINGS
    if with_key:
        yield workspace.root / KEY
    for folder in (workspace.schemas, workspace.archive, *([workspace.input] if with_input else [])):
        yield from (
            path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")
        )


def _unpack(path: Path, folder: Path) -> None:
    """Writes the files of the list, and none that is not as the list says."""
    with zipfile.ZipFile(path) as package:
        for name, sha256 in json.loads(package.read(CONTENTS)).items():
            place = PurePosixPath(name)
            if place.is_absolute() or ".." in place.parts or "\\" in name or ":" in name:
                raise ValueError(f"{name} lies outside a workspace")
            data = package.read(name)
            if hashlib.sha256(data).hexdigest() != sha256:
                raise ValueError(f"{name} is damaged")
            target = folder.joinpath(*place.parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIRST_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
