"""An independent judge of what recurs: works out month by month what is behind, from what a group has told.

It follows docs/behind-schedule.md ("What recurs", "Reasons") and the occurrences of docs/schedule-texts.md by plain
loops, has its own calendar of each schedule text, and imports nothing from the package.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ORDER = {"not_started": 0, "started": 1, "done": 2}
ENDED = ("done", "not_applicable")
STALLED_MONTHS = 3
Occurrence = tuple[date, date, int]
"""First and last day of its period, and which of the period's occurrences it is."""
SHORT = ("week", "month")
"""Periods of which "no change" says that they have been done again."""


@dataclass(frozen=True)
class Plan:
    """When an item is due. `every` is a period that comes again; else `end`, None for what is never due."""

    every: str = ""
    end: date | None = None
    opens: tuple[int, int] = (1, 1)
    closes: tuple[int, int] = (12, 31)
    times: int = 1
    """Occurrences in each period."""
    first: date = date.min
    last: date = date.max
    """The limits of what recurs."""


@dataclass(frozen=True)
class Told:
    """What a row says; `status` "x" is "no change". A text that stands there from earlier months is not typed."""

    status: str
    percent: float | None = None
    forecast: date | None = None
    has_red_flag: bool = False
    is_text_typed: bool = False


@dataclass(frozen=True)
class Judged:
    """An item after a month."""

    status: str
    percent: float | None
    planned_end: date | None
    forecast: date | None
    reported: str
    behind: int
    days_late: int
    reasons: frozenset[str]


@dataclass
class _Known:
    """What is known of an item after a month, as it was told: nothing is put back here."""

    status: str | None = None
    percent: float | None = None
    forecast: date | None = None


@dataclass(frozen=True)
class _Counted:
    """What counts after a month."""

    status: str
    percent: float | None
    forecast: date | None
    end: date | None


def day_after(month: str) -> date:
    """D."""
    year, number = int(month[:4]), int(month[5:])
    return date(year + number // 12, number % 12 + 1, 1)


def last_of(month: str) -> date:
    return day_after(month) - timedelta(days=1)


def occurrences(plan: Plan, until: date) -> Iterator[Occurrence]:
    """The occurrences that begin before `until`, in order."""
    for start, end in periods(plan, until):
        yield from ((start, end, number) for number in range(1, plan.times + 1))


def periods(plan: Plan, until: date) -> Iterator[tuple[date, date]]:
    """First and last day of each period that begins before `until`, cut at the limits, in order."""
    day = plan.first
    while day <= min(until, plan.last):
        start, end = _around(plan, day)
        is_whole_year = (plan.opens, plan.closes) == ((1, 1), (12, 31))
        if plan.every != "year" or is_whole_year:
            yield max(start, plan.first), min(end, plan.last)
        elif plan.first <= start <= plan.last:
            yield start, min(end, plan.last)
        day = (date(day.year, 12, 31) if plan.every == "year" else end) + timedelta(days=1)


def _around(plan: Plan, day: date) -> tuple[date, date]:
    """The period in which the day lies; of a part of the year that of the day's year."""
    if plan.every == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if plan.every == "year":
        return _day_of(day.year, plan.opens), _day_of(day.year, plan.closes)
    length = {"month": 1, "quarter": 3, "half": 6}[plan.every]
    first = (day.month - 1) // length * length + 1
    return date(day.year, first, 1), last_of(f"{day.year}-{first + length - 1:02d}")


def _day_of(year: int, of: tuple[int, int]) -> date:
    month, number = of
    return min(
        last_of(f"{year}-{month:02d}"), date(year, month, min(number, 28)) + timedelta(max(0, number - 28))
    )


def decided_by(plan: Plan, month: str, done: Sequence[str], since: date) -> Occurrence | None:
    """The occurrence by which the item is judged."""
    d = day_after(month)
    known = [each for each in occurrences(plan, d + timedelta(days=800)) if each[1] >= since]
    ended = [each for each in known if each[1] < d]
    running = [each for each in known if each[0] < d <= each[1]]
    if ended and not was_done(ended[-1], done):
        return ended[-1]
    if running:
        return next((each for each in running if not was_done(each, done)), running[-1])
    if ended:
        return ended[-1]
    return known[0] if known else None


def was_done(occurrence: Occurrence, done: Sequence[str]) -> bool:
    """Done: reported as done for a month that ends in its period or later; the second one for a second month."""
    return sum(last_of(month) >= occurrence[0] for month in done) >= occurrence[2]


def judge(
    plan: Plan,
    months: Sequence[str],
    told: Mapping[str, Told],
    collected: Sequence[str],
    followed_since: date,
) -> dict[str, Judged]:
    """Month -> the item after it."""
    known, done, typed = _Known(), list[str](), list[str]()
    found: dict[str, Judged] = {}
    for month in months:
        is_expected = _counted(plan, month, known, done, followed_since).status not in ENDED
        row = told.get(month)
        _take(plan, month, known, done, row)
        if row and row.is_text_typed:
            typed.append(month)
        now = _counted(plan, month, known, done, followed_since)
        reported = ("yes" if row else "carried") if known.status else "never"
        reasons = _of_the_plan(month, now, row)
        earlier = [each for each in collected if each < month]
        if earlier and _is_lower(plan, now, found[earlier[-1]]):
            reasons.add("regressed")
        if is_expected and reported != "yes":
            reasons.add("unreported")
        silent = [each for each in collected if each <= month][-STALLED_MONTHS:]
        if _is_stalled(now, [found[each] for each in earlier]) and not set(silent) & set(typed):
            reasons.add("stalled")
        late = (day_after(month) - now.end).days if now.end and "overdue" in reasons else 0
        found[month] = Judged(
            now.status,
            now.percent,
            now.end,
            now.forecast,
            reported,
            int("overdue" in reasons),
            late,
            frozenset(reasons),
        )
    return found


def _take(plan: Plan, month: str, known: _Known, done: list[str], row: Told | None) -> None:
    """Adds what a row says to what is known."""
    if row is None:
        return
    if row.status != "x":
        known.status, known.percent = row.status, row.percent
    if row.status == "done" or (row.status == "x" and known.status == "done" and plan.every in SHORT):
        done.append(month)
    known.forecast = row.forecast


def _counted(plan: Plan, month: str, known: _Known, done: Sequence[str], since: date) -> _Counted:
    """What is known, as it counts for the occurrence by which the item is judged."""
    status = known.status or "not_started"
    if not plan.every:
        return _Counted(status, known.percent, known.forecast, plan.end)
    occurrence = decided_by(plan, month, done, since)
    if occurrence is None:
        return _Counted(status, known.percent, known.forecast, None)
    if was_done(occurrence, done):
        return _Counted(status, known.percent, known.forecast, occurrence[1])
    forecast = known.forecast if known.forecast and known.forecast >= occurrence[0] else None
    if status == "done":
        return _Counted("not_started", None, forecast, occurrence[1])
    return _Counted(status, known.percent, forecast, occurrence[1])


def _of_the_plan(month: str, now: _Counted, row: Told | None) -> set[str]:
    if now.status in ENDED:
        return set()
    d = day_after(month)
    held = {
        "overdue": now.end is not None and now.end < d,
        "forecast_late": now.end is not None and now.forecast is not None and now.forecast > now.end,
        "past_forecast": now.forecast is not None and now.forecast < d,
        "red_flag": row is not None and row.has_red_flag,
    }
    return {reason for reason, holds in held.items() if holds}


def _is_lower(plan: Plan, now: _Counted, before: Judged) -> bool:
    """Further back than in the collected month before; a new occurrence begins anew."""
    if plan.every and now.end != before.planned_end:
        return False
    if now.status not in ORDER or before.status not in ORDER:
        return False
    if now.status == before.status:
        return now.percent is not None and before.percent is not None and now.percent < before.percent
    return ORDER[now.status] < ORDER[before.status]


def _is_stalled(now: _Counted, earlier: Sequence[Judged]) -> bool:
    last = earlier[-STALLED_MONTHS:]
    return len(last) == STALLED_MONTHS and all(
        (each.status, each.percent) == ("started", now.percent) and now.status == "started" for each in last
    )
