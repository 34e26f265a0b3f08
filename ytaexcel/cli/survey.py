"""The commands of surveys: survey template, survey check, survey report."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import click

from ytaexcel.cli.context import password_option, passwords_in, settings, shared_options
from ytaexcel.cli.say import escaped, say
from ytaexcel.cli.show import print_paths
from ytaexcel.texts import Language, text
from ytaexcel.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from ytaexcel.survey import Survey, Taken

MOST_FINDINGS = 40
"""Findings printed for one file; all of them stand in --json."""
survey_option = click.option(
    "--survey", "survey_id", metavar="ID", help="The survey (default: the only one of the workspace)."
)


@click.group()
@shared_options
def survey() -> None:
    """Surveys: check responses, report distributions."""


@survey.command("template")
@click.option("--round", "round_", required=True, metavar="R", help="The round, for example 2022-2.")
@survey_option
@shared_options
def survey_template(round_: str, survey_id: str | None) -> int:
    """Make the workbook for the responses of a round.

    It is written to output/SURVEY, in each language of the workspace.
    """
    from ytaexcel.workflow.surveys import make_survey_template  # deferred: pandas

    workspace, definition, language = _opened(survey_id)
    languages = (language,) if settings().language else workspace.languages
    print_paths(make_survey_template(workspace, definition, round_, languages), language)
    return 0


@survey.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@password_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@survey_option
@shared_options
def survey_check(
    files: tuple[Path, ...], password_file: Path | None, as_json: bool, survey_id: str | None
) -> int:
    """Validate responses and store nothing.

    Without FILE: the rounds in input/SURVEY.
    """
    from ytaexcel.survey import take_in_responses  # deferred: calamine
    from ytaexcel.workflow.surveys import responses_of  # deferred: pandas

    folder = next((each for each in files if each.is_dir()), None)
    if folder is not None:
        raise click.UsageError(f"{folder} is a folder; name the files in it.")
    workspace, definition, language = _opened(survey_id)
    come = [responses_of(workspace, definition, each.code) for each in definition.rounds]
    paths = list(files) or [path for path in come if path is not None]
    means = _means(workspace, password_file)
    taken = [take_in_responses(path, definition, means, language) for path in paths]
    if as_json:
        say(escaped(json.dumps(_document(definition, taken, language), ensure_ascii=False, indent=1)))
    else:
        _print(taken, language)
        if not taken:
            say(text("survey.nothing_come", language, folder=workspace.input / definition.id))
    return _code(taken)


@survey.command("report")
@click.option("--round", "round_", metavar="R", help="The round (default: the latest that has come).")
@click.option("--compare", "compared", multiple=True, metavar="R", help="Compare with this round only.")
@click.option("--alone", is_flag=True, help="Compare with no round.")
@click.option(
    "--base",
    type=click.Choice(["answers", "opinions"]),
    help='With "cannot say" in the hundred percent (answers) or without (opinions).',
)
@password_option
@survey_option
@shared_options
def survey_report(
    round_: str | None,
    compared: tuple[str, ...],
    alone: bool,
    base: Literal["answers", "opinions"] | None,
    password_file: Path | None,
    survey_id: str | None,
) -> int:
    """Make the workbook of a round: distributions with N.

    Small groups are hidden; earlier rounds in input/SURVEY are compared.
    """
    from ytaexcel.workflow.surveys import report_survey  # deferred: pandas

    if alone and compared:
        raise click.UsageError("--alone compares with no round; leave --compare out.")
    workspace, definition, language = _opened(survey_id)
    others = () if alone else (compared or None)
    made = report_survey(
        workspace,
        definition,
        round_,
        others,
        base,
        _means(workspace, password_file),
        language,
        _today(definition),
    )
    _print(made.taken, language)
    if made.path is not None:
        print_paths([made.path], language)
    return _code(made.taken)


def _opened(survey_id: str | None) -> "tuple[Workspace, Survey, Language]":
    from ytaexcel.survey import find_survey  # deferred: calamine

    workspace = open_workspace(settings().workspace)
    language = settings().spoken(workspace.languages[0])
    return workspace, find_survey(workspace.schemas, survey_id), language


def _means(workspace: Workspace, password_file: Path | None) -> Any:
    from ytaexcel.read import Means, find_office  # deferred: calamine, msoffcrypto

    return Means(passwords_in(password_file), find_office(workspace.libreoffice))


def _today(definition: "Survey") -> date:
    return settings().now(definition.timezone).astimezone(ZoneInfo(definition.timezone)).date()


def _code(taken: "Sequence[Taken]") -> int:
    return 0 if all(each.outcome == "accepted" for each in taken) else 1


def _document(definition: "Survey", taken: "Sequence[Taken]", language: Language) -> dict[str, Any]:
    """The document of `survey check --json`."""
    return {
        "files": [
            {
                "file": each.name,
                "outcome": each.outcome,
                "survey": definition.id,
                "round": each.round,
                "rows_accepted": len(each.conformed.responses),
                "rows_refused": each.conformed.rows_refused,
                "findings": [
                    {
                        "code": one.code,
                        "severity": one.severity,
                        "sheet": one.sheet or None,
                        "cell": one.cell or None,
                        "message": one.message(language),
                    }
                    for one in each.conformed.findings
                ],
            }
            for each in taken
        ]
    }


def _print(taken: "Sequence[Taken]", language: Language) -> None:
    """A line for each file, and its errors and warnings."""
    for each in taken:
        rows = {"accepted": len(each.conformed.responses), "refused": each.conformed.rows_refused}
        say(
            f"{each.name}: {text(f'cli.outcome.{each.outcome}', language)}. {text('cli.rows', language, **rows)}"
        )
        told = [one for one in each.conformed.findings if one.severity != "info"]
        for one in told[:MOST_FINDINGS]:
            place = f"{one.place}: " if one.place else ""
            grave = text(f"severity.{one.severity}", language)
            said = f"{grave} {one.code}  {place}{one.message(language)}"
            say(click.formatting.wrap_text(said, width=78, initial_indent="  ", subsequent_indent="      "))
        if len(told) > MOST_FINDINGS:
            say("  " + text("survey.more_findings", language, count=len(told) - MOST_FINDINGS))
