"""Reads `schemas/<programme>/` into a `Programme` and finds everything that cannot hold in it.

All problems of a folder are gathered into one `DefinitionError`, each naming file and place. `shape` knows
the TOML files, this module the tables; `check` judges them together.
"""

import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ytaexcel.errors import DefinitionError
from ytaexcel.months import is_month
from ytaexcel.programme import bodies, build, indicators, optional, records, rule_table, scheduling, shape
from ytaexcel.programme.check import overlapping, problems
from ytaexcel.programme.succession import misfits
from ytaexcel.programme.successor import Successor
from ytaexcel.schedule import Term
from ytaexcel.texts import LANGUAGES

FILES = (
    "programme.toml",
    "workbook.toml",
    "rules.toml",
    "roadmap.csv",
    "groups.csv",
    "organisations.csv",
    "expected.csv",
)
OPTIONAL_FILES = (*bodies.FILES, indicators.FILE, "officials.csv", "successors.csv", "wording.csv")
NAMED = [f"{kind}_{language}" for kind in ("name", "short") for language in LANGUAGES]
COLUMNS = {
    "groups.csv": ["code", *NAMED, "aliases"],
    "organisations.csv": ["code", *NAMED, "bilingual", "aliases"],
    "expected.csv": ["organisation", "group", "from", "to"],
    "officials.csv": ["organisation", "group", "official", "from", "to"],
    "wording.csv": ["language", "word", "instead"],
    "successors.csv": ["item", "successor", "from"],
}
ROADMAP_OWN = [
    "critical",
    "start_first",
    "critical_source",
    "planned_start",
    "planned_end",
    "window_source",
    "valid_from",
    "valid_to",
]
"""Columns of roadmap.csv that are the same in every programme; the levels' columns stand before them."""
DECISIONS = ("yes", "no", records.UNDETERMINED)
Numbered = tuple[int, dict[str, str]]
"""A row of a table with its line in the file."""


def load_programme(folder: Path) -> records.Programme:
    """The programme that `folder` defines. Raises `DefinitionError` with every problem found."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise DefinitionError([f"{folder}: {name} is missing." for name in missing])
    loader = _Loader(folder)
    programme = loader.programme()
    if loader.problems or programme is None:
        raise DefinitionError(loader.problems)
    return programme


def roadmap_columns(levels: Iterable[str], details: Iterable[str] = ()) -> list[str]:
    """The columns that roadmap.csv must have, for levels from the widest to the item."""
    columns = ["id", "group"]
    for level in levels:
        columns += [f"{level}_code", f"{level}_name"]
    return [*columns, *details, *ROADMAP_OWN]


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file of the programme (UTF-8, with or without a byte-order mark), without its remarks."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = (cells for cells in csv.reader(file) if cells and not is_remark(cells))
    return [{key: value.strip() for key, value in zip(header, cells, strict=False) if key} for cells in rows]


def is_remark(cells: Sequence[str]) -> bool:
    """True for a line of a CSV file that begins with #: it says something to whoever edits the file."""
    return bool(cells) and cells[0].lstrip().startswith("#")


class _Loader:
    """Reads the files of one folder; what cannot hold is added to `problems` and reading goes on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []
        self.term: Term | None = None

    def programme(self) -> records.Programme | None:
        general = self._toml("programme.toml", shape.PROGRAMME)
        rules = self._toml("rules.toml", shape.settings(rule_table.RULE))
        workbook = self._toml("workbook.toml", shape.WORKBOOK)
        groups = [build.group(row) for _, row in self._coded("groups.csv")]
        organisations = [build.organisation(row) for _, row in self._organisation_rows()]
        if general is None or rules is None or workbook is None:
            return None
        if general["id"] != self.folder.resolve().name:
            self.problems.append(
                f'programme.toml: id is "{general["id"]}", but the folder is called {self.folder.name}.'
            )
        levels = [level["code"] for level in general["levels"]]
        if len(set(levels)) < len(levels):
            self.problems.append("programme.toml, levels: a code stands there twice.")
            return None
        self.term = scheduling.term_of(general)
        group_codes, organisation_codes = ({each.code for each in coded} for coded in (groups, organisations))
        found = optional.optional_files(
            self._optional("officials.csv"), self._optional("wording.csv"), organisation_codes, group_codes
        )
        self.problems += found.problems
        items = self._items(levels, build.details(workbook, levels), group_codes)
        programme = build.programme(
            general,
            rules,
            workbook,
            groups=groups,
            organisations=organisations,
            items=items,
            expected=self._expected(organisation_codes, group_codes),
            successors=self._successors(items),
            measured=self._indicators(group_codes),
            deciding=self._bodies(organisation_codes),
            definitions=self._hash(),
            wording=found.wording,
            officials=found.officials,
        )
        self.problems += problems(programme)
        self.problems += (f"rules.toml, rules, {each}" for each in rule_table.problems(programme))
        return programme

    def _hash(self) -> str:
        """Of the files' contents; how their lines end, which git and editors change, does not count."""
        found = hashlib.sha256()
        for name in (*FILES, *(each for each in OPTIONAL_FILES if self._has(each))):
            content = (self.folder / name).read_bytes().replace(b"\r\n", b"\n")
            found.update(f"{name} {len(content)}\n".encode() + content)
        return found.hexdigest()[:16]

    def _has(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def _toml(self, name: str, kind: shape.Table) -> dict[str, Any] | None:
        """The file's table, or None (and problems) where it has not the shape that the rest relies on."""
        try:
            with (self.folder / name).open("rb") as file:
                table = tomllib.load(file)
        except tomllib.TOMLDecodeError as fault:
            self.problems.append(f"{name}: not valid TOML: {fault}.")
            return None
        except UnicodeDecodeError:
            self.problems.append(f"{name}: is not UTF-8 text; save it as UTF-8.")
            return None
        found = list(shape.faults(table, kind, name))
        self.problems += found
        return None if found else table

    def _rows(self, name: str, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Numbered]:
        """The rows with their lines; none, and a problem, where the columns are not those defined."""
        try:
            text = (self.folder / name).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self.problems.append(
                f'{name}: is not UTF-8 text; save it from Excel as "CSV UTF-8 (Comma delimited)".'
            )
            return []
        reader = csv.reader(io.StringIO(text, newline=""))
        header = next((cells for cells in reader if not is_remark(cells)), [])
        missing = [column for column in columns if column not in header]
        unknown = [column for column in header if column not in (*columns, *optional)]
        if missing or unknown:
            self.problems += [f'{name}: the column "{column}" is missing.' for column in missing]
            self.problems += [f'{name}: the column "{column}" is not known.' for column in unknown]
            return []
        rows = []
        for cells in reader:
            if is_remark(cells):
                continue
            if cells and len(cells) != len(header):
                self.problems.append(
                    f"{name} line {reader.line_num}: {len(cells)} values for {len(header)} columns; "
                    "is there a comma too many, or a text with commas without quotation marks?"
                )
            elif cells:
                values = (cell.strip() for cell in cells)
                rows.append((reader.line_num, dict(zip(header, values, strict=True))))
        if not rows and name not in OPTIONAL_FILES:
            self.problems.append(f"{name}: has no rows.")
        return rows

    def _coded(self, name: str, optional: Sequence[str] = ()) -> list[Numbered]:
        """The rows of a table of codes and names."""
        rows = self._rows(name, COLUMNS[name], optional)
        seen: set[str] = set()
        for line, row in rows:
            where = f"{name} line {line}"
            if not re.fullmatch(r"[\w.-]+", row["code"]):
                self.problems.append(
                    f'{where}: code is "{row["code"]}"; a code has letters, digits, . _ and -.'
                )
            if row["code"] in seen:
                self.problems.append(f'{where}: code "{row["code"]}" stands there twice.')
            seen.add(row["code"])
            self.problems += [f"{where}: {column} is empty." for column in NAMED if not row[column]]
        return rows

    def _organisation_rows(self) -> list[Numbered]:
        rows = self._coded("organisations.csv", ["yta_fi", "yta_sv", "yta_en", "languages"])
        for line, row in rows:
            if row["bilingual"] not in ("yes", "no"):
                self.problems.append(
                    f'organisations.csv line {line}: bilingual is "{row["bilingual"]}", not yes or no.'
                )
            unknown = {word.strip() for word in row.get("languages", "").split(";")} - {"", *LANGUAGES}
            self.problems += [
                f'organisations.csv line {line}: languages has "{word}"; a language is one of '
                f"{', '.join(LANGUAGES)}, several are parted by ;."
                for word in sorted(unknown)
            ]
        return rows

    def _items(self, levels: list[str], details: Mapping[str, str], groups: set[str]) -> list[records.Item]:
        """The items of the rows without a problem. No known groups: their file is the problem, not the rows."""
        items = []
        ranges: dict[str, list[tuple[str, str]]] = {}
        rest = [*(f"{level}_name_printed" for level in levels), "valid_source", scheduling.COLUMN]
        for line, row in self._rows("roadmap.csv", roadmap_columns(levels, details), rest):
            where = f"roadmap.csv line {line} ({row['id']})"
            found = [
                *_misfits(row, levels, groups),
                *_misdated(row),
                *_unsourced(row),
                *optional.misflagged(row, details),
                *scheduling.misscheduled(row, self.term),
            ]
            ranges.setdefault(row["id"], []).append((row["valid_from"], row["valid_to"]))
            if not found and overlapping(ranges[row["id"]]):
                found = ["the id stands there twice for the same months."]
            self.problems += [f"{where}: {problem}" for problem in found]
            if not found:
                start, end = _day(row["planned_start"]), _day(row["planned_end"])
                items.append(
                    scheduling.scheduled(build.item(row, levels, details, start, end), row, self.term)
                )
        return items

    def _successors(self, items: list[records.Item]) -> list[Successor]:
        """What took whose place, if the programme has such a table; proved where the roadmap itself is sound."""
        if not self._has("successors.csv"):
            return []
        is_sound = not any(problem.startswith("roadmap.csv") for problem in self.problems)
        numbered = self._rows("successors.csv", COLUMNS["successors.csv"], ["source"])
        rows = [(line, build.successor(row)) for line, row in numbered]
        self.problems += misfits(rows, items) if is_sound else ()
        return [row for _, row in rows]

    def _indicators(self, groups: set[str]) -> list[indicators.Indicator]:
        """The indicators of the rows without a problem; none where there is no such file."""
        rows = self._optional(indicators.FILE, indicators.COLUMNS) or ()
        found, problems_of_rows = indicators.indicators_of(rows, groups)
        self.problems += problems_of_rows
        return found

    def _bodies(self, organisations: set[str]) -> bodies.Deciding:
        """Who decides and when they meet, of the rows without a problem; nobody where there are no such files."""
        rows = self._optional(bodies.FILE, bodies.COLUMNS) or ()
        meetings = self._optional(bodies.MEETINGS_FILE, bodies.MEETING_COLUMNS) or ()
        found, problems_of_rows = bodies.deciding(rows, meetings, organisations)
        self.problems += problems_of_rows
        return found

    def _expected(self, organisations: set[str], groups: set[str]) -> list[records.Expected]:
        expected = []
        ranges: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for line, row in self._rows("expected.csv", COLUMNS["expected.csv"]):
            found = []
            if organisations and row["organisation"] not in organisations:
                found.append(f'organisation "{row["organisation"]}" is not in organisations.csv.')
            if groups and row["group"] not in groups:
                found.append(f'group "{row["group"]}" is not in groups.csv.')
            found += _misranged(row, "from", "to")
            held = ranges.setdefault((row["organisation"], row["group"]), [])
            held.append((row["from"], row["to"]))
            if not found and overlapping(held):
                found = [f"{row['organisation']} {row['group']} stands there twice for the same months."]
            self.problems += [f"expected.csv line {line}: {problem}" for problem in found]
            expected.append(records.Expected(row["organisation"], row["group"], row["from"], row["to"]))
        return expected

    def _optional(self, name: str, columns: Sequence[str] = ()) -> list[Numbered] | None:
        """The rows of a file that a programme may have; None where it has not."""
        return self._rows(name, columns or COLUMNS[name]) if self._has(name) else None


def _misfits(row: Mapping[str, str], levels: Iterable[str], groups: set[str]) -> Iterator[str]:
    """What a row of the roadmap lacks, or has that stands in no list."""
    if not re.fullmatch(r"[\w.-]+", row["id"]):
        yield f'id is "{row["id"]}"; an id has letters, digits, . _ and -.'
    if groups and row["group"] not in groups:
        yield f'group "{row["group"]}" is not in groups.csv.'
    for level in levels:
        yield from (f"{column} is empty." for column in (f"{level}_code", f"{level}_name") if not row[column])
    for column in ("critical", "start_first"):
        if row[column] not in DECISIONS:
            yield f'{column} is "{row[column]}"; allowed: {", ".join(DECISIONS)}.'


def _misdated(row: Mapping[str, str]) -> Iterator[str]:
    yield from _misranged(row, "valid_from", "valid_to")
    for column in ("planned_start", "planned_end"):
        if row[column] and _day(row[column]) is None:
            yield f'{column} is "{row[column]}", not a date like 2021-08-12.'
    start, end = _day(row["planned_start"]), _day(row["planned_end"])
    if start and end and end < start:
        yield f"planned_end {end} is before planned_start {start}."


def _unsourced(row: Mapping[str, str]) -> Iterator[str]:
    """What is decided says by whom."""
    decided = [column for column in ("critical", "start_first") if row[column] != records.UNDETERMINED]
    if decided and row["critical_source"] in ("", records.UNDETERMINED):
        yield f"{' and '.join(decided)} decided, but critical_source does not say by whom."
    if (row["planned_start"] or row["planned_end"]) and row["window_source"] in ("", records.UNDETERMINED):
        yield "a window is given, but window_source does not say by whom."


def _misranged(row: Mapping[str, str], since: str, until: str) -> Iterator[str]:
    if not is_month(row[since]) or (row[until] and not is_month(row[until])):
        yield f"{since} must be a month (2021-07), {until} a month or empty."
    elif row[until] and row[until] < row[since]:
        yield f"{until} {row[until]} is before {since} {row[since]}."


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
