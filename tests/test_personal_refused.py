"""A file with a personal identity code leaves no trace but the answer that names the places, whatever is done with it."""

import json
import random
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from builder import KEY, packed, passport_of, save, workbook
from collected import items_of, run_in, send, small_workspace
from temporary_codes import DASHES, SEPARATORS, code
from ytaexcel.archive import Receipt
from ytaexcel.cli import main
from ytaexcel.conform import Acceptance
from ytaexcel.identity_codes import MASK, has_code
from ytaexcel.inbox import Sent, sent_files
from ytaexcel.merge import judge, sources
from ytaexcel.workflow import Run, check_files, export_tables, make_reports, merge_files, rebuild, verify

CODE = code()
STATE = "Tilannekuva"
DAY = date(2021, 8, 12)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_in(small_workspace(tmp_path / "workspace", items=2), DAY)


def texts_under(folder: Path) -> list[tuple[str, str]]:
    """(place, text) of every file, its name, and every part of it that can be unpacked."""
    found = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file() and "input" not in each.parts):
        data = path.read_bytes()
        contents = {path.name: data}
        try:
            with ZipFile(path) as package:
                contents |= {f"{path.name}!{name}": package.read(name) for name in package.namelist()}
        except BadZipFile:
            pass
        for place, content in contents.items():
            found.append((place, place))
            found += [(place, content.decode(each, errors="replace")) for each in ("utf-8", "utf-16-le")]
    return found


def assert_no_trace(run: Run, *codes: str) -> None:
    places = [
        place
        for place, text in texts_under(run.workspace.root)
        if has_code(text) or any(each.lower() in text.lower() for each in codes)
    ]
    assert places == []


def test_the_file_is_refused_neither_archived_nor_copied_and_answered_on_one_page(run: Run) -> None:
    item = items_of(run)[0]
    path = send(run, {item: {"status": "Käynnissä", "where_now": f"Asiakas {CODE}"}})
    (refused,) = merge_files(run, sent_files(run.workspace.input), feedback=True)
    assert (refused.outcome, refused.accepted, refused.refused) == ("refused", [], [])
    assert [(each.code, each.sheet, each.cell) for each in refused.findings] == [("W030", STATE, "O5")]
    assert (refused.identity.organisation, refused.identity.group, refused.identity.month) == (
        "05",
        "HTT",
        "2021-07",
    )
    assert run.archive.hashes() == set()
    with run.history() as history:
        assert history.totals(run.programme.id)["submissions"] == 0
    (answer,) = (run.workspace.output / "2021-07" / "feedback").iterdir()
    book = load_workbook(answer)
    assert len(book.worksheets) == 1
    said = " ".join(
        str(value) for row in book.worksheets[0].iter_rows(values_only=True) for value in row if value
    )
    assert {STATE, "O5"} <= {value for row in book.worksheets[0].iter_rows(values_only=True) for value in row}
    assert "luetellut" in said
    assert not any(cell.hyperlink for row in book.worksheets[0].iter_rows() for cell in row)
    assert_no_trace(run, CODE)
    assert path.is_file(), "the program never changes a file in the inbox"


def test_only_the_personal_findings_are_told_of_it(run: Run) -> None:
    send(run, {items_of(run)[0]: {"status": CODE, "percent_done": "paljon", "where_now": "a@example.org"}})
    (refused,) = merge_files(run, sent_files(run.workspace.input))
    assert [each.code for each in refused.findings] == ["W030"]


def test_it_is_told_again_each_time_until_it_is_taken_away(run: Run) -> None:
    send(run, {items_of(run)[0]: {"where_now": CODE}})
    for _ in range(2):
        (refused,) = merge_files(run, sent_files(run.workspace.input), tell_known=False)
        assert refused.outcome == "refused"


def test_no_decision_takes_it_in(run: Run) -> None:
    path = send(run, {items_of(run)[0]: {"status": "Käynnissä", "where_now": CODE}})
    decision = Acceptance("05", "HTT", "2021-07")
    (refused,) = merge_files(run, [Sent(path, "2021-07")], accept_as=decision)
    assert (refused.outcome, refused.identity.is_trusted) == ("refused", False)
    assert not run.workspace.archive.exists() or not any(run.workspace.archive.iterdir())


def test_checking_copies_nothing_of_it_either(run: Run) -> None:
    path = send(run, {items_of(run)[0]: {"status": "melkein", "where_now": CODE}})
    check_files(run, [Sent(path, "2021-07")], feedback=True)
    assert any((run.workspace.output / "2021-07" / "feedback").iterdir())
    assert_no_trace(run, CODE)


def test_its_neighbours_go_in(run: Run) -> None:
    item = items_of(run)[0]
    send(run, {item: {"status": "Käynnissä"}}, name="a.xlsx")
    send(run, {item: {"status": "Valmis", "where_now": CODE}}, organisation="17", name="b.xlsx")
    outcomes = [each.outcome for each in merge_files(run, sent_files(run.workspace.input), feedback=True)]
    assert outcomes == ["accepted", "refused"]
    assert verify(run) == []
    assert_no_trace(run, CODE)


def test_mended_it_goes_in(run: Run) -> None:
    item = items_of(run)[0]
    send(run, {item: {"status": "Valmis", "where_now": CODE}})
    merge_files(run, sent_files(run.workspace.input), feedback=True)
    send(run, {item: {"status": "Valmis", "where_now": "Valmis."}})
    (taken,) = merge_files(run, sent_files(run.workspace.input), feedback=True)
    assert taken.outcome == "accepted"


@pytest.mark.parametrize("name", [f"{CODE}.xlsx", f"05 {CODE.replace('-', '–')} HTT.xlsx"])
def test_a_code_in_the_name_refuses_a_file_and_is_masked_in_every_name(name: str, run: Run) -> None:
    send(run, {items_of(run)[0]: {"status": "Käynnissä"}}, name=name)
    (refused,) = merge_files(run, sent_files(run.workspace.input), feedback=True)
    assert [each.code for each in refused.findings] == ["W030"]
    assert refused.source.name == name.replace(CODE, MASK).replace(CODE.replace("-", "–"), MASK)
    assert_no_trace(run, CODE)


def test_names_that_are_alike_once_masked_are_numbered(run: Run) -> None:
    item = items_of(run)[0]
    for number in (900, 901, 902):
        send(run, {item: {"percent_done": number}}, name=f"{code(number=number)}.xlsx")
    merge_files(run, sent_files(run.workspace.input), feedback=True)
    names = sorted(path.name for path in (run.workspace.output / "2021-07" / "feedback").iterdir())
    assert names == [f"{MASK} (2) - palaute.xlsx", f"{MASK} (3) - palaute.xlsx", f"{MASK} - palaute.xlsx"]


def test_a_code_in_the_name_of_a_folder_refuses_the_files_in_it(run: Run) -> None:
    item = items_of(run)[0]
    send(run, {item: {"status": "Käynnissä"}}, folder=f"2021-07/{CODE}")
    (refused,) = merge_files(run, sent_files(run.workspace.input))
    assert [each.values["where"] for each in refused.findings] == ["personal.where.folder"]
    assert run.archive.hashes() == set()


def test_a_folder_above_the_workspace_is_not_looked_at(tmp_path: Path) -> None:
    run = run_in(small_workspace(tmp_path / CODE / "2021-07x", items=2), DAY)
    send(run, {items_of(run)[0]: {"status": "Käynnissä"}})
    (taken,) = merge_files(run, sent_files(run.workspace.input))
    assert taken.outcome == "accepted"


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_damaged_file_with_a_code_is_not_archived(cut: int, run: Run) -> None:
    path = send(run, {items_of(run)[0]: {"where_now": CODE}})
    path.write_bytes(path.read_bytes()[: -cut * 300])
    (refused,) = merge_files(run, sent_files(run.workspace.input), feedback=True)
    assert [each.code for each in refused.findings] == ["W030"]
    assert run.archive.hashes() == set()
    assert_no_trace(run, CODE)


def test_a_damaged_file_without_one_is_archived_as_ever(run: Run) -> None:
    path = send(run, {items_of(run)[0]: {"status": "Käynnissä"}})
    path.write_bytes(path.read_bytes()[:-300])
    (refused,) = merge_files(run, sent_files(run.workspace.input))
    assert [each.code for each in refused.findings] == ["F003"]
    assert len(run.archive.hashes()) == 1


def test_what_a_passport_claims_is_repeated_only_as_far_as_the_programme_knows_it(run: Run) -> None:
    claims = passport_of(run.programme, CODE, "HTT", "2021-07", key=bytes(32))
    send(run, {}, passport=claims)
    (refused,) = merge_files(run, sent_files(run.workspace.input), feedback=True)
    assert (refused.identity.organisation, refused.identity.group) == ("", "HTT")
    assert_no_trace(run, CODE)


def test_an_error_by_rule_refuses_the_file_whole_too(run: Run) -> None:
    path = run.workspace.programme_folder(run.programme.id) / "rules.toml"
    rules = path.read_text(encoding="utf-8")
    path.write_text(rules.replace('secrecy = "warning"', 'secrecy = "error"'), encoding="utf-8")
    run = run_in(run.workspace, DAY)
    send(run, {items_of(run)[0]: {"status": "Käynnissä", "where_now": "SALASSA PIDETTÄVÄ hinta"}})
    (refused,) = merge_files(run, sent_files(run.workspace.input), feedback=True)
    assert [each.code for each in refused.findings] == ["W032"]
    assert run.archive.hashes() == set()
    assert not any("pidettävä hinta" in text.lower() for _, text in texts_under(run.workspace.output))


def test_a_warning_lets_the_file_in_and_is_told(run: Run) -> None:
    send(run, {items_of(run)[0]: {"status": "Käynnissä", "where_now": "TL IV, maija@example.org"}})
    (taken,) = merge_files(run, sent_files(run.workspace.input))
    assert (taken.outcome, [each.code for each in taken.findings]) == ("accepted", ["W032", "C040"])


def test_what_the_archive_held_before_is_kept_as_refused(run: Run) -> None:
    """A rule may have become stricter, or the archive may come from an older program."""
    data = packed(workbook(run.programme, {items_of(run)[0]: {"status": "Käynnissä", "where_now": CODE}}))
    path = save(workbook(run.programme, {}), run.workspace.input / "2021-07" / "a.xlsx")
    path.write_bytes(data)
    (source,), _ = sources([Sent(path, "2021-07")], {})
    receipt = Receipt(
        source.sha256, "a.xlsx", "xlsx", len(data), "2021-08-10T00:00:00+00:00", "2021-07", run.programme.id
    )
    run.archive.add(data, receipt)
    assert rebuild(run) == 1
    assert verify(run) == []
    (again,) = judge([source], run.programme, KEY, "fi")
    assert again.outcome == "refused"
    with run.history() as history:
        assert history.totals(run.programme.id) == {
            "submissions": 1,
            "accepted": 0,
            "refused": 0,
            "ignored": 0,
        }


def places_of(seed: int) -> Callable[[Run, str], Path]:
    """One of the ways in which a code gets into a workbook, and further ones at once."""
    chance = random.Random(seed)

    def lay(run: Run, typed: str) -> Path:
        item = items_of(run)[0]
        row = {"status": "Käynnissä", chance.choice(["where_now", "next_steps", "owner", "status"]): typed}
        book = workbook(run.programme, {item: row}, notes=[{"kind": "Huomio", "text": typed}])
        book[STATE]["K6"].comment = Comment(typed, typed)
        book.properties.title = typed
        book.create_sheet("Oma")["B2"] = typed
        name = (
            f"{typed.strip()} {seed}.xlsx" if chance.random() < 0.5 and "\n" not in typed else f"{seed}.xlsx"
        )
        return save(book, run.workspace.input / "2021-07" / name)

    return lay


def test_no_output_archive_database_log_or_terminal_repeats_any_of_many_codes(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    chance = random.Random(1)
    codes = []
    for seed, separator in enumerate(sorted({*SEPARATORS, *DASHES})):
        day = f"{chance.randint(1, 28):02}{chance.randint(1, 12):02}{chance.randint(0, 20):02}"
        typed = code(day, separator, chance.randint(900, 999))
        assert has_code(typed)
        codes += [typed, code(day, "-", int(typed[7:10]))]
        places_of(seed)(run, typed)
    send(run, {items_of(run)[0]: {"status": "Käynnissä"}}, organisation="17", name="kelpaa.xlsx")
    printed = []
    root = ["--workspace", str(run.workspace.root), "--as-of", "2021-08-12"]
    inbox = [str(each.path) for each in sent_files(run.workspace.input)]
    for words in (
        ["merge", "--feedback"],
        ["merge", "--json"],
        ["merge", *inbox],
        ["check", *inbox],
        ["check", "--json", *inbox],
        ["run", "--month", "2021-07"],
        ["status", "--month", "2021-07"],
        ["status", "--month", "2021-07", "--json"],
        ["history", "--item", items_of(run)[0], "--organisation", "17"],
        ["export", str(run.workspace.output / "tables")],
        ["verify"],
        ["rebuild"],
        ["check", str(run.workspace.input / codes[0] / "puuttuu.xlsx")],
        ["history", "--item", codes[0], "--organisation", codes[1]],
        ["status", "--month", codes[0]],
    ):
        monkeypatch.setattr(sys, "argv", ["ytaexcel", *words, *root])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        printed.append((words, told.out + told.err))
        if words[0] in ("merge", "check"):
            assert ended.value.code == 1
        if "--json" in words:
            json.loads(told.out)
    export_tables(run, run.workspace.output / "xlsx", "xlsx")
    make_reports(run, "2021-07", ["ministry"])
    for words, told_text in printed:
        assert not has_code(told_text), words
        assert not any(each.lower() in told_text.lower() for each in codes), words
    assert len(run.archive.hashes()) == 1
    assert_no_trace(run, *codes)
