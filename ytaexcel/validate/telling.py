"""Makes the findings of judging, with the cell and in the words of the workbook that they are about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ytaexcel.conform import Conformed, ConformedRow, allowed_values, spoken
from ytaexcel.findings import Finding, Severity, finding
from ytaexcel.programme import Field, Programme, Sheet
from ytaexcel.programme.indicators import Indicator, Measure
from ytaexcel.programme.rules import Rule
from ytaexcel.programme.sheets import Choice
from ytaexcel.texts import LANGUAGES, Language

Position = tuple[int, int]
"""Workbook of the run, row of that workbook's conformed rows."""


class Teller:
    """Makes the findings about one kind of sheet."""

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
        if code == "C009":
            return self._at(
                position, code, field, None, {"found": str(len(value)), "allowed": str(each.most)}
            )
        allowed = allowed_values(each, self._programme, self._of(position))
        found = self._spoken(position, each, value)
        return self._at(position, code, field, None, {"found": found, "allowed": allowed})

    def broken(self, position: Position, rule: Rule, field: str, severity: Severity) -> Finding:
        """A rule that a row breaks, told at the cell of `field`."""
        shown, allowed = self._sheet.field(rule.shows or field), self._sheet.field(rule.allows or field)
        value = self._row(position).values.get(shown.code)
        values = {
            "found": self._header(position, shown) if value is None else self._spoken(position, shown, value),
            "allowed": self._described(position, allowed),
        }
        told = self._at(position, rule.code, field, severity, values)
        own = {
            f"{part}_{language}": words[language].format(**told.values)
            for part, words in (("says", rule.says), ("remedy", rule.remedy))
            if words is not None
            for language in LANGUAGES
        }
        month = self._books[position[0]].identity.month
        trial = {"trial": rule.binds_from} if rule.is_tried_in(month) else {}
        return replace(told, values={**told.values, **own, **trial})

    def measured(
        self,
        position: Position,
        code: str,
        field: str,
        indicator: Indicator,
        value: Measure,
        allowed: str,
        previous: Measure | None = None,
    ) -> Finding:
        """A value of an indicator that is out of its range, or far from the one before it."""
        each, unit = self._sheet.field("value"), indicator.unit[self._of(position)]
        after = f"\u00a0{unit}" if unit else ""
        values = {"found": self._spoken(position, each, value) + after, "allowed": allowed + after}
        if previous is not None:
            values["before"] = self._spoken(position, each, previous) + after
        return self._at(position, code, field, None, values)

    def number(self, position: Position, number: float) -> str:
        """A number as people write it in the language of the workbook."""
        return self._spoken(position, self._sheet.field("value"), number)

    def later(self, position: Position, code: str, field: str, day: date) -> Finding:
        """A day that is later than it may be."""
        each = self._sheet.field(field)
        found = self._spoken(position, each, self._row(position).values[field])
        return self._at(
            position, code, field, None, {"found": found, "allowed": self._spoken(position, each, day)}
        )

    def choices(self, field: str) -> tuple[Choice, ...]:
        """The list of a field."""
        return self._sheet.field(field).choices

    def own(self, position: Position, code: str, field: str, values: dict[str, str]) -> Finding:
        """A fault of an own window, which is of the catalogue's severity."""
        return self._at(position, code, field, None, values)

    def header(self, position: Position, field: str) -> str:
        """What a field is called in the workbook."""
        return self._header(position, self._sheet.field(field))

    def spoken(self, position: Position, field: str) -> str:
        """The value of a field as people write it."""
        return self._spoken(position, self._sheet.field(field), self._row(position).values[field])

    def body(self, position: Position, code: str) -> str:
        """What a body is called in the language of the workbook."""
        return next(each.names[self._of(position)] for each in self._programme.bodies if each.code == code)

    def language(self, position: Position) -> Language:
        """The language of the workbook."""
        return self._of(position)

    def sheet_name(self, position: Position, kind: str) -> str:
        """What another sheet is called in the workbook."""
        return self._programme.workbook.sheet(kind).names[self._of(position)]

    def cell(self, position: Position, field: str) -> tuple[str, str]:
        """(sheet, cell) of a field of a row; of the row's first cell where the sheet has no column for the field."""
        row = self._row(position)
        letters = self._books[position[0]].columns[row.sheet].get(field, "A")
        return row.sheet, f"{letters}{row.row}"

    def _at(
        self, position: Position, code: str, field: str, severity: Severity | None, values: dict[str, str]
    ) -> Finding:
        sheet, cell = self.cell(position, field)
        item = self._row(position).item
        return finding(code, sheet=sheet, cell=cell, item=item, severity=severity, **values)

    def _described(self, position: Position, each: Field) -> str:
        """The choices of a field, or what it is called."""
        if each.choices:
            return allowed_values(each, self._programme, self._of(position))
        return self._header(position, each)

    def _header(self, position: Position, each: Field) -> str:
        return each.header(self._of(position), self._books[position[0]].identity.month)

    def _spoken(self, position: Position, each: Field, value: Any) -> str:
        return spoken(each, value, self._programme, self._of(position))

    def _row(self, position: Position) -> ConformedRow:
        return self._books[position[0]].rows[position[1]]

    def _of(self, position: Position) -> Language:
        return self._books[position[0]].identity.language or self._language
