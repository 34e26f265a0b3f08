"""XML said in the plainest way, so that every reader of it reads the same.

Comments, CDATA, references to characters and other encodings than UTF-8 are all allowed in XML, but the reader of the
values passes over some of them: `<v>4<!-- -->2</v>` is 42 to one and 4 to another, `<v>&#52;</v>` is 4 or nothing.
"""

import re
from io import StringIO
from xml.sax.saxutils import escape

from ytaexcel.read.scan import Attributes, new_parser

_PLAIN_HEAD = re.compile(
    rb"""(?:<\?xml\s+version=["']1\.0["'](?:\s+encoding=["'](?i:utf-8|us-ascii)["'])?"""
    rb"""(?:\s+standalone=["'](?:yes|no)["'])?\s*\?>)?\s*<[^?!]"""
)
_REFERENCE_IN_VALUE = re.compile(rb"&#[^<&]*(?:&[^#<&][^<&]*)*</(?:[^<>:]+:)?v\s*>")
"""The last one in a value. In other texts, where new lines are often written so, calamine understands it."""
_HEAD_BYTES = 200
"""A longer one is none that a program writes."""
_IN_ATTRIBUTES = {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}


def canonical(xml: bytes) -> bytes:
    """The same document in UTF-8 without anything that needs interpreting; the very same bytes if it has nothing such.

    Raises what expat raises on XML that is not well-formed, and refuses a DOCTYPE.
    """
    is_plain = _PLAIN_HEAD.match(xml[:_HEAD_BYTES]) and b"<!" not in xml and xml.find(b"<?", 1) < 0
    if is_plain and not _REFERENCE_IN_VALUE.search(xml):
        return xml
    written = StringIO()

    def begin(tag: str, attributes: Attributes) -> None:
        values = "".join(f' {name}="{escape(value, _IN_ATTRIBUTES)}"' for name, value in attributes.items())
        written.write(f"<{tag}{values}>")

    parser = new_parser()
    parser.StartElementHandler = begin
    parser.CharacterDataHandler = lambda text: written.write(escape(text))
    parser.EndElementHandler = lambda tag: written.write(f"</{tag}>")
    parser.Parse(xml, True)
    return written.getvalue().encode("utf-8")
