"""The commands of surveys: what they print, where they write, and one sentence for every mistake."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import looks
import survey_data
from collected import small_workspace
from survey_examples import enough
from temporary_codes import code
from ytaexcel.cli import main

ROOT = Path(__file__).parent.parent


class Result(NamedTuple):
    code: int
    out: str
    err: str


Call = Callable[..., Result]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    workspace = small_workspace(tmp_path / "workspace", items=3)
    (workspace.input / survey_data.SURVEY).mkdir(parents=True)
    return workspace.root


@pytest.fixture
def call(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.chdir(root)

    def called(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["ytaexcel", "--as-of", "2022-09-15", *map(str, arguments)])
        with pytest.raises(SystemExit) as leaving:
            main()
        printed = capsys.readouterr()
        return Result(int(leaving.value.code or 0), printed.out, printed.err)

    return called


def lay(root: Path, rows: list[dict[str, str]], round_: str = "2022-2") -> Path:
    path = root / "input" / survey_data.SURVEY / f"{round_}.xlsx"
    path.write_bytes(survey_data.workbook(rows))
    return path


def test_the_template_is_made_in_each_language_of_the_workspace(call: Call, root: Path) -> None:
    result = call("survey", "template", "--round", "2022-2")
    assert result.code == 0
    made = sorted((root / "output" / survey_data.SURVEY).glob("*template*"))
    assert [each.stem[-2:] for each in made] == ["en", "fi", "sv"]
    assert call("survey", "template", "--round", "2022-1", "--lang", "sv").code == 0
    assert len(list((root / "output" / survey_data.SURVEY).glob("*2022-1*"))) == 1


def test_check_tells_the_findings_of_every_round_and_stores_nothing(call: Call, root: Path) -> None:
    lay(root, enough())
    lay(root, enough(C1="7"), "2022-1")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    result = call("survey", "check")
    assert result.code == 1
    assert "2022-2.xlsx: hyväksyttiin. Rivejä hyväksyttiin 6, hylättiin 0." in result.out
    assert "2022-1.xlsx: hyväksyttiin osittain. Rivejä hyväksyttiin 5, hylättiin 1." in result.out
    assert "virhe C042" in result.out
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_check_prints_the_first_findings_of_many_and_says_so(call: Call, root: Path) -> None:
    lay(root, enough(C1="7") + [{**each, "C1": "8"} for each in enough() * 8])
    result = call("survey", "check")
    assert len(re.findall(r"C042", result.out)) == 40
    assert "… ja muita 9: katso --json." in result.out


def test_check_as_json_is_one_document_with_the_keys_that_the_page_shows(call: Call, root: Path) -> None:
    lay(root, enough(C1="7"))
    printed = json.loads(call("survey", "check", "--json").out)
    (shown,) = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "survey.md").read_text("utf-8"), re.DOTALL)
    example = json.loads(shown)
    assert [list(each) for each in printed["files"]] == [list(each) for each in example["files"]]
    assert list(printed["files"][0]["findings"][0]) == list(example["files"][0]["findings"][0])
    assert printed["files"][0]["rows_refused"] == 1


def test_check_of_nothing_says_where_it_looked(call: Call) -> None:
    result = call("survey", "check")
    assert result.code == 0
    assert survey_data.SURVEY in result.out


def test_a_report_compares_with_the_earlier_rounds_that_have_come(call: Call, root: Path) -> None:
    lay(root, survey_data.respondents())
    lay(root, survey_data.former(), "2022-1")
    assert call("survey", "report").code == 0
    path = root / "output" / survey_data.SURVEY / f"{survey_data.SURVEY}_2022-2_report_fi.xlsx"
    assert "Kierrokset" in looks.opened(path).sheetnames
    assert call("survey", "report", "--alone", "--base", "opinions").code == 0
    alone = looks.opened(path)
    assert "Kierrokset" not in alone.sheetnames
    assert "ottivat kantaa" in str(alone["Yhteenveto"]["A3"].value)
    assert call("survey", "report", "--compare", "2022-1", "--round", "2022-2").code == 0
    assert "Kierrokset" in looks.opened(path).sheetnames
    assert call("survey", "report", "--round", "2022-1").code == 0
    first = looks.opened(path.with_name(path.name.replace("2022-2", "2022-1")))
    assert "Kierrokset" not in first.sheetnames


@pytest.mark.parametrize("later", ["2022-1", "2022-2"])
def test_a_round_is_not_compared_with_itself_or_a_later_one(later: str, call: Call, root: Path) -> None:
    for each in ("2022-1", "2022-2"):
        lay(root, enough(), each)
    result = call("survey", "report", "--round", "2022-1", "--compare", later)
    assert result.code == 2
    assert "The round 2022-1 is compared with earlier ones: none has come." in result.err


def test_a_refused_round_is_not_reported_and_a_refused_earlier_one_is_left_out(
    call: Call, root: Path
) -> None:
    lay(root, enough())
    earlier = lay(root, enough(F=code()), "2022-1")
    result = call("survey", "report")
    assert result.code == 1
    assert "W030" in result.out
    (path,) = (root / "output" / survey_data.SURVEY).glob("*.xlsx")
    assert "Kierrokset" not in looks.opened(path).sheetnames
    path.unlink()
    earlier.rename(earlier.with_name("2022-2.xlsx"))
    assert call("survey", "report").code == 1
    assert not list((root / "output" / survey_data.SURVEY).glob("*.xlsx"))


def test_responses_go_neither_into_the_archive_nor_are_they_taken_for_submissions(
    call: Call, root: Path
) -> None:
    lay(root, enough())
    call("survey", "check")
    call("survey", "report")
    assert call("merge").code == 0
    assert not list((root / "output" / "archive").glob("*")) or not (root / "output" / "archive").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("survey report", "The responses of the round 2022-2 are not there; lay them in"),
        ("survey report --round 2021-1", 'There is no round "2021-1"'),
        ("survey template --round 2021-1", 'There is no round "2021-1"'),
        ("survey check --survey other", 'There is no survey "other"'),
        ("survey check schemas", "schemas is a folder; name the files in it."),
        ("survey report --alone --compare 2022-1", "--alone compares with no round"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(words: str, told: str, call: Call) -> None:
    result = call(*words.split())
    assert result.code == 2
    assert told in result.err
    assert "Traceback" not in result.err
