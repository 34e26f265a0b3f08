"""Begins a programme: the smallest one that holds together, each of its files with remarks for whoever goes on."""

import re
from importlib.resources import files
from pathlib import Path

from ytaexcel.errors import UsageError

ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
ORDER = (
    "programme.toml",
    "organisations.csv",
    "groups.csv",
    "roadmap.csv",
    "expected.csv",
    "wording.csv",
    "workbook.toml",
    "rules.toml",
)
"""The files that a new programme has, in the order in which they are edited."""
PLACE = "@ID@"
"""Stands in the copied files for the programme's id."""


def new_programme(schemas: Path, programme_id: str) -> list[Path]:
    """Writes the files of `schemas/<programme_id>/` and answers with them, in the order in which they are edited.

    Raises `UsageError` for an id that no folder should have or that there is already.
    """
    if not ID.fullmatch(programme_id):
        raise UsageError(
            f'"{programme_id}" cannot be an id; use small letters a-z, digits, - and _: kunta-2026.'
        )
    folder = schemas / programme_id
    if folder.exists():
        raise UsageError(f"{folder} exists already; choose another id, or edit the files in it.")
    folder.mkdir(parents=True)
    starter = files("ytaexcel") / "starter"
    made = []
    for name in ORDER:
        path = folder / name
        content = (starter / name).read_text(encoding="utf-8")
        path.write_text(content.replace(PLACE, programme_id), encoding="utf-8", newline="\n")
        made.append(path)
    return made
