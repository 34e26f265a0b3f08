"""The sheet of indicators: what is measured, in which unit, and room for this month's values.

Each indicator has its own kind of cell: a dropdown of states, or a number whose unit stands beside it.
"""

from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ytaexcel.errors import DefinitionError
from ytaexcel.imprint import INDICATOR, Held, held
from ytaexcel.programme import Field
from ytaexcel.programme.indicators import Indicator
from ytaexcel.style import FILL_HEADER, LACKING_FILL, LACKING_INK, LOCKED_FILL, MUTED
from ytaexcel.style.measure import column_pixels, lines
from ytaexcel.template.draft import FIRST, TITLE, Draft, letters
from ytaexcel.template.fields import add_filter, add_validation, look, title_of, write_headers
from ytaexcel.template.lists import list_name
from ytaexcel.template.page import Formula, Value

EXPLANATION = TITLE + 1
SHEET = "indicators"


def write_indicators(draft: Draft) -> None:
    """Writes the sheet with a row for each indicator of the group; nothing where the group has none."""
    if SHEET not in draft.pages:
        return
    page, sheet, indicators = draft.pages[SHEET], draft.sheet(SHEET), _indicators(draft)
    page.grows_from = FIRST
    draft.set_up(SHEET, remark=(TITLE, 4))
    page.put(EXPLANATION, 0, draft.text("indicators.explanation"), draft.formats(font_color=MUTED))
    write_headers(draft, SHEET)
    last = FIRST + len(indicators) - 1
    for row, indicator in enumerate(indicators, start=FIRST):
        _write_row(draft, row, indicator)
    for field in sheet.filled_fields:
        if field.type != "measure":
            add_validation(draft, SHEET, field, last)
    add_filter(draft, SHEET, last)
    first = [field.is_filled for field in sheet.fields].index(True)
    page.freeze_panes(FIRST, [field.code for field in sheet.fields].index("name") + 1)
    page.set_selection(FIRST, first, FIRST, first)
    page.ignore_errors(
        {"number_stored_as_text": f"A{FIRST + 1}:{xl_col_to_name(len(sheet.fields) - 1)}{last + 1}"}
    )
    page.set_tab_color(FILL_HEADER)
    draft.protect(SHEET)


def sent_indicators(draft: Draft) -> dict[str, dict[str, Held]]:
    """What the locked cells of each indicator hold when the workbook is sent, as its imprint keeps them."""
    if SHEET not in draft.pages:
        return {}
    fields = [field for field in draft.sheet(SHEET).fields if field.type == "measure" and not field.is_filled]
    return {
        f"{INDICATOR}{each.id}": {field.code: _known(draft, field, each) for field in fields}
        for each in _indicators(draft)
    }


def _known(draft: Draft, field: Field, indicator: Indicator) -> Held:
    value = _shown(draft, field, indicator)
    if isinstance(value, Formula):
        raise TypeError(f"{value.expression} is worked out in the workbook, not sent")
    return held(value, is_free_text=False)


def _indicators(draft: Draft) -> list[Indicator]:
    return draft.programme.indicators_in(draft.order.month, draft.order.group)


def _write_row(draft: Draft, row: int, indicator: Indicator) -> None:
    page, sheet = draft.pages[SHEET], draft.sheet(SHEET)
    needed = 1
    for column, field in enumerate(sheet.fields):
        properties: dict[str, Any] = {**look(field), "valign": "top"}
        if field.type == "measure":
            properties |= {"align": "right" if indicator.kind == "number" else "left", "text_wrap": True}
        if field.code == "others" and not indicator.is_compared:
            properties |= {"locked": True, "bg_color": LOCKED_FILL}
        value = _shown(draft, field, indicator)
        page.put(row, column, value, draft.formats(**properties))
        if isinstance(value, str):
            needed = max(
                needed, lines(value, column_pixels(field.width), size=properties.get("font_size", 11))
            )
        if field.is_filled and field.type == "measure":
            _ask(draft, row, column, field, indicator)
    page.set_height(row, needed)
    if indicator.is_due(draft.order.month):
        column = [field.code for field in sheet.fields].index("value")
        blank = f'${letters(sheet)["value"]}{row + 1}=""'
        amber = {"bg_color": LACKING_FILL, "font_color": LACKING_INK}
        draft.mark(SHEET, (row, row), (column, column), blank, amber)


def _ask(draft: Draft, row: int, column: int, field: Field, indicator: Indicator) -> None:
    """The dropdown of a state, and the message that says the unit of a number."""
    language, page = draft.order.language, draft.pages[SHEET]
    title = title_of(field.header(language, draft.order.month))
    if indicator.kind == "state" and field.choices:
        options = {"validate": "list", "source": f"={list_name(draft.sheet(SHEET), field)}"}
        error = {"error_title": title, "error_message": draft.text("error.listed")}
        page.data_validation(row, column, row, column, {**options, **error})
    elif field.help is not None:
        unit = indicator.unit[language]
        message = draft.text("indicators.unit", unit=unit) if unit else field.help[language]
        page.data_validation(
            row, column, row, column, {"validate": "any", "input_title": title, "input_message": message}
        )


def _shown(draft: Draft, field: Field, indicator: Indicator) -> Value:
    """What a cell holds when the workbook is sent."""
    language, known = draft.order.language, draft.order.indicators.get(indicator.id)
    undecided = draft.text("indicators.undecided")
    match field.code:
        case "item":
            return indicator.id
        case "name":
            return indicator.names[language]
        case "objective":
            return f"{indicator.objective_code} {indicator.objective[language]}".strip()
        case "definition":
            return indicator.definition[language] or undecided
        case "unit":
            return indicator.unit[language] or ("" if indicator.kind == "state" else undecided)
        case "baseline" | "target":
            value = indicator.baseline if field.code == "baseline" else indicator.target
            return undecided if value is None else _measure(draft, value)
        case "previous":
            return None if known is None else _measure(draft, known.measure)
        case _ if field.is_filled:
            return (
                known.source
                if known is not None and field.role == "prefilled" and field.code == "source"
                else None
            )
    raise DefinitionError(
        [f'workbook.toml: nothing is known to show in the indicators\' field "{field.code}".']
    )


def _measure(draft: Draft, value: float | str) -> Value:
    """A number as it is, a state by its name."""
    if not isinstance(value, str):
        return value
    choices = draft.sheet(SHEET).field("value").choices
    return next((each.names[draft.order.language] for each in choices if each.code == value), value)
