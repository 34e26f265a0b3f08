"""What organisations have set for themselves: a sheet of its own, with the roadmap's values beside."""

from ytaexcel.report.cells import day_of, words_of
from ytaexcel.report.edition import Edition
from ytaexcel.report.lists import SOURCE, records
from ytaexcel.report.table import CENTRED, DAY, MONTHLY, NAMED, TEXT, WRAP, Column, add_list_sheet
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
            Column(
                "organisation",
                148,
                lambda row: words.organisation(row["organisation"]),
                {**NAMED, "bold": True},
                constant_for="organisation",
            ),
            Column("group", 92, lambda row: words.group(row["group"]), NAMED, constant_for="group"),
            Column("item", 84, lambda row: words_of(row["item"]), TEXT),
            Column("name", 276, lambda row: words_of(row["name"]), WRAP),
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
