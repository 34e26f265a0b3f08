"""An independent oracle: works out from archived workbooks which items are behind schedule.

It follows section 5 of design.md by plain loops and imports nothing from the package, so that the assessment of the
package can be held against it. Use: python tests/oracle.py WORKSPACE
"""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from oracle_definitions import Item, Programme, read_programme
from oracle_read import Row, Submission, read_archive

ORDER = {"not_started": 0, "started": 1, "done": 2}
FOLLOWED = ("yes", "undetermined")
ENDED = ("done", "not_applicable")
# Section 5 names "forecast, texts and responsible person" apart: a person's name is no text about the item.
NOT_TEXTS = ("owner",)


@dataclass(frozen=True)
class Value:
    """The values of one item in force in one month; `status` is None while none was ever known."""

    status: str | None = None
    percent: float | None = None
    forecast: date | None = None
    reported: str = "never"
    has_red_flag: bool = False
    is_text_typed: bool = False


@dataclass(frozen=True)
class Assessed:
    """One organisation's item in one month; an item never reported has the status not_started."""

    group: str
    critical: str
    status: str
    reported: str
    percent_done: float | None
    planned_start: date | None
    planned_end: date
    forecast_end: date | None
    behind: int
    reasons: frozenset[str]
    days_late: int
    months_in_state: int


# --- months ------------------------------------------------------------------------------------------------------


def first_day_after(month: str) -> date:
    """D of section 2: "the first day of M+1"."""
    year, number = int(month[:4]), int(month[5:])
    return date(year + number // 12, number % 12 + 1, 1)


def months_between(first: str, last: str) -> list[str]:
    """Every calendar month from the first to the last, both included."""
    months = [first]
    while months[-1] < last:
        months.append(f"{first_day_after(months[-1]):%Y-%m}")
    return months


# --- values in force ---------------------------------------------------------------------------------------------


def row_in_force(submissions: list[Submission], item_id: str) -> Row | None:
    """The item's row in the newest of the month's submissions, given newest first.

    "An item's value of the month is that of the newest submission in which its row was accepted; where that row is
    blank, absent or refused, the next older one."
    """
    return next((submission.rows[item_id] for submission in submissions if item_id in submission.rows), None)


def is_newly_typed(row: Row, texts_before: dict[str, str]) -> bool:
    """Whether a text of the row differs from the item's last one; "a text left as it was" keeps its older month."""
    for code, text in row.texts.items():
        is_same = text.split() == texts_before.get(code, "").split()
        if code not in NOT_TEXTS and text and not is_same:
            return True
    return False


def value_of_month(row: Row | None, before: Value) -> Value:
    """The values of the month from the row in force and the values of the month before.

    Without a row they are carried: "Carried are status, percent, forecast; never red flag and notes". "'No change'
    reports the last known status and percent anew"; where none was known, the status stays unknown.
    """
    if row is None:
        reported = "carried" if before.status else "never"
        return replace(before, reported=reported, has_red_flag=False, is_text_typed=False)
    status, percent = (row.status, row.percent) if row.status else (before.status, before.percent)
    return Value(status, percent, row.forecast, "yes" if status else "never", row.has_red_flag)


def values_by_month(
    programme: Programme, item_id: str, months: list[str], sent: dict[tuple[str, str], list[Submission]]
) -> dict[str, Value]:
    """The item's values of each month in which it is valid; `sent` is one organisation's, by group and month.

    Also those of the months in which it had another id.
    """
    return life(programme, item_id, months, sent)[0]


def life(
    programme: Programme, item_id: str, months: list[str], sent: dict[tuple[str, str], list[Submission]]
) -> tuple[dict[str, Value], dict[str, str]]:
    """The item's values, and its last texts."""
    values: dict[str, Value] = {}
    texts: dict[str, str] = {}
    former = programme.former(item_id)
    if former:
        values, texts = life(programme, former[0], [month for month in months if month < former[1]], sent)
    last = values[max(values)] if values else Value()
    noted_in = {month for (_, month), newest_first in sent.items() if item_id in newest_first[0].noted}
    for month in months:
        item = programme.item(item_id, month)
        if item is None:
            continue
        row = row_in_force(sent.get((item.group, month), []), item_id)
        is_typed = month in noted_in or (row is not None and is_newly_typed(row, texts))
        last = replace(value_of_month(row, last), is_text_typed=is_typed)
        texts = row.texts if row else texts
        values[month] = last
    return values, texts


# --- the assessment ----------------------------------------------------------------------------------------------


def is_expected(programme: Programme, organisation: str, item: Item, month: str, before: Value) -> bool:
    """Whether the organisation owes a status of the item.

    "Expected in a month: the workbooks of expected.csv, in them the items that are critical or undetermined [...] and
    were not last known as done or not_applicable."
    """
    if item.critical not in FOLLOWED or before.status in ENDED:
        return False
    workbook = (organisation, item.group)
    rows = [row for row in programme.expected if (row["organisation"], row["group"]) == workbook]
    return any(row["from"] <= month <= (row["to"] or month) for row in rows)


def is_regressed(now: Value, before: Value) -> bool:
    """Whether the item has gone back from the collected month before.

    "status lower than in the collected month before (not_started < started < done), or equal status and lower
    percent"; not_applicable and unknown stand outside the order, and a blank percent is neither lower nor higher.
    """
    if now.status not in ORDER or before.status not in ORDER:
        return False
    if now.status != before.status:
        return ORDER[now.status] < ORDER[before.status]
    return now.percent is not None and before.percent is not None and now.percent < before.percent


def is_stalled(programme: Programme, values: dict[str, Value], collected: list[str], month: str) -> bool:
    """Whether nothing has moved.

    "started now and in the N collected months before (3), with equal percent (blank = blank) and no text typed about
    it in the last N", the last N being the collected months up to this one.
    """
    number = programme.stalled_months
    before = [other for other in collected if other < month][-number:]
    if len(before) < number:
        return False
    now = values[month]
    for other in [*before, month]:
        value = values.get(other)
        if value is None or value.status != "started" or value.percent != now.percent:
            return False
    last = [other for other in collected if other <= month][-number:]
    return not any(values[other].is_text_typed for other in last)


def months_in_state(values: dict[str, Value], collected: list[str], month: str) -> int:
    """Section 5: "collected months in a row up to this one with this status, carried ones included"."""
    status = values[month].status
    number = 0
    for other in reversed([other for other in collected if other <= month]):
        if status is None or other not in values or values[other].status != status:
            break
        number += 1
    return number


def schedule_reasons(now: Value, item: Item, planned_end: date, day: date, grace_days: int) -> set[str]:
    """The reasons that need the month's own values only, `day` being D; none for what is done or not_applicable."""
    reasons: set[str] = set()
    if now.status in ENDED:
        return reasons
    if planned_end < day:
        reasons.add("overdue")
    is_not_started = now.status in (None, "not_started")
    if is_not_started and item.planned_start and item.planned_start + timedelta(days=grace_days) < day:
        reasons.add("late_start")
    if now.forecast and now.forecast > planned_end:
        reasons.add("forecast_late")
    if now.forecast and now.forecast < day:
        reasons.add("past_forecast")
    if now.has_red_flag:
        reasons.add("red_flag")
    return reasons


def assess_month(
    programme: Programme,
    organisation: str,
    item: Item,
    values: dict[str, Value],
    collected: list[str],
    month: str,
) -> Assessed:
    """One row of the assessment; `values` are the item's values of every month in the organisation."""
    now, day = values[month], first_day_after(month)
    planned_end = item.planned_end or programme.hard_deadline
    reasons = schedule_reasons(now, item, planned_end, day, programme.grace_days)
    if is_stalled(programme, values, collected, month):
        reasons.add("stalled")
    collected_before = [other for other in collected if other < month]
    if collected_before and is_regressed(now, values.get(collected_before[-1], Value())):
        reasons.add("regressed")
    earlier = [other for other in values if other < month]
    last_known = values[earlier[-1]] if earlier else Value()
    if now.reported != "yes" and is_expected(programme, organisation, item, month, last_known):
        reasons.add("unreported")
    return Assessed(
        group=item.group,
        critical=item.critical,
        status=now.status or "not_started",
        reported=now.reported,
        percent_done=now.percent,
        planned_start=item.planned_start,
        planned_end=planned_end,
        forecast_end=now.forecast,
        behind=int("overdue" in reasons or "late_start" in reasons),
        reasons=frozenset(reasons),
        days_late=(day - planned_end).days if "overdue" in reasons else 0,
        months_in_state=months_in_state(values, collected, month),
    )


def programme_folder(workspace: Path, programme_id: str | None) -> Path:
    """The folder of the named programme, or of the one that the workspace follows, or of the only one it has."""
    settings = workspace / "ytaexcel.toml"
    if programme_id is None and settings.is_file():
        programme_id = tomllib.loads(settings.read_text(encoding="utf-8"))["programme"]
    folders = {path.parent.name: path.parent for path in (workspace / "schemas").glob("*/programme.toml")}
    if programme_id is None and len(folders) == 1:
        return next(iter(folders.values()))
    if programme_id not in folders:
        raise ValueError(f"name one of the programmes of {workspace}: {', '.join(sorted(folders))}")
    return folders[programme_id]


def assessments(workspace: Path, programme_id: str | None = None) -> dict[tuple[str, str, str], Assessed]:
    """The assessment by (month, organisation, item).

    "one row per organisation × item valid × month, from the first collected month to the last" (section 4).
    """
    programme = read_programme(programme_folder(workspace, programme_id))
    sent: dict[str, dict[tuple[str, str], list[Submission]]] = {code: {} for code in programme.organisations}
    for submission in read_archive(workspace, programme):
        place = (submission.group, submission.month)
        sent[submission.organisation].setdefault(place, []).append(submission)
    collected = sorted({month for places in sent.values() for _, month in places})
    found: dict[tuple[str, str, str], Assessed] = {}
    if not collected:
        return found
    months = months_between(collected[0], collected[-1])
    for organisation in programme.organisations:
        for item_id in programme.items_by_id:
            values = values_by_month(programme, item_id, months, sent[organisation])
            for month in values:
                item = programme.item(item_id, month)
                if item is not None:
                    assessed = assess_month(programme, organisation, item, values, collected, month)
                    found[month, organisation, item_id] = assessed
    return found


def month_line(month: str, rows: list[Assessed]) -> str:
    """One month's numbers of behind items; "not_applicable is never behind and in no denominator"."""
    rows = [row for row in rows if row.status != "not_applicable" and row.critical in FOLLOWED]
    shown = [f"{month}: {sum(row.behind for row in rows)} of {len(rows)} behind"]
    for name, critical in (("critical", "yes"), ("undetermined", "undetermined")):
        of_kind = [row for row in rows if row.critical == critical]
        shown.append(f"{name} {sum(row.behind for row in of_kind)} of {len(of_kind)}")
    return ", ".join(shown)


def main() -> None:
    """Prints, month by month, how many critical and undetermined items are behind schedule."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--programme")
    arguments = parser.parse_args()
    by_month: dict[str, list[Assessed]] = {}
    for (month, _, _), assessed in assessments(arguments.workspace, arguments.programme).items():
        by_month.setdefault(month, []).append(assessed)
    for month in sorted(by_month):
        print(month_line(month, by_month[month]))


if __name__ == "__main__":
    main()
