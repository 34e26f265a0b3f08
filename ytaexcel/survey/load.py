"""Reads `schemas/<survey>/survey.toml` into a `Survey` and finds everything that cannot hold in it."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from ytaexcel.conform.words import alike
from ytaexcel.errors import DefinitionError, UsageError
from ytaexcel.programme.records import every_name
from ytaexcel.programme.shape import CODE, DAY, FLAG, NAMES, TEXT, Kind, Many, Table, Value, faults, one_of
from ytaexcel.programme.sheets import Names
from ytaexcel.survey.records import (
    Answer,
    Background,
    BackgroundKind,
    Option,
    Question,
    Round,
    Scale,
    Side,
    Survey,
    Union,
)
from ytaexcel.texts import LANGUAGES

FILE = "survey.toml"
LEAST_LIMIT, MOST_LIMIT = 3, 10
LONGEST_SHEET = 31
"""Letters that Excel allows in the name of a sheet."""


def _named(required: Mapping[str, Kind], optional: Mapping[str, Kind] | None = None) -> Table:
    return Table({**required, **NAMES.required}, optional or {})


_LIMIT = Value(
    f"a whole number from {LEAST_LIMIT} to {MOST_LIMIT}",
    lambda value: type(value) is int and LEAST_LIMIT <= value <= MOST_LIMIT,
)
_OPTION = _named({"code": CODE}, {"accepted": Many(TEXT)})
SHAPE = Table(
    {
        "id": CODE,
        "suppress_below": _LIMIT,
        "cannot_say_in_base": FLAG,
        "timezone": TEXT,
        "name": NAMES,
        "sheet": NAMES,
        "rounds": Many(_named({"code": CODE}, {"opens": DAY, "closes": DAY})),
        "backgrounds": Many(
            _named(
                {"code": CODE, "kind": one_of(*get_args(BackgroundKind))},
                {
                    "required": FLAG,
                    "by": NAMES,
                    "options": Many(_OPTION),
                    "unions": Many(_named({"code": CODE, "of": Many(TEXT)})),
                    "decides": Many(TEXT),
                },
            )
        ),
        "scales": Many(
            Table(
                {
                    "code": CODE,
                    "good": NAMES,
                    "bad": NAMES,
                    "answers": Many(
                        _named({"code": CODE, "side": one_of(*get_args(Side))}, {"accepted": Many(TEXT)})
                    ),
                }
            )
        ),
        "questions": Many(_named({"code": CODE, "label": NAMES}, {"scale": TEXT, "battery": TEXT})),
    },
    {"programmes": Many(CODE), "batteries": Many(_named({"code": CODE}))},
)
"""What survey.toml must and may have."""


def survey_names(schemas: Path) -> list[str]:
    """The ids of the surveys that a workspace defines."""
    return sorted(each.parent.name for each in schemas.glob(f"*/{FILE}"))


def find_survey(schemas: Path, wanted: str | None) -> Survey:
    """The survey asked for, or the only one there is. Raises `UsageError` where that is none or several."""
    known = survey_names(schemas)
    told = ", ".join(known) or "none"
    if wanted is None and len(known) != 1:
        raise UsageError(f"Say with --survey ID which survey is meant; in {schemas} there are: {told}.")
    if wanted is not None and wanted not in known:
        raise UsageError(f'There is no survey "{wanted}" in {schemas}; there are: {told}.')
    return load_survey(schemas / (wanted or known[0]))


def load_survey(folder: Path) -> Survey:
    """The survey that `folder` defines. Raises `DefinitionError` with every problem found."""
    path = folder / FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise DefinitionError([f"{FILE} is not valid TOML in UTF-8: {fault}."]) from None
    problems = list(faults(table, SHAPE, FILE)) or list(_problems(table, folder.resolve().name))
    if problems:
        raise DefinitionError(problems)
    return _survey(table)


def _problems(table: Mapping[str, Any], folder: str) -> Iterator[str]:
    """What cannot hold together, once the shape is right."""
    if table["id"] != folder:
        yield f'{FILE}: id is "{table["id"]}", but the folder is called {folder}.'
    if table["timezone"] not in _zones(table["timezone"]):
        yield f'{FILE}: timezone "{table["timezone"]}" is not known.'
    for name in ("rounds", "backgrounds", "scales", "batteries", "questions"):
        yield from _doubled(name, (each["code"] for each in table.get(name, ())))
    listed = {each["code"] for each in table["backgrounds"] if each["kind"] == "listed"}
    if not listed:
        yield f"{FILE}, backgrounds: at least one must be of the kind listed."
    for each in table["backgrounds"]:
        yield from _problems_of_background(each, listed)
    for each in table["scales"]:
        yield from _doubled(f"scales, {each['code']}", (answer["code"] for answer in each["answers"]))
        yield from _ambiguous(f"scales, {each['code']}", each["answers"])
        for side in ("good", "bad"):
            if side not in {answer["side"] for answer in each["answers"]}:
                yield f"{FILE}, scales, {each['code']}: no answer is on the side {side}."
        if sum(answer["side"] == "cannot_say" for answer in each["answers"]) > 1:
            yield f"{FILE}, scales, {each['code']}: more than one answer is on the side cannot_say."
    yield from _problems_of_questions(table)


def _problems_of_questions(table: Mapping[str, Any]) -> Iterator[str]:
    known = {name: {each["code"] for each in table.get(name, ())} for name in ("scales", "batteries")}
    for each in table["questions"]:
        for key, name in (("scale", "scales"), ("battery", "batteries")):
            if each.get(key, "") not in {"", *known[name]}:
                yield f'{FILE}, questions, {each["code"]}: {key} "{each[key]}" is not one of {name}.'
    if not any("scale" in each for each in table["questions"]):
        yield f"{FILE}, questions: none has a scale; there is nothing to count."


def _problems_of_background(each: Mapping[str, Any], listed: set[str]) -> Iterator[str]:
    where = f"backgrounds, {each['code']}"
    if each["kind"] == "listed":
        yield from (f"{FILE}, {where}: {key} is missing." for key in ("options", "by") if key not in each)
        shown = [*each.get("options", ()), *each.get("unions", ())]
        yield from _doubled(where, (option["code"] for option in shown))
        yield from _ambiguous(where, each.get("options", ()))
        codes = {option["code"] for option in each.get("options", ())}
        for union in each.get("unions", ()):
            unknown = sorted(set(union["of"]) - codes)
            if unknown:
                yield f"{FILE}, {where}, unions, {union['code']}: {', '.join(unknown)} is not an option."
        for language, name in each.get("by", {}).items():
            if len(name) > LONGEST_SHEET or set(name) & set("[]:*?/\\"):
                yield f'{FILE}, {where}, by, {language}: "{name}" cannot be the name of a sheet.'
    unknown = sorted(set(each.get("decides", ())) - listed)
    if unknown:
        yield f"{FILE}, {where}, decides: {', '.join(unknown)} is not a listed background."


def _zones(name: str) -> list[str]:
    try:
        return [ZoneInfo(name).key]
    except (KeyError, ValueError, OSError):  # not found; not a name; a folder of zones
        return []


def _doubled(where: str, codes: Iterable[str]) -> Iterator[str]:
    counts = Counter(codes)
    yield from (f"{FILE}, {where}: {code} stands there twice." for code, count in counts.items() if count > 1)


def _ambiguous(where: str, options: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Words that would be read as one option as well as another."""
    meant: dict[str, str] = {}
    for each in options:
        words = (each["code"], *(each[language] for language in LANGUAGES), *each.get("accepted", ()))
        for word in {alike(word) for word in words}:
            other = meant.setdefault(word, each["code"])
            if other != each["code"]:
                yield f'{FILE}, {where}: "{word}" means {other} as well as {each["code"]}.'


def _survey(table: Mapping[str, Any]) -> Survey:
    scales = {each["code"]: _scale(each) for each in table["scales"]}
    return Survey(
        id=table["id"],
        names=table["name"],
        sheet=table["sheet"],
        suppress_below=table["suppress_below"],
        cannot_say_in_base=table["cannot_say_in_base"],
        timezone=table["timezone"],
        programmes=tuple(table.get("programmes", ())),
        rounds=tuple(
            Round(each["code"], _names(each), each.get("opens"), each.get("closes"))
            for each in table["rounds"]
        ),
        backgrounds=tuple(map(_background, table["backgrounds"])),
        batteries={each["code"]: _names(each) for each in table.get("batteries", ())},
        questions=tuple(
            Question(
                each["code"],
                each["label"],
                _names(each),
                scales[each["scale"]] if "scale" in each else None,
                each.get("battery", ""),
            )
            for each in table["questions"]
        ),
    )


def _background(table: Mapping[str, Any]) -> Background:
    return Background(
        table["code"],
        table["kind"],
        _names(table),
        table.get("by", _names(table)),
        tuple(
            Option(each["code"], _names(each), tuple(each.get("accepted", ())))
            for each in table.get("options", ())
        ),
        tuple(Union(each["code"], _names(each), tuple(each["of"])) for each in table.get("unions", ())),
        table.get("required", False),
        tuple(table.get("decides", ())),
    )


def _scale(table: Mapping[str, Any]) -> Scale:
    answers = tuple(
        Answer(each["code"], _names(each), each["side"], tuple(each.get("accepted", ())))
        for each in table["answers"]
    )
    return Scale(table["code"], answers, table["good"], table["bad"])


def _names(table: Mapping[str, Any]) -> Names:
    return {language: table[language] for language in LANGUAGES}


def words_of(*named: Option | Answer) -> dict[str, str]:
    """What people may write -> the code of the option or answer; in the form of `alike`."""
    written = (
        (alike(word), each.code)
        for each in named
        for word in chain((each.code,), every_name(each.names), each.accepted)
    )
    return dict(written)
