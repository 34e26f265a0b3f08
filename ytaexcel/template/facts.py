"""What is known of each row of the situation picture when the workbook is made: asked or not, late or not.

Nothing here knows of cells; `live` turns the same facts into formulas that go on counting in Excel.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ytaexcel.months import day_after
from ytaexcel.programme import Field, Item, Programme
from ytaexcel.programme.scheduling import has_assumed_end
from ytaexcel.template.order import Order, OwnWindow, Previous
from ytaexcel.template.recurring import Standing, standing_of

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
    standing: Standing | None
    """Of what recurs: the occurrence that counts."""
    part: int
    """Number of its part of the roadmap, from 1."""
    end: date | None
    """Planned end, or the programme's hard deadline where there is none; None: never due."""
    is_asked: bool
    """Critical or undetermined, and not last known as done or not applicable; what recurs: as long as it is not
    done anew."""
    is_opened: bool
    """By plan it should have begun (or has no planned start)."""
    is_start_due: bool
    """It has a planned start, and that is past by more than the days of grace."""
    is_closed: bool
    """By plan it should be done."""
    is_closed_if_done: bool
    """The same once the group has told that it is done: of what recurs another occurrence may count then."""
    is_ready: bool
    """By plan it is done by the hard deadline."""
    is_ready_if_done: bool

    @property
    def is_end_assumed(self) -> bool:
        """True where the planned end rests on a reading that the plan's text does not settle."""
        return has_assumed_end(self.national) and not (self.own and self.own.end)

    @property
    def has_no_end(self) -> bool:
        """True where the hard deadline stands in for a planned end."""
        return self.item.planned_end is None and self.end is not None

    @property
    def status_before(self) -> str | None:
        """The last known status, which "no change" repeats: what was done once is not done in a new occurrence."""
        if self._is_done_before and self.standing and not self.standing.is_repeated:
            return NOT_STARTED
        return self.previous.status if self.previous else None

    @property
    def percent_before(self) -> float | None:
        """The last known percent, 0-100."""
        if self.previous is None or self.status_before != self.previous.status:
            return None
        return self.previous.percent_done

    @property
    def forecast_before(self) -> date | None:
        """The last known forecast; one from before the occurrence says nothing of it."""
        forecast, standing = self.previous.forecast_end if self.previous else None, self.standing
        is_past = standing and not standing.is_settled and forecast and forecast < standing.start
        return None if is_past else forecast

    @property
    def known(self) -> str:
        """The status that counts as long as the group tells nothing."""
        return NOT_STARTED if self._is_done_before else self.status_before or NOT_STARTED

    @property
    def done_means(self) -> str:
        """The status that counts when the group tells "done": a part of what is owed is not all of it."""
        return DONE if self.standing is None or self.standing.is_done_if_done else NOT_STARTED

    @property
    def is_overdue(self) -> bool:
        """Late by what was last known: it should be done."""
        return self.item.is_followed and self.is_closed and self.known not in (DONE, NOT_APPLICABLE)

    @property
    def is_late_start(self) -> bool:
        """Late by what was last known: it should have begun."""
        return self.item.is_followed and self.is_start_due and self.known == NOT_STARTED

    @property
    def _is_done_before(self) -> bool:
        """Last known as done, but in an occurrence that is past."""
        status = self.previous.status if self.previous else None
        return status == DONE and self.standing is not None and not self.standing.is_settled


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
    standing = standing_of(programme, national, order.month, order.done_months.get(national.id, ()))
    if standing is not None:
        national = replace(national, planned_start=None, planned_end=standing.end)
    own = order.own_windows.get(national.id)
    item = national if own is None else _by_own(national, own)
    previous = order.previous.get(item.id)
    start, end = item.planned_start, programme.end_of(item)
    # An end of the organisation's own holds whatever has been done.
    end_if_done = end if standing is None or (own and own.end) else standing.end_if_done
    grace = timedelta(days=programme.thresholds.grace_days)
    return Row(
        item=item,
        national=national,
        own=own,
        previous=previous,
        standing=standing,
        part=part,
        end=end,
        is_asked=item.is_followed and not _is_finished(previous, standing),
        is_opened=start is None or start < today,
        is_start_due=start is not None and start + grace < today,
        is_closed=end is not None and end < today,
        is_closed_if_done=end_if_done is not None and end_if_done < today,
        is_ready=end is not None and end <= programme.hard_deadline,
        is_ready_if_done=end_if_done is not None and end_if_done <= programme.hard_deadline,
    )


def _is_finished(previous: Previous | None, standing: Standing | None) -> bool:
    """True when there is nothing left to tell."""
    status = previous.status if previous else None
    return status == NOT_APPLICABLE or (status == DONE and (standing is None or standing.is_settled))


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
    return row.forecast_before if field.type == "date" else row.previous.texts.get(field.code)


def naming_field(programme: Programme) -> str | None:
    """The field that says what items belong to: the narrowest level above them that has a column."""
    columns = [field.code for field in programme.workbook.sheet("items").fields]
    above = list(programme.level_names)[:-1]
    return next((level for level in reversed(above) if level in columns), None)
