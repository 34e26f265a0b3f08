"""Invents what the sources of a programme do not say: criticality, what to start first, and windows.

Works on a copied programme folder and marks it, and each invented value, as demonstration. What somebody has
decided already stays. The shares are those of a programme of some 560 items that was followed in earnest.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.invented import Row, source, write_table
from ytaexcel.errors import DefinitionError
from ytaexcel.months import first_day, last_day, month_of, months_between
from ytaexcel.programme.load import read_table
from ytaexcel.programme.records import UNDETERMINED
from ytaexcel.programme.scheduling import COLUMN, term_of
from ytaexcel.schedule import Schedule, Term, read_schedule

CRITICAL = 310 / 557
STILL_OPEN = 10 / 557
START_FIRST = 40 / 557
NO_WINDOW = 8 / 557
ONLY_END = 5 / 557


def invent(folder: Path, seed: int) -> None:
    """Rewrites `roadmap.csv` and `programme.toml` of a copied programme folder; same seed, same bytes.

    A few items are left undetermined and a few without a window, as in life. Raises `DefinitionError` where
    the files are not as `load_programme` wants them.
    """
    settings = tomllib.loads((folder / "programme.toml").read_text(encoding="utf-8"))
    levels = [level["code"] for level in settings["levels"]]
    months = list(months_between(settings["first_month"], month_of(settings["hard_deadline"])))
    rows = read_table(folder / "roadmap.csv")
    chance = Chance(seed)
    term = term_of(settings)
    timeless = [row for row in rows if not _is_timed(row, term)]
    _invent_windows(timeless, levels, months, settings["hard_deadline"], chance)
    _invent_criticality(rows, levels, chance)
    write_table(folder / "roadmap.csv", rows[0], rows)
    _mark(folder / "programme.toml")


def _is_timed(row: Row, term: Term | None) -> bool:
    """True when somebody has said when it is due: in dates, or in words that are understood."""
    if row["planned_start"] or row["planned_end"] or row["window_source"] != UNDETERMINED:
        return True
    read = read_schedule(row.get(COLUMN, ""), term)
    return isinstance(read, Schedule) and read.kind != "none"


def _invent_windows(
    rows: list[Row], levels: Sequence[str], months: Sequence[str], deadline: date, chance: Chance
) -> None:
    """In each task set the tasks follow each other: none begins or ends before the one before it."""
    widest, task = levels[:1], levels[:-1] or levels
    for task_set, set_rows in _sections(rows, widest):
        tasks = [each for _, each in _sections(set_rows, task)]
        offset = chance.whole(0, 1, "offset", *task_set)
        latest = 0
        for place, items in enumerate(tasks):
            begin = min(offset + int(0.6 * len(months) * (place / len(tasks)) ** 1.4), len(months) - 2)
            length = chance.whole(2, 7, "length", *task_set, place)
            latest = min(max(latest, begin + length), len(months) - 1)
            _invent_task(items, begin, latest, months, deadline, chance)


def _invent_task(
    items: list[Row], begin: int, end: int, months: Sequence[str], deadline: date, chance: Chance
) -> None:
    """Windows of one task's items between the months with these numbers, the first item first."""
    for place, row in enumerate(items):
        kind = chance.share("window", row["id"])
        if kind < NO_WINDOW:
            continue
        begins = begin + int((end - begin) * 0.5 * place / len(items))
        ends = max(begins, begin + round((end - begin) * (place + 1) / len(items)))
        closing = last_day(months[ends])
        if ends > begins and place + 1 < len(items) and chance.happens(0.2, "mid-month", row["id"]):
            closing = closing.replace(day=15)
        row["planned_start"] = "" if kind < NO_WINDOW + ONLY_END else first_day(months[begins]).isoformat()
        row["planned_end"] = min(closing, deadline).isoformat()
        row["window_source"] = source()


def _invent_criticality(rows: list[Row], levels: Sequence[str], chance: Chance) -> None:
    """Critical items stand together: a task that matters has many. What is to start first is critical."""
    undecided = [row for row in rows if row["critical"] == UNDETERMINED]
    in_doubt = sorted(undecided, key=lambda row: chance.share("in doubt", row["id"]))
    left_open = {row["id"] for row in in_doubt[: round(STILL_OPEN * len(undecided))]}

    def importance(row: Row) -> float:
        task = [row[f"{level}_code"] for level in levels[:-1]]
        return 0.4 * chance.share("task", row["group"], *task) + 0.6 * chance.share("critical", row["id"])

    ranked = sorted((row for row in undecided if row["id"] not in left_open), key=importance, reverse=True)
    for place, row in enumerate(ranked):
        row["critical"] = "yes" if place < round(CRITICAL * len(undecided)) else "no"
        row["critical_source"] = source()
    earliest = sorted(
        (row for row in rows if row["critical"] == "yes" and row["planned_start"]),
        key=lambda row: (row["planned_start"], chance.share("start first", row["id"])),
    )
    first = {row["id"] for row in earliest[: round(START_FIRST * len(rows))]}
    for row in rows:
        if row["start_first"] == UNDETERMINED and row["critical"] != UNDETERMINED:
            row["start_first"] = "yes" if row["id"] in first else "no"


def _sections(rows: Iterable[Row], levels: Sequence[str]) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Rows that stand together in the roadmap and share group and these levels."""

    def shared_by(row: Row) -> tuple[str, ...]:
        return (row["group"], *(row[f"{level}_code"] for level in levels))

    for shared, section in groupby(rows, shared_by):
        yield shared, list(section)


def _mark(path: Path) -> None:
    """Sets `demonstration = true` above the first table; every other line stays as it is."""
    before = path.read_text(encoding="utf-8")
    lines = [line for line in before.splitlines(keepends=True) if not re.match(r"demonstration\s*=", line)]
    first_table = next((at for at, line in enumerate(lines) if line.startswith("[")), len(lines))
    while first_table and lines[first_table - 1].strip()[:1] in ("", "#"):
        first_table -= 1
    after = "".join([*lines[:first_table], "demonstration = true\n", *lines[first_table:]])
    if tomllib.loads(after) != {**tomllib.loads(before), "demonstration": True}:
        raise DefinitionError(
            [f"{path}: the demonstration could not be marked; is there a key after a table?"]
        )
    path.write_text(after, encoding="utf-8", newline="\n")
