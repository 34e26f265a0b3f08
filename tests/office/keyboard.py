"""Runs in LibreOffice's own Python: types into a workbook with the keyboard, as a person does, and tells what happens.

Arguments: the pipe's name, the workbook, a JSON file of steps, the file for what they gave. Steps:
["type", sheet, cell, text] gives {"shown", "message"}: the cell afterwards, and the words of the box that
refused the text (null: none did) · ["choose", sheet, cell] gives the entries of the cell's dropdown ·
["read", sheet, cell] gives the cell as it is shown · ["help", sheet, cell] gives the message of a chosen cell.

Validation happens only where keys are pressed; values set through the API pass it by. So LibreOffice must run
with its windows (SAL_USE_VCLPLUGIN=svp paints them nowhere), not --headless, which closes every box unseen.
"""

import json
import sys
import threading
import time
from pathlib import Path

from type_values import connected, leave, option

REFUSED_AFTER = 20.0
"""Seconds that a key may take."""


class Office:
    def __init__(self, pipe, workbook):
        context = connected(pipe)
        make = context.ServiceManager.createInstanceWithContext
        self.desktop = make("com.sun.star.frame.Desktop", context)
        self.windows = make("com.sun.star.awt.Toolkit", context)
        self.screen = make("com.sun.star.ui.test.UITest", context)
        self.document = self.desktop.loadComponentFromURL(Path(workbook).as_uri(), "_blank", 0, ())
        self.view = self.document.CurrentController
        self.grid = self.screen.getTopFocusWindow().getChild("grid_window")

    def go(self, sheet, cell):
        page = self.document.Sheets.getByName(sheet)
        place = page.getCellRangeByName(cell)
        self.view.setActiveSheet(page)
        self.view.select(place)
        return place

    def press(self, **keys):
        for name, value in keys.items():
            self.grid.executeAction("TYPE", (option(name, value),))

    def type(self, sheet, cell, text):
        place = self.go(sheet, cell)
        keys = {"TEXT": text, "KEYCODE": "RETURN"} if text else {"KEYCODE": "DELETE"}
        typing = threading.Thread(target=self.press, kwargs=keys)  # waits for as long as a box is open
        typing.start()
        message, begun = None, time.monotonic()
        while typing.is_alive():
            typing.join(0.05)
            message = message or self.box()
            if time.monotonic() - begun > REFUSED_AFTER:
                raise SystemExit(f"{sheet}!{cell}: LibreOffice does not go on after {text!r}.")
        return {"shown": place.String, "message": message}

    def box(self):
        """The words of the message box that is open, which is closed; None if there is none."""
        for number in range(self.windows.getTopWindowCount()):
            words = [word for word in spoken(self.windows.getTopWindow(number)) if word]
            if words[-1:] == ["OK"]:
                self.screen.getTopFocusWindow().getChild("ok").executeAction("CLICK", ())
                return words[:-1]
        return None

    def choose(self, sheet, cell):
        place = self.go(sheet, cell).CellAddress
        self.grid.executeAction(
            "LAUNCH",
            (option("SELECTMENU", ""), option("COL", str(place.Column)), option("ROW", str(place.Row))),
        )
        entries = self.screen.getFloatWindow().getChild("list")
        found = [
            next(each.Value for each in entries.getChild(name).getState() if each.Name == "Text")
            for name in sorted(entries.getChildren(), key=int)
        ]
        entries.executeAction("TYPE", (option("KEYCODE", "ESC"),))
        return found

    def read(self, sheet, cell):
        return self.document.Sheets.getByName(sheet).getCellRangeByName(cell).String

    def help(self, sheet, cell):
        rule = self.document.Sheets.getByName(sheet).getCellRangeByName(cell).Validation
        return rule.InputMessage if rule.ShowInputMessage else None


def spoken(window):
    """What a reader for the blind would say of a window that is no document."""
    context = window.getAccessibleContext()
    children = [context.getAccessibleChild(number) for number in range(context.AccessibleChildCount)]
    if len(children) > 10:
        return []
    return [context.AccessibleName] + [word for child in children for word in spoken(child)]


def main():
    pipe, workbook, steps, told = sys.argv[1:]
    office = Office(pipe, workbook)
    found = [
        getattr(office, step)(*place) for step, *place in json.loads(Path(steps).read_text(encoding="utf-8"))
    ]
    Path(told).write_text(json.dumps(found), encoding="utf-8")
    office.document.close(True)
    leave(office.desktop)


if __name__ == "__main__":
    main()
