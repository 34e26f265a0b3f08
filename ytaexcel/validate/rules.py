"""Judges all rows by the programme's rules: which hold in a workbook's month, which are waived, which on trial.

What rules ask stands in rules.toml; only the rules without which nothing could be stored, or that are judged while
reading, are known here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from ytaexcel.conform import Conformed
from ytaexcel.conform.identity import Identity
from ytaexcel.findings import Finding, finding
from ytaexcel.programme import Programme
from ytaexcel.programme.rules import GRADED, VALUES_WITHOUT_STATUS, Case, Condition, Rule
from ytaexcel.texts import NONE, month_short
from ytaexcel.validate.conditions import CHANGED, all_hold, any_holds
from ytaexcel.validate.facts import READ_FROM
from ytaexcel.validate.telling import Position, Teller

_NEEDED: Mapping[str, Case] = {
    "note_without_text": (Condition("text", "blank", wanted=False),),
    "note_without_kind": (Condition("kind", "blank", wanted=False),),
}
"""What no note can be stored without."""
Waived = Counter[tuple[int, str]]
"""(workbook of the run, rule) -> how often a waiver kept the rule from being told."""


def judge_rules(
    frame: pd.DataFrame,
    positions: Sequence[Position],
    books: Sequence[Conformed],
    rules: Iterable[Rule],
    teller: Teller,
    is_unread: Callable[[Position, str], bool],
    waived: Waived,
) -> Iterator[tuple[Position, Finding]]:
    """The findings of rules on the rows of `frame`. `is_unread`: whether a field's cell cannot be judged by.

    A rule is not judged where a cell that it looks at could not be read, nor where it asks for what changed and
    the workbook does not carry what it was sent with. Waivers that applied are counted in `waived`.
    """
    for rule in map(_whole, rules):
        for place, field in _broken(rule, frame):
            position = positions[place]
            identity = books[position[0]].identity
            if not rule.holds_in(identity.month) or any(
                is_unread(position, each) for each in _looked_at(rule, field)
            ):
                continue
            if rule.waiver(identity.organisation, identity.month):
                waived[position[0], rule.name] += 1
            else:
                yield position, teller.broken(position, rule, field, rule.severity_in(identity.month))


def graded(
    findings: Iterable[Finding], identity: Identity, number: int, programme: Programme, waived: Waived
) -> list[Finding]:
    """The findings of one workbook, those that a rule only grades graded by it.

    A blank row's are not told where that rule is left out; an indicator's are then as grave as the catalogue says.
    """
    told = []
    for each in findings:
        name = GRADED.get(each.code, "")
        rule = programme.rules.get(name)
        if rule is None:
            told += [each] if name != VALUES_WITHOUT_STATUS else []
        elif not rule.holds_in(identity.month):
            continue
        elif rule.waiver(identity.organisation, identity.month):
            waived[number, rule.name] += 1
        else:
            trial = {"trial": rule.binds_from} if rule.is_tried_in(identity.month) else {}
            severity = rule.severity_in(identity.month)
            told.append(replace(each, severity=severity, values={**each.values, **trial}))
    return told


def waivers_used(book: Conformed, number: int, programme: Programme, waived: Waived) -> Iterator[Finding]:
    """A finding for each rule that would have been told of a workbook, had it not been waived."""
    for name, rule in programme.rules.items():
        count = waived[number, name]
        waiver = rule.waiver(book.identity.organisation, book.identity.month)
        if count and waiver:
            until = month_short(waiver.until) if waiver.until else ""
            months = f"{month_short(waiver.since)}{NONE}{until}"
            yield finding(
                "W011", found=f"{rule.code} ({name})", months=months, why=waiver.why.rstrip("."), count=count
            )


def _whole(rule: Rule) -> Rule:
    """The rule with what it asks, where that is not the programme's to say."""
    return replace(rule, then=(_NEEDED[rule.name],)) if rule.name in _NEEDED else rule


def _broken(rule: Rule, frame: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """(row of the frame, field that the finding points to) of each breach."""
    asked = any_holds(rule.when, frame) if rule.when else pd.Series(True, index=frame.index)
    if any(each.test == "changed" for case in (*rule.when, *rule.then) for each in case):
        asked &= frame[CHANGED].notna()
    if rule.cell:
        yield from ((int(place), rule.cell) for place in frame.index[asked & ~any_holds(rule.then, frame)])
        return
    (case,) = rule.then
    for field in dict.fromkeys(each.field for each in case):
        kept = all_hold(tuple(each for each in case if each.field == field), frame)
        yield from ((int(place), field) for place in frame.index[asked & ~kept])


def _looked_at(rule: Rule, field: str) -> set[str]:
    """The fields that have to be readable for a breach at `field` to be told."""
    then = [each for case in rule.then for each in case if rule.cell or each.field == field]
    conditions = [*then, *(each for case in rule.when for each in case)]
    others = [each.wanted for each in conditions if isinstance(each.wanted, str)]
    named = {field, *(each.field for each in conditions), *others}
    return {part for each in named for part in READ_FROM.get(each, (each,))}
