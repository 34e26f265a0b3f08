"""A zip of workbooks, as a mail gateway or a group's archive program makes it: its members, each a file of its own.

Nothing is unpacked to disk, and a member's name is only a name.
"""

import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from ytaexcel.findings import Finding, finding
from ytaexcel.read.broken import BROKEN_ZIP
from ytaexcel.read.directory import check_zip
from ytaexcel.read.kind import USUAL_METHODS, is_container, kind_of
from ytaexcel.read.package import MOST_BYTES, too_large_a_file
from ytaexcel.read.scan import Refused

MOST_BYTES_OF_ZIP = 100_000_000
"""As it came, and of all files in it together: they are held at once."""
_UTF_8, _ENCRYPTED = 0x800, 0x1
_AES = 99
"""The method that archive programs write for their own encryption."""
_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book", "EncryptedPackage"))
"""What old or protected workbooks have inside; the container itself is parsed by others, with more care."""
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"|?*!]')
"""What no file may be called on some system, and the sign that parts a zip's name from its member's."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a zip."""

    name: str
    """With its folders, parted by /."""
    content: bytes | Finding = field(repr=False)
    """Its bytes, or why they cannot be had."""


def members(data: bytes, passwords: Sequence[str], is_junk: Callable[[str], bool]) -> list[Member] | Finding:
    """The files in a zip by their names, without junk; or why there are none to be judged.

    A zip that has no workbook at all is told as such, and not member by member.
    """
    try:
        check_zip(data, MOST_BYTES_OF_ZIP)
        with zipfile.ZipFile(BytesIO(data)) as package:
            found = list(_members(package, passwords, is_junk))
    except Refused as refused:
        return refused.fault
    except BROKEN_ZIP:
        return finding("F003")
    if not any(isinstance(each.content, Finding) or _is_file_of_ours(each.content) for each in found):
        return finding("F025", found=len(found))
    return sorted(found, key=lambda each: each.name)


def _members(
    package: zipfile.ZipFile, passwords: Sequence[str], is_junk: Callable[[str], bool]
) -> Iterator[Member]:
    for part in package.infolist():
        name = _name(part)
        *folders, last = name.split("/")
        if part.is_dir() or not last or "__MACOSX" in folders or last.startswith("~$") or is_junk(last):
            continue
        content = _content(package, part, passwords)
        if isinstance(content, bytes) and not is_container(content) and kind_of(content) == "zip":
            content = finding("F024")
        yield Member(name, content)


def _name(part: zipfile.ZipInfo) -> str:
    """The member's name as its sender sees it: some programs write UTF-8 without saying so."""
    name = part.filename
    if not part.flag_bits & _UTF_8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = part.filename
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    return "/".join(_UNFIT.sub("_", each) for each in name.split("/") if each not in ("", ".", ".."))


def _content(package: zipfile.ZipFile, part: zipfile.ZipInfo, passwords: Sequence[str]) -> bytes | Finding:
    if part.file_size > MOST_BYTES:
        return too_large_a_file(part.file_size)
    if part.compress_type == _AES:
        return finding("F026")
    if part.compress_type not in USUAL_METHODS:
        return finding("F003")
    if not part.flag_bits & _ENCRYPTED:
        content = _unpacked(package, part, None)
        return finding("F003") if content is None else content
    for password in passwords:
        # The check byte lets one wrong password in 256 through; the sum over the content then tells.
        content = _unpacked(package, part, password.encode("utf-8"))
        if content is not None:
            return content
    return finding("F022", found=len(passwords)) if passwords else finding("F021")


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, password: bytes | None) -> bytes | None:
    """The member's bytes; none where it is damaged, packed in an unknown way, or the password does not fit."""
    try:
        return package.read(part, password)
    except BROKEN_ZIP:
        return None


def _is_file_of_ours(content: bytes) -> bool:
    if is_container(content):
        return any(stream in content for stream in _STREAMS)
    return kind_of(content) not in ("other", "zip")
