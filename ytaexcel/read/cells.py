"""Where a cell stands: row and column as numbers from 0, and the name that Excel gives it."""

from functools import lru_cache

Address = tuple[int, int]
"""Row and column, both from 0: K5 is (4, 10)."""


@lru_cache(maxsize=20_000)  # the workbooks of a programme have the same cells, and each is looked up in each
def address(name: str) -> Address:
    """K5 -> (4, 10). Raises ValueError for what is no address."""
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]) - 1, _column(letters)


@lru_cache(maxsize=1_000)
def _column(letters: str) -> int:
    if not (letters.isascii() and letters.isalpha()):
        raise ValueError(letters)
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def cell_name(row: int, column: int) -> str:
    """(4, 10) -> K5."""
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """10 -> K."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
