"""What comes to the bodies next: beside the strategy, the nearest matters of each body with their days."""

from collections.abc import Sequence
from datetime import date

from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.picture.agenda import WHYS, Entry, Sitting
from ytaexcel.picture.decisions import DIFFERS, Matter
from ytaexcel.report.edition import Edition, link
from ytaexcel.report.handling import LATE, body_name, state_name
from ytaexcel.report.steering.columns import HEAD_ROW, HEADER_LINE, STATE_SIZE, TEXT_WIDTH, WHERE
from ytaexcel.report.summary.grid import Cell, Grid, Header, put_block, put_head, put_remark
from ytaexcel.report.table import DAY, INDENT, INDENTED, TEXT
from ytaexcel.style.measure import largest_size, shortened, text_width
from ytaexcel.texts import NONE, day, number

LEAST_ROWS = 14
"""So many rows are there where nothing on the left is longer."""
HEADING_SIZES = (10, 9)
Coming = tuple[Sitting, Entry]


def handlings(edition: Edition) -> list[str]:
    """How the matters that come up have been handled, as it is said on the page."""
    return [
        _handling(edition, entry.matter) for sitting in edition.picture.agenda for entry in sitting.entries
    ]


def headings(edition: Edition) -> list[str]:
    """The bodies with their next meetings."""
    return [_name(edition, each) + _meets(edition, each) for each in edition.picture.agenda if each.entries]


def put_upcoming(edition: Edition, sheet: Worksheet, grid: Grid, top: int, bottom: int) -> int:
    """A row for each body and under it its nearest matters, down to the row `bottom`; answers with the first free row.

    `top` without bodies.
    """
    if not edition.picture.programme.bodies:
        return top
    sheet.set_row(top, HEAD_ROW)
    sheet.set_row(top + 1, 2 * HEADER_LINE)
    put_head(edition, sheet, top, grid.right, "steering_upcoming")
    every = [(sitting, entry) for sitting in edition.picture.agenda for entry in sitting.entries]
    if not every:
        put_remark(edition, sheet, top + 1, grid.right, edition.say("agenda.none"))
        return top + 2
    shown = _nearest(every, max(LEAST_ROWS, bottom - top - 4))
    rows = [row for body in _by_body(shown) for row in _body(edition, grid, body)]
    headers = [
        Header(edition.say("column.item")),
        Header(edition.say("steering.when"), {"align": "right"}),
        Header(edition.say("steering.handling"), {"align": "left", "indent": 1}),
        Header(edition.item_word, {"align": "left", "indent": 1}),
    ]
    put_block(edition, sheet, grid, (top + 1, grid.right), "steering_upcoming", headers, rows)
    below = top + 2 + len(rows)
    if edition.has_sheet("agenda"):
        named = edition.say(
            "steering.upcoming_all", count=number(len(every)), sheet=edition.sheet_name("agenda")
        )
        link(edition, sheet, below, grid.right, "agenda", "A1", named)
        below += 1
    return below


def _nearest(every: Sequence[Coming], rows: int) -> list[Coming]:
    """The first ones by their days, as many as there is room for with a row for each body."""
    ordered = sorted(every, key=_nearness)
    while len(ordered) + len({_place(sitting) for sitting, _ in ordered}) > rows:
        ordered.pop()
    return ordered


def _nearness(coming: Coming) -> tuple[date, int]:
    sitting, entry = coming
    return _when(sitting, entry) or date.max, WHYS.index(entry.why)


def _when(sitting: Sitting, entry: Entry) -> date | None:
    """The meeting; without one the day by which the body decides."""
    return sitting.day or entry.matter.end


def _place(sitting: Sitting) -> tuple[str, str]:
    return sitting.body.code, sitting.organisation


def _by_body(shown: Sequence[Coming]) -> list[list[Coming]]:
    """Those of each body together, the body with the nearest first."""
    together: dict[tuple[str, str], list[Coming]] = {}
    for coming in shown:
        together.setdefault(_place(coming[0]), []).append(coming)
    return list(together.values())


def _body(edition: Edition, grid: Grid, comings: Sequence[Coming]) -> list[list[Cell]]:
    """The body with its next meeting, then its matters."""
    sitting = comings[0][0]
    named, size = _heading(_name(edition, sitting), _meets(edition, sitting), grid.right_width)
    fill = {**TEXT, "bg_color": style.LOCKED_FILL, "bold": True, "font_size": size}
    heading = [Cell(named, fill), *(Cell(None, fill) for _ in range(3))]
    return [heading, *(_coming(edition, grid, entry) for _, entry in comings)]


def _name(edition: Edition, sitting: Sitting) -> str:
    return body_name(edition.picture.programme, sitting.body, sitting.organisation, edition.language)


def _meets(edition: Edition, sitting: Sitting) -> str:
    """When the body of the sitting meets next, as it stands after its name."""
    meetings = [
        each.day
        for each in edition.picture.agenda
        if _place(each) == _place(sitting) and each.day is not None
    ]
    said = (
        edition.say("steering.meets", day=day(meetings[0]))
        if meetings
        else edition.say("steering.no_meeting")
    )
    return f" · {said}"


def _heading(name: str, meets: str, width: int) -> tuple[str, int]:
    """The body with its meeting, and its size; a name too long for both is cut, the day never."""
    size = largest_size(f"{name}{meets}", width, HEADING_SIZES, is_bold=True)
    taken = int(text_width(meets, size=size, is_bold=True))
    return f"{shortened(name, width - taken, size=size, is_bold=True)}{meets}", size


def _coming(edition: Edition, grid: Grid, entry: Entry) -> list[Cell]:
    is_late = entry.matter.is_overdue(edition.picture.month)
    small = {"font_size": STATE_SIZE}
    room = grid.widths[grid.right + WHERE] - INDENT
    late = {"font_color": style.LATE_INK, "bold": True} if is_late else {}
    handling = shortened(_handling(edition, entry.matter), room, size=STATE_SIZE, is_bold=is_late)
    return [
        Cell(entry.matter.item.id, TEXT),
        Cell(entry.matter.end or NONE, {**DAY, **late}),
        Cell(handling, {**INDENTED, **small, **late}),
        Cell(shortened(entry.matter.item.name, TEXT_WIDTH - 8, size=10), {**INDENTED, "font_size": 10}),
    ]


def _handling(edition: Edition, matter: Matter) -> str:
    """The state; `▲` before it where the time has passed, and words for that where nobody has told a state."""
    state = _state(edition, matter.state)
    if not matter.is_overdue(edition.picture.month):
        return state
    return f"{LATE} {state if matter.state else edition.say('agenda.why.overdue')}"


def _state(edition: Edition, code: str) -> str:
    """The name of the state; what organisations tell differently in a word that fits."""
    if code == DIFFERS:
        return edition.say("steering.differs")
    return state_name(edition.picture.programme, code, edition.language)
