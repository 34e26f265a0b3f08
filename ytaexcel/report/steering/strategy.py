"""How the strategy comes true: each objective with its indicators, their targets, and each organisation's value."""

from collections.abc import Iterable
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.picture.steering import WHOLE
from ytaexcel.programme.indicators import Indicator, Measure
from ytaexcel.report.edition import Edition, link
from ytaexcel.report.indicators import SIGNS, said_measure
from ytaexcel.report.lists import records
from ytaexcel.report.steering.columns import (
    CENTRE,
    HEAD_ROW,
    HEADER_LINE,
    RIGHT,
    STATE_SIZE,
    fitted,
    organisation_headers,
    organisations_of,
)
from ytaexcel.report.summary.grid import (
    Cell,
    Grid,
    Header,
    put_block,
    put_head,
    put_remark,
)
from ytaexcel.report.table import CENTRED, COUNT, DAY, INDENTED, MONTH, RULED, TEXT, Value
from ytaexcel.report.words import Row
from ytaexcel.texts import NO_BREAK, NONE, number

VALUE = {**RULED, "align": "right", "num_format": "General"}
SMALL = {"font_size": STATE_SIZE}
"""For the names of states, which are longer than numbers."""
WAYS = {"up": "↑", "down": "↓", "undetermined": NONE}
COURSES = ("better", "same", "worse")


def ends(edition: Edition) -> tuple[list[str], list[str]]:
    """The states from which indicators start, and those at which they aim."""
    found = _shown(edition)
    return (
        _states(said_measure(edition, each.baseline) for each in found),
        _states(said_measure(edition, each.target) for each in found),
    )


def values(edition: Edition) -> list[str]:
    """The states that organisations report, with their signs."""
    return _states(_value(edition, row).value for row in records(edition.picture.indicators.frame))


def _states(said: Iterable[Value]) -> list[str]:
    return [each for each in said if isinstance(each, str)]


def put_strategy(edition: Edition, sheet: Worksheet, grid: Grid, top: int) -> int:
    """A row for each objective and under it its indicators; answers with the first free row, `top` without any."""
    found = {row["objective"]: row for row in records(edition.picture.steering.objectives)}
    if not found:
        return top
    put_head(edition, sheet, top, 0, "steering_strategy")
    sheet.set_row(top, HEAD_ROW)
    sheet.set_row(top + 1, 2 * HEADER_LINE)
    rows = []
    for code, objective in found.items():
        rows.append(fitted(_objective(edition, objective), grid))
        rows += [fitted(_indicator(edition, each), grid) for each in _of_objective(edition, code)]
    put_block(edition, sheet, grid, (top + 1, 0), "steering_strategy", _headers(edition), rows)
    below = top + 2 + len(rows)
    put_remark(edition, sheet, below, 0, edition.say("steering.strategy_signs"))
    if edition.has_sheet("indicators"):
        towards = edition.say("steering.strategy_all", sheet=edition.sheet_name("indicators"))
        link(edition, sheet, below + 1, 0, "indicators", "A1", towards)
    return below + 2


def _headers(edition: Edition) -> list[Header]:
    keys = ("n", "values", "baseline", "target", "by", "way", "reached", *COURSES, "open", "value_missing")
    centred = ("way", "reached")
    return [
        Header(edition.say("steering.objective")),
        *(Header(edition.say(f"steering.{key}"), CENTRE if key in centred else RIGHT) for key in keys),
        *organisation_headers(edition),
    ]


def _objective(edition: Edition, row: Row) -> list[Cell]:
    """The objective with what its indicators say together; of all objectives at the end."""
    rule: dict[str, Any] = {"bold": True, "bg_color": style.LOCKED_FILL}
    if row["objective"] == WHOLE:
        rule |= {"top": 1, "top_color": style.INK}
        name = edition.say("steering.all_indicators")
    else:
        name = _indicators(edition, row["objective"])[0].objective[edition.language]
    blanks = [Cell(None, {**TEXT, **rule}) for _ in range(4)]
    return [
        Cell(name, {**TEXT, **rule}),
        Cell(row["rows"], {**COUNT, **rule}),
        Cell(row["values"], {**COUNT, **rule}),
        *blanks,
        Cell(f"{number(row['reached'])}/{number(row['targets'])}", {**CENTRED, **rule}),
        *(Cell(row[course], {**COUNT, **rule}) for course in COURSES),
        Cell(row["open"], {**COUNT, **rule}),
        Cell(row["missing"], {**COUNT, **rule}),
        *(Cell(None, {**TEXT, **rule}) for _ in organisations_of(edition)),
    ]


def _shown(edition: Edition) -> list[Indicator]:
    shown = set(edition.picture.indicators.frame["indicator"])
    return [
        each for each in edition.picture.programme.indicators_in(edition.picture.month) if each.id in shown
    ]


def _indicators(edition: Edition, objective: str) -> list[Indicator]:
    return [each for each in _shown(edition) if each.objective_code == objective]


def _of_objective(edition: Edition, objective: str) -> list[tuple[Indicator, list[Row]]]:
    """The indicators of an objective, each with its row of every organisation."""
    rows = records(edition.picture.indicators.frame)
    return [
        (each, [row for row in rows if row["indicator"] == each.id])
        for each in _indicators(edition, objective)
    ]


def _indicator(edition: Edition, found: tuple[Indicator, list[Row]]) -> list[Cell]:
    each, rows = found
    unit = each.unit[edition.language]
    name = each.names[edition.language]
    decided = [row for row in rows if row["reached"] != "undecided"]
    reached = sum(1 for row in decided if row["reached"] == "reached")
    by_organisation = {row["organisation"]: row for row in rows}
    return [
        Cell(f"{name}, {unit}" if unit else name, {**INDENTED, "font_size": 10}),
        Cell(len(rows), COUNT),
        Cell(sum(1 for row in rows if row["month"]), COUNT),
        *(_measure(edition, measure) for measure in (each.baseline, each.target)),
        Cell(each.target_by or NONE, {**DAY, "num_format": MONTH}),
        Cell(WAYS[each.direction], CENTRED),
        Cell(f"{reached}/{len(decided)}" if decided else NONE, CENTRED),
        *(Cell(sum(1 for row in rows if row["course"] == course), COUNT) for course in COURSES),
        Cell(len(rows) - len(decided), COUNT),
        Cell(sum(1 for row in rows if row["is_missing"]), COUNT),
        *(_value(edition, by_organisation.get(code)) for code in organisations_of(edition)),
    ]


def _measure(edition: Edition, measure: Measure | None) -> Cell:
    said = said_measure(edition, measure)
    return Cell(said, {**VALUE, **SMALL} if isinstance(measure, str) else VALUE)


def _value(edition: Edition, row: Row | None) -> Cell:
    """The value, a number as a number, with a sign before it for the target reached or not."""
    measure = NONE if row is None else said_measure(edition, row["measure"])
    sign = "" if row is None else SIGNS.get(row["reached"], "")
    if not isinstance(measure, float):
        return Cell(f"{sign} {measure}".strip(), {**CENTRED, **SMALL})
    return Cell(measure, {**CENTRED, "num_format": f'"{sign}{NO_BREAK}"General' if sign else "General"})
