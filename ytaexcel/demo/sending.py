"""Which workbooks of a month come, when, and what befalls them: missing, late, spoiled, sent again.

The numbers are shares of the workbooks owed, so that a month of any size has its part of each mishap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.filling import Fault
from ytaexcel.months import day_after
from ytaexcel.programme import Programme, deadline

MISSING = 0.05
LATE = 0.06
UNFINISHED = 0.06
SPOILED = 0.06
MENDED = 0.5
"""Share of spoiled workbooks that are sent again in order."""
CORRECTED = 0.025
"""Share of workbooks that are sent again because the group found wrong values in them."""
MOST_LATE_DAYS = 10
WEEKEND = (5, 6)

Mishap = Fault | Literal["wrong_folder", "sent_twice"]
MISHAPS: tuple[Mishap, ...] = (
    "damaged",
    "row_inserted",
    "wrong_folder",
    "header_changed",
    "lock_file",
    "remarks_added",
    "notes_sheet_missing",
    "sent_twice",
    "column_inserted",
    "items_sheet_missing",
)
REFUSED: frozenset[Mishap] = frozenset(("damaged", "wrong_folder", "items_sheet_missing"))
"""Mishaps after which nothing of the workbook can be taken."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What becomes of one workbook that is owed."""

    organisation: str
    group: str
    month: str
    is_sent: bool
    mishap: Mishap | None
    is_unfinished: bool
    """Only the first rows are filled."""
    is_corrected: bool
    """A second file follows in which the faults of the first are mended."""
    modified_at: datetime
    corrected_at: datetime

    @property
    def is_usable(self) -> bool:
        """True when, in the end, rows of it could be taken."""
        return self.is_sent and (self.mishap not in REFUSED or self.is_corrected)


def sendings(programme: Programme, month: str, chance: Chance) -> Mapping[tuple[str, str], Sending]:
    """(organisation, group) -> what becomes of its workbook of `month`; one entry for each that is owed."""
    owed = programme.expected_in(month)
    known = {organisation.code for organisation in programme.organisations}
    owed = [pair for pair in owed if pair[0] in known]
    missing = _chosen(owed, MISSING, chance, "missing", month)
    sent = [pair for pair in owed if pair not in missing]
    late = _chosen(sent, LATE, chance, "late", month)
    unfinished = _chosen(sent, UNFINISHED, chance, "unfinished", month)
    spoiled = _chosen(sent, SPOILED, chance, "spoiled", month)
    mended = _chosen(spoiled, MENDED, chance, "mended", month)
    corrected = _chosen([pair for pair in sent if pair not in spoiled], CORRECTED, chance, "corrected", month)
    first = _months_since(programme.first_month, month) * max(len(spoiled), 1)
    found = {}
    for pair in owed:
        mishap = MISHAPS[(first + spoiled.index(pair)) % len(MISHAPS)] if pair in spoiled else None
        modified_at = _typed_at(programme, month, pair in late, chance, *pair)
        again = modified_at + timedelta(days=chance.whole(2, 7, "again", month, *pair), minutes=17)
        found[pair] = Sending(
            *pair,
            month,
            is_sent=pair not in missing,
            mishap=mishap,
            is_unfinished=pair in unfinished,
            is_corrected=pair in corrected or (pair in mended and mishap not in ("lock_file", "sent_twice")),
            modified_at=modified_at,
            corrected_at=again,
        )
    return found


def _chosen(
    pairs: Sequence[tuple[str, str]], share: float, chance: Chance, *name: object
) -> list[tuple[str, str]]:
    """About this share of the pairs, in an order of their own."""
    number = int(len(pairs) * share + chance.share("number", *name))
    return sorted(pairs, key=lambda pair: chance.share(*name, *pair))[:number]


def _months_since(first: str, month: str) -> int:
    return (int(month[:4]) - int(first[:4])) * 12 + int(month[5:]) - int(first[5:])


def _typed_at(programme: Programme, month: str, is_late: bool, chance: Chance, *pair: str) -> datetime:
    """When the group saves its workbook, UTC: mostly on the last days, in office hours."""
    opens, due = day_after(month), deadline(programme.calendar, month)
    if is_late:
        on = _working_day(due + timedelta(days=chance.whole(1, MOST_LATE_DAYS, "days late", month, *pair)))
    else:
        on = opens + timedelta(days=int(((due - opens).days + 1) * chance.share("day", month, *pair) ** 0.5))
        on = min(_working_day(on), due)
    minute = chance.whole(5 * 60, 14 * 60, "minute", month, *pair)
    return datetime.combine(on, time(minute // 60, minute % 60))


def _working_day(on: date) -> date:
    """The day, or the Monday after a weekend."""
    return on + timedelta(days=7 - on.weekday()) if on.weekday() in WEEKEND else on
