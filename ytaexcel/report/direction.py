"""The sheet that shows where the share done falls and since when: by group, by area and by organisation.

Each row has its numbers and, where the program draws them, a sparkline; all are written as one group, so that they
share one scale.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.report.cells import whole
from ytaexcel.report.edition import HEADER_ROW, Edition, add_headed_sheet, done, put
from ytaexcel.report.lists import records
from ytaexcel.report.summary.figures import CHANGED
from ytaexcel.report.table import (
    BOLD,
    COUNT,
    MONTHLY,
    SHARE,
    TEXT,
    WRAP,
    Value,
    add_table,
    header_of,
    look,
    put_value,
)
from ytaexcel.report.words import Row, month_day
from ytaexcel.style.measure import lines, row_height, wrapped
from ytaexcel.texts import NONE, month_short

SHEET = "direction"
KINDS = ("group", "area", "organisation")
FIXED = (
    "course",
    "points_changed",
    "falling_since",
    "numerator",
    "denominator",
    "behind",
    "behind_changed",
)
"""The columns between the name and the months."""
FIRST_MONTH = 1 + len(FIXED)
MOST_MONTHS = 12
"""So many are shown: the latest ones."""
NAME_WIDTH, COURSE_WIDTH, WIDTH, MONTH_WIDTH = 228, 130, 84, 64
HEADER_WIDTH = 78
"""The headers stay narrower, so that neighbours do not touch."""
ONE_PAGE = 48
"""So many rows can be read on one page; more go on to the next."""
RIGHT: Mapping[str, Any] = {"align": "right", "valign": "bottom"}


@dataclass(frozen=True)
class _Page:
    """What all tables of the page have in common."""

    edition: Edition
    sheet: Worksheet
    months: Sequence[str]
    courses: Mapping[tuple[str, str, str], Row]
    """(kind, code, month) -> counts."""
    sparklines: list[tuple[str, str]] = field(default_factory=list)
    """Cell and range of each, gathered while the rows are written."""

    @property
    def first_due(self) -> int:
        """The column in which the denominators begin, one away from the months."""
        return FIRST_MONTH + len(self.months) + 1


def write_direction(edition: Edition) -> None:
    """The whole with its groups, then areas, then organisations, those whose share fell most first."""
    picture = edition.picture
    is_due = bool(picture.courses["denominator"].any())
    sheet = add_headed_sheet(edition, SHEET, edition.say("direction.sentence") if is_due else "")
    if not is_due:
        put(sheet, HEADER_ROW, 0, edition.say("direction.nothing_due"), edition.formats(bold=True))
        return
    months = sorted(set(picture.courses["month"]))[-MOST_MONTHS:]
    counts = {(row["kind"], row["code"], row["month"]): row for row in records(picture.courses)}
    page = _Page(edition, sheet, months, counts)
    _set_widths(page)
    row = HEADER_ROW
    for kind, rows in _parts(records(picture.standings)):
        row = _write_part(page, row, kind, rows) + 1
    _add_sparklines(page)
    sheet.print_area(0, 0, row - 2, FIRST_MONTH + len(months) - 1)
    sheet.freeze_panes(0, 1)
    sheet.fit_to_pages(1, 1 if row <= ONE_PAGE else 0)


def _set_widths(page: _Page) -> None:
    """Name, sparkline, figures, months; beside the printed page the denominators of the months."""
    page.sheet.set_column_pixels(0, 0, NAME_WIDTH)
    page.sheet.set_column_pixels(1, 1, COURSE_WIDTH)
    page.sheet.set_column_pixels(2, FIRST_MONTH - 1, WIDTH)
    page.sheet.set_column_pixels(FIRST_MONTH, page.first_due + len(page.months) - 1, MONTH_WIDTH)


def _parts(standings: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each kind that there is; the whole stands first, among the groups."""
    by_kind = {kind: [row for row in standings if row["kind"] == kind] for kind in ("whole", *KINDS)}
    yield "group", by_kind["whole"] + by_kind["group"]
    yield from ((kind, by_kind[kind]) for kind in KINDS[1:] if by_kind[kind])


def _write_part(page: _Page, top: int, kind: str, rows: Sequence[Row]) -> int:
    """Head and native table of one kind; answers with the first free row."""
    edition, sheet = page.edition, page.sheet
    put(sheet, top, 0, edition.say(f"direction.{kind}"), edition.formats(bold=True))
    said = [header_of(edition, f"direction.{name}") for name in FIXED]
    said = ["\n".join(wrapped(each, HEADER_WIDTH, size=10, is_bold=True)) for each in said]
    months: list[tuple[str, Mapping[str, Any]]] = [(month_short(month), RIGHT) for month in page.months]
    headers = [
        (header_of(edition, kind), {"valign": "bottom"}),
        *((each, RIGHT) for each in said),
        *months,
    ]
    sheet.set_row(top + 1, row_height(max(each.count("\n") + 1 for each in said), size=10, space=2))
    add_table(edition, sheet, top + 1, 0, len(rows), headers, name=f"direction_{kind}")
    put(sheet, top, page.first_due, edition.say("direction.due"), edition.formats(bold=True))
    add_table(edition, sheet, top + 1, page.first_due, len(rows), months, name=f"direction_{kind}_due")
    for place, row in enumerate(rows, start=top + 2):
        _write_row(page, place, row)
    return top + 2 + len(rows)


def _write_row(page: _Page, place: int, row: Row) -> None:
    edition, sheet = page.edition, page.sheet
    is_whole = row["kind"] == "whole"
    bold = {"bold": True} if is_whole else {}
    name = _name(edition, row)
    values: list[tuple[Value, Mapping[str, Any]]] = [
        (name, {**(BOLD if is_whole else TEXT), **WRAP, "indent": 0}),
        (None, TEXT),
        (_or_dash(row["points_changed"]), {**CHANGED, **bold}),
        (month_day(row["falling_since"]) or NONE, {**MONTHLY, **bold}),
        (whole(row["numerator"]), {**COUNT, **bold}),
        (whole(row["denominator"]), {**COUNT, **bold}),
        (whole(row["behind"]), {**COUNT, **bold}),
        (_or_dash(row["behind_changed"]), {**CHANGED, **bold}),
    ]
    told = [page.courses[row["kind"], row["code"], month] for month in page.months]
    # Nothing instead of a dash: a sparkline would draw a text as zero.
    shares = [each["numerator"] / each["denominator"] if each["denominator"] else None for each in told]
    values += [
        (share, {**SHARE, **bold, **({"bold": True} if number == len(told) else {})})
        for number, share in enumerate(shares, start=1)
    ]
    for column, (value, properties) in enumerate(values):
        put_value(sheet, place, column, value, look(edition, properties))
    for column, each in enumerate(told, start=page.first_due):
        put_value(sheet, place, column, whole(each["denominator"]), look(edition, {**COUNT, **bold}))
    sheet.set_row(place, row_height(lines(name, NAME_WIDTH, is_bold=is_whole), space=2))
    cells = xl_range(place, FIRST_MONTH, place, FIRST_MONTH + len(told) - 1)
    page.sparklines.append((xl_rowcol_to_cell(place, 1), f"'{edition.sheet_name(SHEET)}'!{cells}"))


def _add_sparklines(page: _Page) -> None:
    """One group of them: one scale for all, and a quarter of the time of as many single ones."""
    if len(page.months) < 2:
        return
    options = {
        "location": [cell for cell, _ in page.sparklines],
        "range": [cells for _, cells in page.sparklines],
        "series_color": style.DONE_LINE,
        "weight": 1.75,
        "last_point": True,
        "last_color": style.DONE_LINE,
        "min": "group",
        "max": "group",
        "empty_cells": "gaps",
    }
    done(page.sheet.add_sparkline(0, 0, options))


def _name(edition: Edition, row: Row) -> str:
    words = edition.words
    match row["kind"]:
        case "group":
            return words.group_in_full(row["code"])
        case "area":
            return words.area(row["code"])
        case "organisation":
            return words.organisation(row["code"])
    return edition.say("heat.whole" if edition.is_whole else "groups.all")


def _or_dash(value: object) -> Value:
    number = whole(value)
    return NONE if number is None else number
