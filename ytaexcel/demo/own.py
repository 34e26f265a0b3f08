"""What groups type on the sheets of their own windows and items, where their programme allows these."""

from collections.abc import Mapping
from datetime import timedelta

from ytaexcel.demo.phrases import Matter, theme_of
from ytaexcel.demo.sender import Sender
from ytaexcel.months import last_day, month_of, months_between, shifted

Rows = Mapping[str, Mapping[str, object]]
"""Id as the sheet has it -> field code -> what is typed."""

SETS_ITS_OWN = 0.03
"""Share of the items for which a group sets an end of its own."""
HAS_ITS_OWN = 0.3
"""Share of the groups that follow a matter of their own, where the programme names none for them."""
MATTERS = (3, 6)
"""How many of the programme's own a group follows, at least and at most."""
LACKS_A_TEXT = 0.15
BEGINS_IN = (0, 3)
"""After how many months, at least and at most."""
STEPS = (5, 30)
"""By how many per cent an own matter moves each month, at least and at most."""
LASTS = (4, 15)
"""How many months are planned for it, at least and at most."""


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
    """The group's own matters, a little further each month until they are done."""
    if not sender.programme.allows_own_items:
        return {}
    places = [item.own_id for item in sender.programme.own_items if item.group == sender.group]
    found = {}
    for place, matter in zip(places, _matters(sender), strict=False):
        row = _own_item(sender, month, place, matter)
        if row:
            found[place] = row
    return found


def _matters(sender: Sender) -> list[Matter]:
    """What the group follows itself: several of the programme's own matters, else one of any programme's or none."""
    chance, known = sender.chance, sender.phrases.matters
    if known:
        drawn = sorted(known, key=lambda matter: chance.share("matter", *sender.name, *matter.values()))
        return drawn[: chance.whole(*MATTERS, "matters", *sender.name)]
    if not chance.happens(HAS_ITS_OWN, "own item", *sender.name):
        return []
    first, said = sender.programme.first_month, sender.phrases.phrase
    return [{"name": said("matter", "any", sender.language, first, chance, *sender.name)}]


def _own_item(sender: Sender, month: str, place: str, matter: Matter) -> Mapping[str, object]:
    chance, name = sender.chance, (*sender.name, place)
    begins = _begins(sender, "own item", *name)
    step = chance.whole(*STEPS, "step", *name)
    passed = len(list(months_between(begins, month))) if month >= begins else 0
    if passed == 0 or step * (passed - 1) >= 100:
        return {}
    done = min(step * passed, 100)
    row: dict[str, object] = {"status": "done" if done == 100 else "started", "percent_done": done}
    before = (sender.sent.get(each) for each in list(months_between(begins, month))[:-1])
    if not any(each is not None and each.is_usable for each in before):
        row |= _texts(sender, matter, name)
        row["own_end"] = last_day(shifted(begins, chance.whole(*LASTS, "lasts", *name)))
    return row


def _texts(sender: Sender, matter: Matter, name: tuple[str, ...]) -> dict[str, object]:
    """The matter in the group's language; now and then without one of its texts."""
    asked = [field.code for field in sender.programme.workbook.sheet("own_items").filled_fields]
    told = {code: matter.get(f"{code}_{sender.language}") or matter.get(code) for code in asked}
    known = {code: text for code, text in told.items() if text}
    others = [code for code in known if code != "name"]
    if others and sender.chance.happens(LACKS_A_TEXT, "lacks a text", *name):
        del known[sender.chance.pick(others, "which text", *name)]
    return dict(known)


def _begins(sender: Sender, *name: object) -> str:
    return shifted(sender.programme.first_month, sender.chance.whole(*BEGINS_IN, "begins", *name))
