"""How results are printed: sentences and tables for people, one JSON document for programs."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ytaexcel.cli.say import escaped, say, unnamed
from ytaexcel.texts import Language, day, month_name, text

if TYPE_CHECKING:
    import pandas as pd

    from ytaexcel.findings import Finding
    from ytaexcel.merge import Submission
    from ytaexcel.programme import Programme
    from ytaexcel.redaction import Settled
    from ytaexcel.status import MonthStatus
    from ytaexcel.workflow import Redacted, Rejudged

MOST_DIFFERENCES = 40
MOST_FINDINGS = 12
"""Findings printed for one file; the rest stand in its feedback and in --json."""
_WHOLE = ("W", "S")
"""What the codes of findings about a workbook or a sheet as a whole begin with."""


def submissions_json(
    submissions: Sequence["Submission"], paths: Sequence[str], language: Language, programme: "Programme"
) -> str:
    """The document of `check --json` and `merge --json`."""
    return _document(
        {
            "files": [
                _file(each, path, language, programme) for each, path in zip(submissions, paths, strict=True)
            ]
        }
    )


def _file(submission: "Submission", path: str, language: Language, programme: "Programme") -> dict[str, Any]:
    refused_whole = submission.outcome == "refused"
    return {
        "file": unnamed(path),
        "outcome": submission.outcome,
        "organisation": submission.identity.organisation or None,
        "group": submission.identity.group or None,
        "month": submission.identity.month or None,
        "rows_accepted": 0 if refused_whole else len(submission.accepted),
        "rows_refused": len(submission.refused) + (len(submission.accepted) if refused_whole else 0),
        "rows_ignored": submission.ignored,
        "findings": [
            {
                "code": each.code,
                "severity": each.severity,
                "sheet": each.sheet or None,
                "cell": each.cell or None,
                "item": each.item or None,
                "message": each.message(language, programme.wording.reworded),
            }
            for each in submission.findings
        ],
    }


def status_json(status: "MonthStatus") -> str:
    """The document of `status --json`."""
    return _document(
        {
            "month": status.month,
            "deadline": status.deadline.isoformat(),
            "submissions": [
                {
                    "organisation": each.organisation,
                    "group": each.group,
                    "state": each.state,
                    "late": each.late,
                    "rows_accepted": each.rows_accepted,
                    "rows_refused": each.rows_refused,
                }
                for each in status.workbooks
            ],
        }
    )


def _document(table: dict[str, Any]) -> str:
    return escaped(json.dumps(table, ensure_ascii=False, indent=1))


def print_submissions(
    submissions: Sequence["Submission"], language: Language, programme: "Programme"
) -> None:
    """A line for each file that has something to mend, its findings, and the totals.

    Of a file that was accepted only what it says about the whole is told: an empty template, an unread column.
    """
    for submission in submissions:
        told = [each for each in submission.findings if each.severity != "info"]
        if submission.outcome == "accepted":
            told = [each for each in told if each.code.startswith(_WHOLE)]
        if told:
            _print_file(submission, told, language, programme)
    counts = {
        outcome: sum(1 for each in submissions if each.outcome == outcome)
        for outcome in ("accepted", "partly_accepted", "refused", "duplicate")
    }
    say(text("cli.files", language, files=len(submissions), **counts))
    rows_accepted = sum(len(each.accepted) for each in submissions if each.outcome != "refused")
    rows_refused = sum(len(each.refused) for each in submissions)
    say(text("cli.rows", language, accepted=rows_accepted, refused=rows_refused))


def _print_file(
    submission: "Submission", told: Sequence["Finding"], language: Language, programme: "Programme"
) -> None:
    say(f"{submission.source.name}: {text(f'cli.outcome.{submission.outcome}', language)}")
    for each in told[:MOST_FINDINGS]:
        place = f"{each.place}: " if each.place else ""
        severity, message = (
            text(f"severity.{each.severity}", language),
            each.message(language, programme.wording.reworded),
        )
        say(_wrapped(f"{severity} {each.code}  {place}{message}"))
    if len(told) > MOST_FINDINGS:
        say("  " + text("cli.more_findings", language, count=len(told) - MOST_FINDINGS))


def _wrapped(line: str) -> str:
    return click.formatting.wrap_text(line, width=78, initial_indent="  ", subsequent_indent="      ")


def print_status(status: "MonthStatus", programme: "Programme", language: Language) -> None:
    """Who has sent: a grid of organisations × groups, and the counts under it."""
    signs = {"accepted": "✓", "partly_accepted": "~", "refused": "✗", "awaited": "·", "missing": "–"}
    say(
        text(
            "cli.status.title",
            language,
            month=month_name(status.month, language),
            deadline=day(status.deadline),
        )
    )
    groups = [group.code for group in programme.groups]
    width = max(len(each.short[language]) for each in programme.organisations) + 2
    say(" " * width + "".join(f"{code:>7}" for code in groups))
    cells = {(each.organisation, each.group): each for each in status.workbooks}
    for organisation in programme.organisations:
        found = [cells.get((organisation.code, code)) for code in groups]
        shown = [("" if each is None else signs[each.state] + ("!" if each.late else " ")) for each in found]
        say(f"{organisation.short[language]:<{width}}" + "".join(f"{each:>7}" for each in shown))
    counts = {state: sum(1 for each in status.workbooks if each.state == state) for state in signs}
    say(text("cli.status.legend", language, **counts, late=sum(each.late for each in status.workbooks)))
    key = "cli.status.days_left" if status.days_left >= 0 else "cli.status.days_over"
    say(text(key, language, days=abs(status.days_left)))


def print_rejudged(found: "Rejudged", language: Language, *, is_stored: bool) -> None:
    """What judging again changes: files with other outcomes or counts, then findings gained and lost by code."""
    say(text("cli.rejudged", language, count=found.judged, changed=len(found.changed)))
    for each in found.changed:
        before, after = (
            text(
                "cli.rejudged.counts",
                language,
                outcome=text(f"cli.outcome.{outcome}", language),
                accepted=accepted,
                refused=refused,
            )
            for outcome, accepted, refused in (each.before, each.after)
        )
        say(_wrapped(f"{each.file_name}: {before} → {after}"))
    for code, severity in sorted({*found.gained, *found.lost}):
        counts = {
            "gained": found.gained.get((code, severity), 0),
            "lost": found.lost.get((code, severity), 0),
        }
        name = text(f"severity.{severity}", language)
        say("  " + text("cli.rejudged.finding", language, code=code, severity=name, **counts))
    if is_stored:
        say(text("cli.rejudged.stored", language))
    elif found.changed or found.gained or found.lost:
        say(text("cli.rejudged.not_stored", language))


def print_redacted(found: "Redacted", language: Language) -> None:
    """What was taken out, and where the text still stands."""
    for name, cells in found.taken:
        if cells:
            say(text("cli.redacted.cells", language, file=name, cells=", ".join(cells)))
        else:
            say(text("cli.redacted.file", language, file=name))
    for name in found.renamed:
        say(text("cli.redacted.name", language, file=name))
    for name, before, after in found.recounted:
        say(text("cli.redacted.recounted", language, file=name, before=before, after=after))
    if found.same_texts:
        say(text("cli.redacted.same_text", language, count=len(found.same_texts)))
        for each in found.same_texts:
            say(f"  {each.file_name} ({each.month}): {each.place}")
    if found.stands_in:
        say(text("cli.redacted.stands_in", language, count=len(found.stands_in)))
        for path in found.stands_in:
            say(f"  {_near(path)}")
    say(text("cli.redacted.elsewhere", language))


def print_settled(found: Sequence["Settled"], language: Language) -> None:
    """On standard error: what was taken out of the archive just now by decisions recorded before."""
    for each in found:
        say(
            text("cli.redacted.settled", language, file=each.file_name, by=each.act.by, at=each.act.at[:10]),
            is_fault=True,
        )


def print_older(count: int, language: Language) -> None:
    """That so many submissions were judged under other definitions than today's; nothing where there are none."""
    if count:
        say(text("cli.older_definitions", language, count=count))


def print_paths(paths: Sequence[Path], language: Language) -> None:
    """The one path written, or how many and where; and those that had to be put beside a file that is open."""
    from ytaexcel.workflow import stands_for  # deferred: pandas

    if len(paths) == 1:
        say(text("cli.wrote_one", language, path=_near(paths[0])))
    elif paths:
        say(text("cli.wrote", language, count=len(paths), folder=_near(paths[0].parent)))
    else:
        say(text("cli.wrote_none", language))
    for path in paths:
        open_file = stands_for(path)
        if open_file is not None:
            say(text("cli.beside", language, open=open_file.name, path=_near(path)))


def print_copies(paths: Sequence[Path], language: Language) -> None:
    """Where the marked copies lie; nothing when there are none."""
    for folder in dict.fromkeys(path.parent for path in paths):
        count = sum(1 for path in paths if path.parent == folder)
        say(text("cli.feedback", language, count=count, folder=_near(folder)))


def _near(path: Path) -> str:
    """The path from here, where that is shorter."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on standard error while work goes on; silent where nobody watches."""
    if total < 2 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console  # deferred: 0.1 s
    from rich.progress import Progress  # deferred with it

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda: bar.advance(task)


def print_difference(found: "pd.DataFrame", programme: "Programme", language: Language) -> None:
    """The values that are no longer what they were, a line each; the first ones of many."""
    if found.empty:
        say(text("cli.difference.none", language))
        return
    items = len(found[["organisation", "item"]].drop_duplicates())
    say(programme.text("cli.difference.count", language, count=len(found), items=items))
    for row in found.head(MOST_DIFFERENCES).to_dict("records"):
        field = text(f"cli.difference.field.{row['field']}", language)
        before, after = (_value(row["field"], row[each], programme, language) for each in ("before", "after"))
        say(f"  {row['month']} {row['organisation']} {row['item']:<12} {field}: {before} → {after}")
    if len(found) > MOST_DIFFERENCES:
        say(f"  {text('cli.difference.more', language, count=len(found) - MOST_DIFFERENCES)}")


def _value(field: str, value: Any, programme: "Programme", language: Language) -> str:
    """A compared value as people read it."""
    from ytaexcel.timeline import spoken_reasons  # deferred: pandas

    if value is None or value == "":
        return text("cli.difference.nothing", language)
    if field == "status":
        return programme.status_name(value, language)
    if field in ("forecast_end", "own_start", "own_end"):
        return day(date.fromisoformat(value))
    if field == "own_critical":
        return programme.workbook.words[value][language]
    if field == "reported":
        return text(f"timeline.{value}", language)
    if field == "reasons":
        return spoken_reasons(value, language)
    if field in ("red_flag", "behind"):
        return programme.workbook.words["yes" if value else "no"][language]
    return f"{value:.10g} %"
