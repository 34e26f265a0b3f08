"""The command line: a thin skin over `workflow`. The only place that reads the clock and the environment.

Modules that take long to import (pandas, openpyxl) are imported inside the commands, so that `--help` is quick.
"""

import os
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

import click

from ytaexcel import __version__
from ytaexcel.cli.agenda import agenda
from ytaexcel.cli.context import Settings, shared_options
from ytaexcel.cli.dataset import backup, export, history, rebuild, rejudge, restore, verify
from ytaexcel.cli.decisions import difference, exclude, redact, reinstate, waive
from ytaexcel.cli.definitions import init, programme
from ytaexcel.cli.demonstration import demo
from ytaexcel.cli.month import check, merge, report, run, status, template
from ytaexcel.cli.say import say, unnamed
from ytaexcel.cli.survey import survey
from ytaexcel.errors import YtaexcelError
from ytaexcel.workspace import SETTINGS

ERROR_LOG = "ytaexcel-error.log"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="ytaexcel")
@shared_options
def commands() -> None:
    """Monthly situation pictures: workbooks in, one dataset, consolidated workbooks out.

    A month in six steps: template, (the groups fill), merge, status, report, export.
    """


for each in (
    demo,
    init,
    template,
    check,
    merge,
    report,
    run,
    status,
    agenda,
    history,
    export,
    difference,
    exclude,
    reinstate,
    redact,
    waive,
    rejudge,
    rebuild,
    verify,
    backup,
    restore,
    programme,
    survey,
):
    commands.add_command(each)


def main() -> None:
    """Runs a command. Exit codes: 0 nothing to mend; 1 something was refused; 2 wrong use or definitions."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_run(Settings()))


def _run(settings: Settings) -> int:
    """Runs the command; the exit code. What goes wrong is told in one sentence on standard error."""
    try:
        code = commands.main(prog_name="ytaexcel", standalone_mode=False, obj=settings)
    except click.exceptions.NoArgsIsHelpError as missing:
        missing.show()
    except click.ClickException as fault:
        _tell(_sentence(fault))
    except click.Abort:
        _tell("stopped. The dataset is as before or as after; run the command again to go on.")
    except YtaexcelError as fault:
        _tell(str(fault))
    except BrokenPipeError:
        # Whoever read the output has closed it (`… | head`); nothing more can be told there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as fault:
        _tell(f"{fault.filename or 'a file'} cannot be read or written: {fault.strerror or fault}.")
    except Exception:  # noqa: BLE001 (a user never sees a traceback; it goes into a file for whoever mends it)
        log = _logged(settings, unnamed(traceback.format_exc()))
        _tell(f"something went wrong that should not. What happened stands in {log}.")
    else:
        return code if isinstance(code, int) else 0
    return 2


def _sentence(fault: click.ClickException) -> str:
    """What click has to say of a wrong call, and where help is."""
    message = fault.format_message()
    context = getattr(fault, "ctx", None)
    return message if context is None else f"{message} Help: {context.command_path} --help"


def _tell(sentence: str) -> None:
    say(f"ytaexcel: {sentence}", is_fault=True)


def _logged(settings: Settings, what: str) -> Path:
    """Writes what happened into the workspace's output folder; where that cannot be, among the temporary files."""
    if (settings.workspace / SETTINGS).is_file():
        folder = (settings.workspace / "output").resolve()
        with suppress(OSError):
            folder.mkdir(exist_ok=True)
            (folder / ERROR_LOG).write_text(what, encoding="utf-8")
            return folder / ERROR_LOG
    log = Path(tempfile.gettempdir()) / ERROR_LOG
    log.write_text(what, encoding="utf-8")
    return log
