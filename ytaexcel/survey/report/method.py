"""The sheet of the method: where the figures come from, what the hundred percent is, what is hidden and why."""

from collections.abc import Iterator

from ytaexcel.report.edition import put
from ytaexcel.style.measure import lines, row_height
from ytaexcel.survey.report.edition import HEADER_ROW, HIDDEN, Edition, add_sheet
from ytaexcel.texts import day, number

TERM_WIDTH, MEANING_WIDTH = 190, 560
HASH = 16
"""So many signs of a file's hash are shown: enough to tell files apart."""


def write_method(edition: Edition) -> None:
    """Terms with their meanings, on paper upright."""
    sheet = add_sheet(edition, "method", edition.say("method.sentence"), is_landscape=False)
    sheet.set_column_pixels(0, 0, TERM_WIDTH)
    sheet.set_column_pixels(1, 1, MEANING_WIDTH)
    row = HEADER_ROW
    for term, meaning in _entries(edition):
        put(sheet, row, 0, term, edition.formats(bold=True, text_wrap=True))
        put(sheet, row, 1, meaning, edition.formats(text_wrap=True))
        height = max(lines(term, TERM_WIDTH, is_bold=True), lines(meaning, MEANING_WIDTH))
        sheet.set_row(row, row_height(height, space=6))
        row += 1
    sheet.print_area(0, 0, row - 1, 1)


def _entries(edition: Edition) -> Iterator[tuple[str, str]]:
    survey, tables = edition.survey, edition.tables
    for taken in edition.reported.taken:
        said = edition.say(
            "method.source",
            round=edition.round(taken.round or ""),
            file=taken.name,
            sha256=taken.sha256[:HASH],
            accepted=number(len(taken.conformed.responses)),
            refused=number(taken.conformed.rows_refused),
        )
        yield edition.say("method.source.term"), said
    yield _entry(edition, "n")
    yield edition.say("method.base.term"), f"{edition.base_sentence} {edition.say('method.base')}"
    yield _entry(edition, "sides")
    hidden = [each for each in tables.distributions.values() if each.hidden]
    yield _entry(edition, "hidden", limit=survey.suppress_below, sign=HIDDEN)
    yield _entry(
        edition,
        "hidden_count",
        rows=number(len(tables.distributions)),
        small=number(sum(each.hidden == "small" for each in hidden)),
        difference=number(sum(each.hidden == "difference" for each in hidden)),
    )
    yield _entry(edition, "not_hidden")
    yield _entry(edition, "ends")
    yield _entry(edition, "rounding")
    if edition.reported.before:
        yield _entry(edition, "rounds")
    if any(each.scale is None for each in survey.questions):
        yield _entry(edition, "free_text")
    yield edition.say("method.made.term"), day(edition.reported.as_of)


def _entry(edition: Edition, key: str, **values: object) -> tuple[str, str]:
    return edition.say(f"method.{key}.term"), edition.say(f"method.{key}", **values)
