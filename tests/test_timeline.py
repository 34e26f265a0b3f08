"""The life of one item: every value with file, sheet and cell, and those cells really hold the values."""

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

import looks
from collected import decide, items_of, run_in, send, small_workspace
from discussions import discuss
from ytaexcel.errors import DefinitionError, UsageError
from ytaexcel.inbox import sent_files
from ytaexcel.texts import Language
from ytaexcel.timeline import Scope, scope
from ytaexcel.workflow import Run, history_lines, history_workbook, make_reports, merge_files, rejudge
from ytaexcel.workflow import decide as decide_on

VALUE = re.compile(r"^ {11}(?P<sheet>\S.*)!(?P<cell>[A-Z]+\d+) +(?P<header>[^:]+): (?P<value>.+)$")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """July twice (the newer one is refused in this row), August "no change", September nothing, October done."""
    workspace = small_workspace(tmp_path_factory.mktemp("timeline") / "workspace", items=2)
    run = run_in(workspace)
    item = items_of(run)[0]
    decide(
        workspace.programme_folder(run.programme.id),
        item,
        planned_start="2021-07-01",
        planned_end="2021-09-15",
    )
    everything = {
        "status": "Käynnissä",
        "percent_done": 0.4,
        "forecast_end": date(2021, 10, 1),
        "red_flag": "kyllä",
        "where_now": "Luonnos valmis: lausunnolla.",
        "challenges": "Resurssit puuttuvat.",
        "owner": "Talousjohtaja",
    }
    send(run, {item: everything}, name="heinä.xlsx")
    send(run, {item: {"status": "Ei aloitettu"}}, name="heinä_vanha.xlsx", modified_at=datetime(2021, 8, 1))
    send(run, {item: {"no_change": "x", "owner": "Talousjohtaja"}}, month="2021-08", name="elo.xlsx")
    send(run, {item: {"status": "Valmis", "percent_done": 1}}, month="2021-10", name="loka.xlsx")
    run = run_in(workspace, date(2021, 11, 3))
    merge_files(run, sent_files(workspace.input))
    return run


@pytest.fixture(scope="module")
def lines(run: Run) -> list[str]:
    return history_lines(run, Scope(items_of(run)[0], "05"))


def test_head_names_item_and_organisation(run: Run, lines: list[str]) -> None:
    item = run.programme.items_in("2021-07", "HTT")[0]
    assert lines[0] == f"{item.id} {item.name} – {run.programme.organisation('05').names['fi']}"


def test_each_month_says_what_is_in_force_and_why_it_is_behind(lines: list[str]) -> None:
    months = [line.strip() for line in lines if re.match(r" *\d+/\d{4}", line)]
    assert months == [
        "7/2021  Käynnissä 40 % – ilmoitettu [oma arvio myöhäinen, apua pyydetty]",
        "8/2021  Käynnissä 40 % – ilmoitettu",
        (
            "9/2021  Käynnissä 40 % – ei uutta tietoa, edellinen voimassa; jäljessä, 16 pv yli määräpäivän "
            "[ei tietoa]"
        ),
        "10/2021  Valmis 100 % – ilmoitettu",
    ]


def test_every_value_stands_in_the_cell_that_is_named(run: Run, lines: list[str]) -> None:
    """Opened with openpyxl: the named sheet and cell of the named file holds the value, under the named header."""
    found = []
    path = Path()
    for line in lines:
        if line.startswith(" " * 9) and not line.startswith(" " * 11):
            path = next(run.workspace.input.rglob(line.strip().split(" (")[0]))
        elif match := VALUE.match(line):
            sheet = load_workbook(path)[match["sheet"]]
            cell = sheet[match["cell"]]
            assert as_told(cell.value, cell.number_format) == match["value"]
            assert sheet.cell(4, cell.column).value == match["header"]
            found.append((path.stem, match["header"], match["value"]))
    assert found == [
        ("heinä", "Tila nyt", "Käynnissä"),
        ("heinä", "Valmiina %", "40 %"),
        ("heinä", "Ennuste valmis", "1.10.2021"),
        ("heinä", "Tuen tarve", "kyllä"),
        ("heinä", "Missä mennään", "Luonnos valmis: lausunnolla."),
        ("heinä", "Haasteet ja yhteisesti ratkottavat kysymykset", "Resurssit puuttuvat."),
        ("heinä", "Vastuuhenkilö", "Talousjohtaja"),
        ("heinä_vanha", "Tila nyt", "Ei aloitettu"),
        ("elo", "Ei muutosta", "x"),
        ("elo", "Vastuuhenkilö", "Talousjohtaja"),
        ("loka", "Tila nyt", "Valmis"),
        ("loka", "Valmiina %", "100 %"),
    ]


def as_told(value: object, number_format: str) -> str:
    if isinstance(value, datetime):
        return f"{value.day}.{value.month}.{value.year}"
    if "%" in number_format and isinstance(value, int | float):
        return f"{value * 100:.10g} %"
    return str(value)


def test_an_older_submission_of_the_month_is_told_as_superseded(lines: list[str]) -> None:
    files = [line.strip() for line in lines if line.strip().endswith(("xlsx", ")")) and "xlsx" in line]
    assert files == ["heinä.xlsx", "heinä_vanha.xlsx (korvattu uudemmalla)", "elo.xlsx", "loka.xlsx"]


@pytest.mark.parametrize(
    ("language", "word"), [("sv", "Pågår 40 % – meddelat"), ("en", "In progress 40 % – reported")]
)
def test_it_is_told_in_the_language_asked_for(run: Run, language: Language, word: str) -> None:
    told = history_lines(run_in(run.workspace, run.today, language), Scope(items_of(run)[0], "05"))
    assert word in told[1]


def test_an_item_of_which_nothing_was_ever_reported_says_so_in_each_month(run: Run) -> None:
    told = history_lines(run, Scope(items_of(run)[1], "17"))
    assert len(told) == 5
    assert all("ei koskaan ilmoitettu" in line for line in told[1:])


@pytest.mark.parametrize(
    ("item", "organisation", "sentence"),
    [("HTT.Z.9", "05", 'There is no item "HTT.Z.9"'), ("HTT.A.1.1", "99", 'There is no organisation "99"')],
)
def test_unknown_items_and_organisations_are_refused_by_name(
    run: Run, item: str, organisation: str, sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        history_lines(run, Scope(item, organisation))


def test_a_late_start_is_told_without_days(tmp_path: Path) -> None:
    """It is behind, but its end has not passed yet."""
    workspace = small_workspace(tmp_path / "workspace", items=1)
    run = run_in(workspace)
    item = items_of(run)[0]
    decide(
        workspace.programme_folder(run.programme.id),
        item,
        planned_start="2021-07-01",
        planned_end="2021-12-31",
    )
    send(run, {item: {"status": "Ei aloitettu"}})
    run = run_in(workspace)
    merge_files(run, sent_files(workspace.input))
    assert (
        history_lines(run, Scope(item, "05"))[1]
        == " 7/2021  Ei aloitettu – ilmoitettu; jäljessä, ei aloitettu ajallaan"
    )


# --- organisations and groups ---------------------------------------------------------------------------------------


@pytest.fixture
def other(tmp_path: Path) -> Run:
    """Two organisations: one moves on, one has a workbook excluded; a wish about an item."""
    workspace = small_workspace(tmp_path / "workspace", items=3)
    run = run_in(workspace)
    first, second, _ = items_of(run)
    wish = [{"kind": "Toive", "text": "=Ohje kaivataan.", "item": first}]
    send(
        run, {first: {"status": "Ei aloitettu"}, second: {"status": "Käynnissä"}}, notes=wish, name="a7.xlsx"
    )
    send(run, {first: {"status": "Valmis"}, second: {"status": "Valmis"}}, month="2021-08", name="a8.xlsx")
    send(run, {first: {"status": "Käynnissä"}}, organisation="17", name="b7.xlsx")
    send(run, {first: {"status": "melkein"}}, organisation="17", month="2021-08", name="b8.xlsx")
    run = run_in(workspace, date(2021, 9, 3))
    merge_files(run, sent_files(workspace.input))
    decide_on(run, "exclude", "b7.xlsx", "väärä alue")
    return run


def test_an_organisation_is_told_by_what_came_and_what_moved(other: Run) -> None:
    first, second, _ = items_of(other)
    lines = history_lines(other, Scope(organisation="05"))
    assert lines[0] == other.programme.organisation("05").names["fi"]
    assert lines[1].endswith(
        "Osatehtäviä 15: käynnissä 1, valmiina 0, aikataulusta jäljessä 0; ilman uutta tietoa 13."
    )
    assert lines[2] == "         a7.xlsx (05/HTT, 3.9.2021): otettiin mukaan (3 riviä)"
    assert lines[4:] == [
        "         a8.xlsx (05/HTT, 3.9.2021): otettiin mukaan (2 riviä)",
        f"           05 {first}: Ei aloitettu → Valmis",
        f"           05 {second}: Käynnissä → Valmis",
    ]


def test_decisions_and_refusals_stand_beside_the_files(other: Run) -> None:
    lines = history_lines(other, Scope(organisation="17", group="HTT"))
    assert "         b7.xlsx (17/HTT, 3.9.2021): otettiin mukaan (1 rivi)" in lines
    assert "           tester päätti 3.9.2021 jättää huomiotta: väärä alue" in lines
    assert "         b8.xlsx (17/HTT, 3.9.2021): hylättiin" in lines


def test_an_item_is_told_for_all_organisations_and_a_group_for_all_items(other: Run) -> None:
    first = items_of(other)[0]
    lines = history_lines(other, Scope(item=first))
    assert lines[0].startswith(f"{first} ")
    assert lines[1].endswith(
        "Osatehtäviä 2: käynnissä 0, valmiina 0, aikataulusta jäljessä 0; ilman uutta tietoa 1."
    )
    assert f"           05 {first}: Ei aloitettu → Valmis" in lines
    group = history_lines(other, Scope(group="HTT"))
    assert group[0] == other.programme.group("HTT").names["fi"]
    assert "Osatehtäviä 6:" in group[1]


def test_of_an_item_only_the_files_of_its_group_are_told(other: Run, tmp_path: Path) -> None:
    send(other, {"PJ.A.1.1": {"status": "Valmis"}}, group="PJ", name="pj.xlsx")
    discuss(other, [(items_of(other)[1], {"status": "Valmis"})], name="k.xlsx")
    merge_files(other, sent_files(other.workspace.input))
    of_item = Scope(items_of(other)[0])
    lines = "\n".join(history_lines(other, of_item))
    assert ("a7.xlsx" in lines, "k.xlsx" in lines, "pj.xlsx" in lines) == (True, True, False)
    files = load_workbook(history_workbook(other, of_item, tmp_path / "h.xlsx")).worksheets[1]
    told = {row[3] for row in files.iter_rows(min_row=4, values_only=True)}
    assert told == {"a7.xlsx", "a8.xlsx", "b7.xlsx", "b8.xlsx", "k.xlsx"}
    assert any("pj.xlsx" in line for line in history_lines(other, Scope(group="PJ")))


def test_by_what_was_known_on_a_day_no_later_decision_is_told(other: Run, tmp_path: Path) -> None:
    later = run_in(other.workspace, date(2021, 9, 20))
    send(other, {"PJ.A.1.1": {"status": "Valmis"}}, group="PJ", month="2021-08", name="pj.xlsx")
    merge_files(other, sent_files(other.workspace.input))
    decide_on(later, "exclude", "a8.xlsx", "liian aikaisin")
    then = replace(later, known_on=date(2021, 9, 10))
    assert any("liian aikaisin" in line for line in history_lines(later, Scope(group="HTT")))
    assert not any("liian aikaisin" in line for line in history_lines(then, Scope(group="HTT")))
    files = load_workbook(history_workbook(then, Scope(group="HTT"), tmp_path / "h.xlsx")).worksheets[1]
    told = [row[-1] or "" for row in files.iter_rows(min_row=4, values_only=True)]
    assert [("väärä alue" in each, "liian aikaisin" in each) for each in told].count((True, False)) == 1
    assert not any("liian aikaisin" in each for each in told)


def test_an_organisation_that_the_definitions_no_longer_name_is_called_by_its_code(
    other: Run, tmp_path: Path
) -> None:
    """Its workbooks are told; a report without them would be wrong, and says so instead."""
    folder = other.workspace.programme_folder(other.programme.id)
    for name in ("organisations.csv", "expected.csv"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / name).write_text(
            "".join(line for line in lines if not line.startswith("05,")), encoding="utf-8"
        )
    run = run_in(other.workspace)
    files = load_workbook(history_workbook(run, Scope(group="HTT"), tmp_path / "h.xlsx")).worksheets[1]
    assert [row[1] for row in files.iter_rows(min_row=4, values_only=True)].count("05") == 2
    with pytest.raises(DefinitionError, match=r"What 05 reported counts.*rejudge --store"):
        make_reports(run, "2021-08", ["ministry"])
    rejudge(run, store=True)
    decide_on(run, "reinstate", "b7.xlsx", "olikin oikea")
    assert make_reports(run, "2021-07", ["ministry"]) != []


def test_many_moves_are_cut_with_the_way_to_all_of_them(other: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "MOST_MOVES", 1)
    assert history_lines(other, Scope(organisation="05"))[-1] == (
        "           … ja muita muutoksia 1: --xlsx kirjoittaa kaikki."
    )


def test_a_note_that_names_the_item_stands_in_its_life(other: Run) -> None:
    lines = history_lines(other, Scope(items_of(other)[0], "05"))
    assert "         Toive: =Ohje kaivataan." in lines


def test_an_excluded_workbook_is_told_as_such_in_the_life_of_an_item(other: Run) -> None:
    assert "         b7.xlsx (jätetty huomiotta päätöksellä)" in history_lines(
        other, Scope(items_of(other)[0], "17")
    )


def test_a_history_without_a_scope_is_refused(other: Run) -> None:
    with pytest.raises(UsageError, match="Whose history"):
        history_lines(other, Scope())


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_workbook_has_every_value_file_and_decision(
    other: Run, language: Language, tmp_path: Path
) -> None:
    run = run_in(other.workspace, other.today, language)
    path = history_workbook(run, Scope(group="HTT"), tmp_path / "historia.xlsx")
    values, files = load_workbook(path).worksheets
    assert all(values.row_dimensions[row].height for row in range(4, values.max_row + 1))
    assert list(looks.cut_texts(path)) == []
    rows = [[cell.value or "" for cell in row] for row in values.iter_rows(min_row=4)]
    assert [row[7] for row in rows].count("a8.xlsx") == 2
    assert len(rows) == 6
    assert all(cell.data_type == "s" for row in values.iter_rows(min_row=4) for cell in row if cell.value)
    note = next(row for row in rows if row[5] == "=Ohje kaivataan.")
    assert note[7:9] == ["a7.xlsx", "Huomiot"]
    page = load_workbook(run.workspace.input / "2021-07" / "a7.xlsx")["Huomiot"]
    assert page[note[9]].value == "=Ohje kaivataan."
    told = [[cell.value or "" for cell in row] for row in files.iter_rows(min_row=4)]
    assert [row[3] for row in told] == ["a7.xlsx", "b7.xlsx", "a8.xlsx", "b8.xlsx"]
    assert "väärä alue" in told[1][-1]
    assert history_workbook(run, Scope(group="HTT"), tmp_path / "2.xlsx").read_bytes() == path.read_bytes()
