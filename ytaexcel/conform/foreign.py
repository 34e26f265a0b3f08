"""Rows of another group in a workbook: told once with the group whose they are, not row by row as unknown ids."""

from collections.abc import Iterable, Mapping, Sequence

from ytaexcel.conform.values import Cell, Reading, read_value
from ytaexcel.conform.words import Vocabulary
from ytaexcel.findings import Finding, finding
from ytaexcel.read import address


def told_as_foreign(
    findings: Sequence[Finding], group: str, groups: Mapping[str, str], words: Vocabulary
) -> list[Finding]:
    """The findings on a sheet of items, with C030 in place of C006 for ids of other groups.

    `groups`: item -> group, for all that is followed in the month. The rows stay refused.
    """
    rows: dict[str, list[int]] = {}
    first: dict[str, Finding] = {}
    told: list[Finding | str] = []
    for each in findings:
        owner = groups.get(_item(each, words), "") if each.code == "C006" else ""
        if not owner or owner == group:
            told.append(each)
            continue
        if owner not in first:
            first[owner] = each
            told.append(owner)
        rows.setdefault(owner, []).append(address(each.cell)[0] + 1)
    return [
        finding(
            "C030",
            sheet=first[each].sheet,
            cell=first[each].cell,
            found=row_ranges(rows[each]),
            count=len(rows[each]),
            allowed=each,
            group=group,
        )
        if isinstance(each, str)
        else each
        for each in told
    ]


def row_ranges(rows: Iterable[int]) -> str:
    """`5–9, 12`: row numbers as people write them."""
    ranges: list[tuple[int, int]] = []
    for row in sorted(rows):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], row)
        else:
            ranges.append((row, row))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ranges)


def _item(told: Finding, words: Vocabulary) -> str:
    reading = read_value("item", "item", Cell(told.values["found"]), words)
    return str(reading.value) if isinstance(reading, Reading) else ""
