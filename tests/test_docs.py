"""The documents say what the code does: every command, option, column and dependency, and no link leads nowhere."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import click
import pytest

from ytaexcel.archive import Act, Receipt
from ytaexcel.assess import REASONS
from ytaexcel.cli import commands
from ytaexcel.cli.show import status_json, submissions_json
from ytaexcel.conform import Identity
from ytaexcel.export import NAMES
from ytaexcel.findings import finding
from ytaexcel.in_force import text_fields
from ytaexcel.merge import Source, Submission
from ytaexcel.programme import Programme, bodies, load_programme
from ytaexcel.programme.indicators import COLUMNS as INDICATOR_COLUMNS
from ytaexcel.programme.load import COLUMNS, FILES, roadmap_columns
from ytaexcel.programme.rule_table import RULE
from ytaexcel.programme.rules import FACTS, Test
from ytaexcel.status import MonthStatus, WorkbookStatus

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
SHARED = {"--workspace", "--programme", "--lang", "--as-of", "--help"}


def document(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of the same level or a higher one."""
    level = len(heading) - len(heading.lstrip("#"))
    match = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{level}}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert match, f"there is no heading {heading}"
    return match[1]


def every_command(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    for word, command in group.commands.items():
        path = f"{name} {word}".strip()
        if isinstance(command, click.Group):
            yield from every_command(command, path)
        else:
            yield path, command


def options(command: click.Command) -> set[str]:
    return {each for option in command.params for each in option.opts if each.startswith("--")}


def keys(value: Any) -> Any:
    """The shape of a JSON document: the keys in their order, of lists that of the first part."""
    if isinstance(value, dict):
        return {key: keys(each) for key, each in value.items()}
    return [keys(value[0])] if isinstance(value, list) and value else None


def slug(heading: str) -> str:
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def test_the_page_of_findings_is_made_from_the_catalogue_of_today() -> None:
    script = [sys.executable, str(ROOT / "docs" / "make_findings.py"), "--check"]
    assert subprocess.run(script, check=False).returncode == 0


def test_the_page_of_findings_that_is_stale_is_told(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "ytaexcel" / "catalogue").mkdir(parents=True)
    for name in ("docs/make_findings.py", "docs/findings.md", "ytaexcel/catalogue/findings.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    with (tmp_path / "docs/findings.md").open("a", encoding="utf-8") as file:
        file.write("More.\n")
    script = [sys.executable, str(tmp_path / "docs" / "make_findings.py"), "--check"]
    result = subprocess.run(script, check=False, capture_output=True, text=True)
    assert (result.returncode, "stale" in result.stderr) == (1, True)


@pytest.mark.parametrize(("name", "command"), list(every_command(commands)))
def test_every_command_has_a_section_that_names_each_of_its_options(
    name: str, command: click.Command
) -> None:
    own = section(document("commands.md"), f"### `{name}`")
    assert f"ytaexcel {name}" in own
    assert {each for each in options(command) - SHARED if each not in own} == set()


def test_the_options_that_every_command_has_are_told_once() -> None:
    told = section(document("commands.md"), "## Options that every command has")
    assert all(each in told for each in SHARED | options(commands))


def test_no_option_is_told_that_does_not_exist() -> None:
    known = SHARED | options(commands)
    known = known.union(*(options(command) for _, command in every_command(commands)))
    assert set(re.findall(r"`(--[a-z][a-z-]*)", document("commands.md"))) <= known


def test_the_documents_of_json_have_the_keys_that_the_page_shows(programme: Programme) -> None:
    shown = [
        json.loads(each) for each in re.findall(r"```json\n(.*?)```", document("commands.md"), re.DOTALL)
    ]
    refused = Submission(
        Source(Path("a.xlsx"), "a.xlsx", "", None),
        "refused",
        Identity("05", "HTT", "2021-09", "fi", is_trusted=False),
        None,
        findings=[finding("F003")],
    )
    workbook = WorkbookStatus("05", "HTT", "awaited", late=False, rows_accepted=0, rows_refused=0)
    status = MonthStatus("2021-09", date(2021, 10, 5), 3, (workbook,))
    made = [submissions_json([refused], ["a.xlsx"], "en", programme), status_json(status)]
    assert [keys(each) for each in shown] == [keys(json.loads(each)) for each in made]


@pytest.mark.parametrize("table", NAMES)
def test_the_columns_of_an_exported_table_are_told_in_their_order(table: str, programme: Programme) -> None:
    told = re.findall(r"^\| `(\w+)` \|", section(document("data.md"), f"### {table}"), re.MULTILINE)
    assert told == [*NAMES[table], *(text_fields(programme) if table == "statuses" else ())]


@pytest.mark.parametrize("record", [Receipt, Act])
def test_the_fields_of_receipts_and_acts_are_told(record: type) -> None:
    told = section(document("data.md"), "## The archive")
    assert all(f'"{field}"' in told for field in record.__slots__)  # type: ignore[attr-defined]


def test_every_reason_has_a_section_of_its_own() -> None:
    told = re.findall(r"^### `(\w+)`$", document("behind-schedule.md"), re.MULTILINE)
    assert tuple(told) == REASONS


def test_every_file_and_column_of_a_programme_is_told() -> None:
    text = document("programmes.md")
    missing = [name for name in FILES if f"## {name}" not in text]
    for name, columns in {
        **COLUMNS,
        "roadmap.csv": roadmap_columns([]),
        "indicators.csv": INDICATOR_COLUMNS,
        "bodies.csv": bodies.COLUMNS,
        "meetings.csv": bodies.MEETING_COLUMNS,
    }.items():
        told = section(text, f"## {name}")
        missing += [f"{name}: {column}" for column in columns if f"`{column}`" not in told]
    assert not missing


def test_every_rule_with_its_code_and_every_word_of_the_rules_is_told(programme: Programme) -> None:
    told = section(document("programmes.md"), "### Rules")
    lines = [line for line in told.splitlines() if line.startswith("|")]
    for rule in programme.rules.values():
        assert any(f"`{rule.name}`" in line and f"| {rule.code} |" in line for line in lines), rule.name
    keys = {*RULE.required, *RULE.optional}
    assert {each for each in (*keys, *get_args(Test), *FACTS) if f"`{each}`" not in told} == set()


def test_the_rule_that_is_shown_can_be_put_in_force(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", section(document("programmes.md"), "### Rules"), re.DOTALL)
    folder = Path(shutil.copytree(ROOT / "schemas" / "sote-2021", tmp_path / "sote-2021"))
    with (folder / "rules.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + shown)
    (name,) = tomllib.loads(shown)["rules"]
    assert load_programme(folder).rules[name].waivers[0].why == "HUS follows a plan of its own"


def test_every_run_time_dependency_has_its_reason_in_the_readme() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.match(r"[\w-]+", each)[0] for each in project["dependencies"]}  # type: ignore[index]
    told = section(README.read_text(encoding="utf-8"), "## What it needs")
    assert set(re.findall(r"^\| `([\w-]+)` \| \S", told, re.MULTILINE)) == wanted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_heading_that_are_there(page: Path) -> None:
    wrong = []
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)", page.read_text(encoding="utf-8")):
        if re.match(r"\w+:", target):
            continue
        led = (page.parent / target).resolve() if target else page
        headings = (
            re.findall(r"^#+ (.*)$", led.read_text("utf-8"), re.MULTILINE) if led.suffix == ".md" else []
        )
        if not led.exists() or (anchor and anchor not in map(slug, headings)):
            wrong.append(f"{target}#{anchor}")
    assert not wrong
