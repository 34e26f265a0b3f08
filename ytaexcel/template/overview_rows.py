"""The tables of the overview that lead to rows: the parts of the roadmap, and what is still lacking."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from ytaexcel.style import FILL_HEADER, LACKING_FILL, LACKING_INK, LATE_INK, LINK, LOCKED_HEADER_FILL, RULE
from ytaexcel.style.measure import column_pixels, lines
from ytaexcel.template.draft import FIRST, Draft, letters
from ytaexcel.template.facts import DONE, STARTED
from ytaexcel.template.live import Counting
from ytaexcel.template.page import Formula, added, quoted, sentence

SHOWN = 15
"""How many of the rows that lack something are listed."""
NAME_WIDTH, NUMBER_WIDTH = 62, 14
WORDS = 6
"""Column of the words that say what a listed row lacks."""


def write_table_head(
    draft: Draft, top: int, heading: str | Formula, headers: Sequence[str], *, words: Sequence[int] = (0,)
) -> None:
    """A heading in row `top` and below it the headers of a table, to the right but over columns of words."""
    page = draft.pages["overview"]
    look = draft.formats(bold=True, font_size=13, font_color=FILL_HEADER, valign="vcenter")
    page.put(top, 0, heading, look)
    page.set_row(top, 24)
    for column, header in enumerate(headers):
        side = "left" if column in words else "right"
        look = draft.formats(bold=True, bg_color=LOCKED_HEADER_FILL, align=side, text_wrap=True)
        page.put(top + 1, column, header, look)
    page.set_height(
        top + 1, max(lines(header, column_pixels(NUMBER_WIDTH), is_bold=True) for header in headers[1:])
    )


def write_parts(draft: Draft, counting: Counting, top: int) -> int:
    """One line for each part of the roadmap, linked to its rows; returns the row after the table."""
    page, plan = draft.pages["overview"], draft.plan
    level = draft.programme.level_names[plan.level][draft.order.language]
    codes = ("asked", "filled", "lacking", "started", "done", "late", "flags")
    headers = [
        draft.text("overview.linked", name=level),
        *(draft.text(f"overview.column.{code}") for code in codes),
    ]
    write_table_head(draft, top, draft.text("overview.parts"), headers)
    box = {"border": 1, "border_color": RULE}
    link = draft.formats(**box, font_color=LINK, underline=1, text_wrap=True)
    number, strong = draft.formats(**box), draft.formats(**box, bold=True)
    first, last = top + 2, top + 1 + len(plan.parts)
    column = letters(draft.sheet("items"))[draft.sheet("items").filled_fields[0].code]
    for place, part in enumerate(plan.parts, start=1):
        row = top + 1 + place
        # A formula: LibreOffice shows the text of a link proper on one line, cut at the column's end.
        target = quoted(f"#{draft.quoted_name('items')}!{column}{FIRST + part.first + 1}")
        page.put(row, 0, Formula(f"HYPERLINK({target},{quoted(part.label)})", part.label), link)
        for offset, formula in enumerate(_part_figures(draft, counting, place), start=1):
            page.put(row, offset, formula, strong if codes[offset - 1] == "lacking" else number)
        page.set_height(row, lines(part.label, column_pixels(NAME_WIDTH)))
    late: dict[str, Any] = {"font_color": LATE_INK, "bold": True}
    looks = {"lacking": {"bg_color": LACKING_FILL, "font_color": LACKING_INK}, "late": late, "flags": late}
    for code, above_nought in looks.items():
        counted = 1 + codes.index(code)
        criteria = f"{xl_rowcol_to_cell(first, counted)}>0"
        draft.mark("overview", (first, last), (counted, counted), criteria, above_nought)
    return last + 1


def _part_figures(draft: Draft, counting: Counting, place: int) -> list[Formula]:
    of_part = {"part": float(place)}
    started, done, one_of = draft.place(STARTED), draft.place(DONE), counting.count
    begun = added(one_of(**of_part, counted=1, known=started), one_of(**of_part, counted=1, known=done))
    late = added(one_of(**of_part, overdue=1), one_of(**of_part, overdue=0, late_start=1))
    return [
        one_of(**of_part, asked=1),
        one_of(**of_part, filled=1),
        one_of(**of_part, lacking=1),
        begun,
        one_of(**of_part, counted=1, known=done),
        late,
        one_of(**of_part, flagged=1),
    ]


def write_lacking(draft: Draft, counting: Counting, top: int) -> None:
    """The first rows that lack something, linked, with the words that say what."""
    page, sheet, state = draft.pages["overview"], draft.sheet("items"), draft.quoted_name("items")
    heading = sentence(draft.text("overview.still"), lacking=counting.count(lacking=1), shown=str(SHOWN))
    item = draft.programme.level_names[list(draft.programme.level_names)[-1]][draft.order.language]
    missing = sheet.field("lacking").header(draft.order.language, draft.order.month)
    headers = [draft.text("overview.linked", name=item), *[""] * (WORDS - 1), missing, ""]
    write_table_head(draft, top, heading, headers, words=(0, WORDS))
    asked = [index for index, row in enumerate(draft.plan.rows) if row.is_asked]
    words, target = (letters(sheet)[code] for code in ("lacking", sheet.filled_fields[0].code))
    area = f"{state}!${words}${FIRST + 1}:${words}${FIRST + len(draft.plan.rows)}"
    link, strong = draft.formats(font_color=LINK, underline=1), draft.formats(bold=True)
    for place in range(1, SHOWN + 1):
        shown = asked[place - 1] if place <= len(asked) else None
        found = f"MATCH({place},row_lacking_so_far,0)"
        href = f'"#{state}!{target}"&({FIRST}+{found})'
        name, need = counting.columns["label"].values, counting.columns["need"].values
        linked = f'IFERROR(HYPERLINK({href},INDEX(row_label,{found})),"")'
        page.put(top + 1 + place, 0, Formula(linked, "" if shown is None else str(name[shown])), link)
        lacking = f'IFERROR(INDEX({area},{found}),"")'
        page.put(top + 1 + place, WORDS, Formula(lacking, "" if shown is None else str(need[shown])), strong)
