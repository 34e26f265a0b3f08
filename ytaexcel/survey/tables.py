"""The distributions of a round: each question by each background, with what must be hidden left out.

What is hidden is not in these values at all; whoever writes them cannot give it away.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ytaexcel.survey.records import NOT_STATED, Background, Response, Scale, Survey
from ytaexcel.survey.suppression import Cell, Hidden, Key, Row, hidden_rows
from ytaexcel.texts import percent_points

Base = Literal["answers", "opinions"]
"""What makes the hundred percent: all answers, or those other than "cannot say"."""
GroupKind = Literal["all", "union", "option", "not_stated"]
ALL: Key = ("", "")
RESPONDENTS = ""
"""Stands for a question in the distribution of the respondents themselves; its only answer is called so too."""


@dataclass(frozen=True, slots=True)
class Group:
    """Respondents that are shown as one row."""

    key: Key
    kind: GroupKind


@dataclass(frozen=True, slots=True)
class Share:
    """Numerator and denominator, and the percent that is printed of them."""

    numerator: int
    denominator: int

    @property
    def points(self) -> int:
        """Whole percent, halves up. Only where there is a denominator."""
        return percent_points(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a group answered a question; no counts where that is hidden."""

    group: Group
    hidden: Hidden | None
    counts: Mapping[str, int]
    """Answer -> how many gave it; empty where it is hidden."""

    @property
    def answered(self) -> int:
        return sum(self.counts.values())

    def share(self, answers: frozenset[str], scale: Scale, base: Base) -> Share | None:
        """The share of some answers; None where it is hidden or nobody is in the base."""
        left_out = scale.on("cannot_say") if base == "opinions" else frozenset()
        denominator = sum(count for code, count in self.counts.items() if code not in left_out)
        numerator = sum(count for code, count in self.counts.items() if code in answers - left_out)
        return Share(numerator, denominator) if denominator else None


@dataclass(frozen=True, slots=True)
class Tables:
    """All that is shown of one round."""

    round: str
    respondents: int
    """Rows that were taken in."""
    distributions: Mapping[tuple[str, Key], Distribution]
    """Question (`RESPONDENTS` for who answered at all) and group."""

    def of(self, question: str, key: Key = ALL) -> Distribution:
        return self.distributions[question, key]

    def by(self, question: str, background: str) -> list[Distribution]:
        """The rows of a background, in the order of its definition; without the total."""
        return [
            each
            for (asked, (named, _)), each in self.distributions.items()
            if (asked, named) == (question, background)
        ]


def tabulate(survey: Survey, round_: str, responses: Sequence[Response]) -> Tables:
    """Counts and hides. The same respondents give the same tables whatever else is reported."""
    groups = list(_groups(survey, responses))
    found: dict[tuple[str, Key], Distribution] = {}
    whole = {RESPONDENTS: [(each, RESPONDENTS) for each in responses]}
    asked = {
        question.code: [
            (each, each.answers[question.code]) for each in responses if question.code in each.answers
        ]
        for question, _ in survey.asked
    }
    silent = {question.code: scale.on("cannot_say") for question, scale in survey.asked}
    for code, given in (whole | asked).items():
        found |= _distributions(survey, code, groups, given, silent.get(code, frozenset()))
    return Tables(round_, len(responses), found)


def _groups(survey: Survey, responses: Sequence[Response]) -> Iterator[Group]:
    """The whole; of each background its unions, its options and, where somebody left it blank, those."""
    yield Group(ALL, "all")
    for background in survey.listed:
        yield from (Group((background.code, each.code), "union") for each in background.unions)
        yield from (Group((background.code, each.code), "option") for each in background.options)
        if any(each.backgrounds[background.code] == NOT_STATED for each in responses):
            yield Group((background.code, NOT_STATED), "not_stated")


def _distributions(
    survey: Survey,
    question: str,
    groups: Sequence[Group],
    given: Sequence[tuple[Response, str]],
    cannot_say: frozenset[str],
) -> dict[tuple[str, Key], Distribution]:
    """One question's rows. `given`: who answered, and what."""
    listed = [each.code for each in survey.listed]
    counts: dict[tuple[str, ...], Counter[str]] = {}
    for response, answer in given:
        place = tuple(response.backgrounds[code] for code in listed)
        counts.setdefault(place, Counter())[answer] += 1
    places = sorted(counts)
    cells = [
        Cell(counts[each].total(), sum(n for code, n in counts[each].items() if code not in cannot_say))
        for each in places
    ]
    rows = [
        Row(
            group.key,
            frozenset(number for number, place in enumerate(places) if _is_in(survey, group, listed, place)),
            is_part=group.kind in ("option", "not_stated"),
        )
        for group in groups
    ]
    hidden = hidden_rows(rows, cells, survey.suppress_below)
    found = {}
    for group, row in zip(groups, rows, strict=True):
        own: Counter[str] = Counter()
        if group.key not in hidden:
            for number in row.cells:
                own.update(counts[places[number]])
        found[question, group.key] = Distribution(group, hidden.get(group.key), dict(own))
    return found


def _is_in(survey: Survey, group: Group, listed: Sequence[str], place: tuple[str, ...]) -> bool:
    """True for a cell that the group holds."""
    if group.kind == "all":
        return True
    name, code = group.key
    own = place[listed.index(name)]
    if group.kind == "union":
        return own in _union(survey.background(name), code)
    return own == code


def _union(background: Background, code: str) -> tuple[str, ...]:
    return next(each.of for each in background.unions if each.code == code)
