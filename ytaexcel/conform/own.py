"""Rows of own windows and own items: which of them say something, beside what the template was prefilled with.

A row that stands as it was sent says nothing new: what was set before stays in force without it. So a workbook that
comes late, or anew, cannot bring back what has been changed since.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ytaexcel.conform.layout import Found
from ytaexcel.conform.rows import ConformedRow, Rows
from ytaexcel.conform.values import Cell, Reading, is_blank, official_id, read_value
from ytaexcel.conform.words import Vocabulary
from ytaexcel.findings import Finding, finding
from ytaexcel.imprint import Imprint
from ytaexcel.programme import Field
from ytaexcel.programme.own_details import DEFINING
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
    emptied = [] if sent is None else list(_emptied(found, sent, words, SET))
    return Rows(rows, [*read.findings, *emptied], read.ignored)


def stated_names(rows: Sequence[ConformedRow]) -> Mapping[str, str]:
    """Own item -> its name, changed or not, of the rows that could be read and are not dropped."""
    return {
        row.item: row.values["name"]
        for row in rows
        if row.item and row.values.get("name") and not row.is_faulty and not row.values.get("dropped")
    }


def defines(row: ConformedRow, details: Sequence[Field]) -> bool:
    """True where a row says anew what an own item is, or drops it; also where nobody knows what it was sent with.

    `details`: the programme's own fields that say what it is.
    """
    if row.values.get("dropped") or row.changed is None:
        return True
    return not row.changed.isdisjoint((*DEFINING, *(each.code for each in details)))


def reports(row: ConformedRow) -> bool:
    """True where a row tells how far an item is."""
    return bool(row.values.get("status") or row.values.get("no_change"))


def without_silent(
    found: Found, read: Rows, sent: Imprint | None, words: Vocabulary, details: Sequence[Field]
) -> Rows:
    """The rows of own items that define or report something; R027 on rows that were only emptied, R003 on values that
    go nowhere because there is neither status nor "no change" beside them. A row sets at once all that an own item is:
    without a column of these no row can be taken in, unless workbooks of an older template do not have it.
    """
    needed = (*DEFINING, *(each.code for each in details if not each.since_version))
    is_whole = all(code in found.columns for code in needed)
    rows = [
        row if is_whole else replace(row, is_faulty=True)
        for row in read.rows
        if row.is_faulty or defines(row, details) or reports(row)
    ]
    kept = {row.row for row in rows}
    told = [] if sent is None else list(_emptied(found, sent, words, DEFINING))
    for row in read.rows:
        lost = [each.code for each in found.sheet.fields if each.role == "input" and each.code in row.typed]
        if row.row not in kept and lost:
            where = cell_name(row.row - 1, found.columns[lost[0]])
            names = ", ".join(map(found.header, lost))
            told.append(finding("R003", sheet=found.read.name, cell=where, item=row.item, found=names))
    return Rows(rows, [*read.findings, *told], read.ignored)


def _emptied(found: Found, sent: Imprint, words: Vocabulary, kept: Sequence[str]) -> Iterator[Finding]:
    """Rows that were sent with something in the fields `kept` and came back blank: that alone withdraws nothing."""
    columns = [found.columns[each.code] for each in found.sheet.filled_fields if each.code in found.columns]
    unread = {*found.read.errors, *found.read.hollow}
    for index in range(found.header_row + 1, len(found.read.rows)):
        row = dict(enumerate(found.read.rows[index]))
        if any((index, column) in unread or not is_blank(row.get(column)) for column in columns):
            continue
        item = _item(row.get(found.columns["item"]), sent, words)
        if any(sent.items.get(item, {}).get(code) for code in kept):
            where = cell_name(index, columns[0])
            yield finding("R027", sheet=found.read.name, cell=where, item=item, found=item)


def _item(written: Any, sent: Imprint, words: Vocabulary) -> str:
    """The id of a row, as the imprint has it: OWN-1 stands there for HTT.OWN-1."""
    reading = read_value("item", "item", Cell(written), words)
    official = str(reading.value) if isinstance(reading, Reading) else ""
    return next((each for each in sent.items if official in (each, official_id(each.partition(".")[2]))), "")
