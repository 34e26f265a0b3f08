"""What organisations have set for themselves: a sheet of own windows, and one of own items."""

import json
from dataclasses import replace
from functools import partial

from ytaexcel.programme import Field
from ytaexcel.programme.own_details import KIND, own_details
from ytaexcel.report.cells import day_of, whole, words_of
from ytaexcel.report.edition import Edition
from ytaexcel.report.lists import SOURCE, identity, records
from ytaexcel.report.table import CENTRED, COUNT, DAY, INDENTED, MONTHLY, WRAP, Column, add_list_sheet
from ytaexcel.report.words import Row, month_day
from ytaexcel.style.measure import column_pixels
from ytaexcel.texts import number

DETAIL_WIDTH = 150
"""Pixels at most for what a programme asks beside the name, so that all of it stands on one page."""


def write_own_windows(edition: Edition) -> None:
    """Every own window and criticality that holds in the month, with the roadmap's beside it."""
    picture, words = edition.picture, edition.words
    add_list_sheet(
        edition,
        "own_windows",
        sentence=edition.say("own_windows.sentence", count=number(len(picture.own_windows))),
        if_empty=edition.say("own_windows.none"),
        columns=[
            *identity(edition),
            Column("own_start", 84, lambda row: day_of(row["planned_start"]), DAY),
            Column("own_end", 84, lambda row: day_of(row["planned_end"]), DAY),
            Column("national_start", 84, lambda row: day_of(row["national_start"]), DAY),
            Column("national_end", 84, lambda row: day_of(row["national_end"]), DAY),
            Column("own_critical", 84, words.own_critical, CENTRED),
            Column("national_critical", 84, words.national_critical, CENTRED),
            Column("own_reason", 292, lambda row: words_of(row["own_reason"]), WRAP),
            Column("own_since", 78, lambda row: month_day(row["own_since"]), {**MONTHLY, "align": "center"}),
            Column("is_behind", 78, lambda row: words.yes_no(bool(row["behind"])), CENTRED),
            SOURCE,
        ],
        rows=records(picture.own_windows),
        frozen=3,
    )


def write_own_items(edition: Edition) -> None:
    """Every item that an organisation follows beside the roadmap, what it is and how far; they are in no count."""
    picture, words = edition.picture, edition.words
    rows = records(picture.own_items)
    sentence = edition.say("own_items.sentence", count=number(len(rows)))
    lacking = sum(bool(row["lacking"]) for row in rows)
    if lacking:
        sentence += " " + edition.say("own_items.lacking", count=number(lacking))
    details = own_details(picture.programme.workbook)
    is_plain = not details
    add_list_sheet(
        edition,
        "own_items",
        sentence=sentence,
        if_empty=edition.say("own_items.none"),
        columns=[
            *(_named(edition, column) for column in identity(edition)),
            Column("status", 136, words.state_of, INDENTED),
            Column("due", 84, lambda row: day_of(row["planned_end"]), DAY),
            Column("is_behind", 78, lambda row: words.yes_no(bool(row["behind"])), CENTRED),
            *(
                Column(
                    detail.code,
                    min(column_pixels(detail.width), DETAIL_WIDTH),
                    partial(_detail, edition, detail),
                    WRAP,
                    header=detail.header(edition.language, picture.month),
                )
                for detail in details
            ),
            Column("start", 84, lambda row: day_of(row["planned_start"]), DAY, is_plain),
            Column("forecast", 84, lambda row: day_of(row["forecast_end"]), DAY, is_plain),
            Column("days_late", 76, lambda row: whole(row["days_late"]), COUNT, is_plain),
            Column("help", 72, words.help_asked, CENTRED, is_plain),
            Column("latest", 292, lambda row: words_of(row["latest_text"]), WRAP, is_plain),
            Column(
                "last_reported",
                78,
                lambda row: month_day(row["last_reported"]),
                {**MONTHLY, "align": "center"},
                is_plain,
            ),
            SOURCE,
        ],
        rows=rows,
        frozen=3,
    )


def _named(edition: Edition, column: Column) -> Column:
    """The column of the name under the header that the workbook has over it."""
    picture = edition.picture
    if column.key != "name" or not picture.programme.workbook.has(KIND):
        return column
    field = picture.programme.workbook.sheet(KIND).field("name")
    return replace(column, header=field.header(edition.language, picture.month))


def _detail(edition: Edition, field: Field, row: Row) -> str:
    """What stands in the field, or that it is asked for and nobody has filled it."""
    said = json.loads(str(row["own_details"])).get(field.code, "")
    if said:
        return field.spoken(said, edition.language)
    return edition.say("own_items.lacks") if field.code in str(row["lacking"]).split(";") else ""
