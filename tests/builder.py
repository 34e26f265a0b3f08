"""Turns small tables into the workbooks that groups send: the one builder of test fixtures.

The layout is that of the template (titles above, header in row 4), without its looks; what a test wants odd it
changes afterwards with openpyxl.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ytaexcel.passport import SHEET, Passport, issue
from ytaexcel.programme import Programme, Sheet
from ytaexcel.texts import Language

KEY = bytes(range(32))
MODIFIED_AT = datetime(2021, 8, 10, 9)
HEADER_ROW = 4
FIRST_ROW = 5
Rows = Mapping[str, Mapping[str, Any]]
"""Item id -> field code -> what the cell holds."""


def passport_of(
    programme: Programme,
    organisation: str,
    group: str,
    month: str,
    language: Language = "fi",
    key: bytes = KEY,
) -> Passport:
    return issue(
        key,
        programme=programme.id,
        organisation=organisation,
        group=group,
        month=month,
        template_version=programme.workbook.version,
        language=language,
    )


def workbook(
    programme: Programme,
    rows: Rows,
    *,
    organisation: str = "05",
    group: str = "HTT",
    month: str = "2021-07",
    notes: Sequence[Mapping[str, Any]] = (),
    own: Rows | None = None,
    own_items: Rows | None = None,
    language: Language = "fi",
    passport: Passport | None = None,
) -> Workbook:
    """A workbook with every item of the group, filled with `rows`; ids that the group lacks are appended.

    `own`, `own_items` (by OWN-1): the same for these sheets, which are there where the programme allows them.
    """
    book = Workbook()
    items_sheet, notes_sheet = programme.workbook.sheet("items"), programme.workbook.sheet("notes")
    state = book.active
    assert isinstance(state, Worksheet)
    state.title = items_sheet.names[language]
    _headers(state, items_sheet, language, month)
    items = [item.id for item in programme.items_in(month, group)]
    _fill_items(state, items_sheet, items, rows)
    noted = book.create_sheet(notes_sheet.names[language])
    _headers(noted, notes_sheet, language, month)
    for number, note in enumerate(notes, start=FIRST_ROW):
        _fill(noted, notes_sheet, number, note)
    if programme.allows_own_windows:
        own_sheet = programme.workbook.sheet("own_windows")
        page = book.create_sheet(own_sheet.names[language])
        _headers(page, own_sheet, language, month)
        _fill_items(page, own_sheet, items, own or {})
    if programme.allows_own_items:
        sheet = programme.workbook.sheet("own_items")
        page = book.create_sheet(sheet.names[language])
        _headers(page, sheet, language, month)
        places = [item.own_id for item in programme.own_items if item.group == group]
        _fill_items(page, sheet, places, own_items or {})
    stamp(book, passport or passport_of(programme, organisation, group, month, language))
    return book


def stamp(book: Workbook, passport: Passport) -> None:
    """Writes the passport into its two places."""
    hidden = book.create_sheet(SHEET)
    hidden.sheet_state = "hidden"
    for number, (name, value) in enumerate(passport.properties().items(), start=1):
        hidden.cell(number, 1, name)
        hidden.cell(number, 2, value)
        book.custom_doc_props.append(StringProperty(name=name, value=value))


def save(book: Workbook, path: Path, modified_at: datetime = MODIFIED_AT) -> Path:
    """Saves with a fixed last-modified time: openpyxl would write the present one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(packed(book, modified_at))
    return path


def _with_modified(xml: bytes, modified_at: datetime) -> bytes:
    begin, end = xml.index(b"<dcterms:modified"), xml.index(b"</dcterms:modified>")
    start_of_text = xml.index(b">", begin) + 1
    return xml[:start_of_text] + modified_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + xml[end:]


def packed(book: Workbook, modified_at: datetime = MODIFIED_AT) -> bytes:
    """The file that `save` writes, as bytes: the same for the same workbook."""
    buffer = BytesIO()
    book.properties.created = MODIFIED_AT
    book.save(buffer)
    return with_part(buffer.getvalue(), "docProps/core.xml", lambda xml: _with_modified(xml, modified_at))


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one of its parts changed: for what openpyxl does not write."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        assert name in source.namelist(), name
        for part in source.namelist():
            content = change(source.read(part)) if part == name else source.read(part)
            target.writestr(ZipInfo(part), content, ZIP_DEFLATED)
    return buffer.getvalue()


def with_cell(data: bytes, cell: str, xml: str, sheet: int = 1) -> bytes:
    """The package with the XML of one filled cell of the n-th sheet replaced."""

    def change(page: bytes) -> bytes:
        changed, times = re.subn(rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)', xml, page.decode("utf-8"), count=1)
        assert times == 1, f"{cell} is blank in the workbook"
        return changed.encode("utf-8")

    return with_part(data, f"xl/worksheets/sheet{sheet}.xml", change)


def few(programme: Programme, kept: int) -> Programme:
    """The programme with the first so many items of each group, so that a test stays quick."""
    items = [
        item
        for group in programme.groups
        for item in [i for i in programme.items if i.group == group.code][:kept]
    ]
    return replace(programme, items=tuple(items))


def at(programme: Programme, field: str, row: int, kind: str = "items") -> str:
    """The address of a field's cell in the builder's layout: K5."""
    return f"{get_column_letter(column(programme.workbook.sheet(kind), field))}{row}"


def column(sheet: Sheet, code: str) -> int:
    """The column of a field, from 1, in the builder's layout."""
    return [field.code for field in sheet.fields].index(code) + 1


def _headers(page: Worksheet, sheet: Sheet, language: Language, month: str) -> None:
    page["A1"] = sheet.names[language]
    for number, field in enumerate(sheet.fields, start=1):
        page.cell(HEADER_ROW, number, field.header(language, month))


def _fill_items(page: Worksheet, sheet: Sheet, items: Sequence[str], rows: Rows) -> None:
    for number, item in enumerate([*items, *(each for each in rows if each not in items)], start=FIRST_ROW):
        _fill(page, sheet, number, {"item": item, **rows.get(item, {})})


def _fill(page: Worksheet, sheet: Sheet, row: int, values: Mapping[str, Any]) -> None:
    for code, value in values.items():
        cell = page.cell(row, column(sheet, code))
        cell.value = value
        kind = sheet.field(code).type
        if kind == "percent" and not isinstance(value, str):
            cell.number_format = "0 %"
        elif kind == "date" and isinstance(value, date):
            cell.number_format = "d.m.yyyy"
