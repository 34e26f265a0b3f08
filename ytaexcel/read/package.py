"""The zip package of a workbook: the guards that run before any parser, its parts, and its document properties."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from ytaexcel.findings import Finding, finding
from ytaexcel.read.canonical import canonical
from ytaexcel.read.directory import directory, megabytes
from ytaexcel.read.inflate import Inflator
from ytaexcel.read.scan import Attributes, Refused, scan

MOST_BYTES = 50_000_000


class Parts(Mapping[str, bytes]):
    """Name in the package -> content, of the parts that are XML. Each is unpacked when it is first asked for.

    Refuses a package that is protected, too large, or contradicts itself; a part, when it is looked into.
    """

    def __init__(self, data: bytes) -> None:
        self._entries = {
            name: part for name, part in directory(data).items() if name.lower().endswith((".xml", ".rels"))
        }
        self._inflator = Inflator(data)
        self._contents: dict[str, bytes] = {}
        self._plain: set[str] = set()

    def __getitem__(self, name: str) -> bytes:
        if name not in self._contents:
            self._contents[name] = self._inflator.part(self._entries[name])
        return self._contents[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def plain(self, name: str) -> bytes:
        """The content said so plainly that every reader reads the same; from then on it is the part's content."""
        if name not in self._plain:
            self._contents[name] = canonical(self[name])
            self._plain.add(name)
        return self._contents[name]

    def sheet(self, name: str) -> tuple[bytes, int]:
        """(plain content of a sheet's part without long stretches of blank rows, how many rows were let go)."""
        self._contents[name], blank_rows = self._inflator.sheet(self._entries[name])
        return self.plain(name), blank_rows


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
