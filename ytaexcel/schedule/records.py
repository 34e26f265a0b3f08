"""What a schedule text means, as values: windows, rhythms, duties with their bodies, and faults.

Nothing here reads a text; `read` makes these.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from ytaexcel.texts import Language, text

Precision = Literal["day", "week", "month", "quarter", "third", "half_year", "season", "year", "term"]
Every = Literal["weekly", "monthly", "quarterly", "half_yearly", "yearly", "council_term"]
Kind = Literal["once", Every, "term", "continuous", "on_demand", "none"]
Assumption = Literal[
    "spring",
    "autumn",
    "month_not_meeting",
    "end_of_month",
    "end_of_period",
    "calendar_year",
    "annual_plan",
    "council_term",
    "standing_follow_up",
]
Reason = Literal[
    "unread",
    "unknown_word",
    "impossible",
    "reversed",
    "short_year",
    "no_year",
    "far_year",
    "negation",
    "vague",
    "changed",
    "season_unfixed",
    "uneven",
    "unclear_limit",
    "no_term",
    "outside_term",
    "recurs_once",
    "two_times",
    "mixed",
    "backwards",
    "ambiguous",
    "too_long",
]
REASONS: tuple[Reason, ...] = get_args(Reason)
ASSUMPTIONS: tuple[Assumption, ...] = get_args(Assumption)
EVERY: tuple[Every, ...] = get_args(Every)
KINDS: tuple[Kind, ...] = ("once", *EVERY, "term", "continuous", "on_demand", "none")


@dataclass(frozen=True, slots=True)
class Term:
    """The agreement term of a programme, both days included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when, both days included; None is an end that the text leaves open."""

    start: date | None
    end: date | None
    precision: Precision
    """Of the day that the text names last: the end where there is one."""
    begins: Precision | None = None
    """Precision of a beginning that the text names for itself ("1.3.2025 alkaen"), else None: the first day of a
    period named for its end is no day on which work has to begin."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often something recurs."""

    every: Every
    times: int = 1
    """Occurrences in each period."""
    is_least: bool = False
    """True when the text says "at least": more are allowed."""
    opens: tuple[int, int] = (1, 1)
    closes: tuple[int, int] = (12, 31)
    """Of a yearly rhythm: first and last (month, day) of the part of the year; a day past its month's end is
    that month's last."""


@dataclass(frozen=True, slots=True)
class Step:
    """One body of an approval chain, and its own time where the text gives one."""

    body: str
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """One part of a schedule text: most have one, "approval in 2026; follow-up" has two."""

    kind: Kind
    window: Window | None = None
    """Of what happens once: when; of what recurs or goes on: from when to when, None without limits."""
    rhythm: Rhythm | None = None
    steps: tuple[Step, ...] = ()
    """The approval chain in its order, bodies as the text names them."""
    subject: str = ""
    """What is followed up, as written."""
    agreement: str = ""
    """An agreement or network that the text refers to, as written."""
    is_statutory: bool = False
    is_running: bool = False
    """True when the text says that it goes on already (toteutuksessa, pågår)."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a schedule text says. `raw` is the text to the letter; it is what readers are shown."""

    raw: str
    duties: tuple[Duty, ...]
    """At least one; the first one is the main one."""
    assumptions: tuple[Assumption, ...] = ()
    """Readings that the text does not settle; `assumed` has them in words."""

    @property
    def kind(self) -> Kind:
        return self.duties[0].kind

    @property
    def rhythm(self) -> Rhythm | None:
        return self.duties[0].rhythm

    @property
    def is_often(self) -> bool:
        """True where there is an occurrence at least every month: "no change" of "done" means done again."""
        return self.rhythm is not None and self.rhythm.every in ("weekly", "monthly")

    @property
    def is_also_continuous(self) -> bool:
        return any(duty.kind == "continuous" for duty in self.duties[1:])

    @property
    def bodies(self) -> tuple[str, ...]:
        return tuple(step.body for duty in self.duties for step in duty.steps)

    @property
    def start(self) -> date | None:
        """First day of the window of all dated duties; None: open, or no date at all."""
        starts = [window.start for window in self._windows()]
        return None if None in starts else min((day for day in starts if day), default=None)

    @property
    def end(self) -> date | None:
        """Last day of the window of all dated duties: the day by which it is due; None: open, or no date at all."""
        ends = [window.end for window in self._windows()]
        return None if None in ends else max((day for day in ends if day), default=None)

    @property
    def planned_start(self) -> date | None:
        """The day after which not having started is late.

        Only a beginning that the text itself names to the day, week or month counts: "2026" says when something is
        due, and must not make it late in January. What recurs has its occurrences instead.
        """
        if self.kind in EVERY:
            return None
        begun = [window for window in self._windows() if window.begins in ("day", "week", "month")]
        return min((window.start for window in begun if window.start), default=None)

    @property
    def planned_end(self) -> date | None:
        """The day by which it must be done; None for what recurs, goes on or waits for a need."""
        return self.end if self.kind in ("once", "term") else None

    def _windows(self) -> list[Window]:
        """Of the duties that set the item's window: those that are done once, else those of the main one."""
        return [duty.window for duty in self.duties if duty.window and duty.kind == self.kind]


@dataclass(frozen=True, slots=True)
class Fault:
    """A text that is not understood, wholly or partly: nothing of it counts."""

    raw: str
    reason: Reason
    found: str
    """The part of the text that is meant."""
    at: int
    """Its place in the text, counted from 1."""
    nearest: str = ""
    """A form of the same text that would be understood; empty: none is near."""

    def sentence(self, language: Language) -> str:
        """What was found, where, why it cannot be read, and the nearest form that can."""
        told = text(f"schedule.fault.{self.reason}", language, found=self.found)
        where = text("schedule.fault", language, raw=self.raw, at=self.at, told=told)
        if not self.nearest:
            return where
        return f"{where} {text('schedule.nearest', language, nearest=self.nearest)}"


def assumed(schedule: Schedule, language: Language) -> list[str]:
    """The schedule's assumptions, a sentence each."""
    return [assumption_said(each, language) for each in schedule.assumptions]


def assumption_said(assumption: Assumption, language: Language) -> str:
    """What is assumed, in one sentence."""
    return text(f"schedule.assumed.{assumption}", language)
