"""What the workbook of a discussion is made from: the items to be discussed, with what was reported of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ytaexcel.passport import DISCUSSION, Passport
from ytaexcel.programme import Item, Programme
from ytaexcel.texts import Language


@dataclass(frozen=True, slots=True)
class Topic:
    """One item, and what was reported of it: the values before anything was discussed in the month."""

    item: Item
    """With the window and the criticality by which the organisation is judged; no end: never due."""
    why: str
    """In the language of the workbook."""
    status: str | None
    percent_done: float | None
    """0-100."""
    forecast_end: date | None
    is_end_assumed: bool = False
    """True where the planned end rests on a reading that the plan's text does not settle."""


@dataclass(frozen=True, slots=True)
class DiscussionOrder:
    """One workbook of a discussion to be made."""

    organisation: str
    month: str
    language: Language
    passport: Passport
    due: date
    """The day by which the month's workbooks were to be returned."""
    topics: Sequence[Topic]
    key: bytes
    """Seals what the cells hold as they are sent."""


def discussion_name(programme: Programme, organisation: str, month: str, language: Language) -> str:
    """The file name: `plan_2021-11_05_discussion_fi.xlsx`. The passport decides, not the name."""
    return f"{programme.id}_{month}_{organisation}_{DISCUSSION}_{language}.xlsx"
