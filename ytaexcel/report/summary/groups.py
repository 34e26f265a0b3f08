"""Instead of the heat map, in the picture of one organisation: its groups, one in each row."""

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ytaexcel.picture import Share
from ytaexcel.report.cells import whole
from ytaexcel.report.edition import Edition
from ytaexcel.report.lists import records
from ytaexcel.report.summary.figures import CHANGED, RIGHT, fraction
from ytaexcel.report.summary.grid import SECOND_ROW, Cell, Grid, Header, put_block, put_head, put_remark
from ytaexcel.report.summary.heat import (
    HeatCell,
    colour,
    heat_cell,
    is_coloured,
    is_starred,
    points_changed,
    put_legend,
)
from ytaexcel.report.table import BOLD, COUNT, SHARE, TEXT, add_bar
from ytaexcel.report.words import Row
from ytaexcel.texts import NONE

DONE_COLUMN, BEHIND_COLUMN = 4, 8


def put_groups(edition: Edition, sheet: Worksheet, grid: Grid) -> int:
    """Started, done and behind of each group by the roadmap, with the legend; answers with the first free row."""
    picture = edition.picture
    heat = {row["group"]: row for row in records(picture.heat) if row["organisation"] == picture.organisation}
    figures = {row["group"]: row for row in records(picture.figures)}
    groups = [group.code for group in picture.programme.groups if group.code in heat]
    put_head(edition, sheet, SECOND_ROW, 0, "groups")
    keys = (
        "started",
        "started_count",
        "started_of",
        "done",
        "done_count",
        "done_of",
        "done_change",
        "behind",
    )
    headers = [Header(edition.say("column.group"))]
    headers += [
        Header(edition.say(f"views.{key}"), {"align": "center"} if key == "done" else RIGHT) for key in keys
    ]
    rows = [
        _row(edition, edition.words.group(group), heat[group], _started(figures.get(group)))
        for group in groups
    ]
    if "" in heat:
        total = _row(edition, edition.say("groups.all"), heat[""], picture.roadmap.started)
        rows.append([Cell(cell.value, {**cell.properties, "bold": True}) for cell in total])
    if not rows:
        put_remark(edition, sheet, SECOND_ROW + 1, 0, edition.say("figures.none"))
        return SECOND_ROW + 2
    top = SECOND_ROW + 1
    put_block(edition, sheet, grid, (top, 0), "groups", headers, rows)
    cells = [
        HeatCell(xl_rowcol_to_cell(top + down, DONE_COLUMN), is_starred(heat[group]))
        for down, group in enumerate([*groups, *([""] if "" in heat else [])], start=1)
        if is_coloured(edition, heat[group])
    ]
    colour(edition, sheet, cells)
    add_bar(sheet, top + 1, top + len(groups), BEHIND_COLUMN)
    return put_legend(edition, sheet, top + len(rows) + 1)


def _started(figures: Row | None) -> Share:
    return (
        Share(0, 0)
        if figures is None
        else Share(whole(figures["opened_started"]) or 0, whole(figures["opened"]) or 0)
    )


def _row(edition: Edition, name: str, heat: Row, started: Share) -> list[Cell]:
    is_known = bool(heat["reported"])
    return [
        Cell(name, BOLD if not heat["group"] else TEXT),
        Cell(fraction(started) if is_known else NONE, SHARE),
        Cell(started.numerator if is_known else NONE, COUNT),
        Cell(started.denominator, COUNT),
        heat_cell(edition, heat),
        Cell(whole(heat["numerator"]) if is_known else NONE, COUNT),
        Cell(whole(heat["denominator"]), COUNT),
        Cell(points_changed(heat), CHANGED),
        Cell(whole(heat["behind"]) if is_known else NONE, COUNT),
    ]
