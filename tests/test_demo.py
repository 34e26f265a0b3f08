"""The demonstration: what it invents, how its groups behave from month to month, and the files that they send."""

import shutil
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from pickle import dumps, loads
from typing import Any

import pytest
from openpyxl import load_workbook

from builder import KEY, passport_of
from conftest import PROGRAMME, ROOT, cut_items
from ytaexcel.conform import conform, vocabulary
from ytaexcel.demo.fill import Job, fill, fill_all
from ytaexcel.demo.filling import Filling, Formula, Pasted
from ytaexcel.demo.invention import invent
from ytaexcel.demo.plan import languages, plan_month
from ytaexcel.demo.sending import MISHAPS
from ytaexcel.findings import Finding
from ytaexcel.months import day_after, months_between
from ytaexcel.programme import Item, Programme, deadline, load_programme
from ytaexcel.programme.load import read_table
from ytaexcel.read import read_workbook
from ytaexcel.template import Order, write_template
from ytaexcel.texts import LANGUAGES, catalogue

SEED = 1
MONTHS = list(months_between("2021-07", "2021-12"))
Plan = dict[str, list[Filling]]


def copied(folder: Path) -> Path:
    """The shipped programme, copied into a folder of this name."""
    return Path(shutil.copytree(ROOT / "schemas" / PROGRAMME, folder / PROGRAMME))


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    folder = copied(tmp_path_factory.mktemp("invented") / "schemas")
    invent(folder, SEED)
    return load_programme(folder)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """Six items of each group: workbooks that are quickly made."""
    folder = copied(tmp_path_factory.mktemp("small") / "schemas")
    cut_items(folder, 6)
    invent(folder, SEED)
    return load_programme(folder)


@pytest.fixture(scope="module")
def plan(invented: Programme) -> Plan:
    return {month: plan_month(invented, month, MONTHS, SEED) for month in MONTHS}


class TestInvention:
    def test_everything_is_decided_but_for_a_few_items(self, invented: Programme) -> None:
        critical = Counter(item.critical for item in invented.items)
        assert critical == {"yes": 310, "no": 237, "undetermined": 10}
        assert sum(item.start_first == "yes" for item in invented.items) == 40
        assert all(item.critical == "yes" for item in invented.items if item.start_first == "yes")
        assert 3 <= sum(item.planned_end is None for item in invented.items) <= 20

    def test_each_invented_value_says_that_it_is_invented(self, invented: Programme) -> None:
        for item in invented.items:
            assert ("demonstration" in item.critical_source) == (item.critical != "undetermined")
            assert ("demonstration" in item.window_source) == (item.planned_end is not None)

    def test_windows_lie_within_the_reform_and_follow_the_tasks(self, invented: Programme) -> None:
        windows: dict[tuple[str, str], dict[str, list[Item]]] = {}
        for item in invented.items:
            if item.planned_start and item.planned_end:
                assert date(2021, 7, 1) <= item.planned_start <= item.planned_end <= date(2022, 12, 31)
                task_set, task = (code for code, _ in list(item.levels.values())[:2])
                windows.setdefault((item.group, task_set), {}).setdefault(task, []).append(item)
        for tasks in windows.values():
            starts = [
                min(item.planned_start for item in items if item.planned_start) for items in tasks.values()
            ]
            ends = [max(item.planned_end for item in items if item.planned_end) for items in tasks.values()]
            assert starts == sorted(starts)
            # The last item of a task may be one of the few without a window: then a task may end a little early.
            assert sum(one > next_one for one, next_one in pairwise(ends)) <= 1

    def test_only_the_mark_is_added_to_the_settings(self, tmp_path: Path) -> None:
        folder = copied(tmp_path / "schemas")
        before = (folder / "programme.toml").read_text(encoding="utf-8")
        invent(folder, SEED)
        after = (folder / "programme.toml").read_text(encoding="utf-8")
        assert tomllib.loads(after) == tomllib.loads(before) | {"demonstration": True}
        assert after.replace("demonstration = true\n", "") == before

    def test_what_is_decided_stays_and_the_columns_too(self, tmp_path: Path) -> None:
        folder = copied(tmp_path / "schemas")
        path = folder / "roadmap.csv"
        before = read_table(path)
        path.write_text(
            path.read_text(encoding="utf-8").replace(
                "undetermined,undetermined,undetermined,,,undetermined,2021-07,\n",
                "no,no,STM 1.9.2021,2022-01-01,2022-02-02,STM 1.9.2021,2021-07,\n",
                1,
            ),
            encoding="utf-8",
        )
        decided = read_table(path)[0]
        invent(folder, SEED)
        after = read_table(path)
        assert after[0] == decided
        assert [list(row) for row in after] == [list(row) for row in before]

    def test_the_same_seed_invents_the_same_and_another_seed_other_things(self, tmp_path: Path) -> None:
        written = []
        for name, seed in (("a", 1), ("b", 1), ("c", 2)):
            invent(folder := copied(tmp_path / name), seed)
            written.append((folder / "roadmap.csv").read_bytes())
        assert written[0] == written[1] != written[2]


class TestPlan:
    def test_it_is_the_same_each_time(self, invented: Programme, plan: Plan) -> None:
        assert plan_month(invented, "2021-09", MONTHS, SEED) == plan["2021-09"]
        assert plan_month(invented, "2021-09", MONTHS, SEED + 1) != plan["2021-09"]
        assert loads(dumps(plan["2021-09"])) == plan["2021-09"]

    def test_workbooks_are_missing_late_and_sent_again_at_the_usual_rates(
        self, invented: Programme, plan: Plan
    ) -> None:
        owed = {(month, *pair) for month in MONTHS for pair in invented.expected_in(month)}
        sent = Counter(
            (each.month, each.organisation, each.group) for month in MONTHS for each in plan[month]
        )
        firsts = {
            (each.month, each.organisation, each.group): each
            for month in MONTHS
            for each in reversed(plan[month])
        }
        late = [
            each for each in firsts.values() if each.received_on > deadline(invented.calendar, each.month)
        ]
        assert set(sent) < owed
        assert 0.03 < 1 - len(sent) / len(owed) < 0.08
        assert 0.03 < len(late) / len(sent) < 0.10
        assert 0.03 < sum(number > 1 for number in sent.values()) / len(sent) < 0.09

    def test_every_mishap_happens(self, plan: Plan) -> None:
        fillings = [each for month in MONTHS for each in plan[month]]
        seen: set[str | None] = {each.fault for each in fillings}
        if any(each.folder_month != each.month for each in fillings):
            seen.add("wrong_folder")
        sent = Counter(
            (each.month, each.organisation, each.group, each.modified_at)
            for each in fillings
            if not each.fault
        )
        if max(sent.values()) > 1:
            seen.add("sent_twice")
        assert seen == {None, *MISHAPS}

    def test_everything_that_is_sent_again_is_newer_and_comes_later(self, plan: Plan) -> None:
        for fillings in plan.values():
            assert fillings == sorted(fillings, key=lambda each: each.received_on)
            for each in fillings:
                assert each.received_on == each.modified_at.date()
                again = [
                    other
                    for other in fillings
                    if (other.organisation, other.group) == (each.organisation, each.group)
                    and other.modified_at > each.modified_at
                ]
                assert all(
                    timedelta(days=1) < other.modified_at - each.modified_at < timedelta(days=9)
                    for other in again
                )

    def test_files_come_between_the_end_of_the_month_and_the_publication_of_its_picture(
        self, plan: Plan
    ) -> None:
        for month, fillings in plan.items():
            for each in fillings:
                assert day_after(month) <= each.received_on <= day_after(day_after(month).strftime("%Y-%m"))

    def test_no_two_files_share_a_name_in_a_folder(self, plan: Plan) -> None:
        names = Counter(
            (each.folder_month, each.file_name.lower()) for month in MONTHS for each in plan[month]
        )
        assert max(names.values()) == 1
        assert not any(set(name) & set('\\/:*?"<>|') for _, name in names)

    def test_no_change_repeats_what_the_group_itself_said_the_month_before(self, plan: Plan) -> None:
        said: dict[tuple[str, str], tuple[Any, Any]] = {}
        repeated = 0
        for month in MONTHS:
            now: dict[tuple[str, str], tuple[Any, Any]] = {}
            for each in plan[month]:
                for item, row in each.rows.items():
                    key = (each.organisation, item)
                    if "no_change" in row:
                        assert "status" not in row
                        assert key in said, f"{month} {key}"
                        now[key] = said[key]
                        repeated += 1
                    elif "status" in row:
                        now[key] = (row["status"], row.get("percent_done"))
            said = now
        assert repeated > 10_000

    def test_nothing_is_known_before_the_first_month(self, plan: Plan) -> None:
        assert not any("no_change" in row for each in plan["2021-07"] for row in each.rows.values())

    def test_a_change_is_typed_with_the_status_and_ordinary_values(
        self, invented: Programme, plan: Plan
    ) -> None:
        codes = {status.code for status in invented.statuses}
        typed = [
            row for month in MONTHS for each in plan[month] for row in each.rows.values() if "status" in row
        ]
        odd = [row for row in typed if row["status"] not in codes]
        assert 0 < len(odd) < 0.02 * len(typed)
        percents = [row["percent_done"] for row in typed if "percent_done" in row]
        assert {type(each) for each in percents} == {int, str, Pasted, Formula}
        assert {type(row["forecast_end"]) for row in typed if "forecast_end" in row} == {date, str}
        assert 170 in percents
        assert Pasted(170) in percents

    def test_finished_items_are_mostly_left_alone(self, plan: Plan) -> None:
        last = plan[MONTHS[-1]]
        assert sum(len(each.rows) for each in last) < 0.8 * sum(len(each.rows) for each in plan["2021-07"])

    def test_help_is_asked_with_a_reason_and_now_and_then_without(self, plan: Plan) -> None:
        first_calls = [
            row
            for each in plan["2021-10"]
            for row in each.rows.values()
            if "red_flag" in row and "status" in row
        ]
        assert first_calls
        with_reason = sum("challenges" in row for row in first_calls)
        assert len(first_calls) / 3 < with_reason

    def test_notes_are_of_every_kind_and_some_may_be_shared(self, plan: Plan) -> None:
        notes = [note for month in MONTHS for each in plan[month] for note in each.notes]
        assert {note.get("kind") for note in notes} == {"observation", "wish", "risk", None}
        assert 0.1 < sum("shareable" in note for note in notes) / len(notes) < 0.5
        assert all(1 <= note["effect"] <= 5 for note in notes if isinstance(note.get("effect"), int))
        assert {note["scope"] for note in notes} == {"sote", "pela", "both"}

    def test_cutting_the_organisations_changes_no_truth(self, invented: Programme, plan: Plan) -> None:
        """Which workbooks get lost depends on how many are owed; what groups mean to say does not."""
        cut = replace(invented, organisations=invented.organisations[:3])
        sent = plan_month(cut, "2021-07", MONTHS, SEED)
        assert {each.organisation for each in sent} == {each.code for each in invented.organisations[:3]}
        whole = {(each.organisation, each.group): each for each in reversed(plan["2021-07"])}
        same = [
            whole[pair].rows == each.rows
            for each in sent
            if (pair := (each.organisation, each.group)) in whole
        ]
        assert sum(same) > len(same) / 2

    def test_some_bilingual_organisations_write_swedish(self, invented: Programme, plan: Plan) -> None:
        spoken = languages(invented)
        swedish = {code for code, language in spoken.items() if language == "sv"}
        assert swedish
        assert all(invented.organisation(code).is_bilingual for code in swedish)
        assert {each.language for each in plan["2021-07"]} == {"fi", "sv"}
        words = [
            str(row["where_now"])
            for each in plan["2021-08"]
            for row in each.rows.values()
            if each.language == "sv" and "where_now" in row
        ]
        finnish = {text["fi"] for key, text in catalogue().items() if key.startswith("demo.")}
        assert words
        assert not set(words) & finnish


@pytest.fixture
def templates(small: Programme, tmp_path: Path) -> Callable[[Filling], Path]:
    """Makes the template that a filling fills."""

    def make(filling: Filling) -> Path:
        path = tmp_path / "templates" / f"{filling.organisation}-{filling.group}-{filling.month}.xlsx"
        path.parent.mkdir(exist_ok=True)
        passport = passport_of(small, filling.organisation, filling.group, filling.month, filling.language)
        due = deadline(small.calendar, filling.month)
        order = Order(filling.organisation, filling.group, filling.month, filling.language, passport, due, {})
        write_template(path, small, order)
        return path

    return make


def filling_of(programme: Programme, **changes: Any) -> Filling:
    items = [item.id for item in programme.items_in("2021-07", "HTT")]
    made = Filling(
        organisation="05",
        group="HTT",
        month="2021-07",
        language="fi",
        file_name="a.xlsx",
        folder_month="2021-07",
        received_on=date(2021, 8, 9),
        modified_at=datetime(2021, 8, 9, 10, 30),
        rows={
            items[0]: {"status": "started", "percent_done": 40, "forecast_end": date(2021, 12, 31)},
            items[1]: {"status": "done", "percent_done": 100, "where_now": "=2+2 - luonnos"},
            items[2]: {
                "status": "not_started",
                "red_flag": "kyllä",
                "challenges": "Resurssit",
                "owner": "Johtaja",
            },
        },
        notes=(
            {
                "kind": "risk",
                "text": "- aika",
                "scope": "both",
                "item": items[0],
                "likelihood": 3,
                "effect": 4,
            },
        ),
        fault=None,
    )
    return replace(made, **changes)


def read_back(path: Path, programme: Programme) -> dict[str, dict[str, Any]]:
    """Item id -> field code -> value, as the package itself reads the file."""
    book = read_workbook(path.read_bytes(), path.name)
    assert not isinstance(book, Finding)
    conformed = conform(
        book, programme, vocabulary(programme), KEY, folder_month="2021-07", acceptance=None, language="fi"
    )
    assert conformed.identity.is_trusted
    return {row.item: dict(row.values) for row in conformed.rows if row.item and "status" in row.values}


class TestFill:
    def test_what_is_typed_is_read_back(
        self, small: Programme, templates: Callable[[Filling], Path], tmp_path: Path
    ) -> None:
        filling = filling_of(small)
        fill(templates(filling), tmp_path / "a.xlsx", filling, small)
        book = load_workbook(tmp_path / "a.xlsx")
        sheet = book["Tilannekuva"]
        rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value in filling.rows}
        headers = next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "Tunnus")
        first, second, third = (rows[item] for item in filling.rows)
        assert first[headers.index("Tila nyt")].value == "Käynnissä"
        assert first[headers.index("Valmiina %")].value == 0.4
        assert first[headers.index("Ennuste valmis")].value == datetime(2021, 12, 31)
        assert second[headers.index("Missä mennään")].data_type == "s"
        assert third[headers.index("Tuen tarve")].value == "kyllä"
        note = [
            cell.value
            for cell in next(row for row in book["Huomiot"].iter_rows() if row[3].value == "- aika")
        ]
        assert {"Riski", "molemmat", 3, 4} < set(note)
        assert book.properties.modified == filling.modified_at

    def test_the_package_reads_the_values_that_were_meant(
        self, small: Programme, templates: Callable[[Filling], Path], tmp_path: Path
    ) -> None:
        filling = filling_of(small)
        fill(templates(filling), tmp_path / "a.xlsx", filling, small)
        read = read_back(tmp_path / "a.xlsx", small)
        for item, row in filling.rows.items():
            for field, value in row.items():
                assert read[item][field] == (True if field == "red_flag" else value), (item, field)

    def test_the_same_filling_gives_the_same_bytes(
        self, small: Programme, templates: Callable[[Filling], Path], tmp_path: Path
    ) -> None:
        filling = filling_of(small)
        for name in ("a.xlsx", "b.xlsx"):
            fill(templates(filling), tmp_path / name, filling, small)
        digests = {sha256((tmp_path / name).read_bytes()).hexdigest() for name in ("a.xlsx", "b.xlsx")}
        assert len(digests) == 1

    def test_faults_of_typing_stand_as_they_were_typed(
        self, small: Programme, templates: Callable[[Filling], Path], tmp_path: Path
    ) -> None:
        items = [item.id for item in small.items_in("2021-07", "HTT")]
        filling = filling_of(
            small,
            rows={
                items[0]: {"status": "Melkein valmis", "percent_done": 170},
                items[1]: {"status": "started", "percent_done": Pasted(170), "forecast_end": "31.6.2022"},
                items[2]: {"status": "started", "percent_done": Formula("=0.2+0.1")},
                "HTT.Z.9.9": {"status": "started", "percent_done": "50 %"},
            },
        )
        fill(templates(filling), tmp_path / "a.xlsx", filling, small)
        sheet = load_workbook(tmp_path / "a.xlsx")["Tilannekuva"]
        values = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows()}
        assert {"Melkein valmis", 1.7} < set(values[items[0]])
        assert {170, "31.6.2022"} < set(values[items[1]])
        assert "=0.2+0.1" in values[items[2]]
        assert {"Käynnissä", "50 %"} < set(values["HTT.Z.9.9"])

    @pytest.mark.parametrize(
        "fault", ["row_inserted", "column_inserted", "remarks_added", "notes_sheet_missing"]
    )
    def test_a_workbook_that_people_changed_is_still_read(
        self, fault: Any, small: Programme, templates: Callable[[Filling], Path], tmp_path: Path
    ) -> None:
        filling = filling_of(small, fault=fault)
        fill(templates(filling), tmp_path / "a.xlsx", filling, small)
        read = read_back(tmp_path / "a.xlsx", small)
        for item, row in filling.rows.items():
            assert read[item]["status"] == row["status"]
            assert read[item]["percent_done"] == row.get("percent_done")

    def test_what_points_to_an_inserted_row_or_column_moves_along(
        self, small: Programme, templates: Callable[[Filling], Path], tmp_path: Path
    ) -> None:
        filling = filling_of(small)
        template = templates(filling)
        plain = load_workbook(template)["Tilannekuva"]
        fill(template, tmp_path / "row.xlsx", replace(filling, fault="row_inserted"), small)
        fill(template, tmp_path / "column.xlsx", replace(filling, fault="column_inserted"), small)
        longer = load_workbook(tmp_path / "row.xlsx")["Tilannekuva"]
        wider = load_workbook(tmp_path / "column.xlsx")["Tilannekuva"]
        assert longer.max_row == plain.max_row + 1
        last = str(plain.max_row)
        assert {
            str(each.sqref).replace(str(plain.max_row + 1), last)
            for each in longer.data_validations.dataValidation
        } == {str(each.sqref) for each in plain.data_validations.dataValidation}
        headers = [cell.value for cell in wider[4]]
        assert headers[-3] in ("Oma seuranta", "Kokouskäsittely")
        assert wider.column_dimensions["S"].width == plain.column_dimensions["R"].width

    def test_a_changed_header_is_not_one_that_is_known(
        self, small: Programme, templates: Callable[[Filling], Path], tmp_path: Path
    ) -> None:
        filling = filling_of(small, fault="header_changed")
        fill(templates(filling), tmp_path / "a.xlsx", filling, small)
        book = read_workbook((tmp_path / "a.xlsx").read_bytes(), "a.xlsx")
        assert not isinstance(book, Finding)
        known = {field.header("fi", "2021-07") for field in small.workbook.sheet("items").fields}
        headers = {
            cell
            for cell in next(sheet for sheet in book.sheets if sheet.name == "Tilannekuva").rows[3]
            if cell
        }
        assert len(headers - known) == 1

    def test_damaged_files_and_lock_files_are_none_that_can_be_opened(
        self, small: Programme, templates: Callable[[Filling], Path], tmp_path: Path
    ) -> None:
        for fault, name in (("damaged", "a.xlsx"), ("lock_file", "~$a.xlsx")):
            filling = filling_of(small, fault=fault)
            fill(templates(filling), tmp_path / name, filling, small)
            assert isinstance(read_workbook((tmp_path / name).read_bytes(), name), Finding)

    def test_the_sheet_of_items_may_get_lost(
        self, small: Programme, templates: Callable[[Filling], Path], tmp_path: Path
    ) -> None:
        filling = filling_of(small, fault="items_sheet_missing")
        fill(templates(filling), tmp_path / "a.xlsx", filling, small)
        assert "Tilannekuva" not in load_workbook(tmp_path / "a.xlsx").sheetnames

    def test_a_planned_month_is_filled_in_each_language(
        self, small: Programme, templates: Callable[[Filling], Path], tmp_path: Path
    ) -> None:
        planned = plan_month(small, "2021-07", MONTHS, SEED)
        for language in ("fi", "sv"):
            filling = next(
                each for each in planned if each.language == language and each.notes and not each.fault
            )
            fill(templates(filling), tmp_path / f"{language}.xlsx", filling, small)
        assert (tmp_path / "sv.xlsx").stat().st_size > 10_000

    def test_many_files_are_made_in_a_pool_in_the_order_asked(
        self, small: Programme, templates: Callable[[Filling], Path], tmp_path: Path
    ) -> None:
        filling = filling_of(small)
        template = templates(filling)
        jobs = [Job(template, tmp_path / "inbox" / f"{number}.xlsx", filling) for number in range(3)]
        loads(dumps((jobs, small)))
        assert list(fill_all(jobs, small, _InOrder())) == [job.target for job in jobs]  # type: ignore[arg-type]


class _InOrder:
    """Stands in for a pool of processes."""

    def map(self, function: Callable[[Job], Path], jobs: list[Job], chunksize: int) -> Iterator[Path]:
        assert chunksize > 0
        return map(loads(dumps(function)), jobs)


def test_each_sentence_of_the_groups_is_told_in_three_languages_and_names_no_person() -> None:
    sentences = {key: texts for key, texts in catalogue().items() if key.startswith("demo.")}
    assert len(sentences) > 150
    for key, texts in sentences.items():
        assert all(texts[language] for language in LANGUAGES), key
        places = [
            sorted(part.split("}")[0] for part in texts[language].split("{")[1:]) for language in LANGUAGES
        ]
        assert places[0] == places[1] == places[2] or key.startswith("demo.summary"), key
        assert len(texts["fi"]) <= (80 if ".owner." in key else 500), key
