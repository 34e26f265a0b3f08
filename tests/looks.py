"""Looks at workbooks as a person would: LibreOffice renders them, and the texts are measured in their cells.

Widths are those of Carlito, which has Calibri's metrics, so that what fits here fits in Excel.
"""

import subprocess
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

import libreoffice

PIXELS_PER_POINT = 96 / 72
CELL_PADDING = 5
"""Pixels at the sides of a cell in which no letter stands."""
LINE = 1.2
"""Height of a line as a multiple of the font size."""
TOLERANCE = 1.02
ERRORS = ("###", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "Err:5")


def printed(path: Path, folder: Path) -> str:
    """All text of the workbook's printed pages."""
    pdf = libreoffice.convert(path, "pdf", folder, recalculate=True)
    shown = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=120)
    return shown.stdout.decode("utf-8")


def pictures(path: Path, folder: Path, pages: int, dots: int = 110) -> list[Path]:
    """The first printed pages of a workbook as PNG files."""
    pdf = libreoffice.convert(path, "pdf", folder, recalculate=True)
    subprocess.run(
        [
            "pdftoppm",
            "-r",
            str(dots),
            "-png",
            "-l",
            str(pages),
            pdf,
            folder / path.stem,
        ],
        check=True,
        timeout=120,
    )
    return sorted(folder.glob(f"{path.stem}-*.png"))


def worked_out(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it, every formula worked out anew."""
    return libreoffice.convert(path, "xlsx", folder / "again", recalculate=True)


def opened(path: Path) -> Workbook:
    """The workbook with its saved values; openpyxl warns of the extensions (data bars) that it does not keep."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(path, data_only=True)


def cut_texts(path: Path) -> Iterator[str]:
    """Each text of a visible sheet that does not fit into its cell: sheet, cell, text.

    A text that repeats the one above it (a task's name) is shown only where the row above is filtered away.
    """
    book = opened(path)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        above: dict[int, object] = {}
        for row in sheet.iter_rows():
            for cell in row:
                is_repeated = cell.value == above.get(cell.column)
                above[cell.column] = cell.value
                if (
                    isinstance(cell, Cell)
                    and isinstance(cell.value, str)
                    and not is_repeated
                    and not fits(sheet, cell)
                ):
                    yield f"{sheet.title}!{cell.coordinate}: {cell.value[:60]!r}"


def ended_early(sheet: Worksheet) -> list[str]:
    """The texts that the report has cut with "…" itself, but for the long names in the first and the last column."""
    names = (1, sheet.max_column)
    return [
        f"{cell.coordinate}: {cell.value}"
        for row in sheet.iter_rows()
        for cell in row
        if cell.column not in names and str(cell.value).endswith("…")
    ]


def fits(sheet: Worksheet, cell: Cell) -> bool:
    """True when the whole text can be seen: on its lines, in its row's height, or over empty neighbours."""
    if column_pixels(sheet, cell.column) == 0 or sheet.row_dimensions[cell.row].hidden:
        return True
    size, is_bold = float(cell.font.sz or 11), bool(cell.font.b)
    text = str(cell.value)
    if cell.alignment.wrap_text:
        height = sheet.row_dimensions[cell.row].height
        room = column_pixels(sheet, cell.column) - CELL_PADDING
        return (
            height is None or line_count(text, room * TOLERANCE, size, is_bold) * size * LINE <= height * 1.05
        )
    width = max(text_pixels(line, size, is_bold) for line in text.split("\n"))
    return width <= (room_right_of(sheet, cell) - CELL_PADDING) * TOLERANCE


def room_right_of(sheet: Worksheet, cell: Cell) -> float:
    """Pixels that an unwrapped text may take: its column, and for a left-aligned one empty columns after it."""
    room = column_pixels(sheet, cell.column)
    if cell.alignment.horizontal in (None, "general", "left"):
        column = cell.column + 1
        while room < 4000 and sheet.cell(cell.row, column).value in (None, ""):
            room += column_pixels(sheet, column)
            column += 1
    elif cell.alignment.horizontal in ("right", "center"):
        column = cell.column - 1
        while column > 0 and sheet.cell(cell.row, column).value in (None, ""):
            room += column_pixels(sheet, column)
            column -= 1
    return room


def line_count(text: str, room: float, size: float, is_bold: bool) -> int:
    """Lines that a text takes when it is broken between words."""
    count = 0
    for paragraph in text.split("\n"):
        count, used = count + 1, 0.0
        for word in paragraph.split(" "):
            width = text_pixels(word, size, is_bold)
            blank = text_pixels(" ", size, is_bold)
            if used and used + blank + width > room:
                count, used = count + 1, 0.0
            used += width + (blank if used else 0)
    return count


def column_pixels(sheet: Worksheet, column: int) -> float:
    """Width of a column; openpyxl keeps equal neighbours as one group under the first one's letter."""
    for dimension in sheet.column_dimensions.values():
        if dimension.min and dimension.min <= column <= dimension.max:
            return 0 if dimension.hidden else int(dimension.width * 7 + 5)
    own = sheet.column_dimensions.get(get_column_letter(column))
    return int((own.width if own else sheet.sheet_format.defaultColWidth or 8.43) * 7 + 5)


def text_pixels(text: str, size: float, is_bold: bool) -> float:
    font = carlito(is_bold)
    widths, characters, units = font
    total = sum(widths.get(characters.get(ord(letter), ".notdef"), (units // 2, 0))[0] for letter in text)
    return float(total / units * size * PIXELS_PER_POINT)


@cache
def carlito(is_bold: bool) -> tuple[dict[str, tuple[int, int]], dict[int, str], int]:
    """(glyph -> width, character -> glyph, units) of the installed font."""
    style = "Bold" if is_bold else "Regular"
    found = subprocess.run(
        ["fc-match", "-f", "%{file}", f"Carlito:style={style}"], check=True, capture_output=True, text=True
    ).stdout
    assert "Carlito" in found, "The font Carlito is missing: make test-office installs it"
    font = TTFont(found)
    return dict(font["hmtx"].metrics), dict(font.getBestCmap()), font["head"].unitsPerEm
