"""The cell styles of a workbook, as far as a value's meaning hangs on them: which numbers it shows as percents."""

import re

from ytaexcel.read.scan import Attributes, scan


def percent_styles(xml: bytes) -> set[str]:
    """Numbers (as the cells name them) of the cell styles that show a percent."""
    percent_formats = {"9", "10"}
    styles: set[str] = set()
    is_inside = False
    count = 0

    def number_format(attributes: Attributes) -> None:
        if "%" in re.sub(r'"[^"]*"', "", attributes.get("formatCode", "")):
            percent_formats.add(attributes.get("numFmtId", ""))

    def begin(_: Attributes) -> None:
        nonlocal is_inside
        is_inside = True

    def finish() -> None:
        nonlocal is_inside
        is_inside = False

    def style(attributes: Attributes) -> None:
        nonlocal count
        if is_inside:
            if attributes.get("numFmtId") in percent_formats:
                styles.add(str(count))
            count += 1

    scan(xml, {"numFmt": number_format, "cellXfs": begin, "xf": style}, ends={"cellXfs": finish})
    return styles
