"""The definitions of a programme as the oracle in `oracle.py` needs them, read from `schemas/<programme>/`.

It shares no code with the package: the standard library and the files are all it has.
"""

from __future__ import annotations

import csv
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class Field:
    """One field of workbook.toml; `words` gives the code of each word that a field with a list of words takes."""

    code: str
    type: str
    role: str
    least: Any
    most: Any
    words: dict[str, str]

    @property
    def is_filled(self) -> bool:
        """Whether the group fills it."""
        return self.role in ("input", "prefilled")


@dataclass(frozen=True)
class Sheet:
    """One sheet of workbook.toml; `headers` gives the field code of each header in any language."""

    names: frozenset[str]
    headers: dict[str, str]
    fields: dict[str, Field]


@dataclass(frozen=True)
class Item:
    """One row of roadmap.csv."""

    id: str
    group: str
    critical: str
    planned_start: date | None
    planned_end: date | None
    valid_from: str
    valid_to: str

    def is_valid(self, month: str) -> bool:
        """Whether the row holds in the month; both ends belong to the time, a blank end is open."""
        return self.valid_from <= month <= (self.valid_to or month)


@dataclass(frozen=True)
class Programme:
    """What the oracle needs of `schemas/<programme>/`."""

    id: str
    hard_deadline: date
    grace_days: int
    stalled_months: int
    organisations: list[str]
    expected: list[dict[str, str]]
    items: list[Item]
    heirs: dict[str, tuple[str, str]]
    """Of items that one other stands for alone: that other's id, and from which month on."""
    state: Sheet
    notes: Sheet

    def id_in(self, item_id: str | None, month: str) -> str | None:
        """Under which id the item is followed in the month, where that is another by then."""
        while item_id in self.heirs and self.heirs[item_id][1] <= month:
            item_id = self.heirs[item_id][0]
        return item_id

    def former(self, item_id: str) -> tuple[str, str] | None:
        """The id that the item had before, and from which month on it has its own."""
        return next(((old, since) for old, (new, since) in self.heirs.items() if new == item_id), None)

    def item(self, item_id: str, month: str) -> Item | None:
        """The item's roadmap row of the month, if it has one."""
        return next((i for i in self.items_by_id[item_id] if i.is_valid(month)), None)

    @cached_property
    def items_by_id(self) -> dict[str, list[Item]]:
        """All roadmap rows of each item; a revised roadmap may hold several."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.id, []).append(item)
        return found


def plain_words(value: object) -> str:
    """Section 6: "statuses in any case and language, NFD letters and no-break blanks are understood"."""
    return " ".join(unicodedata.normalize("NFC", str(value)).split()).casefold()


def read_programme(folder: Path) -> Programme:
    """Reads `schemas/<programme>/`."""
    programme = tomllib.loads((folder / "programme.toml").read_text(encoding="utf-8"))
    workbook = tomllib.loads((folder / "workbook.toml").read_text(encoding="utf-8"))
    rules = tomllib.loads((folder / "rules.toml").read_text(encoding="utf-8"))["assessment"]
    items = [_item(row) for row in read_csv(folder / "roadmap.csv")]
    words = _words_by_type(programme, workbook, items)
    sheets = {sheet["kind"]: _sheet(sheet, words) for sheet in workbook["sheets"]}
    return Programme(
        id=programme["id"],
        hard_deadline=programme["hard_deadline"],
        grace_days=rules["grace_days"],
        stalled_months=rules["stalled_months"],
        organisations=[row["code"] for row in read_csv(folder / "organisations.csv")],
        expected=read_csv(folder / "expected.csv"),
        items=items,
        heirs=_heirs(folder / "successors.csv", items),
        state=sheets["items"],
        notes=sheets["notes"],
    )


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a definition file, every value as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _heirs(path: Path, items: list[Item]) -> dict[str, tuple[str, str]]:
    """One for one: neither is the item split, nor its successor made of several or followed before."""
    rows = [row for row in read_csv(path) if row["successor"]] if path.is_file() else []
    olds, news = [row["item"] for row in rows], [row["successor"] for row in rows]
    return {
        row["item"]: (row["successor"], row["from"])
        for row in rows
        if olds.count(row["item"]) == news.count(row["successor"]) == 1
        and all(item.valid_from >= row["from"] for item in items if item.id == row["successor"])
    }


def _item(row: dict[str, str]) -> Item:
    return Item(
        id=row["id"],
        group=row["group"],
        critical=row["critical"],
        planned_start=_day(row["planned_start"]),
        planned_end=_day(row["planned_end"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _words(labels: dict[str, Any], code: str) -> dict[str, str]:
    texts = [labels[language] for language in LANGUAGES if language in labels] + labels.get("accepted", [])
    return {plain_words(text): code for text in texts}


def _words_by_type(
    programme: dict[str, Any], workbook: dict[str, Any], items: list[Item]
) -> dict[str, dict[str, str]]:
    """The words of the field types that have one list for the whole programme."""
    statuses: dict[str, str] = {}
    for status in programme["statuses"]:
        statuses |= _words(status, status["code"])
    yes = _words(workbook["words"]["yes"], "yes")
    ids = {plain_words(item.id): item.id for item in items}
    mark = _words(workbook["words"]["mark"], "yes") | yes
    flag = yes | _words(workbook["words"].get("no", {}), "no")
    return {"status": statuses, "flag": flag, "mark": mark, "item": ids}


def _sheet(sheet: dict[str, Any], words: dict[str, dict[str, str]]) -> Sheet:
    headers: dict[str, str] = {}
    for field in sheet.get("fields", []):
        for labels in field["headers"]:
            headers |= _words(labels, field["code"])
    fields = {field["code"]: _field(field, words) for field in sheet.get("fields", [])}
    return Sheet(frozenset(_words(sheet["name"], "")), headers, fields)


def _field(field: dict[str, Any], words: dict[str, dict[str, str]]) -> Field:
    own = dict(words.get(field["type"], {}))
    for choice in field.get("choices", []):
        own |= _words(choice, choice["code"])
    return Field(field["code"], field["type"], field["role"], field.get("least"), field.get("most"), own)
