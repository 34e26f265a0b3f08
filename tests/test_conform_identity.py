"""Whose workbook it is: told by a passport that this workspace sealed, or by a recorded decision, and else by nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.packaging.custom import CustomPropertyList, StringProperty

from builder import KEY, passport_of, stamp, workbook
from ytaexcel.conform import Acceptance
from ytaexcel.merge import Submission
from ytaexcel.passport import SHEET, Passport
from ytaexcel.programme import Programme

Judge = Callable[..., Submission]
ROWS: dict[str, dict[str, Any]] = {"HTT.A.1.1": {"status": "Valmis"}}


@pytest.fixture
def book(small: Programme) -> Workbook:
    return workbook(small, ROWS)


def sealed(programme: Programme, **changed: Any) -> Passport:
    return passport_of(programme, **{"organisation": "05", "group": "HTT", "month": "2021-07", **changed})


def without_sheet(book: Workbook) -> Workbook:
    del book[SHEET]
    return book


def without_properties(book: Workbook) -> Workbook:
    book.custom_doc_props = CustomPropertyList()
    return book


def with_property(book: Workbook, name: str, value: str) -> Workbook:
    kept = [each for each in book.custom_doc_props.props if each.name != f"ytaexcel.{name}"]
    book.custom_doc_props = CustomPropertyList()
    for each in [*kept, StringProperty(name=f"ytaexcel.{name}", value=value)]:
        book.custom_doc_props.append(each)
    return book


def refused_for(submission: Submission) -> str:
    """The code for which a workbook was refused whole, without a row."""
    assert submission.outcome == "refused"
    assert (submission.accepted, submission.refused, submission.ignored) == ([], [], 0)
    assert not submission.identity.is_trusted
    (fault,) = submission.findings
    assert fault.severity == "error"
    return fault.code


# --- trusted -------------------------------------------------------------------------------------------------------


def test_the_passport_says_whose_workbook_it_is(small: Programme, judged: Judge) -> None:
    passport = sealed(small, organisation="17", group="JO", month="2022-03", language="sv")
    submission = judged(
        workbook(small, {}, organisation="17", group="JO", month="2022-03", passport=passport)
    )
    identity = submission.identity
    assert (identity.organisation, identity.group, identity.month) == ("17", "JO", "2022-03")
    assert (identity.language, identity.is_trusted) == ("sv", True)


@pytest.mark.parametrize(
    ("lose", "missing"),
    [(without_sheet, "piilotettu taulukko _ytaexcel"), (without_properties, "asiakirjan ominaisuudet")],
)
def test_one_of_the_two_places_is_enough(
    lose: Callable[[Workbook], Workbook], missing: str, book: Workbook, judged: Judge
) -> None:
    """Other programs lose one or the other; which is told."""
    submission = judged(lose(book))
    assert submission.outcome == "accepted"
    assert [(each.code, each.severity, each.values["found"]) for each in submission.findings] == [
        ("W012", "info", missing)
    ]


def test_the_hidden_sheet_may_have_been_made_visible_and_moved(book: Workbook, judged: Judge) -> None:
    book[SHEET].sheet_state = "visible"
    book.move_sheet(SHEET, -2)
    assert judged(book).outcome == "accepted"


def test_the_folder_of_its_own_month_is_right(book: Workbook, judged: Judge) -> None:
    assert judged(book, folder_month="2021-07").outcome == "accepted"


# --- not trusted ---------------------------------------------------------------------------------------------------


def test_without_a_passport_nothing_tells_whose_it_is(book: Workbook, judged: Judge) -> None:
    submission = judged(without_properties(without_sheet(book)), folder_month="2021-07")
    assert refused_for(submission) == "W001"
    assert (submission.identity.organisation, submission.identity.month) == ("", "")


def test_a_passport_of_which_a_part_was_deleted_is_none(book: Workbook, judged: Judge) -> None:
    assert refused_for(judged(with_property(without_sheet(book), "seal", ""))) == "W001"


@pytest.mark.parametrize("seal", ["0" * 64, "ä", "väärä sinetti", "\u0660" * 64])
def test_a_passport_with_another_seal_is_refused(seal: str, small: Programme, judged: Judge) -> None:
    passport = replace(sealed(small), seal=seal)
    assert refused_for(judged(workbook(small, ROWS, passport=passport))) == "W002"


def test_a_passport_of_another_workspace_is_refused(small: Programme, judged: Judge) -> None:
    passport = sealed(small, key=bytes(reversed(KEY)))
    assert refused_for(judged(workbook(small, ROWS, passport=passport))) == "W002"


@pytest.mark.parametrize(
    ("field", "value"),
    [("month", "2021-08"), ("organisation", "06"), ("group", "JO"), ("template_version", "9")],
)
def test_a_passport_that_was_edited_in_both_places_is_refused(
    field: str, value: str, small: Programme, judged: Judge
) -> None:
    passport = replace(sealed(small), **{field: value})
    submission = judged(workbook(small, ROWS, passport=passport))
    assert refused_for(submission) == "W002"
    claimed = f"{passport.organisation}/{passport.group}/{passport.month}"
    assert submission.findings[0].values["found"] == claimed


def test_a_claimed_month_that_is_none_is_not_repeated_as_one(small: Programme, judged: Judge) -> None:
    """It would become the name of a folder."""
    submission = judged(workbook(small, ROWS, passport=replace(sealed(small), month="../../2021")))
    assert refused_for(submission) == "W002"
    assert submission.identity.month == ""


@pytest.mark.parametrize(("field", "value"), [("month", "2021-08"), ("organisation", "06"), ("group", "JO")])
def test_two_passports_that_contradict_each_other_are_refused_and_both_told(
    field: str, value: str, book: Workbook, small: Programme, judged: Judge
) -> None:
    submission = judged(with_property(book, field, value))
    assert refused_for(submission) == "W007"
    found = submission.findings[0].values["found"]
    assert "05/HTT/2021-07" in found
    assert value in found


def test_two_sealed_passports_of_two_months_are_refused(small: Programme, judged: Judge) -> None:
    """As when a sheet of last month's workbook was copied into this month's."""
    book = without_properties(workbook(small, ROWS))
    other = Workbook()
    stamp(other, sealed(small, month="2021-08"))
    for each in other.custom_doc_props.props:
        book.custom_doc_props.append(each)
    assert refused_for(judged(book)) == "W007"


def test_another_programmes_workbook_is_refused_with_the_programme_named(
    small: Programme, judged: Judge
) -> None:
    submission = judged(workbook(replace(small, id="toinen"), ROWS))
    assert refused_for(submission) == "W003"
    assert dict(submission.findings[0].values) == {"found": "toinen", "allowed": small.id}


@pytest.mark.parametrize("place", [{"organisation": "99"}, {"group": "XX"}])
def test_an_organisation_or_group_that_the_programme_has_not_is_refused(
    place: dict[str, str], small: Programme, judged: Judge
) -> None:
    assert refused_for(judged(workbook(small, ROWS, passport=sealed(small, **place)))) == "W005"


def test_a_workbook_in_the_folder_of_another_month_is_refused_with_both_remedies(
    book: Workbook, judged: Judge
) -> None:
    submission = judged(book, folder_month="2021-09")
    assert refused_for(submission) == "W004"
    message = submission.findings[0].message("en")
    assert "input/2021-07" in message
    assert "--accept-as 05/HTT/2021-09" in message


def test_a_workbook_that_nobody_owes_goes_in_with_a_warning(
    small: Programme, book: Workbook, judged: Judge
) -> None:
    paused = tuple(
        replace(each, until="2021-06") if (each.organisation, each.group) == ("05", "HTT") else each
        for each in small.expected
    )
    submission = judged(book, programme=replace(small, expected=paused))
    assert [(each.code, each.severity) for each in submission.findings] == [("W006", "warning")]
    assert (submission.outcome, len(submission.accepted)) == ("accepted", 1)


def test_only_the_first_reason_not_to_trust_is_told(small: Programme, judged: Judge) -> None:
    passport = sealed(replace(small, id="toinen"), organisation="99", key=bytes(32))
    assert refused_for(judged(workbook(small, ROWS, passport=passport), folder_month="2021-12")) == "W003"


# --- decided -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (lambda book: without_properties(without_sheet(book)), ["W010"]),
        (lambda book: with_property(book, "month", "2021-08"), ["S014", "W010"]),
    ],
)
def test_a_recorded_decision_says_whose_it_is_whatever_the_passport_says(
    spoil: Callable[[Workbook], Workbook], codes: list[str], book: Workbook, judged: Judge
) -> None:
    """And where the template was made for another month, that is told too."""
    decision = Acceptance("17", "HTT", "2021-11")
    submission = judged(spoil(book), acceptance=decision, folder_month="2021-07")
    identity = submission.identity
    assert (identity.organisation, identity.group, identity.month) == ("17", "HTT", "2021-11")
    assert (submission.outcome, [row.item for row in submission.accepted]) == ("accepted", ["HTT.A.1.1"])
    assert [each.code for each in submission.findings] == codes
    told = submission.findings[-1]
    assert (told.severity, told.values["found"]) == ("info", "17/HTT/2021-11")


def test_a_decision_keeps_the_language_that_the_passport_says(small: Programme, judged: Judge) -> None:
    passport = sealed(small, language="sv", key=bytes(32))
    submission = judged(
        workbook(small, ROWS, language="sv", passport=passport), acceptance=Acceptance("05", "HTT", "2021-07")
    )
    assert submission.identity.language == "sv"


def test_the_groups_own_language_is_that_of_what_it_is_told(small: Programme, judged: Judge) -> None:
    row = {"HTT.A.1.1": {"status": "snart"}}
    submission = judged(workbook(small, row, language="sv"), language="fi")
    assert submission.findings[0].values["allowed"].startswith("Inte påbörjad, Pågår")
