"""What the bodies' secretaries need of a month: the agenda of each coming meeting, as lines, calendar and workbook."""

from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path

from ytaexcel.calendars import agenda_lines, calendar_file, calendar_name
from ytaexcel.errors import UsageError
from ytaexcel.picture import Picture
from ytaexcel.programme.records import Audience
from ytaexcel.report import report_name, write_report
from ytaexcel.report.handling import body_name
from ytaexcel.workflow.placing import placed
from ytaexcel.workflow.reports import assessed_picture
from ytaexcel.workflow.run import Run

AUDIENCE = Audience("agenda", "all", ("agenda", "decisions"))


@dataclass(frozen=True, slots=True)
class Agenda:
    """What was made."""

    lines: tuple[str, ...]
    """The agenda for a terminal."""
    unlisted: tuple[str, ...]
    """The names of the bodies that have matters to come but no day of a meeting, so that there is no file of them."""
    paths: tuple[Path, ...]
    """The workbook, then a calendar file for each body that has a meeting."""


def make_agenda(run: Run, month: str, body: str | None = None) -> Agenda:
    """Writes the workbook and the calendar files to output/<month>/agenda, of one body if asked.

    Raises:
        UsageError: the programme has no bodies, or none of that code; nothing has been collected.
    """
    programme, language = run.programme, run.language
    known = [each.code for each in programme.bodies]
    if not known:
        raise UsageError(f"{programme.id} has no bodies that decide: there is no bodies.csv in its folder.")
    if body is not None and body not in known:
        raise UsageError(f'{programme.id} has no body "{body}"; bodies.csv names: {", ".join(known)}.')
    picture = _of_body(assessed_picture(run, month), body)
    folder = run.workspace.month_output(month, "agenda")
    name = report_name(programme, "_".join(filter(None, ("agenda", body))), month, language)
    paths = [placed(folder / name, lambda path: write_report(path, picture, AUDIENCE, language))]
    unlisted = []
    for (_, organisation), group in groupby(
        picture.agenda, key=lambda each: (each.body.code, each.organisation)
    ):
        sittings = list(group)
        of = sittings[0].body
        if all(each.day is None for each in sittings):
            unlisted.append(body_name(programme, of, organisation, language))
            continue
        made = calendar_file(programme, month, sittings, run.today, language)
        target = folder / calendar_name(programme, month, of, organisation, language)
        paths.append(placed(target, partial(Path.write_bytes, data=made)))
    lines = agenda_lines(programme, month, picture.agenda, run.today, language)
    return Agenda(tuple(lines), tuple(unlisted), tuple(paths))


def _of_body(picture: Picture, body: str | None) -> Picture:
    """The picture with the matters of one body alone, if asked."""
    if body is None:
        return picture
    return replace(
        picture,
        matters=tuple(each for each in picture.matters if each.body.code == body),
        agenda=tuple(each for each in picture.agenda if each.body.code == body),
    )
