"""The commands of the dataset: history, export, rejudge, rebuild, verify."""

from pathlib import Path
from typing import Literal

import click

from ytaexcel.cli.context import settings, shared_options
from ytaexcel.cli.show import print_older, print_paths, print_rejudged, progress
from ytaexcel.months import parse_month
from ytaexcel.texts import text


@click.command()
@click.option("--item", required=True, metavar="ID", help="The item, for example HTT.A.1.10.")
@click.option("--organisation", required=True, metavar="C", help="The organisation (code, for example 05).")
@shared_options
def history(item: str, organisation: str) -> int:
    """Tell the life of one item, value by value.

    Each value comes with file, sheet and cell.
    """
    from ytaexcel.workflow import item_history  # deferred: pandas

    run = settings().run()
    for line in item_history(run, item, organisation):
        click.echo(line)
    return 0


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option(
    "--format", "kind", type=click.Choice(["csv", "parquet", "xlsx"]), default="csv", show_default=True
)
@shared_options
def export(folder: Path, kind: Literal["csv", "parquet", "xlsx"]) -> int:
    """Write the tidy tables as CSV, Parquet or Excel.

    They are submissions, statuses, notes, findings and assessment.
    """
    from ytaexcel.workflow import export_tables  # deferred: pandas

    run = settings().run()
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

    run = settings().run()
    archived = len(run.archive.hashes())
    with progress("rebuild", archived) as advance:
        count = make_anew(run, advance)
    click.echo(text("cli.rebuilt", run.language, count=count))
    if count < archived:
        click.echo(text("cli.rebuilt_partly", run.language, count=archived - count))
    return 0 if count == archived else 1


@click.command()
@shared_options
def verify() -> int:
    """Check the archive, the dataset and its totals."""
    from ytaexcel.workflow import judged_otherwise  # deferred: pandas
    from ytaexcel.workflow import verify as find_problems  # deferred with it

    run = settings().run()
    problems = find_problems(run)
    for problem in problems:
        click.echo(problem)
    if not problems:
        with run.history() as dataset:
            click.echo(text("cli.verified", run.language, **dataset.totals(run.programme.id)))
    print_older(judged_otherwise(run), run.language)
    return 1 if problems else 0
