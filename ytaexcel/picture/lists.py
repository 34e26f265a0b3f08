"""The lists of a picture: what is behind, what is at risk, what changed, notes, help, who has not sent.

Orders and the score of gravity are settings of the programme (rules.toml); a reading order, not a measurement.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ytaexcel.discussed import FIELDS, place_of
from ytaexcel.in_force import told_fields
from ytaexcel.picture.counts import counted, months_without
from ytaexcel.programme import Programme
from ytaexcel.programme.succession import names_in

WARNING_ORDER = ("red_flag", "past_forecast", "regressed", "stalled", "forecast_late", "unreported")
NOTE_ORDER = ("wish", "risk", "observation")
CHANGE_ORDER = ("regressed", "newly_behind", "recovered")
ITEM_COLUMNS = [
    "rank",
    "organisation",
    "group",
    "item",
    "name",
    "reasons",
    "days_late",
    "planned_start",
    "planned_end",
    "forecast_end",
    "status",
    "percent_done",
    "behind_since",
    "red_flag",
    "latest_text",
    "gravity",
    "same_behind",
    "critical",
    "start_first",
    "source",
    "last_reported",
    "discussed",
    "reported_status",
    "reported_percent_done",
    "reported_forecast_end",
]


OWN_COLUMNS = [
    "own_window",
    "national_start",
    "national_end",
    "national_critical",
    "own_critical",
    "own_reason",
]
"""What an item has besides where the programme allows organisations windows of their own."""


def behind(
    assessed: pd.DataFrame, everywhere: pd.DataFrame, programme: Programme, sources: Mapping[str, "Source"]
) -> pd.DataFrame:
    """Items behind, gravest first; `everywhere` are all organisations' rows, for `same_behind`."""
    rows = counted(assessed)
    rows = described(rows[rows["behind"] == 1], everywhere, programme, sources)
    return _ranked(_gravest_first(rows, programme))[_item_columns(rows)]


def warnings(
    assessed: pd.DataFrame, everywhere: pd.DataFrame, programme: Programme, sources: Mapping[str, "Source"]
) -> pd.DataFrame:
    """Items that are not behind but carry another reason, by the gravest reason, then by due date."""
    rows = counted(assessed)
    rows = described(rows[(rows["behind"] == 0) & (rows["reasons"] != "")], everywhere, programme, sources)
    places = _Places(programme)
    first = rows["reasons"].map(_first_warning)
    ordered = rows.assign(
        _reason=first,
        _organisation=rows["organisation"].map(places.organisations),
        _item=rows["item"].map(places.items),
    ).sort_values(["_reason", "planned_end", "_organisation", "_item"], kind="stable")
    return _ranked(ordered)[_item_columns(rows)]


def changes(
    assessed: pd.DataFrame, everywhere: pd.DataFrame, programme: Programme, sources: Mapping[str, "Source"]
) -> pd.DataFrame:
    """What fell back, fell behind or recovered since the collected month before; one row for each such change.

    Of each kind the gravest first.
    """
    rows = assessed[assessed["is_followed"] & assessed["status_before"].notna()]
    is_behind, was_behind = rows["behind"] == 1, rows["behind_before"]
    parts = {
        "regressed": rows[rows["reasons"].str.contains("regressed", regex=False)],
        "newly_behind": rows[is_behind & ~was_behind],
        "recovered": rows[~is_behind & was_behind],
    }
    kinds = [
        _gravest_first(described(parts[kind], everywhere, programme, sources), programme).assign(change=kind)
        for kind in CHANGE_ORDER
    ]
    frame = pd.concat(kinds, ignore_index=True)
    return _ranked(frame)[[*_item_columns(rows), "change", "status_before", "percent_before"]]


class Source:
    """Where the rows of one submission lie: file name, and the columns of its sheets."""

    def __init__(self, file_name: str, columns: str) -> None:
        self.file_name = file_name
        self._columns: Mapping[str, Mapping[str, str]] = json.loads(columns)

    def cell(self, sheet: str, row: int, *fields: str) -> str:
        """`K17` of the first of the fields that the sheet has."""
        letters = next(
            (self._columns[sheet][field] for field in fields if field in self._columns.get(sheet, {})), "A"
        )
        return f"{letters}{row}"

    def place(self, sheet: str, row: int, *fields: str) -> str:
        """File, sheet and cell in one text."""
        return f"{self.file_name} · {sheet}!{self.cell(sheet, row, *fields)}"


def notes(
    frame: pd.DataFrame,
    organisation: str | None,
    group: str | None,
    programme: Programme,
    sources: Mapping[str, Source],
) -> pd.DataFrame:
    """The notes that an audience may read: all, or one's own and those that others marked as shareable."""
    own = pd.Series(True, index=frame.index)
    if organisation is not None:
        own &= frame["organisation"] == organisation
    if group is not None:
        own &= frame["group"] == group
    frame = frame[own | (frame["shareable"] == 1)] if organisation is not None else frame[own]
    # The name of an own item is its organisation's to change; its id says enough beside a note.
    names = {item.id: item.id for item in programme.own_items} | _names(frame, programme)
    places = _Places(programme)
    # The file of another organisation is nothing that the reader could open, and its name may say too much.
    source = [
        sources[each.submission_id].place(each.sheet, each.row, "text")
        if organisation in (None, each.organisation)
        else ""
        for each in frame.itertuples(index=False)
    ]
    frame = frame.assign(
        name=frame["item"].map(names).fillna(""),
        source=pd.Series(source, index=frame.index, dtype="object"),
        shareable=frame["shareable"] == 1,
        _kind=frame["kind"].map(NOTE_ORDER.index),
        _organisation=frame["organisation"].map(places.organisations),
        _group=frame["group"].map(places.groups),
    ).sort_values(["_kind", "_organisation", "_group", "row"], kind="stable")
    columns = [
        "kind",
        "organisation",
        "group",
        "item",
        "name",
        "text",
        "scope",
        "likelihood",
        "effect",
        "shareable",
        "theme",
    ]
    return frame[[*columns, "language", "source"]].reset_index(drop=True)


def help_asked(assessed: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """Organisation × group by number of red flags, with what is said of the gravest flagged item."""
    rows = counted(assessed)
    rows = rows[rows["reasons"].str.contains("red_flag", regex=False)]
    rows = rows.assign(gravity=_gravity(rows, programme), latest_text=_latest_texts(rows, programme))
    rows = rows.sort_values(["gravity", "days_late"], ascending=False, kind="stable")
    found = [
        {
            "organisation": organisation,
            "group": group,
            "flags": len(flagged),
            "text": next((text for text in flagged["latest_text"] if text), ""),
        }
        for (organisation, group), flagged in rows.groupby(["organisation", "group"], sort=False)
    ]
    frame = pd.DataFrame(found, columns=["organisation", "group", "flags", "text"])
    places = _Places(programme)
    order = frame["organisation"].map(places.organisations)
    frame = frame.assign(_place=order).sort_values(
        ["flags", "_place"], ascending=[False, True], kind="stable"
    )
    return frame.drop(columns="_place").reset_index(drop=True)


def missing(
    assessed: pd.DataFrame,
    received: Mapping[str, set[tuple[str, str]]],
    refused: set[tuple[str, str]],
    month: str,
    owed: Mapping[str, Sequence[tuple[str, str]]],
    is_awaited: bool,
) -> pd.DataFrame:
    """The workbooks owed and not received, with how long there has been nothing.

    `owed`: month -> who owes a workbook, from the first collected month to `month`.
    """
    rows = counted(assessed)
    without = (
        rows[rows["is_expected"] & (rows["reported"] != "yes")].groupby(["organisation", "group"]).size()
    )
    found = []
    for place in owed[month]:
        if place in received.get(month, set()):
            continue
        earlier = [each for each, came in received.items() if each < month and place in came]
        found.append(
            {
                "organisation": place[0],
                "group": place[1],
                "state": "refused" if place in refused else "awaited" if is_awaited else "missing",
                "last_received": max(earlier, default=""),
                "months_in_a_row": months_without(received, owed, place, month),
                "items_without_news": int(without.get(place, 0)),
            }
        )
    columns = ["organisation", "group", "state", "last_received", "months_in_a_row", "items_without_news"]
    return pd.DataFrame(found, columns=columns)


def described(
    rows: pd.DataFrame, everywhere: pd.DataFrame, programme: Programme, sources: Mapping[str, Source]
) -> pd.DataFrame:
    """Rows with name, gravity, latest text, how many organisations are behind with it, and the source."""
    names = _names(everywhere, programme)
    all_behind = counted(everywhere)
    same = all_behind[all_behind["behind"] == 1].groupby("item")["organisation"].nunique()
    asked = ["submission_id", "sheet", "row", "no_change", *(f"{field}_from" for field in FIELDS)]
    places = [_source(row, sources) for row in rows[asked].to_dict("records")]
    return rows.assign(
        name=rows["item"].map(names),
        gravity=_gravity(rows, programme),
        latest_text=_latest_texts(rows, programme),
        same_behind=rows["item"].map(same).fillna(0).astype("int64"),
        source=pd.Series(places, index=rows.index, dtype="object"),
    )


def _names(rows: pd.DataFrame, programme: Programme) -> dict[str, str]:
    """Item -> its name in the month of the rows, all of one month."""
    return names_in(programme, next(iter(rows["month"]), ""))


def _item_columns(rows: pd.DataFrame) -> list[str]:
    return [*ITEM_COLUMNS, *(column for column in OWN_COLUMNS if column in rows)]


def _source(row: Mapping[str, Any], sources: Mapping[str, Source]) -> str:
    """Where the report stands, and the discussion where a value comes from one."""
    found = []
    if row["submission_id"]:
        field = "no_change" if row["no_change"] else "status"
        found.append(sources[row["submission_id"]].place(row["sheet"], row["row"], field))
    for field in FIELDS:
        place = place_of(row[f"{field}_from"])
        if place is not None:
            found.append(sources[place.submission_id].place(place.sheet, place.row, field))
    return "; ".join(found)


def _gravest_first(rows: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """Described rows by gravity, days late, how widespread it is, organisation and roadmap."""
    places = _Places(programme)
    return rows.assign(
        _organisation=rows["organisation"].map(places.organisations), _item=rows["item"].map(places.items)
    ).sort_values(
        ["gravity", "days_late", "same_behind", "_organisation", "_item"],
        ascending=[False, False, False, True, True],
        kind="stable",
    )


def _gravity(rows: pd.DataFrame, programme: Programme) -> pd.Series:
    """Points: one for each begun period late, and for help asked, start first, not started, no progress."""
    weights = programme.gravity
    late = (-(-rows["days_late"] // weights.days_per_point)).clip(upper=weights.most_late_points)
    stuck = rows["reasons"].str.contains("regressed|stalled")
    return (
        late
        + weights.red_flag * rows["red_flag"]
        + weights.start_first * rows["start_first"]
        + weights.not_started * (rows["status"] == "not_started")
        + weights.regressed_or_stalled * stuck
    ).astype("int64")


def _latest_texts(rows: pd.DataFrame, programme: Programme) -> pd.Series:
    """The newest text about each item; of equally new ones the last field (challenges) where help is asked."""
    told = told_fields(programme)
    found = []
    for row in rows.to_dict("records"):
        written = [(row[f"{field}_month"], row[field]) for field in told if row[field]]
        newest = max((month for month, _ in written), default="")
        texts = [text for month, text in written if month == newest]
        found.append((texts[-1] if row["red_flag"] else texts[0]) if texts else "")
    return pd.Series(found, index=rows.index, dtype="object")


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.reset_index(drop=True).assign(rank=lambda frame: range(1, len(frame) + 1))


def _first_warning(reasons: str) -> int:
    return min(WARNING_ORDER.index(reason) for reason in reasons.split(";"))


class _Places:
    """The order of organisations, groups and items in the programme's definitions."""

    def __init__(self, programme: Programme) -> None:
        self.organisations = {each.code: place for place, each in enumerate(programme.organisations)}
        self.groups = {each.code: place for place, each in enumerate(programme.groups)}
        self.items = {
            each: place for place, each in enumerate(dict.fromkeys(item.id for item in programme.items))
        }
