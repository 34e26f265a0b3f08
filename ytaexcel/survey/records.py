"""What a survey consists of, as values: rounds, backgrounds, scales, questions; and what respondents answered.

Nothing here reads a file; `load` makes these from `schemas/<survey>/survey.toml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from ytaexcel.programme.sheets import Names

Side = Literal["good", "bad", "middle", "cannot_say"]
BackgroundKind = Literal["listed", "text", "id"]
NOT_STATED = ""
"""The code of those who left a background blank."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a listed background."""

    code: str
    names: Names
    accepted: tuple[str, ...] = ()
    """Other words for it that are understood when reading."""


@dataclass(frozen=True, slots=True)
class Union:
    """Several options of a background that are shown together too."""

    code: str
    names: Names
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """What is known of a respondent beside the answers."""

    code: str
    kind: BackgroundKind
    names: Names
    by: Names
    """Name of the sheet with the results by it; those of a background that is not listed are never asked."""
    options: tuple[Option, ...] = ()
    unions: tuple[Union, ...] = ()
    is_required: bool = False
    decides: tuple[str, ...] = ()
    """Backgrounds that have one value for each value of this one."""

    def name_of(self, code: str) -> Names:
        """The name of an option or a union."""
        named: list[Option | Union] = [*self.options, *self.unions]
        return next(each.names for each in named if each.code == code)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a scale."""

    code: str
    names: Names
    side: Side
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers to a question, in the order in which they are shown, and what its two sides are called."""

    code: str
    answers: tuple[Answer, ...]
    good: Names
    bad: Names

    def on(self, *sides: Side) -> frozenset[str]:
        """The codes of the answers on these sides."""
        return frozenset(each.code for each in self.answers if each.side in sides)

    @property
    def has_cannot_say(self) -> bool:
        return bool(self.on("cannot_say"))


@dataclass(frozen=True, slots=True)
class Question:
    """A question; one without a scale is free text, which is read by nobody but who asks."""

    code: str
    label: Names
    wording: Names
    scale: Scale | None
    battery: str = ""

    @property
    def header(self) -> Names:
        """What stands over its column in a responses workbook."""
        return {language: f"{self.code} {name}" for language, name in self.label.items()}


@dataclass(frozen=True, slots=True)
class Round:
    """One time that the survey was made."""

    code: str
    names: Names
    opens: date | None = None
    closes: date | None = None


@dataclass(frozen=True)
class Survey:
    """All that `schemas/<survey>/` says."""

    id: str
    names: Names
    sheet: Names
    suppress_below: int
    """Groups with fewer answers are hidden, and whatever would give them away."""
    cannot_say_in_base: bool
    timezone: str
    programmes: tuple[str, ...]
    """Ids of the programmes whose consolidated workbooks it stands beside, as other material."""
    rounds: tuple[Round, ...]
    backgrounds: tuple[Background, ...]
    batteries: Mapping[str, Names]
    questions: tuple[Question, ...]

    @cached_property
    def listed(self) -> tuple[Background, ...]:
        """The backgrounds by which results are shown."""
        return tuple(each for each in self.backgrounds if each.kind == "listed")

    @cached_property
    def asked(self) -> tuple[tuple[Question, Scale], ...]:
        """The questions that are counted, with their scales."""
        return tuple((each, each.scale) for each in self.questions if each.scale is not None)

    def background(self, code: str) -> Background:
        return next(each for each in self.backgrounds if each.code == code)

    def question(self, code: str) -> Question:
        return next(each for each in self.questions if each.code == code)

    def round(self, code: str) -> Round:
        return next(each for each in self.rounds if each.code == code)


@dataclass(frozen=True, slots=True)
class Response:
    """What one respondent said."""

    row: int
    """In the sheet, from 1."""
    backgrounds: Mapping[str, str]
    """Background -> option's code or text; `NOT_STATED` where it was left blank."""
    answers: Mapping[str, str]
    """Question -> answer's code; questions left blank are not there."""
