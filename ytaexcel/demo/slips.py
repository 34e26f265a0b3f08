"""Faults of typing in one row: what people write instead of a status, a percent or a date.

Some are understood when read, some make the row unreadable; which is which is said here once, because a group
whose row was refused has to report in full again.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.course import State
from ytaexcel.demo.filling import Formula, Pasted
from ytaexcel.demo.phrases import keys
from ytaexcel.programme import Programme
from ytaexcel.programme.records import every_name
from ytaexcel.texts import NO_BREAK, Language, day, text

Slip = Literal[
    "unknown_status",
    "percent_too_large",
    "percent_pasted_too_large",
    "no_date",
    "formula",
    "other_case",
    "odd_blanks",
    "other_language",
    "other_word",
    "percent_as_text",
    "percent_pasted",
    "date_as_text",
]
UNREADABLE: frozenset[Slip] = frozenset(
    ("unknown_status", "percent_too_large", "percent_pasted_too_large", "no_date", "formula")
)
RATE = 0.004
_OF_STATUS: tuple[Slip, ...] = ("unknown_status", "other_case", "odd_blanks", "other_language", "other_word")
_OF_PERCENT: tuple[Slip, ...] = (
    "percent_too_large",
    "percent_pasted_too_large",
    "formula",
    "percent_as_text",
    "percent_pasted",
)
_OF_FORECAST: tuple[Slip, ...] = ("no_date", "date_as_text")


def slip_of(state: State, chance: Chance, *name: object) -> Slip | None:
    """The fault that the group makes when it types this state; mostly none."""
    if not chance.happens(RATE, "slip", *name):
        return None
    can_slip = _OF_STATUS
    if state.status == "started" and state.percent_done is not None:
        can_slip += _OF_PERCENT
    if state.forecast_end is not None:
        can_slip += _OF_FORECAST
    return chance.pick(can_slip, "which slip", *name)


def slipped(
    slip: Slip, state: State, programme: Programme, language: Language, chance: Chance, *name: object
) -> Mapping[str, object]:
    """Field code -> what is typed instead of the state's own values."""
    label = programme.status_name(state.status, language)
    percent = state.percent_done or 0
    forecast = state.forecast_end or date.min
    typed: Mapping[Slip, Callable[[], object]] = {
        "unknown_status": lambda: text(chance.pick(keys("slip", "status"), "word", *name), language),
        "other_case": lambda: label.upper() + " ",
        "odd_blanks": lambda: NO_BREAK + label.replace(" ", NO_BREAK * 2) + " ",
        "other_language": lambda: chance.pick(_other_labels(programme, state, label), "word", *name),
        "other_word": lambda: chance.pick(_other_words(programme, state) or (label,), "word", *name),
        "percent_too_large": lambda: 170,
        "percent_pasted_too_large": lambda: Pasted(170),
        "formula": lambda: Formula(f"={percent / 200}+{percent / 200}"),
        "percent_as_text": lambda: f"{percent} %",
        "percent_pasted": lambda: Pasted(percent),
        "no_date": lambda: text(chance.pick(keys("slip", "forecast"), "word", *name), language),
        "date_as_text": lambda: day(forecast),
    }
    field = "status" if slip in _OF_STATUS else "percent_done" if slip in _OF_PERCENT else "forecast_end"
    return {field: typed[slip]()}


def _other_labels(programme: Programme, state: State, label: str) -> list[str]:
    names = next(status.names for status in programme.statuses if status.code == state.status)
    return [name for name in every_name(names) if name != label] or [label]


def _other_words(programme: Programme, state: State) -> tuple[str, ...]:
    return next(status.accepted for status in programme.statuses if status.code == state.status)
