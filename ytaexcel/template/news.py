"""What changed in the group's part of the roadmap from this month on, as lines for the sheet of instructions."""

from collections.abc import Sequence

from ytaexcel.months import shifted
from ytaexcel.programme.announcement import announced
from ytaexcel.programme.versions import Step, steps
from ytaexcel.template.draft import Draft

MOST = 12
"""Changes that are told one by one: the sheet is to stay on one page."""


def news_of(draft: Draft) -> tuple[Sequence[tuple[str, str]], int]:
    """Id and sentence of each change, the first `MOST` of them, and how many more there are.

    Items that only have another schedule or criticality come last: their rows show that.
    """
    month = draft.order.month
    found = steps(draft.programme, shifted(month, -1), month, draft.order.group)
    found.sort(key=lambda step: step.changes[0] in ("window", "criticality"))
    return [_line(draft, step) for step in found[:MOST]], len(found[MOST:])


def _line(draft: Draft, step: Step) -> tuple[str, str]:
    said = announced(step, draft.programme, draft.order.language)
    item = step.after or step.before
    assert item is not None
    state = _last_state(draft, step)
    if step.changes[0] == "replaced" and state:
        said = draft.text("news.kept", said=said, state=state)
    elif step.changes[0] in ("split", "merged") and state:
        said = draft.text("news.anew", said=said, state=state)
    return item.id, said


def _last_state(draft: Draft, step: Step) -> str:
    """`Käynnissä 40 %`: what was last known of the former item; empty where nothing is."""
    before = draft.order.previous.get(step.before.id) if step.before else None
    if before is None or before.status is None:
        return ""
    percent = "" if before.percent_done is None else f" {before.percent_done:.10g} %"
    return draft.status(before.status) + percent
