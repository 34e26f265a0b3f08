"""Changes some bytes of an XML part and leaves all others as they are.

A part is never parsed and written anew: prefixes, extensions and blanks that nobody here knows stay where they
stood. Elements are found with their places in the bytes; edits are replacements of stretches of bytes.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

Edit = tuple[int, int, bytes]
"""From and to (bytes of the part), and what stands there afterwards; an insertion where both are equal."""

_HEAD = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_LOCAL = re.compile(rb"<([^\s/>:]+:)?[^\s/>]+")


class Unmarkable(Exception):
    """The file has a form in which it cannot be marked. Never leaves `ytaexcel.feedback`."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its places in the bytes of its part."""

    name: str
    """Without its prefix."""
    attributes: Mapping[str, str]
    parent: str
    start: int
    inner: int
    """Where its content begins: just after the start tag."""
    tail: int
    """Where its end tag begins; equals `inner` in an empty element."""
    end: int
    is_empty: bool
    """True when it is written as one tag, <a/>."""


def elements(xml: bytes, wanted: Collection[str]) -> list[Element]:
    """The elements with these names (without prefix), in the order in which they begin."""
    found: dict[int, Element] = {}
    opened: list[tuple[str, int, dict[str, str]]] = []
    parser = guarded_parser(xml)

    def begin(tag: str, attributes: dict[str, str]) -> None:
        opened.append((tag[tag.rfind(":") + 1 :], parser.CurrentByteIndex, attributes))

    def finish(_: str) -> None:
        name, start, attributes = opened.pop()
        if name in wanted:
            inner = head_end(xml, start)
            is_empty = xml[inner - 2 : inner] == b"/>"
            tail = inner if is_empty else parser.CurrentByteIndex
            end = inner if is_empty else head_end(xml, tail)
            parent = opened[-1][0] if opened else ""
            found[start] = Element(name, attributes, parent, start, inner, tail, end, is_empty)

    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.Parse(xml, True)
    return [found[start] for start in sorted(found)]


def guarded_parser(xml: bytes) -> expat.XMLParserType:
    """A parser for a part whose bytes can be edited: with one byte for a letter of XML, and no DOCTYPE."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        raise Unmarkable
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: Any) -> None:
    raise Unmarkable


def head_end(xml: bytes, start: int) -> int:
    """Where the tag that begins at `start` ends."""
    match = _HEAD.match(xml, start)
    if match is None:
        raise Unmarkable
    return match.end()


def prefix_of(xml: bytes, element: Element) -> str:
    """The prefix with which an element is written, colon included: `x:` or nothing."""
    match = _LOCAL.match(xml, element.start)
    return (match[1] or b"").decode("ascii") if match else ""


def written(text: str) -> bytes:
    """XML text as bytes that mean the same in every encoding that a part may have."""
    return text.encode("ascii", "xmlcharrefreplace")


def escaped(text: str) -> str:
    """Text as it stands between tags or in quotes."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("\n", "&#10;")
    )


def put_inside(xml: bytes, element: Element, content: str, **attributes: object) -> list[Edit]:
    """Puts content at the end of an element, and sets attributes of it."""
    head = with_attributes(xml[element.start : element.inner], attributes)
    if not element.is_empty:
        return [(element.start, element.inner, head), (element.tail, element.tail, written(content))]
    name = prefix_of(xml, element) + element.name
    opened = head[:-2].rstrip() + b">"
    return [(element.start, element.end, opened + written(f"{content}</{name}>"))]


def with_attributes(head: bytes, attributes: Mapping[str, object]) -> bytes:
    """A start tag with these attributes set; None takes one away."""
    for name, value in attributes.items():
        key = re.escape(name).encode("ascii")
        head = re.sub(rb"""\s+%s\s*=\s*(?:"[^"]*"|'[^']*')""" % key, b"", head, count=1)
        if value is not None:
            close = -2 if head.endswith(b"/>") else -1
            head = head[:close].rstrip() + written(f' {name}="{escaped(str(value))}"') + head[close:]
    return head


def applied(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """The part with the edits in it; insertions at one place stand in the order in which they were given."""
    parts: list[bytes] = []
    done = 0
    for start, end, content in sorted(edits, key=lambda edit: edit[:2]):
        if start < done:
            raise Unmarkable
        parts += [xml[done:start], content]
        done = end
    return b"".join([*parts, xml[done:]])
