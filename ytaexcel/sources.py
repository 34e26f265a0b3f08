"""What there is to judge: the files that were sent, the members of zips, and what they must first be opened to.

Looks into a file only as far as that takes; what is wrong with a workbook is for later steps to say.
"""

import errno
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from ytaexcel.apart import Limits, Lost, each_apart, fault_of
from ytaexcel.conform import Acceptance
from ytaexcel.findings import Finding, finding
from ytaexcel.identity_codes import masked
from ytaexcel.inbox import Sent, is_left_beside
from ytaexcel.read import (
    MOST_BYTES,
    MOST_BYTES_OF_ZIP,
    Kind,
    Means,
    Opened,
    Unlocked,
    is_container,
    kind_of,
    members,
    opened,
    too_large_a_file,
    unlocked,
)
from ytaexcel.whereabouts import is_in_the_cloud, stands_for_another

LIMITS = Limits(seconds=60, bytes=400_000_000)
"""For looking into one container of the old kind and taking its password off."""
_USUAL = ".xlsx"
_LOCK = "~$"
"""Begins the name of the file by which Excel marks a workbook as open."""
_AS_THEY_ARE = ("workbook", "other")
"""Kinds that are read, or refused, as they are."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to be judged, with all that its judgement depends on beside its bytes and the schemas."""

    path: Path
    """Where it lies; for a member of a zip, where the zip lies."""
    name: str
    """As it was sent; of a member `archive.zip!folder/name.xlsx`. Without personal identity codes: it is told, and
    goes into names of files."""
    sha256: str
    folder_month: str | None
    acceptance: Acceptance | None = None
    content: bytes | None = field(default=None, repr=False)
    """The bytes of a member; those of a file of its own stand in the file."""
    opened: Opened | None = None
    """What a protected file, or one of another format, was opened to."""
    member: str = ""
    """Name of a member in its zip, as it is there."""
    redacted_sha256: str = ""
    """Hash of the bytes, where texts were taken out of the file after it came; empty: they are as received."""
    is_masked: bool = False
    """True when the name, as it was sent, held a personal identity code."""

    def read(self) -> bytes:
        """The bytes as received; `OSError` where the file cannot be read."""
        return self.path.read_bytes() if self.content is None else self.content

    def workbook(self) -> bytes:
        """The bytes of the workbook that is read: as received, unless it had to be opened to another."""
        return self.read() if self.opened is None else self.opened.data

    @property
    def given(self) -> str:
        """The path as it was given, with the member's name."""
        return f"{self.path}!{self.member}" if self.member else str(self.path)

    @property
    def stem(self) -> str:
        """The name of what is made about it: that of a member holds the zip's too, that of an .ods its ending."""
        plain = self.name.replace("!", " - ").replace("/", " - ")
        return plain[: -len(_USUAL)] if plain.lower().endswith(_USUAL) else plain


@dataclass(frozen=True, slots=True)
class Settled:
    """A file that needs no judgement: unreadable, or taken in before (W009)."""

    source: Source
    fault: Finding


@dataclass(frozen=True, slots=True)
class _Looked:
    """A file as it was found, and what it is."""

    source: Source
    kind: Kind | Literal["container"]
    """container: only a process with limits should look what is in it."""


def sources_of(sent: Iterable[Sent], known: Mapping[str, str], means: Means) -> Iterator[Source | Settled]:
    """One source for each file and each member of a zip, in their order.

    `known`: hash -> file name of what the archive has; of equal files in one batch the first counts.
    """
    names = dict(known)
    counts: Counter[str] = Counter()
    looked: list[_Looked | Settled] = []
    for each in (_shown(found, counts) for file in sent for found in _found(file, means)):
        if isinstance(each, _Looked) and each.source.sha256 in names:
            looked.append(Settled(each.source, finding("W009", found=names[each.source.sha256])))
        else:
            looked.append(each)
            if isinstance(each, _Looked):
                names[each.source.sha256] = each.source.name
    containers = [each.source for each in looked if isinstance(each, _Looked) and each.kind == "container"]
    contents = iter(list(each_apart(_unlocker, (means.passwords,), containers, 1, LIMITS)))
    for each in looked:
        if isinstance(each, Settled):
            yield each
        elif each.kind in _AS_THEY_ARE:
            yield each.source
        elif each.kind == "container":
            yield _openable(each.source, means, next(contents))
        else:
            yield _openable(each.source, means, Unlocked(each.kind))


def _found(sent: Sent, means: Means) -> Iterator[_Looked | Settled]:
    bare = Source(sent.path, sent.name, "", sent.folder_month)
    awaited = stands_for_another(sent.name)
    if awaited:
        yield Settled(bare, finding("F029", found=awaited))
        return
    try:
        data = _content(sent.path)
    except OSError as fault:
        yield Settled(bare, _unreadable(sent, fault))
        return
    if not data and not sent.name.startswith(_LOCK):
        yield Settled(bare, finding("F028"))
        return
    if isinstance(data, Finding):
        yield Settled(bare, data)
        return
    kind = _kind(data)
    if sent.name.startswith(_LOCK) or kind != "zip":
        if len(data) > MOST_BYTES:
            yield Settled(bare, too_large_a_file(len(data)))
            return
        source = replace(bare, sha256=hashlib.sha256(data).hexdigest())
        yield _Looked(source, "other" if sent.name.startswith(_LOCK) else kind)
        return
    found = members(data, means.passwords, is_left_beside)
    if isinstance(found, Finding):
        yield Settled(bare, found)
        return
    wanted = [each for each in found if sent.member in ("", each.name)]
    if not wanted:
        yield Settled(bare, finding("F006", found=sent.member))
    for each in wanted:
        member = replace(bare, name=f"{sent.path.name}!{each.name}", member=each.name)
        if isinstance(each.content, Finding):
            yield Settled(member, each.content)
        else:
            sha256 = hashlib.sha256(each.content).hexdigest()
            yield _Looked(replace(member, sha256=sha256, content=each.content), _kind(each.content))


def _unreadable(sent: Sent, fault: OSError) -> Finding:
    """Why a file could not be read: it may be one that a synchronised folder has not brought."""
    with suppress(OSError):
        if is_in_the_cloud(sent.path.stat()):
            return finding("F029", found=sent.name)
    return finding("F006", found=fault.strerror or type(fault).__name__)


def _shown(found: _Looked | Settled, counts: Counter[str]) -> _Looked | Settled:
    """The same under a name without personal identity codes; names that are then alike are numbered."""
    name = masked(found.source.name)
    if name == found.source.name:
        return found
    counts[name] += 1
    if counts[name] > 1:
        ending = Path(name).suffix
        name = f"{name.removesuffix(ending)} ({counts[name]}){ending}"
    return replace(found, source=replace(found.source, name=name, is_masked=True))


def _content(path: Path) -> bytes | Finding:
    """The bytes of a file, unless it is too large even for a zip; `OSError` for what is none and would never end."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    size = path.stat().st_size
    return too_large_a_file(size) if size > MOST_BYTES_OF_ZIP else path.read_bytes()


def _kind(data: bytes) -> Kind | Literal["container"]:
    return "container" if is_container(data) else kind_of(data)


def _unlocker(passwords: Sequence[str]) -> Callable[[Source], Unlocked | Finding]:
    """What a process of its own does with each container."""

    def unlock(source: Source) -> Unlocked | Finding:
        try:
            return unlocked(source.read(), passwords)
        except OSError as fault:
            return finding("F006", found=fault.strerror or type(fault).__name__)

    return unlock


def _openable(source: Source, means: Means, content: Unlocked | Finding | Lost) -> Source | Settled:
    """The source with what its file was opened to, where that is needed. `content`: what it is without a password."""
    found = fault_of(content, LIMITS) if isinstance(content, Lost) else content
    try:
        result = opened(source.read(), means, lambda *_: found)
    except OSError as fault:
        return Settled(source, finding("F006", found=fault.strerror or type(fault).__name__))
    if isinstance(result, Finding):
        return Settled(source, result)
    return source if result is None else replace(source, opened=result)
