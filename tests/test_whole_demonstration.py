"""The demonstration at full size: every organisation, group, sub-task and month against the independent oracle."""

from pathlib import Path

import pandas as pd
import pytest

import oracle
from conftest import PROGRAMME
from test_behind_schedule import differences
from ytaexcel.demo import simulate
from ytaexcel.history import History
from ytaexcel.programme import load_programme
from ytaexcel.workflow import assessed

pytestmark = pytest.mark.slow


def test_every_assessment_of_690_workbooks_equals_plain_reading(tmp_path: Path) -> None:
    """23 organisations × 557 sub-tasks × 6 months: values in force, behind, reasons, days late, months in state."""
    folder = tmp_path / "demo"
    simulate(folder, PROGRAMME, 6, 23, 1, "fi", 2, lambda *_: lambda: None)
    programme = load_programme(folder / "schemas" / PROGRAMME)
    with History(folder / "output" / "history.sqlite") as history:
        ours = pd.concat(assessed(history, programme).months.values(), ignore_index=True)
    theirs = oracle.assessments(folder)
    assert len(ours) == len(theirs) == 23 * 557 * 6
    wrong = [line for row in ours.to_dict("records") for line in differences(row, theirs)]
    assert not wrong, "\n".join(wrong[:20])
