"""What a programme consists of, as values: organisations, groups, items, sheets and fields, statuses, bands.

Nothing here reads a file; `load` makes these from `schemas/<programme>/`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal

from ytaexcel.programme.bodies import Body, Meeting, bodies_named
from ytaexcel.programme.discussion import sheets_of
from ytaexcel.programme.indicators import Indicator
from ytaexcel.programme.officials import Register, Role
from ytaexcel.programme.personal_rules import PersonalRules
from ytaexcel.programme.rules import Rule
from ytaexcel.programme.sheets import Choice, Names, Sheet, Workbook
from ytaexcel.programme.successor import Successor
from ytaexcel.programme.thresholds import Band, Gravity, Spread, Thresholds
from ytaexcel.programme.wording import AS_IT_IS, Wording
from ytaexcel.schedule import Assumption, Schedule, Term
from ytaexcel.schedule.occurrences import occurrence_in
from ytaexcel.texts import LANGUAGES, Language

Scope = Literal["all", "organisation", "group"]
ReportSheet = Literal[
    "summary",
    "steering",
    "plan",
    "decisions",
    "agenda",
    "behind",
    "warnings",
    "changes",
    "trend",
    "direction",
    "notes",
    "themes",
    "indicators",
    "own_windows",
    "own_items",
    "agreed",
    "missing",
    "figures",
    "officials",
    "method",
]
"""The sheets of a consolidated workbook, as audiences ask for them; own ones where the programme allows those."""
Decision = Literal["yes", "no", "undetermined"]
UNDETERMINED = "undetermined"
STATUSES = ("not_started", "started", "done", "not_applicable")
"""The statuses that the assessment knows: the first three in the order in which work goes on."""


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
    details: Mapping[str, str] = field(default_factory=dict)
    """What else the programme knows of it: column of roadmap.csv -> text, of a flag yes or nothing."""
    valid_source: str = ""
    """Who decided that it is so from `valid_from` on, if anybody says."""
    schedule_text: str = ""
    schedule: Schedule | None = None
    """When it is due in the words of the plan, to the letter, and what they say; None: nothing that can be read."""
    timing: Literal["once", "recurring", "never"] = "once"
    """How it is due: by its window, once in each period of its schedule, or never (no deadline stands in)."""
    assumptions: tuple[Assumption, ...] = ()
    """What the reading of its schedule takes for granted; none where the row gives the end itself."""

    @property
    def name(self) -> str:
        return list(self.levels.values())[-1][1]

    @property
    def own_id(self) -> str:
        """The id as the workbook of its group has it where it is an organisation's own: OWN-1 for HTT.OWN-1."""
        return self.id.removeprefix(f"{self.group}.")

    @property
    def is_followed(self) -> bool:
        """True for what the report counts: critical items, and the undetermined as if they were."""
        return self.critical != "no"

    def is_valid(self, month: str) -> bool:
        return self.valid_from <= month and (not self.valid_to or month <= self.valid_to)

    def in_month(self, month: str) -> "Item":
        """The item as the month has it: what recurs with the end of the occurrence that the month is about."""
        if self.schedule is None or self.timing != "recurring":
            return self
        occurrence = occurrence_in(self.schedule, month)
        return replace(self, planned_end=occurrence.end) if occurrence else self


@dataclass(frozen=True, slots=True)
class Expected:
    """From when to when an organisation's group owes a workbook each month."""

    organisation: str
    group: str
    since: str
    until: str


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
    """Without the sheets of what the programme does not allow."""
    allows_own_windows: bool
    """True where an organisation may set its own planned start, planned end and criticality of an item."""
    allows_own_items: bool
    """True where an organisation may follow items of its own beside those of the roadmap."""
    own_items: tuple[Item, ...]
    """The places for those: as many in each group as their sheet has rows. They are no part of the roadmap; what
    stands in them differs from organisation to organisation. Nobody but it follows them, so none is critical."""
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
    bodies: tuple[Body, ...] = ()
    """Who decides on items, in the order of bodies.csv; none where the programme has no such file."""
    meetings: tuple[Meeting, ...] = ()
    """In the order of their days; none where nobody has given any."""
    wording: Wording = AS_IT_IS
    """What the programme calls what the texts speak of."""
    deadline_names: Names | None = None
    """Why it is the hard deadline: `the last day of the term`; None: nothing is said of it."""
    roles: tuple[Role, ...] = ()
    officials: Register | None = None
    """The register of responsible officials; None: the programme keeps none."""
    successors: tuple[Successor, ...] = ()
    term: Term | None = None
    """The agreement term, of which schedule texts speak."""

    def text(self, key: str, language: Language, **values: object) -> str:
        """The catalogue's text in the words of the programme."""
        return self.wording.text(key, language, **values)

    @property
    def whole_audience(self) -> str:
        """The code of the first audience that gets the whole; `check` sees to it that there is one."""
        return next(code for code, audience in self.audiences.items() if audience.scope == "all")

    def organisation(self, code: str) -> Organisation:
        return self._organisations[code]

    def group(self, code: str) -> Group:
        return self._groups[code]

    def status_name(self, code: str, language: Language) -> str:
        return next(status.names[language] for status in self.statuses if status.code == code)

    def items_in(self, month: str, group: str | None = None) -> list[Item]:
        """The items followed in `month` (of one group, if asked), in their order; what recurs with its window then."""
        return [
            item.in_month(month)
            for item in self.items
            if item.is_valid(month) and group in (None, item.group)
        ]

    def indicators_in(self, month: str, group: str | None = None) -> list[Indicator]:
        """The indicators that hold in `month` (of one group, if asked), in their order."""
        return [each for each in self.indicators if each.is_valid(month) and group in (None, each.group)]

    def sheets_in(self, month: str, group: str, organisation: str = "") -> list[Sheet]:
        """The sheets of the workbook of a group in the month; of no group: of that of a discussion.

        With `organisation` without that of decisions where no body decides for it on any item of the group.
        """
        is_empty = {
            "indicators": lambda: not self.indicators_in(month, group),
            "decisions": lambda: not self._decides(month, group, organisation),
        }
        return [
            sheet
            for sheet in sheets_of(self.workbook, is_discussion=not group)
            if sheet.kind not in is_empty or not is_empty[sheet.kind]()
        ]

    def end_of(self, item: Item) -> date | None:
        """The planned end; where there is none the hard deadline, unless the item is never due."""
        return None if item.timing == "never" else item.planned_end or self.hard_deadline

    def _decides(self, month: str, group: str, organisation: str) -> bool:
        """True when some body decides for the organisation on an item of the group."""
        schedules = (item.schedule for item in self.items_in(month, group))
        return any(each and bodies_named(self.bodies, each.bodies, organisation) for each in schedules)

    def expected_in(self, month: str) -> list[tuple[str, str]]:
        """(organisation, group) of each workbook that is owed for `month`, in the order of expected.csv.

        A group that has no items in the month owes none.
        """
        groups = {item.group for item in self.items if item.is_valid(month)}
        return [
            (entry.organisation, entry.group)
            for entry in self.expected
            if entry.since <= month and (not entry.until or month <= entry.until) and entry.group in groups
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

    @property
    def allows_own(self) -> bool:
        """True where organisations may set anything for themselves."""
        return self.allows_own_windows or self.allows_own_items

    @cached_property
    def _organisations(self) -> dict[str, Organisation]:
        return {organisation.code: organisation for organisation in self.organisations}

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {group.code: group for group in self.groups}


def every_name(names: Names) -> Iterator[str]:
    """The name in each language."""
    return (names[language] for language in LANGUAGES)
