"""One failing example for each code about decisions: what is typed on their sheet, and the cell that is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from builder import KEY, packed
from deciding import (
    BOARD,
    CONTRACT,
    COUNTY,
    EXECUTIVE,
    FOLDER,
    SHEET,
    STRATEGY,
    column_of,
    sent_to_decide,
    type_decision,
)
from ytaexcel.findings import Finding
from ytaexcel.inbox import Sent
from ytaexcel.merge import judge, sources
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.bodies import Meeting
from ytaexcel.template import PreviousDecision

Change = Callable[[Workbook], object]
APPROVED = PreviousDecision("approved", date(2026, 2, 10), "§ 12", "1.0", None)
MEETING = Meeting("johtoryhma", "", date(2026, 3, 12), "1/2026", "")


def _as_it_is(_: Workbook) -> None:
    """No change."""


def decided(
    item: str = STRATEGY,
    whose: str = BOARD,
    /,
    change: Change = _as_it_is,
    *,
    before: PreviousDecision | None = None,
    **values: Any,
) -> Callable[[Programme, Path], list[Finding]]:
    """The sheet of decisions as it goes out, with values typed into the row of an item and a body."""

    def findings(_: Programme, folder: Path) -> list[Finding]:
        plan = replace(load_programme(FOLDER), meetings=(MEETING,))
        known = {(item, "johtoryhma"): before} if before else {}
        book = type_decision(sent_to_decide(plan, folder, known), item, whose, **values)
        change(book)
        (folder / "05_4A.xlsx").write_bytes(packed(book))
        new, _ = sources([Sent(folder / "05_4A.xlsx", None)], {})
        return [each for submission in judge(new, plan, KEY, "fi") for each in submission.findings]

    return findings


def _reported(book: Workbook) -> None:
    page = book["Tilannekuva"]
    column = next(cell.column for cell in page[4] if cell.value == "Tila nyt")
    page.cell(5, column).value = "Käynnissä"


def _without_county(book: Workbook) -> None:
    page = book[SHEET]
    page.cell(9, column_of(page, "item")).value = None
    page.delete_rows(9)


def _without_sheet(book: Workbook) -> None:
    del book[SHEET]


_MARCH = date(2026, 3, 12)
EXAMPLES: dict[str, tuple[Callable[[Programme, Path], list[Finding]], tuple[str, str] | str]] = {
    "W036": (decided(change=_without_sheet), ""),
    "S031": (decided(change=_without_county), SHEET),
    "C049": (decided(state="Valmisteltu", body="Lautakunta"), (SHEET, "E5")),
    "C050": (decided(state="Valmisteltu", body=EXECUTIVE), (SHEET, "E5")),
    "C051": (decided(state="Esityslistalla"), (SHEET, "J5")),
    "C052": (decided(state="Hyväksytty", decided_on=date(2026, 4, 1)), (SHEET, "J5")),
    "C053": (decided(state="Esityslistalla", decided_on=date(2026, 3, 13)), (SHEET, "J5")),
    "C054": (decided(remark="Siirtyi."), (SHEET, "N5")),
    "R036": (decided(CONTRACT, COUNTY, state="Hyväksytty", decided_on=_MARCH), (SHEET, "I9")),
    "R037": (decided(state="Valmisteltu", before=APPROVED), (SHEET, "I5")),
    "R038": (decided(before=replace(APPROVED, next_review=date(2026, 3, 31))), (SHEET, "M5")),
    "R039": (decided(change=_reported, state="Hyväksytty", decided_on=_MARCH), (SHEET, "I5")),
}
"""Code -> what gives it, and the cell."""
ITEMS = {
    **dict.fromkeys(("C049", "C050", "C051", "C052", "C053", "C054", "R037", "R038", "R039"), STRATEGY),
    "R036": CONTRACT,
}
"""Code -> the item that its example is about."""
