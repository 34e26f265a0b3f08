"""Judges the values of indicators: their range, jumps and steps back against what was known, their day."""

from collections.abc import Callable, Iterator
from functools import partial

from ytaexcel.conform import Conformed, ConformedRow
from ytaexcel.findings import Finding
from ytaexcel.months import last_day
from ytaexcel.programme import Programme
from ytaexcel.programme.indicators import Indicator
from ytaexcel.validate.telling import Position, Teller


def judge_indicator(
    position: Position, book: Conformed, row: ConformedRow, programme: Programme, teller: Teller
) -> Iterator[Finding]:
    """The findings R032–R035 on one row of a known indicator."""
    indicators = {each.id: each for each in programme.indicators_in(book.identity.month)}
    indicator = indicators.get(row.item)
    if indicator is None or row.is_faulty:
        return
    say = partial(teller.number, position)
    for field in ("value", "others"):
        number = row.values.get(field)
        if number is not None and not _is_within(indicator, number):
            yield teller.measured(position, "R032", field, indicator, number, _limits(indicator, say))
    number, previous, most = row.values.get("value"), row.values.get("previous"), indicator.jump
    if (
        number is not None
        and most is not None
        and isinstance(previous, float)
        and abs(number - previous) > most
    ):
        yield teller.measured(position, "R033", "value", indicator, number, say(most), previous)
    state = row.values.get("state")
    if state is not None and isinstance(previous, str) and not row.values.get("remark"):
        states = [choice.code for choice in teller.choices("value")]
        if states.index(state) < states.index(previous):
            yield teller.measured(position, "R034", "value", indicator, state, "", previous)
    as_of = row.values.get("as_of")
    if as_of is not None and as_of > last_day(book.identity.month):
        yield teller.later(position, "R035", "as_of", last_day(book.identity.month))


def _limits(indicator: Indicator, say: Callable[[float], str]) -> str:
    """`0–100`, `≥ 0` or `≤ 99,5`."""
    least, most = (None if limit is None else say(limit) for limit in (indicator.least, indicator.most))
    if least is not None and most is not None:
        return f"{least}–{most}"
    return f"≥ {least}" if least is not None else f"≤ {most}"


def _is_within(indicator: Indicator, number: float) -> bool:
    least, most = indicator.least, indicator.most
    return (least is None or number >= least) and (most is None or number <= most)
