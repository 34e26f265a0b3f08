"""One survey report in the making: what is shown, in which language, and the frame that its sheets have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.report.edition import LINKED, TITLE, done, put
from ytaexcel.survey.records import NOT_STATED, Question, Survey
from ytaexcel.survey.standouts import Change, Contrast, Verdict, changes, contrasts, verdicts
from ytaexcel.survey.suppression import Key
from ytaexcel.survey.tables import ALL, Base, Distribution, Share, Tables
from ytaexcel.survey.take_in import Taken
from ytaexcel.texts import NO_BREAK, Language, day, number, text

SUMMARY = "summary"
HEADER_ROW = 5
"""Zero-based row on which the sheets begin; above stand title, sentence and the way back to page one."""


@dataclass(frozen=True)
class Reported:
    """What a report is made of."""

    survey: Survey
    now: Tables
    before: Sequence[Tables]
    """Rounds to compare with, the oldest first."""
    taken: Sequence[Taken]
    """The files of all these rounds."""
    base: Base
    as_of: date


@dataclass(frozen=True)
class Edition:
    """What the writers of the sheets need to know."""

    reported: Reported
    language: Language
    book: Workbook
    formats: style.Formats

    @property
    def survey(self) -> Survey:
        return self.reported.survey

    @property
    def tables(self) -> Tables:
        return self.reported.now

    @property
    def base(self) -> Base:
        return self.reported.base

    @cached_property
    def contrasts(self) -> list[Contrast]:
        return contrasts(self.survey, self.tables, self.base)

    @cached_property
    def verdicts(self) -> list[Verdict]:
        return verdicts(self.survey, self.tables, self.base)

    @cached_property
    def changes(self) -> list[Change]:
        """Since the latest of the rounds compared; none where there is none."""
        if not self.reported.before:
            return []
        return changes(self.survey, self.reported.before[-1], self.tables, self.base)

    def say(self, key: str, **values: object) -> str:
        """The survey's text for `key` in the language of the edition."""
        return text(f"survey.{key}", self.language, **values)

    def sheet_name(self, code: str) -> str:
        """Of a background its name as a sheet, of the others that of the catalogue."""
        if code in {each.code for each in self.survey.listed}:
            return self.survey.background(code).by[self.language]
        return self.say(f"sheet.{code}")

    def group(self, key: Key) -> str:
        """A group's name."""
        background, code = key
        if key == ALL:
            return self.say("all")
        if code == NOT_STATED:
            return self.say("not_stated")
        return self.survey.background(background).name_of(code)[self.language]

    def question(self, question: Question) -> str:
        """`C1 Planned preparation`."""
        return question.header[self.language]

    def round(self, code: str) -> str:
        return self.survey.round(code).names[self.language]

    @property
    def title(self) -> str:
        return f"{self.survey.names[self.language]}, {self.round(self.tables.round)}"

    @property
    def base_sentence(self) -> str:
        """Whether "cannot say" counts; stands on every sheet with percentages."""
        return self.say(f"base.{self.base}")

    @property
    def period(self) -> str:
        """When answers could be given, where that is known."""
        round_ = self.survey.round(self.tables.round)
        if round_.opens is None or round_.closes is None:
            return ""
        return self.say("period", opens=day(round_.opens), closes=day(round_.closes))

    def percent(self, share: Share) -> str:
        """`87 % (N = 39)`: no percentage goes without its N."""
        return f"{share.points}{NO_BREAK}% (N{NO_BREAK}={NO_BREAK}{number(share.denominator)})"

    def hidden(self, each: Distribution) -> str:
        """What stands in the place of N: `< 5`, or the sign of what protects another."""
        if each.hidden == "small":
            return f"<{NO_BREAK}{self.survey.suppress_below}"
        return HIDDEN


HIDDEN = "×"
"""Stands in every cell that is hidden."""


def add_sheet(edition: Edition, code: str, sentence: str, *, is_landscape: bool = True) -> Worksheet:
    """A sheet with title (A1), sentence (A2), the base of its percentages (A3) and the way back to page one (A4)."""
    name = edition.sheet_name(code)
    sheet = edition.book.add_worksheet(name)
    sheet.hide_gridlines(2)
    style.set_up_print(sheet, footer=f"{edition.title} · {name}", landscape=is_landscape)
    grey = edition.formats(font_color=style.GREY)
    sheet.set_row(0, 27)
    is_first = code == SUMMARY
    put(sheet, 0, 0, edition.title if is_first else f"{name}: {edition.title}", edition.formats(**TITLE))
    put(sheet, 1, 0, sentence, grey)
    if code not in ("respondents", "method"):
        put(sheet, 2, 0, edition.base_sentence, edition.formats(bold=True))
    if not is_first:
        back = edition.say("back", sheet=edition.sheet_name(SUMMARY))
        address = f"internal:'{edition.sheet_name(SUMMARY)}'!A1"
        done(sheet.write_url(3, 0, address, edition.formats(**LINKED), back))
    return sheet
