"""The counting behind the situation picture: one hidden column for each question that formulas ask of a row.

Each column knows its formula and the value that the formula has in the workbook as it is sent, so that what
stands in a preview is what Excel works out. In a formula `#` stands for the number of the row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from xlsxwriter.utility import xl_col_to_name

from ytaexcel.template.draft import FIRST, Draft, letters
from ytaexcel.template.facts import DONE, NOT_APPLICABLE, NOT_STARTED, Row, prefilled
from ytaexcel.template.lacking import (
    COMPLETE,
    Rule,
    idle_words,
    missing_word,
    previous_code,
    rules,
    touched_expression,
    words_expression,
)
from ytaexcel.template.page import Formula, Value

STATUS_LIST = "list_status"
"""Defined name of the statuses' labels."""
LABEL_MOST = 125
"""Characters of a row's name in a list of one line for each."""
LIVE = (
    *("touched", "now", "known", "words", "lacking", "lacking_so_far", "filled"),
    *("closed", "ready", "counted", "overdue", "late_start", "flagged"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One question, answered for each row; `formula` is empty where the answer does not change."""

    code: str
    values: Sequence[Value]
    formula: str = ""
    is_live: Sequence[bool] | None = None
    """In which rows the formula stands; None: in all."""

    @property
    def range_name(self) -> str:
        """The defined name of the column's cells."""
        return f"row_{self.code}"

    def cell(self, index: int) -> Value:
        """What stands in a row: the formula with its value, or the value alone."""
        value = self.values[index]
        if (
            self.formula
            and (self.is_live is None or self.is_live[index])
            and isinstance(value, str | int | float)
        ):
            return Formula(in_row(self.formula, index), value)
        return value


@dataclass(frozen=True, slots=True)
class Counting:
    """The hidden columns of one workbook, side by side on the sheet of lists."""

    columns: Mapping[str, Column]
    at: Mapping[str, str]
    """Code -> where the column stands in row `#`, as the situation picture refers to it."""
    rules: list[Rule]

    def count(self, **wanted: float) -> Formula:
        """In how many rows all these columns have these values."""
        columns = [(self.columns[code], value) for code, value in wanted.items()]
        criteria = ",".join(f"{column.range_name},{value:g}" for column, value in columns)
        held = zip(*([each == value for each in column.values] for column, value in columns), strict=True)
        return Formula(f"COUNTIFS({criteria})", sum(map(all, held)))


def in_row(formula: str, index: int) -> str:
    """The formula for the row with this index."""
    return formula.replace("#", str(FIRST + index + 1))


def counting(draft: Draft, first_column: int) -> Counting:
    """The columns as they stand before anybody has filled anything; the first lies in `first_column`."""
    known = _known_columns(draft)
    codes = [*(column.code for column in known), *LIVE]
    here = {code: f"${xl_col_to_name(first_column + index)}#" for index, code in enumerate(codes)}
    state, lists = draft.quoted_name("items"), draft.quoted_name("lists")
    cells = {code: f"{state}!${letter}#" for code, letter in letters(draft.sheet("items")).items()}
    found = rules(draft, cells, here)
    columns = [*known, *_status_columns(draft, cells, here, found), *_late_columns(draft, cells, here)]
    at = {code: f"{lists}!{place}" for code, place in here.items()}
    return Counting({column.code: column for column in columns}, at, found)


def _known_columns(draft: Draft) -> list[Column]:
    """What is known when the workbook is made and does not change in it."""
    rows = draft.plan.rows
    optional, done, not_applicable = idle_words(draft)
    idle = {DONE: done, NOT_APPLICABLE: not_applicable}
    either, status = missing_word(draft, "status_or_mark"), missing_word(draft, "status")
    return [
        Column("item", [row.item.id for row in rows]),
        Column("name", [row.item.name for row in rows]),
        Column("label", [_label(row) for row in rows]),
        Column("part", [row.part for row in rows]),
        Column("followed", [int(row.item.is_followed) for row in rows]),
        Column("asked", [int(row.is_asked) for row in rows]),
        Column("opened", [int(row.is_opened) for row in rows]),
        Column("assumed", [int(row.is_end_assumed) for row in rows]),
        Column("due", [int(row.item.is_followed and (row.is_start_due or row.is_closed)) for row in rows]),
        Column("untold", [draft.place(row.known) for row in rows]),
        Column("done_means", [draft.place(row.done_means) for row in rows]),
        Column("before", [draft.place(row.status_before) if row.status_before else 0 for row in rows]),
        Column("idle", [idle.get(row.status_before or "", optional) for row in rows]),
        Column("need", [either if row.status_before else status for row in rows]),
        *(
            Column(previous_code(field.code), [prefilled(row, field) for row in rows])
            for field in draft.sheet("items").fields
            if field.role == "prefilled"
        ),
    ]


def _label(row: Row) -> str:
    """Id and name on one line."""
    label = f"{row.item.id}  {row.item.name}"
    return label if len(label) <= LABEL_MOST else label[: LABEL_MOST - 1].rstrip() + "…"


def _status_columns(
    draft: Draft, cells: Mapping[str, str], at: Mapping[str, str], found: list[Rule]
) -> list[Column]:
    """The status that counts, and what the row lacks."""
    rows = draft.plan.rows
    nothing = [0] * len(rows)
    asked = [int(row.is_asked) for row in rows]
    status, mark, missing = cells["status"], cells.get("no_change", '""'), cells["lacking"]
    now = f'IF({status}<>"",IFERROR(MATCH({status},{STATUS_LIST},0),0),IF({mark}<>"",{at["before"]},0))'
    told = f"IF({at['now']}={draft.place(DONE)},{at['done_means']},{at['now']})"
    known = f"IF({at['now']}=0,{at['untold']},{told})"
    so_far = f"SUM({at['lacking'].replace('#', f'${FIRST + 1}')}:{at['lacking']})"
    return [
        Column("touched", nothing, touched_expression(draft, cells, at)),
        Column("now", nothing, now),
        Column("known", [draft.place(row.known) for row in rows], known),
        Column("words", [""] * len(rows), words_expression(found)),
        Column("lacking", asked, f'IF(OR({missing}="{COMPLETE}",{missing}={at["idle"]}),0,1)'),
        Column("lacking_so_far", list(accumulate(asked)), so_far),
        Column("filled", nothing, f'IF({missing}="{COMPLETE}",1,0)', [row.is_asked for row in rows]),
    ]


def _late_columns(draft: Draft, cells: Mapping[str, str], at: Mapping[str, str]) -> list[Column]:
    """What the shares and the lateness are counted from; items that are not followed have noughts."""
    rows = draft.plan.rows
    done, not_started, not_applicable = (draft.place(code) for code in (DONE, NOT_STARTED, NOT_APPLICABLE))
    followed = [row.item.is_followed for row in rows]
    is_open = f"{at['known']}<>{done},{at['known']}<>{not_applicable}"
    no_more = f"IF({at['now']}={done},0,1)"
    return [
        Column(
            "closed",
            [int(row.is_closed) for row in rows],
            no_more,
            [row.is_closed and not row.is_closed_if_done for row in rows],
        ),
        Column(
            "ready",
            [int(row.is_ready) for row in rows],
            no_more,
            [row.is_ready and not row.is_ready_if_done for row in rows],
        ),
        Column(
            "counted",
            [int(row.item.is_followed and row.status_before != NOT_APPLICABLE) for row in rows],
            f"IF({at['known']}={not_applicable},0,1)",
            followed,
        ),
        Column(
            "overdue",
            [int(row.is_overdue) for row in rows],
            f"IF(AND({is_open},{at['closed']}=1),1,0)",
            [row.item.is_followed and row.is_closed for row in rows],
        ),
        Column(
            "late_start",
            [int(row.is_late_start) for row in rows],
            f"IF({at['known']}={not_started},1,0)",
            [row.item.is_followed and row.is_start_due for row in rows],
        ),
        Column(
            "flagged",
            [0] * len(rows),
            f'IF(AND({cells["red_flag"]}<>"",{is_open}),1,0)' if "red_flag" in cells else "",
            followed,
        ),
    ]
