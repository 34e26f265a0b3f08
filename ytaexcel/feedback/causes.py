"""Findings by cause: what one and the same mending puts right is one line, and what only follows from it is told once.

Decides nothing about outcomes; the findings themselves stay as they are.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ytaexcel.conform.rows import REPORTS
from ytaexcel.findings import Finding
from ytaexcel.programme import Programme
from ytaexcel.texts import Language

MOST_LINES = 15
"""Causes that are told on the first screen."""
_LOST = ("S001", "S003", "S006")
"""A sheet, a column or a header row that could not be found."""
_REPORTED = tuple(field for fields in REPORTS.values() for field in fields)
"""Fields without which a row that has an id is blank."""
_OF_THE_CELL = ("found", "hint")
"""Values of a finding that differ from cell to cell though the mending is the same."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings that are mended alike, in the order in which they were found; none of them follows from another."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def is_one_text(self) -> bool:
        """True when the message of the first is that of all."""
        return all(each.values == self.first.values for each in self.findings)


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in the list of all."""

    finding: Finding
    follows: Finding | None
    """The finding that this one only follows from: mended, it takes this one with it."""


@dataclass(frozen=True, slots=True)
class Told:
    """The findings of a workbook, sorted for telling. A missing column is placed where its header was looked for."""

    causes: tuple[Cause, ...]
    """Worst first, else as they were found."""
    lines: tuple[Line, ...]
    """All findings, worst first."""

    @property
    def own(self) -> list[Finding]:
        """The findings that follow from no other: these are marked."""
        return [each.finding for each in self.lines if each.follows is None]


def told(findings: Sequence[Finding], programme: Programme, language: Language, month: str) -> Told:
    """The causes behind findings, which come worst first. `language` and `month` are those of the headers."""
    columns = _columns(programme, language, month)
    placed = [_at_the_wrong_header(each, findings) for each in findings]
    lines = tuple(_lines(placed, columns))
    own = [each.finding for each in lines if each.follows is None]
    causes = _grouped(own, lambda each: (*_kind(each), each.cell.rstrip("0123456789"), _same_values(each)))
    if len(causes) > MOST_LINES:
        causes = _grouped(own, _kind)
    return Told(causes, lines)


def _at_the_wrong_header(each: Finding, findings: Sequence[Finding]) -> Finding:
    """A missing column at the cell of the unknown header that is like its own, where there is such a header."""
    if each.code == "S003":
        for other in findings:
            if other.code == "S002" and other.sheet == each.sheet and _names(other, each):
                return replace(each, cell=other.cell)
    return each


def _lines(findings: Sequence[Finding], columns: Mapping[str, str]) -> list[Line]:
    lost = [each for each in findings if each.code in _LOST]
    graver: dict[tuple[str, str], Finding] = {}
    lines = []
    for each in findings:
        place = (each.sheet, each.cell)
        cause = next((other for other in lost if _comes_from(each, other, columns)), None)
        if each.cell and cause is None:
            gravest = graver.setdefault(place, each)
            cause = gravest if gravest.severity != each.severity else None
        lines.append(Line(each, cause))
    return lines


def _comes_from(each: Finding, lost: Finding, columns: Mapping[str, str]) -> bool:
    """True when a finding is there because a sheet, its header row or a column could not be found."""
    header = lost.values["allowed"]
    if each.code == "W008":
        return lost.code != "S003" or columns.get(header, "item") in ("item", *_REPORTED)
    if each.sheet != lost.sheet or lost.code != "S003":
        return False
    match each.code:
        case "S002":
            return _names(each, lost)
        case "R003" | "R030":
            return columns.get(header) in _REPORTED
        case "R007":
            return header == each.values["allowed"]
        case "R008":
            return header == each.values["found"]
        case "R009":
            return columns.get(header) == "text"
        case "R010":
            return columns.get(header) == "kind"
        case _:
            return False


def _names(unknown: Finding, lost: Finding) -> bool:
    """True when the hint about an unknown header names the missing column."""
    return f'"{lost.values["allowed"]}"' in unknown.values["hint"]


def _columns(programme: Programme, language: Language, month: str) -> dict[str, str]:
    """What the columns to fill are called in this month's workbook -> field code."""
    return {
        field.header(language, month): field.code
        for sheet in programme.workbook.sheets
        for field in sheet.filled_fields
    }


def _grouped(findings: Sequence[Finding], key: Callable[[Finding], object]) -> tuple[Cause, ...]:
    groups: dict[object, list[Finding]] = defaultdict(list)
    for each in findings:
        groups[key(each)].append(each)
    return tuple(Cause(tuple(group)) for group in groups.values())


def _kind(each: Finding) -> tuple[str, str, str]:
    return each.severity, each.code, each.sheet


def _same_values(each: Finding) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value) for name, value in each.values.items() if name not in _OF_THE_CELL))
