"""Writes the consolidated workbook of one picture: the sheets that the audience is to get, in their order.

The workbook is made in memory and put on disk at once, so that no half file is ever left behind.
"""

import warnings
from collections.abc import Callable, Mapping
from datetime import datetime, time
from io import BytesIO
from pathlib import Path

from xlsxwriter.exceptions import XlsxWriterException

from ytaexcel import style
from ytaexcel.errors import WritingError
from ytaexcel.picture import Picture
from ytaexcel.programme.records import Audience, Programme
from ytaexcel.report.agenda import write_agenda
from ytaexcel.report.decisions import write_decisions
from ytaexcel.report.direction import write_direction
from ytaexcel.report.edition import ROADMAP, SUMMARY, Edition, document_title
from ytaexcel.report.indicators import write_indicators
from ytaexcel.report.lists import write_behind, write_changes, write_warnings
from ytaexcel.report.material import write_material
from ytaexcel.report.method import write_method
from ytaexcel.report.own import write_own_items, write_own_windows
from ytaexcel.report.plan import write_officials, write_plan
from ytaexcel.report.registers import write_agreed, write_figures, write_missing, write_notes
from ytaexcel.report.roadmap import write_roadmap
from ytaexcel.report.steering.page import write_steering
from ytaexcel.report.summary.page import write_summary
from ytaexcel.report.themes import write_themes
from ytaexcel.report.trend import write_trend
from ytaexcel.texts import Language

SHEETS: Mapping[str, Callable[[Edition], None]] = {
    SUMMARY: write_summary,
    "steering": write_steering,
    "plan": write_plan,
    "decisions": write_decisions,
    "agenda": write_agenda,
    "behind": write_behind,
    "warnings": write_warnings,
    "changes": write_changes,
    "trend": write_trend,
    "direction": write_direction,
    "notes": write_notes,
    "themes": write_themes,
    "indicators": write_indicators,
    "own_windows": write_own_windows,
    "own_items": write_own_items,
    "agreed": write_agreed,
    "missing": write_missing,
    "figures": write_figures,
    "officials": write_officials,
    "method": write_method,
}
"""The sheets that an audience of programme.toml can ask for."""


def write_report(path: Path, picture: Picture, audience: Audience, language: Language) -> None:
    """Writes the workbook; the same picture gives the same bytes.

    Raises:
        WritingError: the audience names a sheet that does not exist, or XlsxWriter refused a part of the workbook.
        OSError: the file cannot be written, for instance because it is open in Excel.
    """
    path.write_bytes(report_bytes(picture, audience, language))


def report_bytes(picture: Picture, audience: Audience, language: Language) -> bytes:
    """The workbook as it goes to disk.

    Raises:
        WritingError: as `write_report`.
    """
    unknown = [code for code in audience.sheets if code not in SHEETS]
    if unknown:
        raise WritingError(
            f'Audience "{audience.code}" asks for the sheet {", ".join(unknown)}; there are: {", ".join(SHEETS)}.'
        )
    memory = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # XlsxWriter only warns of what it leaves out
        try:
            _write(memory, picture, audience, language)
        except (UserWarning, XlsxWriterException) as fault:
            raise WritingError(f"The report could not be written as it was meant: {fault}") from fault
    return memory.getvalue()


def report_name(
    programme: Programme,
    audience_code: str,
    month: str,
    language: Language,
    organisation: str | None = None,
    group: str | None = None,
) -> str:
    """`<programme>_2021-11_ministry_fi.xlsx`, `<programme>_2021-11_group_05_ICT_fi.xlsx`."""
    parts = [programme.id, month, audience_code, organisation, group, language]
    return "_".join(part for part in parts if part) + ".xlsx"


def _write(memory: BytesIO, picture: Picture, audience: Audience, language: Language) -> None:
    made = datetime.combine(picture.as_of, time())
    title = document_title(picture, language)
    book = style.new_workbook(memory, created=made, title=title, language=language)
    edition = Edition(picture, audience, language, book, style.Formats(book))
    for code in edition.sheets:
        (write_roadmap if code == ROADMAP else SHEETS[code])(edition)
    write_material(edition)
    book.close()
