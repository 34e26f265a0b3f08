"""Surveys: a workbook of responses in, one respondent in each row; checked; distributions by background out.

`records` and `load` are the definition, `columns`, `responses` and `take_in` read what came, `tables` counts and
hides (`suppression`, `span`), `standouts` finds what stands out, `template` and `report` write workbooks. Responses
are read from the inbox each time and stored nowhere: what a person thinks has no place in an archive that forgets
nothing.
"""

from ytaexcel.survey.load import find_survey, load_survey, survey_names
from ytaexcel.survey.records import Response, Survey
from ytaexcel.survey.tables import Base, Tables, tabulate
from ytaexcel.survey.take_in import Taken, take_in_responses

__all__ = [
    "Base",
    "Response",
    "Survey",
    "Tables",
    "Taken",
    "find_survey",
    "load_survey",
    "survey_names",
    "tabulate",
    "take_in_responses",
]
