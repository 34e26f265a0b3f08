"""A number from what people write, with words such as "about" and "per cent" around it; never from two numbers."""

import re
from typing import Any

from ytaexcel.conform.written import symbols

_NUMBER = re.compile(r"([+-]?\d+(?:[.,]\d+)?) ?(%?)")
MOST = 1e300
LONGEST = 40
"""Longer texts are sentences."""
SURE_SHARE = 1
"""In a cell that shows percents a number up to this is a share: 0.4 is seen as 40 %."""
SURE_PERCENT = 10
"""Over this a whole number there is the percent itself, put in by a program; in between nobody can tell."""


def written_number(text: str) -> tuple[float, bool] | None:
    """(number, whether the text says that it is percents); None if the text is no single number.

    Understood: "50", "50,0", "50 %", "noin 40 %", "ca 40", "40 pros."; not "40-50", "yli 40" or "1 000".
    """
    found = symbols(text.strip(" !.;*")) if len(text) <= LONGEST else None
    if found is None:
        return None
    signs = re.sub(r"(?<=~) ?\.|(?<=%) ?\.", "", " ".join(found))
    signs = re.sub(r" ?([.,]) ?", r"\1", " ".join(signs.replace("~", " ").split()))
    match = _NUMBER.fullmatch(re.sub(r"^([+-]) ", r"\1", signs))
    return (float(match[1].replace(",", ".")), bool(match[2])) if match else None


def is_number(value: Any) -> bool:
    """A finite number; neither TRUE nor what a file may hold in a number's place (NaN, the infinities)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MOST


def percent_readings(number: float, *, is_text: bool, is_percent_cell: bool) -> tuple[float, ...]:
    """The percents that a number without sign may mean: one, or two where neither is certain.

    In a cell that shows percents 0.4 is 40 %, as Excel stores it, 40 was put there by a program that meant
    40 %, and 1.7 is what a person sees as 170 %; 2 may be that program's 2 % or somebody's 200 %. In any other
    cell, and in a text, 0.4 is a share, 40 the percent, and 1 may be 1 % or the whole.
    """
    share = round(number * 100, 6)
    if is_text or not is_percent_cell:
        return (number, share) if number == 1 else (share,) if 0 < number < 1 else (number,)
    if abs(number) <= SURE_SHARE:
        return (share,)
    if abs(number) > SURE_PERCENT:
        return (number,)
    return (number, share) if number == int(number) else (share,)
