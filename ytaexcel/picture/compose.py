"""Puts a picture together: one month, for all organisations, for one, or for one group of one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from ytaexcel.months import shifted
from ytaexcel.picture import counts, courses, lists, own, plan
from ytaexcel.picture.agenda import agenda
from ytaexcel.picture.agreed import NOTHING_SAID_YET, agreed, discussed_count
from ytaexcel.picture.decisions import NOTHING_DECIDED, matters
from ytaexcel.picture.indicators import NOTHING_MEASURED, indicators
from ytaexcel.picture.records import Count, Picture, Share
from ytaexcel.picture.steering import objectives, steering
from ytaexcel.picture.themes import themes
from ytaexcel.programme import Programme, deadline
from ytaexcel.programme.versions import steps
from ytaexcel.texts import percent_points


def compose(
    programme: Programme,
    assessed: Mapping[str, pd.DataFrame],
    submissions: pd.DataFrame,
    notes: pd.DataFrame,
    collected: Sequence[str],
    month: str,
    as_of: date,
    organisation: str | None = None,
    group: str | None = None,
    figures: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    discussed: pd.DataFrame = NOTHING_SAID_YET,
    measured: pd.DataFrame = NOTHING_MEASURED,
    decided: pd.DataFrame = NOTHING_DECIDED,
) -> Picture:
    """The picture of `month`.

    `assessed`: month -> frame of `assess`, without gaps from the first month known of to `month` or later.
    `submissions` and `notes` are the dataset's (notes: of all months, or of `month`). Another organisation's rows are
    used for counting how many are behind with the same item, its texts only where they are shareable notes.
    `discussed`: what was discussed of the month and of those before it from which something is still due, value by
    value, as `History.discussions.agreed` gives it.

    `figures`: the `month_figures` of every month up to `month`, one under the other, `month` the first column. Where
    they are given, no other month's frame is looked at, and `submissions` may be those of `month` alone; `sources` are
    then the submissions that the month's values and notes come from, and the latest values of indicators.
    `measured`: the indicators' values in force of all months up to `month`. `decided`: the decisions known for `month`.
    """
    scope = _Scope(programme, organisation, group)
    months = [each for each in assessed if each <= month]
    everywhere = assessed[month]
    now_rows = scope.rows(everywhere)
    before = counts.month_before(collected, month)
    if figures is None:
        figures = _figures(programme, assessed, submissions, months)
    known = scope.rows(figures)
    tallies = counts.tallies(known)
    now, then = tallies[month], tallies[before] if before else None
    # A discussion has no group: it is no workbook that is owed.
    received = _received(known)
    owed = scope.owed(month)
    refused = _places(submissions[(submissions["month"] == month) & (submissions["outcome"] == "refused")])
    places = {
        row.submission_id: lists.Source(row.file_name, row.columns)
        for row in (submissions if sources is None else sources).itertuples(index=False)
    }
    owed_by_month = {each: scope.owed(each) for each in months}
    missing = lists.missing(
        now_rows, received, refused, month, owed_by_month, as_of <= deadline(programme.calendar, month)
    )
    not_received = set(zip(missing["organisation"], missing["group"], strict=True))
    shown = _of_month(known, month)
    heat = counts.heat(shown, _of_month(known, before) if before else None, not_received)
    behind = lists.behind(now_rows, everywhere, programme, places)
    changes = lists.changes(now_rows, everywhere, programme, places)
    items = programme.items_in(month, group)
    best, worst = _movers(heat)
    measures = indicators(
        measured,
        month,
        organisation,
        group,
        programme,
        lambda submission, sheet, row: places[submission].place(sheet, row, "value"),
    )
    moved = courses.courses(known[known["month"].isin([*collected, month])], programme)
    of_bodies = matters(
        programme,
        now_rows,
        decided,
        month,
        group,
        lambda submission, sheet, row: places[submission].place(sheet, row, "state"),
    )
    flagged = counts.counted(now_rows)
    flagged = flagged[flagged["reasons"].str.contains("red_flag", regex=False)]
    return Picture(
        programme=programme,
        month=month,
        month_before=before,
        organisation=organisation,
        group=group,
        roadmap=counts.roadmap_view(now, then),
        readiness=counts.readiness_view(now, then),
        received=Count(
            _came(received, month, owed), _came(received, before, scope.owed(before)) if before else None
        ),
        expected=len(owed),
        followed=now.followed,
        behind_count=Count(now.behind, then.behind if then else None),
        behind_organisations=int(behind["organisation"].nunique()),
        long_late=int((behind["days_late"] > programme.thresholds.late_days_shown).sum()),
        help_count=Count(now.red_flags, then.red_flags if then else None),
        help_organisations=int(flagged["organisation"].nunique()),
        newly_behind=int((changes["change"] == "newly_behind").sum()),
        recovered=int((changes["change"] == "recovered").sum()),
        finished=_finished(now_rows),
        regressed=int((changes["change"] == "regressed").sum()),
        undetermined_criticality=sum(1 for item in items if item.critical == "undetermined"),
        undetermined_windows=sum(1 for item in items if item.planned_end is None and item.timing == "once"),
        items=len(items),
        heat=heat,
        behind=behind,
        warnings=lists.warnings(now_rows, everywhere, programme, places),
        changes=changes,
        notes=lists.notes(notes[notes["month"] == month], organisation, group, programme, places),
        themes=themes(
            notes[notes["month"] == month], _senders(submissions, month), organisation, group, programme
        ),
        indicators=measures,
        agreed=agreed(discussed, now_rows, organisation, group, month, programme, places),
        discussed_count=discussed_count(now_rows),
        help=lists.help_asked(now_rows, programme),
        missing=missing,
        figures=shown,
        trend=counts.trend(
            now_rows,
            tallies,
            {each: _came(received, each, places) for each, places in owed_by_month.items()},
            {each: len(places) for each, places in owed_by_month.items()},
            month,
            programme,
        ),
        courses=moved,
        standings=courses.standings(moved),
        weakest_group=_weakest(shown),
        best=best,
        worst=worst,
        as_of=as_of,
        states=plan.states(now_rows),
        referred=plan.referred(programme, month, scope.own(everywhere)),
        organisation_order={each.code: place for place, each in enumerate(programme.organisations)},
        roadmap_changes=tuple(steps(programme, before or shifted(month, -1), month, group)),
        own_windows=own.own_windows(now_rows, programme, places),
        own_items=own.own_items(now_rows, programme, places),
        matters=of_bodies,
        agenda=agenda(programme, of_bodies, month, as_of),
        steering=replace(
            steering(programme, counts.counted(now_rows), month, group, has_before=before is not None),
            objectives=objectives(measures, programme),
        ),
    )


class _Scope:
    """Whose rows a picture is made of."""

    def __init__(self, programme: Programme, organisation: str | None, group: str | None) -> None:
        self._programme = programme
        self._organisation = organisation
        self._group = group

    def holds(self, place: tuple[str, str]) -> bool:
        return self._organisation in (None, place[0]) and self._group in (None, place[1])

    def owed(self, month: str) -> list[tuple[str, str]]:
        return [place for place in self._programme.expected_in(month) if self.holds(place)]

    def own(self, assessed: pd.DataFrame) -> pd.DataFrame:
        """Of all groups of the organisation."""
        if self._organisation is None:
            return assessed
        return assessed[assessed["organisation"] == self._organisation]

    def rows(self, assessed: pd.DataFrame) -> pd.DataFrame:
        rows = self.own(assessed)
        if self._group is not None:
            rows = rows[rows["group"] == self._group]
        return rows


def _figures(
    programme: Programme,
    assessed: Mapping[str, pd.DataFrame],
    submissions: pd.DataFrame,
    months: Sequence[str],
) -> pd.DataFrame:
    """The figures of all months, worked out from their rows."""
    parts = []
    for each in months:
        made = counts.month_figures(assessed[each], submissions, each, programme)
        made.insert(0, "month", each)
        parts.append(made)
    return pd.concat(parts, ignore_index=True)


def _of_month(figures: pd.DataFrame, month: str) -> pd.DataFrame:
    """The figures that are shown of a month."""
    rows = figures[figures["month"] == month]
    return rows.drop(columns=["month", "workbooks"]).reset_index(drop=True)


def _received(figures: pd.DataFrame) -> dict[str, set[tuple[str, str]]]:
    """Month -> (organisation, group) of the workbooks that were accepted, wholly or partly."""
    months = figures["month"].unique()
    # Each month has the same places in the same order.
    first = figures.iloc[: len(figures) // len(months)]
    places = list(zip(first["organisation"], first["group"], strict=True))
    came = figures["workbooks"].to_numpy().reshape(len(months), len(places))
    return {
        str(month): {place for place, has_come in zip(places, row, strict=True) if has_come}
        for month, row in zip(months, came.tolist(), strict=True)
    }


def _senders(submissions: pd.DataFrame, month: str) -> set[str]:
    """The organisations of which at least one workbook of the month was accepted, wholly or partly."""
    came = submissions[(submissions["month"] == month) & (submissions["outcome"] != "refused")]
    return set(came.loc[came["group"] != "", "organisation"])  # a discussion has no group, and no notes


def _places(submissions: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(submissions["organisation"], submissions["group"], strict=True))


def _came(
    received: Mapping[str, set[tuple[str, str]]], month: str | None, owed: Sequence[tuple[str, str]]
) -> int:
    return len(received.get(month or "", set()) & set(owed))


def _finished(rows: pd.DataFrame) -> int:
    followed = counts.counted(rows)
    before = followed["status_before"]
    return int(((followed["status"] == "done") & before.notna() & (before != "done")).sum())


def _weakest(figures: pd.DataFrame) -> tuple[str, Share] | None:
    """The group with the lowest share done of closed; of equal ones the first of the programme; none if all is done."""
    sums = figures.groupby("group", sort=False)[["closed_done", "closed"]].sum()
    shares = [
        (done / closed, str(group), Share(int(done), int(closed)))
        for group, done, closed in sums.itertuples(name=None)
        if closed
    ]
    if len(shares) < 2:
        return None
    lowest, group, share = min(shares, key=lambda each: each[0])
    return (group, share) if lowest < 1 else None


def _movers(heat: pd.DataFrame) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Up to three organisations whose printed share rose most, and up to three whose fell most."""
    totals = heat[(heat["group"] == counts.WHOLE) & (heat["organisation"] != counts.WHOLE)]
    moves = [
        (row.organisation, percent_points(row.numerator, row.denominator) - int(row.points_before))
        for row in totals.itertuples(index=False)
        if row.denominator and not pd.isna(row.points_before)
    ]
    rising = sorted((move for move in moves if move[1] > 0), key=lambda move: -move[1])
    falling = sorted((move for move in moves if move[1] < 0), key=lambda move: move[1])
    return rising[:3], falling[:3]
