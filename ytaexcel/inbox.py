"""What lies in the inbox: the files that groups sent, and the month that their folder says.

Looks at names only; no file is opened, and none is ever changed.
"""

from dataclasses import dataclass
from pathlib import Path

from ytaexcel.errors import UsageError
from ytaexcel.months import is_month
from ytaexcel.whereabouts import stands_for_another

_NOT_SENT = ("desktop.ini", "thumbs.db", "readme.md", "readme.txt")
"""Files that operating systems and people leave beside submissions; names that begin with a dot are such too."""
_MEMBER_SIGN = "!"


@dataclass(frozen=True, slots=True)
class Sent:
    """One file that was sent."""

    path: Path
    folder_month: str | None
    """Month of the folder in which it lies (`input/<month>/`), None outside such a folder."""
    member: str = ""
    """The one file that is meant where `path` is a zip; empty: all of it."""

    @property
    def name(self) -> str:
        return f"{self.path.name}{_MEMBER_SIGN}{self.member}" if self.member else self.path.name


def sent_file(path: Path) -> Sent:
    """A file named on the command line, or one in a zip: `archive.zip!name`."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name the files in it, or lay them in input/<month>/.")
    zipped, member = _member_named(path)
    parent = zipped.resolve().parent.name
    return Sent(zipped, parent if is_month(parent) else None, member)


def is_left_beside(name: str) -> bool:
    """True for the name of a file that nobody meant to send."""
    is_hidden = name.startswith(".") and not stands_for_another(name)
    return is_hidden or name.lower() in _NOT_SENT


def _member_named(path: Path) -> tuple[Path, str]:
    """The zip and the member that are meant by `archive.zip!name`; any other path is a file's own."""
    written = path.as_posix()
    places = [place for place, letter in enumerate(written) if letter == _MEMBER_SIGN]
    if not path.exists():
        for place in places:
            if Path(written[:place]).is_file():
                return Path(written[:place]), written[place + 1 :]
    return path, ""


def sent_files(input_folder: Path, month: str | None = None) -> list[Sent]:
    """Everything in the months' folders of the inbox (of one month, if asked), in the order of the paths."""
    months = sorted(each for each in input_folder.glob("*") if each.is_dir() and is_month(each.name))
    return [
        Sent(path, folder.name)
        for folder in months
        if month in (None, folder.name)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not is_left_beside(path.name)
    ]
