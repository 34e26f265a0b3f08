"""Further programmes have discussions too: listed, typed into, merged, and told in their own words."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from builder import KEY, save
from collected import PROGRAMME, send
from discussions import page_of, real_discussion, row_of, type_row
from test_programmes import OTHERS, PLACES, WORDS
from ytaexcel.inbox import sent_file
from ytaexcel.months import first_day, last_day, shifted
from ytaexcel.passport import DISCUSSION
from ytaexcel.programme import deadline, load_programme
from ytaexcel.programme.new import new_programme
from ytaexcel.texts import Language, text
from ytaexcel.workflow import Run, make_reports, merge_files
from ytaexcel.workspace import create_workspace

NEW = "oma-2026"
FOLLOWED = (*OTHERS, NEW)
PLACE_OF = {**PLACES, NEW: ("01", "A")}
AGREED = "Talousjohtaja vie hallitukseen."


def run_of(root: Path, programme_id: str, language: Language) -> Run:
    """On the day on which the workbooks of the first month are due; of a shipped programme or one just begun."""
    workspace = create_workspace(root, KEY, PROGRAMME if programme_id == NEW else programme_id)
    if programme_id == NEW:
        new_programme(root / "schemas", NEW)
    programme = load_programme(workspace.programme_folder(programme_id))
    due = deadline(programme.calendar, programme.first_month)
    now = datetime.combine(due, time(12), UTC)
    return Run(workspace, programme, language, now, due, 0, "tester")


def discussed(run: Run, language: Language) -> tuple[str, set[str]]:
    """Merges a group's first item with a cry for help, then what was discussed of it; the item, and what was read."""
    programme, month = run.programme, run.programme.first_month
    organisation, group = PLACE_OF[programme.id]
    item = programme.items_in(month, group)[0].id
    reported = {
        "status": programme.status_name("started", language),
        "percent_done": 0.4,
        "red_flag": programme.workbook.words["yes"][language],
        "challenges": "Rahoitus on auki.",
    }
    place: dict[str, Any] = {
        "month": month,
        "organisation": organisation,
        "group": group,
        "language": language,
    }
    (sent,) = merge_files(run, [sent_file(send(run, {item: reported}, **place))])
    assert sent.outcome == "accepted"
    path, book = real_discussion(run, month, organisation, language)
    page = page_of(book, programme, language)
    said = {cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str)}
    type_row(
        page,
        programme,
        row_of(page, item),
        {
            "percent_done": 0.6,
            "forecast_end": last_day(shifted(month, 3)),
            "agreed": AGREED,
            "agreed_by": "Talousjohtaja",
            "agreed_until": last_day(shifted(month, 2)),
        },
    )
    save(book, run.workspace.input / month / path.name, datetime.combine(run.today, time(9)))
    (submission,) = merge_files(run, [sent_file(run.workspace.input / month / path.name)])
    assert (submission.outcome, [each.code for each in submission.findings]) == ("accepted", [])
    return item, said


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl's, of sparklines
@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("programme_id", FOLLOWED)
def test_what_is_discussed_comes_out_in_the_report(
    programme_id: str, language: Language, tmp_path: Path
) -> None:
    run = run_of(tmp_path / "työtila", programme_id, language)
    programme = run.programme
    month, (organisation, group) = programme.first_month, PLACE_OF[programme_id]
    item, said = discussed(run, language)
    until = last_day(shifted(month, 2))
    paths = make_reports(run, month, [programme.whole_audience, "organisation", "group", DISCUSSION])
    having = {}
    for path in paths:
        book = load_workbook(path)
        name = text("report.sheet.agreed", language)
        if name in book.sheetnames:
            having[path.name.split("_", 2)[2].rsplit("_", 1)[0]] = rows = list(book[name].values)
            said |= {cell for row in rows for cell in row if isinstance(cell, str)}
    ours = {f"organisation_{organisation}", f"{DISCUSSION}_{organisation}", f"group_{organisation}_{group}"}
    assert {whose for whose, rows in having.items() if any(AGREED in row for row in rows)} == ours
    (row,) = (row for row in having[f"organisation_{organisation}"] if AGREED in row)
    assert item in row
    assert datetime.combine(until, time()) in row
    assert any("60" in str(cell) for cell in row)
    names = [name for each in programme.items for _, name in each.levels.values()]
    strange = [each for each in said if WORDS[language].search(each)]
    assert [each for each in strange if not any(name in each for name in names)] == []


@pytest.mark.parametrize("programme_id", FOLLOWED)
def test_the_sheet_of_the_discussion_asks_for_what_the_workbook_of_a_group_asks_for(
    programme_id: str, tmp_path: Path
) -> None:
    """Limits of days, names of the items and first months of the headers are the programme's own."""
    programme = run_of(tmp_path / "työtila", programme_id, "fi").programme
    items, sheet = programme.workbook.sheet("items"), programme.workbook.sheet(DISCUSSION)
    level = list(programme.level_names)[-1]
    assert sheet.field(level).headers[-1].names == items.field(level).headers[-1].names
    assert {field.headers[0].since for field in sheet.fields} == {items.field("item").headers[0].since}
    for code in ("forecast_end", "agreed_until"):
        forecast = items.field("forecast_end")
        assert (sheet.field(code).least, sheet.field(code).most) == (forecast.least, forecast.most)
        assert isinstance(forecast.least, date)
        assert forecast.least <= first_day(programme.first_month) < programme.hard_deadline
    by_kind = {rule.code for rule in programme.rules.values() if rule.kind == DISCUSSION}
    assert by_kind == {"R004", "R005", "R006", "R016", "R017", "R018", "R019"}
