"""What a file is, by its content and not by its name: a workbook, one of another format, a protected one, a zip."""

import re
import struct
import zipfile
from io import BytesIO
from typing import Literal

from msoffcrypto import OfficeFile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, ParseError

from ytaexcel.read.directory import check_count
from ytaexcel.read.scan import Refused

Kind = Literal["workbook", "xls", "xlsb", "ods", "protected", "sealed", "zip", "other"]
"""workbook: read as it is, or refused by its reader. xls, xlsb, ods: to be converted. protected: by a password that
may be known. sealed: in a way that cannot be opened here. zip: of files. other: none of these."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARSING = (
    OSError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    struct.error,
    EOFError,
    RuntimeError,
)
USUAL_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways of packing that cannot ask for more memory than what they unpack."""
_PART_OF_WORKBOOK = re.compile(r"(?:xl|docprops|_rels)/.*\.(?:xml|rels)")
"""One is enough: a workbook that has lost some of its parts is damaged, and no zip of files."""
_CONTENT_TYPES = "[content_types].xml"
_MOST_BYTES = 1_000_000
"""Of the small parts that say what a package is."""


def kind_of(data: bytes) -> Kind:
    """What the file is. A container that cannot be understood is left to the reader of workbooks, which refuses it."""
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    if data.startswith(b"PK"):
        try:
            check_count(data)
            with zipfile.ZipFile(BytesIO(data)) as package:
                return _kind_of_zip(package)
        except (Refused, zipfile.BadZipFile, zipfile.LargeZipFile, *_PARSING):
            return "workbook"
    return "other"


def is_container(data: bytes) -> bool:
    """True for a container of the old kind (.xls, protected files), which only a process with limits should parse."""
    return data.startswith(_OLE)


def _kind_of_ole(data: bytes) -> Kind:
    try:
        office = OfficeFile(BytesIO(data))
        if office.format == "ooxml":
            return "protected"
        if office.format != "xls97":
            return "other"
        return "protected" if office.is_encrypted() else "xls"
    except DecryptionError:
        return "sealed"
    except (FileFormatError, ParseError, *_PARSING):
        return "workbook"


def _kind_of_zip(package: zipfile.ZipFile) -> Kind:
    names = {part.filename.replace("\\", "/").lstrip("/").lower(): part for part in package.infolist()}
    if "mimetype" in names and _CONTENT_TYPES not in names:
        return _kind_of_document(package, names)
    if "xl/workbook.bin" in names:
        return "xlsb"
    if _CONTENT_TYPES in names or any(map(_PART_OF_WORKBOOK.fullmatch, names)):
        return "workbook"
    # Apple's Numbers: a zip, but no zip of files that somebody has put together.
    return "other" if "index/document.iwa" in names or "index.zip" in names else "zip"


def _kind_of_document(package: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> Kind:
    mimetype = _small(package, names["mimetype"])
    if b"opendocument.spreadsheet" not in mimetype:
        return "other" if re.fullmatch(rb"[\w.+-]+/[\w.+-]+\s*", mimetype) else "zip"
    manifest = names.get("meta-inf/manifest.xml")
    is_sealed = manifest is not None and b"encryption-data" in _small(package, manifest)
    return "sealed" if is_sealed or "encrypted-package" in names else "ods"


def _small(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    if part.compress_type not in USUAL_METHODS:
        raise zipfile.BadZipFile(part.filename)
    with package.open(part) as stream:
        return stream.read(_MOST_BYTES)
