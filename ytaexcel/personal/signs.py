"""What in a text is personal or secret: identity codes, e-mail addresses, phone numbers, marks of secrecy.

Also the quick look at the bytes of a part that tells whether it can hold any of them at all: hundreds of workbooks
are looked through, and next to none of their parts holds one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Literal
from xml.sax.saxutils import escape

from ytaexcel.identity_codes import has_code, has_mistyped_code

Sign = Literal["code", "mistyped", "secrecy", "e_mail", "phone"]
_E_MAIL = re.compile(r"[\w%+-]@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE)
_PHONE = re.compile(
    r"""(?<![\w.,/+-])(?:
        (?:\+|00)(?:358|46|47|45|49|37[0-2])[\s(-]{0,2}(?:0\))?(?:[\s-]{0,2}\d){7,11}   # with the country's code
      | 0(?:4\d|50)\d?[\s-]{0,2}\d(?:[\s-]?\d){5,7}                                     # mobile
      | \(?0(?:[235689]|1[03-9]|20|29\d?|30\d?|7[135])\)?[\s-]{1,2}                     # by area, or for all of Finland
        (?!(?:19|20)\d\d\b)[1-9]\d{2,3}[\s-]?\d{2,4}(?:[\s-]?\d{2,3})?
    )(?!\w|[.,/-]\d)""",
    re.VERBOSE,
)
_FLAT = bytes(48 if 48 <= each < 58 else each + 32 if 65 <= each <= 90 else each for each in range(256))
"""For `bytes.translate`: every digit 0, every letter small."""
_SIX = b"000000"
_DATED = re.compile(rb"[0-3][0-9][01][0-9]{3}(?![0-9])[^<\"]{1,80}?[0-9]{3}", re.DOTALL)
_LOCAL = re.compile(rb"0(?<=[^0-9A-Za-z]0)(?:[1-9][0-9()\xc2\xa0\xe2\x80\xaf&#; -]{6}|0(?:358|4[5-79]|37))")
_AT = re.compile(rb"@(?<=[0-9A-Za-z_%+-]@)[0-9A-Za-z-]")
_ABROAD = re.compile(rb"\+(?:358|4[5-79]|37)")
_ESCAPED = re.compile(rb"_x[0-9A-Fa-f]{4}_")
_REFERENCE = re.compile(
    rb"&#(?:00|0*4[3589]|0*5[0-7]|x0*[23][0-9A-Fa-f]|0*173|x0*[aA][dD]|0*820[3-7]|x0*200[B-Fb-f]);"
)
_WIDE = re.compile(
    rb"[\xc2\xcd\xe1\xe2\xef](?:(?<=\xef)\xbc[\x8b-\x99]|(?<=\xe2)\x80[\x8b-\x8f\xaa-\xae]|(?<=\xe2)\x81[\xa0-\xa9]"
    rb"|(?<=\xc2)\xad|(?<=\xcd)\x8f|(?<=\xe1)\xa0\x8e|(?<=\xef)\xbb\xbf)"
)
"""Letters of other widths and characters that take no room."""
_CELLS = (b"<sheetData>", b"</sheetData>")
_STRINGS = b"<sst"
_TEXTS = tuple(re.compile(rb"%b>[^<]+" % before) for before in (b"t", b"v", b'"'))
"""After the tags of texts, of values, and of either with attributes; each is quick because it begins with a letter."""
_UNUSUAL = (b"<!", b"<r>", b"'>", b" >", b"\n>")
"""Where these stand the texts are not where they usually are."""
_FORMULAS = re.compile(rb"f>[^<]+")
_WITHOUT_MARKUP = (b"<worksheet", _CELLS[0], _STRINGS, b"<styleSheet", b":theme")
"""Roots of parts in which text is parted by runs alone, never by the markup of other formats."""
_LOOKS = [re.compile(f'&(?:"[^"]*"|K[0-9A-F]{{6}}|[A-Z]|[0-9]{{{size}}})') for size in (1, 2, 3)]
"""What a header says of its own place, font, colour and size; where a size ends is not to be seen."""
_HEADERS = b"headerFooter>"
_HEADERS_LENGTH = 4_000
"""Excel allows 255 letters in each of six."""
_WINDOW = 60
"""Bytes around a piece of a mark in which the whole of it stands."""
_OWN_LEAST = 20
"""Letters that a text of the programme itself has beside the mark that it speaks of."""


@dataclass(frozen=True)
class Wanted:
    """Which signs are looked for. Codes are looked for in any case."""

    e_mail: bool
    phone: bool
    marks: tuple[str, ...]
    """Marks of secrecy: small letters in any case and as the beginning of a word, capitals as they stand, whole."""
    said: tuple[str, ...]
    """Texts of the programme's own workbooks that speak of secrecy: no marks."""

    def signs(self, text: str) -> Iterator[Sign]:
        """What stands in the text, each once."""
        if has_code(text):
            yield "code"
        elif has_mistyped_code(text):
            yield "mistyped"
        if (
            self._marks is not None
            and self._marks.search(text)
            and self._marks.search(self._without_own(text))
        ):
            yield "secrecy"
        if self.e_mail and _E_MAIL.search(text):
            yield "e_mail"
        if self.phone and _PHONE.search(text):
            yield "phone"

    def may_stand_in(self, part: bytes) -> bool:
        """False when none of the signs can stand in a part of a package; never false when one does."""
        head = part[:200]
        if head[:2] in (b"\xff\xfe", b"\xfe\xff") or (b"encoding=" in head and b"utf-8" not in head.lower()):
            return True
        part = _condensed(part)
        flat = part.translate(_FLAT)
        return (
            _is_odd(part)
            or any(_DATED.match(part, at) for at in _six_digits(flat))
            or (self.e_mail and _AT.search(part) is not None)
            or (self.phone and (_LOCAL.search(part) is not None or _ABROAD.search(part) is not None))
            or self._may_be_marked(part, flat)
            or self._stands_in_header(part)
        )

    def _stands_in_header(self, part: bytes) -> bool:
        """Headers are short, and their letters stand between signs for looks: they are read as they are."""
        end = part.rfind(_HEADERS)
        if end < 0:
            return False
        begin = max(part.rfind(_HEADERS[:-1], 0, end), end - _HEADERS_LENGTH, 0)
        written = part[begin:end].decode("utf-8", "replace")
        said = without_looks(unescape(re.sub("<[^>]*>", " ", written)))
        return any(True for _ in self.signs(said))

    def _may_be_marked(self, part: bytes, flat: bytes) -> bool:
        capitals, small = self._needles
        if not any(each in part for each in capitals) and not any(each in flat for each in small):
            return False
        for own in self._own_bytes:
            part = part.replace(own, b"")
        flat = part.translate(_FLAT)
        places = [
            *(at for each in capitals for at in _places(part, each)),
            *(at for each in small for at in _places(flat, each)),
        ]
        windows = (part[max(0, at - _WINDOW) : at + _WINDOW] for at in places)
        return any(
            self._marks and self._marks.search(unescape(each.decode("utf-8", "replace"))) for each in windows
        )

    def _without_own(self, text: str) -> str:
        for own in self.said:
            text = text.replace(own, " ")
        return text

    @cached_property
    def _marks(self) -> re.Pattern[str] | None:
        return marks_pattern(self.marks)

    @cached_property
    def _needles(self) -> tuple[list[bytes], list[bytes]]:
        """The longest plain piece of each mark: of those in capitals, and of those in any case."""
        plain = {
            mark: max(re.findall("[a-zA-Z]+", mark), key=len, default="").encode() for mark in self.marks
        }
        return (
            sorted({needle for mark, needle in plain.items() if mark.isupper()}),
            sorted({needle.lower() for mark, needle in plain.items() if not mark.isupper()}),
        )

    @cached_property
    def _own_bytes(self) -> list[bytes]:
        """The own texts in both ways in which programs write letters beyond ASCII."""
        ways = (
            (own.encode("utf-8"), own.encode("ascii", "xmlcharrefreplace")) for own in map(escape, self.said)
        )
        return sorted({way for both in ways for way in both})


def may_hold_code(part: bytes) -> bool:
    """False when no code can stand in what is no XML, be it written with one byte for a letter or with two."""
    flat = part.translate(_FLAT)
    return _SIX in flat or b"\0".join([b"0"] * len(_SIX)) in flat


def marks_pattern(marks: Iterable[str]) -> re.Pattern[str] | None:
    """Finds any of the marks; a blank in one stands for blanks, a hyphen or nothing. None when there are none."""
    found = []
    for mark in marks:
        words = r"[\s_-]{0,3}".join(re.escape(word) for word in mark.split())
        found.append(rf"{words}(?![^\W_])" if mark.isupper() else f"(?i:{words})")
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(found)})") if found else None


def without_looks(header: str) -> str:
    """A header as it is written and as it is seen: without what it says of its own looks."""
    return "\n".join([header, *(looks.sub(" ", header) for looks in _LOOKS)])


def own_texts(marks: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Of the texts that a programme writes itself, the pieces that speak of secrecy without being marked so."""
    pattern = marks_pattern(marks)
    if pattern is None:
        return ()
    pieces = {piece.strip() for text in texts for piece in re.split(r"\||\{[^}]*\}", text)}
    told = (
        piece
        for piece in pieces
        if (mark := pattern.search(piece)) and len(piece) - len(mark[0]) >= _OWN_LEAST
    )
    return tuple(sorted(told, key=len, reverse=True))


def _condensed(part: bytes) -> bytes:
    """A sheet, or its strings, with each text once and without its cells: a tenth, with the same signs in it.

    Formulas, alike but for their rows, are taken together with 0 for every digit.
    """
    begin, end = part.find(_CELLS[0]), part.rfind(_CELLS[1])
    if _STRINGS in part[:500]:
        begin, end = 0, len(part)
    if begin < 0 or end < begin:
        return part
    inside = part[begin:end]
    if any(each in inside for each in _UNUSUAL):
        return part
    texts = {text for pattern in _TEXTS for text in pattern.findall(inside)}
    formulas = set(_FORMULAS.findall(inside.translate(_FLAT)))
    return b"<".join([part[:begin], *texts, *formulas, part[end:]])


def _is_odd(part: bytes) -> bool:
    """True where the bytes do not show what the text says: it is parted into runs, or written by reference."""
    is_plain = any(root in part[:500] for root in _WITHOUT_MARKUP)
    return (
        b"<!" in part
        or b"<r>" in part
        or (not is_plain and any(each in part for each in (b":r>", b":r ", b"<r ", b"<font", b"span>")))
        or (b"_x0" in part and _ESCAPED.search(part) is not None)
        or _REFERENCE.search(part) is not None
        or (not part.isascii() and _WIDE.search(part, 3) is not None)
    )


def _places(data: bytes, piece: bytes) -> Iterator[int]:
    """Where a piece stands."""
    at = data.find(piece)
    while at >= 0:
        yield at
        at = data.find(piece, at + len(piece))


def _six_digits(flat: bytes) -> Iterator[int]:
    """Where a run of just six digits stands."""
    at = flat.find(_SIX)
    while at >= 0:
        end = at + len(_SIX)
        if flat[end : end + 1] != b"0":
            yield at
        while flat[end : end + 1] == b"0":
            end += 1
        at = flat.find(_SIX, end)
