"""The life of an organisation, a group, or an item everywhere, told on a terminal: what came, and what moved."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

from ytaexcel.archive import Act
from ytaexcel.months import LAST_MONTH
from ytaexcel.programme import Programme
from ytaexcel.programme.succession import version
from ytaexcel.texts import Language, day, month_short, text
from ytaexcel.timeline.roadmap import change_lines
from ytaexcel.timeline.whose import Scope

MOST_MOVES = 20
"""Moves of items told for one month; the workbook has them all."""


def scope_lines(
    programme: Programme,
    scope: Scope,
    submissions: pd.DataFrame,
    acts: Sequence[Act],
    assessed: Mapping[str, pd.DataFrame],
    language: Language,
) -> Iterator[str]:
    """A head, then for each month how things stood, which files came and what was decided on them, and what moved.

    `submissions`: those in the scope, excluded ones too. `acts`: those that are known.
    """
    yield _head(programme, scope, language)
    decided = {act.sha256: act for act in acts if act.kind in ("exclude", "reinstate")}
    zone = ZoneInfo(programme.calendar.timezone)
    for month in assessed:
        frame = scope.rows(assessed[month])
        if scope.item is not None:
            yield from change_lines(programme, scope, month, language)
        if frame.empty:
            continue
        yield _state(frame, month, programme, language)
        for row in submissions[submissions["month"] == month].to_dict("records"):
            received = datetime.fromisoformat(row["received_at"]).astimezone(zone).date()
            whose = f"{row['organisation']}/{row['group'] or text('timeline.discussion', language)}"
            outcome = text(f"timeline.outcome.{row['outcome']}", language, rows=row["rows_accepted"])
            yield f"         {row['file_name']} ({whose}, {day(received)}): {outcome}"
            act = decided.get(row["sha256"])
            if act is not None:
                told = text(f"timeline.decided.{act.kind}", language, by=act.by, day=day_of(act, zone))
                yield f"           {told}: {act.why}"
        yield from _moves(frame, programme, language)


def day_of(act: Act, zone: ZoneInfo) -> str:
    """The day of a decision as people write it."""
    return day(datetime.fromisoformat(act.at).astimezone(zone).date())


def _head(programme: Programme, scope: Scope, language: Language) -> str:
    parts = []
    if scope.item is not None:
        parts.append(f"{scope.item} {version(programme, scope.item, LAST_MONTH).name}")
    if scope.organisation is not None:
        parts.append(programme.organisation(scope.organisation).names[language])
    if scope.group is not None:
        parts.append(programme.group(scope.group).names[language])
    return " – ".join(parts)


def _state(frame: pd.DataFrame, month: str, programme: Programme, language: Language) -> str:
    counted = frame[frame["status"] != "not_applicable"]
    return f"{month_short(month):>7}  " + programme.text(
        "timeline.state",
        language,
        items=len(counted),
        started=int((counted["status"] == "started").sum()),
        done=int((counted["status"] == "done").sum()),
        behind=int(counted["behind"].sum()),
        silent=int((frame["reported"] != "yes").sum()),
    )


def _moves(frame: pd.DataFrame, programme: Programme, language: Language) -> Iterator[str]:
    """The items whose status is another than in the collected month before."""
    moved = frame[frame["status_before"].notna() & (frame["status_before"] != frame["status"])]
    for row in moved.head(MOST_MOVES).to_dict("records"):
        before, now = (programme.status_name(row[each], language) for each in ("status_before", "status"))
        yield f"           {row['organisation']} {row['item']}: {before} → {now}"
    if len(moved) > MOST_MOVES:
        yield f"           {text('timeline.more_moves', language, count=len(moved) - MOST_MOVES)}"
