"""Months are texts such as 2021-07; the sums with them hold over the turn of the year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ytaexcel.errors import UsageError
from ytaexcel.months import (
    day_after,
    first_day,
    is_month,
    last_day,
    month_of,
    months_between,
    parse_month,
    shifted,
)

MONTHS = st.dates(date(1000, 1, 1), date(9000, 12, 31)).map(month_of)


@pytest.mark.parametrize("text", ["2000-01", "2021-07", "2099-12"])
def test_year_and_two_digits_are_a_month(text: str) -> None:
    assert is_month(text)
    assert parse_month(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "2021-7", "2021-13", "2021-00", "2021-071", "7/2021", "2021-07-01", "2021-07\n"),
        *("0000-01", "0221-07", "1999-12", "2100-01", "9999-12", "２０２１-07"),
    ],
)
def test_nothing_else_is_a_month_and_the_error_shows_how_one_is_written(text: str) -> None:
    assert not is_month(text)
    with pytest.raises(UsageError, match="YYYY-MM"):
        parse_month(text)


def test_the_state_of_february_is_that_at_its_last_day_and_d_is_the_first_of_march() -> None:
    assert first_day("2024-02") == date(2024, 2, 1)
    assert last_day("2024-02") == date(2024, 2, 29)
    assert last_day("2021-02") == date(2021, 2, 28)
    assert day_after("2021-12") == date(2022, 1, 1)


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert shifted("2021-11", 2) == "2022-01"
    assert shifted("2022-01", -1) == "2021-12"
    assert shifted("2021-07", -19) == "2019-12"
    assert list(months_between("2021-11", "2022-02")) == ["2021-11", "2021-12", "2022-01", "2022-02"]
    assert list(months_between("2021-07", "2021-07")) == ["2021-07"]
    assert list(months_between("2021-08", "2021-07")) == []


@given(MONTHS, st.integers(-600, 600))
def test_going_so_many_months_and_back_ends_where_it_began(month: str, count: int) -> None:
    assert shifted(shifted(month, count), -count) == month
    assert len(list(months_between(month, shifted(month, abs(count))))) == abs(count) + 1


@given(MONTHS)
def test_a_month_ends_the_day_before_the_next_begins(month: str) -> None:
    assert (day_after(month) - last_day(month)).days == 1
    assert month_of(first_day(month)) == month_of(last_day(month)) == month
    assert month_of(day_after(month)) == shifted(month, 1)
