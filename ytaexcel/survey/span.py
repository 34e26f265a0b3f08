"""What can be told of few respondents by adding and subtracting what is shown.

A row that is shown is a 0/1 vector over the *cells* (those with the same backgrounds); whoever reads the tables
knows every sum of such vectors. Numbers are counted modulo a large prime, which is exact for vectors of small
numbers and never grows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_PRIME = (1 << 61) - 1
Vector = dict[int, int]
"""Cell -> number, modulo the prime; what is nought is left out."""


@dataclass(frozen=True, slots=True)
class _Basis:
    """A row of the echelon form: 1 at its pivot, where all the others have 0."""

    pivot: int
    vector: Vector
    made_of: Vector
    """Number of a shown row -> how many times it went in."""


class Span:
    """All that follows from the rows that are shown."""

    def __init__(self, rows: Sequence[Iterable[int]], weights: Sequence[int]) -> None:
        """`rows`: the cells of each row shown. `weights`: the respondents of each cell.

        The heaviest cells become pivots, so that few basis vectors can be part of a small set.
        """
        self._weights = weights
        self._basis: list[_Basis] = []
        rank = {cell: place for place, cell in enumerate(sorted(range(len(weights)), key=self._heavy_first))}
        for number, cells in enumerate(rows):
            vector, made_of = self._reduced(dict.fromkeys(cells, 1))
            made_of = _minus({}, made_of, 1)
            made_of[number] = (made_of.get(number, 0) + 1) % _PRIME
            if vector:
                self._add(vector, made_of, min(vector, key=rank.__getitem__))

    def makers(self, wanted: Mapping[int, int]) -> frozenset[int]:
        """Numbers of the shown rows from which so many times the cells follow; none where that does not."""
        rest, made_of = self._reduced({cell: times % _PRIME for cell, times in wanted.items()})
        return frozenset() if rest else frozenset(made_of)

    def small_sum(self, limit: int) -> Mapping[int, int]:
        """Cells of fewer than `limit` respondents whose sum or difference follows; none where nothing such does.

        Cell -> how many times it is in it; below nought where it is taken away. Of {a: 1, b: -1} nobody learns what a
        and b said together, but each of them where they said different things.

        Such a vector is the sum of the basis vectors at whose pivots it is not nought, each as many times as it stands
        there: with the weights of their pivots below the limit these are few. A cell that stands in it too often must
        be mended by another basis vector, and only those that touch such a cell can do that.
        """
        light = [each for each in self._basis if self._weights[each.pivot] < limit]
        seen: set[frozenset[tuple[int, int]]] = set()
        # What holds for a vector holds for the one taken away: the first one is always added.
        waiting: list[tuple[Counter[int], Vector]] = [
            (Counter({number: 1}), each.vector) for number, each in enumerate(light)
        ]
        while waiting:
            chosen, vector = waiting.pop()
            key = frozenset(chosen.items())
            if key in seen:
                continue
            seen.add(key)
            wrong = self._wrong(vector, limit)
            if not wrong:
                return {cell: _signed(times) for cell, times in vector.items()}
            held = sum(abs(times) * self._weights[light[number].pivot] for number, times in chosen.items())
            for number, each in enumerate(light):
                if held + self._weights[each.pivot] < limit and not wrong.isdisjoint(each.vector):
                    for times in (1, -1):
                        if chosen[number] * times >= 0:
                            more = Counter(chosen)
                            more[number] += times
                            waiting.append((more, _minus(vector, each.vector, -times)))
        return {}

    def _wrong(self, vector: Vector, limit: int) -> set[int]:
        """Cells of which at least one must still change before the vector is one of fewer than the limit."""
        held = {cell: abs(_signed(times)) * self._weights[cell] for cell, times in vector.items()}
        heavy = next((cell for cell, weight in held.items() if weight >= limit), None)
        if heavy is not None:
            return {heavy}
        return set() if sum(held.values()) < limit else set(vector)

    def _heavy_first(self, cell: int) -> tuple[int, int]:
        return -self._weights[cell], cell

    def _reduced(self, vector: Vector) -> tuple[Vector, Vector]:
        """What is left of a vector once the basis is taken out, and of which shown rows the rest was made."""
        made_of: Vector = {}
        for each in self._basis:
            times = vector.get(each.pivot, 0)
            if times:
                vector = _minus(vector, each.vector, times)
                made_of = _minus(made_of, each.made_of, _PRIME - times)
        return vector, made_of

    def _add(self, vector: Vector, made_of: Vector, pivot: int) -> None:
        inverse = pow(vector[pivot], -1, _PRIME)
        new = _Basis(pivot, _times(vector, inverse), _times(made_of, inverse))
        self._basis = [_without(each, new) for each in self._basis]
        self._basis.append(new)


def _without(each: _Basis, new: _Basis) -> _Basis:
    times = each.vector.get(new.pivot, 0)
    if not times:
        return each
    return _Basis(
        each.pivot, _minus(each.vector, new.vector, times), _minus(each.made_of, new.made_of, times)
    )


def _signed(times: int) -> int:
    """A number modulo the prime as the one nearest to nought."""
    return times if times <= _PRIME // 2 else times - _PRIME


def _times(vector: Mapping[int, int], times: int) -> Vector:
    return {place: value * times % _PRIME for place, value in vector.items()}


def _minus(vector: Mapping[int, int], other: Mapping[int, int], times: int) -> Vector:
    """`vector` less `times` the other one."""
    result = dict(vector)
    for place, value in other.items():
        left = (result.get(place, 0) - value * times) % _PRIME
        if left:
            result[place] = left
        else:
            result.pop(place, None)
    return result
