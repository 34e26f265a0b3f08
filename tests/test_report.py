"""The consolidated workbooks: what stands in a picture stands in the workbook, and Excel can open it."""

import csv
import dataclasses
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import ytaexcel.report
from conftest import ROOT
from measured import COST, DIGITAL, NPS, measured_programme, standing, value_of
from objectives import OBJECTIVES
from pictures import (
    AGREED,
    big_picture,
    empty_picture,
    group_picture,
    national_programme,
    organisation_picture,
    sparse_picture,
)
from steered import SHEETS, steered_variants
from ytaexcel import texts
from ytaexcel.errors import WritingError
from ytaexcel.months import months_between
from ytaexcel.picture import Count, Picture, Share
from ytaexcel.picture.courses import standings
from ytaexcel.picture.material import Material, MaterialShare
from ytaexcel.picture.plan import REFERRED, STATES
from ytaexcel.programme import load_programme
from ytaexcel.programme.officials import Official, Register, Role
from ytaexcel.programme.records import Audience, ReportSheet
from ytaexcel.programme.sheets import Field, Headers
from ytaexcel.programme.versions import Step
from ytaexcel.report import report_bytes, report_name, write_report
from ytaexcel.style.measure import lines, shortened, text_width, wrapped
from ytaexcel.style.written import CUT, MOST_CHARACTERS, cell_text
from ytaexcel.texts import LANGUAGES, Language, catalogue, change, percent_points

# openpyxl says that it does not know Excel's extension for data bars; it need not.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
PICTURES: dict[str, tuple[Callable[[], Picture], str]] = {
    "whole": (lambda: big_picture(organisations=2), "ministry"),
    "sparse": (lambda: sparse_picture(organisations=2), "ministry"),
    "empty": (empty_picture, "ministry"),
    "organisation": (organisation_picture, "organisation"),
    "group": (group_picture, "group"),
    "discussion": (organisation_picture, "discussion"),
}


@pytest.fixture(scope="module")
def picture() -> Picture:
    return big_picture(organisations=5)


@pytest.fixture(scope="module")
def book(picture: Picture) -> Workbook:
    return opened(picture)


def opened(picture: Picture, audience: str = "ministry", language: Language = "fi") -> Workbook:
    return openpyxl.load_workbook(
        BytesIO(report_bytes(picture, picture.programme.audiences[audience], language))
    )


def sheet_of(picture: Picture, code: ReportSheet, language: Language = "fi") -> Worksheet:
    """One sheet alone, which is quicker to write and to read."""
    alone = Audience("alone", "all", (code,))
    return openpyxl.load_workbook(BytesIO(report_bytes(picture, alone, language))).worksheets[0]


def texts_of(sheet: Worksheet) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def table_rows(sheet: Worksheet, name: str) -> list[dict[str, object]]:
    """The rows of a native table under the texts of its header."""
    cells = [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]


# --- page one ---------------------------------------------------------------------------------------------


def test_the_two_views_show_the_shares_of_the_picture(picture: Picture, book: Workbook) -> None:
    roadmap, readiness = table_rows(book["Yhteenveto"], "summary_views")
    for row, view in ((roadmap, picture.roadmap), (readiness, picture.readiness)):
        assert row["Aloitettu"] == pytest.approx(view.started.numerator / view.started.denominator)
        assert [row["Aloitettu,\nlkm"], row["Aloitettu,\nkaikista"]] == [
            view.started.numerator,
            view.started.denominator,
        ]
        assert row["Valmis"] == pytest.approx(view.done.numerator / view.done.denominator)
        assert view.done_before is not None
        before = percent_points(view.done_before.numerator, view.done_before.denominator)
        now = percent_points(view.done.numerator, view.done.denominator)
        assert row["Valmis,\nmuutos\n%-yks."] == now - before


def test_the_figures_of_the_month_are_those_of_the_picture(picture: Picture, book: Workbook) -> None:
    rows = table_rows(book["Yhteenveto"], "summary_month")
    counts = (picture.behind_count, picture.help_count, picture.received)
    assert [row["Nyt"] for row in rows] == [count.now for count in counts]
    assert [row["Muutos"] for row in rows] == [count.now - (count.before or 0) for count in counts]


def test_the_heat_map_holds_the_shares_as_numbers(picture: Picture, book: Workbook) -> None:
    sheet = book["Yhteenveto"]
    shown = [[cell.value for cell in row] for row in sheet[sheet.tables["summary_heat"].ref]][1:]
    groups = [*(group.code for group in picture.programme.groups), ""]
    shares = {
        (row.organisation, row.group): row.numerator / row.denominator for row in picture.heat.itertuples()
    }
    codes = list(dict.fromkeys(picture.heat["organisation"]))
    for code, row in zip(codes, shown, strict=True):
        assert row[1:7] == pytest.approx([shares[code, group] for group in groups])
    assert [row[-1] for row in shown] == list(picture.heat[picture.heat["group"] == ""]["behind"])


def test_bands_are_conditional_formats_with_their_signs(picture: Picture, book: Workbook) -> None:
    rules = [rule for found in book["Yhteenveto"].conditional_formatting for rule in found.rules]
    formats = [rule.dxf.numFmt.formatCode for rule in rules if rule.dxf is not None and rule.dxf.numFmt]
    for band in picture.programme.bands:
        assert sum(band.sign in each for each in formats) == 2, "plain, and with the star of an earlier state"


def test_the_ten_gravest_lead_to_their_rows(picture: Picture, book: Workbook) -> None:
    sheet = book["Yhteenveto"]
    first = sheet[sheet.tables["summary_gravest"].ref][1:]
    assert len(first) == 10
    for place, row in enumerate(first):
        target = row[0].hyperlink.location
        name, cell = target.split("!")
        listed = book[name.strip("'")]
        assert listed[cell].value == row[0].value == picture.behind["rank"][place]
        assert listed.cell(listed[cell].row, 2).value == row[1].value


@pytest.mark.parametrize(
    ("change_of", "said"),
    [
        (
            {"done": Share(83, 100), "done_before": Share(77, 100)},
            (
                "pääosin aikataulussa: valmiina on 83\u00a0% niistä kriittisistä osatehtävistä, joiden piti olla "
                "valmiina (83 / 100), 6 %-yksikköä enemmän kuin lokakuussa."
            ),
        ),
        ({"done": Share(83, 100), "done_before": Share(84, 100)}, ", 1 %-yksikön vähemmän kuin lokakuussa."),
        ({"done": Share(83, 100), "done_before": Share(83, 100)}, ", yhtä paljon kuin lokakuussa."),
        ({"done": Share(83, 100), "done_before": Share(0, 0)}, "(83 / 100)."),
        ({"done": Share(83, 100), "done_before": None}, "(83 / 100)."),
        (
            {"started": Share(20, 100), "done": Share(83, 100)},
            "vakavasti jäljessä: aloitettu on 20\u00a0% niistä kriittisistä osatehtävistä, jotka piti aloittaa",
        ),
        (
            {"started": Share(0, 0), "done": Share(0, 0)},
            "Yhdenkään kriittisen osatehtävän ei vielä pitänyt olla aloitettu",
        ),
    ],
)
def test_the_verdict_follows_the_weaker_share(
    picture: Picture, change_of: dict[str, Share], said: str
) -> None:
    usual = {"started": Share(95, 100), "started_before": Share(95, 100), "done_before": Share(77, 100)}
    view = dataclasses.replace(picture.roadmap, **{**usual, **change_of})
    sheet = sheet_of(
        dataclasses.replace(picture, roadmap=view, received=Count(25, 25), expected=25), "summary"
    )
    assert said in sheet["A3"].value


def test_few_workbooks_make_the_verdict_preliminary_and_very_few_forbid_it(picture: Picture) -> None:
    def first(received: int) -> str:
        few = dataclasses.replace(picture, received=Count(received, None), expected=100)
        return str(sheet_of(few, "summary")["A3"].value)

    assert first(90).startswith("Valmistelu on")
    assert first(89).startswith("Alustava arvio: valmistelu on")
    assert first(50).startswith("Alustava arvio:")
    assert first(49) == "Tilannekuvaa ei voi muodostaa: työkirjoja saatu 49 / 100."


def test_what_nobody_has_decided_stands_on_page_one_with_the_way_to_decide_it() -> None:
    sheet = sheet_of(sparse_picture(organisations=4), "summary", "en")
    line = sheet["A6"].value
    assert "criticality 557 / 557" in line
    assert "schedule 557 / 557" in line
    assert "ytaexcel programme export" in line
    assert "ytaexcel programme import" in line
    assert sheet["A6"].fill.fgColor.rgb != "00000000"


def test_without_a_schedule_no_word_is_given_and_nothing_is_coloured() -> None:
    sheet = sheet_of(sparse_picture(organisations=4), "summary")
    assert sheet["A3"].value.startswith("Aikataulua ei ole vielä päätetty")
    assert all(rule.type == "dataBar" for found in sheet.conditional_formatting for rule in found.rules)


def test_nothing_is_said_of_the_undecided_when_all_is_decided(book: Workbook) -> None:
    assert book["Yhteenveto"]["A6"].value is None


def test_the_flow_of_what_is_behind_is_a_sum_only_where_it_adds_up(picture: Picture) -> None:
    assert any(
        " = " in text for text in texts_of(sheet_of(picture, "summary")) if text.startswith("Jäljessä:")
    )
    odd = dataclasses.replace(picture, newly_behind=picture.newly_behind + 1)
    assert any(
        text.startswith("Jäljessä 1") and "uutta" in text for text in texts_of(sheet_of(odd, "summary"))
    )


def test_an_organisation_sees_its_groups_in_rows_instead_of_the_heat_map() -> None:
    picture = organisation_picture()
    sheet = opened(picture, "organisation")["Yhteenveto"]
    assert "summary_heat" not in sheet.tables
    rows = table_rows(sheet, "summary_groups")
    assert [row["Ryhmä"] for row in rows] == [
        *(group.short["fi"] for group in picture.programme.groups),
        "Kaikki ryhmät",
    ]
    assert rows[-1]["Valmis"] == picture.roadmap.done.numerator / picture.roadmap.done.denominator
    assert "Satakunnan hyvinvointialue" in sheet["A1"].value


def test_a_small_denominator_is_a_fraction_and_an_unreported_group_a_dash(picture: Picture) -> None:
    heat = picture.heat.copy()
    heat.loc[0, ["numerator", "denominator", "carried"]] = [3, 4, True]
    heat.loc[1, "reported"] = False
    sheet = sheet_of(dataclasses.replace(picture, heat=heat), "summary")
    assert [sheet["B15"].value, sheet["C15"].value] == ["3/4*", "–"]
    coloured = " ".join(str(found.sqref) for found in sheet.conditional_formatting).split()
    assert "B15" not in coloured
    assert "C15" not in coloured
    assert "D15" in coloured


def test_page_one_says_how_long_it_is_to_the_deadline_and_in_which_phase(
    picture: Picture, book: Workbook
) -> None:
    line = "396 päivää määräpäivään 31.12.2022 · vaihe 3: Väliaikaiset valmistelutoimielimet, lainsäädäntö voimaan"
    assert f"{line} (28.2.2022 asti)" in texts_of(book["Yhteenveto"])
    undated = dataclasses.replace(picture, programme=dataclasses.replace(picture.programme, phases=()))
    for deadline, said in (
        (date(2021, 12, 1), "1 päivä määräpäivään 1.12.2021"),
        (date(2021, 11, 30), "0 päivää määräpäivään 30.11.2021"),
        (date(2021, 11, 29), "Määräpäivä 29.11.2021 on mennyt"),
    ):
        assert said in texts_of(sheet_of(with_deadline(undated, deadline), "summary"))


def test_the_gravest_show_the_score_that_orders_them_and_say_what_it_is_made_of(
    picture: Picture, book: Workbook
) -> None:
    rows = table_rows(book["Yhteenveto"], "summary_gravest")
    assert [row["Vakavuus"] for row in rows] == list(picture.behind["gravity"][:10])
    said = [text for text in texts_of(book["Yhteenveto"]) if text.startswith("Vakavuus (enint. 14): ")]
    assert len(said) == 1


@pytest.mark.parametrize(
    ("long_late", "language", "said"),
    [
        (0, "fi", "Kriittisistä osatehtävistä on jäljessä 9 / 99, 2 organisaatiossa."),
        (
            1,
            "fi",
            "Kriittisistä osatehtävistä on jäljessä 9 / 99, 2 organisaatiossa; niistä 1 yli 60 päivää.",
        ),
        (0, "sv", "Av de kritiska deluppgifterna är 9 / 99 försenade, i 2 organisationer."),
        (
            7,
            "en",
            "Behind schedule: 9 of 99 critical sub-tasks, in 2 organisations; 7 of them by more than 60 days.",
        ),
    ],
)
def test_the_second_sentence_names_the_long_late_only_where_there_are_any(
    picture: Picture, long_late: int, language: Language, said: str
) -> None:
    known = dataclasses.replace(
        picture,
        behind_count=Count(9, 9),
        followed=99,
        behind_organisations=2,
        long_late=long_late,
        weakest_group=None,
    )
    assert sheet_of(known, "summary", language)["A4"].value == said


def test_one_organisation_alone_is_no_best_and_no_worst() -> None:
    said = texts_of(sheet_of(big_picture(organisations=1), "summary"))
    assert not any(text.startswith("Eniten") for text in said)
    assert any(text.startswith("1 organisaatio · ") for text in said)


# --- the other sheets -------------------------------------------------------------------------------------


def test_the_list_of_what_is_behind_has_every_row_in_its_order(picture: Picture, book: Workbook) -> None:
    rows = table_rows(book["Jäljessä"], "behind")
    assert [row["Tunnus"] for row in rows] == list(picture.behind["item"])
    assert [row["Myöhässä, pv"] for row in rows] == list(picture.behind["days_late"])
    assert [row["Määräpäivä"] for row in rows] == [
        each.to_pydatetime() for each in picture.behind["planned_end"]
    ]
    assert [row["Lähde"] for row in rows] == list(picture.behind["source"])


@pytest.mark.parametrize(
    ("language", "values", "said"),
    [
        (
            "fi",
            {"reasons": "overdue;red_flag"},
            "Piti valmistua 31.8.2021, käynnissä 80 %. Ryhmä pyytää apua.",
        ),
        ("sv", {"reasons": "overdue"}, "Skulle vara klar 31.8.2021, pågår 80 %."),
        ("en", {"reasons": "late_start"}, "Was to start 1.7.2021, not started."),
        (
            "fi",
            {"reasons": "overdue;late_start"},
            "Piti aloittaa 1.7.2021 ja valmistua 31.8.2021, ei aloitettu.",
        ),
        (
            "fi",
            {"reasons": "overdue;forecast_late"},
            "Piti valmistua 31.8.2021, käynnissä 80 %. Oma arvio 20.12.2021.",
        ),
        ("en", {"reasons": "forecast_late"}, "Own forecast 20.12.2021, due 31.8.2021."),
        ("sv", {"reasons": "past_forecast;forecast_late"}, "Egen prognos 20.12.2021 har överskridits."),
        ("fi", {"reasons": "stalled"}, "Ei edennyt 3 kuukauteen."),
        (
            "fi",
            {"reasons": "unreported", "last_reported": "2021-09"},
            "Ei tietoa tässä kuussa, viimeisin 9/2021.",
        ),
        ("fi", {"reasons": "unreported", "last_reported": ""}, "Ei vielä mitään tietoa."),
        ("fi", {"reasons": "overdue", "percent_done": None}, "Piti valmistua 31.8.2021, käynnissä."),
    ],
)
def test_reasons_are_said_in_words(
    picture: Picture, language: Language, values: dict[str, object], said: str
) -> None:
    row = {
        **picture.behind.iloc[0].to_dict(),
        "status": "started",
        "percent_done": 80.0,
        "planned_start": date(2021, 7, 1),
        "planned_end": date(2021, 8, 31),
        "forecast_end": date(2021, 12, 20),
        **values,
    }
    one = dataclasses.replace(picture, behind=pd.DataFrame([row]))
    header = {"fi": "Miksi jäljessä", "sv": "Varför försenad", "en": "Why behind"}[language]
    sheet = sheet_of(one, "behind", language)
    assert table_rows(sheet, "behind")[0][header] == said.replace(" %", "\u00a0%")


def test_a_regression_says_from_what_to_what(picture: Picture) -> None:
    fallen = picture.changes[picture.changes["change"] == "regressed"].head(2).copy().reset_index(drop=True)
    fallen.loc[0, ["status", "percent_done", "status_before", "percent_before"]] = [
        "started",
        40,
        "started",
        60,
    ]
    fallen.loc[1, ["status", "percent_done", "status_before", "percent_before"]] = [
        "started",
        40,
        "done",
        100,
    ]
    rows = table_rows(sheet_of(dataclasses.replace(picture, changes=fallen), "changes"), "changes")
    assert [row["Perustelu"] for row in rows] == [
        "Taantui 60\u00a0% → 40\u00a0%.",
        "Taantui valmis → käynnissä 40\u00a0%.",
    ]


def test_the_gravest_of_a_long_list_go_on_paper_and_the_sheet_says_so() -> None:
    long = big_picture(organisations=23)
    sheet = sheet_of(long, "behind")
    assert sheet.print_area == "'Jäljessä'!$A$1:$L$65"
    assert sheet["A2"].value.endswith("Tulosteessa 60 ensimmäistä.")
    assert len(table_rows(sheet, "behind")) == len(long.behind) > 60
    short = dataclasses.replace(long, behind=long.behind.head(60))
    sheet = sheet_of(short, "behind")
    assert sheet.print_area == "'Jäljessä'!$A$1:$L$65"
    assert "Tulosteessa" not in sheet["A2"].value


def test_a_column_that_says_the_same_in_every_row_is_left_out() -> None:
    """The group in the workbook of a group, the organisation in that of an organisation: the title names them."""
    of_group = table_rows(sheet_of(group_picture(), "warnings", "en"), "warnings")[0]
    of_organisation = table_rows(sheet_of(organisation_picture(), "warnings", "en"), "warnings")[0]
    assert list(of_group)[:3] == ["Rank", "ID", "Sub-task"]
    assert list(of_organisation)[:3] == ["Rank", "Group", "ID"]


def test_shares_of_nothing_are_dashes_in_the_figures(picture: Picture) -> None:
    figures = picture.figures.assign(closed=0, closed_done=0)
    rows = table_rows(sheet_of(dataclasses.replace(picture, figures=figures), "figures"), "figures")
    assert {row["Valmis %"] for row in rows} == {"–"}
    assert rows[0]["Valmius: valmis %"] == pytest.approx(figures["ready_done"][0] / figures["ready"][0])


def test_months_to_come_have_a_plan_but_no_state(picture: Picture, book: Workbook) -> None:
    rows = table_rows(book["Kehitys"], "trend")
    assert rows[-1]["Kuukausi"] == datetime(2022, 12, 1)
    to_come = rows[4:]  # the trend begins in 8/2021, the picture is of 11/2021
    assert all(row["Tiekartta:\nvalmis"] is None and row["Jäljessä,\nlkm"] is None for row in to_come)
    assert [row["Suunnitelma:\nvalmiina"] for row in rows] == list(picture.trend["planned"])
    assert {row["Kaikki\nseurattavat"] for row in rows} == {picture.readiness.done.denominator}


def test_the_trend_has_three_charts_with_alternative_texts(picture: Picture) -> None:
    data = report_bytes(picture, picture.programme.audiences["ministry"], "en")
    drawings = "".join(part for name, part in parts_of(data) if name.startswith("xl/drawings/drawing"))
    described = re.findall(r'descr="([^"]*)"', drawings)
    assert len(described) == 3
    assert all(each.startswith("Line chart. ") and "8/2021–1" in each for each in described)


def test_the_charts_of_years_show_the_latest_months_and_the_table_has_all(picture: Picture) -> None:
    """After 121 months, the header of whose table stands in row 33: the charts begin 97 rows below the first one."""
    long = with_years(picture)
    alone = Audience("alone", "all", ("trend",))
    data = report_bytes(long, alone, "en")
    charts = [part for name, part in sorted(parts_of(data)) if name.startswith("xl/charts/chart")]
    rows = [set(re.findall(r"<c:f>[^<]*\$(\d+):\$[A-Z]+\$(\d+)</c:f>", each)) for each in charts]
    assert rows == [{("131", "154")}, {("131", "154")}, {("131", "167")}]
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    assert sheet["A131"].value == datetime(2019, 12, 1)
    assert sheet["A154"].value == datetime(2021, 11, 1)
    assert len(table_rows(sheet, "trend")) == len(long.trend)
    assert str(sheet["A2"].value).endswith("The charts show the latest 24 months; the table has all.")
    assert (sheet.page_setup.fitToHeight, sheet.print_title_rows) == (0, "$33:$33")


def test_one_month_alone_still_makes_a_trend() -> None:
    assert len(table_rows(sheet_of(sparse_picture(organisations=4), "trend"), "trend")) == 18


def test_the_method_names_the_settings_in_force(picture: Picture) -> None:
    rules = dataclasses.replace(picture.programme.thresholds, grace_days=9, stalled_months=7)
    changed = dataclasses.replace(picture.programme, thresholds=rules)
    said = " ".join(texts_of(sheet_of(dataclasses.replace(picture, programme=changed), "method", "en")))
    assert "plus 9 days is before 1.12.2021" in said
    assert "in the 7 collected months before" in said
    assert "ytaexcel history" in said
    assert "ytaexcel export" in said
    assert changed.roadmap_names["en"] in said
    assert "8.12.2021" in said


# --- every workbook ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PICTURES)
def test_every_edition_opens_with_valid_tables_and_no_formula_or_merged_cell(
    kind: str, language: Language
) -> None:
    make, audience = PICTURES[kind]
    picture = make()
    book = opened(picture, audience, language)
    asked = picture.programme.audiences[audience].sheets
    assert book.sheetnames == [catalogue()[f"report.sheet.{code}"][language] for code in asked]
    names = [name for sheet in book for name in sheet.tables]
    assert len(names) == len(set(names))
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        for table in sheet.tables.values():
            assert re.fullmatch(r"[A-Za-z_]{3,}", table.name)
            header, *rows = sheet[table.ref]
            headers = [cell.value for cell in header]
            assert rows
            assert len({str(each).lower() for each in headers}) == len(headers)
            assert [column.name.replace("_x000a_", "\n") for column in table.tableColumns] == headers
            filled = [cell.value is not None for row in rows for cell in row[:1]]
            assert all(filled), f"a blank row in {table.name}"


@pytest.mark.parametrize("kind", PICTURES)
def test_a_demonstration_says_so_on_every_sheet_and_in_print(kind: str) -> None:
    make, audience = PICTURES[kind]
    picture = make()
    notice = catalogue()["report.demonstration.notice"]["sv"]
    for is_demonstration in (True, False):
        other = dataclasses.replace(picture.programme, is_demonstration=is_demonstration)
        book = opened(dataclasses.replace(picture, programme=other), audience, "sv")
        for sheet in book:
            assert (notice in texts_of(sheet)) == is_demonstration
            assert bool(sheet.oddHeader and sheet.oddHeader.center.text) == is_demonstration


def test_an_empty_picture_says_so_in_sentences_and_has_no_empty_table() -> None:
    book = opened(empty_picture(), language="en")
    for name, said in {
        "Behind": "No sub-task is behind schedule.",
        "Warnings": "There are no warnings.",
        "Changes": "This is the first collected month, so no changes can be shown yet.",
        "Wishes and risks": "No wishes, risks or observations were recorded.",
        "Missing": "All expected workbooks have come.",
        "Figures": "There are no figures.",
    }.items():
        assert book[name]["A5"].value == said
        assert not book[name].tables


def test_frames_without_any_row_break_nothing() -> None:
    for picture, audience in ((empty_picture(), "ministry"), (organisation_picture(), "organisation")):
        names = ("heat", "figures", "trend", "help", "missing", "behind")
        bare = dataclasses.replace(picture, **{name: getattr(picture, name).head(0) for name in names})
        assert opened(bare, audience, "sv").worksheets


@pytest.mark.parametrize(
    "hostile", ["=1+1", "+358 40", "-5", "@SUM(A1)", "<r>x</r>", "a\x07b", "http://a.fi"]
)
def test_free_text_stays_text(picture: Picture, hostile: str) -> None:
    behind = picture.behind.head(1).assign(latest_text=hostile, name=hostile)
    notes = picture.notes.head(1).assign(text=hostile)
    asking = picture.help.head(1).assign(text=hostile)
    book = opened(dataclasses.replace(picture, behind=behind, notes=notes, help=asking))
    assert table_rows(book["Jäljessä"], "behind")[0]["Viimeisin huomio"] == cell_text(hostile)
    cell = book["Toiveet ja riskit"]["F6"]
    assert cell.value == cell_text(hostile)
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.quotePrefix == (hostile[0] in "=+-@")


def test_a_text_longer_than_a_cell_is_cut_with_a_mark() -> None:
    assert cell_text("a" * MOST_CHARACTERS) == "a" * MOST_CHARACTERS
    cut = cell_text("😀" * MOST_CHARACTERS)
    assert cut.endswith(CUT)
    assert len(cut.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert cell_text("a\r\nb\rc\ud800") == "a\nb\nc\ufffd"


@pytest.mark.parametrize("kind", PICTURES)
def test_the_same_picture_gives_the_same_bytes(kind: str) -> None:
    make, audience = PICTURES[kind]
    picture = make()
    asked = picture.programme.audiences[audience]
    assert report_bytes(picture, asked, "fi") == report_bytes(make(), asked, "fi")


def test_the_document_says_what_it_is_and_when_it_was_made(picture: Picture, book: Workbook) -> None:
    assert book.properties.title == "Toimeenpanon tilannekuva, marraskuu 2021"
    assert book.properties.created == datetime(2021, 12, 8)


def test_a_report_is_named_for_programme_month_audience_and_language() -> None:
    known = national_programme()
    assert report_name(known, "ministry", "2021-11", "fi") == "sote-2021_2021-11_ministry_fi.xlsx"
    assert (
        report_name(known, "organisation", "2021-11", "sv", organisation="05")
        == "sote-2021_2021-11_organisation_05_sv.xlsx"
    )
    assert (
        report_name(known, "group", "2021-11", "en", organisation="05", group="ICT")
        == "sote-2021_2021-11_group_05_ICT_en.xlsx"
    )


def test_write_report_leaves_one_file(tmp_path: Path, picture: Picture) -> None:
    path = tmp_path / "report.xlsx"
    audience = picture.programme.audiences["ministry"]
    write_report(path, picture, audience, "fi")
    assert path.read_bytes() == report_bytes(picture, audience, "fi")


def test_an_unknown_sheet_is_refused_before_anything_is_written(tmp_path: Path, picture: Picture) -> None:
    unknown = Audience("x", "all", ("colours",))  # type: ignore[arg-type]
    with pytest.raises(WritingError, match="colours"):
        write_report(tmp_path / "a.xlsx", picture, unknown, "fi")
    assert not list(tmp_path.iterdir())


def test_a_warning_of_the_writing_library_is_an_error(
    picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_long = dict.fromkeys(LANGUAGES, "x" * 300)  # of a print header of this length XlsxWriter only warns
    monkeypatch.setitem(catalogue(), "report.demonstration.header", too_long)
    with pytest.raises(WritingError, match="255 characters"):
        report_bytes(picture, picture.programme.audiences["ministry"], "fi")


def test_groups_of_the_same_name_do_not_break_the_tables(picture: Picture) -> None:
    alike = tuple(
        dataclasses.replace(group, short=dict.fromkeys(LANGUAGES, "Ryhmä"))
        for group in picture.programme.groups
    )
    same = dataclasses.replace(picture, programme=dataclasses.replace(picture.programme, groups=alike))
    headers = list(table_rows(sheet_of(same, "summary"), "summary_heat")[0])
    assert len(set(headers)) == len(headers) == len(alike) + 4


# --- the direction ----------------------------------------------------------------------------------------


def test_the_direction_has_a_row_for_the_whole_each_group_each_area_and_each_organisation(
    picture: Picture, book: Workbook
) -> None:
    sheet = book["Suunta"]
    places = {kind: list(rows["code"]) for kind, rows in picture.standings.groupby("kind")}
    groups = table_rows(sheet, "direction_group")
    assert [row["Ryhmä"] for row in groups] == [
        "Kaikki organisaatiot",
        *(picture.programme.group(code).names["fi"] for code in places["group"]),
    ]
    assert [row["Yhteistyöalue"] for row in table_rows(sheet, "direction_area")] == places["area"]
    rows = table_rows(sheet, "direction_organisation")
    assert [row["Organisaatio"] for row in rows] == [
        picture.programme.organisation(code).short["fi"] for code in places["organisation"]
    ]
    standings = picture.standings[picture.standings["kind"] == "organisation"]
    assert [row["Muutos,\n%-yks."] for row in rows] == list(standings["points_changed"])
    assert [row["Jäljessä,\nlkm"] for row in rows] == list(standings["behind"])
    assert [row["Laskenut\nalkaen"] for row in rows] == [
        datetime(int(since[:4]), int(since[5:]), 1) if since else "–" for since in standings["falling_since"]
    ]


def test_the_direction_holds_shares_and_denominators_of_every_month(picture: Picture, book: Workbook) -> None:
    sheet = book["Suunta"]
    counts = picture.courses.set_index(["kind", "code", "month"])
    shares, dues = (table_rows(sheet, name)[0] for name in ("direction_group", "direction_group_due"))
    for month, header in (("2021-08", "8/2021"), ("2021-11", "11/2021")):
        told = counts.loc[("whole", "", month)]
        assert shares[header] == pytest.approx(told["numerator"] / told["denominator"])
        assert dues[header] == told["denominator"]
    assert sheet.print_area == "'Suunta'!$A$1:$L$25", "the denominators stand beside the printed page"


def test_all_sparklines_are_one_group_beside_the_numbers_that_they_draw(picture: Picture) -> None:
    alone = Audience("alone", "all", ("direction",))
    parts = dict(parts_of(report_bytes(picture, alone, "sv")))
    groups = re.findall("<x14:sparklineGroup .*?</x14:sparklineGroup>", parts["xl/worksheets/sheet1.xml"])
    assert len(groups) == 1
    assert 'minAxisType="group"' in groups[0]
    drawn = re.findall(r"<xm:f>'Riktning'!I(\d+):L(\d+)</xm:f><xm:sqref>B(\d+)</xm:sqref>", groups[0])
    assert len(drawn) == len(picture.standings)
    assert all(first == last == cell for first, last, cell in drawn)


def test_one_month_alone_is_drawn_by_no_line(picture: Picture) -> None:
    now = picture.courses[picture.courses["month"] == picture.month]
    first = dataclasses.replace(picture, courses=now, standings=standings(now))
    data = report_bytes(first, Audience("alone", "all", ("direction",)), "fi")
    assert not [name for name, part in parts_of(data) if "sparkline" in part]
    rows = table_rows(sheet_of(first, "direction"), "direction_organisation")
    assert {row["Muutos,\n%-yks."] for row in rows} == {"–"}


def test_a_long_programme_shows_its_last_twelve_months(picture: Picture) -> None:
    months = [f"2020-{number:02d}" for number in range(1, 13)]
    now = picture.courses[picture.courses["month"] == picture.month]
    long = pd.concat([*(now.assign(month=month) for month in months), picture.courses], ignore_index=True)
    rows = table_rows(sheet_of(dataclasses.replace(picture, courses=long), "direction"), "direction_area")
    shown = [header for header in rows[0] if "/" in header]
    assert (len(shown), shown[0], shown[-1]) == (12, "5/2020", "11/2021")


def test_an_organisations_direction_is_that_of_its_groups() -> None:
    sheet = opened(organisation_picture(), "organisation", "en")["Direction"]
    assert list(sheet.tables) == ["direction_group", "direction_group_due"]
    assert table_rows(sheet, "direction_group")[0]["Group"] == "All groups"


def test_without_anything_due_there_is_no_direction() -> None:
    sheet = sheet_of(sparse_picture(organisations=2), "direction", "en")
    assert sheet["A5"].value == "Nothing was due to be done yet, so no direction can be shown."
    assert not sheet.tables


def test_phases_of_the_reform_stand_beside_the_months_where_they_have_dates(
    picture: Picture, book: Workbook
) -> None:
    rows = table_rows(book["Kehitys"], "trend")
    assert [row["Vaihe"] for row in rows] == [*[3] * 7, *[4] * 10]
    assert any(said.startswith("Vaiheet: 3 = ") for said in texts_of(book["Kehitys"]))
    undated = dataclasses.replace(picture, programme=dataclasses.replace(picture.programme, phases=()))
    sheet = sheet_of(undated, "trend")
    assert "Vaihe" not in table_rows(sheet, "trend")[0]
    assert not any(said.startswith("Vaiheet") for said in texts_of(sheet))


# --- the plan and its officials ---------------------------------------------------------------------------


def test_the_plan_lists_every_item_with_its_state_in_each_organisation(picture: Picture) -> None:
    planned = with_plan(picture)
    organisation, other = ([each.short["fi"] for each in planned.programme.organisations])[:2]
    rows = table_rows(sheet_of(planned, "plan"), "plan")
    assert len(rows) == len(planned.programme.items_in(planned.month)) == 557
    assert (rows[0][organisation], rows[0][other]) == ("▲ ⚑ käynnissä 40\u00a0%", "valmis *")
    assert (rows[1][organisation], rows[1][other]) == ("▲ –", "–")
    assert (rows[0]["statutory"], rows[1]["statutory"]) == ("kyllä", None)
    second = planned.programme.items[1].id
    assert rows[0]["references"] == f"A.2 Osa: valmiina 1 / 2\n{second}: valmiina 0 / 2"
    assert rows[0]["Tehtävä"] == "A.1 VATE:n organisointi ja HVA:n käynnistäminen"


def test_the_register_shows_who_answers_and_where_nobody_does(picture: Picture) -> None:
    planned = with_plan(picture)
    sheet = sheet_of(planned, "officials")
    owed = len(planned.programme.expected_in(planned.month))
    assert sheet["A2"].value == f"Nimeämättä {owed - 1} / {owed}. Rekisteri: officials.csv."
    first, second, *_ = table_rows(sheet, "officials")
    organisation, other = ([each.short["fi"] for each in planned.programme.organisations])[:2]
    assert (first[organisation], first[other], second[organisation]) == (
        "Hallintojohtaja",
        "▲ puuttuu",
        "▲ puuttuu",
    )


def test_a_group_that_owes_nothing_has_a_dash_in_the_register(picture: Picture) -> None:
    planned = with_plan(picture)
    programme = dataclasses.replace(planned.programme, expected=planned.programme.expected[:6])
    first, second, *_ = table_rows(
        sheet_of(dataclasses.replace(planned, programme=programme), "officials"), "officials"
    )
    _, other = ([each.short["fi"] for each in programme.organisations])[:2]
    assert (first[other], second[other]) == ("▲ puuttuu", "–")


def test_a_programme_without_wider_levels_has_no_part_to_show(picture: Picture) -> None:
    planned = with_plan(picture)
    level = "sub_task"
    items = tuple(
        dataclasses.replace(item, levels={level: item.levels[level]}) for item in planned.programme.items[:2]
    )
    sheets = tuple(
        dataclasses.replace(sheet, fields=tuple(each for each in sheet.fields if each.code != "task"))
        for sheet in planned.programme.workbook.sheets
    )
    programme = dataclasses.replace(
        planned.programme,
        items=items,
        level_names={level: planned.programme.level_names[level]},
        workbook=dataclasses.replace(planned.programme.workbook, sheets=sheets),
    )
    broad = dataclasses.replace(items[0], levels={level: ("1", "Pitkä nimi " * 30)})
    for shown in (programme, dataclasses.replace(programme, items=(broad,))):
        sheet = sheet_of(dataclasses.replace(planned, programme=shown), "plan")
        assert [cell.value for cell in sheet[5]][:3] == ["Tunnus", "Osatehtävä", "references"]
    assert sheet.column_dimensions["B"].width > 70


def test_the_method_says_who_steers_and_why_the_deadline_is_what_it_is(picture: Picture) -> None:
    said = texts_of(sheet_of(with_plan(picture), "method"))
    assert said.index("Johtoryhmä") == said.index("Ohjaa.") - 1
    assert any(
        each.endswith("31.12.2022, päivä ennen kuin järjestämisvastuu siirtyy 1.1.2023.") for each in said
    )
    programme = dataclasses.replace(picture.programme, deadline_names=None)
    said = texts_of(sheet_of(dataclasses.replace(picture, programme=programme), "method"))
    assert any(each.endswith("määräpäivänä on 31.12.2022.") for each in said)


# --- texts ------------------------------------------------------------------------------------------------


def test_every_text_of_the_catalogue_is_used_and_none_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    used: set[str] = set()

    class Seen(dict[str, dict[str, str]]):
        def __getitem__(self, key: str) -> dict[str, str]:
            used.add(key)
            return super().__getitem__(key)

    seen = Seen(catalogue())
    monkeypatch.setattr(texts, "catalogue", lambda: seen)
    for make, audience in PICTURES.values():
        whole = make()
        report_bytes(whole, whole.programme.audiences[audience], "fi")
    for variant in variants(big_picture(organisations=2)):
        audience = "ministry" if variant.organisation is None else "organisation"
        report_bytes(variant, variant.programme.audiences[audience], "fi")
    own = Audience("own", "all", ("summary", "behind", "own_windows", "own_items", "method"))
    for own_picture in with_own(big_picture(organisations=2)):
        report_bytes(own_picture, own, "fi")
    assumed = {"assumptions": ("autumn",), "schedule_text": "syksy 2021"}
    whole = big_picture(organisations=2)
    items = tuple(dataclasses.replace(each, **assumed) for each in whole.programme.items)
    read = dataclasses.replace(whole, programme=dataclasses.replace(whole.programme, items=items))
    report_bytes(read, own, "fi")
    alone = Audience("alone", "all", ("summary", "indicators"))
    for variant in (big_picture(organisations=2), *measured_variants(tmp_path)):
        report_bytes(variant, alone, "fi")
    for variant in steered_variants(tmp_path / "steered"):
        report_bytes(variant, SHEETS, "fi")
    assert {key for key in catalogue() if key.startswith("report.")} - used == set()


def discussed(picture: Picture) -> Picture:
    """The picture, where the first item behind was discussed, and something was agreed."""
    said = {
        "discussed": "status;percent_done;forecast_end",
        "reported_status": "not_started",
        "reported_percent_done": float("nan"),
        "reported_forecast_end": pd.NaT,
        "status": "started",
        "percent_done": 60.0,
        "forecast_end": pd.Timestamp(2022, 3, 31),
    }
    first = picture.behind.head(1).assign(**said)
    rest = picture.behind.iloc[1:]
    agreed = [
        [
            "2021-11",
            "06",
            "HTT",
            "HTT.A.1.1",
            "Nimi",
            "=Näin.",
            "A",
            pd.Timestamp(2022, 1, 31),
            "started",
            60.0,
            "k",
        ],
        ["2021-11", "06", "", "", "", "Kaikille.", None, pd.NaT, None, float("nan"), "k"],
    ]
    return dataclasses.replace(
        picture,
        behind=pd.concat([first, rest], ignore_index=True),
        agreed=pd.DataFrame(agreed, columns=AGREED),
        discussed_count=3,
    )


def measured_variants(folder: Path) -> list[Picture]:
    """Indicators that got better, worse, stayed, reached their target or not, and one that is due and missing."""
    programme = measured_programme(folder)
    programme = dataclasses.replace(
        programme,
        indicators=tuple(dataclasses.replace(each, due=frozenset({11})) for each in programme.indicators),
    )
    values = [
        value_of(month, indicator, measure)
        for indicator, before, now in ((NPS, 30.0, 40.0), (DIGITAL, 60.0, 50.0), (COST, 9.0, 9.0))
        for month, measure in (("2021-10", before), ("2021-11", now))
    ]
    found = standing(programme, *values)
    return [dataclasses.replace(big_picture(), programme=programme, indicators=found)]


def variants(picture: Picture) -> list[Picture]:
    """Pictures that need the rarer sentences."""
    decided, undecided = picture, dataclasses.replace(picture, undetermined_criticality=3)
    here = organisation_picture()
    found = []
    for whole in (decided, undecided):
        view = whole.roadmap
        found += [
            dataclasses.replace(
                whole, roadmap=dataclasses.replace(view, started=started, done=done, done_before=before)
            )
            for started, done, before in (
                (Share(9, 10), Share(80, 100), Share(79, 100)),
                (Share(9, 10), Share(80, 100), Share(81, 100)),
                (Share(9, 10), Share(80, 100), Share(90, 100)),
                (Share(9, 10), Share(80, 100), Share(80, 100)),
                (Share(1, 10), Share(80, 100), None),
                (Share(0, 0), Share(0, 0), None),
            )
        ]
        found.append(dataclasses.replace(whole, behind_count=Count(0, 0), behind=whole.behind.head(0)))
        found.append(dataclasses.replace(here, undetermined_criticality=whole.undetermined_criticality))
    found += [
        discussed(here),
        dataclasses.replace(decided, received=Count(1, 1)),
        dataclasses.replace(decided, received=Count(decided.expected, 1), help_count=Count(1, 1)),
        dataclasses.replace(decided, behind_organisations=1, newly_behind=1, help_organisations=1),
        dataclasses.replace(decided, changes=decided.changes.head(0)),
        dataclasses.replace(decided, warnings=decided.warnings.assign(reasons="regressed")),
        dataclasses.replace(decided, behind=decided.behind.assign(reasons="late_start")),
        dataclasses.replace(decided, behind=decided.behind.assign(reasons="overdue;late_start")),
        dataclasses.replace(decided, missing=missing_of(decided)),
        dataclasses.replace(here, help_count=Count(1, 0)),
        dataclasses.replace(here, help_count=Count(2, 0)),
        with_grace(decided),
        with_a_new_item(decided),
        big_picture(organisations=5),
        big_picture(organisations=1),
        with_deadline(decided, date(2021, 12, 1)),
        with_deadline(decided, date(2021, 11, 29)),
        with_plan(decided),
        with_plan(dataclasses.replace(decided, month="2021-06")),
        with_material(decided),
        with_years(decided),
    ]
    return found


def with_years(picture: Picture) -> Picture:
    """After 121 months."""
    months = list(months_between("2011-11", "2021-07"))
    earlier = pd.concat([picture.trend.head(1)] * len(months), ignore_index=True).assign(month=months)
    return dataclasses.replace(picture, trend=pd.concat([earlier, picture.trend], ignore_index=True))


def with_plan(picture: Picture) -> Picture:
    """A programme that lists its items and its officials, and says who steers. Two items have been reported."""
    programme, (organisation, other) = (
        picture.programme,
        [each.code for each in picture.programme.organisations][:2],
    )
    first, second, *_ = programme.items
    first = dataclasses.replace(first, details={"references": f"A.2; {second.id}", "statutory": "yes"})
    state = programme.workbook.sheet("items")
    shown = [
        Field(
            code,
            "locked",
            kind,
            20,
            (Headers("2021-07", dict.fromkeys(LANGUAGES, code)),),
            None,
            (),
            None,
            None,
        )
        for code, kind in (("references", "text"), ("statutory", "flag"))
    ]
    blank = {"references": "", "statutory": ""}
    items = (first, *(dataclasses.replace(each, details=blank) for each in programme.items[1:]))
    sheets = tuple(
        dataclasses.replace(sheet, fields=(*sheet.fields, *shown)) if sheet == state else sheet
        for sheet in programme.workbook.sheets
    )
    named = Official((organisation, "HTT"), "Hallintojohtaja", "2021-07", "")
    states = [
        [organisation, first.id, "started", 40, "yes", 1, True],
        [other, first.id, "done", 100, "carried", 0, False],
        [organisation, second.id, "not_started", None, "never", 1, False],
        [other, second.id, "not_started", None, "never", 0, False],
    ]
    referred = [[first.id, "A.2", "Osa", 1, 2], [first.id, second.id, "", 0, 2]]
    return dataclasses.replace(
        picture,
        programme=dataclasses.replace(
            programme,
            items=items,
            workbook=dataclasses.replace(programme.workbook, sheets=sheets),
            officials=Register((named,)) if picture.month > "2021-06" else None,
            roles=(Role(dict.fromkeys(LANGUAGES, "Johtoryhmä"), dict.fromkeys(LANGUAGES, "Ohjaa.")),),
            audiences={"ministry": Audience("ministry", "all", ("plan", "officials", "method"))},
        ),
        states=pd.DataFrame(states, columns=STATES),
        referred=pd.DataFrame(referred, columns=REFERRED),
    )


def with_a_new_item(picture: Picture) -> Picture:
    first, second = picture.programme.items[:2]
    came = Step(picture.month, ("came",), None, first, "")
    return dataclasses.replace(
        picture, roadmap_changes=(came, Step(picture.month, ("split",), second, first, ""))
    )


def with_own(picture: Picture) -> list[Picture]:
    """Where organisations may set windows and items of their own: some have, none of which lacks anything; some of
    which do; and nobody has.
    """
    asking = load_programme(ROOT / "schemas" / OBJECTIVES).workbook.sheet("own_items")
    book = picture.programme.workbook
    allowing = dataclasses.replace(
        picture.programme,
        allows_own_windows=True,
        allows_own_items=True,
        workbook=dataclasses.replace(book, sheets=(*book.sheets, asking)),
    )
    behind = picture.behind.assign(
        own_window=True,
        national_start=pd.NaT,
        national_end=pd.Timestamp(2021, 6, 30),
        national_critical="no",
        own_critical=["yes" if place % 2 else "no" for place in range(len(picture.behind))],
        own_reason="Päätös.",
        own_since="2021-08",
        own_name="Asia",
        own_details='{"indicator": "Osuus, %", "interface": "education"}',
        lacking="",
    ).assign(behind=1)
    nobody = dataclasses.replace(
        picture, programme=allowing, own_windows=behind.head(0), own_items=behind.head(0)
    )
    some = dataclasses.replace(nobody, behind=behind, own_windows=behind, own_items=behind)
    return [some, dataclasses.replace(some, own_items=behind.assign(lacking="measures;basis")), nobody]


def with_material(picture: Picture) -> Picture:
    """Beside it two sources, one of which could not be read."""
    named = dict.fromkeys(LANGUAGES, "Aineisto")
    read = Material(named, named, (MaterialShare(named, named, named, 3, 10),))
    return dataclasses.replace(picture, material=(read, Material(named, named)))


def missing_of(picture: Picture) -> pd.DataFrame:
    """Every workbook missing, in each of the three states."""
    pairs = picture.programme.expected_in(picture.month)
    rows = [
        [organisation, group, ("missing", "awaited", "refused")[place % 3], "", 1, 5]
        for place, (organisation, group) in enumerate(pairs)
    ]
    return pd.DataFrame(rows, columns=picture.missing.columns)


def with_deadline(picture: Picture, deadline: date) -> Picture:
    programme = dataclasses.replace(picture.programme, hard_deadline=deadline)
    return dataclasses.replace(picture, programme=programme)


def with_grace(picture: Picture) -> Picture:
    rules = dataclasses.replace(picture.programme.thresholds, grace_days=5)
    return dataclasses.replace(picture, programme=dataclasses.replace(picture.programme, thresholds=rules))


def test_the_texts_have_the_same_places_in_the_three_languages() -> None:
    source = Path(ytaexcel.report.__file__).parent.parent / "catalogue" / "report.csv"
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        assert all(row[language] for language in LANGUAGES), row["key"]
        places = [sorted(re.findall(r"{(\w+)}", row[language])) for language in LANGUAGES]
        assert places[0] == places[1] == places[2], row["key"]
    assert len({row["key"] for row in rows}) == len(rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["whole", "sparse", "organisation"])
def test_the_sentences_of_page_one_fit_on_it(kind: str, language: Language) -> None:
    make, audience = PICTURES[kind]
    sheet = opened(make(), audience, language).worksheets[0]
    width = sum(sheet.column_dimensions[column].width * 7 for column in "ABCDEFGHIJKLMNOP")
    for row in range(1, 7):
        cell = sheet.cell(row, 1)
        said = text_width(str(cell.value or ""), size=cell.font.size, is_bold=bool(cell.font.bold))
        assert said < width, cell.value


# --- measuring --------------------------------------------------------------------------------------------


def test_lines_are_counted_as_words_wrap() -> None:
    assert lines("", 100) == 1
    assert lines("aa\nbb", 100) == 2
    assert lines("osatehtävä " * 10, 100) == 10
    assert lines("palveluverkkoselvityksenvalmistelukokonaisuus", 100) == 4


def test_a_shortened_text_fits_and_says_that_it_was_cut() -> None:
    long = "Sopimusten toimittajaneuvottelut ja siirrot mahdollisuuksien mukaan"
    assert shortened("lyhyt\nteksti", 200) == "lyhyt teksti"
    assert shortened(long, 200).endswith("…")
    assert text_width(shortened(long, 200)) <= 200
    assert " ".join(wrapped(long, 200)) == long


def test_changes_are_written_alike_in_cells_and_sentences() -> None:
    assert [change(6), change(-5), change(0)] == ["▲\u00a0+6", "▼\u00a0−5", "=\u00a00"]


def parts_of(data: bytes) -> list[tuple[str, str]]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [(name, archive.read(name).decode("utf-8")) for name in archive.namelist()]
