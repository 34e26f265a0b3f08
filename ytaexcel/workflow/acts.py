"""Decisions about what has been merged: a submission is excluded, or counts again. Each is an act in the archive."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Literal

import pandas as pd

from ytaexcel.archive import Act
from ytaexcel.errors import UsageError
from ytaexcel.workflow.run import Run
from ytaexcel.workflow.upkeep import catch_up

_LEAST_DIGITS = 8
"""Of a hash, to name a submission by."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it was recorded, and which submission it is about."""

    act: Act
    file_name: str
    organisation: str
    group: str
    month: str


def decide(run: Run, kind: Literal["exclude", "reinstate"], which: str, why: str) -> Decided:
    """Records that nothing in a submission counts any more, or that it counts again.

    `which`: the path of the file, its name as it was merged, or at least 8 digits of its submission id or hash.
    Raises `UsageError` where that names none or several, where no reason is given, and where it is so already.
    """
    if not why.strip():
        raise UsageError(
            'Say why, for example --why "täytetty väärään pohjaan": the reason is kept with the act.'
        )
    catch_up(run)
    with run.history() as history:
        submissions = history.submissions(run.programme.id, with_excluded=True)
        submission = named_submission(submissions, which)
        if kind == "reinstate" and _is_gone(run, submission["sha256"]):
            raise UsageError(
                f"{submission['file_name']} was redacted: nothing of it is left that could count again."
            )
        former = run.archive.excluded().get(submission["sha256"])
        if (former is not None) == (kind == "exclude"):
            raise UsageError(
                f"{submission['file_name']} is excluded already, by {former.by} at {former.at}: {former.why}."
                if former is not None
                else f"{submission['file_name']} has not been excluded; it counts."
            )
        act = run.archive.record(
            Act(
                kind=kind,
                sha256=submission["sha256"],
                programme=run.programme.id,
                organisation="",
                group="",
                month="",
                by=run.by,
                at=run.now.astimezone(UTC).isoformat(timespec="seconds"),
                why=why.strip(),
            )
        )
        history.record([act])
    return Decided(
        act, submission["file_name"], submission["organisation"], submission["group"], submission["month"]
    )


def _is_gone(run: Run, sha256: str) -> bool:
    redaction = run.archive.redactions().get(sha256)
    return redaction is not None and redaction.is_whole


def named_submission(submissions: pd.DataFrame, which: str) -> "pd.Series":
    """The one submission that is meant by a path, a name or the digits of its hash. Raises `UsageError`."""
    path = Path(which)
    if path.is_file():
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        found = submissions[submissions["sha256"] == sha256]
    else:
        found = submissions[[_is_named(name, path.as_posix()) for name in submissions["file_name"]]]
    if found.empty and re.fullmatch(rf"[0-9a-f]{{{_LEAST_DIGITS},64}}", which.lower()):
        found = submissions[submissions["sha256"].str.startswith(which.lower())]
    if len(found) == 1:
        return found.iloc[0]
    if found.empty:
        raise UsageError(
            f"{which} has not been merged; name the file, or its submission_id from `ytaexcel export`."
        )
    ids = ", ".join(f"{row.submission_id} ({row.month})" for row in found.itertuples())
    raise UsageError(f"{which} names {len(found)} submissions; name one of them by its id: {ids}.")


def _is_named(name: str, written: str) -> bool:
    """True where a submission's name is meant, in whatever folder; that of a file in a zip begins with the zip's."""
    folder = written.removesuffix(name)
    return folder == "" or (folder != written and folder.endswith("/") and ".zip!" not in folder.lower())
