"""Which rows say something, which are blank and which are remarks; and no cell that only looks blank is taken for one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook

from builder import FIRST_ROW, HEADER_ROW, at, packed, with_cell, workbook
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme

Judge = Callable[..., Submission]
STATE, NOTES = "Tilannekuva", "Huomiot"
FIRST, SECOND = "HTT.A.1.1", "HTT.A.1.2"
BELOW = 9
"""The first row below the four items of the group."""


def counts(submission: Submission) -> tuple[int, int, int]:
    return len(submission.accepted), len(submission.refused), submission.ignored


def told(submission: Submission) -> list[tuple[str, str]]:
    """(code, cell) of every finding but that nothing was filled in."""
    return [(each.code, each.cell) for each in submission.findings if each.code != "W008"]


def put(book: Workbook, small: Programme, row: int, **values: Any) -> Workbook:
    for code, value in values.items():
        book[STATE][at(small, code, row)] = value
    return book


# --- blank rows ----------------------------------------------------------------------------------------------------


def test_rows_without_a_report_are_neither_accepted_nor_refused(small: Programme, judged: Judge) -> None:
    """Whatever stands prefilled in them."""
    prefilled = {
        "forecast_end": "28.2.2022",
        "where_now": "Luonnos.",
        "owner": "Johtaja",
        "previous_status": "Valmis",
    }
    submission = judged(workbook(small, {FIRST: prefilled, SECOND: {"status": "Valmis"}}))
    assert counts(submission) == (1, 0, 0)
    assert told(submission) == []
    assert submission.accepted[0].item == SECOND


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u200b", "\n"])
def test_blanks_that_cannot_be_seen_are_no_report(blank: str, small: Programme, judged: Judge) -> None:
    submission = judged(
        workbook(small, {FIRST: {"status": blank, "no_change": blank, "percent_done": blank}})
    )
    assert counts(submission) == (0, 0, 0)
    assert [each.code for each in submission.findings] == ["W008"]
    assert submission.outcome == "accepted"


def test_values_typed_into_a_row_without_a_report_are_told_because_they_go_nowhere(
    small: Programme, judged: Judge
) -> None:
    submission = judged(
        workbook(small, {SECOND: {"percent_done": 0.4, "red_flag": "kyllä", "owner": "Johtaja"}})
    )
    assert counts(submission) == (0, 0, 0)
    (fault,) = (each for each in submission.findings if each.code == "R003")
    assert (fault.severity, fault.item, fault.cell) == (
        "warning",
        SECOND,
        at(small, "percent_done", FIRST_ROW + 1),
    )
    assert fault.values["found"] == "Valmiina %, Tuen tarve"


@pytest.mark.parametrize("word", ["ei", "-"])
def test_a_no_in_the_column_of_no_change_is_told_also_in_a_row_that_is_blank(
    word: str, small: Programme, judged: Judge
) -> None:
    """Whoever types "ei" under "Ei muutosta" may have meant either."""
    submission = judged(workbook(small, {FIRST: {"no_change": word}}))
    assert counts(submission) == (0, 0, 0)
    assert told(submission) == [("C013", at(small, "no_change", FIRST_ROW))]
    assert submission.findings[-1].item == FIRST


def test_a_programme_without_the_rule_about_blank_rows_does_not_tell_of_them(
    small: Programme, judged: Judge
) -> None:
    rules = {name: severity for name, severity in small.rules.items() if name != "values_without_status"}
    submission = judged(
        workbook(small, {FIRST: {"percent_done": 0.4}}), programme=replace(small, rules=rules)
    )
    assert told(submission) == []


# --- reports -------------------------------------------------------------------------------------------------------


def test_a_status_or_no_change_makes_a_row_a_report_and_the_rest_counts_as_it_stands(
    small: Programme, judged: Judge
) -> None:
    rows = {
        FIRST: {"status": "Käynnissä", "where_now": "Luonnos."},
        SECOND: {"no_change": "x", "previous_status": "Käynnissä", "where_now": "Sama."},
    }
    submission = judged(workbook(small, rows))
    assert counts(submission) == (2, 0, 0)
    first, second = submission.accepted
    assert (first.values["status"], first.values["no_change"], first.values["where_now"]) == (
        "started",
        False,
        "Luonnos.",
    )
    assert (second.values["status"], second.values["no_change"], second.values["where_now"]) == (
        None,
        True,
        "Sama.",
    )
    assert (first.row, second.row) == (5, 6)


def test_what_was_typed_is_kept_with_the_row(small: Programme, judged: Judge) -> None:
    submission = judged(workbook(small, {FIRST: {"status": "melkein", "percent_done": "50 %"}}))
    (row,) = submission.refused
    assert dict(row.typed) == {"item": FIRST, "status": "melkein", "percent_done": "50 %"}
    assert row.values["status"] is None
    assert row.is_faulty


# --- ids -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "code"), [("HTT.Z.9.9", "C006"), ("JO.A.1.1", "C030"), ("1.10", "C006"), (1.1, "C006")]
)
def test_an_id_that_the_group_has_not_is_refused_also_in_a_row_without_a_report(
    item: object, code: str, small: Programme, judged: Judge
) -> None:
    """Rows of another group may have been pasted in."""
    book = put(workbook(small, {SECOND: {"status": "Valmis"}}), small, FIRST_ROW, item=item)
    submission = judged(book)
    assert counts(submission) == (1, 1, 0)
    assert told(submission) == [(code, "A5")]
    assert submission.refused[0].item == ""
    assert submission.refused[0].typed["item"] == str(item)


def test_an_item_that_is_no_longer_followed_is_unknown(small: Programme, judged: Judge) -> None:
    items = tuple(replace(each, valid_to="2021-06") if each.id == FIRST else each for each in small.items)
    submission = judged(workbook(small, {FIRST: {"status": "Valmis"}}), programme=replace(small, items=items))
    assert [each.code for each in submission.findings] == ["C006", "S014"]


@pytest.mark.parametrize("report", [{"status": "Valmis"}, {"no_change": "x"}])
def test_a_report_without_an_id_is_refused(report: dict[str, str], small: Programme, judged: Judge) -> None:
    submission = judged(put(workbook(small, {}), small, BELOW, **report))
    assert counts(submission) == (0, 1, 0)
    assert told(submission)[0] == ("C007", f"A{BELOW}")
    assert submission.outcome == "refused"


def test_an_id_that_is_a_word_is_no_remark_when_the_row_reports(small: Programme, judged: Judge) -> None:
    submission = judged(put(workbook(small, {}), small, BELOW, item="Sama kuin yllä", status="Valmis"))
    assert (counts(submission), told(submission)) == ((0, 1, 0), [("C006", f"A{BELOW}")])


# --- remarks and subtotals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"sub_task": "Tässä välissä oma huomautus"}, "sub_task"),
        ({"item": "Yhteensä"}, "item"),
        ({"item": "Yht. 4 kpl", "percent_done": 0.55}, "item"),
        ({"item": "Keskiarvo", "percent_done": "55 %"}, "item"),
        ({"where_now": "Ryhmä kokoontuu 1.9."}, "where_now"),
        ({"percent_done": 0.55}, "percent_done"),
        ({"percent_done": "55 %"}, "percent_done"),
    ],
)
def test_remarks_and_subtotals_are_ignored_and_told_where_they_stand(
    values: dict[str, Any], where: str, small: Programme, judged: Judge
) -> None:
    book = put(workbook(small, {FIRST: {"status": "Valmis"}}), small, BELOW, **values)
    submission = judged(book)
    assert counts(submission) == (1, 0, 1)
    assert told(submission) == [("C015", at(small, where, BELOW))]
    assert submission.findings[0].severity == "info"
    assert submission.outcome == "accepted"


def test_a_remark_between_the_items_does_not_move_them(small: Programme, judged: Judge) -> None:
    book = workbook(small, {FIRST: {"status": "Valmis"}, SECOND: {"status": "Käynnissä"}})
    book[STATE].insert_rows(FIRST_ROW + 1)
    book[STATE]["A6"] = "Kiireelliset tästä alas"
    submission = judged(book)
    assert [(row.item, row.row, row.values["status"]) for row in submission.accepted] == [
        (FIRST, 5, "done"),
        (SECOND, 7, "started"),
    ]
    assert submission.ignored == 1


def test_the_header_row_that_is_repeated_further_down_is_ignored(small: Programme, judged: Judge) -> None:
    book = workbook(small, {FIRST: {"status": "Valmis"}, SECOND: {"status": "Käynnissä"}})
    page = book[STATE]
    page.insert_rows(FIRST_ROW + 1)
    for cell in page[HEADER_ROW]:
        page.cell(FIRST_ROW + 1, cell.column, str(cell.value).upper())
    submission = judged(book)
    assert (counts(submission), told(submission)) == ((2, 0, 1), [("C015", "A6")])


# --- cells that only look blank ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field", ["status", "no_change", "percent_done", "forecast_end", "red_flag", "where_now"]
)
@pytest.mark.parametrize(("value", "code"), [("#N/A", "C010"), ("#DIV/0!", "C010"), ("=1/0", "C011")])
def test_an_error_or_a_formula_without_result_refuses_its_row_at_its_cell(
    field: str, value: str, code: str, small: Programme, judged: Judge
) -> None:
    """Also in a row that otherwise looks blank."""
    for row in ({"status": "Käynnissä"}, {}):
        submission = judged(workbook(small, {FIRST: {**row, field: value}, SECOND: {"status": "Valmis"}}))
        assert counts(submission) == (1, 1, 0)
        assert told(submission) == [(code, at(small, field, FIRST_ROW))]
        assert submission.findings[-1].item == FIRST
        assert submission.outcome == "partly_accepted"


@pytest.mark.parametrize(("value", "code"), [("#REF!", "C010"), ("=B1", "C011")])
def test_an_id_that_is_an_error_or_has_no_result_is_told(
    value: str, code: str, small: Programme, judged: Judge
) -> None:
    book = put(
        workbook(small, {FIRST: {"status": "Valmis"}, SECOND: {"status": "Valmis"}}),
        small,
        FIRST_ROW,
        item=value,
    )
    submission = judged(book)
    assert (counts(submission), told(submission)) == ((1, 1, 0), [(code, "A5")])


@pytest.mark.parametrize(("value", "code"), [("#REF!", "C010"), ("=B1", "C011")])
def test_a_note_whose_item_is_an_error_is_not_taken_for_one_of_the_whole_group(
    value: str, code: str, small: Programme, judged: Judge
) -> None:
    note = {"kind": "Huomio", "text": "Odottaa.", "item": value}
    submission = judged(workbook(small, {}, notes=[note]))
    assert (counts(submission), told(submission)) == (
        (0, 1, 0),
        [(code, at(small, "item", FIRST_ROW, "notes"))],
    )


@pytest.mark.parametrize("value", ["#N/A", "=1/0"])
def test_such_a_cell_below_everything_else_is_told_too(value: str, small: Programme, judged: Judge) -> None:
    """The reader of values ends the sheet above it."""
    book = put(workbook(small, {FIRST: {"status": "Valmis"}}), small, 40, status=value)
    book[NOTES][at(small, "text", 60, "notes")] = value
    submission = judged(book)
    assert counts(submission) == (1, 2, 0)
    code = "C010" if value == "#N/A" else "C011"
    assert {(code, at(small, "status", 40)), (code, at(small, "text", 60, "notes"))} <= set(told(submission))


@pytest.mark.parametrize("column", ["C", "T"])
@pytest.mark.parametrize("value", ["#N/A", "=1/0"])
def test_such_a_cell_in_a_column_that_is_not_read_does_no_harm(
    value: str, column: str, small: Programme, judged: Judge
) -> None:
    """The template's own formulas lose their results in some programs; groups have columns of their own."""
    book = workbook(small, {FIRST: {"status": "Valmis"}}, notes=[{"kind": "Toive", "text": "Ohje."}])
    for row in (FIRST_ROW, FIRST_ROW + 1, BELOW, 30):
        book[STATE][f"{column}{row}"] = value
        book[NOTES][f"B{row}"] = value
    submission = judged(book)
    assert (counts(submission), told(submission)) == ((2, 0, 0), [])


def test_an_error_in_a_subtotal_is_told(small: Programme, judged: Judge) -> None:
    for values in ({"percent_done": "#DIV/0!"}, {"item": "Keskiarvo", "percent_done": "#DIV/0!"}):
        submission = judged(put(workbook(small, {}), small, BELOW, **values))
        assert ("C010", at(small, "percent_done", BELOW)) in told(submission)
        assert counts(submission) == (0, 1, 0)


def test_a_formula_with_its_result_is_read(small: Programme, judged: Judge) -> None:
    data = packed(workbook(small, {FIRST: {"status": "x", "percent_done": 0.1}}))
    status, percent = at(small, "status", FIRST_ROW), at(small, "percent_done", FIRST_ROW)
    data = with_cell(data, status, f'<c r="{status}" t="str"><f>"Käyn"&amp;"nissä"</f><v>Käynnissä</v></c>')
    data = with_cell(data, percent, f'<c r="{percent}"><f>2*20</f><v>40</v></c>')
    submission = judged(data)
    assert [(row.values["status"], row.values["percent_done"]) for row in submission.accepted] == [
        ("started", 40)
    ]
    assert told(submission) == []


# --- notes ---------------------------------------------------------------------------------------------------------


def test_a_note_says_its_kind_text_item_and_whether_others_may_see_it(
    small: Programme, judged: Judge
) -> None:
    notes = [
        {
            "kind": "Riski",
            "text": "Vähän tekijöitä.",
            "item": SECOND,
            "likelihood": 4,
            "effect": 5,
            "scope": "pela",
            "theme": "Henkilöstö",
        },
        {"kind": "Toive", "text": "Yhteinen ohje.", "shareable": "kyllä"},
    ]
    first, second = judged(workbook(small, {}, notes=notes)).accepted
    assert (first.kind, first.item, first.row) == ("notes", SECOND, 5)
    assert first.values == {
        "kind": "risk",
        "text": "Vähän tekijöitä.",
        "scope": "pela",
        "theme": "staff",
        "likelihood": 4,
        "effect": 5,
        "shareable": False,
    }
    assert (second.item, second.values["kind"], second.values["shareable"]) == ("", "wish", True)


def test_prepared_rows_of_notes_that_nobody_filled_are_blank(small: Programme, judged: Judge) -> None:
    book = workbook(
        small, {FIRST: {"status": "Valmis"}}, notes=[{"number": n, "risk_level": " "} for n in range(200)]
    )
    assert (counts(judged(book)), told(judged(book))) == ((1, 0, 0), [])


@pytest.mark.parametrize("item", ["HTT.Z.9.9", "JO.A.1.1", "hallinto"])
def test_a_note_on_an_item_that_the_group_has_not_is_refused(
    item: str, small: Programme, judged: Judge
) -> None:
    note = {"kind": "Huomio", "text": "Odottaa.", "item": item}
    submission = judged(workbook(small, {}, notes=[note]))
    assert told(submission) == [("C006", at(small, "item", FIRST_ROW, "notes"))]
    assert submission.refused[0].typed["item"] == item
