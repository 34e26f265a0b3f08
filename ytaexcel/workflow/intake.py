"""What groups send is judged, archived and stored, or only judged; the findings are handed back."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path

import pandas as pd

from ytaexcel.archive import Act, Receipt, Redaction, extension_of
from ytaexcel.conform import Acceptance
from ytaexcel.errors import UsageError
from ytaexcel.feedback import feedback_name, write_feedback
from ytaexcel.findings import finding
from ytaexcel.history import Received
from ytaexcel.inbox import Sent
from ytaexcel.merge import Submission, judge, sources, with_acceptance
from ytaexcel.months import is_month
from ytaexcel.sources import Source
from ytaexcel.take_in import NOBODY
from ytaexcel.workflow.newer import with_newer
from ytaexcel.workflow.placing import placed
from ytaexcel.workflow.run import Advance, Run, check_codes
from ytaexcel.workflow.upkeep import catch_up, is_no_workbook, is_not_kept, redacted_finding

Written = Callable[[Path], None]
"""Called with the path of each marked copy that was written."""
UNKNOWN_MONTH = "unknown"
"""Folder of the feedback on files that do not say their month."""


def check_files(
    run: Run,
    files: Sequence[Sent],
    feedback: bool,
    advance: Advance = lambda: None,
    written: Written = lambda _: None,
) -> list[Submission]:
    """Judges files without storing anything; writes feedback on those with findings, if asked."""
    new, settled = _without_redacted(*sources(files, {}, run.means), run.archive.redactions())
    judged = judge(
        new, run.judging(), run.workspace.key(), run.language, workers=run.workers, advance=advance
    )
    submissions = _in_order(files, [*settled, *judged])
    if feedback:
        for each in submissions:
            if each.findings and each.outcome != "duplicate" and not is_no_workbook(each):
                written(give_feedback(run, each))
    return submissions


def merge_files(
    run: Run,
    files: Sequence[Sent],
    *,
    accept_as: Acceptance | None = None,
    feedback: bool = False,
    tell_known: bool = True,
    advance: Advance = lambda: None,
    written: Written = lambda _: None,
) -> list[Submission]:
    """Judges files, keeps them in the archive and stores their rows; one submission per file, in their order.

    `tell_known`: also tell of files that were taken in before (outcome duplicate). A file that was refused only
    because nothing vouched for it (its folder, its programme, the key) is taken in when it comes again and that is
    mended; this is recorded as an act.
    """
    if accept_as is not None:
        check_codes(run.programme, accept_as.organisation, accept_as.group or None)
    catch_up(run)
    known = _known_names(run)
    redactions = run.archive.redactions()
    new, settled = _without_redacted(*sources(files, known, run.means), redactions)
    if accept_as is not None and len(new) + len(settled) > 1:
        names = ", ".join(each.given for each in (*new, *(each.source for each in settled)))
        raise UsageError(f"--accept-as decides about one file; name one of {names}.")
    come_again = {each.source.sha256 for each in settled} & known.keys()
    receipts = {receipt.sha256: receipt for receipt in run.archive.receipts_of(come_again)}
    again = [
        _as_archived(run, each.source, receipts[each.source.sha256])
        for each in settled
        if each.outcome == "duplicate" and each.source.sha256 in receipts
    ]
    revived = _revived(run, again, accept_as)
    if accept_as is not None:
        new = [with_acceptance(each, accept_as) for each in new]
    # What is stored must not depend on the language of this call: a rebuild would give something else.
    judged = judge(
        [*new, *revived],
        run.judging(),
        run.workspace.key(),
        run.workspace.languages[0],
        workers=run.workers,
        advance=advance,
    )
    why = "merge --accept-as" if accept_as else "can be trusted now: its folder, programme or key is right"
    fresh = [_kept(run, each, receipts, why) for each in judged]
    received = [Received(each, receipts[each.source.sha256]) for each in fresh if not is_not_kept(each)]
    with run.history() as history:
        if received:
            history.store(received, run.programme)
            months = sorted({each.submission.identity.month for each in received})
            stored = [history.submissions(run.programme.id, month) for month in months]
            fresh = with_newer(fresh, pd.concat(stored))
        # Other acts may ask for more than being known: they are taken in when the dataset catches up.
        history.record(list(run.archive.acceptances().values()))
    if feedback:
        for each in [*fresh, *(each for each in settled if each.outcome != "duplicate")]:
            if each.findings and each.outcome != "accepted" and not is_no_workbook(each):
                written(give_feedback(run, each))
    revived_hashes = {each.sha256 for each in revived}
    rest = [
        each
        for each in settled
        if each.source.sha256 not in revived_hashes
        and (tell_known or each.source.sha256 not in (known.keys() | receipts.keys()) - redactions.keys())
    ]
    return _in_order(files, [*rest, *fresh])


def _known_names(run: Run) -> dict[str, str]:
    """Hash -> file name of every submission that the archive has. Raises where the dataset could not take in more."""
    with run.history() as history:
        history.check_writable()
        stored = history.receipts()
    hashes = run.archive.hashes()
    # Of what is in the dataset no receipt needs to be read: years have thousands.
    others = run.archive.receipts_of(hashes - stored.keys())
    return {sha256: stored[sha256][1] for sha256 in hashes & stored.keys()} | {
        each.sha256: each.file_name for each in others
    }


def _without_redacted(
    new: Sequence[Source], settled: Sequence[Submission], redactions: Mapping[str, Redaction]
) -> tuple[list[Source], list[Submission]]:
    """The same, where files that were redacted are refused: nothing of them is judged, kept or repeated."""
    return [each for each in new if each.sha256 not in redactions], [
        *(each for each in settled if each.source.sha256 not in redactions),
        *(
            Submission(
                each, "refused", NOBODY, None, findings=[redacted_finding(redactions[each.sha256].act)]
            )
            for each in (*new, *(each.source for each in settled))
            if each.sha256 in redactions
        ),
    ]


def give_feedback(run: Run, submission: Submission) -> Path:
    """Writes the feedback on a submission; the path written."""
    claimed = submission.identity.month or submission.source.folder_month or UNKNOWN_MONTH
    month = claimed if is_month(claimed) else UNKNOWN_MONTH
    target = run.workspace.month_output(month, "feedback") / feedback_name(submission, run.language)
    return placed(
        target,
        partial(
            write_feedback,
            submission=submission,
            programme=run.programme,
            language=run.language,
            created=datetime.combine(run.today, time(12)),
        ),
    )


def _revived(run: Run, again: Sequence[Source], accept_as: Acceptance | None) -> list[Source]:
    """Files known to the archive that are taken in after all: under a decision, or because they can now be trusted.

    They may lie in the right folder now, be read under their own programme, or the workspace has its key back.
    """
    if accept_as is not None:
        acts = run.archive.acceptances()
        return [
            with_acceptance(each, accept_as)
            for each in again
            if each.sha256 not in acts or acts[each.sha256].acceptance != accept_as
        ]
    with run.history() as history:
        known, distrusted = history.outcomes(run.programme.id), history.distrusted(run.programme.id)
    candidates = [each for each in again if each.sha256 in distrusted or each.sha256 not in known]
    judged = judge(candidates, run.judging(), run.workspace.key(), run.language, workers=run.workers)
    return [
        with_acceptance(
            each.source, Acceptance(each.identity.organisation, each.identity.group, each.identity.month)
        )
        for each in judged
        if each.identity.is_trusted
    ]


def _kept(run: Run, submission: Submission, receipts: dict[str, Receipt], why: str) -> Submission:
    """The submission, archived under a receipt that joins `receipts`, and the decision about it.

    A file that has changed or vanished since it was judged is refused and not archived: the next run takes it.
    """
    source = submission.source
    if is_not_kept(submission):
        return submission
    if source.sha256 not in receipts:
        try:
            data = source.read()
        except OSError as fault:
            gone = finding("F006", found=fault.strerror or type(fault).__name__)
            return Submission(source, "refused", submission.identity, None, findings=[gone])
        if hashlib.sha256(data).hexdigest() != source.sha256:
            return Submission(source, "refused", submission.identity, None, findings=[finding("F008")])
        receipt = _receipt(run, source, len(data))
        receipts[source.sha256] = run.archive.add(data, receipt, source.opened)
    if source.acceptance is not None and submission.identity.is_trusted:
        run.archive.record(_act(run, source, source.acceptance, why))
    return submission


def _receipt(run: Run, source: Source, size: int) -> Receipt:
    return Receipt(
        sha256=source.sha256,
        file_name=source.name,
        extension=extension_of(source.name),
        size=size,
        received_at=run.now.astimezone(UTC).isoformat(timespec="seconds"),
        folder_month=source.folder_month,
        programme=run.programme.id,
        opened_by="" if source.opened is None else " ".join(source.opened.steps),
        opened_sha256="" if source.opened is None else hashlib.sha256(source.opened.data).hexdigest(),
    )


def _as_archived(run: Run, source: Source, receipt: Receipt) -> Source:
    """A file that the archive has, opened to what it was opened to when it was merged."""
    with suppress(OSError):
        return replace(source, opened=run.archive.opened(receipt))
    return source


def _act(run: Run, source: Source, acceptance: Acceptance, why: str) -> Act:
    return Act(
        kind="accept-as",
        sha256=source.sha256,
        programme=run.programme.id,
        organisation=acceptance.organisation,
        group=acceptance.group,
        month=acceptance.month,
        by=run.by,
        at=run.now.astimezone(UTC).isoformat(timespec="seconds"),
        why=why,
    )


def _in_order(files: Sequence[Sent], submissions: Iterable[Submission]) -> list[Submission]:
    place = {sent.path: number for number, sent in enumerate(files)}
    return sorted(submissions, key=lambda each: (place[each.source.path], each.source.name))
