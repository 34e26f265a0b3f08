"""Invents the responsible officials of a programme that keeps a register of them: titles, marked as invented, no names.

Works on a copied programme folder. Some places stay vacant, some change hands; who is registered already stays.
"""

from collections.abc import Mapping
from pathlib import Path

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.invented import Row, write_table
from ytaexcel.demo.phrases import Phrasebook, theme_in
from ytaexcel.months import shifted
from ytaexcel.programme.load import read_table
from ytaexcel.texts import Language, text

FILE = "officials.csv"
ROW = ("organisation", "group", "official", "from", "to")
VACANT = 0.12
"""Share of the places for which nobody is ever named."""
NAMED_LATER = 0.15
CHANGES = 0.1
"""Share of the places whose official changes after some months."""


def invent_officials(folder: Path, seed: int, languages: Mapping[str, Language], phrases: Phrasebook) -> None:
    """Rewrites `officials.csv`; leaves a programme without one alone. `languages`: organisation -> its language."""
    if not (folder / FILE).is_file():
        return
    areas = {row["code"]: theme_in([row["name_fi"]]) for row in read_table(folder / "groups.csv")}
    chance = Chance(seed)
    registered = read_table(folder / FILE)
    rows = [
        each
        for row in registered
        for each in (
            [row] if row["official"] else _named(row, areas[row["group"]], languages, phrases, chance)
        )
    ]
    write_table(folder / FILE, ROW, rows)


def _named(
    row: Row, theme: str, languages: Mapping[str, Language], phrases: Phrasebook, chance: Chance
) -> list[Row]:
    """The rows of one place."""
    name, since = (row["organisation"], row["group"]), row["from"]
    language = languages[row["organisation"]]

    def title(number: int) -> str:
        owner = phrases.phrase("owner", theme, language, since, chance, "official", *name, number)
        return text("demo.official", language, title=owner)

    if chance.happens(VACANT, "vacant", *name):
        return [row]
    if chance.happens(NAMED_LATER, "named later", *name):
        return [{**row, "official": title(1), "from": shifted(since, chance.whole(1, 5, "named in", *name))}]
    if chance.happens(CHANGES, "changes", *name):
        last = shifted(since, chance.whole(3, 8, "until", *name))
        return [
            {**row, "official": title(1), "to": last},
            {**row, "official": title(2), "from": shifted(last, 1)},
        ]
    return [{**row, "official": title(1)}]
