"""What is known of each row of the situation picture when the workbook is made: asked or not, late or not.

Nothing here knows of cells; `live` turns the same facts into formulas that go on counting in Excel.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ytaexcel.months import day_after
from ytaexcel.programme import Field, Item, Programme
from ytaexcel.template.order import Order, OwnWindow, Previous

NOT_STARTED, STARTED, DONE, NOT_APPLICABLE = "not_started", "started", "done", "not_applicable"


@dataclass(frozen=True, slots=True)
class Row:
    """One item with what was last known of it."""

    item: Item
    """With the window and the criticality by which the organisation is judged: its own, where it has set one."""
    national: Item
    """As the roadmap has it."""
    own: OwnWindow | None
    previous: Previous | None
    part: int
    """Number of its part of the roadmap, from 1."""
    end: date
    """Planned end, or the programme's hard deadline where there is none."""
    is_asked: bool
    """Critical or undetermined, and not last known as done or not applicable."""
    is_opened: bool
    """By plan it should have begun (or has no planned start)."""
    is_start_due: bool
    """It has a planned start, and that is past by more than the days of grace."""
    is_closed: bool
    """By plan it should be done."""
    is_ready: bool
    """By plan it is done by the hard deadline."""

    @property
    def status_before(self) -> str | None:
        """The last known status."""
        return self.previous.status if self.previous else None

    @property
    def is_overdue(self) -> bool:
        """Late by what was last known: it should be done."""
        return self.item.is_followed and self.is_closed and self.status_before not in (DONE, NOT_APPLICABLE)

    @property
    def is_late_start(self) -> bool:
        """Late by what was last known: it should have begun."""
        return self.item.is_followed and self.is_start_due and self.status_before in (None, NOT_STARTED)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the roadmap (the widest level that divides the group's items)."""

    label: str
    first: int
    """Index of its first row."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The group's items of the month as rows, and the parts of the roadmap that they make up."""

    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    level: str
    """Code of the level that the parts are on."""


def plan_of(programme: Programme, order: Order) -> Plan:
    """The rows in the order of the roadmap."""
    items = programme.items_in(order.month, order.group)
    level = _dividing_level(programme, items)
    numbers: dict[str, int] = {}
    parts: list[Part] = []
    rows = []
    for index, item in enumerate(items):
        label = level_label(item, level)
        if label not in numbers:
            numbers[label] = len(numbers) + 1
            parts.append(Part(label, index))
        rows.append(_row(programme, order, item, numbers[label]))
    return Plan(tuple(rows), tuple(parts), level)


def level_label(item: Item, level: str) -> str:
    """Code and name on a level: `A Hallinnon rakenteet`, one level down `A.1 Organisointi`."""
    path = ""
    for code, (number, name) in item.levels.items():
        path = number if not path or number.startswith(path) else f"{path}.{number}"
        if code == level:
            return f"{path} {name}".strip()
    raise KeyError(level)


def _dividing_level(programme: Programme, items: list[Item]) -> str:
    levels = list(programme.level_names)
    divides = (level for level in levels[:-1] if len({level_label(item, level) for item in items}) > 1)
    return next(divides, levels[0])


def _row(programme: Programme, order: Order, national: Item, part: int) -> Row:
    today = day_after(order.month)
    own = order.own_windows.get(national.id)
    item = national if own is None else _by_own(national, own)
    previous = order.previous.get(item.id)
    start, end = item.planned_start, item.planned_end or programme.hard_deadline
    grace = timedelta(days=programme.thresholds.grace_days)
    return Row(
        item=item,
        national=national,
        own=own,
        previous=previous,
        part=part,
        end=end,
        is_asked=item.is_followed and (previous is None or previous.status not in (DONE, NOT_APPLICABLE)),
        is_opened=start is None or start < today,
        is_start_due=start is not None and start + grace < today,
        is_closed=end < today,
        is_ready=end <= programme.hard_deadline,
    )


def _by_own(item: Item, own: OwnWindow) -> Item:
    """The item as the organisation follows it. An own decision takes nothing out of what is followed."""
    return replace(
        item,
        planned_start=own.start or item.planned_start,
        planned_end=own.end or item.planned_end,
        critical="yes" if own.critical == "yes" else item.critical,
    )


def prefilled(row: Row, field: Field) -> str | date | None:
    """What a prefilled field holds at first: the last known forecast or text."""
    if row.previous is None:
        return None
    return row.previous.forecast_end if field.type == "date" else row.previous.texts.get(field.code)


def naming_field(programme: Programme) -> str | None:
    """The field that says what items belong to: the narrowest level above them that has a column."""
    columns = [field.code for field in programme.workbook.sheet("items").fields]
    above = list(programme.level_names)[:-1]
    return next((level for level in reversed(above) if level in columns), None)
