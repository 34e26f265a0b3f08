"""Every programme that comes with the package goes the whole way: checked, filled, merged, reported, in its own words."""

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import libreoffice
from builder import KEY
from collected import PROGRAMME, send
from conftest import ROOT
from objectives import OBJECTIVES
from ytaexcel.findings import kinds
from ytaexcel.inbox import sent_file
from ytaexcel.months import first_day, last_day, shifted
from ytaexcel.programme import Programme, deadline, load_programme
from ytaexcel.programme.details import referred
from ytaexcel.texts import Language, catalogue, day
from ytaexcel.workflow import Run, make_reports, make_templates, merge_files
from ytaexcel.workspace import create_workspace, shipped_programmes

SHIPPED = shipped_programmes()
YTA, PLAN = "lansi-suomi-yta", "varsinais-suomi-2019"
OTHERS = (YTA, PLAN, OBJECTIVES)
PLACES = {PROGRAMME: ("05", "HTT"), YTA: ("17", "5A"), PLAN: ("VS", "MSV"), OBJECTIVES: ("17", "YHT")}
"""Whose workbook is filled."""
PLANS = {
    YTA: {"fi": "Suunnitelma", "sv": "Plan"},
    PLAN: {"fi": "Suunnitelma", "sv": "Plan"},
    OBJECTIVES: {"fi": "Vuosikello", "sv": "Årsklocka"},
}
"""What the sheet of the whole plan is called in reports."""
PRINTED = {"fi": "käynnissä 40\u00a0%", "sv": "pågår 40\u00a0%"}
WORDS = {
    "fi": re.compile(r"osatehtäv|tiekart|valmisteluryhm", re.IGNORECASE),
    "sv": re.compile(r"deluppgift|färdplan|beredningsgrupp", re.IGNORECASE),
    "en": re.compile(r"sub-task|roadmap|preparation group", re.IGNORECASE),
}
"""Of the roadmap that the texts speak of where a programme has no words of its own."""


def shipped(programme_id: str) -> Programme:
    return load_programme(ROOT / "schemas" / programme_id)


def rows_of(programme_id: str, name: str) -> list[dict[str, str]]:
    with (ROOT / "schemas" / programme_id / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("programme_id", SHIPPED)
def test_a_shipped_programme_holds_together(programme_id: str) -> None:
    programme = shipped(programme_id)
    assert programme.expected_in(programme.first_month)
    assert {group for _, group in programme.expected_in(programme.first_month)} == {
        item.group for item in programme.items
    }


def test_a_new_workspace_follows_the_national_roadmap_unless_told_otherwise() -> None:
    assert SHIPPED == [PROGRAMME, YTA, OBJECTIVES, PLAN]


# The plan of Western Finland: annex 2 of the cooperation agreement


def test_western_finland_has_51_deliverables_in_22_sections_12_areas_and_5_focus_areas() -> None:
    programme = shipped(YTA)
    assert len(programme.items) == 51
    levels = {level: {item.levels[level] for item in programme.items} for level in programme.level_names}
    assert {level: len(names) for level, names in levels.items() if level != "deliverable"} == {
        "focus": 5,
        "area": 12,
        "section": 22,
    }
    by_focus = Counter(item.levels["focus"][0] for item in programme.items)
    assert by_focus == {"1": 20, "2": 9, "3": 6, "4": 7, "5": 9}
    assert {item.group for item in programme.items} == {code for code, _ in levels["area"]}
    assert all(item.id.startswith(f"{item.levels['section'][0]}.") for item in programme.items)


def test_each_county_of_western_finland_owes_a_workbook_for_each_area() -> None:
    programme = shipped(YTA)
    assert [each.code for each in programme.organisations] == ["05", "06", "17"]
    assert {each.code: each.languages for each in programme.organisations} == {
        "05": ("fi", "sv"),
        "06": ("fi",),
        "17": ("sv", "fi"),
    }
    assert len(set(programme.expected_in("2026-01"))) == 36


def test_schedules_stand_as_the_plan_prints_them_and_decide_nothing() -> None:
    schedules = Counter(row["schedule"] for row in rows_of(YTA, "roadmap.csv"))
    assert len(schedules) == 21
    assert schedules["YTA-johtoryhmä 2026"] == 12
    assert schedules["YTA-johtoryhmä, vuosikello"] == 9
    assert schedules["Sopimuskauden aikana"] == 6
    assert schedules[""] == 2


def test_who_prepares_a_deliverable_is_its_sections_group_or_whoever_is_named() -> None:
    preparers = {row["id"]: row["preparer"] for row in rows_of(YTA, "roadmap.csv")}
    assert all(preparers.values())
    assert preparers["1A.1.1"] == "Arviointityöryhmä"
    assert preparers["1A.1.2"] == "Toimeenpanotyöryhmä 1A.1"
    assert preparers["1D.2.1"] == "Moniammatillinen työryhmä / toimeenpanotyöryhmä 1D.2"
    assert preparers["5B.1.1"] == "Toimeenpanotyöryhmä 5B.1"  # the plan names nobody else
    assert sum(each.startswith("Toimeenpanotyöryhmä") for each in preparers.values()) == 28


def test_references_lead_to_sections_and_statutory_items_are_marked() -> None:
    programme = shipped(YTA)
    found = {
        item.id: {code: [each.id for each in meant] for code, meant in references.items()}
        for item in programme.items
        if (references := referred(programme, item, "2026-01"))
    }
    assert found == {
        "1C.2.2": {"2A.1": ["2A.1.1", "2A.1.2", "2A.1.3", "2A.1.4"]},
        "5A.1.3": {"5B.1": ["5B.1.1", "5B.1.2"]},
        "5A.2.1": {"5B.1": ["5B.1.1", "5B.1.2"]},
    }
    assert [item.id for item in programme.items if item.details["statutory"]] == ["5A.1.1", "5B.1.2"]


def test_three_tiers_steer_and_the_register_shows_that_nobody_is_named_yet() -> None:
    programme = shipped(YTA)
    assert [role.names["fi"] for role in programme.roles] == [
        "YTA-johtoryhmä",
        "Työnyrkki",
        "Vastuuviranhaltijat",
    ]
    owed = programme.expected_in("2026-01")
    assert programme.officials is not None
    assert programme.officials.gaps(owed, "2026-01") == owed


# The plan of Varsinais-Suomi for 2019-2020


def test_varsinais_suomi_has_54_items_and_19_parts_of_them_in_12_themes() -> None:
    programme = shipped(PLAN)
    parts = [item for item in programme.items if item.details["references"]]
    whole = [item for item in programme.items if not item.details["references"]]
    assert (len(whole), len(parts)) == (54, 19)
    assert len({item.levels["theme"] for item in programme.items}) == 12
    by_theme = Counter(int(item.levels["theme"][0]) for item in whole)
    assert [by_theme[theme] for theme in range(1, 13)] == [6, 7, 3, 6, 7, 5, 1, 4, 2, 3, 6, 4]
    for part in parts:
        (meant,) = referred(programme, part, "2019-01").values()
        assert [part.id.rsplit(".", 1)[0]] == [item.id for item in meant]


def test_the_six_groups_of_the_themes_and_what_is_left_to_others() -> None:
    programme = shipped(PLAN)
    themes: dict[str, set[int]] = {}
    for item in programme.items:
        themes.setdefault(item.group, set()).add(int(item.levels["theme"][0]))
    assert themes == {
        "SOM": {1, 2},
        "SUU": {3},
        "IKA": {4},
        "LNP": {5},
        "MSV": {6, 7, 8},
        "HYTE": {9},
        "TH": {10},
        "TJ": {11},
        "SJK": {12},
    }


def test_the_plan_gives_its_years_as_the_window_of_whatever_says_nothing_else() -> None:
    windows = Counter((item.planned_start, item.planned_end) for item in shipped(PLAN).items)
    assert windows == {
        (date(2019, 1, 1), date(2020, 12, 31)): 69,
        (date(2020, 1, 1), date(2020, 12, 31)): 4,
    }
    assert shipped(PLAN).expected_in("2021-01") == []


# In a programme's own words


@pytest.mark.parametrize("programme_id", OTHERS)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_text_speaks_of_the_sub_tasks_of_a_roadmap_any_more(programme_id: str, language: Language) -> None:
    """Where one does, wording.csv lacks a form of the word."""
    reworded = shipped(programme_id).wording.reworded
    spoken = [
        *(texts[language] for texts in catalogue().values()),
        *(text for kind in kinds().values() for text in (kind.found[language], kind.remedy[language])),
    ]
    left = [
        text for text in spoken if WORDS[language].search(re.sub(r"\{\w+\}", "", reworded(text, language)))
    ]
    assert left == []


# The whole way: template, filled, merged, reported


def run_of(folder: Path, programme_id: str, language: Language) -> Run:
    """On the day on which the workbooks of the first month are due."""
    workspace = create_workspace(folder, KEY, programme_id)
    programme = load_programme(workspace.programme_folder(programme_id))
    due = deadline(programme.calendar, programme.first_month)
    return Run(
        workspace,
        programme,
        language,
        datetime(due.year, due.month, due.day, 12, tzinfo=UTC),
        due,
        0,
        "tester",
    )


def answers(programme: Programme, items: list[str], language: Language) -> dict[str, dict[str, Any]]:
    """What the group fills: its first item has begun, the second is done, the third does not apply."""
    status = {each.code: each.names[language] for each in programme.statuses}
    forecast = last_day(shifted(programme.first_month, 3))
    return {
        items[0]: {
            "status": status["started"],
            "percent_done": 0.4,
            "forecast_end": forecast,
            "where_now": "Luonnos lausunnolla",
            "owner": "Talousjohtaja",
        },
        items[1]: {"status": status["done"], "percent_done": 1, "owner": "Talousjohtaja"},
    }


def places(sheet: Worksheet, headers: Mapping[str, str]) -> tuple[dict[str, int], dict[str, int]]:
    """Field -> column, and what stands in the first column -> row, of a sheet of the template."""
    row = next(cells for cells in sheet.iter_rows(max_row=10) if cells[0].value == next(iter(headers)))
    columns = {headers[cell.value]: cell.column for cell in row if cell.value in headers}
    return columns, {str(cells[0].value): cells[0].row for cells in sheet.iter_rows(min_row=row[0].row + 1)}


def typed(run: Run, template: Path, language: Language) -> list[tuple[str, str, object]]:
    """Sheet, cell and value of everything that the group types."""
    programme, month = run.programme, run.programme.first_month
    book, found = load_workbook(template), []
    kinds_of = {each.kind: each for each in programme.workbook.sheets}
    state, notes = kinds_of["items"], kinds_of["notes"]
    page = book[state.names[language]]
    columns, rows = places(page, {each.header(language, month): each.code for each in state.fields})
    items = [item.id for item in programme.items_in(month, PLACES[programme.id][1])]
    for item, values in answers(programme, items, language).items():
        for code, value in values.items():
            found.append((page.title, page.cell(rows[item], columns[code]).coordinate, value))
    page = book[notes.names[language]]
    columns, _ = places(page, {each.header(language, month): each.code for each in notes.fields})
    kind = {choice.code: choice.names[language] for choice in notes.field("kind").choices}["wish"]
    for code, value in {"kind": kind, "text": "Lisää aikaa", "item": items[0]}.items():
        found.append((page.title, page.cell(5, columns[code]).coordinate, value))
    return found


def hold(run: Run, filled: Path) -> None:
    """Merges the workbook and looks whether just what was typed is in force."""
    programme = run.programme
    items = [item.id for item in programme.items_in(programme.first_month, PLACES[programme.id][1])]
    (submission,) = merge_files(run, [sent_file(filled)])
    assert [(each.code, each.cell) for each in submission.findings if each.severity != "info"] == []
    assert (submission.outcome, len(submission.accepted)) == ("accepted", 3)
    with run.history() as history:
        rows = history.items_in_force(programme.id).set_index("item")
        notes = history.notes_in_force(programme.id)
    assert rows.loc[items[0], ["status", "percent_done"]].tolist() == ["started", 40]
    assert rows.loc[items[1], ["status", "percent_done"]].tolist() == ["done", 100]
    assert json.loads(rows.loc[items[0], "texts"])["where_now"] == "Luonnos lausunnolla"
    assert notes[["kind", "text", "item"]].to_numpy().tolist() == [["wish", "Lisää aikaa", items[0]]]


def texts_of(path: Path) -> set[str]:
    return {
        cell.value
        for sheet in load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    }


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl's, of sparklines
@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("programme_id", SHIPPED)
def test_what_is_typed_into_a_template_comes_out_in_the_report(
    programme_id: str, language: Language, tmp_path: Path
) -> None:
    run = run_of(tmp_path / "työtila", programme_id, language)
    organisation, group = PLACES[programme_id]
    month = run.programme.first_month
    (template,) = make_templates(run, month, organisation, group, {organisation: (language,)})
    book = load_workbook(template)
    for sheet, cell, value in typed(run, template, language):
        book[sheet][cell] = value
    filled = run.workspace.input / month / "filled.xlsx"
    filled.parent.mkdir(parents=True)
    book.save(filled)
    hold(run, filled)
    if programme_id == PROGRAMME:
        return  # its reports have tests of their own
    others = [place for place in run.programme.expected_in(month) if place != (organisation, group)]
    begun = {"status": run.programme.status_name("started", language)}
    sent = [
        send(
            run,
            {item.id: begun for item in run.programme.items_in(month, other[1])},
            month=month,
            organisation=other[0],
            group=other[1],
            language=language,
        )
        for other in others
    ]
    merge_files(run, [sent_file(path) for path in sent])
    for path in make_reports(run, month, [run.programme.whole_audience, "organisation"])[:2]:
        report = load_workbook(path)
        assert PLANS[programme_id][language] in report.sheetnames
        said = texts_of(path) - {item.name for item in run.programme.items}
        names = [name for item in run.programme.items for _, name in item.levels.values()]
        assert [
            each for each in said if WORDS[language].search(each) and not any(n in each for n in names)
        ] == []
        if path.name.startswith(f"{programme_id}_{month}_{run.programme.whole_audience}"):
            assert PRINTED[language] in said
            page = report.worksheets[0]
            assert page["A1"].value.startswith(run.programme.names[language])
            if run.programme.bodies:  # the page of those who steer comes first
                assert "summary_steering_parts" in page.tables
            summary = next(sheet for sheet in report if "summary_heat" in sheet.tables)
            rows = [[cell.value for cell in row] for row in summary[summary.tables["summary_heat"].ref]]
            groups, organisations = run.programme.groups, run.programme.organisations
            down, across = sorted(
                (groups, organisations), key=len, reverse=True
            )  # the fewer stand side by side
            assert [row[0] for row in rows[1:-1]] == [each.short[language] for each in down]
            assert len(rows[0]) == len(across) + 4


@pytest.mark.office
@pytest.mark.parametrize(("programme_id", "language"), [(YTA, "sv"), (PLAN, "fi")])
def test_a_template_filled_in_libreoffice_is_read_back(
    programme_id: str, language: Language, tmp_path: Path
) -> None:
    run = run_of(tmp_path / "työtila", programme_id, language)
    organisation, group = PLACES[programme_id]
    (template,) = make_templates(
        run, run.programme.first_month, organisation, group, {organisation: (language,)}
    )
    serial = [
        (sheet, cell, (value - date(1899, 12, 30)).days if isinstance(value, date) else value)
        for sheet, cell, value in typed(run, template, language)
    ]
    target = tmp_path / "filled.xlsx"
    libreoffice.typed(template, target, serial)
    hold(run, target)


@pytest.mark.parametrize(("language", "word"), [("fi", "kyllä"), ("sv", "ja")])
def test_a_template_shows_what_the_programme_alone_knows(
    language: Language, word: str, tmp_path: Path
) -> None:
    run = run_of(tmp_path / "työtila", YTA, language)
    (template,) = make_templates(run, "2026-01", "17", "5A", {"17": (language,)})
    page = load_workbook(template)[run.programme.workbook.sheet("items").names[language]]
    fields = run.programme.workbook.sheet("items").fields
    columns, rows = places(page, {each.header(language, "2026-01"): each.code for each in fields})

    def shown(item: str, code: str) -> object:
        return page.cell(rows[item], columns[code]).value

    assert shown("5A.1.1", "schedule") == "Viikoittainen lakisääteinen seuranta, toteutuksessa"
    assert (shown("5A.1.1", "statutory"), shown("5A.1.2", "statutory")) == (word, None)
    assert shown("5A.1.3", "references") == "5B.1 Valmiuden säätelyn tasot ja toimenpiteet"
    assert shown("5A.1.3", "preparer") == "Toimeenpanotyöryhmä 5A.1 / sote-valmiuskeskus"
    guide = texts_of(template)
    assert any(day(run.programme.hard_deadline) in each for each in guide)
    assert first_day("2026-01") < run.programme.hard_deadline


# The indicators of Western Finland: the measures of the strategy's five objectives


def test_the_indicators_are_those_of_the_strategy_with_the_area_that_defines_measures() -> None:
    programme = shipped(YTA)
    assert len(programme.indicators) == 17
    assert len({each.objective["fi"] for each in programme.indicators}) == 5
    assert {each.group for each in programme.indicators} == {"1B"}
    assert "Mittareiden taustamäärittelyt" in {item.name for item in programme.items_in("2026-01", "1B")}
    decided = [(each.baseline, each.target, each.target_by, each.due) for each in programme.indicators]
    assert set(decided) == {(None, None, None, frozenset())}


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl's, of sparklines
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_an_indicator_of_western_finland_goes_from_template_to_report(
    language: Language, tmp_path: Path
) -> None:
    run = run_of(tmp_path / "työtila", YTA, language)
    month, sheet = run.programme.first_month, run.programme.workbook.sheet("indicators")
    name = sheet.names[language]
    templates = {
        group: make_templates(run, month, "05", group, {"05": (language,)})[0] for group in ("1A", "1B")
    }
    assert name not in load_workbook(templates["1A"]).sheetnames
    book = load_workbook(templates["1B"])
    columns, rows = places(book[name], {each.header(language, month): each.code for each in sheet.fields})
    state = sheet.field("value").choices[-1].names[language]
    for indicator, value in (("M.1.1", 35), ("M.5.3", state)):
        book[name].cell(rows[indicator], columns["value"]).value = value
    filled = run.workspace.input / month / "filled.xlsx"
    filled.parent.mkdir(parents=True)
    book.save(filled)
    (submission,) = merge_files(run, [sent_file(filled)])
    assert (submission.outcome, len(submission.accepted)) == ("accepted", 2)
    (report,) = make_reports(run, month, [run.programme.whole_audience])
    page = load_workbook(report)[name]
    county = run.programme.organisation("05").short[language]
    told = {row[1]: [cell for cell in row if cell in (35, state)] for row in page.values if county in row}
    names = {each.id: each.names[language] for each in run.programme.indicators}
    # As the value of now, and in the column of its month.
    assert (told[names["M.1.1"]], told[names["M.5.3"]]) == ([35] * 2, [state] * 2)
    said = {cell.value for each in (book[name], page) for row in each.iter_rows() for cell in row}
    assert not [each for each in said if isinstance(each, str) and WORDS[language].search(each)]
