"""What was said when, by whom, in which file: of an item, an organisation or a group; as lines or as a workbook."""

from ytaexcel.timeline.discussed import Discussed, discussed_of
from ytaexcel.timeline.item import item_lines, spoken_reasons
from ytaexcel.timeline.scope import Scope, scope_lines
from ytaexcel.timeline.workbook import write_timeline

__all__ = [
    "Discussed",
    "Scope",
    "discussed_of",
    "item_lines",
    "scope_lines",
    "spoken_reasons",
    "write_timeline",
]
