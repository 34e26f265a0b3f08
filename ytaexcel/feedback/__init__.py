"""Hands the findings back: the group's own workbook with the faulty cells marked and a list in front.

Where the file cannot be marked (damaged, protected, not a workbook) a one-page workbook says what is wrong.
The group's own file is never touched.
"""

from datetime import datetime
from pathlib import Path

from ytaexcel.feedback.causes import told
from ytaexcel.feedback.mark import marked
from ytaexcel.feedback.order import ListOrder
from ytaexcel.feedback.package import with_macros_allowed
from ytaexcel.feedback.page import list_workbook
from ytaexcel.feedback.splice import Unmarkable
from ytaexcel.findings import Finding
from ytaexcel.merge import Submission
from ytaexcel.personal import is_refusal
from ytaexcel.programme import Programme
from ytaexcel.read.broken import BROKEN_PACKAGE
from ytaexcel.texts import Language, text

__all__ = ["feedback_name", "mark", "one_page", "write_feedback"]

_OF_NOBODY = "W001"
"""The finding after which there is no workbook of ours to mark."""
_NOT_UNDERSTOOD = (Unmarkable, *BROKEN_PACKAGE)
"""What a package raises whose form is none that can be marked."""
_WITH_MACROS = ".xlsm"


def feedback_name(submission: Submission, language: Language) -> str:
    """The file name of the feedback on a submission; a workbook with macros keeps its ending, or Excel refuses it."""
    source = submission.source
    is_macro_file = source.opened is None and source.name.lower().endswith(_WITH_MACROS)
    ending = _WITH_MACROS if is_macro_file and _can_be_marked(submission) else ".xlsx"
    return f"{source.stem.removesuffix(_WITH_MACROS)} - {text('feedback.name', language)}{ending}"


def write_feedback(
    path: Path, submission: Submission, programme: Programme, language: Language, created: datetime
) -> None:
    """Writes the marked copy, or the one page, to `path`; the same submission and day give the same bytes.

    `language` is used where the workbook does not say its own.
    """
    answer = mark(_sent(submission), submission, programme, language, created)
    path.write_bytes(with_macros_allowed(answer) if path.suffix.lower() == _WITH_MACROS else answer)


def mark(
    data: bytes, submission: Submission, programme: Programme, language: Language, created: datetime
) -> bytes:
    """The workbook in `data` (as it was read: unlocked, converted) with the submission's findings marked in it.

    Its first sheet lists them, named as the programme's feedback sheet, which readers pass over. Everything typed
    stands as it stood; marks and list of an earlier feedback go. What cannot be marked gets the one page.
    """
    if not _can_be_marked(submission):
        return one_page(submission, programme, language, created)
    spoken = submission.identity.language or language
    findings = told(submission.findings, programme, spoken, submission.identity.month)
    try:
        return marked(data, submission, programme, spoken, created, findings)
    except _NOT_UNDERSTOOD:
        return one_page(
            submission, programme, language, created, remarks=(text("feedback.unmarked", spoken),)
        )


def one_page(
    submission: Submission,
    programme: Programme,
    language: Language,
    created: datetime,
    *,
    remarks: tuple[str, ...] = (),
) -> bytes:
    """A workbook of one sheet that says what is wrong with a file and what to do, and holds nothing of it.

    Findings of cells are listed with their sheet and cell, without links.
    """
    spoken = submission.identity.language or language
    findings = told(submission.findings, programme, spoken, submission.identity.month)
    name = programme.workbook.words["feedback"][spoken]
    return list_workbook(
        ListOrder(submission, programme, spoken, created, findings, name, is_marked=False, remarks=remarks)
    )


def _sent(submission: Submission) -> bytes:
    """The bytes of the submitted file; none where it is not to be marked or has gone since it was read."""
    if not _can_be_marked(submission):
        return b""
    try:
        return submission.source.workbook()
    except OSError:
        return b""


def _can_be_marked(submission: Submission) -> bool:
    return not any(_is_of_the_file(each) for each in submission.findings)


def _is_of_the_file(each: Finding) -> bool:
    """True for what keeps the file from being marked: it cannot be read, is nobody's, or nothing of it may be kept."""
    is_unread = each.severity == "error" and each.code.startswith("F")
    return is_unread or each.code == _OF_NOBODY or is_refusal(each)
