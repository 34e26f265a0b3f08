"""The command for those who prepare the meetings of the bodies that decide."""

import click

from ytaexcel.cli.context import settings, shared_options
from ytaexcel.cli.say import say
from ytaexcel.cli.show import print_paths
from ytaexcel.months import parse_month
from ytaexcel.texts import text


@click.command()
@click.option("--month", required=True, metavar="M", help="The month, for example 2026-05.")
@click.option("--body", metavar="CODE", help="Only this body's (code of bodies.csv).")
@shared_options
def agenda(month: str, body: str | None) -> int:
    """Show what comes up in the bodies' next meetings.

    Writes it to output/M/agenda as well: a workbook, and a calendar file (.ics) for each body with a known meeting.
    """
    from ytaexcel.workflow.agendas import make_agenda  # deferred: pandas, xlsxwriter, icalendar

    run = settings().run()
    made = make_agenda(run, parse_month(month), body)
    for line in made.lines:
        say(line)
    say("")
    for name in made.unlisted:
        say(text("calendars.no_file", run.language, body=name))
    print_paths(made.paths, run.language)
    return 0
