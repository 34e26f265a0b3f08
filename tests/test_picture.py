"""The situation picture: what is counted, ranked and compared, and who may read what."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from builder import save, workbook
from collected import cut_items
from stories import item_of, note, picture_of, small
from ytaexcel.inbox import sent_files
from ytaexcel.picture import Count, Picture, Share
from ytaexcel.programme import Item, Programme
from ytaexcel.programme.records import Expected
from ytaexcel.texts import share
from ytaexcel.workflow import Run, make_reports, merge_files

OPEN = {"start": "2021-07-01", "end": "2022-06-30"}
"""A window that is open and not closed in the months of these tests."""
DUE = {"start": "2021-07-01", "end": "2021-07-31"}
"""A window that has closed by the end of July."""


def world(programme: Programme, *items: Item, organisations: tuple[str, ...] = ("05", "17")) -> Programme:
    return small(programme, *items, organisations=organisations)


# --- shares and their denominators ---------------------------------------------------------------------------------


def test_roadmap_view_started_of_opened_and_done_of_closed(programme: Programme) -> None:
    """Opened: start before D, or none set; closed: end before D. T.4 opens on D itself and is neither."""
    tiny = world(
        programme,
        item_of(programme, "T.1", **DUE),
        item_of(programme, "T.2", **OPEN),
        item_of(programme, "T.3"),
        item_of(programme, "T.4", start="2021-08-01", end="2021-08-01"),
        organisations=("05",),
    )
    picture = picture_of(
        tiny,
        """
        organisation | item | 2021-07
        05           | T.1  | done
        05           | T.2  | started
        05           | T.3  | .
        05           | T.4  | done
        """,
    )
    assert picture.roadmap.started == Share(2, 3)
    assert picture.roadmap.done == Share(1, 1)
    assert picture.roadmap.started_before is None


def test_readiness_view_counts_everything_that_should_be_ready_by_the_hard_deadline(
    programme: Programme,
) -> None:
    """An item that ends after 31.12.2022 stands outside; one without an end is measured by the deadline itself."""
    tiny = world(
        programme,
        item_of(programme, "T.1", end="2022-12-31"),
        item_of(programme, "T.2", end="2023-01-01"),
        item_of(programme, "T.3"),
        organisations=("05",),
    )
    picture = picture_of(
        tiny,
        """
        organisation | item | 2021-07
        05           | T.1  | done
        05           | T.2  | done
        05           | T.3  | started
        """,
    )
    assert picture.readiness.started == Share(2, 2)
    assert picture.readiness.done == Share(1, 2)
    assert picture.followed == 3


def test_only_critical_and_undetermined_items_count_and_never_those_that_do_not_apply(
    programme: Programme,
) -> None:
    tiny = world(
        programme,
        item_of(programme, "T.1", **DUE),
        item_of(programme, "T.2", critical="undetermined", **DUE),
        item_of(programme, "T.3", critical="no", **DUE),
        item_of(programme, "T.4", **DUE),
        organisations=("05",),
    )
    picture = picture_of(
        tiny,
        """
        organisation | item | 2021-07
        05           | T.1  | done
        05           | T.2  | started
        05           | T.3  | not_started
        05           | T.4  | not_applicable
        """,
    )
    assert picture.roadmap.done == Share(1, 2)
    assert picture.followed == 2
    assert picture.behind["item"].tolist() == ["T.2"]
    assert (picture.undetermined_criticality, picture.items) == (1, 4)


def test_totals_are_pooled_over_items_and_not_averaged_over_organisations(programme: Programme) -> None:
    """1 of 1 and 0 of 3 are 1 of 4 together, not a half; the organisation that is silent is counted."""
    items = [item_of(programme, f"T.{number}", **DUE) for number in (1, 2, 3)]
    picture = picture_of(
        world(programme, *items),
        """
        organisation | item | 2021-07
        05           | T.1  | done
        05           | T.2  | not_applicable
        05           | T.3  | not_applicable
        17           | T.1  | -
        17           | T.2  | -
        17           | T.3  | -
        """,
    )
    assert picture.roadmap.done == Share(1, 4)
    heat = picture.heat.set_index(["organisation", "group"])[["numerator", "denominator"]]
    assert heat.loc[("05", "")].tolist() == [1, 1]
    assert heat.loc[("17", "")].tolist() == [0, 3]
    assert heat.loc[("", "")].tolist() == [1, 4]
    assert heat.loc[("", "HTT")].tolist() == [1, 4]


def test_nothing_closed_is_a_denominator_of_zero_and_prints_a_dash(programme: Programme) -> None:
    picture = picture_of(
        world(programme, item_of(programme, **OPEN)),
        """
        organisation | item | 2021-07 | 2021-08
        05           | T.1  | started | x
        17           | T.1  | .       | .
        """,
    )
    done = picture.roadmap.done
    assert done == Share(0, 0)
    assert share(done.numerator, done.denominator) == "–"
    assert picture.heat["denominator"].tolist() == [0] * 6
    assert picture.heat["points_before"].isna().all()
    assert picture.weakest_group is None
    assert (picture.best, picture.worst) == ([], [])


def test_figures_of_each_workbook_add_up_to_the_views(programme: Programme) -> None:
    items = [
        item_of(programme, "T.1", **DUE),
        item_of(programme, "T.2", **OPEN),
        item_of(programme, "T.3", group="JO", **DUE),
    ]
    picture = picture_of(
        world(programme, *items),
        """
        organisation | item | 2021-07
        05           | T.1  | done
        05           | T.2  | started help
        05           | T.3  | .
        17           | T.1  | started
        17           | T.2  | not_started
        17           | T.3  | done
        """,
    )
    figures = picture.figures.set_index(["organisation", "group"])
    assert figures.loc[
        ("05", "HTT"), ["followed", "opened", "opened_started", "closed", "closed_done"]
    ].tolist() == [
        2,
        2,
        2,
        1,
        1,
    ]
    assert figures.loc[("05", "JO"), ["never", "reported", "behind"]].tolist() == [1, 0, 1]
    assert figures.loc[("05", "HTT"), ["red_flags", "reported"]].tolist() == [1, 2]
    sums = picture.figures.sum(numeric_only=True)
    assert picture.roadmap.started == Share(sums["opened_started"], sums["opened"])
    assert picture.roadmap.done == Share(sums["closed_done"], sums["closed"])
    assert picture.readiness.started == Share(sums["ready_started"], sums["ready"])
    assert (picture.followed, picture.behind_count.now) == (sums["followed"], sums["behind"])


# --- the heat map -----------------------------------------------------------------------------------------------


def test_heat_marks_where_the_months_workbook_is_missing_and_the_former_values_stand(
    programme: Programme,
) -> None:
    items = [item_of(programme, "T.1", **DUE), item_of(programme, "T.2", group="JO", **DUE)]
    picture = picture_of(
        world(programme, *items),
        """
        organisation | item | 2021-07 | 2021-08
        05           | T.1  | done    | -
        05           | T.2  | done    | x
        17           | T.1  | started | done
        17           | T.2  | .       | .
        """,
    )
    heat = picture.heat.set_index(["organisation", "group"])
    assert heat["carried"].to_dict() == {
        ("05", "HTT"): True,
        ("05", "JO"): False,
        ("05", ""): True,
        ("17", "HTT"): False,
        ("17", "JO"): False,
        ("17", ""): False,
        ("", "HTT"): True,
        ("", "JO"): False,
        ("", ""): True,
    }
    assert heat.loc[("05", "HTT"), ["numerator", "denominator"]].tolist() == [1, 1]
    assert heat["reported"].to_dict()[("17", "JO")] is False


def test_heat_compares_with_the_percent_that_was_printed_the_month_before(programme: Programme) -> None:
    """1 of 3 was printed as 33, 2 of 3 is printed as 67: the change is 34 points."""
    items = [item_of(programme, f"T.{number}", **DUE) for number in (1, 2, 3)]
    picture = picture_of(
        world(programme, *items, organisations=("05",)),
        """
        organisation | item | 2021-07 | 2021-08
        05           | T.1  | done    | x
        05           | T.2  | started | done
        05           | T.3  | started | x
        """,
    )
    assert picture.heat["points_before"].tolist() == [33] * 4
    assert picture.best == [("05", 34)]
    assert picture.worst == []


def test_movers_are_the_three_organisations_that_rose_and_fell_most(programme: Programme) -> None:
    """Of five that rose by 100, 75, 50, 25 and 25 points three are named; equal ones in their own order."""
    codes = ("02", "05", "06", "07", "08", "17", "18")
    items = [item_of(programme, f"T.{number}", **DUE) for number in (1, 2, 3, 4)]
    moves = {
        "02": ("not_started", "done", 1),
        "05": ("not_started", "done", 4),
        "06": ("not_started", "done", 2),
        "07": ("not_started", "done", 1),
        "08": ("not_started", "done", 3),
        "17": ("done", "started", 1),
        "18": ("done", "started", 3),
    }
    rows = [
        f"{code} | {item.id} | {before} | {after if number < count else before}"
        for code, (before, after, count) in moves.items()
        for number, item in enumerate(items)
    ]
    picture = picture_of(
        world(programme, *items, organisations=codes),
        "\n".join(["organisation | item | 2021-07 | 2021-08", *rows]),
    )
    assert picture.best == [("05", 100), ("08", 75), ("06", 50)]
    assert picture.worst == [("18", -75), ("17", -25)]


def test_weakest_group_has_the_lowest_share_done_of_closed(programme: Programme) -> None:
    """Groups in which nothing is closed are not weak; of equal ones the first of the programme."""
    items = [
        item_of(programme, "T.1", group="HTT", **DUE),
        item_of(programme, "T.2", group="JO", **DUE),
        item_of(programme, "T.3", group="PJ", **DUE),
        item_of(programme, "T.4", group="ICT", **OPEN),
    ]
    picture = picture_of(
        world(programme, *items),
        """
        organisation | item | 2021-07
        05           | T.1  | done
        05           | T.2  | done
        05           | T.3  | started
        05           | T.4  | started
        17           | T.1  | done
        17           | T.2  | started
        17           | T.3  | done
        17           | T.4  | started
        """,
    )
    assert picture.weakest_group == ("JO", Share(1, 2))


# --- changes ----------------------------------------------------------------------------------------------------


def test_no_group_is_weak_where_everything_due_is_done(programme: Programme) -> None:
    items = [item_of(programme, "T.1", **DUE), item_of(programme, "T.2", group="JO", **DUE)]
    lives = """
        organisation | item | 2021-08
        05           | T.1  | done
        05           | T.2  | done
        """
    assert picture_of(world(programme, *items, organisations=("05",)), lives).weakest_group is None


def test_changes_name_what_fell_back_fell_behind_and_recovered(programme: Programme) -> None:
    """Of each kind the gravest first: T.4 also fell back, which is a point more than T.2 has."""
    items = [
        item_of(programme, f"T.{number}", start="2021-07-01", end="2021-08-15") for number in (1, 2, 3, 4, 5)
    ]
    picture = picture_of(
        world(programme, *items, organisations=("05",)),
        """
        organisation | item | 2021-07     | 2021-08
        05           | T.1  | not_started | done 100
        05           | T.2  | started 50  | started 60
        05           | T.3  | not_started | not_applicable
        05           | T.4  | done        | started 80
        05           | T.5  | not_started | started
        """,
    )
    found = [tuple(row) for row in picture.changes[["change", "item", "status_before"]].to_numpy()]
    assert found == [
        ("regressed", "T.4", "done"),
        ("newly_behind", "T.4", "done"),
        ("newly_behind", "T.2", "started"),
        ("recovered", "T.1", "not_started"),
        ("recovered", "T.3", "not_started"),
    ]
    assert (picture.newly_behind, picture.recovered, picture.regressed, picture.finished) == (2, 2, 1, 1)
    assert picture.behind_count == Count(3, 3)


@pytest.mark.parametrize("seed", range(2))
def test_behind_before_plus_newly_behind_less_recovered_is_behind_now(
    programme: Programme, seed: int
) -> None:
    chance = random.Random(seed)
    items = [
        item_of(
            programme,
            f"T.{number}",
            critical=chance.choice(["yes", "undetermined", "no"]),
            start=start,
            end=end,
        )
        for number, (start, end) in enumerate(
            (f"2021-0{chance.randint(7, 9)}-01", chance.choice(["", f"2021-{chance.randint(10, 12)}-15"]))
            for _ in range(12)
        )
    ]
    words = ["not_started", "started", "done", "not_applicable", "x", ".", "-"]
    months = ["2021-07", "2021-08", "2021-10", "2021-11"]
    lines = [
        " | ".join([code, item.id, *(chance.choice(words) for _ in months)])
        for code in ("05", "17")
        for item in items
    ]
    lives = "\n".join([" | ".join(["organisation", "item", *months]), *lines])
    for month in months[1:]:
        picture = picture_of(world(programme, *items), lives, month=month)
        assert picture.behind_count.before is not None
        assert (
            picture.behind_count.before + picture.newly_behind - picture.recovered == picture.behind_count.now
        )
        assert picture.behind_count.now == len(picture.behind)


def test_the_first_collected_month_is_compared_with_nothing(programme: Programme) -> None:
    picture = picture_of(
        world(programme, item_of(programme, **DUE)),
        """
        organisation | item | 2021-07
        05           | T.1  | started
        17           | T.1  | done
        """,
    )
    assert picture.month_before is None
    assert picture.changes.empty
    assert (picture.behind_count, picture.received) == (Count(1, None), Count(2, None))
    assert picture.finished == 0


def test_a_month_is_compared_with_the_collected_month_before_it(programme: Programme) -> None:
    picture = picture_of(
        world(programme, item_of(programme, **DUE), organisations=("05",)),
        """
        organisation | item | 2021-07 | 2021-08 | 2021-09
        05           | T.1  | started | -       | done
        """,
    )
    assert picture.month_before == "2021-07"
    assert picture.changes[["change", "item"]].to_numpy().tolist() == [["recovered", "T.1"]]


# --- the lists --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "before", "now", "start_first", "points"),
    [
        ("2021-10-31", "started", "started", "no", 1),
        ("2021-10-02", "started", "started", "no", 1),
        ("2021-10-01", "started", "started", "no", 2),
        ("2021-07-15", "started", "started", "no", 4),
        ("2021-01-01", "started", "started", "no", 6),
        ("2021-10-31", "not_started", "not_started", "no", 3),
        ("2021-10-31", "started", "started help", "no", 4),
        ("2021-10-31", "started", "started", "yes", 3),
        ("2021-10-31", "started 30", "started 20", "no", 2),
        ("2021-01-01", "started", "not_started help", "yes", 14),
    ],
)
def test_gravity_points(
    programme: Programme, end: str, before: str, now: str, start_first: str, points: int
) -> None:
    """D = 1.11.: one for each begun 30 days late (6 at most), help 3, start first 2, not started 2, fell back 1."""
    item = item_of(programme, start="2020-01-01", end=end, start_first=start_first)
    lives = f"organisation | item | 2021-09 | 2021-10\n05 | T.1 | {before} | {now}"
    assert picture_of(world(programme, item, organisations=("05",)), lives).behind["gravity"].tolist() == [
        points
    ]


def test_a_stall_adds_the_point_of_a_regression_and_the_sum_is_the_most(programme: Programme) -> None:
    tiny = world(programme, item_of(programme, start="2020-01-01", end="2021-10-31"), organisations=("05",))
    lives = """
        organisation | item | 2021-07 | 2021-08 | 2021-09 | 2021-10
        05           | T.1  | started | x       | x       | x
        """
    assert picture_of(tiny, lives).behind["gravity"].tolist() == [2]
    assert tiny.gravity.most == 14


def test_behind_is_ordered_by_gravity_then_days_late_then_how_widespread_then_roadmap(
    programme: Programme,
) -> None:
    items = [
        item_of(programme, "T.1", start="2021-01-01", end="2021-07-20"),
        item_of(programme, "T.2", start="2021-01-01", end="2021-07-10"),
        item_of(programme, "T.3", start="2021-01-01", end="2021-07-20"),
    ]
    picture = picture_of(
        world(programme, *items, organisations=("05", "17")),
        """
        organisation | item | 2021-07
        05           | T.1  | started
        05           | T.2  | started
        05           | T.3  | started
        17           | T.1  | not_started
        17           | T.2  | done
        17           | T.3  | done
        """,
    )
    assert picture.behind[
        ["rank", "organisation", "item", "gravity", "days_late", "same_behind"]
    ].to_numpy().tolist() == [
        [1, "17", "T.1", 3, 12, 2],
        [2, "05", "T.2", 1, 22, 1],
        [3, "05", "T.1", 1, 12, 2],
        [4, "05", "T.3", 1, 12, 1],
    ]
    assert picture.behind_organisations == 2


def test_warnings_are_ordered_by_the_gravest_reason_then_by_due_date(programme: Programme) -> None:
    ends = {
        "T.1": "2022-06-30",
        "T.2": "2022-05-31",
        "T.3": "2022-04-30",
        "T.4": "2022-03-31",
        "T.5": "2022-06-30",
    }
    items = [item_of(programme, code, start="2021-07-01", end=end) for code, end in ends.items()]
    picture = picture_of(
        world(programme, *items, organisations=("05",)),
        """
        organisation | item | 2021-07    | 2021-08
        05           | T.1  | started    | started >2022-07-31
        05           | T.2  | started    | started >2022-06-01
        05           | T.3  | started    | .
        05           | T.4  | started 40 | started 30
        05           | T.5  | started    | started help >2022-07-31
        """,
    )
    assert picture.warnings[["item", "reasons"]].to_numpy().tolist() == [
        ["T.5", "forecast_late;red_flag"],
        ["T.4", "regressed"],
        ["T.2", "forecast_late"],
        ["T.1", "forecast_late"],
        ["T.3", "unreported"],
    ]


def test_long_late_counts_more_than_sixty_days(programme: Programme) -> None:
    """D = 1.10.: 2.8. is 60 days before it, 1.8. is 61."""
    items = [
        item_of(programme, "T.1", start="2021-07-01", end="2021-08-02"),
        item_of(programme, "T.2", start="2021-07-01", end="2021-08-01"),
    ]
    lives = "organisation | item | 2021-09\n05 | T.1 | started\n05 | T.2 | started"
    picture = picture_of(world(programme, *items, organisations=("05",)), lives)
    assert sorted(picture.behind["days_late"]) == [60, 61]
    assert picture.long_late == 1


def test_each_item_shows_its_newest_text_and_challenges_first_where_help_is_asked(
    programme: Programme,
) -> None:
    items = [item_of(programme, f"T.{number}", **DUE) for number in (1, 2, 3, 4)]
    picture = picture_of(
        world(programme, *items, organisations=("05",)),
        """
        organisation | item | 2021-07                     | 2021-08
        05           | T.1  | started where_now=a         | started where_now=a challenges=b
        05           | T.2  | started where_now=a         | started where_now=c challenges=d
        05           | T.3  | started where_now=a         | started help where_now=c challenges=d
        05           | T.4  | started owner=Maija         | x owner=Kalle
        """,
    )
    texts = dict(zip(picture.behind["item"], picture.behind["latest_text"], strict=True))
    assert texts == {"T.1": "b", "T.2": "c", "T.3": "d", "T.4": ""}


def test_each_row_points_to_the_cell_that_it_comes_from(programme: Programme) -> None:
    """The status cell; the cell of "no change" where that was the report; nothing where nothing was reported."""
    items = [item_of(programme, f"T.{number}", **DUE) for number in (1, 2, 3, 4)]
    picture = picture_of(
        world(programme, *items, organisations=("05",)),
        """
        organisation | item | 2021-07 | 2021-08
        05           | T.1  | started | started
        05           | T.2  | started | x
        05           | T.3  | started | .
        05           | T.4  | .       | .
        """,
    )
    assert dict(zip(picture.behind["item"], picture.behind["source"], strict=True)) == {
        "T.1": "05_HTT_2021-08.xlsx · Tilannekuva!K7",
        "T.2": "05_HTT_2021-08.xlsx · Tilannekuva!J7",
        "T.3": "05_HTT_2021-07.xlsx · Tilannekuva!K7",
        "T.4": "",
    }


def test_help_is_counted_by_workbook_with_the_text_of_the_gravest_item(programme: Programme) -> None:
    items = [
        item_of(programme, "T.1", **OPEN),
        item_of(programme, "T.2", **DUE),
        item_of(programme, "T.3", group="JO", **OPEN),
    ]
    picture = picture_of(
        world(programme, *items),
        """
        organisation | item | 2021-08
        05           | T.1  | started help challenges=lievä
        05           | T.2  | started help challenges=vakava
        05           | T.3  | done help
        17           | T.1  | started help challenges=muu
        17           | T.2  | done
        17           | T.3  | started
        """,
    )
    assert picture.help.to_numpy().tolist() == [["05", "HTT", 2, "vakava"], ["17", "HTT", 1, "muu"]]
    assert (picture.help_count.now, picture.help_organisations) == (3, 2)


# --- who has not sent -------------------------------------------------------------------------------------------

LATE_ONES = """
    organisation | item | 2021-07 | 2021-08 | 2021-09
    05           | T.1  | .       | -       | -
    17           | T.1  | -       | .       | .
    """


def test_missing_names_the_last_received_month_and_the_months_in_a_row(programme: Programme) -> None:
    picture = picture_of(world(programme, item_of(programme, **OPEN)), LATE_ONES)
    assert picture.missing.to_numpy().tolist() == [["05", "HTT", "missing", "2021-07", 2, 1]]
    assert (picture.received, picture.expected) == (Count(1, 1), 2)


def test_missing_workbooks_are_awaited_up_to_the_deadline_and_refused_ones_are_told(
    programme: Programme,
) -> None:
    """The workbooks of 2021-09 are due on 5.10.2021."""
    tiny = world(programme, item_of(programme, **OPEN))
    for day, refused, state in (
        (date(2021, 10, 5), (), "awaited"),
        (date(2021, 10, 6), (), "missing"),
        (date(2021, 10, 5), [("2021-09", "05", "HTT")], "refused"),
    ):
        picture = picture_of(tiny, LATE_ONES, as_of=day, refused=refused)
        assert picture.missing["state"].tolist() == [state]


def test_months_of_pause_and_before_the_first_owed_one_are_not_counted_as_missing(
    programme: Programme,
) -> None:
    """05 pauses in 2021-08; 17 owes from 2021-09 on."""
    expected = [
        Expected("05", "HTT", "2021-07", "2021-07"),
        Expected("05", "HTT", "2021-09", ""),
        Expected("17", "HTT", "2021-09", ""),
        Expected("18", "HTT", "2021-07", ""),
    ]
    tiny = small(programme, item_of(programme), organisations=("05", "17", "18"), expected=expected)
    picture = picture_of(
        tiny,
        """
        organisation | item | 2021-07 | 2021-08 | 2021-09
        05           | T.1  | -       | -       | -
        17           | T.1  | -       | -       | -
        18           | T.1  | .       | .       | .
        """,
    )
    rows = dict(zip(picture.missing["organisation"], picture.missing["months_in_a_row"], strict=True))
    assert rows == {"05": 2, "17": 1}


# --- the trend --------------------------------------------------------------------------------------------------


def test_trend_has_figures_up_to_the_month_and_the_plan_up_to_the_hard_deadline(programme: Programme) -> None:
    items = [item_of(programme, "T.1", **DUE), item_of(programme, "T.2", **OPEN)]
    lives = """
        organisation | item | 2021-07 | 2021-08
        05           | T.1  | started | done
        05           | T.2  | started | x
        """
    picture = picture_of(world(programme, *items, organisations=("05",)), lives, month="2021-08")
    trend = picture.trend.set_index("month")
    assert (trend.index[0], trend.index[-1]) == ("2021-07", "2022-12")
    shown = ["received", "expected", "opened_started", "opened", "closed_done", "closed", "behind"]
    assert trend.loc["2021-07", shown].tolist() == [1, 1, 2, 2, 0, 1, 1]
    assert trend.loc["2021-08", shown].tolist() == [1, 1, 2, 2, 1, 1, 0]
    assert trend.loc["2021-09":, shown].isna().all(axis=None)
    assert trend["planned"].tolist() == [1] * 11 + [2] * 7


# --- who may read what ------------------------------------------------------------------------------------------


DOWN_AND_UP = """
    organisation | item | 2021-07 | 2021-08 | 2021-09 | 2021-10
    02           | T.1  | done    | x       | started | not_started
    02           | T.2  | done    | x       | x       | started
    05           | T.1  | started | done    | x       | x
    05           | T.2  | started | x       | x       | x
    17           | T.1  | done    | x       | started | x
    17           | T.2  | done    | x       | x       | x
    """
"""Of the two items that are due 02 falls twice, 05 rises and stays, 17 falls and stays."""


def down_and_up(programme: Programme, lives: str = DOWN_AND_UP, **wanted: str) -> Picture:
    items = [
        item_of(programme, "T.1", **DUE),
        item_of(programme, "T.2", group="JO", **DUE),
        item_of(programme, "T.3", group="ICT", start="2022-01-01", end="2022-06-30"),
    ]
    return picture_of(world(programme, *items, organisations=("02", "05", "17")), lives, **wanted)


def test_courses_pool_the_items_of_each_group_area_and_organisation(programme: Programme) -> None:
    """05 and 17 lie in the same area; 2 of 2 and 0 of 2 are 2 of 4 there, as everywhere."""
    picture = down_and_up(programme)
    course = picture.courses.set_index(["kind", "code", "month"])[["numerator", "denominator", "behind"]]
    south, west = "Etelä-Suomen yhteistyöalue", "Länsi-Suomen yhteistyöalue"
    assert course.loc[("whole", "", "2021-07")].tolist() == [4, 6, 2]
    assert course.loc[("whole", "", "2021-10")].tolist() == [2, 6, 4]
    assert course.loc[("group", "HTT", "2021-10")].tolist() == [1, 3, 2]
    assert course.loc[("group", "JO", "2021-08")].tolist() == [2, 3, 1]
    assert course.loc[("area", west, "2021-07")].tolist() == [2, 4, 2]
    assert course.loc[("area", south, "2021-10")].tolist() == [0, 2, 2]
    assert course.loc[("organisation", "17", "2021-09")].tolist() == [1, 2, 1]
    whole = course.loc["whole"]["numerator"]
    for kind in ("group", "area", "organisation"):
        assert course.loc[kind].groupby("month")["numerator"].sum().tolist() == whole.tolist()


def test_standings_say_since_when_a_share_falls_month_after_month(programme: Programme) -> None:
    """100, 100, 50, 0: since 9/2021. A month of standing still ends the row of falls: 17 does not fall any more."""
    standings = down_and_up(programme).standings
    rows = standings[standings["kind"] == "organisation"].set_index("code")
    assert rows["falling_since"].to_dict() == {"02": "2021-09", "05": "", "17": ""}
    assert rows["points_changed"].to_dict() == {"02": -50, "05": 0, "17": 0}
    assert rows["behind_changed"].to_dict() == {"02": 1, "05": 0, "17": 0}
    assert standings.set_index(["kind", "code"]).loc[("whole", ""), "points_changed"] == 33 - 50


def test_standings_show_whole_groups_areas_and_then_organisations_that_fell_most_first(
    programme: Programme,
) -> None:
    """05 and 17 both stand still, and have 1 of 2 each: the order of the programme decides."""
    standings = down_and_up(programme).standings
    assert list(zip(standings["kind"], standings["code"], strict=True)) == [
        ("whole", ""),
        *(("group", code) for code in ("HTT", "JO", "ICT")),
        ("area", "Etelä-Suomen yhteistyöalue"),
        ("area", "Länsi-Suomen yhteistyöalue"),
        ("organisation", "02"),
        ("organisation", "05"),
        ("organisation", "17"),
    ]


def test_standings_of_the_first_month_and_of_nothing_due_have_no_change(programme: Programme) -> None:
    first = down_and_up(programme, month="2021-07").standings
    assert first["points_changed"].isna().all()
    assert first["behind_changed"].isna().all()
    assert set(first["falling_since"]) == {""}
    later = down_and_up(programme).standings.set_index(["kind", "code"])
    assert later.loc[("group", "ICT"), ["numerator", "denominator"]].tolist() == [0, 0]
    assert later["points_changed"].isna()[("group", "ICT")]


def test_courses_stop_at_the_month_and_leave_out_months_that_nobody_collected(programme: Programme) -> None:
    """Nothing came in 8/2021; the month that the picture is of is shown even so."""
    lives = """
        organisation | item | 2021-07 | 2021-08 | 2021-09 | 2021-10
        02           | T.1  | done    | -       | x       | -
        """
    months = list(down_and_up(programme, lives).courses["month"].unique())
    assert months == ["2021-07", "2021-09", "2021-10"]
    assert list(down_and_up(programme, lives, month="2021-09").courses["month"].unique()) == months[:2]


def test_kinds_of_which_a_picture_has_but_one_are_left_out(programme: Programme) -> None:
    assert set(down_and_up(programme, organisation="02").courses["kind"]) == {"whole", "group"}
    assert set(down_and_up(programme, organisation="02", group="JO").courses["kind"]) == {"whole"}


def test_the_phase_and_the_days_left_are_those_of_the_last_day_of_the_month(programme: Programme) -> None:
    picture = down_and_up(programme)
    assert (picture.phase.number if picture.phase else None, picture.days_left) == (3, 426)
    undated = replace(picture.programme, phases=())
    assert replace(picture, programme=undated).phase is None


def test_an_organisation_reads_its_own_notes_and_those_that_others_share(programme: Programme) -> None:
    notes = [
        note("2021-07", "oma"),
        note("2021-07", "salattu", "17", row=5),
        note("2021-07", "jaettu", "17", row=6, shareable=1),
        note("2021-06", "vanha"),
    ]
    tiny = world(programme, item_of(programme))
    lives = "organisation | item | 2021-07\n05 | T.1 | .\n17 | T.1 | ."
    own = picture_of(tiny, lives, notes=notes, organisation="05").notes
    assert own["text"].tolist() == ["oma", "jaettu"]
    assert own["source"].tolist() == ["05_HTT_2021-07.xlsx · Huomiot!D5", ""]
    assert picture_of(tiny, lives, notes=notes).notes["text"].tolist() == ["oma", "salattu", "jaettu"]


def test_wishes_stand_first_then_risks_then_observations_each_by_organisation_and_row(
    programme: Programme,
) -> None:
    notes = [
        note("2021-07", "d", "17", kind="risk"),
        note("2021-07", "b", "17", kind="observation"),
        note("2021-07", "a", "05", kind="observation", item="T.1"),
        note("2021-07", "c", "05", kind="wish"),
    ]
    tiny = world(programme, item_of(programme))
    found = picture_of(tiny, "organisation | item | 2021-07\n05 | T.1 | .\n17 | T.1 | .", notes=notes).notes
    assert found["text"].tolist() == ["c", "d", "a", "b"]
    assert found["name"].tolist() == ["", "", tiny.items[0].name, ""]


def test_an_organisations_picture_counts_only_its_own_but_tells_how_widespread_each_item_is(
    programme: Programme,
) -> None:
    tiny = world(programme, item_of(programme, **DUE))
    lives = "organisation | item | 2021-07\n05 | T.1 | started\n17 | T.1 | started where_now=salattu"
    picture = picture_of(tiny, lives, organisation="05", group="HTT")
    assert picture.roadmap.done == Share(0, 1)
    assert picture.behind[["organisation", "same_behind"]].to_numpy().tolist() == [["05", 2]]
    assert set(picture.figures["organisation"]) == {"05"}
    assert (picture.expected, picture.received.now) == (1, 1)


SECRET = "ZQXSALAINEN"
SHARED = "ZQXJAETTAVA"


@pytest.fixture
def run_with_secrets(run_on: Callable[..., Run]) -> Run:
    """Two organisations; 17 has written the marker into every text field and into one note that it shares."""
    run = run_on()
    folder = run.workspace.programme_folder(run.programme.id)
    cut_items(folder, 3)
    run = replace(run_on(date(2021, 8, 20)), workspace=run.workspace)
    item = run.programme.items_in("2021-07", "HTT")[0].id
    texts = [each.code for each in run.programme.workbook.sheet("items").filled_fields if each.type == "text"]
    secret = {
        "status": "Käynnissä",
        "red_flag": "kyllä",
        "forecast_end": date(2021, 8, 1),
        **{field: f"{SECRET} {field}" for field in texts},
    }
    notes = [
        {"kind": "Riski", "text": f"{SECRET} note", "item": item},
        {"kind": "Toive", "text": f"{SHARED} note", "shareable": "kyllä"},
    ]
    for code, row, noted in (("17", secret, notes), ("05", {"status": "Käynnissä"}, [])):
        book = workbook(run.programme, {item: row}, organisation=code, notes=noted)
        save(book, run.workspace.input / "2021-07" / f"{code}_{SECRET if code == '17' else 'own'}.xlsx")
    merge_files(run, sent_files(run.workspace.input))
    return run


def words_in(path: Path) -> str:
    """All XML of a workbook, without what its cells look like."""
    with ZipFile(path) as package:
        parts = [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    return re.sub(r"<[^>]*>", " ", "\n".join(parts)) + "\n".join(parts)


@pytest.mark.parametrize("audience", ["organisation", "group", "discussion"])
def test_no_workbook_for_an_organisation_holds_anothers_text_but_what_it_shares(
    run_with_secrets: Run, audience: str
) -> None:
    """Looked for in every part of the file: cells, comments, names, properties."""
    paths = make_reports(run_with_secrets, "2021-07", [audience])
    own = [path for path in paths if "_05_" in path.name]
    others = [path for path in paths if "_17_" in path.name and "_JO_" not in path.name]
    assert own
    for path in own:
        words = words_in(path)
        assert SECRET not in words
        assert SHARED in words
    assert any(SECRET in words_in(path) for path in others)


def test_the_ministry_reads_everything(run_with_secrets: Run) -> None:
    (path,) = make_reports(run_with_secrets, "2021-07", ["ministry"])
    words = words_in(path)
    assert f"{SECRET} challenges" in words
    assert f"{SECRET} note" in words
