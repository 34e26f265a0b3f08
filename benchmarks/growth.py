"""Does a new month cost itself, or the whole history? `python -m benchmarks.growth`, or `--months 1 12 36 120`.

For each length of history: 23 × 5 workbooks a month with a row for every sub-task, all of them archived and assessed;
then one month more is stored, assessed and reported. That month is the same after every history, so that only what
lies before it differs: a sub-task is begun and done by a plan of its own, and some are late. Reading the workbooks is
left out: it knows of no history. Seconds are processor time of one process; the ratio is to the shortest history.
"""

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from ytaexcel.archive import Archive, Receipt
from ytaexcel.conform import ConformedRow, Identity
from ytaexcel.history import Received
from ytaexcel.merge import Submission
from ytaexcel.months import first_day, last_day, month_of, months_between, shifted
from ytaexcel.programme import Item, Programme, load_programme
from ytaexcel.sources import Source
from ytaexcel.workflow import Run, catch_up, make_reports
from ytaexcel.workspace import create_workspace, shipped_programmes

T = TypeVar("T")
STATUSES = ("not_started", "started", "done")
STEPS = ("take in what the archive has", "store the month", "assess and report it")
MEASURED = "2022-06"
"""The month whose cost is measured."""
NOW = datetime(2022, 7, 5, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--months", type=int, nargs="+", default=[1, 12, 36])
    lengths = sorted(parser.parse_args().months)
    found = {}
    for length in lengths:
        with tempfile.TemporaryDirectory() as folder:
            run = history_of(Path(folder) / "growth", length)
            found[length] = one_more(run, MEASURED)
    show(found)


def history_of(folder: Path, length: int) -> Run:
    """A workspace with so many months before the one that is measured, and their last report."""
    workspace = create_workspace(folder, bytes(32), shipped_programmes()[0])
    programme = planned(load_programme(workspace.programme_folder(workspace.programme)), length)
    run = Run(workspace, programme, "fi", NOW, NOW.date(), 1, "benchmark")
    for month in months_between(shifted(MEASURED, -length), shifted(MEASURED, -1)):
        kept(run, archived(run, month))
    make_reports(run, shifted(MEASURED, -1), ["ministry"])
    return run


def planned(programme: Programme, length: int) -> Programme:
    """The programme with a window of its own for each sub-task, followed and reported since so many months."""
    first = shifted(MEASURED, -length)
    return replace(
        programme,
        first_month=first,
        items=tuple(
            replace(item, planned_start=begins(number), planned_end=ends(number), valid_from=first)
            for number, item in enumerate(programme.items)
        ),
        expected=tuple(replace(each, since=first) for each in programme.expected),
    )


def begins(number: int) -> date:
    """The windows lie from a year before the month that is measured to a year after it."""
    return first_day(shifted(MEASURED, number % 24 - 12))


def ends(number: int) -> date:
    return last_day(month_of(begins(number)))


def one_more(run: Run, month: str) -> dict[str, float]:
    """Seconds that each step of one more month takes."""
    seconds: dict[str, float] = {}
    timed(STEPS[0], lambda: catch_up(run), seconds)
    received = archived(run, month)
    timed(STEPS[1], lambda: kept(run, received), seconds)
    timed(STEPS[2], lambda: make_reports(run, month, ["ministry"]), seconds)
    return seconds


def kept(run: Run, received: list[Received]) -> None:
    with run.history() as history:
        history.store(received, run.programme)


def archived(run: Run, month: str) -> list[Received]:
    """The month's submissions, in the archive."""
    archive = Archive(run.workspace.archive)
    made = list(submissions(run, month))
    for each, data in made:
        archive.add(data, each.receipt)
    return [each for each, _ in made]


def submissions(run: Run, month: str) -> Iterator[tuple[Received, bytes]]:
    """One of each organisation and group, with a row for each item; what they say moves on from month to month."""
    sheet = run.programme.workbook.sheet("items").names["fi"]
    for number, (organisation, group) in enumerate(run.programme.expected_in(month)):
        data = f"{month}/{organisation}/{group}".encode()
        sha256 = hashlib.sha256(data).hexdigest()
        rows = [
            row(sheet, line, item, month, number)
            for line, item in enumerate(run.programme.items_in(month, group), start=5)
        ]
        submission = Submission(
            Source(Path(f"{sha256}.xlsx"), f"{organisation}_{group}.xlsx", sha256, month),
            "accepted",
            Identity(organisation, group, month, "fi", is_trusted=True),
            datetime(2022, 1, 1, tzinfo=UTC),
            accepted=rows,
        )
        receipt = Receipt(
            sha256,
            submission.source.name,
            "xlsx",
            len(data),
            "2022-01-31T00:00:00+00:00",
            month,
            run.programme.id,
        )
        yield Received(submission, receipt), data


def row(sheet: str, line: int, item: Item, month: str, number: int) -> ConformedRow:
    """What a group says of a sub-task in a month; each is late in some organisations."""
    assert item.planned_start is not None
    months_late = (line + number) % 5 - 2
    status = STATUSES[
        (shifted(month, -months_late) >= month_of(item.planned_start))
        + (shifted(month, -months_late) > month_of(item.planned_start))
    ]
    values = {
        "status": status,
        "percent_done": 50.0 if status == "started" else None,
        "where_now": f"Valmistelu etenee, vaihe {(int(month[5:]) + line + number) % 7}.",
        "owner": "Hallintojohtaja",
    }
    return ConformedRow("items", sheet, line, item.id, values, {}, is_faulty=False)


def timed(name: str, work: Callable[[], T], seconds: dict[str, float]) -> T:
    begin = time.process_time()
    result = work()
    seconds[name] = time.process_time() - begin
    return result


def show(found: dict[int, dict[str, float]]) -> None:
    print("one month more, after so many months of history: seconds (ratio to the shortest history)")
    print(f"{'months of history':<32}" + "".join(f"{length:>15}" for length in found))
    first = next(iter(found.values()))
    for step in STEPS:
        print(f"{step:<32}" + "".join(cell(each[step], first[step]) for each in found.values()))
    total = sum(first.values())
    print(f"{'all of it':<32}" + "".join(cell(sum(each.values()), total) for each in found.values()))


def cell(spent: float, first: float) -> str:
    return f"{spent:.2f} ({spent / first:.2f})".rjust(15)


if __name__ == "__main__":
    main()
