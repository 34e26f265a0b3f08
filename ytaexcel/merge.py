"""One batch of files, from bytes to judged submissions: read and conformed each by itself, judged all together.

Decides what becomes of a file as a whole (its outcome) and which files have been taken in before. Stores nothing.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Literal

from ytaexcel.conform import (
    Acceptance,
    Conformed,
    ConformedRow,
    Identity,
    Vocabulary,
    conform,
    identify,
    vocabulary,
)
from ytaexcel.findings import Finding, finding, worst_first
from ytaexcel.inbox import Sent
from ytaexcel.personal import Lookout, find_personal, is_refusal, lookout
from ytaexcel.programme import Programme
from ytaexcel.read import Means, ReadWorkbook, read_workbook
from ytaexcel.sources import Settled, Source, sources_of
from ytaexcel.texts import Language
from ytaexcel.validate import Judged, validate

Outcome = Literal["accepted", "partly_accepted", "refused", "duplicate"]
FEW = 8
"""Up to so many files one process is quicker than starting others."""
NOBODY = Identity("", "", "", None, is_trusted=False)


@dataclass(frozen=True)
class Submission:
    """A workbook as received, judged. Rows in = accepted + refused; ignored rows stand outside."""

    source: Source
    outcome: Outcome
    identity: Identity
    modified_at: datetime | None
    accepted: list[ConformedRow] = field(default_factory=list)
    refused: list[ConformedRow] = field(default_factory=list)
    ignored: int = 0
    findings: list[Finding] = field(default_factory=list)
    """Worst first."""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Sheet name -> field code -> column letters."""


@dataclass(frozen=True)
class _Taken:
    """What one file gives by itself."""

    conformed: Conformed
    modified_at: datetime | None


def sources(
    sent: Sequence[Sent], known: Mapping[str, str], means: Means | None = None
) -> tuple[list[Source], list[Submission]]:
    """The files to be judged, and those that need no judgement: unreadable, or taken in before.

    `known`: hash -> file name of what the archive has; of equal files in one batch the first counts.
    """
    new: list[Source] = []
    settled: list[Submission] = []
    for each in sources_of(sent, known, means or Means()):
        if isinstance(each, Source):
            new.append(each)
        else:
            settled.append(_settled(each))
    return new, settled


def judge(
    files: Sequence[Source],
    programme: Programme,
    key: bytes,
    language: Language,
    *,
    workers: int = 1,
    advance: Callable[[], None] = lambda: None,
) -> list[Submission]:
    """One submission per file, in their order. `advance` is called after each file that has been read."""
    taken = []
    for each in _take_in_all(files, programme, key, language, workers):
        taken.append(each)
        advance()
    judged = validate([each.conformed for each in taken], programme, language)
    return [_submission(*each) for each in zip(files, taken, judged, strict=True)]


def _take_in_all(
    files: Sequence[Source], programme: Programme, key: bytes, language: Language, workers: int
) -> Iterator[_Taken]:
    if workers < 2 or len(files) <= FEW:
        words, look = vocabulary(programme), lookout(programme)
        yield from (_take_in(each, programme, words, look, key, language) for each in files)
        return
    with ProcessPoolExecutor(workers, initializer=_Worker.start, initargs=(programme, key, language)) as pool:
        yield from pool.map(_Worker.take_in, files, chunksize=4)


class _Worker:
    """What a worker process holds for all its files, so that the programme is handed over once."""

    take: Callable[[Source], _Taken]

    @classmethod
    def start(cls, programme: Programme, key: bytes, language: Language) -> None:
        words, look = vocabulary(programme), lookout(programme)
        cls.take = partial(_take_in, programme=programme, words=words, look=look, key=key, language=language)

    @classmethod
    def take_in(cls, source: Source) -> _Taken:
        return cls.take(source)


def _take_in(
    source: Source, programme: Programme, words: Vocabulary, look: Lookout, key: bytes, language: Language
) -> _Taken:
    try:
        data = source.read()
    except OSError as fault:
        return _Taken(Conformed(NOBODY, findings=[finding("F006", found=fault.strerror or "")]), None)
    if hashlib.sha256(data).hexdigest() != (source.redacted_sha256 or source.sha256):
        return _Taken(Conformed(NOBODY, findings=[finding("F008")]), None)
    told = [] if source.opened is None else source.opened.told()
    personal = _personal(data, source, look)
    book = read_workbook(source.workbook(), source.name, words.not_read)
    if refusals := [each for each in personal if is_refusal(each)]:
        # Whatever else is wrong with it would quote from a file of which nothing may be kept.
        return _Taken(Conformed(_claimed(book, programme, key, source), findings=refusals), None)
    told += personal
    if isinstance(book, Finding):
        return _Taken(Conformed(NOBODY, findings=[book, *told]), None)
    conformed = conform(
        book,
        programme,
        words,
        key,
        folder_month=source.folder_month,
        acceptance=source.acceptance,
        language=language,
    )
    return _Taken(replace(conformed, findings=conformed.findings + told), book.modified_at)


def _personal(data: bytes, source: Source, look: Lookout) -> list[Finding]:
    """What the file holds that it may not, in its name and in the folders inside that of its month, too."""
    folders = list(source.path.parts[:-1])
    inside: list[str] = []
    if source.folder_month in folders:
        inside = folders[len(folders) - folders[::-1].index(source.folder_month) :]
    found = find_personal(data, source.name, inside, look)
    if source.opened is not None:
        found += [each for each in find_personal(source.opened.data, "", (), look) if each not in found]
    return [finding("W030", where="personal.where.file_name"), *found] if source.is_masked else found


def _claimed(book: ReadWorkbook | Finding, programme: Programme, key: bytes, source: Source) -> Identity:
    """Whose a refused file says it is, as far as the programme knows such; nothing else of it is repeated."""
    if isinstance(book, Finding):
        return NOBODY
    identity, _ = identify(book, programme, key, source.folder_month, source.acceptance)
    known = {each.code for each in programme.organisations} | {each.code for each in programme.groups}
    return replace(
        identity,
        organisation=identity.organisation if identity.organisation in known else "",
        group=identity.group if identity.group in known else "",
        is_trusted=False,
    )


def _submission(source: Source, taken: _Taken, judged: Judged) -> Submission:
    conformed = taken.conformed
    findings = list(judged.findings)
    if conformed.identity.is_trusted and not judged.accepted and not judged.refused:
        findings.append(finding("W008"))
    return Submission(
        source=source,
        outcome=_outcome(judged, findings),
        identity=conformed.identity,
        modified_at=taken.modified_at,
        accepted=judged.accepted,
        refused=judged.refused,
        ignored=judged.ignored,
        findings=worst_first(findings),
        columns=conformed.columns,
    )


def _outcome(judged: Judged, findings: Sequence[Finding]) -> Outcome:
    """Accepted without an error; refused when nothing went in because of one; else partly accepted."""
    if not any(each.severity == "error" for each in findings):
        return "accepted"
    return "partly_accepted" if judged.accepted else "refused"


def _settled(settled: Settled) -> Submission:
    outcome: Outcome = "duplicate" if settled.fault.code == "W009" else "refused"
    return Submission(settled.source, outcome, NOBODY, None, findings=[settled.fault])


def with_acceptance(source: Source, acceptance: Acceptance | None) -> Source:
    """The same file, judged under a recorded decision."""
    return replace(source, acceptance=acceptance)
