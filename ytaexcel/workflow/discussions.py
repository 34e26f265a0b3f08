"""Before the monthly discussion: a workbook for each organisation, with its items that are to be discussed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any

import pandas as pd

from ytaexcel.errors import UsageError
from ytaexcel.passport import DISCUSSION, issue
from ytaexcel.picture import Picture
from ytaexcel.programme import Item, Programme, deadline
from ytaexcel.programme.own_details import KIND as OWN_ITEMS
from ytaexcel.report.words import Words
from ytaexcel.template import DiscussionOrder, Topic, discussion_name, write_discussion
from ytaexcel.texts import Language, text
from ytaexcel.workflow.placing import in_processes, placed
from ytaexcel.workflow.reports import organisation_pictures
from ytaexcel.workflow.run import Advance, Run, check_codes


def make_discussions(
    run: Run,
    month: str,
    organisation: str | None = None,
    languages: Mapping[str, Language] | None = None,
    advance: Advance = lambda: None,
) -> list[Path]:
    """Writes the workbooks for the discussions about `month` (of one organisation, if asked); the paths written.

    Each has the items that are behind, warned of or changed, in that order. `languages`: organisation -> language of
    its workbook, where that is not the first of its own.
    """
    check_codes(run.programme, organisation, None)
    if not run.programme.workbook.has(DISCUSSION):
        raise UsageError(
            f"workbook.toml of {run.programme.id} has no sheet of the kind {DISCUSSION}; "
            "docs/programmes.md says what it must have."
        )
    owing = dict.fromkeys(each for each, _ in run.programme.expected_in(month))
    wanted = [each for each in owing if organisation in (None, each)]
    if not wanted:
        raise UsageError(f"expected.csv names no organisation for {month} that fits; nothing to make.")
    pictures = organisation_pictures(run, month, wanted)
    orders = [
        _order(run, each, picture, (languages or {}).get(each) or _language(run, each))
        for each, picture in pictures.items()
    ]
    folder = run.workspace.month_output(month, "templates")
    paths = [
        folder / discussion_name(run.programme, each.organisation, month, each.language) for each in orders
    ]
    written = []
    for path in in_processes(run.workers, _write_one, repeat(run.programme), orders, paths):
        written.append(path)
        advance()
    return written


def _language(run: Run, organisation: str) -> Language:
    """The first language of an organisation's workbooks, else the run's."""
    return next(iter(run.programme.organisation(organisation).languages), run.language)


def _order(run: Run, organisation: str, picture: Picture, language: Language) -> DiscussionOrder:
    key = run.workspace.key()
    passport = issue(
        key,
        programme=run.programme.id,
        organisation=organisation,
        group="",
        month=picture.month,
        template_version=run.programme.workbook.version,
        language=language,
        kind=DISCUSSION,
    )
    return DiscussionOrder(
        organisation=organisation,
        month=picture.month,
        language=language,
        passport=passport,
        due=deadline(run.programme.calendar, picture.month),
        topics=tuple(_topics(picture, language)),
        key=key,
    )


def _topics(picture: Picture, language: Language) -> list[Topic]:
    """What is behind, gravest first, then what is warned of, then what else has changed; each item once. Last the
    organisation's own items that are behind or warned of.
    """
    items = {item.id: item for item in picture.programme.items_in(picture.month)}
    words = Words(picture, language)
    changed = {
        item: text(f"report.change.{change}", language)
        for item, change in zip(picture.changes["item"], picture.changes["change"], strict=True)
        if change != "regressed"  # that is said among the reasons
    }
    topics: dict[str, Topic] = {}
    for rows in (picture.behind, picture.warnings, picture.changes):
        for row in rows.to_dict("records"):
            if row["item"] not in topics:
                said = [f"{changed[row['item']]}."] if row["item"] in changed else []
                reasons = words.reasons(row) if row["reasons"] else ""
                topics[row["item"]] = _topic(
                    items[row["item"]],
                    " ".join([*said, reasons]).strip(),
                    row,
                    is_end_assumed=words.is_end_assumed(row),
                )
    places = {item.id: item for item in picture.programme.own_items}
    for row in picture.own_items.to_dict("records"):
        if row["reasons"]:
            own = _named(places[row["item"]], picture.programme, language)
            topics[own.id] = _topic(own, words.reasons(row), row, is_end_assumed=False)
    return list(topics.values())


def _named(place: Item, programme: Programme, language: Language) -> Item:
    """An own item under the name of its sheet: its own name is free text, of which no copy is made."""
    sheet = programme.workbook.sheet(OWN_ITEMS).names[language]
    return replace(place, levels={**place.levels, list(place.levels)[-1]: ("", sheet)})


def _topic(item: Item, why: str, row: Mapping[Any, Any], *, is_end_assumed: bool) -> Topic:
    """The item with the window and criticality by which the organisation is judged, and what was reported of it."""
    percent = row["reported_percent_done"]
    judged = replace(
        item,
        planned_start=_day(row["planned_start"]),
        planned_end=_day(row["planned_end"]),
        critical=row.get("critical", item.critical),
    )
    return Topic(
        item=judged,
        why=why,
        status=str(row["reported_status"]) if row["reported_status"] else None,
        percent_done=None if pd.isna(percent) else float(percent),
        forecast_end=_day(row["reported_forecast_end"]),
        is_end_assumed=is_end_assumed,
    )


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _write_one(programme: Programme, order: DiscussionOrder, path: Path) -> Path:
    return placed(path, partial(write_discussion, programme=programme, order=order))
