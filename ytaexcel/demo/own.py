"""What groups type on the sheets of their own windows and items, where their programme allows these."""

from collections.abc import Mapping
from datetime import timedelta

from ytaexcel.demo.phrases import theme_of
from ytaexcel.demo.sender import Sender
from ytaexcel.months import last_day, month_of, months_between, shifted

Rows = Mapping[str, Mapping[str, object]]
"""Id as the sheet has it -> field code -> what is typed."""

SETS_ITS_OWN = 0.03
"""Share of the items for which a group sets an end of its own."""
HAS_ITS_OWN = 0.3
"""Share of the groups that follow a matter of their own."""
BEGINS_IN = (1, 4)
"""After how many months, at least and at most."""
STEP = 20
"""By so many per cent an own matter moves each month."""


def own_windows(sender: Sender, month: str) -> Rows:
    """Own ends with their reasons, typed in the month in which they are set."""
    if not sender.programme.allows_own_windows:
        return {}
    found: dict[str, Mapping[str, object]] = {}
    for item in sender.programme.items_in(month, sender.group):
        name = (sender.organisation, item.id)
        is_set = sender.chance.happens(SETS_ITS_OWN, "own window", *name)
        if is_set and item.planned_end and month == _begins(sender, "own window", *name):
            later = item.planned_end + timedelta(days=sender.chance.whole(20, 100, "own end", *name))
            reason = sender.phrases.phrase(
                "reason", theme_of(item), sender.language, month, sender.chance, *name
            )
            found[item.id] = {"own_end": last_day(month_of(later)), "reason": reason}
    return found


def own_items(sender: Sender, month: str) -> Rows:
    """One matter of the group's own, a little further each month until it is done."""
    if not sender.programme.allows_own_items or not sender.chance.happens(
        HAS_ITS_OWN, "own item", *sender.name
    ):
        return {}
    begins = _begins(sender, "own item", *sender.name)
    done = STEP * (len(list(months_between(begins, month))) if month >= begins else 0)
    if not 0 < done <= 100:
        return {}
    row: dict[str, object] = {"status": "done" if done == 100 else "started", "percent_done": done}
    if month == begins:
        chance, name = sender.chance, sender.name
        row["name"] = sender.phrases.phrase("matter", "any", sender.language, month, chance, *name)
        row["own_end"] = last_day(shifted(month, 100 // STEP))
    place = next(item for item in sender.programme.own_items if item.group == sender.group)
    return {place.own_id: row}


def _begins(sender: Sender, *name: object) -> str:
    return shifted(sender.programme.first_month, sender.chance.whole(*BEGINS_IN, "begins", *name))
