"""Pictures with what steers a plan: its parts, the strategy's indicators, decisions of bodies and their meetings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from deciding import FOLDER
from measured import HOSPITALS, NPS, measured_programme, standing, value_of
from measured import MONTH as MEASURED_MONTH
from pictures import big_picture
from stories import item_of, picture_of, small
from ytaexcel.decisions import decisions_known
from ytaexcel.picture import Picture
from ytaexcel.picture.steering import objectives
from ytaexcel.programme import Item, Programme, load_programme
from ytaexcel.programme.bodies import Meeting
from ytaexcel.programme.records import Audience
from ytaexcel.schedule import Schedule, read_schedule

SHEETS = Audience("steered", "all", ("steering", "behind", "decisions", "agenda", "indicators", "method"))
MONTH, AS_OF = "2026-05", date(2026, 6, 8)
BOARD_CODE, COUNTY_CODE = "johtoryhma", "hyvinvointialue"
SCHEDULES = {
    "T.1": "YTA-johtoryhmä 3/2026",
    "T.2": "YTA-johtoryhmä kevät 2026; hyvinvointialueet syksy 2026",
    "T.3": "YTA-johtoryhmä 9/2026",
    "T.4": "YTA-johtoryhmä 2027",
    "T.5": "YTA-johtoryhmä",
    "T.6": "Tarvittaessa",
}
LIVES = """
    organisation | item | 2026-04 | 2026-05
    05           | T.1  | started | x
    05           | T.2  | started | x
    05           | T.3  | started | x
    05           | T.4  | started | x
    05           | T.5  | started | x
    05           | T.6  | started | x
    06           | T.1  | started | x
    06           | T.2  | started | x
    06           | T.3  | started | x
    06           | T.4  | started | x
    06           | T.5  | started | x
    06           | T.6  | started | x
    """
MEETINGS = (
    Meeting(BOARD_CODE, "", date(2026, 5, 20), "3/2026", ""),
    Meeting(BOARD_CODE, "", date(2026, 6, 18), "4/2026", "Turku"),
    Meeting(BOARD_CODE, "", date(2026, 9, 17), "5/2026", ""),
    Meeting(BOARD_CODE, "", date(2026, 12, 3), "6/2026", ""),
)


def decided_item(programme: Programme, code: str, schedule: str) -> Item:
    read = read_schedule(schedule, programme.term)
    assert isinstance(read, Schedule)
    return replace(
        item_of(programme, code, group="4A", end="2029-05-31"),
        levels={"focus": ("4", "Tutkimus"), "deliverable": (code, f"Nimi {code}")},
        schedule=read,
        schedule_text=schedule,
    )


def plan_of(whole: Programme) -> Programme:
    """The plan cut down to the items of `SCHEDULES` and two organisations."""
    items = [decided_item(whole, code, schedule) for code, schedule in SCHEDULES.items()]
    return small(whole, *items, organisations=("05", "06"))


def word(
    item: str, state: str, organisation: str = "05", body: str = BOARD_CODE, **more: Any
) -> dict[str, Any]:
    """What is told of a matter in the month."""
    return {
        "month": MONTH,
        "organisation": organisation,
        "group": "4A",
        "submission_id": f"{MONTH}-{organisation}-4A",
        "sheet": "Päätökset",
        "row": 5,
        "item": item,
        "body": body,
        "state": state,
        **dict.fromkeys(("decided_on", "reference", "version", "next_review", "remark")),
        **more,
    }


def known(programme: Programme, *words: dict[str, Any]) -> pd.DataFrame:
    told = pd.DataFrame(words, columns=list(word("", "")))
    return decisions_known(told, MONTH, programme)


def picture(
    programme: Programme, *words: dict[str, Any], lives: str = LIVES, as_of: date = AS_OF, **whose: Any
) -> Picture:
    return picture_of(programme, lives, as_of=as_of, decided=known(programme, *words), **whose)


def measured_picture(tmp_path: Path, *more: dict[str, Any]) -> Picture:
    measuring = measured_programme(tmp_path)
    found = standing(
        measuring,
        value_of("2021-08", NPS, 30.0),
        value_of(MEASURED_MONTH, NPS, 45.0),
        value_of(MEASURED_MONTH, NPS, 10.0, "06"),
        value_of(MEASURED_MONTH, HOSPITALS, "in_place"),
        *more,
    )
    drawn = big_picture(organisations=2)
    steering = replace(drawn.steering, objectives=objectives(found, measuring), parts=whole_of(drawn))
    places = pd.DataFrame(
        {"part": "", "organisation": ["05", "06"], "followed": 3, "done": 1, "behind": 0, "reported": True}
    )
    return replace(
        drawn,
        programme=measuring,
        indicators=found,
        steering=replace(steering, places=places),
        month=MEASURED_MONTH,
    )


def whole_of(picture: Picture) -> pd.DataFrame:
    counts: dict[str, Any] = dict.fromkeys(picture.steering.parts.columns, 0)
    told = {"part": "", "name": "", "since": "", "followed": 6, "done": 2}
    return pd.DataFrame([counts | told | {"done_before": pd.NA, "behind_before": pd.NA}])


def steered_variants(folder: Path) -> Iterator[Picture]:
    """Pictures in which together everything is said that the sheets for steering can say."""
    plan = plan_of(load_programme(FOLDER))
    meeting = replace(plan, meetings=MEETINGS)
    yield measured_picture(folder)
    yield picture(plan)
    yield picture(
        meeting,
        word("T.1", "approved", decided_on="2026-03-12", next_review="2026-04-30"),
        word("T.1", "returned", "06"),
        word("T.2", "approved", body=COUNTY_CODE, decided_on="2026-03-12"),
        word("T.3", "on_agenda", decided_on="2026-05-20"),
        word("T.4", "on_agenda", decided_on="2026-10-01"),
        word("T.5", "prepared"),
    )
    yield picture(meeting, lives=LIVES.replace("started | x", "started | done"))
    late = [decided_item(plan, f"T.{number}", "YTA-johtoryhmä 3/2026") for number in range(1, 10)]
    overdue = [replace(each, planned_end=date(2026, 3, 31)) for each in late]
    overdue[0] = replace(overdue[0], levels={**overdue[0].levels, "focus": ("5", "Varautuminen")})
    many = small(plan, *overdue, organisations=("05", "06"))
    yield picture(
        many,
        lives="organisation | item | 2026-05\n" + "\n".join(f"05 | {each.id} | started" for each in late),
    )
    nobody = replace(plan, items=tuple(each for each in plan.items if each.id == "T.6"))
    yield picture(
        nobody, lives="\n".join(line for line in LIVES.splitlines() if "T.6" in line or "item" in line)
    )
