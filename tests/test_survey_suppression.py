"""Nothing that is hidden can be worked out: held against exact arithmetic and against every sum there is."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import survey_data
from ytaexcel.survey import tabulate
from ytaexcel.survey.span import Span
from ytaexcel.survey.suppression import Cell, Key, Row, hidden_rows
from ytaexcel.survey.tables import ALL

Person = tuple[str, str, str]
"""Values of three backgrounds; an empty one was left blank."""
PEOPLE = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["x", "y", "z", ""]), st.sampled_from("pq")),
    min_size=1,
    max_size=26,
)


def tables(people: Sequence[Person], silent: Sequence[bool]) -> tuple[list[Row], list[Cell]]:
    """Rows of three tables over the people, with one union, as a question has them."""
    places = sorted(set(people))
    cells = []
    for place in places:
        own = [is_silent for each, is_silent in zip(people, silent, strict=True) if each == place]
        cells.append(Cell(len(own), own.count(False)))
    rows = [Row(ALL, frozenset(range(len(places))), is_part=False)]
    for number in range(3):
        for value in sorted({each[number] for each in people}):
            held = frozenset(at for at, place in enumerate(places) if place[number] == value)
            rows.append(Row((str(number), value), held))
    joined = frozenset(at for at, place in enumerate(places) if place[0] in "ab")
    return [*rows, Row(("0", "a and b"), joined, is_part=False)], cells


def reduced(shown: Iterable[Row], cells: int) -> dict[int, list[Fraction]]:
    """Pivot -> row of the echelon form of what is shown, by exact elimination over fractions."""
    form: dict[int, list[Fraction]] = {}
    for row in shown:
        own = remainder([Fraction(at in row.cells) for at in range(cells)], form)
        pivot = next((at for at, value in enumerate(own) if value), None)
        if pivot is not None:
            own = [value / own[pivot] for value in own]
            form = {
                at: [x - each[pivot] * y for x, y in zip(each, own, strict=True)] for at, each in form.items()
            }
            form[pivot] = own
    return form


def remainder(vector: list[Fraction], form: Mapping[int, list[Fraction]]) -> list[Fraction]:
    for pivot, row in form.items():
        if times := vector[pivot]:
            vector = [x - times * y for x, y in zip(vector, row, strict=True)]
    return vector


def follows(wanted: Iterable[int] | Mapping[int, int], shown: Sequence[Row], cells: int) -> bool:
    """True when so many times these cells are a sum of shown rows, each taken so many times."""
    held = wanted if isinstance(wanted, Mapping) else dict.fromkeys(wanted, 1)
    form = reduced(shown, cells)
    return not any(remainder([Fraction(held.get(at, 0)) for at in range(cells)], form))


def small_sums(weights: Sequence[int], limit: int) -> Iterator[dict[int, int]]:
    """Every sum and difference of cells that is of fewer than the limit, once of each and the one taken away."""
    light = [at for at, weight in enumerate(weights) if weight < limit]
    for size in range(1, limit):
        for held in combinations_with_replacement(light, size):
            if sum(weights[at] for at in held) < limit:
                counts = Counter(held)
                for signs in product((1, -1), repeat=len(counts) - 1):
                    yield {at: counts[at] * sign for at, sign in zip(counts, (1, *signs), strict=True)}


def derivable(shown: Sequence[Row], weights: Sequence[int], limit: int) -> dict[int, int] | None:
    """A sum of cells of fewer than the limit that follows from what is shown; None: there is none."""
    form = reduced(shown, len(weights))
    for held in small_sums(weights, limit):
        rest: Counter[int] = Counter(held)
        # A vector that follows has as many times each basis row as it has its pivot.
        wanted = [
            sum(held.get(pivot, 0) * row[at] for pivot, row in form.items()) for at in range(len(weights))
        ]
        if all(wanted[at] == rest[at] for at in range(len(weights))):
            return held
    return None


def shown_rows(rows: Sequence[Row], hidden: Iterable[Key]) -> list[Row]:
    kept = set(hidden)
    return [row for row in rows if row.key not in kept]


@settings(max_examples=60, deadline=None)
@given(PEOPLE, st.randoms(use_true_random=False), st.integers(3, 5))
def test_nothing_of_fewer_than_the_limit_can_be_worked_out(
    people: list[Person], chance: random.Random, limit: int
) -> None:
    """Every sum and difference of cells with fewer respondents than the limit is tried, whatever their backgrounds."""
    silent = [chance.random() < 0.2 for _ in people]
    rows, cells = tables(people, silent)
    hidden = hidden_rows(rows, cells, limit)
    assert derivable(shown_rows(rows, hidden), [cell.answered for cell in cells], limit) is None


@settings(max_examples=60, deadline=None)
@given(PEOPLE, st.randoms(use_true_random=False), st.integers(3, 6))
def test_no_hidden_row_can_be_worked_out_nor_the_hidden_ones_of_a_table_that_are_too_few(
    people: list[Person], chance: random.Random, limit: int
) -> None:
    silent = [chance.random() < 0.3 for _ in people]
    rows, cells = tables(people, silent)
    hidden = hidden_rows(rows, cells, limit)
    shown = shown_rows(rows, hidden)
    for row in rows:
        opinions = sum(cells[at].opinions for at in row.cells)
        assert row.key in hidden or opinions >= limit or not row.cells
        if row.key in hidden:
            assert not follows(row.cells, shown, len(cells))
    for table in "012":
        rest = {
            at
            for row in rows
            if row.key in hidden and row.key[0] == table and row.is_part
            for at in row.cells
        }
        if rest and sum(cells[at].opinions for at in rest) < limit:
            assert not follows(rest, shown, len(cells))


@settings(max_examples=50, deadline=None)
@given(PEOPLE, st.integers(3, 5))
def test_nothing_is_hidden_where_nothing_needs_to_be(people: list[Person], limit: int) -> None:
    """Where every row is large enough and nothing small follows from them, all is shown."""
    rows, cells = tables(people, [False] * len(people))
    weights = [cell.answered for cell in cells]
    is_large = all(sum(weights[at] for at in row.cells) >= limit for row in rows if row.cells)
    is_safe = is_large and derivable(rows, weights, limit) is None
    assert (hidden_rows(rows, cells, limit) == {}) == is_safe


@settings(max_examples=50, deadline=None)
@given(PEOPLE, st.integers(3, 5))
def test_the_search_finds_a_small_sum_exactly_where_there_is_one(people: list[Person], limit: int) -> None:
    rows, cells = tables(people, [False] * len(people))
    weights = [cell.answered for cell in cells]
    found = Span([row.cells for row in rows], weights).small_sum(limit)
    assert bool(found) == (derivable(rows, weights, limit) is not None)
    if found:
        assert sum(abs(times) * weights[at] for at, times in found.items()) < limit
        assert follows(found, rows, len(cells))


def small_table(**counts: int) -> tuple[list[Row], list[Cell]]:
    """One background whose options have so many answers each, and their total; who did not answer is in no cell."""
    answered = [name for name, count in counts.items() if count]
    rows = [Row(ALL, frozenset(range(len(answered))), is_part=False)]
    rows += [
        Row(("county", name), frozenset({answered.index(name)} if count else ()))
        for name, count in counts.items()
    ]
    return rows, [Cell(counts[name], counts[name]) for name in answered]


def test_a_small_group_hides_the_next_smallest_too_because_the_total_would_give_it_away() -> None:
    assert hidden_rows(*small_table(a=3, b=20, c=9, d=30), 5) == {
        ("county", "a"): "small",
        ("county", "c"): "difference",
    }


def test_two_small_groups_that_are_too_few_together_hide_a_third() -> None:
    assert hidden_rows(*small_table(a=2, b=2, c=9, d=30), 5).keys() == {("county", each) for each in "abc"}


def test_two_small_groups_that_are_enough_together_hide_no_other() -> None:
    assert hidden_rows(*small_table(a=3, b=4, c=9, d=30), 5).keys() == {("county", each) for each in "ab"}


def test_a_group_without_answers_is_shown_as_such_and_hides_nobody() -> None:
    assert hidden_rows(*small_table(a=0, b=20, c=9), 5) == {}


def test_all_is_hidden_where_all_are_too_few() -> None:
    hidden = hidden_rows(*small_table(a=2, b=2), 5)
    assert hidden.keys() == {ALL, ("county", "a"), ("county", "b")}


def test_a_group_inside_one_of_another_table_hides_what_would_be_left_of_that() -> None:
    """The city's 8 are among the 10 of the largest towns: the other 2 would be the difference of two tables."""
    cells = [Cell(8, 8), Cell(2, 2), Cell(30, 30), Cell(30, 30)]
    rows = [
        Row(ALL, frozenset(range(4)), is_part=False),
        Row(("county", "city"), frozenset({0})),
        Row(("county", "land"), frozenset({1, 2, 3})),
        Row(("size", "large"), frozenset({0, 1})),
        Row(("size", "middle"), frozenset({2})),
        Row(("size", "small"), frozenset({3})),
    ]
    hidden = hidden_rows(rows, cells, 5)
    assert hidden
    assert set(hidden.values()) == {"difference"}
    assert not follows({1}, shown_rows(rows, hidden), 4)


def test_two_groups_that_differ_by_one_respondent_each_do_not_tell_what_these_said() -> None:
    """Women less the city: one answered as the first woman outside it did, and one less as the man in it."""
    cells = [Cell(1, 1), Cell(1, 1), Cell(20, 20), Cell(30, 30)]
    rows = [
        Row(ALL, frozenset(range(4)), is_part=False),
        Row(("sex", "woman"), frozenset({0, 2})),
        Row(("sex", "man"), frozenset({1, 3})),
        Row(("place", "city"), frozenset({1, 2})),
        Row(("place", "land"), frozenset({0, 3})),
    ]
    hidden = hidden_rows(rows, cells, 5)
    assert set(hidden.values()) == {"difference"}
    assert follows({0: 1, 1: -1}, rows, 4)
    assert not follows({0: 1, 1: -1}, shown_rows(rows, hidden), 4)


def test_who_cannot_say_does_not_make_a_group_large_enough() -> None:
    """So that the same rows are hidden whatever base is chosen, and two reports do not complete each other."""
    rows, _ = small_table(a=7, b=20, c=9)
    assert hidden_rows(rows, [Cell(7, 3), Cell(20, 20), Cell(9, 9)], 5)["county", "a"] == "small"


@pytest.fixture(scope="module")
def round_() -> list[dict[str, str]]:
    return survey_data.respondents()


def test_in_a_whole_round_nothing_hidden_stands_in_the_tables(round_: list[dict[str, str]]) -> None:
    survey = survey_data.survey()
    found = tabulate(survey, survey_data.ROUND, survey_data.as_responses(round_))
    hidden = [each for each in found.distributions.values() if each.hidden]
    assert hidden
    assert all(each.counts == {} and each.answered == 0 for each in hidden)
    shown = [each for each in found.distributions.values() if not each.hidden and each.answered]
    assert min(each.answered for each in shown) >= survey.suppress_below


def test_what_is_hidden_in_a_round_does_not_depend_on_the_order_of_the_rows(
    round_: list[dict[str, str]],
) -> None:
    survey = survey_data.survey()
    shuffled = random.Random(5).sample(round_, len(round_))
    one, other = (
        {
            key: each.hidden
            for key, each in tabulate(survey, "2022-2", survey_data.as_responses(rows)).distributions.items()
        }
        for rows in (round_, shuffled)
    )
    assert one == other


@pytest.mark.parametrize("limit", [3, 10])
def test_the_limit_is_a_setting(limit: int, round_: list[dict[str, str]]) -> None:
    survey = replace(survey_data.survey(), suppress_below=limit)
    found = tabulate(survey, survey_data.ROUND, survey_data.as_responses(round_))
    by_county = found.by("", "county")
    small = {each.group.key[1] for each in by_county if each.hidden == "small"}
    assert small == {code for code, count in survey_data.SOME.items() if count < limit}
