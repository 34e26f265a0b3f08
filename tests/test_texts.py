"""Texts come from the catalogue in three languages; numbers, shares and dates are written as Finns write them."""

import re
from datetime import date
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ytaexcel.errors import UsageError
from ytaexcel.programme.wording import wording_of
from ytaexcel.texts import (
    LANGUAGES,
    NO_BREAK,
    Language,
    catalogue,
    change,
    day,
    filled,
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


def test_a_count_takes_its_word_along_in_the_form_that_fits() -> None:
    pattern = "{path}: {rows:rivi|riviä}, {done}"
    assert filled(pattern, {"path": "a", "rows": 1, "done": 2}) == "a: 1 rivi, 2"
    assert filled(pattern, {"path": "a", "rows": 0, "done": 2}) == "a: 0 riviä, 2"
    assert filled(pattern, {"path": "a", "rows": 1200, "done": 2}) == f"a: 1{NO_BREAK}200 riviä, 2"
    assert filled("{share:.1f}", {"share": 0.25}) == "0.2"
    assert filled("{rows:rivi|riviä}", {}) == "{rows:rivi|riviä}"


NUMBERS = {
    *("accepted", "after", "awaited", "before", "behind", "behind_organisations", "changed", "count"),
    *(
        "criticality",
        "days",
        "done",
        "duplicate",
        "expected",
        "files",
        "meetings",
        "followed",
        "gained",
        "gaps",
        "groups",
    ),
    *("ignored", "items", "late", "lost", "missing", "months", "organisations", "owed", "partly"),
    *("partly_accepted", "received", "refused", "rows", "rules", "silent", "started", "submissions", "trial"),
    *("waivers", "windows", "workbooks"),
}
"""Places of the terminal's texts that hold a count."""
NAMES = {
    *(
        "allowed",
        "assumed",
        "at",
        "bodies",
        "by",
        "cells",
        "changes",
        "code",
        "database",
        "day",
        "deadline",
        "feedback",
    ),
    *("file", "first", "folder", "found", "from", "kinds", "last", "month", "name", "national_end"),
    *("national_start", "nearest", "open", "organisation", "outcome", "path", "place", "places"),
    *("planned_end", "planned_start", "programme", "raw", "reported", "rule", "severity", "since", "told"),
    *(
        "until",
        "where",
        "whose",
        "group",
        "item",
        "source",
        "sheet",
        "version",
        "value",
        "field",
        "to",
        "cell",
    ),
}
"""Places that hold words."""
UNCHANGED = {
    "fi": {"pv", "rivillä", "kohdassa"},
    "sv": {"dygn", "försenade"},
    "en": {"of", "more", "came", "are"},
}
"""Words behind a number that are the same for one and for more, or go with the whole of which it is a part."""


def test_what_the_terminal_counts_is_said_of_one_and_of_more() -> None:
    """A number stands behind its word ("Rows: 1"), or takes the word along in both forms."""
    wrong = []
    for key, each in catalogue().items():
        if not key.startswith(("cli.", "timeline.", "demo.summary.", "schedule.")):
            continue
        for language in LANGUAGES:
            assert places(each[language]) <= NUMBERS | NAMES, key
            found = re.findall(r"\{(\w+)\} ([^\W\d]+)", each[language])
            wrong += [
                (key, language, word)
                for place, word in found
                if place in NUMBERS and word not in UNCHANGED[language]
            ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_organisation_is_said_to_be_one(language: Language) -> None:
    said = text("cli.programme.ok", language, programme="p", items=1, groups=1, organisations=1)
    more = text("cli.programme.ok", language, programme="p", items=2, groups=2, organisations=2)
    one_word = {"fi": "1 organisaatio.", "sv": "1 organisation.", "en": "1 organisation."}[language]
    many = {"fi": "2 organisaatiota.", "sv": "2 organisationer.", "en": "2 organisations."}[language]
    assert said.endswith(one_word)
    assert more.endswith(many)


def test_the_forms_of_a_count_are_said_in_a_programmes_own_words() -> None:
    wording = wording_of(
        [
            {"language": "fi", "word": "osatehtävä", "instead": "toimenpide"},
            {"language": "fi", "word": "osatehtävää", "instead": "toimenpidettä"},
        ]
    )
    values = {"programme": "p", "groups": 1, "organisations": 1}
    assert "1 toimenpide," in wording.text("cli.programme.ok", "fi", items=1, **values)
    assert "2 toimenpidettä," in wording.text("cli.programme.ok", "fi", items=2, **values)
