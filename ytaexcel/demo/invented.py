"""How invented values are marked and written into the tables of a copied programme folder."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from ytaexcel.texts import LANGUAGES, text

Row = dict[str, str]


def source() -> str:
    """What stands as the source of an invented value, in the three languages."""
    return " / ".join(text("demo.source", language) for language in LANGUAGES)


def write_table(path: Path, columns: Iterable[str], rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
