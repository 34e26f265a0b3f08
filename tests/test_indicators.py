"""Indicators: their definitions, the sheet that groups fill, how values are read and judged, what is kept."""

import csv
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl import Workbook

from builder import packed, save
from collected import PROGRAMME, run_in, small_workspace
from measured import (
    COST,
    DATA,
    DIGITAL,
    HOSPITALS,
    NPS,
    PROCUREMENTS,
    ROOT,
    SHEET,
    TRAINING,
    add_indicators,
    measured_programme,
    sent_measures,
    standing,
    type_measure,
    value_of,
)
from pictures import big_picture
from templates import order
from ytaexcel.archive import Receipt
from ytaexcel.conform import vocabulary
from ytaexcel.conform.measures import read_measure
from ytaexcel.conform.values import Cell, Reading
from ytaexcel.errors import DefinitionError
from ytaexcel.history import History, Received
from ytaexcel.inbox import Sent
from ytaexcel.merge import Submission
from ytaexcel.picture import Picture
from ytaexcel.picture.indicators import Indicators
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.records import Audience
from ytaexcel.report.write import report_bytes
from ytaexcel.style import MARK_FILLS
from ytaexcel.template import PreviousMeasure, write_template
from ytaexcel.texts import LANGUAGES, Language, text
from ytaexcel.workflow import (
    check_files,
    export_tables,
    give_feedback,
    make_reports,
    make_templates,
    merge_files,
    rebuild,
    redact,
)

Judge = Callable[..., Submission]
MONTH = "2021-11"


@pytest.fixture(scope="module")
def measuring(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return measured_programme(tmp_path_factory.mktemp("schemas"))


def sent(programme: Programme, folder: Path, month: str = MONTH, **known: PreviousMeasure) -> Workbook:
    """The workbook as it goes out; `known`: indicator (`_` for `.`) -> what was last known."""
    return sent_measures(
        programme, folder, month, {key.replace("_", "."): each for key, each in known.items()}
    )


# --- definitions ----------------------------------------------------------------------------------------------------


def test_the_seventeen_indicators_of_five_objectives_are_those_of_the_strategy(measuring: Programme) -> None:
    assert len(measuring.indicators) == 17
    assert len({each.objective_code for each in measuring.indicators}) == 5
    assert {each.kind for each in measuring.indicators} == {"number", "state"}


def test_what_nobody_has_decided_is_empty(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "schemas" / "sote-2021", tmp_path / "sote-2021")
    add_indicators(tmp_path / "sote-2021")
    for each in load_programme(tmp_path / "sote-2021").indicators:
        assert (each.baseline, each.target, each.target_by, each.definition["fi"]) == (None, None, None, "")
        assert each.direction == ("up" if each.kind == "state" else "undetermined")


def test_a_programme_without_the_file_has_no_indicators(programme: Programme) -> None:
    assert programme.indicators == ()
    assert "indicators" not in [sheet.kind for sheet in programme.sheets_in("2021-11", "HTT")]


def test_only_the_workbooks_of_groups_with_indicators_have_their_sheet(measuring: Programme) -> None:
    (group,) = {each.group for each in measuring.indicators}
    kinds = {
        each: [sheet.kind for sheet in measuring.sheets_in("2021-11", each)]
        for each in (*(known.code for known in measuring.groups), "")
    }
    assert [each for each in kinds if "indicators" in kinds[each]] == [group]
    assert kinds[""] == ["lists", "discussion"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": "M 1"}, 'id is "M 1"; an id has letters'),
        ({"id": "M.1.2"}, "the id stands there twice."),
        ({"group": "XX"}, 'group "XX" is not in groups.csv.'),
        ({"name_sv": ""}, "name must stand there in fi, sv, en."),
        ({"unit_sv": ""}, "unit must stand there in fi, sv, en, or in none of them."),
        ({"kind": "figure"}, 'kind is "figure"; allowed: number, state.'),
        ({"direction": ""}, 'direction is ""; allowed: up, down, undetermined.'),
        ({"compared": "x"}, 'compared is "x"; allowed: yes, no.'),
        ({"least": "a"}, 'least is "a", not a number like 12.5.'),
        ({"least": "200"}, "most 100 is less than least 200."),
        (
            {"target": "40", "decided_by": "x"},
            "a target is given, but direction does not say which way is better.",
        ),
        ({"baseline": "40"}, "a baseline or target is given, but decided_by does not say by whom."),
        ({"target_by": "2026"}, 'target_by is "2026", not a date like 2026-12-31.'),
        ({"due": "3;13"}, 'due is "3;13"; months of the year are parted by ;'),
        ({"due": "²"}, 'due is "²"; months of the year are parted by ;'),
        ({"valid_from": "2021"}, "valid_from must be a month"),
        ({"valid_from": "2021-07", "valid_to": "2021-06"}, "valid_to 2021-06 is before valid_from 2021-07."),
        (
            {"kind": "state", "target": "ready", "decided_by": "x"},
            'target is "ready"; the states are: not_in_place, being_set_up, in_place.',
        ),
    ],
)
def test_what_cannot_hold_in_an_indicator_is_told(tmp_path: Path, change: dict[str, str], told: str) -> None:
    folder = tmp_path / "sote-2021"
    shutil.copytree(ROOT / "schemas" / "sote-2021", folder)
    add_indicators(folder)
    with (folder / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= change
    with (folder / "indicators.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(DefinitionError) as error:
        load_programme(folder)
    assert told in str(error.value)


def test_file_sheet_and_report_need_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "sote-2021"
    shutil.copytree(ROOT / "schemas" / "sote-2021", folder)
    shutil.copy(DATA / "indicators.csv", folder)
    with pytest.raises(DefinitionError, match="there is none of the kind indicators"):
        load_programme(folder)
    add_indicators(folder)
    (folder / "indicators.csv").unlink()
    with pytest.raises(DefinitionError) as error:
        load_programme(folder)
    assert "is of the kind indicators, but there is no indicators.csv." in str(error.value)
    assert "asks for the sheet indicators" in str(error.value)


# --- the sheet ------------------------------------------------------------------------------------------------------


def test_the_sheet_shows_each_indicator_with_what_is_known_and_what_is_not(
    measuring: Programme, tmp_path: Path
) -> None:
    known = {"M_1_1": PreviousMeasure(25.5, "Kysely"), "M_2_1": PreviousMeasure("being_set_up", None)}
    book = sent(measuring, tmp_path, **known)
    rows = [[cell.value for cell in row] for row in book[SHEET].iter_rows(min_row=5, max_col=13)]
    assert len(rows) == 17
    assert rows[0][0:2] == [NPS, "M.1 " + measuring.indicators[0].objective["fi"]]
    assert rows[0][2:8] == ["NPS", "ei päätetty", "pistettä", 20, 40, 25.5]
    assert rows[0][8:] == [None, None, None, "Kysely", None]
    hospitals = next(row for row in rows if row[0] == HOSPITALS)
    assert hospitals[4:8] == [None, "Rakenteilla", "Toiminnassa", "Rakenteilla"]
    assert any("Täytä Mittarit" in str(cell.value) for row in book["Ohje"].iter_rows() for cell in row)


def test_a_group_without_indicators_gets_no_sheet(measuring: Programme, tmp_path: Path) -> None:
    path = tmp_path / "pohja.xlsx"
    other = replace(order(measuring, group="JO"))
    write_template(path, measuring, other)
    assert SHEET not in openpyxl.load_workbook(path).sheetnames


# --- reading --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "cell", "value"),
    [
        (DIGITAL, Cell(45), 45.0),
        (DIGITAL, Cell(0.45, is_percent=True), 45.0),
        (DIGITAL, Cell("45 %"), 45.0),
        (DIGITAL, Cell("noin 45,5 prosenttia"), 45.5),
        (DIGITAL, Cell("45 kpl"), None),
        (DIGITAL, Cell("40-50"), None),
        (DIGITAL, Cell(2, is_percent=True), None),
        (NPS, Cell("−12,5"), -12.5),
        (NPS, Cell("+ 30 pistettä"), 30.0),
        (NPS, Cell("30 p."), 30.0),
        (NPS, Cell("30 %"), None),
        (NPS, Cell(0.3, is_percent=True), None),
        (NPS, Cell(True), None),
        (PROCUREMENTS, Cell("1 200 kpl"), 1200.0),
        (PROCUREMENTS, Cell("1\u00a0200"), 1200.0),
        (PROCUREMENTS, Cell("1.200"), None),
        (PROCUREMENTS, Cell("1,200"), None),
        (PROCUREMENTS, Cell("0,125"), 0.125),
        (PROCUREMENTS, Cell("paljon"), None),
        (HOSPITALS, Cell("toiminnassa"), "in_place"),
        (HOSPITALS, Cell("Under uppbyggnad"), "being_set_up"),
        (HOSPITALS, Cell("kyllä"), None),
        (HOSPITALS, Cell(1), None),
    ],
)
def test_a_value_is_read_in_its_own_unit_or_not_at_all(
    measuring: Programme, indicator: str, cell: Cell, value: float | str | None
) -> None:
    known = next(each for each in measuring.indicators if each.id == indicator)
    reading = read_measure(known, cell, vocabulary(measuring))
    assert (reading.value if isinstance(reading, Reading) else None) == value


def told(submission: Submission) -> list[tuple[str, str, str]]:
    return [(each.code, each.cell, each.item) for each in submission.findings if each.sheet == SHEET]


def test_what_was_typed_comes_back(measuring: Programme, judged: Judge, tmp_path: Path) -> None:
    book = sent(measuring, tmp_path)
    type_measure(book, NPS, value=31.5, as_of="30.11.2021", source="Kysely", remark="Otos 400.")
    type_measure(book, HOSPITALS, value="Toiminnassa")
    type_measure(book, COST, value="3 150,5 €/asukas", others=3300)
    found = judged(packed(book), programme=measuring)
    rows = {row.item: row.values for row in found.accepted}
    assert found.outcome == "accepted"
    assert set(rows) == {NPS, HOSPITALS, COST}
    assert (rows[NPS]["value"], rows[NPS]["source"], rows[NPS]["remark"]) == (31.5, "Kysely", "Otos 400.")
    assert (rows[HOSPITALS]["state"], rows[HOSPITALS]["value"]) == ("in_place", None)
    assert (rows[COST]["value"], rows[COST]["others"]) == (3150.5, 3300.0)
    assert [code for code, *_ in told(found)] == ["C013", "C013"]


def test_an_untouched_sheet_says_nothing_but_what_is_due(
    measuring: Programme, judged: Judge, tmp_path: Path
) -> None:
    assert told(judged(packed(sent(measuring, tmp_path)), programme=measuring)) == []
    found = judged(packed(sent(measuring, tmp_path, "2021-07")), programme=measuring)
    assert told(found) == [("R031", "I7", DIGITAL), ("R031", "I8", HOSPITALS)]
    assert found.accepted == []


@pytest.mark.parametrize(
    ("indicator", "values", "code", "is_in"),
    [
        (DIGITAL, {"value": "45 €"}, "C039", False),
        (DIGITAL, {"value": 140}, "R032", False),
        (PROCUREMENTS, {"value": -1}, "R032", False),
        (NPS, {"value": 41}, "R033", True),
        (HOSPITALS, {"value": "Rakenteilla"}, "R034", True),
        (HOSPITALS, {"value": "Rakenteilla", "remark": "Päätös kumottiin."}, "", True),
        (NPS, {"value": 30, "as_of": "1.12.2021"}, "R035", True),
        (NPS, {"value": 30, "others": 20}, "C037", True),
        (NPS, {"remark": "Ei mitattu."}, "R030", False),
        (NPS, {"value": "-"}, "C013", False),
    ],
)
def test_values_are_judged_by_their_indicator(
    measuring: Programme,
    judged: Judge,
    tmp_path: Path,
    indicator: str,
    values: dict[str, object],
    code: str,
    is_in: bool,
) -> None:
    known = {"M_1_1": PreviousMeasure(25.0, None), "M_2_1": PreviousMeasure("in_place", None)}
    found = judged(
        packed(type_measure(sent(measuring, tmp_path, **known), indicator, **values)), programme=measuring
    )
    codes = [each for each, *_ in told(found) if (each != "C013" or code == "C013")]
    assert codes == ([code] if code else [])
    assert [row.item for row in found.accepted] == ([indicator] if is_in else [])
    assert {item for _, _, item in told(found)} <= {indicator}


@pytest.mark.parametrize(
    ("limits", "value", "said"),
    [
        ({"least": 0.5, "most": 2500000.0, "jump": None}, -1, ["R032 -1 pistettä / 0,5–2500000 pistettä"]),
        (
            {"least": None, "most": 99.5},
            100,
            ["R032 100 pistettä / ≤ 99,5 pistettä", "R033 100 pistettä / 15 pistettä"],
        ),
        ({"least": None, "most": None, "jump": 0.5}, 26, ["R033 26 pistettä / 0,5 pistettä"]),
    ],
)
def test_limits_are_said_as_numbers_are_written_in_the_workbook(
    measuring: Programme, judged: Judge, tmp_path: Path, limits: dict[str, Any], value: float, said: list[str]
) -> None:
    indicators = tuple(replace(each, **(limits if each.id == NPS else {})) for each in measuring.indicators)
    book = type_measure(sent(measuring, tmp_path, M_1_1=PreviousMeasure(25.0, None)), NPS, value=value)
    found = judged(packed(book), programme=replace(measuring, indicators=indicators))
    values = [(each.code, each.values) for each in found.findings]
    told = [f"{code} {each['found']} / {each['allowed']}" for code, each in values]
    assert [each.replace("\u00a0", " ") for each in told] == said


def test_a_changed_value_before_is_not_believed(measuring: Programme, judged: Judge, tmp_path: Path) -> None:
    """The jump is judged against what was sent, not against what stands in the locked cell now."""
    book = type_measure(sent(measuring, tmp_path, M_1_1=PreviousMeasure(25.0, None)), NPS, value=60)
    book[SHEET]["H5"] = 60
    assert "R033" in [code for code, *_ in told(judged(packed(book), programme=measuring))]


def test_an_id_that_is_no_indicators_is_refused_and_a_lost_row_is_told(
    measuring: Programme, judged: Judge, tmp_path: Path
) -> None:
    book = type_measure(sent(measuring, tmp_path), NPS, value=30)
    book[SHEET]["A5"], book[SHEET]["C5"] = "M.9.9", "Muu"
    found = judged(packed(book), programme=measuring)
    assert ("C038", "A5", "") in told(found)
    assert (found.accepted, [row.typed["value"] for row in found.refused]) == ([], ["30"])
    book = sent(measuring, tmp_path)
    book[SHEET].delete_rows(5)
    assert [code for code, *_ in told(judged(packed(book), programme=measuring))] == ["S030"]


def test_a_lost_sheet_is_missed_only_by_the_group_that_has_indicators(
    measuring: Programme, judged: Judge, tmp_path: Path
) -> None:
    book = sent(measuring, tmp_path)
    del book[SHEET]
    assert "S001" in [each.code for each in judged(packed(book), programme=measuring).findings]


def test_the_same_indicator_twice_counts_once_or_not_at_all(
    measuring: Programme, judged: Judge, tmp_path: Path
) -> None:
    for second, codes, count in ((30, ["C014"], 1), (31, ["C008", "C008"], 0)):
        book = type_measure(sent(measuring, tmp_path), NPS, value=30)
        sheet = book[SHEET]
        for column in range(1, 14):
            sheet.cell(30, column).value = sheet.cell(5, column).value
        sheet["I30"] = second
        found = judged(packed(book), programme=measuring)
        assert [code for code, *_ in told(found)] == codes
        assert len(found.accepted) == count


# --- what is kept ---------------------------------------------------------------------------------------------------


def received(submission: Submission, sha256: str = "") -> Received:
    digest = sha256 or submission.source.sha256
    return Received(
        submission, Receipt(digest, "05_HTT.xlsx", "xlsx", 1, "2021-12-03T10:00:00Z", None, PROGRAMME)
    )


@pytest.fixture(scope="module")
def filled(measuring: Programme, judged: Judge, tmp_path_factory: pytest.TempPathFactory) -> Submission:
    """A workbook with two values, one state, one refused value and one note."""
    book = sent(measuring, tmp_path_factory.mktemp("filled"))
    type_measure(book, NPS, value=31.5, as_of="30.11.2021", source="Kysely", remark="Otos 400.")
    type_measure(book, COST, value=3150, others=3300)
    type_measure(book, HOSPITALS, value="Toiminnassa")
    type_measure(book, DIGITAL, value="140 %")
    return judged(packed(book), programme=measuring)


def test_rows_in_are_rows_accepted_and_refused_and_all_are_kept(
    measuring: Programme, filled: Submission, tmp_path: Path
) -> None:
    assert (filled.outcome, len(filled.accepted), len(filled.refused)) == ("partly_accepted", 3, 1)
    with History(tmp_path / "h.sqlite") as history:
        history.store([received(filled)], measuring)
        assert history.problems() == []
        frame = history.indicators.in_force(measuring.id)
        assert frame["indicator"].tolist() == [NPS, HOSPITALS, COST]
        assert frame["others"].tolist()[2] == 3300.0
        nps = frame.iloc[0]
        assert (nps["value"], nps["as_of"], nps["source"], nps["remark"], nps["row"]) == (
            31.5,
            "2021-11-30",
            "Kysely",
            "Otos 400.",
            5,
        )
        texts = history.typed_texts(measuring.id)
        assert {"Kysely", "Otos 400.", "140 %"} <= set(texts["text"])


def test_a_lost_row_of_an_indicator_is_seen(measuring: Programme, filled: Submission, tmp_path: Path) -> None:
    with History(tmp_path / "h.sqlite") as history:
        history.store([received(filled)], measuring)
        database = history._database  # what a test of guards needs
        with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
            database.execute("DELETE FROM indicator_row")
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            database.execute("UPDATE indicator_row SET value = 1")
        with pytest.raises(sqlite3.IntegrityError, match="judging"):
            database.execute("INSERT INTO indicator_row SELECT * FROM indicator_row")
        database.execute("INSERT INTO judging SELECT submission_id FROM submission")
        database.execute("DELETE FROM indicator_row WHERE indicator = ?", [NPS])
        database.execute("DELETE FROM judging")
        assert [each for each in history.problems() if "rows counted" in each]


def test_the_newest_submission_with_a_value_counts_and_an_older_one_where_it_has_none(
    measuring: Programme, judged: Judge, filled: Submission, tmp_path: Path
) -> None:
    newer = judged(
        packed(type_measure(sent(measuring, tmp_path), NPS, value=33), datetime(2021, 12, 9)),
        programme=measuring,
    )
    with History(tmp_path / "h.sqlite") as history:
        history.store([received(newer), received(filled)], measuring)
        frame = history.indicators.in_force(measuring.id).set_index("indicator")
        assert (frame.loc[NPS, "value"], frame.loc[COST, "value"]) == (33.0, 3150.0)
        assert history.indicators.in_force(measuring.id, "2021-10").empty


# --- the picture and the report -------------------------------------------------------------------------------------


def rows_of(found: Indicators) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["indicator"], row["organisation"]): row for row in found.frame.to_dict("records")}


@pytest.mark.parametrize(
    ("indicator", "before", "now", "course", "reached"),
    [
        (NPS, 30.0, 40.0, "better", "reached"),
        (NPS, 30.0, 39.5, "better", "not_yet"),
        (NPS, 30.0, 10.0, "worse", "not_yet"),
        (NPS, 30.0, 30.0, "same", "not_yet"),
        (COST, 3500.0, 3000.0, "better", "reached"),
        (COST, 2900.0, 3100.0, "worse", "not_yet"),
        (HOSPITALS, "being_set_up", "in_place", "better", "reached"),
        (HOSPITALS, "being_set_up", "not_in_place", "worse", "not_yet"),
        (PROCUREMENTS, 3.0, 5.0, "", "undecided"),
    ],
)
def test_course_and_target_follow_the_direction(
    measuring: Programme, indicator: str, before: float | str, now: float | str, course: str, reached: str
) -> None:
    found = standing(measuring, value_of(MONTH, indicator, now), value_of("2021-08", indicator, before))
    row = rows_of(found)[indicator, "05"]
    assert (row["measure"], row["before"], row["month"]) == (now, before, MONTH)
    assert (row["course"], row["reached"]) == (course, reached)
    assert found.courses[indicator, "05"] == {"2021-08": before, MONTH: now}


def test_a_value_stands_with_its_month_and_what_is_due_and_not_reported_is_missing(
    measuring: Programme,
) -> None:
    found = standing(measuring, value_of("2021-08", DIGITAL, 60.0), month="2021-09")
    assert len(found.frame) == 34
    own, other = rows_of(found)[DIGITAL, "05"], rows_of(found)[DIGITAL, "06"]
    assert (own["measure"], own["month"], own["is_missing"], own["reached"]) == (
        60.0,
        "2021-08",
        True,
        "not_yet",
    )
    assert (other["month"], other["is_missing"], other["reached"]) == ("", True, "no_value")
    assert not rows_of(standing(measuring, month="2021-10"))[DIGITAL, "05"]["is_missing"]
    assert not rows_of(found)[HOSPITALS, "05"]["is_missing"]


def test_an_organisation_sees_its_own_values_only(measuring: Programme) -> None:
    values = (value_of(MONTH, NPS, 30.0, remark="oma"), value_of(MONTH, NPS, 50.0, "06", remark="toisen"))
    own = standing(measuring, *values, organisation="05")
    assert set(own.frame["organisation"]) == {"05"}
    assert set(own.courses) == {(NPS, "05")}
    assert "toisen" not in str(own)


def report_rows(picture: Picture, language: Language = "fi") -> list[list[Any]]:
    alone = Audience("alone", "all", ("indicators",))
    sheet = openpyxl.load_workbook(BytesIO(report_bytes(picture, alone, language))).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_shows_value_change_comparison_and_target(
    measuring: Programme, language: Language
) -> None:
    found = standing(
        measuring,
        value_of("2021-08", COST, 3200.0),
        value_of(MONTH, COST, 3100.5, others=3300.0, as_of="2021-08-31", remark="=1+1"),
        value_of(MONTH, HOSPITALS, "in_place"),
    )
    picture = replace(big_picture(), programme=measuring, indicators=found)
    rows = report_rows(picture, language)
    headers = rows[4]
    table = [dict(zip(headers, row, strict=True)) for row in rows[5:]]
    place = {
        text(f"report.column.{key}", language): key
        for key in (
            "indicator",
            "organisation",
            "value_now",
            "value_change",
            "others",
            "difference",
            "target_reached",
            "value_course",
            "as_of",
            "remark",
        )
    }
    names = {each.id: each.names[language] for each in measuring.indicators}
    told = {
        (row[next(iter(place))], row[list(place)[1]]): {place[header]: row[header] for header in place}
        for row in table
    }
    own = measuring.organisation("05").short[language]
    cost = told[names[COST], own]
    assert (cost["value_now"], cost["value_change"], cost["others"], cost["difference"]) == (
        3100.5,
        -99.5,
        3300,
        -199.5,
    )
    assert cost["value_course"] == text("report.indicators.course.better", language)
    assert cost["target_reached"] == "○ " + text("report.indicators.reached.not_yet", language)
    assert (cost["as_of"], cost["remark"]) == (datetime(2021, 8, 31), "=1+1")
    states = {
        choice.code: choice.names[language]
        for choice in measuring.workbook.sheet("indicators").field("value").choices
    }
    hospitals = told[names[HOSPITALS], own]
    assert (hospitals["value_now"], hospitals["value_change"]) == (states["in_place"], "–")
    assert hospitals["target_reached"].startswith("● ")
    assert rows[1][0] == text(
        "report.indicators.sentence", language, indicators=17, reached=1, targets=8, undecided=13, missing=0
    )
    assert headers[-2:] == ["8/2021", "11/2021"]


def test_numbers_have_sparklines_and_states_none(measuring: Programme) -> None:
    found = standing(
        measuring,
        value_of("2021-08", NPS, 20.0),
        value_of(MONTH, NPS, 30.0),
        value_of("2021-08", HOSPITALS, "in_place"),
    )
    alone = Audience("alone", "all", ("indicators",))
    data = report_bytes(replace(big_picture(), programme=measuring, indicators=found), alone, "fi")
    with ZipFile(BytesIO(data)) as package:
        page = package.read("xl/worksheets/sheet1.xml").decode()
    assert page.count("<x14:sparkline>") == 1
    nothing_yet = standing(measuring, value_of(MONTH, HOSPITALS, "in_place"))
    assert report_rows(replace(big_picture(), programme=measuring, indicators=nothing_yet))[5][0]


def test_a_programme_without_indicators_says_so() -> None:
    assert report_rows(big_picture())[4][0] == "Ohjelmassa ei ole mittareita tässä kuussa."


# --- the whole way --------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_indicators_go_all_the_way_from_the_template_to_report_export_and_next_template(
    tmp_path: Path,
) -> None:
    workspace = small_workspace(tmp_path / "workspace", items=2)
    add_indicators(workspace.programme_folder(PROGRAMME))
    for month, value, later in (("2021-07", 40, date(2021, 8, 12)), ("2021-08", "50 %", date(2021, 9, 6))):
        run = run_in(workspace, later)
        (path,) = make_templates(run, month, "05", "HTT")
        book = openpyxl.load_workbook(path)
        if month == "2021-08":
            assert book[SHEET]["H7"].value == 40
            assert book[SHEET]["L7"].value == "Kanta"
        else:
            type_measure(book, TRAINING, value=12)
        type_measure(book, DIGITAL, value=value, source="Kanta", as_of="31.7.2021")
        target = save(
            book, run.workspace.input / month / f"{month}.xlsx", datetime(later.year, later.month, 5)
        )
        (submission,) = merge_files(run, [Sent(target, month)])
        assert (submission.outcome, len(submission.accepted)) == ("accepted", 2 if month == "2021-07" else 1)
    run = run_in(workspace, date(2021, 9, 6))
    ministry, *_ = make_reports(run, "2021-08", ["ministry"])
    sheet = openpyxl.load_workbook(ministry)[SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    told = {row[1]: row for row in rows if row[2] == "Varsinais-Suomi"}
    digital, training = (
        told["Digipalveluiden käyttöaste"],
        told["YTA-tasoisesti määriteltyjen harjoittelujaksojen toteutuminen"],
    )
    assert (digital[7], digital[9]) == (50, 10)
    assert training[7] == 12
    assert datetime(2021, 7, 31) in digital
    assert [any("2021-07.xlsx" in str(cell) for cell in row) for row in (digital, training)] == [False, True]
    export_tables(run, tmp_path / "tables", "csv")
    with (tmp_path / "tables" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    assert [(row["month"], row["indicator"], row["value"]) for row in kept] == [
        ("2021-07", DIGITAL, "40"),
        ("2021-07", TRAINING, "12"),
        ("2021-08", DIGITAL, "50"),
    ]
    with run.history() as history:
        before = history.tables()
    rebuild(run)
    with run.history() as history:
        assert history.tables() == before


def test_a_marked_copy_marks_the_cell_of_an_indicator_and_can_be_mended(tmp_path: Path) -> None:
    workspace = small_workspace(tmp_path / "workspace", items=2)
    add_indicators(workspace.programme_folder(PROGRAMME))
    run = run_in(workspace, date(2021, 8, 12))
    (path,) = make_templates(run, "2021-07", "05", "HTT")
    book = type_measure(openpyxl.load_workbook(path), NPS, value="30 %")
    target = save(book, run.workspace.input / "2021-07" / "05_HTT.xlsx")
    (refused,) = check_files(run, [Sent(target, "2021-07")], feedback=False)
    assert ("C039", "I5") in [(each.code, each.cell) for each in refused.findings]
    marked = openpyxl.load_workbook(give_feedback(run, refused))
    cell = marked[SHEET]["I5"]
    assert cell.value == "30 %"
    assert cell.fill.start_color.rgb.endswith(MARK_FILLS["error"].removeprefix("#"))
    listed = [str(each.value) for row in marked.worksheets[0].iter_rows() for each in row]
    assert any("I5" in each for each in listed)
    assert any("30 %" in each and "pistettä" in each for each in listed)
    cell.value = 30
    mended = save(marked, run.workspace.input / "2021-07" / "korjattu.xlsx", datetime(2021, 8, 12))
    (submission,) = merge_files(run, [Sent(mended, "2021-07")])
    assert (submission.outcome, [row.values["value"] for row in submission.accepted]) == ("accepted", [30.0])


def test_a_remark_on_an_indicator_can_be_redacted(tmp_path: Path) -> None:
    workspace = small_workspace(tmp_path / "workspace", items=2)
    add_indicators(workspace.programme_folder(PROGRAMME))
    run = run_in(workspace, date(2021, 8, 12))
    (path,) = make_templates(run, "2021-07", "05", "HTT")
    book = type_measure(openpyxl.load_workbook(path), NPS, value=30, remark="Maija on poissa.")
    target = save(book, run.workspace.input / "2021-07" / "05_HTT.xlsx")
    merge_files(run, [Sent(target, "2021-07")])
    redact(run, "05_HTT.xlsx", "tietosuoja", [f"{SHEET}!M5"])
    with run.history() as history:
        (row,) = history.indicators.in_force(run.programme.id).to_dict("records")
    assert (row["value"], "Maija" in str(row["remark"])) == (30.0, False)
    rebuild(run)
    with run.history() as history:
        (again,) = history.indicators.in_force(run.programme.id).to_dict("records")
    assert again == row
