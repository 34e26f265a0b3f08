"""The sheet of themes: how widely each is raised, in a word and as a fraction, and what its notes are.

Also the words about themes that page one says. No text of a note stands here.
"""

from ytaexcel.picture.themes import RAISED_BY, choices_of
from ytaexcel.report.cells import whole, words_of
from ytaexcel.report.edition import Edition
from ytaexcel.report.lists import records
from ytaexcel.report.table import BOLD, CENTRED, COUNT, INDENTED, SHARE, WRAP, Column, add_list_sheet
from ytaexcel.report.words import Row
from ytaexcel.style.measure import text_width
from ytaexcel.texts import NO_BREAK, NONE, change, number, percent_points

LEAST_WIDTH, FILTER_WIDTH = 80, 26
"""Pixels of a column of counts, and what the filter's button takes beside the longest word of its header."""
MOST_TOLD = 2
"""Page one names at most so many themes."""


def write_themes(edition: Edition) -> None:
    """Themes with the organisations that raise them; in the picture of one organisation only how many they are."""
    themes = edition.picture.themes
    columns = [
        Column(
            "theme",
            236,
            lambda row: edition.words.choice("theme", words_of(row["theme"])),
            {**WRAP, "bold": True},
        ),
        Column("spread", 116, lambda row: _word(edition, row), BOLD),
        Column("raised_in", 104, lambda row: whole(row["organisations"]), COUNT, has_bar=True),
        Column("of_sent", 90, lambda _: themes.sent, COUNT),
        Column("raised_share", 76, lambda row: _share(row, themes.sent), SHARE),
        *_compared(edition),
        Column("notes_count", 76, lambda row: whole(row["notes"]), COUNT),
        *_counts(edition, "kind"),
        *_counts(edition, "scope"),
    ]
    if edition.is_whole:
        columns.append(Column(RAISED_BY, 420, lambda row: _names(edition, row), WRAP))
    else:
        columns.append(Column("own_notes", 96, lambda row: whole(row["own"]), CENTRED))
    add_list_sheet(
        edition,
        "themes",
        sentence=_sentence(edition),
        if_empty=edition.say("themes.none", notes=number(themes.notes)),
        columns=columns,
        rows=records(themes.frame),
        frozen=1,
    )


def _sentence(edition: Edition) -> str:
    themes = edition.picture.themes
    said = edition.say(
        "themes.sentence",
        themed=number(themes.themed),
        notes=number(themes.notes),
        sent=number(themes.sent),
        limits=spread_limits(edition),
    )
    if themes.sent_before is None:
        return said
    compared = edition.say("themes.compared", month=edition.month_before, sent=number(themes.sent_before))
    return f"{said} {compared}"


def _compared(edition: Edition) -> list[Column]:
    """How widely it was raised in the month before, and the change; no columns where there is no such month."""
    sent_before = edition.picture.themes.sent_before
    if sent_before is None:
        return []

    def points(row: Row) -> str:
        return _points(row, edition.picture.themes.sent, sent_before)

    month = edition.month_before
    return [
        Column(
            "spread_before",
            124,
            lambda row: _word(edition, row, "spread_before"),
            INDENTED,
            header=edition.say("themes.spread_before", month=month),
        ),
        Column(
            "raised_before",
            104,
            lambda row: whole(row["organisations_before"]),
            COUNT,
            header=edition.say("themes.raised_before", month=month),
        ),
        Column("raised_change", 92, points, CENTRED),
    ]


def _points(row: Row, sent: int, sent_before: int) -> str:
    """The change of the printed percents; a dash where one of the months has no share."""
    if not sent or not sent_before:
        return NONE
    now, then = whole(row["organisations"]) or 0, whole(row["organisations_before"]) or 0
    return change(percent_points(now, sent) - percent_points(then, sent_before))


def widest(edition: Edition) -> str:
    """The most widely raised themes, where so many raise them that page one says so; else empty."""
    themes, programme = edition.picture.themes, edition.picture.programme
    rows = records(themes.frame)
    told = [spread.code for spread in programme.spreads if spread.is_on_page_one]
    if not rows or rows[0]["spread"] not in told:
        return ""
    named = [
        edition.say(
            "themes.widest_one",
            theme=edition.words.choice("theme", words_of(row["theme"])),
            organisations=number(whole(row["organisations"]) or 0),
            sent=number(themes.sent),
        )
        for row in rows
        if row["spread"] == rows[0]["spread"]
    ]
    return edition.say("themes.widest", spread=_word(edition, rows[0]), themes=", ".join(named[:MOST_TOLD]))


def spread_limits(edition: Edition) -> str:
    """`lähes kaikki ≥ 85 %, suurin osa ≥ 60 %, …`: the words from the widest, as the settings have them."""
    spreads = edition.picture.programme.spreads
    said = [
        f"{each.names[edition.language]} ≥{NO_BREAK}{round(100 * each.least)}{NO_BREAK}%"
        for each in spreads[:-1]
    ]
    last = [edition.say("themes.fewer", spread=each.names[edition.language]) for each in spreads[-1:]]
    return ", ".join([*said, *last])


def _word(edition: Edition, row: Row, which: str = "spread") -> str:
    spreads = edition.picture.programme.spreads
    return next((each.names[edition.language] for each in spreads if each.code == row[which]), NONE)


def _share(row: Row, sent: int) -> float | str:
    return (whole(row["organisations"]) or 0) / sent if sent else NONE


def _names(edition: Edition, row: Row) -> str:
    codes = words_of(row[RAISED_BY]).split(";")
    return ", ".join(edition.words.organisation(code) for code in codes if code) or NONE


def _counts(edition: Edition, field: str) -> list[Column]:
    """A count of notes for each choice of a field of the notes, under the choice's own name."""
    return [
        _count(f"{field}_{choice.code}", choice.names[edition.language])
        for choice in choices_of(edition.picture.programme, field)
    ]


def _count(key: str, header: str) -> Column:
    longest = max(header.split(), key=len)
    width = max(LEAST_WIDTH, round(text_width(longest, size=10, is_bold=True)) + FILTER_WIDTH)
    return Column(key, width, lambda row: whole(row[key]), COUNT, header=header)
