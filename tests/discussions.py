"""Workbooks of discussions: small ones from tables, and real ones that are typed into."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from builder import FIRST_ROW, HEADER_ROW, KEY, column, save, stamp
from ytaexcel.passport import DISCUSSION, Passport, issue
from ytaexcel.programme import Programme, deadline
from ytaexcel.programme.discussion import sheets_of
from ytaexcel.template import DiscussionOrder, Topic
from ytaexcel.texts import Language
from ytaexcel.workflow import Run, make_discussions

Rows = Sequence[tuple[str, Mapping[str, Any]]]
"""(item id or "", field -> what the cell holds)."""
AFTER = datetime(2021, 8, 20, 12)
"""When a discussion about July was saved, unless a test says otherwise."""


def discussion_passport(
    programme: Programme,
    organisation: str = "05",
    month: str = "2021-07",
    language: Language = "fi",
    key: bytes = KEY,
) -> Passport:
    return issue(
        key,
        programme=programme.id,
        organisation=organisation,
        group="",
        month=month,
        template_version=programme.workbook.version,
        language=language,
        kind=DISCUSSION,
    )


def discussion_order(programme: Programme, topics: Sequence[Topic]) -> DiscussionOrder:
    passport = discussion_passport(programme)
    due = deadline(programme.calendar, "2021-07")
    return DiscussionOrder("05", "2021-07", "fi", passport, due, topics, KEY)


def discussion(
    programme: Programme,
    rows: Rows,
    *,
    organisation: str = "05",
    month: str = "2021-07",
    language: Language = "fi",
    passport: Passport | None = None,
) -> Workbook:
    """A workbook with a row for each of `rows`, in the layout of the template."""
    book = Workbook()
    sheet = programme.workbook.sheet(DISCUSSION)
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = sheet.names[language]
    for number, field in enumerate(sheet.fields, start=1):
        page.cell(HEADER_ROW, number, field.header(language, month))
    names = {item.id: item.name for item in programme.items}
    level = list(programme.level_names)[-1]
    for number, (item, values) in enumerate(rows, start=FIRST_ROW):
        page.cell(number, column(sheet, "item"), item or None)
        page.cell(number, column(sheet, level), names.get(item))
        type_row(page, programme, number, values)
    stamp(book, passport or discussion_passport(programme, organisation, month, language))
    return book


def type_row(page: Worksheet, programme: Programme, row: int, values: Mapping[str, Any]) -> None:
    """Types values into a row of the sheet."""
    sheet = programme.workbook.sheet(DISCUSSION)
    for code, value in values.items():
        cell = page.cell(row, column(sheet, code))
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # what begins with = is a text
        if isinstance(value, date):
            cell.number_format = "d.m.yyyy"
        elif sheet.field(code).type == "percent" and not isinstance(value, str):
            cell.number_format = "0 %"


def discuss(
    run: Run,
    rows: Rows,
    *,
    month: str = "2021-07",
    organisation: str = "05",
    name: str = "",
    modified_at: datetime = AFTER,
    language: Language = "fi",
) -> Path:
    """Lays a filled workbook of a discussion into input/<month>/; its path."""
    book = discussion(run.programme, rows, organisation=organisation, month=month, language=language)
    path = run.workspace.input / month / (name or f"{organisation}_{DISCUSSION}.xlsx")
    return save(book, path, modified_at)


def real_discussion(
    run: Run, month: str = "2021-07", organisation: str = "05", language: Language = "fi"
) -> tuple[Path, Workbook]:
    """The workbook as `template --for discussion` makes it, opened to be typed into."""
    (path,) = make_discussions(run, month, organisation, {organisation: language})
    return path, load_workbook(path)


def page_of(book: Workbook, programme: Programme, language: Language = "fi") -> Worksheet:
    page = book[programme.workbook.sheet(DISCUSSION).names[language]]
    assert isinstance(page, Worksheet)
    return page


def row_of(page: Worksheet, item: str) -> int:
    """The row in which an item stands."""
    return next(row for row in range(FIRST_ROW, page.max_row + 1) if page.cell(row, 1).value == item)


def without_discussion(programme: Programme) -> Programme:
    """The programme without the sheet of discussions and the rules on it."""
    sheets = sheets_of(programme.workbook, is_discussion=False)
    rules = {name: rule for name, rule in programme.rules.items() if rule.kind != "discussion"}
    return replace(programme, workbook=replace(programme.workbook, sheets=sheets), rules=rules)
