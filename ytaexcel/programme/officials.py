"""Who steers, coordinates and implements a programme, and the register of its responsible officials."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ytaexcel.texts import Language

Place = tuple[str, str]
"""Organisation and group."""


@dataclass(frozen=True, slots=True)
class Role:
    """A body with its task in steering, coordinating or implementing, in the order of the tiers."""

    names: Mapping[Language, str]
    tasks: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Official:
    """Who answers for a group's items in an organisation, and from when to when; no name: nobody yet."""

    place: Place
    name: str
    since: str
    until: str

    def is_named(self, month: str) -> bool:
        return bool(self.name) and self.since <= month and (not self.until or month <= self.until)


@dataclass(frozen=True, slots=True)
class Register:
    """The register of officials.csv; a place may have several."""

    officials: tuple[Official, ...]

    def named(self, place: Place, month: str) -> list[str]:
        """The names of a place's officials in a month; none: a gap."""
        return [each.name for each in self.officials if each.place == place and each.is_named(month)]

    def gaps(self, places: Iterable[Place], month: str) -> list[Place]:
        """Those of the places for which nobody is named."""
        return [place for place in places if not self.named(place, month)]
