"""Finds what no workbook may bring along: personal identity codes, and other personal or secret data as rules say.

Looks at every text of a file, wherever in it: a file with a code is refused whole, before anything of it is kept.
No finding repeats what was found.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from ytaexcel.findings import Finding, Severity, finding
from ytaexcel.identity_codes import has_code
from ytaexcel.passport import CONTACT_NAME
from ytaexcel.personal.parts import is_xml, parts_of, raw_texts
from ytaexcel.personal.pieces import STRINGS, Piece, Pieces
from ytaexcel.personal.signs import Sign, Wanted, may_hold_code, own_texts
from ytaexcel.programme import Programme
from ytaexcel.programme.records import every_name
from ytaexcel.read import address
from ytaexcel.texts import catalogue

__all__ = ["Lookout", "find_personal", "is_refusal", "lookout"]

MOST_TOLD = 500
"""Findings about one file; further ones are counted."""
_CODES: Mapping[Sign, tuple[str, str]] = {
    "code": ("W030", "W030"),
    "mistyped": ("W031", "W031"),
    "secrecy": ("W032", "W032"),
    "e_mail": ("C040", "W033"),
    "phone": ("C041", "W034"),
}
"""Sign -> code of the finding in a cell, and elsewhere."""
_REST = "W035"
_ALL = frozenset(chain.from_iterable(_CODES.values())) | {_REST}
_CONTACTS: frozenset[Sign] = frozenset(("e_mail", "phone"))
_UNTYPED = frozenset(("author", "part"))
"""Where programs write addresses by themselves."""
_UNTYPED_PROPERTIES = frozenset(("creator", "lastModifiedBy", "Manager", "Company"))


@dataclass(frozen=True)
class Lookout:
    """What is looked for in the workbooks of a programme, and how grave it is."""

    wanted: Wanted
    severities: Mapping[Sign, Severity]
    contact_headers: frozenset[str]
    """Headers of the columns that hold names, addresses and numbers by right."""


@dataclass(frozen=True, slots=True)
class _Hit:
    sign: Sign
    place: Piece


def lookout(programme: Programme) -> Lookout:
    """What the rules of the programme ask for. Codes are looked for whatever they say."""
    rules = programme.personal
    severities: dict[Sign, Severity] = {"code": "error", "mistyped": "warning"}
    graded: tuple[tuple[Sign, Severity | None], ...] = (
        ("secrecy", rules.secrecy),
        ("e_mail", rules.e_mail),
        ("phone", rules.phone),
    )
    severities |= {sign: severity for sign, severity in graded if severity is not None}
    marks = rules.secrecy_marks if rules.secrecy is not None else ()
    fields = [field for sheet in programme.workbook.sheets for field in sheet.fields]
    wanted = Wanted(
        e_mail=rules.e_mail is not None,
        phone=rules.phone is not None,
        marks=marks,
        said=own_texts(marks, _said(programme)),
    )
    headers = [headers for field in fields if field.is_contact for headers in field.headers]
    return Lookout(
        wanted, severities, frozenset(_folded(name) for each in headers for name in every_name(each.names))
    )


def find_personal(data: bytes, name: str, folders: Sequence[str], look: Lookout) -> list[Finding]:
    """A finding for each place of the file that holds what is looked for; its name and folders are places too.

    The file may be of any kind and need not be whole.
    """
    named = ((name, "file_name"), *((folder, "folder") for folder in folders))
    hits = [_Hit(sign, Piece("", where)) for text, where in named for sign in look.wanted.signs(text)]
    hits += _hits(data, look)
    unique = list(dict.fromkeys(_told(each, look) for each in hits))
    if len(unique) <= MOST_TOLD:
        return [each.finding() for each in unique]
    kept = sorted(unique, key=lambda each: each.severity != "error")
    rest = finding(_REST, severity=kept[0].severity, found=len(unique) - MOST_TOLD)
    return [*(each.finding() for each in kept[:MOST_TOLD]), rest]


def is_refusal(each: Finding) -> bool:
    """True for a finding because of which nothing of its file may be kept or copied."""
    return each.code in _ALL and each.severity == "error"


@dataclass(frozen=True, slots=True)
class _Told:
    """All that a finding says: equal ones are told once."""

    code: str
    severity: Severity
    sheet: str
    cell: str
    where: str
    name: str

    def finding(self) -> Finding:
        return finding(
            self.code,
            sheet=self.sheet,
            cell=self.cell,
            severity=self.severity,
            where=f"personal.where.{self.where}",
            name=self.name,
        )


def _told(hit: _Hit, look: Lookout) -> _Told:
    place = hit.place
    in_cell, elsewhere = _CODES[hit.sign]
    code = in_cell if place.cell else elsewhere
    return _Told(code, look.severities[hit.sign], place.sheet, place.cell, place.where, place.name)


def _hits(data: bytes, look: Lookout) -> Iterator[_Hit]:
    parts = parts_of(data)
    walked = [name for name, part in parts.items() if is_xml(part) and look.wanted.may_stand_in(part)]
    raw = [name for name, part in parts.items() if not is_xml(part) and may_hold_code(part)]
    pieces = Pieces(parts) if walked or raw else None
    if pieces is None:
        return
    found: list[_Hit] = []
    columns: set[tuple[str, int]] = set()
    for piece in _pieces(walked, pieces, look):
        if piece.where == "cell" and _folded(piece.text) in look.contact_headers:
            columns.add((piece.sheet, address(piece.cell)[1]))
        found += (_Hit(sign, piece) for sign in look.wanted.signs(piece.text))
    cells = pieces.named_cells(CONTACT_NAME)
    yield from (
        hit for hit in found if hit.sign not in _CONTACTS or not _is_by_right(hit.place, columns, cells)
    )
    broken = [name for name in walked if pieces.of(name) is None]
    for name in (*raw, *broken):
        if any(map(has_code, raw_texts(parts[name]))):
            yield _Hit("code", Piece("", "part" if name else "file", name=name))


def _is_by_right(place: Piece, columns: set[tuple[str, int]], cells: set[tuple[str, str]]) -> bool:
    """True where an address or a number may stand: contact fields, and what programs write by themselves."""
    if place.cell:
        in_column = (place.sheet, address(place.cell)[1]) in columns
        return in_column or (place.sheet, place.cell) in cells or place.where == "formula"
    return place.where in _UNTYPED or place.name in _UNTYPED_PROPERTIES


def _pieces(walked: Iterable[str], pieces: Pieces, look: Lookout) -> Iterator[Piece]:
    """The texts of the parts that may hold something; shared strings in the cells that show them."""
    for name in walked:
        texts = list(pieces.of(name) or ())
        if name != STRINGS:
            yield from texts
        elif any(True for each in texts for _ in look.wanted.signs(each.text)):
            shown = list(pieces.of_cells())
            yield from shown
            seen = {each.text for each in shown}
            yield from (each for each in texts if each.text not in seen)


def _said(programme: Programme) -> Iterator[str]:
    """What stands in the programme's own workbooks without anybody typing it."""
    for texts in catalogue().values():
        yield from texts.values()
    for item in programme.items:
        for name in (item.printed, *(name for _, name in item.levels.values())):
            yield from (name, json.dumps(name)[1:-1])  # the second as the imprint has it
    for sheet in programme.workbook.sheets:
        for field in sheet.fields:
            yield from every_name(field.help) if field.help else ()


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
