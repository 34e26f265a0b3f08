"""What a programme consists of, as values: organisations, groups, items, sheets and fields, statuses, bands.

Nothing here reads a file; `load` makes these from `schemas/<programme>/`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from ytaexcel.programme.indicators import Indicator
from ytaexcel.programme.personal_rules import PersonalRules
from ytaexcel.programme.rules import Rule
from ytaexcel.programme.settings import Gravity, Spread, Thresholds
from ytaexcel.programme.versions import reaches
from ytaexcel.texts import LANGUAGES, Language

Names = Mapping[Language, str]
"""A name in each of the three languages."""

Role = Literal["locked", "formula", "input", "prefilled"]
FieldType = Literal["item", "text", "date", "percent", "status", "mark", "flag", "choice", "whole", "measure"]
SheetKind = Literal["instructions", "items", "notes", "indicators", "overview", "lists"]
Scope = Literal["all", "organisation", "group"]
ReportSheet = Literal[
    "summary",
    "behind",
    "warnings",
    "changes",
    "trend",
    "direction",
    "notes",
    "themes",
    "indicators",
    "missing",
    "figures",
    "method",
]
"""The sheets of a consolidated workbook, as audiences ask for them."""
Decision = Literal["yes", "no", "undetermined"]
UNDETERMINED = "undetermined"
STATUSES = ("not_started", "started", "done", "not_applicable")
"""The statuses that the assessment knows: the first three in the order in which work goes on."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a list: the code that is stored and what people see."""

    code: str
    names: Names
    accepted: tuple[str, ...] = ()
    """Other words for it that are understood when reading."""


@dataclass(frozen=True, slots=True)
class Headers:
    """A field's header texts from one month on."""

    since: str
    names: Names


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet of the workbook."""

    code: str
    role: Role
    type: FieldType
    width: float
    """Column width in characters."""
    headers: tuple[Headers, ...]
    """Oldest first; all are understood when reading."""
    help: Names | None
    choices: tuple[Choice, ...]
    least: float | date | None
    """Smallest number or earliest day allowed."""
    most: float | date | None
    """Largest number, latest day or most characters allowed."""
    is_contact: bool = False
    """True when names, e-mail addresses and phone numbers belong in it."""
    since_version: str = ""
    """Version of the template from which workbooks have it; empty: all have."""
    is_voluntary: bool = False
    """True for a choice that may be wrong without costing the row: it is told and left out."""

    @property
    def is_filled(self) -> bool:
        """True when the group writes into it."""
        return self.role in ("input", "prefilled")

    def is_in(self, version: str) -> bool:
        """True when a workbook made from that version of the template has it; of no known version: only the first."""
        return reaches(version, self.since_version)

    def header(self, language: Language, month: str) -> str:
        """The header that a workbook of `month` carries."""
        held = [headers for headers in self.headers if headers.since <= month]
        return (held or list(self.headers))[-1].names[language]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the workbook that groups fill."""

    code: str
    kind: SheetKind
    names: Names
    fields: tuple[Field, ...]
    rows: int
    """Prepared empty rows (sheets of notes)."""

    def field(self, code: str) -> Field:
        return next(field for field in self.fields if field.code == code)

    @property
    def filled_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.is_filled)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The workbook that a group fills, as `workbook.toml` defines it."""

    version: str
    sheets: tuple[Sheet, ...]
    words: Mapping[str, Names]
    """mark, yes, no, undetermined, start_first, feedback (the sheet of findings that is handed back)."""

    def sheet(self, kind: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.kind == kind)


@dataclass(frozen=True, slots=True)
class Group:
    """A preparation group."""

    code: str
    names: Names
    short: Names
    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A wellbeing services county, or another organisation that owes workbooks. The code is text: "05"."""

    code: str
    names: Names
    short: Names
    area: Names
    """Collaborative area (YTA)."""
    is_bilingual: bool
    accepted: tuple[str, ...]
    languages: tuple[Language, ...] = ()
    """Of its workbooks; none: the workspace's first."""


@dataclass(frozen=True, slots=True)
class Item:
    """The unit that gets a status: one row of roadmap.csv."""

    id: str
    group: str
    levels: Mapping[str, tuple[str, str]]
    """Level code -> code and name on that level, the widest level first."""
    printed: str
    """The name as the source prints it."""
    critical: Decision
    start_first: Decision
    critical_source: str
    planned_start: date | None
    planned_end: date | None
    window_source: str
    valid_from: str
    valid_to: str
    """Last month in which it is followed; empty: until further notice."""

    @property
    def name(self) -> str:
        return list(self.levels.values())[-1][1]

    @property
    def is_followed(self) -> bool:
        """True for what the report counts: critical items, and the undetermined as if they were."""
        return self.critical != "no"

    def is_valid(self, month: str) -> bool:
        return self.valid_from <= month and (not self.valid_to or month <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Expected:
    """From when to when an organisation's group owes a workbook each month."""

    organisation: str
    group: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Band:
    """A range of shares with its sign, colours and words; `above` is the share that must be exceeded."""

    code: str
    above: float
    sign: str
    fill: str
    text: str
    names: Names


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of the reform; dates that the source does not say are None."""

    number: int
    since: date | None
    until: date | None
    names: Names


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets a consolidated workbook: which sheets, and how much of the whole."""

    code: str
    scope: Scope
    sheets: tuple[ReportSheet, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a month's workbook is due: the n-th day of the next month, else the next working day."""

    deadline_day: int
    country: str
    timezone: str
    deadlines: Mapping[str, date]
    """Months whose deadline was decided otherwise."""


@dataclass(frozen=True)
class Programme:
    """One thing that is followed: everything that `schemas/<id>/` says of it."""

    id: str
    names: Names
    roadmap_names: Names
    roadmap_language: Language | None
    """The one language in which the names of the roadmap are written; None: nothing is said of it."""
    recipients: Names
    is_demonstration: bool
    first_month: str
    hard_deadline: date
    readiness_day: date
    level_names: Mapping[str, Names]
    statuses: tuple[Choice, ...]
    calendar: Calendar
    phases: tuple[Phase, ...]
    bands: tuple[Band, ...]
    audiences: Mapping[str, Audience]
    groups: tuple[Group, ...]
    organisations: tuple[Organisation, ...]
    items: tuple[Item, ...]
    """In the order of the roadmap; an item that changes has a row for each range of months."""
    expected: tuple[Expected, ...]
    workbook: Workbook
    thresholds: Thresholds
    gravity: Gravity
    near_header: int
    rules: Mapping[str, Rule]
    """Rule name -> rule, in the order of rules.toml."""
    definitions: str
    """Hash of the files that all this was read from: what was judged under another was judged otherwise."""
    personal: PersonalRules
    spreads: tuple[Spread, ...] = ()
    """The widest first; none where notes have no themes."""
    spread_source: Names = field(default_factory=dict)
    """Where these words and their limits are from, as a sentence; empty where there are none."""
    indicators: tuple[Indicator, ...] = ()
    """In the order of indicators.csv; none where the programme has no such file."""

    def organisation(self, code: str) -> Organisation:
        return self._organisations[code]

    def group(self, code: str) -> Group:
        return self._groups[code]

    def status_name(self, code: str, language: Language) -> str:
        return next(status.names[language] for status in self.statuses if status.code == code)

    def items_in(self, month: str, group: str | None = None) -> list[Item]:
        """The items that are followed in `month` (of one group, if asked), in the order of the roadmap."""
        return [item for item in self.items if item.is_valid(month) and group in (None, item.group)]

    def indicators_in(self, month: str, group: str | None = None) -> list[Indicator]:
        """The indicators that hold in `month` (of one group, if asked), in their order."""
        return [each for each in self.indicators if each.is_valid(month) and group in (None, each.group)]

    def filled_sheets(self, month: str, group: str) -> list[Sheet]:
        """The sheets that a group fills in its workbook of the month."""
        kinds = ["items", "notes"] + (["indicators"] if self.indicators_in(month, group) else [])
        return [sheet for sheet in self.workbook.sheets if sheet.kind in kinds]

    def expected_in(self, month: str) -> list[tuple[str, str]]:
        """(organisation, group) of each workbook that is owed for `month`, in the order of expected.csv."""
        return [
            (entry.organisation, entry.group)
            for entry in self.expected
            if entry.since <= month and (not entry.until or month <= entry.until)
        ]

    def band(self, share: float) -> Band:
        """The first band, from the best, whose limit `share` (0–1) exceeds."""
        return next(band for band in self.bands if share > band.above)

    def spread(self, share: float) -> Spread:
        """The first word, from the widest, whose limit `share` (0–1) reaches."""
        return next(spread for spread in self.spreads if share >= spread.least)

    @property
    def themes(self) -> tuple[Choice, ...]:
        """The themes that a note may carry, in the order of their list; none where notes have no such field."""
        fields = self.workbook.sheet("notes").fields
        return next((field.choices for field in fields if field.code == "theme"), ())

    def phase_on(self, day: date) -> Phase | None:
        """The phase of the reform on a day; None where the source gives no dates."""
        for phase in self.phases:
            if phase.since and phase.since <= day and (phase.until is None or day <= phase.until):
                return phase
        return None

    @cached_property
    def _organisations(self) -> dict[str, Organisation]:
        return {organisation.code: organisation for organisation in self.organisations}

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {group.code: group for group in self.groups}


def every_name(names: Names) -> Iterator[str]:
    """The name in each language."""
    return (names[language] for language in LANGUAGES)
