"""Reads the archived workbooks of a workspace for the oracle in `oracle.py`.

It shares no code with the package, so that a fault of reading there cannot repeat itself here: openpyxl, the
standard library and the definitions in `schemas/` are all it has. It decides which rows are accepted by plain
reading and says nothing of schedules. Section numbers in the docstrings are those of design.md.
"""

from __future__ import annotations

import calendar
import json
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from xml.etree import ElementTree

import openpyxl
from openpyxl.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from oracle_definitions import Field, Programme, Sheet, plain_words

PASSPORT_SHEET = "_ytaexcel"
MODIFIED = "{http://purl.org/dc/terms/}modified"
Bounded = TypeVar("Bounded", int, float, date)
OLDEST = datetime.min.replace(tzinfo=UTC)
MOST_BYTES_UNPACKED = 200_000_000
# What openpyxl, zipfile and the XML parser raise over a file that is damaged, encrypted or no workbook at all.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    InvalidFileException,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
)


class Unreadable(Exception):
    """A cell that cannot be read as what its field asks for: its row is refused."""


@dataclass(frozen=True)
class Row:
    """An accepted row; `status` is None when the row says "no change", and so is its percent."""

    status: str | None
    percent: float | None
    forecast: date | None
    has_red_flag: bool
    texts: dict[str, str]


@dataclass(frozen=True)
class Submission:
    """A workbook as received: its accepted rows by item, and the items that its notes name."""

    sha256: str
    organisation: str
    group: str
    month: str
    modified: datetime
    rows: dict[str, Row]
    noted: frozenset[str]


# --- one cell ----------------------------------------------------------------------------------------------------


def plain_value(cell: Cell | None) -> object:
    """The cell's value, None when blank; a cell with an error, or a formula without cached value, is unreadable."""
    if cell is None:
        return None
    if cell.data_type in ("e", "f"):
        raise Unreadable(cell.coordinate)
    if not isinstance(cell.value, str):
        return cell.value
    decoded = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), cell.value)
    return unicodedata.normalize("NFC", decoded).strip() or None


def is_blank(cell: Cell | None) -> bool:
    """Whether nothing at all stands in the cell; an error or a formula is something."""
    try:
        return plain_value(cell) is None
    except Unreadable:
        return False


def read_word(cell: Cell | None, field: Field) -> str | None:
    """The code of a status, mark, flag, choice or item id; a word that is not in the list is unreadable."""
    value = plain_value(cell)
    if value is None:
        return None
    code = field.words.get(plain_words(value))
    if code is None:
        raise Unreadable(field.code)
    return code


def read_text(cell: Cell | None, field: Field) -> str:
    """A text, blanks at its ends left out; one that is longer than its field allows is unreadable."""
    value = plain_value(cell)
    text = "" if value is None else str(value)
    if field.most is not None and len(text) > field.most:
        raise Unreadable(field.code)
    return text


def read_percent(cell: Cell | None, field: Field) -> float | None:
    """Section 6: "percents (50, 50 %, 0,5 in a % format)"; a whole number over 10 in a % format means percent.

    From 2 to 10 it may be that or a share (2 is shown as 200 %), as may 1 in any other format: unreadable.
    """
    value = plain_value(cell)
    if cell is None or value is None:
        return None
    if isinstance(value, str):
        percent = _written_number(value)
    elif isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Unreadable(field.code)
    elif "%" not in cell.number_format and value != 1:
        percent = float(value)
    elif "%" not in cell.number_format:
        raise Unreadable(field.code)
    elif 0 <= value <= 1:
        percent = value * 100.0
    elif value == int(value) and value > 10:
        percent = float(value)
    else:
        raise Unreadable(field.code)
    return round(_within(percent, field), 6)


def read_whole(cell: Cell | None, field: Field) -> int | None:
    """A whole number between the field's least and most."""
    value = plain_value(cell)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise Unreadable(field.code)
    number = _written_number(value) if isinstance(value, str) else value
    if number != int(number):
        raise Unreadable(field.code)
    return _within(int(number), field)


def read_date(cell: Cell | None, field: Field) -> date | None:
    """Section 6: "Written dates (5.8.2021, 8/2021)"; an end that is given as a month is that month's last day."""
    value = plain_value(cell)
    if value is None:
        return None
    if isinstance(value, str):
        return _within(_written_date(value), field)
    if isinstance(value, datetime):
        return _within(value.date(), field)
    if isinstance(value, date):
        return _within(value, field)
    raise Unreadable(field.code)


def _within(value: Bounded, field: Field) -> Bounded:
    if (field.least is not None and value < field.least) or (field.most is not None and value > field.most):
        raise Unreadable(field.code)
    return value


def _written_number(text: str) -> float:
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?) ?%?", plain_words(text))
    if match is None:
        raise Unreadable(text)
    return float(match[1].replace(",", "."))


def _written_date(text: str) -> date:
    written = "".join(text.split())
    try:
        if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", written):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", written):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := re.fullmatch(r"(\d{1,2})/(\d{4})", written):
            year, month = int(match[2]), int(match[1])
            return date(year, month, calendar.monthrange(year, month)[1])
    except ValueError as fault:
        raise Unreadable(text) from fault
    raise Unreadable(text)


READERS: dict[str, Callable[[Cell | None, Field], object]] = {
    "text": read_text,
    "date": read_date,
    "percent": read_percent,
    "whole": read_whole,
}


# --- one row -----------------------------------------------------------------------------------------------------


def read_state_row(cells: dict[str, Cell], sheet: Sheet) -> Row:
    """A row of an item as it stands; raises Unreadable when one of its cells has a fault.

    Section 5: "'No change' reports the last known status and percent anew; in a row with a status or 'no change'
    the other cells count as they stand". Where both stand, the status counts.
    """
    fields = sheet.fields
    for code, cell in cells.items():
        if cell.data_type == "e" and fields[code].role != "formula":
            raise Unreadable(cell.coordinate)
    status = read_word(cells.get("status"), fields["status"])
    read_word(cells.get("no_change"), fields["no_change"])
    percent = read_percent(cells.get("percent_done"), fields["percent_done"])
    texts = [field for field in fields.values() if field.type == "text" and field.is_filled]
    return Row(
        status=status,
        percent=percent if status else None,
        forecast=read_date(cells.get("forecast_end"), fields["forecast_end"]),
        has_red_flag=read_word(cells.get("red_flag"), fields["red_flag"]) == "yes",
        texts={field.code: read_text(cells.get(field.code), field) for field in texts},
    )


def read_state_rows(
    rows: list[dict[str, Cell]], programme: Programme, group: str, month: str
) -> tuple[dict[str, Row], int]:
    """The accepted rows by item, and the number of refused ones.

    Section 5: "A row without a status and without 'no change' is blank, whatever stands prefilled in it: neither
    accepted nor refused". Section 6: "A row with an error is refused [...]; its neighbours go in". Of rows with one
    item id, equal ones count once and different ones are all refused.
    """
    judged: dict[str | None, list[Row | None]] = {}
    for cells in rows:
        if is_blank(cells.get("status")) and is_blank(cells.get("no_change")):
            continue
        item_id, row = None, None
        try:
            item_id = read_word(cells.get("item"), programme.state.fields["item"])
            row = read_state_row(cells, programme.state)
        except Unreadable:
            pass
        item_id = programme.id_in(item_id, month)
        item = programme.item(item_id, month) if item_id else None
        judged.setdefault(item_id, []).append(row if item and item.group == group else None)
    accepted: dict[str, Row] = {}
    refused = 0
    for item_id, several in judged.items():
        first = several[0]
        if item_id and first and all(row == first for row in several):
            accepted[item_id] = first
        else:
            refused += len(several)
    return accepted, refused


def read_note_rows(rows: list[dict[str, Cell]], sheet: Sheet) -> tuple[list[str | None], int]:
    """The item of each accepted note, None for one on the whole group; and the number of refused notes."""
    accepted: list[str | None] = []
    refused = 0
    filled = [field for field in sheet.fields.values() if field.is_filled]
    for cells in rows:
        if all(is_blank(cells.get(field.code)) for field in filled):
            continue
        try:
            for field in filled:
                READERS.get(field.type, read_word)(cells.get(field.code), field)
        except Unreadable:
            refused += 1
            continue
        if is_blank(cells.get("kind")) or is_blank(cells.get("text")):
            refused += 1
        else:
            accepted.append(read_word(cells.get("item"), sheet.fields["item"]))
    return accepted, refused


# --- one workbook ------------------------------------------------------------------------------------------------


def load(path: Path, *, with_cached_values: bool = False) -> Workbook | None:
    """The workbook, or None for a file that is damaged, encrypted or too large when unpacked."""
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES_UNPACKED:
                return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of parts that it will not write again
            return openpyxl.load_workbook(path, data_only=with_cached_values)
    except DAMAGED:
        return None


def modified_time(path: Path) -> datetime:
    """dcterms:modified of docProps/core.xml, UTC where no zone is told; a file without it is older than any other.

    Read here and not with openpyxl, which puts the present moment where the time is missing.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            core = ElementTree.fromstring(packed.read("docProps/core.xml"))
        written = datetime.fromisoformat((core.findtext(MODIFIED) or "").strip())
    except DAMAGED:
        return OLDEST
    return written if written.tzinfo else written.replace(tzinfo=UTC)


def find_sheet(book: Workbook, sheet: Sheet) -> Worksheet | None:
    """Section 6: "Values are found by sheet, header text (any language [...]) and item id, never by position"."""
    return next((found for found in book.worksheets if plain_words(found.title) in sheet.names), None)


def table(worksheet: Worksheet, sheet: Sheet) -> list[dict[str, Cell]] | None:
    """The rows under the header row, each as cells by field code; None where no column of item ids is found.

    The header row is the one with the most known headers. The cells are taken from the sheet's store, since
    iter_rows would walk all the way to one stray cell at the sheet's far end.
    """
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(worksheet._cells.items(), key=lambda entry: entry[0]):
        if isinstance(cell, Cell) and cell.value is not None:
            rows.setdefault(row, {})[column] = cell
    header_row, columns = 0, dict[str, int]()
    for row, cells in rows.items():
        known = _known_headers(cells, sheet)
        if len(known) > len(columns):
            header_row, columns = row, known
    if "item" not in columns:
        return None
    below = [cells for row, cells in rows.items() if row > header_row]
    return [{code: cells[column] for code, column in columns.items() if column in cells} for cells in below]


def _known_headers(cells: dict[int, Cell], sheet: Sheet) -> dict[str, int]:
    """The column of each field whose header stands in the row, the leftmost where it stands twice."""
    known: dict[str, int] = {}
    for column, cell in cells.items():
        code = sheet.headers.get(plain_words(cell.value))
        if code is not None:
            known.setdefault(code, column)
    return known


def read_table(path: Path, book: Workbook, sheet: Sheet) -> list[dict[str, Cell]] | None:
    """The sheet's rows, a formula in a cell that the group fills replaced by its cached value if it has one."""
    worksheet = find_sheet(book, sheet)
    rows = table(worksheet, sheet) if worksheet else None
    formulas = [
        (row, code)
        for row in rows or []
        for code, cell in row.items()
        if cell.data_type == "f" and sheet.fields[code].is_filled
    ]
    cached_book = load(path, with_cached_values=True) if formulas else None
    cached_sheet = find_sheet(cached_book, sheet) if cached_book else None
    if cached_sheet is None:
        return rows
    for row, code in formulas:
        cached = cached_sheet.cell(row[code].row, row[code].column)
        if isinstance(cached, Cell) and cached.value is not None:
            row[code] = cached
    return rows


def passport(book: Workbook, programme_id: str) -> dict[str, str]:
    """Organisation, group and month from the custom properties, else from the hidden sheet; {} if not ours."""
    values: dict[str, str] = {}
    for worksheet in book.worksheets:
        if worksheet.title == PASSPORT_SHEET:
            for name, value in worksheet.iter_rows(max_col=2, values_only=True):
                values[str(name)] = str(value).strip()
    with_properties: Any = book  # the type stubs do not know of custom_doc_props
    for entry in with_properties.custom_doc_props.props:
        values[entry.name] = str(entry.value).strip()
    if values.get("ytaexcel.programme") != programme_id:
        return {}
    return {name: values.get(f"ytaexcel.{name}", "") for name in ("organisation", "group", "month")}


def read_submission(
    path: Path, programme: Programme, folder_month: str | None, act: dict[str, str] | None
) -> Submission | None:
    """One archived workbook, None where it is refused whole.

    Section 6: "The passport decides the month; where the folder says another, it is refused", and a workbook that
    cannot be trusted "is refused whole, until [accept-as] records the decision".
    """
    book = load(path)
    if book is None:
        return None
    place = act or passport(book, programme.id)
    organisation, group, month = (place.get(name, "") for name in ("organisation", "group", "month"))
    is_elsewhere = act is None and folder_month is not None and folder_month != month
    is_known = organisation in programme.organisations and group in {item.group for item in programme.items}
    if is_elsewhere or not is_known or not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        return None
    state = read_table(path, book, programme.state)
    if state is None:
        return None
    rows, refused_rows = read_state_rows(state, programme, group, month)
    notes, refused_notes = read_note_rows(read_table(path, book, programme.notes) or [], programme.notes)
    if refused_rows + refused_notes > 0 and not rows and not notes:
        return None  # no part of it was accepted
    noted = frozenset(item for each in notes if (item := programme.id_in(each, month)))
    return Submission(path.stem, organisation, group, month, modified_time(path), rows, noted)


# --- the archive -------------------------------------------------------------------------------------------------


def read_acts(archive: Path) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """The receipts and the accept-as acts of the archive, both by the sha256 of their workbook.

    Any other act could change the answer in a way that the oracle does not know: it stops rather than guess.
    """
    receipts: dict[str, Any] = {}
    acts: dict[str, dict[str, str]] = {}
    for path in sorted(archive.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if record.get("sha256") == path.stem:
            receipts[path.stem] = record
            continue
        if record.get("kind") != "accept-as":
            raise ValueError(f"{path.name}: the oracle does not know acts of kind {record.get('kind')!r}")
        act = {name: record[name] for name in ("organisation", "group", "month")}
        if acts.setdefault(record["sha256"], act) != act:
            raise ValueError(f"{path.name}: a second act accepts the same file as something else")
    return receipts, acts


def read_archive(workspace: Path, programme: Programme) -> list[Submission]:
    """Every submission of the programme that is in the archive and not refused whole, the newest first.

    Section 5: "Newer of two submissions is the one with the later last-modified time in its own properties, then by
    sha256".
    """
    archive = workspace / "output" / "archive"
    receipts, acts = read_acts(archive)
    found = []
    for sha256, receipt in receipts.items():
        path = archive / f"{sha256}.xlsx"
        if path.exists():
            submission = read_submission(path, programme, receipt.get("folder_month"), acts.get(sha256))
            if submission is not None:
                found.append(submission)
    return sorted(found, key=lambda submission: (submission.modified, submission.sha256), reverse=True)
