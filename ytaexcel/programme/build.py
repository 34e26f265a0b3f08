"""Makes the records of a programme from its TOML tables and CSV rows, which have been found sound before.

Nothing is judged here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ytaexcel.programme import records, rule_table, scheduling, sheets
from ytaexcel.programme.bodies import Deciding
from ytaexcel.programme.details import details_of
from ytaexcel.programme.indicators import Indicator
from ytaexcel.programme.officials import Register, Role
from ytaexcel.programme.personal_rules import PersonalRules
from ytaexcel.programme.successor import Successor
from ytaexcel.programme.thresholds import Band, Gravity, Spread, Thresholds
from ytaexcel.programme.wording import Wording
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
    successors: Iterable[Successor],
    measured: Iterable[Indicator],
    deciding: Deciding,
    definitions: str,
    wording: Wording,
    officials: Register | None,
) -> records.Programme:
    """The whole, bands from the best; the workbook without the sheets of what is not allowed."""
    allows_own_windows = general.get("own_windows", False)
    allows_own_items = general.get("own_items", False)
    allowed = {"own_windows": allows_own_windows, "own_items": allows_own_items}
    groups, book = tuple(groups), _workbook(workbook, allowed)
    levels = [level["code"] for level in general["levels"]]
    places = [each.rows for each in book.sheets if each.kind == "own_items"]
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
            code: records.Audience(
                code,
                audience["scope"],
                tuple(sheet for sheet in audience["sheets"] if allowed.get(sheet, True)),
            )
            for code, audience in general["audiences"].items()
        },
        groups=groups,
        organisations=tuple(organisations),
        items=tuple(items),
        expected=tuple(expected),
        indicators=tuple(measured),
        bodies=deciding.bodies,
        meetings=deciding.meetings,
        workbook=book,
        allows_own_windows=allows_own_windows,
        allows_own_items=allows_own_items,
        own_items=tuple(
            _own_place(each.code, number, levels, general["first_month"])
            for each in groups
            for number in range(1, max(places, default=0) + 1)
        ),
        thresholds=Thresholds(**rules["assessment"]),
        gravity=Gravity(**rules["gravity"]),
        near_header=rules["identification"]["near_header"],
        rules={name: rule_table.rule(name, each) for name, each in rules["rules"].items()},
        definitions=definitions,
        personal=_personal(rules.get("personal", {})),
        wording=wording,
        deadline_names=_names(general["deadline_name"]) if "deadline_name" in general else None,
        roles=tuple(Role(_names(each["name"]), _names(each["task"])) for each in general.get("roles", ())),
        officials=officials,
        successors=tuple(successors),
        term=scheduling.term_of(general),
        spreads=tuple(
            _spread(spread) for spread in sorted(general.get("spreads", ()), key=lambda each: -each["least"])
        ),
        spread_source=_names(general["spread_source"]) if "spread_source" in general else {},
    )


def details(workbook: Mapping[str, Any], levels: Iterable[str]) -> dict[str, str]:
    """Column of roadmap.csv -> type: the locked fields of the items' sheet that the programme shows of its own."""
    sheet = next((_sheet(each) for each in workbook["sheets"] if each["kind"] == "items"), None)
    return {} if sheet is None else {each.code: each.type for each in details_of(sheet, levels)}


def group(row: Mapping[str, str]) -> records.Group:
    return records.Group(
        row["code"], _row_names(row, "name"), _row_names(row, "short"), _words(row["aliases"])
    )


def organisation(row: Mapping[str, str]) -> records.Organisation:
    """A collaborative area without a name in a language has there the Finnish one; most programmes have none."""
    area = {language: row.get(f"yta_{language}") or row.get("yta_fi", "") for language in LANGUAGES}
    return records.Organisation(
        row["code"],
        _row_names(row, "name"),
        _row_names(row, "short"),
        area,
        row["bilingual"] == "yes",
        _words(row["aliases"]),
        tuple(each for word in _words(row.get("languages", "")) for each in LANGUAGES if each == word),
    )


def item(
    row: Mapping[str, str], levels: list[str], details: Iterable[str], start: date | None, end: date | None
) -> records.Item:
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
        details={detail: row[detail] for detail in details},
        valid_source=row.get("valid_source", ""),
    )


def successor(row: Mapping[str, str]) -> Successor:
    return Successor(row["item"], row["successor"], row["from"], row.get("source", ""))


def _own_place(group: str, number: int, levels: Iterable[str], since: str) -> records.Item:
    """A place for an organisation's own item, by whose number it is known: HTT.OWN-1."""
    return records.Item(
        id=f"{group}.OWN-{number}",
        group=group,
        levels=dict.fromkeys(levels, ("", "")),
        printed="",
        critical="no",
        start_first="no",
        critical_source="",
        planned_start=None,
        planned_end=None,
        window_source="",
        valid_from=since,
        valid_to="",
    )


def _decision(text: str) -> records.Decision:
    return "yes" if text == "yes" else "no" if text == "no" else "undetermined"


def _names(table: Mapping[str, Any]) -> sheets.Names:
    return {language: str(table[language]) for language in LANGUAGES}


def _row_names(row: Mapping[str, str], kind: str) -> sheets.Names:
    return {language: row[f"{kind}_{language}"] for language in LANGUAGES}


def _words(joined: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in joined.split(";") if word.strip())


def _choice(table: Mapping[str, Any]) -> sheets.Choice:
    return sheets.Choice(table["code"], _names(table), tuple(table.get("accepted", ())))


def _band(table: Mapping[str, Any]) -> Band:
    return Band(
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


def _workbook(table: Mapping[str, Any], allowed: Mapping[str, bool]) -> sheets.Workbook:
    return sheets.Workbook(
        version=table["version"],
        sheets=tuple(_sheet(sheet) for sheet in table["sheets"] if allowed.get(sheet["kind"], True)),
        words={word: _names(names) for word, names in table["words"].items()},
    )


def _sheet(table: Mapping[str, Any]) -> sheets.Sheet:
    return sheets.Sheet(
        code=table["code"],
        kind=table["kind"],
        names=_names(table["name"]),
        fields=tuple(_field(field) for field in table.get("fields", ())),
        rows=table.get("rows", 0),
    )


def _field(table: Mapping[str, Any]) -> sheets.Field:
    return sheets.Field(
        code=table["code"],
        role=table["role"],
        type=table["type"],
        width=table["width"],
        headers=tuple(sheets.Headers(each["from"], _names(each)) for each in table["headers"]),
        help=_names(table["help"]) if "help" in table else None,
        choices=tuple(_choice(choice) for choice in table.get("choices", ())),
        least=table.get("least"),
        most=table.get("most"),
        is_contact=table.get("contact", False),
        since_version=table.get("since_version", ""),
        is_voluntary=table.get("voluntary", False),
    )
