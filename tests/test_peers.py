"""Fourteen ways in which known tools of this kind lose or spoil what was sent; each is told here, and nothing is lost.

All go through `merge` as a facilitator runs it: files in the inbox, the dataset behind them.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from builder import FIRST_ROW, HEADER_ROW, at, save, with_part, workbook
from collected import decide, items_of, run_in, send, small_workspace
from ytaexcel.inbox import sent_files
from ytaexcel.merge import Submission
from ytaexcel.workflow import Run, make_templates, merge_files

STATE, NOTES = "Tilannekuva", "Huomiot"
NAME = "05_HTT.xlsx"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_in(small_workspace(tmp_path / "workspace", items=3))


def inbox(run: Run, name: str = NAME) -> Path:
    return run.workspace.input / "2021-07" / name


def merged(run: Run) -> dict[str, Submission]:
    """File name -> what became of it."""
    return {each.source.name: each for each in merge_files(run, sent_files(run.workspace.input))}


def stored(run: Run, field: str = "status", month: str | None = None) -> dict[str, Any]:
    """Item -> value in force."""
    with run.history() as history:
        frame = history.items_in_force(run.programme.id, month)
    return dict(zip(frame["item"], frame[field].where(frame[field].notna(), None), strict=True))


def filled(run: Run, change: Callable[[Workbook], object], **rows: dict[str, Any]) -> None:
    """Sends a workbook of the three items, done or as said, after a change by hand."""
    ids = items_of(run)
    values = {
        item: rows.get(f"row{number}", {"status": "Valmis"}) for number, item in enumerate(ids, start=1)
    }
    book = workbook(run.programme, values)
    change(book)
    save(book, inbox(run))


def as_it_is(_: Workbook) -> None:
    """No change."""


def told(submission: Submission) -> list[tuple[str, str]]:
    return [(each.code, each.cell) for each in submission.findings if each.severity == "error"]


def test_01_text_in_a_date_field_is_refused_and_not_merged(run: Run) -> None:
    filled(run, as_it_is, row2={"status": "Käynnissä", "forecast_end": "kun ehditään"})
    submission = merged(run)[NAME]
    assert told(submission) == [("C004", at(run.programme, "forecast_end", FIRST_ROW + 1))]
    assert sorted(stored(run)) == [items_of(run)[0], items_of(run)[2]]


@pytest.mark.parametrize(
    ("value", "code"), [(True, "C002"), (170, "C003"), (1.7, "C003"), (2, "C019"), ("valmis", "C002")]
)
def test_02_true_and_170_are_no_percents(value: object, code: str, run: Run) -> None:
    filled(run, as_it_is, row2={"status": "Käynnissä", "percent_done": value})
    submission = merged(run)[NAME]
    assert told(submission) == [(code, at(run.programme, "percent_done", FIRST_ROW + 1))]
    assert items_of(run)[1] not in stored(run)


@pytest.mark.parametrize("name", [STATE, NOTES])
def test_03_of_a_missing_sheet_that_one_is_told_and_the_others_are_read(name: str, run: Run) -> None:
    book = workbook(
        run.programme,
        {items_of(run)[0]: {"status": "Valmis"}},
        notes=[{"kind": "Toive", "text": "Yhteinen ohje."}],
    )
    del book[name]
    save(book, inbox(run))
    submission = merged(run)[NAME]
    (fault,) = (each for each in submission.findings if each.severity == "error")
    assert (fault.code, fault.values["allowed"]) == ("S001", name)
    assert [row.kind for row in submission.accepted] == ["notes" if name == STATE else "items"]


def test_04_a_damaged_file_does_not_take_the_others_with_it(run: Run) -> None:
    for group in ("HTT", "JO", "PJ"):
        send(run, {items_of(run, group=group)[0]: {"status": "Valmis"}}, group=group)
    path = inbox(run, "05_JO.xlsx")
    path.write_bytes(path.read_bytes()[:2000])
    found = {name: (each.outcome, told(each)) for name, each in merged(run).items()}
    assert found == {
        "05_HTT.xlsx": ("accepted", []),
        "05_JO.xlsx": ("refused", [("F003", "")]),
        "05_PJ.xlsx": ("accepted", []),
    }
    assert len(stored(run)) == 2


def test_05_excels_lock_file_does_no_harm(run: Run) -> None:
    filled(run, as_it_is)
    inbox(run, f"~${NAME}").write_bytes(b"\x06tester" + bytes(158))
    found = merged(run)
    assert found[NAME].outcome == "accepted"
    assert len(stored(run)) == 3
    assert [told(each) for name, each in found.items() if name != NAME] in ([], [[("F001", "")]])


def test_06_broken_xml_is_a_finding(run: Run) -> None:
    filled(run, as_it_is)
    path = inbox(run)
    path.write_bytes(
        with_part(path.read_bytes(), "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2])
    )
    assert told(merged(run)[NAME]) == [("F003", "")]


def test_07_a_row_inserted_by_hand_shifts_nothing(run: Run) -> None:
    filled(
        run,
        lambda book: book[STATE].insert_rows(FIRST_ROW + 1),
        row1={"status": "Valmis"},
        row2={"status": "Käynnissä"},
        row3={"status": "Ei aloitettu"},
    )
    assert merged(run)[NAME].findings == []
    assert list(stored(run).values()) == ["done", "started", "not_started"]


def test_08_two_swapped_columns_of_dates_are_told(run: Run) -> None:
    folder = run.workspace.programme_folder(run.programme.id)
    for item in items_of(run):
        decide(folder, item, planned_start="2021-08-01", planned_end="2021-11-30")
    run = run_in(run.workspace)
    row = {"status": "Käynnissä", "forecast_end": date(2021, 11, 30), "planned_end": date(2022, 2, 28)}
    filled(run, as_it_is, row1=row, row2=row, row3=row)
    submission = merged(run)[NAME]
    assert ("S012", at(run.programme, "forecast_end", HEADER_ROW)) in told(submission)
    assert set(stored(run, "forecast_end").values()) <= {None}


def test_09_a_time_alone_is_no_date_and_takes_none_from_its_neighbours(run: Run) -> None:
    days = {"status": "Käynnissä", "forecast_end": date(2022, 2, 28)}

    def timed(book: Workbook) -> None:
        cell = book[STATE][at(run.programme, "forecast_end", FIRST_ROW + 1)]
        cell.value, cell.number_format = time(12, 30), "h:mm"

    filled(run, timed, row1=days, row2=days, row3=days)
    assert told(merged(run)[NAME]) == [("C004", at(run.programme, "forecast_end", FIRST_ROW + 1))]
    assert list(stored(run, "forecast_end").values()) == ["2022-02-28", "2022-02-28"]


def test_10_an_empty_sheet_is_told(run: Run) -> None:
    def emptied(book: Workbook) -> None:
        book[STATE].delete_rows(1, 100)

    filled(run, emptied)
    submission = merged(run)[NAME]
    assert (submission.outcome, told(submission)) == ("refused", [("S006", "")])


def test_10_a_sheet_on_which_nothing_was_filled_is_told_too(run: Run) -> None:
    save(workbook(run.programme, {}), inbox(run))
    assert [(each.code, each.severity) for each in merged(run)[NAME].findings] == [("W008", "warning")]


def test_11_rows_past_500_are_read(run: Run) -> None:
    def pushed(book: Workbook) -> None:
        book[STATE].insert_rows(FIRST_ROW + 1, 700)
        for row in range(FIRST_ROW + 1, FIRST_ROW + 701):
            book[STATE].cell(row, 2, "oma muistiinpano")

    filled(run, pushed)
    submission = merged(run)[NAME]
    assert [row.row for row in submission.accepted] == [FIRST_ROW, FIRST_ROW + 701, FIRST_ROW + 702]
    assert submission.ignored == 700
    assert len(stored(run)) == 3


@pytest.mark.parametrize("order", [("vanha", "uusi"), ("uusi", "vanha")])
def test_12_of_two_workbooks_of_one_group_the_older_is_told_to_be_outranked(
    order: tuple[str, str], run: Run
) -> None:
    """Both are kept; which is newer is decided by when it was saved, not by when it came or what it is called."""
    item = items_of(run)[0]
    sent = {"vanha": ("Käynnissä", 9), "uusi": ("Valmis", 10)}
    for number, which in enumerate(order):
        status, day = sent[which]
        send(
            run, {item: {"status": status}}, name=f"{number} {which}.xlsx", modified_at=datetime(2021, 8, day)
        )
    found = {each.source.name[2:-5]: each for each in merged(run).values()}
    assert {each.outcome for each in found.values()} == {"accepted"}
    assert found["uusi"].findings == []
    (fault,) = found["vanha"].findings
    assert (fault.code, fault.severity) == ("W015", "warning")
    assert fault.values["found"] == found["uusi"].source.name
    assert stored(run) == {item: "done"}
    assert len(list(run.workspace.archive.glob("*.xlsx"))) == 2


def test_12_an_older_workbook_that_comes_later_is_told_as_well(run: Run) -> None:
    item = items_of(run)[0]
    send(run, {item: {"status": "Valmis"}}, name="a.xlsx", modified_at=datetime(2021, 8, 10))
    merged(run)
    send(run, {item: {"status": "Käynnissä"}}, name="b.xlsx", modified_at=datetime(2021, 8, 9))
    assert [each.code for each in merged(run)["b.xlsx"].findings] == ["W015"]
    assert stored(run) == {item: "done"}


def test_13_an_ending_in_capitals_is_read_and_another_format_is_not_passed_over_in_silence(run: Run) -> None:
    item = items_of(run)[0]
    send(run, {item: {"status": "Valmis"}}, name="05_HTT.XLSX")
    inbox(run, "17_HTT.ods").write_bytes(b"no workbook at all")
    found = merged(run)
    assert found["05_HTT.XLSX"].outcome == "accepted"
    assert found["17_HTT.ods"].outcome == "refused"
    assert [each.code[0] for each in found["17_HTT.ods"].findings] == ["F"]
    assert stored(run) == {item: "done"}


def test_14_what_is_written_out_and_read_in_again_keeps_its_dates(run: Run) -> None:
    """Through next month's template: a day is still a day, and nothing had to be interpreted."""
    item = items_of(run)[0]
    send(run, {item: {"status": "Käynnissä", "percent_done": 0.4, "forecast_end": date(2022, 2, 28)}})
    merged(run)
    (template,) = make_templates(run, "2021-08", "05", "HTT")
    book = load_workbook(template)
    page = book[STATE]
    headers = {cell.value: cell.column for cell in page[HEADER_ROW]}
    row = next(cell.row for cell in page["A"] if cell.value == item)
    assert page.cell(row, headers["Ennuste valmis"]).value == datetime(2022, 2, 28)
    page.cell(row, headers["Ei muutosta"]).value = "x"
    save(book, run.workspace.input / "2021-08" / NAME)
    later = run_in(run.workspace, date(2021, 9, 3))
    (submission,) = merge_files(later, sent_files(later.workspace.input, "2021-08"))
    assert (submission.outcome, submission.findings) == ("accepted", [])
    assert stored(run, "forecast_end", "2021-08") == {item: "2022-02-28"}
