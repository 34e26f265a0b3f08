"""The assessment equals what an independent reading of the archived files with openpyxl alone works out."""

import csv
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

import oracle
from builder import save, workbook
from conftest import cut_items
from ytaexcel.inbox import sent_files
from ytaexcel.months import day_after, months_between
from ytaexcel.programme import Programme
from ytaexcel.workflow import Run, assessed, merge_files

MONTHS = list(months_between("2021-07", "2022-01"))
STATUSES = ["Ei aloitettu", "Käynnissä", "Valmis", "Ei koske aluetta", "pågår", "KÄYNNISSÄ"]


def decide(folder: Path, chance: random.Random) -> None:
    """Invents criticality and windows, with gaps, so that every reason can hold."""
    path = folder / "roadmap.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["critical"] = chance.choice(["yes", "yes", "no", "undetermined"])
        row["critical_source"] = "undetermined" if row["critical"] == "undetermined" else "test"
        start = date(2021, 7, 1) + timedelta(days=chance.randrange(200))
        if chance.random() < 0.7:
            row["planned_start"] = start.isoformat()
            row["window_source"] = "test"
        if chance.random() < 0.7:
            row["planned_end"] = (start + timedelta(days=chance.randrange(150))).isoformat()
            row["window_source"] = "test"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def random_row(chance: random.Random, month: str) -> dict[str, object]:
    """What a group might type into one row: reports, "no change", blanks, faults."""
    row: dict[str, object] = {}
    how = chance.random()
    if how < 0.45:
        row["status"] = chance.choice(STATUSES)
        row["percent_done"] = chance.choice([None, 0, 0.25, 0.4, 0.4, 1])
    elif how < 0.75:
        row["no_change"] = "x"
    elif how < 0.8:
        row["status"] = "valmiss"
    if chance.random() < 0.05:
        row["percent_done"] = 1.7
    if chance.random() < 0.4:
        row["forecast_end"] = day_after(month) + timedelta(days=chance.randrange(-60, 300))
    if chance.random() < 0.15:
        row["red_flag"] = "kyllä"
    if chance.random() < 0.4:
        row["where_now"] = chance.choice(["Luonnos valmis.", "Odottaa päätöstä."])
    return row


def send(run: Run, chance: random.Random) -> None:
    """Random workbooks of every organisation, group and month, some missing, some sent again."""
    programme = run.programme
    for month in MONTHS:
        if month == "2021-11":
            continue
        for organisation, group in programme.expected_in(month):
            for number in range(chance.choice([0, 1, 1, 1, 2])):
                items = [item.id for item in programme.items_in(month, group)]
                rows = {item: random_row(chance, month) for item in items}
                notes = [{"kind": "Huomio", "text": "Asiasta.", "item": chance.choice(items)}]
                book = workbook(
                    programme,
                    rows,
                    organisation=organisation,
                    group=group,
                    month=month,
                    notes=notes if chance.random() < 0.3 else [],
                )
                name = f"{organisation}_{group}_{number}.xlsx"
                modified = datetime.combine(day_after(month), datetime.min.time()) + timedelta(
                    days=chance.randrange(9), seconds=chance.randrange(3)
                )
                save(book, run.workspace.input / month / name, modified)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_assessment_equals_the_independent_oracle(seed: int, run_on: Callable[..., Run]) -> None:
    """Every organisation × item × month: behind, reasons, days late, months in state, values in force."""
    folder = run_on().workspace.programme_folder("sote-2021")
    cut_items(folder, 5)
    chance = random.Random(seed)
    decide(folder, chance)
    run = run_on()
    send(run, chance)
    merge_files(run, sent_files(run.workspace.input))
    with run.history() as history:
        ours = pd.concat(assessed(history, run.programme).months.values(), ignore_index=True)
    theirs = oracle.assessments(run.workspace.root)
    assert len(ours) == len(theirs)
    wrong = [line for row in ours.to_dict("records") for line in differences(row, theirs)]
    assert not wrong, "\n".join(wrong[:20])
    reasons = {reason for joined in ours["reasons"] for reason in joined.split(";")}
    assert reasons >= {"overdue", "late_start", "forecast_late", "past_forecast", "regressed", "red_flag"}


def differences(row: dict[str, object], theirs: dict[tuple[str, str, str], oracle.Assessed]) -> list[str]:
    key = (str(row["month"]), str(row["organisation"]), str(row["item"]))
    other = theirs[key]
    ours = {
        "status": row["status"],
        "reported": row["reported"],
        "percent_done": None if pd.isna(row["percent_done"]) else row["percent_done"],
        "forecast_end": None if pd.isna(row["forecast_end"]) else row["forecast_end"].date(),  # type: ignore[attr-defined]
        "behind": row["behind"],
        "reasons": set(filter(None, str(row["reasons"]).split(";"))),
        "days_late": row["days_late"],
        "months_in_state": row["months_in_state"],
    }
    return [
        f"{key} {name}: ours {value!r}, theirs {getattr(other, name)!r}"
        for name, value in ours.items()
        if not same(value, getattr(other, name))
    ]


def same(ours: object, theirs: object) -> bool:
    if isinstance(ours, set):
        return ours == set(theirs)  # type: ignore[call-overload]
    if isinstance(ours, float) and isinstance(theirs, int | float):
        return abs(ours - theirs) < 1e-6
    return bool(ours == theirs)


__all__ = ["UTC", "Programme"]
