"""The workbook of objectives: own rows with fields of the programme's own, the rules on them, and the clock around."""

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

import libreoffice
from builder import FIRST_ROW, at, column, save, workbook
from conftest import ROOT
from objectives import DETAILS, FIRST, GROUP, OBJECTIVES, OWN, WHOLE, objectives_run, run_on, sent
from ytaexcel.errors import DefinitionError
from ytaexcel.findings import Finding, kinds
from ytaexcel.inbox import sent_files
from ytaexcel.ledger import assessed
from ytaexcel.merge import Submission
from ytaexcel.programme import load_programme
from ytaexcel.programme.details import referred
from ytaexcel.programme.own_details import own_details
from ytaexcel.texts import Language, catalogue
from ytaexcel.timeline import Scope
from ytaexcel.workflow import (
    Run,
    assessed_picture,
    export_tables,
    history_lines,
    history_workbook,
    make_discussions,
    make_reports,
    make_templates,
    merge_files,
    rebuild,
    redact,
    verify,
)

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
SHEET = "Tavoitteet"
NAMED = {"name": "Nuorten syrjäytyminen vähenee", "status": "Käynnissä"}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return objectives_run(tmp_path / "työtila")


def merged(run: Run) -> list[Submission]:
    return merge_files(run, sent_files(run.workspace.input), tell_known=False)


def told(run: Run, own_items: Mapping[str, Any], *codes: str) -> list[Finding]:
    """The findings of these codes on a workbook with these objectives."""
    sent(run, dict(own_items))
    (submission,) = merged(run)
    return [each for each in submission.findings if each.code in codes]


def cell(run: Run, field: str, place: int = 1) -> str:
    return at(run.programme, field, FIRST_ROW + place - 1, "own_items")


def template(run: Run, month: str, language: Language = "fi", organisation: str = "09") -> Path:
    (path,) = make_templates(run, month, organisation, GROUP, {organisation: [language]})
    return path


def returned(run: Run, path: Path, month: str, values: Mapping[tuple[int, str], Any]) -> Submission:
    """The template with fields of its n-th objective filled, merged."""
    book = load_workbook(path)
    for (place, field), value in values.items():
        book[SHEET][cell(run, field, place)].value = value
    save(book, run.workspace.input / month / "palautettu.xlsx")
    return next(each for each in merged(run) if each.source.name == "palautettu.xlsx")


def row_of(run: Run, month: str, item: str, organisation: str = "09") -> pd.Series:
    with run.history() as history:
        frame = assessed(history, run.programme).months[month]
    return frame[(frame["organisation"] == organisation) & (frame["item"] == item)].iloc[0]


def with_schema(run: Run, name: str, before: str, after: str) -> Run:
    """The run with one of its definitions changed."""
    path = run.workspace.programme_folder(OBJECTIVES) / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return run_on(run.workspace, run.today)


# --- the shipped programme ---------------------------------------------------------------------------------------


def test_the_clock_has_the_periods_of_the_source_as_windows() -> None:
    """Eight periods with 17 entries; June belongs to two of them, and five things stand outside the boxes."""
    programme = load_programme(ROOT / "schemas" / OBJECTIVES)
    clock = [item for item in programme.items if item.levels["period"][0].startswith("K")]
    boxes = Counter(item.levels["period"] for item in clock)
    assert boxes == {
        ("K1", "6-12/2021"): 2,
        ("K2", "2-6/2022"): 2,
        ("K3", "6-12/2022"): 2,
        ("K4", "1-6/2023"): 2,
        ("K5", "6-12/2023"): 2,
        ("K6", "1-6/2024"): 2,
        ("K7", "6-12/2024"): 4,
        ("K8", "2025"): 1,
        ("K9", "Ajankohta avoin"): 4,
    }
    assert {item.schedule_text for item in clock} - {name for _, name in boxes} == {"", "jatkuva"}
    windows = {item.levels["period"][0]: (item.planned_start, item.planned_end) for item in clock[:-4]}
    assert windows == {
        "K1": (date(2021, 6, 1), date(2021, 12, 31)),
        "K2": (date(2022, 2, 1), date(2022, 6, 30)),
        "K3": (date(2022, 6, 1), date(2022, 12, 31)),
        "K4": (date(2023, 1, 1), date(2023, 6, 30)),
        "K5": (date(2023, 6, 1), date(2023, 12, 31)),
        "K6": (date(2024, 1, 1), date(2024, 6, 30)),
        "K7": (date(2024, 6, 1), date(2024, 12, 31)),
        "K8": (None, date(2025, 12, 31)),
    }
    assert {item.timing for item in clock} == {"once", "never"}
    assert {item.critical for item in programme.items} == {"undetermined"}


def test_what_belongs_to_a_later_period_is_asked_for_from_its_first_month_on() -> None:
    programme = load_programme(ROOT / "schemas" / OBJECTIVES)
    asked = {item.id: item for item in programme.items_in("2022-09")}
    assert [id_ for id_ in asked if id_.startswith("K")] == [
        *("K1.1", "K1.2", "K2.1", "K2.2", "K3.1", "K3.2", "K9.1", "K9.2", "K9.3", "K9.4"),
    ]
    for item in programme.items:
        if item.id not in asked and item.levels["period"][0] != "L":
            begins = item.planned_start or date(2025, 1, 1)
            assert item.valid_from == f"{begins:%Y-%m}"
            assert item.valid_source


def test_the_two_negotiations_recur_are_statutory_and_name_their_section() -> None:
    programme = load_programme(ROOT / "schemas" / OBJECTIVES)
    statutory = {item.id: item for item in programme.items if item.details["statutory"]}
    assert {id_: item.details["law"] for id_, item in statutory.items()} == {
        "L.1": "611/2021 14 §",
        "L.2": "612/2021 7 §",
    }
    assert {item.timing for item in statutory.values()} == {"recurring"}
    ends = {
        month: [item.planned_end for item in programme.items_in(month) if item.id in statutory]
        for month in ("2022-09", "2023-01", "2024-03", "2025-07")
    }
    assert ends["2022-09"] == [date(2025, 5, 31)]
    assert ends["2023-01"] == [date(2025, 5, 31), date(2023, 12, 31)]
    assert ends["2024-03"] == [date(2025, 5, 31), date(2024, 12, 31)]
    assert ends["2025-07"][1] == date(2025, 12, 31)
    about = {item.id for item in programme.items if "L.2" in referred(programme, item, item.valid_from)}
    assert about == {"K5.1", "K7.1"}


def test_each_county_fills_one_workbook_with_its_municipalities() -> None:
    programme = load_programme(ROOT / "schemas" / OBJECTIVES)
    assert [each.code for each in programme.organisations] == [f"{number:02}" for number in range(1, 22)]
    owed = {(each.code, GROUP) for each in programme.organisations}
    assert set(programme.expected_in("2022-09")) == set(programme.expected_in("2025-12")) == owed
    assert programme.expected_in("2026-01") == []
    bilingual = {each.code for each in programme.organisations if each.is_bilingual}
    assert {each.code for each in programme.organisations if each.languages == ("fi", "sv")} == bilingual


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("fi", r"oma(t|n|lla|lta)? riv|omia riv|omia asio|asia,|valtakunnallisissa osuuk"),
        ("sv", r"egn?a rad|egna ärend|vilket ärende|nationella andel"),
        ("en", r"own row|rows? of their own|matters? of its own|own matter|national share"),
    ],
)
def test_what_the_texts_call_own_rows_are_objectives_here(language: Language, word: str) -> None:
    """Where one does not, wording.csv lacks words that the catalogue uses by now."""
    reworded = load_programme(ROOT / "schemas" / OBJECTIVES).wording.reworded
    texts = [
        *(each[language] for key, each in catalogue().items() if "own_items" in key),
        *(kinds()[code].found[language] for code in ("R029", "R040", "R041", "R042")),
    ]
    assert [text for text in texts if re.search(word, reworded(text, language), re.IGNORECASE)] == []


# --- what the programme asks beside the name is kept -------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "interface"), [("fi", "Sivistys ja sote"), ("sv", "Bildning och social- och hälsovård")]
)
def test_the_next_template_has_all_that_was_said_of_an_objective(
    language: Language, interface: str, run: Run
) -> None:
    sent(run, {"OWN-1": WHOLE})
    merged(run)
    sheet = run.programme.workbook.sheet("own_items")
    page = load_workbook(template(run, "2022-10", language))[sheet.names[language]]
    there = {field: page[cell(run, field)].value for field in (*DETAILS, "name", "status", "previous_status")}
    assert there == {
        **{field: WHOLE[field] for field in DETAILS},
        "interface": interface,
        "name": WHOLE["name"],
        "status": None,
        "previous_status": run.programme.status_name("started", language),
    }


def test_an_untouched_template_says_nothing_and_no_change_defines_nothing_anew(run: Run) -> None:
    sent(run, {"OWN-1": WHOLE})
    merged(run)
    path = template(run, "2022-10")
    untouched = returned(run, path, "2022-10", {})
    assert (untouched.outcome, {each.code for each in untouched.findings}) == ("accepted", {"W008"})
    corrected = {"OWN-1": {**WHOLE, "indicator": "Korjattu mittari"}}
    sent(run, corrected, name="uusi.xlsx", modified_at=datetime(2022, 10, 6))
    returned(run, path, "2022-10", {(1, "no_change"): "x"})
    row = row_of(run, "2022-10", OWN)
    assert (row["status"], row["percent_done"], row["reported"]) == ("started", 40, "yes")
    assert '"indicator": "Korjattu mittari"' in row["own_details"]


def test_a_changed_field_alone_defines_the_objective_anew_without_reporting(run: Run) -> None:
    sent(run, {"OWN-1": WHOLE})
    merged(run)
    submission = returned(run, template(run, "2022-10"), "2022-10", {(1, "owner_county"): "Hyte-yksikkö"})
    assert [row.item for row in submission.accepted] == [OWN]
    row = row_of(run, "2022-10", OWN)
    assert (row["reported"], '"owner_county": "Hyte-yksikkö"' in row["own_details"]) == ("carried", True)
    assert row_of(run, "2022-09", OWN)["own_details"] != row["own_details"]


def test_an_objective_is_judged_by_its_own_window_and_dropped_with_all_that_was_said(run: Run) -> None:
    sent(run, {"OWN-1": {**WHOLE, "own_end": date(2022, 9, 15)}})
    sent(run, {"OWN-1": {**WHOLE, "dropped": "x"}}, month="2022-10")
    sent(run, {"OWN-1": {"name": "Muu tavoite", "status": "Käynnissä"}}, month="2022-11")
    merged(run)
    first = row_of(run, "2022-09", OWN)
    assert (first["behind"], first["days_late"], first["reasons"]) == (1, 16, "overdue")
    with run.history() as history:
        october = assessed(history, run.programme).months["2022-10"]
    assert not october["own_item"].any()
    assert row_of(run, "2022-11", OWN)["own_details"] == "{}"


def test_a_field_that_came_with_a_later_template_is_not_missed_in_an_older_one(run: Run) -> None:
    run = with_schema(
        run,
        "workbook.toml",
        'code = "target"\nrole = "prefilled"',
        'code = "target"\nsince_version = "2"\nrole = "prefilled"',
    )
    older = replace(
        run.programme,
        workbook=replace(
            run.programme.workbook,
            sheets=tuple(
                replace(each, fields=tuple(field for field in each.fields if field.code != "target"))
                for each in run.programme.workbook.sheets
            ),
        ),
    )
    values = {code: value for code, value in WHOLE.items() if code != "target"}
    book = workbook(older, {}, organisation="09", group=GROUP, month=FIRST, own_items={"OWN-1": values})
    save(book, run.workspace.input / FIRST / "vanha.xlsx")
    (submission,) = merged(run)
    assert (submission.outcome, len(submission.accepted)) == ("accepted", 1)


def test_without_a_column_that_says_what_it_is_no_objective_is_taken_in(run: Run) -> None:
    book = workbook(
        run.programme, {}, organisation="09", group=GROUP, month=FIRST, own_items={"OWN-1": WHOLE}
    )
    book[SHEET][at(run.programme, "indicator", 4, "own_items")] = None
    save(book, run.workspace.input / FIRST / "a.xlsx")
    (submission,) = merged(run)
    assert "S003" in {each.code for each in submission.findings}
    assert [row.kind for row in submission.refused] == ["own_items"]


# --- the checks --------------------------------------------------------------------------------------------------


def test_a_whole_objective_is_accepted_without_a_word(run: Run) -> None:
    sent(run, {"OWN-1": WHOLE})
    (submission,) = merged(run)
    assert (submission.outcome, submission.findings) == ("accepted", [])


@pytest.mark.parametrize(
    ("gone", "code", "fields"),
    [
        (["indicator"], "R040", ["indicator"]),
        (["measures"], "R040", ["measures"]),
        (["owner_county", "owner_municipality"], "R040", ["owner_county", "owner_municipality"]),
        (["owner_municipality"], "R042", ["owner_municipality"]),
        (["owner_county"], "R042", ["owner_county"]),
    ],
)
def test_what_an_objective_lacks_is_told_at_its_cell_with_its_name(
    gone: list[str], code: str, fields: list[str], run: Run
) -> None:
    found = told(run, {"OWN-1": {**WHOLE, **dict.fromkeys(gone)}}, "R040", "R042")
    headers = [run.programme.workbook.sheet("own_items").field(each).header("fi", FIRST) for each in fields]
    assert [
        (each.code, each.cell, each.item, each.values["found"], each.values["allowed"]) for each in found
    ] == [
        (code, cell(run, field), OWN, WHOLE["name"], header)
        for field, header in zip(fields, headers, strict=True)
    ]


def test_baseline_target_basis_and_interface_may_be_left_out(run: Run) -> None:
    gone = dict.fromkeys(("baseline", "target", "basis", "interface"))
    assert told(run, {"OWN-1": {**WHOLE, **gone}}, *kinds()) == []


def test_what_is_dropped_lacks_nothing(run: Run) -> None:
    assert told(run, {"OWN-1": {"name": "Vanha tavoite", "dropped": "x"}}, *kinds()) == []


def test_a_measure_without_an_objective_is_refused(run: Run) -> None:
    (found,) = told(run, {"OWN-1": {"measures": "Työnjako", "indicator": "Osuus, %"}}, "R029")
    assert (found.severity, found.cell, found.item) == ("error", cell(run, "name"), OWN)


def test_an_objective_that_is_named_twice_is_told_of_each_row(run: Run) -> None:
    twin = {**WHOLE, "name": "nuorten  syrjäytyminen VÄHENEE"}
    found = told(run, {"OWN-1": WHOLE, "OWN-4": twin, "OWN-5": {**WHOLE, "name": "Muu"}}, "R041")
    assert [(each.item, each.cell, each.values["allowed"]) for each in found] == [
        ("YHT.OWN-1", cell(run, "name"), "OWN-4"),
        ("YHT.OWN-4", cell(run, "name", 4), "OWN-1"),
    ]


def test_a_new_objective_is_held_to_those_that_stand_unchanged_but_not_to_dropped_ones(run: Run) -> None:
    sent(run, {"OWN-1": WHOLE, "OWN-2": {**WHOLE, "name": "Toinen"}})
    merged(run)
    values = {
        (2, "dropped"): "x",
        (3, "name"): WHOLE["name"],
        (3, "status"): "Käynnissä",
        (4, "name"): "Toinen",
        (4, "status"): "Käynnissä",
    }
    submission = returned(run, template(run, "2022-10"), "2022-10", values)
    doubled = [(each.item, each.values["allowed"]) for each in submission.findings if each.code == "R041"]
    assert doubled == [("YHT.OWN-3", "OWN-1")]


def test_an_unknown_interface_is_left_out_and_the_objective_goes_in(run: Run) -> None:
    (found,) = told(run, {"OWN-1": {**WHOLE, "interface": "Avaruus"}}, "C037")
    assert found.cell == cell(run, "interface")
    assert '"interface"' not in row_of(run, FIRST, OWN)["own_details"]


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"status": "Valmis", "percent_done": 0.4}, "R004", "percent_done"),
        ({"status": "Ei aloitettu", "percent_done": 0.4}, "R005", "percent_done"),
        ({"forecast_end": date(2022, 9, 1)}, "R006", "forecast_end"),
        ({"red_flag": "kyllä"}, "R007", "red_flag"),
    ],
)
def test_the_rules_on_progress_hold_for_objectives_too(
    values: dict[str, Any], code: str, field: str, run: Run
) -> None:
    (found,) = told(run, {"OWN-1": {**WHOLE, **values}}, code)
    assert found.cell == cell(run, field)


def test_a_rule_may_look_at_last_month_and_at_what_was_changed(run: Run) -> None:
    run = with_schema(
        run,
        "rules.toml",
        "[rules.objective_without_indicator]",
        """[rules.step_back]
severity = "warning"
sheet = "own_items"
cell = "status"
when = { status = { below = "previous_status" } }
then = { challenges = { changed = true } }
says = { fi = "Taantui.", sv = "Tillbaka.", en = "Back." }
remedy = { fi = "Kerro.", sv = "Berätta.", en = "Say." }

[rules.objective_without_indicator]""",
    )
    sent(run, {"OWN-1": WHOLE, "OWN-2": {**WHOLE, "name": "Toinen"}})
    merged(run)
    values = {(each, "status"): "Ei aloitettu" for each in (1, 2)} | {(2, "challenges"): "Rahoitus puuttuu."}
    submission = returned(run, template(run, "2022-10"), "2022-10", values)
    assert [each.item for each in submission.findings if each.code == "R020"] == [OWN]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            'code = "baseline"\nrole = "prefilled"',
            'code = "baseline"\nrole = "input"',
            "the role is prefilled",
        ),
        ('code = "baseline"', 'code = "group"', "the tables say with this word where a row is from"),
        (
            'code = "baseline"\nrole = "prefilled"\ntype = "text"\nmost = 80',
            'code = "baseline"\nrole = "prefilled"\ntype = "whole"\nleast = 0\nmost = 80',
            "only the types text and choice are kept",
        ),
    ],
)
def test_fields_of_which_nothing_could_be_kept_are_told(
    before: str, after: str, problem: str, run: Run
) -> None:
    with pytest.raises(DefinitionError) as fault:
        with_schema(run, "workbook.toml", before, after)
    assert problem in str(fault.value)


# --- dataset, tables, histories, redaction -----------------------------------------------------------------------


def test_rebuild_gives_the_same_and_verify_finds_nothing(run: Run) -> None:
    sent(run, {"OWN-1": WHOLE, "OWN-2": NAMED | {"name": "Toinen"}})
    sent(run, {"OWN-1": {**WHOLE, "dropped": "x"}}, month="2022-10")
    merged(run)
    with run.history() as history:
        before = history.tables()
    run.workspace.database.unlink()
    rebuild(run)
    with run.history() as history:
        assert history.tables() == before
    assert verify(run) == []


def test_the_table_of_own_items_has_a_column_for_each_field(run: Run, tmp_path: Path) -> None:
    sent(run, {"OWN-1": WHOLE, "OWN-2": NAMED | {"name": "Toinen"}})
    merged(run)
    export_tables(run, tmp_path / "t", "csv")
    with (tmp_path / "t" / "own_items.csv").open(encoding="utf-8", newline="") as file:
        first, second = list(csv.DictReader(file))
    details = [each.code for each in own_details(run.programme.workbook)]
    assert list(first)[-len(details) :] == details == list(DETAILS)
    assert {code: first[code] for code in details} == {
        **{code: WHOLE[code] for code in details},
        "interface": "education",
    }
    assert {second[code] for code in details} == {""}


def test_the_history_tells_each_field_with_its_cell(run: Run, tmp_path: Path) -> None:
    sent(run, {"OWN-1": WHOLE}, name="a.xlsx")
    merged(run)
    lines = history_lines(run, Scope(OWN, "09"))
    assert f"           {SHEET}!{cell(run, 'indicator'):<5} Mittari: {WHOLE['indicator']}" in lines
    assert f"           {SHEET}!{cell(run, 'interface'):<5} Yhdyspinta: Sivistys ja sote" in lines
    path = history_workbook(run, Scope(OWN, "09"), tmp_path / "h.xlsx")
    rows = {row[4]: row[5] for row in load_workbook(path)["Arvot"].iter_rows(min_row=4, values_only=True)}
    assert rows["Vastuutaho kunnissa"] == WHOLE["owner_municipality"]


def test_a_field_can_be_taken_out_for_data_protection(run: Run) -> None:
    sent(run, {"OWN-1": WHOLE}, name="a.xlsx")
    merged(run)
    redact(run, "a.xlsx", "tietosuoja", [f"{SHEET}!{cell(run, 'owner_county')}"], everywhere=True)
    said = json.loads(row_of(run, FIRST, OWN)["own_details"])
    assert said["owner_county"] == "Poistettu tietosuojan vuoksi"
    assert said["owner_municipality"] == WHOLE["owner_municipality"]
    with run.history() as history:
        assert WHOLE["owner_county"] not in set(history.typed_texts(OBJECTIVES)["text"])
    assert verify(run) == []


# --- reports -----------------------------------------------------------------------------------------------------


def listed(path: Path, sheet: str) -> list[dict[str, Any]]:
    header, *rows = load_workbook(path)[sheet].iter_rows(min_row=5, values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("language", "sheet", "gone", "line"),
    [
        ("fi", "Tavoitteet", "puuttuu", "Tavoitteita 2, niistä jäljessä 0, pyydettyjä tietoja puuttuu 1"),
        ("sv", "Mål", "saknas", "Mål 2, försenade 0, begärda uppgifter saknas 1"),
        ("en", "Objectives", "missing", "Objectives 2, of which behind 0, lacking what is asked for 1"),
    ],
)
def test_the_report_shows_objectives_with_owners_and_what_they_lack(
    language: Language, sheet: str, gone: str, line: str, run: Run
) -> None:
    sent(run, {"OWN-1": WHOLE, "OWN-2": {**WHOLE, "name": "Toinen", "indicator": None, "owner_county": None}})
    merged(run)
    spoken = replace(run, language=language)
    (path,) = make_reports(spoken, FIRST, ["national"])
    headers = {
        field.code: field.header(language, FIRST)
        for field in run.programme.workbook.sheet("own_items").fields
    }
    whole, lacking = listed(path, sheet)
    assert whole[headers["name"]] == WHOLE["name"]
    assert [whole[headers[field]] for field in DETAILS[1:]] == [WHOLE[field] for field in DETAILS[1:]]
    blank = {field for field in DETAILS if lacking[headers[field]] == gone}
    assert blank == {"indicator", "owner_county"}
    first = [cells.value for row in load_workbook(path).worksheets[0].iter_rows() for cells in row]
    assert any(str(value).startswith(line) for value in first)


def test_page_one_says_that_no_objective_has_been_entered(run: Run) -> None:
    sent(run, {}, rows={"K1.1": {"status": "Valmis"}})
    merged(run)
    (path,) = make_reports(run, FIRST, ["national"])
    first = [cells.value for row in load_workbook(path).worksheets[0].iter_rows() for cells in row]
    assert "Yhteisiä tavoitteita ei ole vielä kirjattu." in first


def test_another_county_sees_no_objective_of_this_one(run: Run) -> None:
    sent(run, {"OWN-1": WHOLE})
    sent(run, {}, organisation="17", rows={"K1.1": {"status": "Valmis"}})
    merged(run)
    paths = [path for path in make_reports(run, FIRST, ["organisation"]) if "_17_" in path.name]
    (book,) = [load_workbook(path) for path in paths]
    texts = {str(cells.value) for page in book for row in page.iter_rows() for cells in row}
    assert not [text for text in texts if WHOLE["name"] in text or WHOLE["owner_county"] in text]


def test_a_rule_that_is_waived_asks_for_nothing(run: Run) -> None:
    sent(run, {"OWN-1": {**WHOLE, "indicator": None}})
    merged(run)
    assert assessed_picture(run, FIRST).own_items["lacking"].tolist() == ["indicator"]
    waived = """[[rules.objective_without_indicator.waivers]]
organisation = "09"
from = "2022-09"
why = "mittari sovitaan keväällä"

[rules.objective_without_measures]"""
    run = with_schema(run, "rules.toml", "[rules.objective_without_measures]", waived)
    assert assessed_picture(run, FIRST).own_items["lacking"].tolist() == [""]


# --- the negotiations that the law requires ----------------------------------------------------------------------


def test_a_year_without_the_negotiation_is_behind_until_it_is_reported(tmp_path: Path) -> None:
    """Done in 2023, not in 2024: behind from the end of 2024 until it is reported as done."""
    run = objectives_run(tmp_path / "w", date(2025, 4, 5))
    done = {"L.2": {"status": "Valmis"}}
    sent(run, {}, month="2023-11", rows=done)
    sent(run, {}, month="2024-11", rows={"L.2": {"status": "Käynnissä"}})
    sent(run, {}, month="2025-03", rows=done)
    merged(run)
    behind = {
        month: row_of(run, month, "L.2")["behind"]
        for month in ("2023-11", "2023-12", "2024-11", "2024-12", "2025-02", "2025-03")
    }
    assert behind == {
        "2023-11": 0,
        "2023-12": 0,
        "2024-11": 0,
        "2024-12": 1,
        "2025-02": 1,
        "2025-03": 0,
    }
    late = row_of(run, "2024-12", "L.2")
    assert (late["reasons"].split(";")[0], late["days_late"]) == ("overdue", 1)


def test_the_term_without_the_negotiation_of_the_county_act_is_behind(tmp_path: Path) -> None:
    run = objectives_run(tmp_path / "w", date(2025, 7, 5))
    sent(run, {}, month="2025-04", rows={"L.2": {"status": "Valmis"}})
    sent(run, {}, month="2025-05", rows={"L.2": {"status": "Valmis"}})
    sent(run, {}, month="2025-04", organisation="17", rows={"L.1": {"status": "Valmis"}})
    merged(run)
    assert [row_of(run, month, "L.1")["behind"] for month in ("2025-04", "2025-05")] == [0, 1]
    assert row_of(run, "2025-05", "L.1", "17")["behind"] == 0


# --- typed into the template -------------------------------------------------------------------------------------


def typed(run: Run, language: Language) -> list[tuple[str, str, object]]:
    """Sheet, cell and value of a whole objective as it is typed."""
    sheet = run.programme.workbook.sheet("own_items")
    interface = next(each for each in sheet.field("interface").choices if each.code == "education")
    values = {**WHOLE, "status": run.programme.status_name("started", language)}
    values["interface"] = interface.names[language]
    return [(sheet.names[language], cell(run, field), value) for field, value in values.items()]


def hold(run: Run) -> None:
    (submission,) = merged(run)
    assert (submission.outcome, [each for each in submission.findings if each.severity != "info"]) == (
        "accepted",
        [],
    )
    (row,) = submission.accepted
    assert {field: row.values[field] for field in WHOLE} == {
        **WHOLE,
        "interface": "education",
        "status": "started",
        "percent_done": 40,
    }


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_an_objective_typed_into_a_template_is_read_back(language: Language, run: Run) -> None:
    path = template(run, FIRST, language)
    book = load_workbook(path)
    for sheet, place, value in typed(run, language):
        book[sheet][place].value = value
    save(book, run.workspace.input / FIRST / "a.xlsx")
    hold(run)


@pytest.mark.office
def test_an_objective_typed_in_libreoffice_is_read_back(run: Run) -> None:
    path = template(run, FIRST, "sv")
    cells = [
        (sheet, place, (value - date(1899, 12, 30)).days if isinstance(value, date) else value)
        for sheet, place, value in typed(run, "sv")
    ]
    target = run.workspace.input / FIRST / "a.xlsx"
    target.parent.mkdir(parents=True)
    libreoffice.typed(path, target, cells)
    hold(run)


# --- discussed with the county -----------------------------------------------------------------------------------


def discussed(run: Run, item: str, values: Mapping[str, Any]) -> Submission:
    """The workbook of the discussion about the first month with a row filled, merged."""
    (path,) = make_discussions(run, FIRST, "09")
    book = load_workbook(path)
    sheet = run.programme.workbook.sheet("discussion")
    page = book[sheet.names["fi"]]
    row = next(cells[0].row for cells in page.iter_rows(min_row=FIRST_ROW) if cells[0].value in (item, None))
    page.cell(row, column(sheet, "item")).value = item
    for code, value in values.items():
        page.cell(row, column(sheet, code)).value = value
    save(book, run.workspace.input / FIRST / "keskustelu.xlsx", datetime(2022, 10, 20))
    return next(each for each in merged(run) if each.source.name == "keskustelu.xlsx")


def test_an_objective_that_is_behind_is_discussed_without_its_text_being_copied(run: Run) -> None:
    sent(run, {"OWN-1": {**WHOLE, "own_end": date(2022, 9, 15)}, "OWN-2": {**WHOLE, "name": "Toinen"}})
    merged(run)
    (path,) = make_discussions(run, FIRST, "09")
    sheet = run.programme.workbook.sheet("discussion")
    rows = [
        [cells[column(sheet, code) - 1].value for code in ("item", "group", "task", "reported_status")]
        for cells in load_workbook(path)[sheet.names["fi"]].iter_rows(min_row=FIRST_ROW)
    ]
    assert [row for row in rows if "OWN" in str(row[0])] == [[OWN, GROUP, SHEET, "Käynnissä"]]
    everything = {
        str(cells.value) for page in load_workbook(path) for row in page.iter_rows() for cells in row
    }
    assert not [text for text in everything if WHOLE["name"] in text]


@pytest.mark.parametrize("item", ["YHT.OWN-1", "YHT.OWN-2"])
def test_what_is_discussed_of_an_objective_outranks_what_was_reported(item: str, run: Run) -> None:
    """The first is listed, because it is behind; the id of the second is typed into an empty row."""
    sent(run, {"OWN-1": {**WHOLE, "own_end": date(2022, 9, 15)}, "OWN-2": {**WHOLE, "name": "Toinen"}})
    merged(run)
    agreed = {"agreed": "Työnjako sovitaan.", "agreed_by": "Hyte-yksikkö", "agreed_until": date(2022, 11, 30)}
    submission = discussed(run, item, {"status": "Valmis", **agreed})
    assert (submission.outcome, submission.findings) == ("accepted", [])
    row = row_of(run, FIRST, item)
    assert (row["status"], row["reported_status"], row["behind"]) == ("done", "started", 0)
    found = assessed_picture(run, FIRST).agreed
    name = {"YHT.OWN-1": WHOLE["name"], "YHT.OWN-2": "Toinen"}[item]
    assert found[["group", "item", "name"]].to_numpy().tolist() == [[GROUP, item, name]]
    assert any("keskustelu.xlsx" in line for line in history_lines(run, Scope(item, "09")))


def test_a_discussion_names_an_objective_by_its_whole_id(run: Run) -> None:
    sent(run, {"OWN-1": WHOLE})
    merged(run)
    submission = discussed(run, "OWN-1", {"status": "Valmis"})
    assert "C023" in {each.code for each in submission.findings}
