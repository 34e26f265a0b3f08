"""The workbook that a group fills for one month: made from the programme, prefilled with what was last known.

`order` says what is to be made, `write` makes it; `topics` and `discussion` do so for the workbook of an
organisation's discussion; the other modules are the sheets and what they share. Nothing here reads what groups send.
"""

from ytaexcel.template.discussion import write_discussion
from ytaexcel.template.order import (
    Order,
    OwnItem,
    OwnWindow,
    Previous,
    PreviousDecision,
    PreviousMeasure,
    template_name,
)
from ytaexcel.template.topics import DiscussionOrder, Topic, discussion_name
from ytaexcel.template.write import write_template

__all__ = [
    "DiscussionOrder",
    "Order",
    "OwnItem",
    "OwnWindow",
    "Previous",
    "PreviousDecision",
    "PreviousMeasure",
    "Topic",
    "discussion_name",
    "template_name",
    "write_discussion",
    "write_template",
]
