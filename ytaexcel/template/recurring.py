"""Where an item that recurs stands in the month of the workbook: as the assessment will see it, told or not.

Which occurrence counts depends on the months in which it was done, and the group may tell one more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ytaexcel.months import first_day
from ytaexcel.programme import Item, Programme
from ytaexcel.programme.scheduling import followed_since
from ytaexcel.schedule.occurrences import deciding_occurrence, is_done


@dataclass(frozen=True, slots=True)
class Standing:
    """The occurrence that counts, before the group has told anything and after it has told that it was done."""

    start: date
    end: date
    is_settled: bool
    """An earlier month's report has done it: nothing is asked."""
    end_if_done: date
    """Of the occurrence that counts once this month's report says "done"."""
    is_done_if_done: bool
    """False where that report settles only a part of what is owed, such as the first of two times in a year."""
    is_repeated: bool
    """ "No change" of what was done says that it was done again."""


def standing_of(programme: Programme, item: Item, month: str, done_months: Sequence[str]) -> Standing | None:
    """`done_months`: the earlier months that were reported as done anew. None for what does not recur any more."""
    if item.timing != "recurring" or item.schedule is None:
        return None
    since = first_day(followed_since(programme, item.id))
    told = [*done_months, month]
    now = deciding_occurrence(item.schedule, month, done_months, since)
    then = deciding_occurrence(item.schedule, month, told, since)
    if now is None or then is None:
        return None
    return Standing(
        start=now.start,
        end=now.end,
        is_settled=is_done(now, month, done_months),
        end_if_done=then.end,
        is_done_if_done=is_done(then, month, told),
        is_repeated=item.schedule.is_often,
    )
