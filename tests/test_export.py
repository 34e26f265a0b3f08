"""The tidy tables: their columns to the letter, their form in CSV, Parquet and Excel, and what stands in them."""

import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet
import pytest
from openpyxl import load_workbook

from builder import MODIFIED_AT
from collected import decide, items_of, run_in, send, small_workspace
from discussions import discuss
from ytaexcel.export import tables, write, write_tables
from ytaexcel.inbox import sent_files
from ytaexcel.workflow import Run, assessed, export_tables, merge_files

COLUMNS = {
    "submissions": (
        "submission_id programme month organisation group received_at modified_at file_name sha256 outcome in_force "
        "rows_accepted rows_refused"
    ),
    "statuses": (
        "programme month organisation group item status percent_done forecast_end red_flag source submission_id "
        "sheet row"
    ),
    "notes": "programme month organisation group item kind text shareable submission_id sheet row",
    "findings": "submission_id file_name code severity sheet cell item message",
    "assessment": (
        "programme month organisation group item critical status reported planned_start planned_end forecast_end "
        "behind reasons days_late months_in_state"
    ),
    "discussed": (
        "programme month organisation item status percent_done forecast_end agreed agreed_by agreed_until in_force "
        "submission_id sheet row"
    ),
}
"""As the design promises them; further columns may follow."""
HOSTILE = ["=1+1", "+358", "-5 kuntaa", "@viittaus", "\ttabulaattori"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two months of two organisations: values, "no change", a refused row, a discussion, hostile texts."""
    workspace = small_workspace(tmp_path_factory.mktemp("export") / "workspace", items=3)
    run = run_in(workspace)
    items = items_of(run)
    decide(workspace.programme_folder(run.programme.id), items[0], critical="yes", planned_end="2021-07-31")
    first = {
        items[0]: {
            "status": "Käynnissä",
            "percent_done": 0.4,
            "forecast_end": date(2021, 12, 1),
            "red_flag": "kyllä",
        },
        items[1]: {"status": "valmiss"},
        items[2]: {"status": "Valmis", "where_now": HOSTILE[0]},
    }
    notes = [{"kind": "Riski", "text": text, "item": items[0], "shareable": "kyllä"} for text in HOSTILE]
    send(run, first, notes=notes)
    send(run, {items[0]: {"no_change": "x"}}, month="2021-08", organisation="05")
    discuss(run, [("", {"agreed": HOSTILE[0]})], modified_at=MODIFIED_AT)
    send(run, {items[2]: {"status": "Ei aloitettu"}}, organisation="17", name="toinen, pilkku.xlsx")
    run = run_in(workspace, date(2021, 9, 3))
    merge_files(run, sent_files(workspace.input))
    return run


@pytest.fixture(scope="module")
def folder(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables in all three forms."""
    folder = tmp_path_factory.mktemp("tables")
    for kind in ("csv", "parquet", "xlsx"):
        export_tables(run, folder, kind)
    return folder


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_form_writes_what_it_says(run: Run, tmp_path: Path) -> None:
    names = {
        kind: [path.name for path in export_tables(run, tmp_path, kind)]
        for kind in ("csv", "parquet", "xlsx")
    }
    assert names == {
        "csv": [*(f"{name}.csv" for name in COLUMNS), "datapackage.json"],
        "parquet": [
            *("2021-07.parquet", "2021-08.parquet") * 2,
            "2021-07.parquet",
            "all.parquet",
            *("2021-07.parquet", "2021-08.parquet"),
            "2021-07.parquet",
            "datapackage.json",
        ],
        "xlsx": ["tables.xlsx", "datapackage.json"],
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [
            *(f"{name}.{kind}" for name in COLUMNS for kind in ("csv", "parquet")),
            "tables.xlsx",
            "datapackage.json",
        ]
    )


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_stand_in_the_promised_order_in_every_form(folder: Path, name: str) -> None:
    promised = COLUMNS[name].split()
    header = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header[: len(promised)] == promised
    assert pyarrow.parquet.read_table(folder / f"{name}.parquet").column_names == header
    sheet = load_workbook(folder / "tables.xlsx")[name]
    assert [cell.value for cell in sheet[1]] == header


def test_csv_is_utf8_with_commas_unix_lines_and_no_mark_in_front(folder: Path) -> None:
    data = (folder / "submissions.csv").read_bytes()
    assert data.startswith(b"submission_id,programme,")
    assert b"\r" not in data
    assert b'"toinen, pilkku.xlsx"' in data
    assert "Tilannekuva" in (folder / "statuses.csv").read_bytes().decode("utf-8")


def test_dates_are_iso_missing_values_empty_and_flags_zero_or_one(folder: Path) -> None:
    first, *_ = rows_of(folder, "statuses")
    assert (first["forecast_end"], first["red_flag"], first["percent_done"]) == ("2021-12-01", "1", "40")
    done = next(row for row in rows_of(folder, "statuses") if row["status"] == "done")
    assert (done["forecast_end"], done["red_flag"], done["percent_done"]) == ("", "0", "")
    assessment = rows_of(folder, "assessment")
    assert assessment[0]["planned_end"] == "2021-07-31"
    assert assessment[0]["planned_start"] == ""
    never = next(row for row in assessment if row["reported"] == "never")
    assert (never["row"], never["submission_id"], never["planned_end"]) == ("", "", "2022-12-31")
    submission = rows_of(folder, "submissions")[0]
    assert submission["received_at"] == "2021-09-03T12:00:00+00:00"
    assert submission["modified_at"] == "2021-08-10T09:00:00+00:00"


def test_text_that_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe_and_only_in_csv(folder: Path) -> None:
    assert [row["text"] for row in rows_of(folder, "notes")] == ["'" + text for text in HOSTILE]
    assert next(row["where_now"] for row in rows_of(folder, "statuses") if row["where_now"]) == "'=1+1"
    assert pd.read_parquet(folder / "notes.parquet")["text"].tolist() == HOSTILE
    sheet = load_workbook(folder / "tables.xlsx")["notes"]
    cells = [row[6] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}


def test_numbers_never_get_an_apostrophe(tmp_path: Path) -> None:
    """A negative number is a number, and a text that begins with a carriage return is a text."""
    frame = pd.DataFrame({"number": [-5, 7], "share": [-0.25, 1.0], "text": ["\rrivi", "tavallinen"]})
    (path,) = write_tables(tmp_path, {"odd": frame}, "csv")
    assert path.read_bytes().startswith(b"number,share,text\n-5,-0.25,")
    assert b"'\rrivi" in path.read_bytes()
    assert b"7,1,tavallinen" in path.read_bytes()


def test_no_change_is_resolved_to_what_it_reports(run: Run, folder: Path) -> None:
    row = next(row for row in rows_of(folder, "statuses") if row["month"] == "2021-08")
    assert (row["item"], row["status"], row["percent_done"]) == (items_of(run)[0], "started", "40")
    assert (row["source"], row["red_flag"], row["forecast_end"]) == ("reported", "0", "")


def test_refused_rows_and_blank_ones_are_in_no_status(run: Run, folder: Path) -> None:
    items = items_of(run)
    found = [
        (row["month"], row["organisation"], row["item"], row["status"]) for row in rows_of(folder, "statuses")
    ]
    assert found == [
        ("2021-07", "05", items[0], "started"),
        ("2021-07", "05", items[2], "done"),
        ("2021-07", "17", items[2], "not_started"),
        ("2021-08", "05", items[0], "started"),
    ]


def test_findings_name_file_cell_and_remedy_in_the_language_asked_for(run: Run, tmp_path: Path) -> None:
    (finding,) = [row for row in rows_of_language(run, tmp_path, "sv") if row["severity"] == "error"]
    assert (finding["code"], finding["file_name"], finding["sheet"]) == ("C001", "05_HTT.xlsx", "Tilannekuva")
    assert finding["item"] == items_of(run)[1]
    assert "är ingen status" in finding["message"]


def rows_of_language(run: Run, folder: Path, language: str) -> list[dict[str, str]]:
    export_tables(run_in(run.workspace, run.today, language), folder, "csv")  # type: ignore[arg-type]
    return rows_of(folder, "findings")


def test_assessment_has_a_row_for_each_organisation_item_and_month(run: Run, folder: Path) -> None:
    rows = rows_of(folder, "assessment")
    items = [item.id for item in run.programme.items]
    assert [(row["month"], row["organisation"], row["item"]) for row in rows] == [
        (month, code, item) for month in ("2021-07", "2021-08") for code in ("05", "17") for item in items
    ]
    assert (rows[0]["behind"], rows[0]["reasons"], rows[0]["days_late"]) == (
        "1",
        "overdue;forecast_late;red_flag",
        "1",
    )


def test_in_force_marks_the_submissions_that_something_in_force_comes_from(run: Run, tmp_path: Path) -> None:
    """A newer workbook that fills in every row of an older one puts it out of force."""
    workspace = small_workspace(tmp_path / "workspace", items=3)
    run = run_in(workspace)
    (item, *_) = items_of(run)
    older = send(run, {item: {"status": "Käynnissä"}}, name="vanha.xlsx")
    newer = send(
        run,
        {item: {"status": "Valmis"}},
        name="uusi.xlsx",
        modified_at=pd.Timestamp("2021-08-11").to_pydatetime(),
    )
    damaged = workspace.input / "2021-07" / "rikki.xlsx"
    damaged.write_bytes(newer.read_bytes()[:500])
    merge_files(run, sent_files(workspace.input))
    export_tables(run, tmp_path, "csv")
    found = {row["file_name"]: (row["outcome"], row["in_force"]) for row in rows_of(tmp_path, "submissions")}
    assert found == {
        older.name: ("accepted", "0"),
        newer.name: ("accepted", "1"),
        damaged.name: ("refused", "0"),
    }


@pytest.mark.parametrize("name", COLUMNS)
def test_parquet_read_back_equals_the_tables(run: Run, folder: Path, name: str) -> None:
    """With pandas and with pyarrow alone; dates as ISO texts, flags as 0 and 1."""
    written = pd.read_parquet(folder / f"{name}.parquet").astype("object")
    with run.history() as history:
        made = tables(
            history.submissions(run.programme.id),
            history.items_in_force(run.programme.id),
            history.notes_in_force(run.programme.id),
            history.findings(run.programme.id),
            assessed(history, run.programme).months,
            ["where_now", "next_steps", "challenges", "owner"],
            run.language,
            history.discussions.rows(run.programme.id),
            history.discussions.in_force(run.programme.id),
        )[name]
    by_pyarrow = pyarrow.parquet.read_table(folder / f"{name}.parquet")
    assert by_pyarrow.num_rows == len(made)
    for column in made.columns:
        expected = [plain(value) for value in made[column]]
        assert [plain(value) for value in written[column]] == expected
        assert [plain(value) for value in by_pyarrow[column].to_pylist()] == expected


def plain(value: object) -> object:
    """None for what is missing, an ISO text for a day, an int for a flag."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def test_the_workbook_of_tables_has_native_tables_with_every_row(folder: Path) -> None:
    book = load_workbook(folder / "tables.xlsx")
    assert book.sheetnames == list(COLUMNS)
    for name in COLUMNS:
        (table,) = book[name].tables.values()
        rows = len(rows_of(folder, name))
        assert book[name][table.ref][-1][0].row == rows + 1
    assert book["statuses"]["G2"].value == 40


def test_an_empty_dataset_gives_tables_without_rows(tmp_path: Path) -> None:
    run = run_in(small_workspace(tmp_path / "workspace", items=1))
    for kind in ("csv", "parquet", "xlsx"):
        export_tables(run, tmp_path / kind, kind)
    for name, columns in COLUMNS.items():
        lines = (tmp_path / "csv" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        assert len(lines) == 1
        assert lines[0].startswith(",".join(columns.split()))
        assert len(pd.read_parquet(tmp_path / "parquet" / f"{name}.parquet")) == 0


def test_the_same_dataset_gives_the_same_bytes(run: Run, folder: Path, tmp_path: Path) -> None:
    for kind in ("csv", "parquet", "xlsx"):
        for path in export_tables(run, tmp_path, kind):
            if path.name != "datapackage.json":
                assert path.read_bytes() == (folder / path.relative_to(tmp_path)).read_bytes(), path.name
    assert (tmp_path / "datapackage.json").read_bytes() == (folder / "datapackage.json").read_bytes()


@pytest.mark.parametrize("name", COLUMNS)
def test_parquet_is_read_by_duckdb_as_by_pandas(folder: Path, name: str) -> None:
    with duckdb.connect() as database:
        found = database.execute(
            f"SELECT * FROM read_parquet('{(folder / f'{name}.parquet').as_posix()}/*.parquet')"
        ).fetchall()
    expected = pd.read_parquet(folder / f"{name}.parquet").astype("object")
    rows = expected.itertuples(index=False, name=None)
    assert sorted(map(alike, found)) == sorted(map(alike, rows))


def alike(row: Sequence[object]) -> str:
    """A row as both readers give it: pandas has whole numbers beside missing ones as 5.0."""
    return repr([f"{each:g}" if isinstance(each, int | float) else each for each in map(plain, row)])


def test_days_stay_days_in_every_form_that_knows_them(folder: Path) -> None:
    """What is written out and read in again has its type; a column of a month without any day has it too."""
    types = pyarrow.parquet.read_table(folder / "assessment.parquet").schema
    assert types.field("planned_end").type == "date32[day]"
    for path in (folder / "assessment.parquet").iterdir():
        assert pyarrow.parquet.read_schema(path) == types
    sheet = load_workbook(folder / "tables.xlsx")["assessment"]
    ends = [row[9] for row in sheet.iter_rows(min_row=2)]
    assert sheet["J1"].value == "planned_end"
    assert all(cell.is_date for cell in ends)


def test_a_month_that_is_no_longer_there_leaves_no_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "statuses.parquet").mkdir()
    (tmp_path / "statuses.parquet" / "2019-01.parquet").write_bytes(b"")
    (tmp_path / "notes.parquet").write_bytes(b"one file, as it was made before")
    export_tables(run, tmp_path, "parquet")
    months = [path.name for path in sorted((tmp_path / "statuses.parquet").iterdir())]
    assert months == ["2021-07.parquet", "2021-08.parquet"]
    assert (tmp_path / "notes.parquet").is_dir()


def test_a_table_longer_than_a_sheet_stands_on_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "MOST_SHEET_ROWS", 2)
    frame = pd.DataFrame({"month": ["2021-07"] * 5, "rows_accepted": [1, 2, 3, 4, None]})
    write.write_tables(tmp_path, {"submissions": frame}, "xlsx")
    book = load_workbook(tmp_path / "tables.xlsx")
    assert book.sheetnames == ["submissions", "submissions 2", "submissions 3"]
    assert [cell.value for sheet in book for cell in sheet["B"][1:]] == [1, 2, 3, 4, None]


# --- the description ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_data_package_is_valid_for_frictionless(kind: str, run: Run, tmp_path: Path) -> None:
    """Every cell of every table against its described type, keys and required values."""
    export_tables(run, tmp_path, kind)
    script = (
        "import sys, frictionless; report = frictionless.validate(sys.argv[1]);"
        "print([task.errors for task in report.tasks], report.errors); sys.exit(not report.valid)"
    )
    words = [sys.executable, "-c", script, str(tmp_path / "datapackage.json")]
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_the_description_names_every_column_with_unit_and_meaning(
    folder: Path, run: Run, tmp_path: Path
) -> None:
    export_tables(run, tmp_path, "parquet")
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert package["name"] == run.programme.id
    for resource in package["resources"]:
        columns = pyarrow.parquet.read_table(tmp_path / f"{resource['name']}.parquet").column_names
        assert [field["name"] for field in resource["schema"]["fields"]] == columns
        assert all(field["description"] for field in resource["schema"]["fields"])
        assert all((tmp_path / path).is_file() for path in resource["path"])
    fields = {field["name"]: field for each in package["resources"] for field in each["schema"]["fields"]}
    assert fields["days_late"]["unit"] == "days"
    assert fields["percent_done"]["type"] == "number"
