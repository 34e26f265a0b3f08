"""Where things stand in a workbook as it was sent: which sheet is which, which row heads it, which column is what.

Found by names and headers in any language and of any month, never by position.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from ytaexcel.conform.values import is_blank, shown
from ytaexcel.conform.words import Vocabulary, alike, plain
from ytaexcel.findings import Finding, finding
from ytaexcel.programme import Programme, Sheet
from ytaexcel.read import ReadSheet, ReadWorkbook, cell_name, column_letters
from ytaexcel.texts import Language, text

_HINT = 60
"""Likeness from which an unknown header gets a "did you mean"."""


@dataclass(frozen=True)
class Found:
    """One sheet that groups fill, found in a workbook."""

    sheet: Sheet
    read: ReadSheet
    header_row: int
    """From 0."""
    columns: Mapping[str, int]
    """Field code -> column, from 0."""

    def letters(self) -> dict[str, str]:
        """Field code -> column letters."""
        return {field: column_letters(column) for field, column in self.columns.items()}


def find_sheets(
    book: ReadWorkbook, programme: Programme, words: Vocabulary, language: Language, month: str
) -> tuple[list[Found], list[Finding]]:
    """The sheets that groups fill, as far as they are there, and what is odd or lacking about them."""
    found: list[Found] = []
    findings: list[Finding] = []
    named = _by_names(book.sheets, programme, words, language)
    strangers = [each for each in book.sheets if not any(each is known for known in named.values())]
    for sheet in (each for each in programme.workbook.sheets if each.kind in ("items", "notes")):
        read = named.get(sheet.code) or _by_headers(strangers, sheet, words)
        if read is None:
            names = ", ".join(each.name for each in book.sheets)
            findings.append(finding("S001", allowed=sheet.names[language], found=names))
            continue
        if read in strangers:
            strangers.remove(read)
            findings.append(finding("S004", sheet=read.name, found=read.name, allowed=sheet.names[language]))
        layout, faults = _columns(read, sheet, programme, words, language, month)
        findings += faults
        if layout is not None:
            found.append(layout)
    findings += [
        finding("S007", sheet=each.name, found=each.name) for each in strangers if any(map(any, each.rows))
    ]
    return found, findings


def _by_names(
    sheets: Sequence[ReadSheet], programme: Programme, words: Vocabulary, language: Language
) -> dict[str, ReadSheet]:
    """Sheet code -> the sheet so called; of several (a group's own "Notes" beside "Huomiot") that in `language`."""
    own = {alike(sheet.names[language]) for sheet in programme.workbook.sheets}
    named: dict[str, ReadSheet] = {}
    for each in sorted(sheets, key=lambda sheet: alike(sheet.name) not in own):
        code = words.sheets.get(alike(each.name))
        if code is not None:
            named.setdefault(code, each)
    return named


def _by_headers(sheets: Sequence[ReadSheet], sheet: Sheet, words: Vocabulary) -> ReadSheet | None:
    """The unknown sheet that has most of this sheet's headers; none if no sheet has more than half."""
    known = words.headers[sheet.code]
    best, most = None, len(sheet.fields) / 2
    for each in sheets:
        row = _header_row(each, known)
        count = 0 if row is None else _count(each.rows[row], known, 2 * max(map(len, known)))
        if count > most:
            best, most = each, count
    return best


def _header_row(read: ReadSheet, known: Mapping[str, str]) -> int | None:
    """The row with most known headers (at least two), the first of equals."""
    longest = 2 * max(map(len, known))
    counts = [_count(row, known, longest) for row in read.rows]
    most = max(counts, default=0)
    return counts.index(most) if most >= 2 else None


def _count(row: Sequence[object], known: Mapping[str, str], longest: int) -> int:
    """Different known headers in a row; texts longer than any header (a text about an item) are not looked at."""
    words = {alike(each) for each in row if isinstance(each, str) and each and len(each) <= longest}
    return len({known[word] for word in words if word in known})


def _columns(
    read: ReadSheet, sheet: Sheet, programme: Programme, words: Vocabulary, language: Language, month: str
) -> tuple[Found | None, list[Finding]]:
    known = words.headers[sheet.code]
    row = _header_row(read, known)
    if row is None:
        return None, [finding("S006", sheet=read.name, allowed=sheet.names[language])]
    columns: dict[str, int] = {}
    unknown: dict[int, str] = {}
    findings: list[Finding] = []
    for column, header in enumerate(read.rows[row]):
        if is_blank(header):
            continue
        code = known.get(alike(shown(header)))
        if code is None:
            unknown[column] = plain(shown(header))
        elif code in columns:
            where = cell_name(row, column)
            findings.append(finding("S005", sheet=read.name, cell=where, found=shown(header)))
        else:
            columns[code] = column
    near = _near_headers(unknown, [code for code in known.values() if code not in columns], known)
    for column, header in unknown.items():
        code, likeness = near.get(column, ("", 0.0))
        name = sheet.field(code).header(language, month) if code else ""
        where = cell_name(row, column)
        if likeness >= programme.near_header:
            columns[code] = column
            findings.append(finding("S008", sheet=read.name, cell=where, found=header, allowed=name))
        else:
            hint = text("conform.did_you_mean", language, header=name) if likeness >= _HINT else ""
            findings.append(finding("S002", sheet=read.name, cell=where, found=header, hint=hint))
    findings += [
        finding("S003", sheet=read.name, cell=cell_name(row, 0), allowed=field.header(language, month))
        for field in sheet.fields
        if field.code not in columns and (field.is_filled or (field.type == "item" and sheet.kind == "items"))
    ]
    return Found(sheet, read, row, columns), findings


def _near_headers(
    unknown: Mapping[int, str], missing: Sequence[str], known: Mapping[str, str]
) -> dict[int, tuple[str, float]]:
    """Column -> the missing field whose header is most like its own, and how like (0–100); a field only once."""
    pairs = sorted(
        (
            (fuzz.ratio(alike(header), name), column, code)
            for column, header in unknown.items()
            for name, code in known.items()
            if code in missing
        ),
        reverse=True,
    )
    near: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    for likeness, column, code in pairs:
        if column not in near and code not in taken:
            near[column] = (code, likeness)
            taken.add(code)
    return near
