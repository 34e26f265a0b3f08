"""The visible line about what nobody has decided, on every page that a reader may take for the first."""

from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.report.edition import Edition, put
from ytaexcel.report.summary.grid import Grid
from ytaexcel.report.summary.verdict import undetermined
from ytaexcel.style.measure import largest_size

SIZES = (11, 10, 9)


def put_undecided(edition: Edition, sheet: Worksheet, grid: Grid, row: int) -> None:
    """The line over the whole width of the page; nothing where all is decided."""
    undecided = undetermined(edition)
    if not undecided:
        return
    visible = {"bg_color": style.LACKING_FILL, "font_color": style.LACKING_INK, "valign": "vcenter"}
    size = largest_size(undecided, grid.width, SIZES)
    for column in range(len(grid.widths)):
        sheet.write_blank(row, column, None, edition.formats(**visible))
    put(sheet, row, 0, undecided, edition.formats(**visible, font_size=size))
