"""Draws that depend on the seed and on their own name alone, never on the order in which they are made.

So a demonstration of three organisations shows the same life of each as the demonstration of all.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chance:
    """The dice of one demonstration; each throw is named by what it decides."""

    seed: int

    def share(self, *name: object) -> float:
        """A number from 0 up to, but not including, 1; alike for every number in that range."""
        spelled = "\x1f".join(map(str, (self.seed, *name)))
        drawn = int.from_bytes(blake2b(spelled.encode("utf-8"), digest_size=8).digest(), "big")
        return (drawn >> 11) / (1 << 53)

    def happens(self, probability: float, *name: object) -> bool:
        return self.share(*name) < probability

    def whole(self, least: int, most: int, *name: object) -> int:
        """A whole number, both ends included."""
        return least + int(self.share(*name) * (most - least + 1))

    def pick(self, choices: Sequence[T], *name: object) -> T:
        return choices[int(self.share(*name) * len(choices))]

    def days(self, mean: float, *name: object) -> int:
        """A number of days, mostly small, now and then large (exponential); at most four times the mean."""
        return int(min(-math.log(1 - self.share(*name)), 4) * mean)
