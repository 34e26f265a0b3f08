"""The demonstration of every programme that comes with the package, and what it plays beyond statuses."""

import csv
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from conftest import PROGRAMME, ROOT, cut_items
from owning import allowing
from ytaexcel.demo import Demonstration, simulate
from ytaexcel.demo.appointments import invent_officials
from ytaexcel.demo.chance import Chance
from ytaexcel.demo.course import state
from ytaexcel.demo.filling import Filling
from ytaexcel.demo.invention import invent
from ytaexcel.demo.meetings import invent_meetings
from ytaexcel.demo.occasions import course_in
from ytaexcel.demo.phrases import Phrasebook, phrasebook
from ytaexcel.demo.plan import languages, plan_month
from ytaexcel.demo.revision import revise
from ytaexcel.demo.targets import invent_targets
from ytaexcel.history import History
from ytaexcel.months import months_between, shifted
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.load import read_table
from ytaexcel.programme.versions import steps
from ytaexcel.workspace import shipped_programmes

YTA = "lansi-suomi-yta"
SEED = 1
YEAR = list(months_between("2026-01", "2026-12"))
UNREVISED = ("strategiset-tavoitteet",)
"""Programmes in which too few critical items have some months left."""
SLIPS = {
    *("F001", "F003", "S001", "S002", "S003", "W004", "W008", "W009"),
    *("C001", "C002", "C003", "C004", "C006", "C007", "C011", "C013", "C015", "C016", "C019", "C039"),
    *("R003", "R004", "R005", "R006", "R007", "R008", "R009", "R010", "R011", "R012", "R014", "R015"),
    *("R016", "R029", "R031", "R032", "R033", "R034", "R036", "R039", "R040", "R041", "R042", "C051"),
}
"""The findings that the slips and mishaps of a demonstration are meant to make."""


def copied(folder: Path, programme: str = YTA) -> Path:
    return Path(shutil.copytree(ROOT / "schemas" / programme, folder / programme))


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the plan of Western Finland with everything invented."""
    folder = copied(tmp_path_factory.mktemp("staged"))
    invent(folder, SEED)
    invent_targets(folder, SEED)
    programme = load_programme(folder)
    invent_meetings(folder, programme, len(YEAR), SEED, "fi")
    invent_officials(folder, SEED, languages(programme), phrasebook(folder, programme.wording))
    return folder


@pytest.fixture(scope="module")
def yta(staged: Path) -> Programme:
    return load_programme(staged)


@pytest.fixture(scope="module")
def year(yta: Programme, staged: Path) -> list[Filling]:
    said = phrasebook(staged, yta.wording)
    return [each for month in YEAR for each in plan_month(yta, month, YEAR, SEED, "fi", said)]


# The whole way


@pytest.mark.parametrize("programme", shipped_programmes())
def test_every_programme_that_comes_with_the_package_is_played_without_surprise(
    programme: str, tmp_path: Path
) -> None:
    """Three months of two organisations, with discussions and a revised roadmap from the second month on."""
    made = simulate(tmp_path / "demo", programme, 3, 2, SEED, "fi", 2, lambda *_: lambda: None, None, 1)
    assert made.report.is_file()
    assert {finding.code for each in made.submissions for finding in each.findings} <= SLIPS
    outcomes = Counter(each.outcome for each in made.submissions)
    assert outcomes["accepted"] + outcomes["partly_accepted"] > 0.8 * len(made.submissions)
    played = load_programme(tmp_path / "demo" / "schemas" / programme)
    if played.workbook.has("discussion"):
        assert_discussed(made, tmp_path / "demo")
    second = shifted(played.first_month, 1)
    found = Counter(change for step in steps(played, "", second) for change in step.changes)
    assert found == ({} if programme in UNREVISED else {"split": 2, "window": 1})


def assert_discussed(made: Demonstration, folder: Path) -> None:
    discussed = [each for each in made.submissions if not each.identity.group and each.identity.organisation]
    assert discussed
    assert {each.outcome for each in discussed} == {"accepted"}
    with History(folder / "output" / "history.sqlite") as history:
        agreed = history.tables()["discussed_row"]
    assert agreed


# What is invented


def test_windows_are_invented_only_where_no_text_says_when_it_is_due(yta: Programme) -> None:
    invented = {item.id for item in yta.items if "demonstration" in item.window_source}
    assert invented
    assert {item.schedule.kind for item in yta.items if item.id in invented and item.schedule} == {"none"}
    assert {"recurring", "never", "once"} == {item.timing for item in yta.items}


def test_every_indicator_is_decided_and_says_that_it_is_invented(yta: Programme, staged: Path) -> None:
    for each in yta.indicators:
        assert None not in (each.baseline, each.target, each.target_by)
        assert each.direction != "undetermined"
        assert each.due
    rows = read_table(staged / "indicators.csv")
    assert all("demonstration" in row["decided_by"] for row in rows)
    assert all(row["definition_en"].startswith("Invented") for row in rows if row["definition_en"])
    costs = next(each for each in yta.indicators if each.id == "M.2.2")
    assert (costs.unit["sv"], costs.baseline, costs.target, costs.direction) == ("€/inv.", 4380, 4250, "down")


def test_what_is_decided_of_an_indicator_stays_and_the_rest_is_drawn_within_its_limits(
    tmp_path: Path,
) -> None:
    folder = copied(tmp_path)
    shutil.rmtree(folder / "demonstration")
    text = (folder / "indicators.csv").read_text(encoding="utf-8")
    old = "p;p.;pist.,number,undetermined,-100,100,,,,,,,no"
    assert old in text
    decided = text.replace(old, "p;p.;pist.,number,down,-100,100,7,3,2027-12-31,Johtoryhmä,,,no")
    (folder / "indicators.csv").write_text(decided, encoding="utf-8")
    invent_targets(folder, SEED)
    indicators = {each.id: each for each in load_programme(folder).indicators}
    nps = indicators["M.1.1"]
    assert (nps.baseline, nps.target, nps.target_by) == (7, 3, date(2027, 12, 31))
    assert next(row for row in read_table(folder / "indicators.csv"))["decided_by"] == "Johtoryhmä"
    digital = indicators["M.1.3"]
    assert isinstance(digital.baseline, float)
    assert isinstance(digital.target, float)
    assert 0 <= digital.baseline <= 100
    assert (digital.target > digital.baseline) == (digital.direction == "up")
    assert indicators["M.2.1"].target == "in_place"


def test_the_register_of_officials_is_partly_filled_with_titles_marked_as_invented(
    yta: Programme, tmp_path: Path
) -> None:
    assert yta.officials is not None
    named = [each for each in yta.officials.officials if each.name]
    assert 0 < len(yta.officials.gaps(yta.expected_in("2026-12"), "2026-12")) < 10
    assert all(each.name.endswith(("(keksitty)", "(påhittad)")) for each in named)
    assert {each.name.endswith("(påhittad)") for each in named if each.place[0] == "17"} == {True}
    folder = copied(tmp_path)
    lines = (folder / "officials.csv").read_text(encoding="utf-8")
    (folder / "officials.csv").write_text(lines.replace("05,1A,,", "05,1A,Nimetty jo,", 1), encoding="utf-8")
    invent_officials(folder, SEED, dict.fromkeys(("05", "06", "17"), "fi"), Phrasebook())
    register = load_programme(folder).officials
    assert register is not None
    assert register.named(("05", "1A"), "2026-12") == ["Nimetty jo"]


def test_bodies_meet_but_for_july_and_meetings_that_are_given_stay(yta: Programme, tmp_path: Path) -> None:
    assert {each.body for each in yta.meetings} == {body.code for body in yta.bodies}
    assert all(each.note and each.day.month != 7 and each.day.weekday() < 4 for each in yta.meetings)
    board = [each for each in yta.meetings if each.body == "johtoryhma" and each.day.year == 2026]
    assert [each.number for each in board] == [f"{number}/2026" for number in range(1, 12)]
    folder = copied(tmp_path)
    with (folder / "meetings.csv").open("a", encoding="utf-8") as file:
        file.write("johtoryhma,,2026-03-12,1/2026,\n")
    invent_meetings(folder, load_programme(folder), 12, SEED, "fi")
    given = [each for each in load_programme(folder).meetings if each.body == "johtoryhma"]
    assert [each.day for each in given] == [date(2026, 3, 12)]


# How it goes


def statuses(programme: Programme, organisation: str, item: str, months: Sequence[str] = YEAR) -> list[str]:
    chance = Chance(SEED)
    found = []
    for month in months:
        each = next(each for each in programme.items_in(month) if each.id == item)
        run = course_in(programme, organisation, each, month, 0.3, chance)
        found.append(state(run, month, chance).status)
    return found


def test_what_recurs_begins_anew_in_each_period(yta: Programme) -> None:
    two_years = list(months_between("2026-01", "2027-12"))
    yearly = [item.id for item in yta.items if item.schedule and item.schedule.kind == "yearly"]
    told = {
        (code, item): statuses(yta, code, item, two_years) for code in ("05", "06", "17") for item in yearly
    }
    done = [each for each in told.values() if each[11] == "done"]
    assert len(done) > len(told) / 2
    assert any(each[11] == "started" for each in told.values())
    assert all(each[12] != "done" for each in done if each[12] != "not_applicable")


def test_a_need_arises_for_all_in_the_same_months(yta: Programme) -> None:
    opened = [statuses(yta, code, "1D.2.2").index("started") for code in ("05", "06", "17")]
    assert min(opened) >= 2
    assert max(opened) - min(opened) <= 2


def test_what_another_organisation_alone_decides_does_not_concern_the_others(yta: Programme) -> None:
    assert "not_applicable" not in statuses(yta, "05", "5B.1.2")
    assert set(statuses(yta, "06", "5B.1.2")) == set(statuses(yta, "17", "4A.2.1")) == {"not_applicable"}


def test_what_is_due_in_a_year_is_not_all_done_in_its_last_month(yta: Programme) -> None:
    by_a_day = [item.id for item in yta.items if item.planned_end == date(2026, 12, 31)]
    first_done = Counter(
        told.index("done")
        for item in by_a_day
        for code in ("05", "06", "17")
        if "done" in (told := statuses(yta, code, item))
    )
    assert len(first_done) >= 6
    assert first_done[11] < sum(first_done.values()) / 3


def test_an_organisation_fills_in_the_first_of_its_own_languages(yta: Programme, year: list[Filling]) -> None:
    assert languages(yta, "en") == {"05": "fi", "06": "fi", "17": "sv"}
    assert {(each.organisation, each.language) for each in year} == {("05", "fi"), ("06", "fi"), ("17", "sv")}


def test_a_programme_with_sentences_of_its_own_speaks_in_them(year: list[Filling], staged: Path) -> None:
    with (staged / "demonstration" / "phrases.csv").open(encoding="utf-8", newline="") as file:
        own = list(csv.DictReader(file))
    begun = {row[language].split("{")[0] for row in own for language in ("fi", "sv")}
    said = [str(note["text"]) for each in year for note in each.notes if "text" in note]
    said += [str(row["owner"]) for each in year for row in each.rows.values() if "owner" in row]
    assert len(said) > 500
    assert {each for each in said if not each.startswith(tuple(begun))} == set()
    assert all(row[language] for row in own for language in ("fi", "sv", "en"))


def test_indicators_move_towards_their_targets_with_slips_on_the_way(
    yta: Programme, year: list[Filling]
) -> None:
    typed = {
        (each.organisation, indicator, each.month): row
        for each in year
        for indicator, row in each.beside.get("indicators", {}).items()
    }
    assert {month for _, _, month in typed} == {"2026-03", "2026-06", "2026-09", "2026-12"}
    assert {type(row["value"]) for row in typed.values()} == {int, float, str}
    known = {each.id: each for each in yta.indicators}
    states = {row["value"] for (_, code, _), row in typed.items() if known[code].kind == "state"}
    assert states == {"not_in_place", "being_set_up", "in_place"}
    assert {known[code].is_compared for (_, code, _), row in typed.items() if "others" in row} == {True}
    written = [str(row["value"]) for row in typed.values()]
    assert any(each.endswith(("t€", " h")) for each in written)
    owed = 4 * 3 * sum(each.kind == "number" and len(each.due) == 4 for each in yta.indicators)
    told = sum(known[code].kind == "number" and len(known[code].due) == 4 for _, code, _ in typed)
    assert 0.7 * owed < told < owed


def test_a_workbook_that_is_corrected_has_its_indicators_without_slips(yta: Programme) -> None:
    for seed in range(1, 30):
        fillings = plan_month(yta, "2026-12", YEAR, seed)
        tools = [each for each in fillings if each.group == "1B" and "indicators" in each.beside]
        for first in tools:
            for again in tools:
                if first.organisation == again.organisation and again.modified_at > first.modified_at:
                    values = {code: row["value"] for code, row in again.beside["indicators"].items()}
                    assert len(values) == 17
                    assert not [each for each in values.values() if str(each).endswith(("t€", " h", "%"))]
                    return
    pytest.fail("no workbook with indicators was corrected")


def test_matters_go_from_body_to_body_and_only_changes_are_typed(yta: Programme, year: list[Filling]) -> None:
    told: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for each in year:
        for matter, row in each.beside.get("decisions", {}).items():
            if each.fault is None:
                told.setdefault((each.organisation, matter), []).append((each.month, str(row["state"])))
    assert {state for rows in told.values() for _, state in rows} == {
        *("not_prepared", "prepared", "on_agenda", "approved", "returned"),
    }
    days = {each.day for each in yta.meetings}
    rows = [row for each in year for row in each.beside.get("decisions", {}).values()]
    assert {row["decided_on"] for row in rows if "decided_on" in row} <= days
    assert all("reference" in row for row in rows if row["state"] == "approved")
    assert len(rows) < 0.5 * sum(len(each.rows) for each in year)
    assert not any(matter.startswith("5B.1.2") for code, matter in told if code != "05")


# What changes on the way


def test_the_roadmap_is_revised_by_a_split_and_a_later_end(staged: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(staged, tmp_path / YTA))
    before = load_programme(folder)
    after = revise(folder, before, "2026-07", tmp_path / "roadmap.xlsx", SEED)
    found = steps(after, "2026-06", "2026-07")
    assert [step.changes for step in found if "split" in step.changes] == [("split",), ("split",)]
    (moved,) = [step for step in found if step.changes == ("window",)]
    assert moved.before is not None
    assert moved.after is not None
    assert moved.before.planned_end is not None
    assert moved.after.planned_end is not None
    assert moved.after.planned_end - moved.before.planned_end > timedelta(days=60)
    assert "demonstration" in moved.source
    assert len(after.items_in("2026-07")) == len(before.items_in("2026-07")) + 1
    windows = [
        [(item.id, item.name, item.planned_end) for item in each.items_in("2026-06")]
        for each in (before, after)
    ]
    assert windows[0] == windows[1]


def test_a_roadmap_that_ends_soon_is_not_revised(staged: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(staged, tmp_path / YTA))
    programme = load_programme(folder)
    assert revise(folder, programme, "2029-05", tmp_path / "roadmap.xlsx", SEED) is programme
    assert not (tmp_path / "roadmap.xlsx").exists()


def test_the_first_half_year_has_no_discussion_and_no_revision(tmp_path: Path) -> None:
    steps: list[str] = []

    def progress(title: str, total: int):  # type: ignore[no-untyped-def]
        steps.append(title)
        return lambda: None

    made = simulate(tmp_path / "demo", "varsinais-suomi-2019", 1, 1, SEED, "fi", 2, progress)
    assert len(steps) == 4
    assert all(each.identity.group for each in made.submissions if each.identity.organisation)


def test_own_windows_and_items_are_played_where_the_programme_allows_them(tmp_path: Path) -> None:
    folder = copied(tmp_path, PROGRAMME)
    allowing(folder)
    cut_items(folder, 12)
    invent(folder, SEED)
    months = list(months_between("2021-07", "2021-12"))
    programme = load_programme(folder)
    fillings = [each for month in months for each in plan_month(programme, month, months, SEED)]
    windows = [row for each in fillings for row in each.beside.get("own_windows", {}).values()]
    assert windows
    assert all(row["reason"] and isinstance(row["own_end"], date) for row in windows)
    percents: dict[tuple[str, str], list[object]] = {}
    names: Counter[tuple[str, str]] = Counter()
    for each in fillings:
        for place, row in each.beside.get("own_items", {}).items():
            assert place == "OWN-1"
            percents.setdefault((each.organisation, each.group), []).append(row["percent_done"])
            names[each.organisation, each.group] += "name" in row
    assert percents
    assert {100} <= {one for each in percents.values() for one in each}
    closed = replace(programme, allows_own_windows=False, allows_own_items=False)
    assert not any(
        set(each.beside) & {"own_windows", "own_items"}
        for each in plan_month(closed, months[3], months, SEED)
    )
