"""What the parsers of packages raise when a package is not whole: never for the eyes of a user."""

import lzma
import struct
import zipfile
import zlib
from xml.parsers import expat

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""Of a zip that is damaged, encrypted or packed in a way of its own."""
BROKEN_PACKAGE = (*BROKEN_ZIP, expat.ExpatError)
"""Of a package of XML parts."""
