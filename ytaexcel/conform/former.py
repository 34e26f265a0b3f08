"""Ids that the roadmap has left behind: a template may have been sent before the roadmap changed.

An id that another stands for alone is read as that one. What was said of an item that has been split, has become a
part of another or is gone is about nothing that is followed now.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ytaexcel.programme import Programme
from ytaexcel.programme.succession import heir, successors_of, version


@dataclass(frozen=True, slots=True)
class Former:
    """An item that ended before the month of the workbook."""

    until: str
    """Its last month."""
    heir: str
    """The one item that is the same work under another id; empty where there is none."""
    successors: tuple[str, ...]
    """All that stands in its place; none where it is gone."""
    is_told: bool
    """False where successors.csv does not speak of it: it is then an id like any other that is not there."""


def former_ids(programme: Programme, month: str) -> Mapping[str, Former]:
    """Id -> what became of it, for all that ended before `month`."""
    goes_on = {item.id for item in programme.items if not item.valid_to or item.valid_to >= month}
    ended = dict.fromkeys(item.id for item in programme.items if item.id not in goes_on)
    told = {each.item for each in programme.successors}
    return {
        item: Former(
            version(programme, item, month).valid_to,
            heir(programme, item, month),
            tuple(successors_of(programme, item, month)),
            item in told,
        )
        for item in ended
    }
