"""What a programme knows of its items beyond what every programme does: columns of its own, references to other parts.

A locked field of the items' sheet that is neither a level nor known to every programme shows a column of
roadmap.csv of the same name.
"""

from collections.abc import Iterable, Sequence

from ytaexcel.programme.records import Item, Programme
from ytaexcel.programme.sheets import Field, Sheet
from ytaexcel.texts import Language

KNOWN = ("item", "critical", "planned_start", "planned_end", "previous_status", "previous_percent")
"""Locked fields of the items' sheet that every programme has something to show in, beside its levels."""
REFERENCES = "references"
"""The detail that names other items or parts of the roadmap, by their codes and separated by ;."""


def details_of(sheet: Sheet, levels: Iterable[str]) -> tuple[Field, ...]:
    """The fields of the items' sheet that show a detail."""
    known = {*KNOWN, *levels}
    return tuple(each for each in sheet.fields if each.role == "locked" and each.code not in known)


def details(programme: Programme) -> tuple[Field, ...]:
    """The fields that show a detail, in their order."""
    return details_of(programme.workbook.sheet("items"), programme.level_names)


def shown_detail(programme: Programme, item: Item, detail: Field, month: str, language: Language) -> str:
    """What stands in a detail's column: of a flag the word, of a reference the part's code and name."""
    value = item.details[detail.code]
    if detail.code == REFERENCES:
        meant = referred(programme, item, month)
        return "; ".join(f"{code} {part_name(items, code)}".strip() for code, items in meant.items())
    if detail.type == "flag":
        return programme.workbook.words["yes"][language] if value else ""
    return value


def referred(programme: Programme, item: Item, month: str) -> dict[str, list[Item]]:
    """Code that the item refers to -> the items meant: one, or all of that part of the roadmap."""
    codes = [code for each in item.details.get(REFERENCES, "").split(";") if (code := each.strip())]
    items = programme.items_in(month) if codes else []
    return {code: [each for each in items if code == each.id or code in path_of(each)] for code in codes}


def part_name(items: Sequence[Item], code: str) -> str:
    """The name of the part of the roadmap with that code, of which these are the items; an item's code has none."""
    return path_of(items[0]).get(code, "") if items else ""


def path_of(item: Item) -> dict[str, str]:
    """Code on each level above the item, with the wider levels before it where it lacks them -> name: `A`, `A.1`."""
    path: dict[str, str] = {}
    code = ""
    for number, name in list(item.levels.values())[:-1]:
        code = number if not code or number.startswith(code) else f"{code}.{number}"
        path[code] = name
    return path
