"""Workspaces whose programme allows organisations windows of their own."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from collected import PROGRAMME, decide, run_in, small_workspace
from ytaexcel.ledger import assessed
from ytaexcel.programme import Programme, load_programme
from ytaexcel.workflow import Run
from ytaexcel.workspace import Workspace

FIRST, SECOND, THIRD = "HTT.A.1.1", "HTT.A.1.2", "HTT.A.1.3"
REASON = "Aluehallituksen päätös."


def allowing(folder: Path) -> None:
    """Turns own windows and own items on in a programme's folder."""
    path = folder / "programme.toml"
    text = path.read_text(encoding="utf-8")
    for what in ("own_windows", "own_items"):
        assert f"{what} = false" in text
        text = text.replace(f"{what} = false", f"{what} = true ")
    path.write_text(text, encoding="utf-8")


def own_workspace(root: Path) -> Workspace:
    """Two organisations, four items a group; the first ends in July, the second is not critical."""
    workspace = small_workspace(root, items=4)
    folder = workspace.programme_folder(PROGRAMME)
    allowing(folder)
    decide(folder, FIRST, critical="yes", planned_start="2021-07-01", planned_end="2021-07-31")
    decide(folder, SECOND, critical="no", planned_start="2021-07-01", planned_end="2021-07-31")
    return workspace


def own_run(root: Path, day: date = date(2021, 8, 12)) -> Run:
    return run_in(own_workspace(root), day)


def allowed(programme: Programme, folder: Path) -> Programme:
    """The shipped programme with own windows turned on and the items of `programme`."""
    root = folder / "allowed"
    if not root.exists():
        own_workspace(root)
    shipped = load_programme(root / "schemas" / PROGRAMME)
    return replace(
        shipped, items=programme.items, organisations=programme.organisations, expected=programme.expected
    )


def row_of(run: Run, month: str, item: str, organisation: str = "05") -> pd.Series:
    """The assessment of an item in a month."""
    with run.history() as history:
        frame = assessed(history, run.programme).months[month]
    return frame[(frame["organisation"] == organisation) & (frame["item"] == item)].iloc[0]
