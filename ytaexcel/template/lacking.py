"""What a row of the situation picture still lacks: the rules, the words for it, and the cells they name.

The rules stand for the known fields of a sheet of items; a rule about a field that the programme lacks falls
away. Expressions are parts of formulas in which `#` stands for the number of the row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ytaexcel.template.draft import Draft
from ytaexcel.template.facts import DONE, NOT_APPLICABLE, NOT_STARTED, STARTED
from ytaexcel.template.page import quoted

COMPLETE = "✓"
"""What stands under Missing in a row that lacks nothing."""
REFERENCE_DAY = "reference_day"
"""Defined name of D."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A field is lacking (or to be mended) when the condition holds; `word` says so to the group."""

    field: str
    word: str
    condition: str


def rules(draft: Draft, cells: Mapping[str, str], at: Mapping[str, str]) -> list[Rule]:
    """The rules for rows with a status of this month. `cells`: the row's fields, `at`: its hidden columns."""
    now, started = at["now"], draft.place(STARTED)
    is_open = f"OR({now}={started},{now}={draft.place(NOT_STARTED)})"
    conditions = {
        "percent_done": {
            "percent_done": '{now}={started},{status}<>"",{own}=""',
            "percent_of_done": '{now}={done},{status}<>"",{own}<>"",{own}<>1',
            "percent_of_not_started": '{now}={not_started},{status}<>"",{own}<>"",{own}<>0',
        },
        "forecast_end": {
            "forecast": '{is_open},{own}="",OR({now}={started},{due}=1)',
            "new_forecast": '{is_open},{own}<>"",{own}<{today}',
        },
        "challenges": {"challenges": '{red_flag}<>"",{own}=""'},
        "where_now": {"where_now": '{now}={not_applicable},{own}=""'},
        "owner": {"owner": '{is_open},{followed}=1,{own}=""'},
    }
    values = {
        "red_flag": '""',
        "now": now,
        "started": started,
        "done": draft.place(DONE),
        "not_started": draft.place(NOT_STARTED),
        "not_applicable": draft.place(NOT_APPLICABLE),
        "is_open": is_open,
        "due": at["due"],
        "followed": at["followed"],
        "today": REFERENCE_DAY,
        **cells,
    }
    return [
        Rule(field, missing_word(draft, word), f"AND({condition.format(own=cells[field], **values)})")
        for field, words in conditions.items()
        if field in cells
        for word, condition in words.items()
    ]


def words_expression(found: list[Rule]) -> str:
    """The words of all rules that hold, each after a comma and a blank; an empty text when none does."""
    return "&".join(f'IF({rule.condition},{quoted(", " + rule.word)},"")' for rule in found) or '""'


def missing_expression(draft: Draft, cells: Mapping[str, str], at: Mapping[str, str]) -> str:
    """What stands under Missing: what to do about status and "no change", else the words of the rules."""
    status, mark = cells["status"], cells.get("no_change")
    words = f'IF({at["words"]}="","{COMPLETE}",MID({at["words"]},3,200))'
    untouched = [f'{status}=""', f"{at['asked']}=0", f"{at['touched']}=0"] + ([f'{mark}=""'] if mark else [])
    chosen = f"IF({at['now']}=0,IF(AND({','.join(untouched)}),{at['idle']},{at['need']}),{words})"
    if not mark:
        return chosen
    return f'IF(AND({status}<>"",{mark}<>""),{quoted(missing_word(draft, "both"))},{chosen})'


def touched_expression(draft: Draft, cells: Mapping[str, str], at: Mapping[str, str]) -> str:
    """1 when a field besides status and "no change" is not as it was sent: it would be lost without them."""
    changed = []
    for field in draft.sheet("items").filled_fields:
        if field.role == "prefilled":
            changed.append(f"NOT(EXACT({cells[field.code]},{at[previous_code(field.code)]}))")
        elif field.code not in ("status", "no_change"):
            changed.append(f'{cells[field.code]}<>""')
    return f"IF(OR({','.join(changed)}),1,0)" if changed else "0"


def named_condition(draft: Draft, field: str, missing: str, found: list[Rule]) -> str | None:
    """Holds where the words under Missing (cell `missing`) name this field; None for fields never named."""
    if field in ("status", "no_change"):
        keys = ["status_or_mark", "both"] + (["status"] if field == "status" else [])
        told = [f"{missing}={quoted(missing_word(draft, key))}" for key in keys]
        return f"OR({','.join(told)})"
    words = [rule.word for rule in found if rule.field == field]
    return f"COUNT({','.join(f'SEARCH({quoted(word)},{missing})' for word in words)})>0" if words else None


def idle_words(draft: Draft) -> list[str]:
    """What stands under Missing where nothing is asked and nothing typed: optional, done, not applicable."""
    return [missing_word(draft, key) for key in ("optional", "done", "not_applicable")]


def missing_word(draft: Draft, key: str) -> str:
    """A word or two under Missing."""
    return draft.text(f"lacking.{key}", mark=draft.word("mark"))


def previous_code(field: str) -> str:
    """The code of the hidden column that keeps what a prefilled field held when the workbook was sent."""
    return f"previous_{field}"
