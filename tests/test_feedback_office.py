"""A group's five minutes: twelve typical faults come back marked, are mended in LibreOffice, and nothing is left."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

import libreoffice
import looks
from sound import complaints
from test_office import cells_of
from ytaexcel import style
from ytaexcel.inbox import sent_file
from ytaexcel.workflow import Run, check_files, give_feedback, make_templates

pytestmark = pytest.mark.office
STATE, NOTES = "Tilannekuva", "Huomiot"
Cells = list[tuple[str, str, object]]


def serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days


def faults(
    at: Callable[[str, str], str], items: list[str]
) -> tuple[Cells, Cells, dict[tuple[str, str], str]]:
    """What is typed, what mends it, and which finding each faulty cell gives."""
    status, percent, forecast = "Tila nyt", "Valmiina %", "Ennuste valmis"
    started: Cells = [(STATE, at(item, status), "Käynnissä") for item in items[2:9]]
    table: list[tuple[str, str, object, str, object]] = [
        (STATE, at(items[0], status), "valmiss", "C001", "Valmis"),
        (STATE, at(items[1], status), "melkein", "C001", "Käynnissä"),
        (STATE, at(items[2], percent), 1.7, "C003", 0.7),
        (STATE, at(items[3], percent), "puolet", "C002", 0.5),
        (STATE, at(items[4], forecast), "joskus keväällä", "C004", serial(date(2022, 4, 30))),
        (STATE, at(items[5], forecast), serial(date(2012, 2, 28)), "C005", serial(date(2022, 2, 28))),
        (STATE, at(items[6], "Missä mennään"), "Pitkä. " * 90, "C009", "Luonnos lausunnolla."),
        (STATE, at(items[7], forecast), serial(date(2021, 7, 1)), "R006", serial(date(2021, 12, 31))),
        (STATE, at(items[8], percent), "=NA()", "C010", 0.25),
        (NOTES, "C5", "Huolenaihe", "C012", "Huomio"),
        (NOTES, "J7", "", "R008", 3),
        (NOTES, "D6", "", "R009", "Tukea rekrytointiin."),
    ]
    beside: Cells = [
        (NOTES, "D5", "Rekrytointi on kesken."),
        (NOTES, "C6", "Toive"),
        (NOTES, "C7", "Riski"),
        (NOTES, "D7", "Asiantuntijat vähissä."),
        (NOTES, "I7", 4),
    ]
    typed = [(sheet, cell, value) for sheet, cell, value, _, _ in table if value != ""]
    mended = [(sheet, cell, value) for sheet, cell, _, _, value in table]
    return started + typed + beside, mended, {(sheet, cell): code for sheet, cell, _, code, _ in table}


def annotations(path: Path, folder: Path) -> list[str]:
    """The notes as LibreOffice shows them."""
    with ZipFile(libreoffice.convert(path, "ods", folder, recalculate=True)) as package:
        content = package.read("content.xml").decode("utf-8")
    found = re.findall(r"<office:annotation\b.*?</office:annotation>", content, re.DOTALL)
    return [
        unescape(
            "\n".join(
                re.sub("<[^>]+>", "", each) for each in re.findall(r"<text:p.*?</text:p>", note, re.DOTALL)
            )
        )
        for note in found
    ]


@pytest.fixture
def twelve(run_on: Callable[..., Run], tmp_path: Path) -> tuple[Run, Path, Cells, dict[tuple[str, str], str]]:
    """The filled template with its faults, what mends them, and what each faulty cell is told for."""
    run = run_on()
    (template,) = make_templates(run, "2021-07", "05", "HTT")
    items = [item.id for item in run.programme.items_in("2021-07", "HTT")][:9]
    typed, mended, told = faults(cells_of(template, STATE), items)
    path = run.workspace.input / "2021-07" / "Satakunta HTT.xlsx"
    path.parent.mkdir(parents=True)
    libreoffice.typed(
        template,
        path,
        [(sheet, cell, f"={value}" if value == "=NA()" else value) for sheet, cell, value in typed],
    )
    return run, path, mended, told


def test_twelve_faults_are_marked_mended_and_gone(
    twelve: tuple[Run, Path, Cells, dict[tuple[str, str], str]], tmp_path: Path
) -> None:
    run, path, mended, told = twelve
    (submission,) = check_files(run, [sent_file(path)], feedback=False)
    assert {(each.sheet, each.cell): each.code for each in reversed(submission.findings)} == told
    answer = give_feedback(run, submission)
    assert complaints(answer.read_bytes()) == []

    page = looks.printed(answer, tmp_path)
    assert "Työkirja hyväksyttiin osittain – korjaa merkityt kohdat" in page
    own = looks.printed(path, tmp_path / "own")
    for error in looks.ERRORS:
        quoted = 2 if error == "#N/A" else 0  # in both lists
        assert page.count(error) == own.count(error) + quoted
    assert not [each for each in looks.cut_texts(answer) if each.startswith("Palaute!")]
    notes = annotations(answer, tmp_path)
    assert sorted(notes) == sorted(
        f"— ytaexcel – { {'error': 'Virhe', 'warning': 'Varoitus'}[each.severity] }\n{each.found('fi')}\n{each.remedy('fi')}"
        for each in submission.findings
        if told[each.sheet, each.cell] == each.code
    )

    again = run.workspace.input / "2021-07" / "Satakunta HTT korjattu.xlsx"
    libreoffice.typed(answer, again, mended)
    (submission,) = check_files(run, [sent_file(again)], feedback=False)
    assert (submission.outcome, submission.findings) == ("accepted", [])
    assert len(submission.accepted) == 9 + 3


def test_marks_that_libreoffice_saved_vanish_with_the_next_feedback(
    twelve: tuple[Run, Path, Cells, dict[tuple[str, str], str]], tmp_path: Path
) -> None:
    """One fault is left: it alone is marked, and every other cell looks as it did when the group sent it."""
    run, path, mended, _ = twelve
    (submission,) = check_files(run, [sent_file(path)], feedback=False)
    answer = give_feedback(run, submission)
    again = run.workspace.input / "2021-07" / "toinen.xlsx"
    libreoffice.typed(answer, again, mended[1:])
    (submission,) = check_files(run, [sent_file(again)], feedback=False)
    assert [each.code for each in submission.findings] == ["C001"]
    second = give_feedback(run, submission)
    assert complaints(second.read_bytes()) == []
    sent, book = looks.opened(path), looks.opened(second)
    assert book.sheetnames == ["Palaute", *sent.sheetnames]
    left = mended[0][1]
    for name in (STATE, NOTES):
        for row in sent[name].iter_rows():
            for own in row:
                now = book[name][own.coordinate]
                if (name, own.coordinate) == (STATE, left):
                    assert now.comment is not None
                    assert now.fill.fgColor.rgb == "FF" + style.MARK_FILLS["error"][1:]
                    continue
                assert now.comment is None
                assert (now.fill.fill_type, now.fill.fgColor.rgb) == (
                    own.fill.fill_type,
                    own.fill.fgColor.rgb,
                )
                kept = ("border", "font", "number_format", "protection", "alignment")
                assert [repr(getattr(now, each)) for each in kept] == [
                    repr(getattr(own, each)) for each in kept
                ]
    assert load_workbook(second)[STATE].protection.sheet
