"""Page one: what everybody answered, where groups differ most, and what has changed; every percent with its N."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.report.edition import HEAD, done, put
from ytaexcel.report.table import COUNT, HEADER, NAMED, SHARE, add_bar
from ytaexcel.style.measure import lines, row_height, wrapped
from ytaexcel.style.written import cell_text
from ytaexcel.survey.records import Question, Scale
from ytaexcel.survey.report.edition import HEADER_ROW, SUMMARY, Edition, add_sheet
from ytaexcel.survey.standouts import Contrast, Extreme, Verdict, of_the_whole
from ytaexcel.texts import change, number

WIDTHS = (290, 104, 264, 264, 96)
MOST_CONTRASTS = 4
"""So many questions of each background; the widest differences first."""
RIGHT: Mapping[str, Any] = {**HEADER, "align": "right"}


def write_summary(edition: Edition) -> None:
    """One page: sentences, everybody's answers, the ends of each background."""
    sheet = add_sheet(edition, SUMMARY, _subtitle(edition), is_landscape=False)
    for column, width in enumerate(WIDTHS):
        sheet.set_column_pixels(column, column, width)
    row = HEADER_ROW
    for sentence in _sentences(edition):
        row = _write_text(edition, sheet, row, sentence, size=12)
    row = _write_verdicts(edition, sheet, row + 1)
    for background in edition.survey.listed:
        own = [each for each in edition.contrasts if each.background == background.code]
        if own:
            title = edition.say("summary.ends", by=background.by[edition.language])
            row = _write_contrasts(edition, sheet, row + 1, title, own[:MOST_CONTRASTS])
    note = edition.say("summary.note", limit=edition.survey.suppress_below)
    row = _write_text(edition, sheet, row + 1, note, size=11, font_color=style.GREY)
    sheet.print_area(0, 0, row - 1, len(WIDTHS) - 1)
    sheet.fit_to_pages(1, 1)


def _write_text(edition: Edition, sheet: Worksheet, row: int, written: str, *, size: int, **look: Any) -> int:
    """A text over the width of the page, a row for each line; answers with the first free row."""
    for line in wrapped(written, sum(WIDTHS), size=size):
        put(sheet, row, 0, line, edition.formats(font_size=size, **look))
        sheet.set_row(row, row_height(1, size=size, space=1))
        row += 1
    return row


def _subtitle(edition: Edition) -> str:
    said = edition.say("respondents.count", count=number(edition.tables.respondents))
    return f"{said} {edition.period}".strip()


def _sentences(edition: Edition) -> Iterator[str]:
    """The question answered best and the one answered worst; the widest difference; the largest change."""
    if not edition.verdicts:
        yield edition.say("summary.nothing", limit=edition.survey.suppress_below)
        return
    ranked = sorted(edition.verdicts, key=lambda each: -each.good.points)
    best, worst = (_alike(edition, ranked, each.good.points) for each in (ranked[0], ranked[-1]))
    yield edition.say("summary.best", best=best, worst=worst)
    bad = [each for each in edition.verdicts if each.bad.points > each.good.points]
    yield edition.say("summary.rather_bad", count=len(bad), of=len(edition.verdicts))
    for background in edition.survey.listed:
        widest = next((each for each in edition.contrasts if each.background == background.code), None)
        if widest is not None:
            yield edition.say(
                "summary.widest",
                by=background.by[edition.language],
                question=_measured(edition, widest.question),
                points=widest.points,
                highest=_end(edition, widest.highest[0]),
                lowest=_end(edition, widest.lowest[0]),
            )
    moved = of_the_whole(edition.changes)
    if moved and moved[0].points:
        most = moved[0]
        yield edition.say(
            "summary.moved",
            before=edition.round(edition.reported.before[-1].round),
            question=_measured(edition, most.question),
            then=edition.percent(most.before),
            now=edition.percent(most.now),
        )


def _alike(edition: Edition, ranked: Sequence[Verdict], points: int) -> str:
    """The questions with this percent; all that share it, so that none stands for the others."""
    found = [each for each in ranked if each.good.points == points]
    return "; ".join(f"{_measured(edition, each.question)} {edition.percent(each.good)}" for each in found)


def _measured(edition: Edition, question: Question) -> str:
    """`C1 Planned preparation: well (4–5)`."""
    return f"{edition.question(question)}: {_scale(edition, question).good[edition.language]}"


def _scale(edition: Edition, question: Question) -> Scale:
    return next(scale for each, scale in edition.survey.asked if each.code == question.code)


def _end(edition: Edition, each: Extreme) -> str:
    return f"{edition.group(each.key)} {edition.percent(each.share)}"


def _write_verdicts(edition: Edition, sheet: Worksheet, row: int) -> int:
    """Everybody's answers: the share on the good side with its bar, on the bad side, N and the change."""
    put(sheet, row, 0, edition.say("summary.everybody"), edition.formats(**HEAD))
    moved = {each.question.code: each.points for each in of_the_whole(edition.changes)}
    columns = ["question", "n", "good", "bad", *(["change"] if moved else [])]
    _write_head(edition, sheet, row + 1, columns)
    first = row = row + 2
    for verdict in edition.verdicts:
        scale = _scale(edition, verdict.question)
        put(sheet, row, 0, cell_text(edition.question(verdict.question)), edition.formats(**NAMED))
        done(sheet.write_number(row, 1, verdict.good.denominator, edition.formats(**COUNT)))
        for column, share, name in ((2, verdict.good, scale.good), (3, verdict.bad, scale.bad)):
            # The word for the side stands in the cell itself: it differs from question to question.
            shown = f'"{name[edition.language]} "{style.PERCENT}'
            look = edition.formats(**{**SHARE, "num_format": shown})
            done(sheet.write_number(row, column, share.numerator / share.denominator, look))
        if moved:
            said = change(moved[verdict.question.code]) if verdict.question.code in moved else ""
            look = edition.formats(**{**NAMED, "align": "right", "quote_prefix": True})
            put(sheet, row, 4, said, look)
        sheet.set_row(row, row_height(lines(edition.question(verdict.question), WIDTHS[0]), space=2))
        row += 1
    if row > first:
        add_bar(sheet, first, row - 1, 2)
    return row


def _write_contrasts(
    edition: Edition, sheet: Worksheet, row: int, title: str, found: Sequence[Contrast]
) -> int:
    put(sheet, row, 0, title, edition.formats(**HEAD))
    _write_head(edition, sheet, row + 1, ["question", "measure", "highest", "lowest", "difference"])
    row += 2
    wrapped = edition.formats(**NAMED)
    for each in found:
        cells = [
            edition.question(each.question),
            _scale(edition, each.question).good[edition.language],
            "\n".join(_end(edition, one) for one in each.highest),
            "\n".join(_end(edition, one) for one in each.lowest),
        ]
        for column, written in enumerate(cells):
            put(sheet, row, column, cell_text(written), wrapped)
        points = edition.formats(**{**COUNT, "num_format": f'0" {edition.say("points")}"'})
        done(sheet.write_number(row, 4, each.points, points))
        height = max(lines(written, width) for written, width in zip(cells, WIDTHS, strict=False))
        sheet.set_row(row, row_height(height, space=3))
        row += 1
    return row


def _write_head(edition: Edition, sheet: Worksheet, row: int, columns: Sequence[str]) -> None:
    numbers = ("n", "good", "bad", "change", "difference")
    for column, key in enumerate(columns):
        look = edition.formats(**(RIGHT if key in numbers else HEADER))
        put(sheet, row, column, edition.say(f"column.{key}"), look)
    said = [
        lines(edition.say(f"column.{key}"), width, size=10, is_bold=True)
        for key, width in zip(columns, WIDTHS, strict=False)
    ]
    sheet.set_row(row, row_height(max(said), size=10, space=2))
