"""The zip package of a workbook: the guards that run before any parser, its parts, and its document properties."""

import zipfile
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from io import BytesIO

from ytaexcel.findings import Finding, finding
from ytaexcel.read.canonical import canonical
from ytaexcel.read.directory import directory, megabytes
from ytaexcel.read.inflate import Inflator
from ytaexcel.read.scan import Attributes, Refused, scan

MOST_BYTES = 50_000_000
_NEVER_READ = ("customxml/", "xl/charts/", "xl/drawings/", "xl/externallinks/", "xl/pivotcache/", "xl/theme/")


class Parts(dict[str, bytes]):
    """Name in the package -> content, of the parts that are XML and may be looked into."""

    blank_rows: Mapping[str, int]
    """Of which sheets' parts how many blank rows were let go."""


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
        raise Refused(too_large_a_file(len(data)))


def too_large_a_file(size: int) -> Finding:
    """The finding on a file of so many bytes, which is not worth reading."""
    return finding("F015", found=megabytes(size), allowed=megabytes(MOST_BYTES))


def unpack(data: bytes) -> Parts:
    """The parts that are XML, said plainly; refuses a package that is no workbook, is encrypted, or grows too large."""
    entries = {
        part.filename: part
        for part in directory(data)
        if part.filename.lower().endswith((".xml", ".rels"))
        and not part.filename.lower().startswith(_NEVER_READ)
    }
    if "xl/workbook.xml" not in entries:
        raise Refused(finding("F002"))
    inflator = Inflator(data)
    parts, blank_rows = Parts(), {}
    for name in sorted(entries):
        if name.lower().startswith("xl/worksheets/"):
            content, blank_rows[name] = inflator.sheet(entries[name])
        else:
            content = inflator.part(entries[name])
        parts[name] = canonical(content) if content else content
    parts.blank_rows = blank_rows
    return parts


def repack(parts: Mapping[str, bytes], left_out: Collection[str] = ()) -> bytes:
    """The same parts as a new package: what another reader sees in it is what the guards saw, byte for byte.

    A package can name one size or part to one reader and another to the next; this one cannot.
    """
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in parts.items():
            if name not in left_out:
                package.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def sheet_parts(parts: Parts) -> list[tuple[str, str]]:
    """(sheet name, name of its part) in the order of the workbook."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []
    is_listed = False

    def relation(attributes: Attributes) -> None:
        target = attributes.get("Target", "")
        targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def begin(_: Attributes) -> None:
        nonlocal is_listed
        is_listed = True

    def finish() -> None:
        nonlocal is_listed
        is_listed = False

    def sheet(attributes: Attributes) -> None:
        ids = [value for key, value in attributes.items() if key.split(":")[-1] == "id"]
        if len(ids) > 1 or not is_listed:
            raise Refused(finding("F003"))  # whether it counts, and which of them, would be up to the reader
        sheets.append((attributes.get("name", ""), ids[0] if ids else ""))

    scan(parts["xl/_rels/workbook.xml.rels"], {"Relationship": relation})
    scan(parts["xl/workbook.xml"], {"sheets": begin, "sheet": sheet}, ends={"sheets": finish})
    return [(name, targets.get(relation_id, "")) for name, relation_id in sheets]


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
