"""One file by itself: from its bytes to rows of values, before all files of a run are judged together.

All that is done to bytes that nobody vouches for happens here, so that it can happen in a process of its own. What
this module imports is what such a process costs: no pandas, no openpyxl.
"""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from ytaexcel.apart import Limits, Lost, each_apart
from ytaexcel.conform import Acceptance, Conformed, Identity, Vocabulary, conform, vocabulary
from ytaexcel.findings import Finding, finding
from ytaexcel.programme import Programme
from ytaexcel.read import MOST_BYTES, read_workbook, too_large_a_file
from ytaexcel.texts import Language

FEW = 8
"""Up to so many files one process is quicker than several."""
LIMITS = Limits(seconds=30, bytes=320_000_000)
"""For one file. The worst that the guards let through, found by trying, took 5 s and 170 MB where it was measured."""
NOBODY = Identity("", "", "", None, is_trusted=False)


@dataclass(frozen=True, slots=True)
class Source:
    """One file to be judged, with all that its judgement depends on beside its bytes and the schemas."""

    path: Path
    name: str
    sha256: str
    folder_month: str | None
    acceptance: Acceptance | None = None


@dataclass(frozen=True)
class Taken:
    """What one file gives by itself."""

    conformed: Conformed
    modified_at: datetime | None


def sha256_of(path: Path) -> str:
    """The hash of a file, however large it is. Raises OSError also for what is no file and would never end."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def take_in_all(
    files: Sequence[Source], programme: Programme, key: bytes, language: Language, workers: int
) -> Iterator[Taken]:
    """One result per file, in their order. `workers`: processes to use; 0 for none but this one, without limits."""
    if workers == 0:
        yield from map(_taker(programme, key, language), files)
        return
    crew = workers if len(files) > FEW else 1
    for each in each_apart(_taker, (programme, key, language), files, crew, LIMITS):
        yield _told(each) if isinstance(each, Lost) else each


def _taker(programme: Programme, key: bytes, language: Language) -> Callable[[Source], Taken]:
    words = vocabulary(programme)
    return partial(_take_in, programme=programme, words=words, key=key, language=language)


def _take_in(
    source: Source, programme: Programme, words: Vocabulary, key: bytes, language: Language
) -> Taken:
    try:
        size = source.path.stat().st_size
        if size > MOST_BYTES:
            return _refused(too_large_a_file(size))
        data = source.path.read_bytes()
    except OSError as fault:
        return _refused(finding("F006", found=fault.strerror or ""))
    if hashlib.sha256(data).hexdigest() != source.sha256:
        return _refused(finding("F008"))
    book = read_workbook(data, source.name, words.not_read)
    del data
    if isinstance(book, Finding):
        return _refused(book)
    conformed = conform(
        book,
        programme,
        words,
        key,
        folder_month=source.folder_month,
        acceptance=source.acceptance,
        language=language,
    )
    return Taken(replace(conformed, findings=[*book.findings, *conformed.findings]), book.modified_at)


def _told(lost: Lost) -> Taken:
    """A file whose process did not come through with it."""
    match lost.why:
        case "died":
            return _refused(finding("F017", found=lost.how))
        case "too_slow":
            return _refused(finding("F018", allowed=f"{LIMITS.seconds:g}"))
        case "out_of_memory":
            return _refused(finding("F019", allowed=str(LIMITS.bytes // 1_000_000)))


def _refused(fault: Finding) -> Taken:
    return Taken(Conformed(NOBODY, findings=[fault]), None)
