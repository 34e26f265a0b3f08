"""Hands the roadmap to the facilitator as a workbook in which criticality, start-first and windows are decided,
and takes it back into roadmap.csv, whole or not at all.

`columns` are what both sides know, `write` makes the workbook; `find`, `read` and `change` take it back.
"""

from ytaexcel.programme.edit.change import Change, import_roadmap
from ytaexcel.programme.edit.write import export_roadmap

__all__ = ["Change", "export_roadmap", "import_roadmap"]
