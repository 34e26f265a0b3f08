"""How the share done of what was due has moved, month by month: of the whole, each group, area and organisation.

It answers where it is getting worse and since when. Shares are pooled over items, as everywhere.
"""

from collections.abc import Sequence

import pandas as pd

from ytaexcel.picture.counts import WHOLE
from ytaexcel.programme import Programme
from ytaexcel.texts import LANGUAGES, percent_points

KINDS = ("whole", "group", "area", "organisation")
COURSES = ["kind", "code", "month", "numerator", "denominator", "behind"]
STANDINGS = [
    "kind",
    "code",
    "numerator",
    "denominator",
    "points_changed",
    "falling_since",
    "behind",
    "behind_changed",
]


def area_code(programme: Programme, organisation: str) -> str:
    """An area has no code of its own: its name in the first language stands for it; "" is none."""
    return programme.organisation(organisation).area[LANGUAGES[0]]


def courses(figures: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """One row per kind, code and month (see `Picture.courses`).

    `figures`: those of the months to be shown, ascending. A kind of which there is but one would repeat the whole and
    is left out.
    """
    counts = figures[["month", "closed_done", "closed", "behind"]].set_axis(
        ["month", "numerator", "denominator", "behind"], axis="columns"
    )
    parts = []
    for kind in KINDS:
        rows = counts.assign(code=_codes(kind, figures, programme))
        if kind == "whole" or rows["code"].nunique() > 1:
            parts.append(rows.groupby(["month", "code"], sort=False).sum().reset_index().assign(kind=kind))
    found = pd.concat(parts)[COURSES].sort_values("month", kind="stable")
    return found[(found["kind"] != "area") | (found["code"] != "")].reset_index(drop=True)


def standings(courses: pd.DataFrame) -> pd.DataFrame:
    """One row per kind and code: where its course has come to (see `Picture.standings`)."""
    rows = []
    for (kind, code), course in courses.groupby(["kind", "code"], sort=False):
        numerators, denominators, behind = (
            list(course[each]) for each in ("numerator", "denominator", "behind")
        )
        points = [
            percent_points(done, of) if of else None
            for done, of in zip(numerators, denominators, strict=True)
        ]
        rows.append(
            [
                kind,
                code,
                numerators[-1],
                denominators[-1],
                _changed(points),
                _falling_since(points, list(course["month"])),
                behind[-1],
                behind[-1] - behind[-2] if len(behind) > 1 else None,
            ]
        )
    frame = pd.DataFrame(rows, columns=STANDINGS).astype(
        {"points_changed": "Int64", "behind_changed": "Int64"}
    )
    return _ordered(frame)


def _codes(kind: str, figures: pd.DataFrame, programme: Programme) -> pd.Series | str:
    """To what each row of the figures is added."""
    match kind:
        case "group" | "organisation":
            return figures[kind]
        case "area":
            areas = {each.code: area_code(programme, each.code) for each in programme.organisations}
            return figures["organisation"].map(areas)
    return WHOLE


def _changed(points: Sequence[int | None]) -> int | None:
    """The difference of the last two printed percents."""
    if len(points) < 2 or points[-1] is None or points[-2] is None:
        return None
    return points[-1] - points[-2]


def _falling_since(points: Sequence[int | None], months: Sequence[str]) -> str:
    """The first month of an unbroken row of falls up to the last month; "" where the last is no fall."""
    since = ""
    for place in range(len(points) - 1, 0, -1):
        now, before = points[place], points[place - 1]
        if now is None or before is None or now >= before:
            break
        since = months[place]
    return since


def _ordered(standings: pd.DataFrame) -> pd.DataFrame:
    """Whole, groups and areas as the programme has them; organisations by what fell most, then by lowest share."""
    share = standings["numerator"] / standings["denominator"].where(standings["denominator"] > 0)
    is_organisation = standings["kind"] == "organisation"
    ordered = standings.assign(
        _kind=standings["kind"].map(KINDS.index),
        _change=standings["points_changed"].astype("Float64").where(is_organisation, 0),
        _share=share.where(is_organisation, 0),
    ).sort_values(["_kind", "_change", "_share"], kind="stable", na_position="last")
    return ordered[STANDINGS].reset_index(drop=True)
