"""A row of decisions in words: which body, which state, on which day."""

from collections.abc import Mapping

import pandas as pd

from ytaexcel.programme import Programme
from ytaexcel.texts import Language, day

_FIELDS = ("decided_on", "reference", "version", "next_review", "remark")
_DAYS = ("decided_on", "next_review")


def spoken_decision(row: Mapping[str, object], programme: Programme, language: Language) -> dict[str, str]:
    """Field code -> value in words, for the fields that say something; a body that is gone by its code."""
    bodies = {each.code: each.names[language] for each in programme.bodies}
    states = {
        each.code: each.names[language]
        for each in programme.workbook.sheet("decisions").field("state").choices
    }
    found = {"body": bodies.get(str(row["body"]), str(row["body"])), "state": states[str(row["state"])]}
    for field in _FIELDS:
        value = row[field]
        if isinstance(value, str) and value:
            found[field] = day(pd.Timestamp(value).date()) if field in _DAYS else value
    return found
