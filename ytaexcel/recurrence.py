"""Items that recur, month by month: the window of the occurrence that counts, and whether that one is done.

A status is known until another is reported, but what was done in one period says nothing of the next: here a
status that a period has left behind is put back. Pure functions; nothing is judged here.
"""

from datetime import date

import pandas as pd

from ytaexcel.months import first_day
from ytaexcel.programme import Programme
from ytaexcel.programme.scheduling import followed_since
from ytaexcel.schedule import Schedule
from ytaexcel.schedule.occurrences import Occurrence, deciding_occurrence, is_done

MONTHS_KEPT = 12
"""As many occurrences as a period can have: so many months of "done" are remembered."""


def by_occurrence(
    frame: pd.DataFrame, month: str, programme: Programme, before: pd.Series | None
) -> pd.DataFrame:
    """The month's values, indexed by (organisation, item), with each recurring item in its occurrence.

    `before`: the column done_months of the month before; None: there is none. Sets planned_start (none), planned_end,
    has_window_end, status, percent_done and forecast_end of the rows of items that recur, and adds, if there are
    any: recurs, done_months (the months reported as done anew, joined by ;) and is_settled (the occurrence was done
    by an earlier month's report). Without such items the frame stays as it is.
    """
    items = [item for item in programme.items_in(month) if item.timing == "recurring"]
    schedules = {item.id: item.schedule for item in items if item.schedule}
    if not schedules:
        return frame
    followed = {item: first_day(followed_since(programme, item)) for item in schedules}
    frame = frame.copy()
    known = "" if before is None else before.reindex(frame.index).fillna("")
    frame["done_months"] = pd.Series(known, index=frame.index, dtype="object")
    frame["is_settled"] = False
    frame["recurs"] = frame.index.get_level_values("item").isin(schedules)
    for place in frame.index[frame["recurs"]]:
        _put(frame, place, month, schedules[place[1]], followed[place[1]])
    return frame


def _put(frame: pd.DataFrame, place: tuple[str, str], month: str, schedule: Schedule, since: date) -> None:
    earlier = [each for each in str(frame.at[place, "done_months"]).split(";") if each]
    done = [*earlier, month][-MONTHS_KEPT:] if _is_done_anew(frame, place, schedule) else earlier
    frame.at[place, "done_months"] = ";".join(done)
    occurrence = deciding_occurrence(schedule, month, done, since)
    if occurrence is None:
        return
    frame.at[place, "planned_start"] = pd.NaT
    frame.at[place, "planned_end"] = pd.Timestamp(occurrence.end)
    frame.at[place, "has_window_end"] = True
    frame.at[place, "is_settled"] = is_done(occurrence, month, earlier)
    if not is_done(occurrence, month, done):
        _put_back(frame, place, occurrence)


def _is_done_anew(frame: pd.DataFrame, place: tuple[str, str], schedule: Schedule) -> bool:
    """True when this month's report, or its discussion, says that it was done again.

    "No change" of a done item says so where an occurrence is done at least every month; of longer periods it would
    settle the new one by what was done in the one before.
    """
    if frame.at[place, "reported"] != "yes" or frame.at[place, "status"] != "done":
        return False
    if "status" in frame.at[place, "discussed"].split(";"):
        return True
    return schedule.is_often or not frame.at[place, "no_change"]


def _put_back(frame: pd.DataFrame, place: tuple[str, str], occurrence: Occurrence) -> None:
    """What was known of an occurrence before this one does not hold for it."""
    if frame.at[place, "status"] == "done":
        frame.at[place, "status"] = "not_started"
        frame.at[place, "percent_done"] = float("nan")
    if frame.at[place, "forecast_end"] < pd.Timestamp(occurrence.start):
        frame.at[place, "forecast_end"] = pd.NaT
