"""The rules of rules.toml: which shape a rule has, how a record is made of it, and what cannot hold in it.

A wrong rule is told in one sentence that names it; nothing is judged by it here.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from string import Formatter
from typing import Any, cast, get_args

from ytaexcel.findings import SEVERITIES, kinds
from ytaexcel.months import is_month
from ytaexcel.programme import records, shape
from ytaexcel.programme.rules import (
    BUILT_IN,
    COMPARED,
    FACTS,
    NEVER_GRADED_DOWN,
    OWN_CODE,
    Case,
    Condition,
    Rule,
    Test,
    Waiver,
    facts_of,
)

TESTS: tuple[Test, ...] = get_args(Test)
PLACES = {"found", "allowed"}
"""Places that a rule's own words may have."""


def _are_cases(value: object) -> bool:
    tables = value if isinstance(value, list) else [value]
    return bool(tables) and all(
        isinstance(each, dict) and each and all(map(_are_tests, each.values())) for each in tables
    )


def _are_tests(value: object) -> bool:
    if isinstance(value, dict):
        return bool(value) and all(test in TESTS and _is_wanted(test, each) for test, each in value.items())
    return _is_wanted("is", value)


def _is_wanted(test: str, value: object) -> bool:
    if test in ("blank", "changed"):
        return isinstance(value, bool)
    if test == "same":
        return isinstance(value, str)
    if test in COMPARED:
        return not isinstance(value, bool | datetime) and isinstance(value, str | int | float | date)
    several = value if isinstance(value, list) else [value]
    return bool(several) and all(isinstance(each, str | int | float) for each in several)


CASES = shape.Value(
    'conditions like { status = "done", percent_done = { least = 50 } }, or a list of such, '
    f"with the tests {', '.join(TESTS)}",
    _are_cases,
)
WAIVER = shape.Table(
    {"organisation": shape.TEXT, "from": shape.MONTH, "why": shape.TEXT}, {"to": shape.MONTH}
)
RULE = shape.Table(
    {"severity": shape.one_of(*SEVERITIES)},
    {
        "code": shape.TEXT,
        "sheet": shape.one_of("items", "notes", "own_items", "discussion"),
        "cell": shape.COLUMN,
        "when": CASES,
        "then": CASES,
        "shows": shape.COLUMN,
        "allows": shape.COLUMN,
        "says": shape.NAMES,
        "remedy": shape.NAMES,
        "from": shape.MONTH,
        "until": shape.MONTH,
        "trial": shape.Value(
            "true, or the last month of the trial",
            lambda value: value is True or (isinstance(value, str) and is_month(value)),
        ),
        "why": shape.TEXT,
        "waivers": shape.Many(WAIVER),
    },
)
"""The shape of one rule; a rule's name is the programme's own."""


def rule(name: str, table: Mapping[str, Any]) -> Rule:
    """The record of a rule whose shape is sound."""
    built_in = BUILT_IN.get(name, "")
    trial = table.get("trial", False)
    return Rule(
        name=name,
        code=table.get("code", built_in or OWN_CODE),
        severity=table["severity"],
        kind=table.get("sheet", "notes" if name in NEVER_GRADED_DOWN else "items"),
        cell=table.get("cell", ""),
        when=_cases(table.get("when", ())),
        then=_cases(table.get("then", ())),
        shows=table.get("shows", ""),
        allows=table.get("allows", ""),
        says=table.get("says"),
        remedy=table.get("remedy"),
        since=table.get("from", ""),
        until=table.get("until", ""),
        is_on_trial=trial is True,
        trial_until=trial if isinstance(trial, str) else "",
        waivers=tuple(
            Waiver(each["organisation"], each["from"], each.get("to", ""), each["why"])
            for each in table.get("waivers", ())
        ),
        why=table.get("why", ""),
    )


def _cases(found: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> tuple[Case, ...]:
    tables = [found] if isinstance(found, Mapping) else found
    return tuple(
        tuple(condition for field, tests in each.items() for condition in _conditions(field, tests))
        for each in tables
    )


def _conditions(field: str, tests: Any) -> Iterator[Condition]:
    for test, wanted in (tests if isinstance(tests, dict) else {"is": tests}).items():
        is_list = test in ("is", "not")
        several = tuple(wanted) if isinstance(wanted, list) else (wanted,)
        yield Condition(field, cast(Test, test), several if is_list else wanted)


def problems(programme: records.Programme) -> Iterator[str]:
    """A sentence for each rule that cannot hold; each begins with the rule's name."""
    for name in NEVER_GRADED_DOWN:
        if name not in programme.rules:
            yield f'{name}: must stand there with severity "error": no such note can be stored.'
    for each in programme.rules.values():
        found = _of_built_in(each) if each.name in BUILT_IN else _of_worded(each, programme)
        yield from (f"{each.name}{problem}" for problem in (*found, *_of_times(each, programme)))


def _of_built_in(rule: Rule) -> Iterator[str]:
    if rule.cell or rule.when or rule.then or rule.says or rule.code != BUILT_IN[rule.name]:
        yield ": what it asks is fixed; it has no code, cell, when, then and says of its own."
    is_bent = rule.severity != "error" or rule.since or rule.until or rule.is_on_trial or rule.trial_until
    if rule.name in NEVER_GRADED_DOWN and (is_bent or rule.waivers):
        yield ': must have severity "error", for all and always: no such note can be stored.'


def _of_worded(rule: Rule, programme: records.Programme) -> Iterator[str]:
    codes = [code for code in kinds() if code.startswith("R") and code not in BUILT_IN.values()]
    if rule.code not in codes:
        yield f', code: found "{rule.code}"; allowed: {", ".join(codes)}.'
    if not programme.workbook.has(rule.kind):
        yield f", sheet: workbook.toml has no sheet of the kind {rule.kind}."
        return
    if not rule.when and not rule.then:
        yield ": there is neither when nor then, so that it asks nothing (docs/programmes.md shows what a rule says)."
    if not rule.cell and len(rule.then) != 1:
        yield ", cell: must name the field that the finding points to, unless then is one table."
    if (rule.code == OWN_CODE) != bool(rule.says and rule.remedy):
        yield f": says and remedy are needed for a rule of the programme's own ({OWN_CODE}), and for no other."
    for words in (rule.says or {}, rule.remedy or {}):
        yield from (f", says and remedy: {problem}" for problem in map(_misplaced, words.values()) if problem)
    types = _types(programme, rule.kind)
    for named in (rule.cell, rule.shows, rule.allows):
        if named and (named not in types or named in FACTS):
            yield f': "{named}" is no field that groups fill on the sheet of {rule.kind}.'
    for part, cases in (("when", rule.when), ("then", rule.then)):
        for condition in (each for case in cases for each in case):
            problem = _of_condition(condition, types, programme, rule.kind)
            if problem:
                yield f", {part}, {condition.field}: {problem}"


def _of_times(rule: Rule, programme: records.Programme) -> Iterator[str]:
    if rule.until and rule.until < rule.since:
        yield f", until: {rule.until} is before {rule.since}."
    organisations = {each.code for each in programme.organisations}
    for waiver in rule.waivers:
        if waiver.organisation not in organisations:
            yield f', waivers: organisation "{waiver.organisation}" is not in organisations.csv.'
        if waiver.until and waiver.until < waiver.since:
            yield f", waivers: {waiver.until} is before {waiver.since}."


def _types(programme: records.Programme, kind: str) -> dict[str, str]:
    """Field -> type of all that a rule on this kind of sheet may look at."""
    types = {field.code: str(field.type) for field in programme.workbook.sheet(kind).filled_fields}
    return types | dict(facts_of(kind))


def _of_condition(
    condition: Condition, types: Mapping[str, str], programme: records.Programme, kind: str
) -> str:
    """What is wrong with a condition, in a sentence; empty where nothing is."""
    kind_of_value = types.get(condition.field)
    if kind_of_value is None:
        return f"there is no such field; there are: {', '.join(types)}."
    match condition.test:
        case "blank":
            return "a mark or flag is yes or no, never blank." if kind_of_value in ("mark", "flag") else ""
        case "changed":
            field = next(
                (each for each in programme.workbook.sheet(kind).fields if each.code == condition.field), None
            )
            is_prefilled = field is not None and field.role == "prefilled"
            return "" if is_prefilled else "only a prefilled field can be changed."
        case "same" | "least" | "most" | "above" | "below":
            return _of_limit(condition, kind_of_value, types)
    allowed = _codes(condition.field, kind_of_value, programme, kind)
    wanted = cast(tuple[object, ...], condition.wanted)
    wrong = [str(each) for each in wanted if not _fits(each, kind_of_value, allowed)]
    return (
        f"{', '.join(wrong)} cannot stand there; a value of the type {kind_of_value} is expected."
        if wrong
        else ""
    )


def _of_limit(condition: Condition, kind_of_value: str, types: Mapping[str, str]) -> str:
    limit = condition.wanted
    if kind_of_value not in ("percent", "whole", "date", "status"):
        return f"the type {kind_of_value} cannot be compared." if condition.test != "same" else ""
    if isinstance(limit, str):
        return (
            "" if types.get(limit) == kind_of_value else f"{limit} is no field of the type {kind_of_value}."
        )
    if kind_of_value == "status":
        return "a status is compared with another field."
    is_sound = isinstance(limit, date) == (kind_of_value == "date")
    return "" if is_sound else f"{limit} is no limit of the type {kind_of_value}."


def _codes(field: str, kind_of_value: str, programme: records.Programme, kind: str) -> tuple[str, ...]:
    if kind_of_value == "status":
        return records.STATUSES
    if field in facts_of(kind):
        return get_args(records.Decision)
    return tuple(choice.code for choice in programme.workbook.sheet(kind).field(field).choices)


def _fits(value: object, kind_of_value: str, codes: Sequence[str]) -> bool:
    match kind_of_value:
        case "status" | "choice":
            return value in codes
        case "mark" | "flag":
            return isinstance(value, bool)
        case "percent" | "whole":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "date":
            return False
        case _:
            return isinstance(value, str)


def _misplaced(words: str) -> str:
    try:
        unknown = {name for _, name, _, _ in Formatter().parse(words) if name is not None} - PLACES
    except ValueError:
        return f'"{words}" has a brace that opens or closes nothing.'
    return f'"{words}" may have no places but {{found}} and {{allowed}}.' if unknown else ""
