"""How a workbook that openpyxl holds becomes a file: a zip whose bytes depend on the workbook and its time alone."""

import zipfile
from datetime import datetime
from io import BytesIO

from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_COMPRESSION = 6


def packed(book: Workbook, modified_at: datetime) -> bytes:
    """The workbook as a file that says it was last saved at `modified_at` (UTC); openpyxl would read the clock."""
    book.properties.modified = modified_at
    parts = BytesIO()
    ExcelWriter(book, zipfile.ZipFile(parts, "w", zipfile.ZIP_STORED)).save()
    whole = BytesIO()
    with zipfile.ZipFile(parts) as stored, zipfile.ZipFile(whole, "w") as package:
        for part in stored.infolist():
            entry = zipfile.ZipInfo(part.filename, _ZIP_TIME)
            package.writestr(entry, stored.read(part), zipfile.ZIP_DEFLATED, _COMPRESSION)
    return whole.getvalue()
