"""Takes a submission, or texts of it, out of archive and dataset for data protection, and tells where they still stand.

The act is recorded first; what it says is then done as every later command would do it.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pandas as pd

from ytaexcel.archive import REDACTING, Act, Redaction
from ytaexcel.errors import UsageError
from ytaexcel.redaction import Irredactable, NoSuchCell, cell_texts, redacted, standing
from ytaexcel.texts import parse_language, text
from ytaexcel.workflow.acts import named_submission
from ytaexcel.workflow.run import Run
from ytaexcel.workflow.upkeep import catch_up

_LEAST_SOUGHT = 5
"""Characters: a shorter text stands in many places by chance."""
_MOST_SOUGHT = 20
"""Of a whole file the longest texts are looked for in the outputs."""
_PLACE = re.compile(r"(?:'(.+)'|(.+))!\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
"""A cell as people write it, or as Excel does in a formula: `Tilannekuva!O17`, `'Oma sivu'!$O$17`."""


@dataclass(frozen=True, slots=True)
class SameText:
    """Another cell that holds a text that was taken out."""

    sha256: str
    file_name: str
    month: str
    place: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was taken out, and where it still stands."""

    taken: tuple[tuple[str, tuple[str, ...]], ...]
    """File name and the cells; none: the whole file. Files of several months may have one name."""
    recounted: tuple[tuple[str, int, int], ...]
    """File name, rows accepted before and now, of files of which texts were taken out, where they differ."""
    same_texts: tuple[SameText, ...]
    stands_in: tuple[Path, ...]
    """Files of the inbox and the outputs."""
    renamed: tuple[str, ...] = ()
    """What the file is called now, where only its name was taken out."""


def redact(
    run: Run,
    which: str,
    why: str,
    cells: Sequence[str] = (),
    *,
    everywhere: bool = False,
    with_name: bool = False,
) -> Redacted:
    """Takes out a submission, or the texts of some cells of it (`Tilannekuva!O17`); `which` as for `decide`.

    `everywhere`: also the cells of other rows and submissions that hold the same text. `with_name`: the file is
    called by its hash from now on. Raises `UsageError` where nothing could be taken out, before anything is done.
    """
    _check_reason(why)
    if everywhere and not cells:
        raise UsageError("--everywhere takes out the texts of cells; name them with --cell.")
    cells = tuple(dict.fromkeys(map(_cell_named, cells)))
    catch_up(run)
    with run.history() as history:
        submissions = history.submissions(run.programme.id, with_excluded=True).set_index(
            "sha256", drop=False
        )
        typed = history.typed_texts(run.programme.id)
    row = named_submission(submissions, which)
    name = _name_taken(row, why) if with_name else ""
    sha256 = str(row["sha256"])
    wanted = {sha256: cells}
    texts = _texts_of_cells(run, row, wanted[sha256], why) if cells else _texts_of_file(typed, sha256)
    same = (
        [each for each in _same_texts(typed, texts) if each.place not in wanted.get(each.sha256, ())]
        if cells
        else []
    )
    if everywhere:
        for each in same:
            wanted[each.sha256] = (*wanted.get(each.sha256, ()), each.place)
    acts = [_prepared(run, submissions.loc[each], places, why, with_name) for each, places in wanted.items()]
    for act in acts:
        if not act.cells and act.sha256 not in run.archive.excluded():
            run.archive.record(_act(run, submissions.loc[act.sha256], "exclude", why))
        run.archive.record(act)
    catch_up(run)
    with run.history() as history:
        now = history.submissions(run.programme.id, with_excluded=True).set_index("sha256")
    return Redacted(
        tuple((str(now.loc[each, "file_name"]), places) for each, places in wanted.items()),
        tuple(
            (str(now.loc[each, "file_name"]), before, after)
            for each, places in wanted.items()
            if places
            and (before := int(submissions.loc[each, "rows_accepted"]))
            != (after := int(now.loc[each, "rows_accepted"]))
        ),
        () if everywhere else tuple(same),
        tuple(_standing(run, texts, set(wanted), name)),
    )


def redact_name(run: Run, which: str, why: str) -> Redacted:
    """Takes the name of a submission's file out: it is called by its hash from now on, and goes on to count.

    `which` as for `decide`. Raises `UsageError` where nothing could be taken out, before anything is done.
    """
    _check_reason(why)
    catch_up(run)
    with run.history() as history:
        row = named_submission(history.submissions(run.programme.id, with_excluded=True), which)
    now, name = _hash_name(run, row), _name_taken(row, why)
    if name == now:
        raise UsageError(f"{name} is called by its hash already.")
    run.archive.record(_act(run, row, "redact-name", why, file_name_now=now))
    catch_up(run)
    return Redacted((), (), (), tuple(_standing(run, (), {str(row["sha256"])}, name)), (now,))


def _check_reason(why: str) -> None:
    if not why.strip():
        raise UsageError('Say why, for example --why "henkilötietoja": the reason is kept with the act.')


def _cell_named(place: str) -> str:
    """A cell by its one name."""
    match = _PLACE.fullmatch(place)
    if match is None:
        raise UsageError(f'"{place}" is no cell; write sheet and cell, for example "Tilannekuva!O17".')
    quoted, sheet, column, row = match.groups()
    return f"{quoted.replace(chr(39) * 2, chr(39)) if quoted else sheet}!{column.upper()}{row}"


def _refused(row: "pd.Series", fault: Irredactable) -> UsageError:
    remedy = "" if isinstance(fault, NoSuchCell) else " Redact the whole file instead."
    return UsageError(f"{row['file_name']}: {fault}.{remedy}")


def _name_taken(row: "pd.Series", why: str) -> str:
    """The name that is to go."""
    stem = Path(row["file_name"]).stem
    if len(stem) >= _LEAST_SOUGHT and stem.casefold() in why.casefold():
        raise UsageError("The reason is kept with the act: it must not repeat the name.")
    return str(row["file_name"])


def _hash_name(run: Run, row: "pd.Series") -> str:
    return f"{row['submission_id']}.{run.archive.receipt(row['sha256']).extension}"


def _prepared(run: Run, row: "pd.Series", places: Sequence[str], why: str, with_name: bool) -> Act:
    """The act, not recorded yet; the workbook without the texts lies in the archive."""
    former = run.archive.redactions().get(row["sha256"])
    if former is not None and former.is_whole:
        raise UsageError(
            f"{row['file_name']} was redacted already, by {former.act.by} at {former.act.at}: {former.act.why}."
        )
    name = _hash_name(run, row) if with_name else ""
    if not places:
        return _act(run, row, "redact", why, file_name_now=name)
    cells = {place: _in_place(run, row, place) for place in places}
    try:
        data = redacted(_content(run, row, former), cells)
    except Irredactable as fault:
        raise _refused(row, fault) from fault
    every = {**(former.cells if former else {}), **cells}
    return _act(
        run,
        row,
        "redact",
        why,
        cells=tuple(sorted(every.items())),
        replacement=run.archive.keep_replacement(data),
        file_name_now=name,
    )


def _act(
    run: Run,
    row: "pd.Series",
    kind: Literal["exclude", "redact", "redact-name"],
    why: str,
    *,
    cells: tuple[tuple[str, str], ...] = (),
    replacement: str = "",
    file_name_now: str = "",
) -> Act:
    is_redaction = kind in REDACTING
    return Act(
        kind=kind,
        sha256=row["sha256"],
        programme=run.programme.id,
        organisation=row["organisation"] if is_redaction else "",
        group=row["group"] if is_redaction else "",
        month=row["month"] if is_redaction else "",
        by=run.by,
        at=run.now.astimezone(UTC).isoformat(timespec="seconds"),
        why=why.strip(),
        cells=cells,
        replacement=replacement,
        file_name_now=file_name_now,
    )


def _content(run: Run, row: "pd.Series", former: Redaction | None) -> bytes:
    """The workbook as it was read."""
    receipt = run.archive.receipt(row["sha256"])
    found = run.archive.replacement(former) if former is not None else None
    if found is not None:
        return found[1]
    try:
        opened = run.archive.opened(receipt)
        return run.archive.path(receipt).read_bytes() if opened is None else opened.data
    except OSError as fault:
        raise UsageError(
            f"{row['file_name']} is not in the archive (yet): {fault.strerror or fault}."
        ) from fault


def _texts_of_cells(run: Run, row: "pd.Series", places: Sequence[str], why: str) -> list[str]:
    former = run.archive.redactions().get(row["sha256"])
    if former is not None and (former.is_whole or former.cells.keys() & set(places)):
        raise UsageError(
            f"{row['file_name']} was redacted there already, by {former.act.by} at {former.act.at}: "
            f"{former.act.why}."
        )
    try:
        held = cell_texts(_content(run, row, former), places)
    except Irredactable as fault:
        raise _refused(row, fault) from fault
    blank = [place for place, each in held.items() if not each]
    if blank:
        raise UsageError(f"{row['file_name']}: nothing stands in {', '.join(blank)}.")
    if any(len(each) >= _LEAST_SOUGHT and each.casefold() in why.casefold() for each in held.values()):
        raise UsageError("The reason is kept with the act: it must not repeat the text.")
    return list(dict.fromkeys(held.values()))


def _texts_of_file(typed: pd.DataFrame, sha256: str) -> list[str]:
    texts = dict.fromkeys(str(each) for each in typed.loc[typed["sha256"] == sha256, "text"])
    return sorted(texts, key=len, reverse=True)[:_MOST_SOUGHT]


def _in_place(run: Run, row: "pd.Series", place: str) -> str:
    """What stands in a cell afterwards: words where a text is asked for, so that the row is as whole as before."""
    sheet, _, cell = place.rpartition("!")
    letters = cell.rstrip("0123456789")
    fields = {at: field for field, at in json.loads(row["columns"]).get(sheet, {}).items()}
    is_text = any(
        field.code == fields.get(letters) and field.type == "text"
        for each in run.programme.workbook.sheets
        for field in each.filled_fields
    )
    language = parse_language(row["language"]) if row["language"] else run.workspace.languages[0]
    return text("redaction.in_place", language) if is_text else ""


def _same_texts(typed: pd.DataFrame, texts: Sequence[str]) -> Iterator[SameText]:
    sought = [each for each in texts if len(each) >= _LEAST_SOUGHT]
    for each in typed.to_dict("records"):
        letters = json.loads(each["columns"]).get(each["sheet"], {}).get(each["field"])
        if letters and any(one in str(each["text"]) for one in sought):
            place = f"{each['sheet']}!{letters}{each['row']}"
            yield SameText(each["sha256"], each["file_name"], each["month"], place)


def _standing(run: Run, texts: Sequence[str], hashes: set[str], name: str) -> Iterator[Path]:
    """The files of the inbox and the outputs that hold one of the texts, or are one of the files.

    `name`: the name of a file that was taken out, too; files that are called after it are told as well.
    """
    sought = [each for each in (*texts, name) if len(each) >= _LEAST_SOUGHT]
    stem = normalize("NFC", Path(name).stem)
    database = run.workspace.database.resolve()
    for folder in (run.workspace.output, run.workspace.input):
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or run.workspace.archive in path.parents or path.resolve() == database:
                continue
            if stem and stem in normalize("NFC", path.name):
                yield path
                continue
            try:
                data = path.read_bytes()
            except OSError:
                continue
            if hashlib.sha256(data).hexdigest() in hashes or standing(data, sought):
                yield path
