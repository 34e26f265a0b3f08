"""Changes the roadmap of a demonstration from a month on: one item is split in two, the end of another is moved.

The first is written into roadmap.csv and successors.csv, the second decided in the roadmap's workbook and taken back.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from openpyxl import load_workbook

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.invented import Row, source, write_table
from ytaexcel.months import last_day, month_of, shifted
from ytaexcel.programme import Item, Programme, load_programme
from ytaexcel.programme.edit import export_roadmap, import_roadmap
from ytaexcel.programme.edit.columns import columns
from ytaexcel.programme.load import read_table
from ytaexcel.texts import text

LEFT = 3
"""An item that is changed has so many months left at least."""
MOVED = timedelta(days=90)
PARTS = ("1", "2")
SUCCESSOR = ("item", "successor", "from", "source")


def revise(folder: Path, programme: Programme, month: str, workbook: Path, seed: int) -> Programme:
    """The programme as it is from `month` on; unchanged where no item can be changed. `workbook`: a place for one."""
    able = _changeable(programme, month)
    if len(able) < len(PARTS):
        return programme
    chosen = sorted(able, key=lambda item: Chance(seed).share("revised", item.id))
    _split(folder, programme, chosen[0], month)
    programme = load_programme(folder)
    _move_end(folder, programme, chosen[1], month, workbook)
    return load_programme(folder)


def _changeable(programme: Programme, month: str) -> list[Item]:
    """The critical items that have some months left."""
    until = last_day(shifted(month, LEFT))
    return [
        item
        for item in programme.items_in(month)
        if item.critical == "yes" and item.timing == "once" and item.planned_end and item.planned_end > until
    ]


def _split(folder: Path, programme: Programme, item: Item, month: str) -> None:
    level, language = list(item.levels)[-1], programme.roadmap_language or "fi"
    rows: list[Row] = []
    for row in read_table(folder / "roadmap.csv"):
        if row["id"] != item.id or row["valid_to"]:
            rows.append(row)
            continue
        rows.append({**row, "valid_to": shifted(month, -1)})
        for part in PARTS:
            name = text(f"demo.part.{part}", language, name=item.name)
            named = {column: name for column in row if column.startswith(f"{level}_name")}
            code = {f"{level}_code": f"{row[f'{level}_code']}.{part}", "id": f"{item.id}.{part}"}
            rows.append({**row, **named, **code, "valid_from": month})
    write_table(folder / "roadmap.csv", rows[0], rows)
    path = folder / "successors.csv"
    known = read_table(path) if path.is_file() else []
    parts = [
        dict(zip(SUCCESSOR, (item.id, f"{item.id}.{part}", month, source()), strict=True)) for part in PARTS
    ]
    write_table(path, SUCCESSOR, [*({**dict.fromkeys(SUCCESSOR, ""), **row} for row in known), *parts])


def _move_end(folder: Path, programme: Programme, item: Item, month: str, workbook: Path) -> None:
    """Decides on another end in the workbook of the roadmap, as the facilitator does: a later one if there is room."""
    assert item.planned_end is not None  # _changeable
    language = programme.roadmap_language or "fi"
    export_roadmap(programme, folder, workbook, language)
    book = load_workbook(workbook)
    sheet = book.worksheets[0]
    places = {column.code: number for number, column in enumerate(columns(programme), start=1)}
    row = _row_of([cell.value for cell in sheet["A"]], item.id)
    end = last_day(month_of(item.planned_end + MOVED))
    if end > programme.hard_deadline:
        end = last_day(month_of(item.planned_end - MOVED))
    sheet.cell(row, places["planned_end"]).value = end
    sheet.cell(row, places["window_source"]).value = source()
    book.save(workbook)
    import_roadmap(programme, folder, workbook, month)


def _row_of(ids: Sequence[object], item: str) -> int:
    return ids.index(item) + 1
