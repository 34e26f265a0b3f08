"""What every step of one call shares: workspace, programme, language, the day, and who runs it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pandas as pd

from ytaexcel.archive import Act, Archive
from ytaexcel.errors import DefinitionError, UsageError
from ytaexcel.history import NOW, History
from ytaexcel.programme import Programme
from ytaexcel.programme.rules import Waiver
from ytaexcel.read import Means
from ytaexcel.texts import Language
from ytaexcel.workspace import Workspace

Advance = Callable[[], None]
"""Called after each file that is done."""


@dataclass(frozen=True, slots=True)
class Run:
    """What every step of one call shares."""

    workspace: Workspace
    programme: Programme
    language: Language
    now: datetime
    """UTC; its day in the programme's time zone is "today"."""
    today: date
    workers: int
    by: str
    """Who runs it: recorded in acts."""
    means: Means = field(default_factory=Means)
    """With what files are opened that are no plain workbooks."""
    known_on: date | None = None
    """Only what was known at the end of that day counts in what is read from the dataset; None: all of it."""

    @property
    def archive(self) -> Archive:
        return Archive(self.workspace.archive)

    def judging(self) -> Programme:
        """The programme as workbooks are judged by it: with the waivers that were recorded as acts."""
        rules = dict(self.programme.rules)
        for act in self.archive.waivers(self.programme.id):
            if act.rule in rules:  # a rule may have left the programme since
                waiver = Waiver(act.organisation, act.month, act.until, act.why)
                rules[act.rule] = replace(rules[act.rule], waivers=(*rules[act.rule].waivers, waiver))
        return replace(self.programme, rules=rules)

    def known_acts(self) -> list[Act]:
        """The acts that were recorded by the end of the day of `known_on`, oldest first."""
        horizon = self._horizon()
        return [act for act in self.archive.acts() if act.at <= horizon]

    def history(self) -> History:
        return History(self.workspace.database, self._horizon())

    def _horizon(self) -> str:
        """The end of the day of `known_on` in the programme's time zone."""
        if self.known_on is None:
            return NOW
        zone = ZoneInfo(self.programme.calendar.timezone)
        end = datetime.combine(self.known_on, time(23, 59, 59), tzinfo=zone)
        return end.astimezone(UTC).isoformat(timespec="seconds")


def check_codes(programme: Programme, organisation: str | None, group: str | None) -> None:
    """Raises `UsageError`, naming those there are, for an organisation or group that the programme lacks."""
    organisations = [each.code for each in programme.organisations]
    groups = [each.code for each in programme.groups]
    if organisation is not None and organisation not in organisations:
        raise UsageError(f'There is no organisation "{organisation}"; there are: {", ".join(organisations)}.')
    if group is not None and group not in groups:
        raise UsageError(f'There is no group "{group}"; there are: {", ".join(groups)}.')


def check_named(programme: Programme, told: Iterable[pd.DataFrame]) -> None:
    """Raises `DefinitionError` where what counts is of an organisation or group that the definitions do not name."""
    known = {"", *(each.code for each in programme.organisations), *(each.code for each in programme.groups)}
    codes = {
        code
        for rows in told
        for column in ("organisation", "group")
        if column in rows
        for code in rows[column]
    }
    if codes <= known:
        return
    problem = (
        f"What {', '.join(sorted(codes - known))} reported counts, but organisations.csv and groups.csv of "
        f"{programme.id} do not name them. Put them back (expected.csv says until when they owe workbooks), or have "
        "these workbooks refused: `ytaexcel rejudge --store`."
    )
    raise DefinitionError([problem])
