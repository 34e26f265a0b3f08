"""The sheet of other material, behind the others: what surveys say beside the picture, each share with its N."""

from collections.abc import Iterator

from ytaexcel.report.edition import Edition
from ytaexcel.report.table import COUNT, NAMED, SHARE, WRAP, Column, add_list_sheet

SHEET = "material"


def write_material(edition: Edition) -> None:
    """No sheet where there is no such material."""
    language, material = edition.language, edition.picture.material
    if not material:
        return
    unread = [each.source[language] for each in material if not each.shares]
    sentence = edition.say("material.sentence")
    sentence += "".join(f" {note}" for note in _notes(edition))
    if unread:
        sentence += " " + edition.say("material.unread", sources=", ".join(unread))
    add_list_sheet(
        edition,
        SHEET,
        sentence=sentence,
        if_empty=sentence,
        columns=[
            Column("material_source", 310, lambda row: row["source"], NAMED),
            Column("material_topic", 270, lambda row: row["topic"], {**NAMED, "bold": True}),
            Column("material_group", 250, lambda row: row["group"], WRAP),
            Column("material_answer", 130, lambda row: row["answer"], NAMED),
            Column("material_share", 84, lambda row: row["share"], SHARE),
            Column("material_n", 72, lambda row: row["n"], COUNT),
        ],
        rows=[
            {
                "source": each.source[language],
                "topic": one.topic[language],
                "group": one.group[language],
                "answer": one.answer[language],
                "share": one.numerator / one.denominator,
                "n": one.denominator,
            }
            for each in material
            for one in each.shares
        ],
        frozen=2,
    )


def _notes(edition: Edition) -> Iterator[str]:
    """What the shares of each source are of; where there are several sources with the source's name."""
    material, language = edition.picture.material, edition.language
    for each in material:
        if each.shares:
            said = each.note[language]
            yield said if len(material) == 1 else f"{each.source[language]}: {said}"
