"""Where the blocks of page one stand: its columns, their widths, and the small tables that share them.

The left half has a column for each group, or organisation, of the heat map (at least nine in all), then a gutter,
then the right half.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.report.edition import HEAD, Edition, done, put
from ytaexcel.report.table import HEADER, RULED, Value, add_table, look, put_value
from ytaexcel.style.measure import text_width, wrapped

NAME_WIDTH, GROUP_WIDTH, NARROW_GROUP_WIDTH = 148, 76, 64
ALL_WIDTH, CHANGE_WIDTH, BEHIND_WIDTH = 72, 70, 68
FILLER_WIDTH = 70
GUTTER_WIDTH = 16
NUMBER_WIDTH, RIGHT_GROUP_WIDTH, STATE_WIDTH, DAYS_WIDTH, GRAVITY_WIDTH = 56, 88, 154, 66, 68
TEXT_WIDTH = 292
LEAST_LEFT = 9
"""Columns of the table of the two views, the broadest on the left but for the heat map."""
MANY_GROUPS = 8
ROW_HEIGHT, HEAD_HEIGHT = 17.25, 24.0
HEADER_HEIGHT, HIGH_HEADER_HEIGHT = 31.5, 44.25
"""Points for headers of two and of three lines."""
VIEWS_ROW, SECOND_ROW = 6, 12
"""Zero-based rows in which the upper and the lower blocks begin, with their heads."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and how it looks."""

    value: Value
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Header:
    """A header and how it is aligned."""

    text: str
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of page one."""

    widths: tuple[int, ...]
    right: int
    """First column of the right half."""

    @property
    def left_width(self) -> int:
        return sum(self.widths[: self.right - 1])

    @property
    def right_width(self) -> int:
        return sum(self.widths[self.right :])

    @property
    def width(self) -> int:
        return sum(self.widths)

    def width_of(self, first: int, last: int) -> int:
        """Pixels of the columns from `first` to `last`, both included."""
        return sum(self.widths[first : last + 1])


def grid_of(group_names: Sequence[str], heat_names: Sequence[str] | None) -> Grid:
    """One column on the left for each of the names over the heat map, if there is one, one on the right for groups."""
    above = group_names if heat_names is None else heat_names
    least = NARROW_GROUP_WIDTH if len(above) > MANY_GROUPS else GROUP_WIDTH
    heads = [int(text_width(name, size=10, is_bold=True)) + 10 for name in above]
    columns = LEAST_LEFT - 4 if heat_names is None else len(heat_names)
    left = [NAME_WIDTH, *[max([least, *heads])] * columns, ALL_WIDTH, CHANGE_WIDTH, BEHIND_WIDTH]
    left += [FILLER_WIDTH] * (LEAST_LEFT - len(left))
    names = max([RIGHT_GROUP_WIDTH, *(int(text_width(name)) + 10 for name in group_names)])
    right = [NUMBER_WIDTH, NAME_WIDTH, names, TEXT_WIDTH, STATE_WIDTH, DAYS_WIDTH, GRAVITY_WIDTH]
    return Grid((*left, GUTTER_WIDTH, *right), right=len(left) + 1)


def put_head(edition: Edition, sheet: Worksheet, row: int, column: int, key: str, **values: object) -> None:
    """The head of a block."""
    put(sheet, row, column, edition.say(f"head.{key}", **values), edition.formats(**HEAD))


def put_block(
    edition: Edition,
    sheet: Worksheet,
    grid: Grid,
    at: tuple[int, int],
    name: str,
    headers: Sequence[Header],
    rows: Sequence[Sequence[Cell]],
    *,
    is_ruled_on: bool = False,
) -> None:
    """A small native table with its headers at (row, column).

    Args:
        is_ruled_on: the rules go on to the right edge, where the texts of the last column overflow.
    """
    top, left = at
    shown = [_broken(header, grid.widths[left + number]) for number, header in enumerate(headers)]
    bottom = [(header.text, {"valign": "bottom", **header.properties}) for header in shown]
    add_table(edition, sheet, top, left, len(rows), bottom, name=f"summary_{name}")
    for place, row in enumerate(rows, start=top + 1):
        for number, cell in enumerate(row):
            put_value(sheet, place, left + number, cell.value, look(edition, cell.properties))
    beyond = range(left + len(headers), len(grid.widths)) if is_ruled_on else ()
    for column in beyond:
        done(sheet.write_blank(top, column, None, edition.formats(**HEADER)))
        for place in range(top + 1, top + 1 + len(rows)):
            done(sheet.write_blank(place, column, None, edition.formats(**RULED)))


def _broken(header: Header, width: int) -> Header:
    """The header in lines that end at blanks alone; Excel would also part "%-yks." at its hyphen."""
    if header.properties.get("text_wrap") is False:
        return header
    lines = [line for part in header.text.split("\n") for line in wrapped(part, width, size=10, is_bold=True)]
    return Header("\n".join(lines), header.properties)


def put_remark(edition: Edition, sheet: Worksheet, row: int, column: int, written: str) -> None:
    """A small grey text under a block."""
    put(sheet, row, column, written, edition.formats(font_size=10, font_color=style.GREY, valign="vcenter"))
