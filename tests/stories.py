"""An item's life as a text table: what a group told each month, and what is expected to follow from it.

A row tells, in this order and each only if there is something to tell: a status or `x` ("no change"), a percent,
`>` and the forecast, `help`, `field=text` with `_` for a blank in the text, `note` (a note names the item). `.` is a
workbook in which the row is blank, `-` a month in which nobody sent anything.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from ytaexcel.assess import assess
from ytaexcel.in_force import MonthInForce, in_force
from ytaexcel.months import months_between
from ytaexcel.picture import Picture, compose
from ytaexcel.picture.decisions import NOTHING_DECIDED
from ytaexcel.programme import Item, Programme
from ytaexcel.programme.records import Expected

ITEM = "T.1"
PLACE = "05"
GROUP = "HTT"
STATUSES = ("not_started", "started", "done", "not_applicable")
Row = dict[str, object]


def item_of(
    programme: Programme,
    code: str = ITEM,
    *,
    start: str = "",
    end: str = "",
    critical: str = "yes",
    group: str = GROUP,
    valid_from: str = "2021-07",
    valid_to: str = "",
    start_first: str = "no",
) -> Item:
    """An item with such a window; without one where the dates are empty."""
    return replace(
        programme.items[0],
        id=code,
        group=group,
        critical=critical,
        start_first=start_first,
        planned_start=date.fromisoformat(start) if start else None,
        planned_end=date.fromisoformat(end) if end else None,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def small(
    programme: Programme,
    *items: Item,
    organisations: Sequence[str] = (PLACE,),
    expected: Sequence[Expected] | None = None,
) -> Programme:
    """The programme cut down to these items and organisations; each owes a workbook for each group of the items."""
    groups = {each.group for each in items}
    return replace(
        programme,
        items=items,
        groups=tuple(each for each in programme.groups if each.code in groups),
        organisations=tuple(each for each in programme.organisations if each.code in organisations),
        expected=tuple(
            expected
            if expected is not None
            else (Expected(code, group, "2021-07", "") for code in organisations for group in sorted(groups))
        ),
    )


def told(
    month: str, words: str, item: str = ITEM, organisation: str = PLACE, group: str = GROUP
) -> Row | None:
    """The row in force of a month, as the dataset gives it; None where there is none."""
    if words in (".", "-", "note"):
        return None
    row: Row = {
        "programme": "p",
        "month": month,
        "organisation": organisation,
        "group": group,
        "submission_id": f"{month}-{organisation}-{group}",
        "sheet": "Tilannekuva",
        "row": 7,
        "item": item,
        "no_change": 0,
        "status": None,
        "percent_done": None,
        "forecast_end": None,
        "red_flag": 0,
    }
    texts: dict[str, str] = {}
    for word in words.split():
        if word in STATUSES:
            row["status"] = word
        elif word == "x":
            row["no_change"] = 1
        elif word == "help":
            row["red_flag"] = 1
        elif word.startswith(">"):
            row["forecast_end"] = word[1:]
        elif "=" in word:
            field, text = word.split("=", 1)
            texts[field] = text.replace("_", " ")
        elif word != "note":
            row["percent_done"] = float(word)
    return {**row, "texts": json.dumps(texts, ensure_ascii=False)}


def frame(rows: Sequence[Row]) -> pd.DataFrame:
    """The rows in force with the dataset's columns, even when there are none."""
    columns = list(told("2021-07", "x") or {})
    return pd.DataFrame(rows, columns=columns)


def monthly(rows: pd.DataFrame) -> Callable[[str], pd.DataFrame]:
    """What gives the rows of a month."""
    return lambda month: rows[rows["month"] == month]


def life(programme: Programme, months: Mapping[str, str]) -> dict[str, MonthInForce]:
    """The values in force of each month of one item's story."""
    rows = [row for month, words in months.items() if (row := told(month, words))]
    span = list(months_between(min(months), max(months)))
    return dict(zip(span, in_force(monthly(frame(rows)), span, programme), strict=True))


def judged(programme: Programme, months: Mapping[str, str]) -> dict[str, pd.Series]:
    """The assessment of one item's story, month by month."""
    collected = {month for month, words in months.items() if words != "-"}
    noted = {month for month, words in months.items() if "note" in words.split()}
    frames = assess(
        life(programme, months).values(),
        collected,
        lambda month: {(PLACE, ITEM)} if month in noted else set(),
        programme,
    )
    return {each["month"].iloc[0]: each.set_index("item").loc[ITEM] for each in frames}


def table(text: str) -> list[dict[str, str]]:
    """The rows of a table whose first line names its columns; columns are parted by `|`."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


def picture_of(
    programme: Programme,
    lives: str,
    *,
    month: str = "",
    as_of: date = date(2021, 12, 31),
    organisation: str | None = None,
    group: str | None = None,
    refused: Sequence[tuple[str, str, str]] = (),
    notes: Sequence[Row] = (),
    decided: pd.DataFrame = NOTHING_DECIDED,
) -> Picture:
    """The picture of a table with a row for each organisation and item, and a column for each month.

    `month` is the last one unless said. A workbook has come where an item of its group is not `-`; `refused` are
    (month, organisation, group) of workbooks that were refused whole.
    """
    rows = table(lives)
    months = [name for name in rows[0] if name not in ("organisation", "item")]
    groups = {item.id: item.group for item in programme.items}
    cells = [
        (each, row["organisation"], groups[row["item"]], row["item"], row[each])
        for row in rows
        for each in months
    ]
    sent = sorted({(each, place, of) for each, place, of, _, words in cells if words != "-"})
    known = [
        told(each, words, item, place, of) for each, place, of, item, words in sorted(cells) if words != "-"
    ]
    noted = frame_of_notes(notes)
    span = list(months_between(months[0], max(months[-1], month)))
    collected = sorted({each for each, *_ in sent})

    def named(each: str) -> set[tuple[str, str]]:
        of_month = noted[noted["month"] == each]
        return set(zip(of_month["organisation"], of_month["item"], strict=True))

    values = in_force(monthly(frame([row for row in known if row])), span, programme)
    frames = dict(zip(span, assess(values, set(collected), named, programme), strict=True))
    return compose(
        programme,
        frames,
        _submissions(sent, refused),
        noted,
        collected,
        month or months[-1],
        as_of,
        organisation,
        group,
        decided=decided,
    )


def note(month: str, text: str, organisation: str = PLACE, group: str = GROUP, **values: object) -> Row:
    """A note in force, as the dataset gives it."""
    return {
        "programme": "p",
        "month": month,
        "organisation": organisation,
        "group": group,
        "language": "fi",
        "submission_id": f"{month}-{organisation}-{group}",
        "sheet": "Huomiot",
        "row": 5,
        "kind": "observation",
        "text": text,
        "item": "",
        "scope": None,
        "likelihood": None,
        "effect": None,
        "shareable": 0,
        "theme": None,
        **values,
    }


def frame_of_notes(notes: Sequence[Row]) -> pd.DataFrame:
    """Notes with the dataset's columns, even when there are none."""
    return pd.DataFrame(notes, columns=list(note("2021-07", "")))


def _submissions(
    sent: Sequence[tuple[str, str, str]], refused: Sequence[tuple[str, str, str]]
) -> pd.DataFrame:
    columns = json.dumps({"Tilannekuva": {"status": "K", "no_change": "J"}, "Huomiot": {"text": "D"}})
    rows = [
        {
            "submission_id": f"{month}-{organisation}-{group}",
            "month": month,
            "organisation": organisation,
            "group": group,
            "file_name": f"{organisation}_{group}_{month}.xlsx",
            "outcome": outcome,
            "columns": columns,
        }
        for outcome, places in (("accepted", sent), ("refused", refused))
        for month, organisation, group in places
    ]
    names = "submission_id month organisation group file_name outcome columns".split()
    return pd.DataFrame(rows, columns=names)
