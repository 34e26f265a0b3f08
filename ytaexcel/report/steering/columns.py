"""The columns that the blocks of the steering page share: each organisation stands in one column throughout.

Columns of states are as wide as the names that stand in them, in the language of the report.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from ytaexcel.report.edition import Edition
from ytaexcel.report.summary.grid import GUTTER_WIDTH, Cell, Grid, Header
from ytaexcel.report.table import INDENT, Value
from ytaexcel.style.measure import shortened, text_width

NAME_WIDTH = 284
NARROW = (34, 46, 62, 62, 60, 48, 66, 58, 56, 58, 40, 50)
"""Of the figures of a part of the plan, and of those of an objective."""
ORGANISATION_WIDTH, MOST_ORGANISATIONS = 78, 8
CODE_WIDTH, WHEN_WIDTH, WHERE_WIDTH, TEXT_WIDTH = 62, 78, 100, 226
BASELINE, TARGET = 2, 3
"""Places among the figures of an objective."""
WHERE = 2
"""Place in the right half of where an item is behind, and of how far a body has handled it."""
STATE_SIZE, WIDEST_STATE, AIR = 9, 190, 9
"""Points of the name of a state, pixels of its column at most, and those free at its sides."""
ROW, HEAD_ROW, HEADER_LINE = 16.5, 22.5, 14.25
"""Points of a line of text, of the head of a block, and of a line in a header."""
CENTRE = {"align": "center"}
RIGHT = {"align": "right"}


@dataclass(frozen=True, slots=True)
class States:
    """What stands for states in the columns that show them, and the headings over the matters of bodies."""

    baselines: Sequence[str]
    targets: Sequence[str]
    values: Sequence[str]
    handlings: Sequence[str]
    headings: Sequence[str]


def organisations_of(edition: Edition) -> list[str]:
    """The organisations that have a column each: none where there is but one, or more than a page can hold."""
    found = list(dict.fromkeys(edition.picture.steering.places["organisation"]))
    return found if 1 < len(found) <= MOST_ORGANISATIONS else []


def steering_grid(edition: Edition, states: States) -> Grid:
    """Name, figures and organisations on the left; code, day, place and text on the right."""
    names = [edition.words.organisation(code) for code in organisations_of(edition)]
    heads = [int(text_width(name, size=10, is_bold=True)) + 10 for name in names]
    width = _holding(states.values, max([ORGANISATION_WIDTH, *heads]))
    figures = list(NARROW)
    figures[BASELINE] = _holding(states.baselines, figures[BASELINE])
    figures[TARGET] = _holding(states.targets, figures[TARGET])
    left = [NAME_WIDTH, *figures, *[width] * len(names)]
    where = _holding(states.handlings, WHERE_WIDTH, is_bold=True, indent=INDENT)
    beside = CODE_WIDTH + WHEN_WIDTH + TEXT_WIDTH
    across = _holding(states.headings, beside + where, most=beside + WIDEST_STATE, is_bold=True)
    right = [CODE_WIDTH, WHEN_WIDTH, across - beside, TEXT_WIDTH]
    return Grid((*left, GUTTER_WIDTH, *right), right=len(left) + 1)


def _holding(
    names: Iterable[str],
    least: int,
    *,
    most: int = WIDEST_STATE,
    is_bold: bool = False,
    indent: int = 0,
) -> int:
    """Pixels in which the names of states, or the headings of bodies, stand whole."""
    widest = max((text_width(name, size=STATE_SIZE, is_bold=is_bold) for name in names), default=0)
    return max(least, min(most, ceil(widest) + AIR + indent))


def organisation_headers(edition: Edition) -> list[Header]:
    return [Header(edition.words.organisation(code), CENTRE) for code in organisations_of(edition)]


def fitted(cells: Sequence[Cell], grid: Grid) -> list[Cell]:
    """The cells of a row from the first column on, texts cut to their columns' widths."""
    return [Cell(_cut(cell, grid.widths[place]), cell.properties) for place, cell in enumerate(cells)]


def _cut(cell: Cell, width: int) -> Value:
    if not isinstance(cell.value, str) or "text_wrap" in cell.properties:
        return cell.value
    is_bold = bool(cell.properties.get("bold"))
    return shortened(cell.value, width, size=cell.properties.get("font_size", 11), is_bold=is_bold)
