"""The workbook that a group fills for one month: made from the programme, prefilled with what was last known.

`order` says what is to be made, `write` makes it; the other modules are its sheets and what they share.
Nothing here reads what groups send.
"""

from ytaexcel.template.order import Order, Previous, PreviousMeasure, template_name
from ytaexcel.template.write import write_template

__all__ = ["Order", "Previous", "PreviousMeasure", "template_name", "write_template"]
