"""Texts come from the catalogue in three languages; numbers, shares and dates are written as Finns write them."""

from datetime import date
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ytaexcel.errors import UsageError
from ytaexcel.texts import (
    LANGUAGES,
    NO_BREAK,
    catalogue,
    change,
    day,
    month_name,
    month_short,
    number,
    parse_language,
    percent_points,
    share,
    text,
)


def places(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}


def test_every_text_stands_there_in_every_language() -> None:
    lacking = [
        (key, each) for key, texts in catalogue().items() for each in LANGUAGES if not texts[each].strip()
    ]
    assert not lacking


def test_the_three_languages_of_a_text_have_the_same_places_to_fill() -> None:
    different = {
        key: [sorted(places(texts[each])) for each in LANGUAGES]
        for key, texts in catalogue().items()
        if len({frozenset(places(texts[each])) for each in LANGUAGES}) > 1
    }
    assert not different


def test_places_are_filled_and_an_unknown_key_is_a_fault_of_ours() -> None:
    assert '"Tila nyt"' in text("conform.did_you_mean", "fi", header="Tila nyt")
    with pytest.raises(KeyError):
        text("no.such.key", "fi")


def test_a_language_is_one_of_three() -> None:
    assert [parse_language(each) for each in ("fi", "sv", "en")] == ["fi", "sv", "en"]
    with pytest.raises(UsageError, match="fi, sv or en"):
        parse_language("de")


def test_months_have_their_names_in_both_forms() -> None:
    assert month_name("2021-11", "fi") == "marraskuu 2021"
    assert month_name("2021-11", "sv", "in") == "i november"
    assert month_name("2021-11", "en", "in") == "in November"
    assert month_short("2021-07") == "7/2021"


def test_days_are_written_without_leading_zeros_and_no_date_is_nothing() -> None:
    assert day(date(2021, 8, 5)) == "5.8.2021"
    assert day(None) == ""


def test_thousands_are_parted_by_a_blank_that_does_not_break() -> None:
    assert number(7096) == "7\u00a0096"
    assert number(1234567) == "1\u00a0234\u00a0567"
    assert number(-1200) == "\u22121\u00a0200"
    assert number(96) == "96"


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (1, 2, "50 %"),
        (1, 200, "1 %"),
        (1, 201, "0 %"),
        (2, 3, "67 %"),
        (1, 8, "13 %"),
        (3, 8, "38 %"),
        (5, 5, "100 %"),
    ],
)
def test_shares_are_rounded_half_up_to_whole_percents(numerator: int, denominator: int, shown: str) -> None:
    assert share(numerator, denominator) == shown.replace(" ", NO_BREAK)


def test_a_share_of_nothing_is_a_dash() -> None:
    assert share(0, 0) == "\u2013"


@given(st.integers(1, 10_000), st.data())
def test_a_share_is_never_further_than_half_a_point_from_the_truth(
    denominator: int, data: st.DataObject
) -> None:
    numerator = data.draw(st.integers(0, denominator))
    assert abs(percent_points(numerator, denominator) - 100 * numerator / denominator) <= 0.5 + 1e-9


def test_a_change_carries_a_sign_that_is_more_than_a_colour() -> None:
    assert [change(points).replace(NO_BREAK, " ") for points in (6, -5, 0)] == ["▲ +6", "▼ \u22125", "= 0"]
