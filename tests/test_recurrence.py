"""What recurs is judged occurrence by occurrence: stories with results worked out by hand from the documentation."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from stories import ITEM, PLACE, frame, item_of, judged, life, monthly, small, told
from test_assess import expect
from ytaexcel.assess import assess, looked_back_at
from ytaexcel.discussed import NOTHING_SAID
from ytaexcel.in_force import in_force
from ytaexcel.programme import Item, Programme
from ytaexcel.programme.announcement import announced
from ytaexcel.programme.scheduling import scheduled
from ytaexcel.programme.versions import steps
from ytaexcel.schedule import Term

TERM = Term(date(2021, 7, 1), date(2023, 6, 30))


def recurring(programme: Programme, text: str, code: str = ITEM) -> Item:
    row = {"schedule": text, "planned_end": "", "planned_start": ""}
    return scheduled(item_of(programme, code), row, TERM)


def test_a_year_that_ends_without_the_occurrence_is_behind_until_it_is_done(programme: Programme) -> None:
    """The occurrence of 2021 was due on 31.12.2021; done in February, it is settled, and 2022 with it."""
    expect(
        small(programme, recurring(programme, "vuosittain")),
        """
        month   | told        | status      | behind | reasons | late
        2021-10 | not_started | not_started | 0      |         | 0
        2021-11 | started 40  | started     | 0      |         | 0
        2021-12 | started 60  | started     | 1      | overdue | 1
        2022-01 | started 70  | started     | 1      | overdue | 32
        2022-02 | done        | done        | 0      |         | 0
        2022-03 | .           | done        | 0      |         | 0
        """,
    )


def test_the_planned_end_is_that_of_the_occurrence_that_counts(programme: Programme) -> None:
    """As the tables of docs/behind-schedule.md have it."""
    tiny = small(programme, recurring(programme, "vuosittain"))
    late = {
        "2021-10": "started",
        "2021-12": "started",
        "2022-01": "started",
        "2022-02": "done",
        "2022-03": ".",
    }
    found = {month: row["planned_end"].date() for month, row in judged(tiny, late).items() if month in late}
    assert [str(day) for day in found.values()] == ["2021-12-31"] * 3 + ["2022-12-31"] * 2
    in_time = {"2021-10": "done", "2021-12": ".", "2022-01": ".", "2022-02": "started"}
    found = {
        month: row["planned_end"].date() for month, row in judged(tiny, in_time).items() if month in in_time
    }
    assert [str(day) for day in found.values()] == ["2021-12-31"] * 2 + ["2022-12-31"] * 2


def test_what_was_done_last_year_is_to_be_done_again(programme: Programme) -> None:
    """The status is put back when the new period begins, without being a step back; in the same year it stays."""
    expect(
        small(programme, recurring(programme, "YTA-johtoryhmä, vuosikello")),
        """
        month   | told     | status      | behind | reasons    | reported | in_state
        2021-10 | done 100 | done        | 0      |            | yes      | 1
        2021-11 | .        | done        | 0      |            | carried  | 2
        2021-12 | .        | done        | 0      |            | carried  | 3
        2022-01 | .        | not_started | 0      | unreported | carried  | 1
        2022-02 | started  | started     | 0      |            | yes      | 1
        2022-03 | done     | done        | 0      |            | yes      | 1
        2022-04 | .        | done        | 0      |            | carried  | 2
        """,
    )


def test_what_is_taken_up_again_after_it_was_done_is_expected_again(programme: Programme) -> None:
    """An item that is not done is owed, whatever was said of the occurrence before."""
    expect(
        small(programme, recurring(programme, "vuosittain")),
        """
        month   | told    | status  | behind | reasons            | late
        2021-09 | done    | done    | 0      |                    | 0
        2021-10 | started | started | 0      | regressed          | 0
        2021-11 | .       | started | 0      | unreported         | 0
        2021-12 | .       | started | 1      | overdue unreported | 1
        """,
    )


def test_no_change_does_not_settle_a_new_year(programme: Programme) -> None:
    expect(
        small(programme, recurring(programme, "vuosittain")),
        """
        month   | told | status      | behind | reasons
        2021-12 | done | done        | 0      |
        2022-01 | x    | not_started | 0      |
        2022-12 | x    | not_started | 1      | overdue
        """,
    )


def test_what_a_discussion_calls_done_settles_the_occurrence_also_beside_no_change(
    programme: Programme,
) -> None:
    """The group repeats "in progress" with an x; the discussion of January says that the year's round is done."""
    cut = small(programme, recurring(programme, "vuosittain"))
    months = {"2021-12": "done", "2022-01": "x", "2022-02": "."}
    rows = frame([row for month, words in months.items() if (row := told(month, words))])
    said = [[PLACE, ITEM, "status", "done", "b" * 16, "Keskustelu", 5]]
    discussed = {"2022-01": pd.DataFrame(said, columns=NOTHING_SAID.columns)}
    values = in_force(
        monthly(rows), list(months), cut, discussed_of=lambda month: discussed.get(month, NOTHING_SAID)
    )
    frames = list(assess(values, set(months), lambda _: set(), cut))
    assert [each["status"].iloc[0] for each in frames] == ["done", "done", "done"]


def test_no_change_keeps_up_what_is_done_every_week(programme: Programme) -> None:
    """The last week that ended by the end of August 2021 ended on the 29th."""
    expect(
        small(programme, recurring(programme, "Viikoittainen lakisääteinen seuranta, toteutuksessa")),
        """
        month   | told | status      | behind | reasons            | late
        2021-07 | done | done        | 0      |                    | 0
        2021-08 | x    | done        | 0      |                    | 0
        2021-09 | .    | not_started | 1      | overdue unreported | 5
        2021-10 | done | done        | 0      |                    | 0
        """,
    )


def test_a_part_of_the_year_is_due_at_its_end_and_waits_for_the_next(programme: Programme) -> None:
    """March 2022; until March 2023 begins, what was done stays done."""
    expect(
        small(programme, recurring(programme, "vuosittain maaliskuussa")),
        """
        month   | told        | status      | behind | reasons | late
        2021-12 | not_started | not_started | 0      |         | 0
        2022-02 | not_started | not_started | 0      |         | 0
        2022-03 | started     | started     | 1      | overdue | 1
        2022-04 | done        | done        | 0      |         | 0
        2023-02 | x           | done        | 0      |         | 0
        2023-03 | x           | not_started | 1      | overdue | 1
        """,
    )


def test_what_was_known_of_an_earlier_occurrence_does_not_hold_for_the_next(programme: Programme) -> None:
    """The percent of what was done and a forecast from before the period are put back."""
    tiny = small(programme, recurring(programme, "vuosittain"))
    story = judged(tiny, {"2021-11": "done 100 >2021-11-30", "2021-12": ".", "2022-01": "."})
    row = story["2022-01"]
    assert (row["status"], row["planned_end"]) == ("not_started", pd.Timestamp("2022-12-31"))
    assert pd.isna(row["percent_done"])
    assert pd.isna(row["forecast_end"])
    assert pd.isna(row["planned_start"])
    assert row["has_window_end"]
    assert "past_forecast" not in row["reasons"]
    assert story["2021-12"]["percent_done"] == 100


def test_a_period_that_ended_before_the_item_was_followed_does_not_count(programme: Programme) -> None:
    """Followed from January 2022: nobody was asked about 2021. A later version of the item changes nothing."""
    item = replace(recurring(programme, "vuosittain"), valid_from="2022-01", valid_to="2022-06")
    expect(
        small(programme, item, replace(item, valid_from="2022-07", valid_to="")),
        """
        month   | told    | behind | reasons | late
        2022-01 | started | 0      |         | 0
        2022-11 | started | 0      |         | 0
        2022-12 | started | 1      | overdue | 1
        """,
    )


def test_what_had_ended_before_the_item_was_followed_falls_back_to_the_hard_deadline(
    programme: Programme,
) -> None:
    item = replace(recurring(programme, "vuosittain 2020–2021"), valid_from="2022-01")
    row = judged(small(programme, item), {"2022-01": "done"})["2022-01"]
    assert (row["status"], row["planned_end"]) == ("done", pd.Timestamp(programme.hard_deadline))


def test_not_applicable_is_no_occurrence_behind(programme: Programme) -> None:
    expect(
        small(programme, recurring(programme, "vuosittain")),
        """
        month   | told           | status         | behind | reasons
        2021-12 | not_applicable | not_applicable | 0      |
        2022-01 | .              | not_applicable | 0      |
        2022-12 | .              | not_applicable | 0      |
        """,
    )


@pytest.mark.parametrize("text", ["jatkuva", "tarvittaessa", "löpande", "vid behov"])
def test_what_goes_on_or_waits_for_a_need_is_never_due(programme: Programme, text: str) -> None:
    tiny = small(programme, recurring(programme, text))
    row = judged(tiny, {"2021-07": "started 10", "2023-12": "started 20"})["2023-12"]
    assert (row["behind"], row["days_late"], row["reasons"]) == (0, 0, "")
    assert pd.isna(row["planned_end"])


def test_an_item_without_a_time_falls_back_to_the_hard_deadline(programme: Programme) -> None:
    tiny = small(programme, recurring(programme, "YTA-johtoryhmä"))
    row = judged(tiny, {"2022-12": "started"})["2022-12"]
    assert (row["planned_end"], row["has_window_end"]) == (pd.Timestamp(tiny.hard_deadline), False)
    assert row["behind"] == 1


def test_a_window_of_its_own_outranks_what_recurs(programme: Programme) -> None:
    row = {"schedule": "vuosittain", "planned_end": "2021-09-30"}
    item = scheduled(item_of(programme, end="2021-09-30"), row, TERM)
    row = judged(small(programme, item), {"2021-10": "started"})["2021-10"]
    assert (row["planned_end"], row["behind"]) == (pd.Timestamp("2021-09-30"), 1)


def test_items_beside_what_recurs_are_judged_as_ever(programme: Programme) -> None:
    """Regressed, expected and closed go by the status of the month before, for them alone."""
    tiny = small(programme, item_of(programme, end="2022-12-31"), recurring(programme, "vuosittain", "T.2"))
    expect(
        tiny,
        """
        month   | told    | status  | behind | reasons
        2021-11 | done    | done    | 0      |
        2021-12 | .       | done    | 0      |
        2022-01 | started | started | 0      | regressed
        """,
    )


def test_a_history_that_goes_on_from_what_was_kept_is_judged_as_one_in_one_go(programme: Programme) -> None:
    """The months of "done" come from the frames of the months before."""
    tiny = small(programme, recurring(programme, "vuosittain"))
    story = {"2021-10": "done", "2021-11": ".", "2021-12": ".", "2022-01": ".", "2022-02": "started"}
    values = life(tiny, story)
    whole = list(assess(values.values(), set(story), lambda _: set(), tiny))
    first, later = list(values)[:3], list(values)[3:]
    kept = dict(zip(first, whole, strict=False))
    before = [(month, kept[month]) for month in looked_back_at(first, set(story), tiny)]
    again = list(assess([values[month] for month in later], set(story), lambda _: set(), tiny, before))
    for one, other in zip(whole[3:], again, strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert whole[-1]["done_months"].tolist() == ["2021-10"]


def test_another_occurrence_is_no_change_of_the_roadmap(programme: Programme) -> None:
    """In a month in which the roadmap changes, what recurs is announced only where its schedule is another."""
    weekly, moved = recurring(programme, "viikoittain", "T.1"), recurring(programme, "vuosittain", "T.2")
    ended = item_of(programme, "T.3", valid_to="2021-08")
    later = replace(recurring(programme, "kuukausittain", "T.2"), valid_from="2021-09")
    changed = small(programme, weekly, replace(moved, valid_to="2021-08"), later, ended)
    found = steps(changed, "2021-08", "2021-09")
    assert [(step.before.id if step.before else "", step.changes) for step in found] == [
        ("T.2", ("window",)),
        ("T.3", ("went",)),
    ]
    assert announced(found[0], changed, "fi").endswith("vuosittain → kuukausittain.")
