"""The parts of a file as it was sent, whatever its kind: XML, images, macros, workbooks inside the workbook.

Unlike `read` nothing is refused here: of what is damaged or too large as much is given as can be had.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from ytaexcel.read.broken import BROKEN_ZIP

MOST_BYTES = 40_000_000
"""So much is unpacked of one file at most; what `read` takes in is less than that in all but the strangest cases."""
DEEPEST = 3
"""Packages inside packages are opened so far down."""
_HEAD = b"PK\x03\x04"
_HEAD_LENGTH = 30
_DEFLATED = 8
_TAG = re.compile(rb"<[^<>]*>")


def parts_of(data: bytes) -> dict[str, bytes]:
    """Name -> content of every part; the file itself, as it lies on the disk, has the name ""."""
    return {"": data} | dict(_parts(data, "", DEEPEST, [MOST_BYTES]))


def is_xml(part: bytes) -> bool:
    """True for what begins like XML, whatever its encoding."""
    return part[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def raw_texts(part: bytes) -> Iterator[str]:
    """The bytes as texts, in every encoding in which Finnish programs write; with and without tags."""
    yield from (part.decode(encoding, errors="replace") for encoding in ("utf-8", "cp1252"))
    if b"<" in part:
        yield from (_TAG.sub(instead, part).decode("utf-8", errors="replace") for instead in (b"", b" "))
    if b"\0" in part:
        for encoding in ("utf-16-le", "utf-16-be"):
            yield from (part[begin:].decode(encoding, errors="replace") for begin in (0, 1))


def _parts(data: bytes, inside: str, deep: int, left: list[int]) -> Iterator[tuple[str, bytes]]:
    """`left`: how many bytes may still be unpacked, a single number that all levels share."""
    if deep == 0 or not data.startswith(b"PK"):
        return
    for name, content in _members(data, left):
        left[0] -= len(content)
        yield inside + name, content
        yield from _parts(content, f"{inside}{name}!", deep - 1, left)


def _members(data: bytes, left: list[int]) -> Iterator[tuple[str, bytes]]:
    try:
        package = zipfile.ZipFile(BytesIO(data))
    except BROKEN_ZIP:
        yield from _salvaged(data, left)
        return
    with package:
        for member in package.infolist():
            if left[0] <= 0:
                return
            try:
                with package.open(member) as part:
                    yield member.filename, part.read(left[0])
            except BROKEN_ZIP:
                yield from _salvaged(data[member.header_offset :], left, only_first=True)


def _salvaged(data: bytes, left: list[int], *, only_first: bool = False) -> Iterator[tuple[str, bytes]]:
    """What can still be unpacked of a package whose directory is lost, from the head of each part."""
    at = data.find(_HEAD)
    while at >= 0 and left[0] > 0:
        head = data[at : at + _HEAD_LENGTH]
        if len(head) < _HEAD_LENGTH:
            return
        (method,) = struct.unpack("<H", head[8:10])
        name_length, extra_length = struct.unpack("<HH", head[26:30])
        begin = at + _HEAD_LENGTH + name_length
        name = data[at + _HEAD_LENGTH : begin].decode("utf-8", errors="replace")
        if method == _DEFLATED:
            yield name, _inflated(data[begin + extra_length :], left[0])
        if only_first:
            return
        at = data.find(_HEAD, at + 4)


def _inflated(packed: bytes, most: int) -> bytes:
    """What inflates up to the first fault."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    found = bytearray()
    for begin in range(0, len(packed), 4096):
        try:
            found += stream.decompress(packed[begin : begin + 4096], max(1, most - len(found)))
        except zlib.error:
            break
        if stream.eof or len(found) >= most:
            break
    return bytes(found)
