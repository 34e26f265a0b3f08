"""What is kept of assessed months gives just what working them out anew gives, and only what is new is worked out."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from builder import passport_of
from collected import decide as decide_roadmap
from collected import items_of, run_in, send, small_workspace
from ytaexcel import ledger
from ytaexcel.conform import Acceptance
from ytaexcel.history import History
from ytaexcel.inbox import sent_file, sent_files
from ytaexcel.ledger import assessed, values_before
from ytaexcel.workflow import Run, decide, merge_files, rebuild

MONTHS = ["2021-07", "2021-08", "2021-09", "2021-10", "2021-11", "2021-12"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_in(small_workspace(tmp_path / "workspace", items=3))


def frames(run: Run) -> dict[str, pd.DataFrame]:
    with run.history() as history:
        return dict(assessed(history, run.programme).months)


def anew(run: Run) -> dict[str, pd.DataFrame]:
    """The same without anything kept."""
    with run.history() as history, history._file.transaction() as cursor:
        cursor.execute("DELETE FROM assessed_month")
    return frames(run)


def equal(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    assert list(one) == list(other)
    for month, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[month])


def send_month(run: Run, month: str, chance: random.Random, name: str = "") -> None:
    items = items_of(run)
    rows = {
        item: {
            "status": chance.choice(["Ei aloitettu", "Käynnissä", "Käynnissä", "Valmis"]),
            "percent_done": chance.choice(["", 0.2, 0.6]),
            "forecast_end": chance.choice(["", date(2021, 10, 31), date(2023, 5, 1)]),
            "red_flag": chance.choice(["", "kyllä"]),
            "where_now": chance.choice(["Sama.", "Uusi.", ""]),
        }
        for item in items
        if chance.random() < 0.8
    }
    notes = [{"kind": "Toive", "text": "Ohje.", "item": items[0]}] if chance.random() < 0.4 else []
    saved = datetime(2021, 8, 1 + chance.randrange(28), chance.randrange(24))
    organisation = chance.choice(["05", "17"])
    send(run, rows, month=month, organisation=organisation, notes=notes, modified_at=saved, name=name)


@pytest.mark.parametrize("seed", range(3))
def test_months_kept_are_those_worked_out_anew(seed: int, run: Run) -> None:
    """Months come in any order, again, late, and are excluded; after each step all frames are as if made afresh."""
    chance = random.Random(seed)
    for step in range(6):
        send_month(run, chance.choice(MONTHS), chance, f"{step}.xlsx")
        merge_files(run, sent_files(run.workspace.input))
        if chance.random() < 0.3:
            excluded = {act.sha256 for act in run.archive.excluded().values()}
            counting = [each for each in run.archive.receipts() if each.sha256 not in excluded]
            if len(counting) > 1:
                decide(run, "exclude", chance.choice(counting).sha256, "koe")
        kept = frames(run)
        equal(kept, frames(run))
        equal(kept, anew(run))


def test_only_the_months_from_the_first_new_one_on_are_worked_out(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out: list[str] = []
    items_in_force = History.items_in_force

    def counted(self: History, programme: str, month: str | None = None) -> pd.DataFrame:
        worked_out.append(str(month))
        return items_in_force(self, programme, month)

    monkeypatch.setattr(History, "items_in_force", counted)

    def looked_at() -> list[str]:
        worked_out.clear()
        frames(run)
        return list(worked_out)

    chance = random.Random(1)
    for month in MONTHS[:4]:
        send_month(run, month, chance)
        merge_files(run, sent_files(run.workspace.input))
        assert looked_at() == [month]
    assert looked_at() == []
    send_month(run, "2021-09", chance, "myöhässä.xlsx")
    merge_files(run, sent_files(run.workspace.input))
    assert looked_at() == ["2021-09", "2021-10"]
    decide(run, "exclude", "myöhässä.xlsx", "koe")
    assert looked_at() == ["2021-09", "2021-10"]


def test_a_workbook_that_a_decision_gives_to_another_is_worked_out_as_theirs(run: Run) -> None:
    """Its rows are the same; only whose they are is another."""
    foreign = passport_of(run.programme, "05", "HTT", "2021-07", key=b"of another workspace")
    path = send(run, {items_of(run)[0]: {"status": "Valmis"}}, passport=foreign)
    for organisation in ("17", "05"):
        merge_files(run, [sent_file(path)], accept_as=Acceptance(organisation, "HTT", "2021-07"))
        kept = frames(run)
        said = kept["2021-07"]["reported"] == "yes"
        assert set(kept["2021-07"].loc[said, "organisation"]) == {organisation}
        equal(kept, anew(run))


def test_changed_definitions_work_everything_out_anew(run: Run) -> None:
    send_month(run, "2021-07", random.Random(2))
    merge_files(run, sent_files(run.workspace.input))
    before = frames(run)["2021-07"]
    item = items_of(run)[0]
    folder = run.workspace.programme_folder(run.programme.id)
    decide_roadmap(folder, item, critical="yes", planned_start="2021-01-01", planned_end="2021-02-01")
    changed = run_in(run.workspace)
    after = frames(changed)["2021-07"]
    assert changed.programme.definitions != run.programme.definitions
    assert set(before["planned_end"]) != set(after["planned_end"])
    equal(frames(changed), anew(changed))


def test_line_ends_are_no_other_definitions(run: Run) -> None:
    path = run.workspace.programme_folder(run.programme.id) / "roadmap.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run_in(run.workspace).programme.definitions == run.programme.definitions


def test_what_was_known_earlier_is_worked_out_and_not_kept(run: Run) -> None:
    send_month(run, "2021-07", random.Random(3))
    merge_files(run, sent_files(run.workspace.input))
    kept = frames(run)
    later = replace(run, now=run.now.replace(day=20), today=date(2021, 8, 20))
    send_month(later, "2021-07", random.Random(4), "toinen.xlsx")
    send_month(later, "2021-08", random.Random(5))
    merge_files(later, sent_files(run.workspace.input))
    now = frames(later)
    then = frames(replace(later, known_on=date(2021, 8, 15)))
    equal(then, kept)
    equal(frames(later), now)


def test_a_rebuild_keeps_nothing_of_before(run: Run) -> None:
    send_month(run, "2021-07", random.Random(6))
    merge_files(run, sent_files(run.workspace.input))
    before = frames(run)
    rebuild(run)
    with run.history() as history:
        assert history.assessed_months.fingerprints(run.programme.id, "assessed") == {}
    equal(frames(run), before)


def test_a_month_that_is_not_there_is_no_month(run: Run) -> None:
    send_month(run, "2021-07", random.Random(7))
    merge_files(run, sent_files(run.workspace.input))
    with run.history() as history:
        months = assessed(history, run.programme).months
        with pytest.raises(KeyError):
            months["2021-06"]
        with pytest.raises(KeyError):
            history.assessed_months.recall(run.programme.id, "2021-06", "assessed")


def test_values_before_a_month_are_those_after_the_last_collected_one(run: Run) -> None:
    with run.history() as history:
        assert values_before(history, run.programme, "2021-09") is None
    for number, month in enumerate(("2021-07", "2021-08", "2021-11")):
        send_month(run, month, random.Random(number))
    merge_files(run, sent_files(run.workspace.input))
    with run.history() as history:
        assert values_before(history, run.programme, "2021-07") is None
        worked_out = values_before(history, run.programme, "2021-10")
        assessed(history, run.programme)
        kept = values_before(history, run.programme, "2021-10")
    assert worked_out is not None
    assert kept is not None
    assert max(worked_out["last_reported"]) == "2021-08"
    pd.testing.assert_frame_equal(kept, worked_out)


def test_months_are_worked_out_anew_by_a_program_that_does_it_in_another_way(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_month(run, "2021-07", random.Random(8))
    merge_files(run, sent_files(run.workspace.input))
    before = frames(run)
    with run.history() as history:
        kept = history.assessed_months.fingerprints(run.programme.id, "assessed")
    monkeypatch.setattr(ledger, "_WAY", "other")
    equal(frames(run), before)
    with run.history() as history:
        assert history.assessed_months.fingerprints(run.programme.id, "assessed") != kept


def test_what_is_made_of_a_month_is_kept_until_the_month_changes(run: Run) -> None:
    made: list[str] = []

    def derived(run: Run, months: Sequence[str] = ("2021-07",)) -> pd.DataFrame:
        def count(month: str) -> pd.DataFrame:
            made.append(month)
            return found.months[month][["organisation", "item", "behind"]].head(2)

        with run.history() as history:
            found = assessed(history, run.programme)
            return found.derived("test", months, count)

    chance = random.Random(9)
    send_month(run, "2021-07", chance)
    merge_files(run, sent_files(run.workspace.input))
    pd.testing.assert_frame_equal(derived(run), derived(run))
    assert len(made) == 1
    derived(replace(run, known_on=date(2021, 8, 12)))
    assert len(made) == 1, "what was known then is what is known now"
    send_month(run, "2021-08", chance)
    merge_files(run, sent_files(run.workspace.input))
    both = derived(run, ["2021-07", "2021-08"])
    assert (made, list(both["month"])) == (["2021-07", "2021-08"], ["2021-07"] * 2 + ["2021-08"] * 2)
    made.clear()
    send_month(run, "2021-07", chance, "uusi.xlsx")
    merge_files(run, sent_files(run.workspace.input))
    pd.testing.assert_frame_equal(derived(run), derived(run))
    assert made == ["2021-07"]


def test_an_empty_dataset_has_no_months(run: Run) -> None:
    with run.history() as history:
        found = assessed(history, run.programme, "2021-07")
        assert (dict(found.months), found.collected) == ({}, [])
