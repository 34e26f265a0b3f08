"""The rows of the sheet of decisions: each about an item and a body of its chain, with the states known before.

Only understanding happens here; what cannot hold between state, day and chain is judged in `validate`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from ytaexcel.conform.former import Former
from ytaexcel.conform.identity import Identity
from ytaexcel.conform.layout import Found
from ytaexcel.conform.rows import ConformedRow, Rows, conform_rows
from ytaexcel.conform.values import Cell, Reading, is_blank, official_id, read_value, shown
from ytaexcel.conform.words import Vocabulary, alike, plain
from ytaexcel.findings import Finding, finding
from ytaexcel.imprint import DECISION, Held, Imprint, digest
from ytaexcel.months import last_day
from ytaexcel.programme import Programme
from ytaexcel.programme.bodies import Body, bodies_named
from ytaexcel.programme.chain import chain
from ytaexcel.read import cell_name
from ytaexcel.texts import NONE, Language, day

_KEPT = ("decided_on", "reference", "version", "next_review")
"""The fields that are sent with what was last known."""
_TOLD_HERE = ("S013", "R003")
"""Of items' rows: rows that are gone and values that go nowhere, which are told of items and bodies here."""


def conform_decisions(
    found: Found,
    identity: Identity,
    programme: Programme,
    words: Vocabulary,
    language: Language,
    imprint: Imprint | None,
    former: Mapping[str, Former],
) -> Rows:
    """The rows with a state.

    Beside the fields their values have `body` (code; None where it is not known), `previous` (code of the state last
    known) and `before` (body -> that, for each body of the item's chain). Findings C049, C050, C054, R038 and S031,
    and those of single cells.
    """
    items = programme.items_in(identity.month, identity.group)
    read = conform_rows(found, items, identity.group, programme, words, language, former)
    sheet = _Sheet(found, identity, programme, words, language, imprint, former)
    rows: list[ConformedRow] = []
    told = [each for each in read.findings if each.code not in _TOLD_HERE]
    for row in read.rows:
        decided, findings = sheet.decided(row)
        rows.append(decided)
        told += findings
    told += [*sheet.lost(rows), *sheet.overdue(), *sheet.missing(rows)]
    return Rows(rows, told, read.ignored)


class _Sheet:
    """The sheet of decisions in one workbook."""

    def __init__(
        self,
        found: Found,
        identity: Identity,
        programme: Programme,
        words: Vocabulary,
        language: Language,
        imprint: Imprint | None,
        former: Mapping[str, Former],
    ) -> None:
        self._found = found
        self._month = identity.month
        self._programme = programme
        self._words = words
        self._language = language
        self._sent = imprint.items if imprint else None
        self._heirs = {old: each.heir for old, each in former.items() if each.heir}
        self._sent_as = {new: old for old, new in self._heirs.items()}
        self._chains = {
            item.id: {
                step.body.code: step.body
                for step in chain(programme, item, identity.month, identity.organisation)
            }
            for item in programme.items_in(identity.month, identity.group)
        }

    def decided(self, row: ConformedRow) -> tuple[ConformedRow, list[Finding]]:
        """The row with its body and what was known before, and what of that cannot be told."""
        possible = self._chains.get(row.item, {})
        body, findings = self._body(row, possible)
        before = {code: self._previous(row.item, code) for code in possible}
        values = {**row.values, "body": body and body.code, "before": before}
        values["previous"] = before.get(body.code) if body else None
        is_faulty = row.is_faulty or any(each.severity == "error" for each in findings)
        return replace(row, values=values, is_faulty=is_faulty), findings

    def lost(self, rows: Sequence[ConformedRow]) -> Iterator[Finding]:
        """The findings on rows without a state in which something else is new: it goes nowhere."""
        told = {row.row for row in rows}
        kept = [code for code in _KEPT if self._sent is not None and code in self._found.columns]
        for (item, body), index in self._places.items():
            if index + 1 in told:
                continue
            sent = self._held(item, body)
            new = [code for code in kept if self._is_new(index, code, sent)]
            new += [] if is_blank(self._cell(index, "remark")) else ["remark"]
            if new:
                headers = self._found.read.rows[self._found.header_row]
                names = ", ".join(plain(shown(headers[self._found.columns[code]])) for code in new)
                yield self._told("C054", index, new[0], item, found=names)

    def overdue(self) -> Iterator[Finding]:
        """The findings on reviews whose day has passed by the end of the month, also in rows without a state."""
        for (item, _), index in self._places.items():
            review = self._day(self._cell(index, "next_review"))
            if review is not None and review <= last_day(self._month):
                end = day(last_day(self._month))
                yield self._told("R038", index, "next_review", item, found=day(review), allowed=end)

    def missing(self, rows: Sequence[ConformedRow]) -> Iterator[Finding]:
        """The finding on rows that are gone; none while a row's item or body is a riddle: that may be theirs."""
        have = {(row.item, row.values["body"]) for row in rows} | self._places.keys()
        gone = [
            f"{item} {body.names[self._language]}"
            for item, bodies in self._chains.items()
            for code, body in bodies.items()
            if (item, code) not in have
        ]
        is_riddle = any(not row.item or row.values["body"] is None for row in rows)
        if gone and not is_riddle and "body" in self._found.columns:
            yield finding("S031", sheet=self._found.read.name, found=len(gone), allowed=", ".join(gone))

    def _body(self, row: ConformedRow, possible: Mapping[str, Body]) -> tuple[Body | None, list[Finding]]:
        """The body that a row is about; None where the item is not known either."""
        if not row.item:
            return None, []
        raw = self._cell(row.row - 1, "body")
        written = NONE if is_blank(raw) else shown(raw)
        named = bodies_named(self._programme.bodies, [plain(written)])
        allowed = ", ".join(body.names[self._language] for body in possible.values()) or NONE
        if named and named[0].code in possible:
            return named[0], []
        if is_blank(raw) and len(possible) == 1:
            (body,) = possible.values()
            return body, [self._told("C013", row.row - 1, "body", row.item, found=written, allowed=allowed)]
        code = "C050" if named else "C049"
        return None, [self._told(code, row.row - 1, "body", row.item, found=written, allowed=allowed)]

    def _previous(self, item: str, body: str) -> str | None:
        """The state last known: as sent, else as the cell says; None where there is none."""
        if self._sent is not None:
            held = self._held(item, body).get("previous_state")
            return str(held) if held else None
        index = self._places.get((item, body))
        raw = "" if index is None else self._cell(index, "previous_state")
        return self._words.choices["state"].get(alike(raw)) if isinstance(raw, str) else None

    def _held(self, item: str, body: str) -> Mapping[str, Held]:
        """What a row held when it was sent, also when that was under an id in whose place the item stands now."""
        rows = self._sent or {}
        sent = rows.get(f"{DECISION}{item}/{body}")
        return sent or rows.get(f"{DECISION}{self._sent_as.get(item, item)}/{body}", {})

    @cached_property
    def _places(self) -> dict[tuple[str, str], int]:
        """(item, body) -> index of the first row that is plainly about them."""
        places: dict[tuple[str, str], int] = {}
        for index in range(self._found.header_row + 1, len(self._found.read.rows)):
            item = official_id(shown(self._cell(index, "item")))
            item = self._heirs.get(item, item)
            written = self._cell(index, "body")
            for body in bodies_named(self._programme.bodies, [plain(shown(written))]):
                if body.code in self._chains.get(item, {}):
                    places.setdefault((item, body.code), index)
        return places

    def _is_new(self, index: int, code: str, sent: Mapping[str, Held]) -> bool:
        """True where a cell no longer holds what it was sent with."""
        raw, held = self._cell(index, code), sent.get(code)
        if is_blank(raw):
            return bool(held)
        if self._found.sheet.field(code).type == "text":
            return digest(shown(raw)) != held
        is_day = self._day(raw)
        return is_day is None or is_day.isoformat() != held

    def _day(self, raw: Any) -> date | None:
        reading = read_value("date", "", Cell(raw, is_1904=self._found.read.is_1904), self._words)
        return reading.value if isinstance(reading, Reading) else None

    def _cell(self, index: int, code: str) -> Any:
        """What a cell holds; nothing where its column is not there, or its value cannot be read."""
        column = self._found.columns.get(code)
        row = self._found.read.rows[index]
        if column is None or (index, column) in self._found.read.errors:
            return ""
        return row[column] if column < len(row) else ""

    def _told(self, code: str, index: int, field: str, item: str, **values: str) -> Finding:
        where = cell_name(index, self._found.columns.get(field, self._found.columns["item"]))
        return finding(code, sheet=self._found.read.name, cell=where, item=item, severity=None, **values)
