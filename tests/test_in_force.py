"""Values in force: what an item is known to be after each month, from what was told and when."""

from datetime import date

import pandas as pd
import pytest

from stories import ITEM, PLACE, frame, item_of, life, monthly, small, told
from ytaexcel.in_force import in_force, told_fields
from ytaexcel.programme import Programme


@pytest.fixture
def one(programme: Programme) -> Programme:
    """A programme of one item and one organisation."""
    return small(programme, item_of(programme))


def known(programme: Programme, *months: str) -> list[pd.Series]:
    """What is known of the item after each month, from 2021-07 on."""
    story = {f"2021-{number:02d}": words for number, words in enumerate(months, start=7)}
    return [month.values.loc[(PLACE, ITEM)] for month in life(programme, story).values()]


def test_before_anything_is_told_nothing_is_known(one: Programme) -> None:
    (value,) = known(one, ".")
    assert value["status"] is None
    assert value["reported"] == "never"
    assert (value["row"], value["last_reported"], value["submission_id"]) == (0, "", "")
    assert pd.isna(value["percent_done"])
    assert pd.isna(value["forecast_end"])


def test_a_report_gives_its_values_and_where_they_stand(one: Programme) -> None:
    (value,) = known(one, "started 40 >2021-12-01 help where_now=Luonnos_valmis.")
    assert (value["status"], value["percent_done"], value["reported"]) == ("started", 40, "yes")
    assert value["forecast_end"].date() == date(2021, 12, 1)
    assert value["red_flag"]
    assert (value["where_now"], value["where_now_month"]) == ("Luonnos valmis.", "2021-07")
    assert (value["submission_id"], value["sheet"], value["row"]) == ("2021-07-05-HTT", "Tilannekuva", 7)


@pytest.mark.parametrize("silence", [".", "-"])
def test_without_a_row_status_percent_and_forecast_are_carried_but_no_red_flag(
    one: Programme, silence: str
) -> None:
    """A blank row and a month without a workbook are alike; the row that is pointed to stays the last report's."""
    _, value = known(one, "started 40 >2021-12-01 help", silence)
    assert (value["status"], value["percent_done"], value["reported"]) == ("started", 40, "carried")
    assert value["forecast_end"].date() == date(2021, 12, 1)
    assert not value["red_flag"]
    assert (value["submission_id"], value["last_reported"]) == ("2021-07-05-HTT", "2021-07")


def test_no_change_reports_status_and_percent_anew(one: Programme) -> None:
    _, value = known(one, "started 40", "x")
    assert (value["status"], value["percent_done"], value["reported"]) == ("started", 40, "yes")
    assert value["no_change"]
    assert value["last_reported"] == "2021-08"


def test_no_change_reports_what_was_carried_over_months_of_silence(one: Programme) -> None:
    *_, value = known(one, "started 40", "-", ".", "x")
    assert (value["status"], value["percent_done"], value["reported"]) == ("started", 40, "yes")


def test_a_percent_typed_beside_no_change_is_not_the_percent(one: Programme) -> None:
    """\"No change\" says that the percent is the last known one; a percent counts only beside a status."""
    _, value = known(one, "started 40", "x 70")
    assert value["percent_done"] == 40


def test_no_change_where_nothing_was_known_leaves_the_status_unknown(one: Programme) -> None:
    """The row is in force (its forecast counts), but it reports no status: reported stays never."""
    first, second = known(one, "x >2022-01-31", "-")
    for value in (first, second):
        assert (value["status"], value["reported"]) == (None, "never")
        assert value["forecast_end"].date() == date(2022, 1, 31)


def test_a_new_status_without_a_percent_forgets_the_old_percent(one: Programme) -> None:
    _, value = known(one, "started 40", "done")
    assert value["status"] == "done"
    assert pd.isna(value["percent_done"])


def test_a_forecast_cleared_in_a_reported_row_is_gone(one: Programme) -> None:
    """In a row with a status or "no change" the other cells count as they stand."""
    _, value = known(one, "started >2021-12-01", "x")
    assert pd.isna(value["forecast_end"])


def test_a_text_left_as_it_was_keeps_the_month_in_which_it_was_written(one: Programme) -> None:
    _, value = known(one, "started where_now=Luonnos", "x where_now=Luonnos")
    assert (value["where_now_month"], value["typed"]) == ("2021-07", False)


def test_a_changed_text_is_of_this_month(one: Programme) -> None:
    _, value = known(one, "started where_now=Luonnos", "x where_now=Luonnos_valmis")
    assert (value["where_now_month"], value["typed"]) == ("2021-08", True)


def test_blanks_and_line_ends_that_a_program_changed_are_no_new_text(one: Programme) -> None:
    _, value = known(one, "started where_now=Luonnos_valmis", "x where_now=Luonnos__valmis_")
    assert (value["where_now_month"], value["typed"]) == ("2021-07", False)


def test_the_name_of_the_responsible_person_is_no_text_about_the_item(one: Programme) -> None:
    _, value = known(one, "started owner=Maija", "x owner=Kalle")
    assert (value["owner_month"], value["typed"]) == ("2021-08", False)
    assert told_fields(one) == ["where_now", "next_steps", "challenges"]


def test_a_cleared_text_is_gone_and_is_no_text_typed(one: Programme) -> None:
    _, value = known(one, "started where_now=Luonnos", "x")
    assert (value["where_now"], value["where_now_month"], value["typed"]) == (None, "", False)


def test_a_text_written_again_after_it_was_cleared_is_new(one: Programme) -> None:
    *_, value = known(one, "started where_now=Luonnos", "x", "x where_now=Luonnos")
    assert (value["where_now_month"], value["typed"]) == ("2021-09", True)


def test_texts_stay_known_through_silence_but_are_not_typed_in_it(one: Programme) -> None:
    _, value = known(one, "started where_now=Luonnos", ".")
    assert (value["where_now"], value["where_now_month"], value["typed"]) == ("Luonnos", "2021-07", False)


def test_organisations_do_not_see_each_others_values(programme: Programme) -> None:
    both = small(programme, item_of(programme), organisations=["05", "17"])
    rows = frame([row for row in [told("2021-07", "done", organisation="17")] if row])
    (month,) = in_force(monthly(rows), ["2021-07"], both)
    assert list(month.values.index) == [("05", ITEM), ("17", ITEM)]
    assert month.values["reported"].tolist() == ["never", "yes"]


def test_rows_of_items_that_the_roadmap_does_not_have_change_nothing(one: Programme) -> None:
    rows = frame([row for row in [told("2021-07", "done", item="T.99")] if row])
    (month,) = in_force(monthly(rows), ["2021-07"], one)
    assert month.values["reported"].tolist() == ["never"]


def test_a_month_does_not_change_the_values_of_the_month_before(one: Programme) -> None:
    """The frames are values of their own: later months are worked out from copies."""
    months = life(one, {"2021-07": "started 40", "2021-08": "done 100"})
    assert months["2021-07"].values["status"].tolist() == ["started"]
    assert months["2021-08"].values["status"].tolist() == ["done"]
