"""What comes out of the dataset: assessed months, pictures and reports, who has sent, an item's life, the tables."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache, partial
from itertools import repeat
from pathlib import Path

import pandas as pd

from ytaexcel.difference import difference
from ytaexcel.errors import UsageError
from ytaexcel.export import Format, tables, write_description, write_tables
from ytaexcel.in_force import text_fields
from ytaexcel.ledger import assessed
from ytaexcel.picture import Picture, compose, month_figures
from ytaexcel.programme.records import Audience
from ytaexcel.report import report_name, write_report
from ytaexcel.status import MonthStatus, month_status
from ytaexcel.texts import Language, text
from ytaexcel.timeline import Scope, item_lines, scope_lines, write_timeline
from ytaexcel.workflow.placing import in_processes, placed
from ytaexcel.workflow.run import Advance, Run, check_codes
from ytaexcel.workflow.upkeep import catch_up


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
    whole = next(code for code, each in run.programme.audiences.items() if each.scope == "all")
    return _pictures(run, month, [whole])[0][1]


def _pictures(run: Run, month: str, audiences: Sequence[str]) -> list[tuple[Audience, Picture]]:
    known = run.programme.audiences
    unknown = [code for code in audiences if code not in known]
    if unknown:
        raise UsageError(
            f"{run.programme.id} has no audience {', '.join(unknown)}; programme.toml names: {', '.join(known)}."
        )
    catch_up(run)
    with run.history() as history:
        done = assessed(history, run.programme, month)
        if month not in done.months:
            first = done.collected[0] if done.collected else "none yet"
            raise UsageError(f"There is nothing to report for {month}; the first month collected is {first}.")
        submissions = history.submissions(run.programme.id)
        notes = history.notes_in_force(run.programme.id, month)
        measured = None
        if run.programme.indicators:
            measured = history.indicators_in_force(run.programme.id, month)

        @cache
        def figures_of(each: str) -> pd.DataFrame:
            return done.derived(each, "figures", lambda frame: month_figures(frame, each, run.programme))

        make = partial(
            compose,
            run.programme,
            done.months,
            submissions,
            notes,
            done.collected,
            month,
            run.today,
            figures_of=figures_of,
            measured=measured,
        )
        owed = run.programme.expected_in(month)
        found: list[tuple[Audience, Picture]] = []
        for audience in (known[code] for code in audiences):
            match audience.scope:
                case "all":
                    found.append((audience, make()))
                case "organisation":
                    organisations = dict.fromkeys(each[0] for each in owed)
                    found += [(audience, make(organisation)) for organisation in organisations]
                case "group":
                    found += [(audience, make(*place)) for place in owed]
    return found


def _write_one(picture: Picture, audience: Audience, language: Language, path: Path) -> Path:
    return placed(path, partial(write_report, picture=picture, audience=audience, language=language))


def difference_of(run: Run, since: date, month: str | None = None) -> pd.DataFrame:
    """What became known after the day `since`, as `difference` gives it; of one month, if asked."""
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


def history_lines(run: Run, scope: Scope) -> list[str]:
    """The history of an item, an organisation or a group as lines for a terminal."""
    _check_scope(run, scope)
    with run.history() as history:
        months = assessed(history, run.programme).months
        if scope.item is not None and scope.organisation is not None:
            rows = history.item_rows(run.programme.id, scope.item, scope.organisation)
            notes = scope.rows(history.notes_in_force(run.programme.id))
            return list(
                item_lines(run.programme, rows, notes, months, scope.item, scope.organisation, run.language)
            )
        submissions = history.submissions(run.programme.id, with_excluded=True)
        return list(scope_lines(run.programme, scope, submissions, run.archive.acts(), months, run.language))


def history_workbook(run: Run, scope: Scope, path: Path) -> Path:
    """Writes the history of an item, an organisation or a group as a workbook; where it stands."""
    _check_scope(run, scope)
    with run.history() as history:
        rows = history.item_rows(run.programme.id, scope.item, scope.organisation, scope.group)
        submissions = scope.rows(history.submissions(run.programme.id, with_excluded=True))
        notes = scope.rows(history.notes_in_force(run.programme.id))
    notes = notes.merge(submissions[["submission_id", "file_name"]], on="submission_id")
    whose = run.programme.organisation(scope.organisation).names[run.language] if scope.organisation else None
    named = filter(None, (scope.item, whose, scope.group))
    title = f"{text('timeline.name', run.language)}: {' · '.join(named)}"
    made = write_timeline(
        run.programme,
        rows,
        notes,
        submissions,
        run.archive.acts(),
        title,
        run.language,
        datetime.combine(run.today, time()),
    )
    return placed(path, lambda temporary: temporary.write_bytes(made))


def _check_scope(run: Run, scope: Scope) -> None:
    if scope == Scope():
        raise UsageError("Whose history? Name an --item, an --organisation or a --group.")
    check_codes(run.programme, scope.organisation, scope.group)
    if scope.item is not None and scope.item not in {each.id for each in run.programme.items}:
        example = run.programme.items[0].id
        raise UsageError(
            f'There is no item "{scope.item}" in {run.programme.id}; an id looks like {example}.'
        )
    catch_up(run)


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
            history.indicators_in_force(run.programme.id) if run.programme.indicators else None,
        )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as temporary:
        made_in = Path(temporary)
        written = [path.relative_to(made_in) for path in write_tables(made_in, made, kind)]
        written.append(write_description(made_in, made, written, kind, run.programme).relative_to(made_in))
        _clear(folder, written)
        return [placed(folder / path, (made_in / path).replace) for path in written]


def _clear(folder: Path, written: Sequence[Path]) -> None:
    """Takes away what an earlier export of the same tables left and this one does not replace."""
    for name in {path.parts[0] for path in written if len(path.parts) > 1}:
        if (folder / name).is_file():
            (folder / name).unlink()
        for path in (folder / name).glob("*.parquet"):
            if path.relative_to(folder) not in written:
                path.unlink()
