"""Bodies and their meetings: who decides on an item, in which order and when, as the definitions have it."""

import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder import KEY
from ytaexcel.cli import commands
from ytaexcel.errors import DefinitionError
from ytaexcel.programme import Programme, load_programme
from ytaexcel.programme.bodies import Meeting
from ytaexcel.programme.chain import chain, occurrence
from ytaexcel.schedule import Window, read_schedule
from ytaexcel.workspace import create_workspace

ROOT = Path(__file__).parent.parent
PLAN = ROOT / "schemas" / "lansi-suomi-yta"
MONTH = "2026-03"
BODIES = "code,name_fi,name_sv,name_en,forms,kind,organisation,order\n"
MEETINGS = "body,organisation,date,number,note\n"
BOARD = "johtoryhma,YTA-johtoryhmä,Ledningsgruppen,Management group,,joint,,\n"
COUNTIES = "hallitus,Aluehallitus,Styrelsen,Executive,aluehallitukset,own,,\n"
COUNCIL = "valtuusto,Aluevaltuusto,Fullmäktige,Council,,own,05,\n"


@pytest.fixture(scope="module")
def plan() -> Programme:
    return load_programme(PLAN)


def written(folder: Path, bodies: str, meetings: str = "") -> Path:
    """The plan with these bodies and meetings; nothing in its roadmap is decided by a body that is not there."""
    target = Path(shutil.copytree(PLAN, folder / PLAN.name))
    (target / "bodies.csv").write_text(BODIES + bodies, encoding="utf-8")
    (target / "meetings.csv").write_text(MEETINGS + meetings, encoding="utf-8")
    return target


def problems_of(folder: Path) -> str:
    with pytest.raises(DefinitionError) as error:
        load_programme(folder)
    return str(error.value)


def steps(
    programme: Programme, item: str, month: str = MONTH, organisation: str = ""
) -> list[tuple[str, date | None, date | None]]:
    """Body, first and last day of each step of an item's chain."""
    (found,) = (each for each in programme.items_in(month) if each.id == item)
    return [
        (step.body.code, step.window and step.window.start, step.window and step.window.end)
        for step in chain(programme, found, month, organisation)
    ]


def rewritten(programme: Programme, item: str, schedule: str) -> Programme:
    """The programme with another schedule text of one item."""
    found = read_schedule(schedule, programme.term)
    return replace(
        programme,
        items=tuple(
            replace(
                each,
                schedule_text=schedule,
                schedule=found,  # type: ignore[arg-type]
                timing="recurring" if found.rhythm else "once",  # type: ignore[union-attr]
            )
            if each.id == item
            else each
            for each in programme.items
        ),
    )


def test_the_chains_of_the_plan_name_the_bodies_that_its_texts_name(plan: Programme) -> None:
    chains = {item.id: chain(plan, item, MONTH) for item in plan.items_in(MONTH)}
    assert Counter(step.body.code for steps in chains.values() for step in steps) == {
        "johtoryhma": 30,
        "ohjausryhma": 4,
        "aluehallitus": 2,
        "aluevaltuusto": 1,
        "hyvinvointialue": 1,
    }
    assert sum(not steps for steps in chains.values()) == 14
    assert [step.body.code for step in chains["4A.2.4"]] == ["johtoryhma", "hyvinvointialue"]
    assert {body.code for body in plan.bodies if body.kind == "joint"} == {"johtoryhma", "ohjausryhma"}
    assert plan.meetings == ()


def test_a_body_decides_in_its_own_time_and_one_without_has_none(plan: Programme) -> None:
    assert steps(plan, "1A.1.1") == [("johtoryhma", date(2025, 8, 1), date(2025, 12, 31))]
    assert steps(plan, "4A.2.4") == [
        ("johtoryhma", date(2025, 1, 1), date(2025, 12, 31)),
        ("hyvinvointialue", None, None),
    ]
    assert steps(plan, "5A.2.3") == [("ohjausryhma", None, None)]
    assert steps(plan, "1C.2.1") == []


def test_what_recurs_is_decided_in_the_occurrence_that_the_month_is_about(plan: Programme) -> None:
    assert steps(plan, "1B.1.1", "2026-03") == [("johtoryhma", date(2026, 1, 1), date(2026, 12, 31))]
    assert steps(plan, "1B.1.1", "2027-01") == [("johtoryhma", date(2027, 1, 1), date(2027, 12, 31))]
    (yearly,) = (each for each in plan.items if each.id == "1B.1.1")
    (step,) = chain(plan, yearly, MONTH)
    assert step.window == Window(date(2026, 1, 1), date(2026, 12, 31), "year")
    assert occurrence(plan.items[0], MONTH) is None


def test_another_organisations_body_is_no_step_of_ones_own(plan: Programme) -> None:
    month = (date(2026, 1, 1), date(2026, 1, 31))
    assert steps(plan, "4A.2.1", organisation="05") == [("aluehallitus", *month)]
    assert steps(plan, "4A.2.1", organisation="06") == []
    assert [code for code, *_ in steps(plan, "4A.2.4", organisation="06")] == [
        "johtoryhma",
        "hyvinvointialue",
    ]


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        (
            "yta-johtoryhmä syksy 2025, hyvinvointialueet kevät 2026",
            [
                ("johtoryhma", date(2025, 8, 1), date(2025, 12, 31)),
                ("hyvinvointialue", date(2026, 1, 1), date(2026, 6, 30)),
            ],
        ),
        (
            "YTA-johtoryhmä ja hyvinvointialueet 2026",
            [
                ("johtoryhma", date(2026, 1, 1), date(2026, 12, 31)),
                ("hyvinvointialue", date(2026, 1, 1), date(2026, 12, 31)),
            ],
        ),
        (
            "YTA-johtoryhmä, sopimuskauden aikana",
            [("johtoryhma", date(2025, 6, 1), date(2029, 5, 31))],
        ),
        (
            "YTA-johtoryhmä 2025; YTA-johtoryhmä 2026",
            [("johtoryhma", date(2025, 1, 1), date(2025, 12, 31))],
        ),
        (
            "Samarbetsområdets ledningsgrupp, hösten 2026",
            [("johtoryhma", date(2026, 8, 1), date(2026, 12, 31))],
        ),
    ],
)
def test_chains_are_read_from_texts_in_any_case_and_language(
    plan: Programme, schedule: str, told: list[tuple[str, date, date]]
) -> None:
    assert steps(rewritten(plan, "1A.1.1", schedule), "1A.1.1") == told


def test_where_bodies_have_an_order_it_is_that_of_every_chain(plan: Programme) -> None:
    order = {"hyvinvointialue": 1, "johtoryhma": 2}
    bodies = tuple(replace(each, order=order.get(each.code, 3)) for each in plan.bodies)
    ordered = replace(plan, bodies=bodies)
    assert [code for code, *_ in steps(ordered, "4A.2.4")] == ["hyvinvointialue", "johtoryhma"]


def test_a_programme_without_bodies_has_no_chains(programme: Programme, plan: Programme) -> None:
    assert (programme.bodies, programme.meetings) == ((), ())
    assert all(not chain(programme, item, "2021-11") for item in programme.items)
    assert steps(replace(plan, bodies=()), "1A.1.1") == []


def test_a_body_that_a_schedule_names_must_be_known(tmp_path: Path) -> None:
    told = problems_of(written(tmp_path, BOARD))
    assert 'roadmap.csv: 5A.2.3: the schedule "Sote-valmiuskeskuksen ohjausryhmä" names the body' in told
    assert '"hyvinvointialueet", which is not in bodies.csv' in told
    assert "1A.1.1" not in told


def test_meetings_need_bodies(tmp_path: Path) -> None:
    folder = written(tmp_path, "", "johtoryhma,,2026-03-12,,\n")
    assert 'meetings.csv line 2: body "johtoryhma" is not in bodies.csv.' in problems_of(folder)


@pytest.mark.parametrize(
    ("bodies", "told"),
    [
        ("a b,x,y,z,,joint,,\n", 'bodies.csv line 2 (a b): code is "a b"; a code has letters'),
        ("a,x,,z,,joint,,\n", "bodies.csv line 2 (a): name_sv is empty."),
        ("a,x,y,z,,both,,\n", 'kind is "both"; allowed: joint, own.'),
        ("a,x,y,z,,joint,05,\n", "a joint body belongs to no organisation"),
        ("a,x,y,z,,own,99,\n", 'organisation "99" is not in organisations.csv.'),
        ("a,x,y,z,,own,,0\n", 'order is "0"; it is a whole number from 1 to 999, or empty.'),
        ("a,x,y,z,,own,,\na,v,w,u,,own,,\n", "bodies.csv line 3 (a): the code stands there twice."),
        ("a,x,y,z,Q,own,,\nb,v,w,u,q ,own,,\n", '"q" stands for a and for b.'),
        ("a,x,y,z,,own,,1\nb,v,w,u,,own,,\n", "order is given for some bodies"),
    ],
)
def test_what_cannot_hold_in_a_body_is_told(tmp_path: Path, bodies: str, told: str) -> None:
    assert told in problems_of(written(tmp_path, bodies))


@pytest.mark.parametrize(
    ("meetings", "told"),
    [
        ("nobody,,2026-03-12,,\n", 'meetings.csv line 2: body "nobody" is not in bodies.csv.'),
        ("hallitus,99,2026-03-12,,\n", 'organisation "99" is not in organisations.csv.'),
        ("johtoryhma,05,2026-03-12,,\n", "johtoryhma is joint; leave organisation empty."),
        ("hallitus,,2026-03-12,,\n", "hallitus is in each organisation; organisation must say in which one"),
        ("valtuusto,06,2026-03-12,,\n", "valtuusto is the body of 05, not of 06."),
        ("johtoryhma,,12.3.2026,,\n", 'date is "12.3.2026", not a date like 2026-12-31.'),
        ("johtoryhma,,20260312,,\n", 'date is "20260312", not a date like 2026-12-31.'),
        (
            "valtuusto,05,2026-03-12,,\nvaltuusto,,2026-03-12,,\n",
            "meetings.csv line 3: the meeting of valtuusto on 2026-03-12 stands there twice.",
        ),
    ],
)
def test_what_cannot_hold_in_a_meeting_is_told(tmp_path: Path, meetings: str, told: str) -> None:
    assert told in problems_of(written(tmp_path, BOARD + COUNTIES + COUNCIL, meetings))


def test_meetings_stand_in_the_order_of_their_days(tmp_path: Path) -> None:
    folder = written(tmp_path, "", "aluevaltuusto,,2026-04-20,2/2026,Budjetti\njohtoryhma,,2026-03-12,,\n")
    (folder / "bodies.csv").write_bytes((PLAN / "bodies.csv").read_bytes())
    assert load_programme(folder).meetings == (
        Meeting("johtoryhma", "", date(2026, 3, 12), "", ""),
        Meeting("aluevaltuusto", "05", date(2026, 4, 20), "2/2026", "Budjetti"),
    )


def test_bodies_and_the_sheet_of_decisions_need_each_other(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PLAN, tmp_path / PLAN.name))
    for name in ("bodies.csv", "meetings.csv"):
        (folder / name).unlink()
    assert "sheets decisions: is of the kind decisions, but there is no bodies.csv." in problems_of(folder)
    shutil.copy(PLAN / "bodies.csv", folder)
    workbook = (folder / "workbook.toml").read_text(encoding="utf-8")
    head, tail = workbook.split('[[sheets]]\ncode = "decisions"')
    _, rest = tail.split('[[sheets]]\ncode = "overview"')
    (folder / "workbook.toml").write_text(f'{head}[[sheets]]\ncode = "overview"{rest}', encoding="utf-8")
    assert "there is none of the kind decisions, but there is bodies.csv." in problems_of(folder)


def test_the_states_of_a_decision_are_those_that_the_program_knows(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PLAN, tmp_path / PLAN.name))
    workbook = (folder / "workbook.toml").read_text(encoding="utf-8")
    changed = workbook.replace('code = "on_agenda"', 'code = "listed"')
    (folder / "workbook.toml").write_text(changed, encoding="utf-8")
    told = problems_of(folder)
    assert "found not_prepared, prepared, listed, approved, returned; expected these in this order" in told


def test_the_check_says_on_how_many_items_each_body_decides(tmp_path: Path) -> None:
    create_workspace(tmp_path / "workspace", KEY, PLAN.name)
    asked = ("programme", "check", "--workspace", str(tmp_path / "workspace"), "--lang", "en")
    said = CliRunner().invoke(commands, [*asked, "--as-of", "2026-03-20"]).output
    assert (
        "Deliverables that bodies handle (2026-03): Management group of the collaborative area 30, Steering group of "
        "the health and social services preparedness centre 4, County executive of Southwest Finland 2, County "
        "council of Southwest Finland 1, Wellbeing services county 1. Meetings listed: 0 (meetings.csv)."
    ) in said
