"""What a workbook's cells held when it was sent, kept in it under seal, so that later changes can be told.

Stands on the hidden sheet of the passport, a row for each item. Of texts that the group may change only a digest is
kept: a copy of free text would escape whoever removes it later.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ytaexcel.passport import PREFIX, Passport

_ITEM, _SEAL = f"{PREFIX}sent.", f"{PREFIX}sent_seal"
INDICATOR = "indicator."
"""What stands before the id of an indicator, in the place of an item."""
DECISION = "decision."
"""What stands before the item and the body of a decision, `decision.<item>/<body>`, likewise."""
Held = str | float | None
"""What a cell held: a text or its digest, a number (a share where the cell shows percents), a day in ISO form."""


@dataclass(frozen=True)
class Imprint:
    """Item -> field -> what its cell held; fields whose cells were blank are absent."""

    items: Mapping[str, Mapping[str, Held]]
    is_genuine: bool = True
    """False where something of it has been changed, added or taken away: then there are no items in it."""

    def of_sheet(self, kind: str) -> "Imprint":
        """What the cells of another sheet than that of items held: their fields are kept as `<kind>.<field>`."""
        start = f"{kind}."
        rows = {
            item: {code.removeprefix(start): held for code, held in cells.items() if code.startswith(start)}
            for item, cells in self.items.items()
        }
        return Imprint(rows, self.is_genuine)


def digest(text: str) -> str:
    """A short stand-in for a text, by which to tell whether it is still the same.

    Blanks and line ends do not count: programs change those when they save a file anew.
    """
    return hashlib.sha256("".join(text.split()).encode("utf-8")).hexdigest()[:16]


def held(value: str | float | date | None, *, is_free_text: bool) -> Held:
    """A cell's value as the imprint keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return digest(value) if is_free_text and isinstance(value, str) and value else value


def imprint_rows(imprint: Imprint, passport: Passport, key: bytes) -> dict[str, str]:
    """The rows of the hidden sheet: name -> value, the seal last. Sealed together with the passport."""
    rows = {
        f"{_ITEM}{item}": json.dumps(
            {field: value for field, value in cells.items() if value not in (None, "")}
        )
        for item, cells in imprint.items.items()
    }
    return {**rows, _SEAL: _seal(rows, passport, key)}


def imprint_of(rows: Mapping[str, str], passport: Passport, key: bytes) -> Imprint | None:
    """The imprint on a hidden sheet; None where there is none (older templates had none)."""
    own = {name: value for name, value in rows.items() if name.startswith(_ITEM)}
    if not own and _SEAL not in rows:
        return None
    given = rows.get(_SEAL, "").encode("utf-8")
    if not hmac.compare_digest(given, _seal(own, passport, key).encode("ascii")):
        return Imprint({}, is_genuine=False)
    return Imprint({name.removeprefix(_ITEM): json.loads(value) for name, value in own.items()})


def _seal(rows: Mapping[str, str], passport: Passport, key: bytes) -> str:
    lines = [passport.seal, *(f"{name}={rows[name]}" for name in sorted(rows))]
    return hmac.new(key, "\n".join(lines).encode("utf-8"), hashlib.sha256).hexdigest()
