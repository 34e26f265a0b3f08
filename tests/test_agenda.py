"""Decisions by body, the decision calendar and what comes of it: sheets, lines, calendar files, the command."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from icalendar import Calendar
from openpyxl.worksheet.worksheet import Worksheet

import looks
from builder import KEY, save
from deciding import BOARD, CONTRACT, FOLDER, PLAN, type_decision
from steered import (
    AS_OF,
    BOARD_CODE,
    COUNTY_CODE,
    LIVES,
    MEETINGS,
    MONTH,
    decided_item,
    picture,
    plan_of,
    word,
)
from stories import small
from ytaexcel.calendars import agenda_lines, calendar_file, calendar_name
from ytaexcel.cli import main
from ytaexcel.errors import UsageError
from ytaexcel.inbox import Sent
from ytaexcel.picture import Picture
from ytaexcel.picture.agenda import Sitting
from ytaexcel.picture.decisions import DIFFERS, Matter
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.bodies import Meeting
from ytaexcel.programme.chain import problems
from ytaexcel.programme.records import Audience
from ytaexcel.report.handling import state_name
from ytaexcel.report.write import report_bytes
from ytaexcel.texts import LANGUAGES, Language, text
from ytaexcel.workflow import Run, make_reports, make_templates, merge_files
from ytaexcel.workflow.agendas import make_agenda
from ytaexcel.workspace import create_workspace, open_workspace

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*extension is not supported:UserWarning"
)  # openpyxl's, of bars


@pytest.fixture(scope="module")
def whole_plan() -> Programme:
    return load_programme(FOLDER)


@pytest.fixture(scope="module")
def plan(whole_plan: Programme) -> Programme:
    return plan_of(whole_plan)


@pytest.fixture(scope="module")
def meeting(plan: Programme) -> Programme:
    return replace(plan, meetings=MEETINGS)


def by_place(made: Picture) -> dict[tuple[str, str, str], Matter]:
    return {(each.item.id, each.body.code, each.organisation): each for each in made.matters}


def comings(sittings: tuple[Sitting, ...]) -> dict[Any, list[tuple[str, str]]]:
    """Day of a sitting of the joint body -> what comes up in it, and why."""
    return {
        each.day: [(entry.matter.item.id, entry.why) for entry in each.entries]
        for each in sittings
        if each.body.code == BOARD_CODE
    }


# --- matters --------------------------------------------------------------------------------------------------------


def test_a_joint_body_has_one_matter_and_an_own_one_a_matter_in_each_organisation(plan: Programme) -> None:
    found = by_place(picture(plan))
    assert list(found) == [
        ("T.1", BOARD_CODE, ""),
        ("T.2", BOARD_CODE, ""),
        ("T.2", COUNTY_CODE, "05"),
        ("T.2", COUNTY_CODE, "06"),
        ("T.3", BOARD_CODE, ""),
        ("T.4", BOARD_CODE, ""),
        ("T.5", BOARD_CODE, ""),
    ]
    first = found["T.1", BOARD_CODE, ""]
    assert (first.start, first.end, first.state) == (date(2026, 3, 1), date(2026, 3, 31), "")
    assert (first.concerned, first.accounts) == (2, ())


def test_what_all_tell_is_the_state_and_what_differs_is_no_approval(plan: Programme) -> None:
    agreed = picture(plan, word("T.1", "approved"), word("T.1", "approved", "06"))
    assert (by_place(agreed)["T.1", BOARD_CODE, ""].state) == "approved"
    alone = picture(plan, word("T.1", "approved"))
    assert by_place(alone)["T.1", BOARD_CODE, ""].is_decided
    differing = picture(plan, word("T.1", "approved"), word("T.1", "returned", "06"))
    matter = by_place(differing)["T.1", BOARD_CODE, ""]
    assert (matter.state, matter.is_decided, matter.is_overdue(MONTH)) == (DIFFERS, False, True)
    assert [(each.organisation, each.state) for each in matter.accounts] == [
        ("05", "approved"),
        ("06", "returned"),
    ]


def test_an_account_says_where_it_stands(plan: Programme) -> None:
    (account,) = by_place(picture(plan, word("T.1", "prepared")))["T.1", BOARD_CODE, ""].accounts
    assert account.source == "05_4A_2026-05.xlsx · Päätökset!A5"
    assert account.since == MONTH


def test_time_has_passed_on_the_day_after_the_last_one(plan: Programme) -> None:
    matter = by_place(picture(plan))["T.1", BOARD_CODE, ""]
    assert (matter.is_overdue("2026-02"), matter.is_overdue("2026-03")) == (False, True)
    assert not by_place(picture(plan))["T.5", BOARD_CODE, ""].is_overdue("2029-12")


def test_a_review_is_overdue_by_the_earliest_day_that_is_told(plan: Programme) -> None:
    matter = by_place(
        picture(
            plan,
            word("T.1", "approved", decided_on="2026-03-12", next_review="2026-05-31"),
            word("T.1", "approved", "06", decided_on="2026-03-12", next_review="2027-01-31"),
        )
    )["T.1", BOARD_CODE, ""]
    assert matter.next_review == date(2026, 5, 31)
    assert (matter.is_review_overdue("2026-04"), matter.is_review_overdue(MONTH)) == (False, True)


def test_a_later_body_waits_for_those_before_it(plan: Programme) -> None:
    waiting = by_place(picture(plan))["T.2", COUNTY_CODE, "05"]
    assert [each.code for each in waiting.waits_for] == [BOARD_CODE]
    approved = by_place(picture(plan, word("T.2", "approved", decided_on="2026-03-12")))
    assert approved["T.2", COUNTY_CODE, "06"].waits_for == ()
    assert approved["T.2", BOARD_CODE, ""].waits_for == ()


def test_who_is_not_concerned_has_no_matter_and_no_word(plan: Programme) -> None:
    lives = LIVES.replace("06           | T.2  | started", "06           | T.2  | not_applicable")
    found = by_place(picture(plan, word("T.2", "approved", "06"), lives=lives))
    assert ("T.2", COUNTY_CODE, "06") not in found
    assert found["T.2", BOARD_CODE, ""].accounts == ()
    assert found["T.2", BOARD_CODE, ""].concerned == 1


def test_one_countys_own_body_is_the_matter_of_that_county(whole_plan: Programme) -> None:
    item = decided_item(whole_plan, "T.1", "Varsinais-Suomen aluehallitus 3/2026")
    one = small(whole_plan, item, organisations=("05", "06"))
    lives = "\n".join(line for line in LIVES.splitlines() if "T.1" in line or "organisation" in line)
    assert list(by_place(picture(one, lives=lives))) == [("T.1", "aluehallitus", "05")]


def test_an_organisation_sees_its_own_words_only(plan: Programme) -> None:
    own = picture(
        plan,
        word("T.1", "approved", reference="oma"),
        word("T.1", "returned", "06", reference="toisen"),
        organisation="05",
    )
    assert by_place(own)["T.1", BOARD_CODE, ""].state == "approved"
    assert "toisen" not in str(own.matters)


def test_a_programme_without_bodies_has_no_matters(plan: Programme) -> None:
    bare = picture(replace(plan, bodies=()))
    assert (bare.matters, bare.agenda) == ((), ())


# --- the calendar ---------------------------------------------------------------------------------------------------


def test_without_a_list_everything_stands_by_its_time(plan: Programme) -> None:
    assert comings(picture(plan).agenda) == {
        None: [("T.1", "overdue"), ("T.2", "later"), ("T.3", "later"), ("T.4", "later"), ("T.5", "undated")]
    }


def test_each_matter_comes_up_in_the_last_meeting_before_its_time_ends(meeting: Programme) -> None:
    assert comings(picture(meeting).agenda) == {
        date(2026, 6, 18): [("T.1", "overdue"), ("T.2", "due")],
        date(2026, 9, 17): [("T.3", "due")],
        date(2026, 12, 3): [],
        None: [("T.4", "later"), ("T.5", "undated")],
    }


@pytest.mark.parametrize(
    ("end", "day"),
    [
        ("T.1", date(2026, 6, 18)),
        ("T.3", None),
    ],
)
def test_a_single_meeting_takes_what_ends_by_its_day(plan: Programme, end: str, day: date | None) -> None:
    """T.3 has until the end of September; no meeting after June is listed, so no day can be said."""
    one = replace(plan, meetings=MEETINGS[:2])
    found = {entry: day for day, entries in comings(picture(one).agenda).items() for entry, _ in entries}
    assert found[end] == day


def test_what_ends_on_the_day_of_the_last_meeting_comes_up_in_it(plan: Programme) -> None:
    last = replace(plan, meetings=(Meeting(BOARD_CODE, "", date(2026, 9, 30), "", ""),))
    assert ("T.3", "due") in comings(picture(last).agenda)[date(2026, 9, 30)]
    before = replace(plan, meetings=(Meeting(BOARD_CODE, "", date(2026, 9, 29), "", ""),))
    assert ("T.3", "later") in comings(picture(before).agenda)[None]


def test_a_meeting_that_has_been_is_not_coming_and_one_of_today_is(meeting: Programme) -> None:
    days = {
        as_of: next(iter(comings(picture(meeting, as_of=as_of).agenda)))
        for as_of in (date(2026, 5, 20), date(2026, 5, 21), date(2026, 6, 18), date(2026, 6, 19))
    }
    assert days == {
        date(2026, 5, 20): date(2026, 5, 20),
        date(2026, 5, 21): date(2026, 6, 18),
        date(2026, 6, 18): date(2026, 6, 18),
        date(2026, 6, 19): date(2026, 9, 17),
    }


def test_what_is_on_an_agenda_stands_on_its_day_also_where_no_such_meeting_is_listed(
    meeting: Programme,
) -> None:
    made = picture(
        meeting,
        word("T.3", "on_agenda", decided_on="2026-06-18"),
        word("T.4", "on_agenda", decided_on="2026-10-01"),
    )
    found = comings(made.agenda)
    assert found[date(2026, 6, 18)][0] == ("T.3", "on_agenda")
    assert found[date(2026, 10, 1)] == [("T.4", "on_agenda")]
    assert [each.is_listed for each in made.agenda if each.day == date(2026, 10, 1)] == [False]


def test_what_was_on_an_agenda_without_a_decision_and_what_is_prepared_come_next(meeting: Programme) -> None:
    found = comings(
        picture(
            meeting,
            word("T.3", "on_agenda", decided_on="2026-05-20"),
            word("T.4", "prepared"),
            word("T.5", "prepared", "06"),
        ).agenda
    )
    assert found[date(2026, 6, 18)] == [
        ("T.3", "untold"),
        ("T.4", "prepared"),
        ("T.5", "prepared"),
        ("T.1", "overdue"),
        ("T.2", "due"),
    ]


def test_approved_matters_do_not_come_up_again_and_returned_ones_do(meeting: Programme) -> None:
    made = picture(
        meeting,
        word("T.1", "approved", decided_on="2026-03-12"),
        word("T.2", "returned"),
    )
    found = comings(made.agenda)
    assert ("T.1", "overdue") not in found[date(2026, 6, 18)]
    assert ("T.2", "due") in found[date(2026, 6, 18)]


def test_what_is_done_and_of_which_nobody_told_a_decision_does_not_wait(meeting: Programme) -> None:
    done = LIVES.replace("T.1  | started | x", "T.1  | started | done")
    made = picture(meeting, lives=done)
    assert by_place(made)["T.1", BOARD_CODE, ""].is_quiet
    assert not by_place(made)["T.1", BOARD_CODE, ""].is_overdue(MONTH)
    assert "T.1" not in str(comings(made.agenda))
    told = picture(meeting, word("T.1", "prepared"), lives=done)
    assert ("T.1", "prepared") in comings(told.agenda)[date(2026, 6, 18)]


def test_an_own_body_meets_in_each_organisation(plan: Programme) -> None:
    meetings = (Meeting(COUNTY_CODE, "06", date(2026, 10, 5), "", ""),)
    made = picture(replace(plan, meetings=meetings), word("T.2", "prepared", "06", COUNTY_CODE))
    own = {each.organisation: each for each in made.agenda if each.body.code == COUNTY_CODE}
    assert {code: (each.day, each.entries[0].why) for code, each in own.items()} == {
        "05": (None, "later"),
        "06": (date(2026, 10, 5), "prepared"),
    }


# --- the sheets -----------------------------------------------------------------------------------------------------


def sheet_of(made: Picture, code: str, language: Language = "fi") -> Worksheet:
    audience = Audience("alone", "all", (code,))  # type: ignore[arg-type]
    return openpyxl.load_workbook(BytesIO(report_bytes(made, audience, language))).worksheets[0]


def told(sheet: Worksheet) -> list[list[Any]]:
    """The rows under the header."""
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]


def header(sheet: Worksheet) -> list[Any]:
    return [cell.value for cell in sheet[5]]


def test_the_sheet_of_decisions_shows_what_each_organisation_tells(meeting: Programme) -> None:
    made = picture(
        meeting,
        word("T.1", "approved", decided_on="2026-03-12", reference="§ 12", version="1.0"),
        word("T.1", "returned", "06", version="0.9", next_review="2026-05-31"),
        word("T.2", "approved", "05", COUNTY_CODE, decided_on="2026-05-02"),
    )
    sheet = sheet_of(made, "decisions")
    rows = {(row[0], row[2]): row for row in told(sheet)}
    first = rows["T.1", BOARD]
    assert header(sheet)[5:7] == ["Varsinais-Suomi", "Satakunta"]
    assert first[3] == datetime(2026, 3, 31)
    assert first[4:8] == [
        "tiedot eroavat",
        "Hyväksytty 12.3.2026, §\u00a012",
        "Palautettu valmisteltavaksi",
        "1.0, 0.9",
    ]
    assert first[8] == datetime(2026, 5, 31)
    assert first[9] == (
        "▲ aika on mennyt, hyväksyntä puuttuu; ▲ asiakirjan tarkistus on myöhässä; "
        "selvitä, mikä tieto pitää paikkansa"
    )
    assert first[10].count("Päätökset!A5") == 2
    own = rows["T.2", "Hyvinvointialue"]
    assert own[4:7] == ["hyväksytty 1 / 2", "Hyväksytty 2.5.2026", "–"]
    assert own[9] == f"ensin hyväksyttävä: {BOARD}"
    assert rows["T.5", BOARD][3] == "YTA-johtoryhmä"
    assert sheet["A2"].value.startswith("Käsittelyjä 7: hyväksytty 1, aika mennyt ilman hyväksyntää 1,")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("§ 12", "§\u00a012"),
        ("12 §, Turku", "12\u00a0§, Turku"),
        ("§§  12 ja 14", "§§\u00a012 ja 14"),
        ("VARHA/12/2026", "VARHA/12/2026"),
    ],
)
def test_a_section_sign_is_not_parted_from_its_number(meeting: Programme, typed: str, shown: str) -> None:
    made = picture(meeting, word("T.1", "approved", decided_on="2026-03-12", reference=typed))
    first = next(row for row in told(sheet_of(made, "decisions")) if row[0] == "T.1")
    assert first[5] == f"Hyväksytty 12.3.2026, {shown}"
    assert by_place(made)["T.1", BOARD_CODE, ""].accounts[0].reference == typed


def test_a_done_item_without_a_told_decision_is_said_to_be_so(meeting: Programme) -> None:
    done = LIVES.replace("T.1  | started | x", "T.1  | started | done")
    row = next(row for row in told(sheet_of(picture(meeting, lives=done), "decisions")) if row[0] == "T.1")
    assert row[9] == "osatehtävä on valmis, päätöstä ei ole ilmoitettu".replace("osatehtävä", "toimenpide")


def test_the_decision_calendar_has_each_meeting_with_its_matters(meeting: Programme) -> None:
    made = picture(meeting, word("T.4", "on_agenda", decided_on="2026-10-01"), word("T.1", "prepared"))
    rows = told(sheet_of(made, "agenda"))
    board = [row for row in rows if row[0] == BOARD]
    assert board[0][1:7] == [
        datetime(2026, 6, 18),
        "4/2026",
        "T.1",
        "Nimi T.1",
        "valmisteltu, odottaa kokousta; ▲ aika mennyt",
        "Valmisteltu",
    ]
    assert board[0][9] == "Turku"
    assert [row[1] for row in board[1:]] == [
        datetime(2026, 6, 18),
        datetime(2026, 9, 17),
        "1.10.2026 (ei kokousluettelossa)",
        datetime(2026, 12, 3),
        "kokousta ei ole ilmoitettu",
    ]
    assert board[4][4] == "ei tiedossa olevia asioita"
    assert board[5][7] == "YTA-johtoryhmä"
    county = [row for row in rows if row[0] == "Hyvinvointialue, Satakunta"]
    assert [(row[3], row[8]) for row in county] == [("T.2", BOARD)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheets_speak_each_language(meeting: Programme, language: Language) -> None:
    made = picture(meeting, word("T.1", "returned"), word("T.1", "approved", "06", decided_on="2026-03-12"))
    names = {
        "decisions": {"fi": "Päätökset", "sv": "Beslut", "en": "Decisions"},
        "agenda": {"fi": "Päätöskalenteri", "sv": "Beslutskalender", "en": "Decision calendar"},
    }
    for code, called in names.items():
        sheet = sheet_of(made, code, language)
        assert sheet.title == called[language]
        said = " ".join(str(cell) for row in told(sheet) for cell in row)
        differs = {"fi": "tiedot eroavat", "sv": "uppgifterna avviker", "en": "accounts differ"}
        assert differs[language] in said
    method = sheet_of(made, "method", language)
    assert not any(cell.value == called[language] for cell in method["A"])


def test_the_method_tells_how_decisions_are_counted_where_they_are_shown(meeting: Programme) -> None:
    audience = Audience("alone", "all", ("agenda", "method"))
    method = openpyxl.load_workbook(BytesIO(report_bytes(picture(meeting), audience, "fi"))).worksheets[1]
    assert {"Päätökset", "Yhteinen toimielin", "Aika mennyt", "Kokous"} <= {
        cell.value for cell in method["A"]
    }


def test_where_nobody_decides_the_sheets_say_so(plan: Programme) -> None:
    nobody = replace(plan, items=tuple(each for each in plan.items if each.id == "T.6"))
    lives = "\n".join(line for line in LIVES.splitlines() if "T.6" in line or "organisation" in line)
    made = picture(nobody, lives=lives)
    assert sheet_of(made, "decisions")["A5"].value == "Mikään toimielin ei päätä näistä toimenpiteistä."
    assert sheet_of(made, "agenda")["A5"].value == "Mitään ei ole tulossa toimielinten käsiteltäväksi."


def test_the_steering_page_lists_what_comes_next_of_each_body(meeting: Programme) -> None:
    made = picture(meeting, word("T.3", "on_agenda", decided_on="2026-06-18"))
    sheet = sheet_of(made, "steering")
    found = sheet.tables["summary_steering_upcoming"].ref
    rows = [[cell.value for cell in row] for row in sheet[found]][1:]
    assert rows[0][0] == "YTA-johtoryhmä · seuraava kokous 18.6.2026"
    assert rows[1] == ["T.3", datetime(2026, 9, 30), "Esityslistalla", "Nimi T.3"]
    assert rows[2] == ["T.1", datetime(2026, 3, 31), "▲ aika mennyt", "Nimi T.1"]
    assert "Hyvinvointialue, Varsinais-Suomi · ei kokouspäivää" in [row[0] for row in rows]
    assert [row[0] for row in rows[1:6]] == ["T.3", "T.1", "T.2", "T.4", "T.5"]
    assert rows[5][1] == "–"
    said = [str(cell.value) for cell in sheet["A"] if cell.value]
    assert any("käsiteltäväksi tulossa 7, joista 1 on ylittänyt aikansa" in each for each in said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steering_page_shows_each_state_whole(meeting: Programme, language: Language) -> None:
    states = ("not_prepared", "prepared", "on_agenda", "returned")
    made = picture(
        replace(meeting, items=tuple(replace(each, planned_end=AS_OF) for each in meeting.items)),
        *(word(f"T.{number}", state) for number, state in enumerate(states, start=1)),
    )
    sheet = sheet_of(made, "steering", language)
    assert looks.ended_early(sheet) == []
    said = {str(cell.value).removeprefix("▲ ") for row in sheet.iter_rows() for cell in row}
    assert {state_name(made.programme, state, language) for state in states} <= said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_a_body_gives_way_to_the_day_of_its_next_meeting(
    plan: Programme, language: Language
) -> None:
    drawn = picture(replace(plan, meetings=MEETINGS))

    def heading(name: str) -> str:
        names = dict.fromkeys(LANGUAGES, name)
        sittings = tuple(replace(each, body=replace(each.body, names=names)) for each in drawn.agenda)
        sheet = sheet_of(replace(drawn, agenda=sittings), "steering", language)
        said = (str(cell.value) for row in sheet.iter_rows() for cell in row)
        return next(each for each in said if each.startswith(name[:20]) and "18.6.2026" in each)

    meets = text("report.steering.meets", language).format(day="18.6.2026")
    fitting = next(each.names[language] for each in plan.bodies if each.code == "ohjausryhma")
    assert heading(fitting) == f"{fitting} · {meets}"
    cut = heading(", ".join([fitting] * 5))
    assert cut.endswith(f"… · {meets}")


def test_the_steering_page_shows_the_nearest_where_there_is_no_room_for_all(plan: Programme) -> None:
    items = [decided_item(plan, f"T.{number}", f"YTA-johtoryhmä {number}/2027") for number in range(1, 13)]
    items += [decided_item(plan, f"S.{number}", f"YTA-johtoryhmä {number}/2028") for number in range(1, 13)]
    many = small(plan, *items, organisations=("05", "06"))
    lives = "organisation | item | 2026-05\n" + "\n".join(f"05 | {each.id} | started" for each in items)
    made = picture(many, lives=lives)
    audience = Audience("alone", "all", ("steering", "agenda"))
    sheet = openpyxl.load_workbook(BytesIO(report_bytes(made, audience, "fi"))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet[sheet.tables["summary_steering_upcoming"].ref]][2:]
    assert [row[0] for row in rows] == [f"T.{number}" for number in range(1, 13)] + ["S.1"]
    links = [cell.value for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert "Kaikki 24 kokouksittain: välilehti Päätöskalenteri" in links


def test_the_steering_page_says_when_nothing_comes_up(plan: Programme) -> None:
    one = replace(plan, items=tuple(each for each in plan.items if each.id == "T.1"))
    lives = "\n".join(line for line in LIVES.splitlines() if "T.1" in line or "organisation" in line)
    made = picture(one, word("T.1", "approved", decided_on="2026-03-12"), lives=lives)
    said = [cell.value for row in sheet_of(made, "steering").iter_rows() for cell in row]
    assert "Mitään ei ole tulossa toimielinten käsiteltäväksi." in said


def test_reports_ask_for_decisions_only_where_there_are_bodies(whole_plan: Programme) -> None:
    assert not [each for each in problems(whole_plan) if "asks for the sheet" in each]
    bare = [each for each in problems(replace(whole_plan, bodies=())) if "asks for the sheet" in each]
    assert (
        "programme.toml, audiences, management: asks for the sheet agenda, but there is no bodies.csv."
        in bare
    )
    national = load_programme(FOLDER.parent / "sote-2021")
    shown = {sheet for each in national.audiences.values() for sheet in each.sheets}
    assert not {"decisions", "agenda", "steering"} & shown


# --- lines ----------------------------------------------------------------------------------------------------------


def lines_of(made: Picture, language: Language = "fi") -> list[str]:
    return list(agenda_lines(made.programme, MONTH, made.agenda, AS_OF, language))


def test_the_lines_are_at_most_eighty_characters_wide(meeting: Programme) -> None:
    long = tuple(
        replace(each, levels={"focus": ("4", "T"), "deliverable": (each.id, "pitkän asiakirjan nimi " * 9)})
        for each in meeting.items
    )
    for language in LANGUAGES:
        said = lines_of(picture(replace(meeting, items=long)), language)
        assert max(map(len, said)) <= 80
        assert said[0].endswith("8.6.2026 alkaen") == (language == "fi")


def test_the_lines_tell_each_meeting_and_its_matters(meeting: Programme) -> None:
    made = picture(meeting, word("T.4", "on_agenda", decided_on="2026-10-01"))
    said = lines_of(made)
    assert said[:7] == [
        "Päätöskalenteri, tilanne toukokuu 2026: kokoukset 8.6.2026 alkaen",
        "",
        "YTA-johtoryhmä",
        "  18.6.2026, 4/2026, Turku: 2",
        "    T.1  Nimi T.1",
        "            ▲ aika mennyt · käsittelyn tila: – · viimeistään: 31.3.2026",
        "    T.2  Nimi T.2",
    ]
    assert "  1.10.2026 (ei kokousluettelossa): 1" in said
    assert "  3.12.2026, 6/2026: ei tiedossa olevia asioita" in said
    assert "  kokousta ei ole ilmoitettu: 1" in said
    assert "Hyvinvointialue, Satakunta" in said
    assert any("ensin hyväksyttävä: YTA-johtoryhmä" in each for each in said)


def test_nothing_to_come_is_said(plan: Programme) -> None:
    said = list(agenda_lines(plan, MONTH, (), AS_OF, "sv"))
    assert said[-1] == "Inget väntar på behandling i organen."


# --- calendar files -------------------------------------------------------------------------------------------------


def file_of(made: Picture, as_of: date = AS_OF, language: Language = "fi") -> bytes:
    board = [each for each in made.agenda if each.body.code == BOARD_CODE]
    return calendar_file(made.programme, MONTH, board, as_of, language)


def events(file: bytes) -> dict[date, Any]:
    return {each.decoded("dtstart"): each for each in Calendar.from_ical(file).walk("VEVENT")}


def test_a_calendar_file_holds_each_meeting_as_a_day_of_its_own(meeting: Programme) -> None:
    made = picture(meeting, word("T.4", "on_agenda", decided_on="2026-10-01"))
    found = events(file_of(made))
    assert list(found) == [date(2026, 6, 18), date(2026, 9, 17), date(2026, 10, 1), date(2026, 12, 3)]
    first = found[date(2026, 6, 18)]
    assert first["summary"] == "YTA-johtoryhmä 4/2026, asioita 2"
    assert str(first["description"]).split("\n") == [
        "T.1 Nimi T.1 (▲ aika mennyt)",
        "T.2 Nimi T.2 (aika päättyy ennen seuraavaa kokousta)",
        "Tilannekuvan kuukausi: toukokuu 2026.",
    ]
    assert "ei tiedossa olevia asioita" in found[date(2026, 12, 3)]["description"]
    assert "Kokousta ei ole kokousluettelossa" in found[date(2026, 10, 1)]["description"]


def test_the_file_keeps_to_the_rules_of_its_format(meeting: Programme) -> None:
    named = tuple(
        replace(
            each, levels={"focus": ("4", "T"), "deliverable": (each.id, "Pöytäkirja, liite; osa\\2 " * 6)}
        )
        for each in meeting.items
    )
    made = picture(replace(meeting, items=named))
    file = file_of(made)
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    for line in file.split(b"\r\n"):
        line.decode("utf-8")  # no letter is cut in two
    unfolded = file.replace(b"\r\n ", b"").decode("utf-8")
    assert "Pöytäkirja\\, liite\\; osa\\\\2" in unfolded
    assert events(file)[date(2026, 6, 18)]["description"].startswith("T.1 Pöytäkirja, liite; osa\\2")


def test_the_same_month_on_the_same_day_gives_the_same_bytes(meeting: Programme) -> None:
    assert file_of(picture(meeting)) == file_of(picture(meeting))


def test_a_file_read_in_again_updates_the_meetings_and_doubles_none(meeting: Programme) -> None:
    first = events(file_of(picture(meeting)))
    later = picture(meeting, word("T.1", "approved", decided_on="2026-06-01"), as_of=date(2026, 6, 15))
    second = events(file_of(later, date(2026, 6, 15)))
    assert [each["uid"] for each in first.values()] == [each["uid"] for each in second.values()]
    day = date(2026, 6, 18)
    assert second[day]["sequence"] > first[day]["sequence"]
    assert second[day].decoded("dtstamp") == datetime(2026, 6, 15, tzinfo=UTC)
    assert second[day]["summary"] != first[day]["summary"]


def test_a_meeting_that_is_moved_stays_the_same_meeting_by_its_number(meeting: Programme) -> None:
    moved = replace(
        meeting,
        meetings=tuple(
            replace(each, day=date(2026, 6, 25)) if each.number == "4/2026" else each for each in MEETINGS
        ),
    )
    before, after = events(file_of(picture(meeting))), events(file_of(picture(moved)))
    assert before[date(2026, 6, 18)]["uid"] == after[date(2026, 6, 25)]["uid"]
    uids = [each["uid"] for each in before.values()]
    assert len(set(uids)) == len(uids)
    assert uids[0] == f"{PLAN}-johtoryhma-4-2026@ytaexcel"


def test_meetings_without_a_number_are_known_by_their_day_and_their_organisation(plan: Programme) -> None:
    meetings = tuple(Meeting(COUNTY_CODE, code, date(2026, 10, 5), "", "") for code in ("05", "06"))
    made = picture(replace(plan, meetings=meetings))
    own = [each for each in made.agenda if each.body.code == COUNTY_CODE]
    uids = {
        each["uid"]
        for sitting in own
        for each in events(calendar_file(made.programme, MONTH, [sitting], AS_OF, "fi")).values()
    }
    assert uids == {f"{PLAN}-hyvinvointialue-{code}-2026-10-05@ytaexcel" for code in ("05", "06")}
    assert calendar_name(made.programme, MONTH, own[0].body, "05", "sv") == (
        f"{PLAN}_2026-05_hyvinvointialue_05_sv.ics"
    )


# --- the command ----------------------------------------------------------------------------------------------------


def workspace_run(tmp_path: Path, day: date = AS_OF, meetings: Mapping[str, str] | None = None) -> Run:
    """A workspace of the plan in which one county has sent the workbook of one group."""
    root = tmp_path / "workspace"
    if not root.exists():
        create_workspace(root, KEY, PLAN)
        if meetings:
            lines = [f"{body},,{on},{number}," for on, (body, number) in _rows(meetings)]
            with (root / "schemas" / PLAN / "meetings.csv").open("a", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
    workspace = open_workspace(root)
    programme = load_programme(workspace.programme_folder(PLAN))
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Run(workspace, programme, "fi", now, day, 0, "x")


def _rows(meetings: Mapping[str, str]) -> list[tuple[str, tuple[str, str]]]:
    return [(on, (each.split(" ")[0], each.split(" ")[1])) for on, each in meetings.items()]


def send_decision(run: Run) -> None:
    (path,) = make_templates(run, MONTH, "05", "4A", {"05": ["fi"]})
    book = openpyxl.load_workbook(path)
    type_decision(book, CONTRACT, state="Esityslistalla", decided_on=date(2026, 6, 18), version="1.0")
    target = save(book, run.workspace.input / MONTH / "05_4A.xlsx", datetime(2026, 6, 3))
    (submission,) = merge_files(run, [Sent(target, MONTH)])
    assert submission.outcome == "accepted"


def test_the_agenda_of_a_month_is_written_as_lines_calendar_and_workbook(tmp_path: Path) -> None:
    run = workspace_run(tmp_path, meetings={"2026-06-18": "johtoryhma 4/2026"})
    send_decision(run)
    made = make_agenda(run, MONTH)
    assert [path.name for path in made.paths] == [
        f"{PLAN}_2026-05_agenda_fi.xlsx",
        f"{PLAN}_2026-05_johtoryhma_fi.ics",
    ]
    assert "Sote-valmiuskeskuksen ohjausryhmä" in made.unlisted
    (event,) = events(made.paths[1].read_bytes()).values()
    assert CONTRACT in event["description"]
    book = openpyxl.load_workbook(made.paths[0])
    assert book.sheetnames == ["Päätöskalenteri", "Päätökset"]
    row = next(row for row in told(book["Päätöskalenteri"]) if row[3] == CONTRACT)
    assert (row[0], row[1], row[5]) == (
        BOARD,
        datetime(2026, 6, 18),
        "esityslistalla; ▲ aika mennyt",
    )
    source = next(row for row in told(book["Päätökset"]) if row[0] == CONTRACT and row[2] == BOARD)
    assert re.fullmatch(r"05_4A\.xlsx · Päätökset![A-Z]+\d+", str(source[-1]))
    assert any(CONTRACT in line for line in made.lines)


def test_the_agenda_of_one_body_has_nothing_of_the_others(tmp_path: Path) -> None:
    run = workspace_run(tmp_path)
    send_decision(run)
    made = make_agenda(run, MONTH, "ohjausryhma")
    assert [path.name for path in made.paths] == [f"{PLAN}_2026-05_agenda_ohjausryhma_fi.xlsx"]
    assert made.unlisted == ("Sote-valmiuskeskuksen ohjausryhmä",)
    assert not any("YTA-johtoryhmä" in line for line in made.lines)


def test_a_body_that_there_is_not_is_told(tmp_path: Path) -> None:
    run = workspace_run(tmp_path)
    with pytest.raises(UsageError, match=r'has no body "x"; bodies\.csv names: johtoryhma'):
        make_agenda(run, MONTH, "x")
    bare = replace(run, programme=replace(run.programme, bodies=()))
    with pytest.raises(UsageError, match="has no bodies that decide"):
        make_agenda(bare, MONTH)


def test_the_command_prints_the_agenda_and_says_where_its_files_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = workspace_run(tmp_path, meetings={"2026-06-18": "johtoryhma 4/2026"})
    send_decision(run)
    monkeypatch.chdir(run.workspace.root)
    words = ["--as-of", "2026-06-08", "agenda", "--month", MONTH, "--programme", PLAN, "--lang", "sv"]
    monkeypatch.setattr("sys.argv", ["ytaexcel", *words])
    with pytest.raises(SystemExit) as leaving:
        main()
    said = capsys.readouterr().out.splitlines()
    assert leaving.value.code == 0
    assert said[0] == "Beslutskalender, läget maj 2026: möten från 8.6.2026"
    assert any(line.startswith("  18.6.2026, 4/2026: ") for line in said)
    assert any("inga mötesdagar är kända" in line for line in said)
    assert "Skrev 2 filer" in said[-1]
    folder = run.workspace.month_output(MONTH, "agenda")
    (event,) = events((folder / f"{PLAN}_2026-05_johtoryhma_sv.ics").read_bytes()).values()
    assert event["summary"].startswith("Samarbetsområdets ledningsgrupp 4/2026, ärenden: ")


def test_the_consolidated_workbook_has_the_sheets_and_the_other_audiences_ask_for_theirs(
    tmp_path: Path,
) -> None:
    run = workspace_run(tmp_path)
    send_decision(run)
    (path,) = make_reports(run, MONTH, ["management"])
    names = openpyxl.load_workbook(path).sheetnames
    assert names[:5] == ["Ohjaus", "Yhteenveto", "Suunnitelma", "Päätökset", "Päätöskalenteri"]
    asked = {code: set(each.sheets) for code, each in run.programme.audiences.items()}
    assert {"decisions", "agenda"} <= asked["organisation"]
    assert [{"decisions", "agenda"} & asked[code] for code in ("group", "discussion")] == [{"decisions"}] * 2


# --- as it is printed -----------------------------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_plan_prints_without_a_cut_text_and_its_steering_on_one_page(
    whole_plan: Programme, language: Language, tmp_path: Path
) -> None:
    items = whole_plan.items_in(MONTH)
    lives = ["organisation | item | 2026-04 | 2026-05"]
    lives += [
        f"{code} | {item.id} | not_started | {'started 40 help' if place % 3 else 'done'}"
        for code in ("05", "06", "17")
        for place, item in enumerate(items)
    ]
    words = [
        word(item.id, "prepared" if place % 2 else "returned", code, group=item.group)
        for code in ("05", "06")
        for place, item in enumerate(items)
        if place % (5 if code == "05" else 4) == 0
    ]
    made = picture(
        replace(whole_plan, meetings=MEETINGS),
        *({**each, "submission_id": f"{MONTH}-{each['organisation']}-{each['group']}"} for each in words),
        lives="\n".join(lives),
    )
    path = tmp_path / "ohjaus.xlsx"
    path.write_bytes(
        report_bytes(made, Audience("x", "all", ("steering", "decisions", "agenda", "method")), language)
    )
    assert list(looks.cut_texts(path)) == []
    assert looks.ended_early(looks.opened(path).worksheets[0]) == []
    pages = looks.printed(path, tmp_path).split("\f")
    name = text("report.sheet.steering", language)
    assert sum(f" · {name} " in page for page in pages) == 1
    assert not any(sign in page for page in pages for sign in looks.ERRORS)
