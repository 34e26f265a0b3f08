"""How far each item is with each body of its chain, put together from what the organisations tell of it.

A joint body has one matter for all, of which each organisation tells; where they tell different things, all of it is
shown and none is taken for the truth. An own body has a matter in each organisation.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ytaexcel.months import day_after
from ytaexcel.programme import Item, Programme
from ytaexcel.programme.bodies import APPROVED, ON_AGENDA, Body
from ytaexcel.programme.chain import chain

DIFFERS = "differs"
"""Stands for the state of a joint body of which organisations tell different ones."""
NOTHING_DECIDED = pd.DataFrame(columns=["organisation", "item", "body"])
"""What is known where nothing has been told."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one organisation tells of a matter."""

    organisation: str
    state: str
    decided_on: date | None
    reference: str
    version: str
    next_review: date | None
    remark: str
    since: str
    """The month since which it tells this state."""
    source: str
    """File, sheet and cell."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One item with one body: of an own body in one organisation, of a joint one for all."""

    item: Item
    body: Body
    organisation: str
    """Empty for a joint body."""
    start: date | None
    end: date | None
    """When the body decides, by the schedule text, both days included; None: that says nothing."""
    accounts: tuple[Account, ...]
    """In the order of the organisations; only of those that tell anything."""
    concerned: int
    """Organisations that the item concerns, and that could tell."""
    waits_for: tuple[Body, ...]
    """Bodies before this one in the chain that have not approved."""
    is_done: bool
    """True when the item itself is reported done wherever it concerns anybody."""

    @property
    def state(self) -> str:
        """The state that all tell who tell anything; `DIFFERS`; empty while nobody has told any."""
        states = {each.state for each in self.accounts}
        return DIFFERS if len(states) > 1 else next(iter(states), "")

    @property
    def is_decided(self) -> bool:
        return self.state == APPROVED

    @property
    def is_quiet(self) -> bool:
        """True for what is done and of which nobody has told a decision: nothing is waiting for a meeting."""
        return self.is_done and not self.accounts

    @property
    def agenda_days(self) -> list[date]:
        """The days of the meetings on whose agenda it is said to be."""
        return sorted(
            {each.decided_on for each in self.accounts if each.state == ON_AGENDA and each.decided_on}
        )

    @property
    def next_review(self) -> date | None:
        """The earliest that is told."""
        return min((each.next_review for each in self.accounts if each.next_review), default=None)

    def is_overdue(self, month: str) -> bool:
        """True when the body's time has passed by the end of the month, and it has not approved."""
        return (
            not self.is_decided and not self.is_quiet and self.end is not None and self.end < day_after(month)
        )

    def is_review_overdue(self, month: str) -> bool:
        return self.next_review is not None and self.next_review < day_after(month)


def matters(
    programme: Programme,
    assessed: pd.DataFrame,
    known: pd.DataFrame,
    month: str,
    group: str | None,
    place_of: Callable[[str, str, int], str],
) -> tuple[Matter, ...]:
    """Every item × body of its chain, in the order of the roadmap and the chain; none without bodies.

    `assessed`: the month's rows of the picture, which say whom an item concerns. `known`: the decisions known for the
    month, as `decisions_known` gives them. `place_of`: (submission, sheet, row) -> file, sheet and cell.
    """
    if not programme.bodies:
        return ()
    told: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in known.to_dict("records"):
        told.setdefault((row["item"], row["body"]), []).append(
            {str(key): value for key, value in row.items()}
        )
    concerned: dict[str, dict[str, str]] = {}
    applicable = assessed[assessed["status"] != "not_applicable"]
    for item, organisation, status in applicable[["item", "organisation", "status"]].itertuples(index=False):
        concerned.setdefault(item, {})[organisation] = status
    found: list[Matter] = []
    for item in programme.items_in(month, group):
        statuses = concerned.get(item.id, {})
        order = [each.code for each in programme.organisations if each.code in statuses]
        found += _of_item(programme, item, month, {code: statuses[code] for code in order}, told, place_of)
    return tuple(found)


def _of_item(
    programme: Programme,
    item: Item,
    month: str,
    statuses: Mapping[str, str],
    told: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]],
    place_of: Callable[[str, str, int], str],
) -> list[Matter]:
    """`statuses`: organisation that the item concerns -> its status."""
    found: list[Matter] = []
    for step in chain(programme, item, month):
        body = step.body
        accounts = {
            row["organisation"]: _account(row, place_of)
            for row in told.get((item.id, body.code), ())
            if row["organisation"] in statuses
        }
        places = [code for code in statuses if body.decides_for(code)]
        for place in [""] if body.kind == "joint" and places else places:
            here = places if not place else [place]
            found.append(
                Matter(
                    item,
                    body,
                    place,
                    step.window.start if step.window else None,
                    step.window.end if step.window else None,
                    tuple(accounts[code] for code in here if code in accounts),
                    len(here),
                    _before(found, place),
                    is_done=all(statuses[code] == "done" for code in here),
                )
            )
    return found


def _before(earlier: Iterable[Matter], organisation: str) -> tuple[Body, ...]:
    """The bodies before that have not approved: of own ones those of the same organisation, of a joint body all."""
    waiting = {
        each.body.code: each.body
        for each in earlier
        if not each.is_decided and (not organisation or each.organisation in ("", organisation))
    }
    return tuple(waiting.values())


def _account(row: Mapping[str, Any], place_of: Callable[[str, str, int], str]) -> Account:
    return Account(
        organisation=row["organisation"],
        state=row["state"],
        decided_on=row["decided_on"],
        reference=row["reference"] or "",
        version=row["version"] or "",
        next_review=row["next_review"],
        remark=row["remark"] or "",
        since=row["since"],
        source=place_of(row["submission_id"], row["sheet"], row["row"]),
    )
