"""The sheet on which a group says how far each item is: what is locked beside what is filled."""

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from ytaexcel.imprint import Held, held
from ytaexcel.programme import Field
from ytaexcel.programme.details import shown_detail
from ytaexcel.style import ASSUMED_DATE, FILL_HEADER, MUTED
from ytaexcel.style.measure import column_pixels, lines
from ytaexcel.template.draft import FIRST, HEADER, Draft, letters
from ytaexcel.template.facts import Row, level_label, naming_field, prefilled
from ytaexcel.template.fields import add_filter, add_validation, look
from ytaexcel.template.lacking import missing_expression
from ytaexcel.template.live import Counting, in_row
from ytaexcel.template.page import Formula, Value
from ytaexcel.template.state_head import BAND, write_head
from ytaexcel.template.state_marks import mark_state

FALLBACK_DATE = '"("d.m.yyyy")"'
"""A planned end that nobody has decided: the programme's hard deadline stands in."""
OWN_MARK = "*"
OWN_DATE = f'd.m.yyyy"{OWN_MARK}"'
"""What the organisation has set for itself, in the place of the roadmap's."""
ASKED_LINES = 2
"""Lines that a row which is asked has room for at least."""
SHOWN_ABOVE = 2
"""Rows in view above the first that is asked: they show that the sheet begins further up."""
PRINT_SCALE = 67


def write_state(draft: Draft, counting: Counting) -> None:
    """Writes the sheet: head, a row for each item, and what makes it live."""
    page, sheet = draft.pages["items"], draft.sheet("items")
    page.grows_from = FIRST
    frozen = [field.code for field in sheet.fields].index("lacking") + 1
    write_head(draft, counting, frozen)
    _write_rows(draft, counting)
    last = FIRST + len(draft.plan.rows) - 1
    for field in sheet.filled_fields:
        add_validation(draft, "items", field, last)
    add_filter(draft, "items", last)
    mark_state(draft, counting, last)
    row, column = first_cell(draft)
    page.freeze_panes(FIRST, frozen, max(FIRST, row - SHOWN_ABOVE), frozen)
    page.set_selection(row, column, row, column)
    page.ignore_errors(
        {"number_stored_as_text": f"A{FIRST + 1}:{xl_col_to_name(len(sheet.fields) - 1)}{last + 1}"}
    )
    page.set_tab_color(FILL_HEADER)
    draft.protect("items")
    _set_up_print(draft)


def sent_cells(draft: Draft) -> dict[str, dict[str, Held]]:
    """Item -> field -> what its cell holds when the workbook is sent; formulas and the id itself left out."""
    fields = [field for field in draft.sheet("items").fields if field.role != "formula"]
    columns = [_Column(draft, field) for field in fields if field.type != "item"]
    return {
        row.item.id: {
            each.field.code: _held(each.value(row), is_free_text=each.field.role == "prefilled")
            for each in columns
        }
        for row in draft.plan.rows
    }


def _held(value: Value, *, is_free_text: bool) -> Held:
    if isinstance(value, Formula):
        raise TypeError(f"{value.expression} is worked out in the workbook, not sent")
    return held(value, is_free_text=is_free_text)


def first_cell(draft: Draft) -> tuple[int, int]:
    """The first cell to fill: of the first row that is asked, the first filled field."""
    asked = [row.is_asked for row in draft.plan.rows]
    column = [field.is_filled for field in draft.sheet("items").fields].index(True)
    return FIRST + (asked.index(True) if any(asked) else 0), column


def _write_rows(draft: Draft, counting: Counting) -> None:
    page, columns = draft.pages["items"], [_Column(draft, field) for field in draft.sheet("items").fields]
    own = {code: f"${letter}#" for code, letter in letters(draft.sheet("items")).items()}
    missing = missing_expression(draft, own, counting.at)
    naming, name_before = naming_field(draft.programme), ""
    for index, row in enumerate(draft.plan.rows):
        needed = ASKED_LINES if row.is_asked else 1
        for number, column in enumerate(columns):
            if column.field.code == "lacking":
                word = counting.columns["need" if row.is_asked else "idle"].values[index]
                page.put(FIRST + index, number, Formula(in_row(missing, index), str(word)), column.plain)
                continue
            value = column.value(row)
            if column.field.code == naming and value == name_before:
                page.put(FIRST + index, number, value, column.single_line)
                continue
            page.put(FIRST + index, number, value, column.look(row))
            needed = max(needed, column.lines(value))
            if column.field.code == naming:
                name_before = str(value)
        page.set_height(FIRST + index, needed)


class _Column:
    """One column of the rows: what stands in it, and its formats, made once."""

    def __init__(self, draft: Draft, field: Field) -> None:
        self.field = field
        self._draft = draft
        properties = look(field)
        if field.code == list(draft.programme.level_names)[-1]:
            properties |= {"font_size": 11}
        elif field.type == "item":
            properties |= {"font_color": MUTED}
        elif field.code == naming_field(draft.programme):
            properties |= {"bold": True}
        self.plain = draft.formats(**properties)
        self.single_line = draft.formats(**{**properties, "text_wrap": False})
        """For a repeated name, so that it makes no row higher."""
        self._strong = draft.formats(**{**properties, "bold": True})
        self._own = draft.formats(**{**properties, "num_format": OWN_DATE})
        self._assumed = draft.formats(**{**properties, "num_format": ASSUMED_DATE})
        self._fallback = draft.formats(**{**properties, "num_format": FALLBACK_DATE, "font_color": MUTED})
        self._size, self._is_bold = properties.get("font_size", 11), properties.get("bold", False)

    def look(self, row: Row) -> Format:
        """The format in a row."""
        if self.field.code == "critical" and row.item.critical == "yes":
            return self._strong
        if self.field.code == "planned_end" and row.has_no_end:
            return self._fallback
        if self.field.code == "planned_end" and row.is_end_assumed:
            return self._assumed
        if row.own and {"planned_start": row.own.start, "planned_end": row.own.end}.get(self.field.code):
            return self._own
        return self.plain

    def lines(self, value: Value) -> int:
        """How many lines the value takes."""
        return (
            lines(value, column_pixels(self.field.width), size=self._size, is_bold=self._is_bold)
            if isinstance(value, str)
            else 1
        )

    def value(self, row: Row) -> Value:
        """What the field holds when the workbook is sent."""
        if self.field.is_filled:
            return prefilled(row, self.field) if self.field.role == "prefilled" else None
        item, draft = row.item, self._draft
        match self.field.code:
            case "item":
                return item.id
            case "critical":
                first = f", {draft.word('start_first')}" if item.start_first == "yes" else ""
                own = OWN_MARK if row.own and row.own.critical == "yes" else ""
                return draft.word(item.critical) + own + first
            case "planned_start":
                return item.planned_start
            case "planned_end":
                return row.end
            case "previous_status":
                return draft.status(row.status_before) if row.status_before else None
            case "previous_percent":
                return None if row.percent_before is None else row.percent_before / 100
            case level if level in item.levels:
                return item.name if level == list(item.levels)[-1] else level_label(item, level)
        order = draft.order
        return shown_detail(draft.programme, item, self.field, order.month, order.language) or None


def _set_up_print(draft: Draft) -> None:
    """Item, name and what is missing on every page; the words begin on a page of their own."""
    page = draft.pages["items"]
    page.set_print_scale(PRINT_SCALE)
    page.repeat_rows(BAND, HEADER)
    fields = draft.sheet("items").fields
    page.repeat_columns(0, [field.code for field in fields].index("lacking"))
    words = [number for number, field in enumerate(fields) if field.is_filled and field.type == "text"]
    page.set_v_pagebreaks(words[:1])
