"""The sheet of an organisation's own items: what they are, and how far each is, in the same row.

There only where the programme allows it. Its places are numbered and keep their number from month to month.
"""

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ytaexcel.errors import DefinitionError
from ytaexcel.imprint import Held, held
from ytaexcel.programme import Field, Item
from ytaexcel.programme.own_details import DEFINING, KIND, asked_details, own_details
from ytaexcel.style import FILL_HEADER, LACKING_FILL, LACKING_INK, LATE_FILL, LATE_INK, LOCKED_FILL, MUTED
from ytaexcel.style.measure import column_pixels, lines
from ytaexcel.template.draft import FIRST, TITLE, Draft, letters
from ytaexcel.template.facts import DONE, NOT_APPLICABLE
from ytaexcel.template.fields import add_filter, add_validation, look, write_headers
from ytaexcel.template.lacking import REFERENCE_DAY
from ytaexcel.template.own import BAND, EXPLANATION, write_bands
from ytaexcel.template.page import Value, quoted

FROZEN = "name"
"""The last field that stays in view."""
PAPER = 950
"""Pixels across A4 on its side between the margins, with some to spare for other programs' fonts."""
LEAST_SCALE = 10
"""Percent: less Excel does not print."""
PREPARED_LINES = 2
"""Lines that a prepared row has room for; it grows with what is typed."""


def write_own_items(draft: Draft) -> None:
    """Writes the sheet; nothing where the programme allows no own items."""
    if KIND not in draft.pages:
        return
    page, sheet = draft.pages[KIND], draft.sheet(KIND)
    page.grows_from = FIRST
    codes = [field.code for field in sheet.fields]
    draft.set_up(KIND, remark=(TITLE, codes.index(FROZEN) + 1))
    page.put(EXPLANATION, 0, draft.text("own_items.explanation"), draft.formats(font_color=MUTED))
    write_bands(draft, KIND, lambda field: f"own_items.band.{_band(draft, field)}")
    write_headers(draft, KIND)
    last = FIRST + len(_places(draft)) - 1
    for index, item in enumerate(_places(draft)):
        needed = PREPARED_LINES
        for column, field in enumerate(sheet.fields):
            value = _value(draft, item, field)
            page.put(FIRST + index, column, value, draft.formats(**look(field)))
            if isinstance(value, str):
                needed = max(needed, lines(value, column_pixels(field.width)))
        page.set_height(FIRST + index, needed)
    for field in sheet.filled_fields:
        add_validation(draft, KIND, field, last)
    add_filter(draft, KIND, last)
    _mark(draft, last)
    page.freeze_panes(FIRST, codes.index(FROZEN) + 1)
    page.set_selection(FIRST, codes.index(FROZEN), FIRST, codes.index(FROZEN))
    page.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:{xl_col_to_name(len(codes) - 1)}{last + 1}"})
    page.set_tab_color(FILL_HEADER)
    page.repeat_rows(BAND, FIRST - 1)
    _set_up_print(draft)
    draft.protect(KIND)


def sent_own_items(draft: Draft) -> dict[str, dict[str, Held]]:
    """Item -> `own_items.<field>` -> what its cell holds when the workbook is sent."""
    if KIND not in draft.pages:
        return {}
    fields = [field for field in draft.sheet(KIND).fields if field.type != "item"]
    return {
        item.id: {
            f"{KIND}.{field.code}": held(
                _value(draft, item, field),  # type: ignore[arg-type]  # nothing is worked out on this sheet
                is_free_text=field.is_filled and field.type == "text",
            )
            for field in fields
        }
        for item in _places(draft)
    }


def _set_up_print(draft: Draft) -> None:
    """One page wide; where the programme asks more than a name, what it is and how far it is are a page each."""
    page, fields = draft.pages[KIND], draft.sheet(KIND).fields
    if not own_details(draft.programme.workbook):
        page.fit_to_pages(1, 0)
        return
    codes = [field.code for field in fields]
    pixels = [column_pixels(field.width) for field in fields]
    named = codes.index(FROZEN) + 1
    begin = max(map(codes.index, _defining(draft))) + 1
    widest = max(sum(pixels[:begin]), sum(pixels[:named]) + sum(pixels[begin:]))
    page.set_print_scale(max(LEAST_SCALE, min(100, 100 * PAPER // widest)))
    page.repeat_columns(0, named - 1)
    page.set_v_pagebreaks([begin])


def _places(draft: Draft) -> list[Item]:
    return [item for item in draft.programme.own_items if item.group == draft.order.group]


def _band(draft: Draft, field: Field) -> str:
    if not field.is_filled:
        return "place" if field.type == "item" else "previous"
    return "what" if field.code in _defining(draft) else "drop" if field.code == "dropped" else "state"


def _defining(draft: Draft) -> tuple[str, ...]:
    """The fields that say what an own item is."""
    return (*DEFINING, *(field.code for field in own_details(draft.programme.workbook)))


def _value(draft: Draft, item: Item, field: Field) -> Value:
    """What a field holds when the workbook is sent."""
    own, previous = draft.order.own_items.get(item.id), draft.order.previous.get(item.id)
    if field.role == "input":
        return None
    match field.code:
        case "item":
            return item.own_id
        case "name":
            return own.name if own else None
        case "own_start":
            return own.start if own else None
        case "own_end":
            return own.end if own else None
        case "previous_status":
            return draft.status(previous.status) if previous and previous.status else None
        case "previous_percent":
            return previous.percent_done / 100 if previous and previous.percent_done is not None else None
        case "forecast_end":
            return previous.forecast_end if previous else None
    if field.code in _defining(draft):
        said = own.details.get(field.code) if own else None
        return field.spoken(said, draft.order.language) if said else None
    if field.is_filled:
        return previous.texts.get(field.code) if previous else None
    raise DefinitionError(
        [f'workbook.toml: nothing is known to show in the field "{field.code}" of the own items.']
    )


def _mark(draft: Draft, last_row: int) -> None:
    """A begun row without a name is amber, and so is what a rule asks for beside it; an end that has passed without
    the item being done is red.
    """
    sheet = draft.sheet(KIND)
    columns = {field.code: column for column, field in enumerate(sheet.fields)}
    cells = {code: f"${letter}{FIRST + 1}" for code, letter in letters(sheet).items()}

    def mark(code: str, criteria: str, look: Mapping[str, Any]) -> None:
        draft.mark(KIND, (FIRST, last_row), (columns[code], columns[code]), criteria, look)

    dropped = f'{cells["dropped"]}<>""'
    for code in _defining(draft):
        mark(code, dropped, {"font_color": MUTED, "font_strikeout": True, "bg_color": LOCKED_FILL})
    begun = "&".join(cells[field.code] for field in sheet.filled_fields if field.code != "name")
    amber = {"bg_color": LACKING_FILL, "font_color": LACKING_INK}
    mark("name", f'AND({cells["name"]}="",{begun}<>"")', amber)
    asked = asked_details(draft.programme.rules.values(), draft.order.month, draft.order.organisation)
    for field in own_details(draft.programme.workbook):
        if field.code in asked:
            mark(field.code, f'AND({cells["name"]}<>"",{cells[field.code]}="")', amber)
    status = f'IF({cells["status"]}<>"",{cells["status"]},{cells["previous_status"]})'
    closed = ",".join(f"{status}<>{quoted(draft.status(code))}" for code in (DONE, NOT_APPLICABLE))
    end = cells["own_end"]
    late = {"bg_color": LATE_FILL, "font_color": LATE_INK, "bold": True}
    mark("own_end", f'AND({cells["name"]}<>"",{end}<>"",{end}<{REFERENCE_DAY},{closed})', late)
