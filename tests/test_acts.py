"""Decisions of the facilitator: what they change, that they are kept, and what was known before them."""

import csv
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from collected import items_of, run_in, send, small_workspace
from ytaexcel.errors import UsageError
from ytaexcel.export import TABLES
from ytaexcel.inbox import sent_files
from ytaexcel.workflow import (
    Run,
    assessed_picture,
    decide,
    difference_of,
    export_tables,
    make_reports,
    merge_files,
    previous_values,
    rebuild,
    status_of,
    verify,
)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_in(small_workspace(tmp_path / "workspace", items=3))


def on(run: Run, day: int) -> Run:
    """The same workspace on another day of August 2021."""
    return replace(run, now=run.now.replace(day=day), today=date(2021, 8, day))


def merged(run: Run) -> None:
    merge_files(run, sent_files(run.workspace.input))


@pytest.fixture
def resent(run: Run) -> Path:
    """A workbook merged on the 10th, and a newer one of the same group merged on the 16th; the newer one's path."""
    item = items_of(run)[0]
    send(run, {item: {"status": "Käynnissä", "percent_done": 0.4}}, name="ensin.xlsx")
    merged(on(run, 10))
    newer = send(run, {item: {"status": "Valmis"}}, name="sitten.xlsx", modified_at=datetime(2021, 8, 15, 9))
    merged(on(run, 16))
    return newer


def status_in_force(run: Run) -> str | None:
    with run.history() as history:
        rows = history.items_in_force(run.programme.id)
    return rows["status"].iloc[0] if len(rows) else None


def sha_of(run: Run, name: str) -> str:
    with run.history() as history:
        rows = history.submissions(run.programme.id, with_excluded=True)
    return str(rows.loc[rows["file_name"] == name, "sha256"].iloc[0])


# --- exclude, reinstate -------------------------------------------------------------------------------------------


def test_excluding_lets_the_former_workbook_count_and_reinstating_undoes_it(run: Run, resent: Path) -> None:
    assert status_in_force(run) == "done"
    decided = decide(on(run, 20), "exclude", str(resent), "  väärä ryhmä  ")
    assert (decided.file_name, decided.organisation, decided.group, decided.month) == (
        "sitten.xlsx",
        "05",
        "HTT",
        "2021-07",
    )
    assert (decided.act.by, decided.act.why, decided.act.at) == (
        "tester",
        "väärä ryhmä",
        "2021-08-20T12:00:00+00:00",
    )
    assert status_in_force(run) == "started"
    with run.history() as history:
        previous = previous_values(history, run.programme, "2021-08")
    assert previous["05"][items_of(run)[0]].status == "started"
    decide(on(run, 21), "reinstate", "sitten.xlsx", "olikin oikea")
    assert status_in_force(run) == "done"
    assert verify(run) == []


def test_a_month_whose_only_workbook_is_excluded_is_as_if_nothing_had_come(run: Run) -> None:
    send(run, {items_of(run)[0]: {"status": "Valmis"}})
    merged(run)
    decide(run, "exclude", "05_HTT.xlsx", "koe")
    assert {each.state for each in status_of(run, "2021-07").workbooks} == {"awaited"}
    with pytest.raises(UsageError, match="nothing to report"):
        assessed_picture(run, "2021-07")


def test_a_rebuild_honours_every_decision(run: Run, resent: Path) -> None:
    decide(run, "exclude", str(resent), "väärä")
    with run.history() as history:
        before = history.tables()
    rebuild(run)
    with run.history() as history:
        assert history.tables() == before
    assert status_in_force(run) == "started"


def test_an_excluded_file_that_is_sent_again_stays_excluded(run: Run, resent: Path) -> None:
    decide(run, "exclude", str(resent), "väärä")
    (again,) = merge_files(run, [each for each in sent_files(run.workspace.input) if each.path == resent])
    assert again.outcome == "duplicate"
    assert status_in_force(run) == "started"


@pytest.mark.parametrize("digits", [8, 16, 64])
def test_a_submission_is_named_by_the_digits_of_its_hash(digits: int, run: Run, resent: Path) -> None:
    assert decide(run, "exclude", sha_of(run, "sitten.xlsx")[:digits], "väärä").file_name == "sitten.xlsx"


@pytest.mark.parametrize(
    ("which", "why", "told"),
    [
        ("ei_ole.xlsx", "syy", "has not been merged"),
        ("abcdef01", "syy", "has not been merged"),
        ("ensin.xlsx", " ", "Say why"),
    ],
)
def test_a_decision_that_cannot_be_meant_is_told(
    which: str, why: str, told: str, run: Run, resent: Path
) -> None:
    with pytest.raises(UsageError, match=told):
        decide(run, "exclude", which, why)
    assert run.archive.acts() == []


def test_two_files_of_one_name_are_told_apart_by_their_ids(run: Run) -> None:
    send(run, {items_of(run)[0]: {"status": "Valmis"}})
    send(run, {items_of(run)[0]: {"status": "Valmis"}}, month="2021-08")
    merged(run)
    with pytest.raises(UsageError, match=r"2 submissions.*2021-07.*2021-08"):
        decide(run, "exclude", "05_HTT.xlsx", "syy")


def test_deciding_twice_the_same_is_told_with_who_and_why(run: Run, resent: Path) -> None:
    with pytest.raises(UsageError, match="has not been excluded"):
        decide(run, "reinstate", str(resent), "syy")
    decide(run, "exclude", str(resent), "väärä ryhmä")
    with pytest.raises(UsageError, match=r"excluded already, by tester .* väärä ryhmä"):
        decide(run, "exclude", str(resent), "syy")


def test_the_export_shows_what_is_excluded(run: Run, resent: Path, tmp_path: Path) -> None:
    decide(run, "exclude", str(resent), "väärä")
    export_tables(run, tmp_path / "out", "csv")
    with (tmp_path / "out" / "submissions.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["file_name"]: (row["in_force"], row["is_excluded"]) for row in csv.DictReader(file)}
    assert rows == {"ensin.xlsx": ("1", "0"), "sitten.xlsx": ("0", "1")}
    assert TABLES["submissions"][-2:] == ("is_excluded", "is_discussion")


# --- as it was known ----------------------------------------------------------------------------------------------


def test_a_report_is_made_by_what_was_known_on_an_earlier_day(run: Run, resent: Path) -> None:
    later = on(run, 20)
    assert status_in_force(replace(later, known_on=date(2021, 8, 9))) is None
    assert status_in_force(replace(later, known_on=date(2021, 8, 15))) == "started"
    assert status_in_force(replace(later, known_on=date(2021, 8, 16))) == "done"
    (now,) = make_reports(later, "2021-07", ["ministry"])
    (then,) = make_reports(replace(later, known_on=date(2021, 8, 15)), "2021-07", ["ministry"])
    assert then.name == f"{now.stem}_known-on-2021-08-15.xlsx"
    assert now.read_bytes() != then.read_bytes()
    with (
        closing(CalamineWorkbook.from_path(str(then))) as old,
        closing(CalamineWorkbook.from_path(str(now))) as new,
    ):
        assert old.sheet_names == new.sheet_names
    with pytest.raises(UsageError, match="nothing to report"):
        make_reports(replace(later, known_on=date(2021, 8, 9)), "2021-07", ["ministry"])


def test_a_day_ends_at_midnight_in_the_programmes_time_zone(run: Run) -> None:
    """20.30 UTC is 23.30 in Helsinki, still the same day; 21.30 UTC is the next one."""
    item = items_of(run)[0]
    for hour, status in ((20, "Käynnissä"), (21, "Valmis")):
        send(
            run,
            {item: {"status": status}},
            name=f"{hour}.xlsx",
            modified_at=datetime(2021, 8, 12, hour),
        )
        merged(replace(run, now=run.now.replace(hour=hour, minute=30)))
    assert status_in_force(replace(run, known_on=date(2021, 8, 12))) == "started"
    assert status_in_force(replace(run, known_on=date(2021, 8, 13))) == "done"


def test_the_last_day_of_all_has_an_end_too(run: Run, resent: Path) -> None:
    assert status_in_force(replace(run, known_on=date.max)) == "done"


def test_a_month_far_ahead_is_not_reported_on(run: Run, resent: Path) -> None:
    """Every month up to it would be assessed: a mistyped year would take hours."""
    assert assessed_picture(run, "2023-08").month == "2023-08"
    with pytest.raises(UsageError, match="2121-08 is too far ahead"):
        make_reports(run, "2121-08", ["ministry"])


def test_the_difference_names_each_value_that_became_known(run: Run, resent: Path) -> None:
    item = items_of(run)[0]
    found = difference_of(on(run, 20), date(2021, 8, 15)).set_index("field")
    assert set(found["item"]) == {item}
    assert found.loc["status", ["month", "organisation", "group", "before", "after"]].tolist() == [
        "2021-07",
        "05",
        "HTT",
        "started",
        "done",
    ]
    assert found.loc["percent_done", ["before", "after"]].tolist() == [40.0, None]
    assert found.loc["status", "submission_id"] == sha_of(run, "sitten.xlsx")[:16]
    assert difference_of(on(run, 20), date(2021, 8, 16)).empty
    assert difference_of(on(run, 20), date(2021, 8, 15), "2021-08").empty


def test_the_later_day_of_a_difference_is_not_before_the_earlier_one(run: Run, resent: Path) -> None:
    with pytest.raises(UsageError, match="is before --since 2021-08-15"):
        difference_of(replace(on(run, 20), known_on=date(2021, 8, 14)), date(2021, 8, 15))


def test_a_month_that_was_not_there_yet_stands_with_what_was_reported(run: Run, resent: Path) -> None:
    found = difference_of(on(run, 20), date(2021, 8, 1))
    assert found["before"].isna().all()
    assert found.loc[found["field"] == "status", ["item", "after"]].to_numpy().tolist() == [
        [items_of(run)[0], "done"]
    ]


def test_what_was_excluded_since_then_stands_in_the_difference(run: Run, resent: Path) -> None:
    decide(on(run, 18), "exclude", str(resent), "väärä")
    found = difference_of(on(run, 20), date(2021, 8, 17)).set_index("field")
    assert found.loc["status", ["before", "after"]].tolist() == ["done", "started"]
    for name in ("ensin.xlsx",):
        decide(on(run, 19), "exclude", name, "väärä")
    gone = difference_of(on(run, 20), date(2021, 8, 17)).set_index("field")
    assert gone.loc["status", "before"] == "done"
    assert gone["after"].isna().all()
