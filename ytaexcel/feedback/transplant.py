"""Takes the sheet out of a workbook that XlsxWriter wrote, so that it can stand in another workbook.

Its texts go into its cells, its formats among those of the other workbook. What XlsxWriter writes has one form, so
that it can be changed as text.
"""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO

from ytaexcel.feedback.looks import Looks
from ytaexcel.feedback.package import MAIN_NAMESPACE, Package

_CELL = re.compile(r'<c r="([A-Z]+\d+)"(?: s="(\d+)")?(?: t="s"><v>(\d+)</v>)?')
_TEXT = re.compile(r"<si>(.*?)</si>", re.DOTALL)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def transplanted(book: bytes, package: Package, looks: Looks, formats: Mapping[str, int]) -> bytes:
    """The XML of the book's only sheet as `package` takes it; `formats` are those that some cells get instead."""
    with zipfile.ZipFile(BytesIO(book)) as source:
        sheet = source.read("xl/worksheets/sheet1.xml").decode("utf-8")
        texts = _TEXT.findall(source.read("xl/sharedStrings.xml").decode("utf-8"))
        adopted = looks.adopt(source.read("xl/styles.xml"))

    def cell(match: re.Match[str]) -> str:
        number = formats.get(match[1], adopted[int(match[2] or 0)])
        start = f'<c r="{match[1]}" s="{number}"'
        return start if match[3] is None else f'{start} t="inlineStr"><is>{texts[int(match[3])]}</is>'

    own = sheet.replace(MAIN_NAMESPACE, package.main_namespace())
    own = own.replace(_RELATIONS, package.relation_base().rstrip("/"))
    return _CELL.sub(cell, own).encode("utf-8")
