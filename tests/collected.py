"""Small workspaces, and workbooks that lie in their inboxes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from builder import KEY, save, workbook
from ytaexcel.passport import Passport
from ytaexcel.programme import load_programme
from ytaexcel.texts import Language
from ytaexcel.workflow import Run
from ytaexcel.workspace import Workspace, create_workspace, open_workspace

PROGRAMME = "sote-2021"
ORGANISATIONS = ("05", "17")


def small_workspace(root: Path, items: int | None = None, key: bytes = KEY) -> Workspace:
    """A workspace of two organisations with the builder's key, with so many items in each group if asked."""
    create_workspace(root, key, PROGRAMME)
    folder = root / "schemas" / PROGRAMME
    for name in ("organisations.csv", "expected.csv"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        kept = [lines[0], *(line for line in lines[1:] if line.split(",")[0] in ORGANISATIONS)]
        (folder / name).write_text("\n".join(kept) + "\n", encoding="utf-8")
    if items is not None:
        cut_items(folder, items)
    return open_workspace(root)


def cut_items(folder: Path, kept: int) -> None:
    """Leaves only the first so many items of each group in roadmap.csv, so that a test stays quick."""
    path = folder / "roadmap.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    seen: dict[str, int] = {}
    chosen = [lines[0]]
    for line in lines[1:]:
        group = line.split(",")[1]
        seen[group] = seen.get(group, 0) + 1
        if seen[group] <= kept:
            chosen.append(line)
    path.write_text("\n".join(chosen) + "\n", encoding="utf-8")


def decide(folder: Path, item: str, **decisions: str) -> None:
    """Writes decisions (critical, planned_start, planned_end ...) about an item into roadmap.csv."""
    path = folder / "roadmap.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    names = lines[0].split(",")
    for number, line in enumerate(lines):
        if line.startswith(f"{item},"):
            # Only the columns before and after the quoted names are touched.
            head, tail = line.rsplit(",", 8)[0], line.rsplit(",", 8)[1:]
            values = dict(zip(names[-8:], tail, strict=True)) | decisions
            sources = {"critical_source": "test", "window_source": "test"}
            lines[number] = ",".join([head, *(values | sources).values()])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run_in(
    workspace: Workspace, day: date = date(2021, 8, 12), language: Language = "fi", workers: int = 0
) -> Run:
    """The `Run` of a day; the programme is read anew each time. Files are read in this process unless asked."""
    programme = load_programme(workspace.programme_folder(PROGRAMME))
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Run(workspace, programme, language, now, day, workers, "tester")


def send(
    run: Run,
    rows: Mapping[str, Mapping[str, Any]],
    *,
    month: str = "2021-07",
    organisation: str = "05",
    group: str = "HTT",
    notes: Sequence[Mapping[str, Any]] = (),
    own: Mapping[str, Mapping[str, Any]] | None = None,
    own_items: Mapping[str, Mapping[str, Any]] | None = None,
    name: str = "",
    folder: str = "",
    modified_at: datetime = datetime(2021, 8, 10, 9),
    language: Language = "fi",
    passport: Passport | None = None,
) -> Path:
    """Lays a filled workbook into input/<month>/ (or `folder`); its path. What begins with = is a text in it."""
    book = workbook(
        run.programme,
        rows,
        organisation=organisation,
        group=group,
        month=month,
        notes=notes,
        own=own,
        own_items=own_items,
        language=language,
        passport=passport,
    )
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.data_type = "s"
    target = run.workspace.input / (folder or month) / (name or f"{organisation}_{group}.xlsx")
    return save(book, target, modified_at)


def items_of(run: Run, month: str = "2021-07", group: str = "HTT") -> list[str]:
    """The ids of a group's items."""
    return [item.id for item in run.programme.items_in(month, group)]
