"""The workbook of a round: every percent with its N, hidden rows without a number, charts in the order of the answers."""

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl.workbook import Workbook

import looks
import survey_data
from ytaexcel.errors import WritingError
from ytaexcel.survey import Base, Tables, Taken, tabulate
from ytaexcel.survey.report import Reported, write_survey_report
from ytaexcel.survey.responses import Conformed
from ytaexcel.texts import LANGUAGES, Language

AS_OF = date(2022, 9, 15)
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
Rows = list[dict[str, str]]


def tables(rows: Rows, round_: str = survey_data.ROUND) -> Tables:
    return tabulate(survey_data.survey(), round_, survey_data.as_responses(rows))


def write(
    path: Path, now: Tables, before: list[Tables], base: Base = "answers", language: Language = "fi"
) -> Path:
    taken = [Taken(f"{each.round}.xlsx", "ab" * 32, each.round, Conformed()) for each in (*before, now)]
    reported = Reported(survey_data.survey(), now, before, taken, base, AS_OF)
    write_survey_report(path, reported, language)
    return path


@pytest.fixture(scope="module")
def now() -> Tables:
    return tables(survey_data.respondents())


@pytest.fixture(scope="module")
def before() -> Tables:
    return tables(survey_data.former(), survey_data.BEFORE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


@pytest.fixture(scope="module")
def path(now: Tables, before: Tables, folder: Path) -> Path:
    return write(folder / "report.xlsx", now, [before])


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return looks.opened(path)


def block(book: Workbook, sheet: str, heading: str) -> dict[str, list[Any]]:
    """First cell of each row -> the others, of the table under a heading."""
    rows = [list(row) for row in book[sheet].iter_rows(values_only=True)]
    start = next(number for number, row in enumerate(rows) if row[0] == heading)
    head = next(number for number in range(start, len(rows)) if rows[number][1] == "N")
    found = {"header": rows[head][1:]}
    for row in rows[head + 1 :]:
        if row[0] is None:
            break
        found[str(row[0])] = row[1:]
    return found


def charts(path: Path) -> list[ElementTree.Element]:
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
        order = sorted(names, key=lambda name: int(re.findall(r"\d+", name)[0]))
        return [ElementTree.fromstring(package.read(name)) for name in order]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheets_are_named_in_each_language(
    language: Language, now: Tables, before: Tables, tmp_path: Path
) -> None:
    names = looks.opened(write(tmp_path / "a.xlsx", now, [before], language=language)).sheetnames
    by = [each.by[language] for each in survey_data.survey().listed]
    assert names[2:5] == by
    assert len(set(names)) == len(names) == 9


def test_without_another_round_nothing_is_compared(now: Tables, tmp_path: Path) -> None:
    names = looks.opened(write(tmp_path / "a.xlsx", now, [])).sheetnames
    assert not {"Kierrokset", "Muutokset"} & set(names)


def test_a_row_has_its_n_and_its_percentages(book: Workbook) -> None:
    rows = block(book, "Alueen mukaan", "A Mukana yhdyspintavalmistelussa")
    assert rows["header"][:5] == ["N", "kyllä", "ei", None, None]
    n, yes, no, *_ = rows["Länsi-Uusimaa"]
    assert (n, round(yes * 100), round(no * 100)) == (39, 87, 13)


def test_the_answers_stand_in_their_order_and_add_up(book: Workbook) -> None:
    rows = block(book, "Aseman mukaan", "C1 Valmistelun suunnitelmallisuus")
    assert [str(each)[:1] for each in rows["header"][1:7]] == ["1", "2", "3", "4", "5", "0"]
    for name, row in rows.items():
        if name != "header":
            assert sum(row[1:7]) == pytest.approx(1)
            assert row[7] == pytest.approx(row[4] + row[5])
            assert row[8] == pytest.approx(row[1] + row[2])


def test_a_hidden_row_has_a_sign_in_every_cell_and_no_number(book: Workbook) -> None:
    rows = block(book, "Alueen mukaan", "A Mukana yhdyspintavalmistelussa")
    assert rows["Kainuu"][:4] == ["<\u00a05", "×", "×", None]
    assert rows["Keski-Pohjanmaa"][:3] == ["×"] * 3


def test_no_hidden_number_stands_anywhere_in_the_workbook(
    book: Workbook, now: Tables, before: Tables
) -> None:
    """Every row that bears the name of a hidden group has signs only, on every sheet."""
    survey = survey_data.survey()
    hidden = {
        (question, key)
        for source in (now, before)
        for (question, key), each in source.distributions.items()
        if each.hidden
    }
    names = {survey.background(key[0]).name_of(key[1])["fi"] for _, key in hidden if key[1]}
    seen = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            if row[0] in names and sheet.title != "Muutokset":
                question_is_hidden = "×" in row
                assert question_is_hidden == (not any(isinstance(each, int | float) for each in row))
                seen += question_is_hidden
    assert seen >= len({question for question, _ in hidden})
    changed = [row for row in book["Muutokset"].iter_rows(min_row=7, values_only=True) if row[2] == "Kainuu"]
    assert changed == []


def test_each_chart_is_stacked_from_the_answers_in_their_order(path: Path) -> None:
    survey = survey_data.survey()
    found = charts(path)
    questions = len(survey.asked)
    assert len(found) == 5 + 3 * questions + questions
    labels = [[answer.names["fi"] for answer in scale.answers] for _, scale in survey.asked]
    for number, chart in enumerate(found[5 : 5 + questions]):
        bars = chart.find(f".//{CHART}barChart")
        assert bars is not None
        grouping, direction = bars.find(f"{CHART}grouping"), bars.find(f"{CHART}barDir")
        assert grouping is not None
        assert direction is not None
        assert (grouping.get("val"), direction.get("val")) == ("percentStacked", "bar")
        names = [each.findtext(f"{CHART}tx//{CHART}v") for each in bars.findall(f"{CHART}ser")]
        assert names == labels[number]
        orientation = chart.find(f".//{CHART}catAx/{CHART}scaling/{CHART}orientation")
        assert orientation is not None
        assert orientation.get("val") == "maxMin"


def test_a_chart_draws_the_rows_of_its_table(path: Path, book: Workbook) -> None:
    chart = charts(path)[5]
    reference = chart.findtext(f".//{CHART}cat//{CHART}f")
    assert reference is not None
    sheet, cells = reference.replace("'", "").replace("$", "").split("!")
    names = [row[0].value for row in book[sheet][cells]]
    role = survey_data.survey().background("role")
    assert names == ["Kaikki vastaajat", *(each.names["fi"] for each in (*role.unions, *role.options))]


def test_the_base_is_said_on_every_sheet_with_percentages(
    now: Tables, before: Tables, tmp_path: Path
) -> None:
    for base, said in (("answers", "kaikista vastauksista"), ("opinions", "ottivat kantaa")):
        book = looks.opened(write(tmp_path / f"{base}.xlsx", now, [before], base))  # type: ignore[arg-type]
        for sheet in book.worksheets:
            if sheet.title not in ("Vastaajat", "Menetelmä"):
                assert said in str(sheet["A3"].value)
        assert any(said in str(row[1]) for row in book["Menetelmä"].iter_rows(values_only=True))


def test_without_cannot_say_the_chart_leaves_it_out_and_the_table_counts_it_aside(
    now: Tables, folder: Path
) -> None:
    path = write(folder / "opinions.xlsx", now, [], "opinions")
    rows = block(looks.opened(path), "Aseman mukaan", "C1 Valmistelun suunnitelmallisuus")
    assert rows["header"][6] == "0 ei osaa sanoa, n"
    n, *shares = rows["Kaikki vastaajat"]
    assert (n, shares[5]) == (610, 67)
    assert sum(shares[:5]) == pytest.approx(1)
    names = [each.findtext(f"{CHART}tx//{CHART}v") for each in charts(path)[7].iter(f"{CHART}ser")]
    assert names == ["1 ei lainkaan / erittäin huonosti", "2", "3", "4", "5 erittäin hyvin"]


def test_the_same_rows_are_hidden_on_either_base(now: Tables, folder: Path) -> None:
    signs = []
    for base in ("answers", "opinions"):
        path = write(folder / f"signs-{base}.xlsx", now, [], base)  # type: ignore[arg-type]
        sheet = looks.opened(path)["Alueen mukaan"]
        rows = [row[:2] for row in sheet.iter_rows(values_only=True)]
        signs.append([row for row in rows if row[1] in ("×", "<\u00a05")])
    assert signs[0] == signs[1] != []


def test_page_one_names_the_extremes_with_their_n(book: Workbook) -> None:
    cells = [
        str(each)
        for row in book["Yhteenveto"].iter_rows(values_only=True)
        for each in row
        if each is not None
    ]
    assert "Länsi-Uusimaa 87\u00a0% (N\u00a0=\u00a039)\nPäijät-Häme 85\u00a0% (N\u00a0=\u00a040)" in cells
    assert "Itä-Uusimaa 43\u00a0% (N\u00a0=\u00a037)\nLappi 44\u00a0% (N\u00a0=\u00a036)" in cells
    written = " ".join(cells)
    assert "Vähiten: D1 Kotoutumisen edistäminen: selkeä 14" in written
    assert "; D2 Asuminen: selkeä 14" in written
    assert any("Suurin muutos (kysely 1/2022): A Mukana" in each for each in cells)
    assert "Vastaajia 686. Vastausaika 19.8.2022–1.9.2022." in cells


def test_the_rounds_stand_beside_each_other(book: Workbook) -> None:
    rows = block(book, "Kierrokset", "A Mukana yhdyspintavalmistelussa")
    assert [rows[each][0] for each in ("kysely 1/2022", "kysely 2/2022")] == [540, 686]


def test_who_left_a_question_blank_is_counted(book: Workbook) -> None:
    rows = {row[0]: row[1:] for row in book["Vastaajat"].iter_rows(values_only=True)}
    assert rows["B Kokemus yhteistyöstä ja osallisuudesta"][:2] == (676, 10)
    assert rows["C6 Vastuuhenkilöt kunnassa"][:2] == (670, 16)


def test_what_the_writer_refuses_is_told_and_no_file_is_left(
    now: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise UserWarning("too long")

    monkeypatch.setattr("ytaexcel.survey.report.write.write_method", refused)
    with pytest.raises(WritingError, match="too long"):
        write(tmp_path / "a.xlsx", now, [])
    assert not (tmp_path / "a.xlsx").exists()


def test_the_same_tables_give_the_same_bytes(now: Tables, before: Tables, path: Path, tmp_path: Path) -> None:
    assert write(tmp_path / "again.xlsx", now, [before]).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("count", [1, 4])
def test_of_too_few_respondents_no_number_is_shown(count: int, tmp_path: Path) -> None:
    book = looks.opened(write(tmp_path / "few.xlsx", tables(survey_data.respondents()[:count]), []))
    assert "Vastauksia on alle 5: tuloksia ei näytetä." in [
        row[0] for row in book["Yhteenveto"].iter_rows(values_only=True)
    ]
    for sheet in book.worksheets[1:-1]:
        numbers = [
            each for row in sheet.iter_rows(values_only=True) for each in row if isinstance(each, int | float)
        ]
        assert set(numbers) <= {0}


def test_a_question_that_nobody_answered_has_no_percentages(tmp_path: Path) -> None:
    rows = [{key: value for key, value in row.items() if key != "E"} for row in survey_data.respondents()]
    found = block(
        looks.opened(write(tmp_path / "a.xlsx", tables(rows), [])),
        "Aseman mukaan",
        "E Vaikutus yhdyspintatehtäviin",
    )
    assert found["Kaikki vastaajat"][:3] == [0, "–", "–"]


def test_names_that_look_like_formulas_stay_names(now: Tables, tmp_path: Path) -> None:
    book = looks.opened(write(tmp_path / "a.xlsx", now, []))
    assert not [
        each
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for each in row
        if each.data_type == "f"
    ]


@pytest.mark.office
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_cut_off_and_no_page_shows_an_error(
    language: Language, now: Tables, before: Tables, folder: Path
) -> None:
    path = write(folder / f"looks-{language}.xlsx", now, [before], language=language)
    assert list(looks.cut_texts(path)) == []
    pages = looks.printed(path, folder)
    assert [sign for sign in looks.ERRORS if sign in pages] == []
    assert pages.count("\f") < 45
