"""Whatever two facilitators merge and decide, in any order, and however their archives find to each other, in the end
both have equal datasets; so has whoever makes one from the archive alone.

Small worlds, played at random: versions of the same workbooks come to one or both under other names and into other
folders, decisions of every kind cross each other, clocks are put back, and a synchronised folder brings some files now,
some later, and lays a copy beside where both have written the same name.
"""

import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from builder import at
from collected import items_of, run_in, send, small_workspace
from ytaexcel.conform import Acceptance
from ytaexcel.errors import UsageError
from ytaexcel.inbox import sent_files
from ytaexcel.workflow import Run, catch_up, decide, merge_files, rebuild, redact, redact_name, verify, waive
from ytaexcel.workspace import Workspace, open_workspace

MONTHS = ("2021-07", "2021-08")
RULE = "done_is_100"
STEPS = 14
SAID = "Sovittu aikataulusta johtoryhmässä."


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose inbox holds versions of few workbooks: faulty, misplaced and without a passport among them."""
    run = run_in(small_workspace(tmp_path_factory.mktemp("world") / "workspace", items=2))
    first, second = items_of(run)
    for number in range(6):
        send(
            run,
            {
                first: {
                    "status": ("Valmis", "Käynnissä")[number % 2],
                    "percent_done": 0.9,
                    "where_now": SAID,
                },
                second: {"status": ("valmiss", "Ei aloitettu", "")[number % 3]},
            },
            month=MONTHS[number % 2],
            organisation=("05", "17")[number % 3 == 0],
            notes=[{"kind": "Toive", "text": SAID}] if number % 2 else [],
            name=f"Matti Meikäläinen {number}.xlsx",
            modified_at=datetime(2021, 8, 10, number),
        )
    send(run, {first: {"status": "Valmis"}}, month=MONTHS[1], folder=MONTHS[0], name="väärä kansio.xlsx")
    bare = send(run, {second: {"status": "Käynnissä"}}, name="ilman tunnistetta.xlsx")
    book = load_workbook(bare)
    del book["_ytaexcel"]
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    book.save(bare)
    return run.workspace.root


@dataclass
class Facilitator:
    """One of them: a workspace and database, and a clock that is sometimes put back."""

    root: Path
    name: str
    chance: random.Random
    now: datetime = datetime(2021, 8, 12, 12, tzinfo=UTC)

    @property
    def run(self) -> Run:
        self.now += timedelta(minutes=self.chance.choice([0, 1, 7, 7, -20]))
        return replace(run_in(open_workspace(self.root)), by=self.name, now=self.now)


def arrived(world: Path, folder: Path, name: str, chance: random.Random) -> Facilitator:
    """The same files, some under other names, the misplaced one perhaps where it belongs."""
    shutil.copytree(world, folder)
    inbox = folder / "input"
    for path in sorted(inbox.rglob("*.xlsx")):
        if chance.random() < 0.3:
            path.rename(path.with_name(f"{name} {path.name}"))
    if chance.random() < 0.5:
        for path in inbox.rglob("*väärä*"):
            path.rename(inbox / MONTHS[1] / path.name)
    return Facilitator(folder, name, chance)


# --- what they do ---------------------------------------------------------------------------------------------------


def merges(run: Run, chance: random.Random) -> None:
    sent = sent_files(run.workspace.input)
    merge_files(run, chance.sample(sent, chance.randint(1, 4)))


def accepts(run: Run, chance: random.Random) -> None:
    sent = [each for each in sent_files(run.workspace.input) if "tunnistetta" in each.name]
    place = Acceptance(chance.choice(["05", "17"]), "HTT", chance.choice(MONTHS))
    merge_files(run, sent, accept_as=place)


def excludes(run: Run, chance: random.Random) -> None:
    decide(run, chance.choice(["exclude", "reinstate"]), one_of(run, chance), "päätös")


def redacts_texts(run: Run, chance: random.Random) -> None:
    sheet, kind, field = chance.choice([("Tilannekuva", "items", "where_now"), ("Huomiot", "notes", "text")])
    cell = f"{sheet}!{at(run.programme, field, 5, kind)}"
    redact(run, one_of(run, chance), "tietosuoja", [cell], everywhere=chance.random() < 0.3)


def redacts_a_file(run: Run, chance: random.Random) -> None:
    redact(run, one_of(run, chance), "tietosuoja", with_name=chance.random() < 0.5)


def redacts_a_name(run: Run, chance: random.Random) -> None:
    redact_name(run, one_of(run, chance), "nimi")


def waives(run: Run, chance: random.Random) -> None:
    is_withdrawn = chance.random() < 0.4
    waive(
        run,
        RULE,
        chance.choice(["05", "17"]),
        chance.choice(MONTHS),
        "",
        "siirtymä",
        is_withdrawn=is_withdrawn,
    )


def one_of(run: Run, chance: random.Random) -> str:
    """The hash of a submission that the archive has."""
    hashes = sorted(run.archive.hashes())
    if not hashes:
        raise UsageError("Nothing has come yet.")
    return chance.choice(hashes)


DEEDS: Mapping[Callable[[Run, random.Random], None], int] = {
    merges: 6,
    accepts: 2,
    excludes: 3,
    redacts_texts: 2,
    redacts_a_file: 1,
    redacts_a_name: 2,
    waives: 2,
}


def brings(source: Facilitator, target: Facilitator, chance: random.Random, share: float) -> None:
    """What a synchronised folder does: some files now; another content of a name comes as a copy beside it."""
    folder = target.root / "output" / "archive"
    folder.mkdir(parents=True, exist_ok=True)
    paths = sorted((source.root / "output" / "archive").glob("[!.]*"))
    for path in chance.sample(paths, round(len(paths) * share)):
        place = folder / path.name
        if place.exists() and place.read_bytes() != path.read_bytes():
            if "-PC" in path.name:
                continue
            place = place.with_name(f"{path.stem}-PC{source.name}{path.suffix}")
        shutil.copy(path, place)


# --- what must hold -------------------------------------------------------------------------------------------------


def dataset(run: Run) -> dict[str, list[tuple[Any, ...]]]:
    with run.history() as history:
        assert history.problems() == []
        return history.tables()


def played(seed: int, world: Path, folder: Path) -> list[Facilitator]:
    """Two facilitators after a random course of deeds and deliveries, and after all has been brought to both."""
    chance = random.Random(seed)
    both = [arrived(world, folder / name, name, chance) for name in ("Anna", "Bertil")]
    for _ in range(STEPS):
        one, other = chance.sample(both, 2)
        if chance.random() < 0.25:
            brings(one, other, chance, chance.random())
            if chance.random() < 0.5:
                catch_up(other.run)
            continue
        (deed,) = chance.choices(list(DEEDS), list(DEEDS.values()))
        try:
            deed(one.run, chance)
        except UsageError:
            continue  # nothing has come yet, it is so already, or it makes no sense: told, and nothing done
    for _ in range(3):  # a redaction may make files anew, which then go to the other one
        for one, other in (both, both[::-1]):
            brings(one, other, chance, 1)
            catch_up(other.run)
    return both


def check(seed: int, world: Path, folder: Path) -> None:
    both = played(seed, world, folder)
    first, second = (dataset(each.run) for each in both)
    assert first == second
    fresh = folder / "fresh"
    shutil.copytree(both[0].root, fresh, ignore=shutil.ignore_patterns("*.sqlite"))
    third = run_in(Workspace(fresh, "sote-2021", ("fi",), fresh / "output" / "history.sqlite"))
    assert [verify(each.run) for each in both] == [[], []]
    catch_up(third)
    assert dataset(third) == first
    rebuild(both[1].run)
    assert dataset(both[1].run) == first
    for each in both:
        merge_files(each.run, sent_files(each.root / "input"))
    for _ in range(2):
        for one, other in (both, both[::-1]):
            brings(one, other, random.Random(seed), 1)
            catch_up(other.run)
    assert dataset(both[0].run) == dataset(both[1].run), "also when all has come to both once more"


@pytest.mark.parametrize("seed", range(3))
def test_two_facilitators_end_with_equal_datasets(seed: int, world: Path, tmp_path: Path) -> None:
    check(seed, world, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
def test_many_more_such_worlds(seed: int, world: Path, tmp_path: Path) -> None:
    check(seed, world, tmp_path)
