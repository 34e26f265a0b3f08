"""The history of an item, organisation or group as a workbook: every value, every file, every decision, each a row."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from ytaexcel import style
from ytaexcel.archive import Act
from ytaexcel.errors import WritingError
from ytaexcel.programme import Programme
from ytaexcel.programme.announcement import announced
from ytaexcel.programme.succession import names_in
from ytaexcel.programme.versions import Step
from ytaexcel.style.measure import column_pixels, lines, row_height
from ytaexcel.style.written import cell_text
from ytaexcel.texts import Language, month_short, text
from ytaexcel.timeline.discussed import Discussed, said
from ytaexcel.timeline.item import kind_name, spoken_own, spoken_values
from ytaexcel.timeline.scope import day_of

Row = tuple[str, ...]
_VALUES = ("month", "organisation", "item", "name", "field", "value", "in_force", "file", "sheet", "cell")
_FILES = (
    "month",
    "organisation",
    "group",
    "file",
    "received",
    "outcome",
    "rows_accepted",
    "rows_refused",
    "decision",
)
_CHANGES = ("month", "change", "decision")
_WIDTH = 13
_WIDTHS = {
    "name": 44,
    "value": 60,
    "file": 40,
    "field": 24,
    "decision": 60,
    "change": 90,
    "item": 14,
    "organisation": 28,
}


def write_timeline(
    programme: Programme,
    rows: pd.DataFrame,
    notes: pd.DataFrame,
    own: pd.DataFrame,
    submissions: pd.DataFrame,
    acts: Sequence[Act],
    changes: Sequence[Step],
    title: str,
    language: Language,
    created: datetime,
    discussed: Discussed,
) -> bytes:
    """The workbook: a sheet of values and notes, oldest month first, and one of files with the decisions on them.

    Where the roadmap has changed, a third says how.

    `rows`: as `History.item_rows` gives them, `own`: as `History.own.rows` and `History.decided.rows` do; `notes`:
    those in force, with file_name and columns of their files; `submissions`: excluded ones too; `changes`: of the
    roadmap; `discussed`: what was discussed, superseded values too.
    """
    memory = BytesIO()
    book = style.new_workbook(memory, created=created, title=title, language=language)
    formats = style.Formats(book)

    def add(code: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        sheet = book.add_worksheet(text(f"timeline.sheet.{code}", language))
        _write(sheet, title, columns, list(rows), formats, programme, language)

    told = [
        *_values(programme, rows.assign(kind="items"), spoken_values, language),
        *_values(programme, own, spoken_own, language),
        *_discussed(programme, discussed, language),
        *_notes(programme, notes, language),
    ]
    add("values", _VALUES, told)
    add("files", _FILES, _files(programme, submissions, acts, language))
    if changes:
        add("roadmap", _CHANGES, _changes(programme, changes, language))
    book.close()
    return memory.getvalue()


def _values(
    programme: Programme,
    rows: pd.DataFrame,
    spoken: Callable[[Any, Programme, Language], dict[str, str]],
    language: Language,
) -> Iterator[Row]:
    """`spoken` gives the values of a row in words; `kind` says of what kind its sheet is."""
    names = {month: names_in(programme, month) for month in rows["month"].unique()}
    for row in rows.to_dict("records"):
        letters = json.loads(row["columns"]).get(row["sheet"], {})
        stands = "in_force" if row["in_force"] else "excluded" if row["is_excluded"] else "superseded"
        for code, value in spoken(row, programme, language).items():
            yield (
                month_short(row["month"]),
                _name(programme, row["organisation"], language),
                row["item"],
                names[row["month"]].get(row["item"], ""),
                programme.workbook.sheet(row["kind"]).field(code).header(language, row["month"]),
                value,
                text(f"timeline.{stands}", language),
                row["file_name"],
                row["sheet"],
                f"{letters.get(code, '?')}{row['row']}",
            )


def _discussed(programme: Programme, discussed: Discussed, language: Language) -> Iterator[Row]:
    names = {month: names_in(programme, month) for month in discussed.rows["month"].unique()}
    for row in discussed.rows.to_dict("records"):
        for each in said(row, discussed, programme, language):
            yield (
                month_short(row["month"]),
                _name(programme, row["organisation"], language),
                row["item"],
                names[row["month"]].get(row["item"], ""),
                each.header,
                each.value,
                text(f"timeline.{'in_force' if each.is_in_force else 'superseded'}", language),
                row["file_name"],
                row["sheet"],
                each.cell,
            )


def _notes(programme: Programme, notes: pd.DataFrame, language: Language) -> Iterator[Row]:
    names = {month: names_in(programme, month) for month in notes["month"].unique()}
    for row in notes.to_dict("records"):
        yield (
            month_short(row["month"]),
            _name(programme, row["organisation"], language),
            row["item"],
            names[row["month"]].get(row["item"], ""),
            kind_name(row["kind"], programme, language),
            row["text"],
            text("timeline.in_force", language),
            row["file_name"],
            row["sheet"],
            f"{json.loads(row['columns']).get(row['sheet'], {}).get('text', '?')}{row['row']}",
        )


def _files(
    programme: Programme, submissions: pd.DataFrame, acts: Sequence[Act], language: Language
) -> Iterator[Row]:
    zone = ZoneInfo(programme.calendar.timezone)
    for row in submissions.to_dict("records"):
        received = datetime.fromisoformat(row["received_at"]).astimezone(zone)
        decisions = [
            f"{text(f'timeline.decided.{act.kind}', language, by=act.by, day=day_of(act, zone))}: {act.why}"
            for act in acts
            if act.sha256 == row["sha256"] and act.kind in ("exclude", "reinstate", "accept-as")
        ]
        yield (
            month_short(row["month"]) if row["month"] else "",
            _name(programme, row["organisation"], language),
            row["group"] or (text("timeline.discussion", language) if row["is_discussion"] else ""),
            row["file_name"],
            _moment(received),
            text(f"timeline.outcome.{row['outcome']}", language, rows=row["rows_accepted"]),
            str(row["rows_accepted"]),
            str(row["rows_refused"]),
            "; ".join(decisions),
        )


def _name(programme: Programme, organisation: str, language: Language) -> str:
    """The organisation's name; its code where the programme no longer names it."""
    names = (each.names[language] for each in programme.organisations if each.code == organisation)
    return next(names, organisation)


def _changes(programme: Programme, changes: Sequence[Step], language: Language) -> Iterator[Row]:
    for step in changes:
        yield month_short(step.month), announced(step, programme, language), step.source


def _moment(moment: datetime) -> str:
    return f"{moment.day}.{moment.month}.{moment.year} {moment:%H.%M}"


def _write(
    sheet: Worksheet,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    formats: Callable[..., Any],
    programme: Programme,
    language: Language,
) -> None:
    sheet.write_string(0, 0, cell_text(title), formats(bold=True, font_size=14))
    header = formats(bold=True, font_color="#FFFFFF", bg_color=style.FILL_HEADER, text_wrap=True)
    plain = formats(text_wrap=True, valign="top")
    pixels = [column_pixels(_WIDTHS.get(name, _WIDTH)) for name in columns]
    for place, name in enumerate(columns):
        sheet.write_string(2, place, programme.text(f"timeline.column.{name}", language), header)
        sheet.set_column(place, place, _WIDTHS.get(name, _WIDTH))
    for number, row in enumerate(rows, start=3):
        needed = max(lines(value, width) for value, width in zip(row, pixels, strict=True))
        sheet.set_row(number, row_height(needed))
        for place, value in enumerate(row):
            if sheet.write_string(number, place, cell_text(value), plain):
                raise WritingError(
                    f"The history could not be written: row {number + 1} of {sheet.get_name()}."
                )
    sheet.freeze_panes(3, 0)
    sheet.autofilter(2, 0, max(len(rows) + 2, 3), len(columns) - 1)
    sheet.repeat_rows(2)
    style.set_up_print(sheet, footer=title)
