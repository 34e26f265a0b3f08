"""What a group types on the sheet of indicators: a value for each that is due, with the slips that people make.

Values move from the baseline towards the target, in each organisation at its own pace; states move up their list.
"""

from collections.abc import Mapping

from ytaexcel.demo.phrases import keys
from ytaexcel.demo.sender import Sender
from ytaexcel.months import last_day, months_between, shifted
from ytaexcel.programme.indicators import Indicator
from ytaexcel.texts import text

Rows = Mapping[str, Mapping[str, object]]
"""Indicator id -> field code -> what is typed."""

LEFT_OUT = 0.06
OTHER_UNIT = 0.04
JUMPS = 0.05
"""Share of the values in which a digit too many stands."""
WITH_UNIT = 0.12
STEP_BACK = 0.06
NO_DAY = 0.1
REACHES = (-0.2, 1.1)
"""How much of the way to the target an organisation comes by its day, at least and at most."""
MOVES_AFTER = (2, 16)
"""After how many months a state moves up by one, at least and at most."""
WRONG_UNIT = ("t€", "h")


def measures(sender: Sender, month: str, *, is_mended: bool = False) -> Rows:
    """What the group types for the indicators due in `month`; `is_mended`: as it means them, without slips."""
    found = {}
    for indicator in sender.programme.indicators_in(month, sender.group):
        name = (sender.organisation, indicator.id, month)
        is_left_out = sender.chance.happens(LEFT_OUT, "indicator left out", *name) and not is_mended
        if indicator.is_due(month) and not is_left_out:
            found[indicator.id] = _row(sender, indicator, month, is_mended)
    return found


def _row(sender: Sender, indicator: Indicator, month: str, is_mended: bool) -> Mapping[str, object]:
    chance, language = sender.chance, sender.language
    name = (sender.organisation, indicator.id, month)
    row: dict[str, object] = {}
    if indicator.kind == "state":
        row["value"], is_back = _state(sender, indicator, month)
        if is_back and chance.happens(0.5, "says why", *name):
            row["remark"] = text(keys("measure", "remark")[0], language)
    else:
        number = measured(sender, indicator, month)
        row["value"] = number if is_mended else _typed(indicator, number, sender, month)
        if indicator.is_compared:
            row["others"] = _rounded(_on_the_way(sender, indicator, month, "others", 0.4), indicator)
    if not chance.happens(NO_DAY, "no day", *name):
        row["as_of"] = last_day(month)
    if not any(indicator.is_due(each) and each in sender.sent for each in _earlier(sender, month)):
        sources = keys("measure", "source")
        row["source"] = text(
            chance.pick(sources, "indicator's source", sender.organisation, indicator.id), language
        )
    return row


def measured(sender: Sender, indicator: Indicator, month: str) -> float | int:
    """The number that the group means."""
    least, most = REACHES
    reach = least + (most - least) * sender.chance.share("reach", sender.organisation, indicator.id)
    return _rounded(_on_the_way(sender, indicator, month, sender.organisation, reach), indicator)


def _on_the_way(sender: Sender, indicator: Indicator, month: str, who: str, reach: float) -> float:
    """A place between baseline and target, off the way a little in each month."""
    baseline, target = _ends(indicator)
    until = (indicator.target_by or sender.programme.hard_deadline).strftime("%Y-%m")
    whole = max(len(list(months_between(sender.programme.first_month, until))), 1)
    share = len(_earlier(sender, month)) / whole
    offset = (sender.chance.share("level", who, indicator.id) - 0.5) * 0.6
    noise = (sender.chance.share("noise", who, indicator.id, month) - 0.5) * 0.25
    return baseline + (target - baseline) * (offset + noise + reach * min(1.8 * share, 1))


def _ends(indicator: Indicator) -> tuple[float, float]:
    baseline = indicator.baseline if isinstance(indicator.baseline, float) else 100.0
    target = indicator.target if isinstance(indicator.target, float) else baseline * 1.2
    return baseline, target


def _rounded(number: float, indicator: Indicator) -> float | int:
    """Within the indicator's limits; whole where its ends are large."""
    low = number if indicator.least is None else max(number, indicator.least)
    within = low if indicator.most is None else min(low, indicator.most)
    return round(within) if max(map(abs, _ends(indicator))) >= 10 else round(within, 1)


def _typed(indicator: Indicator, number: float | int, sender: Sender, month: str) -> object:
    """The number as it is typed: with its unit, with another's, or with a digit too many."""
    chance, name = sender.chance, (sender.organisation, indicator.id, month)
    written = f"{number}".replace(".", ",")
    unit = indicator.unit[sender.language]
    if chance.happens(OTHER_UNIT, "other unit", *name):
        return f"{written} {chance.pick(WRONG_UNIT, 'which unit', *name)}"
    if chance.happens(JUMPS, "jumps", *name):
        return number * 10
    return f"{written} {unit}" if unit and chance.happens(WITH_UNIT, "with unit", *name) else number


def _state(sender: Sender, indicator: Indicator, month: str) -> tuple[str, bool]:
    """The state, and whether it is lower than it was."""
    states = [each.code for each in sender.programme.workbook.sheet("indicators").field("value").choices]
    chance, name = sender.chance, (sender.organisation, indicator.id)
    at = _steps(sender, indicator, month)
    is_back = at > 0 and chance.happens(STEP_BACK, "step back", *name, month)
    return states[min(at, len(states) - 1) - is_back], is_back


def _steps(sender: Sender, indicator: Indicator, month: str) -> int:
    name, passed = (sender.organisation, indicator.id), len(_earlier(sender, month))
    first = sender.chance.whole(0, MOVES_AFTER[1] // 2, "first step", *name)
    second = first + sender.chance.whole(*MOVES_AFTER, "second step", *name)
    return (passed >= first) + (passed >= second)


def _earlier(sender: Sender, month: str) -> list[str]:
    """The months of the programme before this one."""
    first = sender.programme.first_month
    return list(months_between(first, shifted(month, -1))) if month > first else []
