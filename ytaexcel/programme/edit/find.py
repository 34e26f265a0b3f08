"""Opens the workbook that comes back and finds the roadmap in it: sheet, header row, columns, language.

The file is the facilitator's own, so it is opened without the guards that submitted workbooks pass.
"""

import warnings
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from ytaexcel.errors import DefinitionError, WorkspaceError
from ytaexcel.programme.edit.columns import PROPERTY, Column, columns
from ytaexcel.programme.records import Programme
from ytaexcel.texts import LANGUAGES, Language, text

HEADER_WITHIN = 30
"""How many rows from the top the header is looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where the roadmap stands, in the workbook with the results of its formulas and in that with the formulas."""

    values: Worksheet
    typed: Worksheet
    header: int
    """Number of the row of headers."""
    places: Mapping[str, int]
    """Code of a column -> its number."""
    language: Language
    """That of the headers."""


def find_roadmap(programme: Programme, path: Path) -> Found:
    """Raises `DefinitionError` where the file is no workbook of this roadmap or lacks a column."""
    values, typed = _open(path)
    wanted = columns(programme)
    found = _header(wanted, values)
    if found is None:
        raise DefinitionError([_in_every_language("no_sheet", file=path.name)])
    sheet, header, language = found
    whose = _property(values) or programme.id
    if whose != programme.id:
        raise DefinitionError(
            [text("edit.problem.programme", language, file=path.name, found=whose, allowed=programme.id)]
        )
    places, problems = _places(wanted, sheet, header, language)
    if problems:
        raise DefinitionError(problems)
    typed_sheet = typed[sheet.title]
    assert isinstance(typed_sheet, Worksheet)
    return Found(sheet, typed_sheet, header, places, language)


def _open(path: Path) -> tuple[Workbook, Workbook]:
    """The workbook with the results of its formulas, and with the formulas."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # openpyxl tells what it would lose in writing
            return load_workbook(path, data_only=True), load_workbook(path)
    except OSError as fault:
        raise WorkspaceError(f"{path} cannot be read ({fault.strerror}); is it open in Excel?") from fault
    except (InvalidFileException, BadZipFile, zlib.error, SyntaxError, EOFError, KeyError, ValueError):
        raise DefinitionError([_in_every_language("not_a_workbook", file=path.name)]) from None


def _header(wanted: Sequence[Column], book: Workbook) -> tuple[Worksheet, int, Language] | None:
    """The sheet and row in which most of the headers stand; None where that is less than half of them."""
    meant = {(plain(name), language) for column in wanted for language, name in column.headers.items()}
    scores = [
        (sum((plain(cell), language) in meant for cell in cells), sheet, number, language)
        for sheet in book.worksheets
        for number, cells in enumerate(sheet.iter_rows(max_row=HEADER_WITHIN, values_only=True), start=1)
        for language in LANGUAGES
    ]
    best = max(scores, key=itemgetter(0), default=None)
    return None if best is None or best[0] < len(wanted) / 2 else best[1:]


def _property(book: Workbook) -> str | None:
    """Whose roadmap the workbook says it is; other programs may have lost that."""
    properties = book.custom_doc_props.props  # type: ignore[attr-defined]  # unknown to the stubs
    return next((str(each.value) for each in properties if each.name == PROPERTY), None)


def _places(
    wanted: Sequence[Column], sheet: Worksheet, header: int, language: Language
) -> tuple[dict[str, int], list[str]]:
    """Column numbers by code, and what is wrong with the headers."""
    meant = {plain(name): column.code for column in wanted for name in column.headers.values()}
    places: dict[str, int] = {}
    problems = []
    for cell in sheet[header]:
        code = meant.get(plain(cell.value))
        if code in places:
            place = f"{sheet.title}!{cell.coordinate}"
            other = sheet.cell(header, places[code]).coordinate
            problems.append(
                text("edit.problem.doubled_header", language, place=place, header=cell.value, other=other)
            )
        elif code and cell.column is not None:
            places[code] = cell.column
    problems += [
        text("edit.problem.header", language, sheet=sheet.title, header=column.headers[language], row=header)
        for column in wanted
        if column.code not in places
    ]
    return places, problems


def plain(value: object) -> str:
    """The form in which words are compared: any case, blanks of every kind collapsed to one."""
    return " ".join(str("" if value is None else value).split()).casefold()


def _in_every_language(key: str, **values: object) -> str:
    """For faults of a workbook whose language nobody can tell."""
    return " / ".join(text(f"edit.problem.{key}", language, **values) for language in LANGUAGES)
