"""How grave it is when an indicator's value is odd is the programme's to say, as of every other rule."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from measured import DIGITAL, NPS, measured_programme, sent_measures, type_measure
from templates import MONTH
from ytaexcel.errors import DefinitionError
from ytaexcel.findings import kinds
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.new import new_programme
from ytaexcel.programme.own_details import own_details
from ytaexcel.programme.rules import GRADED, OF_INDICATORS, OWN_CODE, Waiver
from ytaexcel.template import PreviousMeasure
from ytaexcel.workspace import shipped_programmes

Judge = Callable[..., Submission]
NEVER_GRADED = {"R021", *(f"R{number:03}" for number in (*range(24, 30), *range(36, 40), 41))}
"""An id that is gone, what own windows and own items could not be stored without, a name of theirs that stands twice,
and what bodies have decided: the same in every programme."""
OF_DETAILS = {"R040", "R042"}
"""Stated where own items have fields that the programme asks for."""


@pytest.mark.parametrize("programme_id", [*shipped_programmes(), "oma"])
def test_every_rule_of_the_catalogue_is_stated_by_every_programme_that_comes_with_the_package(
    programme_id: str, tmp_path: Path
) -> None:
    folder = new_programme(tmp_path, "oma")[0].parent if programme_id == "oma" else None
    programme = load_programme(folder or ROOT / "schemas" / programme_id)
    stated = {rule.code for rule in programme.rules.values()}
    told = {code for code in kinds() if code.startswith("R")}
    details = set() if own_details(programme.workbook) else OF_DETAILS
    assert stated == told - NEVER_GRADED - {OWN_CODE} - details
    for name, code in OF_INDICATORS.items():
        assert (programme.rules[name].code, programme.rules[name].kind) == (code, "indicators")
        assert programme.rules[name].severity == kinds()[code].severity


@pytest.fixture(scope="module")
def measuring(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return measured_programme(tmp_path_factory.mktemp("schemas"))


def graded(programme: Programme, name: str, **changes: Any) -> Programme:
    return replace(programme, rules={**programme.rules, name: replace(programme.rules[name], **changes)})


def told(
    programme: Programme, judged: Judge, folder: Path, indicator: str = DIGITAL, **values: Any
) -> Submission:
    """What becomes of a workbook with one row of an indicator filled."""
    known = {NPS: PreviousMeasure(20.0, None)}
    book = sent_measures(programme, folder, MONTH, known)
    return judged(type_measure(book, indicator, **values), programme=programme)


def test_a_value_out_of_its_range_may_be_let_in(measuring: Programme, judged: Judge, tmp_path: Path) -> None:
    strict = told(measuring, judged, tmp_path, value=140)
    assert [(each.code, each.severity) for each in strict.findings] == [("R032", "error")]
    assert len(strict.refused) == 1
    lenient = graded(measuring, "indicator_out_of_range", severity="warning")
    mild = told(lenient, judged, tmp_path, value=140)
    assert [(each.code, each.severity) for each in mild.findings] == [("R032", "warning")]
    assert (len(mild.accepted), len(mild.refused)) == (1, 0)


def test_a_jump_may_be_made_an_error_from_a_month_on(
    measuring: Programme, judged: Judge, tmp_path: Path
) -> None:
    strict = graded(measuring, "indicator_jump", severity="error", since=MONTH)
    assert len(told(strict, judged, tmp_path, NPS, value=60).refused) == 1
    later = graded(measuring, "indicator_jump", severity="error", since="2021-12")
    assert told(later, judged, tmp_path, NPS, value=60).findings == []


def test_on_trial_it_refuses_nothing_and_says_so(measuring: Programme, judged: Judge, tmp_path: Path) -> None:
    tried = graded(measuring, "indicator_out_of_range", trial_until=MONTH)
    submission = told(tried, judged, tmp_path, value=140)
    (found,) = submission.findings
    assert (found.severity, found.values["trial"]) == ("warning", "2021-12")
    assert len(submission.accepted) == 1


def test_a_waiver_keeps_it_from_being_told(measuring: Programme, judged: Judge, tmp_path: Path) -> None:
    waiver = Waiver("05", "2021-07", "", "Mittaria kehitetään.")
    waived = graded(measuring, "indicator_out_of_range", waivers=(waiver,))
    submission = told(waived, judged, tmp_path, value=140)
    assert [each.code for each in submission.findings] == ["W011"]
    assert len(submission.accepted) == 1


def test_a_row_without_a_value_is_graded_too(measuring: Programme, judged: Judge, tmp_path: Path) -> None:
    mild = graded(measuring, "indicator_without_value", severity="info")
    found = told(mild, judged, tmp_path, remark="Ei mitattu.").findings
    assert ("R030", "info") in [(each.code, each.severity) for each in found]
    untold = graded(measuring, "indicator_without_value", since="2021-12")
    assert "R030" not in [each.code for each in told(untold, judged, tmp_path, remark="Ei.").findings]


def test_where_a_programme_says_nothing_the_catalogue_does(
    measuring: Programme, judged: Judge, tmp_path: Path
) -> None:
    """As a workspace whose rules.toml was written before there were these rules."""
    rules = {name: rule for name, rule in measuring.rules.items() if name not in OF_INDICATORS}
    silent = replace(measuring, rules=rules)
    found = told(silent, judged, tmp_path, value=140).findings
    assert [(each.code, each.severity) for each in found] == [("R032", "error")]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            (
                "owed]                # no error: there is no row that could be refused\nwhy = ",
                "owed]\nwhy = ",
            ),
            None,
        ),
        (
            (
                'why = "A value is owed this month and none has come."\nseverity = "warning"',
                'severity = "error"',
            ),
            "indicator_owed, severity: it tells of a value that is missing and refuses nothing",
        ),
        (
            ("[rules.indicator_jump]\n", "[rules.indicator_jump]\nthen = { value = 5 }\n"),
            "indicator_jump: what it asks is fixed",
        ),
    ],
)
def test_what_such_a_rule_cannot_say_is_a_problem(
    change: tuple[str, str], problem: str | None, tmp_path: Path
) -> None:
    folder = new_programme(tmp_path, "oma")[0].parent
    path = folder / "rules.toml"
    before = path.read_text(encoding="utf-8")
    assert change[0] in before
    path.write_text(before.replace(*change), encoding="utf-8")
    if problem is None:
        assert load_programme(folder).rules["indicator_owed"].severity == "warning"
        return
    with pytest.raises(DefinitionError, match=problem):
        load_programme(folder)


def test_what_is_graded_is_asked_by_no_rule() -> None:
    assert {"R003": "values_without_status"} | {code: name for name, code in OF_INDICATORS.items()} == GRADED
