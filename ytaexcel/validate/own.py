"""Judges the rows of own windows and items: a reason or a name, a window that ends after it begins, something set.

These rules are the dataset's own constraints, so no programme can grade them down.
"""

from collections.abc import Iterator, Sequence

from ytaexcel.conform import Conformed, ConformedRow
from ytaexcel.conform.own import SET
from ytaexcel.findings import Finding
from ytaexcel.programme import Item, Programme
from ytaexcel.texts import day
from ytaexcel.validate.telling import Position, Teller


def judge_own_windows(
    books: Sequence[Conformed], positions: Sequence[Position], programme: Programme, teller: Teller
) -> Iterator[tuple[Position, Finding]]:
    """Findings R024, R025, R026 and R028 on the rows that could be read; withdrawals need nothing."""
    months = {books[number].identity.month for number, _ in positions}
    items = {month: {item.id: item for item in programme.items_in(month)} for month in months}
    for number, index in positions:
        book = books[number]
        row = book.rows[index]
        if row.is_faulty or row.values.get("withdrawn"):
            continue
        item = items[book.identity.month][row.item]
        for field, code, values in _faults(row, item, programme, teller, (number, index)):
            yield (number, index), teller.own((number, index), code, field, values)


def judge_own_items(
    books: Sequence[Conformed], positions: Sequence[Position], programme: Programme, teller: Teller
) -> Iterator[tuple[Position, Finding]]:
    """Findings R029, R025 and R041 on the rows that could be read; dropping an item needs nothing."""
    for position in positions:
        book = books[position[0]]
        row = book.rows[position[1]]
        values = row.values
        if row.is_faulty or values.get("dropped"):
            continue
        if values.get("name") is None:
            yield position, teller.own(position, "R029", "name", {"found": row.item})
        alike = ", ".join(_named_alike(row, book, programme))
        if alike:
            yield position, teller.own(position, "R041", "name", {"found": values["name"], "allowed": alike})
        start, end = values.get("own_start"), values.get("own_end") or programme.hard_deadline
        if start is not None and end < start:
            told = {"found": day(start), "allowed": day(end)}
            yield position, teller.own(position, "R025", "own_start", told)


def _named_alike(row: ConformedRow, book: Conformed, programme: Programme) -> Iterator[str]:
    """The ids, as the workbook has them, of its other own items of the same name."""
    places = {item.id: item.own_id for item in programme.own_items}
    name = _plain(row.values.get("name"))
    for item, other in book.own_names.items():
        if name and item != row.item and _plain(other) == name:
            yield places[item]


def _plain(name: str | None) -> str:
    return " ".join((name or "").split()).casefold()


def _faults(
    row: ConformedRow, item: Item, programme: Programme, teller: Teller, position: Position
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(field, code, what the message names) of each fault."""
    values = row.values
    given = [code for code in SET if values.get(code) is not None]
    if not given:
        yield SET[0], "R026", {"found": "", "allowed": teller.header(position, "withdrawn")}
        return
    if values.get("reason") is None:
        said = ", ".join(teller.spoken(position, code) for code in given)
        yield "reason", "R024", {"found": said, "allowed": teller.header(position, "reason")}
    start = values.get("own_start") or item.planned_start
    end = values.get("own_end") or programme.end_of(item)
    is_own = values.get("own_start") or values.get("own_end")
    if is_own and start is not None and end is not None and end < start:
        field = "own_start" if values.get("own_start") else "own_end"
        yield field, "R025", {"found": day(start), "allowed": day(end)}
    if values.get("own_critical") == "no" and item.is_followed:
        found = teller.spoken(position, "own_critical")
        yield "own_critical", "R028", {"found": found, "allowed": teller.sheet_name(position, "items")}
