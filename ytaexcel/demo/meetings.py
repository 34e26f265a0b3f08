"""Invents the days on which the bodies of a programme meet, where nobody has given any.

Works on a copied programme folder; each meeting is marked as invented, and what somebody has given stays.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.invented import Row, write_table
from ytaexcel.months import months_between, shifted
from ytaexcel.programme import Programme
from ytaexcel.programme.bodies import MEETING_COLUMNS, MEETINGS_FILE, Body
from ytaexcel.programme.load import read_table
from ytaexcel.texts import Language, text

BEFORE, BEYOND = 2, 6
"""So many months before the first and after the last month of the demonstration have meetings, too."""
JULY = 7
"""No body meets then."""
DAYS_OF_WEEK = 4
"""Monday to Thursday."""


def invent_meetings(folder: Path, programme: Programme, months: int, seed: int, language: Language) -> None:
    """Adds to `meetings.csv` the meetings of bodies without any; leaves a programme without bodies alone."""
    if not programme.bodies:
        return
    path = folder / MEETINGS_FILE
    given = read_table(path) if path.is_file() else []
    known = {each.body for each in programme.meetings}
    first = shifted(programme.first_month, -BEFORE)
    span = list(months_between(first, shifted(programme.first_month, months - 1 + BEYOND)))
    invented = [
        row
        for body in programme.bodies
        if body.code not in known
        for owner in _owners(programme, body)
        for row in _of_body(body, owner, span, Chance(seed), text("demo.source", language))
    ]
    write_table(path, MEETING_COLUMNS, [*given, *invented])


def _owners(programme: Programme, body: Body) -> list[str]:
    """Whose body it is: nobody's alone, one organisation's, or each has one."""
    if body.kind == "joint":
        return [""]
    return [each.code for each in programme.organisations if body.decides_for(each.code)]


def _of_body(body: Body, owner: str, span: list[str], chance: Chance, note: str) -> Iterator[Row]:
    """A meeting every month, of an own body every other one; on the same day of the week, numbered in each year."""
    name = (body.code, owner)
    step, week = 1 if body.kind == "joint" else 2, chance.whole(1, 3, "week", *name)
    weekday = chance.whole(0, DAYS_OF_WEEK - 1, "weekday", *name)
    numbers: dict[str, int] = {}
    for month in span:
        if int(month[5:]) % step == 0 and int(month[5:]) != JULY:
            numbers[month[:4]] = numbers.get(month[:4], 0) + 1
            day = _day(month, week, weekday)
            yield {
                "body": body.code,
                "organisation": owner,
                "date": day.isoformat(),
                "number": f"{numbers[month[:4]]}/{month[:4]}",
                "note": note,
            }


def _day(month: str, week: int, weekday: int) -> date:
    """The n-th such day of the week in the month."""
    year, number = int(month[:4]), int(month[5:])
    first, _ = monthrange(year, number)
    return date(year, number, 1) + timedelta(days=(weekday - first) % 7 + 7 * (week - 1))
