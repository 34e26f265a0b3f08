"""Holds the dataset to the archive: takes in what the archive has, makes the dataset anew, checks both."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from pathlib import Path

from ytaexcel.archive import REDACTING, Act, Receipt, Redaction
from ytaexcel.backup import write_backup
from ytaexcel.conform import Identity
from ytaexcel.errors import StoreError, WorkspaceError
from ytaexcel.findings import Finding, finding, worst_first
from ytaexcel.history import History, Received
from ytaexcel.merge import Submission, judge
from ytaexcel.personal import is_refusal
from ytaexcel.programme import load_programme
from ytaexcel.read import Opened
from ytaexcel.redaction import settle
from ytaexcel.sources import Source
from ytaexcel.texts import day
from ytaexcel.workflow.placing import TEMPORARY, placed, writing
from ytaexcel.workflow.run import Advance, Run

REDACTED = "W040"
NO_WORKBOOK = ("F001", "F002", "F006", "F008", "F015", "F028", "F029", REDACTED)
"""Findings of files that are no workbooks, that could not be looked into, or of which nothing may be repeated."""
_UNFINISHED = ("F017", "F018", "F019")
"""Findings of files with which this machine did not come to an end: another one, or a quieter hour, may."""
NOT_KEPT = (*NO_WORKBOOK, *_UNFINISHED, *(f"F02{number}" for number in range(10)))
"""Those, and findings of files that could not be opened with the means at hand: they stay in the inbox and are not
archived."""


def catch_up(run: Run, advance: Advance = lambda: None) -> int:
    """Takes into the dataset whatever the archive has and the dataset has not; how many submissions that were.

    That is a submission or a decision about one that another facilitator's program has put there. A receipt
    whose file has not arrived yet is left for the next time; `verify` names it. What is redacted is taken out of the
    archive and the dataset, of submissions of other programmes, too.
    """
    if not run.workspace.archive.is_dir():
        return 0
    settle(run.archive)
    acts = run.archive.acts()
    news = _redacted_since(run, acts)
    for each in _runs(run) if news else ():
        if each.programme.id != run.programme.id:
            _take_in(each, advance, acts, news)
    return _take_in(run, advance, acts, news)


def _redacted_since(run: Run, acts: Sequence[Act]) -> set[str]:
    """The hashes of the submissions with redactions of which the dataset does not know."""
    redacting = [act for act in acts if act.kind in REDACTING]
    if not redacting:
        return set()
    with run.history() as history:
        known = history.acts()
    return {act.sha256 for act in redacting if act.id not in known}


def _take_in(run: Run, advance: Advance, acts: Sequence[Act], redacted: Set[str]) -> int:
    """Takes in what the archive has of the run's programme, redacted submissions again."""
    stamps = run.archive.stamps()
    decided_by = {act.sha256: act for act in acts if act.kind == "accept-as"}
    with run.history() as history:
        known, decided, seen = history.receipts(), history.decisions(), history.stamps()
        # Receipts are read only when they are new or have been written anew: an archive of years has thousands.
        suspects = {
            sha256 for sha256, stamp in stamps.items() if seen.get(sha256) != stamp or sha256 not in known
        }
        suspects |= {sha256 for sha256 in known.keys() & stamps if _is_news(decided_by.get(sha256), decided)}
        concerned = redacted | _waived_since(run, history, acts)
        suspects |= concerned & stamps.keys()
        wanted = [
            receipt
            for receipt in run.archive.receipts_of(suspects)
            if programme_of(receipt, decided_by) == run.programme.id
            and (
                receipt.sha256 in concerned
                or known.get(receipt.sha256) != _said(receipt)
                or _is_news(decided_by.get(receipt.sha256), decided)
            )
        ]
        received = judged_again(run, wanted, decided_by, advance)
        if received:
            history.store(received, run.programme)
        taken = {each.receipt.sha256 for each in received}
        if taken & redacted:
            history.forget_traces()
        # A redaction is known when its submission is in without the texts: until then every command tries again.
        # A waiver is known when its own programme's workbooks have been judged by it.
        waiting = redacted - taken
        history.record(
            [
                act
                for act in acts
                if (act.kind not in REDACTING or act.sha256 not in waiting)
                and (not act.rule or act.programme == run.programme.id)
            ]
        )
        history.note_stamps({sha256: stamps[sha256] for sha256 in suspects})
    return len(received)


def _waived_since(run: Run, history: History, acts: Sequence[Act]) -> set[str]:
    """The hashes of the submissions that waivers concern of which the dataset does not know yet."""
    known = history.acts()
    since: dict[str, str] = {}
    for act in acts:
        if act.rule and act.programme == run.programme.id and act.id not in known:
            since[act.organisation] = min(act.month, since.get(act.organisation, act.month))
    if not since:
        return set()
    rows = history.submissions(run.programme.id, with_excluded=True)
    places = zip(rows["sha256"], rows["organisation"], rows["month"], strict=True)
    return {sha256 for sha256, whose, month in places if whose in since and month >= since[whose]}


def rebuild(run: Run, advance: Advance = lambda: None) -> int:
    """Makes the dataset anew from the archive, for all programmes in it; how many submissions it holds."""
    settle(run.archive)
    receipts = list(run.archive.receipts())
    acts = run.archive.acceptances()
    database = run.workspace.database
    database.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with (
        writing(database),
        tempfile.TemporaryDirectory(dir=database.parent, prefix=TEMPORARY) as folder,
    ):
        fresh = Path(folder) / database.name
        with History(fresh) as history:
            for each in _runs(run):
                own = [receipt for receipt in receipts if programme_of(receipt, acts) == each.programme.id]
                received = judged_again(each, own, acts, advance, is_whole=True)
                history.store(received, each.programme)
                count += len(received)
            history.record(run.archive.acts())
            history.note_stamps(run.archive.stamps())
        try:
            fresh.replace(database)
        except OSError as fault:
            raise WorkspaceError(
                f"{database} is in use: {fault.strerror}. Close what uses it and try again."
            ) from fault
    return count


def back_up(run: Run, path: Path, *, with_key: bool = False, with_input: bool = False) -> tuple[Path, int]:
    """Writes a backup of the workspace; where it stands now, and how many files it holds.

    Raises `WorkspaceError` where the key is to go along and is missing.
    """
    if with_key:
        run.workspace.key()
    counts: list[int] = []

    def write(temporary: Path) -> None:
        counts.append(write_backup(temporary, run.workspace, with_key=with_key, with_input=with_input))

    return placed(path, write), counts[0]


def verify(run: Run) -> list[str]:
    """One sentence for each thing that does not hold: hashes, the dataset's integrity, archive and dataset alike."""
    problems = list(run.archive.problems())
    for each in _runs(run):
        catch_up(each)
    with run.history() as history:
        problems += history.problems()
        stored = history.receipts()
    receipts = {receipt.sha256: receipt for receipt in run.archive.receipts()}
    problems += [
        f"Submission {sha256[:16]} is in the archive but not in the dataset."
        for sha256 in sorted(receipts.keys() - stored.keys())
    ]
    problems += [
        f"Submission {sha256[:16]} is in the dataset but not in the archive."
        for sha256 in sorted(stored.keys() - receipts.keys())
    ]
    problems += [
        f"The receipt of {receipt.file_name} ({sha256[:16]}) says otherwise than the dataset; run `ytaexcel rebuild`."
        for sha256, receipt in sorted(receipts.items())
        if stored.get(sha256, _said(receipt)) != _said(receipt)
    ]
    return problems


def is_no_submission(submission: Submission) -> bool:
    """True for what is not kept: lock files, files that are no workbooks, could not be read or not be opened."""
    return any(each.code in NOT_KEPT for each in submission.findings)


def is_no_workbook(submission: Submission) -> bool:
    """True for what nobody needs to be told about in a workbook of its own."""
    return any(each.code in NO_WORKBOOK for each in submission.findings)


def is_not_kept(submission: Submission) -> bool:
    """True for what is not archived: what is no submission, and what holds personal data that refuses it."""
    return is_no_submission(submission) or any(map(is_refusal, submission.findings))


def _runs(run: Run) -> Iterator[Run]:
    """The run for each programme that the archive has submissions of."""
    acts = run.archive.acceptances()
    for programme in sorted({programme_of(receipt, acts) for receipt in run.archive.receipts()}):
        folder = run.workspace.schemas / programme
        if programme == run.programme.id:
            yield run
        elif not folder.is_dir():
            raise WorkspaceError(
                f"The archive holds workbooks of the programme {programme}, which judges them; put {folder} back."
            )
        else:
            yield replace(run, programme=load_programme(run.workspace.programme_folder(programme)))


def programme_of(receipt: Receipt, acts: Mapping[str, Act]) -> str:
    return acts[receipt.sha256].programme if receipt.sha256 in acts else receipt.programme


def _is_news(act: Act | None, decided: Mapping[str, str]) -> bool:
    """True when the dataset holds the submission as it was before this decision."""
    return act is not None and decided.get(act.sha256) != act.acceptance.written


def _said(receipt: Receipt) -> tuple[str, str, str | None]:
    return receipt.received_at, receipt.file_name, receipt.folder_month


def judged_again(
    run: Run,
    receipts: Sequence[Receipt],
    acts: Mapping[str, Act],
    advance: Advance,
    *,
    is_whole: bool = False,
) -> list[Received]:
    """The archived submissions, judged; without those whose file is not there, or is not what its name says.

    Of a file that was redacted whole there is only that; of one that texts were taken out of, what is left is judged.
    `is_whole`: raises `StoreError` when one of them cannot be read to its end, which would otherwise be left out too.
    """
    redactions = run.archive.redactions()
    gone = [each for each in receipts if each.sha256 in redactions and redactions[each.sha256].is_whole]
    taken_out = [Received(_taken_out(run, each, redactions[each.sha256].act), each) for each in gone]
    archived = {
        receipt.sha256: source
        for receipt in receipts
        if receipt not in gone
        and (source := _source(run, receipt, acts.get(receipt.sha256), redactions.get(receipt.sha256)))
        is not None
    }
    if not archived:
        return taken_out
    judged = judge(
        list(archived.values()),
        run.judging(),
        run.workspace.key(),
        run.workspace.languages[0],
        workers=run.workers,
        advance=advance,
    )
    for each in judged if is_whole else []:
        if any(told.code in _UNFINISHED for told in each.findings):
            raise StoreError(
                f"{each.source.name} in the archive could not be read to its end; "
                "the dataset stays as it was. Try again when the computer has less else to do."
            )
    kept = {receipt.sha256: receipt for receipt in receipts}
    told = [_with_redacted_cells(each, redactions.get(each.source.sha256)) for each in judged]
    return taken_out + [
        Received(each, kept[each.source.sha256]) for each in told if not is_no_submission(each)
    ]


def redacted_finding(act: Act) -> Finding:
    """That a file was taken out, or may not come in again as it was."""
    return finding(REDACTED, found=day(date.fromisoformat(act.at[:10])), why=act.why.rstrip("."))


def _taken_out(run: Run, receipt: Receipt, act: Act) -> Submission:
    """What the dataset keeps of a file that was redacted whole: that it came, whose it was, and why it is gone."""
    return Submission(
        Source(run.archive.path(receipt), receipt.file_name, receipt.sha256, receipt.folder_month),
        "refused",
        Identity(
            act.organisation,
            act.group,
            act.month,
            None,
            is_trusted=False,
            is_discussion=bool(act.organisation) and not act.group,
        ),
        None,
        findings=[redacted_finding(act)],
    )


def _with_redacted_cells(submission: Submission, redaction: Redaction | None) -> Submission:
    if redaction is None:
        return submission
    told = finding("W041", found=", ".join(sorted(redaction.cells)), why=redaction.act.why.rstrip("."))
    return replace(submission, findings=worst_first([*submission.findings, told]))


def _source(run: Run, receipt: Receipt, act: Act | None, redaction: Redaction | None) -> Source | None:
    """The archived submission; None where what it was opened, or redacted, to is not there as its name says."""
    acceptance = None if act is None else act.acceptance
    path = run.archive.path(receipt)
    source = Source(path, receipt.file_name, receipt.sha256, receipt.folder_month, acceptance)
    if redaction is None:
        try:
            return replace(source, opened=run.archive.opened(receipt))
        except OSError:
            return None
    found = run.archive.replacement(redaction)
    if found is None:
        return None
    sha256, data = found
    opened = Opened(data, tuple(receipt.opened_by.split())) if receipt.opened_by else None
    return replace(source, content=data, opened=opened, redacted_sha256=sha256)
