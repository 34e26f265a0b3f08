"""Synthetic pictures for the tests of the reports: consistent numbers, drawn with a seed, no real data.

A picture is built from the figures of each organisation's group, as the real one is, so that sums agree.
"""

import dataclasses
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from ytaexcel.months import day_after, months_between, shifted
from ytaexcel.picture import Count, Picture, Share, View
from ytaexcel.picture.courses import COURSES, STANDINGS, courses, standings
from ytaexcel.picture.indicators import indicators
from ytaexcel.picture.themes import MonthBefore, themes
from ytaexcel.programme import Item, Programme, load_programme
from ytaexcel.texts import percent_points

SCHEMAS = Path(__file__).parent.parent / "schemas"
MONTH, MONTH_BEFORE = "2021-11", "2021-10"
TEXTS = (
    "Järjestelmäkartoitus kesken, 60 % kunnista vastannut.",
    "Toimittajan resurssit eivät riitä usealle alueelle yhtä aikaa, ja hankinnan valmistelu odottaa päätöstä.",
    "Luonnos valmis, päätös siirtyy aluevaltuustolle.",
    "",
    "=1+1 luettiin väärin; -5 kuntaa puuttuu",
)
LISTED = (
    "rank organisation group item name reasons days_late planned_start planned_end forecast_end status percent_done "
    "behind_since red_flag latest_text gravity same_behind critical start_first source last_reported "
    "discussed reported_status reported_percent_done reported_forecast_end"
).split()
CHANGED = [*LISTED, "change", "status_before", "percent_before"]
NOTED = (
    "kind organisation group item name text scope likelihood effect shareable theme language source"
).split()
AGREED = (
    "month organisation group item name agreed agreed_by agreed_until status percent_done source"
).split()
MISSING = "organisation group state last_received months_in_a_row items_without_news".split()
HELPED = "organisation group flags text".split()
FIGURES = (
    "organisation group followed opened opened_started closed closed_done ready ready_started ready_done behind "
    "red_flags reported carried never"
).split()
HEAT = "organisation group numerator denominator points_before behind carried reported".split()
TREND = (
    "month received expected opened_started opened closed_done closed ready_started ready_done ready behind help "
    "planned"
).split()


def no_place(_submission: str, _sheet: str, _row: int) -> str:
    """Where values lie, for pictures in which none are."""
    raise KeyError(_submission)


def national_programme(*, is_demonstration: bool = False) -> Programme:
    """The programme of the national roadmap, as a demonstration if asked."""
    return dataclasses.replace(load_programme(SCHEMAS / "sote-2021"), is_demonstration=is_demonstration)


def big_picture(*, seed: int = 1, is_demonstration: bool = True, organisations: int = 23) -> Picture:
    """A month of every organisation: hundreds behind, thousands of warnings, everything decided."""
    return _Painter(national_programme(is_demonstration=is_demonstration), seed, organisations).picture()


def organisation_picture(*, seed: int = 1, code: str = "06") -> Picture:
    """The same month as one organisation sees it."""
    return _Painter(national_programme(is_demonstration=True), seed, 23, only=code).picture()


def group_picture(*, seed: int = 1, code: str = "06", group: str = "ICT") -> Picture:
    """The same month as one organisation's group sees it."""
    whole = organisation_picture(seed=seed, code=code)
    frames = {
        name: _of_group(getattr(whole, name), group)
        for name in ("behind", "warnings", "changes", "notes", "figures")
    }
    return dataclasses.replace(whole, group=group, **frames)


def sparse_picture(*, organisations: int = 23) -> Picture:
    """A first month in which nothing is decided and little is reported: criticality and windows undetermined."""
    painter = _Painter(national_programme(), 2, organisations)
    picture = painter.picture()
    figures = picture.figures.assign(closed=0, closed_done=0, opened=picture.figures["ready"], behind=0)
    figures["opened_started"] = figures["ready_started"] = figures["ready_started"] // 3
    figures["ready_done"] = figures["ready"] // 40
    whole = _sums(figures)
    heat = picture.heat.assign(numerator=0, denominator=0, points_before=None, behind=0)
    return dataclasses.replace(
        picture,
        month="2021-07",
        month_before=None,
        roadmap=View(whole["opened_started"], whole["closed_done"], None, None),
        readiness=View(whole["ready_started"], whole["ready_done"], None, None),
        received=Count(picture.received.now, None),
        behind_count=Count(0, None),
        behind_organisations=0,
        long_late=0,
        help_count=Count(picture.help_count.now, None),
        newly_behind=0,
        recovered=0,
        finished=0,
        regressed=0,
        undetermined_criticality=picture.items,
        undetermined_windows=picture.items,
        heat=heat,
        behind=_empty(LISTED),
        changes=_empty(CHANGED),
        notes=_empty(NOTED),
        themes=themes(_empty(NOTED), (), None, None, national_programme()),
        indicators=indicators(_empty(["month"]), MONTH, None, None, national_programme(), no_place),
        figures=figures,
        trend=painter.trend(figures, "2021-07", first="2021-07"),
        **painter.moved(figures, "2021-07", first="2021-07"),
        weakest_group=None,
        best=[],
        worst=[],
        as_of=date(2021, 8, 13),
    )


def empty_picture() -> Picture:
    """A month in which nobody owes anything, nothing is followed and nothing has happened."""
    nothing = Share(0, 0)
    return Picture(
        programme=national_programme(),
        month=MONTH,
        month_before=None,
        organisation=None,
        group=None,
        roadmap=View(nothing, nothing, None, None),
        readiness=View(nothing, nothing, None, None),
        received=Count(0, None),
        expected=0,
        followed=0,
        behind_count=Count(0, None),
        behind_organisations=0,
        long_late=0,
        help_count=Count(0, None),
        help_organisations=0,
        newly_behind=0,
        recovered=0,
        finished=0,
        regressed=0,
        undetermined_criticality=0,
        undetermined_windows=0,
        items=557,
        heat=_frame([["", "", 0, 0, None, 0, False, False]], HEAT),
        behind=_empty(LISTED),
        warnings=_empty(LISTED),
        changes=_empty(CHANGED),
        notes=_empty(NOTED),
        themes=themes(_empty(NOTED), (), None, None, national_programme()),
        indicators=indicators(_empty(["month"]), MONTH, None, None, national_programme(), no_place),
        agreed=_empty(AGREED),
        discussed_count=0,
        help=_empty(HELPED),
        missing=_empty(MISSING),
        figures=_empty(FIGURES),
        trend=_frame([[MONTH, *[0] * 12]], TREND),
        courses=_empty(COURSES),
        standings=_empty(STANDINGS),
        weakest_group=None,
        best=[],
        worst=[],
        as_of=date(2021, 12, 8),
        organisation_order={},
    )


class _Painter:
    """Draws the figures of each organisation's group, then rows that agree with them."""

    def __init__(self, programme: Programme, seed: int, organisations: int, only: str | None = None) -> None:
        self.programme = programme
        self.chance = random.Random(seed)
        self.organisations = [each.code for each in programme.organisations][:organisations]
        self.only = only
        self.count = 1 if only else organisations
        self.groups = [group.code for group in programme.groups]

    def picture(self) -> Picture:
        figures = _frame([self._figures(*pair) for pair in self._pairs()], FIGURES)
        silent = {
            (self.organisations[-1], "YP"),
            *(pair for pair in self._pairs() if self.chance.random() < 0.05),
        }
        if self.only:
            figures = figures[figures["organisation"] == self.only].reset_index(drop=True)
            silent = {(self.only, "YP")}
        expected = len(figures)
        behind = self._behind(figures)
        flags = int(figures["red_flags"].sum())
        changes = self._changes(behind)
        new = int((changes["change"] == "newly_behind").sum())
        recovered = int((changes["change"] == "recovered").sum())
        whole = _sums(figures)
        heat = self._heat(figures, silent)
        places = heat[(heat["group"] == "") & (heat["organisation"] != "")]
        gains = sorted(
            (
                (row.organisation, percent_points(row.numerator, row.denominator) - row.points_before)
                for row in places.itertuples()
                if row.denominator
            ),
            key=lambda gain: -gain[1],
        )
        by_group = {group: _sums(figures[figures["group"] == group])["closed_done"] for group in self.groups}
        weakest = min(by_group.items(), key=lambda pair: pair[1].numerator / max(1, pair[1].denominator))
        notes = self._notes(22 * self.count)
        return Picture(
            programme=self.programme,
            month=MONTH,
            month_before=MONTH_BEFORE,
            organisation=self.only,
            group=None,
            roadmap=View(
                whole["opened_started"],
                whole["closed_done"],
                whole["opened_started"],
                _earlier(whole["closed_done"], 6),
            ),
            readiness=View(
                whole["ready_started"],
                whole["ready_done"],
                _earlier(whole["ready_started"], 7),
                _earlier(whole["ready_done"], 5),
            ),
            received=Count(expected - len(silent), expected - len(silent) + 3),
            expected=expected,
            followed=int(figures["followed"].sum()),
            behind_count=Count(len(behind), len(behind) - new + recovered),
            behind_organisations=int(behind["organisation"].nunique()),
            long_late=int((behind["days_late"] > 60).sum()),
            help_count=Count(flags, flags - 21 if flags > 21 else flags),
            help_organisations=int(figures[figures["red_flags"] > 0]["organisation"].nunique()),
            newly_behind=new,
            recovered=recovered,
            finished=362,
            regressed=int((changes["change"] == "regressed").sum()),
            undetermined_criticality=0,
            undetermined_windows=0,
            items=len(self.programme.items_in(MONTH)),
            heat=heat,
            behind=behind,
            warnings=self._warnings(87 * self.count),
            changes=changes,
            notes=notes,
            indicators=indicators(
                _empty(["month", "organisation"]), MONTH, self.only, None, self.programme, {}
            ),
            themes=themes(
                notes,
                self.organisations,
                self.only,
                None,
                self.programme,
                MonthBefore(notes.iloc[::2], self.organisations[1:]),
            ),
            agreed=_empty(AGREED),
            discussed_count=0,
            help=self._help(figures),
            missing=_frame([[*pair, "missing", MONTH_BEFORE, 1, 14] for pair in sorted(silent)], MISSING),
            figures=figures,
            trend=self.trend(figures, MONTH, first="2021-08"),
            **self.moved(figures, MONTH, first="2021-08"),
            weakest_group=weakest,
            best=[] if self.only else gains[:3],
            worst=[] if self.only else gains[-3:][::-1],
            as_of=date(2021, 12, 8),
            organisation_order={code: place for place, code in enumerate(self.organisations)},
        )

    def trend(self, figures: pd.DataFrame, month: str, *, first: str) -> pd.DataFrame:
        """Months up to `month` growing into its figures, then the plan until the hard deadline."""
        whole = _sums(figures)
        last = f"{self.programme.hard_deadline:%Y-%m}"
        so_far, every = list(months_between(first, month)), list(months_between(first, last))
        ready, closed = whole["ready_done"].denominator, whole["closed_done"].denominator
        rows = []
        for place, each in enumerate(every):
            growth = min(1.0, (place + 1) / len(so_far))
            late = max(0, place - len(so_far) + 1) / max(1, len(every) - len(so_far))
            planned = round(closed * growth**2 + (ready - closed) * late)
            counts: list[Any] = [None] * 11
            if each in so_far:
                opened, due = round(whole["opened_started"].denominator * growth), round(closed * growth**2)
                counts = [
                    109,
                    115,
                    round(whole["opened_started"].numerator * growth * (0.85 + 0.15 * growth)),
                    opened,
                    round(whole["closed_done"].numerator * growth**2 * (0.8 + 0.2 * growth)),
                    due,
                    round(whole["ready_started"].numerator * growth),
                    round(whole["ready_done"].numerator * growth),
                    ready,
                    round(480 + 10 * place),
                    round(40 + 5 * place),
                ]
            rows.append([each, *counts, planned])
        return _frame(rows, TREND)

    def moved(self, figures: pd.DataFrame, month: str, *, first: str) -> dict[str, pd.DataFrame]:
        """Courses that end in these figures, and where they have come to; the month before last a bit up or down."""
        months = list(months_between(first, month))
        marks = []
        for place, each in enumerate(months, start=1):
            part = place / len(months)
            closed = (figures["closed"] * part).round().astype("int64")
            done = (figures["closed_done"] * part).round().astype("int64")
            swing = [self.chance.randint(-1, 1) if each != month else 0 for _ in range(len(figures))]
            of_month = figures.assign(
                month=each,
                closed=closed,
                closed_done=(done + swing).clip(0, closed),
                behind=(figures["behind"] * part).round().astype("int64"),
            )
            marks.append(of_month)
        course = courses(pd.concat(marks), self.programme)
        return {"courses": course, "standings": standings(course)}

    def _pairs(self) -> list[tuple[str, str]]:
        return [(organisation, group) for organisation in self.organisations for group in self.groups]

    def _figures(self, organisation: str, group: str) -> list[Any]:
        closed = {"HTT": 18, "JO": 17, "PJ": 17, "YP": 6, "ICT": 17}.get(group, 10)
        strength = min(
            1.0, self.chance.choice((0.2, 0.4, 0.5, 0.75, 0.8, 0.9, 1.0)) * self.chance.uniform(0.85, 1.1)
        )
        done = round(closed * strength)
        ready = {"HTT": 68, "JO": 70, "PJ": 60, "YP": 40, "ICT": 70}.get(group, 30)
        opened = round(ready * 0.6)
        started = min(opened, round(opened * (0.8 + 0.2 * strength)))
        flags = self.chance.choice((0, 0, 0, 0, 1, 1, 3)) if strength < 0.9 else 0
        behind = closed - done
        counts = [
            ready,
            opened,
            started,
            closed,
            done,
            ready,
            started + 2,
            min(done + 3, ready),
            behind,
            flags,
        ]
        return [organisation, group, *counts, ready - 4, 3, 1]

    def _heat(self, figures: pd.DataFrame, silent: set[tuple[str, str]]) -> pd.DataFrame:
        rows = []
        for organisation in [
            *([self.only] if self.only else self.organisations),
            *([] if self.only else [""]),
        ]:
            of = figures if not organisation else figures[figures["organisation"] == organisation]
            for group in [*self.groups, ""]:
                share = of if not group else of[of["group"] == group]
                done, closed = int(share["closed_done"].sum()), int(share["closed"].sum())
                rise = self.chance.randint(-4, 15) if organisation else 6
                before = max(0, percent_points(done, closed) - rise) if closed else None
                carried = any(
                    (place == organisation) and group in ("", of_group)
                    for place, of_group in silent
                    if organisation
                )
                rows.append(
                    [organisation, group, done, closed, before, int(share["behind"].sum()), carried, True]
                )
        return _frame(rows, HEAT)

    def _behind(self, figures: pd.DataFrame) -> pd.DataFrame:
        rows = []
        for row in figures.itertuples():
            items = self.programme.items_in(MONTH, row.group)
            rows += [
                self._row(row.organisation, items[(place * 7) % len(items)], place < row.red_flags)
                for place in range(row.behind)
            ]
        rows.sort(key=lambda each: (-each["gravity"], -each["days_late"], each["organisation"], each["item"]))
        return _frame([[place, *list(each.values())[1:]] for place, each in enumerate(rows, start=1)], LISTED)

    def _row(self, organisation: str, item: Item, asks: bool) -> dict[str, Any]:
        late = self.chance.choice((1, 30, 31, 61, 91))
        end = day_after(MONTH) - timedelta(days=late)
        is_started = self.chance.random() < 0.7
        reasons = ["overdue", *([] if is_started else ["late_start"])]
        forecast = self.chance.choice((None, end + timedelta(days=80)))
        reasons += ["forecast_late"] if forecast else []
        reasons += ["stalled"] if is_started and self.chance.random() < 0.3 else []
        reasons += ["red_flag"] if asks else []
        gravity = -(-late // 30) + 3 * asks + 2 * (not is_started)
        values = [
            0,
            organisation,
            item.group,
            item.id,
            item.name,
            ";".join(reasons),
            late,
            pd.Timestamp(end - timedelta(days=60)),
            pd.Timestamp(end),
            pd.NaT if forecast is None else pd.Timestamp(forecast),
            "started" if is_started else "not_started",
            self.chance.choice((30.0, 55.0, 80.0)) if is_started else float("nan"),
            shifted(MONTH, -self.chance.randint(0, 3)),
            asks,
            self.chance.choice(TEXTS),
            gravity,
            self.chance.randint(1, 12),
            "yes",
            self.chance.random() < 0.2,
            f"tilannekuva_{organisation}_{item.group}_2021-11.xlsx · Tilannekuva!L{self.chance.randint(5, 130)}",
            MONTH,
            "",
            None,
            float("nan"),
            pd.NaT,
        ]
        return dict(zip(LISTED, values, strict=True))

    def _warnings(self, count: int) -> pd.DataFrame:
        items = self.programme.items_in(MONTH)
        codes = ("red_flag", "past_forecast", "regressed", "stalled", "forecast_late", "unreported")
        rows = []
        for place in range(count):
            organisation = self.only or self.chance.choice(self.organisations)
            row = self._row(organisation, self.chance.choice(items), place * len(codes) // count == 0)
            row |= {"reasons": codes[place * len(codes) // count], "days_late": 0, "behind_since": ""}
            row |= {"forecast_end": pd.Timestamp(2022, 3, 1), "planned_end": pd.Timestamp(2022, 1, 31)}
            row |= {"last_reported": self.chance.choice(("", "2021-09"))}
            rows.append(list(row.values()))
        return _frame(rows, LISTED)

    def _changes(self, behind: pd.DataFrame) -> pd.DataFrame:
        rows = []
        items = self.programme.items_in(MONTH)
        for change, count in (("regressed", 1), ("newly_behind", 12), ("recovered", 11)):
            wanted = count * self.count
            if change == "newly_behind":
                some = behind.head(wanted).to_dict("records")
            else:
                places = [self.only or self.chance.choice(self.organisations) for _ in range(wanted)]
                some = [self._row(place, self.chance.choice(items), False) for place in places]
            for row in some:
                if change == "recovered":
                    row |= {"reasons": "", "status": "done", "percent_done": 100.0, "days_late": 0}
                if change == "regressed":
                    row |= {"reasons": "regressed", "status": "started", "percent_done": 40.0}
                rows.append([*row.values(), change, "started", 60.0])
        return _frame(rows, CHANGED)

    def _notes(self, count: int) -> pd.DataFrame:
        rows = []
        for place in range(count):
            kind = ("wish", "risk", "observation")[place * 3 // count]
            organisation, group = (
                self.only or self.chance.choice(self.organisations),
                self.chance.choice(self.groups),
            )
            item = self.chance.choice(self.programme.items_in(MONTH, group)) if place % 3 else None
            text = " ".join(
                [self.chance.choice(TEXTS) or "Kansallinen linjaus tarvitaan."] * self.chance.randint(1, 6)
            )
            scale = [4, 3] if kind == "risk" else [float("nan"), float("nan")]
            name = [item.id, item.name] if item else ["", ""]
            source = f"tilannekuva_{organisation}_{group}_2021-11.xlsx · Huomiot!D{place + 5}"
            rows.append(
                [
                    kind,
                    organisation,
                    group,
                    *name,
                    text,
                    "sote",
                    *scale,
                    place % 2 == 0,
                    self._theme(place),
                    "fi",
                    source,
                ]
            )
        return _frame(rows, NOTED)

    def _theme(self, place: int) -> str | None:
        """None for every third note; those that stand first in their list are drawn most often."""
        codes = [choice.code for choice in self.programme.themes]
        chance = random.Random(place)
        return None if place % 3 == 0 else codes[int(len(codes) * chance.random() ** 3)]

    def _help(self, figures: pd.DataFrame) -> pd.DataFrame:
        asking = figures[figures["red_flags"] > 0].sort_values("red_flags", ascending=False, kind="stable")
        rows = [
            [row.organisation, row.group, row.red_flags, self.chance.choice(TEXTS[:3])]
            for row in asking.itertuples()
        ]
        return _frame(rows, HELPED)


def _earlier(share: Share, points: int) -> Share:
    return Share(max(0, share.numerator - share.denominator * points // 100), share.denominator)


def _sums(figures: pd.DataFrame) -> dict[str, Share]:
    pairs = {
        "opened_started": "opened",
        "closed_done": "closed",
        "ready_started": "ready",
        "ready_done": "ready",
    }
    return {part: Share(int(figures[part].sum()), int(figures[of].sum())) for part, of in pairs.items()}


def _of_group(frame: pd.DataFrame, group: str) -> pd.DataFrame:
    return frame[frame["group"] == group].reset_index(drop=True)


def _frame(rows: list[list[Any]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns)


def _empty(columns: list[str]) -> pd.DataFrame:
    return _frame([], columns)
