"""The workbook into which the responses of a round are put: a sheet to fill, the questions, and what to heed.

Also what survey tools export can be pasted there; their own workbooks are read as well.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.errors import WritingError
from ytaexcel.report.edition import TITLE, done, put
from ytaexcel.style.measure import lines, row_height, shortened
from ytaexcel.survey.records import Answer, Background, Option, Question, Round, Scale, Survey
from ytaexcel.survey.responses import ROUND_PROPERTY, SURVEY_PROPERTY
from ytaexcel.texts import Language, day, text

HEADER_ROW, FIRST_ROW = 3, 4
"""Rows (from 0) of the sheet to fill; above stand title and hint."""
ROWS = 2000
"""So many rows have the lists to choose from."""
LONGEST_TEXT = 2000
_MESSAGE = 255
"""Letters that Excel allows in the hint of a cell."""
_HINT_TITLE = 32
STEPS = ("row", "choose", "blank", "personal", "save")
CODE_WIDTH, TEXT_WIDTH, ANSWERS_WIDTH = 90, 560, 420


@dataclass(frozen=True, slots=True)
class _Field:
    """A column to fill."""

    header: str
    hint: str
    words: tuple[str | int, ...]
    """What can be chosen; none where text is written."""
    width: int
    is_text: bool = False


@dataclass(frozen=True)
class _Draft:
    survey: Survey
    round: Round
    language: Language
    book: Workbook
    formats: style.Formats

    def say(self, key: str, **values: object) -> str:
        return text(f"survey.{key}", self.language, **values)

    @property
    def title(self) -> str:
        return f"{self.survey.names[self.language]}, {self.round.names[self.language]}"


def write_survey_template(path: Path, survey: Survey, round_: Round, language: Language) -> None:
    """Writes the workbook; same survey and round, same bytes.

    Raises `WritingError` when a part could not be written as it was meant.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # XlsxWriter only warns of what it leaves out
        try:
            _write(path, survey, round_, language)
        except UserWarning as warning:
            raise WritingError(f"{path.name}: {warning}") from warning


def _write(path: Path, survey: Survey, round_: Round, language: Language) -> None:
    title = f"{survey.names[language]}, {round_.names[language]}"
    book = style.new_workbook(str(path), created=style.EPOCH, title=title, language=language)
    draft = _Draft(survey, round_, language, book, style.Formats(book))
    guide = book.add_worksheet(draft.say("sheet.guide"))
    page = book.add_worksheet(survey.sheet[language])
    lists = book.add_worksheet("lists")
    _write_guide(draft, guide)
    _write_page(draft, page, lists)
    lists.hide()
    for name, value in ((SURVEY_PROPERTY, survey.id), (ROUND_PROPERTY, round_.code)):
        done(book.set_custom_property(name, value, "text"))
    book.close()


def _write_guide(draft: _Draft, sheet: Worksheet) -> None:
    """What to do, and every question with its answers."""
    formats = draft.formats
    sheet.hide_gridlines(2)
    for column, width in enumerate((CODE_WIDTH, TEXT_WIDTH, ANSWERS_WIDTH)):
        sheet.set_column_pixels(column, column, width)
    put(sheet, 0, 0, draft.title, formats(**TITLE, font_color=style.FILL_HEADER))
    sheet.set_row(0, 27)
    if draft.round.opens and draft.round.closes:
        period = {"opens": day(draft.round.opens), "closes": day(draft.round.closes)}
        put(sheet, 1, 0, draft.say("period", **period), formats(font_color=style.GREY))
    row = 3
    wrap = formats(text_wrap=True)
    for number, step in enumerate(STEPS, start=1):
        place = f"input/{draft.survey.id}/{draft.round.code}.xlsx"
        said = draft.say(f"guide.{step}", sheet=draft.survey.sheet[draft.language], path=place)
        put(sheet, row, 0, f"{number}.", formats(bold=True, align="right", indent=1))
        done(sheet.merge_range(row, 1, row, 2, said, wrap))
        sheet.set_row(row, row_height(lines(said, TEXT_WIDTH + ANSWERS_WIDTH)))
        row += 1
    row += 1
    for column, key in enumerate(("code", "question", "answers")):
        put(sheet, row, column, draft.say(f"column.{key}"), formats(bold=True, bottom=1))
    for question in draft.survey.questions:
        row += 1
        head = draft.survey.batteries.get(question.battery)
        wording = question.wording[draft.language]
        said = f"{head[draft.language]}\n{wording}" if head else wording
        answers = (
            "; ".join(_labels(question.scale, draft.language))
            if question.scale
            else draft.say("guide.free_text")
        )
        ruled = formats(text_wrap=True, valign="vcenter", bottom=4, bottom_color=style.RULE)
        bold = formats(bold=True, valign="vcenter", bottom=4, bottom_color=style.RULE)
        put(sheet, row, 0, question.code, bold)
        put(sheet, row, 1, said, ruled)
        put(sheet, row, 2, answers, ruled)
        sheet.set_row(row, row_height(max(lines(said, TEXT_WIDTH), lines(answers, ANSWERS_WIDTH))))
    style.set_up_print(sheet, footer=f"{draft.title} · {draft.say('sheet.guide')}", landscape=False)
    sheet.print_area(0, 0, row, 2)


def _labels(scale: Scale, language: Language) -> list[str]:
    return [each.names[language] for each in scale.answers]


def _write_page(draft: _Draft, sheet: Worksheet, lists: Worksheet) -> None:
    """The sheet to fill: a header, and under it lists to choose from."""
    formats = draft.formats
    put(sheet, 0, 0, draft.title, formats(**TITLE, font_color=style.FILL_HEADER))
    sheet.set_row(0, 27)
    put(sheet, 1, 0, draft.say("page.hint"), formats(font_color=style.GREY))
    head = formats(
        bold=True,
        font_color="#FFFFFF",
        bg_color=style.FILL_HEADER,
        text_wrap=True,
        border=1,
        border_color=style.RULE,
    )
    height = 1
    fields = list(_fields(draft))
    for column, field in enumerate(fields):
        look = formats(num_format="@") if field.is_text else formats()
        sheet.set_column_pixels(column, column, field.width, look)
        put(sheet, HEADER_ROW, column, field.header, head)
        height = max(height, lines(field.header, field.width, is_bold=True))
        _offer(draft, sheet, lists, column, field)
    sheet.set_row(HEADER_ROW, row_height(height))
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.set_selection(FIRST_ROW, 0, FIRST_ROW, 0)
    style.set_up_print(sheet, footer=draft.title)
    sheet.repeat_rows(HEADER_ROW)


def _offer(draft: _Draft, sheet: Worksheet, lists: Worksheet, column: int, field: _Field) -> None:
    """The list to choose from, or the longest text allowed, with a hint."""
    options: dict[str, Any] = {
        "input_title": shortened(field.header, 220)[:_HINT_TITLE],
        "input_message": field.hint[:_MESSAGE],
        "error_title": draft.say("page.wrong"),
        "error_message": draft.say("page.allowed"),
    }
    if field.words:
        for row, word in enumerate(field.words):
            done(lists.write(row, column, word))
        name = f"list_{column + 1}"
        area = xl_range_abs(0, column, len(field.words) - 1, column)
        done(draft.book.define_name(name, f"=lists!{area}"))
        options |= {"validate": "list", "source": f"={name}"}
    else:
        options |= {"validate": "length", "criteria": "<=", "value": LONGEST_TEXT}
    done(sheet.data_validation(FIRST_ROW, column, FIRST_ROW + ROWS - 1, column, options))


def _fields(draft: _Draft) -> list[_Field]:
    background = [_background(draft, each) for each in draft.survey.backgrounds]
    return [*background, *(_question(draft, each) for each in draft.survey.questions)]


def _background(draft: _Draft, each: Background) -> _Field:
    words = _words(each.options, draft.language)
    key = "required" if each.is_required else "optional"
    hint = draft.say(f"page.{each.kind}") if each.kind != "listed" else draft.say(f"page.{key}")
    return _Field(each.names[draft.language], hint, words, 170 if words else 110, is_text=not words)


def _question(draft: _Draft, each: Question) -> _Field:
    header = each.header[draft.language]
    if each.scale is None:
        return _Field(header, draft.say("page.free_text"), (), 320, is_text=True)
    words = _words(each.scale.answers, draft.language)
    is_numbered = all(isinstance(word, int) for word in words)
    shown = [label for label in _labels(each.scale, draft.language) if not label.isdigit()]
    hint = "; ".join([*shown, draft.say("page.optional")])
    return _Field(header, hint, words, 120 if is_numbered else 170)


def _words(named: Sequence[Option] | Sequence[Answer], language: Language) -> tuple[str | int, ...]:
    """What can be chosen; bare numbers where each answer has one, so that a number can be typed."""
    if named and isinstance(named[0], Answer) and all(each.code.isdigit() for each in named):
        return tuple(int(each.code) for each in named)
    return tuple(each.names[language] for each in named)
