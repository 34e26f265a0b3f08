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
) -> None:
    """Calls `starts[tag](attributes)` and `ends[tag]()`, whatever a tag's prefix, and `text(found)` for all text."""

    def begin(tag: str, attributes: Attributes) -> None:
        start = starts.get(tag[tag.rfind(":") + 1 :])
        if start is not None:
            start(attributes)

    def finish(tag: str) -> None:
        end = ends.get(tag[tag.rfind(":") + 1 :])
        if end is not None:
            end()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = begin
    if text is not None:
        parser.CharacterDataHandler = text
    if ends:
        parser.EndElementHandler = finish
    parser.Parse(xml, True)


def _refuse_doctype(*_: Any) -> None:
    raise Refused(finding("F003"))
