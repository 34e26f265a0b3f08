"""A programme is begun by one command; the example of the documentation leads from an empty folder to templates."""

import re
import shutil
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from builder import KEY
from conftest import ROOT
from ytaexcel.cli import commands
from ytaexcel.cli.context import Settings
from ytaexcel.errors import DefinitionError, UsageError
from ytaexcel.programme import load_programme
from ytaexcel.programme.load import is_remark, read_table
from ytaexcel.programme.new import ORDER, new_programme
from ytaexcel.programme.optional import optional_files
from ytaexcel.programme.wording import wording_of
from ytaexcel.texts import LANGUAGES, Language
from ytaexcel.workflow import Run, make_templates
from ytaexcel.workspace import create_workspace, open_workspace

ID = "oma-2026"
DOCUMENT = (ROOT / "docs" / "programmes.md").read_text(encoding="utf-8")
EXAMPLE = DOCUMENT.split("## From an empty folder to the first template")[1].split("\n## ")[0]


def ask(*arguments: str) -> tuple[int, str]:
    """Exit code and output of a command line."""
    result = CliRunner().invoke(commands, arguments, obj=Settings(), standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.return_value, result.output


# The command


def test_a_new_programme_holds_together_and_every_file_says_what_it_is_for(tmp_path: Path) -> None:
    made = new_programme(tmp_path, ID)
    assert [path.name for path in made] == list(ORDER)
    programme = load_programme(tmp_path / ID)
    assert (programme.id, len(programme.items), len(programme.groups)) == (ID, 3, 2)
    for path in made:
        assert path.read_text(encoding="utf-8").startswith("#"), path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_tells_each_file_and_what_comes_next(language: Language, tmp_path: Path) -> None:
    create_workspace(tmp_path / "työtila", KEY, "sote-2021")
    place = ("--workspace", str(tmp_path / "työtila"), "--lang", language)
    code, said = ask("programme", "new", ID, *place)
    assert code == 0
    assert re.findall(r"^  (\S+) ", said, re.MULTILINE) == list(ORDER)
    assert f"ytaexcel --programme {ID} programme check" in said
    code, said = ask("programme", "check", "--programme", ID, *place)
    assert (code, said.startswith(ID)) == (0, True)


@pytest.mark.parametrize("wrong", ["", "Oma", "oma 2026", "../oma", ".oma", "-oma", "ömä", "oma/2026"])
def test_an_id_that_no_folder_should_have_is_refused(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="small letters"):
        new_programme(tmp_path, wrong)
    assert list(tmp_path.iterdir()) == []


def test_a_programme_that_is_there_is_left_alone(tmp_path: Path) -> None:
    new_programme(tmp_path, ID)
    (tmp_path / ID / "groups.csv").write_text("oma", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already"):
        new_programme(tmp_path, ID)
    assert (tmp_path / ID / "groups.csv").read_text(encoding="utf-8") == "oma"


def test_remarks_in_tables_are_no_rows(tmp_path: Path) -> None:
    new_programme(tmp_path, ID)
    table = tmp_path / ID / "roadmap.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text(
        "\n".join([*lines[:5], '"# puolessa välissä, myös",,', *lines[5:], ""]), encoding="utf-8"
    )
    assert [row["id"] for row in read_table(table)] == ["A.1", "A.2", "B.1"]
    assert [item.id for item in load_programme(tmp_path / ID).items] == ["A.1", "A.2", "B.1"]
    assert (is_remark(["#"]), is_remark([" # x", ""]), is_remark(["A#"]), is_remark([])) == (
        True,
        True,
        False,
        False,
    )


# The example of the documentation


def test_the_documented_example_leads_to_the_first_templates(tmp_path: Path) -> None:
    root = tmp_path / "seuranta"
    create_workspace(root, KEY, "sote-2021")
    folder = new_programme(root / "schemas", "esimerkkila-2026")[0].parent
    blocks = [
        (kind, "".join(line[3:] + "\n" for line in block.splitlines()))
        for kind, block in re.findall(r"   ```(\w*)\n(.*?)   ```", EXAMPLE, re.DOTALL)
    ]
    assert [kind for kind, _ in blocks] == ["", "toml", "csv", "csv", "csv", "toml", "csv", ""]
    put_into(folder / "programme.toml", blocks[1][1])
    for name, (_, block) in zip(
        ("organisations.csv", "groups.csv", "roadmap.csv", "expected.csv"),
        (each for each in blocks if each[0] == "csv"),
        strict=True,
    ):
        (folder / name).write_text(block, encoding="utf-8")
    insert_before(folder / "workbook.toml", blocks[5][1], '[[sheets.fields]]\ncode = "critical"')
    programme = load_programme(folder)
    assert (len(programme.items), len(programme.groups)) == (5, 2)
    now = datetime(2026, 1, 20, 12, tzinfo=UTC)
    run = Run(open_workspace(root), programme, "fi", now, date(2026, 1, 20), 0, "tester")
    templates = make_templates(run, "2026-01")
    assert sorted(path.name for path in templates) == [
        f"esimerkkila-2026_2026-01_K1_{group}_{language}.xlsx"
        for group in ("SIV", "TEK")
        for language in ("fi", "sv")
    ]
    page = load_workbook(templates[0])["Tilannekuva"]
    shown = {cell.value for row in page.iter_rows() for cell in row}
    assert {"SIV.1", "Harrastuspassi kaikille 7–15-vuotiaille", "12 000 €", "Määräraha"} <= shown


def test_the_documented_commands_are_those_of_the_example(tmp_path: Path) -> None:
    said = re.findall(r"^   ytaexcel (.*)$", EXAMPLE, re.MULTILINE)
    assert said == [
        "init seuranta",
        "programme new esimerkkila-2026",
        "--programme esimerkkila-2026 programme check",
        "--programme esimerkkila-2026 template --month 2026-01",
    ]
    for words in (each.split() for each in said):
        arguments = [str(tmp_path / "seuranta") if word == "seuranta" else word for word in words]
        where = [] if words[0] == "init" else ["--workspace", str(tmp_path / "seuranta")]
        if words[-2:] != ["--month", "2026-01"]:
            assert ask(*where, *arguments)[0] == 0


def put_into(path: Path, block: str) -> None:
    """Puts keys and tables of a TOML text in the place of those of the same names."""
    text = path.read_text(encoding="utf-8")
    head, *tables = re.split(r"^(?=\[)", block, flags=re.MULTILINE)
    for line in filter(None, map(str.strip, head.splitlines())):
        key = line.split(" = ")[0]
        text, times = re.subn(rf"^{key} = .*$", line, text, flags=re.MULTILINE)
        assert times == 1, key
    for table in tables:
        name = re.escape(table.split("]")[0] + "]")
        text, times = re.subn(
            rf"^{name}[^\n]*\n(?:\w+ = .*\n)+", table.strip() + "\n", text, flags=re.MULTILINE
        )
        assert times == 1, name
    tomllib.loads(text)
    path.write_text(text, encoding="utf-8")


def insert_before(path: Path, block: str, where: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(where) == 1
    path.write_text(text.replace(where, f"{block}\n{where}"), encoding="utf-8")


# The files that a programme may have


def test_whole_words_are_replaced_and_capitals_kept() -> None:
    words = wording_of(
        [
            {"language": "fi", "word": "osatehtävä", "instead": "toimenpide"},
            {"language": "fi", "word": "osatehtävä on", "instead": "toimi on"},
            {"language": "sv", "word": "deluppgift", "instead": "åtgärd"},
        ]
    )
    assert (
        words.reworded("Osatehtävä ja osatehtävä. Osatehtävän", "fi")
        == "Toimenpide ja toimenpide. Osatehtävän"
    )
    assert (
        words.reworded("Osatehtävä on {osatehtävä} {x}osatehtävä", "fi")
        == "Toimi on {osatehtävä} {x}toimenpide"
    )
    assert words.reworded("Sub-task deluppgift", "en") == "Sub-task deluppgift"
    assert wording_of([]).reworded("osatehtävä", "fi") == "osatehtävä"


def test_what_stands_in_the_places_of_a_text_is_never_reworded() -> None:
    words = wording_of([{"language": "fi", "word": "tiekartta", "instead": "suunnitelma"}])
    assert words.text("report.back", "fi", sheet="Tiekartta") == "Takaisin: Tiekartta"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "schemas" / "lansi-suomi-yta", tmp_path / "lansi-suomi-yta"))


@pytest.mark.parametrize(
    ("name", "found", "instead", "told"),
    [
        (
            "officials.csv",
            "05,1A,,2026-01,",
            "07,1A,,2026-01,",
            'officials.csv line 2: organisation "07" is not',
        ),
        ("officials.csv", "05,1A,,2026-01,", "05,9Z,,2026-01,", 'officials.csv line 2: group "9Z" is not'),
        ("officials.csv", "05,1A,,2026-01,", "05,1A,,2026,", "officials.csv line 2: from must be a month"),
        (
            "officials.csv",
            "05,1A,,2026-01,",
            "05,1A,,2026-02,2026-01",
            "officials.csv line 2: to 2026-01 is before",
        ),
        ("officials.csv", "official,", "name,", 'officials.csv: the column "official" is missing.'),
        ("wording.csv", "fi,osatehtävä,", "se,osatehtävä,", 'wording.csv line 2: language is "se"; allowed:'),
        (
            "wording.csv",
            "fi,osatehtävän,",
            "fi,Osatehtävä,",
            'wording.csv line 3: "Osatehtävä" stands there twice.',
        ),
        ("wording.csv", "osatehtävä,toimenpide", "osatehtävä,", "wording.csv line 2: instead is empty."),
        (
            "wording.csv",
            "osatehtävä,toimenpide",
            "osatehtävä,{x}",
            "wording.csv line 2: words have no braces.",
        ),
        (
            "roadmap.csv",
            ",yes,,undetermined",
            ",kyllä,,undetermined",
            'statutory is "kyllä"; allowed: yes, or nothing.',
        ),
        (
            "roadmap.csv",
            ",2A.1,",
            ",2X.1,",
            '1C.2.2: references has "2X.1", which is neither an item nor a part',
        ),
        ("roadmap.csv", "schedule,", "aikataulu,", 'roadmap.csv: the column "schedule" is missing.'),
        (
            "workbook.toml",
            'type = "flag"\nwidth = 12.5',
            'type = "percent"\nwidth = 12.5',
            "the type is text or flag.",
        ),
        (
            "programme.toml",
            'code = "focus"',
            'code = "item"',
            'programme.toml, levels: the code "item" is that of',
        ),
        ("programme.toml", "[[roles]]\nname", "[[roles]]\nnames", 'roles 1: "names" is not known'),
    ],
)
def test_a_fault_in_what_a_programme_may_have_is_told(
    name: str, found: str, instead: str, told: str, folder: Path
) -> None:
    path = folder / name
    before = path.read_text(encoding="utf-8")
    assert found in before
    path.write_text(before.replace(found, instead, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        load_programme(folder)
    assert any(told in problem for problem in raised.value.problems), raised.value.problems


def test_optional_files_are_part_of_the_definitions(folder: Path) -> None:
    before = load_programme(folder).definitions
    (folder / "wording.csv").unlink()
    without = load_programme(folder)
    assert without.definitions != before
    assert without.text("report.sheet.plan", "fi") == "Tiekartta"
    (folder / "officials.csv").unlink()
    assert load_programme(folder).officials is None


def test_an_official_answers_from_month_to_month_and_a_place_may_have_two() -> None:
    rows = [
        (2, {"organisation": "05", "group": "1A", "official": "A", "from": "2026-02", "to": "2026-03"}),
        (3, {"organisation": "05", "group": "1A", "official": "B", "from": "2026-03", "to": ""}),
        (4, {"organisation": "06", "group": "1A", "official": "", "from": "2026-01", "to": ""}),
    ]
    register = optional_files(rows, None, set(), set()).officials
    assert register is not None
    named = {
        month: register.named(("05", "1A"), month) for month in ("2026-01", "2026-02", "2026-03", "2026-04")
    }
    assert named == {"2026-01": [], "2026-02": ["A"], "2026-03": ["A", "B"], "2026-04": ["B"]}
    assert register.gaps([("05", "1A"), ("06", "1A")], "2026-02") == [("06", "1A")]


def test_the_check_names_the_places_without_an_official_until_there_are_none(tmp_path: Path) -> None:
    root = tmp_path / "työtila"
    create_workspace(root, KEY, "lansi-suomi-yta")
    table = root / "schemas" / "lansi-suomi-yta" / "officials.csv"
    asked = ("programme", "check", "--workspace", str(root), "--lang", "en", "--as-of", "2025-11-20")
    _, said = ask(*asked)
    assert "named in 36 of 36 places (2026-01): 05/1A, 05/1B" in said
    assert "05/3B, …. Complete" in said
    rows = table.read_text(encoding="utf-8").replace(",,2026-01,", ",Kehittämisjohtaja,2026-01,")
    table.write_text(rows.replace("17,5B,Kehittämisjohtaja", "17,5B,"), encoding="utf-8")
    assert "named in 1 of 36 places (2026-01): 17/5B. Complete" in ask(*asked)[1]
    table.write_text(rows, encoding="utf-8")
    assert "named in" not in ask(*asked)[1]


def test_a_programme_of_ones_own_can_be_demonstrated(tmp_path: Path) -> None:
    root, target = tmp_path / "työtila", tmp_path / "esittely"
    create_workspace(root, KEY, "sote-2021")
    folder = new_programme(root / "schemas", ID)[0].parent
    for name, line in (
        ("organisations.csv", "02,Toinen,Andra,Other,Toinen,Andra,Other,no,,"),
        ("expected.csv", "02,A,2026-01,"),
        ("officials.csv", "organisation,group,official,from,to\n01,A,Johtaja,2026-01,\n02,A,,2026-01,"),
    ):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    asked = ("demo", str(target), "--programme", ID, "--workspace", str(root), "--lang", "sv")
    code, said = ask(*asked, "--months", "1", "--organisations", "1")
    assert (code, "2 grupper" in said, "av de åtgärder" in said.lower()) == (0, True, True)
    made = load_programme(target / "schemas" / ID)
    assert made.is_demonstration
    assert [each.code for each in made.organisations] == ["01"]
    assert made.officials is not None
    assert made.officials.named(("01", "A"), "2026-01") == ["Johtaja"]
    assert (target / "output" / "2026-01" / "reports" / f"{ID}_2026-01_management_sv.xlsx").is_file()
