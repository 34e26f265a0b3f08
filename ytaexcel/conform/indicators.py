"""The rows of the sheet of indicators: each value read in its own indicator's unit, with the value before it.

Only understanding happens here; range, jumps and steps back are judged in `validate`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ytaexcel.conform.layout import Found
from ytaexcel.conform.measures import read_measure
from ytaexcel.conform.rows import ConformedRow, Rows, conform_rows
from ytaexcel.conform.spoken import spoken
from ytaexcel.conform.values import Cell, Reading, is_blank, shown
from ytaexcel.conform.words import Vocabulary
from ytaexcel.findings import Finding, finding
from ytaexcel.imprint import INDICATOR, Imprint
from ytaexcel.programme import Field, Item, Programme
from ytaexcel.programme.indicators import Indicator
from ytaexcel.read import cell_name
from ytaexcel.texts import NONE, Language, text

_OWN_CODES = {"C006": "C038", "C007": "C038", "S013": "S030", "R003": "R030"}
"""What is told of items' rows -> the same of indicators."""


def conform_indicators(
    found: Found,
    group: str,
    month: str,
    programme: Programme,
    words: Vocabulary,
    language: Language,
    imprint: Imprint | None,
) -> Rows:
    """The rows with a value. What is read of each: value (number) or state (code), others (number), previous.

    Findings C038, C039, R030, R031 and S030, and those of single cells.
    """
    indicators = {each.id: each for each in programme.indicators_in(month, group)}
    items = [_as_item(each, language) for each in indicators.values()]
    read = conform_rows(found, items, group, programme, words, language, former={})
    sheet = _Sheet(found, programme, words, language, imprint)
    rows: list[ConformedRow] = []
    told = [_own(each) for each in read.findings]
    for row in read.rows:
        if row.item not in indicators:
            rows.append(replace(row, values={**row.values, "value": None, "others": None}))
            continue
        measured, findings = sheet.measured(row, indicators[row.item])
        rows.append(measured)
        told += findings
    told += sheet.missing([each for each in indicators.values() if each.is_due(month)], rows)
    return Rows(rows, told, read.ignored)


class _Sheet:
    """The sheet of indicators in one workbook."""

    def __init__(
        self,
        found: Found,
        programme: Programme,
        words: Vocabulary,
        language: Language,
        imprint: Imprint | None,
    ) -> None:
        self._found = found
        self._programme = programme
        self._words = words
        self._language = language
        self._sent = imprint.items if imprint else {}

    def measured(self, row: ConformedRow, indicator: Indicator) -> tuple[ConformedRow, list[Finding]]:
        """The row with its values in the indicator's unit, and what cannot be read."""
        values: dict[str, Any] = {**row.values, "value": None, "state": None, "others": None}
        findings: list[Finding] = []
        for code in ("value", "others"):
            cell = row.values.get(code)
            if not isinstance(cell, Cell):
                continue
            if code == "others" and (indicator.kind == "state" or not indicator.is_compared):
                findings.append(self._told("C037", row, code, found=shown(cell.value), allowed=NONE))
                continue
            reading = read_measure(indicator, cell, self._words)
            if not isinstance(reading, Reading):
                possible = " / ".join(self._said(indicator, each) for each in reading.readings)
                allowed = possible or self._allowed(indicator)
                findings.append(self._told(reading.code, row, code, found=shown(cell.value), allowed=allowed))
                continue
            if not reading.is_plain:
                said = self._said(indicator, reading.value)
                findings.append(self._told("C013", row, code, found=shown(cell.value), allowed=said))
            values["state" if indicator.kind == "state" else code] = reading.value
        values["previous"] = self._previous(row, indicator)
        is_faulty = row.is_faulty or any(each.severity == "error" for each in findings)
        return replace(row, values=values, is_faulty=is_faulty), findings

    def missing(self, due: Sequence[Indicator], rows: Sequence[ConformedRow]) -> Iterator[Finding]:
        """The findings on indicators of which a value is owed this month and none stands there."""
        have = {row.item for row in rows}
        column, ids = self._found.columns.get("value"), self._found.columns.get("item")
        if column is None or ids is None:
            return
        places = {
            shown(row[ids]): index
            for index, row in enumerate(self._found.read.rows)
            if ids < len(row) and not is_blank(row[ids])
        }
        for each in due:
            if each.id in have:
                continue
            where = cell_name(places[each.id], column) if each.id in places else ""
            name = each.names[self._language]
            yield finding("R031", sheet=self._found.read.name, cell=where, item=each.id, found=name)

    def _previous(self, row: ConformedRow, indicator: Indicator) -> Any:
        """The value before this month: as sent, else as the cell says; None where it is not known."""
        sent: Mapping[str, Any] | None = self._sent.get(f"{INDICATOR}{indicator.id}")
        column = self._found.columns.get("previous")
        raw: Any = None
        if sent is not None:
            raw = sent.get("previous")
        elif column is not None:
            cells = self._found.read.rows[row.row - 1]
            raw = cells[column] if column < len(cells) else None
        if is_blank(raw):
            return None
        reading = read_measure(indicator, Cell(raw), self._words)
        return reading.value if isinstance(reading, Reading) else None

    def _allowed(self, indicator: Indicator) -> str:
        if indicator.kind == "state":
            return ", ".join(each.names[self._language] for each in self._field.choices)
        unit = indicator.unit[self._language]
        return (
            text("conform.number_in", self._language, unit=unit)
            if unit
            else text("conform.number", self._language)
        )

    def _said(self, indicator: Indicator, value: Any) -> str:
        said = spoken(self._field, value, self._programme, self._language)
        unit = indicator.unit[self._language]
        return f"{said}\u00a0{unit}" if unit and indicator.kind == "number" else said

    @property
    def _field(self) -> Field:
        return self._found.sheet.field("value")

    def _told(self, code: str, row: ConformedRow, field: str, **values: str) -> Finding:
        where = cell_name(row.row - 1, self._found.columns[field])
        return finding(code, sheet=row.sheet, cell=where, item=row.item, severity=None, **values)


def _own(told: Finding) -> Finding:
    """A finding about an item's row as one about an indicator's."""
    code = _OWN_CODES.get(told.code)
    if code is None:
        return told
    values = {"found": NONE, **told.values}
    return finding(code, sheet=told.sheet, cell=told.cell, item=told.item, severity=None, **values)


def _as_item(indicator: Indicator, language: Language) -> Item:
    """An indicator as what rows are identified by: ids and names are found again as those of items are."""
    name = indicator.names[language]
    return Item(
        id=indicator.id,
        group=indicator.group,
        levels={"indicator": (indicator.id, name)},
        printed=name,
        critical="no",
        start_first="no",
        critical_source="",
        planned_start=None,
        planned_end=None,
        window_source="",
        valid_from=indicator.valid_from,
        valid_to=indicator.valid_to,
    )
