"""The sheet on which an organisation sets a window and criticality of its own, beside those of the roadmap.

There only where the programme allows it. A row for each item, prefilled with what is in force, so that it is seen,
changed or withdrawn.
"""

from collections.abc import Callable, Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ytaexcel.errors import DefinitionError
from ytaexcel.imprint import Held, held
from ytaexcel.programme import Field
from ytaexcel.style import (
    FILL_HEADER,
    LACKING_FILL,
    LACKING_INK,
    LATE_FILL,
    LATE_INK,
    LOCKED_FILL,
    MUTED,
)
from ytaexcel.style.measure import column_pixels, lines
from ytaexcel.template.draft import FIRST, TITLE, Draft, letters
from ytaexcel.template.facts import Row
from ytaexcel.template.fields import add_filter, add_validation, look, write_headers
from ytaexcel.template.page import Value
from ytaexcel.template.state import FALLBACK_DATE

KIND = "own_windows"
EXPLANATION, BAND = TITLE + 1, TITLE + 2
FROZEN = "item"
"""The last field before the item's name, with which it stays in view."""
SET = ("own_start", "own_end", "own_critical")
"""The fields that are set; the others say why, or take them back."""


def write_own_windows(draft: Draft) -> None:
    """Writes the sheet; nothing where the programme allows no own windows."""
    if KIND not in draft.pages:
        return
    page, sheet = draft.pages[KIND], draft.sheet(KIND)
    page.grows_from = FIRST
    codes = [field.code for field in sheet.fields]
    draft.set_up(KIND, remark=(TITLE, codes.index("own_start")))
    page.put(EXPLANATION, 0, draft.text("own.explanation"), draft.formats(font_color=MUTED))
    write_bands(draft, KIND, lambda field: f"own.band.{_band(field)}")
    write_headers(draft, KIND)
    _write_rows(draft)
    last = FIRST + len(draft.plan.rows) - 1
    for field in sheet.filled_fields:
        add_validation(draft, KIND, field, last)
    add_filter(draft, KIND, last)
    _mark(draft, last)
    page.freeze_panes(FIRST, codes.index(FROZEN) + 2)
    page.set_selection(FIRST, codes.index("own_start"), FIRST, codes.index("own_start"))
    page.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:{xl_col_to_name(len(codes) - 1)}{last + 1}"})
    page.repeat_rows(BAND, FIRST - 1)
    page.set_tab_color(FILL_HEADER)
    draft.protect(KIND)


def sent_own_windows(draft: Draft) -> dict[str, dict[str, Held]]:
    """Item -> `own_windows.<field>` -> what its cell holds when the workbook is sent."""
    if KIND not in draft.pages:
        return {row.item.id: {} for row in draft.plan.rows}
    fields = [field for field in draft.sheet(KIND).fields if field.type != "item"]
    return {
        row.item.id: {
            f"{KIND}.{field.code}": held(
                _value(draft, row, field),  # type: ignore[arg-type]  # nothing is worked out on this sheet
                is_free_text=field.is_filled and field.type == "text",
            )
            for field in fields
        }
        for row in draft.plan.rows
    }


def write_bands(draft: Draft, kind: str, key_of: Callable[[Field], str]) -> None:
    """Words over each run of columns that belong together, at the first of them; `key_of` gives their text's key."""
    before = ""
    for column, field in enumerate(draft.sheet(kind).fields):
        key = key_of(field)
        if key != before:
            ink = FILL_HEADER if field.is_filled else MUTED
            words = draft.text(key, mark=draft.word("mark"))
            draft.pages[kind].put(BAND, column, words, draft.formats(bold=True, font_size=10, font_color=ink))
        before = key


def _band(field: Field) -> str:
    if field.is_filled:
        return "withdraw" if field.type == "mark" else "fill"
    return "roadmap" if field.type == "date" or field.code == "critical" else "item"


def _write_rows(draft: Draft) -> None:
    page, sheet = draft.pages[KIND], draft.sheet(KIND)
    looks = [draft.formats(**look(field)) for field in sheet.fields]
    fallback = {**look(sheet.field("own_end")), **look(sheet.fields[0])}
    no_end = draft.formats(
        **{**fallback, "align": "center", "num_format": FALLBACK_DATE, "font_color": MUTED}
    )
    for index, row in enumerate(draft.plan.rows):
        needed = 1
        for column, field in enumerate(sheet.fields):
            value = _value(draft, row, field)
            is_fallback = field.code == "planned_end" and row.national.planned_end is None
            page.put(FIRST + index, column, value, no_end if is_fallback else looks[column])
            if isinstance(value, str):
                size = look(field).get("font_size", 11)
                needed = max(needed, lines(value, column_pixels(field.width), size=size))
        page.set_height(FIRST + index, needed)


def _value(draft: Draft, row: Row, field: Field) -> Value:
    """What a field holds when the workbook is sent: the roadmap's values, and those in force of the organisation."""
    item, own = row.national, row.own
    match field.code:
        case "item":
            return item.id
        case "planned_start":
            return item.planned_start
        case "planned_end":
            return draft.programme.end_of(item)
        case "critical":
            return draft.word(item.critical)
        case "own_start":
            return own.start if own else None
        case "own_end":
            return own.end if own else None
        case "own_critical":
            names = {choice.code: choice.names[draft.order.language] for choice in field.choices}
            return names.get(own.critical or "") if own else None
        case "reason":
            return own.reason if own else None
        case "withdrawn":
            return None
        case level if level in item.levels:
            return item.levels[level][1]
    raise DefinitionError(
        [f'workbook.toml: nothing is known to show in the field "{field.code}" of the own windows.']
    )


def _mark(draft: Draft, last_row: int) -> None:
    """What is set and has no reason is amber; an end that has passed its start, red; what is withdrawn, struck out."""
    sheet = draft.sheet(KIND)
    columns = {field.code: column for column, field in enumerate(sheet.fields)}
    cells = {code: f"${letter}{FIRST + 1}" for code, letter in letters(sheet).items()}
    rows = (FIRST, last_row)

    def mark(code: str, criteria: str, look: Mapping[str, Any]) -> None:
        draft.mark(KIND, rows, (columns[code], columns[code]), criteria, look)

    is_set = "OR(" + ",".join(f'{cells[code]}<>""' for code in SET) + ")"
    held = f'{cells["withdrawn"]}=""'
    for code in (*SET, "reason"):
        struck = {"font_color": MUTED, "font_strikeout": True, "bg_color": LOCKED_FILL}
        mark(code, f'{cells["withdrawn"]}<>""', struck)
    amber = {"bg_color": LACKING_FILL, "font_color": LACKING_INK}
    mark("reason", f'AND({held},{is_set},{cells["reason"]}="")', amber)
    late = {"bg_color": LATE_FILL, "font_color": LATE_INK, "bold": True}
    start, end = (
        f'IF({cells[f"own_{each}"]}<>"",{cells[f"own_{each}"]},{cells[f"planned_{each}"]})'
        for each in ("start", "end")
    )
    wrong = f'AND({held},OR({cells["own_start"]}<>"",{cells["own_end"]}<>""),{start}<>"",{end}<{start})'
    mark("own_end", wrong, late)
