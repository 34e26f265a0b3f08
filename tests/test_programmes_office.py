"""Every programme that comes with the package, in Finnish and Swedish, through LibreOffice: template, answers, report.

Nothing here knows a programme: what is typed follows from the fields that its workbook.toml defines.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

import libreoffice
import looks
from collected import send
from test_programmes import SHIPPED, places, run_of
from ytaexcel.inbox import sent_file
from ytaexcel.months import first_day, last_day
from ytaexcel.programme import Programme, Sheet, load_programme
from ytaexcel.programme.sheets import Field
from ytaexcel.texts import Language
from ytaexcel.workflow import Run, make_reports, make_templates, merge_files

pytestmark = [
    pytest.mark.office,
    pytest.mark.filterwarnings(
        "ignore:.*extension is not supported:UserWarning"
    ),  # openpyxl's, of sparklines
]
ORGANISATIONS = 3
"""So many are left of those of a programme."""
Typed = tuple[str, str, str, object, object]
"""Sheet, cell and field, what is typed, and what must have been understood."""


def made_small(run: Run) -> Run:
    """With a few organisations, which are allowed all that the programme's workbook has sheets for."""
    folder = run.workspace.programme_folder(run.programme.id)
    kept = [each.code for each in run.programme.organisations if len(each.languages) > 1]
    kept += [each.code for each in run.programme.organisations if each.code not in kept]
    if len(kept) > ORGANISATIONS:
        for name in ("organisations.csv", "expected.csv"):
            lines = (folder / name).read_text(encoding="utf-8").splitlines()
            left = [line for line in lines[1:] if line.split(",")[0] in kept[:ORGANISATIONS]]
            (folder / name).write_text("\n".join([lines[0], *left, ""]), encoding="utf-8")
    path = folder / "programme.toml"
    text = path.read_text(encoding="utf-8")
    for kind in ("own_windows", "own_items"):
        if run.programme.workbook.has(kind):
            text = text.replace(f"{kind} = false", f"{kind} = true ")
    path.write_text(text, encoding="utf-8")
    return replace(run, programme=load_programme(folder))


def filler(programme: Programme, language: Language) -> tuple[str, str]:
    """Organisation and group whose workbook is filled: one that measures, where somebody does."""
    owed = programme.expected_in(programme.first_month)
    measuring = {each.group for each in programme.indicators_in(programme.first_month)}
    speaking = [each.code for each in programme.organisations if language in each.languages]
    return min(
        owed, key=lambda place: (place[0] not in speaking, place[1] not in measuring, owed.index(place))
    )


def rows_to_fill(programme: Programme, sheet: Sheet, group: str) -> list[str]:
    """What stands in the first column of the rows that are filled; "" is the first row below the header."""
    month = programme.first_month
    match sheet.kind:
        case "indicators":
            return [each.id for each in programme.indicators_in(month) if each.group == group]
        case "items" | "own_windows":
            return [item.id for item in programme.items_in(month, group)][:2]
        case _:
            return [""]


def values(
    programme: Programme, sheet: Sheet, row: str, group: str, language: Language
) -> Iterator[tuple[Field, object, object]]:
    """Each field that is filled, what is typed into it, and what that means; marks would say that nothing is."""
    day = first_day(programme.first_month)
    for number, field in enumerate(each for each in sheet.fields if each.is_filled):
        choices = [*field.choices, *programme.statuses] if field.type == "status" else list(field.choices)
        text = f"Sisältö – innehåll {number}"
        match field.type:
            case "text":
                yield field, text, text
            case "date":
                # A value is of the month itself; what is planned comes later, one after the other.
                day = last_day(programme.first_month) if sheet.kind == "indicators" else day + timedelta(70)
                yield field, (day - date(1899, 12, 30)).days, day
            case "percent":
                yield field, 0.4, 40
            case "status":
                started = next(each for each in choices if each.code == "started")
                yield field, started.names[language], "started"
            case "flag":
                yield field, programme.workbook.words["yes"][language], True
            case "choice":
                yield field, choices[0].names[language], choices[0].code
            case "whole":
                yield field, 3, 3
            case "item":
                item = programme.items_in(programme.first_month, group)[0].id
                yield field, item, item
            case "measure":
                yield from measured(programme, field, row, language)


def measured(
    programme: Programme, field: Field, row: str, language: Language
) -> Iterator[tuple[Field, object, object]]:
    """A value within the indicator's range, or the last of its states; that of others only where it is compared."""
    indicator = next(each for each in programme.indicators if each.id == row)
    least = 0 if indicator.least is None else indicator.least
    most = 100 if indicator.most is None else indicator.most
    number = round(least + 0.7 * (most - least), 1)
    if field.choices and indicator.kind == "state":
        yield field, field.choices[-1].names[language], field.choices[-1].code
    elif indicator.kind != "state" and (field.choices or indicator.is_compared):
        yield field, number, number


def answers(run: Run, template: Path, group: str, language: Language) -> list[Typed]:
    """What is typed into each sheet that the template has for it."""
    programme, month = run.programme, run.programme.first_month
    book, found = load_workbook(template), list[Typed]()
    for sheet in programme.workbook.sheets:
        if sheet.names[language] not in book.sheetnames or not sheet.filled_fields:
            continue
        page = book[sheet.names[language]]
        columns, rows = places(page, {each.header(language, month): each.code for each in sheet.fields})
        first = min(rows.values(), default=0)
        for row in rows_to_fill(programme, sheet, group):
            for field, typed, meant in values(programme, sheet, row, group, language):
                cell = f"{get_column_letter(columns[field.code])}{rows[row] if row else first}"
                found.append((page.title, cell, field.code, typed, meant))
    return found


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("programme_id", SHIPPED)
def test_a_programme_goes_from_a_template_filled_in_libreoffice_to_a_report_that_opens_there(
    programme_id: str, language: Language, tmp_path: Path
) -> None:
    run = made_small(run_of(tmp_path / "työtila", programme_id, language))
    month = run.programme.first_month
    organisation, group = filler(run.programme, language)
    (template,) = make_templates(run, month, organisation, group, {organisation: (language,)})
    typed = answers(run, template, group, language)
    to_fill = {each.names[language] for each in run.programme.workbook.sheets if each.filled_fields}
    assert {sheet for sheet, *_ in typed} == to_fill & set(load_workbook(template).sheetnames)
    filled = tmp_path / "filled.xlsx"
    libreoffice.typed(template, filled, [(sheet, cell, value) for sheet, cell, _, value, _ in typed])

    (submission,) = merge_files(run, [sent_file(filled)])
    assert [
        (each.code, each.sheet, each.cell) for each in submission.findings if each.severity != "info"
    ] == []
    assert (submission.outcome, submission.refused) == ("accepted", [])
    read = {
        (row.sheet, row.row, code): value
        for row in submission.accepted
        for code, value in {**row.values, "item": row.item}.items()
        if value is not None
    }
    # A state in words is kept apart from numbers.
    read |= {(sheet, row, "value"): value for (sheet, row, code), value in read.items() if code == "state"}
    told = {
        (sheet, int("".join(filter(str.isdigit, cell))), code): meant for sheet, cell, code, _, meant in typed
    }
    assert {place: read.get(place) for place in told} == told

    begun = {"status": run.programme.status_name("started", language)}
    others = [place for place in run.programme.expected_in(month) if place != (organisation, group)]
    sent = [
        send(
            run,
            {item.id: begun for item in run.programme.items_in(month, each[1])},
            month=month,
            organisation=each[0],
            group=each[1],
            language=language,
        )
        for each in others
    ]
    merge_files(run, [sent_file(path) for path in sent])
    whole, one = make_reports(run, month, [run.programme.whole_audience, "organisation"])[:2]
    for report in (whole, one):
        assert errors_in(report, tmp_path) == []
    pages = looks.printed(whole, tmp_path)
    assert [sign for sign in looks.ERRORS if sign in pages] == []
    assert [sheet.title for sheet in looks.opened(whole) if sheet.title not in pages] == []


def errors_in(report: Path, folder: Path) -> list[tuple[str, str, object]]:
    """Sheet, cell and value of each error that LibreOffice works out; all sheets must be there."""
    again = looks.opened(looks.worked_out(report, folder))
    assert again.sheetnames == load_workbook(report).sheetnames
    assert len(again.sheetnames) > 3
    cells = [(sheet.title, cell) for sheet in again for row in sheet.iter_rows() for cell in row]
    return [(sheet, cell.coordinate, cell.value) for sheet, cell in cells if cell.data_type == "e"]
