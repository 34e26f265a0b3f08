"""How a field looks and what it accepts, by its role and type: the same on every sheet that is filled."""

from datetime import date
from typing import Any

from ytaexcel import texts
from ytaexcel.programme import Field, Sheet
from ytaexcel.style import (
    DATE,
    FILL_HEADER,
    INK,
    LOCKED_FILL,
    LOCKED_HEADER_FILL,
    PERCENT,
    RULE,
)
from ytaexcel.style.measure import column_pixels, lines
from ytaexcel.template.draft import FIRST, HEADER, Draft
from ytaexcel.template.lists import list_name
from ytaexcel.template.page import LINE

TITLE_MOST = 32
"""Characters that Excel allows in the title of a message."""
MESSAGE_MOST = 225
"""Characters that Excel allows in the message itself."""
PROSE_LEAST = 200
"""A text field that takes at least so many characters is for sentences, not for a name."""
BY_TYPE: dict[str, dict[str, Any]] = {
    "date": {"align": "center", "num_format": DATE},
    "percent": {"align": "right", "num_format": PERCENT},
    "mark": {"align": "center"},
    "flag": {"align": "center"},
    "whole": {"align": "center"},
    "choice": {"text_wrap": True},
    "status": {"text_wrap": True},
    "text": {"text_wrap": True},
}
SHORT_ANSWERS = ("mark", "flag", "status")
"""Types that are read at a glance down the column."""


def look(field: Field) -> dict[str, Any]:
    """Properties of a field's cells: grey what is locked; typed text stays text, whatever it begins with."""
    common = {"border": 1, "border_color": RULE, **BY_TYPE.get(field.type, {})}
    if not field.is_filled:
        return {**common, "bg_color": LOCKED_FILL, "font_size": 10, "text_wrap": True}
    written = {"num_format": "@"} if field.type in ("text", "item") else {}
    return {**common, **written, "bold": field.type in SHORT_ANSWERS, "locked": False}


def write_headers(draft: Draft, kind: str) -> None:
    """Headers of a sheet and the widths of its columns: blue over what is filled, grey over the rest."""
    page, sheet = draft.pages[kind], draft.sheet(kind)
    most = 1
    for column, field in enumerate(sheet.fields):
        fill, ink = (FILL_HEADER, "#FFFFFF") if field.is_filled else (LOCKED_HEADER_FILL, INK)
        header = field.header(draft.order.language, draft.order.month)
        properties = {"bold": True, "text_wrap": True, "bg_color": fill, "font_color": ink}
        page.put(HEADER, column, header, draft.formats(**properties, border=1, border_color=RULE))
        page.set_column(column, column, field.width)
        most = max(most, lines(header, column_pixels(field.width), is_bold=True))
    # The filter buttons lie at the bottom of the header, clear of its words.
    page.set_row(HEADER, LINE * (most + 1))


def add_filter(draft: Draft, kind: str, last_row: int) -> None:
    draft.pages[kind].autofilter(HEADER, 0, last_row, len(draft.sheet(kind).fields) - 1)


def add_validation(draft: Draft, kind: str, field: Field, last_row: int) -> None:
    """The dropdown or limit of a filled field, with what it asks for and why it refuses a value."""
    sheet, language = draft.sheet(kind), draft.order.language
    column = sheet.fields.index(field)
    rule = _rule(sheet, field)
    if rule is None and field.help is None:
        return
    options: dict[str, Any] = rule or {"validate": "any"}
    title = title_of(field.header(language, draft.order.month))
    if field.help is not None:
        options |= {"input_title": title, "input_message": field.help[language]}
    if rule is not None:
        options |= {"error_title": title, "error_message": _error(draft, sheet, field)}
    draft.pages[kind].data_validation(FIRST, column, last_row, column, options)


def _rule(sheet: Sheet, field: Field) -> dict[str, Any] | None:
    name = list_name(sheet, field)
    if name is not None:
        return {"validate": "list", "source": f"={name}"}
    least, most = field.least, field.most
    if field.type == "text":
        return None if most is None else {"validate": "length", "criteria": "<=", "value": most}
    kind = {"date": "date", "percent": "decimal", "whole": "integer"}[field.type]
    if field.type == "percent":
        least, most = _number(least, 0) / 100, _number(most, 100) / 100
    if least is not None and most is not None:
        return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}
    if least is None and most is None:
        return None
    return {
        "validate": kind,
        "criteria": "<=" if least is None else ">=",
        "value": most if least is None else least,
    }


def _error(draft: Draft, sheet: Sheet, field: Field) -> str:
    """Why a value was refused: the field's rule, with its own words and limits."""
    language = draft.order.language
    if field.type == "text":
        most = texts.number(int(_number(field.most, 0)))
        if sheet.kind == "notes":
            return draft.text("error.note", most=most)
        if sheet.kind == "discussion" or _number(field.most, 0) < PROSE_LEAST:
            return draft.text("error.name", most=most)
        return draft.text("error.text", most=most, notes=draft.name("notes"))
    if field.type in ("status", "choice"):
        choices = draft.programme.statuses if field.type == "status" else field.choices
        said = draft.text(
            "error.choice", choices=_listed(draft, [choice.names[language] for choice in choices])
        )
        return said if len(said) <= MESSAGE_MOST else draft.text("error.listed")
    if field.type in ("mark", "flag"):
        return draft.text(f"error.{field.type}", word=draft.word("mark" if field.type == "mark" else "yes"))
    return draft.text(f"error.{field.type}", least=_limit(field.least), most=_limit(field.most))


def _listed(draft: Draft, words: list[str]) -> str:
    """`A, B or C`."""
    return draft.text("error.or", words=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else words[0]


def title_of(header: str) -> str:
    """A header as the title of a message, cut between words where it is too long for one."""
    if len(header) <= TITLE_MOST:
        return header
    return header[: TITLE_MOST - 1].rpartition(" ")[0] + "…"


def _limit(limit: float | date | None) -> str:
    if isinstance(limit, date):
        return str(limit.year)
    return "…" if limit is None else f"{limit:g}"


def _number(limit: float | date | None, otherwise: float) -> float:
    return limit if isinstance(limit, int | float) else otherwise
