"""A personal identity code is known however it is typed, other numbers are not taken for one, and it can be masked."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temporary_codes import DASHES, SEPARATORS, code, mistyped
from ytaexcel.findings import finding
from ytaexcel.identity_codes import MASK, has_code, has_mistyped_code, masked

CODE = code()
WIDE = {each: each + 0xFEE0 for each in range(0x21, 0x7F)}
TYPED = [
    CODE,
    CODE.lower(),
    f"Asiakas {CODE} siirtyy",
    f"({CODE})",
    f"hetu:{CODE}",
    f"HETU{CODE}",
    f"{CODE}:n asia",
    f"{CODE}.",
    f"05_{CODE}_HTT.xlsx",
    f"Matti\n{CODE}\nMaija",
    CODE.replace("-", " - "),
    CODE.replace("-", "\u00a0\u2013\u2009"),
    CODE.replace("-", "-\n"),
    CODE.translate(WIDE),
    "\u200b".join(CODE),
    CODE.replace("-", "\u2060-\ufeff"),
    CODE.replace("-9", "-\u00ad9"),
    CODE[:4] + "\u00ad" + CODE[4:],
    code(separator="A").lower(),
    code(separator="Y").replace("Y", " Y "),
    code("290200", "A", 999),
    code("311299", "+", 950),
]
NOT_CODES = [
    "",
    "010190",
    CODE.replace("-", ""),
    CODE.replace("-", " "),
    CODE.replace("-", "."),
    CODE[:-1],
    CODE + "1",
    "1" + CODE,
    CODE + "x",
    mistyped(),
    "300290" + CODE[6:],
    "011390" + CODE[6:],
    "040 123 4567",
    "2021-11-05",
    "STM/1234/2021",
    "1 200 000 – 900 000",
    f"{{00{CODE[:6]}-{CODE[7:11]}-4ABC-8DEF-0123456789AB}}",
    "0f3a" + code(separator="A").lower() + "77b1",
    "7" + "a" * 3 + code(separator="A").lower(),
]


@pytest.mark.parametrize("text", TYPED)
def test_a_code_is_known_however_it_is_typed(text: str) -> None:
    assert has_code(text)
    assert has_code(unicodedata.normalize("NFD", text))
    assert not has_code(masked(text))
    assert MASK in masked(text)


@pytest.mark.parametrize("text", NOT_CODES)
def test_what_is_no_code_is_left_alone(text: str) -> None:
    assert not has_code(text)
    assert masked(text) == text


@pytest.mark.parametrize("separator", SEPARATORS + DASHES)
def test_every_separator_and_every_dash_is_known(separator: str) -> None:
    assert has_code(code(separator=separator))
    assert masked(f"<{code(separator=separator)}>") == f"<{MASK}>"


@pytest.mark.parametrize("text", [mistyped(), f"({mistyped()})", f"Hetu {mistyped().lower()}."])
def test_a_code_mistyped_is_known_by_its_form_and_its_day(text: str) -> None:
    assert has_mistyped_code(text)


@pytest.mark.parametrize("text", [CODE, "991399-900X", f"1{mistyped()}", f"{mistyped()}-7", "040123-45678"])
def test_other_numbers_are_not_taken_for_a_code_mistyped(text: str) -> None:
    assert not has_mistyped_code(text)


def test_all_codes_of_a_text_are_masked_and_nothing_else() -> None:
    text = f"a {CODE}, {code(separator='A')}; 5.8.2021 {mistyped()}"
    assert masked(text) == f"a {MASK}, {MASK}; 5.8.2021 {mistyped()}"


@given(
    st.dates(date(1900, 1, 1), date(1999, 12, 31)),
    st.integers(900, 999),
    st.sampled_from(DASHES + "YXWVU"),
    st.text(st.sampled_from(" \u00a0\u2009\u202f\u200b\n"), max_size=3),
    st.text(st.sampled_from(" \u00a0\u2009\u202f\u200b\n"), max_size=3),
)
def test_a_code_of_any_day_number_and_separator_is_found(
    day: date, number: int, separator: str, before: str, after: str
) -> None:
    made = code(day.strftime("%d%m%y"), f"{before}{separator}{after}", number)
    assert masked(f"Huomio: {made}.") == f"Huomio: {MASK}."


@given(st.text())
def test_any_text_can_be_asked_and_masking_twice_is_masking_once(text: str) -> None:
    assert has_code(text) == (masked(text) != text)
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize("text", ["0" * 200_000, "010190 " * 30_000, "\u200b" * 200_000, "0\u200b" * 60_000])
def test_long_texts_take_no_long_time(text: str) -> None:
    """Would never end if the pattern could be tried in very many ways."""
    assert not has_code(text)


def test_no_finding_repeats_a_code() -> None:
    found = finding("S007", sheet=f"Hetu {CODE}", found=f"Hetu {CODE}", allowed=CODE)
    assert CODE not in repr(found)
    assert found.values["found"] == found.sheet == f"Hetu {MASK}"
