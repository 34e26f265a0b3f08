"""The commands that decide about what was merged, or tell what became known: exclude, reinstate, redact, waive,
difference.
"""

from pathlib import Path
from typing import Literal

import click

from ytaexcel.cli.context import known_on_option, parse_day, settings, shared_options
from ytaexcel.cli.say import say
from ytaexcel.cli.show import print_difference, print_paths, print_redacted
from ytaexcel.months import parse_month
from ytaexcel.texts import text


@click.command()
@click.option("--since", required=True, metavar="DATE", help="The earlier day, for example 2021-10-20.")
@click.option("--month", metavar="M", help="Only what it changed in this month, for example 2021-09.")
@click.option("--csv", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write the table there.")
@known_on_option
@shared_options
def difference(since: str, month: str | None, path: Path | None, known_on: str | None) -> int:
    """Show what became known after a day.

    Each value that is no longer what it was: month, organisation, item, before and after.
    """
    from ytaexcel.export import write_csv  # deferred: pandas
    from ytaexcel.workflow import difference_of, placed  # deferred: pandas

    run = settings().run(known_on=known_on)
    earlier, later = parse_day(since), run.known_on or run.today
    if earlier > later:
        raise click.UsageError(f"--since {earlier} is after {later}, up to which the difference is told.")
    found = difference_of(run, earlier, None if month is None else parse_month(month))
    if path is None:
        print_difference(found, run.programme, run.language)
    else:
        print_paths([placed(path, lambda temporary: write_csv(temporary, found))], run.language)
    return 0


@click.command()
@click.argument("which", metavar="FILE|ID")
@click.option("--why", required=True, metavar="TEXT", help="The reason, kept with the decision.")
@shared_options
def exclude(which: str, why: str) -> int:
    """Decide that nothing in a submission counts.

    It stays in the archive; what the group sent before it counts in its place.
    """
    return _decide("exclude", which, why)


@click.command()
@click.argument("which", metavar="FILE|ID")
@click.option("--why", required=True, metavar="TEXT", help="The reason, kept with the decision.")
@shared_options
def reinstate(which: str, why: str) -> int:
    """Decide that an excluded submission counts again."""
    return _decide("reinstate", which, why)


@click.command()
@click.argument("which", metavar="FILE|ID")
@click.option(
    "--cell",
    "cells",
    multiple=True,
    metavar="SHEET!CELL",
    help='Only the text of this cell, for example "Tilannekuva!O17"; may be repeated.',
)
@click.option("--everywhere", is_flag=True, help="The same text in every other submission, too.")
@click.option("--name", "with_name", is_flag=True, help="The file's name, too.")
@click.option("--only-name", is_flag=True, help="Only the file's name; what stands in it goes on to count.")
@click.option("--why", required=True, metavar="TEXT", help="The reason, kept with the decision.")
@shared_options
def redact(
    which: str, cells: tuple[str, ...], everywhere: bool, with_name: bool, only_name: bool, why: str
) -> int:
    """Take a file, or texts of it, out of archive and dataset for data protection.

    Its hash, its receipt and the decision stay. Cannot be undone. Says where the text still stands.
    """
    from ytaexcel.workflow import redact as take_out  # deferred: pandas
    from ytaexcel.workflow import redact_name  # deferred: pandas

    if only_name and (cells or everywhere or with_name):
        raise click.UsageError(
            "--only-name takes out nothing else; leave --cell, --everywhere and --name out."
        )
    if everywhere and not cells:
        # Without a cell the whole file would go, for good.
        raise click.UsageError("--everywhere looks for the text of a cell; name it with --cell.")
    run = settings().run()
    if only_name:
        redacted = redact_name(run, which, why)
    else:
        redacted = take_out(run, which, why, cells, everywhere=everywhere, with_name=with_name)
    print_redacted(redacted, run.language)
    return 0


@click.command()
@click.argument("rule", metavar="RULE")
@click.option("--organisation", required=True, metavar="C", help="The organisation (code, for example 05).")
@click.option("--from", "since", required=True, metavar="M", help="The first month, for example 2021-09.")
@click.option("--to", "until", default="", metavar="M", help="The last month; without it the waiver is open.")
@click.option("--withdraw", "is_withdrawn", is_flag=True, help="The waiver from that month on holds no more.")
@click.option("--why", required=True, metavar="TEXT", help="The reason, kept with the decision.")
@shared_options
def waive(rule: str, organisation: str, since: str, until: str, is_withdrawn: bool, why: str) -> int:
    """Decide that an organisation need not keep a rule.

    What it has sent for those months is judged again; each workbook to which it applies says so.
    """
    from ytaexcel.workflow import waive as record_waiver  # deferred: pandas

    run = settings().run()
    act, count = record_waiver(run, rule, organisation, since, until, why, is_withdrawn=is_withdrawn)
    place = {"rule": act.rule, "organisation": organisation, "since": since, "count": count}
    say(text("cli.waiver_withdrawn" if is_withdrawn else "cli.waived", run.language, **place))
    return 0


def _decide(kind: Literal["exclude", "reinstate"], which: str, why: str) -> int:
    from ytaexcel.workflow import decide  # deferred: pandas

    run = settings().run()
    decided = decide(run, kind, which, why)
    whose = "/".join(part for part in (decided.organisation, decided.group, decided.month) if part)
    say(text(f"cli.decided.{kind}", run.language, file=decided.file_name, whose=whose or "?"))
    return 0
