"""Writes docs/findings.md from the catalogue of findings: `python docs/make_findings.py`.

With `--check` nothing is written; the exit code is 1 when the page says otherwise than the catalogue.
"""

import argparse
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
CATALOGUE = DOCS.parent / "ytaexcel" / "catalogue" / "findings.toml"
PAGE = DOCS / "findings.md"
NAMES = {
    "F": "File",
    "W": "Workbook and passport",
    "S": "Sheet and header",
    "C": "Cell",
    "R": "Rule",
}
MEANINGS = {
    "F": "The file itself. It is refused whole, and no decision can take it in as it is.",
    "W": "Whose workbook it is. Where the severity is error the file is refused whole; "
    "`merge FILE --accept-as ORGANISATION/GROUP/MONTH` records a decision that takes it in. From W030 on: "
    "[personal and secret data](personal-data.md), which no decision takes in.",
    "S": "Where things stand. An error here refuses no row by itself, but the workbook is partly accepted at most.",
    "C": "What a cell or row says. An error refuses the row; its neighbours go in.",
    "R": "What does not fit together in a row. The severity is the catalogue's; `rules.toml` of the programme "
    "decides which rules are in force, and how gravely. An error refuses the row.",
}
Catalogue = Mapping[str, Mapping[str, Any]]


def page(catalogue: Catalogue) -> str:
    """The whole page."""
    return "\n".join(_lines(catalogue)) + "\n"


def _lines(catalogue: Catalogue) -> Iterator[str]:
    yield "# Findings"
    yield ""
    yield "<!-- Made by docs/make_findings.py from ytaexcel/catalogue/findings.toml: change that, not this. -->"
    yield ""
    yield (
        "A *finding* is a fault in what was sent, or a reading that somebody may want to check. Each names file, "
        "sheet and cell, and says what to do. The codes are stable: none is ever given another meaning."
    )
    yield ""
    yield "| severity | what it does |"
    yield "|---|---|"
    yield "| error | the row, or the file, is refused; it is kept with the reason |"
    yield "| warning | the row goes in; somebody should look |"
    yield "| info | how something was understood; mostly nothing needs to be done |"
    yield ""
    yield (
        "`{found}` is what stood there, `{allowed}` what may stand there. How files are read stands in "
        "[reading.md](reading.md)."
    )
    for letter, name in NAMES.items():
        kinds = {code: kind for code, kind in catalogue.items() if code.startswith(letter)}
        yield from ("", f"## {letter}: {name}", "", MEANINGS[letter], "")
        yield "| code | severity | what was found | what to do |"
        yield "|---|---|---|---|"
        for code, kind in kinds.items():
            yield f"| {code} | {kind['severity']} | {_cell(kind['en'])} | {_cell(kind['remedy']['en'])} |"
        yield from ("", "The same in Finnish and Swedish:", "")
        yield "| code | suomeksi | på svenska |"
        yield "|---|---|---|"
        for code, kind in kinds.items():
            yield f"| {code} | {_whole(kind, 'fi')} | {_whole(kind, 'sv')} |"


def _whole(kind: Mapping[str, Any], language: str) -> str:
    return " ".join(_cell(part) for part in (kind[language], kind["remedy"][language]) if part)


def _cell(text: str) -> str:
    """The text as a cell of a table; an empty one stays empty."""
    return text.replace("|", "\\|")


def main() -> None:
    """Writes the page, or checks it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 when the page is stale"
    )
    wanted = page(tomllib.loads(CATALOGUE.read_text(encoding="utf-8")))
    if not parser.parse_args().check:
        PAGE.write_text(wanted, encoding="utf-8", newline="\n")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != wanted:
        sys.exit("docs/findings.md is stale; run: python docs/make_findings.py")


if __name__ == "__main__":
    main()
