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
_TRICK = re.compile(r"[\\/]|[A-Za-z]:|.*\\|(?:.*/)?\.\.(?:/|$)|.*[\x00-\x1f]", re.DOTALL)
"""Names that lead out of the package (an absolute path, a drive, two dots) or that two readers read differently."""


def directory(data: bytes) -> list[zipfile.ZipInfo]:
    """The parts of the package; refuses one that is protected, too large, or contradicts itself."""
    count = data.count(_ENTRY)  # before zipfile makes an object of each
    if count > MOST_PARTS:
        raise Refused(finding("F010", found=f"{count}", allowed=f"{MOST_PARTS}"))
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = package.infolist()
        end = package.start_dir
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(finding("F004"))
    _check_names(parts)
    _check_places(parts, end)
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MOST_UNPACKED_BYTES or unpacked > MOST_RATIO * max(packed, 1_000):
        raise too_large(unpacked, min(MOST_UNPACKED_BYTES, MOST_RATIO * max(packed, 1_000)))
    return parts


def too_large(unpacked: int, allowed: int) -> Refused:
    """The refusal of a package that would take so many bytes in memory."""
    return Refused(finding("F005", found=megabytes(unpacked), allowed=megabytes(allowed)))


def megabytes(size: int) -> str:
    """1234567 -> "2": rounded up, so that what exceeds a limit is never shown as if it did not."""
    return str(-(-size // 1_000_000))


def contradiction(part: str) -> Refused:
    """The refusal of a package whose directory and contents contradict each other at this part."""
    return Refused(finding("F013", found=part))


def _check_names(parts: Sequence[zipfile.ZipInfo]) -> None:
    """No name leads out of the package, and none stands twice: to one reader the first counts, to another the last.

    Names that differ in case only are one name to Excel and on Windows.
    """
    seen: set[str] = set()
    for part in parts:
        name = part.orig_filename
        if _TRICK.match(name) or name.casefold() in seen:
            raise contradiction(name)
        seen.add(name.casefold())


def _check_places(parts: Sequence[zipfile.ZipInfo], end: int) -> None:
    """No two parts share bytes: a package that lets them can unpack to any size."""
    places = sorted(parts, key=lambda part: part.header_offset)
    limits = [*(part.header_offset for part in places[1:]), end]
    for part, limit in zip(places, limits, strict=False):  # a package without parts has an end, too
        if part.header_offset + _LOCAL_HEADER_BYTES + len(part.orig_filename) + part.compress_size > limit:
            raise contradiction(part.orig_filename)
