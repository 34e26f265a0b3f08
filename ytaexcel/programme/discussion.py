"""Which sheets of workbook.toml make up the workbook of a discussion, and which that of a group."""

from ytaexcel.programme.sheets import Sheet, Workbook

_OWN = ("discussion", "lists")


def sheets_of(workbook: Workbook, *, is_discussion: bool) -> tuple[Sheet, ...]:
    """The sheets of the workbook of a discussion, or of that which a group fills, in the order of the definition."""
    return tuple(
        sheet
        for sheet in workbook.sheets
        if (sheet.kind in _OWN if is_discussion else sheet.kind != "discussion")
    )
