"""The life of one item of one organisation, told on a terminal: every value with file, sheet and cell."""

import json
from collections.abc import Iterator, Mapping

import pandas as pd

from ytaexcel.programme import Programme
from ytaexcel.texts import NONE, Language, day, month_short, text
from ytaexcel.timeline.discussed import Discussed, said


def item_lines(
    programme: Programme,
    rows: pd.DataFrame,
    notes: pd.DataFrame,
    assessed: Mapping[str, pd.DataFrame],
    item: str,
    organisation: str,
    language: Language,
    discussed: Discussed,
) -> Iterator[str]:
    """Lines for a terminal: a head, then for each month its assessment and every submission that spoke of it.

    `rows`: all accepted rows of the item, oldest month first and newest submission first, with file_name, columns
    (JSON: sheet -> field -> letters), is_excluded and in_force (bool). `notes`: those in force that name it;
    `discussed`: what was discussed of it.
    """
    name = next(each.name for each in programme.items if each.id == item)
    whose = programme.organisation(organisation).names[language]
    yield text("timeline.title", language, item=item, name=name, organisation=whose)
    by_month = dict(iter(rows.groupby("month", sort=False)))
    for month, frame in assessed.items():
        mine = frame[(frame["organisation"] == organisation) & (frame["item"] == item)]
        if mine.empty:
            continue
        yield _verdict(mine.iloc[0], month, programme, language)
        for row in by_month[month].to_dict("records") if month in by_month else []:
            yield from _report(row, programme, language)
        for row in discussed.rows[discussed.rows["month"] == month].to_dict("records"):
            yield from _discussion(row, discussed, programme, language)
        for note in notes[notes["month"] == month].to_dict("records"):
            yield f"         {kind_name(note['kind'], programme, language)}: {note['text']}"


def _verdict(row: pd.Series, month: str, programme: Programme, language: Language) -> str:
    status = programme.status_name(row["status"], language)
    percent = "" if pd.isna(row["percent_done"]) else f" {row['percent_done']:.10g} %"
    how = text(f"timeline.{row['reported']}", language)
    if "status" in row["discussed"].split(";"):
        before = row["reported_status"]
        reported = programme.status_name(before, language) if before else NONE
        how = text("timeline.discussed", language, reported=reported)
    late, said = "", ""
    if row["behind"]:
        said = "overdue" if row["days_late"] else "late_start"
        key = "timeline.behind" if row["days_late"] else "timeline.late_start"
        late = text(key, language, days=row["days_late"])
    others = ";".join(code for code in row["reasons"].split(";") if code != said)
    reasons = f" [{spoken_reasons(others, language)}]" if others else ""
    return f"{month_short(month):>7}  {status}{percent} – {how}{late}{reasons}"


def spoken_reasons(codes: str, language: Language) -> str:
    """The reasons of an assessment (codes joined by ;) in the words of the reports' method."""
    return ", ".join(text(f"report.method.{code}.term", language).lower() for code in codes.split(";"))


def _report(row: Mapping[str, object], programme: Programme, language: Language) -> Iterator[str]:
    letters = json.loads(str(row["columns"])).get(row["sheet"], {})
    stands = ""
    if not row["in_force"]:
        stands = f" ({text('timeline.excluded' if row['is_excluded'] else 'timeline.superseded', language)})"
    yield f"         {row['file_name']}{stands}"
    fields = programme.workbook.sheet("items")
    for code, value in spoken_values(row, programme, language).items():
        header = fields.field(code).header(language, str(row["month"]))
        cell = f"{letters.get(code, '?')}{row['row']}"
        yield f"           {row['sheet']}!{cell:<5} {header}: {value}"


def _discussion(
    row: Mapping[str, object], discussed: Discussed, programme: Programme, language: Language
) -> Iterator[str]:
    yield f"         {row['file_name']} ({text('timeline.discussion', language)})"
    for each in said(row, discussed, programme, language):
        stands = "" if each.is_in_force else f" ({text('timeline.superseded', language)})"
        yield f"           {row['sheet']}!{each.cell:<5} {each.header}: {each.value}{stands}"


def kind_name(kind: str, programme: Programme, language: Language) -> str:
    """The kind of a note as its sheet shows it."""
    choices = programme.workbook.sheet("notes").field("kind").choices
    return next((each.names[language] for each in choices if each.code == kind), kind)


def spoken_values(row: Mapping[str, object], programme: Programme, language: Language) -> dict[str, str]:
    """Field code -> value in words, for the fields that say something."""
    words = programme.workbook.words
    found: dict[str, str] = {}
    if row["no_change"]:
        found["no_change"] = words["mark"][language]
    if isinstance(row["status"], str):
        found["status"] = programme.status_name(row["status"], language)
    if not pd.isna(row["percent_done"]):
        found["percent_done"] = f"{row['percent_done']:.10g} %"
    if isinstance(row["forecast_end"], str):
        found["forecast_end"] = day(pd.Timestamp(row["forecast_end"]).date())
    if row["red_flag"]:
        found["red_flag"] = words["yes"][language]
    texts: dict[str, str] = json.loads(str(row["texts"]))
    return found | texts
