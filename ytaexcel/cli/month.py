"""The commands of a month: template, check, merge, report, run, status."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ytaexcel.cli.context import known_on_option, password_option, settings, shared_options
from ytaexcel.cli.say import say
from ytaexcel.cli.show import (
    print_copies,
    print_older,
    print_paths,
    print_status,
    print_submissions,
    progress,
    status_json,
    submissions_json,
)
from ytaexcel.errors import UsageError
from ytaexcel.inbox import Sent, sent_file, sent_files
from ytaexcel.months import parse_month
from ytaexcel.passport import DISCUSSION
from ytaexcel.texts import text

if TYPE_CHECKING:
    from ytaexcel.conform import Acceptance
    from ytaexcel.merge import Submission
    from ytaexcel.workflow import Run


@click.command()
@click.option("--month", required=True, metavar="M", help="The month, for example 2021-11.")
@click.option("--organisation", metavar="C", help="Only this organisation's (code, for example 05).")
@click.option("--group", metavar="G", help="Only this group's (code, for example HTT).")
@click.option(
    "--for",
    "purpose",
    type=click.Choice(("group", DISCUSSION)),
    default="group",
    help="For the groups to fill, or for the discussion with each organisation. [group]",
)
@shared_options
def template(month: str, organisation: str | None, group: str | None, purpose: str) -> int:
    """Make the workbooks to send, prefilled from what is known.

    They are written to output/M/templates, one for each organisation and group that owes one; for the discussion
    one for each organisation, with what is behind, warned of or changed in M.
    """
    from ytaexcel.workflow import make_discussions, make_templates  # deferred: pandas, openpyxl

    run = settings().run()
    parse_month(month)
    if purpose == DISCUSSION:
        if group is not None:
            raise UsageError("A discussion is held with an organisation: leave --group out.")
        chosen = None
        if settings().language:
            chosen = {each.code: run.language for each in run.programme.organisations}
        with progress("template", len({each for each, _ in run.programme.expected_in(month)})) as advance:
            paths = make_discussions(run, month, organisation, chosen, advance)
        print_paths(paths, run.language)
        return 0
    asked = None  # as each organisation has it, unless the command line says a language
    if settings().language:
        asked = {each.code: (run.language,) for each in run.programme.organisations}
    with progress("template", len(run.programme.expected_in(month))) as advance:
        paths = make_templates(run, month, organisation, group, asked, advance)
    print_paths(paths, run.language)
    return 0


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--no-feedback", is_flag=True, help="Do not write marked copies to output/M/feedback.")
@password_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@shared_options
def check(files: tuple[Path, ...], no_feedback: bool, password_file: Path | None, as_json: bool) -> int:
    """Validate workbooks and store nothing.

    Writes a marked copy of each workbook that has findings, to hand back to its group.
    """
    from ytaexcel.workflow import check_files  # deferred: pandas, openpyxl

    run = settings().run(password_file=password_file)
    sent = [sent_file(path) for path in files]
    copies: list[Path] = []
    with progress("check", len(sent)) as advance:
        submissions = check_files(run, sent, not no_feedback, advance, copies.append)
    code = _told(run, sent, submissions, copies, as_json)
    if not as_json:
        say(text("cli.checked", run.language))
    return code


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--accept-as", metavar="ORG/GROUP/MONTH", help="Record the decision whose workbook FILE is.")
@click.option(
    "--feedback", is_flag=True, help="Write marked copies of faulty workbooks to output/M/feedback."
)
@password_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@shared_options
def merge(
    files: tuple[Path, ...],
    accept_as: str | None,
    feedback: bool,
    password_file: Path | None,
    as_json: bool,
) -> int:
    """Validate workbooks, archive them and store their rows.

    Without FILE: everything new in input/<month>/.
    """
    from ytaexcel.workflow import merge_files  # deferred: pandas, openpyxl

    if accept_as and len(files) != 1:
        raise UsageError("--accept-as decides about one file; name just that file.")
    run = settings().run(password_file=password_file, clears=True)
    sent = [sent_file(path) for path in files] if files else sent_files(run.workspace.input)
    decision = _acceptance(accept_as) if accept_as else None
    copies: list[Path] = []
    with progress("merge", len(sent)) as advance:
        submissions = merge_files(
            run,
            sent,
            accept_as=decision,
            feedback=feedback,
            tell_known=bool(files),
            advance=advance,
            written=copies.append,
        )
    return _told(run, sent, submissions, copies, as_json)


def _acceptance(text_given: str) -> "Acceptance":
    from ytaexcel.conform import Acceptance  # deferred: rapidfuzz, calamine

    parts = text_given.split("/")
    if len(parts) != 3 or not all(parts):
        raise UsageError(f'"{text_given}" does not say whose the file is; write it as 05/HTT/2021-11.')
    return Acceptance(parts[0], "" if parts[1] == DISCUSSION else parts[1], parse_month(parts[2]))


def _told(
    run: "Run", sent: list[Sent], submissions: list["Submission"], copies: list[Path], as_json: bool
) -> int:
    """Prints what became of the files, and where their marked copies are; the exit code."""
    if as_json:
        paths = [each.source.given for each in submissions]
        say(submissions_json(submissions, paths, run.language, run.programme))
    elif not submissions:
        say(text("cli.nothing_new", run.language, files=len(sent)))
    else:
        print_submissions(submissions, run.language, run.programme)
        print_copies(copies, run.language)
    return 1 if any(each.outcome in ("refused", "partly_accepted") for each in submissions) else 0


@click.command()
@click.option("--month", required=True, metavar="M", help="The month, for example 2021-11.")
@click.option(
    "--for",
    "audiences",
    multiple=True,
    metavar="AUDIENCE",
    help="For whom, as programme.toml names them; may be repeated. [the first that gets the whole]",
)
@known_on_option
@shared_options
def report(month: str, audiences: tuple[str, ...], known_on: str | None) -> int:
    """Write consolidated workbooks to output/M/reports."""
    from ytaexcel.workflow import make_reports  # deferred: pandas, xlsxwriter

    run = settings().run(known_on=known_on)
    parse_month(month)
    wanted = list(dict.fromkeys(audiences)) or [run.programme.whole_audience]
    with progress("report", _reports(run, month, wanted)) as advance:
        paths = make_reports(run, month, wanted, advance)
    print_paths(paths, run.language)
    return 0


def _reports(run: "Run", month: str, audiences: list[str]) -> int:
    """How many workbooks that will be."""
    owed = run.programme.expected_in(month)
    counts = {"all": 1, "organisation": len({each[0] for each in owed}), "group": len(owed)}
    known = run.programme.audiences
    return sum(counts[known[each].scope] for each in audiences if each in known)


@click.command()
@click.option("--month", required=True, metavar="M", help="The month, for example 2021-11.")
@password_option
@shared_options
def run(month: str, password_file: Path | None) -> int:
    """Merge what is new in input, write every report."""
    from ytaexcel.workflow import make_reports, merge_files  # deferred: pandas, openpyxl

    this = settings().run(password_file=password_file, clears=True)
    parse_month(month)
    sent = sent_files(this.workspace.input)
    copies: list[Path] = []
    with progress("merge", len(sent)) as advance:
        submissions = merge_files(
            this, sent, feedback=True, tell_known=False, advance=advance, written=copies.append
        )
    code = _told(this, sent, submissions, copies, as_json=False)
    audiences = list(this.programme.audiences)
    with progress("report", _reports(this, month, audiences)) as advance:
        paths = make_reports(this, month, audiences, advance)
    print_paths(paths, this.language)
    return code


@click.command()
@click.option("--month", required=True, metavar="M", help="The month, for example 2021-11.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@shared_options
def status(month: str, as_json: bool) -> int:
    """Show who has sent, what was taken in, who is late or missing."""
    from ytaexcel.workflow import judged_otherwise, status_of  # deferred: pandas

    this = settings().run()
    found = status_of(this, parse_month(month))
    if as_json:
        say(status_json(found))
    else:
        print_status(found, this.programme, this.language)
        print_older(judged_otherwise(this), this.language)
    return 0
