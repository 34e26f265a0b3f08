"""The commands of definitions: init, and programme check, export, import."""

import secrets
from collections import Counter
from pathlib import Path

import click

from ytaexcel.cli.context import settings, shared_options, shipped_programme
from ytaexcel.cli.say import say
from ytaexcel.cli.show import print_paths
from ytaexcel.schedule import KINDS, Schedule, assumed
from ytaexcel.texts import Language, text
from ytaexcel.workspace import create_workspace


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@shared_options
def init(folder: Path) -> int:
    """Make a new workspace: schemas, input, output and key."""
    chosen = shipped_programme()
    workspace = create_workspace(folder, secrets.token_bytes(32), chosen)
    language = settings().spoken(workspace.languages[0])
    say(text("cli.initialised", language, folder=folder, programme=chosen))
    return 0


@click.group()
@shared_options
def programme() -> None:
    """Check the definitions; decide the roadmap in Excel."""


@programme.command("check")
@shared_options
def check_programme() -> int:
    """Prove that the programme's folder holds together."""
    run = settings().run()
    items = run.programme.items
    say(
        text(
            "cli.programme.ok",
            run.language,
            programme=run.programme.id,
            items=len(items),
            groups=len(run.programme.groups),
            organisations=len(run.programme.organisations),
        )
    )
    rules = run.programme.rules.values()
    on_trial = sum(1 for rule in rules if rule.is_on_trial or rule.trial_until)
    waivers = sum(len(rule.waivers) for rule in rules)
    if on_trial or waivers:
        say(text("cli.programme.rules", run.language, rules=len(rules), trial=on_trial, waivers=waivers))
    undecided = sum(1 for item in items if item.critical == "undetermined")
    windows = sum(1 for item in items if item.planned_end is None and item.timing == "once")
    if undecided or windows:
        say(text("cli.programme.undetermined", run.language, criticality=undecided, windows=windows))
    _say_schedules([item.schedule for item in items if item.schedule], run.language)
    return 0


def _say_schedules(schedules: list[Schedule], language: Language) -> None:
    """What the schedule texts were read as, and on which assumptions."""
    if not schedules:
        return
    kinds = Counter(schedule.kind for schedule in schedules)
    read = (text(f"schedule.kind.{kind}", language, rows=kinds[kind]) for kind in KINDS if kinds[kind])
    say(text("schedule.read", language, kinds=", ".join(read)))
    assumptions = Counter(each for schedule in schedules for each in assumed(schedule, language))
    for sentence, rows in assumptions.items():
        say(text("schedule.assumed.rows", language, rows=rows, assumed=sentence))


@programme.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@shared_options
def export_programme(file: Path | None) -> int:
    """Write the roadmap as a workbook to decide in.

    Criticality, start-first and windows are decided there.
    """
    from ytaexcel.programme.edit import export_roadmap  # deferred: openpyxl
    from ytaexcel.workflow import placed  # deferred: pandas

    run = settings().run()
    folder = run.workspace.programme_folder(run.programme.id)
    target = file or run.workspace.output / f"{run.programme.id}_roadmap_{run.language}.xlsx"
    written = placed(target, lambda temporary: export_roadmap(run.programme, folder, temporary, run.language))
    print_paths([written], run.language)
    return 0


@programme.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@shared_options
def import_programme(file: Path) -> int:
    """Take the decided roadmap back.

    What does not fit is refused, naming the cell.
    """
    from ytaexcel.programme.edit import import_roadmap  # deferred: openpyxl

    run = settings().run()
    change = import_roadmap(run.programme, run.workspace.programme_folder(run.programme.id), file)
    say(text("cli.programme.imported", run.language, rows=change.rows))
    return 0
