"""The workbook of the monthly discussion with one organisation: what was reported, and room for what is discussed.

One sheet that can be printed. No free text that somebody wrote is repeated in it: a copy would escape whoever takes
the text out later.
"""

import warnings
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format

from ytaexcel import texts
from ytaexcel.errors import DefinitionError, WritingError
from ytaexcel.imprint import Held, Imprint, held, imprint_rows
from ytaexcel.months import day_after
from ytaexcel.programme import Field, Programme
from ytaexcel.programme.discussion import sheets_of
from ytaexcel.programme.sheets import SheetKind
from ytaexcel.style import (
    ASSUMED_DATE,
    DEMONSTRATION,
    FILL_HEADER,
    LACKING_FILL,
    LACKING_INK,
    MUTED,
    Formats,
    new_workbook,
    set_up_print,
)
from ytaexcel.style.measure import column_pixels, lines
from ytaexcel.template.draft import FIRST, HEADER, TITLE, Draft, letters
from ytaexcel.template.facts import Plan, level_label
from ytaexcel.template.fields import add_filter, add_validation, look, write_headers
from ytaexcel.template.lists import write_words
from ytaexcel.template.live import in_row
from ytaexcel.template.order import Order
from ytaexcel.template.page import Formula, Page, Value
from ytaexcel.template.topics import DiscussionOrder, Topic
from ytaexcel.template.write import write_passport

KIND: SheetKind = "discussion"
EXPLANATION, BAND = TITLE + 1, TITLE + 2
PREPARED_LINES = 2
"""Lines that each row has room for at least: people also write into the printed sheet."""
_BANDS = {"reported": "reported", "status": "discussed", "agreed": "agreed"}
"""What the code of a field begins with -> the words over the first of such columns."""


def write_discussion(path: Path, programme: Programme, order: DiscussionOrder) -> None:
    """Writes the workbook to `path`; same order, same bytes.

    The programme's workbook.toml must have the sheet. Raises `DefinitionError` when nothing is known about a locked
    field of it, `WritingError` when a part could not be written as it was meant.
    """
    with warnings.catch_warnings():
        # XlsxWriter warns and goes on without what it was told to write.
        warnings.simplefilter("error", UserWarning)
        try:
            _write(path, programme, order)
        except UserWarning as warning:
            raise WritingError(f"{path.name}: {warning}") from warning


def _write(path: Path, programme: Programme, order: DiscussionOrder) -> None:
    sheets = sheets_of(programme.workbook, is_discussion=True)
    names = {sheet.kind: sheet.names[order.language] for sheet in sheets}
    organisation = programme.organisation(order.organisation).short[order.language]
    values = {
        "sheet": names[KIND],
        "month": texts.month_short(order.month),
        "organisation": organisation,
    }
    title = texts.text("template.discussion.title", order.language, **values)
    created = datetime.combine(day_after(order.month), time())
    book = new_workbook(str(path), created=created, title=title, language=order.language)
    pages: dict[str, Page] = {
        sheet.kind: book.add_worksheet(names[sheet.kind], worksheet_class=Page)
        for sheet in sorted(sheets, key=lambda sheet: sheet.kind != KIND)
    }
    plain = Order(
        order.organisation, "", order.month, order.language, order.passport, order.due, {}, order.key
    )
    draft = Draft(programme, plain, book, Formats(book), pages, Plan((), (), ""))
    items = programme.items_in(order.month)
    write_words(
        draft,
        {
            "row_item": [item.id for item in items],
            "row_name": [item.name for item in items],
            "row_group": [item.group for item in items],
        },
    )
    _Sheet(draft, order).write(title, texts.text("template.discussion.footer", order.language, **values))
    cells = {topic.item.id: _held_cells(draft, topic) for topic in order.topics}
    write_passport(draft, imprint_rows(Imprint(cells), order.passport, order.key))
    book.close()


class _Sheet:
    """The sheet in the making."""

    def __init__(self, draft: Draft, order: DiscussionOrder) -> None:
        self._draft = draft
        self._topics = order.topics
        self._sheet = draft.sheet(KIND)
        self._page = draft.pages[KIND]
        self._last = FIRST + len(order.topics) + self._sheet.rows - 1

    def write(self, title: str, footer: str) -> None:
        draft, page = self._draft, self._page
        page.grows_from = FIRST
        head = draft.formats(bold=True, font_size=15, font_color=FILL_HEADER)
        page.put(TITLE, 0, title, head)
        page.set_row(TITLE, 21)
        said = draft.text("discussion.explanation" if self._topics else "discussion.nothing")
        page.put(EXPLANATION, 0, said, draft.formats(font_color=MUTED))
        notice = draft.text("demonstration") if draft.programme.is_demonstration else ""
        if notice:
            look_of_notice = draft.formats(bold=True, font_color=DEMONSTRATION)
            page.put(BAND, 0, notice, look_of_notice)
        self._write_bands()
        write_headers(draft, KIND)
        for index, topic in enumerate(self._topics):
            self._write_topic(index, topic)
        for index in range(len(self._topics), len(self._topics) + self._sheet.rows):
            self._write_empty(index)
        for field in self._sheet.filled_fields:
            add_validation(draft, KIND, field, self._last)
        self._offer_items()
        self._mark_lacking()
        add_filter(draft, KIND, self._last)
        page.freeze_panes(FIRST, self._name_column + 1)
        first = [field.is_filled for field in self._sheet.fields].index(True)
        page.set_selection(FIRST, first, FIRST, first)
        page.repeat_rows(BAND, HEADER)
        page.set_tab_color(FILL_HEADER)
        set_up_print(page, footer=footer, header=notice)
        page.hide_gridlines(2)
        draft.protect(KIND)

    @property
    def _name_column(self) -> int:
        codes = [field.code for field in self._sheet.fields]
        return codes.index(self._level) if self._level in codes else 0

    @property
    def _level(self) -> str:
        """Code of the level of the items themselves."""
        return list(self._draft.programme.level_names)[-1]

    def _write_bands(self) -> None:
        written: set[str] = set()
        for column, field in enumerate(self._sheet.fields):
            band = next((word for begin, word in _BANDS.items() if field.code.startswith(begin)), "")
            if band and band not in written:
                written.add(band)
                ink = FILL_HEADER if field.is_filled else MUTED
                look_of_band = self._draft.formats(bold=True, font_size=10, font_color=ink)
                self._page.put(BAND, column, self._draft.text(f"discussion.band.{band}"), look_of_band)

    def _write_topic(self, index: int, topic: Topic) -> None:
        needed = PREPARED_LINES
        for column, field in enumerate(self._sheet.fields):
            value = None if field.is_filled else _value(topic, field, self._draft)
            is_assumed = field.code == "planned_end" and topic.is_end_assumed
            look_of_cell = self._look(field, **({"num_format": ASSUMED_DATE} if is_assumed else {}))
            self._page.put(FIRST + index, column, value, look_of_cell)
            if isinstance(value, str):
                size = 11 if field.code == self._level else 10
                needed = max(needed, lines(value, column_pixels(field.width), size=size))
        self._page.set_height(FIRST + index, needed)

    def _write_empty(self, index: int) -> None:
        """A row for an item that is not listed, or for what was agreed about none."""
        own = letters(self._sheet)["item"]
        for column, field in enumerate(self._sheet.fields):
            value: Value = None
            look_of_cell = self._look(field)
            if field.code == "item":
                look_of_cell = self._draft.formats(
                    **{**look(field), "bg_color": "#FFFFFF", "num_format": "@", "locked": False}
                )
            elif field.code in (self._level, "group"):
                of = "row_group" if field.code == "group" else "row_name"
                shown = f'IFERROR(INDEX({of},MATCH(${own}#,row_item,0)),"?")'
                value = Formula(in_row(f'IF(${own}#="","",{shown})', index), "")
            self._page.put(FIRST + index, column, value, look_of_cell)
        self._page.set_height(FIRST + index, PREPARED_LINES)

    def _look(self, field: Field, **besides: Any) -> Format:
        properties = {**look(field), **besides}
        if field.code == self._level:
            properties |= {"font_size": 11}
        elif field.type == "item":
            properties |= {"font_color": MUTED}
        return self._draft.formats(**properties)

    def _offer_items(self) -> None:
        """The list of ids in the rows that have none; anything may be typed, and is judged when it is read."""
        column = [field.code for field in self._sheet.fields].index("item")
        first = FIRST + len(self._topics)
        rule = {"validate": "list", "source": "=row_item", "show_error": False}
        self._page.data_validation(first, column, self._last, column, rule)

    def _mark_lacking(self) -> None:
        """Where something was agreed, amber shows that it lacks who does it, or by when."""
        at = {code: f"${letter}{FIRST + 1}" for code, letter in letters(self._sheet).items()}
        columns = {field.code: column for column, field in enumerate(self._sheet.fields)}
        amber = {"bg_color": LACKING_FILL, "font_color": LACKING_INK}
        for code in ("agreed_by", "agreed_until"):
            lacks = f'AND({at["agreed"]}<>"",{at[code]}="")'
            self._draft.mark(KIND, (FIRST, self._last), (columns[code], columns[code]), lacks, amber)


def _held_cells(draft: Draft, topic: Topic) -> dict[str, Held]:
    """Field -> what its cell holds when the workbook is sent; the id itself left out."""
    fields = [field for field in draft.sheet(KIND).fields if not field.is_filled and field.type != "item"]
    return {field.code: held(_value(topic, field, draft), is_free_text=False) for field in fields}


def _value(topic: Topic, field: Field, draft: Draft) -> str | float | date | None:
    """What stands in a locked field."""
    item = topic.item
    match field.code:
        case "item":
            return item.id
        case "group":
            return item.group
        case "critical":
            return draft.word({"yes": "yes", "no": "no"}.get(item.critical, "undetermined"))
        case "planned_start":
            return item.planned_start
        case "planned_end":
            return item.planned_end
        case "why":
            return topic.why
        case "reported_status":
            return draft.status(topic.status) if topic.status else None
        case "reported_percent":
            return None if topic.percent_done is None else topic.percent_done / 100
        case "reported_forecast":
            return topic.forecast_end
        case level if level in item.levels:
            return item.name if level == list(item.levels)[-1] else level_label(item, level)
    raise DefinitionError(
        [f'workbook.toml: nothing is known to show in the locked field "{field.code}" of the discussion.']
    )
