"""Redaction: what is taken out is gone from every byte under output, stays out, and everything else counts on."""

import shutil
import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from openpyxl.comments import Comment

from builder import at, packed, workbook
from collected import items_of, run_in, send, small_workspace
from variants import protected
from ytaexcel.archive import Archive
from ytaexcel.cli import commands
from ytaexcel.cli.context import Settings
from ytaexcel.errors import StoreError, UsageError
from ytaexcel.history import History
from ytaexcel.inbox import sent_files
from ytaexcel.read import Means
from ytaexcel.redaction import Irredactable, cell_texts, redacted, settle, standing
from ytaexcel.workflow import (
    Run,
    assessed,
    catch_up,
    check_files,
    decide,
    export_tables,
    make_reports,
    make_templates,
    merge_files,
    rebuild,
    redact,
    redact_name,
    rejudge,
    status_of,
    verify,
)
from ytaexcel.workspace import Workspace

SECRET = "Maija Meikäläisen sairausloma & toipuminen"
OWN = "Sovittu aikataulusta."
IN_PLACE = "Poistettu tietosuojan vuoksi"
STATE, NOTES = "Tilannekuva", "Huomiot"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_in(small_workspace(tmp_path / "workspace", items=3))


def merged(run: Run) -> None:
    merge_files(run, sent_files(run.workspace.input))


def sent(run: Run, **options: Any) -> Path:
    """A workbook whose first item's row and first note hold the text."""
    first, second = items_of(run)[:2]
    return send(
        run,
        {
            first: {"status": "Käynnissä", "percent_done": 0.4, "where_now": SECRET, "next_steps": OWN},
            second: {"status": "Valmis", "where_now": OWN},
        },
        notes=[{"kind": "Toive", "text": SECRET}, {"kind": "Huomio", "text": OWN}],
        **options,
    )


def place(run: Run, field: str, row: int = 5, kind: str = "items") -> str:
    return f"{STATE if kind == 'items' else NOTES}!{at(run.programme, field, row, kind)}"


def holding(folder: Path, text: str = SECRET) -> list[str]:
    """The files below a folder in whose bytes the text stands, in any encoding, packed or not."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and _holds(path.read_bytes(), text)
    )


def _holds(data: bytes, text: str) -> bool:
    words = max(text.split(" & "), key=len)
    if any(words.encode(encoding) in data for encoding in ("utf-8", "utf-16-le")):
        return True
    if words.encode("ascii", "xmlcharrefreplace") in data:
        return True
    if not data.startswith(b"PK"):
        return False
    with zipfile.ZipFile(BytesIO(data)) as package:
        return any(_holds(package.read(name), text) for name in package.namelist())


def in_force(run: Run) -> dict[str, tuple[str | None, float | None, str]]:
    with run.history() as history:
        rows = history.items_in_force(run.programme.id)
    return {
        row["item"]: (row["status"], row["percent_done"], row["texts"]) for row in rows.to_dict("records")
    }


def notes(run: Run) -> list[str]:
    with run.history() as history:
        return list(history.notes_in_force(run.programme.id)["text"])


def tables(run: Run) -> Any:
    with run.history() as history:
        assert history.problems() == []
        return history.tables()


def copy_of(run: Run, folder: Path, by: str = "toinen") -> Run:
    shutil.copytree(run.workspace.root, folder)
    space = run.workspace
    database = folder / "output" / "history.sqlite"
    other = run_in(Workspace(folder, space.programme, space.languages, database))
    return replace(other, by=by)


# --- a whole file ---------------------------------------------------------------------------------------------------


def test_a_file_is_gone_from_archive_and_dataset_and_its_hash_stays(run: Run) -> None:
    path = sent(run, name="Maija.xlsx")
    merged(run)
    (receipt,) = run.archive.receipts()
    assert holding(run.workspace.output) == [f"archive/{receipt.sha256}.xlsx", "history.sqlite"]
    found = redact(run, str(path), "tietosuoja")
    assert holding(run.workspace.output) == []
    assert [each.name for each in run.archive.folder.glob(f"{receipt.sha256}*")] == [f"{receipt.sha256}.json"]
    assert next(run.archive.receipts()) == receipt
    assert found.taken == (("Maija.xlsx", ()),)
    assert found.stands_in == (path,), "the inbox is left alone, and named"
    (row,) = tables(run)["submission"]
    assert row[1:6] == (receipt.sha256, run.programme.id, "2021-07", "05", "HTT")
    assert row[11:16] == ("refused", 0, 0, 0, 0)
    assert [each[2] for each in tables(run)["finding"]] == ["W040"]
    assert (tables(run)["item_row"], tables(run)["note_row"]) == ([], [])
    assert {each.state for each in status_of(run, "2021-07").workbooks} == {"awaited"}
    assert verify(run) == []


def test_what_was_sent_before_counts_again(run: Run) -> None:
    first = items_of(run)[0]
    send(run, {first: {"status": "Ei aloitettu"}}, name="ensin.xlsx", modified_at=datetime(2021, 8, 9))
    sent(run, name="sitten.xlsx")
    merged(run)
    redact(run, "sitten.xlsx", "tietosuoja")
    assert in_force(run) == {first: ("not_started", None, "{}")}


def test_a_rebuild_and_judging_again_honour_it(run: Run) -> None:
    sent(run)
    merged(run)
    redact(run, "05_HTT.xlsx", "tietosuoja")
    before = tables(run)
    assert rebuild(run) == 1
    assert tables(run) == before
    rejudge(run, store=True)
    assert tables(run) == before


def test_a_redacted_file_that_is_sent_again_is_refused_and_copied_nowhere(run: Run) -> None:
    path = sent(run)
    merged(run)
    redact(run, str(path), "tietosuoja")
    before = tables(run)
    for tell_known in (True, False):
        (again,) = merge_files(run, sent_files(run.workspace.input), feedback=True, tell_known=tell_known)
        assert (again.outcome, [each.code for each in again.findings]) == ("refused", ["W040"])
    (checked,) = check_files(run, sent_files(run.workspace.input), feedback=True)
    assert [each.code for each in checked.findings] == ["W040"]
    assert tables(run) == before
    assert holding(run.workspace.output) == []


def test_what_is_redacted_cannot_count_again(run: Run) -> None:
    sent(run)
    merged(run)
    redact(run, "05_HTT.xlsx", "tietosuoja")
    with pytest.raises(UsageError, match="was redacted"):
        decide(run, "reinstate", "05_HTT.xlsx", "syy")
    for cells in ((), (place(run, "where_now"),)):
        with pytest.raises(UsageError, match=r"redacted .*already, by tester .* tietosuoja"):
            redact(run, "05_HTT.xlsx", "syy", cells)


def test_an_excluded_file_can_be_redacted(run: Run) -> None:
    sent(run)
    merged(run)
    decide(run, "exclude", "05_HTT.xlsx", "väärä")
    redact(run, "05_HTT.xlsx", "tietosuoja")
    assert [act.kind for act in run.archive.acts()] == ["exclude", "redact"]
    assert holding(run.workspace.output) == []


def test_the_name_of_the_file_goes_too_when_asked(run: Run) -> None:
    sent(run, name="Meikäläinen Maija.xlsx")
    merged(run)
    (receipt,) = run.archive.receipts()
    redact(run, "Meikäläinen Maija.xlsx", "nimi", with_name=True)
    assert holding(run.workspace.output, "Meikäläinen") == []
    (now,) = run.archive.receipts()
    assert now == replace(receipt, file_name=f"{receipt.sha256[:16]}.xlsx")
    assert verify(run) == []


# --- texts ----------------------------------------------------------------------------------------------------------


def test_a_text_and_a_note_are_gone_and_all_else_counts_on(run: Run) -> None:
    first, second = items_of(run)[:2]
    sent(run)
    merged(run)
    before = in_force(run)
    with run.history() as history:
        assessed(history, run.programme)
    cells = (place(run, "where_now"), place(run, "text", kind="notes"))
    found = redact(run, "05_HTT.xlsx", "tietosuoja", cells)
    assert holding(run.workspace.output) == []
    assert (found.taken, found.recounted, found.same_texts) == ((("05_HTT.xlsx", cells),), (), ())
    now = in_force(run)
    assert (
        (now[second][0], now[second][2]) == (before[second][0], before[second][2]) == ("done", now[second][2])
    )
    assert now[first][:2] == before[first][:2] == ("started", 40)
    assert (IN_PLACE in now[first][2], OWN in now[first][2]) == (True, True)
    assert notes(run) == [IN_PLACE, OWN]
    (row,) = tables(run)["submission"]
    assert row[11] == "accepted"
    assert row[8] == "2021-08-10T09:00:00+00:00", "it is as new as it was"
    assert "W041" in [each[2] for each in tables(run)["finding"]]
    kept = tables(run)
    rebuild(run)
    assert tables(run) == kept
    assert verify(run) == []
    (again,) = merge_files(run, sent_files(run.workspace.input))
    assert [each.code for each in again.findings] == ["W040"]
    assert holding(run.workspace.output) == []


def test_a_value_that_is_no_text_is_emptied(run: Run) -> None:
    sent(run)
    merged(run)
    redact(run, "05_HTT.xlsx", "tietosuoja", [place(run, "percent_done")])
    assert in_force(run)[items_of(run)[0]][:2] == ("started", None)


def test_texts_may_be_taken_out_one_after_the_other_and_then_the_file(run: Run) -> None:
    sent(run)
    merged(run)
    for cell in (place(run, "where_now"), place(run, "text", kind="notes")):
        redact(run, "05_HTT.xlsx", "tietosuoja", [cell])
        assert len(list(run.archive.folder.glob("redacted-*"))) == 1
    assert holding(run.workspace.output) == []
    assert notes(run) == [IN_PLACE, OWN]
    with pytest.raises(UsageError, match="redacted there already"):
        redact(run, "05_HTT.xlsx", "syy", [place(run, "where_now")])
    redact(run, "05_HTT.xlsx", "tietosuoja")
    assert list(run.archive.folder.glob("*.xlsx")) == []
    assert verify(run) == []


def test_the_same_text_in_other_rows_and_months_is_named_and_taken_out_when_asked(run: Run) -> None:
    sent(run)
    sent(run, month="2021-08", modified_at=datetime(2021, 9, 2), name="elokuu.xlsx")
    send(run, {items_of(run)[0]: {"status": "valmiss", "where_now": f"Yhä {SECRET}."}}, organisation="17")
    merged(run)
    found = redact(run, "05_HTT.xlsx", "tietosuoja", [place(run, "where_now")])
    note = place(run, "text", kind="notes")
    assert {(each.file_name, each.place) for each in found.same_texts} == {
        ("05_HTT.xlsx", note),
        ("17_HTT.xlsx", place(run, "where_now")),
        ("elokuu.xlsx", note),
        ("elokuu.xlsx", place(run, "where_now")),
    }
    assert holding(run.workspace.output) != []
    rest = redact(run, "05_HTT.xlsx", "tietosuoja", [note], everywhere=True)
    assert {name for name, _ in rest.taken} == {"05_HTT.xlsx", "elokuu.xlsx", "17_HTT.xlsx"}
    assert holding(run.workspace.output) == []
    assert verify(run) == []


def test_files_of_one_name_are_each_told(run: Run) -> None:
    """Groups send the same name every month."""
    sent(run)
    sent(run, month="2021-08", modified_at=datetime(2021, 9, 2))
    merged(run)
    with run.history() as history:
        first = history.submissions(run.programme.id, "2021-07")["submission_id"].iloc[0]
    state, note = place(run, "where_now"), place(run, "text", kind="notes")
    found = redact(run, first, "tietosuoja", [state], everywhere=True)
    assert found.taken == (("05_HTT.xlsx", (state, note)), ("05_HTT.xlsx", (note, state)))


@pytest.mark.parametrize("how", ["Tilannekuva!{}", "'Tilannekuva'!{}"])
def test_a_cell_is_understood_as_people_and_formulas_write_it(how: str, run: Run) -> None:
    sent(run)
    merged(run)
    cell = place(run, "where_now").partition("!")[2]
    written = how.format(f"${cell[0].lower()}${cell[1:]}")
    found = redact(run, "05_HTT.xlsx", "tietosuoja", [written, place(run, "where_now")])
    assert found.taken == (("05_HTT.xlsx", (place(run, "where_now"),)),)


def test_a_whole_file_is_not_taken_out_by_a_forgotten_cell(run: Run) -> None:
    """It could not be undone."""
    sent(run)
    merged(run)
    with pytest.raises(UsageError, match="name them with --cell"):
        redact(run, "05_HTT.xlsx", "tietosuoja", everywhere=True)
    with pytest.raises(UsageError) as told:
        redact(run, "05_HTT.xlsx", "tietosuoja", ["Muistio!A1"])
    assert "whole file" not in str(told.value)
    assert run.archive.acts() == []


def test_outputs_that_still_hold_the_text_are_named(run: Run, tmp_path: Path) -> None:
    sent(run)
    merged(run)
    (report,) = make_reports(run, "2021-07", ["organisation"])[:1]
    templates = make_templates(run, "2021-08", "05", "HTT")
    export_tables(run, run.workspace.output / "taulut", "csv")
    found = redact(run, "05_HTT.xlsx", "tietosuoja", [place(run, "where_now")])
    told = {path.relative_to(run.workspace.root).as_posix() for path in found.stands_in}
    left = {f"output/{each}" for each in holding(run.workspace.output) if not each.startswith("archive/")}
    assert left - {"output/history.sqlite"} <= told
    assert report in found.stands_in
    assert set(templates) <= set(found.stands_in)
    for path in found.stands_in:
        path.unlink()


@pytest.mark.parametrize(
    ("which", "why", "cells", "told"),
    [
        ("05_HTT.xlsx", " ", [], "Say why"),
        ("ei_ole.xlsx", "syy", [], "has not been merged"),
        ("05_HTT.xlsx", "syy", ["Tilannekuva!A1000"], "nothing stands in"),
        ("05_HTT.xlsx", "syy", ["Muistio!A1"], 'no sheet "Muistio"'),
        ("05_HTT.xlsx", "syy", ["O5"], '"O5" is no cell'),
        ("05_HTT.xlsx", "syy", ["Tilannekuva!"], '"Tilannekuva!" is no cell'),
        ("05_HTT.xlsx", f"koska {SECRET.upper()}", ["Tilannekuva!O5"], "must not repeat"),
    ],
)
def test_a_redaction_that_cannot_be_meant_is_told_and_nothing_is_done(
    which: str, why: str, cells: list[str], told: str, run: Run
) -> None:
    sent(run)
    merged(run)
    cells = [place(run, "where_now") if each == "Tilannekuva!O5" else each for each in cells]
    before = sorted(run.archive.folder.iterdir())
    with pytest.raises(UsageError, match=told):
        redact(run, which, why, cells)
    assert sorted(run.archive.folder.iterdir()) == before


# --- the workbook ---------------------------------------------------------------------------------------------------


def rich(run: Run) -> bytes:
    """A workbook in which a text stands in a cell, its comment, another cell, a property and a formula's result."""
    first, second = items_of(run)[:2]
    book = workbook(run.programme, {first: {"where_now": SECRET}, second: {"where_now": SECRET}})
    state = book[STATE]
    state[at(run.programme, "where_now", 5)].comment = Comment(SECRET, "Maija")
    state[at(run.programme, "status", 5)].comment = Comment("Oma", "Maija")
    state["Z5"] = '="Laskettu"'
    book.properties.description = f"Katso: {SECRET}"
    return packed(book)


def test_comment_and_properties_go_with_the_cell_and_other_rows_stay(run: Run) -> None:
    data, cell, other = rich(run), place(run, "where_now"), place(run, "where_now", 6)
    made = redacted(data, {cell: IN_PLACE, f"{STATE}!Z5": ""})
    assert cell_texts(made, [cell, other, f"{STATE}!Z5"]) == {
        cell: IN_PLACE,
        other: SECRET,
        f"{STATE}!Z5": "",
    }
    assert standing(made, [SECRET])
    last = redacted(made, {other: ""})
    assert not standing(last, [SECRET])
    assert not _holds(last, SECRET)
    book = load_workbook(BytesIO(last))
    comment = book[STATE][at(run.programme, "where_now", 5)].comment
    assert comment is None or SECRET not in comment.text
    assert book[STATE][at(run.programme, "status", 5)].comment.text == "Oma"
    assert IN_PLACE in book.properties.description


def test_the_order_of_redactions_does_not_matter(run: Run) -> None:
    data, cell, other = rich(run), place(run, "where_now"), place(run, "where_now", 6)
    one_way = redacted(redacted(data, {cell: IN_PLACE}), {cell: IN_PLACE, other: IN_PLACE})
    other_way = redacted(redacted(data, {other: IN_PLACE}), {cell: IN_PLACE, other: IN_PLACE})
    assert one_way == other_way == redacted(data, {other: IN_PLACE, cell: IN_PLACE})


def test_what_is_no_package_is_told(run: Run) -> None:
    for data in (b"ei", rich(run)[:500]):
        with pytest.raises(Irredactable):
            redacted(data, {f"{STATE}!A1": ""})
        with pytest.raises(Irredactable):
            cell_texts(data, [f"{STATE}!A1"])


# --- the name alone ---------------------------------------------------------------------------------------------


NAME = "Matti Meikäläinen.xlsx"


def names(run: Run) -> list[str]:
    with run.history() as history:
        return list(history.submissions(run.programme.id, with_excluded=True)["file_name"])


def test_a_file_loses_its_name_and_counts_on(run: Run) -> None:
    path = sent(run, name=NAME)
    merged(run)
    (report,) = make_reports(run, "2021-07", ["ministry"])
    feedback = run.workspace.month_output("2021-07", "feedback") / "Matti Meikäläinen_palaute.xlsx"
    feedback.write_bytes(b"palaute")
    before, (receipt,) = in_force(run), run.archive.receipts()
    now = f"{receipt.sha256[:16]}.xlsx"
    found = redact_name(run, NAME, "nimi oli henkilön")
    assert (found.taken, found.renamed) == ((), (now,))
    assert set(found.stands_in) == {path, report, feedback}
    assert holding(run.workspace.output, "Meikäläinen") == [
        report.relative_to(run.workspace.output).as_posix()
    ]
    assert names(run) == [now]
    assert str(in_force(run)) == str(before), "a missing percent equals none"
    assert run.archive.path(receipt).read_bytes() == path.read_bytes()
    assert [act.kind for act in run.archive.acts()] == ["redact-name"]
    told = merge_files(run, sent_files(run.workspace.input))
    assert [each.outcome for each in told] == ["duplicate"]
    kept = tables(run)
    assert rebuild(run) == 1
    assert tables(run) == kept
    assert verify(run) == []


def test_every_copy_of_the_receipt_loses_the_name_also_at_the_other_facilitator(
    run: Run, tmp_path: Path
) -> None:
    sent(run, name=NAME)
    merged(run)
    other = copy_of(run, tmp_path / "toinen")
    (receipt,) = run.archive.receipts()
    name = f"{receipt.sha256}.json"
    former = run.archive.folder / name
    copied = former.read_bytes()
    redact_name(run, NAME, "nimi")
    (run.archive.folder / f"{receipt.sha256}-PC2.json").write_bytes(copied)
    (told,) = settle(run.archive)
    assert (told.act.kind, told.file_name) == ("redact-name", f"{receipt.sha256[:16]}.xlsx")
    for path in run.archive.folder.glob("act-*"):
        shutil.copy(path, other.archive.folder)
    for each in (run, other):
        catch_up(each)
        assert holding(each.workspace.output, "Meikäläinen") == []
        assert verify(each) == []
    assert tables(run) == tables(other)


@pytest.mark.parametrize(
    ("which", "why", "told"),
    [
        (NAME, " ", "Say why"),
        (NAME, "nimessä matti meikäläinen", "must not repeat the name"),
        ("ei ole.xlsx", "nimi", "has not been merged"),
    ],
)
def test_a_name_that_cannot_be_taken_out_is_told(which: str, why: str, told: str, run: Run) -> None:
    sent(run, name=NAME)
    merged(run)
    with pytest.raises(UsageError, match=told):
        redact_name(run, which, why)
    assert run.archive.acts() == []


def test_a_name_is_taken_out_once(run: Run) -> None:
    path = sent(run, name=NAME)
    merged(run)
    redact_name(run, str(path), "nimi")
    with pytest.raises(UsageError, match="called by its hash already"):
        redact_name(run, str(path), "nimi")


def test_the_command_takes_out_the_name_alone(run: Run) -> None:
    path = sent(run, name=NAME)
    merged(run)
    arguments = ["--workspace", str(run.workspace.root), "--lang", "en", "redact", NAME, "--only-name"]
    arguments += ["--why", "privacy"]
    result = CliRunner().invoke(commands, [*arguments, "--name"], obj=Settings(), standalone_mode=False)
    assert "takes out nothing else" in str(result.exception)
    result = CliRunner().invoke(commands, arguments, obj=Settings(), standalone_mode=False)
    assert result.exception is None
    assert "the file is now called" in result.stdout
    assert path.name in result.stdout, "the inbox is left alone, and named"


# --- two facilitators, files that come back, kills ------------------------------------------------------------------


def test_the_other_facilitators_archive_and_dataset_follow(run: Run, tmp_path: Path) -> None:
    sent(run)
    sent(run, organisation="17", name="17.xlsx")
    merged(run)
    other = copy_of(run, tmp_path / "toinen")
    redact(run, "05_HTT.xlsx", "tietosuoja", [place(run, "where_now"), place(run, "text", kind="notes")])
    redact(run, "17.xlsx", "tietosuoja")
    for path in run.archive.folder.glob("act-*"):
        shutil.copy(path, other.archive.folder)
    catch_up(other)  # the redacted workbook has not arrived: it is made of the original
    assert holding(other.workspace.output) == []
    for path in run.archive.folder.iterdir():
        shutil.copy(path, other.archive.folder)
    catch_up(other)
    assert tables(other) == tables(run)
    assert [verify(each) for each in (run, other)] == [[], []]


def test_redactions_of_two_facilitators_add_up(run: Run, tmp_path: Path) -> None:
    sent(run)
    merged(run)
    other = copy_of(run, tmp_path / "toinen")
    redact(run, "05_HTT.xlsx", "minun", [place(run, "where_now")])
    redact(other, "05_HTT.xlsx", "sinun", [place(run, "text", kind="notes")])
    for _ in range(2):
        for source, target in ((run, other), (other, run)):
            for path in source.archive.folder.iterdir():
                shutil.copy(path, target.archive.folder)
            catch_up(target)
    for each in (run, other):
        catch_up(each)
        assert holding(each.workspace.output) == []
        assert verify(each) == []
    assert tables(run)["item_row"] == tables(other)["item_row"]
    assert tables(run)["note_row"] == tables(other)["note_row"]


def test_a_file_that_comes_back_is_told_and_removed(run: Run) -> None:
    path = sent(run)
    merged(run)
    (receipt,) = run.archive.receipts()
    redact(run, str(path), "tietosuoja")
    for name in (f"{receipt.sha256}.xlsx", f"{receipt.sha256}-PC2.xlsx", f".{receipt.sha256}.xlsx.77.tmp"):
        shutil.copy(path, run.archive.folder / name)
    (told,) = settle(run.archive)
    assert (told.file_name, told.act.why) == ("05_HTT.xlsx", "tietosuoja")
    assert holding(run.workspace.output) == []
    assert settle(run.archive) == []
    assert verify(run) == []


def test_a_redacted_workbook_that_is_lost_or_changed_is_told(run: Run) -> None:
    sent(run)
    merged(run)
    redact(run, "05_HTT.xlsx", "tietosuoja", [place(run, "where_now")])
    (path,) = run.archive.folder.glob("redacted-*.xlsx")
    path.write_bytes(path.read_bytes() + b" ")
    assert any("redacted to is missing" in each for each in verify(run))
    path.unlink()
    assert any("redacted to is missing" in each for each in verify(run))


def dying(function: Any, left: list[int]) -> Any:
    """The same, but for that the run is killed before it when `left` steps have been taken."""

    def step(*arguments: Any, **options: Any) -> Any:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return function(*arguments, **options)

    return step


@pytest.mark.parametrize("cells", [True, False], ids=["texts", "file"])
def test_a_redaction_that_is_killed_is_completed_by_the_next_command(
    cells: bool, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before each single change of the archive and the dataset, one after the other."""
    sent(run)
    merged(run)
    wanted = [place(run, "where_now"), place(run, "text", kind="notes")] if cells else []
    steps = 0
    while True:
        each = copy_of(run, tmp_path / f"tapa{steps}", by="tester")
        left = [steps]
        with monkeypatch.context() as patch:
            patch.setattr(Archive, "_write_once", dying(Archive._write_once, left))
            patch.setattr(Path, "unlink", dying(Path.unlink, left))
            for name in ("store", "forget_traces", "record", "note_stamps"):
                patch.setattr(History, name, dying(getattr(History, name), left))
            try:
                redact(each, "05_HTT.xlsx", "tietosuoja", wanted)
            except KeyboardInterrupt:
                killed = True
            else:
                killed = False
        if any(act.kind == "redact" for act in each.archive.acts()):
            catch_up(each)
            assert holding(each.workspace.output) == []
        else:
            assert SECRET in str(in_force(each)) or not cells
            redact(each, "05_HTT.xlsx", "tietosuoja", wanted)
            assert holding(each.workspace.output) == []
        assert verify(each) == []
        if not killed:
            break
        steps += 1
    assert steps > 6


def test_a_file_that_cannot_be_deleted_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(run)
    merged(run)

    def refuse(path: Path, **_: object) -> None:
        if not path.name.endswith(".tmp"):
            raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        with pytest.raises(StoreError, match="cannot be deleted: Permission denied"):
            redact(run, "05_HTT.xlsx", "tietosuoja")
    catch_up(run)
    assert holding(run.workspace.output) == []


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_says_what_was_done_and_what_is_left(run: Run) -> None:
    path = sent(run)
    merged(run)
    arguments = [
        "--workspace",
        str(run.workspace.root),
        "--lang",
        "en",
        "redact",
        str(path),
        "--why",
        "privacy",
    ]
    cell = ["--cell", place(run, "where_now")]
    result = CliRunner().invoke(commands, [*arguments, *cell], obj=Settings(), standalone_mode=False)
    assert result.exception is None
    assert "texts have been removed from the file 05_HTT.xlsx" in result.stdout
    assert "in other cells, too (1)" in result.stdout
    assert path.name in result.stdout
    (receipt,) = run.archive.receipts()
    shutil.copy(path, run.archive.folder / f"{receipt.sha256}.xlsx")
    result = CliRunner().invoke(commands, arguments, obj=Settings(), standalone_mode=False)
    assert "removed here, too" in result.stderr
    assert "The file 05_HTT.xlsx has been removed" in result.stdout
    assert holding(run.workspace.output) == []


def test_a_protected_workbook_is_redacted_in_what_it_was_opened_to(run: Run) -> None:
    path = sent(run)
    path.write_bytes(protected(path.read_bytes(), "salainen"))
    opened = replace(run, means=Means(("salainen",)))
    merged(opened)
    assert [each.name[:7] for each in run.archive.folder.glob("opened-*")] == ["opened-"]
    redact(run, "05_HTT.xlsx", "tietosuoja", [place(run, "where_now"), place(run, "text", kind="notes")])
    assert [each.name.split("-")[0] for each in run.archive.folder.glob("*.xlsx")] == ["redacted"]
    assert holding(run.workspace.output) == []
    assert in_force(run)[items_of(run)[0]][:2] == ("started", 40)
    assert {"W021", "W041"} <= {each[2] for each in tables(run)["finding"]}
    assert rebuild(run) == 1
    assert verify(run) == []


def test_a_workbook_that_is_missing_from_the_archive_cannot_be_redacted_in_part(run: Run) -> None:
    sent(run)
    merged(run)
    (receipt,) = run.archive.receipts()
    run.archive.path(receipt).unlink()
    with pytest.raises(UsageError, match="not in the archive"):
        redact(run, "05_HTT.xlsx", "tietosuoja", [place(run, "where_now")])


def test_a_redaction_whose_file_has_not_arrived_waits_for_it(run: Run, tmp_path: Path) -> None:
    """The act alone comes first, to somebody who has neither the file nor what it was redacted to."""
    sent(run)
    merged(run)
    other = copy_of(run, tmp_path / "toinen")
    redact(run, "05_HTT.xlsx", "tietosuoja", [place(run, "where_now"), place(run, "text", kind="notes")])
    (receipt,) = other.archive.receipts()
    other.archive.path(receipt).unlink()
    for path in run.archive.folder.glob("act-*"):
        shutil.copy(path, other.archive.folder)
    send(other, {items_of(run)[0]: {"status": "Valmis"}}, organisation="17")
    merged(other)
    for path in run.archive.folder.glob("redacted-*"):
        shutil.copy(path, other.archive.folder)
    catch_up(other)
    assert holding(other.workspace.output) == []
    assert verify(other) == []
