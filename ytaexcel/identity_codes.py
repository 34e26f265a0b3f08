"""Finnish personal identity codes in texts: where they stand, and the text without them.

Knows the ways in which people type them (any separator, any dash, blanks around it, invisible characters); whether a
code holds is for python-stdnum to say. Nothing here knows where a text comes from.
"""

import re
import unicodedata

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fi import hetu

MASK = "XXXXXX-XXXX"
"""What stands for a code wherever it would be shown; may stand in a file name on every system."""
_DASHES = "\u00ad\u02d7\u058a\u1806\u2010-\u2015\u2043\u207b\u208b\u2212\u2796\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_UNSEEN = "\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Characters that take no room: they come along when text is pasted."""
_DIGIT = "[0-9\uff10-\uff19]"
_NOT_INSIDE = "".join(rf"(?<!{_DIGIT}{'[A-F]' * letters})" for letters in range(5))
"""What stands before: no digit, nor hexadecimal letters that follow one (a seal, a hash, an identifier)."""
_NOT_GOING_ON = "(?![^\\W_])(?!-[0-9A-F]{4}-[0-9A-F]{4})"
_GAP = rf"[\s{_UNSEEN}]{{0,6}}"
_SEPARATOR = rf"[-+A-FU-Y{_DASHES}\uff0b\uff21-\uff26\uff35-\uff39]"
_CHECK = "[0-9A-Y\uff10-\uff19\uff21-\uff39]"


def _digits(count: int) -> str:
    return f"[{_UNSEEN}]*".join([_DIGIT] * count)


_CODE = re.compile(
    f"{_NOT_INSIDE}({_digits(6)}){_GAP}({_SEPARATOR}){_GAP}({_digits(3)}[{_UNSEEN}]*{_CHECK}){_NOT_GOING_ON}",
    re.IGNORECASE,
)
_TIGHT = re.compile(
    rf"(?<![\w.,/+-])([0-9]{{6}})([-+A-FU-Y{_DASHES}])([0-9]{{3}}[0-9A-Y])(?![\w/+-])", re.IGNORECASE
)
"""As a code is written by the book: anything looser would take other numbers for a code mistyped."""


def has_code(text: str) -> bool:
    """True when a personal identity code stands in the text; temporary ones (900-999) count too."""
    return any(_fault(match) is None for match in _CODE.finditer(text))


def has_mistyped_code(text: str) -> bool:
    """True when something has the form of a code and a day that exists, but another check character."""
    return any(isinstance(_fault(match), InvalidChecksum) for match in _TIGHT.finditer(text))


def masked(text: str) -> str:
    """The text with `MASK` in the place of every code."""
    return _CODE.sub(lambda match: match[0] if _fault(match) else MASK, text)


def _fault(match: re.Match[str]) -> ValidationError | None:
    """Why what was matched is no code; None when it is one."""
    date, separator, rest = (
        re.sub(f"[{_UNSEEN}]", "", unicodedata.normalize("NFKC", part)) for part in match.groups()
    )
    plain = separator if separator.isalpha() or separator == "+" else "-"
    try:
        hetu.validate(f"{date}{plain}{rest}", allow_temporary=True)
    except ValidationError as fault:
        return fault
    return None
