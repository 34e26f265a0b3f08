"""The hidden sheet behind the others: words of the dropdowns, and the columns that formulas count with."""

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.utility import xl_range_abs

from ytaexcel.programme import Field, Sheet
from ytaexcel.programme.discussion import sheets_of
from ytaexcel.style import DATE
from ytaexcel.template.draft import FIRST, HEADER, Draft
from ytaexcel.template.lacking import REFERENCE_DAY
from ytaexcel.template.live import STATUS_LIST, Counting, counting
from ytaexcel.template.page import Value

SCALE_SHOWN = 10
"""Whole numbers with at most so many values get a dropdown."""


def write_lists(draft: Draft) -> Counting:
    """Writes the sheet, names what stands on it, and hands the columns to the sheets that count with them."""
    page, plain = draft.pages["lists"], draft.formats()
    page.put(0, 0, REFERENCE_DAY, plain)
    page.put(0, 1, draft.reference_day, draft.formats(num_format=DATE))
    _name(draft, REFERENCE_DAY, 0, 1, 0)
    lists = _lists(draft)
    for column, (name, values) in enumerate(lists.items()):
        _write_column(draft, column, name, values)
    columns = counting(draft, first_column=len(lists))
    for number, each in enumerate(columns.columns.values(), start=len(lists)):
        cells = [each.cell(index) for index in range(len(draft.plan.rows))]
        _write_column(draft, number, each.range_name, cells)
    page.hide()
    draft.protect("lists")
    return columns


def write_words(draft: Draft, columns: Mapping[str, Sequence[Value]]) -> None:
    """Writes the sheet of a workbook that counts nothing: the words of the dropdowns, and these columns by name."""
    for column, (name, values) in enumerate({**_lists(draft), **columns}.items()):
        _write_column(draft, column, name, values)
    draft.pages["lists"].hide()
    draft.protect("lists")


def list_name(sheet: Sheet, field: Field) -> str | None:
    """The defined name of the words that a field's dropdown offers; None for fields without one."""
    if field.type == "item":
        return "row_item"
    if field.type == "choice" or (field.type == "measure" and field.choices):
        return f"list_{sheet.code}_{field.code}"
    if field.type == "whole" and scale(field):
        return f"list_{sheet.code}_{field.code}"
    return {"status": STATUS_LIST, "mark": "list_mark", "flag": "list_flag"}.get(field.type)


def scale(field: Field) -> range:
    """The few whole numbers that a field allows; empty where they are many or without bounds."""
    if (
        isinstance(field.least, int)
        and isinstance(field.most, int)
        and field.most - field.least < SCALE_SHOWN
    ):
        return range(field.least, field.most + 1)
    return range(0)


def _lists(draft: Draft) -> dict[str, list[Value]]:
    language = draft.order.language
    lists: dict[str, list[Value]] = {
        STATUS_LIST: [status.names[language] for status in draft.programme.statuses],
        "list_mark": [draft.word("mark")],
        "list_flag": [draft.word("yes")],
    }
    for sheet in sheets_of(draft.programme.workbook, is_discussion=not draft.order.group):
        for field in sheet.filled_fields:
            name = list_name(sheet, field)
            if name and field.choices:
                lists[name] = [choice.names[language] for choice in field.choices]
            elif name and field.type == "whole":
                lists[name] = list(scale(field))
    return lists


def _write_column(draft: Draft, column: int, name: str, values: Iterable[Value]) -> None:
    page, plain = draft.pages["lists"], draft.formats()
    page.put(HEADER, column, name, draft.formats(bold=True))
    row = FIRST
    for row, value in enumerate(values, start=FIRST):
        if value is not None:
            page.put(row, column, value, plain)
    _name(draft, name, FIRST, column, row)


def _name(draft: Draft, name: str, first: int, column: int, last: int) -> None:
    area = xl_range_abs(first, column, last, column)
    draft.book.define_name(name, f"={draft.quoted_name('lists')}!{area}")
