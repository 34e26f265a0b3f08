"""Marks a workbook: from the bytes that a group sent to those that it gets back.

Of the package only those bytes change that say how a faulty cell looks, which notes there are and which sheets;
everything that was typed stands as it stood.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from xlsxwriter.utility import xl_rowcol_to_cell

from ytaexcel.feedback.causes import Told
from ytaexcel.feedback.cells import reformatted
from ytaexcel.feedback.former import has_notes, records
from ytaexcel.feedback.grid import grid_of
from ytaexcel.feedback.looks import Looks
from ytaexcel.feedback.notes import Note, threads, with_notes, without_notes
from ytaexcel.feedback.order import ListOrder
from ytaexcel.feedback.package import WORKBOOK, Package
from ytaexcel.feedback.page import RECORD, list_workbook
from ytaexcel.feedback.rules import reruled
from ytaexcel.feedback.sheets import former_list, free_sheet_name, put_first, sheet_parts
from ytaexcel.feedback.splice import Unmarkable, applied
from ytaexcel.feedback.transplant import transplanted
from ytaexcel.findings import Finding, Reworded
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme
from ytaexcel.read import Address, address, cell_name
from ytaexcel.texts import LANGUAGES, Language, text

_SIGNATURES = "_xmlsignatures/"
_KEPT_AS_THEY_ARE = (".xlsx", ".xlsm")
"""Endings of files that are marked as they were sent; others were converted before they were read."""
Faulty = dict[Address, list[Finding]]


@dataclass(frozen=True, slots=True)
class _Marked:
    """A cell that was marked, and the format that it had."""

    sheet: str
    place: Address
    format: int


def marked(
    data: bytes,
    submission: Submission,
    programme: Programme,
    language: Language,
    created: datetime,
    findings: Told,
) -> bytes:
    """The workbook in `data` with its findings marked and listed in front. `language` is that of the list.

    Raises `Unmarkable`, or what parsers raise, for a package whose form is not understood.
    """
    package = Package(data)
    styles = package.related(WORKBOOK, "styles")
    if styles is None or styles.target not in package.parts:
        raise Unmarkable
    looks = Looks(package.parts[styles.target])
    cells, discussed = _mark_sheets(package, looks, _by_sheet(findings), language, programme.wording.reworded)
    names = programme.workbook.words["feedback"]
    order = ListOrder(
        submission,
        programme,
        language,
        created,
        findings,
        free_sheet_name(package, [names[language], *(names[each] for each in LANGUAGES)]),
        is_marked=True,
        remarks=tuple(_remarks(package, submission, discussed, language)),
        marked=tuple((each.sheet, cell_name(*each.place)) for each in cells),
    )
    formats = {xl_rowcol_to_cell(row, RECORD): each.format for row, each in enumerate(cells)}
    page = transplanted(list_workbook(order), package, looks, formats)
    put_first(package, order.name, page)
    package.parts[styles.target] = looks.xml()
    _drop_signatures(package)
    return package.zipped()


def _by_sheet(findings: Told) -> dict[str, Faulty]:
    """Sheet -> cell -> what is told there, worst first."""
    found: dict[str, Faulty] = defaultdict(lambda: defaultdict(list))
    for each in findings.own:
        if each.cell:
            found[each.sheet][address(each.cell)].append(each)
    return found


def _mark_sheets(
    package: Package, looks: Looks, faulty: Mapping[str, Faulty], language: Language, reworded: Reworded
) -> tuple[list[_Marked], list[str]]:
    """Marks the sheets; the cells that were marked, and those that a discussion keeps from having a note."""
    former = former_list(package)
    known = {} if former is None else records(package.parts[former.part])
    old_marks = looks.marks()
    cells: list[_Marked] = []
    discussed: list[str] = []
    for sheet in sheet_parts(package):
        if sheet == former or not (sheet.name in faulty or old_marks or has_notes(package, sheet.part)):
            continue
        xml = package.parts[sheet.part]
        if sheet.name not in faulty and not _is_worksheet(xml):
            continue
        grid = grid_of(xml)
        without_notes(package, sheet.part, grid)
        restored = {
            place: known.get((sheet.name, place), looks.stripped(number))
            for place, number in grid.formats()
            if number in old_marks
        }
        wanted: Faulty = defaultdict(list)
        for place, told in faulty.get(sheet.name, {}).items():
            wanted[grid.shown(place)] += told
        new = [_Marked(sheet.name, place, restored.get(place, grid.format_at(place))) for place in wanted]
        formats = restored | {
            each.place: looks.marked(each.format, wanted[each.place][0].severity) for each in new
        }
        silent = threads(package, sheet.part)
        notes = {
            place: _note(told, language, reworded) for place, told in wanted.items() if place not in silent
        }
        edits = reformatted(xml, grid, formats) + with_notes(package, sheet.part, grid, notes)
        edits += reruled(xml, {place: told[0].severity for place, told in wanted.items()}, looks.difference)
        package.parts[sheet.part] = applied(xml, edits)
        cells += new
        discussed += [cell_name(*place) for place in wanted if place in silent]
    return cells, discussed


def _is_worksheet(xml: bytes) -> bool:
    """False for a sheet that is a chart or a dialog."""
    return b"sheetData" in xml


def _note(told: list[Finding], language: Language, reworded: Reworded) -> Note:
    """What a cell's note says: each finding with its remedy, the gravest first."""
    worst = told[0].severity
    said = (
        "\n".join(filter(None, (each.found(language, reworded), each.remedy(language, reworded))))
        for each in told
    )
    return Note(worst, text(f"severity.{worst}", language).capitalize(), "\n\n".join(dict.fromkeys(said)))


def _remarks(package: Package, submission: Submission, discussed: list[str], language: Language) -> list[str]:
    """What the copy does not keep or does not show, each by its name."""
    said = []
    ending = PurePath(submission.source.name).suffix.lower()
    if ending not in _KEPT_AS_THEY_ARE:
        said.append(text("feedback.converted", language, ending=ending))
    if any(name.startswith(_SIGNATURES) for name in package.parts):
        said.append(text("feedback.signature", language))
    if discussed:
        said.append(text("feedback.discussed", language, cells=", ".join(discussed)))
    return said


def _drop_signatures(package: Package) -> None:
    """A signature of other bytes is void: Excel would show the file as damaged by somebody."""
    for name in [each for each in package.parts if each.startswith(_SIGNATURES)]:
        package.drop(name)
        package.unrelate("", name)
