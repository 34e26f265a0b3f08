"""The cell formats of a workbook that is being marked: coloured variants of its own, and those of the list of findings.

Formats are only ever appended: every number that a cell of the group's uses means what it meant before.
"""

import re
from collections.abc import Callable

from ytaexcel import style
from ytaexcel.feedback.splice import (
    Edit,
    Element,
    Unmarkable,
    applied,
    elements,
    prefix_of,
    put_inside,
    with_attributes,
    written,
)
from ytaexcel.findings import Severity

_CHILDREN = {"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf", "dxfs": "dxf"}
_BEFORE_DXFS = ("cellStyles", "cellXfs")
_NUMBERED = re.compile(r'(fontId|fillId|borderId|xfId)="(\d+)"')
_TAG = re.compile(r"<(/?)(?=\w)")
_SCHEME = re.compile(r"<scheme [^>]*/>")
_COLOUR = re.compile(rb"""<(?:\w+:)?fgColor[^>]*\srgb\s*=\s*["'](?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})["']""")


class Looks:
    """The formats of one workbook while some are added. A format is a number, as cells name it in `s`."""

    def __init__(self, xml: bytes) -> None:
        self._xml = xml
        found = elements(xml, {*_CHILDREN, *_CHILDREN.values(), *_BEFORE_DXFS})
        self._collections = {each.name: each for each in found if each.parent == "styleSheet"}
        if not {"fonts", "fills", "borders", "cellXfs"} <= self._collections.keys():
            raise Unmarkable
        self._children = {
            name: [each for each in found if each.name == child and each.parent == name]
            for name, child in _CHILDREN.items()
        }
        self._added: dict[str, list[str]] = {name: [] for name in _CHILDREN}
        self._prefix = prefix_of(xml, self._collections["cellXfs"])
        self._marks: dict[Severity, tuple[int, int]] = {}
        self._made: dict[tuple[int, Severity | None], int] = {}

    def marked(self, base: int, severity: Severity) -> int:
        """The format `base` with the fill and border that mark a finding; all else of it as it was."""
        return self._variant(base, severity, lambda: self._mark(severity))

    def stripped(self, base: int) -> int:
        """The format `base` without fill and border."""
        return self._variant(base, None, lambda: (0, 0))

    def difference(self, severity: Severity) -> int:
        """The number of the format by which a conditional rule colours a marked cell."""
        fill = style.MARK_FILLS[severity].removeprefix("#")
        text = (
            f'<dxf><font><color rgb="FF{style.INK.removeprefix("#")}"/></font><fill>'
            f'<patternFill patternType="solid"><fgColor rgb="FF{fill}"/><bgColor rgb="FF{fill}"/></patternFill>'
            "</fill></dxf>"
        )
        known = [*self.texts("dxfs"), *self._added["dxfs"]]
        prefixed = self._prefixed(text)
        return known.index(prefixed) if prefixed in known else self._append("dxfs", prefixed)

    def marks(self) -> frozenset[int]:
        """The formats that an earlier feedback gave to faulty cells."""
        ours = {fill.removeprefix("#") for fill in style.MARK_FILLS.values()}
        fills = {
            str(number)
            for number, each in enumerate(self._children["fills"])
            if any(found.decode("ascii").upper() in ours for found in _COLOUR.findall(self._raw(each)))
        }
        return frozenset(
            number
            for number, each in enumerate(self._children["cellXfs"])
            if each.attributes.get("fillId") in fills
        )

    def adopt(self, xml: bytes) -> list[int]:
        """Takes over all formats of a styles part that XlsxWriter wrote; the numbers that they have here."""
        source = Looks(xml)
        moved = {
            # A font of the theme would look otherwise where the workbook has another theme.
            f"{child}Id": [self._add(name, _SCHEME.sub("", text)) for text in source.texts(name)]
            for name, child in _CHILDREN.items()
            if name in ("fonts", "fills", "borders")
        }

        def renumbered(match: re.Match[str]) -> str:
            numbers = moved.get(match[1])
            return f'{match[1]}="{numbers[int(match[2])] if numbers else 0}"'

        return [self._add("cellXfs", _NUMBERED.sub(renumbered, text)) for text in source.texts("cellXfs")]

    def texts(self, name: str) -> list[str]:
        """What stands in one of the collections: fonts, fills, borders, cellXfs."""
        return [self._raw(each).decode("utf-8") for each in self._children[name]]

    def xml(self) -> bytes:
        """The styles part with what was added."""
        edits: list[Edit] = []
        for name, added in self._added.items():
            count = len(self._children[name]) + len(added)
            if added and name in self._collections:
                edits += put_inside(self._xml, self._collections[name], "".join(added), count=count)
            elif added:
                tag = f"{self._prefix}{name}"
                whole = written(f'<{tag} count="{count}">{"".join(added)}</{tag}>')
                place = max(self._collections[each].end for each in _BEFORE_DXFS if each in self._collections)
                edits.append((place, place, whole))
        return applied(self._xml, edits)

    def _variant(
        self, base: int, severity: Severity | None, fill_and_border: Callable[[], tuple[int, int]]
    ) -> int:
        if (base, severity) not in self._made:
            formats = self._children["cellXfs"]
            if not 0 <= base < len(formats):
                raise Unmarkable
            fill, border = fill_and_border()
            each = formats[base]
            head = with_attributes(
                self._xml[each.start : each.inner],
                {"fillId": fill, "borderId": border, "applyFill": 1, "applyBorder": 1},
            )
            text = (head + self._xml[each.inner : each.end]).decode("utf-8")
            self._made[base, severity] = self._append("cellXfs", text)
        return self._made[base, severity]

    def _mark(self, severity: Severity) -> tuple[int, int]:
        """Fill and border of a severity, made at its first use."""
        if severity not in self._marks:
            fill, ink = (
                colours[severity].removeprefix("#") for colours in (style.MARK_FILLS, style.MARK_INKS)
            )
            self._marks[severity] = (
                self._add(
                    "fills",
                    f'<fill><patternFill patternType="solid"><fgColor rgb="FF{fill}"/><bgColor indexed="64"/>'
                    "</patternFill></fill>",
                ),
                self._add("borders", f"<border>{_sides(ink)}<diagonal/></border>"),
            )
        return self._marks[severity]

    def _add(self, name: str, text: str) -> int:
        """Appends an element written without prefix; its number."""
        return self._append(name, self._prefixed(text))

    def _prefixed(self, text: str) -> str:
        return _TAG.sub(rf"<\1{self._prefix}", text)

    def _append(self, name: str, text: str) -> int:
        self._added[name].append(text)
        return len(self._children[name]) + len(self._added[name]) - 1

    def _raw(self, each: Element) -> bytes:
        return self._xml[each.start : each.end]


def _sides(ink: str) -> str:
    """A frame that stays visible in print without colours, and where a conditional format has a fill of its own."""
    return "".join(
        f'<{side} style="medium"><color rgb="FF{ink}"/></{side}>'
        for side in ("left", "right", "top", "bottom")
    )
