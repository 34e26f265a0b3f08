"""A day that rests on a reading which the plan's words do not settle is shown as such wherever it stands."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from builder import FIRST_ROW
from collected import send
from discussions import page_of, real_discussion, row_of
from stories import item_of, picture_of, small
from test_programmes import YTA, places, run_of
from ytaexcel.inbox import sent_file
from ytaexcel.programme import Item, Programme
from ytaexcel.programme.scheduling import assumptions_in, has_assumed_end, scheduled
from ytaexcel.report.words import Words
from ytaexcel.schedule import Term, assumption_said
from ytaexcel.style import ASSUMED
from ytaexcel.texts import LANGUAGES, Language, day, text
from ytaexcel.workflow import Run, make_reports, make_templates, merge_files

AUTUMN, NUMBERED, PLAIN, NEVER = "1C.1.2", "4A.2.2", "1C.2.1", "1D.2.2"
"""Deliverables of Western Finland: by "syksy 2025", by "12/2025", by the end of the term, and when needed."""


def item(programme: Programme, schedule: str, *, end: str = "", code: str = "T.1") -> Item:
    row = {"schedule": schedule, "planned_start": "", "planned_end": end}
    return scheduled(item_of(programme, code, end=end), row, Term(date(2021, 7, 1), date(2023, 6, 30)))


def test_an_assumed_day_is_one_that_the_text_does_not_settle(programme: Programme) -> None:
    assert has_assumed_end(item(programme, "syksy 2021"))
    assert has_assumed_end(item(programme, "vuosittain"))
    assert not has_assumed_end(item(programme, "31.10.2021"))
    assert not has_assumed_end(item(programme, ""))


def test_what_the_row_decides_itself_rests_on_no_reading(programme: Programme) -> None:
    decided = item(programme, "syksy 2021", end="2021-12-31")
    assert (decided.assumptions, has_assumed_end(decided)) == ((), False)


def test_follow_up_without_a_time_is_a_reading_but_makes_no_day(programme: Programme) -> None:
    followed = item(programme, "YTA-johtoryhmä 2021; häiriötilanteiden seuranta tilannekuvassa")
    assert followed.assumptions == ("standing_follow_up",)
    assert not has_assumed_end(followed)


def test_assumptions_are_gathered_in_the_order_of_the_grammar(programme: Programme) -> None:
    yearly, autumn = item(programme, "vuosittain", code="T.1"), item(programme, "syksy 2021", code="T.2")
    other = item(programme, "hösten 2021", code="T.3")
    found = assumptions_in([yearly, autumn, other])
    assert list(found) == ["autumn", "calendar_year"]
    assert [each.id for each in found["autumn"]] == ["T.2", "T.3"]


def test_an_end_of_the_organisations_own_rests_on_no_reading(programme: Programme) -> None:
    tiny = small(programme, item(programme, "syksy 2021"))
    lives = """
        organisation | item | 2021-07
        05           | T.1  | started
    """
    words = Words(picture_of(tiny, lives), "fi")
    row = {"item": "T.1", "planned_end": date(2021, 12, 31)}
    assert words.is_end_assumed(row)
    assert words.is_end_assumed({**row, "national_end": date(2021, 12, 31)})
    assert not words.is_end_assumed({**row, "national_end": date(2021, 11, 30)})
    assert not words.is_end_assumed({**row, "item": "T.2"})


# In what groups and steering bodies read


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[Language, Run]:
    """Western Finland after its first month, in each language: one workbook came, with a cry for help."""
    return {each: run_of(tmp_path_factory.mktemp("työtila") / each, YTA, each) for each in LANGUAGES}


def sent(run: Run) -> None:
    asks = {
        "status": run.programme.status_name("started", run.language),
        "red_flag": run.programme.workbook.words["yes"][run.language],
        "challenges": "Rahoitus on auki.",
    }
    for group, code in (("1C", AUTUMN), ("1C", PLAIN), ("1D", NEVER), ("4A", NUMBERED)):
        place = {"organisation": "17", "group": group}
        path = send(
            run, {code: asks}, month="2026-01", language=run.language, name=f"{group}{code}.xlsx", **place
        )
        merge_files(run, [sent_file(path)])


def ends(page: Worksheet, run: Run) -> dict[str, str]:
    """Item -> number format of its planned end in the template."""
    sheet = run.programme.workbook.sheet("items")
    columns, rows = places(page, {each.header(run.language, "2026-02"): each.code for each in sheet.fields})
    return {item: page.cell(row, columns["planned_end"]).number_format for item, row in rows.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_marks_the_day_and_says_what_it_rests_on(
    made: dict[Language, Run], language: Language
) -> None:
    run = made[language]
    books = {
        group: load_workbook(make_templates(run, "2026-02", "17", group, {"17": (language,)})[0])
        for group in ("1C", "1A", "2B")
    }
    state = run.programme.workbook.sheet("items").names[language]
    found = ends(books["1C"][state], run)
    assert (ASSUMED in found[AUTUMN], ASSUMED in found[PLAIN]) == (True, False)
    said = guide(books["1C"], run)
    assert f"{ASSUMED} {day(date(2026, 12, 31))}" in said
    (line,) = (each for each in said if assumption_said("autumn", language) in each)
    assert assumption_said("annual_plan", language) in line
    assert assumption_said("month_not_meeting", language) not in line
    assert not any(each.startswith(f"{ASSUMED} ") for each in guide(books["2B"], run))


def guide(book: Workbook, run: Run) -> list[str]:
    page = book[run.programme.workbook.sheet("instructions").names[run.language]]
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl's, of sparklines
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_marks_the_day_and_lists_every_reading(
    made: dict[Language, Run], language: Language
) -> None:
    run = made[language]
    sent(run)
    (path,) = make_reports(run, "2026-01", [run.programme.whole_audience])
    book = load_workbook(path)
    page = book[text("report.sheet.behind", language)]
    column = [cell.value for cell in page[5]].index(text("report.column.due", language))
    marked = {
        (row[2].value, row[3].value): ASSUMED in row[column].number_format
        for row in page.iter_rows(min_row=6)
    }
    by_item = {item: is_marked for (_, item), is_marked in marked.items()}
    assert by_item[AUTUMN]
    assert not by_item["1D.3.1"]
    sign = text("report.assumed.sign", language, sign=ASSUMED, sheet=text("report.sheet.method", language))
    assert run.programme.wording.reworded(sign, language) in page["A2"].value
    method = {row[0].value: row[1].value for row in book[text("report.sheet.method", language)].iter_rows()}
    assert method["YTA-johtoryhmä, syksy 2025"].startswith(assumption_said("autumn", language))
    assert all(each in method["YTA-johtoryhmä, syksy 2025"] for each in ("1A.1.1", AUTUMN, "1C.1.3"))
    assert sum("3B.1.1" in str(each) for each in method.values()) == 1


def test_the_discussion_marks_the_day_too(tmp_path: Path) -> None:
    run = run_of(tmp_path / "työtila", YTA, "fi")
    sent(run)
    _, book = real_discussion(run, "2026-01", "17")
    page = page_of(book, run.programme)
    for code, is_marked in ((AUTUMN, True), (PLAIN, False), (NUMBERED, True)):
        assert (ASSUMED in page.cell(row_of(page, code), 4).number_format) == is_marked
    assert page.cell(row_of(page, NEVER), 4).value is None
    assert page.cell(FIRST_ROW, 1).value


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl's, of sparklines
def test_a_plan_without_such_words_has_no_section_of_readings(tmp_path: Path) -> None:
    run = run_of(tmp_path / "työtila", YTA, "fi")
    items = tuple(replace(each, assumptions=()) for each in run.programme.items)
    plain = replace(run, programme=replace(run.programme, items=items))
    sent(plain)
    (path,) = make_reports(plain, "2026-01", [run.programme.whole_audience])
    book = load_workbook(path)
    said = [str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value]
    assert not any(f"{ASSUMED} =" in each for each in said)
    assert text("report.method.readings", "fi") not in said
