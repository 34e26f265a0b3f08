"""The column of schedule texts gives windows where a row has none; what cannot be read is told with row and text."""

import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from conftest import PROGRAMME, ROOT
from ytaexcel.errors import DefinitionError
from ytaexcel.programme import Item, Programme, load_programme
from ytaexcel.programme.records import UNDETERMINED

TERM = "\n[term]\nstart = 2025-06-01\nend = 2029-05-31\n"
Rows = list[dict[str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped definitions with the agreement term of another plan."""
    folder = Path(shutil.copytree(ROOT / "schemas" / PROGRAMME, tmp_path / PROGRAMME))
    with (folder / "programme.toml").open("a", encoding="utf-8") as file:
        file.write(TERM)
    return folder


@pytest.fixture
def with_texts(folder: Path) -> Callable[..., Programme]:
    """Loads the programme with these texts in its first rows, and the rows changed."""

    def load(*texts: str, change: Callable[[Rows], None] = lambda _: None) -> Programme:
        path = folder / "roadmap.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = [{**row, "schedule": ""} for row in csv.DictReader(file)]
        for row, text in zip(rows, texts, strict=False):
            row["schedule"] = text
        change(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return load_programme(folder)

    return load


def window(item: Item) -> tuple[date | None, date | None, str]:
    return item.planned_start, item.planned_end, item.window_source


def test_a_row_without_a_window_has_that_of_its_text(with_texts: Callable[..., Programme]) -> None:
    programme = with_texts("YTA-johtoryhmä, syksy 2025", "1.3.–30.6.2026", "Sopimuskauden aikana", "")
    first, second, third, fourth = programme.items[:4]
    assert window(first) == (None, date(2025, 12, 31), "schedule")
    assert window(second) == (date(2026, 3, 1), date(2026, 6, 30), "schedule")
    assert window(third) == (None, date(2029, 5, 31), "schedule")
    assert window(fourth) == (None, None, UNDETERMINED)
    assert first.schedule_text == "YTA-johtoryhmä, syksy 2025"
    assert first.schedule
    assert first.schedule.assumptions == ("autumn",)
    assert fourth.schedule
    assert fourth.schedule.kind == "none"


def test_what_recurs_or_is_never_due_has_no_single_window(with_texts: Callable[..., Programme]) -> None:
    programme = with_texts("YTA-johtoryhmä, vuosikello", "jatkuva", "tarvittaessa", "2026")
    items = programme.items[:5]
    assert [item.timing for item in items] == ["recurring", "never", "never", "once", "once"]
    assert [item.planned_end for item in items] == [None, None, None, date(2026, 12, 31), None]
    assert items[0].schedule
    assert items[0].schedule.end == date(2029, 5, 31)


def test_in_a_month_what_recurs_has_the_end_of_the_month_s_occurrence(
    with_texts: Callable[..., Programme],
) -> None:
    """The last that ends in the month, else the one that is running, else the next; none after the term."""
    programme = with_texts("vuosittain", "kuukausittain", "viikoittain", "vuosittain maaliskuussa", "2026")
    ends = {
        month: [str(item.planned_end) for item in programme.items_in(month)[:5]]
        for month in ("2026-01", "2026-12", "2030-01")
    }
    assert ends == {
        "2026-01": ["2026-12-31", "2026-01-31", "2026-01-25", "2026-03-31", "2026-12-31"],
        "2026-12": ["2026-12-31", "2026-12-31", "2026-12-27", "2027-03-31", "2026-12-31"],
        "2030-01": ["None", "None", "None", "None", "2026-12-31"],
    }


def test_a_window_in_the_row_outranks_the_text(with_texts: Callable[..., Programme]) -> None:
    def decide(rows: Rows) -> None:
        rows[0] |= {"planned_end": "2026-05-31", "window_source": "johtoryhmä 3.2.2026"}
        rows[1] |= {"planned_end": "2026-05-31", "window_source": "johtoryhmä 3.2.2026"}
        rows[2] |= {"planned_start": "2025-09-01", "window_source": "johtoryhmä 3.2.2026"}
        rows[3] |= {"window_source": "yhteistyösopimus 2025"}

    programme = with_texts("2026", "ensi syksynä", "syksy 2025", "2027", change=decide)
    decided = "johtoryhmä 3.2.2026"
    assert window(programme.items[0]) == (None, date(2026, 5, 31), decided)
    assert window(programme.items[1]) == (None, date(2026, 5, 31), decided)
    assert (programme.items[1].schedule_text, programme.items[1].schedule) == ("ensi syksynä", None)
    assert window(programme.items[2]) == (date(2025, 9, 1), date(2025, 12, 31), decided)
    assert window(programme.items[3]) == (None, date(2027, 12, 31), "yhteistyösopimus 2025")


def test_a_roadmap_without_the_column_has_no_schedules(programme: Programme) -> None:
    assert {(item.schedule_text, item.schedule) for item in programme.items} == {("", None)}
    assert programme.term is None


def problems_of(load: Callable[[], object]) -> list[str]:
    with pytest.raises(DefinitionError) as told:
        load()
    return told.value.problems


def test_a_text_that_is_not_understood_is_a_problem_with_its_row(
    with_texts: Callable[..., Programme],
) -> None:
    problems = problems_of(
        lambda: with_texts("2026", "YTA-johtoryhmä 31.2.2026", "vuositain", "ei vuosittain")
    )
    assert problems == [
        (
            "roadmap.csv line 3 (HTT.A.1.2): Schedule “YTA-johtoryhmä 31.2.2026”, from character 16: “31.2.2026” is not in "
            "the calendar. Check the day, month or quarter. Mend the text, or give planned_end and window_source in "
            "the row."
        ),
        (
            "roadmap.csv line 4 (HTT.A.1.3): Schedule “vuositain”, from character 1: the word “vuositain” is not known. "
            "This would be understood: “vuosittain”. Mend the text, or give planned_end and window_source in the row."
        ),
        (
            "roadmap.csv line 5 (HTT.A.1.4): Schedule “ei vuosittain”, from character 1: the word “ei” denies something, "
            "and a denial gives no time. Write when it is done, or that there is no schedule. Mend the text, or give "
            "planned_end and window_source in the row."
        ),
    ]


def test_a_start_after_the_end_of_the_text_is_a_problem(with_texts: Callable[..., Programme]) -> None:
    def decide(rows: Rows) -> None:
        rows[0] |= {"planned_start": "2026-01-01", "window_source": "test"}

    (problem,) = problems_of(lambda: with_texts("syksy 2025", change=decide))
    assert problem.endswith(
        'planned_start 2026-01-01 is after 2025-12-31, the last day of the schedule "syksy 2025".'
    )


def test_a_text_that_speaks_of_the_term_needs_it(folder: Path, with_texts: Callable[..., Programme]) -> None:
    path = folder / "programme.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(TERM, ""), encoding="utf-8")
    (problem,) = problems_of(lambda: with_texts("Sopimuskauden aikana"))
    assert "Add [term] start and end to programme.toml." in problem
    assert with_texts("vuosittain").items[0].schedule


def test_a_term_that_ends_before_it_begins_is_a_problem(folder: Path) -> None:
    path = folder / "programme.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("2029-05-31", "2025-05-31"), encoding="utf-8")
    assert problems_of(lambda: load_programme(folder)) == [
        "programme.toml, term: end 2025-05-31 is before start 2025-06-01."
    ]


def test_a_term_needs_both_days(folder: Path) -> None:
    path = folder / "programme.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("end = 2029-05-31\n", ""), encoding="utf-8")
    assert problems_of(lambda: load_programme(folder)) == ["programme.toml, term: end is missing."]
