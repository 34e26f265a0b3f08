"""Invents what nobody has decided of a programme's indicators: unit, direction, baseline, target, months when due.

Works on a copied programme folder and marks each invented value. What makes sense for an indicator the programme may
say in `demonstration/indicators.csv`; of the others numbers are drawn. What is decided stays.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.invented import Row, source, write_table
from ytaexcel.programme.indicators import FILE
from ytaexcel.programme.load import read_table
from ytaexcel.programme.records import UNDETERMINED
from ytaexcel.texts import LANGUAGES, text

SUGGESTED = "demonstration/indicators.csv"
"""In a programme's folder: id, and columns of indicators.csv with what the demonstration puts there."""
DUE = {"number": "3;6;9;12", "state": "6;12"}
ABOUT = (20, 200)
"""A baseline, at least and at most, where no limits are set."""


def invent_targets(folder: Path, seed: int) -> None:
    """Rewrites `indicators.csv` of a copied programme folder; leaves a programme without one alone."""
    if not (folder / FILE).is_file():
        return
    settings = tomllib.loads((folder / "programme.toml").read_text(encoding="utf-8"))
    states = _states(tomllib.loads((folder / "workbook.toml").read_text(encoding="utf-8")))
    suggested = folder / SUGGESTED
    told = {row["id"]: row for row in read_table(suggested)} if suggested.is_file() else {}
    rows = read_table(folder / FILE)
    for row in rows:
        given = {column: value for column, value in told.get(row["id"], {}).items() if value}
        _invent(row, {**_drawn(row, Chance(seed), states), **given}, settings["hard_deadline"])
    write_table(folder / FILE, rows[0], rows)


def _invent(row: Row, invented: Mapping[str, str], deadline: date) -> None:
    """Fills what is open in the row; its source says that it is invented."""
    is_open = not row["baseline"] and not row["target"]
    decided = {"baseline", "target", "target_by"}
    for column, value in {"target_by": deadline.isoformat(), **invented}.items():
        if row[column] in ("", UNDETERMINED) and (is_open or column not in decided):
            row[column] = value
            if column.startswith("definition_"):
                language = next(each for each in LANGUAGES if column.endswith(each))
                row[column] = text("demo.definition", language, definition=value)
    row["decided_by"] = row["decided_by"] or source()


def _drawn(row: Row, chance: Chance, states: Sequence[str]) -> dict[str, str]:
    """A baseline and target of the right kind and within the limits, and months in which a value is due."""
    name = row["id"]
    if row["kind"] == "state":
        return {"baseline": states[0], "target": states[-1], "due": DUE["state"]}
    least, most = (float(row[limit]) if row[limit] else None for limit in ("least", "most"))
    low = ABOUT[0] if least is None else least
    high = max(ABOUT[1], low + ABOUT[1]) if most is None else most
    baseline = low + (high - low) * (0.3 + 0.3 * chance.share("baseline", name))
    is_up = row["direction"] != "down" and chance.happens(0.7, "direction", name)
    target = baseline + (1 if is_up or row["direction"] == "up" else -1) * 0.2 * (high - low)
    return {
        "direction": "up" if target > baseline else "down",
        "baseline": f"{baseline:.0f}",
        "target": f"{target:.0f}",
        "jump": f"{0.25 * (high - low):.0f}",
        "due": DUE["number"],
    }


def _states(workbook: Mapping[str, object]) -> list[str]:
    """The states, in the order of their list."""
    sheets = workbook["sheets"]
    assert isinstance(sheets, list)
    return [
        choice["code"]
        for sheet in sheets
        for field in sheet.get("fields", ())
        if sheet["kind"] == "indicators" and field["code"] == "value"
        for choice in field.get("choices", ())
    ]
