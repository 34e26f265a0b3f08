"""One consolidated workbook in the making: the picture, for whom, in which language, and the book it goes into.

Also the frame that every sheet has in common: title, grey sentence, notice of a demonstration, print set-up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.errors import WritingError
from ytaexcel.months import last_day
from ytaexcel.picture import Picture
from ytaexcel.programme.records import Audience
from ytaexcel.report.words import Words
from ytaexcel.texts import Language, day, month_name, month_short

SUMMARY, ROADMAP = "summary", "roadmap"
HEADER_ROW = 4
"""Zero-based row of the header of the list sheets; above it stand title, sentence, notice and link."""


@dataclass(frozen=True)
class Edition:
    """What the writers of the sheets need to know."""

    picture: Picture
    audience: Audience
    language: Language
    book: Workbook
    formats: style.Formats

    @cached_property
    def words(self) -> Words:
        return Words(self.picture, self.language)

    def say(self, key: str, **values: object) -> str:
        """The report's text for `key` in the language of the edition."""
        return self.picture.programme.text(f"report.{key}", self.language, **values)

    def sheet_name(self, code: str) -> str:
        return self.say(f"sheet.{code}")

    @property
    def sheets(self) -> list[str]:
        """The sheets that the audience asks for; where the roadmap has changed one on that, ahead of the method."""
        asked: list[str] = list(self.audience.sheets)
        if self.picture.roadmap_changes:
            asked.insert(asked.index("method") if "method" in asked else len(asked), ROADMAP)
        return asked

    def has_sheet(self, code: str) -> bool:
        return code in self.sheets

    @property
    def is_whole(self) -> bool:
        """True for the picture of all organisations, False for that of one or of one of its groups."""
        return self.picture.organisation is None

    @property
    def has_undetermined(self) -> bool:
        """True while some criticality is undecided: items are then called followed, not critical."""
        return self.picture.undetermined_criticality > 0

    @property
    def noun(self) -> str:
        """Suffix of the texts that name the counted items: `critical`, or `followed` while some are undecided."""
        return "followed" if self.has_undetermined else "critical"

    @property
    def has_no_schedule(self) -> bool:
        """True when no item has a planned end of its own and none has fallen due: lateness cannot be judged."""
        is_undecided = 0 < self.picture.items <= self.picture.undetermined_windows
        return is_undecided and not self.picture.roadmap.done.denominator

    @property
    def none_behind(self) -> str:
        """What stands where the list of what is behind would."""
        return self.say("behind.no_schedule" if self.has_no_schedule else "behind.none")

    @property
    def item_word(self) -> str:
        """What an item is called: the name of the last level of the roadmap."""
        return list(self.picture.programme.level_names.values())[-1][self.language]

    @property
    def whose(self) -> str:
        """The organisation, and the group, whose picture it is; empty for the whole."""
        return whose(self.picture, self.language)

    @property
    def last_day(self) -> str:
        """The day whose state the picture shows."""
        return day(last_day(self.picture.month))

    @property
    def title(self) -> str:
        """The title of the document and of its first sheet."""
        return document_title(self.picture, self.language)

    def sheet_title(self, code: str) -> str:
        """The title of a sheet other than the first."""
        return _titled(self.say(f"title.{code}"), self.picture, self.language)

    @property
    def month_before(self) -> str:
        """`10/2021`: the month that changes are counted from; empty when there is none."""
        return month_short(self.picture.month_before) if self.picture.month_before else ""


def document_title(picture: Picture, language: Language) -> str:
    """`Toimeenpanon tilannekuva, marraskuu 2021: Satakunnan hyvinvointialue`."""
    return _titled(picture.programme.names[language], picture, language)


def whose(picture: Picture, language: Language) -> str:
    """The names of the organisation and the group whose picture it is; empty for the whole."""
    names = []
    if picture.organisation is not None:
        names.append(picture.programme.organisation(picture.organisation).names[language])
    if picture.group is not None:
        names.append(picture.programme.group(picture.group).names[language])
    return ", ".join(names)


def _titled(title: str, picture: Picture, language: Language) -> str:
    dated = f"{title}, {month_name(picture.month, language)}"
    return f"{dated}: {whose(picture, language)}" if whose(picture, language) else dated


def add_sheet(edition: Edition, code: str, *, is_landscape: bool = True) -> Worksheet:
    """An empty sheet with its name, print set-up and footer."""
    name = edition.sheet_name(code)
    sheet = edition.book.add_worksheet(name)
    sheet.hide_gridlines(2)
    notice = edition.say("demonstration.header") if edition.picture.programme.is_demonstration else ""
    programme = edition.picture.programme.names[edition.language]
    footer = " · ".join(
        part for part in (f"{programme} {month_short(edition.picture.month)}", edition.whose, name) if part
    )
    style.set_up_print(sheet, footer=footer, landscape=is_landscape, header=notice)
    return sheet


def add_headed_sheet(edition: Edition, code: str, sentence: str, *, is_landscape: bool = True) -> Worksheet:
    """A sheet with title (A1), sentence (A2), notice of a demonstration (A3) and the way back to page one (A4)."""
    sheet = add_sheet(edition, code, is_landscape=is_landscape)
    formats = edition.formats
    sheet.set_row(0, 27)
    put(sheet, 0, 0, edition.sheet_title(code), formats(**TITLE))
    put(sheet, 1, 0, sentence, formats(font_color=style.GREY))
    put_notice(edition, sheet, 2, 0)
    if edition.has_sheet(SUMMARY):
        link(edition, sheet, 3, 0, SUMMARY, "A1", edition.say("back", sheet=edition.sheet_name(SUMMARY)))
    return sheet


def put_notice(edition: Edition, sheet: Worksheet, row: int, column: int) -> None:
    """The notice of a demonstration, where the programme is one."""
    if edition.picture.programme.is_demonstration:
        bold = edition.formats(bold=True, font_color=style.DEMONSTRATION)
        put(sheet, row, column, edition.say("demonstration.notice"), bold)


def put(sheet: Worksheet, row: int, column: int, written: str, format_: Any) -> None:
    """A text of our own in a cell."""
    done(sheet.write_string(row, column, written, format_))


def link(edition: Edition, sheet: Worksheet, row: int, column: int, code: str, cell: str, shown: str) -> None:
    """A text that leads to a cell of another sheet."""
    address = f"internal:'{edition.sheet_name(code)}'!{cell}"
    done(sheet.write_url(row, column, address, edition.formats(**LINKED), shown))


def done(result: int | None) -> None:
    """Makes an exception of XlsxWriter's negative return codes.

    Raises:
        WritingError: XlsxWriter refused to write a part of the workbook.
    """
    if result is not None and result < 0:
        raise WritingError(f"A part of the workbook could not be written (XlsxWriter answered {result}).")


TITLE: Mapping[str, Any] = {"bold": True, "font_size": 18, "valign": "vcenter"}
HEAD: Mapping[str, Any] = {"bold": True, "font_size": 12, "valign": "vcenter"}
LINKED: Mapping[str, Any] = {"font_color": style.LINK, "underline": 1, "valign": "vcenter"}
