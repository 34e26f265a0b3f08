"""The three sheets of sub-tasks: behind, warnings and changes.

Their frames have the same columns, so they share the columns of the sheets too.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ytaexcel.report.cells import day_of, whole, words_of
from ytaexcel.report.edition import Edition
from ytaexcel.report.table import (
    BOLD,
    CENTRED,
    COUNT,
    DAY,
    INDENTED,
    MONTHLY,
    NAMED,
    TEXT,
    WRAP,
    Column,
    add_list_sheet,
    group_width,
)
from ytaexcel.report.words import Row, month_day
from ytaexcel.style import ASSUMED, ASSUMED_DATE
from ytaexcel.texts import number

SOURCE_WIDTH = 420
MOST_PRINTED = 60
"""Rows of a list that go on paper: four pages or so. What comes after them is looked for on the screen."""


def write_behind(edition: Edition) -> None:
    """What is behind, where, since when, why: gravest first."""
    picture = edition.picture
    add_list_sheet(
        edition,
        "behind",
        sentence=_with_sign(
            edition,
            edition.say("behind.sentence", day=edition.last_day, count=number(len(picture.behind))),
            picture.behind,
        ),
        if_empty=edition.none_behind,
        columns=[
            Column("rank", 56, lambda row: whole(row["rank"]), CENTRED),
            *identity(edition),
            _reasons(edition, "why_behind"),
            Column("days_late", 76, lambda row: whole(row["days_late"]), COUNT, has_bar=True),
            _due(edition),
            *_own(edition),
            Column(
                "behind_since", 78, lambda row: month_day(row["behind_since"]), {**MONTHLY, "align": "center"}
            ),
            _help(edition),
            *_discussed(edition, picture.behind),
            _LATEST,
            Column("gravity", 74, lambda row: whole(row["gravity"]), CENTRED),
            Column("status", 136, edition.words.state_of, INDENTED, is_printed=False),
            _criticality(edition),
            Column("same_behind", 104, lambda row: whole(row["same_behind"]), COUNT, is_printed=False),
            SOURCE,
        ],
        rows=records(picture.behind),
        frozen=3,
        most_printed=MOST_PRINTED,
    )


def write_warnings(edition: Edition) -> None:
    """What is not behind yet, but gives a reason to look."""
    picture = edition.picture
    add_list_sheet(
        edition,
        "warnings",
        sentence=_with_sign(
            edition, edition.say("warnings.sentence", count=number(len(picture.warnings))), picture.warnings
        ),
        if_empty=edition.say("warnings.none"),
        columns=[
            Column("rank", 56, lambda row: whole(row["rank"]), CENTRED),
            *identity(edition),
            _reasons(edition, "why_warning"),
            _forecast(),
            _due(edition),
            *_own(edition),
            _help(edition),
            *_discussed(edition, picture.warnings),
            _LATEST,
            Column("status", 136, edition.words.state_of, INDENTED),
            _criticality(edition),
            SOURCE,
        ],
        rows=_numbered(records(picture.warnings)),
        frozen=3,
        most_printed=MOST_PRINTED,
    )


def write_changes(edition: Edition) -> None:
    """What fell back, what is newly behind and what has recovered since the month before."""
    picture, words = edition.picture, edition.words
    sentence = edition.say("changes.sentence", count=len(picture.changes), month=edition.month_before)
    if picture.month_before is None:
        sentence = edition.say("first_month")
    add_list_sheet(
        edition,
        "changes",
        sentence=_with_sign(edition, sentence, picture.changes),
        if_empty=edition.say("changes.none" if picture.month_before else "changes.nothing_to_compare"),
        columns=[
            Column("change", 116, lambda row: edition.say(f"change.{row['change']}"), BOLD),
            *identity(edition),
            Column("state_before", 122, words.state_before, WRAP),
            Column("state_now", 122, words.state_of, WRAP),
            _reasons(edition, "why_now"),
            _due(edition),
            *_own(edition),
            Column("days_late", 76, lambda row: whole(row["days_late"]), COUNT),
            _help(edition),
            *_discussed(edition, picture.changes),
            _LATEST,
            _criticality(edition),
            SOURCE,
        ],
        rows=records(picture.changes),
        frozen=3,
        most_printed=MOST_PRINTED,
    )


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame, in its order."""
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    return list(rows)


def _numbered(rows: list[Row]) -> list[Row]:
    return [{**row, "rank": place} for place, row in enumerate(rows, start=1)]


def identity(edition: Edition) -> list[Column]:
    """Organisation, group, id and name of the sub-task."""
    words = edition.words
    return [
        Column(
            "organisation",
            148,
            lambda row: words.organisation(row["organisation"]),
            {**NAMED, "bold": True},
            constant_for="organisation",
        ),
        Column(
            "group", group_width(edition), lambda row: words.group(row["group"]), NAMED, constant_for="group"
        ),
        Column("item", 84, lambda row: words_of(row["item"]), TEXT),
        Column("name", 276, lambda row: words_of(row["name"]), WRAP),
    ]


def _reasons(edition: Edition, key: str) -> Column:
    return Column(key, 292, edition.words.reasons, WRAP)


def _help(edition: Edition) -> Column:
    return Column("help", 72, edition.words.help_asked, CENTRED)


def _own(edition: Edition) -> list[Column]:
    """What an organisation has set for itself, where any has; the roadmap's beside it."""
    return [] if edition.picture.own_windows.empty else [Column("own", 240, edition.words.own, WRAP)]


def _discussed(edition: Edition, rows: pd.DataFrame) -> list[Column]:
    """What the discussion corrected, with what was reported; no column where it corrected nothing."""
    return (
        [Column("discussed", 190, edition.words.discussed, WRAP)] if (rows["discussed"] != "").any() else []
    )


def _criticality(edition: Edition) -> Column:
    return Column("critical", 116, edition.words.criticality, TEXT, is_printed=False)


def _forecast() -> Column:
    return Column("forecast", 84, lambda row: day_of(row["forecast_end"]), DAY)


def _due(edition: Edition) -> Column:
    """The planned end, with a sign where it rests on a reading of the plan's words."""

    def sign(row: Row) -> Mapping[str, Any]:
        return {"num_format": ASSUMED_DATE} if edition.words.is_end_assumed(row) else {}

    return Column("due", 96, lambda row: day_of(row["planned_end"]), DAY, besides=sign)


def _with_sign(edition: Edition, sentence: str, rows: pd.DataFrame) -> str:
    """The sentence, and what the sign means where a row has it."""
    is_shown = any(edition.words.is_end_assumed(row) for row in records(rows))
    said = edition.say("assumed.sign", sign=ASSUMED, sheet=edition.sheet_name("method"))
    return f"{sentence} {said}" if is_shown else sentence


_LATEST = Column("latest", 238, lambda row: words_of(row["latest_text"]), WRAP)
SOURCE = Column("source", SOURCE_WIDTH, lambda row: words_of(row["source"]), TEXT, is_printed=False)
