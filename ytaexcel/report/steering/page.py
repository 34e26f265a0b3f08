"""The steering sheet, one page of A4: where the plan stands in each of its parts, and what its strategy has reached.

Every number stands in the picture; more of it is on the sheets to which the blocks lead.
"""

from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.picture.steering import WHOLE
from ytaexcel.report.cells import whole, words_of
from ytaexcel.report.edition import TITLE, Edition, add_sheet, put, put_notice
from ytaexcel.report.lists import records
from ytaexcel.report.steering.columns import ROW, States, steering_grid
from ytaexcel.report.steering.progress import put_progress
from ytaexcel.report.steering.strategy import ends, put_strategy, values
from ytaexcel.report.steering.upcoming import handlings, headings, put_upcoming
from ytaexcel.report.summary.grid import Grid
from ytaexcel.report.summary.undecided import put_undecided
from ytaexcel.report.words import Row
from ytaexcel.style.measure import largest_size, shortened
from ytaexcel.texts import day, month_name, month_short, number, percent_points, share

SHEET = "steering"
SENTENCES_ROW, UNDECIDED_ROW, FIRST_ROW = 2, 5, 6
SIZES, LATER_SIZES = (14, 13, 12, 11, 10), (11, 10, 9)
SHORT_NAME = 340
"""Pixels for the name of a part in a sentence."""
ZOOM = 90


def write_steering(edition: Edition) -> None:
    """Progress, what is behind, the strategy, what comes to the bodies next."""
    sheet = add_sheet(edition, SHEET)
    baselines, targets = ends(edition)
    states = States(baselines, targets, values(edition), handlings(edition), headings(edition))
    grid = steering_grid(edition, states)
    for place, width in enumerate(grid.widths):
        sheet.set_column_pixels(place, place, width)
    sheet.set_default_row(ROW)
    sheet.set_zoom(ZOOM)
    _put_heading(edition, sheet, grid)
    below = put_progress(edition, sheet, grid, FIRST_ROW)
    left = put_strategy(edition, sheet, grid, below)
    last = max(left, put_upcoming(edition, sheet, grid, below, left))
    sheet.print_area(0, 0, last - 1, len(grid.widths) - 1)
    sheet.fit_to_pages(1, 1)


def _subtitle(edition: Edition) -> str:
    """To whom, of which day, made when."""
    picture = edition.picture
    return " · ".join(
        [
            edition.say("subtitle.recipients", recipients=picture.programme.recipients[edition.language]),
            edition.say("subtitle.state", day=edition.last_day),
            edition.say("subtitle.made", day=day(picture.as_of)),
        ]
    )


def _put_heading(edition: Edition, sheet: Worksheet, grid: Grid) -> None:
    """Title, subtitle, notice of a demonstration, the sentences, and what is undecided."""
    formats = edition.formats
    sheet.set_row(0, 27)
    put(sheet, 0, 0, edition.title, formats(**TITLE))
    put(sheet, 1, 0, _subtitle(edition), formats(font_color=style.GREY, valign="vcenter"))
    put_notice(edition, sheet, 1, grid.right - 2)  # longer than the right half is wide
    for place, sentence in enumerate(_sentences(edition)):
        is_first = place == 0
        size = largest_size(sentence, grid.width, SIZES if is_first else LATER_SIZES, is_bold=is_first)
        look = formats(bold=is_first, font_size=size, valign="vcenter")
        put(sheet, SENTENCES_ROW + place, 0, sentence, look)
    sheet.set_row(SENTENCES_ROW, 21)
    put_undecided(edition, sheet, grid, UNDECIDED_ROW)


def _sentences(edition: Edition) -> list[str]:
    """How far it is and how much is behind; what has been reached of the strategy; what comes to the bodies."""
    rows = records(edition.picture.steering.parts)
    every = rows[-1]
    parts = [row for row in rows if row["part"] != WHOLE]
    first = " ".join([_done(edition, every), _behind(edition, every, parts)])
    objectives = records(edition.picture.steering.objectives)
    strategy = _strategy(edition, objectives[-1]) if objectives else ""
    return [each for each in (first, strategy, _upcoming(edition)) if each]


def _done(edition: Edition, every: Row) -> str:
    followed, done_, before = int(every["followed"]), int(every["done"]), whole(every["done_before"])
    compared = ""
    if before is not None and followed:
        points = percent_points(done_, followed) - percent_points(before, followed)
        month = month_name(edition.picture.month_before or "", edition.language, "in")
        way = "same" if points == 0 else "more" if points > 0 else "less"
        amount = "" if points == 0 else ".one" if abs(points) == 1 else ".many"
        compared = ", " + edition.say(f"verdict.{way}{amount}", points=abs(points), month=month)
    return edition.say(
        "steering.sentence.done",
        percent=share(done_, followed),
        done=number(done_),
        followed=number(followed),
        compared=compared,
    )


def _behind(edition: Edition, every: Row, parts: list[Row]) -> str:
    """How many are behind, since when, and where most."""
    if not every["behind"]:
        return edition.none_behind
    said = edition.say(
        "steering.sentence.behind", behind=number(int(every["behind"])), since=month_short(every["since"])
    )
    most = max(parts, key=lambda row: int(row["behind"]), default=None)
    if most is None or len(parts) == 1:
        return f"{said}."
    named = edition.say(
        "steering.sentence.most",
        part=f"{most['part']} {shortened(words_of(most['name']), SHORT_NAME)}",
        behind=number(int(most["behind"])),
        followed=number(int(most["followed"])),
    )
    return f"{said}, {named}."


def _strategy(edition: Edition, every: Row) -> str:
    return edition.say(
        "steering.sentence.strategy",
        reached=number(int(every["reached"])),
        targets=number(int(every["targets"])),
        values=number(int(every["values"])),
        rows=number(int(every["rows"])),
        better=number(int(every["better"])),
        worse=number(int(every["worse"])),
    )


def _upcoming(edition: Edition) -> str:
    """How many matters wait for a body; nothing without bodies."""
    picture = edition.picture
    if not picture.programme.bodies:
        return ""
    waiting = [entry for sitting in picture.agenda for entry in sitting.entries]
    return edition.say(
        "steering.sentence.upcoming",
        waiting=number(len(waiting)),
        approved=number(sum(each.is_decided for each in picture.matters)),
        count=number(len(picture.matters)),
        overdue=number(sum(entry.matter.is_overdue(picture.month) for entry in waiting)),
    )
