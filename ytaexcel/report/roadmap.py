"""The sheet of what changed in the roadmap since the month before: the figures of the two months count otherwise."""

from ytaexcel.months import shifted
from ytaexcel.programme import Item
from ytaexcel.programme.announcement import changes_said, criticality_said, window_said
from ytaexcel.programme.versions import Step
from ytaexcel.report.edition import ROADMAP, Edition
from ytaexcel.report.table import BOLD, MONTHLY, NAMED, TEXT, WRAP, Column, add_list_sheet
from ytaexcel.report.words import Row, month_day
from ytaexcel.texts import NONE, month_short


def write_roadmap(edition: Edition) -> None:
    """One row for each item that came, went or changed, and for each pair of a former item and one in its place."""
    picture = edition.picture
    changes = picture.roadmap_changes
    since = month_short(picture.month_before or shifted(picture.month, -1))
    add_list_sheet(
        edition,
        ROADMAP,
        sentence=edition.say("roadmap.sentence", count=len(changes), month=since),
        if_empty="",
        columns=[
            Column("since", 70, lambda row: month_day(row["month"]), MONTHLY),
            Column("change", 130, lambda row: row["change"], {**WRAP, "bold": True}),
            Column("item_before", 88, lambda row: row["item_before"], TEXT),
            Column("name_before", 210, lambda row: row["name_before"], WRAP),
            Column("item_now", 88, lambda row: row["item_now"], {**BOLD, "indent": 1}),
            Column("name_now", 210, lambda row: row["name_now"], WRAP),
            Column("group", 92, lambda row: row["group"], {**NAMED, "indent": 1}, constant_for="group"),
            Column("window_before", 104, lambda row: row["window_before"], WRAP),
            Column("window_now", 104, lambda row: row["window_now"], WRAP),
            Column("critical_before", 92, lambda row: row["critical_before"], WRAP),
            Column("critical_now", 92, lambda row: row["critical_now"], WRAP),
            Column("decided", 200, lambda row: row["decided"], WRAP),
        ],
        rows=[_row(edition, step) for step in changes],
        frozen=2,
    )


def _row(edition: Edition, step: Step) -> Row:
    groups = dict.fromkeys(item.group for item in (step.before, step.after) if item)
    return {
        "month": step.month,
        "change": changes_said(step, edition.language),
        **_side(edition, step.before, "before"),
        **_side(edition, step.after, "now"),
        "group": " → ".join(edition.words.group(each) for each in groups),
        "decided": step.source or NONE,
    }


def _side(edition: Edition, item: Item | None, side: str) -> Row:
    """How the item was, or is; dashes where there is none."""
    programme, language = edition.picture.programme, edition.language
    return {
        f"item_{side}": item.id if item else NONE,
        f"name_{side}": item.name if item else NONE,
        f"window_{side}": window_said(item) if item else NONE,
        f"critical_{side}": criticality_said(item, programme, language) if item else NONE,
    }
