"""A programme: what is followed, as `schemas/<programme>/` defines it.

`records` and `sheets` are its parts as values, `load` reads and checks the folder, `calendar` knows deadlines,
`succession` and `versions` what becomes of items when the roadmap changes, `announcement` says it,
`edit` hands the roadmap to the facilitator as a workbook and takes it back.
"""

from ytaexcel.programme.calendar import deadline, publication_day
from ytaexcel.programme.load import load_programme
from ytaexcel.programme.records import Item, Organisation, Programme
from ytaexcel.programme.sheets import Field, Sheet

__all__ = [
    "Field",
    "Item",
    "Organisation",
    "Programme",
    "Sheet",
    "deadline",
    "load_programme",
    "publication_day",
]
