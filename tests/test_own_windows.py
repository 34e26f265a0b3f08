"""Own windows: an organisation sets its own start, end and criticality, and is judged by them from that month on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from builder import FIRST_ROW, at, save, workbook
from collected import PROGRAMME, decide, run_in, send
from owning import FIRST, REASON, SECOND, THIRD, own_run, own_workspace, row_of
from templates import order
from ytaexcel.errors import DefinitionError
from ytaexcel.inbox import sent_files
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme, load_programme
from ytaexcel.template import write_template
from ytaexcel.texts import LANGUAGES, Language
from ytaexcel.workflow import Run, make_templates, merge_files, rebuild, redact, verify
from ytaexcel.workflow import decide as decide_on

LATER = {"own_end": date(2021, 9, 30), "reason": REASON}
"""An own end two months after the roadmap's."""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return own_run(tmp_path / "workspace")


def merged(run: Run) -> list[Submission]:
    return merge_files(run, sent_files(run.workspace.input), tell_known=False)


def codes(submission: Submission) -> set[str]:
    return {each.code for each in submission.findings}


def own_page(path: Path, run: Run, language: Language = "fi") -> Worksheet:
    return load_workbook(path)[run.programme.workbook.sheet("own_windows").names[language]]


# --- by which window an item is judged ---------------------------------------------------------------------------


def test_an_own_end_holds_from_its_month_on_and_the_roadmaps_stands_beside(run: Run) -> None:
    started = {FIRST: {"status": "Käynnissä"}}
    send(run, started)
    send(run, started, own={FIRST: LATER}, month="2021-08")
    send(run, started, month="2021-10")
    merged(run)
    july, august, september, october = (
        row_of(run, month, FIRST) for month in ("2021-07", "2021-08", "2021-09", "2021-10")
    )
    assert (july["behind"], july["own_window"], july["planned_end"]) == (1, False, pd.Timestamp(2021, 7, 31))
    for row in (august, september, october):
        assert (row["own_window"], row["planned_end"]) == (True, pd.Timestamp(2021, 9, 30))
        assert (row["national_end"], row["own_reason"]) == (pd.Timestamp(2021, 7, 31), REASON)
        assert row["planned_start"] == row["national_start"] == pd.Timestamp(2021, 7, 1)
    assert (august["behind"], august["reasons"]) == (0, "")
    assert (september["behind"], september["days_late"]) == (1, 1)
    assert october["days_late"] == 32


def test_another_organisation_is_judged_by_the_roadmap(run: Run) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: LATER})
    send(run, {FIRST: {"status": "Käynnissä"}}, organisation="17")
    merged(run)
    assert row_of(run, "2021-07", FIRST)["behind"] == 0
    other = row_of(run, "2021-07", FIRST, "17")
    assert (other["behind"], other["own_window"], other["own_since"]) == (1, False, "")


def test_an_own_start_makes_a_late_start_of_what_has_not_begun(run: Run) -> None:
    own = {THIRD: {"own_start": date(2021, 7, 15), "reason": REASON}}
    send(run, {THIRD: {"status": "Ei aloitettu"}}, own=own)
    merged(run)
    row = row_of(run, "2021-07", THIRD)
    assert (row["behind"], row["reasons"]) == (1, "late_start")
    assert row["planned_end"] == pd.Timestamp(run.programme.hard_deadline)


def test_what_the_organisation_calls_critical_is_followed_and_expected(run: Run) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}}, own={SECOND: {"own_critical": "kyllä", "reason": REASON}})
    merged(run)
    row, other = row_of(run, "2021-07", SECOND), row_of(run, "2021-07", SECOND, "17")
    assert (row["critical"], row["national_critical"]) == ("yes", "no")
    assert (row["is_followed"], row["is_expected"]) == (True, True)
    assert "unreported" in row["reasons"].split(";")
    assert (other["critical"], other["is_followed"], other["is_expected"]) == ("no", False, False)


def test_an_own_no_takes_nothing_out_of_what_is_followed(run: Run) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: {"own_critical": "ei", "reason": REASON}})
    (submission,) = merged(run)
    row = row_of(run, "2021-07", FIRST)
    assert (row["critical"], row["own_critical"], row["is_followed"]) == ("yes", "no", True)
    assert (submission.outcome, "R028" in codes(submission)) == ("accepted", True)


def test_a_later_month_changes_what_was_set_and_a_cross_takes_it_back(run: Run) -> None:
    for month, own in {
        "2021-07": LATER,
        "2021-08": {"own_end": date(2021, 12, 31), "own_critical": "ei", "reason": "Uusi päätös."},
        "2021-09": {**LATER, "withdrawn": "x"},
    }.items():
        send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: own}, month=month)
    merged(run)
    july, august, september = (row_of(run, month, FIRST) for month in ("2021-07", "2021-08", "2021-09"))
    assert july["planned_end"] == pd.Timestamp(2021, 9, 30)
    assert (august["planned_end"], august["own_since"]) == (pd.Timestamp(2021, 12, 31), "2021-08")
    assert (september["own_window"], september["planned_end"]) == (False, pd.Timestamp(2021, 7, 31))
    assert (september["own_reason"], september["own_critical"], september["own_since"]) == (None, None, "")


def test_of_two_workbooks_of_a_month_the_newer_row_counts_in_whatever_order_they_come(tmp_path: Path) -> None:
    ends = {"vanha.xlsx": (date(2021, 10, 31), 8), "uusi.xlsx": (date(2021, 9, 30), 9)}
    for number, names in enumerate((list(ends), list(reversed(ends)))):
        run = own_run(tmp_path / str(number))
        for name in names:
            end, day = ends[name]
            own = {FIRST: {"own_end": end, "reason": REASON}}
            rows = {FIRST: {"status": "Käynnissä"}}
            send(run, rows, own=own, name=name, modified_at=datetime(2021, 8, day))
            merged(run)
        assert row_of(run, "2021-07", FIRST)["planned_end"] == pd.Timestamp(2021, 9, 30)


def test_an_excluded_workbook_sets_nothing(run: Run) -> None:
    path = send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: LATER}, name="a.xlsx")
    send(run, {FIRST: {"status": "Käynnissä"}}, name="b.xlsx", modified_at=datetime(2021, 8, 9))
    merged(run)
    assert row_of(run, "2021-07", FIRST)["own_window"]
    decide_on(run, "exclude", str(path), "väärä tiedosto")
    assert not row_of(run, "2021-07", FIRST)["own_window"]


def test_what_is_kept_of_assessed_months_changes_with_an_own_window_that_comes_later(run: Run) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}})
    send(run, {FIRST: {"status": "Käynnissä"}}, month="2021-08")
    merged(run)
    assert row_of(run, "2021-08", FIRST)["behind"] == 1
    send(run, {}, own={FIRST: LATER}, name="lisä.xlsx", modified_at=datetime(2021, 8, 11))
    merged(run)
    assert row_of(run, "2021-08", FIRST)["behind"] == 0


# --- what is asked of a row --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "code", "field"),
    [
        ({"own_end": date(2021, 9, 30)}, "R024", "reason"),
        ({"own_start": date(2021, 8, 1), "reason": REASON}, "R025", "own_start"),
        ({"own_end": date(2021, 6, 30), "reason": REASON}, "R025", "own_end"),
        ({"own_start": date(2021, 9, 1), "own_end": date(2021, 8, 1), "reason": REASON}, "R025", "own_start"),
        ({"reason": REASON}, "R026", "own_start"),
        ({"own_end": date(2031, 1, 1), "reason": REASON}, "C005", "own_end"),
        ({"own_end": "myöhemmin", "reason": REASON}, "C004", "own_end"),
        ({"own_critical": "ehkä", "reason": REASON}, "C012", "own_critical"),
        ({"own_critical": "kyllä", "reason": "a" * 501}, "C009", "reason"),
    ],
)
def test_a_faulty_row_is_refused_at_its_cell_and_counted(
    own: Mapping[str, Any], code: str, field: str, run: Run
) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: own, SECOND: LATER})
    (submission,) = merged(run)
    told = next(each for each in submission.findings if each.code == code)
    cell = at(run.programme, field, FIRST_ROW, "own_windows")
    assert (told.sheet, told.cell, told.item) == ("Omat aikataulut", cell, FIRST)
    assert submission.outcome == "partly_accepted"
    assert [row.item for row in submission.accepted] == [FIRST, SECOND]
    (refused,) = submission.refused
    assert (refused.kind, refused.item) == ("own_windows", FIRST)
    with run.history() as history:
        assert history.problems() == []
        assert history.totals(PROGRAMME) == {"submissions": 1, "accepted": 2, "refused": 1, "ignored": 0}


def test_an_id_that_nobody_knows_or_another_groups_is_refused(run: Run) -> None:
    send(run, {}, own={"HTT.Z.9.9": LATER, "JO.A.1.1": LATER, FIRST: LATER})
    (submission,) = merged(run)
    assert {"C006", "C030"} <= codes(submission)
    assert (len(submission.accepted), len(submission.refused)) == (1, 2)


def test_the_same_item_twice_is_refused_unless_both_say_the_same(run: Run, tmp_path: Path) -> None:
    book = workbook(run.programme, {}, own={FIRST: LATER})
    page = book["Omat aikataulut"]
    for field, value in {"item": FIRST, **LATER}.items():
        page[at(run.programme, field, FIRST_ROW + 1, "own_windows")] = value
    save(book, run.workspace.input / "2021-07" / "a.xlsx")
    (submission,) = merged(run)
    assert (len(submission.accepted), submission.ignored, "C014" in codes(submission)) == (1, 1, True)
    page[at(run.programme, "reason", FIRST_ROW + 1, "own_windows")] = "Toinen syy."
    save(book, run.workspace.input / "2021-07" / "b.xlsx")
    (submission,) = merged(run)
    assert (len(submission.accepted), len(submission.refused), "C008" in codes(submission)) == (0, 2, True)


def test_remarks_of_the_groups_own_below_the_rows_are_ignored(run: Run) -> None:
    book = workbook(run.programme, {FIRST: {"status": "Käynnissä"}}, own={FIRST: LATER})
    book["Omat aikataulut"]["B20"] = "Yhteensä 1 oma aikataulu"
    save(book, run.workspace.input / "2021-07" / "a.xlsx")
    (submission,) = merged(run)
    assert (len(submission.accepted), submission.ignored) == (2, 1)


def test_without_one_of_its_columns_the_sheet_cannot_be_taken_in(run: Run) -> None:
    book = workbook(run.programme, {FIRST: {"status": "Käynnissä"}}, own={FIRST: LATER})
    book["Omat aikataulut"][at(run.programme, "own_start", 4, "own_windows")] = None
    save(book, run.workspace.input / "2021-07" / "a.xlsx")
    (submission,) = merged(run)
    assert "S003" in codes(submission)
    assert [row.kind for row in submission.refused] == ["own_windows"]


def test_without_its_item_column_nothing_of_the_sheet_is_read(run: Run) -> None:
    book = workbook(run.programme, {FIRST: {"status": "Käynnissä"}}, own={FIRST: LATER})
    book["Omat aikataulut"]["A4"] = None
    save(book, run.workspace.input / "2021-07" / "a.xlsx")
    (submission,) = merged(run)
    assert "S003" in codes(submission)
    assert [row.kind for row in submission.accepted] == ["items"]


def test_a_workbook_without_the_sheet_is_taken_in_with_a_word(run: Run) -> None:
    book = workbook(run.programme, {FIRST: {"status": "Käynnissä"}})
    book.remove(book["Omat aikataulut"])
    save(book, run.workspace.input / "2021-07" / "a.xlsx")
    (submission,) = merged(run)
    assert (submission.outcome, codes(submission)) == ("accepted", {"S024", "R012"})


def test_rules_on_items_look_at_the_own_window(run: Run) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}})
    send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: LATER}, organisation="17")
    told = {each.identity.organisation: codes(each) for each in merged(run)}
    assert told == {"05": {"R012"}, "17": set()}


# --- there and back ----------------------------------------------------------------------------------------------


def template(run: Run, month: str, language: Language = "fi") -> Path:
    (path,) = make_templates(run, month, "05", "HTT", {"05": [language]})
    return path


def returned(run: Run, path: Path, month: str, values: Mapping[tuple[str, str, str], Any]) -> Submission:
    """The template with (kind, item, field) filled, merged."""
    book = load_workbook(path)
    items = [item.id for item in run.programme.items_in(month, "HTT")]
    for (kind, item, field), value in values.items():
        cell = book[run.programme.workbook.sheet(kind).names["fi"]][
            at(run.programme, field, FIRST_ROW + items.index(item), kind)
        ]
        cell.value = value
    save(book, run.workspace.input / month / "palautettu.xlsx")
    return next(each for each in merged(run) if each.source.name == "palautettu.xlsx")


def test_the_next_template_is_prefilled_with_what_is_in_force_and_shows_it_with_a_star(run: Run) -> None:
    own = {**LATER, "own_critical": "kyllä"}
    send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: own, SECOND: own})
    merged(run)
    path = template(run, "2021-08")
    page, state = own_page(path, run), load_workbook(path)["Tilannekuva"]

    def there(field: str, row: int = FIRST_ROW) -> Any:
        value = page[at(run.programme, field, row, "own_windows")].value
        return value.date() if isinstance(value, datetime) else value

    assert (there("own_start"), there("own_end"), there("own_critical")) == (None, date(2021, 9, 30), "kyllä")
    assert (there("reason"), there("withdrawn")) == (REASON, None)
    assert (there("planned_start"), there("planned_end"), there("critical")) == (
        date(2021, 7, 1),
        date(2021, 7, 31),
        "kyllä",
    )
    assert there("critical", FIRST_ROW + 1) == "ei"
    end = state[at(run.programme, "planned_end", FIRST_ROW)]
    assert (end.value, end.number_format) == (datetime(2021, 9, 30), 'd.m.yyyy"*"')
    assert state[at(run.programme, "planned_start", FIRST_ROW)].number_format == "d.m.yyyy"
    assert state[at(run.programme, "critical", FIRST_ROW + 1)].value == "kyllä*"
    locked = {
        field: page[at(run.programme, field, FIRST_ROW, "own_windows")].protection.locked
        for field in ("planned_end", "own_end", "reason", "withdrawn")
    }
    assert locked == {"planned_end": True, "own_end": False, "reason": False, "withdrawn": False}


def test_a_row_that_comes_back_as_it_was_sent_says_nothing(run: Run) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: LATER})
    merged(run)
    path = template(run, "2021-08")
    # Meanwhile July is corrected: an unchanged row of August must not bring the old end back.
    corrected = {FIRST: {"own_end": date(2021, 11, 30), "reason": REASON}}
    send(run, {}, own=corrected, name="uusi.xlsx", modified_at=datetime(2021, 8, 12))
    submission = returned(run, path, "2021-08", {("items", FIRST, "status"): "Käynnissä"})
    assert [row.kind for row in submission.accepted] == ["items"]
    assert codes(submission) == set()
    assert row_of(run, "2021-08", FIRST)["planned_end"] == pd.Timestamp(2021, 11, 30)


def test_an_untouched_template_is_empty_also_where_it_was_prefilled(run: Run) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: LATER})
    merged(run)
    submission = returned(run, template(run, "2021-08"), "2021-08", {})
    assert (submission.outcome, codes(submission)) == ("accepted", {"W008"})


def test_a_prefilled_row_is_changed_withdrawn_or_emptied_in_vain(run: Run) -> None:
    send(run, {}, own=dict.fromkeys((FIRST, SECOND, THIRD), LATER))
    merged(run)
    submission = returned(
        run,
        template(run, "2021-08"),
        "2021-08",
        {
            ("own_windows", FIRST, "own_end"): date(2021, 12, 31),
            ("own_windows", SECOND, "withdrawn"): "x",
            ("own_windows", THIRD, "own_end"): None,
            ("own_windows", THIRD, "reason"): None,
        },
    )
    assert {(row.item, row.values["withdrawn"]) for row in submission.accepted} == {
        (FIRST, False),
        (SECOND, True),
    }
    (told,) = [each for each in submission.findings if each.code == "R027"]
    assert (told.item, told.severity) == (THIRD, "warning")
    assert row_of(run, "2021-08", FIRST)["planned_end"] == pd.Timestamp(2021, 12, 31)
    assert row_of(run, "2021-08", FIRST)["own_reason"] == REASON
    assert not row_of(run, "2021-08", SECOND)["own_window"]
    assert row_of(run, "2021-08", THIRD)["own_window"]


def test_what_was_changed_in_locked_cells_is_told_and_has_no_effect(run: Run) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}})
    merged(run)
    values = {("own_windows", FIRST, "planned_end"): date(2023, 1, 1), ("items", FIRST, "status"): "Valmis"}
    submission = returned(run, template(run, "2021-08"), "2021-08", values)
    (told,) = [each for each in submission.findings if each.code == "C034"]
    assert told.sheet == "Omat aikataulut"
    assert row_of(run, "2021-08", FIRST)["planned_end"] == pd.Timestamp(2021, 7, 31)


def test_forecasts_like_the_roadmaps_end_are_no_swapped_columns_where_the_template_showed_own_ends(
    run: Run,
) -> None:
    folder = run.workspace.programme_folder(PROGRAMME)
    decide(folder, SECOND, critical="yes", planned_end="2021-08-31")
    decide(folder, FIRST, critical="yes", planned_end="2021-08-31")
    run = run_in(run.workspace)
    own = {"own_end": date(2021, 12, 31), "reason": REASON}
    forecast = {"status": "Käynnissä", "forecast_end": date(2021, 8, 31)}
    send(run, {FIRST: forecast, SECOND: forecast}, own={FIRST: own, SECOND: own})
    merged(run)
    values = {("items", item, "no_change"): "x" for item in (FIRST, SECOND)}
    submission = returned(run, template(run, "2021-08"), "2021-08", values)
    assert "S012" not in codes(submission)
    assert {row.values["forecast_end"] for row in submission.accepted} == {date(2021, 8, 31)}


def test_the_sheet_reads_back_what_was_typed_in_every_language(tmp_path: Path) -> None:
    for language in LANGUAGES:
        run = own_run(tmp_path / language)
        words = {
            choice.code: choice.names[language]
            for choice in run.programme.workbook.sheet("own_windows").field("own_critical").choices
        }
        book = load_workbook(template(run, "2021-07", language))
        page = book[run.programme.workbook.sheet("own_windows").names[language]]
        values = {
            "own_start": date(2021, 8, 1),
            "own_end": date(2021, 9, 30),
            "own_critical": words["yes"],
            "reason": "=Päätös.",
        }
        for field, value in values.items():
            cell = page[at(run.programme, field, FIRST_ROW, "own_windows")]
            cell.value = value
            if value == "=Päätös.":
                cell.data_type = "s"
        save(book, run.workspace.input / "2021-07" / "a.xlsx")
        (submission,) = merged(run)
        (row,) = submission.accepted
        read = {field: row.values[field] for field in values}
        assert read == {**values, "own_critical": "yes"}
        assert codes(submission) == set()


# --- the dataset -------------------------------------------------------------------------------------------------


def test_rebuild_gives_the_same_and_verify_finds_nothing(run: Run) -> None:
    send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: LATER, SECOND: {"own_end": date(2021, 9, 1)}})
    send(run, {}, own={FIRST: {"withdrawn": "x"}}, month="2021-08")
    merged(run)
    with run.history() as history:
        before = history.tables()
    assert len(before["own_window_row"]) == 2
    run.workspace.database.unlink()
    rebuild(run)
    with run.history() as history:
        assert history.tables() == before
    assert verify(run) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE own_window_row SET reason = 'muu'",
        "DELETE FROM own_window_row",
        "INSERT INTO own_window_row SELECT * FROM own_window_row",
    ],
)
def test_the_database_itself_forbids_change_of_own_windows(change: str, run: Run) -> None:
    send(run, {}, own={FIRST: LATER})
    merged(run)
    with (
        run.history() as history,
        pytest.raises(Exception, match=r"never changed|never deleted|come from judging"),
    ):
        history._database.execute(change)


@pytest.mark.parametrize(
    "values",
    [
        "NULL, '2021-09-30', NULL, '', 0",
        "NULL, NULL, NULL, 'syy', 0",
        "'2021-10-01', '2021-09-30', NULL, 'syy', 0",
        "NULL, '30.9.2021', NULL, 'syy', 0",
        "NULL, NULL, 'ehkä', 'syy', 0",
        "NULL, '2021-09-30', NULL, 'syy', 2",
    ],
)
def test_the_database_itself_refuses_own_windows_that_cannot_be(values: str, run: Run) -> None:
    send(run, {}, own={FIRST: LATER})
    merged(run)
    with run.history() as history:
        database = history._database
        (submission,) = database.execute("SELECT submission_id FROM submission").fetchone()
        database.execute("INSERT INTO judging VALUES (?)", [submission])
        with pytest.raises(Exception, match="CHECK constraint failed"):
            database.execute(
                f"INSERT INTO own_window_row VALUES ('{submission}', 'Taulu', 9, 'X.1', {values})"
            )
        good = f"INSERT INTO own_window_row VALUES ('{submission}', 'Taulu', 9, 'X.1', NULL, '2021-09-30', NULL, 'syy', 0)"
        database.execute(good)
        assert any(submission in problem for problem in history.problems()), "an extra row is noticed"


# --- where the programme does not allow it -----------------------------------------------------------------------


def test_where_it_is_not_allowed_there_is_no_sheet_and_one_that_is_sent_is_not_read(
    programme: Programme, tmp_path: Path
) -> None:
    """The shipped programme does not allow it: its source says nothing of own windows."""
    assert not programme.allows_own_windows
    assert "own_windows" not in {sheet.kind for sheet in programme.workbook.sheets}
    workspace = own_workspace(tmp_path / "w")
    send(run_in(workspace), {FIRST: {"status": "Käynnissä"}}, own={FIRST: LATER})
    path = workspace.programme_folder(PROGRAMME) / "programme.toml"
    text = path.read_text(encoding="utf-8")
    for what in ("own_windows", "own_items"):
        text = text.replace(f"{what} = true ", f"{what} = false")
    path.write_text(text, encoding="utf-8")
    run = run_in(workspace)
    assert "Omat aikataulut" not in load_workbook(template(run, "2021-08")).sheetnames
    (submission,) = merged(run)
    assert ("S007" in codes(submission), len(submission.accepted)) == (True, 1)
    assert "own_window" not in row_of(run, "2021-07", FIRST).index


def test_own_windows_that_are_allowed_need_their_sheet(tmp_path: Path) -> None:
    folder = own_workspace(tmp_path / "w").programme_folder(PROGRAMME)
    path = folder / "workbook.toml"
    whole = path.read_text(encoding="utf-8")
    begin = whole.index("# An organisation's own window")
    end = whole.index('[[sheets]]\ncode = "overview"')
    path.write_text(whole[:begin] + whole[end:], encoding="utf-8")
    with pytest.raises(DefinitionError, match="none of the kind own_windows"):
        load_programme(folder)
    fewer = whole.replace('    { code = "no", fi = "ei", sv = "nej", en = "no" },\n', "", 1)
    path.write_text(fewer, encoding="utf-8")
    with pytest.raises(DefinitionError, match="own_critical, choices: found yes; expected yes and no"):
        load_programme(folder)


def test_the_reason_of_an_own_window_can_be_redacted_and_the_window_holds(run: Run) -> None:
    """As the name of an own item can: both are free texts."""
    send(run, {FIRST: {"status": "Käynnissä"}}, own={FIRST: LATER}, own_items={"OWN-1": {"name": "Maija M."}})
    merged(run)
    redact(run, "05_HTT.xlsx", "henkilötietoja", ("Omat aikataulut!I5", "Omat rivit!B5"))
    row, own = row_of(run, "2021-07", FIRST), row_of(run, "2021-07", "HTT.OWN-1")
    assert (row["own_window"], row["own_reason"]) == (True, "Poistettu tietosuojan vuoksi")
    assert own["own_name"] == "Poistettu tietosuojan vuoksi"
    with run.history() as history:
        assert REASON not in str(history.tables())
        assert set(history.typed_texts(PROGRAMME)["field"]) == {"reason", "name"}


@pytest.mark.parametrize("kind", ["own_windows", "own_items"])
def test_a_locked_field_of_which_nothing_is_known_is_told(kind: str, tmp_path: Path) -> None:
    run = own_run(tmp_path / "w")
    sheet = run.programme.workbook.sheet(kind)
    strange = replace(sheet.fields[0], code="unheard_of", type="text")
    sheets = tuple(
        replace(each, fields=(*each.fields, strange)) if each is sheet else each
        for each in run.programme.workbook.sheets
    )
    programme = replace(run.programme, workbook=replace(run.programme.workbook, sheets=sheets))
    with pytest.raises(DefinitionError, match="unheard_of"):
        write_template(tmp_path / "a.xlsx", programme, order(programme))
