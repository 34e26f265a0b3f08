"""The colours of the situation picture that follow what is typed; each has a word or a sign besides."""

from collections.abc import Mapping
from typing import Any

from ytaexcel.style import (
    ASSUMED,
    DATE,
    FLAG_FILL,
    FLAG_INK,
    GREY,
    LACKING_FILL,
    LACKING_INK,
    LATE_FILL,
    LATE_INK,
    LOCKED_FILL,
    MUTED,
    READY_INK,
    RULE,
)
from ytaexcel.template.draft import FIRST, Draft, letters
from ytaexcel.template.facts import naming_field
from ytaexcel.template.lacking import COMPLETE, idle_words, named_condition, previous_code
from ytaexcel.template.live import Counting
from ytaexcel.template.page import quoted

AMBER = {"bg_color": LACKING_FILL, "font_color": LACKING_INK}
LATE = {"bg_color": LATE_FILL, "font_color": LATE_INK, "bold": True, "num_format": f'"▲ "{DATE}'}
LATE_ASSUMED = {**LATE, "num_format": f'"▲{ASSUMED} "{DATE}'}
FLAG = {"bg_color": FLAG_FILL, "font_color": FLAG_INK, "bold": True, "num_format": '"⚑ "@'}
NEW_TASK = {"border": 1, "border_color": RULE, "top_color": GREY}
"""All four sides: LibreOffice takes away those that are not named."""
HIDDEN = ";;;"


def mark_state(draft: Draft, counting: Counting, last_row: int) -> None:
    """Adds the conditional formats of the rows up to `last_row`, the most telling first."""
    sheet = draft.sheet("items")
    columns = {field.code: column for column, field in enumerate(sheet.fields)}
    at = {code: f"${letter}{FIRST + 1}" for code, letter in letters(sheet).items()}

    def mark(code: str, criteria: str, look: Mapping[str, Any]) -> None:
        if code in columns:
            draft.mark("items", (FIRST, last_row), (columns[code], columns[code]), criteria, look)

    # Conditional formats may point to names, not to other sheets.
    place, missing = f"MATCH({at['item']},row_item,0)", at["lacking"]
    is_idle = f"OR({','.join(f'{missing}={quoted(word)}' for word in idle_words(draft))})"
    mark("red_flag", f'{at.get("red_flag")}<>""', FLAG)
    mark(
        "lacking",
        f'AND({missing}<>"",LEFT({missing},1)<>"{COMPLETE}",NOT({is_idle}))',
        {**AMBER, "bold": True},
    )
    for field in sheet.filled_fields:
        named = named_condition(draft, field.code, missing, counting.rules)
        if named:
            mark(field.code, named, AMBER)
    if "no_change" in at:
        for code in ("status", "percent_done"):
            mark(code, f'AND({at["no_change"]}<>"",{at["status"]}="")', {"bg_color": LOCKED_FILL})
    mark("planned_start", f"INDEX(row_late_start,{place})=1", LATE)
    mark("planned_end", f"AND(INDEX(row_overdue,{place})=1,INDEX(row_assumed,{place})=1)", LATE_ASSUMED)
    mark("planned_end", f"INDEX(row_overdue,{place})=1", LATE)
    for field in sheet.filled_fields:
        if field.role == "prefilled":
            cell, before = at[field.code], f"row_{previous_code(field.code)}"
            unchanged = f'AND({cell}<>"",EXACT({cell},INDEX({before},{place})))'
            mark(field.code, unchanged, {"font_color": MUTED, "italic": True})
    mark("lacking", f'LEFT({missing},1)="{COMPLETE}"', {"font_color": READY_INK})
    for code in ("lacking", list(draft.programme.level_names)[-1]):
        mark(code, is_idle, {"font_color": MUTED})
    _mark_tasks(draft, last_row)


def _mark_tasks(draft: Draft, last_row: int) -> None:
    """The task's name shows once while the row above is in view; a dark line stands over each new task."""
    sheet, code = draft.sheet("items"), naming_field(draft.programme)
    if code is None or last_row == FIRST:
        return
    letter, above, row = letters(sheet)[code], FIRST + 1, FIRST + 2
    column = [field.code for field in sheet.fields].index(code)
    rows, repeats = (FIRST + 1, last_row), f"AND(${letter}{row}=${letter}{above},SUBTOTAL(103,$A{above})=1)"
    draft.mark("items", rows, (column, column), repeats, {"num_format": HIDDEN})
    draft.mark("items", rows, (0, len(sheet.fields) - 1), f"${letter}{row}<>${letter}{above}", NEW_TASK)
