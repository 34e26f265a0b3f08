"""How wide a text is in the house font, and so how many lines it needs in a column.

Programs other than Excel do not grow rows by themselves, and Excel does not either once a height is set.
"""

from functools import lru_cache

from xlsxwriter.utility import xl_pixel_width

from ytaexcel.texts import NO_BREAK

LINE = 15.0
"""Height of a line of 11 points, in points."""
TALLEST = 409.0
"""The tallest row that Excel knows."""
_PADDING = 8
_BOLD = 1.06
# XlsxWriter's table of widths has only ASCII and counts everything else as a broad letter.
_ALIKE = str.maketrans(
    {NO_BREAK: " ", "ä": "a", "å": "a", "ö": "o", "Ä": "A", "Å": "A", "Ö": "O", "…": "m", "–": "n"}
)


@lru_cache(maxsize=65_536)
def text_width(text: str, *, size: float = 11, is_bold: bool = False) -> float:
    """Pixels at 100 %. Ligatures and kerning make the true width a little smaller."""
    width = int(xl_pixel_width(text.translate(_ALIKE))) * size / 11
    return width * _BOLD if is_bold else width


@lru_cache(maxsize=65_536)
def lines(text: str, column_width: int, *, size: float = 11, is_bold: bool = False) -> int:
    """Lines that a text takes when it wraps in a column of so many pixels."""
    room = column_width - _PADDING
    blank = text_width(" ", size=size)
    count = 0
    for paragraph in text.split("\n"):
        count += 1
        used = 0.0
        for word in paragraph.split(" "):
            width = text_width(word, size=size, is_bold=is_bold)
            if used and used + blank + width > room:
                count += 1
                used = 0.0
            if width > room:  # a word longer than the column is broken wherever it must
                count += int(width // room)
                width %= room
            used += width if not used else blank + width
    return count


def column_pixels(width: float) -> int:
    """Pixels of a column whose width is given in Excel's unit, the width of a digit."""
    return int(width * 7) + 5


def row_height(line_count: int, *, size: float = 11, space: float = 5) -> float:
    """Points for so many lines, with some air."""
    return min(TALLEST, max(1, line_count) * LINE * size / 11 + space)


def shortened(text: str, width: int, *, size: float = 11, is_bold: bool = False) -> str:
    """The text on one line, cut with "…" so that it fits into so many pixels."""
    flat = " ".join(text.split())
    room = width - _PADDING
    if text_width(flat, size=size, is_bold=is_bold) <= room:
        return flat
    kept = flat
    while kept and text_width(kept + "…", size=size, is_bold=is_bold) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,.;:-–") + "…"


def wrapped(text: str, width: int, *, size: float = 11, is_bold: bool = False) -> list[str]:
    """The text in lines of so many pixels, parted at blanks."""
    room = width - _PADDING
    parted: list[str] = []
    for word in text.split(" "):
        if parted and text_width(f"{parted[-1]} {word}", size=size, is_bold=is_bold) <= room:
            parted[-1] += f" {word}"
        else:
            parted.append(word)
    return parted


def largest_size(text: str, width: int, sizes: tuple[int, ...], *, is_bold: bool = False) -> int:
    """The first of the sizes, given from the largest, at which the text fits into so many pixels; else the last."""
    for size in sizes:
        if text_width(text, size=size, is_bold=is_bold) <= width - _PADDING:
            return size
    return sizes[-1]
