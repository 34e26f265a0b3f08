"""The workbook that a group gets counts what recurs and what is never due as the assessment will."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from builder import FIRST_ROW, HEADER_ROW, KEY, passport_of, save
from collected import send
from conftest import ROOT
from discussions import page_of, real_discussion
from looks import worked_out
from stories import frame, monthly, told
from test_programmes import YTA, places, run_of
from ytaexcel.assess import assess
from ytaexcel.in_force import in_force
from ytaexcel.inbox import sent_file
from ytaexcel.months import months_between
from ytaexcel.picture.counts import marked
from ytaexcel.programme import Item, Programme, load_programme
from ytaexcel.programme.scheduling import scheduled
from ytaexcel.template import Order, Previous, write_template
from ytaexcel.template.facts import DONE, Row, plan_of
from ytaexcel.workflow import Run, make_templates, merge_files

PLACE = "05"
MONTHS = list(months_between("2026-01", "2027-03"))
TOLD = (".", "not_started", "started 40", "done 100", "x", "not_applicable", "started 60 >2026-08-31")
NOW = ("x", "not_started", "started 40", "done 100")
"""What a workbook then says of a row, in turn."""
WEIGHTS = (6, 1, 3, 3, 4, 0.3, 1)
OTHER_SCHEDULES = {
    "1A.1.2": "kaksi kertaa vuodessa",
    "1A.1.3": "vuosittain maaliskuussa",
    "1B.1.2": "kuukausittain",
    "1D.1.1": "kvartalsvis",
    "1D.3.3": "jatkuva",
    "2B.1.2": "vähintään kaksi kertaa vuodessa, toteutuksessa",
    "3A.1.3": "puolivuosittain",
}
"""Beside the plan's own: rhythms that it does not have."""
Stories = dict[str, dict[str, str]]
"""Item -> month -> what is told, as tests/stories.py has it."""


@pytest.fixture(scope="module")
def plan() -> Programme:
    """All 51 deliverables, some of them with other rhythms, of one county."""
    found = load_programme(ROOT / "schemas" / YTA)
    items = tuple(
        _rescheduled(item, OTHER_SCHEDULES[item.id], found) if item.id in OTHER_SCHEDULES else item
        for item in found.items
    )
    only = tuple(each for each in found.organisations if each.code == PLACE)
    return replace(found, items=items, organisations=only)


def _rescheduled(item: Item, text: str, programme: Programme) -> Item:
    bare = replace(item, planned_start=None, planned_end=None, window_source="", timing="once")
    row = {"schedule": text, "planned_start": "", "planned_end": ""}
    found = scheduled(bare, row, programme.term)
    assert found.schedule is not None, text
    return found


def a_life(programme: Programme, seed: int) -> Stories:
    """A county that tells something of each item in some months."""
    chance = random.Random(seed)
    return {
        item.id: {month: chance.choices(TOLD, WEIGHTS)[0] for month in MONTHS} for item in programme.items
    }


class Life:
    """What is known and assessed after each month; each month something is collected."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._groups = {item.id: item.group for item in programme.items}
        self.values: pd.DataFrame | None = None
        self.frames: list[tuple[str, pd.DataFrame]] = []

    def judged(self, month: str, words: Mapping[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The values in force after the next month and its assessment, if this is told in it."""
        rows = [
            row for item, each in words.items() if (row := told(month, each, item, PLACE, self._groups[item]))
        ]
        known = in_force(monthly(frame(rows)), [month], self._programme, self.values)
        (found,) = list(known)
        collected = {each for each, _ in self.frames} | {month}
        (judged,) = assess([found], collected, lambda _: set(), self._programme, self.frames[-3:])
        return found.values, judged

    def goes_on(self, month: str, words: Mapping[str, str]) -> None:
        self.values, judged = self.judged(month, words)
        self.frames.append((month, judged))


def order_of(
    programme: Programme, group: str, month: str, values: pd.DataFrame, before: pd.DataFrame
) -> Order:
    """As `make_templates` orders it: `values` and `before` are those of the month before."""
    known = values[values["last_reported"] != ""].droplevel("organisation")
    previous = {
        item: Previous(
            row["status"],
            None if pd.isna(row["percent_done"]) else row["percent_done"],
            None if pd.isna(row["forecast_end"]) else row["forecast_end"].date(),
            {},
        )
        for item, row in known.iterrows()
    }
    done = {item: tuple(each.split(";")) for item, each in before["done_months"].items() if each}
    passport = passport_of(programme, PLACE, group, month)
    return Order(PLACE, group, month, "fi", passport, date(2026, 2, 5), previous, KEY, done_months=done)


def rows_of(programme: Programme, month: str, values: pd.DataFrame, before: pd.DataFrame) -> dict[str, Row]:
    groups = dict.fromkeys(item.group for item in programme.items)
    return {
        row.item.id: row
        for group in groups
        for row in plan_of(programme, order_of(programme, group, month, values, before)).rows
    }


def as_told(row: Row, words: str) -> tuple[str, bool, bool]:
    """Status, closed and ready as the live columns have them when this is told."""
    word = words.split(maxsplit=1)[0]
    now = {".": "", "x": row.status_before or ""}.get(word, word)
    if now == DONE:
        return row.done_means, row.is_closed_if_done, row.is_ready_if_done
    return now or row.known, row.is_closed, row.is_ready


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))])
def test_each_row_of_each_month_stands_as_the_assessment_will_have_it(plan: Programme, seed: int) -> None:
    """51 deliverables in 15 months, where the group then tells nothing, and where it tells one thing or another."""
    lived, life, seen = a_life(plan, seed), Life(plan), set()
    life.goes_on(MONTHS[0], {item: story[MONTHS[0]] for item, story in lived.items()})
    for month in MONTHS[1:]:
        assert life.values is not None
        rows = rows_of(plan, month, life.values, life.frames[-1][1].set_index("item"))
        assert len(rows) == 51
        reported = set(life.values[life.values["last_reported"] != ""].index.get_level_values("item"))
        nothing = dict.fromkeys(rows, ".")
        something = {
            # Of what was never reported nothing can be unchanged.
            item: NOW[(number + MONTHS.index(month)) % len(NOW)] if item in reported else NOW[-1]
            for number, item in enumerate(rows)
        }
        for telling in (nothing, something):
            judged = life.judged(month, telling)[1]
            counted = marked(judged, month, plan)
            shown = dict(
                zip(
                    judged.loc[counted.index, "item"],
                    counted[["opened", "closed", "ready"]].to_numpy().tolist(),
                    strict=True,
                )
            )
            found = judged.set_index("item").to_dict("index")
            for item, row in rows.items():
                words = telling[item]
                where, now = f"{month} {item} {words}", found[item]
                status, is_closed, is_ready = as_told(row, words)
                late = (is_closed and status in ("not_started", "started")) or (
                    row.is_start_due and status == "not_started"
                )
                assert (status, late) == (now["status"], now["behind"] == 1), where
                if status != "not_applicable":
                    assert [row.is_opened, is_closed, is_ready] == shown[item], where
                if words == ".":
                    end = None if pd.isna(now["planned_end"]) else now["planned_end"].date()
                    assert (row.is_asked, row.end) == (now["is_expected"], end), where
                    assert (row.is_overdue or row.is_late_start) == late, where
                    seen.add((row.item.timing, late, row.is_asked))
        life.goes_on(month, {item: story[month] for item, story in lived.items()})
    for case in ((False, False), (False, True), (True, True)):
        assert ("recurring", *case) in seen
    assert {late for timing, late, _ in seen if timing == "never"} == {False}


def live(path: Path, programme: Programme) -> dict[str, dict[str, object]]:
    """Item -> what the hidden columns of the workbook say of its row."""
    book = load_workbook(path, data_only=True)
    page = book[programme.workbook.sheet("lists").names["fi"]]
    headers = {cell.value: cell.column for cell in page[HEADER_ROW]}
    wanted = ("known", "closed", "overdue", "late_start")
    return {
        str(page.cell(row, headers["row_item"]).value): {
            code: page.cell(row, headers[f"row_{code}"]).value for code in wanted
        }
        for row in range(FIRST_ROW, page.max_row + 1)
        if page.cell(row, headers["row_item"]).value
    }


@pytest.mark.office
@pytest.mark.parametrize("group", ["1A", "1D", "2A", "5A"])
def test_what_is_typed_is_counted_as_the_assessment_counts_it(
    plan: Programme, group: str, tmp_path: Path
) -> None:
    """In January 2027, when the occurrences of 2026 have ended: each item in turn told in another way."""
    lived, life, month = a_life(plan, 7), Life(plan), "2027-01"
    for each in months_between(MONTHS[0], "2026-12"):
        life.goes_on(each, {item: story[each] for item, story in lived.items()})
    assert life.values is not None
    order = order_of(plan, group, month, life.values, life.frames[-1][1].set_index("item"))
    items = [item.id for item in plan.items_in(month, group)]
    ways = {item: (".", *NOW[1:], "x")[number % 5] for number, item in enumerate(items)}
    ways |= {item: NOW[-1] for item, way in ways.items() if way == "x" and item not in order.previous}
    path = tmp_path / "filled.xlsx"
    write_template(path, plan, order)
    book = load_workbook(path)
    sheet = plan.workbook.sheet("items")
    page = book[sheet.names["fi"]]
    columns, rows = places(page, {each.header("fi", month): each.code for each in sheet.fields})
    for item, way in ways.items():
        status = way.split()[0]
        if status == "x":
            page.cell(rows[item], columns["no_change"]).value = "x"
        elif status != ".":
            page.cell(rows[item], columns["status"]).value = plan.status_name(status, "fi")
    book.save(path)
    counted = live(worked_out(path, tmp_path), plan)
    told_of_all = {item.id: ways.get(item.id, ".") for item in plan.items}
    judged = life.judged(month, told_of_all)[1].set_index("item")
    codes = [status.code for status in plan.statuses]
    assert list(counted) == items
    for item, found in counted.items():
        row, where = judged.loc[item], f"{item} {ways[item]}"
        assert codes[int(str(found["known"])) - 1] == row["status"], where
        assert found["closed"] == int(row["planned_end"] < pd.Timestamp("2027-02-01")), where
        assert max(found["overdue"], found["late_start"]) == row["behind"], where  # type: ignore[type-var]


# From the archive into the next template


def test_the_next_template_shows_the_occurrence_that_counts(tmp_path: Path) -> None:
    """A weekly follow-up done in January is asked again, and what is due every year, once it was missed, shows that."""
    run = run_of(tmp_path / "työtila", YTA, "fi")
    status = {each.code: each.names["fi"] for each in run.programme.statuses}
    weekly, yearly, silent = "5A.1.1", "5A.2.2", "5A.2.3"
    done, begun = {"status": status["done"], "percent_done": 1}, {"status": status["started"]}
    place = {"organisation": "17", "group": "5A"}
    merge_files(run, [sent_file(send(run, {weekly: done, yearly: begun}, month="2026-01", **place))])
    shown = shown_in(run, "2026-02")
    assert shown[weekly]["previous_status"] == status["done"]
    assert shown[weekly]["planned_end"] == datetime(2026, 2, 22)
    assert shown[weekly]["lacking"] == "tila tai x"
    assert shown[yearly]["planned_end"] == datetime(2026, 12, 31)
    missed = shown_in(run, "2027-01")
    assert missed[yearly]["planned_end"] == datetime(2026, 12, 31)
    assert missed[weekly]["planned_end"] == datetime(2027, 1, 31)
    assert missed[silent]["planned_end"] == datetime(2029, 5, 31)  # no time: the hard deadline stands in


def test_a_missed_occurrence_that_is_only_begun_wants_a_word(tmp_path: Path) -> None:
    """The rules judge by the occurrence that the workbook showed: 2026 was missed, and nobody says why."""
    run = run_of(tmp_path / "työtila", YTA, "fi")
    begun = {"status": run.programme.status_name("started", "fi"), "percent_done": 0.4}
    place = {"organisation": "17", "group": "5A"}
    merge_files(run, [sent_file(send(run, {"5A.2.2": begun}, month="2026-11", **place))])
    later = run_of_day(run, date(2027, 2, 3))
    (template,) = make_templates(later, "2027-01", "17", "5A", {"17": ("fi",)})
    book = load_workbook(template)
    sheet = run.programme.workbook.sheet("items")
    page = book[sheet.names["fi"]]
    columns, rows = places(page, {each.header("fi", "2027-01"): each.code for each in sheet.fields})
    for code, value in begun.items():
        page.cell(rows["5A.2.2"], columns[code]).value = value
    filled = run.workspace.input / "2027-01" / "filled.xlsx"
    save(book, filled, datetime(2027, 2, 2, 9))
    (submission,) = merge_files(later, [sent_file(filled)])
    assert [(each.code, each.item) for each in submission.findings if each.severity == "warning"] == [
        ("R012", "5A.2.2")
    ]


def test_what_is_never_due_has_no_day_and_is_late_by_no_rule(tmp_path: Path) -> None:
    run = run_of(tmp_path / "työtila", YTA, "fi")
    shown = shown_in(run, "2026-02", "1D")
    assert shown["1D.2.2"]["planned_end"] is None
    assert shown["1D.2.3"]["planned_end"] == datetime(2029, 5, 31)
    late = run_of_day(run, date(2030, 2, 4))
    begun = {"1D.2.2": {"status": run.programme.status_name("started", "fi")}}
    sent = send(late, begun, month="2029-12", organisation="17", group="1D", modified_at=datetime(2030, 1, 9))
    (submission,) = merge_files(late, [sent_file(sent)])
    assert "R012" not in {each.code for each in submission.findings}


def test_the_discussion_shows_the_day_by_which_an_item_is_judged(tmp_path: Path) -> None:
    """None of what waits for a need; of what recurs that of the occurrence which was missed."""
    run = run_of(tmp_path / "työtila", YTA, "fi")
    help_asked = {
        "status": run.programme.status_name("started", "fi"),
        "red_flag": "kyllä",
        "challenges": "Rahat.",
    }
    for group, item in (("1D", "1D.2.2"), ("5A", "5A.2.2")):
        place = {"organisation": "17", "group": group}
        merge_files(run, [sent_file(send(run, {item: help_asked}, month="2027-01", **place))])
    _, book = real_discussion(run, "2027-01", "17")
    page = page_of(book, run.programme)
    ends = {page.cell(row, 1).value: page.cell(row, 4).value for row in range(FIRST_ROW, page.max_row + 1)}
    assert ends["1D.2.2"] is None
    assert ends["5A.2.2"] == datetime(2026, 12, 31)


def shown_in(run: Run, month: str, group: str = "5A") -> dict[str, dict[str, object]]:
    """Item -> field -> what its cell shows in the template that is made for the month."""
    (template,) = make_templates(run, month, "17", group, {"17": ("fi",)})
    sheet = run.programme.workbook.sheet("items")
    page = load_workbook(template, data_only=True)[sheet.names["fi"]]
    columns, rows = places(page, {each.header("fi", month): each.code for each in sheet.fields})
    return {
        item.id: {code: page.cell(rows[item.id], column).value for code, column in columns.items()}
        for item in run.programme.items_in(month, group)
    }


def run_of_day(run: Run, day: date) -> Run:
    return replace(run, today=day, now=datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
