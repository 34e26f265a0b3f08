"""The facilitator's month, put together from the steps before: templates, check, merge, assess, report, upkeep.

Each function is one command's work without the command line: dates, names and the number of workers come in as
arguments, results go out as values. `run` is what they share, `placing` puts outputs where they belong, `upkeep`
holds the dataset to the archive, `acts` records decisions, `rejudging` shows what other definitions would change,
`templates`, `intake`, `reports`, `timelines`, `agendas` and `discussions` are the steps of the month.
"""

from ytaexcel.ledger import Assessed, assessed
from ytaexcel.workflow.acts import Decided, decide
from ytaexcel.workflow.discussions import make_discussions
from ytaexcel.workflow.intake import check_files, give_feedback, merge_files
from ytaexcel.workflow.leftovers import clear_leftovers
from ytaexcel.workflow.placing import placed, stands_for
from ytaexcel.workflow.redacting import Redacted, SameText, redact, redact_name
from ytaexcel.workflow.rejudging import Changed, Rejudged, judged_otherwise, rejudge
from ytaexcel.workflow.reports import (
    assessed_picture,
    difference_of,
    export_tables,
    make_reports,
    status_of,
)
from ytaexcel.workflow.run import Run
from ytaexcel.workflow.templates import make_templates, previous_values
from ytaexcel.workflow.timelines import history_lines, history_workbook
from ytaexcel.workflow.upkeep import back_up, catch_up, rebuild, verify
from ytaexcel.workflow.waivers import waive

__all__ = [
    "Assessed",
    "Changed",
    "Decided",
    "Redacted",
    "Rejudged",
    "Run",
    "SameText",
    "assessed",
    "assessed_picture",
    "back_up",
    "catch_up",
    "check_files",
    "clear_leftovers",
    "decide",
    "difference_of",
    "export_tables",
    "give_feedback",
    "history_lines",
    "history_workbook",
    "judged_otherwise",
    "make_discussions",
    "make_reports",
    "make_templates",
    "merge_files",
    "placed",
    "previous_values",
    "rebuild",
    "redact",
    "redact_name",
    "rejudge",
    "stands_for",
    "status_of",
    "verify",
    "waive",
]
