"""Opens files that are protected by a password, when the facilitator has given it. Passwords are written nowhere."""

import logging
import struct
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.parsers import expat

from msoffcrypto import OfficeFile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from ytaexcel.findings import Finding, finding
from ytaexcel.read.directory import megabytes

# The library writes passwords and keys into its debug log: nobody may switch that on.
logging.getLogger("msoffcrypto").setLevel(logging.CRITICAL)

KNOWN_TO_EXCEL = "VelvetSweatshop"
"""The password that Excel itself tries: workbooks whose structure alone is locked are encrypted with it."""
_MOST_TURNS = 1_000_000
"""Of the hash that slows guessing down; Excel takes 100,000, and a hostile file could ask for hours."""
_MOST_OLD_BYTES = 10_000_000
"""Of a protected .xls, whose bytes the library takes in hand one by one."""
FAULTS = (
    FileFormatError,
    ParseError,
    OSError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    ArithmeticError,
    RuntimeError,
    AssertionError,
    EOFError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    expat.ExpatError,
)
"""What a protected file that is not whole raises."""


def decrypted(data: bytes, passwords: Sequence[str]) -> bytes | Finding:
    """The file without its protection; or that a password is wanted, that none fits, or that the file is damaged."""
    try:
        office = OfficeFile(BytesIO(data))
    except (DecryptionError, *FAULTS):
        return finding("F003")
    if office.format != "ooxml" and len(data) > _MOST_OLD_BYTES:
        return finding("F015", found=megabytes(len(data)), allowed=megabytes(_MOST_OLD_BYTES))
    if getattr(office, "info", {}).get("spinValue", 0) > _MOST_TURNS:
        return finding("F026")
    is_asked = False
    for password in (KNOWN_TO_EXCEL, *passwords):
        try:
            return _with(office, password)
        except InvalidKeyError:
            is_asked = True
        except DecryptionError:
            return finding("F026")
        except FAULTS:  # a damaged file, or a password that the file's method cannot take: too long, for one
            continue
    if not is_asked:
        return finding("F003")
    return finding("F022", found=len(passwords)) if passwords else finding("F021")


def _with(office: Any, password: str) -> bytes:
    if office.format == "ooxml":
        office.load_key(password=password, verify_password=True)
    else:
        office.load_key(password=password)
    opened = BytesIO()
    office.decrypt(opened)
    return opened.getvalue()
