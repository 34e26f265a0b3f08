"""The commands of the dataset: history, export, rebuild, verify."""

from pathlib import Path
from typing import Literal

import click

from ytaexcel.cli.context import settings, shared_options
from ytaexcel.cli.say import say
from ytaexcel.cli.show import print_paths, progress
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
        say(line)
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
@shared_options
def rebuild() -> int:
    """Make the dataset anew from output/archive."""
    from ytaexcel.workflow import rebuild as make_anew  # deferred: pandas

    run = settings().run()
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
    from ytaexcel.workflow import verify as find_problems  # deferred: pandas

    run = settings().run()
    problems = find_problems(run)
    for problem in problems:
        say(problem)
    if not problems:
        with run.history() as dataset:
            say(text("cli.verified", run.language, **dataset.totals(run.programme.id)))
    return 1 if problems else 0
