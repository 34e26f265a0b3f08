"""One pass over a part of the package with expat, which expands no entities of others: a DOCTYPE refuses the file."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from xml.parsers import expat

from ytaexcel.findings import Finding, finding

Attributes = dict[str, str]
Start = Callable[[Attributes], None]


class Refused(Exception):
    """The file cannot be read; carries the finding. Never leaves `ytaexcel.read`."""

    def __init__(self, fault: Finding) -> None:
        super().__init__(fault.code)
        self.fault = fault


def scan(
    xml: bytes,
    starts: Mapping[str, Start],
    text: Callable[[str], None] | None = None,
    ends: Mapping[str, Callable[[], None]] = MappingProxyType({}),
    others: Callable[[], None] = lambda: None,
) -> None:
    """Calls `starts[tag](attributes)` and `ends[tag]()`, whatever a tag's prefix, and `text(found)` for all text.

    `others` is called where any other element begins.
    """

    def begin(tag: str, attributes: Attributes) -> None:
        start = starts.get(tag) or (starts.get(tag[tag.rfind(":") + 1 :]) if ":" in tag else None)
        if start is not None:
            start(attributes)
        else:
            others()

    def finish(tag: str) -> None:
        end = ends.get(tag) or (ends.get(tag[tag.rfind(":") + 1 :]) if ":" in tag else None)
        if end is not None:
            end()

    parser = new_parser()
    if starts:
        parser.StartElementHandler = begin
    if text is not None:
        parser.CharacterDataHandler = text
    if ends:
        parser.EndElementHandler = finish
    parser.Parse(xml, True)


def new_parser() -> expat.XMLParserType:
    """A parser that refuses a DOCTYPE: whatever could be declared there has no place in a workbook."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: Any) -> None:
    raise Refused(finding("F012"))
