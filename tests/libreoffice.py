"""LibreOffice as the tests use it: it converts workbooks, and types into them through its own Python.

LibreOffice and its bridge to Python now and then die by a signal of their own, mostly while they end. That says
nothing of a workbook, so what a signal ended is done again in a fresh profile; any other failure fails at once.
"""

import json
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from conftest import ROOT

PYTHON = "/usr/bin/python3"
"""The interpreter that LibreOffice's bridge (python3-uno) is installed for."""
ATTEMPTS = 3
NO_ANSWER = 75
"""Exit code of the scripts when LibreOffice has not come up."""
Given = TypeVar("Given")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>{recalculate}</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse">
<value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>fi-FI</value></prop></item>
</oor:items>
"""


class Crash(Exception):
    """A signal ended LibreOffice or its bridge."""


def convert(source: Path, kind: str, target: Path, *, recalculate: bool = False) -> Path:
    """The workbook in another format, in the folder `target`; every formula worked out anew if so wanted."""
    again = target / f"{source.stem}.{kind}"

    def attempt(profile: Path) -> Path:
        again.unlink(missing_ok=True)
        words = [*_program(profile, recalculate), "--headless", "--convert-to", kind, "--outdir"]
        done = subprocess.run([*words, target, source], timeout=300, capture_output=True, check=False)
        told = f"code {done.returncode} {done.stderr.decode(errors='replace')}"
        if _is_crash(done.returncode):
            raise Crash(told)
        assert again.exists(), told
        return again

    return _until_no_crash(attempt)


def typed(source: Path, target: Path, cells: list[tuple[str, str, object]]) -> None:
    """Opens `source`, types into cells and saves as `target`."""

    def attempt(profile: Path) -> None:
        target.unlink(missing_ok=True)
        asked = profile.parent / "typed.json"
        asked.write_text(json.dumps(cells), encoding="utf-8")
        _driven("type_values.py", profile, source, target, asked)

    _until_no_crash(attempt)


def keyed(workbook: Path, steps: Sequence[tuple[str, ...]]) -> list[Any]:
    """Does the steps of tests/office/keyboard.py with a copy of the workbook: what each gave."""

    def attempt(profile: Path) -> list[Any]:
        asked, told = profile.parent / "steps.json", profile.parent / "told.json"
        asked.write_text(json.dumps(steps), encoding="utf-8")
        # A copy: what a broken run leaves locked would make LibreOffice ask before it opens the file again.
        copy = shutil.copy(workbook, profile.parent / workbook.name)
        _driven("keyboard.py", profile, copy, asked, told, with_windows=True)
        return list(json.loads(told.read_text(encoding="utf-8")))

    return _until_no_crash(attempt)


def _driven(script: str, profile: Path, *arguments: object, with_windows: bool = False) -> None:
    """Runs a script of tests/office beside a LibreOffice of its own."""
    pipe = f"ytaexcel{uuid.uuid4().hex}"
    office = subprocess.Popen(
        [
            *_program(profile, recalculate=with_windows),
            *(() if with_windows else ("--headless",)),
            f"--accept=pipe,name={pipe};urp",
        ],
        env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"} if with_windows else None,
    )
    try:
        bridge = subprocess.run(
            [PYTHON, ROOT / "tests" / "office" / script, pipe, *arguments], timeout=300, check=False
        )
        has_crashed = _is_crash(bridge.returncode) or _is_crash(office.poll() or 0)
    finally:
        office.terminate()
        office.wait(timeout=60)
    if bridge.returncode and (has_crashed or bridge.returncode == NO_ANSWER):
        raise Crash(f"{script} ended with {bridge.returncode}")
    assert bridge.returncode == 0, f"{script} ended with {bridge.returncode}"


def _until_no_crash(attempt: Callable[[Path], Given]) -> Given:
    """What an attempt gives in a profile of its own; after a crash in the next one."""
    crashes = []
    for _ in range(ATTEMPTS):
        with tempfile.TemporaryDirectory(prefix="libreoffice-", ignore_cleanup_errors=True) as folder:
            try:
                return attempt(Path(folder) / "profile")
            except Crash as crash:
                crashes.append(str(crash))
    raise AssertionError(f"LibreOffice crashed each time: {crashes}")


def _is_crash(code: int) -> bool:
    """True when a signal ended the program; a shell tells it as 128 and the signal's number."""
    return code < 0 or code > 128


def _program(profile: Path, recalculate: bool) -> list[str]:
    """How to start LibreOffice in a profile of its own."""
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS.format(recalculate=0 if recalculate else 1), encoding="utf-8")
    found = shutil.which("soffice")
    assert found, "LibreOffice is missing: make test-office installs it"
    return [found, f"-env:UserInstallation={profile.as_uri()}", "--norestore"]
