"""Keeps the marks visible where a sheet colours its cells by rules: a rule of ours comes before all of them.

Rules hide the fill that a cell has of its own; the template's yellow would lie over a mark. Ours are known by a
formula that names the program.
"""

from collections.abc import Callable, Mapping, Sequence

from ytaexcel.feedback.splice import Edit, elements, prefix_of, with_attributes, written
from ytaexcel.findings import Severity
from ytaexcel.read import Address, cell_name

_OURS = "ytaexcel"
_FORMULA = f'"{_OURS}"="{_OURS}"'
"""Always true."""
_MOST_CELLS = 500
"""Cells of one rule."""


def reruled(
    xml: bytes, marked: Mapping[Address, Severity], difference: Callable[[Severity], int]
) -> list[Edit]:
    """The edits that take earlier rules of ours away and put one in front for each severity.

    `difference` gives the number of the format by which a rule colours. A sheet without rules needs none of ours.
    """
    found = elements(xml, {"conditionalFormatting", "cfRule"})
    blocks = [each for each in found if each.name == "conditionalFormatting"]
    rules = [each for each in found if each.name == "cfRule"]
    ours = [each for each in rules if _OURS.encode("ascii") in xml[each.start : each.end]]
    theirs = [each for each in rules if each not in ours]
    edits: list[Edit] = []
    for block in blocks:
        own = [each for each in ours if block.start < each.start < block.end]
        if own and not any(block.start < each.start < block.end for each in theirs):
            edits.append((block.start, block.end, b""))
        else:
            edits += [(each.start, each.end, b"") for each in own]
    first = next((each for each in found if each.parent == "worksheet"), None)
    if first is None or not theirs or not marked:
        return edits
    groups = _groups(marked)
    for each in theirs:
        if each.attributes.get("priority", "").isdigit():
            later = {"priority": int(each.attributes["priority"]) + len(groups)}
            edits.append((each.start, each.inner, with_attributes(xml[each.start : each.inner], later)))
    prefix = prefix_of(xml, first)
    added = [
        f'<{prefix}conditionalFormatting sqref="{" ".join(cells)}"><{prefix}cfRule type="expression" '
        f'dxfId="{difference(severity)}" priority="{number}" stopIfTrue="1"><{prefix}formula>{_FORMULA}'
        f"</{prefix}formula></{prefix}cfRule></{prefix}conditionalFormatting>"
        for number, (severity, cells) in enumerate(groups, start=1)
    ]
    return [(first.start, first.start, written("".join(added))), *edits]


def _groups(marked: Mapping[Address, Severity]) -> list[tuple[Severity, Sequence[str]]]:
    """The cells of each rule."""
    cells: dict[Severity, list[str]] = {}
    for place in sorted(marked):
        cells.setdefault(marked[place], []).append(cell_name(*place))
    return [
        (severity, names[start : start + _MOST_CELLS])
        for severity, names in cells.items()
        for start in range(0, len(names), _MOST_CELLS)
    ]
