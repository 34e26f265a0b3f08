"""Invented respondents of the shipped survey, from a seed: their answers have the percentages that were published.

Nothing of them is real but those percentages; municipalities are called Kunta 1, Kunta 2 ...
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from ytaexcel.survey import Response, Survey, load_survey
from ytaexcel.texts import Language

ROOT = Path(__file__).parent.parent
SURVEY = "yhdyspintakysely"
ROUND, BEFORE = "2022-2", "2022-1"
RESPONDENTS = 686
SOME = {"20": 3, "18": 6, "90": 8, "17": 9, "03": 39, "09": 40, "01": 37, "21": 36}
"""Respondents of the smallest counties, of which one has too few to be shown, and of those with a known percentage."""
TAKES_PART = {"03": 87, "09": 85, "01": 43, "21": 44}
BY_SIZE = {"over_100": 84, "from_50": 56, "under_5": 57}
ROLES = {
    "management": 190,
    "sector": 240,
    "elected_municipality": 102,
    "elected_both": 103,
    "joint_authority": 51,
}
ANSWERED = {
    "A": 686,
    "B": 676,
    "C1": 677,
    "C2": 675,
    "C3": 674,
    "C4": 673,
    "C5": 672,
    "C6": 670,
    "D1": 668,
    "D2": 669,
    "D3": 671,
    "E": 673,
}
BATTERY = {
    # question: percent of good and bad answers, of all who answered
    "C1": (19, 40),
    "C2": (21, 39),
    "C3": (26, 34),
    "C4": (27, 33),
    "C5": (28, 31),
    "C6": (40, 20),
    "D1": (14, 30),
    "D2": (14, 29),
    "D3": (16, 27),
    "E": (22, 18),
}
Rows = list[dict[str, str]]


def survey() -> Survey:
    return load_survey(ROOT / "schemas" / SURVEY)


def respondents(seed: int = 2023) -> Rows:
    """One mapping of background and question to code for each respondent; blank answers are not there."""
    chance = random.Random(seed)
    rows = list(_backgrounds(chance))
    _take_part(rows, chance)
    _experience(rows, chance)
    for question, (good, bad) in BATTERY.items():
        asked = chance.sample(rows, ANSWERED[question])
        _answer(asked, question, good, bad, chance)
    return rows


def former(seed: int = 1) -> Rows:
    """The round before: fewer respondents, and other answers, of the same shape."""
    chance = random.Random(seed)
    rows = [dict(each) for each in chance.sample(respondents(seed), 540)]
    for row in rows:
        if chance.random() < 0.2 and "A" in row:
            row["A"] = "no"
    return rows


def as_responses(rows: Sequence[Mapping[str, str]]) -> list[Response]:
    """The respondents as they are once they have been read."""
    backgrounds = [each.code for each in survey().backgrounds]
    return [
        Response(
            number,
            {code: row.get(code, "") for code in backgrounds},
            {code: value for code, value in row.items() if code not in backgrounds},
        )
        for number, row in enumerate(rows, start=2)
    ]


def workbook(rows: Sequence[Mapping[str, Any]], language: Language = "fi", **properties: str) -> bytes:
    """A responses workbook as tools for surveys export them; values that are no code stand as they are."""
    definition = survey()
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = definition.sheet[language]
    columns = [
        *((each.code, each.names) for each in definition.backgrounds),
        *((each.code, each.header) for each in definition.questions),
    ]
    page.append([names[language] for _, names in columns])
    words = {
        each.code: {option.code: option.names[language] for option in each.options}
        for each in definition.listed
    }
    words |= {
        question.code: {each.code: each.names[language] for each in scale.answers}
        for question, scale in definition.asked
    }
    for row in rows:
        values = [words.get(code, {}).get(row.get(code, ""), row.get(code, None)) for code, _ in columns]
        page.append([int(each) if isinstance(each, str) and each.isdigit() else each for each in values])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _backgrounds(chance: random.Random) -> Iterator[dict[str, str]]:
    counties = [each.code for each in survey().background("county").options]
    rest = RESPONDENTS - sum(SOME.values())
    large = [each for each in counties if each not in SOME]
    share, more = divmod(rest, len(large))
    counts = {each: share + (number < more) for number, each in enumerate(large)} | SOME
    roles = [role for role, count in ROLES.items() for _ in range(count)]
    chance.shuffle(roles)
    sizes = ["under_5", "from_5", "from_10", "from_20", "from_50", "over_100"]
    number = 0
    for county, count in counts.items():
        places = [
            (f"Kunta {number + each}", "over_100" if county == "90" else sizes[each % 6])
            for each in range(1, 2 if county == "90" else 9)
        ]
        number += len(places)
        for _ in range(count):
            municipality, size = chance.choice(places)
            yield {"role": roles.pop(), "county": county, "municipality": municipality, "size": size}


def _take_part(rows: Rows, chance: random.Random) -> None:
    """Yes in each county and in each size class as often as its percentage says, by changing places in a county."""
    by_county, by_size = _in(rows, "county"), _in(rows, "size")
    wanted_sizes = {
        size: _count(BY_SIZE.get(size, {"from_5": 61, "from_10": 65, "from_20": 68}.get(size, 0)), len(own))
        for size, own in by_size.items()
    }
    counts = {county: _count(TAKES_PART.get(county, 65), len(own)) for county, own in by_county.items()}
    free = [county for county in by_county if county not in TAKES_PART]
    while sum(counts.values()) != sum(wanted_sizes.values()):
        step = 1 if sum(counts.values()) < sum(wanted_sizes.values()) else -1
        county = chance.choice(free)
        if 0.5 < (counts[county] + step) / len(by_county[county]) < 0.82:
            counts[county] += step
    for county, own in by_county.items():
        for place, row in enumerate(chance.sample(own, len(own))):
            row["A"] = "yes" if place < counts[county] else "no"
    while wrong := {
        size: wanted_sizes[size] - sum(row["A"] == "yes" for row in own)
        for size, own in by_size.items()
        if wanted_sizes[size] != sum(row["A"] == "yes" for row in own)
    }:
        more = [size for size, lacking in wrong.items() if lacking > 0]
        one = chance.choice([row for row in rows if row["A"] == "yes" and row["size"] not in more])
        for other in chance.sample(rows, len(rows)):
            is_wanted = other["size"] in more or (other["size"] not in wrong and chance.random() < 0.3)
            if other["county"] == one["county"] and other["A"] == "no" and is_wanted:
                one["A"], other["A"] = "no", "yes"
                break


def _experience(rows: Rows, chance: random.Random) -> None:
    """29 % of all elected good, 23 % and 35 % of their two kinds; officials rather bad than good."""
    by_role = _in(rows, "role")
    left = RESPONDENTS - ANSWERED["B"] - 5
    for role, good, bad in (("elected_municipality", 23, 21), ("elected_both", 35, 20)):
        _answer(chance.sample(by_role[role], 100), "B", good, bad, chance)
    for role, good, bad in (("management", 22, 35), ("sector", 20, 37), ("joint_authority", 24, 30)):
        silent = left if role == "sector" else 0
        _answer(chance.sample(by_role[role], len(by_role[role]) - silent), "B", good, bad, chance)


def _answer(asked: Rows, question: str, good: int, bad: int, chance: random.Random) -> None:
    """So many percent on the two sides; a tenth cannot say, the rest stand in the middle."""
    scale = next(scale for each, scale in survey().asked if each.code == question)
    sides = {
        side: [each.code for each in scale.answers if each.side == side]
        for side in ("good", "bad", "middle", "cannot_say")
    }
    counts = {
        "good": _count(good, len(asked)),
        "bad": _count(bad, len(asked)),
        "cannot_say": len(asked) // 10,
    }
    order = [side for side, count in counts.items() for _ in range(count)]
    order += ["middle"] * (len(asked) - len(order))
    for row, side in zip(chance.sample(asked, len(asked)), order, strict=True):
        row[question] = chance.choice(sides[side])


def _count(percent: int, of: int) -> int:
    return round(percent * of / 100)


def _in(rows: Rows, background: str) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in rows:
        found.setdefault(row[background], []).append(row)
    return found
