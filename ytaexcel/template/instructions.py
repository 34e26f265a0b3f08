"""The sheet that opens first: what to do in six steps, what the marks mean, what must not be written."""

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from ytaexcel import texts
from ytaexcel.months import last_day
from ytaexcel.passport import CONTACT_NAME
from ytaexcel.programme.scheduling import assumptions_in
from ytaexcel.schedule import assumption_said
from ytaexcel.style import (
    ASSUMED,
    FILL_HEADER,
    FLAG_FILL,
    FLAG_INK,
    LACKING_FILL,
    LACKING_INK,
    LATE_FILL,
    LATE_INK,
    LINK,
    LOCKED_FILL,
    MUTED,
    RULE,
)
from ytaexcel.style.measure import column_pixels, lines
from ytaexcel.template.draft import FIRST, TITLE, Draft
from ytaexcel.template.news import news_of
from ytaexcel.template.page import PADDING
from ytaexcel.template.state import first_cell

REMARK, WHO, PLAN, DEADLINE, CONTACT, BODY = range(TITLE + 1, TITLE + 7)
"""Rows (from 0); the sections follow from `BODY` on."""
WIDTHS = (4, 36, 112)
SIZE, ROW_HEIGHT, HEADING_HEIGHT = 12, 22, 32
INDENT = 2
"""Characters that the bodies of the lines stand from their heads."""
CONTACT_MOST = 120
STEPS = (
    "open",
    "unchanged",
    "changed",
    "late",
    "notes",
    "indicators",
    "decisions",
    "own",
    "own_items",
    "ready",
)
FIRST_STEPS = ("open", "first", "late", "notes", "indicators", "decisions", "own", "own_items", "ready")
"""Where nothing is known of the group yet: there is nothing that could be unchanged."""
LINKED_STEPS = {
    "open": "items",
    "notes": "notes",
    "indicators": "indicators",
    "decisions": "decisions",
    "own": "own_windows",
    "own_items": "own_items",
    "ready": "overview",
}


class _Writer:
    """Writes line after line; a line that speaks of a field which the programme lacks is left out."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.page = draft.pages["instructions"]
        self.words = _words(draft)
        self.row = BODY

    def heading(self, key: str) -> None:
        look = self.draft.formats(bold=True, font_size=14, font_color=FILL_HEADER, valign="bottom")
        self.page.put(self.row, 0, self.draft.text(f"guide.{key}"), look)
        self.page.set_row(self.row, HEADING_HEIGHT)
        self.row += 1

    def line(self, key: str, *, number: str = "", link: str | None = None, **look: Any) -> bool:
        """Head and body of a text `head | body`, side by side; False if it was left out."""
        try:
            head, body = (part.strip() for part in self.draft.text(f"guide.{key}", **self.words).split("|"))
        except KeyError:
            return False
        self.pair(head, body, number=number, link=link, **look)
        return True

    def pair(self, head: str, body: str, *, number: str = "", link: str | None = None, **look: Any) -> None:
        """Head and body side by side, as high as they need."""
        common = {"font_size": SIZE, "valign": "vcenter", "text_wrap": True}
        formats = self.draft.formats
        if number:
            self.page.put(self.row, 0, number, formats(**common, bold=True, font_color=FILL_HEADER))
        if link is None:
            self.page.put(self.row, 1, head, formats(**{**common, "bold": True, **look}))
        else:
            linked = formats(**common, bold=True, font_color=LINK, underline=1)
            self.page.write_url(self.row, 1, f"internal:{link}", linked, head)
        self.page.put(self.row, 2, body, formats(**common, align="left", indent=1))
        needed = max(
            lines(head, column_pixels(WIDTHS[1]), size=SIZE, is_bold=True),
            lines(body, column_pixels(WIDTHS[2] - INDENT), size=SIZE),
        )
        self.page.set_row(self.row, ROW_HEIGHT + (needed - 1) * (SIZE + 4))
        self.row += 1


def write_instructions(draft: Draft) -> None:
    """Writes the sheet and shows it first."""
    page = draft.pages["instructions"]
    draft.set_up("instructions", remark=(REMARK, 0))
    page.fit_to_pages(1, 1)
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    _write_top(draft)
    writer = _Writer(draft)
    _write_steps(draft, writer)
    _write_news(draft, writer)
    _write_marks(draft, writer)
    writer.heading("statuses")
    writer.line("status.work")
    writer.line("status.not_applicable")
    writer.heading("remember")
    writer.line("secret")
    draft.protect("instructions")
    page.activate()
    page.set_first_sheet()
    page.set_selection(CONTACT, 2, CONTACT, 2)


def _write_top(draft: Draft) -> None:
    """Whose workbook it is, of which plan, by when it is due and who can be asked about it."""
    page, programme, language = draft.pages["instructions"], draft.programme, draft.order.language
    organisation = programme.organisation(draft.order.organisation).names[language]
    group = programme.group(draft.order.group).names[language]
    who = draft.text("guide.who", organisation=organisation, group=group, code=draft.order.group)
    title = draft.text("guide.title", sheet=draft.name("items"), month=texts.month_short(draft.order.month))
    page.put(TITLE, 0, title, draft.formats(bold=True, font_size=16, font_color=FILL_HEADER))
    page.set_row(TITLE, 30)
    page.put(WHO, 0, who, draft.formats(font_size=SIZE, bold=True))
    plan = f"{programme.names[language]}. {programme.roadmap_names[language]}."
    if programme.roadmap_language not in (None, language):
        plan += f" {draft.text(f'guide.names.{programme.roadmap_language}')}"
    page.put(PLAN, 0, plan, draft.formats(font_size=SIZE, font_color=MUTED))
    key = "guide.deadline" if draft.order.previous else "guide.deadline.first"
    deadline = draft.text(key, deadline=draft.due("long"))
    page.put(DEADLINE, 0, deadline, draft.formats(font_size=SIZE, bold=True))
    page.put(
        CONTACT, 1, draft.text("guide.contact"), draft.formats(font_size=SIZE, bold=True, valign="vcenter")
    )
    box = draft.formats(
        font_size=SIZE, border=1, border_color=RULE, valign="vcenter", num_format="@", locked=False
    )
    page.put(CONTACT, 2, None, box)
    page.set_row(REMARK, ROW_HEIGHT if programme.is_demonstration else PADDING)
    for row in (WHO, PLAN, DEADLINE, CONTACT):
        page.set_row(row, ROW_HEIGHT)
    draft.book.define_name(
        CONTACT_NAME, f"={draft.quoted_name('instructions')}!{xl_rowcol_to_cell(CONTACT, 2, True, True)}"
    )
    options = {"validate": "length", "criteria": "<=", "value": CONTACT_MOST}
    title = draft.text("guide.contact")
    message = {"input_title": title, "input_message": draft.text("guide.contact.help")}
    error = {"error_title": title, "error_message": draft.text("error.name", most=CONTACT_MOST)}
    page.data_validation(CONTACT, 2, CONTACT, 2, {**options, **message, **error})


def _write_steps(draft: Draft, writer: _Writer) -> None:
    writer.heading("how")
    targets = {"items": xl_rowcol_to_cell(*first_cell(draft)), "notes": f"C{FIRST + 1}", "overview": "A1"}
    targets |= dict.fromkeys(("indicators", "decisions", "own_windows", "own_items"), f"A{FIRST + 1}")
    number = 1
    for step in STEPS if draft.order.previous else FIRST_STEPS:
        kind = LINKED_STEPS.get(step)
        if kind not in draft.pages:
            kind = None
        link = f"{draft.quoted_name(kind)}!{targets[kind]}" if kind else None
        number += writer.line(f"step.{step}", number=str(number), link=link)


def _write_news(draft: Draft, writer: _Writer) -> None:
    """What changed in the group's part of the roadmap; nothing where nothing did."""
    told, more = news_of(draft)
    if told:
        writer.heading("news")
    for item, said in told:
        writer.pair(item, said)
    if more:
        writer.pair("…", draft.text("news.more", count=more))


def _write_marks(draft: Draft, writer: _Writer) -> None:
    box: dict[str, Any] = {"border": 1, "border_color": RULE, "bold": False}
    writer.heading("marks")
    writer.line("mark.lacking", **{**box, "bg_color": LACKING_FILL, "font_color": LACKING_INK, "bold": True})
    writer.line("mark.open", **box)
    writer.line("mark.locked", **box, bg_color=LOCKED_FILL)
    if draft.order.previous:
        writer.line("mark.previous", **box, font_color=MUTED, italic=True)
    writer.line("mark.late", **{**box, "bg_color": LATE_FILL, "font_color": LATE_INK, "bold": True})
    if any(row.has_no_end for row in draft.plan.rows):
        writer.line("mark.fallback", **box, bg_color=LOCKED_FILL)
    _write_assumed(draft, writer, box)
    if any(row.own for row in draft.plan.rows):
        writer.line("mark.own", **box, bg_color=LOCKED_FILL)
    writer.line("mark.flag", **{**box, "bg_color": FLAG_FILL, "font_color": FLAG_INK, "bold": True})
    writer.line("mark.critical", **box)


def _write_assumed(draft: Draft, writer: _Writer, box: dict[str, Any]) -> None:
    """What the sign of an assumed day means, and each reading that this workbook rests on."""
    rows = [row for row in draft.plan.rows if row.is_end_assumed]
    if rows:
        end = draft.sheet("items").field("planned_end").header(draft.order.language, draft.order.month)
        said = [
            assumption_said(each, draft.order.language) for each in assumptions_in(row.item for row in rows)
        ]
        body = draft.text("guide.mark.assumed", planned_end=end, readings=" ".join(said))
        writer.pair(f"{ASSUMED} {texts.day(rows[0].end)}", body, **box, bg_color=LOCKED_FILL)


def _words(draft: Draft) -> dict[str, str]:
    """What the lines may speak of: headers, sheets, statuses, words and days of the programme."""
    programme, order = draft.programme, draft.order
    headers = {field.code: field.header(order.language, order.month) for field in draft.sheet("items").fields}
    sheets = {f"sheet_{kind}": draft.name(kind) for kind in draft.pages}
    statuses = {status.code: status.names[order.language] for status in programme.statuses}
    words = {word: names[order.language] for word, names in programme.workbook.words.items()}
    kinds = {
        choice.code: choice.names[order.language] for choice in draft.sheet("notes").field("kind").choices
    }
    return {
        **(kinds | words | statuses | sheets | headers),
        "hard_deadline": texts.day(programme.hard_deadline),
        "readiness_day": texts.day(programme.readiness_day),
        "last_day": texts.day(last_day(order.month)),
        "asked": str(sum(row.is_asked for row in draft.plan.rows)),
        "rows": str(len(draft.plan.rows)),
    }
