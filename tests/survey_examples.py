"""One failing example for each finding about the responses of a survey: which file gives it, and at which cell."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

import survey_data
from ytaexcel.findings import Finding
from ytaexcel.programme import Programme
from ytaexcel.read import Means
from ytaexcel.survey import Taken, take_in_responses

SHEET = "Vastaukset"
ONE = {"role": "sector", "county": "05", "municipality": "Kunta 1", "size": "from_5", "A": "yes", "C1": "4"}
"""A respondent of whom nothing is to be said."""
OTHER = {**ONE, "A": "no"}
COLUMNS = [
    *(each.code for each in survey_data.survey().backgrounds),
    *(each.code for each in survey_data.survey().questions),
]
Judge = Callable[[Programme, Path], list[Finding]]


def cell(column: str, row: int) -> str:
    """The address of a background or question in a row of the sheet."""
    return f"{chr(ord('A') + COLUMNS.index(column))}{row}"


def enough(**first: Any) -> list[dict[str, Any]]:
    """Six respondents, the first of whom says something else."""
    return [{**ONE, **first}, *({**ONE, "municipality": f"Kunta {n}"} for n in range(2, 7))]


def taken(
    folder: Path,
    rows: Sequence[Mapping[str, Any]],
    name: str = "2022-2.xlsx",
    change: Callable[[Any], object] = lambda _: None,
) -> Taken:
    """What a workbook of these rows gives; `change` works on it before it is saved."""
    book = load_workbook(BytesIO(survey_data.workbook(rows)))
    change(book)
    book.save(folder / name)
    return take_in_responses(folder / name, survey_data.survey(), Means((), None), "fi", is_apart=False)


def example(rows: Sequence[Mapping[str, Any]], change: Callable[[Any], object] = lambda _: None) -> Judge:
    return lambda _, folder: taken(folder, rows, change=change).conformed.findings


def made_for_another(book: Any) -> None:
    from openpyxl.packaging.custom import StringProperty

    book.custom_doc_props.append(StringProperty(name="ytaexcel.round", value="2022-1"))


def no_headers(book: Any) -> None:
    book.active.delete_rows(1)


def without_question(book: Any) -> None:
    book.active[cell("C1", 1)] = None
    for row in range(2, 9):
        book.active[cell("C1", row)] = None


def misspelt(book: Any) -> None:
    book.active[cell("B", 1)] = "B Kokemuksia yhteistyöstä"


EXAMPLES: dict[str, tuple[Judge, tuple[str, str] | str]] = {
    "W027": (example(enough(), made_for_another), ""),
    "W028": (example([]), SHEET),
    "W029": (example([ONE]), SHEET),
    "S027": (example(enough(), no_headers), ""),
    "S028": (example(enough(), without_question), (SHEET, "A1")),
    "S029": (example(enough(), misspelt), (SHEET, cell("B", 1))),
    "C042": (example(enough(C1="6")), (SHEET, cell("C1", 2))),
    "C043": (example(enough(role="Kaupunginvouti")), (SHEET, cell("role", 2))),
    "C044": (example(enough(role="")), (SHEET, cell("role", 2))),
    "C045": (example(enough(A="", C1="")), (SHEET, cell("A", 2))),
    "C046": (
        example([*([{**ONE, **dict.fromkeys(("C2", "C3", "C4", "C5", "C6"), "3")}] * 2), *enough()]),
        (SHEET, cell("A", 3)),
    ),
    "C047": (example([{**each, "respondent": "7"} for each in enough()]), (SHEET, cell("respondent", 3))),
    "C048": (example([*enough(), {**ONE, "county": "06"}, ONE]), (SHEET, cell("county", 8))),
}
