"""The sheet of observations, wishes and risks: prepared empty rows that say themselves what they lack."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ytaexcel.errors import DefinitionError
from ytaexcel.programme import Field, Sheet
from ytaexcel.style import (
    FILL_HEADER,
    LACKING_FILL,
    LACKING_INK,
    LATE_FILL,
    LATE_INK,
    LOCKED_FILL,
    MUTED,
    READY_INK,
)
from ytaexcel.template.draft import FIRST, TITLE, Draft, letters
from ytaexcel.template.fields import add_filter, add_validation, look, write_headers
from ytaexcel.template.lacking import COMPLETE
from ytaexcel.template.live import in_row
from ytaexcel.template.page import Formula, Value, quoted

EXPLANATION, BAND = TITLE + 1, TITLE + 2
FROZEN = "kind"
"""The last field that stays in view."""
PREPARED_LINES = 2
"""Lines that a prepared row has room for; it grows with what is typed."""
ALWAYS = ("kind", "text", "scope")
RISK_ONLY = ("likelihood", "effect")
"""Fields that a begun row needs, and those that it needs when it is a risk."""
LARGE, MODERATE = 15, 6
"""Likelihood times effect (1–25) from which a risk is called large or moderate."""


def write_notes(draft: Draft) -> None:
    """Writes the sheet with its prepared rows."""
    page, sheet = draft.pages["notes"], draft.sheet("notes")
    page.grows_from = FIRST
    draft.set_up("notes", remark=(TITLE, _number(sheet, "scope")))
    page.put(
        EXPLANATION, 0, draft.text("notes.explanation", **_choices(draft)), draft.formats(font_color=MUTED)
    )
    _write_bands(draft)
    write_headers(draft, "notes")
    last = FIRST + sheet.rows - 1
    _write_rows(draft)
    for field in sheet.filled_fields:
        add_validation(draft, "notes", field, last)
    add_filter(draft, "notes", last)
    _mark(draft, last)
    page.freeze_panes(FIRST, _number(sheet, FROZEN) + 1)
    first = [field.is_filled for field in sheet.fields].index(True)
    page.set_selection(FIRST, first, FIRST, first)
    page.ignore_errors(
        {"number_stored_as_text": f"A{FIRST + 1}:{xl_col_to_name(len(sheet.fields) - 1)}{last + 1}"}
    )
    page.repeat_rows(BAND, FIRST - 1)
    page.set_tab_color(FILL_HEADER)
    draft.protect("notes")


def missing_range(draft: Draft) -> str:
    """The cells that say what each note lacks, for formulas on other sheets."""
    sheet = draft.sheet("notes")
    letter = letters(sheet)["lacking"]
    return f"{draft.quoted_name('notes')}!${letter}${FIRST + 1}:${letter}${FIRST + sheet.rows}"


def _number(sheet: Sheet, code: str) -> int:
    codes = [field.code for field in sheet.fields]
    return codes.index(code) if code in codes else 0


def _choices(draft: Draft) -> dict[str, str]:
    kinds = draft.sheet("notes").field("kind").choices
    return {choice.code: choice.names[draft.order.language] for choice in kinds}


def _write_bands(draft: Draft) -> None:
    page, before = draft.pages["notes"], ""
    for column, field in enumerate(draft.sheet("notes").fields):
        band = _band(field)
        if band and band != before:
            ink = FILL_HEADER if field.is_filled else MUTED
            look_of_band = draft.formats(bold=True, font_size=10, font_color=ink)
            page.put(BAND, column, draft.text(f"notes.band.{band}"), look_of_band)
        before = band


def _band(field: Field) -> str:
    if field.is_filled:
        return {"whole": "risk", "flag": "share"}.get(field.type, "fill")
    return "own" if field.role == "formula" and field.code != "lacking" else ""


def _write_rows(draft: Draft) -> None:
    page, sheet = draft.pages["notes"], draft.sheet("notes")
    looks = [draft.formats(**look(field)) for field in sheet.fields]
    formulas = {field.code: _formula(draft, field) for field in sheet.fields if field.role == "formula"}
    for index in range(sheet.rows):
        for column, field in enumerate(sheet.fields):
            value: Value = None
            if field.role == "formula":
                value = Formula(in_row(formulas[field.code], index), "")
            elif field.role == "locked":
                value = index + 1
            page.put(FIRST + index, column, value, looks[column])
        page.set_height(FIRST + index, PREPARED_LINES)


def _formula(draft: Draft, field: Field) -> str:
    """The formula of a field in row `#`."""
    cells = {code: f"${letter}#" for code, letter in letters(draft.sheet("notes")).items()}
    match field.code:
        case "lacking":
            return _missing(draft, cells)
        case "item_name":
            return f'IF({cells["item"]}="","",IFERROR(INDEX(row_name,MATCH({cells["item"]},row_item,0)),"?"))'
        case "risk_level":
            likelihood, effect = (cells[code] for code in RISK_ONLY)
            level = f"{likelihood}*{effect}"
            large, moderate, small = (
                quoted(draft.text(f"notes.risk.{word}")) for word in ("large", "moderate", "small")
            )
            words = f"IF({level}>={LARGE},{large},IF({level}>={MODERATE},{moderate},{small}))"
            held = f"AND({_is_risk(draft, cells)},ISNUMBER({likelihood}),ISNUMBER({effect}))"
            return f'IF({held},{level}&" "&{words},"")'
    raise DefinitionError(
        [f'workbook.toml: nothing is known to work out in the field "{field.code}" of the notes.']
    )


def _is_risk(draft: Draft, cells: dict[str, str]) -> str:
    return f"{cells['kind']}={quoted(_choices(draft)['risk'])}"


def _missing(draft: Draft, cells: dict[str, str]) -> str:
    """What a begun row lacks, by the headers of its fields; nothing in a row that nobody has begun."""
    sheet, order = draft.sheet("notes"), draft.order
    conditions = {code: f'{cells[code]}=""' for code in ALWAYS if code in cells}
    risk = _is_risk(draft, cells)
    conditions |= {code: f'AND({risk},{cells[code]}="")' for code in RISK_ONLY if code in cells}
    words = []
    for code, condition in conditions.items():
        header = sheet.field(code).header(order.language, order.month)
        words.append(f'IF({condition},{quoted(f", {header[0].lower()}{header[1:]}")},"")')
    joined = "&".join(words)
    begun = "&".join(cells[field.code] for field in sheet.filled_fields)
    return f'IF({begun}="","",IF({joined}="","{COMPLETE}",MID({joined},3,200)))'


def _mark(draft: Draft, last_row: int) -> None:
    """What lacks is amber, what is for risks only is grey in other rows, large risks stand out."""
    sheet = draft.sheet("notes")
    columns = {field.code: column for column, field in enumerate(sheet.fields)}
    cells = {code: f"${letter}{FIRST + 1}" for code, letter in letters(sheet).items()}
    amber = {"bg_color": LACKING_FILL, "font_color": LACKING_INK}

    def mark(code: str, criteria: str, look: Mapping[str, Any]) -> None:
        if code in columns:
            draft.mark("notes", (FIRST, last_row), (columns[code], columns[code]), criteria, look)

    missing, risk = cells["lacking"], _is_risk(draft, cells)
    mark("lacking", f'AND({missing}<>"",{missing}<>"{COMPLETE}")', {**amber, "bold": True})
    mark("lacking", f'{missing}="{COMPLETE}"', {"font_color": READY_INK})
    for code in ALWAYS:
        mark(code, f'AND({missing}<>"",{cells.get(code)}="")', amber)
    for code in RISK_ONLY:
        mark(code, f'AND({risk},{cells.get(code)}="")', amber)
        mark(code, f'AND({cells["kind"]}<>"",NOT({risk}))', {"bg_color": LOCKED_FILL})
    if "risk_level" in cells:
        product = "*".join(cells[code] for code in RISK_ONLY)
        large = {"bg_color": LATE_FILL, "font_color": LATE_INK, "bold": True}
        mark("risk_level", f'AND({cells["risk_level"]}<>"",{product}>={LARGE})', large)
