"""Puts a picture together: one month, for all organisations, for one, or for one group of one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pandas as pd

from ytaexcel.picture import counts, courses, lists
from ytaexcel.picture.indicators import indicators
from ytaexcel.picture.records import Count, Picture, Share
from ytaexcel.picture.themes import themes
from ytaexcel.programme import Programme, deadline
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
    figures_of: Callable[[str], pd.DataFrame] | None = None,
    measured: pd.DataFrame | None = None,
) -> Picture:
    """The picture of `month`.

    `assessed`: month -> frame of `assess`, without gaps from the first collected month to `month` or later.
    `submissions` and `notes` are the dataset's (notes: all months'). Another organisation's rows are used for
    counting how many are behind with the same item, its texts only where they are shareable notes. `figures_of`
    gives a month's `month_figures`, where they are known already: then no other month's frame is looked at.
    `measured`: the indicators' values in force of all months up to `month`; None where there are none.
    """
    scope = _Scope(programme, organisation, group)
    months = [each for each in assessed if each <= month]
    everywhere = assessed[month]
    now_rows = scope.rows(everywhere)
    before = counts.month_before(collected, month)
    if figures_of is None:
        known = {each: counts.month_figures(assessed[each], each, programme) for each in months}
    else:
        known = {each: figures_of(each) for each in months}
    marks = {each: scope.rows(rows) for each, rows in known.items()}
    tallies = {each: counts.tally(rows) for each, rows in marks.items()}
    now, then = tallies[month], tallies[before] if before else None
    received = _received(submissions, scope)
    owed = scope.owed(month)
    refused = _places(submissions[(submissions["month"] == month) & (submissions["outcome"] == "refused")])
    sources = {
        row.submission_id: lists.Source(row.file_name, row.columns)
        for row in submissions.itertuples(index=False)
    }
    owed_by_month = {each: scope.owed(each) for each in months}
    missing = lists.missing(
        now_rows, received, refused, month, owed_by_month, as_of <= deadline(programme.calendar, month)
    )
    not_received = set(zip(missing["organisation"], missing["group"], strict=True))
    figures = counts.figures(marks[month], scope.pairs)
    figures_before = counts.figures(marks[before], scope.pairs) if before else None
    heat = counts.heat(figures, figures_before, not_received)
    behind = lists.behind(now_rows, everywhere, programme, sources)
    changes = lists.changes(now_rows, everywhere, programme, sources)
    items = programme.items_in(month, group)
    best, worst = _movers(heat)
    moved = courses.courses(
        {each: marks[each] for each in marks if each in collected or each == month}, scope.pairs, programme
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
        undetermined_windows=sum(1 for item in items if item.planned_end is None),
        items=len(items),
        heat=heat,
        behind=behind,
        warnings=lists.warnings(now_rows, everywhere, programme, sources),
        changes=changes,
        notes=lists.notes(notes[notes["month"] == month], organisation, group, programme, sources),
        themes=themes(
            notes[notes["month"] == month], _senders(submissions, month), organisation, group, programme
        ),
        indicators=indicators(
            pd.DataFrame(columns=["organisation", "month"]) if measured is None else measured,
            month,
            organisation,
            group,
            programme,
            lambda submission, sheet, row: sources[submission].place(sheet, row, "value"),
        ),
        help=lists.help_asked(now_rows, programme),
        missing=missing,
        figures=figures,
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
        weakest_group=_weakest(figures),
        best=best,
        worst=worst,
        as_of=as_of,
        organisation_order={each.code: place for place, each in enumerate(programme.organisations)},
    )


class _Scope:
    """Whose rows a picture is made of."""

    def __init__(self, programme: Programme, organisation: str | None, group: str | None) -> None:
        self._programme = programme
        self._organisation = organisation
        self._group = group
        self.pairs = [
            (each.code, every.code)
            for each in programme.organisations
            for every in programme.groups
            if self.holds((each.code, every.code))
        ]

    def holds(self, place: tuple[str, str]) -> bool:
        return self._organisation in (None, place[0]) and self._group in (None, place[1])

    def owed(self, month: str) -> list[tuple[str, str]]:
        return [place for place in self._programme.expected_in(month) if self.holds(place)]

    def rows(self, assessed: pd.DataFrame) -> pd.DataFrame:
        rows = assessed
        if self._organisation is not None:
            rows = rows[rows["organisation"] == self._organisation]
        if self._group is not None:
            rows = rows[rows["group"] == self._group]
        return rows


def _received(submissions: pd.DataFrame, scope: _Scope) -> dict[str, set[tuple[str, str]]]:
    """Month -> (organisation, group) of the workbooks that were accepted, wholly or partly."""
    came = submissions[submissions["outcome"] != "refused"]
    found: dict[str, set[tuple[str, str]]] = {}
    for month, rows in came.groupby("month"):
        found[str(month)] = {place for place in _places(rows) if scope.holds(place)}
    return found


def _senders(submissions: pd.DataFrame, month: str) -> set[str]:
    """The organisations of which at least one workbook of the month was accepted, wholly or partly."""
    came = submissions[(submissions["month"] == month) & (submissions["outcome"] != "refused")]
    return set(came["organisation"])


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
