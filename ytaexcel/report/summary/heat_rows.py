"""Which share the heat map shows: done of what was due, or started while nothing has been due yet.

In the months before the first planned end, or while no schedule is decided, a map of done would be all dashes.
"""

from collections.abc import Mapping
from typing import Any

from ytaexcel.picture import Picture
from ytaexcel.report.lists import records
from ytaexcel.report.words import Row

Places = Mapping[tuple[str, str], Row]
"""(organisation, group) -> row of the map, of a turned one (group, organisation); "" stands for all of them."""
MANY_GROUPS = 8


def shows_done(picture: Picture) -> bool:
    """True once anything has been due."""
    return picture.roadmap.done.denominator > 0


def is_turned(picture: Picture) -> bool:
    """True where many groups of few organisations would make a map of one broad stripe: then groups stand below
    each other and organisations side by side.
    """
    organisations = {code for code in picture.heat["organisation"] if code}
    return len(picture.programme.groups) > MANY_GROUPS and len(organisations) < MANY_GROUPS


def columns_of(picture: Picture) -> list[str]:
    """The codes that stand side by side in the map."""
    if not is_turned(picture):
        return [group.code for group in picture.programme.groups]
    held = set(picture.heat["organisation"])
    return [each.code for each in picture.programme.organisations if each.code in held]


def heat_rows(picture: Picture) -> Places:
    """The rows of the map with the columns of `Picture.heat`; of a turned map by (group, organisation)."""
    places = _places(picture)
    return {(down, across): row for (across, down), row in places.items()} if is_turned(picture) else places


def _places(picture: Picture) -> Places:
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
