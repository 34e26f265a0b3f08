"""The definition of a survey is proved as a whole; every problem is told, naming its place."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import survey_data
from ytaexcel.errors import DefinitionError, UsageError
from ytaexcel.survey import find_survey, load_survey, survey_names
from ytaexcel.survey.records import Survey

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "schemas" / survey_data.SURVEY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "schemas" / survey_data.SURVEY))


def problems(folder: Path, change: Callable[[str], str]) -> list[str]:
    path = folder / "survey.toml"
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_survey(folder)
    return raised.value.problems


def test_the_shipped_survey_is_that_of_the_source() -> None:
    survey = load_survey(SHIPPED)
    assert [each.code for each in survey.listed] == ["role", "county", "size"]
    assert len(survey.background("county").options) == 22
    assert len(survey.asked) == 12
    how_well = survey.question("C1").scale
    assert how_well is not None
    assert [each.code for each in how_well.answers] == ["1", "2", "3", "4", "5", "0"]
    assert how_well.on("good") == {"4", "5"}
    assert how_well.on("bad") == {"1", "2"}
    assert how_well.on("cannot_say") == {"0"}
    assert survey.suppress_below == 5
    (opened,) = (each for each in survey.rounds if each.code == "2022-2")
    assert opened.opens is not None
    assert opened.closes is not None
    assert (opened.closes - opened.opens).days + 1 == 14


def test_no_survey_stands_in_code() -> None:
    named = [
        path.name
        for path in (ROOT / "ytaexcel").rglob("*.py")
        for name in survey_names(ROOT / "schemas")
        if name in path.read_text(encoding="utf-8")
    ]
    assert survey_names(ROOT / "schemas")
    assert named == []


def replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (replaced('id = "yhdyspintakysely"', 'id = "other"'), 'id is "other", but the folder is called'),
        (replaced("suppress_below = 5", "suppress_below = 1"), "expected a whole number from 3 to 10"),
        (replaced("suppress_below = 5", "suppress_below = true"), "expected a whole number from 3 to 10"),
        (replaced("Europe/Helsinki", "Europe/Turku"), 'timezone "Europe/Turku" is not known'),
        (replaced("Europe/Helsinki", "../etc"), 'timezone "../etc" is not known'),
        (replaced('code = "2022-1"', 'code = "2022-2"'), "rounds: 2022-2 stands there twice"),
        (replaced('kind = "listed"', 'kind = "list"'), "expected one of listed, text, id"),
        (replaced('by = { fi = "Aseman mukaan"', 'bye = { fi = "Aseman mukaan"'), '"bye" is not known'),
        (
            replaced('fi = "Aseman mukaan"', 'fi = "Asema/rooli"'),
            '"Asema/rooli" cannot be the name of a sheet',
        ),
        (replaced('of = ["management", "sector"]', 'of = ["managers"]'), "managers is not an option"),
        (replaced('decides = ["county", "size"]', 'decides = ["town"]'), "town is not a listed background"),
        (replaced('code = "09", fi', 'code = "05", fi'), "05 stands there twice"),
        (replaced('"VS"]', '"Satakunta"]'), '"satakunta" means 05 as well as 06'),
        (
            replaced('side = "good", fi = "paranee"', 'side = "middle", fi = "paranee"'),
            "no answer is on the side good",
        ),
        (
            replaced('side = "middle", fi = "ei muutosta"', 'side = "cannot_say", fi = "ei muutosta"'),
            "more than one answer",
        ),
        (replaced('scale = "effect"', 'scale = "effects"'), 'scale "effects" is not one of scales'),
        (replaced('battery = "C"', 'battery = "X"'), 'battery "X" is not one of batteries'),
        (lambda text: re.sub(r"^scale = .*\n", "", text, flags=re.MULTILINE), "none has a scale"),
        (
            lambda text: re.sub(r'^kind = "listed"', 'kind = "text"', text, flags=re.MULTILINE),
            "must be of the kind listed",
        ),
        (lambda text: text.replace("by = {", "# by = {"), "by is missing"),
        (lambda text: text + "=", "is not valid TOML"),
    ],
)
def test_a_problem_is_told(change: Callable[[str], str], told: str, folder: Path) -> None:
    assert any(told in each for each in problems(folder, change)), told


def test_every_problem_is_told_at_once(folder: Path) -> None:
    found = problems(
        folder,
        lambda text: text.replace('scale = "effect"', 'scale = "e"').replace(
            'battery = "D"', 'battery = "E"'
        ),
    )
    assert len(found) == 4


def test_the_only_survey_need_not_be_named(folder: Path) -> None:
    found: Survey = find_survey(folder.parent, None)
    assert found.id == survey_data.SURVEY


def test_of_several_surveys_one_must_be_named(folder: Path) -> None:
    other = Path(shutil.copytree(folder, folder.parent / "second"))
    text = (other / "survey.toml").read_text(encoding="utf-8")
    (other / "survey.toml").write_text(
        text.replace('id = "yhdyspintakysely"', 'id = "second"'), encoding="utf-8"
    )
    with pytest.raises(UsageError, match="there are: second, yhdyspintakysely"):
        find_survey(folder.parent, None)
    assert find_survey(folder.parent, "second").id == "second"


def test_a_survey_that_is_not_there_is_told_with_those_that_are(folder: Path) -> None:
    with pytest.raises(UsageError, match='no survey "none"'):
        find_survey(folder.parent, "none")
    shutil.rmtree(folder)
    with pytest.raises(UsageError, match="there are: none"):
        find_survey(folder.parent, None)
