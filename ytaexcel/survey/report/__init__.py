"""The workbook of a round: what stands out, the distributions with N, the rounds compared, and the method.

Nothing is worked out here; what a workbook shows stands in the tables and what was found in them.
"""

from ytaexcel.survey.report.edition import Reported
from ytaexcel.survey.report.write import write_survey_report

__all__ = ["Reported", "write_survey_report"]
