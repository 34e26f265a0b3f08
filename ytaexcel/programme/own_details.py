"""What an organisation's own item is beside its name and window: the further fields that a programme asks for.

They stand on the sheet of own items of workbook.toml, and nowhere on that of the roadmap's items: a text that both
sheets have tells how far an item is. What is asked of them are rules like any others.
"""

from collections.abc import Iterable, Iterator

from ytaexcel.programme.rules import Rule
from ytaexcel.programme.sheets import Field, FieldType, Workbook

KIND = "own_items"
DEFINING = ("name", "own_start", "own_end")
"""The fields that say what an own item is in every programme."""
_FOLLOWED = ("item", "no_change", "status", "percent_done", "forecast_end", "red_flag", "dropped")
"""Those that say how far it is, or take it back."""
_PLACE = ("programme", "month", "organisation", "group", "submission_id", "sheet", "row")
"""What tables of own items call where each is from."""
_KEPT: tuple[FieldType, ...] = ("text", "choice")
"""The types that the dataset keeps as they are written."""


def own_details(workbook: Workbook) -> tuple[Field, ...]:
    """The fields of own items that are the programme's own, in their order; none where it allows no own items."""
    if not workbook.has(KIND):
        return ()
    told = {field.code for field in workbook.sheet("items").filled_fields} if workbook.has("items") else set()
    known = {*DEFINING, *_FOLLOWED, *told}
    return tuple(field for field in workbook.sheet(KIND).filled_fields if field.code not in known)


def asked_details(rules: Iterable[Rule], month: str, organisation: str) -> set[str]:
    """The fields of own items that some rule wants filled, of an organisation in a month."""
    return {
        condition.field
        for rule in rules
        if rule.kind == KIND and len(rule.then) == 1
        if rule.holds_in(month) and not rule.waiver(organisation, month)
        for case in rule.then
        for condition in case
        if condition.test == "blank" and condition.wanted is False
    }


def own_detail_problems(workbook: Workbook) -> Iterator[str]:
    """A sentence for each such field of which nothing could be kept from month to month."""
    for field in own_details(workbook):
        where = f"sheets {workbook.sheet(KIND).code}, fields {field.code}"
        if field.type not in _KEPT:
            yield f"{where}: of what own items are, only the types {' and '.join(_KEPT)} are kept."
        if field.code in _PLACE:
            yield f"{where}: the tables say with this word where a row is from; choose another."
        if field.role != "prefilled":
            yield f"{where}: says what an own item is and holds until it is changed; the role is prefilled."
