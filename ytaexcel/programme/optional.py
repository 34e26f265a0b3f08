"""What stands in the files that a programme may have: officials.csv and wording.csv, and details of its items.

Like the tables that it must have, they are read whole, and every problem is named with its file and line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ytaexcel.months import is_month
from ytaexcel.programme.officials import Official, Register
from ytaexcel.programme.wording import Wording, wording_of
from ytaexcel.texts import LANGUAGES

Rows = Sequence[tuple[int, Mapping[str, str]]]
"""Rows of a table with their lines in the file."""


@dataclass(frozen=True, slots=True)
class OptionalFiles:
    """What the files say, and what is wrong with them."""

    officials: Register | None
    wording: Wording
    problems: tuple[str, ...]


def optional_files(
    officials: Rows | None, wording: Rows | None, organisations: set[str], groups: set[str]
) -> OptionalFiles:
    """Of the files' rows; None: there is no such file. No known codes: their file is the problem, not the rows."""
    problems = [
        *(
            f"officials.csv line {line}: {problem}"
            for line, row in officials or ()
            for problem in _misplaced(row, organisations, groups)
        ),
        *_misworded(wording or ()),
    ]
    named = tuple(
        Official((row["organisation"], row["group"]), row["official"], row["from"], row["to"])
        for _, row in officials or ()
    )
    sound = [row for _, row in wording or () if row["language"] in LANGUAGES]
    return OptionalFiles(None if officials is None else Register(named), wording_of(sound), tuple(problems))


def misflagged(row: Mapping[str, str], details: Mapping[str, str]) -> Iterator[str]:
    """What cannot stand in the details of an item's row; `details`: column -> type."""
    for detail, type_ in details.items():
        if type_ == "flag" and row[detail] not in ("", "yes"):
            yield f'{detail} is "{row[detail]}"; allowed: yes, or nothing.'


def _misplaced(row: Mapping[str, str], organisations: set[str], groups: set[str]) -> Iterator[str]:
    if organisations and row["organisation"] not in organisations:
        yield f'organisation "{row["organisation"]}" is not in organisations.csv.'
    if groups and row["group"] not in groups:
        yield f'group "{row["group"]}" is not in groups.csv.'
    if not is_month(row["from"]) or (row["to"] and not is_month(row["to"])):
        yield "from must be a month (2021-07), to a month or empty."
    elif row["to"] and row["to"] < row["from"]:
        yield f"to {row['to']} is before from {row['from']}."


def _misworded(rows: Rows) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for line, row in rows:
        where, word = f"wording.csv line {line}", (row["language"], row["word"].lower())
        yield from (f"{where}: {column} is empty." for column in ("word", "instead") if not row[column])
        if row["language"] not in LANGUAGES:
            yield f'{where}: language is "{row["language"]}"; allowed: {", ".join(LANGUAGES)}.'
        if word in seen:
            yield f'{where}: "{row["word"]}" stands there twice.'
        if set("{}") & set(row["word"] + row["instead"]):
            yield f"{where}: words have no braces."
        seen.add(word)
