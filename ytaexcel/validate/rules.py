"""Rules across the fields of a row. Each is a function of the frame of all rows: True where the rule is broken.

Which rules hold, and how gravely, `rules.toml` says; a rule there that has no function here is a wrong definition.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ytaexcel.errors import DefinitionError
from ytaexcel.programme import Programme

Broken = Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule looks at and what its finding says. `{found}` quotes `shows`, `{allowed}` describes `allows`."""

    code: str
    kind: Literal["items", "notes"]
    cell: str
    """Field whose cell the finding points to."""
    broken: Broken
    shows: str = ""
    allows: str = ""
    others: tuple[str, ...] = ()
    """Fields that it looks at beside `cell`. Where one of them all could not be read, the rule is not judged."""


def reported_status(frame: pd.DataFrame) -> pd.Series:
    """The row's status; with "no change" the one that the workbook shows of last month."""
    return frame["status"].where(frame["status"].notna(), frame["previous_status"])


def _is_open(frame: pd.DataFrame) -> pd.Series:
    return ~reported_status(frame).isin(["done", "not_applicable"])


def _lacks(frame: pd.DataFrame, field: str) -> pd.Series:
    return frame[field].isna() | (frame[field].astype("object").map(lambda text: str(text).strip()) == "")


def _is_risk_without(scale: str) -> Broken:
    return lambda rows: (rows["kind"] == "risk") & rows[scale].isna()


RULES: Mapping[str, tuple[Rule, ...]] = {
    "status_and_no_change": (
        Rule(
            "R001",
            "items",
            "no_change",
            lambda rows: rows["no_change"] & rows["status"].notna(),
            shows="status",
            others=("status",),
        ),
    ),
    "no_change_without_status": (
        Rule(
            "R002",
            "items",
            "no_change",
            lambda rows: rows["no_change"] & rows["status"].isna() & rows["previous_status"].isna(),
            others=("status",),
        ),
    ),
    "done_is_100": (
        Rule(
            "R004",
            "items",
            "percent_done",
            lambda rows: (
                (rows["status"] == "done") & rows["percent_done"].notna() & (rows["percent_done"] != 100)
            ),
            shows="percent_done",
            others=("status",),
        ),
    ),
    "not_started_is_0": (
        Rule(
            "R005",
            "items",
            "percent_done",
            lambda rows: (rows["status"] == "not_started") & (rows["percent_done"] > 0),
            shows="percent_done",
            others=("status",),
        ),
    ),
    "forecast_passed": (
        Rule(
            "R006",
            "items",
            "forecast_end",
            lambda rows: _is_open(rows) & (rows["forecast_end"] < rows["day_after"]),
            shows="forecast_end",
            others=("status",),
        ),
    ),
    "red_flag_without_reason": (
        Rule(
            "R007",
            "items",
            "red_flag",
            lambda rows: rows["red_flag"] & _lacks(rows, "challenges"),
            allows="challenges",
            others=("challenges",),
        ),
    ),
    "risk_without_scale": tuple(
        Rule("R008", "notes", scale, _is_risk_without(scale), shows=scale, others=("kind",))
        for scale in ("likelihood", "effect")
    ),
    "note_without_text": (Rule("R009", "notes", "text", lambda rows: _lacks(rows, "text")),),
    "note_without_kind": (Rule("R010", "notes", "kind", lambda rows: rows["kind"].isna(), allows="kind"),),
}
JUDGED_WHEN_READ = ("values_without_status",)
"""Rules about blank rows: `conform` tells them, because such rows go no further."""
WITHOUT_WHICH_NOTHING_IS_STORED = ("note_without_text", "note_without_kind")
"""The dataset holds no note without text and kind: these rules cannot be graded down."""


def rules_of(programme: Programme, kind: str) -> list[tuple[str, Rule]]:
    """(name, rule) for the rules that the programme wants on one kind of sheet."""
    known = ", ".join([*RULES, *JUDGED_WHEN_READ])
    problems = [
        f"rules.toml: there is no rule {name}; there are: {known}."
        for name in programme.rules
        if name not in RULES and name not in JUDGED_WHEN_READ
    ]
    problems += [
        f'rules.toml: the rule {name} must stand there with severity "error": no such note can be stored.'
        for name in WITHOUT_WHICH_NOTHING_IS_STORED
        if programme.rules.get(name) != "error"
    ]
    if problems:
        raise DefinitionError(problems)
    return [(name, rule) for name in programme.rules for rule in RULES.get(name, ()) if rule.kind == kind]
