"""What is stored, judged again by the definitions of today: what that would change, and storing it when asked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ytaexcel.findings import Finding, Severity
from ytaexcel.workflow.run import Advance, Run
from ytaexcel.workflow.upkeep import catch_up, judged_again, programme_of

Told = tuple[str, Severity]
"""A finding's code and severity."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A submission that would have another outcome or other counts of rows."""

    file_name: str
    organisation: str
    group: str
    month: str
    before: tuple[str, int, int]
    """Outcome, rows accepted, rows refused."""
    after: tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Rejudged:
    """What judging again gives beside what is stored."""

    judged: int
    changed: tuple[Changed, ...]
    """By month, organisation and group."""
    gained: Mapping[Told, int]
    """Findings that were not told before; one that only became graver is gained, and lost as what it was."""
    lost: Mapping[Told, int]


def rejudge(
    run: Run, month: str | None = None, *, store: bool = False, advance: Advance = lambda: None
) -> Rejudged:
    """Judges what the dataset holds (of one month, if asked) by today's definitions and tells what would change.

    Excluded submissions, too: they may count again, and a rebuild judges them like all others. `store`: also puts it
    in, in one transaction. Submissions whose archived file is missing are left as they are.
    """
    catch_up(run)
    acts = run.archive.acceptances()
    with run.history() as history:
        stored = history.submissions(run.programme.id, month, with_excluded=True).set_index("sha256")
        findings_before = history.findings(run.programme.id)
        receipts = [
            receipt
            for receipt in run.archive.receipts()
            if programme_of(receipt, acts) == run.programme.id and receipt.sha256 in stored.index
        ]
        received = judged_again(run, receipts, acts, advance)
        judged = {each.receipt.sha256[:16] for each in received}
        before = Counter(
            _told(submission, each) for submission, _, each in findings_before if submission in judged
        )
        after = Counter(
            _told(each.receipt.sha256[:16], told) for each in received for told in each.submission.findings
        )
        changed = []
        for each in received:
            row, now = stored.loc[each.receipt.sha256], each.submission
            was = (str(row["outcome"]), int(row["rows_accepted"]), int(row["rows_refused"]))
            is_now = (str(now.outcome), len(now.accepted), len(now.refused))
            if was != is_now:
                identity = now.identity
                place = (identity.organisation, identity.group, identity.month)
                changed.append(Changed(each.receipt.file_name, *place, was, is_now))
        if store:
            history.store(received, run.programme)
    ordered = sorted(changed, key=lambda each: (each.month, each.organisation, each.group, each.file_name))
    return Rejudged(len(received), tuple(ordered), _by_code(after - before), _by_code(before - after))


def judged_otherwise(run: Run) -> int:
    """How many stored submissions were judged under other definitions than today's."""
    with run.history() as history:
        return history.judged_otherwise(run.programme)


_Place = tuple[str, str, Severity, str, str, str]


def _told(submission: str, each: Finding) -> _Place:
    return submission, each.code, each.severity, each.sheet, each.cell, each.item


def _by_code(findings: Mapping[_Place, int]) -> dict[Told, int]:
    counts: Counter[Told] = Counter()
    for (_, code, severity, *_), count in findings.items():
        counts[code, severity] += count
    return dict(sorted(counts.items()))
