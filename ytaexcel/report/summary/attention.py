"""What page one asks to look at: the ten gravest, where help is asked, what changed, and who has not sent.

Texts of the groups are cut to one line here; they stand in full on the other sheets.
"""

from collections.abc import Iterable

from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.programme.own_details import KIND as OWN_ITEMS
from ytaexcel.report.cells import whole, words_of
from ytaexcel.report.edition import HEADER_ROW, LINKED, ROADMAP, Edition, done, link, put
from ytaexcel.report.lists import records
from ytaexcel.report.summary.figures import RIGHT
from ytaexcel.report.summary.grid import SECOND_ROW, Cell, Grid, Header, put_block, put_head, put_remark
from ytaexcel.report.summary.verdict import names_and_changes
from ytaexcel.report.table import BOLD, COUNT, RULED, TEXT
from ytaexcel.report.words import FLAG, Row
from ytaexcel.style.measure import shortened, wrapped
from ytaexcel.texts import NONE, month_name, number

GRAVEST = 10
HELPED = 5
MISSING_LINES = 3
SAID_SIZE = 11


def put_gravest(edition: Edition, sheet: Worksheet, grid: Grid) -> int:
    """The first ten of the list of what is behind, each leading to its row; answers with the first free row."""
    picture, right = edition.picture, grid.right
    put_head(edition, sheet, SECOND_ROW, right, "gravest")
    rows = records(picture.behind.head(GRAVEST))
    if not rows:
        _say(edition, sheet, SECOND_ROW + 1, right, edition.none_behind)
        return SECOND_ROW + 3
    whose = "organisation" if edition.is_whole else "item"
    headers = [
        Header(edition.say("gravest.number")),
        *[
            Header(edition.say(f"gravest.{key}", item=edition.item_word))
            for key in (whose, "group", "name", "state")
        ],
        Header(edition.say("gravest.days_late"), RIGHT),
        Header(edition.say("gravest.gravity"), RIGHT),
    ]
    top = SECOND_ROW + 1
    cells = [_gravest(edition, grid, row) for row in rows]
    put_block(edition, sheet, grid, (top, right), "gravest", headers, cells)
    explained = edition.say("gravest.explained", most=picture.programme.gravity.most)
    put_remark(edition, sheet, top + len(rows) + 1, right, explained)
    if edition.has_sheet("behind"):
        ranked = edition.formats(**{**LINKED, **RULED, "bold": True, "align": "left"})
        for place in range(len(rows)):
            cell = f"internal:'{edition.sheet_name('behind')}'!A{HEADER_ROW + 2 + place}"
            done(sheet.write_url(top + 1 + place, right, cell, ranked, str(place + 1)))
            # The number itself over the text of the link, so that it is no number stored as text.
            done(sheet.write_number(top + 1 + place, right, whole(rows[place]["rank"]) or 0, ranked))
        every = edition.say(
            "gravest.all", count=number(len(picture.behind)), sheet=edition.sheet_name("behind")
        )
        link(edition, sheet, top + len(rows) + 2, right, "behind", "A1", every)
    return top + len(rows) + 4


def put_help(edition: Edition, sheet: Worksheet, grid: Grid, top: int) -> int:
    """The organisations' groups that ask for help most often; answers with the first free row."""
    right = grid.right
    put_head(edition, sheet, top, right, "help")
    rows = records(edition.picture.help.head(HELPED))
    if not rows:
        _say(edition, sheet, top + 1, right, edition.say("verdict.no_help"))
        return top + 3
    keys = ["count", "organisation", "group", "text"] if edition.is_whole else ["count", "group", "text"]
    headers = [Header(edition.say(f"help.{key}"), {"text_wrap": False}) for key in keys]
    width = grid.width_of(right + len(keys) - 1, len(grid.widths) - 1)
    cells = []
    for row in rows:
        organisation = shortened(edition.words.organisation(row["organisation"]), grid.widths[right + 1])
        whose = [Cell(organisation, TEXT)] if edition.is_whole else []
        group = Cell(edition.words.group(row["group"]), TEXT)
        said = Cell(shortened(words_of(row["text"]), width) or NONE, TEXT)
        cells.append([Cell(whole(row["flags"]), {**BOLD, "align": "left"}), *whose, group, said])
    put_block(edition, sheet, grid, (top + 1, right), "help", headers, cells, is_ruled_on=True)
    return top + len(rows) + 3


def put_changes(edition: Edition, sheet: Worksheet, top: int, left: int, width: int) -> int:
    """What changed since the month before, in up to five lines; answers with the first free row."""
    picture = edition.picture
    if picture.month_before is None:
        put_head(edition, sheet, top, left, "changes_none")
        _say(edition, sheet, top + 1, left, edition.say("changes.nothing_to_compare"))
        return _put_roadmap(edition, sheet, top + 2, left) + 1
    put_head(edition, sheet, top, left, "changes", month=edition.month_before)
    said = [
        _flow(edition),
        edition.say(
            "changes.finished", finished=number(picture.finished), regressed=number(picture.regressed)
        ),
    ]
    if edition.is_whole and len(picture.organisation_order) > 1:
        for key, named in (("best", picture.best), ("worst", picture.worst)):
            if named:
                said.append(edition.say(f"changes.{key}", named=names_and_changes(named, edition)))
    for place, sentence in enumerate(said, start=top + 1):
        _say(edition, sheet, place, left, shortened(sentence, width))
    return _put_roadmap(edition, sheet, top + len(said) + 1, left) + 1


def put_own_items(edition: Edition, sheet: Worksheet, top: int, left: int) -> int:
    """How many matters organisations follow themselves, where they may, leading to their sheet; likewise."""
    if not edition.has_sheet(OWN_ITEMS):
        return top
    rows = records(edition.picture.own_items)
    put_head(edition, sheet, top, left, "own_items")
    if not rows:
        _say(edition, sheet, top + 1, left, edition.say("own_items.none"))
        return top + 3
    behind, lacking = (sum(bool(row[column]) for row in rows) for column in ("behind", "lacking"))
    told = edition.say(
        "own_items.counted_lacking" if lacking else "own_items.counted",
        count=number(len(rows)),
        behind=number(behind),
        lacking=number(lacking),
        sheet=edition.sheet_name(OWN_ITEMS),
    )
    link(edition, sheet, top + 1, left, OWN_ITEMS, "A1", told)
    return top + 3


def put_missing(edition: Edition, sheet: Worksheet, top: int, left: int, width: int) -> int:
    """Which workbooks have not come, in up to three lines; answers with the first free row."""
    picture = edition.picture
    missing = number(len(picture.missing))
    put_head(edition, sheet, top, left, "missing", count=missing, expected=number(picture.expected))
    if picture.missing.empty:
        _say(edition, sheet, top + 1, left, edition.say("missing.none"))
        return top + 3
    lines = wrapped(_missing(edition, records(picture.missing)), width)
    for place, line in enumerate(lines[:MISSING_LINES], start=top + 1):
        _say(edition, sheet, place, left, line)
    last = top + min(len(lines), MISSING_LINES) + 1
    if len(lines) > MISSING_LINES and edition.has_sheet("missing"):
        every = edition.say("missing.all", count=missing, sheet=edition.sheet_name("missing"))
        link(edition, sheet, last, left, "missing", "A1", every)
        last += 1
    return last + 1


def _put_roadmap(edition: Edition, sheet: Worksheet, row: int, left: int) -> int:
    """How much changed in the roadmap, if anything, leading to the sheet of it; answers with the first free row."""
    changes = edition.picture.roadmap_changes
    if not changes:
        return row
    told = edition.say("changes.roadmap", count=number(len(changes)), sheet=edition.sheet_name(ROADMAP))
    link(edition, sheet, row, left, ROADMAP, "A1", told)
    return row + 1


def _gravest(edition: Edition, grid: Grid, row: Row) -> list[Cell]:
    words = edition.words
    widths = grid.widths[grid.right :]
    asks = f" · {FLAG} {edition.say('gravest.help')}" if row["red_flag"] else ""
    first = words.organisation(row["organisation"]) if edition.is_whole else words_of(row["item"])
    return [
        Cell(whole(row["rank"]), {**COUNT, "align": "left"}),
        Cell(shortened(first, widths[1]), TEXT),
        Cell(shortened(words.group(row["group"]), widths[2]), TEXT),
        Cell(shortened(words_of(row["name"]), widths[3]), TEXT),
        Cell(words.state_of(row) + asks, TEXT),
        Cell(whole(row["days_late"]), COUNT),
        Cell(whole(row["gravity"]), COUNT),
    ]


def _flow(edition: Edition) -> str:
    """`486 + 280 uutta − 246 korjaantunutta = 520`; not as a sum where items came or went in other ways too."""
    picture = edition.picture
    before = picture.behind_count.before or 0
    adds_up = before + picture.newly_behind - picture.recovered == picture.behind_count.now
    month = month_name(picture.month_before or "", edition.language, "in")
    return edition.say(
        "changes.sum" if adds_up else "changes.flow",
        month=month,
        before=number(before),
        new=number(picture.newly_behind),
        recovered=number(picture.recovered),
        now=number(picture.behind_count.now),
    )


def _missing(edition: Edition, rows: Iterable[Row]) -> str:
    """`Itä-Uusimaa: Yhdyspinnat · Lappi: Palvelut, Yhdyspinnat`; refused workbooks are marked."""
    by_organisation: dict[str, list[str]] = {}
    for row in rows:
        group = edition.words.group(row["group"])
        if row["state"] == "refused":
            group += f" ({edition.say('missing.refused_short')})"
        by_organisation.setdefault(row["organisation"], []).append(group)
    if not edition.is_whole:
        return ", ".join(group for groups in by_organisation.values() for group in groups)
    return " · ".join(
        f"{edition.words.organisation(code)}: {', '.join(groups)}" for code, groups in by_organisation.items()
    )


def _say(edition: Edition, sheet: Worksheet, row: int, column: int, sentence: str) -> None:
    put(
        sheet,
        row,
        column,
        sentence,
        edition.formats(font_size=SAID_SIZE, valign="vcenter", font_color=style.INK),
    )
