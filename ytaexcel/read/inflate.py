"""Unpacks the parts of a package block by block, so that no more is ever held than the guards allow.

Long stretches of blank formatted rows (a million of them, when somebody has formatted a sheet to its very end) are
let go on the way: they hold no value. Nothing else is changed.
"""

import struct
import zlib
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipInfo

from ytaexcel.read.directory import contradiction, too_large

MOST_BYTES_KEPT = 32_000_000
"""Of all parts together, once blank rows are let go; the largest workbook of ours that was seen has 0.5 MB."""
_BLOCK = 1_000_000
_LONG = 2_000_000
"""Sheets from this size on are looked through for blank rows."""
_LOCAL_HEADER = struct.Struct("<4s2xHH16xHH")
_UTF8 = 0x800


class Inflator:
    """Unpacks one package after the other part, and counts what is held."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._held = 0

    def part(self, part: ZipInfo) -> bytes:
        """The whole content of a part."""
        kept = bytearray()
        for block in self._blocks(part):
            kept += block
            self._hold(len(block))
        return bytes(kept)

    def sheet(self, part: ZipInfo) -> tuple[bytes, int]:
        """(content of a sheet's part without long stretches of blank rows, how many rows were let go)."""
        if part.file_size < _LONG:
            return self.part(part), 0
        kept, rest, dropped = bytearray(), b"", 0
        for block in self._blocks(part):
            rest += block
            cut = max(rest.rfind(b"<row "), 0)
            piece, rest = rest[:cut], rest[cut:]
            if _has_blank_rows_only(piece):
                dropped += piece.count(b"<row ")
            else:
                kept += piece
                self._hold(len(piece))
            self._hold(len(rest), stays=False)
        self._hold(len(rest))
        return bytes(kept + rest), dropped

    def _hold(self, size: int, *, stays: bool = True) -> None:
        if self._held + size > MOST_BYTES_KEPT:
            raise too_large(self._held + size, MOST_BYTES_KEPT)
        self._held += size if stays else 0

    def _blocks(self, part: ZipInfo) -> Iterator[bytes]:
        """The content in blocks; refuses a part that is not what the directory says of it."""
        size, check = 0, 0
        for block in self._unpacked(part):
            size += len(block)
            if size > part.file_size:
                raise contradiction(part.orig_filename)
            check = zlib.crc32(block, check)
            yield block
        if size != part.file_size:
            raise contradiction(part.orig_filename)
        if check != part.CRC:
            raise BadZipFile(part.orig_filename)

    def _unpacked(self, part: ZipInfo) -> Iterator[bytes]:
        packed = self._packed(part)
        if part.compress_type == ZIP_STORED:
            yield from (bytes(packed[place : place + _BLOCK]) for place in range(0, len(packed), _BLOCK))
            return
        if part.compress_type != ZIP_DEFLATED:
            raise BadZipFile(part.orig_filename)
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        for place in range(0, len(packed), _BLOCK // 16):
            waiting: bytes | memoryview = packed[place : place + _BLOCK // 16]
            while waiting and not stream.eof:
                yield stream.decompress(waiting, _BLOCK)
                waiting = stream.unconsumed_tail
            if stream.eof and (stream.unused_data or place + _BLOCK // 16 < len(packed)):
                raise contradiction(part.orig_filename)
        yield stream.flush()
        if not stream.eof:
            raise BadZipFile(part.orig_filename)

    def _packed(self, part: ZipInfo) -> memoryview:
        """The packed bytes; refuses a part that calls itself by another name than the directory does."""
        begin = part.header_offset + _LOCAL_HEADER.size
        signature, flags, method, name_length, extra_length = _LOCAL_HEADER.unpack(
            self._data[part.header_offset : begin]
        )
        if signature != b"PK\x03\x04":
            raise BadZipFile(part.orig_filename)
        name = bytes(self._data[begin : begin + name_length])
        is_same = name.decode("utf-8" if flags & _UTF8 else "cp437") == part.orig_filename
        if not is_same or method != part.compress_type:
            raise contradiction(part.orig_filename)
        begin += name_length + extra_length
        return self._data[begin : begin + part.compress_size]


def _has_blank_rows_only(piece: bytes) -> bool:
    """True when there is no tag in the piece but those of rows and cells: nothing in it can hold a value."""
    rows, cells = piece.count(b"<row "), piece.count(b"<c ")
    return rows > 0 and piece.count(b"<") == rows + cells + piece.count(b"</row>") + piece.count(b"</c>")
