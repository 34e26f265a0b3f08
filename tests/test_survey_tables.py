"""The published percentages come out of unit data, the extremes are found, and the base is a choice that is seen."""

from collections import Counter

import pytest

import survey_data
from ytaexcel.survey import Survey, Tables, tabulate
from ytaexcel.survey.standouts import changes, contrasts, of_the_whole, verdicts
from ytaexcel.survey.suppression import Key
from ytaexcel.survey.tables import ALL, RESPONDENTS, Base


@pytest.fixture(scope="module")
def survey() -> Survey:
    return survey_data.survey()


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return survey_data.respondents()


@pytest.fixture(scope="module")
def tables(survey: Survey, rows: list[dict[str, str]]) -> Tables:
    return tabulate(survey, survey_data.ROUND, survey_data.as_responses(rows))


def points(
    survey: Survey, tables: Tables, question: str, key: Key, side: str = "good", base: Base = "answers"
) -> int:
    scale = next(scale for each, scale in survey.asked if each.code == question)
    share = tables.of(question, key).share(scale.on(side), scale, base)  # type: ignore[arg-type]
    assert share is not None
    return share.points


PUBLISHED = [
    ("A", ("county", "03"), "good", 87),
    ("A", ("county", "09"), "good", 85),
    ("A", ("size", "over_100"), "good", 84),
    ("A", ("county", "01"), "good", 43),
    ("A", ("county", "21"), "good", 44),
    ("A", ("size", "from_50"), "good", 56),
    ("A", ("size", "under_5"), "good", 57),
    ("C1", ALL, "bad", 40),
    ("C2", ALL, "bad", 39),
    ("C6", ALL, "good", 40),
    ("C6", ALL, "bad", 20),
    ("D1", ALL, "good", 14),
    ("D2", ALL, "good", 14),
    ("D3", ALL, "good", 16),
    ("B", ("role", "elected"), "good", 29),
    ("B", ("role", "elected_municipality"), "good", 23),
    ("B", ("role", "elected_both"), "good", 35),
]


@pytest.mark.parametrize(("question", "key", "side", "percent"), PUBLISHED)
def test_a_published_percentage_comes_out(
    question: str, key: Key, side: str, percent: int, survey: Survey, tables: Tables
) -> None:
    assert points(survey, tables, question, key, side) == percent


def test_the_published_numbers_of_answers_come_out(survey: Survey, tables: Tables) -> None:
    answered = {question.code: tables.of(question.code).answered for question, _ in survey.asked}
    assert tables.respondents == 686
    assert answered["B"] == 676
    assert {answered[f"C{number}"] for number in range(1, 7)} <= set(range(670, 678))
    assert 62 <= points(survey, tables, "A", ALL) <= 67


def test_the_extremes_are_found(survey: Survey, tables: Tables) -> None:
    found = {(each.question.code, each.background): each for each in contrasts(survey, tables, "answers")}
    county, size = found["A", "county"], found["A", "size"]
    assert [(each.key[1], each.share.points) for each in county.highest] == [("03", 87), ("09", 85)]
    assert [(each.key[1], each.share.points) for each in county.lowest] == [("01", 43), ("21", 44)]
    assert size.highest[0].key[1] == "over_100"
    assert [(each.key[1], each.share.points) for each in size.lowest] == [("from_50", 56), ("under_5", 57)]
    assert county.points == 44
    assert all(
        each.share.denominator == survey_data.SOME[each.key[1]] for each in (*county.highest, *county.lowest)
    )


def test_the_widest_differences_come_first_and_no_hidden_group_is_among_them(
    survey: Survey, tables: Tables
) -> None:
    found = contrasts(survey, tables, "answers")
    assert [each.points for each in found] == sorted((each.points for each in found), reverse=True)
    named = {one.key for each in found for one in (*each.highest, *each.lowest)}
    assert not named & {("county", "20"), ("county", "18")}
    assert not named & {("role", "elected"), ("role", "officials")}


def test_planning_is_worst_and_responsible_persons_best_of_the_battery(
    survey: Survey, tables: Tables
) -> None:
    battery = [each for each in verdicts(survey, tables, "answers") if each.question.battery == "C"]
    ranked = sorted(battery, key=lambda each: each.good.points)
    assert (ranked[0].question.code, ranked[-1].question.code) == ("C1", "C6")
    assert [each.question.code for each in battery if each.good.points > each.bad.points] == ["C6"]


def test_every_count_is_that_of_the_rows(survey: Survey, tables: Tables, rows: list[dict[str, str]]) -> None:
    for (question, (background, group)), each in tables.distributions.items():
        if question == RESPONDENTS or each.hidden:
            continue
        union = {"elected": ("elected_municipality", "elected_both"), "officials": ("management", "sector")}
        members = union.get(group, (group,))
        own = [row for row in rows if not background or row[background] in members]
        assert each.counts == Counter(row[question] for row in own if question in row)


def test_without_cannot_say_the_base_is_smaller_and_the_percentages_larger(
    survey: Survey, tables: Tables
) -> None:
    scale = next(scale for each, scale in survey.asked if each.code == "C1")
    whole = tables.of("C1")
    with_it = whole.share(scale.on("bad"), scale, "answers")
    without = whole.share(scale.on("bad"), scale, "opinions")
    assert with_it is not None
    assert without is not None
    assert with_it.numerator == without.numerator
    assert with_it.denominator - without.denominator == whole.counts["0"] == 67
    assert (with_it.points, without.points) == (40, 44)
    assert whole.share(frozenset("0"), scale, "opinions") == type(without)(0, without.denominator)


def test_a_question_without_cannot_say_is_the_same_on_either_base(survey: Survey, tables: Tables) -> None:
    assert points(survey, tables, "A", ALL) == points(survey, tables, "A", ALL, base="opinions")


def test_rounds_are_compared_where_both_are_shown(survey: Survey, tables: Tables) -> None:
    before = tabulate(survey, survey_data.BEFORE, survey_data.as_responses(survey_data.former()))
    found = changes(survey, before, tables, "answers")
    assert {each.key for each in found if each.question.code == "A"} == {
        key
        for question, key in tables.distributions
        if question == "A" and not (tables.of("A", key).hidden or before.of("A", key).hidden)
    }
    assert before.of("A", ("county", "20")).hidden
    (first, *_) = of_the_whole(found)
    assert first.question.code == "A"
    assert first.points == first.now.points - first.before.points > 5


def test_a_group_that_only_one_round_has_is_not_compared(survey: Survey, tables: Tables) -> None:
    unstated = [
        {**row, "size": ""} if number < 40 else row for number, row in enumerate(survey_data.former())
    ]
    before = tabulate(survey, survey_data.BEFORE, survey_data.as_responses(unstated))
    assert before.of("A", ("size", "")).answered == 40
    for one, other in ((before, tables), (tables, before)):
        assert ("size", "") not in {each.key for each in changes(survey, one, other, "answers")}


def test_hiding_in_one_round_does_not_depend_on_another(survey: Survey, rows: list[dict[str, str]]) -> None:
    """A round that is reported alone and the same round in a comparison show the same rows."""
    alone = tabulate(survey, survey_data.ROUND, survey_data.as_responses(rows))
    tabulate(survey, survey_data.BEFORE, survey_data.as_responses(survey_data.former()))
    again = tabulate(survey, survey_data.ROUND, survey_data.as_responses(rows))
    assert alone == again


def test_what_nobody_answered_has_no_share(survey: Survey) -> None:
    few = [{key: value for key, value in row.items() if key != "E"} for row in survey_data.respondents()[:80]]
    found = tabulate(survey, survey_data.ROUND, survey_data.as_responses(few))
    assert "E" not in {each.question.code for each in verdicts(survey, found, "answers")}
    assert not [each for each in contrasts(survey, found, "answers") if each.question.code == "E"]
