"""What stands over the rows of the situation picture: title, live count, legend, words over the headers."""

from typing import Any

from ytaexcel.programme import Field
from ytaexcel.style import (
    FILL_HEADER,
    LACKING_FILL,
    LACKING_INK,
    LATE_FILL,
    LATE_INK,
    LOCKED_FILL,
    MUTED,
    RULE,
)
from ytaexcel.template.draft import TITLE, Draft
from ytaexcel.template.fields import write_headers
from ytaexcel.template.live import Counting
from ytaexcel.template.page import sentence

COUNT, BAND = TITLE + 1, TITLE + 2
"""Rows (from 0) of the live count with the legend, and of the words over the headers."""


def write_head(draft: Draft, counting: Counting, frozen: int) -> None:
    """Everything down to the headers; the legend stands right of the `frozen` columns."""
    draft.set_up("items", remark=(TITLE, frozen + 1))
    _write_count(draft, counting)
    _write_legend(draft, frozen)
    _write_bands(draft, frozen)
    write_headers(draft, "items")


def _write_count(draft: Draft, counting: Counting) -> None:
    count = sentence(
        draft.text("state.count"),
        filled=counting.count(filled=1),
        asked=str(counting.count(asked=1).value),
        lacking=counting.count(lacking=1),
        deadline=draft.due("short"),
    )
    draft.pages["items"].put(COUNT, 0, count, draft.formats(bold=True, valign="vcenter"))
    draft.pages["items"].set_row(COUNT, 18)


def _write_legend(draft: Draft, first_column: int) -> None:
    small: dict[str, Any] = {"font_size": 10, "valign": "vcenter"}
    box = {**small, "border": 1, "border_color": RULE}
    legend: list[tuple[str, dict[str, Any]]] = [
        (draft.text("state.legend"), {**small, "align": "right"}),
        (
            draft.text("mark.lacking"),
            {**box, "bg_color": LACKING_FILL, "font_color": LACKING_INK, "bold": True},
        ),
        (draft.text("mark.open"), box),
        (draft.text("mark.locked"), {**box, "bg_color": LOCKED_FILL}),
        (draft.text("mark.late"), {**box, "bg_color": LATE_FILL, "font_color": LATE_INK, "bold": True}),
        (draft.text("mark.previous"), {**small, "font_color": MUTED, "italic": True}),
    ]
    for column, (words, properties) in enumerate(legend, start=first_column):
        draft.pages["items"].put(COUNT, column, words, draft.formats(**properties))


def _write_bands(draft: Draft, frozen: int) -> None:
    """Words over each run of columns that belong together, at the first of them."""
    before, mark = "", draft.word("mark")
    for column, field in enumerate(draft.sheet("items").fields):
        band = _band(field, is_frozen=column < frozen)
        if band != before:
            ink = FILL_HEADER if field.is_filled else MUTED
            look = draft.formats(bold=True, font_size=10, font_color=ink)
            # Where nothing is known yet, "no change" has nothing to stand for.
            key = "fill_first" if band == "fill" and not draft.order.previous else band
            draft.pages["items"].put(BAND, column, draft.text(f"state.band.{key}", mark=mark), look)
        before = band


def _band(field: Field, *, is_frozen: bool) -> str:
    if field.is_filled:
        return "words" if field.type == "text" else "fill"
    if field.code.startswith("previous_"):
        return "previous"
    return "item" if is_frozen else "roadmap"
