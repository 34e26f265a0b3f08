"""Themes of notes: how widely each is raised, what is said of it and to whom; workbooks from before themes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from builder import passport_of, workbook
from collected import run_in, send, small_workspace
from discussions import discuss
from pictures import big_picture, organisation_picture
from stories import Row, frame_of_notes, item_of, note, picture_of, small
from ytaexcel.demo.chance import Chance
from ytaexcel.demo.notes import notes
from ytaexcel.demo.phrases import Phrasebook
from ytaexcel.demo.sender import Sender
from ytaexcel.inbox import sent_files
from ytaexcel.merge import Submission
from ytaexcel.picture import Picture
from ytaexcel.picture.themes import themes
from ytaexcel.programme import Programme
from ytaexcel.programme.records import Audience
from ytaexcel.report.write import report_bytes
from ytaexcel.style.measure import text_width
from ytaexcel.texts import LANGUAGES, Language
from ytaexcel.workflow import merge_files
from ytaexcel.workflow.reports import assessed_picture

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
Judge = Callable[..., Submission]
NOTES = "Huomiot"
FIVE = ("05", "06", "07", "08", "09")
"""As many organisations as it takes for a word."""
TEN = "funding ict timetable staff experts preparatory_body communication procurement contracts pay".split()
EIGHT = (
    "funding ict staff rescue_pace rescue_visibility timetable rescue_coordination contract_brigades".split()
)
"""The themes of the areas and of the rescue services, in the order of the summary of spring 2021."""


def story(
    programme: Programme, raised: dict[str, list[str]], organisation: str | None = None, sent: int = 5
) -> Picture:
    """A month in which the first organisations send, with these themes in their notes; "" is a note without one."""
    tiny = small(programme, item_of(programme), organisations=FIVE)
    lives = "\n".join(["organisation | item | 2021-07", *(f"{code} | T.1 | ." for code in FIVE[:sent])])
    notes: list[Row] = [
        note(
            "2021-07",
            f"{code} {number}",
            code,
            row=number + 5,
            theme=theme or None,
            kind="risk",
            scope="pela",
        )
        for code, found in raised.items()
        for number, theme in enumerate(found)
    ]
    return picture_of(tiny, lives, notes=notes, organisation=organisation)


def test_a_theme_counts_each_organisation_once_of_those_that_sent(programme: Programme) -> None:
    found = story(programme, {"05": ["ict", "ict", ""], "06": ["ict", "pay"], "07": [""]}, sent=5).themes
    assert (found.sent, found.notes, found.themed) == (5, 6, 4)
    assert found.frame["theme"].tolist() == ["ict", "pay"]
    assert found.frame["organisations"].tolist() == [2, 1]
    assert found.frame["notes"].tolist() == [3, 1]
    assert found.frame["raised_by"].tolist() == ["05;06", "06"]
    first = found.frame.iloc[0]
    assert (first["kind_risk"], first["kind_wish"], first["scope_pela"], first["scope_sote"]) == (3, 0, 3, 0)


@pytest.mark.parametrize(
    ("count", "word"), [(5, "nearly_all"), (4, "most"), (3, "most"), (2, "half"), (1, "some")]
)
def test_the_word_follows_the_share_of_those_that_sent(programme: Programme, count: int, word: str) -> None:
    """The limits of the shipped settings: 85, 60, 40 and 15 %."""
    found = story(programme, {code: ["funding"] for code in FIVE[:count]}).themes
    assert found.frame["spread"].tolist() == [word]


def test_who_only_discussed_has_not_sent(tmp_path: Path) -> None:
    run = run_in(small_workspace(tmp_path / "workspace", items=1))
    send(run, {"HTT.A.1.1": {"status": "Käynnissä"}})
    discuss(run, [("", {"agreed": "Lisää aikaa."})], organisation="17")
    merged = merge_files(run, sent_files(run.workspace.input))
    assert [each.outcome for each in merged] == ["accepted", "accepted"]
    assert assessed_picture(run, "2021-07").themes.sent == 1


def test_fewer_organisations_than_words_are_given_for_have_a_fraction_only(programme: Programme) -> None:
    found = story(programme, {code: ["funding"] for code in FIVE[:4]}, sent=4).themes
    assert (found.frame["spread"].tolist(), found.frame["organisations"].tolist(), found.sent) == (
        [""],
        [4],
        4,
    )


def test_equally_wide_themes_stand_by_their_notes_and_then_as_in_the_list(programme: Programme) -> None:
    found = story(programme, {"05": ["pay", "ict", "funding", "pay"]}).themes
    assert found.frame["theme"].tolist() == ["pay", "funding", "ict"]


def test_an_organisation_learns_how_many_raise_a_theme_but_neither_who_nor_what_they_say(
    programme: Programme,
) -> None:
    found = story(programme, {"05": ["pay"], "06": ["pay", "ict"]}, organisation="05").themes
    assert found.frame["organisations"].tolist() == [2, 1]
    assert found.frame["own"].tolist() == [1, 0]
    assert set(found.frame["raised_by"]) == {""}
    sheet = page(replace(organisation_picture(), themes=found), "organisation", "fi", "Teemat")
    words = [cell for row in sheet for cell in row if isinstance(cell, str)]
    assert "Palkkaharmonisointi" in words
    assert "06 0" not in words
    assert not [word for word in words if "Missä organisaatioissa" in word]


def test_the_picture_of_a_group_tells_its_own_notes(programme: Programme) -> None:
    notes = [
        note("2021-07", "a", "05", "HTT", theme="pay"),
        note("2021-07", "b", "05", "JO", theme="pay", row=6),
    ]
    tiny = small(programme, item_of(programme), organisations=FIVE)
    lives = "organisation | item | 2021-07\n05 | T.1 | ."
    found = picture_of(tiny, lives, notes=notes, organisation="05", group="HTT").themes
    assert (found.frame["own"].tolist(), found.frame["notes"].tolist()) == ([1], [2])


def page(picture: Picture, audience: str, language: Language, name: str) -> list[list[object]]:
    data = report_bytes(picture, picture.programme.audiences[audience], language)
    return [list(row) for row in openpyxl.load_workbook(BytesIO(data))[name].iter_rows(values_only=True)]


@pytest.mark.parametrize(("language", "name"), [("fi", "Teemat"), ("sv", "Teman"), ("en", "Themes")])
def test_the_sheet_has_the_themes_of_the_picture_with_word_fraction_and_organisations(
    language: Language, name: str
) -> None:
    picture = big_picture()
    rows = page(picture, "ministry", language, name)
    labels = {choice.code: choice.names[language] for choice in picture.programme.themes}
    frame = picture.themes.frame
    assert [row[0] for row in rows[5:]] == [labels[code] for code in frame["theme"]]
    assert [row[2] for row in rows[5:]] == frame["organisations"].tolist()
    assert {row[3] for row in rows[5:]} == {23}
    words = {spread.names[language] for spread in picture.programme.spreads}
    assert {row[1] for row in rows[5:]} <= words
    assert [len(str(row[-1]).split(", ")) for row in rows[5:]] == frame["organisations"].tolist()
    assert "85\u00a0%" in str(rows[1][0])
    assert str(picture.themes.themed) in str(rows[1][0])


def test_the_method_prints_the_limits_and_where_the_words_are_from() -> None:
    said = " ".join(str(cell) for row in page(big_picture(), "ministry", "fi", "Menetelmä") for cell in row)
    assert "lähes kaikki ≥\u00a085\u00a0%" in said
    assert "kevään 2021 tilannekuvakeskustelujen koonnista" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_says_what_nearly_all_and_most_raise_and_the_longest_names_fit(
    programme: Programme, language: Language
) -> None:
    picture = big_picture()
    everywhere = [each.code for each in programme.organisations]
    longest = sorted(programme.themes, key=lambda choice: -len(choice.names[language]))[:3]
    rows = [
        note("2021-11", "x", code, theme=choice.code, row=number)
        for code in everywhere
        for number, choice in enumerate(longest)
    ]
    rows += [note("2021-11", "x", code, theme="pay", row=9) for code in everywhere[:12]]
    frame = replace(picture, themes=themes(frame_of_notes(rows), everywhere, None, None, programme))
    told = sorted(longest, key=programme.themes.index)
    data = report_bytes(frame, frame.programme.audiences["ministry"], language)
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    cell = sheet["A5"]
    nearly_all = programme.spreads[0].names[language]
    assert str(cell.value).count(nearly_all) == 1
    assert [choice.names[language] in str(cell.value) for choice in told] == [True, True, False]
    pay = next(each for each in programme.themes if each.code == "pay").names[language]
    assert pay not in str(cell.value)
    width = sum(sheet.column_dimensions[column].width * 7 for column in "ABCDEFGHIJKLMNOP")
    assert text_width(str(cell.value), size=cell.font.size) < width


def test_page_one_says_nothing_of_themes_that_half_or_fewer_raise(programme: Programme) -> None:
    picture = big_picture()
    rare = themes(frame_of_notes([]), (), None, None, programme)
    data = report_bytes(replace(picture, themes=rare), programme.audiences["ministry"], "fi")
    assert "Esillä" not in str(openpyxl.load_workbook(BytesIO(data)).worksheets[0]["A5"].value)


def test_without_a_theme_in_any_note_the_sheet_says_so(programme: Programme) -> None:
    picture = replace(big_picture(), themes=story(programme, {"05": [""]}).themes)
    rows = page(picture, "ministry", "fi", "Teemat")
    assert rows[4][0] == "Yhdessäkään kuukauden kirjauksessa ei ole teemaa (0 / 1)."


def test_the_list_has_the_ten_themes_of_the_areas_and_the_eight_of_the_rescue_services(
    programme: Programme,
) -> None:
    codes = [choice.code for choice in programme.themes]
    assert codes[:10] == TEN
    assert set(codes) == {*TEN, *EIGHT}


# --- beside the month before ------------------------------------------------------------------------------------


def two_months(
    programme: Programme,
    then: dict[str, list[str]],
    now: dict[str, list[str]],
    organisation: str | None = None,
    sent_then: int = 5,
) -> Picture:
    """August beside July, of which the first organisations had sent; all five send in August."""
    tiny = small(programme, item_of(programme), organisations=FIVE)
    lives = [f"{code} | T.1 | {'.' if place < sent_then else '-'} | ." for place, code in enumerate(FIVE)]
    notes = [
        note(month, "x", code, row=number + 5, theme=theme, kind="risk", scope="pela")
        for month, raised in (("2021-07", then), ("2021-08", now))
        for code, found in raised.items()
        for number, theme in enumerate(found)
    ]
    table = "\n".join(["organisation | item | 2021-07 | 2021-08", *lives])
    return picture_of(tiny, table, notes=notes, organisation=organisation)


def test_each_theme_stands_beside_the_month_before(programme: Programme) -> None:
    """Also one that nobody raises any more, without a word; each by those that sent then."""
    now = {code: ["funding"] for code in FIVE[:4]} | {"09": ["ict"]}
    then = {code: ["funding", "pay"] for code in FIVE[:2]}
    found = two_months(programme, then, now, sent_then=5).themes
    frame = found.frame.set_index("theme")
    assert found.sent_before == 5
    assert list(frame.index) == ["funding", "ict", "pay"]
    assert frame["organisations"].tolist() == [4, 1, 0]
    assert frame["organisations_before"].tolist() == [2, 0, 2]
    assert frame["spread"].tolist() == ["most", "some", ""]
    assert frame["spread_before"].tolist() == ["half", "", "half"]
    assert (frame.at["pay", "notes"], frame.at["pay", "raised_by"]) == (0, "")


def test_where_few_had_sent_the_month_before_has_no_word(programme: Programme) -> None:
    found = two_months(programme, {"05": ["pay"]}, {"05": ["pay"]}, sent_then=3).themes
    assert (found.sent_before, found.frame["spread_before"].tolist()) == (3, [""])


def test_the_first_month_is_compared_with_none(programme: Programme) -> None:
    found = story(programme, {"05": ["pay"]})
    assert found.themes.sent_before is None
    alone = Audience("alone", "all", ("themes", "method"))
    book = openpyxl.load_workbook(BytesIO(report_bytes(found, alone, "fi")))
    assert "Muutos, %-yks." not in [cell.value for cell in book["Teemat"][5]]
    assert not [row for row in book["Menetelmä"].values if row[0] == "Teemat kuukautta aiemmin"]


@pytest.mark.parametrize(
    ("language", "name", "headers"),
    [
        ("fi", "Teemat", ("Kuinka laajasti 7/2021", "Esillä 7/2021, organisaatioita", "Muutos, %-yks.")),
        ("sv", "Teman", ("Hur allmänt 7/2021", "Lyft fram 7/2021, organisationer", "Ändring, %-enh.")),
        ("en", "Themes", ("How widely in 7/2021", "Raised in 7/2021 in organisations", "Change, points")),
    ],
)
@pytest.mark.parametrize("organisation", [None, "05"])
def test_the_sheet_shows_the_spread_then_and_now_and_the_change(
    programme: Programme, language: Language, name: str, headers: tuple[str, ...], organisation: str | None
) -> None:
    """Four of five organisations after one of four: 80 % after 25 %. The sentence says with what it is compared."""
    now, then = {code: ["funding"] for code in FIVE[:4]}, {"06": ["funding", "pay"]}
    picture = two_months(programme, then, now, organisation, sent_then=4)
    alone = Audience("alone", "all" if organisation is None else "organisation", ("themes", "method"))
    data = report_bytes(picture, alone, language)
    rows = [list(row) for row in openpyxl.load_workbook(BytesIO(data))[name].values]
    places = [rows[4].index(header) for header in headers]
    assert [rows[5][place] for place in places] == ["–", 1, "▲\u00a0+55"]
    assert [rows[6][place] for place in places] == ["–", 1, "▼\u00a0\u221225"]
    assert "7/2021" in str(rows[1][0])
    words = {choice.code: choice.names[language] for choice in programme.themes}
    assert [row[0] for row in rows[5:]] == [words["funding"], words["pay"]]


def test_a_report_from_the_dataset_compares_with_the_collected_month_before(tmp_path: Path) -> None:
    run = run_in(small_workspace(tmp_path / "workspace", items=1))
    told = {"HTT.A.1.1": {"status": "Käynnissä"}}
    raised = [{"kind": "Toive", "text": "Rahaa.", "theme": "Rahoitus"}]
    send(run, told, notes=raised, name="a.xlsx")
    send(run, told, notes=raised, organisation="17", name="b.xlsx")
    send(run, told, month="2021-08", name="c.xlsx")
    merge_files(run, sent_files(run.workspace.input))
    found = assessed_picture(run_in(run.workspace, date(2021, 9, 10)), "2021-08").themes
    assert (found.sent, found.sent_before, found.notes) == (1, 2, 0)
    assert found.frame[["theme", "organisations", "organisations_before"]].to_numpy().tolist() == [
        ["funding", 0, 2]
    ]


# --- in workbooks ---------------------------------------------------------------------------------------------------


def without_theme(programme: Programme, version: str, month: str = "2021-07") -> openpyxl.Workbook:
    """A workbook of a version of the template, whose notes have no column for themes."""
    sealed = replace(programme, workbook=replace(programme.workbook, version=version))
    passport = passport_of(sealed, "05", "HTT", month)
    notes = [{"kind": "Huomio", "text": "Odottaa päätöstä."}]
    book = workbook(programme, {"HTT.A.1.1": {"status": "Käynnissä"}}, notes=notes, passport=passport)
    column = next(cell.column for cell in book[NOTES][4] if cell.value == "Teema")
    book[NOTES].delete_cols(column)
    return book


def test_a_workbook_from_before_themes_does_not_miss_them(small: Programme, judged: Judge) -> None:
    found = judged(without_theme(small, "1"))
    assert (found.outcome, len(found.accepted), found.findings) == ("accepted", 2, [])
    assert found.accepted[1].values.get("theme") is None


def test_a_workbook_of_a_later_version_misses_the_column_that_was_taken_out(
    small: Programme, judged: Judge
) -> None:
    for version in ("2", "10"):
        assert [each.code for each in judged(without_theme(small, version)).findings] == ["S003"]


def test_an_unknown_theme_costs_no_note(small: Programme, judged: Judge) -> None:
    notes = [{"kind": "Riski", "text": "Tekijät.", "theme": "Sää", "likelihood": 3, "effect": 3}]
    found = judged(workbook(small, {}, notes=notes))
    assert (found.outcome, [each.code for each in found.findings]) == ("accepted", ["C037"])
    assert (found.accepted[0].values["theme"], found.accepted[0].typed["theme"]) == (None, "Sää")


def test_a_programme_without_themes_has_none_in_its_report(programme: Programme) -> None:
    """As a workspace that was made before there were themes."""
    sheets = tuple(
        replace(sheet, fields=tuple(field for field in sheet.fields if field.code != "theme"))
        for sheet in programme.workbook.sheets
    )
    without = replace(programme, workbook=replace(programme.workbook, sheets=sheets), spreads=())
    found = story(without, {code: [""] for code in FIVE})
    assert (found.themes.themed, found.themes.notes, len(found.themes.frame)) == (0, 5, 0)
    picture = replace(big_picture(), programme=without, themes=found.themes)
    alone = Audience("alone", "all", ("summary", "notes", "method"))
    book = openpyxl.load_workbook(BytesIO(report_bytes(picture, alone, "fi")))
    assert "Teema" not in [cell.value for cell in book["Toiveet ja riskit"][5]]
    assert "Esillä" not in str(book["Yhteenveto"]["A5"].value)


def test_groups_of_the_demonstration_choose_themes_of_the_list(programme: Programme) -> None:
    """Most notes that are about something that is in the list carry it; funding is named by most organisations."""
    raised: dict[str, set[str]] = {}
    plain, said = 0, Phrasebook(programme.wording)
    for organisation in programme.organisations:
        for group in programme.groups:
            sender = Sender(programme, organisation.code, group.code, "fi", 0.5, {}, Chance(1), said)
            for written in notes(sender, "2021-11"):
                theme = str(written.get("theme", ""))
                plain += not theme
                raised.setdefault(theme, set()).add(organisation.code)
    raised.pop("")
    assert set(raised) <= {choice.code for choice in programme.themes}
    assert len(raised) > 8
    assert plain > 20
    assert max(raised, key=lambda theme: len(raised[theme])) == "funding"
