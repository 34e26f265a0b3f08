"""Sets the stage: a workspace of its own with a programme that is complete enough to be played.

Criticality, windows, targets of indicators, meetings and officials that nobody has decided are invented there.
"""

import hashlib
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ytaexcel.demo.appointments import invent_officials
from ytaexcel.demo.invented import write_table
from ytaexcel.demo.invention import invent
from ytaexcel.demo.meetings import invent_meetings
from ytaexcel.demo.phrases import phrasebook
from ytaexcel.demo.plan import languages
from ytaexcel.demo.targets import invent_targets
from ytaexcel.errors import UsageError
from ytaexcel.programme import load_programme
from ytaexcel.programme.load import read_table
from ytaexcel.texts import Language
from ytaexcel.workspace import KEY, SETTINGS, Workspace, create_workspace

OWN = ("schemas", "input", "output", SETTINGS, KEY)
"""What a demonstration makes in its folder, and may take away again."""


@dataclass(frozen=True, slots=True)
class Play:
    """What is played: how much of which programme, by which seed."""

    programme: str
    months: int
    organisations: int
    seed: int
    language: Language
    definitions: Path | None = None
    """The folder of a programme that does not come with the package."""


def set_stage(folder: Path, play: Play) -> Workspace:
    """The workspace in `folder`, anew if a former demonstration lies there.

    Raises `UsageError` where anything else lies there, or there is nothing to play.
    """
    if play.months < 1 or play.organisations < 1:
        raise UsageError("A demonstration needs at least one month and one organisation.")
    if folder.exists() and any(folder.iterdir()):
        _clear(folder, play.programme)
    key = hashlib.sha256(f"demonstration {play.seed}".encode()).digest()
    workspace = create_workspace(folder, key, play.programme)
    if play.definitions is not None:
        shutil.copytree(play.definitions, workspace.schemas / play.programme)
    schemas = workspace.programme_folder(play.programme)
    _cut(schemas, play.organisations)
    invent(schemas, play.seed)
    invent_targets(schemas, play.seed)
    programme = load_programme(schemas)
    invent_meetings(schemas, programme, play.months, play.seed, play.language)
    phrases = phrasebook(schemas, programme.wording)
    invent_officials(schemas, play.seed, languages(programme, play.language), phrases)
    return workspace


def _clear(folder: Path, programme_id: str) -> None:
    """Takes a former demonstration away; leaves any other folder alone."""
    path = folder / "schemas" / programme_id
    strangers = [each.name for each in folder.iterdir() if each.name not in OWN]
    if strangers or not path.is_dir() or not load_programme(path).is_demonstration:
        raise UsageError(
            f"{folder} is not empty and holds no former demonstration; it is left as it is. Name another."
        )
    for name in OWN:
        each = folder / name
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink(missing_ok=True)


def _cut(schemas: Path, organisations: int) -> None:
    """Leaves the first so many organisations, and what is theirs."""
    kept = [row["code"] for row in read_table(schemas / "organisations.csv")][:organisations]
    _keep_rows(schemas / "organisations.csv", "code", kept)
    for name in ("expected.csv", "officials.csv"):
        _keep_rows(schemas / name, "organisation", kept)
    _keep_rows(schemas / "meetings.csv", "organisation", [*kept, ""])


def _keep_rows(path: Path, column: str, kept: Collection[str]) -> None:
    """Leaves the rows with these codes; a file that the programme does not have, or without rows, stays as it is."""
    rows = read_table(path) if path.is_file() else []
    if rows:
        write_table(path, rows[0], [row for row in rows if row[column] in kept])
