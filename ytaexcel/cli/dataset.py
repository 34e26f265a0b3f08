"""The commands of the dataset: history, export, rejudge, rebuild, verify, backup, restore."""

from pathlib import Path
from typing import Literal

import click

from ytaexcel.backup import restore_backup
from ytaexcel.cli.context import known_on_option, settings, shared_options
from ytaexcel.cli.say import say
from ytaexcel.cli.show import print_older, print_paths, print_rejudged, progress
from ytaexcel.months import parse_month
from ytaexcel.texts import text


@click.command()
@click.option("--item", metavar="ID", help="The item, for example HTT.A.1.10.")
@click.option("--organisation", metavar="C", help="The organisation (code, for example 05).")
@click.option("--group", metavar="G", help="The group (code, for example HTT).")
@click.option(
    "--xlsx", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write a workbook there."
)
@known_on_option
@shared_options
def history(
    item: str | None, organisation: str | None, group: str | None, path: Path | None, known_on: str | None
) -> int:
    """Tell the life of an item, an organisation or a group.

    Of an item in one organisation each value comes with file, sheet and cell; the workbook has them for all.
    """
    from ytaexcel.timeline import Scope  # deferred: pandas
    from ytaexcel.workflow import history_lines, history_workbook  # deferred: pandas

    run = settings().run(known_on=known_on)
    scope = Scope(item, organisation, group)
    if path is not None:
        print_paths([history_workbook(run, scope, path)], run.language)
        return 0
    for line in history_lines(run, scope):
        say(line)
    return 0


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option(
    "--format", "kind", type=click.Choice(["csv", "parquet", "xlsx"]), default="csv", show_default=True
)
@known_on_option
@shared_options
def export(folder: Path, kind: Literal["csv", "parquet", "xlsx"], known_on: str | None) -> int:
    """Write the tidy tables as CSV, Parquet or Excel.

    They are submissions, statuses, notes, findings, assessment, discussed, and what else the programme has.
    """
    from ytaexcel.workflow import export_tables  # deferred: pandas

    run = settings().run(known_on=known_on)
    print_paths(export_tables(run, folder, kind), run.language)
    return 0


@click.command()
@click.option("--month", metavar="M", help="Only this month, for example 2021-11.")
@click.option("--store", is_flag=True, help="Store what judging again gives.")
@shared_options
def rejudge(month: str | None, store: bool) -> int:
    """Show what changed definitions would change.

    Judges what is stored again, by the rules, fields and roadmap of today; stores nothing unless asked.
    """
    from ytaexcel.workflow import rejudge as judge_again  # deferred: pandas

    run = settings().run()
    if month is not None:
        parse_month(month)
    with progress("rejudge", len(run.archive.hashes())) as advance:
        found = judge_again(run, month, store=store, advance=advance)
    print_rejudged(found, run.language, is_stored=store)
    return 0


@click.command()
@shared_options
def rebuild() -> int:
    """Make the dataset anew from output/archive."""
    from ytaexcel.workflow import rebuild as make_anew  # deferred: pandas

    run = settings().run(clears=True)
    archived = len(run.archive.hashes())
    with progress("rebuild", archived) as advance:
        count = make_anew(run, advance)
    say(text("cli.rebuilt", run.language, count=count))
    if count < archived:
        say(text("cli.rebuilt_partly", run.language, count=archived - count))
    return 0 if count == archived else 1


@click.command()
@shared_options
def verify() -> int:
    """Check the archive, the dataset and its totals."""
    from ytaexcel.workflow import judged_otherwise  # deferred: pandas
    from ytaexcel.workflow import verify as find_problems  # deferred with it

    run = settings().run(clears=True)
    problems = find_problems(run)
    for problem in problems:
        say(problem)
    if not problems:
        with run.history() as dataset:
            say(text("cli.verified", run.language, **dataset.totals(run.programme.id)))
    print_older(judged_otherwise(run), run.language)
    return 1 if problems else 0


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--with-key", is_flag=True, help="The key that seals passports goes along: keep the file safe.")
@click.option("--with-input", is_flag=True, help="What lies in the inbox goes along.")
@shared_options
def backup(path: Path, with_key: bool, with_input: bool) -> int:
    """Write all that cannot be made again into one file.

    Settings, definitions and the archive; the dataset and the reports are made anew from these.
    """
    from ytaexcel.workflow import back_up  # deferred: pandas

    run = settings().run()
    written, count = back_up(run, path, with_key=with_key, with_input=with_input)
    say(text("cli.backed_up", run.language, path=written, count=count))
    say(text("cli.backed_up.key" if with_key else "cli.backed_up.no_key", run.language))
    return 0


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@shared_options
def restore(path: Path, folder: Path) -> int:
    """Make a workspace in DIR from a backup, and its dataset anew."""
    from ytaexcel.workflow import rebuild as make_anew  # deferred: pandas

    workspace = restore_backup(path, folder)
    settings().workspace = folder
    if not workspace.has_key():
        say(text("cli.restored.no_key", settings().spoken(workspace.languages[0]), folder=folder))
        return 1
    run = settings().run()
    with progress("rebuild", len(run.archive.hashes())) as advance:
        count = make_anew(run, advance)
    say(text("cli.restored", run.language, folder=folder, count=count))
    return 0
