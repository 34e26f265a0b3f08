"""Damages workbooks at random, and holds what was read from one against an independent reading with openpyxl."""

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from ytaexcel.conform.values import is_blank, shown
from ytaexcel.conform.words import plain
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme

TAG = re.compile(rb"<(/?)([A-Za-z:_][\w:.-]*)([^<>]*?)(/?)>")
ATTRIBUTE = re.compile(rb'\s([\w:.-]+)="([^"]*)"')
WILD = [
    b"", b"0", b"-1", b"1", b"2", b"7", b"99999999", b"1e308", b"NaN", b"-inf", b"4294967296", b"0x10", b"1_0", b" 5 ", b"5,5", b"A1", b"B5", b"XFD1048576",
    b"zz9", b"s", b"str", b"inlineStr", b"b", b"e", b"n", b"d", b"true", b"#N/A", b"\xc3\xa4", b"&amp;", b"&#52;", b"&#x0;", b"&lol;", b"a" * 40_000,
    b"<![CDATA[42]]>", b"4<!-- x -->2", b"<?x y?>", b"_x0007_", b"_x000D_", b"44562", b"0.4", b"Valmis", b"<x/>", b"<v>1</v>", b"\x00", b"\xff",
]  # fmt: skip
TAGS = [b"c", b"v", b"f", b"is", b"t", b"row", b"si", b"r", b"sheetData", b"x:c", b"extLst", b"sheet", b"q"]


def damaged(chance: Random, data: bytes) -> bytes:
    """The file with one to three faults: in its bytes, in its package, or in the XML of a part."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        match chance.randrange(10):
            case 0:
                data = _bytes(chance, data)
            case 1:
                data = data[: chance.randrange(len(data))] if chance.random() < 0.5 else _bytes(chance, data)
            case 2:
                data = _parts(chance, data)
            case _:
                data = _part(chance, data)
    return data


def with_shared_texts(data: bytes) -> bytes:
    """The same workbook with its texts in one table, as Excel writes them."""
    parts = _unpacked(data)
    texts: list[bytes] = []

    def moved(match: re.Match[bytes]) -> bytes:
        texts.append(match[2])
        return b"<c%s><v>%d</v></c>" % (match[1].replace(b'"inlineStr"', b'"s"'), len(texts) - 1)

    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            pattern = rb'<c([^<>]* t="inlineStr"[^<>]*)><is>(.*?)</is></c>'
            parts[name] = re.sub(pattern, moved, parts[name], flags=re.DOTALL)
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    parts["xl/sharedStrings.xml"] = head + b"".join(b"<si>%s</si>" % each for each in texts) + b"</sst>"
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    listed = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    types = "[Content_Types].xml"
    if b"/xl/sharedStrings.xml" not in parts[types]:
        parts[types] = parts[types].replace(b"</Types>", listed)
    return _packed(parts)


def _unpacked(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(parts: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", method) as package:
        for name, content in parts.items():
            package.writestr(ZipInfo(name), content, method)
    return buffer.getvalue()


def _bytes(chance: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 4, 40))):
        place = chance.randrange(max(1, len(changed)))
        match chance.randrange(3):
            case 0 if changed:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                del changed[place : place + chance.randint(1, 30)]
            case _:
                changed[place:place] = chance.randbytes(chance.randint(1, 30))
    return bytes(changed)


def _readable(data: bytes) -> dict[str, bytes] | None:
    """The parts, unless the package itself is damaged already."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _unpacked(data)
    except Exception:  # noqa: BLE001 (whatever zipfile makes of it)
        return None


def _parts(chance: Random, data: bytes) -> bytes:
    parts = _readable(data)
    if not parts:
        return data
    one, other = chance.choice(sorted(parts)), chance.choice(sorted(parts))
    match chance.randrange(4):
        case 0:
            parts[one], parts[other] = parts[other], parts[one]
        case 1:
            del parts[one]
        case 2:
            parts[chance.choice((one.upper(), f"../{one}", f"xl/{one}"))] = parts[one]
        case _:
            parts[one] = parts[one][: chance.randrange(len(parts[one]) + 1)]
    return _packed(parts, chance.choice((ZIP_DEFLATED, ZIP_STORED)))


def _part(chance: Random, data: bytes) -> bytes:
    parts = _readable(data)
    if not parts:
        return data
    sheets = [name for name in parts if "worksheets/sheet" in name or "sharedStrings" in name]
    name = chance.choice(sheets if sheets and chance.random() < 0.75 else sorted(parts))
    parts[name] = _bytes(chance, parts[name]) if chance.random() < 0.1 else _xml(chance, parts[name])
    return _packed(parts)


def _xml(chance: Random, xml: bytes) -> bytes:
    """Another element, attribute or value at one place."""
    tags = list(TAG.finditer(xml))
    if not tags:
        return xml
    tag = chance.choice(tags)
    whole = _element(xml, tag)
    begin, end = tag.start(), tag.end()
    attributes = list(ATTRIBUTE.finditer(xml, begin, end))
    match chance.randrange(9):
        case 0:
            return xml[: whole[0]] + xml[whole[1] :]
        case 1:
            return xml[: whole[1]] + xml[whole[0] : whole[1]] + xml[whole[1] :]
        case 2:
            new = chance.choice(TAGS)
            inner = (
                xml[whole[0] : whole[1]]
                .replace(b"<" + tag[2], b"<" + new)
                .replace(b"</" + tag[2], b"</" + new)
            )
            return xml[: whole[0]] + inner + xml[whole[1] :]
        case 3 if attributes:
            chosen = chance.choice(attributes)
            return xml[: chosen.start()] + xml[chosen.end() :]
        case 4 if attributes:
            chosen = chance.choice(attributes)
            return (
                xml[: chosen.start(1)]
                + chance.choice((b"r", b"s", b"t", b"x:r", b"q"))
                + xml[chosen.end(1) :]
            )
        case 5 if attributes:
            chosen = chance.choice(attributes)
            return xml[: chosen.start(2)] + chance.choice(WILD) + xml[chosen.end(2) :]
        case 6:
            other = _element(xml, chance.choice(tags))
            return xml[: whole[0]] + xml[other[0] : other[1]] + xml[whole[0] :]
        case 7:
            return xml[:end] + chance.choice(WILD) + xml[end:]
        case _:
            after = xml.find(b"<", end)
            return xml[:end] + chance.choice(WILD) + xml[after if after >= 0 else end :]


def _element(xml: bytes, tag: re.Match[bytes]) -> tuple[int, int]:
    """Where the element of a tag begins and ends, as far as that can be said."""
    close = -1 if tag[1] or tag[4] else xml.find(b"</" + tag[2] + b">", tag.end())
    return tag.start(), tag.end() if close < 0 else close + len(tag[2]) + 3


# --- what should have been read --------------------------------------------------------------------------------------


def unlike(submission: Submission, data: bytes, programme: Programme, whole: Submission) -> list[str]:
    """Each accepted value that stands otherwise in the file, and that no finding tells of.

    The file is read with openpyxl; where openpyxl cannot read it, its values are those of the `whole` workbook.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(data), data_only=True)
    except Exception:  # noqa: BLE001 (openpyxl raises whatever comes on damaged files)
        typed = [(row.sheet, row.row, row.typed) for row in whole.accepted]
        return [
            f"{row.sheet}!{row.row}: {row.typed}"
            for row in submission.accepted
            if (row.sheet, row.row, row.typed) not in typed and not submission.findings
        ]
    return list(_differences(submission, book, programme))


def _differences(submission: Submission, book: Workbook, programme: Programme) -> Iterator[str]:
    told = {(each.sheet, each.cell) for each in submission.findings}
    for row in submission.accepted:
        if row.sheet not in book.sheetnames:
            yield f"{row.sheet} is not there"
            continue
        columns = submission.columns[row.sheet]
        fields = {"item", *(each.code for each in programme.workbook.sheet(row.kind).filled_fields)}
        for code in fields & columns.keys():
            cell = f"{columns[code]}{row.row}"
            stands = _stands(book[row.sheet][cell].value)
            read = plain(row.typed.get(code, ""))
            if stands != read and (row.sheet, cell) not in told:
                yield f"{row.sheet}!{cell}: {read!r} for {stands!r}"


def _stands(value: Any) -> str:
    """What a cell holds, as this package would quote it."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if isinstance(value, str):
        value = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return "" if is_blank(value) else plain(shown(value))
