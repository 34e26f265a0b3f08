"""One row of successors.csv. What follows from the rows, `succession` says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Successor:
    """From `since` on another id stands in the place of an item, or of a part of it."""

    item: str
    successor: str
    """Empty: the item ends without one."""
    since: str
    source: str = ""
    """Who decided it; empty: nobody says."""
