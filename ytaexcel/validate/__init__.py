"""Judges the rows of all workbooks of a run at once: limits of values, doubled items, rules across fields.

A row with an error is refused; its neighbours go in. Nothing is corrected.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ytaexcel.conform import Conformed, ConformedRow
from ytaexcel.findings import Finding, finding
from ytaexcel.programme import Programme, Sheet
from ytaexcel.programme.rules import GRADED
from ytaexcel.programme.sheets import FILLED_KINDS
from ytaexcel.texts import Language
from ytaexcel.validate.decisions import judge_decisions
from ytaexcel.validate.facts import frame_of
from ytaexcel.validate.indicators import judge_indicator
from ytaexcel.validate.own import judge_own_items, judge_own_windows
from ytaexcel.validate.rules import Waived, graded, judge_rules, waivers_used
from ytaexcel.validate.schemas import failures, sheet_schema
from ytaexcel.validate.telling import Position, Teller

__all__ = ["Judged", "validate"]

_JUDGES = {
    "decisions": judge_decisions,
    "own_windows": judge_own_windows,
    "own_items": judge_own_items,
}
"""Kind of sheet -> what judges its rows beyond the rules of the programme."""


@dataclass(frozen=True)
class Judged:
    """What becomes of one workbook's rows."""

    accepted: list[ConformedRow] = field(default_factory=list)
    refused: list[ConformedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    """Those of conforming and those of judging."""
    ignored: int = 0


def validate(books: Sequence[Conformed], programme: Programme, language: Language) -> list[Judged]:
    """One judgement per workbook, in their order; makes findings C001–C014, W011 and the rules' R codes."""
    found: dict[Position, list[Finding]] = defaultdict(list)
    passed_over: set[Position] = set()
    waived = Waived()
    for sheet in programme.workbook.sheets:
        if sheet.kind in FILLED_KINDS:
            _judge(sheet, books, programme, language, found, passed_over, waived)
    judged = []
    for number, book in enumerate(books):
        read = graded(book.findings, book.identity, number, programme, waived)
        read += waivers_used(book, number, programme, waived)
        judged.append(_judged(number, book, read, found, passed_over))
    return judged


def _judged(
    number: int,
    book: Conformed,
    read: Sequence[Finding],
    found: Mapping[Position, list[Finding]],
    passed_over: set[Position],
) -> Judged:
    accepted: list[ConformedRow] = []
    refused: list[ConformedRow] = []
    findings = list(read)
    for index, row in enumerate(book.rows):
        faults = found.get((number, index), [])
        findings += faults
        if (number, index) in passed_over:
            continue
        is_refused = row.is_faulty or any(fault.severity == "error" for fault in faults)
        (refused if is_refused else accepted).append(row)
    ignored = book.ignored + sum(1 for workbook, _ in passed_over if workbook == number)
    return Judged(accepted, refused, findings, ignored)


def _judge(
    sheet: Sheet,
    books: Sequence[Conformed],
    programme: Programme,
    language: Language,
    found: dict[Position, list[Finding]],
    passed_over: set[Position],
    waived: Waived,
) -> None:
    positions = [
        (number, index)
        for number, book in enumerate(books)
        for index, row in enumerate(book.rows)
        if row.kind == sheet.kind
    ]
    if not positions:
        return
    if sheet.kind != "notes":
        _judge_doubles(books, positions, found, passed_over)
    frame = frame_of(sheet, books, positions, programme)
    teller = Teller(sheet, books, programme, language)
    unread = [
        {(each.sheet, each.cell) for each in book.findings if each.severity == "error"} for book in books
    ]
    for failure in failures(frame, sheet_schema(sheet, programme)):
        position = positions[failure.position]
        found[position].append(teller.limit(position, failure.field, failure.code))
        unread[position[0]].add(teller.cell(position, failure.field))
    if sheet.kind == "indicators":
        for number, index in positions:
            book = books[number]
            faults = judge_indicator((number, index), book, book.rows[index], programme, teller)
            found[number, index] += graded(faults, book.identity, number, programme, waived)
    judge = _JUDGES.get(sheet.kind)
    if judge is not None:
        for position, fault in judge(books, positions, programme, teller):
            found[position].append(fault)
    rules = [rule for rule in programme.rules.values() if rule.kind == sheet.kind]
    for position, fault in judge_rules(
        frame,
        positions,
        books,
        [rule for rule in rules if rule.code not in GRADED],
        teller,
        lambda position, field: teller.cell(position, field) in unread[position[0]],
        waived,
    ):
        found[position].append(fault)


def _judge_doubles(
    books: Sequence[Conformed],
    positions: Sequence[Position],
    found: dict[Position, list[Finding]],
    passed_over: set[Position],
) -> None:
    """The same item (and body) in two rows of a workbook: equal ones count once, different ones are all refused."""
    rows_of: dict[tuple[int, str, str | None], list[Position]] = defaultdict(list)
    for number, index in positions:
        each = books[number].rows[index]
        if each.item:
            rows_of[number, each.item, each.values.get("body")].append((number, index))
    for (number, item, _), doubled in rows_of.items():
        if len(doubled) < 2:
            continue
        rows = [books[number].rows[index] for _, index in doubled]
        letters = books[number].columns[rows[0].sheet]["item"]
        if all(row.values == rows[0].values and not row.is_faulty for row in rows):
            for position, row in list(zip(doubled, rows, strict=True))[1:]:
                passed_over.add(position)
                found[position].append(
                    finding("C014", sheet=row.sheet, cell=f"{letters}{row.row}", item=item, found=item)
                )
        else:
            lines = ", ".join(str(row.row) for row in rows)
            for position, row in zip(doubled, rows, strict=True):
                found[position].append(
                    finding(
                        "C008",
                        sheet=row.sheet,
                        cell=f"{letters}{row.row}",
                        item=item,
                        found=item,
                        allowed=lines,
                    )
                )
