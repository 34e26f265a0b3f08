"""Hand-computed cases for the oracle, on tiny workspaces whose workbooks each test builds itself."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.packaging.custom import StringProperty

from oracle import Assessed, assessments, main

HEADERS = {
    "item": "Tunnus",
    "no_change": "Ei muutosta",
    "status": "Tila nyt",
    "percent_done": "Valmiina %",
    "forecast_end": "Ennuste valmis",
    "red_flag": "Tuen tarve",
    "where_now": "Missä mennään",
    "challenges": "Haasteet ja yhteisesti ratkottavat kysymykset",
    "owner": "Vastuuhenkilö",
}
NOTE_HEADERS = {"kind": "Tyyppi", "text": "Teksti", "scope": "Koskee", "item": "Osatehtävän tunnus"}
PROGRAMME = """
id = "tiny"
hard_deadline = 2022-12-31
statuses = [
    { code = "not_started", fi = "Ei aloitettu", sv = "Inte påbörjad", en = "Not started" },
    { code = "started", fi = "Käynnissä", sv = "Pågår", en = "In progress", accepted = ["kesken"] },
    { code = "done", fi = "Valmis", sv = "Klar", en = "Completed" },
    { code = "not_applicable", fi = "Ei koske aluetta", sv = "Gäller inte området", en = "Not applicable" },
]
"""
RULES = "[assessment]\ngrace_days = 0\nstalled_months = 3\n"
ROADMAP = """\
id,group,critical,planned_start,planned_end,valid_from,valid_to
A.1,HTT,yes,,,2021-07,
"""
SENT_IN_TIME = "2021-08-05T10:00:00Z"


def field(code: str, role: str, kind: str, header: str, more: str = "") -> str:
    """One field of a workbook.toml with a Finnish header."""
    lines = ["[[sheets.fields]]", f'code = "{code}"', f'role = "{role}"', f'type = "{kind}"']
    return "\n".join([*lines, f'headers = [{{ from = "2021-07", fi = "{header}" }}]', more, ""])


def workbook_definition() -> str:
    """A workbook.toml with the sheets and fields that the oracle reads."""
    choice = 'choices = [{{ code = "{0}", fi = "{0}" }}]'.format
    limits = "least = 2021-01-01\nmost = 2026-12-31"
    return "\n".join(
        [
            'words = { mark = { fi = "x" }, yes = { fi = "kyllä", sv = "ja", en = "yes" } }',
            '[[sheets]]\nkind = "items"\nname = { fi = "Tilannekuva", sv = "Lägesbild" }',
            field("item", "locked", "item", HEADERS["item"]),
            field("no_change", "input", "mark", HEADERS["no_change"]),
            field("status", "input", "status", HEADERS["status"]).replace("fi =", 'sv = "Status nu", fi ='),
            field("percent_done", "input", "percent", HEADERS["percent_done"], "least = 0\nmost = 100"),
            field("forecast_end", "prefilled", "date", HEADERS["forecast_end"], limits),
            field("red_flag", "input", "flag", HEADERS["red_flag"]),
            field("where_now", "prefilled", "text", HEADERS["where_now"], "most = 20"),
            field("challenges", "prefilled", "text", HEADERS["challenges"], "most = 20"),
            field("owner", "prefilled", "text", HEADERS["owner"], "most = 20"),
            '[[sheets]]\nkind = "notes"\nname = { fi = "Huomiot" }',
            field("kind", "input", "choice", NOTE_HEADERS["kind"], choice("Huomio")),
            field("text", "input", "text", NOTE_HEADERS["text"], "most = 20"),
            field("scope", "input", "choice", NOTE_HEADERS["scope"], choice("sote")),
            field("item", "input", "item", NOTE_HEADERS["item"]),
        ]
    )


class Workspace:
    """A workspace of one programme and two organisations, 01 expected to report and 02 not."""

    def __init__(self, folder: Path, roadmap: str = ROADMAP) -> None:
        self.folder = folder
        self.archive = folder / "output" / "archive"
        self.archive.mkdir(parents=True)
        schema = folder / "schemas" / "tiny"
        schema.mkdir(parents=True)
        expected = "organisation,group,from,to\n01,HTT,2021-07,\n"
        for name, text in {
            "programme.toml": PROGRAMME,
            "rules.toml": RULES,
            "workbook.toml": workbook_definition(),
            "organisations.csv": "code\n01\n02\n",
            "expected.csv": expected,
            "roadmap.csv": roadmap,
        }.items():
            (schema / name).write_text(text, encoding="utf-8")

    def keep(self, data: bytes, folder_month: str | None = None) -> str:
        """Puts a file and its receipt into the archive; returns its sha256."""
        sha256 = hashlib.sha256(data).hexdigest()
        (self.archive / f"{sha256}.xlsx").write_bytes(data)
        receipt = {"sha256": sha256, "file_name": "a.xlsx", "received_at": "", "folder_month": folder_month}
        (self.archive / f"{sha256}.json").write_text(json.dumps(receipt), encoding="utf-8")
        return sha256

    def send(self, month: str, *rows: dict[str, Any], organisation: str = "01", **more: Any) -> str:
        """Archives a workbook of the group HTT; `more` goes to workbook()."""
        place = {"programme": "tiny", "organisation": organisation, "group": "HTT", "month": month}
        return self.keep(workbook(place, list(rows), **more))

    def assess(self, month: str, item: str = "A.1", organisation: str = "01") -> Assessed:
        """The oracle's answer for one item."""
        return assessments(self.folder)[month, organisation, item]

    def reasons(self, month: str, item: str = "A.1") -> set[str]:
        """The reasons that hold for one item of organisation 01."""
        return set(self.assess(month, item).reasons)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def workbook(
    place: dict[str, str],
    rows: list[dict[str, Any]],
    *,
    notes: list[dict[str, Any]] | None = None,
    modified: str = SENT_IN_TIME,
    headers: dict[str, str] = HEADERS,
    with_hidden_passport: bool = False,
    formats: dict[str, str] | None = None,
    cached: str = "",
) -> bytes:
    """The bytes of a workbook; each row gives cells by field code, the item A.1 unless told."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Tilannekuva")
    sheet.append(["Otsikko"])
    sheet.append([None, *headers.values()])
    for row in rows:
        sheet.append([None, *(row.get(code, "A.1" if code == "item" else None) for code in headers)])
        for code, number_format in (formats or {}).items():
            sheet.cell(sheet.max_row, 2 + list(headers).index(code)).number_format = number_format
    listed = book.create_sheet("Huomiot")
    listed.append(list(NOTE_HEADERS.values()))
    for note in notes or []:
        listed.append([note.get(code) for code in NOTE_HEADERS])
    hidden = book.create_sheet("_ytaexcel")
    properties: Any = book  # the type stubs do not know of custom_doc_props
    for name, value in place.items():
        if with_hidden_passport:
            hidden.append([f"ytaexcel.{name}", value])
        else:
            properties.custom_doc_props.append(StringProperty(name=f"ytaexcel.{name}", value=value))
    file = io.BytesIO()
    book.save(file)
    return with_parts_changed(file.getvalue(), modified, cached)


def with_parts_changed(data: bytes, modified: str, cached: str) -> bytes:
    """The workbook with a last-modified time, and a cached value for its formulas, which openpyxl cannot write."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode("utf-8")
            if name == "docProps/core.xml":
                part = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{modified}", part)
            new.writestr(name, re.sub("<v ?/>|<v></v>", cached or r"\g<0>", part))
    return changed.getvalue()


def started(**cells: Any) -> dict[str, Any]:
    return {"status": "Käynnissä", **cells}


# --- values in force ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "newer",
    [{"percent_done": 70}, {"status": "Valmis", "percent_done": 170}, {"item": "A.9", "status": "Valmis"}],
)
def test_a_row_that_is_blank_refused_or_absent_falls_through_to_the_older_file(
    workspace: Workspace, newer: dict[str, Any]
) -> None:
    """The newer file's row says nothing that counts, so the older file's status and percent are in force."""
    workspace.send("2021-07", newer, {"item": "B.1"}, modified="2021-08-06T10:00:00Z")
    workspace.send("2021-07", started(percent_done=40), modified="2021-08-05T10:00:00Z")
    assessed = workspace.assess("2021-07")
    assert (assessed.status, assessed.percent_done, assessed.reported) == ("started", 40, "yes")


def test_the_file_modified_later_counts_and_then_the_greater_sha256(workspace: Workspace) -> None:
    """At 12:30 +03:00 a file is older than at 10:00 UTC; of two modified at once the greater sha256 is newer."""
    workspace.send("2021-07", {"status": "Valmis"}, modified="2021-08-05T12:30:00+03:00")
    first = workspace.send("2021-07", started(percent_done=40))
    second = workspace.send("2021-07", started(percent_done=60))
    assert workspace.assess("2021-07").percent_done == (40 if first > second else 60)


def test_a_file_without_a_modified_time_is_older_than_any_other(workspace: Workspace) -> None:
    workspace.send("2021-07", {"status": "Valmis"}, modified="")
    workspace.send("2021-07", started(), modified="2001-01-01T00:00:00Z")
    assert workspace.assess("2021-07").status == "started"


def test_no_change_repeats_the_last_status_through_a_missing_month(workspace: Workspace) -> None:
    """Started at 40 % in July, silent in August (collected from 02), no change in September: three months started."""
    workspace.send("2021-07", started(percent_done=40, forecast_end="30.6.2022"))
    workspace.send("2021-08", started(), organisation="02")
    workspace.send("2021-09", {"no_change": "X", "percent_done": 90, "forecast_end": "31.8.2022"})
    august, september = workspace.assess("2021-08"), workspace.assess("2021-09")
    assert (august.reported, august.percent_done, august.months_in_state) == ("carried", 40, 2)
    assert f"{august.forecast_end}" == "2022-06-30"
    assert (september.reported, september.percent_done, september.months_in_state) == ("yes", 40, 3)
    assert f"{september.forecast_end}" == "2022-08-31"


def test_no_change_is_measured_against_the_month_before(workspace: Workspace) -> None:
    """An older file of the same month says done; the newer one says: as last month."""
    workspace.send("2021-07", started(percent_done=40))
    workspace.send("2021-08", {"status": "Valmis"}, modified="2021-09-01T10:00:00Z")
    workspace.send("2021-08", {"no_change": "x"}, modified="2021-09-02T10:00:00Z")
    assert workspace.assess("2021-08").status == "started"


def test_no_change_where_no_status_was_ever_known_leaves_it_unknown(workspace: Workspace) -> None:
    workspace.send("2021-07", {"no_change": "x", "red_flag": "kyllä", "forecast_end": "31.1.2023"})
    assessed = workspace.assess("2021-07")
    assert (assessed.reported, assessed.status, assessed.months_in_state) == ("never", "not_started", 0)
    assert assessed.reasons == {"unreported", "red_flag", "forecast_late"}


def test_with_both_a_status_and_no_change_the_status_counts(workspace: Workspace) -> None:
    workspace.send("2021-07", started())
    workspace.send("2021-08", {"status": "Valmis", "no_change": "x"})
    assert workspace.assess("2021-08").status == "done"


def test_a_forecast_that_was_wiped_is_gone_and_a_percent_left_blank_is_blank(workspace: Workspace) -> None:
    """A cell of a row with a status counts as it stands, also when it is blank."""
    workspace.send("2021-07", started(percent_done=40, forecast_end="30.6.2022"))
    workspace.send("2021-08", started())
    assessed = workspace.assess("2021-08")
    assert (assessed.percent_done, assessed.forecast_end) == (None, None)


def test_rows_of_one_item_count_once_if_equal_and_not_at_all_if_different(workspace: Workspace) -> None:
    workspace.send("2021-07", started(percent_done=40), started(percent_done="40 %"))
    workspace.send("2021-08", started(percent_done=50), started(percent_done=60))
    workspace.send("2021-08", started(), organisation="02")
    assert workspace.assess("2021-07").percent_done == 40
    assert (workspace.assess("2021-08").percent_done, workspace.assess("2021-08").reported) == (40, "carried")


def test_every_month_from_the_first_to_the_last_collected_has_a_row(tmp_path: Path) -> None:
    """Nobody sent anything in August: it is assessed with carried values but is no collected month."""
    roadmap = ROADMAP + "A.2,HTT,yes,,,2021-08,2021-08\n"
    workspace = Workspace(tmp_path, roadmap)
    workspace.send("2021-07", started())
    workspace.send("2021-09", {"no_change": "x"})
    of_items = [(month, item) for month, organisation, item in assessments(tmp_path) if organisation == "02"]
    assert sorted(of_items) == [
        ("2021-07", "A.1"),
        ("2021-08", "A.1"),
        ("2021-08", "A.2"),
        ("2021-09", "A.1"),
    ]
    assert [workspace.assess(f"2021-0{n}").months_in_state for n in (7, 8, 9)] == [1, 1, 2]


# --- behind schedule ---------------------------------------------------------------------------------------------


def test_an_end_before_the_first_day_of_the_next_month_is_overdue(tmp_path: Path) -> None:
    """D of July is 1.8.: an end on 31.7. is one day late, an end on 1.8. is not late; done is never late."""
    roadmap = ROADMAP.splitlines()[0] + (
        "\nA.1,HTT,yes,,2021-07-31,2021-07,\nA.2,HTT,yes,,2021-08-01,2021-07,\nA.3,HTT,yes,,2021-07-31,2021-07,\n"
    )
    workspace = Workspace(tmp_path, roadmap)
    workspace.send("2021-07", started(), started(item="A.2"), {"item": "A.3", "status": "Valmis"})
    late = workspace.assess("2021-07", "A.1")
    assert (late.behind, set(late.reasons), late.days_late) == (1, {"overdue"}, 1)
    for item in ("A.2", "A.3"):
        assert (workspace.assess("2021-07", item).behind, workspace.assess("2021-07", item).days_late) == (
            0,
            0,
        )


def test_a_missing_end_falls_back_to_the_hard_deadline(workspace: Workspace) -> None:
    """D of December 2022 is 1.1.2023, one day after the hard deadline."""
    workspace.send("2022-11", started())
    workspace.send("2022-12", started())
    assert workspace.assess("2022-11").behind == 0
    assessed = workspace.assess("2022-12")
    assert (assessed.behind, assessed.days_late, f"{assessed.planned_end}") == (1, 1, "2022-12-31")


def test_late_start_holds_for_what_is_not_started_or_never_reported(tmp_path: Path) -> None:
    """A start on 31.7. is before D of July, one on 1.8. is not; not_applicable is never behind."""
    header = ROADMAP.splitlines()[0]
    rows = [f"A.{n},HTT,yes,{day},,2021-07," for n, day in enumerate(["2021-07-31"] * 4 + ["2021-08-01"], 1)]
    workspace = Workspace(tmp_path, "\n".join([header, *rows, ""]))
    statuses = {"A.1": "Ei aloitettu", "A.3": "Ei koske aluetta", "A.4": "Käynnissä", "A.5": "Ei aloitettu"}
    workspace.send("2021-07", *({"item": item, "status": status} for item, status in statuses.items()))
    late = [f"A.{n}" for n in range(1, 6) if "late_start" in workspace.reasons("2021-07", f"A.{n}")]
    assert late == ["A.1", "A.2"]
    assert [workspace.assess("2021-07", item).behind for item in ("A.1", "A.2", "A.3")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("forecast", "reasons"),
    [
        ("31.12.2022", set()),
        ("1/2023", {"forecast_late"}),
        ("2021-08-01", set()),
        ("7/2021", {"past_forecast"}),
        (datetime(2021, 7, 31, 12, 0), {"past_forecast"}),
    ],
)
def test_a_forecast_is_late_after_the_end_and_past_before_d(
    workspace: Workspace, forecast: Any, reasons: set[str]
) -> None:
    """The end is 31.12.2022 and D 1.8.2021; a month means its last day."""
    workspace.send("2021-07", started(forecast_end=forecast))
    assert workspace.reasons("2021-07") == reasons


@pytest.mark.parametrize(
    ("statuses", "percents", "is_regressed"),
    [
        (("Valmis", "Käynnissä"), (100, 90), True),
        (("Käynnissä", "Ei aloitettu"), (None, None), True),
        (("Käynnissä", "Käynnissä"), (60, 40), True),
        (("Käynnissä", "Käynnissä"), (60, None), False),
        (("Ei aloitettu", "Käynnissä"), (60, 40), False),
        (("Ei koske aluetta", "Ei aloitettu"), (None, None), False),
        (("Valmis", "Valmis"), (100, 90), True),
    ],
)
def test_regressed_is_a_lower_status_or_an_equal_one_with_a_lower_percent(
    workspace: Workspace, statuses: tuple[str, str], percents: tuple[Any, Any], is_regressed: bool
) -> None:
    """Against the collected month before, here with an empty month between; nothing has changed in October."""
    workspace.send("2021-07", {"status": statuses[0], "percent_done": percents[0]})
    workspace.send("2021-09", {"status": statuses[1], "percent_done": percents[1]})
    workspace.send("2021-10", {"no_change": "x"})
    found = [month for month in ("2021-08", "2021-09", "2021-10") if "regressed" in workspace.reasons(month)]
    assert found == (["2021-09"] if is_regressed else [])


@pytest.mark.parametrize("text", ["Alussa", None])
def test_stalled_needs_three_collected_months_before_with_nothing_typed_in_the_last_three(
    workspace: Workspace, text: str | None
) -> None:
    """The text of July was left as it was and August was not collected: November is the first after three."""
    for month in ("2021-07", "2021-09", "2021-10", "2021-11"):
        workspace.send(month, started(percent_done=40, where_now=text, owner=f"Nimi {month}"))
    assert [
        month for month in ("2021-09", "2021-10", "2021-11") if "stalled" in workspace.reasons(month)
    ] == ["2021-11"]


@pytest.mark.parametrize(
    "september",
    [
        {"percent_done": 41},
        {"percent_done": None},
        {"where_now": "Uusi"},
        {"challenges": "Uusi"},
        {"status": "Ei aloitettu"},
    ],
)
def test_another_percent_text_or_status_within_the_last_months_is_not_stalled(
    workspace: Workspace, september: dict[str, Any]
) -> None:
    usual = started(percent_done=40, where_now="Alussa")
    for month in ("2021-07", "2021-08", "2021-09", "2021-10"):
        workspace.send(month, usual | september if month == "2021-09" else usual)
    assert "stalled" not in workspace.reasons("2021-10")


@pytest.mark.parametrize(("item", "is_stalled"), [("A.1", False), (None, True)])
def test_a_note_that_names_the_item_is_text_typed_about_it(
    workspace: Workspace, item: str | None, is_stalled: bool
) -> None:
    for month in ("2021-07", "2021-08", "2021-09", "2021-10"):
        note = {"kind": "huomio", "text": "Sovittu", "scope": "sote", "item": item}
        workspace.send(month, started(), notes=[note] if month == "2021-08" else [])
    assert ("stalled" in workspace.reasons("2021-10")) == is_stalled


def test_a_red_flag_is_never_carried_and_none_stands_on_what_is_done(workspace: Workspace) -> None:
    workspace.send("2021-07", started(red_flag="KYLLÄ"))
    workspace.send("2021-08", started(), organisation="02")
    workspace.send("2021-09", {"status": "Valmis", "red_flag": "ja"})
    assert [workspace.reasons(f"2021-0{n}") for n in (7, 8, 9)] == [{"red_flag"}, {"unreported"}, set()]


def test_unreported_are_only_the_items_expected(tmp_path: Path) -> None:
    """Not those that are not critical, nor those last known as done, nor an organisation that owes no workbook."""
    roadmap = ROADMAP + "A.2,HTT,no,,,2021-07,\nA.3,HTT,undetermined,,,2021-07,\nA.4,HTT,yes,,,2021-07,\n"
    workspace = Workspace(tmp_path, roadmap)
    workspace.send("2021-07", started(), {"item": "A.4", "status": "Valmis"})
    workspace.send("2021-08", organisation="02")
    unreported = [key for key, assessed in assessments(tmp_path).items() if "unreported" in assessed.reasons]
    assert sorted(unreported) == [
        ("2021-07", "01", "A.3"),
        ("2021-08", "01", "A.1"),
        ("2021-08", "01", "A.3"),
    ]


# --- reading -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "number_format", "percent"),
    [
        (50, "General", 50),
        (0.5, "0%", 50),
        (1, "0 %", 100),
        (50, "0%", 50),
        ("50\u00a0%", "0%", 50),
        ("50,0", "General", 50),
        (1.5, "0%", None),
        (101, "0%", None),
        (-1, "General", None),
        (True, "General", None),
        ("puolet", "General", None),
        ("#N/A", "General", None),
        ("=20+20", "General", None),
    ],
)
def test_a_percent_is_read_as_it_is_meant_or_its_row_is_refused(
    workspace: Workspace, written: Any, number_format: str, percent: float | None
) -> None:
    workspace.send(
        "2021-07", started(item="A.1", percent_done=written), formats={"percent_done": number_format}
    )
    workspace.send("2021-07", started(), organisation="02")
    assessed = workspace.assess("2021-07")
    assert (assessed.percent_done, assessed.reported) == (percent, "never" if percent is None else "yes")


def test_a_formula_counts_by_its_cached_value(workspace: Workspace) -> None:
    workspace.send("2021-07", started(percent_done="=20+20"), cached="<v>40</v>")
    assert workspace.assess("2021-07").percent_done == 40


@pytest.mark.parametrize(
    "cells",
    [
        {"status": "Melkein"},
        {"forecast_end": "30.2.2022"},
        {"forecast_end": "31.12.2020"},
        {"forecast_end": 44560},
        {"where_now": "x" * 21},
        {"red_flag": "ehkä"},
        {"no_change": "?"},
    ],
)
def test_a_cell_that_cannot_be_read_refuses_its_row_alone(tmp_path: Path, cells: dict[str, Any]) -> None:
    workspace = Workspace(tmp_path, ROADMAP + "A.2,HTT,yes,,,2021-07,\n")
    workspace.send("2021-07", started(**cells), started(item="A.2"))
    assert [workspace.assess("2021-07", item).reported for item in ("A.1", "A.2")] == ["never", "yes"]


@pytest.mark.parametrize("word", ["KÄYNNISSÄ", "Pa\u030aga\u030ar", "\u00a0In\u00a0progress ", "Kesken"])
def test_a_status_is_understood_in_any_language_and_case_under_any_header(
    workspace: Workspace, word: str
) -> None:
    """NFD letters and no-break blanks too, in columns that were moved and renamed to another language."""
    headers = {"status": "status\u00a0NU", "item": "Tunnus"}
    workspace.send("2021-07", {"status": word}, headers=headers)
    assert workspace.assess("2021-07").status == "started"


def test_the_hidden_sheet_serves_as_passport_where_the_properties_are_lost(workspace: Workspace) -> None:
    workspace.send("2021-07", started(), with_hidden_passport=True)
    assert workspace.assess("2021-07").status == "started"


def test_files_that_cannot_be_trusted_are_skipped_until_an_act_accepts_them(workspace: Workspace) -> None:
    """A damaged file, one without passport, one of another programme, one from another month's folder."""
    ours = {"programme": "tiny", "organisation": "01", "group": "HTT", "month": "2021-07"}
    workspace.keep(b"no workbook")
    workspace.keep(workbook({}, [started()]))
    workspace.keep(workbook(ours | {"programme": "other"}, [started()]))
    elsewhere = workspace.keep(workbook(ours, [started(percent_done=10)]), folder_month="2021-08")
    assert assessments(workspace.folder) == {}
    act = {"kind": "accept-as", "sha256": elsewhere, "organisation": "02", "group": "HTT", "month": "2021-08"}
    (workspace.archive / "act.json").write_text(json.dumps(act), encoding="utf-8")
    assert workspace.assess("2021-08", organisation="02").percent_done == 10


def test_an_act_that_the_oracle_does_not_know_stops_it(workspace: Workspace) -> None:
    (workspace.archive / "act.json").write_text('{"kind": "other"}', encoding="utf-8")
    with pytest.raises(ValueError, match="does not know"):
        assessments(workspace.folder)


def test_the_command_prints_the_behind_of_each_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over two organisations: A.1 late in both, A.2 undetermined and not late, A.3 not followed."""
    header = ROADMAP.splitlines()[0]
    rows = (
        "A.1,HTT,yes,,2021-07-31,2021-07,\nA.2,HTT,undetermined,,,2021-07,\nA.3,HTT,no,,2021-07-01,2021-07,\n"
    )
    workspace = Workspace(tmp_path, f"{header}\n{rows}")
    workspace.send("2021-07", started(), {"item": "A.2", "status": "Ei koske aluetta"})
    monkeypatch.setattr(sys, "argv", ["oracle.py", str(tmp_path)])
    main()
    assert capsys.readouterr().out == "2021-07: 2 of 3 behind, critical 2 of 2, undetermined 0 of 1\n"
