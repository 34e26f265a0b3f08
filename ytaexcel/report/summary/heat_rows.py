"""Which share the heat map shows: done of what was due, or started while nothing has been due yet.

In the months before the first planned end, or while no schedule is decided, a map of done would be all dashes.
"""

from collections.abc import Mapping
from typing import Any

from ytaexcel.picture import Picture
from ytaexcel.report.lists import records
from ytaexcel.report.words import Row

Places = Mapping[tuple[str, str], Row]
"""(organisation, group) -> row of the map; "" stands for all of them."""


def shows_done(picture: Picture) -> bool:
    """True once anything has been due."""
    return picture.roadmap.done.denominator > 0


def heat_rows(picture: Picture) -> Places:
    """The rows of the map with the columns of `Picture.heat`."""
    places = {(row["organisation"], row["group"]): row for row in records(picture.heat)}
    if shows_done(picture):
        return places
    return {
        place: {**row, **_started(picture, *place), "points_before": None} for place, row in places.items()
    }


def _started(picture: Picture, organisation: str, group: str) -> dict[str, Any]:
    """Started of opened: the counts of the sheet of figures, added up."""
    figures = picture.figures
    if organisation:
        figures = figures[figures["organisation"] == organisation]
    if group:
        figures = figures[figures["group"] == group]
    return {"numerator": figures["opened_started"].sum(), "denominator": figures["opened"].sum()}
