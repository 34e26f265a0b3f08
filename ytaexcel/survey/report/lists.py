"""The sheets that are lists: who answered, and how each group's share has changed since the round before."""

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ytaexcel.report.edition import HEAD, done, put
from ytaexcel.report.table import COUNT, HEADER, NAMED, SHARE
from ytaexcel.style.measure import lines, row_height
from ytaexcel.style.written import cell_text
from ytaexcel.survey.report.block import HIDDEN_LOOK
from ytaexcel.survey.report.edition import HEADER_ROW, HIDDEN, Edition, add_sheet
from ytaexcel.survey.tables import ALL, RESPONDENTS, Distribution
from ytaexcel.texts import change

NAME_WIDTH, WIDTH = 380, 92
QUESTION_WIDTH, BACKGROUND_WIDTH, GROUP_WIDTH = 310, 150, 330
RIGHT: Mapping[str, Any] = {**HEADER, "align": "right"}
CHANGED: Mapping[str, Any] = {**NAMED, "align": "right"}


def write_respondents(edition: Edition) -> None:
    """How many of each group answered at all, and how many answered each question."""
    sheet = add_sheet(edition, "respondents", edition.say("respondents.sentence"), is_landscape=False)
    sheet.set_column_pixels(0, 0, NAME_WIDTH)
    sheet.set_column_pixels(1, 2, WIDTH)
    whole = edition.tables.of(RESPONDENTS)
    row = HEADER_ROW
    for background in edition.survey.listed:
        title = background.names[edition.language]
        row = _head(edition, sheet, row, title, ("group", "respondents", "share"))
        for each in (whole, *edition.tables.by(RESPONDENTS, background.code)):
            _respondents(edition, sheet, row, each, whole)
            row += 1
        row += 1
    row = _head(edition, sheet, row, edition.say("respondents.questions"), ("question", "answers", "blank"))
    for question, _ in edition.survey.asked:
        each = edition.tables.of(question.code)
        put(sheet, row, 0, edition.question(question), edition.formats(**NAMED))
        if each.hidden or whole.hidden:
            _hide(edition, sheet, row, 1, edition.hidden(each))
        else:
            blank = whole.answered - each.answered
            for column, value in enumerate((each.answered, blank), start=1):
                done(sheet.write_number(row, column, value, edition.formats(**COUNT)))
        row += 1
    sheet.print_area(0, 0, row - 1, 2)


def _head(edition: Edition, sheet: Worksheet, row: int, title: str, columns: Sequence[str]) -> int:
    put(sheet, row, 0, title, edition.formats(**HEAD))
    for place, key in enumerate(columns):
        look = edition.formats(**(HEADER if place == 0 else RIGHT))
        put(sheet, row + 1, place, edition.say(f"column.{key}"), look)
    return row + 2


def _respondents(
    edition: Edition, sheet: Worksheet, row: int, each: Distribution, whole: Distribution
) -> None:
    bold = {"bold": True} if each.group.kind in ("all", "union") else {}
    put(sheet, row, 0, cell_text(edition.group(each.group.key)), edition.formats(**{**NAMED, **bold}))
    if each.hidden:
        _hide(edition, sheet, row, 1, edition.hidden(each))
        return
    done(sheet.write_number(row, 1, each.answered, edition.formats(**{**COUNT, **bold})))
    share = each.answered / whole.answered if whole.answered else 0
    done(sheet.write_number(row, 2, share, edition.formats(**{**SHARE, **bold})))


def _hide(edition: Edition, sheet: Worksheet, row: int, column: int, sign: str) -> None:
    look = edition.formats(**{**COUNT, **HIDDEN_LOOK})
    put(sheet, row, column, sign, look)
    put(sheet, row, column + 1, HIDDEN, look)


def write_changes(edition: Edition) -> None:
    """The share on the good side of each group that both rounds show: before, now, and the change."""
    before, now = edition.round(edition.reported.before[-1].round), edition.round(edition.tables.round)
    sheet = add_sheet(edition, "changes", edition.say("changes.sentence", before=before, now=now))
    widths = (QUESTION_WIDTH, BACKGROUND_WIDTH, GROUP_WIDTH, 110, WIDTH, WIDTH, WIDTH, WIDTH, WIDTH)
    for column, width in enumerate(widths):
        sheet.set_column_pixels(column, column, width)
    said = [edition.say(f"column.{key}") for key in ("question", "background", "group", "measure")]
    said += [before, f"N, {before}", now, f"N, {now}", edition.say("column.change")]
    looks = [HEADER if place < 4 else RIGHT for place in range(len(said))]
    columns = [
        {"header": header, "header_format": edition.formats(**look)}
        for header, look in zip(said, looks, strict=True)
    ]
    last = HEADER_ROW + len(edition.changes)
    options = {"name": "changes", "columns": columns, "style": None, "banded_rows": False}
    done(sheet.add_table(HEADER_ROW, 0, last, len(said) - 1, options))
    sheet.set_row(
        HEADER_ROW,
        row_height(max(lines(each, WIDTH, size=10, is_bold=True) for each in said[4:]), size=10) + 13,
    )
    for row, each in enumerate(edition.changes, start=HEADER_ROW + 1):
        background = each.key[0]
        name = edition.survey.background(background).names[edition.language] if background else ""
        scale = next(scale for question, scale in edition.survey.asked if question.code == each.question.code)
        measure = scale.good[edition.language]
        bold = {"bold": True} if each.key == ALL else {}
        for column, written in enumerate(
            (edition.question(each.question), name, edition.group(each.key), measure)
        ):
            put(sheet, row, column, cell_text(written), edition.formats(**{**NAMED, **bold}))
        for column, share in ((4, each.before), (6, each.now)):
            value = share.numerator / share.denominator
            done(sheet.write_number(row, column, value, edition.formats(**{**SHARE, **bold})))
            done(sheet.write_number(row, column + 1, share.denominator, edition.formats(**{**COUNT, **bold})))
        put(sheet, row, 8, change(each.points), edition.formats(**{**CHANGED, **bold, "quote_prefix": True}))
    sheet.freeze_panes(HEADER_ROW + 1, 3)
    sheet.repeat_rows(HEADER_ROW)
    sheet.print_area(0, 0, last, len(said) - 1)
