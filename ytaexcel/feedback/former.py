"""What an earlier feedback left in a workbook that came back, however it was saved meanwhile.

Numbers of formats and parts of our own do not outlive another program's saving; a cell with its format does. So the
former format of each marked cell is that of a hidden cell on the list of findings, which refers to the marked one.
"""

import html

from ytaexcel.feedback.notes import AUTHOR
from ytaexcel.feedback.package import Package
from ytaexcel.feedback.sheets import reference
from ytaexcel.feedback.splice import elements
from ytaexcel.read import Address


def records(xml: bytes) -> dict[tuple[str, Address], int]:
    """(sheet, cell) -> the format that it had, from the XML of a former list."""
    found = {}
    number = 0
    for each in elements(xml, {"c", "f"}):
        if each.name == "c":
            number = int(each.attributes.get("s", 0))
            continue
        place = reference(html.unescape(xml[each.inner : each.tail].decode("utf-8")))
        if place is not None:
            found[place] = number
    return found


def has_notes(package: Package, part: str) -> bool:
    """True when there may be notes of ours on a sheet."""
    comments = package.related(part, "comments")
    return comments is not None and AUTHOR.encode("ascii") in package.parts.get(comments.target, b"")
