"""Every code of the catalogue has an example here that gives it, at the right cell, told in three languages."""

import csv
import hashlib
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.packaging.custom import CustomPropertyList

from builder import HEADER_ROW, KEY, at, packed, passport_of, with_cell, with_part, workbook
from collected import PROGRAMME, run_in, send, small_workspace
from decision_examples import EXAMPLES as DECISION_EXAMPLES
from decision_examples import ITEMS as OF_A_DECISION
from discussions import discuss, discussion, without_discussion
from measured import DIGITAL, HOSPITALS, NPS, measured_programme, sent_measures, type_measure
from measured import SHEET as MEASURES
from objectives import GROUP, OBJECTIVES, WHOLE
from objectives import OWN as OBJECTIVE
from owning import allowed
from sheets import sent_book, typed
from survey_examples import EXAMPLES as SURVEY_EXAMPLES
from templates import order
from temporary_codes import code, mistyped
from variants import (
    ods,
    protected,
    with_1904,
    with_comment,
    with_connection,
    with_links,
    with_macros,
    with_text_box,
    zipped,
)
from ytaexcel import take_in
from ytaexcel.apart import Lost
from ytaexcel.conform import Acceptance
from ytaexcel.findings import SEVERITIES, Finding, finding, kinds, worst_first
from ytaexcel.inbox import Sent, sent_files
from ytaexcel.merge import judge, sources, with_acceptance
from ytaexcel.passport import SHEET
from ytaexcel.personal import MOST_TOLD
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.rules import Waiver
from ytaexcel.programme.successor import Successor
from ytaexcel.read import Means, Opened, opening
from ytaexcel.read.bounds import MOST_SHEETS
from ytaexcel.read.directory import MOST_PARTS
from ytaexcel.read.package import MOST_BYTES
from ytaexcel.sources import Source
from ytaexcel.template import OwnWindow, Previous, PreviousMeasure, write_template
from ytaexcel.texts import LANGUAGES
from ytaexcel.workflow import merge_files, redact

ROOT = Path(__file__).parent.parent
STATE, NOTES, OWN, DISCUSSION = "Tilannekuva", "Huomiot", "Omat aikataulut", "Keskustelu"
OWN_ITEMS = "Omat rivit"
OWN_COLUMNS = {"name": "B", "own_start": "F", "own_critical": "H", "reason": "I"}
FIRST, SECOND, ROW = "HTT.A.1.1", "HTT.A.1.2", 5
"""The first items of the group, and the row of the first one (and of the first note)."""
NAME = "05_HTT.xlsx"
NAME_OF_SECOND = "VATE:n asettaminen"
Change = Callable[[Workbook], object]
Judge = Callable[[Programme, Path], list[Finding]]
Place = tuple[str, str, int] | tuple[str, str] | str
"""(sheet, field, row) of the cell that a finding is about; or (sheet, address); or the sheet; or "" for the file."""


def findings_on(
    programme: Programme,
    sent: list[Sent],
    acceptance: Acceptance | None = None,
    means: Means | None = None,
) -> list[Finding]:
    new, settled = sources(sent, {}, means)
    judged = judge([with_acceptance(each, acceptance) for each in new], programme, KEY, "fi")
    return [each for submission in (*settled, *judged) for each in submission.findings]


def a_file(data: bytes, name: str = NAME, means: Means | None = None) -> Judge:
    def findings(programme: Programme, folder: Path) -> list[Finding]:
        (folder / name).write_bytes(data)
        return findings_on(programme, [Sent(folder / name, None)], means=means)

    return findings


def as_it_is(_: Workbook) -> None:
    """No change."""


def a_book(
    row: Mapping[str, Any] | None = None,
    note: Mapping[str, Any] | None = None,
    *,
    change: Change = as_it_is,
    raw: Callable[[bytes], bytes] = lambda data: data,
    passport: Mapping[str, Any] | None = None,
    expected: tuple[Any, ...] | None = None,
    folder_month: str | None = None,
    acceptance: Acceptance | None = None,
    means: Means | None = None,
) -> Judge:
    """A workbook with one row filled; `change` works on it, `raw` on the saved file."""

    def findings(programme: Programme, folder: Path) -> list[Finding]:
        sealed = passport_of(
            programme, **{"organisation": "05", "group": "HTT", "month": "2021-07", **(passport or {})}
        )
        values = {"status": "Käynnissä"} if row is None else row
        book = workbook(programme, {FIRST: values}, notes=[note or {}], passport=sealed)
        change(book)
        (folder / NAME).write_bytes(raw(packed(book)))
        followed = programme if expected is None else replace(programme, expected=expected)
        return findings_on(followed, [Sent(folder / NAME, folder_month)], acceptance, means)

    return findings


BEFORE = {
    f"HTT.A.1.{number}": Previous("started", 40.0, date(2022, 2, 28), {"where_now": f"Luonnos {number}."})
    for number in range(1, 5)
}
"""What was known before the month of a workbook made from the real template."""


def a_sent_book(
    values: Mapping[str, Any], change: Change = as_it_is, *, note: Mapping[str, Any] | None = None
) -> Judge:
    """The real template, prefilled, with values typed into the row of the first item."""

    def findings(programme: Programme, folder: Path) -> list[Finding]:
        book = sent_book(programme, folder, BEFORE)
        typed(book, programme, FIRST, values)
        typed(book, programme, 0, note or {}, kind="notes")
        change(book)
        (folder / NAME).write_bytes(packed(book))
        return findings_on(programme, [Sent(folder / NAME, None)])

    return findings


def with_rule(name: str, judge_with: Judge, **changes: Any) -> Judge:
    """The same, where a rule of the programme is changed."""

    def findings(programme: Programme, folder: Path) -> list[Finding]:
        rules = {**programme.rules, name: replace(programme.rules[name], **changes)}
        return judge_with(replace(programme, rules=rules), folder)

    return findings


def a_book_sent_before(count: int, row: Mapping[str, Any]) -> Judge:
    """A workbook that was sent out before so many items took the place of its first one, from its month on."""

    def findings(programme: Programme, folder: Path) -> list[Finding]:
        (folder / NAME).write_bytes(packed(workbook(programme, {FIRST: row})))
        first, *others = programme.items
        new = [replace(first, id=f"HTT.A.1.{number}") for number in range(91, 91 + count)]
        changed = replace(
            programme,
            items=(replace(first, valid_from="2021-06", valid_to="2021-06"), *new, *others),
            successors=tuple(Successor(FIRST, each.id, "2021-07") for each in new),
        )
        return findings_on(changed, [Sent(folder / NAME, None)])

    return findings


def an_own_book(own: Mapping[str, Any], change: Change = as_it_is, *, is_sent: bool = False) -> Judge:
    """A workbook of a programme that allows own windows, with the first item's row on that sheet filled.

    `is_sent`: the real template, prefilled with an own window of that item.
    """

    def findings(programme: Programme, folder: Path) -> list[Finding]:
        followed = allowed(programme, folder)
        if is_sent:
            window = OwnWindow(None, date(2022, 6, 30), None, "Päätös.")
            path = folder / "sent.xlsx"
            write_template(path, followed, replace(order(followed), own_windows={FIRST: window}))
            book = load_workbook(path)
            typed(book, followed, FIRST, own, kind="own_windows")
        else:
            book = workbook(followed, {FIRST: {"status": "Käynnissä"}}, own={FIRST: own})
        change(book)
        (folder / NAME).write_bytes(packed(book))
        return findings_on(followed, [Sent(folder / NAME, None)])

    return findings


def an_own_item(values: Mapping[str, Any]) -> Judge:
    """A workbook of a programme that allows own items, with the first place filled."""

    def findings(programme: Programme, folder: Path) -> list[Finding]:
        followed = allowed(programme, folder)
        book = workbook(followed, {}, own_items={"OWN-1": values})
        (folder / NAME).write_bytes(packed(book))
        return findings_on(followed, [Sent(folder / NAME, None)])

    return findings


def two_of_a_name(programme: Programme, folder: Path) -> list[Finding]:
    """The same with two places of one name."""
    followed = allowed(programme, folder)
    book = workbook(
        followed, {}, own_items={"OWN-1": {"name": "Väistötilat"}, "OWN-2": {"name": "väistötilat"}}
    )
    (folder / NAME).write_bytes(packed(book))
    return findings_on(followed, [Sent(folder / NAME, None)])


def an_objective_without(*gone: str) -> Judge:
    """A workbook of the programme that asks more of own items than a name, with one that lacks something."""

    def findings(_: Programme, folder: Path) -> list[Finding]:
        followed = load_programme(ROOT / "schemas" / OBJECTIVES)
        values = {**WHOLE, **dict.fromkeys(gone)}
        book = workbook(
            followed, {}, organisation="09", group=GROUP, month="2022-09", own_items={"OWN-1": values}
        )
        (folder / NAME).write_bytes(packed(book))
        return findings_on(followed, [Sent(folder / NAME, None)])

    return findings


def with_end(end: date, judge_with: Judge) -> Judge:
    """The same, where the first item is to end on a day."""

    def findings(programme: Programme, folder: Path) -> list[Finding]:
        first = replace(programme.items[0], planned_start=end, planned_end=end)
        return judge_with(replace(programme, items=(first, *programme.items[1:])), folder)

    return findings


def column_turned(*codes: str) -> Change:
    """The cells of these columns in the first four rows, the other way round."""

    def change(book: Workbook) -> None:
        for letters in codes:
            cells = [book[STATE][f"{letters}{row}"] for row in range(ROW, ROW + 4)]
            values = [each.value for each in cells]
            for each, value in zip(cells, reversed(values), strict=True):
                each.value = value

    return change


def column_cleared(code: str) -> Change:
    def change(book: Workbook) -> None:
        for row in range(ROW, ROW + 4):
            book[STATE][f"{code}{row}"].value = None

    return change


def imprint_changed(book: Workbook) -> None:
    rows = {row[0].value: row[1] for row in book[SHEET].iter_rows()}
    rows[f"ytaexcel.sent.{FIRST}"].value = "{}"


def a_file_that_is_gone(programme: Programme, folder: Path) -> list[Finding]:
    return findings_on(programme, [Sent(folder / NAME, None)])


def a_file_that_changes(programme: Programme, folder: Path) -> list[Finding]:
    path = folder / NAME
    path.write_bytes(b"half of it")
    new, _ = sources([Sent(path, None)], {})
    path.write_bytes(b"all of it")
    return judge(new, programme, KEY, "fi")[0].findings


def converted_before(programme: Programme, folder: Path) -> list[Finding]:
    """As LibreOffice had converted it: the tests that have LibreOffice do it in earnest."""
    path = folder / "05_HTT.ods"
    path.write_bytes(ods())
    data = packed(workbook(programme, {FIRST: {"status": "Käynnissä"}}))
    source = Source(path, path.name, hashlib.sha256(ods()).hexdigest(), None, opened=Opened(data, ("ods",)))
    return judge([source], programme, KEY, "fi")[0].findings


def lost_in_conversion(programme: Programme, folder: Path) -> list[Finding]:
    """As if LibreOffice had given another workbook than the one it was given."""
    data = packed(workbook(programme, {FIRST: {"status": "Käynnissä"}}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "converted", lambda *_: data)
        patch.setattr(opening, "altered_cells", lambda *_: [(STATE, "Z99")])
        return a_file(ods(), "05_HTT.ods", Means(office=Path("soffice")))(programme, folder)


def the_same_twice(programme: Programme, folder: Path) -> list[Finding]:
    data = packed(workbook(programme, {FIRST: {"status": "Käynnissä"}}))
    paths = [folder / NAME, folder / "05_HTT (1).xlsx"]
    for path in paths:
        path.write_bytes(data)
    return findings_on(programme, [Sent(path, None) for path in paths])


def another_programmes(programme: Programme, folder: Path) -> list[Finding]:
    book = workbook(replace(programme, id="toinen"), {FIRST: {"status": "Käynnissä"}})
    return a_file(packed(book))(programme, folder)


def without_passport(book: Workbook) -> None:
    del book[SHEET]
    book.custom_doc_props = CustomPropertyList()


def with_two_passports(book: Workbook) -> None:
    rows = {row[0].value: row[1] for row in book[SHEET].iter_rows()}
    rows["ytaexcel.month"].value = "2021-08"


def sheet_removed(name: str) -> Change:
    return lambda book: book.remove(book[name])


def header(name: str, old: str, new: str | None) -> Change:
    """Another text (or none) in the header that says `old`."""

    def change(book: Workbook) -> None:
        (cell,) = (cell for cell in book[name][HEADER_ROW] if cell.value == old)
        cell.value = new

    return change


def cell(name: str, address: str, value: Any) -> Change:
    def change(book: Workbook) -> None:
        book[name][address] = value

    return change


def renamed(old: str, new: str) -> Change:
    def change(book: Workbook) -> None:
        book[old].title = new

    return change


def linked(address: str) -> Change:
    def change(book: Workbook) -> None:
        book[STATE][address].hyperlink = "https://example.org/liite"

    return change


def extra_sheet(book: Workbook) -> None:
    book.create_sheet("Omat laskelmat")["B2"] = 5


def footer(said: str) -> Change:
    def change(book: Workbook) -> None:
        book[STATE].oddFooter.center.text = f" {said}"

    return change


def column_of(said: str, count: int) -> Change:
    def change(book: Workbook) -> None:
        for row in range(count):
            book[NOTES].cell(300 + row, 30, said)

    return change


def without_headers(book: Workbook) -> None:
    book[NOTES].delete_rows(1, HEADER_ROW)
    book[NOTES]["A1"] = "Tähän huomiot"


def doubled(**values: Any) -> Change:
    """The first item's id once more, in row 6, with these values."""

    def change(book: Workbook) -> None:
        book[STATE]["A6"] = FIRST
        headers = {each.value: each.column for each in book[STATE][HEADER_ROW]}
        for text, value in values.items():
            book[STATE].cell(6, headers[text.replace("_", " ")]).value = value

    return change


def named(row: int, item: str, **values: Any) -> Change:
    """The name of an item in a row; `id`: what stands in the place of the row's id."""

    def change(book: Workbook) -> None:
        path = ROOT / "schemas" / PROGRAMME / "roadmap.csv"
        with path.open(encoding="utf-8", newline="") as file:
            names = {each["id"]: each["sub_task_name"] for each in csv.DictReader(file)}
        book[STATE].cell(row, 2).value = names[item]
        if "id" in values:
            book[STATE].cell(row, 1).value = values["id"]

    return change


def copied(name: str, new: str) -> Change:
    def change(book: Workbook) -> None:
        book.copy_worksheet(book[name]).title = new

    return change


def two_copies_without_name(book: Workbook) -> None:
    book[STATE].title = "Heinäkuu"
    book.copy_worksheet(book["Heinäkuu"]).title = "Elokuu"


def with_dates_swapped(book: Workbook) -> None:
    """The plan's ends (the hard deadline, while nothing is decided) stand as forecasts, and the other way round."""
    headers = {each.value: each.column for each in book[STATE][HEADER_ROW]}
    for row in (ROW, ROW + 1):
        book[STATE].cell(row, headers["Loppu"]).value = date(2022, 2, 28)
        book[STATE].cell(row, headers["Ennuste valmis"]).value = date(2022, 12, 31)


def two_columns_of_status(book: Workbook) -> None:
    book[STATE]["S4"], book[STATE]["S5"] = "Tila nyt", "Valmis"


def measured(
    indicator: str, change: Change = as_it_is, *, month: str = "2021-11", before: Any = None, **values: Any
) -> Judge:
    """The sheet of indicators as it goes out, with values typed into the row of one of them."""

    def findings(_: Programme, folder: Path) -> list[Finding]:
        measuring = measured_programme(folder)
        known = {indicator: PreviousMeasure(before, None)} if before is not None else {}
        book = sent_measures(measuring, folder, month, known)
        type_measure(book, indicator, **values)
        change(book)
        (folder / NAME).write_bytes(packed(book))
        return findings_on(measuring, [Sent(folder / NAME, None)])

    return findings


def two_of_one_group(_: Programme, folder: Path) -> list[Finding]:
    run = run_in(small_workspace(folder / "workspace", items=1))
    for name, day in (("vanha.xlsx", 10), ("uusi.xlsx", 11)):
        send(run, {FIRST: {"status": "Valmis"}}, name=name, modified_at=datetime(2021, 8, day))
    sent = sent_files(run.workspace.input)
    return [each for submission in merge_files(run, sent) for each in submission.findings]


def redacted_and_sent_again(*fields: str) -> Judge:
    """A file of which all, or some fields of the first row, were taken out, as it is stored and when it comes again."""

    def findings(programme: Programme, folder: Path) -> list[Finding]:
        run = run_in(small_workspace(folder / "workspace", items=1))
        send(run, {FIRST: {"status": "Käynnissä", "where_now": "Maija on poissa."}})
        merge_files(run, sent_files(run.workspace.input))
        redact(run, NAME, "tietosuoja", [f"{STATE}!{at(programme, field, ROW)}" for field in fields])
        again = merge_files(run, sent_files(run.workspace.input))
        with run.history() as history:
            stored = [each for _, _, each in history.findings(run.programme.id)]
        return [*stored, *(each for submission in again for each in submission.findings)]

    return findings


def bomb(data: bytes) -> bytes:
    """The package with one part that is small when packed and huge when unpacked."""
    return with_part_added(data, "xl/media/kuva.bin", bytes(30_000_000))


def with_part_added(data: bytes, name: str, content: bytes) -> bytes:
    buffer = BytesIO(data)
    with ZipFile(buffer, "a", ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return buffer.getvalue()


def with_thousands_of_parts(data: bytes) -> bytes:
    buffer = BytesIO(data)
    with ZipFile(buffer, "a") as package:
        for number in range(MOST_PARTS):
            package.writestr(f"xl/media/kuva{number}.bin", b"")
    return buffer.getvalue()


def with_many_sheets(book: Workbook) -> None:
    for number in range(MOST_SHEETS):
        book.create_sheet(f"Oma {number}")


def with_doctype(data: bytes) -> bytes:
    return with_part(data, "xl/workbook.xml", lambda xml: b"<!DOCTYPE workbook []>" + xml)


def with_blank_rows(data: bytes) -> bytes:
    """A sheet on which somebody has formatted a hundred thousand rows."""
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(1_000, 101_000)).encode()
    return with_part(
        data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")
    )


def a_file_whose_process(lost: Lost) -> Judge:
    """What becomes of the process is in test_apart.py; here it is what the user is told."""

    def findings(programme: Programme, folder: Path) -> list[Finding]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(take_in, "each_apart", lambda *given: [lost for _ in given[2]])
            (folder / NAME).write_bytes(b"PK")
            new, _ = sources([Sent(folder / NAME, None)], {})
            return judge(new, programme, KEY, "fi", workers=1)[0].findings

    return findings


NOTE = {"kind": "Huomio", "text": "Odottaa päätöstä."}
RISK = {"kind": "Riski", "text": "Asiantuntijat vähissä."}


def a_discussion(
    values: Mapping[str, Any], item: str = FIRST, change: Callable[[Programme], Programme] = lambda each: each
) -> Judge:
    """The workbook of a discussion with one row; judged by the programme as `change` leaves it."""

    def findings(programme: Programme, folder: Path) -> list[Finding]:
        (folder / NAME).write_bytes(packed(discussion(programme, [(item, values)])))
        return findings_on(change(programme), [Sent(folder / NAME, None)])

    return findings


def two_of_one_discussion(_: Programme, folder: Path) -> list[Finding]:
    run = run_in(small_workspace(folder, items=1))
    discuss(run, [(FIRST, {"status": "Valmis"})], name="uusi.xlsx", modified_at=datetime(2021, 8, 22))
    discuss(run, [(FIRST, {"status": "Käynnissä"})], name="vanha.xlsx")
    merged = merge_files(run, sent_files(run.workspace.input))
    return [each for submission in merged for each in submission.findings]


EXAMPLES: dict[str, tuple[Judge, Place]] = {
    "F001": (a_file(b"tester", "~$05_HTT.xlsx"), ""),
    "F002": (a_file(b"%PDF-1.7", "05_HTT.pdf"), ""),
    "F003": (a_book(raw=lambda data: data[: len(data) // 2]), ""),
    "F004": (a_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), ""),
    "F005": (a_book(raw=bomb), ""),
    "F006": (a_file_that_is_gone, ""),
    "F007": (a_book(raw=lambda data: with_cell(data, "A5", '<c r="XFD1048576"><v>1</v></c>')), STATE),
    "F008": (a_file_that_changes, ""),
    "F010": (a_book(raw=with_thousands_of_parts), ""),
    "F011": (a_book(change=with_many_sheets), ""),
    "F012": (a_book(raw=with_doctype), ""),
    "F013": (a_book(raw=lambda data: with_part_added(data, "../05_HTT.exe", b"MZ")), ""),
    "F014": (a_book(raw=with_blank_rows), STATE),
    "F015": (a_file(b"PK" + bytes(MOST_BYTES)), ""),
    "F016": (a_book({"status": "Käynnissä", "where_now": "pal_x0007_li"}), (STATE, "where_now", ROW)),
    "F017": (a_file_whose_process(Lost("died", "exit code 134")), ""),
    "F018": (a_file_whose_process(Lost("too_slow")), ""),
    "F019": (a_file_whose_process(Lost("out_of_memory")), ""),
    "F020": (a_file(ods(), "05_HTT.ods"), ""),
    "F021": (a_book(raw=lambda data: protected(data, "salainen")), ""),
    "F022": (a_book(raw=lambda data: protected(data, "salainen"), means=Means(("väärä",))), ""),
    "F023": (a_file(ods(), "05_HTT.ods", Means(office=Path(sys.executable))), ""),
    "F024": (a_file(zipped({"a.zip": zipped({"a.txt": b"a"})}), "posti.zip"), ""),
    "F025": (a_file(zipped({"lue.txt": b"Hei"}), "posti.zip"), ""),
    "F026": (a_file(ods(is_protected=True), "05_HTT.ods"), ""),
    "F027": (lost_in_conversion, ""),
    "F028": (a_file(b""), ""),
    "F029": (a_file(b"bplist00", ".05_HTT.xlsx.icloud"), ""),
    "W001": (a_book(change=without_passport), ""),
    "W002": (a_book(passport={"key": bytes(32)}), ""),
    "W003": (another_programmes, ""),
    "W004": (a_book(folder_month="2021-08"), ""),
    "W005": (a_book(passport={"organisation": "99"}), ""),
    "W006": (a_book(expected=()), ""),
    "W007": (a_book(change=with_two_passports), ""),
    "W008": (a_book({}), ""),
    "W009": (the_same_twice, ""),
    "W010": (a_book(acceptance=Acceptance("05", "HTT", "2021-07")), ""),
    "W011": (
        with_rule(
            "done_is_100",
            a_book({"status": "Valmis", "percent_done": 0.9}),
            waivers=(Waiver("05", "2021-07", "", "Siirtymäaika."),),
        ),
        "",
    ),
    "W012": (a_book(change=sheet_removed(SHEET)), ""),
    "W013": (a_sent_book({}, imprint_changed), ""),
    "W015": (two_of_one_group, ""),
    "W016": (a_discussion({"status": "Valmis"}, change=without_discussion), ""),
    "W017": (two_of_one_discussion, ""),
    "W020": (converted_before, ""),
    "W021": (a_book(raw=lambda data: protected(data, "salainen"), means=Means(("salainen",))), ""),
    "W022": (a_book(raw=with_macros), ""),
    "W023": (a_book(raw=with_1904), ""),
    "W024": (a_book(raw=with_links), ""),
    "W025": (a_book(raw=with_connection), ""),
    "W026": (a_book(raw=with_text_box), ""),
    "W030": (a_book({"status": "Käynnissä", "where_now": code()}), (STATE, "where_now", ROW)),
    "W031": (a_book({"status": "Käynnissä", "where_now": mistyped()}), (STATE, "where_now", ROW)),
    "W032": (a_book({"status": "Käynnissä", "where_now": "SALASSA PIDETTÄVÄ"}), (STATE, "where_now", ROW)),
    "W033": (a_book(change=footer("maija@example.org")), STATE),
    "W034": (a_book(change=footer("040 123 4567")), STATE),
    "W035": (a_book(change=column_of("maija@example.org", MOST_TOLD + 1)), ""),
    "W040": (redacted_and_sent_again(), ""),
    "W041": (redacted_and_sent_again("where_now"), ""),
    "S001": (a_book(change=sheet_removed(NOTES)), ""),
    "S002": (a_book(change=cell(STATE, "S4", "Omat merkinnät")), (STATE, "S4")),
    "S003": (a_book(change=header(STATE, "Ennuste valmis", None)), (STATE, "A4")),
    "S004": (a_book(change=renamed(NOTES, "Ryhmän havaintoja")), "Ryhmän havaintoja"),
    "S005": (a_book(change=cell(STATE, "S4", "Tila nyt")), (STATE, "S4")),
    "S006": (a_book(change=without_headers), NOTES),
    "S007": (a_book(change=extra_sheet), "Omat laskelmat"),
    "S008": (a_book(change=header(STATE, "Valmiina %", "Valmina %")), (STATE, "percent_done", HEADER_ROW)),
    "S010": (a_book(change=copied(STATE, "Tilannekuva (2)")), "Tilannekuva (2)"),
    "S011": (a_book(change=two_copies_without_name), ""),
    "S012": (a_book(change=with_dates_swapped), (STATE, "forecast_end", HEADER_ROW)),
    "S013": (a_book(change=lambda book: book[STATE].delete_rows(6)), STATE),
    "S014": (a_book(folder_month="2021-08", acceptance=Acceptance("05", "HTT", "2021-08")), STATE),
    "S018": (a_book_sent_before(1, {"status": "Käynnissä"}), STATE),
    "S019": (a_book_sent_before(2, {}), STATE),
    "S020": (
        a_book(
            raw=lambda data: with_cell(data, "K5", '<c r="K5" t="str"><f>[1]Taul!A1</f><v>Valmis</v></c>')
        ),
        STATE,
    ),
    "S021": (a_book(change=linked("K5")), STATE),
    "S022": (a_book(change=lambda book: book[STATE].merge_cells("K5:K6")), (STATE, "K5")),
    "S023": (a_book(change=with_comment("K5")), STATE),
    "S024": (an_own_book({}, sheet_removed(OWN)), ""),
    "C001": (a_book({"status": "melkein"}), (STATE, "status", ROW)),
    "C002": (a_book({"status": "Käynnissä", "percent_done": "puolet"}), (STATE, "percent_done", ROW)),
    "C003": (a_book({"status": "Käynnissä", "percent_done": 1.7}), (STATE, "percent_done", ROW)),
    "C004": (a_book({"status": "Käynnissä", "forecast_end": "ei tiedossa"}), (STATE, "forecast_end", ROW)),
    "C005": (
        a_book({"status": "Käynnissä", "forecast_end": date(2012, 2, 28)}),
        (STATE, "forecast_end", ROW),
    ),
    "C006": (a_book(change=cell(STATE, "A5", "HTT.Z.9.9")), (STATE, "item", ROW)),
    "C007": (a_book(change=cell(STATE, "A5", None)), (STATE, "item", ROW)),
    "C008": (a_book(change=doubled(Tila_nyt="Valmis")), (STATE, "item", ROW)),
    "C009": (a_book({"status": "Käynnissä", "where_now": "a" * 501}), (STATE, "where_now", ROW)),
    "C010": (a_book({"status": "Käynnissä", "where_now": "#N/A"}), (STATE, "where_now", ROW)),
    "C011": (a_book({"status": '=IF(1,"Valmis","")'}), (STATE, "status", ROW)),
    "C012": (a_book(note={**NOTE, "kind": "Huolenaihe"}), (NOTES, "kind", ROW)),
    "C013": (a_book({"status": "KÄYNNISSÄ"}), (STATE, "status", ROW)),
    "C014": (a_book(change=doubled(Tila_nyt="Käynnissä")), (STATE, "item", 6)),
    "C015": (a_book(change=cell(STATE, "B9", "Yhteensä 4 kpl")), (STATE, "sub_task", 9)),
    "C030": (a_book(change=cell(STATE, "A5", "JO.A.1.1")), (STATE, "item", ROW)),
    "C031": (a_book(change=cell(STATE, "B5", NAME_OF_SECOND)), (STATE, "sub_task", ROW)),
    "C032": (a_sent_book({"status": "Käynnissä"}, column_turned("B")), (STATE, "sub_task", ROW)),
    "C033": (a_book(change=cell(STATE, "B5", "Oma nimi")), (STATE, "sub_task", ROW)),
    "C034": (a_sent_book({"planned_end": date(2023, 6, 30)}), (STATE, "planned_end", ROW)),
    "C035": (a_sent_book({"status": "Käynnissä"}, column_turned("O")), (STATE, "where_now", ROW)),
    "C036": (a_sent_book({}, column_cleared("G")), (STATE, "planned_end", ROW)),
    "C037": (a_book(note={**NOTE, "theme": "Sää"}), (NOTES, "theme", ROW)),
    "C038": (measured(NPS, cell(MEASURES, "A5", "M.9.9"), value=30), (MEASURES, "A5")),
    "C039": (measured(NPS, value="30 %"), (MEASURES, "I5")),
    "S030": (measured(NPS, lambda book: book[MEASURES].delete_rows(5)), MEASURES),
    "R030": (measured(NPS, remark="Ei mitattu."), (MEASURES, "M5")),
    "R031": (measured(NPS, month="2021-07", value=30), (MEASURES, "I7")),
    "R032": (measured(NPS, value=101), (MEASURES, "I5")),
    "R033": (measured(NPS, value=50, before=20.0), (MEASURES, "I5")),
    "R034": (measured(HOSPITALS, value="Rakenteilla", before="in_place"), (MEASURES, "I8")),
    "R035": (measured(NPS, value=30, as_of="1.12.2021"), (MEASURES, "K5")),
    "C016": (a_book({"status": "Käynnissä", "forecast_end": "28.2."}), (STATE, "forecast_end", ROW)),
    "C017": (a_book({"status": "Käynnissä", "forecast_end": "alkuvuosi 2022"}), (STATE, "forecast_end", ROW)),
    "C018": (a_book({"status": "Käynnissä", "forecast_end": "pe 28.2.2022"}), (STATE, "forecast_end", ROW)),
    "C019": (a_book({"status": "Käynnissä", "percent_done": 2}), (STATE, "percent_done", ROW)),
    "C020": (a_book(change=named(ROW, FIRST, id=44470)), (STATE, "item", ROW)),
    "C021": (a_book(change=two_columns_of_status), (STATE, "status", ROW)),
    "C022": (a_discussion({"status": "Valmis"}, item=""), (DISCUSSION, "item", ROW)),
    "C023": (a_discussion({"agreed": "Näin."}, item="HTT.Z.9.9"), (DISCUSSION, "item", ROW)),
    "C040": (a_book({"status": "Käynnissä", "where_now": "maija@example.org"}), (STATE, "where_now", ROW)),
    "C041": (a_book({"status": "Käynnissä", "where_now": "040 123 4567"}), (STATE, "where_now", ROW)),
    "R001": (a_book({"status": "Käynnissä", "no_change": "x"}), (STATE, "no_change", ROW)),
    "R002": (a_book({"no_change": "x"}), (STATE, "no_change", ROW)),
    "R003": (a_book({"percent_done": 0.4}), (STATE, "percent_done", ROW)),
    "R004": (a_book({"status": "Valmis", "percent_done": 0.9}), (STATE, "percent_done", ROW)),
    "R005": (a_book({"status": "Ei aloitettu", "percent_done": 0.1}), (STATE, "percent_done", ROW)),
    "R006": (
        a_book({"status": "Käynnissä", "forecast_end": date(2021, 7, 31)}),
        (STATE, "forecast_end", ROW),
    ),
    "R007": (a_book({"status": "Käynnissä", "red_flag": "kyllä"}), (STATE, "red_flag", ROW)),
    "R008": (a_book(note={**RISK, "likelihood": 4}), (NOTES, "effect", ROW)),
    "R009": (a_book(note={"kind": "Toive"}), (NOTES, "text", ROW)),
    "R010": (a_book(note={"text": "Odottaa päätöstä."}), (NOTES, "kind", ROW)),
    "R011": (a_sent_book({"status": "Ei aloitettu"}), (STATE, "status", ROW)),
    "R012": (with_end(date(2021, 7, 31), a_book()), (STATE, "next_steps", ROW)),
    "R013": (a_sent_book({"no_change": "x", "percent_done": 0.5}), (STATE, "percent_done", ROW)),
    "R014": (
        a_sent_book({"no_change": "x", "forecast_end": date(2022, 6, 30)}),
        (STATE, "forecast_end", ROW),
    ),
    "R015": (
        with_end(date(2021, 9, 1), a_book({"status": "Ei aloitettu", "forecast_end": date(2021, 8, 31)})),
        (STATE, "forecast_end", ROW),
    ),
    "R016": (a_book({"status": "Käynnissä", "percent_done": 1}), (STATE, "percent_done", ROW)),
    "R017": (
        a_discussion({"agreed": "Näin.", "agreed_by": "A", "agreed_until": date(2021, 7, 31)}),
        (DISCUSSION, "agreed_until", ROW),
    ),
    "R018": (
        a_discussion({"agreed": "Näin.", "agreed_until": date(2021, 9, 1)}),
        (DISCUSSION, "agreed_by", ROW),
    ),
    "R019": (a_discussion({"agreed_by": "A"}), (DISCUSSION, "agreed", ROW)),
    "R020": (
        with_rule(
            "complete_but_not_done",
            a_book({"status": "Käynnissä", "percent_done": 1}),
            code="R020",
            says={"fi": "Prosentti {found}.", "sv": "Procent {found}.", "en": "Percent {found}."},
            remedy={"fi": "Tarkista.", "sv": "Kontrollera.", "en": "Check."},
        ),
        (STATE, "percent_done", ROW),
    ),
    "R021": (a_book_sent_before(2, {"status": "Käynnissä"}), (STATE, "item", ROW)),
    "R024": (an_own_book({"own_end": date(2022, 6, 30)}), (OWN, "reason", ROW)),
    "R025": (
        an_own_book({"own_start": date(2023, 1, 1), "reason": "Päätös."}),
        (OWN, "own_start", ROW),
    ),
    "R026": (an_own_book({"reason": "Päätös."}), (OWN, "own_start", ROW)),
    "R027": (an_own_book({"own_end": None, "reason": None}, is_sent=True), (OWN, "own_start", ROW)),
    "R029": (an_own_item({"status": "Käynnissä"}), (OWN_ITEMS, "name", ROW)),
    "R040": (an_objective_without("indicator"), ("Tavoitteet", "F5")),
    "R041": (two_of_a_name, (OWN_ITEMS, "name", ROW)),
    "R042": (an_objective_without("owner_municipality"), ("Tavoitteet", "J5")),
    "R028": (an_own_book({"own_critical": "ei", "reason": "Päätös."}), (OWN, "own_critical", ROW)),
}
EXAMPLES |= SURVEY_EXAMPLES
EXAMPLES |= DECISION_EXAMPLES
OF_THE_FIRST_ITEM = {
    "C001",
    "C002",
    "C003",
    "C004",
    "C005",
    "C008",
    "C009",
    "C010",
    "C011",
    "C013",
    "C014",
    "C016",
    "C017",
    "C018",
    "C019",
    "C020",
    "C021",
    "C031",
    "C033",
    "C034",
    "R020",
} | {f"R{number:03}" for number in (*range(1, 8), *range(11, 20), *range(24, 29))}
"""Codes whose example is about the row of `FIRST`."""


def place_of(place: Place, programme: Programme) -> str:
    if isinstance(place, str):
        return place
    if len(place) == 2:
        return f"{place[0]}!{place[1]}"
    sheet, code, row = place
    if sheet in (OWN, OWN_ITEMS):
        return f"{sheet}!{OWN_COLUMNS[code]}{row}"
    kind = {STATE: "items", NOTES: "notes", DISCUSSION: "discussion"}[sheet]
    return f"{sheet}!{at(programme, code, row, kind)}"


OF_AN_INDICATOR = {
    **dict.fromkeys(("C039", "R030", "R032", "R033", "R035"), NPS),
    "R031": DIGITAL,
    "R034": HOSPITALS,
}
"""Code -> the indicator that its example is about."""


def test_every_code_of_the_catalogue_has_an_example_and_no_other() -> None:
    assert sorted(EXAMPLES) == sorted(kinds())


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_example_of_a_code_gives_it_at_its_cell(code: str, small: Programme, tmp_path: Path) -> None:
    make, place = EXAMPLES[code]
    found = next((each for each in make(small, tmp_path) if each.code == code), None)
    assert found is not None
    assert found.severity == kinds()[code].severity
    assert found.place == place_of(place, small)
    of_what = {**dict.fromkeys(("R029", "R041"), "HTT.OWN-1"), **OF_AN_INDICATOR, **OF_A_DECISION}
    of_what |= dict.fromkeys(("R040", "R042"), OBJECTIVE)
    assert found.item == (FIRST if code in OF_THE_FIRST_ITEM else of_what.get(code, ""))
    if code[0] in "CR":
        assert found.sheet
        assert found.cell


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_message_of_an_example_is_whole_in_every_language(
    code: str, small: Programme, tmp_path: Path
) -> None:
    make, _ = EXAMPLES[code]
    found = next(each for each in make(small, tmp_path) if each.code == code)
    messages = {language: found.message(language) for language in LANGUAGES}
    assert len(set(messages.values())) == len(LANGUAGES), "a language repeats another"
    for language, message in messages.items():
        assert message.endswith((".", "?"))
        assert not set(message) & set("{}")
        assert "  " not in message
        values = found.values_in(language)
        for name in places(kinds()[code].found[language]) - {"hint"}:
            assert values[name], f"{name} is empty"
            assert values[name] in message


def places(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}


@pytest.mark.parametrize("code", kinds())
def test_a_code_says_the_same_in_every_language(code: str) -> None:
    kind = kinds()[code]
    assert all(kind.found[language].strip() for language in LANGUAGES)
    assert len({frozenset(places(kind.found[language])) for language in LANGUAGES}) == 1
    assert len({frozenset(places(kind.remedy[language])) for language in LANGUAGES}) == 1
    assert len({bool(kind.remedy[language].strip()) for language in LANGUAGES}) == 1


def test_codes_are_grouped_and_ascend() -> None:
    codes = list(kinds())
    assert all(re.fullmatch(r"[FWSCR]\d{3}", code) for code in codes)
    assert codes == sorted(set(codes), key=lambda code: ("FWSCR".index(code[0]), code))


def test_findings_come_worst_first_and_otherwise_as_they_were_found() -> None:
    found = [finding("C013"), finding("R002"), finding("C007"), finding("W008"), finding("C010")]
    assert [each.code for each in worst_first(found)] == ["C007", "C010", "R002", "W008", "C013"]
    assert SEVERITIES == ("error", "warning", "info")


def test_a_programme_may_grade_a_rule_otherwise() -> None:
    assert finding("R004").severity == "warning"
    assert finding("R004", severity="error").severity == "error"


def test_what_was_found_is_quoted_on_one_line_and_cut_when_it_is_long() -> None:
    quoted = finding("C001", found="rivi\nvaihtuu  ja\tjatkuu " + "a" * 200).values["found"]
    assert quoted.startswith("rivi vaihtuu ja jatkuu aaa")
    assert (len(quoted), quoted[-1]) == (80, "…")


def test_braces_that_people_type_stay_as_they_are() -> None:
    assert "{oho}" in finding("C001", found="{oho}", allowed="Valmis").message("fi")


def test_the_place_is_sheet_and_cell_as_far_as_they_are_known() -> None:
    assert finding("C010", sheet="Huomiot", cell="C5").place == "Huomiot!C5"
    assert finding("S006", sheet="Huomiot").place == "Huomiot"
    assert finding("F003").place == ""
