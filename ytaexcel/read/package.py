"""The zip package of a workbook: the guards that run before any parser, its parts, and its document properties."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO

from ytaexcel.findings import finding
from ytaexcel.read.scan import Attributes, Refused, scan

MOST_BYTES = 50_000_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_PARTS = 2_000
MOST_RATIO = 200
Parts = Mapping[str, bytes]
"""Name in the package -> content, of the parts that are XML."""


def check_kind(data: bytes, name: str) -> None:
    """Refuses what cannot be a workbook, by name, size and first bytes."""
    if name.startswith("~$"):
        raise Refused(finding("F001"))
    if not data:
        raise Refused(finding("F003"))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(finding("F004"))
    if not data.startswith(b"PK"):
        raise Refused(finding("F003" if name.lower().endswith((".xlsx", ".xlsm")) else "F002"))
    if len(data) > MOST_BYTES:
        raise Refused(finding("F005", found=f"{len(data)} B", allowed=f"{MOST_BYTES} B"))


def unpack(data: bytes) -> Parts:
    r"""The parts that are XML; refuses a package that is encrypted or grows too large.

    Names come as the format has them: some programs write \ for /, or begin with a /.
    """
    with zipfile.ZipFile(BytesIO(data)) as package:
        _check_sizes(package)
        names = {name for name in package.namelist() if name.lower().endswith((".xml", ".rels"))}
        return {name.replace("\\", "/").lstrip("/"): package.read(name) for name in sorted(names)}


def _check_sizes(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS:
        raise Refused(finding("F005", found=str(len(parts)), allowed=str(MOST_PARTS)))
    if unpacked > MOST_UNPACKED_BYTES or unpacked > MOST_RATIO * max(packed, 1_000):
        raise Refused(finding("F005", found=f"{unpacked} B", allowed=f"{MOST_UNPACKED_BYTES} B"))
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(finding("F004"))


def custom_properties(xml: bytes) -> dict[str, str]:
    """The custom document properties, name -> value as text."""
    found: dict[str, str] = {}
    name = ""

    def start(attributes: Attributes) -> None:
        nonlocal name
        name = attributes.get("name", "")
        found[name] = ""

    def text(value: str) -> None:
        if name:
            found[name] += value.strip()

    scan(xml, {"property": start}, text)
    return found


def modified_at(xml: bytes) -> datetime | None:
    """The last-modified time of the core properties in UTC; None where it is missing or no time."""
    is_inside = False
    found = ""

    def start(_: Attributes) -> None:
        nonlocal is_inside
        is_inside = True

    def text(value: str) -> None:
        nonlocal found
        if is_inside:
            found += value

    def end() -> None:
        nonlocal is_inside
        is_inside = False

    scan(xml, {"modified": start}, text, {"modified": end})
    try:
        moment = datetime.fromisoformat(found.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):  # the first and last day that there is have no other time zone
        return None
