"""Changed definitions: what judging again would change is shown first, and stored only when asked."""

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from collected import PROGRAMME, run_in, send, small_workspace
from ytaexcel.cli import main
from ytaexcel.conform import Acceptance
from ytaexcel.inbox import sent_files
from ytaexcel.programme import load_programme
from ytaexcel.workflow import Changed, Run, decide, judged_otherwise, merge_files, rebuild, rejudge, verify

FIRST, SECOND = "HTT.A.1.1", "HTT.A.1.2"
HALF = {"status": "Valmis", "percent_done": 0.5}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A workspace with three workbooks taken in: two of July, one of August."""
    run = run_in(small_workspace(tmp_path / "workspace", items=3))
    send(run, {FIRST: HALF, SECOND: {"status": "Valmis"}}, name="05.xlsx")
    send(run, {FIRST: {"status": "Valmis"}}, organisation="17", name="17.xlsx")
    send(run, {FIRST: HALF}, month="2021-08", name="05 elokuu.xlsx")
    merge_files(run, sent_files(run.workspace.input))
    return run


def with_definitions(run: Run, name: str, old: str, new: str) -> Run:
    """The run after somebody has changed a file of the programme."""
    path = run.workspace.programme_folder(PROGRAMME) / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return replace(run, programme=load_programme(path.parent))


def graver(run: Run) -> Run:
    return with_definitions(
        run, "rules.toml", 'code = "R004"\nseverity = "warning"', 'code = "R004"\nseverity = "error"'
    )


def tables(run: Run) -> object:
    with run.history() as history:
        return history.tables()


def test_nothing_changes_where_nothing_was_changed(run: Run) -> None:
    before = tables(run)
    found = rejudge(run, store=True)
    assert (found.judged, found.changed, found.gained, found.lost) == (3, (), {}, {})
    assert tables(run) == before
    assert judged_otherwise(run) == 0


def test_what_would_change_is_shown_and_nothing_is_stored(run: Run) -> None:
    before = tables(run)
    found = rejudge(graver(run))
    assert found.judged == 3
    assert found.changed == (
        Changed("05.xlsx", "05", "HTT", "2021-07", ("accepted", 2, 0), ("partly_accepted", 1, 1)),
        Changed("05 elokuu.xlsx", "05", "HTT", "2021-08", ("accepted", 1, 0), ("refused", 0, 1)),
    )
    assert (found.gained, found.lost) == ({("R004", "error"): 2}, {("R004", "warning"): 2})
    assert tables(run) == before


def test_one_month_alone_can_be_judged_again(run: Run) -> None:
    changed = graver(run)
    found = rejudge(changed, "2021-08", store=True)
    assert (found.judged, [each.month for each in found.changed]) == (1, ["2021-08"])
    assert judged_otherwise(changed) == 2


def test_storing_gives_what_a_rebuild_gives(run: Run) -> None:
    changed = graver(run)
    assert judged_otherwise(changed) == 3
    rejudge(changed, store=True)
    stored = tables(changed)
    assert (judged_otherwise(changed), verify(changed)) == (0, [])
    rebuild(changed)
    assert tables(changed) == stored
    again = rejudge(changed)
    assert (again.changed, again.gained, again.lost) == ((), {}, {})


def test_an_excluded_workbook_is_judged_again_like_all_others(run: Run) -> None:
    """It may be reinstated, and nothing is left that was judged under other definitions."""
    decide(run, "exclude", "05.xlsx", "koe")
    changed = graver(run)
    assert rejudge(changed, store=True).judged == 3
    stored = tables(changed)
    assert judged_otherwise(changed) == 0
    rebuild(changed)
    assert tables(changed) == stored


def test_a_decision_about_a_file_still_counts(tmp_path: Path) -> None:
    run = run_in(small_workspace(tmp_path / "workspace", items=3))
    send(run, {FIRST: HALF}, month="2021-08", folder="2021-07")
    decision = Acceptance("17", "HTT", "2021-07")
    merge_files(run, sent_files(run.workspace.input), accept_as=decision)
    (changed,) = rejudge(graver(run)).changed
    assert (changed.organisation, changed.month, changed.after) == ("17", "2021-07", ("refused", 0, 1))


def test_a_submission_whose_file_is_gone_is_left_as_it_is(run: Run) -> None:
    for path in run.workspace.archive.glob("*.xlsx"):
        if path.stem in {each.sha256 for each in run.archive.receipts() if each.file_name == "05.xlsx"}:
            path.unlink()
    found = rejudge(graver(run), store=True)
    assert (found.judged, found.lost) == (2, {("R004", "warning"): 1})
    with run.history() as history:
        assert sorted(history.outcomes(PROGRAMME).values()) == ["accepted", "accepted", "refused"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("rules.toml", "grace_days = 0", "grace_days = 1"),
        ("roadmap.csv", "VATE:n asettaminen", "VATE:n nimeäminen"),
        ("workbook.toml", "most = 500", "most = 600"),
    ],
)
def test_every_file_of_the_programme_counts_as_definition(name: str, old: str, new: str, run: Run) -> None:
    assert with_definitions(run, name, old, new).programme.definitions != run.programme.definitions


def test_how_lines_end_is_no_other_definition(run: Run) -> None:
    path = run.workspace.programme_folder(PROGRAMME) / "groups.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_programme(path.parent).definitions == run.programme.definitions


Told = Callable[..., tuple[int, str]]


@pytest.fixture
def told(run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs a command in the workspace, in English: exit code and what was printed."""

    def call(*words: str) -> tuple[int, str]:
        root = str(run.workspace.root)
        monkeypatch.setattr(sys, "argv", ["ytaexcel", "--workspace", root, "--lang", "en", *words])
        with pytest.raises(SystemExit) as leaving:
            main()
        return int(leaving.value.code or 0), capsys.readouterr().out

    return call


def test_the_command_shows_and_then_stores(run: Run, told: Told) -> None:
    graver(run)
    code, shown = told("rejudge", "--month", "2021-07")
    assert code == 0
    assert shown.splitlines() == [
        "Workbooks judged again: 2; of these come out otherwise: 1.",
        "  05.xlsx: accepted (rows accepted 2, refused 0) → partly accepted (rows",
        "      accepted 1, refused 1)",
        "  R004 (error): gained 1, lost 0",
        "  R004 (warning): gained 0, lost 1",
        "Nothing was stored. To store the new judgement: ytaexcel rejudge --store.",
    ]
    for words in (("verify",), ("status", "--month", "2021-07")):
        code, shown = told(*words)
        assert code == 0
        assert "Workbooks judged under other definitions than today's: 3." in shown
    assert told("rejudge", "--store")[1].endswith("The new judgement was stored.\n")
    assert told("rejudge") == (0, "Workbooks judged again: 3; of these come out otherwise: 0.\n")
    assert not re.search("other definitions", told("verify")[1])
