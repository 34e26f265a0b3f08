"""What a situation picture consists of: every number, list and ranking that a report shows.

All counts are over items that are critical or undetermined (`is_followed`), without `not_applicable`, unless
said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from ytaexcel.months import last_day
from ytaexcel.picture.agenda import Sitting
from ytaexcel.picture.decisions import Matter
from ytaexcel.picture.indicators import Indicators
from ytaexcel.picture.material import Material
from ytaexcel.picture.steering import Steering
from ytaexcel.picture.themes import Themes
from ytaexcel.programme import Programme
from ytaexcel.programme.records import Phase
from ytaexcel.programme.versions import Step


@dataclass(frozen=True, slots=True)
class Share:
    """A numerator and a denominator, always shown together."""

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class View:
    """Shares started and done in one of the two views, this month and in the month before (None: no such month)."""

    started: Share
    done: Share
    started_before: Share | None
    done_before: Share | None


@dataclass(frozen=True, slots=True)
class Count:
    """A number of this month and of the month before (None: no such month)."""

    now: int
    before: int | None


@dataclass(frozen=True)
class Picture:
    """One month for one audience. Frames have a fresh index 0…n−1 and stand in the order in which they are shown."""

    programme: Programme
    month: str
    month_before: str | None
    """The month that changes are counted from; None when this is the first collected month."""
    organisation: str | None
    """Whose picture it is; None: of all organisations."""
    group: str | None
    roadmap: View
    """Roadmap view: started of items opened (planned start before D, or none); done of items closed."""
    readiness: View
    """Readiness view: started and done of all items with planned end by the hard deadline."""
    received: Count
    """Workbooks of the month that came and were accepted, wholly or partly."""
    expected: int
    """Workbooks owed for the month."""
    followed: int
    """Items × organisations that the picture counts (critical or undetermined, applicable)."""
    behind_count: Count
    behind_organisations: int
    """Organisations with at least one item behind."""
    long_late: int
    """Items behind by more than `late_days_shown` days."""
    help_count: Count
    """Items for which a group asks for help this month."""
    help_organisations: int
    newly_behind: int
    recovered: int
    finished: int
    """Items that became done since the month before."""
    regressed: int
    undetermined_criticality: int
    """Items of the roadmap (not × organisations) whose criticality nobody has decided."""
    undetermined_windows: int
    """Items of the roadmap without a planned end of their own: the hard deadline stands in."""
    items: int
    """Items of the roadmap in this month."""
    heat: pd.DataFrame
    """One row per organisation × group, and group "" for all its groups; organisation "" for the whole.
    Columns: organisation, group, numerator, denominator (done of closed, roadmap view), points_before (the
    printed percent of the month before; NA where there was none), behind (count), carried (bool: the month's
    workbook is missing, or one of them for group ""), reported (bool: ever reported anything)."""
    behind: pd.DataFrame
    """Items behind, gravest first. Columns: rank, organisation, group, item, name, reasons (codes joined by ;),
    days_late, planned_start, planned_end, forecast_end, status, percent_done, behind_since (month), red_flag
    (bool), latest_text, gravity, same_behind (organisations in which the item is behind), critical, start_first,
    source (file, sheet and cell of the status or the "no change", and of what was discussed), last_reported (month,
    "" if never), discussed (fields that the month's discussion gave, joined by ;), reported_status,
    reported_percent_done, reported_forecast_end (without that discussion)."""
    warnings: pd.DataFrame
    """Items not behind that carry another reason; columns as `behind` (gravity included), in order of reason."""
    changes: pd.DataFrame
    """Columns as `behind`, and change (regressed, newly_behind, recovered), status_before, percent_before."""
    notes: pd.DataFrame
    """Columns: kind, organisation, group, item ("" = the group as a whole), name, text, scope, likelihood, effect,
    shareable (bool), theme, language (of the workbook), source (file, sheet and cell of the text; empty where the file
    is another organisation's)."""
    themes: Themes
    """How widely the themes of notes are raised, counted over all organisations."""
    indicators: Indicators
    """How the indicators stand; without rows where the programme has none."""
    agreed: pd.DataFrame
    """What was agreed in discussions of the month, and of earlier ones as long as its day had not passed when the
    month began: by that day. Columns: month, organisation, group ("" without an item), item ("" = about none), name,
    agreed, agreed_by, agreed_until, status, percent_done, source (file, sheet and cell). Of the picture's group: only
    what is about its items."""
    discussed_count: int
    """Values (status, percent, forecast) of the month that a discussion gave, over all items."""
    help: pd.DataFrame
    """Organisation × group by number of red flags, most first. Columns: organisation, group, flags, text."""
    missing: pd.DataFrame
    """Workbooks owed and not received. Columns: organisation, group, state (missing, awaited, refused),
    last_received (month or ""), months_in_a_row, items_without_news (followed items)."""
    figures: pd.DataFrame
    """One row per organisation × group. Columns: organisation, group, followed, opened, opened_started, closed,
    closed_done, ready (planned end by the hard deadline), ready_started, ready_done, behind, red_flags,
    reported (items with news of this month), carried, never."""
    trend: pd.DataFrame
    """One row per month from the first collected one to the last shown (the hard deadline's month); columns month,
    received, expected, opened_started, opened, closed_done, closed, ready_started, ready_done, ready, behind,
    help (NA in months still to come), planned (items whose planned end has passed by the month's end)."""
    courses: pd.DataFrame
    """One row per kind, code and collected month up to this one (and this one). Columns: kind (whole, group, area,
    organisation), code ("" for the whole; an area's name in the first language), month, numerator, denominator
    (done of closed), behind. Kinds of which the picture has but one are left out."""
    standings: pd.DataFrame
    """One row per kind and code of `courses`, in the order in which they are shown: whole, groups, areas, then
    organisations, those that fell most first. Columns: kind, code, numerator, denominator, points_changed (printed
    percents against the month before; NA where one is lacking), falling_since (first month of the unbroken row of
    falls that ends with this month, "" when it did not fall), behind, behind_changed (NA in the first month)."""
    weakest_group: tuple[str, Share] | None
    """Group with the lowest share done of closed, and that share; None while nothing is closed."""
    best: list[tuple[str, int]]
    """Up to three organisations whose share done of closed rose most, with the change in percentage points."""
    worst: list[tuple[str, int]]
    """Up to three that fell most."""
    as_of: date
    """The day on which the report is made."""
    organisation_order: Mapping[str, int]
    """Organisation code -> place in organisations.csv."""
    states: pd.DataFrame = field(default_factory=pd.DataFrame)
    """One row per organisation × item valid in the month, optional items included. Columns: organisation, item,
    status, percent_done, reported (yes, carried, never), behind (0/1, of optional items 0), red_flag (bool)."""
    referred: pd.DataFrame = field(default_factory=pd.DataFrame)
    """One row per item and code that it refers to. Columns: item, code, name ("" where the code is an item's),
    done, rows (items × organisations meant, the inapplicable left out)."""
    roadmap_changes: tuple[Step, ...] = ()
    """What changed in the roadmap after the month before, up to this one; in the first month, with this one."""
    own_windows: pd.DataFrame = field(default_factory=pd.DataFrame)
    """What organisations have set for themselves and what holds in the month; without columns where nobody has.
    Columns: organisation, group, item, name, planned_start, planned_end, critical (by which they are judged),
    national_start, national_end, national_critical, own_critical (yes, no, None), own_reason, own_since (month),
    behind (0, 1), source (file, sheet and cell)."""
    own_items: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Items of organisations' own, which are in no count; likewise. Columns: organisation, group, item, name, status,
    percent_done, planned_start, planned_end, forecast_end, behind (0, 1), days_late, red_flag (bool), latest_text,
    last_reported (month, "" if never), source (where it was defined), own_details (JSON: field -> what the programme
    asks for beside the name), lacking (such fields that a rule wants filled and are not, joined by ;), reasons,
    discussed, reported_status, reported_percent_done, reported_forecast_end."""
    matters: tuple[Matter, ...] = ()
    """Each item with each body that decides on it; none without bodies."""
    agenda: tuple[Sitting, ...] = ()
    """The coming meetings of the bodies, and what no listed meeting takes."""
    steering: Steering = field(default_factory=Steering)
    """How far each part of the plan has come."""
    material: tuple[Material, ...] = ()
    """What is shown beside the picture of all organisations and is no part of it."""

    @property
    def days_left(self) -> int:
        """Days from the end of the month to the hard deadline; negative when that has passed."""
        return (self.programme.hard_deadline - last_day(self.month)).days

    @property
    def phase(self) -> Phase | None:
        """The phase of the reform on the last day of the month; None where the programme gives no dates."""
        return self.programme.phase_on(last_day(self.month))

    @property
    def weaker(self) -> tuple[str, Share]:
        """Which of "started" and "done" is the weaker in the roadmap view, and its share: its band is the verdict."""
        started, done = self.roadmap.started, self.roadmap.done
        if not done.denominator or (
            started.denominator
            and started.numerator * done.denominator < done.numerator * started.denominator
        ):
            return "started", started
        return "done", done
