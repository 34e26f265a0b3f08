"""Whatever a group tells over two years, items that recur are judged as an independent reading of the rules has it."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from conftest import ROOT
from oracle_recurrence import Judged, Plan, Told, judge, last_of
from stories import PLACE, frame, monthly, told
from ytaexcel.assess import assess
from ytaexcel.in_force import in_force
from ytaexcel.months import months_between
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.records import Expected
from ytaexcel.programme.scheduling import scheduled
from ytaexcel.schedule import Term

MONTHS = list(months_between("2026-01", "2027-12"))
TERMS = [Term(date(2025, 6, 1), date(2029, 5, 31)), Term(date(2026, 2, 10), date(2027, 5, 20))]
"""The programme's, and one that ends before the two years do."""
OTHERS = {
    "1A.1.1": ("vuosittain maaliskuussa", Plan("year", opens=(3, 1), closes=(3, 31))),
    "1A.1.2": ("årligen senast den 31 mars", Plan("year", closes=(3, 31))),
    "1B.1.2": ("kuukausittain", Plan("month")),
    "1B.1.3": ("neljännesvuosittain", Plan("quarter")),
    "2B.1.2": ("puolivuosittain", Plan("half")),
    "3A.1.2": ("kaksi kertaa vuodessa", Plan("year", times=2)),
    "2B.2.1": ("joka syksy", Plan("year", opens=(8, 1), closes=(12, 31))),
}
"""Item -> a schedule text that the plan does not have, put in the place of its own."""


@pytest.fixture(scope="module")
def shipped() -> Programme:
    """The programme of Western Finland, of one county, with one item of each schedule text."""
    programme = load_programme(ROOT / "schemas" / "lansi-suomi-yta")
    texts = {item.schedule_text: item for item in programme.items if item.id not in OTHERS}
    return replace(
        programme,
        items=tuple(each for each in programme.items if each.id in OTHERS or each in texts.values()),
        organisations=tuple(each for each in programme.organisations if each.code == PLACE),
        expected=tuple(Expected(PLACE, each.code, "2026-01", "") for each in programme.groups),
    )


def with_texts(programme: Programme, term: Term) -> Programme:
    """With the texts of OTHERS, and all texts read with this term."""
    items = [
        scheduled(
            replace(item, planned_start=None, planned_end=None),
            {
                "schedule": OTHERS.get(item.id, (item.schedule_text,))[0],
                "planned_start": "",
                "planned_end": "",
            },
            term,
        )
        for item in programme.items
    ]
    return replace(programme, items=tuple(items), term=term)


def plan_of(item: str, text: str, term: Term, deadline: date) -> Plan:
    """What the text of an item means, as reference and documentation have it."""
    if item in OTHERS:
        return replace(OTHERS[item][1], first=term.start, last=term.end)
    if "vuosikello" in text or "vuosittain" in text:
        return Plan("year", first=term.start, last=term.end)
    if "Viikoittainen" in text:
        return Plan("week", first=term.start, last=term.end)
    ends = {"Sopimuskauden aikana": term.end, "Tarvittaessa": None}
    years = [word.strip(".,;") for word in text.split() if word.strip(".,;")[-4:].isdecimal()]
    if text in ends:
        return Plan(end=ends[text])
    if not years:
        return Plan(end=deadline)
    month, _, year = years[0].rpartition("/")
    return Plan(end=last_of(f"{year}-{int(month or 12):02d}"))


def random_life(chance: random.Random, sent: list[str]) -> dict[str, Told]:
    """What is told of an item in the months in which a workbook came."""
    rows: dict[str, Told] = {}
    talkative = chance.choice([0.3, 0.7, 0.95])
    for month in sent:
        if chance.random() > talkative:
            continue
        status = chance.choices(["not_started", "started", "done", "not_applicable", "x"], [2, 6, 5, 0.3, 5])[
            0
        ]
        percent = chance.choice([None, 20.0, 40.0, 40.0]) if status in ("started", "not_started") else None
        near = last_of(month) + timedelta(days=chance.randrange(-60, 400))
        forecast = near if chance.random() < 0.3 else None
        rows[month] = Told(status, percent, forecast, chance.random() < 0.1, chance.random() < 0.1)
    return rows


def row_of(month: str, item: str, group: str, said: Told, text: str) -> dict[str, object] | None:
    words = [said.status, *([str(said.percent)] if said.percent is not None else [])]
    words += [f">{said.forecast}"] if said.forecast else []
    words += ["help"] if said.has_red_flag else []
    return told(month, " ".join([*words, f"where_now={text}"]), item, PLACE, group)


def assessed(
    programme: Programme, lives: Mapping[str, Mapping[str, Told]], collected: list[str]
) -> dict[tuple[str, str], Judged]:
    """(Item, month) -> what the package says."""
    groups = {item.id: item.group for item in programme.items}
    rows = []
    for item, life in lives.items():
        text = ""
        for month, said in life.items():
            text = f"in_{month}" if said.is_text_typed else text  # else left as it was
            rows.append(row_of(month, item, groups[item], said, text))
    values = in_force(monthly(frame([row for row in rows if row])), MONTHS, programme)
    found = {}
    for each in assess(values, set(collected), lambda _: set(), programme):
        for row in each.astype(object).where(each.notna(), None).to_dict("records"):
            ends = [
                row[name].date() if row[name] is not None else None
                for name in ("planned_end", "forecast_end")
            ]
            found[row["item"], row["month"]] = Judged(
                row["status"],
                row["percent_done"],
                ends[0],
                ends[1],
                row["reported"],
                row["behind"],
                row["days_late"],
                frozenset(filter(None, row["reasons"].split(";"))),
            )
    return found


@pytest.mark.parametrize("term", TERMS, ids=["whole", "ends"])
@pytest.mark.parametrize("seed", range(2))
def test_two_years_of_the_programme_are_judged_as_the_rules_say(
    shipped: Programme, term: Term, seed: int
) -> None:
    programme = with_texts(shipped, term)
    chance = random.Random(seed)
    collected = [month for month in MONTHS if chance.random() < 0.85]
    lives = {item.id: random_life(chance, collected) for item in programme.items}
    ours = assessed(programme, lives, collected)
    for item in programme.items:
        plan = plan_of(item.id, item.schedule_text, term, programme.hard_deadline)
        theirs = judge(plan, MONTHS, lives[item.id], collected, date(2026, 1, 1))
        for month in MONTHS:
            told_so_far = {each: said for each, said in lives[item.id].items() if each <= month}
            assert ours[item.id, month] == theirs[month], (item.id, month, told_so_far)
