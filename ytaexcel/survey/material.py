"""What of a survey's round goes into a consolidated workbook: everybody's answers, and the ends of each background."""

from collections.abc import Iterator, Mapping

from ytaexcel.picture.material import Material, MaterialShare
from ytaexcel.survey.records import Question, Survey
from ytaexcel.survey.standouts import contrasts, verdicts
from ytaexcel.survey.suppression import Key
from ytaexcel.survey.tables import ALL, Base, Share, Tables
from ytaexcel.texts import LANGUAGES, Language, text

MOST_CONTRASTS = 2
"""So many questions of each background, the widest differences first."""


def survey_material(survey: Survey, round_: str, tables: Tables | None) -> Material:
    """The round as material; without shares where its responses were refused (no tables)."""
    names = survey.round(round_).names
    source = {language: f"{survey.names[language]}, {names[language]}" for language in LANGUAGES}
    base: Base = "answers" if survey.cannot_say_in_base else "opinions"
    note = {language: text(f"survey.base.{base}", language) for language in LANGUAGES}
    return Material(source, note, tuple(_shares(survey, tables, base)) if tables else ())


def _shares(survey: Survey, tables: Tables, base: Base) -> Iterator[MaterialShare]:
    for verdict in verdicts(survey, tables, base):
        yield _share(survey, verdict.question, ALL, verdict.good)
    found = contrasts(survey, tables, base)
    for background in survey.listed:
        for each in [one for one in found if one.background == background.code][:MOST_CONTRASTS]:
            for end in (*each.highest, *reversed(each.lowest)):
                yield _share(survey, each.question, end.key, end.share)


def _share(survey: Survey, question: Question, key: Key, share: Share) -> MaterialShare:
    scale = next(scale for each, scale in survey.asked if each.code == question.code)
    return MaterialShare(question.header, scale.good, _group(survey, key), share.numerator, share.denominator)


def _group(survey: Survey, key: Key) -> Mapping[Language, str]:
    if key == ALL:
        return {language: text("survey.all", language) for language in LANGUAGES}
    return survey.background(key[0]).name_of(key[1])
