"""What was said when, by whom, in which file: of an item, an organisation or a group; as lines or as a workbook."""

from ytaexcel.timeline.discussed import Discussed, discussed_of
from ytaexcel.timeline.item import item_lines, spoken_reasons
from ytaexcel.timeline.roadmap import changes_in
from ytaexcel.timeline.scope import scope_lines
from ytaexcel.timeline.whose import Scope
from ytaexcel.timeline.workbook import write_timeline

__all__ = [
    "Discussed",
    "Scope",
    "changes_in",
    "discussed_of",
    "item_lines",
    "scope_lines",
    "spoken_reasons",
    "write_timeline",
]
