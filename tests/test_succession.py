"""The roadmap changes from a month on: what stands in whose place, what is carried, what the table must prove."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from collected import PROGRAMME, small_workspace
from stories import frame, item_of, monthly, small, told
from ytaexcel.assess import assess, looked_back_at
from ytaexcel.errors import DefinitionError
from ytaexcel.in_force import in_force
from ytaexcel.months import months_between
from ytaexcel.programme import Item, Programme, load_programme
from ytaexcel.programme.succession import heirs, lineage, names_in, successors_of, version
from ytaexcel.programme.successor import Successor
from ytaexcel.programme.versions import steps

OLD, NEW, OTHER, THIRD = "T.1", "T.2", "T.3", "T.4"
Lives = Mapping[str, Mapping[str, str]]
"""Item -> month -> what was told of it, as in `stories`."""


def following(programme: Programme, items: Sequence[Item], *pairs: str) -> Programme:
    """A programme of these items in which, for each `T.1 T.2 2021-09`, the second takes the place of the first."""
    rows = (pair.split() for pair in pairs)
    return replace(small(programme, *items), successors=tuple(Successor(*row) for row in rows))


def renamed(programme: Programme) -> Programme:
    """T.1 until August is T.2 from September on, with a later end."""
    return following(
        programme,
        [
            item_of(programme, OLD, start="2021-07-01", end="2021-08-31", valid_to="2021-08"),
            item_of(programme, NEW, start="2021-07-01", end="2021-10-31", valid_from="2021-09"),
        ],
        f"{OLD} {NEW} 2021-09",
    )


def rows_of(lives: Lives) -> pd.DataFrame:
    return frame(
        [
            row
            for item, months in lives.items()
            for month, words in months.items()
            if (row := told(month, words, item))
        ]
    )


def judged(programme: Programme, lives: Lives, last: str, begin: str = "2021-07") -> dict[str, pd.DataFrame]:
    """Month -> assessment by item; every month is collected."""
    span = list(months_between(begin, last))
    values = in_force(monthly(rows_of(lives)), span, programme)
    frames = assess(values, set(span), lambda _: set(), programme)
    return dict(zip(span, (each.set_index("item") for each in frames), strict=True))


# One for one: the same work under another id


def test_what_was_known_goes_on_under_the_new_id_as_carried(programme: Programme) -> None:
    """Status, percent, forecast and texts are those of the former id; the red flag is not carried."""
    story = {OLD: {"2021-07": "started 40 >2021-12-01 help where_now=Luonnos"}, NEW: {}}
    after = judged(renamed(programme), story, "2021-09")["2021-09"]
    assert list(after.index) == [NEW]
    row = after.loc[NEW]
    assert (row["status"], row["percent_done"], row["reported"]) == ("started", 40, "carried")
    assert row["forecast_end"].date() == date(2021, 12, 1)
    assert (row["where_now"], row["where_now_month"], row["last_reported"]) == (
        "Luonnos",
        "2021-07",
        "2021-07",
    )
    assert not row["red_flag"]
    assert row["submission_id"] == "2021-07-05-HTT"


def test_a_month_is_judged_by_the_roadmap_that_held_then(programme: Programme) -> None:
    """The former end made it overdue in August; the new end clears it in September and holds from then on."""
    found = judged(renamed(programme), {OLD: {"2021-07": "started 40"}}, "2021-10")
    seen = {month: (each.index[0], int(each["behind"].iloc[0])) for month, each in found.items()}
    assert seen == {
        "2021-07": (OLD, 0),
        "2021-08": (OLD, 1),
        "2021-09": (NEW, 0),
        "2021-10": (NEW, 1),
    }
    assert found["2021-09"].loc[NEW, "behind_before"]
    assert found["2021-09"].loc[NEW, "status_before"] == "started"


def test_time_in_a_state_stalling_and_falling_back_look_past_the_change_of_id(programme: Programme) -> None:
    still = judged(renamed(programme), {OLD: {"2021-07": "started 40"}}, "2021-10")
    assert [int(each["months_in_state"].iloc[0]) for each in still.values()] == [1, 2, 3, 4]
    assert "stalled" in still["2021-10"].loc[NEW, "reasons"]
    assert "stalled" not in still["2021-09"].loc[NEW, "reasons"]
    fell = judged(
        renamed(programme), {OLD: {"2021-07": "started 40"}, NEW: {"2021-09": "started 30"}}, "2021-09"
    )
    assert "regressed" in fell["2021-09"].loc[NEW, "reasons"]
    text = {OLD: {"2021-07": "started 40", "2021-08": "x where_now=Uusi"}}
    assert "stalled" not in judged(renamed(programme), text, "2021-10")["2021-10"].loc[NEW, "reasons"]


def test_what_was_done_under_the_former_id_is_not_asked_again(programme: Programme) -> None:
    after = judged(renamed(programme), {OLD: {"2021-07": "done 100"}}, "2021-09")["2021-09"].loc[NEW]
    assert (after["status"], after["is_expected"], after["behind"]) == ("done", False, 0)


def test_no_change_under_the_new_id_reports_what_was_known_under_the_former(programme: Programme) -> None:
    story = {OLD: {"2021-07": "started 40"}, NEW: {"2021-09": "x"}}
    after = judged(renamed(programme), story, "2021-09")["2021-09"].loc[NEW]
    assert (after["status"], after["percent_done"], after["reported"]) == ("started", 40, "yes")


def test_an_item_goes_on_over_several_ids(programme: Programme) -> None:
    items = [
        item_of(programme, OLD, valid_to="2021-07"),
        item_of(programme, NEW, valid_from="2021-08", valid_to="2021-08"),
        item_of(programme, OTHER, valid_from="2021-09"),
    ]
    chain = following(programme, items, f"{OLD} {NEW} 2021-08", f"{NEW} {OTHER} 2021-09")
    after = judged(chain, {OLD: {"2021-07": "started 40"}}, "2021-09")["2021-09"].loc[OTHER]
    assert (after["status"], after["months_in_state"]) == ("started", 3)
    assert lineage(chain, NEW) == [OLD, NEW, OTHER]
    assert successors_of(chain, OLD, "2021-09") == [OTHER]
    assert successors_of(chain, OLD, "2021-08") == [NEW]
    assert successors_of(chain, OTHER, "2021-08") == []


def test_months_worked_out_later_give_what_all_at_once_give(programme: Programme) -> None:
    """The months looked back at may carry former ids; months without a workbook may lie between."""
    first, second = renamed(programme).items
    tiny = replace(renamed(programme), items=(replace(first, valid_from="2021-06"), second))
    story = {OLD: {"2021-06": "started 40"}, NEW: {"2021-10": "started 30", "2021-11": "x"}}
    span = list(months_between("2021-06", "2021-11"))
    collected = {"2021-06", "2021-08", "2021-10", "2021-11"}

    def frames(months: list[str], **kept: object) -> list[pd.DataFrame]:
        known = kept.pop("known", None)
        values = in_force(monthly(rows_of(story)), months, tiny, known)  # type: ignore[arg-type]
        return list(assess(values, collected, lambda _: set(), tiny, **kept))  # type: ignore[arg-type]

    whole = frames(span)
    known = list(in_force(monthly(rows_of(story)), span, tiny))
    for number in range(1, len(span)):
        done = span[:number]
        before = [(each, whole[span.index(each)]) for each in looked_back_at(done, collected, tiny)]
        later = frames(span[number:], known=known[number - 1].values, before=before)
        for ours, theirs in zip(later, whole[number:], strict=True):
            pd.testing.assert_frame_equal(ours, theirs)


# Parts of an item, and an item made of several: new work


def split(programme: Programme) -> Programme:
    items = [
        item_of(programme, OLD, valid_to="2021-08"),
        item_of(programme, NEW, valid_from="2021-09"),
        item_of(programme, OTHER, valid_from="2021-09"),
    ]
    return following(programme, items, f"{OLD} {NEW} 2021-09", f"{OLD} {OTHER} 2021-09")


def test_nothing_is_carried_into_the_parts_of_an_item(programme: Programme) -> None:
    """What was said of the whole was said of neither part."""
    after = judged(split(programme), {OLD: {"2021-07": "done 100"}}, "2021-09")["2021-09"]
    assert list(after.index) == [NEW, OTHER]
    assert set(after["reported"]) == {"never"}
    assert set(after["status"]) == {"not_started"}
    assert list(after["months_in_state"]) == [0, 0]
    assert after["is_expected"].all()
    assert heirs(split(programme), "2021-09") == {}
    assert lineage(split(programme), NEW) == [OLD, NEW]
    assert lineage(split(programme), OLD) == [OLD, NEW, OTHER]


def test_nothing_is_carried_into_an_item_made_of_several(programme: Programme) -> None:
    items = [
        item_of(programme, OLD, valid_to="2021-08"),
        item_of(programme, NEW, valid_to="2021-08"),
        item_of(programme, OTHER, valid_from="2021-09"),
    ]
    merged = following(programme, items, f"{OLD} {OTHER} 2021-09", f"{NEW} {OTHER} 2021-09")
    story = {OLD: {"2021-07": "done 100"}, NEW: {"2021-07": "started 10"}}
    after = judged(merged, story, "2021-09")["2021-09"].loc[OTHER]
    assert (after["reported"], after["status"]) == ("never", "not_started")
    assert lineage(merged, OTHER) == [OLD, NEW, OTHER]


def test_an_item_that_takes_another_in_keeps_its_own_values(programme: Programme) -> None:
    items = [item_of(programme, OLD, valid_to="2021-08"), item_of(programme, NEW)]
    taken_in = following(programme, items, f"{OLD} {NEW} 2021-09")
    story = {OLD: {"2021-07": "done 100"}, NEW: {"2021-07": "started 10"}}
    after = judged(taken_in, story, "2021-09")["2021-09"].loc[NEW]
    assert (after["status"], after["percent_done"], after["months_in_state"]) == ("started", 10, 3)
    assert steps(taken_in, "2021-08", "2021-09")[0].changes == ("merged",)


def test_an_item_that_ended_is_in_no_month_after_it(programme: Programme) -> None:
    gone = following(programme, [item_of(programme, OLD, valid_to="2021-08"), item_of(programme, NEW)])
    found = judged(gone, {OLD: {"2021-07": "started 40"}}, "2021-09")
    assert [list(each.index) for each in found.values()] == [[OLD, NEW], [OLD, NEW], [NEW]]


# What changed


def test_each_change_of_the_roadmap_is_told_with_who_decided_it(programme: Programme) -> None:
    base = item_of(programme, OLD, valid_to="2021-08")
    levels = {**base.levels, "sub_task": ("1.1", "Uusi nimi")}
    items = [
        base,
        replace(base, valid_from="2021-09", valid_to="", levels=levels, valid_source="johtoryhmä 1.9."),
        item_of(programme, NEW, end="2021-12-31", valid_to="2021-08"),
        replace(
            item_of(programme, NEW, end="2022-01-31", critical="no", valid_from="2021-09"),
            window_source="hanketoimisto",
            critical_source="STM",
        ),
        item_of(programme, OTHER, valid_to="2021-08"),
        replace(item_of(programme, THIRD, valid_from="2021-09"), critical_source="STM"),
    ]
    tiny = replace(small(programme, *items), successors=(Successor(OTHER, "", "2021-09", "päätös 7 §"),))
    told_of = {
        (step.after or step.before).id: (step.changes, step.source)  # type: ignore[union-attr]
        for step in steps(tiny, "2021-08", "2021-09")
    }
    assert told_of == {
        OLD: (("renamed",), "johtoryhmä 1.9."),
        NEW: (("window", "criticality"), "hanketoimisto; STM"),
        OTHER: (("went",), "päätös 7 §"),
        THIRD: (("came",), "STM"),
    }
    assert lineage(tiny, OTHER) == [OTHER]
    assert steps(tiny, "2021-09", "2021-12") == steps(tiny, "2021-07", "2021-08") == []
    assert steps(tiny, "2021-01", "2021-08") == [], "the beginning of the roadmap is no change"


def test_a_new_id_is_told_with_what_else_is_new_about_it(programme: Programme) -> None:
    (step,) = steps(renamed(programme), "2021-07", "2021-09")
    assert (step.changes, step.month) == (("replaced", "window"), "2021-09")
    assert step.before is not None
    assert step.after is not None
    assert (step.before.id, step.after.id) == (OLD, NEW)
    assert [each.changes for each in steps(split(programme), "2021-08", "2021-09")] == [("split",)] * 2


def test_an_item_that_moves_to_another_group_is_told_to_both(programme: Programme) -> None:
    items = [
        item_of(programme, OLD, valid_to="2021-08"),
        item_of(programme, OLD, group="JO", valid_from="2021-09"),
        item_of(programme, NEW, group="PJ"),
    ]
    moved = small(programme, *items)
    assert [len(steps(moved, "2021-08", "2021-09", group)) for group in ("HTT", "JO", "PJ")] == [1, 1, 0]
    found = judged(moved, {OLD: {"2021-07": "started 40"}}, "2021-09")["2021-09"].loc[OLD]
    assert (found["group"], found["status"]) == ("JO", "started")


def test_an_item_is_known_as_it_is_in_a_month_or_was_last_or_will_be_first(programme: Programme) -> None:
    tiny = renamed(programme)
    assert version(tiny, OLD, "2022-01").valid_to == "2021-08"
    assert version(tiny, NEW, "2021-07").valid_from == "2021-09"
    twice = [
        item_of(programme, OLD, end="2021-07-31", valid_to="2021-08"),
        item_of(programme, OLD, valid_from="2021-09"),
    ]
    levels = {"sub_task": ("1.1", "Uusi nimi")}
    tiny = small(programme, twice[0], replace(twice[1], levels=levels))
    assert [version(tiny, OLD, month).name for month in ("2021-08", "2021-09")] == [
        twice[0].name,
        "Uusi nimi",
    ]
    assert [names_in(tiny, month)[OLD] for month in ("2021-06", "2021-08", "2021-09")] == [
        twice[0].name,
        twice[0].name,
        "Uusi nimi",
    ]


# The table of successors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped programme with two items of each group: the first ends in August, two come in September."""
    workspace = small_workspace(tmp_path / "workspace", items=2)
    folder = workspace.programme_folder(PROGRAMME)
    path = folder / "roadmap.csv"
    header, first, second, *others = path.read_text(encoding="utf-8").splitlines()
    assert first.endswith(",2021-07,")
    new = [
        first.replace("HTT.A.1.1,", f"HTT.A.1.{number},").replace(",2021-07,", ",2021-09,")
        for number in (91, 92)
    ]
    path.write_text("\n".join([header, first + "2021-08", second, *new, *others]) + "\n", encoding="utf-8")
    return folder


def problems_of(folder: Path, *rows: str, header: str = "item,successor,from") -> list[str]:
    (folder / "successors.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    try:
        load_programme(folder)
    except DefinitionError as told_of:
        return told_of.problems
    return []


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["HTT.A.9.9,HTT.A.1.91,2021-09"], 'line 2 (HTT.A.9.9): item "HTT.A.9.9" is not in roadmap.csv.'),
        (["HTT.A.1.1,HTT.A.9.9,2021-09"], 'line 2 (HTT.A.1.1): successor "HTT.A.9.9" is not in roadmap.csv.'),
        (["HTT.A.1.1,HTT.A.1.91,9/2021"], 'from is "9/2021", not a month like 2021-10.'),
        (
            ["HTT.A.1.1,HTT.A.1.91,2021-09"] * 2,
            'line 3 (HTT.A.1.1): successor "HTT.A.1.91" stands there twice.',
        ),
        (["HTT.A.1.1,HTT.A.1.1,2021-09"], "succeed each other in a cycle"),
        (
            ["HTT.A.1.1,HTT.A.1.91,2021-09", "HTT.A.1.91,HTT.A.1.1,2021-10"],
            "line 3 (HTT.A.1.91): HTT.A.1.91 and HTT.A.1.1 succeed each other in a cycle",
        ),
        (
            ["HTT.A.1.2,HTT.A.1.91,2021-09"],
            "overlap: HTT.A.1.2 is still valid in 2021-09, when HTT.A.1.91 takes",
        ),
        (
            ["HTT.A.1.1,HTT.A.1.91,2021-10"],
            "gap: HTT.A.1.1 ends with 2021-08, but HTT.A.1.91 takes its place from",
        ),
        (
            ["HTT.A.1.1,HTT.A.1.91,2021-08"],
            "successor HTT.A.1.91 is not valid in 2021-08; roadmap.csv has it in",
        ),
        (
            ["HTT.A.1.1,,2021-09", "HTT.A.1.1,HTT.A.1.91,2021-09"],
            "one row names a successor and another none",
        ),
        (
            ["HTT.A.1.2,,2021-09"],
            "overlap: HTT.A.1.2 is still valid in 2021-09, when nothing takes its place",
        ),
    ],
)
def test_what_cannot_hold_is_told_with_its_line(folder: Path, rows: list[str], sentence: str) -> None:
    told_of = problems_of(folder, *rows)
    assert any(each.startswith("successors.csv line") and sentence in each for each in told_of), told_of


def test_a_sound_table_is_taken_with_who_decided_it(folder: Path) -> None:
    header = "item,successor,from,source"
    rows = [f"HTT.A.1.1,HTT.A.1.{number},2021-09,johtoryhmä" for number in (91, 92)]
    assert problems_of(folder, *rows, header=header) == []
    assert load_programme(folder).successors == tuple(
        Successor("HTT.A.1.1", f"HTT.A.1.{number}", "2021-09", "johtoryhmä") for number in (91, 92)
    )


def test_the_table_may_be_empty_or_missing(folder: Path) -> None:
    without = load_programme(folder)
    assert problems_of(folder) == []
    assert load_programme(folder).successors == without.successors == ()
    assert load_programme(folder).definitions != without.definitions
    assert 'successors.csv: the column "heir" is not known.' in problems_of(folder, header="item,heir,from")


def test_a_row_of_the_roadmap_may_say_who_decided_it(folder: Path) -> None:
    path = folder / "roadmap.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    told_of = [f"{header},valid_source", f"{lines[0]},johtoryhmä", *(f"{line}," for line in lines[1:])]
    path.write_text("\n".join(told_of) + "\n", encoding="utf-8")
    assert [item.valid_source for item in load_programme(folder).items[:2]] == ["johtoryhmä", ""]
