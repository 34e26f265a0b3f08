"""The shape of the TOML files of a programme: which keys each table must and may have, and of what kind.

A key that is not known is a fault: a misspelt setting must not be passed over in silence. What the values
mean together is judged by `check`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import get_args

from ytaexcel.findings import SEVERITIES
from ytaexcel.months import is_month, month_of
from ytaexcel.programme.records import ReportSheet, Scope
from ytaexcel.programme.sheets import FieldRole, FieldType, SheetKind
from ytaexcel.programme.thresholds import Gravity, Thresholds
from ytaexcel.texts import LANGUAGES


@dataclass(frozen=True, slots=True)
class Value:
    """A single value: what is expected, in words, and how it is told."""

    expected: str
    holds: Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of known keys. `others`: what stands under keys that the programme names itself."""

    required: Mapping[str, "Kind"] = field(default_factory=dict)
    optional: Mapping[str, "Kind"] = field(default_factory=dict)
    others: "Kind | None" = None


@dataclass(frozen=True, slots=True)
class Many:
    """A list of at least one of the same."""

    each: "Kind"


Kind = Value | Table | Many


def faults(found: object, kind: Kind, where: str) -> Iterator[str]:
    """A sentence for each place in which `found` is not of that kind; `where` is how the place is named."""
    if isinstance(kind, Value):
        if not kind.holds(found):
            yield f'{where}: found "{found}"; expected {kind.expected}.'
    elif isinstance(kind, Many):
        if not isinstance(found, list) or not found:
            yield f"{where}: expected a list of at least one."
            return
        for number, each in enumerate(found, start=1):
            code = each.get("code", number) if isinstance(each, dict) else number
            yield from faults(each, kind.each, f"{where} {code}")
    elif not isinstance(found, dict):
        yield f"{where}: expected a table of its own."
    else:
        known = {**kind.required, **kind.optional}
        yield from (f"{where}: {key} is missing." for key in kind.required if key not in found)
        for key, part in found.items():
            inner = known.get(key, kind.others)
            if inner is None:
                yield f'{where}: "{key}" is not known; there are: {", ".join(known)}.'
            else:
                yield from faults(part, inner, f"{where}, {key}")


def _matches(pattern: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def one_of(*words: str) -> Value:
    return Value(f"one of {', '.join(words)}", lambda value: value in words)


def _whole(least: int, most: int) -> Value:
    return Value(
        f"a whole number from {least} to {most}",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most,
    )


def _number(least: float, most: float) -> Value:
    return Value(
        f"a number from {least:g} to {most:g}",
        lambda value: (
            isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
        ),
    )


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime) and is_month(month_of(value))


TEXT = Value("a text that is not empty", lambda value: isinstance(value, str) and bool(value.strip()))
FLAG = Value("true or false", lambda value: isinstance(value, bool))
CODE = Value("a code of letters, digits, . _ and -", _matches(r"[\w.-]+"))
COLUMN = Value("a code of small letters, digits and _", _matches(r"[a-z][a-z0-9_]*"))
COLOUR = Value("a colour like #2B6F62", _matches(r"#[0-9A-Fa-f]{6}"))
DAY = Value("a date like 2022-12-31, of the years 2000–2099, without quotation marks", _is_day)
MONTH = Value("a month like 2021-07", lambda value: isinstance(value, str) and is_month(value))
VERSION = Value('a version like "2"', _matches(r"\d+(\.\d+)*"))
COUNT = _whole(0, 1000)
SHARE = _number(0, 1)
LIMIT = Value(
    "a number or a date",
    lambda value: _is_day(value) or (isinstance(value, int | float) and not isinstance(value, bool)),
)
NAMES = Table(dict.fromkeys(LANGUAGES, TEXT))


def _named(others: Mapping[str, Kind], optional: Mapping[str, Kind] | None = None) -> Table:
    return Table({**others, **NAMES.required}, optional or {})


CHOICE = _named({"code": COLUMN}, {"accepted": Many(TEXT)})
PROGRAMME = Table(
    {
        "id": CODE,
        "hard_deadline": DAY,
        "readiness_day": DAY,
        "first_month": MONTH,
        "name": NAMES,
        "roadmap": NAMES,
        "recipients": NAMES,
        "levels": Many(_named({"code": COLUMN})),
        "statuses": Many(CHOICE),
        "calendar": Table(
            {"deadline_day": _whole(1, 28), "country": TEXT, "timezone": TEXT},
            {"deadlines": Table(others=DAY)},
        ),
        "phases": Many(_named({"number": _whole(1, 99)}, {"from": DAY, "to": DAY})),
        "bands": Many(
            _named({"code": COLUMN, "above": _number(-1, 1), "sign": TEXT, "fill": COLOUR, "text": COLOUR})
        ),
        "audiences": Table(
            others=Table({"scope": one_of(*get_args(Scope)), "sheets": Many(one_of(*get_args(ReportSheet)))})
        ),
    },
    {
        "demonstration": FLAG,
        "own_windows": FLAG,
        "own_items": FLAG,
        "roadmap_language": one_of(*LANGUAGES),
        "deadline_name": NAMES,
        "roles": Many(Table({"name": NAMES, "task": NAMES})),
        "spread_source": NAMES,
        "spreads": Many(_named({"code": COLUMN, "least": SHARE}, {"page_one": FLAG})),
        "term": Table({"start": DAY, "end": DAY}),
    },
)
FIELD = Table(
    {
        "code": COLUMN,
        "role": one_of(*get_args(FieldRole)),
        "type": one_of(*get_args(FieldType)),
        "width": _number(1, 255),
        "headers": Many(_named({"from": MONTH})),
    },
    {
        "help": NAMES,
        "choices": Many(CHOICE),
        "least": LIMIT,
        "most": LIMIT,
        "contact": FLAG,
        "since_version": VERSION,
        "voluntary": FLAG,
    },
)
SHEET = Table(
    {"code": COLUMN, "kind": one_of(*get_args(SheetKind)), "name": NAMES},
    {"fields": Many(FIELD), "rows": _whole(1, 10_000)},
)
WORDS = ("mark", "yes", "no", "undetermined", "feedback", "start_first")
"""What the workbook's texts call these; `feedback` is the sheet of findings in a marked copy."""
WORKBOOK = Table({"version": TEXT, "sheets": Many(SHEET), "words": Table(dict.fromkeys(WORDS, NAMES))})
SEVERITY = one_of(*SEVERITIES)
PERSONAL = Table(
    optional={
        "identity_code": Value('"error": a personal identity code always refuses the file', "error".__eq__),
        "e_mail": SEVERITY,
        "phone": SEVERITY,
        "secrecy": SEVERITY,
        "secrecy_marks": Many(TEXT),
    }
)


def settings(rule: Kind) -> Table:
    """The shape of rules.toml, where each rule is of the kind `rule`; what rules are called the programme says."""
    return Table(
        {
            "assessment": Table(
                {each.name: COUNT if each.type is int else SHARE for each in fields(Thresholds)}
            ),
            "gravity": Table({each.name: COUNT for each in fields(Gravity)}),
            "identification": Table({"near_header": _whole(0, 100)}),
            "rules": Table(others=rule),
        },
        {"personal": PERSONAL},
    )
