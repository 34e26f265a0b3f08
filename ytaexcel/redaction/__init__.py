"""Takes texts out of archived submissions for data protection: out of a workbook's package, out of the archive's files.

An act of the archive says what is to be taken out; here it is done, as often as the files come back. What the dataset
and the outputs hold is for later steps.
"""

from ytaexcel.redaction.settle import Settled, settle
from ytaexcel.redaction.workbook import Irredactable, NoSuchCell, cell_texts, redacted, standing

__all__ = ["Irredactable", "NoSuchCell", "Settled", "cell_texts", "redacted", "settle", "standing"]
