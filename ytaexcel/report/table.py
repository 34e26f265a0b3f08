"""Tables of a report: native Excel tables of values, and the list sheets that consist of one.

A list sheet declares its columns once: header, width, what stands in a row, and how it looks.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.report.edition import HEADER_ROW, Edition, add_headed_sheet, done, put
from ytaexcel.report.words import Row
from ytaexcel.style.measure import lines, row_height, text_width
from ytaexcel.style.written import cell_text
from ytaexcel.texts import number

Value = str | int | float | date | None
FORMULA_STARTS = ("=", "+", "-", "@")
NUMBER = '[>=1000000]0"\u00a0"000"\u00a0"000;[>=1000]0"\u00a0"000;0'
MONTH = r"m\/yyyy"
"""The stroke is escaped: bare, Excel would write the date separator of its own language."""
GROUP_WIDTH, AROUND = 92, 14
"""Pixels of a column of groups at least, and of the air around their names."""
DOTTED = 4
RULED: Mapping[str, Any] = {"bottom": DOTTED, "bottom_color": style.RULE, "valign": "vcenter"}
TEXT: Mapping[str, Any] = {**RULED}
BOLD: Mapping[str, Any] = {**RULED, "bold": True}
WRAP: Mapping[str, Any] = {**RULED, "text_wrap": True, "align": "left", "indent": 1}
"""Indented, so that it keeps clear of a neighbour that fills its column to the edge."""
NAMED: Mapping[str, Any] = {**RULED, "text_wrap": True}
"""For names from the definitions: most fit on one line, and a long one is not cut off."""
INDENTED: Mapping[str, Any] = {**RULED, "indent": 1}
"""For a text beside a number that ends at its right edge."""
CENTRED: Mapping[str, Any] = {**RULED, "align": "center"}
COUNT: Mapping[str, Any] = {**RULED, "align": "right", "num_format": NUMBER}
SHARE: Mapping[str, Any] = {**RULED, "align": "right", "num_format": style.PERCENT}
DAY: Mapping[str, Any] = {**RULED, "align": "right", "num_format": style.DATE}
MONTHLY: Mapping[str, Any] = {**RULED, "align": "right", "num_format": MONTH}
HEADER: Mapping[str, Any] = {
    "bold": True,
    "font_size": 10,
    "text_wrap": True,
    "bottom": 1,
    "bottom_color": style.INK,
}
INDENT = 9
"""Pixels of one step of indent."""
FILTER_BUTTON = 13.0
"""Points kept free under the header text: the buttons of the filter stand there."""


@dataclass(frozen=True, slots=True)
class Look:
    """A cell format, and the same for text that would become a formula if somebody typed it anew."""

    plain: Format
    quoted: Format

    def of(self, value: Value) -> Format:
        return self.quoted if isinstance(value, str) and value.startswith(FORMULA_STARTS) else self.plain


def look(edition: Edition, properties: Mapping[str, Any]) -> Look:
    return Look(edition.formats(**properties), edition.formats(**properties, quote_prefix=True))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list sheet; `key` names its header, `report.column.<key>`."""

    key: str
    width: int
    """Pixels."""
    value: Callable[[Row], Value]
    properties: Mapping[str, Any]
    is_printed: bool = True
    has_bar: bool = False
    header: str = ""
    """Where the header is a name of the programme's own and not a text of the catalogue."""
    constant_for: Literal["organisation", "group", ""] = ""
    """Whose picture it says the same of in each row, and is left out of."""
    besides: Callable[[Row], Mapping[str, Any]] | None = None
    """What the cell of a row looks like besides; None: all rows are alike."""

    def is_told(self, edition: Edition) -> bool:
        """False where the whole sheet is of one organisation, or group, and its title says which."""
        picture = edition.picture
        whose = {"organisation": picture.organisation, "group": picture.group, "": None}
        return whose[self.constant_for] is None

    @property
    def is_wrapped(self) -> bool:
        return "text_wrap" in self.properties

    @property
    def alignment(self) -> Mapping[str, Any]:
        """How the header stands: as the values under it."""
        return {name: self.properties[name] for name in ("align", "indent") if name in self.properties}

    @property
    def room(self) -> int:
        """Pixels that a text may take, without the indent."""
        return self.width - INDENT * int(self.properties.get("indent", 0))


def group_width(edition: Edition) -> int:
    """Pixels in which the longest short name of a group keeps clear of the next column."""
    names = [each.short[edition.language] for each in edition.picture.programme.groups]
    return max([GROUP_WIDTH, *(int(text_width(name)) + AROUND for name in names)])


def header_of(edition: Edition, key: str) -> str:
    """The header of a column; the items' own header is the name of their level in the roadmap."""
    return edition.say(f"column.{key}", item=edition.item_word, most=edition.picture.programme.gravity.most)


def put_value(sheet: Worksheet, row: int, column: int, value: Value, look_: Look) -> None:
    """A value in a cell, by its type; text always as text."""
    format_ = look_.of(value)
    if value is None or value == "":
        done(sheet.write_blank(row, column, None, format_))
    elif isinstance(value, str):
        done(sheet.write_string(row, column, cell_text(value), format_))
    elif isinstance(value, date):
        done(sheet.write_datetime(row, column, value, format_))
    else:
        done(sheet.write_number(row, column, value, format_))


def add_table(
    edition: Edition,
    sheet: Worksheet,
    top: int,
    left: int,
    row_count: int,
    headers: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    name: str,
    has_filter: bool = False,
) -> None:
    """A native table over `row_count` rows under its header; the cells below it are written by the caller."""
    names = _distinct([header for header, _ in headers])
    columns = [
        {"header": header, "header_format": edition.formats(**{**HEADER, **properties})}
        for header, (_, properties) in zip(names, headers, strict=True)
    ]
    options = {
        "name": name,
        "columns": columns,
        "style": None,
        "autofilter": has_filter,
        "banded_rows": False,
    }
    done(sheet.add_table(top, left, top + row_count, left + len(columns) - 1, options))


def _distinct(headers: Sequence[str]) -> list[str]:
    """The headers, numbered where one repeats another: a table of Excel cannot have the same header twice.

    Names of groups and of the level of the items come from the programme's definitions and may be alike.
    """
    seen: Counter[str] = Counter()
    distinct = []
    for header in headers:
        seen[header.lower()] += 1
        count = seen[header.lower()]
        distinct.append(header if count == 1 else f"{header} ({count})")
    return distinct


def add_list_sheet(
    edition: Edition,
    code: str,
    *,
    sentence: str,
    if_empty: str,
    columns: Iterable[Column],
    rows: Sequence[Row],
    frozen: int,
    most_printed: int | None = None,
    is_landscape: bool = True,
) -> None:
    """A sheet with one table from row 5 on; or with the sentence `if_empty`, and no table.

    Args:
        frozen: so many of the columns stay in sight when the sheet is moved sideways.
        most_printed: so many rows, the first, go on paper; that there are more on the sheet is then said.
    """
    printed_rows = min(len(rows), most_printed or len(rows))
    if printed_rows < len(rows):
        sentence += " " + edition.say("printed", count=number(printed_rows))
    sheet = add_headed_sheet(edition, code, sentence if rows else "", is_landscape=is_landscape)
    if not rows:
        put(sheet, HEADER_ROW, 0, if_empty, edition.formats(bold=True))
        return
    every = list(columns)
    shown = [column for column in every if column.is_told(edition)]
    frozen -= len(every[:frozen]) - sum(column in shown for column in every[:frozen])
    for place, column in enumerate(shown):
        sheet.set_column_pixels(place, place, column.width)
    _write_header(edition, sheet, code, shown, len(rows))
    _write_rows(edition, sheet, shown, rows)
    _add_bars(sheet, shown, len(rows))
    sheet.freeze_panes(HEADER_ROW + 1, frozen)
    sheet.repeat_rows(HEADER_ROW)
    printed = [place for place, column in enumerate(shown) if column.is_printed]
    sheet.print_area(0, 0, HEADER_ROW + printed_rows, printed[-1])


def _write_header(
    edition: Edition, sheet: Worksheet, code: str, columns: list[Column], row_count: int
) -> None:
    headers = [(column.header or header_of(edition, column.key), column) for column in columns]
    height = max(lines(header, column.room, size=10, is_bold=True) for header, column in headers)
    sheet.set_row(HEADER_ROW, row_height(height, size=10, space=2) + FILTER_BUTTON)
    aligned = [(header, column.alignment) for header, column in headers]
    add_table(edition, sheet, HEADER_ROW, 0, row_count, aligned, name=code, has_filter=True)


def _write_rows(edition: Edition, sheet: Worksheet, columns: list[Column], rows: Sequence[Row]) -> None:
    looks = [look(edition, column.properties) for column in columns]
    for place, row in enumerate(rows, start=HEADER_ROW + 1):
        height = 1
        for across, column in enumerate(columns):
            value = column.value(row)
            look_ = looks[across]
            if column.besides is not None and (more := column.besides(row)):
                look_ = look(edition, {**column.properties, **more})
            put_value(sheet, place, across, value, look_)
            if column.is_wrapped and isinstance(value, str):
                height = max(height, lines(value, column.room))
        sheet.set_row(place, row_height(height))


def _add_bars(sheet: Worksheet, columns: list[Column], row_count: int) -> None:
    for place, column in enumerate(columns):
        if column.has_bar:
            add_bar(sheet, HEADER_ROW + 1, HEADER_ROW + row_count, place)


def add_bar(sheet: Worksheet, first_row: int, last_row: int, column: int) -> None:
    """Data bars from zero behind the numbers of a column."""
    bar = {
        "type": "data_bar",
        "bar_color": style.BAR,
        "bar_solid": True,
        "bar_border_color": style.BAR,
        "min_type": "num",
        "min_value": 0,
        "data_bar_2010": True,
    }
    done(sheet.conditional_format(first_row, column, last_row, column, bar))
