"""The sheet that counts down to ready: how much is filled, how the group stands, what is still lacking."""

from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from ytaexcel import texts
from ytaexcel.months import last_day
from ytaexcel.style import LACKING_FILL, LACKING_INK, LATE_INK, MUTED, PERCENT, READY_INK, RULE
from ytaexcel.template.draft import TITLE, Draft
from ytaexcel.template.facts import DONE, STARTED
from ytaexcel.template.lacking import COMPLETE
from ytaexcel.template.live import Counting
from ytaexcel.template.notes import missing_range
from ytaexcel.template.overview_rows import (
    NAME_WIDTH,
    NUMBER_WIDTH,
    write_lacking,
    write_parts,
    write_table_head,
)
from ytaexcel.template.page import Formula, added, quoted, sentence

EXPLANATION, VERDICT, FIGURES = TITLE + 1, TITLE + 2, TITLE + 4
NUMBERS = 7
"""Columns of numbers, right of the names."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the first table: so many of so many."""

    key: str
    numerator: Formula
    denominator: Formula
    is_warning: bool = False


def write_overview(draft: Draft, counting: Counting) -> None:
    """Writes the sheet; nothing is filled in it."""
    page = draft.pages["overview"]
    page.set_column(0, 0, NAME_WIDTH)
    page.set_column(1, NUMBERS, NUMBER_WIDTH)
    draft.set_up("overview", remark=(TITLE, 3))
    explanation = draft.text("overview.explanation", day=texts.day(last_day(draft.order.month)))
    page.put(EXPLANATION, 0, explanation, draft.formats(font_color=MUTED))
    _write_verdict(draft, counting)
    row = _write_figures(draft, _figures(draft, counting))
    row = write_parts(draft, counting, row + 1)
    write_lacking(draft, counting, row + 1)
    page.fit_to_pages(1, 1)
    page.ignore_errors({"formula_differs": "A1:H99"})
    draft.protect("overview")


def _write_verdict(draft: Draft, counting: Counting) -> None:
    """The one line that says whether the workbook is ready to be returned."""
    page, rows, notes = draft.pages["overview"], counting.count(lacking=1), _lacking_notes(draft)
    lacking = Formula(f"({rows.expression}+{notes.expression})", rows.value)
    ready = draft.text("overview.ready", deadline=draft.due("long"))
    still = sentence(draft.text("overview.lacking"), lacking=lacking, deadline=draft.due("long"))
    verdict = Formula(
        f"IF({lacking.expression}=0,{quoted(ready)},{still.expression})",
        still.value if lacking.value else ready,
    )
    look = draft.formats(bold=True, font_size=13, font_color=LACKING_INK, valign="vcenter")
    for column in range(NUMBERS + 1):
        page.put(VERDICT, column, verdict if column == 0 else None, look)
    page.set_row(VERDICT, 26)
    is_ready = f'LEFT($A${VERDICT + 1},1)="{COMPLETE}"'
    everywhere = (VERDICT, VERDICT), (0, NUMBERS)
    draft.mark("overview", *everywhere, is_ready, {"font_color": READY_INK})
    draft.mark("overview", *everywhere, f"NOT({is_ready})", {"bg_color": LACKING_FILL})


def _figures(draft: Draft, counting: Counting) -> list[Figure]:
    started, done, one_of = draft.place(STARTED), draft.place(DONE), counting.count
    followed = one_of(counted=1)
    complete = Formula(f'COUNTIF({missing_range(draft)},"{COMPLETE}")', 0)
    begun = Formula(f"({complete.expression}+{_lacking_notes(draft).expression})", 0)
    opened, closed, ready = ({code: 1.0, "counted": 1.0} for code in ("opened", "closed", "ready"))
    return [
        Figure("filled", one_of(filled=1), one_of(asked=1)),
        Figure("notes", complete, begun),
        Figure(
            "roadmap_started",
            added(one_of(**opened, known=started), one_of(**opened, known=done)),
            one_of(**opened),
        ),
        Figure("roadmap_done", one_of(**closed, known=done), one_of(**closed)),
        Figure(
            "ready_started",
            added(one_of(**ready, known=started), one_of(**ready, known=done)),
            one_of(**ready),
        ),
        Figure("ready_done", one_of(**ready, known=done), one_of(**ready)),
        Figure("overdue", one_of(overdue=1), followed, is_warning=True),
        Figure("late_start", one_of(late_start=1), followed, is_warning=True),
        Figure("flagged", one_of(flagged=1), followed, is_warning=True),
    ]


def _write_figures(draft: Draft, figures: list[Figure]) -> int:
    """The first table; returns the row after it."""
    page = draft.pages["overview"]
    headers = [draft.text(f"overview.column.{code}") for code in ("what", "these", "all", "share")]
    write_table_head(draft, FIGURES, draft.text("overview.figures"), headers)
    row = FIGURES + 2
    readiness_day = texts.day(draft.programme.readiness_day)
    for row, figure in enumerate(figures, start=FIGURES + 2):
        ink = {"font_color": LATE_INK, "bold": True} if figure.is_warning else {}
        line = {"bottom": 1, "bottom_color": RULE}
        page.put(
            row, 0, draft.text(f"overview.{figure.key}", day=readiness_day), draft.formats(**line, **ink)
        )
        page.put(row, 1, figure.numerator, draft.formats(**line, **{**ink, "bold": True}))
        page.put(row, 2, figure.denominator, draft.formats(**line))
        page.put(
            row, 3, _share(figure, row), draft.formats(**line, bold=True, align="right", num_format=PERCENT)
        )
        page.set_height(row, 1)
    return row + 1


def _lacking_notes(draft: Draft) -> Formula:
    area = missing_range(draft)
    return Formula(f'SUMPRODUCT(({area}<>"")*({area}<>"{COMPLETE}"))', 0)


def _share(figure: Figure, row: int) -> Formula:
    numerator, denominator = xl_rowcol_to_cell(row, 1), xl_rowcol_to_cell(row, 2)
    share = f'IF({denominator}=0,"{texts.NONE}",{numerator}/{denominator})'
    total = figure.denominator.number
    return Formula(share, figure.numerator.number / total if total else texts.NONE)
