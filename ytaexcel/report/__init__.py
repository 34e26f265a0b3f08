"""The consolidated workbooks for ministries, organisations and groups: a picture, placed and formatted.

Nothing is worked out here; what a workbook shows stands in the `Picture` that it is made of.
"""

from ytaexcel.report.write import report_bytes, report_name, write_report

__all__ = ["report_bytes", "report_name", "write_report"]
