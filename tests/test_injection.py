"""Whatever people type, in a cell, a name or a definition, comes out as text: no formula, no sign to the terminal."""

import csv
import re
import sys
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from builder import FIRST_ROW, at, with_cell
from collected import items_of, run_in, send, small_workspace
from ytaexcel.cli import main
from ytaexcel.cli.say import escaped, shown
from ytaexcel.export import TABLES
from ytaexcel.export.write import _defused
from ytaexcel.inbox import sent_files
from ytaexcel.workflow import Run, export_tables, make_reports, make_templates, merge_files

TYPED = "KIRJOITETTU"
"""Stands in every hostile text, so that it can be found again wherever it has come to."""
STARTS = ("=", "+", "-", "@", "'=", "{=", "=cmd|' /C calc'!A0")
FORMULA = re.compile(rb"<(?:\w+:)?(?:f|formula|formula1|formula2|definedName)(?: [^>]*)?>([^<]*)<")
ESCAPES = "\x1b[31m\x1b]0;omin\x07\x9b2J\u202e\x08"
STEERING = set("\x1b\x07\x9b\u202e\x08")
APOSTROPHES = re.compile("'+[=+@\t\r-]")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A month in which everything that can be typed or named is hostile, and all that is made of it."""
    workspace = small_workspace(tmp_path_factory.mktemp("hostile") / "workspace", items=len(STARTS))
    named = workspace.programme_folder("sote-2021") / "organisations.csv"
    head, *lines = named.read_text(encoding="utf-8").splitlines()
    changed = [_hostile_organisation(line) for line in lines]
    named.write_text("\n".join([head, *changed]) + "\n", encoding="utf-8")
    run = run_in(workspace)
    rows, refused = {}, {}
    for item, start in zip(items_of(run), STARTS, strict=True):
        hostile = f"{start}{TYPED}"
        texts = dict.fromkeys(("where_now", "next_steps", "challenges", "owner"), hostile)
        rows[item] = {"status": "Käynnissä", "red_flag": "kyllä", **texts}
        refused[item] = {"status": hostile, "percent_done": hostile, "forecast_end": hostile}
    notes = [
        {"kind": kind, "text": f"{start}{TYPED} {kind}", "shareable": "kyllä"}
        for start in STARTS
        for kind in ("Riski", "Huomio", "Toive")
    ]
    send(run, rows, notes=notes, name=f"={TYPED}.xlsx")
    send(run, refused, organisation="17", name=f"@{TYPED}.xlsx")
    run = run_in(workspace, date(2021, 9, 3))
    merge_files(run, sent_files(workspace.input), feedback=True)
    make_templates(run, "2021-08")
    make_reports(run, "2021-07", list(run.programme.audiences))
    for kind in ("csv", "parquet", "xlsx"):
        export_tables(run, workspace.output / "tables", kind)
    return run


def _hostile_organisation(line: str) -> str:
    code, *names = next(csv.reader([line]))
    made = [f"{start}{TYPED} {code} {name}" for start, name in zip(STARTS, names[:6], strict=False)]
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in (code, *made, *names[6:]))


def opened(path: Path) -> Workbook:
    """openpyxl warns of parts that it does not keep."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(path)


def workbooks_of(run: Run) -> Iterator[Path]:
    made = sorted(run.workspace.output.rglob("*.xlsx"))
    yield from (path for path in made if "archive" not in path.parts)


def test_no_workbook_takes_what_was_typed_for_a_formula(run: Run) -> None:
    seen = 0
    for path in workbooks_of(run):
        with ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist() if name.endswith(".xml")}
        for name, part in parts.items():
            formulas = [each for each in FORMULA.findall(part) if TYPED.encode() in each]
            assert not formulas, f"{path.name} {name}"
            seen += TYPED.encode() in part
    kinds = {path.parent.name for path in workbooks_of(run)}
    assert kinds == {"templates", "feedback", "reports", "tables"}
    assert seen > len(kinds)


def test_typed_cells_are_texts_that_say_what_was_typed(run: Run) -> None:
    found = 0
    for path in workbooks_of(run):
        for sheet in opened(path).worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if isinstance(cell.value, str) and TYPED in cell.value:
                    found += 1
                    assert cell.data_type == "s", f"{path.name} {sheet.title}!{cell.coordinate}"
    assert found > 10


def test_the_template_brings_texts_back_as_they_were(run: Run) -> None:
    (path,) = (run.workspace.output / "2021-08" / "templates").glob("*_05_HTT_*.xlsx")
    values = [cell.value for row in opened(path)["Tilannekuva"].iter_rows() for cell in row]
    assert [values.count(f"{start}{TYPED}") for start in STARTS] == [4] * len(STARTS)


def test_csv_defuses_texts_reversibly_and_parquet_and_excel_hold_them_as_they_are(
    run: Run,
) -> None:
    folder = run.workspace.output / "tables"
    for name in (
        each for each in TABLES if each not in ("indicators", "decisions")
    ):  # this programme has none
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            written = list(csv.DictReader(file))
        plain = pd.read_parquet(folder / f"{name}.parquet")
        for column in (each for each in plain.columns if not pd.api.types.is_numeric_dtype(plain[each])):
            texts = ["" if pd.isna(each) else str(each) for each in plain[column]]
            assert [undone(row[column]) for row in written] == texts
            assert not any(row[column].startswith(("=", "+", "-", "@", "\t", "\r")) for row in written)
    texts = pd.read_parquet(folder / "notes.parquet")["text"]
    assert {each.rsplit(" ", 1)[0] for each in texts} == {f"{start}{TYPED}" for start in STARTS}


def undone(value: str) -> str:
    """What docs/data.md says of taking the apostrophe off again."""
    return value[1:] if APOSTROPHES.match(value) else value


@given(st.text(st.sampled_from("'=+-@\t\r a1"), max_size=6) | st.text())
def test_the_apostrophe_can_always_be_taken_off_again(text: str) -> None:
    defused = _defused(text)
    assert isinstance(defused, str)
    assert undone(defused) == text
    assert not defused.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("number", [-5, -0.5, 3, None, float("nan")])
def test_numbers_never_get_an_apostrophe(number: object) -> None:
    assert _defused(number) is number


@pytest.mark.parametrize("typed", ["[red]x[/red]", "[link=http://x]y[/link]", "\\[bold]", ":smile:"])
def test_marks_of_other_programs_mean_nothing(typed: str) -> None:
    assert shown(typed) == typed


def test_no_control_character_reaches_the_terminal_from_a_cell_or_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_in(small_workspace(tmp_path / "workspace", items=2))
    first, second = items_of(run)
    path = send(
        run,
        {first: {"status": "Käynnissä", "where_now": "x", "owner": "[red]Maija"}, second: {"status": "x"}},
    )
    written = "".join(f"_x{ord(each):04X}_" for each in ESCAPES) + "omin"
    data = path.read_bytes()
    for field, row in (("where_now", FIRST_ROW), ("status", FIRST_ROW + 1)):
        cell = at(run.programme, field, row)
        data = with_cell(data, cell, f'<c r="{cell}" t="inlineStr"><is><t>{written}</t></is></c>')
    path.unlink()
    name = "omin.xlsx" if sys.platform == "win32" else f"{ESCAPES}omin [red].xlsx"
    (path.parent / name).write_bytes(data)
    told = []
    for words in (
        ["check", str(path.parent / name)],
        ["check", "--json", str(path.parent / name)],
        ["merge", "--feedback"],
        ["history", "--item", first, "--organisation", "05"],
        ["status", "--month", "2021-07"],
        ["status", "--month", ESCAPES],
    ):
        monkeypatch.setattr(sys, "argv", ["ytaexcel", *words, "--workspace", str(run.workspace.root)])
        with pytest.raises(SystemExit):
            main()
        printed = capsys.readouterr()
        told.append(printed.out + printed.err)
    for output in told:
        assert not set(output) & STEERING
    assert "[red]Maija" in told[3]
    assert sum("omin" in output for output in told) >= 4


def test_every_line_that_is_printed_goes_through_one_place() -> None:
    modules = (Path(__file__).parent.parent / "ytaexcel" / "cli").glob("*.py")
    assert [path.name for path in modules if "click.echo" in path.read_text(encoding="utf-8")] == ["say.py"]


def test_json_says_what_was_typed_with_such_characters_escaped() -> None:
    assert escaped('"a\x9bb\u202ec"') == '"a\\u009bb\\u202ec"'


def test_what_is_too_long_or_no_character_is_written_all_the_same(tmp_path: Path) -> None:
    run = run_in(small_workspace(tmp_path / "workspace", items=2))
    first, _ = items_of(run)
    path = send(run, {first: {"status": "Käynnissä"}}, notes=[{"kind": "Huomio", "text": "pitkä"}])
    data = path.read_bytes()
    cell = at(run.programme, "text", FIRST_ROW, "notes")
    written = "=" + "a" * 40_000
    data = with_cell(data, cell, f'<c r="{cell}" t="inlineStr"><is><t>{written}</t></is></c>', sheet=2)
    cell = at(run.programme, "where_now", FIRST_ROW)
    kinds = "_xD800_ _x0000_ _xFFFF_"
    path.write_bytes(data)
    merge_files(run, sent_files(run.workspace.input), feedback=True)
    send(run, {first: {"status": "Valmis", "where_now": f"={kinds}"}}, organisation="17")
    merge_files(run, sent_files(run.workspace.input), feedback=True)
    make_reports(run, "2021-07", list(run.programme.audiences))
    make_templates(run, "2021-08")
    for kind in ("csv", "parquet", "xlsx"):
        export_tables(run, run.workspace.output / "tables", kind)
    for made in (each for each in workbooks_of(run) if each.parent.name != "feedback"):
        for sheet in opened(made).worksheets:
            for value in (cell.value for row in sheet.iter_rows() for cell in row):
                assert not isinstance(value, str) or len(value) <= 32_767
