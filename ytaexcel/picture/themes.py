"""How widely each theme of the notes is raised: in how many of the organisations that sent, and by which.

Counts codes only, never texts: one organisation may learn how many others raise a theme, not who, nor in what words.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from ytaexcel.programme import Programme
from ytaexcel.programme.sheets import Choice

RAISED_BY = "raised_by"
"""Column with the codes of the organisations, joined by ;"""


@dataclass(frozen=True)
class Themes:
    """The themes of one month."""

    frame: pd.DataFrame
    """One row per theme raised by anybody, the most widely raised first. Columns: theme, spread (code; "" under
    `small_denominator` organisations), organisations (in so many it is raised), notes (of all), own (of whose picture
    it is), raised_by ("" in the picture of one organisation), and a count of notes for each choice of kind and scope:
    kind_<code>, scope_<code>."""
    sent: int
    """Organisations that have sent at least one workbook of the month: the denominator of every theme."""
    notes: int
    """All notes of the month in force."""
    themed: int
    """Those of them that carry a theme."""


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
) -> Themes:
    """`notes`: those of the month, of all organisations; `sent`: the organisations that sent a workbook of it."""
    known = {choice.code: place for place, choice in enumerate(programme.themes)}
    order = {each.code: place for place, each in enumerate(programme.organisations)}
    denominator = len(set(sent))
    themed = notes[notes["theme"].isin(list(known))]
    own = themed
    if organisation is not None:
        own = own[own["organisation"] == organisation]
    if group is not None:
        own = own[own["group"] == group]
    rows = []
    for theme, raised in themed.groupby("theme"):
        places = sorted(set(raised["organisation"]), key=lambda code: order[code])
        row: dict[str, object] = {
            "theme": theme,
            "spread": _spread(len(places), denominator, programme),
            "organisations": len(places),
            "notes": len(raised),
            "own": int((own["theme"] == theme).sum()),
            RAISED_BY: ";".join(places) if organisation is None else "",
        }
        for field in ("kind", "scope"):
            for choice in choices_of(programme, field):
                row[f"{field}_{choice.code}"] = int((raised[field] == choice.code).sum())
        rows.append(row)
    rows.sort(
        key=lambda row: (-int(str(row["organisations"])), -int(str(row["notes"])), known[str(row["theme"])])
    )
    return Themes(pd.DataFrame(rows, columns=_columns(programme)), denominator, len(notes), len(themed))


def _spread(organisations: int, sent: int, programme: Programme) -> str:
    """The word for a share of the organisations; none where they are too few for words."""
    if sent < programme.thresholds.small_denominator or not programme.spreads:
        return ""
    return programme.spread(organisations / sent).code


def _columns(programme: Programme) -> list[str]:
    counted = [
        f"{field}_{choice.code}" for field in ("kind", "scope") for choice in choices_of(programme, field)
    ]
    return ["theme", "spread", "organisations", "notes", "own", RAISED_BY, *counted]
