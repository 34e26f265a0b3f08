"""Behind schedule, clause by clause: small stories with results worked out by hand from docs/behind-schedule.md."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from stories import GROUP, ITEM, PLACE, frame, item_of, judged, life, monthly, small, table, told
from ytaexcel.assess import COLUMNS, REASONS, assess
from ytaexcel.in_force import in_force
from ytaexcel.months import months_between
from ytaexcel.programme import Programme
from ytaexcel.programme.records import Expected


def expect(programme: Programme, text: str) -> None:
    """Holds a story against its table. Reasons are joined by blanks; `reported` and `in_state` may be left out."""
    rows = table(text)
    found = judged(programme, {row["month"]: row["told"] for row in rows})
    wrong = []
    for row in rows:
        ours = found[row["month"]]
        shown: Mapping[str, object] = {
            "reasons": " ".join(ours["reasons"].split(";")),
            "behind": str(ours["behind"]),
            "late": str(ours["days_late"]),
            "in_state": str(ours["months_in_state"]),
            "reported": ours["reported"],
            "status": ours["status"],
        }
        wrong += [
            f"{row['month']} {name}: {shown[name]!r}, expected {expected!r}"
            for name, expected in row.items()
            if name not in ("month", "told") and shown[name] != expected
        ]
    assert not wrong, "\n".join(wrong)


# --- behind: overdue and late start -----------------------------------------------------------------------------


def test_overdue_from_the_month_whose_end_is_after_the_planned_end(programme: Programme) -> None:
    """D of 2021-08 is 1.9.: an end of 31.8. is before it by one day; days late count from the planned end."""
    expect(
        small(programme, item_of(programme, start="2021-07-01", end="2021-08-31")),
        """
        month   | told       | behind | reasons | late
        2021-07 | started 10 | 0      |         | 0
        2021-08 | started 60 | 1      | overdue | 1
        2021-09 | started 80 | 1      | overdue | 31
        2021-10 | done 100   | 0      |         | 0
        """,
    )


def test_an_end_on_d_itself_is_not_overdue(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme, start="2021-07-01", end="2021-09-01")),
        """
        month   | told       | behind | reasons | late
        2021-08 | started 60 | 0      |         | 0
        2021-09 | started 70 | 1      | overdue | 30
        """,
    )


def test_late_start_from_the_month_whose_end_is_after_the_planned_start(programme: Programme) -> None:
    """Not started and late is behind, but without days late while the end is still to come."""
    expect(
        small(programme, item_of(programme, start="2021-08-01", end="2021-12-31")),
        """
        month   | told        | behind | reasons    | late
        2021-07 | not_started | 0      |            | 0
        2021-08 | not_started | 1      | late_start | 0
        2021-09 | started     | 0      |            | 0
        """,
    )


def test_without_a_planned_start_there_is_no_late_start(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme, end="2022-06-30")),
        """
        month   | told        | behind | reasons
        2021-07 | not_started | 0      |
        """,
    )


def test_days_of_grace_put_the_late_start_off(programme: Programme) -> None:
    """Start 2.8. and 30 days of grace: 1.9. is not before D = 1.9., so August is not late yet."""
    tiny = small(programme, item_of(programme, start="2021-08-02", end="2021-12-31"))
    assert tiny.thresholds.grace_days == 0
    expect(
        replace(tiny, thresholds=replace(tiny.thresholds, grace_days=30)),
        """
        month   | told        | behind | reasons
        2021-08 | not_started | 0      |
        2021-09 | not_started | 1      | late_start
        """,
    )


def test_an_item_never_reported_counts_as_not_started(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme, start="2021-08-01", end="2021-08-15")),
        """
        month   | told | status      | reported | behind | reasons                       | late | in_state
        2021-07 | .    | not_started | never    | 0      | unreported                    | 0    | 0
        2021-08 | .    | not_started | never    | 1      | overdue late_start unreported | 17   | 0
        """,
    )


def test_a_missing_end_falls_back_to_the_hard_deadline(programme: Programme) -> None:
    """31.12.2022 stands in as the planned end and is overdue from December 2022; a missing start stays missing."""
    tiny = small(programme, item_of(programme))
    expect(
        tiny,
        """
        month   | told       | behind | reasons | late
        2022-11 | started 10 | 0      |         | 0
        2022-12 | started 20 | 1      | overdue | 1
        """,
    )
    row = judged(tiny, {"2021-07": "started"})["2021-07"]
    assert row["planned_end"] == pd.Timestamp(tiny.hard_deadline)
    assert not row["has_window_end"]
    assert pd.isna(row["planned_start"])


def test_not_applicable_is_never_behind_whatever_else_holds(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme, start="2021-07-01", end="2021-07-10")),
        """
        month   | told                            | behind | reasons | late
        2021-07 | not_applicable >2021-07-01 help | 0      |         | 0
        2021-08 | .                               | 0      |         | 0
        """,
    )


def test_done_is_never_behind_nor_asks_for_help(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme, start="2021-07-01", end="2021-07-10")),
        """
        month   | told                       | behind | reasons | late
        2021-08 | done 100 >2022-01-31 help  | 0      |         | 0
        """,
    )


# --- warnings ahead ---------------------------------------------------------------------------------------------


def test_forecast_late_when_the_forecast_is_after_the_planned_end(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme, start="2021-07-01", end="2021-12-31")),
        """
        month   | told                   | behind | reasons
        2021-07 | started 10 >2021-12-31 | 0      |
        2021-08 | started 20 >2022-01-01 | 0      | forecast_late
        2021-09 | x                      | 0      |
        """,
    )


def test_forecast_late_against_the_hard_deadline_where_there_is_no_end(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme)),
        """
        month   | told                | behind | reasons
        2021-07 | started >2022-12-31 | 0      |
        2021-08 | started >2023-01-01 | 0      | forecast_late
        """,
    )


def test_past_forecast_when_the_forecast_is_before_d(programme: Programme) -> None:
    """A carried forecast passes too."""
    expect(
        small(programme, item_of(programme, start="2021-07-01", end="2021-12-31")),
        """
        month   | told                   | behind | reasons
        2021-07 | started 10 >2021-08-31 | 0      |
        2021-08 | .                      | 0      | past_forecast unreported
        2021-09 | done                   | 0      |
        """,
    )


def test_a_forecast_for_d_itself_is_not_past(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme, start="2021-07-01", end="2021-12-31")),
        """
        month   | told                | behind | reasons
        2021-08 | started >2021-09-01 | 0      |
        2021-09 | .                   | 0      | past_forecast unreported
        """,
    )


def test_red_flag_holds_only_in_the_month_in_which_help_is_asked(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme, start="2021-07-01", end="2021-12-31")),
        """
        month   | told         | behind | reasons
        2021-07 | started help | 0      | red_flag
        2021-08 | .            | 0      | unreported
        2021-09 | x            | 0      |
        """,
    )


def test_regressed_by_status_or_by_percent_of_an_equal_status(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme, end="2022-06-30")),
        """
        month   | told           | behind | reasons
        2021-07 | started 40     | 0      |
        2021-08 | started 30     | 0      | regressed
        2021-09 | done 100       | 0      |
        2021-10 | started 100    | 0      | regressed
        2021-11 | not_started    | 0      | regressed
        2021-12 | not_applicable | 0      |
        2022-01 | not_started    | 0      |
        """,
    )


def test_a_lower_percent_of_done_is_regressed_too(programme: Programme) -> None:
    """`regressed` is the one warning that a done item can carry."""
    expect(
        small(programme, item_of(programme)),
        """
        month   | told     | behind | reasons
        2021-07 | done 100 | 0      |
        2021-08 | done 90  | 0      | regressed
        """,
    )


def test_a_percent_left_blank_is_no_lower_percent(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme)),
        """
        month   | told       | behind | reasons
        2021-07 | started 40 | 0      |
        2021-08 | started    | 0      |
        2021-09 | started 10 | 0      |
        """,
    )


def test_regressed_is_held_against_the_collected_month_before(programme: Programme) -> None:
    """Nothing was collected in 2021-08: September is held against July."""
    expect(
        small(programme, item_of(programme)),
        """
        month   | told       | behind | reasons
        2021-07 | started 40 | 0      |
        2021-08 | -          | 0      | unreported
        2021-09 | started 30 | 0      | regressed
        """,
    )


# --- stalled ----------------------------------------------------------------------------------------------------


def test_stalled_in_the_fourth_collected_month_with_equal_percent_and_no_text(programme: Programme) -> None:
    """Started now and in the three collected months before; blank equals blank."""
    for percent in (" 40", ""):
        expect(
            small(programme, item_of(programme)),
            f"""
            month   | told             | behind | reasons
            2021-07 | started{percent} | 0      |
            2021-08 | x                | 0      |
            2021-09 | started{percent} | 0      |
            2021-10 | x                | 0      | stalled
            2021-11 | x                | 0      | stalled
            """,
        )


def test_a_percent_that_moved_in_the_months_looked_at_is_no_stall(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme)),
        """
        month   | told       | behind | reasons
        2021-07 | started 30 | 0      |
        2021-08 | started 40 | 0      |
        2021-09 | x          | 0      |
        2021-10 | x          | 0      |
        2021-11 | x          | 0      | stalled
        """,
    )


def test_a_text_typed_in_the_last_three_months_is_no_stall(programme: Programme) -> None:
    """The last three are counted up to this month: a text of August no longer counts in November."""
    expect(
        small(programme, item_of(programme)),
        """
        month   | told                     | behind | reasons
        2021-07 | started 40               | 0      |
        2021-08 | x where_now=Odottaa      | 0      |
        2021-09 | x where_now=Odottaa      | 0      |
        2021-10 | x where_now=Odottaa      | 0      |
        2021-11 | x where_now=Odottaa      | 0      | stalled
        2021-12 | x where_now=Taas_odottaa | 0      |
        """,
    )


def test_a_text_typed_in_this_very_month_ends_a_stall(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme)),
        """
        month   | told                 | behind | reasons
        2021-07 | started 40           | 0      |
        2021-08 | x                    | 0      |
        2021-09 | x                    | 0      |
        2021-10 | x challenges=Ruuhkaa | 0      |
        """,
    )


def test_a_text_written_in_the_first_month_and_left_standing_is_a_stall(programme: Programme) -> None:
    """A text left as it was is stored with the month in which it was written, not typed anew each month."""
    expect(
        small(programme, item_of(programme)),
        """
        month   | told                         | behind | reasons
        2021-07 | started 40 next_steps=Päätös | 0      |
        2021-08 | x next_steps=Päätös          | 0      |
        2021-09 | x next_steps=Päätös          | 0      |
        2021-10 | x next_steps=Päätös          | 0      | stalled
        """,
    )


def test_a_new_responsible_person_does_not_end_a_stall(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme)),
        """
        month   | told          | behind | reasons
        2021-07 | started 40    | 0      |
        2021-08 | x             | 0      |
        2021-09 | x             | 0      |
        2021-10 | x owner=Kalle | 0      | stalled
        """,
    )


def test_a_note_that_names_the_item_is_a_text_about_it(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme)),
        """
        month   | told       | behind | reasons
        2021-07 | started 40 | 0      |
        2021-08 | x          | 0      |
        2021-09 | x note     | 0      |
        2021-10 | x          | 0      |
        2021-11 | x          | 0      |
        2021-12 | x          | 0      | stalled
        """,
    )


def test_months_that_nobody_collected_do_not_count_towards_a_stall(programme: Programme) -> None:
    """July, August and November are the three collected months before December; the gap itself can be stalled."""
    expect(
        small(programme, item_of(programme)),
        """
        month   | told       | behind | reasons
        2021-07 | started 40 | 0      |
        2021-08 | x          | 0      |
        2021-09 | -          | 0      | unreported
        2021-10 | -          | 0      | unreported
        2021-11 | x          | 0      |
        2021-12 | x          | 0      | stalled
        2022-01 | -          | 0      | stalled unreported
        """,
    )


def test_in_a_month_that_nobody_collected_the_texts_of_the_last_three_collected_ones_count(
    programme: Programme,
) -> None:
    """November has no workbooks: the last three collected months are August, with its text, to October."""
    expect(
        small(programme, item_of(programme)),
        """
        month   | told                | behind | reasons
        2021-07 | started 40          | 0      |
        2021-08 | x where_now=Odottaa | 0      |
        2021-09 | x where_now=Odottaa | 0      |
        2021-10 | x where_now=Odottaa | 0      |
        2021-11 | -                   | 0      | unreported
        2021-12 | x where_now=Odottaa | 0      | stalled
        """,
    )


def test_carried_months_count_towards_a_stall(programme: Programme) -> None:
    """Months in which others sent and this row stayed blank are collected months with an equal, carried state."""
    expect(
        small(programme, item_of(programme)),
        """
        month   | told       | behind | reasons
        2021-07 | started 40 | 0      |
        2021-08 | .          | 0      | unreported
        2021-09 | .          | 0      | unreported
        2021-10 | .          | 0      | stalled unreported
        """,
    )


def test_an_item_that_has_not_started_is_not_stalled(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme)),
        """
        month   | told        | behind | reasons
        2021-07 | not_started | 0      |
        2021-08 | x           | 0      |
        2021-09 | x           | 0      |
        2021-10 | x           | 0      |
        """,
    )


# --- unreported, and who owes -----------------------------------------------------------------------------------


def test_unreported_when_expected_and_without_news(programme: Programme) -> None:
    """Expected are items not last known as done or not_applicable; "no change" is news."""
    expect(
        small(programme, item_of(programme)),
        """
        month   | told       | reported | reasons
        2021-07 | .          | never    | unreported
        2021-08 | started 10 | yes      |
        2021-09 | .          | carried  | unreported
        2021-10 | done       | yes      |
        2021-11 | .          | carried  |
        2021-12 | started    | yes      | regressed
        2022-01 | .          | carried  | unreported
        """,
    )


def test_not_applicable_is_not_asked_for_again(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme)),
        """
        month   | told           | reported | reasons
        2021-07 | not_applicable | yes      |
        2021-08 | .              | carried  |
        """,
    )


def test_an_item_that_is_not_critical_is_never_expected(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme, critical="no")),
        """
        month   | told | reported | reasons
        2021-07 | .    | never    |
        """,
    )


def test_an_undetermined_item_is_followed_as_if_critical(programme: Programme) -> None:
    tiny = small(programme, item_of(programme, critical="undetermined"))
    row = judged(tiny, {"2021-07": "."})["2021-07"]
    assert (row["critical"], row["is_followed"], row["reasons"]) == ("undetermined", True, "unreported")


def test_a_month_of_pause_in_expected_csv_owes_nothing(programme: Programme) -> None:
    pause = [Expected(PLACE, GROUP, "2021-07", "2021-07"), Expected(PLACE, GROUP, "2021-09", "")]
    expect(
        small(programme, item_of(programme, start="2021-07-01", end="2021-07-31"), expected=pause),
        """
        month   | told       | reported | behind | reasons            | late
        2021-07 | started 10 | yes      | 1      | overdue            | 1
        2021-08 | .          | carried  | 1      | overdue            | 32
        2021-09 | .          | carried  | 1      | overdue unreported | 62
        """,
    )


def test_no_change_where_nothing_was_known_is_unreported_and_counts_as_not_started(
    programme: Programme,
) -> None:
    expect(
        small(programme, item_of(programme, start="2021-07-01", end="2021-12-31")),
        """
        month   | told | status      | reported | behind | reasons               | in_state
        2021-07 | x    | not_started | never    | 1      | late_start unreported | 0
        """,
    )


# --- months in state, behind since, what the month before said ---------------------------------------------------


def test_months_in_state_count_collected_months_in_a_row_carried_ones_included(programme: Programme) -> None:
    expect(
        small(programme, item_of(programme)),
        """
        month   | told       | in_state
        2021-07 | .          | 0
        2021-08 | started 10 | 1
        2021-09 | started 20 | 2
        2021-10 | .          | 3
        2021-11 | -          | 3
        2021-12 | x          | 4
        2022-01 | done       | 1
        2022-02 | started    | 1
        """,
    )


def test_not_started_counts_from_the_month_in_which_it_was_reported(programme: Programme) -> None:
    """Months before the first report have the same status, but only by default: they do not count."""
    expect(
        small(programme, item_of(programme)),
        """
        month   | told        | in_state
        2021-07 | .           | 0
        2021-08 | not_started | 1
        2021-09 | x           | 2
        """,
    )


def test_behind_since_names_the_first_month_of_the_unbroken_row(programme: Programme) -> None:
    tiny = small(programme, item_of(programme, start="2021-08-01", end="2021-10-15"))
    story = {"2021-07": ".", "2021-08": ".", "2021-09": "started", "2021-10": "x", "2021-11": "x"}
    since = {month: row["behind_since"] for month, row in judged(tiny, story).items()}
    assert since == {
        "2021-07": "",
        "2021-08": "2021-08",
        "2021-09": "",
        "2021-10": "2021-10",
        "2021-11": "2021-10",
    }


def test_the_collected_month_before_stands_beside_each_row(programme: Programme) -> None:
    tiny = small(programme, item_of(programme, start="2021-07-01", end="2021-07-20"))
    rows = judged(tiny, {"2021-07": "started 40", "2021-08": "-", "2021-09": "done 100"})
    assert pd.isna(rows["2021-07"]["status_before"])
    assert not rows["2021-07"]["behind_before"]
    for month in ("2021-08", "2021-09"):
        assert (rows[month]["status_before"], rows[month]["percent_before"]) == ("started", 40)
        assert rows[month]["behind_before"]


# --- shape ------------------------------------------------------------------------------------------------------


def test_one_row_for_each_organisation_and_item_valid_in_the_month(programme: Programme) -> None:
    """An item is judged from its valid_from to its valid_to, reported or not; months have no gaps."""
    tiny = small(
        programme,
        item_of(programme, "T.1"),
        item_of(programme, "T.2", valid_from="2021-08"),
        item_of(programme, "T.3", valid_to="2021-07"),
        organisations=["05", "17"],
    )
    rows = frame([row for row in [told("2021-07", "done")] if row])
    span = list(months_between("2021-07", "2021-09"))
    frames = assess(in_force(monthly(rows), span, tiny), {"2021-07", "2021-09"}, lambda _: set(), tiny)
    assert [each[["organisation", "item"]].to_numpy().tolist() for each in frames] == [
        [["05", "T.1"], ["05", "T.3"], ["17", "T.1"], ["17", "T.3"]],
        [["05", "T.1"], ["05", "T.2"], ["17", "T.1"], ["17", "T.2"]],
        [["05", "T.1"], ["05", "T.2"], ["17", "T.1"], ["17", "T.2"]],
    ]


def test_reasons_stand_in_one_fixed_order(programme: Programme) -> None:
    tiny = small(programme, item_of(programme, start="2021-07-01", end="2021-07-20"))
    story = {"2021-07": "started 40", "2021-08": "not_started >2021-08-15 help"}
    row = judged(tiny, story)["2021-08"]
    assert row["reasons"] == "overdue;late_start;forecast_late;past_forecast;regressed;red_flag"
    assert [code for code in REASONS if code in row["reasons"].split(";")] == row["reasons"].split(";")


def test_the_promised_columns_come_first_in_their_order(programme: Programme) -> None:
    tiny = small(programme, item_of(programme))
    values = life(tiny, {"2021-07": "started"})
    (only,) = assess(values.values(), {"2021-07"}, lambda _: set(), tiny)
    assert (
        list(only.columns[: len(COLUMNS)])
        == (
            "programme month organisation group item critical status reported planned_start planned_end "
            "forecast_end behind reasons days_late months_in_state"
        ).split()
    )
    assert only["item"].tolist() == [ITEM]
