"""Runs inside LibreOffice's own Python: opens a workbook, types values into cells, saves it as .xlsx.

Arguments: the pipe's name, the workbook, the target, a JSON file of [sheet, cell, what is typed].
"""

import contextlib
import json
import os
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.uno import Exception as UnoException

NO_ANSWER = 75


def connected(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
    print("LibreOffice does not answer", file=sys.stderr)
    raise SystemExit(NO_ANSWER)


def leave(desktop):
    """Ends LibreOffice and this program at once: taking the bridge down in order can end in a crash."""
    with contextlib.suppress(UnoException):
        desktop.terminate()
    sys.stdout.flush()
    os._exit(0)


def option(name, value):
    wanted = PropertyValue()
    wanted.Name, wanted.Value = name, value
    return wanted


def main():
    pipe, source, target, typed = sys.argv[1:]
    context = connected(pipe)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, (option("Hidden", True),))
    for sheet, cell, value in json.loads(Path(typed).read_text(encoding="utf-8")):
        place = document.Sheets.getByName(sheet).getCellRangeByName(cell)
        if isinstance(value, str) and not value.startswith("="):
            place.setString(value)
        elif isinstance(value, str):
            place.setFormula(value[1:])
        else:
            place.setValue(value)
    document.storeToURL(Path(target).as_uri(), (option("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    leave(desktop)


if __name__ == "__main__":
    main()
