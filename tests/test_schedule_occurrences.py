"""What recurs has an occurrence for each period, and is behind when one has ended without being done."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ytaexcel.months import day_after, first_day, shifted
from ytaexcel.schedule import Schedule, Term, read_schedule
from ytaexcel.schedule.occurrences import Occurrence, deciding_occurrence, is_done, occurrences

TERM = Term(date(2025, 6, 1), date(2029, 5, 31))


def schedule(text: str, term: Term | None = TERM) -> Schedule:
    found = read_schedule(text, term)
    assert isinstance(found, Schedule)
    return found


def spans(text: str, since: date, until: date) -> list[tuple[str, str]]:
    found = occurrences(schedule(text), since, until)
    return [(each.start.isoformat(), each.end.isoformat()) for each in found]


def test_a_yearly_item_has_one_occurrence_a_calendar_year_cut_at_the_term() -> None:
    assert spans("YTA-johtoryhmä, vuosikello", date(2020, 1, 1), date(2035, 1, 1)) == [
        ("2025-06-01", "2025-12-31"),
        ("2026-01-01", "2026-12-31"),
        ("2027-01-01", "2027-12-31"),
        ("2028-01-01", "2028-12-31"),
        ("2029-01-01", "2029-05-31"),
    ]


def test_a_part_of_the_year_counts_where_it_begins_in_the_term() -> None:
    """The March of 2025 was before the term."""
    assert spans("vuosittain maaliskuussa", date(2025, 1, 1), date(2027, 12, 31)) == [
        ("2026-03-01", "2026-03-31"),
        ("2027-03-01", "2027-03-31"),
    ]
    assert [
        each.start.year
        for each in occurrences(
            schedule("syksyisin", Term(date(2025, 9, 1), date(2027, 12, 31))),
            date(2025, 1, 1),
            date(2030, 1, 1),
        )
    ] == [2026, 2027]
    assert spans("vuosittain helmikuussa", date(2027, 1, 1), date(2028, 12, 31)) == [
        ("2027-02-01", "2027-02-28"),
        ("2028-02-01", "2028-02-29"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("puolivuosittain", [("2026-01-01", "2026-06-30"), ("2026-07-01", "2026-12-31")]),
        (
            "kvartalsvis",
            [
                (f"2026-{m:02d}-01", end)
                for m, end in zip(
                    (1, 4, 7, 10), ("2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"), strict=True
                )
            ],
        ),
        ("kaksi kertaa vuodessa", [("2026-01-01", "2026-12-31")] * 2),
        ("kerran valtuustokaudessa", [("2025-06-01", "2029-05-31")]),
    ],
)
def test_each_rhythm_has_its_periods(text: str, expected: list[tuple[str, str]]) -> None:
    assert spans(text, date(2026, 1, 1), date(2026, 12, 31)) == expected


def test_weeks_run_from_monday_to_sunday() -> None:
    weeks = occurrences(schedule("viikoittain"), date(2026, 1, 1), date(2026, 1, 31))
    assert [each.start for each in weeks] == [date(2025, 12, 29) + timedelta(days=7 * n) for n in range(5)]
    assert len(occurrences(schedule("kuukausittain"), date(2026, 1, 1), date(2026, 12, 31))) == 12


def test_council_terms_are_four_years_from_a_june() -> None:
    terms = occurrences(schedule("valtuustokausittain", None), date(2021, 5, 31), date(2025, 6, 1))
    assert [each.start.year for each in terms] == [2017, 2021, 2025]


def test_what_does_not_recur_has_no_occurrences() -> None:
    for text in ("2026", "tarvittaessa", "jatkuva", ""):
        assert occurrences(schedule(text), date(2020, 1, 1), date(2030, 1, 1)) == []
        assert deciding_occurrence(schedule(text), "2026-06", []) is None


YEAR_2025 = Occurrence(date(2025, 6, 1), date(2025, 12, 31))
LAST = Occurrence(date(2029, 1, 1), date(2029, 5, 31))
YEAR_2026 = Occurrence(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("month", "done", "deciding"),
    [
        ("2025-04", [], YEAR_2025),  # before the term: the first one to come
        ("2025-08", [], YEAR_2025),  # running
        ("2025-12", [], YEAR_2025),  # ended on the last day of the month: D is the day after
        ("2025-12", ["2025-09"], YEAR_2025),  # done, and the next has not begun
        ("2026-02", ["2025-09"], YEAR_2026),
        ("2026-02", [], YEAR_2025),  # the missed one is what is judged
        ("2026-02", ["2025-04"], YEAR_2025),  # done before the period began
        ("2026-02", ["2026-01"], YEAR_2026),  # done late: settled
        ("2026-02", ["2026-03"], YEAR_2025),  # a report of a later month is not known yet
        ("2029-05", ["2029-02"], LAST),  # nothing is left to do
        ("2031-01", ["2029-02"], LAST),
        ("2029-05", [], LAST),
    ],
)
def test_the_last_missed_occurrence_decides_else_the_running_one(
    month: str, done: list[str], deciding: Occurrence
) -> None:
    assert deciding_occurrence(schedule("vuosittain"), month, done) == deciding


def test_the_second_time_in_a_year_needs_a_second_report() -> None:
    twice = schedule("kaksi kertaa vuodessa")
    assert deciding_occurrence(twice, "2026-12", ["2026-03"]) == Occurrence(
        date(2026, 1, 1), date(2026, 12, 31), 2
    )
    running = {
        done: deciding_occurrence(twice, "2026-11", done)
        for done in [("2025-06", "2025-09"), ("2025-06", "2025-09", "2026-03")]
    }
    assert [each and each.number for each in running.values()] == [1, 2]


def test_a_weekly_item_is_behind_in_a_month_without_a_report() -> None:
    """The last week that ended by the end of March was done if March was reported as done."""
    weekly = schedule("viikoittain")
    reported = deciding_occurrence(weekly, "2026-03", ["2026-03"])
    silent = deciding_occurrence(weekly, "2026-03", ["2026-02"])
    assert reported == Occurrence(date(2026, 3, 30), date(2026, 4, 5))
    assert silent == Occurrence(date(2026, 3, 23), date(2026, 3, 29))


MONTHS = st.builds(lambda n: shifted("2025-06", n), st.integers(0, 47))


@settings(max_examples=100, deadline=None)
@given(
    text=st.sampled_from(
        ["vuosittain", "kuukausittain", "viikoittain", "puolivuosittain", "kvartalsvis", "syksyisin"]
    ),
    month=MONTHS,
    done=st.lists(MONTHS, max_size=5),
)
def test_behind_means_that_an_ended_period_has_no_report_since_it_began(
    text: str, month: str, done: list[str]
) -> None:
    found = deciding_occurrence(schedule(text), month, done)
    ended = [
        each for each in occurrences(schedule(text), TERM.start, TERM.end) if each.end < day_after(month)
    ]
    if ended and not any(ended[-1].start < day_after(each) and each <= month for each in done):
        assert found == ended[-1]
    else:
        assert found is not None
        assert found.end >= day_after(month) or is_done(found, month, done)


@settings(max_examples=100, deadline=None)
@given(
    text=st.sampled_from(["vuosittain", "kuukausittain", "viikoittain", "kvartalsvis", "puolivuosittain"]),
    since=MONTHS,
)
def test_periods_follow_each_other_without_gaps_or_overlaps(text: str, since: str) -> None:
    found = occurrences(schedule(text, None), first_day(since), first_day(shifted(since, 30)))
    assert found[0].start <= first_day(since)
    assert all(later.start == each.end + timedelta(days=1) for each, later in pairwise(found))
    assert found[-1].end >= first_day(shifted(since, 30))
