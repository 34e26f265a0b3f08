"""The passport is sealed over whose, for what month and by which template a workbook is; nobody else can make one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import KEY
from ytaexcel.passport import PREFIX, Passport, from_properties, issue

OWN = issue(
    KEY,
    programme="tiekartta",
    organisation="05",
    group="HTT",
    month="2021-07",
    template_version="1",
    language="fi",
)
PARTS = [name for name in Passport.__dataclass_fields__ if name != "kind"]
"""What the passport of a group's workbook says; a kind has only that of a discussion."""


def test_a_passport_holds_under_the_key_that_sealed_it_and_under_no_other() -> None:
    assert OWN.is_sealed_with(KEY)
    assert not OWN.is_sealed_with(bytes(32))


@pytest.mark.parametrize("field", ["programme", "organisation", "group", "month", "template_version", "seal"])
def test_a_passport_in_which_anything_sealed_was_changed_does_not_hold(field: str) -> None:
    assert not replace(OWN, **{field: "2021-08"}).is_sealed_with(KEY)


def test_the_language_may_be_changed_because_it_decides_nothing() -> None:
    assert replace(OWN, language="sv").is_sealed_with(KEY)


def test_values_cannot_be_moved_from_one_part_into_the_next() -> None:
    moved = replace(OWN, organisation="05HT", group="T")
    assert not moved.is_sealed_with(KEY)
    assert moved.seal == OWN.seal


@given(st.text())
def test_any_text_may_stand_in_the_place_of_the_seal(seal: str) -> None:
    """Also letters beyond ASCII, which the standard comparison of seals refuses with an exception."""
    assert replace(OWN, seal=seal).is_sealed_with(KEY) == (seal == OWN.seal)


def test_what_is_written_into_a_workbook_is_read_back() -> None:
    assert from_properties(OWN.properties()) == OWN
    assert set(OWN.properties()) == {PREFIX + name for name in PARTS}


def test_blanks_around_values_and_numbers_for_texts_do_not_matter() -> None:
    """Other programs turn properties into numbers or pad them."""
    written: dict[str, object] = {
        **OWN.properties(),
        PREFIX + "template_version": 1,
        PREFIX + "group": " HTT ",
    }
    assert from_properties(written) == OWN


@pytest.mark.parametrize("field", PARTS)
def test_a_passport_of_which_a_part_lacks_is_none(field: str) -> None:
    written = OWN.properties()
    assert from_properties({**written, PREFIX + field: ""}) is None
    del written[PREFIX + field]
    assert from_properties(written) is None
