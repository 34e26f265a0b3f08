"""The sheet of the method: how every number was worked out, in plain words, with the settings in force."""

from collections.abc import Iterator

from ytaexcel.months import day_after, last_day
from ytaexcel.programme import deadline
from ytaexcel.programme.scheduling import assumptions_in
from ytaexcel.report.edition import HEAD, ROADMAP, Edition, add_headed_sheet, put
from ytaexcel.report.lists import records
from ytaexcel.report.summary.heat import limits
from ytaexcel.report.themes import spread_limits
from ytaexcel.report.words import DISCUSSED
from ytaexcel.schedule import assumption_said
from ytaexcel.style.measure import lines, row_height
from ytaexcel.texts import NO_BREAK, day, month_short, number

Entry = tuple[str, str]
"""A term and what it means."""
TERM_WIDTH, MEANING_WIDTH = 190, 560
MOST_TEXTS = 3
"""Schedule texts that are quoted for one assumption."""
FIRST_ROW = 4


def write_method(edition: Edition) -> None:
    """Sections of terms with their meanings, on paper upright."""
    sheet = add_headed_sheet(edition, "method", edition.say("method.sentence"), is_landscape=False)
    sheet.set_column_pixels(0, 0, TERM_WIDTH)
    sheet.set_column_pixels(1, 1, MEANING_WIDTH)
    formats = edition.formats
    row = FIRST_ROW
    for section, entries in _sections(edition):
        sheet.set_row(row, 24)
        put(sheet, row, 0, edition.say(f"method.{section}"), formats(**{**HEAD, "valign": "bottom"}))
        row += 1
        for term, meaning in entries:
            put(sheet, row, 0, term, formats(bold=True, text_wrap=True))
            put(sheet, row, 1, meaning, formats(text_wrap=True))
            height = max(lines(term, TERM_WIDTH, is_bold=True), lines(meaning, MEANING_WIDTH))
            sheet.set_row(row, row_height(height, space=4))
            row += 1
    sheet.print_area(0, 0, row - 1, 1)


def _sections(edition: Edition) -> Iterator[tuple[str, list[Entry]]]:
    yield "sources", list(_sources(edition))
    if edition.picture.programme.roles:
        yield "roles", list(_roles(edition))
    yield "counted", list(_counted(edition))
    yield (
        "views",
        [
            _entry(edition, "roadmap"),
            _entry(edition, "readiness", **_dates(edition)),
            _entry(edition, "pooled"),
        ],
    )
    yield "lateness", list(_lateness(edition))
    readings = list(_readings(edition))
    if readings:
        yield "readings", readings
    yield "warnings", list(_warnings(edition))
    yield (
        "movements",
        list(_movements(edition)),
    )
    yield "bands", list(_bands(edition))
    yield "verdict", list(_verdict(edition))
    if edition.has_sheet("steering"):
        yield "steering", list(_steering(edition))
    if edition.has_sheet("decisions") or edition.has_sheet("agenda"):
        yield (
            "handling",
            [_entry(edition, key) for key in ("handling_joint", "handling_overdue", "handling_meeting")],
        )
    if edition.has_sheet("themes"):
        yield "themes", list(_themes(edition))
    yield "gravity", [_entry(edition, "gravity_sum", **_weights(edition)), _entry(edition, "order")]
    yield "tracing", [_entry(edition, key) for key in ("history", "export", "correct")]


def _entry(edition: Edition, key: str, **values: object) -> Entry:
    return edition.say(f"method.{key}.term"), edition.say(f"method.{key}", **values)


def _dates(edition: Edition) -> dict[str, str]:
    programme = edition.picture.programme
    return {"hard_deadline": day(programme.hard_deadline), "readiness_day": day(programme.readiness_day)}


def _sources(edition: Edition) -> Iterator[Entry]:
    picture = edition.picture
    programme = picture.programme
    yield _entry(
        edition, "roadmap_source", name=programme.roadmap_names[edition.language], items=number(picture.items)
    )
    if picture.roadmap_changes:
        count, sheet = number(len(picture.roadmap_changes)), edition.sheet_name(ROADMAP)
        yield _entry(edition, "roadmap_changed", count=count, sheet=sheet)
    yield _entry(edition, "languages")
    yield _entry(
        edition,
        "workbooks",
        received=number(picture.received.now),
        expected=number(picture.expected),
        deadline=day(deadline(programme.calendar, picture.month)),
    )
    yield _entry(edition, "month", last=day(last_day(picture.month)), after=day(day_after(picture.month)))
    if picture.month_before:
        yield _entry(edition, "compared", month=month_short(picture.month_before))
    else:
        yield edition.say("method.compared.term"), edition.say("first_month")
    yield _entry(edition, "made", day=day(picture.as_of))


def _roles(edition: Edition) -> Iterator[Entry]:
    """Who steers, coordinates and implements, in the programme's own words."""
    for role in edition.picture.programme.roles:
        yield role.names[edition.language], role.tasks[edition.language]


def _counted(edition: Edition) -> Iterator[Entry]:
    picture = edition.picture
    items = number(picture.items)
    yield _entry(edition, "followed", followed=number(picture.followed))
    if picture.undetermined_criticality or picture.undetermined_windows:
        yield _entry(
            edition,
            "undetermined",
            criticality=number(picture.undetermined_criticality),
            windows=number(picture.undetermined_windows),
            items=items,
        )
    yield _window(edition)
    if picture.programme.allows_own_windows:
        yield _entry(edition, "own_windows", **_own_counts(edition))
    if picture.programme.allows_own_items:
        yield _entry(edition, "own_items", count=number(len(picture.own_items)))
    yield _entry(edition, "carried")
    if picture.programme.workbook.has("discussion"):
        term = edition.say("method.discussed.term", mark=DISCUSSED)
        yield term, edition.say("method.discussed", count=number(picture.discussed_count))
    yield _entry(edition, "never_reported")
    inapplicable = picture.programme.status_name("not_applicable", edition.language)
    yield inapplicable, edition.say("method.not_applicable")


def _window(edition: Edition) -> Entry:
    """What stands in for a missing end and, where the programme says so, why."""
    term, said = _entry(edition, "window", hard_deadline=day(edition.picture.programme.hard_deadline))
    why = edition.picture.programme.deadline_names
    return term, said if why is None else f"{said[:-1]}, {why[edition.language]}."


def _own_counts(edition: Edition) -> dict[str, str]:
    """How many own windows and own criticalities hold, and of how many organisations."""
    rows = records(edition.picture.own_windows)
    windows = [row for row in rows if edition.words.has_own_window(row)]
    raised = [row for row in rows if row["critical"] != row["national_critical"]]
    return {
        "windows": number(len(windows)),
        "critical": number(len(raised)),
        "organisations": number(len({row["organisation"] for row in rows})),
    }


def _lateness(edition: Edition) -> Iterator[Entry]:
    thresholds, after = edition.picture.programme.thresholds, day(day_after(edition.picture.month))
    yield _entry(edition, "behind")
    yield _entry(edition, "overdue", after=after)
    grace = "late_start_grace" if thresholds.grace_days else "late_start"
    yield (
        edition.say("method.late_start.term"),
        edition.say(f"method.{grace}", after=after, days=thresholds.grace_days),
    )
    yield _entry(edition, "since")


def _readings(edition: Edition) -> Iterator[Entry]:
    """What the plan's words on schedules were taken to mean where they do not settle it, and in which items."""
    picture = edition.picture
    items = picture.programme.items_in(picture.month, picture.group)
    for assumption, concerned in assumptions_in(items).items():
        written = dict.fromkeys(item.schedule_text for item in concerned)
        term = "; ".join([*list(written)[:MOST_TEXTS], *(["…"] if len(written) > MOST_TEXTS else [])])
        said = assumption_said(assumption, edition.language)
        ids = ", ".join(item.id for item in concerned)
        yield term, edition.say("method.readings.entry", said=said, items=ids)


def _warnings(edition: Edition) -> Iterator[Entry]:
    thresholds, after = edition.picture.programme.thresholds, day(day_after(edition.picture.month))
    yield _entry(edition, "red_flag")
    yield _entry(edition, "past_forecast", after=after)
    yield _entry(edition, "regressed")
    yield _entry(edition, "stalled", months=thresholds.stalled_months)
    yield _entry(edition, "forecast_late")
    yield _entry(edition, "unreported")


def _movements(edition: Edition) -> Iterator[Entry]:
    for key in ("newly_behind", "recovered", "fallen_back", "points"):
        yield _entry(edition, key)
    if edition.has_sheet("direction"):
        yield _entry(edition, "falling", sheet=edition.sheet_name("direction"))


def _bands(edition: Edition) -> Iterator[Entry]:
    bands = edition.picture.programme.bands
    for band in bands:
        yield f"{band.sign}{NO_BREAK}{limits(bands, band)}", band.names[edition.language]
    yield _entry(edition, "rounding")
    yield _entry(edition, "small", fewest=edition.picture.programme.thresholds.small_denominator)
    yield _entry(edition, "signs")


def _verdict(edition: Edition) -> Iterator[Entry]:
    thresholds = edition.picture.programme.thresholds
    yield _entry(edition, "weaker")
    yield _entry(
        edition,
        "preliminary",
        below=f"{round(100 * thresholds.preliminary_below)}{NO_BREAK}%",
        none_below=f"{round(100 * thresholds.no_picture_below)}{NO_BREAK}%",
    )


def _steering(edition: Edition) -> Iterator[Entry]:
    yield _entry(edition, "steering_parts")
    yield _entry(edition, "steering_change")
    yield _entry(edition, "steering_since")
    if edition.picture.programme.indicators:
        yield _entry(edition, "steering_strategy")


def _themes(edition: Edition) -> Iterator[Entry]:
    fewest = edition.picture.programme.thresholds.small_denominator
    yield _entry(edition, "theme_counted", sent=number(edition.picture.themes.sent))
    source = edition.picture.programme.spread_source.get(edition.language, "")
    yield _entry(edition, "theme_words", limits=spread_limits(edition), fewest=fewest, source=source)


def _weights(edition: Edition) -> dict[str, int]:
    gravity = edition.picture.programme.gravity
    return {
        "days": gravity.days_per_point,
        "most_late": gravity.most_late_points,
        "red_flag": gravity.red_flag,
        "start_first": gravity.start_first,
        "not_started": gravity.not_started,
        "slow": gravity.regressed_or_stalled,
        "most": gravity.most,
    }
