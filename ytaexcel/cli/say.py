"""Prints lines as a terminal may show them: nothing that people typed can steer it, no identity code is repeated."""

import re

import click

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters but tab and line feed, marks that turn the direction of writing, halves of characters."""
_LEAST_DIGITS = 9
"""Fewer are no personal identity code."""


def say(line: str, *, is_fault: bool = False) -> None:
    """Prints a line on standard output, or on standard error."""
    click.echo(shown(line), err=is_fault)


def shown(line: str) -> str:
    """The line with U+FFFD in the place of what would steer a terminal, and with codes masked."""
    return _STEERING.sub("\ufffd", unnamed(line))


def escaped(document: str) -> str:
    """A JSON document in which such characters are escaped, so that it says what it said."""
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def unnamed(text: str) -> str:
    """The text with personal identity codes masked."""
    if sum(map(str.isdigit, text)) < _LEAST_DIGITS:
        return text
    from ytaexcel.identity_codes import masked  # deferred: stdnum

    return masked(text)
