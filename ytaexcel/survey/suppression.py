"""Which rows of a question's tables are hidden, so that no small group can be read off or worked out.

The rule stands in docs/survey.md. It looks at the rows of all tables of a question at once, and at one round by
itself: what is hidden does not depend on the base that is chosen, on the language or on other rounds, so that two
reports of one round never complete each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ytaexcel.survey.span import Span

Hidden = Literal["small", "difference"]
"""Why a row is hidden: fewer answers than the limit; or to protect another."""
Key = tuple[str, str]
"""Background and code of the group; two empty texts: all respondents."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that would be shown."""

    key: Key
    cells: frozenset[int]
    """Numbers of the cells (respondents with the same backgrounds) that it is the sum of."""
    is_part: bool = True
    """True for a row that together with others makes up the whole: no total, and no union of other rows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Respondents with the same backgrounds."""

    answered: int
    """How many of them gave any answer, "cannot say" included; at least one."""
    opinions: int
    """How many of them gave another answer than "cannot say"."""


def hidden_rows(rows: Sequence[Row], cells: Sequence[Cell], limit: int) -> dict[Key, Hidden]:
    """The rows to hide and why.

    Hidden are rows with fewer than `limit` opinions. Of the rest so many that from what is shown nobody can work out
    by adding and subtracting: a hidden row; the hidden rows of one background together, where they have fewer opinions
    than the limit; what fewer than `limit` who answered said together, or some of them less what others of them said,
    whatever backgrounds tell them apart. Of the rows that would give something away the one with the fewest answers is
    hidden. Rows without any answer are shown as such.
    """
    hidden: dict[Key, Hidden] = {
        row.key: "small"
        for row in rows
        if _sum(cells, row.cells, "answered") and _sum(cells, row.cells, "opinions") < limit
    }
    while culprits := _culprits(rows, cells, hidden, limit):
        chosen = min(culprits, key=lambda row: (row.key == ("", ""), _sum(cells, row.cells, "answered")))
        hidden[chosen.key] = "difference"
    return hidden


def _culprits(
    rows: Sequence[Row], cells: Sequence[Cell], hidden: Mapping[Key, Hidden], limit: int
) -> list[Row]:
    """Shown rows from which together something follows that may not be known; none where all is well."""
    shown = [row for row in rows if row.key not in hidden and row.cells]
    span = Span([row.cells for row in shown], [cell.answered for cell in cells])
    for row in rows:
        if row.key in hidden and (makers := span.makers(dict.fromkeys(row.cells, 1))):
            return [shown[number] for number in sorted(makers)]
    for background in dict.fromkeys(row.key[0] for row in rows):
        parts = [row.cells for row in rows if row.key in hidden and row.key[0] == background and row.is_part]
        rest = frozenset().union(*parts)
        if rest and _sum(cells, rest, "opinions") < limit and (makers := span.makers(dict.fromkeys(rest, 1))):
            return [shown[number] for number in sorted(makers)]
    small = span.small_sum(limit)
    return [shown[number] for number in sorted(span.makers(small))] if small else []


def _sum(cells: Sequence[Cell], numbers: frozenset[int], what: Literal["answered", "opinions"]) -> int:
    return sum(getattr(cells[number], what) for number in numbers)
