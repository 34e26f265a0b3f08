"""Waivers as acts: they work as those of rules.toml, are judged by at once and by others, and can be withdrawn."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from collected import items_of, run_in, send, small_workspace
from ytaexcel.cli import commands
from ytaexcel.cli.context import Settings
from ytaexcel.errors import UsageError
from ytaexcel.inbox import sent_files
from ytaexcel.workflow import Run, catch_up, check_files, merge_files, rebuild, verify, waive
from ytaexcel.workspace import Workspace

RULE, CODE = "done_is_100", "R004"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    run = run_in(small_workspace(tmp_path / "workspace", items=2))
    for organisation in ("05", "17"):
        for month in ("2021-07", "2021-08", "2021-09"):
            row = {"status": "Valmis", "percent_done": 0.9}
            send(run, {items_of(run)[0]: row}, organisation=organisation, month=month)
    merge_files(run, sent_files(run.workspace.input))
    return run


def told(run: Run, code: str) -> set[tuple[str, str]]:
    """The (organisation, month) of the stored workbooks with a finding."""
    with run.history() as history:
        rows = history.submissions(run.programme.id).set_index("submission_id")
        found = [each for each, _, finding in history.findings(run.programme.id) if finding.code == code]
    return {(rows.loc[each, "organisation"], rows.loc[each, "month"]) for each in found}


EVERY = {(organisation, f"2021-0{month}") for organisation in ("05", "17") for month in (7, 8, 9)}
WAIVED = {("05", "2021-08")}


def test_a_waiver_holds_for_its_organisation_and_months_and_is_withdrawn(run: Run) -> None:
    assert told(run, CODE) == EVERY
    act, count = waive(run, CODE, "05", "2021-08", "2021-08", " siirtymäaika ")
    assert (act.rule, act.why, act.by, count) == (RULE, "siirtymäaika", "tester", 2)
    assert (told(run, CODE), told(run, "W011")) == (EVERY - WAIVED, WAIVED)
    with run.history() as history:
        before = history.tables()
    rebuild(run)
    with run.history() as history:
        assert history.tables() == before
    assert verify(run) == []
    assert catch_up(run) == 0
    waive(run, RULE, "05", "2021-08", "", "jatkuu")
    assert told(run, "W011") == {("05", "2021-08"), ("05", "2021-09")}
    waive(run, RULE, "05", "2021-08", "", "päättyi", is_withdrawn=True)
    assert (told(run, CODE), told(run, "W011")) == (EVERY, set())
    with pytest.raises(UsageError, match=r"recorded with this command.*rules\.toml"):
        waive(run, RULE, "05", "2021-08", "", "päättyi", is_withdrawn=True)


def test_what_comes_later_is_judged_by_it(run: Run) -> None:
    waive(run, RULE, "05", "2021-10", "", "siirtymäaika")
    send(run, {items_of(run)[0]: {"status": "Valmis", "percent_done": 0.9}}, month="2021-10")
    (checked,) = check_files(run, sent_files(run.workspace.input, "2021-10"), feedback=False)
    (taken,) = merge_files(run, sent_files(run.workspace.input, "2021-10"))
    assert {each.code for each in checked.findings} & {CODE, "W011"} == {"W011"}
    assert {each.code for each in taken.findings} & {CODE, "W011"} == {"W011"}


def test_another_facilitators_dataset_follows(run: Run, tmp_path: Path) -> None:
    shutil.copytree(run.workspace.root, tmp_path / "toinen")
    space = run.workspace
    database = tmp_path / "toinen" / "output" / "history.sqlite"
    other = run_in(Workspace(tmp_path / "toinen", space.programme, space.languages, database))
    waive(run, RULE, "05", "2021-08", "2021-08", "siirtymäaika")
    for path in run.archive.folder.glob("act-*"):
        shutil.copy(path, other.archive.folder)
    merge_files(other, sent_files(other.workspace.input))
    assert told(other, "W011") == WAIVED


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ei_ole", "05", "2021-08", "", "syy"), "no rule"),
        (("R020x", "05", "2021-08", "", "syy"), "done_is_100"),
        ((RULE, "99", "2021-08", "", "syy"), "no organisation"),
        ((RULE, "05", "elokuu", "", "syy"), "elokuu"),
        ((RULE, "05", "2021-08", "2021-07", "syy"), "before the first"),
        ((RULE, "05", "2021-08", "", " "), "Say why"),
        (("note_without_text", "05", "2021-08", "", "syy"), "cannot be waived"),
    ],
)
def test_a_waiver_that_cannot_hold_is_told(words: tuple[str, ...], message: str, run: Run) -> None:
    with pytest.raises(UsageError, match=message):
        waive(run, *words)
    assert run.archive.acts() == []


def test_a_rule_that_has_left_the_programme_does_no_harm(run: Run) -> None:
    waive(run, RULE, "05", "2021-08", "", "siirtymäaika")
    path = run.workspace.schemas / run.programme.id / "rules.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"[rules.{RULE}]", "[rules.other_name]"), encoding="utf-8")
    later = run_in(run.workspace)
    assert RULE not in later.judging().rules
    assert catch_up(later) == 0


def test_the_command_records_and_withdraws(run: Run) -> None:
    words = ["--workspace", str(run.workspace.root), "--lang", "en", "waive", RULE, "--organisation", "05"]
    words += ["--from", "2021-08", "--why", "reason"]
    for more, said in (([], "is waived for 05"), (["--withdraw"], "has been withdrawn")):
        result = CliRunner().invoke(commands, [*words, *more], obj=Settings(), standalone_mode=False)
        assert said in result.stdout
        assert "judged again: 2" in result.stdout
