"""Responses are read by meaning, told cell by cell, and never changed; a row with an error is refused."""

import hashlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import survey_data
from survey_examples import COLUMNS, ONE, SHEET, cell, enough, taken
from temporary_codes import code
from variants import protected, zipped
from ytaexcel.apart import Limits
from ytaexcel.read import Means
from ytaexcel.sources import Source
from ytaexcel.survey import Taken, take_in, take_in_responses
from ytaexcel.survey.template import write_survey_template
from ytaexcel.texts import LANGUAGES, Language

NO_MEANS = Means((), None)


def codes(found: Taken) -> list[str]:
    return [each.code for each in found.conformed.findings]


def read(folder: Path, data: bytes, name: str = "2022-2.xlsx", means: Means = NO_MEANS) -> Taken:
    (folder / name).write_bytes(data)
    return take_in_responses(folder / name, survey_data.survey(), means, "fi", is_apart=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_round_is_read_as_it_was_written_in_every_language(language: Language, tmp_path: Path) -> None:
    rows = survey_data.respondents()
    found = read(tmp_path, survey_data.workbook(rows, language))
    assert found.outcome == "accepted"
    assert found.round == "2022-2"
    assert [each.answers for each in found.conformed.responses] == [
        each.answers for each in survey_data.as_responses(rows)
    ]
    assert [each.backgrounds for each in found.conformed.responses] == [
        each.backgrounds for each in survey_data.as_responses(rows)
    ]
    assert codes(found) == [], "what stands in the list is no reading that is told"


def test_a_file_is_read_alike_in_a_process_of_its_own_and_one_that_is_lost_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = taken(tmp_path, enough(C1="6"))
    survey, path = survey_data.survey(), tmp_path / "2022-2.xlsx"
    assert take_in_responses(path, survey, NO_MEANS, "fi") == here
    monkeypatch.setattr(take_in, "LIMITS", Limits(seconds=0.001, bytes=400_000_000))
    lost = take_in_responses(path, survey, NO_MEANS, "fi")
    assert (lost.outcome, codes(lost)) == ("refused", ["F018"])


def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Source.read
    monkeypatch.setattr(Source, "read", lambda source: whole(source) + b"more")
    assert codes(taken(tmp_path, enough())) == ["F008"]

    def gone(_: Source) -> bytes:
        raise OSError(2, "No such file")

    monkeypatch.setattr(Source, "read", gone)
    assert codes(taken(tmp_path, enough())) == ["F006"]


def test_the_file_stays_as_it_is_and_its_hash_is_told(tmp_path: Path) -> None:
    data = survey_data.workbook(enough())
    found = read(tmp_path, data)
    assert (tmp_path / "2022-2.xlsx").read_bytes() == data
    assert found.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("written", "meant", "told"),
    [
        (4, "4", []),
        ("4", "4", []),
        (4.0, "4", []),
        ("5 erittäin hyvin", "5", []),
        ("5 mycket väl", "5", []),
        ("5 ERITTÄIN HYVIN ", "5", ["C013"]),
        ("4 - melko hyvin", "4", ["C013"]),
        ("4 = melko hyvin", "4", ["C013"]),
        ("0 ei osaa sanoa", "0", []),
        (0, "0", []),
        ("–", None, []),
        ("", None, []),
        (None, None, []),
    ],
)
def test_an_answer_on_a_scale_is_understood(
    written: Any, meant: str | None, told: list[str], tmp_path: Path
) -> None:
    found = taken(tmp_path, enough(C1=written))
    assert found.conformed.responses[0].answers.get("C1") == meant
    assert codes(found) == told


@pytest.mark.parametrize(
    "written",
    [6, -1, 3.5, "3-4", "3 tai neljä", "4 melko hyvin", "3 tai 4", "4 5", "hyvin", True, "4/5", "1 2 3"],
)
def test_what_is_no_answer_is_refused_with_its_row_and_its_neighbours_go_in(
    written: Any, tmp_path: Path
) -> None:
    found = taken(tmp_path, enough(C1=written))
    assert found.outcome == "partly_accepted"
    assert (len(found.conformed.responses), found.conformed.rows_refused) == (5, 1)
    (fault,) = found.conformed.findings
    assert (fault.code, fault.place) == ("C042", f"{SHEET}!{cell('C1', 2)}")


def test_each_word_of_a_listed_background_is_understood(tmp_path: Path) -> None:
    written = ["Satakunta", "satakunnan hyvinvointialue", "06", "Satakunta välfärdsområde", 6, "SA"]
    found = taken(tmp_path, [{**ONE, "county": each, "municipality": ""} for each in written])
    counties = [each.backgrounds["county"] for each in found.conformed.responses]
    assert counties == ["06"] * 5
    assert [each.place for each in found.conformed.findings if each.code == "C043"] == [
        f"{SHEET}!{cell('county', 6)}"
    ]


def test_a_blank_background_that_is_not_required_is_not_stated(tmp_path: Path) -> None:
    found = taken(tmp_path, enough(size="", municipality=""))
    assert found.conformed.responses[0].backgrounds["size"] == ""
    assert codes(found) == []


def test_columns_are_found_by_code_label_or_wording_in_any_order(tmp_path: Path) -> None:
    survey = survey_data.survey()
    heads = [
        "E",
        survey.question("C1").wording["fi"],
        survey.question("C2").label["sv"],
        "County",
        "Asema",
        "A",
    ]
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "Export 1"
    page.append(["Webexport", None])
    page.append(heads)
    for _ in range(6):
        page.append(["paranee", 1, 2, "Lapland", "Toimialajohto", "kyllä"])
    buffer = BytesIO()
    book.save(buffer)
    found = read(tmp_path, buffer.getvalue())
    assert found.conformed.responses[0].answers == {"E": "improves", "C1": "1", "C2": "2", "A": "yes"}
    assert found.conformed.responses[0].row == 3
    assert set(codes(found)) == {"S028"}


def test_a_column_that_every_respondent_must_fill_refuses_the_file_when_it_is_missing(tmp_path: Path) -> None:
    def without_role(book: Any) -> None:
        book.active.delete_cols(1 + COLUMNS.index("role"))

    found = taken(tmp_path, enough(), change=without_role)
    assert found.outcome == "refused"
    assert ("S028", "error") in [(each.code, each.severity) for each in found.conformed.findings]


def test_a_header_that_stands_twice_refuses_the_file(tmp_path: Path) -> None:
    def doubled(book: Any) -> None:
        book.active[f"{chr(ord('A') + len(COLUMNS))}1"] = "C1"

    found = taken(tmp_path, enough(), change=doubled)
    assert found.outcome == "refused"
    assert "Sama otsikko on jo sarakkeessa" in found.conformed.findings[0].message("fi")


def test_a_misspelt_header_is_not_read_but_told_with_the_one_that_is_meant(tmp_path: Path) -> None:
    def misspelt(book: Any) -> None:
        book.active[cell("C1", 1)] = "C1 Valmistelun suunnitelmalisuus"

    found = taken(tmp_path, enough(), change=misspelt)
    told = next(each for each in found.conformed.findings if each.code == "S029")
    assert "C1 Valmistelun suunnitelmallisuus" in told.message("fi")
    assert "C1" not in found.conformed.responses[0].answers


def test_blank_rows_and_a_repeated_header_are_no_respondents(tmp_path: Path) -> None:
    def spread(book: Any) -> None:
        book.active.insert_rows(4)
        book.active.append([each.value for each in book.active[1]])
        book.active.append([None, "Toimialajohto", "Lappi", None, "alle 5 000 as.", "kyllä"])

    found = taken(tmp_path, enough(), change=spread)
    assert [each.row for each in found.conformed.responses] == [2, 3, 5, 6, 7, 8, 10]


def test_error_values_and_formulas_without_result_refuse_their_rows(tmp_path: Path) -> None:
    def broken(book: Any) -> None:
        book.active[cell("C1", 2)] = "#N/A"
        book.active[cell("C1", 2)].data_type = "e"
        book.active[cell("C2", 3)] = "=1+1"
        book.active[cell("municipality", 4)] = "=1+1"

    found = taken(tmp_path, enough() * 2, change=broken)
    assert codes(found) == ["C010", "C011", "C011"]
    assert found.conformed.rows_refused == 3


def test_a_file_with_a_personal_identity_code_is_refused_whole_and_not_quoted(tmp_path: Path) -> None:
    found = taken(tmp_path, enough(F=f"Soittakaa {code()}", C1="6"))
    assert found.outcome == "refused"
    assert codes(found) == ["W030"]
    assert found.conformed.responses == []
    assert all(code() not in each.message("fi") for each in found.conformed.findings)


def test_an_address_in_free_text_is_told(tmp_path: Path) -> None:
    assert codes(taken(tmp_path, enough(F="Kysy: matti@example.fi"))) == ["C040"]


def test_the_same_word_in_another_case_is_one_municipality(tmp_path: Path) -> None:
    rows = [{**ONE, "municipality": each} for each in ("Kunta 1", "KUNTA 1", "kunta  1")]
    found = taken(tmp_path, [*rows, {**ONE, "municipality": "Kunta 1", "size": "over_100"}, *enough()])
    told = [each for each in found.conformed.findings if each.code == "C048"]
    assert [each.cell for each in told] == [cell("size", 5)]
    assert "yli 100 000 as." in told[0].message("fi")
    assert "5 000–10 000 as." in told[0].message("fi")


@pytest.mark.parametrize(("name", "told"), [("2022-2.pdf", "F002"), ("2022-2.xlsx", "F003")])
def test_what_is_no_workbook_is_refused(name: str, told: str, tmp_path: Path) -> None:
    found = read(tmp_path, b"not a workbook", name)
    assert (found.outcome, codes(found)) == ("refused", [told])


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = take_in_responses(tmp_path / "2022-2.xlsx", survey_data.survey(), Means((), None), "fi")
    assert (found.outcome, codes(found)) == ("refused", ["F006"])


def test_a_protected_workbook_is_opened_with_its_password_and_the_archive_is_not_spoken_of(
    tmp_path: Path,
) -> None:
    data = protected(survey_data.workbook(enough()), "salainen")
    assert codes(read(tmp_path, data)) == ["F021"]
    found = read(tmp_path, data, means=Means(("salainen",), None))
    assert (found.outcome, codes(found)) == ("accepted", [])
    assert (
        read(
            tmp_path, protected(survey_data.workbook(enough(F=code())), "s"), means=Means(("s",), None)
        ).outcome
        == "refused"
    )


def test_a_zip_of_one_round_is_opened_and_one_of_two_is_refused(tmp_path: Path) -> None:
    data = survey_data.workbook(enough())
    assert read(tmp_path, zipped({"2022-2.xlsx": data}), "a.zip").outcome == "accepted"
    other = survey_data.workbook(enough(C1="3"))
    assert read(tmp_path, zipped({"a.xlsx": data, "b.xlsx": other}), "b.zip").outcome == "refused"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_into_the_template_is_read_back(language: Language, tmp_path: Path) -> None:
    survey = survey_data.survey()
    path = tmp_path / "2022-2.xlsx"
    write_survey_template(path, survey, survey.round("2022-2"), language)
    book = load_workbook(path)
    page = book[survey.sheet[language]]
    headers = {each.value: each.column for each in page[4]}
    rows = survey_data.respondents()[:20]
    for number, row in enumerate(rows, start=5):
        for background in survey.listed:
            word = background.name_of(row[background.code])[language]
            page.cell(number, headers[background.names[language]], word)
        for question, scale in survey.asked:
            if question.code in row:
                answer = next(each for each in scale.answers if each.code == row[question.code])
                word = int(answer.code) if scale.code == "how_well" else answer.names[language]
                page.cell(number, headers[question.header[language]], word)
    book.save(path)
    found = take_in_responses(path, survey, Means((), None), language)
    assert (found.outcome, codes(found)) == ("accepted", [])
    answered = [each.answers for each in survey_data.as_responses(rows)]
    assert [each.answers for each in found.conformed.responses] == answered
    path.rename(tmp_path / "2022-1.xlsx")
    other = take_in_responses(tmp_path / "2022-1.xlsx", survey, Means((), None), language)
    assert (other.outcome, codes(other)) == ("refused", ["W027"])


def test_a_template_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    survey = survey_data.survey()
    written = []
    for name in "ab":
        write_survey_template(tmp_path / name, survey, survey.rounds[0], "sv")
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_a_survey_without_ids_or_towns_is_read_too(tmp_path: Path) -> None:
    survey = survey_data.survey()
    plain = replace(survey, backgrounds=survey.listed)
    (tmp_path / "2022-2.xlsx").write_bytes(survey_data.workbook(enough()))
    found = take_in_responses(tmp_path / "2022-2.xlsx", plain, Means((), None), "fi")
    assert found.outcome == "accepted"
    assert set(codes(found)) == {"S029"}
