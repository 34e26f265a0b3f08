"""Discussed values: they outrank the reported ones field by field, keep their places, and both stay in view."""

import csv
import itertools
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from warnings import warn
from zipfile import ZipFile

import pandas as pd
import pytest
from openpyxl import load_workbook

from builder import FIRST_ROW, KEY, save, workbook
from collected import PROGRAMME, decide, run_in, send, small_workspace
from discussions import (
    AFTER,
    discuss,
    discussion,
    discussion_order,
    discussion_passport,
    page_of,
    real_discussion,
    row_of,
    type_row,
    without_discussion,
)
from looks import opened
from stories import ITEM, PLACE, frame, item_of, monthly, small, told
from ytaexcel.cli import main
from ytaexcel.conform import Acceptance
from ytaexcel.discussed import NOTHING_SAID, place_of
from ytaexcel.errors import DefinitionError, UsageError, WritingError
from ytaexcel.in_force import in_force
from ytaexcel.inbox import sent_file, sent_files
from ytaexcel.ledger import assessed, values_before
from ytaexcel.merge import Submission
from ytaexcel.passport import Passport, from_properties, issue
from ytaexcel.programme import Programme
from ytaexcel.programme.sheets import Headers
from ytaexcel.template import Topic, write_discussion
from ytaexcel.template.draft import Draft
from ytaexcel.texts import LANGUAGES, Language
from ytaexcel.timeline import Scope
from ytaexcel.workflow import (
    Run,
    assessed_picture,
    difference_of,
    export_tables,
    history_lines,
    history_workbook,
    make_discussions,
    make_reports,
    make_templates,
    merge_files,
    previous_values,
    rebuild,
    redact,
    status_of,
    verify,
)
from ytaexcel.workflow import (
    decide as decide_about,
)

FIRST, SECOND, THIRD = "HTT.A.1.1", "HTT.A.1.2", "HTT.A.1.3"
STARTED = {"status": "Käynnissä", "percent_done": 0.4, "forecast_end": date(2022, 2, 28)}


# The story of one item


def said(month: str, **values: object) -> pd.DataFrame:
    """What was discussed of the item, as the dataset gives it."""
    rows = [
        {
            "programme": "p",
            "month": month,
            "organisation": PLACE,
            "item": ITEM,
            "field": field,
            "value": value,
            "submission_id": f"{month}-discussion",
            "sheet": "Keskustelu nyt",
            "row": 9,
        }
        for field, value in values.items()
    ]
    return pd.DataFrame(rows) if rows else NOTHING_SAID


def life(programme: Programme, *months: str, discussed: dict[str, pd.DataFrame]) -> list[pd.Series]:
    """What is known of the item after each month, from 2021-07 on."""
    names = [f"2021-{number:02d}" for number in range(7, 7 + len(months))]
    rows = [row for month, words in zip(names, months, strict=True) if (row := told(month, words))]
    values = in_force(
        monthly(frame(rows)),
        names,
        programme,
        discussed_of=lambda month: discussed.get(month, NOTHING_SAID),
    )
    return [each.values.loc[(PLACE, ITEM)] for each in values]


@pytest.fixture
def one(programme: Programme) -> Programme:
    return small(programme, item_of(programme))


def test_a_discussed_value_outranks_the_reported_one_and_only_that_field(one: Programme) -> None:
    (value,) = life(
        one, "started 40 >2021-12-01", discussed={"2021-07": said("2021-07", forecast_end="2022-03-31")}
    )
    assert (value["status"], value["percent_done"], value["forecast_end"].date()) == (
        "started",
        40,
        date(2022, 3, 31),
    )
    assert value["reported_forecast_end"].date() == date(2021, 12, 1)
    assert value["discussed"] == "forecast_end"
    assert place_of(value["forecast_end_from"]).submission_id == "2021-07-discussion"  # type: ignore[union-attr]
    assert place_of(value["forecast_end_from"]).sheet == "Keskustelu nyt"  # type: ignore[union-attr]
    assert place_of(value["status_from"]) is None


def test_a_discussed_status_is_news_of_the_month_also_without_a_report(one: Programme) -> None:
    (value,) = life(one, "-", discussed={"2021-07": said("2021-07", status="started", percent_done=20.0)})
    assert (value["status"], value["percent_done"], value["reported"]) == ("started", 20, "yes")
    assert (value["reported_status"], value["last_reported"]) == (None, "2021-07")
    assert value["submission_id"] == ""


def test_a_discussed_percent_alone_is_no_report(one: Programme) -> None:
    _, value = life(one, "started 40", "-", discussed={"2021-08": said("2021-08", percent_done=60.0)})
    assert (value["status"], value["percent_done"], value["reported"]) == ("started", 60, "carried")
    assert value["last_reported"] == "2021-07"


def test_what_was_discussed_is_carried_and_no_change_reports_it_anew(one: Programme) -> None:
    discussed = {"2021-07": said("2021-07", status="done", percent_done=100.0)}
    first, second, third = life(one, "started 40", "-", "x", discussed=discussed)
    assert (first["reported_status"], first["status"]) == ("started", "done")
    assert (second["status"], second["percent_done"], second["reported"]) == ("done", 100, "carried")
    assert (second["discussed"], second["reported_status"]) == ("", "done")
    assert (third["status"], third["percent_done"], third["reported"]) == ("done", 100, "yes")
    for value in (first, second, third):
        assert place_of(value["status_from"]).submission_id == "2021-07-discussion"  # type: ignore[union-attr]


def test_a_later_report_outranks_what_was_discussed_in_an_earlier_month(one: Programme) -> None:
    discussed = {"2021-07": said("2021-07", status="done", forecast_end="2022-03-31")}
    _, value = life(one, "started 40", "started 50", discussed=discussed)
    assert (value["status"], value["percent_done"], value["status_from"]) == ("started", 50, "")
    assert pd.isna(value["forecast_end"])
    assert value["forecast_end_from"] == ""


def test_an_item_that_the_programme_does_not_have_is_passed_over(one: Programme) -> None:
    other = said("2021-07", status="done").assign(item="T.99")
    (value,) = life(one, "started 40", discussed={"2021-07": other})
    assert value["status"] == "started"


# The passport


def test_a_passport_without_a_kind_is_sealed_as_it_always_was() -> None:
    old = issue(
        KEY,
        programme="p",
        organisation="05",
        group="HTT",
        month="2021-07",
        template_version="1",
        language="fi",
    )
    assert old.seal == "044d72c35af9b995b0a57fc9569054a095fbd2d39c4df81ce773a4b6d39d4649"
    assert "ytaexcel.kind" not in old.properties()
    assert from_properties(old.properties()) == old


def test_the_kind_is_under_the_seal(programme: Programme) -> None:
    passport = discussion_passport(programme)
    assert passport.is_sealed_with(KEY)
    assert from_properties(passport.properties()) == passport
    forged = Passport(
        **{
            **{name.removeprefix("ytaexcel."): value for name, value in passport.properties().items()},
            "kind": "",
            "group": "",
        }
    )
    assert not forged.is_sealed_with(KEY)


def test_a_passport_of_a_group_needs_its_group(programme: Programme) -> None:
    properties = discussion_passport(programme).properties()
    del properties["ytaexcel.kind"]
    assert from_properties(properties) is None


# Template, filled, merged


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Two organisations, three items a group; the first is overdue. July of 05/HTT has come."""
    workspace = small_workspace(tmp_path / "workspace", items=3)
    folder = workspace.programme_folder(PROGRAMME)
    decide(folder, FIRST, planned_start="2021-05-01", planned_end="2021-06-30")
    run = run_in(workspace)
    send(run, {FIRST: STARTED, SECOND: {"status": "Ei aloitettu"}}, name="05.xlsx")
    merge(run)
    return run_in(workspace, date(2021, 8, 20))


def merge(run: Run) -> list[Submission]:
    return merge_files(run, sent_files(run.workspace.input), tell_known=False)


def month_of(run: Run, month: str = "2021-07") -> pd.DataFrame:
    """The assessed month by (organisation, item)."""
    with run.history() as history:
        return assessed(history, run.programme, month).months[month].set_index(["organisation", "item"])


def value_of(run: Run, item: str = FIRST, month: str = "2021-07") -> "pd.Series":
    return month_of(run, month).loc[("05", item)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_into_the_template_is_read_back(run: Run, language: Language) -> None:
    path, book = real_discussion(run, language=language)
    page = page_of(book, run.programme, language)
    label = run.programme.status_name("done", language)
    values = {
        "status": label,
        "percent_done": 1,
        "forecast_end": date(2022, 3, 31),
        "agreed": "=Talousjohtaja vie\nhallitukseen.",
        "agreed_by": "Talousjohtaja",
        "agreed_until": date(2021, 9, 30),
    }
    type_row(page, run.programme, row_of(page, FIRST), values)
    save(book, run.workspace.input / "2021-07" / path.name, AFTER)
    (submission,) = merge(run)
    assert (submission.outcome, [each.code for each in submission.findings]) == ("accepted", [])
    (row,) = submission.accepted
    assert (row.item, row.row) == (FIRST, row_of(page, FIRST))
    assert row.values == {
        "status": "done",
        "percent_done": 100.0,
        "forecast_end": date(2022, 3, 31),
        "agreed": "=Talousjohtaja vie\nhallitukseen.",
        "agreed_by": "Talousjohtaja",
        "agreed_until": date(2021, 9, 30),
    }
    value = value_of(run)
    assert (value["status"], value["reported_status"], value["behind"]) == ("done", "started", 0)


def test_the_workbook_lists_what_is_behind_first_with_what_was_reported(run: Run) -> None:
    _, book = real_discussion(run)
    page = page_of(book, run.programme)
    items = [page.cell(row, 1).value for row in range(FIRST_ROW, page.max_row + 1)]
    listed = [each for each in items if each]
    assert listed[0] == FIRST
    assert len(listed) == len(set(listed))
    assert items[len(listed) :] == [None] * run.programme.workbook.sheet("discussion").rows
    shown = [cell.value for cell in page[FIRST_ROW]]
    assert shown[:3] == [FIRST, "HTT", next(each.name for each in run.programme.items if each.id == FIRST)]
    assert shown[5:8] == ["Käynnissä", 0.4, datetime(2022, 2, 28)]
    assert "30.6.2021" in shown[4]
    assert not any(shown[8:])


def test_an_item_that_is_neither_behind_nor_warned_of_nor_changed_is_not_listed(run: Run) -> None:
    _, book = real_discussion(run)
    page = page_of(book, run.programme)
    assert SECOND not in [page.cell(row, 1).value for row in range(FIRST_ROW, page.max_row + 1)]


def test_what_is_newly_behind_or_recovered_is_listed_once_and_says_so(run: Run) -> None:
    folder = run.workspace.programme_folder(PROGRAMME)
    decide(folder, SECOND, planned_start="2021-05-01", planned_end="2021-08-15")
    later = run_in(run.workspace, date(2021, 9, 20))
    done = {"status": "Valmis", "percent_done": 1}
    send(later, {FIRST: done, SECOND: {"status": "Käynnissä"}}, month="2021-08", name="elo.xlsx")
    merge(later)
    _, book = real_discussion(later, month="2021-08")
    page = page_of(book, later.programme)
    items = [page.cell(row, 1).value for row in range(FIRST_ROW, page.max_row + 1)]
    assert (items.count(FIRST), items.count(SECOND)) == (1, 1)
    assert page.cell(row_of(page, FIRST), 5).value == "Korjaantui."
    why = str(page.cell(row_of(page, SECOND), 5).value)
    assert "15.8.2021" in why


def test_other_items_and_what_is_about_none_go_into_the_empty_rows(run: Run) -> None:
    _, book = real_discussion(run)
    page = page_of(book, run.programme)
    empty = page.max_row - 1
    type_row(page, run.programme, empty, {"item": SECOND, "status": "Käynnissä"})
    type_row(page, run.programme, page.max_row, {"agreed": "Johtoryhmä kokoontuu viikoittain."})
    save(book, run.workspace.input / "2021-07" / "k.xlsx", AFTER)
    (submission,) = merge(run)
    assert [(row.item, row.row) for row in submission.accepted] == [(SECOND, empty), ("", page.max_row)]
    assert value_of(run, SECOND)["status"] == "started"


def test_the_same_order_gives_the_same_bytes(run: Run) -> None:
    (path,) = make_discussions(run, "2021-07", "05")
    first = path.read_bytes()
    (path,) = make_discussions(run, "2021-07", "05")
    assert path.read_bytes() == first


def test_each_organisation_gets_one_workbook_in_its_first_language(run: Run) -> None:
    names = [path.name for path in make_discussions(run, "2021-07")]
    assert names == [f"{PROGRAMME}_2021-07_{code}_discussion_fi.xlsx" for code in ("05", "17")]


def test_a_month_of_which_nothing_has_come_has_nothing_to_discuss(run: Run) -> None:
    with pytest.raises(UsageError, match=r"expected\.csv names no organisation"):
        make_discussions(run, "2021-05")
    empty = run_in(small_workspace(run.workspace.root.parent / "empty", items=1))
    with pytest.raises(UsageError, match="There is nothing to report"):
        make_discussions(empty, "2021-07")
    with pytest.raises(UsageError, match="There is no organisation"):
        make_discussions(run, "2021-07", "99")


def test_a_programme_without_the_sheet_says_what_to_do(run: Run) -> None:
    path = run.workspace.programme_folder(PROGRAMME) / "workbook.toml"
    head, _, rest = path.read_text(encoding="utf-8").partition("# The workbook of the monthly discussion")
    path.write_text(head + rest[rest.index("# What a mark") :], encoding="utf-8")
    rules = path.with_name("rules.toml")
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text[: text.index("# Of the discussion")], encoding="utf-8")
    bare = run_in(run.workspace)
    with pytest.raises(UsageError, match="no sheet of the kind discussion"):
        make_discussions(bare, "2021-07")
    discuss(run, [(FIRST, {"status": "Valmis"})])
    (submission,) = merge(bare)
    assert [each.code for each in submission.findings] == ["W016"]
    assert value_of(bare)["status"] == "started"


# What counts


def test_field_by_field_the_newest_workbook_counts_that_says_something(run: Run) -> None:
    older = [(FIRST, {"status": "Valmis", "percent_done": 0.9, "agreed": "Ensin.", "agreed_by": "A"})]
    newer = [(FIRST, {"percent_done": 0.8, "agreed_until": date(2021, 10, 1)})]
    newest = [(FIRST, {"agreed": "Sitten."})]
    discuss(run, older, name="1.xlsx")
    discuss(run, newer, name="2.xlsx", modified_at=datetime(2021, 8, 21))
    merge(run)
    value = value_of(run)
    assert (value["status"], value["percent_done"], value["forecast_end"].date()) == (
        "done",
        80,
        date(2022, 2, 28),
    )
    assert agreed_of(run) == [("Ensin.", "A", "2021-10-01")]
    discuss(run, newest, name="3.xlsx", modified_at=datetime(2021, 8, 22))
    merge(run)
    assert agreed_of(run) == [("Sitten.", None, None)], "by whom and by when belong to what was agreed"


def agreed_of(run: Run) -> list[tuple[Any, ...]]:
    """(what, by whom, by when) in force."""
    with run.history() as history:
        frame = history.discussions.in_force(run.programme.id)
    said = frame[frame["field"].str.startswith("agreed")]
    found = []
    for _, rows in said.groupby(["month", "organisation", "item"]):
        values = dict(zip(rows["field"], rows["value"], strict=True))
        found.append(tuple(values.get(field) for field in ("agreed", "agreed_by", "agreed_until")))
    return found


def test_what_is_about_no_item_stands_as_the_newest_workbook_has_it(run: Run) -> None:
    discuss(run, [("", {"agreed": "Yksi."}), ("", {"agreed": "Kaksi."})], name="1.xlsx")
    discuss(run, [("", {"agreed": "Kolme."})], name="2.xlsx", modified_at=datetime(2021, 8, 22))
    discuss(run, [(FIRST, {"agreed": "Muu."})], name="3.xlsx", modified_at=datetime(2021, 8, 23))
    merge(run)
    with run.history() as history:
        frame = history.discussions.in_force(run.programme.id)
    assert sorted(frame["value"]) == ["Kolme.", "Muu."]


def test_the_order_in_which_files_come_does_not_matter(tmp_path: Path) -> None:
    """Reports, discussions of two months and a corrected report, in every order."""

    def state_after(order: tuple[int, ...]) -> object:
        workspace = small_workspace(tmp_path / "".join(map(str, order)), items=2)
        run = run_in(workspace, date(2021, 10, 1))
        paths = [
            send(run, {FIRST: STARTED}, name="heinä.xlsx"),
            discuss(run, [(FIRST, {"status": "Valmis", "agreed": "Näin."})], name="k1.xlsx"),
            discuss(run, [(FIRST, {"percent_done": 0.7})], name="k2.xlsx", modified_at=datetime(2021, 8, 25)),
            send(run, {FIRST: {"no_change": "x"}}, month="2021-08", name="elo.xlsx"),
        ]
        for number in order:
            merge_files(run, [sent_file(paths[number])])
        with run.history() as history:
            frames = assessed(history, run.programme).months
            values = [frames[month].to_csv(index=False) for month in frames]
            return values, history.discussions.in_force(run.programme.id).to_csv(index=False)

    orders = list(itertools.permutations(range(4)))
    wanted = state_after(orders[0])
    for order in orders[5::6]:
        assert state_after(order) == wanted, order


def test_a_workbook_that_comes_twice_changes_nothing(run: Run) -> None:
    path = discuss(run, [(FIRST, {"status": "Valmis"})])
    merge(run)
    with run.history() as history:
        before = history.tables()
    (again,) = merge_files(run, [sent_file(path)])
    assert again.outcome == "duplicate"
    with run.history() as history:
        assert history.tables() == before


def test_an_older_workbook_is_told_that_a_newer_one_outranks_it(run: Run) -> None:
    discuss(run, [(FIRST, {"status": "Valmis"})], name="uusi.xlsx", modified_at=datetime(2021, 8, 22))
    merge(run)
    older = discuss(run, [(FIRST, {"status": "Ei aloitettu"})], name="vanha.xlsx")
    (submission,) = merge_files(run, [sent_file(older)])
    assert [each.code for each in submission.findings] == ["W017"]
    assert value_of(run)["status"] == "done"


def test_an_excluded_discussion_counts_no_more(run: Run) -> None:
    path = discuss(run, [(FIRST, {"status": "Valmis"})])
    merge(run)
    decide_about(run, "exclude", str(path), "väärä kuukausi")
    assert (value_of(run)["status"], value_of(run)["discussed"]) == ("started", "")
    decide_about(run, "reinstate", str(path), "oikea sittenkin")
    assert value_of(run)["status"] == "done"


def test_rebuild_gives_the_same_dataset(run: Run) -> None:
    discuss(run, [(FIRST, {"status": "Valmis", "agreed": "Näin."}), ("", {"agreed": "Kaikille."})])
    merge(run)
    with run.history() as history:
        before = history.tables()
    assert before["discussed_row"]
    rebuild(run)
    with run.history() as history:
        assert history.tables() == before
    assert verify(run) == []


def test_what_was_known_on_an_earlier_day_has_no_later_discussion(run: Run) -> None:
    discuss(run, [(FIRST, {"status": "Valmis"})])
    merge(run)
    assert value_of(replace(run, known_on=date(2021, 8, 15)))["status"] == "started"
    found = difference_of(run, date(2021, 8, 15))
    changed = found[(found["field"] == "status") & (found["item"] == FIRST)].iloc[0]
    assert (changed["before"], changed["after"]) == ("started", "done")
    with run.history() as history:
        submissions = history.submissions(run.programme.id).set_index("submission_id")
    assert submissions.loc[changed["submission_id"], "is_discussion"] == 1


def test_the_difference_names_the_submission_that_brought_each_value(run: Run) -> None:
    """In August the group asks for help and moves its forecast; the status is still that of July's discussion."""
    discuss(run, [(FIRST, {"status": "Käynnissä", "percent_done": 0.6})])
    merge(run)
    later = run_in(run.workspace, date(2021, 9, 10))
    august = {"no_change": "x", "red_flag": "kyllä", "forecast_end": date(2021, 12, 1)}
    send(later, {FIRST: august}, month="2021-08", name="08.xlsx", modified_at=datetime(2021, 9, 4))
    merge(later)
    found = difference_of(later, date(2021, 9, 9))
    with later.history() as history:
        names = history.submissions(later.programme.id).set_index("submission_id")["file_name"]
    brought = {row.field: names[row.submission_id] for row in found.itertuples() if row.item == FIRST}
    assert brought["percent_done"] == "05_discussion.xlsx"
    assert {brought[each] for each in ("forecast_end", "red_flag", "reported", "reasons")} == {"08.xlsx"}


def test_a_discussion_is_no_workbook_that_is_owed(run: Run) -> None:
    discuss(run, [("PJ.A.1.1", {"status": "Valmis"})], organisation="17")
    before = status_of(run, "2021-07")
    merge(run)
    assert status_of(run, "2021-07") == before
    with run.history() as history:
        assert history.collected(run.programme.id) == ["2021-07"]


def test_a_discussion_alone_makes_no_collected_month(run: Run) -> None:
    discuss(run, [(FIRST, {"status": "Valmis"})], month="2021-08")
    merge(run)
    with run.history() as history:
        assert history.collected(run.programme.id) == ["2021-07"]
        assert (
            assessed(history, run.programme, "2021-08")
            .months["2021-08"]
            .set_index(["organisation", "item"])
            .loc[("05", FIRST), "status"]
            == "done"
        )


def test_a_discussion_counts_also_in_months_before_and_after_those_collected(
    tmp_path: Path,
) -> None:
    """Of July and of September no group has sent anything; what was said of them is known in the months after."""
    run = run_in(small_workspace(tmp_path / "workspace", items=3), date(2021, 9, 20))
    discuss(run, [(FIRST, {"status": "Valmis"})], month="2021-07")
    merge(run)
    assert value_of(run)["status"] == "done", "a month of which only a discussion has come"
    assert assessed_picture(run, "2021-07").finished == 0
    send(run, {SECOND: {"status": "Käynnissä"}}, month="2021-08", name="08.xlsx")
    discuss(run, [(SECOND, {"status": "Valmis"})], month="2021-09", modified_at=datetime(2021, 10, 20))
    merge(run)
    with run.history() as history:
        found = assessed(history, run.programme)
        previous = previous_values(history, run.programme, "2021-10")["05"]
    assert (list(found.months), found.collected) == (["2021-07", "2021-08", "2021-09"], ["2021-08"])
    assert (value_of(run, FIRST, "2021-08")["status"], previous[SECOND].status) == ("done", "done")
    export_tables(run, tmp_path / "tables", "csv")
    with (tmp_path / "tables" / "statuses.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["month"], row["item"], row["status"], row["source"]) for row in csv.DictReader(file)]
    assert rows == [
        ("2021-07", FIRST, "done", "discussed"),
        ("2021-08", SECOND, "started", "reported"),
        ("2021-09", SECOND, "done", "discussed"),
    ]


def test_the_next_template_shows_what_was_discussed(run: Run) -> None:
    discuss(run, [(FIRST, {"status": "Valmis"}), (THIRD, {"forecast_end": date(2022, 5, 31)})])
    merge(run)
    (path,) = make_templates(run, "2021-08", "05", "HTT")
    page = load_workbook(path)["Tilannekuva"]
    headers = [cell.value for cell in page[4]]
    rows = {row[0].value: [cell.value for cell in row] for row in page.iter_rows(min_row=5)}
    assert rows[FIRST][headers.index("Viime kk tila")] == "Valmis"
    assert rows[THIRD][headers.index("Ennuste valmis")] == datetime(2022, 5, 31)


def test_the_next_template_shows_what_was_discussed_of_a_month_that_nobody_sent(run: Run) -> None:
    discuss(run, [(FIRST, {"status": "Valmis"})], month="2021-08")
    merge(run)
    with run.history() as history:
        known = values_before(history, run.programme, "2021-09")
    assert known is not None
    assert known.loc[("05", FIRST), "status"] == "done"


@pytest.fixture
def silent(tmp_path: Path) -> Run:
    """A workspace in which nothing has come yet."""
    return run_in(small_workspace(tmp_path / "silent", items=3), date(2021, 8, 20))


def test_what_was_discussed_before_anything_was_collected_is_carried(silent: Run) -> None:
    discuss(silent, [(FIRST, {"status": "Käynnissä", "percent_done": 0.4})])
    send(silent, {SECOND: {"status": "Ei aloitettu"}}, month="2021-09", modified_at=datetime(2021, 10, 3))
    merge(silent)
    found = value_of(silent, FIRST, "2021-09")
    assert (found["status"], found["percent_done"], found["reported"]) == ("started", 40, "carried")
    discuss(silent, [(FIRST, {"percent_done": 0.7})], name="newer.xlsx", modified_at=datetime(2021, 10, 4))
    merge(silent)
    assert value_of(silent, FIRST, "2021-09")["percent_done"] == 70, "kept months are worked out anew"


def test_a_template_shows_what_was_discussed_before_anything_was_collected(silent: Run) -> None:
    discuss(silent, [(FIRST, {"status": "Käynnissä", "percent_done": 0.4})])
    merge(silent)
    with silent.history() as history:
        assert values_before(history, silent.programme, "2021-07") is None
        known = values_before(history, silent.programme, "2021-08")
    assert known is not None
    assert known.loc[("05", FIRST), "percent_done"] == 40


# Whose it is


def test_a_discussion_of_another_workspace_is_taken_in_by_a_decision(run: Run) -> None:
    foreign = discussion_passport(run.programme, key=bytes(32))
    book = discussion(run.programme, [(FIRST, {"status": "Valmis"})], passport=foreign)
    path = save(book, run.workspace.input / "2021-07" / "k.xlsx", AFTER)
    (refused,) = merge_files(run, [sent_file(path)])
    assert [each.code for each in refused.findings] == ["W002"]
    assert refused.findings[0].values["found"] == "05/discussion/2021-07"
    (submission,) = merge_files(run, [sent_file(path)], accept_as=Acceptance("05", "", "2021-07"))
    assert [each.code for each in submission.findings] == ["W010"]
    assert value_of(run)["status"] == "done"
    rebuild(run)
    assert value_of(run)["status"] == "done"


def test_a_discussion_in_another_months_folder_is_refused_with_both_remedies(run: Run) -> None:
    book = discussion(run.programme, [(FIRST, {"status": "Valmis"})])
    save(book, run.workspace.input / "2021-08" / "k.xlsx", AFTER)
    (submission,) = merge(run)
    (told_of,) = submission.findings
    assert told_of.code == "W004"
    assert "05/discussion/2021-08" in told_of.message("en")


def test_a_group_passport_with_an_empty_group_is_none() -> None:
    assert from_properties({"ytaexcel.group": ""}) is None


def test_the_sheet_of_a_discussion_in_a_groups_workbook_is_told_and_not_read(run: Run) -> None:
    book = workbook(run.programme, {FIRST: {**STARTED, "where_now": "Kesken."}})
    book.create_sheet("Keskustelu")["A1"] = "Omia muistiinpanoja"
    save(book, run.workspace.input / "2021-07" / "oma.xlsx", AFTER)
    (submission,) = merge(run)
    assert [(each.code, each.sheet) for each in submission.findings] == [("S007", "Keskustelu")]


# Rows


def test_rows_in_are_those_accepted_and_refused(run: Run) -> None:
    rows = [
        (FIRST, {"status": "Valmis"}),
        (SECOND, {"percent_done": "130 %"}),
        ("", {"status": "Valmis"}),
        ("HTT.Z.9.9", {"status": "Valmis"}),
        (THIRD, {}),
        ("", {"agreed": "Yhteisesti."}),
    ]
    discuss(run, rows)
    (submission,) = merge(run)
    assert [row.item for row in submission.accepted] == [FIRST, ""]
    assert [each.code for each in submission.findings if each.severity == "error"] == ["C022", "C023", "C003"]
    assert len(submission.refused) == 3
    assert verify(run) == []


def test_a_row_under_the_name_of_another_item_is_refused(run: Run) -> None:
    path, book = real_discussion(run)
    page = page_of(book, run.programme)
    row = row_of(page, FIRST)
    page.cell(row, 3).value = next(item.name for item in run.programme.items if item.id == SECOND)
    type_row(page, run.programme, row, {"status": "Valmis"})
    save(book, run.workspace.input / "2021-07" / path.name, AFTER)
    (submission,) = merge(run)
    assert (submission.outcome, [each.code for each in submission.findings]) == ("refused", ["C031"])


def test_a_changed_reported_value_is_told_and_has_no_effect(run: Run) -> None:
    path, book = real_discussion(run)
    page = page_of(book, run.programme)
    row = row_of(page, FIRST)
    page.cell(row, 6).value = "Valmis"
    type_row(page, run.programme, row, {"percent_done": 0.5})
    save(book, run.workspace.input / "2021-07" / path.name, AFTER)
    (submission,) = merge(run)
    (told_of,) = submission.findings
    assert (told_of.code, told_of.values["found"], told_of.values["allowed"]) == (
        "C034",
        "Valmis",
        "Käynnissä",
    )
    assert (value_of(run)["status"], value_of(run)["percent_done"]) == ("started", 50)


def test_a_faulty_workbook_comes_back_marked(run: Run) -> None:
    path, book = real_discussion(run)
    page = page_of(book, run.programme)
    row = row_of(page, FIRST)
    type_row(page, run.programme, row, {"status": "melkein"})
    save(book, run.workspace.input / "2021-07" / path.name, AFTER)
    copies: list[Path] = []
    (submission,) = merge_files(
        run, sent_files(run.workspace.input), tell_known=False, feedback=True, written=copies.append
    )
    assert [each.code for each in submission.findings] == ["C001"]
    (copy,) = copies
    marked = opened(copy)
    assert marked.sheetnames[:2] == ["Palaute", "Keskustelu"]
    listed = [str(cell.value) for line in marked["Palaute"].iter_rows() for cell in line if cell.value]
    assert any("Keskusteltu tila" in each for each in listed)
    assert marked["Keskustelu"].cell(row, 9).comment is not None


def test_what_a_group_wrote_is_not_repeated_in_the_workbook(run: Run) -> None:
    send(run, {FIRST: {**STARTED, "where_now": "Salainen luonnos."}}, name="uusi.xlsx", modified_at=AFTER)
    merge(run)
    path, _ = real_discussion(run)
    with ZipFile(path) as package:
        assert all(b"Salainen" not in package.read(name) for name in package.namelist())


def test_an_empty_workbook_is_accepted_with_a_warning(run: Run) -> None:
    discuss(run, [(FIRST, {}), (SECOND, {"percent_done": "-"})])
    (submission,) = merge(run)
    assert submission.outcome == "accepted"
    assert {each.code for each in submission.findings} == {"W008", "C013"}


# What comes out


def test_the_exported_statuses_have_both_values_and_both_places(run: Run, tmp_path: Path) -> None:
    discuss(run, [(FIRST, {"status": "Valmis"}), (THIRD, {"forecast_end": date(2022, 5, 31)})])
    merge(run)
    export_tables(run, tmp_path / "t", "csv")
    statuses = pd.read_csv(tmp_path / "t" / "statuses.csv", dtype=str, keep_default_na=False)
    rows = {row["item"]: row for row in statuses.to_dict("records") if row["organisation"] == "05"}
    submissions = pd.read_csv(tmp_path / "t" / "submissions.csv", dtype=str).set_index("submission_id")
    first = rows[FIRST]
    assert (first["source"], first["status"], first["reported_status"]) == ("discussed", "done", "started")
    assert (first["percent_done"], first["forecast_end"], first["where_now"]) == ("40", "2022-02-28", "")
    assert submissions.loc[first["submission_id"], "file_name"] == "05_discussion.xlsx"
    assert (first["sheet"], first["row"]) == ("Keskustelu", "5")
    assert submissions.loc[first["reported_submission_id"], "file_name"] == "05.xlsx"
    assert (first["reported_sheet"], first["reported_row"]) == ("Tilannekuva", "5")
    assert (rows[SECOND]["source"], rows[SECOND]["reported_status"]) == ("reported", "not_started")
    assert rows[SECOND]["reported_submission_id"] == rows[SECOND]["submission_id"]
    third = rows[THIRD]
    assert (third["source"], third["status"], third["forecast_end"]) == ("discussed", "", "2022-05-31")
    assert (third["discussed"], third["reported_submission_id"]) == ("forecast_end", "")
    assert set(submissions["in_force"]) == {"1"}


def test_the_exported_discussions_say_what_of_them_is_in_force(run: Run, tmp_path: Path) -> None:
    discuss(run, [(FIRST, {"status": "Valmis", "agreed": "-Ensin."})], name="1.xlsx")
    discuss(run, [(FIRST, {"status": "Käynnissä"})], name="2.xlsx", modified_at=datetime(2021, 8, 22))
    merge(run)
    export_tables(run, tmp_path / "t", "csv")
    table = pd.read_csv(tmp_path / "t" / "discussed.csv", dtype=str, keep_default_na=False)
    assert list(table["in_force"]) == ["status", "agreed"]
    assert list(table["agreed"]) == ["", "'-Ensin."]
    export_tables(run, tmp_path / "p", "parquet")
    assert len(pd.read_parquet(tmp_path / "p" / "discussed.parquet")) == 2
    export_tables(run, tmp_path / "x", "xlsx")
    assert "discussed" in load_workbook(tmp_path / "x" / "tables.xlsx").sheetnames


def test_the_history_of_an_item_tells_both(run: Run, tmp_path: Path) -> None:
    everything = {
        "status": "Valmis",
        "percent_done": 1,
        "forecast_end": date(2021, 9, 30),
        "agreed": "Näin.",
        "agreed_by": "A",
    }
    discuss(run, [(FIRST, everything)], name="1.xlsx")
    discuss(run, [(FIRST, {"agreed": "Sitten näin."})], name="2.xlsx", modified_at=datetime(2021, 8, 22))
    merge(run)
    lines = history_lines(run, Scope(FIRST, "05"))
    assert lines[
        1
    ] == "  7/2021  Valmis 40 % – keskusteltu (ilmoitettu: Käynnissä) [oma arvio myöhäinen]" or (
        "keskusteltu (ilmoitettu: Käynnissä)" in lines[1]
    )
    told_of = [line.strip() for line in lines]
    assert "1.xlsx (keskustelu)" in told_of
    assert "Keskustelu!I5    Keskusteltu tila: Valmis" in told_of
    assert "Keskustelu!L5    Mitä sovittiin: Näin. (korvattu uudemmalla)" in told_of
    assert "Keskustelu!L5    Mitä sovittiin: Sitten näin." in told_of
    assert "Keskustelu!J5    Keskusteltu %: 100 %" in told_of
    assert "Keskustelu!K5    Keskusteltu ennuste: 30.9.2021" in told_of
    assert any("05/keskustelu" in line for line in history_lines(run, Scope(organisation="05")))
    path = history_workbook(run, Scope(FIRST, "05"), tmp_path / "h.xlsx")
    values = [[cell.value for cell in row] for row in load_workbook(path)["Arvot"].iter_rows(min_row=4)]
    assert ["Keskusteltu tila", "Valmis", "voimassa"] in [row[4:7] for row in values]
    assert ["Mitä sovittiin", "Näin.", "korvattu uudemmalla"] in [row[4:7] for row in values]


def sheets_of(path: Path) -> dict[str, list[list[Any]]]:
    return {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in opened(path)}


def test_the_report_shows_the_reported_value_beside_the_discussed_one(run: Run) -> None:
    discuss(run, [(FIRST, {"percent_done": 0.6, "forecast_end": date(2022, 3, 31)})])
    merge(run)
    (path,) = make_reports(run, "2021-07", ["ministry"])
    sheets = sheets_of(path)
    header = sheets["Jäljessä"][4]
    row = dict(
        zip(
            header,
            next(row for row in sheets["Jäljessä"][5:] if {FIRST, "Varsinais-Suomi"} <= {*row}),
            strict=True,
        )
    )
    assert row["Keskustelussa muutettu"] == (
        "Prosentti: 60\u00a0% (ilmoitettu: 40\u00a0%). Ennuste: 31.3.2022 (ilmoitettu: 28.2.2022)."
    )
    assert row["Tila"] == "käynnissä 60\u00a0%\u00a0◆"
    assert "05.xlsx · Tilannekuva!" in row["Lähde"]
    assert "05_discussion.xlsx · Keskustelu!J5" in row["Lähde"]
    method = "\n".join(str(cell) for line in sheets["Menetelmä"] for cell in line)
    assert "Tässä kuussa keskusteluissa annettiin 2 arvoa." in method


def test_without_a_discussion_the_lists_have_no_column_for_it(run: Run) -> None:
    (path,) = make_reports(run, "2021-07", ["ministry"])
    assert "Keskustelussa muutettu" not in sheets_of(path)["Jäljessä"][4]


def test_what_was_agreed_goes_to_its_own_organisation_only(run: Run) -> None:
    """The organisation, its discussion and, about its own items, its groups; no ministry and nobody else."""
    secret = "Palkataan projektipäällikkö."
    discuss(
        run, [(FIRST, {"agreed": secret, "agreed_by": "Talousjohtaja", "agreed_until": date(2021, 10, 1)})]
    )
    discuss(run, [("", {"agreed": "Kaikkien kesken."})], organisation="17")
    merge(run)
    paths = make_reports(run, "2021-07", ["ministry", "organisation", "group", "discussion"])
    having = {path.name for path in paths if secret in str(sheets_of(path))}
    stem = f"{PROGRAMME}_2021-07"
    assert having == {
        f"{stem}_organisation_05_fi.xlsx",
        f"{stem}_discussion_05_fi.xlsx",
        f"{stem}_group_05_HTT_fi.xlsx",
    }
    (path,) = [each for each in paths if each.name == f"{stem}_organisation_05_fi.xlsx"]
    sheet = sheets_of(path)["Sovittu"]
    row = dict(zip(sheet[4], sheet[5], strict=True))
    assert (row["Mitä sovittiin"], row["Kuka tekee"], row["Mihin mennessä"]) == (
        secret,
        "Talousjohtaja",
        datetime(2021, 10, 1),
    )
    general = {path.name for path in paths if "Kaikkien kesken." in str(sheets_of(path))}
    assert general == {f"{stem}_organisation_17_fi.xlsx", f"{stem}_discussion_17_fi.xlsx"}


def test_what_was_agreed_is_listed_until_its_day_has_passed(run: Run) -> None:
    discuss(
        run,
        [
            (FIRST, {"agreed": "Lokakuuhun.", "agreed_until": date(2021, 10, 1)}),
            (SECOND, {"agreed": "Elokuuhun.", "agreed_until": date(2021, 8, 31)}),
            (THIRD, {"agreed": "Ilman päivää."}),
        ],
    )
    send(run, {FIRST: {"no_change": "x"}}, month="2021-09", name="syys.xlsx")
    merge(run)
    listed = {}
    for month in ("2021-07", "2021-08", "2021-09", "2021-10", "2021-11"):
        report = make_reports(run, month, ["organisation"])[0]
        rows = [row for row in sheets_of(report)["Sovittu"][5:] if row[0]]
        listed[month] = [row[3] for row in rows]
    assert listed == {
        "2021-07": ["Elokuuhun.", "Lokakuuhun.", "Ilman päivää."],
        "2021-08": ["Elokuuhun.", "Lokakuuhun."],
        "2021-09": ["Lokakuuhun."],
        "2021-10": ["Lokakuuhun."],
        "2021-11": [],
    }


def test_what_was_agreed_can_be_redacted(run: Run) -> None:
    path = discuss(run, [(FIRST, {"status": "Valmis", "agreed": "Matti Meikäläinen sairastaa."})])
    merge(run)
    redact(run, str(path), "terveystieto", ["Keskustelu!L5"])
    with run.history() as history:
        texts = history.typed_texts(run.programme.id)
    assert not texts["text"].str.contains("Meikäläinen").any()
    assert value_of(run)["status"] == "done"


# The dataset


def test_the_dataset_itself_keeps_discussions_as_they_are(run: Run) -> None:
    discuss(run, [(FIRST, {"status": "Valmis"}), ("", {"agreed": "Näin."})])
    merge(run)
    with run.history() as history:
        for change in (
            "UPDATE discussed_row SET status = 'started'",
            "DELETE FROM discussed_row",
            "INSERT INTO discussed_row SELECT * FROM discussed_row",
            "UPDATE discussion SET submission_id = submission_id",
            "DELETE FROM discussion",
            "INSERT INTO discussion SELECT submission_id FROM submission",
        ):
            with pytest.raises(sqlite3.IntegrityError, match=r"never|judging"):
                history._database.execute(change)
        history._database.execute("INSERT INTO judging SELECT submission_id FROM discussion")
        (submission,) = history._database.execute("SELECT submission_id FROM discussion").fetchone()
        for values in (
            "'', 'done', NULL, NULL, NULL, NULL, NULL",
            "'T.1', NULL, NULL, NULL, NULL, NULL, NULL",
            f"'{FIRST}', 'done', NULL, NULL, NULL, NULL, NULL",
            "'T.1', 'half', NULL, NULL, NULL, NULL, NULL",
            "'T.1', NULL, 101, NULL, NULL, NULL, NULL",
            "'T.1', NULL, NULL, '31.3.2022', NULL, NULL, NULL",
            "'T.1', NULL, NULL, NULL, '', NULL, NULL",
            "'T.1', NULL, NULL, NULL, 'a', NULL, '2022-02-30'",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="constraint failed"):
                history._database.execute(
                    f"INSERT INTO discussed_row VALUES ('{submission}', 'Keskustelu', 99, {values})"
                )
        history._database.execute("DELETE FROM judging")


# The template by itself


def first_row(programme: Programme, tmp_path: Path, *fields: str) -> list[object]:
    """What the first row shows where these are the locked fields after the id."""
    sheet = programme.workbook.sheet("discussion")
    own = [field for field in sheet.fields if field.is_filled or field.type == "item"]
    template = sheet.field("group")
    shown = [
        replace(template, code=code, headers=(Headers("2021-07", dict.fromkeys(LANGUAGES, code)),))
        for code in fields
    ]
    changed = replace(sheet, fields=(own[0], *shown, *own[1:]))
    sheets = tuple(changed if each.kind == "discussion" else each for each in programme.workbook.sheets)
    other = replace(programme, workbook=replace(programme.workbook, sheets=sheets), is_demonstration=True)
    item = replace(programme.items[0], planned_start=date(2021, 5, 1), critical="yes")
    path = tmp_path / "k.xlsx"
    write_discussion(path, other, discussion_order(other, [Topic(item, "Miksi", None, None, None)]))
    page = page_of(load_workbook(path), other)
    assert "ESITTELY" in str(page["A3"].value)
    return [cell.value for cell in page[FIRST_ROW]][1 : 1 + len(fields)]


def test_a_programme_chooses_what_is_shown_beside(programme: Programme, tmp_path: Path) -> None:
    critical, start, task, why = first_row(programme, tmp_path, "critical", "planned_start", "task", "why")
    assert (critical, start, why) == ("kyllä", (date(2021, 5, 1) - date(1899, 12, 30)).days, "Miksi")
    assert str(task).endswith(programme.items[0].levels["task"][1])
    with pytest.raises(DefinitionError, match='locked field "weather"'):
        first_row(programme, tmp_path, "weather")


def test_what_could_not_be_written_as_it_was_meant_is_an_error(
    programme: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Draft, "protect", lambda *_: warn("too long", UserWarning, stacklevel=1))
    with pytest.raises(WritingError, match=r"k\.xlsx: too long"):
        write_discussion(tmp_path / "k.xlsx", programme, discussion_order(programme, []))


# The command line


def test_the_command_makes_the_workbook_and_takes_a_decision_about_one(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(run.workspace.root)

    def call(*words: str) -> object:
        monkeypatch.setattr(sys, "argv", ["ytaexcel", "--as-of", "2021-08-20", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code or 0

    month = ("template", "--month", "2021-07", "--for", "discussion")
    assert call(*month, "--organisation", "05") == 0
    assert "_2021-07_05_discussion_fi.xlsx" in capsys.readouterr().out
    assert call(*month, "--lang", "sv") == 0
    assert len(list((run.workspace.output / "2021-07" / "templates").glob("*_discussion_sv.xlsx"))) == 2
    assert call(*month, "--group", "HTT") == 2
    assert "leave --group out" in capsys.readouterr().err
    foreign = discussion_passport(run.programme, key=bytes(32))
    book = discussion(run.programme, [(FIRST, {"status": "Valmis"})], passport=foreign)
    path = save(book, run.workspace.root / "k.xlsx", AFTER)
    assert call("merge", str(path), "--accept-as", "05/discussion/2021-07") == 0
    assert value_of(run)["status"] == "done"


def test_a_decision_for_a_programme_without_the_sheet_reads_nothing(
    small: Programme, judged: Callable[..., Submission]
) -> None:
    submission = judged(
        discussion(small, [(FIRST, {"status": "Valmis"})]),
        programme=without_discussion(small),
        acceptance=Acceptance("05", "", "2021-07"),
    )
    assert (submission.outcome, [each.code for each in submission.findings]) == ("refused", ["W016", "W010"])


def test_a_discussion_that_nobody_expects_goes_in_with_a_warning(
    small: Programme, judged: Callable[..., Submission]
) -> None:
    book = discussion(small, [(FIRST, {"status": "Valmis"})])
    submission = judged(book, programme=replace(small, expected=()))
    assert (submission.outcome, [each.code for each in submission.findings]) == ("accepted", ["W006"])
    assert submission.findings[0].values["found"] == "05/discussion"
