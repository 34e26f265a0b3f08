"""How the values of a picture are said: names, states, criticality, and the reasons of a row in words.

The codes of the reasons are those of the assessment; the sentences stand in the catalogue.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ytaexcel.months import first_day
from ytaexcel.picture import Picture
from ytaexcel.programme.scheduling import has_assumed_end
from ytaexcel.report.cells import day_of, whole, words_of
from ytaexcel.texts import LANGUAGES, NO_BREAK, NONE, Language, day, month_short

Row = Mapping[str, Any]
FLAG = "⚑"
OWN = "*"
"""Stands before what an organisation has set for itself, in the workbooks that groups fill as well."""
DISCUSSED = "◆"
"""Stands behind a state that a discussion gave."""
NOT_STARTED, STARTED = "not_started", "started"
AFTER_LATENESS = ("red_flag", "past_forecast", "regressed", "stalled", "forecast_late", "unreported")
"""The order in which the other reasons are said, gravest first."""


class Words:
    """Sayings of one picture in one language."""

    def __init__(self, picture: Picture, language: Language) -> None:
        self._picture = picture
        self._programme = picture.programme
        self._language = language

    def organisation(self, code: str) -> str:
        return self._programme.organisation(code).short[self._language]

    def group(self, code: str) -> str:
        return self._programme.group(code).short[self._language]

    def group_in_full(self, code: str) -> str:
        return self._programme.group(code).names[self._language]

    def area(self, code: str) -> str:
        """A collaborative area, known by its name in the first language."""
        areas = (each.area for each in self._programme.organisations)
        return next(area[self._language] for area in areas if area[LANGUAGES[0]] == code)

    def status(self, code: str) -> str:
        """`käynnissä`: the status as it stands inside a sentence."""
        name = self._programme.status_name(code, self._language)
        return name[:1].lower() + name[1:]

    def state(self, status: str, percent_done: int | None) -> str:
        """`käynnissä 80 %`: the percent is said of what has started and is not yet done."""
        if not status:
            return NONE
        if status == STARTED and percent_done is not None:
            return f"{self.status(status)} {percent_done}{NO_BREAK}%"
        return self.status(status)

    def state_of(self, row: Row) -> str:
        said = self.state(words_of(row["status"]), whole(row["percent_done"]))
        is_discussed = {"status", "percent_done"} & set(row.get("discussed", "").split(";"))
        return f"{said}{NO_BREAK}{DISCUSSED}" if is_discussed else said

    def discussed(self, row: Row) -> str:
        """What the month's discussion gave, each value with the reported one beside it; empty for nothing."""
        said = [self._discussed(field, row) for field in row["discussed"].split(";") if field]
        return " ".join(said)

    def _discussed(self, field: str, row: Row) -> str:
        now, reported = row[field], row[f"reported_{field}"]
        if field == "status":
            values = [self.status(words_of(each)) if words_of(each) else NONE for each in (now, reported)]
        elif field == "percent_done":
            percents = (whole(now), whole(reported))
            values = [NONE if each is None else f"{each}{NO_BREAK}%" for each in percents]
        else:
            days = (day_of(now), day_of(reported))
            values = [NONE if each is None else day(each) for each in days]
        return self._programme.text(
            f"report.discussed.{field}", self._language, now=values[0], reported=values[1]
        )

    def state_before(self, row: Row) -> str:
        """The state of the month before, of a row of `changes`."""
        return self.state(words_of(row["status_before"]), whole(row["percent_before"]))

    def yes_no(self, is_so: bool) -> str:
        return self._word("yes" if is_so else "no")

    def help_asked(self, row: Row) -> str:
        return f"{FLAG} {self._word('yes')}" if row["red_flag"] else NONE

    def criticality(self, row: Row) -> str:
        """`kyllä, aloita ensin`, `avoin`."""
        said = self._word({"yes": "yes", "no": "no"}.get(row["critical"], "undetermined"))
        return f"{said}, {self._word('start_first')}" if row["start_first"] else said

    def own(self, row: Row) -> str:
        """`* Oma aikataulu; tiekartassa 1.7.2021 – 31.7.2021.`: what is the organisation's own, and the roadmap's."""
        if not row.get("own_window"):
            return ""
        said = []
        if self.has_own_window(row):
            days = {end: _day_or_none(row[f"national_{end}"]) for end in ("start", "end")}
            said.append(self._programme.text("report.own.window", self._language, **days))
        if words_of(row["own_critical"]):
            word = self.national_critical(row)
            key = f"report.own.critical_{row['own_critical']}"
            said.append(self._programme.text(key, self._language, national=word))
        said.append(
            self._programme.text("report.own.reason", self._language, reason=words_of(row["own_reason"]))
        )
        return f"{OWN} {' '.join(said)}"

    def has_own_window(self, row: Row) -> bool:
        """True where the window by which an item is judged is not the roadmap's."""
        return any(
            day_of(row[f"planned_{end}"]) != day_of(row[f"national_{end}"]) for end in ("start", "end")
        )

    def is_end_assumed(self, row: Row) -> bool:
        """True where the day by which it is due rests on a reading that the plan's text does not settle."""
        if row["item"] not in self._assumed:
            return False
        return "national_end" not in row or day_of(row["planned_end"]) == day_of(row["national_end"])

    @cached_property
    def _assumed(self) -> set[str]:
        items = self._programme.items_in(self._picture.month)
        return {item.id for item in items if has_assumed_end(item)}

    def own_critical(self, row: Row) -> str:
        return self._word(words_of(row["own_critical"])) if words_of(row["own_critical"]) else NONE

    def national_critical(self, row: Row) -> str:
        return self._word({"yes": "yes", "no": "no"}.get(row["national_critical"], "undetermined"))

    def choice(self, field: str, code: str) -> str:
        """The name of a choice of the sheet of notes (kind, scope); the code itself if it is none of them."""
        fields = self._programme.workbook.sheet("notes").fields
        choices = (choice for each in fields if each.code == field for choice in each.choices)
        return next((choice.names[self._language] for choice in choices if choice.code == code), code)

    def reasons(self, row: Row) -> str:
        """All reasons of a row as sentences, lateness first."""
        codes = words_of(row["reasons"]).split(";")
        said = [self._lateness(row, codes)]
        said += [self._reason(code, row, codes) for code in AFTER_LATENESS if code in codes]
        return " ".join(f"{sentence}." for sentence in said if sentence)

    def _lateness(self, row: Row, codes: list[str]) -> str:
        start, end = day(day_of(row["planned_start"])), day(day_of(row["planned_end"]))
        if "overdue" in codes and "late_start" in codes:
            return self._say("both", start=start, end=end)
        if "late_start" in codes:
            return self._say("late_start", start=start)
        if "overdue" in codes:
            return self._say("overdue", end=end, state=self.state_of(row))
        return ""

    def _reason(self, code: str, row: Row, codes: list[str]) -> str:
        forecast, end = day(day_of(row["forecast_end"])), day(day_of(row["planned_end"]))
        if code == "forecast_late":
            if "past_forecast" in codes:
                return ""  # that the forecast has passed says more
            # Where the due date has just been said, it is not said again.
            return (
                self._say("forecast", forecast=forecast)
                if "overdue" in codes
                else (self._say("forecast_late", forecast=forecast, end=end))
            )
        if code == "past_forecast":
            return self._say("past_forecast", forecast=forecast)
        if code == "stalled":
            return self._say("stalled", months=self._programme.thresholds.stalled_months)
        if code == "regressed":
            return self._regressed(row)
        if code == "unreported":
            latest = words_of(row["last_reported"])
            return (
                self._say("unreported", month=month_short(latest)) if latest else self._say("never_reported")
            )
        return self._say(code)

    def _regressed(self, row: Row) -> str:
        before = self._regressions.get((row["organisation"], row["item"]))
        if before is None:
            return self._say("regressed_only")
        if words_of(before["status_before"]) == words_of(row["status"]):
            percents = [whole(before["percent_before"]), whole(row["percent_done"])]
            first, second = (NONE if each is None else f"{each}{NO_BREAK}%" for each in percents)
        else:
            first, second = self.state_before(before), self.state_of(row)
        return self._say("regressed", before=first, now=second)

    @cached_property
    def _regressions(self) -> dict[tuple[str, str], Row]:
        # What an item fell back from stands in `changes` alone.
        rows: list[Row] = self._picture.changes.to_dict("records")
        return {(row["organisation"], row["item"]): row for row in rows if row["change"] == "regressed"}

    def _say(self, reason: str, **values: object) -> str:
        return self._programme.text(f"report.reason.{reason}", self._language, **values)

    def _word(self, word: str) -> str:
        return self._programme.workbook.words[word][self._language]


def _day_or_none(value: object) -> str:
    found = day_of(value)
    return NONE if found is None else day(found)


def month_day(month: object) -> Any:
    """The first day of a month, for cells that show `8/2021`; None where there is no month."""
    return first_day(words_of(month)) if words_of(month) else None
