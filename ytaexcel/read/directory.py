"""The directory of a zip package, judged before anything is unpacked: counts, names, places, sizes.

A directory can say what it likes; what it says here is held against the bytes of the file, and what it says of
sizes is held against what is unpacked (`inflate`).
"""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO

from ytaexcel.findings import finding
from ytaexcel.read.scan import Refused

MOST_PARTS = 2_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_RATIO = 200
_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER_BYTES = 30
_TRICK = re.compile(r"/|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)|.*[\x00-\x1f]", re.DOTALL)
"""Names that lead out of the package (an absolute path, a drive, two dots) or that two readers read differently."""


def directory(data: bytes) -> dict[str, zipfile.ZipInfo]:
    r"""Name as the format has it -> part; refuses a package that is protected, too large, or contradicts itself.

    Some programs write \ for /, or begin all names with a /.
    """
    check_count(data)
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = package.infolist()
        end = package.start_dir
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(finding("F004"))
    named = _named(parts)
    _check_places(parts, end)
    _check_sizes(parts, MOST_UNPACKED_BYTES)
    return named


def check_count(data: bytes) -> None:
    """Refuses a zip of too many parts, before zipfile makes an object of each."""
    count = data.count(_ENTRY)
    if count > MOST_PARTS:
        raise Refused(finding("F010", found=f"{count}", allowed=f"{MOST_PARTS}"))


def check_zip(data: bytes, most_bytes: int | None = None) -> None:
    """Refuses a zip of any kind that has too many parts, or would be too large when unpacked (`most_bytes`)."""
    check_count(data)
    with zipfile.ZipFile(BytesIO(data)) as package:
        _check_sizes(package.infolist(), MOST_UNPACKED_BYTES if most_bytes is None else most_bytes)


def _check_sizes(parts: Sequence[zipfile.ZipInfo], most_bytes: int) -> None:
    """By what the directory says of them."""
    unpacked = sum(part.file_size for part in parts)
    allowed = min(most_bytes, MOST_RATIO * max(sum(part.compress_size for part in parts), 1_000))
    if unpacked > allowed:
        raise too_large(unpacked, allowed)


def too_large(unpacked: int, allowed: int) -> Refused:
    """The refusal of a package that would take so many bytes in memory."""
    return Refused(finding("F005", found=megabytes(unpacked), allowed=megabytes(allowed)))


def megabytes(size: int) -> str:
    """1234567 -> "2": rounded up, so that what exceeds a limit is never shown as if it did not."""
    return str(-(-size // 1_000_000))


def contradiction(part: str) -> Refused:
    """The refusal of a package whose directory and contents contradict each other at this part."""
    return Refused(finding("F013", found=part))


def _named(parts: Sequence[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """No name leads out of the package, and none stands twice: to one reader the first counts, to another the last.

    Names that differ in case only are one name to Excel and on Windows. A program writes all its names in one way:
    one that is written otherwise than its neighbours is no program's.
    """
    written = [part.orig_filename for part in parts]
    slanted, rooted = (
        [name for name in written if "\\" in name],
        [name for name in written if name.startswith(("/", "\\"))],
    )
    if slanted and any("/" in name for name in written):
        raise contradiction(slanted[0])
    if rooted and len(rooted) < len(written):
        raise contradiction(rooted[0])
    named: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for part in parts:
        name = part.orig_filename.replace("\\", "/")
        name = name[1:] if rooted else name
        if _TRICK.match(name) or name.casefold() in seen:
            raise contradiction(part.orig_filename)
        seen.add(name.casefold())
        named[name] = part
    return named


def _check_places(parts: Sequence[zipfile.ZipInfo], end: int) -> None:
    """No two parts share bytes: a package that lets them can unpack to any size."""
    places = sorted(parts, key=lambda part: part.header_offset)
    limits = [*(part.header_offset for part in places[1:]), end]
    for part, limit in zip(places, limits, strict=False):  # a package without parts has an end, too
        if part.header_offset + _LOCAL_HEADER_BYTES + len(part.orig_filename) + part.compress_size > limit:
            raise contradiction(part.orig_filename)
