"""What is handed over speaks of the work alone: no machine, no registry, nothing that the program makes."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
MADE = {".git", ".venv", "input", "output", "demo", "build", "dist", "htmlcov"}
# Put together here so that this file does not name what it forbids.
HOSTS = [
    ".".join(parts)
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org"))
]
MACHINE = re.compile(r"(?<![\w.])/(?:work|farm|root|home)/")
ALLOWED_TYPES = set(" .csv .json .lock .md .png .py .sql .toml .txt .typed .xlsx .yaml .yml".split(" "))
EXAMPLES = ("tests/", "docs/")
"""Where a workbook or a picture may lie: as an example or as expected output."""


def tracked() -> list[Path]:
    """What git tracks or would; without git every file that no tool makes."""
    git = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(git, capture_output=True, check=True, text=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        return [
            path
            for path in found
            if path.parts[0] not in MADE and not any(part[0] == "." for part in path.parts[:-1])
        ]
    return [Path(name) for name in listed if name and (ROOT / name).is_file()]


def lines() -> list[tuple[str, str]]:
    """(place, line) of every text file."""
    found = []
    for path in tracked():
        if path.suffix not in (".png", ".xlsx"):
            text = (ROOT / path).read_text(encoding="utf-8")
            found += [
                (f"{path.as_posix()}:{number}", line)
                for number, line in enumerate(text.splitlines(), start=1)
            ]
    return found


def test_the_module_demo_is_not_taken_for_the_demonstration_folder() -> None:
    assert Path("ytaexcel/demo/__init__.py") in tracked()


def test_no_line_names_a_path_of_a_machine_or_the_host_of_a_registry() -> None:
    wrong = [
        f"{place} {line.strip()[:80]}"
        for place, line in lines()
        if MACHINE.search(line) or any(host in line for host in HOSTS)
    ]
    assert not wrong


def test_nothing_generated_is_kept() -> None:
    wrong = [
        path.as_posix()
        for path in tracked()
        if path.parts[0] in MADE
        or path.name == "ytaexcel.key"
        or path.suffix not in ALLOWED_TYPES
        or (path.suffix in (".xlsx", ".png") and not path.as_posix().startswith(EXAMPLES))
    ]
    assert not wrong


def test_text_files_end_lines_alike_everywhere() -> None:
    wrong = [
        path.as_posix()
        for path in tracked()
        if path.suffix not in (".png", ".xlsx") and b"\r" in (ROOT / path).read_bytes()
    ]
    assert not wrong


def test_the_locks_pin_every_dependency_by_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
        pins = [line for line in text.splitlines() if re.match(r"[a-z]", line)]
        assert len(pins) > 15
        assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)


def test_the_run_time_lock_is_part_of_the_developers() -> None:
    pinned = [
        set(re.findall(r"^[a-z][\w.-]*==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    ]
    assert pinned[0] <= pinned[1]
