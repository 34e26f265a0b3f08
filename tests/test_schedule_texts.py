"""Schedule texts as people write them are read right or refused, never misread, and harmless respelling changes nothing.

What the texts of `data/schedule_texts.csv` mean was written down from the sources and from what docs/schedule-texts.md
promises, before they were read. `refused` says whether a text must be read (never), must not (always), or may be
either (allowed); if it is read, it must mean what stands in the row.
"""

import csv
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ytaexcel.schedule import Fault, Rhythm, Schedule, Term, read_schedule
from ytaexcel.schedule.words import phrases

DATA = Path(__file__).parent / "data" / "schedule_texts.csv"
TERM = Term(date(2025, 6, 1), date(2029, 5, 31))
ANY = "any"
"""Bodies that are the text's own matter."""


def rows() -> list[dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return [{**row, "text": escaped(row["text"])} for row in csv.DictReader(file)]


def escaped(text: str) -> str:
    """With the characters that nobody would see in the file: \\u00a0, a line break."""
    seen = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
    return seen.replace("\\n", "\n")


ROWS = rows()


def meant(found: Schedule) -> dict[str, str]:
    """What was read, as the columns of the table say it."""
    rhythm = found.rhythm or Rhythm("yearly")
    is_part = (rhythm.opens, rhythm.closes) != ((1, 1), (12, 31))
    each = "–".join(f"{day}.{month}." for month, day in (rhythm.opens, rhythm.closes))
    return {
        "kinds": " + ".join(duty.kind for duty in found.duties),
        "start": str(found.start or ""),
        "end": str(found.end or ""),
        "each": each if is_part else "",
        "times": str(rhythm.times) if rhythm.times > 1 else "",
        "at_least": "yes" if rhythm.is_least else "",
        "bodies": " → ".join(found.bodies),
    }


def judged(row: dict[str, str]) -> str:
    """ "" if the text was read right or refused as it may be, else what is wrong."""
    found = read_schedule(row["text"], TERM)
    if isinstance(found, Fault):
        return f"refused: {found}" if row["refused"] == "never" else ""
    said = meant(found)
    wanted = {column: row[column] for column in said}
    if wanted["bodies"] == ANY:
        said["bodies"] = ANY
    return "" if row["refused"] != "always" and said == wanted else f"misread: {row['text']!r} as {said}"


@pytest.mark.parametrize("refused", ["never", "allowed", "always"])
@pytest.mark.parametrize("language", ["fi", "sv"])
def test_texts_are_read_right_or_refused_and_never_misread(language: str, refused: str) -> None:
    told = [judged(row) for row in ROWS if (row["language"], row["refused"]) == (language, refused)]
    assert len(told) > 50
    assert [each for each in told if each] == []


def test_an_expectation_that_does_not_hold_would_be_told() -> None:
    row = next(row for row in ROWS if row["text"] == "Syksy 2026")
    assert judged(row) == ""
    assert judged({**row, "end": "2026-11-30"}).startswith("misread")
    assert judged({**row, "refused": "always"}).startswith("misread")
    assert judged({**row, "text": "syky 2026"}).startswith("refused")


# Whatever is read

READ = [row["text"] for row in ROWS if isinstance(read_schedule(row["text"], TERM), Schedule)]
DASHES, BLANKS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212", " \u00a0\u2009\u202f\t\n"


@st.composite
def respelt(draw: st.DrawFn) -> tuple[str, str]:
    """A text that is read, and the same with other dashes, blanks, capitals and Unicode forms."""
    text = draw(st.sampled_from(READ))
    blanks = st.text(BLANKS, min_size=1, max_size=3)
    put = re.sub(
        r"\s", lambda _: draw(blanks), re.sub(f"[{DASHES}]", lambda _: draw(st.sampled_from(DASHES)), text)
    )
    has_sentences = re.search(r"\.\s+[^\W\d]", text)  # which a capital letter tells from an abbreviation
    changed = put if has_sentences else draw(st.sampled_from([str, str.upper, str.lower, str.swapcase]))(put)
    form = draw(st.sampled_from(["NFC", "NFD"]))
    ends = draw(st.sampled_from(["", " ", "\u00a0", "\ufeff"]))
    return text, ends + unicodedata.normalize(form, changed) + ends


@settings(max_examples=100, deadline=None)
@given(respelt())
def test_a_harmless_respelling_reads_the_same(pair: tuple[str, str]) -> None:
    text, other = pair
    first, second = read_schedule(text, TERM), read_schedule(other, TERM)
    assert isinstance(first, Schedule)
    assert isinstance(second, Schedule), second
    said, again = meant(first), meant(second)
    assert {**again, "bodies": again["bodies"].casefold()} == {**said, "bodies": said["bodies"].casefold()}
    assert second.assumptions == first.assumptions


UNKNOWN = st.from_regex(r"\A[bcdfghjkqvwxz][aeiouyäö][bcdfghjkqvwxz]{2}[aeiouyäö][kqxz]\Z")
"""Letters that no word of the vocabulary has in this order, with no ending of a name."""
FREE = re.compile(r"\b(för|vid|seuranta|raportointi|uppföljning|rapportering)", re.IGNORECASE)
"""Where these stand, words of the writer's own may follow."""
WHOLE = [text for text in READ if text.strip(" -–") and not FREE.search(text)]


@settings(max_examples=100, deadline=None)
@given(text=st.sampled_from(WHOLE), word=UNKNOWN, data=st.data())
def test_an_unknown_word_anywhere_refuses_the_text(text: str, word: str, data: st.DataObject) -> None:
    words = text.split()
    words.insert(data.draw(st.integers(0, len(words))), word)
    found = read_schedule(" ".join(words), TERM)
    assert isinstance(found, Fault)


@settings(max_examples=100, deadline=None)
@given(
    texts=st.lists(st.sampled_from(READ), min_size=2, max_size=3),
    joint=st.sampled_from([", ", "; ", ". ", " ja ", " och ", " – ", "–", " ", " tai ", "/", ": "]),
)
@example(texts=["vuosittain", "vuodesta 2030 alkaen"], joint=" ")
@example(texts=["vuosittain 1.6.", "30.8.2026"], joint="–")
@example(texts=["YTA-johtoryhmä 1.3.2026 alkaen", "aluevaltuusto 31.1.2026 mennessä"], joint=", ")
def test_of_texts_put_together_no_year_is_lost_and_no_window_is_empty(texts: list[str], joint: str) -> None:
    """Two that are understood may make a third, or be refused: what is written must be in what is read."""
    found = read_schedule(joint.join(texts), TERM)
    if isinstance(found, Fault):
        return
    windows = [duty.window for duty in found.duties] + [
        step.window for duty in found.duties for step in duty.steps
    ]
    days = [day for window in windows if window for day in (window.start, window.end) if day]
    assert all(window.start <= window.end for window in windows if window and window.start and window.end)
    read_years = {day.year for day in days}
    for year in map(int, re.findall(r"(?<!\d)2\d{3}(?!\d)", found.raw)):
        assert read_years & {year - 1, year, year + 1}, (
            found
        )  # "before 2027" ends in 2026; a week may begin there


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from(sorted({" ".join(phrase) for phrase in phrases()})), st.sampled_from(READ)),
        min_size=1,
        max_size=6,
    )
)
def test_known_words_and_texts_in_any_order_never_break(words: list[str]) -> None:
    found = read_schedule(" ".join(words), TERM)
    assert found.raw == " ".join(words)
    if isinstance(found, Fault):
        assert found.sentence("sv")
