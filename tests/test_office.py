"""What LibreOffice does with our workbooks: it opens the template, somebody types, saves, and `merge` reads it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from python_calamine import CalamineWorkbook

import libreoffice
import looks
from builder import MODIFIED_AT, save, workbook
from ytaexcel.inbox import sent_file
from ytaexcel.merge import Submission
from ytaexcel.read import Means, find_office
from ytaexcel.workflow import Run, check_files, make_reports, make_templates, merge_files, rebuild

pytestmark = pytest.mark.office
ITEMS = ["HTT.A.1.1", "HTT.A.1.2", "HTT.A.1.3", "HTT.A.1.10"]
TEXT = 'Päätös 5 % nousi – "luonnos" & lausunto <kunnat>, =SUMMA?'


def cells_of(path: Path, sheet: str) -> Callable[[str, str], str]:
    """(item, header) -> cell of the template, by its own header row and ids."""
    page = load_workbook(path)[sheet]
    header_row = next(
        row for row in page.iter_rows(max_row=20) if any(cell.value == "Tunnus" for cell in row)
    )
    columns = {cell.value: cell.column for cell in header_row}
    rows = {cell.value: cell.row for cell in page[get_column_letter(columns["Tunnus"])]}
    return lambda item, header: f"{get_column_letter(columns[header])}{rows[item]}"


def sheet_names(path: Path) -> list[str]:
    with CalamineWorkbook.from_path(path) as book:
        return list(book.sheet_names)


def test_template_filled_in_libreoffice_is_read_back_exactly(
    run_on: Callable[..., Run], tmp_path: Path
) -> None:
    """template → LibreOffice opens it, types values, saves → merge gives back just what was typed."""
    run = run_on()
    (template,) = make_templates(run, "2021-07", "05", "HTT")
    at = cells_of(template, "Tilannekuva")
    serial = (date(2022, 2, 28) - date(1899, 12, 30)).days
    cells: list[tuple[str, str, object]] = [
        ("Tilannekuva", at(ITEMS[0], "Tila nyt"), "Valmis"),
        ("Tilannekuva", at(ITEMS[0], "Valmiina %"), 1),
        ("Tilannekuva", at(ITEMS[1], "Tila nyt"), "Käynnissä"),
        ("Tilannekuva", at(ITEMS[1], "Valmiina %"), 0.35),
        ("Tilannekuva", at(ITEMS[1], "Ennuste valmis"), serial),
        ("Tilannekuva", at(ITEMS[1], "Tuen tarve"), "kyllä"),
        ("Tilannekuva", at(ITEMS[1], "Missä mennään"), TEXT),
        ("Tilannekuva", at(ITEMS[2], "Ei muutosta"), "x"),
        ("Tilannekuva", at(ITEMS[3], "Tila nyt"), "Ei koske aluetta"),
        ("Tilannekuva", at(ITEMS[3], "Ennuste valmis"), "=NA()"),
        ("Huomiot", "C5", "Toive"),
        ("Huomiot", "D5", TEXT),
    ]
    target = tmp_path / "filled.xlsx"
    libreoffice.typed(template, target, [(s, c, f"={v}" if v == "=NA()" else v) for s, c, v in cells])
    (submission,) = merge_files(run, [sent_file(target)])
    assert [each.code for each in submission.findings if each.severity == "error"] == ["C010"]
    with run.history() as history:
        rows = history.items_in_force("sote-2021").set_index("item")
        notes = history.notes_in_force("sote-2021")
    assert rows.loc[ITEMS[0], ["status", "percent_done"]].tolist() == ["done", 100]
    assert rows.loc[ITEMS[1], ["status", "percent_done", "forecast_end", "red_flag"]].tolist() == [
        "started",
        35,
        "2022-02-28",
        1,
    ]
    assert json.loads(rows.loc[ITEMS[1], "texts"]) == {"where_now": TEXT}
    assert rows.loc[ITEMS[2], "no_change"] == 1
    assert pd.isna(rows.loc[ITEMS[2], "status"])
    assert ITEMS[3] not in rows.index
    assert notes[["kind", "text"]].to_numpy().tolist() == [["wish", TEXT]]


VALUES: dict[str, dict[str, object]] = {
    ITEMS[0]: {"status": "Valmis", "percent_done": 1, "forecast_end": date(2021, 7, 31), "where_now": TEXT},
    ITEMS[1]: {
        "status": "Käynnissä",
        "percent_done": 0.35,
        "forecast_end": date(2022, 2, 28),
        "red_flag": "kyllä",
    },
    ITEMS[2]: {"no_change": "x"},
    ITEMS[3]: {"status": '=IF(1,"Käynnissä","")', "percent_done": "=1/2", "forecast_end": "=1/0"},
    "HTT.A.2.1": {"status": "#N/A"},
    "HTT.A.2.2": {"status": "Käynnissä", "percent_done": "=NA()"},
}
"""What survives a conversion, or must be told when it does not: texts, percents, days, formulas, error values."""
FAULTS = {("C010", ITEMS[3]), ("C010", "HTT.A.2.1"), ("C010", "HTT.A.2.2")}


def saved_as(source: Path, kind: str, folder: Path) -> Path:
    """The workbook as LibreOffice saves it in another format."""
    return libreoffice.convert(source, kind, folder / kind)


def taken_in(run: Run, path: Path) -> tuple[Submission, dict[str, dict[str, object]]]:
    (submission,) = merge_files(run, [sent_file(path)])
    return submission, {row.item: dict(row.values) for row in submission.accepted if row.kind == "items"}


@pytest.mark.parametrize("is_mac", [False, True], ids=["from 1900", "from 1904"])
@pytest.mark.parametrize("kind", ["ods", "xls", "xlsx"])
def test_what_libreoffice_saves_in_another_format_is_read_as_it_was(
    kind: str, is_mac: bool, run_on: Callable[..., Run], tmp_path: Path
) -> None:
    """As .xlsx it is read as it is; .ods and .xls go through LibreOffice once more, and a rebuild needs none."""
    run = replace(run_on(), means=Means(office=find_office()))
    book = workbook(run.programme, VALUES, notes=[{"kind": "Huomio", "text": TEXT}])
    if is_mac:
        book.epoch = CALENDAR_MAC_1904
    other = saved_as(save(book, tmp_path / "a.xlsx"), kind, tmp_path)
    submission, rows = taken_in(run, other)
    assert submission.modified_at == MODIFIED_AT.replace(tzinfo=UTC)
    errors = {(each.code, each.item) for each in submission.findings if each.severity == "error"}
    assert errors == FAULTS
    assert {each.code for each in submission.findings if each.code[:3] == "W02"} == (
        ({"W020"} if kind != "xlsx" else set()) | ({"W023"} if is_mac else set())
    )
    wanted = {
        ITEMS[0]: ("done", 100.0, date(2021, 7, 31)),
        ITEMS[1]: ("started", 35.0, date(2022, 2, 28)),
        ITEMS[2]: (None, None, None),
    }
    found = {item: (row["status"], row["percent_done"], row["forecast_end"]) for item, row in rows.items()}
    assert found == wanted
    assert (rows[ITEMS[0]]["where_now"], rows[ITEMS[1]]["red_flag"], rows[ITEMS[2]]["no_change"]) == (
        TEXT,
        True,
        True,
    )
    assert [row.values["text"] for row in submission.accepted if row.kind == "notes"] == [TEXT]
    with run.history() as history:
        before = history.tables()
    rebuild(run_on())
    with run.history() as history:
        assert history.tables() == before


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_our_template_filled_and_saved_in_another_format_is_read_alike(
    kind: str, run_on: Callable[..., Run], tmp_path: Path
) -> None:
    """Validations, protection, conditional formats, hidden sheets and the passport: all of it goes there and back."""
    run = replace(run_on(), means=Means(office=find_office()))
    (template,) = make_templates(run, "2021-07", "05", "HTT")
    at = cells_of(template, "Tilannekuva")
    cells: list[tuple[str, str, object]] = [
        ("Tilannekuva", at(ITEMS[0], "Tila nyt"), "Valmis"),
        ("Tilannekuva", at(ITEMS[1], "Tila nyt"), "Käynnissä"),
        ("Tilannekuva", at(ITEMS[1], "Valmiina %"), 0.35),
        ("Tilannekuva", at(ITEMS[1], "Missä mennään"), TEXT),
    ]
    filled = tmp_path / "filled.xlsx"
    libreoffice.typed(template, filled, cells)
    plain, rows = taken_in(run, filled)
    other, same = taken_in(run, saved_as(filled, kind, tmp_path))
    assert plain.outcome == other.outcome == "accepted"
    assert same == rows
    assert {item: row["status"] for item, row in rows.items()} == {ITEMS[0]: "done", ITEMS[1]: "started"}
    told = [each.code for each in other.findings if each.code != "W015"]  # which of the two was saved later
    assert told == [*(each.code for each in plain.findings), "W020"]


def test_a_formula_without_a_saved_result_is_told_after_a_conversion_too(
    run_on: Callable[..., Run], tmp_path: Path
) -> None:
    """LibreOffice works it out; but nobody has saved that result."""
    run = replace(run_on(), means=Means(office=find_office()))
    book = workbook(run.programme, {ITEMS[0]: {"status": '=IF(1,"Valmis","")', "percent_done": "=1/2"}})
    sheet = saved_as(save(book, tmp_path / "a.xlsx"), "ods", tmp_path)
    bare = tmp_path / "bare.ods"
    with ZipFile(sheet) as package, ZipFile(bare, "w") as target:
        for part in package.infolist():
            content = package.read(part)
            if part.filename == "content.xml":
                content, times = re.subn(
                    rb'(table:formula="[^"]*")[^>]*>(<text:p>[^<]*</text:p>)?', rb"\1>", content
                )
                assert times == 2
            target.writestr(part.filename, content)
    submission, rows = taken_in(run, bare)
    assert rows == {}
    faults = {(each.code, each.cell[0]) for each in submission.findings if each.severity == "error"}
    assert faults == {("C011", "K"), ("C011", "L")}


def test_a_spreadsheet_that_grows_without_end_when_it_is_converted_is_told(
    run_on: Callable[..., Run], tmp_path: Path
) -> None:
    """A million rows stand in one line of an .ods."""
    run = replace(run_on(), means=Means(office=find_office()))
    sheet = saved_as(save(workbook(run.programme, {}), tmp_path / "a.xlsx"), "ods", tmp_path)
    large = tmp_path / "large.ods"
    with ZipFile(sheet) as package, ZipFile(large, "w") as target:
        for part in package.infolist():
            content = package.read(part)
            if part.filename == "content.xml":
                row = (
                    b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
                    b'table:number-columns-repeated="60" office:value-type="float" office:value="1"/></table:table-row>'
                )
                content = content.replace(b"</table:table>", row + b"</table:table>", 1)
            target.writestr(part.filename, content)
    (submission,) = check_files(run, [sent_file(large)], feedback=False)
    assert submission.outcome == "refused"
    assert submission.findings[0].code in ("F005", "F007", "F023")


def test_report_opens_in_libreoffice_with_all_its_sheets(run_on: Callable[..., Run], tmp_path: Path) -> None:
    """LibreOffice loads the ministry's workbook and saves it again with every sheet, table and chart."""
    run = run_on()
    (template,) = make_templates(run, "2021-07", "05", "HTT")
    merge_files(run, [sent_file(template)])
    (report,) = make_reports(run, "2021-07", ["ministry"])
    again = looks.worked_out(report, tmp_path)
    assert sheet_names(again) == sheet_names(report)
    with ZipFile(again) as package:
        assert any(name.startswith("xl/charts/chart") for name in package.namelist())
