"""The roadmap goes to Excel to be decided and comes back, whole or not at all."""

import csv
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import libreoffice
from conftest import PROGRAMME, ROOT, cut_items
from ytaexcel.errors import DefinitionError, WorkspaceError
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.edit import Change, export_roadmap, import_roadmap
from ytaexcel.texts import LANGUAGES, Language

SOURCE = "johtoryhmä 12.8.2021"
KEPT = 6
"""Items of each of the five groups, so that a test stays quick."""
FIRST, LAST = 6, 5 + 5 * KEPT
"""Rows of the first and the last item."""
ID, NAME, CRITICAL, START_FIRST, CRITICAL_SOURCE, START, END, WINDOW_SOURCE, VALID_FROM = "ABFGHIJKL"


class Desk:
    """A copied programme, its workbook, and the way back."""

    def __init__(self, root: Path) -> None:
        self.folder = Path(shutil.copytree(ROOT / "schemas" / PROGRAMME, root / PROGRAMME))
        self.path = root / "roadmap.xlsx"

    @property
    def programme(self) -> Programme:
        return load_programme(self.folder)

    @property
    def roadmap(self) -> bytes:
        return (self.folder / "roadmap.csv").read_bytes()

    def export(self, language: Language = "fi") -> Worksheet:
        export_roadmap(self.programme, self.folder, self.path, language)
        return self.sheet()

    def sheet(self) -> Worksheet:
        sheet = openpyxl.load_workbook(self.path).active
        assert isinstance(sheet, Worksheet)
        return sheet

    def type(self, cells: dict[str, Any], language: Language = "fi") -> None:
        """Exports the roadmap and types into it."""
        sheet = self.export(language)
        for address, value in cells.items():
            sheet[address] = value
        self.save(sheet)

    def save(self, sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.save(self.path)

    def take_back(self) -> Change:
        return import_roadmap(self.programme, self.folder, self.path)

    def refused(self) -> list[str]:
        """The problems of an import that changed nothing."""
        before = self.roadmap
        with pytest.raises(DefinitionError) as told:
            self.take_back()
        assert self.roadmap == before
        return told.value.problems


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    cut_items(desk.folder, KEPT)
    return desk


# The workbook


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_went_out_comes_back_unchanged(tmp_path: Path, language: Language) -> None:
    desk = Desk(tmp_path)
    before = desk.roadmap
    desk.export(language)
    assert desk.take_back() == Change(rows=0, columns={})
    assert desk.roadmap == before


def test_the_same_roadmap_gives_the_same_bytes(desk: Desk) -> None:
    desk.export()
    first = desk.path.read_bytes()
    desk.export()
    assert desk.path.read_bytes() == first


def test_there_is_a_row_for_each_item_and_only_the_decisions_can_be_changed(desk: Desk) -> None:
    sheet = desk.export()
    assert (sheet.max_row, sheet[f"{ID}{FIRST}"].value, sheet[f"{ID}{LAST}"].value) == (
        LAST,
        "HTT.A.1.1",
        "ICT.A.3.3",
    )
    unlocked = {cell.column_letter for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == set(CRITICAL + START_FIRST + CRITICAL_SOURCE + START + END + WINDOW_SOURCE)
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet.freeze_panes == "C6"
    assert sheet.auto_filter.ref == f"A5:L{LAST}"


@pytest.mark.parametrize(
    ("language", "words"), [("fi", "kyllä,ei,avoin"), ("sv", "ja,nej,öppen"), ("en", "yes,no,open")]
)
def test_decisions_are_chosen_in_the_language_of_the_workbook(
    desk: Desk, language: Language, words: str
) -> None:
    sheet = desk.export(language)
    lists = {
        str(each.sqref): each.formula1
        for each in sheet.data_validations.dataValidation
        if each.type == "list"
    }
    assert lists == {f"{column}{FIRST}:{column}{LAST}": f'"{words}"' for column in (CRITICAL, START_FIRST)}
    assert sheet[f"{CRITICAL}{FIRST}"].value == words.split(",")[2]


def test_dates_are_validated_against_each_other(desk: Desk) -> None:
    dates = [each for each in desk.export().data_validations.dataValidation if each.type == "date"]
    assert [(str(each.sqref), each.formula1) for each in dates] == [
        (f"{START}{FIRST}:{START}{LAST}", "DATE(2000,1,1)"),
        (f"{END}{FIRST}:{END}{LAST}", f"MAX(${START}{FIRST},DATE(2000,1,1))"),
    ]


def test_the_head_counts_what_is_open_and_what_lacks_a_source(desk: Desk) -> None:
    desk.type({f"{CRITICAL}7": "kyllä", f"{CRITICAL_SOURCE}7": SOURCE})
    desk.take_back()
    sheet = desk.export()
    shown = openpyxl.load_workbook(desk.path, data_only=True).worksheets[0]
    assert sheet[f"{CRITICAL}4"].value == f'=COUNTIF($F${FIRST}:$F${LAST},"avoin")'
    counts = {
        column: shown[f"{column}4"].value for column in CRITICAL + START_FIRST + START + END + CRITICAL_SOURCE
    }
    assert counts == {CRITICAL: 29, START_FIRST: 30, START: 30, END: 30, CRITICAL_SOURCE: 0}
    assert sheet[f"{CRITICAL}4"].number_format == '0" avoinna"'


def test_a_demonstration_says_so(desk: Desk) -> None:
    path = desk.folder / "programme.toml"
    path.write_text("demonstration = true\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert str(desk.export()["A4"].value).startswith("ESITTELY")


# The way back


def test_decisions_come_back(desk: Desk) -> None:
    desk.type(
        {
            f"{CRITICAL}6": "kyllä",
            f"{START_FIRST}6": "ei",
            f"{CRITICAL_SOURCE}6": SOURCE,
            f"{START}7": date(2021, 9, 1),
            f"{END}7": datetime(2022, 2, 28),
            f"{WINDOW_SOURCE}7": SOURCE,
            f"{END}8": " 28.2.2022 ",
            f"{WINDOW_SOURCE}8": SOURCE,
        }
    )
    change = desk.take_back()
    assert change == Change(
        rows=3,
        columns={
            "critical": 1, "start_first": 1, "critical_source": 1,
            "planned_start": 1, "planned_end": 2, "window_source": 2,
        },
    )  # fmt: skip
    first, second, third, *rest = desk.programme.items
    assert (first.critical, first.start_first, first.critical_source) == ("yes", "no", SOURCE)
    assert (second.planned_start, second.planned_end, second.window_source) == (
        date(2021, 9, 1),
        date(2022, 2, 28),
        SOURCE,
    )
    assert (third.planned_start, third.planned_end) == (None, date(2022, 2, 28))
    assert {item.critical for item in rest} == {"undetermined"}


def test_a_decision_can_be_taken_back(desk: Desk) -> None:
    desk.type(
        {
            f"{CRITICAL}6": "kyllä",
            f"{CRITICAL_SOURCE}6": SOURCE,
            f"{END}6": "1.9.2021",
            f"{WINDOW_SOURCE}6": SOURCE,
        }
    )
    before = desk.roadmap
    desk.take_back()
    desk.type(
        {f"{CRITICAL}6": "avoin", f"{CRITICAL_SOURCE}6": None, f"{END}6": None, f"{WINDOW_SOURCE}6": None}
    )
    assert desk.take_back().rows == 1
    assert desk.programme.items[0].critical == "undetermined"
    assert before.splitlines() == desk.roadmap.splitlines()


def test_remarks_in_the_roadmap_stay_where_they_are(desk: Desk) -> None:
    lines = desk.roadmap.decode("utf-8").splitlines(keepends=True)
    remarked = ["# Who decides: the group.\n", lines[0], "# The first items\n", *lines[1:]]
    (desk.folder / "roadmap.csv").write_text("".join(remarked), encoding="utf-8", newline="")
    desk.type({f"{CRITICAL}{FIRST}": "kyllä", f"{CRITICAL_SOURCE}{FIRST}": "ryhmä"})
    assert desk.take_back().rows == 1
    after = desk.roadmap.decode("utf-8").splitlines(keepends=True)
    assert [line for line in after if line.startswith("#")] == [remarked[0], remarked[2]]
    assert [after.index(each) for each in (remarked[0], remarked[2])] == [0, 2]


def test_importing_twice_changes_nothing_more(desk: Desk) -> None:
    desk.type({f"{CRITICAL}6": "ei", f"{CRITICAL_SOURCE}6": SOURCE})
    assert desk.take_back().rows == 1
    assert desk.take_back().rows == 0


def test_only_the_decided_columns_are_rewritten(desk: Desk) -> None:
    """A byte-order mark, line ends and blanks of the other columns stay as they were."""
    path = desk.folder / "roadmap.csv"
    text = path.read_text(encoding="utf-8").replace("VATE:n asettaminen,", "VATE:n asettaminen ,", 1)
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8"))
    desk.type({f"{CRITICAL}6": "ei", f"{CRITICAL_SOURCE}6": SOURCE})
    before = path.read_bytes().splitlines(keepends=True)
    desk.take_back()
    after = path.read_bytes().splitlines(keepends=True)
    assert [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [1]
    assert next(csv.reader([after[1].decode("utf-8")]))[10:13] == ["no", "undetermined", SOURCE]


def test_moved_columns_sorted_rows_and_lines_above_change_nothing(desk: Desk) -> None:
    desk.type({f"{CRITICAL}6": "ja", f"{CRITICAL_SOURCE}6": SOURCE}, "sv")
    sheet = desk.sheet()
    head, *rows = [list(cells) for cells in sheet.iter_rows(min_row=5, values_only=True)]
    book = openpyxl.Workbook()
    moved = book.create_sheet("Blad2")
    moved.append(["en egen anteckning"])
    for cells in (head, *reversed(rows)):
        moved.append([None, *reversed(cells), "eget"])
    book.save(desk.path)
    assert desk.take_back() == Change(rows=1, columns={"critical": 1, "critical_source": 1})


def test_a_blank_row_between_others_is_passed_over(desk: Desk) -> None:
    sheet = desk.export()
    sheet.insert_rows(10)
    desk.save(sheet)
    assert desk.take_back().rows == 0


def test_words_of_every_language_are_understood(desk: Desk) -> None:
    desk.type(
        {
            f"{CRITICAL}{row}": word
            for row, word in zip((6, 7, 8, 9), ("Kyllä", "JA", " yes ", "nej"), strict=True)
        }
    )
    sheet = desk.sheet()
    for row in (6, 7, 8, 9):
        sheet[f"{CRITICAL_SOURCE}{row}"] = SOURCE
    desk.save(sheet)
    desk.take_back()
    assert [item.critical for item in desk.programme.items[:4]] == ["yes", "yes", "yes", "no"]


def test_a_formula_with_a_saved_result_counts_as_its_result(desk: Desk) -> None:
    """As Excel saves it: the formula and its value."""
    desk.type(
        {
            f"{CRITICAL}6": "kyllä",
            f"{CRITICAL_SOURCE}6": SOURCE,
            f"{CRITICAL_SOURCE}7": SOURCE,
            f"{CRITICAL}7": "MARK",
        }
    )
    parts = _parts(desk.path)
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    shared = sheet.index('r="F7"')
    end = sheet.index("</c>", shared)
    parts["xl/worksheets/sheet1.xml"] = (
        sheet[:shared] + 'r="F7" t="str"><f>F6</f><v>kyllä</v>' + sheet[end:]
    ).encode()
    _pack(desk.path, parts)
    desk.take_back()
    assert desk.programme.items[1].critical == "yes"


def _parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def _pack(path: Path, parts: dict[str, bytes]) -> None:
    with ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


# What is refused

DECIDED: dict[str, Any] = {f"{CRITICAL}6": "kyllä", f"{CRITICAL_SOURCE}6": SOURCE}


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"F6": "ehkä"}, "Tiekartta!F6 (HTT.A.1.1): ”ehkä”. Sallittu: kyllä, ei, avoin."),
        ({"G6": 1}, "Tiekartta!G6 (HTT.A.1.1): ”1”. Sallittu: kyllä, ei, avoin."),
        ({"F6": None}, "Tiekartta!F6 (HTT.A.1.1): tyhjä. Sallittu: kyllä, ei, avoin."),
        ({"F6": "#N/A"}, "Tiekartta!F6 (HTT.A.1.1): virhearvo #N/A. Sallittu: kyllä, ei, avoin."),
        ({"I6": "#REF!"}, "Tiekartta!I6 (HTT.A.1.1): virhearvo #REF!. Sallittu: päivämäärä väliltä 1.1.2000–31.12.2099, esim. 28.2.2022."),
        ({"F6": "=F7"}, "Tiekartta!F6 (HTT.A.1.1): kaava ilman tallennettua tulosta. Avaa työkirja"),
        ({"J6": "=I6+30"}, "Tiekartta!J6 (HTT.A.1.1): kaava ilman tallennettua tulosta. Avaa työkirja"),
        ({"I6": "31.2.2022", "K6": SOURCE}, "Tiekartta!I6 (HTT.A.1.1): ”31.2.2022”. Sallittu: päivämäärä"),
        ({"I6": "2/2022", "K6": SOURCE}, "Tiekartta!I6 (HTT.A.1.1): ”2/2022”. Sallittu: päivämäärä"),
        ({"I6": "44620", "K6": SOURCE}, "Tiekartta!I6 (HTT.A.1.1): ”44620”. Sallittu: päivämäärä"),
        ({"I6": datetime(2022, 2, 28, 12, 30), "K6": SOURCE}, "Tiekartta!I6 (HTT.A.1.1): ”28.2.2022 12:30”. Sallittu: päivämäärä"),
        ({"I6": date(2201, 2, 28), "K6": SOURCE}, "Tiekartta!I6 (HTT.A.1.1): ”28.2.2201”. Sallittu: päivämäärä"),
        ({"I6": True, "K6": SOURCE}, "Tiekartta!I6 (HTT.A.1.1): ”True”. Sallittu: päivämäärä"),
        ({"I6": date(2022, 3, 1), "J6": date(2022, 2, 28), "K6": SOURCE}, "Tiekartta!J6 (HTT.A.1.1): loppu 28.2.2022 on ennen alkua 1.3.2022."),
        ({"F6": "kyllä"}, "Tiekartta!H6 (HTT.A.1.1): tyhjä, vaikka on päätetty: Kriittinen. Sallittu: kuka päätti ja milloin."),
        ({"G6": "ei"}, "Tiekartta!H6 (HTT.A.1.1): tyhjä, vaikka on päätetty: Aloitetaan ensin."),
        ({"J6": date(2022, 2, 28)}, "Tiekartta!K6 (HTT.A.1.1): tyhjä, vaikka on päätetty: Loppu."),
        ({"H6": date(2021, 8, 12)}, "Tiekartta!H6 (HTT.A.1.1): ”12.8.2021”. Sallittu: teksti (enintään 500 merkkiä)."),
        ({"H6": "x" * 501}, "Tiekartta!H6 (HTT.A.1.1): ”xxx"),
        ({"B6": "VATE"}, "Tiekartta!B6 (HTT.A.1.1): ”VATE”. Sallittu: tiekartan arvo ”Sopiminen VATE:n asettavasta tahosta"),
        ({"C6": "JO"}, "Tiekartta!C6 (HTT.A.1.1): ”JO”. Sallittu: tiekartan arvo ”HTT”"),
        ({"A6": "HTT.A.9.9"}, "Tiekartta!A6 (HTT.A.9.9): tunnusta ”HTT.A.9.9” (voimassa alkaen 2021-07) ei ole tiekartassa."),
        ({"L6": "2022-01"}, "Tiekartta!A6 (HTT.A.1.1): tunnusta ”HTT.A.1.1” (voimassa alkaen 2022-01) ei ole tiekartassa."),
        ({"A6": None}, "Tiekartta!A6 (–): tunnusta ””"),
        ({"A6": "HTT.A.1.2"}, "Tiekartta!A7 (HTT.A.1.2): tunnus ”HTT.A.1.2” on jo rivillä 6."),
        ({"A6": "HTT.A.1.2"}, "Tiekartta: rivi HTT.A.1.1 (voimassa alkaen 2021-07) puuttuu."),
        ({"F5": "Tärkeä"}, "Tiekartta: sarake ”Kriittinen” puuttuu riviltä 5."),
        ({"M5": "Kriittinen"}, "Tiekartta!M5: otsikko ”Kriittinen” on jo solussa F5."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_cell(desk: Desk, cells: dict[str, Any], problem: str) -> None:
    """And nothing else of the workbook goes in: here a decision in another row that would fit."""
    desk.type({"F20": "kyllä", "H20": SOURCE} | cells)
    found = desk.refused()
    assert any(each.startswith(problem) for each in found), found


def test_every_problem_is_told_at_once(desk: Desk) -> None:
    desk.type({"F6": "ehkä", "F7": "kyllä", "I8": "pian", "B9": "muu"})
    cells = [problem.split(" ")[0] for problem in desk.refused()]
    assert cells == [f"Tiekartta!{cell}" for cell in ("F6", "H7", "I8", "B9")]


def test_problems_are_told_in_the_language_of_the_workbook(desk: Desk) -> None:
    desk.type({"F6": "kanske"}, "sv")
    assert desk.refused() == ["Färdplan!F6 (HTT.A.1.1): ”kanske”. Tillåtet: ja, nej, öppen."]
    desk.type({"F6": "maybe"}, "en")
    assert desk.refused() == ['Roadmap!F6 (HTT.A.1.1): found "maybe". Allowed: yes, no, open.']


def test_the_roadmap_of_another_programme_is_refused(desk: Desk) -> None:
    sheet = desk.export()
    assert sheet.parent is not None
    for each in sheet.parent.custom_doc_props.props:
        each.value = "another"
    desk.save(sheet)
    (problem,) = desk.refused()
    assert "another" in problem
    assert PROGRAMME in problem


def test_a_workbook_without_a_roadmap_is_refused(desk: Desk) -> None:
    openpyxl.Workbook().save(desk.path)
    (problem,) = desk.refused()
    assert problem.startswith("roadmap.xlsx: tiekartan taulukkoa ei löydy.")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"no workbook",
        lambda content: content[: len(content) // 2],
        lambda _: bytes.fromhex("d0cf11e0a1b11ae1") * 1000,
    ],
    ids=["text", "cut off", "encrypted"],
)
def test_what_is_no_workbook_is_refused(desk: Desk, spoil: Callable[[bytes], bytes]) -> None:
    desk.export()
    desk.path.write_bytes(spoil(desk.path.read_bytes()))
    (problem,) = desk.refused()
    assert "ei ole Excel-työkirja" in problem


def test_a_file_that_cannot_be_read_is_told(desk: Desk) -> None:
    desk.path.mkdir()
    with pytest.raises(WorkspaceError, match="cannot be read"):
        desk.take_back()


def test_a_failed_rewriting_leaves_the_roadmap_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.type(DECIDED)
    before = desk.roadmap

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WorkspaceError, match="is it open in Excel"):
        desk.take_back()
    assert desk.roadmap == before
    assert not list(desk.folder.glob(".roadmap*"))


@pytest.mark.office
def test_libreoffice_saves_what_comes_back_as_it_was_decided(desk: Desk, tmp_path: Path) -> None:
    desk.type(DECIDED | {"I7": date(2021, 9, 1), "K7": SOURCE})
    desk.path = libreoffice.convert(desk.path, "xlsx", tmp_path / "saved")
    assert desk.sheet().protection.sheet
    assert desk.take_back().rows == 2
    first, second, *_ = desk.programme.items
    assert (first.critical, first.critical_source) == ("yes", SOURCE)
    assert (second.planned_start, second.planned_end) == (date(2021, 9, 1), None)


# From a month on


def versions_of(desk: Desk, item: str) -> list[tuple[str, str, str, date | None]]:
    """Months, criticality and end of each row of an item."""
    rows = [each for each in desk.programme.items if each.id == item]
    return [(each.valid_from, each.valid_to, each.critical, each.planned_end) for each in rows]


def test_a_decision_from_a_month_on_ends_the_row_and_begins_another(desk: Desk) -> None:
    """Whatever was decided before holds for the months before; the new row stands right after the old one."""
    desk.type(
        {
            f"{CRITICAL}6": "kyllä",
            f"{CRITICAL_SOURCE}6": SOURCE,
            f"{END}6": date(2021, 9, 30),
            f"{WINDOW_SOURCE}6": SOURCE,
        }
    )
    desk.take_back()
    before = desk.roadmap.splitlines()
    desk.type({f"{CRITICAL}6": "ei", f"{END}6": date(2021, 12, 31), f"{WINDOW_SOURCE}6": "päätös 1.11."})
    change = import_roadmap(desk.programme, desk.folder, desk.path, "2021-11")
    assert change == Change(1, {"critical": 1, "planned_end": 1, "window_source": 1}, begun=1)
    assert versions_of(desk, "HTT.A.1.1") == [
        ("2021-07", "2021-10", "yes", date(2021, 9, 30)),
        ("2021-11", "", "no", date(2021, 12, 31)),
    ]
    after = desk.roadmap.splitlines()
    assert [line for line in after if line in before] == [before[0], *before[2:]]
    assert [line.split(b",")[0] for line in after[1:4]] == [b"HTT.A.1.1", b"HTT.A.1.1", b"HTT.A.1.2"]


def test_who_decided_the_former_row_is_not_said_of_the_new_one(desk: Desk) -> None:
    path = desk.folder / "roadmap.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([f"{header},valid_source", *(f"{line},STM" for line in lines)]) + "\n", encoding="utf-8"
    )
    desk.type({f"{CRITICAL}6": "ei", f"{CRITICAL_SOURCE}6": SOURCE})
    import_roadmap(desk.programme, desk.folder, desk.path, "2021-11")
    first = [(each.valid_from, each.valid_source) for each in desk.programme.items[:3]]
    assert first == [("2021-07", "STM"), ("2021-11", ""), ("2021-07", "STM")]


def test_both_rows_stand_in_the_workbook_that_is_exported_next(desk: Desk) -> None:
    desk.type({f"{CRITICAL}6": "ei", f"{CRITICAL_SOURCE}6": SOURCE})
    import_roadmap(desk.programme, desk.folder, desk.path, "2021-11")
    sheet = desk.export()
    assert [[sheet[f"{column}{row}"].value for column in (ID, CRITICAL, VALID_FROM)] for row in (6, 7)] == [
        ["HTT.A.1.1", "avoin", "2021-07"],
        ["HTT.A.1.1", "ei", "2021-11"],
    ]
    assert import_roadmap(desk.programme, desk.folder, desk.path, "2021-12").rows == 0


def test_a_row_that_begins_in_the_month_or_later_is_decided_in_place(desk: Desk) -> None:
    desk.type({f"{CRITICAL}6": "ei", f"{CRITICAL_SOURCE}6": SOURCE})
    change = import_roadmap(desk.programme, desk.folder, desk.path, "2021-07")
    assert (change.rows, change.begun) == (1, 0)
    assert [each[:3] for each in versions_of(desk, "HTT.A.1.1")] == [("2021-07", "", "no")]


def test_a_row_that_ended_before_the_month_cannot_be_decided_otherwise_from_it_on(desk: Desk) -> None:
    path = desk.folder / "roadmap.csv"
    path.write_bytes(
        path.read_bytes().replace(b",undetermined,2021-07,\n", b",undetermined,2021-07,2021-09\n", 1)
    )
    desk.type({f"{CRITICAL}6": "ei", f"{CRITICAL_SOURCE}6": SOURCE})
    before = desk.roadmap
    with pytest.raises(DefinitionError) as told:
        import_roadmap(desk.programme, desk.folder, desk.path, "2021-11")
    (problem,) = told.value.problems
    assert problem.startswith("Tiekartta!L6 (HTT.A.1.1): rivi päättyi jo 2021-09")
    assert desk.roadmap == before


def test_a_decision_that_replaces_another_for_all_months_is_counted(desk: Desk) -> None:
    desk.type(
        {
            f"{CRITICAL}6": "ei",
            f"{CRITICAL_SOURCE}6": SOURCE,
            f"{START}7": date(2021, 8, 1),
            f"{WINDOW_SOURCE}7": SOURCE,
        }
    )
    assert desk.take_back().redecided == 0
    desk.type({f"{CRITICAL}6": "kyllä"})
    assert desk.take_back() == Change(1, {"critical": 1}, redecided=1)
