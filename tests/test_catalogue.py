"""The catalogue of texts: one form in every file, three real languages, and just the texts that the code asks for."""

import ast
import csv
import re
from functools import cache
from itertools import combinations
from pathlib import Path

from ytaexcel.findings import kinds
from ytaexcel.texts import LANGUAGES, catalogue

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ytaexcel"
FILES = sorted((PACKAGE / "catalogue").glob("*.csv"))
ALIKE = {
    "edit.header.id": "sv en",
    "edit.header.planned_start": "sv en",
    "feedback.cell": "sv en",
    "report.chart.plan": "sv en",
    "report.column.definition": "sv en",
    "report.column.item": "sv en",
    "report.column.organisation": "sv en",
    "report.column.status": "sv en",
    "report.column.text": "sv en",
    "report.gravest.item": "sv en",
    "report.gravest.organisation": "sv en",
    "report.subtitle.organisations.one": "sv en",
    "report.help.organisation": "sv en",
    "report.organisations.one": "sv en",
    "template.lacking.status": "sv en",
    "timeline.column.cell": "sv en",
    "timeline.column.item": "sv en",
    "timeline.column.organisation": "sv en",
}
"""Texts that two languages really write alike, and which two; signs, numbers and places alone are not asked."""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- form -------------------------------------------------------------------------------------------------------


def test_every_file_has_the_same_four_columns_and_no_other() -> None:
    heads = {path.name: path.read_text(encoding="utf-8").splitlines()[0] for path in FILES}
    assert set(heads.values()) == {"key,fi,sv,en"}
    lengths = {
        (path.name, len(row)) for path in FILES for row in csv.reader(path.read_text("utf-8").splitlines())
    }
    assert {length for _, length in lengths} == {4}


def test_no_key_stands_twice_in_one_file_or_in_two() -> None:
    keys = [row["key"] for path in FILES for row in rows_of(path)]
    assert sorted(keys) == sorted(set(keys))
    assert set(keys) == set(catalogue())


def test_words_are_parted_by_one_blank() -> None:
    """But for the three blanks that set the parts of a legend on the terminal apart."""
    doubled = {
        key
        for key, texts in catalogue().items()
        for text in texts.values()
        if re.search(r"(?<! ) {2}(?! )", text)
    }
    assert not doubled


def test_findings_are_told_in_three_different_languages() -> None:
    for kind in kinds().values():
        assert len({kind.found[language] for language in LANGUAGES}) == 3, kind.code
        remedies = {kind.remedy[language] for language in LANGUAGES}
        assert len(remedies) == 3 or remedies == {""}, kind.code


def test_languages_are_alike_only_where_they_are_meant_to_be() -> None:
    """A text that was left in another language by oversight would be alike."""
    alike = {
        key: " ".join(pair)
        for key, texts in catalogue().items()
        for pair in combinations(LANGUAGES, 2)
        if texts[pair[0]] == texts[pair[1]] and has_words(texts["fi"])
    }
    assert alike == ALIKE


def has_words(text: str) -> bool:
    return re.search(r"[^\W\d_]{2,}", re.sub(r"\{[^}]*\}", "", text)) is not None


# --- use --------------------------------------------------------------------------------------------------------

ASKS = {
    ("", "text"): "",
    ("template", "draft.text"): "template.",
    ("template", "missing_word"): "template.lacking.",
    ("template", "heading"): "template.guide.",
    ("template", "line"): "template.guide.",
    ("report", "say"): "report.",
    ("report", "_say"): "report.reason.",
    ("survey", "say"): "survey.",
    ("programme", "_text"): "edit.",
    ("programme", "_add"): "edit.problem.",
    ("programme", "_in_every_language"): "edit.problem.",
}
"""(Package, function) -> what the function puts before the key that it is given first."""


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """(package, module) of everything in the code."""
    return [
        (path.relative_to(PACKAGE).parts[0].removesuffix(".py"), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


def pattern_of(node: ast.expr, prefix: str = "") -> str | None:
    """A regular expression for what a string in code can be, a group for each place; None if it is no string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(prefix + node.value)
    if isinstance(node, ast.JoinedStr):
        parts = [
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)" for part in node.values
        ]
        return re.escape(prefix) + "".join(parts)
    return None


def asked_first(call: ast.Call) -> list[ast.expr]:
    """The key that a call asks for: both, where a condition chooses."""
    if not call.args:
        return []
    key = call.args[0]
    return [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]


def asking(package: str, call: ast.Call) -> str | None:
    """What the called function puts before its key; None for a function that asks for no text."""
    name = ast.unparse(call.func)
    if package == "template" and re.fullmatch(r"(self\.)?(_?draft\.)?text", name) and name != "text":
        return ASKS["template", "draft.text"]
    function = name.split(".")[-1]
    return next(
        (prefix for (where, each), prefix in ASKS.items() if where in ("", package) and each == function),
        None,
    )


def test_every_key_that_the_code_asks_for_stands_in_the_catalogue() -> None:
    """Of a key with places at least one must fit."""
    asked = {
        pattern
        for package, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and (prefix := asking(package, node)) is not None
        for key in asked_first(node)
        if (pattern := pattern_of(key, prefix))
    }
    assert len(asked) > 150
    assert not [
        pattern for pattern in sorted(asked) if not any(re.fullmatch(pattern, key) for key in catalogue())
    ]


def test_every_function_that_asks_for_texts_is_known_here() -> None:
    """A function with a prefix of its own is found by the f-string that it hands on, as in `text(f"report.{key}")`."""
    used = {
        entry
        for package, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        for entry in ASKS
        if entry[0] in ("", package) and ast.unparse(node.func).endswith(entry[1])
    }
    assert used == set(ASKS)


def test_no_text_stands_in_the_catalogue_that_nothing_asks_for() -> None:
    """A key must be put together from strings of the code: f-strings, and words of the code or the definitions."""
    assert not is_reached("report.column.nobody_asks_for_this")
    assert not [key for key in catalogue() if not (is_reached(key) or is_phrase(key))]


def is_phrase(key: str) -> bool:
    """True for one of the numbered phrases that the demonstration draws from, and for the themes that it draws by."""
    words = strings()[0] | {each.removeprefix("demo.theme.") for each in catalogue()}
    match = re.fullmatch(r"demo\.(\w+)\.(\w+)\.\d+", key)
    return key.startswith("demo.theme.") or (match is not None and set(match.groups()) <= words)


@cache
def strings() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The plain strings and names of the code with the codes of the definitions, and the patterns of its f-strings."""
    words: set[str] = set()
    patterns: set[str] = set()
    for _, module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                pattern = pattern_of(node) or ""
                if re.search("[a-z]", pattern.replace("(.+)", "")):
                    patterns.add(pattern)
            elif isinstance(node, ast.Attribute):
                words.add(node.attr)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                words.add(node.target.id)
    for path in (ROOT / "schemas").rglob("*.toml"):
        words |= set(re.findall(r'"([a-z_]+)"', path.read_text(encoding="utf-8")))
    return frozenset(words), tuple(re.compile(pattern) for pattern in sorted(patterns))


@cache
def is_reached(part: str) -> bool:
    """True when a key, or a part of one, can come together in the code."""
    words, patterns = strings()
    if part in words or part.isdigit():
        return True
    return any(
        all(is_reached(place) for place in match.groups())
        for pattern in patterns
        if pattern.groups and (match := pattern.fullmatch(part))
    )
