"""A batch of files becomes judged submissions, one for each file in their order, whatever some of them are."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from builder import KEY, MODIFIED_AT, packed, save, workbook
from ytaexcel.findings import SEVERITIES
from ytaexcel.inbox import Sent
from ytaexcel.merge import Submission, judge, sources
from ytaexcel.programme import Programme
from ytaexcel.read import address
from ytaexcel.take_in import FEW
from ytaexcel.texts import LANGUAGES

Judge = Callable[..., Submission]
FIRST, SECOND = "HTT.A.1.1", "HTT.A.1.2"
DONE = {"status": "Valmis"}
WRONG = {"status": "melkein"}


def a_file(folder: Path, name: str, data: bytes) -> Sent:
    path = folder / name
    path.write_bytes(data)
    return Sent(path, None)


# --- outcomes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "notes", "outcome", "counts"),
    [
        ({FIRST: DONE, SECOND: DONE}, [], "accepted", (2, 0)),
        ({FIRST: DONE, SECOND: WRONG}, [], "partly_accepted", (1, 1)),
        ({FIRST: WRONG, SECOND: WRONG}, [], "refused", (0, 2)),
        ({FIRST: WRONG}, [{"kind": "Toive", "text": "Ohje."}], "partly_accepted", (1, 1)),
        ({FIRST: DONE}, [{"kind": "Toive"}], "partly_accepted", (1, 1)),
        ({FIRST: {"status": "VALMIS"}}, [], "accepted", (1, 0)),
        ({FIRST: {**DONE, "percent_done": 0.5}}, [], "accepted", (1, 0)),
        ({}, [], "accepted", (0, 0)),
    ],
)
def test_a_row_with_an_error_is_refused_and_its_neighbours_go_in(
    rows: dict[str, Any],
    notes: list[dict[str, Any]],
    outcome: str,
    counts: tuple[int, int],
    small: Programme,
    judged: Judge,
) -> None:
    submission = judged(workbook(small, rows, notes=notes))
    assert submission.outcome == outcome
    assert (len(submission.accepted), len(submission.refused)) == counts


def test_an_error_that_is_about_no_row_makes_a_workbook_partly_accepted(
    small: Programme, judged: Judge
) -> None:
    book = workbook(small, {FIRST: DONE})
    del book["Huomiot"]
    submission = judged(book)
    assert (submission.outcome, len(submission.accepted), submission.refused) == ("partly_accepted", 1, [])


def test_a_workbook_in_which_nobody_filled_anything_is_accepted_and_told(
    small: Programme, judged: Judge
) -> None:
    submission = judged(workbook(small, {}))
    assert submission.outcome == "accepted"
    assert [(each.code, each.severity) for each in submission.findings] == [("W008", "warning")]


def test_findings_come_worst_first(small: Programme, judged: Judge) -> None:
    rows = {
        FIRST: {"status": "VALMIS", "percent_done": 0.5},
        SECOND: WRONG,
        "HTT.A.1.3": {"percent_done": 0.1},
    }
    grades = [each.severity for each in judged(workbook(small, rows)).findings]
    assert set(grades) == set(SEVERITIES)
    assert grades == sorted(grades, key=SEVERITIES.index)


def test_a_submission_knows_when_its_file_was_saved_and_where_its_columns_were(
    small: Programme, judged: Judge
) -> None:
    submission = judged(workbook(small, {FIRST: DONE}))
    assert submission.modified_at == MODIFIED_AT.replace(tzinfo=UTC)
    assert submission.columns["Tilannekuva"]["item"] == "A"
    assert set(submission.columns) == {"Tilannekuva", "Huomiot"}


# --- files that come again -----------------------------------------------------------------------------------------


def test_the_same_bytes_under_two_names_count_once(small: Programme, tmp_path: Path) -> None:
    data = packed(workbook(small, {FIRST: DONE}))
    sent = [a_file(tmp_path, name, data) for name in ("a.xlsx", "b.xlsx", "c.xlsx")]
    new, settled = sources(sent, {})
    assert [each.name for each in new] == ["a.xlsx"]
    assert [(each.source.name, each.outcome, each.findings[0].values["found"]) for each in settled] == [
        ("b.xlsx", "duplicate", "a.xlsx"),
        ("c.xlsx", "duplicate", "a.xlsx"),
    ]


def test_a_file_that_the_archive_has_is_told_with_the_name_that_it_had(
    small: Programme, tmp_path: Path
) -> None:
    sent = a_file(tmp_path, "uusi nimi.xlsx", packed(workbook(small, {FIRST: DONE})))
    (source,), _ = sources([sent], {})
    new, (known,) = sources([sent], {source.sha256: "05_HTT.xlsx"})
    assert (new, known.outcome, known.findings[0].values["found"]) == ([], "duplicate", "05_HTT.xlsx")


def test_the_builder_writes_no_present_time_into_a_file(small: Programme) -> None:
    """Else tests of hashes would hold on some days only."""
    with ZipFile(BytesIO(packed(workbook(small, {FIRST: DONE})))) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b">2021-08-10T09:00:00Z<") == 2


def test_files_that_differ_in_one_byte_are_two(small: Programme, tmp_path: Path) -> None:
    data = packed(workbook(small, {FIRST: DONE}))
    new, settled = sources([a_file(tmp_path, "a.xlsx", data), a_file(tmp_path, "b.xlsx", data + b"\0")], {})
    assert (len(new), settled) == (2, [])


# --- one bad file among many ---------------------------------------------------------------------------------------


@pytest.fixture
def mixed(small: Programme, tmp_path: Path) -> list[tuple[Sent, str]]:
    """Good files and bad ones in turn, each with the outcome that it must have."""
    chance = Random(3)
    good = [
        packed(workbook(small, {FIRST: {**DONE, "owner": f"Johtaja {number}"}}, organisation=code))
        for number, code in enumerate(("01", "02", "03", "04", "05", "06"))
    ]
    files = [
        ("01.xlsx", good[0], "accepted"),
        ("empty.xlsx", b"", "refused"),
        ("02.xlsx", good[1], "accepted"),
        ("half.xlsx", good[1][:2000], "refused"),
        ("random.xlsx", chance.randbytes(4000), "refused"),
        ("03.xlsx", good[2], "accepted"),
        ("text.xlsx", b"Tilannekuva", "refused"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "refused"),
        ("~$04.xlsx", b"tester", "refused"),
        ("04.xlsx", good[3], "accepted"),
        ("partly.xlsx", packed(workbook(small, {FIRST: DONE, SECOND: WRONG})), "partly_accepted"),
        ("again.xlsx", good[3], "duplicate"),
        ("bare.xlsx", packed(Workbook()), "refused"),
        ("05.xlsx", good[4], "accepted"),
        ("06.xlsx", good[5], "accepted"),
    ]
    sent = [(a_file(tmp_path, name, data), outcome) for name, data, outcome in files]
    (tmp_path / "folder.xlsx").mkdir()
    return [
        *sent,
        (Sent(tmp_path / "gone.xlsx", None), "refused"),
        (Sent(tmp_path / "folder.xlsx", None), "refused"),
    ]


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_no_bad_file_stops_the_others(workers: int, mixed: list[tuple[Sent, str]], small: Programme) -> None:
    new, settled = sources([sent for sent, _ in mixed], {})
    assert len(new) > FEW, "too few for more than one process"
    judged = judge(new, small, KEY, "fi", workers=workers)
    assert [each.source for each in judged] == new
    outcomes = {each.source.path: each.outcome for each in (*settled, *judged)}
    assert outcomes == {sent.path: outcome for sent, outcome in mixed}


def test_this_process_and_two_others_judge_alike(mixed: list[tuple[Sent, str]], small: Programme) -> None:
    new, _ = sources([sent for sent, _ in mixed], {})
    assert judge(new, small, KEY, "sv", workers=2) == judge(new, small, KEY, "sv")


def test_the_order_of_the_files_does_not_matter(mixed: list[tuple[Sent, str]], small: Programme) -> None:
    new, _ = sources([sent for sent, _ in mixed], {})
    backwards = judge(new[::-1], small, KEY, "fi")
    assert backwards[::-1] == judge(new, small, KEY, "fi")


def test_every_file_advances_the_progress(mixed: list[tuple[Sent, str]], small: Programme) -> None:
    new, _ = sources([sent for sent, _ in mixed], {})
    steps: list[int] = []
    judge(new, small, KEY, "fi", advance=lambda: steps.append(1))
    assert len(steps) == len(new)


def test_judging_no_files_gives_none(small: Programme) -> None:
    assert sources([], {}) == ([], [])
    assert judge([], small, KEY, "fi") == []


def test_a_file_that_goes_away_or_changes_before_it_is_read_is_told(small: Programme, tmp_path: Path) -> None:
    sent = [
        a_file(tmp_path, name, packed(workbook(small, {FIRST: DONE}, organisation=name[:2])))
        for name in ("05.xlsx", "06.xlsx")
    ]
    new, _ = sources(sent, {})
    sent[0].path.unlink()
    sent[1].path.write_bytes(b"")
    assert [(each.outcome, each.findings[0].code) for each in judge(new, small, KEY, "fi")] == [
        ("refused", "F006"),
        ("refused", "F008"),
    ]


def test_the_files_that_are_judged_are_never_changed(mixed: list[tuple[Sent, str]], small: Programme) -> None:
    before = {sent.path: sent.path.read_bytes() for sent, _ in mixed if sent.path.is_file()}
    new, _ = sources([sent for sent, _ in mixed], {})
    judge(new, small, KEY, "fi")
    assert {path: path.read_bytes() for path in before} == before


# --- laws ----------------------------------------------------------------------------------------------------------

LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), include_characters="\n")
TEXTS = {"where_now": 500, "next_steps": 500, "challenges": 500, "owner": 80}


@st.composite
def typed_rows(draw: st.DrawFn, programme: Programme) -> tuple[dict[str, Any], dict[str, Any]]:
    """What somebody types into a row, and what it means."""
    language = draw(st.sampled_from(LANGUAGES))
    typed: dict[str, Any] = {}
    meant: dict[str, Any] = dict.fromkeys(["status", "percent_done", "forecast_end", *TEXTS])
    meant["no_change"] = draw(st.booleans())
    if meant["no_change"]:
        typed["no_change"] = draw(st.sampled_from(["x", "X"]))
    if not meant["no_change"] or draw(st.booleans()):
        status = draw(st.sampled_from(programme.statuses))
        typed["status"], meant["status"] = status.names[language], status.code
    if draw(st.booleans()):
        permille = draw(st.integers(0, 1000))
        typed["percent_done"], meant["percent_done"] = permille / 1000, permille / 10
    if draw(st.booleans()):
        typed["forecast_end"] = meant["forecast_end"] = draw(st.dates(date(2021, 1, 1), date(2026, 12, 31)))
    flag = draw(st.sampled_from([None, "yes", "no"]))
    if flag:
        typed["red_flag"] = programme.workbook.words[flag][language]
    meant["red_flag"] = flag == "yes"
    for code, most in TEXTS.items():
        text = draw(st.one_of(st.none(), st.text(LETTERS, max_size=min(most, 40)), st.just("Ä" * most)))
        if text is not None:
            typed[code] = text
            meant[code] = (
                text if text.strip("\u200b\u200c\u200d\u2060\ufeff\u00ad \n") and text.split() else None
            )
    return typed, meant


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_is_typed_into_a_workbook_is_what_is_read(
    data: st.DataObject, small: Programme, judged: Judge
) -> None:
    items = [item.id for item in small.items_in("2021-07", "HTT")]
    chosen = data.draw(st.lists(st.sampled_from(items), unique=True, min_size=1))
    rows = {item: data.draw(typed_rows(small)) for item in chosen}
    book = workbook(small, {item: typed for item, (typed, _) in rows.items()})
    for line in book["Tilannekuva"].iter_rows(min_row=5):
        for cell in line:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # also what begins with "=" or reads like an error is typed as a text
    submission = judged(book)
    assert submission.refused == []
    read = {
        row.item: {code: row.values[code] for code in meant}
        for row in submission.accepted
        for meant in [rows[row.item][1]]
    }
    assert read == {item: meant for item, (_, meant) in rows.items()}


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_rows_in_are_those_accepted_and_those_refused(seed: int, small: Programme, judged: Judge) -> None:
    """Rows in: an item with a report or a fault, an unknown id, a note; counted here from what was typed."""
    chance = Random(seed)
    rows: dict[str, dict[str, Any]] = {}
    good = bad = ignored = 0
    for item in [each.id for each in small.items_in("2021-07", "HTT")]:
        match chance.randrange(4):
            case 0:
                rows[item] = {"status": chance.choice(["Valmis", "pågår"]), "owner": "Johtaja"}
                good += 1
            case 1:
                rows[item] = chance.choice([WRONG, {**DONE, "percent_done": 1.7}, {"where_now": "#N/A"}])
                bad += 1
            case 2:
                rows[item] = {"owner": "Johtaja"}
    book = workbook(small, rows)
    for number in range(20, 20 + chance.randrange(4)):
        if chance.random() < 0.5:
            book["Tilannekuva"].cell(number, 1, "HTT.X.1.1")
            bad += 1
        else:
            book["Tilannekuva"].cell(number, 2, "Oma huomautus")
            ignored += 1
    submission = judged(book)
    assert (len(submission.accepted), len(submission.refused), submission.ignored) == (good, bad, ignored)
    places = [row.row for row in (*submission.accepted, *submission.refused)]
    assert len(places) == len(set(places))
    assert all(row.is_faulty for row in submission.refused if row.values.get("percent_done") != 170)


VALUES: list[Any] = [
    None, "", " ", "x", "-", "Valmis", "VALMIS", "melkein", "#N/A", "=1/0", "HTT.A.1.1", "htt-a-1.2", "HTT.Z.1.1", "Yhteensä",
    "Tila nyt", "Tunnus", "Tyyppi", "Riski", "kyllä", "50 %", "8/2022", "31.2.2022", "a" * 1001, 0, -1, 0.4, 1.7, 40, 1e15, True, False,
    date(2022, 2, 28), date(9999, 12, 31), datetime(2022, 2, 28, 12), time(12), "\u00a0", "\u200b", "{found}", "%s",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_whatever_stands_in_whatever_cell_a_submission_comes_out_and_can_be_told(
    seed: int, small: Programme, judged: Judge
) -> None:
    chance = Random(seed)
    book = workbook(small, {FIRST: DONE}, notes=[{"kind": "Toive", "text": "Ohje."}])
    for page in book.worksheets[:2]:
        for _ in range(chance.randrange(30)):
            cell = page.cell(chance.randint(1, 14), chance.randint(1, 20))
            cell.value = chance.choice(VALUES)
            cell.number_format = chance.choice(["General", "0 %", "d.m.yyyy", cell.number_format])
    submission = judged(book)
    assert submission.outcome in ("accepted", "partly_accepted", "refused")
    assert (submission.outcome == "accepted") == all(each.severity != "error" for each in submission.findings)
    for each in submission.findings:
        assert all(each.message(language) for language in LANGUAGES)
        assert each.cell == "" or address(each.cell) < (40, 40)
    places = [(row.sheet, row.row) for row in (*submission.accepted, *submission.refused)]
    assert len(places) == len(set(places))
    accepted = [row.item for row in submission.accepted if row.kind == "items"]
    assert len(accepted) == len(set(accepted))


def test_a_workbook_says_the_same_in_every_language(small: Programme, judged: Judge) -> None:
    said = []
    for language in LANGUAGES:
        statuses = {status.code: status.names[language] for status in small.statuses}
        row = {
            "status": statuses["started"],
            "percent_done": 0.4,
            "red_flag": small.workbook.words["yes"][language],
        }
        submission = judged(workbook(small, {FIRST: {**row, "challenges": "Tilat."}}, language=language))
        assert submission.findings == []
        said.append([(row.item, dict(row.values)) for row in submission.accepted])
    assert said[0] == said[1] == said[2]


def test_the_last_modified_time_is_read_from_the_file_and_not_from_the_disk(
    small: Programme, tmp_path: Path
) -> None:
    path = save(workbook(small, {FIRST: DONE}), tmp_path / "a.xlsx", datetime(2021, 8, 3, 7, 30))
    new, _ = sources([Sent(path, None)], {})
    assert judge(new, small, KEY, "fi")[0].modified_at == datetime(2021, 8, 3, 7, 30, tzinfo=UTC)
