"""The step before the month: the workbooks to send, prefilled with what was last known."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import partial
from itertools import repeat
from pathlib import Path

import pandas as pd

from ytaexcel.decisions import decisions_known
from ytaexcel.discussed import FIELDS
from ytaexcel.errors import UsageError
from ytaexcel.history import History
from ytaexcel.in_force import text_fields
from ytaexcel.ledger import done_months_before, values_before
from ytaexcel.months import shifted
from ytaexcel.passport import issue
from ytaexcel.programme import Programme, deadline
from ytaexcel.programme.versions import steps
from ytaexcel.template import (
    Order,
    OwnItem,
    OwnWindow,
    Previous,
    PreviousDecision,
    PreviousMeasure,
    template_name,
    write_template,
)
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
        known = values_before(history, run.programme, month)
        measured = previous_measures(history, run.programme, month)
        done = done_months_before(history, run.programme, month)
        decided = previous_decisions(history, run.programme, month)
    previous = _previous(known, run.programme)
    windows, own_items = _own_windows(known, run.programme), _own_items(known, run.programme)
    folder = run.workspace.month_output(month, "templates")
    orders = [
        _order(
            run,
            place,
            month,
            language,
            previous.get(place[0], {}),
            windows.get(place[0], {}),
            own_items.get(place[0], {}),
            measured.get(place[0], {}),
            done.get(place[0], {}),
            decided.get(place[0], {}),
        )
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
    windows: Mapping[str, OwnWindow],
    own_items: Mapping[str, OwnItem],
    measured: Mapping[str, PreviousMeasure],
    done: Mapping[str, Sequence[str]],
    decided: Mapping[tuple[str, str], PreviousDecision],
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
    own = {item.id for item in run.programme.own_items if item.group == group}
    items = {item.id for item in run.programme.items_in(month, group)} | own
    changed = steps(run.programme, shifted(month, -1), month, group)
    items |= {step.before.id for step in changed if step.before}
    return Order(
        organisation=organisation,
        group=group,
        month=month,
        language=language,
        passport=passport,
        due=deadline(run.programme.calendar, month),
        previous={item: each for item, each in previous.items() if item in items},
        key=run.workspace.key(),
        own_windows={item: each for item, each in windows.items() if item in items},
        own_items={item: each for item, each in own_items.items() if item in items},
        indicators=measured,
        done_months={item: months for item, months in done.items() if item in items},
        decisions=decided,
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
    for row in history.indicators.in_force(programme.id, shifted(month, -1)).to_dict("records"):
        measure = row["state"] if pd.isna(row["value"]) else float(row["value"])
        known = PreviousMeasure(measure, None if pd.isna(row["source"]) else row["source"])
        found.setdefault(row["organisation"], {})[row["indicator"]] = known
    return found


def previous_decisions(
    history: History, programme: Programme, month: str
) -> dict[str, dict[tuple[str, str], PreviousDecision]]:
    """Organisation -> (item, body) -> what was last known before `month`, as far as it still counts in that month."""
    found: dict[str, dict[tuple[str, str], PreviousDecision]] = {}
    if not programme.bodies:
        return found
    told = history.decided.in_force(programme.id, shifted(month, -1))
    for row in decisions_known(told, month, programme).to_dict("records"):
        known = PreviousDecision(*(row[each.name] for each in fields(PreviousDecision)))
        found.setdefault(row["organisation"], {})[row["item"], row["body"]] = known
    return found


def previous_values(history: History, programme: Programme, month: str) -> dict[str, dict[str, Previous]]:
    """Organisation -> item -> what was last known of it before `month`; items never spoken of are absent."""
    return _previous(values_before(history, programme, month), programme)


def _previous(known: pd.DataFrame | None, programme: Programme) -> dict[str, dict[str, Previous]]:
    """The same, by what `values_before` gives."""
    if known is None:
        return {}
    is_discussed = known[[f"{field}_from" for field in FIELDS]].ne("").any(axis="columns")
    values = known[(known["last_reported"] != "") | is_discussed]
    fields = text_fields(programme)
    found: dict[str, dict[str, Previous]] = {}
    for (organisation, item), row in zip(values.index, values.to_dict("records"), strict=True):
        found.setdefault(organisation, {})[item] = Previous(
            status=row["status"],
            percent_done=None if pd.isna(row["percent_done"]) else float(row["percent_done"]),
            forecast_end=_day(row["forecast_end"]),
            texts={field: row[field] for field in fields if row[field]},
        )
    return found


def _own_windows(known: pd.DataFrame | None, programme: Programme) -> dict[str, dict[str, OwnWindow]]:
    """Organisation -> item -> what the organisation has set for itself and what still holds, by `values_before`."""
    if known is None or not programme.allows_own_windows:
        return {}
    values = known[(known["own_since"] != "") & known["own_name"].isna()]
    found: dict[str, dict[str, OwnWindow]] = {}
    for (organisation, item), row in zip(values.index, values.to_dict("records"), strict=True):
        found.setdefault(organisation, {})[item] = OwnWindow(
            start=_day(row["own_start"]),
            end=_day(row["own_end"]),
            critical=row["own_critical"],
            reason=row["own_reason"],
        )
    return found


def _own_items(known: pd.DataFrame | None, programme: Programme) -> dict[str, dict[str, OwnItem]]:
    """Organisation -> item -> what the organisation's own item is, by `values_before`."""
    if known is None or not programme.allows_own_items:
        return {}
    values = known[known["own_name"].notna()]
    found: dict[str, dict[str, OwnItem]] = {}
    for (organisation, item), row in zip(values.index, values.to_dict("records"), strict=True):
        window = (_day(row["own_start"]), _day(row["own_end"]))
        own = OwnItem(row["own_name"], *window, json.loads(row["own_details"]))
        found.setdefault(organisation, {})[item] = own
    return found


def _day(value: pd.Timestamp) -> date | None:
    return None if pd.isna(value) else value.date()
