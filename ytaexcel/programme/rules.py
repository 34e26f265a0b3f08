"""A rule across fields as a programme states it: when it is asked, what must then hold, how gravely, from when.

Values only: `rule_table` makes and checks them, `validate` judges rows by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ytaexcel.findings import Severity
from ytaexcel.months import shifted
from ytaexcel.texts import Language

Test = Literal["is", "not", "blank", "changed", "same", "least", "most", "above", "below"]
COMPARED: tuple[Test, ...] = ("least", "most", "above", "below")
"""Tests against a number, a date or another field of the row."""
Limit = str | float | date
Wanted = bool | Limit | tuple[str | float | bool, ...]
"""What a test asks for: codes or numbers (is, not), true or false (blank, changed), a field (same), a limit."""

FACTS: Mapping[str, str] = {
    "previous_status": "status",
    "previous_percent": "percent",
    "reported_status": "status",
    "critical": "choice",
    "start_first": "choice",
    "planned_start": "date",
    "planned_end": "date",
    "day_after": "date",
    "is_late": "flag",
    "is_noted": "flag",
}
"""What rules on items may look at beside what the group fills: from the roadmap, the month before, the notes."""
FACTS_OWN = ("previous_status", "previous_percent", "reported_status", "day_after")
"""Those of them that rules on own items may look at."""
FACTS_DISCUSSED = ("critical", "start_first", "planned_start", "planned_end", "day_after")
"""Those of them that rules on the discussion may look at."""


def facts_of(kind: str) -> Mapping[str, str]:
    """Fact -> type, for the rules on a kind of sheet."""
    if kind == "items":
        return FACTS
    some = {"discussion": FACTS_DISCUSSED, "own_items": FACTS_OWN}.get(kind, ())
    return {name: FACTS[name] for name in some}


VALUES_WITHOUT_STATUS = "values_without_status"
BUILT_IN: Mapping[str, str] = {
    VALUES_WITHOUT_STATUS: "R003",
    "note_without_text": "R009",
    "note_without_kind": "R010",
}
"""Rules that a programme grades but does not word, and their codes: blank rows, and what no note is stored without."""
NEVER_GRADED_DOWN = ("note_without_text", "note_without_kind")
"""The dataset holds no note without text and kind."""
OWN_CODE = "R020"
"""The code of the rules that a programme words itself."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one field. A blank cell passes none but `blank = true` and `changed`."""

    field: str
    test: Test
    wanted: Wanted


Case = tuple[Condition, ...]
"""Conditions that hold together."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A decision that an organisation need not keep a rule in some months; an empty `until` is open."""

    organisation: str
    since: str
    until: str
    why: str

    def holds(self, organisation: str, month: str) -> bool:
        return organisation == self.organisation and _is_within(month, self.since, self.until)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. A row breaks it when one of the cases `when` holds (none given: always) and none of `then`."""

    name: str
    code: str
    severity: Severity
    kind: Literal["items", "notes", "own_items", "discussion"]
    cell: str
    """Field whose cell the finding points to; empty: each field of the one case of `then` that does not hold."""
    when: tuple[Case, ...]
    then: tuple[Case, ...]
    shows: str
    """Field whose value the message quotes; empty: that of the cell."""
    allows: str
    """Field whose list, limits or header the message names; empty: that of the cell."""
    says: Mapping[Language, str] | None
    """Own words for what was found; None: those of the code."""
    remedy: Mapping[Language, str] | None
    since: str
    """First month in which it holds; empty: always has."""
    until: str
    is_on_trial: bool
    """On trial until further notice."""
    trial_until: str
    """Last month of the trial; empty: none, or until further notice."""
    waivers: tuple[Waiver, ...] = ()
    why: str = ""
    """Why there is such a rule: for those who read the definitions."""

    def holds_in(self, month: str) -> bool:
        return _is_within(month, self.since, self.until)

    def is_tried_in(self, month: str) -> bool:
        """True where it is on trial: it tells, and refuses nothing."""
        return self.is_on_trial or month <= self.trial_until

    def severity_in(self, month: str) -> Severity:
        """How grave it is to break it."""
        return "warning" if self.severity == "error" and self.is_tried_in(month) else self.severity

    @property
    def binds_from(self) -> str:
        """The first month after the trial; empty where the trial has no end."""
        return shifted(self.trial_until, 1) if self.trial_until else ""

    def waiver(self, organisation: str, month: str) -> Waiver | None:
        return next((each for each in self.waivers if each.holds(organisation, month)), None)


def _is_within(month: str, since: str, until: str) -> bool:
    return since <= month and (not until or month <= until)
