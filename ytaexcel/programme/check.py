"""What cannot hold in the definitions of a programme once each of its files is sound by itself.

Judges records, so that whatever made them is judged alike. The sentences name file and place.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from ytaexcel.months import day_after, is_month
from ytaexcel.programme import chain
from ytaexcel.programme.details import KNOWN, details, referred
from ytaexcel.programme.indicators import FILE, state_problems
from ytaexcel.programme.needed import NEEDED, OPTIONAL
from ytaexcel.programme.own_details import own_detail_problems
from ytaexcel.programme.records import STATUSES, Group, Organisation, Programme, every_name
from ytaexcel.programme.sheets import Choice, Field, Names, Sheet, SheetKind

LONGEST_SHEET_NAME, LONGEST_HELP = 31, 255
"""Characters that Excel allows in a sheet's name and in an input message."""


def problems(programme: Programme) -> list[str]:
    """A sentence for each thing that cannot hold; empty when all is well."""
    return [
        *(f"programme.toml, {problem}" for problem in _general(programme)),
        *(f"rules.toml, {problem}" for problem in _settings(programme)),
        *(f"workbook.toml, {problem}" for problem in _workbook(programme)),
        *_indicators(programme),
        *chain.problems(programme),
        *(f"workbook.toml, {problem}" for problem in _details(programme)),
        *(f"roadmap.csv: {problem}" for problem in _references(programme)),
        *(f"groups.csv: {problem}" for problem in _ambiguous(_words_for(programme.groups))),
        *(f"organisations.csv: {problem}" for problem in _ambiguous(_words_for(programme.organisations))),
    ]


def _general(programme: Programme) -> Iterator[str]:
    codes = [status.code for status in programme.statuses]
    if tuple(codes) != STATUSES:
        yield f"statuses: found {', '.join(codes)}; expected these four in this order: {', '.join(STATUSES)}."
    yield from (f"statuses: {problem}" for problem in _ambiguous(_words_of(programme.statuses)))
    yield from (
        f'levels: the code "{level}" is that of a field that every programme has; choose another.'
        for level in programme.level_names
        if level in (*KNOWN, "lacking")
    )
    yield from _calendar(programme)
    yield from _phases(programme)
    if programme.term and programme.term.end < programme.term.start:
        yield f"term: end {programme.term.end} is before start {programme.term.start}."
    yield from _bands(programme)
    yield from _spreads(programme)
    for audience in programme.audiences.values():
        yield from _doubled(f"audiences, {audience.code}, sheets", audience.sheets)
        if "themes" in audience.sheets and not programme.themes:
            yield f'audiences, {audience.code}: asks for the sheet themes, but notes have no field "theme".'
    if not any(audience.scope == "all" for audience in programme.audiences.values()):
        yield 'audiences: none has the scope "all"; one must get the whole.'


def _calendar(programme: Programme) -> Iterator[str]:
    calendar = programme.calendar
    try:
        holidays.country_holidays(calendar.country)
    except NotImplementedError:
        yield f'calendar: the holidays of country "{calendar.country}" are not known; use a code like FI.'
    try:
        ZoneInfo(calendar.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield f'calendar: there is no time zone "{calendar.timezone}"; use a name like Europe/Helsinki.'
    for month, day in calendar.deadlines.items():
        if not is_month(month):
            yield f'calendar, deadlines: "{month}" is not a month like 2021-07.'
        elif day < day_after(month):
            yield f"calendar, deadlines: {month} is due on {day}, before the month has ended."


def _phases(programme: Programme) -> Iterator[str]:
    yield from _doubled("phases", [str(phase.number) for phase in programme.phases])
    last: date | None = None
    for phase in programme.phases:
        if phase.until and not phase.since:
            yield f"phases {phase.number}: has an end but no beginning."
        if phase.since and phase.until and phase.until < phase.since:
            yield f"phases {phase.number}: ends before it begins."
        if phase.since and last and phase.since <= last:
            yield f"phases {phase.number}: begins before the phase before it has ended."
        last = (phase.until or date.max) if phase.since else last


def _bands(programme: Programme) -> Iterator[str]:
    yield from _doubled("bands", [band.code for band in programme.bands])
    limits = [band.above for band in programme.bands]
    if len(set(limits)) < len(limits):
        yield "bands: two begin at the same share."
    if min(limits) >= 0:
        yield f"bands: a share of 0 belongs to none; the lowest must be above a negative number, not {min(limits):g}."
    if max(limits) >= 1:
        yield "bands: no share exceeds 1, so the best band can never be reached."


def _spreads(programme: Programme) -> Iterator[str]:
    yield from _doubled("spreads", [spread.code for spread in programme.spreads])
    limits = [spread.least for spread in programme.spreads]
    if len(set(limits)) < len(limits):
        yield "spreads: two begin at the same share."
    if limits and min(limits) > 0:
        yield f"spreads: a share under {min(limits):g} belongs to none; the lowest must begin at 0."
    if limits and not programme.spread_source:
        yield "spread_source: is missing; it says where the words and limits of spreads are from."
    if programme.themes and not limits:
        yield "spreads: notes have themes, but no word says how widely one is raised."


def _settings(programme: Programme) -> Iterator[str]:
    thresholds, gravity = programme.thresholds, programme.gravity
    if thresholds.stalled_months < 1:
        yield "assessment, stalled_months: must be at least 1."
    if gravity.days_per_point < 1:
        yield "gravity, days_per_point: must be at least 1."
    if thresholds.no_picture_below > thresholds.preliminary_below:
        yield "assessment: no_picture_below is more than preliminary_below."
    if programme.personal.secrecy and not programme.personal.secrecy_marks:
        yield "personal: secrecy is looked for, but secrecy_marks names no mark."


def _workbook(programme: Programme) -> Iterator[str]:
    sheets = programme.workbook.sheets
    yield from _doubled("sheets", [sheet.code for sheet in sheets])
    yield from _doubled("sheets, kind", [sheet.kind for sheet in sheets])
    yield from (f"sheets: there is none of the kind {kind}." for kind in _missing_kinds(programme))
    yield from (
        f"sheets: {problem}" for problem in _ambiguous((sheet.code, sheet.names, ()) for sheet in sheets)
    )
    words = programme.workbook.words
    answers = [(word, words[word], ()) for word in ("yes", "no", "undetermined")]
    yield from (f"words: {problem}" for problem in _ambiguous(answers))
    for sheet in sheets:
        yield from (f"sheets {sheet.code}, {problem}" for problem in _sheet(sheet))
    yield from own_detail_problems(programme.workbook)


def _details(programme: Programme) -> Iterator[str]:
    for field in details(programme):
        if field.type not in ("text", "flag"):
            yield f"sheets, fields {field.code}: shows a column of roadmap.csv; the type is text or flag."


def _references(programme: Programme) -> Iterator[str]:
    """Codes of other items or parts of the roadmap that nothing in the same months has."""
    for item in programme.items:
        for code, meant in referred(programme, item, item.valid_from).items():
            if not meant:
                yield f'{item.id}: references has "{code}", which is neither an item nor a part of the roadmap.'


def _indicators(programme: Programme) -> Iterator[str]:
    """Indicators need their sheet, and the sheet them; a report can show no others."""
    sheet = next((each for each in programme.workbook.sheets if each.kind == "indicators"), None)
    if sheet is None and programme.indicators:
        yield f"workbook.toml, sheets: there is none of the kind indicators, but there is {FILE}."
    if sheet is not None and not programme.indicators:
        yield f"workbook.toml, sheets {sheet.code}: is of the kind indicators, but there is no {FILE}."
    for audience in programme.audiences.values():
        if "indicators" in audience.sheets and not programme.indicators:
            yield (
                f"programme.toml, audiences, {audience.code}: asks for the sheet indicators, "
                f"but there is no {FILE}."
            )
    states = [
        choice.code
        for field in (sheet.fields if sheet else ())
        if field.code == "value"
        for choice in field.choices
    ]
    yield from state_problems(programme.indicators, states)


def _missing_kinds(programme: Programme) -> list[str]:
    held = {sheet.kind for sheet in programme.workbook.sheets}
    is_wanted = {"own_windows": programme.allows_own_windows, "own_items": programme.allows_own_items}
    wanted = [kind for kind in get_args(SheetKind) if is_wanted.get(kind, kind not in OPTIONAL)]
    return [kind for kind in wanted if kind not in held]


def _sheet(sheet: Sheet) -> Iterator[str]:
    for name in every_name(sheet.names):
        if len(name) > LONGEST_SHEET_NAME or set(name) & set("[]:*?/\\") or name.strip("' ") != name:
            yield f'name: Excel allows no sheet "{name}" (at most 31 characters, without [ ] : * ? / \\ and outer \').'
    yield from _doubled("fields", [field.code for field in sheet.fields])
    yield from (f"headers: {problem}" for problem in _ambiguous(_headers_of(sheet)))
    types = {field.code: field.type for field in sheet.fields}
    for code, wanted in NEEDED.get(sheet.kind, {}).items():
        if types.get(code) != wanted:
            yield f"fields: a field {code} of the type {wanted} must be there."
    if sheet.kind == "own_windows" and "own_critical" in types:
        codes = {choice.code for choice in sheet.field("own_critical").choices}
        if codes != {"yes", "no"}:
            yield f"fields own_critical, choices: found {', '.join(sorted(codes)) or 'none'}; expected yes and no."
    if sheet.kind == "discussion":
        known = NEEDED[sheet.kind]
        yield from (
            f"fields {field.code}: nothing is stored of it; what is filled is {', '.join(known)}."
            for field in sheet.filled_fields
            if field.code not in known
        )
    if sheet.kind in ("notes", "own_items", "discussion") and not sheet.rows:
        yield f"rows: how many rows are prepared for {sheet.kind} is missing."
    for field in sheet.fields:
        yield from (f"fields {field.code}, {problem}" for problem in _field(field))


def _field(field: Field) -> Iterator[str]:
    months = [headers.since for headers in field.headers]
    if months != sorted(set(months)):
        yield "headers: must stand in the order of their months, one for each."
    if field.is_filled and field.help is None:
        yield "help: is missing; every field that is filled says what belongs there."
    if field.help and max(map(len, every_name(field.help))) > LONGEST_HELP:
        yield f"help: Excel shows at most {LONGEST_HELP} characters."
    if (field.type == "choice") != bool(field.choices) and field.type != "measure":
        yield "choices: must be there for the type choice, and for no other."
    if field.is_voluntary and field.type != "choice":
        yield "voluntary: only a choice can be left out of a row that goes in."
    yield from _doubled("choices", [choice.code for choice in field.choices])
    yield from (f"choices: {problem}" for problem in _ambiguous(_words_of(field.choices)))
    yield from _limits(field)


def _limits(field: Field) -> Iterator[str]:
    limits = [limit for limit in (field.least, field.most) if limit is not None]
    if field.type not in ("text", "date", "percent", "whole") and limits:
        yield f"least and most: the type {field.type} has no limits."
    elif any(isinstance(limit, date) != (field.type == "date") for limit in limits):
        yield f"least and most: must be {'dates' if field.type == 'date' else 'numbers'}."
    elif len(limits) == 2 and limits[1] < limits[0]:  # type: ignore[operator]  # both are of one type by now
        yield f"least and most: {limits[1]} is less than {limits[0]}."
    if field.type == "text" and field.least is not None:
        yield "least: a text has only a most, its longest length."


Word = tuple[str, Names, Iterable[str]]
"""A code, its names by language, and other words for it."""


def _words_of(choices: Iterable[Choice]) -> Iterator[Word]:
    return ((choice.code, choice.names, choice.accepted) for choice in choices)


def _words_for(coded: Iterable[Group | Organisation]) -> Iterator[Word]:
    return ((each.code, each.names, (each.code, *every_name(each.short), *each.accepted)) for each in coded)


def _headers_of(sheet: Sheet) -> Iterator[Word]:
    return ((field.code, headers.names, ()) for field in sheet.fields for headers in field.headers)


def _ambiguous(words: Iterable[Word]) -> Iterator[str]:
    """Words, in whatever language, that would stand for two codes: nobody could tell which is meant."""
    meanings: dict[str, str] = {}
    for code, names, others in words:
        for word in (*names.values(), *others):
            meant = meanings.setdefault(" ".join(word.split()).casefold(), code)
            if meant != code:
                yield f'"{word}" stands for {meant} and for {code}.'


def _doubled(where: str, codes: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            yield f"{where}: {code} stands there twice."
        seen.add(code)


def overlapping(ranges: Sequence[tuple[str, str]]) -> bool:
    """True when two ranges of months (from, to; an empty to is open) share a month."""
    ordered = sorted(ranges)
    return any(not until or since <= until for (_, until), (since, _) in pairwise(ordered))
