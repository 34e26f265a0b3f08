"""The workbook that groups fill: what stands in it, what may be written, and what its formulas say."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

import looks
from builder import FIRST_ROW, HEADER_ROW, column
from deciding import FOLDER, sent_to_decide
from discussions import discussion_order
from measured import measured_programme, sent_measures
from owning import allowed
from templates import GROUP, MONTH, order
from ytaexcel import texts
from ytaexcel.errors import UsageError
from ytaexcel.months import shifted
from ytaexcel.passport import SHEET, from_properties
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.discussion import sheets_of
from ytaexcel.programme.sheets import Headers
from ytaexcel.programme.successor import Successor
from ytaexcel.style import PERCENT
from ytaexcel.template import (
    OwnWindow,
    Previous,
    Topic,
    template_name,
    write_discussion,
    write_template,
)
from ytaexcel.texts import Language, catalogue

FUNCTIONS = set(
    "AND OR NOT IF IFERROR MATCH INDEX COUNT COUNTIF COUNTIFS SUM SUMPRODUCT EXACT MID LEFT SEARCH ROW SUBTOTAL "
    "HYPERLINK ISNUMBER".split()
)
"""What the formulas may use: all older than Excel 2016, none volatile."""


@pytest.fixture(scope="session")
def book(written: Callable[[Language], Path], language: Language) -> Workbook:
    """The file in each language as it was written; not to be changed."""
    return load_workbook(written(language))


@pytest.fixture(scope="session")
def finnish(written: Callable[[Language], Path]) -> Workbook:
    """The Finnish file with the values of its formulas."""
    return load_workbook(written("fi"), data_only=True)


def page(book: Workbook, programme: Programme, kind: str, language: Language = "fi") -> Worksheet:
    found = book[programme.workbook.sheet(kind).names[language]]
    assert isinstance(found, Worksheet)
    return found


def cell(book: Workbook, programme: Programme, item: str, code: str, language: Language = "fi") -> Any:
    """The cell of an item's field on the situation picture."""
    sheet = page(book, programme, "items", language)
    row = next(row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, 1).value == item)
    return sheet.cell(row, column(programme.workbook.sheet("items"), code))


def validated(sheet: Worksheet) -> Iterator[tuple[int, Any]]:
    """(column, validation) of each validation of a sheet."""
    for validation in sheet.data_validations.dataValidation:
        for area in validation.sqref.ranges:
            yield area.min_col, validation


def width_of(sheet: Worksheet, column: int) -> float:
    """The width of a column; openpyxl keeps equal neighbours as one range."""
    return next(
        float(each.width)
        for each in sheet.column_dimensions.values()
        if (each.min or 0) <= column <= (each.max or 0)
    )


def named(book: Workbook, name: str) -> list[Any]:
    """The values of the cells that a defined name stands for."""
    ((sheet, area),) = book.defined_names[name].destinations
    first_column, first_row, last_column, last_row = range_boundaries(area.replace("$", ""))
    assert first_column == last_column
    return [book[sheet].cell(row, first_column).value for row in range(first_row, last_row + 1)]


def test_the_file_is_named_for_programme_month_organisation_group_and_language(programme: Programme) -> None:
    name = template_name(programme, "05", "HTT", "2021-07", "fi")
    assert name == f"{programme.id}_2021-07_05_HTT_fi.xlsx"


def test_the_sheets_are_those_of_the_definition_and_the_instructions_open_first(
    book: Workbook, decided: Programme, language: Language
) -> None:
    assert book.sheetnames == [
        *(sheet.names[language] for sheet in sheets_of(decided.workbook, is_discussion=False)),
        SHEET,
    ]
    hidden = {sheet.title for sheet in book.worksheets if sheet.sheet_state == "hidden"}
    assert hidden == {decided.workbook.sheet("lists").names[language], SHEET}
    assert all(sheet.sheet_state != "veryHidden" for sheet in book.worksheets)
    assert book.active is page(book, decided, "instructions", language)


@pytest.mark.parametrize("kind", ["items", "notes"])
def test_headers_and_widths_are_those_of_the_definition(
    book: Workbook, decided: Programme, language: Language, kind: str
) -> None:
    sheet, definition = page(book, decided, kind, language), decided.workbook.sheet(kind)
    for number, field in enumerate(definition.fields, start=1):
        assert sheet.cell(HEADER_ROW, number).value == field.header(language, MONTH)
        assert width_of(sheet, number) == pytest.approx(field.width, abs=1)
    assert sheet.cell(HEADER_ROW, len(definition.fields) + 1).value is None
    assert sheet.auto_filter.ref.startswith(f"A{HEADER_ROW}:")
    pane = sheet.sheet_view.pane
    assert (pane.xSplit, pane.ySplit, pane.state) == (3, HEADER_ROW, "frozen")


def test_the_sheet_opens_at_the_first_row_that_is_asked(
    book: Workbook, decided: Programme, known: dict[str, Previous], language: Language
) -> None:
    """Two rows above it stay in view, and the first cell to fill is the active one."""
    sheet = page(book, decided, "items", language)
    asked = [
        item.critical != "no"
        and (item.id not in known or known[item.id].status not in ("done", "not_applicable"))
        for item in decided.items_in(MONTH, GROUP)
    ]
    first = FIRST_ROW + asked.index(True)
    assert sheet.sheet_view.selection[-1].activeCell == f"J{first}"
    assert sheet.sheet_view.pane.topLeftCell == f"D{max(FIRST_ROW, first - 2)}"


def test_a_workbook_in_another_language_than_the_roadmap_says_so(
    book: Workbook, decided: Programme, language: Language
) -> None:
    told = page(book, decided, "instructions", language)["A4"].value
    assert ("finska" in told or "Finnish" in told) is (language != decided.roadmap_language)


def test_a_group_of_which_nothing_is_known_is_not_told_of_last_month(
    programme: Programme, tmp_path: Path
) -> None:
    write_template(tmp_path / "first.xlsx", programme, order(programme, "sv"))
    book = load_workbook(tmp_path / "first.xlsx")
    guide = page(book, programme, "instructions", "sv")
    told = [str(row[1].value) for row in guide.iter_rows(min_row=7)]
    assert "Fyll i raden" in told
    assert not {"Ingen ändring? Skriv x.", "Har något ändrats?", "förra månadens uppgift"} & {*told}
    assert "30" not in str(guide["A5"].value)
    bands = [cell.value for cell in page(book, programme, "items", "sv")[HEADER_ROW - 1]]
    assert "FYLL I DENNA MÅNAD" in bands


def test_a_field_that_is_added_to_the_definition_appears(programme: Programme, tmp_path: Path) -> None:
    state = programme.workbook.sheet("items")
    added = replace(
        state.field("owner"),
        code="cost",
        role="input",
        type="whole",
        headers=(Headers("2021-07", {"fi": "Kustannus", "sv": "Kostnad", "en": "Cost"}),),
        least=0,
        most=900_000,
    )
    changed = replace(state, fields=(*state.fields, added))
    sheets = tuple(changed if sheet is state else sheet for sheet in programme.workbook.sheets)
    larger = replace(programme, workbook=replace(programme.workbook, sheets=sheets))
    write_template(tmp_path / "x.xlsx", larger, order(larger))
    sheet = page(load_workbook(tmp_path / "x.xlsx"), larger, "items")
    number = len(changed.fields)
    assert sheet.cell(HEADER_ROW, number).value == "Kustannus"
    assert not sheet.cell(FIRST_ROW, number).protection.locked
    (rule,) = [rule for at, rule in validated(sheet) if at == number]
    assert (rule.type, rule.formula1, rule.formula2) == ("whole", "0", "900000")


def test_a_locked_field_of_the_programmes_own_shows_what_the_roadmap_says_of_the_item(
    programme: Programme, tmp_path: Path
) -> None:
    state = programme.workbook.sheet("items")
    changed = replace(state, fields=(*state.fields, replace(state.field("task"), code="budget")))
    sheets = tuple(changed if sheet is state else sheet for sheet in programme.workbook.sheets)
    items = tuple(replace(item, details={"budget": f"{item.id} €"}) for item in programme.items)
    larger = replace(programme, items=items, workbook=replace(programme.workbook, sheets=sheets))
    write_template(tmp_path / "x.xlsx", larger, order(larger))
    sheet = page(load_workbook(tmp_path / "x.xlsx"), larger, "items")
    assert sheet.cell(5, len(changed.fields)).value == f"{sheet['A5'].value} €"


def test_a_sheet_without_the_optional_fields_still_counts(programme: Programme, tmp_path: Path) -> None:
    kept = ("item", "sub_task", "lacking", "status", "percent_done", "where_now")
    state = programme.workbook.sheet("items")
    smaller = replace(state, fields=tuple(field for field in state.fields if field.code in kept))
    sheets = tuple(smaller if sheet is state else sheet for sheet in programme.workbook.sheets)
    small = replace(programme, workbook=replace(programme.workbook, sheets=sheets))
    write_template(tmp_path / "x.xlsx", small, order(small))
    book = load_workbook(tmp_path / "x.xlsx", data_only=True)
    assert page(book, small, "items")["C5"].value == "tila"


def test_a_group_without_items_gets_no_workbook(programme: Programme, tmp_path: Path) -> None:
    empty = replace(programme, items=tuple(item for item in programme.items if item.group != GROUP))
    with pytest.raises(UsageError, match=GROUP):
        write_template(tmp_path / "x.xlsx", empty, order(empty))


def test_there_is_one_row_for_each_item_in_the_order_of_the_roadmap(
    finnish: Workbook, decided: Programme, known: dict[str, Previous]
) -> None:
    sheet, items = page(finnish, decided, "items"), decided.items_in(MONTH, GROUP)
    assert [sheet.cell(FIRST_ROW + number, 1).value for number in range(len(items) + 1)] == [
        *(item.id for item in items),
        None,
    ]
    assert [sheet.cell(FIRST_ROW + number, 2).value for number in range(len(items))] == [
        item.name for item in items
    ]
    first = items[0]
    task = cell(finnish, decided, first.id, "task").value
    assert task == f"A.1 {first.levels['task'][1]}"
    assert cell(finnish, decided, first.id, "critical").value == "kyllä, aloita ensin"
    assert {cell(finnish, decided, item.id, "critical").value for item in items[1:3]} == {"ei", "avoin"}


def test_an_item_without_a_planned_end_shows_the_hard_deadline_in_brackets(
    finnish: Workbook, decided: Programme
) -> None:
    undated = next(item for item in decided.items_in(MONTH, GROUP) if item.planned_end is None)
    end = cell(finnish, decided, undated.id, "planned_end")
    assert end.value.date() == decided.hard_deadline
    assert end.number_format == '"("d.m.yyyy")"'
    assert cell(finnish, decided, undated.id, "planned_start").value is None


def test_status_percent_no_change_and_red_flag_start_empty_and_the_rest_as_last_known(
    finnish: Workbook, decided: Programme, known: dict[str, Previous]
) -> None:
    for item in decided.items_in(MONTH, GROUP):
        for code in ("status", "percent_done", "no_change", "red_flag"):
            assert cell(finnish, decided, item.id, code).value is None
    started = next(item for item, last in known.items() if last.status == "started")
    assert cell(finnish, decided, started, "forecast_end").value.date() == date(2022, 2, 28)
    assert cell(finnish, decided, started, "where_now").value == "=Luonnos lausunnolla."
    assert cell(finnish, decided, started, "where_now").data_type == "s"
    assert cell(finnish, decided, started, "owner").value == "Talousjohtaja"
    assert cell(finnish, decided, started, "previous_status").value == "Käynnissä"
    assert cell(finnish, decided, started, "previous_percent").value == 0.4
    assert cell(finnish, decided, started, "previous_percent").number_format == PERCENT
    never = next(item.id for item in decided.items_in(MONTH, GROUP) if item.id not in known)
    assert all(
        cell(finnish, decided, never, code).value is None
        for code in ("previous_status", "previous_percent", "owner")
    )


def test_asked_is_what_is_followed_and_was_not_finished(
    finnish: Workbook, decided: Programme, known: dict[str, Previous]
) -> None:
    asked = 0
    for item in decided.items_in(MONTH, GROUP):
        last = known[item.id].status if item.id in known else None
        is_asked = item.critical != "no" and last not in ("done", "not_applicable")
        idle = {"done": "✓ valmis", "not_applicable": "ei koske"}.get(last or "", "vapaaehtoinen")
        expected = ("tila tai x" if last else "tila") if is_asked else idle
        assert cell(finnish, decided, item.id, "lacking").value == expected
        asked += is_asked
    count = page(finnish, decided, "items")["A2"].value
    assert count == f"Täytetty 0 / {asked} riviä · puuttuu {asked} · palauta viimeistään ti 7.12.2021"


@pytest.mark.parametrize("kind", ["items", "notes"])
def test_exactly_the_filled_fields_can_be_written(
    book: Workbook, decided: Programme, language: Language, kind: str
) -> None:
    sheet, definition = page(book, decided, kind, language), decided.workbook.sheet(kind)
    rows = definition.rows or len(decided.items_in(MONTH, GROUP))
    for number, field in enumerate(definition.fields, start=1):
        locked = {sheet.cell(row, number).protection.locked for row in range(FIRST_ROW, FIRST_ROW + rows)}
        assert locked == {not field.is_filled}, field.code
        assert sheet.cell(FIRST_ROW + rows, number).protection.locked
    fills = {
        field.is_filled: sheet.cell(FIRST_ROW, number).fill.fgColor.rgb
        for number, field in enumerate(definition.fields, start=1)
    }
    assert fills[True] != fills[False]


def test_every_sheet_is_protected_without_a_password_and_can_be_filtered(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
    for sheet in (sheet for sheet in book.worksheets if sheet.auto_filter.ref):
        assert not sheet.protection.autoFilter
        assert not sheet.protection.formatColumns
        assert not sheet.protection.formatRows


def test_the_month_has_a_contact_person_to_fill_in(
    book: Workbook, decided: Programme, language: Language
) -> None:
    ((name, area),) = book.defined_names["contact_person"].destinations
    sheet = page(book, decided, "instructions", language)
    assert name == sheet.title
    unlocked = [found for row in sheet.iter_rows() for found in row if not found.protection.locked]
    assert [found.coordinate for found in unlocked] == [area.replace("$", "")]


@pytest.mark.parametrize("kind", ["items", "notes"])
def test_every_filled_field_has_a_stopping_rule_with_messages(
    book: Workbook, decided: Programme, language: Language, kind: str
) -> None:
    definition = decided.workbook.sheet(kind)
    rules = dict(validated(page(book, decided, kind, language)))
    for number, field in enumerate(definition.fields, start=1):
        if not field.is_filled:
            assert number not in rules
            continue
        assert field.help is not None
        assert rules[number].prompt == field.help[language]
        assert 0 < len(rules[number].promptTitle) <= 32
        assert rules[number].error
        assert "{" not in rules[number].error
        assert rules[number].errorStyle in (None, "stop")
    if kind == "items":
        limits = rules[column(definition, "percent_done")]
        assert (limits.type, float(limits.formula1), float(limits.formula2)) == ("decimal", 0, 1)
        assert rules[column(definition, "where_now")].formula1 == "500"


def test_dropdowns_point_by_name_to_the_hidden_lists(
    book: Workbook, decided: Programme, language: Language
) -> None:
    found = {}
    for kind in ("items", "notes"):
        definition = decided.workbook.sheet(kind)
        for number, rule in validated(page(book, decided, kind, language)):
            if rule.type == "list":
                found[kind, definition.fields[number - 1].code] = named(book, rule.formula1)
    words = {code: names[language] for code, names in decided.workbook.words.items()}
    assert found["items", "status"] == [status.names[language] for status in decided.statuses]
    assert found["items", "no_change"] == [words["mark"]]
    assert found["items", "red_flag"] == found["notes", "shareable"] == [words["yes"]]
    assert found["notes", "item"] == [item.id for item in decided.items_in(MONTH, GROUP)]
    kinds = decided.workbook.sheet("notes").field("kind").choices
    assert found["notes", "kind"] == [choice.names[language] for choice in kinds]
    assert found["notes", "likelihood"] == [1, 2, 3, 4, 5]


def test_the_passport_stands_in_the_properties_and_on_the_hidden_sheet(
    book: Workbook, decided: Programme, language: Language
) -> None:
    expected = order(decided, language).passport
    assert from_properties({each.name: each.value for each in book.custom_doc_props.props}) == expected
    rows = dict(book[SHEET].iter_rows(values_only=True, max_col=2))
    assert from_properties(rows) == expected


def test_every_visible_sheet_has_a_title_and_prints_on_a4_landscape(
    book: Workbook, language: Language
) -> None:
    assert book.properties.title
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            assert sheet["A1"].value
            assert sheet.page_setup.orientation == "landscape"
            assert sheet.page_setup.paperSize == 9
            assert not sheet.merged_cells.ranges
            assert sheet.title in sheet.oddFooter.left.text
            assert texts.month_short(MONTH) in sheet.oddFooter.left.text


def test_a_demonstration_says_so_on_every_visible_sheet_and_others_do_not(
    book: Workbook, decided: Programme, programme: Programme, language: Language, tmp_path: Path
) -> None:
    remark = texts.text("template.demonstration", language)
    write_template(tmp_path / "real.xlsx", programme, order(programme, language))
    for opened, is_demonstration in ((book, True), (load_workbook(tmp_path / "real.xlsx"), False)):
        for sheet in opened.worksheets:
            if sheet.sheet_state == "visible":
                values = {found for row in sheet.iter_rows(max_row=3, values_only=True) for found in row}
                assert (remark in values) is is_demonstration
                assert (remark in (sheet.oddHeader.center.text or "")) is is_demonstration


def test_rows_are_high_enough_for_long_names_and_grow_with_what_is_typed(
    written: Callable[[Language], Path], decided: Programme
) -> None:
    with ZipFile(written("fi")) as parts:
        xml = parts.read("xl/worksheets/sheet2.xml").decode()
    rows = re.findall(r"<row [^>]*>", xml)
    growing = [row for row in rows if int(re.findall(r'r="(\d+)"', row)[0]) >= FIRST_ROW]
    assert len(growing) == len(decided.items_in(MONTH, GROUP))
    assert not any("customHeight" in row for row in growing)
    heights = {
        int(number): float(height) for number, height in re.findall(r'<row r="(\d+)"[^>]* ht="([\d.]+)"', xml)
    }
    for number, item in enumerate(decided.items_in(MONTH, GROUP), start=FIRST_ROW):
        assert heights[number] >= 15 * len(item.name) / 46


def test_nothing_volatile_and_nothing_newer_than_excel_2016_is_used(
    written: Callable[[Language], Path],
) -> None:
    with ZipFile(written("fi")) as parts:
        sheets = [
            parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")
        ]
    formulas = [
        re.sub('&quot;.*?&quot;|".*?"', "", formula)
        for xml in sheets
        for formula in re.findall(r"<f>(.*?)</f>|<formula1?>(.*?)</formula1?>", xml)
        for formula in formula
    ]
    assert len(formulas) > 1000
    assert {name for formula in formulas for name in re.findall(r"([A-Z][A-Z.]+)\(", formula)} <= FUNCTIONS


def test_every_formula_has_its_value_with_it(written: Callable[[Language], Path]) -> None:
    formulas, values = load_workbook(written("fi")), load_workbook(written("fi"), data_only=True)
    for sheet in formulas.worksheets:
        if sheet.title == "Yhteenveto":
            found = [each for row in sheet.iter_rows() for each in row if each.data_type == "f"]
            assert len(found) > 50
            assert all(values[sheet.title][each.coordinate].value is not None for each in found)


def test_the_same_order_gives_the_same_bytes(
    decided: Programme, known: dict[str, Previous], written: Callable[[Language], Path], tmp_path: Path
) -> None:
    write_template(tmp_path / "again.xlsx", decided, order(decided, "fi", known))
    assert (tmp_path / "again.xlsx").read_bytes() == written("fi").read_bytes()


def changing(programme: Programme) -> Programme:
    """From the month on the group's first item is another, the second is split into the 14 after it."""
    first, second, *others = programme.items_in(MONTH, GROUP)
    until = shifted(MONTH, -1)
    new = [replace(each, valid_from=MONTH) for each in others[:15]]
    pairs = [(first, new[0]), *((second, each) for each in new[1:])]
    return replace(
        programme,
        items=(*(replace(each, valid_to=until) for each in (first, second)), *new),
        successors=tuple(Successor(old.id, heir.id, MONTH) for old, heir in pairs),
    )


def test_every_text_of_the_template_is_used_and_every_used_text_exists(
    programme: Programme,
    decided: Programme,
    known: dict[str, Previous],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used = set()
    text = texts.text

    def recorded(key: str, language: Language, **values: object) -> str:
        used.add(key)
        return text(key, language, **values)

    monkeypatch.setattr(texts, "text", recorded)
    for number in range(7):
        due = replace(order(decided, "fi", known), due=date(2021, 12, 6 + number))
        write_template(tmp_path / "demonstration.xlsx", decided, due)
    for written, shown in (("fi", "sv"), ("sv", "en"), ("en", "fi")):
        foreign = replace(decided, roadmap_language=written)
        write_template(tmp_path / "foreign.xlsx", foreign, order(decided, shown))
    write_template(tmp_path / "changing.xlsx", changing(decided), order(decided, "fi", known))
    owning = allowed(decided, tmp_path)
    window = OwnWindow(None, date(2022, 6, 30), None, "Päätös.")
    first = owning.items_in(MONTH, GROUP)[0].id
    write_template(tmp_path / "own.xlsx", owning, replace(order(owning), own_windows={first: window}))
    for topics in ((), (Topic(decided.items[0], "", None, None, None),)):
        due = discussion_order(decided, topics)
        write_discussion(tmp_path / "discussion.xlsx", decided, due)
    sent_measures(measured_programme(tmp_path), tmp_path, "2021-11", {})
    sent_to_decide(load_programme(FOLDER), tmp_path)
    assert {key for key in catalogue() if key.startswith("template.")} == {
        key for key in used if key.startswith("template.")
    }


FILLED = [
    # last known, what is typed, what is then lacking
    (None, {}, "tila"),
    (None, {"no_change": "x"}, "tila"),
    (None, {"status": "Ei aloitettu"}, "ennuste, vastuuhenkilö"),
    (None, {"status": "Ei aloitettu", "forecast_end": date(2022, 3, 1), "owner": "A"}, "✓"),
    (None, {"status": "Käynnissä", "owner": "A"}, "%, ennuste"),
    (None, {"status": "Käynnissä", "owner": "A", "percent_done": 0.2, "forecast_end": date(2022, 1, 1)}, "✓"),
    (None, {"status": "Valmis"}, "✓"),
    (None, {"status": "Valmis", "percent_done": 1}, "✓"),
    (None, {"status": "Valmis", "percent_done": 0.4}, "100 %?"),
    (None, {"status": "Ei aloitettu", "percent_done": 0.1, "owner": "A"}, "0 %?, ennuste"),
    (None, {"status": "Ei koske aluetta"}, "missä mennään"),
    (None, {"status": "Ei koske aluetta", "where_now": "Ei kuulu."}, "✓"),
    ("started", {}, "tila tai x"),
    ("started", {"no_change": "x"}, "✓"),
    ("started", {"no_change": "x", "status": "Valmis"}, "x vai tila?"),
    ("started", {"no_change": "x", "forecast_end": date(2021, 11, 30)}, "uusi ennuste"),
    ("started", {"no_change": "x", "red_flag": "kyllä"}, "haasteet"),
    ("started", {"no_change": "x", "red_flag": "kyllä", "challenges": "Rahoitus."}, "✓"),
    ("done", {}, "✓ valmis"),
    ("done", {"owner": "Uusi nimi"}, "tila tai x"),
    ("not_applicable", {}, "ei koske"),
]


@pytest.mark.office
def test_what_is_typed_decides_what_is_lacking(decided: Programme, tmp_path: Path) -> None:
    sheet = decided.workbook.sheet("items")
    items = [item for item in decided.items_in(MONTH, GROUP) if item.critical == "yes"][: len(FILLED)]
    dated = {item.id for item in items}
    late = replace(
        decided,
        items=tuple(
            replace(item, planned_start=date(2021, 8, 1), planned_end=date(2021, 10, 31))
            if item.id in dated
            else item
            for item in decided.items
        ),
    )
    last = {"started": Previous("started", 40.0, date(2022, 2, 28), {"owner": "A"})}
    last |= {status: Previous(status, None, None, {}) for status in ("done", "not_applicable")}
    previous = {item.id: last[status] for item, (status, _, _) in zip(items, FILLED, strict=True) if status}
    path = tmp_path / "filled.xlsx"
    write_template(path, late, order(late, "fi", previous))
    book = load_workbook(path)
    for item, (_, typed, _) in zip(items, FILLED, strict=True):
        for code, value in typed.items():
            cell(book, late, item.id, code).value = value
    notes = page(book, late, "notes")
    definition = late.workbook.sheet("notes")
    for row, typed in enumerate(
        (
            {"kind": "Riski", "text": "Rahoitus.", "scope": "sote", "likelihood": 4, "effect": 5},
            {"kind": "Riski", "text": "Aikataulu.", "scope": "sote", "likelihood": 2},
            {"kind": "Toive", "text": "Malli.", "item": items[0].id},
        ),
        start=FIRST_ROW,
    ):
        for code, value in typed.items():
            notes.cell(row, column(definition, code)).value = value
    book.save(path)
    anew = load_workbook(looks.worked_out(path, tmp_path), data_only=True)
    found = {item.id: cell(anew, late, item.id, "lacking").value for item in items}
    assert found == {item.id: words for item, (_, _, words) in zip(items, FILLED, strict=True)}
    noted = page(anew, late, "notes")
    assert [noted.cell(row, column(definition, "lacking")).value for row in range(5, 9)] == [
        "✓",
        "vaikutus",
        "koskee",
        None,
    ]
    assert noted.cell(5, column(definition, "risk_level")).value == "20 suuri"
    assert noted.cell(7, column(definition, "item_name")).value == items[0].name
    assert sheet.field("lacking").role == "formula"
    overview = page(anew, late, "overview")
    figures = {overview.cell(row, 1).value: overview.cell(row, 2).value for row in range(6, 20)}
    complete = [words for status, _, words in FILLED if words == "✓"]
    assert figures["Täytetty kysytyistä riveistä"] == len(complete)
    assert figures["⚑ Tuen tarve"] == 2
    assert overview["A3"].value.startswith("Keskeneräisiä rivejä jäljellä: ")
