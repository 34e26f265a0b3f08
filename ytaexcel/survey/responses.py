"""From the cells of a responses workbook to what each respondent said; what cannot be read is told cell by cell.

Sheet and columns are found by name and header in any language. A row with an error is refused; its neighbours go in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ytaexcel.conform.values import DASHES, is_blank, shown
from ytaexcel.conform.words import alike, plain
from ytaexcel.findings import Finding, finding
from ytaexcel.programme.sheets import Names
from ytaexcel.read import ReadSheet, ReadWorkbook, cell_name
from ytaexcel.survey.columns import Columns, find_columns
from ytaexcel.survey.load import words_of
from ytaexcel.survey.records import NOT_STATED, Answer, Background, Option, Response, Survey
from ytaexcel.texts import LANGUAGES, Language

SURVEY_PROPERTY, ROUND_PROPERTY = "ytaexcel.survey", "ytaexcel.round"
"""Custom properties of a template that say for what it was made; workbooks of survey tools have none."""
_NUMBERED_ANSWER = re.compile(r"(\d) ?[-\u2013=:.)] ?\D{3,}")
_NUMBERED = 12
"""So many rows at most are named in one finding."""


@dataclass(frozen=True)
class Conformed:
    """What one workbook gives."""

    responses: list[Response] = field(default_factory=list)
    rows_refused: int = 0
    findings: list[Finding] = field(default_factory=list)
    is_refused: bool = False
    """True when nothing of the workbook is taken in."""


def conform_responses(
    book: ReadWorkbook, survey: Survey, round_: str | None, language: Language
) -> Conformed:
    """The respondents in `book`; `round_` is the one that it should be of, where that is known."""
    found, findings = find_columns(book, survey, language)
    findings = [*_strangers(book, survey, round_), *book.told, *findings]
    if found is None or any(each.code == "W027" for each in findings):
        return Conformed(findings=findings, is_refused=True)
    reader = _Reader(survey, found, language)
    responses, refused = reader.read()
    findings += reader.findings
    if not responses:
        findings.append(finding("W028", sheet=found.read.name, found=refused))
    elif len(responses) < survey.suppress_below:
        findings.append(
            finding("W029", sheet=found.read.name, found=len(responses), allowed=survey.suppress_below)
        )
    is_refused = not responses or any(each.severity == "error" and each.code[0] == "S" for each in findings)
    return Conformed([] if is_refused else responses, refused, findings, is_refused)


def _strangers(book: ReadWorkbook, survey: Survey, round_: str | None) -> Iterator[Finding]:
    """That the workbook was made for another survey or round."""
    for name, wanted in ((SURVEY_PROPERTY, survey.id), (ROUND_PROPERTY, round_)):
        made_for = book.properties.get(name)
        if made_for and wanted and made_for != wanted:
            yield finding("W027", found=made_for, allowed=wanted)


class _Reader:
    """Reads row after row; what is found is added to `findings`."""

    def __init__(self, survey: Survey, columns: Columns, language: Language) -> None:
        self.findings: list[Finding] = []
        self._survey, self._columns, self._language = survey, columns, language
        self._sheet: ReadSheet = columns.read
        self._words = {each.code: words_of(*each.options) for each in survey.listed}
        self._words |= {question.code: words_of(*scale.answers) for question, scale in survey.asked}
        named: list[Option | Answer] = [option for each in survey.listed for option in each.options]
        named += [answer for _, scale in survey.asked for answer in scale.answers]
        self._labels = {plain(word) for each in named for word in (each.code, *each.names.values())}

    def read(self) -> tuple[list[Response], int]:
        """The respondents, and how many rows were refused."""
        responses: list[Response] = []
        refused = 0
        for number in range(self._columns.header_row + 1, len(self._sheet.rows)):
            if not self._is_filled(number) or self._repeats_header(number):
                continue
            before = len(self.findings)
            response = self._response(number)
            if any(each.severity == "error" for each in self.findings[before:]):
                refused += 1
            else:
                responses.append(response)
        refused += self._doubled_ids(responses)
        self._doubled_rows(responses)
        self._contradictions(responses)
        return responses, refused

    def _response(self, number: int) -> Response:
        backgrounds, before = {}, len(self.findings)
        for background in self._survey.backgrounds:
            value = self._background(number, background)
            if value == NOT_STATED and background.is_required:
                self._tell("C044", number, background.code, found=background.names[self._language])
            backgrounds[background.code] = value or NOT_STATED
        answers = {}
        for question, scale in self._survey.asked:
            answer = self._listed(number, question.code, "C042", scale.answers)
            if answer:
                answers[question.code] = answer
        if not answers and not any(each.severity == "error" for each in self.findings[before:]):
            self._tell("C045", number, self._first_question)
        return Response(number + 1, backgrounds, answers)

    def _background(self, number: int, background: Background) -> str | None:
        """Its code or text; None where it cannot be read, which is told."""
        if background.kind == "listed":
            return self._listed(number, background.code, "C043", background.options)
        if self._broken(number, background.code):
            return None
        return plain(shown(self._value(number, background.code)))

    def _listed(
        self, number: int, code: str, fault: str, options: Sequence[Option] | Sequence[Answer]
    ) -> str | None:
        """The code of what a cell says; nothing where it is blank, None where it cannot be read, which is told."""
        if self._broken(number, code):
            return None
        value = self._value(number, code)
        if is_blank(value) or (isinstance(value, str) and plain(value) in DASHES):
            return NOT_STATED
        written = shown(value)
        found = self._words[code].get(alike(written)) or self._by_number(code, written)
        if found is None:
            allowed = ", ".join(each.names[self._language] for each in options)
            self._tell(fault, number, code, found=written, allowed=allowed)
        elif plain(written) not in self._labels:
            names: Names = next(each.names for each in options if each.code == found)
            says = {f"allowed_{language}": names[language] for language in LANGUAGES}
            self._tell("C013", number, code, found=written, **says)
        return found

    def _by_number(self, code: str, written: str) -> str | None:
        """`4 - melko hyvin`, `4 = hyvin`: an answer by the number before a sign, where no other number follows."""
        match = _NUMBERED_ANSWER.fullmatch(plain(written))
        return self._words[code].get(match[1]) if match else None

    def _broken(self, number: int, code: str) -> bool:
        """True for a cell with an error value, or a formula without its result; told."""
        place = (number, self._columns.places.get(code, -1))
        if place in self._sheet.errors:
            self._tell("C010", number, code, found=self._sheet.errors[place])
        elif place in self._sheet.hollow:
            self._tell("C011", number, code)
        else:
            return False
        return True

    def _value(self, number: int, code: str) -> object:
        column = self._columns.places.get(code)
        row = self._sheet.rows[number]
        return "" if column is None or column >= len(row) else row[column]

    def _is_filled(self, number: int) -> bool:
        """True for a row with a value in a column that is read; a respondent's number alone is none."""
        ids = {each.code for each in self._survey.backgrounds if each.kind == "id"}
        return any(
            not is_blank(self._value(number, code)) or self._is_odd(number, column)
            for code, column in self._columns.places.items()
            if code not in ids
        )

    def _is_odd(self, number: int, column: int) -> bool:
        return (number, column) in self._sheet.errors or (number, column) in self._sheet.hollow

    def _repeats_header(self, number: int) -> bool:
        """True for the header once more, as it stands where two exports were put under each other."""
        row, head = self._sheet.rows[number], self._sheet.rows[self._columns.header_row]
        return [alike(shown(each)) for each in row] == [alike(shown(each)) for each in head]

    @property
    def _first_question(self) -> str:
        """The column at which what is told of a whole row is shown."""
        asked = (each.code for each, _ in self._survey.asked if each.code in self._columns.places)
        return next(asked, "")

    def _doubled_ids(self, responses: list[Response]) -> int:
        """Takes out rows whose respondent has stood there before; how many."""
        taken_out = 0
        for background in (each for each in self._survey.backgrounds if each.kind == "id"):
            first: dict[str, int] = {}
            for response in list(responses):
                own = response.backgrounds[background.code]
                if own and own in first:
                    self._tell("C047", response.row - 1, background.code, found=own, allowed=first[own])
                    responses.remove(response)
                    taken_out += 1
                elif own:
                    first[own] = response.row
        return taken_out

    def _doubled_rows(self, responses: Sequence[Response]) -> None:
        """Tells rows that say the same in everything, free text included."""
        first: dict[tuple[object, ...], int] = {}
        ids = {each.code for each in self._survey.backgrounds if each.kind == "id"}
        for response in responses:
            told = [
                plain(shown(self._value(response.row - 1, code)))
                for code in self._columns.places
                if code not in ids
            ]
            if (row := first.setdefault(tuple(told), response.row)) != response.row and self._is_telling(
                response
            ):
                self._tell("C046", response.row - 1, self._first_question, found=row)

    def _is_telling(self, response: Response) -> bool:
        """False where so little was said that two may well have said the same."""
        return 2 * len(response.answers) > len(self._survey.asked)

    def _contradictions(self, responses: Sequence[Response]) -> None:
        """Tells where what has one value (the county of a municipality) is given another one."""
        for background in self._survey.backgrounds:
            for decided in background.decides:
                seen: dict[str, dict[str, list[int]]] = {}
                for each in responses:
                    own, value = alike(each.backgrounds[background.code]), each.backgrounds[decided]
                    if own and value:
                        seen.setdefault(own, {}).setdefault(value, []).append(each.row)
                for values in seen.values():
                    self._tell_fewer(background, decided, values)

    def _tell_fewer(self, background: Background, decided: str, values: Mapping[str, list[int]]) -> None:
        """Of several values the rows with other than the commonest are told; of equally common ones the later."""
        commonest = max(values, key=lambda code: (len(values[code]), -min(values[code])))
        names = {code: self._survey.background(decided).name_of(code) for code in values}
        for code, rows in values.items():
            for row in rows if code != commonest else ():
                says = {f"found_{language}": names[code][language] for language in LANGUAGES}
                says |= {f"allowed_{language}": names[commonest][language] for language in LANGUAGES}
                own = plain(shown(self._value(row - 1, background.code)))
                others = ", ".join(map(str, values[commonest][:_NUMBERED]))
                self._tell("C048", row - 1, decided, whose=own, rows=others, **says)

    def _tell(self, code: str, number: int, column: str, **values: Any) -> None:
        place = self._columns.places.get(column, 0)
        self.findings.append(finding(code, sheet=self._sheet.name, cell=cell_name(number, place), **values))
