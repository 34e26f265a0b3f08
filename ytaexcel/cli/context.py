"""What every command shares: workspace, programme, language, the day, and who runs it."""

import functools
import getpass
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast
from zoneinfo import ZoneInfo

import click

from ytaexcel.cli.say import say
from ytaexcel.cli.show import print_settled
from ytaexcel.errors import UsageError
from ytaexcel.months import is_month, month_of
from ytaexcel.texts import LANGUAGES, Language, parse_language, text
from ytaexcel.whereabouts import shared_by
from ytaexcel.workspace import Workspace, open_workspace, shipped_programmes

if TYPE_CHECKING:
    from ytaexcel.workflow import Run

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Settings:
    """The shared options, wherever on the command line they stood."""

    workspace: Path = Path()
    programme: str | None = None
    language: str | None = None
    as_of: str | None = None
    is_warned: bool = False
    """True when it has been asked whether the database lies in a shared folder."""

    def run(
        self, *, known_on: str | None = None, password_file: Path | None = None, clears: bool = False
    ) -> "Run":
        """Workspace, programme and clock, ready for a step of `workflow`.

        `clears`: what killed runs have left behind is cleared first.
        """
        from ytaexcel.programme import load_programme  # deferred: holidays
        from ytaexcel.read import Means, find_office  # deferred: calamine, msoffcrypto
        from ytaexcel.redaction import settle  # deferred: pandas
        from ytaexcel.workflow import Run, clear_leftovers  # deferred: pandas, openpyxl

        workspace = open_workspace(self.workspace)
        # A workspace that has submissions had a key: a new one would make all of them look forged.
        if not workspace.has_key() and not any(workspace.archive.glob("*")):
            workspace.write_key(secrets.token_bytes(32))
        programme = load_programme(workspace.programme_folder(self.programme or workspace.programme))
        language = self.spoken(workspace.languages[0])
        now = self.now(programme.calendar.timezone)
        today = now.astimezone(ZoneInfo(programme.calendar.timezone)).date()
        means = Means(passwords_in(password_file), find_office(workspace.libreoffice))
        known = None if known_on is None else parse_day(known_on)
        run = Run(workspace, programme, language, now, today, workers(), user_name(), means, known)
        if clears:
            clear_leftovers(workspace, datetime.now(UTC))
        print_settled(settle(run.archive), language)
        self._warn_of_sharing(workspace, language)
        return run

    def _warn_of_sharing(self, workspace: Workspace, language: Language) -> None:
        """Says, once, that the database lies where other computers write; a command goes on all the same."""
        where = "" if self.is_warned else shared_by(workspace.database, os.environ)
        if where:
            say(
                text("cli.shared_database", language, database=workspace.database, where=where), is_fault=True
            )
        self.is_warned = True

    def spoken(self, default: Language) -> Language:
        return default if self.language is None else parse_language(self.language)

    def now(self, timezone: str) -> datetime:
        """Now, or noon of the `--as-of` day in the programme's time zone; UTC."""
        if self.as_of is None:
            return datetime.now(UTC).replace(microsecond=0)
        return datetime.combine(parse_day(self.as_of), time(12), tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def shared_options(command: F) -> F:
    """Adds the shared options; they may stand before or after the command's name."""

    @click.option(
        "--workspace", type=click.Path(path_type=Path), help="The workspace (default: this folder)."
    )
    @click.option(
        "--programme", "programme_id", metavar="ID", help="The programme (default: the workspace's)."
    )
    @click.option("--lang", type=click.Choice(LANGUAGES), help="Language of what groups and ministries read.")
    @click.option("--as-of", metavar="DATE", help="Replaces today, for example 2021-12-10.")
    @functools.wraps(command)
    def with_options(
        *arguments: Any,
        workspace: Path | None,
        programme_id: str | None,
        lang: str | None,
        as_of: str | None,
        **options: Any,
    ) -> Any:
        shared = settings()
        shared.workspace = workspace or shared.workspace
        shared.programme = programme_id or shared.programme
        shared.language = lang or shared.language
        shared.as_of = as_of or shared.as_of
        return command(*arguments, **options)

    return cast(F, with_options)


def password_option(command: F) -> F:
    """Adds `--password-file` to a command that opens what was sent."""
    option = click.option(
        "--password-file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="A text file of passwords, one a line; all are tried on protected workbooks.",
    )
    return option(command)


def passwords_in(file: Path | None) -> tuple[str, ...]:
    """The lines of a password file that are not empty; none without a file."""
    if file is None:
        return ()
    try:
        text = file.read_text(encoding="utf-8-sig")  # Notepad may put a byte-order mark
    except OSError as fault:
        raise UsageError(f"{file} cannot be read: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not text in UTF-8; save it so, with one password a line.") from None
    passwords = tuple(line for line in text.splitlines() if line)
    if not passwords:
        raise UsageError(f"{file} holds no password; write one a line.")
    return passwords


known_on_option = click.option(
    "--known-on", metavar="DATE", help="By what was known at the end of that day, for example 2021-10-20."
)


def settings() -> Settings:
    """The shared options of the running command."""
    return click.get_current_context().ensure_object(Settings)


def shipped_programme() -> str:
    """The programme asked for, or the first, of those that come with the package."""
    known = shipped_programmes()
    chosen = settings().programme or known[0]
    if chosen not in known:
        raise UsageError(f'There is no programme "{chosen}"; there are: {", ".join(known)}.')
    return chosen


def parse_day(text: str) -> date:
    """The day as given, or a `UsageError` that says how one is written; of the years that months are of."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f'"{text}" is not a date; write it as YYYY-MM-DD, for example 2021-12-10.') from None
    if not is_month(month_of(day)):
        raise UsageError(f"{text} is no day of the years 2000–2099.")
    return day


def workers() -> int:
    """How many processes to use: the processors there are, four at most."""
    return min(4, os.cpu_count() or 1)


def user_name() -> str:
    """Who runs the command, for the record of acts."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
