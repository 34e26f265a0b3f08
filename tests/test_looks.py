"""Looks at the two workbooks that people see: on the pages that LibreOffice prints, and cell by cell."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

import looks
from pictures import big_picture, group_picture, organisation_picture, sparse_picture
from ytaexcel.picture import Picture
from ytaexcel.report import write_report
from ytaexcel.texts import LANGUAGES, Language, text

pytestmark = pytest.mark.office


def long_names() -> Picture:
    """A programme whose organisations have no short names."""
    picture = big_picture(organisations=8)
    places = tuple(dataclasses.replace(each, short=each.names) for each in picture.programme.organisations)
    programme = dataclasses.replace(picture.programme, organisations=places)
    return dataclasses.replace(picture, programme=programme)


PICTURES = {
    "names": long_names,
    "ministry": big_picture,
    "sparse": sparse_picture,
    "organisation": organisation_picture,
    "group": group_picture,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder, and so one LibreOffice profile, for all of them."""
    return tmp_path_factory.mktemp("looks")


@pytest.fixture(params=[f"{kind}-{language}" for kind in ("template", *PICTURES) for language in LANGUAGES])
def shown(request: pytest.FixtureRequest, folder: Path, written: Callable[[Language], Path]) -> Path:
    """A template or a consolidated workbook in one of the languages."""
    kind, language = request.param.split("-")
    if kind == "template":
        return written(language)
    path = folder / f"{request.param}.xlsx"
    if not path.exists():
        picture = PICTURES[kind]()
        audience = picture.programme.audiences["ministry" if kind in ("names", "sparse") else kind]
        write_report(path, picture, audience, language)
    return path


def test_no_text_is_cut_off(shown: Path) -> None:
    """Every text fits into its cell, its row or the empty cells beside it."""
    assert list(looks.cut_texts(shown)) == []


def test_no_page_shows_an_error_or_a_number_that_does_not_fit(shown: Path, folder: Path) -> None:
    pages = looks.printed(shown, folder)
    assert len(pages) > 1000
    assert [sign for sign in looks.ERRORS if sign in pages] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_one_the_trend_and_the_direction_take_one_page_each(language: Language, folder: Path) -> None:
    """Found by the footer, which names the sheet; the long lists print their gravest rows on a few pages."""
    path = folder / f"pages-{language}.xlsx"
    picture = big_picture()
    write_report(path, picture, picture.programme.audiences["ministry"], language)
    pages = looks.printed(path, folder).split("\f")
    counts = {
        code: sum(f" · {text(f'report.sheet.{code}', language)} " in page for page in pages)
        for code in ("summary", "trend", "direction", "behind", "warnings", "changes")
    }
    assert [counts.pop(code) for code in ("summary", "trend", "direction")] == [1, 1, 1]
    assert all(0 < count <= 6 for count in counts.values()), counts


def test_formulas_carry_the_values_that_libreoffice_works_out(
    language: Language, written: Callable[[Language], Path], folder: Path
) -> None:
    """What previews and Protected View show is what Excel will show."""
    path = written(language)
    formulas, sent = load_workbook(path), load_workbook(path, data_only=True)
    anew = load_workbook(looks.worked_out(path, folder), data_only=True)
    compared = 0
    for sheet in formulas.worksheets:
        for each in (each for row in sheet.iter_rows() for each in row if each.data_type == "f"):
            before, after = sent[sheet.title][each.coordinate].value, anew[sheet.title][each.coordinate].value
            assert (before or "") == pytest.approx(after or ""), (
                f"{sheet.title}!{each.coordinate} {each.value}"
            )
            compared += 1
    assert compared > 1000
