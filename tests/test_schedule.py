"""Schedule texts are read as the sources mean them, or refused with a reason; never half."""

import csv
import re
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ytaexcel.schedule import KINDS, Fault, Rhythm, Schedule, Term, assumed, read_schedule
from ytaexcel.schedule.records import ASSUMPTIONS, REASONS, Step, Window
from ytaexcel.schedule.words import phrases
from ytaexcel.texts import LANGUAGES, day, month_name
from ytaexcel.texts import text as text_of

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "schedule-texts.md").read_text(encoding="utf-8")
TERM = Term(date(2025, 6, 1), date(2029, 5, 31))
TERMS = {"000": TERM, "002": Term(date(2019, 1, 1), date(2020, 12, 31))}
"""Seed -> its agreement term, where it has one."""
ALIASES = {"Valmiuskeskuksen ohjausryhmä": "Sote-valmiuskeskuksen ohjausryhmä"}
HEAD_OF_READ = "| text | kind | from–to | each time | bodies | assumed |"
HEAD_OF_REFUSED = "| text | found | reason | nearest form |"


def expressions() -> list[dict[str, str]]:
    path = ROOT / "tests" / "data" / "schedule_expressions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EXPRESSIONS = expressions()
IN_PLAN = [(row, read_schedule(row["text"], TERM)) for row in EXPRESSIONS if row["rows"]]


def read(text: str, term: Term | None = TERM) -> Schedule:
    found = read_schedule(text, term)
    assert isinstance(found, Schedule), found
    return found


def refused(text: str, term: Term | None = TERM) -> Fault:
    found = read_schedule(text, term)
    assert isinstance(found, Fault), found
    return found


def rows_under(head: str) -> list[list[str]]:
    """The cells of every row of the page's tables with this head."""
    tables = re.findall(rf"{re.escape(head)}\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE)
    return [[cell.strip() for cell in row[1:-1].split(" |")] for row in "".join(tables).splitlines()]


# The texts of the sources


@pytest.mark.parametrize("row", EXPRESSIONS, ids=lambda row: f"{row['seed']} {row['text']}")
def test_a_text_of_the_sources_is_read_as_they_mean_it_or_refused(row: dict[str, str]) -> None:
    """Prose, history and wishes must not become deadlines; the plan's own cells must all be read."""
    found = read_schedule(row["text"], TERMS.get(row["seed"]))
    if row["refused"]:
        assert row["seed"] != "000"
        assert isinstance(found, Fault)
        assert found.reason == row["refused"]
        return
    assert isinstance(found, Schedule)
    named = {"TERM_START": TERM.start.isoformat(), "TERM_END": TERM.end.isoformat()}
    said = (found.kind, str(found.start or ""), str(found.end or ""))
    assert said == (row["kind"], named.get(row["start"], row["start"]), named.get(row["end"], row["end"]))
    assert "; ".join(ALIASES.get(body, body) for body in found.bodies) == row["bodies"]
    assert found.raw == row["text"]


def total(count: Counter[str], row: dict[str, str], key: object) -> None:
    count[str(key)] += int(row["rows"])


def test_the_plan_has_29_dated_10_yearly_1_weekly_6_in_the_term_1_on_demand_and_4_without() -> None:
    kinds: Counter[str] = Counter()
    years: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    for row, found in IN_PLAN:
        assert isinstance(found, Schedule)
        total(kinds, row, found.kind)
        if found.kind == "once" and found.end:
            total(years, row, found.end.year)
        total(bodies, row, ALIASES.get(found.bodies[0], found.bodies[0]) if found.bodies else "none")
    assert kinds == {"once": 29, "yearly": 10, "weekly": 1, "term": 6, "on_demand": 1, "none": 4}
    assert years == {"2025": 7, "2026": 20, "2027": 2}
    assert bodies == {
        "YTA-johtoryhmä": 30,
        "Sote-valmiuskeskuksen ohjausryhmä": 4,
        "Varsinais-Suomen aluehallitus": 2,
        "Varsinais-Suomen hyvinvointialueen aluevaltuusto": 1,
        "none": 14,
    }
    assert [row["rows"] for row, found in IN_PLAN if getattr(found, "is_also_continuous", False)] == ["1"]


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("1.1. till 31.3.2025", "once", "2025-01-01", "2025-03-31"),
        ("från 1.1. till 31.3.2025", "once", "2025-01-01", "2025-03-31"),
        ("från och med 1.1.2025 till och med 31.3.2025", "once", "2025-01-01", "2025-03-31"),
        ("1.3.2025 alkaen 31.5.2025 asti", "once", "2025-03-01", "2025-05-31"),
        ("vuodesta 2025 vuoteen 2027", "once", "2025-01-01", "2027-12-31"),
        ("1. tammikuuta – 31. maaliskuuta 2025", "once", "2025-01-01", "2025-03-31"),
        ("den 1 januari–den 31 mars 2025", "once", "2025-01-01", "2025-03-31"),
        ("1.–31. maaliskuuta 2025", "once", "2025-03-01", "2025-03-31"),
        ("31 jan. 2025", "once", "2025-01-31", "2025-01-31"),
        ("jan.–mars 2025", "once", "2025-01-01", "2025-03-31"),
        ("kesä–elokuu 2025", "once", "2025-06-01", "2025-08-31"),
        ("H2 2025 – H1 2026", "once", "2025-07-01", "2026-06-30"),
        ("I kvartaali 2025", "once", "2025-01-01", "2025-03-31"),
        ("första hälften av 2025", "once", "2025-01-01", "2025-06-30"),
        ("vuoden 2025 loppuun asti", "once", "", "2025-12-31"),
        ("t.o.m. slutet av mars 2025", "once", "", "2025-03-31"),
        ("till slutet av 2025", "once", "", "2025-12-31"),
        ("till den 31 december 2025", "once", "", "2025-12-31"),
        ("syyskuun 2025 alkuun mennessä", "once", "", "2025-09-01"),
        ("senast under hösten 2025", "once", "", "2025-12-31"),
        ("ennen vuoden 2025 loppua", "once", "", "2025-12-31"),
        ("ennen kesäkuuta 2025", "once", "", "2025-05-31"),
        ("YTA-johtoryhmä ja hyvinvointialueet 2026", "once", "2026-01-01", "2026-12-31"),
        ("syksy 2025 (YTA-johtoryhmä)", "once", "2025-08-01", "2025-12-31"),
        ("2025;", "once", "2025-01-01", "2025-12-31"),
        ("2026, jatkuva", "once", "2026-01-01", "2026-12-31"),
        ("sopimuskauden aikana, jatkuva", "term", "2025-06-01", "2029-05-31"),
        ("fortlöpande 2025–2027", "continuous", "2025-01-01", "2027-12-31"),
        ("löpande under avtalsperioden", "continuous", "2025-06-01", "2029-05-31"),
        ("YTA-johtoryhmä 2026; uppföljning av störningar i lägesbilden", "once", "2026-01-01", "2026-12-31"),
        ("2026 alkaen vuosittain", "yearly", "2026-01-01", "2029-05-31"),
        ("kuukausittain vuoden 2026 loppuun asti", "monthly", "2025-06-01", "2026-12-31"),
    ],
)
def test_further_forms_are_read(text: str, kind: str, start: str, end: str) -> None:
    found = read(text)
    assert (found.kind, str(found.start or ""), str(found.end or "")) == (kind, start, end)


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("maaliskuussa vuosittain", (3, 1), (3, 31)),
        ("vuosittain maaliskuun aikana", (3, 1), (3, 31)),
        ("vuosittain maaliskuuhun mennessä", (1, 1), (3, 31)),
        ("vuosittain maaliskuun loppuun mennessä", (1, 1), (3, 31)),
        ("vuosittain vuoden loppuun mennessä", (1, 1), (12, 31)),
        ("vuosittain 12.8.", (8, 12), (8, 12)),
        ("vuosittain helmikuussa", (2, 1), (2, 29)),
        ("vuosittain 1.2.–31.3.", (2, 1), (3, 31)),
        ("vuosittain Q1", (1, 1), (3, 31)),
        ("årligen mars–april", (3, 1), (4, 30)),
        ("varje år senast i juni", (1, 1), (6, 30)),
        ("varje år på våren", (1, 1), (6, 30)),
        ("joka kevät", (1, 1), (6, 30)),
        ("kahdesti vuodessa", (1, 1), (12, 31)),
    ],
)
def test_a_yearly_rhythm_may_have_its_part_of_the_year(
    text: str, opens: tuple[int, int], closes: tuple[int, int]
) -> None:
    rhythm = read(text).rhythm
    assert rhythm
    assert (rhythm.every, rhythm.opens, rhythm.closes) == ("yearly", opens, closes)


def test_marks_beside_the_time_are_kept() -> None:
    weekly = read("Viikoittainen lakisääteinen seuranta, toteutuksessa").duties[0]
    assert (weekly.is_statutory, weekly.is_running, weekly.subject) == (True, True, "seuranta")
    assert read("YTA-johtoryhmä 2025. Erillinen sopimus").duties[0].agreement == "Erillinen sopimus"
    followed = read("YTA-johtoryhmä 2026; häiriötilanteiden seuranta YTA-tasoisessa tilannekuvassa")
    assert followed.duties[1].subject == "häiriötilanteiden seuranta YTA-tasoisessa tilannekuvassa"
    assert followed.planned_end == date(2026, 12, 31)


# The page


def shown(found: Schedule) -> list[str]:
    """A row of the page's tables, from what was read."""
    rhythm = found.rhythm or Rhythm("yearly")
    (first_month, first), (last_month, last) = rhythm.opens, rhythm.closes
    each = (
        []
        if rhythm.closes == (12, 31) and first_month == 1
        else [f"{first}.{first_month}.–{last}.{last_month}."]
    )
    each += [f"{rhythm.times} ×"] if rhythm.times > 1 else []
    each += ["at least"] if rhythm.is_least else []
    span = f"{day(found.start)}–{day(found.end)}" if found.start or found.end else ""
    kinds = " + ".join(duty.kind for duty in found.duties)
    return [found.raw, kinds, span, ", ".join(each), " → ".join(found.bodies), ", ".join(found.assumptions)]


@pytest.mark.parametrize("row", rows_under(HEAD_OF_READ), ids=lambda row: row[0])
def test_a_text_of_the_page_is_read_as_the_page_says(row: list[str]) -> None:
    assert shown(read(row[0])) == row


@pytest.mark.parametrize("row", rows_under(HEAD_OF_REFUSED), ids=lambda row: row[0])
def test_a_text_that_the_page_refuses_is_refused_for_the_reason_that_it_says(row: list[str]) -> None:
    fault = refused(row[0])
    assert [fault.raw, fault.found, fault.reason, fault.nearest] == row


def test_the_page_has_examples_of_every_kind_and_assumption() -> None:
    readings = [read(row[0]) for row in rows_under(HEAD_OF_READ)]
    assert len(readings) > 100
    kinds = {duty.kind for reading in readings for duty in reading.duties}
    assert kinds == set(KINDS)
    assert {each for reading in readings for each in reading.assumptions} == set(ASSUMPTIONS)
    assert set(re.findall(r"^\| `(\w+)` \| .* \|$", PAGE.split("## Assumptions")[1], re.MULTILINE)) == set(
        ASSUMPTIONS
    )


def test_every_reason_has_an_example_and_a_sentence_in_three_languages() -> None:
    faults = [refused(row[0]) for row in rows_under(HEAD_OF_REFUSED)]
    faults += [refused("sopimuskauden aikana", None), refused("x" * 301)]
    told = {fault.reason: fault for fault in faults}
    assert set(told) == set(REASONS)
    for fault in told.values():
        sentences = [fault.sentence(language) for language in LANGUAGES]
        assert len(set(sentences)) == 3
        assert all(fault.raw in each and "{" not in each for each in sentences)


def test_every_kind_has_a_name_in_three_languages() -> None:
    for kind in KINDS:
        assert len({text_of(f"schedule.kind.{kind}", language, rows=3) for language in LANGUAGES}) == 3


def test_assumptions_are_told_in_three_languages() -> None:
    found = read("YTA-johtoryhmä, syksy 2025")
    assert assumed(found, "fi") == ["Syksy luetaan 1.8.–31.12."]
    assert assumed(found, "sv") == ["Hösten läses som 1.8–31.12."]
    assert assumed(found, "en") == ["Autumn is read as 1 August to 31 December."]
    assert assumed(read("2026"), "en") == []


# What is written is what is read


@dataclass(frozen=True)
class Period:
    """A period of the calendar and ways of writing it."""

    start: date
    end: date
    forms: list[str]


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def a_day(year: int, month: int, number: int) -> Period:
    that = date(year, month, min(number, monthrange(year, month)[1]))
    d, m = that.day, that.month
    finnish = month_name(f"2025-{m:02d}", "fi").split()[0]
    swedish = month_name(f"2025-{m:02d}", "sv").split()[0]
    forms = [f"{d}.{m}.{year}", f"{d:02d}.{m:02d}.{year}", f"{d}. {m}. {year}", f"{d}. {finnish}ta {year}"]
    forms += [f"{d} {swedish} {year}", f"den {d} {swedish} {year}", that.isoformat()]
    return Period(that, that, forms)


def a_month(year: int, month: int, _: int) -> Period:
    finnish = month_name(f"2025-{month:02d}", "fi").split()[0]
    swedish = month_name(f"2025-{month:02d}", "sv").split()[0]
    forms = [f"{month}/{year}", f"{month:02d}/{year}", f"{finnish} {year}", f"{finnish}ssa {year}"]
    forms += [f"{finnish}n {year} aikana", f"vuoden {year} {finnish}ssa", f"{finnish.upper()} {year}"]
    forms += [f"{swedish} {year}", f"i {swedish} {year}", f"under {swedish} {year}", f"{swedish} år {year}"]
    return Period(date(year, month, 1), month_end(year, month), forms)


def a_quarter(year: int, month: int, _: int) -> Period:
    n = (month - 1) // 3 + 1
    word, ord_sv = (
        ["ensimmäinen", "toinen", "kolmas", "neljäs"][n - 1],
        ["första", "andra", "tredje", "fjärde"][n - 1],
    )
    forms = [
        f"Q{n}/{year}",
        f"Q{n} {year}",
        f"{year} Q{n}",
        f"{n}. kvartaali {year}",
        f"{word} neljännes {year}",
    ]
    forms += [f"vuoden {year} {n}. vuosineljännes", f"{ord_sv} kvartalet {year}", f"kvartal {n}/{year}"]
    return Period(date(year, 3 * n - 2, 1), month_end(year, 3 * n), forms)


def a_half(year: int, month: int, _: int) -> Period:
    n = (month - 1) // 6 + 1
    forms = [
        f"H{n}/{year}",
        f"H{n} {year}",
        f"{n}. vuosipuolisko {year}",
        f"vuoden {year} {n}. vuosipuoliskolla",
    ]
    forms += [f"{['första', 'andra'][n - 1]} halvåret {year}", f"{n}:a halvåret {year}"]
    return Period(date(year, 6 * n - 5, 1), month_end(year, 6 * n), forms)


def a_season(year: int, month: int, _: int) -> Period:
    spring = month < 7
    stem, swedish = ("kevä", "vår") if spring else ("syks", "höst")
    forms = [f"{stem}{'t' if spring else 'y'} {year}", f"{stem}{'ällä' if spring else 'yllä'} {year}"]
    forms += [f"{stem}{'än' if spring else 'yn'} {year} aikana", f"{year} {stem}{'t' if spring else 'y'}"]
    forms += [f"{swedish}en {year}", f"under {swedish}en {year}", f"på {swedish}en {year}"]
    return Period(date(year, 1 if spring else 8, 1), month_end(year, 6 if spring else 12), forms)


def a_year(year: int, _: int, __: int) -> Period:
    forms = [f"{year}", f"vuosi {year}", f"vuonna {year}", f"Vuoden {year} aikana", f"v. {year}"]
    return Period(
        date(year, 1, 1), date(year, 12, 31), [*forms, f"år {year}", f"under {year}", f"under år {year}"]
    )


def a_week(year: int, month: int, _: int) -> Period:
    number = month * 4
    monday = date.fromisocalendar(year, number, 1)
    forms = [
        f"viikko {number}/{year}",
        f"viikolla {number}/{year}",
        f"vko {number}/{year}",
        f"vecka {number}/{year}",
    ]
    return Period(monday, monday + timedelta(days=6), forms)


MAKERS = (a_day, a_week, a_month, a_quarter, a_half, a_season, a_year)
PERIODS = st.builds(
    lambda make, year, month, number: make(year, month, number),
    st.sampled_from(MAKERS),
    st.integers(2000, 2099),
    st.integers(1, 12),
    st.integers(1, 31),
)
BODIES = st.sampled_from(
    [
        "",
        "YTA-johtoryhmä ",
        "YTA-johtoryhmä, ",
        "YTA-johtoryhmä: ",
        "Satakunnan hyvinvointialueen aluehallitus ",
        "Österbottens välfärdsområdes styrelse, ",
        "Styrgruppen för social- och hälsovården ",
    ]
)


@settings(max_examples=200, deadline=None)
@given(period=PERIODS, body=BODIES, data=st.data())
def test_a_period_is_the_same_however_it_is_written(period: Period, body: str, data: st.DataObject) -> None:
    text = body + data.draw(st.sampled_from(period.forms))
    found = read(text)
    assert (found.kind, found.start, found.end) == ("once", period.start, period.end), text
    assert (found.planned_start, found.planned_end) == (None, period.end)
    assert found.bodies == ((body.strip(" ,:"),) if body else ())


LIMITS: dict[str, Literal["by", "before", "from"]] = {
    "viimeistään {}": "by",
    "senast {}": "by",
    "t.o.m. {}": "by",
    "ennen {}": "before",
    "före {}": "before",
    "{} alkaen": "from",
    "fr.o.m. {}": "from",
    "från och med {}": "from",
    "{}–": "from",
}


@settings(max_examples=100, deadline=None)
@given(period=PERIODS, pattern=st.sampled_from(sorted(LIMITS)), data=st.data())
def test_a_limit_is_the_same_however_its_period_is_written(
    period: Period, pattern: str, data: st.DataObject
) -> None:
    """Forms that have an ending or a preposition of their own cannot take another."""
    form = data.draw(
        st.sampled_from([each for each in period.forms if not re.search("aikana|under|^i |^på", each)])
    )
    found = read(pattern.format(form))
    expected = {
        "by": (None, period.end),
        "before": (None, period.start - timedelta(days=1)),
        "from": (period.start, None),
    }
    assert (found.start, found.end) == expected[LIMITS[pattern]]
    assert found.planned_end == found.end


@settings(max_examples=100, deadline=None)
@given(first=PERIODS, second=PERIODS, data=st.data())
def test_a_range_runs_from_the_first_period_to_the_second_or_is_refused(
    first: Period, second: Period, data: st.DataObject
) -> None:
    """Refused when it ends before it begins, and when a whole year stands beside something finer."""
    left, right = (data.draw(st.sampled_from(each.forms[:2])) for each in (first, second))
    found = read_schedule(f"{left} – {right}")
    years = [(each.end - each.start).days > 360 for each in (first, second)]
    if years[0] != years[1]:
        assert isinstance(found, Fault)
    elif first.start < second.start and first.end < second.end:
        assert isinstance(found, Schedule)
        assert (found.start, found.end) == (first.start, second.end)
    else:
        assert isinstance(found, Fault)
        assert found.reason in ("reversed", "no_year")


@settings(max_examples=100, deadline=None)
@given(year=st.integers(2000, 2099), month=st.integers(1, 12), number=st.integers(1, 31))
@example(year=2025, month=2, number=29)
@example(year=2024, month=2, number=29)
def test_a_day_that_is_not_in_the_calendar_is_refused(year: int, month: int, number: int) -> None:
    found = read_schedule(f"{number}.{month}.{year}")
    is_day = number <= monthrange(year, month)[1]
    assert isinstance(found, Schedule) == is_day
    if isinstance(found, Fault):
        assert (found.reason, found.found) == ("impossible", f"{number}.{month}.{year}")


@settings(max_examples=150, deadline=None)
@given(
    words=st.lists(
        st.one_of(
            st.sampled_from(sorted({" ".join(phrase) for phrase in phrases()})),
            st.sampled_from(
                ["2025", "25", "3", "31", "/", ".", ",", ";", "–", "(", ")", ":", "johtoryhmä", "xyz"]
            ),
        ),
        max_size=7,
    )
)
def test_words_in_any_order_are_read_or_refused_and_never_break(words: list[str]) -> None:
    text = " ".join(words)
    found = read_schedule(text, TERM)
    assert found.raw == text
    if isinstance(found, Schedule):
        assert "xyz" not in words
        assert found.start is None or found.end is None or found.start <= found.end
    else:
        assert found.sentence("fi")
        assert not found.nearest or isinstance(read_schedule(found.nearest, TERM), Schedule)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = read_schedule(text, TERM)
    assert found.raw == text


@pytest.mark.parametrize("word", ["ei", "noin", "tai", "kuitenkin", "inte", "osittain", "xyz", "?", "/"])
@settings(max_examples=20, deadline=None)
@given(period=PERIODS, at_end=st.booleans(), data=st.data())
def test_a_word_too_many_refuses_the_whole(
    word: str, period: Period, at_end: bool, data: st.DataObject
) -> None:
    form = data.draw(st.sampled_from(period.forms))
    refused(f"{form} {word}" if at_end else f"{word} {form}", None)


def test_a_text_in_other_letters_is_the_same() -> None:
    """NFD letters, soft hyphens, no-break blanks and every kind of dash."""
    plain = read("YTA-johtoryhmä, syksy 2025 – kevät 2026")
    for text in (
        "YTA-johtoryhma\u0308, syksy\u00a02025 – keva\u0308t 2026",
        "YTA-johto\u00adryhmä, syksy 2025 \u2014 kevät 2026",
        "YTA\u2011johtoryhmä,  SYKSY 2025\n- Kevät 2026.",
    ):
        found = read(text)
        assert found.duties == plain.duties
        assert found.raw == text


# Traps


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("vuosittin maaliskuussa", "vuosittain maaliskuussa"),
        ("maalikuussa 2025", "maaliskuussa 2025"),
        ("YTA-johtoryhmä, syyksy 2025", "YTA-johtoryhmä, syksy 2025"),
        ("tarvitaessa", "tarvittaessa"),
        ("årlien i mars", "årligen i mars"),
        ("syksy 25", "syksy 2025"),
        ("Q3/25", "Q3/2025"),
        ("2024–25", "2024-2025"),
    ],
)
def test_the_nearest_form_of_a_slip_is_told_and_would_be_read(text: str, nearest: str) -> None:
    fault = refused(text)
    assert fault.nearest == nearest
    assert nearest in fault.sentence("sv")
    read(nearest)


def test_the_place_of_a_fault_is_counted_in_the_text() -> None:
    fault = refused("YTA-johtoryhmä, 31.2.2026")
    assert fault.raw[fault.at - 1 :] == fault.found == "31.2.2026"


def test_what_is_due_once_has_an_end_and_what_recurs_or_waits_has_none() -> None:
    assert read("sopimuskauden aikana").planned_end == TERM.end
    for text in ("vuosittain", "viikoittain", "jatkuva", "tarvittaessa", "YTA-johtoryhmä", ""):
        assert (read(text).planned_start, read(text).planned_end) == (None, None)


def test_only_a_beginning_that_the_text_names_closely_is_a_planned_start() -> None:
    starts = {
        "1.3.2025 alkaen": date(2025, 3, 1),
        "3/2025 alkaen": date(2025, 3, 1),
        "tammi–maaliskuu 2025": date(2025, 1, 1),
        "1.3.–30.6.2025": date(2025, 3, 1),
        "vuodesta 2025 alkaen": None,
        "2024–2025": None,
        "syksy 2025": None,
        "1.3.2025": None,
        "kuukausittain 1.3.2026 alkaen": None,
    }
    assert {text: read(text).planned_start for text in starts} == starts


def test_an_approval_chain_keeps_its_order_and_the_time_of_each_body() -> None:
    chain = read("YTA-johtoryhmä 10/2025, hyvinvointialueet, aluevaltuusto 31.1.2026 mennessä")
    assert chain.duties[0].steps == (
        Step("YTA-johtoryhmä", Window(date(2025, 10, 1), date(2025, 10, 31), "month")),
        Step("hyvinvointialueet"),
        Step("aluevaltuusto", Window(None, date(2026, 1, 31), "day")),
    )
    assert (chain.start, chain.end) == (date(2025, 10, 1), date(2026, 1, 31))
    assert read("YTA-johtoryhmä, aluehallitus 2026").bodies == ("YTA-johtoryhmä", "aluehallitus")
    two = read("YTA-johtoryhmä 2025; aluehallitus 3/2026")
    assert [duty.kind for duty in two.duties] == ["once", "once"]
    assert (two.start, two.end) == (date(2025, 1, 1), date(2026, 3, 31))


def test_what_recurs_is_limited_by_the_term_unless_the_text_says_otherwise() -> None:
    assert read("vuosittain").start == TERM.start
    assert read("vuosittain", None).start is None
    assert read("vuosittain 2026 alkaen").end == TERM.end
    assert read("vuosittain sopimuskauden aikana").end == TERM.end
    assert read("vuosittain 2030–2032").start == date(2030, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2025, 2026",
        "syksy 2025 ja kevät 2026",
        "1.3.2025 31.3.2025",
        "20 25",
        "1/2 2025",
        "3/4/2025",
        "2025/26",
        "2025/2026",
        "31.3",
        "tammi-, helmi- ja maaliskuu 2025",
        "huhti–touko 2025",
        "1–2 kertaa vuodessa",
        "3 vuoden välein",
        "vuoden 2025 jälkeen",
        "efter 2025",
        "sopimuskauden jälkeen",
        "VATE:n aikana",
        "YTA-johtoryhmän kokous 4/2026",
        "Arvioidaan johtoryhmä 2026",
        "Vain johtoryhmä 2026",
        "Peruttu johtoryhmä 2026",
        "YTA-johtoryhmä ei 2026",
        "toteutuksessa",
        "lakisääteinen",
        "myöhemmin",
        "toistaiseksi",
        "2025?",
        "(2026",
        "2026)",
        "((2026))",
        ", 2026",
        "2026,, 2027",
        ";",
        ".",
        "jatkuva, 2026",
        "tarvittaessa vuosittain",
        "vuosittain maaliskuussa ja syyskuussa",
        "vuosittain viikolla 12",
        "vuosittain marras–helmikuussa",
        "vuosittain 31.2.",
        "I 2025",
        "I/2025",
        "v2025",
        "v. 10/2025",
        "enintään kerran vuodessa",
        "vuosina 2025 ja 2026",
        "1–3",
        "syksy–kevät 2025–2026",
        "vuosien 2025–2026 loppuun mennessä",
        "vuoden aikana",
        "3 kuukauden kuluessa",
        "1.8.2025–31.7.",
        "612/2021",
        "päivittäin",
        "viikoittain viikolla 12/2026",
        "seuranta, tarkistuksen seuranta",
        "Sopimus, erillinen sopimus",
        "YTA-johtoryhmä 2026; toteutuksessa",
        "vuosittain; vuosittain maaliskuussa",
    ],
)
def test_what_is_half_understood_is_refused(text: str) -> None:
    refused(text)
