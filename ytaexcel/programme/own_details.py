"""What an organisation's own item is beside its name and window: the further fields that a programme asks for.

They stand on the sheet of own items of workbook.toml, and nowhere on that of the roadmap's items: a text that both
sheets have tells how far an item is. What is asked of them are rules like any others.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ytaexcel.programme.rules import Condition, Rule
from ytaexcel.programme.sheets import Field, FieldType, Workbook

KIND = "own_items"
DEFINING = ("name", "own_start", "own_end")
"""The fields that say what an own item is in every programme."""
_FOLLOWED = ("item", "no_change", "status", "percent_done", "forecast_end", "red_flag", "dropped")
"""Those that say how far it is, or take it back."""
_PLACE = ("programme", "month", "organisation", "group", "submission_id", "sheet", "row")
"""What tables of own items call where each is from."""
_ALWAYS = (Condition("name", "blank", wanted=False), Condition("dropped", "is", (False,)))
"""What is so of every own item that there is."""
_KEPT: tuple[FieldType, ...] = ("text", "choice")
"""The types that the dataset keeps as they are written."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that a rule wants filled."""

    field: str
    when: Mapping[str, bool]
    """Other field -> whether it has to be blank for the rule to want this one."""

    def is_lacking(self, said: Collection[str]) -> bool:
        """True where the fields `said` are filled, and this one should be."""
        is_wanted = all((other not in said) == is_blank for other, is_blank in self.when.items())
        return is_wanted and self.field not in said


def own_details(workbook: Workbook) -> tuple[Field, ...]:
    """The fields of own items that are the programme's own, in their order; none where it allows no own items."""
    if not workbook.has(KIND):
        return ()
    told = {field.code for field in workbook.sheet("items").filled_fields} if workbook.has("items") else set()
    known = {*DEFINING, *_FOLLOWED, *told}
    return tuple(field for field in workbook.sheet(KIND).filled_fields if field.code not in known)


def asked_details(
    rules: Iterable[Rule], details: Sequence[Field], month: str, organisation: str
) -> list[Asked]:
    """What the rules of a month want filled of an organisation's own items that have a name.

    Only of rules that look at nothing but what own items are: of others it is told when they are judged.
    """
    codes = {field.code for field in details}
    found = []
    for rule in rules:
        is_of_all = rule.kind == KIND and len(rule.then) == 1
        if not is_of_all or not rule.holds_in(month) or rule.waiver(organisation, month):
            continue
        wanted = [each.field for each in rule.then[0] if each.test == "blank" and each.wanted is False]
        for case in rule.when or ((),):
            others = [each for each in case if each not in _ALWAYS]
            if all(each.field in codes and each.test == "blank" for each in others):
                when = {each.field: bool(each.wanted) for each in others}
                found += [Asked(field, when) for field in wanted if field in codes]
    return found


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
