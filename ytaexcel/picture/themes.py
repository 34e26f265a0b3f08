"""How widely each theme of the notes is raised: in how many of the organisations that sent, and by which.

Counts codes only, never texts: one organisation may learn how many others raise a theme, not who, nor in what words.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from ytaexcel.programme import Programme
from ytaexcel.programme.sheets import Choice

RAISED_BY = "raised_by"
"""Column with the codes of the organisations, joined by ;"""


@dataclass(frozen=True)
class MonthBefore:
    """What the themes of a month are compared with: the notes of the collected month before, and who sent then."""

    notes: pd.DataFrame
    sent: Collection[str]


@dataclass(frozen=True)
class Themes:
    """The themes of one month."""

    frame: pd.DataFrame
    """One row per theme raised by anybody this month or the month before, the most widely raised first. Columns:
    theme, spread (code; "" under `small_denominator` organisations, or where nobody raises it), organisations (in so
    many it is raised), notes (of all), own (of whose picture it is), raised_by ("" in the picture of one
    organisation), a count of notes for each choice of kind and scope: kind_<code>, scope_<code>; and of the month
    before organisations_before and spread_before (0 and "" where there is none)."""
    sent: int
    """Organisations that have sent at least one workbook of the month: the denominator of every theme."""
    notes: int
    """All notes of the month in force."""
    themed: int
    """Those of them that carry a theme."""
    sent_before: int | None = None
    """The denominator of the month before; None: there is none to compare with."""


def choices_of(programme: Programme, code: str) -> tuple[Choice, ...]:
    """The choices of a field of the notes; none where the programme has no such field."""
    fields = programme.workbook.sheet("notes").fields
    return next((field.choices for field in fields if field.code == code), ())


def themes(
    notes: pd.DataFrame,
    sent: Iterable[str],
    organisation: str | None,
    group: str | None,
    programme: Programme,
    before: MonthBefore | None = None,
) -> Themes:
    """`notes`: those of the month, of all organisations; `sent`: the organisations that sent a workbook of it."""
    known = {choice.code: place for place, choice in enumerate(programme.themes)}
    order = {each.code: place for place, each in enumerate(programme.organisations)}
    denominator = len(set(sent))
    themed = notes[notes["theme"].isin(list(known))]
    then = _raised_in(before.notes, list(known)) if before else {}
    denominator_then = len(set(before.sent)) if before else None
    own = themed
    if organisation is not None:
        own = own[own["organisation"] == organisation]
    if group is not None:
        own = own[own["group"] == group]
    rows = []
    for theme in sorted({*themed["theme"], *then}):
        raised = themed[themed["theme"] == theme]
        places = sorted(set(raised["organisation"]), key=lambda code: order[code])
        row: dict[str, object] = {
            "theme": theme,
            "spread": _spread(len(places), denominator, programme),
            "organisations": len(places),
            "notes": len(raised),
            "own": int((own["theme"] == theme).sum()),
            RAISED_BY: ";".join(places) if organisation is None else "",
            "organisations_before": then.get(theme, 0),
            "spread_before": _spread(then.get(theme, 0), denominator_then or 0, programme),
        }
        for field in ("kind", "scope"):
            for choice in choices_of(programme, field):
                row[f"{field}_{choice.code}"] = int((raised[field] == choice.code).sum())
        rows.append(row)
    rows.sort(
        key=lambda row: (-int(str(row["organisations"])), -int(str(row["notes"])), known[str(row["theme"])])
    )
    frame = pd.DataFrame(rows, columns=_columns(programme))
    return Themes(frame, denominator, len(notes), len(themed), denominator_then)


def _raised_in(notes: pd.DataFrame, known: list[str]) -> dict[str, int]:
    """Theme -> in how many organisations these notes raise it."""
    counted = notes[notes["theme"].isin(known)].groupby("theme")["organisation"].nunique()
    return {str(theme): int(count) for theme, count in counted.items()}


def _spread(organisations: int, sent: int, programme: Programme) -> str:
    """The word for a share of the organisations; none where they are too few for words, or none raises it."""
    if sent < programme.thresholds.small_denominator or not organisations or not programme.spreads:
        return ""
    return programme.spread(organisations / sent).code


def _columns(programme: Programme) -> list[str]:
    counted = [
        f"{field}_{choice.code}" for field in ("kind", "scope") for choice in choices_of(programme, field)
    ]
    then = ("organisations_before", "spread_before")
    return ["theme", "spread", "organisations", "notes", "own", RAISED_BY, *counted, *then]
