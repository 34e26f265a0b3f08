"""A whole small demonstration: the real templates, filled, merged and reported, in a workspace of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

import looks
import oracle
from conftest import PROGRAMME
from ytaexcel.demo import Demonstration, simulate
from ytaexcel.errors import UsageError
from ytaexcel.history import History
from ytaexcel.programme.new import new_programme


def demonstrate(folder: Path) -> Demonstration:
    steps: list[str] = []

    def progress(title: str, total: int) -> Callable[[], None]:
        steps.append(title)
        return lambda: None

    made = simulate(folder, PROGRAMME, 2, 1, 1, "fi", 2, progress)
    assert len(steps) == 8
    return made


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Demonstration]:
    """Two demonstrations with the same seed; the second one in the place of a former one."""
    first, second = (tmp_path_factory.mktemp("demo") / "demo" for _ in range(2))
    made = demonstrate(first)
    demonstrate(second)
    demonstrate(second)
    return first, second, made


def tables(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    with History(folder / "output" / "history.sqlite") as history:
        return history.tables()


def test_the_same_seed_gives_the_same_tables(twice: tuple[Path, Path, Demonstration]) -> None:
    first, second, _ = twice
    assert tables(first) == tables(second)
    assert len(tables(first)["item_row"]) > 100


def test_five_lines_tell_what_was_found_and_which_file_to_open(
    twice: tuple[Path, Path, Demonstration],
) -> None:
    _, _, made = twice
    assert len(made.lines) == 5
    assert str(made.report) in made.lines[-1]
    assert made.report.is_file()


def test_a_programme_whose_register_has_no_rows_yet_is_demonstrated(tmp_path: Path) -> None:
    folder = new_programme(tmp_path, "pieni-2026")[0].parent
    (folder / "officials.csv").write_text("organisation,group,official,from,to\n", encoding="utf-8")
    made = simulate(tmp_path / "demo", "pieni-2026", 1, 1, 1, "fi", 1, lambda *_: lambda: None, folder)
    assert made.report.is_file()


def test_what_is_behind_equals_the_independent_oracle(twice: tuple[Path, Path, Demonstration]) -> None:
    """The number told at the end is what plain reading of the archived workbooks gives."""
    first, _, made = twice
    last = [
        each
        for (month, _, _), each in oracle.assessments(first).items()
        if month == "2021-08" and each.critical != "no" and each.status != "not_applicable"
    ]
    assert f"{sum(each.behind for each in last)} / {len(last)}" in made.lines[3].replace("\u00a0", "")


def test_every_sheet_says_that_it_is_a_demonstration(twice: tuple[Path, Path, Demonstration]) -> None:
    first, _, made = twice
    template = next((first / "output" / "2021-08" / "templates").glob("*.xlsx"))
    for path in (made.report, template):
        book = looks.opened(path)
        for sheet in (each for each in book.worksheets if each.sheet_state == "visible"):
            said = [str(cell.value) for row in sheet.iter_rows(max_row=8) for cell in row if cell.value]
            assert any("DEMONSTRATION" in each.upper() or "ESITTELY" in each for each in said), sheet.title


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "omat.txt").write_text("tärkeä", encoding="utf-8")
    with pytest.raises(UsageError, match="left as it is"):
        demonstrate(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["omat.txt"]


def test_a_demonstration_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least one"):
        simulate(tmp_path / "demo", PROGRAMME, 0, 1, 1, "fi", 1, lambda *_: lambda: None)
