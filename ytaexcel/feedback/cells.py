"""Gives cells of a sheet another format. A cell that is not written down is put in where it belongs."""

from collections import defaultdict
from collections.abc import Mapping

from ytaexcel.feedback.grid import Grid, Row
from ytaexcel.feedback.splice import Edit, head_end, with_attributes, written
from ytaexcel.read import Address, cell_name


def reformatted(xml: bytes, grid: Grid, formats: Mapping[Address, int]) -> list[Edit]:
    """The edits that give each of these cells its format, and change nothing else of it."""
    by_row: dict[int, dict[int, int]] = defaultdict(dict)
    for place, number in sorted(formats.items()):
        by_row[place[0]][place[1]] = number
    edits: list[Edit] = []
    missing: list[tuple[int, str]] = []
    for number, wanted in by_row.items():
        row = grid.by_number.get(number)
        if row is None:
            cells = "".join(_cell(grid, number, column, wanted[column]) for column in wanted)
            tag = f"{grid.prefix}row"
            missing.append((number, f'<{tag} r="{number + 1}">{cells}</{tag}>'))
        else:
            edits += _in_row(xml, grid, row, wanted)
    return edits + _new_rows(xml, grid, missing)


def _in_row(xml: bytes, grid: Grid, row: Row, wanted: Mapping[int, int]) -> list[Edit]:
    edits: list[Edit] = []
    there = {cell.column: cell for cell in row.cells}
    added: list[tuple[int, int]] = []
    for column, number in wanted.items():
        cell = there.get(column)
        if cell is None:
            added.append((column, number))
        else:
            end = head_end(xml, cell.start)
            edits.append((cell.start, end, with_attributes(xml[cell.start : end], {"s": number})))
    if not added:
        return edits
    # The hint which columns a row has would no longer be true; it may be left out.
    head = with_attributes(xml[row.start : row.inner], {"spans": None})
    if row.is_empty:
        cells = "".join(_cell(grid, row.number, column, number) for column, number in added)
        opened = head[:-2].rstrip() + b">" + written(f"{cells}</{grid.prefix}row>")
        return [(row.start, row.inner, opened)]
    edits.append((row.start, row.inner, head))
    for column, number in added:
        place = next((cell.start for cell in row.cells if cell.column > column), row.tail)
        edits.append((place, place, written(_cell(grid, row.number, column, number))))
    return edits


def _new_rows(xml: bytes, grid: Grid, missing: list[tuple[int, str]]) -> list[Edit]:
    start, inner, tail = grid.data
    if missing and xml[inner - 2 : inner] == b"/>":
        rows = "".join(text for _, text in missing)
        return [
            (
                start,
                inner,
                xml[start : inner - 2].rstrip() + b">" + written(f"{rows}</{grid.prefix}sheetData>"),
            )
        ]
    edits: list[Edit] = []
    for number, text in missing:
        place = next((row.start for row in grid.rows if row.number > number), tail)
        edits.append((place, place, written(text)))
    return edits


def _cell(grid: Grid, row: int, column: int, number: int) -> str:
    return f'<{grid.prefix}c r="{cell_name(row, column)}" s="{number}"/>'
