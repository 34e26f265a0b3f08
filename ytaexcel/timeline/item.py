"""The life of one item of one organisation, told on a terminal: every value with file, sheet and cell."""

import json
from collections.abc import Iterator, Mapping

import pandas as pd

from ytaexcel.months import LAST_MONTH
from ytaexcel.programme import Programme
from ytaexcel.programme.own_details import own_details
from ytaexcel.programme.succession import version
from ytaexcel.texts import NONE, Language, day, month_short, text
from ytaexcel.timeline.decisions import spoken_decision
from ytaexcel.timeline.discussed import Discussed, said
from ytaexcel.timeline.roadmap import change_lines
from ytaexcel.timeline.whose import Scope


def item_lines(
    programme: Programme,
    rows: pd.DataFrame,
    notes: pd.DataFrame,
    own: pd.DataFrame,
    assessed: Mapping[str, pd.DataFrame],
    scope: Scope,
    language: Language,
    discussed: Discussed,
) -> Iterator[str]:
    """Lines for a terminal: a head, then for each month its assessment and every submission that spoke of it.

    `scope` names item and organisation. `rows`: all accepted rows of the item under each of its ids, oldest month
    first and newest submission first, with file_name, columns (JSON: sheet -> field -> letters), is_excluded and
    in_force (bool). `notes`: those in force that name it. `own`: all accepted rows of its own window, or that say what
    it is where it is an organisation's own, and of decisions on it, as `rows`. `discussed`: what was discussed of it.
    """
    item, organisation = scope.item or "", scope.organisation or ""
    own_names = ", ".join(dict.fromkeys(filter(None, own["name"].dropna())))
    name = own_names or version(programme, item, LAST_MONTH).name
    whose = programme.organisation(organisation).names[language]
    yield text("timeline.title", language, item=item, name=name, organisation=whose)
    by_place, set_in = (dict(iter(each.groupby(["month", "item"], sort=False))) for each in (rows, own))
    for month, frame in assessed.items():
        yield from change_lines(programme, scope, month, language)
        for _, mine in scope.rows(frame).iterrows():
            called = f"{mine['item']}: " if scope.kin else ""
            yield _verdict(mine, month, called, programme, language)
            place = (month, mine["item"])
            for row in by_place[place].to_dict("records") if place in by_place else []:
                yield from _report(row, spoken_values(row, programme, language), "items", programme, language)
            for row in set_in[place].to_dict("records") if place in set_in else []:
                values = spoken_own(row, programme, language)
                yield from _report(row, values, str(row["kind"]), programme, language)
            for row in _here(discussed.rows, month, mine["item"]).to_dict("records"):
                yield from _discussion(row, discussed, programme, language)
            for note in _here(notes, month, mine["item"]).to_dict("records"):
                yield f"         {kind_name(note['kind'], programme, language)}: {note['text']}"


def _here(rows: pd.DataFrame, month: str, item: str) -> pd.DataFrame:
    return rows[(rows["month"] == month) & (rows["item"] == item)]


def _verdict(row: pd.Series, month: str, called: str, programme: Programme, language: Language) -> str:
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
    return f"{month_short(month):>7}  {called}{status}{percent} – {how}{late}{_own(row, language)}{reasons}"


def _own(row: pd.Series, language: Language) -> str:
    """By what the item is judged where that is not the roadmap's."""
    if not row.get("own_window", default=False):
        return ""
    ends = ("planned_start", "planned_end", "national_start", "national_end")
    days = {end: NONE if pd.isna(row[end]) else day(row[end].date()) for end in ends}
    is_other = any(days[f"planned_{end}"] != days[f"national_{end}"] for end in ("start", "end"))
    window = text("timeline.own", language, **days) if is_other else ""
    is_raised = row["critical"] != row["national_critical"]
    return window + (text("timeline.own_critical", language) if is_raised else "")


def spoken_reasons(codes: str, language: Language) -> str:
    """The reasons of an assessment (codes joined by ;) in the words of the reports' method."""
    return ", ".join(text(f"report.method.{code}.term", language).lower() for code in codes.split(";"))


def _report(
    row: Mapping[str, object], values: Mapping[str, str], kind: str, programme: Programme, language: Language
) -> Iterator[str]:
    letters = json.loads(str(row["columns"])).get(row["sheet"], {})
    stands = ""
    if not row["in_force"]:
        stands = f" ({text('timeline.excluded' if row['is_excluded'] else 'timeline.superseded', language)})"
    yield f"         {row['file_name']}{stands}"
    fields = programme.workbook.sheet(kind)
    for code, value in values.items():
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


def spoken_own(row: Mapping[str, object], programme: Programme, language: Language) -> dict[str, str]:
    """Field code -> value in words of what was set for an item, of what an own item is, or of a decision."""
    if row["kind"] == "decisions":
        return spoken_decision(row, programme, language)
    words = programme.workbook.words
    found: dict[str, str] = {}
    for field in ("name", "details", "own_start", "own_end", "own_critical", "reason"):
        value = row[field]
        if field == "details" and isinstance(value, str):
            found |= _spoken_details(json.loads(value), programme, language)
            continue
        if not isinstance(value, str) or not value:
            continue
        if field in ("own_start", "own_end"):
            value = day(pd.Timestamp(value).date())
        found[field] = words[value][language] if field == "own_critical" else value
    return found | {field: words["mark"][language] for field in ("withdrawn", "dropped") if row[field] == 1}


def _spoken_details(said: Mapping[str, str], programme: Programme, language: Language) -> dict[str, str]:
    """What a programme asks of an own item beside its name; fields that it asks for no more are left out."""
    fields = own_details(programme.workbook)
    return {each.code: each.spoken(said[each.code], language) for each in fields if each.code in said}
