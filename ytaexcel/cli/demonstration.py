"""The command demo."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import click

from ytaexcel.cli.context import settings, shared_options, shipped_programme, workers
from ytaexcel.cli.say import say
from ytaexcel.cli.show import progress
from ytaexcel.workspace import open_workspace, shipped_programmes


@click.command()
@click.argument(
    "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"), metavar="[DIR]"
)
@click.option("--months", default=6, show_default=True, help="How many months, from the programme's first.")
@click.option(
    "--organisations", default=23, show_default=True, help="How many organisations, from the first."
)
@click.option("--seed", default=1, show_default=True, help="Another seed invents other answers.")
@shared_options
def demo(folder: Path, months: int, organisations: int, seed: int) -> int:
    """Simulate months of a programme, run the main job.

    Everything is made in DIR (default: demo), a workspace of its own.

    Criticality, schedules and answers are invented, and every sheet says so.
    """
    from ytaexcel.demo import simulate  # deferred: pandas, openpyxl

    programme = settings().programme or shipped_programme()
    definitions = None
    if programme not in shipped_programmes():
        definitions = open_workspace(settings().workspace).programme_folder(programme)
    language = settings().spoken("fi")
    with ExitStack() as bars:

        def step(title: str, total: int) -> Callable[[], None]:
            bars.close()
            return bars.enter_context(progress(title, total))

        made = simulate(
            folder, programme, months, organisations, seed, language, workers(), step, definitions
        )
    for line in made.lines:
        say(line)
    return 0
