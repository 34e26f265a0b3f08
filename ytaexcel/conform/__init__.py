"""From a workbook as it was sent to rows of values: whose it is, where things stand, what the cells mean.

Nothing is judged here beyond what can be understood; ranges, lists and rules are the work of `validate`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ytaexcel.conform.age import other_month
from ytaexcel.conform.beside import beside
from ytaexcel.conform.decisions import conform_decisions
from ytaexcel.conform.foreign import told_as_foreign
from ytaexcel.conform.former import Former, former_ids
from ytaexcel.conform.identity import Acceptance, Identity, identify
from ytaexcel.conform.indicators import conform_indicators
from ytaexcel.conform.layout import Found, find_sheets
from ytaexcel.conform.locked import hold_to_sent
from ytaexcel.conform.own import stated_names, stated_windows, without_silent, without_unchanged
from ytaexcel.conform.rows import ConformedRow, Rows, conform_rows
from ytaexcel.conform.sent import as_sent
from ytaexcel.conform.spoken import allowed_values, spoken
from ytaexcel.conform.swapped import without_swapped
from ytaexcel.conform.words import Vocabulary, vocabulary
from ytaexcel.findings import Finding, finding
from ytaexcel.imprint import Imprint
from ytaexcel.programme import Item, Programme
from ytaexcel.programme.own_details import own_details
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
    own_windows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Item -> the values of its row on the sheet of own windows, also where nothing in it was changed."""
    own_names: Mapping[str, str] = field(default_factory=dict)
    """Own item -> its name, also where nothing in its row was changed."""


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
    sheets, faults = find_sheets(book, programme, words, spoken_language, identity)
    findings += [*faults, *book.told]
    items = programme.items_in(identity.month, identity.group or None)
    rows: list[ConformedRow] = []
    own: Mapping[str, Mapping[str, Any]] = {}
    names: Mapping[str, str] = {}
    ignored = 0
    imprint, faults = as_sent(book, identity, key, spoken_language)
    findings += faults
    former = former_ids(programme, identity.month)
    groups = {item.id: item.group for item in programme.items_in(identity.month)}
    readable: list[Found] = []
    for each in sheets:
        findings += _of_another_month(each, programme, identity)
        is_first = each.sheet.kind in ("items", "discussion")
        sent = imprint and (imprint if is_first else imprint.of_sheet(each.sheet.kind))
        found, faults = without_swapped(each, items, programme, words, sent.items if sent else {})
        findings += faults
        readable.append(found)
        findings += beside(found)
        if found.sheet.kind != "notes" and "item" not in found.columns:
            continue
        conformed = _read(found, items, identity, programme, words, spoken_language, imprint, former)
        if found.sheet.kind not in ("notes", "indicators"):
            conformed.findings = told_as_foreign(conformed.findings, identity.group, groups, words)
            conformed = hold_to_sent(
                found,
                conformed,
                programme,
                identity.month,
                None if found.sheet.kind == "decisions" else sent,
                words,
                spoken_language,
                is_decided=acceptance is not None,
            )
        if found.sheet.kind == "own_windows":
            own = stated_windows(conformed.rows)
            conformed = without_unchanged(found, conformed, sent, words)
        elif found.sheet.kind == "own_items":
            names = stated_names(conformed.rows)
            conformed = without_silent(found, conformed, sent, words, own_details(programme.workbook))
        rows += conformed.rows
        findings += conformed.findings
        ignored += conformed.ignored
    columns = {found.read.name: found.letters() for found in readable}
    return Conformed(identity, rows, findings, ignored, columns, own, names)


def _read(
    found: Found,
    items: Sequence[Item],
    identity: Identity,
    programme: Programme,
    words: Vocabulary,
    language: Language,
    imprint: Imprint | None,
    former: Mapping[str, Former],
) -> Rows:
    """The rows of one sheet, understood by what its rows are about."""
    group, month = identity.group, identity.month
    if found.sheet.kind == "indicators":
        return conform_indicators(found, group, month, programme, words, language, imprint)
    if found.sheet.kind == "decisions":
        return conform_decisions(found, identity, programme, words, language, imprint, former)
    return conform_rows(found, items, group, programme, words, language, former)


def _of_another_month(found: Found, programme: Programme, identity: Identity) -> list[Finding]:
    """The finding on a sheet that is from another month's template."""
    month = identity.month
    template = other_month(found, programme, identity.group, month)
    if found.sheet.kind == "items" and identity.template_month:
        template = identity.template_month
    return [finding("S014", sheet=found.read.name, found=template, allowed=month)] if template else []
