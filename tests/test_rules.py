"""Rules as a programme states them: what each test means, and when and for whom a rule holds."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from builder import FIRST_ROW, at, workbook
from collected import PROGRAMME
from sheets import sent_book, typed
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.records import Item
from ytaexcel.programme.rule_table import rule
from ytaexcel.programme.rules import Rule, Waiver
from ytaexcel.template import Previous
from ytaexcel.texts import LANGUAGES

Judge = Callable[..., Submission]
FIRST, SECOND = "HTT.A.1.1", "HTT.A.1.2"
OWN = """
severity = "warning"
cell = "status"
when = { critical = "undetermined", status = "not_applicable" }
then = [{ where_now = { blank = false } }, { challenges = { blank = false } }]
says = { fi = "Ei koske ({found}).", sv = "Gäller inte ({found}).", en = "Not applicable ({found})." }
remedy = { fi = "Kerro miksi: {allowed}.", sv = "Ange varför: {allowed}.", en = "Say why: {allowed}." }
allows = "challenges"
"""


def with_rule(programme: Programme, toml: str, name: str = "own") -> Programme:
    """The programme with one more rule, and those without which nothing is stored."""
    needed = {each: programme.rules[each] for each in ("note_without_text", "note_without_kind")}
    return replace(programme, rules={**needed, name: rule(name, tomllib.loads(toml))})


def graded(programme: Programme, name: str, **changes: Any) -> Programme:
    return replace(programme, rules={**programme.rules, name: replace(programme.rules[name], **changes)})


def codes(submission: Submission) -> list[str]:
    return [each.code for each in submission.findings]


# --- a rule of the programme's own ---------------------------------------------------------------------------------


def test_a_programme_words_a_rule_of_its_own(small: Programme, judged: Judge) -> None:
    book = workbook(small, {FIRST: {"status": "Ei koske aluetta"}, SECOND: {"status": "Valmis"}})
    (told,) = judged(book, programme=with_rule(small, OWN)).findings
    assert (told.code, told.severity, told.cell, told.item) == (
        "R020",
        "warning",
        at(small, "status", FIRST_ROW),
        FIRST,
    )
    assert [told.message(language) for language in LANGUAGES] == [
        "Sääntö: Ei koske (Ei koske aluetta). Kerro miksi: Haasteet ja yhteisesti ratkottavat kysymykset.",
        "Regel: Gäller inte (Ei koske aluetta). Ange varför: Haasteet ja yhteisesti ratkottavat kysymykset.",
        "Rule: Not applicable (Ei koske aluetta). Say why: Haasteet ja yhteisesti ratkottavat kysymykset.",
    ]


def test_one_of_several_cases_is_enough(small: Programme, judged: Judge) -> None:
    row = {"status": "Ei koske aluetta", "challenges": "Kunta hoitaa."}
    assert codes(judged(workbook(small, {FIRST: row}), programme=with_rule(small, OWN))) == []


def test_a_rule_is_loaded_from_the_file_of_the_programme(small: Programme, tmp_path: Path) -> None:
    source = Path(__file__).parent.parent / "schemas" / PROGRAMME
    folder = tmp_path / PROGRAMME
    folder.mkdir()
    for path in source.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    with (folder / "rules.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[rules.own]{OWN}trial = '2021-12'\nwhy = 'Asked by the ministry.'\n")
    own = load_programme(folder).rules["own"]
    assert (own.code, own.trial_until, own.binds_from, own.why) == (
        "R020",
        "2021-12",
        "2022-01",
        "Asked by the ministry.",
    )


STATE_CONDITIONS = [
    ("percent_done = 40", {"percent_done": 0.4}, True),
    ("percent_done = 40", {"percent_done": 0.5}, False),
    ("percent_done = [40, 50]", {"percent_done": 0.5}, True),
    ("percent_done = { not = 40 }", {"percent_done": 0.5}, True),
    ("percent_done = { not = 40 }", {"percent_done": 0.4}, False),
    ("percent_done = { not = 40 }", {}, False),
    ("percent_done = { blank = true }", {}, True),
    ("percent_done = { blank = true }", {"percent_done": 0}, False),
    ("percent_done = { least = 40, most = 50 }", {"percent_done": 0.4}, True),
    ("percent_done = { least = 40, most = 50 }", {"percent_done": 0.51}, False),
    ("percent_done = { above = 40 }", {"percent_done": 0.4}, False),
    ("percent_done = { above = 40 }", {"percent_done": 0.41}, True),
    ("percent_done = { below = 40 }", {}, False),
    ('percent_done = { same = "previous_percent" }', {"percent_done": 0.4, "previous_percent": 0.4}, True),
    ('percent_done = { same = "previous_percent" }', {"percent_done": 0.4}, False),
    ('percent_done = { below = "previous_percent" }', {"percent_done": 0.4, "previous_percent": 0.5}, True),
    ("forecast_end = { below = 2022-01-01 }", {"forecast_end": date(2021, 12, 31)}, True),
    ("forecast_end = { below = 2022-01-01 }", {"forecast_end": date(2022, 1, 1)}, False),
    ('forecast_end = { least = "day_after" }', {"forecast_end": date(2021, 8, 1)}, True),
    ('forecast_end = { least = "day_after" }', {"forecast_end": date(2021, 7, 31)}, False),
    ('status = { below = "previous_status" }', {"previous_status": "Valmis"}, True),
    ('status = { below = "previous_status" }', {"previous_status": "Käynnissä"}, False),
    ('status = { below = "previous_status" }', {"previous_status": "Ei koske aluetta"}, False),
    ('status = { below = "previous_status" }', {}, False),
    ('status = { same = "previous_status" }', {"previous_status": "Käynnissä"}, True),
    ('where_now = "Luonnos."', {"where_now": "Luonnos."}, True),
    ("where_now = { blank = true }", {"where_now": " \n "}, True),
    ("red_flag = true", {"red_flag": "kyllä"}, True),
    ("red_flag = false", {}, True),
    ('start_first = "undetermined"', {}, True),
    ("is_late = false", {}, True),
]


@pytest.mark.parametrize(("condition", "row", "is_told"), STATE_CONDITIONS)
def test_a_condition_holds_or_not(
    condition: str, row: dict[str, Any], is_told: bool, small: Programme, judged: Judge
) -> None:
    """A blank cell passes no test but `blank = true`."""
    asked = with_rule(small, f'severity = "info"\ncode = "R001"\ncell = "status"\nwhen = {{ {condition} }}')
    found = judged(workbook(small, {FIRST: {"status": "Käynnissä", **row}}), programme=asked)
    assert codes(found) == (["R001"] if is_told else [])


def test_a_rule_without_a_cell_points_to_each_field_that_does_not_keep_it(
    small: Programme, judged: Judge
) -> None:
    asked = with_rule(
        small,
        'severity = "error"\ncode = "R008"\nsheet = "notes"\n'
        "then = { likelihood = { least = 2, most = 4 }, effect = { blank = false } }",
    )
    note = {"kind": "Riski", "text": "Henkilöstö.", "likelihood": 5}
    found = judged(workbook(small, {FIRST: {"status": "Valmis"}}, notes=[note]), programme=asked)
    assert [(each.code, each.cell) for each in found.findings] == [
        ("R008", at(small, field, FIRST_ROW, "notes")) for field in ("likelihood", "effect")
    ]
    assert [row.kind for row in found.refused] == ["notes"]


def test_a_rule_is_not_judged_by_a_value_beyond_its_limits(small: Programme, judged: Judge) -> None:
    book = workbook(small, {FIRST: {"status": "Valmis", "percent_done": 1.7}})
    assert codes(judged(book)) == ["C003"]


# --- when and for whom ---------------------------------------------------------------------------------------------

HALF_DONE = {FIRST: {"status": "Valmis", "percent_done": 0.5}}


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({"since": "2021-07"}, True),
        ({"since": "2021-08"}, False),
        ({"until": "2021-07"}, True),
        ({"since": "2021-05", "until": "2021-06"}, False),
    ],
)
def test_a_rule_holds_from_and_until_its_months(
    changes: dict[str, str], is_told: bool, small: Programme, judged: Judge
) -> None:
    found = judged(workbook(small, HALF_DONE), programme=graded(small, "done_is_100", **changes))
    assert codes(found) == (["R004"] if is_told else [])


@pytest.mark.parametrize(
    ("changes", "severity", "words"),
    [
        ({"is_on_trial": True}, "warning", "The rule is on trial: it does not keep the row out."),
        ({"trial_until": "2021-07"}, "warning", "It binds from 8/2021 on."),
        ({"trial_until": "2021-06"}, "error", ""),
        ({}, "error", ""),
    ],
)
def test_a_rule_on_trial_refuses_nothing_and_says_so(
    changes: dict[str, Any], severity: str, words: str, small: Programme, judged: Judge
) -> None:
    programme = graded(small, "done_is_100", severity="error", **changes)
    submission = judged(workbook(small, HALF_DONE), programme=programme)
    (told,) = submission.findings
    assert (told.code, told.severity) == ("R004", severity)
    assert told.message("en").endswith(words)
    assert ("trial" in told.message("en")) == bool(words)
    assert len(submission.accepted) == (1 if severity == "warning" else 0)


def test_a_rule_on_trial_that_only_informs_goes_on_informing(small: Programme, judged: Judge) -> None:
    programme = graded(small, "done_is_100", severity="info", is_on_trial=True)
    assert [each.severity for each in judged(workbook(small, HALF_DONE), programme=programme).findings] == [
        "info"
    ]


WAIVER = Waiver("05", "2021-07", "2021-08", "Siirtymäaika.")


def test_a_waived_rule_is_not_told_but_the_waiver_is(small: Programme, judged: Judge) -> None:
    programme = graded(small, "done_is_100", severity="error", waivers=(WAIVER,))
    rows = {each: {"status": "Valmis", "percent_done": 0.5} for each in (FIRST, SECOND)}
    submission = judged(workbook(small, rows), programme=programme)
    (told,) = submission.findings
    assert (told.code, told.severity, len(submission.accepted)) == ("W011", "info", 2)
    assert told.message("en") == (
        "The rule R004 (done_is_100) is waived for this organisation (7/2021–8/2021): Siirtymäaika. "
        "Without the waiver it would have been told 2 times. The waiver stands in rules.toml, or was recorded by ytaexcel waive."
    )


@pytest.mark.parametrize(("organisation", "month"), [("17", "2021-07"), ("05", "2021-09")])
def test_a_waiver_is_for_its_organisation_and_months_alone(
    organisation: str, month: str, small: Programme, judged: Judge
) -> None:
    programme = graded(small, "done_is_100", waivers=(WAIVER,))
    book = workbook(small, HALF_DONE, organisation=organisation, month=month)
    assert codes(judged(book, programme=programme)) == ["R004"]


def test_a_waiver_that_nothing_needed_is_not_told(small: Programme, judged: Judge) -> None:
    programme = graded(small, "done_is_100", waivers=(replace(WAIVER, until=""),))
    assert codes(judged(workbook(small, {FIRST: {"status": "Valmis"}}), programme=programme)) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"severity": "error"}, [("R003", "error")]),
        ({"severity": "error", "is_on_trial": True}, [("R003", "warning")]),
        ({"since": "2021-08"}, []),
        ({"waivers": (WAIVER,)}, [("W011", "info")]),
    ],
)
def test_the_rule_on_blank_rows_is_graded_like_any_other(
    changes: dict[str, Any], told: list[tuple[str, str]], small: Programme, judged: Judge
) -> None:
    book = workbook(small, {FIRST: {"percent_done": 0.5}, SECOND: {"status": "Valmis"}})
    programme = graded(small, "values_without_status", **changes)
    found = judged(book, programme=programme).findings
    assert [(each.code, each.severity) for each in found] == told


def test_a_rule_on_blank_rows_that_is_left_out_is_not_told(small: Programme, judged: Judge) -> None:
    rules = {name: each for name, each in small.rules.items() if name != "values_without_status"}
    book = workbook(small, {FIRST: {"percent_done": 0.5}, SECOND: {"status": "Valmis"}})
    assert codes(judged(book, programme=replace(small, rules=rules))) == []


# --- the shipped rules that look at more than one row's cells ------------------------------------------------------

BEFORE = Previous("started", 40.0, date(2022, 2, 28), {"where_now": "Luonnos lausunnolla."})


@pytest.fixture
def book(small: Programme, tmp_path: Path) -> Workbook:
    """The template of November with what was known of the first item."""
    return sent_book(small, tmp_path, {FIRST: BEFORE})


@pytest.mark.parametrize(
    ("row", "note", "told"),
    [
        ({"status": "Ei aloitettu"}, {}, [("R011", "status")]),
        ({"status": "Käynnissä", "percent_done": 0.3}, {}, [("R011", "percent_done")]),
        ({"status": "Käynnissä", "percent_done": 0.4}, {}, []),
        ({"status": "Käynnissä", "percent_done": 0.5}, {}, []),
        ({"status": "Valmis"}, {}, []),
        ({"status": "Ei koske aluetta"}, {}, []),
        ({"status": "Ei aloitettu", "where_now": "Päätös kumottiin."}, {}, []),
        ({"status": "Ei aloitettu", "challenges": "Valitus."}, {}, []),
        ({"status": "Ei aloitettu", "where_now": None}, {}, [("R011", "status")]),
        ({"status": "Ei aloitettu", "where_now": "Luonnos  lausunnolla. "}, {}, [("R011", "status")]),
        ({"status": "Ei aloitettu"}, {"item": FIRST}, []),
        ({"status": "Ei aloitettu"}, {"item": SECOND}, [("R011", "status")]),
        ({"status": "Ei aloitettu", "where_now": "#N/A"}, {}, [("C010", "where_now")]),
    ],
)
def test_a_step_back_needs_a_remark_of_this_month_or_a_note(
    row: dict[str, Any],
    note: dict[str, str],
    told: list[tuple[str, str]],
    book: Workbook,
    small: Programme,
    judged: Judge,
) -> None:
    typed(book, small, FIRST, row)
    if note:
        typed(book, small, 0, {"kind": "Huomio", "text": "Valitus tuli.", **note}, kind="notes")
    found = judged(book).findings
    row_number = FIRST_ROW
    assert [(each.code, each.cell) for each in found] == [
        (code, at(small, field, row_number)) for code, field in told
    ]


def test_a_step_back_is_not_judged_where_nobody_knows_what_was_sent(small: Programme, judged: Judge) -> None:
    """Workbooks of older templates: what stands in the texts may be new."""
    row = {"status": "Ei aloitettu", "previous_status": "Valmis", "where_now": "Päätös kumottiin."}
    assert codes(judged(workbook(small, {FIRST: row}))) == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"no_change": "x", "percent_done": 0.5}, [("R013", "percent_done")]),
        ({"no_change": "x", "percent_done": 0.4}, []),
        ({"no_change": "x", "forecast_end": date(2022, 6, 30)}, [("R014", "forecast_end")]),
        ({"no_change": "x", "where_now": "Uusi luonnos."}, []),
        ({"no_change": "x"}, []),
        ({"status": "Käynnissä", "forecast_end": date(2022, 6, 30)}, []),
        ({"no_change": "x", "percent_done": "puolet"}, [("C002", "percent_done")]),
    ],
)
def test_no_change_is_held_against_what_was_changed(
    row: dict[str, Any], told: list[tuple[str, str]], book: Workbook, small: Programme, judged: Judge
) -> None:
    typed(book, small, FIRST, row)
    found = judged(book).findings
    assert [(each.code, each.cell) for each in found] == [
        (code, at(small, field, FIRST_ROW)) for code, field in told
    ]


def planned(programme: Programme, **changes: Any) -> Programme:
    """The programme with another plan for the first item."""
    first: Item = replace(programme.items[0], **changes)
    return replace(programme, items=(first, *programme.items[1:]))


@pytest.mark.parametrize(
    ("plan", "row", "is_told"),
    [
        ({"planned_end": date(2021, 7, 31)}, {"status": "Käynnissä"}, True),
        ({"planned_end": date(2021, 8, 1)}, {"status": "Käynnissä"}, False),
        ({"planned_end": date(2021, 7, 31)}, {"status": "Valmis"}, False),
        ({"planned_end": date(2021, 7, 31)}, {"status": "Käynnissä", "owner": "Johtaja"}, True),
        ({"planned_end": date(2021, 7, 31)}, {"status": "Käynnissä", "next_steps": "Päätös."}, False),
        ({"planned_end": date(2021, 7, 31)}, {"no_change": "x", "previous_status": "Käynnissä"}, True),
        ({"planned_end": date(2021, 7, 31), "critical": "no"}, {"status": "Käynnissä"}, False),
        ({"planned_start": date(2021, 7, 31)}, {"status": "Ei aloitettu"}, True),
        ({"planned_start": date(2021, 8, 1)}, {"status": "Ei aloitettu"}, False),
        ({"planned_start": date(2021, 7, 31)}, {"status": "Käynnissä"}, False),
        ({}, {"status": "Ei aloitettu"}, False),
    ],
)
def test_what_is_late_and_critical_needs_a_word(
    plan: dict[str, Any], row: dict[str, Any], is_told: bool, small: Programme, judged: Judge
) -> None:
    programme = planned(small, **plan)
    found = judged(workbook(programme, {FIRST: row}), programme=programme)
    assert [(each.code, each.cell) for each in found.findings] == (
        [("R012", at(small, "next_steps", FIRST_ROW))] if is_told else []
    )


def test_what_is_late_is_not_judged_by_a_status_that_cannot_be_read(small: Programme, judged: Judge) -> None:
    programme = planned(small, planned_end=date(2021, 7, 31))
    row = {"status": "melkein", "previous_status": "Käynnissä"}
    assert codes(judged(workbook(programme, {FIRST: row}), programme=programme)) == ["C001"]


@pytest.mark.parametrize(
    ("row", "is_told"),
    [
        ({"status": "Ei aloitettu", "forecast_end": date(2021, 8, 31)}, True),
        ({"status": "Ei aloitettu", "forecast_end": date(2021, 9, 1)}, False),
        ({"status": "Käynnissä", "forecast_end": date(2021, 8, 31)}, False),
        ({"status": "Ei aloitettu"}, False),
    ],
)
def test_what_is_not_started_is_hardly_ready_before_it_starts(
    row: dict[str, Any], is_told: bool, small: Programme, judged: Judge
) -> None:
    programme = planned(small, planned_start=date(2021, 9, 1))
    found = judged(workbook(programme, {FIRST: row}), programme=programme)
    assert codes(found) == (["R015"] if is_told else [])


@pytest.mark.parametrize(
    ("row", "is_told"),
    [
        ({"status": "Käynnissä", "percent_done": 1}, True),
        ({"status": "Käynnissä", "percent_done": 0.99}, False),
        ({"status": "Valmis", "percent_done": 1}, False),
    ],
)
def test_all_of_it_and_still_going_on(
    row: dict[str, Any], is_told: bool, small: Programme, judged: Judge
) -> None:
    assert codes(judged(workbook(small, {FIRST: row}))) == (["R016"] if is_told else [])


def test_a_note_may_name_only_an_item_of_its_group(small: Programme, judged: Judge) -> None:
    notes = [{"kind": "Huomio", "text": "Odottaa.", "item": each} for each in (FIRST, "JO.A.1.1", "HTT.Z.1")]
    found = judged(workbook(small, {FIRST: {"status": "Valmis"}}, notes=notes))
    assert codes(found) == ["C006", "C006"]
    assert [row.row for row in found.refused] == [FIRST_ROW + 1, FIRST_ROW + 2]


def test_the_shipped_rules_are_known_by_their_codes(small: Programme) -> None:
    for is_discussed in (False, True):
        rules = [each for each in small.rules.values() if (each.kind == "discussion") == is_discussed]
        assert [each.code for each in rules] == sorted(each.code for each in rules)
    assert isinstance(small.rules["done_is_100"], Rule)
