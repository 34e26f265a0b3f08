"""Judges the rows of all workbooks of a run at once: limits of values, doubled items, rules across fields.

A row with an error is refused; its neighbours go in. Nothing is corrected.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ytaexcel.conform import Conformed, ConformedRow, allowed_values, spoken
from ytaexcel.findings import Finding, finding
from ytaexcel.months import day_after
from ytaexcel.programme import Field, Programme, Sheet
from ytaexcel.texts import Language
from ytaexcel.validate.rules import rules_of
from ytaexcel.validate.schemas import failures, sheet_schema, typed_column

__all__ = ["Judged", "validate"]

Position = tuple[int, int]
"""Workbook of the run, row of that workbook's conformed rows."""


@dataclass(frozen=True)
class Judged:
    """What becomes of one workbook's rows."""

    accepted: list[ConformedRow] = field(default_factory=list)
    refused: list[ConformedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    """Those of conforming and those of judging."""
    ignored: int = 0


def validate(books: Sequence[Conformed], programme: Programme, language: Language) -> list[Judged]:
    """One judgement per workbook, in their order; makes findings C001–C014 and the rules' R codes."""
    found: dict[Position, list[Finding]] = defaultdict(list)
    passed_over: set[Position] = set()
    for sheet in programme.workbook.sheets:
        if sheet.kind in ("items", "notes"):
            _judge(sheet, books, programme, language, found, passed_over)
    return [_judged(number, book, found, passed_over) for number, book in enumerate(books)]


def _judged(
    number: int, book: Conformed, found: Mapping[Position, list[Finding]], passed_over: set[Position]
) -> Judged:
    accepted: list[ConformedRow] = []
    refused: list[ConformedRow] = []
    findings = list(book.findings)
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
) -> None:
    positions = [
        (number, index)
        for number, book in enumerate(books)
        for index, row in enumerate(book.rows)
        if row.kind == sheet.kind
    ]
    if not positions:
        return
    if sheet.kind == "items":
        _judge_doubles(books, positions, found, passed_over)
    frame = _frame(sheet, books, positions)
    maker = _Maker(sheet, books, programme, language)
    unread = [
        {(each.sheet, each.cell) for each in book.findings if each.severity == "error"} for book in books
    ]
    for failure in failures(frame, sheet_schema(sheet, programme)):
        position = positions[failure.position]
        found[position].append(maker.limit(position, failure.field, failure.code))
    for name, rule in rules_of(programme, sheet.kind):
        severity = programme.rules[name]
        for place in frame.index[rule.broken(frame).fillna(False).astype(bool)]:
            position = positions[place]
            if not any(
                maker.cell(position, each) in unread[position[0]] for each in (rule.cell, *rule.others)
            ):
                shown = {"shows": rule.shows, "allows": rule.allows}
                found[position].append(maker.made(position, rule.code, rule.cell, severity=severity, **shown))


def _frame(sheet: Sheet, books: Sequence[Conformed], positions: Sequence[Position]) -> pd.DataFrame:
    """All rows of one kind: a column for each filled field, and what rules look at beside them."""
    rows = [books[number].rows[index].values for number, index in positions]
    columns = {
        each.code: typed_column([row.get(each.code) for row in rows], each)
        for each in sheet.filled_fields
        if each.code != "item"
    }
    frame = pd.DataFrame(columns)
    if sheet.kind == "items":
        frame["previous_status"] = pd.Series([row.get("previous_status") for row in rows], dtype="object")
        days = {book.identity.month: day_after(book.identity.month) for book in books if book.rows}
        frame["day_after"] = pd.to_datetime(
            pd.Series([days[books[number].identity.month] for number, _ in positions], dtype="object")
        )
    return frame


def _judge_doubles(
    books: Sequence[Conformed],
    positions: Sequence[Position],
    found: dict[Position, list[Finding]],
    passed_over: set[Position],
) -> None:
    """The same item in two rows of a workbook: equal ones count once, different ones are all refused."""
    rows_of: dict[tuple[int, str], list[Position]] = defaultdict(list)
    for number, index in positions:
        item = books[number].rows[index].item
        if item:
            rows_of[number, item].append((number, index))
    for (number, item), doubled in rows_of.items():
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


class _Maker:
    """Makes the findings of judging, with the cell and the words of the workbook that they are about."""

    def __init__(
        self, sheet: Sheet, books: Sequence[Conformed], programme: Programme, language: Language
    ) -> None:
        self._sheet = sheet
        self._books = books
        self._programme = programme
        self._language = language

    def limit(self, position: Position, field: str, code: str) -> Finding:
        """A value outside what its field allows."""
        each = self._sheet.field(field)
        value = self._row(position).values[field]
        found = str(len(value)) if code == "C009" else self._spoken(position, each, value)
        allowed = (
            str(each.most) if code == "C009" else allowed_values(each, self._programme, self._of(position))
        )
        return self.made(position, code, field, found=found, allowed=allowed)

    def made(
        self, position: Position, code: str, field: str, *, shows: str = "", allows: str = "", **values: Any
    ) -> Finding:
        """A finding on a row's cell; `shows` and `allows` are fields whose value or choices it names."""
        row, book = self._row(position), self._books[position[0]]
        if shows:
            each = self._sheet.field(shows)
            value = row.values.get(shows)
            language = self._of(position)
            month = book.identity.month
            values["found"] = (
                each.header(language, month) if value is None else self._spoken(position, each, value)
            )
        if allows:
            values["allowed"] = self._described(position, self._sheet.field(allows))
        sheet, cell = self.cell(position, field)
        return finding(code, sheet=sheet, cell=cell, item=row.item, **values)

    def cell(self, position: Position, field: str) -> tuple[str, str]:
        """(sheet, cell) of a field of a row; of the row's first cell where the sheet has no column for the field."""
        row = self._row(position)
        letters = self._books[position[0]].columns[row.sheet].get(field, "A")
        return row.sheet, f"{letters}{row.row}"

    def _described(self, position: Position, each: Field) -> str:
        if each.choices:
            return allowed_values(each, self._programme, self._of(position))
        return each.header(self._of(position), self._books[position[0]].identity.month)

    def _spoken(self, position: Position, each: Field, value: Any) -> str:
        return spoken(each, value, self._programme, self._of(position))

    def _row(self, position: Position) -> ConformedRow:
        return self._books[position[0]].rows[position[1]]

    def _of(self, position: Position) -> Language:
        return self._books[position[0]].identity.language or self._language
