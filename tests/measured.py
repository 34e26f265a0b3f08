"""A programme with indicators: the shipped one, with the seventeen of a collaborative area's strategy put in."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook, load_workbook

from builder import few, passport_of
from templates import MONTH, order
from ytaexcel.picture.indicators import Indicators, indicators
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.records import Expected
from ytaexcel.template import PreviousMeasure, write_template

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data" / "indicators"
NPS, DIGITAL, HOSPITALS, COST, PROCUREMENTS, TRAINING = "M.1.1", "M.1.3", "M.2.1", "M.2.2", "M.2.4", "M.3.2"
SHEET = "Mittarit"
HEADERS = {
    "value": "Arvo nyt",
    "others": "Muut yhteistyöalueet",
    "as_of": "Arvon päivä",
    "source": "Mistä arvo on",
    "remark": "Lisätiedot",
}
"""Field -> its header."""
DECIDED: dict[str, dict[str, Any]] = {
    NPS: {"direction": "up", "baseline": 20.0, "target": 40.0, "jump": 15.0},
    DIGITAL: {"direction": "up", "target": 80.0, "due": frozenset({7, 9})},
    HOSPITALS: {"target": "in_place", "baseline": "being_set_up", "due": frozenset({7})},
    COST: {
        "direction": "down",
        "target": 3000.0,
        "unit": {"fi": "€/asukas", "sv": "€/invånare", "en": "€/resident"},
    },
}
"""What a test decides about some indicators; nobody has."""


def add_indicators(folder: Path) -> None:
    """Puts the indicators, their sheet and their part of the report into a programme's folder."""
    shutil.copy(DATA / "indicators.csv", folder / "indicators.csv")
    workbook = (folder / "workbook.toml").read_text(encoding="utf-8")
    head, tail = workbook.split('[[sheets]]\ncode = "overview"')
    sheet = (DATA / "sheet.toml").read_text(encoding="utf-8")
    (folder / "workbook.toml").write_text(
        f'{head}{sheet}[[sheets]]\ncode = "overview"{tail}', encoding="utf-8"
    )
    general = (folder / "programme.toml").read_text(encoding="utf-8")
    (folder / "programme.toml").write_text(
        general.replace('"themes", "own_windows"', '"themes", "indicators", "own_windows"'), encoding="utf-8"
    )


def measured_programme(folder: Path) -> Programme:
    """The programme of four items in each group, with some of the indicators decided; read from a copy in `folder`."""
    target = folder / "sote-2021"
    shutil.copytree(ROOT / "schemas" / "sote-2021", target)
    add_indicators(target)
    return decided(few(load_programme(target), 4))


def decided(programme: Programme) -> Programme:
    """The programme with `DECIDED`."""
    indicators = (replace(each, **DECIDED.get(each.id, {})) for each in programme.indicators)
    return replace(programme, indicators=tuple(indicators))


def sent_measures(
    programme: Programme, folder: Path, month: str, known: Mapping[str, PreviousMeasure]
) -> Workbook:
    """The workbook as it goes out; `known`: indicator -> what was last known of it."""
    made = order(programme)
    passport = passport_of(programme, made.organisation, made.group, month, "fi")
    path = folder / "pohja.xlsx"
    write_template(path, programme, replace(made, month=month, passport=passport, indicators=known))
    return load_workbook(path)


def type_measure(book: Workbook, indicator: str, **values: Any) -> Workbook:
    """Fills an indicator's row; a field is named by its code."""
    sheet = book[SHEET]
    headers = {cell.value: cell.column for cell in sheet[4]}
    row = next(cell.row for cell in sheet["A"] if cell.value == indicator)
    for code, value in values.items():
        sheet.cell(row, headers[HEADERS[code]]).value = value
    return book


def value_of(
    month: str, indicator: str, measure: float | str, organisation: str = "05", **more: Any
) -> dict[str, Any]:
    """A value in force, as the dataset gives it."""
    number, state = (None, measure) if isinstance(measure, str) else (measure, None)
    return {
        "month": month,
        "organisation": organisation,
        "group": "HTT",
        "submission_id": f"{month}-{organisation}",
        "sheet": SHEET,
        "row": 5,
        "indicator": indicator,
        "value": number,
        "state": state,
        "others": None,
        "as_of": None,
        "source": None,
        "remark": None,
        **more,
    }


def standing(
    programme: Programme, *values: dict[str, Any], month: str = MONTH, organisation: str | None = None
) -> Indicators:
    two = replace(
        programme, organisations=tuple(each for each in programme.organisations if each.code in ("05", "06"))
    )
    two = replace(two, expected=(Expected("05", "HTT", "2021-07", ""), Expected("06", "HTT", "2021-07", "")))
    return indicators(
        pd.DataFrame(values, columns=list(value_of(MONTH, NPS, 0.0))),
        month,
        organisation,
        None,
        two,
        lambda submission, sheet, row: f"{submission} {sheet}!I{row}",
    )
