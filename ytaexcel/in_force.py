"""Values in force, month by month: what each organisation's item is known to be after each month.

Takes the newest accepted rows (a view of the dataset) and resolves "no change", lays over them what was discussed,
carries what was not reported and remembers when each text was written. An item in another's place takes its values
over. Pure functions; nothing is judged here.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ytaexcel.discussed import NOTHING_SAID, nothing_discussed, with_discussed
from ytaexcel.programme import Programme
from ytaexcel.programme.succession import heirs

Places = npt.NDArray[np.intp]
"""Rows by their place in the frame."""

CARRIED = ("status", "percent_done", "forecast_end")
"""What stays known when a month says nothing; never the red flag, never notes."""

OWN = (
    *("own_start", "own_end", "own_critical", "own_reason", "own_since"),
    *("own_submission_id", "own_sheet", "own_row", "own_name", "own_details"),
)
"""What an organisation has set for itself; `own_since` is the month in which it did, "" where it has set nothing.
`own_name` is the name of an item of its own, `own_details` what the programme asks for beside it (JSON: field -> text
or code); the others have none."""


@dataclass(frozen=True)
class MonthInForce:
    """One month's values in force.

    `values`: one row per organisation × item of the whole programme, indexed by (organisation, item), in the
    order of the organisations and of the roadmap. Columns: status (None: nothing ever known), percent_done
    (0–100), forecast_end (datetime64), red_flag (bool), reported (yes, carried, never), submission_id, sheet,
    row (of the newest report; row 0 = none), no_change (bool: that report was "no change"), last_reported
    (month or ""), typed (bool: a text was newly written this month), for each text field of the workbook its text
    (None: none) and `<field>_month`, the month in which it was written, and what was discussed: the columns of
    `discussed.nothing_discussed`. Where the programme allows own windows or own items also those of `OWN`: what the
    organisation has set for itself (NaT, None: nothing), and from where.
    """

    month: str
    values: pd.DataFrame


def text_fields(programme: Programme) -> list[str]:
    """Codes of the text fields of the items' sheet."""
    return [field.code for field in programme.workbook.sheet("items").filled_fields if field.type == "text"]


def told_fields(programme: Programme) -> list[str]:
    """The text fields that tell how an item is doing: all but the one that names a person."""
    return [code for code in text_fields(programme) if code != "owner"]


def in_force(
    rows_of: Callable[[str], pd.DataFrame],
    months: Sequence[str],
    programme: Programme,
    known: pd.DataFrame | None = None,
    own_of: Callable[[str], pd.DataFrame] | None = None,
    discussed_of: Callable[[str], pd.DataFrame] | None = None,
) -> Iterator[MonthInForce]:
    """The values in force of each month of `months` (ascending, without gaps).

    `rows_of` gives a month's rows, one per organisation and item, as `History.items_in_force` does. `known`: the
    values after the month before the first one; None: nothing was known then. `own_of` gives what organisations set
    for themselves in a month, as `History.own.both` does; it is asked where the programme allows it. `discussed_of`
    gives what was discussed of a month, as `History.discussions.in_force` does; None: nothing ever was.
    """
    texts = text_fields(programme)
    is_needed = known is None or programme.allows_own
    nothing = _nothing_known(programme, texts) if is_needed else pd.DataFrame()
    known = nothing if known is None else known
    told = told_fields(programme)
    for month in months:
        known = _after(inherited(known, programme, month), rows_of(month), month, texts, told)
        known = with_discussed(known, discussed_of(month) if discussed_of else NOTHING_SAID, month)
        if own_of is not None and programme.allows_own:
            own = own_of(month)
            # Windows may stand in the dataset from a time when they were allowed.
            own = own if programme.allows_own_windows else own[own["name"].notna()]
            _put_own(known, own, month, nothing)
        yield MonthInForce(month, known)


def inherited(known: pd.DataFrame, programme: Programme, month: str) -> pd.DataFrame:
    """What is known before `month` by the ids of that month: an item that stands in another's place has its values."""
    taken_over = heirs(programme, month)
    if not taken_over:
        return known
    after = known.copy()
    organisations = known.index.unique("organisation")
    old, new = (
        known.index.get_indexer(pd.MultiIndex.from_product([organisations, list(items)]))
        for items in (taken_over.keys(), taken_over.values())
    )
    for column in after.columns:
        _put(after, new, column, known[column].iloc[old])
    return after


def _nothing_known(programme: Programme, texts: Sequence[str]) -> pd.DataFrame:
    items = list(dict.fromkeys(item.id for item in (*programme.items, *programme.own_items)))
    organisations = [organisation.code for organisation in programme.organisations]
    index = pd.MultiIndex.from_product([organisations, items], names=["organisation", "item"])
    frame = pd.DataFrame(index=index)
    # Spelt out: a Series made of a single None would hold NaN, which is true and is no status.
    nothing = pd.Series([None] * len(index), index=index, dtype="object")
    frame["status"] = nothing
    frame["percent_done"] = pd.Series(float("nan"), index=index, dtype="float64")
    frame["forecast_end"] = pd.Series(pd.NaT, index=index, dtype="datetime64[ns]")
    frame["red_flag"] = False
    frame["reported"] = pd.Series("never", index=index, dtype="object")
    frame["submission_id"] = pd.Series("", index=index, dtype="object")
    frame["sheet"] = pd.Series("", index=index, dtype="object")
    frame["row"] = 0
    frame["no_change"] = False
    frame["last_reported"] = pd.Series("", index=index, dtype="object")
    frame["typed"] = False
    for field in texts:
        frame[field] = nothing
        frame[f"{field}_month"] = pd.Series("", index=index, dtype="object")
    frame = nothing_discussed(frame)
    return frame.assign(**_nothing_own(index)) if programme.allows_own else frame


def _nothing_own(index: pd.Index) -> dict[str, pd.Series]:
    """The columns of `OWN` where nobody has set anything."""
    days = ("own_start", "own_end")
    texts = ("own_critical", "own_reason", "own_name", "own_details")
    empty = {**dict.fromkeys(days, pd.NaT), **dict.fromkeys(texts), "own_row": 0}
    types = {"own_start": "datetime64[ns]", "own_end": "datetime64[ns]", "own_row": "int64"}
    return {
        column: pd.Series(
            [empty.get(column, "")] * len(index), index=index, dtype=types.get(column, "object")
        )
        for column in OWN
    }


def _after(
    known: pd.DataFrame, rows: pd.DataFrame, month: str, texts: Sequence[str], told: Sequence[str]
) -> pd.DataFrame:
    """What is known after a month whose rows in force are `rows`."""
    after = known.copy()
    after["red_flag"] = False
    after["typed"] = False
    new = rows.set_index(["organisation", "item"])
    new = new[new.index.isin(known.index)]
    # Looked up once: by their labels every column would look for its rows anew.
    at = known.index.get_indexer(new.index)
    says = new["status"].notna().to_numpy()
    _put(after, at[says], "status", new["status"].astype("object")[says])
    _put(after, at[says], "percent_done", new["percent_done"].astype("float64")[says])
    _put(after, at[says], "status_from", "")
    _put(after, at[says], "percent_done_from", "")
    _put(after, at, "forecast_end_from", "")
    _put(after, at, "forecast_end", pd.to_datetime(new["forecast_end"]).astype("datetime64[ns]"))
    _put(after, at, "red_flag", new["red_flag"].astype(bool))
    _put(after, at, "submission_id", new["submission_id"].astype("object"))
    _put(after, at, "sheet", new["sheet"].astype("object"))
    _put(after, at, "row", new["row"].astype("int64"))
    _put(after, at, "no_change", new["no_change"].astype(bool))
    _put(after, at, "last_reported", month)
    is_known = after["status"].notna()
    after["reported"] = is_known.map({True: "carried", False: "never"}).astype("object")
    _put(after, at, "reported", is_known.iloc[at].map({True: "yes", False: "never"}).astype("object"))
    _put_texts(after, new, at, month, texts, told)
    return after


def _put_own(after: pd.DataFrame, rows: pd.DataFrame, month: str, nothing: pd.DataFrame) -> None:
    """What was set in a month takes the place of all that was set before; what is withdrawn leaves nothing.

    Of an own item that was dropped nothing is known any more: its place may be another's one day.
    """
    new = rows.set_index(["organisation", "item"])
    new = new[new.index.isin(after.index)]
    at = after.index.get_indexer(new.index)
    holds = (new["withdrawn"] == 0).to_numpy()
    is_dropped = ~holds & new["name"].notna().to_numpy()
    for columns, places in ((OWN, at), (after.columns, at[is_dropped])):
        for column in columns:
            _put(after, places, column, nothing[column].iloc[places])
    at, new = at[holds], new[holds]
    for column in ("own_start", "own_end"):
        _put(after, at, column, pd.to_datetime(new[column]).astype("datetime64[ns]"))
    fields = {
        "own_critical": "own_critical",
        "own_reason": "reason",
        "own_name": "name",
        "own_details": "details",
    }
    for column, field in fields.items():
        _put(after, at, column, new[field].where(new[field].notna(), None))
    _put(after, at, "own_since", month)
    for column in ("submission_id", "sheet"):
        _put(after, at, f"own_{column}", new[column])
    _put(after, at, "own_row", new["row"].astype("int64"))


def _put(after: pd.DataFrame, at: Places, column: str, values: object) -> None:
    """Puts values, in the order of the rows, into a column."""
    held = values.to_numpy() if isinstance(values, pd.Series) else values
    after.iloc[at, after.columns.get_loc(column)] = held


def _put_texts(
    after: pd.DataFrame, new: pd.DataFrame, at: Places, month: str, texts: Sequence[str], told: Sequence[str]
) -> None:
    """A text left as it was keeps the month in which it was written; a changed one is of this month."""
    written = [json.loads(each) for each in new["texts"]]
    for field in texts:
        text = pd.Series([each.get(field) for each in written], index=new.index, dtype="object")
        before = after[field].iloc[at]
        is_new = (text.notna() & (text.map(_bare) != before.map(_bare))).to_numpy()
        _put(after, at, field, text)
        _put(after, at[is_new], f"{field}_month", month)
        _put(after, at[text.isna().to_numpy()], f"{field}_month", "")
        if field in told:
            _put(after, at[is_new], "typed", True)


def _bare(text: object) -> object:
    """A text without its blanks and line ends: programs change those when they save a file anew."""
    return "".join(text.split()) if isinstance(text, str) else text
