"""The workspace: where schemas, inbox, archive, dataset and outputs lie, and the key that seals passports.

A folder with `ytaexcel.toml`. Nothing here opens a workbook or the database.
"""

import re
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

from ytaexcel.errors import UsageError, WorkspaceError
from ytaexcel.texts import Language, parse_language

SETTINGS = "ytaexcel.toml"
SHIPPED = "shipped.toml"
"""Beside the programmes that come with the package: which of them a workspace follows unless another is named."""
KEY = "ytaexcel.key"
_SETTINGS_TEXT = """\
# The workspace of ytaexcel: the folder in which the monthly situation pictures are made.

programme = "{programme}"       # the folder of schemas/ that is followed when no --programme is given
languages = ["fi", "sv", "en"]      # the first is the language of workbooks when no --lang is given
database = "output/history.sqlite"  # may lie outside a synchronised folder, for example "C:/ytaexcel/history.sqlite"
# libreoffice = "C:/Program Files/LibreOffice/program/soffice.exe"  # where it is not found by itself; "none": not used
"""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace's settings and the places in it."""

    root: Path
    programme: str
    languages: tuple[Language, ...]
    database: Path
    libreoffice: str = ""
    """LibreOffice's program; empty: wherever it is found, `none`: not to be used."""

    @property
    def schemas(self) -> Path:
        return self.root / "schemas"

    @property
    def input(self) -> Path:
        return self.root / "input"

    @property
    def output(self) -> Path:
        return self.root / "output"

    @property
    def archive(self) -> Path:
        return self.output / "archive"

    def month_output(self, month: str, kind: str) -> Path:
        """`output/<month>/<kind>`; made if it is not there. Kinds: templates, feedback, reports."""
        folder = self.output / month / kind
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def programme_folder(self, programme: str) -> Path:
        """The folder of a programme, or a `UsageError` that names those there are."""
        folder = self.schemas / programme
        if not (folder / "programme.toml").is_file():
            known = (
                ", ".join(sorted(each.parent.name for each in self.schemas.glob("*/programme.toml")))
                or "none"
            )
            raise UsageError(f'There is no programme "{programme}" in {self.schemas}; there are: {known}.')
        return folder

    def key(self) -> bytes:
        """The key that seals passports; `WorkspaceError` where it is missing or damaged."""
        path = self.root / KEY
        try:
            text = path.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            raise WorkspaceError(
                f"The key {path} is missing. Copy it from whoever made this workspace's templates."
            ) from None
        if not re.fullmatch(r"[0-9a-f]{64}", text):
            raise WorkspaceError(f"The key {path} is damaged: 64 hexadecimal digits are expected in it.")
        return bytes.fromhex(text)

    def has_key(self) -> bool:
        return (self.root / KEY).exists()

    def write_key(self, key: bytes) -> None:
        """Gives the workspace its key; never overwrites one."""
        with (self.root / KEY).open("x", encoding="ascii") as file:
            file.write(key.hex() + "\n")


def open_workspace(root: Path) -> Workspace:
    """The workspace in `root`. Raises `WorkspaceError` where there is none or its settings cannot be read."""
    path = root / SETTINGS
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Notepad may put a byte-order mark
    except FileNotFoundError:
        raise WorkspaceError(
            f"{root.resolve()} is not a workspace ({SETTINGS} is missing). "
            "Make one with `ytaexcel init DIR`, or name one with --workspace DIR."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise WorkspaceError(f"{path} is not valid TOML in UTF-8: {fault}.") from None
    unknown = sorted(set(settings) - {"programme", "languages", "database", "libreoffice"})
    missing = sorted({"programme", "languages", "database"} - set(settings))
    texts = [settings.get(each, "") for each in ("programme", "database", "libreoffice")]
    texts += _listed(settings.get("languages"))
    if unknown or missing or not _listed(settings["languages"]) or not all(isinstance(t, str) for t in texts):
        raise WorkspaceError(
            f"{path}: expected programme, languages (a list of at least one) and database, all as texts, "
            "and libreoffice where it is not found by itself"
            + (f"; unknown: {', '.join(unknown)}" if unknown else "")
            + (f"; missing: {', '.join(missing)}" if missing else "")
            + "."
        )
    return Workspace(
        root=root,
        programme=settings["programme"],
        languages=tuple(parse_language(each) for each in settings["languages"]),
        database=root / settings["database"],
        libreoffice=settings.get("libreoffice", ""),
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def create_workspace(root: Path, key: bytes, programme: str) -> Workspace:
    """A new workspace in an empty or new folder: settings, schemas, inbox, output and key."""
    if root.exists() and any(root.iterdir()):
        raise UsageError(f"{root} is not empty; name a new folder for the workspace.")
    root.mkdir(parents=True, exist_ok=True)
    (root / SETTINGS).write_text(_SETTINGS_TEXT.format(programme=programme), encoding="utf-8")
    shutil.copytree(shipped_schemas(), root / "schemas", ignore=shutil.ignore_patterns(SHIPPED))
    for folder in ("input", "output"):
        (root / folder).mkdir()
    workspace = open_workspace(root)
    workspace.write_key(key)
    return workspace


def shipped_schemas() -> Path:
    """The programmes that come with the package: inside an installed one, beside it in a checkout."""
    here = Path(__file__).parent
    for folder in (here / "schemas", here.parent / "schemas"):
        if folder.is_dir():
            return folder
    raise WorkspaceError("The package's schemas are missing; install ytaexcel again.")


def shipped_programmes() -> list[str]:
    """The ids of the programmes that come with the package, first the one that is followed unless told otherwise."""
    folder = shipped_schemas()
    first = tomllib.loads((folder / SHIPPED).read_text(encoding="utf-8"))["first"]
    return sorted(
        (each.parent.name for each in folder.glob("*/programme.toml")), key=lambda id_: (id_ != first, id_)
    )
