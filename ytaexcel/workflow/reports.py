"""What comes out of the dataset: assessed months, pictures and reports, who has sent, what became known, the tables."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import repeat
from pathlib import Path

import pandas as pd

from ytaexcel.decisions import decisions_known
from ytaexcel.difference import difference
from ytaexcel.discussed import FIELDS
from ytaexcel.errors import UsageError
from ytaexcel.export import Format, tables, write_description, write_tables
from ytaexcel.history import History
from ytaexcel.in_force import text_fields
from ytaexcel.ledger import assessed
from ytaexcel.months import first_day, month_of, shifted
from ytaexcel.picture import Picture, compose, month_figures
from ytaexcel.picture.counts import month_before
from ytaexcel.programme import Programme
from ytaexcel.programme.own_details import own_details
from ytaexcel.programme.records import Audience
from ytaexcel.report import report_name, write_report
from ytaexcel.status import MonthStatus, month_status
from ytaexcel.texts import Language
from ytaexcel.workflow.placing import TEMPORARY, in_processes, placed, writing
from ytaexcel.workflow.run import Advance, Run, check_named
from ytaexcel.workflow.surveys import survey_materials
from ytaexcel.workflow.upkeep import catch_up

_MOST_AHEAD = 24
"""Months between today, or the last one collected, and one that is reported on: beyond that a digit was mistyped, and
each month between would be assessed."""


def make_reports(
    run: Run, month: str, audiences: Sequence[str], advance: Advance = lambda: None
) -> list[Path]:
    """Writes the consolidated workbooks of a month for the audiences named; the paths written."""
    pictures = _pictures(run, month, audiences)
    folder = run.workspace.month_output(month, "reports")
    paths = [
        folder
        / _as_known(
            run,
            report_name(
                run.programme, audience.code, month, run.language, picture.organisation, picture.group
            ),
        )
        for audience, picture in pictures
    ]
    wanted = ([picture for _, picture in pictures], [audience for audience, _ in pictures])
    written = []
    for path in in_processes(run.workers, _write_one, *wanted, repeat(run.language), paths):
        written.append(path)
        advance()
    return written


def _as_known(run: Run, name: str) -> str:
    """The name under which a report by what was known on an earlier day stands beside today's."""
    if run.known_on is None:
        return name
    path = Path(name)
    return f"{path.stem}_known-on-{run.known_on.isoformat()}{path.suffix}"


def assessed_picture(run: Run, month: str) -> Picture:
    """The picture of all organisations."""
    return _pictures(run, month, [run.programme.whole_audience])[0][1]


def _pictures(run: Run, month: str, audiences: Sequence[str]) -> list[tuple[Audience, Picture]]:
    known = run.programme.audiences
    unknown = [code for code in audiences if code not in known]
    if unknown:
        raise UsageError(
            f"{run.programme.id} has no audience {', '.join(unknown)}; programme.toml names: {', '.join(known)}."
        )
    with _composing(run, month) as make:
        owed = run.programme.expected_in(month)
        found: list[tuple[Audience, Picture]] = []
        for audience in (known[code] for code in audiences):
            match audience.scope:
                case "all":
                    found.append((audience, replace(make(), material=survey_materials(run, month))))
                case "organisation":
                    organisations = dict.fromkeys(each[0] for each in owed)
                    found += [(audience, make(organisation)) for organisation in organisations]
                case "group":
                    found += [(audience, make(*place)) for place in owed]
    return found


def organisation_pictures(run: Run, month: str, organisations: Sequence[str]) -> dict[str, Picture]:
    """Organisation -> its picture of the month. Raises `UsageError` where nothing is collected yet."""
    with _composing(run, month) as make:
        return {each: make(each) for each in organisations}


@contextmanager
def _composing(run: Run, month: str) -> Iterator[Callable[..., Picture]]:
    """What makes the month's picture of all, of an organisation, or of its group."""
    catch_up(run)
    with run.history() as history:
        latest = max([month_of(run.today), *history.collected(run.programme.id)])
        if month > shifted(latest, _MOST_AHEAD):
            raise UsageError(f"{month} is too far ahead to be reported on; is it the month that you mean?")
        done = assessed(history, run.programme, month)
        if month not in done.months:
            first = next(iter(done.months), None)
            known = (
                f"the first month collected or discussed is {first}"
                if first
                else "nothing is collected or discussed yet"
            )
            raise UsageError(f"There is nothing to report for {month}: {known}.")
        notes = _notes(history, run.programme, month, done.collected)
        frame = done.months[month]
        discussed = history.discussions.agreed(run.programme.id, month, first_day(month).isoformat())
        measured = history.indicators.in_force(run.programme.id, month)
        latest = measured.drop_duplicates(["organisation", "indicator"], keep="last")
        decided = decisions_known(history.decided.in_force(run.programme.id, month), month, run.programme)
        told = (notes[notes["month"] == month], discussed, latest, decided)
        submissions = history.submissions(run.programme.id, month)
        check_named(run.programme, (submissions[submissions["outcome"] != "refused"], *told))
        values_from = _sources(frame).union(*(rows["submission_id"] for rows in told))
        yield partial(
            compose,
            run.programme,
            done.months,
            submissions,
            notes,
            done.collected,
            month,
            run.today,
            figures=done.derived(
                "figures",
                [each for each in done.months if each <= month],
                lambda each: month_figures(
                    done.months[each], history.submissions(run.programme.id, each), each, run.programme
                ),
            ),
            sources=history.submissions_of(values_from),
            discussed=discussed,
            measured=measured,
            decided=decided,
        )


def _notes(history: History, programme: Programme, month: str, collected: Sequence[str]) -> pd.DataFrame:
    """The notes in force of the month and, where notes have themes, of the collected month before."""
    before = month_before(collected, month) if programme.themes else None
    found = [history.notes_in_force(programme.id, each) for each in (before, month) if each]
    return pd.concat([each for each in found if not each.empty] or found[-1:], ignore_index=True)


def _sources(frame: pd.DataFrame) -> set[str]:
    """The submissions that the values of an assessed month come from."""
    columns = ["submission_id", *(["own_submission_id"] if "own_submission_id" in frame else [])]
    places = [frame[f"{field}_from"].str.partition(" ")[0] for field in FIELDS]
    return {each for column in (*(frame[name] for name in columns), *places) for each in column.unique()}


def _write_one(picture: Picture, audience: Audience, language: Language, path: Path) -> Path:
    return placed(path, partial(write_report, picture=picture, audience=audience, language=language))


def difference_of(run: Run, since: date, month: str | None = None) -> pd.DataFrame:
    """What became known after the day `since`, as `difference` gives it; of one month, if asked."""
    if run.known_on is not None and run.known_on < since:
        raise UsageError(f"--known-on {run.known_on} is before --since {since}; --since is the earlier day.")
    catch_up(run)
    found = []
    for each in (replace(run, known_on=since), run):
        with each.history() as history:
            months = assessed(history, run.programme).months
            found.append({name: months[name] for name in months if month in (None, name)})
    return difference(*found)


def status_of(run: Run, month: str) -> MonthStatus:
    """Who has sent what for `month`."""
    catch_up(run)
    with run.history() as history:
        return month_status(run.programme, history.submissions(run.programme.id, month), month, run.today)


def export_tables(run: Run, folder: Path, kind: Format) -> list[Path]:
    """Writes the tidy tables into `folder`; the paths written."""
    catch_up(run)
    with run.history() as history:
        made = tables(
            history.submissions(run.programme.id, with_excluded=True),
            history.items_in_force(run.programme.id),
            history.notes_in_force(run.programme.id),
            history.findings(run.programme.id),
            assessed(history, run.programme).months,
            text_fields(run.programme),
            run.language,
            history.discussions.rows(run.programme.id),
            history.discussions.in_force(run.programme.id),
            _own_tables(history, run.programme),
            history.indicators.in_force(run.programme.id) if run.programme.indicators else None,
            history.decided.in_force(run.programme.id) if run.programme.bodies else None,
            [field.code for field in own_details(run.programme.workbook)],
        )
    with writing(folder), _beside(folder) as made_in:
        written = [path.relative_to(made_in) for path in write_tables(made_in, made, kind)]
        written.append(write_description(made_in, made, written, kind, run.programme).relative_to(made_in))
        _clear(folder, written)
        return [placed(folder / path, (made_in / path).replace) for path in written]


def _own_tables(history: History, programme: Programme) -> dict[str, pd.DataFrame]:
    """The tables of what the programme allows organisations to set for themselves."""
    windows = {"own_windows": history.own.windows(programme.id)} if programme.allows_own_windows else {}
    items = {"own_items": history.own.items(programme.id)} if programme.allows_own_items else {}
    return windows | items


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder for a while, on the same disk."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=TEMPORARY) as temporary:
        yield Path(temporary)


def _clear(folder: Path, written: Sequence[Path]) -> None:
    """Takes away what an earlier export of the same tables left and this one does not replace."""
    for name in {path.parts[0] for path in written if len(path.parts) > 1}:
        if (folder / name).is_file():
            (folder / name).unlink()
        for path in (folder / name).glob("*.parquet"):
            if path.relative_to(folder) not in written:
                path.unlink()
