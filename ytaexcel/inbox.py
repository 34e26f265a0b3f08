"""What lies in the inbox: the files that groups sent, and the month that their folder says.

Looks at names only; no file is opened, and none is ever changed.
"""

from dataclasses import dataclass
from pathlib import Path

from ytaexcel.errors import UsageError
from ytaexcel.months import is_month

_NOT_SENT = ("desktop.ini", "thumbs.db", "readme.md", "readme.txt")
"""Files that operating systems and people leave beside submissions; names that begin with a dot are such too."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One file that was sent."""

    path: Path
    folder_month: str | None
    """Month of the folder in which it lies (`input/<month>/`), None outside such a folder."""

    @property
    def name(self) -> str:
        return self.path.name


def sent_file(path: Path) -> Sent:
    """A file named on the command line."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name the files in it, or lay them in input/<month>/.")
    parent = path.resolve().parent.name
    return Sent(path, parent if is_month(parent) else None)


def sent_files(input_folder: Path, month: str | None = None) -> list[Sent]:
    """Everything in the months' folders of the inbox (of one month, if asked), in the order of the paths."""
    months = sorted(each for each in input_folder.glob("*") if each.is_dir() and is_month(each.name))
    return [
        Sent(path, folder.name)
        for folder in months
        if month in (None, folder.name)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path.name.lower() not in _NOT_SENT
    ]
