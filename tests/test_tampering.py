"""What people change that is not theirs to change: locked cells, names, whole columns, rows of others, the seal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from builder import FIRST_ROW, KEY, at, passport_of, workbook
from sheets import page, row_of, sent_book, typed
from templates import GROUP, MONTH, ORGANISATION, order
from ytaexcel.conform import Acceptance
from ytaexcel.conform.foreign import row_ranges
from ytaexcel.conform.moved import moved_texts
from ytaexcel.conform.naming import Names
from ytaexcel.imprint import Imprint, digest, held, imprint_of, imprint_rows
from ytaexcel.merge import Submission
from ytaexcel.passport import SHEET
from ytaexcel.programme import Programme
from ytaexcel.template import Previous, write_template

Judge = Callable[..., Submission]
ITEMS = [f"HTT.A.1.{number}" for number in range(1, 6)]
FIRST, SECOND, THIRD, FOURTH, FIFTH = ITEMS
BEFORE = {
    item: Previous("started", 40.0, date(2022, 2, 28), {"where_now": f"Luonnos {item}.", "owner": "Johtaja"})
    for item in ITEMS[:4]
}


@pytest.fixture(scope="module")
def five(programme: Programme) -> Programme:
    """The programme with the first five sub-tasks of two groups."""
    kept = [item for item in programme.items if item.id in ITEMS]
    others = [item for item in programme.items if item.group == "JO"][:5]
    return replace(programme, items=(*kept, *others))


@pytest.fixture
def book(five: Programme, tmp_path: Path) -> Workbook:
    """A template as it was sent, with a status typed for the first four sub-tasks."""
    sent = sent_book(five, tmp_path, BEFORE)
    for item in ITEMS[:4]:
        typed(sent, five, item, {"status": "Käynnissä", "percent_done": 0.5})
    return sent


@pytest.fixture
def check(five: Programme, judged: Judge) -> Callable[..., Submission]:
    def judge_one(book: Workbook, **options: Any) -> Submission:
        return judged(book, programme=options.pop("programme", five), **options)

    return judge_one


def told(submission: Submission) -> list[tuple[str, str, str]]:
    return [(each.code, each.severity, each.cell) for each in submission.findings]


def items(rows: list[Any]) -> list[str]:
    return [row.item for row in rows]


def permuted(book: Workbook, programme: Programme, codes: list[str], order_of_rows: list[int]) -> None:
    """The cells of these fields in the first rows, put into another order: a sort of a part of the columns."""
    state = page(book, programme)
    for code in codes:
        cells = [state[at(programme, code, FIRST_ROW + number)] for number in range(len(order_of_rows))]
        values = [each.value for each in cells]
        for each, number in zip(cells, order_of_rows, strict=True):
            each.value = values[number]


# --- as sent -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_workbook_that_comes_back_as_it_was_sent_has_nothing_changed(
    language: Any, five: Programme, tmp_path: Path, check: Judge
) -> None:
    sent = sent_book(five, tmp_path, BEFORE, language)
    status = five.status_name("started", language)
    typed(sent, five, FIRST, {"status": status}, language=language)
    submission = check(sent)
    assert told(submission) == []
    (row,) = submission.accepted
    assert (row.values["previous_status"], row.values["previous_percent"]) == ("started", 40.0)
    assert row.changed == frozenset()


def test_what_a_group_may_change_is_known_to_have_changed(
    book: Workbook, five: Programme, check: Judge
) -> None:
    typed(book, five, FIRST, {"where_now": "Hyväksytty.", "forecast_end": None, "owner": " Johtaja\n"})
    submission = check(book)
    assert told(submission) == []
    assert submission.accepted[0].changed == {"where_now", "forecast_end"}
    assert submission.accepted[1].changed == frozenset()


def test_a_decided_roadmap_does_not_make_the_sent_cells_look_changed(
    book: Workbook, five: Programme, check: Judge
) -> None:
    """The facilitator may decide criticality and windows, and mend a name, while workbooks are out."""
    decided = tuple(
        replace(
            item,
            critical="yes",
            planned_end=date(2022, 12, 1),
            levels={**item.levels, "sub_task": ("1", "X")},
        )
        for item in five.items
    )
    assert told(check(book, programme=replace(five, items=decided))) == []


def test_no_copy_of_free_text_stands_on_the_hidden_sheet(book: Workbook) -> None:
    hidden = "\n".join(str(cell.value) for row in book[SHEET].iter_rows() for cell in row)
    assert "Luonnos" not in hidden
    assert "Johtaja" not in hidden
    assert digest("Johtaja") in hidden


# --- locked cells --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "found", "sent"),
    [
        ("planned_end", date(2023, 6, 30), "30.6.2023", "31.12.2022"),
        ("planned_end", None, "–", "31.12.2022"),
        ("planned_start", date(2021, 9, 1), "1.9.2021", "–"),
        ("critical", "ei", "ei", "avoin"),
        ("previous_status", "Ei aloitettu", "Ei aloitettu", "Käynnissä"),
        ("previous_percent", 0.1, "10 %", "40 %"),
        ("previous_percent", "#N/A", "#N/A", "40 %"),
        ("task", "Muuta", "Muuta", "A.1 VATE:n organisointi ja HVA:n käynnistäminen"),
        ("sub_task", None, "–", "Sopiminen VATE:n asettavasta tahosta ja kokoonpanosta sopiminen"),
    ],
)
def test_a_locked_cell_that_was_changed_is_told_with_the_true_value(
    field: str, value: Any, found: str, sent: str, book: Workbook, five: Programme, check: Judge
) -> None:
    typed(book, five, FIRST, {field: value})
    submission = check(book)
    assert told(submission) == [("C034", "warning", at(five, field, FIRST_ROW))]
    values = submission.findings[0].values
    assert (values["found"], values["allowed"]) == (found, sent)
    assert items(submission.accepted) == ITEMS[:4]


def test_rules_use_the_month_before_as_it_was_sent(book: Workbook, five: Programme, check: Judge) -> None:
    """A step back cannot be hidden by changing what is shown of last month."""
    typed(book, five, FIRST, {"previous_percent": 0.1, "percent_done": 0.2})
    submission = check(book)
    assert told(submission) == [
        ("C034", "warning", at(five, "previous_percent", FIRST_ROW)),
        ("R011", "warning", at(five, "percent_done", FIRST_ROW)),
    ]
    assert submission.accepted[0].values["previous_percent"] == 40.0


def test_a_locked_column_that_was_changed_all_over_is_told_once(
    book: Workbook, five: Programme, check: Judge
) -> None:
    for item in ITEMS:
        typed(book, five, item, {"planned_end": date(2023, 6, 30)})
    (only,) = check(book).findings
    assert (only.code, only.cell, only.values["found"], only.values["count"]) == ("C036", "G5", "5–9", "5")
    assert only.values["allowed"] == "HTT.A.1.1: 30.6.2023 (31.12.2022)"


def test_a_locked_cell_in_a_blank_row_is_told_too(book: Workbook, five: Programme, check: Judge) -> None:
    typed(book, five, FIFTH, {"critical": "kyllä"})
    assert told(check(book)) == [("C034", "warning", at(five, "critical", row_of(five, FIFTH)))]


def test_a_workbook_of_an_older_template_is_compared_with_nothing(
    five: Programme, tmp_path: Path, check: Judge
) -> None:
    path = tmp_path / "old.xlsx"
    write_template(path, five, replace(order(five, "fi", BEFORE), key=None))
    old = load_workbook(path)
    typed(old, five, FIRST, {"status": "Käynnissä", "planned_end": None, "previous_percent": 0.1})
    submission = check(old)
    assert told(submission) == []
    assert submission.accepted[0].changed is None
    assert submission.accepted[0].values["previous_percent"] == 10.0


# --- the seal ------------------------------------------------------------------------------------------------------


def changed_row(book: Workbook, name: str, value: str | None) -> None:
    hidden = book[SHEET]
    (number,) = [row[0].row for row in hidden.iter_rows() if row[0].value == name]
    if value is None:
        hidden.delete_rows(number)
    else:
        hidden.cell(number, 2).value = value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (f"ytaexcel.sent.{FIRST}", '{"previous_percent": 0.1}'),
        (f"ytaexcel.sent.{FIRST}", None),
        ("ytaexcel.sent_seal", "0" * 64),
        ("ytaexcel.sent_seal", "ä"),
        ("ytaexcel.sent_seal", None),
    ],
)
def test_an_imprint_that_was_changed_is_told_and_not_used(
    name: str, value: str | None, book: Workbook, five: Programme, check: Judge
) -> None:
    changed_row(book, name, value)
    typed(book, five, FIRST, {"planned_end": None})
    submission = check(book)
    assert told(submission) == [("W013", "warning", "")]
    assert items(submission.accepted) == ITEMS[:4]


def test_the_imprint_of_another_workbook_does_not_fit(five: Programme, tmp_path: Path) -> None:
    """Sealed together with the passport: it cannot be moved into another workbook."""
    mine, other = (passport_of(five, code, GROUP, MONTH) for code in ("05", "17"))
    rows = imprint_rows(Imprint({FIRST: {"critical": "avoin"}}), mine, KEY)
    assert imprint_of(rows, mine, KEY) == Imprint({FIRST: {"critical": "avoin"}})
    for passport, key in ((other, KEY), (mine, bytes(32))):
        found = imprint_of(rows, passport, key)
        assert found is not None
        assert (found.items, found.is_genuine) == ({}, False)


def test_a_workbook_taken_for_another_by_a_decision_is_compared_with_nothing(
    book: Workbook, five: Programme, check: Judge
) -> None:
    typed(book, five, FIRST, {"planned_end": None})
    other = check(book, acceptance=Acceptance("17", GROUP, MONTH))
    assert [each.code for each in other.findings] == ["W010"]
    same = check(book, acceptance=Acceptance(ORGANISATION, GROUP, MONTH))
    assert [each.code for each in same.findings] == ["C034", "W010"]


def test_what_is_held_is_a_digest_only_of_free_text() -> None:
    assert held(date(2022, 2, 28), is_free_text=True) == "2022-02-28"
    assert held("Johtaja", is_free_text=False) == "Johtaja"
    assert held("Johtaja", is_free_text=True) == digest(" Joht aja\r\n")
    assert held("", is_free_text=True) == ""
    assert held(0.4, is_free_text=False) == 0.4


# --- names beside ids ----------------------------------------------------------------------------------------------


def test_the_name_of_another_item_refuses_the_row(book: Workbook, five: Programme, check: Judge) -> None:
    """Nobody can know whether the id or the name is what the row is about."""
    typed(book, five, FIRST, {"sub_task": "VATE:n asettaminen"})
    submission = check(book)
    assert told(submission) == [("C031", "error", at(five, "sub_task", FIRST_ROW))]
    fault = submission.findings[0]
    assert (fault.item, fault.values["allowed"]) == (FIRST, f"{SECOND} (VATE:n asettaminen)")
    assert items(submission.refused) == [FIRST]
    assert items(submission.accepted) == ITEMS[1:4]


def test_two_swapped_names_refuse_both_rows(book: Workbook, five: Programme, check: Judge) -> None:
    permuted(book, five, ["sub_task"], [1, 0])
    assert items(check(book).refused) == [FIRST, SECOND]


@pytest.mark.parametrize("codes", [["sub_task"], ["item"], ["sub_task", "task", "critical", "planned_end"]])
def test_ids_and_names_sorted_apart_are_told_once_and_refuse_their_rows(
    codes: list[str], book: Workbook, five: Programme, check: Judge
) -> None:
    permuted(book, five, codes, [3, 2, 1, 0])
    submission = check(book)
    faults = [each for each in submission.findings if each.severity == "error"]
    assert [(each.code, each.values["found"], each.values["count"]) for each in faults] == [
        ("C032", "5–8", "4")
    ]
    assert (len(submission.refused), submission.accepted) == (4, [])
    assert submission.outcome == "refused"


def test_names_apart_in_blank_rows_are_only_a_warning(five: Programme, tmp_path: Path, check: Judge) -> None:
    sent = sent_book(five, tmp_path, {})
    typed(sent, five, FIFTH, {"status": "Valmis"})
    permuted(sent, five, ["sub_task"], [1, 0])
    submission = check(sent)
    assert [(each.code, each.severity) for each in submission.findings] == [
        ("C031", "warning"),
        ("C031", "warning"),
    ]
    assert submission.outcome == "accepted"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("vate:n  ASETTAMINEN.", None),
        ("VATE:n asetaminen", "C033"),
        ("VATE:n asettaminen (ks. liite)", "C033"),
        ("Kysymys talousjohtajalle", "C033"),
        ("Sopiminen VATE:n asettavasta tahosta ja kokoonpanosta sopimine", "C031"),
    ],
)
def test_a_small_change_of_a_name_is_let_pass(
    name: str, code: str | None, book: Workbook, five: Programme, check: Judge
) -> None:
    typed(book, five, SECOND, {"sub_task": name})
    submission = check(book)
    assert [each.code for each in submission.findings] == ([code] if code else [])
    assert (SECOND in items(submission.accepted)) == (code != "C031")


def test_names_are_held_to_the_roadmap_without_an_imprint_too(five: Programme, check: Judge) -> None:
    book = workbook(five, {FIRST: {"status": "Valmis", "sub_task": "VATE:n asettaminen"}})
    assert [each.code for each in check(book).findings] == ["C031"]


def test_whole_rows_sorted_another_way_change_nothing(book: Workbook, five: Programme, check: Judge) -> None:
    codes = [field.code for field in five.workbook.sheet("items").fields]
    permuted(book, five, codes, [2, 0, 3, 1])
    submission = check(book)
    assert told(submission) == []
    assert sorted(items(submission.accepted)) == ITEMS[:4]


def test_without_a_column_of_names_nothing_is_said_of_names(
    book: Workbook, five: Programme, check: Judge
) -> None:
    page(book, five)[at(five, "sub_task", 4)].value = None
    typed(book, five, FIRST, {"sub_task": "VATE:n asettaminen"})
    submission = check(book)
    assert items(submission.accepted) == ITEMS[:4]
    assert not [each for each in submission.findings if each.code.startswith("C")]


def test_the_name_that_was_sent_counts_as_the_own_one(five: Programme) -> None:
    names = Names(list(five.items))
    assert names.judged(FIRST, "Vanha nimi", sent="Vanha nimi").verdict == "own"
    assert names.judged(FIRST, "Vanha nimi").verdict == "changed"


# --- answers apart from their ids ----------------------------------------------------------------------------------

ANSWERS = ["no_change", "status", "percent_done", "forecast_end", "red_flag", "where_now", "next_steps"]
ANSWERS += ["challenges", "owner"]


def test_answers_sorted_apart_from_the_ids_are_refused(book: Workbook, five: Programme, check: Judge) -> None:
    permuted(book, five, ANSWERS, [1, 2, 0, 3])
    submission = check(book)
    assert told(submission) == [("C035", "error", at(five, "where_now", FIRST_ROW))]
    assert submission.findings[0].values["found"] == "5–7"
    assert submission.findings[0].values["allowed"] == f"{FIRST}: {SECOND}"
    assert (items(submission.refused), submission.outcome) == (ITEMS[:4], "refused")


def test_a_decision_takes_moved_texts_in(book: Workbook, five: Programme, check: Judge) -> None:
    permuted(book, five, ANSWERS, [1, 2, 0, 3])
    submission = check(book, acceptance=Acceptance(ORGANISATION, GROUP, MONTH))
    assert [(each.code, each.severity) for each in submission.findings] == [
        ("C035", "warning"),
        ("W010", "info"),
    ]
    assert items(submission.accepted) == ITEMS[:4]


@pytest.mark.parametrize(
    ("sent", "now", "moved"),
    [
        ("abcd", "abcd", ""),
        ("abcd", "bcad", "012"),
        ("abcd", "bacd", ""),  # two rows may be somebody's correction
        ("abcd", "aaaa", ""),  # copied, but also where it was
        ("aaab", "baaa", ""),  # texts that several rows share say nothing
        ("abcd", "bcax", "012"),
        ("....", "abcd", ""),
        ("abc.", ".abc", "123"),
        ("a....", "aaaaa", ""),
        ("abcdefghij", "ebcdjfghia", ""),  # three texts exchanged all over the sheet
        ("abcdefghij", "abcdgefhij", "456"),
    ],
)
def test_texts_have_moved_where_they_stand_in_other_rows_alone(sent: str, now: str, moved: str) -> None:
    def rows(texts: str) -> dict[str, tuple[str, ...]]:
        return {str(number): (text.replace(".", ""),) for number, text in enumerate(texts)}

    assert "".join(moved_texts(rows(sent), rows(now))) == moved


# --- rows of another group -----------------------------------------------------------------------------------------


def test_rows_of_another_group_are_told_once_with_the_group_whose_they_are(
    book: Workbook, five: Programme, check: Judge
) -> None:
    theirs = [item.id for item in five.items if item.group == "JO"]
    state = page(book, five)
    for number, item in enumerate([*theirs, "HTT.Z.9.9"], start=20):
        state[at(five, "item", number)] = item
        state[at(five, "status", number)] = "Valmis"
    submission = check(book)
    assert told(submission) == [("C030", "error", "A20"), ("C006", "error", "A25")]
    values = submission.findings[0].values
    assert (values["allowed"], values["group"], values["found"], values["count"]) == (
        "JO",
        "HTT",
        "20–24",
        "5",
    )
    assert items(submission.accepted) == ITEMS[:4]
    assert len(submission.refused) == 6


def test_rows_are_named_in_ranges() -> None:
    assert row_ranges([7, 5, 6, 12, 14, 15]) == "5–7, 12, 14–15"
    assert row_ranges([]) == ""
