"""What many tests share: the shipped programme, and small workspaces with a fixed key."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from builder import KEY, few, packed
from collected import PROGRAMME, cut_items, run_in, small_workspace
from templates import GROUP, MONTH, order
from ytaexcel.conform import Acceptance
from ytaexcel.inbox import Sent
from ytaexcel.merge import Submission, judge, sources, with_acceptance
from ytaexcel.programme import Programme, load_programme
from ytaexcel.template import Previous, write_template
from ytaexcel.texts import LANGUAGES, Language
from ytaexcel.workflow import Run
from ytaexcel.workspace import Workspace

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def programme() -> Programme:
    """The shipped roadmap programme, as it is."""
    return load_programme(ROOT / "schemas" / PROGRAMME)


@pytest.fixture(scope="session")
def small(programme: Programme) -> Programme:
    """The shipped programme with four items in each group."""
    return few(programme, 4)


@pytest.fixture(scope="session")
def judged(small: Programme, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Submission]:
    """Judges one workbook, made with openpyxl or as bytes, as if it had been sent alone."""
    folder = tmp_path_factory.mktemp("sent")

    def judge_one(
        sent: Workbook | bytes,
        *,
        programme: Programme = small,
        name: str = "05_HTT.xlsx",
        folder_month: str | None = None,
        acceptance: Acceptance | None = None,
        language: Language = "fi",
    ) -> Submission:
        path = folder / name
        path.write_bytes(sent if isinstance(sent, bytes) else packed(sent))
        (source,), _ = sources([Sent(path, folder_month)], {})
        (submission,) = judge([with_acceptance(source, acceptance)], programme, KEY, language)
        return submission

    return judge_one


@pytest.fixture(scope="session")
def decided(programme: Programme) -> Programme:
    """The programme with invented criticality and windows, marked as a demonstration."""
    items = []
    for number, item in enumerate(programme.items):
        critical = ("yes", "no", "undetermined")[number % 3]
        start, end = date(2021, 7 + number % 6, 1), date(2021, 9 + number % 4, 28)
        window = (None, None) if number % 7 == 0 else (start, max(start, end))
        items.append(
            replace(
                item,
                critical=critical,
                start_first="yes" if number % 6 == 0 else "no",
                planned_start=window[0],
                planned_end=window[1],
            )
        )
    return replace(programme, items=tuple(items), is_demonstration=True)


@pytest.fixture(scope="session")
def known(decided: Programme) -> dict[str, Previous]:
    """What was last known: every status in turn, and every fifth item never reported."""
    known = {}
    statuses = ("not_started", "started", "done", "not_applicable")
    for number, item in enumerate(decided.items_in(MONTH, GROUP)):
        if number % 5 == 4:
            continue
        status = statuses[number % 5]
        known[item.id] = Previous(
            status=status,
            percent_done={"started": 40.0, "done": 100.0}.get(status),
            forecast_end=date(2022, 2, 28) if status == "started" else None,
            texts={"where_now": "=Luonnos lausunnolla.", "owner": "Talousjohtaja"}
            if status == "started"
            else {},
        )
    return known


@pytest.fixture(scope="session")
def written(
    decided: Programme, known: dict[str, Previous], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Language], Path]:
    """Makes the template in a language, once."""
    folder = tmp_path_factory.mktemp("templates")

    def write(language: Language) -> Path:
        path = folder / f"{language}.xlsx"
        if not path.exists():
            write_template(path, decided, order(decided, language, known))
        return path

    return write


@pytest.fixture(scope="session", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace of two organisations with the builder's key."""
    return small_workspace(tmp_path / "workspace")


@pytest.fixture
def run_on(workspace: Workspace) -> Callable[..., Run]:
    """Makes the `Run` of a day; the programme is read anew each time."""

    def make(day: date = date(2021, 8, 12), language: Language = "fi", workers: int = 0) -> Run:
        return run_in(workspace, day, language, workers)

    return make


__all__ = ["PROGRAMME", "cut_items", "programme", "run_on", "shutil", "workspace"]
