"""What LibreOffice does with our workbooks: it opens the template, somebody types, saves, and `merge` reads it."""

import json
import subprocess
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

import looks
from conftest import ROOT
from ytaexcel.inbox import sent_file
from ytaexcel.workflow import Run, make_reports, make_templates, merge_files

pytestmark = pytest.mark.office
OFFICE_PYTHON = "/usr/bin/python3"
"""The interpreter that LibreOffice's bridge (python3-uno) is installed for."""
ITEMS = ["HTT.A.1.1", "HTT.A.1.2", "HTT.A.1.3", "HTT.A.1.10"]
TEXT = 'Päätös 5 % nousi – "luonnos" & lausunto <kunnat>, =SUMMA?'


def typed_in_office(source: Path, target: Path, cells: list[tuple[str, str, object]], folder: Path) -> None:
    """Opens `source` in LibreOffice, types into cells and saves as `target`."""
    pipe = f"ytaexcel{uuid.uuid4().hex}"
    profile = (folder / "profile").as_uri()
    (folder / "typed.json").write_text(json.dumps(cells), encoding="utf-8")
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--norestore",
            f"--accept=pipe,name={pipe};urp",
        ]
    )
    try:
        script = ROOT / "tests" / "office" / "type_values.py"
        subprocess.run(
            [OFFICE_PYTHON, script, pipe, source, target, folder / "typed.json"], check=True, timeout=180
        )
    finally:
        office.terminate()
        office.wait(timeout=60)


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
    typed_in_office(template, target, [(s, c, f"={v}" if v == "=NA()" else v) for s, c, v in cells], tmp_path)
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
