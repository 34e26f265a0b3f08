"""The indicators of a programme: what is measured, in which unit, from where, with which baseline and target.

They stand in `indicators.csv`, which a programme may leave out. What nobody has decided stays empty and is shown as
undecided; what was decided says by whom.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from ytaexcel.months import is_month
from ytaexcel.texts import LANGUAGES, Language

FILE = "indicators.csv"
Kind = Literal["number", "state"]
Direction = Literal["up", "down", "undetermined"]
Measure = float | str
"""A number in the indicator's unit, or the code of a state."""
_NAMED = ("objective", "name", "definition", "unit", "source")
COLUMNS = [
    "id",
    "group",
    "objective_code",
    *(f"{part}_{language}" for part in _NAMED for language in LANGUAGES),
    "unit_accepted",
    "kind",
    "direction",
    "least",
    "most",
    "baseline",
    "target",
    "target_by",
    "decided_by",
    "jump",
    "due",
    "compared",
    "valid_from",
    "valid_to",
]
"""The columns that indicators.csv must have."""
Rows = Sequence[tuple[int, Mapping[str, str]]]
"""Rows of a table with their lines in the file."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is measured: a row of indicators.csv."""

    id: str
    group: str
    """Code of the group in whose workbook it stands."""
    objective_code: str
    objective: Mapping[Language, str]
    names: Mapping[Language, str]
    definition: Mapping[Language, str]
    """Empty texts while nobody has defined it."""
    unit: Mapping[Language, str]
    """Empty texts for states, and while nobody has decided."""
    source: Mapping[Language, str]
    """Where values come from; empty while nobody has decided."""
    unit_accepted: tuple[str, ...]
    """Other ways to write the unit."""
    kind: Kind
    direction: Direction
    """Which way is better; of states the order of their list."""
    least: float | None
    most: float | None
    baseline: Measure | None
    target: Measure | None
    target_by: date | None
    jump: float | None
    """A change since the last value by more than this, in the unit, is told."""
    due: frozenset[int]
    """Months of the year (1–12) for which a value is owed; none: nobody has decided."""
    is_compared: bool
    """True when the value of other collaborative areas is asked for beside it."""
    valid_from: str
    valid_to: str

    def is_valid(self, month: str) -> bool:
        return self.valid_from <= month and (not self.valid_to or month <= self.valid_to)

    def is_due(self, month: str) -> bool:
        return int(month[5:]) in self.due

    @property
    def is_percent(self) -> bool:
        return any(unit.strip() == "%" for unit in self.unit.values())


def read_indicator(row: Mapping[str, str], groups: set[str]) -> tuple[Indicator | None, list[str]]:
    """The indicator of a row of the file, and what cannot hold in it: then there is none."""
    found = list(_misfits(row, groups))
    if found:
        return None, found
    kind: Kind = "state" if row["kind"] == "state" else "number"
    direction: Direction = "up" if row["direction"] == "up" or kind == "state" else "undetermined"
    if row["direction"] == "down":
        direction = "down"
    named = {part: {each: row[f"{part}_{each}"] for each in LANGUAGES} for part in _NAMED}
    return (
        Indicator(
            id=row["id"],
            group=row["group"],
            objective_code=row["objective_code"],
            objective=named["objective"],
            names=named["name"],
            definition=named["definition"],
            unit=named["unit"],
            source=named["source"],
            unit_accepted=tuple(filter(None, (each.strip() for each in row["unit_accepted"].split(";")))),
            kind=kind,
            direction=direction,
            least=_number(row["least"]),
            most=_number(row["most"]),
            baseline=_measure(kind, row["baseline"]),
            target=_measure(kind, row["target"]),
            target_by=_day(row["target_by"]),
            jump=_number(row["jump"]),
            due=frozenset(map(int, filter(None, row["due"].split(";")))),
            is_compared=row["compared"] == "yes",
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
        ),
        [],
    )


def indicators_of(rows: Rows, groups: set[str]) -> tuple[list[Indicator], list[str]]:
    """The indicators of the rows without a problem, and the problems."""
    found: dict[str, Indicator] = {}
    problems: list[str] = []
    for line, row in rows:
        each, told = read_indicator(row, groups)
        if row["id"] in found:
            told = ["the id stands there twice."]
        problems += [f"{FILE} line {line} ({row['id']}): {problem}" for problem in told]
        if each is not None:
            found.setdefault(each.id, each)
    return list(found.values()), problems


def state_problems(indicators: Sequence[Indicator], states: Sequence[str]) -> Iterator[str]:
    """A sentence for each baseline or target that is no state of the workbook's list."""
    for each in indicators:
        for what, value in (("baseline", each.baseline), ("target", each.target)):
            if isinstance(value, str) and value not in states:
                yield f'{FILE} ({each.id}): {what} is "{value}"; the states are: {", ".join(states)}.'


def _misfits(row: Mapping[str, str], groups: set[str]) -> Iterator[str]:
    if not re.fullmatch(r"[\w.-]+", row["id"]):
        yield f'id is "{row["id"]}"; an id has letters, digits, . _ and -.'
    if groups and row["group"] not in groups:
        yield f'group "{row["group"]}" is not in groups.csv.'
    yield from _unnamed(row)
    for column, allowed in (
        ("kind", get_args(Kind)),
        ("direction", get_args(Direction)),
        ("compared", ("yes", "no")),
    ):
        if row[column] not in allowed:
            yield f'{column} is "{row[column]}"; allowed: {", ".join(allowed)}.'
    yield from _misnumbered(row)
    if row["target_by"] and _day(row["target_by"]) is None:
        yield f'target_by is "{row["target_by"]}", not a date like 2026-12-31.'
    if not all(re.fullmatch("0?[1-9]|1[0-2]", each) for each in filter(None, row["due"].split(";"))):
        yield f'due is "{row["due"]}"; months of the year are parted by ;, like 3;6;9;12.'
    if not is_month(row["valid_from"]) or (row["valid_to"] and not is_month(row["valid_to"])):
        yield "valid_from must be a month (2021-07), valid_to a month or empty."
    elif row["valid_to"] and row["valid_to"] < row["valid_from"]:
        yield f"valid_to {row['valid_to']} is before valid_from {row['valid_from']}."
    if (row["baseline"] or row["target"]) and not row["decided_by"]:
        yield "a baseline or target is given, but decided_by does not say by whom."


def _unnamed(row: Mapping[str, str]) -> Iterator[str]:
    languages = ", ".join(LANGUAGES)
    for part in _NAMED:
        given = [bool(row[f"{part}_{each}"]) for each in LANGUAGES]
        if part in ("objective", "name") and not all(given):
            yield f"{part} must stand there in {languages}."
        elif any(given) and not all(given):
            yield f"{part} must stand there in {languages}, or in none of them."


def _misnumbered(row: Mapping[str, str]) -> Iterator[str]:
    numbers = ["least", "most", "jump"] + (["baseline", "target"] if row["kind"] == "number" else [])
    for column in numbers:
        if row[column] and _number(row[column]) is None:
            yield f'{column} is "{row[column]}", not a number like 12.5.'
    least, most = _number(row["least"]), _number(row["most"])
    if least is not None and most is not None and most < least:
        yield f"most {most:g} is less than least {least:g}."
    if row["kind"] == "number" and row["target"] and row["direction"] == "undetermined":
        yield "a target is given, but direction does not say which way is better."


def _measure(kind: Kind, written: str) -> Measure | None:
    return _number(written) if kind == "number" else written or None


def _number(written: str) -> float | None:
    return float(written) if re.fullmatch(r"-?\d+(\.\d+)?", written) else None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
