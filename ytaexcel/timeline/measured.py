"""The values of indicators in the history of an organisation or a group: in words, each with its place."""

import json
from collections.abc import Iterator, Mapping

import pandas as pd

from ytaexcel.conform.spoken import spoken
from ytaexcel.programme import Programme
from ytaexcel.programme.indicators import Indicator
from ytaexcel.texts import Language

FIELDS = ("value", "others", "as_of", "source", "remark")


def spoken_measures(row: Mapping[str, object], programme: Programme, language: Language) -> dict[str, str]:
    """Field code -> value in words, for the fields of an indicator's row that say something."""
    sheet = programme.workbook.sheet("indicators")
    values = {code: row[code] for code in FIELDS}
    if isinstance(row["state"], str):
        values["value"] = row["state"]
    found: dict[str, str] = {}
    for code, value in values.items():
        if value is None or pd.isna(value):
            continue
        field = sheet.field(code)
        said = pd.Timestamp(str(value)).date() if field.type == "date" else value
        unit = _unit(programme, row, language) if code in ("value", "others") else ""
        found[code] = f"{spoken(field, said, programme, language)} {unit}".strip()
    return found


def measure_lines(rows: pd.DataFrame, month: str, programme: Programme, language: Language) -> Iterator[str]:
    """What was told of indicators in a month and is in force, each with the value before it, if any.

    `rows`: those of the scope, as `History.indicators.rows` gives them.
    """
    told = rows[rows["in_force"]]
    for row in told[told["month"] == month].to_dict("records"):
        is_same = (told["organisation"] == row["organisation"]) & (told["indicator"] == row["indicator"])
        earlier = told[is_same & (told["month"] < month)].to_dict("records")
        before = f"{spoken_measures(earlier[-1], programme, language)['value']} → " if earlier else ""
        letters = json.loads(row["columns"]).get(row["sheet"], {})
        cell = f"{row['sheet']}!{letters.get('value', '?')}{row['row']}"
        name = measured_name(programme, str(row["indicator"]), language)
        value = spoken_measures(row, programme, language)["value"]
        yield f"           {row['organisation']} {row['indicator']} {name}: {before}{value} ({cell})"


def measured_name(programme: Programme, indicator: str, language: Language) -> str:
    """The indicator's name; empty for one that the programme no longer has."""
    found = _of(programme, indicator)
    return found.names[language] if found else ""


def _unit(programme: Programme, row: Mapping[str, object], language: Language) -> str:
    found = _of(programme, str(row["indicator"]))
    return found.unit[language] if found and found.kind == "number" else ""


def _of(programme: Programme, indicator: str) -> Indicator | None:
    return next((each for each in programme.indicators if each.id == indicator), None)
