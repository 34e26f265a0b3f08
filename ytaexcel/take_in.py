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
from ytaexcel.conform import Conformed, Identity, Vocabulary, conform, vocabulary
from ytaexcel.findings import Finding, finding
from ytaexcel.programme import Programme
from ytaexcel.read import read_workbook
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
    words = vocabulary(programme)
    return partial(_take_in, programme=programme, words=words, key=key, language=language)


def _take_in(
    source: Source, programme: Programme, words: Vocabulary, key: bytes, language: Language
) -> Taken:
    try:
        data = source.read()
    except OSError as fault:
        return _refused(finding("F006", found=fault.strerror or ""))
    if hashlib.sha256(data).hexdigest() != source.sha256:
        return _refused(finding("F008"))
    told = []
    if source.opened is not None:
        data, told = source.opened.data, source.opened.told()
    book = read_workbook(data, source.name, words.not_read)
    del data
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


def _refused(*faults: Finding) -> Taken:
    return Taken(Conformed(NOBODY, findings=list(faults)), None)
