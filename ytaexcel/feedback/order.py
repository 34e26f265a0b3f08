"""What a list of findings is made from."""

from dataclasses import dataclass
from datetime import datetime

from ytaexcel.feedback.causes import Told
from ytaexcel.merge import Submission
from ytaexcel.programme import Programme
from ytaexcel.programme.discussion import sheets_of
from ytaexcel.texts import Language


@dataclass(frozen=True)
class ListOrder:
    """One list: whose, of what, in which language, and what its sheet has to say besides."""

    submission: Submission
    programme: Programme
    language: Language
    created: datetime
    told: Told
    name: str
    """Of the sheet."""
    is_marked: bool
    """True for a sheet in front of the marked workbook: its cells can be reached by links."""
    remarks: tuple[str, ...] = ()
    """Sentences on what the marked copy does not keep."""
    marked: tuple[tuple[str, str], ...] = ()
    """(sheet, cell) of each marked cell, for the record."""

    def headers(self) -> dict[tuple[str, str], str]:
        """(sheet, column letters) -> header that the column has in this month's workbook."""
        found: dict[tuple[str, str], str] = {}
        for name, columns in self.submission.columns.items():
            is_discussion = self.submission.identity.is_discussion
            for sheet in sheets_of(self.programme.workbook, is_discussion=is_discussion):
                fields = {field.code: field for field in sheet.fields}
                if columns.keys() <= fields.keys():
                    month = self.submission.identity.month
                    found |= {
                        (name, letters): fields[code].header(self.language, month)
                        for code, letters in columns.items()
                    }
        return found
