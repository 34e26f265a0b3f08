"""Written dates and periods mean the day that people mean; what may mean two days is never guessed."""

import re
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ytaexcel.conform.dates import written_day
from ytaexcel.texts import LANGUAGES, Language, day, month_name, text

DAYS = st.dates(date(2020, 1, 1), date(2029, 12, 31))


def forms_of_a_day(day: date, language: Language) -> list[str]:
    """Ways in which people write a day, most of them in one language."""
    d, m, y = day.day, day.month, day.year
    name = text(f"month.{m}", language)
    short = text(f"written.month.{m}", language).split()[-1]
    weekday = text(f"written.weekday.{day.isoweekday()}", language).split()[0]
    named = f"{name}ta" if language == "fi" else name
    return [
        f"{d}.{m}.{y}",
        f"{d:02d}.{m:02d}.{y}",
        f"{d}.{m}.{y % 100:02d}",
        f"{d}. {m}. {y}",
        f" {d}.{m}.{y}. ",
        f"{d}.{m}.{y} klo 12:30",
        f"{y}-{m:02d}-{d:02d}",
        f"{y}-{m:02d}-{d:02d}T00:00:00",
        f"{weekday} {d}.{m}.{y}",
        f"{weekday}, {d}.{m}.{y}",
        f"{d}. {named} {y}",
        f"{d} {named} {y}",
        f"{d}. {short} {y}",
        f"{weekday} {d}. {named.upper()} {y}",
        f"n. {d}.{m}.{y}",
        f"viimeistään {d}.{m}.{y}",
        f"{d}.{m}.{y} mennessä",
        f"senast den {d} {named} {y}",
        f"by {d} {named} {y}",
        f"{named} {d}, {y}",
        f"({d}.{m}.{y})",
        str((day - date(1899, 12, 30)).days),
    ]


@given(day=DAYS, language=st.sampled_from(LANGUAGES), choice=st.integers(0, 21))
def test_a_day_is_the_same_however_it_is_written(day: date, language: Language, choice: int) -> None:
    written = forms_of_a_day(day, language)[choice]
    assert written_day(written) == day, written


def forms_of_a_month(month: int, year: int, language: Language) -> list[str]:
    name = month_name(f"{year}-{month:02d}", language).split()[0]
    end = {"fi": "loppu", "sv": "slutet av", "en": "the end of"}[language]
    genitive = f"{name}n" if language == "fi" else name
    ended = f"{genitive} {end} {year}" if language == "fi" else f"{end} {genitive} {year}"
    return [
        f"{month}/{year}",
        f"{month:02d}/{year}",
        f"{month}.{year}",
        f"{year}-{month:02d}",
        f"{name} {year}",
        f"{name.upper()} {year}",
        f"{year} {name}",
        f"{month}/{year} asti",
        f"noin {month}/{year}",
        ended,
        f"{ended} mennessä",
    ]


@given(
    month=st.integers(1, 12),
    year=st.integers(2020, 2030),
    language=st.sampled_from(LANGUAGES),
    choice=st.integers(0, 10),
)
def test_of_a_month_the_last_day_is_meant(month: int, year: int, language: Language, choice: int) -> None:
    written = forms_of_a_month(month, year, language)[choice]
    assert written_day(written) == date(year, month, monthrange(year, month)[1]), written


def forms_of_a_part(letter: str, number: int, year: int) -> list[str]:
    """Quarters, halves and thirds of a year."""
    fi, sv, en = {
        "Q": ("kvartaali", "kvartal", "quarter"),
        "H": ("puolivuosi", "halvår", "half"),
        "T": ("tertiaali", "tertial", "tertial"),
    }[letter]
    ordinals = [text(f"written.ordinal.{number}", language).split()[0] for language in LANGUAGES]
    return [
        f"{letter}{number}/{year}",
        f"{letter}{number} {year}",
        f"{letter.lower()}{number}/{year}",
        f"{letter}{number}/{year % 100}",
        f"{number}{letter}/{year}",
        f"{year} {letter}{number}",
        f"{year}/{letter}{number}",
        f"{number}. {fi} {year}",
        f"{fi} {number}/{year}",
        f"{sv} {number} {year}",
        f"{ordinals[0]} {fi} {year}",
        f"vuoden {year} {ordinals[0]} {fi}",
        f"{ordinals[1]} {sv}et {year}",
        f"{ordinals[2]} {en} of {year}",
        f"by the end of {letter}{number} {year}",
    ]


@pytest.mark.parametrize(
    ("letter", "number", "end"),
    [
        ("Q", 1, (3, 31)),
        ("Q", 2, (6, 30)),
        ("Q", 3, (9, 30)),
        ("Q", 4, (12, 31)),
        ("H", 1, (6, 30)),
        ("H", 2, (12, 31)),
        ("T", 1, (4, 30)),
        ("T", 2, (8, 31)),
        ("T", 3, (12, 31)),
    ],
)
def test_of_a_quarter_half_or_third_of_a_year_the_last_day_is_meant(
    letter: str, number: int, end: tuple[int, int]
) -> None:
    read = {written: written_day(written) for written in forms_of_a_part(letter, number, 2022)}
    assert read == dict.fromkeys(read, date(2022, *end))


@pytest.mark.parametrize(
    "form", ["vko {w}/{y}", "viikko {w} {y}", "viikolla {w}/{y}", "vecka {w} {y}", "week {w} {y}"]
)
@pytest.mark.parametrize(("week", "year"), [(35, 2022), (1, 2021), (53, 2020), (52, 2022)])
def test_of_a_week_the_sunday_is_meant(form: str, week: int, year: int) -> None:
    day = written_day(form.format(w=week, y=year))
    assert isinstance(day, date)
    assert (day.isocalendar()[:2], day.isoweekday()) == ((year, week), 7)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022", (2022, 12, 31)),
        ("vuonna 2022", (2022, 12, 31)),
        ("v. 2022", (2022, 12, 31)),
        ("vuoden 2022 aikana", (2022, 12, 31)),
        ("2022 loppuun mennessä", (2022, 12, 31)),
        ("vuoden 2022 loppu", (2022, 12, 31)),
        ("loppuvuosi 2022", (2022, 12, 31)),
        ("före utgången av 2022", (2022, 12, 31)),
        ("before the end of 2022", (2022, 12, 31)),
        ("kevät 2022", (2022, 6, 30)),
        ("kevään 2022 aikana", (2022, 6, 30)),
        ("syksyllä 2022", (2022, 12, 31)),
        ("hösten 2022", (2022, 12, 31)),
        ("spring 2022", (2022, 6, 30)),
        ("5. elokuuta 2021", (2021, 8, 5)),
        ("elokuun loppu 2021", (2021, 8, 31)),
        ("to 5.8.2021", (2021, 8, 5)),
        ("5-6/2022", (2022, 6, 30)),
        ("touko\u2013kesäkuu 2022", (2022, 6, 30)),
        ("kesä-heinäkuussa 2022", (2022, 7, 31)),
        ("12/2021 asti", (2021, 12, 31)),
        ("2023 alkuun", (2023, 1, 1)),
        ("vuoden 2023 alkuun mennessä", (2023, 1, 1)),
        ("28/2/2022", (2022, 2, 28)),
        ("2/28/2022", (2022, 2, 28)),
        ("5/5/2022", (2022, 5, 5)),
        ("helmikuun 28. 2022", (2022, 2, 28)),
        ("28. helmikuu\u200bta 2022", (2022, 2, 28)),
        ("28. kesa\u0308kuuta\u00a02022", (2022, 6, 28)),
    ],
)
def test_periods_end_as_the_sources_use_the_words(written: str, day: tuple[int, int, int]) -> None:
    """Spring ends on 30.6., autumn on 31.12., "2023 alkuun" is 1.1.2023; see docs/reading.md."""
    assert written_day(written) == date(*day)


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        (
            "C016",
            ["5.8.", "5.8", "elokuu", "5. elokuuta", "elokuun loppuun mennessä", "Q3", "keväällä", "to 5.8."],
        ),
        (
            "C017",
            [
                "alkuvuosi 2022",
                "kesä 2022",
                "talvella 2022",
                "elokuun puoliväli 2022",
                "vuodenvaihde 2021-2022",
                "2021-2022",
                "8/2022 mennessä",
                "by August 2022",
                "till augusti 2022",
                "ennen 31.8.2022",
                "31.8.2022 jälkeen",
                "aikaisintaan 31.8.2022",
                "28.2.2022 tai 31.3.2022",
                "28.2.2022 - 31.3.2022",
                "1.8.-31.12.2022",
                "5/8/2022",
                "05-08-2022",
                "ehkä 8/2022",
                "III/2022",
                "kvartaali 2022",
                "6-5/2022",
                "11/2021-1/2022",
                "kesäkuun alkuun 2023",
                "28.2.2022 alkuun",
                "to 8/2022",
                "vuodenvaihteessa",
            ],
        ),
        ("C018", ["pe 5.8.2021", "fredag 5.8.2021", "Friday 5 August 2021", "to pe 5.8.2021"]),
        (
            "C004",
            [
                "",
                "valmis",
                "ei tiedossa",
                "?",
                "noin",
                "vuosi",
                "40",
                "8/22",
                "13/2022",
                "31.4.2022",
                "29.2.2022",
                "Q5/2022",
                "vko 60/2022",
                "0.0.2022",
                "99999",
                "28.2.2022 (alustava)",
                "lykkääntyy vuoteen 2024",
                "vuoden 2018 lopussa päättyneessä",
                "28,2,2022",
                "12.30",
                "12:30",
                "x" * 100,
                "28.2.2022 ja hyväksytään johtoryhmän seuraavassa kokouksessa syksyllä",
                "20 22",
            ],
        ),
    ],
)
def test_what_is_no_certain_day_says_why(code: str, texts: list[str]) -> None:
    assert {written: written_day(written) for written in texts} == dict.fromkeys(texts, code)


@given(st.text(alphabet="0123456789./- QHTvkoelmi?loputa", max_size=25))
def test_any_text_is_a_day_or_a_code(written: str) -> None:
    read = written_day(written)
    assert isinstance(read, date) or read in ("C004", "C016", "C017", "C018")


@given(day=DAYS, shift=st.integers(1, 6), form=st.sampled_from(["{} {}.{}.{}", "{}, {}. {}. {}"]))
def test_a_weekday_that_is_not_the_dates_is_always_told(day: date, shift: int, form: str) -> None:
    other = text(f"written.weekday.{(day + timedelta(days=shift)).isoweekday()}", "fi").split()[0]
    written = form.format(other, day.day, day.month, day.year)
    assert written_day(written) == "C018"


def documented(heading: str) -> list[list[str]]:
    """The cells of each row of the table that follows a sentence in docs/reading.md."""
    text_of_page = (Path(__file__).parent.parent / "docs" / "reading.md").read_text(encoding="utf-8")
    table = text_of_page.split(heading)[1].strip().split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table]


def test_the_page_shows_what_is_read() -> None:
    for shown, meant in documented("Of a period the last day is meant:"):
        days = [
            day(found)
            for each in re.findall(r"`([^`]+)`", shown)
            if isinstance(found := written_day(each), date)
        ]
        assert list(dict.fromkeys(days)) == re.findall(r"\d+\.\d+\.\d{4}", meant), shown
    for shown, _, code in documented("Refused, because nothing is guessed:"):
        texts = re.findall(r"`([^`]+)`", shown)
        assert texts
        assert {written_day(each) for each in texts} == {code}, shown
