"""The settings of a programme as values: of the assessment, of page one, of the reading order, of how widely in a word.

All but the words are numbers of rules.toml; the words stand in programme.toml.
"""

from dataclasses import dataclass

from ytaexcel.programme.sheets import Names


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Settings of the assessment and of page one; see rules.toml."""

    grace_days: int
    stalled_months: int
    small_denominator: int
    late_days_shown: int
    preliminary_below: float
    no_picture_below: float


@dataclass(frozen=True, slots=True)
class Gravity:
    """Weights of the reading order of items that are behind; see rules.toml."""

    days_per_point: int
    most_late_points: int
    red_flag: int
    start_first: int
    not_started: int
    regressed_or_stalled: int

    @property
    def most(self) -> int:
        return (
            self.most_late_points
            + self.red_flag
            + self.start_first
            + self.not_started
            + self.regressed_or_stalled
        )


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
class Spread:
    """How widely something is raised, in a word: a share of organisations belongs to the first that it reaches."""

    code: str
    least: float
    """The share (0–1) from which the word holds."""
    is_on_page_one: bool
    """True when what is raised so widely is said on page one."""
    names: Names
