"""What a group types into the rows of its workbook for one month: as it means them, and as first typed.

A group marks "no change" only where its own workbook of the month before said the same; what it does not know
to have been received it reports in full. Items that it reported as finished it mostly leaves alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ytaexcel.demo.course import State, state
from ytaexcel.demo.occasions import course_in, occasion
from ytaexcel.demo.phrases import Kind, keys, theme_of
from ytaexcel.demo.sender import Sender
from ytaexcel.demo.slips import UNREADABLE, Slip, slip_of, slipped
from ytaexcel.months import shifted
from ytaexcel.programme import Item
from ytaexcel.texts import text

Row = Mapping[str, object]
Rows = Mapping[str, Row]
"""Item id -> field code -> what is typed."""

SKIPPED = 0.012
TYPES_ANEW = 0.1
"""Share of unchanged rows that are typed in full all the same."""
FORGETS_REASON = 0.06
MISREPORTS = 0.04
"""Share of rows that hold a wrong percent in a workbook that is corrected later."""
OWN_ROW = 0.02
"""Share of workbooks in which the group adds a matter of its own, under an id that nobody knows."""
FINISHED = ("done", "not_applicable")
_KINDS: Mapping[str, Kind] = {
    "not_started": "waiting",
    "started": "started",
    "done": "done",
    "not_applicable": "not_applicable",
}
"""Status -> which sentences tell where the work is."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The rows of a group's workbook; rows in which it types nothing are left out."""

    meant: Rows
    """What the group means to say about all that it is asked."""
    typed: Rows
    """The same as first typed: with slips, only as far down as the group got, and with rows of its own."""


def answers(sender: Sender, month: str) -> Answers:
    """What the group answers for `month`; it must owe a workbook in that month."""
    meant: dict[str, Row] = {}
    typed: dict[str, Row] = {}
    for line in _lines(sender, month):
        row = _row(line, month)
        if row:
            meant[line.item.id] = row
        if row and line.place <= sender.got_to(month):
            typed[line.item.id] = _as_typed(line, row, month)
    return Answers(meant, {**typed, **_own_rows(sender, month)})


@dataclass(frozen=True, slots=True)
class _Line:
    """One item in the workbooks of one group; `place` is how far down it stands, 0-1."""

    sender: Sender
    item: Item
    place: float
    states: Mapping[str, State]
    """The states that are asked for most, by month."""

    @property
    def name(self) -> tuple[str, str]:
        return self.sender.organisation, self.item.id

    def state(self, month: str) -> State:
        return self.states.get(month) or _state(self.sender, self.item, month)

    def slip(self, month: str) -> Slip | None:
        return slip_of(self.state(month), self.sender.chance, *self.name, month)

    def is_filled(self, month: str) -> bool:
        """True when the group gives an answer in its last workbook of the month."""
        return not self.sender.chance.happens(SKIPPED, "skipped", *self.name, month)

    def is_received(self, month: str) -> bool:
        """True when the answer of that month came through, be it at the second attempt."""
        if month < self.item.valid_from:
            return False
        sending = self.sender.sent.get(month)
        if sending is None or not sending.is_usable or not self.is_filled(month):
            return False
        if sending.is_corrected:
            return True
        return self.place <= self.sender.got_to(month) and self.slip(month) not in UNREADABLE

    def is_finished_since_before(self, month: str) -> bool:
        """True when the item is finished and an earlier month's workbook has said so."""
        status = self.state(month).status
        if status not in FINISHED:
            return False
        earlier, period = shifted(month, -1), occasion(self.item, month)
        while (
            earlier in self.sender.sent
            and self.state(earlier).status == status
            and occasion(self.item, earlier) == period
        ):
            if self.is_received(earlier):
                return True
            earlier = shifted(earlier, -1)
        return False


def _lines(sender: Sender, month: str) -> Iterator[_Line]:
    """The items that the group fills at all."""
    items, fills_optional = sender.programme.items_in(month, sender.group), sender.fills_optional
    for place, item in enumerate(items):
        if item.is_followed or fills_optional:
            states = {each: _state(sender, item, each) for each in (month, shifted(month, -1))}
            yield _Line(sender, item, place / len(items), states)


def _state(sender: Sender, item: Item, month: str) -> State:
    run = course_in(sender.programme, sender.organisation, item, month, sender.trouble, sender.chance)
    return state(run, month, sender.chance)


def _row(line: _Line, month: str) -> Row:
    sender = line.sender
    if not line.is_filled(month) or (not sender.fills_finished and line.is_finished_since_before(month)):
        return {}
    now, earlier = line.state(month), shifted(month, -1)
    before = line.state(earlier) if line.is_received(earlier) else None
    is_same = before is not None and (before.status, before.percent_done) == (now.status, now.percent_done)
    row: dict[str, object] = {}
    types_anew = sender.chance.happens(TYPES_ANEW, "types anew", *line.name, month)
    if is_same and not types_anew and line.slip(month) is None:
        row["no_change"] = sender.programme.workbook.words["mark"][sender.language]
    else:
        row["status"] = now.status
        row["percent_done"] = now.percent_done
        if now.percent_done is None and now.status == "not_started" and sender.types_zero:
            row["percent_done"] = 0
    if now.forecast_end is not None and (before is None or before.forecast_end != now.forecast_end):
        row["forecast_end"] = now.forecast_end
    row |= _words(line, month, now, before)
    return {field: value for field, value in row.items() if value is not None}


def _words(line: _Line, month: str, now: State, before: State | None) -> Row:
    """Call for help, texts and owner. About work that stands still nobody writes anything new."""
    sender, name, language = line.sender, (*line.name, month), line.sender.language
    chance, theme = sender.chance, theme_of(line.item)
    has_changed = before is None or (before.status, before.percent_done) != (now.status, now.percent_done)
    row: dict[str, object] = {}
    if now.wants_help:
        row["red_flag"] = sender.programme.workbook.words["yes"][language]
        is_new = before is None or not before.wants_help
        if is_new and not chance.happens(FORGETS_REASON, "forgets reason", *name):
            row["challenges"] = sender.phrases.phrase("challenge", theme, language, month, chance, *name)
    if not now.is_halted or before is None:
        writes = 0.06 if not has_changed else {"done": 0.5, "not_applicable": 0.95}.get(now.status, 0.4)
        if chance.happens(writes, "writes", *name) and (now.status != "not_started" or now.is_late):
            row["where_now"] = sender.phrases.phrase(
                _KINDS[now.status], theme, language, month, chance, *name
            )
        if now.status == "started" and chance.happens(0.6 * writes, "writes next", *name):
            row["next_steps"] = sender.phrases.phrase("next", theme, language, month, chance, *name, "next")
        if (
            now.is_late
            and "challenges" not in row
            and chance.happens(0.5 * writes, "writes challenge", *name)
        ):
            row["challenges"] = sender.phrases.phrase("challenge", theme, language, month, chance, *name)
    if before is None and now.status != "not_applicable" and chance.happens(0.9, "has owner", *line.name):
        row["owner"] = sender.phrases.phrase("owner", theme, language, month, chance, *line.name)
    return row


def _as_typed(line: _Line, row: Row, month: str) -> Row:
    """The row with its slip, or with a wrong percent where the workbook will be corrected."""
    sender, now, slip = line.sender, line.state(month), line.slip(month)
    if slip is not None and "status" in row:
        return {
            **row,
            **slipped(slip, now, sender.programme, sender.language, sender.chance, *line.name, month),
        }
    wrong = sender.chance.happens(MISREPORTS, "misreports", *line.name, month)
    if (
        sender.sent[month].is_corrected
        and wrong
        and now.status == "started"
        and (row.get("percent_done") or 0) != 0
    ):
        return {**row, "percent_done": max((now.percent_done or 0) - 20, 0)}
    return row


def _own_rows(sender: Sender, month: str) -> Rows:
    if not sender.chance.happens(OWN_ROW, "own row", month, *sender.name):
        return {}
    last = sender.programme.items_in(month, sender.group)[-1]
    name_field = list(last.levels)[-1]
    row: dict[str, object] = {"status": "started", "percent_done": 30}
    if any(field.code == name_field for field in sender.programme.workbook.sheet("items").fields):
        row[name_field] = text(keys("row", "own")[0], sender.language)
    return {f"{last.id}a": row}
