"""An id that Excel or people have changed is found again where id and name leave no doubt, and refused where they do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest

from builder import FIRST_ROW, at, workbook
from ytaexcel.conform.recover import Recovered, Roadmap
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme
from ytaexcel.programme.records import Item

Judge = Callable[..., Submission]
STATE, NOTES = "Tilannekuva", "Huomiot"
FIRST, SECOND = "HTT.A.1.1", "HTT.A.1.2"
NAMES = {
    "1.1": "Toimeenpanon organisointi",
    "1.10": "Hallintosäännön valmistelu",
    "1.2": "Sopimusten läpikäynti ja siirrot",
    "1.3": "Sopimusten läpikäynti ja siirto",
    "2.1": "Talousarvion laadinta",
    "11.1": "Viestintä",
}


@pytest.fixture(scope="session")
def roadmap(programme: Programme) -> Roadmap:
    """A roadmap whose ids are numbers with dots, as Excel spoils them."""
    like = programme.items[0]
    items: list[Item] = [replace(like, id=each, printed=name) for each, name in NAMES.items()]
    items = [replace(each, levels={"sub_task": (each.id, each.printed)}) for each in items]
    return Roadmap(items)


@pytest.mark.parametrize(
    ("written", "name", "found"),
    [
        ("1.10", "", Recovered("1.10")),
        (" 1.10", "", Recovered("1.10")),
        ("1-10", "", Recovered("1.10", is_plain=False)),
        (1.1, "", Recovered(is_plain=False)),
        (1.1, NAMES["1.1"], Recovered("1.1", is_plain=False)),
        (1.1, NAMES["1.10"], Recovered("1.10", is_plain=False)),
        (1.1, NAMES["2.1"], Recovered("2.1", is_plain=False, is_by_name=True)),
        (2.1, "", Recovered("2.1", is_plain=False)),
        (2.1, "Hallintosäänön valmistelu", Recovered("1.10", is_plain=False, is_by_name=True)),
        (date(2022, 10, 1), "", Recovered("1.10", is_plain=False)),
        (datetime(2022, 10, 1), NAMES["1.10"], Recovered("1.10", is_plain=False)),
        (date(2022, 1, 11), "", Recovered("11.1", is_plain=False)),
        (date(2022, 1, 2), "", Recovered(is_plain=False)),
        (date(2022, 1, 2), NAMES["1.2"], Recovered("1.2", is_plain=False)),
        (date(2022, 5, 5), "", Recovered(is_plain=False)),
        ("210", "", Recovered(is_plain=False)),
        ("21", "", Recovered("2.1", is_plain=False)),
        ("111", "", Recovered("11.1", is_plain=False)),
        ("111", NAMES["2.1"], Recovered("2.1", is_plain=False, is_by_name=True)),
        ("", NAMES["1.10"], Recovered("1.10", is_plain=False, is_by_name=True)),
        ("", NAMES["1.10"].upper() + ".", Recovered("1.10", is_plain=False, is_by_name=True)),
        ("", "Hallintosäänön valmistelu", Recovered("1.10", is_plain=False, is_by_name=True)),
        ("", "Sopimusten läpikäynti ja siirrot", Recovered("1.2", is_plain=False, is_by_name=True)),
        ("", "Sopimusten läpikäynti ja siirtot", Recovered(is_plain=False)),
        ("", "Viestinta", Recovered(is_plain=False)),
        ("", "", Recovered(is_plain=False)),
        (True, "", Recovered(is_plain=False)),
        (time(12), "", Recovered(is_plain=False)),
        (NAMES["1.10"], "", Recovered("1.10", is_plain=False, is_by_name=True)),
        ("9.9", NAMES["1.10"], Recovered()),
        ("1.10", NAMES["2.1"], Recovered("1.10")),
        ("1.10", "Hallintosäännön valmistelu (VATE)", Recovered("1.10")),
        ("1.2", NAMES["1.3"], Recovered("1.2")),
        ("1.10", "jotain aivan muuta", Recovered("1.10")),
    ],
)
def test_an_id_is_found_by_what_it_may_have_been_and_by_the_name_beside_it(
    written: Any, name: str, found: Recovered, roadmap: Roadmap
) -> None:
    """Of "1.10" Excel makes 1.1 or 1 October; where two items are possible, only the name decides."""
    assert roadmap.find(written, name) == found


@pytest.fixture
def names(small: Programme) -> dict[str, str]:
    return {item.id: item.name for item in small.items_in("2021-07", "HTT")}


@pytest.mark.parametrize(
    ("written", "found"),
    [(44470, "44470"), (date(2021, 10, 1), "1.10.2021"), (1.1, "1.1"), (None, "–"), ("?", "?")],
)
def test_a_lost_id_is_found_by_the_name_of_the_item_and_told(
    written: object, found: str, small: Programme, names: dict[str, str], judged: Judge
) -> None:
    book = workbook(small, {FIRST: {"status": "Valmis", "sub_task": names[FIRST]}})
    book[STATE].cell(FIRST_ROW, 1).value = written
    submission = judged(book)
    assert [(row.item, row.values["status"]) for row in submission.accepted] == [(FIRST, "done")]
    (told,) = submission.findings
    assert (told.code, told.severity, told.cell, told.item) == ("C020", "info", "A5", FIRST)
    assert dict(told.values) == {"found": found, "allowed": FIRST}


@pytest.mark.parametrize(
    "written", ["HTTA11", "HTT A_1 1", "HTT_A_1_1", "HTT.A.1.1.", "HTT\u2013A\u20131\u20131"]
)
def test_an_id_that_lost_its_dots_is_told(
    written: str, small: Programme, names: dict[str, str], judged: Judge
) -> None:
    for name in (None, names[FIRST]):
        book = workbook(small, {FIRST: {"status": "Valmis", "sub_task": name}})
        book[STATE].cell(FIRST_ROW, 1).value = written
        submission = judged(book)
        assert [row.item for row in submission.accepted] == [FIRST]
        assert [(each.code, each.values["found"]) for each in submission.findings] == [("C013", written)]


@pytest.mark.parametrize("written", ["JO.A.1.1", "HTT.Z.9.9"])
def test_an_id_of_others_is_not_taken_for_ours_because_of_its_name(
    written: str, small: Programme, names: dict[str, str], judged: Judge
) -> None:
    book = workbook(small, {FIRST: {"status": "Valmis", "sub_task": names[FIRST]}})
    book[STATE].cell(FIRST_ROW, 1).value = written
    submission = judged(book)
    assert {each.code for each in submission.findings} <= {"C006", "C030", "C031"}
    assert [row.item for row in submission.refused] == [""]


def test_a_row_that_says_nothing_is_blank_also_when_its_id_is_lost(
    small: Programme, names: dict[str, str], judged: Judge
) -> None:
    book = workbook(small, {each: {"sub_task": name} for each, name in names.items()})
    page = book[STATE]
    page["A5"], page["A6"], page["A7"] = None, 1.1, "HTT.A.1.1"
    page[at(small, "status", 8)] = "Valmis"
    submission = judged(book)
    assert [row.item for row in submission.accepted] == [page["A8"].value]
    assert (submission.refused, submission.ignored) == ([], 0)


def test_a_note_may_name_its_item(small: Programme, names: dict[str, str], judged: Judge) -> None:
    note = {"kind": "Huomio", "text": "Odottaa.", "item": names[SECOND]}
    submission = judged(workbook(small, {}, notes=[note]))
    assert [row.item for row in submission.accepted] == [SECOND]
    assert [each.code for each in submission.findings] == ["C020"]
