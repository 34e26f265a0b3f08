"""Free text as a cell may hold it. Every writer of workbooks puts what people typed through `cell_text`."""

import re

MOST_CHARACTERS = 32_767
"""What an Excel cell holds, counted in UTF-16 units."""
CUT = " […]"
"""Stands at the end of a text that was longer than that."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def cell_text(text: str) -> str:
    """The text as a cell may hold it: what XML forbids becomes U+FFFD, what is too long is cut with a mark.

    A text that begins with <r> and ends with </r> gets a blank at its end: XlsxWriter would take it for markup.
    """
    if text.isprintable() and len(text) <= MOST_CHARACTERS // 2 and text[:3] != "<r>":
        return text  # as nearly all are
    kept = _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(kept) > MOST_CHARACTERS // 2 and _units(kept) > MOST_CHARACTERS:
        room = 2 * (MOST_CHARACTERS - len(CUT))
        kept = kept.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + CUT
    if kept.startswith("<r>") and kept.endswith("</r>"):
        kept += " "
    return kept


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
