"""The history of an item, an organisation or a group: as lines for a terminal, and as a workbook."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import pandas as pd

from ytaexcel.errors import UsageError
from ytaexcel.history import History
from ytaexcel.ledger import assessed
from ytaexcel.programme.succession import lineage
from ytaexcel.texts import text
from ytaexcel.timeline import (
    Discussed,
    Scope,
    changes_in,
    discussed_of,
    item_lines,
    scope_lines,
    write_timeline,
)
from ytaexcel.workflow.placing import placed
from ytaexcel.workflow.run import Run, check_codes
from ytaexcel.workflow.upkeep import catch_up


def history_lines(run: Run, scope: Scope) -> list[str]:
    """The history of an item, an organisation or a group as lines for a terminal."""
    scope = _checked(run, scope)
    with run.history() as history:
        months = assessed(history, run.programme).months
        if scope.item is not None and scope.organisation is not None:
            notes = scope.rows(history.notes_in_force(run.programme.id))
            rows = _rows_of(history.item_rows, run, scope)
            own = _set_rows(history, run, scope)
            discussed = _discussed(run, history, scope)
            return list(item_lines(run.programme, rows, notes, own, months, scope, run.language, discussed))
        came = _files_of(run, scope, history.submissions(run.programme.id, with_excluded=True))
        measured = _measured(history, run, scope)
        acts = run.known_acts()
        return list(scope_lines(run.programme, scope, came, acts, months, run.language, measured))


def history_workbook(run: Run, scope: Scope, path: Path) -> Path:
    """Writes the history of an item, an organisation or a group as a workbook; where it stands."""
    scope = _checked(run, scope)
    with run.history() as history:
        rows = _rows_of(history.item_rows, run, scope)
        own = _set_rows(history, run, scope)
        submissions = history.submissions(run.programme.id, with_excluded=True)
        notes = scope.rows(history.notes_in_force(run.programme.id))
        discussed = _discussed(run, history, scope)
        measured = _measured(history, run, scope)
    notes = notes.merge(submissions[["submission_id", "file_name", "columns"]], on="submission_id")
    submissions = _files_of(run, scope, submissions)
    name = run.programme.organisation(scope.organisation).names[run.language] if scope.organisation else None
    named = filter(None, (scope.item, name, scope.group))
    title = f"{text('timeline.name', run.language)}: {' · '.join(named)}"
    made = write_timeline(
        run.programme,
        rows,
        notes,
        own,
        submissions,
        run.known_acts(),
        changes_in(run.programme, scope, max(submissions["month"], default="")),
        title,
        run.language,
        datetime.combine(run.today, time()),
        discussed,
        measured,
    )
    return placed(path, lambda temporary: temporary.write_bytes(made))


def _rows_of(read: Callable[..., pd.DataFrame], run: Run, scope: Scope) -> pd.DataFrame:
    """What `read` gives of the scope, of an item under each of its ids, oldest month first."""
    found = [read(run.programme.id, item, scope.organisation, scope.group) for item in scope.items or (None,)]
    return pd.concat(found, ignore_index=True).sort_values(["month", "organisation"], kind="stable")


def _set_rows(history: History, run: Run, scope: Scope) -> pd.DataFrame:
    """What organisations set for themselves, and what bodies decided, in the scope."""
    own = _rows_of(history.own.rows, run, scope)
    if not run.programme.bodies:
        return own
    return pd.concat([own, _rows_of(history.decided.rows, run, scope)], ignore_index=True)


def _files_of(run: Run, scope: Scope, submissions: pd.DataFrame) -> pd.DataFrame:
    """The submissions in the scope: of an item those of its group, and of discussions."""
    came = scope.rows(submissions)
    if scope.item is None:
        return came
    every = (*run.programme.items, *run.programme.own_items)
    return came[came["group"].isin({"", *(item.group for item in every if item.id in scope.items)})]


def _measured(history: History, run: Run, scope: Scope) -> pd.DataFrame:
    """The rows of indicators in the scope: of an organisation or a group; an item has none."""
    rows = history.indicators.rows(run.programme.id, scope.organisation, scope.group)
    return rows if run.programme.indicators and scope.item is None else rows[:0]


def _discussed(run: Run, history: History, scope: Scope) -> Discussed:
    """What was discussed in the scope; what was agreed about no item is of no group."""
    groups = {item.id: item.group for item in (*run.programme.items, *run.programme.own_items)}
    rows = history.discussions.rows(run.programme.id)
    rows = scope.rows(rows.assign(group=rows["item"].map(groups)))
    return discussed_of(rows, history.discussions.in_force(run.programme.id))


def _checked(run: Run, scope: Scope) -> Scope:
    """The scope with all ids of its item; the dataset is brought up to date."""
    if scope == Scope():
        raise UsageError("Whose history? Name an --item, an --organisation or a --group.")
    check_codes(run.programme, scope.organisation, scope.group)
    items = {each.id for each in (*run.programme.items, *run.programme.own_items)}
    if scope.item is not None and scope.item not in items:
        example = run.programme.items[0].id
        raise UsageError(
            f'There is no item "{scope.item}" in {run.programme.id}; an id looks like {example}.'
        )
    catch_up(run)
    kin = lineage(run.programme, scope.item) if scope.item is not None else []
    return replace(scope, kin=tuple(each for each in kin if each != scope.item))
