"""The plan of a demonstration: every file that the groups of a programme send for a month.

It simulates the truth and reads no store; the same programme, month and seed give the same plan.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ytaexcel.demo.answers import Answers, Rows, answers
from ytaexcel.demo.chance import Chance
from ytaexcel.demo.course import troubles
from ytaexcel.demo.deciding import decisions
from ytaexcel.demo.filling import Fault, Filling
from ytaexcel.demo.measures import measures
from ytaexcel.demo.notes import notes
from ytaexcel.demo.own import own_items, own_windows
from ytaexcel.demo.phrases import Phrasebook
from ytaexcel.demo.sender import Sender
from ytaexcel.demo.sending import Sending, sendings
from ytaexcel.months import shifted
from ytaexcel.programme import Programme
from ytaexcel.programme.sheets import SheetKind
from ytaexcel.texts import Language, text

SWEDISH = 5
"""Every so manieth bilingual organisation, from the first, fills Swedish workbooks."""
ONLY_CHANGES = 0.3
"""Share of corrected workbooks that hold nothing but the rows that were mended."""
LOCK_FILE_PREFIX = "~$"
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')
_FILE_NAMES = (
    "{title} {month} {organisation} {group}",
    "{title}_{month}_{organisation}_{group}",
    "{organisation}_{group}_{month}",
    "{group} {organisation} {title} {month} (2)",
)


def languages(programme: Programme, main: Language = "fi") -> Mapping[str, Language]:
    """Organisation -> the language of its workbooks: the first of its own where the programme names any.

    Else the main one, or Swedish in some organisations that are bilingual.
    """
    bilingual = [each.code for each in programme.organisations if each.is_bilingual]
    swedish = bilingual[::SWEDISH]
    return {
        each.code: next(iter(each.languages), "sv" if each.code in swedish else main)
        for each in programme.organisations
    }


def plan_month(
    programme: Programme,
    month: str,
    months: Sequence[str],
    seed: int,
    main: Language = "fi",
    phrases: Phrasebook | None = None,
) -> list[Filling]:
    """Everything that is sent for `month`, late and repeated files included, in the order of arrival.

    `months` are all months of the demonstration: the first of them is the first that anybody fills. `phrases`: what the
    groups say; none: the catalogue's sentences.
    """
    chance, said = Chance(seed), phrases or Phrasebook(programme.wording)
    tongues, trouble = languages(programme, main), troubles(programme, chance)
    sent = {each: sendings(programme, each, chance) for each in months if each <= month}
    fillings: list[Filling] = []
    for pair, sending in sent[month].items():
        if sending.is_sent:
            so_far = {each: by_pair[pair] for each, by_pair in sent.items() if pair in by_pair}
            sender = Sender(programme, *pair, tongues[pair[0]], trouble[pair], so_far, chance, said)
            fillings += _files(sender, sending)
    return sorted(fillings, key=lambda each: (each.received_on, each.modified_at, each.file_name))


def _files(sender: Sender, sending: Sending) -> list[Filling]:
    """The group's workbook, with whatever lies beside it or follows it."""
    month, mishap = sending.month, sending.mishap
    own = answers(sender, month)
    first = Filling(
        *sender.name,
        month,
        sender.language,
        file_name=f"{_stem(sender, month)}.xlsx",
        folder_month=_wrong_month(sender, month) if mishap == "wrong_folder" else month,
        received_on=sending.modified_at.date(),
        modified_at=sending.modified_at,
        rows=own.typed,
        notes=notes(sender, month),
        fault=_fault(sending),
        beside=_beside(sender, month),
    )
    files = [first]
    if mishap == "lock_file":
        files.append(replace(first, file_name=LOCK_FILE_PREFIX + first.file_name, fault="lock_file"))
    if mishap == "sent_twice":
        copy = text("demo.file.copy", sender.language, name=_stem(sender, month))
        files.append(replace(first, file_name=f"{copy}.xlsx"))
    if sending.is_corrected:
        word = text("demo.file.second" if mishap else "demo.file.corrected", sender.language)
        again = replace(
            first,
            file_name=f"{_stem(sender, month)} {word}.xlsx",
            folder_month=month,
            received_on=sending.corrected_at.date(),
            modified_at=sending.corrected_at,
            rows=_mended(sender, sending, own),
            fault=None,
            beside=_beside(sender, month, is_mended=True),
        )
        files.append(again)
    return files


def _beside(sender: Sender, month: str, *, is_mended: bool = False) -> Mapping[SheetKind, Rows]:
    """What it types on its other sheets; nothing for those that it does not have."""
    found: dict[SheetKind, Rows] = {
        "indicators": measures(sender, month, is_mended=is_mended),
        "decisions": decisions(sender, month),
        "own_windows": own_windows(sender, month),
        "own_items": own_items(sender, month),
    }
    return {kind: rows for kind, rows in found.items() if rows}


def _mended(sender: Sender, sending: Sending, own: Answers) -> Rows:
    """All rows as the group means them, or only those that differ from what it sent first."""
    changed = {item: row for item, row in own.meant.items() if own.typed.get(item) != row}
    only_changes = sender.chance.happens(ONLY_CHANGES, "only changes", sending.month, *sender.name)
    return changed if changed and only_changes and sending.mishap is None else own.meant


def _fault(sending: Sending) -> Fault | None:
    """What is done to the file itself; the other mishaps are files beside it or the wrong folder."""
    match sending.mishap:
        case "wrong_folder" | "sent_twice" | "lock_file":
            return None
        case fault:
            return fault


def _wrong_month(sender: Sender, month: str) -> str:
    """The folder of the month before, into which files go out of habit; in the first month the next one."""
    return shifted(month, -1 if month > sender.programme.first_month else 1)


def _stem(sender: Sender, month: str) -> str:
    """A file name without its ending, in the group's own manner."""
    pattern = sender.chance.pick(_FILE_NAMES, "file name", *sender.name)
    name = pattern.format(
        title=sender.programme.workbook.sheet("items").names[sender.language],
        month=month,
        organisation=sender.programme.organisation(sender.organisation).short[sender.language],
        group=sender.group,
    )
    return _NOT_IN_FILE_NAMES.sub("-", name)
