"""Has LibreOffice turn a workbook of another format into .xlsx: in a private profile, without macros and network.

LibreOffice is a program of its own that may be there or not; nothing else here needs it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from ytaexcel.findings import Finding, finding
from ytaexcel.read.package import MOST_BYTES, too_large_a_file

if sys.platform == "linux":
    import resource

MOST_SECONDS = 120
"""For one workbook; a large one of ours takes about two."""
_MOST_MEMORY = 6_000_000_000
"""Bytes of address space that LibreOffice may take, where the system can hold it to that."""
_NAMES = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
_SETTINGS = {
    # Macros are never run, and documents count as coming from nowhere that is trusted.
    "Office.Common/Security/Scripting": {"MacroSecurityLevel": "3", "DisableMacrosExecution": "true"},
    # What is linked is not fetched; saved results are kept and not worked out anew.
    "Office.Calc/Content/Update": {"Link": "2"},
    "Office.Calc/Formula/Load": {"OOXMLRecalcMode": "1", "ODFRecalcMode": "1"},
    # Whatever asks for the network all the same is sent to a port at which nobody listens.
    "Inet/Settings": {
        "ooInetProxyType": "2",
        "ooInetHTTPProxyName": "127.0.0.1",
        "ooInetHTTPProxyPort": "9",
        "ooInetHTTPSProxyName": "127.0.0.1",
        "ooInetHTTPSProxyPort": "9",
    },
}


def find_office(stated: str = "") -> Path | None:
    """LibreOffice's program: the one stated (the word `none`: no one at all), on the path, or where it usually is."""
    if stated:
        program = Path(stated)
        return program if stated != "none" and program.is_file() else None
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return Path(found) if found else next((Path(each) for each in _PLACES if Path(each).is_file()), None)


def converted(data: bytes, kind: str, office: Path) -> bytes | Finding:
    """The workbook of that kind (xls, xlsb, ods) as .xlsx; or that it could not be converted."""
    with tempfile.TemporaryDirectory(prefix="ytaexcel-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        source, target = root / f"workbook.{kind}", root / "converted" / "workbook.xlsx"
        source.write_bytes(data)
        profile = root / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
        arguments = [
            str(office),
            f"-env:UserInstallation={profile.parent.as_uri()}",
            *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(target.parent), str(source)),
        ]
        try:
            ended = _ran(arguments)
            if ended is not None and not 0 <= ended < 128 and not target.exists():
                ended = _ran(
                    arguments
                )  # a signal ended it, which happens to LibreOffice on good workbooks too
            if ended is None:
                return finding("F023", found=f"> {MOST_SECONDS} s")
            size = target.stat().st_size
            return target.read_bytes() if size <= MOST_BYTES else too_large_a_file(size)
        except OSError as fault:
            return finding("F023", found=fault.strerror or type(fault).__name__)


def _ran(arguments: list[str]) -> int | None:
    """Runs LibreOffice and whatever it starts: how it ended; None when it had to be stopped."""
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _limit_memory(process.pid)
    try:
        process.wait(MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _stop(process)
    return process.returncode


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ends the program and those that it started; nothing happens where all have ended."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False, capture_output=True
            )
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _limit_memory(process: int) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            resource.prlimit(process, resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def _registry() -> str:
    """The private profile's settings, in LibreOffice's own form."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, settings in _SETTINGS.items()
        for name, value in settings.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema">' + items + "</oor:items>\n"
    )
