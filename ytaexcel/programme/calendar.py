"""When a month's workbook is due and its picture published. Holidays come from the `holidays` library."""

from datetime import date, timedelta

import holidays

from ytaexcel.months import day_after, last_day, shifted
from ytaexcel.programme.records import Calendar


def deadline(calendar: Calendar, month: str) -> date:
    """The day on which the workbooks of `month` are due.

    The n-th of the next month or the next working day ("DL joka kuun 5. päivä tai seuraava
    arkipäivä" in the timetable of the situation picture), unless the programme names another day for that month.
    """
    decided = calendar.deadlines.get(month)
    if decided is not None:
        return decided
    due = day_after(month) + timedelta(days=calendar.deadline_day - 1)
    while not is_working_day(calendar, due):
        due += timedelta(days=1)
    return due


def publication_day(calendar: Calendar, month: str) -> date:
    """The last working day of the next month: the picture of `month` is published by then."""
    day = last_day(shifted(month, 1))
    while not is_working_day(calendar, day):
        day -= timedelta(days=1)
    return day


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Neither Saturday, Sunday nor public holiday (Midsummer and Christmas Eve count as holidays)."""
    return day.weekday() < 5 and day not in holidays.country_holidays(calendar.country, years=day.year)
