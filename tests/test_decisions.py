"""Decisions of bodies: the sheet that groups fill, how it is read and judged, what is kept and known."""

import csv
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl import Workbook

from builder import KEY, packed, save, with_cell
from deciding import (
    BOARD,
    COMMITTEE,
    CONTRACT,
    COUNTY,
    DEVELOPMENT,
    EXECUTIVE,
    FOLDER,
    PLAN,
    SHEET,
    STRATEGY,
    YEARLY,
    column_of,
    row_of,
    sent_to_decide,
    type_decision,
)
from libreoffice import convert
from ytaexcel.archive import Receipt
from ytaexcel.decisions import COLUMNS, decisions_known
from ytaexcel.errors import DefinitionError
from ytaexcel.history import History, Received
from ytaexcel.inbox import Sent
from ytaexcel.merge import Submission
from ytaexcel.passport import SHEET as PASSPORT
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.bodies import Meeting
from ytaexcel.programme.successor import Successor
from ytaexcel.style import MARK_FILLS
from ytaexcel.template import PreviousDecision
from ytaexcel.texts import LANGUAGES, Language
from ytaexcel.timeline import Scope
from ytaexcel.workflow import (
    Run,
    check_files,
    export_tables,
    give_feedback,
    history_lines,
    history_workbook,
    make_templates,
    merge_files,
    rebuild,
    redact,
    rejudge,
)
from ytaexcel.workspace import Workspace, create_workspace, open_workspace

Judge = Callable[..., Submission]
APPROVED = PreviousDecision("approved", date(2026, 2, 10), "§ 12", "1.0", date(2027, 1, 31))
ON_AGENDA = PreviousDecision("on_agenda", date(2026, 4, 10), None, "0.9", None)


@pytest.fixture(scope="module")
def plan() -> Programme:
    return load_programme(FOLDER)


# --- the sheet ------------------------------------------------------------------------------------------------------


def test_each_item_has_a_row_for_each_body_of_its_chain(plan: Programme, tmp_path: Path) -> None:
    page = sent_to_decide(plan, tmp_path, {(CONTRACT, "johtoryhma"): APPROVED})[SHEET]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=5, max_col=14)]
    assert [(row[0], row[4]) for row in rows] == [
        (STRATEGY, BOARD),
        (COMMITTEE, EXECUTIVE),
        ("4A.2.2", EXECUTIVE),
        (CONTRACT, BOARD),
        (CONTRACT, COUNTY),
        (DEVELOPMENT, BOARD),
    ]
    assert rows[0][3] == "YTA-johtoryhmä 2026"
    assert [rows[0][place].date() for place in (5, 6)] == [date(2026, 1, 1), date(2026, 12, 31)]
    assert rows[3][7:9] == ["Hyväksytty", None]
    assert [rows[3][9].date(), *rows[3][10:12], rows[3][12].date()] == [
        date(2026, 2, 10),
        "§ 12",
        "1.0",
        date(2027, 1, 31),
    ]
    assert rows[4][5:14] == [None] * 9


def test_another_countys_body_has_no_row_and_a_group_without_rows_no_sheet(
    plan: Programme, tmp_path: Path
) -> None:
    page = sent_to_decide(plan, tmp_path, organisation="06")[SHEET]
    assert [page.cell(row, 1).value for row in range(5, page.max_row + 1)] == [
        STRATEGY,
        CONTRACT,
        CONTRACT,
        DEVELOPMENT,
    ]
    assert SHEET in sent_to_decide(plan, tmp_path, group="5B").sheetnames
    other = sent_to_decide(plan, tmp_path, organisation="06", group="5B")
    assert SHEET not in other.sheetnames
    assert not any(SHEET in str(cell.value) for row in other["Ohje"].iter_rows() for cell in row)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_speaks_the_language_of_its_workbook(
    plan: Programme, tmp_path: Path, language: Language
) -> None:
    sheet = plan.workbook.sheet("decisions")
    book = sent_to_decide(plan, tmp_path, {(CONTRACT, "johtoryhma"): APPROVED}, language=language)
    page = book[sheet.names[language]]
    assert [cell.value for cell in page[4]] == [field.header(language, "2026-03") for field in sheet.fields]
    approved = next(each for each in sheet.field("state").choices if each.code == "approved")
    assert page.cell(8, 8).value == approved.names[language]
    assert page.cell(8, 5).value == plan.bodies[0].names[language]
    guide = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert any(sheet.names[language] in each for each in guide)


def test_only_what_is_filled_is_open_and_has_its_message(plan: Programme, tmp_path: Path) -> None:
    page = sent_to_decide(plan, tmp_path)[SHEET]
    sheet = plan.workbook.sheet("decisions")
    assert page.protection.sheet
    for column, field in enumerate(sheet.fields, start=1):
        assert page.cell(5, column).protection.locked != field.is_filled
    asked = {
        str(each.sqref).split(":")[0].rstrip("0123456789"): each
        for each in page.data_validations.dataValidation
    }
    for column, field in enumerate(sheet.fields, start=1):
        if field.is_filled:
            validation = asked[page.cell(5, column).column_letter]
            assert validation.prompt == (field.help or {})["fi"]
            assert validation.error
    assert asked["I"].type == "list"
    assert page.print_title_rows == "$4:$4"


@pytest.mark.office
def test_the_column_of_what_is_missing_says_so_while_a_row_is_filled(plan: Programme, tmp_path: Path) -> None:
    known = {(CONTRACT, "johtoryhma"): APPROVED, (DEVELOPMENT, "johtoryhma"): ON_AGENDA}
    book = sent_to_decide(plan, tmp_path, known)
    type_decision(book, STRATEGY, state="Esityslistalla")
    type_decision(book, COMMITTEE, EXECUTIVE, state="Hyväksytty", decided_on=date(2026, 4, 1))
    type_decision(book, "4A.2.2", EXECUTIVE, remark="Siirtyi.")
    type_decision(book, CONTRACT, version="1.1")
    type_decision(book, CONTRACT, COUNTY, state="Valmisteltu")
    book.save(tmp_path / "typed.xlsx")
    (tmp_path / "again").mkdir()
    again = convert(tmp_path / "typed.xlsx", "xlsx", tmp_path / "again", recalculate=True)
    page = openpyxl.load_workbook(again, data_only=True)[SHEET]
    column = column_of(page, "lacking")
    assert [page.cell(row, column).value or "" for row in range(5, 11)] == [
        "kokouspäivä",
        "päivä kuukauden jälkeen?",
        "käsittelyn tila",
        "käsittelyn tila",
        "✓",
        "",
    ]


# --- reading --------------------------------------------------------------------------------------------------------


def told(submission: Submission) -> list[tuple[str, str, str]]:
    return [(each.code, each.cell, each.item) for each in submission.findings if each.sheet == SHEET]


def rows_of(submission: Submission) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row.item, row.values["body"]): dict(row.values) for row in submission.accepted}


def test_what_was_typed_comes_back(plan: Programme, judged: Judge, tmp_path: Path) -> None:
    book = sent_to_decide(plan, tmp_path, {(CONTRACT, "johtoryhma"): APPROVED})
    type_decision(
        book,
        STRATEGY,
        state="Hyväksytty",
        decided_on=date(2026, 3, 12),
        reference="§ 7, VARHA/12/2026",
        version="1.0",
        next_review=date(2028, 3, 31),
        remark="Yksimielisesti.",
    )
    type_decision(book, CONTRACT, COUNTY, state="på föredragningslistan", decided_on="12.4.2026")
    found = judged(packed(book), programme=plan)
    assert found.outcome == "accepted"
    rows = rows_of(found)
    assert set(rows) == {(STRATEGY, "johtoryhma"), (CONTRACT, "hyvinvointialue")}
    strategy = rows[STRATEGY, "johtoryhma"]
    assert (strategy["state"], strategy["decided_on"], strategy["next_review"]) == (
        "approved",
        date(2026, 3, 12),
        date(2028, 3, 31),
    )
    assert (strategy["reference"], strategy["version"], strategy["remark"]) == (
        "§ 7, VARHA/12/2026",
        "1.0",
        "Yksimielisesti.",
    )
    county = rows[CONTRACT, "hyvinvointialue"]
    assert (county["state"], county["decided_on"]) == ("on_agenda", date(2026, 4, 12))
    assert county["before"] == {"johtoryhma": "approved", "hyvinvointialue": None}
    assert {code for code, *_ in told(found)} == {"C013"}


def test_an_untouched_sheet_says_nothing(plan: Programme, judged: Judge, tmp_path: Path) -> None:
    known = {(CONTRACT, "johtoryhma"): APPROVED, (DEVELOPMENT, "johtoryhma"): ON_AGENDA}
    found = judged(packed(sent_to_decide(plan, tmp_path, known)), programme=plan)
    assert (told(found), found.accepted, found.refused) == ([], [], [])


@pytest.mark.parametrize(
    ("body", "values", "code", "is_in"),
    [
        (BOARD, {"state": "Esityslistalla"}, "C051", False),
        (BOARD, {"state": "Hyväksytty"}, "C051", False),
        (BOARD, {"state": "Valmisteltu"}, "", True),
        (BOARD, {"state": "Palautettu valmisteltavaksi"}, "", True),
        (BOARD, {"state": "Esityslistalla", "decided_on": date(2026, 4, 20)}, "", True),
        (BOARD, {"state": "Hyväksytty", "decided_on": date(2026, 3, 31)}, "", True),
        (BOARD, {"state": "Hyväksytty", "decided_on": date(2026, 4, 1)}, "C052", False),
        (BOARD, {"state": "Päätetty"}, "C012", False),
        (BOARD, {"state": "Valmisteltu", "decided_on": "huhtikuussa"}, "C016", False),
        (BOARD, {"state": "Valmisteltu", "next_review": date(2026, 3, 31)}, "R038", True),
        (BOARD, {"state": "Valmisteltu", "next_review": date(2026, 4, 1)}, "", True),
        (BOARD, {"state": "Valmisteltu", "version": "v" * 41}, "C009", False),
        (BOARD, {"remark": "Siirtyi."}, "C054", False),
        (BOARD, {"version": "0.1"}, "C054", False),
        (BOARD, {"next_review": date(2027, 1, 1)}, "C054", False),
        (COUNTY, {"state": "Hyväksytty", "decided_on": date(2026, 3, 2)}, "R036", True),
        (COUNTY, {"state": "Esityslistalla", "decided_on": date(2026, 3, 2)}, "", True),
        (COUNTY, {"state": "Valmisteltu", "body": "Lautakunta"}, "C049", False),
        (COUNTY, {"state": "Valmisteltu", "body": None}, "C049", False),
        (COUNTY, {"state": "Valmisteltu", "body": EXECUTIVE}, "C050", False),
        (COUNTY, {"state": "Valmisteltu", "body": "  HYVINVOINTIALUEET"}, "", True),
    ],
)
def test_rows_are_judged_by_state_day_and_chain(
    plan: Programme,
    judged: Judge,
    tmp_path: Path,
    body: str,
    values: dict[str, object],
    code: str,
    is_in: bool,
) -> None:
    found = judged(
        packed(type_decision(sent_to_decide(plan, tmp_path), CONTRACT, body, **values)), programme=plan
    )
    assert [each for each, *_ in told(found)] == ([code] if code else [])
    assert [row.item for row in found.accepted] == ([CONTRACT] if is_in else [])
    assert len(found.refused) == (not is_in and code not in ("C054", ""))
    assert {item for _, _, item in told(found)} <= {CONTRACT}


def test_a_later_body_may_follow_one_that_approved_before_or_in_the_same_workbook(
    plan: Programme, judged: Judge, tmp_path: Path
) -> None:
    day = date(2026, 3, 2)
    before = sent_to_decide(plan, tmp_path, {(CONTRACT, "johtoryhma"): APPROVED})
    type_decision(before, CONTRACT, COUNTY, state="Hyväksytty", decided_on=day)
    assert told(judged(packed(before), programme=plan)) == []
    both = type_decision(sent_to_decide(plan, tmp_path), CONTRACT, state="Hyväksytty", decided_on=day)
    type_decision(both, CONTRACT, COUNTY, state="Hyväksytty", decided_on=day)
    assert told(judged(packed(both), programme=plan)) == []


def test_what_goes_back_from_approved_is_told_unless_a_remark_says_why(
    plan: Programme, judged: Judge, tmp_path: Path
) -> None:
    known = {(CONTRACT, "johtoryhma"): APPROVED}
    back = type_decision(sent_to_decide(plan, tmp_path, known), CONTRACT, state="Palautettu valmisteltavaksi")
    assert [code for code, *_ in told(judged(packed(back), programme=plan))] == ["R037"]
    column = column_of(back[SHEET], "previous_state")
    back[SHEET].cell(row_of(back[SHEET], CONTRACT, BOARD), column).value = "Valmisteltu"
    assert [code for code, *_ in told(judged(packed(back), programme=plan))] == ["R037"]
    type_decision(back, CONTRACT, remark="Valtuusto palautti.")
    assert told(judged(packed(back), programme=plan)) == []


def test_a_review_that_is_past_is_told_of_a_row_that_says_nothing_too(
    plan: Programme, judged: Judge, tmp_path: Path
) -> None:
    known = {(CONTRACT, "johtoryhma"): replace(APPROVED, next_review=date(2026, 3, 1))}
    book = sent_to_decide(plan, tmp_path, known)
    found = judged(packed(book), programme=plan)
    place = f"M{row_of(book[SHEET], CONTRACT, BOARD)}"
    assert (told(found), found.accepted) == ([("R038", place, CONTRACT)], [])


def test_days_are_held_to_the_listed_meetings_of_the_body_where_there_are_any(
    plan: Programme, judged: Judge, tmp_path: Path
) -> None:
    meetings = (
        Meeting("johtoryhma", "", date(2026, 3, 12), "", ""),
        Meeting("hyvinvointialue", "06", date(2026, 3, 13), "", ""),
    )
    listed = replace(plan, meetings=meetings)
    for item, body, day, codes in (
        (STRATEGY, BOARD, date(2026, 3, 12), []),
        (STRATEGY, BOARD, date(2026, 3, 13), ["C053"]),
        (COMMITTEE, EXECUTIVE, date(2026, 3, 13), []),
        (CONTRACT, COUNTY, date(2026, 3, 14), []),
    ):
        book = type_decision(
            sent_to_decide(plan, tmp_path), item, body, state="Esityslistalla", decided_on=day
        )
        found = judged(packed(book), programme=listed)
        assert [code for code, *_ in told(found)] == codes
        assert found.outcome == "accepted"


def test_all_approved_and_not_done_is_told_and_the_groups_word_stands(
    plan: Programme, judged: Judge, tmp_path: Path
) -> None:
    for status, codes in (("Käynnissä", ["R039"]), ("Valmis", []), (None, [])):
        book = sent_to_decide(plan, tmp_path)
        type_decision(book, STRATEGY, state="Hyväksytty", decided_on=date(2026, 3, 2))
        page = book["Tilannekuva"]
        headers = {cell.value: cell.column for cell in page[4]}
        row = next(cell.row for cell in page["A"] if cell.value == STRATEGY)
        page.cell(row, headers["Tila nyt"]).value = status
        found = judged(packed(book), programme=plan)
        assert [code for code, *_ in told(found)] == codes
        statuses = [row.values["status"] for row in found.accepted if row.kind == "items"]
        assert statuses == ([{"Käynnissä": "started", "Valmis": "done"}[status]] if status else [])


def test_the_two_bodies_of_an_item_are_two_rows_and_one_body_twice_is_none(
    plan: Programme, judged: Judge, tmp_path: Path
) -> None:
    book = type_decision(sent_to_decide(plan, tmp_path), CONTRACT, state="Valmisteltu")
    type_decision(book, CONTRACT, COUNTY, state="Ei valmisteltu")
    assert len(judged(packed(book), programme=plan).accepted) == 2
    for second, codes, count in (("Valmisteltu", ["C014"], 1), ("Ei valmisteltu", ["C008", "C008"], 0)):
        type_decision(book, CONTRACT, COUNTY, state=second)
        page = book[SHEET]
        again = type_decision(book, CONTRACT, COUNTY)
        row = row_of(page, CONTRACT, COUNTY)
        page.cell(row, column_of(page, "body")).value = BOARD
        found = judged(packed(again), programme=plan)
        assert [code for code, *_ in told(found) if code != "S031"] == codes
        assert len(found.accepted) == count
        page.cell(row, column_of(page, "body")).value = COUNTY


def test_lost_rows_and_a_lost_sheet_are_told(plan: Programme, judged: Judge, tmp_path: Path) -> None:
    book = sent_to_decide(plan, tmp_path)
    book[SHEET].delete_rows(row_of(book[SHEET], CONTRACT, COUNTY))
    found = judged(packed(book), programme=plan)
    (missing,) = (each for each in found.findings if each.code == "S031")
    assert missing.values["allowed"] == f"{CONTRACT} {COUNTY}"
    del book[SHEET]
    assert "W036" in [each.code for each in judged(packed(book), programme=plan).findings]


def test_a_body_that_is_gone_is_found_where_the_chain_has_only_one(
    plan: Programme, judged: Judge, tmp_path: Path
) -> None:
    book = type_decision(sent_to_decide(plan, tmp_path), STRATEGY, state="Valmisteltu", body=None)
    found = judged(packed(book), programme=plan)
    assert [code for code, *_ in told(found)] == ["C013"]
    assert set(rows_of(found)) == {(STRATEGY, "johtoryhma")}


def test_rows_found_by_meaning_and_names_held_to_their_ids(
    plan: Programme, judged: Judge, tmp_path: Path
) -> None:
    book = type_decision(sent_to_decide(plan, tmp_path), STRATEGY, state="Valmisteltu")
    page = book[SHEET]
    page.insert_rows(3, 2)
    page.insert_cols(2)
    page.cell(7, 1).value = "4a-1-1"
    found = judged(packed(book), programme=plan)
    assert [code for code, *_ in told(found)] == ["C013"]
    assert set(rows_of(found)) == {(STRATEGY, "johtoryhma")}
    page.cell(7, 3).value = page.cell(12, 3).value
    refused = judged(packed(book), programme=plan)
    assert "C031" in [code for code, *_ in told(refused)]
    assert refused.accepted == []


def test_without_the_imprint_the_cells_say_what_was_known(
    plan: Programme, judged: Judge, tmp_path: Path
) -> None:
    known = {(CONTRACT, "johtoryhma"): APPROVED}
    book = type_decision(sent_to_decide(plan, tmp_path, known), CONTRACT, state="Valmisteltu")
    hidden = book[PASSPORT]
    for row in hidden.iter_rows(min_row=1):
        if str(row[0].value).startswith("ytaexcel.sent") or "sent" in str(row[0].value):
            row[0].value = row[1].value = None
    found = judged(packed(book), programme=plan)
    assert [code for code, *_ in told(found)] == ["R037"]


# --- what is kept ---------------------------------------------------------------------------------------------------


def received(submission: Submission) -> Received:
    receipt = Receipt(submission.source.sha256, "05_4A.xlsx", "xlsx", 1, "2026-04-03T10:00:00Z", None, PLAN)
    return Received(submission, receipt)


@pytest.fixture(scope="module")
def filled(plan: Programme, judged: Judge, tmp_path_factory: pytest.TempPathFactory) -> Submission:
    """A workbook with two decisions and one that is refused."""
    book = sent_to_decide(plan, tmp_path_factory.mktemp("filled"))
    type_decision(
        book,
        CONTRACT,
        state="Hyväksytty",
        decided_on=date(2026, 3, 12),
        reference="§ 7",
        version="1.0",
        next_review=date(2028, 3, 31),
        remark="Yksimielisesti.",
    )
    type_decision(book, CONTRACT, COUNTY, state="Valmisteltu")
    type_decision(book, STRATEGY, state="Hyväksytty", remark="Päivä puuttuu.")
    return judged(packed(book), programme=plan)


def test_rows_in_are_rows_accepted_and_refused_and_all_are_kept(
    plan: Programme, filled: Submission, tmp_path: Path
) -> None:
    assert (filled.outcome, len(filled.accepted), len(filled.refused)) == ("partly_accepted", 2, 1)
    with History(tmp_path / "h.sqlite") as history:
        history.store([received(filled)], plan)
        assert history.problems() == []
        first, second = history.decided.in_force(plan.id).to_dict("records")
        assert {key: first[key] for key in ("month", "organisation", "group", "item", "body", "row")} == {
            "month": "2026-03",
            "organisation": "05",
            "group": "4A",
            "item": CONTRACT,
            "body": "johtoryhma",
            "row": 8,
        }
        assert (first["state"], first["decided_on"], first["next_review"]) == (
            "approved",
            "2026-03-12",
            "2028-03-31",
        )
        assert (second["body"], second["state"]) == ("hyvinvointialue", "prepared")
        assert pd.isna(second["decided_on"])
        texts = set(history.typed_texts(plan.id)["text"])
        assert {"§ 7", "1.0", "Yksimielisesti.", "Päivä puuttuu."} <= texts


def test_a_lost_row_of_a_decision_is_seen_and_none_can_be_changed(
    plan: Programme, filled: Submission, tmp_path: Path
) -> None:
    with History(tmp_path / "h.sqlite") as history:
        history.store([received(filled)], plan)
        database = history._database  # what a test of guards needs
        with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
            database.execute("DELETE FROM decision_row")
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            database.execute("UPDATE decision_row SET state = 'returned'")
        with pytest.raises(sqlite3.IntegrityError, match="judging"):
            database.execute("INSERT INTO decision_row SELECT * FROM decision_row")
        database.execute("INSERT INTO judging SELECT submission_id FROM submission")
        values = "submission_id, sheet, 99, item, 'other', 'approved', NULL, NULL, NULL, NULL, NULL"
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            database.execute(f"INSERT INTO decision_row SELECT {values} FROM decision_row LIMIT 1")
        database.execute("DELETE FROM decision_row WHERE body = 'johtoryhma'")
        database.execute("DELETE FROM judging")
        assert [each for each in history.problems() if "rows counted" in each]


def test_the_newest_submission_counts_row_by_row(
    plan: Programme, judged: Judge, filled: Submission, tmp_path: Path
) -> None:
    book = type_decision(sent_to_decide(plan, tmp_path), CONTRACT, COUNTY, state="Ei valmisteltu")
    newer = judged(packed(book, datetime(2026, 4, 9)), programme=plan)
    with History(tmp_path / "h.sqlite") as history:
        history.store([received(newer), received(filled)], plan)
        states = history.decided.in_force(plan.id).set_index("body")["state"]
        assert dict(states) == {"johtoryhma": "approved", "hyvinvointialue": "not_prepared"}
        assert history.decided.in_force(plan.id, "2026-02").empty


# --- what is known --------------------------------------------------------------------------------------------------


def word(month: str, item: str, state: str, body: str = "johtoryhma", **more: Any) -> dict[str, Any]:
    """What a month told, as the dataset gives it."""
    return {
        "month": month,
        "organisation": "05",
        "group": item.partition(".")[0],
        "submission_id": f"{month}-05",
        "sheet": SHEET,
        "row": 5,
        "item": item,
        "body": body,
        "state": state,
        **dict.fromkeys(("decided_on", "reference", "version", "next_review", "remark")),
        **more,
    }


def known_after(month: str, programme: Programme, *words: dict[str, Any]) -> list[dict[str, Any]]:
    told = pd.DataFrame(words, columns=list(word(month, "", "")))
    found = decisions_known(told, month, programme)
    assert list(found.columns) == COLUMNS
    return [{str(key): value for key, value in row.items()} for row in found.to_dict("records")]


def test_a_state_stands_until_another_is_told_with_the_month_since_when(plan: Programme) -> None:
    words = [
        word("2026-01", STRATEGY, "prepared"),
        word("2026-02", STRATEGY, "on_agenda", decided_on="2026-03-12", version="0.9"),
        word("2026-04", STRATEGY, "on_agenda", decided_on="2026-05-12", next_review="2028-01-31"),
    ]
    (row,) = known_after("2026-06", plan, *words)
    assert (row["state"], row["month"], row["since"]) == ("on_agenda", "2026-04", "2026-02")
    assert (row["decided_on"], row["next_review"], row["version"]) == (
        date(2026, 5, 12),
        date(2028, 1, 31),
        None,
    )
    assert (row["submission_id"], row["sheet"], row["row"], row["group"]) == ("2026-04-05", SHEET, 5, "4A")
    (earlier,) = known_after("2026-03", plan, *words)
    assert (earlier["state"], earlier["since"], earlier["decided_on"]) == (
        "on_agenda",
        "2026-02",
        date(2026, 3, 12),
    )
    assert known_after("2025-12", plan, *words) == []


def test_two_organisations_may_tell_different_states_of_one_joint_body(plan: Programme) -> None:
    other = word("2026-03", STRATEGY, "approved", organisation="06", decided_on="2026-03-12")
    rows = known_after("2026-03", plan, other, word("2026-02", STRATEGY, "returned"))
    assert [(row["organisation"], row["state"]) for row in rows] == [("05", "returned"), ("06", "approved")]


def test_rows_stand_in_the_order_of_the_chain_and_strangers_have_none(plan: Programme) -> None:
    rows = known_after(
        "2026-03",
        plan,
        word("2026-01", CONTRACT, "prepared", "hyvinvointialue"),
        word("2026-02", CONTRACT, "approved", decided_on="2026-02-02"),
        word("2026-02", CONTRACT, "approved", "aluehallitus", decided_on="2026-02-02"),
        word("2026-02", COMMITTEE, "approved", "aluehallitus", organisation="06", decided_on="2026-02-02"),
        word("2026-02", "1C.2.1", "prepared"),
    )
    assert [(row["item"], row["body"]) for row in rows] == [
        (CONTRACT, "johtoryhma"),
        (CONTRACT, "hyvinvointialue"),
    ]


def test_what_recurs_is_decided_anew_in_each_occurrence(plan: Programme) -> None:
    told = word("2026-11", YEARLY, "approved", decided_on="2026-11-20")
    late = word("2027-01", YEARLY, "approved", decided_on="2026-12-18")
    undated = word("2027-01", YEARLY, "prepared")
    assert [row["state"] for row in known_after("2026-12", plan, told)] == ["approved"]
    assert known_after("2027-01", plan, told, late) == []
    assert [row["state"] for row in known_after("2027-02", plan, told, undated)] == ["prepared"]


def test_an_item_that_takes_anothers_place_takes_its_decisions_over(plan: Programme) -> None:
    (old,) = (each for each in plan.items if each.id == STRATEGY)
    items = (replace(old, valid_to="2026-03"), replace(old, id="4A.1.2", valid_from="2026-04"))
    changed = replace(plan, items=items, successors=(Successor(STRATEGY, "4A.1.2", "2026-04"),))
    told = word("2026-02", STRATEGY, "approved", decided_on="2026-02-12")
    assert [row["item"] for row in known_after("2026-03", changed, told)] == [STRATEGY]
    (row,) = known_after("2026-05", changed, told)
    assert (row["item"], row["state"], row["since"]) == ("4A.1.2", "approved", "2026-02")


# --- the whole way --------------------------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path) -> Run:
    create_workspace(tmp_path / "workspace", KEY, PLAN)
    return on(open_workspace(tmp_path / "workspace"), date(2026, 4, 6))


def on(workspace: Workspace, day: date) -> Run:
    programme = load_programme(workspace.programme_folder(PLAN))
    return Run(
        workspace, programme, "fi", datetime(day.year, day.month, day.day, 12, tzinfo=UTC), day, 0, "x"
    )


def template_of(run: Run, month: str) -> Workbook:
    (path,) = make_templates(run, month, "05", "4A", {"05": ["fi"]})
    return openpyxl.load_workbook(path)


def sent_in(run: Run, book: Workbook, month: str, name: str = "05_4A.xlsx") -> Path:
    return save(book, run.workspace.input / month / name, datetime(2026, int(month[5:]) + 1, 3))


def test_decisions_go_all_the_way_from_the_template_to_export_and_the_next_template(
    run: Run, tmp_path: Path
) -> None:
    book = template_of(run, "2026-03")
    type_decision(book, CONTRACT, state="Hyväksytty", decided_on=date(2026, 3, 12), version="1.0")
    type_decision(book, CONTRACT, COUNTY, state="Valmisteltu", next_review=date(2028, 1, 31))
    (submission,) = merge_files(run, [Sent(sent_in(run, book, "2026-03"), "2026-03")])
    assert (submission.outcome, len(submission.accepted)) == ("accepted", 2)
    page = template_of(run, "2026-04")[SHEET]
    row = row_of(page, CONTRACT, BOARD)
    assert [
        page.cell(row, column_of(page, each)).value for each in ("previous_state", "state", "version")
    ] == [
        "Hyväksytty",
        None,
        "1.0",
    ]
    assert page.cell(row, column_of(page, "decided_on")).value.date() == date(2026, 3, 12)
    assert page.cell(row + 1, column_of(page, "next_review")).value.date() == date(2028, 1, 31)
    export_tables(run, tmp_path / "tables", "csv")
    with (tmp_path / "tables" / "decisions.csv").open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    assert [(row["item"], row["body"], row["state"], row["decided_on"]) for row in kept] == [
        (CONTRACT, "johtoryhma", "approved", "2026-03-12"),
        (CONTRACT, "hyvinvointialue", "prepared", ""),
    ]
    with (tmp_path / "tables" / "submissions.csv").open(encoding="utf-8", newline="") as file:
        assert [row["in_force"] for row in csv.DictReader(file)] == ["1"]
    with run.history() as history:
        before = history.tables()
    assert before["decision_row"]
    rebuild(run)
    with run.history() as history:
        assert history.tables() == before


def test_a_remark_on_a_decision_can_be_redacted(run: Run) -> None:
    book = type_decision(
        template_of(run, "2026-03"), CONTRACT, state="Valmisteltu", remark="Maija on poissa."
    )
    merge_files(run, [Sent(sent_in(run, book, "2026-03"), "2026-03")])
    redact(run, "05_4A.xlsx", "tietosuoja", [f"{SHEET}!N{row_of(book[SHEET], CONTRACT, BOARD)}"])
    for _ in range(2):
        with run.history() as history:
            (row,) = history.decided.in_force(PLAN).to_dict("records")
        assert (row["state"], "Maija" in str(row["remark"])) == ("prepared", False)
        rebuild(run)


def test_a_marked_copy_marks_the_cell_of_a_decision(run: Run) -> None:
    book = type_decision(template_of(run, "2026-03"), CONTRACT, state="Hyväksytty")
    (refused,) = check_files(run, [Sent(sent_in(run, book, "2026-03"), "2026-03")], feedback=False)
    marked = openpyxl.load_workbook(give_feedback(run, refused))
    cell = marked[SHEET].cell(row_of(book[SHEET], CONTRACT, BOARD), column_of(book[SHEET], "decided_on"))
    assert cell.fill.start_color.rgb.endswith(MARK_FILLS["error"].removeprefix("#"))
    assert "Kokouspäivä" in str(cell.comment.text)


def test_meetings_that_are_listed_later_judge_what_was_sent_before(run: Run) -> None:
    book = type_decision(
        template_of(run, "2026-03"), CONTRACT, state="Esityslistalla", decided_on=date(2026, 4, 14)
    )
    merge_files(run, [Sent(sent_in(run, book, "2026-03"), "2026-03")])
    table = run.workspace.programme_folder(PLAN) / "meetings.csv"
    table.write_text(table.read_text(encoding="utf-8") + "johtoryhma,,2026-04-15,,\n", encoding="utf-8")
    later = on(run.workspace, date(2026, 4, 7))
    rejudge(later, store=True)
    with later.history() as history:
        assert "C053" in [each.code for _, _, each in history.findings(PLAN)]
        assert history.problems() == []


def test_a_workbook_sent_before_its_item_got_another_id_is_read_under_the_new_one(
    plan: Programme, judged: Judge, tmp_path: Path
) -> None:
    known = {(STRATEGY, "johtoryhma"): APPROVED}
    book = sent_to_decide(plan, tmp_path, known)
    (old,) = (each for each in plan.items if each.id == STRATEGY)
    others = (each for each in plan.items if each.id != STRATEGY)
    items = (replace(old, valid_to="2026-02"), replace(old, id="4A.1.9", valid_from="2026-03"), *others)
    changed = replace(plan, items=items, successors=(Successor(STRATEGY, "4A.1.9", "2026-03"),))
    assert [code for code, *_ in told(judged(packed(book), programme=changed))] == ["S018"]
    type_decision(book, STRATEGY, state="Valmisteltu")
    found = judged(packed(book), programme=changed)
    assert set(rows_of(found)) == {("4A.1.9", "johtoryhma")}
    assert sorted(code for code, *_ in told(found)) == ["R037", "S018"]


def test_the_life_of_an_item_tells_its_decisions(run: Run, tmp_path: Path) -> None:
    book = type_decision(
        template_of(run, "2026-03"),
        CONTRACT,
        state="Hyväksytty",
        decided_on=date(2026, 3, 12),
        reference="§ 7",
    )
    type_decision(book, CONTRACT, COUNTY, state="Valmisteltu")
    merge_files(run, [Sent(sent_in(run, book, "2026-03"), "2026-03")])
    scope = Scope(item=CONTRACT, organisation="05")
    lines = "\n".join(history_lines(run, scope))
    row = row_of(book[SHEET], CONTRACT, BOARD)
    for said in (
        f"{SHEET}!E{row}    Toimielin: {BOARD}",
        f"{SHEET}!I{row}    Käsittelyn tila: Hyväksytty",
        f"{SHEET}!J{row}    Kokouspäivä: 12.3.2026",
        f"{SHEET}!K{row}    Päätöksen viite: § 7",
        f"{SHEET}!I{row + 1}    Käsittelyn tila: Valmisteltu",
    ):
        assert said in lines
    assert "korvattu" not in lines
    path = history_workbook(run, scope, tmp_path / "life.xlsx")
    values = [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()]
    assert any(row[4:6] == ["Käsittelyn tila", "Hyväksytty"] for row in values)


def test_columns_may_be_gone_or_hold_errors_and_ids_may_be_nobodys(
    plan: Programme, judged: Judge, tmp_path: Path
) -> None:
    known = {(CONTRACT, "johtoryhma"): APPROVED}
    book = type_decision(sent_to_decide(plan, tmp_path, known), STRATEGY, state="Valmisteltu")
    page = book[SHEET]
    page.delete_cols(column_of(page, "version"))
    found = judged(packed(book), programme=plan)
    assert ([code for code, *_ in told(found)], len(found.accepted)) == (["S003"], 1)
    page.delete_cols(column_of(page, "body"))
    alone = judged(packed(book), programme=plan)
    assert ([code for code, *_ in told(alone)], len(alone.accepted)) == (["S003", "C013"], 1)
    book = type_decision(sent_to_decide(plan, tmp_path), STRATEGY, state="Valmisteltu", item="4A.9.9")
    type_decision(book, CONTRACT, state="Valmisteltu", body="=NA()")
    refused = judged(with_error(book), programme=plan)
    assert {code for code, *_ in told(refused)} == {"C006", "C049"}
    assert (refused.accepted, len(refused.refused)) == ([], 2)


def with_error(book: Workbook) -> bytes:
    """The workbook with the error that Excel would have saved in E8."""
    sheet = book.sheetnames.index(SHEET) + 1
    return with_cell(packed(book), "E8", '<c r="E8" t="e"><v>#N/A</v></c>', sheet)


def test_a_locked_field_of_which_nothing_is_known_is_a_fault_of_the_definitions(
    plan: Programme, tmp_path: Path
) -> None:
    sheets = tuple(
        replace(sheet, fields=(*sheet.fields, replace(sheet.field("schedule"), code="colour")))
        if sheet.kind == "decisions"
        else sheet
        for sheet in plan.workbook.sheets
    )
    with pytest.raises(DefinitionError, match='nothing is known to show in the field "colour"'):
        sent_to_decide(replace(plan, workbook=replace(plan.workbook, sheets=sheets)), tmp_path)
