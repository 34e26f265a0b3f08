"""Where the responses stand in a workbook: sheet, header row and columns, found by name and header in any language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from ytaexcel.conform.values import is_blank, shown
from ytaexcel.conform.words import alike, plain
from ytaexcel.findings import Finding, Severity, finding
from ytaexcel.programme.records import every_name
from ytaexcel.read import ReadSheet, ReadWorkbook, cell_name, column_letters
from ytaexcel.survey.records import Background, Question, Survey
from ytaexcel.texts import LANGUAGES, Language, text

_LEAST = 3
"""So many known headers make a header row."""
_HINT = 60
"""Likeness from which an unknown header gets a "did you mean"."""


@dataclass(frozen=True)
class Columns:
    """The sheet of responses and what stands where in it."""

    read: ReadSheet
    header_row: int
    """From 0."""
    places: Mapping[str, int]
    """Code of a background or question -> column, from 0."""


def find_columns(
    book: ReadWorkbook, survey: Survey, language: Language
) -> tuple[Columns | None, list[Finding]]:
    """The responses as far as they are there, and what is odd or lacking about them.

    A sheet of another name counts where it has most of the headers: tools for surveys call theirs as they like.
    """
    known = _header_words(survey)
    own = {alike(name) for name in every_name(survey.sheet)}
    rows = [(each, *_header_row(each, known)) for each in book.sheets]
    fit = [each for each in rows if each[2] >= _LEAST]
    if not fit:
        sheets = ", ".join(each.name for each in book.sheets)
        return None, [finding("S027", found=sheets, allowed=survey.sheet[language])]
    sheet, row, _ = max(fit, key=lambda each: (alike(each[0].name) in own, each[2]))
    places: dict[str, int] = {}
    told = []
    for column, header in enumerate(sheet.rows[row]):
        if is_blank(header):
            continue
        code = known.get(alike(shown(header)))
        where = cell_name(row, column)
        if code is None:
            told.append(finding("S029", sheet=sheet.name, cell=where, found=plain(shown(header)), hint=""))
        elif code in places:
            hint = text("survey.doubled", language, column=column_letters(places[code]))
            doubled = {"found": plain(shown(header)), "hint": hint}
            told.append(finding("S029", sheet=sheet.name, cell=where, severity="error", **doubled))
        else:
            places[code] = column
    told = [_hinted(each, survey, places, language) for each in told]
    return Columns(sheet, row, places), [*told, *_missing(sheet, row, survey, places, language)]


def _header_words(survey: Survey) -> dict[str, str]:
    """What may stand over a column -> the code of the background or question."""
    named: list[Background | Question] = [*survey.backgrounds, *survey.questions]
    return {alike(word): each.code for each in named for word in _headers(each)}


def _headers(each: Background | Question) -> Iterator[str]:
    yield each.code
    if isinstance(each, Background):
        yield from every_name(each.names)
        return
    for language in LANGUAGES:
        yield from (each.header[language], each.label[language], each.wording[language])
        yield f"{each.code} {each.wording[language]}"


def _header_row(read: ReadSheet, known: Mapping[str, str]) -> tuple[int, int]:
    """The row with most known headers, the first of equals, and how many."""
    counts = [
        len({known[word] for word in (alike(each) for each in row if isinstance(each, str)) if word in known})
        for row in read.rows
    ]
    most = max(counts, default=0)
    return (counts.index(most), most) if most else (0, 0)


def _hinted(told: Finding, survey: Survey, places: Mapping[str, int], language: Language) -> Finding:
    """The same with the missing header that may be meant."""
    if told.values["hint"]:
        return told
    named: list[Background | Question] = [*survey.backgrounds, *survey.questions]
    missing = [each for each in named if each.code not in places]
    names = [(each.names if isinstance(each, Background) else each.header)[language] for each in missing]
    found = told.values["found"]
    likeness, name = max(((fuzz.ratio(alike(found), alike(each)), each) for each in names), default=(0.0, ""))
    hint = text("conform.did_you_mean", language, header=name) if likeness >= _HINT else ""
    return finding("S029", sheet=told.sheet, cell=told.cell, found=found, hint=hint)


def _missing(
    sheet: ReadSheet, row: int, survey: Survey, places: Mapping[str, int], language: Language
) -> Iterator[Finding]:
    """Columns without which less can be shown; without one that each respondent must fill, nothing can."""
    where = cell_name(row, 0)
    for background in survey.listed:
        if background.code not in places:
            severity: Severity | None = "error" if background.is_required else None
            allowed = background.names[language]
            yield finding("S028", sheet=sheet.name, cell=where, severity=severity, allowed=allowed)
    for question, _ in survey.asked:
        if question.code not in places:
            yield finding("S028", sheet=sheet.name, cell=where, allowed=question.header[language])
