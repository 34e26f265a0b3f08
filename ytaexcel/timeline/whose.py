"""Whose history is told."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose history: any of the first three may be left open."""

    item: str | None = None
    organisation: str | None = None
    group: str | None = None
    kin: tuple[str, ...] = ()
    """The other ids under which the item has been followed: their history is part of its own."""

    @property
    def items(self) -> tuple[str, ...]:
        """All ids of the item; none where the scope is of all items."""
        return () if self.item is None else (self.item, *self.kin)

    def rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a frame that are in the scope, by those of the three columns that it has."""
        for column in ("organisation", "group"):
            wanted = getattr(self, column)
            if wanted is not None and column in frame.columns:
                frame = frame[frame[column] == wanted]
        return frame[frame["item"].isin(self.items)] if self.items and "item" in frame.columns else frame
