"""Nothing that is hidden can be worked out: held against exact arithmetic and against every set there is."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

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


def follows(wanted: Iterable[int], shown: Sequence[Row], cells: int) -> bool:
    """True when the set is a sum of shown rows, each taken so many times: by exact elimination over fractions."""
    columns = [[Fraction(at in row.cells) for row in shown] for at in range(cells)]
    held = set(wanted)
    matrix = [[*columns[at], Fraction(at in held)] for at in range(cells)]
    done = 0
    for column in range(len(shown)):
        pivot = next((at for at in range(done, cells) if matrix[at][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        matrix[done] = [each / matrix[done][column] for each in matrix[done]]
        for at in range(cells):
            if at != done and matrix[at][column]:
                times = matrix[at][column]
                matrix[at] = [
                    one - times * other for one, other in zip(matrix[at], matrix[done], strict=True)
                ]
        done += 1
    return not any(row[-1] and not any(row[:-1]) for row in matrix)


def shown_rows(rows: Sequence[Row], hidden: Iterable[Key]) -> list[Row]:
    kept = set(hidden)
    return [row for row in rows if row.key not in kept]


@settings(max_examples=60, deadline=None)
@given(PEOPLE, st.randoms(use_true_random=False), st.integers(3, 6))
def test_no_set_below_the_limit_can_be_worked_out(
    people: list[Person], chance: random.Random, limit: int
) -> None:
    """Every set of cells with fewer respondents than the limit is tried, of whatever backgrounds it is made."""
    silent = [chance.random() < 0.2 for _ in people]
    rows, cells = tables(people, silent)
    hidden = hidden_rows(rows, cells, limit)
    shown = shown_rows(rows, hidden)
    small = [at for at, cell in enumerate(cells) if cell.answered < limit]
    for size in range(1, limit):
        for held in combinations(small, size):
            if sum(cells[at].answered for at in held) < limit:
                assert not follows(held, shown, len(cells)), held


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
@given(PEOPLE, st.integers(3, 6))
def test_nothing_is_hidden_where_nothing_needs_to_be(people: list[Person], limit: int) -> None:
    """Where every row is large enough and no small set follows from them, all is shown."""
    rows, cells = tables(people, [False] * len(people))
    is_safe = all(
        sum(cells[at].answered for at in row.cells) >= limit for row in rows if row.cells
    ) and not any(
        sum(cells[at].answered for at in held) < limit and follows(held, rows, len(cells))
        for size in range(1, limit)
        for held in combinations(range(len(cells)), size)
    )
    assert (hidden_rows(rows, cells, limit) == {}) == is_safe


@settings(max_examples=50, deadline=None)
@given(PEOPLE, st.integers(3, 7))
def test_the_search_finds_a_small_set_exactly_where_there_is_one(people: list[Person], limit: int) -> None:
    rows, cells = tables(people, [False] * len(people))
    weights = [cell.answered for cell in cells]
    found = Span([row.cells for row in rows], weights).small_set(limit)
    exists = any(
        sum(weights[at] for at in held) < limit and follows(held, rows, len(cells))
        for size in range(1, limit)
        for held in combinations(range(len(cells)), size)
    )
    assert bool(found) == exists
    if found:
        assert sum(weights[at] for at in found) < limit
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
