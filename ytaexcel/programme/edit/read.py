"""Judges every cell of a roadmap that comes back: what does not fit is told, nothing is guessed."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time

from ytaexcel.programme.edit.columns import (
    DECIDED,
    FIRST_DAY,
    LAST_DAY,
    LONGEST_SOURCE,
    Column,
    Row,
    columns,
    decisions,
    means_the_same,
    shown,
)
from ytaexcel.programme.edit.find import Found, plain
from ytaexcel.programme.records import UNDETERMINED, Programme
from ytaexcel.texts import LANGUAGES, day, text

Key = tuple[str, str]
"""Id and valid_from: what tells the rows of roadmap.csv apart."""


class _Misfit(Exception):
    """A cell that does not fit; `key` is the problem's text."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class Reading:
    """The rows of the sheet as rows of roadmap.csv; what does not fit is added to `problems`."""

    def __init__(
        self, programme: Programme, found: Found, current: Mapping[Key, Row], since: str | None = None
    ) -> None:
        self.problems: list[str] = []
        self._since = since
        self._programme, self._found, self._current = programme, found, current
        self._columns = columns(programme)
        self._decisions = {
            plain(word): code
            for language in LANGUAGES
            for code, word in decisions(programme, language).items()
        }

    def rows(self) -> dict[Key, Row]:
        """By id and month, the columns that are decided. Incomplete where there are problems."""
        seen: dict[Key, int] = {}
        decided: dict[Key, Row] = {}
        for number in range(self._found.header + 1, self._found.values.max_row + 1):
            key = (self._shown("id", number), self._shown("valid_from", number))
            if not any(key) and not any(self._shown(code, number) for code in DECIDED):
                continue
            if key not in self._current:
                self._add("unknown_id", self._place("id", number), found=key[0], valid_from=key[1])
            elif key in seen:
                self._add("doubled_id", self._place("id", number), found=key[0], row=seen[key])
            else:
                decided[key] = self._row(number, self._current[key])
            seen.setdefault(key, number)
        for item, valid_from in self._current:
            if (item, valid_from) not in seen:
                self._add("missing_id", sheet=self._found.values.title, found=item, valid_from=valid_from)
        return decided

    def _row(self, number: int, current: Row) -> Row:
        row = {}
        faulty = set()
        for column in self._columns:
            try:
                row[column.code] = self._cell(column, number, current)
            except _Misfit as misfit:
                faulty.add(column.code)
                allowed = column.allowed(self._programme, self._found.language, current)
                self._add(misfit.key, self._place(column.code, number), allowed=allowed, **misfit.values)
        if not faulty & set(DECIDED):
            self._judge(number, row)
            self._judge_month(number, row, current)
        return row

    def _cell(self, column: Column, number: int, current: Row) -> str:
        """What the cell says, as roadmap.csv writes it."""
        cell = self._found.values.cell(number, self._found.places[column.code])
        value = cell.value
        if cell.data_type == "e":
            raise _Misfit("error", found=value)
        if value is None and self._found.typed.cell(number, self._found.places[column.code]).data_type == "f":
            raise _Misfit("formula")
        if isinstance(value, str):
            value = value.strip()
        if column.kind == "locked":
            if plain(value) != plain(shown(self._programme, column.code, current)):
                raise _Misfit("not_allowed", found=_quoted(value))
            return current.get(column.code, "")
        if column.kind == "decision":
            return self._decision(value)
        if value in (None, ""):
            return ""
        if column.kind == "date":
            return _day(value).isoformat()
        if not isinstance(value, str) or len(value) > LONGEST_SOURCE:
            raise _Misfit("not_allowed", found=_quoted(value))
        return value

    def _decision(self, value: object) -> str:
        if value in (None, ""):
            raise _Misfit("blank")
        code = self._decisions.get(plain(value)) if isinstance(value, str) else None
        if code is None:
            raise _Misfit("not_allowed", found=_quoted(value))
        return code

    def _judge(self, number: int, row: dict[str, str]) -> None:
        """What cannot hold between the cells of a row."""
        start, end = row["planned_start"], row["planned_end"]
        if start and end and end < start:
            shown_days = {"start": day(date.fromisoformat(start)), "end": day(date.fromisoformat(end))}
            self._add("order", self._place("planned_end", number), **shown_days)
        for source, vouched in _vouched(row):
            if vouched and not row[source]:
                names = ", ".join(self._header(code) for code in vouched)
                self._add("unsourced", self._place(source, number), decided=names)
            row[source] = row[source] or UNDETERMINED

    def _judge_month(self, number: int, row: Row, current: Row) -> None:
        """A row that ended before the month from which the decisions hold cannot be decided otherwise."""
        until = current["valid_to"]
        has_ended = self._since is not None and bool(until) and until < self._since
        if has_ended and not all(means_the_same(current[code], row[code]) for code in DECIDED):
            self._add("ended", self._place("valid_from", number), until=until, month=self._since)

    def _header(self, code: str) -> str:
        return next(column.headers[self._found.language] for column in self._columns if column.code == code)

    def _shown(self, code: str, number: int) -> str:
        value = self._found.values.cell(number, self._found.places[code]).value
        return "" if value is None else str(value).strip()

    def _place(self, code: str, number: int) -> str:
        """`Tiekartta!F12 (HTT.A.1.7)`."""
        cell = self._found.values.cell(number, self._found.places[code])
        return f"{self._found.values.title}!{cell.coordinate} ({self._shown('id', number) or '–'})"

    def _add(self, key: str, place: str = "", **values: object) -> None:
        self.problems.append(text(f"edit.problem.{key}", self._found.language, place=place, **values))


def _vouched(row: Row) -> Iterator[tuple[str, list[str]]]:
    """Each source, and what is decided that it must vouch for."""
    yield "critical_source", [code for code in ("critical", "start_first") if row[code] != UNDETERMINED]
    yield "window_source", [code for code in ("planned_start", "planned_end") if row[code]]


def _day(value: object) -> date:
    """The day that a cell says: a date without a time, or a text like 28.2.2022."""
    found = value
    if isinstance(value, datetime) and value.time() == time():
        found = value.date()
    elif isinstance(value, str) and (parts := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", value)):
        with suppress(ValueError):
            found = date(int(parts[3]), int(parts[2]), int(parts[1]))
    if not isinstance(found, date) or isinstance(found, datetime) or not FIRST_DAY <= found <= LAST_DAY:
        raise _Misfit("not_allowed", found=_quoted(value))
    return found


def _quoted(value: object) -> str:
    """The value as the facilitator sees it."""
    if isinstance(value, datetime):
        return day(value) if value.time() == time() else f"{day(value)} {value:%H:%M}"
    return str("" if value is None else value)
