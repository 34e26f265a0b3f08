"""Times each step of the month on a demonstration, beside what openpyxl needs only to open the same files.

`python -m benchmarks --organisations 23 --months 6` is the full size; the default is a quick one. Seconds are
processor time of one process; the ratio to the baseline above is what can be compared between machines. The
templates have a baseline of their own: XlsxWriter writes their values, without formulas, looks and rules.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import xlsxwriter
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from ytaexcel.archive import Receipt
from ytaexcel.demo import simulate
from ytaexcel.history import History, Received
from ytaexcel.inbox import sent_files
from ytaexcel.merge import judge, sources
from ytaexcel.picture import compose
from ytaexcel.programme import load_programme
from ytaexcel.report import write_report
from ytaexcel.workflow import Run, assessed, make_templates
from ytaexcel.workspace import open_workspace, shipped_programmes

T = TypeVar("T")


def timed(name: str, work: Callable[[], T], seconds: dict[str, float]) -> T:
    begin = time.process_time()
    result = work()
    seconds[name] = time.process_time() - begin
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, default=5)
    parser.add_argument("--months", type=int, default=4)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), arguments.organisations, arguments.months)


def measure(folder: Path, organisations: int, months: int) -> None:
    programme_id = shipped_programmes()[0]
    simulate(folder / "demo", programme_id, months, organisations, 1, "fi", 2, lambda *_: lambda: None)
    workspace = open_workspace(folder / "demo")
    programme = load_programme(workspace.programme_folder(programme_id))
    day = date(2022, 1, 31)
    files, _ = sources(sent_files(workspace.input), {})
    workbooks = [each for each in files if each.name.endswith(".xlsx") and not each.name.startswith("~$")]
    seconds: dict[str, float] = {}
    timed("baseline: openpyxl opens the files", lambda: open_all([each.path for each in workbooks]), seconds)
    judged = timed("read, conform, validate", lambda: judge(files, programme, workspace.key(), "fi"), seconds)
    kept = [
        Received(each, Receipt(each.source.sha256, each.source.name, "xlsx", 1, "", None, programme_id))
        for each in judged
    ]
    with History(folder / "bench.sqlite") as history:
        timed("store", lambda: history.store(kept, programme), seconds)
        found = timed("assess all months", lambda: assessed(history, programme), seconds)
        submissions, notes = history.submissions(programme_id), history.notes_in_force(programme_id)
        last = found.collected[-1]
        picture = timed(
            "picture of the last month",
            lambda: compose(programme, found.months, submissions, notes, found.collected, last, day),
            seconds,
        )
    audience = programme.audiences["ministry"]
    timed(
        "ministry's workbook", lambda: write_report(folder / "report.xlsx", picture, audience, "fi"), seconds
    )
    run = Run(workspace, programme, "fi", datetime(2022, 1, 31, tzinfo=UTC), day, 1, "benchmark")
    made = make_templates(run, last)
    values = [values_of(path) for path in made]
    bare = folder / "bare.xlsx"
    timed(BARE, lambda: [write_values(bare, each) for each in values], seconds)
    timed("templates of a month", lambda: make_templates(run, last), seconds)
    show(seconds, len(workbooks), len(made))


BARE = "baseline: XlsxWriter writes their values"
Values = dict[str, list[list[Any]]]
"""The values of a workbook's sheets, row by row; blank cells are empty texts."""


def values_of(path: Path) -> Values:
    with CalamineWorkbook.from_path(path) as book:
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }


def write_values(path: Path, values: Values) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "d.m.yyyy"}) as book:
        for name, rows in values.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)


def open_all(paths: list[Path]) -> None:
    for path in paths:
        try:
            load_workbook(path).close()
        except (OSError, KeyError, ValueError, BadZipFile):
            continue


def show(seconds: dict[str, float], workbooks: int, templates: int) -> None:
    whole, baseline = next(iter(seconds.values())), 1.0
    print(f"{workbooks} workbooks received, {templates} templates")
    print(f"{'step':<42}{'seconds':>9}{'ratio':>9}")
    for name, spent in seconds.items():
        if name.startswith("baseline"):
            baseline = spent
        print(f"{name:<42}{spent:>9.2f}{spent / baseline:>9.3f}")
    main_job = sum(spent for name, spent in seconds.items() if not name.startswith(("baseline", "templates")))
    print(f"{'the main job':<42}{main_job:>9.2f}{main_job / whole:>9.3f}")


if __name__ == "__main__":
    main()
