"""Judges each item of each month: behind schedule or not, why, since when. Pure functions; no clock, no file.

"Behind schedule" is `overdue` or `late_start`; the other reasons are warnings ahead of that. Every definition
is that of docs/behind-schedule.md.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd

from ytaexcel.in_force import MonthInForce
from ytaexcel.months import day_after, months_between
from ytaexcel.programme import Programme
from ytaexcel.programme.succession import heirs
from ytaexcel.recurrence import by_occurrence

REASONS = (
    "overdue",
    "late_start",
    "forecast_late",
    "past_forecast",
    "stalled",
    "regressed",
    "red_flag",
    "unreported",
)
WARNINGS = REASONS[2:]
ORDER = {"not_started": 0, "started": 1, "done": 2}
"""How far a status is; not_applicable stands outside."""
CLOSED = ("done", "not_applicable")
COLUMNS = [
    "programme",
    "month",
    "organisation",
    "group",
    "item",
    "critical",
    "status",
    "reported",
    "planned_start",
    "planned_end",
    "forecast_end",
    "behind",
    "reasons",
    "days_late",
    "months_in_state",
]
"""The exported columns of an assessment, in their order; further ones follow."""
Remembered = TypeVar("Remembered", pd.Series, pd.DataFrame)


@dataclass(frozen=True)
class _Past:
    """What of one month the later ones look back at; Series indexed by (organisation, item)."""

    status: pd.Series
    percent_done: pd.Series
    typed: pd.Series
    planned_end: pd.Series


class _Memory:
    """What judging a month needs of the months before it."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._month = ""
        self.past: deque[_Past] = deque(maxlen=programme.thresholds.stalled_months)
        """The last so many collected months."""
        self.months_in_state: pd.Series | None = None
        self.behind_since: pd.Series | None = None
        self.status_known: pd.Series | None = None
        self.done_months: pd.Series | None = None
        self.last: pd.DataFrame | None = None
        """The last collected month."""

    def follow(self, month: str) -> None:
        """Speaks of all that is remembered by the ids of `month`."""
        for each in list(months_between(self._month, month))[1:] if self._month else ():
            new_ids = heirs(self._programme, each)
            if new_ids:
                self._rename(new_ids)
        self._month = month

    def take(self, frame: pd.DataFrame, month: str, is_collected: bool) -> None:
        """Remembers a judged month, indexed by (organisation, item)."""
        self.follow(month)
        self.months_in_state = frame["months_in_state"]
        self.behind_since = frame["behind_since"]
        self.status_known = frame["status"].where(frame["reported"] != "never", None)
        self.done_months = frame.get("done_months")
        if is_collected:
            self.past.append(
                _Past(frame["status"], frame["percent_done"], frame["typed"], frame["planned_end"])
            )
            self.last = frame

    def _rename(self, new_ids: Mapping[str, str]) -> None:
        for number, each in enumerate(self.past):
            series = (each.status, each.percent_done, each.typed, each.planned_end)
            self.past[number] = _Past(*(_renamed(values, new_ids) for values in series))
        for name in ("months_in_state", "behind_since", "status_known", "done_months", "last"):
            remembered = getattr(self, name)
            setattr(self, name, None if remembered is None else _renamed(remembered, new_ids))


def assess(
    months: Iterable[MonthInForce],
    collected: Collection[str],
    noted: Callable[[str], Collection[tuple[str, str]]],
    programme: Programme,
    before: Sequence[tuple[str, pd.DataFrame]] = (),
) -> Iterator[pd.DataFrame]:
    """One frame per month of `months`: a row per organisation × item valid in that month.

    `collected` are the months of which at least one workbook was accepted; `noted` gives the (organisation, item)
    that a note of a month names. `before`: (month, frame) of the months already assessed that are looked back at:
    see `looked_back_at`. Columns: `COLUMNS`, then percent_done, red_flag, start_first,
    is_followed (critical or undetermined), has_window_end (False: the hard deadline stands in), is_expected,
    behind_since (month or ""), status_before, percent_before, behind_before (of the collected month before; None,
    NaN and False where there is none), submission_id, sheet, row, last_reported, typed, the text fields with their
    months, what was discussed (the columns of `discussed.nothing_discussed`) and, where items recur, what `recurrence`
    adds. Dates are datetime64; no planned_end: never due. Where the programme allows own windows or own items also
    those of `in_force.OWN`, own_item (it is the organisation's own), own_window (the organisation has set something
    that holds for an item of the roadmap), national_critical, national_start and national_end (the roadmap's, the hard
    deadline where it has none): then critical, planned_start and planned_end are those by which the organisation is
    judged.
    """
    memory = _Memory(programme)
    for month, frame in before:
        memory.take(frame.set_index(["organisation", "item"]), month, month in collected)
    for each in months:
        memory.follow(each.month)
        is_collected = each.month in collected
        frame = _month(each, programme, memory.done_months)
        frame["typed"] |= frame.index.isin(list(noted(each.month)))
        expected = set(programme.expected_in(each.month))
        owed = pd.Series(
            [pair in expected for pair in zip(frame["organisation"], frame["group"], strict=True)],
            index=frame.index,
        )
        was_closed = _was_closed(frame, memory.status_known)
        frame["is_expected"] = owed & frame["is_followed"] & ~was_closed
        _judge(frame, each.month, memory.past, programme, is_collected)
        frame["months_in_state"] = _months_in_state(frame, memory.past, memory.months_in_state, is_collected)
        frame["behind_since"] = _behind_since(frame, memory.behind_since, each.month)
        _look_back(frame, memory.last)
        memory.take(frame, each.month, is_collected)
        extra = [column for column in frame.columns if column not in COLUMNS]
        yield frame[COLUMNS + extra].reset_index(drop=True)


def looked_back_at(months: Sequence[str], collected: Collection[str], programme: Programme) -> list[str]:
    """Those of the assessed `months` that judging the month after them needs: the last one, and some collected ones."""
    kept = [month for month in months if month in collected][-programme.thresholds.stalled_months :]
    return sorted({*kept, *months[-1:]})


def _was_closed(frame: pd.DataFrame, known: pd.Series | None) -> pd.Series:
    """True where nothing was left to report: of what recurs, what was done must have been done for this occurrence."""
    before = _aligned(known, frame.index)
    if "recurs" not in frame:
        return before.isin(CLOSED)
    return (before == "not_applicable") | ((before == "done") & (frame["is_settled"] | ~frame["recurs"]))


def _month(each: MonthInForce, programme: Programme, done_months: pd.Series | None) -> pd.DataFrame:
    """The month's values beside what the roadmap says of the items valid in it."""
    items = [*programme.items_in(each.month), *programme.own_items]
    roadmap = pd.DataFrame(
        {
            "group": [item.group for item in items],
            "critical": [item.critical for item in items],
            "start_first": [item.start_first == "yes" for item in items],
            "is_followed": [item.is_followed for item in items],
            "planned_start": pd.to_datetime(
                pd.Series([item.planned_start for item in items], dtype="object")
            ),
            "planned_end": pd.to_datetime(
                pd.Series([programme.end_of(item) for item in items], dtype="object")
            ),
            "has_window_end": [item.planned_end is not None or item.timing == "never" for item in items],
        }
    )
    roadmap.index = pd.Index([item.id for item in items], name="item")
    values = each.values[each.values.index.get_level_values("item").isin(roadmap.index)]
    frame = values.join(roadmap, on="item")
    frame.insert(0, "programme", programme.id)
    frame.insert(1, "month", each.month)
    frame["organisation"] = frame.index.get_level_values("organisation")
    frame["item"] = frame.index.get_level_values("item")
    frame["status"] = frame["status"].where(frame["status"].notna(), "not_started")
    frame = by_occurrence(frame, each.month, programme, done_months)
    return _with_own(frame, programme) if programme.allows_own else frame


def _with_own(frame: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """The same, judged by what organisations have set for themselves; the roadmap's values stand beside.

    An own decision can make an item critical; it takes none out of what is followed. A place for an own item has a
    row where the organisation has one there.
    """
    is_own = frame["item"].isin([item.id for item in programme.own_items])
    frame = frame[~is_own | (frame["own_since"] != "")]
    is_critical = frame["own_critical"] == "yes"
    return frame.assign(
        own_item=is_own[frame.index],
        own_window=(frame["own_since"] != "") & ~is_own[frame.index],
        national_critical=frame["critical"],
        national_start=frame["planned_start"],
        national_end=frame["planned_end"],
        critical=frame["critical"].where(~is_critical, "yes"),
        is_followed=frame["is_followed"] | is_critical,
        planned_start=frame["own_start"].fillna(frame["planned_start"]),
        planned_end=frame["own_end"].fillna(frame["planned_end"]),
        has_window_end=frame["has_window_end"] | frame["own_end"].notna(),
    )


def _judge(
    frame: pd.DataFrame, month: str, past: deque[_Past], programme: Programme, is_collected: bool
) -> None:
    """Adds behind, reasons and days_late to the month's frame."""
    d = pd.Timestamp(day_after(month))
    limits = programme.thresholds
    is_open = ~frame["status"].isin(CLOSED)
    held = {
        "overdue": is_open & (frame["planned_end"] < d),
        "late_start": (frame["status"] == "not_started")
        & (frame["planned_start"] + pd.Timedelta(days=limits.grace_days) < d),
        "forecast_late": is_open & (frame["forecast_end"] > frame["planned_end"]),
        "past_forecast": is_open & (frame["forecast_end"] < d),
        "stalled": _stalled(frame, past, limits.stalled_months, is_collected),
        "regressed": _regressed(frame, past),
        "red_flag": is_open & frame["red_flag"],
        "unreported": frame["is_expected"] & (frame["reported"] != "yes"),
    }
    frame["behind"] = (held["overdue"] | held["late_start"]).astype("int64")
    frame["reasons"] = _joined(pd.DataFrame(held)[list(REASONS)])
    frame["days_late"] = (d - frame["planned_end"]).dt.days.where(held["overdue"], 0).astype("int64")


def _joined(held: pd.DataFrame) -> list[str]:
    """The codes that hold in each row, joined by a semicolon."""
    codes = list(held.columns)
    return [
        ";".join(code for code, holds in zip(codes, row, strict=True) if holds)
        for row in held.itertuples(index=False, name=None)
    ]


def _stalled(frame: pd.DataFrame, past: deque[_Past], months: int, is_collected: bool) -> pd.Series:
    """Started now and in so many collected months before, equal percent, and no text in the last so many.

    The last collected months are counted up to this one, if it is one of them.
    """
    if len(past) < months:
        return pd.Series(False, index=frame.index)
    stalled = (frame["status"] == "started") & ~frame["typed"]
    for back, each in enumerate(reversed(past), start=1):
        percent = _aligned(each.percent_done, frame.index)
        now = frame["percent_done"]
        stalled &= _aligned(each.status, frame.index) == "started"
        stalled &= (percent == now) | (percent.isna() & now.isna())
        if back < months or not is_collected:
            stalled &= ~_aligned(each.typed, frame.index).fillna(False).astype(bool)
    return stalled


def _regressed(frame: pd.DataFrame, past: deque[_Past]) -> pd.Series:
    """A lower status than in the collected month before, or an equal one with a lower percent.

    Of what recurs only within one occurrence: the next one begins anew.
    """
    if not past:
        return pd.Series(False, index=frame.index)
    before = _aligned(past[-1].status, frame.index)
    now_far, before_far = frame["status"].map(ORDER), before.map(ORDER)
    percent_before = _aligned(past[-1].percent_done, frame.index)
    fell = (frame["status"] == before) & (frame["percent_done"] < percent_before)
    regressed = (now_far < before_far) | fell
    if "recurs" not in frame:
        return regressed
    is_new = _aligned(past[-1].planned_end, frame.index) != frame["planned_end"]
    return regressed & ~(frame["recurs"] & is_new)


def _months_in_state(
    frame: pd.DataFrame, past: deque[_Past], before: pd.Series | None, is_collected: bool
) -> pd.Series:
    """Collected months in a row up to this one with this status; 0 when never reported."""
    counted = _aligned(before, frame.index).fillna(0).astype("int64")
    same = (
        (_aligned(past[-1].status, frame.index) == frame["status"]) & (counted > 0)
        if past
        else pd.Series(False, index=frame.index)
    )
    longer = counted + (1 if is_collected else 0)
    return longer.where(same, 1).where(frame["reported"] != "never", 0).astype("int64")


def _behind_since(frame: pd.DataFrame, before: pd.Series | None, month: str) -> pd.Series:
    """The first month of the unbroken row of months in which the item has been behind; "" when it is not."""
    since = _aligned(before, frame.index).astype("object")
    since = since.where(since.notna() & (since != ""), month)
    return since.where(frame["behind"] == 1, "")


def _look_back(frame: pd.DataFrame, last: pd.DataFrame | None) -> None:
    """Adds what the collected month before said of each item."""
    index = frame.index
    before = _aligned(None if last is None else last["status"], index).astype("object")
    frame["status_before"] = before.where(before.notna(), None)
    frame["percent_before"] = _aligned(None if last is None else last["percent_done"], index).astype(
        "float64"
    )
    frame["behind_before"] = (
        _aligned(None if last is None else last["behind"], index).fillna(0).astype("int64") == 1
    )


def _renamed(values: Remembered, new_ids: Mapping[str, str]) -> Remembered:
    """Values of an earlier month under the ids that have taken the place of theirs."""
    items = values.index.get_level_values("item")
    # What an id meant before it took the place of another is nothing to look back at.
    kept = values[~items.isin(list(new_ids.values()))]
    return kept.rename(index=new_ids, level="item")


def _aligned(values: pd.Series | None, index: pd.Index) -> pd.Series:
    """A Series of another month on this month's items; NA where it has none."""
    if values is None:
        return pd.Series(None, index=index, dtype="object")
    return values if values.index.equals(index) else values.reindex(index)
