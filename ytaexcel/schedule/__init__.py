"""Schedule texts become windows: a small grammar, Finnish and Swedish, and what recurs, occurrence by occurrence."""

from ytaexcel.schedule.read import read_schedule
from ytaexcel.schedule.records import KINDS, Duty, Fault, Rhythm, Schedule, Step, Term, Window, assumed

__all__ = [
    "KINDS",
    "Duty",
    "Fault",
    "Rhythm",
    "Schedule",
    "Step",
    "Term",
    "Window",
    "assumed",
    "read_schedule",
]
