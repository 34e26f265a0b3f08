"""The shipped programme holds the whole roadmap; deadlines fall where they should; wrong definitions are told."""

import csv
import dataclasses
import shutil
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from conftest import PROGRAMME, ROOT
from ytaexcel.errors import DefinitionError
from ytaexcel.months import shifted
from ytaexcel.programme import Programme, deadline, load_programme, publication_day
from ytaexcel.programme.load import read_table
from ytaexcel.programme.records import ReportSheet
from ytaexcel.report.write import SHEETS

SHIPPED = ROOT / "schemas" / PROGRAMME


def table(name: str) -> list[dict[str, str]]:
    """Rows of a table in tests/data; ⏎ stands for the end of a line."""
    text = (ROOT / "tests" / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return [
        {key: value.replace("⏎", "\n") for key, value in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]


# The roadmap of 30.6.2021


def test_it_has_557_sub_tasks_of_127_tasks_in_30_task_sets(programme: Programme) -> None:
    assert len(programme.items) == len({item.id for item in programme.items}) == 557
    task_sets = {(item.group, item.levels["task_set"]) for item in programme.items}
    tasks = {(item.group, item.levels["task_set"][0], item.levels["task"]) for item in programme.items}
    assert (len(task_sets), len(tasks)) == (30, 127)


def test_each_group_has_its_share(programme: Programme) -> None:
    by_group = Counter(item.group for item in programme.items)
    assert by_group == {"HTT": 123, "JO": 134, "PJ": 106, "YP": 75, "ICT": 119}
    assert [group.code for group in programme.groups] == ["HTT", "JO", "PJ", "YP", "ICT"]


def test_ids_are_made_of_group_task_set_and_number(programme: Programme) -> None:
    for item in programme.items:
        task_set, task, sub_task = (code for code, _ in item.levels.values())
        assert item.id == f"{item.group}.{task_set}.{sub_task}"
        assert sub_task.split(".")[0] == task


def test_the_order_is_that_of_the_numbers(programme: Programme) -> None:
    groups = [group.code for group in programme.groups]

    def place(item_id: str) -> tuple[int, str, list[int]]:
        group, task_set, *numbers = item_id.split(".")
        return groups.index(group), task_set, [int(number) for number in numbers]

    ids = [item.id for item in programme.items]
    assert ids == sorted(ids, key=place)
    assert ids.index("HTT.A.1.2") < ids.index("HTT.A.1.10")


def test_nobody_has_decided_criticality_or_windows_yet(programme: Programme) -> None:
    """No source says them: the colours of the slides are lost."""
    for item in programme.items:
        assert (item.critical, item.start_first, item.critical_source) == ("undetermined",) * 3
        assert (item.planned_start, item.planned_end, item.window_source) == (None, None, "undetermined")
        assert item.is_followed


def test_names_are_shown_clean_and_the_printed_form_is_kept(programme: Programme) -> None:
    mended = {item.id: (item.printed, item.name) for item in programme.items if item.printed != item.name}
    assert mended["ICT.E.1.4"][0].count("\uf0e0") == 1
    assert "3G → 5G" in mended["ICT.E.1.4"][1]
    assert "yhdenmukaistami-nen" in mended["PJ.D.3.2"][0]
    assert "yhdenmukaistaminen" in mended["PJ.D.3.2"][1]
    assert "–" in mended["ICT.C.6.2"][0]
    assert len(mended) < 20
    for item in programme.items:
        for _, name in item.levels.values():
            assert name == " ".join(name.split())
            assert not [letter for letter in name if unicodedata.category(letter) in ("Co", "Cc", "Cf")]
        assert " –" not in item.name or " – " in item.name


def test_hyphens_of_line_ends_are_gone_and_true_ones_stay(programme: Programme) -> None:
    leftover = [
        "yhdenmukaistami-nen",
        "palvelun-tarjonnassa",
        "viranomais-yhteistyön",
        "yhdyspinta-toimintojen",
    ]
    leftover += ["kustannus-vaikuttavan", "erityis-tilanteita", "sopimustenhallinta-järjestelmien"]
    names = [item.name for item in programme.items]
    assert not [word for word in leftover if any(word in name for name in names)]
    assert any("sote-järjestämislain" in name for name in names)


def test_the_23_organisations_have_codes_as_text(programme: Programme) -> None:
    codes = [organisation.code for organisation in programme.organisations]
    assert codes == [*(f"{number:02d}" for number in range(1, 22)), "90", "HUS"]
    assert not [each for each in programme.organisations if "Ahvenanmaa" in each.names["fi"]]


def test_every_name_stands_in_three_languages(programme: Programme) -> None:
    named = [
        *programme.organisations,
        *programme.groups,
        *programme.statuses,
        *programme.bands,
        *programme.phases,
    ]
    assert all(name.strip() for each in named for name in each.names.values())
    assert all(set(each.names) == {"fi", "sv", "en"} for each in named)


def test_each_organisation_owes_a_workbook_of_each_group_from_the_first_month(programme: Programme) -> None:
    assert len(set(programme.expected_in(programme.first_month))) == len(programme.expected) == 23 * 5
    assert programme.expected_in("2021-06") == []


def test_the_phases_and_the_hard_deadline_are_those_of_the_reform(programme: Programme) -> None:
    assert programme.hard_deadline == date(2022, 12, 31)
    days = {"2021-06-30": None, "2021-07-01": 3, "2022-02-28": 3, "2022-03-01": 4, "2023-01-01": 5}
    for day, number in days.items():
        phase = programme.phase_on(date.fromisoformat(day))
        assert (phase.number if phase else None) == number


def test_bands_begin_above_their_limit(programme: Programme) -> None:
    shares = {0.9001: "dark_green", 0.9: "green", 0.75: "yellow", 0.5: "orange", 0.25: "red", 0.0: "red"}
    assert {share: programme.band(share).code for share in shares} == shares


# The calendar


@pytest.mark.parametrize("row", table("deadlines"), ids=lambda row: row["collection_month"])
def test_deadlines_and_publication_days_are_those_of_the_timetable(
    programme: Programme, row: dict[str, str]
) -> None:
    by_rule = dataclasses.replace(programme.calendar, deadlines={})
    month = shifted(row["collection_month"], -1)
    assert deadline(by_rule, month).isoformat() == row["deadline"]
    assert publication_day(by_rule, month).isoformat() == row["publish_by"]


def test_the_first_filling_was_due_on_the_12th_of_august(programme: Programme) -> None:
    assert deadline(programme.calendar, "2021-07") == date(2021, 8, 12)


@pytest.mark.parametrize(
    ("collected_in", "due"),
    [
        ("2025-01", date(2025, 1, 7)),  # Sunday, then Epiphany
        ("2026-04", date(2026, 4, 7)),  # Easter Sunday and Monday
        ("2027-12", date(2027, 12, 7)),  # Sunday, then Independence Day
    ],
)
def test_holidays_put_the_deadline_off(programme: Programme, collected_in: str, due: date) -> None:
    assert deadline(programme.calendar, shifted(collected_in, -1)) == due


# The vocabulary


def test_the_sheets_that_audiences_can_ask_for_are_those_that_the_report_writes() -> None:
    assert set(get_args(ReportSheet)) == set(SHEETS)


# What cannot hold in the definitions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped definitions to break."""
    return Path(shutil.copytree(SHIPPED, tmp_path / PROGRAMME))


def replace(path: Path, sound: str, broken: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert sound in text
    path.write_text(text.replace(sound, broken, 1), encoding="utf-8")


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(DefinitionError) as told:
        load_programme(folder)
    return told.value.problems


@pytest.mark.parametrize("edit", table("broken_definitions"), ids=lambda edit: edit["sentence"])
def test_a_fault_in_the_definitions_is_told_with_file_and_place(folder: Path, edit: dict[str, str]) -> None:
    replace(folder / edit["file"], edit["sound"], edit["broken"])
    found = problems_of(folder)
    assert any(edit["sentence"] in problem for problem in found), found


def test_all_faults_are_told_at_once(folder: Path) -> None:
    replace(folder / "rules.toml", "stalled_months = 3", "stalled_months = 0")
    replace(folder / "workbook.toml", 'fi = "Alku", sv', 'fi = "Loppu", sv')
    replace(folder / "groups.csv", "Ledning och kompetens", "")
    replace(folder / "roadmap.csv", "HTT.A.1.2,HTT", "HTT.A.1.2,XX")
    files = {problem.split()[0].strip(":,") for problem in problems_of(folder)}
    assert files == {"groups.csv", "roadmap.csv", "rules.toml", "workbook.toml"}


def test_missing_files_are_named(folder: Path) -> None:
    (folder / "rules.toml").unlink()
    (folder / "groups.csv").unlink()
    assert [problem.split(": ")[1] for problem in problems_of(folder)] == [
        "rules.toml is missing.",
        "groups.csv is missing.",
    ]


@pytest.mark.parametrize("name", ["programme.toml", "groups.csv"])
def test_a_file_in_another_encoding_is_told_and_nothing_else_blamed(folder: Path, name: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_bytes(text.encode("cp1252", "replace"))
    (problem,) = problems_of(folder)
    assert problem.startswith(f"{name}: is not UTF-8")


def test_a_table_with_a_byte_order_mark_is_read(folder: Path) -> None:
    path = folder / "groups.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_programme(folder).group("JO").names["fi"] == "Johtaminen ja osaaminen"


def test_an_empty_table_is_told(folder: Path) -> None:
    path = folder / "expected.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert problems_of(folder) == ["expected.csv: has no rows."]


def test_an_item_may_change_from_a_month_on(folder: Path) -> None:
    """Two rows of one id that share no month are two versions of the item."""
    path = folder / "roadmap.csv"
    header, first, *rest = path.read_text(encoding="utf-8").splitlines()
    ended = first.removesuffix("2021-07,") + "2021-07,2021-12"
    renewed = (
        first.replace("Sopiminen VATE:n", "Sopiminen väliaikaishallinnon").removesuffix("2021-07,")
        + "2022-01,"
    )
    path.write_text("\n".join([header, ended, renewed, *rest]) + "\n", encoding="utf-8")
    programme = load_programme(folder)
    names = {month: programme.items_in(month, "HTT")[0].name for month in ("2021-12", "2022-01")}
    assert names["2021-12"].startswith("Sopiminen VATE:n")
    assert names["2022-01"].startswith("Sopiminen väliaikaishallinnon")
    assert len(programme.items_in("2021-12")) == len(programme.items_in("2022-01")) == 557


def test_an_organisation_may_have_languages_of_its_own(folder: Path) -> None:
    """A column that may be left out; one or several languages in their order, and nothing else."""
    path = folder / "organisations.csv"
    header, first, second, third, *rest = path.read_text(encoding="utf-8").splitlines()
    lines = [
        f"{header},languages",
        f"{first},sv",
        f"{second},sv; fi",
        *(f"{line}," for line in (third, *rest)),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    organisations = load_programme(folder).organisations
    assert [each.languages for each in organisations[:3]] == [("sv",), ("sv", "fi"), ()]
    path.write_text("\n".join(lines).replace(",sv; fi", ",sv;ru") + "\n", encoding="utf-8")
    assert problems_of(folder) == [
        'organisations.csv line 3: languages has "ru"; a language is one of fi, sv, en, several are parted by ;.'
    ]


def test_tables_are_read_as_text(folder: Path) -> None:
    assert read_table(folder / "organisations.csv")[0]["code"] == "01"
