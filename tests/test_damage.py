"""Whatever happens to a workbook, it is read as it stands or refused: never an exception, never another value.

What is accepted is held against an independent reading with openpyxl of the very same damaged file.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import KEY, packed, workbook
from damage import damaged, unlike, with_shared_texts
from ytaexcel.inbox import Sent
from ytaexcel.merge import Submission, judge, sources
from ytaexcel.programme import Programme

MANY = 10_000
BATCH = 500


@pytest.fixture(scope="module")
def whole(small: Programme) -> list[bytes]:
    """Two filled workbooks that say the same: texts in the cells, and texts in a table of their own."""
    items = [item.id for item in small.items_in("2021-07", "HTT")]
    rows = {
        items[0]: {"status": "Käynnissä", "percent_done": 0.4, "forecast_end": date(2022, 2, 28), "where_now": "A & B"},
        items[1]: {"status": "Valmis", "percent_done": 1, "owner": "Talousjohtaja"},
        items[2]: {"no_change": "x", "red_flag": "kyllä", "challenges": "Tilat puuttuvat.\nAika loppuu."},
        items[3]: {"status": "Ei aloitettu", "forecast_end": date(2022, 6, 30)},
    }  # fmt: skip
    notes = [
        {"kind": "Riski", "text": "Asiantuntijat vähissä.", "likelihood": 3, "effect": 4},
        {"kind": "Toive", "text": "Ohje tarvitaan."},
    ]
    data = packed(workbook(small, rows, notes=notes))
    return [data, with_shared_texts(data)]


@pytest.fixture(scope="module")
def as_sent(whole: list[bytes], judged: Callable[..., Submission]) -> Submission:
    """The undamaged workbook, judged."""
    return judged(whole[0])


def test_the_two_workbooks_say_the_same(
    whole: list[bytes], as_sent: Submission, judged: Callable[..., Submission], small: Programme
) -> None:
    other = judged(whole[1])
    assert [row.typed for row in as_sent.accepted] == [row.typed for row in other.accepted]
    assert len(as_sent.accepted) == 6
    assert unlike(as_sent, whole[0], small, as_sent) == unlike(other, whole[1], small, as_sent) == []


@pytest.mark.parametrize("data", [0, None])
def test_another_value_would_be_noticed(
    data: int | None, whole: list[bytes], as_sent: Submission, small: Programme
) -> None:
    """Also where openpyxl cannot read the file; else the tests below could not fail."""
    first = as_sent.accepted[0]
    other = replace(first, typed={**first.typed, "owner": "Joku muu"})
    read = replace(as_sent, accepted=[other, *as_sent.accepted[1:]], findings=[])
    assert len(unlike(read, b"" if data is None else whole[data], small, as_sent)) == 1


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_workbook_is_read_as_it_stands_or_refused(
    seed: int,
    whole: list[bytes],
    as_sent: Submission,
    judged: Callable[..., Submission],
    small: Programme,
) -> None:
    chance = Random(seed)
    data = damaged(chance, chance.choice(whole))
    submission = judged(data)
    assert submission.outcome in ("accepted", "partly_accepted", "refused")
    assert (submission.outcome == "accepted") == all(each.severity != "error" for each in submission.findings)
    assert unlike(submission, data, small, as_sent) == []


@pytest.mark.slow
def test_ten_thousand_damaged_workbooks_give_a_submission_each_and_no_other_value(
    whole: list[bytes], as_sent: Submission, small: Programme, tmp_path: Path
) -> None:
    """In processes of their own, as `check` reads them."""
    told: Counter[str] = Counter()
    wrong: list[str] = []
    for first in range(0, MANY, BATCH):
        files = [damaged(Random(seed), whole[seed % 2]) for seed in range(first, first + BATCH)]
        submissions = judged_apart(files, small, tmp_path)
        assert len(submissions) == len(set(files))
        for each in submissions:
            told.update({each.outcome, *(finding.code for finding in each.findings)})
            data = each.source.path.read_bytes()
            wrong += [f"{each.source.name}: {how}" for how in unlike(each, data, small, as_sent)]
    (tmp_path / "outcomes.txt").write_text(str(told.most_common()), encoding="utf-8")
    assert wrong == []
    assert told["refused"] > MANY / 4
    assert told["accepted"] > MANY / 20
    assert told["F017"] == told["F018"] == told["F019"] == 0


def judged_apart(files: Sequence[bytes], programme: Programme, folder: Path) -> list[Submission]:
    sent = []
    for number, data in enumerate(dict.fromkeys(files)):
        path = folder / f"{number}.xlsx"
        path.write_bytes(data)
        sent.append(Sent(path, None))
    new, settled = sources(sent, {})
    assert {each.outcome for each in settled} <= {"refused"}  # what is no package of a workbook any more
    return [*settled, *judge(new, programme, KEY, "fi", workers=2)]
