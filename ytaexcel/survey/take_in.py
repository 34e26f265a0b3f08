"""A file of responses by itself: from its bytes to respondents, in a process of its own with limits.

Guards, formats, passwords, the search for personal identity codes: all as for any workbook that is sent.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ytaexcel.apart import Limits, Lost, each_apart, fault_of
from ytaexcel.findings import Finding, finding
from ytaexcel.inbox import Sent
from ytaexcel.personal import Lookout, find_personal, is_refusal
from ytaexcel.personal.signs import Wanted
from ytaexcel.read import Means, read_workbook
from ytaexcel.sources import Settled, Source, sources_of
from ytaexcel.survey.records import Survey
from ytaexcel.survey.responses import Conformed, conform_responses
from ytaexcel.texts import Language

LIMITS = Limits(seconds=60, bytes=400_000_000)
_LOOKOUT = Lookout(
    Wanted(e_mail=True, phone=True, marks=(), said=()),
    {"code": "error", "mistyped": "warning", "e_mail": "warning", "phone": "warning"},
    frozenset(),
)


@dataclass(frozen=True)
class Taken:
    """What one file of responses gives."""

    name: str
    sha256: str
    """Of the bytes as received; empty where they could not be read."""
    round: str | None
    """The round by the file's name; None where it is no round's name."""
    conformed: Conformed

    @property
    def outcome(self) -> str:
        """accepted, partly_accepted or refused, as for any workbook."""
        if self.conformed.is_refused:
            return "refused"
        return "partly_accepted" if self.conformed.rows_refused else "accepted"


def take_in_responses(
    path: Path, survey: Survey, means: Means, language: Language, *, is_apart: bool = True
) -> Taken:
    """The respondents of one file. What is wrong with it is told; nothing is stored, and the file stays as it is.

    `is_apart`: False to read it in this process, without limits of memory and time.
    """
    named = path.stem if path.stem in {each.code for each in survey.rounds} else None
    found = list(sources_of([Sent(path, None)], {}, means))
    source = found[0] if found else Settled(Source(path, path.name, "", None), finding("F025"))
    if isinstance(source, Settled) or len(found) > 1:
        fault = source.fault if isinstance(source, Settled) else finding("F002")
        return Taken(
            source.source.name if isinstance(source, Settled) else path.name, "", named, _refused(fault)
        )
    if not is_apart:
        return Taken(source.name, source.sha256, named, _taker(survey, named, language)(source))
    (result,) = each_apart(_taker, (survey, named, language), [source], 1, LIMITS)
    conformed = _refused(fault_of(result, LIMITS)) if isinstance(result, Lost) else result
    return Taken(source.name, source.sha256, named, conformed)


def _taker(survey: Survey, round_: str | None, language: Language) -> Callable[[Source], Conformed]:
    return partial(_take_in, survey=survey, round_=round_, language=language)


def _take_in(source: Source, survey: Survey, round_: str | None, language: Language) -> Conformed:
    try:
        data = source.read()
    except OSError as fault:
        return _refused(finding("F006", found=fault.strerror or ""))
    if hashlib.sha256(data).hexdigest() != source.sha256:
        return _refused(finding("F008"))
    told = find_personal(data, source.name, (), _LOOKOUT)
    if source.opened is not None:
        more = find_personal(source.opened.data, "", (), _LOOKOUT)
        # W021 speaks of the archive, into which nothing of a survey goes.
        opened = [each for each in source.opened.told() if each.code != "W021"]
        told = [*opened, *told, *(each for each in more if each not in told)]
    if refusals := [each for each in told if is_refusal(each)]:
        # Whatever else is wrong with it would quote from a file of which nothing may be repeated.
        return Conformed(findings=refusals, is_refused=True)
    book = read_workbook(source.workbook(), source.name)
    if isinstance(book, Finding):
        return _refused(book, *told)
    conformed = conform_responses(book, survey, round_, language)
    return Conformed(
        conformed.responses, conformed.rows_refused, [*conformed.findings, *told], conformed.is_refused
    )


def _refused(*faults: Finding) -> Conformed:
    return Conformed(findings=list(faults), is_refused=True)
