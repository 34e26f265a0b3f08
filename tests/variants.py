"""Workbooks as other programs write them: the same cells in other packages, formats, protections and zips."""

import re
from collections.abc import Callable, Mapping
from hashlib import sha1
from io import BytesIO
from struct import pack
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zlib import crc32

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted
from msoffcrypto.method.ecma376_standard import ECMA376Standard
from openpyxl import Workbook
from openpyxl.comments import Comment

Parts = dict[str, bytes]
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET_1 = "xl/worksheets/sheet1.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": (
        b"http://purl.oclc.org/ooxml/officeDocument/customProperties"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes": (
        b"http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes"
    ),
}
"""Namespaces of the usual form of the format -> those of the strict one."""


def unzipped(data: bytes) -> Parts:
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files; the same bytes each time."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return buffer.getvalue()


def changed(data: bytes, change: Callable[[Parts], object]) -> bytes:
    """The package after `change` has worked on its parts."""
    parts = unzipped(data)
    change(parts)
    return zipped(parts)


def renamed(parts: Parts, old: str, new: str) -> None:
    parts[new] = parts.pop(old)


def related(parts: Parts, part: str, kind: str, target: str, mode: str = "") -> str:
    """Gives a part one more relation; its id."""
    folder, _, name = part.rpartition("/")
    listing = f"{folder}/_rels/{name}.rels"
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    identity = f"rIdExtra{len(parts)}{parts.get(listing, b'').count(b'<Relationship ')}"
    outside = f' TargetMode="{mode}"' if mode else ""
    one = f'<Relationship Id="{identity}" Type="{OFFICE}/{kind}" Target="{target}"{outside}/>'
    parts[listing] = parts.get(listing, empty).replace(b"</Relationships>", f"{one}</Relationships>".encode())
    return identity


def strict(data: bytes) -> bytes:
    """The same workbook as strict OOXML, its dates as ISO texts."""

    def change(parts: Parts) -> None:
        for name in parts:
            for usual, other in STRICT.items():
                parts[name] = parts[name].replace(usual, other)
        for name in [each for each in parts if each.startswith("xl/worksheets/sheet")]:
            parts[name] = re.sub(
                rb'<c r="(\w+)" s="(\d+)" t="n"><v>44620</v></c>',
                rb'<c r="\1" s="\2" t="d"><v>2022-02-28T00:00:00</v></c>',
                parts[name],
            )

    return changed(data, change)


def with_1904(data: bytes, written: str = "1") -> bytes:
    """Says that days are counted from 1904, and leaves the numbers of the days as they are."""
    attribute = f'<workbookPr date1904="{written}"/>'.encode()
    return changed(
        data,
        lambda parts: parts.update({WORKBOOK: re.sub(rb"<workbookPr[^>]*/>", attribute, parts[WORKBOOK])}),
    )


def with_macros(data: bytes) -> bytes:
    def change(parts: Parts) -> None:
        parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"
        related(parts, WORKBOOK, "vbaProject", "vbaProject.bin")

    return changed(data, change)


def with_links(data: bytes, link: str = "file:///C:/Omat%20tiedostot/Laskenta%202021.xlsx") -> bytes:
    """An external link as Excel keeps it."""

    def change(parts: Parts) -> None:
        parts["xl/externalLinks/externalLink1.xml"] = (
            b'<externalLink><externalBook r:id="rId1" xmlns:r="r"/></externalLink>'
        )
        related(parts, WORKBOOK, "externalLink", "externalLinks/externalLink1.xml")
        related(parts, "xl/externalLinks/externalLink1.xml", "externalLinkPath", link, "External")

    return changed(data, change)


def with_dde(data: bytes) -> bytes:
    def change(parts: Parts) -> None:
        parts["xl/externalLinks/externalLink1.xml"] = (
            b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
        )
        related(parts, WORKBOOK, "externalLink", "externalLinks/externalLink1.xml")

    return changed(data, change)


def with_connection(data: bytes) -> bytes:
    def change(parts: Parts) -> None:
        parts["xl/connections.xml"] = (
            b'<connections><connection id="1" name="Kysely - Talous"/></connections>'
        )
        related(parts, WORKBOOK, "connections", "connections.xml")

    return changed(data, change)


def with_text_box(data: bytes, text: str = "Muistakaa liite!") -> bytes:
    def change(parts: Parts) -> None:
        box = f'<xdr:wsDr xmlns:xdr="x" xmlns:a="a"><xdr:sp><a:t>{text}</a:t></xdr:sp><xdr:pic/></xdr:wsDr>'
        parts["xl/drawings/drawing1.xml"] = box.encode()
        related(parts, SHEET_1, "drawing", "../drawings/drawing1.xml")

    return changed(data, change)


def with_embedded(data: bytes) -> bytes:
    def change(parts: Parts) -> None:
        parts["xl/embeddings/oleObject1.bin"] = b"\0"
        related(parts, SHEET_1, "oleObject", "../embeddings/oleObject1.bin")

    return changed(data, change)


def with_comment(cell: str, author: str = "Maija", sheet: str = "Tilannekuva") -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][cell].comment = Comment("Tarkistetaan.", author)

    return change


def protected(data: bytes, password: str) -> bytes:
    """The workbook as Excel protects it today (agile encryption)."""
    buffer = BytesIO()
    OOXMLFile(BytesIO(data)).encrypt(password, buffer)
    return buffer.getvalue()


def protected_as_2007(data: bytes, password: str) -> bytes:
    """The workbook as Excel 2007 protects it (standard encryption: AES-128, SHA-1)."""
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    key = ECMA376Standard.makekey_from_password(password, 0x660E, 0x8004, 0x18, 128, 16, salt)

    def encrypted(content: bytes) -> bytes:
        padded = content + bytes(-len(content) % 16)
        aes = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
        return aes.update(padded) + aes.finalize()

    name = "Microsoft Enhanced RSA and AES Cryptographic Provider".encode("utf-16-le") + b"\0\0"
    header = pack("<8I", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + name
    check = pack("<I", 16) + salt + encrypted(verifier) + pack("<I", 20) + encrypted(sha1(verifier).digest())
    info = pack("<HHII", 4, 2, 0x24, len(header)) + header + check
    buffer = BytesIO()
    ECMA376Encrypted(pack("<Q", len(data)) + encrypted(data), info).write_to(buffer)
    return buffer.getvalue()


def ole(stream: str, content: bytes) -> bytes:
    """A container of the old kind with one stream so called (twelve letters at most)."""
    buffer = BytesIO()
    ECMA376Encrypted(bytes(4_096), content).write_to(buffer)
    known = "EncryptionInfo".encode("utf-16-le")
    entry = stream.encode("utf-16-le")
    data = bytearray(buffer.getvalue())
    place = data.index(known)
    data[place : place + 64] = entry.ljust(64, b"\0")
    data[place + 64 : place + 66] = pack("<H", len(entry) + 2)
    return bytes(data)


def records(*each: tuple[int, bytes]) -> bytes:
    """Records of an old .xls: the beginning, these, and the end."""
    whole = ((0x809, bytes(16)), *each, (0x0A, b""))
    return b"".join(pack("<HH", number, len(content)) + content for number, content in whole)


def locked(name: str, content: bytes, password: bytes) -> bytes:
    """A zip with one stored file that is protected in the old way that every archive program knows."""
    table = [crc32_step(number) for number in range(256)]
    keys = [0x12345678, 0x23456789, 0x34567890]

    def turn(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 255]
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 255]

    for byte in password:
        turn(byte)
    checksum = crc32(content)
    cipher = bytearray()
    for byte in bytes(11) + bytes([checksum >> 24]) + content:
        mask = (keys[2] | 2) & 0xFFFF
        cipher.append(byte ^ ((mask * (mask ^ 1)) >> 8 & 255))
        turn(byte)
    raw = name.encode("ascii")
    sizes = pack("<III", checksum, len(cipher), len(content))
    local = b"PK\3\4" + pack("<HHHHH", 20, 1, 0, 0, 33) + sizes + pack("<HH", len(raw), 0) + raw
    central = (
        b"PK\1\2"
        + pack("<HHHHHH", 20, 20, 1, 0, 0, 33)
        + sizes
        + pack("<HHHHHII", len(raw), 0, 0, 0, 0, 0, 0)
        + raw
    )
    start = len(local) + len(cipher)
    end = b"PK\5\6" + pack("<HHHHIIH", 0, 0, 1, 1, len(central), start, 0)
    return local + bytes(cipher) + central + end


def crc32_step(number: int) -> int:
    for _ in range(8):
        number = (number >> 1) ^ (0xEDB88320 if number & 1 else 0)
    return number


def ods(*, is_protected: bool = False) -> bytes:
    """What only looks like an OpenDocument spreadsheet: enough to be known as one."""
    manifest = b"<manifest><encryption-data/></manifest>" if is_protected else b"<manifest/>"
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": b"<document/>",
            "META-INF/manifest.xml": manifest,
        }
    )
