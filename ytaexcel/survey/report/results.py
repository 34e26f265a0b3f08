"""The sheets of distributions: all questions as everybody answered them, each background, and the rounds."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from xlsxwriter.worksheet import Worksheet

from ytaexcel.survey.records import Background, Question, Scale
from ytaexcel.survey.report.block import CHART_COLUMNS, Line, rows_of, set_widths, width_of, write_block
from ytaexcel.survey.report.edition import HEADER_ROW, Edition, add_sheet
from ytaexcel.survey.tables import ALL, Tables

_PAGE_WIDTH, _PAGE_ROWS = 980, 27
"""Pixels of A4 across without its margins, with some to spare for programs with broader columns; and how many rows
of a block go on it at full size."""

Block = tuple[str, str, Scale, list[Line]]
"""Heading, wording, scale and rows."""


def write_questions(edition: Edition) -> None:
    """One block for each battery and for each question outside one."""
    sheet = add_sheet(edition, "questions", edition.say("questions.sentence"))
    _write(edition, sheet, list(_questions(edition)))


def _questions(edition: Edition) -> Iterator[Block]:
    language = edition.language
    asked = groupby(edition.survey.asked, key=lambda each: (each[0].battery or each[0].code, each[1].code))
    for (code, _), several in asked:
        group = list(several)
        rows = [Line(edition.question(each), edition.tables.of(each.code)) for each, _ in group]
        question, scale = group[0]
        if code in edition.survey.batteries:
            yield code, edition.survey.batteries[code][language], scale, rows
        else:
            yield edition.question(question), question.wording[language], scale, rows


def write_background(edition: Edition, background: Background) -> None:
    """One block for each question: everybody, the unions, the groups."""
    sheet = add_sheet(edition, background.code, edition.say("background.sentence"))
    blocks = []
    for question, scale in edition.survey.asked:
        rows = [Line(edition.group(ALL), edition.tables.of(question.code), is_bold=True)]
        rows += [
            Line(edition.group(each.group.key), each, is_bold=each.group.kind == "union")
            for each in edition.tables.by(question.code, background.code)
        ]
        blocks.append(_block(edition, question, scale, rows))
    _write(edition, sheet, blocks)


def write_rounds(edition: Edition) -> None:
    """One block for each question: everybody in each of the rounds, the oldest first."""
    sheet = add_sheet(edition, "rounds", edition.say("rounds.sentence"))
    rounds: list[Tables] = [*edition.reported.before, edition.tables]
    blocks = [
        _block(
            edition,
            question,
            scale,
            [
                Line(edition.round(each.round), each.of(question.code), is_bold=each is rounds[-1])
                for each in rounds
            ],
        )
        for question, scale in edition.survey.asked
    ]
    _write(edition, sheet, blocks)


def _block(edition: Edition, question: Question, scale: Scale, rows: list[Line]) -> Block:
    wording = question.wording[edition.language]
    head = edition.survey.batteries.get(question.battery)
    said = f"{head[edition.language]} {wording}" if head else wording
    return edition.question(question), said, scale, rows


def _write(edition: Edition, sheet: Worksheet, blocks: Sequence[Block]) -> None:
    """The blocks under each other; on paper none is parted where it fits on a page."""
    scales = [scale for _, _, scale, _ in blocks]
    chart_column = set_widths(sheet, scales)
    zoom = min(100, 100 * _PAGE_WIDTH // width_of(scales))
    most = _PAGE_ROWS * 100 // zoom
    row, page_top, breaks = HEADER_ROW, 0, []
    for heading, wording, scale, rows in blocks:
        if row > page_top and row + rows_of(rows) - page_top > most and row > HEADER_ROW:
            breaks.append(row)
            page_top = row
        row = write_block(edition, sheet, row, chart_column, heading, wording, scale, rows)
    sheet.set_print_scale(zoom)
    sheet.set_h_pagebreaks(breaks)
    sheet.print_area(0, 0, row - 1, chart_column + CHART_COLUMNS - 1)
    sheet.freeze_panes(HEADER_ROW, 1)
