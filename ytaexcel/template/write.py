"""Makes the workbook: its sheets in the order of the programme's definition, and the passport inside."""

import warnings
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path

from ytaexcel import passport, texts
from ytaexcel.errors import UsageError, WritingError
from ytaexcel.imprint import Imprint, imprint_rows
from ytaexcel.months import day_after
from ytaexcel.programme import Programme
from ytaexcel.style import Formats, new_workbook
from ytaexcel.template.decisions import sent_decisions, write_decisions
from ytaexcel.template.draft import Draft
from ytaexcel.template.facts import plan_of
from ytaexcel.template.indicators import sent_indicators, write_indicators
from ytaexcel.template.instructions import write_instructions
from ytaexcel.template.lists import write_lists
from ytaexcel.template.notes import write_notes
from ytaexcel.template.order import Order
from ytaexcel.template.overview import write_overview
from ytaexcel.template.own import sent_own_windows, write_own_windows
from ytaexcel.template.own_items import sent_own_items, write_own_items
from ytaexcel.template.page import Page
from ytaexcel.template.state import sent_cells, write_state


def write_template(path: Path, programme: Programme, order: Order) -> None:
    """Writes the workbook of one organisation, group and month to `path`; same order, same bytes.

    Raises `UsageError` when the group has no items in that month, `WritingError` when
    a part could not be written as it was meant.
    """
    if not programme.items_in(order.month, order.group):
        raise UsageError(f"Group {order.group} has no items in {order.month}: there is nothing to fill.")
    with warnings.catch_warnings():
        # XlsxWriter warns and goes on without what it was told to write.
        warnings.simplefilter("error", UserWarning)
        try:
            _write(path, programme, order)
        except UserWarning as warning:
            raise WritingError(f"{path.name}: {warning}") from warning


def _write(path: Path, programme: Programme, order: Order) -> None:
    organisation = programme.organisation(order.organisation).short[order.language]
    sheets = programme.sheets_in(order.month, order.group, order.organisation)
    names = {sheet.kind: sheet.names[order.language] for sheet in sheets}
    values = {"sheet": names["items"], "month": texts.month_short(order.month), "organisation": organisation}
    book = new_workbook(
        str(path),
        created=datetime.combine(day_after(order.month), time()),
        title=programme.text("template.title", order.language, group=order.group, **values),
        language=order.language,
    )
    pages: dict[str, Page] = {
        kind: book.add_worksheet(name, worksheet_class=Page) for kind, name in names.items()
    }
    draft = Draft(programme, order, book, Formats(book), pages, plan_of(programme, order))
    counting = write_lists(draft)
    write_state(draft, counting)
    write_notes(draft)
    write_indicators(draft)
    write_decisions(draft)
    write_own_windows(draft)
    write_own_items(draft)
    write_overview(draft, counting)
    write_instructions(draft)
    write_passport(draft, _imprint(draft))
    book.close()


def write_passport(draft: Draft, imprint: Mapping[str, str]) -> None:
    """The passport on its hidden sheet and in the custom properties: other programs lose one or the other.

    Below it on the sheet stands what the cells hold as they are sent, where there is a key to seal that with.
    """
    sheet = draft.book.add_worksheet(passport.SHEET, worksheet_class=Page)
    properties = draft.order.passport.properties()
    for row, (name, value) in enumerate({**properties, **imprint}.items()):
        sheet.put(row, 0, name, draft.formats())
        sheet.put(row, 1, value, draft.formats(num_format="@"))
        if name in properties and draft.book.set_custom_property(name, value, "text"):
            raise WritingError(f"The property {name} could not be written.")
    sheet.hide()
    sheet.protect()


def _imprint(draft: Draft) -> dict[str, str]:
    if draft.order.key is None:
        return {}
    own = sent_own_windows(draft)
    cells = {item: {**held, **own[item]} for item, held in sent_cells(draft).items()}
    cells |= {**sent_own_items(draft), **sent_indicators(draft), **sent_decisions(draft)}
    return imprint_rows(Imprint(cells), draft.order.passport, draft.order.key)
