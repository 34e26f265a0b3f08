"""What stands out in a round: the highest and the lowest groups, and what has changed since another round.

Found from the tables alone, so from nothing that is hidden; every figure comes with its denominator.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ytaexcel.survey.records import Question, Scale, Survey
from ytaexcel.survey.suppression import Key
from ytaexcel.survey.tables import ALL, Base, Share, Tables

MANY = 6
"""From so many shown groups on the two highest and the two lowest are named, else one of each."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """A group and its share of answers on the good side."""

    key: Key
    share: Share


@dataclass(frozen=True, slots=True)
class Contrast:
    """A question by a background: the groups at both ends."""

    question: Question
    background: str
    highest: tuple[Extreme, ...]
    """The highest first."""
    lowest: tuple[Extreme, ...]
    """The lowest first."""

    @property
    def points(self) -> int:
        """Percentage points between the ends, as printed."""
        return self.highest[0].share.points - self.lowest[0].share.points


@dataclass(frozen=True, slots=True)
class Verdict:
    """A question as all answered it: both sides."""

    question: Question
    good: Share
    bad: Share


@dataclass(frozen=True, slots=True)
class Change:
    """A group's share on the good side in an earlier round and in this one; both are shown in their own rounds."""

    question: Question
    key: Key
    before: Share
    now: Share

    @property
    def points(self) -> int:
        return self.now.points - self.before.points


def contrasts(survey: Survey, tables: Tables, base: Base) -> list[Contrast]:
    """Where groups differ, the widest first; of equals in the order of the definitions.

    Unions and those who left the background blank are no groups here. A background with fewer than two groups
    shown, or all of them alike, gives none.
    """
    found = []
    for question, scale in survey.asked:
        for background in survey.listed:
            ranked = sorted(_extremes(tables, question, scale, background.code, base), key=_highest_first)
            if len(ranked) > 1 and ranked[0].share.points > ranked[-1].share.points:
                count = 2 if len(ranked) >= MANY else 1
                ends = tuple(ranked[:count]), tuple(reversed(ranked[-count:]))
                found.append(Contrast(question, background.code, *ends))
    return sorted(found, key=lambda each: -each.points)


def verdicts(survey: Survey, tables: Tables, base: Base) -> list[Verdict]:
    """Each question as all answered it, in the order of the definitions; those without answers are left out."""
    found = []
    for question, scale in survey.asked:
        whole = tables.of(question.code)
        good, bad = (whole.share(answers, scale, base) for answers in (scale.on("good"), scale.on("bad")))
        if good is not None and bad is not None:
            found.append(Verdict(question, good, bad))
    return found


def changes(survey: Survey, before: Tables, now: Tables, base: Base) -> list[Change]:
    """For each question the whole and each group that both rounds show, in the order of the definitions."""
    return list(_changes(survey, before, now, base))


def _changes(survey: Survey, before: Tables, now: Tables, base: Base) -> Iterator[Change]:
    for question, scale in survey.asked:
        keys = [key for asked, key in now.distributions if asked == question.code]
        for key in keys:
            then = before.distributions.get((question.code, key))
            old = then.share(scale.on("good"), scale, base) if then is not None else None
            new = now.of(question.code, key).share(scale.on("good"), scale, base)
            if old is not None and new is not None:
                yield Change(question, key, old, new)


def of_the_whole(found: Sequence[Change]) -> list[Change]:
    """The changes of all respondents, the largest first."""
    return sorted((each for each in found if each.key == ALL), key=lambda each: -abs(each.points))


def _extremes(
    tables: Tables, question: Question, scale: Scale, background: str, base: Base
) -> Iterator[Extreme]:
    for each in tables.by(question.code, background):
        share = each.share(scale.on("good"), scale, base)
        if each.group.kind == "option" and share is not None:
            yield Extreme(each.group.key, share)


def _highest_first(each: Extreme) -> Fraction:
    return -Fraction(each.share.numerator, each.share.denominator)
