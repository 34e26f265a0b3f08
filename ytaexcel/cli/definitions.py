"""The commands of definitions: init, and programme new, check, export, import."""

import secrets
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ytaexcel.cli.context import settings, shared_options, shipped_programme
from ytaexcel.cli.say import say
from ytaexcel.cli.show import print_paths
from ytaexcel.months import month_of, parse_month
from ytaexcel.schedule import KINDS, Schedule, assumed
from ytaexcel.texts import Language, month_short, text
from ytaexcel.workspace import create_workspace, open_workspace

if TYPE_CHECKING:
    from ytaexcel.workflow import Run

MOST_GAPS = 8
"""Places without an official that are named one by one."""


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
    """Begin a programme, check its definitions, decide the roadmap in Excel."""


@programme.command("new")
@click.argument("new_id", metavar="ID")
@shared_options
def begin_programme(new_id: str) -> int:
    """Begin a programme of your own in schemas/ID.

    Copies the smallest programme that holds together and tells what each of its files is for.
    """
    from ytaexcel.programme.new import new_programme  # deferred: holidays

    workspace = open_workspace(settings().workspace)
    language = settings().spoken(workspace.languages[0])
    made = new_programme(workspace.schemas, new_id)
    say(text("cli.programme.new", language, folder=made[0].parent))
    for path in made:
        say(f"  {path.name:18} {text(f'cli.programme.new.{path.stem}', language)}")
    say(text("cli.programme.new.next", language, programme=new_id))
    return 0


@programme.command("check")
@shared_options
def check_programme() -> int:
    """Prove that the programme's folder holds together."""
    from ytaexcel.programme.announcement import counted_changes  # deferred: holidays

    run = settings().run()
    by_id = {item.id: item for item in sorted(run.programme.items, key=lambda item: item.valid_from)}
    items = by_id.values()
    say(
        run.programme.text(
            "cli.programme.ok",
            run.language,
            programme=run.programme.id,
            items=len(items),
            groups=len(run.programme.groups),
            organisations=len(run.programme.organisations),
        )
    )
    for month, changes in counted_changes(run.programme, run.language).items():
        say(text("cli.programme.changed", run.language, month=month_short(month), changes=changes))
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
    _say_bodies(run)
    _say_gaps(run)
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


def _say_bodies(run: "Run") -> None:
    """On how many items of the month each body decides, and how many meetings are listed."""
    from ytaexcel.programme.chain import chain  # deferred: holidays

    programme, month = run.programme, max(month_of(run.today), run.programme.first_month)
    chains = [chain(programme, item, month) for item in programme.items_in(month)]
    decided = Counter(step.body.code for steps in chains for step in steps)
    if programme.bodies:
        named = (f"{each.names[run.language]} {decided[each.code]}" for each in programme.bodies)
        values = {"bodies": ", ".join(named), "month": month, "meetings": len(programme.meetings)}
        say(programme.text("cli.programme.bodies", run.language, **values))


def _say_gaps(run: "Run") -> None:
    """Where the register of officials names nobody, in the present month or the first that is followed."""
    month = max(month_of(run.today), run.programme.first_month)
    register, owed = run.programme.officials, run.programme.expected_in(month)
    gaps = [] if register is None else register.gaps(owed, month)
    if gaps:
        places = ", ".join(f"{organisation}/{group}" for organisation, group in gaps[:MOST_GAPS])
        more = "" if len(gaps) <= MOST_GAPS else ", …"
        values = {"gaps": len(gaps), "owed": len(owed), "month": month, "places": places + more}
        say(text("cli.programme.gaps", run.language, **values))


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
@click.option("--from", "since", metavar="M", help="The decisions hold from this month on. [all months]")
@shared_options
def import_programme(file: Path, since: str | None) -> int:
    """Take the decided roadmap back.

    What does not fit is refused, naming the cell.
    """
    from ytaexcel.programme.edit import import_roadmap  # deferred: openpyxl

    run = settings().run()
    month = parse_month(since) if since else None
    change = import_roadmap(run.programme, run.workspace.programme_folder(run.programme.id), file, month)
    say(run.programme.text("cli.programme.imported", run.language, rows=change.rows))
    if change.begun:
        say(run.programme.text("cli.programme.begun", run.language, rows=change.begun, month=since))
    if change.redecided and month is None:
        say(run.programme.text("cli.programme.redecided", run.language, rows=change.redecided))
    return 0
