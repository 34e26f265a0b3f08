"""A survey's round: the workbook to fill, the check of what came, and the report.

The responses lie in `input/<survey>/<round>.xlsx` and are read from there each time; nothing of them is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ytaexcel.errors import UsageError
from ytaexcel.months import last_day
from ytaexcel.picture.material import Material
from ytaexcel.read import Means
from ytaexcel.survey import (
    Base,
    Survey,
    Taken,
    load_survey,
    survey_names,
    tabulate,
    take_in_responses,
)
from ytaexcel.survey.material import survey_material
from ytaexcel.survey.records import Round
from ytaexcel.survey.report import Reported, write_survey_report
from ytaexcel.survey.template import write_survey_template
from ytaexcel.texts import Language
from ytaexcel.workflow.placing import placed
from ytaexcel.workflow.run import Run
from ytaexcel.workspace import Workspace

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
"""Of the files in which a round's responses may lie; the first there is counts."""


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """What became of a report: the files that it was made of, and where it stands."""

    taken: tuple[Taken, ...]
    """Those of the earlier rounds first; the round itself last."""
    path: Path | None
    """None where the round's own file was refused."""


def make_survey_template(
    workspace: Workspace, survey: Survey, round_: str, languages: Sequence[Language]
) -> list[Path]:
    """The workbooks to fill, in `output/<survey>/`."""
    found = _round(survey, round_)
    return [
        placed(
            workspace.output / survey.id / f"{survey.id}_{round_}_template_{language}.xlsx",
            lambda path, language=language: write_survey_template(path, survey, found, language),  # type: ignore[misc]
        )
        for language in languages
    ]


def report_survey(
    workspace: Workspace,
    survey: Survey,
    round_: str | None,
    compared: Sequence[str] | None,
    base: Base | None,
    means: Means,
    language: Language,
    as_of: date,
) -> SurveyReport:
    """The report of a round, in `output/<survey>/`.

    `round_`: None for the latest that has come. `compared`: rounds to compare with; None for all earlier ones that
    have come. An earlier round whose file is refused is left out. Raises `UsageError` where a round asked for does
    not exist or has not come, or where one to compare with is not earlier.
    """
    come = [each.code for each in survey.rounds if responses_of(workspace, survey, each.code) is not None]
    now = _asked(survey, come, round_ or (come[-1] if come else survey.rounds[-1].code), workspace)
    order = [each.code for each in survey.rounds]
    before = [each for each in come if order.index(each) < order.index(now)]
    if compared is not None:
        wanted = {_asked(survey, come, each, workspace) for each in compared}
        if not wanted <= set(before):
            raise UsageError(
                f"The round {now} is compared with earlier ones: {', '.join(before) or 'none has come'}."
            )
        before = sorted(wanted, key=order.index)
    paths = [responses_of(workspace, survey, each) for each in (*before, now)]
    taken = tuple(take_in_responses(path, survey, means, language) for path in paths if path is not None)
    if taken[-1].conformed.is_refused:
        return SurveyReport(taken, None)
    good = [each for each in taken if not each.conformed.is_refused]
    tables = [tabulate(survey, each.round or now, each.conformed.responses) for each in good]
    chosen: Base = base or ("answers" if survey.cannot_say_in_base else "opinions")
    reported = Reported(survey, tables[-1], tables[:-1], good, chosen, as_of)
    target = workspace.output / survey.id / f"{survey.id}_{now}_report_{language}.xlsx"
    return SurveyReport(taken, placed(target, lambda path: write_survey_report(path, reported, language)))


def survey_materials(run: Run, month: str) -> tuple[Material, ...]:
    """Of each survey that belongs to the programme the latest round that had closed by the end of the month.

    None by what was known on an earlier day: nothing says when responses came.
    """
    if run.known_on is not None:
        return ()
    found = []
    for name in survey_names(run.workspace.schemas):
        if not (run.workspace.input / name).is_dir():
            continue
        survey = load_survey(run.workspace.schemas / name)
        closed = [
            each.code
            for each in survey.rounds
            if each.closes is not None
            and each.closes <= last_day(month)
            and responses_of(run.workspace, survey, each.code) is not None
        ]
        if run.programme.id in survey.programmes and closed:
            found.append(_material(run, survey, closed[-1]))
    return tuple(found)


def _material(run: Run, survey: Survey, round_: str) -> Material:
    path = responses_of(run.workspace, survey, round_)
    assert path is not None
    taken = take_in_responses(path, survey, run.means, run.language)
    if taken.conformed.is_refused:
        return survey_material(survey, round_, None)
    return survey_material(survey, round_, tabulate(survey, round_, taken.conformed.responses))


def responses_of(workspace: Workspace, survey: Survey, round_: str) -> Path | None:
    """The file with the responses of a round; None where it has not come."""
    places = (workspace.input / survey.id / f"{round_}{ending}" for ending in ENDINGS)
    return next((each for each in places if each.is_file()), None)


def _asked(survey: Survey, come: Sequence[str], round_: str, workspace: Workspace) -> str:
    _round(survey, round_)
    if round_ not in come:
        place = workspace.input / survey.id / f"{round_}{ENDINGS[0]}"
        raise UsageError(f"The responses of the round {round_} are not there; lay them in {place}.")
    return round_


def _round(survey: Survey, code: str) -> Round:
    for each in survey.rounds:
        if each.code == code:
            return each
    known = ", ".join(each.code for each in survey.rounds)
    raise UsageError(f'There is no round "{code}" of {survey.id}; there are: {known}.')
