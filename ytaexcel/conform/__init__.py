"""From a workbook as it was sent to rows of values: whose it is, where things stand, what the cells mean.

Nothing is judged here beyond what can be understood; ranges, lists and rules are the work of `validate`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ytaexcel.conform.identity import Acceptance, Identity, identify
from ytaexcel.conform.layout import find_sheets
from ytaexcel.conform.rows import ConformedRow, allowed_values, conform_rows, spoken
from ytaexcel.conform.words import Vocabulary, vocabulary
from ytaexcel.findings import Finding
from ytaexcel.programme import Programme
from ytaexcel.read import ReadWorkbook
from ytaexcel.texts import Language

__all__ = [
    "Acceptance",
    "Conformed",
    "ConformedRow",
    "Identity",
    "Vocabulary",
    "allowed_values",
    "conform",
    "identify",
    "spoken",
    "vocabulary",
]


@dataclass(frozen=True)
class Conformed:
    """A workbook as rows of values. Without trust there are no rows."""

    identity: Identity
    rows: list[ConformedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    ignored: int = 0
    """Rows passed over: remarks and subtotals of the group's own."""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Sheet name -> field code -> column letters."""


def conform(
    book: ReadWorkbook,
    programme: Programme,
    words: Vocabulary,
    key: bytes,
    *,
    folder_month: str | None,
    acceptance: Acceptance | None,
    language: Language,
) -> Conformed:
    """The workbook's rows. `language` is that of messages where the workbook does not say its own."""
    identity, findings = identify(book, programme, key, folder_month, acceptance)
    if not identity.is_trusted:
        return Conformed(identity, findings=findings)
    spoken_language = identity.language or language
    sheets, faults = find_sheets(book, programme, words, spoken_language, identity.month)
    findings += faults
    items = frozenset(item.id for item in programme.items_in(identity.month, identity.group))
    rows: list[ConformedRow] = []
    ignored = 0
    for found in sheets:
        if found.sheet.kind == "items" and "item" not in found.columns:
            continue
        conformed = conform_rows(found, items, identity.group, programme, words, spoken_language)
        rows += conformed.rows
        findings += conformed.findings
        ignored += conformed.ignored
    columns = {found.read.name: found.letters() for found in sheets}
    return Conformed(identity, rows, findings, ignored, columns)
