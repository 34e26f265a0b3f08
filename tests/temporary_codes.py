"""Identity codes for tests: with the individual numbers 900-999, which are given to nobody."""

SEPARATORS = "-+ABCDEFYXWVU"
DASHES = "-\u00ad\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u207b\u208b\u2212\ufe58\ufe63\uff0d"
_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def code(day: str = "010190", separator: str = "-", number: int = 900) -> str:
    """A code that holds: day as ddmmyy, separator, number, check character."""
    assert 900 <= number <= 999
    return f"{day}{separator}{number}{_CHECK[int(f'{day}{number}') % 31]}"


def mistyped() -> str:
    """A code with the check character of another."""
    return code()[:-1] + code(number=901)[-1]
