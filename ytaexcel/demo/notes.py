"""The notes that a group writes in a month: observations, wishes and risks, about an item or the group."""

from collections.abc import Mapping
from typing import Literal

from ytaexcel.demo.phrases import ANY, RESCUE, theme_of
from ytaexcel.demo.sender import Sender

Note = Mapping[str, object]
"""Field code -> what is typed."""

NoteKind = Literal["observation", "wish", "risk"]
_KINDS: tuple[NoteKind, ...] = ("wish", "risk", "observation", "wish", "risk", "observation", "risk")
_THEMES: Mapping[str, tuple[str, ...]] = {
    "finance": ("funding",),
    "systems": ("ict",),
    "staff": ("staff", "experts", "pay"),
    "governance": ("preparatory_body", "timetable"),
    "communication": ("communication",),
    "procurement": ("procurement",),
    "contracts": ("contracts",),
    RESCUE: ("rescue_pace", "rescue_coordination", "contract_brigades", "rescue_visibility"),
    ANY: ("timetable", "staff", "experts"),
}
"""What the sentences are about -> themes of the programme's list that a group would choose for it."""
THEMED = 0.85
_CONCERNS = ("finance", "systems", "finance", "finance", ANY, "finance", "systems", "finance")
"""What notes of a whole group are about: most often what nearly all areas worried about in spring 2021."""
MOST = 5
ABOUT_AN_ITEM = 0.65
SHAREABLE = 0.3
NO_KIND = 0.007
NO_TEXT = 0.006
NO_EFFECT = 0.05


def notes(sender: Sender, month: str) -> tuple[Note, ...]:
    """None to five, never the same words twice in one workbook. A few lack their kind, text or effect."""
    talks = 0.35 + 0.65 * sender.chance.share("talks", *sender.name)
    number = int(talks * (MOST + 1) * sender.chance.share("notes", month, *sender.name))
    written = [_note(sender, month, place) for place in range(number)]
    told = {note["text"]: note for note in reversed(written) if "text" in note}
    return tuple(note for note in written if "text" not in note or told[note["text"]] is note)


def _note(sender: Sender, month: str, place: int) -> Note:
    chance, name = sender.chance, (*sender.name, month, place)
    item = chance.pick(sender.programme.items_in(month, sender.group), "note about", *name)
    kind = chance.pick(_KINDS, "note kind", *name)
    is_about_item = chance.happens(ABOUT_AN_ITEM, "about an item", *name)
    theme = theme_of(item) if is_about_item else chance.pick(_CONCERNS, "group's theme", *name)
    scope = "pela" if theme == RESCUE else chance.pick(("sote", "both"), "scope", *name)
    note: dict[str, object] = {"scope": scope}
    if not chance.happens(NO_KIND, "no kind", *name):
        note["kind"] = kind
    if not chance.happens(NO_TEXT, "no text", *name):
        note["text"] = sender.phrases.phrase(kind, theme, sender.language, month, chance, *name)
    if is_about_item:
        note["item"] = item.id
    chosen = chance.pick(_THEMES.get(theme, (ANY,)), "theme chosen", *name)
    known = {choice.code for choice in sender.programme.themes}
    if chosen in known and chance.happens(THEMED, "has a theme", *name):
        note["theme"] = chosen
    if kind == "risk":
        note["likelihood"] = chance.whole(1, 5, "likelihood", *name)
        if not chance.happens(NO_EFFECT, "no effect", *name):
            note["effect"] = chance.whole(2, 5, "effect", *name)
    if chance.happens(SHAREABLE, "shareable", *name):
        note["shareable"] = sender.programme.workbook.words["yes"][sender.language]
    asked = {field.code for field in sender.programme.workbook.sheet("notes").fields}
    return {code: value for code, value in note.items() if code in asked}
