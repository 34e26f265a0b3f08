"""Who has sent, what was taken in, who is late or missing; as of a day."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from ytaexcel.programme import Programme
from ytaexcel.programme.records import Expected
from ytaexcel.status import WorkbookStatus, month_status

DEADLINE = date(2021, 9, 6)
"""Of 2021-08: the 5th is a Sunday."""
COLUMNS = "sha256 organisation group outcome modified_at received_at rows_accepted rows_refused".split()


def submissions(*rows: str) -> pd.DataFrame:
    """From lines of: hash, organisation, group, outcome, modified, received, rows accepted, rows refused."""
    frame = pd.DataFrame([row.split() for row in rows], columns=COLUMNS)
    return frame.astype({"rows_accepted": "int64", "rows_refused": "int64"})


@pytest.fixture
def owed(programme: Programme) -> Programme:
    """Only 05/HTT owes a workbook."""
    return one_owing(programme, Expected("05", "HTT", "2021-07", ""))


def one_owing(programme: Programme, *expected: Expected) -> Programme:
    return replace(programme, expected=expected)


def state(programme: Programme, frame: pd.DataFrame, today: date = DEADLINE) -> WorkbookStatus:
    (found,) = month_status(programme, frame, "2021-08", today).workbooks
    return found


def test_one_entry_for_each_workbook_expected_in_the_order_of_expected_csv(programme: Programme) -> None:
    """The shipped programme: 23 organisations × 5 groups, whether they have sent or not."""
    found = month_status(programme, submissions(), "2021-08", DEADLINE)
    assert [(each.organisation, each.group) for each in found.workbooks] == programme.expected_in("2021-08")
    assert len(found.workbooks) == 115
    assert {each.state for each in found.workbooks} == {"awaited"}


def test_a_pause_owes_nothing(programme: Programme) -> None:
    paused = one_owing(
        programme, Expected("05", "HTT", "2021-07", "2021-07"), Expected("05", "HTT", "2021-09", "")
    )
    assert month_status(paused, submissions(), "2021-08", DEADLINE).workbooks == ()


def test_days_left_count_to_the_deadline_and_go_below_zero(programme: Programme) -> None:
    for today, left in ((date(2021, 9, 1), 5), (DEADLINE, 0), (date(2021, 9, 9), -3)):
        found = month_status(programme, submissions(), "2021-08", today)
        assert (found.deadline, found.days_left) == (DEADLINE, left)


def test_awaited_up_to_the_deadline_and_missing_after_it(owed: Programme) -> None:
    assert state(owed, submissions(), DEADLINE).state == "awaited"
    assert state(owed, submissions(), date(2021, 9, 7)).state == "missing"


def test_a_refused_workbook_is_refused_and_not_late(owed: Programme) -> None:
    frame = submissions("a 05 HTT refused 2021-09-09T09:00 2021-09-09T09:00+00:00 0 4")
    assert state(owed, frame) == WorkbookStatus(
        "05", "HTT", "refused", late=False, rows_accepted=0, rows_refused=4
    )


def test_what_was_taken_in_counts_before_what_was_refused(owed: Programme) -> None:
    frame = submissions(
        "a 05 HTT partly_accepted 2021-09-03T09:00 2021-09-03T09:00+00:00 9 1",
        "b 05 HTT refused 2021-09-05T09:00 2021-09-05T09:00+00:00 0 10",
    )
    found = state(owed, frame)
    assert (found.state, found.rows_accepted, found.rows_refused) == ("partly_accepted", 9, 1)


def test_of_several_taken_in_the_newest_by_its_own_properties_counts(owed: Programme) -> None:
    """By last-modified time, then by hash; not by when it came."""
    frame = submissions(
        "b 05 HTT accepted 2021-09-03T09:00 2021-09-04T09:00+00:00 8 0",
        "c 05 HTT partly_accepted 2021-09-03T09:00 2021-09-03T09:00+00:00 7 1",
        "a 05 HTT accepted 2021-09-02T09:00 2021-09-05T09:00+00:00 9 0",
    )
    found = state(owed, frame)
    assert (found.state, found.rows_accepted) == ("partly_accepted", 7)


def test_late_when_the_first_that_was_taken_in_came_after_the_deadline_in_finland(owed: Programme) -> None:
    """21:30 UTC on the deadline's day is past midnight in Helsinki."""
    for received, late in (("2021-09-06T20:30+00:00", False), ("2021-09-06T21:30+00:00", True)):
        frame = submissions(f"a 05 HTT accepted 2021-09-01T09:00 {received} 9 0")
        assert state(owed, frame).late is late


def test_a_correction_after_the_deadline_does_not_make_a_workbook_late(owed: Programme) -> None:
    frame = submissions(
        "a 05 HTT partly_accepted 2021-09-03T09:00 2021-09-03T09:00+00:00 8 1",
        "b 05 HTT accepted 2021-09-09T09:00 2021-09-09T09:00+00:00 9 0",
    )
    found = state(owed, frame)
    assert (found.state, found.late) == ("accepted", False)
