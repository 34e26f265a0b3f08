"""The step before the month: the workbooks to send, prefilled with what was last known."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import repeat
from pathlib import Path

import pandas as pd

from ytaexcel.errors import UsageError
from ytaexcel.history import History
from ytaexcel.in_force import text_fields
from ytaexcel.ledger import values_before
from ytaexcel.months import shifted
from ytaexcel.passport import issue
from ytaexcel.programme import Programme, deadline
from ytaexcel.template import Order, Previous, PreviousMeasure, template_name, write_template
from ytaexcel.texts import Language
from ytaexcel.workflow.placing import in_processes, placed
from ytaexcel.workflow.run import Advance, Run, check_codes
from ytaexcel.workflow.upkeep import catch_up


def make_templates(
    run: Run,
    month: str,
    organisation: str | None = None,
    group: str | None = None,
    languages: Mapping[str, Sequence[Language]] | None = None,
    advance: Advance = lambda: None,
) -> list[Path]:
    """Writes the workbooks owed for `month` (of one organisation or group, if asked); the paths written.

    `languages`: organisation -> languages of its workbooks, where those are not the organisation's own.
    """
    check_codes(run.programme, organisation, group)
    places = [
        place
        for place in run.programme.expected_in(month)
        if organisation in (None, place[0]) and group in (None, place[1])
    ]
    if not places:
        raise UsageError(f"expected.csv names no workbook for {month} that fits; nothing to make.")
    catch_up(run)
    with run.history() as history:
        previous = previous_values(history, run.programme, month)
        measured = previous_measures(history, run.programme, month)
    folder = run.workspace.month_output(month, "templates")
    orders = [
        _order(run, place, month, language, previous.get(place[0], {}), measured.get(place[0], {}))
        for place in places
        for language in (languages or {}).get(place[0]) or _languages(run, place[0])
    ]
    paths = [
        folder / template_name(run.programme, order.organisation, order.group, month, order.language)
        for order in orders
    ]
    written = []
    for path in in_processes(run.workers, _write_one, repeat(run.programme), orders, paths):
        written.append(path)
        advance()
    return written


def _languages(run: Run, organisation: str) -> Sequence[Language]:
    """The languages of an organisation's workbooks: its own, else the run's."""
    return run.programme.organisation(organisation).languages or (run.language,)


def _order(
    run: Run,
    place: tuple[str, str],
    month: str,
    language: Language,
    previous: Mapping[str, Previous],
    measured: Mapping[str, PreviousMeasure],
) -> Order:
    organisation, group = place
    passport = issue(
        run.workspace.key(),
        programme=run.programme.id,
        organisation=organisation,
        group=group,
        month=month,
        template_version=run.programme.workbook.version,
        language=language,
    )
    items = {item.id for item in run.programme.items_in(month, group)}
    return Order(
        organisation=organisation,
        group=group,
        month=month,
        language=language,
        passport=passport,
        due=deadline(run.programme.calendar, month),
        previous={item: each for item, each in previous.items() if item in items},
        key=run.workspace.key(),
        indicators=measured,
    )


def _write_one(programme: Programme, order: Order, path: Path) -> Path:
    return placed(path, partial(write_template, programme=programme, order=order))


def previous_measures(
    history: History, programme: Programme, month: str
) -> dict[str, dict[str, PreviousMeasure]]:
    """Organisation -> indicator -> what was last known of it before `month`; those never reported are absent."""
    found: dict[str, dict[str, PreviousMeasure]] = {}
    if not programme.indicators:
        return found
    for row in history.indicators_in_force(programme.id, shifted(month, -1)).to_dict("records"):
        measure = row["state"] if pd.isna(row["value"]) else float(row["value"])
        known = PreviousMeasure(measure, None if pd.isna(row["source"]) else row["source"])
        found.setdefault(row["organisation"], {})[row["indicator"]] = known
    return found


def previous_values(history: History, programme: Programme, month: str) -> dict[str, dict[str, Previous]]:
    """Organisation -> item -> what was last known of it before `month`; items never reported are absent."""
    known = values_before(history, programme, month)
    if known is None:
        return {}
    values = known[known["last_reported"] != ""]
    fields = text_fields(programme)
    found: dict[str, dict[str, Previous]] = {}
    for (organisation, item), row in zip(values.index, values.to_dict("records"), strict=True):
        forecast = row["forecast_end"]
        found.setdefault(organisation, {})[item] = Previous(
            status=row["status"],
            percent_done=None if pd.isna(row["percent_done"]) else float(row["percent_done"]),
            forecast_end=None if pd.isna(forecast) else forecast.date(),
            texts={field: row[field] for field in fields if row[field]},
        )
    return found
