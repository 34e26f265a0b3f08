"""From which month's template a sheet is, where that is not the month that the workbook stands for."""

from collections.abc import Iterator

from ytaexcel.conform.layout import Found
from ytaexcel.conform.values import shown
from ytaexcel.conform.words import alike, plain
from ytaexcel.months import shifted
from ytaexcel.programme import Programme
from ytaexcel.programme.records import every_name
from ytaexcel.programme.succession import version


def other_month(found: Found, programme: Programme, group: str, month: str) -> str | None:
    """The month of the template that the sheet is from; None when nothing speaks against `month`.

    Seen from headers that were in force then and are not now, and from items that were followed then and are not
    now; where these tell of several months, the first. Items that others have taken the place of do not speak: the
    template may have been sent before the roadmap changed.
    """
    return min((*_by_headers(found, month), *_by_items(found, programme, group, month)), default=None)


def _by_headers(found: Found, month: str) -> Iterator[str]:
    headers = found.read.rows[found.header_row]
    for code, column in found.columns.items():
        written = alike(shown(headers[column]))
        versions = found.sheet.field(code).headers
        held = [number for number, each in enumerate(versions) if each.since <= month]
        own = [
            number
            for number, each in enumerate(versions)
            if written in {alike(name) for name in every_name(each.names)}
        ]
        current = max(held, default=0)
        if own and current not in own:
            number = own[-1]
            yield shifted(versions[number + 1].since, -1) if number < current else versions[number].since


def _by_items(found: Found, programme: Programme, group: str, month: str) -> Iterator[str]:
    column = found.columns.get("item")
    if column is None or found.sheet.kind != "items":
        return
    silent = {item.id for item in programme.items_in(month, group)}
    silent |= {each.item for each in programme.successors if each.since <= month}
    own = dict.fromkeys(item.id for item in programme.items if item.group == group)
    others = {code: version(programme, code, month) for code in own if code not in silent}
    for row in found.read.rows[found.header_row + 1 :]:
        written = row[column] if column < len(row) else ""
        item = others.get(plain(written)) if isinstance(written, str) else None
        if item is not None:
            yield item.valid_to if item.valid_to and item.valid_to < month else item.valid_from
