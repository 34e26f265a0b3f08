"""The sheets that show the programme itself: every item with its state in each organisation, and who answers for it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ytaexcel.programme import Field, Item
from ytaexcel.programme.details import REFERENCES, details, path_of, shown_detail
from ytaexcel.programme.officials import Place, Register
from ytaexcel.report.cells import whole, words_of
from ytaexcel.report.edition import Edition
from ytaexcel.report.lists import records
from ytaexcel.report.table import NAMED, TEXT, WRAP, Column, add_list_sheet
from ytaexcel.report.words import FLAG, Row
from ytaexcel.style.measure import column_pixels
from ytaexcel.texts import NONE, number

LATE, STAR = "▲", "*"
STATE_WIDTH, PART_WIDTH, OFFICIAL_WIDTH = 130, 192, 190
NAME_WIDTH, BROAD_NAME_WIDTH = 300, 540
LONG_NAME = 250
"""Characters from which names take the broad column."""


def write_plan(edition: Edition) -> None:
    """Every item of the month in the order of the roadmap: what the programme says of it, and how far it is."""
    picture, language = edition.picture, edition.language
    programme = picture.programme
    states = {(row["organisation"], row["item"]): row for row in records(picture.states)}
    referred = _referred(edition)
    shown = {organisation for organisation, _ in states}
    items = programme.items_in(picture.month, picture.group)
    add_list_sheet(
        edition,
        "plan",
        sentence=edition.say("plan.sentence", count=number(len(items)), day=edition.last_day),
        if_empty=edition.say("plan.none"),
        columns=[
            Column("item", 84, lambda row: row["item"].id, TEXT),
            Column("name", _name_width(items), lambda row: row["item"].name, WRAP),
            *_part_column(edition),
            *(
                Column(
                    detail.code,
                    column_pixels(detail.width),
                    partial(_detail, edition, detail, referred),
                    WRAP,
                    header=detail.header(language, picture.month),
                )
                for detail in details(programme)
            ),
            *(
                Column(
                    each.code,
                    STATE_WIDTH,
                    partial(_state, edition, states, each.code),
                    WRAP,
                    header=each.short[language],
                )
                for each in programme.organisations
                if each.code in shown
            ),
        ],
        rows=[{"item": item} for item in items],
        frozen=2,
    )


def write_officials(edition: Edition) -> None:
    """The register: a row for each group, a column for each organisation, and gaps as words."""
    picture, language = edition.picture, edition.language
    programme = picture.programme
    owed = [pair for pair in programme.expected_in(picture.month) if picture.organisation in (None, pair[0])]
    register = programme.officials or Register(())
    gaps = register.gaps(owed, picture.month)
    organisations = [each for each in programme.organisations if each.code in {pair[0] for pair in owed}]
    groups = [each for each in programme.groups if each.code in {pair[1] for pair in owed}]
    add_list_sheet(
        edition,
        "officials",
        sentence=edition.say("officials.sentence", gaps=number(len(gaps)), places=number(len(owed))),
        if_empty=edition.say("officials.none"),
        columns=[
            Column(
                "group", 300, lambda row: edition.words.group_in_full(row["group"]), {**NAMED, "bold": True}
            ),
            *(
                Column(
                    each.code,
                    OFFICIAL_WIDTH,
                    partial(_official, edition, register, owed, each.code),
                    WRAP,
                    header=each.short[language],
                )
                for each in organisations
            ),
        ],
        rows=[{"group": each.code} for each in groups] if programme.officials is not None else [],
        frozen=1,
    )


def _name_width(items: Sequence[Item]) -> int:
    longest = max((len(item.name) for item in items), default=0)
    return BROAD_NAME_WIDTH if longest >= LONG_NAME else NAME_WIDTH


def _part_column(edition: Edition) -> list[Column]:
    """Code and name of the narrowest part of the roadmap that each item belongs to, where there are such parts."""
    above = list(edition.picture.programme.level_names.values())[:-1]
    if not above:
        return []

    def part(row: Row) -> str:
        return " ".join(list(path_of(row["item"]).items())[-1])

    return [Column("part", PART_WIDTH, part, WRAP, header=above[-1][edition.language])]


def _referred(edition: Edition) -> dict[str, list[str]]:
    """Item -> how far each part that it refers to has come, in words."""
    found: dict[str, list[str]] = {}
    for each in records(edition.picture.referred):
        part, done, rows = (
            f"{each['code']} {each['name']}".strip(),
            number(each["done"]),
            number(each["rows"]),
        )
        said = edition.say("plan.referred", part=part, done=done, rows=rows)
        found.setdefault(each["item"], []).append(said)
    return found


def _detail(edition: Edition, detail: Field, referred: Mapping[str, Sequence[str]], row: Row) -> str:
    """The detail; a reference with how far what it refers to has come."""
    picture, item = edition.picture, row["item"]
    if detail.code == REFERENCES:
        return "\n".join(referred.get(item.id, ()))
    return shown_detail(picture.programme, item, detail, picture.month, edition.language)


def _state(edition: Edition, states: dict[tuple[Any, Any], Row], organisation: str, row: Row) -> str:
    """`▲ käynnissä 40 % *`: behind, the state, a star where it is an earlier month's."""
    found = states.get((organisation, row["item"].id))
    if found is None or found["reported"] == "never":
        late = LATE if found is not None and found["behind"] else ""
        return f"{late} {NONE}".strip()
    said = edition.words.state(words_of(found["status"]), whole(found["percent_done"]))
    marks = (LATE if found["behind"] else "", FLAG if found["red_flag"] else "")
    star = STAR if found["reported"] == "carried" else ""
    return " ".join(part for part in (*marks, said, star) if part)


def _official(edition: Edition, register: Register, owed: list[Place], organisation: str, row: Row) -> str:
    place = (organisation, row["group"])
    if place not in owed:
        return NONE
    named = register.named(place, edition.picture.month)
    return "\n".join(named) or edition.say("officials.gap")
