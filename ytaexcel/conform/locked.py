"""Holds the rows of items to what was sent: names beside ids, locked cells, the month before, texts in their rows.

Locked cells never count for anything that is stored; what was changed in them is told. Rows of which nobody can
know what they are about are refused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ytaexcel.conform.foreign import row_ranges
from ytaexcel.conform.layout import Found
from ytaexcel.conform.moved import moved_texts
from ytaexcel.conform.naming import Named, Names
from ytaexcel.conform.rows import ConformedRow, Rows
from ytaexcel.conform.spoken import spoken
from ytaexcel.conform.values import Cell, Reading, is_blank, read_value, shown
from ytaexcel.conform.words import Vocabulary
from ytaexcel.findings import Finding, finding
from ytaexcel.imprint import Held, Imprint, digest
from ytaexcel.programme import Field, Programme
from ytaexcel.read import cell_name
from ytaexcel.texts import NONE, Language

_SINGLY = 3
"""Up to so many rows with the same fault are told one by one."""
_SENTENCES = 200
"""A text field that may hold so many characters holds sentences."""
_BEFORE = ("previous_status", "previous_percent")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the sheet that has a known id, whether it says something or is blank."""

    index: int
    """From 0."""
    item: str
    sent: Mapping[str, Held] | None
    """What its cells held when the workbook was sent; None where that is not known."""


def hold_to_sent(
    found: Found,
    read: Rows,
    programme: Programme,
    month: str,
    imprint: Imprint | None,
    words: Vocabulary,
    language: Language,
    *,
    is_decided: bool,
) -> Rows:
    """The rows with what they are to be judged by, and findings C031–C036.

    In the values of a row `previous_status` and `previous_percent` become what was sent, where that is known, and of
    an item that recurs so does `planned_end`: which occurrence counts, whoever made the workbook knew. The sheet of
    own windows has no such fields.
    `is_decided`: the facilitator has recorded whose workbook it is, so that moved texts refuse nothing.
    """
    sheet = _Sheet(found, read, programme, month, imprint, words, language)
    told = [*sheet.misnamed(), *sheet.moved(is_decided=is_decided), *sheet.changed()]
    refused = {number for each in told if each.severity == "error" for number in sheet.refused_by[each.code]}
    rows = [replace(sheet.completed(row), is_faulty=row.is_faulty or row.row in refused) for row in read.rows]
    return Rows(rows, [*read.findings, *told], read.ignored)


class _Sheet:
    """The sheet of items in one workbook, beside what was sent."""

    def __init__(
        self,
        found: Found,
        read: Rows,
        programme: Programme,
        month: str,
        imprint: Imprint | None,
        words: Vocabulary,
        language: Language,
    ) -> None:
        self._found = found
        self._programme = programme
        self._words = words
        self._language = language
        self._roadmap = programme.items_in(month)
        self._items = {item.id: item for item in (*self._roadmap, *programme.own_items)}
        self._fields = [field for field in found.sheet.fields if field.code in found.columns]
        self._reported = {row.row for row in read.rows}
        own = {row.row - 1: row.item for row in read.rows}
        sent = imprint.items if imprint else {}
        self._rows = [
            _Row(index, item, sent.get(item) or sent.get(self._item(index)))
            for index in range(found.header_row + 1, len(found.read.rows))
            if (item := own.get(index) or self._item(index)) in self._items
        ]
        self._by_number = {row.index + 1: row for row in self._rows}
        self.refused_by: dict[str, set[int]] = {}
        """Finding code -> numbers of the rows that it refuses."""

    def completed(self, row: ConformedRow) -> ConformedRow:
        """The row with the month before as it was sent, and which of its prefilled fields have changed."""
        here = self._by_number.get(row.row)
        if here is None:
            return row
        recurs = here.sent is not None and self._items[here.item].timing == "recurring"
        wanted = (*_BEFORE, "planned_end") if recurs else _BEFORE
        held = [field for field in self._found.sheet.fields if field.code in wanted]
        before = {field.code: self._before(here, field) for field in held}
        is_known = here.sent is not None
        prefilled = (field for field in self._fields if field.role == "prefilled")
        changed = frozenset(field.code for field in prefilled if self._has_changed(here, field))
        return replace(row, values={**row.values, **before}, changed=changed if is_known else None)

    def misnamed(self) -> Iterator[Finding]:
        """Names that are not those of the ids beside them."""
        level = list(self._programme.level_names)[-1]
        if level not in self._found.columns:
            return
        column = self._found.columns[level]
        names = Names(self._roadmap)
        wrong: list[tuple[_Row, Named]] = []
        followed = {item.id for item in self._roadmap}
        for row in self._rows:
            written = self._cell(row.index, column)
            if is_blank(written) or row.item not in followed:  # own items have no names in the roadmap
                continue
            named = names.judged(row.item, shown(written), str((row.sent or {}).get(level, "")))
            if named.verdict == "anothers":
                wrong.append((row, named))
            elif named.verdict == "changed":
                values = {"found": shown(written), "allowed": self._items[row.item].name, "id": row.item}
                yield self._told("C033", row, column, **values)
        code = "C031" if len(wrong) <= _SINGLY else "C032"
        numbers = {row.index + 1 for row, _ in wrong}
        self.refused_by[code] = numbers
        severity = None if numbers & self._reported else "warning"
        told = [
            self._told(
                code, row, column, severity, found=row.item, allowed=f"{named.other} ({self._name(named)})"
            )
            for row, named in wrong
        ]
        if code == "C031":
            yield from told
        else:
            row, named = wrong[0]
            example = f"{row.item}: {self._name(named)} ({named.other})"
            counted = {"found": row_ranges(numbers), "count": len(numbers), "allowed": example}
            yield replace(self._told(code, row, column, severity, **counted), item="")

    def moved(self, *, is_decided: bool) -> Iterator[Finding]:
        """Texts that have changed places: the answers may all be in wrong rows.

        Rows whose names are not those of their ids have been told of already.
        """
        texts = [field for field in self._fields if field.role == "prefilled" and _is_long(field)]
        misnamed = self.refused_by.get("C031", set()) | self.refused_by.get("C032", set())
        known = [row for row in self._rows if row.sent is not None and row.index + 1 not in misnamed]
        sent = {row.item: tuple(str((row.sent or {}).get(each.code, "")) for each in texts) for row in known}
        now = {row.item: tuple(self._digest(row, each) for each in texts) for row in known}
        moved = moved_texts(sent, now)
        if not moved:
            return
        rows = [row for row in known if row.item in moved]
        self.refused_by["C035"] = self._reported
        example = f"{rows[0].item}: {moved[rows[0].item]}"
        column = self._found.columns[texts[0].code]
        severity = "warning" if is_decided else None
        counted = {"found": row_ranges(row.index + 1 for row in rows), "count": len(rows), "allowed": example}
        yield replace(self._told("C035", rows[0], column, severity, **counted), item="")

    def changed(self) -> Iterator[Finding]:
        """Locked cells that do not hold what was sent; the name has been told of already."""
        level = list(self._programme.level_names)[-1]
        for field in self._fields:
            if field.role != "locked" or field.type == "item":
                continue
            rows = [row for row in self._rows if self._has_changed(row, field)]
            column = self._found.columns[field.code]
            header = self._found.header(field.code)
            if field.code == level:
                rows = [row for row in rows if is_blank(self._cell(row.index, column))]
            values = [(self._shown(row.index, column), self._spoken(row, field)) for row in rows]
            if len(rows) <= _SINGLY:
                for row, (is_now, was) in zip(rows, values, strict=True):
                    yield self._told("C034", row, column, header=header, found=is_now, allowed=was)
            else:
                example = f"{rows[0].item}: {values[0][0]} ({values[0][1]})"
                counted = {"found": row_ranges(row.index + 1 for row in rows), "count": len(rows)}
                told = self._told("C036", rows[0], column, header=header, allowed=example, **counted)
                yield replace(told, item="")

    def _has_changed(self, row: _Row, field: Field) -> bool:
        """True where it is known what the cell held, and it holds something else."""
        if row.sent is None:
            return False
        sent = row.sent.get(field.code, "")
        where = (row.index, self._found.columns[field.code])
        raw = self._cell(*where)
        if raw == "" and sent == "":
            return where in self._found.read.errors or where in self._found.read.hollow
        if field.type == "text":
            was = sent if field.role == "prefilled" else digest(str(sent)) if sent else ""
            return raw != sent and self._digest(row, field) != was
        if isinstance(raw, date) and raw.isoformat() == sent:
            return False
        return bool(self._value(row, field) != self._sent_value(row, field))

    def _before(self, row: _Row, field: Field) -> Any:
        """What the month before was: as sent, else as the cell says."""
        if row.sent is not None:
            value = self._sent_value(row, field)
        else:
            value = self._value(row, field) if field.code in self._found.columns else None
        return None if value is _UNREAD else value

    def _value(self, row: _Row, field: Field) -> Any:
        where = (row.index, self._found.columns[field.code])
        if where in self._found.read.errors or where in self._found.read.hollow:
            return _UNREAD
        return self._read(field, self._cell(*where), is_percent=where in self._found.read.percents)

    def _sent_value(self, row: _Row, field: Field) -> Any:
        return self._read(field, (row.sent or {}).get(field.code, ""), is_percent=field.type == "percent")

    def _read(self, field: Field, raw: Any, *, is_percent: bool) -> Any:
        reading = read_value(field.type, field.code, Cell(raw, is_percent), self._words)
        return reading.value if isinstance(reading, Reading) else _UNREAD

    def _digest(self, row: _Row, field: Field) -> str:
        raw = self._cell(row.index, self._found.columns[field.code])
        return "" if is_blank(raw) else digest(shown(raw))

    def _item(self, index: int) -> str:
        column = self._found.columns["item"]
        reading = read_value("item", "item", Cell(self._cell(index, column)), self._words)
        return str(reading.value) if isinstance(reading, Reading) else ""

    def _cell(self, index: int, column: int) -> Any:
        row = self._found.read.rows[index]
        return row[column] if column < len(row) else ""

    def _shown(self, index: int, column: int) -> str:
        raw = self._found.read.errors.get((index, column), self._cell(index, column))
        if (index, column) in self._found.read.percents and isinstance(raw, int | float):
            return f"{shown(raw * 100)} %"
        return NONE if is_blank(raw) else shown(raw)

    def _spoken(self, row: _Row, field: Field) -> str:
        value = self._sent_value(row, field)
        return NONE if value is None else spoken(field, value, self._programme, self._language)

    def _name(self, named: Named) -> str:
        return self._items[named.other].name

    def _told(self, code: str, row: _Row, column: int, severity: Any = None, **values: object) -> Finding:
        where = cell_name(row.index, column)
        sheet = self._found.read.name
        return finding(code, sheet=sheet, cell=where, item=row.item, severity=severity, **values)


def _is_long(field: Field) -> bool:
    """True for a text of sentences. Names and titles change places for good reasons."""
    return field.type == "text" and (field.most is None or field.most >= _SENTENCES)  # type: ignore[operator]


_UNREAD = object()
"""Stands for a cell that cannot be read: never equal to what was sent."""
