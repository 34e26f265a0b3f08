"""Hands the findings back: a copy of the group's own workbook with the faulty cells marked and a list in front.

Where the file cannot be marked (damaged, protected, not a workbook) a one-page workbook says what is wrong.
The group's own file is never touched.
"""

import warnings
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.findings import Finding, Severity
from ytaexcel.merge import Submission
from ytaexcel.personal import is_refusal
from ytaexcel.programme import Programme
from ytaexcel.read import FEEDBACK_AUTHOR
from ytaexcel.style.packed import packed
from ytaexcel.style.written import cell_text
from ytaexcel.texts import Language, text

_UNMARKABLE = ("F", "W001")
"""Findings after which there is no workbook of ours to mark."""
_AUTHOR = FEEDBACK_AUTHOR
_WIDTHS = (12, 24, 16, 96)
_FILLS: dict[Severity, str] = {
    "error": style.LATE_FILL,
    "warning": style.LACKING_FILL,
    "info": style.LOCKED_FILL,
}


def feedback_name(submission: Submission, language: Language) -> str:
    """The file name of the feedback on a submission."""
    stem = submission.source.stem
    return f"{stem} - {text('feedback.name', language)}.xlsx"


def write_feedback(
    path: Path, submission: Submission, programme: Programme, language: Language, created: datetime
) -> None:
    """Writes the marked copy, or the one page, to `path`; the same submission and day give the same bytes.

    `created` is also the time of its last change. `language` is used where the workbook does not say its own.
    The list of findings stands on the first sheet, named as the programme's feedback sheet, which readers pass
    over.
    """
    spoken = submission.identity.language or language
    book = _opened(submission)
    if book is None:
        book = Workbook()
        book.remove(book.worksheets[0])
    name = programme.workbook.words["feedback"][spoken]
    if name in book.sheetnames:
        book.remove(book[name])
    _unmark(book)
    for finding in reversed(submission.findings):
        _mark(book, finding, spoken)
    _write_list(book.create_sheet(name, 0), submission, programme, spoken)
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == name
    book.properties.created = created
    path.write_bytes(packed(book, created))


def _opened(submission: Submission) -> Workbook | None:
    """The submitted workbook, unless it is none or none of ours."""
    if any(each.code.startswith(_UNMARKABLE) or is_refusal(each) for each in submission.findings):
        return None
    try:
        with warnings.catch_warnings():
            # openpyxl warns of parts that it does not keep (extensions of other programs).
            warnings.simplefilter("ignore", UserWarning)
            return load_workbook(BytesIO(submission.source.workbook()), rich_text=True)
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile, ParseError):
        return None


def _unmark(book: Workbook) -> None:
    """Takes away the marks of an earlier feedback that was corrected and sent again."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and cell.comment is not None and cell.comment.author == _AUTHOR:
                    cell.comment = None
                    cell.fill = PatternFill()


def _mark(book: Workbook, finding: Finding, language: Language) -> None:
    if not finding.cell or finding.sheet not in book.sheetnames:
        return
    cell = _shown_cell(book[finding.sheet], finding.cell)
    message = cell_text(finding.message(language))
    own = cell.comment
    if own is not None and own.author != _AUTHOR:
        message = f"{message}\n\n{own.author}: {own.text}"
    cell.fill = PatternFill("solid", fgColor=style.LATE_FILL.removeprefix("#"))
    cell.comment = Comment(message, _AUTHOR, width=360, height=120)


def _shown_cell(sheet: Worksheet, address: str) -> Cell:
    """The cell, or the one that shows where the group has merged it away."""
    cell = sheet[address]
    if isinstance(cell, Cell):
        return cell
    area = next(each for each in sheet.merged_cells.ranges if address in each)
    shown = sheet.cell(area.min_row, area.min_col)
    if not isinstance(shown, Cell):
        raise TypeError(f"{address} of {sheet.title} has no cell to mark")
    return shown


def _write_list(sheet: Worksheet, submission: Submission, programme: Programme, language: Language) -> None:
    has_cells = any(_is_marked(sheet, each) for each in submission.findings)
    counts = {"accepted": len(submission.accepted), "refused": len(submission.refused)}
    sheet["A1"] = text(f"feedback.title.{submission.outcome}", language)
    sheet["A1"].font = Font(name=style.FONT, size=14, bold=True)
    sheet["A2"] = cell_text(text("feedback.counts", language, file=submission.source.name, **counts))
    sheet["A2"].data_type = "s"  # a file name may begin with =
    sheet["A3"] = text("feedback.how" if has_cells else "feedback.how_whole", language)
    if programme.is_demonstration:
        sheet["A4"] = text("feedback.demonstration", language)
        sheet["A4"].font = Font(name=style.FONT, bold=True, color=style.DEMONSTRATION.removeprefix("#"))
    for column, key in enumerate(("severity", "sheet", "cell", "message"), start=1):
        cell = sheet.cell(5, column, text(f"feedback.{key}", language))
        cell.font = Font(name=style.FONT, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=style.FILL_HEADER.removeprefix("#"))
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS[column - 1]
    for number, finding in enumerate(submission.findings, start=6):
        _write_finding(sheet, number, finding, language)
    sheet.freeze_panes = "A6"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _is_marked(sheet: Worksheet, finding: Finding) -> bool:
    """True where the cell of the finding stands in the same workbook as the list."""
    return bool(finding.cell) and sheet.parent is not None and finding.sheet in sheet.parent.sheetnames


def _write_finding(sheet: Worksheet, number: int, finding: Finding, language: Language) -> None:
    message = cell_text(finding.message(language))
    values = (text(f"severity.{finding.severity}", language), finding.sheet, finding.cell, message)
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(number, column)
        cell.value = cell_text(value)
        cell.data_type = "s"
        cell.font = Font(name=style.FONT)
        cell.alignment = Alignment(vertical="top", wrap_text=column == len(values))
    sheet.cell(number, 1).fill = PatternFill("solid", fgColor=_FILLS[finding.severity].removeprefix("#"))
    if _is_marked(sheet, finding):
        quoted = finding.sheet.replace("'", "''")
        sheet.cell(number, 3).hyperlink = f"#'{quoted}'!{finding.cell}"
        sheet.cell(number, 3).font = Font(
            name=style.FONT, color=style.LINK.removeprefix("#"), underline="single"
        )
    sheet.row_dimensions[number].height = 15 * (1 + len(message) // 100)
