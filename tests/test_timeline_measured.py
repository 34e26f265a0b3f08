"""The history of an organisation or a group tells what was measured: each value with the one before and its cell."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from builder import save
from collected import PROGRAMME, run_in, small_workspace
from measured import COST, HOSPITALS, NPS, SHEET, add_indicators, type_measure
from ytaexcel.inbox import Sent
from ytaexcel.texts import LANGUAGES, Language
from ytaexcel.timeline import Scope
from ytaexcel.workflow import Run, decide, history_lines, history_workbook, make_templates, merge_files

ORGANISATION = Scope(organisation="05")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two months of one group; the second month's workbook came twice, the newer with other values."""
    workspace = small_workspace(tmp_path_factory.mktemp("mitattu") / "workspace", items=2)
    add_indicators(workspace.programme_folder(PROGRAMME))
    state = "Rakenteilla"
    for name, month, day, values in (
        ("a", "2021-07", 3, {NPS: {"value": 32.5, "source": "Kysely"}, HOSPITALS: {"value": state}}),
        ("b", "2021-08", 3, {NPS: {"value": 99}}),
        ("c", "2021-08", 5, {NPS: {"value": 40, "as_of": date(2021, 8, 31), "remark": "Uusi kysely."}}),
    ):
        later = run_in(workspace, date(2021, int(month[5:]) + 1, day))
        (path,) = make_templates(later, month, "05", "HTT")
        book = load_workbook(path)
        for indicator, typed in values.items():
            type_measure(book, indicator, **typed)
        sent_at = datetime(2021, int(month[5:]) + 1, day, 9)
        target = save(book, later.workspace.input / month / f"{name}.xlsx", sent_at)
        (submission,) = merge_files(later, [Sent(target, month)])
        assert submission.outcome == "accepted"
    return run_in(workspace, date(2021, 9, 6))


def test_the_terminal_tells_each_value_with_the_one_before_and_its_cell(run: Run) -> None:
    lines = [each.strip() for each in history_lines(run, ORGANISATION)]
    told = [each for each in lines if " M." in each]
    names = {each.id: each.names["fi"] for each in run.programme.indicators}
    unit = next(each.unit["fi"] for each in run.programme.indicators if each.id == NPS)
    assert [each.rpartition(" (")[0] for each in told] == [
        f"05 {NPS} {names[NPS]}: 32,5 {unit}".strip(),
        f"05 {HOSPITALS} {names[HOSPITALS]}: Rakenteilla",
        f"05 {NPS} {names[NPS]}: 32,5 {unit}".strip() + f" → 40 {unit}".rstrip(),
    ]
    for each, name in zip(told, ("a", "a", "c"), strict=True):
        sheet, _, cell = each.rpartition(" (")[2].rstrip(")").partition("!")
        page = load_workbook(run.workspace.input / f"2021-0{8 if name == 'c' else 7}" / f"{name}.xlsx")[sheet]
        assert (sheet, page[cell].value) in [(SHEET, 32.5), (SHEET, "Rakenteilla"), (SHEET, 40)]
    assert lines.index(told[2]) > next(place for place, each in enumerate(lines) if each.startswith("8/2021"))


@pytest.mark.parametrize(
    ("scope", "count"),
    [(Scope(group="HTT"), 3), (Scope(group="JO"), 0), (Scope(organisation="17"), 0), (ORGANISATION, 3)],
)
def test_of_others_nothing_is_told(run: Run, scope: Scope, count: int) -> None:
    assert sum(" M." in each for each in history_lines(run, scope)) == count


def test_the_history_of_an_item_has_no_indicators(run: Run) -> None:
    item = run.programme.items[0].id
    assert not [each for each in history_lines(run, Scope(item=item)) if " M." in each]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_every_value_in_force_or_not(run: Run, language: Language, tmp_path: Path) -> None:
    spoken = replace(run, language=language)
    path = history_workbook(spoken, ORGANISATION, tmp_path / "historia.xlsx")
    rows = [row for row in load_workbook(path).worksheets[0].values if str(row[2]).startswith("M.")]
    sheet = run.programme.workbook.sheet("indicators")
    headers = {field.header(language, "2021-08"): field.code for field in sheet.fields}
    found = [(row[0], row[2], headers[row[4]], row[7]) for row in rows]
    assert found == [
        ("7/2021", NPS, "value", "a.xlsx"),
        ("7/2021", NPS, "source", "a.xlsx"),
        ("7/2021", HOSPITALS, "value", "a.xlsx"),
        *(("8/2021", NPS, code, "c.xlsx") for code in ("value", "as_of", "source", "remark")),
        *(("8/2021", NPS, code, "b.xlsx") for code in ("value", "source")),
    ]
    mark = "." if language == "en" else ","
    assert rows[0][5].startswith(f"32{mark}5")
    states = {"fi": "Rakenteilla", "sv": "Under uppbyggnad", "en": "Being set up"}
    assert rows[2][5] == states[language]
    assert rows[4][5] == "31.8.2021"
    in_force = {row[7]: row[6] for row in rows}
    assert in_force["a.xlsx"] == in_force["c.xlsx"] != in_force["b.xlsx"]


def test_what_was_excluded_is_told_as_such(run: Run, tmp_path: Path) -> None:
    """The older workbook of the month counts again."""
    decide(run, "exclude", "c.xlsx", "väärät luvut")
    told = [each for each in history_lines(run, ORGANISATION) if f" {NPS} " in each]
    assert "→ 99" in told[-1]
    rows = list(load_workbook(history_workbook(run, ORGANISATION, tmp_path / "h.xlsx")).worksheets[0].values)
    assert {row[6] for row in rows if row[7] == "c.xlsx"} == {"jätetty huomiotta päätöksellä"}


def test_without_indicators_the_programme_tells_none(run: Run) -> None:
    bare = replace(run, programme=replace(run.programme, indicators=()))
    assert not [
        each for each in history_lines(bare, ORGANISATION) if f" {COST} " in each or f" {NPS} " in each
    ]
