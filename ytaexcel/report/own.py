"""What organisations have set for themselves: a sheet of own windows, and one of own items."""

from ytaexcel.report.cells import day_of, whole, words_of
from ytaexcel.report.edition import Edition
from ytaexcel.report.lists import SOURCE, identity, records
from ytaexcel.report.table import CENTRED, COUNT, DAY, INDENTED, MONTHLY, WRAP, Column, add_list_sheet
from ytaexcel.report.words import month_day
from ytaexcel.texts import number


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
    """Every item that an organisation follows beside the roadmap, and how far it is; they are in no count."""
    picture, words = edition.picture, edition.words
    add_list_sheet(
        edition,
        "own_items",
        sentence=edition.say("own_items.sentence", count=number(len(picture.own_items))),
        if_empty=edition.say("own_items.none"),
        columns=[
            *identity(edition),
            Column("status", 136, words.state_of, INDENTED),
            Column("start", 84, lambda row: day_of(row["planned_start"]), DAY),
            Column("due", 84, lambda row: day_of(row["planned_end"]), DAY),
            Column("forecast", 84, lambda row: day_of(row["forecast_end"]), DAY),
            Column("is_behind", 78, lambda row: words.yes_no(bool(row["behind"])), CENTRED),
            Column("days_late", 76, lambda row: whole(row["days_late"]), COUNT),
            Column("help", 72, words.help_asked, CENTRED),
            Column("latest", 292, lambda row: words_of(row["latest_text"]), WRAP),
            Column(
                "last_reported",
                78,
                lambda row: month_day(row["last_reported"]),
                {**MONTHLY, "align": "center"},
            ),
            SOURCE,
        ],
        rows=records(picture.own_items),
        frozen=3,
    )
