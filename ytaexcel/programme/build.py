"""Makes the records of a programme from its TOML tables and CSV rows, which have been found sound before.

Nothing is judged here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ytaexcel.programme import records, rule_table
from ytaexcel.programme.indicators import Indicator
from ytaexcel.programme.personal_rules import PersonalRules
from ytaexcel.programme.settings import Gravity, Spread, Thresholds
from ytaexcel.texts import LANGUAGES


def programme(
    general: Mapping[str, Any],
    rules: Mapping[str, Any],
    workbook: Mapping[str, Any],
    *,
    groups: Iterable[records.Group],
    organisations: Iterable[records.Organisation],
    items: Iterable[records.Item],
    expected: Iterable[records.Expected],
    measured: Iterable[Indicator],
    definitions: str,
) -> records.Programme:
    """The whole, bands from the best."""
    return records.Programme(
        id=general["id"],
        names=_names(general["name"]),
        roadmap_names=_names(general["roadmap"]),
        roadmap_language=general.get("roadmap_language"),
        recipients=_names(general["recipients"]),
        is_demonstration=general.get("demonstration", False),
        first_month=general["first_month"],
        hard_deadline=general["hard_deadline"],
        readiness_day=general["readiness_day"],
        level_names={level["code"]: _names(level) for level in general["levels"]},
        statuses=tuple(_choice(status) for status in general["statuses"]),
        calendar=_calendar(general["calendar"]),
        phases=tuple(
            records.Phase(phase["number"], phase.get("from"), phase.get("to"), _names(phase))
            for phase in general["phases"]
        ),
        bands=tuple(_band(band) for band in sorted(general["bands"], key=lambda band: -band["above"])),
        audiences={
            code: records.Audience(code, audience["scope"], tuple(audience["sheets"]))
            for code, audience in general["audiences"].items()
        },
        groups=tuple(groups),
        organisations=tuple(organisations),
        items=tuple(items),
        expected=tuple(expected),
        indicators=tuple(measured),
        workbook=_workbook(workbook),
        thresholds=Thresholds(**rules["assessment"]),
        gravity=Gravity(**rules["gravity"]),
        near_header=rules["identification"]["near_header"],
        rules={name: rule_table.rule(name, each) for name, each in rules["rules"].items()},
        definitions=definitions,
        personal=_personal(rules.get("personal", {})),
        spreads=tuple(
            _spread(spread) for spread in sorted(general.get("spreads", ()), key=lambda each: -each["least"])
        ),
        spread_source=_names(general["spread_source"]) if "spread_source" in general else {},
    )


def group(row: Mapping[str, str]) -> records.Group:
    return records.Group(
        row["code"], _row_names(row, "name"), _row_names(row, "short"), _words(row["aliases"])
    )


def organisation(row: Mapping[str, str]) -> records.Organisation:
    """The collaborative area has no English name unless the file has a column for it."""
    area = {language: row.get(f"yta_{language}") or row["yta_fi"] for language in LANGUAGES}
    return records.Organisation(
        row["code"],
        _row_names(row, "name"),
        _row_names(row, "short"),
        area,
        row["bilingual"] == "yes",
        _words(row["aliases"]),
        tuple(language for language in LANGUAGES if language in _words(row.get("languages", ""))),
    )


def item(row: Mapping[str, str], levels: list[str], start: date | None, end: date | None) -> records.Item:
    return records.Item(
        id=row["id"],
        group=row["group"],
        levels={level: (row[f"{level}_code"], row[f"{level}_name"]) for level in levels},
        printed=row.get(f"{levels[-1]}_name_printed") or row[f"{levels[-1]}_name"],
        critical=_decision(row["critical"]),
        start_first=_decision(row["start_first"]),
        critical_source=row["critical_source"],
        planned_start=start,
        planned_end=end,
        window_source=row["window_source"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )


def _decision(text: str) -> records.Decision:
    return "yes" if text == "yes" else "no" if text == "no" else "undetermined"


def _names(table: Mapping[str, Any]) -> records.Names:
    return {language: str(table[language]) for language in LANGUAGES}


def _row_names(row: Mapping[str, str], kind: str) -> records.Names:
    return {language: row[f"{kind}_{language}"] for language in LANGUAGES}


def _words(joined: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in joined.split(";") if word.strip())


def _choice(table: Mapping[str, Any]) -> records.Choice:
    return records.Choice(table["code"], _names(table), tuple(table.get("accepted", ())))


def _band(table: Mapping[str, Any]) -> records.Band:
    return records.Band(
        table["code"], float(table["above"]), table["sign"], table["fill"], table["text"], _names(table)
    )


def _spread(table: Mapping[str, Any]) -> Spread:
    return Spread(table["code"], float(table["least"]), table.get("page_one", False), _names(table))


def _calendar(table: Mapping[str, Any]) -> records.Calendar:
    return records.Calendar(
        table["deadline_day"], table["country"], table["timezone"], dict(table.get("deadlines", {}))
    )


def _personal(table: Mapping[str, Any]) -> PersonalRules:
    return PersonalRules(
        table.get("e_mail"), table.get("phone"), table.get("secrecy"), tuple(table.get("secrecy_marks", ()))
    )


def _workbook(table: Mapping[str, Any]) -> records.Workbook:
    return records.Workbook(
        version=table["version"],
        sheets=tuple(_sheet(sheet) for sheet in table["sheets"]),
        words={word: _names(names) for word, names in table["words"].items()},
    )


def _sheet(table: Mapping[str, Any]) -> records.Sheet:
    return records.Sheet(
        code=table["code"],
        kind=table["kind"],
        names=_names(table["name"]),
        fields=tuple(_field(field) for field in table.get("fields", ())),
        rows=table.get("rows", 0),
    )


def _field(table: Mapping[str, Any]) -> records.Field:
    return records.Field(
        code=table["code"],
        role=table["role"],
        type=table["type"],
        width=table["width"],
        headers=tuple(records.Headers(each["from"], _names(each)) for each in table["headers"]),
        help=_names(table["help"]) if "help" in table else None,
        choices=tuple(_choice(choice) for choice in table.get("choices", ())),
        least=table.get("least"),
        most=table.get("most"),
        is_contact=table.get("contact", False),
        since_version=table.get("since_version", ""),
        is_voluntary=table.get("voluntary", False),
    )
