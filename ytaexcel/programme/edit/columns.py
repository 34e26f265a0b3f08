"""The columns of the workbook in which the roadmap is decided, and what their cells may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ytaexcel.programme.records import UNDETERMINED, Programme
from ytaexcel.programme.sheets import Names
from ytaexcel.texts import LANGUAGES, Language, catalogue, day, text

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""Planned days outside these are slips of the finger (2201 for 2021)."""
LONGEST_SOURCE = 500
PROPERTY = "ytaexcel.programme"
"""Custom property of the workbook that says whose roadmap it is."""

Row = Mapping[str, str]
"""A row of roadmap.csv."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `code` is that of roadmap.csv, or of a level."""

    code: str
    kind: Literal["locked", "decision", "source", "date"]
    headers: Names
    width: float

    def allowed(self, programme: Programme, language: Language, row: Row) -> str:
        """What a cell of this column may hold, in words."""
        if self.kind == "decision":
            return text(
                "edit.allowed.words", language, words=", ".join(decisions(programme, language).values())
            )
        if self.kind == "date":
            return text("edit.allowed.date", language, first=day(FIRST_DAY), last=day(LAST_DAY))
        if self.kind == "source":
            return text("edit.allowed.source", language, most=LONGEST_SOURCE)
        return text("edit.allowed.locked", language, value=shown(programme, self.code, row))


DECIDED = ("critical", "start_first", "critical_source", "planned_start", "planned_end", "window_source")
"""The columns of roadmap.csv that the facilitator fills in; all others are locked."""


def means_the_same(old: str, new: str) -> bool:
    """A source that is not named may stand in roadmap.csv as nothing or as undetermined."""
    return old == new or {old, new} == {"", UNDETERMINED}


def columns(programme: Programme) -> list[Column]:
    """From left to right: what is decided on, the decisions, and what is seldom looked at."""
    names = programme.level_names
    *wider, item = names
    return [
        Column("id", "locked", _headers("id"), 14),
        Column(item, "locked", names[item], 46),
        Column("group", "locked", _headers("group"), 9.5),
        *(Column(level, "locked", names[level], 22) for level in wider),
        Column("critical", "decision", _headers("critical"), 13.5),
        Column("start_first", "decision", _headers("start_first"), 13.5),
        Column("critical_source", "source", _headers("critical_source"), 26),
        Column("planned_start", "date", _headers("planned_start"), 13.5),
        Column("planned_end", "date", _headers("planned_end"), 13.5),
        Column("window_source", "source", _headers("window_source"), 26),
        Column("valid_from", "locked", _headers("valid_from"), 12),
    ]


def shown(programme: Programme, code: str, row: Row) -> str:
    """What a locked column shows of a row; wider levels with their code, whose name may not be unique."""
    levels = list(programme.level_names)
    if code not in levels:
        return row[code]
    return row[f"{code}_name"] if code == levels[-1] else f"{row[f'{code}_code']} {row[f'{code}_name']}"


def decisions(programme: Programme, language: Language) -> dict[str, str]:
    """Code of a decision -> its word, in the order of the list."""
    return {code: programme.workbook.words[code][language] for code in ("yes", "no", UNDETERMINED)}


def _headers(code: str) -> Names:
    texts = catalogue()[f"edit.header.{code}"]
    return {language: texts[language] for language in LANGUAGES}
