"""A cell is understood by the meaning of its field; what is not plain to see is read and told, with both values."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import at, workbook
from ytaexcel.conform import Vocabulary, allowed_values, spoken, vocabulary
from ytaexcel.conform.values import Cell, Reading, Unreadable, is_blank, read_value, shown
from ytaexcel.conform.words import alike, plain
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme
from ytaexcel.programme.sheets import FieldType
from ytaexcel.texts import LANGUAGES

FIRST = "HTT.A.1.1"
TOLD = "told"
"""Marks a reading that leaves a finding."""


@pytest.fixture(scope="session")
def words(programme: Programme) -> Vocabulary:
    return vocabulary(programme)


def check(read: Reading | Unreadable, *expected: Any) -> None:
    """`expected`: a value, a value and `TOLD`, or the code of a finding."""
    if isinstance(read, Unreadable):
        assert (read.code,) == expected
    else:
        assert ((read.value, TOLD) if not read.is_plain else (read.value,)) == expected


# --- percents ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.4, [40]),
        (0.0, [0]),
        (1.0, [100]),
        (0.333333, [33.3333]),
        (0.29, [29]),
        (40.0, [40, TOLD]),
        (100.0, [100, TOLD]),
        (1.7, [170]),
        (1.1, [110]),
        (2.0, ["C019"]),
        (10, ["C019"]),
        (11.0, [11, TOLD]),
        (12.5, [12.5, TOLD]),
        (True, ["C002"]),
        ("1", ["C019"]),
        ("2", [2, TOLD]),
        ("noin 40", [40, TOLD]),
        (-0.4, [-40]),
        ("0,4", [40, TOLD]),
        ("50 %", [50, TOLD]),
        ("50", [50, TOLD]),
        ("1,7", [1.7, TOLD]),
    ],
)
def test_in_a_cell_that_shows_percents_a_share_is_one_and_a_whole_number_is_a_percent(
    value: object, expected: list[object], words: Vocabulary
) -> None:
    check(read_value("percent", "percent_done", Cell(value, is_percent=True), words), *expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (40.0, [40]),
        (40, [40]),
        (0.0, [0]),
        (1.0, ["C019"]),
        (2.0, [2]),
        (170.0, [170]),
        (0.5, [50, TOLD]),
        (1.7, [1.7]),
        ("50", [50, TOLD]),
        ("50 %", [50, TOLD]),
        ("50%", [50, TOLD]),
        ("50\u00a0%", [50, TOLD]),
        ("50,0", [50, TOLD]),
        ("12.5", [12.5, TOLD]),
        ("0,5 %", [0.5, TOLD]),
        ("\u22125", [-5, TOLD]),
        ("170 %", [170, TOLD]),
        (True, ["C002"]),
        (False, ["C002"]),
        ("puolet", ["C002"]),
        ("noin 40 %", [40, TOLD]),
        ("n. 40", [40, TOLD]),
        ("40 pros.", [40, TOLD]),
        ("40 prosenttia", [40, TOLD]),
        ("ca 40", [40, TOLD]),
        ("ungefär 40 procent", [40, TOLD]),
        ("about 40 per cent", ["C002"]),
        ("about 40 percent", [40, TOLD]),
        ("≈ 40", [40, TOLD]),
        ("~40 %", [40, TOLD]),
        ("40 %!", [40, TOLD]),
        ("1 %", [1, TOLD]),
        ("1", ["C019"]),
        ("-", [None, TOLD]),
        ("\u2013", [None, TOLD]),
        ("50 % valmis", ["C002"]),
        ("valmis", ["C002"]),
        ("Käynnissä", ["C002"]),
        ("40-50", ["C002"]),
        ("40\u201350 %", ["C002"]),
        ("40 % / 50 %", ["C002"]),
        ("yli 40", ["C002"]),
        ("40 päivää", ["C002"]),
        ("vuonna 40", ["C002"]),
        ("noin", ["C002"]),
        ("%", ["C002"]),
        ("4.5.2021", ["C002"]),
        ("noin 40 prosenttia kaikista osatehtävistä", ["C002"]),
        ("1 000", ["C002"]),
        (date(2021, 8, 5), ["C002"]),
        (time(12, 0), ["C002"]),
        (float("nan"), ["C002"]),
        (float("inf"), ["C002"]),
    ],
)
def test_in_any_other_cell_a_number_is_a_percent_and_a_share_between_0_and_1_is_told(
    value: object, expected: list[object], words: Vocabulary
) -> None:
    check(read_value("percent", "percent_done", Cell(value), words), *expected)


# --- dates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2022, 2, 28), [date(2022, 2, 28)]),
        (datetime(2022, 2, 28), [date(2022, 2, 28)]),
        (datetime(2022, 2, 28, 14, 30), [date(2022, 2, 28), TOLD]),
        ("28.2.2022", [date(2022, 2, 28), TOLD]),
        ("28.02.2022", [date(2022, 2, 28), TOLD]),
        (" 28.2.2022. ", [date(2022, 2, 28), TOLD]),
        ("\u00a028.2.2022", [date(2022, 2, 28), TOLD]),
        ("2022-02-28", [date(2022, 2, 28), TOLD]),
        ("8/2022", [date(2022, 8, 31), TOLD]),
        ("2/2024", [date(2024, 2, 29), TOLD]),
        (44620.0, [date(2022, 2, 28), TOLD]),
        (44620.75, [date(2022, 2, 28), TOLD]),
        ("29.2.2022", ["C004"]),
        ("31.4.2022", ["C004"]),
        ("13/2022", ["C004"]),
        ("28.2.22", [date(2022, 2, 28), TOLD]),
        ("28.2.", ["C016"]),
        ("keväällä", ["C016"]),
        ("28.2.2022 tai 31.3.2022", ["C017"]),
        ("pe 28.2.2022", ["C018"]),
        ("valmis", ["C004"]),
        ("Käynnissä", ["C004"]),
        ("-", [None, TOLD]),
        ("1.1.0000", ["C004"]),
        (time(12, 0), ["C004"]),
        (timedelta(days=5), ["C004"]),
        (2022.0, [date(2022, 12, 31), TOLD]),
        (2022.5, ["C004"]),
        (40.0, ["C004"]),
        (20220228.0, ["C004"]),
        (73051.0, ["C004"]),
        (0.5, ["C004"]),
        (-44620.0, ["C004"]),
        (1e18, ["C004"]),
        (float("nan"), ["C004"]),
        (True, ["C004"]),
    ],
)
def test_a_date_is_a_date_however_it_is_written_and_a_time_alone_is_none(
    value: object, expected: list[object], words: Vocabulary
) -> None:
    check(read_value("date", "forecast_end", Cell(value), words), *expected)


# --- words ---------------------------------------------------------------------------------------------------------


def test_a_status_as_the_workbooks_show_it_is_plain_in_every_language(
    programme: Programme, words: Vocabulary
) -> None:
    for status in programme.statuses:
        for language in LANGUAGES:
            check(read_value("status", "status", Cell(status.names[language]), words), status.code)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("KÄYNNISSÄ", "started"),
        ("käynnissä", "started"),
        (" Käynnissä ", "started"),
        ("Ka\u0308ynnissa\u0308", "started"),
        ("Ei\u00a0aloitettu", "not_started"),
        ("Ei  aloitettu", "not_started"),
        ("Ei aloitettu\u200b", "not_started"),
        ("Val\u00admis", "done"),
        ("Valmis.", "done"),
        ("Valmis!", "done"),
        ("kesken", "started"),
        ("slutförd", "done"),
        ("IN PROGRESS", "started"),
        ("done", "done"),
        ("not_applicable", "not_applicable"),
    ],
)
def test_a_status_is_known_in_any_case_form_and_with_trailing_marks_and_told(
    value: str, code: str, words: Vocabulary
) -> None:
    check(read_value("status", "status", Cell(value), words), code, TOLD)


@pytest.mark.parametrize(
    "value", ["melkein", "Valmis?? ehkä", "Valmis 100 %", "vlamis", 1.0, True, date(2022, 1, 1)]
)
def test_what_is_no_status_is_not_guessed(value: object, words: Vocabulary) -> None:
    check(read_value("status", "status", Cell(value), words), "C001")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", [True]),
        ("X", [True]),
        ("×", [True]),
        ("✓", [True]),
        (" x", [True, TOLD]),
        ("x.", [True, TOLD]),
        ("kyllä", [True, TOLD]),
        ("ja", [True, TOLD]),
        ("ei", [False, TOLD]),
        ("-", [False, TOLD]),
        ("?", ["C012"]),
        ("xx", ["C012"]),
        (1.0, ["C012"]),
        ("", [False]),
        ("\u00a0", [False]),
    ],
)
def test_a_mark_is_a_cross(value: object, expected: list[object], words: Vocabulary) -> None:
    check(read_value("mark", "no_change", Cell(value), words), *expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("kyllä", [True]),
        ("Kyllä", [True]),
        ("ja", [True]),
        ("yes", [True]),
        ("ei", [False]),
        ("Nej", [False]),
        ("kylla\u0308", [True, TOLD]),
        ("kyllä!", [True, TOLD]),
        ("x", [True, TOLD]),
        ("-", [False, TOLD]),
        ("ehkä", ["C012"]),
        (0.0, ["C012"]),
        ("", [False]),
    ],
)
def test_a_flag_is_yes_or_no_in_any_language(
    value: object, expected: list[object], words: Vocabulary
) -> None:
    check(read_value("flag", "red_flag", Cell(value), words), *expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Riski", ["risk"]),
        ("Risk", ["risk"]),
        ("Önskemål", ["wish"]),
        ("TOIVE", ["wish", TOLD]),
        ("O\u0308nskema\u030al", ["wish", TOLD]),
        ("observation", ["observation", TOLD]),
        ("Huolenaihe", ["C012"]),
        (3.0, ["C012"]),
        ("sote", ["C012"]),
    ],
)
def test_a_choice_is_one_of_its_own_list(value: object, expected: list[object], words: Vocabulary) -> None:
    check(read_value("choice", "kind", Cell(value), words), *expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (4.0, [4]),
        ("4", [4, TOLD]),
        ("4,0", [4, TOLD]),
        ("noin 4", [4, TOLD]),
        ("-", [None, TOLD]),
        ("3-4", ["C002"]),
        ("4/5", ["C002"]),
        (4.5, ["C002"]),
        ("4 %", ["C002"]),
        ("iso", ["C002"]),
        (True, ["C002"]),
        (float("nan"), ["C002"]),
        (float("inf"), ["C002"]),
        ("9" * 400, ["C002"]),
    ],
)
def test_a_whole_number_has_no_part(value: object, expected: list[object], words: Vocabulary) -> None:
    check(read_value("whole", "likelihood", Cell(value), words), *expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("HTT.A.1.10", ["HTT.A.1.10"]),
        ("HTT-A-1.10", ["HTT.A.1.10", TOLD]),
        ("htt.a.1.10", ["HTT.A.1.10", TOLD]),
        ("HTT. A. 1.10", ["HTT.A.1.10", TOLD]),
        (1.1, ["1.1"]),
        (date(2021, 10, 1), ["1.10.2021"]),
    ],
)
def test_an_id_comes_in_its_official_form(value: object, expected: list[object], words: Vocabulary) -> None:
    check(read_value("item", "item", Cell(value), words), *expected)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Luonnos\r\nvalmis", "Luonnos\nvalmis"),
        ("=1+1", "=1+1"),
        ("  sisennetty", "  sisennetty"),
        (2022.0, "2022"),
        (0.1, "0.1"),
        (date(2022, 2, 28), "28.2.2022"),
        (datetime(2022, 2, 28), "28.2.2022"),
        (True, "TRUE"),
    ],
)
def test_a_text_is_kept_as_it_was_typed(value: object, text: str, words: Vocabulary) -> None:
    check(read_value("text", "where_now", Cell(value), words), text)


# --- what holds of all values --------------------------------------------------------------------------------------

ANYTHING = st.one_of(
    st.text(),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.none(),
    st.sampled_from(["50 %", "x", "Valmis", "1.1.2022", "12/2022", "HTT.A.1.1", "-", "Riski"]),
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (358401234567.0, "358401234567"),
        (12345678901.5, "12345678901.5"),
        (1234567.125, "1234567.125"),
        (0.1 + 0.2, "0.3"),
        (40.0, "40"),
        (1e20, "1e+20"),
    ],
)
def test_a_number_in_a_text_keeps_its_digits(value: float, written: str) -> None:
    assert shown(value) == written


FAULTS = ("C001", "C002", "C004", "C012", "C016", "C017", "C018", "C019")
KINDS = {"choice": "kind", "item": "item"}


@given(value=ANYTHING, is_percent=st.booleans(), kind=st.sampled_from(get_args(FieldType)))
def test_any_value_in_any_field_is_read_or_unreadable(
    value: object, is_percent: bool, kind: FieldType, words: Vocabulary
) -> None:
    read = read_value(kind, KINDS.get(kind, ""), Cell(value, is_percent), words)
    assert isinstance(read, Reading) or read.code in FAULTS
    assert isinstance(shown(value), str)


@given(kind=st.sampled_from(get_args(FieldType)), blank=st.text("\u00a0\u200b\u2060\ufeff \t\n\u3000"))
def test_blanks_of_every_kind_are_blank(kind: FieldType, blank: str, words: Vocabulary) -> None:
    assert is_blank(blank)
    expected = Reading(False if kind in ("mark", "flag") else None)
    assert read_value(kind, KINDS.get(kind, ""), Cell(blank), words) == expected


@given(st.text())
def test_bringing_a_text_to_one_form_twice_is_bringing_it_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert alike(alike(text)) == alike(text)


@given(st.text(alphabet="aäoöåéńA ÄÖ.!\u0308\u030a\u0301\u00a0\u200b\u00ad\u2060"))
def test_letters_with_marks_between_and_over_them_come_to_one_form(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert alike(alike(text)) == alike(text)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_date_that_is_read_aloud_and_typed_in_again_is_the_same(day: date) -> None:
    words = Vocabulary(frozenset(), {}, {}, frozenset(), frozenset(), frozenset(), {}, frozenset(), {})
    typed = f"{day.day}.{day.month}.{day.year}"
    assert read_value("date", "", Cell(typed), words) == Reading(day, is_plain=False)
    serial = float((day - date(1899, 12, 30)).days)
    assert read_value("date", "", Cell(serial), words) == Reading(day, is_plain=False)


# --- readings in a workbook ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "field", "found", "read_as"),
    [
        ({"status": "pågår"}, "status", "pågår", "Käynnissä"),
        ({"status": "Käynnissä", "percent_done": "50,0"}, "percent_done", "50,0", "50 %"),
        ({"status": "Käynnissä", "percent_done": 40}, "percent_done", "40", "40 %"),
        ({"status": "Käynnissä", "forecast_end": "8/2022"}, "forecast_end", "8/2022", "31.8.2022"),
        ({"status": "Käynnissä", "forecast_end": 44620}, "forecast_end", "44620", "28.2.2022"),
        ({"status": "Käynnissä", "red_flag": "x", "challenges": "Tiedot."}, "red_flag", "x", "kyllä"),
        ({"status": "Käynnissä", "no_change": "-"}, "no_change", "-", "ei"),
        ({"status": "Käynnissä", "percent_done": "noin 40"}, "percent_done", "noin 40", "40 %"),
        ({"status": "Käynnissä", "percent_done": "–"}, "percent_done", "–", "tyhjä"),
        ({"status": "Käynnissä", "forecast_end": "Q3/2022"}, "forecast_end", "Q3/2022", "30.9.2022"),
    ],
)
def test_a_reading_that_is_not_plain_is_told_with_both_values_at_its_cell(
    row: dict[str, Any],
    field: str,
    found: str,
    read_as: str,
    small: Programme,
    judged: Callable[..., Submission],
) -> None:
    submission = judged(workbook(small, {FIRST: row}))
    assert submission.outcome == "accepted"
    (told,) = submission.findings
    assert (told.code, told.severity, told.item) == ("C013", "info", FIRST)
    assert told.cell == at(small, field, 5)
    assert {name: text.replace("\u00a0", " ") for name, text in told.values.items()} == {
        "found": found,
        "allowed": read_as.replace("\u00a0", " "),
    }


@pytest.mark.parametrize(
    ("value", "number_format", "readings"),
    [(2, "0 %", "2 % / 200 %"), (10, "0.0%", "10 % / 1000 %"), (1, "General", "1 % / 100 %")],
)
def test_a_number_that_may_be_one_percent_as_well_as_another_is_refused_with_both(
    value: float, number_format: str, readings: str, small: Programme, judged: Callable[..., Submission]
) -> None:
    """Somebody's 200 % must not become 2 %, and the whole not 1 %."""
    book = workbook(small, {FIRST: {"status": "Käynnissä", "percent_done": value}})
    where = at(small, "percent_done", 5)
    book["Tilannekuva"][where].number_format = number_format
    submission = judged(book)
    (told,) = submission.findings
    assert (told.code, told.cell, told.item) == ("C019", where, FIRST)
    assert told.values["allowed"].replace("\u00a0", " ") == readings
    assert (len(submission.accepted), len(submission.refused)) == (0, 1)


def test_an_id_that_is_not_plain_is_told_too(small: Programme, judged: Callable[..., Submission]) -> None:
    book = workbook(small, {FIRST: {"status": "Valmis"}})
    book["Tilannekuva"]["A5"] = "htt-a-1.1"
    submission = judged(book)
    assert [row.item for row in submission.accepted] == [FIRST]
    assert [(each.code, each.cell) for each in submission.findings] == [("C013", "A5")]
    assert dict(submission.findings[0].values) == {"found": "htt-a-1.1", "allowed": FIRST}


def test_plain_values_leave_no_finding(small: Programme, judged: Callable[..., Submission]) -> None:
    row = {
        "status": "Käynnissä",
        "percent_done": 0.4,
        "forecast_end": date(2022, 2, 28),
        "red_flag": "kyllä",
        "challenges": "Resurssit puuttuvat.",
    }
    assert judged(workbook(small, {FIRST: row})).findings == []


def test_values_are_spoken_as_people_write_them(programme: Programme) -> None:
    items, notes = programme.workbook.sheet("items"), programme.workbook.sheet("notes")
    assert spoken(items.field("status"), "done", programme, "sv") == "Klar"
    assert spoken(items.field("percent_done"), 12.5, programme, "fi") == "12,5\u00a0%"
    assert spoken(items.field("percent_done"), 12.5, programme, "en") == "12.5\u00a0%"
    assert spoken(items.field("forecast_end"), date(2022, 2, 28), programme, "en") == "28.2.2022"
    assert spoken(items.field("red_flag"), True, programme, "en") == "yes"
    assert spoken(notes.field("kind"), "wish", programme, "fi") == "Toive"
    assert spoken(notes.field("likelihood"), 4, programme, "fi") == "4"


def test_what_is_allowed_is_told_as_people_write_it(programme: Programme) -> None:
    items, notes = programme.workbook.sheet("items"), programme.workbook.sheet("notes")
    told = {
        code: allowed_values(items.field(code), programme, "sv")
        for code in ("no_change", "red_flag", "forecast_end")
    }
    assert told == {"no_change": "x", "red_flag": "ja, nej", "forecast_end": "1.1.2021–31.12.2026"}
    assert allowed_values(notes.field("kind"), programme, "en") == "Observation, Wish, Risk"
    assert allowed_values(items.field("percent_done"), programme, "fi") == "0\u00a0%–100\u00a0%"
