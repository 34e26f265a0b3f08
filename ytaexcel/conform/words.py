"""Words as people write them, brought to one form, and the vocabulary of a programme in that form."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from ytaexcel.programme.records import Programme, every_name
from ytaexcel.programme.sheets import Choice, Field, Names, Sheet

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def plain(text: str) -> str:
    """NFC, no invisible characters, blanks of every kind collapsed to one, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def alike(text: str) -> str:
    """The form in which words are compared: plain, any case, without trailing marks."""
    return plain(text.casefold()).strip(" .,;:!?*").strip()


@dataclass(frozen=True)
class Vocabulary:
    """What the words of a programme mean, in every language. Keys are in the form of `alike`."""

    labels: frozenset[str]
    """Names of statuses and choices exactly as the workbooks show them: what is read from these is plain."""
    statuses: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    """Field code -> word -> code of the choice."""
    yes: frozenset[str]
    no: frozenset[str]
    mark: frozenset[str]
    sheets: Mapping[str, str]
    """Sheet name -> sheet code."""
    not_read: frozenset[str]
    """Names, as they are written, of the sheets in which nobody fills anything."""
    headers: Mapping[str, Mapping[str, str]]
    """Sheet code -> header -> field code."""


def vocabulary(programme: Programme) -> Vocabulary:
    """The words of `programme`."""
    words = programme.workbook.words
    fields = [field for sheet in programme.workbook.sheets for field in sheet.fields]
    choices = [*programme.statuses, *(choice for field in fields for choice in field.choices)]
    return Vocabulary(
        labels=frozenset(name for choice in choices for name in every_name(choice.names)),
        statuses=_codes(programme.statuses),
        choices={field.code: _codes(field.choices) for field in fields if field.choices},
        yes=_all(words["yes"]),
        no=_all(words["no"]),
        mark=_all(words["mark"]) | {"×", "✓", "✔"},
        sheets={
            **dict.fromkeys(_all(words["feedback"]), "feedback"),
            **{
                alike(name): sheet.code
                for sheet in programme.workbook.sheets
                for name in every_name(sheet.names)
            },
        },
        not_read=frozenset(
            name
            for names in (
                words["feedback"],
                *(each.names for each in programme.workbook.sheets if not each.fields),
            )
            for name in every_name(names)
        ),
        headers={sheet.code: _headers(sheet) for sheet in programme.workbook.sheets},
    )


def _codes(choices: tuple[Choice, ...]) -> dict[str, str]:
    """Codes and accepted words first, so that what people see wins where two would clash."""
    found = {alike(word): choice.code for choice in choices for word in (choice.code, *choice.accepted)}
    return found | {alike(name): choice.code for choice in choices for name in every_name(choice.names)}


def _all(names: Names) -> frozenset[str]:
    return frozenset(alike(name) for name in every_name(names))


def _headers(sheet: Sheet) -> dict[str, str]:
    return {alike(name): field.code for field in sheet.fields for name in _header_names(field)}


def _header_names(field: Field) -> list[str]:
    return [name for headers in field.headers for name in every_name(headers.names)]
