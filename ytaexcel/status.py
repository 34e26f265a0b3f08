"""Who has sent a month's workbook, what was taken in, and who is late or missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd

from ytaexcel.programme import Programme, deadline

State = Literal["accepted", "partly_accepted", "refused", "awaited", "missing"]


@dataclass(frozen=True, slots=True)
class WorkbookStatus:
    """What is known of one workbook that is owed."""

    organisation: str
    group: str
    state: State
    late: bool
    """The first submission that was taken in came after the deadline."""
    rows_accepted: int
    """Of the newest submission that counts for the state."""
    rows_refused: int


@dataclass(frozen=True, slots=True)
class MonthStatus:
    """A month's collecting."""

    month: str
    deadline: date
    days_left: int
    """Until the deadline; negative after it."""
    workbooks: tuple[WorkbookStatus, ...]
    """One for each workbook owed, in the order of expected.csv."""


def month_status(programme: Programme, submissions: pd.DataFrame, month: str, today: date) -> MonthStatus:
    """The state of collecting `month` as of `today`. `submissions`: the month's, as the dataset gives them."""
    due = deadline(programme.calendar, month)
    by_place = dict(iter(submissions.groupby(["organisation", "group"], sort=False)))
    workbooks = [_one(place, by_place, programme, due, today) for place in programme.expected_in(month)]
    return MonthStatus(month, due, (due - today).days, tuple(workbooks))


def _one(
    place: tuple[str, str],
    by_place: Mapping[tuple[str, str], pd.DataFrame],
    programme: Programme,
    due: date,
    today: date,
) -> WorkbookStatus:
    rows = by_place.get(place)
    if rows is None:
        return WorkbookStatus(
            *place, "awaited" if today <= due else "missing", late=False, rows_accepted=0, rows_refused=0
        )
    taken = rows[rows["outcome"] != "refused"]
    newest = (taken if len(taken) else rows).sort_values(["modified_at", "sha256"]).iloc[-1]
    zone = ZoneInfo(programme.calendar.timezone)
    came = [datetime.fromisoformat(each).astimezone(zone).date() for each in taken["received_at"]]
    return WorkbookStatus(
        *place,
        state=newest["outcome"],
        late=bool(came) and min(came) > due,
        rows_accepted=int(newest["rows_accepted"]),
        rows_refused=int(newest["rows_refused"]),
    )
