"""The steering page: what is counted by part of the plan and by objective, and how it stands on the sheet."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import looks
from measured import DIGITAL, HOSPITALS, MONTH, NPS, PROCUREMENTS, measured_programme, standing, value_of
from pictures import empty_picture
from steered import measured_picture, whole_of
from stories import item_of, picture_of, small
from ytaexcel.picture import Picture
from ytaexcel.picture.indicators import NOTHING_MEASURED, Indicators
from ytaexcel.picture.steering import objectives
from ytaexcel.programme import Item, Programme, load_programme
from ytaexcel.programme.records import Audience
from ytaexcel.report.write import report_bytes
from ytaexcel.texts import LANGUAGES, Language

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*extension is not supported:UserWarning"
)  # openpyxl's, of bars

SCHEMAS = Path(__file__).parent.parent / "schemas"
LIVES = """
    organisation | item | 2021-07     | 2021-08     | 2021-09
    05           | A.1  | started     | x           | done
    05           | A.2  | not_started | started     | x
    05           | B.1  | done        | x           | x
    05           | B.2  | not_started | x           | x
    05           | B.3  | started     | x           | not_applicable
    17           | A.1  | started     | x           | x
    17           | A.2  | -           | -           | -
    17           | B.1  | started     | x           | done
    17           | B.2  | not_started | x           | x
    17           | B.3  | not_started | x           | x
    """
"""A.1 is due in July, B.1 and B.2 in August, A.2 in December; nobody has said when B.3 is."""


def of_part(item: Item, part: str) -> Item:
    return replace(item, levels={"task_set": (part, f"Osa {part}"), "subtask": (item.id, f"Nimi {item.id}")})


@pytest.fixture(scope="module")
def planned(programme: Programme) -> Programme:
    items = (
        of_part(item_of(programme, "A.1", start="2021-07-01", end="2021-07-31"), "A"),
        of_part(item_of(programme, "A.2", start="2021-07-01", end="2021-12-31"), "A"),
        of_part(item_of(programme, "B.1", end="2021-08-31"), "B"),
        of_part(item_of(programme, "B.2", end="2021-08-31"), "B"),
        of_part(item_of(programme, "B.3"), "B"),
    )
    return asking(small(programme, *items, organisations=("05", "17")))


def asking(programme: Programme) -> Programme:
    """The programme with an audience that gets the page."""
    board = Audience("board", "all", ("steering",))
    return replace(programme, audiences={**programme.audiences, "board": board})


@pytest.fixture(scope="module")
def picture(planned: Programme) -> Picture:
    return picture_of(planned, LIVES)


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


# --- counts ---------------------------------------------------------------------------------------------------------


def test_each_part_of_the_plan_has_its_counts_and_the_whole_is_their_sum(picture: Picture) -> None:
    first, second, whole = rows(picture.steering.parts)
    assert (first["part"], first["name"], first["items"], first["open_windows"]) == ("A", "Osa A", 2, 0)
    assert (first["followed"], first["started"], first["done"], first["never"]) == (4, 3, 1, 1)
    assert (first["closed"], first["closed_done"]) == (2, 1)
    # B.3 does not concern 05, and nobody has said when it is due.
    assert (second["items"], second["open_windows"], second["followed"]) == (3, 1, 5)
    assert (second["done"], second["closed"], second["closed_done"]) == (2, 4, 2)
    assert whole["part"] == ""
    for count in ("items", "open_windows", "followed", "started", "done", "closed", "closed_done", "behind"):
        assert whole[count] == first[count] + second[count]


def test_behind_since_is_the_earliest_month_of_an_unbroken_delay(picture: Picture) -> None:
    first, second, whole = rows(picture.steering.parts)
    # A: A.1 of 17 since July, A.2 of 17 was to start and nobody has said anything of it. B: B.2 of both since August.
    assert (first["behind"], first["since"]) == (2, "2021-07")
    assert (second["behind"], second["since"]) == (2, "2021-08")
    assert whole["since"] == "2021-07"


def test_changes_are_those_of_the_items_of_this_month(picture: Picture, planned: Programme) -> None:
    first, second, whole = rows(picture.steering.parts)
    assert (first["done_before"], second["done_before"], whole["done_before"]) == (0, 1, 1)
    assert (first["behind_before"], second["behind_before"]) == (3, 3)
    without = replace(planned, items=tuple(each for each in planned.items if each.id != "B.1"))
    lives = "\n".join(line for line in LIVES.splitlines() if "B.1" not in line)
    assert rows(picture_of(without, lives).steering.parts)[1]["done_before"] == 0


def test_the_first_month_has_nothing_to_compare_with(planned: Programme) -> None:
    found = picture_of(planned, LIVES, month="2021-07").steering.parts
    assert found["done_before"].isna().all()
    assert found["behind_before"].isna().all()


def test_each_organisation_has_its_share_of_each_part(picture: Picture) -> None:
    found = {(row["part"], row["organisation"]): row for row in rows(picture.steering.places)}
    assert (found["A", "05"]["done"], found["A", "05"]["followed"], found["A", "05"]["behind"]) == (1, 2, 0)
    assert (found["A", "17"]["done"], found["A", "17"]["followed"], found["A", "17"]["behind"]) == (0, 2, 2)
    assert (found["", "05"]["followed"], found["", "17"]["followed"]) == (4, 5)
    assert all(row["reported"] for row in found.values())


def test_late_items_stand_by_how_many_organisations_are_behind_then_by_days(picture: Picture) -> None:
    found = rows(picture.steering.late)
    assert [(row["item"], row["organisations"], row["since"]) for row in found] == [
        ("B.2", "05;17", "2021-08"),
        ("A.1", "17", "2021-07"),
        ("A.2", "17", "2021-07"),
    ]
    assert [row["days_late"] for row in found] == [31, 62, 0]


def test_a_plan_of_one_level_has_no_parts_but_the_whole(planned: Programme) -> None:
    flat = replace(
        planned,
        items=tuple(replace(each, levels={"subtask": (each.id, each.id)}) for each in planned.items),
    )
    (whole,) = rows(picture_of(flat, LIVES).steering.parts)
    assert (whole["part"], whole["items"], whole["followed"]) == ("", 5, 9)
    assert set(picture_of(flat, LIVES).steering.places["part"]) == {""}


def test_an_organisations_own_picture_counts_its_own_items(planned: Programme) -> None:
    found = picture_of(planned, LIVES, organisation="17").steering
    assert rows(found.parts)[-1]["followed"] == 5
    assert set(found.places["organisation"]) == {"17"}


def test_objectives_pool_their_indicators_over_organisations(tmp_path: Path) -> None:
    measuring = measured_programme(tmp_path)
    found = standing(
        measuring,
        value_of("2021-08", NPS, 30.0),
        value_of(MONTH, NPS, 45.0),
        value_of(MONTH, NPS, 10.0, "06"),
        value_of(MONTH, HOSPITALS, "in_place"),
        value_of("2021-08", PROCUREMENTS, 3.0),
        value_of(MONTH, PROCUREMENTS, 3.0),
    )
    by_code = {row["objective"]: row for row in rows(objectives(found, measuring))}
    assert list(by_code) == [*dict.fromkeys(each.objective_code for each in measuring.indicators), ""]
    first = by_code["M.1"]
    # NPS, the availability of services and the use of digital services, of two organisations.
    assert (first["rows"], first["values"], first["targets"], first["open"]) == (6, 2, 4, 2)
    assert (first["reached"], first["better"], first["worse"], first["same"]) == (1, 1, 0, 0)
    assert (by_code["M.2"]["reached"], by_code["M.2"]["same"]) == (1, 1)
    assert by_code[""]["rows"] == 34
    assert by_code[""]["reached"] == sum(row["reached"] for code, row in by_code.items() if code)


def test_values_that_are_due_and_missing_are_counted(tmp_path: Path) -> None:
    measuring = measured_programme(tmp_path)
    found = standing(measuring, value_of("2021-08", DIGITAL, 60.0), month="2021-09")
    assert rows(objectives(found, measuring))[-1]["missing"] == 2


def test_where_nobody_asks_for_the_page_nothing_is_counted_for_it(planned: Programme) -> None:
    national = {code: each for code, each in planned.audiences.items() if code != "board"}
    assert picture_of(replace(planned, audiences=national), LIVES).steering.parts.empty


def test_without_indicators_there_are_no_objectives(programme: Programme, picture: Picture) -> None:
    nothing = Indicators(pd.DataFrame(columns=["indicator", *NOTHING_MEASURED.columns]), {}, ())
    assert objectives(nothing, programme).empty
    assert picture.steering.objectives.empty


# --- the sheet ------------------------------------------------------------------------------------------------------


def page(picture: Picture, language: Language = "fi", *others: str) -> Worksheet:
    audience = Audience("alone", "all", ("steering", *others))  # type: ignore[arg-type]
    return openpyxl.load_workbook(BytesIO(report_bytes(picture, audience, language))).worksheets[0]


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def line(sheet: Worksheet, first: str) -> list[Any]:
    return next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == first)


def test_the_page_shows_the_figures_of_each_part_and_organisation(picture: Picture) -> None:
    sheet = page(picture)
    assert sheet.title == "Ohjaus"
    told = line(sheet, "A Osa A")
    assert told[1:8] == [2, 4, 3, 1, 25, 2, "1/2"]
    assert [told[8], told[9], told[11], told[12]] == [2, -1, 0, 1]
    assert told[10].strftime("%Y-%m") == "2021-07"
    assert told[13:15] == ["1/2", "0/2 ▲2"]
    assert line(sheet, "Kaikki")[1:5] == [5, 9, 5, 3]


def test_the_first_sentence_says_how_much_is_done_and_where_most_is_behind(picture: Picture) -> None:
    said = str(page(picture)["A3"].value)
    assert said == (
        "Seurattavista osatehtävistä on valmiina 33\u00a0% (3 / 9), 22 %-yksikköä enemmän kuin elokuussa. "
        "Jäljessä on 4, pisimpään 7/2021 alkaen, eniten: A Osa A (2 / 4)."
    )


def test_the_page_is_one_sheet_of_paper_in_each_language(picture: Picture) -> None:
    names = []
    for language in LANGUAGES:
        sheet = page(picture, language)
        names.append(sheet.title)
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, None)
        assert any("7/2021" in each for each in texts(sheet))
    assert names == ["Ohjaus", "Styrning", "Steering"]


def test_the_same_picture_gives_the_same_bytes(picture: Picture) -> None:
    audience = Audience("alone", "all", ("steering",))
    assert report_bytes(picture, audience, "fi") == report_bytes(picture, audience, "fi")


def test_an_organisation_that_never_reported_has_a_dash(planned: Programme) -> None:
    silent = "\n".join(
        line if not line.strip().startswith("17") else "|".join([*line.split("|")[:2], "-", "-", "-"])
        for line in LIVES.splitlines()
    )
    assert line(page(picture_of(planned, silent)), "B Osa B")[14] == "– ▲2"
    early = picture_of(planned, silent, month="2021-07")
    assert line(page(early), "B Osa B")[14] == "–"


def test_a_part_that_does_not_concern_an_organisation_has_a_dash(planned: Programme) -> None:
    lives = LIVES.replace(
        "17           | A.1  | started     | x           | x",
        "17           | A.1  | not_applicable | x           | x",
    ).replace("17           | A.2  | -           | -           | -", "17 | A.2 | not_applicable | x | x")
    assert line(page(picture_of(planned, lives)), "A Osa A")[13:15] == ["1/2", "–"]


def test_one_organisation_needs_no_column_of_its_own(planned: Programme) -> None:
    sheet = page(picture_of(planned, LIVES, organisation="17"))
    assert "Satakunta" not in [cell.value for row in sheet.iter_rows() for cell in row]
    assert line(sheet, "A Osa A")[13] is None


def test_where_nothing_is_behind_the_page_says_so(planned: Programme) -> None:
    done = (
        LIVES.replace("not_started", "done       ").replace("started", "done   ").replace("| -  ", "| done")
    )
    sheet = page(picture_of(planned, done, month="2021-07"))
    assert any("Jäljessä ei ole" in each or "ei ole jäljessä" in each for each in texts(sheet))
    assert not any("▲" in str(cell) for cell in line(sheet, "A Osa A"))


def test_more_than_can_be_shown_leads_to_the_list(programme: Programme) -> None:
    items = [of_part(item_of(programme, f"A.{number}", end="2021-07-31"), "A") for number in range(1, 10)]
    many = asking(small(programme, *items))
    lives = "organisation | item | 2021-07\n" + "\n".join(f"05 | {each.id} | started" for each in items)
    sheet = page(picture_of(many, lives), "fi", "behind")
    assert "Kaikki 9: välilehti Jäljessä" in texts(sheet)
    assert sum(each.startswith("Nimi A.") for each in texts(sheet)) == 6


def test_the_strategy_stands_with_targets_directions_and_values(tmp_path: Path) -> None:
    sheet = page(measured_picture(tmp_path))
    told = line(sheet, "NPS, pistettä")
    assert told[1:5] == [2, 2, 20, 40]
    assert told[6:11] == ["↑", "1/2", 1, 0, 0]
    assert told[13:15] == [45, 10]
    place = next(cell for cell in sheet["A"] if cell.value == "NPS, pistettä").row
    assert [sheet.cell(place, column).number_format[1] for column in (14, 15)] == ["●", "○"]
    state = line(sheet, "Yliopistosairaala ja kaksi keskussairaalaa")
    assert state[3:5] == ["Rakenteilla", "Toiminnassa"]
    assert str(state[13]).startswith("● ")
    assert state[14] == "–"
    assert line(sheet, "Kaikki mittarit")[7] == "2/8"
    assert any("tavoite on saavutettu 2 / 8" in each for each in texts(sheet))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "state",
    [
        ("not_in_place", {"fi": "Ei toiminnassa", "sv": "Inte i bruk", "en": "Not in place"}),
        ("being_set_up", {"fi": "Rakenteilla", "sv": "Under uppbyggnad", "en": "Being set up"}),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else each,
)
def test_states_stand_whole_as_baselines_targets_and_values(
    state: tuple[str, dict[Language, str]], language: Language, tmp_path: Path
) -> None:
    code, names = state
    drawn = measured_picture(tmp_path, value_of(MONTH, HOSPITALS, code, "06"))
    stated = tuple(
        replace(each, baseline=code, target=code) if each.id == HOSPITALS else each
        for each in drawn.programme.indicators
    )
    sheet = page(replace(drawn, programme=replace(drawn.programme, indicators=stated)), language)
    assert looks.ended_early(sheet) == []
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (told,) = [row for row in rows if names[language] in row]
    assert told[3:5] == [names[language]] * 2
    assert told[14] == f"○ {names[language]}"


@pytest.mark.office
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_strategy_is_printed_without_a_cut_text(language: Language, tmp_path: Path) -> None:
    drawn = measured_picture(tmp_path, value_of(MONTH, HOSPITALS, "being_set_up", "06"))
    path = tmp_path / "strategia.xlsx"
    path.write_bytes(report_bytes(drawn, Audience("x", "all", ("steering",)), language))
    assert list(looks.cut_texts(path)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_tells_how_the_figures_for_steering_are_worked_out(
    language: Language, tmp_path: Path
) -> None:
    picture = measured_picture(tmp_path)
    audience = Audience("alone", "all", ("steering", "method"))
    book = openpyxl.load_workbook(BytesIO(report_bytes(picture, audience, language)))
    said = texts(book.worksheets[1])
    head = {"fi": "Ohjauksen luvut", "sv": "Styrningens tal", "en": "Figures for steering"}[language]
    strategy = {
        "fi": "Strategian toteutuminen",
        "sv": "Hur strategin förverkligas",
        "en": "Strategy realisation",
    }
    assert {head, strategy[language]} <= set(said)
    without = replace(picture, programme=replace(picture.programme, indicators=()))
    bare = openpyxl.load_workbook(BytesIO(report_bytes(without, Audience("m", "all", ("method",)), language)))
    assert head not in texts(bare.worksheets[0])


def test_a_month_of_nothing_has_a_page(programme: Programme) -> None:
    nothing = replace(
        empty_picture(), steering=replace(empty_picture().steering, parts=whole_of(empty_picture()))
    )
    assert line(page(nothing), "Kaikki")[1] == 0


# --- who has it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "has_it"), [("sote-2021", False), ("lansi-suomi-yta", True), ("varsinais-suomi-2019", True)]
)
def test_the_page_is_there_where_a_programme_asks_for_it(folder: str, has_it: bool) -> None:
    whole = [each for each in load_programme(SCHEMAS / folder).audiences.values() if each.scope == "all"]
    assert any("steering" in each.sheets for each in whole) == has_it
