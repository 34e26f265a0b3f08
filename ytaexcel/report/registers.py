"""The sheets that list what was written, agreed and owed: notes, agreements, missing workbooks, and figures of each."""

from ytaexcel.programme import deadline
from ytaexcel.report.cells import day_of, whole, words_of
from ytaexcel.report.edition import Edition
from ytaexcel.report.lists import SOURCE, records
from ytaexcel.report.table import (
    BOLD,
    CENTRED,
    COUNT,
    DAY,
    INDENTED,
    MONTHLY,
    NAMED,
    SHARE,
    TEXT,
    WRAP,
    Column,
    Value,
    add_list_sheet,
    group_width,
)
from ytaexcel.report.words import Row, month_day
from ytaexcel.texts import NONE, day, number


def write_notes(edition: Edition) -> None:
    """Wishes, risks and observations in full, with room for an answer."""
    picture, words = edition.picture, edition.words
    add_list_sheet(
        edition,
        "notes",
        sentence=edition.say("notes.sentence", count=number(len(picture.notes))),
        if_empty=edition.say("notes.none"),
        columns=[
            Column("kind", 92, lambda row: words.choice("kind", words_of(row["kind"])), BOLD),
            Column("organisation", 148, lambda row: words.organisation(row["organisation"]), NAMED),
            Column("group", group_width(edition), lambda row: words.group(row["group"]), NAMED),
            Column("item", 84, lambda row: words_of(row["item"]), TEXT),
            Column("name", 220, lambda row: words_of(row["name"]) or edition.say("notes.whole_group"), WRAP),
            Column("text", 420, lambda row: words_of(row["text"]), WRAP),
            *_theme(edition),
            Column("scope", 126, lambda row: words.choice("scope", words_of(row["scope"])), INDENTED),
            Column("likelihood", 96, lambda row: whole(row["likelihood"]), CENTRED),
            Column("effect", 92, lambda row: whole(row["effect"]), CENTRED),
            Column("answer", 200, lambda _: None, WRAP),
            Column(
                "shareable", 92, lambda row: words.yes_no(bool(row["shareable"])), CENTRED, is_printed=False
            ),
            Column("language", 72, lambda row: words_of(row["language"]), CENTRED, is_printed=False),
            SOURCE,
        ],
        rows=records(picture.notes),
        frozen=3,
    )


def _theme(edition: Edition) -> list[Column]:
    """The theme of a note, where notes may have one."""
    if not edition.picture.programme.themes:
        return []
    return [Column("theme", 150, lambda row: edition.words.choice("theme", words_of(row["theme"])), WRAP)]


def write_agreed(edition: Edition) -> None:
    """What was agreed in discussions and is still to be done: what, by whom, by when."""
    picture, words = edition.picture, edition.words
    add_list_sheet(
        edition,
        "agreed",
        sentence=edition.say("agreed.sentence", count=number(len(picture.agreed))),
        if_empty=edition.say("agreed.none"),
        columns=[
            Column(
                "organisation",
                148,
                lambda row: words.organisation(row["organisation"]),
                {**NAMED, "bold": True},
                constant_for="organisation",
            ),
            Column(
                "group",
                group_width(edition),
                lambda row: words.group(row["group"]) if row["group"] else NONE,
                NAMED,
            ),
            Column("item", 84, lambda row: words_of(row["item"]), TEXT),
            Column("name", 250, lambda row: words_of(row["name"]) or edition.say("agreed.whole"), WRAP),
            Column("agreed", 360, lambda row: words_of(row["agreed"]), WRAP),
            Column("agreed_by", 150, lambda row: words_of(row["agreed_by"]) or NONE, WRAP),
            Column("agreed_until", 128, lambda row: day_of(row["agreed_until"]), {**DAY, "align": "center"}),
            Column("status", 144, words.state_of, INDENTED),
            Column("agreed_month", 84, lambda row: month_day(row["month"]), MONTHLY),
            SOURCE,
        ],
        rows=records(picture.agreed),
        frozen=3,
    )


def write_missing(edition: Edition) -> None:
    """Who has not sent a workbook, since when, and how much is unknown because of it."""
    picture, words = edition.picture, edition.words
    due = day(deadline(picture.programme.calendar, picture.month))
    add_list_sheet(
        edition,
        "missing",
        sentence=edition.say(
            "missing.sentence",
            count=number(len(picture.missing)),
            expected=number(picture.expected),
            deadline=due,
            day=day(picture.as_of),
        ),
        if_empty=edition.say("missing.none"),
        columns=[
            Column(
                "organisation",
                150,
                lambda row: words.organisation(row["organisation"]),
                {**NAMED, "bold": True},
                constant_for="organisation",
            ),
            Column("group", 110, lambda row: words.group(row["group"]), NAMED),
            Column("workbook_state", 110, lambda row: edition.say(f"missing.{row['state']}"), TEXT),
            Column("last_received", 96, lambda row: month_day(row["last_received"]), MONTHLY),
            Column("months_in_a_row", 96, lambda row: whole(row["months_in_a_row"]), COUNT),
            Column("without_news", 130, lambda row: whole(row["items_without_news"]), COUNT),
        ],
        rows=records(picture.missing),
        frozen=2,
        is_landscape=False,
    )


def write_figures(edition: Edition) -> None:
    """The numerators and denominators of each organisation's group, from which all shares follow."""
    words = edition.words
    add_list_sheet(
        edition,
        "figures",
        sentence=edition.say("figures.sentence", day=edition.last_day),
        if_empty=edition.say("figures.none"),
        columns=[
            Column(
                "organisation",
                148,
                lambda row: words.organisation(row["organisation"]),
                {**NAMED, "bold": True},
                constant_for="organisation",
            ),
            Column("group", group_width(edition), lambda row: words.group(row["group"]), NAMED),
            _count("followed"),
            _count("opened"),
            _count("opened_started"),
            _share("opened_share", "opened_started", "opened"),
            _count("closed"),
            _count("closed_done"),
            _share("closed_share", "closed_done", "closed"),
            _count("ready"),
            _count("ready_started"),
            _share("ready_started_share", "ready_started", "ready"),
            _count("ready_done"),
            _share("ready_done_share", "ready_done", "ready"),
            _count("behind"),
            _count("red_flags"),
            _count("reported"),
            _count("carried"),
            _count("never"),
        ],
        rows=records(edition.picture.figures),
        frozen=2,
    )


def _count(key: str) -> Column:
    return Column(key, 80, lambda row: whole(row[key]), COUNT)


def _share(key: str, numerator: str, denominator: str) -> Column:
    def share(row: Row) -> Value:
        of = whole(row[denominator])
        return (whole(row[numerator]) or 0) / of if of else NONE

    return Column(key, 80, share, SHARE)
