"""The sheet of indicators: value, course, target and comparison of each, with the values of the latest months.

The months' numbers stand beside the printed page; sparklines are drawn from them.
"""

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from ytaexcel import style
from ytaexcel.picture.indicators import Indicators
from ytaexcel.programme.indicators import Indicator, Measure
from ytaexcel.report.cells import day_of, words_of
from ytaexcel.report.edition import HEADER_ROW, Edition, done
from ytaexcel.report.lists import SOURCE, records
from ytaexcel.report.table import (
    CENTRED,
    DAY,
    INDENTED,
    MONTHLY,
    NAMED,
    RULED,
    TEXT,
    WRAP,
    Column,
    Value,
    add_list_sheet,
)
from ytaexcel.report.words import Row, month_day
from ytaexcel.texts import NONE, month_short, number

MOST_MONTHS = 12
"""So many are shown: the latest ones."""
COURSE = "course_line"
MEASURED: Mapping[str, Any] = {**RULED, "align": "right", "num_format": "General", "text_wrap": True}
CHANGED: Mapping[str, Any] = {**RULED, "align": "right", "num_format": "+General;\u2212General;0"}
SIGNS = {"reached": "●", "not_yet": "○"}


def write_indicators(edition: Edition) -> None:
    """A row for each indicator and organisation, in the order of the objectives."""
    found = edition.picture.indicators
    months = list(found.months)[-MOST_MONTHS:]
    rows = records(found.frame)
    columns = [*_columns(edition), *(_month(edition, found, month) for month in months)]
    add_list_sheet(
        edition,
        "indicators",
        sentence=_sentence(edition, rows),
        if_empty=edition.say("indicators.none"),
        columns=columns,
        rows=rows,
        frozen=3,
    )
    if len(months) > 1 and rows:
        _draw(edition, [column for column in columns if column.is_told(edition)], rows, len(months))


def _columns(edition: Edition) -> list[Column]:
    known = {each.id: each for each in edition.picture.programme.indicators}
    language = edition.language

    def of(row: Row) -> Indicator:
        return known[row["indicator"]]

    return [
        Column("objective", 286, lambda row: of(row).objective[language], WRAP),
        Column("indicator", 262, lambda row: of(row).names[language], {**WRAP, "bold": True}),
        Column(
            "organisation",
            130,
            lambda row: edition.words.organisation(row["organisation"]),
            NAMED,
            constant_for="organisation",
        ),
        Column("unit", 76, lambda row: of(row).unit[language] or NONE, TEXT),
        Column("baseline", 92, lambda row: said_measure(edition, of(row).baseline), MEASURED),
        Column("target", 92, lambda row: said_measure(edition, of(row).target), MEASURED),
        Column("target_by", 76, lambda row: of(row).target_by, DAY),
        Column(
            "value_now", 96, lambda row: said_measure(edition, row["measure"]), {**MEASURED, "bold": True}
        ),
        Column("value_month", 72, lambda row: month_day(row["month"]) or NONE, MONTHLY),
        Column("value_change", 76, _change, CHANGED),
        Column("value_course", 84, lambda row: _word(edition, "course", row["course"]), CENTRED),
        Column(COURSE, 110, lambda _: None, TEXT),
        Column("others", 92, lambda row: _plain(row["others"]), MEASURED),
        Column("difference", 76, _difference, CHANGED),
        Column("target_reached", 140, lambda row: _reached(edition, row), {**INDENTED, "bold": True}),
        Column("remark", 220, lambda row: words_of(row["remark"]), WRAP),
        Column("value_due", 92, lambda row: _due(edition, row), CENTRED, is_printed=False),
        Column("as_of", 84, lambda row: day_of(row["as_of"]), DAY, is_printed=False),
        Column("origin", 160, lambda row: words_of(row["origin"]), WRAP, is_printed=False),
        Column("definition", 220, lambda row: of(row).definition[language] or NONE, WRAP, is_printed=False),
        SOURCE,
    ]


def _month(edition: Edition, found: Indicators, month: str) -> Column:
    """The values reported in one month; nothing where there was none, so that a sparkline has a gap."""

    def value(row: Row) -> Value:
        measure = found.courses.get((row["indicator"], row["organisation"]), {}).get(month)
        return None if measure is None else said_measure(edition, measure)

    return Column("month", 72, value, MEASURED, is_printed=False, header=month_short(month))


def _sentence(edition: Edition, rows: list[Row]) -> str:
    reached = sum(1 for row in rows if row["reached"] == "reached")
    targets = [row for row in rows if row["reached"] != "undecided"]
    undecided = {row["indicator"] for row in rows if row["reached"] == "undecided"}
    return edition.say(
        "indicators.sentence",
        indicators=number(len({row["indicator"] for row in rows})),
        reached=number(reached),
        targets=number(len(targets)),
        undecided=number(len(undecided)),
        missing=number(sum(1 for row in rows if row["is_missing"])),
    )


def said_measure(edition: Edition, measure: Measure | None) -> Value:
    """A number as it is; a state by its name; a dash for none."""
    if measure is None or not isinstance(measure, str):
        return NONE if measure is None or measure != measure else measure  # noqa: PLR0124 (NaN is not itself)
    for sheet in edition.picture.programme.workbook.sheets:
        if sheet.kind == "indicators":
            names = {choice.code: choice.names[edition.language] for choice in sheet.field("value").choices}
            return names.get(measure, measure)
    return measure


def _plain(value: Any) -> Value:
    return NONE if value is None or value != value else float(value)  # noqa: PLR0124 (NaN is not itself)


def _change(row: Row) -> Value:
    now, before = row["measure"], row["before"]
    if isinstance(now, float) and isinstance(before, float) and now == now and before == before:  # noqa: PLR0124
        return round(now - before, 6)
    return NONE


def _difference(row: Row) -> Value:
    others = _plain(row["others"])
    return round(row["measure"] - others, 6) if isinstance(others, float) else NONE


def _reached(edition: Edition, row: Row) -> str:
    sign = SIGNS.get(row["reached"], "")
    return f"{sign} {_word(edition, 'reached', row['reached'])}".strip()


def _due(edition: Edition, row: Row) -> str:
    return edition.say("indicators.missing") if row["is_missing"] else NONE


def _word(edition: Edition, what: str, code: object) -> str:
    return edition.say(f"indicators.{what}.{code}") if code else NONE


def _draw(edition: Edition, columns: list[Column], rows: list[Row], months: int) -> None:
    """A sparkline for each row of numbers, on a scale of its own: every indicator has its own unit."""
    name = edition.sheet_name("indicators")
    sheet = edition.book.get_worksheet_by_name(name)
    place = [column.key for column in columns].index(COURSE)
    first = len(columns) - months
    lines = [at for at, row in enumerate(rows, start=HEADER_ROW + 1) if isinstance(row["measure"], float)]
    if not lines:
        return
    options = {
        "location": [xl_rowcol_to_cell(at, place) for at in lines],
        "range": [f"'{name}'!{xl_range(at, first, at, first + months - 1)}" for at in lines],
        "series_color": style.DONE_LINE,
        "weight": 1.75,
        "last_point": True,
        "last_color": style.DONE_LINE,
        "empty_cells": "connect",
    }
    done(sheet.add_sparkline(0, 0, options))
