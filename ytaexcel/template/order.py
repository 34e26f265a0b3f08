"""What one workbook is made from: whose it is, for which month, and what was last known of each item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ytaexcel.passport import Passport
from ytaexcel.programme import Programme
from ytaexcel.programme.records import Decision
from ytaexcel.texts import Language


@dataclass(frozen=True, slots=True)
class Previous:
    """What was last known of one item before the month of the workbook."""

    status: str | None
    """Status code; None if never reported."""
    percent_done: float | None
    """0-100."""
    forecast_end: date | None
    texts: Mapping[str, str]
    """Field code -> last known text of the prefilled text fields."""


@dataclass(frozen=True, slots=True)
class PreviousMeasure:
    """What was last known of one indicator before the month of the workbook."""

    measure: float | str
    """A number in the indicator's unit, or the code of its state."""
    source: str | None
    """Where it was from, as the group wrote it."""


@dataclass(frozen=True, slots=True)
class PreviousDecision:
    """What was last known of an item with one of its bodies before the month of the workbook."""

    state: str
    """Code of the state."""
    decided_on: date | None
    reference: str | None
    version: str | None
    next_review: date | None


@dataclass(frozen=True, slots=True)
class OwnWindow:
    """What an organisation has set for itself of one item, and what still holds; None where the roadmap's holds."""

    start: date | None
    end: date | None
    critical: Decision | None
    reason: str


@dataclass(frozen=True, slots=True)
class OwnItem:
    """What an item of the organisation's own is."""

    name: str
    start: date | None
    end: date | None
    details: Mapping[str, str] = field(default_factory=dict)
    """Field of the programme's own -> text, or the code of a choice."""


@dataclass(frozen=True, slots=True)
class Order:
    """One workbook to be made."""

    organisation: str
    group: str
    month: str
    language: Language
    passport: Passport
    due: date
    """The day by which the workbook is to be returned."""
    previous: Mapping[str, Previous]
    """Item id -> what was last known, also of those that the roadmap has just changed; never reported: absent."""
    key: bytes | None = None
    """Seals what the cells hold as they are sent; None: the workbook does not carry that."""
    indicators: Mapping[str, PreviousMeasure] = field(default_factory=dict)
    """Indicator id -> what was last known of it; indicators never reported are absent."""
    done_months: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Item id -> the earlier months that were reported as done anew, of items that recur."""
    decisions: Mapping[tuple[str, str], PreviousDecision] = field(default_factory=dict)
    """Item and body -> what was last known of that; what nobody has told is absent."""
    own_windows: Mapping[str, OwnWindow] = field(default_factory=dict)
    """Item id -> what the organisation has set for itself; only where the programme allows it."""
    own_items: Mapping[str, OwnItem] = field(default_factory=dict)
    """Item id (HTT.OWN-1) -> the organisation's own item in that place; only where the programme allows it."""


def template_name(programme: Programme, organisation: str, group: str, month: str, language: Language) -> str:
    """The file name of a workbook: `plan_2021-07_05_HTT_fi.xlsx`. The passport decides, not the name."""
    return f"{programme.id}_{month}_{organisation}_{group}_{language}.xlsx"
