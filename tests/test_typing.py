"""Somebody fills the template at the keyboard, in LibreOffice: what it offers, what it refuses, what it says then.

The keys go the way of all keys, so that LibreOffice itself applies the rules, works out the formulas and shows the
boxes; nothing is read from the rules' definitions. Typed words and expected words are those of each language.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

import libreoffice
from builder import FIRST_ROW, column
from templates import GROUP, MONTH, order
from ytaexcel import texts
from ytaexcel.programme import Programme
from ytaexcel.template import Previous, write_template
from ytaexcel.texts import Language

pytestmark = pytest.mark.office
Step = tuple[str, ...]
LAST = {
    "started": Previous("started", 40.0, date(2022, 2, 28), {"owner": "A"}),
    "late": Previous("started", 40.0, date(2021, 11, 30), {"owner": "A"}),
    "not_started": Previous("not_started", None, date(2022, 2, 28), {"owner": "A"}),
    "done": Previous("done", 100.0, None, {}),
}
"""What was last known of the rows below."""
TYPED: list[tuple[str | None, list[tuple[str, str, str]]]] = [
    # last known, [field, what is typed, what the row then lacks]; a word in brackets stands for its translation
    (
        None,
        [
            ("status", "[started]", "percent_done, forecast, owner"),
            ("percent_done", "40", "forecast, owner"),
            ("forecast_end", "28.2.2022", "owner"),
            ("owner", "Talousjohtaja", "✓"),
        ],
    ),
    (None, [("no_change", "x", "status"), ("no_change", "", "status"), ("status", "[done]", "✓")]),
    (
        None,
        [
            ("percent_done", "30", "status"),
            ("status", "[done]", "percent_of_done"),
            ("percent_done", "100", "✓"),
        ],
    ),
    (
        "not_started",
        [
            ("status", "[not_started]", "✓"),
            ("percent_done", "10", "percent_of_not_started"),
            ("percent_done", "", "✓"),
        ],
    ),
    ("started", [("no_change", "x", "✓"), ("status", "[done]", "both"), ("no_change", "", "✓")]),
    (
        "started",
        [("red_flag", "[yes]", "status_or_mark"), ("no_change", "x", "challenges"), ("challenges", "?", "✓")],
    ),
    ("started", [("status", "[not_applicable]", "where_now"), ("where_now", "–", "✓")]),
    ("late", [("no_change", "x", "new_forecast"), ("forecast_end", "30.11.2021", "new_forecast")]),
    ("done", [("owner", "Talousjohtaja", "status_or_mark"), ("no_change", "x", "✓")]),
]
LACKING_AT_THE_END = 1
REFUSED: list[tuple[str, str, str, str]] = [
    # sheet, field, what is typed, which message
    ("items", "no_change", "y", "mark"),
    ("items", "status", "Valmsi", "choice"),
    ("items", "percent_done", "170 %", "percent"),
    ("items", "percent_done", "170", "percent"),
    ("items", "percent_done", "-5", "percent"),
    ("items", "percent_done", "puolet", "percent"),
    ("items", "forecast_end", "pian", "date"),
    ("items", "forecast_end", "31.12.2020", "date"),
    ("items", "forecast_end", "1.1.2027", "date"),
    ("items", "forecast_end", "12:30", "date"),
    ("items", "red_flag", "x", "flag"),
    ("items", "where_now", "a" * 501, "text"),
    ("items", "owner", "a" * 81, "name"),
    ("notes", "kind", "Ehdotus", "choice"),
    ("notes", "text", "a" * 1001, "note"),
    ("notes", "scope", "kaikki", "choice"),
    ("notes", "item", "HTT.Z.9.9", "item"),
    ("notes", "likelihood", "6", "whole"),
    ("notes", "likelihood", "0", "whole"),
    ("notes", "effect", "2,5", "whole"),
    ("notes", "shareable", "x", "flag"),
]


@dataclass(frozen=True)
class Desk:
    """A workbook of a few rows in one language, with the programme and the words that it was made from."""

    path: Path
    programme: Programme
    language: Language

    def at(self, kind: str, code: str, row: int = 0) -> tuple[str, str]:
        """Sheet and cell of a field in a row from 0."""
        sheet = self.programme.workbook.sheet(kind)
        return sheet.names[self.language], f"{get_column_letter(column(sheet, code))}{FIRST_ROW + row}"

    def word(self, typed: str) -> str:
        """What is typed, `[code]` in the workbook's words."""
        if not typed.startswith("["):
            return typed
        words = {each.code: each.names for each in self.programme.statuses} | dict(
            self.programme.workbook.words
        )
        return words[typed.strip("[]")][self.language]

    def text(self, key: str, **values: object) -> str:
        return texts.text(f"template.{key}", self.language, **values)

    def lacking(self, codes: str) -> str:
        """What the row says where these are lacking."""
        return ", ".join(
            code if code == "✓" else self.text(f"lacking.{code}", mark="x") for code in codes.split(", ")
        )


@pytest.fixture(scope="module")
def desk(decided: Programme, language: Language, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One row for each of `TYPED`, all critical and by plan begun."""
    items = tuple(
        replace(item, critical="yes", planned_start=date(2021, 8, 1), planned_end=date(2022, 3, 31))
        for item in decided.items_in(MONTH, GROUP)[: len(TYPED)]
    )
    few = replace(decided, items=items)
    known = {item.id: LAST[last] for item, (last, _) in zip(items, TYPED, strict=True) if last}
    path = tmp_path_factory.mktemp("desk") / f"{language}.xlsx"
    write_template(path, few, order(few, language, known))
    return Desk(path, few, language)


@pytest.fixture(scope="module")
def at_the_keyboard() -> Callable[[Path, Sequence[Step]], list[Any]]:
    """Does the steps of tests/office/keyboard.py with a workbook, and hands over what each gave."""
    return libreoffice.keyed


def test_each_dropdown_offers_just_the_words_that_are_allowed(
    desk: Desk, at_the_keyboard: Callable[[Path, Sequence[Step]], list[Any]]
) -> None:
    programme, language = desk.programme, desk.language
    notes = programme.workbook.sheet("notes")
    yes = [programme.workbook.words["yes"][language]]
    expected = {
        ("items", "no_change"): [programme.workbook.words["mark"][language]],
        ("items", "status"): [status.names[language] for status in programme.statuses],
        ("items", "red_flag"): yes,
        ("notes", "kind"): [each.names[language] for each in notes.field("kind").choices],
        ("notes", "scope"): [each.names[language] for each in notes.field("scope").choices],
        ("notes", "item"): [item.id for item in programme.items],
        ("notes", "likelihood"): ["1", "2", "3", "4", "5"],
        ("notes", "effect"): ["1", "2", "3", "4", "5"],
        ("notes", "shareable"): yes,
    }
    offered = at_the_keyboard(desk.path, [("choose", *desk.at(*place)) for place in expected])
    assert dict(zip(expected, offered, strict=True)) == expected


def test_each_value_that_is_not_allowed_is_refused_in_the_workbooks_language(
    desk: Desk, at_the_keyboard: Callable[[Path, Sequence[Step]], list[Any]]
) -> None:
    """A box says why, and the cell stays as it was."""
    steps = [
        step
        for kind, code, typed, _ in REFUSED
        for step in (("read", *desk.at(kind, code)), ("type", *desk.at(kind, code), typed))
    ]
    told = at_the_keyboard(desk.path, steps)
    for (kind, code, typed, key), before, after in zip(REFUSED, told[::2], told[1::2], strict=True):
        field = desk.programme.workbook.sheet(kind).field(code)
        assert after["message"] is not None, f"{code}: {typed[:20]} was taken"
        title, why = after["message"]
        assert field.header(desk.language, MONTH).startswith(title.rstrip("…"))
        assert why == desk.text(f"error.{key}", **words_of(desk, kind, code)), f"{code}: {typed[:20]}"
        assert after["shown"] == before, code


def words_of(desk: Desk, kind: str, code: str) -> dict[str, object]:
    """What the message about a field may name."""
    field = desk.programme.workbook.sheet(kind).field(code)
    named = desk.programme.statuses if field.type == "status" else field.choices
    choices = [each.names[desk.language] for each in named]
    word = desk.programme.workbook.words["mark" if field.type == "mark" else "yes"][desk.language]
    limits = {"least": field.least, "most": field.most}
    if field.type == "date":
        limits = {"least": 2021, "most": 2026}
    elif field.type == "text":
        limits = {"most": texts.number(int(str(field.most)))}
    listed = desk.text("error.or", words=", ".join(choices[:-1]), last=choices[-1]) if choices else ""
    return {
        **limits,
        "word": word,
        "choices": listed,
        "notes": desk.programme.workbook.sheet("notes").names[desk.language],
    }


def test_each_row_says_what_it_lacks_as_it_is_typed_and_the_summary_counts_down(
    desk: Desk, at_the_keyboard: Callable[[Path, Sequence[Step]], list[Any]]
) -> None:
    verdict = (desk.programme.workbook.sheet("overview").names[desk.language], "A3")
    count = (desk.programme.workbook.sheet("items").names[desk.language], "A2")
    steps: list[Step] = [("read", *verdict)]
    for row, (_, fields) in enumerate(TYPED):
        for code, typed, _ in fields:
            steps += [
                ("type", *desk.at("items", code, row), desk.word(typed)),
                ("read", *desk.at("items", "lacking", row)),
            ]
        steps.append(("read", *verdict))
    late = next(row for row, (last, _) in enumerate(TYPED) if last == "late")
    steps += [
        ("read", *count),
        ("type", *desk.at("items", "forecast_end", late), "1.3.2022"),
        ("read", *verdict),
    ]
    told = iter(at_the_keyboard(desk.path, steps))
    asked = sum(last != "done" for last, _ in TYPED)
    day = texts.day(order(desk.programme, desk.language).due)
    assert counted(next(told), day) == asked
    ready = 0
    for _, fields in TYPED:
        for code, typed, lacking in fields:
            taken = next(told)
            assert taken["message"] is None, f"{code}: {typed} was refused: {taken['message']}"
            assert next(told) == desk.lacking(lacking), f"{code}: {typed}, shown as {taken['shown']}"
        ready += fields[-1][2] == "✓"
        still = next(told)
        assert counted(still, day) == len(TYPED) - 1 - ready + (fields is TYPED[-1][1])
    assert f" {LACKING_AT_THE_END} " in next(told)
    next(told)
    assert next(told).startswith("✓")


def counted(verdict: str, day: str) -> int:
    """The number of rows that the summary says are not finished."""
    assert verdict.endswith(day)
    return int(verdict.partition(":")[2].partition("·")[0])
