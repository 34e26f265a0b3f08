"""Tells a folder that other computers write into: one that is synchronised, or that lies in the network.

A database there may be copied while it is being written, or changed in two places at once. Looks at names, marks that
the services leave, and kinds of file systems; what it does not know it takes for a folder of this computer. Also tells
a file of which such a service has brought only the name.
"""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

_MOUNTS = Path("/proc/self/mounts")
_NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "ncpfs",
    "davfs",
    "fuse.davfs2",
    "fuse.sshfs",
    "fuse.rclone",
}
_NETWORK |= {"fuse.gvfsd-fuse", "fuse.s3fs", "ceph", "glusterfs", "fuse.glusterfs"}
_VARIABLES = {
    "OneDrive": "OneDrive",
    "OneDriveCommercial": "OneDrive",
    "OneDriveConsumer": "OneDrive",
}
"""Variables of the environment that hold a synchronised folder."""
_NAMES = (
    (r"onedrive([ -].*)?", "OneDrive"),
    (r"sharepoint([ -].*)?", "SharePoint"),
    (r"dropbox( \(.*\))?", "Dropbox"),
    (r"google ?drive([ -].*)?|googledrive-.*|drivefs", "Google Drive"),
    (r"icloud ?drive([ -].*)?|com~apple~clouddocs|mobile documents", "iCloud"),
    (r"nextcloud\d*", "Nextcloud"),
    (r"owncloud\d*", "ownCloud"),
    (r"cloudstorage", "CloudStorage"),
)
"""What such folders are called, and whose they are; in the order in which they are asked."""
_MARKS = (
    (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".tmp.drivedownload", "Google Drive"),
    (".tmp.driveupload", "Google Drive"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".sync_*.db", "Nextcloud"),
    ("._sync_*.db", "Nextcloud"),
)
"""What the services leave in the folder that they synchronise."""
_IN_THE_CLOUD = stat.FILE_ATTRIBUTE_OFFLINE | 0x40000 | 0x400000
"""Windows: offline, recall on open, recall on data access."""
_DATALESS = 0x40000000
"""macOS: SF_DATALESS."""
_STUB = re.compile(r"\.(.+)\.icloud")
"""What iCloud puts in the place of a file that it has not brought."""


def stands_for_another(name: str) -> str:
    """The name of the file in whose place this one lies because it has not been brought; empty: it is a file itself."""
    match = _STUB.fullmatch(name)
    return match[1] if match else ""


def is_in_the_cloud(about: os.stat_result) -> bool:
    """True for a file of which only name and size are on this computer; reading it fetches the rest, or fails."""
    attributes = getattr(about, "st_file_attributes", 0)
    return bool(attributes & _IN_THE_CLOUD or getattr(about, "st_flags", 0) & _DATALESS)


def shared_by(path: Path, environment: Mapping[str, str], mounts: Path = _MOUNTS) -> str:
    """What shares the folder of a file with other computers: the service, or the network's address; empty: nothing.

    `mounts`: a list of mounted file systems as Linux keeps it; where there is none, only names and marks tell.
    """
    place = path.resolve()  # on Windows the letter of a network drive becomes the address \\server\share
    return (
        _network_address(place)
        or _by_variable(place, environment)
        or next((found for each in place.parents if (found := _by_name(each.name))), "")
        or next((found for each in place.parents if (found := _by_mark(each))), "")
        or _by_mount(place, mounts)
    )


def _network_address(place: PurePath) -> str:
    r"""\\server\share of a path in the network; empty for one of this computer."""
    drive = place.drive.replace("/", "\\")
    return drive if drive.startswith("\\\\") and not drive.startswith(("\\\\?\\", "\\\\.\\")) else ""


def _by_variable(place: Path, environment: Mapping[str, str]) -> str:
    for variable, service in _VARIABLES.items():
        folder = environment.get(variable, "")
        if folder and place.is_relative_to(Path(folder).resolve()):
            return service
    return ""


def _by_name(name: str) -> str:
    return next((service for pattern, service in _NAMES if re.fullmatch(pattern, name.casefold())), "")


def _by_mark(folder: Path) -> str:
    # The home folder may hold settings of a service under the same name: only a file, or Dropbox's cache, is a mark.
    is_mark = lambda each: each.is_file() or each.name != ".dropbox"
    return next((service for mark, service in _MARKS if any(map(is_mark, _matching(folder, mark)))), "")


def _matching(folder: Path, mark: str) -> Iterator[Path]:
    try:
        yield from folder.glob(mark)
    except OSError:  # a folder above that this user may not look into
        return


def _by_mount(place: Path, mounts: Path) -> str:
    """The kind of the file system that the path lies on, where that is one of the network."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    found = ("", "", "")
    for line in lines:
        source, folder, kind, *_ = [*line.split(), "", "", ""]
        folder = re.sub(r"\\(\d{3})", lambda match: chr(int(match[1], 8)), folder)
        if folder and place.is_relative_to(folder) and len(folder) >= len(found[1]):
            found = source, folder, kind
    return found[0] if found[2] in _NETWORK else ""
