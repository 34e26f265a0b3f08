"""Columns of dates whose values stand in each other's place, seen from the plan that the template had put there.

A plan's dates are known beforehand; where a group's own column holds just these and the plan's column others,
the two have changed places, and the group's column must not be read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ytaexcel.conform.layout import Found
from ytaexcel.conform.values import Cell, Reading, read_value
from ytaexcel.conform.words import Vocabulary
from ytaexcel.findings import Finding, finding
from ytaexcel.imprint import Held
from ytaexcel.programme import Field, Item, Programme
from ytaexcel.read import cell_name

LEAST_ROWS = 2
"""So many rows at least must show it: one may be chance."""
CONTRARY = 10
"""And so many times as many as speak against it."""
_Days = Mapping[str, date | None]
"""Field code -> day."""


def without_swapped(
    found: Found,
    items: Sequence[Item],
    programme: Programme,
    words: Vocabulary,
    sent: Mapping[str, Mapping[str, Held]],
) -> tuple[Found, list[Finding]]:
    """The sheet without columns of the group's whose dates are the plan's, and what is told of it.

    `sent`: item -> field -> what its cell held when the workbook was sent, as far as that is known. Where an
    organisation has a window of its own, the template showed that.
    """
    dates = [each for each in found.sheet.fields if each.type == "date" and each.code in found.columns]
    if len(dates) < 2 or "item" not in found.columns:
        return found, []
    planned: dict[str, _Days] = {
        each.id: {
            "planned_start": each.planned_start,
            "planned_end": programme.end_of(each),
            **_days_of(sent.get(each.id, {})),
        }
        for each in items
    }
    shown = {item: days for item, days in _shown(found, dates, words) if item in planned}
    findings: list[Finding] = []
    columns = dict(found.columns)
    for plan, other in _pairs(dates):
        if not _are_swapped(plan, other, shown, planned):
            continue
        names = [found.header(each.code) for each in (plan, other)]
        where = cell_name(found.header_row, found.columns[other.code])
        findings.append(finding("S012", sheet=found.read.name, cell=where, found=names[0], allowed=names[1]))
        if other.is_filled:
            columns.pop(other.code, None)
    return replace(found, columns=columns), findings


def _days_of(sent: Mapping[str, Held]) -> _Days:
    """The plan's days as the workbook was sent with them."""
    return {
        code: date.fromisoformat(held)
        for code, held in sent.items()
        if code in ("planned_start", "planned_end") and isinstance(held, str)
    }


def _pairs(dates: Sequence[Field]) -> Iterator[tuple[Field, Field]]:
    """Each column of the plan with each other column of dates, the plan's own only once."""
    plan = [each for each in dates if each.code in ("planned_start", "planned_end")]
    for number, each in enumerate(plan):
        for other in (*plan[number + 1 :], *(field for field in dates if field.is_filled)):
            yield each, other


def _shown(found: Found, dates: Sequence[Field], words: Vocabulary) -> Iterator[tuple[str, _Days]]:
    """(id as written, days) of each row below the header."""
    column = found.columns["item"]
    for row in found.read.rows[found.header_row + 1 :]:
        if column < len(row) and isinstance(row[column], str):
            yield row[column], {each.code: _day(row, found.columns[each.code], each, words) for each in dates}


def _day(row: Sequence[object], column: int, field: Field, words: Vocabulary) -> date | None:
    value = row[column] if column < len(row) else ""
    if value == "":
        return None
    read = read_value("date", field.code, Cell(value), words)
    return read.value if isinstance(read, Reading) else None


def _are_swapped(plan: Field, other: Field, shown: Mapping[str, _Days], planned: Mapping[str, _Days]) -> bool:
    """True when nearly all rows that differ from the plan have the plan's day in the other column."""
    swapped = contrary = 0
    for item, days in shown.items():
        due, here, there = planned[item][plan.code], days[plan.code], days[other.code]
        if due is None or here is None:
            continue
        if here != due and there == due:
            swapped += 1
        elif here != due or there not in (due, None):
            contrary += 1
    return swapped >= LEAST_ROWS and swapped >= CONTRARY * contrary
