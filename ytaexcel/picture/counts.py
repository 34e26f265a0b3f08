"""Counting: the two views, the heat map, the figures by organisation and group, and the trend.

Totals are pooled over items and never averaged; each share keeps its numerator and denominator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ytaexcel.months import day_after, month_of, months_between, shifted
from ytaexcel.picture.records import Share, View
from ytaexcel.programme import Programme
from ytaexcel.texts import percent_points

WHOLE = ""
"""Stands for all organisations, or all groups of one, in the heat map."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one set of items (critical or undetermined, applicable)."""

    followed: int
    opened: int
    """Planned start before D, or no planned start."""
    opened_started: int
    closed: int
    """Planned end before D."""
    closed_done: int
    ready: int
    """Planned end by the hard deadline."""
    ready_started: int
    ready_done: int
    behind: int
    red_flags: int


def counted(assessed: pd.DataFrame) -> pd.DataFrame:
    """The rows that shares are taken of: critical or undetermined, without not_applicable."""
    return assessed[assessed["is_followed"] & (assessed["status"] != "not_applicable")]


def marked(assessed: pd.DataFrame, month: str, programme: Programme) -> pd.DataFrame:
    """The counted rows with a 0/1 column for each count of `Tally`, and organisation and group."""
    rows = counted(assessed)
    d = pd.Timestamp(day_after(month))
    is_started = rows["status"].isin(["started", "done"])
    is_done = rows["status"] == "done"
    is_opened = rows["planned_start"].isna() | (rows["planned_start"] < d)
    is_closed = rows["planned_end"] < d
    is_ready = rows["planned_end"] <= pd.Timestamp(programme.hard_deadline)
    marks = {
        "followed": is_done | True,
        "opened": is_opened,
        "opened_started": is_opened & is_started,
        "closed": is_closed,
        "closed_done": is_closed & is_done,
        "ready": is_ready,
        "ready_started": is_ready & is_started,
        "ready_done": is_ready & is_done,
        "behind": rows["behind"] == 1,
        "red_flags": rows["reasons"].str.contains("red_flag", regex=False),
        "reported": rows["reported"] == "yes",
        "carried": rows["reported"] == "carried",
        "never": rows["reported"] == "never",
    }
    return (
        pd.DataFrame(marks, index=rows.index)
        .astype("int64")
        .assign(organisation=rows["organisation"], group=rows["group"])
    )


def tallies(figures: pd.DataFrame) -> dict[str, Tally]:
    """Month -> the counts of all rows of figures of months."""
    sums = figures.groupby("month", sort=False)[list(Tally.__slots__)].sum()
    return {str(row[0]): Tally(*map(int, row[1:])) for row in sums.itertuples(name=None)}


def roadmap_view(now: Tally, before: Tally | None) -> View:
    """Started of opened, done of closed."""
    return View(
        Share(now.opened_started, now.opened),
        Share(now.closed_done, now.closed),
        Share(before.opened_started, before.opened) if before else None,
        Share(before.closed_done, before.closed) if before else None,
    )


def readiness_view(now: Tally, before: Tally | None) -> View:
    """Started and done of all that should be ready by the hard deadline."""
    return View(
        Share(now.ready_started, now.ready),
        Share(now.ready_done, now.ready),
        Share(before.ready_started, before.ready) if before else None,
        Share(before.ready_done, before.ready) if before else None,
    )


def month_figures(
    assessed: pd.DataFrame, submissions: pd.DataFrame, month: str, programme: Programme
) -> pd.DataFrame:
    """One row per organisation and group of the programme with every count of a month; 0 where nothing is counted.

    All that later months need of it: a picture of years is made of these and of one month's rows. `submissions`: the
    month's, or more. Columns: organisation, group, the counts of `marked`, and workbooks (1 where one was accepted,
    wholly or partly).
    """
    pairs = [(each.code, every.code) for each in programme.organisations for every in programme.groups]
    sums = marked(assessed, month, programme).groupby(["organisation", "group"]).sum(numeric_only=True)
    index = pd.MultiIndex.from_tuples(pairs, names=["organisation", "group"])
    came = submissions[(submissions["month"] == month) & (submissions["outcome"] != "refused")]
    accepted = pd.MultiIndex.from_frame(came[["organisation", "group"]])
    return (
        sums.reindex(index, fill_value=0).assign(workbooks=index.isin(accepted).astype("int64")).reset_index()
    )


def heat(now: pd.DataFrame, before: pd.DataFrame | None, not_received: set[tuple[str, str]]) -> pd.DataFrame:
    """The heat map's rows (see `Picture.heat`) from the figures of this month and of the month before."""
    past = None if before is None else _with_totals(before).set_index(["organisation", "group"])
    rows = []
    for row in _with_totals(now).itertuples(index=False):
        place = (row.organisation, row.group)
        points: object = pd.NA
        if past is not None and place in past.index:
            then = past.loc[place]
            if then["closed"]:
                points = percent_points(int(then["closed_done"]), int(then["closed"]))
        rows.append(
            {
                "organisation": row.organisation,
                "group": row.group,
                "numerator": row.closed_done,
                "denominator": row.closed,
                "points_before": points,
                "behind": row.behind,
                "carried": any(_covers(place, missing) for missing in not_received),
                "reported": row.reported + row.carried > 0,
            }
        )
    return pd.DataFrame(rows).astype({"points_before": "Int64"})


def _covers(place: tuple[str, str], workbook: tuple[str, str]) -> bool:
    return place[0] in (WHOLE, workbook[0]) and place[1] in (WHOLE, workbook[1])


def _with_totals(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures, each organisation's total after its groups, then the whole's groups and the whole's total."""
    numbers = figures.select_dtypes("number").columns
    parts = []
    for organisation, rows in figures.groupby("organisation", sort=False):
        parts += [rows, rows[numbers].sum().to_frame().T.assign(organisation=organisation, group=WHOLE)]
    by_group = (
        figures.groupby("group", sort=False)[list(numbers)].sum().reset_index().assign(organisation=WHOLE)
    )
    whole = figures[numbers].sum().to_frame().T.assign(organisation=WHOLE, group=WHOLE)
    return pd.concat([*parts, by_group, whole], ignore_index=True)


def trend(
    now: pd.DataFrame,
    tallies: Mapping[str, Tally],
    received: Mapping[str, int],
    expected: Mapping[str, int],
    month: str,
    programme: Programme,
) -> pd.DataFrame:
    """One row per month up to the hard deadline's (see `Picture.trend`).

    `now`: the assessed rows of `month`, for the plan; `tallies`: each month's counts up to `month`, without gaps.
    """
    last = max(month, month_of(programme.hard_deadline))
    ends = np.sort(counted(now)["planned_end"].to_numpy("datetime64[D]"))
    rows: list[dict[str, object]] = []
    for each in months_between(min(tallies), last):
        planned = int(np.searchsorted(ends, np.datetime64(day_after(each))))
        row: dict[str, object] = {"month": each, "planned": planned}
        if each in tallies:
            counts = tallies[each]
            row |= {
                "received": received.get(each, 0),
                "expected": expected.get(each, 0),
                "opened_started": counts.opened_started,
                "opened": counts.opened,
                "closed_done": counts.closed_done,
                "closed": counts.closed,
                "ready_started": counts.ready_started,
                "ready_done": counts.ready_done,
                "ready": counts.ready,
                "behind": counts.behind,
                "help": counts.red_flags,
            }
        rows.append(row)
    frame = pd.DataFrame(rows)
    return frame.astype({column: "Int64" for column in frame.columns if column != "month"})


def month_before(collected: Sequence[str], month: str) -> str | None:
    """The collected month before `month`; None when there is none."""
    earlier = [each for each in collected if each < month]
    return max(earlier) if earlier else None


def months_without(
    received: Mapping[str, set[tuple[str, str]]],
    owed: Mapping[str, Sequence[tuple[str, str]]],
    place: tuple[str, str],
    month: str,
) -> int:
    """How many workbooks in a row, that of `month` the last, an organisation and group has owed and not brought.

    `owed`: month -> who owes a workbook, from the first collected month on; a month of pause is passed over.
    """
    count = 0
    while month in owed and place not in received.get(month, set()):
        count += place in owed[month]
        month = shifted(month, -1)
    return count
