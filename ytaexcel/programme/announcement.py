"""Changes of the roadmap in words, for whoever must be told: in workbooks, reports and histories alike."""

from collections import Counter

from ytaexcel.months import LAST_MONTH
from ytaexcel.programme.records import Item, Programme
from ytaexcel.programme.versions import Change, Step, steps
from ytaexcel.texts import NONE, Language, day, text


def changes_said(step: Step, language: Language) -> str:
    """`korvattu toisella, uusi aikataulu`."""
    return ", ".join(text(f"roadmap.change.{change}", language) for change in step.changes)


def counted_changes(programme: Programme, language: Language) -> dict[str, str]:
    """Month -> `uusi 2, jaettu 1`, for each month from which on the roadmap is another."""
    counts: dict[str, Counter[Change]] = {}
    for step in steps(programme, "", LAST_MONTH):
        counts.setdefault(step.month, Counter()).update(step.changes)
    return {
        month: ", ".join(
            f"{text(f'roadmap.change.{each}', language)} {count}" for each, count in found.items()
        )
        for month, found in counts.items()
    }


def window_said(item: Item) -> str:
    """`1.7.2021–31.8.2021`; a dash alone where neither end is set. Of what recurs or is never due the plan's words."""
    if item.timing != "once":
        return item.schedule_text
    return f"{day(item.planned_start)}{NONE}{day(item.planned_end)}"


def criticality_said(item: Item, programme: Programme, language: Language) -> str:
    """`kyllä, aloita ensin`."""
    words = programme.workbook.words
    first = f", {words['start_first'][language]}" if item.start_first == "yes" else ""
    return words[item.critical][language] + first


def announced(step: Step, programme: Programme, language: Language) -> str:
    """What became of what, and how, in one line."""
    before, after = step.before, step.after
    if before and after and before.id == after.id:
        names = list(dict.fromkeys((before.name, after.name)))
        what = f"{after.id} {' → '.join(names)}"
    else:
        what = " → ".join(f"{item.id} {item.name}" for item in (before, after) if item)
    said = [f"{what}: {changes_said(step, language)}."]
    if before and after:
        for change, old, new in (
            ("moved", before.group, after.group),
            ("window", window_said(before), window_said(after)),
            ("criticality", *(criticality_said(item, programme, language) for item in (before, after))),
        ):
            if change in step.changes and old != new:
                said.append(text(f"roadmap.detail.{change}", language, before=old, after=new))
    return " ".join(said)


def decided_by(step: Step, language: Language) -> str:
    """`Päätös: johtoryhmä 1.9.2021.`; empty where nobody says."""
    return text("roadmap.decided", language, source=step.source) if step.source else ""
