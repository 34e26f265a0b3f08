"""Waivers as acts: an organisation need not keep a rule in some months, by a recorded decision.

They work as those of rules.toml do, and beside them.
"""

import hashlib
from datetime import UTC

from ytaexcel.archive import Act
from ytaexcel.errors import UsageError
from ytaexcel.months import parse_month
from ytaexcel.programme import Programme
from ytaexcel.programme.rules import NEVER_GRADED_DOWN, Rule
from ytaexcel.workflow.run import Run, check_codes
from ytaexcel.workflow.upkeep import catch_up


def waive(
    run: Run, rule: str, organisation: str, since: str, until: str, why: str, *, is_withdrawn: bool = False
) -> tuple[Act, int]:
    """Records a waiver of a rule (name or code), or that it holds no more; and how many workbooks were judged again.

    An empty `until` is open. Of several decisions about one rule, organisation and first month the newest counts.
    Raises `UsageError` for what does not fit the programme.
    """
    if not why.strip():
        raise UsageError('Say why, for example --why "siirtymäaika": the reason is kept with the act.')
    check_codes(run.programme, organisation, None)
    parse_month(since)
    if until and parse_month(until) < since:
        raise UsageError(f"The last month, {until}, is before the first one, {since}.")
    name = _rule_named(run.programme, rule).name
    former = [
        each for each in run.archive.waivers(run.programme.id) if _key(each) == (name, organisation, since)
    ]
    if is_withdrawn and not former:
        raise UsageError(
            f"No waiver of {name} for {organisation} from {since} was recorded with this command; "
            "one in rules.toml is taken out there."
        )
    subject = f"{run.programme.id} {name} {organisation} {since}"
    catch_up(run)
    act = run.archive.record(
        Act(
            kind="withdraw-waiver" if is_withdrawn else "waive",
            sha256=hashlib.sha256(subject.encode()).hexdigest(),
            programme=run.programme.id,
            organisation=organisation,
            group="",
            month=since,
            by=run.by,
            at=run.now.astimezone(UTC).isoformat(timespec="seconds"),
            why=why.strip(),
            rule=name,
            until=until,
        )
    )
    return act, catch_up(run)


def _key(act: Act) -> tuple[str, str, str]:
    return act.rule, act.organisation, act.month


def _rule_named(programme: Programme, wanted: str) -> Rule:
    """The rule of that name, or of that code: of several with one code that of the groups' workbooks."""
    found = [each for each in programme.rules.values() if wanted in (each.name, each.code)]
    if wanted not in programme.rules:
        found = [each for each in found if each.kind != "discussion"] or found
    names = ", ".join(each.name for each in found or programme.rules.values())
    if len(found) != 1:
        told = (
            f"{wanted} names {len(found)} rules; name one of"
            if found
            else f'There is no rule "{wanted}"; there are:'
        )
        raise UsageError(f"{told} {names}.")
    if found[0].name in NEVER_GRADED_DOWN:
        raise UsageError(
            f"{found[0].name} cannot be waived: the dataset holds no note without text and kind."
        )
    return found[0]
