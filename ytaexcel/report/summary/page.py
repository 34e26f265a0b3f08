"""Page one: how the preparation stands, readable in two minutes on one sheet of A4.

The whole is shown with a heat map of organisations; the picture of one organisation shows its groups instead.
"""

from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.report.edition import SUMMARY, TITLE, Edition, add_sheet, put, put_notice
from ytaexcel.report.summary.attention import put_changes, put_gravest, put_help, put_missing, put_own_items
from ytaexcel.report.summary.figures import put_month, put_views
from ytaexcel.report.summary.grid import (
    HEAD_HEIGHT,
    HEADER_HEIGHT,
    HIGH_HEADER_HEIGHT,
    ROW_HEIGHT,
    SECOND_ROW,
    VIEWS_ROW,
    Grid,
    grid_of,
)
from ytaexcel.report.summary.groups import put_groups
from ytaexcel.report.summary.heat import put_heat_map
from ytaexcel.report.summary.heat_rows import columns_of, is_turned
from ytaexcel.report.summary.undecided import put_undecided
from ytaexcel.report.summary.verdict import verdict
from ytaexcel.style.measure import largest_size
from ytaexcel.texts import day

VERDICT_ROW, UNDETERMINED_ROW = 2, 5
VERDICT_SIZES, SENTENCE_SIZES = (14, 13, 12, 11), (11, 10, 9)
ZOOM = 90


def write_summary(edition: Edition) -> None:
    """The first sheet."""
    sheet = add_sheet(edition, SUMMARY)
    groups = [edition.words.group(group.code) for group in edition.picture.programme.groups]
    grid = grid_of(groups, _heat_names(edition) if edition.is_whole else None)
    for place, width in enumerate(grid.widths):
        sheet.set_column_pixels(place, place, width)
    sheet.set_default_row(ROW_HEIGHT)
    sheet.set_zoom(ZOOM)
    _put_heading(edition, sheet, grid)
    put_views(edition, sheet, grid)
    put_month(edition, sheet, grid)
    for row in (VIEWS_ROW, SECOND_ROW):
        sheet.set_row(row, HEAD_HEIGHT)
    sheet.set_row(VIEWS_ROW + 1, HIGH_HEADER_HEIGHT)
    sheet.set_row(SECOND_ROW + 1, HEADER_HEIGHT if edition.is_whole else HIGH_HEADER_HEIGHT)
    last = _put_whole(edition, sheet, grid) if edition.is_whole else _put_one(edition, sheet, grid)
    sheet.print_area(0, 0, last - 1, len(grid.widths) - 1)
    sheet.fit_to_pages(1, 1)


def _heat_names(edition: Edition) -> list[str]:
    """What stands side by side over the heat map."""
    named = edition.words.organisation if is_turned(edition.picture) else edition.words.group
    return [named(code) for code in columns_of(edition.picture)]


def _put_whole(edition: Edition, sheet: Worksheet, grid: Grid) -> int:
    """Heat map on the left, all lists on the right; answers with the first free row."""
    left = put_heat_map(edition, sheet, grid)
    below = put_gravest(edition, sheet, grid)
    below = put_help(edition, sheet, grid, below)
    below = put_changes(edition, sheet, below, grid.right, grid.right_width)
    below = put_own_items(edition, sheet, below, grid.right)
    return max(left, put_missing(edition, sheet, below, grid.right, grid.right_width))


def _put_one(edition: Edition, sheet: Worksheet, grid: Grid) -> int:
    """The few groups leave room on the left for changes and missing workbooks; answers with the first free row."""
    left = put_groups(edition, sheet, grid)
    left = put_changes(edition, sheet, left + 1, 0, grid.left_width)
    left = put_own_items(edition, sheet, left, 0)
    left = put_missing(edition, sheet, left, 0, grid.left_width)
    below = put_gravest(edition, sheet, grid)
    return max(left, put_help(edition, sheet, grid, below))


def _put_heading(edition: Edition, sheet: Worksheet, grid: Grid) -> None:
    """Title, subtitle, the three sentences and the line about what is undetermined."""
    formats = edition.formats
    sheet.set_row(0, 27)
    put(sheet, 0, 0, edition.title, formats(**TITLE))
    subtitle = _subtitle(edition)
    size = largest_size(subtitle, grid.left_width, SENTENCE_SIZES)  # the notice stands on its right
    put(sheet, 1, 0, subtitle, formats(font_color=style.GREY, font_size=size, valign="vcenter"))
    put_notice(edition, sheet, 1, grid.right)
    sheet.set_row(VERDICT_ROW, 22.5)
    for place, sentence in enumerate(verdict(edition)):
        is_verdict = place == 0
        sizes = VERDICT_SIZES if is_verdict else SENTENCE_SIZES
        size = largest_size(sentence, grid.width, sizes, is_bold=is_verdict)
        put(
            sheet,
            VERDICT_ROW + place,
            0,
            sentence,
            formats(font_size=size, bold=is_verdict, valign="vcenter"),
        )
    put_undecided(edition, sheet, grid, UNDETERMINED_ROW)


def _subtitle(edition: Edition) -> str:
    picture = edition.picture
    if edition.is_whole:
        organisations = len({code for code in picture.heat["organisation"] if code})
        amount = "one" if organisations == 1 else "many"
        counted = " · ".join(
            [
                edition.say(f"subtitle.organisations.{amount}", count=organisations),
                edition.say(f"subtitle.{edition.noun}"),
            ]
        )
        to = edition.say("subtitle.recipients", recipients=picture.programme.recipients[edition.language])
    else:
        counted = edition.say(f"subtitle_here.{edition.noun}")
        to = edition.say("subtitle.made", day=day(picture.as_of))
    return " · ".join([counted, edition.say("subtitle.state", day=edition.last_day), to])
