"""Findings: faults in the data that people send, as values. Their texts stand in `catalogue/findings.toml`.

A finding never stops anything by itself; `merge` decides from the severities what goes in.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from ytaexcel.identity_codes import masked
from ytaexcel.texts import LANGUAGES, Language, month_short, text

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


Reworded = Callable[[str, Language], str]
"""Puts a sentence of the catalogue into other words of the language."""


def _as_it_is(pattern: str, _: Language) -> str:
    return pattern


@dataclass(frozen=True, slots=True)
class Kind:
    """What the catalogue says of a finding code."""

    code: str
    severity: Severity
    found: Mapping[Language, str]
    """What was found and what is allowed, with `{places}` for the finding's values."""
    remedy: Mapping[Language, str]
    """What to do next."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: what (code), how grave, where, and the values that its message names."""

    code: str
    severity: Severity
    sheet: str = ""
    """Name of the sheet as it stands in the file; empty: the file as a whole."""
    cell: str = ""
    """Excel address such as K17, or empty."""
    item: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """`Tilannekuva!K17`, as far as known."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    def message(self, language: Language, reworded: Reworded = _as_it_is) -> str:
        """What was found, what is allowed and what to do next, in whole sentences.

        `reworded` puts the catalogue's sentence, with its places still open, into a programme's words.
        """
        said = (self.found(language, reworded), self.remedy(language, reworded))
        return " ".join(part for part in said if part)

    def found(self, language: Language, reworded: Reworded = _as_it_is) -> str:
        """What was found and what is allowed."""
        pattern = reworded(kinds()[self.code].found[language], language)
        return pattern.format(**self.values_in(language)).strip()

    def remedy(self, language: Language, reworded: Reworded = _as_it_is) -> str:
        """What to do next; empty where there is nothing to do. Says where the finding is only on trial."""
        pattern = reworded(kinds()[self.code].remedy[language], language)
        said = pattern.format(**self.values_in(language)).strip()
        if "trial" not in self.values:
            return said
        return f"{said} {_on_trial(self.values['trial'], language).strip()}".strip()

    def values_in(self, language: Language) -> Mapping[str, str]:
        """The values by the names of their places; of those given in each language (`says_fi`) that of `language`.

        `where`, a kind of place, is a key of the texts.
        """
        own = {
            name.removesuffix(f"_{language}"): each
            for name, each in self.values.items()
            if name.endswith(f"_{language}")
        }
        said = {**self.values, **own}
        if "where" in said:
            said["where"] = text(said["where"], language, **said)
        return said


def finding(
    code: str,
    *,
    sheet: str = "",
    cell: str = "",
    item: str = "",
    severity: Severity | None = None,
    **values: object,
) -> Finding:
    """A finding of the catalogue's severity, unless a rule of the programme says another.

    Personal identity codes are masked, wherever in it they would stand.
    """
    shown = {name: _shortened(masked(str(value))) for name, value in values.items()}
    return Finding(code, severity or kinds()[code].severity, masked(sheet), cell, item, shown)


def worst_first(findings: list[Finding]) -> list[Finding]:
    """Errors before warnings before infos; in each the order in which they were found."""
    return sorted(findings, key=lambda each: SEVERITIES.index(each.severity))


@cache
def kinds() -> Mapping[str, Kind]:
    """The catalogue: code -> kind, in the order F, W, S, C, R."""
    source = files("ytaexcel") / "catalogue" / "findings.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return {
        code: Kind(
            code,
            each["severity"],
            {language: each[language] for language in LANGUAGES},
            {language: each["remedy"][language] for language in LANGUAGES},
        )
        for code, each in table.items()
    }


def _on_trial(binds_from: str, language: Language) -> str:
    if binds_from:
        return text("finding.trial_until", language, month=month_short(binds_from))
    return text("finding.trial", language)


def _shortened(value: str) -> str:
    """Found values are quoted in messages; a long one is cut so that the message stays readable."""
    plain = " ".join(value.split())
    return plain if len(plain) <= 80 else plain[:79] + "…"
