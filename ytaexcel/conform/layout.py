"""Where things stand in a workbook as it was sent: which sheet is which, which row heads it, which column is what.

Found by names and headers in any language and of any month, never by position.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest

from rapidfuzz import fuzz

from ytaexcel.conform.identity import Identity
from ytaexcel.conform.values import is_blank, shown
from ytaexcel.conform.words import Vocabulary, alike, plain
from ytaexcel.findings import Finding, finding
from ytaexcel.programme import Programme, Sheet
from ytaexcel.programme.sheets import FILLED_KINDS
from ytaexcel.read import ReadSheet, ReadWorkbook, cell_name, column_letters
from ytaexcel.texts import Language, text

_LACKING = {"own_windows": "S024", "own_items": "S024", "decisions": "W036"}
"""Kind of sheet -> what is told where it is missing and the others are taken in; of the rest S001."""
_HINT = 60
"""Likeness from which an unknown header gets a "did you mean"."""
_LEAST_REPEATED = 3
"""So many headers make a row that repeats the header row."""


@dataclass(frozen=True)
class Found:
    """One sheet that groups fill, found in a workbook."""

    sheet: Sheet
    read: ReadSheet
    header_row: int
    """From 0."""
    columns: Mapping[str, int]
    """Field code -> column, from 0."""
    doubles: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Field code -> further columns under the same header that hold something."""

    def letters(self) -> dict[str, str]:
        """Field code -> column letters."""
        return {code: column_letters(column) for code, column in self.columns.items()}

    def header(self, code: str) -> str:
        """What stands over a field's column, on one line."""
        return plain(shown(self.read.rows[self.header_row][self.columns[code]]))

    def repeats_header(self, row: int, words: Vocabulary) -> bool:
        """True where the header row stands once more, in any language, as people repeat it further down."""
        known = words.headers[self.sheet.code]
        count = 0
        for value, own in zip_longest(self.read.rows[row], self._headers, fillvalue=""):
            if is_blank(value):
                continue
            if not isinstance(value, str):
                return False
            word = alike(value)
            if word != own and (word not in known or known[word] != known.get(own)):
                return False
            count += 1
        return count >= _LEAST_REPEATED

    @cached_property
    def _headers(self) -> list[str]:
        return [alike(shown(each)) for each in self.read.rows[self.header_row]]


def find_sheets(
    book: ReadWorkbook, programme: Programme, words: Vocabulary, language: Language, identity: Identity
) -> tuple[list[Found], list[Finding]]:
    """The sheets that are filled, as far as they are there, and what is odd or lacking about them.

    Columns that came after the template that the workbook was made from are not missed.
    """
    month, version = identity.month, identity.template_version
    found: list[Found] = []
    findings: list[Finding] = []
    own = programme.sheets_in(month, identity.group, identity.organisation)
    named = _by_names(book.sheets, own, words, language)
    strangers = [each for each in book.sheets if not any(each is known for known in named.values())]
    for sheet in (each for each in own if each.kind in FILLED_KINDS):
        # Own items have the headers of items: another sheet with these is a copy of that one.
        alike_sheets = [] if sheet.kind == "own_items" else _by_headers(strangers, sheet, words)
        read = named.get(sheet.code)
        if read is not None and alike_sheets and _header_row(read, words.headers[sheet.code]) is None:
            strangers.append(read)  # only called like ours: "Notes" may be a group's own sheet
            read = None
        for each in alike_sheets:
            strangers.remove(each)
        allowed = sheet.names[language]
        names = ", ".join(each.name for each in (alike_sheets if len(alike_sheets) > 1 else book.sheets))
        if read is not None:
            findings += [
                finding("S010", sheet=each.name, found=each.name, allowed=read.name) for each in alike_sheets
            ]
        elif len(alike_sheets) == 1:
            read = alike_sheets[0]
            findings.append(finding("S004", sheet=read.name, found=read.name, allowed=allowed))
        else:
            lacking = _LACKING.get(sheet.kind, "S001")
            findings.append(finding("S011" if alike_sheets else lacking, allowed=allowed, found=names))
            continue
        layout, faults = _columns(read, sheet, programme, words, language, month, version)
        findings += faults
        if layout is not None:
            found.append(layout)
    findings += [
        finding("S007", sheet=each.name, found=each.name)
        for each in strangers
        if each.name in words.not_read or any(map(any, each.rows))
    ]
    return found, findings


def _by_names(
    sheets: Sequence[ReadSheet], wanted: Sequence[Sheet], words: Vocabulary, language: Language
) -> dict[str, ReadSheet]:
    """Sheet code -> the sheet so called; of several (a group's own "Notes" beside "Huomiot") that in `language`."""
    own = {alike(sheet.names[language]) for sheet in wanted}
    known = {"feedback", *(sheet.code for sheet in wanted)}
    named: dict[str, ReadSheet] = {}
    for each in sorted(sheets, key=lambda sheet: alike(sheet.name) not in own):
        code = words.sheets.get(alike(each.name))
        if code in known:
            named.setdefault(code, each)
    return named


def _by_headers(sheets: Sequence[ReadSheet], sheet: Sheet, words: Vocabulary) -> list[ReadSheet]:
    """The unknown sheets that have more than half of this sheet's headers."""
    known = words.headers[sheet.code]
    longest = 2 * max(map(len, known))
    rows = [(each, _header_row(each, known)) for each in sheets]
    return [
        each
        for each, row in rows
        if row is not None and _count(each.rows[row], known, longest) > len(sheet.fields) / 2
    ]


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
    read: ReadSheet,
    sheet: Sheet,
    programme: Programme,
    words: Vocabulary,
    language: Language,
    month: str,
    version: str,
) -> tuple[Found | None, list[Finding]]:
    known = words.headers[sheet.code]
    row = _header_row(read, known)
    if row is None:
        return None, [finding("S006", sheet=read.name, allowed=sheet.names[language])]
    columns: dict[str, int] = {}
    doubles: dict[str, tuple[int, ...]] = {}
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
            if any(column < len(each) and not is_blank(each[column]) for each in read.rows[row + 1 :]):
                doubles[code] = (*doubles.get(code, ()), column)
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
        for field in (each for each in sheet.fields if each.is_in(version))
        if field.code not in columns and (field.is_filled or (field.type == "item" and sheet.kind != "notes"))
    ]
    return Found(sheet, read, row, columns, doubles), findings


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
