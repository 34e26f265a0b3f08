"""The dataset holds what the archive holds and nothing that cannot be; what is in force does not depend on the order."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from builder import MODIFIED_AT, packed, with_part, workbook
from ytaexcel import history as module
from ytaexcel.archive import Act, ActKind, Receipt, extension_of
from ytaexcel.conform import Acceptance
from ytaexcel.errors import StoreError
from ytaexcel.history import SCHEMA_VERSION, History, Received, database, storing
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme

FIRST, SECOND, THIRD = "HTT.A.1.1", "HTT.A.1.2", "HTT.A.1.3"
STARTED: dict[str, Any] = {"status": "Käynnissä"}
DONE: dict[str, Any] = {"status": "Valmis"}
WRONG: dict[str, Any] = {"status": "melkein"}
FIRST_VERSION = Path(__file__).parent / "data" / "dataset-1.sql"
Receive = Callable[..., Received]


@pytest.fixture(scope="session")
def receive(small: Programme, judged: Callable[..., Submission]) -> Receive:
    """A judged submission with its receipt, saved so many minutes after the usual time."""

    def make(rows: dict[str, dict[str, Any]], minutes: int = 0, **whose: Any) -> Received:
        saved = MODIFIED_AT + timedelta(minutes=minutes)
        return received(judged(packed(workbook(small, rows, **whose), saved)), small)

    return make


def received(submission: Submission, programme: Programme) -> Received:
    source = submission.source
    receipt = Receipt(
        source.sha256,
        source.name,
        extension_of(source.name),
        1,
        "2021-08-12T12:00:00+00:00",
        "2021-07",
        programme.id,
    )
    return Received(submission, receipt)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "output" / "history.sqlite"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    with History(path) as opened:
        yield opened


def tables_of(folder: Path, programme: Programme, *stores: Sequence[Received]) -> dict[str, Any]:
    """The tables of a fresh dataset after these calls of `store`."""
    with History(folder / f"{len(list(folder.iterdir()))}.sqlite") as fresh:
        for each in stores:
            fresh.store(each, programme)
        assert fresh.problems() == []
        return fresh.tables()


def statuses(history: History, programme: Programme) -> dict[str, str]:
    """Item -> status in force of 05 in 2021-07."""
    frame = history.items_in_force(programme.id, "2021-07")
    return dict(zip(frame["item"], frame["status"], strict=True))


# --- what is stored ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def mixed(receive: Receive, judged: Callable[..., Submission], small: Programme) -> list[Received]:
    """Submissions of every outcome, two of them of one group and month."""
    note = {"kind": "Riski", "text": "Vähän tekijöitä.", "item": FIRST, "likelihood": 4, "effect": 5}
    rows = {
        FIRST: {
            **STARTED,
            "percent_done": 0.4,
            "forecast_end": date(2022, 2, 28),
            "where_now": "+1 tekijä",
            "red_flag": "x",
        },
        SECOND: WRONG,
        THIRD: {"no_change": "x", "previous_status": "Valmis"},
    }
    return [
        receive(
            rows, notes=[note, {"kind": "Toive"}, {"kind": "Toive", "text": "Ohje.", "shareable": "kyllä"}]
        ),
        receive({FIRST: DONE}, 5),
        receive({FIRST: WRONG}, month="2021-08"),
        receive({}, organisation="17"),
        received(judged(b"damaged"), small),
    ]


def test_every_outcome_is_stored_with_its_counts(
    mixed: list[Received], history: History, small: Programme
) -> None:
    history.store(mixed, small)
    frame = history.submissions(small.id).set_index("sha256")
    for each in mixed:
        row, submission = frame.loc[each.receipt.sha256], each.submission
        assert row["outcome"] == submission.outcome
        assert row["rows_in"] == len(submission.accepted) + len(submission.refused)
        assert (row["rows_accepted"], row["rows_refused"], row["rows_ignored"]) == (
            len(submission.accepted),
            len(submission.refused),
            submission.ignored,
        )
    assert history.problems() == []
    assert history.totals(small.id) == {"submissions": 5, "accepted": 5, "refused": 3, "ignored": 0}
    assert history.totals("toinen") == {"submissions": 0, "accepted": 0, "refused": 0, "ignored": 0}


def test_a_value_keeps_its_submission_sheet_and_row(
    mixed: list[Received], history: History, small: Programme
) -> None:
    history.store(mixed[:1], small)
    first, third = history.items_in_force(small.id).to_dict("records")
    assert (first["item"], first["sheet"], first["row"]) == (FIRST, "Tilannekuva", 5)
    assert first["submission_id"] == mixed[0].receipt.sha256[:16]
    assert (first["status"], first["percent_done"], first["forecast_end"]) == ("started", 40, "2022-02-28")
    assert (first["red_flag"], json.loads(first["texts"])) == (1, {"where_now": "+1 tekijä"})
    assert (third["item"], third["no_change"], pd.isna(third["status"])) == (THIRD, 1, True)


def test_where_a_row_has_status_and_no_change_the_status_counts(
    receive: Receive, history: History, small: Programme
) -> None:
    history.store([receive({FIRST: {**DONE, "no_change": "x"}})], small)
    (row,) = history.items_in_force(small.id).to_dict("records")
    assert (row["status"], row["no_change"]) == ("done", 0)


def test_refused_rows_are_kept_with_what_was_typed_and_why(
    mixed: list[Received], history: History, small: Programme
) -> None:
    history.store(mixed[:1], small)
    refused = {row[1:4]: json.loads(row[4]) for row in history.tables()["refused_row"]}
    assert refused == {
        ("Tilannekuva", 6, SECOND): {"item": SECOND, "status": "melkein"},
        ("Huomiot", 6, ""): {"kind": "Toive"},
    }
    reasons = {
        (each.code, each.cell) for _, _, each in history.findings(small.id) if each.severity == "error"
    }
    assert reasons == {("C001", "K6"), ("R009", "D6")}


def test_notes_keep_all_that_they_say(mixed: list[Received], history: History, small: Programme) -> None:
    history.store(mixed[:1], small)
    risk, wish = history.notes_in_force(small.id).to_dict("records")
    assert (risk["kind"], risk["text"], risk["item"]) == ("risk", "Vähän tekijöitä.", FIRST)
    assert (risk["likelihood"], risk["effect"], risk["shareable"], risk["language"]) == (4, 5, 0, "fi")
    assert (wish["item"], wish["shareable"], wish["row"]) == ("", 1, 7)


def test_findings_come_back_as_they_were(mixed: list[Received], history: History, small: Programme) -> None:
    history.store(mixed, small)
    stored: dict[str, list[Any]] = {}
    for submission_id, name, each in history.findings(small.id):
        stored.setdefault(submission_id, []).append(each)
        assert name == "05_HTT.xlsx"
    assert stored == {
        each.receipt.sha256[:16]: each.submission.findings for each in mixed if each.submission.findings
    }


def test_a_programme_sees_its_own_submissions_only(
    mixed: list[Received], history: History, small: Programme
) -> None:
    history.store(mixed, small)
    assert history.items_in_force("toinen").empty
    assert history.submissions("toinen").empty
    assert history.findings("toinen") == []
    assert history.hashes() == {each.receipt.sha256 for each in mixed}
    assert history.outcomes(small.id) == {each.receipt.sha256: each.submission.outcome for each in mixed}


def test_the_dataset_knows_receipts_and_decisions_by_hash(
    judged: Callable[..., Submission], history: History, small: Programme
) -> None:
    decision = Acceptance("17", "HTT", "2021-09")
    one = received(judged(packed(workbook(small, {FIRST: DONE})), acceptance=decision), small)
    other = received(judged(packed(workbook(small, {FIRST: STARTED}))), small)
    history.store([one, other], small)
    assert history.decisions() == {one.receipt.sha256: "17/HTT/2021-09"}
    assert history.receipts() == {
        each.receipt.sha256: (each.receipt.received_at, "05_HTT.xlsx", "2021-07") for each in (one, other)
    }


def test_the_dataset_knows_which_workbooks_nobody_vouched_for(
    mixed: list[Received], judged: Callable[..., Submission], history: History, small: Programme
) -> None:
    """Not those that were damaged, nor those whose rows had faults."""
    misplaced = received(judged(packed(workbook(small, {FIRST: DONE})), folder_month="2022-01"), small)
    history.store([*mixed, misplaced], small)
    assert history.distrusted(small.id) == {misplaced.receipt.sha256}


# --- twice, and in any order ---------------------------------------------------------------------------------------


def test_storing_twice_is_storing_once(mixed: list[Received], small: Programme, tmp_path: Path) -> None:
    once = tables_of(tmp_path, small, mixed)
    assert tables_of(tmp_path, small, mixed, mixed) == once
    assert tables_of(tmp_path, small, *([each] for each in mixed)) == once


def test_the_order_of_storing_does_not_matter(
    mixed: list[Received], small: Programme, tmp_path: Path
) -> None:
    orders = list(permutations(mixed))[::17]
    assert len(orders) > 5
    assert all(tables_of(tmp_path, small, order) == tables_of(tmp_path, small, mixed) for order in orders)


def test_a_submission_that_is_judged_anew_replaces_the_former_judgement_whole(
    receive: Receive, history: History, small: Programme
) -> None:
    one = receive({FIRST: DONE, SECOND: WRONG})
    history.store([one], small)
    without = replace(one.submission, outcome="refused", accepted=[], refused=[], findings=[])
    history.store([replace(one, submission=without)], small)
    tables = history.tables()
    assert [len(tables[name]) for name in ("submission", "item_row", "refused_row", "finding")] == [
        1,
        0,
        0,
        0,
    ]


# --- what is in force ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_submission_by_its_own_time_is_in_force(
    turned: bool, receive: Receive, history: History, small: Programme
) -> None:
    older, newer = receive({FIRST: STARTED}), receive({FIRST: DONE}, 1)
    history.store([newer, older] if turned else [older, newer], small)
    assert statuses(history, small) == {FIRST: "done"}


def test_of_several_of_one_time_the_last_hash_is_in_force(
    receive: Receive, history: History, small: Programme
) -> None:
    several = [receive({FIRST: {**DONE, "owner": f"Johtaja {number}"}}) for number in range(8)]
    last = max(each.receipt.sha256 for each in several)
    for order in (several, several[::-1]):
        history.store(order, small)
        assert history.items_in_force(small.id)["submission_id"].tolist() == [last[:16]]


def test_a_file_that_does_not_say_when_it_was_saved_is_older_than_any(
    receive: Receive, judged: Callable[..., Submission], history: History, small: Programme
) -> None:
    data = packed(workbook(small, {FIRST: DONE}))
    timeless = with_part(data, "docProps/core.xml", lambda xml: xml.replace(b"2021-08-10T", b"eilen"))
    history.store([received(judged(timeless), small), receive({FIRST: STARTED}, -10_000_000)], small)
    assert history.submissions(small.id)["modified_at"].tolist()[0] == ""
    assert statuses(history, small) == {FIRST: "started"}


def test_where_the_newer_row_is_blank_refused_or_absent_the_next_older_one_counts(
    receive: Receive, history: History, small: Programme
) -> None:
    oldest = receive({FIRST: STARTED, SECOND: STARTED, THIRD: STARTED})
    middle = receive({FIRST: DONE, SECOND: WRONG}, 1)
    newest = receive({FIRST: WRONG, THIRD: {"owner": "Johtaja"}}, 2)
    history.store([newest, oldest, middle], small)
    assert statuses(history, small) == {FIRST: "done", SECOND: "started", THIRD: "started"}


def test_a_workbook_that_was_refused_whole_puts_nothing_out_of_force(
    receive: Receive, history: History, small: Programme
) -> None:
    refused = receive({FIRST: WRONG}, 5)
    assert refused.submission.outcome == "refused"
    history.store([receive({FIRST: DONE}), refused], small)
    assert statuses(history, small) == {FIRST: "done"}


def test_months_and_organisations_stand_apart(receive: Receive, history: History, small: Programme) -> None:
    history.store(
        [
            receive({FIRST: STARTED}),
            receive({FIRST: DONE}, 9, month="2021-08"),
            receive({FIRST: {"status": "Ei aloitettu"}}, 9, organisation="17"),
        ],
        small,
    )
    frame = history.items_in_force(small.id)
    assert list(zip(frame["month"], frame["organisation"], frame["status"], strict=True)) == [
        ("2021-07", "05", "started"),
        ("2021-07", "17", "not_started"),
        ("2021-08", "05", "done"),
    ]


def test_the_notes_in_force_are_those_of_the_newest_submission_that_has_any(
    receive: Receive, history: History, small: Programme
) -> None:
    notes = [{"kind": "Toive", "text": "Vanha."}]
    newer = [{"kind": "Toive", "text": "Uusi."}, {"kind": "Huomio", "text": "Toinen."}]
    history.store([receive({}, notes=notes), receive({}, 1, notes=newer), receive({FIRST: DONE}, 2)], small)
    assert history.notes_in_force(small.id)["text"].tolist() == ["Uusi.", "Toinen."]


def test_the_life_of_an_item_is_told_month_by_month_newest_submission_first(
    receive: Receive, history: History, small: Programme
) -> None:
    history.store(
        [receive({FIRST: DONE}, 9, month="2021-08"), receive({FIRST: STARTED}), receive({FIRST: DONE}, 1)],
        small,
    )
    frame = history.item_rows(small.id, FIRST, "05")
    assert list(zip(frame["month"], frame["status"], frame["in_force"], strict=True)) == [
        ("2021-07", "done", True),
        ("2021-07", "started", False),
        ("2021-08", "done", True),
    ]
    assert json.loads(frame["columns"].iloc[0])["Tilannekuva"]["status"] == "K"
    assert history.item_rows(small.id, FIRST, "17").empty


def unguarded(history: History) -> sqlite3.Connection:
    """The database without what forbids change: a damage, or what stands in the constraints."""
    connection = history._database
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    return connection


# --- all or nothing ------------------------------------------------------------------------------------------------


def spoilt(one: Received) -> Received:
    """A submission of which one row cannot be stored."""
    rows = [replace(row, row=0) for row in one.submission.accepted]
    return replace(one, submission=replace(one.submission, accepted=rows))


def test_a_store_that_fails_leaves_the_dataset_as_before(
    receive: Receive, mixed: list[Received], history: History, small: Programme
) -> None:
    history.store(mixed[:2], small)
    before = history.tables()
    with pytest.raises(StoreError, match="rebuild"):
        history.store([mixed[2], mixed[0], spoilt(receive({FIRST: DONE}, 7))], small)
    assert history.tables() == before
    history.store(mixed, small)
    assert history.problems() == []


def test_a_run_that_is_killed_while_storing_leaves_the_dataset_as_before(
    mixed: list[Received], path: Path, small: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    with History(path) as history:
        history.store(mixed[:1], small)
        before = history.tables()
        insert = storing.insert

        def killed(cursor: sqlite3.Cursor, each: Received, programme: Programme) -> None:
            insert(cursor, each, programme)
            raise KeyboardInterrupt

        monkeypatch.setattr(module, "insert", killed)
        with pytest.raises(KeyboardInterrupt):
            history.store(mixed[1:], small)
    with History(path) as again:
        assert again.tables() == before


def test_a_row_that_was_counted_but_not_kept_is_noticed_before_anything_is_stored(
    mixed: list[Received], history: History, small: Programme
) -> None:
    history._database.execute("CREATE TRIGGER lose AFTER INSERT ON note_row BEGIN DELETE FROM note_row; END")
    with pytest.raises(StoreError, match="would be lost"):
        history.store(mixed[:1], small)
    assert history.hashes() == set()


def test_lost_rows_are_told_by_the_check_of_the_dataset(
    mixed: list[Received], history: History, small: Programme
) -> None:
    history.store(mixed, small)
    unguarded(history).execute("DELETE FROM item_row WHERE item = ?", [THIRD])
    (problem,) = history.problems()
    assert mixed[0].receipt.sha256[:16] in problem


def test_rows_of_no_submission_are_told(mixed: list[Received], history: History, small: Programme) -> None:
    history.store(mixed, small)
    history._database.execute("PRAGMA foreign_keys = OFF")
    unguarded(history).execute("DELETE FROM submission WHERE month = '2021-08'")
    assert any("belong to no submission" in problem for problem in history.problems())


# --- what cannot be ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE submission SET month = '2021-13'",
        "UPDATE submission SET month = '2021-7'",
        "UPDATE submission SET month = 'heinäkuu'",
        "UPDATE submission SET outcome = 'duplicate'",
        "UPDATE submission SET rows_in = rows_in + 1",
        "UPDATE submission SET rows_accepted = -1, rows_in = rows_refused - 1",
        "UPDATE submission SET outcome = 'accepted'",
        "UPDATE submission SET outcome = 'refused'",
        "UPDATE submission SET sha256 = substr(sha256, 1, 63)",
        "UPDATE submission SET sha256 = 'x' || substr(sha256, 2)",
        "UPDATE submission SET programme = NULL",
        "UPDATE submission SET columns = '{'",
        "UPDATE submission SET rows_ignored = 'monta'",
        "UPDATE item_row SET row = 0",
        "UPDATE item_row SET item = ''",
        "UPDATE item_row SET item = 'HTT.A.1.1'",
        "UPDATE item_row SET no_change = 2",
        "UPDATE item_row SET status = 'half'",
        "UPDATE item_row SET status = NULL, no_change = 0",
        "UPDATE item_row SET percent_done = 100.5",
        "UPDATE item_row SET percent_done = -1",
        "UPDATE item_row SET percent_done = 'puolet'",
        "UPDATE item_row SET forecast_end = '28.2.2022'",
        "UPDATE item_row SET forecast_end = '2022-02-30'",
        "UPDATE item_row SET forecast_end = '2022-02-28T00:00:00'",
        "UPDATE item_row SET red_flag = NULL",
        "UPDATE item_row SET texts = 'Luonnos'",
        "UPDATE item_row SET submission_id = '0123456789abcdef'",
        "UPDATE note_row SET text = ''",
        "UPDATE note_row SET kind = NULL",
        "UPDATE note_row SET likelihood = 6",
        "UPDATE note_row SET effect = 0",
        "UPDATE note_row SET shareable = 'kyllä'",
        "UPDATE refused_row SET typed = 'melkein'",
        "UPDATE refused_row SET row = -1",
        "UPDATE finding SET severity = 'fatal'",
        "UPDATE finding SET found = ''",
        "UPDATE act SET act_id = 'x'",
        "INSERT INTO item_row SELECT * FROM item_row",
        "INSERT INTO act SELECT * FROM act",
    ],
)
def test_the_database_itself_refuses_what_cannot_be(
    change: str, mixed: list[Received], history: History, small: Programme
) -> None:
    history.store(mixed[:1], small)
    history.record([act_on(mixed[0])])
    before = history.tables()
    named = change.split()[1 if change.startswith("UPDATE") else 2]
    assert before[named], "there is nothing to spoil"
    with pytest.raises(sqlite3.IntegrityError, match=r"constraint failed|cannot store"):
        unguarded(history).execute(change)
    assert history.tables() == before


@pytest.mark.parametrize("table", ["submission", "item_row", "note_row", "refused_row", "finding", "act"])
@pytest.mark.parametrize(
    "change", ["UPDATE {0} SET rowid_free = 1", "DELETE FROM {0}", "INSERT INTO {0} SELECT * FROM {0}"]
)
def test_the_database_itself_forbids_change(
    change: str, table: str, mixed: list[Received], history: History, small: Programme
) -> None:
    history.store(mixed[:1], small)
    history.record([act_on(mixed[0])])
    before = history.tables()
    first = history._database.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchone()[0]
    change = change.format(table).replace("rowid_free = 1", f"{first} = {first}")
    with pytest.raises(sqlite3.IntegrityError, match=r"never|judging|UNIQUE"):
        history._database.execute(change)
    assert history.tables() == before


def act_on(each: Received, kind: ActKind = "exclude", at: str = "2021-09-01T12:00:00+00:00") -> Act:
    return Act(kind, each.receipt.sha256, "tiekartta", "", "", "", "maija", at, "väärä tiedosto")


def test_taking_a_submission_out_takes_its_rows_along(
    mixed: list[Received], history: History, small: Programme
) -> None:
    history.store(mixed[:1], small)
    history._database.execute("INSERT INTO judging SELECT submission_id FROM submission")
    assert history.problems() == [
        f"The database is open for changes of submission {mixed[0].receipt.sha256[:16]}."
    ]
    history._database.execute("DELETE FROM submission")
    assert history.tables() == {name: [] for name in history.tables()}


# --- the file ------------------------------------------------------------------------------------------------------


def test_the_dataset_lies_in_one_file_and_is_there_when_it_is_opened_again(
    mixed: list[Received], path: Path, small: Programme
) -> None:
    with History(path) as history:
        history.store(mixed, small)
        tables = history.tables()
    assert [each.name for each in path.parent.iterdir()] == ["history.sqlite"]
    with History(path) as again:
        assert again.tables() == tables


def test_a_dataset_of_another_version_is_told_with_the_way_out(path: Path) -> None:
    with History(path):
        pass
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    database.close()
    with pytest.raises(StoreError, match="rebuild"):
        History(path)


@pytest.mark.parametrize(
    "content", [b"not a database, but a text of some length", b"SQLite format 3\0" + bytes(4000)]
)
def test_a_file_that_is_no_database_is_told_and_left_alone(content: bytes, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreError, match="archive has everything"):
        History(path)
    assert path.read_bytes() == content


def test_a_dataset_that_is_damaged_while_it_is_used_is_told(history: History, small: Programme) -> None:
    history._database.execute("DROP VIEW item_in_force")
    with pytest.raises(StoreError, match="cannot be used"):
        history.items_in_force(small.id)


def test_pages_that_were_overwritten_are_told_whatever_is_asked(
    mixed: list[Received], path: Path, small: Programme
) -> None:
    """As a folder that is synchronised leaves them."""
    with History(path) as history:
        history.store(mixed, small)
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    path.write_bytes(data)
    for ask in (History.hashes, History.tables, lambda history: history.typed_texts(small.id)):
        with (
            pytest.raises(StoreError, match="delete it and run `ytaexcel rebuild`"),
            History(path) as history,
        ):
            ask(history)


def test_a_folder_in_the_place_of_the_dataset_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreError):
        History(path)


def test_a_dataset_that_another_run_is_writing_is_told(
    mixed: list[Received], path: Path, small: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.01)
    with History(path) as one, History(path) as other:
        one._database.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another run"):
            other.store(mixed, small)
        one._database.execute("ROLLBACK")
        other.store(mixed, small)
        assert len(one.hashes()) == len(mixed)


# --- what counts, and since when it is known ------------------------------------------------------------------------


def at(day: int) -> str:
    return f"2021-09-{day:02d}T12:00:00+00:00"


def received_on(each: Received, day: int) -> Received:
    return replace(each, receipt=replace(each.receipt, received_at=at(day)))


@pytest.fixture
def two_versions(receive: Receive, history: History, small: Programme) -> tuple[Received, Received]:
    """An older submission received on the 2nd and a newer one received on the 5th."""
    older, newer = received_on(receive({FIRST: STARTED}), 2), received_on(receive({FIRST: DONE}, 5), 5)
    history.store([older, newer], small)
    return older, newer


def test_an_excluded_submission_gives_way_to_the_one_before_it(
    two_versions: tuple[Received, Received], history: History, small: Programme
) -> None:
    older, newer = two_versions
    history.record([act_on(newer, "exclude", at(6))])
    assert statuses(history, small) == {FIRST: "started"}
    assert history.submissions(small.id)["sha256"].tolist() == [older.receipt.sha256]
    whole = history.submissions(small.id, with_excluded=True)
    assert dict(zip(whole["sha256"], whole["is_excluded"], strict=True)) == {
        older.receipt.sha256: 0,
        newer.receipt.sha256: 1,
    }
    rows = history.item_rows(small.id, FIRST, "05")
    assert rows[["status", "in_force", "is_excluded"]].to_numpy().tolist() == [
        ["started", True, 0],
        ["done", False, 1],
    ]
    history.record([act_on(newer, "reinstate", at(7))])
    assert statuses(history, small) == {FIRST: "done"}


def test_the_notes_of_an_excluded_submission_do_not_count(
    receive: Receive, history: History, small: Programme
) -> None:
    noted = receive({}, notes=[{"kind": "Toive", "text": "Ohje."}])
    history.store([noted], small)
    history.record([act_on(noted, "exclude")])
    assert history.notes_in_force(small.id).empty


def test_an_act_may_arrive_before_its_submission(
    receive: Receive, history: History, small: Programme
) -> None:
    one = receive({FIRST: DONE})
    history.record([act_on(one, "exclude")])
    history.store([one], small)
    assert history.items_in_force(small.id).empty


@pytest.mark.parametrize(
    ("day", "status"), [(1, None), (2, "started"), (4, "started"), (5, "done"), (6, "started"), (8, "done")]
)
def test_what_was_in_force_is_told_by_what_was_known_then(
    day: int, status: str | None, two_versions: tuple[Received, Received], path: Path, small: Programme
) -> None:
    """The newer one was excluded on the 6th and reinstated on the 8th."""
    with History(path) as history:
        history.record(
            [act_on(two_versions[1], "exclude", at(6)), act_on(two_versions[1], "reinstate", at(8))]
        )
    with History(path, f"2021-09-{day:02d}T23:00:00+00:00") as then:
        assert statuses(then, small) == ({} if status is None else {FIRST: status})
        assert len(then.submissions(small.id, with_excluded=True)) == (day >= 2) + (day >= 5)


def test_a_submission_is_known_from_the_decision_that_took_it_in(
    receive: Receive, history: History, path: Path, small: Programme
) -> None:
    one = received_on(receive({FIRST: DONE}), 2)
    history.store([one], small)
    history.record([act_on(one, "accept-as", at(4))])
    for day, count in ((3, 0), (4, 1)):
        with History(path, f"2021-09-{day:02d}T23:00:00+00:00") as then:
            assert len(then.items_in_force(small.id)) == count
            assert len(then.findings(small.id)) == count * len(history.findings(small.id))


# --- versions of the dataset ----------------------------------------------------------------------------------------


def structure(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as database:
        return dict(database.execute("SELECT name, sql FROM sqlite_master").fetchall())


ROWS_OF_FIRST = {"note_row": 10}
"""Table -> how many columns it had in the first version, where it has more now."""


def test_a_dataset_of_the_first_version_becomes_one_of_this_version(
    mixed: list[Received], path: Path, tmp_path: Path, small: Programme
) -> None:
    """With all its rows, and the same tables, views and triggers as a new one."""
    with History(tmp_path / "new.sqlite") as history:
        history.store(mixed, small)
        expected = history.tables()
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as old, old:
        old.executescript(FIRST_VERSION.read_text(encoding="utf-8"))
        for table, rows in expected.items():
            for row in rows if table != "act" else ():
                held = row[: ROWS_OF_FIRST.get(table)]
                old.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(held))})", held)
        old.execute("PRAGMA user_version = 1")
    with History(path) as history:
        assert history.tables() == expected
        assert history.problems() == []
        assert statuses(history, small)[FIRST] == "done"
    assert structure(path) == structure(tmp_path / "new.sqlite")


def test_a_version_that_cannot_be_brought_up_is_left_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("CREATE TABLE act (x)")  # in the way
        old.execute("PRAGMA user_version = 1")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="cannot be used"):
        History(path)
    assert path.read_bytes() == before
