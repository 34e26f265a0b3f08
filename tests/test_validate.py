"""Limits and rules judge all workbooks at once: a row with an error is refused, its neighbours go in, each told once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from builder import FIRST_ROW, KEY, at, packed, workbook
from ytaexcel.conform import conform, vocabulary
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme
from ytaexcel.read import ReadWorkbook, read_workbook
from ytaexcel.validate import validate
from ytaexcel.validate.schemas import failures, sheet_schema, typed_column

Judge = Callable[..., Submission]
FIRST, SECOND, THIRD = "HTT.A.1.1", "HTT.A.1.2", "HTT.A.1.3"
STARTED = {"status": "Käynnissä"}
RISK = {"kind": "Riski", "text": "Vähän tekijöitä.", "likelihood": 4, "effect": 5}


@pytest.fixture
def check(small: Programme, judged: Judge) -> Callable[..., list[tuple[str, str]]]:
    """(code, cell) of the findings on a row of the first item, or on one note."""

    def findings(
        row: dict[str, Any] | None = None, note: dict[str, Any] | None = None
    ) -> list[tuple[str, str]]:
        book = workbook(small, {FIRST: row} if row else {SECOND: STARTED}, notes=[note] if note else [])
        return [(each.code, each.cell) for each in judged(book).findings]

    return findings


Check = Callable[..., list[tuple[str, str]]]


# --- limits --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("percent", [0, 0.4, 1, "0 %", "100", 100])
def test_percents_from_0_to_100_go_in(percent: object, check: Check) -> None:
    assert "C003" not in [code for code, _ in check({**STARTED, "percent_done": percent})]


@pytest.mark.parametrize(
    ("percent", "found"),
    [(1.7, "170 %"), (-0.1, "-10 %"), ("170 %", "170 %"), (101, "101 %"), ("100,5", "100,5 %")],
)
def test_a_percent_beyond_its_limits_refuses_the_row_and_is_told_as_it_is_seen(
    percent: object, found: str, small: Programme, judged: Judge
) -> None:
    submission = judged(workbook(small, {FIRST: {**STARTED, "percent_done": percent}, SECOND: STARTED}))
    (fault,) = (each for each in submission.findings if each.code == "C003")
    assert (fault.cell, fault.item) == (at(small, "percent_done", FIRST_ROW), FIRST)
    assert dict(fault.values) == {"found": found, "allowed": "0 %–100 %"}
    assert [row.item for row in submission.refused] == [FIRST]
    assert [row.item for row in submission.accepted] == [SECOND]


@pytest.mark.parametrize("day", [date(2021, 1, 1), date(2026, 12, 31)])
def test_the_first_and_the_last_day_allowed_go_in(day: date, check: Check) -> None:
    assert "C005" not in [code for code, _ in check({**STARTED, "forecast_end": day})]


@pytest.mark.parametrize(
    "day", [date(2020, 12, 31), date(2027, 1, 1), date(1900, 3, 1), date(9999, 12, 31), "1.1.0001"]
)
def test_a_date_beyond_its_limits_refuses_the_row_however_far_it_is(
    day: object, small: Programme, check: Check
) -> None:
    found = check({"status": "Valmis", "forecast_end": day})
    assert [each for each in found if each[0] != "C013"] == [("C005", at(small, "forecast_end", FIRST_ROW))]


def test_a_text_may_be_as_long_as_its_field_allows(small: Programme, check: Check) -> None:
    assert check({**STARTED, "where_now": "ä" * 500, "owner": "ö" * 80}) == []
    assert check({**STARTED, "where_now": "ä" * 501, "owner": "ö" * 81}) == [
        ("C009", at(small, "where_now", FIRST_ROW)),
        ("C009", at(small, "owner", FIRST_ROW)),
    ]


@pytest.mark.parametrize(("value", "code"), [(0, "C003"), (6, "C003"), (2.5, "C002"), ("suuri", "C002")])
def test_the_scales_of_a_risk_go_from_1_to_5(
    value: object, code: str, small: Programme, check: Check
) -> None:
    assert check(note={**RISK, "effect": value}) == [(code, at(small, "effect", FIRST_ROW, "notes"))]
    assert check(note={**RISK, "effect": 1}) == []


def test_every_fault_of_a_row_is_told_at_once(small: Programme, check: Check) -> None:
    row = {"status": "melkein", "percent_done": 1.7, "forecast_end": date(2012, 1, 1), "owner": "ö" * 81}
    assert sorted(check(row)) == sorted(
        (code, at(small, field, FIRST_ROW))
        for code, field in [
            ("C001", "status"),
            ("C003", "percent_done"),
            ("C005", "forecast_end"),
            ("C009", "owner"),
        ]
    )


# --- doubled items -------------------------------------------------------------------------------------------------


def doubled(small: Programme, *rows: dict[str, Any]) -> Any:
    """A workbook in which the first item stands in as many rows, below one another."""
    book = workbook(small, {SECOND: STARTED})
    page = book["Tilannekuva"]
    for number, row in enumerate(rows, start=20):
        page.cell(number, 1, FIRST)
        for code, value in row.items():
            page[at(small, code, number)] = value
    return book


def test_an_item_twice_with_the_same_values_counts_once(small: Programme, judged: Judge) -> None:
    submission = judged(doubled(small, STARTED, STARTED, STARTED))
    assert [(row.item, row.row) for row in submission.accepted] == [(SECOND, 6), (FIRST, 20)]
    assert (submission.refused, submission.ignored, submission.outcome) == ([], 2, "accepted")
    assert [(each.code, each.cell) for each in submission.findings] == [("C014", "A21"), ("C014", "A22")]


@pytest.mark.parametrize(
    "other", [{"status": "Valmis"}, {**STARTED, "owner": "Johtaja"}, {"status": "melkein"}]
)
def test_an_item_twice_with_different_values_is_refused_in_every_row(
    other: dict[str, str], small: Programme, judged: Judge
) -> None:
    submission = judged(doubled(small, STARTED, other))
    assert [row.item for row in submission.accepted] == [SECOND]
    assert [row.row for row in submission.refused] == [20, 21]
    faults = [each for each in submission.findings if each.code == "C008"]
    assert [(each.cell, each.values["allowed"]) for each in faults] == [("A20", "20, 21"), ("A21", "20, 21")]


def test_rows_of_an_item_that_could_not_be_read_are_not_taken_for_the_same(
    small: Programme, judged: Judge
) -> None:
    submission = judged(doubled(small, {"status": "melkein"}, {"status": "vasta"}))
    assert [row.row for row in submission.refused] == [20, 21]
    assert submission.ignored == 0


def test_a_blank_row_of_the_same_item_is_no_second_one(small: Programme, judged: Judge) -> None:
    submission = judged(doubled(small, STARTED))
    assert [row.item for row in submission.accepted] == [SECOND, FIRST]
    assert submission.findings == []


def test_the_same_item_in_two_workbooks_is_not_doubled(small: Programme) -> None:
    books = [conformed(small, {FIRST: STARTED}, organisation=code) for code in ("05", "17")]
    assert [len(each.accepted) for each in validate(books, small, "fi")] == [1, 1]


# --- rules ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"status": "Valmis", "no_change": "x"}, "R001", "no_change"),
        ({"no_change": "x"}, "R002", "no_change"),
        ({"status": "Valmis", "percent_done": 0.99}, "R004", "percent_done"),
        ({"status": "Valmis", "percent_done": 0}, "R004", "percent_done"),
        ({"status": "Ei aloitettu", "percent_done": 0.01}, "R005", "percent_done"),
        ({"status": "Käynnissä", "forecast_end": date(2021, 7, 31)}, "R006", "forecast_end"),
        (
            {"no_change": "x", "previous_status": "Käynnissä", "forecast_end": date(2021, 7, 31)},
            "R006",
            "forecast_end",
        ),
        ({"status": "Käynnissä", "red_flag": "kyllä"}, "R007", "red_flag"),
        ({"status": "Käynnissä", "red_flag": "kyllä", "challenges": " "}, "R007", "red_flag"),
    ],
)
def test_a_broken_rule_is_a_warning_at_its_cell_and_the_row_goes_in(
    row: dict[str, Any], code: str, field: str, small: Programme, judged: Judge
) -> None:
    submission = judged(workbook(small, {FIRST: row}))
    assert [(each.code, each.cell, each.severity, each.item) for each in submission.findings] == [
        (code, at(small, field, FIRST_ROW), "warning", FIRST)
    ]
    assert ([row.item for row in submission.accepted], submission.outcome) == ([FIRST], "accepted")


@pytest.mark.parametrize(
    "row",
    [
        {"no_change": "x", "previous_status": "Käynnissä"},
        {"status": "Valmis", "percent_done": 1},
        {"status": "Valmis"},
        {"status": "Ei aloitettu", "percent_done": 0},
        {"status": "Käynnissä", "forecast_end": date(2021, 8, 1)},
        {"status": "Valmis", "forecast_end": date(2021, 7, 1)},
        {"status": "Ei koske aluetta", "forecast_end": date(2021, 7, 1)},
        {"no_change": "x", "previous_status": "Valmis", "forecast_end": date(2021, 7, 1)},
        {"status": "Käynnissä", "red_flag": "kyllä", "challenges": "Tilat puuttuvat."},
        {"status": "Käynnissä", "red_flag": "ei"},
    ],
)
def test_a_rule_that_is_kept_says_nothing(row: dict[str, Any], check: Check) -> None:
    assert check(row) == []


def test_a_forecast_is_past_from_the_month_on_whose_last_day_it_is_over(
    small: Programme, judged: Judge
) -> None:
    row = {FIRST: {**STARTED, "forecast_end": date(2021, 8, 31)}}
    july, august = (judged(workbook(small, row, month=month)) for month in ("2021-07", "2021-08"))
    assert [each.code for each in july.findings] == []
    assert [each.code for each in august.findings] == ["R006"]


@pytest.mark.parametrize(
    ("lacking", "fields"),
    [
        (["likelihood"], ["likelihood"]),
        (["effect"], ["effect"]),
        (["likelihood", "effect"], ["likelihood", "effect"]),
    ],
)
def test_a_risk_lacks_just_the_scale_that_is_named(
    lacking: list[str], fields: list[str], small: Programme, judged: Judge
) -> None:
    note = {name: value for name, value in RISK.items() if name not in lacking}
    findings = judged(workbook(small, {FIRST: STARTED}, notes=[note])).findings
    sheet = small.workbook.sheet("notes")
    assert [(each.code, each.cell, each.values["found"]) for each in findings] == [
        ("R008", at(small, field, FIRST_ROW, "notes"), sheet.field(field).header("fi", "2021-07"))
        for field in fields
    ]


@pytest.mark.parametrize("kind", ["Huomio", "Toive"])
def test_only_a_risk_needs_scales(kind: str, check: Check) -> None:
    assert check(note={"kind": kind, "text": "Odottaa."}) == []


@pytest.mark.parametrize(
    ("note", "code", "field"),
    [
        ({"kind": "Toive"}, "R009", "text"),
        ({"kind": "Toive", "text": "\u00a0"}, "R009", "text"),
        ({"text": "Odottaa."}, "R010", "kind"),
        ({"item": FIRST}, "R009", "text"),
    ],
)
def test_a_note_without_kind_or_text_is_refused(
    note: dict[str, str], code: str, field: str, small: Programme, judged: Judge
) -> None:
    submission = judged(workbook(small, {FIRST: STARTED}, notes=[note]))
    assert (code, at(small, field, FIRST_ROW, "notes")) in [
        (each.code, each.cell) for each in submission.findings
    ]
    assert [row.kind for row in submission.refused] == ["notes"]
    assert submission.outcome == "partly_accepted"


@pytest.mark.parametrize(
    ("row", "note", "code"),
    [
        ({**STARTED, "status": "valmiss", "forecast_end": date(2021, 1, 31)}, None, "C001"),
        ({"status": "#N/A", "no_change": "x"}, None, "C010"),
        ({**STARTED, "red_flag": "kyllä", "challenges": "=1/0"}, None, "C011"),
        (None, {**RISK, "kind": "Riskki"}, "C012"),
        (None, {**RISK, "likelihood": "iso"}, "C002"),
        (None, {**RISK, "kind": "Riskki", "likelihood": None}, "C012"),
        (None, {**RISK, "text": "#NAME?"}, "C010"),
    ],
)
def test_a_rule_is_not_judged_by_a_cell_that_could_not_be_read(
    row: dict[str, Any] | None, note: dict[str, Any] | None, code: str, check: Check
) -> None:
    """One cause is told once: not also that the kind is missing where it is misspelt."""
    assert [each for each, _ in check(row, note)] == [code]


def test_a_programme_grades_its_rules_itself(small: Programme, judged: Judge) -> None:
    book = workbook(small, {FIRST: {"status": "Valmis", "percent_done": 0.5}, SECOND: STARTED})
    strict = replace(small.rules["done_is_100"], severity="error")
    submission = judged(book, programme=replace(small, rules={**small.rules, "done_is_100": strict}))
    assert [row.item for row in submission.refused] == [FIRST]
    without = {name: each for name, each in small.rules.items() if name != "done_is_100"}
    assert judged(book, programme=replace(small, rules=without)).findings == []


# --- all at once ---------------------------------------------------------------------------------------------------


def conformed(programme: Programme, rows: dict[str, dict[str, Any]], **whose: Any) -> Any:
    book = read_workbook(packed(workbook(programme, rows, **whose)), "a.xlsx")
    assert isinstance(book, ReadWorkbook)
    return conform(
        book, programme, vocabulary(programme), KEY, folder_month=None, acceptance=None, language="fi"
    )


def test_workbooks_judged_together_get_what_each_gets_alone(small: Programme) -> None:
    books = [
        conformed(small, {FIRST: STARTED}),
        conformed(small, {}),
        conformed(
            small, {FIRST: {**STARTED, "percent_done": 1.7}, SECOND: {"status": "snart"}}, language="sv"
        ),
        conformed(small, {"JO.A.1.1": STARTED}, month="2021-09"),
        conformed(small, {SECOND: {**STARTED, "forecast_end": date(2021, 8, 15)}}, month="2021-08"),
    ]
    together = validate(books, small, "fi")
    assert together == [validate([book], small, "fi")[0] for book in books]
    assert [(len(each.accepted), len(each.refused)) for each in together] == [
        (1, 0),
        (0, 0),
        (0, 2),
        (0, 1),
        (1, 0),
    ]


def test_judging_nothing_gives_nothing(small: Programme) -> None:
    assert validate([], small, "fi") == []


def test_a_failure_names_its_row_field_and_code(small: Programme) -> None:
    sheet = small.workbook.sheet("notes")
    values: dict[str, list[object]] = {
        "kind": ["risk", "rumour"],
        "text": ["a" * 1001, None],
        "likelihood": [9, None],
    }
    frame = pd.DataFrame(
        {
            field.code: typed_column(values.get(field.code, [None, None]), field)
            for field in sheet.filled_fields
            if field.code != "item"
        }
    )
    found = {(each.position, each.field, each.code) for each in failures(frame, sheet_schema(sheet, small))}
    assert found == {(1, "kind", "C012"), (0, "text", "C009"), (0, "likelihood", "C003")}
