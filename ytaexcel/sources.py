"""What there is to judge: the files that were sent, the members of zips, and what they must first be opened to.

Looks into a file only as far as that takes; what is wrong with a workbook is for later steps to say.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ytaexcel.conform import Acceptance
from ytaexcel.findings import Finding, finding
from ytaexcel.identity_codes import masked
from ytaexcel.inbox import Sent, is_left_beside
from ytaexcel.read import Means, Opened, kind_of, members, opened

_USUAL = ".xlsx"


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


def sources_of(sent: Iterable[Sent], known: Mapping[str, str], means: Means) -> Iterator[Source | Settled]:
    """One source for each file and each member of a zip, in their order.

    `known`: hash -> file name of what the archive has; of equal files in one batch the first counts.
    """
    names = dict(known)
    counts: Counter[str] = Counter()
    for each in sent:
        for source in (_shown(source, counts) for source in _found(each, means)):
            if isinstance(source, Settled):
                yield source
            elif source.sha256 in names:
                yield Settled(source, finding("W009", found=names[source.sha256]))
            else:
                names[source.sha256] = source.name
                yield _openable(source, means)


def _found(sent: Sent, means: Means) -> Iterator[Source | Settled]:
    bare = Source(sent.path, sent.name, "", sent.folder_month)
    try:
        data = sent.path.read_bytes()
    except OSError as fault:
        yield Settled(bare, finding("F006", found=fault.strerror or type(fault).__name__))
        return
    if sent.name.startswith("~$") or kind_of(data) != "zip":
        yield replace(bare, sha256=hashlib.sha256(data).hexdigest())
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
            yield replace(member, sha256=hashlib.sha256(each.content).hexdigest(), content=each.content)


def _shown(found: Source | Settled, counts: Counter[str]) -> Source | Settled:
    """The same under a name without personal identity codes; names that are then alike are numbered."""
    if isinstance(found, Settled):
        source = _shown(found.source, counts)
        return replace(found, source=source) if isinstance(source, Source) else found
    name = masked(found.name)
    if name == found.name:
        return found
    counts[name] += 1
    if counts[name] > 1:
        ending = Path(name).suffix
        name = f"{name.removesuffix(ending)} ({counts[name]}){ending}"
    return replace(found, name=name, is_masked=True)


def _openable(source: Source, means: Means) -> Source | Settled:
    """The source with what its file was opened to, where that is needed."""
    try:
        found = opened(source.read(), means)
    except OSError as fault:
        return Settled(source, finding("F006", found=fault.strerror or type(fault).__name__))
    if isinstance(found, Finding):
        return Settled(source, found)
    return source if found is None else replace(source, opened=found)
