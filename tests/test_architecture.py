"""The layout shows the data's way: imports point up the list of docs/architecture.md; one module reads the clock."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ytaexcel"
MODULES = sorted(PACKAGE.rglob("*.py"))
CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}
VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "misc"}


def stated_order() -> list[str]:
    document = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = document.split("## The modules")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


def name_of(path: Path) -> str:
    """`ytaexcel.report.write`; a package by its own name."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path: Path) -> Iterator[str]:
    """The package's own modules that the module imports, wherever in it."""
    known = {name_of(each) for each in MODULES}
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from (names & known) or {node.module}
            if names - known:
                yield node.module


def imports_inside_functions(path: Path) -> Iterator[tuple[int, str]]:
    """Line number and text of each."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for function in ast.walk(parsed(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno, lines[node.lineno - 1].strip()


def step(name: str) -> str:
    """The step of the data's way to which a module belongs: `report` for `ytaexcel.report.write`."""
    return name.split(".")[1] if "." in name else ""


def short(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_the_list_names_every_module_once() -> None:
    order = stated_order()
    assert len(order) == len(set(order))
    assert {step(name_of(path)) for path in MODULES} - {""} == set(order)


def test_imports_point_up_the_list() -> None:
    place = {name: number for number, name in enumerate(["", *stated_order()])}
    wrong = [
        f"{short(path)} imports {name}, which comes after it on the way"
        for path in MODULES
        for name in imported(path)
        if place[step(name)] > place[step(name_of(path))]
    ]
    assert not wrong


def test_no_module_imports_itself_round_a_corner() -> None:
    graph = {name_of(path): set(imported(path)) - {name_of(path)} for path in MODULES}
    while leaves := {name for name, wanted in graph.items() if not wanted & graph.keys()}:
        graph = {name: wanted for name, wanted in graph.items() if name not in leaves}
    assert not graph, f"these import each other: {', '.join(sorted(graph))}"


def test_an_import_inside_a_function_stands_in_the_command_line_and_says_why() -> None:
    wrong = [
        f"{short(path)}:{number} {line}"
        for path in MODULES
        for number, line in imports_inside_functions(path)
        if "# deferred" not in line or step(name_of(path)) != "cli"
    ]
    assert not wrong


def test_only_the_command_line_reads_the_clock() -> None:
    wrong = [
        f"{short(path)}:{node.lineno} {ast.unparse(node)}"
        for path in MODULES
        if step(name_of(path)) != "cli"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and ast.unparse(node.value).split(".")[-1] in ("datetime", "date", "time", "Timestamp")
    ]
    assert not wrong


def test_no_programme_stands_in_code() -> None:
    programmes = [path.parent.name for path in (ROOT / "schemas").glob("*/programme.toml")]
    assert programmes
    texts = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".csv", ".toml", ".sql")]
    assert len(texts) > len(MODULES)
    named = [
        f"{short(path)}: {each}" for path in texts for each in programmes if each in path.read_text("utf-8")
    ]
    assert not named


def test_a_module_is_one_idea_and_opens_by_saying_which() -> None:
    long = {
        short(path): lines for path in MODULES if (lines := len(path.read_text("utf-8").splitlines())) > 350
    }
    vague = [short(path) for path in MODULES if set(path.relative_to(PACKAGE).with_suffix("").parts) & VAGUE]
    silent = [short(path) for path in MODULES if not ast.get_docstring(parsed(path))]
    assert (long, vague, silent) == ({}, [], [])
