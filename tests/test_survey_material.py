"""A survey's round stands behind the picture of all organisations as other material, and in no other workbook."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import looks
import survey_data
from collected import items_of, run_in, send, small_workspace
from temporary_codes import code
from ytaexcel.inbox import sent_files
from ytaexcel.texts import LANGUAGES, Language
from ytaexcel.workflow import Run, make_reports, merge_files
from ytaexcel.workflow.surveys import survey_materials

MONTH = "2021-07"
Change = Callable[[str], str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A collected month, and a round of the survey that closed in it."""
    run = run_in(small_workspace(tmp_path / "workspace", items=2))
    send(run, {items_of(run)[0]: {"status": "Käynnissä"}})
    merge_files(run, sent_files(run.workspace.input))
    change(run, lambda text: text.replace("2022-09-01", "2021-07-31").replace("2022-08-19", "2021-07-01"))
    lay(run, survey_data.respondents())
    return run


def change(run: Run, by: Change) -> None:
    path = run.workspace.schemas / survey_data.SURVEY / "survey.toml"
    path.write_text(by(path.read_text(encoding="utf-8")), encoding="utf-8")


def lay(run: Run, rows: list[dict[str, str]], round_: str = "2022-2") -> None:
    folder = run.workspace.input / survey_data.SURVEY
    folder.mkdir(exist_ok=True)
    (folder / f"{round_}.xlsx").write_bytes(survey_data.workbook(rows))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ministry_gets_the_shares_with_their_n(language: Language, run: Run) -> None:
    (path,) = make_reports(replace(run, language=language), MONTH, ["ministry"])
    sheet = looks.opened(path).worksheets[-1]
    assert sheet.title == {"fi": "Muu aineisto", "sv": "Övrigt material", "en": "Other material"}[language]
    assert survey_data.survey().cannot_say_in_base
    assert {"fi": "kaikista vastauksista", "sv": "av alla svar", "en": "of all answers"}[language] in str(
        sheet["A2"].value
    )
    rows = {(row[1], row[2]): row[3:] for row in sheet.iter_rows(min_row=6, max_col=6, values_only=True)}
    survey = survey_data.survey()
    question, county = survey.question("A").header[language], survey.background("county")
    answer, share, n = rows[question, county.name_of("03")[language]]
    assert (answer, round(share * 100), n) == ({"fi": "kyllä", "sv": "ja", "en": "yes"}[language], 87, 39)
    everybody = {"fi": "Kaikki vastaajat", "sv": "Alla respondenter", "en": "All respondents"}[language]
    assert rows[question, everybody][2] == 686
    hidden = {county.name_of(each)[language] for each in ("18", "20")}
    assert not hidden & {group for _, group in rows}


def test_other_audiences_get_nothing_of_it(run: Run) -> None:
    for path in make_reports(run, MONTH, ["organisation", "group"]):
        assert "Muu aineisto" not in looks.opened(path).sheetnames


@pytest.mark.parametrize(
    "by",
    [
        lambda text: text.replace("2021-07-31", "2021-08-01"),
        lambda text: text.replace("closes = 2021-07-31\n", ""),
        lambda text: text.replace('programmes = ["sote-2021"]', 'programmes = ["other"]'),
        lambda text: text.replace('programmes = ["sote-2021"]', ""),
    ],
)
def test_a_round_that_closed_later_or_belongs_elsewhere_is_left_out(by: Change, run: Run) -> None:
    assert survey_materials(run, MONTH)
    change(run, by)
    assert survey_materials(run, MONTH) == ()
    (path,) = make_reports(run, MONTH, ["ministry"])
    assert "Muu aineisto" not in looks.opened(path).sheetnames


def test_by_what_was_known_before_it_is_left_out(run: Run) -> None:
    """Nothing says when responses came."""
    assert survey_materials(replace(run, known_on=date(2021, 8, 11)), MONTH) == ()


def test_of_several_rounds_the_latest_that_had_closed_counts(run: Run) -> None:
    lay(run, survey_data.former(), "2022-1")
    (material,) = survey_materials(run, MONTH)
    assert material.source["fi"].endswith("kysely 2/2022")
    change(
        run,
        lambda text: text.replace("2021-07-31", "2021-08-31").replace(
            'en = "survey 1/2022"', 'en = "survey 1/2022"\ncloses = 2021-06-30'
        ),
    )
    (material,) = survey_materials(run, MONTH)
    assert material.source["fi"].endswith("kysely 1/2022")
    assert material.shares[0].denominator == 540


def test_that_the_responses_were_refused_is_said(run: Run) -> None:
    lay(run, [{**each, "F": code()} for each in survey_data.respondents()[:9]])
    (path,) = make_reports(run, MONTH, ["ministry"])
    sheet = looks.opened(path)["Muu aineisto"]
    told = [str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0]]
    assert any(
        "Vastauksia ei voitu lukea: Yhdyspintojen tilannekuvakysely, kysely 2/2022." in each for each in told
    )
