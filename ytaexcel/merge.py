"""One batch of files, from bytes to judged submissions: read and conformed each by itself, judged all together.

Decides what becomes of a file as a whole (its outcome) and which files have been taken in before. Stores nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from ytaexcel.conform import Acceptance, ConformedRow, Identity
from ytaexcel.findings import Finding, finding, worst_first
from ytaexcel.inbox import Sent
from ytaexcel.programme import Programme
from ytaexcel.read import Means
from ytaexcel.sources import Settled, Source, sources_of
from ytaexcel.take_in import NOBODY, Taken, take_in_all
from ytaexcel.texts import Language
from ytaexcel.validate import Judged, validate

Outcome = Literal["accepted", "partly_accepted", "refused", "duplicate"]


@dataclass(frozen=True)
class Submission:
    """A workbook as received, judged. Rows in = accepted + refused; ignored rows stand outside."""

    source: Source
    outcome: Outcome
    identity: Identity
    modified_at: datetime | None
    accepted: list[ConformedRow] = field(default_factory=list)
    refused: list[ConformedRow] = field(default_factory=list)
    ignored: int = 0
    findings: list[Finding] = field(default_factory=list)
    """Worst first."""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Sheet name -> field code -> column letters."""


def sources(
    sent: Sequence[Sent], known: Mapping[str, str], means: Means | None = None
) -> tuple[list[Source], list[Submission]]:
    """The files to be judged, and those that need no judgement: unreadable, or taken in before.

    `known`: hash -> file name of what the archive has; of equal files in one batch the first counts.
    """
    new: list[Source] = []
    settled: list[Submission] = []
    for each in sources_of(sent, known, means or Means()):
        if isinstance(each, Source):
            new.append(each)
        else:
            settled.append(_settled(each))
    return new, settled


def judge(
    files: Sequence[Source],
    programme: Programme,
    key: bytes,
    language: Language,
    *,
    workers: int = 0,
    advance: Callable[[], None] = lambda: None,
) -> list[Submission]:
    """One submission per file, in their order. `advance` is called after each file that has been read.

    `workers`: processes in which files are read, with limits of memory and time; 0 reads them in this one, without.
    """
    taken = []
    for each in take_in_all(files, programme, key, language, workers):
        taken.append(each)
        advance()
    judged = validate([each.conformed for each in taken], programme, language)
    return [_submission(*each) for each in zip(files, taken, judged, strict=True)]


def _submission(source: Source, taken: Taken, judged: Judged) -> Submission:
    conformed = taken.conformed
    findings = list(judged.findings)
    if conformed.identity.is_trusted and not judged.accepted and not judged.refused:
        findings.append(finding("W008"))
    return Submission(
        source=source,
        outcome=_outcome(judged, findings),
        identity=conformed.identity,
        modified_at=taken.modified_at,
        accepted=judged.accepted,
        refused=judged.refused,
        ignored=judged.ignored,
        findings=worst_first(findings),
        columns=conformed.columns,
    )


def _outcome(judged: Judged, findings: Sequence[Finding]) -> Outcome:
    """Accepted without an error; refused when nothing went in because of one; else partly accepted."""
    if not any(each.severity == "error" for each in findings):
        return "accepted"
    return "partly_accepted" if judged.accepted else "refused"


def _settled(settled: Settled) -> Submission:
    outcome: Outcome = "duplicate" if settled.fault.code == "W009" else "refused"
    return Submission(settled.source, outcome, NOBODY, None, findings=[settled.fault])


def with_acceptance(source: Source, acceptance: Acceptance | None) -> Source:
    """The same file, judged under a recorded decision."""
    return replace(source, acceptance=acceptance)
