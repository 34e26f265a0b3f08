"""Tells of a submission that another one of the same group and month is newer, so that its own rows are not in force.

This depends on what else has come: it is told when a file is taken in, and not stored with it.
"""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from ytaexcel.findings import finding, worst_first
from ytaexcel.merge import Submission


def with_newer(submissions: Sequence[Submission], received: pd.DataFrame) -> list[Submission]:
    """The submissions, W015 or W017 on each that a newer one outranks.

    `received`: all of their months, newest last.
    """
    taken = received[received["outcome"] != "refused"]
    newest = {
        place: (rows["sha256"].iloc[-1], rows["file_name"].iloc[-1])
        for place, rows in taken.groupby(["month", "organisation", "group"], sort=False)
    }
    return [_told(each, newest.get(_place(each), ("", ""))) for each in submissions]


def _place(submission: Submission) -> tuple[str, str, str]:
    identity = submission.identity
    return identity.month, identity.organisation, identity.group


def _told(submission: Submission, newest: tuple[str, str]) -> Submission:
    sha256, name = newest
    if submission.outcome == "refused" or sha256 in ("", submission.source.sha256):
        return submission
    code = "W017" if submission.identity.is_discussion else "W015"
    return replace(submission, findings=worst_first([*submission.findings, finding(code, found=name)]))
