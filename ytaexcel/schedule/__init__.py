"""Schedule texts become windows: a small grammar, Finnish and Swedish, and what recurs, occurrence by occurrence."""

from ytaexcel.schedule.read import read_schedule
from ytaexcel.schedule.records import (
    ASSUMPTIONS,
    KINDS,
    Assumption,
    Duty,
    Fault,
    Rhythm,
    Schedule,
    Step,
    Term,
    Window,
    assumed,
    assumption_said,
)

__all__ = [
    "ASSUMPTIONS",
    "KINDS",
    "Assumption",
    "Duty",
    "Fault",
    "Rhythm",
    "Schedule",
    "Step",
    "Term",
    "Window",
    "assumed",
    "assumption_said",
    "read_schedule",
]
