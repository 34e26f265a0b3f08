"""Control characters in texts: signs that nobody sees, that no cell can show and that no XML may hold.

Excel writes them as `_x0007_`; they come from copied pages and other systems. They are left out and told.
"""

import re
from typing import Any

from ytaexcel.findings import Finding, finding
from ytaexcel.read.cells import cell_name

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def without_controls(sheet: str, rows: list[list[Any]]) -> list[Finding]:
    """Takes the control characters out of the texts in `rows`, in place; one finding for each cell that had some."""
    told = []
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and _CONTROLS.search(value):
                signs = sorted({f"U+{ord(sign):04X}" for sign in _CONTROLS.findall(value)})
                row[column] = _CONTROLS.sub("", value)
                where = cell_name(number, column)
                told.append(finding("F016", sheet=sheet, cell=where, found=", ".join(signs)))
    return told
