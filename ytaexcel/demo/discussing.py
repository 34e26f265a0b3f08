"""Plays the facilitator's discussions: fills their workbooks, with what was agreed and what came out otherwise.

In each month the discussions of a part of the organisations are recorded, by turns.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.fill import fill, grid_of
from ytaexcel.demo.filling import Filling
from ytaexcel.demo.phrases import Phrasebook, theme_of
from ytaexcel.demo.spoil import Grid
from ytaexcel.inbox import Sent
from ytaexcel.merge import Submission
from ytaexcel.months import last_day, month_of, months_between
from ytaexcel.programme import Item, publication_day
from ytaexcel.programme.sheets import SheetKind
from ytaexcel.texts import Language, text
from ytaexcel.workflow import Run, make_discussions, merge_files

DISCUSSION: SheetKind = "discussion"
EVERY = 4
"""Every so manieth organisation has its discussion in a month, so that in so many months all have one."""
MOST_TOPICS = 12
"""So many of the items in a workbook are got through in an hour."""
SPOKEN_OF = 0.7
OTHER_FORECAST, OTHER_PERCENT, OTHER_STATUS = 0.3, 0.15, 0.06
BEFORE_PUBLICATION = timedelta(days=4)
WEEKEND = 5


@dataclass(frozen=True, slots=True)
class _Reported:
    """What the workbook shows of one item."""

    status: str
    percent_done: int | None
    forecast_end: date | None


@dataclass(frozen=True)
class Facilitator:
    """Who holds the discussions of a demonstration."""

    run: Run
    chance: Chance
    phrases: Phrasebook
    languages: Mapping[str, Language]

    def discuss(self, month: str) -> list[Submission]:
        """Fills and merges the workbooks of the month's discussions; none where the programme records none."""
        programme = self.run.programme
        if not programme.workbook.has(DISCUSSION):
            return []
        day = _discussed_on(publication_day(programme.calendar, month) - BEFORE_PUBLICATION)
        run = replace(self.run, now=datetime.combine(day, time(12), tzinfo=UTC), today=day)
        sent = [self._filled(run, month, organisation, day) for organisation in self._turn(month)]
        return merge_files(run, [each for each in sent if each is not None])

    def _turn(self, month: str) -> list[str]:
        """The organisations whose turn it is in the month, of those that owe workbooks."""
        programme = self.run.programme
        passed = len(list(months_between(programme.first_month, month)))
        owing = dict.fromkeys(code for code, _ in programme.expected_in(month))
        every = min(EVERY, len(owing))
        return [code for place, code in enumerate(owing) if (place + 1 - passed) % every == 0]

    def _filled(self, run: Run, month: str, organisation: str, day: date) -> Sent | None:
        """The filled workbook of one discussion; None where there was nothing to speak of."""
        language = self.languages[organisation]
        (template,) = make_discussions(run, month, organisation, {organisation: language})
        name = run.programme.organisation(organisation).short[language]
        target = run.workspace.input / month / text("demo.file.discussion", language, name=name, month=month)
        filling = Filling(
            organisation,
            group="",
            month=month,
            language=language,
            file_name=target.name,
            folder_month=month,
            received_on=day,
            modified_at=datetime.combine(day, time(12)),
            rows={},
            notes=(),
            fault=None,
        )
        sheet = run.programme.workbook.sheet(DISCUSSION)
        grid = grid_of(load_workbook(template), sheet, filling)
        rows = self._rows(grid, filling)
        if not rows:
            return None
        fill(template, target, replace(filling, beside={DISCUSSION: rows}), run.programme)
        return Sent(target, month)

    def _rows(self, grid: Grid, filling: Filling) -> dict[str, Mapping[str, object]]:
        items = {item.id: item for item in self.run.programme.items_in(filling.month)}
        shown = [(code, reported) for code, reported in _shown(self.run, grid, filling) if code in items]
        return {
            code: self._row(items[code], reported, filling)
            for code, reported in shown[:MOST_TOPICS]
            if self.chance.happens(SPOKEN_OF, "spoken of", filling.organisation, code, filling.month)
        }

    def _row(self, item: Item, reported: _Reported, filling: Filling) -> Mapping[str, object]:
        """What was agreed, and now and then another forecast, percent or status."""
        chance, month, name = self.chance, filling.month, (filling.organisation, item.id, filling.month)
        said: dict[str, object] = {}
        theme, language = theme_of(item), filling.language
        for field, kind in (("agreed", "agreed"), ("agreed_by", "owner")):
            said[field] = self.phrases.phrase(kind, theme, language, month, chance, DISCUSSION, *name)  # type: ignore[arg-type]
        until = filling.received_on + timedelta(days=chance.whole(20, 80, "agreed until", *name))
        said["agreed_until"] = _discussed_on(until)
        if reported.status == "started" and chance.happens(OTHER_FORECAST, "other forecast", *name):
            later = max(reported.forecast_end or date.min, filling.received_on) + timedelta(days=45)
            said["forecast_end"] = last_day(month_of(later))
        if reported.status == "started" and chance.happens(OTHER_PERCENT, "other percent", *name):
            change = 5 * chance.whole(-3, 2, "by percent", *name)
            said["percent_done"] = min(max((reported.percent_done or 30) + change, 5), 95)
        elif reported.status == "not_started" and chance.happens(OTHER_STATUS, "has begun", *name):
            said |= {"status": "started", "percent_done": 5}
        return said


def _shown(run: Run, grid: Grid, filling: Filling) -> Iterator[tuple[str, _Reported]]:
    """Item -> what was reported of it, down the sheet."""
    codes = {each.names[filling.language]: each.code for each in run.programme.statuses}
    for row in range(grid.header_row + 1, grid.worksheet.max_row + 1):
        cells: dict[str, Any] = {
            code: grid.worksheet.cell(row, column).value for code, column in grid.columns.items()
        }
        if cells["item"]:
            percent, forecast = cells.get("reported_percent"), cells.get("reported_forecast")
            yield (
                str(cells["item"]),
                _Reported(
                    codes.get(str(cells.get("reported_status")), ""),
                    round(100 * percent) if isinstance(percent, int | float) else None,
                    forecast.date() if isinstance(forecast, datetime) else None,
                ),
            )


def _discussed_on(day: date) -> date:
    """The day, or the Friday before a weekend."""
    return day - timedelta(days=max(day.weekday() - WEEKEND + 1, 0))
