"""Rows of own windows: which of them say something, beside what the template was prefilled with.

A row that stands as it was sent says nothing new: what was set before stays in force without it. So a workbook that
comes late, or anew, cannot bring back what has been changed since.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ytaexcel.conform.layout import Found
from ytaexcel.conform.rows import ConformedRow, Rows
from ytaexcel.conform.values import Cell, Reading, is_blank, read_value
from ytaexcel.conform.words import Vocabulary
from ytaexcel.findings import Finding, finding
from ytaexcel.imprint import Imprint
from ytaexcel.read import cell_name

SET = ("own_start", "own_end", "own_critical")
"""The fields that an organisation sets; a row without any of them sets nothing."""


def stated_windows(rows: Sequence[ConformedRow]) -> Mapping[str, Mapping[str, Any]]:
    """Item -> the values of its row, changed or not, for the rows that could be read and do not withdraw."""
    return {
        row.item: row.values
        for row in rows
        if row.item and not row.is_faulty and not row.values.get("withdrawn")
    }


def without_unchanged(found: Found, read: Rows, sent: Imprint | None, words: Vocabulary) -> Rows:
    """The rows without those that stand as they were sent; and finding R027 on rows that were only emptied.

    Where it is not known what the workbook was sent with, every row counts. A row sets all of an own window at once:
    where one of its columns could not be read, none of the rows can be taken in.
    """
    is_whole = all(each.code in found.columns for each in found.sheet.filled_fields)
    rows = [
        row if is_whole else replace(row, is_faulty=True)
        for row in read.rows
        if row.is_faulty or row.values.get("withdrawn") or row.changed != frozenset()
    ]
    emptied = [] if sent is None else list(_emptied(found, sent, words))
    return Rows(rows, [*read.findings, *emptied], read.ignored)


def _emptied(found: Found, sent: Imprint, words: Vocabulary) -> Iterator[Finding]:
    """Rows that were sent with an own window and came back blank: that alone withdraws nothing."""
    columns = [found.columns[each.code] for each in found.sheet.filled_fields if each.code in found.columns]
    unread = {*found.read.errors, *found.read.hollow}
    for index in range(found.header_row + 1, len(found.read.rows)):
        row = dict(enumerate(found.read.rows[index]))
        if any((index, column) in unread or not is_blank(row.get(column)) for column in columns):
            continue
        item = read_value("item", "item", Cell(row.get(found.columns["item"])), words)
        known = sent.items.get(str(item.value), {}) if isinstance(item, Reading) else {}
        if any(known.get(code) for code in SET):
            where = cell_name(index, columns[0])
            own = str(item.value) if isinstance(item, Reading) else ""
            yield finding("R027", sheet=found.read.name, cell=where, item=own, found=own)
