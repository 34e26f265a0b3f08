"""What changed in the roadmap is told: in the reports, in the groups' workbooks, in the history."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from builder import KEY, passport_of
from stories import item_of, picture_of, small
from ytaexcel.picture import Picture
from ytaexcel.picture.agreed import agreed
from ytaexcel.picture.lists import Source
from ytaexcel.programme import Item, Programme
from ytaexcel.programme.successor import Successor
from ytaexcel.report.write import report_bytes
from ytaexcel.template import Order, Previous, write_template
from ytaexcel.texts import LANGUAGES, Language, catalogue

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
MONTH = "2021-09"


def named(item: Item, name: str, **changes: object) -> Item:
    *wider, last = item.levels
    levels = {level: item.levels[level] for level in wider} | {last: (item.levels[last][0], name)}
    return replace(item, levels=levels, printed=name, **changes)


def changed(programme: Programme) -> Programme:
    """Until August five items; from September on one is renamed, one replaced, one split, two merged, one is gone."""
    until, since = {"valid_to": "2021-08"}, {"valid_from": MONTH}
    items = [
        named(item_of(programme, "T.1", end="2021-08-31", **until), "Vanha nimi"),
        named(item_of(programme, "T.1", end="2021-12-31", **since), "Uusi nimi", window_source="johtoryhmä"),
        named(item_of(programme, "T.2", **until), "Ennen toisella tunnuksella"),
        named(item_of(programme, "T.3", **until), "Kokonaisuus"),
        named(item_of(programme, "T.4", **until), "Poistuva"),
        named(item_of(programme, "T.5", critical="no"), "Ennallaan"),
        named(item_of(programme, "T.20", **since), "Nyt tällä tunnuksella"),
        named(item_of(programme, "T.31", **since), "Ensimmäinen osa"),
        named(item_of(programme, "T.32", **since), "Toinen osa"),
        named(item_of(programme, "T.6", **since), "Aivan uusi", critical_source="ministeriö"),
    ]
    successors = (
        Successor("T.2", "T.20", MONTH, "johtoryhmä 1.9.2021"),
        Successor("T.3", "T.31", MONTH),
        Successor("T.3", "T.32", MONTH),
    )
    return replace(small(programme, *items), successors=successors)


LIVES = """
organisation | item | 2021-08    | 2021-09
05           | T.1  | started 40 | started 50
05           | T.2  | started 10 | -
05           | T.3  | done 100   | -
05           | T.4  | started    | -
05           | T.20 | -          | .
"""


@pytest.fixture(scope="module")
def picture(programme: Programme) -> Picture:
    return picture_of(changed(programme), LIVES)


def opened(picture: Picture, audience: str = "ministry", language: Language = "fi") -> Workbook:
    made = report_bytes(picture, picture.programme.audiences[audience], language)
    return load_workbook(BytesIO(made))


# The report


def test_the_report_has_a_row_for_each_change_with_how_it_was_and_is(picture: Picture) -> None:
    sheet = opened(picture)["Tiekartan muutokset"]
    header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    columns = [
        header.index(name)
        for name in ("Muutos", "Aiempi tunnus", "Aiempi nimi", "Tunnus nyt", "Nimi nyt", "Kuka päätti")
    ]
    assert [tuple(row[place] for place in columns) for row in rows] == [
        ("uusi nimi, uusi aikataulu", "T.1", "Vanha nimi", "T.1", "Uusi nimi", "johtoryhmä"),
        (
            "korvattu toisella, uusi nimi",
            "T.2",
            "Ennen toisella tunnuksella",
            "T.20",
            "Nyt tällä tunnuksella",
            "johtoryhmä 1.9.2021",
        ),
        ("jaettu", "T.3", "Kokonaisuus", "T.31", "Ensimmäinen osa", "–"),
        ("jaettu", "T.3", "Kokonaisuus", "T.32", "Toinen osa", "–"),
        ("poistunut", "T.4", "Poistuva", "–", "–", "–"),
        ("uusi", "–", "–", "T.6", "Aivan uusi", "ministeriö"),
    ]
    windows = (header.index("Aiempi aikataulu"), header.index("Aikataulu nyt"))
    assert [rows[0][place] for place in windows] == ["–31.8.2021", "–31.12.2021"]
    assert sheet["A6"].value is not None
    assert sheet["A6"].is_date


@pytest.mark.parametrize("audience", ["ministry", "organisation", "discussion"])
def test_every_audience_gets_it_ahead_of_the_method_and_page_one_leads_there(
    picture: Picture, audience: str
) -> None:
    book = opened(picture, audience)
    assert book.sheetnames[-2:] == ["Tiekartan muutokset", "Menetelmä"]
    leading = [
        cell.value
        for row in book["Yhteenveto"].iter_rows()
        for cell in row
        if cell.hyperlink and "Tiekartan muutokset" in str(cell.hyperlink.location)
    ]
    assert leading == ["Tiekartta on muuttunut (muutoksia 6): Tiekartan muutokset →"]


def test_the_method_says_what_goes_on_and_what_begins_anew(picture: Picture) -> None:
    told = {row[0].value: str(row[1].value) for row in opened(picture)["Menetelmä"].iter_rows()}
    assert told["Tiekartan muutokset"].startswith("Edellisen kuukauden jälkeen 6, ks. Tiekartan muutokset.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_each_language(picture: Picture, language: Language) -> None:
    sheet = opened(picture, "group", language)[catalogue()["report.sheet.roadmap"][language]]
    said = {cell.value for row in sheet.iter_rows() for cell in row}
    assert catalogue()["roadmap.change.split"][language] in said


def test_where_nothing_changed_there_is_no_such_sheet(picture: Picture, programme: Programme) -> None:
    still = picture_of(changed(programme), LIVES, month="2021-08")
    assert still.roadmap_changes == ()
    assert "Tiekartan muutokset" not in opened(still).sheetnames
    assert picture.roadmap_changes


def test_the_first_month_that_is_collected_tells_of_the_changes_with_which_it_begins(
    programme: Programme,
) -> None:
    lives = "organisation | item | 2021-09\n05 | T.1 | started 50"
    first = picture_of(changed(programme), lives)
    assert first.month_before is None
    book = opened(first)
    assert book["Tiekartan muutokset"]["A2"].value.startswith("6 muutosta kuukauden 8/2021 jälkeen.")
    assert any(
        str(cell.value).startswith("Tiekartta on muuttunut (muutoksia 6)")
        for row in book["Yhteenveto"].iter_rows()
        for cell in row
    )


def test_an_item_stands_in_the_lists_under_the_name_of_the_month(programme: Programme) -> None:
    late = changed(programme)
    late = replace(late, items=(replace(late.items[0], planned_start=None), *late.items[1:]))
    then, now = (picture_of(late, LIVES, month=month) for month in ("2021-08", MONTH))
    assert then.behind.set_index("item").loc["T.1", "name"] == "Vanha nimi"
    assert now.changes.set_index("item").loc["T.1", "name"] == "Uusi nimi"


def test_what_was_agreed_goes_on_with_the_item_that_took_the_place(programme: Programme) -> None:
    """Under the id and the name of the month; about both ids the newest counts."""

    def said(month: str, item: str, words: str) -> dict[str, object]:
        return {
            "month": month,
            "organisation": "05",
            "item": item,
            "field": "agreed",
            "value": words,
            "submission_id": "x",
            "sheet": "Keskustelu",
            "row": 5,
        }

    discussed = pd.DataFrame(
        [said("2021-08", "T.2", "vanha"), said(MONTH, "T.1", "aikataulu"), said(MONTH, "T.2", "uusi")]
    )
    assessed = pd.DataFrame(
        [
            {"organisation": "05", "item": "T.1", "status": "started", "percent_done": 50.0},
            {"organisation": "05", "item": "T.20", "status": "done", "percent_done": 100.0},
        ]
    )
    found = agreed(discussed, assessed, None, None, MONTH, changed(programme), {"x": Source("k.xlsx", "{}")})
    shown = found[["item", "name", "agreed", "status"]].to_numpy().tolist()
    assert shown == [
        ["T.1", "Uusi nimi", "aikataulu", "started"],
        ["T.20", "Nyt tällä tunnuksella", "uusi", "done"],
    ]


def test_a_group_is_told_of_its_own_changes_alone(programme: Programme) -> None:
    base = changed(programme)
    other = replace(
        small(
            programme,
            *base.items,
            named(item_of(programme, "T.9", group="JO", valid_from=MONTH), "Muun ryhmän"),
        ),
        successors=base.successors,
    )
    counts = [
        len(picture_of(other, LIVES, organisation="05", group=group).roadmap_changes)
        for group in ("HTT", "JO")
    ]
    assert counts == [6, 1]


def test_an_item_that_moves_is_told_with_both_groups(programme: Programme) -> None:
    items = [
        named(item_of(programme, "T.1", valid_to="2021-08"), "Siirtyvä"),
        named(item_of(programme, "T.1", group="JO", valid_from=MONTH), "Siirtyvä"),
    ]
    lives = "\n".join(LIVES.strip().splitlines()[:2])
    sheet = opened(picture_of(small(programme, *items), lives))["Tiekartan muutokset"]
    groups = [programme.group(code).short["fi"] for code in ("HTT", "JO")]
    assert " → ".join(groups) in {cell.value for row in sheet.iter_rows() for cell in row}


# The groups' workbooks


def guide_of(
    programme: Programme, path: Path, previous: dict[str, Previous], month: str = MONTH
) -> list[tuple[str, str]]:
    """Head and body of each line of the sheet of instructions."""
    passport = passport_of(programme, "05", "HTT", month)
    write_template(
        path, programme, Order("05", "HTT", month, "fi", passport, date(2021, 10, 5), previous, KEY)
    )
    sheet = load_workbook(path)["Ohje"]
    return [(str(row[1].value or row[0].value), str(row[2].value)) for row in sheet.iter_rows()]


def state(status: str, percent: float | None) -> Previous:
    return Previous(status, percent, None, {})


def test_a_group_is_told_in_its_workbook_what_changed_and_what_was_known(
    programme: Programme, tmp_path: Path
) -> None:
    known = {"T.3": state("done", 100), "T.20": state("started", 10), "T.2": state("started", 10)}
    lines = guide_of(changed(programme), tmp_path / "t.xlsx", known)
    begin = [head for head, _ in lines].index("Tiekartta muuttuu tästä kuusta alkaen")
    assert lines[begin + 1 : begin + 7] == [
        ("T.1", "T.1 Vanha nimi → Uusi nimi: uusi nimi, uusi aikataulu. Aikataulu –31.8.2021 → –31.12.2021."),
        (
            "T.20",
            (
                "T.2 Ennen toisella tunnuksella → T.20 Nyt tällä tunnuksella: korvattu toisella, uusi nimi. "
                "Viimeksi tiedossa: Käynnissä 10 %; tieto siirtyi uudelle tunnukselle."
            ),
        ),
        *(
            (
                item,
                (
                    f"T.3 Kokonaisuus → {item} {name}: jaettu. "
                    "Aiemman viimeksi tiedossa ollut tila: Valmis 100 %. Ilmoitetaan nyt alusta."
                ),
            )
            for item, name in (("T.31", "Ensimmäinen osa"), ("T.32", "Toinen osa"))
        ),
        ("T.4", "T.4 Poistuva: poistunut."),
        ("T.6", "T.6 Aivan uusi: uusi."),
    ]
    assert lines[begin + 7][0] == "Mitä merkit tarkoittavat"


def test_nothing_is_told_in_a_month_in_which_nothing_changed(programme: Programme, tmp_path: Path) -> None:
    lines = guide_of(changed(programme), tmp_path / "t.xlsx", {}, "2021-10")
    assert "Tiekartta muuttuu tästä kuusta alkaen" not in {head for head, _ in lines}


def test_many_changes_are_counted_and_those_of_schedules_come_last(
    programme: Programme, tmp_path: Path
) -> None:
    moved = [
        item_of(programme, "T.1", end="2021-08-31", valid_to="2021-08"),
        item_of(programme, "T.1", end="2021-09-30", valid_from=MONTH),
    ]
    new = [
        named(item_of(programme, f"T.{each}", valid_from=MONTH), f"Uusi {each}") for each in range(100, 113)
    ]
    lines = guide_of(small(programme, *moved, *new), tmp_path / "t.xlsx", {})
    assert ("…", "Muita muutoksia 2: ne näkyvät riveiltä.") in lines
    heads = [head for head, _ in lines]
    assert "T.111" in heads
    assert "T.1" not in heads
