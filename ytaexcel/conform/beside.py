"""What the sheets that are read hold beside their values: links, comments, merged cells, values of other workbooks."""

import re
from collections.abc import Iterator, Sequence

from ytaexcel.conform.layout import Found
from ytaexcel.conform.values import is_blank
from ytaexcel.findings import Finding, finding
from ytaexcel.read import address, cell_name

_RANGE = re.compile(r"([A-Za-z]{1,3}[0-9]{1,7}):([A-Za-z]{1,3}[0-9]{1,7})")
_MOST_NAMED = 5


def beside(found: Found) -> list[Finding]:
    """One finding of each kind for a sheet, and one for each merged range that hides cells to be filled."""
    held, sheet = found.read.beside, found.read.name
    told = list(_merged(found))
    for code, cells in (("S020", held.outside), ("S021", held.links), ("S023", held.comments)):
        if cells:
            told.append(finding(code, sheet=sheet, found=_named(cells)))
    return told


def _named(cells: Sequence[str]) -> str:
    each = list(dict.fromkeys(cells))
    return ", ".join(each[:_MOST_NAMED]) + (
        f" … (+{len(each) - _MOST_NAMED})" if len(each) > _MOST_NAMED else ""
    )


def _merged(found: Found) -> Iterator[Finding]:
    """The merged ranges in which a cell that would be read is none: only the first one of a range holds a value.

    Rows that say nothing else are left out: a note that was merged over several rows loses nothing.
    """
    columns = [found.columns[each.code] for each in found.sheet.filled_fields if each.code in found.columns]
    told = [*columns, found.columns["item"]] if "item" in found.columns else columns
    for area in found.read.beside.merged:
        match = _RANGE.fullmatch(area)
        if match is None:
            continue
        (top, left), (bottom, right) = address(match[1]), address(match[2])
        hidden = (
            row
            for row in range(max(top, found.header_row + 1), min(bottom + 1, len(found.read.rows)))
            for column in columns
            if left <= column <= right and (row, column) != (top, left)
        )
        if any(_says_something(found, row, told) for row in hidden):
            where = cell_name(top, left)
            yield finding("S022", sheet=found.read.name, cell=where, found=area)


def _says_something(found: Found, row: int, columns: Sequence[int]) -> bool:
    values = found.read.rows[row]
    return any(column < len(values) and not is_blank(values[column]) for column in columns)
