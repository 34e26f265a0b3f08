"""What one mending puts right is told once: findings by cause, and findings that only follow from others."""

import pytest

from ytaexcel.feedback.causes import MOST_LINES, told
from ytaexcel.findings import Finding, finding, worst_first
from ytaexcel.programme import Programme

STATE, NOTES, MONTH = "Tilannekuva", "Huomiot", "2021-07"


def lost(header: str, sheet: str = STATE) -> Finding:
    return finding("S003", sheet=sheet, cell="A4", allowed=header)


def unknown(header: str, hint: str = "") -> Finding:
    return finding("S002", sheet=STATE, cell="K4", found=header, hint=hint)


def follows(programme: Programme, *findings: Finding) -> dict[str, str]:
    """Code of a finding that follows -> code of that from which it does."""
    lines = told(worst_first(list(findings)), programme, "fi", MONTH).lines
    return {each.finding.code: each.follows.code for each in lines if each.follows is not None}


CHALLENGES = "Haasteet ja yhteisesti ratkottavat kysymykset"


@pytest.mark.parametrize(
    ("consequence", "cause"),
    [
        (finding("R003", sheet=STATE, cell="L5", found="Valmiina %"), lost("Tila nyt")),
        (finding("R003", sheet=STATE, cell="L5", found="Valmiina %"), lost("Ei muutosta")),
        (finding("R007", sheet=STATE, cell="N5", allowed=CHALLENGES), lost(CHALLENGES)),
        (finding("R008", sheet=NOTES, cell="A5", found="Vaikutus"), lost("Vaikutus", NOTES)),
        (finding("R009", sheet=NOTES, cell="A5"), lost("Teksti", NOTES)),
        (finding("R010", sheet=NOTES, cell="A5", allowed="Huomio"), lost("Tyyppi", NOTES)),
        (unknown("Tila", 'Tarkoititko "Tila nyt"?'), lost("Tila nyt")),
        (finding("W008"), lost("Tila nyt")),
        (finding("W008"), lost("Tunnus")),
        (finding("W008"), finding("S001", allowed=STATE, found="Sheet1")),
        (finding("W008"), finding("S006", sheet=STATE, allowed=STATE)),
    ],
)
def test_what_a_missing_column_brings_about_follows_from_it(
    small: Programme, consequence: Finding, cause: Finding
) -> None:
    assert follows(small, consequence, cause) == {consequence.code: cause.code}


@pytest.mark.parametrize(
    ("other", "cause"),
    [
        (finding("R003", sheet=STATE, cell="L5", found="Valmiina %"), lost("Vastuuhenkilö")),
        (finding("R003", sheet=STATE, cell="L5", found="Valmiina %"), lost("Tila nyt", NOTES)),
        (finding("R004", sheet=STATE, cell="L5", found="40 %"), lost("Tila nyt")),
        (finding("R007", sheet=STATE, cell="N5", allowed=CHALLENGES), lost("Missä mennään")),
        (finding("R008", sheet=NOTES, cell="A5", found="Vaikutus"), lost("Todennäköisyys", NOTES)),
        (finding("R009", sheet=NOTES, cell="A5"), lost("Tyyppi", NOTES)),
        (finding("R010", sheet=NOTES, cell="A5", allowed="Huomio"), lost("Teksti", NOTES)),
        (unknown("Tila", 'Tarkoititko "Tila nyt"?'), lost("Vastuuhenkilö")),
        (unknown("Omat merkinnät"), lost("Tila nyt")),
        (finding("W008"), lost("Missä mennään")),
        (finding("S007", sheet="Muu", found="Muu"), finding("S001", allowed=STATE, found="Muu")),
    ],
)
def test_what_has_another_cause_is_told_by_itself(small: Programme, other: Finding, cause: Finding) -> None:
    assert follows(small, other, cause) == {}


def test_at_one_cell_the_gravest_is_told_and_its_equals(small: Programme) -> None:
    error = finding("C005", sheet=STATE, cell="M10", found="28.2.2012", allowed="2021–2026")
    same = finding("C010", sheet=STATE, cell="M10", found="#N/A")
    warning = finding("R006", sheet=STATE, cell="M10", found="28.2.2012")
    info = finding("C013", sheet=STATE, cell="M10", found="a", allowed="b")
    assert follows(small, error, same, warning, info) == {"R006": "C005", "C013": "C005"}
    assert follows(small, warning, info) == {"C013": "R006"}
    elsewhere = finding("R006", sheet=STATE, cell="M11", found="28.2.2012")
    assert follows(small, error, elsewhere) == {}


def test_a_missing_column_is_placed_at_the_header_that_is_like_its_own(small: Programme) -> None:
    story = told([lost("Tila nyt"), unknown("Tila", 'Tarkoititko "Tila nyt"?')], small, "fi", MONTH)
    assert [(each.code, each.cell) for each in story.own] == [("S003", "K4")]
    assert [(each.code, each.cell) for each in told([lost("Tila nyt")], small, "fi", MONTH).own] == [
        ("S003", "A4")
    ]


def test_findings_that_are_mended_alike_are_one_cause(small: Programme) -> None:
    """The same code in one column with one list of what is allowed; what was typed may differ."""
    findings = [
        finding("C001", sheet=STATE, cell="K5", found="a", allowed="x"),
        finding("C001", sheet=STATE, cell="K9", found="b", allowed="x"),
        finding("C002", sheet=STATE, cell="L5", found="c", allowed="0–100"),
        finding("C002", sheet=NOTES, cell="H5", found="c", allowed="1–5"),
        finding("C002", sheet=NOTES, cell="I5", found="c", allowed="1–5"),
    ]
    causes = told(findings, small, "fi", MONTH).causes
    assert [[each.cell for each in cause.findings] for cause in causes] == [
        ["K5", "K9"],
        ["L5"],
        ["H5"],
        ["I5"],
    ]
    assert [cause.is_one_text for cause in causes] == [False, True, True, True]


def test_causes_come_worst_first_and_else_as_they_were_found(small: Programme) -> None:
    codes = ("R006", "C002", "C013", "C001", "R004")
    findings = [
        finding(code, sheet=STATE, cell=f"K{row}", found="a", allowed="b")
        for row, code in enumerate(codes, 5)
    ]
    causes = told(worst_first(findings), small, "fi", MONTH).causes
    assert [cause.first.code for cause in causes] == ["C002", "C001", "R006", "R004", "C013"]


def test_a_screenful_of_causes_is_not_put_together_any_further(small: Programme) -> None:
    def doubles(count: int) -> list[Finding]:
        return [finding("C008", sheet=STATE, cell=f"A{row}", found=row, allowed=row) for row in range(count)]

    assert len(told(doubles(MOST_LINES), small, "fi", MONTH).causes) == MOST_LINES
    assert len(told(doubles(MOST_LINES + 1), small, "fi", MONTH).causes) == 1
