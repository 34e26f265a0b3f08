"""The rows of one sheet as values by field: identified by item id, each value with the cell that it came from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ytaexcel.conform.former import Former
from ytaexcel.conform.layout import Found
from ytaexcel.conform.recover import Roadmap
from ytaexcel.conform.spoken import allowed_values, spoken
from ytaexcel.conform.values import Cell, Unreadable, is_blank, official_id, read_value, shown
from ytaexcel.conform.words import Vocabulary, plain
from ytaexcel.findings import Finding, finding
from ytaexcel.programme import Field, Item, Programme
from ytaexcel.read import cell_name
from ytaexcel.texts import NONE, Language

REPORTS: Mapping[str, tuple[str, ...]] = {
    "items": ("status", "no_change"),
    "indicators": ("value",),
    "decisions": ("state",),
}
"""Kind of sheet -> the fields that make a row a report: without any it is blank. Of other kinds all that are filled."""
DISCUSSED = ("status", "percent_done", "forecast_end")
"""The fields of a discussion that are about an item: a row without an id cannot have them."""


Kind = Literal["items", "notes", "indicators", "decisions", "own_windows", "own_items", "discussion"]
_KINDS: Mapping[str, Kind] = {
    "items": "items",
    "notes": "notes",
    "indicators": "indicators",
    "decisions": "decisions",
    "own_windows": "own_windows",
    "own_items": "own_items",
    "discussion": "discussion",
}
"""Kind of sheet -> kind of its rows."""


@dataclass(frozen=True)
class ConformedRow:
    """One row that says something, understood as far as it could be."""

    kind: Kind
    sheet: str
    row: int
    """As Excel numbers it, from 1."""
    item: str
    """Known item id; empty for a note of the whole group, for what was agreed without one, or where it is unknown."""
    values: Mapping[str, Any]
    """Field code -> value of the field's type, None where blank or unreadable."""
    typed: Mapping[str, str]
    """Field code -> what stands in the cell, for fields that are not blank."""
    is_faulty: bool
    """True when a cell could not be read or the row could not be identified: it will be refused."""
    changed: frozenset[str] | None = None
    """Prefilled fields whose cells are no longer as they were sent; None where that is not known."""


@dataclass
class Rows:
    """What conforming one sheet gives."""

    rows: list[ConformedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    ignored: int = 0


def conform_rows(
    found: Found,
    items: Sequence[Item],
    group: str,
    programme: Programme,
    words: Vocabulary,
    language: Language,
    former: Mapping[str, Former],
) -> Rows:
    """The rows of a sheet. `items` are those that the workbook may speak of this month.

    `former`: the ids that others have taken the place of.

    Rows of items that say nothing (neither status nor "no change", nothing faulty) are left out: they are blank.
    Rows without an id that hold a status or "no change" are faulty; without those they are remarks, ignored.
    On sheets of own windows, own items and of a discussion every field that is filled is such a report; a row of a
    discussion may say without an id what was agreed.
    """
    reader = _RowReader(found, items, group, programme, words, language, former)
    result = Rows()
    for index in range(found.header_row + 1, len(found.read.rows)):
        if any(not is_blank(value) for value in found.read.rows[index]) or reader.has_marks(index):
            reader.read(index, result)
    result.findings += [*reader.missing(items), *reader.left_behind()]
    return result


class _RowReader:
    """Reads the rows of one sheet; holds what is the same for all of them."""

    def __init__(
        self,
        found: Found,
        items: Sequence[Item],
        group: str,
        programme: Programme,
        words: Vocabulary,
        language: Language,
        former: Mapping[str, Former],
    ) -> None:
        self._found = found
        self._former = former
        self._read_as: dict[str, str] = {}
        self._passed_over: list[str] = []
        self._sheet = found.read.name
        # Notes and discussions may name own items too; the sheets of the roadmap's items may not.
        is_own = found.sheet.kind in ("own_items", "notes", "discussion")
        own = [each for each in programme.own_items if group in ("", each.group)] if is_own else []
        followed = [] if found.sheet.kind == "own_items" else items
        self._roadmap = Roadmap(followed, own, is_of_all_groups=not group)
        self._seen: set[str] = set()
        self._has_strangers = False
        self._group = group
        self._programme = programme
        self._words = words
        self._language = language
        wanted = (
            *found.sheet.filled_fields,
            *(each for each in found.sheet.fields if each.code == "previous_status"),
        )
        self._fields = [
            (each, found.columns[each.code])
            for each in wanted
            if each.code in found.columns and each.code != "item"
        ]
        self._kind = _KINDS[found.sheet.kind]
        self._is_items, self._is_discussion = self._kind == "items", self._kind == "discussion"
        self._names_items = self._kind != "notes"
        self._is_complete = self._kind in REPORTS
        filled = tuple(each.code for each in found.sheet.filled_fields)
        self._reports = REPORTS.get(self._kind, filled)
        if self._is_discussion:
            self._reports = tuple(each.code for each, _ in self._fields)
        read = {column for each, column in self._fields if each.is_filled} | {found.columns.get("item")}
        read |= {column for code in found.doubles for column in found.doubles[code]}
        named_by = "name" if self._kind == "indicators" else list(programme.level_names)[-1]
        self._name_column = found.columns.get(named_by) if self._names_items else None
        marks = (*found.read.errors, *found.read.hollow)
        self._marked_rows = {row for row, column in marks if column in read}

    def has_marks(self, index: int) -> bool:
        """True when a cell that is read holds an error or a formula without result: the row only looks blank."""
        return index in self._marked_rows

    def read(self, index: int, result: Rows) -> None:
        """Reads one row into `result`."""
        if self._found.repeats_header(index, self._words):
            result.ignored += 1
            result.findings += self._remark(index)[1]
            return
        values: dict[str, Any] = {}
        typed: dict[str, str] = {}
        faults: dict[str, list[Finding]] = {}
        for each, column in self._fields:
            values[each.code], told = self._value(each, index, column)
            if each.is_filled:
                faults[each.code] = told
                cell = self._cell(index, column)
                typed |= {} if is_blank(cell) else {each.code: shown(cell)}
        findings = [each for told in faults.values() for each in told]
        has_errors = any(each.severity == "error" for each in findings)
        item, item_faults, is_remark = self._item(index, typed, has_errors)
        if is_remark:
            result.ignored += 1
            result.findings += item_faults
            return
        self._seen.add(item)
        self._has_strangers |= not item
        findings = item_faults + [self._about(each, item) for each in findings]
        is_faulty = any(each.severity == "error" for each in findings)
        if self._names_items and not is_faulty and not any(map(values.get, self._reports)):
            result.findings += [
                self._about(each, item) for code in self._reports for each in faults.get(code, [])
            ]
            result.findings += self._blank_but_typed(index, item, typed) if self._is_complete else []
            return
        if not self._names_items and not typed and not item and not is_faulty:
            return
        result.findings += findings
        typed = self._item_as_typed(index) | typed
        result.rows.append(ConformedRow(self._kind, self._sheet, index + 1, item, values, typed, is_faulty))

    def missing(self, items: Sequence[Item]) -> list[Finding]:
        """The finding on items whose rows are gone; none while some row's id is a riddle: that may be theirs."""
        gone = [each.id for each in items if each.id not in self._seen]
        if not self._is_complete or not gone or self._has_strangers:
            return []
        return [finding("S013", sheet=self._sheet, found=len(gone), allowed=", ".join(gone))]

    def left_behind(self) -> Iterator[Finding]:
        """What is told once of ids that are no longer in the roadmap: those read as others, those passed over."""
        if self._read_as:
            pairs = [f"{old} → {new}" for old, new in self._read_as.items()]
            yield finding("S018", sheet=self._sheet, found=len(pairs), allowed=", ".join(pairs))
        if self._passed_over:
            ids = ", ".join(self._passed_over)
            yield finding("S019", sheet=self._sheet, found=len(self._passed_over), allowed=ids)

    def _cell(self, index: int, column: int) -> Any:
        row = self._found.read.rows[index]
        return row[column] if column < len(row) else ""

    def _value(self, each: Field, index: int, column: int) -> tuple[Any, list[Finding]]:
        where = (index, column)
        unread = self._unread(*where) or self._two_answers(each, where)
        if unread:
            return None, unread
        raw = self._cell(*where)
        is_percent = where in self._found.read.percents
        reading = read_value(
            each.type, each.code, Cell(raw, is_percent, self._found.read.is_1904), self._words
        )
        if isinstance(reading, Unreadable):
            possible = [spoken(each, value, self._programme, self._language) for value in reading.readings]
            allowed = " / ".join(possible) or allowed_values(each, self._programme, self._language)
            code = "C037" if each.is_voluntary else reading.code
            return None, [self._fault(code, where, found=shown(raw), allowed=allowed)]
        if not reading.is_plain:
            read_as = spoken(each, reading.value, self._programme, self._language)
            return reading.value, [self._fault("C013", where, found=shown(raw), allowed=read_as)]
        return reading.value, []

    def _two_answers(self, each: Field, where: tuple[int, int]) -> list[Finding]:
        """The finding on a cell whose header stands over another column too, with something else in this row."""
        first = self._cell(*where)
        for column in self._found.doubles.get(each.code, ()):
            second = self._cell(where[0], column)
            if is_blank(second) and (is_blank(first) or each.role == "prefilled"):
                continue
            if plain(shown(first)) != plain(shown(second)):
                values = [NONE if is_blank(value) else shown(value) for value in (first, second)]
                place = cell_name(where[0], column)
                return [self._fault("C021", where, found=values[0], allowed=values[1], other=place)]
        return []

    def _unread(self, index: int, column: int) -> list[Finding]:
        """The finding on a cell that only looks blank: an error, or a formula whose result was not saved."""
        read, where = self._found.read, (index, column)
        if where in read.errors:
            return [self._fault("C010", where, found=read.errors[where])]
        return [self._fault("C011", where)] if where in read.hollow else []

    def _fault(self, code: str, where: tuple[int, int], **values: str) -> Finding:
        return finding(code, sheet=self._sheet, cell=cell_name(*where), severity=None, **values)

    def _item(
        self, index: int, typed: Mapping[str, str], has_errors: bool
    ) -> tuple[str, list[Finding], bool]:
        """(item id or "", findings, whether the row is a remark of the group's own)."""
        column = self._found.columns.get("item")
        where = (index, column or 0)
        raw = "" if column is None else self._cell(*where)
        unread = [] if column is None else self._unread(*where)
        if unread:
            return "", unread, False
        is_report = has_errors or any(typed.get(code) for code in self._reports)
        if is_blank(raw) and not self._names_items:
            return "", [], False
        found = self._roadmap.find(raw, self._name(index))
        if found.item:
            written = NONE if is_blank(raw) else shown(raw)
            code = "C020" if found.is_by_name else "C013"
            note = self._about(self._fault(code, where, found=written, allowed=found.item), found.item)
            return found.item, [] if found.is_plain else [note], False
        if is_blank(raw) and self._is_discussion and is_report:
            is_about_item = any(typed.get(code) for code in DISCUSSED)
            return "", [self._fault("C022", where)] if is_about_item else [], False
        if is_blank(raw):
            return ("", [self._fault("C007", where)], False) if is_report else self._remark(index)
        former = self._former.get(official_id(shown(raw)))
        if former is not None and (former.is_told or (self._names_items and not is_report)):
            return self._of_former(where, official_id(shown(raw)), former, is_report)
        if self._names_items and not is_report and _is_prose(plain(shown(raw))):
            return "", [self._fault("C015", where, found=shown(raw))], True
        if self._is_discussion:
            return "", [self._fault("C023", where, found=shown(raw))], False
        return "", [self._fault("C006", where, found=shown(raw), allowed=self._group)], False

    def _of_former(
        self, where: tuple[int, int], item: str, former: Former, is_report: bool
    ) -> tuple[str, list[Finding], bool]:
        """As `_item`, of an id that is no longer in the roadmap."""
        if former.heir and self._roadmap.find(former.heir).item:
            self._read_as[item] = former.heir
            return former.heir, [], False
        if self._is_complete and not is_report:
            self._passed_over.append(item)
            return "", [], True
        told = {"found": item, "until": former.until, "allowed": ", ".join(former.successors) or NONE}
        return "", [self._fault("R021", where, **told)], False

    def _name(self, index: int) -> str:
        """The name of the row's item, as far as the sheet shows it."""
        name = "" if self._name_column is None else self._cell(index, self._name_column)
        return name if isinstance(name, str) else ""

    def _remark(self, index: int) -> tuple[str, list[Finding], bool]:
        """A row without an id, told by the first thing that stands in it."""
        row = enumerate(self._found.read.rows[index])
        column, first = next((column, shown(value)) for column, value in row if not is_blank(value))
        return "", [self._fault("C015", (index, column), found=first)], True

    def _item_as_typed(self, index: int) -> dict[str, str]:
        column = self._found.columns.get("item")
        raw = "" if column is None else self._cell(index, column)
        return {} if is_blank(raw) else {"item": shown(raw)}

    def _blank_but_typed(self, index: int, item: str, typed: Mapping[str, str]) -> list[Finding]:
        """A blank row in which a field that starts empty was filled: told, because it goes nowhere."""
        lost = [each for each, _ in self._fields if each.role == "input" and each.code in typed]
        lost = [each for each in lost if each.code not in self._reports]
        if not lost:
            return []
        where = cell_name(index, self._found.columns[lost[0].code])
        names = ", ".join(self._found.header(each.code) for each in lost)
        return [finding("R003", sheet=self._sheet, cell=where, item=item, found=names)]

    @staticmethod
    def _about(each: Finding, item: str) -> Finding:
        return replace(each, item=item)


def _is_prose(written: str) -> bool:
    """True for words in the place of an id, such as those of a subtotal; ids have dots and digits, and no blanks."""
    return " " in written or "." not in written or not any(letter.isdigit() for letter in written)
