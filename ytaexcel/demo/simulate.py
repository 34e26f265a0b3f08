"""Runs a whole demonstration: a workspace of its own, months of templates, filling, merging, and the reports.

Everything goes the ordinary way of `workflow`; only criticality, windows and answers are invented.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path

from ytaexcel.demo.chance import Chance
from ytaexcel.demo.discussing import Facilitator
from ytaexcel.demo.fill import Job, fill_all
from ytaexcel.demo.filling import Filling
from ytaexcel.demo.phrases import phrasebook
from ytaexcel.demo.plan import languages, plan_month
from ytaexcel.demo.revision import revise
from ytaexcel.demo.stage import Play, set_stage
from ytaexcel.inbox import Sent
from ytaexcel.merge import Submission
from ytaexcel.months import first_day, months_between, shifted
from ytaexcel.picture import Picture
from ytaexcel.programme import deadline, load_programme, publication_day
from ytaexcel.template import template_name
from ytaexcel.texts import Language, month_name, number, text
from ytaexcel.workflow import Run, assessed_picture, make_reports, make_templates, merge_files

Progress = Callable[[str, int], Callable[[], None]]
"""Title and number of steps -> what to call after each step."""
SETTLED = 6
"""After so many months discussions are held and the roadmap is revised; before, people learn the workbooks."""


@dataclass(frozen=True)
class Demonstration:
    """What a demonstration made."""

    lines: list[str]
    """What it found, in sentences."""
    report: Path
    submissions: list[Submission]


def simulate(
    folder: Path,
    programme_id: str,
    months: int,
    organisations: int,
    seed: int,
    language: Language,
    workers: int,
    progress: Progress,
    definitions: Path | None = None,
    settled: int = SETTLED,
) -> Demonstration:
    """Makes the demonstration in `folder`, anew if a former one lies there. Same arguments, same tables.

    `definitions`: the folder of a programme that does not come with the package. `settled`: after so many months
    discussions are held and the roadmap is revised.
    """
    play = Play(programme_id, months, organisations, seed, language, definitions)
    workspace = set_stage(folder, play)
    schemas = workspace.programme_folder(programme_id)
    programme = load_programme(schemas)
    span = list(months_between(programme.first_month, shifted(programme.first_month, months - 1)))
    run = Run(
        workspace,
        programme,
        language,
        _noon(first_day(span[0])),
        first_day(span[0]),
        workers,
        "demonstration",
    )
    phrases = phrasebook(schemas, programme.wording)
    submissions: list[Submission] = []
    report = folder
    with ProcessPoolExecutor(workers) as pool:
        for month in span:
            if span.index(month) == settled:
                workbook = workspace.output / f"{programme_id}_roadmap_{language}.xlsx"
                run = replace(run, programme=revise(schemas, run.programme, month, workbook, seed))
            fillings = plan_month(run.programme, month, span, seed, language, phrases)
            _fill_month(run, month, fillings, pool, progress)
            submissions += _merge_month(run, month, fillings, is_last=month == span[-1], progress=progress)
            if span.index(month) >= settled:
                advance = progress(text("demo.step.discuss", language, month=month), 1)
                tongues = languages(run.programme, language)
                submissions += Facilitator(run, Chance(seed), phrases, tongues).discuss(month)
                advance()
            advance = progress(text("demo.step.report", language, month=month), 1)
            (report,) = make_reports(
                _on(run, publication_day(programme.calendar, month)),
                month,
                [programme.whole_audience],
                advance,
            )
    picture = assessed_picture(_on(run, publication_day(programme.calendar, span[-1])), span[-1])
    return Demonstration(_lines(run, span, picture, submissions, report), report, submissions)


def _fill_month(
    run: Run, month: str, fillings: Sequence[Filling], pool: Executor, progress: Progress
) -> None:
    """Writes the month's templates, each organisation's in its language, and fills what the groups send."""
    tongues = languages(run.programme, run.language)
    advance = progress(
        text("demo.step.templates", run.language, month=month), len(run.programme.expected_in(month))
    )
    opened = _on(run, first_day(shifted(month, 1)))
    make_templates(
        opened, month, languages={code: (tongue,) for code, tongue in tongues.items()}, advance=advance
    )
    folder = run.workspace.month_output(month, "templates")
    jobs = [
        Job(
            folder / template_name(run.programme, each.organisation, each.group, each.month, each.language),
            run.workspace.input / each.folder_month / each.file_name,
            each,
        )
        for each in fillings
    ]
    advance = progress(text("demo.step.fill", run.language, month=month), len(jobs))
    for _ in fill_all(jobs, run.programme, pool):
        advance()


def _merge_month(
    run: Run, month: str, fillings: Sequence[Filling], *, is_last: bool, progress: Progress
) -> list[Submission]:
    """Merges first what came in time, then each day's late and corrected files, as a facilitator would."""
    due = deadline(run.programme.calendar, month)
    came = sorted(fillings, key=lambda each: max(each.received_on, due))
    advance = progress(text("demo.step.merge", run.language, month=month), len(came))
    submissions: list[Submission] = []
    for day, batch in groupby(came, key=lambda each: max(each.received_on, due)):
        sent = [
            Sent(run.workspace.input / each.folder_month / each.file_name, each.folder_month)
            for each in batch
        ]
        submissions += merge_files(_on(run, day), sent, feedback=is_last, advance=advance)
    return submissions


def _lines(
    run: Run, span: Sequence[str], picture: Picture, submissions: Sequence[Submission], report: Path
) -> list[str]:
    outcomes = [each.outcome for each in submissions]
    values: dict[str, object] = {
        "workbooks": len(submissions),
        "organisations": len(run.programme.organisations),
        "groups": len(run.programme.groups),
        "months": len(span),
        "first": span[0],
        "last": span[-1],
        "month": month_name(span[-1], run.language),
        "received": picture.received.now,
        "expected": picture.expected,
        "files": len(submissions),
        "refused": outcomes.count("refused"),
        "partly": outcomes.count("partly_accepted"),
        "feedback": run.workspace.month_output(span[-1], "feedback"),
        "behind": number(picture.behind_count.now),
        "followed": number(picture.followed),
        "behind_organisations": picture.behind_organisations,
        "path": report,
    }
    return [
        run.programme.text(f"demo.summary.{key}", run.language, **values)
        for key in ("made", "received", "refused", "behind", "open")
    ]


def _on(run: Run, day: date) -> Run:
    return replace(run, now=_noon(day), today=day)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
