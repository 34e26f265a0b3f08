"""Writes the workbook of a survey's round; made in memory and handed over whole."""

import warnings
from datetime import datetime, time
from io import BytesIO
from pathlib import Path

from xlsxwriter.exceptions import XlsxWriterException

from ytaexcel import style
from ytaexcel.errors import WritingError
from ytaexcel.survey.report.edition import Edition, Reported
from ytaexcel.survey.report.lists import write_changes, write_respondents
from ytaexcel.survey.report.method import write_method
from ytaexcel.survey.report.results import write_background, write_questions, write_rounds
from ytaexcel.survey.report.summary import write_summary
from ytaexcel.texts import Language


def write_survey_report(path: Path, reported: Reported, language: Language) -> None:
    """Writes the workbook; the same tables and day give the same bytes.

    Raises:
        WritingError: XlsxWriter refused a part of the workbook.
        OSError: the file cannot be written.
    """
    memory = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # XlsxWriter only warns of what it leaves out
        try:
            _write(memory, reported, language)
        except (UserWarning, XlsxWriterException) as fault:
            raise WritingError(f"The report could not be written as it was meant: {fault}") from fault
    path.write_bytes(memory.getvalue())


def _write(memory: BytesIO, reported: Reported, language: Language) -> None:
    created = datetime.combine(reported.as_of, time())
    survey = reported.survey
    title = f"{survey.names[language]}, {survey.round(reported.now.round).names[language]}"
    book = style.new_workbook(memory, created=created, title=title, language=language)
    edition = Edition(reported, language, book, style.Formats(book))
    write_summary(edition)
    write_questions(edition)
    for background in survey.listed:
        write_background(edition, background)
    if reported.before:
        write_rounds(edition)
        write_changes(edition)
    write_respondents(edition)
    write_method(edition)
    book.close()
