"""The numbers of rules.toml that the assessment and the reading order of reports go by."""

from dataclasses import dataclass


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
