"""Workspaces of the programme whose own items are objectives, and the objectives that are sent in the tests."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from builder import KEY
from collected import send
from ytaexcel.programme import load_programme
from ytaexcel.texts import Language
from ytaexcel.workflow import Run
from ytaexcel.workspace import Workspace, create_workspace

OBJECTIVES = "strategiset-tavoitteet"
GROUP, FIRST = "YHT", "2022-09"
OWN = "YHT.OWN-1"
WHOLE = {
    "name": "Nuorten syrjäytyminen vähenee",
    "interface": "Sivistys ja sote",
    "basis": "Hyvinvointikertomus 2022",
    "measures": "Yhteinen vastaanotto\nSovittu työnjako",
    "indicator": "Koulutuksen ulkopuolelle jääneet, %",
    "baseline": "8,1 % (2021)",
    "target": "6,5 % (2025)",
    "owner_county": "Perhe- ja sosiaalipalvelut",
    "owner_municipality": "Lahti, sivistystoimi",
    "own_start": date(2022, 9, 1),
    "own_end": date(2022, 12, 31),
    "status": "Käynnissä",
    "percent_done": 0.4,
}
"""An objective that lacks nothing."""
DETAILS = (
    "interface",
    "basis",
    "measures",
    "indicator",
    "baseline",
    "target",
    "owner_county",
    "owner_municipality",
)


def objectives_run(root: Path, day: date = date(2022, 10, 5), language: Language = "fi") -> Run:
    return run_on(create_workspace(root, KEY, OBJECTIVES), day, language)


def run_on(workspace: Workspace, day: date, language: Language = "fi") -> Run:
    """The run of a day; the programme is read anew each time."""
    programme = load_programme(workspace.programme_folder(OBJECTIVES))
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Run(workspace, programme, language, now, day, 0, "tester")


def sent(
    run: Run, own_items: dict[str, Any], month: str = FIRST, organisation: str = "09", **more: Any
) -> Path:
    """A workbook with objectives and nothing else, in the inbox."""
    return send(
        run,
        more.pop("rows", {}),
        own_items=own_items,
        month=month,
        organisation=organisation,
        group=GROUP,
        **more,
    )
