"""One file by itself: from its bytes to rows of values, before all files of a run are judged together.

All that is done to bytes that nobody vouches for happens here, so that it can happen in a process of its own. What
this module imports is what such a process costs: no pandas, no openpyxl.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from ytaexcel.apart import Limits, Lost, each_apart, fault_of
from ytaexcel.conform import Conformed, Identity, Vocabulary, conform, identify, vocabulary
from ytaexcel.findings import Finding, finding
from ytaexcel.personal import Lookout, find_personal, is_refusal, lookout
from ytaexcel.programme import Programme
from ytaexcel.read import ReadWorkbook, read_workbook
from ytaexcel.sources import Source
from ytaexcel.texts import Language

FEW = 8
"""Up to so many files one process is quicker than several."""
LIMITS = Limits(seconds=30, bytes=320_000_000)
"""For one file. The worst that the guards let through, found by trying, took 5 s and 170 MB where it was measured."""
NOBODY = Identity("", "", "", None, is_trusted=False)


@dataclass(frozen=True)
class Taken:
    """What one file gives by itself."""

    conformed: Conformed
    modified_at: datetime | None


def take_in_all(
    files: Sequence[Source], programme: Programme, key: bytes, language: Language, workers: int
) -> Iterator[Taken]:
    """One result per file, in their order. `workers`: processes to use; 0 for none but this one, without limits."""
    if workers == 0:
        yield from map(_taker(programme, key, language), files)
        return
    crew = workers if len(files) > FEW else 1
    for each in each_apart(_taker, (programme, key, language), files, crew, LIMITS):
        yield _refused(fault_of(each, LIMITS)) if isinstance(each, Lost) else each


def _taker(programme: Programme, key: bytes, language: Language) -> Callable[[Source], Taken]:
    words, look = vocabulary(programme), lookout(programme)
    return partial(_take_in, programme=programme, words=words, look=look, key=key, language=language)


def _take_in(
    source: Source, programme: Programme, words: Vocabulary, look: Lookout, key: bytes, language: Language
) -> Taken:
    try:
        data = source.read()
    except OSError as fault:
        return _refused(finding("F006", found=fault.strerror or ""))
    if hashlib.sha256(data).hexdigest() != (source.redacted_sha256 or source.sha256):
        return _refused(finding("F008"))
    told = _personal(data, source, look)
    if source.opened is not None:
        data, told = source.opened.data, [*source.opened.told(), *told]
    book = read_workbook(data, source.name, words.not_read)
    del data
    if refusals := [each for each in told if is_refusal(each)]:
        # Whatever else is wrong with it would quote from a file of which nothing may be kept.
        return Taken(Conformed(_claimed(book, programme, key, source), findings=refusals), None)
    if isinstance(book, Finding):
        return _refused(book, *told)
    conformed = conform(
        book,
        programme,
        words,
        key,
        folder_month=source.folder_month,
        acceptance=source.acceptance,
        language=language,
    )
    return Taken(replace(conformed, findings=conformed.findings + told), book.modified_at)


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


def _refused(*faults: Finding) -> Taken:
    return Taken(Conformed(NOBODY, findings=list(faults)), None)
