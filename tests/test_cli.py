"""The command line: what each command prints, its exit code, and one sentence for every mistake."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
from openpyxl import load_workbook

import ytaexcel.workflow
from collected import PROGRAMME, items_of, run_in, send, small_workspace
from owning import allowing
from variants import protected, zipped
from ytaexcel import __version__
from ytaexcel.cli import commands, main
from ytaexcel.passport import Passport
from ytaexcel.workflow import Run
from ytaexcel.workspace import KEY as KEY_FILE

ROOT = Path(__file__).parent.parent
HEAVY = ("pandas", "openpyxl", "xlsxwriter", "pandera", "pyarrow", "holidays", "rapidfuzz", "rich")


class Result(NamedTuple):
    code: int
    out: str
    err: str


Call = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_in(small_workspace(tmp_path / "workspace", items=3))


@pytest.fixture
def call(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Runs a command in the workspace, as from its folder, on 12.8.2021."""
    monkeypatch.chdir(run.workspace.root)

    def called(*arguments: object, as_of: str = "2021-08-12") -> Result:
        words = [str(each) for each in arguments]
        monkeypatch.setattr(sys, "argv", ["ytaexcel", *(["--as-of", as_of] if as_of else []), *words])
        with pytest.raises(SystemExit) as leaving:
            main()
        printed = capsys.readouterr()
        return Result(int(leaving.value.code or 0), printed.out, printed.err)

    return called


def every_command(group: click.Group = commands, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))
        else:
            yield (*path, name)


def is_one_sentence(told: str) -> bool:
    """One line that ends as a sentence and begins with the program's name; no traceback."""
    return re.fullmatch(r"ytaexcel: [^\n]+[.?…]|ytaexcel: [^\n]+--help", told.strip()) is not None


def mistake(result: Result) -> str:
    """What a wrong call was told: exit 2, nothing on standard output, one sentence on standard error."""
    assert (result.code, result.out) == (2, "")
    assert is_one_sentence(result.err), result.err
    return result.err


def filled(
    run: Run, status: str = "Valmis", organisation: str = "05", month: str = "2021-07", name: str = ""
) -> Path:
    return send(
        run, {items_of(run)[0]: {"status": status}}, organisation=organisation, month=month, name=name
    )


# --- help -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", list(every_command()), ids=" ".join)
def test_every_command_has_help_that_says_what_it_does(call: Call, path: tuple[str, ...]) -> None:
    result = call(*path, "--help", as_of="")
    assert result.code == 0
    assert result.out.startswith(f"Usage: ytaexcel {' '.join(path)}")
    about = result.out.split("\n\n")[1].strip()
    assert about.endswith(".")
    assert len(about) > 20
    assert all(option in result.out for option in ("--workspace", "--programme", "--lang", "--as-of"))


def test_commands_are_those_of_the_design() -> None:
    names = [" ".join(path) for path in every_command()]
    assert names == [
        "demo",
        "init",
        "template",
        "check",
        "merge",
        "report",
        "run",
        "status",
        "history",
        "export",
        "difference",
        "exclude",
        "reinstate",
        "redact",
        "waive",
        "rejudge",
        "rebuild",
        "verify",
        "backup",
        "restore",
        "programme new",
        "programme check",
        "programme export",
        "programme import",
        "survey template",
        "survey check",
        "survey report",
    ]


def test_without_a_command_the_help_is_shown(call: Call) -> None:
    result = call(as_of="")
    assert result.code == 2
    assert "template" in result.out + result.err


def test_help_and_version_import_nothing_heavy() -> None:
    """Checked in a process of its own for the head and for every command: --help answers at once."""
    script = f"""
import sys
from ytaexcel.cli import commands
for path in {[list(path) for path in every_command()]!r} + [[]]:
    commands.main([*path, "--help"], standalone_mode=False)
commands.main(["--version"], standalone_mode=False)
heavy = [name for name in {HEAVY!r} if name in sys.modules]
sys.exit(", ".join(heavy) or 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"ytaexcel, version {__version__}" in done.stdout


# --- exit codes and what is printed -----------------------------------------------------------------------------


def test_merge_says_what_became_of_the_files_and_exits_with_0_when_there_is_nothing_to_mend(
    call: Call, run: Run
) -> None:
    filled(run)
    result = call("merge")
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        "Tiedostoja 1: hyväksyttyjä 1, osittain 0, hylättyjä 0, ennestään tuttuja 0.",
        "Rivejä hyväksyttiin 1, hylättiin 0.",
    ]
    again = call("merge")
    assert (again.code, again.out) == (0, "Ei uutta: kansion input tiedostoista (1) kaikki on jo luettu.\n")


def test_merge_exits_with_1_when_a_row_or_a_workbook_was_refused_and_names_the_cell(
    call: Call, run: Run
) -> None:
    path = send(run, {items_of(run)[0]: {"status": "Valmis"}, items_of(run)[1]: {"status": "valmiss"}})
    result = call("merge", path)
    assert result.code == 1
    assert result.out.startswith("05_HTT.xlsx: hyväksyttiin osittain\n  virhe C001  Tilannekuva!")
    assert (
        "\n    Valitse tila luettelosta." in result.out.replace("      ", "    ") or "Valitse" in result.out
    )
    assert "osittain 1" in result.out


def test_an_accepted_workbook_is_named_when_it_has_a_warning_about_the_whole(call: Call, run: Run) -> None:
    """An empty template, a column that nobody knows; not each row's warnings, which stand in the marked copy."""
    empty = send(run, {}, name="tyhjä.xlsx", organisation="17")
    warned = send(run, {items_of(run)[0]: {"status": "Valmis", "percent_done": 0.5}}, name="valmis.xlsx")
    result = call("merge", empty, warned)
    assert result.code == 0
    assert result.out.startswith("tyhjä.xlsx: hyväksyttiin\n  varoitus W008")
    assert "valmis.xlsx" not in result.out


def test_a_missing_file_is_a_refused_file_among_others(call: Call, run: Run) -> None:
    """Finding F006 and exit 1: the other files are still merged."""
    good = filled(run)
    result = call("merge", "--json", good, "puuttuu.xlsx")
    assert (result.code, result.err) == (1, "")
    files = json.loads(result.out)["files"]
    assert [(each["file"], each["outcome"]) for each in files] == [
        (str(good), "accepted"),
        ("puuttuu.xlsx", "refused"),
    ]
    assert [each["code"] for each in files[1]["findings"]] == ["F006"]


def test_check_writes_marked_copies_and_says_where_unless_told_not_to(call: Call, run: Run) -> None:
    path = filled(run, "valmiss")
    folder = run.workspace.output / "2021-07" / "feedback"
    result = call("check", path, "--no-feedback")
    assert result.code == 1
    assert not folder.exists()
    *_, told, stored = call("check", path).out.splitlines()
    assert stored == "Tämä oli tarkistus: mitään ei tallennettu. Tallenna: ytaexcel merge."
    assert told == f"Merkityt kopiot palautettaviksi (1): {folder.relative_to(Path.cwd())}."
    assert [each.name for each in folder.iterdir()] == ["05_HTT - palaute.xlsx"]
    assert not run.workspace.archive.exists()


def test_a_password_file_opens_what_is_protected_and_is_repeated_nowhere(
    call: Call, run: Run, tmp_path: Path
) -> None:
    path = filled(run)
    path.write_bytes(protected(path.read_bytes(), "Sålainen 1"))
    passwords = tmp_path / "salasanat.txt"
    passwords.write_bytes("\ufeffväärä\r\n\r\nSålainen 1\r\n".encode())
    assert "F021" in call("check", path, "--no-feedback").out
    assert call("check", path, "--password-file", passwords, "--no-feedback").code == 0
    result = call("run", "--month", "2021-07", "--password-file", passwords)
    assert result.code == 0
    assert call("merge", path, "--password-file", passwords, "--json").code == 0
    texts = [each.read_bytes() for each in run.workspace.root.rglob("*") if each.is_file()]
    assert not [
        each for each in texts if "Sålainen".encode() in each or "Sålainen".encode("utf-16-le") in each
    ]
    assert "lainen" not in result.out + result.err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read"),
        (b"", "holds no password"),
        (b"\n\n", "holds no password"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_password_file_without_a_password_is_told(
    content: bytes | None, sentence: str, call: Call, tmp_path: Path
) -> None:
    path = tmp_path / "salasanat.txt"
    if content is not None:
        path.write_bytes(content)
    assert sentence in mistake(call("merge", "--password-file", path))


def test_each_file_in_a_zip_has_an_entry_of_its_own_in_json(call: Call, run: Run) -> None:
    path = filled(run)
    bundle = path.with_name("posti.zip")
    bundle.write_bytes(zipped({"x/a.xlsx": path.read_bytes(), "b.pdf": b"%PDF"}))
    given = bundle.relative_to(run.workspace.root)
    files = json.loads(call("check", given, "--json").out)["files"]
    assert [(each["file"], each["outcome"]) for each in files] == [
        (f"{given}!b.pdf", "refused"),
        (f"{given}!x/a.xlsx", "accepted"),
    ]
    (one,) = json.loads(call("check", f"{given}!x/a.xlsx", "--json").out)["files"]
    assert (one["file"], one["organisation"]) == (f"{given}!x/a.xlsx", "05")


def test_the_month_runs_from_template_to_report(call: Call, run: Run) -> None:
    made = call("template", "--month", "2021-07", "--organisation", "05", "--group", "HTT")
    assert (made.code, made.err) == (0, "")
    assert made.out == f"Kirjoitettiin output/2021-07/templates/{PROGRAMME}_2021-07_05_HTT_fi.xlsx.\n"
    swedish = call("template", "--month", "2021-07", "--organisation", "05", "--group", "HTT", "--lang", "sv")
    assert f"{PROGRAMME}_2021-07_05_HTT_sv.xlsx" in swedish.out
    filled(run)
    filled(run, "valmiss", "17", name="väärä.xlsx")
    result = call("run", "--month", "2021-07")
    assert (result.code, result.err) == (1, "")
    assert "hylättiin 1" in result.out
    assert "Merkityt kopiot palautettaviksi (1): " in result.out
    reports = list((run.workspace.output / "2021-07" / "reports").iterdir())
    owed = run.programme.expected_in("2021-07")
    assert len(reports) == 1 + 2 + len(owed) + 2
    assert f"Kirjoitettiin {len(reports)} tiedostoa kansioon output/2021-07/reports." in result.out


def test_report_writes_the_ministrys_workbook_unless_told_for_whom(call: Call, run: Run) -> None:
    filled(run)
    call("merge")
    assert call("report", "--month", "2021-07").out.endswith("_ministry_fi.xlsx.\n")
    both = call(
        "report",
        "--month",
        "2021-07",
        "--for",
        "organisation",
        "--for",
        "discussion",
        "--for",
        "organisation",
    )
    assert both.out == "Kirjoitettiin 4 tiedostoa kansioon output/2021-07/reports.\n"


def test_run_takes_in_late_workbooks_of_other_months_too(call: Call, run: Run) -> None:
    filled(run)
    filled(run, month="2021-08")
    assert call("run", "--month", "2021-08", as_of="2021-09-07").code == 0
    assert call("merge").out.startswith("Ei uutta")


def test_status_shows_a_sign_for_each_workbook_and_the_days_left(call: Call, run: Run) -> None:
    filled(run)
    call("merge")
    lines = call("status", "--month", "2021-07", as_of="2021-08-11").out.splitlines()
    assert lines[0] == "heinäkuu 2021: palautettava viimeistään 12.8.2021"
    assert lines[1].split() == [group.code for group in run.programme.groups]
    satakunta = run.programme.organisation("05").short["fi"]
    (row,) = [line for line in lines if line.startswith(satakunta)]
    assert row.removeprefix(satakunta).split() == ["✓", "·", "·", "·", "·"]
    assert "✓ mukana 1" in lines[-2]
    assert lines[-1] == "Päiviä määräaikaan: 1."
    late = call("status", "--month", "2021-07", as_of="2021-08-14").out
    assert "– puuttuu 9" in late
    assert "Päiviä määräajan jälkeen: 2." in late


def test_history_tells_the_life_of_an_item(call: Call, run: Run) -> None:
    filled(run)
    call("merge")
    result = call("history", "--item", items_of(run)[0], "--organisation", "05", "--lang", "en")
    assert result.code == 0
    assert "7/2021  Completed – reported" in result.out
    assert "05_HTT.xlsx" in result.out


def test_export_writes_tables_in_the_form_asked_for(call: Call, run: Run, tmp_path: Path) -> None:
    filled(run)
    call("merge")
    assert call("export", tmp_path / "csv").out == f"Kirjoitettiin 7 tiedostoa kansioon {tmp_path / 'csv'}.\n"
    call("export", tmp_path / "x", "--format", "xlsx")
    assert sorted(path.name for path in tmp_path.glob("*/*") if path.suffix in (".csv", ".xlsx")) == [
        "assessment.csv",
        "discussed.csv",
        "findings.csv",
        "notes.csv",
        "statuses.csv",
        "submissions.csv",
        "tables.xlsx",
    ]


def test_verify_and_rebuild_say_what_they_found(call: Call, run: Run) -> None:
    filled(run)
    filled(run, "valmiss", "17")
    call("merge")
    assert call("verify") == (
        0,
        "Kaikki kunnossa: 2 työkirjaa; rivejä mukana 1, hylättyjä 1, ohitettuja 0.\n",
        "",
    )
    assert call("rebuild") == (0, "Aineisto tehtiin uudelleen arkistosta (työkirjoja 2).\n", "")
    next(run.workspace.archive.glob("*.xlsx")).unlink()
    broken = call("verify")
    assert broken.code == 1
    assert "is missing from the archive" in broken.out
    partly = call("rebuild")
    assert partly.code == 1
    assert partly.out.splitlines()[1].startswith("Arkistoituja tiedostoja puuttuu tai on muuttunut (1)")


def test_a_submission_is_excluded_and_reinstated_and_the_difference_told(call: Call, run: Run) -> None:
    filled(run)
    call("merge")
    item, whose = items_of(run)[0], "05/HTT/2021-07"
    assert call("exclude", "05_HTT.xlsx", "--why", "koe", as_of="2021-08-14") == (
        0,
        f"Työkirjaa 05_HTT.xlsx ({whose}) ei enää oteta huomioon. Päätös on arkistossa; peru: ytaexcel reinstate.\n",
        "",
    )
    told = call("difference", "--since", "2021-08-13", as_of="2021-08-15").out.splitlines()
    assert re.fullmatch(r"Arvoja muuttui \d+, osatehtäviä 1\.", told[0])
    assert f"  2021-07 05 {item:<12} tila: Valmis → tyhjä" in told
    assert f"  2021-07 05 {item:<12} tieto: ilmoitettu → tyhjä" in told
    assert not [line for line in told if "syyt" in line]
    assert call("reinstate", "05_HTT.xlsx", "--why", "ei", as_of="2021-08-16").code == 0
    assert (
        call("difference", "--since", "2021-08-13", as_of="2021-08-17").out == "Mikään arvo ei muuttunut.\n"
    )
    assert mistake(call("exclude", "muu.xlsx", "--why", "koe")).startswith(
        "ytaexcel: muu.xlsx has not been merged"
    )


def test_the_difference_is_written_as_a_table(call: Call, run: Run, tmp_path: Path) -> None:
    filled(run)
    call("merge")
    path = tmp_path / "uusi kansio" / "erot.csv"
    assert call("difference", "--since", "2021-08-01", "--csv", path).code == 0
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    assert head == "month,organisation,group,item,field,before,after,submission_id"
    assert any(row.startswith(f"2021-07,05,HTT,{items_of(run)[0]},status,,done,") for row in rows)


def test_a_difference_is_told_from_an_earlier_day_to_a_later_one(call: Call) -> None:
    told = mistake(call("difference", "--since", "2021-08-13", as_of="2021-08-12"))
    assert "--since 2021-08-13 is after 2021-08-12, up to which the difference is told." in told
    known_on = ("--since", "2021-08-01", "--known-on", "2021-07-31")
    assert "--since 2021-08-01 is after 2021-07-31" in mistake(call("difference", *known_on))


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1999-12-31", "2100-01-01"])
def test_days_are_of_this_century(day: str, call: Call, tmp_path: Path) -> None:
    told = mistake(call("export", tmp_path / "t", "--known-on", day))
    assert told == f"ytaexcel: {day} is no day of the years 2000–2099.\n"


def test_a_text_is_taken_out_everywhere_only_where_its_cell_is_named(call: Call, run: Run) -> None:
    """Without the cell the whole file would go, and cannot be brought back."""
    filled(run)
    call("merge")
    assert "name it with --cell" in mistake(call("redact", "05_HTT.xlsx", "--everywhere", "--why", "koe"))
    assert call("status", "--month", "2021-07", "--json").out.count('"accepted"') == 1


def test_what_an_organisation_set_for_itself_is_told_as_a_difference(call: Call, run: Run) -> None:
    allowing(run.workspace.programme_folder(PROGRAMME))
    own_run, item = run_in(run.workspace), items_of(run)[0]
    first = {"own_end": date(2021, 9, 30), "own_critical": "Kyllä", "reason": "Päätös"}
    send(own_run, {item: {"status": "Käynnissä"}}, own={item: first})
    call("merge")
    second = {**first, "own_end": date(2021, 12, 31)}
    send(own_run, {}, own={item: second}, name="b.xlsx", modified_at=datetime(2021, 8, 14))
    call("merge", as_of="2021-08-15")
    told = call("difference", "--since", "2021-08-13", as_of="2021-08-16").out.splitlines()
    assert f"  2021-07 05 {item:<12} oma loppu: 30.9.2021 → 31.12.2021" in told
    told = call("difference", "--since", "2021-08-01", as_of="2021-08-16").out.splitlines()
    assert f"  2021-07 05 {item:<12} oma kriittisyys: tyhjä → kyllä" in told


def test_a_long_difference_is_cut_on_the_terminal(call: Call, run: Run) -> None:
    for month in ("2021-07", "2021-08", "2021-09", "2021-10"):
        send(
            run,
            {item: {"status": "Käynnissä", "percent_done": 0.4} for item in items_of(run)},
            month=month,
        )
    call("merge")
    told = call("difference", "--since", "2021-08-01", "--month", "2021-07").out.splitlines()
    assert told[-1].startswith("  2021-07")
    told = call("difference", "--since", "2021-08-01").out.splitlines()
    assert len(told) == 42
    assert "--csv" in told[-1]


def test_a_workspace_is_backed_up_and_restored(call: Call, run: Run, tmp_path: Path) -> None:
    filled(run)
    call("merge")
    backup = tmp_path / "kopio.zip"
    told = call("backup", backup, "--with-key").out.splitlines()
    assert told[0].startswith(f"Varmuuskopio on tiedostossa {backup}:")
    assert "avain" in told[1]
    restored = call("restore", backup, tmp_path / "uusi")
    assert restored == (0, f"Työtila on kansiossa {tmp_path / 'uusi'} (työkirjoja 1).\n", "")
    assert call("--workspace", tmp_path / "uusi", "verify").code == 0
    assert "not empty" in mistake(call("restore", backup, tmp_path / "uusi"))


def test_a_backup_without_the_key_says_what_is_missing(call: Call, run: Run, tmp_path: Path) -> None:
    filled(run)
    call("merge")
    backup = tmp_path / "kopio.zip"
    assert KEY_FILE in call("backup", backup).out
    restored = call("restore", backup, tmp_path / "uusi")
    assert restored.code == 1
    assert KEY_FILE in restored.out
    shutil.copy(run.workspace.root / KEY_FILE, tmp_path / "uusi")
    assert call("--workspace", tmp_path / "uusi", "rebuild").code == 0


def test_an_output_that_is_open_in_excel_is_told_with_its_new_name(
    call: Call, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = call("template", "--month", "2021-07", "--organisation", "05", "--group", "HTT").out
    path = Path(first.removeprefix("Kirjoitettiin ").strip().rstrip(".")).resolve()
    rename = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target).resolve() == path:
            raise PermissionError(13, "in use", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    told = call("template", "--month", "2021-07", "--organisation", "05", "--group", "HTT").out.splitlines()
    assert told[0].endswith("_05_HTT_fi (2).xlsx.")
    assert told[1].startswith(f"{path.name} on auki toisessa ohjelmassa")


# --- JSON -------------------------------------------------------------------------------------------------------


def test_json_of_check_and_merge_is_one_document_to_the_letter(call: Call, run: Run) -> None:
    items = items_of(run)
    path = send(run, {items[0]: {"status": "Valmis"}, items[1]: {"status": "valmiss"}})
    expected = {
        "files": [
            {
                "file": str(path),
                "outcome": "partly_accepted",
                "organisation": "05",
                "group": "HTT",
                "month": "2021-07",
                "rows_accepted": 1,
                "rows_refused": 1,
                "rows_ignored": 0,
                "findings": [
                    {
                        "code": "C001",
                        "severity": "error",
                        "sheet": "Tilannekuva",
                        "cell": "K6",
                        "item": items[1],
                        "message": (
                            '"valmiss" ei ole tila. Sallitut: Ei aloitettu, Käynnissä, Valmis, Ei koske aluetta. '
                            "Valitse tila luettelosta."
                        ),
                    }
                ],
            }
        ]
    }
    for command in ("check", "merge"):
        result = call(command, "--json", path)
        assert (result.code, result.err) == (1, "")
        assert json.loads(result.out) == expected
        assert list(json.loads(result.out)["files"][0]) == list(expected["files"][0])


def test_json_has_an_entry_for_each_file_given_refused_and_known_ones_too(
    call: Call, run: Run, tmp_path: Path
) -> None:
    good = filled(run)
    copy = Path(shutil.copy(good, tmp_path / "kopio.xlsx"))
    broken = tmp_path / "rikki.xlsx"
    broken.write_bytes(b"PK rikki")
    result = call("merge", "--json", broken, good, copy)
    files = json.loads(result.out)["files"]
    assert [(each["file"], each["outcome"]) for each in files] == [
        (str(broken), "refused"),
        (str(good), "accepted"),
        (str(copy), "duplicate"),
    ]
    assert (files[0]["organisation"], files[0]["month"], files[0]["rows_accepted"]) == (None, None, 0)
    assert [each["code"] for each in files[2]["findings"]] == ["W009"]
    nothing = call("merge", "--json")
    assert (nothing.code, json.loads(nothing.out)) == (0, {"files": []})


def test_json_of_status_is_one_document_to_the_letter(call: Call, run: Run) -> None:
    filled(run)
    call("merge")
    result = call("status", "--month", "2021-07", "--json", as_of="2021-08-20")
    document = json.loads(result.out)
    assert (result.code, result.err) == (0, "")
    assert list(document) == ["month", "deadline", "submissions"]
    assert (document["month"], document["deadline"]) == ("2021-07", "2021-08-12")
    assert [
        (each["organisation"], each["group"]) for each in document["submissions"]
    ] == run.programme.expected_in("2021-07")
    assert document["submissions"][0] == {
        "organisation": "05",
        "group": "HTT",
        "state": "accepted",
        "late": False,
        "rows_accepted": 1,
        "rows_refused": 0,
    }
    assert {each["state"] for each in document["submissions"][1:]} == {"missing"}


# --- mistakes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["template", "report", "run", "status"])
@pytest.mark.parametrize("month", ["2021-7", "2021-13", "heinäkuu", ""])
def test_a_wrong_month_is_told_how_a_month_is_written(call: Call, command: str, month: str) -> None:
    assert "write it as YYYY-MM" in mistake(call(command, "--month", month))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--programme muu status --month 2021-07", 'There is no programme "muu"'),
        ("--programme muu init uusi", 'There is no programme "muu"'),
        ("--programme muu demo uusi", 'There is no programme "muu"'),
        ("--as-of huomenna status --month 2021-07", "write it as YYYY-MM-DD"),
        ("--workspace puuttuu status --month 2021-07", "is not a workspace"),
        ("--lang de status --month 2021-07", "'de' is not one of 'fi', 'sv', 'en'"),
        ("template --month 2021-07 --organisation 99", 'There is no organisation "99"; there are: 05, 17.'),
        ("template --month 2021-07 --group XX", 'There is no group "XX"'),
        ("template --month 2020-01", "expected.csv names no workbook"),
        ("template", "Missing option '--month'"),
        ("report --month 2021-07", "There is nothing to report for 2021-07"),
        ("report --month 2021-07 --for press", "no audience press"),
        ("history --item HTT.Z.1 --organisation 05", 'There is no item "HTT.Z.1"'),
        ("history --item HTT.A.1.1 --organisation 99", 'There is no organisation "99"'),
        ("check", "Missing argument 'FILE...'"),
        ("check input", "is a folder"),
        ("merge --accept-as 05/HTT/2021-07", "name just that file"),
        ("merge a.xlsx b.xlsx --accept-as 05/HTT/2021-07", "name just that file"),
        ("merge a.xlsx --accept-as 05/HTT", "write it as 05/HTT/2021-11"),
        ("merge a.xlsx --accept-as 99/HTT/2021-07", 'There is no organisation "99"'),
        ("merge a.xlsx --accept-as 05/HTT/2021-7", "write it as YYYY-MM"),
        ("export", "Missing argument 'DIR'"),
        ("export x --format ods", "'ods' is not one of"),
        ("export ytaexcel.toml", "is a file"),
        ("programme import puuttuu.xlsx", "does not exist"),
        ("init .", "is not empty"),
        ("demo schemas", "is not empty and holds no former demonstration"),
        ("demo uusi --months 0", "at least one month"),
        ("kaikki", "No such command 'kaikki'"),
        ("merge --kaikki", "No such option"),
    ],
)
def test_a_wrong_call_is_told_in_one_sentence(call: Call, words: str, sentence: str) -> None:
    assert sentence in mistake(call(*words.split(), as_of=""))


def test_outside_a_workspace_the_way_to_one_is_told(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["status", "--month", "2021-07"], ["merge"], ["verify"], ["programme", "check"]):
        assert "ytaexcel init DIR" in mistake(call(*words))
    assert [path.name for path in tmp_path.iterdir()] == ["workspace"]


def test_definitions_that_cannot_hold_are_told_line_by_line(call: Call, run: Run) -> None:
    path = run.workspace.programme_folder(PROGRAMME) / "roadmap.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",undetermined" * 3, ",undetermined,ehkä,undetermined", 2), encoding="utf-8")
    result = call("status", "--month", "2021-07")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("ytaexcel: roadmap.csv line 2 (")
    told = [
        line
        for line in result.err.splitlines()
        if 'start_first is "ehkä"; allowed: yes, no, undetermined.' in line
    ]
    assert [re.sub(r".*(line \d+).*", r"\1", line) for line in told] == ["line 2", "line 3"]
    assert "Traceback" not in result.err


def test_a_key_that_is_gone_is_not_replaced_by_another_once_there_are_submissions(
    call: Call, run: Run
) -> None:
    """A new key would make every workbook that was ever sent look forged."""
    filled(run)
    key = run.workspace.root / KEY_FILE
    call("merge")
    key.unlink()
    run.workspace.database.unlink()
    assert "Copy it from whoever made" in mistake(call("status", "--month", "2021-07"))
    assert not key.exists()


def test_a_fresh_workspace_without_a_key_is_given_one(call: Call, run: Run) -> None:
    """So that a copy of the repository, which never brings a key along, works as a workspace."""
    key = run.workspace.root / KEY_FILE
    key.unlink()
    assert call("template", "--month", "2021-07", "--organisation", "05", "--group", "HTT").code == 0
    assert re.fullmatch(r"[0-9a-f]{64}\n", key.read_text(encoding="ascii"))


def test_a_fault_of_the_program_is_told_in_a_sentence_and_kept_in_the_output_folder(
    call: Call, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken inside")

    monkeypatch.setattr(ytaexcel.workflow, "status_of", fail)
    told = mistake(call("status", "--month", "2021-07"))
    log = run.workspace.output.resolve() / "ytaexcel-error.log"
    assert str(log) in told
    assert "RuntimeError: broken inside" in log.read_text(encoding="utf-8")


def test_a_fault_in_a_workspace_that_cannot_be_written_is_kept_among_the_temporary_files(
    call: Call, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_text

    def fail(*_: object) -> None:
        raise RuntimeError("broken inside")

    def refuse(path: Path, *arguments: Any, **options: Any) -> int:
        if run.workspace.root.resolve() in path.resolve().parents:
            raise PermissionError(13, "Permission denied")
        return write(path, *arguments, **options)

    monkeypatch.setattr(ytaexcel.workflow, "status_of", fail)
    monkeypatch.setattr(Path, "write_text", refuse)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    told = mistake(call("status", "--month", "2021-07"))
    assert str(tmp_path / "ytaexcel-error.log") in told
    assert "RuntimeError: broken inside" in (tmp_path / "ytaexcel-error.log").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_told(
    call: Call, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "Z:/arkisto")

    monkeypatch.setattr(ytaexcel.workflow, "export_tables", fail)
    assert (
        mistake(call("export", "x")) == "ytaexcel: Z:/arkisto cannot be read or written: Permission denied.\n"
    )


# --- shared options ---------------------------------------------------------------------------------------------


def test_shared_options_work_before_and_after_the_command(
    call: Call, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also between the two words of a command of two words; the later one counts."""
    monkeypatch.chdir(tmp_path)
    root = ["--workspace", run.workspace.root]
    rest = ["--programme", PROGRAMME, "--lang", "en", "--as-of", "2021-08-10"]
    before = call(*root, *rest, "status", "--month", "2021-07", as_of="")
    after = call("status", "--month", "2021-07", *root, *rest, as_of="")
    mixed = call("--lang", "sv", *root, "status", *rest, "--month", "2021-07", as_of="2022-01-01")
    assert before == after == mixed
    assert before.out.splitlines()[0] == "July 2021: due 12.8.2021"
    assert before.out.splitlines()[-1] == "Days to the deadline: 2."
    places = (
        [*root, *rest, "programme", "check"],
        ["programme", *root, *rest, "check"],
        ["programme", "check", *root, *rest],
    )
    told = {call(*words, as_of="") for words in places}
    assert len(told) == 1
    assert told.pop().out.startswith(f"{PROGRAMME} holds together: 15 sub-tasks, 5 groups, 2 organisations.")


@pytest.mark.parametrize(("language", "word"), [("fi", "Tiedostoja 1"), ("sv", "Filer 1"), ("en", "Files 1")])
def test_lang_chooses_the_language_of_what_is_printed(call: Call, run: Run, language: str, word: str) -> None:
    filled(run)
    assert word in call("merge", "--lang", language).out


def test_as_of_decides_what_is_late_and_what_the_receipt_says(call: Call, run: Run) -> None:
    filled(run)
    call("merge", as_of="2021-08-13")
    (receipt,) = run.archive.receipts()
    assert receipt.received_at == "2021-08-13T09:00:00+00:00"
    document = json.loads(call("status", "--month", "2021-07", "--json").out)
    assert document["submissions"][0]["late"] is True


# --- definitions ------------------------------------------------------------------------------------------------


def test_init_makes_a_workspace_that_works(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "uusi"
    result = call("init", folder)
    assert (result.code, result.err) == (0, "")
    assert f"--workspace {folder} template --month" in result.out
    assert sorted(path.name for path in folder.iterdir()) == [
        "input",
        "output",
        "schemas",
        "ytaexcel.key",
        "ytaexcel.toml",
    ]
    other = tmp_path / "toinen"
    call("init", other)
    assert (folder / KEY_FILE).read_bytes() != (other / KEY_FILE).read_bytes()
    assert call("--workspace", folder, "programme", "check").code == 0


def test_the_roadmap_goes_to_excel_and_back(call: Call, run: Run) -> None:
    exported = call("programme", "export")
    assert (exported.code, exported.err) == (0, "")
    (path,) = run.workspace.output.glob("*roadmap*.xlsx")
    assert str(path.relative_to(Path.cwd())) in exported.out
    imported = call("programme", "import", path)
    assert (imported.code, imported.out) == (0, "Tiekartta päivitettiin; muuttuneita rivejä 0.\n")


def test_decisions_taken_back_from_a_month_on_leave_the_months_before(call: Call, run: Run) -> None:
    """Without a month they hold for all, and that a former decision changed so is said."""

    def typed(critical: str) -> Path:
        call("programme", "export")
        (path,) = run.workspace.output.glob("*roadmap*.xlsx")
        book = load_workbook(path)
        row = book.worksheets[0].max_row
        for column, value in zip("FH", (critical, "johtoryhmä"), strict=True):
            book.worksheets[0][f"{column}{row}"] = value
        book.save(path)
        return path

    assert len(call("programme", "import", typed("kyllä")).out.splitlines()) == 1
    told = call("programme", "import", typed("ei"), "--from", "2021-10").out.splitlines()
    assert told[1] == "Uusia rivejä kuukaudesta 2021-10 alkaen: 1. Sitä ennen rivit ovat ennallaan."
    assert call("programme", "check").out.splitlines()[1] == "Tiekartta muuttuu 10/2021: uusi kriittisyys 1."
    again = call("programme", "import", typed("kyllä")).out.splitlines()
    assert again[1].startswith("Aiempi päätös muuttui 1 rivillä, myös menneiltä kuukausilta.")
    assert "2021-1x" in mistake(call("programme", "import", typed("ei"), "--from", "2021-1x"))


def test_an_item_with_two_rows_is_counted_once(call: Call, run: Run) -> None:
    before = call("programme", "check").out.splitlines()[0]
    path = run.workspace.programme_folder(PROGRAMME) / "roadmap.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1:2] = [f"{lines[1]}2021-08", lines[1].replace(",2021-07,", ",2021-09,")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert call("programme", "check").out.splitlines()[0] == before


def test_programme_check_says_what_is_undetermined_and_how_to_decide_it(call: Call) -> None:
    told = call("programme", "check").out.splitlines()
    assert told[1].startswith("Päättämättä: kriittisyys 15, aikataulu 15.")
    assert "ytaexcel programme export" in told[1]


def test_programme_check_says_what_schedule_texts_were_read_as_and_on_which_assumptions(
    call: Call, run: Run
) -> None:
    path = run.workspace.programme_folder(run.programme.id) / "roadmap.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    texts = ["syksy 2025", "YTA-johtoryhmä 4/2026", "vuosittain", "syksy 2026"]
    texts += ["2026"] * (len(rows) - len(texts))
    lines = [f"{header},schedule", *(f"{row},{text}" for row, text in zip(rows, texts, strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert call("programme", "check", "--lang", "en").out.splitlines()[-4:] == [
        f"Schedule texts were read as: once {len(rows) - 1}, yearly 1.",
        "Assumed (rows: 2): Autumn is read as 1 August to 31 December.",
        "Assumed (rows: 1): After a body, number/year is read as a month; it could also be the number of the meeting.",
        "Assumed (rows: 1): Yearly without a month: once in each calendar year, by 31 December.",
    ]


def test_programme_check_says_how_many_rules_are_on_trial_or_waived(call: Call, run: Run) -> None:
    path = run.workspace.programme_folder(PROGRAMME) / "rules.toml"
    text = path.read_text(encoding="utf-8")
    waiver = (
        '[[rules.complete_but_not_done.waivers]]\norganisation = "05"\nfrom = "2021-07"\nwhy = "Sovittu."\n'
    )
    path.write_text(
        text.replace('code = "R004"', 'code = "R004"\ntrial = true', 1) + waiver, encoding="utf-8"
    )
    assert call("programme", "check").out.splitlines()[1] == ("Sääntöjä 24; koekäytössä 1, poikkeuksia 1.")


# --- the forged and the curious ----------------------------------------------------------------------------------


def test_a_workbook_that_claims_a_path_as_its_month_writes_nothing_outside_the_workspace(
    call: Call, run: Run, tmp_path: Path
) -> None:
    forged = Passport(PROGRAMME, "05", "HTT", "../../../ulos", "1", "fi", "0" * 64)
    path = send(run, {items_of(run)[0]: {"status": "Valmis"}}, passport=forged)
    assert call("check", path).code == 1
    assert call("merge", path, "--feedback").code == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["workspace"]
    assert [each.name for each in run.workspace.output.rglob("*palaute.xlsx")] == ["05_HTT - palaute.xlsx"]
