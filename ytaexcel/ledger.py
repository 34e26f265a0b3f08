"""The assessed months, kept in the dataset so that a new month costs only itself, however long the history.

A month is worked out from the month before it, what counts in it, and the definitions. Its fingerprint is made of
just these, so what is kept is used as long as nothing of it has changed, and worked out anew from the first month
in which something has.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from ytaexcel.assess import assess, looked_back_at
from ytaexcel.history import History
from ytaexcel.in_force import MonthInForce, in_force, inherited
from ytaexcel.months import months_between, shifted
from ytaexcel.programme import Programme
from ytaexcel.programme.succession import heirs

_WAY = "3"
"""Changes when months are worked out in another way: what was kept before is then of no use."""
_VALUES, _ASSESSED = "values", "assessed"
_TYPES = b"column types"
Derived = Callable[[str, Sequence[str], Callable[[str], pd.DataFrame]], pd.DataFrame]


@dataclass(frozen=True)
class Assessed:
    """All months of the dataset, judged."""

    months: Mapping[str, pd.DataFrame]
    """Month -> frame of `assess`, without gaps from the first month collected or discussed; read when asked for."""
    collected: list[str]
    """Months of which at least one workbook was accepted, wholly or partly."""
    derived: Derived
    """`derived(part, months, work)`: what `work` makes of each of the months, one under the other, `month` the first
    column; kept under the name of the part. The columns are texts and whole numbers."""


class _Months(Mapping[str, pd.DataFrame]):
    """The assessed months: those worked out just now, and those kept in the dataset."""

    def __init__(self, history: History, programme: str, months: list[str]) -> None:
        self._history = history
        self._programme = programme
        self._months = months
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, month: str) -> pd.DataFrame:
        if month not in self._frames:
            if month not in self._months:
                raise KeyError(month)
            self._frames[month] = _unpacked(
                self._history.assessed_months.recall(self._programme, month, _ASSESSED)
            )
        return self._frames[month]

    def __iter__(self) -> Iterator[str]:
        return iter(self._months)

    def __len__(self) -> int:
        return len(self._months)

    def put(self, month: str, frame: pd.DataFrame) -> None:
        self._frames[month] = frame


def assessed(history: History, programme: Programme, last: str | None = None) -> Assessed:
    """Every month from the first to the last that was collected or discussed, or to `last` if that is later.

    Months are read from the dataset when they are asked for: `history` must be open until then.
    """
    contents = history.contents(programme.id)
    collected = history.collected(programme.id)
    known_of = _known_of(history, programme)
    months = list(months_between(known_of[0], max(known_of[-1], last or ""))) if known_of else []
    prints = _fingerprints(contents, programme, months)
    first = _first_to_work_out(history, programme, prints)
    found = _Months(history, programme.id, months)
    done = months[:first]
    known = (
        _unpacked_values(history.assessed_months.recall(programme.id, done[-1], _VALUES)) if done else None
    )
    before = [(month, found[month]) for month in looked_back_at(done, collected, programme)]
    values = _in_force(history, programme, months[first:], known)
    values = _kept_on_the_way(history, programme, values, prints)
    frames = assess(
        values, set(collected), lambda month: _noted(history, programme, month), programme, before
    )
    for month, frame in zip(months[first:], frames, strict=True):
        # A month is there when its last part is: a run that ends in between leaves the former fingerprint.
        if not history.assessed_months.keep(programme.id, month, _ASSESSED, prints[month], _packed(frame)):
            found.put(month, frame)

    def derived(part: str, wanted: Sequence[str], work: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
        kept = history.assessed_months.since(programme.id, min(wanted), part)
        tables = []
        for month in wanted:
            fingerprint, data = kept.get(month, ("", b""))
            if fingerprint != prints[month]:
                data = _packed_small(work(month))
                history.assessed_months.keep(programme.id, month, part, prints[month], data)
            tables.append(_unpacked_small(data))
        frame = pa.concat_tables(tables).to_pandas()
        frame.insert(0, "month", np.repeat(wanted, [table.num_rows for table in tables]))
        return frame

    return Assessed(found, collected, derived)


def values_before(history: History, programme: Programme, month: str) -> pd.DataFrame | None:
    """The values in force after the last month before `month` that was collected or discussed; None: none was.

    By the ids of `month`: what took the place of another since has its values.
    """
    contents = history.contents(programme.id)
    known_of = [each for each in _known_of(history, programme) if each < month]
    if not known_of:
        return None
    months = list(months_between(known_of[0], known_of[-1]))
    prints = _fingerprints(contents, programme, months)
    first = _first_to_work_out(history, programme, prints)
    known = (
        _unpacked_values(history.assessed_months.recall(programme.id, months[first - 1], _VALUES))
        if first
        else None
    )
    for each in _in_force(history, programme, months[first:], known):
        known = each.values
    for each_month in months_between(shifted(months[-1], 1), month):
        known = None if known is None else inherited(known, programme, each_month)
    return known


def _known_of(history: History, programme: Programme) -> list[str]:
    """The months of which a workbook of a group or of a discussion says something, in their order."""
    return sorted({*history.collected(programme.id), *history.discussions.months(programme.id)})


def done_months_before(
    history: History, programme: Programme, month: str
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Organisation -> item -> the months before `month` that were reported as done anew, of items that recur.

    By the ids of `month`, as `values_before`.
    """
    before = shifted(month, -1)
    if not any(item.timing == "recurring" for item in programme.items_in(month)):
        return {}
    frame = assessed(history, programme, before).months.get(before)
    if frame is None or "done_months" not in frame:
        return {}
    new_ids = heirs(programme, month)
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in frame[frame["done_months"] != ""].to_dict("records"):
        item = new_ids.get(row["item"], row["item"])
        found.setdefault(row["organisation"], {})[item] = tuple(row["done_months"].split(";"))
    return found


def _in_force(
    history: History, programme: Programme, months: list[str], known: pd.DataFrame | None
) -> Iterator[MonthInForce]:
    return in_force(
        lambda month: history.items_in_force(programme.id, month),
        months,
        programme,
        known,
        own_of=lambda month: history.own.both(programme.id, month),
        discussed_of=lambda month: history.discussions.in_force(programme.id, month),
    )


def _kept_on_the_way(
    history: History, programme: Programme, values: Iterator[MonthInForce], prints: Mapping[str, str]
) -> Iterator[MonthInForce]:
    for each in values:
        history.assessed_months.keep(
            programme.id, each.month, _VALUES, prints[each.month], _packed_values(each.values)
        )
        yield each


def _fingerprints(contents: Mapping[str, str], programme: Programme, months: list[str]) -> dict[str, str]:
    """Month -> hash of all that it is worked out from: the definitions and what counts up to then."""
    prints: dict[str, str] = {}
    last = hashlib.sha256(f"{_WAY} {programme.definitions}".encode()).hexdigest()
    for month in months:
        last = hashlib.sha256(f"{last} {month} {contents.get(month, '')}".encode()).hexdigest()
        prints[month] = last
    return prints


def _first_to_work_out(history: History, programme: Programme, prints: Mapping[str, str]) -> int:
    """How many months from the first one on are kept as they would be worked out now."""
    values, frames = (
        history.assessed_months.fingerprints(programme.id, part) for part in (_VALUES, _ASSESSED)
    )
    count = 0
    for month, fingerprint in prints.items():
        if not values.get(month) == frames.get(month) == fingerprint:
            break
        count += 1
    return count


def _noted(history: History, programme: Programme, month: str) -> set[tuple[str, str]]:
    """The (organisation, item) that a note of the month names."""
    notes = history.notes_in_force(programme.id, month)
    return set(zip(notes["organisation"], notes["item"], strict=True))


def _packed_values(values: pd.DataFrame) -> bytes:
    return _packed(values.reset_index())


def _unpacked_values(data: bytes) -> pd.DataFrame:
    return _unpacked(data).set_index(["organisation", "item"])


def _packed_small(frame: pd.DataFrame) -> bytes:
    """A frame of texts and whole numbers, in the form that is quickest to read: of years there are many."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def _unpacked_small(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data).read_all()


def _packed(frame: pd.DataFrame) -> bytes:
    """A frame as Parquet, with the types of its columns: texts and missing texts, numbers, days, yes and no."""
    arrays = {}
    for name, column in frame.items():
        texts = column.dtype in ("object", "str")
        values = [None if pd.isna(value) else value for value in column] if texts else column
        arrays[str(name)] = pa.array(values, type=pa.string() if texts else None)
    types = json.dumps({name: str(column.dtype) for name, column in frame.items()})
    sink = io.BytesIO()
    parquet.write_table(pa.table(arrays, metadata={_TYPES: types}), sink, compression="zstd")
    return sink.getvalue()


def _unpacked(data: bytes) -> pd.DataFrame:
    table = parquet.read_table(io.BytesIO(data))
    columns = {}
    for name, kind in json.loads(table.schema.metadata[_TYPES]).items():
        column = table.column(name)
        values = column.to_pylist() if kind in ("object", "str") else column.to_pandas()
        columns[name] = pd.Series(values, dtype=kind)
    return pd.DataFrame(columns)
